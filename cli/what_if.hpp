// --with and --without of `vpcplan pass`.
#pragma once

#include "commands.hpp"

#include <vpcplan/what_if.hpp>

namespace vpcplan::cli {

/// Makes the changes in the order typed; `made` gets them in their one text form. Complains, with
/// the place, and returns false when one cannot be made.
bool make_typed_changes(network& data, const std::vector<typed_change>& typed,
                        std::vector<change_request>& made);

/// "With: acl priv: out 120 allow tcp 1024-65535 to 10.0.1.0/24", a line each.
std::string changes_text(const std::vector<change_request>& changes, const context& how);

} // namespace vpcplan::cli
