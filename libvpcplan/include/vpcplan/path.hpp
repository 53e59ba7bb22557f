// Floor 6. "Will this packet pass?": both legs, for every port the question leaves open.
//
// Example
//   network_index index(loaded.data);
//   auto from = find_endpoint(index, "internet:203.0.113.7", true);
//   auto to = find_endpoint(index, "web-1", false);
//   question asked{*from.value, *to.value, protocol::tcp(), {}, 443};
//   auto said = ask(index, asked);   // said->connection, said->deciding_step(), …
#pragma once

#include "answer.hpp"

namespace vpcplan {

/// Answers a question exactly: for one packet, or for every port the question leaves open. With
/// protocol "any" every protocol must pass; the answer shown is the first that does not.
/// Errors: family_mismatch (the ends share no address family), unknown_name (an interface, subnet
/// or VPC id that the network does not have). Complexity: O(rules on the path) for each different
/// answer.
result<answer> ask(const network_index& index, const question& asked);

} // namespace vpcplan
