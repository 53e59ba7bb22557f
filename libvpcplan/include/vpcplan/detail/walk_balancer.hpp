// Private. The walker at load balancers: listener, target, and the way back.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

inline leg_outcome walker::arrive_at_balancer(const load_balancer& at, const interface&,
                                              const subnet&, flow& now) {
    return cannot_tell(make(step_kind::lb, at.id, direction::in, now),
                       reason::unsupported_component);
}

} // namespace vpcplan::detail
