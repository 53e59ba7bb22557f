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
    std::variant<unreadable_destination, cidr, prefix_list_destination> destination;
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

constexpr bool same_target(const route& a, const route& b) noexcept {
    return a.target == b.target && a.target_id == b.target_id;
}

/// Whether AWS accepts a route to this target inside the local route. A list of an endpoint that is
/// not known is taken for AWS's own list of a service, whose addresses are public.
/// Source: VPC guide, "Subnet route tables".
constexpr bool may_refine_local(const route& entry) noexcept {
    return entry.target == route_target::nat_gateway || entry.target == route_target::interface ||
           entry.target == route_target::instance;
}

/// What is known about a route and a destination.
struct route_match {
    int prefix_length = -1; ///< of the longest block that holds the destination; -1: none known
    bool complete = true;   ///< false when a longer one could be hidden
};

template <class Lists>
route_match match_of(const route& entry, const address_bits& destination, const Lists& lists) {
    if (const auto* block = std::get_if<cidr>(&entry.destination)) {
        return {block->contains(destination) ? block->prefix_length() : -1, true};
    }
    if (const auto* named = std::get_if<prefix_list_destination>(&entry.destination)) {
        const prefix_list* list = lists.find_prefix_list(named->id);
        const cidr* match = list != nullptr ? list->longest_match(destination) : nullptr;
        return {match != nullptr ? match->prefix_length() : -1, list != nullptr && list->complete};
    }
    return {-1, false};
}

} // namespace detail

/// Link-local addresses that no route forwards. Source: VPC guide, "Subnet route tables".
constexpr bool never_forwarded(const detail::address_bits& address) noexcept {
    using namespace literals;
    return "169.254.168.0/22"_cidr.contains(address) || "fd00:ec2::/32"_cidr.contains(address);
}

/// Chooses the route for `destination`: the longest prefix; of equal ones the static before the
/// prefix list before the propagated one. `Lists` has
/// `const prefix_list* find_prefix_list(std::string_view id)`.
/// - A propagated route never beats the local route it lies in, however long its prefix is
///   (Site-to-Site VPN guide, "Route priority").
/// - Prefix lists with different targets that both hold the destination: AWS picks one at random,
/// so
///   `unknown`. A list whose entries are not known makes the choice `unknown` too, where it could
///   change the target.
/// - How a route server's route ranks against one of equal length or the local route is documented
///   nowhere: `unknown`.
/// Complexity: O(routes + entries of the lists).
/// Source: VPC guide, "Route priority".
template <class Lists>
route_decision find_route(const route_table& table, const detail::address_bits& destination,
                          const Lists& lists) {
    if (never_forwarded(destination)) {
        return {verdict::deny, nullptr, reason::link_local_not_forwarded};
    }
    const bool is_local =
        std::any_of(table.routes.begin(), table.routes.end(), [&destination](const route& entry) {
            const auto* block = std::get_if<cidr>(&entry.destination);
            return (entry.origin == route_origin::local || entry.target == route_target::local) &&
                   block != nullptr && block->contains(destination);
        });
    const route* best = nullptr;
    detail::route_rank best_rank;
    for (const auto& entry : table.routes) {
        const auto match = detail::match_of(entry, destination, lists);
        const detail::route_rank rank{match.prefix_length, detail::preference_of(entry)};
        if (match.prefix_length >= 0 && !(is_local && rank.preference == 1) && rank > best_rank) {
            best = &entry;
            best_rank = rank;
        }
    }
    // Every other route that could be the one AWS takes, for all that is known.
    for (const auto& entry : table.routes) {
        if (best != nullptr && detail::same_target(entry, *best)) {
            continue;
        }
        const auto match = detail::match_of(entry, destination, lists);
        const detail::route_rank rank{match.prefix_length, detail::preference_of(entry)};
        if (!match.complete &&
            !(is_local && (rank.preference == 1 || !detail::may_refine_local(entry)))) {
            return {verdict::unknown, &entry, reason::route_not_readable};
        }
        if (match.prefix_length < 0 || best == nullptr) {
            continue;
        }
        const bool both_lists = rank.preference == 2 && best_rank.preference == 2;
        const bool advertised =
            entry.origin == route_origin::advertised || best->origin == route_origin::advertised;
        const bool equal_length = rank.prefix_length == best_rank.prefix_length;
        const bool inside_local = is_local && entry.origin == route_origin::advertised &&
                                  rank.prefix_length >= best_rank.prefix_length;
        const bool hidden_by_local = is_local && rank.preference == 1;
        if (both_lists || inside_local ||
            (equal_length && !hidden_by_local && (advertised || rank == best_rank))) {
            return {verdict::unknown, &entry, reason::route_ambiguous};
        }
    }
    if (best == nullptr) {
        return {};
    }
    return {verdict::allow, best, reason::none};
}

} // namespace vpcplan
