// Private. The walker at inspection endpoints: Network Firewall and Gateway Load Balancers.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// Whom the rules of a firewall mean by $HOME_NET and by prefix lists.
struct walker::firewall_references {
    const network_index& net;
    const network_firewall& firewall;
    const firewall_policy& policy;
    const vpc_endpoint& at;

    membership home_net_has(const address_bits& address) const {
        if (policy.home_net) {
            return std::any_of(policy.home_net->begin(), policy.home_net->end(),
                               [&](const cidr& block) { return block.contains(address); })
                       ? membership::yes
                       : membership::no;
        }
        // Of an endpoint in another VPC than the firewall's, AWS does not say which of them it is.
        const auto is_in = [&](const std::string& vpc_id) {
            const auto* home = net.find_vpc(vpc_id);
            return home == nullptr           ? membership::unknown
                   : home->contains(address) ? membership::yes
                                             : membership::no;
        };
        const auto said = is_in(firewall.vpc_id);
        return at.vpc_id.empty() || is_in(at.vpc_id) == said ? said : membership::unknown;
    }
    membership list_has(std::string_view id, const address_bits& address) const {
        const auto* list = net.find_prefix_list(id);
        return list == nullptr ? membership::unknown : list->contains(address);
    }
};

/// One firewall at one of its endpoints, its groups in order.
struct walker::inspected_by {
    const vpc_endpoint& at;
    firewall_references references;
    std::vector<firewall_group_use> stateless;
    std::vector<firewall_group_use> stateful;
};

/// What a firewall says to one packet of a flow.
struct walker::inspection {
    verdict outcome = verdict::allow;
    reason code = reason::none;
    firewall_decision said;
    bool stateful = false; ///< the stateful engine sees the packet
    bool by_state = false; ///< it belongs to a flow that the engine knows
    std::vector<considered_rule> considered;
};

/// What people call the firewall of an endpoint: its name, its ARN, or the endpoint's id.
inline std::string walker::name_of_firewall(const vpc_endpoint& at) const {
    const auto* firewall = net_.firewall_of_endpoint(at.id);
    if (firewall == nullptr) {
        return at.firewall_id && !at.firewall_id->empty() ? *at.firewall_id : at.id;
    }
    return firewall->name.empty() ? firewall->id : firewall->name;
}

/// A packet sent to an inspection endpoint: into its subnet, inspected, out of its subnet. `from`
/// is the subnet whose route table leads here; nothing for a gateway's route table. Source:
/// PrivateLink guide, "Access an inspection system using a Gateway Load Balancer endpoint"; Network
/// Firewall guide, "VPC and route configuration".
inline leg_outcome walker::to_inspection(const vpc_endpoint& at, const subnet* from, flow& now) {
    const auto* firewall = net_.firewall_of_endpoint(at.id);
    const bool by_firewall = at.firewall_id || firewall != nullptr;
    auto made = make(by_firewall ? step_kind::firewall : step_kind::vpce,
                     firewall != nullptr ? firewall->id : at.id,
                     is_reply_ ? direction::in : direction::out, now);
    made.place = firewall != nullptr ? firewall->place : at.place;
    made.detail.emplace_back("endpoint", at.id);
    if (by_firewall) {
        made.detail.emplace_back("firewall", name_of_firewall(at));
    }
    if (at.kind != endpoint_kind::gateway_load_balancer) {
        return cannot_tell(std::move(made), reason::unsupported_component);
    }
    const auto* attachment = firewall != nullptr ? firewall->find(at.id) : nullptr;
    const bool attached = attachment == nullptr || attachment->status.empty() ||
                          attachment->status == "READY" || attachment->status == "SCALING";
    if (at.state != "available" || !attached) {
        made.detail.emplace_back("state", attached ? at.state : attachment->status);
        return deny(std::move(made), reason::bad_state);
    }
    const auto* home = at.subnet_ids.empty() ? nullptr : net_.find_subnet(at.subnet_ids.front());
    if (home == nullptr) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    if (from != nullptr && from != home && from->zone != home->zone) {
        made.detail.emplace_back("zone", home->zone);
    }
    if (const auto at_acl = from == home ? pass_acl_of_own_subnet(*home, now)
                                         : pass_acl(*home, direction::in, now)) {
        return *at_acl;
    }
    if (const auto stopped_here = by_firewall ? pass_firewall(at, *home, std::move(made), now)
                                              : pass_appliances(at, std::move(made), now)) {
        return *stopped_here;
    }
    lose_identity("inspection");
    if (home->contains(now.header.destination)) {
        return deliver_in_subnet(*home, now);
    }
    return leave_subnet(*home, now, at.id);
}

/// From a host to an endpoint in its own subnet: the ACL is asked, AWS does not say by which list.
/// The outbound one was; where the inbound one says something else, nobody can tell.
inline walker::stopped walker::pass_acl_of_own_subnet(const subnet& home, const flow& now) {
    const auto before = leg_->steps.size();
    const auto said = pass_acl(home, direction::in, now);
    auto asked = std::move(leg_->steps.back());
    leg_->steps.resize(before);
    if (!said) {
        return std::nullopt;
    }
    const auto code = asked.code;
    return cannot_tell(std::move(asked), code);
}

inline walker::inspected_flow* walker::seen_at(const vpc_endpoint& at, const packet& back) {
    for (auto& one : inspected_) {
        if (is_reply_ && one.at == &at && one.first.source == back.destination &&
            one.first.destination == back.source) {
            return &one;
        }
    }
    return nullptr;
}

/// A packet that went through: it opens a flow of its endpoint, or answers one.
inline void walker::remember(const vpc_endpoint& at, const packet& header, bool by_rule,
                             const std::string& component) {
    if (auto* seen = seen_at(at, header)) {
        seen->answered = true;
        return;
    }
    const bool known = std::any_of(inspected_.begin(), inspected_.end(), [&](const auto& one) {
        return one.at == &at && one.first.source == header.source &&
               one.first.destination == header.destination;
    });
    if (!is_reply_ && !known) {
        inspected_.push_back({&at, header, by_rule, component});
    }
}

/// The stateful engine: a flow's first packet by the rules, its replies by state. A flow that no
/// rule passes may still meet a rule that drops its replies; whether the engine then asks that rule
/// is documented nowhere. Neither is what becomes of half a TCP connection or half a ping; half of
/// anything else is a flow like any other.
/// Source: Network Firewall guide, "Firewall rules engines", "Stream exception policy options".
inline void walker::judge_flow(const inspected_by& by, const packet& header, inspection& said) {
    said.stateful = true;
    const auto* seen = seen_at(by.at, header);
    said.by_state = seen != nullptr;
    if (seen != nullptr && seen->by_rule) {
        said.considered.clear(); // no rule of the stateful engine is asked
        said.said = {firewall_action::pass, std::nullopt, {}, {}};
        return;
    }
    if (seen == nullptr && is_reply_ &&
        (header.proto() == protocol::tcp() || header.proto().is_icmp())) {
        said.outcome = verdict::unknown;
        said.code = reason::firewall_asymmetric_routing;
        return;
    }
    trace_sink trace;
    said.said = evaluate_stateful(by.references.policy, by.stateful, header,
                                  seen != nullptr ? flow_side::to_client : flow_side::to_server,
                                  by.references, trace);
    said.considered = std::move(trace.rules);
    said.outcome = verdict_of(said.said.action);
    if (seen != nullptr && said.outcome == verdict::deny) {
        said.outcome = verdict::unknown;
    }
    said.code = said.outcome == verdict::deny    ? reason::firewall_rules_restriction
                : said.outcome == verdict::allow ? reason::none
                : said.said.lacks_group()        ? reason::firewall_policy_not_known
                                                 : reason::firewall_rule_not_readable;
}

/// Both engines. The stateless one knows no flows, so of TCP it must let through what opens a
/// connection and what follows: SYN, or SYN and ACK, and then ACK alone.
inline walker::inspection walker::inspect(const inspected_by& by, const packet& header) {
    const auto& policy = by.references.policy;
    const bool tcp = header.proto() == protocol::tcp();
    inspection said;
    trace_sink trace;
    said.said = evaluate_stateless(
        policy, by.stateless, header,
        static_cast<std::uint8_t>(is_reply_ ? tcp_flag::syn | tcp_flag::ack : tcp_flag::syn),
        trace);
    const auto first = said.said.action;
    if (tcp && verdict_of(first) == verdict::allow) {
        trace_sink later_trace;
        auto later = evaluate_stateless(policy, by.stateless, header, tcp_flag::ack, later_trace);
        if (later.action != first) {
            const bool half = verdict_of(later.action) == verdict::allow;
            said.said = std::move(later);
            trace = std::move(later_trace);
            if (half) { // the stateful engine sees the opening or the rest, not both
                said.outcome = verdict::unknown;
                said.code = reason::firewall_asymmetric_routing;
                said.considered = std::move(trace.rules);
                return said;
            }
        }
    }
    said.considered = std::move(trace.rules);
    said.outcome = verdict_of(said.said.action);
    switch (said.outcome) {
    case verdict::deny: said.code = reason::firewall_rules_restriction; break;
    case verdict::unknown:
        said.code = said.said.lacks_group() ? reason::firewall_policy_not_known
                                            : reason::firewall_rule_not_readable;
        break;
    case verdict::allow:
        if (said.said.action == firewall_action::forward) {
            judge_flow(by, header, said);
        }
        break;
    }
    return said;
}

/// A packet through a Network Firewall. After a NAT gateway any source port may come, so all that
/// the rules tell apart must pass.
inline walker::stopped walker::pass_firewall(const vpc_endpoint& at, const subnet& home, step made,
                                             const flow& now) {
    const auto* firewall = net_.firewall_of_endpoint(at.id);
    const auto* policy =
        firewall != nullptr ? net_.find_firewall_policy(firewall->policy_id) : nullptr;
    if (policy == nullptr) {
        return cannot_tell(std::move(made), reason::firewall_policy_not_known);
    }
    const auto find = [&](const std::string& id) { return net_.find_firewall_rule_group(id); };
    const inspected_by by{at,
                          {net_, *firewall, *policy, at},
                          in_order(policy->stateless, find),
                          in_order(policy->stateful, find)};
    firewall_port_bounds bounds;
    const auto* seen = seen_at(at, now.header);
    add_port_bounds(by.stateless, now.header, flow_side::both, by.references, bounds);
    if (seen == nullptr || !seen->by_rule) {
        add_port_bounds(by.stateful, now.header,
                        seen != nullptr ? flow_side::to_client : flow_side::to_server,
                        by.references, bounds);
    }
    auto& by_source = is_reply_ ? consulted.destination_ports : consulted.source_ports;
    auto& by_destination = is_reply_ ? consulted.source_ports : consulted.destination_ports;
    const auto classes = [](const std::vector<port_range>& own, std::vector<port_range>& shared,
                            const std::optional<port_range>& any, std::uint16_t port) {
        if (any) {
            return port_classes(own, *any);
        }
        shared.insert(shared.end(), own.begin(), own.end());
        return std::vector<port_range>{{port, port}};
    };
    const auto sources =
        classes(bounds.source, by_source, now.any_source_port, now.header.source_port);
    const auto destinations = classes(bounds.destination, by_destination, now.any_destination_port,
                                      now.header.destination_port);
    std::optional<inspection> worst;
    bool by_rule = true;
    bool all_stateful = true;
    bool any_stateful = false;
    const auto weight = [](verdict one) {
        return one == verdict::deny ? 2 : one == verdict::unknown ? 1 : 0;
    };
    for (const auto& source : sources) {
        for (const auto& destination : destinations) {
            auto header = now.header;
            header.source_port = source.first;
            header.destination_port = destination.first;
            auto said = inspect(by, header);
            any_stateful = any_stateful || said.stateful;
            all_stateful = all_stateful && said.stateful;
            by_rule = by_rule && said.said.by.has_value();
            if (!worst || weight(said.outcome) > weight(worst->outcome)) {
                made.header = header;
                worst = std::move(said);
            }
        }
    }
    if (worst->outcome == verdict::allow && any_stateful != all_stateful) {
        worst->outcome = verdict::unknown; // by port, the stateful engine sees some packets only
        worst->code = reason::firewall_asymmetric_routing;
    }
    // "It cannot inspect traffic of its own subnet" leaves open whether such traffic then passes.
    if (worst->outcome == verdict::deny &&
        (home.contains(now.header.source) || home.contains(now.header.destination))) {
        worst->outcome = verdict::unknown;
    }
    if (worst->code != reason::firewall_asymmetric_routing) {
        made.detail.emplace_back("engine", worst->stateful ? "stateful" : "stateless");
        if (worst->by_state) {
            made.detail.emplace_back("state", "known");
        }
        if (worst->said.by) {
            made.detail.emplace_back("group", worst->said.by->name());
        }
        if (!worst->said.rule.empty()) {
            made.detail.emplace_back("rule", worst->said.rule);
        }
        made.detail.emplace_back("action", to_string(worst->said.action));
    }
    made.considered = std::move(worst->considered);
    if (!worst->said.place.file.empty()) {
        made.place = worst->said.place;
    }
    if (worst->outcome != verdict::allow) {
        return stop(std::move(made), worst->outcome, worst->code);
    }
    if (worst->stateful) {
        remember(at, now.header, by_rule, made.component);
    }
    allow(std::move(made));
    return std::nullopt;
}

/// Appliances behind a Gateway Load Balancer: what they do is theirs, so it is assumed that they
/// pass packets on. One that sees half of a TCP connection is another matter.
/// Source: Gateway Load Balancers guide, "What is a Gateway Load Balancer": both directions of a
/// flow go to the same appliance.
inline walker::stopped walker::pass_appliances(const vpc_endpoint& at, step made, const flow& now) {
    if (std::find(assumed.begin(), assumed.end(), assumption::appliances_forward) ==
        assumed.end()) {
        assumed.push_back(assumption::appliances_forward);
    }
    if (is_reply_ && now.header.proto() == protocol::tcp() && !seen_at(at, now.header)) {
        return cannot_tell(std::move(made), reason::firewall_asymmetric_routing);
    }
    remember(at, now.header, true, made.component);
    allow(std::move(made));
    return std::nullopt;
}

/// A TCP connection of which a stateful engine saw the first packet and not the reply.
inline walker::stopped walker::half_seen_flow() {
    for (const auto& one : inspected_) {
        if (!one.answered && one.first.proto() == protocol::tcp()) {
            const bool of_firewall =
                one.at->firewall_id || net_.firewall_of_endpoint(one.at->id) != nullptr;
            auto made = make(of_firewall ? step_kind::firewall : step_kind::vpce, one.component,
                             direction::in, arrived_);
            made.detail.emplace_back("endpoint", one.at->id);
            if (of_firewall) {
                made.detail.emplace_back("firewall", name_of_firewall(*one.at));
            }
            return cannot_tell(std::move(made), reason::firewall_asymmetric_routing);
        }
    }
    return std::nullopt;
}

} // namespace vpcplan::detail
