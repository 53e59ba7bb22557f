// Slow oracles for rules: addresses as text of zeros and ones, rules found by searching for the
// next number, every rule judged by every field. Nothing here uses the library's comparisons.
#pragma once

#include "rules.hpp"

namespace vpcplan_test {

inline std::string binary(const address_bits& address) {
    std::string text;
    for (int bit = width_of(address.family) - 1; bit >= 0; --bit) {
        text += (address.number() >> bit & 1) != 0 ? '1' : '0';
    }
    return text;
}

inline bool slow_contains(const cidr& block, const address_bits& address) {
    if (block.family() != address.family) {
        return false;
    }
    const auto length = static_cast<std::size_t>(block.prefix_length());
    return binary(block.first_bits()).substr(0, length) == binary(address).substr(0, length);
}

/// One field a rule looks at, in the order in which a trace names them.
struct field_check {
    rule_field field;
    bool fits;
};

inline rule_field first_failing(const std::vector<field_check>& checks) {
    for (const auto& check : checks) {
        if (!check.fits) {
            return check.field;
        }
    }
    return rule_field::none;
}

inline bool slow_protocol(int rule, int packet) { return rule == -1 || rule == packet; }

inline bool slow_port(int rule, const port_range& ports, const packet& header) {
    const bool looks = rule == 6 || rule == 17;
    const int port = header.destination_port;
    return !looks || !(port < ports.first || port > ports.last);
}

inline bool slow_icmp(bool looks, const icmp_match& icmp, const packet& header) {
    if (!looks || icmp.type == -1) {
        return true;
    }
    return icmp.type == header.icmp_type && (icmp.code == -1 || icmp.code == header.icmp_code);
}

inline rule_field slow_mismatch(const acl_rule& rule, direction way, const packet& header) {
    const auto& remote = way == direction::in ? header.source : header.destination;
    const int proto = rule.proto.number();
    const bool icmp = proto == 1 || (proto == 58 && rule.block.is_v6());
    return first_failing({{rule_field::protocol, slow_protocol(proto, header.protocol_number)},
                          {rule_field::family, rule.block.family() == remote.family},
                          {rule_field::address, slow_contains(rule.block, remote)},
                          {rule_field::port, slow_port(proto, rule.ports, header)},
                          {rule_field::icmp, slow_icmp(icmp, rule.icmp, header)}});
}

struct slow_decision {
    verdict outcome = verdict::deny;
    int rule = 0;
    std::vector<int> considered; ///< numbers, in order
};

inline slow_decision slow_acl(const std::vector<acl_rule>& rules, direction way,
                              const packet& header) {
    slow_decision made;
    int passed = 0;
    while (true) {
        const acl_rule* next = nullptr;
        for (const auto& rule : rules) {
            if (rule.number > passed && (next == nullptr || rule.number < next->number)) {
                next = &rule;
            }
        }
        if (next == nullptr) {
            made.rule = header.destination.family == address_family::ipv4 ? 32767 : 32768;
            return made;
        }
        passed = next->number;
        made.considered.push_back(passed);
        if (slow_mismatch(*next, way, header) == rule_field::none) {
            made.outcome = next->allow ? verdict::allow : verdict::deny;
            made.rule = passed;
            return made;
        }
    }
}

/// The best any rule says: allow over unknown over deny.
inline verdict slow_groups(const std::vector<security_group>& groups, direction way,
                           const packet& header, const fake_references& references) {
    const auto& remote = way == direction::in ? header.source : header.destination;
    int best = 0;
    for (const auto& group : groups) {
        for (const auto& rule : way == direction::in ? group.inbound : group.outbound) {
            const int proto = rule.proto.number();
            if (!slow_protocol(proto, header.protocol_number) ||
                !slow_port(proto, rule.ports, header) ||
                !slow_icmp(proto == 1 || proto == 58, rule.icmp, header)) {
                continue;
            }
            std::vector<cidr> held;
            std::string id;
            if (const auto* block = std::get_if<cidr>(&rule.peer)) {
                held.push_back(*block);
            } else if (const auto* list = std::get_if<prefix_list_peer>(&rule.peer)) {
                id = list->id;
            } else if (const auto* peer = std::get_if<group_peer>(&rule.peer)) {
                if (peer->stale) {
                    continue;
                }
                id = peer->id;
            } else {
                best = std::max(best, 1);
                continue;
            }
            if (!id.empty()) {
                const auto found = references.held.find(id);
                if (found == references.held.end()) {
                    best = std::max(best, 1);
                    continue;
                }
                held = found->second;
            }
            for (const auto& block : held) {
                if (slow_contains(block, remote)) {
                    best = 2;
                }
            }
        }
    }
    return best == 2 ? verdict::allow : best == 1 ? verdict::unknown : verdict::deny;
}

} // namespace vpcplan_test
