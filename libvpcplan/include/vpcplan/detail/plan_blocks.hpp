// Private. The blocks of a VPC: those that are given, that of a pool, and more where the tiers need
// them.
#pragma once

#include "plan_pools.hpp"
#include "plan_sizes.hpp"
#include "plan_sources.hpp"

namespace vpcplan::detail {

/// Some block of a size, apart from everything that plans have.
inline cidr block_of(int length, address_family family) {
    return family == address_family::ipv4
               ? cidr::containing({0, 0xf0000000U, family}, length)
               : cidr::containing({0xff00000000000000U, 0, family}, length);
}

/// The blocks that tiers with this source have their subnets in. Where the plan names the VPC's
/// blocks, nothing new goes into others that AWS has.
inline std::vector<cidr> blocks_from(const plan_vpc& vpc, const planned_vpc& made,
                                     const std::string& from) {
    const bool names_blocks = names_ipv4_blocks(vpc);
    std::vector<cidr> blocks;
    for (const auto& own : made.blocks) {
        const bool is_first = &own == &made.blocks.front();
        const bool is_left_alone = names_blocks && own.how == placed_by::pin;
        const bool is_own = is_first || own.from.empty() || own.from == vpc.pool;
        if (own.block.is_v4() && !is_left_alone &&
            (from.empty() ? is_own : !is_first && own.from == from)) {
            blocks.push_back(own.block);
        }
    }
    return blocks;
}

/// Blocks that the VPC was given before stay: none changes its size, and the first of a family
/// stays first. One that is given no longer is released. Source: VPC guide, "VPC CIDR blocks".
inline void planner::keep_given_blocks(const plan_vpc& vpc) {
    const auto before = locked_blocks_.find(vpc.name);
    if (before == locked_blocks_.end()) {
        return;
    }
    for (const auto family : {address_family::ipv4, address_family::ipv6}) {
        std::vector<cidr> given;
        std::copy_if(vpc.blocks.begin(), vpc.blocks.end(), std::back_inserter(given),
                     [family](const cidr& block) { return block.family() == family; });
        if (given.empty()) {
            continue; // from a pool, where the lock is asked; or no longer wanted
        }
        used_.insert({vpc.name, family});
        bool is_first = true;
        for (const auto& kept : before->second) {
            if (kept.family() != family) {
                continue;
            }
            const bool stays = is_first
                                   ? given.front() == kept
                                   : std::find(given.begin(), given.end(), kept) != given.end();
            const bool is_resized =
                !stays && std::any_of(given.begin(), given.end(),
                                      [&](const cidr& block) { return overlaps(block, kept); });
            if (!stays && (is_first || is_resized)) {
                needs_move(plan_failure_code::vpc_block_replaced, vpc.name, vpc.place,
                           {{"block", to_string(kept)}}, {plan_change_code::allow_move, {}});
            }
            if (!stays) {
                made_.released.push_back(vpc.name + " " + to_string(kept));
            }
            is_first = false;
        }
    }
}

inline std::optional<cidr> planner::range_of(const std::string& from) const {
    if (const auto* pool = find_pool(from)) {
        return pool->block;
    }
    const auto literal = parse_cidr(from);
    return literal ? std::optional(*literal) : std::nullopt;
}

/// The blocks that the plan gives, and those of pools where it gives none of a family.
inline bool planner::place_vpc_blocks(const plan_vpc& vpc, planned_vpc& made) {
    std::vector<planned_block> blocks;
    for (const auto& block : vpc.blocks) {
        const bool is_primary = &block == &vpc.blocks.front();
        const bool is_adopted =
            std::find(vpc.adopted.begin(), vpc.adopted.end(), block) != vpc.adopted.end();
        blocks.push_back(
            {block,
             is_primary
                 ? std::string()
                 : source_around(vpc, block, [&](const auto& from) { return range_of(from); }),
             is_adopted ? placed_by::pin : placed_by::given});
    }
    std::stable_partition(blocks.begin(), blocks.end(),
                          [](const planned_block& own) { return own.block.is_v4(); });
    if (!has_block_of(address_family::ipv4, vpc.blocks)) {
        const auto taken = primary_from_pool(vpc);
        if (!taken) {
            return false;
        }
        blocks.insert(blocks.begin(), *taken);
    }
    if (!vpc.ipv6_pool.empty() && !has_block_of(address_family::ipv6, vpc.blocks)) {
        const auto taken = ipv6_from_pool(vpc);
        if (!taken) {
            return false;
        }
        blocks.push_back(*taken);
    }
    for (const auto& own : blocks) {
        if (!add_block(vpc, own, made)) {
            return false;
        }
    }
    return true;
}

/// The pool of this name that a VPC's first block of a family comes from.
inline const planned_pool* planner::pool_of_family(const plan_vpc& vpc, const std::string& name,
                                                   address_family family) {
    const bool is_v4 = family == address_family::ipv4;
    const auto* pool = find_pool(name);
    fact_list facts{{"vpc", vpc.name}, {"pool", name}};
    if (pool == nullptr) {
        fail(name.empty() ? plan_failure_code::no_block : plan_failure_code::pool_unknown, vpc.name,
             vpc.place, std::move(facts),
             {{is_v4 ? plan_change_code::name_block_or_pool : plan_change_code::name_ipv6_pool,
               {}}});
        return nullptr;
    }
    if (pool->block.family() != family) {
        facts.emplace_back("block", to_string(pool->block));
        fail(is_v4 ? plan_failure_code::pool_not_ipv4 : plan_failure_code::pool_not_ipv6, vpc.name,
             vpc.place, std::move(facts),
             {{is_v4 ? plan_change_code::name_ipv4_pool : plan_change_code::name_ipv6_pool, {}}});
        return nullptr;
    }
    return pool;
}

/// A VPC's first block, from its pool.
inline std::optional<planned_block> planner::primary_from_pool(const plan_vpc& vpc) {
    const auto* pool = pool_of_family(vpc, vpc.pool, address_family::ipv4);
    if (pool == nullptr) {
        return std::nullopt;
    }
    // Without a size asked for, a block that exists stays, and grows by secondary blocks.
    auto length = vpc.prefix_length;
    if (const auto kept = locked(vpc.name, address_family::ipv4); kept && !length) {
        length = kept->prefix_length();
    }
    if (!length) {
        length = primary_length(vpc, pool->block);
    }
    if (!length) {
        return std::nullopt;
    }
    const planned_vpc nothing_yet;
    const auto taken = take_from(vpc.pool, vpc.name, *length, pool->block, vpc.place, &nothing_yet);
    if (!taken && !vpc.prefix_length) {
        note_shortage_of_pool(vpc, *pool);
    }
    return taken ? std::optional(planned_block{taken->first, vpc.pool, taken->second})
                 : std::nullopt;
}

/// A pool has no room for the VPC that its tiers ask for.
inline void planner::note_shortage_of_pool(const plan_vpc& vpc, const planned_pool& pool) {
    auto taken = taken_in(pool.name, pool.block);
    const auto refused = refused_ranges({});
    taken.insert(taken.end(), refused.begin(), refused.end());
    shortage_ = plan_shortage{vpc.name,     address_family::ipv4,
                              {},           free_blocks(pool.block, taken),
                              {pool.block}, pool.name};
    for (std::size_t i = 0; i < vpc.tiers.size(); ++i) {
        if (vpc.tiers[i].from.empty()) {
            // Known to be one: the VPC's length was made of it.
            const int length = *length_of(vpc, vpc.tiers[i], std::nullopt);
            shortage_->wanted.insert(shortage_->wanted.end(), zone_count_of(vpc, vpc.tiers[i]),
                                     {i, length});
        }
    }
    failure_->changes.clear(); // nobody asked for a block of that length
}

inline std::optional<planned_block> planner::ipv6_from_pool(const plan_vpc& vpc) {
    const auto* pool = pool_of_family(vpc, vpc.ipv6_pool, address_family::ipv6);
    if (pool == nullptr) {
        return std::nullopt;
    }
    constexpr int length_of_amazon = 56;
    auto length = vpc.ipv6_prefix_length;
    if (const auto kept = locked(vpc.name, address_family::ipv6); kept && !length) {
        length = kept->prefix_length();
    }
    const auto taken = take_from(vpc.ipv6_pool, vpc.name, length.value_or(length_of_amazon),
                                 pool->block, vpc.place);
    return taken ? std::optional(planned_block{taken->first, vpc.ipv6_pool, taken->second})
                 : std::nullopt;
}

/// AWS's rules for one more block of a VPC.
inline bool planner::accept_by_aws(const plan_vpc& vpc, const cidr& block,
                                   std::span<const cidr> existing) {
    for (const auto& finding : check_vpc_cidr(block, existing).findings) {
        if (finding.refuses) {
            fail(plan_failure_code::block_refused, vpc.name, vpc.place, {{"vpc", vpc.name}});
            failure_->finding = finding;
            return false;
        }
        made_.remarks.push_back({plan_remark_code::block_warned, vpc.name, {}, finding});
    }
    if (const auto* avoid = avoided_around(needs_, block)) {
        auto facts = facts_of(block, *avoid);
        facts.push_back({"vpc", vpc.name});
        return fail(plan_failure_code::block_avoided, vpc.name, vpc.place, std::move(facts));
    }
    return true;
}

/// What AWS has is accepted already; nobody's addresses are another's.
inline bool planner::add_block(const plan_vpc& vpc, const planned_block& added, planned_vpc& made) {
    const auto& block = added.block;
    if (added.how != placed_by::pin && !accept_by_aws(vpc, block, blocks_of(made))) {
        return false;
    }
    if (const auto* avoid = avoided_by(needs_, block)) {
        made_.remarks.push_back(
            {plan_remark_code::block_partly_avoided, vpc.name, facts_of(block, *avoid)});
    }
    for (const auto& other : made_.vpcs) {
        for (const auto& own : other.blocks) {
            if (overlaps(own.block, block)) {
                return fail(plan_failure_code::block_of_other_vpc, vpc.name, vpc.place,
                            {{"vpc", vpc.name},
                             {"block", to_string(block)},
                             {"other", to_string(own.block)},
                             {"owner", other.name}});
            }
        }
    }
    made.blocks.push_back(added);
    made.blocks.back().first = first_placed(false, block, added.how);
    being_placed_.push_back(block);
    return true;
}

/// What more blocks for some tiers come from: a pool, or a block that the plan names.
inline std::optional<cidr> planner::parent_of_secondary(const plan_vpc& vpc,
                                                        const std::string& source,
                                                        const subnet_request& first) {
    const auto& place = vpc.tiers[first.tier].place;
    const auto* pool = find_pool(source);
    const auto literal = parse_cidr(source);
    if (pool == nullptr && !literal) {
        fail(plan_failure_code::source_unknown, first.path, place,
             {{"from", source}, {"vpc", vpc.name}}, {{plan_change_code::name_source, {}}});
        return std::nullopt;
    }
    const auto parent = pool != nullptr ? pool->block : *literal;
    if (!parent.is_v4()) {
        fail(plan_failure_code::source_not_ipv4, first.path, place, {{"from", source}});
        return std::nullopt;
    }
    return parent;
}

/// The smallest block with which everything fits, else the largest there is.
inline int planner::length_of_secondary(const std::string& source, const cidr& parent,
                                        const std::vector<cidr>& holes, const subnet_placer& placer,
                                        const planned_vpc& made) const {
    const auto sizes = vpc_sizes(address_family::ipv4);
    const int largest_allowed = std::max(sizes.shortest, parent.prefix_length());
    int length = sizes.longest;
    while (length > largest_allowed &&
           !placer.would_fit(holes, block_of(length, address_family::ipv4))) {
        --length;
    }
    // A literal block that a VPC may have is meant as it stands.
    if (find_pool(source) == nullptr && is_vpc_size(parent)) {
        length = parent.prefix_length();
    }
    // Where no block of that size is free, several smaller ones may do.
    const auto lengths = placer.unplaced_lengths();
    const int least_useful = *std::max_element(lengths.begin(), lengths.end());
    auto taken = taken_in(source, parent);
    const auto refused = refused_ranges(blocks_of(made));
    taken.insert(taken.end(), refused.begin(), refused.end());
    const auto largest = largest_of(free_blocks(parent, taken));
    if (largest && largest->prefix_length() <= least_useful) {
        length = std::max(length, largest->prefix_length());
    }
    return length;
}

/// One more block of a VPC for a group of tiers.
inline std::optional<cidr> planner::secondary_for(const plan_vpc& vpc, const std::string& source,
                                                  const subnet_request& first,
                                                  const std::vector<cidr>& holes,
                                                  const subnet_placer& placer, planned_vpc& made) {
    const auto parent = parent_of_secondary(vpc, source, first);
    if (!parent) {
        return std::nullopt;
    }
    const auto ordinal =
        1 + std::count_if(made.blocks.begin() + 1, made.blocks.end(),
                          [&](const planned_block& own) { return own.from == source; });
    const auto path = block_path(vpc.name, source, static_cast<int>(ordinal));
    const auto length = length_of_secondary(source, *parent, holes, placer, made);
    const auto block = take_from(source, path, length, *parent, vpc.place, &made);
    if (!block || !add_block(vpc, {block->first, source, block->second}, made)) {
        return std::nullopt;
    }
    return block->first;
}

} // namespace vpcplan::detail
