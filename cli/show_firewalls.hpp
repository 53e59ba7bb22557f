// Network firewalls, their policies and rule groups, for `vpcplan show`.
#pragma once

#include "show_interconnect.hpp"

namespace vpcplan::cli {

inline constexpr std::size_t firewall_part_count = 3;
extern const interconnect_part firewall_parts[firewall_part_count];

} // namespace vpcplan::cli
