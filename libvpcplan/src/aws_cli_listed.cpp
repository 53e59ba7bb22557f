// What the input lists wholly: a describe call that was not collected is no empty list.
#include "aws_cli_reader.hpp"

#include <algorithm>
#include <array>

namespace vpcplan::detail {

namespace {

/// A kind of things and the keys that list it: one of each group has to be there.
struct listing {
    listed kind;
    std::vector<std::vector<std::string_view>> keys;
};

const std::vector<listing>& listings() {
    static const std::vector<listing> all = {
        {listed::subnets, {{"Subnets"}}},
        {listed::interfaces, {{"NetworkInterfaces"}}},
        {listed::instances, {{"Reservations", "Instances"}}},
        {listed::route_tables, {{"RouteTables"}}},
        {listed::internet_gateways, {{"InternetGateways"}}},
        {listed::egress_only_internet_gateways, {{"EgressOnlyInternetGateways"}}},
        {listed::nat_gateways, {{"NatGateways"}}},
        {listed::peerings, {{"VpcPeeringConnections"}}},
        {listed::transit_gateways, {{"TransitGatewayAttachments", "TransitGatewayVpcAttachments"}}},
        {listed::vpn_gateways, {{"VpnGateways"}}},
        {listed::vpn_connections, {{"VpnConnections"}}},
        {listed::direct_connect,
         {{"directConnectGatewayAssociations", "DirectConnectGatewayAssociations"},
          {"virtualInterfaces", "VirtualInterfaces"}}},
        {listed::endpoints, {{"VpcEndpoints"}}},
        {listed::load_balancers, {{"LoadBalancers"}}},
        {listed::public_access, {{"VpcBlockPublicAccessOptions"}}},
        {listed::public_access_exclusions, {{"VpcBlockPublicAccessExclusions"}}},
    };
    return all;
}

} // namespace

std::string aws_cli_reader::folder_of(const node& object) {
    const auto slash = object.file->find_last_of("/\\");
    return slash == std::string::npos ? std::string() : object.file->substr(0, slash);
}

/// Whether a key is in a file of this folder or of one above it; in any file without a folder.
bool aws_cli_reader::is_listed(std::string_view key, const std::string* folder) const {
    const auto found = listed_.find(key);
    if (found == listed_.end()) {
        return false;
    }
    return folder == nullptr ||
           std::any_of(found->second.begin(), found->second.end(), [&](const std::string& at) {
               return at == *folder || folder->starts_with(at + "/") || at.empty();
           });
}

/// Where the VPCs of several accounts or Regions are in folders of their own, each folder lists
/// what is in it; else the input as a whole does.
void aws_cli_reader::find_what_is_listed() {
    const auto vpc_folders = listed_.find("Vpcs");
    const bool is_one_source = vpc_folders == listed_.end() || vpc_folders->second.size() < 2;
    const auto judge = [&](knowledge& known, const std::string* folder) {
        for (const auto& [kind, groups] : listings()) {
            const bool whole = std::all_of(groups.begin(), groups.end(), [&](const auto& keys) {
                return std::any_of(keys.begin(), keys.end(),
                                   [&](auto key) { return is_listed(key, folder); });
            });
            if (!whole) {
                known.lacks(kind);
            }
        }
    };
    judge(net_.known, nullptr);
    for (auto& one : net_.vpcs) {
        const auto slash = one.place.file.find_last_of("/\\");
        const auto folder =
            slash == std::string::npos ? std::string() : one.place.file.substr(0, slash);
        judge(one.known, is_one_source ? nullptr : &folder);
        if (says_its_access_.contains(one.id)) {
            one.known.has(listed::public_access);
            one.known.has(listed::public_access_exclusions);
        }
    }
}

} // namespace vpcplan::detail
