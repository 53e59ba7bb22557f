// What stands beside an answer of `pass` as text: notes, flow-log records, traffic mirroring.
#pragma once

#include "commands.hpp"
#include "output.hpp"

#include <vpcplan/writers.hpp>

namespace vpcplan::cli {

/// Notes wherever there are any, then the sections asked for.
std::string sections_text(const network_index& index, const question& asked, const answer& given,
                          const pass_sections& wanted, const context& how);

/// "Hop 1 of 2: internet:203.0.113.7 -> bastion-1 (tcp/22)".
std::string hop_heading(std::size_t number, std::size_t count, const std::string& from,
                        const std::string& to, const std::string& traffic, const context& how);

/// The verdict of a whole chain, with the first hop that does not work.
std::string chain_headline(const std::vector<chain_hop>& hops, const context& how);

} // namespace vpcplan::cli
