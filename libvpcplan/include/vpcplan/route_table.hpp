// Floor 3. Route tables: longest prefix first, then static before prefix list before propagated.
#pragma once

#include "prefix_list.hpp"

#include <algorithm>
#include <variant>

namespace vpcplan {

enum class route_target : std::uint8_t {
    local,
    internet_gateway,
    egress_only_internet_gateway,
    nat_gateway,
    interface,
    instance,
    vpc_peering_connection,
    transit_gateway,
    virtual_private_gateway,
    vpc_endpoint,
    carrier_gateway,
    local_gateway,
    core_network,
    other
};

enum class route_origin : std::uint8_t {
    local,      ///< CreateRouteTable
    fixed,      ///< CreateRoute: a static route
    propagated, ///< EnableVgwRoutePropagation
    advertised  ///< Advertisement, by a route server
};

/// A destination written as a prefix list.
struct prefix_list_destination {
    std::string id;
};

/// A destination that was seen but not understood.
struct unreadable_destination {
    std::string text;
};

struct route {
    std::variant<cidr, prefix_list_destination, unreadable_destination> destination;
    route_target target = route_target::local;
    std::string target_id; ///< empty for local
    route_origin origin = route_origin::fixed;
    bool blackhole = false; ///< the target is gone: matches and drops, never falls through
    source_ref place{};
};

inline std::string destination_text(const route& entry) {
    if (const auto* block = std::get_if<cidr>(&entry.destination)) {
        return to_string(*block);
    }
    if (const auto* list = std::get_if<prefix_list_destination>(&entry.destination)) {
        return list->id;
    }
    return std::get<unreadable_destination>(entry.destination).text;
}

struct route_table {
    std::string id;
    std::string name;
    std::string vpc_id;
    bool is_main = false;
    std::vector<std::string> subnet_ids;  ///< explicit associations
    std::vector<std::string> gateway_ids; ///< edge associations
    std::vector<route> routes;
    source_ref place{};
};

/// The route for a destination. `allow`: `chosen` decides (a blackhole too). `deny`: no route.
/// `unknown`: see `code`; `chosen` is then the route that makes it so.
struct route_decision {
    verdict outcome = verdict::deny;
    const route* chosen = nullptr;
    reason code = reason::no_route_to_destination;
};

namespace detail {

struct route_rank {
    int prefix_length = -1;
    int preference = 0; ///< static 3, prefix list 2, propagated 1

    friend constexpr auto operator<=>(const route_rank&, const route_rank&) = default;
};

constexpr int preference_of(const route& entry) noexcept {
    if (entry.origin == route_origin::propagated || entry.origin == route_origin::advertised) {
        return 1;
    }
    return std::holds_alternative<prefix_list_destination>(entry.destination) ? 2 : 3;
}

} // namespace detail

/// Link-local addresses that no route forwards. Source: VPC guide, "Subnet route tables".
constexpr bool never_forwarded(const detail::address_bits& address) noexcept {
    using namespace literals;
    return "169.254.168.0/22"_cidr.contains(address) || "fd00:ec2::/32"_cidr.contains(address);
}

/// Chooses the route for `destination`. `Lists` has
/// `const prefix_list* find_prefix_list(std::string_view id)`.
/// - A propagated route never beats the local route it lies in, however long its prefix is
///   (Site-to-Site VPN guide, "Route priority").
/// - Two prefix lists with the same entry and different targets: AWS picks one at random, so
///   `unknown`. A list whose entries are not known makes the choice `unknown` too.
/// Complexity: O(routes + entries of the lists).
template <class Lists>
route_decision find_route(const route_table& table, const detail::address_bits& destination,
                          const Lists& lists) {
    if (never_forwarded(destination)) {
        return {verdict::deny, nullptr, reason::link_local_not_forwarded};
    }
    const bool is_local = std::any_of(
        table.routes.begin(), table.routes.end(), [&destination](const route& entry) {
            const auto* block = std::get_if<cidr>(&entry.destination);
            return entry.origin == route_origin::local && block != nullptr &&
                   block->contains(destination);
        });
    const route* best = nullptr;
    const route* tie = nullptr;
    const route* hidden = nullptr;
    detail::route_rank best_rank;
    for (const auto& entry : table.routes) {
        const cidr* match = nullptr;
        if (const auto* block = std::get_if<cidr>(&entry.destination)) {
            match = block->contains(destination) ? block : nullptr;
        } else if (const auto* list = std::get_if<prefix_list_destination>(&entry.destination)) {
            const prefix_list* known = lists.find_prefix_list(list->id);
            match = known != nullptr ? known->longest_match(destination) : nullptr;
            if (match == nullptr && (known == nullptr || !known->complete)) {
                hidden = &entry;
            }
        } else {
            hidden = &entry;
        }
        if (match == nullptr || (is_local && detail::preference_of(entry) == 1)) {
            continue;
        }
        const detail::route_rank rank{match->prefix_length(), detail::preference_of(entry)};
        if (rank > best_rank) {
            best = &entry;
            best_rank = rank;
            tie = nullptr;
        } else if (rank == best_rank &&
                   (entry.target != best->target || entry.target_id != best->target_id)) {
            tie = &entry;
        }
    }
    if (hidden != nullptr && (best == nullptr || hidden->target != best->target ||
                              hidden->target_id != best->target_id)) {
        return {verdict::unknown, hidden, reason::route_not_readable};
    }
    if (tie != nullptr) {
        return {verdict::unknown, tie, reason::route_ambiguous};
    }
    if (best == nullptr) {
        return {};
    }
    return {verdict::allow, best, reason::none};
}

} // namespace vpcplan
