// Private to vpcplan::io. A line of a list that has more than a block: a label beside it, or
// columns with names, above which a heading may stand.
#pragma once

#include "vpcplan/bulk.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vpcplan::io {

/// The one block among words of which the others are its label; nothing when the line is anything
/// else: a word with a slash or a second address could change what is meant.
std::optional<labelled_block> block_among(std::string_view line, host_bits bits);

/// A column and why it is no block.
using bad_column = std::pair<std::string, error>;

/// What the columns of a list mean, by its first line.
struct list_heading {
    std::string separator;
    std::size_t block = 0;
    std::vector<std::size_t> names;   ///< the first that is not empty is the name
    std::vector<std::size_t> ids;     ///< the first that is not empty tells whose the row is
    std::optional<std::size_t> vpc;   ///< a name or an id
    std::vector<std::size_t> origins; ///< account and Region tell equal names apart
};

/// Reads the lines of a list of names and blocks, whose first may be a heading.
class named_line_reader {
public:
    named_line_reader(host_bits bits, std::string_view name, bulk_report& report, named_list& out)
        : bits_(bits), name_(name), report_(report), out_(out) {}

    /// A line that is a block and nothing else.
    void add(const cidr& block);
    /// What is bad of the line, or nothing.
    std::optional<bad_column> read(std::string_view text);

private:
    void add(block_owner whose, const cidr& block);
    std::optional<bad_column> read_under_heading(std::string_view text, std::vector<cidr>& blocks,
                                                 block_owner& whose) const;

    host_bits bits_;
    std::string_view name_;
    bulk_report& report_;
    named_list& out_;
    std::optional<list_heading> heading_;
    std::optional<std::uint32_t> own_; ///< whose lines without a name are
    bool is_first_ = true;
};

} // namespace vpcplan::io
