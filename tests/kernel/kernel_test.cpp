// The Linux kernel as judge: generated rules are loaded into nftables, real packets cross a router
// in network namespaces of this test, and what arrives must be what we say passes.
#include "datagram.hpp"
#include "lab.hpp"
#include "nft_text.hpp"
#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/rule_generator.hpp"

#include <iostream>
#include <set>

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

/// Addresses that the router of the lab knows: remote ones to its left, local ones to its right.
rule_world lab_world() {
    return {{make_cidr("10.20.0.0/16"), make_cidr("203.0.113.0/25"), make_cidr("2001:db8:20::/48")},
            {make_cidr("10.16.0.0/12"), make_cidr("203.0.113.0/25"), make_cidr("2001:db8:20::/44")},
            {make_cidr("10.0.2.0/25"), make_cidr("2001:db8:2::/64")},
            {2, 47, 50, 89, 132, 136, 253}};
}

std::optional<lab> make_lab() {
    std::string why;
    auto made = lab::make(why);
    if (!made) {
        std::cout << "SKIPPED: " << why << '\n';
    }
    return made;
}

unsigned start_seed() {
    const char* given = std::getenv("VPCPLAN_SEED");
    return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10))
                            : std::random_device{}();
}

side side_of(direction way) { return way == direction::in ? side::left : side::right; }

/// A packet that was sent, and whether we say that it arrives.
struct shot {
    direction way;
    packet header;
    bool passes;
};

/// Sends numbered packets and compares what arrived with what was said.
class shooting {
public:
    explicit shooting(lab& network) : lab_(&network) {}

    void fire(direction way, const packet& header, bool passes,
              const datagram_options& options = {}) {
        const auto id = first_id_ + static_cast<frame_id>(shots_.size());
        shots_.push_back({way, header, passes});
        lab_->send(side_of(way), datagram(header, id, options));
    }

    /// Wrong verdicts since the last call, as text. Names the rules where there are any.
    std::string mistakes(const std::string& rules) {
        const auto arrived = lab_->arrived();
        if (!arrived) {
            return "the network stopped forwarding";
        }
        const std::set<frame_id> ids(arrived->begin(), arrived->end());
        std::string text;
        for (std::size_t i = 0; i < shots_.size(); ++i) {
            const auto& shot = shots_[i];
            const bool came = ids.count(first_id_ + static_cast<frame_id>(i)) != 0;
            passed += came ? 1 : 0;
            if (came != shot.passes) {
                text += std::string(to_string(shot.way)) + " " + text_of(shot.header) +
                        (came ? " was delivered, we said no\n" : " was dropped, we said yes\n");
            }
        }
        for (const auto id : ids) {
            if (id < first_id_ || id >= first_id_ + shots_.size()) {
                text += "a packet of another rule set arrived late\n";
            }
        }
        sent += static_cast<int>(shots_.size());
        first_id_ += static_cast<frame_id>(shots_.size());
        shots_.clear();
        return text.empty() ? text : text + rules;
    }

    int sent = 0;
    int passed = 0;

private:
    lab* lab_;
    std::vector<shot> shots_;
    frame_id first_id_ = 1;
};

/// How a flow looks to the end that sends its next segment.
struct segment_state {
    direction begun;
    bool answered = false;
    bool untracked = false;
};

/// Both directions of a flow have one name.
std::string name_of(direction way, const packet& header) {
    return text_of(way == direction::in ? header : header.reply().value_or(header));
}

/// Group rules and the addresses their references mean, in the lab's world.
struct group_set {
    std::vector<security_group> groups;
    fake_references references;
    std::vector<group_rule> inbound;
    std::vector<group_rule> outbound;

    group_set(rule_generator& make, bool may_be_open) {
        for (const auto* id : {"sg-a", "sg-b", "pl-a"}) {
            auto& held = references.held[id];
            for (int i = 0; i < 3; ++i) {
                const auto block = make.block();
                held.push_back(id[0] == 's'
                                   ? cidr::containing(block.first_bits(), width_of(block.family()))
                                   : narrow(make, block));
            }
        }
        groups.resize(static_cast<std::size_t>(1 + make.upto(3)));
        for (auto& group : groups) {
            for (auto* list : {&group.inbound, &group.outbound}) {
                for (int i = make.upto(6); i > 0; --i) {
                    auto block = make.block();
                    if (!may_be_open) {
                        block = narrow(make, block);
                    }
                    group_rule_peer peer = block;
                    switch (make.upto(7)) {
                    case 0: peer = group_peer{"sg-a", {}}; break;
                    case 1: peer = group_peer{"sg-b", {}}; break;
                    case 2: peer = prefix_list_peer{"pl-a"}; break;
                    default: break;
                    }
                    auto rule = make.group_rule_to(peer, block.family());
                    // These have ports for conntrack, though not for AWS.
                    if (rule.proto.number() == 132 || rule.proto.number() == 136) {
                        rule.proto = protocol::of(47);
                    }
                    list->push_back(rule);
                }
                auto& all = list == &group.inbound ? inbound : outbound;
                all.insert(all.end(), list->begin(), list->end());
            }
        }
    }

    static cidr narrow(rule_generator& make, cidr block) {
        while (block.prefix_length() == 0) {
            block = make.block();
        }
        return block;
    }

    std::string text() const {
        return nft_chain("inbound", groups, direction::in, references) +
               nft_chain("outbound", groups, direction::out, references);
    }
    std::vector<const security_group*> pointers() const {
        std::vector<const security_group*> all;
        for (const auto& group : groups) {
            all.push_back(&group);
        }
        return all;
    }

    /// A first packet, on or beside one of the rules.
    packet packet_for(rule_generator& make, direction way) const {
        const auto& rules = way == direction::in ? inbound : outbound;
        while (true) {
            packet made = make.any_packet(way);
            if (!rules.empty() && make.chance(90)) {
                const auto& rule = make.pick(rules);
                const auto* block = std::get_if<cidr>(&rule.peer);
                const auto* peer = std::get_if<group_peer>(&rule.peer);
                const auto where =
                    block != nullptr
                        ? *block
                        : make.pick(references.held.at(peer != nullptr ? peer->id : "pl-a"));
                made = make.near(where, rule.proto, rule.ports, rule.icmp, way);
            }
            // To conntrack a query with a code and ICMP of the other family are no connections, and
            // the protocols below have ports.
            const bool query_with_code = made.reply() && made.icmp_code != 0;
            const bool other_family =
                made.protocol_number == (made.family() == address_family::ipv4 ? 58 : 1);
            const bool odd = made.proto().is_icmp() && (query_with_code || other_family);
            if (!odd && made.protocol_number != 132 && made.protocol_number != 136) {
                return made;
            }
        }
    }
};

datagram_options segment(const segment_state& state, direction way) {
    datagram_options options;
    const bool from_begin = way == state.begun;
    options.sequence = from_begin ? 1000 : 9000;
    if (!state.answered) {
        options.flags = from_begin ? tcp_syn : tcp_syn_ack;
        options.acknowledged = from_begin ? 0 : 1001;
    } else {
        options.flags = tcp_ack;
        options.sequence += 1;
        options.acknowledged = from_begin ? 9001 : 1001;
    }
    return options;
}

} // namespace

TEST_CASE("the kernel delivers exactly what a network ACL allows, replies included") {
    auto network = make_lab();
    if (!network) {
        return;
    }
    const unsigned seed = start_seed();
    CAPTURE(seed);
    shooting range(*network);
    const int sets = rounds(60);
    for (int set = 0; set < sets; ++set) {
        rule_generator make(seed + static_cast<unsigned>(set), lab_world());
        network_acl acl;
        acl.inbound = acl_rules::make(make.rules(1 + make.upto(19))).value();
        acl.outbound = acl_rules::make(make.rules(1 + make.upto(19))).value();
        const auto rules = nft_chain("inbound", acl.inbound, direction::in) +
                           nft_chain("outbound", acl.outbound, direction::out);
        const auto complaint = network->load(nft_table(rules, 0));
        CAPTURE(set, rules);
        REQUIRE(complaint.value_or("") == "");
        const auto fire = [&](direction way, const packet& header) {
            range.fire(way, header, evaluate(acl, way, header).outcome == verdict::allow);
        };
        for (int i = 0; i < 25; ++i) {
            for (const auto way : {direction::in, direction::out}) {
                const auto header = make.near(make.pick(acl.rules(way).list()), way);
                fire(way, header);
                // stateless: the reply is judged like any other packet
                if (const auto back = header.reply()) {
                    fire(detail::opposite(way), *back);
                }
            }
        }
        REQUIRE(range.mistakes(rules) == "");
    }
    std::cout << "seed " << seed << ": " << range.sent << " packets, " << range.passed
              << " delivered, " << sets << " ACLs\n";
    CHECK(range.sent > 50 * sets);
    CHECK(range.passed > range.sent / 20);
    CHECK(range.passed < range.sent * 19 / 20);
}

TEST_CASE("the kernel delivers exactly what groups and their connections allow") {
    auto network = make_lab();
    if (!network) {
        return;
    }
    const unsigned seed = start_seed();
    CAPTURE(seed);
    shooting range(*network);
    int replies = 0;
    int survivors = 0;
    const int sets = rounds(60);
    for (int set = 0; set < sets; ++set) {
        rule_generator make(seed + static_cast<unsigned>(set), lab_world());
        const bool changes = set % 2 == 1;
        // Every flow is tracked in the kernel; after a change of rules that must hold for ours too.
        const group_set before(make, !changes);
        const group_set after(make, false);
        const int zone = 1 + set % 60000;
        connection_tracker tracker;
        std::map<std::string, segment_state> states;
        std::vector<std::pair<direction, packet>> flows;
        for (const auto* now : {&before, &after}) {
            const bool changed = now == &after;
            if (changed && !changes) {
                break;
            }
            const auto rules = now->text();
            CAPTURE(set, changed, rules);
            REQUIRE(network->load(nft_table(rules, zone)).value_or("") == "");
            const auto pointers = now->pointers();
            const auto fire = [&](direction way, const packet& header) {
                const auto said = tracker.judge(pointers, way, header, now->references,
                                                connection_tracker::time{0});
                const bool passes = said.outcome == verdict::allow;
                const auto name = name_of(way, header);
                const auto known = states.find(name);
                const segment_state state =
                    known == states.end() ? segment_state{way} : known->second;
                range.fire(way, header, passes, segment(state, way));
                if (passes) {
                    auto& entry = states.emplace(name, state).first->second;
                    entry.answered = entry.answered || way != entry.begun;
                    entry.untracked = entry.untracked || said.kind == tracking::untracked;
                    replies += said.basis == connection_basis::connection ? 1 : 0;
                    survivors += changed && said.basis == connection_basis::connection ? 1 : 0;
                }
            };
            for (int i = 0; i < 25; ++i) {
                const auto way = make.chance(50) ? direction::in : direction::out;
                const auto header = now->packet_for(make, way);
                fire(way, header);
                flows.emplace_back(way, header);
                const auto back = header.reply();
                if (back && make.chance(80)) {
                    fire(detail::opposite(way), *back);
                }
                // any earlier flow again, from either end; also one that was refused
                const auto& [earlier_way, earlier] = make.pick(flows);
                const auto known = states.find(name_of(earlier_way, earlier));
                // The kernel forgets the rules of a flow without an answer, we do not.
                const bool settled = known == states.end() || known->second.answered;
                if (!changed || settled) {
                    const auto reverse = earlier.reply();
                    if (reverse && make.chance(50)) {
                        fire(detail::opposite(earlier_way), *reverse);
                    } else {
                        fire(earlier_way, earlier);
                    }
                }
            }
            REQUIRE(range.mistakes(rules) == "");
        }
    }
    std::cout << "seed " << seed << ": " << range.sent << " packets, " << range.passed
              << " delivered, " << replies << " by their connection, " << survivors
              << " of them after a change of rules, " << sets << " rule sets\n";
    CHECK(range.sent > 50 * sets);
    CHECK(replies > sets);
    CHECK(survivors > sets / 4);
    CHECK(range.passed < range.sent * 19 / 20);
}

TEST_CASE("the kernel passes packet too big for a connection, and no other") {
    auto network = make_lab();
    if (!network) {
        return;
    }
    group_set set = [] {
        rule_generator make(1, lab_world());
        return group_set(make, false);
    }();
    set.groups = {group({"tcp 443 10.20.0.0/16"}, {"tcp 443 2001:db8:20::/48"})};
    REQUIRE(network->load(nft_table(set.text(), 7)).value_or("") == "");
    connection_tracker tracker;
    shooting range(*network);
    const auto pointers = set.pointers();
    const auto judge = [&](direction way, const packet& header, std::uint8_t flags) {
        const auto said =
            tracker.judge(pointers, way, header, set.references, connection_tracker::time{0});
        datagram_options options;
        options.flags = flags;
        options.acknowledged = flags == tcp_syn ? 0 : 1001;
        range.fire(way, header, said.outcome == verdict::allow, options);
    };
    const auto judge_error = [&](const packet& error, const packet& quoted) {
        const auto said = tracker.judge_error(pointers, direction::in, error, quoted,
                                              set.references, connection_tracker::time{0});
        datagram_options options;
        options.quoted = datagram(quoted, 0);
        range.fire(direction::in, error, said.outcome == verdict::allow, options);
    };
    const auto request = header("tcp 10.20.0.9,50000 > 10.0.2.5,443");
    const auto stranger = header("tcp 10.20.0.9,50001 > 10.0.2.5,443");
    const auto too_big = header("icmp 3/4 203.0.113.1 > 10.0.2.5");
    judge_error(too_big, *request.reply()); // there is no connection yet
    judge(direction::in, request, tcp_syn);
    judge(direction::out, *request.reply(), tcp_syn_ack);
    judge_error(too_big, *request.reply());
    judge_error(too_big, *stranger.reply());
    const auto v6_request = header("tcp 2001:db8:2::5,50000 > 2001:db8:20::9,443");
    const auto v6_too_big = header("icmpv6 2/0 2001:db8:21::1 > 2001:db8:2::5");
    judge_error(v6_too_big, v6_request);
    judge(direction::out, v6_request, tcp_syn);
    judge(direction::in, *v6_request.reply(), tcp_syn_ack);
    judge_error(v6_too_big, v6_request);
    CHECK(range.mistakes(set.text()) == "");
    CHECK(range.passed == 6);
}
