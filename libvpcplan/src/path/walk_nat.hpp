// Private. The walker at translators and appliances: NAT gateways, NAT instances, middleboxes.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// An IPv4 address in the clothes of IPv6: the last 32 bits of the well-known prefix of RFC 6052,
/// which DNS64 hands out. Source: VPC guide, "DNS64 and NAT64".
constexpr bool is_nat64(const address_bits& address) noexcept {
    using namespace literals;
    return "64:ff9b::/96"_cidr.contains(address);
}

/// Puts the gateway's address, and any port, in place of the source's; an IPv6 packet becomes an
/// IPv4 one on the way.
inline void walker::translate_source(const nat_gateway& nat, const address_bits& own, step& made,
                                     flow& now) {
    made.detail.emplace_back("source_before", to_string(now.header.source));
    made.detail.emplace_back("source_after", to_string(own));
    sessions_.push_back({&nat, nullptr, now.header, own});
    if (now.header.family() == address_family::ipv6) {
        const auto embedded = static_cast<std::uint32_t>(now.header.destination.lo);
        now.header.destination = {0, embedded, address_family::ipv4};
        made.detail.emplace_back("destination_after", to_string(now.header.destination));
        if (now.header.proto() == protocol::icmpv6()) {
            now.header.protocol_number = static_cast<std::uint8_t>(protocol::icmp().number());
            now.header.icmp_type = 8;
        }
    }
    now.header.source = own;
    if (now.header.proto().has_ports()) {
        now.any_source_port = port_range{1024, 65535};
        now.header.source_port = 1024;
    }
}

/// A packet sent through a NAT gateway: into its subnet, translated, out of its subnet.
/// Source: VPC guide, "NAT gateway basics".
inline leg_outcome walker::to_nat_gateway(const std::string& id, const subnet& from, flow& now) {
    auto made = make(step_kind::nat, id, direction::out, now);
    const auto* nat = net_.find_nat_gateway(id);
    if (nat == nullptr) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    const auto* home = net_.find_subnet(nat->subnet_id);
    if (home == nullptr && !nat->is_regional) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    if (nat->state != "available") {
        made.detail.emplace_back("state", nat->state);
        return deny(std::move(made), reason::bad_state);
    }
    if (home != nullptr && home != &from) {
        if (const auto at_acl = pass_acl(*home, direction::in, now)) {
            return *at_acl;
        }
    }
    const auto proto = now.header.proto();
    if (!proto.has_ports() && !proto.is_icmp()) {
        return deny(std::move(made), reason::protocol_restriction);
    }
    if (is_reply_) {
        return deny(std::move(made), reason::ngw_no_session);
    }
    if (now.header.family() == address_family::ipv6 && !is_nat64(now.header.destination)) {
        return deny(std::move(made), reason::ngw_needs_nat64_prefix);
    }
    if (proto == protocol::icmpv6() && now.header.icmp_type != 128) {
        return cannot_tell(std::move(made), reason::unsupported_component);
    }
    const auto inside_vpc = net_.is_inside(nat->vpc_id, now.header.source);
    if (!entered_by_transit_ && !inside_vpc.value_or(false)) {
        return stop(std::move(made), inside_vpc ? verdict::deny : verdict::unknown,
                    inside_vpc ? reason::ngw_requires_source_in_vpc : reason::unknown_resource);
    }
    if (nat->is_regional) {
        return to_regional_nat_gateway(*nat, std::move(made), now);
    }
    std::optional<address_bits> inside;
    for (const auto& own : nat->addresses) {
        if (own.private_address && (own.primary || !inside)) {
            inside = own.private_address;
        }
    }
    if (!inside) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    translate_source(*nat, *inside, made, now);
    entered_by_transit_ = false; // what goes on is the gateway's own
    lose_identity("translated");
    allow(std::move(made));
    if (home->contains(now.header.destination)) {
        return deliver_in_subnet(*home, now);
    }
    return leave_subnet(*home, now, nat->id);
}

/// A regional gateway has no subnet, so no ACL of its own; it uses a public address itself.
/// Source: VPC guide, "Regional NAT gateways".
inline leg_outcome walker::to_regional_nat_gateway(const nat_gateway& nat, step made, flow& now) {
    const auto own =
        std::find_if(nat.addresses.begin(), nat.addresses.end(),
                     [](const nat_gateway_address& one) { return one.public_address.has_value(); });
    const auto gateway = internet_gateway_of(nat.vpc_id);
    if (own == nat.addresses.end() || gateway.empty()) {
        return cannot_tell(std::move(made), reason::unknown_resource);
    }
    translate_source(nat, *own->public_address, made, now);
    allow(std::move(made));
    auto at_gateway = make(step_kind::igw, gateway, direction::out, now);
    if (!is_internet_address(now.header.destination)) {
        return deny(std::move(at_gateway), reason::igw_destination_not_public);
    }
    if (const auto blocked = pass_public_access(nat.vpc_id, nullptr, direction::out, true, now)) {
        return *blocked;
    }
    allow(std::move(at_gateway));
    return into_internet(now);
}

/// Puts the inside host's address and port back.
inline void walker::undo(const nat_session& session, step& made, flow& now) {
    made.detail.emplace_back("destination_before", to_string(now.header.destination));
    made.detail.emplace_back("destination_after", to_string(session.before.source));
    if (session.before.family() != now.header.family()) {
        now.header.source = session.before.destination;
        if (now.header.proto() == protocol::icmp()) {
            now.header.protocol_number = static_cast<std::uint8_t>(protocol::icmpv6().number());
            now.header.icmp_type = 129;
        }
    }
    now.header.destination = session.before.source;
    now.header.destination_port = session.before.source_port;
    now.any_destination_port.reset();
}

/// A packet addressed to a NAT gateway: the reply to what it sent, or nobody's. `home` is its
/// subnet; nothing for a regional gateway.
inline leg_outcome walker::arrive_at_nat(const nat_gateway& nat, const subnet* home, flow& now) {
    auto made = make(step_kind::nat, nat.id, direction::in, now);
    const auto session =
        std::find_if(sessions_.begin(), sessions_.end(), [&](const nat_session& one) {
            return is_reply_ && one.gateway == &nat && one.address == now.header.destination;
        });
    if (session == sessions_.end()) {
        return deny(std::move(made), reason::ngw_no_session);
    }
    undo(*session, made, now);
    sessions_.erase(session);
    allow(std::move(made));
    if (home == nullptr) {
        return arrive_in_vpc(nat.vpc_id, nullptr, now);
    }
    if (home->contains(now.header.destination)) {
        return deliver_in_subnet(*home, now);
    }
    return leave_subnet(*home, now, nat.id);
}

/// Replies across a peering connection find a NAT gateway without a route back.
/// Source: VPC guide, "NAT gateway basics".
inline const walker::nat_session* walker::returns_to_sender(const flow& now) const {
    for (const auto& session : sessions_) {
        if (is_reply_ && session.gateway != nullptr && !session.peering.empty() &&
            session.address == now.header.destination) {
            return &session;
        }
    }
    return nullptr;
}

/// Whether an appliance hides the source behind its own address. What is bound for the internet is
/// taken to go through a NAT instance, unless the appliance already saw the flow or a gateway's
/// route table brings the replies to it; VPC traffic passes unchanged.
inline bool walker::masquerades(const interface& at, const flow& now) const {
    if (is_reply_ || now.header.family() == address_family::ipv6 ||
        !is_internet_address(now.header.destination)) {
        return false;
    }
    const auto* vpc_of = net_.find_vpc(at.vpc_id);
    if (vpc_of != nullptr && vpc_of->contains(now.header.destination)) {
        return false;
    }
    const auto* edge = net_.table_of_gateway(internet_gateway_of(at.vpc_id));
    if (edge != nullptr && public_address_of(at.vpc_id, now.header.source)) {
        const auto back = find_route(*edge, now.header.source, net_);
        return back.chosen == nullptr || back.chosen->target == route_target::local;
    }
    return true;
}

/// A route leads to an interface: an instance that forwards. Its own check, groups and subnet
/// apply, and what comes out has lost the sender's groups.
/// Source: VPC guide, "NAT instances", "Middlebox routing wizard", "Security group rules".
inline leg_outcome walker::to_appliance(const std::string& id, const subnet* from, flow& now,
                                        bool by_internet_gateway) {
    const auto* at = net_.find_interface(id);
    if (const auto* host = net_.find_instance(id);
        host != nullptr && !host->interface_ids.empty()) {
        at = net_.find_interface(host->interface_ids.front());
    }
    const auto* home = at != nullptr ? net_.find_subnet(at->subnet_id) : nullptr;
    if (home == nullptr) {
        return cannot_tell(make(step_kind::route, id, direction::out, now),
                           reason::unknown_resource);
    }
    if (const auto detached = pass_attachment(*at, direction::in, now)) {
        return *detached;
    }
    const auto public_side =
        std::any_of(at->addresses.begin(), at->addresses.end(), [](const interface_address& own) {
            return own.public_address || own.address.family == address_family::ipv6;
        });
    if (by_internet_gateway && !public_side) {
        return deny(make(step_kind::route, at->id, direction::in, now),
                    reason::ingress_rtb_no_public_ip);
    }
    if (home != from) {
        if (const auto at_acl = pass_acl(*home, direction::in, now)) {
            return *at_acl;
        }
    }
    auto check = make(step_kind::source_dest_check, at->id, direction::in, now);
    if (at->source_dest_check) {
        return deny(std::move(check), reason::eni_source_dest_check_restriction);
    }
    allow(std::move(check));
    if (const auto at_groups = pass_groups(*at, direction::in, now)) {
        return *at_groups;
    }
    const bool hides_source = masquerades(*at, now);
    lose_identity(hides_source ? "translated" : "appliance");
    if (hides_source) {
        const auto* own = at->primary(address_family::ipv4);
        auto made = make(step_kind::nat, at->id, direction::out, now);
        made.detail.emplace_back("instance", at->instance_id.empty() ? at->id : at->instance_id);
        if (own == nullptr) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        made.detail.emplace_back("source_before", to_string(now.header.source));
        made.detail.emplace_back("source_after", to_string(own->address));
        sessions_.push_back({nullptr, at, now.header, own->address});
        now.header.source = own->address;
        entered_by_transit_ = false;
        allow(std::move(made));
    }
    if (const auto at_groups = pass_groups(*at, direction::out, now)) {
        return *at_groups;
    }
    if (home->contains(now.header.destination)) {
        return deliver_in_subnet(*home, now);
    }
    return leave_subnet(*home, now, at->id);
}

/// The reply to what a NAT instance sent comes back to it.
inline leg_outcome walker::arrive_at_nat_instance(const interface& at, const subnet& home,
                                                  const nat_session& session, flow& now) {
    if (const auto at_groups = pass_groups(at, direction::in, now)) {
        return *at_groups;
    }
    auto made = make(step_kind::nat, at.id, direction::in, now);
    made.detail.emplace_back("instance", at.instance_id.empty() ? at.id : at.instance_id);
    undo(session, made, now);
    sessions_.erase(std::find_if(sessions_.begin(), sessions_.end(), [&](const nat_session& one) {
        return one.instance == &at && one.address == session.address;
    }));
    allow(std::move(made));
    if (const auto at_groups = pass_groups(at, direction::out, now)) {
        return *at_groups;
    }
    if (home.contains(now.header.destination)) {
        return deliver_in_subnet(home, now);
    }
    return leave_subnet(home, now, at.id);
}

} // namespace vpcplan::detail
