// Private. How large the subnets of a tier and the block of a VPC have to be.
#pragma once

#include "plan_names.hpp"
#include "plan_taken.hpp"

namespace vpcplan::detail {

/// In how many zones a tier has subnets. One with a number of zones never has more, so that a spare
/// zone made real changes nothing for it.
inline std::size_t zone_count_of(const plan_vpc& vpc, const plan_tier& tier) {
    const auto all = vpc.zones.size() + static_cast<std::size_t>(vpc.spare_zones);
    return tier.zones > 0 ? std::min(all, static_cast<std::size_t>(tier.zones)) : all;
}

/// The zones of a tier, spare ones last: where it has a subnet already, then the first others.
inline std::vector<std::string> planner::zones_of_tier(const plan_vpc& vpc,
                                                       const plan_tier& tier) const {
    const auto count = zone_count_of(vpc, tier);
    auto zones = vpc.zones;
    if (count < zones.size()) {
        std::stable_partition(zones.begin(), zones.end(),
                              [&](const std::string& zone) { return has_subnet(vpc, tier, zone); });
        zones.resize(count);
        const auto place = [&](const std::string& zone) {
            return std::find(vpc.zones.begin(), vpc.zones.end(), zone);
        };
        std::sort(zones.begin(), zones.end(),
                  [&](const auto& a, const auto& b) { return place(a) < place(b); });
    }
    for (int spare = 1; zones.size() < count; ++spare) {
        zones.push_back("spare-" + std::to_string(spare));
    }
    return zones;
}

/// Whether AWS or the lock has a subnet of the tier in a zone.
inline bool planner::has_subnet(const plan_vpc& vpc, const plan_tier& tier,
                                const std::string& zone) const {
    const auto name = tier.name + "/" + zone;
    const auto other = other_name_of_zone(vpc, zone);
    const auto is_locked = [&](const std::string& word) {
        return lock_.contains({vpc.name + "/" + tier.name + "/" + word, address_family::ipv4});
    };
    return std::any_of(vpc.pins.begin(), vpc.pins.end(),
                       [&](const plan_pin& pin) { return pin.name == name; }) ||
           is_locked(zone) || (!other.empty() && is_locked(other));
}

/// The longest prefix length with which a subnet that exists is large enough. What a share
/// gives changes with the number of zones, so a share asks nothing of a subnet that exists but
/// room for the services.
inline int smallest_of(const plan_tier& tier, int length) {
    if (tier.size.by != plan_size::measure::share) {
        return length;
    }
    int smallest = subnet_sizes(address_family::ipv4).longest;
    if (const auto size = smallest_subnet(addresses_needed(tier))) {
        smallest = size->prefix_length;
    }
    for (const auto& use : tier.uses) {
        smallest = std::min(smallest, find_service_demand(use.service)->longest_prefix);
    }
    return smallest;
}

/// What is left of a block for each subnet of a tier that takes a share of it.
inline int length_of_share(const plan_vpc& vpc, const plan_tier& tier, const cidr& block) {
    const auto zones = std::max<std::size_t>(1, zone_count_of(vpc, tier));
    const double part = tier.size.share / static_cast<double>(zones);
    return block.prefix_length() + static_cast<int>(std::ceil(-std::log2(part) - 1e-9));
}

/// Prefix length of one subnet of a tier; nothing when AWS has none so large.
inline std::optional<int> planner::length_of(const plan_vpc& vpc, const plan_tier& tier,
                                             const std::optional<cidr>& block) {
    const auto path = vpc.name + "/" + tier.name;
    auto length = std::optional(subnet_sizes(address_family::ipv4).longest);
    if (tier.size.by == plan_size::measure::prefix) {
        length = tier.size.prefix_length;
    } else if (tier.size.by == plan_size::measure::share) {
        if (!block) {
            fail(plan_failure_code::share_without_block, path, tier.place);
            return std::nullopt;
        }
        length = length_of_share(vpc, tier, *block);
    }
    length = length_for_addresses(tier, path, *length);
    if (length) {
        length = length_for_services(tier, path, *length);
    }
    if (length && !subnet_sizes(address_family::ipv4).allow(*length)) {
        fail(plan_failure_code::subnet_size, path, tier.place,
             {{"length", std::to_string(*length)}});
        return std::nullopt;
    }
    return length;
}

/// The length with which hosts and services find their addresses. A length that the plan asks for
/// is never changed, only refused.
inline std::optional<int> planner::length_for_addresses(const plan_tier& tier,
                                                        const std::string& path, int length) {
    const auto needed = addresses_needed(tier);
    if (needed == 0) {
        return length;
    }
    const auto size = smallest_subnet(needed);
    if (!size) {
        fail(plan_failure_code::too_many_hosts, path, tier.place,
             {{"hosts", std::to_string(needed)}, {"subnets", std::to_string(subnets_for(needed))}},
             {{plan_change_code::split_tier, {}}});
        return std::nullopt;
    }
    if (tier.size.by == plan_size::measure::hosts) {
        return size->prefix_length;
    }
    if (length > size->prefix_length) {
        fail(plan_failure_code::too_small_for_services, path, tier.place,
             {{"length", std::to_string(length)}, {"needed", std::to_string(needed)}},
             {{plan_change_code::set_length, {{"length", std::to_string(size->prefix_length)}}}});
        return std::nullopt;
    }
    return length;
}

/// The length that every service of the tier accepts.
inline std::optional<int> planner::length_for_services(const plan_tier& tier,
                                                       const std::string& path, int length) {
    for (const auto& use : tier.uses) {
        const auto* demand = find_service_demand(use.service);
        if (demand == nullptr || length <= demand->longest_prefix) {
            continue;
        }
        if (tier.size.by != plan_size::measure::hosts) {
            const fact_list least{{"length", std::to_string(demand->longest_prefix)},
                                  {"service", use.service}};
            fail(plan_failure_code::service_needs_larger, path, tier.place, least,
                 {{plan_change_code::set_length, least}});
            return std::nullopt;
        }
        length = demand->longest_prefix;
    }
    return length;
}

inline std::optional<int> smallest_block(const std::vector<int>& lengths) {
    for (int length = 28; length >= 16; --length) {
        const auto whole = cidr::containing({0, 0, address_family::ipv4}, length);
        const auto tried = fit(whole, {}, lengths);
        if (tried && tried->feasible()) {
            return length;
        }
    }
    return std::nullopt;
}

/// The lengths of all subnets that come out of the VPC's own blocks.
inline std::optional<std::vector<int>> planner::own_lengths(const plan_vpc& vpc) {
    std::vector<int> lengths;
    for (const auto& tier : vpc.tiers) {
        if (tier.from.empty()) {
            const auto length = length_of(vpc, tier, std::nullopt);
            if (!length) {
                return std::nullopt;
            }
            lengths.insert(lengths.end(), zone_count_of(vpc, tier), *length);
        }
    }
    return lengths;
}

/// The smallest VPC block that holds all tiers that come out of it; where there is none, or none is
/// free, the largest there is: secondary blocks hold the rest.
inline std::optional<int> planner::primary_length(const plan_vpc& vpc, const cidr& pool) {
    const auto lengths = own_lengths(vpc);
    if (!lengths) {
        return std::nullopt;
    }
    auto taken = taken_in(vpc.pool, pool);
    const auto refused = refused_ranges({});
    taken.insert(taken.end(), refused.begin(), refused.end());
    const auto tried = fit(pool, taken, *lengths);
    const bool fits_in_parts = tried && tried->feasible();
    const auto smallest = smallest_block(*lengths);
    if (!smallest && !fits_in_parts) {
        fail(plan_failure_code::tiers_exceed_vpc, vpc.name, vpc.place, {{"vpc", vpc.name}},
             {{plan_change_code::take_tiers_elsewhere, {}}});
        return std::nullopt;
    }
    const auto sizes = vpc_sizes(address_family::ipv4);
    const int wanted = smallest.value_or(sizes.shortest);
    const auto largest = largest_of(free_blocks(pool, taken));
    const bool is_scattered = fits_in_parts && largest && largest->prefix_length() > wanted;
    return is_scattered ? std::min(largest->prefix_length(), sizes.longest) : wanted;
}

} // namespace vpcplan::detail
