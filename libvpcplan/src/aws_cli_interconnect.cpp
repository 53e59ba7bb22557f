// What joins VPCs to each other, to data centres and to services, of AWS CLI JSON.
#include "aws_cli_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

attachment_kind attachment_kind_of(std::string_view word) {
    if (word == "vpc") {
        return attachment_kind::vpc;
    }
    if (word == "vpn") {
        return attachment_kind::vpn;
    }
    if (word == "direct-connect-gateway") {
        return attachment_kind::direct_connect_gateway;
    }
    if (word == "connect") {
        return attachment_kind::connect;
    }
    return word == "peering" ? attachment_kind::peering : attachment_kind::other;
}

bool is_on(std::string_view word) { return word == "enable" || word == "enabled"; }

} // namespace

peering_side aws_cli_reader::peering_side_of(const node& connection, std::string_view key) {
    peering_side side;
    const auto* info = field(connection, key, node_kind::map);
    if (info == nullptr) {
        side.all_ipv4 = side.all_ipv6 = false;
        return side;
    }
    side.all_ipv4 = info->find("CidrBlockSet") != nullptr;
    side.all_ipv6 = info->find("Ipv6CidrBlockSet") != nullptr;
    side.vpc_id = text(*info, "VpcId");
    side.owner_id = text(*info, "OwnerId");
    side.region = text(*info, "Region");
    for (const auto* entry : objects(*info, "CidrBlockSet")) {
        if (const auto found = block(*entry, "CidrBlock")) {
            side.blocks.push_back(*found);
        }
    }
    if (side.blocks.empty() && info->find("CidrBlock") != nullptr) {
        if (const auto found = block(*info, "CidrBlock")) {
            side.blocks.push_back(*found);
        }
    }
    for (const auto* entry : objects(*info, "Ipv6CidrBlockSet")) {
        if (const auto found = block(*entry, "Ipv6CidrBlock")) {
            side.blocks.push_back(*found);
        }
    }
    return side;
}

void aws_cli_reader::read_peerings() {
    for (const auto* object : section("VpcPeeringConnections")) {
        const auto id = id_of(*object, "VpcPeeringConnectionId");
        if (!is_new("VpcPeeringConnections", id, *object)) {
            continue;
        }
        vpc_peering_connection made;
        made.id = id;
        made.name = name_of(*object);
        made.requester = peering_side_of(*object, "RequesterVpcInfo");
        made.accepter = peering_side_of(*object, "AccepterVpcInfo");
        made.place = place_of(*object);
        if (const auto* status = field(*object, "Status", node_kind::map)) {
            if (auto code = text(*status, "Code"); !code.empty()) {
                made.status = std::move(code);
            }
        }
        net_.peerings.push_back(std::move(made));
    }
}

/// An attachment is described by several calls; what each says is put together.
transit_gateway_attachment& aws_cli_reader::attachment_of(const node& object) {
    const auto id = id_of(object, "TransitGatewayAttachmentId");
    const auto gateway = text(object, "TransitGatewayId");
    const auto known = std::find_if(
        net_.transit_gateway_attachments.begin(), net_.transit_gateway_attachments.end(),
        [&](const transit_gateway_attachment& one) {
            return one.id == id && (gateway.empty() || one.transit_gateway_id.empty() ||
                                    one.transit_gateway_id == gateway);
        });
    if (known != net_.transit_gateway_attachments.end()) {
        if (known->transit_gateway_id.empty()) {
            known->transit_gateway_id = gateway;
        }
        return *known;
    }
    transit_gateway_attachment made;
    made.id = id;
    made.name = name_of(object);
    made.transit_gateway_id = gateway;
    made.table_known = false;
    made.ipv6_support.reset();
    made.group_referencing.reset();
    made.place = place_of(object);
    return net_.transit_gateway_attachments.emplace_back(std::move(made));
}

void aws_cli_reader::read_transit_attachments() {
    for (const auto* object : section("TransitGatewayAttachments")) {
        if (!is_new("TransitGatewayAttachments",
                    id_of(*object, "TransitGatewayAttachmentId") + ' ' +
                        text(*object, "TransitGatewayId"),
                    *object)) {
            continue;
        }
        auto& made = attachment_of(*object);
        made.kind = attachment_kind_of(text(*object, "ResourceType"));
        made.resource_id = text(*object, "ResourceId");
        if (auto state = text(*object, "State"); !state.empty()) {
            made.state = std::move(state);
        }
        // Only the transit gateway's owner sees the association.
        const auto account = account_of(*object);
        const auto owner = text(*object, "TransitGatewayOwnerId");
        made.table_known = account.empty() || owner.empty() || account == owner ||
                           object->find("Association") != nullptr;
        if (const auto* association = field(*object, "Association", node_kind::map)) {
            const auto state = text(*association, "State");
            if (state.empty() || state == "associated" || state == "associating") {
                made.table_id = text(*association, "TransitGatewayRouteTableId");
            }
        }
    }
    for (const auto* object : section("TransitGatewayVpcAttachments")) {
        if (!is_new("TransitGatewayVpcAttachments", id_of(*object, "TransitGatewayAttachmentId"),
                    *object)) {
            continue;
        }
        auto& made = attachment_of(*object);
        made.kind = attachment_kind::vpc;
        made.resource_id = text(*object, "VpcId");
        if (auto state = text(*object, "State"); !state.empty()) {
            made.state = std::move(state);
        }
        if (const auto* subnets = field(*object, "SubnetIds", node_kind::list)) {
            for (const auto* one : subnets->items) {
                made.subnet_ids.push_back(one->text);
            }
        }
        if (const auto* options = field(*object, "Options", node_kind::map)) {
            const auto said = [&](std::string_view key) {
                return options->find(key) != nullptr ? std::optional(is_on(text(*options, key)))
                                                     : std::nullopt;
            };
            made.ipv6_support = said("Ipv6Support");
            made.appliance_mode = is_on(text(*options, "ApplianceModeSupport"));
            made.group_referencing = said("SecurityGroupReferencingSupport");
        }
    }
    for (const auto* object : section("TransitGatewayPeeringAttachments")) {
        read_transit_peering(*object);
    }
    for (const auto* object : section("TransitGatewayConnects")) {
        attachment_of(*object).kind = attachment_kind::connect;
    }
}

/// One peering attachment is seen from both of its transit gateways.
void aws_cli_reader::read_transit_peering(const node& object) {
    const auto* requester = field(object, "RequesterTgwInfo", node_kind::map);
    const auto* accepter = field(object, "AccepterTgwInfo", node_kind::map);
    if (requester == nullptr || accepter == nullptr) {
        return;
    }
    const auto id = id_of(object, "TransitGatewayAttachmentId");
    const std::string ends[] = {text(*requester, "TransitGatewayId"),
                                text(*accepter, "TransitGatewayId")};
    auto& all = net_.transit_gateway_attachments;
    for (const int side : {0, 1}) {
        const auto known =
            std::find_if(all.begin(), all.end(), [&](const transit_gateway_attachment& one) {
                return one.id == id && one.transit_gateway_id == ends[side];
            });
        if (known != all.end()) {
            known->resource_id = ends[1 - side];
            continue;
        }
        transit_gateway_attachment made;
        made.id = id;
        made.name = name_of(object);
        made.transit_gateway_id = ends[side];
        made.kind = attachment_kind::peering;
        made.resource_id = ends[1 - side];
        made.table_known = false;
        made.place = place_of(object);
        if (auto state = text(object, "State"); !state.empty()) {
            made.state = std::move(state);
        }
        all.push_back(std::move(made));
    }
}

void aws_cli_reader::read_transit_gateways() {
    for (const auto* object : section("TransitGateways")) {
        const auto id = id_of(*object, "TransitGatewayId");
        if (!is_new("TransitGateways", id, *object)) {
            continue;
        }
        transit_gateway made;
        made.id = id;
        made.name = name_of(*object);
        made.owner_id = text(*object, "OwnerId");
        made.place = place_of(*object);
        if (const auto* options = field(*object, "Options", node_kind::map)) {
            made.group_referencing = is_on(text(*options, "SecurityGroupReferencingSupport"));
        }
        net_.transit_gateways.push_back(std::move(made));
    }
    read_transit_attachments();
    read_transit_tables();
}

/// Tables, and their routes: whole (search-transit-gateway-routes), or as static routes and
/// propagations, from which the routes of VPC attachments follow.
void aws_cli_reader::read_transit_tables() {
    for (const auto* object : section("TransitGatewayRouteTables")) {
        const auto id = id_of(*object, "TransitGatewayRouteTableId");
        if (!is_new("TransitGatewayRouteTables", id, *object)) {
            continue;
        }
        transit_gateway_route_table made;
        made.id = id;
        made.name = name_of(*object);
        made.transit_gateway_id = text(*object, "TransitGatewayId");
        made.complete = false;
        made.place = place_of(*object);
        net_.transit_gateway_route_tables.push_back(std::move(made));
    }
    for (const auto* object : section("TransitGatewayRoutes")) {
        auto& table = transit_table(*object);
        if (!table.complete) { // else all of it was read from another file
            table.complete = !flag(*object, "AdditionalRoutesAvailable", false);
            read_transit_routes(*object, table);
        }
    }
    std::vector<std::string> with_static;
    for (const auto* object : section("TransitGatewayStaticRoutes")) {
        auto& table = transit_table(*object);
        if (table.complete) {
            continue;
        }
        if (!flag(*object, "AdditionalRoutesAvailable", false)) {
            with_static.push_back(table.id);
        }
        read_transit_routes(*object, table);
    }
    for (const auto* object : section("TransitGatewayPropagations")) {
        auto& table = transit_table(*object);
        if (table.complete) {
            continue;
        }
        bool all_known =
            std::find(with_static.begin(), with_static.end(), table.id) != with_static.end();
        for (const auto* entry : objects(*object, "TransitGatewayRouteTablePropagations")) {
            all_known = read_propagation(*entry, table) && all_known;
        }
        table.complete = table.complete || all_known;
    }
}

transit_gateway_route_table& aws_cli_reader::transit_table(const node& object) {
    const auto id = text(object, "TransitGatewayRouteTableId");
    for (auto& table : net_.transit_gateway_route_tables) {
        if (table.id == id) {
            return table;
        }
    }
    transit_gateway_route_table made;
    made.id = id;
    made.complete = false;
    made.place = place_of(object);
    return net_.transit_gateway_route_tables.emplace_back(std::move(made));
}

/// A file of another time or search may repeat routes.
void aws_cli_reader::read_transit_routes(const node& object, transit_gateway_route_table& into) {
    const auto known = into.routes.size();
    for (const auto* entry : objects(object, "Routes")) {
        read_transit_route(*entry, into);
        const auto& made = into.routes.back();
        const auto repeats = [&made](const transit_gateway_route& one) {
            const auto* a = std::get_if<cidr>(&one.destination);
            const auto* b = std::get_if<cidr>(&made.destination);
            return a != nullptr && b != nullptr && *a == *b && one.fixed == made.fixed &&
                   one.blackhole == made.blackhole && one.attachment_ids == made.attachment_ids;
        };
        const auto end = into.routes.begin() + static_cast<std::ptrdiff_t>(known);
        if (std::any_of(into.routes.begin(), end, repeats)) {
            into.routes.pop_back();
        }
    }
}

void aws_cli_reader::read_transit_route(const node& object, transit_gateway_route_table& into) {
    transit_gateway_route made;
    made.place = place_of(object);
    auto list = text(object, "PrefixListId");
    made.by_prefix_list = !list.empty();
    if (object.find("DestinationCidrBlock") != nullptr) {
        if (const auto found = block(object, "DestinationCidrBlock")) {
            made.destination = *found;
        }
    } else if (!list.empty()) {
        made.destination = prefix_list_destination{std::move(list)};
    }
    made.fixed = text(object, "Type") != "propagated";
    made.blackhole = text(object, "State") == "blackhole";
    for (const auto* one : objects(object, "TransitGatewayAttachments")) {
        made.attachment_ids.push_back(text(*one, "TransitGatewayAttachmentId"));
        made.kind = attachment_kind_of(text(*one, "ResourceType"));
    }
    into.routes.push_back(std::move(made));
}

/// False when the propagated routes do not follow from the input: only VPC blocks do.
bool aws_cli_reader::read_propagation(const node& object, transit_gateway_route_table& into) {
    const auto state = text(object, "State");
    if (!state.empty() && state != "enabled" && state != "enabling") {
        return true;
    }
    const auto resource = text(object, "ResourceId");
    const auto found = std::find_if(net_.vpcs.begin(), net_.vpcs.end(),
                                    [&](const vpc& one) { return one.id == resource; });
    if (text(object, "ResourceType") != "vpc" || found == net_.vpcs.end()) {
        return false;
    }
    for (const auto& own : found->blocks) {
        transit_gateway_route made;
        made.destination = own;
        made.fixed = false;
        made.attachment_ids.push_back(text(object, "TransitGatewayAttachmentId"));
        made.place = place_of(object);
        into.routes.push_back(std::move(made));
    }
    return true;
}

void aws_cli_reader::read_endpoints() {
    for (const auto* object : section("VpcEndpoints")) {
        const auto id = id_of(*object, "VpcEndpointId");
        if (!is_new("VpcEndpoints", id, *object)) {
            continue;
        }
        vpc_endpoint made;
        made.id = id;
        made.name = name_of(*object);
        made.vpc_id = text(*object, "VpcId");
        made.service = text(*object, "ServiceName");
        made.place = place_of(*object);
        const auto type = text(*object, "VpcEndpointType");
        made.kind = type == "Gateway"               ? endpoint_kind::gateway
                    : type == "Interface"           ? endpoint_kind::interface
                    : type == "GatewayLoadBalancer" ? endpoint_kind::gateway_load_balancer
                                                    : endpoint_kind::other;
        if (auto state = text(*object, "State"); !state.empty()) {
            std::transform(state.begin(), state.end(), state.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            made.state = std::move(state);
        }
        const auto ids = [&](std::string_view key, std::vector<std::string>& into) {
            if (const auto* list = field(*object, key, node_kind::list)) {
                for (const auto* one : list->items) {
                    into.push_back(one->text);
                }
            }
        };
        ids("SubnetIds", made.subnet_ids);
        ids("NetworkInterfaceIds", made.interface_ids);
        ids("RouteTableIds", made.route_table_ids);
        if (tag_of(*object, "AWSNetworkFirewallManaged") == "true") {
            made.firewall_id = tag_of(*object, "Firewall");
        }
        net_.endpoints.push_back(std::move(made));
    }
}

} // namespace vpcplan::detail
