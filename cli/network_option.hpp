// The network that a verb is about: -n, then $VPCPLAN_NETWORK, then ./vpc.yaml.
#pragma once

#include "commands.hpp"

#include <vpcplan/readers.hpp>

namespace vpcplan::cli {

/// Nothing after a complaint.
std::optional<loaded_network> load_asked_network(const std::string& option);

} // namespace vpcplan::cli
