// Private. The walker through transit gateways.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// A VPC has one attachment to a gateway; those that failed or were deleted are described for a
/// while beside their successor. Source: transit gateway guide, "Quotas".
inline const transit_gateway_attachment*
walker::transit_attachment_of(const std::string& gateway_id, const std::string& vpc_id) const {
    const transit_gateway_attachment* found = nullptr;
    for (const auto* one : net_.attachments_of(gateway_id)) {
        if (one->kind == attachment_kind::vpc && one->resource_id == vpc_id &&
            one->state != "deleted") {
            const auto rank = [](const transit_gateway_attachment& at) {
                return std::pair(at.state != "available", std::string_view(at.id));
            };
            found = found == nullptr || rank(*one) < rank(*found) ? one : found;
        }
    }
    return found;
}

/// Whether two subnets lie in one zone: by the zone's id, which means the same in every account,
/// else by its name, where both are of one account. A sketch that names no zones has one. Nothing
/// when the input does not tell.
inline std::optional<bool> in_one_zone(const subnet& a, const subnet& b, bool is_one_account) {
    if (!a.zone_id.empty() && !b.zone_id.empty()) {
        return a.zone_id == b.zone_id;
    }
    if (!is_one_account && !(a.zone.empty() && b.zone.empty())) {
        return std::nullopt;
    }
    const bool both_named = !a.zone.empty() && !b.zone.empty();
    const bool none_known =
        a.zone.empty() && a.zone_id.empty() && b.zone.empty() && b.zone_id.empty();
    return both_named || none_known ? std::optional(a.zone == b.zone) : std::nullopt;
}

/// Into a transit gateway: the attachment must have a subnet in the sender's zone, and that
/// subnet's inbound ACL applies, even to a sender in the same subnet.
/// Source: transit gateway guide, "How transit gateways work" and "Network ACLs".
inline leg_outcome walker::to_transit_gateway(const std::string& id, const subnet& from,
                                              flow& now) {
    const auto* own = transit_attachment_of(id, from.vpc_id);
    if (own == nullptr) {
        return cannot_tell(make(step_kind::tgw, id, direction::out, now), reason::unknown_resource);
    }
    const auto& attachment = *own;
    auto made = make(step_kind::tgw, attachment.id, direction::out, now);
    made.place = attachment.place;
    if (attachment.state != "available") {
        made.detail.emplace_back("state", attachment.state);
        return deny(std::move(made), reason::bad_state_attachment);
    }
    if (now.header.family() == address_family::ipv6 && attachment.ipv6_support != true) {
        return stop(std::move(made), attachment.ipv6_support ? verdict::deny : verdict::unknown,
                    reason::tgw_ipv6_support);
    }
    const subnet* landing = nullptr;
    bool all_zones_known = true;
    for (const auto& subnet_id : attachment.subnet_ids) {
        const auto* one = net_.find_subnet(subnet_id);
        if (one == nullptr) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        const auto here = in_one_zone(*one, from, true);
        all_zones_known = all_zones_known && here;
        landing = here.value_or(false) ? one : landing;
    }
    if (attachment.subnet_ids.empty()) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    if (landing == nullptr) {
        made.detail.emplace_back("zone", from.zone.empty() ? from.zone_id : from.zone);
        return stop(std::move(made), all_zones_known ? verdict::deny : verdict::unknown,
                    reason::tgw_route_az_restriction);
    }
    allow(std::move(made));
    if (const auto at_acl = pass_acl(*landing, direction::in, now)) {
        return *at_acl;
    }
    return through_transit_table(attachment, &from, now);
}

/// One attachment that a route of a transit gateway leads to.
struct transit_path {
    std::string id;
    const transit_gateway_attachment* at; ///< nothing when the input does not have it
};

/// Equal paths share the traffic; those of VPN connections that are down are withdrawn while
/// another is up. Source: transit gateway guide, "Equal Cost Multipath".
inline std::vector<transit_path> paths_of(const network_index& net,
                                          const transit_gateway_route& entry,
                                          const std::string& gateway_id) {
    // Both ends of a peering attachment have one id: the one on this gateway is meant.
    const auto attachments = net.attachments_of(gateway_id);
    const auto& connections = net.data().vpn_connections;
    std::vector<transit_path> up;
    std::vector<transit_path> all;
    for (const auto& id : entry.attachment_ids) {
        const auto known =
            std::find_if(attachments.begin(), attachments.end(),
                         [&](const transit_gateway_attachment* one) { return one->id == id; });
        const auto* at = known != attachments.end() ? *known : nullptr;
        all.push_back({id, at});
        const bool is_down =
            at != nullptr && at->kind == attachment_kind::vpn &&
            std::any_of(connections.begin(), connections.end(), [&](const vpn_connection& one) {
                return one.id == at->resource_id && one.is_down();
            });
        if (!is_down) {
            up.push_back({id, at});
        }
    }
    return up.empty() ? all : up;
}

inline bool walker::is_vpn_down(const transit_gateway_attachment& at) const {
    const auto& all = net_.data().vpn_connections;
    return at.kind == attachment_kind::vpn &&
           std::any_of(all.begin(), all.end(), [&](const vpn_connection& one) {
               return one.id == at.resource_id && one.is_down();
           });
}

/// Whether its VPN connection, and so the state of its tunnels, is left out of the input.
inline bool walker::is_vpn_unknown(const transit_gateway_attachment& at) const {
    const auto& all = net_.data().vpn_connections;
    return at.kind == attachment_kind::vpn && !net_.has_all(listed::vpn_connections) &&
           std::none_of(all.begin(), all.end(),
                        [&](const vpn_connection& one) { return one.id == at.resource_id; });
}

/// The table associated with the attachment a packet came from decides where it goes.
inline leg_outcome walker::through_transit_table(const transit_gateway_attachment& from,
                                                 const subnet* sender, flow& now) {
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
    const auto paths = paths_of(net_, *found.chosen, from.transit_gateway_id);
    const auto& [next, to] = paths[paths.size() > 1 ? choices_.pick(paths.size()) : 0];
    made.detail.emplace_back("target", next);
    allow(std::move(made));
    auto at = make(step_kind::tgw, next, direction::out, now);
    if (to == nullptr) {
        return cannot_tell(std::move(at), reason::unknown_resource);
    }
    if (to->state != "available") {
        at.detail.emplace_back("state", to->state);
        return deny(std::move(at), reason::bad_state_attachment);
    }
    switch (to->kind) {
    case attachment_kind::vpc: return from_transit_gateway(from, *to, sender, now);
    case attachment_kind::vpn: {
        if (is_vpn_down(*to)) {
            return deny(std::move(at), reason::tgw_bad_state_vpn);
        }
        if (is_vpn_unknown(*to)) {
            return absent(std::move(at), reason::none, {listed::vpn_connections});
        }
        allow(std::move(at));
        delivery behind{delivery::place::on_premises};
        behind.attachment = to;
        return deliver(behind, now);
    }
    case attachment_kind::direct_connect_gateway: {
        allow(std::move(at));
        if (const auto at_link = pass_direct_connect(to->transit_gateway_id, direction::out, now)) {
            return *at_link;
        }
        delivery behind{delivery::place::on_premises};
        behind.attachment = to;
        return deliver(behind, now);
    }
    case attachment_kind::connect: {
        // Its peer is a router of the user's own; as behind a VPN, what it announces it can reach.
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
                lose_identity("transit_peering");
                return through_transit_table(*other, nullptr, now);
            }
        }
        return cannot_tell(std::move(at), reason::unknown_destination);
    case attachment_kind::other: break;
    }
    return cannot_tell(std::move(at), reason::unsupported_component);
}

/// The subnet of an attachment through which a packet enters the VPC: that of the sender's zone,
/// else any; in appliance mode any, and the same one for both directions of a flow.
/// Source: transit gateway guide, "Transit gateway attachments to a VPC", appliance mode.
inline const subnet* walker::landing_of(const transit_gateway_attachment& to,
                                        const std::vector<const subnet*>& landings,
                                        const subnet* sender, const flow& now) {
    const auto pinned = std::find_if(pinned_.begin(), pinned_.end(),
                                     [&](const auto& one) { return one.first == &to; });
    if (pinned != pinned_.end()) {
        return pinned->second;
    }
    const auto account_of = [&](const subnet& one) {
        const auto* home = net_.find_vpc(one.vpc_id);
        return home != nullptr ? std::string_view(home->owner_id) : std::string_view();
    };
    const auto in_zone = std::find_if(landings.begin(), landings.end(), [&](const subnet* one) {
        return sender != nullptr &&
               in_one_zone(*one, *sender, account_of(*one) == account_of(*sender)).value_or(false);
    });
    if (in_zone != landings.end() && !to.appliance_mode) {
        return *in_zone;
    }
    const auto* first = landings.front();
    const bool are_alike = std::all_of(landings.begin(), landings.end(), [&](const subnet* one) {
        return net_.acl_of(*one) == net_.acl_of(*first) &&
               net_.table_of(*one) == net_.table_of(*first) &&
               !one->contains(now.header.destination);
    });
    const auto* landing = are_alike ? first : landings[choices_.pick(landings.size())];
    if (to.appliance_mode) {
        pinned_.emplace_back(&to, landing);
    }
    return landing;
}

/// Out of a transit gateway into a VPC: through the attachment's subnet in the sender's zone, whose
/// outbound ACL and route table apply; a host of that very subnet is reached without either.
inline leg_outcome walker::from_transit_gateway(const transit_gateway_attachment& from,
                                                const transit_gateway_attachment& to,
                                                const subnet* sender, flow& now) {
    auto made = make(step_kind::tgw, to.id, direction::in, now);
    made.place = to.place;
    if (now.header.family() == address_family::ipv6 && to.ipv6_support != true) {
        return stop(std::move(made), to.ipv6_support ? verdict::deny : verdict::unknown,
                    reason::tgw_ipv6_support);
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
    const auto* landing = landing_of(to, landings, sender, now);
    made.detail.emplace_back("subnet", landing->id);
    allow(std::move(made));
    const auto* gateway = net_.find_transit_gateway(to.transit_gateway_id);
    const std::optional<bool> switches[] = {
        from.group_referencing, to.group_referencing,
        gateway != nullptr ? std::optional(gateway->group_referencing) : std::nullopt};
    const auto any = [&](std::optional<bool> value) {
        return std::find(std::begin(switches), std::end(switches), value) != std::end(switches);
    };
    if (from.kind != attachment_kind::vpc || any(false)) {
        lose_identity("transit_gateway");
    } else if (identity_ != identity::lost) {
        identity_ = any(std::nullopt) ? identity::unsure : identity::transit;
    }
    entered_by_transit_ = true;
    if (landing->contains(now.header.destination)) {
        return deliver_in_subnet(*landing, now);
    }
    return leave_subnet(*landing, now);
}

} // namespace vpcplan::detail
