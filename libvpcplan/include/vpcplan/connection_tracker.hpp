// Floor 3. Connections: which flows the groups of an interface remember, for how long, and what a
// change of rules does to them.
//
// Example    connection_tracker flows;
//            flows.judge(groups, direction::in, syn, references, 0s)     -> allow, by a rule
//            flows.judge(groups, direction::out, syn_ack, references, 1s) -> allow, by the
//            connection
// Source     EC2 user guide, "Security group connection tracking".
#pragma once

#include "security_group.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_map>

namespace vpcplan {

/// How the groups of an interface treat a flow that they allow.
enum class tracking : std::uint8_t {
    tracked,   ///< replies pass by state; the flow survives a change of rules
    untracked, ///< replies pass by a rule of their own; a change of rules breaks the flow at once
    automatic  ///< the rules alone would leave it untracked, but what it leads through tracks
};

constexpr std::string_view to_string(tracking kind) noexcept {
    switch (kind) {
    case tracking::tracked: return "tracked";
    case tracking::untracked: return "untracked";
    case tracking::automatic: return "automatic";
    }
    return "tracked";
}

/// What a flow leads through. Everything but `none` makes AWS track it, whatever the rules say.
enum class tracked_hop : std::uint8_t {
    none,
    egress_only_internet_gateway,
    global_accelerator,
    nat_gateway,
    network_firewall_endpoint,
    network_load_balancer,
    interface_endpoint,
    lambda_interface,
    dynamodb_gateway_endpoint
};

/// How a flow is treated; for `untracked` and `automatic` the rule that lets replies pass.
struct tracking_decision {
    tracking kind = tracking::tracked;
    const security_group* group = nullptr;
    const group_rule* rule = nullptr;
};

namespace detail {

constexpr direction opposite(direction way) noexcept {
    return way == direction::in ? direction::out : direction::in;
}

inline bool is_open_to_all(const group_rule& rule, address_family family) noexcept {
    const auto* block = std::get_if<cidr>(&rule.peer);
    return block != nullptr && *block == cidr::everything(family);
}

} // namespace detail

/// Whether a flow that the groups allow in direction `way` is remembered. `header` is its first
/// packet. Untracked are only TCP and UDP flows that a rule open to 0.0.0.0/0 or ::/0 allows, while
/// the other direction has such a rule for every port. Complexity: O(rules over all groups).
inline tracking_decision tracking_of(std::span<const security_group* const> groups, direction way,
                                     const packet& header, tracked_hop hop = tracked_hop::none) {
    if (!header.proto().has_ports()) {
        return {};
    }
    const auto family = header.family();
    const bool opened = std::any_of(groups.begin(), groups.end(), [&](const security_group* group) {
        return std::any_of(group->rules(way).begin(), group->rules(way).end(),
                           [&](const group_rule& rule) {
                               return detail::is_open_to_all(rule, family) &&
                                      detail::header_mismatch(rule, header) == rule_field::none;
                           });
    });
    if (!opened) {
        return {};
    }
    for (const auto* group : groups) {
        for (const auto& rule : group->rules(detail::opposite(way))) {
            if (detail::is_open_to_all(rule, family) && rule.proto.covers(header.proto()) &&
                (rule.proto.is_any() || rule.ports == port_range::all())) {
                const auto kind =
                    hop == tracked_hop::none ? tracking::untracked : tracking::automatic;
                return {kind, group, &rule};
            }
        }
    }
    return {};
}

inline bool is_tracked(std::span<const security_group* const> groups, direction way,
                       const packet& header, tracked_hop hop = tracked_hop::none) {
    return tracking_of(groups, way, header, hop).kind != tracking::untracked;
}

/// How long a silent connection is remembered. AWS lets the first three be set per interface.
struct idle_times {
    std::chrono::seconds tcp_established{432000}; ///< 60-432000; Nitro v6 starts with 350
    std::chrono::seconds udp_single{30};          ///< 30-60: one way, or one exchange
    std::chrono::seconds udp_stream{180};         ///< 60-180: more than one exchange
    std::chrono::seconds other{600};              ///< neither TCP, UDP nor ICMP
    /// Documented nowhere; taken for AWS's shortest.
    std::chrono::seconds icmp{30};
};

/// bad_value when AWS would refuse one of the times that can be set, else nothing.
constexpr std::optional<errc> validate(const idle_times& idle) noexcept {
    const auto within = [](std::chrono::seconds value, int least, int most) {
        return value.count() >= least && value.count() <= most;
    };
    const bool valid = within(idle.tcp_established, 60, 432000) &&
                       within(idle.udp_single, 30, 60) && within(idle.udp_stream, 60, 180);
    return valid ? std::nullopt : std::optional(errc::bad_value);
}

/// Why a packet passes an interface or does not.
enum class connection_basis : std::uint8_t {
    rule,       ///< a rule of its own direction, or the lack of one
    connection, ///< it belongs to a connection that is remembered
    related,    ///< an ICMP error about such a connection
    table_full, ///< allowed, but there is no room to remember it
    /// A TCP flow lost the rules that made it untracked. Its packets still match a rule of their
    /// own direction; whether AWS passes a connection it has not seen begin is documented nowhere.
    started_untracked
};

struct connection_decision {
    verdict outcome = verdict::deny;
    connection_basis basis = connection_basis::rule;
    tracking kind = tracking::tracked;
    group_decision by{}; ///< the rule, where rules were asked
};

namespace detail {

/// A flow as both its directions see it. ICMP has no ports: there the fields are the type of the
/// query, its code and who asked, so that an echo reply finds its request and no request finds
/// another.
struct flow_key {
    address_bits local;
    address_bits remote;
    std::uint8_t protocol_number = 0;
    std::uint16_t local_field = 0;
    std::uint16_t remote_field = 0;

    friend constexpr bool operator==(const flow_key&, const flow_key&) = default;
};

struct flow_key_hash {
    std::size_t operator()(const flow_key& key) const noexcept {
        std::uint64_t mixed = key.protocol_number;
        for (const auto part : {key.local.hi, key.local.lo, key.remote.hi, key.remote.lo,
                                std::uint64_t{key.local_field} << 16 | key.remote_field}) {
            mixed = (mixed ^ part) * 0x9e3779b97f4a7c15U;
            mixed ^= mixed >> 29;
        }
        return static_cast<std::size_t>(mixed * 0xbf58476d1ce4e5b9U >> 7);
    }
};

/// The query a reply answers: 0 (echo reply) -> 8. Nothing for any other type.
constexpr std::optional<std::uint8_t> query_of(const packet& header) noexcept {
    packet asked = header;
    for (const int query : {8, 13, 15, 17, 128}) {
        asked.icmp_type = static_cast<std::uint8_t>(query);
        const auto answer = asked.reply();
        if (answer && answer->icmp_type == header.icmp_type) {
            return asked.icmp_type;
        }
    }
    return std::nullopt;
}

/// Nothing for an ICMP message that neither asks nor answers: it is no part of a connection. One
/// that answers is part of one, but begins none.
constexpr std::optional<flow_key> key_of(direction way, const packet& header) noexcept {
    const bool inbound = way == direction::in;
    flow_key key{inbound ? header.destination : header.source,
                 inbound ? header.source : header.destination, header.protocol_number, 0, 0};
    if (header.proto().has_ports()) {
        key.local_field = inbound ? header.destination_port : header.source_port;
        key.remote_field = inbound ? header.source_port : header.destination_port;
    } else if (header.proto().is_icmp()) {
        const bool asks = header.reply().has_value();
        const auto query = asks ? std::optional(header.icmp_type) : query_of(header);
        if (!query) {
            return std::nullopt;
        }
        key.local_field = *query;
        key.remote_field = static_cast<std::uint16_t>(header.icmp_code << 8 |
                                                      static_cast<int>(asks ? way : opposite(way)));
    }
    return key;
}

} // namespace detail

/// The connections of one interface. Rules are given with every packet, so a change of rules is
/// simply another list: what is tracked survives it, what is not does not.
/// Packets are judged in the order they pass. Memory is bounded by `capacity` connections.
class connection_tracker {
public:
    /// Since a moment of the caller's choice. A time before an earlier one counts as that one.
    using time = std::chrono::milliseconds;

    explicit connection_tracker(idle_times idle = {}, std::size_t capacity = 65536)
        : idle_(idle), capacity_(capacity) {}

    /// Judges one packet and remembers what AWS would. A first packet whose rule is not known makes
    /// the connection `unknown`, and its replies with it.
    /// Complexity: O(1) for a remembered connection, else O(rules over all groups); O(connections)
    /// when the table is full and something in it has become idle.
    template <class References>
    connection_decision judge(std::span<const security_group* const> groups, direction way,
                              const packet& header, const References& references, time now,
                              tracked_hop hop = tracked_hop::none) {
        now_ = std::max(now_, now);
        const auto key = detail::key_of(way, header);
        flow* known = key ? find(*key) : nullptr;
        if (known != nullptr && known->kind != tracking::untracked &&
            known->outcome == verdict::allow) {
            touch(*known, way);
            return {verdict::allow, connection_basis::connection, known->kind, {}};
        }
        const auto by = evaluate(groups, way, header, references);
        if (known != nullptr && known->kind == tracking::untracked) {
            if (by.outcome != verdict::allow) {
                return {by.outcome, connection_basis::rule, tracking::untracked, by};
            }
            const auto first = way == known->begun ? header : *header.reply();
            if (tracking_of(groups, known->begun, first, hop).kind == tracking::untracked) {
                touch(*known, way);
                return {verdict::allow, connection_basis::rule, tracking::untracked, by};
            }
            if (header.proto() == protocol::tcp()) {
                return {verdict::unknown, connection_basis::started_untracked, tracking::untracked,
                        by};
            }
            erase(*key); // without a handshake the packet begins a flow of its own
            known = nullptr;
        }
        if (by.outcome == verdict::deny) {
            if (known == nullptr) {
                return {verdict::deny, connection_basis::rule, tracking::tracked, by};
            }
            touch(*known, way);
            return {verdict::unknown, connection_basis::connection, known->kind, by};
        }
        const auto kind = tracking_of(groups, way, header, hop).kind;
        if (known != nullptr) {
            touch(*known, way);
            if (by.outcome == verdict::allow) {
                known->outcome = verdict::allow;
            }
        } else if (key && header.reply() && !remember(*key, way, kind, by.outcome)) {
            return {verdict::deny, connection_basis::table_full, kind, by};
        }
        return {by.outcome, connection_basis::rule, kind, by};
    }

    /// Judges an ICMP error that quotes `quoted`, a packet that passed the interface the other way.
    /// "Packet too big" passes with the connection it is about, tracked or not. For other errors
    /// AWS documents nothing beyond the rules: `unknown` when they belong to a connection. Source:
    /// EC2 user guide, "Network MTU".
    template <class References>
    connection_decision judge_error(std::span<const security_group* const> groups, direction way,
                                    const packet& error, const packet& quoted,
                                    const References& references, time now) {
        now_ = std::max(now_, now);
        const auto by = evaluate(groups, way, error, references);
        if (by.outcome == verdict::allow) {
            return {verdict::allow, connection_basis::rule, tracking::tracked, by};
        }
        const auto sent = detail::opposite(way);
        const auto key = detail::key_of(sent, quoted);
        const flow* known = key ? find(*key) : nullptr;
        auto about = verdict::deny;
        auto kind = tracking::tracked;
        if (known != nullptr && known->kind != tracking::untracked) {
            about = known->outcome;
            kind = known->kind;
        } else if (is_untracked(groups, sent, quoted)) {
            about = verdict::allow;
            kind = tracking::untracked;
        }
        if (about == verdict::allow && !is_packet_too_big(error)) {
            about = verdict::unknown;
        }
        if (about == verdict::deny) {
            return {by.outcome, connection_basis::rule, tracking::tracked, by};
        }
        return {about, connection_basis::related, kind, by};
    }

    /// Forgets the connection of a packet: it was closed (FIN, RST).
    void end(direction way, const packet& header) {
        if (const auto key = detail::key_of(way, header)) {
            erase(*key);
        }
    }

    /// Forgets what has been idle too long. Complexity: O(connections).
    void expire(time now) {
        now_ = std::max(now_, now);
        earliest_ = time::max();
        for (auto entry = flows_.begin(); entry != flows_.end();) {
            const auto until = idle_until(entry->first, entry->second);
            if (until < now_) {
                entry = drop(entry);
            } else {
                earliest_ = std::min(earliest_, until);
                ++entry;
            }
        }
    }

    /// Connections remembered as AWS would, idle ones included until they are found out.
    std::size_t size() const noexcept { return flows_.size() - untracked_; }
    std::size_t capacity() const noexcept { return capacity_; }

private:
    struct flow {
        direction begun = direction::in;
        tracking kind = tracking::tracked;
        verdict outcome = verdict::allow;
        bool awaits_reply = true;
        std::uint8_t exchanges = 0; ///< 2 stands for more
        time seen{};
    };
    using flow_map = std::unordered_map<detail::flow_key, flow, detail::flow_key_hash>;

    static constexpr bool is_packet_too_big(const packet& error) noexcept {
        return error.proto() == protocol::icmp() ? error.icmp_type == 3 && error.icmp_code == 4
                                                 : error.icmp_type == 2;
    }

    /// Whether `quoted` belongs to an untracked flow, as one of its first direction or its replies.
    static bool is_untracked(std::span<const security_group* const> groups, direction way,
                             const packet& quoted) {
        const auto back = quoted.reply();
        return !is_tracked(groups, way, quoted) ||
               (back && !is_tracked(groups, detail::opposite(way), *back));
    }

    /// The last moment at which the flow still counts.
    time idle_until(const detail::flow_key& key, const flow& entry) const noexcept {
        switch (key.protocol_number) {
        case 1:
        case 58: return entry.seen + idle_.icmp;
        case 6: return entry.seen + idle_.tcp_established;
        case 17: return entry.seen + (entry.exchanges > 1 ? idle_.udp_stream : idle_.udp_single);
        default: return entry.seen + idle_.other;
        }
    }

    flow* find(const detail::flow_key& key) {
        const auto found = flows_.find(key);
        if (found == flows_.end()) {
            return nullptr;
        }
        if (idle_until(key, found->second) < now_) {
            drop(found);
            return nullptr;
        }
        return &found->second;
    }

    void touch(flow& entry, direction way) const noexcept {
        entry.seen = now_;
        if (way == entry.begun) {
            entry.awaits_reply = true;
        } else if (entry.awaits_reply) {
            entry.awaits_reply = false;
            entry.exchanges = static_cast<std::uint8_t>(std::min(entry.exchanges + 1, 2));
        }
    }

    /// False when a tracked flow finds no room. Untracked flows take no room in AWS; they are
    /// remembered here only to tell their replies from new flows, while there is room for it.
    bool remember(const detail::flow_key& key, direction way, tracking kind, verdict outcome) {
        const bool untracked = kind == tracking::untracked;
        const auto has_room = [&] { return (untracked ? untracked_ : size()) < capacity_; };
        if (!has_room() && earliest_ < now_) {
            expire(now_);
        }
        if (!has_room()) {
            return untracked;
        }
        const flow entry{way, kind, outcome, true, 0, now_};
        earliest_ = std::min(earliest_, idle_until(key, entry));
        flows_.insert_or_assign(key, entry);
        untracked_ += untracked ? 1 : 0;
        return true;
    }

    flow_map::iterator drop(flow_map::iterator entry) {
        untracked_ -= entry->second.kind == tracking::untracked ? 1 : 0;
        return flows_.erase(entry);
    }
    void erase(const detail::flow_key& key) {
        const auto found = flows_.find(key);
        if (found != flows_.end()) {
            drop(found);
        }
    }

    idle_times idle_;
    std::size_t capacity_;
    flow_map flows_;
    std::size_t untracked_ = 0;
    time now_ = time::min();
    time earliest_ = time::max(); ///< nothing in the table becomes idle before
};

} // namespace vpcplan
