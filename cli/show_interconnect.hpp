// What joins VPCs to each other, to data centres and to services, for `vpcplan show`.
#pragma once

#include "commands.hpp"

#include <vpcplan/network.hpp>

namespace vpcplan::cli {

/// The network, and which VPC of it is shown ("" for all): what touches that VPC is part of it.
struct interconnect_view {
    const network_index& index;
    const std::string& vpc_id;
    const context& how;
};

/// In the language of the answer.
std::string heading(const interconnect_view& view, std::string_view en, std::string_view ko);
/// The id with the Name; "-" for none.
std::string label(const interconnect_view& view, std::string_view id);

/// The id with its name, when that says more.
std::string named(const std::string& id, const std::string& name);

/// One kind of thing; `text` is empty when there is none.
struct interconnect_part {
    std::string_view option; ///< the word after `show`
    std::string_view member; ///< of the JSON answer
    std::string_view title;
    std::string_view title_ko;
    std::string (*text)(const interconnect_view& view);
    std::vector<std::string> (*json)(const interconnect_view& view);
};

inline constexpr std::size_t interconnect_part_count = 5;
extern const interconnect_part interconnect_parts[interconnect_part_count];

} // namespace vpcplan::cli
