// Private to vpcplan::io. The `pass` answer as a JSON value: vpcplan.pass/1.
#pragma once

#include "json.hpp"

#include "vpcplan/answer.hpp"
#include "vpcplan/explain.hpp"

#include <vector>

namespace vpcplan::io {

json::object pass_object(const network_index& index, const question& asked, const answer& given,
                         const std::vector<diagnostic>& diagnostics, language lang);

} // namespace vpcplan::io
