// Floor 5. What joins VPCs to each other, to data centres and to services. Plain data with ids.
#pragma once

#include "route_table.hpp"

namespace vpcplan {

/// One end of a peering connection. The blocks are those the connection carries (CidrBlockSet).
struct peering_side {
    std::string vpc_id;
    std::string owner_id;
    std::string region;
    std::vector<cidr> blocks;
    bool all_ipv4 = true; ///< false when the input does not list its IPv4 blocks
    bool all_ipv6 = true; ///< false when the input does not list its IPv6 blocks
};

struct vpc_peering_connection {
    std::string id;
    std::string name;
    std::string status = "active"; ///< Status.Code
    peering_side requester;
    peering_side accepter;
    source_ref place{};

    /// The side opposite to a VPC; nothing when the VPC is on neither.
    const peering_side* opposite(std::string_view vpc_id) const noexcept {
        if (requester.vpc_id == vpc_id) {
            return &accepter;
        }
        return accepter.vpc_id == vpc_id ? &requester : nullptr;
    }
    /// Group references work inside one Region only. Source: VPC peering guide, "Security groups".
    bool is_in_one_region() const noexcept { return requester.region == accepter.region; }
};

struct transit_gateway {
    std::string id;
    std::string name;
    std::string owner_id;
    bool group_referencing = false; ///< SecurityGroupReferencingSupport
    source_ref place{};
};

enum class attachment_kind : std::uint8_t {
    vpc,
    vpn,
    direct_connect_gateway,
    connect,
    peering,
    other
};

struct transit_gateway_attachment {
    std::string id;
    std::string name;
    std::string transit_gateway_id;
    attachment_kind kind = attachment_kind::vpc;
    std::string resource_id; ///< VPC, VPN connection, gateway, or the other transit gateway
    std::string state = "available";
    std::string table_id;                ///< association; empty when there is none
    bool table_known = true;             ///< false when the input does not say whether there is one
    std::vector<std::string> subnet_ids; ///< VPC attachments: one a zone
    bool appliance_mode = false;
    std::optional<bool> ipv6_support = true;      ///< nothing when the input does not say
    std::optional<bool> group_referencing = true; ///< nothing when the input does not say
    source_ref place{};
};

struct transit_gateway_route {
    std::variant<unreadable_destination, cidr, prefix_list_destination> destination;
    std::vector<std::string> attachment_ids; ///< several: equal-cost paths; none: blackhole
    attachment_kind kind = attachment_kind::vpc;
    bool fixed = true;           ///< a static route
    bool by_prefix_list = false; ///< a static route that a prefix list put there
    bool blackhole = false;
    source_ref place{};
};

struct transit_gateway_route_table {
    std::string id;
    std::string name;
    std::string transit_gateway_id;
    std::vector<transit_gateway_route> routes;
    bool complete = true; ///< false when the input does not have its routes
    source_ref place{};
};

/// What a transit gateway table says about a destination; as `route_decision`.
struct transit_gateway_route_decision {
    verdict outcome = verdict::deny;
    const transit_gateway_route* chosen = nullptr;
    reason code = reason::tgw_rtb_no_route_to_tgw_attachment;
};

namespace detail {

/// Static before prefix list before propagated; among propagated by the kind of attachment.
/// Source: transit gateway guide, "Route evaluation order".
constexpr int preference_of(const transit_gateway_route& entry) noexcept {
    if (entry.fixed) {
        return entry.by_prefix_list ||
                       std::holds_alternative<prefix_list_destination>(entry.destination)
                   ? 9
                   : 10;
    }
    switch (entry.kind) {
    case attachment_kind::vpc: return 8;
    case attachment_kind::direct_connect_gateway: return 7;
    case attachment_kind::connect: return 6;
    case attachment_kind::vpn: return 5;
    case attachment_kind::peering: return 4;
    case attachment_kind::other: return 3;
    }
    return 0;
}

} // namespace detail

/// Chooses the route of a transit gateway table. Complexity: O(routes + entries of the lists).
template <class Lists>
transit_gateway_route_decision find_route(const transit_gateway_route_table& table,
                                          const detail::address_bits& destination,
                                          const Lists& lists) {
    const transit_gateway_route* best = nullptr;
    detail::route_rank best_rank;
    bool hidden = !table.complete;
    for (const auto& entry : table.routes) {
        const cidr* match = nullptr;
        if (const auto* block = std::get_if<cidr>(&entry.destination)) {
            match = block->contains(destination) ? block : nullptr;
        } else if (const auto* list = std::get_if<prefix_list_destination>(&entry.destination)) {
            const prefix_list* known = lists.find_prefix_list(list->id);
            match = known != nullptr ? known->longest_match(destination) : nullptr;
            hidden = hidden || known == nullptr || (match == nullptr && !known->complete);
        } else {
            hidden = true;
        }
        if (match != nullptr) {
            const detail::route_rank rank{match->prefix_length(), detail::preference_of(entry)};
            if (rank > best_rank) {
                best = &entry;
                best_rank = rank;
            }
        }
    }
    if (hidden) {
        return {verdict::unknown, best, reason::tgw_rtb_routes_are_unknown};
    }
    if (best == nullptr) {
        return {};
    }
    if (best->blackhole || best->attachment_ids.empty()) {
        return {verdict::deny, best, reason::tgw_rtb_bad_state_route};
    }
    return {verdict::allow, best, reason::none};
}

/// A virtual private gateway: the AWS end of VPN connections and private virtual interfaces.
struct virtual_private_gateway {
    std::string id;
    std::string name;
    std::vector<std::string> vpc_ids; ///< attached; AWS allows one
    source_ref place{};
};

/// The user's end of VPN connections.
struct customer_gateway {
    std::string id;
    std::string name;
    std::uint64_t autonomous_system = 65000; ///< BgpAsn
    std::string address;
    source_ref place{};
};

struct vpn_connection {
    std::string id;
    std::string name;
    std::string gateway_id; ///< virtual private gateway or transit gateway
    std::string customer_gateway_id;
    std::string state = "available";
    bool static_only = false;
    bool over_direct_connect = false; ///< private addresses outside: runs over a transit VIF
    std::vector<cidr> static_routes;  ///< available ones
    std::vector<cidr>
        announced; ///< by the other side, where the input says it: no call of AWS does
    int tunnels_up = 0;
    int tunnels_down = 0;
    source_ref place{};

    /// Known to be down: gone, or every tunnel that reports is.
    bool is_down() const noexcept {
        return state != "available" || (tunnels_up == 0 && tunnels_down > 0);
    }
};

/// A gateway that a Direct Connect gateway joins, and what it tells the data centre about it.
/// Source: Direct Connect guide, "Allowed prefixes interactions".
struct direct_connect_association {
    std::string gateway_id; ///< virtual private gateway or transit gateway
    std::string state = "associated";
    std::vector<cidr> allowed_prefixes; ///< empty for a virtual private gateway: every VPC block
};

struct direct_connect_gateway {
    std::string id;
    std::string name;
    std::string state = "available";
    std::vector<direct_connect_association> associations;
    source_ref place{};
};

enum class virtual_interface_kind : std::uint8_t { private_vif, public_vif, transit_vif };

/// A virtual interface of a Direct Connect connection.
struct virtual_interface {
    std::string id;
    std::string name;
    virtual_interface_kind kind = virtual_interface_kind::private_vif;
    std::string gateway_id; ///< virtual private gateway or Direct Connect gateway
    std::string state = "available";
    source_ref place{};

    /// Known not to carry packets. Source: Direct Connect API, virtualInterfaceState.
    bool is_down() const noexcept { return state != "available" && state != "unknown"; }
};

enum class endpoint_kind : std::uint8_t { gateway, interface, gateway_load_balancer, other };

struct vpc_endpoint {
    std::string id;
    std::string name;
    endpoint_kind kind = endpoint_kind::gateway;
    std::string vpc_id;
    std::string service;
    std::string state = "available";
    std::vector<std::string> subnet_ids;
    std::vector<std::string> interface_ids;
    std::vector<std::string> route_table_ids;
    /// Of a Network Firewall: its ARN, as the endpoint's tags say; empty when they only say whose.
    std::optional<std::string> firewall_id{};
    source_ref place{};
};

/// VPC Block Public Access of an account and Region. Source: VPC guide, "Block public access".
struct block_public_access {
    enum class mode : std::uint8_t { off, bidirectional, ingress };
    struct exclusion {
        std::string resource_id; ///< VPC or subnet
        bool egress_only = false;
        bool settled = true; ///< false while it is being made or taken away
    };
    mode how = mode::off;
    std::vector<exclusion> exclusions;
    source_ref place{};
};

} // namespace vpcplan
