#include <vpcplan/connection_tracker.hpp>

#include "support/catch.hpp"
#include "support/rules.hpp"

using namespace vpcplan;
using namespace vpcplan_test;
using namespace std::chrono_literals;

namespace {

constexpr auto in = direction::in;
constexpr auto out = direction::out;

/// A tracker for one group, whose rules may change between packets.
struct interface_under_test {
    security_group rules;
    connection_tracker flows{};
    fake_references references{};
    tracked_hop hop = tracked_hop::none;

    connection_decision decide(direction way, const std::string& text,
                               connection_tracker::time now) {
        const security_group* groups[] = {&rules};
        return flows.judge(groups, way, header(text), references, now, hop);
    }
    std::string judge(direction way, const std::string& text, connection_tracker::time now) {
        return std::string(to_string(decide(way, text, now).outcome));
    }
    std::string error(direction way, const std::string& error, const std::string& quoted) {
        const security_group* groups[] = {&rules};
        return std::string(to_string(
            flows.judge_error(groups, way, header(error), header(quoted), references, 0s).outcome));
    }
};

const char* const request = "tcp 192.0.2.9,50000 > 10.0.1.5,443";
const char* const answer = "tcp 10.0.1.5,443 > 192.0.2.9,50000";
const char* const query = "udp 192.0.2.9,50000 > 10.0.1.5,53";
const char* const response = "udp 10.0.1.5,53 > 192.0.2.9,50000";
const char* const v6_query = "udp 2001:db8:9::9,50000 > 2001:db8::5,53";

tracking track(const security_group& rules, direction way, const std::string& text,
               tracked_hop hop = tracked_hop::none) {
    const security_group* groups[] = {&rules};
    const auto said = tracking_of(groups, way, header(text), hop);
    CHECK(is_tracked(groups, way, header(text), hop) == (said.kind != tracking::untracked));
    CHECK((said.rule == nullptr) == (said.kind == tracking::tracked));
    return said.kind;
}

} // namespace

TEST_CASE("replies of an allowed flow pass in both directions whatever the rules say") {
    interface_under_test server{group({"tcp 443 192.0.2.0/24"}, {})};
    CHECK(server.judge(in, request, 0s) == "allow");
    const auto reply = server.decide(out, answer, 1s);
    CHECK(reply.outcome == verdict::allow);
    CHECK(reply.basis == connection_basis::connection);
    // nothing else may leave: another port, another peer, another protocol
    CHECK(server.judge(out, "tcp 10.0.1.5,443 > 192.0.2.9,50001", 1s) == "deny");
    CHECK(server.judge(out, "tcp 10.0.1.5,443 > 192.0.2.8,50000", 1s) == "deny");
    CHECK(server.judge(out, "udp 10.0.1.5,443 > 192.0.2.9,50000", 1s) == "deny");
    CHECK(server.judge(out, "tcp 10.0.1.5,50000 > 192.0.2.9,443", 1s) == "deny");
    interface_under_test client{group({}, {"udp 53 0.0.0.0/0"})};
    CHECK(client.judge(in, "udp 192.0.2.9,53 > 10.0.1.5,50000", 0s) == "deny"); // unsolicited
    CHECK(client.judge(out, "udp 10.0.1.5,50000 > 192.0.2.9,53", 0s) == "allow");
    CHECK(client.judge(in, "udp 192.0.2.9,53 > 10.0.1.5,50000", 0s) == "allow");
}

TEST_CASE("the initiating direction must be allowed") {
    // only outbound is open: a request from outside is no reply
    interface_under_test server{group({}, {"all * 0.0.0.0/0"})};
    CHECK(server.judge(in, request, 0s) == "deny");
    CHECK(server.judge(in, "icmp 8/0 192.0.2.9 > 10.0.1.5", 0s) == "deny");
}

TEST_CASE("TCP and UDP are untracked only when both directions are open to all") {
    const struct {
        const char* name;
        std::vector<std::string> inbound;
        std::vector<std::string> outbound;
        const char* header;
        tracking kind;
    } rows[] = {
        {"both open", {"tcp 443 0.0.0.0/0"}, {"all * 0.0.0.0/0"}, request, tracking::untracked},
        {"response by protocol and all ports",
         {"all * 0.0.0.0/0"},
         {"tcp 0-65535 0.0.0.0/0"},
         request,
         tracking::untracked},
        {"UDP over IPv6", {"udp 53 ::/0"}, {"udp 0-65535 ::/0"}, v6_query, tracking::untracked},
        {"allowed by a narrower block",
         {"tcp 443 192.0.2.0/24"},
         {"all * 0.0.0.0/0"},
         request,
         tracking::tracked},
        {"response not for all ports",
         {"tcp 443 0.0.0.0/0"},
         {"tcp 1-65535 0.0.0.0/0"},
         request,
         tracking::tracked},
        {"response not to all",
         {"tcp 443 0.0.0.0/0"},
         {"all * 0.0.0.0/1", "all * 128.0.0.0/1"},
         request,
         tracking::tracked},
        {"response for the other protocol",
         {"tcp 443 0.0.0.0/0"},
         {"udp 0-65535 0.0.0.0/0"},
         request,
         tracking::tracked},
        {"response for the other family",
         {"tcp 443 0.0.0.0/0"},
         {"all * ::/0"},
         request,
         tracking::tracked},
        {"ICMP is always tracked",
         {"all * 0.0.0.0/0"},
         {"all * 0.0.0.0/0"},
         "icmp 8/0 192.0.2.9 > 10.0.1.5",
         tracking::tracked},
        {"so is GRE",
         {"all * 0.0.0.0/0"},
         {"all * 0.0.0.0/0"},
         "47 192.0.2.9 > 10.0.1.5",
         tracking::tracked},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(to_string(track(group(row.inbound, row.outbound), in, row.header)) ==
              to_string(row.kind));
        // the same from the inside out
        auto turned = header(row.header);
        std::swap(turned.source, turned.destination);
        CHECK(to_string(track(group(row.outbound, row.inbound), out, text_of(turned))) ==
              to_string(row.kind));
    }
}

TEST_CASE("a flow through a NAT gateway and its like is always tracked") {
    const auto open = group({"all * 0.0.0.0/0"}, {"all * 0.0.0.0/0"});
    for (const auto hop :
         {tracked_hop::egress_only_internet_gateway, tracked_hop::global_accelerator,
          tracked_hop::nat_gateway, tracked_hop::network_firewall_endpoint,
          tracked_hop::network_load_balancer, tracked_hop::interface_endpoint,
          tracked_hop::lambda_interface, tracked_hop::dynamodb_gateway_endpoint}) {
        CHECK(track(open, in, request, hop) == tracking::automatic);
    }
    CHECK(track(group({"tcp 443 192.0.2.9/32"}, {}), in, request, tracked_hop::nat_gateway) ==
          tracking::tracked);
}

TEST_CASE("a tracked flow survives a change of rules, an untracked one breaks at once") {
    // T19
    const auto open = group({"tcp 443 0.0.0.0/0"}, {"all * 0.0.0.0/0"});
    const auto closed = group({}, {"all * 0.0.0.0/0"});
    for (const auto hop : {tracked_hop::none, tracked_hop::nat_gateway}) {
        const std::string expected = hop == tracked_hop::none ? "deny" : "allow";
        interface_under_test server{open};
        server.hop = hop;
        CHECK(server.judge(in, request, 0s) == "allow");
        CHECK(server.judge(out, answer, 1s) == "allow");
        server.rules = closed;
        CHECK(server.judge(in, request, 2s) == expected);
        // the server's own packets still match a rule, but bring the connection back to no one
        CHECK(server.judge(out, answer, 3s) == (hop == tracked_hop::none ? "unknown" : "allow"));
        CHECK(server.judge(in, request, 4s) == expected);
    }
    // narrowly allowed, hence tracked
    interface_under_test server{group({"tcp 443 192.0.2.0/24"}, {"all * 0.0.0.0/0"})};
    CHECK(server.judge(in, request, 0s) == "allow");
    server.rules = group({}, {});
    CHECK(server.judge(in, request, 1s) == "allow");
    CHECK(server.judge(out, answer, 1s) == "allow");
    CHECK(server.judge(in, "tcp 192.0.2.9,50001 > 10.0.1.5,443", 1s) == "deny");
}

TEST_CASE("the reply of an untracked flow begins no tracked one") {
    interface_under_test server{group({"udp 53 0.0.0.0/0"}, {"all * 0.0.0.0/0"})};
    CHECK(server.judge(in, query, 0s) == "allow");
    CHECK(server.decide(out, response, 0s).kind == tracking::untracked);
    CHECK(server.flows.size() == 0);
    server.rules = group({}, {"all * 0.0.0.0/0"});
    CHECK(server.judge(in, query, 1s) == "deny");
    // without a handshake the server's next datagram begins a flow of its own
    CHECK(server.judge(out, response, 2s) == "allow");
    CHECK(server.judge(in, query, 3s) == "allow");
}

TEST_CASE("an idle connection is forgotten after AWS's times") {
    const auto rules = group({"all * 192.0.2.0/24"}, {});
    const char* const tunnel = "47 192.0.2.9 > 10.0.1.5";
    const char* const back = "47 10.0.1.5 > 192.0.2.9";
    const char* const ping = "icmp 8/0 192.0.2.9 > 10.0.1.5";
    const char* const pong = "icmp 0/0 10.0.1.5 > 192.0.2.9";
    const struct {
        const char* first;
        const char* reply;
        std::chrono::seconds idle;
    } rows[] = {{request, answer, 432000s},
                {query, response, 30s},
                {tunnel, back, 600s},
                {ping, pong, 30s}};
    for (const auto& row : rows) {
        CAPTURE(row.first);
        interface_under_test late{rules};
        CHECK(late.judge(in, row.first, 100s) == "allow");
        CHECK(late.judge(out, row.reply, 100s + row.idle + 1ms) == "deny");
        interface_under_test just{rules};
        CHECK(just.judge(in, row.first, 100s) == "allow");
        CHECK(just.judge(out, row.reply, 100s + row.idle) == "allow");
        CHECK(just.judge(out, row.reply, 100s + 2 * row.idle) == "allow"); // it was used
    }
    idle_times short_lived;
    short_lived.tcp_established = 350s;
    interface_under_test nitro{rules, connection_tracker(short_lived)};
    CHECK(nitro.judge(in, request, 0s) == "allow");
    CHECK(nitro.judge(out, answer, 350s + 1ms) == "deny");
}

TEST_CASE("more than one exchange makes UDP a stream, which may be idle longer") {
    interface_under_test server{group({"udp 53 192.0.2.0/24"}, {})};
    CHECK(server.judge(in, query, 0s) == "allow");
    CHECK(server.judge(in, query, 1s) == "allow"); // again is not an exchange
    CHECK(server.judge(out, response, 2s) == "allow");
    CHECK(server.judge(out, response, 3s) == "allow");
    CHECK(server.judge(out, response, 34s) == "deny"); // one exchange, idle for 31 s
    CHECK(server.judge(in, query, 100s) == "allow");
    CHECK(server.judge(out, response, 101s) == "allow");
    CHECK(server.judge(in, query, 102s) == "allow");
    CHECK(server.judge(out, response, 103s) == "allow");
    CHECK(server.judge(out, response, 283s) == "allow");
    CHECK(server.judge(out, response, 463s + 1ms) == "deny");
}

TEST_CASE("other protocols are keyed by address and protocol alone") {
    interface_under_test peer{group({}, {"47 * 192.0.2.9/32"})};
    CHECK(peer.judge(in, "47 192.0.2.9 > 10.0.1.5", 0s) == "deny");
    CHECK(peer.judge(out, "47 10.0.1.5 > 192.0.2.9", 0s) == "allow");
    CHECK(peer.judge(in, "47 192.0.2.9 > 10.0.1.5", 600s) == "allow");
    CHECK(peer.judge(in, "50 192.0.2.9 > 10.0.1.5", 600s) == "deny");
    CHECK(peer.judge(in, "47 192.0.2.8 > 10.0.1.5", 600s) == "deny");
}

TEST_CASE("an echo reply passes with its request, and no request with another") {
    interface_under_test host{group({}, {"icmp 8/0 0.0.0.0/0", "icmpv6 128/0 ::/0"})};
    CHECK(host.judge(in, "icmp 0/0 192.0.2.9 > 10.0.1.5", 0s) == "deny");
    CHECK(host.judge(out, "icmp 8/0 10.0.1.5 > 192.0.2.9", 0s) == "allow");
    CHECK(host.judge(in, "icmp 0/0 192.0.2.9 > 10.0.1.5", 0s) == "allow");
    CHECK(host.judge(in, "icmp 8/0 192.0.2.9 > 10.0.1.5", 0s) == "deny");
    CHECK(host.judge(in, "icmp 14/0 192.0.2.9 > 10.0.1.5", 0s) == "deny");
    CHECK(host.judge(out, "icmpv6 128/0 2001:db8::5 > 2001:db8::9", 0s) == "allow");
    CHECK(host.judge(in, "icmpv6 129/0 2001:db8::9 > 2001:db8::5", 0s) == "allow");
    // a reply that a rule lets in begins nothing
    interface_under_test odd{group({"icmp 0/0 0.0.0.0/0"}, {})};
    CHECK(odd.judge(in, "icmp 0/0 192.0.2.9 > 10.0.1.5", 0s) == "allow");
    CHECK(odd.judge(out, "icmp 8/0 10.0.1.5 > 192.0.2.9", 0s) == "deny");
}

TEST_CASE("packet too big passes with its connection, tracked or not, or by a rule") {
    const char* const too_big = "icmp 3/4 198.51.100.1 > 10.0.1.5";
    interface_under_test tracked{group({"tcp 443 192.0.2.0/24"}, {})};
    CHECK(tracked.error(in, too_big, answer) == "deny");
    CHECK(tracked.judge(in, request, 0s) == "allow");
    CHECK(tracked.error(in, too_big, answer) == "allow");
    CHECK(tracked.error(in, too_big, "tcp 10.0.1.5,443 > 192.0.2.9,50001") == "deny");
    // documented for this error alone
    CHECK(tracked.error(in, "icmp 11/0 198.51.100.1 > 10.0.1.5", answer) == "unknown");
    CHECK(tracked.error(in, "icmp 3/1 198.51.100.1 > 10.0.1.5", answer) == "unknown");
    interface_under_test untracked{group({"tcp 443 0.0.0.0/0"}, {"all * 0.0.0.0/0"})};
    CHECK(untracked.error(in, too_big, answer) == "allow");
    interface_under_test by_rule{group({"icmp 3/4 0.0.0.0/0"}, {})};
    CHECK(by_rule.error(in, too_big, answer) == "allow");
    interface_under_test v6{group({}, {"tcp 443 2001:db8:9::/48"})};
    const char* const v6_request = "tcp 2001:db8::5,50000 > 2001:db8:9::9,443";
    CHECK(v6.judge(out, v6_request, 0s) == "allow");
    CHECK(v6.error(in, "icmpv6 2/0 2001:db8:7::1 > 2001:db8::5", v6_request) == "allow");
    CHECK(v6.error(in, "icmpv6 3/0 2001:db8:7::1 > 2001:db8::5", v6_request) == "unknown");
}

TEST_CASE("a full table drops new flows and keeps the old ones") {
    interface_under_test server{group({"udp * 192.0.2.0/24"}, {}), connection_tracker({}, 2)};
    CHECK(server.judge(in, "udp 192.0.2.1,1 > 10.0.1.5,53", 0s) == "allow");
    CHECK(server.judge(in, "udp 192.0.2.2,1 > 10.0.1.5,53", 10s) == "allow");
    const auto third = server.decide(in, "udp 192.0.2.3,1 > 10.0.1.5,53", 20s);
    CHECK(third.outcome == verdict::deny);
    CHECK(third.basis == connection_basis::table_full);
    CHECK(server.judge(out, "udp 10.0.1.5,53 > 192.0.2.1,1", 20s) == "allow");
    CHECK(server.flows.size() == 2);
    // the second has been idle for more than 30 s
    CHECK(server.judge(in, "udp 192.0.2.3,1 > 10.0.1.5,53", 41s) == "allow");
    CHECK(server.judge(in, "udp 192.0.2.2,1 > 10.0.1.5,53", 41s) == "deny");
    CHECK(server.flows.size() == 2);
}

TEST_CASE("memory is bounded by the capacity, untracked flows included") {
    interface_under_test server{group({"udp * 0.0.0.0/0"}, {"all * 0.0.0.0/0"}),
                                connection_tracker({}, 10)};
    for (int i = 0; i < 1000; ++i) {
        const auto text = "udp 192.0.2.1," + std::to_string(i) + " > 10.0.1.5,53";
        CHECK(server.judge(in, text, 0s) == "allow"); // takes no room in AWS's table
    }
    CHECK(server.flows.size() == 0);
}

TEST_CASE("a connection whose rule is not known is unknown both ways") {
    interface_under_test server{group({"tcp 443 sg-gone"}, {})};
    CHECK(server.judge(in, request, 0s) == "unknown");
    CHECK(server.judge(out, answer, 0s) == "unknown");
    CHECK(server.judge(in, request, 0s) == "unknown");
    CHECK(server.judge(out, "tcp 10.0.1.5,443 > 192.0.2.9,50001", 0s) == "deny");
    server.rules = group({"tcp 443 192.0.2.0/24"}, {}); // now it is
    CHECK(server.judge(in, request, 0s) == "allow");
    CHECK(server.judge(out, answer, 0s) == "allow");
}

TEST_CASE("a connection that ended is forgotten") {
    interface_under_test server{group({"tcp 443 192.0.2.0/24"}, {})};
    CHECK(server.judge(in, request, 0s) == "allow");
    server.flows.end(out, header(answer)); // either direction names it
    CHECK(server.flows.size() == 0);
    CHECK(server.judge(out, answer, 0s) == "deny");
    CHECK(server.judge(in, request, 0s) == "allow");
    server.flows.expire(432001s);
    CHECK(server.flows.size() == 0);
}

TEST_CASE("idle times outside what AWS lets be set are refused") {
    idle_times idle;
    CHECK_FALSE(validate(idle));
    idle.tcp_established = 60s;
    idle.udp_single = 60s;
    idle.udp_stream = 60s;
    CHECK_FALSE(validate(idle));
    idle.tcp_established = 59s;
    CHECK(validate(idle) == errc::bad_value);
    idle = {};
    idle.tcp_established = 432001s;
    CHECK(validate(idle) == errc::bad_value);
    idle = {};
    idle.udp_single = 29s;
    CHECK(validate(idle) == errc::bad_value);
    idle = {};
    idle.udp_stream = 181s;
    CHECK(validate(idle) == errc::bad_value);
}
