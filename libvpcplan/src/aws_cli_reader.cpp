// The top level of AWS CLI JSON: which key is read by whom.
#include "aws_cli_reader.hpp"

#include <algorithm>
#include <array>

namespace vpcplan::detail {

namespace {

constexpr std::array<std::string_view, 57> read_keys = {"NetworkFirewalls",
                                                        "NetworkFirewallAssociations",
                                                        "NetworkFirewallPolicies",
                                                        "NetworkFirewallRuleGroups",
                                                        "Firewalls",
                                                        "LoadBalancers",
                                                        "LoadBalancerDescriptions",
                                                        "LoadBalancerListeners",
                                                        "LoadBalancerAttributes",
                                                        "LoadBalancerTargetHealth",
                                                        "LoadBalancerInstanceHealth",
                                                        "Listeners",
                                                        "Rules",
                                                        "TargetGroups",
                                                        "TargetGroupAttributes",
                                                        "TargetHealthDescriptions",
                                                        "Vpcs",
                                                        "Subnets",
                                                        "RouteTables",
                                                        "NetworkAcls",
                                                        "SecurityGroups",
                                                        "NetworkInterfaces",
                                                        "Reservations",
                                                        "Instances",
                                                        "PrefixLists",
                                                        "ManagedPrefixLists",
                                                        "ManagedPrefixListEntries",
                                                        "InternetGateways",
                                                        "EgressOnlyInternetGateways",
                                                        "NatGateways",
                                                        "Addresses",
                                                        "VpcAttributes",
                                                        "VpcBlockPublicAccessOptions",
                                                        "VpcPeeringConnections",
                                                        "TransitGateways",
                                                        "TransitGatewayAttachments",
                                                        "TransitGatewayVpcAttachments",
                                                        "TransitGatewayPeeringAttachments",
                                                        "TransitGatewayConnects",
                                                        "TransitGatewayRouteTables",
                                                        "TransitGatewayRoutes",
                                                        "TransitGatewayStaticRoutes",
                                                        "TransitGatewayPropagations",
                                                        "VpcEndpoints",
                                                        "TrafficMirrorSessions",
                                                        "TrafficMirrorFilters",
                                                        "TrafficMirrorTargets",
                                                        "VpnGateways",
                                                        "VpnConnections",
                                                        "VpcBlockPublicAccessExclusions",
                                                        "CustomerGateways",
                                                        "directConnectGateways",
                                                        "DirectConnectGateways",
                                                        "directConnectGatewayAssociations",
                                                        "DirectConnectGatewayAssociations",
                                                        "virtualInterfaces",
                                                        "VirtualInterfaces"};

struct other_key {
    std::string_view key;
    std::string_view id; ///< "" for sections whose elements are parts of other components
    std::string_view kind;
};

// Recognised, so that a packet that gets there is "unknown" for a reason; not evaluated yet.
constexpr std::array<other_key, 4> other_keys = {{
    {"CarrierGateways", "CarrierGatewayId", "carrier_gateway"},
    {"LocalGateways", "LocalGatewayId", "local_gateway"},
    {"CoreNetworks", "CoreNetworkId", "core_network"},
    {"RouteServers", "RouteServerId", "route_server"},
}};

// Parts of documents that are taken whole, see `collect_firewall_documents`.
constexpr std::array<std::string_view, 9> firewall_keys = {"Firewall",
                                                           "FirewallStatus",
                                                           "FirewallPolicy",
                                                           "FirewallPolicyResponse",
                                                           "RuleGroup",
                                                           "RuleGroupResponse",
                                                           "UpdateToken",
                                                           "VpcEndpointAssociation",
                                                           "VpcEndpointAssociationStatus"};

// Printed by describe calls, and without effect on where packets go.
constexpr std::array<std::string_view, 25> harmless_keys = {"AvailabilityZones",
                                                            "DhcpOptions",
                                                            "Regions",
                                                            "InstanceStatuses",
                                                            "PlacementGroups",
                                                            "ServiceNames",
                                                            "ServiceDetails",
                                                            "Tags",
                                                            "KeyPairs",
                                                            "Images",
                                                            "Volumes",
                                                            "Snapshots",
                                                            "FlowLogs",
                                                            "DBInstances",
                                                            "DomainStatusList",
                                                            "ResponseMetadata",
                                                            "SecurityGroupRules",
                                                            "SubnetCidrReservations",
                                                            "NetworkInterfacePermissions",
                                                            "NetworkInsightsPaths",
                                                            "AccountAttributes",
                                                            "StaleSecurityGroupSet",
                                                            "InstanceTypes",
                                                            "VpcEndpointAssociations",
                                                            "Account"};

template <class Keys>
bool holds(const Keys& keys, std::string_view key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

const other_key* find_other(std::string_view key) {
    const auto found = std::find_if(other_keys.begin(), other_keys.end(),
                                    [key](const other_key& one) { return one.key == key; });
    return found == other_keys.end() ? nullptr : &*found;
}

bool is_vpc_attribute(const node& root) {
    return root.find("VpcId") != nullptr &&
           (root.find("EnableDnsSupport") != nullptr || root.find("EnableDnsHostnames") != nullptr);
}

} // namespace

bool aws_cli_reader::recognises(const node& root) {
    return root.is_map() &&
           (is_vpc_attribute(root) ||
            std::any_of(root.items.begin(), root.items.end(), [](const node* member) {
                return holds(read_keys, member->key) || find_other(member->key) != nullptr ||
                       holds(firewall_keys, member->key) || holds(harmless_keys, member->key);
            }));
}

const std::vector<const node*>& aws_cli_reader::section(std::string_view key) const {
    static const std::vector<const node*> none;
    const auto found = sections_.find(key);
    return found == sections_.end() ? none : found->second;
}

void aws_cli_reader::collect(const node& root) {
    if (root.is_list()) {
        for (const auto* element : root.items) { // several documents gathered by another tool
            if (element->is_map()) {
                collect(*element);
            } else {
                log_.warn("wrong_type", shown(*element) + " where an object of AWS keys belongs",
                          *element);
            }
        }
        return;
    }
    if (!root.is_map()) {
        log_.warn("wrong_type",
                  shown(root) + " where an object of AWS keys belongs; the document is ignored",
                  root);
        return;
    }
    if (is_vpc_attribute(root)) {
        sections_["VpcAttributes"].push_back(&root);
        return;
    }
    collect_firewall_documents(root);
    const auto* next_page = root.find("NextToken");
    const bool is_whole = next_page == nullptr || next_page->is_null();
    for (const auto* member : root.items) {
        collect_member(*member);
        if (is_whole && member->is_list()) {
            listed_[member->key].insert(folder_of(*member));
        }
    }
}

void aws_cli_reader::collect_member(const node& member) {
    if (member.key == "NextToken") {
        if (!member.is_null()) {
            log_.warn("truncated_output",
                      "NextToken: this output is one page of several; what the other pages hold "
                      "is missing",
                      member);
        }
        return;
    }
    if (member.key == "Reservations" && member.is_list()) {
        for (const auto* reservation : member.items) {
            if (const auto* instances = field(*reservation, "Instances", node_kind::list)) {
                collect_elements(*instances, "Instances");
            }
        }
        return;
    }
    if (!holds(read_keys, member.key) && find_other(member.key) == nullptr) {
        if (!holds(firewall_keys, member.key) && !holds(harmless_keys, member.key)) {
            const bool empty = member.is_null() || (!member.is_scalar() && member.items.empty());
            log_.add(empty ? severity::note : severity::warning, "unknown_key",
                     in_quotes(member.key) +
                         " is not a key that is known here; it is ignored, and what it says has no "
                         "effect on verdicts",
                     place_of(member));
        }
        return;
    }
    collect_elements(member, member.key);
}

void aws_cli_reader::collect_elements(const node& member, const std::string& section) {
    auto& elements = sections_[section];
    if (member.is_map()) { // a call that describes one thing
        elements.push_back(&member);
        return;
    }
    if (!member.is_list()) {
        if (!member.is_null()) {
            log_.warn("wrong_type",
                      section + " is " + shown(member) + " where a list belongs; it is ignored",
                      member);
        }
        return;
    }
    for (const auto* element : member.items) {
        if (element->is_map()) {
            elements.push_back(element);
        } else {
            log_.warn("wrong_type",
                      "an element of " + section + " is " + shown(*element) +
                          " where an object belongs; it is ignored",
                      *element);
        }
    }
}

void aws_cli_reader::read_others() {
    for (const auto& known : other_keys) {
        if (known.id.empty()) {
            continue;
        }
        for (const auto* object : section(known.key)) {
            // Attachments are described by two calls; either says enough.
            const auto id = id_of(*object, known.id);
            if (!seen_.emplace(std::string(known.kind) + ' ' + id, object).second) {
                continue;
            }
            auto name = name_of(*object);
            if (name.empty()) {
                for (const auto* key : {"directConnectGatewayName"}) {
                    const auto* value = object->find(key);
                    name = name.empty() && value != nullptr ? value->text : name;
                }
            }
            net_.others.push_back(
                {id, std::move(name), std::string(known.kind), place_of(*object)});
        }
    }
}

void aws_cli_reader::report_ignored() {
    for (const auto& [name, entry] : unknown_fields_) {
        log_.note("unknown_field",
                  name + " is a field that is not known here (" + std::to_string(entry.count) +
                      " times); it is ignored",
                  *entry.first);
    }
}

loaded_network aws_cli_reader::finish() {
    prefer_owners();
    read_vpcs();
    read_dns_support();
    read_subnets();
    find_regions();
    read_interfaces();
    read_instances();
    read_addresses();
    read_route_tables();
    read_prefix_lists();
    read_network_acls();
    read_security_groups();
    read_internet_gateways();
    read_nat_gateways();
    read_block_public_access();
    read_peerings();
    read_transit_gateways();
    read_vpn();
    read_direct_connect();
    read_endpoints();
    read_firewalls();
    read_balancers();
    read_mirroring();
    read_others();
    find_what_is_listed();
    report_ignored();
    check_network(net_, log_);
    return {std::move(net_), log_.take()};
}

} // namespace vpcplan::detail
