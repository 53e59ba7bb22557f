// Small networks that join two VPCs, or a VPC and a data centre.
#pragma once

#include "network_builder.hpp"

namespace vpcplan::test {

using namespace literals;

/// Two VPCs with one host each in zone a, everything open; vpc-a also has a host in zone b.
inline network_builder two_vpcs(const std::string& target_a, const std::string& target_b) {
    const std::vector<std::string> open{"all 0.0.0.0/0"};
    network_builder net;
    net.vpc("vpc-a", {"10.0.0.0/16"})
        .vpc("vpc-b", {"10.1.0.0/16"})
        .subnet("subnet-a", "vpc-a", {"10.0.1.0/24"})
        .subnet("subnet-a2", "vpc-a", {"10.0.2.0/24"})
        .subnet("subnet-b", "vpc-b", {"10.1.1.0/24"})
        .open_acl("acl-a", {"subnet-a", "subnet-a2"})
        .open_acl("acl-b", {"subnet-b"})
        .group("sg-a", "vpc-a", open, open)
        .group("sg-b", "vpc-b", open, open)
        .table("rtb-a", "vpc-a", {}, {"10.0.0.0/16 local"})
        .table("rtb-b", "vpc-b", {}, {"10.1.0.0/16 local"})
        .eni("eni-a", "subnet-a", {"10.0.1.10"}, {"sg-a"})
        .eni("eni-a2", "subnet-a2", {"10.0.2.10"}, {"sg-a"})
        .eni("eni-b", "subnet-b", {"10.1.1.10"}, {"sg-b"});
    net.data.subnets[0].zone = "a";
    net.data.subnets[1].zone = "b";
    net.data.subnets[2].zone = "a";
    for (const auto& [table, line] :
         {std::pair{0U, "10.1.0.0/16 " + target_a}, std::pair{1U, "10.0.0.0/16 " + target_b}}) {
        net.data.route_tables[table].routes.push_back(
            network_builder().table("t", "v", {}, {line}).data.route_tables[0].routes[0]);
    }
    return net;
}

inline network_builder peered() {
    auto net = two_vpcs("pcx-1", "pcx-1");
    vpc_peering_connection peering;
    peering.id = "pcx-1";
    peering.requester = {"vpc-a", "1", "ap-northeast-2", {"10.0.0.0/16"_cidr}};
    peering.accepter = {"vpc-b", "1", "ap-northeast-2", {"10.1.0.0/16"_cidr}};
    net.data.peerings.push_back(peering);
    return net;
}

inline network_builder joined_by_transit_gateway() {
    auto net = two_vpcs("tgw-1", "tgw-1");
    net.data.transit_gateways.push_back({"tgw-1", {}, {}, true, {}});
    for (const auto* side : {"a", "b"}) {
        transit_gateway_attachment attachment;
        attachment.id = std::string("tgw-attach-") + side;
        attachment.transit_gateway_id = "tgw-1";
        attachment.resource_id = std::string("vpc-") + side;
        attachment.table_id = "tgw-rtb-1";
        attachment.subnet_ids = {std::string("subnet-") + side};
        net.data.transit_gateway_attachments.push_back(attachment);
    }
    transit_gateway_route_table table;
    table.id = "tgw-rtb-1";
    table.transit_gateway_id = "tgw-1";
    const auto add = [&](const cidr& block, const std::string& to) {
        transit_gateway_route entry;
        entry.destination = block;
        entry.fixed = false;
        entry.attachment_ids = {to};
        table.routes.push_back(entry);
    };
    add("10.0.0.0/16"_cidr, "tgw-attach-a");
    add("10.1.0.0/16"_cidr, "tgw-attach-b");
    net.data.transit_gateway_route_tables.push_back(table);
    return net;
}

inline network_builder behind_vpn(bool static_only) {
    auto net = two_vpcs("vgw-1", "pcx-none");
    net.data.route_tables[0].routes.back().destination = "192.168.0.0/16"_cidr;
    net.data.route_tables[0].routes.back().origin = route_origin::propagated;
    net.data.virtual_private_gateways.push_back({"vgw-1", {}, {"vpc-a"}, {}});
    vpn_connection connection;
    connection.id = "vpn-1";
    connection.gateway_id = "vgw-1";
    connection.static_only = static_only;
    connection.tunnels_up = 1;
    if (static_only) {
        connection.static_routes = {"192.168.0.0/17"_cidr};
    }
    net.data.vpn_connections.push_back(connection);
    return net;
}

/// Adds a route, written as in `network_builder::table`, to a table of the network.
inline void add_route(network_builder& net, std::size_t table, const std::string& line) {
    net.data.route_tables.at(table).routes.push_back(
        network_builder().table("t", "v", {}, {line}).data.route_tables[0].routes[0]);
}

} // namespace vpcplan::test
