// Route tables of AWS CLI JSON.
#include "aws_cli_reader.hpp"

#include <algorithm>
#include <array>

namespace vpcplan::detail {

namespace {

struct target_field {
    std::string_view key;
    route_target target;
};

// The interface before the instance: a route to an instance names its interface as well.
constexpr std::array<target_field, 11> target_fields = {{
    {"NetworkInterfaceId", route_target::interface},
    {"InstanceId", route_target::instance},
    {"NatGatewayId", route_target::nat_gateway},
    {"VpcPeeringConnectionId", route_target::vpc_peering_connection},
    {"TransitGatewayId", route_target::transit_gateway},
    {"EgressOnlyInternetGatewayId", route_target::egress_only_internet_gateway},
    {"CarrierGatewayId", route_target::carrier_gateway},
    {"LocalGatewayId", route_target::local_gateway},
    {"CoreNetworkArn", route_target::core_network},
    {"OdbNetworkArn", route_target::other},
    {"VpcEndpointId", route_target::vpc_endpoint},
}};

// GatewayId names several kinds of gateways; the id's prefix tells which.
constexpr std::array<target_field, 8> gateway_prefixes = {{
    {"igw-", route_target::internet_gateway},
    {"vgw-", route_target::virtual_private_gateway},
    {"vpce-", route_target::vpc_endpoint},
    {"eigw-", route_target::egress_only_internet_gateway},
    {"nat-", route_target::nat_gateway},
    {"cagw-", route_target::carrier_gateway},
    {"lgw-", route_target::local_gateway},
    {"tgw-", route_target::transit_gateway},
}};

} // namespace

void aws_cli_reader::read_route_target(const node& object, route& into) {
    std::vector<std::pair<route_target, std::string>> found;
    if (const auto gateway = text(object, "GatewayId"); !gateway.empty()) {
        const auto kind = std::find_if(
            gateway_prefixes.begin(), gateway_prefixes.end(),
            [&gateway](const target_field& one) { return gateway.starts_with(one.key); });
        if (gateway == "local") {
            found.emplace_back(route_target::local, "");
        } else if (kind != gateway_prefixes.end()) {
            found.emplace_back(kind->target, gateway);
        } else {
            found.emplace_back(route_target::other, gateway);
            log_.warn("unknown_target",
                      "GatewayId " + in_quotes(gateway) +
                          " is no kind of gateway that is known here; verdicts through this route "
                          "are unknown",
                      object);
        }
    }
    for (const auto& one : target_fields) {
        auto id = text(object, one.key);
        const bool is_owner = one.target == route_target::instance && !found.empty() &&
                              found.back().first == route_target::interface;
        if (!id.empty() && !is_owner) {
            found.emplace_back(one.target, std::move(id));
        }
    }
    if (found.size() != 1) {
        into.target = route_target::other;
        log_.warn(
            "unknown_target",
            found.empty()
                ? "the route has no target that is known here; verdicts through it are unknown"
                : "the route has several targets; verdicts through it are unknown",
            object);
        return;
    }
    into.target = found.front().first;
    into.target_id = std::move(found.front().second);
}

void aws_cli_reader::read_route(const node& object, route_table& into) {
    std::vector<route> made;
    const auto add = [&](auto destination) {
        route one;
        one.destination = std::move(destination);
        one.place = place_of(object);
        made.push_back(std::move(one));
    };
    for (const auto* key : {"DestinationCidrBlock", "DestinationIpv6CidrBlock"}) {
        const auto* written = object.find(key);
        if (written == nullptr || (written->is_text() && written->text.empty())) {
            continue;
        }
        if (const auto found = block(*written)) {
            add(*found);
        } else {
            add(unreadable_destination{written->text});
        }
    }
    if (const auto* list = object.find("DestinationPrefixListId")) {
        if (list->is_text()) {
            add(prefix_list_destination{list->text});
        } else {
            add(unreadable_destination{list->text});
        }
    }
    if (made.empty()) {
        log_.warn("no_destination",
                  "the route has no destination; it may hide any other route, so verdicts by "
                  "this table are unknown",
                  object);
        add(unreadable_destination{"(no destination)"});
    }
    known_fields(object, "Routes",
                 {"DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId",
                  "GatewayId", "NetworkInterfaceId", "InstanceId", "InstanceOwnerId",
                  "NatGatewayId", "VpcPeeringConnectionId", "TransitGatewayId",
                  "EgressOnlyInternetGatewayId", "CarrierGatewayId", "LocalGatewayId",
                  "CoreNetworkArn", "OdbNetworkArn", "VpcEndpointId", "Origin", "State",
                  "IpAddress"});
    for (auto& one : made) {
        read_route_target(object, one);
        const auto origin = text(object, "Origin");
        if (one.target == route_target::local || origin == "CreateRouteTable") {
            one.origin = route_origin::local;
        } else if (origin == "EnableVgwRoutePropagation") {
            one.origin = route_origin::propagated;
        } else if (origin == "Advertisement") {
            one.origin = route_origin::advertised;
        } else if (!origin.empty() && origin != "CreateRoute") {
            log_.warn("bad_value",
                      "Origin " + in_quotes(origin) + " is not known; the route counts as static",
                      object);
        }
        const auto state = text(object, "State");
        one.blackhole = state == "blackhole";
        if (!state.empty() && state != "active" && state != "blackhole") {
            log_.warn("bad_value",
                      "State " + in_quotes(state) +
                          " is not evaluated; verdicts through this route are unknown",
                      object);
            one.target = route_target::other;
        }
        into.routes.push_back(std::move(one));
    }
}

void aws_cli_reader::read_route_tables() {
    for (const auto* object : section("RouteTables")) {
        const auto id = id_of(*object, "RouteTableId");
        if (!is_new("RouteTables", id, *object)) {
            continue;
        }
        route_table made;
        made.id = id;
        made.name = name_of(*object);
        made.vpc_id = text(*object, "VpcId");
        made.place = place_of(*object);
        for (const auto* association : objects(*object, "Associations")) {
            if (const auto* state = field(*association, "AssociationState", node_kind::map)) {
                const auto word = text(*state, "State");
                if (word == "disassociated" || word == "disassociating" || word == "failed") {
                    log_.note("not_associated", joined({"an association of ", id, " is ", word}),
                              *association);
                    continue;
                }
            }
            known_fields(*association, "RouteTables.Associations",
                         {"AssociationState", "Main", "SubnetId", "GatewayId", "RouteTableId",
                          "RouteTableAssociationId", "PublicIpv4Pool"});
            if (flag(*association, "Main", false)) {
                made.is_main = true;
            }
            if (auto subnet_id = text(*association, "SubnetId"); !subnet_id.empty()) {
                made.subnet_ids.push_back(std::move(subnet_id));
            }
            if (auto gateway_id = text(*association, "GatewayId"); !gateway_id.empty()) {
                made.gateway_ids.push_back(std::move(gateway_id));
            }
        }
        if (const auto* routes = object->find("Routes"); routes != nullptr && routes->is_list()) {
            for (const auto* entry : routes->items) {
                // Even an element of a wrong type is a route that was there.
                read_route(*entry, made);
            }
        } else if (routes != nullptr) {
            read_route(*routes, made);
        }
        known_fields(*object, "RouteTables",
                     {"RouteTableId", "VpcId", "Associations", "Routes", "PropagatingVgws",
                      "OwnerId", "Tags"});
        net_.route_tables.push_back(std::move(made));
    }
}

} // namespace vpcplan::detail
