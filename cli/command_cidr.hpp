// What the operations of `vpcplan cidr` share, and those that have a file of their own. For
// command_cidr*.cpp alone.
#pragma once

#include "block_lists.hpp"
#include "render.hpp"

#include <algorithm>
#include <utility>

namespace vpcplan::cli::cidr_verb {

using parameters = std::vector<std::pair<std::string, rpc_value>>;

/// One operation under way.
struct job {
    const cidr_command& asked;
    const context& how;

    const std::string& word(std::size_t i) const { return asked.words[i]; }
    /// The block of a word that the service has accepted.
    cidr block(std::size_t i) const { return parse_cidr(word(i)).value(); }
    host_bits bits() const {
        return asked.host_bits == "mask" ? host_bits::mask : host_bits::reject;
    }
    std::string method() const {
        std::string name = "cidr." + asked.operation;
        for (char& c : name) {
            c = c == '-' ? '_' : c;
        }
        return name;
    }
    /// The blocks of all words from `first` on.
    std::optional<std::vector<cidr>> list(std::size_t first,
                                          std::size_t count = ~std::size_t{0}) const {
        const auto begin = std::min(first, asked.words.size());
        const auto end = begin + std::min(count, asked.words.size() - begin);
        return read_list({asked.words.begin() + static_cast<std::ptrdiff_t>(begin),
                          asked.words.begin() + static_cast<std::ptrdiff_t>(end)},
                         bits(), how.verbose);
    }
};

/// A word that is no single block but a file, standard input or NAME,BLOCK.
bool is_list(const std::string& word);

inline std::string slash(int prefix_length) { return "/" + std::to_string(prefix_length); }

/// "/20" or "20" as a number for the service, or the text for its complaint.
rpc_value number_of(std::string_view text);
/// Of a text that the service has accepted.
int small_number(const std::string& text);

/// What the service complains about, without the name of its parameter ("text: ", "newbits/0: "),
/// which nobody has written on the command line.
std::string complaint(const rpc_outcome& said, const parameters& given);

exit_status split_blocks(const job& now);
exit_status filter_lines(const job& now);

} // namespace vpcplan::cli::cidr_verb
