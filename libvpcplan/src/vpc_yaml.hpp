// Private. vpc.yaml, the short form for people, into a network.
#pragma once

#include "reader_log.hpp"

namespace vpcplan::detail {

/// Whether a document looks like vpc.yaml rather than something else.
bool is_vpc_yaml(const node& root);

/// All errors of the document are in one failure, one a line.
load_outcome read_vpc_yaml(const document& source);

} // namespace vpcplan::detail
