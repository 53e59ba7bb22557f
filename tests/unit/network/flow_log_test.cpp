#include <vpcplan/flow_log.hpp>

#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using vpcplan::test::all_through;
using vpcplan::test::network_builder;
using vpcplan::test::open_to_all;
using vpcplan::test::question_of;
using vpcplan::test::text_lines;

namespace {

std::vector<flow_log_record> records_of(const network_builder& built, const std::string& from,
                                        const std::string& to, const std::string& what,
                                        std::optional<std::uint16_t> source_port = 50000) {
    const network_index index(built.data);
    const auto has_ports = what.starts_with("tcp") || what.starts_with("udp");
    const auto asked = question_of(index, from, to, what, has_ports ? source_port : std::nullopt);
    return flow_log_records(index, asked, vpcplan::test::ask(index, asked).value());
}

/// The parts that differ from line to line: interface, addresses, ports, action.
std::string brief(const flow_log_record& one) {
    const auto port = [](const std::optional<std::uint16_t>& number) {
        return number ? std::to_string(*number) : std::string("-");
    };
    return one.interface_id + " " + one.source + " " + one.destination + " " +
           port(one.source_port) + " " + port(one.destination_port) + " " +
           std::string(to_string(one.action));
}

std::vector<std::string> briefly(const std::vector<flow_log_record>& records) {
    std::vector<std::string> lines;
    for (const auto& one : records) {
        lines.push_back(brief(one));
    }
    return lines;
}

/// A host that home pings: VPC guide, "Flow log record examples".
network_builder pinged(const std::string& acl_out) {
    network_builder net;
    net.vpc("vpc-1", {"172.31.0.0/16"})
        .subnet("subnet-1", "vpc-1", {"172.31.16.0/20"})
        .acl("acl-1", {"subnet-1"}, {"100 allow icmp 0.0.0.0/0"},
             acl_out.empty() ? text_lines{} : text_lines{acl_out})
        .group("sg-1", "vpc-1", {"icmp 0.0.0.0/0"}, {})
        .table("rtb-1", "vpc-1", {}, {"172.31.0.0/16 local", "0.0.0.0/0 igw-1"})
        .igw("igw-1", "vpc-1")
        .eni("eni-1235b8ca123456789", "subnet-1", {"172.31.16.139"}, {"sg-1"}, "198.51.100.9");
    net.data.interfaces[0].owner_id = "123456789010";
    return net;
}

/// A private host at 10.0.1.5, a NAT gateway at 10.0.0.220: the numbers of the guide's example.
network_builder behind_nat() {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-public", "vpc-1", {"10.0.0.0/24"})
        .subnet("subnet-private", "vpc-1", {"10.0.1.0/24"})
        .open_acl("acl-1", {"subnet-public", "subnet-private"})
        .group("sg-1", "vpc-1", {}, open_to_all)
        .table("rtb-public", "vpc-1", {"subnet-public"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .table("rtb-private", "vpc-1", {"subnet-private"}, {"10.0.0.0/16 local", "0.0.0.0/0 nat-1"})
        .igw("igw-1", "vpc-1")
        .nat("nat-1", "subnet-public", "10.0.0.220", "198.51.100.20")
        .eni("eni-host", "subnet-private", {"10.0.1.5"}, {"sg-1"});
    return net;
}

/// Two hosts of one VPC in two subnets.
network_builder two_hosts(const text_lines& acl_a_out, const text_lines& acl_b_in,
                          const text_lines& group_b_in) {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-a", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-b", "vpc-1", {"10.0.2.0/24"})
        .acl("acl-a", {"subnet-a"}, {"100 allow all 0.0.0.0/0"}, acl_a_out)
        .acl("acl-b", {"subnet-b"}, acl_b_in, {"100 allow all 0.0.0.0/0"})
        .group("sg-a", "vpc-1", {}, open_to_all)
        .group("sg-b", "vpc-1", group_b_in, {})
        .table("rtb-1", "vpc-1", {}, {"10.0.0.0/16 local"})
        .eni("eni-a", "subnet-a", {"10.0.1.10", "10.0.1.11"}, {"sg-a"})
        .eni("eni-b", "subnet-b", {"10.0.2.10"}, {"sg-b"});
    return net;
}

} // namespace

TEST_CASE("a ping that a group lets in and an ACL keeps from answering leaves ACCEPT and REJECT") {
    const auto seen =
        records_of(pinged({}), "internet:203.0.113.12", "eni-1235b8ca123456789", "icmp");
    REQUIRE(seen.size() == 2);
    CHECK(default_format(seen[0]) == "2 123456789010 eni-1235b8ca123456789 203.0.113.12 "
                                     "172.31.16.139 0 0 1 - - - - ACCEPT OK");
    CHECK(default_format(seen[1]) == "2 123456789010 eni-1235b8ca123456789 172.31.16.139 "
                                     "203.0.113.12 0 0 1 - - - - REJECT OK");
    CHECK(seen[0].way == direction::in);
    CHECK(seen[1].way == direction::out);
    CHECK_FALSE(seen[0].tcp_flags.has_value());
}

TEST_CASE("a ping that works leaves two records that accept") {
    CHECK(briefly(records_of(pinged("100 allow icmp 0.0.0.0/0"), "internet:203.0.113.12",
                             "eni-1235b8ca123456789", "icmp")) ==
          text_lines{"eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 ACCEPT",
                     "eni-1235b8ca123456789 172.31.16.139 203.0.113.12 0 0 ACCEPT"});
}

TEST_CASE("a NAT gateway's interface leaves four records an exchange, the host's own two") {
    const auto seen = records_of(behind_nat(), "eni-host", "203.0.113.5", "tcp/443");
    CHECK(briefly(seen) == text_lines{"eni-host 10.0.1.5 203.0.113.5 50000 443 ACCEPT",
                                      "eni-nat-1 10.0.1.5 10.0.0.220 50000 443 ACCEPT",
                                      "eni-nat-1 10.0.0.220 203.0.113.5 - 443 ACCEPT",
                                      "eni-nat-1 203.0.113.5 10.0.0.220 443 - ACCEPT",
                                      "eni-nat-1 10.0.0.220 10.0.1.5 443 50000 ACCEPT",
                                      "eni-host 203.0.113.5 10.0.1.5 443 50000 ACCEPT"});
    text_lines packets;
    for (const auto& one : seen) {
        packets.push_back(one.packet_source + " " + one.packet_destination);
    }
    CHECK(packets == text_lines{"10.0.1.5 203.0.113.5", "10.0.1.5 203.0.113.5",
                                "10.0.0.220 203.0.113.5", "203.0.113.5 10.0.0.220",
                                "203.0.113.5 10.0.1.5", "203.0.113.5 10.0.1.5"});
    CHECK(seen[0].tcp_flags == std::uint8_t{2});
    CHECK(seen[3].tcp_flags == std::uint8_t{18});
    CHECK(seen[0].traffic_path == 1);
    CHECK_FALSE(seen[2].traffic_path.has_value()); // 2 or 8: that depends on the instance type
}

TEST_CASE("an ACL that keeps replies from a NAT gateway rejects them at the gateway's interface") {
    auto net = behind_nat();
    net.data.network_acls.clear();
    net.open_acl("acl-private", {"subnet-private"})
        .acl("acl-public", {"subnet-public"}, {"100 allow all 10.0.0.0/16"}, all_through);
    CHECK(briefly(records_of(net, "eni-host", "203.0.113.5", "tcp/443")).back() ==
          "eni-nat-1 203.0.113.5 10.0.0.220 443 - REJECT");
}

TEST_CASE("what nobody asked a NAT gateway for is accepted by its ACL and dropped behind it") {
    const auto net = behind_nat();
    CHECK(briefly(records_of(net, "internet:203.0.113.5", "198.51.100.20", "tcp/22")) ==
          text_lines{"eni-nat-1 203.0.113.5 10.0.0.220 50000 22 ACCEPT"});
}

TEST_CASE("a regional NAT gateway has no interface and no subnet in its records") {
    auto net = behind_nat();
    auto& gateway = net.data.nat_gateways[0];
    net.data.interfaces.erase(net.data.interfaces.begin()); // the zonal gateway's
    gateway.is_regional = true;
    gateway.subnet_id.clear();
    gateway.addresses[0].interface_id.clear();
    gateway.addresses[0].private_address.reset();
    const auto seen = records_of(net, "eni-host", "203.0.113.5", "tcp/443");
    REQUIRE(seen.size() == 6);
    for (const auto at : {1U, 2U, 3U, 4U}) {
        CHECK(seen[at].interface_id.empty());
        CHECK(seen[at].subnet_id.empty());
        CHECK(seen[at].resource_id == "nat-1");
    }
    CHECK(seen[1].packet_destination == "203.0.113.5");
    CHECK(seen[2].packet_source == "198.51.100.20");
}

TEST_CASE("a record is where the packet is refused, and there is none beyond") {
    const auto ask_b = [](const network_builder& net) {
        return briefly(records_of(net, "eni-a", "eni-b", "tcp/443"));
    };
    const std::string sent = "eni-a 10.0.1.10 10.0.2.10 50000 443 ";
    const std::string got = "eni-b 10.0.1.10 10.0.2.10 50000 443 ";
    CHECK(ask_b(two_hosts({}, all_through, open_to_all)) == text_lines{sent + "REJECT"});
    CHECK(ask_b(two_hosts(all_through, {}, open_to_all)) ==
          text_lines{sent + "ACCEPT", got + "REJECT"});
    CHECK(ask_b(two_hosts(all_through, all_through, {})) ==
          text_lines{sent + "ACCEPT", got + "REJECT"});
    auto silent = two_hosts(all_through, all_through, open_to_all);
    silent.data.security_groups[0].outbound.clear();
    CHECK(ask_b(silent) == text_lines{sent + "REJECT"});
    CHECK(ask_b(two_hosts(all_through, all_through, open_to_all)).size() == 4);
}

TEST_CASE("a packet that no route carries is accepted at its source and seen nowhere else") {
    CHECK(briefly(records_of(two_hosts(all_through, all_through, open_to_all), "eni-a",
                             "203.0.113.5", "tcp/443")) ==
          text_lines{"eni-a 10.0.1.10 203.0.113.5 50000 443 ACCEPT"});
    auto private_only = pinged("100 allow icmp 0.0.0.0/0");
    private_only.data.interfaces[0].addresses[0].public_address.reset();
    CHECK(records_of(private_only, "internet:203.0.113.12", "198.51.100.9", "icmp").empty());
}

TEST_CASE("srcaddr is the interface's primary address, pkt-srcaddr the packet's") {
    auto net = two_hosts(all_through, all_through, open_to_all);
    const network_index index(net.data);
    auto asked = question_of(index, "eni-a", "eni-b", "tcp/443", 50000);
    asked.from.address = vpcplan::test::address("10.0.1.11");
    const auto seen = flow_log_records(index, asked, vpcplan::test::ask(index, asked).value());
    REQUIRE(seen.size() == 4);
    CHECK(seen[0].source == "10.0.1.10");
    CHECK(seen[0].packet_source == "10.0.1.11");
    CHECK(seen[1].source == "10.0.1.11");
    CHECK(seen[3].destination == "10.0.1.10");
    CHECK(seen[3].packet_destination == "10.0.1.11");
}

TEST_CASE("neighbours in a subnet leave records too, though no ACL judges them") {
    auto net = two_hosts({}, {}, open_to_all);
    net.eni("eni-a2", "subnet-a", {"10.0.1.20"}, {"sg-b"});
    CHECK(briefly(records_of(net, "eni-a", "eni-a2", "tcp/443")) ==
          text_lines{"eni-a 10.0.1.10 10.0.1.20 50000 443 ACCEPT",
                     "eni-a2 10.0.1.10 10.0.1.20 50000 443 ACCEPT",
                     "eni-a2 10.0.1.20 10.0.1.10 443 50000 ACCEPT",
                     "eni-a 10.0.1.20 10.0.1.10 443 50000 ACCEPT"});
}

TEST_CASE("traffic to Amazon DNS, metadata, time sync, DHCP, activation and the router is not "
          "logged") {
    const auto net = two_hosts(all_through, all_through, open_to_all);
    CHECK(records_of(net, "eni-a", "10.0.0.2", "udp/53").empty());
    CHECK(records_of(net, "eni-a", "169.254.169.253", "udp/53").empty());
    CHECK(records_of(net, "eni-a", "169.254.169.254", "tcp/80").empty());
    CHECK(records_of(net, "eni-a", "169.254.169.123", "udp/123").empty());
    CHECK(records_of(net, "eni-a", "10.0.1.1", "udp/67").empty());
    CHECK(records_of(net, "eni-a", "169.254.169.250", "tcp/1688").empty());
    CHECK(records_of(net, "eni-a", "10.0.1.1", "icmp").empty());
    CHECK(records_of(net, "eni-a", "10.0.2.10", "udp/53").size() == 4); // a DNS server of one's own
}

TEST_CASE("Block Public Access rejects with its name at the interface") {
    auto net = pinged("100 allow icmp 0.0.0.0/0");
    net.data.public_access.emplace();
    net.data.public_access->how = block_public_access::mode::bidirectional;
    const auto in = records_of(net, "internet:203.0.113.12", "eni-1235b8ca123456789", "icmp");
    CHECK(briefly(in) == text_lines{"eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 REJECT"});
    CHECK(in[0].reject_reason == "BPA");
    net.data.security_groups[0].outbound = net.data.security_groups[0].inbound;
    const auto out = records_of(net, "eni-1235b8ca123456789", "203.0.113.12", "icmp");
    CHECK(briefly(out) ==
          text_lines{"eni-1235b8ca123456789 172.31.16.139 203.0.113.12 0 0 REJECT"});
    CHECK(out[0].reject_reason == "BPA");
}

TEST_CASE("a transit gateway's interfaces show their own address and the packet's") {
    network_builder net;
    net.vpc("vpc-a", {"10.20.0.0/16"})
        .vpc("vpc-b", {"10.40.0.0/16"})
        .subnet("subnet-a", "vpc-a", {"10.20.33.0/24"})
        .subnet("subnet-ta", "vpc-a", {"10.20.1.0/24"})
        .subnet("subnet-b", "vpc-b", {"10.40.2.0/24"})
        .subnet("subnet-tb", "vpc-b", {"10.40.1.0/24"})
        .open_acl("acl-a", {"subnet-a", "subnet-ta"})
        .open_acl("acl-b", {"subnet-b", "subnet-tb"})
        .group("sg-a", "vpc-a", open_to_all, open_to_all)
        .group("sg-b", "vpc-b", open_to_all, open_to_all)
        .table("rtb-a", "vpc-a", {}, {"10.20.0.0/16 local", "10.40.0.0/16 tgw-1"})
        .table("rtb-b", "vpc-b", {}, {"10.40.0.0/16 local", "10.20.0.0/16 tgw-1"})
        .eni("eni-a", "subnet-a", {"10.20.33.164"}, {"sg-a"})
        .eni("eni-b", "subnet-b", {"10.40.2.236"}, {"sg-b"})
        .eni("eni-ta", "subnet-ta", {"10.20.1.31"}, {})
        .eni("eni-tb", "subnet-tb", {"10.40.1.175"}, {});
    for (auto& one : net.data.interfaces) {
        if (one.group_ids.empty()) {
            one.type = "transit_gateway";
        }
    }
    net.data.transit_gateways.push_back({"tgw-1", {}, {}, false, {}});
    transit_gateway_route_table table;
    table.id = "tgw-rtb-1";
    table.transit_gateway_id = "tgw-1";
    for (const auto* side : {"a", "b"}) {
        transit_gateway_attachment attachment;
        attachment.id = std::string("tgw-attach-") + side;
        attachment.transit_gateway_id = "tgw-1";
        attachment.resource_id = std::string("vpc-") + side;
        attachment.table_id = "tgw-rtb-1";
        attachment.subnet_ids = {std::string("subnet-t") + side};
        net.data.transit_gateway_attachments.push_back(attachment);
        transit_gateway_route entry;
        entry.destination = *side == 'a' ? "10.20.0.0/16"_cidr : "10.40.0.0/16"_cidr;
        entry.attachment_ids = {attachment.id};
        table.routes.push_back(entry);
    }
    net.data.transit_gateway_route_tables.push_back(table);
    const auto seen = records_of(net, "eni-a", "eni-b", "tcp/80", 39812);
    CHECK(briefly(seen) == text_lines{"eni-a 10.20.33.164 10.40.2.236 39812 80 ACCEPT",
                                      "eni-ta 10.20.33.164 10.20.1.31 39812 80 ACCEPT",
                                      "eni-tb 10.40.1.175 10.40.2.236 39812 80 ACCEPT",
                                      "eni-b 10.20.33.164 10.40.2.236 39812 80 ACCEPT",
                                      "eni-b 10.40.2.236 10.20.33.164 80 39812 ACCEPT",
                                      "eni-tb 10.40.2.236 10.40.1.175 80 39812 ACCEPT",
                                      "eni-ta 10.20.1.31 10.20.33.164 80 39812 ACCEPT",
                                      "eni-a 10.40.2.236 10.20.33.164 80 39812 ACCEPT"});
    REQUIRE(seen.size() == 8);
    CHECK(seen[2].packet_source == "10.20.33.164");
    CHECK(seen[5].packet_destination == "10.20.33.164");
    net.data.network_acls[1].outbound = {};
    CHECK(briefly(records_of(net, "eni-a", "eni-b", "tcp/80", 39812)).back() ==
          "eni-tb 10.40.1.175 10.40.2.236 39812 80 REJECT");
}

TEST_CASE("an appliance in between leaves a record on its way in and out") {
    auto net = two_hosts(all_through, all_through, open_to_all);
    net.subnet("subnet-m", "vpc-1", {"10.0.3.0/24"})
        .open_acl("acl-m", {"subnet-m"})
        .group("sg-m", "vpc-1", open_to_all, open_to_all)
        .eni("eni-m", "subnet-m", {"10.0.3.10"}, {"sg-m"});
    net.data.interfaces.back().source_dest_check = false;
    net.table("rtb-a", "vpc-1", {"subnet-a"}, {"10.0.0.0/16 local", "10.0.2.0/24 eni-m"});
    const auto seen = briefly(records_of(net, "eni-a", "eni-b", "tcp/443"));
    REQUIRE(seen.size() == 6);
    CHECK(seen[1] == "eni-m 10.0.1.10 10.0.3.10 50000 443 ACCEPT");
    CHECK(seen[2] == "eni-m 10.0.3.10 10.0.2.10 50000 443 ACCEPT");
    net.data.interfaces.back().source_dest_check = true;
    CHECK(briefly(records_of(net, "eni-a", "eni-b", "tcp/443")) ==
          text_lines{"eni-a 10.0.1.10 10.0.2.10 50000 443 ACCEPT"});
}

namespace {

/// A client, a load balancer's node and its one target in three subnets; everything open.
network_builder balanced(balancer_kind kind, const text_lines& groups_of_node) {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-c", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-n", "vpc-1", {"10.0.2.0/24"})
        .subnet("subnet-t", "vpc-1", {"10.0.3.0/24"})
        .open_acl("acl-1", {"subnet-c", "subnet-n", "subnet-t"})
        .group("sg-1", "vpc-1", open_to_all, open_to_all)
        .table("rtb-1", "vpc-1", {}, {"10.0.0.0/16 local"})
        .eni("eni-c", "subnet-c", {"10.0.1.10"}, {"sg-1"})
        .eni("eni-n", "subnet-n", {"10.0.2.5"}, groups_of_node)
        .eni("eni-t", "subnet-t", {"10.0.3.20"}, {"sg-1"});
    net.data.interfaces.back().instance_id = "i-t";
    net.data.instances.push_back({"i-t", {}, "running", {"eni-t"}, {}});
    target_group group;
    group.id = "arn:tg/web";
    group.protocol = "TCP";
    group.port = 8443;
    group.vpc_id = "vpc-1";
    group.targets = {{"i-t", 8443, {}, "healthy", {}}};
    group.targets_known = true;
    net.data.target_groups.push_back(group);
    load_balancer made;
    made.id = "arn:loadbalancer/front";
    made.name = "front";
    made.kind = kind;
    made.vpc_id = "vpc-1";
    made.subnet_ids = {"subnet-n"};
    made.interface_ids = {"eni-n"};
    made.cross_zone = true;
    balancer_listener listener;
    listener.protocol = kind == balancer_kind::application ? "HTTPS" : "TCP";
    listener.port = 443;
    listener.target_group_ids = {"arn:tg/web"};
    made.listeners = {listener};
    made.listeners_known = true;
    net.data.load_balancers.push_back(made);
    return net;
}

} // namespace

TEST_CASE("a load balancer's node leaves records of both its sides, with the port it picked") {
    const auto net = balanced(balancer_kind::application, {"sg-1"});
    CHECK(briefly(records_of(net, "eni-c", "eni-n", "tcp/443")) ==
          text_lines{
              "eni-c 10.0.1.10 10.0.2.5 50000 443 ACCEPT",
              "eni-n 10.0.1.10 10.0.2.5 50000 443 ACCEPT", "eni-n 10.0.2.5 10.0.3.20 - 8443 ACCEPT",
              "eni-t 10.0.2.5 10.0.3.20 - 8443 ACCEPT", "eni-t 10.0.3.20 10.0.2.5 8443 - ACCEPT",
              "eni-n 10.0.3.20 10.0.2.5 8443 - ACCEPT", "eni-n 10.0.2.5 10.0.1.10 443 50000 ACCEPT",
              "eni-c 10.0.2.5 10.0.1.10 443 50000 ACCEPT"});
}

TEST_CASE("behind a Network Load Balancer that keeps the client's address, records show both") {
    for (const auto& groups : {text_lines{"sg-1"}, text_lines{}}) {
        const auto net = balanced(balancer_kind::network, groups);
        const auto seen = records_of(net, "eni-c", "eni-n", "tcp/443");
        CHECK(briefly(seen) == text_lines{"eni-c 10.0.1.10 10.0.2.5 50000 443 ACCEPT",
                                          "eni-n 10.0.1.10 10.0.2.5 50000 443 ACCEPT",
                                          "eni-n 10.0.2.5 10.0.3.20 50000 8443 ACCEPT",
                                          "eni-t 10.0.1.10 10.0.3.20 50000 8443 ACCEPT",
                                          "eni-t 10.0.3.20 10.0.1.10 8443 50000 ACCEPT",
                                          "eni-n 10.0.3.20 10.0.2.5 8443 50000 ACCEPT",
                                          "eni-n 10.0.2.5 10.0.1.10 443 50000 ACCEPT",
                                          "eni-c 10.0.2.5 10.0.1.10 443 50000 ACCEPT"});
        REQUIRE(seen.size() == 8);
        CHECK(seen[2].packet_source == "10.0.1.10");
        CHECK(seen[5].packet_destination == "10.0.1.10");
    }
}

TEST_CASE("an inspection endpoint's interface leaves a record on each side") {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-app", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-i", "vpc-1", {"10.0.9.0/28"})
        .open_acl("acl-1", {"subnet-app", "subnet-i"})
        .group("sg-1", "vpc-1", open_to_all, open_to_all)
        .igw("igw-1", "vpc-1")
        .table("rtb-app", "vpc-1", {"subnet-app"}, {"10.0.0.0/16 local", "0.0.0.0/0 vpce-i"})
        .table("rtb-i", "vpc-1", {"subnet-i"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .table("rtb-edge", "vpc-1", {"none"}, {"10.0.0.0/16 local", "10.0.1.0/24 vpce-i"})
        .eni("eni-app", "subnet-app", {"10.0.1.10"}, {"sg-1"}, "52.78.10.10")
        .eni("eni-i", "subnet-i", {"10.0.9.7"}, {});
    net.data.route_tables[2].gateway_ids = {"igw-1"};
    vpc_endpoint inspector;
    inspector.id = "vpce-i";
    inspector.kind = endpoint_kind::gateway_load_balancer;
    inspector.vpc_id = "vpc-1";
    inspector.subnet_ids = {"subnet-i"};
    inspector.interface_ids = {"eni-i"};
    net.data.endpoints.push_back(inspector);
    CHECK(briefly(records_of(net, "eni-app", "203.0.113.5", "tcp/443")) ==
          text_lines{"eni-app 10.0.1.10 203.0.113.5 50000 443 ACCEPT",
                     "eni-i 10.0.1.10 10.0.9.7 50000 443 ACCEPT",
                     "eni-i 10.0.9.7 203.0.113.5 50000 443 ACCEPT",
                     "eni-i 203.0.113.5 10.0.9.7 443 50000 ACCEPT",
                     "eni-i 10.0.9.7 10.0.1.10 443 50000 ACCEPT",
                     "eni-app 203.0.113.5 10.0.1.10 443 50000 ACCEPT"});
    net.data.network_acls.clear();
    net.open_acl("acl-app", {"subnet-app"}).acl("acl-i", {"subnet-i"}, {}, all_through);
    CHECK(briefly(records_of(net, "eni-app", "203.0.113.5", "tcp/443")).back() ==
          "eni-i 10.0.1.10 10.0.9.7 50000 443 REJECT");
}
