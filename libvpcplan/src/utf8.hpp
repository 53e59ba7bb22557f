// Private to vpcplan::io. Text that is UTF-8 whatever the input files held.
#pragma once

#include <string>
#include <string_view>

namespace vpcplan::io {

/// Length of the valid UTF-8 sequence at the front of `text`, or 0. `text` is not empty.
std::size_t utf8_sequence(std::string_view text) noexcept;

/// The text with U+FFFD for every byte that is not part of valid UTF-8.
std::string with_valid_utf8(std::string text);

/// Columns on a terminal: Hangul and Han take two, what combines none, other letters one. `text` is
/// valid UTF-8.
std::size_t terminal_columns(std::string_view text) noexcept;

} // namespace vpcplan::io
