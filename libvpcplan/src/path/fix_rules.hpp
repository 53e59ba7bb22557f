// Private. Changes of rules of network ACLs and security groups.
#pragma once

#include "fixer.hpp"

namespace vpcplan::detail {

inline protocol fixer::proto_of(const packet& header) const {
    return asked_.proto.is_any() ? protocol::any() : header.proto();
}

/// The port asked for, as the check saw it: behind a load balancer it is that of the target.
inline port_range fixer::service_ports(const step& check) const {
    const auto port = check.header.destination_port;
    return asked_.destination_port ? port_range{port, port} : port_range::all();
}

/// Destination ports that have to pass a check of this leg: of the reply they are the client's
/// ephemeral ports, or those of the NAT gateway that stands for it.
inline port_range fixer::ports_of_leg(const answer& said, const step& check) const {
    if (!said.decided_by->in_reply) {
        return service_ports(check);
    }
    const auto destination = to_string(check.header.destination);
    for (const auto& made : said.forward.steps) {
        if ((made.kind == step_kind::nat || made.kind == step_kind::lb) &&
            made.fact("source_after") == destination) {
            return {1024, 65535};
        }
    }
    return asked_.source_port ? port_range{*asked_.source_port, *asked_.source_port}
                              : range_of(asked_.client);
}

inline icmp_match fixer::icmp_of(const packet& header) {
    return header.proto().is_icmp() ? icmp_match{header.icmp_type, header.icmp_code} : icmp_match{};
}

/// A free number before `deciding`, at a round place where there is one.
inline std::optional<int> fixer::free_number(const acl_rules& rules, int deciding) {
    const auto taken = [&](int number) {
        return std::any_of(rules.begin(), rules.end(),
                           [&](const acl_rule& rule) { return rule.number == number; });
    };
    int before = 0;
    for (const auto& rule : rules) {
        if (rule.number < deciding) {
            before = std::max(before, rule.number);
        }
    }
    const int last = std::min(deciding - 1, 32766);
    const int round = before == 0 && deciding > 100 ? 100 : (before / 10 + 1) * 10;
    if (round <= last) {
        return round;
    }
    for (int number = last; number >= 1; --number) {
        if (!taken(number)) {
            return number;
        }
    }
    return std::nullopt;
}

inline std::optional<change> fixer::allow_in_acl(const answer& said, const step& check) {
    const auto* acl = index_->find_network_acl(check.component);
    if (acl == nullptr || !check.rule || !check.way) {
        return std::nullopt;
    }
    const bool in = *check.way == direction::in;
    const auto& rules = acl->rules(*check.way);
    const auto number = free_number(rules, *check.rule);
    if (!number) {
        return std::nullopt;
    }
    const auto& remote = in ? check.header.source : check.header.destination;
    acl_rule added;
    added.number = *number;
    added.proto = proto_of(check.header);
    added.block = cidr::containing(remote, width_of(remote.family));
    added.ports = ports_of_leg(said, check);
    added.icmp = icmp_of(check.header);
    const auto rule = change_words::rule(added, *check.way);
    const auto name = label_of(index_, acl->id);
    const bool ephemeral = said.decided_by->in_reply && added.proto.has_ports();
    return apply_change(add_acl_rule{acl->id, *check.way, added},
                        {acl->id, std::string(in ? "in " : "out ") + rule,
                         "Add the " + std::string(in ? "inbound" : "outbound") + " rule \"" + rule +
                             "\" to network ACL " + name +
                             (ephemeral ? ": replies go to the client's ephemeral ports." : "."),
                         "네트워크 ACL " + name + "에 " + (in ? "인바운드" : "아웃바운드") +
                             " 규칙 \"" + rule + "\" 항목을 추가합니다" +
                             (ephemeral ? " (응답은 클라이언트의 임시 포트로 돌아갑니다)." : ".")});
}

inline std::optional<change> fixer::allow_in_group(const step& check) {
    const auto* group = index_->find_security_group(check.component);
    if (group == nullptr || !check.way) {
        return std::nullopt;
    }
    const bool in = *check.way == direction::in;
    const auto& remote = in ? check.header.source : check.header.destination;
    group_rule added;
    added.proto = proto_of(check.header);
    added.ports = service_ports(check);
    added.icmp = icmp_of(check.header);
    const auto block = cidr::containing(remote, width_of(remote.family));
    added.peer = block;
    auto peer = to_string(block);
    // A reference follows the instances when they are replaced; an address does not.
    // Where it stands already and did not help, the packet has lost its sender's groups on the way.
    const auto* other = index_->interface_at(group->vpc_id, remote);
    const auto& rules = group->rules(*check.way);
    const bool is_lost =
        other != nullptr && !other->group_ids.empty() &&
        std::any_of(rules.begin(), rules.end(), [&](const group_rule& rule) {
            const auto* peer_group = std::get_if<group_peer>(&rule.peer);
            return peer_group != nullptr && peer_group->id == other->group_ids.front() &&
                   (rule.proto.is_any() ||
                    (rule.proto == added.proto && rule.ports.first <= added.ports.first &&
                     added.ports.last <= rule.ports.last));
        });
    if (other != nullptr && !other->group_ids.empty() && !is_lost) {
        const auto& id = other->group_ids.front();
        added.peer = group_peer{id, group->vpc_id, false};
        peer = "group " + label_of(index_, id);
    }
    const auto rule =
        words_of_traffic(added.proto, added.ports, added.icmp) + (in ? " from " : " to ") + peer;
    const auto name = label_of(index_, group->id);
    return apply_change(
        add_group_rule{group->id, *check.way, added},
        {group->id, std::string(in ? "in " : "out ") + rule,
         "Add the " + std::string(in ? "inbound" : "outbound") + " rule \"" + rule +
             "\" to security group " + name +
             (is_lost ? ": references to groups are lost behind this hop." : "."),
         "보안 그룹 " + name + "에 " + (in ? "인바운드" : "아웃바운드") + " 규칙 \"" + rule +
             "\" 항목을 추가합니다" +
             (is_lost ? "(이 홉을 지나면 보안 그룹 참조가 적용되지 않습니다)." : ".")});
}

} // namespace vpcplan::detail
