#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using vpcplan::test::ask_short;
using vpcplan::test::network_builder;

namespace {

const std::vector<std::string> unfiltered{"all 0.0.0.0/0"};

stateful_rule rule_of(firewall_action action, protocol proto, const std::string& source,
                      const std::string& destination, const std::string& port = {}) {
    static int next_sid = 0;
    stateful_rule made;
    made.name = std::to_string(++next_sid);
    made.action = action;
    if (!proto.is_any()) {
        made.protocols = {proto};
    }
    if (source != "any") {
        made.source.parts.push_back({parse_cidr(source).value(), false});
    }
    if (destination != "any") {
        made.destination.parts.push_back({parse_cidr(destination).value(), false});
    }
    if (!port.empty()) {
        made.destination_ports.parts.push_back({parse_port_range(port).value(), false});
    }
    return made;
}

stateless_rule stateless_of(int priority, firewall_action action, int proto,
                            const std::string& source, const std::string& destination,
                            const std::string& port = {}) {
    stateless_rule made;
    made.priority = priority;
    made.action = action;
    made.protocols = {protocol::of(proto)};
    made.sources = {parse_cidr(source).value()};
    made.destinations = {parse_cidr(destination).value()};
    if (!port.empty()) {
        made.destination_ports = {parse_port_range(port).value()};
    }
    return made;
}

/// A policy that forwards everything to one stateful group in action order.
void add_policy(network& data, std::vector<stateful_rule> rules) {
    firewall_policy policy;
    policy.id = "policy-1";
    policy.stateful = {{"group-1", 1, false}};
    data.firewall_policies.push_back(policy);
    firewall_rule_group group;
    group.id = "group-1";
    group.name = "web-rules";
    group.is_stateful = true;
    group.stateful = std::move(rules);
    data.firewall_rule_groups.push_back(group);
}

void add_endpoint(network_builder& net, const std::string& id, const std::string& subnet_id,
                  bool of_firewall, const std::string& vpc_id = "vpc-1") {
    vpc_endpoint made;
    made.id = id;
    made.kind = endpoint_kind::gateway_load_balancer;
    made.vpc_id = vpc_id;
    made.subnet_ids = {subnet_id};
    net.data.endpoints.push_back(made);
    if (!of_firewall) {
        return;
    }
    if (net.data.firewalls.empty()) {
        network_firewall firewall;
        firewall.id = "fw-1";
        firewall.name = "edge";
        firewall.vpc_id = vpc_id;
        firewall.policy_id = "policy-1";
        net.data.firewalls.push_back(firewall);
    }
    net.data.firewalls[0].endpoints.push_back({id, subnet_id, {}, "READY"});
}

/// The layout of AWS's guide: an application subnet whose traffic with the internet goes through an
/// endpoint in a subnet of its own, both ways.
network_builder behind_endpoint(bool of_firewall) {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-app", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-fw", "vpc-1", {"10.0.9.0/28"})
        .open_acl("acl-app", {"subnet-app"})
        .open_acl("acl-fw", {"subnet-fw"})
        .group("sg-1", "vpc-1", unfiltered, unfiltered)
        .igw("igw-1", "vpc-1")
        .table("rtb-app", "vpc-1", {"subnet-app"}, {"10.0.0.0/16 local", "0.0.0.0/0 vpce-fw"})
        .table("rtb-fw", "vpc-1", {"subnet-fw"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .table("rtb-edge", "vpc-1", {"none"}, {"10.0.0.0/16 local", "10.0.1.0/24 vpce-fw"})
        .eni("eni-app", "subnet-app", {"10.0.1.10"}, {"sg-1"}, "52.78.10.10");
    net.data.route_tables[2].gateway_ids = {"igw-1"};
    add_endpoint(net, "vpce-fw", "subnet-fw", of_firewall);
    return net;
}

network_builder behind_firewall(std::vector<stateful_rule> rules = {}) {
    auto net = behind_endpoint(true);
    add_policy(net.data, std::move(rules));
    return net;
}

firewall_policy& policy_of(network_builder& net) { return net.data.firewall_policies[0]; }

/// Two application subnets whose traffic with each other goes through the firewall: both tables
/// replace the local route.
network_builder between_subnets(std::vector<stateful_rule> rules = {}) {
    auto net = behind_firewall(std::move(rules));
    net.subnet("subnet-db", "vpc-1", {"10.0.2.0/24"})
        .open_acl("acl-db", {"subnet-db"})
        .table("rtb-db", "vpc-1", {"subnet-db"}, {"10.0.0.0/16 local", "10.0.1.0/24 vpce-fw"})
        .eni("eni-db", "subnet-db", {"10.0.2.10"}, {"sg-1"});
    net.data.route_tables[0].routes.push_back(network_builder()
                                                  .table("t", "v", {}, {"10.0.2.0/24 vpce-fw"})
                                                  .data.route_tables[0]
                                                  .routes[0]);
    return net;
}

answer ask_long(const network_builder& net, const std::string& from, const std::string& to,
                const std::string& what, std::optional<std::uint16_t> source_port = {}) {
    const network_index index(net.data);
    return vpcplan::test::ask(index, vpcplan::test::question_of(index, from, to, what, source_port))
        .value();
}

using enum firewall_action;

} // namespace

TEST_CASE("Traffic with the internet passes a firewall endpoint both ways and keeps its public "
          "address") {
    const auto net = behind_firewall();
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-app", "tcp/443") == "works");
    const auto said = ask_long(net, "internet:203.0.113.7", "eni-app", "tcp/443");
    const auto seen = [](const leg& way) {
        return std::count_if(way.steps.begin(), way.steps.end(), [](const step& one) {
            return one.kind == step_kind::firewall && one.component == "fw-1";
        });
    };
    CHECK(seen(said.forward) == 1);
    CHECK(seen(said.reply) == 1);
    CHECK(said.reply.steps.back().fact("source_after") == "52.78.10.10");
}

TEST_CASE(
    "A firewall endpoint's subnet filters with its ACL, in and out, and routes by its table") {
    auto in = behind_firewall();
    in.data.network_acls[1].inbound = {};
    CHECK(ask_short(in, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward acl-fw 32767 SUBNET_ACL_RESTRICTION");
    auto out = behind_firewall();
    out.data.network_acls[1].outbound = {};
    CHECK(ask_short(out, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward acl-fw 32767 SUBNET_ACL_RESTRICTION");
    auto circle = behind_firewall();
    circle.data.route_tables[1].routes[1].target_id = "vpce-fw";
    circle.data.route_tables[1].routes[1].target = route_target::vpc_endpoint;
    CHECK(ask_short(circle, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward rtb-fw PATH_LOOP");
}

TEST_CASE("In the endpoint's own subnet the inbound ACL decides nothing but may make it unknown") {
    // Both hosts of one table: the only way out of the subnet is the endpoint itself, so a peer
    // behind it is delivered at layer 2.
    auto net = between_subnets();
    net.data.endpoints[0].subnet_ids = {"subnet-app"};
    net.data.firewalls[0].endpoints[0].subnet_id = "subnet-app";
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/443") == "fails forward rtb-app PATH_LOOP");
    net.data.network_acls[0].inbound = {};
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/443") ==
          "unknown forward acl-app 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("An endpoint or firewall that is not in service drops") {
    auto net = behind_firewall();
    net.data.endpoints[0].state = "deleting";
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward fw-1 BAD_STATE");
    auto failed = behind_firewall();
    failed.data.firewalls[0].endpoints[0].status = "FAILED";
    CHECK(ask_short(failed, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward fw-1 BAD_STATE");
}

TEST_CASE("A stateful drop rule stops the first packet and names itself") {
    const auto net = behind_firewall({rule_of(drop, protocol::tcp(), "any", "any", "23")});
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/23") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    const auto said = ask_long(net, "eni-app", "internet:203.0.113.7", "tcp/23");
    const auto& by = *said.deciding_step();
    CHECK(by.fact("engine") == "stateful");
    CHECK(by.fact("group") == "web-rules");
    CHECK(by.fact("rule") == net.data.firewall_rule_groups[0].stateful[0].name);
    CHECK(by.fact("action") == "drop");
    CHECK(by.fact("endpoint") == "vpce-fw");
    REQUIRE(by.considered.size() == 1);
    CHECK(by.considered[0].first_mismatch == rule_field::none);
}

TEST_CASE("Ports that a firewall tells apart get answers of their own") {
    auto net = behind_firewall({rule_of(drop, protocol::tcp(), "any", "any", "1000-2000")});
    const auto said = ask_long(net, "eni-app", "internet:203.0.113.7", "tcp");
    CHECK(said.connection == connection_outcome::fails);
    CHECK(said.destination_ports == std::vector<port_range>{{0, 999}, {2001, 65535}});
    auto by_source = behind_firewall({rule_of(drop, protocol::tcp(), "any", "any")});
    by_source.data.firewall_rule_groups[0].stateful[0].source_ports.parts.push_back(
        {{2000, 2999}, false});
    const auto other = ask_long(by_source, "eni-app", "internet:203.0.113.7", "tcp/443");
    CHECK(other.source_ports == std::vector<port_range>{{1024, 1999}, {3000, 65535}});
}

TEST_CASE("A passed flow is remembered: its replies need no rule") {
    auto net = behind_firewall({rule_of(pass, protocol::tcp(), "10.0.1.0/24", "any", "443"),
                                rule_of(drop, protocol::any(), "any", "any")});
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-app", "tcp/443") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
    const auto said = ask_long(net, "eni-app", "internet:203.0.113.7", "tcp/443");
    const auto by = std::find_if(said.reply.steps.begin(), said.reply.steps.end(),
                                 [](const step& one) { return one.kind == step_kind::firewall; });
    REQUIRE(by != said.reply.steps.end());
    CHECK(by->fact("state") == "known");
}

TEST_CASE("A drop rule for the replies of a flow that no rule passes makes it unknown") {
    auto net = behind_firewall({rule_of(drop, protocol::tcp(), "any", "10.0.1.0/24")});
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "unknown reply fw-1 FIREWALL_RULE_NOT_READABLE");
    net.data.firewall_rule_groups[0].stateful[0].side = flow_side::to_server;
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-app", "tcp/443") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
}

TEST_CASE("Strict order: what no rule decides meets the policy's default action") {
    auto net = behind_firewall({rule_of(pass, protocol::tcp(), "any", "any", "443")});
    policy_of(net).strict_order = true;
    const auto ask_port = [&](const char* what) {
        return ask_short(net, "eni-app", "internet:203.0.113.7", what);
    };
    CHECK(ask_port("tcp/80") == "works");
    policy_of(net).otherwise = stateful_default::drop_strict;
    policy_of(net).otherwise_name = "aws:drop_strict";
    CHECK(ask_port("tcp/443") == "works");
    CHECK(ask_port("tcp/80") == "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
    CHECK(
        ask_long(net, "eni-app", "internet:203.0.113.7", "tcp/80").deciding_step()->fact("rule") ==
        "aws:drop_strict");
    policy_of(net).otherwise = stateful_default::drop_established;
    CHECK(ask_port("tcp/80") == "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
    CHECK(ask_port("udp/53") == "unknown forward fw-1 FIREWALL_RULE_NOT_READABLE");
    CHECK(ask_port("tcp/443") == "works");
}

TEST_CASE("The stateless engine judges each packet by itself, replies too") {
    auto net = behind_firewall();
    firewall_rule_group group;
    group.id = "stateless-1";
    group.name = "five-tuples";
    group.stateless = {stateless_of(10, pass, 6, "10.0.1.0/24", "0.0.0.0/0", "443")};
    net.data.firewall_rule_groups.push_back(group);
    policy_of(net).stateless = {{"stateless-1", 1, false}};
    policy_of(net).stateless_default = drop;
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails reply fw-1 FIREWALL_RULES_RESTRICTION");
    CHECK(
        ask_long(net, "eni-app", "internet:203.0.113.7", "tcp/443").deciding_step()->fact("rule") ==
        "aws:drop");
    auto back = stateless_of(20, pass, 6, "0.0.0.0/0", "10.0.1.0/24");
    back.source_ports = {{443, 443}};
    auto& rules = net.data.firewall_rule_groups[1].stateless;
    rules.push_back(back);
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/80") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
    // One direction passed, the other forwarded: the stateful engine sees half of the connection.
    rules[1].action = forward;
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "unknown reply fw-1 FIREWALL_ASYMMETRIC_ROUTING");
    rules[0].action = forward;
    rules[1].action = pass;
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "unknown reply fw-1 FIREWALL_ASYMMETRIC_ROUTING");
}

TEST_CASE("Stateless rules that pass SYN alone do not let a connection live") {
    auto net = behind_firewall();
    firewall_rule_group group;
    group.id = "stateless-1";
    auto opening = stateless_of(10, pass, 6, "0.0.0.0/0", "0.0.0.0/0");
    opening.flags = {{tcp_flag::syn, tcp_flag::syn | tcp_flag::ack}};
    group.stateless = {opening};
    net.data.firewall_rule_groups.push_back(group);
    policy_of(net).stateless = {{"stateless-1", 1, false}};
    policy_of(net).stateless_default = drop;
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
    // The common use: nobody may open a connection from outside.
    auto& rule = net.data.firewall_rule_groups[1].stateless[0];
    rule.action = drop;
    rule.destinations = {"10.0.1.0/24"_cidr};
    policy_of(net).stateless_default = pass;
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-app", "tcp/443") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
}

TEST_CASE(
    "A rule that looks deeper than a header makes the verdict unknown only where it matters") {
    auto deep = rule_of(drop, protocol::tcp(), "any", "any");
    deep.looks_deeper = true;
    auto net = behind_firewall({deep});
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "unknown forward fw-1 FIREWALL_RULE_NOT_READABLE");
    CHECK(
        ask_long(net, "eni-app", "internet:203.0.113.7", "tcp/443").deciding_step()->fact("rule") ==
        deep.name);
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "udp/53") == "works");
    auto harmless = net;
    harmless.data.firewall_rule_groups[0].stateful[0].action = alert;
    CHECK(ask_short(harmless, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    auto passed = net;
    passed.data.firewall_rule_groups[0].stateful.push_back(
        rule_of(pass, protocol::tcp(), "any", "any"));
    CHECK(ask_short(passed, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
}

TEST_CASE("$HOME_NET is the policy's, else the firewall's VPC") {
    auto outbound = rule_of(drop, protocol::any(), "any", "any");
    outbound.source.parts.push_back({home_net{}, false});
    outbound.destination.parts.push_back({home_net{}, true});
    auto net = behind_firewall({outbound});
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
    policy_of(net).home_net = {"10.9.0.0/16"_cidr};
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
}

TEST_CASE("Without its policy or a rule group a firewall is unknown") {
    auto no_policy = behind_endpoint(true);
    CHECK(ask_short(no_policy, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "unknown forward fw-1 FIREWALL_POLICY_NOT_KNOWN");
    auto no_group = behind_firewall({rule_of(pass, protocol::tcp(), "any", "any", "443")});
    policy_of(no_group).stateful.push_back({"group-2", 2, false});
    CHECK(ask_short(no_group, "eni-app", "internet:203.0.113.7", "tcp/80") ==
          "unknown forward fw-1 FIREWALL_POLICY_NOT_KNOWN");
    CHECK(ask_short(no_group, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    auto by_tag = behind_endpoint(false);
    by_tag.data.endpoints[0].firewall_id = "";
    CHECK(ask_short(by_tag, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "unknown forward vpce-fw FIREWALL_POLICY_NOT_KNOWN");
}

TEST_CASE("Between subnets of a VPC both tables must lead through the same firewall endpoint") {
    auto net = between_subnets();
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/3306") == "works");
    auto one_way = net;
    one_way.data.route_tables.back().routes.pop_back();
    CHECK(ask_short(one_way, "eni-app", "eni-db", "tcp/3306") ==
          "unknown reply fw-1 FIREWALL_ASYMMETRIC_ROUTING");
    CHECK(ask_short(one_way, "eni-db", "eni-app", "tcp/3306") ==
          "unknown reply fw-1 FIREWALL_ASYMMETRIC_ROUTING");
    CHECK(ask_short(one_way, "eni-app", "eni-db", "udp/514") == "works");
}

TEST_CASE("Endpoints of one firewall in two zones do not share what they remember") {
    auto net = between_subnets();
    net.subnet("subnet-fw2", "vpc-1", {"10.0.10.0/28"})
        .open_acl("acl-fw2", {"subnet-fw2"})
        .table("rtb-fw2", "vpc-1", {"subnet-fw2"}, {"10.0.0.0/16 local"});
    add_endpoint(net, "vpce-fw2", "subnet-fw2", true);
    for (auto& table : net.data.route_tables) {
        if (table.id == "rtb-db") {
            table.routes.back().target_id = "vpce-fw2";
        }
    }
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/3306") ==
          "unknown reply fw-1 FIREWALL_ASYMMETRIC_ROUTING");
}

TEST_CASE("A firewall hides from groups who sent the packet") {
    auto net = between_subnets();
    net.group("sg-db", "vpc-1", {"tcp 3306 sg-1"}, unfiltered);
    net.data.interfaces.back().group_ids = {"sg-db"};
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/3306") ==
          "fails forward sg-db ENI_SG_RULES_MISMATCH");
    net.group("sg-db2", "vpc-1", {"tcp 3306 10.0.1.0/24"}, unfiltered);
    net.data.interfaces.back().group_ids = {"sg-db2"};
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/3306") == "works");
}

TEST_CASE("What a firewall would drop in its own subnet is unknown") {
    auto net = between_subnets({rule_of(drop, protocol::tcp(), "any", "any")});
    net.data.endpoints[0].subnet_ids = {"subnet-db"};
    net.data.firewalls[0].endpoints[0].subnet_id = "subnet-db";
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/3306") ==
          "unknown forward fw-1 FIREWALL_RULES_RESTRICTION");
}

TEST_CASE("After a NAT gateway every source port it may pick must pass the firewall") {
    auto net = behind_firewall();
    net.subnet("subnet-nat", "vpc-1", {"10.0.3.0/24"})
        .open_acl("acl-nat", {"subnet-nat"})
        .table("rtb-nat", "vpc-1", {"subnet-nat"}, {"10.0.0.0/16 local", "0.0.0.0/0 vpce-fw"})
        .nat("nat-1", "subnet-nat", "10.0.3.5", "52.78.10.20");
    net.data.route_tables[0].routes[1].target = route_target::nat_gateway;
    net.data.route_tables[0].routes[1].target_id = "nat-1";
    net.data.route_tables[2].routes[1].destination = "10.0.3.0/24"_cidr;
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") == "works");
    auto some = rule_of(drop, protocol::tcp(), "any", "any");
    some.source_ports.parts.push_back({{40000, 40001}, false});
    net.data.firewall_rule_groups[0].stateful = {some};
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
}

TEST_CASE("Appliances behind a Gateway Load Balancer are taken to pass packets on") {
    auto net = behind_endpoint(false);
    const auto said = ask_long(net, "eni-app", "internet:203.0.113.7", "tcp/443");
    CHECK(said.connection == connection_outcome::works);
    CHECK(std::find(said.assumptions.begin(), said.assumptions.end(),
                    assumption::appliances_forward) != said.assumptions.end());
    net.data.endpoints[0].state = "pendingacceptance";
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward vpce-fw BAD_STATE");
}

TEST_CASE("Appliances that see one direction of a TCP connection are unknown") {
    auto net = behind_endpoint(false);
    net.subnet("subnet-db", "vpc-1", {"10.0.2.0/24"})
        .open_acl("acl-db", {"subnet-db"})
        .table("rtb-db", "vpc-1", {"subnet-db"}, {"10.0.0.0/16 local"})
        .eni("eni-db", "subnet-db", {"10.0.2.10"}, {"sg-1"});
    net.data.route_tables[0].routes.push_back(network_builder()
                                                  .table("t", "v", {}, {"10.0.2.0/24 vpce-fw"})
                                                  .data.route_tables[0]
                                                  .routes[0]);
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/3306") ==
          "unknown reply vpce-fw FIREWALL_ASYMMETRIC_ROUTING");
    CHECK(ask_short(net, "eni-db", "eni-app", "tcp/3306") ==
          "unknown reply vpce-fw FIREWALL_ASYMMETRIC_ROUTING");
    CHECK(ask_short(net, "eni-app", "eni-db", "udp/514") == "works");
}

TEST_CASE("An egress-only gateway takes nothing that went through an inspection endpoint") {
    auto net = behind_endpoint(false);
    const auto direct = [&](const std::string& table, const std::string& target) {
        for (auto& one : net.data.route_tables) {
            if (one.id == table) {
                one.routes.push_back(network_builder()
                                         .table("t", "v", {}, {"::/0 " + target})
                                         .data.route_tables[0]
                                         .routes[0]);
            }
        }
    };
    net.eigw("eigw-1", "vpc-1");
    net.data.interfaces[0].addresses.push_back(
        {vpcplan::test::address("2600:1f18:1::10"), std::nullopt, false});
    net.data.subnets[0].blocks.push_back("2600:1f18:1::/64"_cidr);
    net.data.vpcs[0].blocks.push_back("2600:1f18:1::/56"_cidr);
    net.group("sg-6", "vpc-1", {"all ::/0"}, {"all ::/0"});
    net.data.interfaces[0].group_ids = {"sg-6"};
    direct("rtb-fw", "eigw-1");
    auto inspected = net;
    direct("rtb-app", "eigw-1");
    CHECK(ask_short(net, "eni-app", "internet:2606:4700::1", "tcp/443") == "works");
    net = inspected;
    direct("rtb-app", "vpce-fw");
    CHECK(ask_short(net, "eni-app", "internet:2606:4700::1", "tcp/443") ==
          "fails forward eigw-1 EIGW_AFTER_INSPECTION");
}

TEST_CASE("A public subnet whose inbound traffic is inspected may not leave directly") {
    auto net = behind_firewall();
    net.data.route_tables[0].routes[1].target = route_target::internet_gateway;
    net.data.route_tables[0].routes[1].target_id = "igw-1";
    CHECK(ask_short(net, "eni-app", "internet:203.0.113.7", "tcp/443") ==
          "fails forward igw-1 INGRESS_RTB_TRAFFIC_REDIRECTION");
}

namespace {

/// Spokes in zones a and b, and an inspection VPC with an endpoint in each.
network_builder inspection_vpc(bool appliance_mode) {
    network_builder net;
    net.vpc("vpc-a", {"10.1.0.0/16"})
        .vpc("vpc-b", {"10.2.0.0/16"})
        .vpc("vpc-1", {"10.9.0.0/16"})
        .subnet("subnet-a", "vpc-a", {"10.1.1.0/24"})
        .subnet("subnet-b", "vpc-b", {"10.2.1.0/24"})
        .subnet("tgw-a", "vpc-1", {"10.9.0.0/28"})
        .subnet("tgw-b", "vpc-1", {"10.9.0.16/28"})
        .subnet("fw-a", "vpc-1", {"10.9.1.0/28"})
        .subnet("fw-b", "vpc-1", {"10.9.1.16/28"})
        .open_acl("acl-1", {"subnet-a", "subnet-b", "tgw-a", "tgw-b", "fw-a", "fw-b"})
        .group("sg-a", "vpc-a", unfiltered, unfiltered)
        .group("sg-b", "vpc-b", unfiltered, unfiltered)
        .table("rtb-a", "vpc-a", {}, {"10.1.0.0/16 local", "0.0.0.0/0 tgw-1"})
        .table("rtb-b", "vpc-b", {}, {"10.2.0.0/16 local", "0.0.0.0/0 tgw-1"})
        .table("rtb-tgw-a", "vpc-1", {"tgw-a"}, {"10.9.0.0/16 local", "0.0.0.0/0 vpce-a"})
        .table("rtb-tgw-b", "vpc-1", {"tgw-b"}, {"10.9.0.0/16 local", "0.0.0.0/0 vpce-b"})
        .table("rtb-fw", "vpc-1", {"fw-a", "fw-b"}, {"10.9.0.0/16 local", "10.0.0.0/8 tgw-1"})
        .eni("eni-a", "subnet-a", {"10.1.1.10"}, {"sg-a"})
        .eni("eni-b", "subnet-b", {"10.2.1.10"}, {"sg-b"});
    for (auto& one : net.data.subnets) {
        one.zone = one.id.ends_with("-a") ? "a" : "b";
    }
    net.data.transit_gateways.push_back({"tgw-1", {}, {}, true, {}});
    const auto attach = [&](const std::string& vpc_id, const std::vector<std::string>& subnets,
                            const std::string& table) {
        transit_gateway_attachment made;
        made.id = "att-" + vpc_id;
        made.transit_gateway_id = "tgw-1";
        made.resource_id = vpc_id;
        made.table_id = table;
        made.subnet_ids = subnets;
        net.data.transit_gateway_attachments.push_back(made);
    };
    attach("vpc-a", {"subnet-a"}, "spokes");
    attach("vpc-b", {"subnet-b"}, "spokes");
    attach("vpc-1", {"tgw-a", "tgw-b"}, "inspected");
    net.data.transit_gateway_attachments.back().appliance_mode = appliance_mode;
    // The attachments of the spokes reach the other zone through the gateway's own choice.
    const auto table = [&](const std::string& id,
                           const std::vector<std::pair<cidr, std::string>>& routes) {
        transit_gateway_route_table made;
        made.id = id;
        made.transit_gateway_id = "tgw-1";
        for (const auto& [block, to] : routes) {
            transit_gateway_route entry;
            entry.destination = block;
            entry.attachment_ids = {to};
            made.routes.push_back(entry);
        }
        net.data.transit_gateway_route_tables.push_back(made);
    };
    table("spokes", {{"0.0.0.0/0"_cidr, "att-vpc-1"}});
    table("inspected", {{"10.1.0.0/16"_cidr, "att-vpc-a"}, {"10.2.0.0/16"_cidr, "att-vpc-b"}});
    add_endpoint(net, "vpce-a", "fw-a", true);
    add_endpoint(net, "vpce-b", "fw-b", true);
    add_policy(net.data, {rule_of(pass, protocol::tcp(), "10.1.0.0/16", "any"),
                          rule_of(drop, protocol::any(), "any", "any")});
    return net;
}

} // namespace

TEST_CASE("An inspection VPC between spokes in two zones needs appliance mode") {
    CHECK(ask_short(inspection_vpc(false), "eni-a", "eni-b", "tcp/443") ==
          "unknown reply fw-1 FIREWALL_ASYMMETRIC_ROUTING");
    CHECK(ask_short(inspection_vpc(true), "eni-a", "eni-b", "tcp/443") == "works");
    CHECK(ask_short(inspection_vpc(true), "eni-b", "eni-a", "tcp/443") ==
          "fails forward fw-1 FIREWALL_RULES_RESTRICTION");
}
