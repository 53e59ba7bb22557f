// Private. The walker to and from data centres: virtual private gateways, VPN, Direct Connect.
#pragma once

#include "walk_transit_gateway.hpp"

namespace vpcplan::detail {

/// The Direct Connect gateways that join a virtual private gateway or a transit gateway.
inline std::vector<walker::direct_connect_link>
walker::direct_connect_links(const std::string& gateway_id) const {
    std::vector<direct_connect_link> links;
    for (const auto& gateway : net_.data().direct_connect_gateways) {
        for (const auto& association : gateway.associations) {
            if (association.gateway_id == gateway_id && association.state == "associated") {
                links.push_back({&gateway, &association});
            }
        }
    }
    std::sort(links.begin(), links.end(), [](const auto& a, const auto& b) {
        return a.gateway->id < b.gateway->id; // whatever the order of the input
    });
    return links;
}

/// Known to carry nothing: the gateway is gone, or every virtual interface that leads there is.
inline bool walker::is_down(const direct_connect_gateway& gateway) const {
    const auto& all = net_.data().virtual_interfaces;
    const auto leads_here = [&](const virtual_interface& one) {
        return one.gateway_id == gateway.id;
    };
    return gateway.state != "available" ||
           (std::any_of(all.begin(), all.end(), leads_here) &&
            std::none_of(all.begin(), all.end(), [&](const virtual_interface& one) {
                return leads_here(one) && !one.is_down();
            }));
}

/// Whether the data centre is told of an address behind the link. For a virtual private gateway
/// the allowed prefixes are a filter over the blocks of its VPC, for a transit gateway they are
/// announced as they are. Source: Direct Connect guide, "Allowed prefixes interactions".
inline bool walker::announces(const direct_connect_link& link, const address_bits& address) const {
    const auto& allowed = link.association->allowed_prefixes;
    const auto covers = [&](const auto& what) {
        return std::any_of(allowed.begin(), allowed.end(),
                           [&](const cidr& prefix) { return prefix.contains(what); });
    };
    const auto* gateway = net_.find_vpn_gateway(link.association->gateway_id);
    if (gateway == nullptr) {
        return covers(address);
    }
    for (const auto& id : gateway->vpc_ids) {
        const auto* home = net_.find_vpc(id);
        for (const auto& block : home != nullptr ? home->blocks : std::vector<cidr>{}) {
            if (block.contains(address) && (allowed.empty() || covers(block))) {
                return true;
            }
        }
    }
    return false;
}

/// Over Direct Connect, where that is the only way the input shows between a gateway and the data
/// centre: with a VPN beside it, either may carry the packet.
inline walker::stopped walker::pass_direct_connect(const std::string& gateway_id, direction way,
                                                   const flow& now) {
    const auto links = direct_connect_links(gateway_id);
    const auto connections = net_.vpns_of(gateway_id);
    const bool has_vpn =
        net_.find_vpn_gateway(gateway_id) != nullptr &&
        std::any_of(connections.begin(), connections.end(),
                    [](const vpn_connection* connection) { return !connection->is_down(); });
    if (links.empty() || has_vpn) {
        return std::nullopt;
    }
    const auto& inside = way == direction::in ? now.header.destination : now.header.source;
    const auto usable =
        std::find_if(links.begin(), links.end(), [&](const direct_connect_link& link) {
            return !is_down(*link.gateway) && announces(link, inside);
        });
    const auto& link = usable != links.end() ? *usable : links.front();
    auto made = make(step_kind::dx, link.gateway->id, way, now);
    made.place = link.gateway->place;
    if (is_down(*link.gateway)) {
        return deny(std::move(made), reason::bad_state);
    }
    if (way == direction::in && usable == links.end()) {
        return deny(std::move(made), reason::dx_prefix_not_allowed);
    }
    allow(std::move(made));
    return std::nullopt;
}

/// What a virtual private gateway knows of an on-premises address: static routes of its VPN
/// connections, and what it propagated into route tables. What BGP told it otherwise, no describe
/// call says.
inline std::pair<verdict, reason> walker::reach_of(const virtual_private_gateway& gateway,
                                                   const address_bits& address) const {
    const auto connections = net_.vpns_of(gateway.id);
    const auto links = direct_connect_links(gateway.id);
    const auto& direct_interfaces = net_.data().virtual_interfaces;
    const auto leads_here = [&](const virtual_interface& one) {
        return one.gateway_id == gateway.id;
    };
    const bool all_listed =
        net_.has_all(listed::vpn_connections) && net_.has_all(listed::direct_connect);
    const bool nothing_shown =
        connections.empty() && links.empty() &&
        std::none_of(direct_interfaces.begin(), direct_interfaces.end(), leads_here);
    if (nothing_shown && all_listed) {
        return {verdict::deny, reason::vgw_not_connected};
    }
    // What BGP tells is unknown, unless the input says what the other side announces.
    bool by_bgp = !all_listed;
    for (const auto& link : links) {
        by_bgp = by_bgp || !is_down(*link.gateway);
    }
    for (const auto& direct : direct_interfaces) {
        by_bgp = by_bgp || (leads_here(direct) && !direct.is_down());
    }
    bool any_up = by_bgp;
    bool any_session = by_bgp;
    for (const auto* connection : connections) {
        if (connection->is_down()) {
            continue;
        }
        any_up = true;
        any_session = any_session || !connection->static_only;
        by_bgp = by_bgp || (!connection->static_only && connection->announced.empty());
        for (const auto* known : {&connection->static_routes, &connection->announced}) {
            if (std::any_of(known->begin(), known->end(),
                            [&](const cidr& block) { return block.contains(address); })) {
                return {verdict::allow, reason::none};
            }
        }
    }
    if (!any_up) {
        return {verdict::deny, connections.empty() ? reason::bad_state : reason::bad_state_vpn};
    }
    for (const auto& table : net_.data().route_tables) {
        for (const auto& entry : table.routes) {
            const auto* block = std::get_if<cidr>(&entry.destination);
            if (any_session && entry.origin == route_origin::propagated && !entry.blackhole &&
                entry.target_id == gateway.id && block != nullptr && block->contains(address)) {
                return {verdict::allow, reason::none};
            }
        }
    }
    return by_bgp ? std::pair{verdict::unknown, reason::vgw_routes_are_unknown}
                  : std::pair{verdict::deny, reason::vgw_no_route_to_on_premises};
}

/// Whether the input shows what joins a gateway to a data centre.
inline bool walker::has_link(const virtual_private_gateway& gateway) const {
    const auto& direct = net_.data().virtual_interfaces;
    return !net_.vpns_of(gateway.id).empty() || !direct_connect_links(gateway.id).empty() ||
           std::any_of(direct.begin(), direct.end(),
                       [&](const virtual_interface& one) { return one.gateway_id == gateway.id; });
}

/// The Direct Connect gateway that a packet would have to cross between two virtual private
/// gateways; nothing when the destination is not behind one of those joined to this one.
inline const direct_connect_gateway*
walker::shared_direct_connect(const virtual_private_gateway& gateway,
                              const address_bits& destination) const {
    for (const auto* owner : net_.interfaces_at(destination)) {
        const auto* other = net_.vpn_gateway_of(owner->vpc_id);
        if (other == nullptr || other == &gateway) {
            continue;
        }
        for (const auto& here : direct_connect_links(gateway.id)) {
            for (const auto& there : direct_connect_links(other->id)) {
                if (here.gateway == there.gateway) {
                    return here.gateway;
                }
            }
        }
    }
    return nullptr;
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
    if (!is_host_of(from.vpc_id, now.header.source)) {
        return deny(std::move(made), reason::vgw_private_ip_association_for_egress);
    }
    const auto [outcome, code] = reach_of(*gateway, now.header.destination);
    const bool is_for_vpc =
        is_reply_ ? origin_interface_ != nullptr : to_->where != endpoint::kind::on_premises;
    const auto* shared =
        is_for_vpc ? shared_direct_connect(*gateway, now.header.destination) : nullptr;
    if (shared != nullptr) {
        // A data centre that announces a wider block may carry it back; whether it does, no input
        // says. Source: Direct Connect guide, "Direct Connect gateways".
        allow(std::move(made));
        return stop(make(step_kind::dx, shared->id, direction::out, now),
                    outcome == verdict::allow ? verdict::unknown : verdict::deny,
                    reason::dx_gateway_not_transitive);
    }
    // A gateway that brought the packet knows the way back to its sender: it was assumed then.
    const bool is_known = outcome == verdict::unknown && is_reply_ && came_by_ == gateway;
    if (outcome != verdict::allow && !is_known) {
        return stop(std::move(made), outcome, code);
    }
    allow(std::move(made));
    if (const auto at_link = pass_direct_connect(id, direction::out, now)) {
        return *at_link;
    }
    delivery behind{delivery::place::on_premises};
    behind.vpn_gateway = gateway;
    return deliver(behind, now);
}

/// From a data centre into the VPC: every subnet is reached, whether or not it routes back.
inline leg_outcome walker::from_vpn_gateway(const virtual_private_gateway& gateway, flow& now) {
    lose_identity("on_premises");
    if (between_sites_) {
        return between_sites(gateway, now);
    }
    if (const auto at_link = pass_direct_connect(gateway.id, direction::in, now)) {
        return *at_link;
    }
    auto made = make(step_kind::vgw, gateway.id, direction::in, now);
    made.place = gateway.place;
    if (!is_reply_) {
        const auto [outcome, code] = reach_of(gateway, now.header.source);
        if (outcome == verdict::deny || (outcome == verdict::unknown && !has_link(gateway))) {
            return stop(std::move(made), outcome, code);
        }
        if (outcome == verdict::unknown) {
            assumed.push_back(assumption::gateway_learnt_the_way);
        }
    }
    for (const auto& vpc_id : gateway.vpc_ids) {
        const bool planned = to_->where == endpoint::kind::subnet_address;
        const auto* host = net_.interface_at(vpc_id, now.header.destination);
        if (planned || (host != nullptr && !host->is_detached()) ||
            net_.nat_at(vpc_id, now.header.destination) != nullptr) {
            if (is_spoofed(vpc_id, now)) {
                return deny(std::move(made), reason::gateway_rejects_spoofed_traffic);
            }
            allow(std::move(made));
            came_by_ = &gateway;
            return through_edge_table(gateway.id, vpc_id, now);
        }
    }
    return deny(std::move(made), reason::vgw_private_ip_association_for_ingress);
}

/// A packet from outside that claims to come from inside. Source: Reachability Analyzer,
/// GATEWAY_REJECTS_SPOOFED_TRAFFIC.
inline bool walker::is_spoofed(const std::string& vpc_id, const flow& now) const {
    const auto* home = net_.find_vpc(vpc_id);
    const bool is_outside_first =
        std::all_of(leg_->steps.begin(), leg_->steps.end(),
                    [](const step& made) { return made.kind == step_kind::dx; });
    return is_outside_first && home != nullptr && home->contains(now.header.source);
}

/// VPN CloudHub: a virtual private gateway hands packets from one site to another, when it learnt
/// both by BGP from customer gateways with autonomous system numbers of their own.
/// Source: Site-to-Site VPN guide, "VPN CloudHub".
inline leg_outcome walker::between_sites(const virtual_private_gateway& gateway, flow& now) {
    auto arrival = make(step_kind::vgw, gateway.id, direction::in, now);
    arrival.place = gateway.place;
    const auto [outcome, code] = reach_of(gateway, now.header.destination);
    if (outcome != verdict::allow) {
        return stop(std::move(arrival), outcome, code);
    }
    std::vector<std::uint64_t> systems;
    bool by_bgp = true;
    for (const auto* connection : net_.vpns_of(gateway.id)) {
        if (!connection->is_down()) {
            const auto* site = net_.find_customer_gateway(connection->customer_gateway_id);
            by_bgp = by_bgp && !connection->static_only && site != nullptr;
            systems.push_back(site != nullptr ? site->autonomous_system : 0);
        }
    }
    std::sort(systems.begin(), systems.end());
    const bool are_distinct =
        std::adjacent_find(systems.begin(), systems.end()) == systems.end() && systems.size() > 1;
    if (!by_bgp || !are_distinct) {
        return cannot_tell(std::move(arrival), reason::vgw_routes_are_unknown);
    }
    allow(std::move(arrival));
    auto leaving = make(step_kind::vgw, gateway.id, direction::out, now);
    leaving.place = gateway.place;
    allow(std::move(leaving));
    between_sites_ = true;
    delivery behind{delivery::place::on_premises};
    behind.vpn_gateway = &gateway;
    return deliver(behind, now);
}

/// Into a transit gateway from a data centre. A transit gateway announces nothing over Direct
/// Connect but the allowed prefixes of its association.
inline leg_outcome walker::from_data_centre(const transit_gateway_attachment& at, flow& now) {
    if (at.kind == attachment_kind::direct_connect_gateway) {
        if (const auto at_link = pass_direct_connect(at.transit_gateway_id, direction::in, now)) {
            return *at_link;
        }
    }
    auto made = make(step_kind::tgw, at.id, direction::in, now);
    made.place = at.place;
    if (at.state != "available") {
        made.detail.emplace_back("state", at.state);
        return deny(std::move(made), reason::bad_state_attachment);
    }
    if (is_vpn_down(at)) {
        return deny(std::move(made), reason::tgw_bad_state_vpn);
    }
    if (is_vpn_unknown(at)) {
        return absent(std::move(made), reason::none, {listed::vpn_connections});
    }
    allow(std::move(made));
    return through_transit_table(at, nullptr, now);
}

/// The virtual private gateways behind which a site lies that has no other way in: they lead to
/// interfaces of their VPCs, not through them. None when another way is possible.
/// Source: Reachability Analyzer, VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS.
inline std::vector<const virtual_private_gateway*>
walker::only_gateways_of_site(const flow& now) const {
    const auto leads_outside = [](const transit_gateway_attachment& at) {
        return at.kind == attachment_kind::vpn || at.kind == attachment_kind::connect ||
               at.kind == attachment_kind::direct_connect_gateway;
    };
    const auto& attachments = net_.data().transit_gateway_attachments;
    const auto& direct = net_.data().virtual_interfaces;
    const bool may_be_public =
        is_internet_address(now.header.destination) &&
        std::any_of(direct.begin(), direct.end(), [](const virtual_interface& one) {
            return one.kind == virtual_interface_kind::public_vif && !one.is_down();
        });
    if (may_be_public || !net_.has_all(listed::transit_gateways) ||
        std::any_of(attachments.begin(), attachments.end(), leads_outside)) {
        return {};
    }
    std::vector<const virtual_private_gateway*> found;
    for (const auto& one : net_.data().virtual_private_gateways) {
        if (!one.vpc_ids.empty() && reach_of(one, now.header.source).first != verdict::deny) {
            found.push_back(&one);
        }
    }
    return found;
}

/// A host in a data centre calls, by a gateway that knows the way back to it: a virtual private
/// gateway of the destination's VPC, else a transit gateway attachment from which a route goes on.
/// Of several that know it, the data centre's routers choose, so each is walked. That the host is
/// behind them is what the question says; nothing checks the source on the way in.
inline leg_outcome walker::from_on_premises(flow& now) {
    const auto pick = [this](const auto& all) {
        return all[all.size() > 1 ? choices_.pick(all.size()) : 0];
    };
    const auto add = [](auto& all, auto* one) {
        if (std::find(all.begin(), all.end(), one) == all.end()) {
            all.push_back(one);
        }
    };
    std::vector<const virtual_private_gateway*> sure;
    std::vector<const virtual_private_gateway*> possible;
    std::vector<const virtual_private_gateway*> down;
    const auto consider = [&](const std::string& vpc_id) {
        if (const auto* own = net_.vpn_gateway_of(vpc_id)) {
            const auto [outcome, code] = reach_of(*own, now.header.source);
            const bool is_down = code == reason::bad_state_vpn || code == reason::bad_state;
            add(outcome == verdict::allow ? sure : is_down ? down : possible, own);
        }
    };
    const auto* named = net_.find_interface(to_->id);
    const auto* planned = net_.find_subnet(to_->id);
    if (named != nullptr && named->owns(now.header.destination)) {
        consider(named->vpc_id);
    } else if (planned != nullptr) {
        consider(planned->vpc_id);
    } else {
        for (const auto* to : net_.interfaces_at(now.header.destination)) {
            consider(to->vpc_id);
        }
    }
    if (!sure.empty()) {
        return from_vpn_gateway(*pick(sure), now);
    }
    std::vector<const transit_gateway_attachment*> onward;
    std::vector<const transit_gateway_attachment*> dead_ends;
    for (const auto& table : net_.data().transit_gateway_route_tables) {
        const auto back = find_route(table, now.header.source, net_);
        if (back.outcome != verdict::allow) {
            continue;
        }
        for (const auto& [id, at] : paths_of(net_, *back.chosen, table.transit_gateway_id)) {
            const bool outside =
                at != nullptr &&
                (at->kind == attachment_kind::vpn || at->kind == attachment_kind::connect ||
                 at->kind == attachment_kind::direct_connect_gateway);
            if (outside) {
                const auto* own = net_.find_transit_table(at->table_id);
                const bool goes_on =
                    own != nullptr &&
                    find_route(*own, now.header.destination, net_).outcome == verdict::allow;
                add(goes_on ? onward : dead_ends, at);
            }
        }
    }
    if (!onward.empty()) {
        return from_data_centre(*pick(onward), now);
    }
    if (!possible.empty()) {
        return from_vpn_gateway(*pick(possible), now);
    }
    if (net_.interface_with_public(now.header.destination) != nullptr ||
        net_.nat_with_public(now.header.destination) != nullptr) {
        std::vector<const virtual_interface*> direct;
        for (const auto& one : net_.data().virtual_interfaces) {
            if (one.kind == virtual_interface_kind::public_vif && !one.is_down()) {
                direct.push_back(&one);
            }
        }
        if (!direct.empty()) {
            const auto* by = pick(direct);
            auto made = make(step_kind::dx, by->id, direction::in, now);
            made.place = by->place;
            allow(std::move(made));
            return from_internet(now);
        }
    }
    std::vector<const virtual_private_gateway*> hubs;
    for (const auto& hub : net_.data().virtual_private_gateways) {
        if (to_->where == endpoint::kind::on_premises &&
            reach_of(hub, now.header.source).first == verdict::allow &&
            reach_of(hub, now.header.destination).first == verdict::allow) {
            hubs.push_back(&hub);
        }
    }
    if (!hubs.empty()) {
        return between_sites(*pick(hubs), now);
    }
    if (!down.empty() && net_.has_all(listed::transit_gateways)) {
        const auto* gateway = pick(down);
        return deny(make(step_kind::vgw, gateway->id, direction::in, now),
                    reach_of(*gateway, now.header.source).second);
    }
    if (!dead_ends.empty()) {
        return from_data_centre(*pick(dead_ends), now);
    }
    if (const auto gateways = only_gateways_of_site(now); !gateways.empty()) {
        // Of several, none is more to blame than the others.
        const auto& blamed = gateways.size() == 1 ? gateways.front()->id : std::string();
        return deny(make(step_kind::vgw, blamed, direction::in, now),
                    reason::vgw_private_ip_association_for_ingress);
    }
    return cannot_tell(make(step_kind::vgw, {}, direction::in, now),
                       reason::no_way_from_on_premises);
}

} // namespace vpcplan::detail
