// Floor 6. Follows a packet and its reply through the network, check by check.
#pragma once

#include "answer.hpp"

namespace vpcplan {

/// Answers a question. Never throws on data; a question that cannot be put together (no address of
/// the other end's family, say) is an error.
inline result<answer> ask(const network_index& index, const question& asked);

} // namespace vpcplan
