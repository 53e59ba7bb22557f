// Private. Which tiers a secondary block of a VPC is for.
#pragma once

#include "../plan.hpp"

namespace vpcplan::detail {

inline bool has_pin_in(const plan_vpc& vpc, const plan_tier& tier, const cidr& block) {
    return std::any_of(vpc.pins.begin(), vpc.pins.end(), [&](const plan_pin& pin) {
        return pin.name.starts_with(tier.name + "/") && block.contains(pin.block);
    });
}

/// What a block belongs to: of the ranges around it that tiers take blocks from, the one whose tier
/// has a subnet of AWS in it, else the smallest. Empty where there is none: then it is for all.
/// `range_of` gives the range of a pool or block by its name, or nothing.
template <class RangeOf>
std::string source_around(const plan_vpc& vpc, const cidr& block, RangeOf&& range_of) {
    std::string best;
    std::pair<bool, int> best_rank{false, -1};
    for (const auto& tier : vpc.tiers) {
        const std::optional<cidr> range = tier.from.empty() ? std::nullopt : range_of(tier.from);
        if (!range || !range->contains(block)) {
            continue;
        }
        const std::pair rank{has_pin_in(vpc, tier, block), range->prefix_length()};
        if (rank > best_rank) {
            best = tier.from;
            best_rank = rank;
        }
    }
    return best;
}

} // namespace vpcplan::detail
