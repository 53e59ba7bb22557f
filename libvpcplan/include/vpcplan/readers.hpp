// Floor 8. From files to a network. Implemented in vpcplan::io.
#pragma once

#include "network.hpp"

#include <iosfwd>

namespace vpcplan {

/// A network, and what the reader has to say about the input.
struct loaded_network {
    network data;
    std::vector<diagnostic> diagnostics;
};

/// Why nothing could be read.
struct load_failure {
    errc code = errc::unreadable_input;
    std::string message; ///< for people: quotes the input, says where, why, and what would be right
    source_ref place{};
};

using load_outcome = std::variant<loaded_network, load_failure>;

/// Reads a file, a folder of AWS CLI JSON, or `-` for standard input; the format is found by
/// content (AWS CLI JSON or vpc.yaml).
load_outcome load_network(const std::string& path);

/// Reads one document from memory: AWS CLI JSON with merged keys, or vpc.yaml (YAML or JSON).
/// `name` is how diagnostics call it.
load_outcome parse_network(std::string_view text, const std::string& name);

/// The read-only AWS CLI script that collects a folder for `load_network`.
std::string collect_script();

} // namespace vpcplan
