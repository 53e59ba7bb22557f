// Private. Whole files and standard input as text, up to the size of a document.
#pragma once

#include <string>

namespace vpcplan::detail {

/// A file, or `-` for standard input, into `text`: at most one byte more than a document may have.
/// What is wrong, or "" when all was read.
std::string read_text(const std::string& path, std::string& text);

} // namespace vpcplan::detail
