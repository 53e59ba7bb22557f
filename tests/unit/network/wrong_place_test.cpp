// Packets that end at another place than the one meant, and inputs that leave out who is there.

#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;
using vpcplan::test::ask_short;
using vpcplan::test::network_builder;

namespace {

const std::vector<std::string> open_rules{"all 0.0.0.0/0"};

void peer(network_builder& net, const std::string& id, const std::string& a, cidr block_a,
          const std::string& b, cidr block_b) {
    vpc_peering_connection made;
    made.id = id;
    made.requester = {a, "1", "ap-northeast-2", {block_a}};
    made.accepter = {b, "1", "ap-northeast-2", {block_b}};
    net.data.peerings.push_back(made);
}

/// vpc-a and vpc-c have the same addresses and the same host; vpc-b routes them to vpc-c.
network_builder twins() {
    network_builder net;
    net.vpc("vpc-a", {"10.0.0.0/16"})
        .vpc("vpc-b", {"10.1.0.0/16"})
        .vpc("vpc-c", {"10.0.0.0/16"})
        .subnet("subnet-a", "vpc-a", {"10.0.1.0/24"})
        .subnet("subnet-b", "vpc-b", {"10.1.1.0/24"})
        .subnet("subnet-c", "vpc-c", {"10.0.1.0/24"})
        .open_acl("acl-all", {"subnet-a", "subnet-b", "subnet-c"})
        .group("sg-a", "vpc-a", open_rules, open_rules)
        .group("sg-b", "vpc-b", open_rules, open_rules)
        .group("sg-c", "vpc-c", open_rules, open_rules)
        .table("rtb-a", "vpc-a", {}, {"10.0.0.0/16 local", "10.1.0.0/16 pcx-ab"})
        .table("rtb-b", "vpc-b", {}, {"10.1.0.0/16 local", "10.0.0.0/16 pcx-bc"})
        .table("rtb-c", "vpc-c", {}, {"10.0.0.0/16 local", "10.1.0.0/16 pcx-bc"})
        .eni("eni-a", "subnet-a", {"10.0.1.10"}, {"sg-a"})
        .eni("eni-b", "subnet-b", {"10.1.1.10"}, {"sg-b"})
        .eni("eni-c", "subnet-c", {"10.0.1.10"}, {"sg-c"});
    peer(net, "pcx-ab", "vpc-a", "10.0.0.0/16"_cidr, "vpc-b", "10.1.0.0/16"_cidr);
    peer(net, "pcx-bc", "vpc-b", "10.1.0.0/16"_cidr, "vpc-c", "10.0.0.0/16"_cidr);
    return net;
}

/// A private NAT gateway for one host.
network_builder private_nat(const std::string& onward) {
    network_builder net;
    net.vpc("vpc-a", {"10.0.0.0/16"})
        .subnet("subnet-a", "vpc-a", {"10.0.1.0/24"})
        .subnet("subnet-n", "vpc-a", {"10.0.2.0/24"})
        .open_acl("acl-a", {"subnet-a", "subnet-n"})
        .group("sg-a", "vpc-a", {}, open_rules)
        .table("rtb-a", "vpc-a", {}, {"10.0.0.0/16 local", "0.0.0.0/0 nat-1"})
        .table("rtb-n", "vpc-a", {"subnet-n"}, {"10.0.0.0/16 local", onward})
        .eni("eni-a", "subnet-a", {"10.0.1.10"}, {"sg-a"})
        .nat("nat-1", "subnet-n", "10.0.2.5");
    return net;
}

} // namespace

TEST_CASE("A packet that another VPC with the same addresses gets does not reach its end") {
    auto net = twins();
    CHECK(ask_short(net, "eni-b", "eni-a", "tcp/443") == "fails forward rtb-b ROUTED_ELSEWHERE");
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "fails reply rtb-b ROUTED_ELSEWHERE");
    CHECK(ask_short(net, "eni-c", "eni-b", "tcp/443") == "works");
    // An address names whoever the route leads to.
    CHECK(ask_short(net, "eni-b", "10.0.1.10", "tcp/443") == "works");
    // The table is to blame whether or not the wrong VPC has a host there.
    net.data.interfaces.pop_back();
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "fails reply rtb-b ROUTED_ELSEWHERE");
}

TEST_CASE("A NAT gateway's reply returns to its sender beside a default route") {
    auto net = private_nat("10.1.0.0/16 pcx-1");
    net.vpc("vpc-b", {"10.1.0.0/16"})
        .subnet("subnet-b", "vpc-b", {"10.1.1.0/24"})
        .open_acl("acl-b", {"subnet-b"})
        .group("sg-b", "vpc-b", open_rules, open_rules)
        .igw("igw-b", "vpc-b")
        .table("rtb-b", "vpc-b", {}, {"10.1.0.0/16 local", "0.0.0.0/0 igw-b"})
        .eni("eni-b", "subnet-b", {"10.1.1.10"}, {"sg-b"});
    peer(net, "pcx-1", "vpc-a", "10.0.0.0/16"_cidr, "vpc-b", "10.1.0.0/16"_cidr);
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
}

TEST_CASE("A NAT gateway reaches a data centre, with or without its interface in the input") {
    auto net = private_nat("192.168.0.0/16 vgw-1");
    net.data.virtual_private_gateways.push_back({"vgw-1", {}, {"vpc-a"}, {}});
    vpn_connection tunnel;
    tunnel.id = "vpn-1";
    tunnel.gateway_id = "vgw-1";
    tunnel.static_only = true;
    tunnel.static_routes = {"192.168.0.0/16"_cidr};
    net.data.vpn_connections.push_back(tunnel);
    CHECK(ask_short(net, "eni-a", "192.168.10.20", "tcp/443") == "works");
    REQUIRE(net.data.interfaces.back().id == "eni-nat-1");
    net.data.interfaces.pop_back();
    CHECK(ask_short(net, "eni-a", "192.168.10.20", "tcp/443") == "works");
}

TEST_CASE("An input without interfaces cannot tell who has an address") {
    network_builder net;
    net.vpc("vpc-a", {"10.0.0.0/16"})
        .subnet("subnet-a", "vpc-a", {"10.0.1.0/24"})
        .subnet("subnet-b", "vpc-a", {"10.0.2.0/24"})
        .open_acl("acl-a", {"subnet-a", "subnet-b"})
        .igw("igw-1", "vpc-a")
        .table("rtb-a", "vpc-a", {}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"});
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.10", "tcp/443") ==
          "unknown forward - UNKNOWN_DESTINATION");
    CHECK(ask_short(net, "subnet-a:10.0.1.50", "10.0.2.50", "tcp/443") ==
          "unknown forward subnet-b UNKNOWN_DESTINATION");
    net.eni("eni-b", "subnet-b", {"10.0.2.10"}, {});
    CHECK(ask_short(net, "subnet-a:10.0.1.50", "10.0.2.50", "tcp/443") ==
          "fails forward subnet-b NO_POSSIBLE_DESTINATION");
}

TEST_CASE("An instance without groups is an input that leaves them out") {
    auto net = twins();
    net.data.interfaces[1].group_ids.clear();
    net.data.interfaces[1].type = "network_load_balancer"; // AWS makes these without
    CHECK(ask_short(net, "eni-c", "eni-b", "tcp/443").find("SG_NOT_KNOWN") == std::string::npos);
    net.data.interfaces[1].type = "interface";
    CHECK(ask_short(net, "eni-c", "eni-b", "tcp/443") == "unknown forward eni-b SG_NOT_KNOWN");
}

TEST_CASE("An attachment whose subnets are not in the input may serve any zone") {
    auto net = twins();
    transit_gateway_attachment attachment;
    attachment.id = "tgw-attach-a";
    attachment.transit_gateway_id = "tgw-1";
    attachment.resource_id = "vpc-a";
    attachment.table_id = "tgw-rtb-1";
    net.data.transit_gateway_attachments.push_back(attachment);
    net.table("rtb-t", "vpc-a", {"subnet-a"}, {"10.0.0.0/16 local", "10.1.0.0/16 tgw-1"});
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "unknown forward tgw-attach-a UNKNOWN_RESOURCE");
}
