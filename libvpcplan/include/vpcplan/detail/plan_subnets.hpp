// Private. Places the IPv4 subnets of a VPC in its blocks.
#pragma once

#include "plan_blocks.hpp"
#include "plan_existing.hpp"

namespace vpcplan::detail {

inline std::uint64_t usable_of(int length) {
    return (std::uint64_t{1} << (32 - length)) - reserved_count;
}

/// What is free in blocks of a VPC; `others`: blocks of subnets that are not among `requests`.
inline std::vector<cidr> planner::holes_in(const plan_vpc& vpc, const std::vector<cidr>& parents,
                                           const std::vector<subnet_request>& requests,
                                           const std::vector<cidr>& others) const {
    auto taken = avoided_in(needs_);
    taken.insert(taken.end(), others.begin(), others.end());
    for (const auto& pin : vpc.pins) {
        taken.push_back(pin.block);
    }
    for (const auto& one : requests) {
        if (one.block) {
            taken.push_back(*one.block);
        }
    }
    std::vector<cidr> holes;
    for (const auto& parent : parents) {
        const auto free = free_blocks(parent, taken);
        holes.insert(holes.end(), free.begin(), free.end());
    }
    return holes;
}

/// Blocks that the lock has for a group of tiers are the VPC's again.
inline bool planner::add_locked_blocks(const plan_vpc& vpc, const std::string& source,
                                       planned_vpc& made, std::vector<cidr>& parents) {
    for (int ordinal = 1; !source.empty(); ++ordinal) {
        const auto kept = locked(block_path(vpc.name, source, ordinal), address_family::ipv4);
        if (!kept) {
            break;
        }
        const auto own = std::find_if(made.blocks.begin(), made.blocks.end(),
                                      [&](const planned_block& one) { return one.block == *kept; });
        if (own != made.blocks.end()) {
            own->from = source; // given, as AWS has it
        } else if (!add_block(vpc, {*kept, source, placed_by::lock}, made)) {
            return false;
        }
        if (std::find(parents.begin(), parents.end(), *kept) == parents.end()) {
            parents.push_back(*kept);
        }
    }
    return true;
}

/// Subnets of the tiers that come from one source, in the VPC's blocks for them; adds secondary
/// blocks where it must. `others`: blocks of subnets that are not among `requests`.
inline bool planner::place_in_blocks(const plan_vpc& vpc, const std::string& from,
                                     std::vector<subnet_request>& requests,
                                     const std::vector<cidr>& others, planned_vpc& made) {
    auto parents = blocks_from(made, from, vpc.pool);
    const auto& source = source_of(vpc, from);
    if (!add_locked_blocks(vpc, source, made, parents) || !stay_inside(vpc, requests, parents)) {
        return false;
    }
    const auto holes_now = [&] { return holes_in(vpc, parents, requests, others); };
    subnet_placer placer(requests, vpc.summary, address_family::ipv4);
    auto failed = placer.place(holes_now());
    while (failed && !source.empty()) {
        const auto added = secondary_for(vpc, source, requests.front(), holes_now(), placer, made);
        if (!added) {
            return false;
        }
        parents.push_back(*added);
        failed = placer.place(holes_now());
    }
    return !failed || explain_failure(vpc, requests, holes_now(), placer, *failed);
}

/// A smaller size for the tier, one more block of the VPC, both or nothing.
inline std::vector<plan_change> changes_that_help(const plan_tier& tier, const subnet_request& one,
                                                  const std::vector<cidr>& holes,
                                                  const subnet_placer& placer) {
    std::vector<plan_change> changes;
    int length = one.length + 1;
    while (length <= 28 && !placer.would_fit_with(holes, one.tier, length)) {
        ++length;
    }
    if (length <= 28) {
        changes.push_back({plan_change_code::shrink_new_subnets,
                           {{"length", std::to_string(length)},
                            {"addresses", std::to_string(usable_of(length))},
                            {"tier", tier.name}}});
    }
    for (length = 28; length >= 16; --length) {
        if (placer.would_fit(holes, block_of(length))) {
            changes.push_back(
                {plan_change_code::add_vpc_block, {{"length", std::to_string(length)}}});
            break;
        }
    }
    return changes;
}

inline bool planner::explain_failure(const plan_vpc& vpc,
                                     const std::vector<subnet_request>& requests,
                                     const std::vector<cidr>& holes, const subnet_placer& placer,
                                     const subnet_placer::failure& failed) {
    const auto& one = requests[failed.request];
    const auto& why = failed.why;
    const auto& tier = vpc.tiers[one.tier];
    fact_list facts{{"length", std::to_string(one.length)}};
    if (why.largest_left) {
        facts.push_back({"left", decimal(why.free_left)});
        facts.push_back({"before", why.free_before});
        facts.push_back({"largest", to_string(*why.largest_left)});
    }
    fail(why.largest_left ? plan_failure_code::subnets_do_not_fit : plan_failure_code::nothing_free,
         one.path, tier.place, std::move(facts), changes_that_help(tier, one, holes, placer));
    failure_->free = holes;
    failure_->largest = largest_of(holes);
    return false;
}

} // namespace vpcplan::detail
