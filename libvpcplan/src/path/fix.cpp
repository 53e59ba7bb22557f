// From an answer that fails to the changes that would help.
#include "vpcplan/fix.hpp"

#include "fix_interfaces.hpp"
#include "fix_routes.hpp"
#include "fix_rules.hpp"

namespace vpcplan {

fix_result suggest_fix(const network& data, const question& asked, std::size_t most_changes) {
    return detail::fixer(data, asked).search(most_changes);
}

} // namespace vpcplan
