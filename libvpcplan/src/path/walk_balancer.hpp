// Private. The walker at load balancers: listener, target, and the way back.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// The targets that one node of a load balancer may pick, for one target group.
struct node_targets {
    std::vector<const balancer_target*> usable; ///< in the order of the input
    bool any_healthy = false;     ///< else all of `usable` failed their checks: the node fails open
    bool zone_by_default = false; ///< AWS's default for cross-zone kept targets out
    reason none_because = reason::none;
};

/// Where a target is; empty when the input does not tell.
inline std::string zone_of(const network_index& net, const target_group* group,
                           const std::string& vpc_id, const balancer_target& target) {
    if (!target.zone.empty()) {
        return target.zone;
    }
    using kind = target_group::target_kind;
    if (group != nullptr && group->targets_are == kind::balancer) {
        return "all";
    }
    const subnet* home = nullptr;
    if (group == nullptr || group->targets_are == kind::instance) {
        const auto* host = net.find_instance(target.id);
        const auto* at = host != nullptr && !host->interface_ids.empty()
                             ? net.find_interface(host->interface_ids.front())
                             : nullptr;
        home = at != nullptr ? net.find_subnet(at->subnet_id) : nullptr;
    } else if (const auto address = parse_address_bits(target.id)) {
        home = net.subnet_at(vpc_id, *address);
    }
    return home != nullptr ? home->zone : std::string();
}

/// Zone, then health. A new connection goes to targets that passed their checks; when none of those
/// a node may use did, to all of them (fail open), which a Classic Load Balancer does not do.
/// Sources: NLB and ALB guides, "Cross-zone load balancing", "Target group health", "Health
/// checks"; Classic guide, "Troubleshoot a Classic Load Balancer: HTTP errors" (503).
inline node_targets targets_of_node(const network_index& net, const load_balancer& at,
                                    const target_group* group, const std::string& node_zone) {
    const bool is_classic = at.kind == balancer_kind::classic;
    const auto& all = is_classic ? at.instances : group->targets;
    node_targets found;
    if (all.empty()) {
        found.none_because =
            is_classic ? reason::lb_no_usable_target : reason::elbv2_listener_has_no_tg;
        return found;
    }
    const auto said = group != nullptr && group->cross_zone ? group->cross_zone : at.cross_zone;
    const bool cross_zone = said.value_or(at.kind == balancer_kind::application);
    std::vector<const balancer_target*> healthy;
    std::vector<const balancer_target*> failing;
    bool any_enabled = false;
    bool any_near = false;
    for (const auto& target : all) {
        const auto zone = zone_of(net, group, at.vpc_id, target);
        const bool anywhere = zone.empty() || zone == "all";
        if (!anywhere && !at.zones.empty() &&
            std::find(at.zones.begin(), at.zones.end(), zone) == at.zones.end()) {
            continue;
        }
        any_enabled = true;
        if (!anywhere && !cross_zone && !node_zone.empty() && zone != node_zone) {
            found.zone_by_default = found.zone_by_default || !said;
            continue;
        }
        any_near = true;
        const auto* host = net.find_instance(target.id);
        const bool stopped = host != nullptr && host->state != "running";
        if (stopped || target.health == "unused" || target.health == "draining") {
            continue;
        }
        const bool fails = target.health == "unhealthy" || target.health == "initial" ||
                           target.health == "unhealthy.draining";
        (fails ? failing : healthy).push_back(&target);
    }
    found.any_healthy = !healthy.empty();
    found.usable = found.any_healthy || is_classic ? std::move(healthy) : std::move(failing);
    if (found.usable.empty()) {
        found.none_because = !any_enabled ? reason::elb_installed_az_restriction
                             : any_near   ? reason::lb_no_usable_target
                             : is_classic ? reason::elb_not_crosszone
                                          : reason::elbv2_no_targets_in_az;
    }
    return found;
}

/// The nodes that the DNS name of a load balancer leads to: those that have a healthy target in
/// each target group, or all when there is no such node.
/// Source: NLB guide, "Health checks for Network Load Balancer target groups".
inline std::vector<const interface*> nodes_in_dns(const network_index& net,
                                                  const load_balancer& at) {
    std::vector<const interface*> nodes;
    std::vector<const interface*> healthy;
    for (const auto& id : at.interface_ids) {
        const auto* node = net.find_interface(id);
        const auto* home = node != nullptr ? net.find_subnet(node->subnet_id) : nullptr;
        if (home == nullptr) {
            continue;
        }
        nodes.push_back(node);
        const auto serves = [&](const target_group* group) {
            return group == nullptr || !group->targets_known || group->targets.empty() ||
                   group->targets_are == target_group::target_kind::function ||
                   targets_of_node(net, at, group, home->zone).any_healthy;
        };
        bool all = at.kind != balancer_kind::classic || at.instances.empty() ||
                   targets_of_node(net, at, nullptr, home->zone).any_healthy;
        for (const auto& listener : at.listeners) {
            for (const auto& group_id : listener.target_group_ids) {
                all = all && serves(net.find_target_group(group_id));
            }
        }
        if (all) {
            healthy.push_back(node);
        }
    }
    return healthy.empty() ? nodes : healthy;
}

/// A packet addressed to a node, whose own groups let it in: the listener, a target, and on to it.
/// Sources: the guides of the load balancers, "Listeners"; Reachability Analyzer codes ELB*.
inline leg_outcome walker::arrive_at_balancer(const load_balancer& at, const interface& node,
                                              const subnet& home, flow& now) {
    if (is_reply_) {
        return back_at_balancer(at, node, home, now);
    }
    auto made = make(step_kind::lb, at.label(), direction::in, now);
    if (at.id != at.label()) {
        made.detail.emplace_back("arn", at.id);
    }
    made.place = at.place;
    if (++hops_ > max_hops) {
        return deny(std::move(made), reason::path_loop);
    }
    if (at.state != "active" && at.state != "active_impaired") {
        made.detail.emplace_back("state", at.state);
        return deny(std::move(made), reason::bad_state);
    }
    const auto proto = now.header.proto();
    if (at.kind == balancer_kind::gateway || proto.is_icmp()) {
        // A Gateway Load Balancer is reached through its endpoints; no page says which load
        // balancers answer a ping.
        return cannot_tell(std::move(made), reason::unsupported_component);
    }
    if (!at.listeners_known) {
        return cannot_tell(std::move(made), reason::lb_listeners_not_known);
    }
    for (const auto& one : at.listeners) {
        consulted.destination_ports.push_back({one.port, one.port});
    }
    const auto listener =
        std::find_if(at.listeners.begin(), at.listeners.end(), [&](const balancer_listener& one) {
            return one.takes(proto, now.header.destination_port);
        });
    const bool is_classic = at.kind == balancer_kind::classic;
    if (listener == at.listeners.end()) {
        return deny(std::move(made),
                    is_classic ? reason::elb_listeners_mismatch : reason::elbv2_listeners_mismatch);
    }
    made.detail.emplace_back("listener", listener->protocol + " " + std::to_string(listener->port));
    made.place = listener->place;
    if (is_classic) {
        return to_target(at, nullptr, *listener, node, home, std::move(made), now);
    }
    if (at.kind == balancer_kind::application && !listener->rules_known) {
        assumed.push_back(assumption::default_action_only);
    }
    const auto& groups = listener->target_group_ids;
    if (groups.empty()) {
        if (!listener->answers_itself) {
            return deny(std::move(made), reason::elbv2_listener_has_no_tg);
        }
        made.detail.emplace_back("answers", "itself");
        allow(std::move(made));
        return deliver({delivery::place::interface, &node, &home}, now);
    }
    const auto& group_id = groups[choices_.pick(groups.size())];
    const auto* group = net_.find_target_group(group_id);
    made.detail.emplace_back("target_group",
                             group != nullptr && !group->name.empty() ? group->name : group_id);
    if (group != nullptr && group->targets_are == target_group::target_kind::function) {
        // The service invokes the function: no packet leaves the node.
        made.detail.emplace_back("target",
                                 group->targets.empty() ? "function" : group->targets.front().id);
        made.detail.emplace_back("answers", "function");
        allow(std::move(made));
        return deliver({delivery::place::interface, &node, &home}, now);
    }
    if (group == nullptr || !group->targets_known) {
        return cannot_tell(std::move(made), reason::lb_targets_not_known);
    }
    return to_target(at, group, *listener, node, home, std::move(made), now);
}

/// The interface of the network behind a target, where there is one, and its address.
inline walker::reached_target walker::resolve(const target_group* group,
                                              const balancer_target& target) {
    using kind = target_group::target_kind;
    const auto family = group != nullptr ? group->family : address_family::ipv4;
    const auto primary_of = [&](const std::string& interface_id) {
        const auto* at = net_.find_interface(interface_id);
        const auto* own = at != nullptr ? at->primary(family) : nullptr;
        return own != nullptr ? reached_target{at, own->address} : reached_target{};
    };
    if (group != nullptr && group->targets_are == kind::ip) {
        const auto address = parse_address_bits(target.id);
        return address ? reached_target{nullptr, *address} : reached_target{};
    }
    if (group != nullptr && group->targets_are == kind::balancer) {
        const auto* next = net_.find_balancer(target.id);
        return next == nullptr || next->interface_ids.empty()
                   ? reached_target{}
                   : primary_of(next->interface_ids[choices_.pick(next->interface_ids.size())]);
    }
    const auto* host = net_.find_instance(target.id);
    return host == nullptr || host->interface_ids.empty() ? reached_target{}
                                                          : primary_of(host->interface_ids.front());
}

/// Whether targets see the client's address: Network Load Balancers only, and never across address
/// families. What the attributes do not say is AWS's default: off for addresses over TCP and TLS.
/// Source: NLB guide, "Edit target group attributes", client IP preservation.
inline bool walker::keeps_client(const load_balancer& at, const target_group* group,
                                 address_family target, const flow& now) {
    if (at.kind != balancer_kind::network || group == nullptr || target != now.header.family()) {
        return false;
    }
    using kind = target_group::target_kind;
    if (group->always_keeps_client_address() || group->targets_are == kind::balancer) {
        return true;
    }
    if (!group->keeps_client_address) {
        assumed.push_back(assumption::client_address_by_default);
    }
    return group->keeps_client_address.value_or(group->targets_are == kind::instance);
}

/// From a node to a target that it may pick. Between a node and a target of its own subnet nothing
/// but groups is asked, except by Classic Load Balancers, whose packets meet the outbound ACL.
/// Source: Reachability Analyzer code ELB_ACL_RESTRICTION.
inline leg_outcome walker::to_target(const load_balancer& at, const target_group* group,
                                     const balancer_listener& listener, const interface& node,
                                     const subnet& home, step made, flow& now) {
    const auto found = targets_of_node(net_, at, group, home.zone);
    if (found.zone_by_default) {
        assumed.push_back(assumption::cross_zone_by_default);
    }
    if (found.usable.empty()) {
        made.detail.emplace_back("zone", home.zone);
        return deny(std::move(made), found.none_because);
    }
    const auto& target = *found.usable[choices_.pick(found.usable.size())];
    const auto* inner = net_.find_balancer(target.id);
    made.detail.emplace_back("target", inner != nullptr ? inner->label() : target.id);
    const auto port = target.port != 0   ? target.port
                      : group != nullptr ? group->port
                                         : listener.instance_port;
    made.detail.emplace_back("target_port", std::to_string(port));
    if (!found.any_healthy) {
        made.detail.emplace_back("fails_open", target.health);
    }
    const auto reached = resolve(group, target);
    if (!reached.address) {
        return cannot_tell(std::move(made), reason::lb_target_not_known);
    }
    const auto to = *reached.address;
    const bool keeps = keeps_client(at, group, to.family, now);
    if (keeps && to == now.header.source) {
        return deny(std::move(made), reason::lb_loopback);
    }
    const auto* own_vpc = net_.find_vpc(node.vpc_id);
    const bool is_inside = reached.at != nullptr ? reached.at->vpc_id == node.vpc_id
                                                 : own_vpc != nullptr && own_vpc->contains(to);
    if (keeps && !is_inside) {
        // How the packet of a foreign source gets there past peering and gateways, no page says.
        return cannot_tell(std::move(made), reason::unsupported_component);
    }
    const flow before = now;
    now.header.destination = to;
    now.header.destination_port = port;
    if (keeps) {
        identity_ = identity::balancer;
        lost_by_ = "client_address_kept";
        balancer_node_ = &node;
    } else {
        const auto* own = node.primary(to.family);
        if (own == nullptr) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        made.detail.emplace_back("source_before", to_string(before.header.source));
        made.detail.emplace_back("source_after", to_string(own->address));
        now.header.source = own->address;
        // Source: VPC guide, "Custom network ACLs": Elastic Load Balancing uses 1024-65535.
        now.header.source_port = 1024;
        now.any_source_port = port_range{1024, 65535};
        identity_ = identity::same_vpc;
        lost_by_ = "load_balancer";
        source_vpc_ = node.vpc_id;
        entered_by_transit_ = false;
    }
    balanced_.push_back({&at, &node, &home, before, now, keeps});
    allow(std::move(made));
    if (const auto at_groups = pass_groups(node, direction::out, now)) {
        return *at_groups;
    }
    if (at.kind == balancer_kind::classic && home.contains(to)) {
        if (const auto at_acl = pass_acl(home, direction::out, now)) {
            auto& stopped_by = leg_->steps.back();
            if (stopped_by.code == reason::subnet_acl_restriction) {
                stopped_by.code = reason::elb_acl_restriction;
            }
            return *at_acl;
        }
        return deliver_in_subnet(home, now);
    }
    return leave_host(home, now);
}

/// A target answers the node that called it.
inline leg_outcome walker::back_at_balancer(const load_balancer& at, const interface& node,
                                            const subnet& home, flow& now) {
    for (auto one = balanced_.rbegin(); one != balanced_.rend(); ++one) {
        if (one->node == &node && one->after.header.destination == now.header.source &&
            one->after.header.destination_port == now.header.source_port) {
            const auto session = *one;
            balanced_.erase(std::next(one).base());
            return toward_client(session, home, now);
        }
    }
    return cannot_tell(make(step_kind::lb, at.label(), direction::in, now),
                       reason::unsupported_component);
}

/// The flow of which this is the reply, if a load balancer left the client's address in it: the
/// target then answers the client, and AWS takes the answer back to the node.
inline const walker::balanced_flow* walker::kept_flow(const flow& now) const {
    for (auto one = balanced_.rbegin(); one != balanced_.rend(); ++one) {
        const auto& sent = one->after.header;
        if (is_reply_ && one->keeps_client && sent.destination == now.header.source &&
            sent.source == now.header.destination &&
            sent.destination_port == now.header.source_port &&
            sent.source_port == now.header.destination_port) {
            return &*one;
        }
    }
    return nullptr;
}

/// From a target that saw the client's address back to the node. The target's subnet lets the
/// client's address out (documented: NLB guide, "Register targets", network ACLs). That its route
/// table has no part in it and that the node's subnet lets the answer in is derived: the packet
/// belongs to the node's flow, and enters its subnet.
inline leg_outcome walker::back_to_node(balanced_flow session, const subnet& from, flow& now) {
    balanced_.erase(std::find_if(balanced_.begin(), balanced_.end(), [&](const balanced_flow& one) {
        return one.node == session.node && one.after.header == session.after.header;
    }));
    if (&from != session.home) {
        if (const auto at_acl = pass_acl(from, direction::out, now)) {
            return *at_acl;
        }
        if (const auto at_acl = pass_acl(*session.home, direction::in, now)) {
            return *at_acl;
        }
    }
    if (const auto at_groups = pass_groups(*session.node, direction::in, now)) {
        return *at_groups;
    }
    return toward_client(session, *session.home, now);
}

/// The node hands the answer on, from the address that the client called.
inline leg_outcome walker::toward_client(const balanced_flow& session, const subnet& home,
                                         flow& now) {
    auto made = make(step_kind::lb, session.balancer->label(), direction::out, now);
    made.place = session.balancer->place;
    now = *session.before.reply(); // load balancers carry TCP and UDP, which always have one
    made.detail.emplace_back("client", to_string(now.header.destination));
    made.detail.emplace_back("source_after", to_string(now.header.source));
    allow(std::move(made));
    if (const auto at_groups = pass_groups(*session.node, direction::out, now)) {
        return *at_groups;
    }
    if (const auto* outer = kept_flow(now)) {
        return back_to_node(*outer, home, now);
    }
    return leave_host(home, now);
}

} // namespace vpcplan::detail
