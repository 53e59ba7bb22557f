// Private. The walker between VPCs, to data centres and to services: peering connections, transit
// gateways, virtual private gateways, gateway endpoints.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// Source: VPC peering guide, "VPC peering basics". Not transitive, no edge-to-edge: only traffic
/// between the two VPCs' own blocks crosses.
inline leg_outcome walker::to_peering(const std::string& id, const subnet& from, flow& now) {
    auto made = make(step_kind::peering, id, direction::out, now);
    const auto* peering = net_.find_peering(id);
    if (peering == nullptr) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    made.place = peering->place;
    if (peering->status != "active") {
        made.detail.emplace_back("state", peering->status);
        return deny(std::move(made), reason::bad_state);
    }
    const auto* there = peering->opposite(from.vpc_id);
    const auto* here = net_.find_vpc(from.vpc_id);
    const auto* far = there != nullptr ? net_.find_vpc(there->vpc_id) : nullptr;
    if (there == nullptr || (there->blocks.empty() && far == nullptr)) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    const auto& blocks = there->blocks.empty() ? far->blocks : there->blocks;
    const bool to_peer = std::any_of(blocks.begin(), blocks.end(), [&](const cidr& block) {
        return block.contains(now.header.destination);
    });
    const bool from_here = here != nullptr && here->contains(now.header.source);
    if (!to_peer || !from_here) {
        return deny(std::move(made), reason::pcx_requires_address_in_vpc_cidr);
    }
    if (far == nullptr) {
        made.detail.emplace_back("vpc", there->vpc_id);
        return cannot_tell(std::move(made), reason::unknown_destination);
    }
    allow(std::move(made));
    for (auto& session : sessions_) {
        if (!is_reply_ && session.address == now.header.source) {
            session.peering = id;
        }
    }
    if (identity_ != identity::lost) {
        identity_ = peering->is_in_one_region() ? identity::peering : identity::lost;
    }
    return arrive_in_vpc(there->vpc_id, nullptr, now);
}

/// Into a transit gateway: the attachment must have a subnet in the sender's zone, and that
/// subnet's inbound ACL applies, even to a sender in the same subnet.
/// Source: transit gateway guide, "How transit gateways work" and "Network ACLs".
inline leg_outcome walker::to_transit_gateway(const std::string& id, const subnet& from,
                                              flow& now) {
    const auto attachments = net_.attachments_of(id);
    const auto own = std::find_if(
        attachments.begin(), attachments.end(), [&](const transit_gateway_attachment* one) {
            return one->kind == attachment_kind::vpc && one->resource_id == from.vpc_id;
        });
    if (own == attachments.end()) {
        return cannot_tell(make(step_kind::tgw, id, direction::out, now), reason::unknown_resource);
    }
    const auto& attachment = **own;
    auto made = make(step_kind::tgw, attachment.id, direction::out, now);
    made.place = attachment.place;
    if (attachment.state != "available") {
        made.detail.emplace_back("state", attachment.state);
        return deny(std::move(made), reason::bad_state_attachment);
    }
    if (now.header.family() == address_family::ipv6 && !attachment.ipv6_support) {
        return deny(std::move(made), reason::tgw_ipv6_support);
    }
    const subnet* landing = nullptr;
    for (const auto& subnet_id : attachment.subnet_ids) {
        const auto* one = net_.find_subnet(subnet_id);
        if (one == nullptr) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        landing = one->zone == from.zone ? one : landing;
    }
    if (attachment.subnet_ids.empty()) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    if (landing == nullptr) {
        made.detail.emplace_back("zone", from.zone);
        return deny(std::move(made), reason::tgw_route_az_restriction);
    }
    allow(std::move(made));
    if (const auto at_acl = pass_acl(*landing, direction::in, now)) {
        return *at_acl;
    }
    return through_transit_table(attachment, from.zone, now);
}

/// The table associated with the attachment a packet came from decides where it goes.
inline leg_outcome walker::through_transit_table(const transit_gateway_attachment& from,
                                                 const std::string& zone, flow& now) {
    if (++hops_ > max_hops) {
        return deny(make(step_kind::tgw, from.id, direction::out, now), reason::path_loop);
    }
    if (from.table_id.empty()) {
        return stop(make(step_kind::tgw, from.id, direction::out, now),
                    from.table_known ? verdict::deny : verdict::unknown,
                    from.table_known ? reason::tgw_attach_missing_tgw_rtb_association
                                     : reason::tgw_rtb_routes_are_unknown);
    }
    auto made = make(step_kind::tgw, from.table_id, direction::out, now);
    const auto* table = net_.find_transit_table(from.table_id);
    if (table == nullptr) {
        return cannot_tell(std::move(made), reason::tgw_rtb_routes_are_unknown);
    }
    const auto found = find_route(*table, now.header.destination, net_);
    if (found.chosen != nullptr) {
        const auto* block = std::get_if<cidr>(&found.chosen->destination);
        const auto* list = std::get_if<prefix_list_destination>(&found.chosen->destination);
        made.detail.emplace_back("destination", block != nullptr  ? to_string(*block)
                                                : list != nullptr ? list->id
                                                                  : std::string());
        made.place = found.chosen->place;
    }
    if (found.outcome != verdict::allow) {
        return stop(std::move(made), found.outcome, found.code);
    }
    const auto& next = found.chosen->attachment_ids.front();
    made.detail.emplace_back("target", next);
    allow(std::move(made));
    const auto* to = net_.find_attachment(next);
    auto at = make(step_kind::tgw, next, direction::out, now);
    if (to == nullptr) {
        return cannot_tell(std::move(at), reason::unknown_resource);
    }
    if (to->state != "available") {
        at.detail.emplace_back("state", to->state);
        return deny(std::move(at), reason::bad_state_attachment);
    }
    switch (to->kind) {
    case attachment_kind::vpc: return from_transit_gateway(from, *to, zone, now);
    case attachment_kind::vpn: {
        for (const auto& connection : net_.data().vpn_connections) {
            if (connection.id == to->resource_id && connection.is_down()) {
                return deny(std::move(at), reason::tgw_bad_state_vpn);
            }
        }
        allow(std::move(at));
        delivery behind{delivery::place::on_premises};
        behind.attachment = to;
        return deliver(behind, now);
    }
    case attachment_kind::direct_connect_gateway: {
        allow(std::move(at));
        delivery behind{delivery::place::on_premises};
        behind.attachment = to;
        return deliver(behind, now);
    }
    case attachment_kind::peering:
        for (const auto* other : net_.attachments_of(to->resource_id)) {
            if (other->kind == attachment_kind::peering &&
                (other->id == to->id || other->resource_id == to->transit_gateway_id)) {
                allow(std::move(at));
                identity_ = identity::lost;
                return through_transit_table(*other, {}, now);
            }
        }
        return cannot_tell(std::move(at), reason::unknown_destination);
    case attachment_kind::connect:
    case attachment_kind::other: break;
    }
    return cannot_tell(std::move(at), reason::unsupported_component);
}

/// Out of a transit gateway into a VPC: through the attachment's subnet in the sender's zone, whose
/// outbound ACL and route table apply; a host of that very subnet is reached without either.
inline leg_outcome walker::from_transit_gateway(const transit_gateway_attachment& from,
                                                const transit_gateway_attachment& to,
                                                const std::string& zone, flow& now) {
    auto made = make(step_kind::tgw, to.id, direction::in, now);
    made.place = to.place;
    if (now.header.family() == address_family::ipv6 && !to.ipv6_support) {
        return deny(std::move(made), reason::tgw_ipv6_support);
    }
    std::vector<const subnet*> landings;
    for (const auto& id : to.subnet_ids) {
        const auto* one = net_.find_subnet(id);
        if (one == nullptr) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        landings.push_back(one);
    }
    if (landings.empty()) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    const auto in_zone = std::find_if(landings.begin(), landings.end(),
                                      [&](const subnet* one) { return one->zone == zone; });
    const subnet* landing = in_zone != landings.end() ? *in_zone : landings.front();
    if (in_zone == landings.end()) {
        // AWS picks any zone of the attachment; the answer is known only if they are alike.
        for (const auto* one : landings) {
            if (net_.acl_of(*one) != net_.acl_of(*landing) ||
                net_.table_of(*one) != net_.table_of(*landing)) {
                return cannot_tell(std::move(made), reason::tgw_attach_vpc_az_restriction);
            }
        }
    }
    made.detail.emplace_back("subnet", landing->id);
    allow(std::move(made));
    const auto* gateway = net_.find_transit_gateway(to.transit_gateway_id);
    const bool keeps_groups = from.kind == attachment_kind::vpc && from.group_referencing &&
                              to.group_referencing && gateway != nullptr &&
                              gateway->group_referencing;
    identity_ = identity_ != identity::lost && keeps_groups ? identity::transit : identity::lost;
    entered_by_transit_ = true;
    if (landing->contains(now.header.destination)) {
        return deliver_in_subnet(*landing, now);
    }
    return leave_subnet(*landing, now);
}

/// What a virtual private gateway knows of an on-premises address: static routes of its VPN
/// connections, and what it propagated into route tables. What BGP told it otherwise, no describe
/// call says.
inline std::pair<verdict, reason> walker::reach_of(const virtual_private_gateway& gateway,
                                                   const address_bits& address) const {
    const auto connections = net_.vpns_of(gateway.id);
    bool any_up = connections.empty();
    bool by_bgp = connections.empty();
    for (const auto* connection : connections) {
        if (connection->is_down()) {
            continue;
        }
        any_up = true;
        by_bgp = by_bgp || !connection->static_only;
        for (const auto& block : connection->static_routes) {
            if (block.contains(address)) {
                return {verdict::allow, reason::none};
            }
        }
    }
    if (!any_up) {
        return {verdict::deny, reason::bad_state_vpn};
    }
    for (const auto& table : net_.data().route_tables) {
        for (const auto& entry : table.routes) {
            const auto* block = std::get_if<cidr>(&entry.destination);
            if (by_bgp && entry.origin == route_origin::propagated && !entry.blackhole &&
                entry.target_id == gateway.id && block != nullptr && block->contains(address)) {
                return {verdict::allow, reason::none};
            }
        }
    }
    return by_bgp ? std::pair{verdict::unknown, reason::vgw_routes_are_unknown}
                  : std::pair{verdict::deny, reason::vgw_no_route_to_on_premises};
}

/// Source: Site-to-Site VPN guide, "Route priority"; Reachability Analyzer codes VGW_*.
inline leg_outcome walker::to_vpn_gateway(const std::string& id, const subnet& from, flow& now) {
    auto made = make(step_kind::vgw, id, direction::out, now);
    const auto* gateway = net_.find_vpn_gateway(id);
    if (gateway == nullptr) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    made.place = gateway->place;
    if (std::find(gateway->vpc_ids.begin(), gateway->vpc_ids.end(), from.vpc_id) ==
        gateway->vpc_ids.end()) {
        return deny(std::move(made), reason::vgw_not_attached);
    }
    if (now.header.family() == address_family::ipv6 && !net_.vpns_of(id).empty()) {
        return deny(std::move(made), reason::vgw_ipv4_only);
    }
    const auto& source = now.header.source;
    const bool is_planned =
        (origin_subnet_ != nullptr && origin_subnet_->contains(source)) ||
        (to_->where == endpoint::kind::subnet_address && to_->address == source);
    if (net_.interface_at(from.vpc_id, source) == nullptr &&
        net_.nat_at(from.vpc_id, source) == nullptr && !is_planned) {
        return deny(std::move(made), reason::vgw_private_ip_association_for_egress);
    }
    const auto [outcome, code] = reach_of(*gateway, now.header.destination);
    // A gateway that brought the packet knows the way back to its sender.
    const bool is_known = outcome == verdict::unknown && is_reply_ && came_by_ == gateway;
    if (outcome != verdict::allow && !is_known) {
        return stop(std::move(made), outcome, code);
    }
    allow(std::move(made));
    delivery behind{delivery::place::on_premises};
    behind.vpn_gateway = gateway;
    return deliver(behind, now);
}

/// From a data centre into the VPC: every subnet is reached, whether or not it routes back.
inline leg_outcome walker::from_vpn_gateway(const virtual_private_gateway& gateway, flow& now) {
    identity_ = identity::lost;
    auto made = make(step_kind::vgw, gateway.id, direction::in, now);
    made.place = gateway.place;
    for (const auto& vpc_id : gateway.vpc_ids) {
        const bool planned = to_->where == endpoint::kind::subnet_address;
        if (planned || net_.interface_at(vpc_id, now.header.destination) != nullptr ||
            net_.nat_at(vpc_id, now.header.destination) != nullptr) {
            allow(std::move(made));
            came_by_ = &gateway;
            return through_edge_table(gateway.id, vpc_id, now);
        }
    }
    return deny(std::move(made), reason::vgw_private_ip_association_for_ingress);
}

/// A host in a data centre calls: by the transit gateway attachment whose routes lead to the host,
/// else by the virtual private gateway of the destination's VPC. That the host is behind it is what
/// the question says; nothing checks the source on the way in.
inline leg_outcome walker::from_on_premises(flow& now) {
    const virtual_private_gateway* gateway = nullptr;
    for (const auto* to : net_.interfaces_at(now.header.destination)) {
        const auto* own = net_.vpn_gateway_of(to->vpc_id);
        if (own != nullptr &&
            (gateway == nullptr || reach_of(*own, now.header.source).first == verdict::allow)) {
            gateway = own;
        }
    }
    if (gateway != nullptr) {
        const auto [outcome, code] = reach_of(*gateway, now.header.source);
        if (code == reason::bad_state_vpn) {
            return deny(make(step_kind::vgw, gateway->id, direction::in, now), code);
        }
        if (outcome == verdict::allow) {
            return from_vpn_gateway(*gateway, now);
        }
    }
    for (const auto& table : net_.data().transit_gateway_route_tables) {
        const auto back = find_route(table, now.header.source, net_);
        if (back.outcome != verdict::allow) {
            continue;
        }
        const auto* attachment = net_.find_attachment(back.chosen->attachment_ids.front());
        if (attachment != nullptr &&
            (attachment->kind == attachment_kind::vpn ||
             attachment->kind == attachment_kind::direct_connect_gateway)) {
            auto made = make(step_kind::tgw, attachment->id, direction::in, now);
            made.place = attachment->place;
            allow(std::move(made));
            return through_transit_table(*attachment, {}, now);
        }
    }
    if (gateway != nullptr) {
        return from_vpn_gateway(*gateway, now);
    }
    return cannot_tell(make(step_kind::vgw, {}, direction::in, now),
                       reason::no_way_from_on_premises);
}

/// Source: PrivateLink guide, "Gateway endpoints". TCP and ICMP echo only, from this VPC only.
inline leg_outcome walker::to_endpoint(const std::string& id, const subnet& from, flow& now) {
    auto made = make(step_kind::vpce, id, direction::out, now);
    const auto* service_end = net_.find_endpoint(id);
    if (service_end == nullptr) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    made.place = service_end->place;
    if (service_end->kind == endpoint_kind::gateway_load_balancer) {
        return to_inspection(*service_end, &from, now);
    }
    if (service_end->kind != endpoint_kind::gateway) {
        return cannot_tell(std::move(made), reason::unsupported_component);
    }
    if (service_end->state != "available") {
        made.detail.emplace_back("state", service_end->state);
        return deny(std::move(made), reason::bad_state);
    }
    const auto proto = now.header.proto();
    const bool is_echo =
        proto.is_icmp() && (now.header.icmp_type == 8 || now.header.icmp_type == 128);
    if (proto != protocol::tcp() && !is_echo) {
        return deny(std::move(made), reason::vpce_gateway_protocol_restriction);
    }
    const auto* here = net_.find_vpc(from.vpc_id);
    if (entered_by_transit_ || here == nullptr || !here->contains(now.header.source)) {
        return deny(std::move(made), reason::vpce_gateway_source_not_in_vpc);
    }
    allow(std::move(made));
    delivery behind{delivery::place::service};
    behind.endpoint = service_end;
    return deliver(behind, now);
}

inline leg_outcome walker::from_service(const vpc_endpoint& from, flow& now) {
    identity_ = identity::lost;
    auto made = make(step_kind::vpce, from.id, direction::in, now);
    made.place = from.place;
    allow(std::move(made));
    return arrive_in_vpc(from.vpc_id, nullptr, now);
}

} // namespace vpcplan::detail
