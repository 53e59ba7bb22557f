// Private. The walker between VPCs and to services: peering connections, gateway endpoints.
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
    const auto* far = there != nullptr ? net_.find_vpc(there->vpc_id) : nullptr;
    if (there == nullptr || (there->blocks.empty() && far == nullptr)) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    // The owners' own descriptions say most; a side of the connection may repeat only a part.
    auto to_peer = net_.is_inside(there->vpc_id, now.header.destination);
    const bool side_says_all =
        now.header.family() == address_family::ipv4 ? there->all_ipv4 : there->all_ipv6;
    if (!to_peer && side_says_all) {
        to_peer = false;
    }
    const auto from_here = net_.is_inside(from.vpc_id, now.header.source);
    if (to_peer == false || from_here == false) {
        return deny(std::move(made), reason::pcx_requires_address_in_vpc_cidr);
    }
    if (!to_peer || !from_here) {
        return cannot_tell(std::move(made), reason::unknown_resource);
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
    if (!peering->is_in_one_region()) {
        lose_identity("other_region");
    } else if (identity_ != identity::lost) {
        identity_ = identity::peering;
    }
    auto arrival = make(step_kind::peering, id, direction::in, now);
    arrival.place = peering->place;
    arrival.detail.emplace_back("vpc", there->vpc_id);
    allow(std::move(arrival));
    return arrive_in_vpc(there->vpc_id, nullptr, now);
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
    const auto from_here = net_.is_inside(from.vpc_id, now.header.source);
    if (entered_by_transit_ || from_here == false) {
        return deny(std::move(made), reason::vpce_gateway_source_not_in_vpc);
    }
    if (!from_here) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    allow(std::move(made));
    delivery behind{delivery::place::service};
    behind.endpoint = service_end;
    return deliver(behind, now);
}

inline leg_outcome walker::from_service(const vpc_endpoint& from, flow& now) {
    lose_identity("public_address");
    auto made = make(step_kind::vpce, from.id, direction::in, now);
    made.place = from.place;
    allow(std::move(made));
    return arrive_in_vpc(from.vpc_id, nullptr, now);
}

} // namespace vpcplan::detail
