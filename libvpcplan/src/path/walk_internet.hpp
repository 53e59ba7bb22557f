// Private. The walker at the internet's edge: internet gateways, egress-only gateways, edge route
// tables, Block Public Access.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// The gateway through which a VPC is reached: the attached one, else one that an active route of
/// the VPC names (a route is active only while its gateway is attached).
inline std::string walker::internet_gateway_of(const std::string& vpc_id) const {
    if (const auto* gateway = net_.internet_gateway_of(vpc_id)) {
        return gateway->id;
    }
    for (const auto& table : net_.data().route_tables) {
        for (const auto& entry : table.routes) {
            if (table.vpc_id == vpc_id && !entry.blackhole &&
                entry.target == route_target::internet_gateway &&
                net_.find_internet_gateway(entry.target_id) == nullptr) {
                return entry.target_id;
            }
        }
    }
    return {};
}

/// The gateway that would have carried a packet to an interface that cannot be called: that of its
/// VPC. A bare address that nobody has reaches no gateway at all.
inline std::string walker::gateway_toward_end() const {
    const auto* meant = net_.find_interface(to_->id);
    return meant != nullptr ? internet_gateway_of(meant->vpc_id) : std::string();
}

/// The gateway that routes of the VPC still name, though it is attached no longer.
inline std::string walker::detached_gateway_of(const std::string& vpc_id) const {
    for (const auto& table : net_.data().route_tables) {
        for (const auto& entry : table.routes) {
            if (table.vpc_id == vpc_id && entry.target == route_target::internet_gateway) {
                return entry.target_id;
            }
        }
    }
    const auto& all = net_.data().internet_gateways;
    return all.size() == 1 && all.front().vpc_ids.empty() ? all.front().id : std::string();
}

/// Block Public Access judges who starts: replies of what it let through pass.
/// Source: VPC guide, "Block public access to VPCs and subnets".
inline walker::stopped walker::pass_public_access(const std::string& vpc_id, const subnet* at,
                                                  direction way, bool by_nat_or_egress_only,
                                                  const flow& now) {
    using mode = block_public_access::mode;
    const auto& access = net_.data().public_access;
    if (!access && !is_reply_ && !net_.has_all(listed::public_access, vpc_id)) {
        assumed.push_back(assumption::public_access_not_listed);
    }
    if (!access || access->how == mode::off || is_reply_) {
        return std::nullopt;
    }
    bool allowed = way == direction::out && by_nat_or_egress_only && access->how == mode::ingress;
    bool may_be_allowed = !net_.has_all(listed::public_access_exclusions, vpc_id);
    for (const auto& one : access->exclusions) {
        const bool covers =
            one.resource_id == vpc_id || (at != nullptr && one.resource_id == at->id);
        const bool excludes =
            covers &&
            (!one.egress_only || (way == direction::out && access->how == mode::bidirectional));
        allowed = allowed || (excludes && one.settled);
        may_be_allowed = may_be_allowed || excludes;
    }
    auto made = make(step_kind::bpa, vpc_id, way, now);
    made.detail.emplace_back("mode", access->how == mode::ingress ? "block-ingress"
                                                                  : "block-bidirectional");
    made.place = access->place;
    if (!allowed && may_be_allowed) {
        return net_.has_all(listed::public_access_exclusions, vpc_id)
                   ? cannot_tell(std::move(made), reason::vpc_block_public_access_enabled)
                   : absent(std::move(made), reason::none, {listed::public_access_exclusions},
                            vpc_id);
    }
    if (!allowed) {
        return deny(std::move(made), reason::vpc_block_public_access_enabled);
    }
    allow(std::move(made));
    return std::nullopt;
}

inline leg_outcome walker::to_internet_gateway(const std::string& id, const subnet& from,
                                               flow& now) {
    auto made = make(step_kind::igw, id, direction::out, now);
    const auto* known = net_.find_internet_gateway(id);
    if (known != nullptr && std::find(known->vpc_ids.begin(), known->vpc_ids.end(), from.vpc_id) ==
                                known->vpc_ids.end()) {
        return deny(std::move(made), reason::igw_not_attached);
    }
    if (is_rfc1918(now.header.destination)) {
        return deny(std::move(made), reason::igw_destination_address_not_in_rfc1918_egress);
    }
    if (is_rfc6598(now.header.destination)) {
        return deny(std::move(made), reason::igw_destination_address_not_in_rfc6598_egress);
    }
    if (!is_internet_address(now.header.destination)) {
        return deny(std::move(made), reason::igw_destination_not_public);
    }
    const auto source = now.header.source;
    const auto* edge = net_.table_of_gateway(id);
    if (edge != nullptr && from.contains(source)) {
        const auto back = find_route(*edge, source, net_);
        if (back.chosen != nullptr && back.chosen->target != route_target::local) {
            return deny(std::move(made), reason::ingress_rtb_traffic_redirection);
        }
    }
    if (source.family == address_family::ipv4) {
        const auto outside = public_address_of(from.vpc_id, source);
        if (!outside) {
            return deny(std::move(made), reason::igw_public_ip_association_for_egress);
        }
        made.detail.emplace_back("source_before", to_string(source));
        made.detail.emplace_back("source_after", to_string(*outside));
        now.header.source = *outside;
    } else if (!is_internet_address(source)) {
        return deny(std::move(made), reason::igw_public_ip_association_for_egress);
    } else if (!is_host_of(from.vpc_id, source)) {
        return absent(std::move(made), reason::igw_public_ip_association_for_egress,
                      {listed::interfaces}, from.vpc_id);
    } else if (const auto* own = net_.interface_at(from.vpc_id, source);
               own != nullptr && own->denies_igw_traffic) {
        made.detail.emplace_back("interface", own->id);
        return cannot_tell(std::move(made), reason::eni_denies_igw_traffic);
    }
    const bool by_nat = net_.nat_at(from.vpc_id, source) != nullptr;
    if (const auto blocked = pass_public_access(from.vpc_id, &from, direction::out, by_nat, now)) {
        return *blocked;
    }
    allow(std::move(made));
    return into_internet(now);
}

/// Whether somebody of the VPC has the address: what a gateway of the VPC carries is its own.
/// Source: Reachability Analyzer, IGW_ and VGW_ ..._ASSOCIATION_FOR_EGRESS.
inline bool walker::is_host_of(const std::string& vpc_id, const address_bits& address) const {
    const auto is_planned = [&](const subnet* home) {
        return home != nullptr && home->vpc_id == vpc_id && home->contains(address);
    };
    return net_.interface_at(vpc_id, address) != nullptr ||
           net_.nat_at(vpc_id, address) != nullptr || is_planned(origin_subnet_) ||
           (to_->where == endpoint::kind::subnet_address && to_->address == address &&
            is_planned(net_.find_subnet(to_->id)));
}

inline std::optional<address_bits> walker::public_address_of(const std::string& vpc_id,
                                                             const address_bits& inside) const {
    if (const auto* owner = net_.interface_at(vpc_id, inside)) {
        const auto* own = owner->find(inside);
        if (own != nullptr && own->public_address) {
            return own->public_address;
        }
    }
    if (const auto* nat = net_.nat_at(vpc_id, inside)) {
        for (const auto& own : nat->addresses) {
            if (own.private_address == inside) {
                return own.public_address;
            }
        }
    }
    return std::nullopt;
}

/// Whether the input names an address as one of the network's own, but not what has it.
inline bool walker::is_unplaced(const address_bits& address) const {
    const auto& all = net_.data().unplaced_addresses;
    return std::find(all.begin(), all.end(), address) != all.end();
}

/// Traffic to a public address of the network's own leaves and comes back in; all else is
/// somebody's host on the internet.
inline leg_outcome walker::into_internet(flow& now) {
    lose_identity("public_address");
    const auto& address = now.header.destination;
    const bool own = address.family == address_family::ipv4
                         ? net_.interface_with_public(address) != nullptr ||
                               net_.nat_with_public(address) != nullptr
                         : !net_.interfaces_at(address).empty();
    if (own) {
        return from_internet(now);
    }
    if (is_unplaced(address)) {
        return cannot_tell(make(step_kind::igw, {}, direction::in, now),
                           reason::unknown_destination);
    }
    if (!is_reply_ && !net_.has_all(listed::interfaces)) { // it may be one of the network's own
        return absent(make(step_kind::igw, {}, direction::in, now), reason::none,
                      {listed::interfaces});
    }
    return deliver({delivery::place::internet}, now);
}

inline leg_outcome walker::from_internet(flow& now) {
    lose_identity("public_address");
    if (++hops_ > max_hops) {
        return deny(make(step_kind::igw, {}, direction::in, now), reason::path_loop);
    }
    return now.header.family() == address_family::ipv4 ? from_internet_v4(now)
                                                       : from_internet_v6(now);
}

inline leg_outcome walker::from_internet_v4(flow& now) {
    const auto outside = now.header.destination;
    const auto* to = net_.interface_with_public(outside);
    const auto* nat = net_.nat_with_public(outside);
    if ((to == nullptr || to->is_detached()) && nat == nullptr) {
        if (net_.data().interfaces.empty() || is_unplaced(outside)) {
            return cannot_tell(make(step_kind::igw, gateway_toward_end(), direction::in, now),
                               reason::unknown_destination);
        }
        if (to == nullptr) {
            return absent(make(step_kind::igw, gateway_toward_end(), direction::in, now),
                          reason::igw_private_ip_association_for_ingress, {listed::interfaces});
        }
        auto gateway = to != nullptr ? internet_gateway_of(to->vpc_id) : gateway_toward_end();
        return deny(make(step_kind::igw, std::move(gateway), direction::in, now),
                    reason::igw_private_ip_association_for_ingress);
    }
    const std::string& vpc_id = to != nullptr ? to->vpc_id : nat->vpc_id;
    if (net_.find_vpc(vpc_id) == nullptr) {
        return cannot_tell(make(step_kind::igw, gateway_toward_end(), direction::in, now),
                           reason::unknown_destination);
    }
    const auto gateway = internet_gateway_of(vpc_id);
    auto made = make(step_kind::igw, gateway.empty() ? detached_gateway_of(vpc_id) : gateway,
                     direction::in, now);
    if (gateway.empty()) {
        return absent(std::move(made), reason::igw_not_attached, {listed::internet_gateways},
                      vpc_id);
    }
    if (is_rfc1918(now.header.source)) {
        return deny(std::move(made), reason::igw_source_address_not_in_rfc1918_ingress);
    }
    if (is_rfc6598(now.header.source)) {
        return deny(std::move(made), reason::igw_source_address_not_in_rfc6598_ingress);
    }
    if (!is_internet_address(now.header.source)) {
        return deny(std::move(made), reason::igw_source_not_public);
    }
    if (is_spoofed(vpc_id, now)) {
        return deny(std::move(made), reason::gateway_rejects_spoofed_traffic);
    }
    std::optional<address_bits> inside;
    if (to != nullptr) {
        for (const auto& own : to->addresses) {
            inside = own.public_address == outside ? own.address : inside;
        }
    } else {
        for (const auto& own : nat->addresses) {
            inside = own.public_address == outside ? own.private_address : inside;
        }
    }
    if (nat != nullptr && nat->is_regional) {
        allow(std::move(made));
        return arrive_at_nat(*nat, nullptr, now);
    }
    if (!inside) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    made.detail.emplace_back("destination_before", to_string(outside));
    made.detail.emplace_back("destination_after", to_string(*inside));
    const auto* home =
        to != nullptr ? net_.find_subnet(to->subnet_id) : net_.find_subnet(nat->subnet_id);
    if (const auto blocked = pass_public_access(vpc_id, home, direction::in, false, now)) {
        return *blocked;
    }
    now.header.destination = *inside;
    allow(std::move(made));
    return through_edge_table(gateway, vpc_id, now);
}

/// A gateway's own route table may send what comes in to an appliance first.
/// Source: VPC guide, "Gateway route tables".
inline leg_outcome walker::through_edge_table(const std::string& gateway, const std::string& vpc_id,
                                              flow& now) {
    const auto* table = net_.table_of_gateway(gateway);
    if (table == nullptr) {
        return net_.has_all(listed::route_tables, vpc_id)
                   ? arrive_in_vpc(vpc_id, nullptr, now)
                   : absent(make(step_kind::route, gateway, direction::in, now), reason::none,
                            {listed::route_tables}, vpc_id);
    }
    const auto found = find_route(*table, now.header.destination, net_);
    if (found.chosen == nullptr || found.chosen->target == route_target::local) {
        return arrive_in_vpc(vpc_id, nullptr, now);
    }
    const auto& entry = *found.chosen;
    auto made = make(step_kind::route, table->id, direction::in, now);
    made.detail.emplace_back("destination", destination_text(entry));
    made.detail.emplace_back("target", entry.target_id);
    made.place = entry.place;
    if (entry.blackhole) {
        return deny(std::move(made), reason::bad_state_route);
    }
    if (entry.target == route_target::vpc_endpoint) {
        const auto* inspector = net_.find_endpoint(entry.target_id);
        if (inspector == nullptr) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        allow(std::move(made));
        return to_inspection(*inspector, nullptr, now);
    }
    if (entry.target != route_target::interface && entry.target != route_target::instance) {
        return cannot_tell(std::move(made), reason::unsupported_component);
    }
    allow(std::move(made));
    return to_appliance(entry.target_id, nullptr, now, net_.find_vpn_gateway(gateway) == nullptr);
}

/// IPv6 is not translated. What the destination's subnet routes to an egress-only gateway can be
/// answered but not called.
inline leg_outcome walker::from_internet_v6(flow& now) {
    auto owners = net_.interfaces_at(now.header.destination);
    std::erase_if(owners, [](const interface* one) { return one->is_detached(); });
    if (owners.empty()) {
        return absent(make(step_kind::igw, gateway_toward_end(), direction::in, now),
                      reason::igw_private_ip_association_for_ingress, {listed::interfaces});
    }
    const auto& vpc_id = owners.front()->vpc_id;
    const auto gateway = internet_gateway_of(vpc_id);
    const auto* home = net_.find_subnet(owners.front()->subnet_id);
    const auto* table = home != nullptr ? net_.table_of(*home) : nullptr;
    const route* back =
        table != nullptr ? find_route(*table, now.header.source, net_).chosen : nullptr;
    const auto* egress_only = net_.egress_only_of(vpc_id);
    const bool by_egress_only = back != nullptr
                                    ? back->target == route_target::egress_only_internet_gateway
                                    : gateway.empty() && egress_only != nullptr;
    if (by_egress_only) {
        auto made = make(step_kind::eigw, back != nullptr ? back->target_id : egress_only->id,
                         direction::in, now);
        if (!is_reply_ || !egress_only_used_) {
            return deny(std::move(made), reason::eigw_no_session);
        }
        allow(std::move(made));
        return arrive_in_vpc(vpc_id, nullptr, now);
    }
    auto made = make(step_kind::igw, gateway.empty() ? detached_gateway_of(vpc_id) : gateway,
                     direction::in, now);
    if (gateway.empty()) {
        return absent(std::move(made), reason::igw_not_attached, {listed::internet_gateways},
                      vpc_id);
    }
    if (!is_internet_address(now.header.source)) {
        return deny(std::move(made), reason::igw_source_not_public);
    }
    if (is_spoofed(vpc_id, now)) {
        return deny(std::move(made), reason::gateway_rejects_spoofed_traffic);
    }
    if (owners.front()->denies_igw_traffic) {
        made.detail.emplace_back("interface", owners.front()->id);
        return stop(std::move(made), is_reply_ ? verdict::unknown : verdict::deny,
                    reason::eni_denies_igw_traffic);
    }
    if (const auto blocked = pass_public_access(vpc_id, home, direction::in, false, now)) {
        return *blocked;
    }
    allow(std::move(made));
    return through_edge_table(gateway, vpc_id, now);
}

inline leg_outcome walker::to_egress_only(const std::string& id, const subnet& from, flow& now) {
    auto made = make(step_kind::eigw, id, direction::out, now);
    if (now.header.family() == address_family::ipv4) {
        return deny(std::move(made), reason::eigw_ipv6_only);
    }
    if (!is_internet_address(now.header.destination)) {
        return deny(std::move(made), reason::igw_destination_not_public);
    }
    if (is_reply_) {
        return deny(std::move(made), reason::eigw_no_session);
    }
    if (!is_internet_address(now.header.source)) {
        return deny(std::move(made), reason::igw_public_ip_association_for_egress);
    }
    if (!is_host_of(from.vpc_id, now.header.source)) {
        return absent(std::move(made), reason::igw_public_ip_association_for_egress,
                      {listed::interfaces}, from.vpc_id);
    }
    if (const auto blocked = pass_public_access(from.vpc_id, &from, direction::out, true, now)) {
        return *blocked;
    }
    // Source: PrivateLink guide, "Access an inspection system using a Gateway Load Balancer
    // endpoint".
    const bool inspected =
        std::any_of(leg_->steps.begin(), leg_->steps.end(), [&](const step& one) {
            const auto* at = net_.find_endpoint(one.fact("endpoint"));
            return at != nullptr && at->kind == endpoint_kind::gateway_load_balancer &&
                   at->vpc_id == from.vpc_id;
        });
    if (inspected) {
        return deny(std::move(made), reason::eigw_after_inspection);
    }
    egress_only_used_ = true;
    allow(std::move(made));
    return into_internet(now);
}

} // namespace vpcplan::detail
