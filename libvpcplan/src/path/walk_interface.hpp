// Private. The walker at an interface: source/destination check, groups, platform services.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// Who belongs to what, seen from the groups of one interface. A member of a referenced group is an
/// interface with the packet's private address; a public or translated address belongs to nobody.
struct walker::references {
    const walker& walk;
    const std::string& here; ///< VPC of the interface
    direction way;
    std::string_view& no_because; ///< why no reference can match, of the first that does not

    membership group_has(const group_peer& peer, const address_bits& address) const {
        const auto said = carries_group(peer, address);
        if (said == membership::no && no_because.empty()) {
            no_because = why_not(peer, address);
        }
        return said;
    }

    membership list_has(std::string_view id, const address_bits& address) const {
        const auto* list = walk.net_.find_prefix_list(id);
        return list == nullptr ? membership::unknown : list->contains(address);
    }

private:
    membership carries_group(const group_peer& peer, const address_bits& address) const {
        if (way == direction::in) {
            switch (walk.identity_) {
            case identity::lost: return membership::no;
            case identity::unsure: return membership::unknown;
            case identity::balancer: return has(*walk.balancer_node_, peer.id);
            case identity::same_vpc: return carries(here, address, peer.id);
            case identity::peering:
            case identity::transit: return carries(walk.source_vpc_, address, peer.id);
            }
        }
        const auto& there = vpc_of_group(peer);
        if (there == here || walk.net_.is_inside(here, address).value_or(true)) {
            return carries(here, address, peer.id);
        }
        // A group that is not in the input may be of any VPC that is peered with this one.
        for (const auto& peering : walk.net_.data().peerings) {
            const auto* other = peering.opposite(here);
            if (other != nullptr && (there.empty() || other->vpc_id == there) &&
                peering.status == "active" && peering.is_in_one_region() &&
                walk.net_.is_inside(other->vpc_id, address).value_or(true)) {
                return carries(other->vpc_id, address, peer.id);
            }
        }
        return walk.net_.has_all(listed::peerings, here) ? membership::no : membership::unknown;
    }

    /// "" for an address whose groups are known and are others.
    std::string_view why_not(const group_peer& peer, const address_bits& address) const {
        if (way == direction::in) {
            return walk.lost_by_;
        }
        const auto* own = walk.net_.find_vpc(here);
        const bool is_inside = own == nullptr || own->contains(address);
        const auto& there = vpc_of_group(peer);
        if (!is_inside && is_internet_address(address)) {
            return "public_address";
        }
        if (is_inside || there.empty() || there == here) {
            return {};
        }
        std::string_view why = "no_peering";
        for (const auto& peering : walk.net_.data().peerings) {
            const auto* other = peering.opposite(here);
            if (other != nullptr && other->vpc_id == there && peering.status == "active") {
                if (peering.is_in_one_region()) {
                    return {};
                }
                why = "other_region";
            }
        }
        const auto is_attached = [&](const std::string& vpc_id) {
            const auto& all = walk.net_.data().transit_gateway_attachments;
            return std::any_of(all.begin(), all.end(), [&](const auto& one) {
                return one.kind == attachment_kind::vpc && one.resource_id == vpc_id;
            });
        };
        return why == "no_peering" && is_attached(here) && is_attached(there) ? "transit_outbound"
                                                                              : why;
    }

    const std::string& vpc_of_group(const group_peer& peer) const {
        const auto* group = walk.net_.find_security_group(peer.id);
        return peer.vpc_id.empty() && group != nullptr ? group->vpc_id : peer.vpc_id;
    }

    membership carries(const std::string& vpc_id, const address_bits& address,
                       const std::string& group_id) const {
        const auto* member = walk.net_.interface_at(vpc_id, address);
        if (member == nullptr) {
            return walk.net_.find_vpc(vpc_id) != nullptr &&
                           walk.net_.has_all(listed::interfaces, vpc_id)
                       ? membership::no
                       : membership::unknown;
        }
        return has(*member, group_id);
    }

    static membership has(const interface& member, const std::string& group_id) {
        const auto& groups = member.group_ids;
        return std::find(groups.begin(), groups.end(), group_id) != groups.end() ? membership::yes
                                                                                 : membership::no;
    }
};

inline std::string rule_text(const group_rule& rule) {
    std::string text = to_string(rule.proto);
    if (rule.proto.has_ports()) {
        text += " " + (rule.ports == port_range::all() ? "all" : to_string(rule.ports));
    } else if (rule.proto.is_icmp() && rule.icmp.type != -1) {
        text += " " + std::to_string(rule.icmp.type);
        if (rule.icmp.code != -1) {
            text += "/" + std::to_string(rule.icmp.code);
        }
    }
    if (const auto* block = std::get_if<cidr>(&rule.peer)) {
        return text + " " + to_string(*block);
    }
    if (const auto* list = std::get_if<prefix_list_peer>(&rule.peer)) {
        return text + " " + list->id;
    }
    if (const auto* group = std::get_if<group_peer>(&rule.peer)) {
        return text + " " + group->id;
    }
    return text + " " + std::get<unreadable_peer>(rule.peer).text;
}

/// Whether hosts may call what stands behind an interface, and whether it may call them, where the
/// input does not describe its owner: `allow`, `deny`, or `unknown`.
struct interface_habits {
    std::string_view type; ///< InterfaceType
    verdict takes;
    verdict starts;
};

/// Types that are not listed belong to services that no page describes as an end of connections.
/// Sources: EC2 API NetworkInterface, InterfaceType; Lambda guide, "Giving Lambda functions access
/// to resources in an Amazon VPC"; VPC guide, "NAT gateway basics"; PrivateLink concepts;
/// API Gateway guide, "VPC links" (interfaces that only call).
inline interface_habits habits_of(std::string_view type) noexcept {
    constexpr interface_habits known[] = {
        {"interface", verdict::allow, verdict::allow},
        {"efa", verdict::allow, verdict::allow},
        {"efa-only", verdict::allow, verdict::allow},
        {"branch", verdict::allow, verdict::allow},
        {"trunk", verdict::allow, verdict::allow},
        {"lambda", verdict::deny, verdict::allow},
        {"api_gateway_managed", verdict::deny, verdict::allow},
        {"nat_gateway", verdict::deny, verdict::unknown},
        {"transit_gateway", verdict::unknown, verdict::unknown},
        {"vpc_endpoint", verdict::unknown, verdict::deny},
        {"gateway_load_balancer_endpoint", verdict::unknown, verdict::deny},
        {"network_load_balancer", verdict::unknown, verdict::unknown},
        {"gateway_load_balancer", verdict::unknown, verdict::unknown},
        {"load_balancer", verdict::unknown, verdict::unknown},
        {"ec2_instance_connect_endpoint", verdict::deny, verdict::allow},
    };
    const auto found = std::find_if(std::begin(known), std::end(known),
                                    [type](const auto& one) { return one.type == type; });
    return found != std::end(known) ? *found
                                    : interface_habits{type, verdict::unknown, verdict::unknown};
}

/// Judges an interface whose owner the input does not describe by its type alone.
inline walker::stopped walker::pass_habits(const interface& at, direction way, const flow& now) {
    const auto habits = habits_of(at.type);
    const auto said = way == direction::in ? habits.takes : habits.starts;
    if (is_reply_ || said == verdict::allow) {
        return std::nullopt;
    }
    auto made = make(step_kind::route, at.id, way, now);
    made.detail.emplace_back("interface_type", at.type);
    made.place = at.place;
    return stop(std::move(made), said,
                said == verdict::unknown ? reason::eni_owner_not_known
                : way == direction::in   ? reason::eni_takes_no_connections
                                         : reason::eni_starts_no_connections);
}

/// Interfaces that AWS makes without groups.
/// Source: VPC guide, "Security groups"; guides of NAT gateways, transit gateway, NLB, PrivateLink.
inline bool walker::has_no_groups(const interface& at) const {
    constexpr std::string_view kinds[] = {"nat_gateway", "transit_gateway", "network_load_balancer",
                                          "gateway_load_balancer",
                                          "gateway_load_balancer_endpoint"};
    const auto* balancer = net_.balancer_of_interface(at.id);
    const auto* service_end = net_.endpoint_of_interface(at.id);
    return std::find(std::begin(kinds), std::end(kinds), at.type) != std::end(kinds) ||
           net_.nat_of_interface(at.id) != nullptr ||
           (balancer != nullptr && (balancer->kind == balancer_kind::network ||
                                    balancer->kind == balancer_kind::gateway)) ||
           (service_end != nullptr && service_end->kind == endpoint_kind::gateway_load_balancer);
}

/// The groups of an interface: state first, then the union of their rules.
inline walker::stopped walker::pass_groups(const interface& at, direction way, const flow& now) {
    if (at.group_ids.empty()) {
        // Everything else has groups: an input without them leaves something out.
        return has_no_groups(at)
                   ? stopped{}
                   : cannot_tell(make(step_kind::sg, at.id, way, now), reason::sg_not_known);
    }
    auto made = make(step_kind::sg, at.group_ids.front(), way, now);
    made.detail.emplace_back("interface", at.id);
    if (is_reply_) {
        for (const auto& known : admitted_) {
            if (known.at == &at && known.way != way) {
                made.component = known.group->id;
                made.detail.emplace_back("reply", "true");
                made.place = known.rule->place;
                allow(std::move(made));
                return std::nullopt;
            }
        }
    }
    std::vector<const security_group*> groups;
    const std::string* missing = nullptr;
    bool any_rule = false;
    for (const auto& id : at.group_ids) {
        if (const auto* group = net_.find_security_group(id)) {
            groups.push_back(group);
            any_rule = any_rule || !group->rules(way).empty();
        } else {
            missing = &id;
        }
    }
    consulted.groups.insert(consulted.groups.end(), groups.begin(), groups.end());
    trace_sink trace;
    std::string_view no_because;
    const auto decision =
        evaluate(groups, way, now.header, references{*this, at.vpc_id, way, no_because}, trace);
    made.considered = std::move(trace.rules);
    if (decision.rule != nullptr) {
        made.component = decision.group->id;
        made.place = decision.rule->place;
        made.detail.emplace_back("rule", rule_text(*decision.rule));
    }
    if (decision.outcome == verdict::allow) {
        admitted_.push_back({&at, way, decision.group, decision.rule});
        allow(std::move(made));
        return std::nullopt;
    }
    if (decision.outcome == verdict::unknown) {
        return cannot_tell(std::move(made), reason::sg_reference_not_known);
    }
    if (missing != nullptr) {
        made.component = *missing;
        return cannot_tell(std::move(made), reason::sg_not_known);
    }
    if (!no_because.empty()) {
        made.detail.emplace_back("reference", no_because);
    }
    return deny(std::move(made),
                any_rule ? reason::eni_sg_rules_mismatch : reason::sg_has_no_rules);
}

inline walker::stopped walker::pass_attachment(const interface& at, direction way,
                                               const flow& now) {
    const auto* host = net_.find_instance(at.instance_id);
    if (host == nullptr && !at.instance_id.empty() && !net_.has_all(listed::instances, at.vpc_id)) {
        assumed.push_back(assumption::instances_not_listed);
    }
    const bool is_off = host != nullptr && host->is_off();
    if (!at.is_detached() && !is_off) {
        return std::nullopt;
    }
    auto made = make(step_kind::route, at.id, way, now);
    made.detail.emplace_back("state", is_off ? host->state : at.status);
    made.place = is_off ? host->place : at.place;
    return deny(std::move(made), reason::bad_state);
}

/// To what the platform itself answers, past every group, ACL and route.
inline std::optional<leg_outcome> walker::to_platform(const subnet& home, const interface* from,
                                                      const flow& now) {
    const auto* vpc_of = net_.find_vpc(home.vpc_id);
    const auto service =
        vpc_of != nullptr ? platform_service(*vpc_of, home, now.header) : std::string_view();
    if (service.empty()) {
        return std::nullopt;
    }
    auto made = make(step_kind::exempt, vpc_of->id, direction::out, now);
    made.detail.emplace_back("service", service);
    if (service == "router") {
        return cannot_tell(std::move(made), reason::router_answers_not_documented);
    }
    allow(std::move(made));
    return deliver({delivery::place::platform, from, &home}, now);
}

/// Whether an interface is a node's of some load balancer, as its type or description says.
inline bool is_made_by_balancer(const interface& at) {
    return at.type == "load_balancer" || at.type == "network_load_balancer" ||
           at.type == "gateway_load_balancer" || at.description.starts_with("ELB ");
}

inline leg_outcome walker::leave_interface(const interface& from, flow& now) {
    const auto* home = net_.find_subnet(from.subnet_id);
    const auto* vpc_of = net_.find_vpc(from.vpc_id);
    if (home == nullptr || vpc_of == nullptr) {
        return cannot_tell(make(step_kind::route, from.id, direction::out, now),
                           reason::unknown_resource);
    }
    if (const auto detached = pass_attachment(from, direction::out, now)) {
        return *detached;
    }
    if (const auto reached = to_platform(*home, &from, now)) {
        return *reached;
    }
    if (from.source_dest_check && !from.owns(now.header.source)) {
        return deny(make(step_kind::source_dest_check, from.id, direction::out, now),
                    reason::eni_source_dest_check_restriction);
    }
    const auto* service_end = net_.endpoint_of_interface(from.id);
    if (!is_reply_ && service_end != nullptr) {
        return deny(make(step_kind::vpce, service_end->id, direction::out, now),
                    reason::vpce_intra_vpc_traffic);
    }
    const auto* balancer = net_.balancer_of_interface(from.id);
    if (!is_reply_ && balancer != nullptr) {
        // A load balancer calls nobody but its targets.
        return cannot_tell(make(step_kind::lb, balancer->label(), direction::out, now),
                           reason::unsupported_component);
    }
    if (!is_reply_ && balancer == nullptr && is_made_by_balancer(from)) {
        return cannot_tell(make(step_kind::lb, from.id, direction::out, now), reason::lb_not_known);
    }
    if (service_end == nullptr && balancer == nullptr) {
        if (const auto unable = pass_habits(from, direction::out, now)) {
            return *unable;
        }
    }
    if (const auto at_groups = pass_groups(from, direction::out, now)) {
        return *at_groups;
    }
    if (const auto* kept = kept_flow(now)) {
        return back_to_node(*kept, *home, now);
    }
    return leave_host(*home, now);
}

inline leg_outcome walker::enter_interface(const interface& to, const subnet& home, flow& now) {
    if (const auto detached = pass_attachment(to, direction::in, now)) {
        return *detached;
    }
    if (const auto at_groups = pass_groups(to, direction::in, now)) {
        return *at_groups;
    }
    const auto* service_end = net_.endpoint_of_interface(to.id);
    if (service_end != nullptr && now.header.proto().is_icmp()) {
        return deny(make(step_kind::vpce, service_end->id, direction::in, now),
                    reason::protocol_restriction);
    }
    if (service_end != nullptr) {
        auto made = make(step_kind::vpce, service_end->id, direction::in, now);
        made.place = service_end->place;
        made.detail.emplace_back("interface", to.id);
        if (service_end->state != "available") {
            made.detail.emplace_back("state", service_end->state);
            return deny(std::move(made), reason::bad_state);
        }
        allow(std::move(made));
        return deliver({delivery::place::interface, &to, &home}, now);
    }
    if (const auto* balancer = net_.balancer_of_interface(to.id)) {
        return arrive_at_balancer(*balancer, to, home, now);
    }
    if (!is_reply_ && is_made_by_balancer(to)) {
        return cannot_tell(make(step_kind::lb, to.id, direction::in, now), reason::lb_not_known);
    }
    if (const auto unable = pass_habits(to, direction::in, now)) {
        return *unable;
    }
    return deliver({delivery::place::interface, &to, &home}, now);
}

inline leg_outcome walker::from_platform(const delivery& from, const flow& now) {
    allow(make(step_kind::exempt, from.in->vpc_id, direction::in, now));
    return from.at != nullptr ? deliver({delivery::place::interface, from.at}, now)
                              : deliver({delivery::place::subnet_address, nullptr, from.in}, now);
}

} // namespace vpcplan::detail
