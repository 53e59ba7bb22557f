// Private to vpcplan::io. The `pass` answer as a JSON value: vpcplan.pass/1.
#pragma once

#include "json.hpp"

#include "vpcplan/answer.hpp"
#include "vpcplan/explain.hpp"
#include "vpcplan/writers.hpp"

#include <vector>

namespace vpcplan::io {

json::object pass_object(const network_index& index, const question& asked, const answer& given,
                         const std::vector<diagnostic>& diagnostics, language lang,
                         const pass_sections& wanted = {});

/// Adds "notes", and what else is wanted: pass_sections.cpp.
void add_sections(json::object& out, const network_index& index, const question& asked,
                  const answer& given, language lang, const pass_sections& wanted);

/// vpcplan.pass_chain/1: pass_sections.cpp.
json::object chain_object(const network_index& index, const std::vector<chain_hop>& hops,
                          const std::vector<diagnostic>& diagnostics, language lang,
                          const pass_sections& wanted);

} // namespace vpcplan::io
