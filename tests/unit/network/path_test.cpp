#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using vpcplan::test::ask_short;
using vpcplan::test::network_builder;
using vpcplan::test::question_of;
using vpcplan::test::short_text;

namespace {

/// Public subnet with a NAT gateway, two private subnets, everything open: each test closes what
/// it is about.
network_builder three_tier() {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16", "2001:db8:1::/56"})
        .subnet("subnet-pub", "vpc-1", {"10.0.0.0/24", "2001:db8:1::/64"})
        .subnet("subnet-app", "vpc-1", {"10.0.1.0/24", "2001:db8:1:1::/64"})
        .subnet("subnet-db", "vpc-1", {"10.0.2.0/24"})
        .open_acl("acl-pub", {"subnet-pub"})
        .open_acl("acl-app", {"subnet-app"})
        .open_acl("acl-db", {"subnet-db"})
        .group("sg-web", "vpc-1", {"tcp 443 0.0.0.0/0", "tcp 443 ::/0", "icmp 8/0 0.0.0.0/0"},
               {"all 0.0.0.0/0", "all ::/0"})
        .group("sg-app", "vpc-1", {"tcp 8080 sg-web"}, {"all 0.0.0.0/0", "all ::/0"})
        .group("sg-db", "vpc-1", {"tcp 5432 sg-app"}, {})
        .igw("igw-1", "vpc-1")
        .eigw("eigw-1", "vpc-1")
        .table("rtb-main", "vpc-1", {}, {"10.0.0.0/16 local", "2001:db8:1::/56 local"})
        .table("rtb-pub", "vpc-1", {"subnet-pub"},
               {"10.0.0.0/16 local", "2001:db8:1::/56 local", "0.0.0.0/0 igw-1", "::/0 igw-1"})
        .table("rtb-app", "vpc-1", {"subnet-app"},
               {"10.0.0.0/16 local", "2001:db8:1::/56 local", "0.0.0.0/0 nat-1", "::/0 eigw-1"})
        .eni("eni-web", "subnet-pub", {"10.0.0.10", "2001:db8:1::10"}, {"sg-web"}, "198.51.100.10")
        .eni("eni-app", "subnet-app", {"10.0.1.10", "2001:db8:1:1::10"}, {"sg-app"})
        .eni("eni-db", "subnet-db", {"10.0.2.10"}, {"sg-db"})
        .nat("nat-1", "subnet-pub", "10.0.0.5", "198.51.100.50");
    return net;
}

const step* find_step(const leg& way, step_kind kind, const std::string& component) {
    for (const auto& made : way.steps) {
        if (made.kind == kind && made.component == component) {
            return &made;
        }
    }
    return nullptr;
}

} // namespace

TEST_CASE("A packet from the internet reaches a public address and its reply returns") {
    const auto net = three_tier();
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-web", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.10", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:2001:db8:ffff::1", "2001:db8:1::10", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-web", "icmp") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-web", "tcp/22") ==
          "fails forward sg-web ENI_SG_RULES_MISMATCH");
}

TEST_CASE("Every check of a path is in the trace, in AWS's order") {
    const auto net = three_tier();
    const network_index index(net.data);
    const auto said =
        vpcplan::test::ask(index, question_of(index, "eni-app", "203.0.113.80", "tcp/443", 40000));
    REQUIRE(said);
    std::string order;
    for (const auto* way : {&said->forward, &said->reply}) {
        for (const auto& made : way->steps) {
            order += std::string(to_string(made.kind)) + ":" + made.component + ":" +
                     std::string(to_string(*made.way)) + " ";
        }
        order += "| ";
    }
    CHECK(order == "sg:sg-app:out nacl:acl-app:out route:rtb-app:out nacl:acl-pub:in "
                   "nat:nat-1:out nacl:acl-pub:out route:rtb-pub:out igw:igw-1:out | "
                   "igw:igw-1:in nacl:acl-pub:in nat:nat-1:in nacl:acl-pub:out route:rtb-pub:out "
                   "nacl:acl-app:in sg:sg-app:in | ");
}

TEST_CASE("A network ACL keeps no state: the reply needs the client's ephemeral port") {
    auto net = three_tier();
    net.data.network_acls.front() =
        network_builder()
            .acl("acl-pub", {"subnet-pub"},
                 {"100 allow tcp 443 0.0.0.0/0", "110 deny all 0.0.0.0/0"},
                 {"100 allow tcp 32768-61000 0.0.0.0/0"})
            .data.network_acls.front();
    // T9 and T10 of the semantics: inside and outside the opened range.
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-web", "tcp/443", 50000) == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-web", "tcp/443", 62000) ==
          "fails reply acl-pub 32767 SUBNET_ACL_RESTRICTION");

    const network_index index(net.data);
    auto asked = question_of(index, "internet:203.0.113.7", "eni-web", "tcp/443");
    const auto any = vpcplan::test::ask(index, asked).value();
    CHECK(any.connection == connection_outcome::fails);
    CHECK(any.source_ports == std::vector<port_range>{{32768, 61000}});
    CHECK(any.first_packet.source_port == 1024);
    asked.client = client_ports::linux_hosts;
    CHECK(vpcplan::test::ask(index, asked).value().connection == connection_outcome::works);
    asked.client = client_ports::windows;
    CHECK(vpcplan::test::ask(index, asked).value().source_ports ==
          std::vector<port_range>{{49152, 61000}});
}

TEST_CASE("At the router of a VPC only the ACL and the groups of the destination are left to ask") {
    auto net = three_tier();
    CHECK(ask_short(net, "vpc-1:192.168.7.7", "eni-web", "tcp/443") == "works");
    CHECK(ask_short(net, "vpc-1:0.0.0.0", "eni-web", "tcp/22") ==
          "fails forward sg-web ENI_SG_RULES_MISMATCH");
    CHECK(ask_short(net, "vpc-1:10.0.0.10", "eni-app", "tcp/8080") ==
          "works"); // a member of sg-web
    CHECK(ask_short(net, "vpc-1:192.168.7.7", "10.9.9.9", "tcp/443") ==
          "fails forward vpc-1 NO_POSSIBLE_DESTINATION");

    const network_index index(net.data);
    const auto said =
        vpcplan::test::ask(index, question_of(index, "vpc-1:192.168.7.7", "eni-web", "tcp/443"))
            .value();
    CHECK(find_step(said.reply, step_kind::route, "rtb-pub") == nullptr);
    CHECK(std::count(said.assumptions.begin(), said.assumptions.end(),
                     assumption::way_to_router_not_judged) == 1);
    CHECK_FALSE(find_endpoint(index, "vpc-1:192.168.7.7", false).value); // a source only

    net.data.network_acls.front() =
        network_builder()
            .acl("acl-pub", {"subnet-pub"}, {"100 allow tcp 443 0.0.0.0/0"}, {})
            .data.network_acls.front();
    CHECK(ask_short(net, "vpc-1:192.168.7.7", "eni-web", "tcp/443") ==
          "fails reply acl-pub 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("Same-subnet traffic sees security groups only, no ACL and no route table") {
    auto net = three_tier();
    net.eni("eni-web2", "subnet-pub", {"10.0.0.11"}, {"sg-web"});
    net.data.network_acls.front() =
        network_builder().acl("acl-pub", {"subnet-pub"}, {}, {}).data.network_acls.front();
    const network_index index(net.data);
    const auto said =
        vpcplan::test::ask(index, question_of(index, "eni-web", "eni-web2", "tcp/443")).value();
    CHECK(short_text(said) == "works"); // T12
    CHECK(find_step(said.forward, step_kind::exempt, "subnet-pub") != nullptr);
    CHECK(find_step(said.forward, step_kind::nacl, "acl-pub") == nullptr);
    CHECK(ask_short(net, "eni-web", "eni-web2", "tcp/22") ==
          "fails forward sg-web ENI_SG_RULES_MISMATCH");
}

TEST_CASE("A security group reference means the private addresses of its member interfaces") {
    const auto net = three_tier();
    CHECK(ask_short(net, "eni-app", "eni-db", "tcp/5432") == "works");
    CHECK(ask_short(net, "eni-web", "eni-db", "tcp/5432") ==
          "fails forward sg-db ENI_SG_RULES_MISMATCH");
    // T18: addressed by its public address the packet leaves and comes back with a public source.
    auto hairpin = three_tier();
    hairpin.group("sg-ref", "vpc-1", {"tcp 443 sg-web"}, {});
    hairpin.eni("eni-ref", "subnet-pub", {"10.0.0.20"}, {"sg-ref"}, "198.51.100.20");
    CHECK(ask_short(hairpin, "eni-web", "10.0.0.20", "tcp/443") == "works");
    CHECK(ask_short(hairpin, "eni-web", "198.51.100.20", "tcp/443") ==
          "fails forward sg-ref ENI_SG_RULES_MISMATCH");
}

TEST_CASE("A reply leaves a group without outbound rules: groups are stateful") {
    const auto net = three_tier();
    const network_index index(net.data);
    const auto said =
        vpcplan::test::ask(index, question_of(index, "eni-app", "eni-db", "tcp/5432")).value();
    const auto* reply = find_step(said.reply, step_kind::sg, "sg-db");
    REQUIRE(reply != nullptr);
    CHECK(reply->way == direction::out);
    CHECK(reply->outcome == verdict::allow);
    CHECK(ask_short(net, "eni-db", "eni-app", "tcp/8080") == "fails forward sg-db SG_HAS_NO_RULES");
}

TEST_CASE("An internet gateway needs a route, a public address and a public destination") {
    auto net = three_tier();
    CHECK(ask_short(net, "eni-db", "203.0.113.80", "tcp/443") ==
          "fails forward sg-db SG_HAS_NO_RULES");
    net.eni("eni-bare", "subnet-pub", {"10.0.0.30"}, {"sg-web"});
    CHECK(ask_short(net, "eni-bare", "203.0.113.80", "tcp/443") ==
          "fails forward igw-1 IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS");
    CHECK(ask_short(net, "eni-web", "192.168.1.1", "tcp/443") ==
          "fails forward igw-1 IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS");
    CHECK(ask_short(net, "eni-web", "100.64.0.1", "tcp/443") ==
          "fails forward igw-1 IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS");
    CHECK(ask_short(net, "eni-web", "224.0.0.1", "udp/5000") ==
          "fails forward igw-1 IGW_DESTINATION_NOT_PUBLIC");
    CHECK(ask_short(net, "internet:10.9.9.9", "198.51.100.10", "tcp/443") ==
          "fails forward igw-1 IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS");
    CHECK(ask_short(net, "internet:203.0.113.7", "10.0.0.10", "tcp/443") ==
          "fails forward - IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.99", "tcp/443") ==
          "fails forward - IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
    // Without a route, a public address does not help.
    net.group("sg-open", "vpc-1", {"all 0.0.0.0/0"}, {"all 0.0.0.0/0"});
    net.eni("eni-noroute", "subnet-db", {"10.0.2.40"}, {"sg-open"}, "198.51.100.40");
    CHECK(ask_short(net, "eni-noroute", "203.0.113.80", "tcp/443") ==
          "fails forward rtb-main NO_ROUTE_TO_DESTINATION");
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.40", "tcp/443") ==
          "fails reply rtb-main NO_ROUTE_TO_DESTINATION");
}

TEST_CASE("A detached internet gateway carries nothing") {
    auto net = three_tier();
    net.data.internet_gateways.front().vpc_ids.clear();
    CHECK(ask_short(net, "eni-web", "203.0.113.80", "tcp/443") ==
          "fails forward igw-1 IGW_NOT_ATTACHED");
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.10", "tcp/443") ==
          "fails forward igw-1 IGW_NOT_ATTACHED");
}

TEST_CASE("A NAT gateway translates outbound TCP, UDP and ICMP and undoes it for the reply") {
    const auto net = three_tier();
    const network_index index(net.data);
    const auto said =
        vpcplan::test::ask(index, question_of(index, "eni-app", "203.0.113.80", "tcp/443", 40000))
            .value();
    CHECK(short_text(said) == "works");
    CHECK(find_step(said.forward, step_kind::nat, "nat-1")->fact("source_after") == "10.0.0.5");
    CHECK(find_step(said.forward, step_kind::igw, "igw-1")->fact("source_after") ==
          "198.51.100.50");
    CHECK(said.reply.steps.back().header.destination_port == 40000);
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "udp/53") == "works");
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "icmp") == "works");
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "47") ==
          "fails forward nat-1 PROTOCOL_RESTRICTION");
}

TEST_CASE("A NAT gateway takes nothing that it did not ask for") {
    const auto net = three_tier();
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.50", "tcp/443") ==
          "fails forward nat-1 NGW_NO_SESSION");
    CHECK(ask_short(net, "eni-app", "10.0.0.5", "tcp/443") == "fails forward nat-1 NGW_NO_SESSION");
    CHECK(ask_short(net, "eni-web", "10.0.0.5", "tcp/443") == "fails forward nat-1 NGW_NO_SESSION");
}

TEST_CASE("The ACL of the NAT gateway's subnet is checked on all four crossings") {
    const struct {
        const char* what;
        std::vector<std::string> in;
        std::vector<std::string> out;
        const char* expected;
    } rows[] = {
        {"the textbook rules",
         {"100 allow tcp 443 10.0.0.0/16", "110 allow tcp 1024-65535 0.0.0.0/0"},
         {"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-65535 10.0.0.0/16"},
         "works"},
        {"no way in from the private subnet",
         {"110 allow tcp 1024-65535 203.0.113.0/24"},
         {"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-65535 10.0.0.0/16"},
         "fails forward acl-pub 32767 SUBNET_ACL_RESTRICTION"},
        {"no way out to the server",
         {"100 allow tcp 443 10.0.0.0/16", "110 allow tcp 1024-65535 0.0.0.0/0"},
         {"110 allow tcp 1024-65535 10.0.0.0/16"},
         "fails forward acl-pub 32767 SUBNET_ACL_RESTRICTION"},
        {"T13: no way in for the server's reply",
         {"100 allow tcp 443 10.0.0.0/16"},
         {"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-65535 10.0.0.0/16"},
         "fails reply acl-pub 32767 SUBNET_ACL_RESTRICTION"},
        {"replies only to the ports of Linux clients: the gateway uses 1024-65535",
         {"100 allow tcp 443 10.0.0.0/16", "110 allow tcp 32768-65535 0.0.0.0/0"},
         {"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-65535 10.0.0.0/16"},
         "fails reply acl-pub 32767 SUBNET_ACL_RESTRICTION"},
        {"no way back to the private subnet",
         {"100 allow tcp 443 10.0.0.0/16", "110 allow tcp 1024-65535 0.0.0.0/0"},
         {"100 allow tcp 443 0.0.0.0/0"},
         "fails reply acl-pub 32767 SUBNET_ACL_RESTRICTION"},
    };
    for (const auto& row : rows) {
        auto net = three_tier();
        net.data.network_acls.front() = network_builder()
                                            .acl("acl-pub", {"subnet-pub"}, row.in, row.out)
                                            .data.network_acls.front();
        INFO(row.what);
        CHECK(ask_short(net, "eni-app", "203.0.113.80", "tcp/443", 40000) == row.expected);
    }
}

TEST_CASE("A NAT gateway needs a subnet that routes to the internet gateway") {
    auto net = three_tier();
    net.data.route_tables[1].routes.erase(net.data.route_tables[1].routes.begin() + 2);
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "tcp/443") ==
          "fails forward rtb-pub NO_ROUTE_TO_DESTINATION");

    auto loop = three_tier();
    loop.data.route_tables[1].routes[2].target = route_target::nat_gateway;
    loop.data.route_tables[1].routes[2].target_id = "nat-1";
    CHECK(ask_short(loop, "eni-app", "203.0.113.80", "tcp/443") ==
          "fails forward rtb-pub NGW_ROUTE_LOOP");

    auto inside_only = three_tier();
    inside_only.data.nat_gateways.front().addresses.front().public_address.reset();
    inside_only.data.interfaces.back().addresses.front().public_address.reset();
    CHECK(ask_short(inside_only, "eni-app", "203.0.113.80", "tcp/443") ==
          "fails forward igw-1 IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS");

    auto failed = three_tier();
    failed.data.nat_gateways.front().state = "failed";
    CHECK(ask_short(failed, "eni-app", "203.0.113.80", "tcp/443") ==
          "fails forward nat-1 BAD_STATE");
}

TEST_CASE("An egress-only gateway lets IPv6 out and its replies in, and nothing else") {
    const auto net = three_tier();
    CHECK(ask_short(net, "eni-app", "2001:db8:ffff::1", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:2001:db8:ffff::1", "2001:db8:1:1::10", "tcp/8080") ==
          "fails forward eigw-1 EIGW_NO_SESSION");
}

TEST_CASE("A blackhole route matches by longest prefix and drops, without falling back") {
    auto net = three_tier();
    net.data.route_tables[1].routes.push_back(
        network_builder()
            .table("t", "v", {}, {"203.0.113.0/24 pcx-1 blackhole"})
            .data.route_tables.front()
            .routes.front());
    CHECK(ask_short(net, "eni-web", "203.0.113.80", "tcp/443") ==
          "fails forward rtb-pub BAD_STATE_ROUTE");
    CHECK(ask_short(net, "eni-web", "203.0.114.80", "tcp/443") == "works");
}

TEST_CASE("An address of the VPC that nobody has dies there and never follows the default route") {
    const auto net = three_tier();
    CHECK(ask_short(net, "eni-web", "10.0.99.1", "tcp/443") ==
          "fails forward vpc-1 NO_POSSIBLE_DESTINATION");
    CHECK(ask_short(net, "eni-web", "10.0.1.99", "tcp/443") ==
          "fails forward subnet-app NO_POSSIBLE_DESTINATION");
    CHECK(ask_short(net, "eni-web", "10.0.0.99", "tcp/443") ==
          "fails forward subnet-pub NO_POSSIBLE_DESTINATION");
}

TEST_CASE("Platform services pass whatever groups, ACLs and routes say (T20)") {
    auto net = three_tier();
    net.data.network_acls.clear();
    net.acl("acl-closed", {"subnet-db"}, {}, {});
    for (const auto* row : {"169.254.169.254 tcp/80", "169.254.169.253 udp/53", "10.0.0.2 udp/53",
                            "10.0.0.2 tcp/53", "169.254.169.123 udp/123"}) {
        const auto part = test::words(row);
        INFO(row);
        CHECK(ask_short(net, "eni-db", part[0], part[1]) == "works");
    }
    // Not the resolver's port, and somebody else's resolver: filtered like anything else.
    CHECK(ask_short(net, "eni-db", "10.0.0.2", "tcp/443") == "fails forward sg-db SG_HAS_NO_RULES");
    CHECK(ask_short(net, "eni-db", "8.8.8.8", "udp/53") == "fails forward sg-db SG_HAS_NO_RULES");
}

TEST_CASE("What the input does not say is unknown, never a wrong yes or no") {
    auto net = three_tier();
    for (const auto* target : {"pcx-1", "tgw-1", "vgw-1", "vpce-1", "eni-none"}) {
        auto changed = net;
        changed.data.route_tables[1].routes.push_back(
            network_builder()
                .table("t", "v", {}, {std::string("172.16.0.0/12 ") + target})
                .data.route_tables.front()
                .routes.front());
        CHECK(ask_short(changed, "eni-web", "172.16.0.9", "tcp/443") ==
              std::string("unknown forward ") + target + " UNKNOWN_RESOURCE");
    }
    auto no_acl = three_tier();
    no_acl.data.network_acls.erase(no_acl.data.network_acls.begin());
    CHECK(ask_short(no_acl, "eni-web", "203.0.113.80", "tcp/443") ==
          "unknown forward subnet-pub ACL_NOT_KNOWN");
    auto no_group = three_tier();
    no_group.data.security_groups.clear();
    CHECK(ask_short(no_group, "eni-web", "203.0.113.80", "tcp/443") ==
          "unknown forward sg-web SG_NOT_KNOWN");
}

TEST_CASE("Block Public Access stops who starts at the internet's edge (T21)") {
    auto net = three_tier();
    net.data.public_access = block_public_access{};
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.10", "tcp/443") == "works");
    net.data.public_access->how = block_public_access::mode::ingress;
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.10", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
    CHECK(ask_short(net, "eni-web", "203.0.113.80", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-app", "2001:db8:ffff::1", "tcp/443") == "works");
    net.data.public_access->how = block_public_access::mode::bidirectional;
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
    net.data.public_access->exclusions = {{"subnet-pub", true}};
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.10", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
    net.data.public_access->exclusions = {{"vpc-1", false}};
    CHECK(ask_short(net, "internet:203.0.113.7", "198.51.100.10", "tcp/443") == "works");
}

TEST_CASE("A message without a reply needs the forward leg only") {
    auto net = three_tier();
    net.group("sg-any", "vpc-1", {"icmp 0.0.0.0/0"}, {});
    net.eni("eni-any", "subnet-pub", {"10.0.0.60"}, {"sg-any"}, "198.51.100.60");
    const network_index index(net.data);
    const auto said = vpcplan::test::ask(index, question_of(index, "internet:203.0.113.7",
                                                            "198.51.100.60", "icmp/3/4"))
                          .value();
    CHECK(said.connection == connection_outcome::works);
    CHECK(said.reply.outcome == leg_outcome::not_applicable);
}

TEST_CASE("A question without a destination port is asked for every port") {
    const auto net = three_tier();
    const network_index index(net.data);
    const auto said =
        vpcplan::test::ask(index, question_of(index, "internet:203.0.113.7", "eni-web", "tcp"))
            .value();
    CHECK(short_text(said) == "fails forward sg-web ENI_SG_RULES_MISMATCH");
    CHECK(said.destination_ports == std::vector<port_range>{{443, 443}});
    CHECK(said.source_ports == std::vector<port_range>{{1024, 65535}});
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "tcp") == "works");
    CHECK(ask_short(net, "eni-app", "203.0.113.80", "all") ==
          "fails forward nat-1 PROTOCOL_RESTRICTION");
    CHECK(ask_short(net, "eni-web", "203.0.113.80", "all") == "works");
}

TEST_CASE("The source/destination check refuses a source that is not the interface's own") {
    const auto net = three_tier();
    const network_index index(net.data);
    auto asked = question_of(index, "eni-web", "203.0.113.80", "tcp/443");
    asked.from.address = test::address("10.0.0.77");
    CHECK(short_text(vpcplan::test::ask(index, asked).value()) ==
          "fails forward eni-web ENI_SOURCE_DEST_CHECK_RESTRICTION");
}

TEST_CASE("An address of a subnet can be asked about before anything has it") {
    const auto net = three_tier();
    CHECK(ask_short(net, "subnet-app:10.0.1.77", "203.0.113.80", "tcp/443") == "works");
    CHECK(ask_short(net, "subnet-pub:10.0.0.92", "8.8.8.8", "tcp/443") ==
          "fails forward igw-1 IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS");
}

TEST_CASE("Ends without a common address family are an error") {
    const auto net = three_tier();
    const network_index index(net.data);
    const auto said =
        vpcplan::test::ask(index, question_of(index, "eni-db", "2001:db8:ffff::1", "tcp/443"));
    REQUIRE_FALSE(said);
    CHECK(said.error().code == errc::family_mismatch);
}

TEST_CASE("An unreadable prefix list in a group makes the verdict unknown, not denied") {
    auto net = three_tier();
    net.group("sg-pl", "vpc-1", {}, {"tcp 443 pl-1"});
    net.eni("eni-pl", "subnet-pub", {"10.0.0.70"}, {"sg-pl"}, "198.51.100.70");
    CHECK(ask_short(net, "eni-pl", "203.0.113.80", "tcp/443") ==
          "unknown forward sg-pl SG_REFERENCE_NOT_KNOWN");
    CHECK(ask_short(net, "eni-pl", "203.0.113.80", "tcp/80") ==
          "fails forward sg-pl ENI_SG_RULES_MISMATCH");
    net.data.prefix_lists.push_back({"pl-1", {}, {"203.0.113.0/24"_cidr}, true, {}});
    CHECK(ask_short(net, "eni-pl", "203.0.113.80", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-pl", "203.0.114.80", "tcp/443") ==
          "fails forward sg-pl ENI_SG_RULES_MISMATCH");
}
