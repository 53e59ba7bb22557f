// Floor 3. Security groups: allow rules only, no order, the union over all groups of an interface.
#pragma once

#include "prefix_list.hpp"

#include <span>
#include <variant>

namespace vpcplan {

/// A rule's peer written as a prefix list.
struct prefix_list_peer {
    std::string id;
};

/// A rule's peer written as a security group: the private addresses of the interfaces that carry
/// it now. It does not import that group's rules. Source: VPC guide, "Security group rules".
struct group_peer {
    std::string id;
    std::string vpc_id; ///< where the input names it (peered groups)
    bool stale = false; ///< the group or the peering is gone: matches nobody
};

/// A peer that was seen but not understood.
struct unreadable_peer {
    std::string text;
};

using group_rule_peer = std::variant<unreadable_peer, cidr, prefix_list_peer, group_peer>;

/// One allow rule with one peer. tcp/udp: `ports` is the destination port of the first packet.
/// Ports are ignored for every protocol but tcp and udp. Source: EC2 API IpPermission.
struct group_rule {
    protocol proto = protocol::any();
    port_range ports{};
    icmp_match icmp{};
    group_rule_peer peer;
    std::string description;
    source_ref place{};
};

/// Why AWS would refuse the rule, or nothing: bad_port (reversed), bad_icmp (outside -1-255, or a
/// code without a type). Fields that the protocol ignores are not judged.
/// Source: EC2 API IpPermission.
constexpr std::optional<errc> validate(const group_rule& rule) noexcept {
    if (rule.proto.has_ports() && rule.ports.first > rule.ports.last) {
        return errc::bad_port;
    }
    return rule.proto.is_icmp() ? validate(rule.icmp) : std::nullopt;
}

/// The ports or ICMP fields of a rule from FromPort and ToPort of an IpPermission, absent ones
/// included: tcp and udp need both; icmp has type and code there, icmpv6 may leave them out;
/// everything else ignores what is given. Errors: missing_field, bad_port, bad_icmp.
/// Source: EC2 API IpPermission.
constexpr result<traffic_fields> group_traffic(protocol proto, std::optional<int> from_port,
                                               std::optional<int> to_port) noexcept {
    if (proto.has_ports()) {
        return detail::port_fields(from_port, to_port);
    }
    if (proto == protocol::icmp() || (proto == protocol::icmpv6() && (from_port || to_port))) {
        return detail::icmp_fields(from_port, to_port);
    }
    return traffic_fields{};
}

struct security_group {
    std::string id;
    std::string name;
    std::string vpc_id;
    std::string description;
    std::vector<group_rule> inbound;
    std::vector<group_rule> outbound;
    source_ref place{};

    const std::vector<group_rule>& rules(direction way) const noexcept {
        return way == direction::in ? inbound : outbound;
    }
};

/// What a set of groups says. `group` and `rule` are the rule that allowed, or the one that could
/// have and whose peer is not known; with `deny` there is none.
struct group_decision {
    verdict outcome = verdict::deny;
    const security_group* group = nullptr;
    const group_rule* rule = nullptr;
};

/// Who belongs to a referenced group or prefix list. The network answers this; tests may fake it.
/// `References` has: membership group_has(const group_peer&, const address_bits&) and
/// membership list_has(std::string_view prefix_list_id, const address_bits&).
struct no_references {
    membership group_has(const group_peer&, const detail::address_bits&) const noexcept {
        return membership::unknown;
    }
    membership list_has(std::string_view, const detail::address_bits&) const noexcept {
        return membership::unknown;
    }
};

namespace detail {

/// Protocol, ports and ICMP fields only; the peer is another question.
constexpr rule_field header_mismatch(const group_rule& rule, const packet& header) noexcept {
    if (!rule.proto.covers(header.proto())) {
        return rule_field::protocol;
    }
    if (rule.proto.has_ports() && !rule.ports.contains(header.destination_port)) {
        return rule_field::port;
    }
    if (rule.proto.is_icmp() && !rule.icmp.matches(header.icmp_type, header.icmp_code)) {
        return rule_field::icmp;
    }
    return rule_field::none;
}

template <class References>
membership peer_holds(const group_rule_peer& peer, const address_bits& remote,
                      const References& references) {
    if (const auto* block = std::get_if<cidr>(&peer)) {
        return block->contains(remote) ? membership::yes : membership::no;
    }
    if (const auto* list = std::get_if<prefix_list_peer>(&peer)) {
        return references.list_has(list->id, remote);
    }
    if (const auto* group = std::get_if<group_peer>(&peer)) {
        return group->stale ? membership::no : references.group_has(*group, remote);
    }
    return membership::unknown;
}

} // namespace detail

/// Judges the first packet of a flow; replies are the connection's matter, not the rules'.
/// Complexity: O(rules over all groups).
template <class References, class Sink = null_sink>
group_decision evaluate(std::span<const security_group* const> groups, direction way,
                        const packet& header, const References& references, Sink&& sink = {}) {
    const auto& remote = way == direction::in ? header.source : header.destination;
    group_decision undecided;
    std::uint32_t set = 0;
    for (const auto* group : groups) {
        std::uint32_t index = 0;
        for (const auto& rule : group->rules(way)) {
            auto mismatch = detail::header_mismatch(rule, header);
            auto says = verdict::allow;
            if (mismatch == rule_field::none) {
                switch (detail::peer_holds(rule.peer, remote, references)) {
                case membership::yes: break;
                case membership::no: {
                    const auto* block = std::get_if<cidr>(&rule.peer);
                    mismatch = block != nullptr && block->family() != remote.family
                                   ? rule_field::family
                                   : rule_field::address;
                    break;
                }
                case membership::unknown:
                    mismatch = rule_field::unreadable;
                    says = verdict::unknown;
                    break;
                }
            }
            sink.considered({set, index++, -1, mismatch, says});
            if (mismatch == rule_field::none) {
                return {verdict::allow, group, &rule};
            }
            if (mismatch == rule_field::unreadable && undecided.rule == nullptr) {
                undecided = {verdict::unknown, group, &rule};
            }
        }
        ++set;
    }
    return undecided;
}

/// A group as CreateSecurityGroup makes it: nothing may come in, everything may go out.
/// Source: VPC guide, "Security group rules".
inline security_group new_security_group(std::string id, std::string vpc_id) {
    security_group made;
    made.id = std::move(id);
    made.vpc_id = std::move(vpc_id);
    made.outbound.push_back({protocol::any(), {}, {}, cidr::everything(address_family::ipv4), {}});
    return made;
}

/// The group every VPC starts with: everything may come in from its own members, everything may go
/// out, over IPv6 only where the VPC has an IPv6 block.
/// Source: VPC guide, "Default security groups".
inline security_group default_security_group(std::string id, std::string vpc_id,
                                             bool vpc_has_ipv6) {
    auto made = new_security_group(std::move(id), std::move(vpc_id));
    made.name = "default";
    made.inbound.push_back({protocol::any(), {}, {}, group_peer{made.id, made.vpc_id}, {}});
    if (vpc_has_ipv6) {
        made.outbound.push_back(
            {protocol::any(), {}, {}, cidr::everything(address_family::ipv6), {}});
    }
    return made;
}

} // namespace vpcplan
