// Private. The planner at pools: where each is, and a block of one for a path.
#pragma once

#include "plan_taken.hpp"

namespace vpcplan::detail {

inline const planned_pool* planner::find_pool(std::string_view name) const {
    const auto found = std::find_if(made_.pools.begin(), made_.pools.end(),
                                    [&](const planned_pool& one) { return one.name == name; });
    return found == made_.pools.end() ? nullptr : &*found;
}

/// Pools in an order in which each stands after the one it is taken from.
inline bool planner::place_pools() {
    std::vector<const plan_pool*> waiting;
    for (const auto& pool : needs_.pools) {
        waiting.push_back(&pool);
    }
    while (!waiting.empty()) {
        const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const plan_pool* pool) {
            return pool->block || find_pool(pool->from) != nullptr;
        });
        if (ready == waiting.end()) {
            const auto& stuck = *waiting.front();
            return fail(plan_failure_code::pool_without_block, "pool:" + stuck.name, stuck.place,
                        {{"pool", stuck.name}, {"from", stuck.from}});
        }
        if (!place_pool(**ready)) {
            return false;
        }
        waiting.erase(ready);
    }
    return true;
}

inline bool planner::place_pool(const plan_pool& pool) {
    if (pool.block) {
        used_.insert({"pool:" + pool.name, pool.block->family()});
        made_.pools.push_back({pool.name, {}, *pool.block, {}});
        return true;
    }
    const auto block = take_from(pool.from, "pool:" + pool.name, pool.prefix_length,
                                 find_pool(pool.from)->block, pool.place);
    if (!block) {
        return false;
    }
    made_.pools.push_back({pool.name, pool.from, block->first, {}});
    return true;
}

/// A pool that was placed on a block that another one of the lock has.
inline const planned_pool* planner::pool_in_the_way(const std::string& from,
                                                    const cidr& block) const {
    const auto ancestors = ancestors_of(from);
    const auto found =
        std::find_if(made_.pools.begin(), made_.pools.end(), [&](const planned_pool& one) {
            return !one.from.empty() && !ancestors.contains(one.name) && overlaps(one.block, block);
        });
    return found == made_.pools.end() ? nullptr : &*found;
}

/// A block of a pool for a path: the locked one, else the best that is free.
inline std::optional<std::pair<cidr, placed_by>>
planner::take_from(const std::string& from, const std::string& path, int length, const cidr& parent,
                   const source_ref& place, const planned_vpc* for_vpc) {
    auto how = placed_by::fit;
    if (const auto kept = locked(path, parent.family())) {
        const auto* avoid = avoided_around(needs_, *kept);
        const auto* sibling = pool_in_the_way(from, *kept);
        const bool is_good = parent.contains(*kept) && kept->prefix_length() <= length &&
                             avoid == nullptr && sibling == nullptr;
        if (is_good) {
            return std::pair{*kept, placed_by::lock};
        }
        block_needs_move(path, *kept, length, parent, sibling, place);
        lock_.erase(std::pair{path, parent.family()});
        how = placed_by::moved;
    }
    const auto block = take_free(from, path, length, parent, place, for_vpc);
    return block ? std::optional(std::pair{*block, how}) : std::nullopt;
}

/// Why a pool, or a VPC's block of one, cannot stay where the lock has it.
inline void planner::block_needs_move(const std::string& path, const cidr& kept, int length,
                                      const cidr& parent, const planned_pool* sibling,
                                      const source_ref& place) {
    const fact_list facts{{"block", to_string(kept)},
                          {"parent", to_string(parent)},
                          {"length", std::to_string(length)},
                          {"kept", std::to_string(kept.prefix_length())}};
    if (!parent.contains(kept)) {
        needs_move(plan_failure_code::moves_outside_parent, path, place, facts,
                   {plan_change_code::surround_or_allow, facts});
    } else if (const auto* avoid = avoided_around(needs_, kept)) {
        needs_move(plan_failure_code::moves_off_avoided, path, place, facts_of(kept, *avoid),
                   change_of_avoided(*avoid));
    } else if (sibling != nullptr) {
        const fact_list hit{{"block", to_string(kept)},
                            {"other", to_string(sibling->block)},
                            {"pool", sibling->name}};
        needs_move(plan_failure_code::moves_off_pool, path, place, hit,
                   {plan_change_code::move_pool_or_allow, hit});
    } else {
        needs_move(plan_failure_code::moves_to_grow, path, place, facts,
                   {plan_change_code::keep_length_or_allow, facts});
    }
}

/// What a VPC's next block stays away from: first what AWS refuses or people warn of, then what AWS
/// refuses, then nothing, so that what is left is refused with its reason.
inline std::vector<std::vector<cidr>> shunned_for(const planned_vpc* vpc) {
    if (vpc == nullptr) {
        return {{}};
    }
    const auto blocks = blocks_of(*vpc);
    const auto refused = refused_ranges(blocks);
    auto disliked = warned_ranges(blocks);
    disliked.insert(disliked.end(), refused.begin(), refused.end());
    return {disliked, refused, {}};
}

/// A pool may be of any size, a VPC's block only of those that AWS has.
inline plan_change change_of_full_pool(const std::string& from, address_family family, bool is_pool,
                                       const std::optional<cidr>& largest) {
    const auto sizes = is_pool ? size_limits{0, width_of(family), 1} : vpc_sizes(family);
    if (largest) {
        int length = std::max(largest->prefix_length(), sizes.shortest);
        while (length <= sizes.longest && !sizes.allow(length)) {
            ++length;
        }
        if (length <= sizes.longest) {
            return {plan_change_code::ask_for_less,
                    {{"length", std::to_string(length)}, {"from", from}}};
        }
    }
    return {plan_change_code::add_to_pool, {{"from", from}}};
}

/// The smallest free block of a pool that holds a length, its first part of that length. For a VPC
/// only where AWS takes it, and where nothing warns of it as long as there is such a place.
inline std::optional<cidr> planner::take_free(const std::string& from, const std::string& path,
                                              int length, const cidr& parent,
                                              const source_ref& place, const planned_vpc* for_vpc) {
    const fact_list facts{
        {"length", std::to_string(length)}, {"from", from}, {"parent", to_string(parent)}};
    if (length < parent.prefix_length() || length > width_of(parent.family())) {
        fail(plan_failure_code::pool_too_small, path, place, facts,
             {{plan_change_code::enlarge_pool, facts}});
        return std::nullopt;
    }
    const auto taken = taken_in(from, parent);
    for (const auto& shunned : shunned_for(for_vpc)) {
        auto unusable = taken;
        unusable.insert(unusable.end(), shunned.begin(), shunned.end());
        const auto block = next_free(parent, unusable, length, placement::best_fit);
        if (block && *block) {
            return **block;
        }
    }
    const auto free = free_blocks(parent, taken);
    const auto largest = largest_of(free);
    const bool is_pool = path.starts_with("pool:");
    fail(plan_failure_code::pool_full, path, place, facts,
         {change_of_full_pool(from, parent.family(), is_pool, largest)});
    failure_->free = free;
    failure_->largest = largest;
    return std::nullopt;
}

} // namespace vpcplan::detail
