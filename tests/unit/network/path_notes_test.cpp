#include <vpcplan/path_notes.hpp>

#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using vpcplan::test::all_through;
using vpcplan::test::network_builder;
using vpcplan::test::open_to_all;
using vpcplan::test::question_of;
using vpcplan::test::text_lines;

namespace {

/// What people open for TCP, and no ICMP.
const text_lines tcp_only{"100 allow tcp all 0.0.0.0/0"};

std::vector<path_note> notes_of(const network_builder& built, const std::string& from,
                                const std::string& to, const std::string& what) {
    const network_index index(built.data);
    const auto asked = question_of(index, from, to, what);
    return path_notes(index, asked, vpcplan::test::ask(index, asked).value());
}

text_lines ids_of(const std::vector<path_note>& notes) {
    text_lines ids;
    for (const auto& one : notes) {
        ids.push_back(one.id);
    }
    return ids;
}

/// Two peered VPCs; the ACL of the first lets in what `inbound` says.
network_builder peered(const std::string& other_region, const text_lines& inbound) {
    network_builder net;
    net.vpc("vpc-a", {"10.0.0.0/16"})
        .vpc("vpc-b", {"10.1.0.0/16"})
        .subnet("subnet-a", "vpc-a", {"10.0.1.0/24"})
        .subnet("subnet-b", "vpc-b", {"10.1.1.0/24"})
        .acl("acl-a", {"subnet-a"}, inbound, all_through)
        .open_acl("acl-b", {"subnet-b"})
        .group("sg-a", "vpc-a", open_to_all, open_to_all)
        .group("sg-b", "vpc-b", open_to_all, open_to_all)
        .table("rtb-a", "vpc-a", {}, {"10.0.0.0/16 local", "10.1.0.0/16 pcx-1"})
        .table("rtb-b", "vpc-b", {}, {"10.1.0.0/16 local", "10.0.0.0/16 pcx-1"})
        .eni("eni-a", "subnet-a", {"10.0.1.10"}, {"sg-a"})
        .eni("eni-b", "subnet-b", {"10.1.1.10"}, {"sg-b"});
    vpc_peering_connection peering;
    peering.id = "pcx-1";
    peering.requester = {"vpc-a", "1", "ap-northeast-2", {"10.0.0.0/16"_cidr}};
    peering.accepter = {"vpc-b", "1", other_region, {"10.1.0.0/16"_cidr}};
    net.data.peerings.push_back(peering);
    return net;
}

network_builder behind_vpn() {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-1", "vpc-1", {"10.0.1.0/24"})
        .open_acl("acl-1", {"subnet-1"})
        .group("sg-1", "vpc-1", open_to_all, open_to_all)
        .table("rtb-1", "vpc-1", {}, {"10.0.0.0/16 local", "192.168.0.0/16 vgw-1"})
        .eni("eni-1", "subnet-1", {"10.0.1.10"}, {"sg-1"});
    net.data.virtual_private_gateways.push_back({});
    net.data.virtual_private_gateways.back().id = "vgw-1";
    net.data.virtual_private_gateways.back().vpc_ids = {"vpc-1"};
    vpn_connection connection;
    connection.id = "vpn-1";
    connection.gateway_id = "vgw-1";
    connection.static_only = true;
    connection.static_routes = {"192.168.0.0/16"_cidr};
    connection.tunnels_up = 1;
    net.data.vpn_connections.push_back(connection);
    return net;
}

} // namespace

TEST_CASE("an ACL that drops fragmentation needed is noted where the path narrows") {
    const auto notes = notes_of(peered("us-east-1", tcp_only), "eni-a", "eni-b", "tcp/443");
    REQUIRE(ids_of(notes) == text_lines{"PATH_MTU_SIGNAL_BLOCKED"});
    CHECK(notes[0].en == "Packets of more than 8500 bytes are too large for pcx-1, and network ACL "
                         "acl-a drops the message that says so, \"fragmentation needed\" (ICMP "
                         "type 3, code 4), on its way into subnet subnet-a (rule 32767): large "
                         "transfers may hang.");
    CHECK(notes[0].ko.find("acl-a") != std::string::npos);
}

TEST_CASE("a path that narrows is not noted when the message gets through, or all is jumbo") {
    CHECK(notes_of(peered("us-east-1", all_through), "eni-a", "eni-b", "tcp/443").empty());
    CHECK(notes_of(
              peered("us-east-1", {"90 allow icmp 3/4 0.0.0.0/0", "100 allow tcp all 0.0.0.0/0"}),
              "eni-a", "eni-b", "tcp/443")
              .empty());
    CHECK(notes_of(peered("us-east-1", {"90 allow icmp 3/4 10.1.0.0/16", tcp_only[0]}), "eni-a",
                   "eni-b", "tcp/443")
              .empty()); // from the far end it gets through: nobody can tell
    CHECK(notes_of(peered("ap-northeast-2", tcp_only), "eni-a", "eni-b", "tcp/443").empty());
}

TEST_CASE("a VPN is noted, for it carries 1446 bytes and says nothing about larger packets") {
    const auto notes = notes_of(behind_vpn(), "eni-1", "192.168.1.5", "tcp/443");
    REQUIRE(ids_of(notes) == text_lines{"PATH_MTU_NO_SIGNAL"});
    CHECK(notes[0].en.find("1446 bytes are lost at vgw-1") != std::string::npos);
    CHECK(ids_of(notes_of(behind_vpn(), "onprem:192.168.1.5", "eni-1", "tcp/443")) ==
          text_lines{"PATH_MTU_NO_SIGNAL"});
    CHECK(notes_of(behind_vpn(), "eni-1", "192.168.1.5", "icmp").empty()); // a ping is small
}

TEST_CASE("a VPN over Direct Connect is noted where the input says so") {
    auto net = behind_vpn();
    net.data.vpn_connections[0].over_direct_connect = true;
    const auto ids = ids_of(notes_of(net, "eni-1", "192.168.1.5", "icmp"));
    CHECK(ids == text_lines{"VPN_OVER_DIRECT_CONNECT"});
}

TEST_CASE("the internet is narrow at both ends, so its path is not noted") {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-1", "vpc-1", {"10.0.1.0/24"})
        .acl("acl-1", {"subnet-1"}, tcp_only, tcp_only)
        .group("sg-1", "vpc-1", open_to_all, open_to_all)
        .igw("igw-1", "vpc-1")
        .table("rtb-1", "vpc-1", {}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .eni("eni-1", "subnet-1", {"10.0.1.10"}, {"sg-1"}, "52.78.10.10");
    CHECK(notes_of(net, "internet:203.0.113.7", "eni-1", "tcp/443").empty());
    CHECK(notes_of(net, "eni-1", "203.0.113.7", "tcp/443").empty());
}

TEST_CASE("a connection that fails has no notes about its size, zones or symmetry") {
    auto net = peered("us-east-1", {});
    net.data.subnets[0].zone = "a";
    net.data.subnets[1].zone = "b";
    CHECK(notes_of(net, "eni-a", "eni-b", "tcp/443").empty());
}

TEST_CASE("crossed Availability Zones are noted, one zone is not") {
    auto net = peered("ap-northeast-2", all_through);
    net.data.subnets[0].zone = "ap-northeast-2a";
    net.data.subnets[1].zone = "ap-northeast-2a";
    CHECK(notes_of(net, "eni-a", "eni-b", "tcp/443").empty());
    net.data.subnets[1].zone = "ap-northeast-2c";
    const auto notes = notes_of(net, "eni-a", "eni-b", "tcp/443");
    REQUIRE(ids_of(notes) == text_lines{"AVAILABILITY_ZONE_CROSSED"});
    CHECK(notes[0].en == "The path crosses Availability Zones: ap-northeast-2a, ap-northeast-2c.");
}

TEST_CASE("an appliance that sees half of a connection is noted") {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-a", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-b", "vpc-1", {"10.0.2.0/24"})
        .subnet("subnet-m", "vpc-1", {"10.0.3.0/24"})
        .open_acl("acl-1", {"subnet-a", "subnet-b", "subnet-m"})
        .group("sg-1", "vpc-1", open_to_all, open_to_all)
        .table("rtb-a", "vpc-1", {"subnet-a"}, {"10.0.0.0/16 local", "10.0.2.0/24 eni-m"})
        .table("rtb-1", "vpc-1", {}, {"10.0.0.0/16 local"})
        .eni("eni-a", "subnet-a", {"10.0.1.10"}, {"sg-1"})
        .eni("eni-b", "subnet-b", {"10.0.2.10"}, {"sg-1"})
        .eni("eni-m", "subnet-m", {"10.0.3.10"}, {"sg-1"});
    net.data.interfaces.back().source_dest_check = false;
    const auto half = notes_of(net, "eni-a", "eni-b", "tcp/443");
    REQUIRE(ids_of(half) == text_lines{"ASYMMETRIC_PATH"});
    CHECK(half[0].en.find("eni-m sees only the request") != std::string::npos);
    CHECK(notes_of(net, "eni-b", "eni-a", "tcp/443")[0].en.find("only the reply") !=
          std::string::npos);
    net.table("rtb-b", "vpc-1", {"subnet-b"}, {"10.0.0.0/16 local", "10.0.1.0/24 eni-m"});
    CHECK(notes_of(net, "eni-a", "eni-b", "tcp/443").empty());
}
