// Random rules against slow oracles, with packets on every boundary and one step off.
#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/rule_generator.hpp"
#include "support/rule_oracle.hpp"

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

unsigned seed() {
    static const unsigned value = std::random_device{}();
    return value;
}

} // namespace

TEST_CASE("ACL verdicts equal the slow oracle's, in any order of rules, with and without a trace") {
    const unsigned start = seed();
    CAPTURE(start);
    int allowed = 0;
    int denied_by_rule = 0;
    int implicit = 0;
    for (int round = 0; round < rounds(150); ++round) {
        rule_generator make(start + static_cast<unsigned>(round), whole_world());
        auto list = make.rules(make.upto(40));
        const auto rules = acl_rules::make(list).value();
        for (int i = 0; i < 60; ++i) {
            const auto way = make.chance(50) ? direction::in : direction::out;
            const auto header = list.empty() || make.chance(10) ? make.any_packet(way)
                                                                : make.near(make.pick(list), way);
            CAPTURE(round, text_of(header));
            const auto slow = slow_acl(list, way, header);
            const auto said = evaluate(rules, way, header);
            REQUIRE(to_string(said.outcome) == to_string(slow.outcome));
            REQUIRE(said.rule == slow.rule);
            trace_sink trace;
            const auto traced = evaluate(rules, way, header, trace);
            REQUIRE(traced.outcome == said.outcome);
            REQUIRE(traced.rule == said.rule);
            REQUIRE(traced.by == said.by);
            REQUIRE(trace.rules.size() == slow.considered.size());
            for (std::size_t r = 0; r < trace.rules.size(); ++r) {
                const auto& rule = rules.list()[r];
                REQUIRE(trace.rules[r].number == slow.considered[r]);
                REQUIRE(to_string(trace.rules[r].first_mismatch) ==
                        to_string(slow_mismatch(rule, way, header)));
                REQUIRE(trace.rules[r].first_mismatch == first_mismatch(rule, way, header));
                REQUIRE(trace.rules[r].says == (rule.allow ? verdict::allow : verdict::deny));
            }
            allowed += said.outcome == verdict::allow ? 1 : 0;
            implicit += said.by == nullptr ? 1 : 0;
            denied_by_rule += said.outcome == verdict::deny && said.by != nullptr ? 1 : 0;
        }
        auto shuffled = list;
        std::shuffle(shuffled.begin(), shuffled.end(), make.random());
        const auto again = acl_rules::make(shuffled).value();
        for (int i = 0; i < 20 && !list.empty(); ++i) {
            const auto header = make.near(make.pick(list), direction::in);
            REQUIRE(evaluate(again, direction::in, header).rule ==
                    evaluate(rules, direction::in, header).rule);
        }
    }
    // the packets reach every kind of end
    CHECK(allowed > 500);
    CHECK(denied_by_rule > 500);
    CHECK(implicit > 500);
}

TEST_CASE("group verdicts equal the slow oracle's, in any order of rules and groups") {
    const unsigned start = seed();
    CAPTURE(start);
    int seen[3] = {0, 0, 0};
    for (int round = 0; round < rounds(150); ++round) {
        rule_generator make(start + static_cast<unsigned>(round), whole_world());
        fake_references references;
        for (const auto* id : {"sg-a", "sg-b", "pl-a", "pl-b"}) {
            auto& held = references.held[id];
            for (int i = make.upto(4); i > 0; --i) {
                held.push_back(make.block());
            }
        }
        std::vector<security_group> groups(static_cast<std::size_t>(make.upto(4)));
        std::vector<group_rule> all;
        for (auto& group : groups) {
            for (auto* list : {&group.inbound, &group.outbound}) {
                for (int i = make.upto(8); i > 0; --i) {
                    const auto block = make.block();
                    group_rule_peer peer = block;
                    switch (make.upto(9)) {
                    case 0: peer = group_peer{make.chance(80) ? "sg-a" : "sg-gone", {}}; break;
                    case 1: peer = group_peer{"sg-b", {}, make.chance(30)}; break;
                    case 2: peer = prefix_list_peer{make.chance(80) ? "pl-a" : "pl-gone"}; break;
                    case 3: peer = unreadable_peer{"?"}; break;
                    default: break;
                    }
                    list->push_back(make.group_rule_to(peer, block.family()));
                    all.push_back(list->back());
                }
            }
        }
        const auto judge = [&](direction way, const packet& header, auto& sink) {
            std::vector<const security_group*> pointers;
            for (const auto& group : groups) {
                pointers.push_back(&group);
            }
            return evaluate(pointers, way, header, references, sink);
        };
        for (int i = 0; i < 60; ++i) {
            const auto way = make.chance(50) ? direction::in : direction::out;
            auto header = make.any_packet(way);
            if (!all.empty() && make.chance(90)) {
                const auto& rule = make.pick(all);
                const auto* block = std::get_if<cidr>(&rule.peer);
                const auto where = block != nullptr ? *block
                                   : references.held.at("sg-a").empty()
                                       ? make.block()
                                       : make.pick(references.held.at("sg-a"));
                header = make.near(where, rule.proto, rule.ports, rule.icmp, way);
            }
            CAPTURE(round, text_of(header), to_string(way));
            const auto slow = slow_groups(groups, way, header, references);
            null_sink nothing;
            trace_sink trace;
            const auto said = judge(way, header, nothing);
            const auto traced = judge(way, header, trace);
            REQUIRE(to_string(said.outcome) == to_string(slow));
            REQUIRE(traced.outcome == said.outcome);
            REQUIRE(traced.rule == said.rule);
            REQUIRE((said.rule == nullptr) == (slow == verdict::deny));
            int matching = 0;
            for (const auto& considered : trace.rules) {
                matching += considered.first_mismatch == rule_field::none ? 1 : 0;
            }
            REQUIRE(matching == (slow == verdict::allow ? 1 : 0));
            ++seen[static_cast<int>(slow)];
        }
        for (auto& group : groups) {
            std::shuffle(group.inbound.begin(), group.inbound.end(), make.random());
        }
        std::shuffle(groups.begin(), groups.end(), make.random());
        for (int i = 0; i < 20; ++i) {
            const auto header = make.any_packet(direction::in);
            null_sink nothing;
            REQUIRE(judge(direction::in, header, nothing).outcome ==
                    slow_groups(groups, direction::in, header, references));
        }
    }
    CHECK(seen[static_cast<int>(verdict::allow)] > 300);
    CHECK(seen[static_cast<int>(verdict::deny)] > 300);
    CHECK(seen[static_cast<int>(verdict::unknown)] > 300);
}

namespace {

bool is_icmp_of(address_family family, int proto) {
    return proto == (family == address_family::ipv4 ? 1 : 58);
}

} // namespace

TEST_CASE("every ICMP type and code is judged like the slow oracle judges it") {
    for (const auto& block : {"0.0.0.0/0", "::/0"}) {
        const auto what = make_cidr(block);
        for (const int proto : {1, 58}) {
            for (const icmp_match match :
                 {icmp_match{-1, -1}, icmp_match{0, -1}, icmp_match{0, 0}, icmp_match{8, 0},
                  icmp_match{255, -1}, icmp_match{255, 255}, icmp_match{3, 4}}) {
                acl_rule rule;
                rule.block = what;
                rule.proto = protocol::of(proto);
                rule.icmp = match;
                const auto rules = acl_rules::make({rule}).value();
                packet header;
                header.source = header.destination = what.first_bits();
                header.protocol_number = static_cast<std::uint8_t>(proto);
                int wrong = 0;
                // The other family's ICMP has types and codes too, which need no such care.
                const int code_step = is_icmp_of(what.family(), proto) ? 1 : 51;
                for (int type = 0; type < 256; ++type) {
                    for (int code = 0; code < 256; code += code_step) {
                        header.icmp_type = static_cast<std::uint8_t>(type);
                        header.icmp_code = static_cast<std::uint8_t>(code);
                        const bool slow =
                            slow_mismatch(rule, direction::in, header) == rule_field::none;
                        const bool fast = evaluate(rules, direction::in, header).by != nullptr;
                        wrong += slow != fast ? 1 : 0;
                    }
                }
                CAPTURE(block, proto, match.type, match.code);
                CHECK(wrong == 0);
            }
        }
    }
}
