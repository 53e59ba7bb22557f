// Traffic mirroring: sessions and the rules of their filters, for `vpcplan show`.
#pragma once

#include "show_interconnect.hpp"

namespace vpcplan::cli {

inline constexpr std::size_t mirror_part_count = 2;
extern const interconnect_part mirror_parts[mirror_part_count];

} // namespace vpcplan::cli
