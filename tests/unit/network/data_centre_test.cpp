#include "../../support/catch.hpp"
#include "../../support/joined_networks.hpp"

using namespace vpcplan;
using vpcplan::test::add_route;
using vpcplan::test::ask_short;
using vpcplan::test::behind_vpn;
using vpcplan::test::joined_by_transit_gateway;
using vpcplan::test::network_builder;

namespace {

/// vpc-a behind vgw-1, which a Direct Connect gateway joins; no VPN.
network_builder behind_direct_connect(std::vector<cidr> allowed) {
    auto net = behind_vpn(false);
    net.data.vpn_connections.clear();
    net.data.direct_connect_gateways.push_back(
        {"dxgw-1", {}, "available", {{"vgw-1", "associated", std::move(allowed)}}, {}});
    net.data.virtual_interfaces.push_back(
        {"dxvif-1", {}, virtual_interface_kind::private_vif, "dxgw-1", "available", {}});
    return net;
}

/// vpc-a and vpc-b on a transit gateway that a Direct Connect gateway joins; it knows 192.168/16.
network_builder transit_direct_connect(std::vector<cidr> allowed) {
    auto net = joined_by_transit_gateway();
    add_route(net, 0, "192.168.0.0/16 tgw-1");
    net.data.direct_connect_gateways.push_back(
        {"dxgw-1", {}, "available", {{"tgw-1", "associated", std::move(allowed)}}, {}});
    net.data.virtual_interfaces.push_back(
        {"dxvif-1", {}, virtual_interface_kind::transit_vif, "dxgw-1", "available", {}});
    transit_gateway_attachment attachment;
    attachment.id = "tgw-attach-dx";
    attachment.transit_gateway_id = "tgw-1";
    attachment.kind = attachment_kind::direct_connect_gateway;
    attachment.resource_id = "dxgw-1";
    attachment.table_id = "tgw-rtb-1";
    net.data.transit_gateway_attachments.push_back(attachment);
    transit_gateway_route entry;
    entry.destination = "192.168.0.0/16"_cidr;
    entry.fixed = false;
    entry.kind = attachment_kind::direct_connect_gateway;
    entry.attachment_ids = {"tgw-attach-dx"};
    net.data.transit_gateway_route_tables[0].routes.push_back(entry);
    return net;
}

/// Two sites with a BGP VPN each to one virtual private gateway.
network_builder two_sites(std::uint64_t first_system, std::uint64_t second_system) {
    auto net = behind_vpn(false);
    add_route(net, 0, "172.20.0.0/16 vgw-1 propagated");
    net.data.vpn_connections[0].customer_gateway_id = "cgw-1";
    auto second = net.data.vpn_connections[0];
    second.id = "vpn-2";
    second.customer_gateway_id = "cgw-2";
    net.data.vpn_connections.push_back(second);
    net.data.customer_gateways = {{"cgw-1", {}, first_system, {}, {}},
                                  {"cgw-2", {}, second_system, {}, {}}};
    return net;
}

} // namespace

TEST_CASE("Direct Connect carries both ways when the allowed prefixes cover the VPC's block") {
    for (const auto& allowed : {std::vector<cidr>{}, std::vector<cidr>{"10.0.0.0/16"_cidr},
                                std::vector<cidr>{"10.0.0.0/8"_cidr}}) {
        const auto net = behind_direct_connect(allowed);
        CHECK(ask_short(net, "eni-a", "192.168.5.5", "tcp/443") == "works");
        CHECK(ask_short(net, "onprem:192.168.5.5", "eni-a", "tcp/443") == "works");
    }
}

TEST_CASE("An allowed prefix smaller than the VPC's block hides the VPC from the data centre") {
    const auto net = behind_direct_connect({"10.0.1.0/24"_cidr});
    CHECK(ask_short(net, "onprem:192.168.5.5", "eni-a", "tcp/443") ==
          "fails forward dxgw-1 DX_PREFIX_NOT_ALLOWED");
    CHECK(ask_short(net, "eni-a", "192.168.5.5", "tcp/443") ==
          "fails reply dxgw-1 DX_PREFIX_NOT_ALLOWED");
}

TEST_CASE("A VPN beside Direct Connect still leads to the VPC that the prefixes hide") {
    auto net = behind_direct_connect({"10.0.1.0/24"_cidr});
    net.data.vpn_connections = behind_vpn(false).data.vpn_connections;
    CHECK(ask_short(net, "onprem:192.168.5.5", "eni-a", "tcp/443") == "works");
}

TEST_CASE("A virtual interface that is down carries nothing") {
    auto net = behind_direct_connect({});
    net.data.virtual_interfaces[0].state = "down";
    CHECK(ask_short(net, "eni-a", "192.168.5.5", "tcp/443") == "fails forward vgw-1 BAD_STATE");
    CHECK(ask_short(net, "onprem:192.168.5.5", "eni-a", "tcp/443") ==
          "fails forward vgw-1 BAD_STATE");
    auto second = net.data.virtual_interfaces[0];
    second.id = "dxvif-2";
    second.state = "available";
    net.data.virtual_interfaces.push_back(second);
    CHECK(ask_short(net, "eni-a", "192.168.5.5", "tcp/443") == "works");
}

TEST_CASE("What Direct Connect learnt by BGP beyond the propagated routes is unknown") {
    auto net = behind_direct_connect({});
    net.data.route_tables[0].routes.back().destination = "192.168.0.0/17"_cidr;
    add_route(net, 0, "192.168.0.0/16 vgw-1");
    CHECK(ask_short(net, "eni-a", "192.168.200.5", "tcp/443") ==
          "unknown forward vgw-1 VGW_ROUTES_ARE_UNKNOWN");
    CHECK(ask_short(net, "eni-a", "192.168.100.5", "tcp/443") == "works");
}

TEST_CASE("A Direct Connect gateway does not join the VPCs behind its virtual private gateways") {
    auto net = behind_direct_connect({});
    net.data.virtual_private_gateways.push_back({"vgw-2", {}, {"vpc-b"}, {}});
    net.data.direct_connect_gateways[0].associations.push_back({"vgw-2", "associated", {}});
    add_route(net, 0, "10.1.0.0/16 vgw-1");
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "fails forward dxgw-1 DX_GATEWAY_NOT_TRANSITIVE");
    // A wider block announced by the data centre may bring it about; no input says whether.
    net.data.route_tables[0].routes.pop_back();
    add_route(net, 0, "10.0.0.0/8 vgw-1 propagated");
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "unknown forward dxgw-1 DX_GATEWAY_NOT_TRANSITIVE");
}

TEST_CASE("A transit gateway announces its allowed prefixes over Direct Connect as they are") {
    const auto net = transit_direct_connect({"10.0.1.0/24"_cidr});
    CHECK(ask_short(net, "onprem:192.168.5.5", "eni-a", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-a", "192.168.5.5", "tcp/443") == "works");
    const auto other = transit_direct_connect({"10.1.0.0/16"_cidr});
    CHECK(ask_short(other, "onprem:192.168.5.5", "eni-a", "tcp/443") ==
          "fails forward dxgw-1 DX_PREFIX_NOT_ALLOWED");
    CHECK(ask_short(other, "eni-a", "192.168.5.5", "tcp/443") ==
          "fails reply dxgw-1 DX_PREFIX_NOT_ALLOWED");
}

TEST_CASE("A public virtual interface leads to public addresses, by the internet gateway") {
    auto net = behind_vpn(false);
    net.data.virtual_private_gateways.clear();
    net.data.vpn_connections.clear();
    net.igw("igw-1", "vpc-a");
    add_route(net, 0, "0.0.0.0/0 igw-1");
    net.data.interfaces[0].addresses[0].public_address = vpcplan::test::address("198.51.100.7");
    CHECK(ask_short(net, "onprem:203.0.113.9", "198.51.100.7", "tcp/443") ==
          "unknown forward - NO_WAY_FROM_ON_PREMISES");
    net.data.virtual_interfaces.push_back(
        {"dxvif-9", {}, virtual_interface_kind::public_vif, {}, "available", {}});
    CHECK(ask_short(net, "onprem:203.0.113.9", "198.51.100.7", "tcp/443") == "works");
    net.data.public_access = block_public_access{block_public_access::mode::ingress, {}, {}};
    CHECK(ask_short(net, "onprem:203.0.113.9", "198.51.100.7", "tcp/443") ==
          "fails forward vpc-a VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
}

TEST_CASE("CloudHub joins two BGP sites with different autonomous system numbers") {
    CHECK(ask_short(two_sites(65001, 65002), "onprem:192.168.5.5", "onprem:172.20.1.1",
                    "tcp/443") == "works");
    CHECK(ask_short(two_sites(65001, 65001), "onprem:192.168.5.5", "onprem:172.20.1.1",
                    "tcp/443") == "unknown forward vgw-1 VGW_ROUTES_ARE_UNKNOWN");
    auto fixed = two_sites(65001, 65002);
    fixed.data.vpn_connections[1].static_only = true;
    CHECK(ask_short(fixed, "onprem:192.168.5.5", "onprem:172.20.1.1", "tcp/443") ==
          "unknown forward vgw-1 VGW_ROUTES_ARE_UNKNOWN");
}

TEST_CASE("A gateway rejects a packet from outside with a source address of the VPC") {
    CHECK(ask_short(behind_direct_connect({}), "onprem:10.0.7.7", "eni-a", "tcp/443") ==
          "fails forward vgw-1 GATEWAY_REJECTS_SPOOFED_TRAFFIC");
    network_builder net;
    const std::vector<std::string> open{"all ::/0"};
    net.vpc("vpc-6", {"10.0.0.0/16", "2001:db8:1::/56"})
        .subnet("subnet-6", "vpc-6", {"2001:db8:1:1::/64"})
        .open_acl("acl-6", {"subnet-6"})
        .group("sg-6", "vpc-6", open, open)
        .igw("igw-6", "vpc-6")
        .table("rtb-6", "vpc-6", {}, {"2001:db8:1::/56 local", "::/0 igw-6"})
        .eni("eni-6", "subnet-6", {"2001:db8:1:1::5"}, {"sg-6"});
    CHECK(ask_short(net, "internet:2001:db8:9::1", "eni-6", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:2001:db8:1:2::1", "eni-6", "tcp/443") ==
          "fails forward igw-6 GATEWAY_REJECTS_SPOOFED_TRAFFIC");
}

TEST_CASE("NAT64 carries IPv6 to an IPv4 host and its reply back") {
    const std::vector<std::string> open{"all 0.0.0.0/0", "all ::/0"};
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16", "2001:db8:1::/56"})
        .subnet("subnet-private", "vpc-1", {"10.0.1.0/24", "2001:db8:1:1::/64"})
        .subnet("subnet-nat", "vpc-1", {"10.0.2.0/24", "2001:db8:1:2::/64"})
        .open_acl("acl-1", {"subnet-private", "subnet-nat"})
        .group("sg-1", "vpc-1", open, open)
        .igw("igw-1", "vpc-1")
        .table("rtb-private", "vpc-1", {"subnet-private"},
               {"10.0.0.0/16 local", "2001:db8:1::/56 local", "64:ff9b::/96 nat-1"})
        .table("rtb-public", "vpc-1", {"subnet-nat"},
               {"10.0.0.0/16 local", "2001:db8:1::/56 local", "0.0.0.0/0 igw-1"})
        .nat("nat-1", "subnet-nat", "10.0.2.9", "198.51.100.1")
        .eni("eni-1", "subnet-private", {"2001:db8:1:1::5"}, {"sg-1"});
    CHECK(ask_short(net, "eni-1", "64:ff9b::203.0.113.9", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-1", "64:ff9b::203.0.113.9", "icmpv6") == "works");
    const network_index index(net.data);
    const auto asked =
        vpcplan::test::question_of(index, "eni-1", "64:ff9b::203.0.113.9", "tcp/443");
    const auto said = vpcplan::test::ask(index, asked).value();
    const auto& at_gateway = said.forward.steps.back();
    CHECK(at_gateway.kind == step_kind::igw);
    CHECK(detail::to_string(at_gateway.header.destination) == "203.0.113.9");
    CHECK(at_gateway.fact("source_after") == "198.51.100.1");
    // The ACL of the private subnet sees IPv6 both ways.
    CHECK(detail::to_string(said.reply.steps.back().header.source) == "64:ff9b::cb00:7109");
    auto plain = net;
    plain.data.route_tables[0].routes.back().destination = "::/0"_cidr;
    CHECK(ask_short(plain, "eni-1", "2001:db8:9::1", "tcp/443") ==
          "fails forward nat-1 NGW_NEEDS_NAT64_PREFIX");
}

TEST_CASE("A packet from another zone may land in any zone of the attachment: all must pass") {
    auto net = joined_by_transit_gateway();
    net.subnet("subnet-b2", "vpc-b", {"10.1.2.0/24"}).open_acl("acl-b2", {"subnet-b2"});
    net.data.subnets.back().zone = "c";
    net.data.transit_gateway_attachments[0].subnet_ids = {"subnet-a", "subnet-a2"};
    net.data.transit_gateway_attachments[1].subnet_ids = {"subnet-b", "subnet-b2"};
    CHECK(ask_short(net, "eni-a2", "eni-b", "tcp/443") == "works");
    net.data.network_acls.back().outbound = acl_rules::make({}).value();
    CHECK(ask_short(net, "eni-a2", "eni-b", "tcp/443") ==
          "fails forward acl-b2 32767 SUBNET_ACL_RESTRICTION");
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works"); // its own zone is served
}

TEST_CASE("A zone of another account is not known by its name") {
    auto net = joined_by_transit_gateway();
    net.subnet("subnet-b2", "vpc-b", {"10.1.2.0/24"}).open_acl("acl-b2", {"subnet-b2"});
    net.data.subnets.back().zone = "c";
    net.data.transit_gateway_attachments[1].subnet_ids = {"subnet-b", "subnet-b2"};
    net.data.network_acls.back().outbound = acl_rules::make({}).value();
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works"); // it lands in its own zone
    for (auto& one : net.data.vpcs) {
        one.owner_id = one.id == "vpc-a" ? "111122223333" : "444455556666";
    }
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "fails forward acl-b2 32767 SUBNET_ACL_RESTRICTION"); // or in the other
    for (auto& one : net.data.subnets) {
        one.zone_id = one.zone == "c" ? "use1-az3" : "use1-az1";
    }
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
}
