// Private. The planner at VPCs: one after the other, each with its blocks and subnets.
#pragma once

#include "plan_ipv6.hpp"
#include "plan_routes.hpp"

namespace vpcplan::detail {

inline bool planner::place_vpcs() {
    for (const auto& vpc : needs_.vpcs) {
        if (!place_vpc(with_what_was_there(vpc))) {
            return false;
        }
    }
    for (auto& pool : made_.pools) {
        pool.free = free_blocks(pool.block, taken_in(pool.name, pool.block));
    }
    return true;
}

/// A VPC with what AWS had beside the plan when the lock was written: blocks and subnets. A
/// snapshot, where there is one, knows better.
inline plan_vpc planner::with_what_was_there(const plan_vpc& vpc) {
    auto known = vpc;
    if (const auto kept = locked_blocks_.find(vpc.name); kept != locked_blocks_.end()) {
        for (const auto& block : kept->second) {
            const bool was_there = first_placed(false, block, placed_by::lock) == placed_by::pin;
            const bool is_there =
                !vpc.live || std::find(vpc.live->blocks.begin(), vpc.live->blocks.end(), block) !=
                                 vpc.live->blocks.end();
            const bool is_known =
                std::any_of(vpc.blocks.begin(), vpc.blocks.end(),
                            [&](const cidr& given) { return overlaps(given, block); });
            if (was_there && is_there && !is_known) {
                known.blocks.push_back(block);
                known.adopted.push_back(block);
            }
        }
    }
    const auto prefix = vpc.name + "/#";
    for (auto at = locked_blocks_.lower_bound(prefix);
         at != locked_blocks_.end() && at->first.starts_with(prefix); ++at) {
        const auto id = at->first.substr(prefix.size());
        for (const auto& block : at->second) {
            const bool is_there =
                std::any_of(vpc.pins.begin(), vpc.pins.end(), [&](const plan_pin& pin) {
                    return pin.id == id && pin.block == block;
                });
            if (is_there || vpc.pins.empty()) {
                used_.insert({at->first, block.family()});
            }
            if (vpc.pins.empty()) {
                known.pins.push_back({id, id, {}, block});
            }
        }
    }
    return known;
}

inline bool planner::place_vpc(const plan_vpc& vpc) {
    planned_vpc made;
    made.name = vpc.name;
    made.account = vpc.account;
    made.region = vpc.region;
    made.environment = vpc.environment;
    if (vpc.zones.empty() && !vpc.tiers.empty()) {
        return fail(plan_failure_code::no_zones, vpc.name, vpc.place, {{"vpc", vpc.name}},
                    {{plan_change_code::name_zones, {}}});
    }
    keep_given_blocks(vpc);
    if (!place_vpc_blocks(vpc, made) || !place_subnets(vpc, made) || !place_ipv6(vpc, made)) {
        return false;
    }
    describe_groups(vpc, needs_, made);
    made_.vpcs.push_back(std::move(made));
    being_placed_.clear();
    return true;
}

/// Requests for all subnets, in groups by what the VPC's blocks for them come from.
inline std::optional<std::vector<planner::requests_of_source>>
planner::subnet_requests(const plan_vpc& vpc, const planned_vpc& made) {
    std::vector<requests_of_source> groups;
    for (std::size_t i = 0; i < vpc.tiers.size(); ++i) {
        const auto& tier = vpc.tiers[i];
        const auto length = length_of(vpc, tier, made.blocks.front().block);
        if (!length) {
            return std::nullopt;
        }
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& one) { return one.from == tier.from; });
        if (group == groups.end()) {
            group = groups.insert(groups.end(), {tier.from, {}});
        }
        for (auto& zone : zones_of_tier(vpc, tier)) {
            const auto path = vpc.name + "/" + tier.name + "/" + zone;
            group->requests.push_back(
                {i, std::move(zone), path, *length, smallest_of(tier, *length), {}, {}, {}});
        }
    }
    return groups;
}

inline bool planner::place_subnets(const plan_vpc& vpc, planned_vpc& made) {
    auto groups = subnet_requests(vpc, made);
    if (!groups) {
        return false;
    }
    for (auto& group : *groups) {
        keep_what_exists(vpc, group.requests, address_family::ipv4);
    }
    std::vector<subnet_request> all;
    for (auto& group : *groups) {
        std::vector<cidr> others;
        for (const auto& other : *groups) {
            for (const auto& one : other.requests) {
                if (&other != &group && one.block) {
                    others.push_back(*one.block);
                }
            }
        }
        if (!place_in_blocks(vpc, group.from, group.requests, others, made)) {
            return false;
        }
        all.insert(all.end(), group.requests.begin(), group.requests.end());
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.tier < b.tier; });
    for (const auto& one : all) {
        const auto& tier = vpc.tiers[one.tier];
        made.subnets.push_back({tier.name, one.zone, *one.block, std::nullopt,
                                addresses_needed(tier), tier.reserved || is_spare(one.zone),
                                one.how, one.moved_from, first_placed(true, *one.block, one.how)});
    }
    return true;
}

} // namespace vpcplan::detail
