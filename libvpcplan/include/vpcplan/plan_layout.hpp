// Floor 7. From needs to a layout that stays: what an earlier layout or AWS itself already has does
// not move, and everything else is placed whenever there is any way to.
//
// Example    auto made = lay_out(needs, locked, {});
//            if (!made.value) … sentence(*made.failure, language::en)   // plan_text.hpp
#pragma once

#include "detail/plan_changes.hpp"

namespace vpcplan {

struct plan_options {
    /// Paths that may move when they have to; "all" is every path.
    std::set<std::string, std::less<>> may_move;
};

/// Lays the needs out. What `locked` or a pin holds stays where it is; a new subnet goes beside its
/// group where that has room and anywhere else where not, so for a VPC with given blocks a layout
/// is found exactly when there is one with what stays. With summary `none` no other layout of the
/// new subnets leaves a larger largest free block, or the free space in fewer blocks.
/// Deterministic: the same needs and lock give the same layout, and the lock of a layout gives that
/// layout again. Without a layout the failure says which block, how much is free, and the smallest
/// changes that would help: smaller new subnets (the fewest addresses lost in all), fewer spare
/// zones, a range less to avoid, each tried by laying the changed plan out, and one more block.
/// Complexity: O(n² log n) for n subnets of a VPC; a failure costs up to 43 layouts more.
inline plan_outcome lay_out(const plan_needs& needs, std::span<const locked_block> locked = {},
                            const plan_options& options = {}) {
    detail::planner first(needs, locked, options.may_move);
    auto outcome = first.run();
    if (outcome.failure && first.shortage()) {
        detail::add_changes(*outcome.failure, *first.shortage(), needs, locked, options.may_move);
    }
    return outcome;
}

} // namespace vpcplan
