// Private. From what a check noted of a rule back to the rule: its words, its place, how close it
// came.
#pragma once

#include "../rule_text.hpp"
#include "things.hpp"

#include <tuple>

namespace vpcplan::detail {

/// A rule that was looked at; all null when the network does not have it.
struct found_rule {
    const acl_rule* acl = nullptr;
    const group_rule* group = nullptr;
    const stateless_rule* stateless = nullptr;
    const stateful_rule* stateful = nullptr;
    std::string_view set{}; ///< the group or ACL it is in
    direction way = direction::in;

    std::string text() const {
        return acl != nullptr         ? rule_text(*acl, way)
               : group != nullptr     ? rule_text(*group, way)
               : stateless != nullptr ? rule_text(*stateless)
               : stateful != nullptr  ? rule_text(*stateful)
                                      : std::string();
    }
    source_ref place() const {
        return acl != nullptr         ? acl->place
               : group != nullptr     ? group->place
               : stateless != nullptr ? stateless->place
               : stateful != nullptr  ? stateful->place
                                      : source_ref{};
    }
};

/// The groups of a step's interface, as the check numbered them.
inline std::vector<const security_group*> groups_of(const network_index& index, const step& check) {
    std::vector<const security_group*> groups;
    if (const auto* at = index.find_interface(check.fact("interface"))) {
        for (const auto& id : at->group_ids) {
            if (const auto* group = index.find_security_group(id)) {
                groups.push_back(group);
            }
        }
    }
    return groups;
}

inline found_rule find_firewall_rule(const network_index& index, const step& check,
                                     const considered_rule& seen) {
    const auto* firewall = index.firewall_of_endpoint(check.fact("endpoint"));
    const auto* policy =
        firewall != nullptr ? index.find_firewall_policy(firewall->policy_id) : nullptr;
    found_rule found;
    if (policy == nullptr) {
        return found;
    }
    const bool is_stateful = check.fact("engine") == "stateful";
    const auto uses =
        in_order(is_stateful ? policy->stateful : policy->stateless,
                 [&](const std::string& id) { return index.find_firewall_rule_group(id); });
    const auto* group = seen.set < uses.size() ? uses[seen.set].group : nullptr;
    if (group == nullptr) {
        return found;
    }
    found.set = group->id;
    if (is_stateful && seen.index < group->stateful.size()) {
        found.stateful = &group->stateful[seen.index];
    } else if (!is_stateful && seen.index < group->stateless.size()) {
        found.stateless = &group->stateless[seen.index];
    }
    return found;
}

/// Finds the rule that a check looked at.
inline found_rule find_rule(const network_index& index, const step& check,
                            const considered_rule& seen) {
    if (check.kind == step_kind::firewall) {
        return find_firewall_rule(index, check, seen);
    }
    found_rule found;
    found.way = check.way.value_or(direction::in);
    if (check.kind == step_kind::nacl) {
        const auto* acl = index.find_network_acl(check.component);
        if (acl != nullptr && seen.index < acl->rules(found.way).size()) {
            found.acl = &acl->rules(found.way).list()[seen.index];
            found.set = acl->id;
        }
    } else if (check.kind == step_kind::sg) {
        const auto groups = groups_of(index, check);
        if (seen.set < groups.size() && seen.index < groups[seen.set]->rules(found.way).size()) {
            found.group = &groups[seen.set]->rules(found.way)[seen.index];
            found.set = groups[seen.set]->id;
        }
    }
    return found;
}

/// How far a rule got before a field did not fit: the more, the closer it was.
constexpr int closeness(rule_field field, step_kind kind) noexcept {
    switch (field) {
    case rule_field::protocol: return 0;
    case rule_field::family: return 1;
    // Groups look at the port before the peer, ACLs at the address before the port.
    case rule_field::address: return kind == step_kind::sg ? 3 : 2;
    case rule_field::port:
    case rule_field::icmp: return kind == step_kind::sg ? 2 : 3;
    case rule_field::none:
    case rule_field::unreadable: return -1;
    }
    return -1;
}

/// How narrow a rule's other side is: a group or a list names hosts, a block as many as it has.
inline int narrowness(const found_rule& rule) noexcept {
    constexpr int narrowest = 129;
    if (rule.acl != nullptr) {
        return rule.acl->block.prefix_length();
    }
    if (rule.group == nullptr) {
        return 0;
    }
    const auto* block = std::get_if<cidr>(&rule.group->peer);
    return block != nullptr ? block->prefix_length() : narrowest;
}

inline int port_distance(const found_rule& rule, std::uint16_t port) noexcept {
    const auto& ports = rule.acl != nullptr     ? rule.acl->ports
                        : rule.group != nullptr ? rule.group->ports
                                                : port_range{};
    return port < ports.first ? ports.first - port : port > ports.last ? port - ports.last : 0;
}

/// Whether a group's rule that differs in the port would take the address; a reference may.
inline bool may_hold(const found_rule& rule, const address_bits& remote) noexcept {
    const auto* block = rule.group != nullptr ? std::get_if<cidr>(&rule.group->peer) : nullptr;
    return block == nullptr || block->contains(remote);
}

/// The allow rule that came closest to matching, if any came closer than its protocol. Of equals
/// the one of the smaller block, and then of the nearer port: 433 for 443 is what was mistyped.
inline const considered_rule* closest_rule(const step& check, const network_index* index) {
    const considered_rule* best = nullptr;
    std::tuple<int, bool, int, int> best_rank;
    const auto& header = check.header;
    const auto& remote =
        check.way.value_or(direction::in) == direction::in ? header.source : header.destination;
    for (const auto& rule : check.considered) {
        const auto close = closeness(rule.first_mismatch, check.kind);
        if (rule.says != verdict::allow || close <= 0) {
            continue;
        }
        const auto found = index != nullptr ? find_rule(*index, check, rule) : found_rule{};
        const std::tuple rank{close, may_hold(found, remote), narrowness(found),
                              -port_distance(found, header.destination_port)};
        if (best == nullptr || rank > best_rank) {
            best = &rule;
            best_rank = rank;
        }
    }
    return best;
}

} // namespace vpcplan::detail
