#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using vpcplan::test::ask_short;
using vpcplan::test::network_builder;

namespace {

using target_kind = target_group::target_kind;

const std::vector<std::string> open_rules{"all 0.0.0.0/0", "all ::/0"};

void add_instance(network_builder& net, const std::string& id, const std::string& subnet_id,
                  const std::string& address, const std::string& group) {
    net.eni("eni-" + id, subnet_id, {address}, {group});
    net.data.interfaces.back().instance_id = "i-" + id;
    net.data.instances.push_back({"i-" + id, id, "running", {"eni-" + id}, {}});
}

/// A node in zones a and b, an instance in each, a client beside them; all rules open. TCP 443 goes
/// to port 8443 of both instances.
network_builder balanced(balancer_kind kind) {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"});
    for (const auto& [id, block, zone] : {std::tuple{"subnet-lb-a", "10.0.1.0/24", "a"},
                                          std::tuple{"subnet-lb-b", "10.0.2.0/24", "b"},
                                          std::tuple{"subnet-app-a", "10.0.11.0/24", "a"},
                                          std::tuple{"subnet-app-b", "10.0.12.0/24", "b"},
                                          std::tuple{"subnet-client", "10.0.21.0/24", "a"}}) {
        net.subnet(id, "vpc-1", {block});
        net.data.subnets.back().zone = zone;
    }
    net.open_acl("acl-lb", {"subnet-lb-a", "subnet-lb-b"})
        .open_acl("acl-app", {"subnet-app-a", "subnet-app-b"})
        .open_acl("acl-client", {"subnet-client"})
        .group("sg-client", "vpc-1", open_rules, open_rules)
        .group("sg-lb", "vpc-1", open_rules, open_rules)
        .group("sg-app", "vpc-1", open_rules, open_rules)
        .igw("igw-1", "vpc-1")
        .table("rtb-lb", "vpc-1", {"subnet-lb-a", "subnet-lb-b"},
               {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .table("rtb-main", "vpc-1", {}, {"10.0.0.0/16 local"})
        .eni("eni-client", "subnet-client", {"10.0.21.10"}, {"sg-client"})
        .eni("eni-node-a", "subnet-lb-a", {"10.0.1.5"}, {"sg-lb"})
        .eni("eni-node-b", "subnet-lb-b", {"10.0.2.5"}, {"sg-lb"});
    add_instance(net, "app-a", "subnet-app-a", "10.0.11.20", "sg-app");
    add_instance(net, "app-b", "subnet-app-b", "10.0.12.20", "sg-app");

    target_group group;
    group.id = "arn:tg/web";
    group.name = "web";
    group.protocol = "TCP";
    group.port = 8443;
    group.vpc_id = "vpc-1";
    group.targets = {{"i-app-a", 8443, {}, "healthy", {}}, {"i-app-b", 8443, {}, "healthy", {}}};
    group.targets_known = true;
    net.data.target_groups.push_back(group);

    load_balancer made;
    made.id = "arn:loadbalancer/net/front/1";
    made.name = "front";
    made.dns_name = "front-1.elb.example.com";
    made.kind = kind;
    made.vpc_id = "vpc-1";
    made.subnet_ids = {"subnet-lb-a", "subnet-lb-b"};
    made.zones = {"a", "b"};
    made.interface_ids = {"eni-node-a", "eni-node-b"};
    made.cross_zone = true;
    balancer_listener listener;
    listener.protocol = kind == balancer_kind::application ? "HTTPS" : "TCP";
    listener.port = 443;
    listener.target_group_ids = {"arn:tg/web"};
    if (kind == balancer_kind::classic) {
        made.id = made.name;
        listener.target_group_ids.clear();
        listener.instance_port = 8443;
        made.instances = group.targets;
    }
    made.listeners = {listener};
    made.listeners_known = true;
    net.data.load_balancers.push_back(made);
    return net;
}

load_balancer& balancer_of(network_builder& net) { return net.data.load_balancers.front(); }
target_group& group_of(network_builder& net) { return net.data.target_groups.front(); }

/// Rules of a group of the network.
void set_inbound(network_builder& net, const std::string& group_id,
                 const std::vector<std::string>& rules) {
    for (auto& group : net.data.security_groups) {
        if (group.id == group_id) {
            group.inbound =
                network_builder().group("g", "v", rules, {}).data.security_groups[0].inbound;
        }
    }
}

void set_acl(network_builder& net, const std::string& acl_id, const std::vector<std::string>& in,
             const std::vector<std::string>& out) {
    for (auto& acl : net.data.network_acls) {
        if (acl.id == acl_id) {
            const auto made = network_builder().acl("a", {}, in, out).data.network_acls[0];
            acl.inbound = made.inbound;
            acl.outbound = made.outbound;
        }
    }
}

/// The targets are addresses.
void register_by_address(network_builder& net) {
    group_of(net).targets_are = target_kind::ip;
    group_of(net).targets[0].id = "10.0.11.20";
    group_of(net).targets[1].id = "10.0.12.20";
}

answer asked(const network_builder& net, const std::string& from, const std::string& to,
             const std::string& what) {
    const network_index index(net.data);
    return vpcplan::test::ask(index, test::question_of(index, from, to, what)).value();
}

/// The first packet as it reached the target.
packet as_delivered(const answer& said) { return said.forward.steps.back().header; }

const step& balancer_step(const leg& way) {
    const auto found = std::find_if(way.steps.begin(), way.steps.end(),
                                    [](const step& one) { return one.kind == step_kind::lb; });
    REQUIRE(found != way.steps.end());
    return *found;
}

bool assumes(const answer& said, assumption one) {
    return std::find(said.assumptions.begin(), said.assumptions.end(), one) !=
           said.assumptions.end();
}

const auto all_kinds = {balancer_kind::network, balancer_kind::application, balancer_kind::classic};

} // namespace

TEST_CASE("Every kind of load balancer carries a connection to its instances and back") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        const auto net = balanced(kind);
        const auto said = asked(net, "eni-client", "eni-node-a", "tcp/443");
        CHECK(test::short_text(said) == "works");
        CHECK(as_delivered(said).destination_port == 8443);
        CHECK(assumes(said, assumption::every_choice_walked));
        CHECK(balancer_step(said.forward).component == "front");
        CHECK(balancer_step(said.forward).fact("target") == "i-app-a");
        CHECK(balancer_step(said.reply).fact("source_after") == "10.0.1.5");
    }
}

TEST_CASE("A Network Load Balancer shows instances the client's address") {
    auto net = balanced(balancer_kind::network);
    auto said = asked(net, "eni-client", "eni-node-a", "tcp/443");
    CHECK(as_delivered(said).source_address().to_string() == "10.0.21.10");
    CHECK(assumes(said, assumption::client_address_by_default));
    set_inbound(net, "sg-app", {"tcp 8443 10.0.21.0/24"});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    set_inbound(net, "sg-app", {"tcp 8443 10.0.1.0/24", "tcp 8443 10.0.2.0/24"});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails forward sg-app ENI_SG_RULES_MISMATCH");
    group_of(net).keeps_client_address = false;
    said = asked(net, "eni-client", "eni-node-a", "tcp/443");
    CHECK(test::short_text(said) == "works");
    CHECK_FALSE(assumes(said, assumption::client_address_by_default));
}

TEST_CASE("Targets registered by address see the node over TCP, and the client over UDP") {
    auto net = balanced(balancer_kind::network);
    register_by_address(net);
    set_inbound(net, "sg-app", {"all 10.0.1.0/24"});
    auto said = asked(net, "eni-client", "eni-node-a", "tcp/443");
    CHECK(test::short_text(said) == "works");
    CHECK(as_delivered(said).source_address().to_string() == "10.0.1.5");
    group_of(net).protocol = "UDP";
    group_of(net).keeps_client_address = false; // cannot be switched off
    balancer_of(net).listeners[0].protocol = "UDP";
    CHECK(ask_short(net, "eni-client", "eni-node-a", "udp/443") ==
          "fails forward sg-app ENI_SG_RULES_MISMATCH");
    set_inbound(net, "sg-app", {"udp 8443 10.0.21.0/24"});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "udp/443") == "works");
    group_of(net).protocol = "TCP";
    balancer_of(net).listeners[0].protocol = "TCP";
    group_of(net).keeps_client_address = true;
    set_inbound(net, "sg-app", {"tcp 8443 10.0.21.0/24"});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
}

TEST_CASE("A target's group judges the target port, not the listener's") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        set_inbound(net, "sg-app", {"tcp 443 0.0.0.0/0"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward sg-app ENI_SG_RULES_MISMATCH");
        set_inbound(net, "sg-app", {"tcp 8443 0.0.0.0/0"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    }
}

TEST_CASE("A load balancer takes only what one of its listeners hears") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        const auto net = balanced(kind);
        const std::string code =
            kind == balancer_kind::classic ? "ELB_LISTENERS_MISMATCH" : "ELBV2_LISTENERS_MISMATCH";
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/80") ==
              "fails forward front " + code);
        CHECK(ask_short(net, "eni-client", "eni-node-a", "udp/443") ==
              "fails forward front " + code);
        CHECK(ask_short(net, "eni-client", "eni-node-a", "47") == "fails forward front " + code);
        CHECK(ask_short(net, "eni-client", "eni-node-a", "icmp") ==
              "unknown forward front UNSUPPORTED_COMPONENT");
    }
}

TEST_CASE("A UDP listener is not a TCP one, and TCP_UDP is both") {
    auto net = balanced(balancer_kind::network);
    balancer_of(net).listeners[0].protocol = "UDP";
    group_of(net).protocol = "UDP";
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails forward front ELBV2_LISTENERS_MISMATCH");
    CHECK(ask_short(net, "eni-client", "eni-node-a", "udp/443") == "works");
    balancer_of(net).listeners[0].protocol = "TCP_UDP";
    group_of(net).protocol = "TCP_UDP";
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-client", "eni-node-a", "udp/443") == "works");
    balancer_of(net).listeners[0].protocol = "TLS";
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-client", "eni-node-a", "udp/443") ==
          "fails forward front ELBV2_LISTENERS_MISMATCH");
}

TEST_CASE("A load balancer that is not active takes nothing") {
    auto net = balanced(balancer_kind::network);
    balancer_of(net).state = "provisioning";
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "fails forward front BAD_STATE");
    balancer_of(net).state = "active_impaired";
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
}

TEST_CASE("What the input does not say about a load balancer is unknown") {
    auto net = balanced(balancer_kind::network);
    balancer_of(net).listeners_known = false;
    balancer_of(net).listeners.clear();
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "unknown forward front LB_LISTENERS_NOT_KNOWN");
    net = balanced(balancer_kind::network);
    group_of(net).targets_known = false;
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "unknown forward front LB_TARGETS_NOT_KNOWN");
    net.data.target_groups.clear();
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "unknown forward front LB_TARGETS_NOT_KNOWN");
    net = balanced(balancer_kind::network);
    group_of(net).targets[1].id = "i-elsewhere";
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "unknown forward front LB_TARGET_NOT_KNOWN");
}

TEST_CASE("The groups of a node judge both of its sides") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        set_inbound(net, "sg-lb", {"tcp 8443 0.0.0.0/0"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward sg-lb ENI_SG_RULES_MISMATCH");
        set_inbound(net, "sg-lb", {"tcp 443 sg-client"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
        net.data.security_groups[1].outbound = network_builder()
                                                   .group("g", "v", {}, {"tcp 443 0.0.0.0/0"})
                                                   .data.security_groups[0]
                                                   .outbound;
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward sg-lb ENI_SG_RULES_MISMATCH");
        net.data.security_groups[1].outbound = network_builder()
                                                   .group("g", "v", {}, {"tcp 8443 sg-app"})
                                                   .data.security_groups[0]
                                                   .outbound;
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    }
    auto without = balanced(balancer_kind::network);
    for (auto& one : without.data.interfaces) {
        if (one.id.starts_with("eni-node")) {
            one.group_ids.clear(); // filters nothing
        }
    }
    CHECK(ask_short(without, "eni-client", "eni-node-a", "tcp/443") == "works");
}

TEST_CASE("A target may refer to the group of its load balancer") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        set_inbound(net, "sg-app", {"tcp 8443 sg-lb"});
        const auto said = asked(net, "eni-client", "eni-node-a", "tcp/443");
        CHECK(test::short_text(said) == "works");
        // For a Network Load Balancer even though the target sees the client.
        CHECK((as_delivered(said).source_address().to_string() == "10.0.21.10") ==
              (kind == balancer_kind::network));
        for (auto& one : net.data.interfaces) {
            if (one.id.starts_with("eni-node")) {
                one.group_ids = {"sg-client"};
            }
        }
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward sg-app ENI_SG_RULES_MISMATCH");
    }
}

TEST_CASE("A reference to the client's group is lost behind a load balancer") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        set_inbound(net, "sg-app", {"all sg-client"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward sg-app ENI_SG_RULES_MISMATCH");
        CHECK(ask_short(net, "eni-client", "eni-app-a", "tcp/8443") == "works");
    }
}

TEST_CASE("With cross-zone off a node sends to its own zone only") {
    for (const auto kind : {balancer_kind::network, balancer_kind::classic}) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        auto& targets =
            kind == balancer_kind::classic ? balancer_of(net).instances : group_of(net).targets;
        targets.pop_back(); // zone b has none
        balancer_of(net).cross_zone = false;
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
        CHECK(ask_short(net, "eni-client", "eni-node-b", "tcp/443") ==
              (kind == balancer_kind::classic ? "fails forward front ELB_NOT_CROSSZONE"
                                              : "fails forward front ELBV2_NO_TARGETS_IN_AZ"));
        balancer_of(net).cross_zone = true;
        CHECK(ask_short(net, "eni-client", "eni-node-b", "tcp/443") == "works");
    }
}

TEST_CASE("Cross-zone is off for a Network Load Balancer and on for an Application Load Balancer") {
    auto net = balanced(balancer_kind::network);
    group_of(net).targets.pop_back();
    balancer_of(net).cross_zone.reset();
    const auto said = asked(net, "eni-client", "eni-node-b", "tcp/443");
    CHECK(test::short_text(said) == "fails forward front ELBV2_NO_TARGETS_IN_AZ");
    CHECK(assumes(said, assumption::cross_zone_by_default));
    group_of(net).cross_zone = true; // the target group's own word counts
    CHECK(ask_short(net, "eni-client", "eni-node-b", "tcp/443") == "works");
    net = balanced(balancer_kind::application);
    group_of(net).targets.pop_back();
    balancer_of(net).cross_zone.reset();
    CHECK(ask_short(net, "eni-client", "eni-node-b", "tcp/443") == "works");
    group_of(net).cross_zone = false;
    CHECK(ask_short(net, "eni-client", "eni-node-b", "tcp/443") ==
          "fails forward front ELBV2_NO_TARGETS_IN_AZ");
    group_of(net).targets[0].zone = "all";
    CHECK(ask_short(net, "eni-client", "eni-node-b", "tcp/443") == "works");
}

TEST_CASE("A target in a zone that is not enabled gets nothing") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        balancer_of(net).zones = {"a"};
        set_inbound(net, "sg-app", {"tcp 8443 0.0.0.0/0"});
        net.data.instances[1].interface_ids = {"eni-nowhere"}; // would be unknown if it were picked
        auto& targets =
            kind == balancer_kind::classic ? balancer_of(net).instances : group_of(net).targets;
        targets[1].zone = "b";
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
        targets[0].zone = "b";
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward front ELB_INSTALLED_AZ_RESTRICTION");
    }
}

TEST_CASE("Every target that may be picked has to be reached") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        net.group("sg-closed", "vpc-1", {"tcp 22 0.0.0.0/0"}, open_rules);
        for (auto& one : net.data.interfaces) {
            if (one.id == "eni-app-b") {
                one.group_ids = {"sg-closed"};
            }
        }
        const auto said = asked(net, "eni-client", "eni-node-a", "tcp/443");
        CHECK(test::short_text(said) == "fails forward sg-closed ENI_SG_RULES_MISMATCH");
        CHECK(balancer_step(said.forward).fact("target") == "i-app-b");
    }
}

TEST_CASE("Targets that fail their checks are passed over while others are healthy") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        for (const auto* state : {"unhealthy", "initial", "draining", "unused"}) {
            CAPTURE(state);
            auto net = balanced(kind);
            net.group("sg-closed", "vpc-1", {"tcp 22 0.0.0.0/0"}, open_rules);
            for (auto& one : net.data.interfaces) {
                if (one.id == "eni-app-b") {
                    one.group_ids = {"sg-closed"};
                }
            }
            auto& targets =
                kind == balancer_kind::classic ? balancer_of(net).instances : group_of(net).targets;
            targets[1].health = state;
            CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
        }
    }
}

TEST_CASE("When all targets fail their checks, all get packets; a Classic one sends to none") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        auto& targets =
            kind == balancer_kind::classic ? balancer_of(net).instances : group_of(net).targets;
        targets[0].health = "unhealthy";
        targets[1].health = "unhealthy";
        CHECK(
            ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
            (kind == balancer_kind::classic ? "fails forward front LB_NO_USABLE_TARGET" : "works"));
        targets[0].health = "draining";
        targets[1].health = "unused";
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward front LB_NO_USABLE_TARGET");
        targets.clear();
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              (kind == balancer_kind::classic ? "fails forward front LB_NO_USABLE_TARGET"
                                              : "fails forward front ELBV2_LISTENER_HAS_NO_TG"));
    }
}

TEST_CASE("A stopped instance is no target") {
    auto net = balanced(balancer_kind::network);
    net.data.instances[0].state = "stopped";
    group_of(net).targets.pop_back();
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails forward front LB_NO_USABLE_TARGET");
}

TEST_CASE("The way from a node to its target passes the ACLs of both subnets, and back") {
    const std::vector<std::string> all{"100 allow all 0.0.0.0/0"};
    const std::vector<std::string> to_clients{"100 allow tcp 443 0.0.0.0/0"};
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        const bool keeps = kind == balancer_kind::network;
        auto net = balanced(kind);
        set_acl(net, "acl-lb", all, {"100 allow tcp 1024-65535 10.0.21.0/24"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward acl-lb 32767 SUBNET_ACL_RESTRICTION");
        net = balanced(kind);
        set_acl(net, "acl-app", {"100 allow tcp 443 0.0.0.0/0"}, all);
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails forward acl-app 32767 SUBNET_ACL_RESTRICTION");
        net = balanced(kind);
        // The target's subnet lets answers out to whom the target sees.
        set_acl(net, "acl-app", all, {"100 allow tcp 1024-65535 10.0.1.0/24"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              (keeps ? "fails reply acl-app 32767 SUBNET_ACL_RESTRICTION" : "works"));
        set_acl(net, "acl-app", all, {"100 allow tcp 1024-65535 10.0.21.0/24"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              (keeps ? "works" : "fails reply acl-app 32767 SUBNET_ACL_RESTRICTION"));
        net = balanced(kind);
        set_acl(net, "acl-lb", {"100 allow tcp 443 0.0.0.0/0"}, all);
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails reply acl-lb 32767 SUBNET_ACL_RESTRICTION");
        net = balanced(kind);
        set_acl(net, "acl-lb", all, {"100 allow tcp 8443 10.0.0.0/16"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
              "fails reply acl-lb 32767 SUBNET_ACL_RESTRICTION");
    }
}

TEST_CASE("A node may use any port from 1024, and its target's answer has to reach all of them") {
    const std::vector<std::string> all{"100 allow all 0.0.0.0/0"};
    auto net = balanced(balancer_kind::application);
    set_acl(net, "acl-app", all, {"100 allow tcp 32768-65535 10.0.0.0/16"});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443", 40000) ==
          "fails reply acl-app 32767 SUBNET_ACL_RESTRICTION");
    net = balanced(balancer_kind::network); // the client's own port
    set_acl(net, "acl-app", all, {"100 allow tcp 32768-65535 10.0.0.0/16"});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443", 40000) == "works");
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443", 2000) ==
          "fails reply acl-app 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("A Classic Load Balancer meets its subnet's outbound ACL on the way to a neighbour") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        add_instance(net, "near", "subnet-lb-a", "10.0.1.30", "sg-app");
        auto& targets =
            kind == balancer_kind::classic ? balancer_of(net).instances : group_of(net).targets;
        targets = {{"i-near", 8443, {}, "healthy", {}}};
        set_acl(net, "acl-lb", {"100 allow tcp 443 0.0.0.0/0"},
                {"100 allow tcp 1024-8000 10.0.21.0/24"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443", 2000) ==
              (kind == balancer_kind::classic ? "fails forward acl-lb 32767 ELB_ACL_RESTRICTION"
                                              : "works"));
        set_acl(net, "acl-lb", {"100 allow tcp 443 0.0.0.0/0"},
                {"100 allow tcp 1024-8000 10.0.21.0/24", "110 allow tcp 8443 10.0.1.0/24"});
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443", 2000) == "works");
    }
}

TEST_CASE("An internet-facing load balancer is called by the public address of a node") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        balancer_of(net).internet_facing = true;
        net.data.interfaces[1].addresses[0].public_address = test::address("198.51.100.5");
        net.data.interfaces[2].addresses[0].public_address = test::address("198.51.100.6");
        const auto said = asked(net, "internet:203.0.113.7", "front", "tcp/443");
        CHECK(test::short_text(said) == "works");
        CHECK(said.reply.steps.back().kind == step_kind::igw);
        CHECK(said.reply.steps.back().fact("source_after") == "198.51.100.5");
        // The node's subnet needs the way to the internet; the target's does not.
        net.data.route_tables[0].routes.pop_back();
        CHECK(ask_short(net, "internet:203.0.113.7", "front", "tcp/443") ==
              "fails reply rtb-lb NO_ROUTE_TO_DESTINATION");
        net.data.interfaces[1].addresses[0].public_address.reset();
        CHECK(ask_short(net, "internet:203.0.113.7", "eni-node-a", "tcp/443") ==
              "fails forward igw-1 IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
    }
}

TEST_CASE("By its name every node of a load balancer is asked") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        for (const auto& name :
             {balancer_of(net).name, balancer_of(net).id, balancer_of(net).dns_name}) {
            CHECK(ask_short(net, "eni-client", name, "tcp/443") == "works");
        }
        net.acl("acl-b", {"subnet-lb-b"}, {}, {});
        net.data.network_acls[0].subnet_ids = {"subnet-lb-a"};
        const auto said = asked(net, "eni-client", "front", "tcp/443");
        CHECK(test::short_text(said) == "fails forward acl-b 32767 SUBNET_ACL_RESTRICTION");
        CHECK(said.first_packet.destination_address().to_string() == "10.0.2.5");
        CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    }
}

TEST_CASE("A name leads to no node without a healthy target, unless no node has one") {
    auto net = balanced(balancer_kind::network);
    balancer_of(net).cross_zone = false;
    group_of(net).targets[1].health = "unhealthy";
    net.acl("acl-b", {"subnet-lb-b"}, {}, {});
    net.data.network_acls[0].subnet_ids = {"subnet-lb-a"};
    CHECK(ask_short(net, "eni-client", "front", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-client", "eni-node-b", "tcp/443") ==
          "fails forward acl-b 32767 SUBNET_ACL_RESTRICTION");
    group_of(net).targets[0].health = "unhealthy";
    CHECK(ask_short(net, "eni-client", "front", "tcp/443") ==
          "fails forward acl-b 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("Names of load balancers are looked up like all others") {
    auto net = balanced(balancer_kind::network);
    {
        const network_index index(net.data);
        CHECK(find_endpoint(index, "fornt", false).error.candidates ==
              std::vector<std::string>{"front"});
        CHECK(find_endpoint(index, "", false).error.code == errc::unknown_name);
    }
    net.data.interfaces[0].name = "front";
    {
        const network_index index(net.data);
        const auto found = find_endpoint(index, "front", false);
        CHECK(found.error.code == errc::ambiguous_name);
        CHECK(found.error.candidates ==
              std::vector<std::string>{"eni-client", "arn:loadbalancer/net/front/1"});
    }
    auto without = balanced(balancer_kind::network);
    balancer_of(without).interface_ids.clear();
    CHECK(ask_short(without, "eni-client", "front", "tcp/443") ==
          "unknown forward front UNKNOWN_RESOURCE");
}

TEST_CASE("A load balancer starts no connection of its own") {
    const auto net = balanced(balancer_kind::network);
    CHECK(ask_short(net, "eni-node-a", "eni-client", "tcp/443") ==
          "unknown forward front UNSUPPORTED_COMPONENT");
    CHECK(ask_short(net, "front", "eni-client", "tcp/443") ==
          "unknown forward front UNSUPPORTED_COMPONENT");
}

TEST_CASE("A redirect or a fixed response is the load balancer's own answer") {
    auto net = balanced(balancer_kind::application);
    balancer_of(net).listeners[0].target_group_ids.clear();
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails forward front ELBV2_LISTENER_HAS_NO_TG");
    balancer_of(net).listeners[0].answers_itself = true;
    set_inbound(net, "sg-app", {});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    set_acl(net, "acl-lb", {"100 allow all 0.0.0.0/0"}, {});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails reply acl-lb 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("A function behind a load balancer needs no path from the node") {
    auto net = balanced(balancer_kind::application);
    group_of(net).targets_are = target_kind::function;
    group_of(net).targets = {{"arn:aws:lambda:f", 0, "all", {}, {}}};
    set_acl(net, "acl-lb", {"100 allow tcp 443 0.0.0.0/0"},
            {"100 allow tcp 1024-65535 10.0.21.0/24"});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    set_acl(net, "acl-lb", {"100 allow tcp 443 0.0.0.0/0"}, {});
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails reply acl-lb 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("Every target group of a weighted forward has to be reached") {
    auto net = balanced(balancer_kind::application);
    auto second = group_of(net);
    second.id = "arn:tg/next";
    second.targets = {{"i-app-b", 9000, {}, "healthy", {}}};
    net.data.target_groups.push_back(second);
    balancer_of(net).listeners[0].target_group_ids.push_back("arn:tg/next");
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    set_inbound(net, "sg-app", {"tcp 8443 sg-lb"});
    const auto said = asked(net, "eni-client", "eni-node-a", "tcp/443");
    CHECK(test::short_text(said) == "fails forward sg-app ENI_SG_RULES_MISMATCH");
    CHECK(balancer_step(said.forward).fact("target_port") == "9000");
}

TEST_CASE("An Application Load Balancer may stand behind a Network Load Balancer") {
    auto net = balanced(balancer_kind::network);
    net.group("sg-alb", "vpc-1", {"tcp 443 10.0.21.0/24"}, open_rules)
        .eni("eni-alb-a", "subnet-app-a", {"10.0.11.5"}, {"sg-alb"})
        .eni("eni-alb-b", "subnet-app-b", {"10.0.12.5"}, {"sg-alb"});
    auto alb = balancer_of(net);
    alb.id = "arn:loadbalancer/app/inner/2";
    alb.name = "inner";
    alb.kind = balancer_kind::application;
    alb.interface_ids = {"eni-alb-a", "eni-alb-b"};
    alb.listeners[0].protocol = "HTTP";
    target_group to_alb = group_of(net);
    to_alb.id = "arn:tg/alb";
    to_alb.targets_are = target_kind::balancer;
    to_alb.port = 443;
    to_alb.targets = {{"arn:loadbalancer/app/inner/2", 443, {}, "healthy", {}}};
    net.data.target_groups.push_back(to_alb);
    balancer_of(net).listeners[0].target_group_ids = {"arn:tg/alb"};
    net.data.load_balancers.push_back(alb);
    set_inbound(net, "sg-app", {"tcp 8443 sg-alb"});
    const auto said = asked(net, "eni-client", "front", "tcp/443");
    CHECK(test::short_text(said) == "works");
    CHECK(as_delivered(said).source_address().to_string() == "10.0.11.5");
    set_inbound(net, "sg-alb", {"tcp 443 sg-lb"}); // the outer one's group
    CHECK(ask_short(net, "eni-client", "front", "tcp/443") == "works");
    set_inbound(net, "sg-alb", {"tcp 443 10.0.1.0/24"}); // it sees the client
    CHECK(ask_short(net, "eni-client", "front", "tcp/443") ==
          "fails forward sg-alb ENI_SG_RULES_MISMATCH");
    net.data.load_balancers.pop_back();
    CHECK(ask_short(net, "eni-client", "front", "tcp/443") ==
          "unknown forward front LB_TARGET_NOT_KNOWN");
}

TEST_CASE("A target cannot call itself through a load balancer that keeps its address") {
    auto net = balanced(balancer_kind::network);
    CHECK(ask_short(net, "eni-app-a", "eni-node-a", "tcp/443") ==
          "fails forward front LB_LOOPBACK");
    group_of(net).keeps_client_address = false;
    CHECK(ask_short(net, "eni-app-a", "eni-node-a", "tcp/443") == "works");
    CHECK(ask_short(balanced(balancer_kind::application), "eni-app-a", "eni-node-a", "tcp/443") ==
          "works");
}

TEST_CASE("Load balancers that send to each other in a circle end as a loop") {
    auto net = balanced(balancer_kind::network);
    register_by_address(net);
    group_of(net).targets = {{"10.0.1.5", 443, "all", "healthy", {}}};
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "fails forward front PATH_LOOP");
}

TEST_CASE("Targets registered by address may live in a peered VPC or a data centre") {
    auto net = balanced(balancer_kind::network);
    register_by_address(net);
    net.vpc("vpc-2", {"10.1.0.0/16"})
        .subnet("subnet-far", "vpc-2", {"10.1.1.0/24"})
        .open_acl("acl-far", {"subnet-far"})
        .group("sg-far", "vpc-2", {"tcp 8443 10.0.1.0/24"}, open_rules)
        .table("rtb-far", "vpc-2", {}, {"10.1.0.0/16 local", "10.0.0.0/16 pcx-1"})
        .eni("eni-far", "subnet-far", {"10.1.1.9"}, {"sg-far"});
    vpc_peering_connection peering;
    peering.id = "pcx-1";
    peering.requester = {"vpc-1", "1", "r", {"10.0.0.0/16"_cidr}};
    peering.accepter = {"vpc-2", "1", "r", {"10.1.0.0/16"_cidr}};
    net.data.peerings.push_back(peering);
    group_of(net).targets = {{"10.1.1.9", 8443, "all", "healthy", {}}};
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails forward igw-1 IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS");
    const auto add_route = [&](const std::string& line) {
        net.data.route_tables[0].routes.push_back(
            network_builder().table("t", "v", {}, {line}).data.route_tables[0].routes[0]);
    };
    add_route("10.1.0.0/16 pcx-1");
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    group_of(net).keeps_client_address = true;
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "unknown forward front UNSUPPORTED_COMPONENT");

    group_of(net).keeps_client_address = false;
    group_of(net).targets = {{"192.168.1.9", 8443, "all", "healthy", {}}};
    add_route("192.168.0.0/16 vgw-1");
    net.data.virtual_private_gateways.push_back({"vgw-1", {}, {"vpc-1"}, {}});
    vpn_connection connection;
    connection.id = "vpn-1";
    connection.gateway_id = "vgw-1";
    connection.static_only = true;
    connection.tunnels_up = 1;
    connection.static_routes = {"192.168.0.0/16"_cidr};
    net.data.vpn_connections.push_back(connection);
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") == "works");
    net.data.vpn_connections[0].tunnels_up = 0;
    net.data.vpn_connections[0].tunnels_down = 2;
    CHECK(ask_short(net, "eni-client", "eni-node-a", "tcp/443") ==
          "fails forward vgw-1 BAD_STATE_VPN");
}

TEST_CASE("An IPv6 client reaches an IPv4 target from the node's IPv4 address") {
    for (const auto kind : {balancer_kind::network, balancer_kind::application}) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        for (auto& one : net.data.vpcs) {
            one.blocks.push_back("2001:db8:1::/56"_cidr);
        }
        net.data.subnets[0].blocks.push_back("2001:db8:1:1::/64"_cidr);
        net.data.subnets[4].blocks.push_back("2001:db8:1:5::/64"_cidr);
        for (auto& table : net.data.route_tables) {
            table.routes.push_back(network_builder()
                                       .table("t", "v", {}, {"2001:db8:1::/56 local"})
                                       .data.route_tables[0]
                                       .routes[0]);
        }
        net.data.interfaces[0].addresses.push_back(
            {test::address("2001:db8:1:5::10"), std::nullopt, false});
        net.data.interfaces[1].addresses.push_back(
            {test::address("2001:db8:1:1::5"), std::nullopt, false});
        const auto said = asked(net, "eni-client", "2001:db8:1:1::5", "tcp/443");
        CHECK(test::short_text(said) == "works");
        CHECK(as_delivered(said).source_address().to_string() == "10.0.1.5");
    }
}

TEST_CASE("The ports that work through a load balancer are those of its listeners, exactly") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        auto net = balanced(kind);
        balancer_of(net).listeners.push_back(balancer_of(net).listeners[0]);
        balancer_of(net).listeners[1].port = 80;
        set_acl(net, "acl-client", {"100 allow tcp 32768-60999 0.0.0.0/0"},
                {"100 allow all 0.0.0.0/0"});
        const auto said = asked(net, "eni-client", "front", "tcp");
        CHECK(said.connection == connection_outcome::fails);
        CHECK(said.destination_ports.empty()); // not for every source port
        CHECK(said.source_ports == std::vector<port_range>{{32768, 60999}});
        set_acl(net, "acl-client", {"100 allow all 0.0.0.0/0"}, {"100 allow all 0.0.0.0/0"});
        CHECK(asked(net, "eni-client", "front", "tcp").destination_ports ==
              std::vector<port_range>{{80, 80}, {443, 443}});
    }
}

TEST_CASE("Every pair of ports gets the same verdict alone as in a question about all") {
    auto net = balanced(balancer_kind::network);
    set_acl(net, "acl-app", {"100 allow tcp 8443 0.0.0.0/0"},
            {"90 deny tcp 2000-2999 0.0.0.0/0", "100 allow tcp 1024-65535 0.0.0.0/0"});
    const auto all = asked(net, "eni-client", "front", "tcp/443");
    const auto works = [&](std::uint16_t source) {
        return std::any_of(all.source_ports.begin(), all.source_ports.end(),
                           [&](const port_range& one) { return one.contains(source); });
    };
    for (const std::uint16_t source :
         std::initializer_list<std::uint16_t>{1024, 1999, 2000, 2999, 3000, 65535}) {
        CAPTURE(source);
        CHECK((ask_short(net, "eni-client", "front", "tcp/443", source) == "works") ==
              works(source));
    }
    CHECK(all.source_ports == std::vector<port_range>{{1024, 1999}, {3000, 65535}});
}
