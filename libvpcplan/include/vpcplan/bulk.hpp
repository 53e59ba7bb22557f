// Floor 8. Long lists of blocks and addresses, one a line, as streams. Implemented in vpcplan::io.
//
// Lines      Blank lines and what follows a # are skipped, and so are spaces, tabs and a carriage
//            return around the text, and a byte order mark at the start. An address without a
//            length is its own /32 or /128. `summarize` also reads ranges (10.0.0.5-10.0.0.9).
// Bad lines  Each is reported with its number, text and reason, and counted; none is dropped
//            silently. `summarize` and `read_blocks` then give no result at all, since a summary of
//            part of a list would look like one of the whole. `filter` goes on, since it has
//            already written; its caller must report failure (exit 2) when `bad_lines` is not 0.
// Memory     `filter`: constant beside the blocks. `summarize`: 8 bytes a line of IPv4, 32 of IPv6.
#pragma once

#include "cidr.hpp"
#include "cidr_matcher.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vpcplan {

/// An open file descriptor and what to call it in messages.
struct text_input {
    int descriptor;
    std::string name;
};

/// A line that is no block, address or range.
struct line_error {
    std::string_view input; ///< name of the input
    std::uint64_t line;     ///< from 1
    std::string_view text;  ///< the line without spaces around it; at most 4096 bytes
    error why;              ///< offsets into `text`
};

/// "blocks.txt:3: 10.1.0.0/8: host bits are set after /8 (did you mean 10.0.0.0/8?)"
std::string to_string(const line_error& bad);

/// Called for each bad line, while reading.
using line_error_sink = std::function<void(const line_error&)>;

struct bulk_report {
    std::uint64_t entries = 0;   ///< blocks, ranges and addresses read
    std::uint64_t written = 0;   ///< lines written (or, when only counted, lines that would be)
    std::uint64_t bad_lines = 0; ///< lines reported to the sink
    int read_error = 0;          ///< errno of a failed read, or 0
    std::string unreadable;      ///< name of the input that failed
    int write_error = 0;         ///< errno of a failed write, or 0; EPIPE when nobody listens

    bool ok() const noexcept { return bad_lines == 0 && read_error == 0 && write_error == 0; }
};

/// Reads all inputs and writes the fewest blocks that cover the same addresses, one a line, IPv4
/// first, ascending. Writes nothing unless every line was good. Complexity: O(n log n).
bulk_report summarize(std::span<const text_input> inputs, int output, host_bits bits,
                      const line_error_sink& on_bad_line);

/// A block, and what stands beside it.
struct labelled_block {
    cidr block;
    std::string label;
};

/// "10.0.4.0/24", "10.0.4.0/24 dev" or "dev 10.0.4.0/24": where a line has one block, the other
/// words are its label. A comment and the blanks around the line are left out.
result<labelled_block> parse_labelled_block(std::string_view line,
                                            host_bits bits = host_bits::reject);

/// Reads a list of blocks, with or without labels, in the order of the lines. `report.ok()` tells
/// whether it is complete.
std::vector<cidr> read_blocks(const text_input& input, host_bits bits,
                              const line_error_sink& on_bad_line, bulk_report& report);

/// Whose a block is, as far as a list says.
struct block_owner {
    std::string name;
    std::string id{};     ///< who it is, whatever the name; one of AWS's in every list
    std::string origin{}; ///< account and Region, which tell equal names apart
    std::string list{};   ///< where it was read: the same name elsewhere is somebody else
};

/// Blocks and whose they are.
class named_list {
public:
    /// The place of the owner in `names`.
    std::uint32_t add(const block_owner& whose, const cidr& block);
    /// One more block of an owner that is there.
    void add(std::uint32_t owner, const cidr& block);

    const std::vector<cidr>& blocks() const noexcept { return blocks_; }
    /// For each block a place in `names`.
    const std::vector<std::uint32_t>& owners() const noexcept { return owners_; }
    /// "shop", "shop (vpc-1 111122223333 us-east-1)", "shop (a.csv)" where another list has a shop
    /// too. The rows of one id may have several names; then it goes by its id.
    const std::vector<std::string>& names() const noexcept { return names_; }

private:
    void show(std::uint32_t owner);

    std::vector<cidr> blocks_;
    std::vector<std::uint32_t> owners_;
    std::vector<block_owner> known_;
    std::vector<std::string> names_;
    std::map<std::string, std::uint32_t, std::less<>> places_;
    std::map<std::string, std::uint32_t, std::less<>> first_called_; ///< who has a name first
};

/// Reads blocks with names: "shop 10.0.0.0/16", "10.0.0.0/16 shop", or columns with commas or
/// semicolons, of which the first that is no block is the name and the others say nothing here. A
/// line may have several blocks. A line with blocks alone has `name`, which is what the list is
/// called; without a name either, the block's text.
/// Where the first line is a heading with a column cidr, cidr_block or block, that column has the
/// blocks, the first of name, vpc, vpc_id and id that is not empty the name; the first of vpc_id,
/// a vpc that is an id (vpc-…) and id that is not empty tells whose the row is; it, account and
/// region stand behind the name: "shop (vpc-1 111122223333 ap-northeast-2)". Columns may be in
/// quotes. Another first line of columns without digits is passed over. Bad lines as everywhere.
void read_named_blocks(const text_input& input, host_bits bits, std::string_view name,
                       const line_error_sink& on_bad_line, bulk_report& report, named_list& out);

struct filter_options {
    bool with_block = false; ///< print the longest block that matched behind a tab
    bool invert = false;     ///< print the lines that no block holds
    bool count_only = false; ///< print nothing; `report.written` is the count
    /// With `with_block`: whose the blocks of the matcher are, printed behind another tab.
    const named_list* names = nullptr;
};

/// Copies the addresses (or blocks, that must lie wholly inside) that some block of `matcher`
/// holds. Complexity: O(lines * log blocks).
bulk_report filter(const text_input& input, const cidr_matcher& matcher, int output,
                   const filter_options& options, const line_error_sink& on_bad_line);

} // namespace vpcplan
