// Where more than one way, or more than one owner of an address, is there: found by generated
// networks, each as the smallest network that shows it.
#include "../../support/catch.hpp"
#include "../../support/joined_networks.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

/// vpc-a and vpc-b on one transit gateway, which also has VPN connections to a data centre.
network_builder with_vpn_attachments(int connections) {
    auto net = joined_by_transit_gateway();
    add_route(net, 0, "192.168.0.0/16 tgw-1");
    transit_gateway_route to_site;
    to_site.destination = "192.168.0.0/16"_cidr;
    to_site.fixed = false;
    to_site.kind = attachment_kind::vpn;
    for (int i = 1; i <= connections; ++i) {
        vpn_connection connection;
        connection.id = "vpn-" + std::to_string(i);
        connection.gateway_id = "tgw-1";
        connection.tunnels_up = 1;
        net.data.vpn_connections.push_back(connection);
        transit_gateway_attachment attachment;
        attachment.id = "tgw-attach-vpn-" + std::to_string(i);
        attachment.transit_gateway_id = "tgw-1";
        attachment.kind = attachment_kind::vpn;
        attachment.resource_id = connection.id;
        attachment.table_id = "tgw-rtb-1";
        net.data.transit_gateway_attachments.push_back(attachment);
        to_site.attachment_ids.push_back(attachment.id);
    }
    net.data.transit_gateway_route_tables[0].routes.push_back(to_site);
    return net;
}

} // namespace

TEST_CASE("Of equal paths to a data centre, one that is down is not taken") {
    auto net = with_vpn_attachments(2);
    net.data.vpn_connections[0].tunnels_up = 0;
    net.data.vpn_connections[0].tunnels_down = 2;
    CHECK(ask_short(net, "eni-a", "onprem:192.168.1.5", "tcp/443") == "works");
    net.data.vpn_connections[1] = net.data.vpn_connections[0];
    net.data.vpn_connections[1].id = "vpn-2";
    CHECK(ask_short(net, "eni-a", "onprem:192.168.1.5", "tcp/443") ==
          "fails forward tgw-attach-vpn-1 TGW_BAD_STATE_VPN");
}

TEST_CASE("Of equal paths that differ, the one that fails decides, in any order of the input") {
    auto net = with_vpn_attachments(2);
    net.data.transit_gateway_attachments.back().state = "pending";
    auto& paths = net.data.transit_gateway_route_tables[0].routes.back().attachment_ids;
    const std::string expected = "fails forward tgw-attach-vpn-2 BAD_STATE_ATTACHMENT";
    CHECK(ask_short(net, "eni-a", "onprem:192.168.1.5", "tcp/443") == expected);
    std::swap(paths[0], paths[1]);
    CHECK(ask_short(net, "eni-a", "onprem:192.168.1.5", "tcp/443") == expected);
}

TEST_CASE("A data centre whose VPN to the VPC is down comes in by the transit gateway") {
    auto net = with_vpn_attachments(1);
    net.data.virtual_private_gateways.push_back({"vgw-1", {}, {"vpc-a"}, {}});
    vpn_connection connection;
    connection.id = "vpn-old";
    connection.gateway_id = "vgw-1";
    connection.tunnels_down = 2;
    net.data.vpn_connections.push_back(connection);
    CHECK(ask_short(net, "onprem:192.168.1.5", "eni-a", "tcp/443") == "works");
}

TEST_CASE("A data centre does not come in by a transit gateway that leads no further") {
    auto net = with_vpn_attachments(1);
    net.data.virtual_private_gateways.push_back({"vgw-1", {}, {"vpc-a"}, {}});
    vpn_connection connection;
    connection.id = "vpn-new";
    connection.gateway_id = "vgw-1";
    connection.tunnels_up = 2;
    net.data.vpn_connections.push_back(connection); // what it learnt by BGP is not in the input
    auto& routes = net.data.transit_gateway_route_tables[0].routes;
    routes.erase(routes.begin()); // to vpc-a
    net.data.route_tables[0].routes.back().target = route_target::virtual_private_gateway;
    net.data.route_tables[0].routes.back().target_id = "vgw-1";
    CHECK(ask_short(net, "onprem:192.168.1.5", "eni-a", "tcp/443") == "works");
}

TEST_CASE("A packet that lands beside a stranger with the same address is lost") {
    auto net = joined_by_transit_gateway();
    net.vpc("vpc-c", {"10.1.0.0/16"})
        .subnet("subnet-c", "vpc-c", {"10.1.1.0/24"})
        .open_acl("acl-c", {"subnet-c"})
        .group("sg-c", "vpc-c", {"all 0.0.0.0/0"}, {"all 0.0.0.0/0"})
        .eni("eni-c", "subnet-c", {"10.1.1.10"}, {"sg-c"});
    net.data.subnets.back().zone = "a";
    auto& attachment = net.data.transit_gateway_attachments[1];
    attachment.resource_id = "vpc-c";
    attachment.subnet_ids = {"subnet-c"};
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "fails forward tgw-rtb-1 ROUTED_ELSEWHERE");
}

TEST_CASE("A deleted attachment that is still described does not hide the one in its place") {
    auto net = joined_by_transit_gateway();
    auto gone = net.data.transit_gateway_attachments[0];
    gone.id = "tgw-attach-old";
    gone.state = "deleted";
    auto& all = net.data.transit_gateway_attachments;
    all.insert(all.begin(), gone);
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
}

TEST_CASE("A Direct Connect gateway carries no reply from one VPC to another either") {
    auto net = peered();
    net.data.route_tables[1].routes.back().target = route_target::virtual_private_gateway;
    net.data.route_tables[1].routes.back().target_id = "vgw-b";
    net.data.virtual_private_gateways = {{"vgw-a", {}, {"vpc-a"}, {}},
                                         {"vgw-b", {}, {"vpc-b"}, {}}};
    direct_connect_gateway shared;
    shared.id = "dxgw-1";
    shared.associations = {{"vgw-a", "associated", {}}, {"vgw-b", "associated", {}}};
    net.data.direct_connect_gateways.push_back(shared);
    const auto said = ask_short(net, "eni-a", "eni-b", "tcp/443");
    CHECK(said == "fails reply dxgw-1 DX_GATEWAY_NOT_TRANSITIVE");
}
