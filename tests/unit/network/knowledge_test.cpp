// "There is none" is concluded from whole lists only; an interface is as its owner is.
#include "../../support/catch.hpp"
#include "../../support/joined_networks.hpp"

using namespace vpcplan;
using vpcplan::test::all_through;
using vpcplan::test::ask_short;
using vpcplan::test::behind_vpn;
using vpcplan::test::joined_by_transit_gateway;
using vpcplan::test::network_builder;
using vpcplan::test::open_to_all;
using vpcplan::test::peered;

namespace {

/// A public subnet with one host that anybody may call, of both families.
network_builder public_host() {
    network_builder net;
    net.vpc("vpc-a", {"10.0.0.0/16", "2001:db8:a::/56"})
        .subnet("subnet-a", "vpc-a", {"10.0.1.0/24", "2001:db8:a:1::/64"})
        .open_acl("acl-a", {"subnet-a"})
        .group("sg-a", "vpc-a", {"all 0.0.0.0/0", "all ::/0"}, {"all 0.0.0.0/0", "all ::/0"})
        .table("rtb-a", "vpc-a", {"subnet-a"},
               {"10.0.0.0/16 local", "2001:db8:a::/56 local", "0.0.0.0/0 igw-1", "::/0 igw-1"})
        .eni("eni-a", "subnet-a", {"10.0.1.10", "2001:db8:a:1::10"}, {"sg-a"}, "198.51.100.10")
        .eni("eni-b", "subnet-a", {"10.0.1.20", "2001:db8:a:1::20"}, {"sg-a"})
        .igw("igw-1", "vpc-a");
    return net;
}

void leave_out(network_builder& net, listed kind) {
    net.data.known.lacks(kind);
    for (auto& one : net.data.vpcs) {
        one.known.lacks(kind);
    }
}

} // namespace

TEST_CASE("a gateway that nobody listed may be there all the same") {
    auto net = public_host();
    net.data.internet_gateways.clear();
    net.data.route_tables[0].routes.resize(2);
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-a", "tcp/443") ==
          "fails forward - IGW_NOT_ATTACHED");
    leave_out(net, listed::internet_gateways);
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-a", "tcp/443") ==
          "unknown forward - INPUT_INCOMPLETE");
    CHECK(ask_short(net, "internet:2001:db8:ffff::9", "2001:db8:a:1::10", "tcp/443") ==
          "unknown forward - INPUT_INCOMPLETE");
}

TEST_CASE("an address that no listed interface has is nobody's only when all are listed") {
    auto net = public_host();
    CHECK(ask_short(net, "internet:203.0.113.9", "198.51.100.77", "tcp/443") ==
          "fails forward - IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
    CHECK(ask_short(net, "eni-a", "10.0.1.77", "tcp/443") ==
          "fails forward subnet-a NO_POSSIBLE_DESTINATION");
    CHECK(ask_short(net, "eni-a", "198.51.100.77", "tcp/443") == "works");
    leave_out(net, listed::interfaces);
    CHECK(ask_short(net, "internet:203.0.113.9", "198.51.100.77", "tcp/443") ==
          "unknown forward - INPUT_INCOMPLETE");
    CHECK(ask_short(net, "internet:2001:db8:ffff::9", "2001:db8:a:1::77", "tcp/443") ==
          "unknown forward - INPUT_INCOMPLETE");
    CHECK(ask_short(net, "eni-a", "10.0.1.77", "tcp/443") ==
          "unknown forward subnet-a INPUT_INCOMPLETE");
    CHECK(ask_short(net, "eni-a", "198.51.100.77", "tcp/443") ==
          "unknown forward - INPUT_INCOMPLETE");
}

TEST_CASE("a public address that the input names without its owner is not known") {
    auto net = public_host();
    net.data.unplaced_addresses.push_back(test::address("198.51.100.77"));
    CHECK(ask_short(net, "internet:203.0.113.9", "198.51.100.77", "tcp/443") ==
          "unknown forward - UNKNOWN_DESTINATION");
    CHECK(ask_short(net, "eni-a", "198.51.100.77", "tcp/443") ==
          "unknown forward - UNKNOWN_DESTINATION");
}

TEST_CASE("a gateway's own route table may send what comes in elsewhere, unless all are listed") {
    auto net = public_host();
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-a", "tcp/443") == "works");
    leave_out(net, listed::route_tables);
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-a", "tcp/443") ==
          "unknown forward igw-1 INPUT_INCOMPLETE");
}

TEST_CASE("the blocks of a VPC are those that any description of it tells") {
    auto net = peered();
    auto& side = net.data.peerings[0].accepter;
    side.blocks = {"10.99.0.0/16"_cidr}; // a copy that is out of date
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
    std::erase_if(net.data.vpcs, [](const vpc& one) { return one.id == "vpc-a"; });
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443").starts_with("unknown"));
}

TEST_CASE("whether groups are referenced over a transit gateway is known from all three switches") {
    auto net = joined_by_transit_gateway();
    net.data.transit_gateways.clear();
    net.data.security_groups[1].inbound = {
        {protocol::tcp(), {443, 443}, {}, group_peer{"sg-a", "vpc-a", false}, {}, {}}};
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "unknown forward sg-b SG_REFERENCE_NOT_KNOWN");
}

TEST_CASE("an attachment whose IPv6 support is not told carries IPv6 or not") {
    auto net = joined_by_transit_gateway();
    for (auto& one : net.data.transit_gateway_attachments) {
        one.ipv6_support.reset();
    }
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
}

TEST_CASE("a virtual private gateway that nothing connects reaches no data centre") {
    auto net = behind_vpn(false);
    net.data.vpn_connections.clear();
    for (const auto& [from, to] :
         {std::pair("onprem:192.168.5.5", "eni-a"), std::pair("eni-a", "onprem:192.168.5.5")}) {
        CHECK(ask_short(net, from, to, "tcp/443") == "fails forward vgw-1 VGW_NOT_CONNECTED");
    }
    leave_out(net, listed::vpn_connections);
    net.data.route_tables[0].routes.back().origin = route_origin::fixed;
    for (const auto& [from, to] :
         {std::pair("onprem:192.168.5.5", "eni-a"), std::pair("eni-a", "onprem:192.168.5.5")}) {
        CHECK(ask_short(net, from, to, "tcp/443") ==
              "unknown forward vgw-1 VGW_ROUTES_ARE_UNKNOWN");
    }
}

TEST_CASE("what the other side of a VPN announces is all that the gateway reaches by it") {
    auto net = behind_vpn(false);
    net.data.route_tables[0].routes.back().origin = route_origin::fixed;
    net.data.vpn_connections[0].announced = {"192.168.0.0/17"_cidr};
    CHECK(ask_short(net, "onprem:192.168.5.5", "eni-a", "tcp/443") == "works");
    CHECK(ask_short(net, "onprem:192.168.200.5", "eni-a", "tcp/443") ==
          "fails forward vgw-1 VGW_NO_ROUTE_TO_ON_PREMISES");
    CHECK(ask_short(net, "eni-a", "onprem:192.168.200.5", "tcp/443") ==
          "fails forward vgw-1 VGW_NO_ROUTE_TO_ON_PREMISES");
}

TEST_CASE("an interface whose owner is not in the input does what its type does") {
    auto net = public_host();
    const auto as = [&](const std::string& type) -> network_builder& {
        net.data.interfaces[1].type = type;
        return net;
    };
    for (const auto* type : {"interface", "efa", "branch", "trunk"}) {
        CHECK(ask_short(as(type), "eni-a", "eni-b", "tcp/443") == "works");
        CHECK(ask_short(as(type), "eni-b", "eni-a", "tcp/443") == "works");
    }
    CHECK(ask_short(as("lambda"), "eni-a", "eni-b", "tcp/443") ==
          "fails forward eni-b ENI_TAKES_NO_CONNECTIONS");
    CHECK(ask_short(as("lambda"), "eni-b", "eni-a", "tcp/443") == "works");
    CHECK(ask_short(as("nat_gateway"), "eni-a", "eni-b", "tcp/443") ==
          "fails forward eni-b ENI_TAKES_NO_CONNECTIONS");
    CHECK(ask_short(as("vpc_endpoint"), "eni-b", "eni-a", "tcp/443") ==
          "fails forward eni-b ENI_STARTS_NO_CONNECTIONS");
    for (const auto* type : {"vpc_endpoint", "transit_gateway", "gateway_load_balancer_endpoint",
                             "quicksight", "something_new"}) {
        CHECK(ask_short(as(type), "eni-a", "eni-b", "tcp/443") ==
              "unknown forward eni-b ENI_OWNER_NOT_KNOWN");
    }
}

TEST_CASE("an interface that denies traffic of internet gateways is not reached through one") {
    auto net = public_host();
    net.data.interfaces[0].denies_igw_traffic = true;
    CHECK(ask_short(net, "internet:2001:db8:ffff::9", "2001:db8:a:1::10", "tcp/443") ==
          "fails forward igw-1 ENI_DENIES_IGW_TRAFFIC");
    CHECK(ask_short(net, "eni-a", "2001:db8:ffff::9", "tcp/443") ==
          "unknown forward igw-1 ENI_DENIES_IGW_TRAFFIC");
}

TEST_CASE("an instance that is stopped or gone neither sends nor gets") {
    for (const auto* state : {"stopped", "stopping", "shutting-down", "terminated"}) {
        auto net = public_host();
        net.data.interfaces[1].instance_id = "i-b";
        net.data.instances.push_back({"i-b", {}, state, {"eni-b"}, {}});
        CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "fails forward eni-b BAD_STATE");
        CHECK(ask_short(net, "eni-b", "eni-a", "tcp/443") == "fails forward eni-b BAD_STATE");
    }
}
