// Private to vpcplan::io. Text in pictures: cleaned, measured, broken into lines, escaped for XML.
#pragma once

#include "vpcplan/drawing.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vpcplan::io {

/// One line of valid UTF-8 that every format can hold: what controls a terminal, breaks a line or
/// turns the direction of text becomes a space.
std::string one_line(std::string_view text);

/// About how wide a text is in a sans-serif font of this size, rather too much than too little.
/// Hangul and Han are square. `text` is valid UTF-8.
double width_of(std::string_view text, double size, bool bold = false);

/// Broken at spaces, and inside words that are wider than a line.
std::vector<std::string> lines_of(std::string_view text, double width, double size,
                                  bool bold = false);

/// As much as fits, with an ellipsis in the middle: the ends of ids tell them apart.
std::string shortened(std::string_view text, double width, double size, bool bold = false);

/// For XML text and attribute values. `text` is valid UTF-8 without control characters.
std::string xml_text(std::string_view text);

/// "ok", "DROP" or "???" before a check: the words of the text format.
std::string_view mark_of(verdict outcome, language lang);

/// Indices of the places that a leg comes by, in the order of the walk.
std::vector<std::size_t> way_of(const path_drawing& drawn, bool of_reply);

} // namespace vpcplan::io
