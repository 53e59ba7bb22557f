// `vpcplan pass --format markdown`: an answer as a page that GitHub shows, with its picture.
#pragma once

#include "commands.hpp"
#include "render.hpp"

namespace vpcplan::cli {

/// A text as Markdown shows it, in a paragraph or in a cell of a table.
std::string markdown_escaped(std::string_view text);

/// The verdict, the changes that were asked with, every check in a table with the deciding one in
/// bold, what fixes it, what is taken for granted, and the picture as Mermaid. `beside` is what
/// stands beside the answer: notes, records.
std::string markdown_text(const network_index& index, const question& asked, const answer& given,
                          const fix_result* fixes, const std::vector<change_request>& changes,
                          const std::string& beside, const context& how);

/// The verdict of a whole chain and what it was asked with; the hops follow, each with a heading.
std::string markdown_chain_headline(const std::vector<chain_hop>& hops,
                                    const std::vector<change_request>& changes, const context& how);

} // namespace vpcplan::cli
