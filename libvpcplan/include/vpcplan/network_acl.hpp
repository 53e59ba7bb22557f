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

/// The numbers people may give; what lies above is AWS's. Source: API CreateNetworkAclEntry.
inline constexpr int last_rule_number = 32766;

/// Why AWS would refuse the entry, or nothing: bad_rule_number, bad_port (reversed), bad_icmp
/// (outside -1-255, or a code without a type). Fields that the protocol ignores are not judged.
/// Source: API CreateNetworkAclEntry.
constexpr std::optional<errc> validate(const acl_rule& rule) noexcept {
    if (rule.number < 1 || rule.number > last_rule_number) {
        return errc::bad_rule_number;
    }
    if (rule.proto.has_ports() && rule.ports.first > rule.ports.last) {
        return errc::bad_port;
    }
    const bool looks_at_icmp =
        rule.proto == protocol::icmp() || (rule.proto == protocol::icmpv6() && rule.block.is_v6());
    return looks_at_icmp ? validate(rule.icmp) : std::nullopt;
}

/// The ports or ICMP fields of an entry from the numbers an API call carries, absent ones included:
/// tcp and udp need both ports, icmp (and icmpv6 with an IPv6 block) type and code; everything else
/// ignores what is given. Errors: missing_field, bad_port, bad_icmp.
/// Source: API CreateNetworkAclEntry.
constexpr result<traffic_fields> acl_traffic(protocol proto, address_family family,
                                             std::optional<int> from_port,
                                             std::optional<int> to_port, std::optional<int> type,
                                             std::optional<int> code) noexcept {
    if (proto.has_ports()) {
        return detail::port_fields(from_port, to_port);
    }
    if (proto == protocol::icmp() ||
        (proto == protocol::icmpv6() && family == address_family::ipv6)) {
        return detail::icmp_fields(type, code);
    }
    return traffic_fields{};
}

namespace detail {

/// What the evaluator compares, without the texts of a rule: 48 bytes, so that the longest list
/// AWS allows stays in the first-level cache.
struct acl_matcher {
    std::uint64_t lo = 0;
    std::uint64_t lo_mask = 0;
    std::uint64_t hi = 0;
    std::uint64_t hi_mask = 0;
    std::uint16_t kind = 0; ///< family in the high byte, protocol in the low one
    std::uint16_t kind_mask = 0;
    std::uint16_t first_key = 0;
    std::uint16_t last_key = 65535;

    /// An unreadable rule fits every packet.
    static constexpr acl_matcher of(const acl_rule& rule) noexcept {
        acl_matcher made;
        if (!rule.readable) {
            return made;
        }
        const auto network = rule.block.first_bits();
        const auto mask = ~low_ones(rule.block.host_length());
        made.lo = network.lo;
        made.lo_mask = static_cast<std::uint64_t>(mask);
        made.hi = network.hi;
        made.hi_mask = static_cast<std::uint64_t>(mask >> 64);
        made.kind = kind_of(rule.block.family(), rule.proto.is_any() ? 0 : rule.proto.number());
        made.kind_mask = rule.proto.is_any() ? 0xff00 : 0xffff;
        if (rule.proto.has_ports()) {
            made.first_key = rule.ports.first;
            made.last_key = rule.ports.last;
        } else if (rule.proto == protocol::icmp() ||
                   (rule.proto == protocol::icmpv6() && rule.block.is_v6())) {
            const bool any_type = rule.icmp.type < 0;
            const bool any_code = any_type || rule.icmp.code < 0;
            made.first_key = key_of(any_type ? 0 : rule.icmp.type, any_code ? 0 : rule.icmp.code);
            made.last_key =
                key_of(any_type ? 255 : rule.icmp.type, any_code ? 255 : rule.icmp.code);
        }
        return made;
    }

    static constexpr std::uint16_t kind_of(address_family family, int protocol_number) noexcept {
        return static_cast<std::uint16_t>(static_cast<int>(family) << 8 | protocol_number);
    }
    /// ICMP type and code as one number: then "a type, any code" is a range like a range of ports.
    static constexpr std::uint16_t key_of(int type, int code) noexcept {
        return static_cast<std::uint16_t>(type << 8 | code);
    }
};

/// A packet as `acl_matcher` wants it.
struct acl_header {
    std::uint64_t lo;
    std::uint64_t hi;
    std::uint16_t kind;
    std::uint16_t key;

    constexpr acl_header(direction way, const packet& header) noexcept
        : acl_header(way == direction::in ? header.source : header.destination, header) {}

    constexpr bool fits(const acl_matcher& rule) const noexcept {
        return kind_differs(rule) == 0 && address_differs(rule) == 0 && key_fits(rule);
    }
    /// In the order in which people read a rule.
    constexpr rule_field first_mismatch(const acl_matcher& rule) const noexcept {
        if ((kind_differs(rule) & 0xff) != 0) {
            return rule_field::protocol;
        }
        if (kind_differs(rule) != 0) {
            return rule_field::family;
        }
        if (address_differs(rule) != 0) {
            return rule_field::address;
        }
        if (!key_fits(rule)) {
            return protocol::of(kind & 0xff).is_icmp() ? rule_field::icmp : rule_field::port;
        }
        return rule_field::none;
    }

private:
    constexpr acl_header(const address_bits& remote, const packet& header) noexcept
        : lo(remote.lo), hi(remote.hi),
          kind(acl_matcher::kind_of(remote.family, header.protocol_number)),
          key(header.proto().is_icmp() ? acl_matcher::key_of(header.icmp_type, header.icmp_code)
                                       : header.destination_port) {}

    constexpr std::uint64_t address_differs(const acl_matcher& rule) const noexcept {
        return ((lo ^ rule.lo) & rule.lo_mask) | ((hi ^ rule.hi) & rule.hi_mask);
    }
    constexpr unsigned kind_differs(const acl_matcher& rule) const noexcept {
        return static_cast<unsigned>(kind ^ rule.kind) & rule.kind_mask;
    }
    constexpr bool key_fits(const acl_matcher& rule) const noexcept {
        return rule.first_key <= key && key <= rule.last_key;
    }
};

} // namespace detail

/// The rules of one direction: ascending numbers, none twice.
class acl_rules {
public:
    acl_rules() = default;

    /// Sorts. Errors: bad_rule_number, duplicate_rule_number; `offset` is the place in `rules`, of
    /// the later one where two share a number.
    static result<acl_rules> make(std::vector<acl_rule> rules) {
        std::vector<std::size_t> order(rules.size());
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (rules[i].number < 1 || rules[i].number > last_rule_number) {
                return detail::error_at(errc::bad_rule_number, i, 0);
            }
            order[i] = i;
        }
        std::stable_sort(order.begin(), order.end(), [&rules](std::size_t a, std::size_t b) {
            return rules[a].number < rules[b].number;
        });
        for (std::size_t i = 1; i < order.size(); ++i) {
            if (rules[order[i]].number == rules[order[i - 1]].number) {
                return detail::error_at(errc::duplicate_rule_number, order[i], 0);
            }
        }
        acl_rules made;
        made.rules_.reserve(rules.size());
        made.matchers_.reserve(rules.size());
        for (const auto place : order) {
            made.matchers_.push_back(detail::acl_matcher::of(rules[place]));
            made.rules_.push_back(std::move(rules[place]));
        }
        return made;
    }

    const std::vector<acl_rule>& list() const noexcept { return rules_; }
    /// One for each rule of `list`, in the same order.
    const std::vector<detail::acl_matcher>& matchers() const noexcept { return matchers_; }
    auto begin() const noexcept { return rules_.begin(); }
    auto end() const noexcept { return rules_.end(); }
    std::size_t size() const noexcept { return rules_.size(); }

private:
    std::vector<acl_rule> rules_;
    std::vector<detail::acl_matcher> matchers_;
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
    int rule = 0;                 ///< implicit deny: 32767 (IPv4) or 32768 (IPv6)
    const acl_rule* by = nullptr; ///< nothing for the implicit deny
};

/// The first field of `rule` that does not fit, or `none`; `unreadable` for a rule that was not
/// understood.
/// Ports and ICMP fields are ignored for every protocol but tcp, udp, icmp, and icmpv6 with an IPv6
/// block. Source: API CreateNetworkAclEntry.
constexpr rule_field first_mismatch(const acl_rule& rule, direction way,
                                    const packet& header) noexcept {
    return rule.readable
               ? detail::acl_header(way, header).first_mismatch(detail::acl_matcher::of(rule))
               : rule_field::unreadable;
}

/// Judges one packet. Complexity: O(rules), no allocation with `null_sink`.
template <class Sink = null_sink>
constexpr acl_decision evaluate(const acl_rules& rules, direction way, const packet& header,
                                Sink&& sink = {}) {
    const detail::acl_header wanted(way, header);
    const auto& list = rules.list();
    const auto* const matchers = rules.matchers().data();
    const std::size_t count = list.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (!wanted.fits(matchers[i])) {
            sink.considered({0, static_cast<std::uint32_t>(i), list[i].number,
                             wanted.first_mismatch(matchers[i]),
                             list[i].allow ? verdict::allow : verdict::deny});
            continue;
        }
        const auto& rule = list[i];
        const auto says = !rule.readable ? verdict::unknown
                          : rule.allow   ? verdict::allow
                                         : verdict::deny;
        sink.considered({0, static_cast<std::uint32_t>(i), rule.number,
                         rule.readable ? rule_field::none : rule_field::unreadable, says});
        return {says, rule.number, &rule};
    }
    return {verdict::deny, implicit_deny_number(header.family()), nullptr};
}

template <class Sink = null_sink>
acl_decision evaluate(const network_acl& acl, direction way, const packet& header,
                      Sink&& sink = {}) {
    return evaluate(acl.rules(way), way, header, std::forward<Sink>(sink));
}

/// The ACL every VPC starts with: rule 100 allows all IPv4 both ways, 101 all IPv6 where the VPC
/// has an IPv6 block. A custom ACL starts as `network_acl{}`: the implicit deny alone. Source: VPC
/// guide, "Default network ACL", "Custom network ACL".
inline network_acl default_network_acl(std::string id, std::string vpc_id, bool vpc_has_ipv6) {
    network_acl made;
    made.id = std::move(id);
    made.vpc_id = std::move(vpc_id);
    made.is_default = true;
    std::vector<acl_rule> rules(vpc_has_ipv6 ? 2 : 1);
    if (vpc_has_ipv6) {
        rules[1].number = 101;
        rules[1].block = cidr::everything(address_family::ipv6);
    }
    made.inbound = *acl_rules::make(rules);
    made.outbound = made.inbound;
    return made;
}

} // namespace vpcplan
