#include <vpcplan/network_acl.hpp>

#include "support/catch.hpp"
#include "support/rules.hpp"

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

struct packet_row {
    const char* header;
    verdict outcome;
    int rule;
};

template <std::size_t Count>
void check(const acl_rules& rules, direction way, const packet_row (&rows)[Count]) {
    for (const auto& row : rows) {
        CAPTURE(row.header);
        const auto decision = evaluate(rules, way, header(row.header));
        CHECK(to_string(decision.outcome) == to_string(row.outcome));
        CHECK(decision.rule == row.rule);
        CHECK((decision.by == nullptr) == (row.rule > last_rule_number));
        CHECK((decision.by == nullptr || decision.by->number == row.rule));
    }
}

} // namespace

TEST_CASE("the lowest matching ACL number decides") {
    // allow 100 and deny 200 for the same traffic, and a later allow that never speaks
    check(acl({"100 allow tcp 443 0.0.0.0/0", "200 deny tcp 443 0.0.0.0/0",
               "300 allow tcp 0-65535 0.0.0.0/0"}),
          direction::in,
          {{"tcp 10.0.0.1,50000 > 10.0.1.5,443", allow, 100},
           {"tcp 10.0.0.1,50000 > 10.0.1.5,80", allow, 300},
           {"udp 10.0.0.1,50000 > 10.0.1.5,443", deny, 32767}});
    // a deny with a lower number wins over the allow after it
    check(acl({"90 deny tcp 443 10.0.0.7/32", "100 allow tcp 443 10.0.0.0/24"}), direction::in,
          {{"tcp 10.0.0.7,50000 > 10.0.1.5,443", deny, 90},
           {"tcp 10.0.0.6,50000 > 10.0.1.5,443", allow, 100},
           {"tcp 10.0.0.8,50000 > 10.0.1.5,443", allow, 100}});
    // number, not specificity: the broad deny comes first
    check(acl({"100 deny all * 10.0.0.0/8", "110 allow tcp 443 10.0.0.7/32"}), direction::in,
          {{"tcp 10.0.0.7,50000 > 10.0.1.5,443", deny, 100}});
}

TEST_CASE("ACL rules are ordered by number, not by their place in the input") {
    const packet_row rows[] = {{"tcp 10.0.0.1,50000 > 10.0.1.5,22", deny, 50},
                               {"tcp 10.0.0.1,50000 > 10.0.1.5,23", allow, 100},
                               {"udp 10.0.0.1,50000 > 10.0.1.5,23", deny, 32767}};
    check(acl({"100 allow tcp * 0.0.0.0/0", "50 deny tcp 22 0.0.0.0/0"}), direction::in, rows);
    check(acl({"50 deny tcp 22 0.0.0.0/0", "100 allow tcp * 0.0.0.0/0"}), direction::in, rows);
}

TEST_CASE("what no ACL rule matches is denied by 32767 or 32768") {
    check(acl({}), direction::in,
          {{"tcp 10.0.0.1,50000 > 10.0.1.5,443", deny, 32767},
           {"tcp 2001:db8::1,50000 > 2001:db8::5,443", deny, 32768}});
    check(acl({"100 allow all * 0.0.0.0/0"}), direction::out,
          {{"tcp 2001:db8::1,50000 > 2001:db8::5,443", deny, 32768}});
    check(acl({"32766 allow all * 0.0.0.0/0"}), direction::out,
          {{"tcp 10.0.0.1,50000 > 10.0.1.5,443", allow, 32766}});
}

TEST_CASE("inbound ACL rules match the source, outbound ones the destination") {
    const auto rules = acl({"100 allow tcp 443 10.0.0.0/24"});
    check(rules, direction::in,
          {{"tcp 10.0.0.9,50000 > 192.0.2.1,443", allow, 100},
           {"tcp 192.0.2.1,50000 > 10.0.0.9,443", deny, 32767}});
    check(rules, direction::out,
          {{"tcp 10.0.0.9,50000 > 192.0.2.1,443", deny, 32767},
           {"tcp 192.0.2.1,50000 > 10.0.0.9,443", allow, 100}});
}

TEST_CASE("ACL ports are the destination port in both directions") {
    const auto rules = acl({"100 allow tcp 443 0.0.0.0/0"});
    for (const auto way : {direction::in, direction::out}) {
        check(rules, way,
              {{"tcp 10.0.0.1,50000 > 10.0.1.5,443", allow, 100},
               // a source port of 443 is no reason to pass
               {"tcp 10.0.0.1,443 > 10.0.1.5,50000", deny, 32767}});
    }
}

TEST_CASE("ACL port ranges include both ends") {
    check(acl({"100 allow tcp 1024-65535 0.0.0.0/0", "110 allow udp 0-0 0.0.0.0/0"}), direction::in,
          {{"tcp 10.0.0.1,1 > 10.0.1.5,1023", deny, 32767},
           {"tcp 10.0.0.1,1 > 10.0.1.5,1024", allow, 100},
           {"tcp 10.0.0.1,1 > 10.0.1.5,65535", allow, 100},
           {"udp 10.0.0.1,1 > 10.0.1.5,0", allow, 110},
           {"udp 10.0.0.1,1 > 10.0.1.5,1", deny, 32767},
           {"udp 10.0.0.1,1 > 10.0.1.5,65535", deny, 32767}});
}

TEST_CASE("ACL rules of one family never touch the other") {
    check(acl({"100 deny all * 0.0.0.0/0", "110 allow all * ::/0"}), direction::in,
          {{"tcp 10.0.0.1,1 > 10.0.1.5,80", deny, 100},
           {"tcp 2001:db8::1,1 > 2001:db8::5,80", allow, 110},
           // the mapped form of an IPv4 address is an IPv6 address
           {"tcp ::ffff:10.0.0.1,1 > 2001:db8::5,80", allow, 110}});
    check(acl({"100 allow all * ::/0"}), direction::in,
          {{"tcp 10.0.0.1,1 > 10.0.1.5,80", deny, 32767}});
}

TEST_CASE("ACL blocks match exactly the addresses they hold") {
    check(acl({"100 allow all * 10.0.0.8/31", "110 allow all * 10.0.0.12/32",
               "120 allow all * 2001:db8:0:1::/64"}),
          direction::in,
          {{"tcp 10.0.0.7,1 > 10.0.1.5,80", deny, 32767},
           {"tcp 10.0.0.8,1 > 10.0.1.5,80", allow, 100},
           {"tcp 10.0.0.9,1 > 10.0.1.5,80", allow, 100},
           {"tcp 10.0.0.10,1 > 10.0.1.5,80", deny, 32767},
           {"tcp 10.0.0.11,1 > 10.0.1.5,80", deny, 32767},
           {"tcp 10.0.0.12,1 > 10.0.1.5,80", allow, 110},
           {"tcp 10.0.0.13,1 > 10.0.1.5,80", deny, 32767},
           {"tcp 2001:db8:0:0:ffff:ffff:ffff:ffff,1 > ::5,80", deny, 32768},
           {"tcp 2001:db8:0:1::,1 > ::5,80", allow, 120},
           {"tcp 2001:db8:0:1:ffff:ffff:ffff:ffff,1 > ::5,80", allow, 120},
           {"tcp 2001:db8:0:2::,1 > ::5,80", deny, 32768}});
}

TEST_CASE("ACL rules for all traffic and other protocols ignore ports and ICMP fields") {
    auto all = acl_entry("100 allow all * 10.0.0.0/8");
    all.ports = {22, 22};
    all.icmp = {8, 0};
    auto gre = all;
    gre.proto = protocol::of(47);
    auto sctp = all;
    sctp.proto = protocol::of(132);
    check(acl_rules::make({all}).value(), direction::in,
          {{"tcp 10.0.0.1,1 > 10.0.1.5,80", allow, 100},
           {"icmp 3/4 10.0.0.1 > 10.0.1.5", allow, 100},
           {"47 10.0.0.1 > 10.0.1.5", allow, 100}});
    check(acl_rules::make({gre}).value(), direction::in,
          {{"47 10.0.0.1 > 10.0.1.5", allow, 100},
           {"tcp 10.0.0.1,1 > 10.0.1.5,22", deny, 32767},
           {"50 10.0.0.1 > 10.0.1.5", deny, 32767}});
    check(acl_rules::make({sctp}).value(), direction::in,
          {{"132 10.0.0.1,1 > 10.0.1.5,80", allow, 100}});
    // all ports of one protocol are not all traffic
    check(acl({"100 allow tcp 0-65535 0.0.0.0/0"}), direction::in,
          {{"udp 10.0.0.1,1 > 10.0.1.5,80", deny, 32767}});
}

TEST_CASE("ACL rules for icmp match type and code, -1 is any") {
    check(acl({"100 allow icmp 8/0 0.0.0.0/0", "110 allow icmp 3/* 0.0.0.0/0",
               "120 deny icmp * 10.9.0.0/16"}),
          direction::in,
          {{"icmp 8/0 10.0.0.1 > 10.0.1.5", allow, 100},
           {"icmp 8/1 10.0.0.1 > 10.0.1.5", deny, 32767},
           {"icmp 0/0 10.0.0.1 > 10.0.1.5", deny, 32767},
           {"icmp 3/4 10.0.0.1 > 10.0.1.5", allow, 110},
           {"icmp 3/255 10.0.0.1 > 10.0.1.5", allow, 110},
           {"icmp 2/255 10.0.0.1 > 10.0.1.5", deny, 32767},
           {"icmp 4/0 10.0.0.1 > 10.0.1.5", deny, 32767},
           {"icmp 11/0 10.9.0.1 > 10.0.1.5", deny, 120}});
}

TEST_CASE("ACL rules for icmpv6 look at the type only with an IPv6 block") {
    // T11: with an IPv4 block every type matches
    check(
        acl({"100 allow 58 128/0 0.0.0.0/0"}), direction::in,
        {{"58 128/0 10.0.0.1 > 10.0.1.5", allow, 100}, {"58 1/4 10.0.0.1 > 10.0.1.5", allow, 100}});
    check(acl({"100 allow icmpv6 128/* ::/0"}), direction::in,
          {{"icmpv6 128/0 ::1 > ::5", allow, 100},
           {"icmpv6 128/9 ::1 > ::5", allow, 100},
           {"icmpv6 129/0 ::1 > ::5", deny, 32768},
           // icmp is another protocol
           {"icmp 128/0 10.0.0.1 > 10.0.1.5", deny, 32767}});
    check(acl({"100 allow icmp * 0.0.0.0/0"}), direction::in,
          {{"icmpv6 128/0 ::1 > ::5", deny, 32768}});
}

TEST_CASE("an ACL is stateless: the reply needs a rule of its own") {
    // T9
    network_acl open;
    open.inbound = acl({"100 allow tcp 443 0.0.0.0/0", "110 deny all * 0.0.0.0/0"});
    open.outbound = acl({"100 allow tcp 1024-65535 0.0.0.0/0"});
    const auto request = header("tcp 203.0.113.7,50000 > 10.0.1.5,443");
    CHECK(evaluate(open, direction::in, request).rule == 100);
    CHECK(evaluate(open, direction::out, *request.reply()).outcome == allow);
    // T10: the client's port is outside what the way back admits
    network_acl narrow = open;
    narrow.outbound = acl({"100 allow tcp 32768-61000 0.0.0.0/0"});
    const auto windows = header("tcp 203.0.113.7,62000 > 10.0.1.5,443");
    CHECK(evaluate(narrow, direction::in, windows).outcome == allow);
    CHECK(evaluate(narrow, direction::out, *windows.reply()).rule == 32767);
    for (const auto port : {32768, 61000}) {
        auto edge = windows;
        edge.source_port = static_cast<std::uint16_t>(port);
        CHECK(evaluate(narrow, direction::out, *edge.reply()).outcome == allow);
    }
    for (const auto port : {32767, 61001}) {
        auto edge = windows;
        edge.source_port = static_cast<std::uint16_t>(port);
        CHECK(evaluate(narrow, direction::out, *edge.reply()).outcome == deny);
    }
    // no outbound rule at all
    narrow.outbound = {};
    CHECK(evaluate(narrow, direction::out, *request.reply()).rule == 32767);
}

TEST_CASE("a default ACL allows everything, a custom one starts with nothing") {
    const auto v4 = default_network_acl("acl-1", "vpc-1", false);
    const auto both = default_network_acl("acl-1", "vpc-1", true);
    const network_acl custom;
    const auto packet4 = header("tcp 10.0.0.1,1 > 10.0.1.5,80");
    const auto packet6 = header("tcp ::1,1 > ::5,80");
    CHECK(v4.is_default);
    for (const auto way : {direction::in, direction::out}) {
        CHECK(evaluate(v4, way, packet4).rule == 100);
        CHECK(evaluate(v4, way, packet6).rule == 32768);
        CHECK(evaluate(both, way, packet4).rule == 100);
        CHECK(evaluate(both, way, packet6).rule == 101);
        CHECK(evaluate(custom, way, packet4).rule == 32767);
        CHECK(evaluate(custom, way, packet6).rule == 32768);
    }
}

TEST_CASE("an ACL rule that was not understood makes what reaches it unknown") {
    auto strange = acl_entry("100 allow tcp 443 0.0.0.0/0");
    strange.readable = false;
    const auto rules = acl_rules::make({acl_entry("90 allow tcp 22 0.0.0.0/0"), strange,
                                        acl_entry("110 deny all * 0.0.0.0/0")})
                           .value();
    check(rules, direction::in,
          {{"tcp 10.0.0.1,1 > 10.0.1.5,22", allow, 90},
           {"tcp 10.0.0.1,1 > 10.0.1.5,80", verdict::unknown, 100},
           {"tcp ::1,1 > ::5,80", verdict::unknown, 100}});
    trace_sink trace;
    evaluate(rules, direction::in, header("udp 10.0.0.1,1 > 10.0.1.5,22"), trace);
    REQUIRE(trace.rules.size() == 2);
    CHECK(trace.rules[1].first_mismatch == rule_field::unreadable);
    CHECK(trace.rules[1].says == verdict::unknown);
    CHECK(first_mismatch(strange, direction::in, header("47 10.0.0.1 > 10.0.1.5")) ==
          rule_field::unreadable);
}

TEST_CASE("ACL rule numbers are 1 to 32766 and unique in one direction") {
    const auto code_of = [](const std::vector<int>& numbers) -> std::string {
        std::vector<acl_rule> rules;
        for (const int number : numbers) {
            rules.push_back(acl_rule{});
            rules.back().number = number;
        }
        const auto made = acl_rules::make(rules);
        return made ? "ok"
                    : std::string(id_of(made.error().code)) + " at " +
                          std::to_string(made.error().offset);
    };
    CHECK(code_of({1, 32766}) == "ok");
    CHECK(code_of({}) == "ok");
    CHECK(code_of({100, 0}) == "bad_rule_number at 1");
    CHECK(code_of({32767}) == "bad_rule_number at 0");
    CHECK(code_of({100, 90, -1}) == "bad_rule_number at 2");
    // the place is the later one of the input, whatever the order of numbers
    CHECK(code_of({200, 100, 50, 200}) == "duplicate_rule_number at 3");
    CHECK(code_of({7, 7, 3}) == "duplicate_rule_number at 1");
    // IPv4 and IPv6 rules share the numbers
    CHECK(
        acl_rules::make({acl_entry("100 allow all * 0.0.0.0/0"), acl_entry("100 allow all * ::/0")})
            .error()
            .code == errc::duplicate_rule_number);
}

TEST_CASE("AWS refuses ACL rules with reversed ports or a code without a type") {
    const auto code_of = [](const acl_rule& rule) {
        const auto why = validate(rule);
        return why ? std::string(id_of(*why)) : "ok";
    };
    auto rule = acl_entry("100 allow tcp 443 0.0.0.0/0");
    CHECK(code_of(rule) == "ok");
    rule.ports = {444, 443};
    CHECK(code_of(rule) == "bad_port");
    rule.proto = protocol::of(47); // ports are ignored
    CHECK(code_of(rule) == "ok");
    rule.proto = protocol::icmp();
    rule.icmp = {-1, 0};
    CHECK(code_of(rule) == "bad_icmp");
    rule.icmp = {256, -1};
    CHECK(code_of(rule) == "bad_icmp");
    rule.icmp = {255, 255};
    CHECK(code_of(rule) == "ok");
    rule.proto = protocol::icmpv6();
    rule.icmp = {-1, 0}; // ignored with an IPv4 block
    CHECK(code_of(rule) == "ok");
    rule.block = cidr::everything(address_family::ipv6);
    CHECK(code_of(rule) == "bad_icmp");
    rule.number = 0;
    CHECK(code_of(rule) == "bad_rule_number");
    // reversed ports match nothing, whatever lies between them
    rule = acl_entry("100 allow tcp 443 0.0.0.0/0");
    rule.ports = {444, 442};
    check(acl_rules::make({rule}).value(), direction::in,
          {{"tcp 10.0.0.1,1 > 10.0.1.5,442", deny, 32767},
           {"tcp 10.0.0.1,1 > 10.0.1.5,443", deny, 32767},
           {"tcp 10.0.0.1,1 > 10.0.1.5,444", deny, 32767},
           {"tcp 10.0.0.1,1 > 10.0.1.5,1", deny, 32767}});
}

TEST_CASE("ACL rules need the numbers of their protocol and ignore others") {
    const auto none = std::optional<int>();
    const auto code_of = [](const result<traffic_fields>& made) {
        return made ? std::string("ok") : std::string(id_of(made.error().code));
    };
    const auto v4 = address_family::ipv4;
    const auto v6 = address_family::ipv6;
    CHECK(*acl_traffic(protocol::tcp(), v4, 80, 443, none, none) == traffic_fields{{80, 443}, {}});
    CHECK(code_of(acl_traffic(protocol::tcp(), v4, none, none, none, none)) == "missing_field");
    CHECK(code_of(acl_traffic(protocol::udp(), v6, 80, none, none, none)) == "missing_field");
    CHECK(code_of(acl_traffic(protocol::udp(), v4, 443, 80, none, none)) == "bad_port");
    CHECK(code_of(acl_traffic(protocol::tcp(), v4, -1, -1, none, none)) == "bad_port");
    CHECK(code_of(acl_traffic(protocol::tcp(), v4, 0, 65536, none, none)) == "bad_port");
    CHECK(*acl_traffic(protocol::icmp(), v4, none, none, 8, -1) == traffic_fields{{}, {8, -1}});
    CHECK(code_of(acl_traffic(protocol::icmp(), v4, none, none, none, none)) == "missing_field");
    CHECK(code_of(acl_traffic(protocol::icmp(), v4, none, none, -1, 0)) == "bad_icmp");
    CHECK(code_of(acl_traffic(protocol::icmpv6(), v6, none, none, none, none)) == "missing_field");
    CHECK(*acl_traffic(protocol::icmpv6(), v4, none, none, 128, 0) == traffic_fields{});
    CHECK(*acl_traffic(protocol::of(47), v4, 22, 22, none, none) == traffic_fields{});
    CHECK(*acl_traffic(protocol::any(), v4, 22, 22, 8, 0) == traffic_fields{});
}

TEST_CASE("an ACL trace names each rule looked at and its first field that does not fit") {
    const auto rules = acl({"10 deny udp 443 10.0.0.0/8", "20 deny tcp 443 ::/0",
                            "30 deny tcp 443 10.1.0.0/16", "40 deny tcp 80 10.0.0.0/8",
                            "50 allow tcp 443 10.0.0.0/8", "60 deny all * 0.0.0.0/0"});
    trace_sink trace;
    const auto decision =
        evaluate(rules, direction::in, header("tcp 10.0.0.1,1 > 10.0.1.5,443"), trace);
    CHECK(decision.rule == 50);
    const struct {
        int number;
        rule_field field;
        verdict says;
    } rows[] = {{10, rule_field::protocol, deny},
                {20, rule_field::family, deny},
                {30, rule_field::address, deny},
                {40, rule_field::port, deny},
                {50, rule_field::none, allow}};
    REQUIRE(trace.rules.size() == 5); // the rule after the first match is not looked at
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(trace.rules[i].number == rows[i].number);
        CHECK(trace.rules[i].index == i);
        CHECK(to_string(trace.rules[i].first_mismatch) == to_string(rows[i].field));
        CHECK(trace.rules[i].says == rows[i].says);
    }
    trace.rules.clear();
    evaluate(acl({"10 allow icmp 8/0 0.0.0.0/0"}), direction::in,
             header("icmp 0/0 10.0.0.1 > 10.0.1.5"), trace);
    REQUIRE(trace.rules.size() == 1);
    CHECK(trace.rules[0].first_mismatch == rule_field::icmp);
}
