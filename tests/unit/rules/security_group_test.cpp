#include <vpcplan/security_group.hpp>

#include "support/catch.hpp"
#include "support/rules.hpp"

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

const fake_references nobody;

struct judged_packet {
    const char* header;
    verdict outcome;
};

group_decision judge(const std::vector<security_group>& groups, direction way,
                     const std::string& text, const fake_references& references = nobody) {
    std::vector<const security_group*> pointers;
    for (const auto& group : groups) {
        pointers.push_back(&group);
    }
    return evaluate(pointers, way, header(text), references);
}

template <std::size_t Count>
void check(const security_group& group, direction way, const judged_packet (&rows)[Count],
           const fake_references& references = nobody) {
    for (const auto& row : rows) {
        CAPTURE(row.header);
        CHECK(to_string(judge({group}, way, row.header, references).outcome) ==
              to_string(row.outcome));
    }
}

} // namespace

TEST_CASE("a packet passes if any rule of any group of the interface allows it") {
    const auto web = group({"tcp 443 0.0.0.0/0"}, {});
    const auto ssh = group({"tcp 22 10.0.0.0/8", "tcp 22 192.0.2.1/32"}, {});
    const auto none = group({}, {});
    const std::vector<security_group> groups{none, web, ssh};
    const auto said = judge(groups, direction::in, "tcp 192.0.2.1,1 > 10.0.1.5,22");
    CHECK(said.outcome == allow);
    REQUIRE(said.rule != nullptr);
    CHECK(to_string(std::get<cidr>(said.rule->peer)) == "192.0.2.1/32");
    CHECK(judge(groups, direction::in, "tcp 198.51.100.1,1 > 10.0.1.5,443").outcome == allow);
    CHECK(judge(groups, direction::in, "tcp 192.0.2.2,1 > 10.0.1.5,22").outcome == deny);
    CHECK(judge({ssh, none, web}, direction::in, "tcp 10.1.1.1,1 > 10.0.1.5,22").outcome == allow);
    CHECK(judge({}, direction::in, "tcp 10.1.1.1,1 > 10.0.1.5,22").outcome == deny);
}

TEST_CASE("inbound group rules name the source, outbound ones the destination") {
    const auto both = group({"tcp 443 10.0.0.0/24"}, {"tcp 5432 10.0.2.0/24"});
    check(both, direction::in,
          {{"tcp 10.0.0.9,1 > 10.0.1.5,443", allow},
           {"tcp 10.0.1.5,1 > 10.0.0.9,443", deny},
           {"tcp 10.0.2.9,1 > 10.0.1.5,5432", deny}});
    check(both, direction::out,
          {{"tcp 10.0.1.5,1 > 10.0.2.9,5432", allow},
           {"tcp 10.0.2.9,1 > 10.0.1.5,5432", deny},
           {"tcp 10.0.1.5,1 > 10.0.0.9,443", deny}});
}

TEST_CASE("group ports are destination ports, both ends included") {
    check(group({"tcp 1024-2048 0.0.0.0/0"}, {}), direction::in,
          {{"tcp 10.0.0.1,1 > 10.0.1.5,1023", deny},
           {"tcp 10.0.0.1,1 > 10.0.1.5,1024", allow},
           {"tcp 10.0.0.1,1 > 10.0.1.5,2048", allow},
           {"tcp 10.0.0.1,1 > 10.0.1.5,2049", deny},
           {"tcp 10.0.0.1,1500 > 10.0.1.5,80", deny},
           {"udp 10.0.0.1,1 > 10.0.1.5,1500", deny}});
}

TEST_CASE("group rules for all traffic and other protocols ignore ports") {
    // T7: GRE with ports 22-22
    auto gre = group_entry("47 * 10.0.0.0/8");
    gre.ports = {22, 22};
    auto all = group_entry("all * 10.0.0.0/8");
    all.ports = {22, 22};
    security_group tunnel;
    tunnel.inbound = {gre};
    check(tunnel, direction::in,
          {{"47 10.1.1.1 > 10.0.1.5", allow},
           {"50 10.1.1.1 > 10.0.1.5", deny},
           {"tcp 10.1.1.1,1 > 10.0.1.5,22", deny},
           {"47 11.0.0.0 > 10.0.1.5", deny}});
    tunnel.inbound = {all};
    check(tunnel, direction::in,
          {{"47 10.1.1.1 > 10.0.1.5", allow},
           {"tcp 10.1.1.1,1 > 10.0.1.5,80", allow},
           {"icmp 8/0 10.1.1.1 > 10.0.1.5", allow}});
    // all TCP ports are not all traffic
    check(group({"tcp 0-65535 0.0.0.0/0"}, {}), direction::in,
          {{"udp 10.1.1.1,1 > 10.0.1.5,22", deny}});
}

TEST_CASE("a group rule for icmp means type and code, not a range") {
    check(group({"icmp 8/0 0.0.0.0/0", "icmp 3/* 0.0.0.0/0", "icmpv6 128/0 ::/0"}, {}),
          direction::in,
          {{"icmp 8/0 10.1.1.1 > 10.0.1.5", allow},
           {"icmp 8/1 10.1.1.1 > 10.0.1.5", deny},
           {"icmp 5/0 10.1.1.1 > 10.0.1.5", deny}, // between 0 and 8
           {"icmp 3/0 10.1.1.1 > 10.0.1.5", allow},
           {"icmp 3/15 10.1.1.1 > 10.0.1.5", allow},
           {"icmpv6 128/0 ::1 > ::5", allow},
           {"icmpv6 129/0 ::1 > ::5", deny},
           {"icmpv6 8/0 ::1 > ::5", deny}});
    check(group({"icmp * 0.0.0.0/0"}, {}), direction::in,
          {{"icmp 255/255 10.1.1.1 > 10.0.1.5", allow}, {"icmpv6 128/0 ::1 > ::5", deny}});
}

TEST_CASE("group rules of one family never match the other") {
    check(group({"all * 0.0.0.0/0"}, {"all * ::/0"}), direction::in,
          {{"tcp 10.1.1.1,1 > 10.0.1.5,80", allow}, {"tcp ::1,1 > ::5,80", deny}});
    check(group({"all * 0.0.0.0/0"}, {"all * ::/0"}), direction::out,
          {{"tcp 10.1.1.1,1 > 10.0.1.5,80", deny},
           {"tcp ::1,1 > ::5,80", allow},
           {"tcp ::ffff:10.0.0.1,1 > ::ffff:10.0.0.2,80", allow}});
}

TEST_CASE("a new group lets nothing in and everything out, the default one its members in") {
    const auto fresh = new_security_group("sg-1", "vpc-1");
    check(fresh, direction::in, {{"tcp 10.1.1.1,1 > 10.0.1.5,80", deny}});
    check(fresh, direction::out,
          {{"tcp 10.0.1.5,1 > 192.0.2.1,80", allow}, {"tcp ::1,1 > ::5,80", deny}});
    const auto standard = default_security_group("sg-2", "vpc-1", true);
    const fake_references members{{{"sg-2", {make_cidr("10.0.1.6/32")}}}};
    check(standard, direction::in,
          {{"tcp 10.0.1.6,1 > 10.0.1.5,80", allow}, {"tcp 10.0.1.7,1 > 10.0.1.5,80", deny}},
          members);
    check(standard, direction::out,
          {{"tcp 10.0.1.5,1 > 192.0.2.1,80", allow}, {"tcp ::1,1 > ::5,80", allow}}, members);
    CHECK(default_security_group("sg-2", "vpc-1", false).outbound.size() == 1);
    check(group({"all * 0.0.0.0/0"}, {}), direction::out,
          {{"tcp 10.0.1.5,1 > 192.0.2.1,80", deny}}); // no outbound rule: nothing leaves
}

TEST_CASE("a group reference means the private addresses of its members") {
    const fake_references members{
        {{"sg-a", {make_cidr("10.0.1.6/32"), make_cidr("2001:db8::6/128")}}}};
    check(group({"tcp 443 sg-a"}, {"udp 53 sg-a"}), direction::in,
          {{"tcp 10.0.1.6,1 > 10.0.1.5,443", allow},
           {"tcp 2001:db8::6,1 > ::5,443", allow},
           {"tcp 10.0.1.7,1 > 10.0.1.5,443", deny},
           {"tcp 10.0.1.6,1 > 10.0.1.5,80", deny},
           // T18: the member's packet arrives from its public address
           {"tcp 203.0.113.6,1 > 10.0.1.5,443", deny}},
          members);
    check(group({}, {"udp 53 sg-a"}), direction::out,
          {{"udp 10.0.1.5,1 > 10.0.1.6,53", allow}, {"udp 10.0.1.5,1 > 203.0.113.6,53", deny}},
          members);
}

TEST_CASE("a prefix list in a group rule means its entries") {
    const fake_references lists{
        {{"pl-a", {make_cidr("52.219.0.0/20"), make_cidr("3.5.140.0/22")}}}};
    check(group({}, {"tcp 443 pl-a"}), direction::out,
          {{"tcp 10.0.1.5,1 > 52.219.15.255,443", allow},
           {"tcp 10.0.1.5,1 > 52.219.16.0,443", deny},
           {"tcp 10.0.1.5,1 > 3.5.140.0,443", allow},
           {"tcp 10.0.1.5,1 > 3.5.139.255,443", deny},
           {"tcp 10.0.1.5,1 > 3.5.140.0,80", deny}},
          lists);
}

TEST_CASE("a stale group rule matches nobody") {
    const fake_references members{{{"sg-a", {make_cidr("10.0.1.6/32")}}}};
    check(group({"tcp 443 stale:sg-a"}, {}), direction::in,
          {{"tcp 10.0.1.6,1 > 10.0.1.5,443", deny}}, members);
}

TEST_CASE("a peer that is not known makes the verdict unknown unless another rule allows") {
    check(group({"tcp 443 sg-gone", "tcp 22 ???", "tcp 80 pl-gone", "tcp 443 10.0.0.0/8"}, {}),
          direction::in,
          {{"tcp 10.0.1.6,1 > 10.0.1.5,443", allow}, // by the later rule
           {"tcp 192.0.2.1,1 > 10.0.1.5,443", unknown},
           {"tcp 192.0.2.1,1 > 10.0.1.5,22", unknown},
           {"tcp 192.0.2.1,1 > 10.0.1.5,80", unknown},
           {"tcp 192.0.2.1,1 > 10.0.1.5,8080", deny}}); // no unknown rule is about this port
    const std::vector<security_group> groups{group({"tcp 443 sg-gone", "tcp 443 pl-gone"}, {})};
    const auto said = judge(groups, direction::in, "tcp 10.0.1.6,1 > 10.0.1.5,443");
    REQUIRE(said.rule != nullptr); // the first that could have allowed
    CHECK(std::get<group_peer>(said.rule->peer).id == "sg-gone");
}

TEST_CASE("AWS refuses group rules with reversed ports or a code without a type") {
    const auto code_of = [](const group_rule& rule) {
        const auto why = validate(rule);
        return why ? std::string(id_of(*why)) : "ok";
    };
    auto rule = group_entry("tcp 443 10.0.0.0/8");
    CHECK(code_of(rule) == "ok");
    rule.ports = {444, 443};
    CHECK(code_of(rule) == "bad_port");
    rule.proto = protocol::icmp();
    rule.icmp = {-1, 0}; // T8
    CHECK(code_of(rule) == "bad_icmp");
    rule.icmp = {-2, -1};
    CHECK(code_of(rule) == "bad_icmp");
    rule.icmp = {8, -1};
    CHECK(code_of(rule) == "ok");
    rule.proto = protocol::any();
    rule.icmp = {-1, 0};
    CHECK(code_of(rule) == "ok");
}

TEST_CASE("group rules need the numbers of their protocol and ignore others") {
    const auto none = std::optional<int>();
    const auto code_of = [](const result<traffic_fields>& made) {
        return made ? std::string("ok") : std::string(id_of(made.error().code));
    };
    CHECK(*group_traffic(protocol::tcp(), 443, 443) == traffic_fields{{443, 443}, {}});
    CHECK(*group_traffic(protocol::udp(), 0, 65535) == traffic_fields{});
    CHECK(code_of(group_traffic(protocol::tcp(), none, none)) == "missing_field");
    CHECK(code_of(group_traffic(protocol::tcp(), 2, 1)) == "bad_port");
    CHECK(code_of(group_traffic(protocol::tcp(), -1, -1)) == "bad_port");
    CHECK(*group_traffic(protocol::icmp(), 8, -1) == traffic_fields{{}, {8, -1}});
    CHECK(*group_traffic(protocol::icmp(), -1, -1) == traffic_fields{});
    CHECK(code_of(group_traffic(protocol::icmp(), -1, 0)) == "bad_icmp"); // T8
    CHECK(code_of(group_traffic(protocol::icmp(), none, none)) == "missing_field");
    CHECK(*group_traffic(protocol::icmpv6(), none, none) == traffic_fields{});
    CHECK(*group_traffic(protocol::icmpv6(), 128, 0) == traffic_fields{{}, {128, 0}});
    CHECK(*group_traffic(protocol::of(47), 22, 22) == traffic_fields{});
    CHECK(*group_traffic(protocol::any(), none, none) == traffic_fields{});
}

TEST_CASE("a group trace names each rule looked at and its first field that does not fit") {
    const fake_references members{{{"sg-a", {make_cidr("10.0.1.6/32")}}}};
    const auto first = group({"udp 443 10.0.0.0/8", "tcp 443 ::/0", "tcp 443 10.9.0.0/16"}, {});
    const auto second = group({"tcp 80 10.0.0.0/8", "tcp 443 sg-a", "tcp 443 sg-gone",
                               "tcp 443 10.0.0.0/8", "all * 0.0.0.0/0"},
                              {});
    const std::vector<const security_group*> groups{&first, &second};
    trace_sink trace;
    const auto said =
        evaluate(groups, direction::in, header("tcp 10.0.0.1,1 > 10.0.1.5,443"), members, trace);
    CHECK(said.outcome == allow);
    CHECK(said.group == &second);
    CHECK(said.rule == &second.inbound[3]);
    const struct {
        std::uint32_t set;
        std::uint32_t index;
        rule_field field;
    } rows[] = {{0, 0, rule_field::protocol}, {0, 1, rule_field::family},
                {0, 2, rule_field::address},  {1, 0, rule_field::port},
                {1, 1, rule_field::address},  {1, 2, rule_field::unreadable},
                {1, 3, rule_field::none}};
    REQUIRE(trace.rules.size() == std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        CHECK(trace.rules[i].set == rows[i].set);
        CHECK(trace.rules[i].index == rows[i].index);
        CHECK(to_string(trace.rules[i].first_mismatch) == to_string(rows[i].field));
        CHECK(trace.rules[i].number == -1);
    }
}
