#include "../../support/catch.hpp"
#include "../../support/joined_networks.hpp"

#include <vpcplan/fix.hpp>

using namespace vpcplan;
using vpcplan::test::network_builder;
using vpcplan::test::question_of;
using vpcplan::test::text_lines;

namespace {

struct closing {
    std::vector<std::string> db_in{"100 allow all 0.0.0.0/0"};
    std::vector<std::string> db_out{"100 allow all 0.0.0.0/0"};
    std::vector<std::string> group_in{"tcp 5432 sg-app"};
    std::vector<std::string> app_routes{"10.0.0.0/16 local", "0.0.0.0/0 nat-1"};
    std::vector<std::string> pub_in{"100 allow all 0.0.0.0/0"};
    std::string public_address = "198.51.100.10";
};

/// Works everywhere until something is closed.
network shop(const closing& how = {}) {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-pub", "vpc-1", {"10.0.0.0/24"})
        .subnet("subnet-app", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-db", "vpc-1", {"10.0.2.0/24"})
        .acl("acl-pub", {"subnet-pub"}, how.pub_in, {"100 allow all 0.0.0.0/0"})
        .open_acl("acl-app", {"subnet-app"})
        .acl("acl-db", {"subnet-db"}, how.db_in, how.db_out)
        .group("sg-web", "vpc-1", {"tcp 443 0.0.0.0/0"}, {"all 0.0.0.0/0"})
        .group("sg-app", "vpc-1", {}, {"all 0.0.0.0/0"})
        .group("sg-db", "vpc-1", how.group_in, {})
        .igw("igw-1", "vpc-1")
        .table("rtb-main", "vpc-1", {}, {"10.0.0.0/16 local"})
        .table("rtb-pub", "vpc-1", {"subnet-pub"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .table("rtb-app", "vpc-1", {"subnet-app"}, how.app_routes)
        .eni("eni-web", "subnet-pub", {"10.0.0.10"}, {"sg-web"}, how.public_address)
        .eni("eni-app", "subnet-app", {"10.0.1.10"}, {"sg-app"})
        .eni("eni-db", "subnet-db", {"10.0.2.10"}, {"sg-db"})
        .nat("nat-1", "subnet-pub", "10.0.0.5", "198.51.100.50");
    return net.data;
}

fix_result fix_of(const network& data, const std::string& from, const std::string& to,
                  const std::string& traffic) {
    const network_index index(data);
    return suggest_fix(data, question_of(index, from, to, traffic));
}

std::vector<std::string> whats(const fix_result& found) {
    std::vector<std::string> all;
    for (const auto& one : found.changes) {
        CHECK_FALSE(one.english.empty());
        CHECK_FALSE(one.korean.empty());
        all.push_back(one.component + ": " + one.what);
    }
    return all;
}

} // namespace

TEST_CASE("nothing is suggested for a connection that works") {
    const auto found = fix_of(shop(), "eni-app", "eni-db", "tcp/5432");
    CHECK(found.complete);
    CHECK(found.changes.empty());
}

TEST_CASE("a lost reply is fixed by the client's whole ephemeral range, at a free number") {
    closing how;
    how.db_out = {"100 allow tcp 443 0.0.0.0/0"};
    const auto found = fix_of(shop(how), "eni-app", "eni-db", "tcp/5432");
    CHECK(found.complete);
    CHECK(whats(found) == text_lines{"acl-db: out 110 allow tcp 1024-65535 to 10.0.1.10/32"});
}

TEST_CASE("an allow rule is put before the rule that denies") {
    closing how;
    how.db_in = {"90 deny tcp 0-65535 10.0.1.0/24", "100 allow all 0.0.0.0/0"};
    CHECK(whats(fix_of(shop(how), "eni-app", "eni-db", "tcp/5432")) ==
          text_lines{"acl-db: in 10 allow tcp 5432 from 10.0.1.10/32"});
    how.db_in = {"1 allow udp 1-2 0.0.0.0/0", "2 allow udp 1-2 0.0.0.0/0",
                 "4 deny tcp 0-65535 10.0.1.0/24"};
    CHECK(whats(fix_of(shop(how), "eni-app", "eni-db", "tcp/5432")) ==
          text_lines{"acl-db: in 3 allow tcp 5432 from 10.0.1.10/32"});
    // no number left before rule 1: the tool says so instead of suggesting nonsense
    how.db_in = {"1 deny tcp 0-65535 10.0.1.0/24"};
    const auto none = fix_of(shop(how), "eni-app", "eni-db", "tcp/5432");
    CHECK_FALSE(none.complete);
    CHECK(none.changes.empty());
    CHECK(none.obstacle == reason::subnet_acl_restriction);
}

TEST_CASE("a group rule names the group of an asker inside the VPC, the address of one outside") {
    closing how;
    how.group_in = {};
    CHECK(whats(fix_of(shop(how), "eni-app", "eni-db", "tcp/5432")) ==
          text_lines{"sg-db: in tcp 5432 from group sg-app"});
    CHECK(whats(fix_of(shop(), "internet:203.0.113.7", "eni-web", "tcp/22")) ==
          text_lines{"sg-web: in tcp 22 from 203.0.113.7/32"});
}

TEST_CASE("all obstacles are found, not only the first") {
    closing how;
    how.db_in = {};
    how.db_out = {};
    how.group_in = {};
    const auto found = fix_of(shop(how), "eni-app", "eni-db", "tcp/5432");
    CHECK(found.complete);
    CHECK(whats(found) == text_lines{"acl-db: in 100 allow tcp 5432 from 10.0.1.10/32",
                                     "sg-db: in tcp 5432 from group sg-app",
                                     "acl-db: out 100 allow tcp 1024-65535 to 10.0.1.10/32"});
}

TEST_CASE("a missing way to the internet is a route to the NAT gateway, or a public address") {
    closing how;
    how.app_routes = {"10.0.0.0/16 local"};
    CHECK(whats(fix_of(shop(how), "eni-app", "203.0.113.80", "tcp/443")) ==
          text_lines{"rtb-app: 0.0.0.0/0 -> nat-1"});
    how.app_routes = {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"};
    const auto elastic = fix_of(shop(how), "eni-app", "203.0.113.80", "tcp/443");
    CHECK(elastic.complete);
    CHECK(whats(elastic) == text_lines{"eni-app: public address for 10.0.1.10"});
    how.app_routes = {"10.0.0.0/16 local", "0.0.0.0/0 nat-9 blackhole"};
    const auto gone = fix_of(shop(how), "eni-app", "203.0.113.80", "tcp/443");
    CHECK(gone.complete);
    CHECK(whats(gone) == text_lines{"rtb-app: delete 0.0.0.0/0", "rtb-app: 0.0.0.0/0 -> nat-1"});
}

TEST_CASE("replies to a NAT gateway need the gateway's ports, not the client's") {
    closing how;
    how.pub_in = {"100 allow all 10.0.0.0/16"};
    const auto found = fix_of(shop(how), "eni-app", "203.0.113.80", "tcp/443");
    CHECK(found.complete);
    CHECK(whats(found) == text_lines{"acl-pub: in 110 allow tcp 1024-65535 from 203.0.113.80/32"});
}

TEST_CASE("what no change can fix is named and not papered over") {
    // a NAT gateway takes no connections from outside
    const auto found = fix_of(shop(), "internet:203.0.113.7", "198.51.100.50", "tcp/443");
    CHECK_FALSE(found.complete);
    CHECK(found.changes.empty());
    CHECK(found.obstacle == reason::ngw_no_session);
}

TEST_CASE("A missing way between VPCs is mended where it is missing") {
    const auto changes_of = [](const network_builder& net, const std::string& from,
                               const std::string& to) {
        const network_index index(net.data);
        const auto found =
            suggest_fix(net.data, vpcplan::test::question_of(index, from, to, "tcp/443"));
        std::vector<std::string> changes;
        for (const auto& one : found.changes) {
            changes.push_back(one.component + ": " + one.what);
        }
        CHECK(found.complete);
        return changes;
    };
    auto peering = vpcplan::test::peered();
    peering.data.route_tables[0].routes.pop_back();
    peering.data.route_tables[1].routes.pop_back();
    CHECK(changes_of(peering, "eni-a", "eni-b") ==
          text_lines{"rtb-a: 10.1.0.0/16 -> pcx-1", "rtb-b: 10.0.0.0/16 -> pcx-1"});
    auto transit = vpcplan::test::joined_by_transit_gateway();
    transit.data.route_tables[1].routes.pop_back();
    transit.data.transit_gateway_route_tables[0].routes.pop_back();
    CHECK(changes_of(transit, "eni-a", "eni-b") ==
          text_lines{"tgw-rtb-1: 10.1.0.0/16 -> tgw-attach-b", "rtb-b: 10.0.0.0/16 -> tgw-1"});
    const auto unserved = vpcplan::test::joined_by_transit_gateway();
    CHECK(changes_of(unserved, "eni-a2", "eni-b") == text_lines{"tgw-attach-a: subnet subnet-a2"});
}

TEST_CASE("what the default route caught is given the specific route that it lacks") {
    for (const auto* gateway : {"nat-1", "igw-1"}) {
        auto net = vpcplan::test::peered();
        net.igw("igw-1", "vpc-b").nat("nat-1", "subnet-b", "10.1.1.200", "198.51.100.50");
        auto& routes = net.data.route_tables[1].routes;
        routes.pop_back();
        vpcplan::test::add_route(net, 1, std::string("0.0.0.0/0 ") + gateway);
        const auto reply = fix_of(net.data, "eni-a", "eni-b", "tcp/443");
        CHECK(whats(reply) == text_lines{"rtb-b: 10.0.0.0/16 -> pcx-1"});
        CHECK(reply.complete);
        const auto request = fix_of(net.data, "eni-b", "eni-a", "tcp/443");
        CHECK(whats(request) == text_lines{"rtb-b: 10.0.0.0/16 -> pcx-1"});
        CHECK(request.complete);
    }
}

TEST_CASE("a reply to a data centre that the default route caught goes back the way it came") {
    auto net = vpcplan::test::behind_vpn(true);
    net.igw("igw-1", "vpc-a");
    net.data.route_tables[0].routes.pop_back();
    vpcplan::test::add_route(net, 0, "0.0.0.0/0 igw-1");
    const auto found = fix_of(net.data, "onprem:192.168.5.5", "eni-a", "tcp/443");
    CHECK(whats(found) == text_lines{"rtb-a: 192.168.0.0/17 -> vgw-1"});
    CHECK(found.complete);
}

TEST_CASE("a NAT gateway without a way out is put where there is one, and no subnet is opened") {
    auto net = shop();
    auto& nat = net.nat_gateways[0];
    nat.subnet_id = "subnet-app";
    nat.addresses[0].private_address = vpcplan::test::address("10.0.1.5");
    for (auto& one : net.interfaces) {
        if (one.id == "eni-nat-1") {
            one.subnet_id = "subnet-app";
            one.addresses[0].address = vpcplan::test::address("10.0.1.5");
        }
    }
    const auto found = fix_of(net, "eni-app", "203.0.113.80", "tcp/443");
    CHECK(whats(found) == text_lines{"nat-1: move to subnet subnet-pub"});
    CHECK(found.complete);
}
