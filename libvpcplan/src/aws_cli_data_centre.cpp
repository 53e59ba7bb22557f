// Ways to data centres, of AWS CLI JSON: VPN and Direct Connect.
#include "aws_cli_reader.hpp"

#include <algorithm>
#include <charconv>

namespace vpcplan::detail {

void aws_cli_reader::read_vpn() {
    for (const auto* object : section("VpnGateways")) {
        const auto id = id_of(*object, "VpnGatewayId");
        if (!is_new("VpnGateways", id, *object)) {
            continue;
        }
        virtual_private_gateway made;
        made.id = id;
        made.name = name_of(*object);
        made.place = place_of(*object);
        for (const auto* attachment : objects(*object, "VpcAttachments")) {
            const auto state = text(*attachment, "State");
            if (state.empty() || state == "attached") {
                made.vpc_ids.push_back(text(*attachment, "VpcId"));
            }
        }
        net_.virtual_private_gateways.push_back(std::move(made));
    }
    for (const auto* object : section("CustomerGateways")) {
        const auto id = id_of(*object, "CustomerGatewayId");
        if (!is_new("CustomerGateways", id, *object)) {
            continue;
        }
        customer_gateway made;
        made.id = id;
        made.name = name_of(*object);
        made.address = text(*object, "IpAddress");
        made.place = place_of(*object);
        auto number = text(*object, "BgpAsnExtended");
        number = number.empty() ? text(*object, "BgpAsn") : number;
        std::from_chars(number.data(), number.data() + number.size(), made.autonomous_system);
        net_.customer_gateways.push_back(std::move(made));
    }
    for (const auto* object : section("VpnConnections")) {
        const auto id = id_of(*object, "VpnConnectionId");
        if (!is_new("VpnConnections", id, *object)) {
            continue;
        }
        vpn_connection made;
        made.id = id;
        made.name = name_of(*object);
        made.gateway_id = text(*object, "VpnGatewayId");
        if (made.gateway_id.empty()) {
            made.gateway_id = text(*object, "TransitGatewayId");
        }
        made.customer_gateway_id = text(*object, "CustomerGatewayId");
        made.place = place_of(*object);
        if (auto state = text(*object, "State"); !state.empty()) {
            made.state = std::move(state);
        }
        if (const auto* options = field(*object, "Options", node_kind::map)) {
            made.static_only = flag(*options, "StaticRoutesOnly", false);
            made.over_direct_connect = text(*options, "OutsideIpAddressType") == "PrivateIpv4";
        }
        for (const auto* entry : objects(*object, "Routes")) {
            const auto state = text(*entry, "State");
            if (state.empty() || state == "available") {
                if (const auto found = block(*entry, "DestinationCidrBlock")) {
                    made.static_routes.push_back(*found);
                }
            }
        }
        for (const auto* tunnel : objects(*object, "VgwTelemetry")) {
            (text(*tunnel, "Status") == "UP" ? made.tunnels_up : made.tunnels_down) += 1;
        }
        net_.vpn_connections.push_back(std::move(made));
    }
}

/// The calls of `aws directconnect` print keys that begin with a small letter; others wrap them in
/// the manner of `aws ec2`.
std::string aws_cli_reader::text_of_either(const node& object, std::string key) {
    if (object.find(key) == nullptr) {
        key.front() = static_cast<char>(key.front() - 'a' + 'A');
    }
    return text(object, key);
}

std::vector<const node*> aws_cli_reader::either_section(std::string key) const {
    auto all = section(key);
    key.front() = static_cast<char>(key.front() - 'a' + 'A');
    const auto& more = section(key);
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

void aws_cli_reader::read_direct_connect() {
    auto& gateways = net_.direct_connect_gateways;
    const auto gateway_named = [&](const std::string& id, const node& from) -> auto& {
        const auto known =
            std::find_if(gateways.begin(), gateways.end(),
                         [&](const direct_connect_gateway& one) { return one.id == id; });
        if (known != gateways.end()) {
            return *known;
        }
        direct_connect_gateway made;
        made.id = id;
        made.place = place_of(from);
        return gateways.emplace_back(std::move(made));
    };
    for (const auto* object : either_section("directConnectGateways")) {
        auto& made = gateway_named(text_of_either(*object, "directConnectGatewayId"), *object);
        made.name = text_of_either(*object, "directConnectGatewayName");
        if (auto state = text_of_either(*object, "directConnectGatewayState"); !state.empty()) {
            made.state = std::move(state);
        }
    }
    for (const auto* object : either_section("directConnectGatewayAssociations")) {
        auto& gateway = gateway_named(text_of_either(*object, "directConnectGatewayId"), *object);
        direct_connect_association made;
        made.gateway_id = text_of_either(*object, "virtualGatewayId");
        for (const auto* key : {"associatedGateway", "AssociatedGateway"}) {
            if (object->find(key) != nullptr) {
                if (const auto* info = field(*object, key, node_kind::map)) {
                    made.gateway_id = text_of_either(*info, "id");
                }
            }
        }
        if (auto state = text_of_either(*object, "associationState"); !state.empty()) {
            made.state = std::move(state);
        }
        for (const auto* key :
             {"allowedPrefixesToDirectConnectGateway", "AllowedPrefixesToDirectConnectGateway"}) {
            if (object->find(key) == nullptr) {
                continue;
            }
            for (const auto* entry : objects(*object, key)) {
                if (const auto found =
                        block(*entry, entry->find("cidr") != nullptr ? "cidr" : "Cidr")) {
                    made.allowed_prefixes.push_back(*found);
                }
            }
        }
        const bool is_known =
            std::any_of(gateway.associations.begin(), gateway.associations.end(),
                        [&](const auto& one) { return one.gateway_id == made.gateway_id; });
        if (!is_known) { // each end's account describes the association
            gateway.associations.push_back(std::move(made));
        }
    }
    for (const auto* object : either_section("virtualInterfaces")) {
        virtual_interface made;
        made.id = text_of_either(*object, "virtualInterfaceId");
        if (!is_new("virtualInterfaces", made.id, *object)) {
            continue;
        }
        made.name = text_of_either(*object, "virtualInterfaceName");
        made.place = place_of(*object);
        const auto type = text_of_either(*object, "virtualInterfaceType");
        made.kind = type == "public"    ? virtual_interface_kind::public_vif
                    : type == "transit" ? virtual_interface_kind::transit_vif
                                        : virtual_interface_kind::private_vif;
        made.gateway_id = text_of_either(*object, "directConnectGatewayId");
        if (made.gateway_id.empty()) {
            made.gateway_id = text_of_either(*object, "virtualGatewayId");
        }
        if (auto state = text_of_either(*object, "virtualInterfaceState"); !state.empty()) {
            made.state = std::move(state);
        }
        net_.virtual_interfaces.push_back(std::move(made));
    }
}

} // namespace vpcplan::detail
