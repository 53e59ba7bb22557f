// Floor 3. Network ACLs: ordered, stateless, first match decides.
#pragma once

#include "trace.hpp"

#include <algorithm>

namespace vpcplan {

/// One numbered entry. The block is matched against the source of inbound and the destination of
/// outbound packets; the ports always against the destination port.
/// Source: VPC guide, "Network ACL rules"; API CreateNetworkAclEntry.
struct acl_rule {
    int number = 100; ///< 1-32766
    bool allow = true;
    protocol proto = protocol::any();
    cidr block = cidr::everything(address_family::ipv4);
    port_range ports{}; ///< tcp and udp only
    icmp_match icmp{};  ///< icmp, and icmpv6 with an IPv6 block
    /// False for an entry that was seen but not understood: a packet that gets this far is unknown.
    bool readable = true;
    source_ref place{};
};

/// The implicit last deny, `*` in the console. Source: describe-network-acls.
constexpr int implicit_deny_number(address_family family) noexcept {
    return family == address_family::ipv4 ? 32767 : 32768;
}

/// The rules of one direction: ascending numbers, none twice.
class acl_rules {
public:
    acl_rules() = default;

    /// Sorts. Errors: bad_rule_number, duplicate_rule_number; `offset` is the place in `rules`.
    static result<acl_rules> make(std::vector<acl_rule> rules) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (rules[i].number < 1 || rules[i].number > 32766) {
                return detail::error_at(errc::bad_rule_number, i, 0);
            }
        }
        std::stable_sort(rules.begin(), rules.end(), [](const acl_rule& a, const acl_rule& b) {
            return a.number < b.number;
        });
        for (std::size_t i = 1; i < rules.size(); ++i) {
            if (rules[i].number == rules[i - 1].number) {
                return detail::error_at(errc::duplicate_rule_number, i, 0);
            }
        }
        acl_rules made;
        made.rules_ = std::move(rules);
        return made;
    }

    const std::vector<acl_rule>& list() const noexcept { return rules_; }
    auto begin() const noexcept { return rules_.begin(); }
    auto end() const noexcept { return rules_.end(); }
    std::size_t size() const noexcept { return rules_.size(); }

private:
    std::vector<acl_rule> rules_;
};

struct network_acl {
    std::string id;
    std::string name;
    std::string vpc_id;
    bool is_default = false;
    acl_rules inbound;
    acl_rules outbound;
    std::vector<std::string> subnet_ids; ///< associations
    source_ref place{};

    const acl_rules& rules(direction way) const noexcept {
        return way == direction::in ? inbound : outbound;
    }
};

/// What an ACL says, and the number of the rule that says it.
struct acl_decision {
    verdict outcome = verdict::deny;
    int rule = 0;                ///< implicit deny: 32767 (IPv4) or 32768 (IPv6)
    const acl_rule* by = nullptr; ///< nothing for the implicit deny
};

/// The first field of `rule` that does not fit, or `none`.
/// Ports and ICMP fields are ignored for every protocol but tcp, udp, icmp, and icmpv6 with an IPv6
/// block. Source: API CreateNetworkAclEntry.
constexpr rule_field first_mismatch(const acl_rule& rule, direction way,
                                    const packet& header) noexcept {
    if (!rule.proto.covers(header.proto())) {
        return rule_field::protocol;
    }
    const auto& remote = way == direction::in ? header.source : header.destination;
    if (rule.block.family() != remote.family) {
        return rule_field::family;
    }
    if (!rule.block.contains(remote)) {
        return rule_field::address;
    }
    if (rule.proto.has_ports() && !rule.ports.contains(header.destination_port)) {
        return rule_field::port;
    }
    const bool looks_at_icmp = rule.proto == protocol::icmp() ||
                               (rule.proto == protocol::icmpv6() && rule.block.is_v6());
    if (looks_at_icmp && !rule.icmp.matches(header.icmp_type, header.icmp_code)) {
        return rule_field::icmp;
    }
    return rule_field::none;
}

/// Judges one packet. Complexity: O(rules), no allocation with `null_sink`.
template <class Sink = null_sink>
constexpr acl_decision evaluate(const acl_rules& rules, direction way, const packet& header,
                                Sink&& sink = {}) {
    std::uint32_t index = 0;
    for (const auto& rule : rules) {
        const auto mismatch =
            rule.readable ? first_mismatch(rule, way, header) : rule_field::unreadable;
        const auto says = !rule.readable ? verdict::unknown
                          : rule.allow   ? verdict::allow
                                         : verdict::deny;
        sink.considered({0, index++, rule.number, mismatch, says});
        if (mismatch == rule_field::none || mismatch == rule_field::unreadable) {
            return {says, rule.number, &rule};
        }
    }
    return {verdict::deny, implicit_deny_number(header.family()), nullptr};
}

template <class Sink = null_sink>
acl_decision evaluate(const network_acl& acl, direction way, const packet& header,
                      Sink&& sink = {}) {
    return evaluate(acl.rules(way), way, header, std::forward<Sink>(sink));
}

} // namespace vpcplan
