// Floor 3. AWS Network Firewall: stateless and stateful rules, and what a policy says to a packet.
#pragma once

#include "prefix_list.hpp"

#include <algorithm>
#include <span>
#include <variant>

namespace vpcplan {

/// What a rule does. `forward` (stateless only) hands the packet to the stateful engine; `reject`
/// drops and tells the sender; `alert` only writes a log; `unknown` is a rule that was not
/// understood.
enum class firewall_action : std::uint8_t { pass, drop, reject, alert, forward, unknown };

constexpr std::string_view to_string(firewall_action action) noexcept {
    switch (action) {
    case firewall_action::pass: return "pass";
    case firewall_action::drop: return "drop";
    case firewall_action::reject: return "reject";
    case firewall_action::alert: return "alert";
    case firewall_action::forward: return "forward";
    case firewall_action::unknown: return "unknown";
    }
    return "unknown";
}

/// Bits of the TCP header. Source: Network Firewall API, TCPFlagField.
namespace tcp_flag {
inline constexpr std::uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32, ece = 64,
                              cwr = 128;
} // namespace tcp_flag

/// Of the flags in `mask`, exactly those in `set` are on.
struct tcp_flags_match {
    std::uint8_t set = 0;
    std::uint8_t mask = 255;

    constexpr bool matches(std::uint8_t flags) const noexcept { return (flags & mask) == set; }
};

/// A stateless rule: an empty list means any. Ports count for TCP and UDP only, flags for TCP only.
/// Source: Network Firewall API, MatchAttributes.
struct stateless_rule {
    int priority = 1; ///< 1-65535, lowest first
    firewall_action action = firewall_action::forward;
    std::vector<protocol> protocols;
    std::vector<cidr> sources;
    std::vector<cidr> destinations;
    std::vector<port_range> source_ports;
    std::vector<port_range> destination_ports;
    std::vector<tcp_flags_match> flags;
    bool readable = true; ///< false: it may match any packet
    source_ref place{};
};

/// $HOME_NET where the rule group does not define it: the policy's, else the firewall's VPC.
struct home_net {
    friend constexpr bool operator==(home_net, home_net) noexcept { return true; }
};

/// A prefix list by its id (IPSetReferences).
struct listed_addresses {
    std::string prefix_list_id;
};

/// The addresses of a Suricata header: what is listed, without what is excluded; nothing listed is
/// everything. Source: Suricata guide, "Rules format".
struct firewall_addresses {
    struct part {
        std::variant<cidr, listed_addresses, home_net> what;
        bool excluded = false;
    };
    std::vector<part> parts;
};

/// As `firewall_addresses`, of ports.
struct firewall_ports {
    struct part {
        port_range what;
        bool excluded = false;
    };
    std::vector<part> parts;

    bool is_any() const noexcept { return parts.empty(); }
    bool contains(std::uint16_t port) const noexcept {
        bool listed = true;
        bool found = false;
        for (const auto& one : parts) {
            if (one.excluded && one.what.contains(port)) {
                return false;
            }
            if (!one.excluded) {
                listed = false;
                found = found || one.what.contains(port);
            }
        }
        return listed || found;
    }
};

/// Which direction of a flow a rule looks at (`flow:to_server`, `flow:to_client`).
enum class flow_side : std::uint8_t { both, to_server, to_client };

/// A stateful rule as far as a header tells. Source: Suricata guide, "Rules format".
struct stateful_rule {
    std::string name; ///< sid, or "#3" for the third of its group
    firewall_action action = firewall_action::pass;
    std::vector<protocol> protocols; ///< none: any
    firewall_addresses source;
    firewall_addresses destination;
    firewall_ports source_ports;
    firewall_ports destination_ports;
    bool both_ways = false; ///< <>
    flow_side side = flow_side::both;
    bool looks_deeper = false; ///< at content, an application protocol, the state of the flow, …
    bool readable = true;      ///< false: it may match any packet
    source_ref place{};
};

struct firewall_rule_group {
    std::string id; ///< ARN
    std::string name;
    bool is_stateful = false;
    bool rules_known = true;               ///< false when the input only names the group
    std::vector<stateless_rule> stateless; ///< by ascending priority
    std::vector<stateful_rule> stateful;   ///< as written
    source_ref place{};
};

/// A rule group as a policy uses it.
struct firewall_group_reference {
    std::string group_id; ///< ARN
    int priority = 0;     ///< lowest first; means nothing to stateful groups in action order
    bool drop_to_alert = false;
};

/// What happens to a flow that no stateful rule decides, in strict order.
/// Source: Network Firewall guide, "Actions for stateful rules", default actions for strict order.
enum class stateful_default : std::uint8_t { pass, drop_strict, drop_established, unknown };

/// Source: Network Firewall API, FirewallPolicy.
struct firewall_policy {
    std::string id; ///< ARN
    std::string name;
    std::vector<firewall_group_reference> stateless;
    std::vector<firewall_group_reference> stateful;
    firewall_action stateless_default = firewall_action::forward; ///< pass, drop, forward, unknown
    bool strict_order = false;
    stateful_default otherwise = stateful_default::pass; ///< strict order only
    std::string otherwise_name;                          ///< the action as AWS writes it
    std::optional<std::vector<cidr>> home_net;           ///< PolicyVariables
    source_ref place{};
};

/// A group in the place where a policy asks it; `group` is nothing when the input lacks it.
struct firewall_group_use {
    const firewall_group_reference* reference = nullptr;
    const firewall_rule_group* group = nullptr;

    bool is_known() const noexcept { return group != nullptr && group->rules_known; }
    std::string_view name() const noexcept {
        return group != nullptr && !group->name.empty() ? std::string_view(group->name)
                                                        : std::string_view(reference->group_id);
    }
};

/// What an engine says, and who said so. A decision without `by` is the default action; one with a
/// group that is not known has no rule.
struct firewall_decision {
    firewall_action action = firewall_action::pass; ///< `unknown`: it cannot be told
    std::optional<firewall_group_use> by;
    std::string rule; ///< priority, sid, or the name of the default action
    source_ref place{};

    /// Whether a group that the input lacks is why nothing can be told.
    bool lacks_group() const noexcept {
        return action == firewall_action::unknown && by && !by->is_known();
    }
};

/// Who a rule means by $HOME_NET and by a prefix list. The network answers this; tests may fake it.
struct no_firewall_references {
    membership home_net_has(const detail::address_bits&) const noexcept {
        return membership::unknown;
    }
    membership list_has(std::string_view, const detail::address_bits&) const noexcept {
        return membership::unknown;
    }
};

namespace detail {

template <class T, class Fits>
bool any_or_none(const std::vector<T>& all, Fits fits) {
    return all.empty() || std::any_of(all.begin(), all.end(), fits);
}

constexpr membership both_of(membership a, membership b) noexcept {
    return a == membership::no || b == membership::no     ? membership::no
           : a == membership::yes && b == membership::yes ? membership::yes
                                                          : membership::unknown;
}

/// Protocol and addresses only.
inline rule_field hosts_mismatch(const stateless_rule& rule, const packet& header) {
    const auto proto = header.proto();
    const auto holds = [](const address_bits& address) {
        return [&address](const cidr& block) { return block.contains(address); };
    };
    if (!any_or_none(rule.protocols, [&](protocol one) { return one.covers(proto); })) {
        return rule_field::protocol;
    }
    if (!any_or_none(rule.sources, holds(header.source)) ||
        !any_or_none(rule.destinations, holds(header.destination))) {
        return rule_field::address;
    }
    return rule_field::none;
}

inline rule_field first_mismatch(const stateless_rule& rule, const packet& header,
                                 std::uint8_t flags) {
    const auto hosts = hosts_mismatch(rule, header);
    if (hosts != rule_field::none) {
        return hosts;
    }
    const auto proto = header.proto();
    const auto covers = [](std::uint16_t port) {
        return [port](const port_range& ports) { return ports.contains(port); };
    };
    if (proto.has_ports() &&
        (!any_or_none(rule.source_ports, covers(header.source_port)) ||
         !any_or_none(rule.destination_ports, covers(header.destination_port)))) {
        return rule_field::port;
    }
    // Flags are a matter of the protocol too: there is no field of their own in a trace.
    if (proto == protocol::tcp() &&
        !any_or_none(rule.flags, [&](const tcp_flags_match& one) { return one.matches(flags); })) {
        return rule_field::protocol;
    }
    return rule_field::none;
}

template <class References>
membership holds(const firewall_addresses& all, const address_bits& address,
                 const References& references) {
    bool everything = true;
    auto listed = membership::no;
    auto excluded = membership::no;
    for (const auto& one : all.parts) {
        auto found = membership::no;
        if (const auto* block = std::get_if<cidr>(&one.what)) {
            found = block->contains(address) ? membership::yes : membership::no;
        } else if (const auto* list = std::get_if<listed_addresses>(&one.what)) {
            found = references.list_has(list->prefix_list_id, address);
        } else {
            found = references.home_net_has(address);
        }
        auto& into = one.excluded ? excluded : listed;
        everything = everything && one.excluded;
        if (found == membership::yes || into == membership::no) {
            into = found;
        }
    }
    const auto outside = excluded == membership::yes  ? membership::no
                         : excluded == membership::no ? membership::yes
                                                      : membership::unknown;
    return both_of(everything ? membership::yes : listed, outside);
}

/// One orientation of a stateful header.
template <class References>
membership header_fits(const stateful_rule& rule, const packet& header, bool swapped,
                       const References& references, rule_field& mismatch) {
    const auto& from = swapped ? header.destination : header.source;
    const auto& to = swapped ? header.source : header.destination;
    const auto fits =
        both_of(holds(rule.source, from, references), holds(rule.destination, to, references));
    if (fits == membership::no) {
        mismatch = rule_field::address;
        return fits;
    }
    if (header.proto().has_ports()) {
        const auto from_port = swapped ? header.destination_port : header.source_port;
        const auto to_port = swapped ? header.source_port : header.destination_port;
        if (!rule.source_ports.contains(from_port) || !rule.destination_ports.contains(to_port)) {
            mismatch = rule_field::port;
            return membership::no;
        }
    } else if (!rule.source_ports.is_any() || !rule.destination_ports.is_any()) {
        return membership::unknown; // ports of a packet without ports: documented nowhere
    }
    return fits;
}

/// Whether a rule is about packets of the other side of a flow. One for the port of a service is
/// about who calls it: a reply to a client that happens to use the same port is not meant.
inline bool is_beside(const stateful_rule& rule, flow_side side) noexcept {
    if (rule.side != flow_side::both) {
        return rule.side != side;
    }
    return side == flow_side::to_client && !rule.both_ways && !rule.destination_ports.is_any();
}

template <class References>
membership fits(const stateful_rule& rule, const packet& header, flow_side side,
                const References& references, rule_field& mismatch) {
    mismatch = rule_field::none;
    if (!rule.readable) {
        return membership::unknown;
    }
    if (is_beside(rule, side)) {
        mismatch = rule_field::protocol;
        return membership::no;
    }
    if (!any_or_none(rule.protocols, [&](protocol one) { return one.covers(header.proto()); })) {
        mismatch = rule_field::protocol;
        return membership::no;
    }
    auto found = header_fits(rule, header, false, references, mismatch);
    if (found != membership::yes && rule.both_ways) {
        rule_field other{};
        const auto swapped = header_fits(rule, header, true, references, other);
        found = swapped == membership::no ? found : swapped;
    }
    mismatch = found == membership::no ? mismatch : rule_field::none;
    return found == membership::yes && rule.looks_deeper ? membership::unknown : found;
}

/// When a rule is asked: all at once in strict order; else pass before drop before reject, and what
/// a rule that was not understood does could be any of them but overrules no pass.
constexpr int stage_of(firewall_action action) noexcept {
    switch (action) {
    case firewall_action::pass: return 0;
    case firewall_action::unknown: return 1;
    case firewall_action::drop: return 2;
    case firewall_action::reject: return 3;
    case firewall_action::alert:
    case firewall_action::forward: break;
    }
    return 4;
}

constexpr verdict verdict_of(firewall_action action) noexcept {
    switch (action) {
    case firewall_action::pass:
    case firewall_action::forward:
    case firewall_action::alert: return verdict::allow;
    case firewall_action::drop:
    case firewall_action::reject: return verdict::deny;
    case firewall_action::unknown: break;
    }
    return verdict::unknown;
}

inline std::int32_t number_of(std::string_view name) noexcept {
    std::int32_t number = -1;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    return read.ec == std::errc() && read.ptr == name.data() + name.size() ? number : -1;
}

} // namespace detail

/// The groups of one engine in the order of their priorities; `find` gives a group by its ARN.
/// Complexity: O(groups log groups).
template <class Find>
std::vector<firewall_group_use> in_order(const std::vector<firewall_group_reference>& references,
                                         Find find) {
    std::vector<firewall_group_use> uses;
    uses.reserve(references.size());
    for (const auto& one : references) {
        uses.push_back({&one, find(one.group_id)});
    }
    std::stable_sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) {
        return a.reference->priority < b.reference->priority;
    });
    return uses;
}

/// Judges one packet by itself, whatever its flow: groups by priority, rules by priority, the first
/// match decides, else the policy's default. `flags` are the packet's if it is TCP. The action is
/// pass, drop, forward or unknown.
/// Source: Network Firewall guide, "Stateless rule groups", "Firewall rules engines".
/// Complexity: O(rules).
template <class Sink = null_sink>
firewall_decision evaluate_stateless(const firewall_policy& policy,
                                     std::span<const firewall_group_use> groups,
                                     const packet& header, std::uint8_t flags, Sink&& sink = {}) {
    std::uint32_t set = 0;
    for (const auto& use : groups) {
        if (!use.is_known()) {
            return {firewall_action::unknown, use, {}, {}};
        }
        std::uint32_t index = 0;
        for (const auto& rule : use.group->stateless) {
            const auto mismatch = rule.readable ? detail::first_mismatch(rule, header, flags)
                                                : rule_field::unreadable;
            const auto action = rule.readable ? rule.action : firewall_action::unknown;
            sink.considered({set, index++, rule.priority, mismatch, detail::verdict_of(action)});
            if (mismatch == rule_field::none || mismatch == rule_field::unreadable) {
                return {action, use, std::to_string(rule.priority), rule.place};
            }
        }
        ++set;
    }
    return {policy.stateless_default, std::nullopt,
            "aws:" + std::string(policy.stateless_default == firewall_action::forward
                                     ? "forward_to_sfe"
                                     : to_string(policy.stateless_default)),
            policy.place};
}

/// Judges the flow of a packet. In strict order the first rule that passes, drops or rejects
/// decides, else the policy's default; in action order a pass rule anywhere beats drop, drop beats
/// reject, and what no rule matches passes. A rule whose match a header does not tell makes the
/// outcome `unknown` only where it could change it. The action is pass, drop, reject or unknown.
///
/// Default "drop established": TCP is dropped, because a connection whose handshake passes and
/// whose data does not is of no use; of other protocols AWS does not say when they are established.
///
/// Source: Network Firewall guide, "Evaluation order for stateful rules".
/// Complexity: O(rules).
template <class References, class Sink = null_sink>
firewall_decision evaluate_stateful(const firewall_policy& policy,
                                    std::span<const firewall_group_use> groups,
                                    const packet& header, flow_side side,
                                    const References& references, Sink&& sink = {}) {
    using action = firewall_action;
    std::optional<firewall_decision> possible[2]; // by whether it would let the packet pass
    std::optional<firewall_decision> open;        // whatever it says
    const auto settle = [&](firewall_decision sure) -> firewall_decision {
        auto& other = possible[detail::verdict_of(sure.action) == verdict::allow ? 0 : 1];
        if (!open && !other) {
            return sure;
        }
        auto undecided = open ? *std::move(open) : *std::move(other);
        undecided.action = action::unknown;
        return undecided;
    };
    const int stages = policy.strict_order ? 1 : 4;
    for (int stage = 0; stage < stages; ++stage) {
        std::uint32_t set = 0;
        for (const auto& use : groups) {
            const bool asked_now =
                policy.strict_order || stage == detail::stage_of(action::unknown);
            if (!use.is_known()) {
                if (asked_now && !open) {
                    open = firewall_decision{action::unknown, use, {}, {}};
                }
                ++set;
                continue;
            }
            std::uint32_t index = 0;
            for (const auto& rule : use.group->stateful) {
                const auto does = use.reference->drop_to_alert && rule.action == action::drop
                                      ? action::alert
                                      : rule.action;
                const auto at = index++;
                if (does == action::alert ||
                    (!policy.strict_order && detail::stage_of(does) != stage)) {
                    continue;
                }
                auto mismatch = rule_field::none;
                const auto found = detail::fits(rule, header, side, references, mismatch);
                if (found == membership::unknown) {
                    mismatch = rule_field::unreadable;
                }
                sink.considered(
                    {set, at, detail::number_of(rule.name), mismatch, detail::verdict_of(does)});
                if (found == membership::no) {
                    continue;
                }
                firewall_decision said{does, use, rule.name, rule.place};
                if (found == membership::yes && does != action::unknown) {
                    return settle(std::move(said));
                }
                auto& into =
                    does == action::unknown ? open : possible[does == action::pass ? 1 : 0];
                if (!into) {
                    into = std::move(said);
                }
            }
            ++set;
        }
    }
    auto last = action::pass;
    if (policy.strict_order) {
        const bool tcp = header.proto() == protocol::tcp();
        switch (policy.otherwise) {
        case stateful_default::pass: break;
        case stateful_default::drop_strict: last = action::drop; break;
        case stateful_default::drop_established: last = tcp ? action::drop : action::unknown; break;
        case stateful_default::unknown: last = action::unknown; break;
        }
    }
    return settle(
        {last, std::nullopt, last == action::pass ? "" : policy.otherwise_name, policy.place});
}

/// Ports at which rules change their mind.
struct firewall_port_bounds {
    std::vector<port_range> source;
    std::vector<port_range> destination;
};

/// Adds the ports of all rules that may concern packets between the two hosts of `header`, which is
/// on the given side of its flow. Complexity: O(rules).
template <class References>
void add_port_bounds(std::span<const firewall_group_use> groups, const packet& header,
                     flow_side side, const References& references, firewall_port_bounds& into) {
    const auto proto = header.proto();
    if (!proto.has_ports()) {
        return;
    }
    const auto covers = [&](protocol one) { return one.covers(proto); };
    const auto add = [](std::vector<port_range>& all, const firewall_ports& more) {
        for (const auto& one : more.parts) {
            all.push_back(one.what);
        }
    };
    for (const auto& use : groups) {
        if (!use.is_known()) {
            continue;
        }
        for (const auto& rule : use.group->stateless) {
            if (detail::hosts_mismatch(rule, header) == rule_field::none) {
                into.source.insert(into.source.end(), rule.source_ports.begin(),
                                   rule.source_ports.end());
                into.destination.insert(into.destination.end(), rule.destination_ports.begin(),
                                        rule.destination_ports.end());
            }
        }
        for (const auto& rule : use.group->stateful) {
            if (!detail::any_or_none(rule.protocols, covers) || detail::is_beside(rule, side)) {
                continue;
            }
            const auto concerns = [&](const detail::address_bits& from,
                                      const detail::address_bits& to) {
                return detail::both_of(detail::holds(rule.source, from, references),
                                       detail::holds(rule.destination, to, references)) !=
                       membership::no;
            };
            if (concerns(header.source, header.destination)) {
                add(into.source, rule.source_ports);
                add(into.destination, rule.destination_ports);
            }
            if (rule.both_ways && concerns(header.destination, header.source)) {
                add(into.source, rule.destination_ports);
                add(into.destination, rule.source_ports);
            }
        }
    }
}

} // namespace vpcplan
