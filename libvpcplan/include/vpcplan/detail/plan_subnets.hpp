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
    auto parents = blocks_from(vpc, made, from);
    const auto& source = source_of(vpc, from);
    if (!add_locked_blocks(vpc, source, made, parents)) {
        return false;
    }
    stay_inside(vpc, requests, parents);
    const auto holes_now = [&] { return holes_in(vpc, parents, requests, others); };
    subnet_placer placer(requests, vpc.summary, address_family::ipv4);
    auto failed = placer.place(holes_now());
    while (failed && !source.empty()) {
        const auto added = secondary_for(vpc, source, requests.front(), holes_now(), placer, made);
        if (!added) {
            note_shortage_of_source(vpc, requests, holes_now(), made);
            return false;
        }
        parents.push_back(*added);
        failed = placer.place(holes_now());
    }
    if (failed) {
        note_shortage(vpc, requests, address_family::ipv4, holes_now(), parents, source);
        const auto& one = requests[failed->request];
        return explain_failure(one, *failed, vpc.tiers[one.tier].place);
    }
    return true;
}

/// Keeps what a smaller need is looked for with; only the first is of the failure.
inline void planner::note_shortage(const plan_vpc& vpc, const std::vector<subnet_request>& requests,
                                   address_family family, const std::vector<cidr>& holes,
                                   const std::vector<cidr>& within, const std::string& source) {
    shortage_ = plan_shortage{vpc.name, family, {}, holes, within, source};
    for (const auto& one : requests) {
        if (!one.block) {
            shortage_->wanted.emplace_back(one.tier, one.length);
        }
    }
}

/// The same where the pool, or block, that more blocks of the VPC come from is full.
inline void planner::note_shortage_of_source(const plan_vpc& vpc,
                                             const std::vector<subnet_request>& requests,
                                             std::vector<cidr> holes, const planned_vpc& made) {
    if (failure_->code != plan_failure_code::pool_full) {
        return;
    }
    const auto refused = refused_ranges(blocks_of(made));
    for (const auto& free : failure_->free) {
        const auto usable = free_blocks(free, refused);
        holes.insert(holes.end(), usable.begin(), usable.end());
    }
    const auto& source = source_of(vpc, vpc.tiers[requests.front().tier].from);
    auto within = blocks_of(made);
    within.insert(within.end(), failure_->free.begin(), failure_->free.end());
    note_shortage(vpc, requests, address_family::ipv4, holes, within, source);
    failure_->changes.clear(); // nobody asked for a block of that length
}

inline bool planner::explain_failure(const subnet_request& one,
                                     const subnet_placer::failure& failed,
                                     const source_ref& place) {
    const auto& why = failed.why;
    const auto& holes = shortage_->holes;
    const bool is_v4 = shortage_->family == address_family::ipv4;
    fact_list facts{{"length", std::to_string(one.length)}};
    auto code = is_v4 ? plan_failure_code::nothing_free : plan_failure_code::ipv6_nothing_free;
    if (why.largest_left) {
        // Subnets are what IPv6 is counted in: its addresses are numbers that nobody reads.
        const int unit = is_v4 ? 0 : 64;
        code = is_v4 ? plan_failure_code::subnets_do_not_fit : plan_failure_code::ipv6_does_not_fit;
        facts.push_back({"left", decimal(why.free_left >> unit)});
        u128 before = 0;
        for (const auto& hole : holes) {
            before += hole.size_minus_one() + 1;
        }
        facts.push_back({"before", decimal(before >> unit)});
        facts.push_back({"largest", to_string(*why.largest_left)});
    }
    fail(code, one.path, place, std::move(facts));
    failure_->free = holes;
    failure_->largest = largest_of(holes);
    return false;
}

} // namespace vpcplan::detail
