// Load balancers and their target groups, for `vpcplan show`.
#pragma once

#include "show_interconnect.hpp"

namespace vpcplan::cli {

inline constexpr std::size_t balancer_part_count = 2;
extern const interconnect_part balancer_parts[balancer_part_count];

} // namespace vpcplan::cli
