// Private. The walker at inspection endpoints: Network Firewall and Gateway Load Balancers.
#pragma once

#include "walker.hpp"

namespace vpcplan::detail {

/// `from` is the subnet whose route table leads here; nothing for a gateway's route table.
inline leg_outcome walker::to_inspection(const vpc_endpoint& at, const subnet*, flow& now) {
    return cannot_tell(make(step_kind::vpce, at.id, direction::out, now),
                       reason::unsupported_component);
}

} // namespace vpcplan::detail
