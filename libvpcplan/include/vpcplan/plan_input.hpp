// Floor 8. Plan files and the short forms of the command line, into needs. Implemented in
// vpcplan::io.
#pragma once

#include "plan.hpp"
#include "readers.hpp"

namespace vpcplan {

using plan_input = std::variant<plan_needs, load_failure>;

/// Reads a plan from memory, YAML or JSON; `name` is how errors call it. Every error of the text is
/// in the message, one a line.
plan_input parse_plan(std::string_view text, const std::string& name);

/// Reads a file, or `-` for standard input.
plan_input load_plan(const std::string& path);

/// "250" hosts, "/26", "25%", each with an optional "@POOL" or " from POOL". What is wrong, or
/// nothing.
std::optional<std::string> parse_tier_size(std::string_view text, plan_tier& into);

/// "3" zones are a, b and c; else names with commas between them.
std::optional<std::vector<std::string>> parse_zones(std::string_view text);

/// "20%" or "0.2".
std::optional<double> parse_share(std::string_view text);

/// "/24" or "24", 0 to 128.
std::optional<int> parse_prefix(std::string_view text);

} // namespace vpcplan
