// From words to commands. Only arguments*.cpp know CLI11.
#pragma once

#include "commands.hpp"

namespace vpcplan::cli {

struct invocation {
    command what;
    context how;
};

/// What to run, or the status to end with: help was printed, or a complaint.
std::variant<invocation, exit_status> parse_arguments(int count, const char* const* words);

} // namespace vpcplan::cli
