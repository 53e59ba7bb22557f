#include <vpcplan/firewall_rules.hpp>

#include "../../support/catch.hpp"

#include <map>
#include <random>
#include <set>

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

using action = firewall_action;

detail::address_bits bits(std::string_view text) {
    return detail::parse_address_bits(text).value();
}

packet packet_of(std::uint8_t proto, std::string_view source, std::uint16_t source_port,
                 std::string_view destination, std::uint16_t destination_port) {
    return {bits(source), bits(destination), proto, 0, 0, source_port, destination_port};
}

const packet https = packet_of(6, "10.0.1.10", 40000, "203.0.113.7", 443);

/// Rule groups by id, and the answers to what a policy asks.
struct firewall {
    firewall_policy policy;
    std::vector<firewall_rule_group> groups;

    std::vector<firewall_group_use> uses(bool stateful) const {
        return in_order(stateful ? policy.stateful : policy.stateless,
                        [&](const std::string& id) -> const firewall_rule_group* {
                            for (const auto& one : groups) {
                                if (one.id == id) {
                                    return &one;
                                }
                            }
                            return nullptr;
                        });
    }
    firewall_decision stateless(const packet& header, std::uint8_t flags = tcp_flag::syn) const {
        return evaluate_stateless(policy, uses(false), header, flags);
    }
    firewall_decision stateful(const packet& header, flow_side side = flow_side::to_server) const {
        return evaluate_stateful(policy, uses(true), header, side, no_firewall_references());
    }
};

firewall with(std::vector<stateless_rule> rules) {
    firewall made;
    made.policy.stateless = {{"g", 1, false}};
    made.groups.emplace_back();
    made.groups[0].id = "g";
    made.groups[0].stateless = std::move(rules);
    return made;
}

firewall with(std::vector<stateful_rule> rules, bool strict = false) {
    firewall made;
    made.policy.strict_order = strict;
    made.policy.stateful = {{"g", 1, false}};
    made.groups.emplace_back();
    made.groups[0].id = "g";
    made.groups[0].stateful = std::move(rules);
    return made;
}

stateless_rule stateless_of(int priority, action does) {
    stateless_rule made;
    made.priority = priority;
    made.action = does;
    return made;
}

stateful_rule stateful_of(std::string name, action does) {
    stateful_rule made;
    made.name = std::move(name);
    made.action = does;
    return made;
}

} // namespace

TEST_CASE("stateless groups and rules are asked by priority and the first match decides") {
    auto two = with({stateless_of(5, action::drop), stateless_of(9, action::pass)});
    CHECK(two.stateless(https).action == action::drop);
    CHECK(two.stateless(https).rule == "5");
    two.policy.stateless = {{"g", 7, false}, {"h", 3, false}};
    two.groups.emplace_back();
    two.groups[1].id = "h";
    two.groups[1].name = "first";
    two.groups[1].stateless = {stateless_of(100, action::forward)};
    CHECK(two.stateless(https).action == action::forward);
    CHECK(two.stateless(https).by->name() == "first");
}

TEST_CASE("what no stateless rule matches meets the default action") {
    auto none = with(std::vector<stateless_rule>{});
    for (const auto does : {action::pass, action::drop, action::forward}) {
        none.policy.stateless_default = does;
        CHECK(none.stateless(https).action == does);
        CHECK(!none.stateless(https).by);
    }
    CHECK(none.stateless(https).rule == "aws:forward_to_sfe");
}

TEST_CASE("a stateless rule matches on protocol, addresses, ports and flags, empty means any") {
    auto rule = stateless_of(1, action::drop);
    const auto says = [&](const packet& header, std::uint8_t flags = tcp_flag::syn) {
        auto all = with({rule});
        all.policy.stateless_default = action::pass;
        return all.stateless(header, flags).action;
    };
    CHECK(says(https) == action::drop);
    rule.protocols = {protocol::udp(), protocol::tcp()};
    CHECK(says(https) == action::drop);
    CHECK(says(packet_of(1, "10.0.1.10", 0, "203.0.113.7", 0)) == action::pass);
    rule.sources = {"10.0.0.0/16"_cidr};
    rule.destinations = {"203.0.113.0/24"_cidr, "198.51.100.0/24"_cidr};
    CHECK(says(https) == action::drop);
    CHECK(says(packet_of(6, "10.1.0.1", 40000, "203.0.113.7", 443)) == action::pass);
    CHECK(says(packet_of(6, "10.0.0.1", 40000, "192.0.2.7", 443)) == action::pass);
    rule.destination_ports = {{80, 80}, {443, 443}};
    rule.source_ports = {{1024, 65535}};
    CHECK(says(https) == action::drop);
    CHECK(says(packet_of(6, "10.0.1.10", 40000, "203.0.113.7", 444)) == action::pass);
    CHECK(says(packet_of(6, "10.0.1.10", 1023, "203.0.113.7", 443)) == action::pass);
    rule.flags = {{tcp_flag::syn, tcp_flag::syn | tcp_flag::ack}};
    CHECK(says(https) == action::drop);
    CHECK(says(https, tcp_flag::syn | tcp_flag::ack) == action::pass);
    CHECK(says(https, tcp_flag::ack) == action::pass);
    rule.flags.push_back({tcp_flag::ack, 255});
    CHECK(says(https, tcp_flag::ack) == action::drop);
}

TEST_CASE("stateless ports and flags mean nothing to other protocols") {
    auto rule = stateless_of(1, action::drop);
    rule.destination_ports = {{443, 443}};
    rule.flags = {{tcp_flag::syn, 255}};
    auto all = with({rule});
    CHECK(all.stateless(packet_of(1, "10.0.1.10", 0, "203.0.113.7", 0)).action == action::drop);
    CHECK(all.stateless(packet_of(17, "10.0.1.10", 9, "203.0.113.7", 443), 0).action ==
          action::drop);
    CHECK(all.stateless(packet_of(17, "10.0.1.10", 9, "203.0.113.7", 53), 0).action ==
          action::forward);
}

TEST_CASE("a stateless group that the input lacks leaves open what comes behind it") {
    auto all = with({stateless_of(1, action::pass)});
    all.policy.stateless.push_back({"missing", 2, false});
    CHECK(all.stateless(https).action == action::pass);
    all.groups[0].stateless[0].protocols = {protocol::udp()};
    CHECK(all.stateless(https).action == action::unknown);
    CHECK(all.stateless(https).lacks_group());
    all.policy.stateless.pop_back();
    all.groups[0].stateless[0].readable = false;
    CHECK(all.stateless(https).action == action::unknown);
    CHECK(!all.stateless(https).lacks_group());
}

TEST_CASE("in action order pass beats drop, drop beats reject, and no match passes") {
    auto all = with({stateful_of("1", action::reject), stateful_of("2", action::drop),
                     stateful_of("3", action::alert), stateful_of("4", action::pass)});
    CHECK(all.stateful(https).rule == "4");
    all.groups[0].stateful.pop_back();
    CHECK(all.stateful(https).rule == "2");
    all.groups[0].stateful[1].protocols = {protocol::udp()};
    CHECK(all.stateful(https).action == action::reject);
    all.groups[0].stateful[0].protocols = {protocol::udp()};
    CHECK(all.stateful(https).action == action::pass);
    CHECK(!all.stateful(https).by);
}

TEST_CASE("in strict order groups by priority and rules as written decide, then the default") {
    auto all = with({stateful_of("1", action::alert), stateful_of("2", action::reject),
                     stateful_of("3", action::pass)},
                    true);
    CHECK(all.stateful(https).rule == "2");
    all.policy.stateful = {{"g", 20, false}, {"h", 10, false}};
    all.groups.emplace_back();
    all.groups[1].id = "h";
    all.groups[1].stateful = {stateful_of("9", action::pass)};
    CHECK(all.stateful(https).rule == "9");
    auto none = with(std::vector<stateful_rule>{}, true);
    CHECK(none.stateful(https).action == action::pass);
    none.policy.otherwise_name = "aws:drop_strict";
    none.policy.otherwise = stateful_default::drop_strict;
    CHECK(none.stateful(https).action == action::drop);
    CHECK(none.stateful(https).rule == "aws:drop_strict");
    none.policy.otherwise = stateful_default::drop_established;
    CHECK(none.stateful(https).action == action::drop);
    CHECK(none.stateful(packet_of(17, "10.0.1.10", 9, "203.0.113.7", 53)).action ==
          action::unknown);
    none.policy.strict_order = false;
    CHECK(none.stateful(https).action == action::pass);
}

TEST_CASE("a group whose drops are turned into alerts drops nothing") {
    auto all = with({stateful_of("1", action::drop)});
    CHECK(all.stateful(https).action == action::drop);
    all.policy.stateful[0].drop_to_alert = true;
    CHECK(all.stateful(https).action == action::pass);
}

TEST_CASE("a stateful rule goes from source to destination, or both ways") {
    auto rule = stateful_of("1", action::drop);
    rule.source.parts = {{"10.0.1.0/24"_cidr, false}};
    rule.destination_ports.parts = {{{443, 443}, false}};
    const auto back = packet_of(6, "203.0.113.7", 443, "10.0.1.10", 40000);
    CHECK(with({rule}).stateful(https).action == action::drop);
    CHECK(with({rule}).stateful(back).action == action::pass);
    rule.both_ways = true;
    CHECK(with({rule}).stateful(https).action == action::drop);
    CHECK(with({rule}).stateful(back).action == action::drop);
}

TEST_CASE("both ways: what one way leaves open the other does not settle, and a match is a match") {
    auto rule = stateful_of("1", action::drop);
    rule.source.parts = {{home_net{}, false}}; // nobody says what that is
    rule.destination.parts = {{"203.0.113.0/24"_cidr, false}};
    rule.both_ways = true;
    CHECK(with({rule}).stateful(https).action == action::unknown);
    rule.source.parts = {{"10.0.1.0/24"_cidr, false}};
    const auto back = packet_of(6, "203.0.113.7", 443, "10.0.1.10", 40000);
    const auto all = with({rule});
    trace_sink trace;
    const auto uses = all.uses(true);
    evaluate_stateful(all.policy, uses, back, flow_side::to_server, no_firewall_references(),
                      trace);
    REQUIRE(trace.rules.size() == 1);
    CHECK(trace.rules[0].first_mismatch == rule_field::none);
}

TEST_CASE("a rule for one side of a flow leaves the other side alone") {
    auto rule = stateful_of("1", action::drop);
    rule.side = flow_side::to_server;
    CHECK(with({rule}).stateful(https, flow_side::to_server).action == action::drop);
    CHECK(with({rule}).stateful(https, flow_side::to_client).action == action::pass);
    rule.side = flow_side::to_client;
    CHECK(with({rule}).stateful(https, flow_side::to_server).action == action::pass);
    CHECK(with({rule}).stateful(https, flow_side::to_client).action == action::drop);
}

TEST_CASE("listed addresses and ports lose what is excluded, and nothing listed is everything") {
    firewall_addresses all;
    const auto has = [&](std::string_view text) {
        return detail::holds(all, bits(text), no_firewall_references());
    };
    CHECK(has("2001:db8::1") == membership::yes);
    all.parts = {{"10.1.0.0/16"_cidr, true}};
    CHECK(has("10.1.2.3") == membership::no);
    CHECK(has("10.2.2.3") == membership::yes);
    all.parts.push_back({"10.0.0.0/8"_cidr, false});
    CHECK(has("10.1.2.3") == membership::no);
    CHECK(has("10.2.2.3") == membership::yes);
    CHECK(has("192.0.2.1") == membership::no);
    all.parts.push_back({listed_addresses{"pl-1"}, false});
    CHECK(has("10.2.2.3") == membership::yes);
    CHECK(has("192.0.2.1") == membership::unknown);
    CHECK(has("10.1.2.3") == membership::no);
    all.parts.push_back({home_net{}, true});
    CHECK(has("10.2.2.3") == membership::unknown);
    CHECK(has("10.1.2.3") == membership::no);
    firewall_ports ports;
    CHECK(ports.contains(0));
    ports.parts = {{{80, 80}, true}};
    CHECK(!ports.contains(80));
    CHECK(ports.contains(81));
    ports.parts.push_back({{79, 81}, false});
    CHECK(!ports.contains(80));
    CHECK(ports.contains(81));
    CHECK(!ports.contains(82));
}

TEST_CASE("a rule for ports cannot be judged for a packet that has none") {
    auto rule = stateful_of("1", action::drop);
    rule.destination_ports.parts = {{{443, 443}, false}};
    CHECK(with({rule}).stateful(packet_of(1, "10.0.1.10", 0, "203.0.113.7", 0)).action ==
          action::unknown);
}

TEST_CASE("the considered rules say in which order and why not") {
    auto first = stateless_of(1, action::drop);
    first.protocols = {protocol::udp()};
    auto second = stateless_of(2, action::drop);
    second.sources = {"192.0.2.0/24"_cidr};
    const auto all = with({first, second, stateless_of(3, action::pass)});
    trace_sink trace;
    const auto uses = all.uses(false);
    evaluate_stateless(all.policy, uses, https, tcp_flag::syn, trace);
    REQUIRE(trace.rules.size() == 3);
    CHECK(trace.rules[0].first_mismatch == rule_field::protocol);
    CHECK(trace.rules[1].first_mismatch == rule_field::address);
    CHECK(trace.rules[2].first_mismatch == rule_field::none);
    CHECK(trace.rules[2].number == 3);
    CHECK(trace.rules[2].says == verdict::allow);
}

// --- the same semantics, written down a second time and slowly

namespace {

struct generator {
    std::mt19937 random;

    int up_to(int last) { return std::uniform_int_distribution<int>(0, last)(random); }
    bool chance(int percent) { return up_to(99) < percent; }

    cidr block() {
        const auto length = 28 + up_to(4);
        return cidr::containing(bits("10.0.0." + std::to_string(up_to(15))), length);
    }
    port_range ports() {
        const auto first = static_cast<std::uint16_t>(up_to(7));
        return {first, static_cast<std::uint16_t>(first + up_to(3))};
    }
    packet header() {
        const std::uint8_t protocols[] = {6, 6, 17, 1};
        return packet_of(protocols[up_to(3)], "10.0.0." + std::to_string(up_to(15)),
                         static_cast<std::uint16_t>(up_to(9)),
                         "10.0.0." + std::to_string(up_to(15)),
                         static_cast<std::uint16_t>(up_to(9)));
    }
    std::vector<protocol> protocols() {
        const protocol all[] = {protocol::tcp(), protocol::udp(), protocol::icmp()};
        return chance(50) ? std::vector<protocol>{} : std::vector<protocol>{all[up_to(2)]};
    }
    template <class T, class Make>
    std::vector<T> some(int percent, Make make) {
        std::vector<T> all;
        while (chance(percent) && all.size() < 3) {
            all.push_back(make());
        }
        return all;
    }
};

bool is_in(const cidr& block, const detail::address_bits& address) {
    return block.first_bits() <= address && address <= block.last_bits();
}

bool slow_match(const stateless_rule& rule, const packet& header, std::uint8_t flags) {
    bool fits = rule.protocols.empty();
    for (const auto& one : rule.protocols) {
        fits = fits || one.number() == header.protocol_number;
    }
    bool from = rule.sources.empty();
    for (const auto& one : rule.sources) {
        from = from || is_in(one, header.source);
    }
    bool to = rule.destinations.empty();
    for (const auto& one : rule.destinations) {
        to = to || is_in(one, header.destination);
    }
    const bool ported = header.protocol_number == 6 || header.protocol_number == 17;
    bool from_port = !ported || rule.source_ports.empty();
    for (const auto& one : rule.source_ports) {
        from_port =
            from_port || (one.first <= header.source_port && header.source_port <= one.last);
    }
    bool to_port = !ported || rule.destination_ports.empty();
    for (const auto& one : rule.destination_ports) {
        to_port = to_port ||
                  (one.first <= header.destination_port && header.destination_port <= one.last);
    }
    bool flagged = header.protocol_number != 6 || rule.flags.empty();
    for (const auto& one : rule.flags) {
        bool same = true;
        for (int bit = 1; bit < 256; bit *= 2) {
            same = same && ((one.mask & bit) == 0 || (one.set & bit) == (flags & bit));
        }
        flagged = flagged || same;
    }
    return fits && from && to && from_port && to_port && flagged;
}

template <class Parts, class Holds>
bool slow_list(const Parts& parts, Holds holds) {
    bool anything = true;
    bool found = false;
    bool refused = false;
    for (const auto& one : parts) {
        if (one.excluded) {
            refused = refused || holds(one);
        } else {
            anything = false;
            found = found || holds(one);
        }
    }
    return (anything || found) && !refused;
}

/// Only for rules without names and with ports on TCP and UDP alone.
bool slow_match(const stateful_rule& rule, packet header) {
    for (const bool swapped : {false, true}) {
        if (swapped) {
            if (!rule.both_ways) {
                break;
            }
            std::swap(header.source, header.destination);
            std::swap(header.source_port, header.destination_port);
        }
        const auto address = [](const detail::address_bits& value) {
            return [&value](const firewall_addresses::part& one) {
                return is_in(std::get<cidr>(one.what), value);
            };
        };
        const auto port = [](std::uint16_t value) {
            return [value](const firewall_ports::part& one) {
                return one.what.first <= value && value <= one.what.last;
            };
        };
        bool fits = rule.protocols.empty();
        for (const auto& one : rule.protocols) {
            fits = fits || one.number() == header.protocol_number;
        }
        const bool ported = header.protocol_number == 6 || header.protocol_number == 17;
        if (fits && slow_list(rule.source.parts, address(header.source)) &&
            slow_list(rule.destination.parts, address(header.destination)) &&
            (!ported || (slow_list(rule.source_ports.parts, port(header.source_port)) &&
                         slow_list(rule.destination_ports.parts, port(header.destination_port))))) {
            return true;
        }
    }
    return false;
}

struct possible_match {
    action does;
    bool certain;
};

/// What the engine does when it is known which rules match: all the rules that do, in order.
action slow_outcome(const firewall_policy& policy, const std::vector<action>& matching, bool tcp) {
    if (policy.strict_order) {
        for (const auto does : matching) {
            if (does != action::alert) {
                return does;
            }
        }
        return policy.otherwise == stateful_default::pass          ? action::pass
               : policy.otherwise == stateful_default::drop_strict ? action::drop
               : tcp                                               ? action::drop
                                                                   : action::unknown;
    }
    for (const auto does : {action::pass, action::drop, action::reject}) {
        if (std::count(matching.begin(), matching.end(), does) != 0) {
            return does;
        }
    }
    return action::pass;
}

/// Every world: each rule that may match does or does not, and one that is not understood does
/// anything at all.
void slow_worlds(const firewall_policy& policy, const std::vector<possible_match>& rules,
                 std::size_t at, std::vector<action>& matching, bool tcp, std::set<int>& outcomes) {
    if (at == rules.size()) {
        const auto said = slow_outcome(policy, matching, tcp);
        outcomes.insert(said == action::unknown ? 2 : said == action::pass ? 0 : 1);
        return;
    }
    const auto& rule = rules[at];
    if (!rule.certain) {
        slow_worlds(policy, rules, at + 1, matching, tcp, outcomes);
    }
    const auto all = rule.does == action::unknown
                         ? std::vector<action>{action::pass, action::drop, action::reject}
                         : std::vector<action>{rule.does};
    for (const auto does : all) {
        matching.push_back(does);
        slow_worlds(policy, rules, at + 1, matching, tcp, outcomes);
        matching.pop_back();
    }
}

} // namespace

TEST_CASE("stateless evaluation agrees with a slow first match over random policies") {
    generator make{std::mt19937(20240607)};
    int decided_by_rule = 0;
    for (int round = 0; round < 4000; ++round) {
        firewall all;
        const action actions[] = {action::pass, action::drop, action::forward};
        all.policy.stateless_default = actions[make.up_to(2)];
        std::vector<int> priorities{1, 2, 3};
        std::shuffle(priorities.begin(), priorities.end(), make.random);
        std::vector<std::pair<std::pair<int, int>, stateless_rule>> flat;
        for (int g = 0; g < 3; ++g) {
            const auto id = std::to_string(g);
            all.policy.stateless.push_back({id, priorities[static_cast<std::size_t>(g)], false});
            all.groups.emplace_back();
            all.groups.back().id = id;
            for (int r = 0, count = make.up_to(4); r < count; ++r) {
                auto rule = stateless_of(r * 10 + make.up_to(9), actions[make.up_to(2)]);
                rule.protocols = make.protocols();
                rule.sources = make.some<cidr>(50, [&] { return make.block(); });
                rule.destinations = make.some<cidr>(50, [&] { return make.block(); });
                rule.source_ports = make.some<port_range>(30, [&] { return make.ports(); });
                rule.destination_ports = make.some<port_range>(50, [&] { return make.ports(); });
                if (make.chance(30)) {
                    const auto mask = static_cast<std::uint8_t>(make.up_to(255));
                    rule.flags = {{static_cast<std::uint8_t>(make.up_to(255) & mask), mask}};
                }
                all.groups.back().stateless.push_back(rule);
                flat.push_back({{priorities[static_cast<std::size_t>(g)], rule.priority}, rule});
            }
        }
        const auto header = make.header();
        const std::uint8_t flag_sets[] = {tcp_flag::syn, tcp_flag::syn | tcp_flag::ack,
                                          tcp_flag::ack};
        const auto flags = flag_sets[make.up_to(2)];
        auto expected = all.policy.stateless_default;
        std::pair<int, int> best{1000, 1000};
        for (const auto& [order, rule] : flat) {
            if (order < best && slow_match(rule, header, flags)) {
                best = order;
                expected = rule.action;
            }
        }
        decided_by_rule += best.first != 1000 ? 1 : 0;
        INFO("round " << round);
        REQUIRE(all.stateless(header, flags).action == expected);
    }
    CHECK(decided_by_rule > 500);
}

TEST_CASE("stateful evaluation agrees with every possible world of random policies") {
    generator make{std::mt19937(987654321)};
    int seen[3] = {};
    for (int round = 0; round < 6000; ++round) {
        firewall all;
        all.policy.strict_order = make.chance(50);
        const stateful_default defaults[] = {stateful_default::pass, stateful_default::drop_strict,
                                             stateful_default::drop_established};
        all.policy.otherwise = defaults[make.up_to(2)];
        const auto header = make.header();
        std::vector<int> priorities{1, 2, 3};
        std::shuffle(priorities.begin(), priorities.end(), make.random);
        std::map<int, std::vector<possible_match>> by_priority;
        for (int g = 0; g < 3; ++g) {
            const auto id = std::to_string(g);
            const auto priority = priorities[static_cast<std::size_t>(g)];
            all.policy.stateful.push_back({id, priority, make.chance(10)});
            const bool softened = all.policy.stateful.back().drop_to_alert;
            auto& possible = by_priority[priority];
            if (make.chance(5)) { // not in the input
                possible.push_back({action::unknown, false});
                continue;
            }
            all.groups.emplace_back();
            all.groups.back().id = id;
            for (int r = 0, count = make.up_to(3); r < count; ++r) {
                const action actions[] = {action::pass,   action::pass,  action::drop,
                                          action::reject, action::alert, action::unknown};
                auto rule = stateful_of(std::to_string(r), actions[make.up_to(5)]);
                if (rule.action == action::unknown && make.chance(70)) {
                    rule.action = action::drop;
                }
                rule.readable = rule.action != action::unknown && make.chance(95);
                rule.looks_deeper = make.chance(20);
                rule.both_ways = make.chance(30);
                rule.protocols = make.protocols();
                const auto part = [&] {
                    return firewall_addresses::part{make.block(), make.chance(30)};
                };
                rule.source.parts = make.some<firewall_addresses::part>(40, part);
                rule.destination.parts = make.some<firewall_addresses::part>(40, part);
                if (header.proto().has_ports()) {
                    const auto ports = [&] {
                        return firewall_ports::part{make.ports(), make.chance(30)};
                    };
                    rule.source_ports.parts = make.some<firewall_ports::part>(30, ports);
                    rule.destination_ports.parts = make.some<firewall_ports::part>(40, ports);
                }
                all.groups.back().stateful.push_back(rule);
                const auto does =
                    softened && rule.action == action::drop ? action::alert : rule.action;
                if (!rule.readable) {
                    possible.push_back({does, false});
                } else if (slow_match(rule, header)) {
                    possible.push_back({does, !rule.looks_deeper});
                }
            }
        }
        std::vector<possible_match> rules;
        for (const auto& [priority, more] : by_priority) {
            rules.insert(rules.end(), more.begin(), more.end());
        }
        std::set<int> outcomes;
        std::vector<action> matching;
        slow_worlds(all.policy, rules, 0, matching, header.protocol_number == 6, outcomes);
        const int expected = outcomes.size() == 1 ? *outcomes.begin() : 2;
        const auto said = all.stateful(header).action;
        const int got = said == action::unknown ? 2 : said == action::pass ? 0 : 1;
        INFO("round " << round << (all.policy.strict_order ? " strict" : " by action"));
        REQUIRE(got == expected);
        ++seen[got];
    }
    CHECK(seen[0] > 500);
    CHECK(seen[1] > 500);
    CHECK(seen[2] > 500);
}
