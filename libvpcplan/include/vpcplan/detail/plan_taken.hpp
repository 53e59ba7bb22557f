// Private. What the planner may not give away: what is avoided, given, kept, or placed so far.
#pragma once

#include "planner.hpp"

namespace vpcplan::detail {

inline bool has_block_of(address_family family, std::span<const cidr> blocks) {
    return std::any_of(blocks.begin(), blocks.end(),
                       [family](const cidr& block) { return block.family() == family; });
}

/// What sentences say of an avoided range.
inline fact_list facts_of(const plan_avoided& avoid) {
    return {{"avoided", to_string(avoid.block)}, {"label", avoid.label}};
}

/// The same, with the block that it is in the way of.
inline fact_list facts_of(const cidr& block, const plan_avoided& avoid) {
    auto facts = facts_of(avoid);
    facts.insert(facts.begin(), {"block", to_string(block)});
    return facts;
}

/// What helps what lies in an avoided range.
inline plan_change change_of_avoided(const plan_avoided& avoid) {
    return avoid.is_of_aws ? plan_change{plan_change_code::allow_move, {}}
                           : plan_change{plan_change_code::stop_avoiding_or_allow, facts_of(avoid)};
}

inline std::optional<cidr> largest_of(const std::vector<cidr>& blocks) {
    const auto found =
        std::min_element(blocks.begin(), blocks.end(), [](const cidr& a, const cidr& b) {
            return std::pair(a.prefix_length(), a) < std::pair(b.prefix_length(), b);
        });
    return found == blocks.end() ? std::nullopt : std::optional(*found);
}

inline std::vector<cidr> blocks_of(const planned_vpc& vpc) {
    std::vector<cidr> blocks;
    for (const auto& own : vpc.blocks) {
        blocks.push_back(own.block);
    }
    return blocks;
}

/// Where more blocks for a group of tiers come from: its own pool, else the VPC's.
inline const std::string& source_of(const plan_vpc& vpc, const std::string& from) {
    return from.empty() ? vpc.pool : from;
}

inline std::vector<cidr> avoided_in(const plan_needs& needs) {
    std::vector<cidr> all;
    for (const auto& one : needs.avoid) {
        all.push_back(one.block);
    }
    return all;
}

inline const plan_avoided* avoided_by(const plan_needs& needs, const cidr& block) {
    const auto found =
        std::find_if(needs.avoid.begin(), needs.avoid.end(),
                     [&](const plan_avoided& one) { return overlaps(one.block, block); });
    return found == needs.avoid.end() ? nullptr : &*found;
}

/// An avoided range that leaves nothing of the block.
inline const plan_avoided* avoided_around(const plan_needs& needs, const cidr& block) {
    const auto found =
        std::find_if(needs.avoid.begin(), needs.avoid.end(),
                     [&](const plan_avoided& one) { return one.block.contains(block); });
    return found == needs.avoid.end() ? nullptr : &*found;
}

/// The pool of this name and those it is taken from.
inline std::set<std::string_view> planner::ancestors_of(std::string_view name) const {
    std::set<std::string_view> names;
    for (const auto* pool = find_pool(name); pool != nullptr && names.insert(pool->name).second;
         pool = find_pool(pool->from)) {
    }
    return names;
}

/// What of a pool, or of a block that is no pool, is given, kept or placed so far.
inline std::vector<cidr> planner::taken_in(const std::string& from, const cidr& parent) const {
    auto taken = avoided_in(needs_);
    add_pools_in(from, parent, taken);
    for (const auto& vpc : made_.vpcs) {
        for (const auto& own : vpc.blocks) {
            taken.push_back(own.block);
        }
    }
    taken.insert(taken.end(), being_placed_.begin(), being_placed_.end());
    for (const auto& vpc : needs_.vpcs) {
        taken.insert(taken.end(), vpc.blocks.begin(), vpc.blocks.end());
        for (const auto& pin : vpc.pins) { // AWS has it, whatever became of its tier
            taken.push_back(pin.block);
        }
    }
    for (const auto& [key, block] : lock_) {
        if (keeps_block(key.first, key.second)) {
            taken.push_back(block);
        }
    }
    return taken;
}

/// Other pools that a pool, or a block that is no pool, holds.
inline void planner::add_pools_in(const std::string& from, const cidr& parent,
                                  std::vector<cidr>& taken) const {
    const auto ancestors = ancestors_of(from);
    const auto add = [&](std::string_view pool, const cidr& block, bool is_given) {
        // A pool that is given with the same block is another name for it.
        if (!ancestors.contains(pool) && parent.contains(block) && !(is_given && block == parent)) {
            taken.push_back(block);
        }
    };
    for (const auto& pool : needs_.pools) {
        if (pool.block) {
            add(pool.name, *pool.block, true);
        } else if (const auto kept = lock_.find({"pool:" + pool.name, parent.family()});
                   kept != lock_.end()) {
            add(pool.name, kept->second, false);
        }
    }
    for (const auto& pool : made_.pools) {
        add(pool.name, pool.block, pool.from.empty());
    }
}

/// Whether a path of the lock is a VPC's block that the plan still has.
inline bool planner::keeps_block(std::string_view path, address_family family) const {
    if (path.starts_with("pool:") || is_subnet_path(path)) {
        return false;
    }
    const auto end = path.find('@');
    const auto found = vpcs_by_name_.find(path.substr(0, end));
    if (found == vpcs_by_name_.end()) {
        return false;
    }
    const auto& owner = *found->second;
    if (end == path.npos) {
        const bool asks_a_pool = family == address_family::ipv4 || !owner.ipv6_pool.empty();
        return asks_a_pool && !has_block_of(family, owner.blocks);
    }
    const auto from = path.substr(end + 1, path.rfind('#') - end - 1);
    return std::any_of(owner.tiers.begin(), owner.tiers.end(),
                       [&](const auto& tier) { return source_of(owner, tier.from) == from; });
}

inline std::optional<cidr> planner::locked(const std::string& path, address_family family) {
    const auto found = lock_.find(std::pair{path, family});
    if (found == lock_.end()) {
        return std::nullopt;
    }
    used_.insert({path, family});
    return found->second;
}

/// How a block that is placed this way came to its place.
inline placed_by planner::first_placed(bool is_subnet, const cidr& block, placed_by how) const {
    const auto found = how == placed_by::lock ? first_placed_.find(std::pair{is_subnet, block})
                                              : first_placed_.end();
    return found == first_placed_.end() ? how : found->second;
}

inline bool planner::may_move(const std::string& path) const {
    return may_move_.contains(path) || may_move_.contains("all");
}

} // namespace vpcplan::detail
