// Private. The walker in a subnet: layer 2, the ACL on both ways, the route table.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// From a host of a subnet: to a neighbour at layer 2, or out.
inline leg_outcome walker::leave_host(const subnet& home, flow& now) {
    if (home.contains(now.header.destination)) {
        if (is_astray(home.vpc_id, now)) {
            return deny_astray(home.id, home.vpc_id, now);
        }
        auto made = make(step_kind::exempt, home.id, direction::out, now);
        made.detail.emplace_back("service", "same_subnet");
        allow(std::move(made));
        return deliver_in_subnet(home, now);
    }
    return leave_subnet(home, now);
}

/// Out through the ACL to the router. `through` is the gateway or appliance that sends: a route
/// back to it would loop.
inline leg_outcome walker::leave_subnet(const subnet& home, flow& now, std::string_view through) {
    if (const auto at_acl = pass_acl(home, direction::out, now)) {
        return *at_acl;
    }
    return route_from_subnet(home, now, through);
}

/// The last hop: whoever has the destination address in this subnet.
inline leg_outcome walker::deliver_in_subnet(const subnet& home, flow& now) {
    if (is_astray(home.vpc_id, now)) {
        return deny_astray(home.vpc_id, home.vpc_id, now);
    }
    const auto& address = now.header.destination;
    const auto* to = net_.interface_at(home.vpc_id, address);
    const auto* nat = to != nullptr ? net_.nat_of_interface(to->id) : nullptr;
    if (nat == nullptr) {
        nat = net_.nat_at(home.vpc_id, address);
    }
    if (nat != nullptr) {
        return arrive_at_nat(*nat, &home, now);
    }
    if (to != nullptr) {
        for (const auto& session : sessions_) {
            if (is_reply_ && session.instance == to && session.address == address) {
                return arrive_at_nat_instance(*to, home, nat_session(session), now);
            }
        }
        return enter_interface(*to, home, now);
    }
    const bool planned = is_reply_
                             ? origin_subnet_ == &home
                             : to_->where == endpoint::kind::subnet_address && to_->id == home.id;
    if (planned) {
        return deliver({delivery::place::subnet_address, nullptr, &home}, now);
    }
    if (net_.data().interfaces.empty() || net_.find_vpc(home.vpc_id) == nullptr) {
        return cannot_tell(make(step_kind::route, home.id, direction::in, now),
                           reason::unknown_destination);
    }
    return absent(make(step_kind::route, home.id, direction::in, now),
                  reason::no_possible_destination, {listed::interfaces}, home.vpc_id);
}

/// One direction of a subnet's ACL. A reply to a NAT gateway's port must get through on every port
/// the gateway may have picked.
inline walker::stopped walker::pass_acl(const subnet& at, direction way, const flow& now) {
    const auto* acl = net_.acl_of(at);
    auto made = make(step_kind::nacl, acl != nullptr ? acl->id : at.id, way, now);
    made.detail.emplace_back("subnet", at.id);
    if (acl == nullptr) {
        return cannot_tell(std::move(made), reason::acl_not_known);
    }
    const auto& rules = acl->rules(way);
    (is_reply_ ? consulted.reply_acls : consulted.forward_acls).push_back(&rules);
    const auto any_port = now.any_destination_port;
    const auto classes =
        any_port ? port_classes(ports_of(rules), *any_port) : std::vector<port_range>{{}};
    const auto weight = [](verdict one) {
        return one == verdict::deny ? 2 : one == verdict::unknown ? 1 : 0;
    };
    std::optional<acl_decision> decision;
    std::vector<port_range> denied;
    for (const auto& ports : classes) {
        auto header = now.header;
        if (any_port) {
            header.destination_port = ports.first;
        }
        trace_sink trace;
        const auto said = evaluate(rules, way, header, trace);
        if (said.outcome == verdict::deny && !denied.empty() &&
            denied.back().last + 1 == ports.first) {
            denied.back().last = ports.last;
        } else if (said.outcome == verdict::deny) {
            denied.push_back(ports);
        }
        if (!decision || weight(said.outcome) > weight(decision->outcome)) {
            decision = said;
            made.header = header;
            made.considered = std::move(trace.rules);
        }
    }
    if (any_port && !denied.empty() && denied.front() != *any_port) {
        const bool to_node =
            std::any_of(balanced_.begin(), balanced_.end(), [&](const balanced_flow& one) {
                return one.node->owns(made.header.destination);
            });
        made.detail.emplace_back(to_node ? "node_ports" : "ports", ports_text(denied));
    }
    made.rule = decision->rule;
    if (decision->by != nullptr) {
        made.place = decision->by->place;
    }
    switch (decision->outcome) {
    case verdict::allow: allow(std::move(made)); return std::nullopt;
    case verdict::deny: return deny(std::move(made), reason::subnet_acl_restriction);
    case verdict::unknown: return cannot_tell(std::move(made), reason::acl_rule_not_readable);
    }
    return std::nullopt;
}

/// Into a VPC from its router: the subnet of the destination, its ACL, its host.
inline leg_outcome walker::arrive_in_vpc(const std::string& vpc_id, const subnet* from, flow& now) {
    if (is_astray(vpc_id, now)) {
        return deny_astray(vpc_id, vpc_id, now);
    }
    const auto* to = net_.interface_at(vpc_id, now.header.destination);
    const auto* home = to != nullptr ? net_.find_subnet(to->subnet_id)
                                     : net_.subnet_at(vpc_id, now.header.destination);
    if (home == nullptr) {
        return to != nullptr ? cannot_tell(make(step_kind::route, to->id, direction::in, now),
                                           reason::unknown_resource)
                             : absent(make(step_kind::route, vpc_id, direction::in, now),
                                      reason::no_possible_destination, {listed::subnets}, vpc_id);
    }
    if (home != from) {
        if (const auto at_acl = pass_acl(*home, direction::in, now)) {
            return *at_acl;
        }
    }
    return deliver_in_subnet(*home, now);
}

inline leg_outcome walker::route_from_subnet(const subnet& from, flow& now,
                                             std::string_view through) {
    if (++hops_ > max_hops) {
        return deny(make(step_kind::route, from.id, direction::out, now), reason::path_loop);
    }
    if (is_reply_ && origin_router_ != nullptr && origin_router_->id == from.vpc_id) {
        return deliver({delivery::place::vpc_router}, now);
    }
    const auto* table = net_.table_of(from);
    auto made = make(step_kind::route, table != nullptr ? table->id : from.id, direction::out, now);
    made.detail.emplace_back("subnet", from.id);
    if (table == nullptr) {
        return cannot_tell(std::move(made), reason::route_table_not_known);
    }
    const auto found = find_route(*table, now.header.destination, net_);
    if (found.chosen != nullptr) {
        made.detail.emplace_back("destination", destination_text(*found.chosen));
        made.detail.emplace_back("target", found.chosen->target == route_target::local
                                               ? "local"
                                               : found.chosen->target_id);
        made.place = found.chosen->place;
    }
    const bool has_way_back =
        found.outcome == verdict::allow &&
        (found.chosen->blackhole || found.chosen->target == route_target::vpc_peering_connection);
    if (const auto* session = returns_to_sender(now); session != nullptr && !has_way_back) {
        made.detail.emplace_back("return_to_sender", session->peering);
        allow(std::move(made));
        return arrive_in_vpc(session->gateway->vpc_id, nullptr, now);
    }
    if (found.outcome != verdict::allow) {
        return stop(std::move(made), found.outcome, found.code);
    }
    if (found.chosen->blackhole) {
        return deny(std::move(made), reason::bad_state_route);
    }
    const auto leads_to = found.chosen->target;
    const bool is_way_back =
        leads_to == route_target::nat_gateway || leads_to == route_target::interface ||
        leads_to == route_target::instance || leads_to == route_target::vpc_endpoint;
    if (is_way_back && !through.empty() && found.chosen->target_id == through) {
        return deny(std::move(made), leads_to == route_target::nat_gateway ? reason::ngw_route_loop
                                                                           : reason::path_loop);
    }
    allow(std::move(made));
    return follow(*found.chosen, from, now);
}

inline leg_outcome walker::follow(const route& entry, const subnet& from, flow& now) {
    switch (entry.target) {
    case route_target::local: return arrive_in_vpc(from.vpc_id, &from, now);
    case route_target::internet_gateway: return to_internet_gateway(entry.target_id, from, now);
    case route_target::egress_only_internet_gateway:
        return to_egress_only(entry.target_id, from, now);
    case route_target::nat_gateway: return to_nat_gateway(entry.target_id, from, now);
    case route_target::interface:
    case route_target::instance: return to_appliance(entry.target_id, &from, now);
    case route_target::vpc_peering_connection: return to_peering(entry.target_id, from, now);
    case route_target::transit_gateway: return to_transit_gateway(entry.target_id, from, now);
    case route_target::virtual_private_gateway: return to_vpn_gateway(entry.target_id, from, now);
    case route_target::vpc_endpoint: return to_endpoint(entry.target_id, from, now);
    case route_target::carrier_gateway:
    case route_target::local_gateway:
    case route_target::core_network:
    case route_target::other: break;
    }
    return cannot_tell(make(step_kind::route, entry.target_id, direction::out, now),
                       reason::unsupported_component);
}

} // namespace vpcplan::detail
