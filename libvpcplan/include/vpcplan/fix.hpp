// Floor 7. From an answer that fails to the fewest changes that would let the connection work.
//
// Example    suggest_fix(data, asked) ->
//            {"acl-0a1", "out 110 allow tcp 1024-65535 to 10.0.1.5/32", "Add outbound rule 110 …"}
// Checked    Every change is applied to a copy of the network and the question is asked again:
//            `complete` says that the connection works with all changes together.
#pragma once

#include "change.hpp"
#include "question.hpp"

namespace vpcplan {

/// The changes with which the connection works, each one small: rules for exactly the addresses and
/// ports in question. Nothing is suggested for a connection that works already. When some obstacle
/// cannot be changed away (a gateway that takes no connections, a system that is not evaluated),
/// the result is not complete and names it. Complexity: O(changes) questions, each on a copy's
/// index.
fix_result suggest_fix(const network& data, const question& asked, std::size_t most_changes = 12);

} // namespace vpcplan
