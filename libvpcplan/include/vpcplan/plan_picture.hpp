// Floor 8. A layout as a picture: an address map in which every block has its true share of the
// area. Implemented in vpcplan::io.
//
// Example    write_file("plan.svg", plan_picture(plan_picture_format::svg, made, language::en));
#pragma once

#include "explain_text.hpp"
#include "plan.hpp"

#include <string>

namespace vpcplan {

enum class plan_picture_format : std::uint8_t {
    map,  ///< for a terminal: one row of cells after the other, a letter for each tier
    svg,  ///< stands alone, without scripts or other resources
    html, ///< the same, with zoom by wheel, click and keys; no external resources
};

/// IPv4 blocks of every VPC, each as a map of its own; a block is halved again and again, left and
/// right, then top and bottom, so neighbours stay neighbours and every block is a rectangle.
/// `color`: ANSI colours in the map. The same layout gives the same bytes.
/// Complexity: O(subnets + cells).
std::string plan_picture(plan_picture_format how, const layout& made, language lang,
                         bool color = false);

} // namespace vpcplan
