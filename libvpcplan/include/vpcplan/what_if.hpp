// Floor 8. A network as it would be with a few changes, from the words that people write and that
// suggested fixes carry. Implemented in vpcplan::io.
//
// Example    change_network(data, {{"acl priv: out 120 allow tcp 1024-65535 to 10.0.1.0/24"}})
//              -> a copy that has the rule; `data` stays as it is
#pragma once

#include "network_change.hpp"

#include <span>

namespace vpcplan {

/// One change as somebody wrote it.
struct change_request {
    std::string text;
    bool without = false; ///< what is taken away, by the words with which it would be added
};

/// What is wrong with the text of a change, and where: bytes into it. A change that AWS would
/// refuse is wrong as a whole.
struct change_text_error {
    errc code = errc::bad_value;
    std::string message; ///< for people: quotes the words, says why, and what would be right
    std::size_t offset = 0;
    std::size_t length = 0;
    std::vector<std::string> nearest; ///< names that may have been meant; ids of an ambiguous one
};

using parsed_changes = std::variant<std::vector<network_change>, change_text_error>;

/// Reads what `words_of` writes. Several changes come of a rule with several ports. With `without`
/// also the short forms: an ACL rule by its number, a route by its destination, `subnet app: acl`,
/// `vpc main: igw`.
parsed_changes parse_network_change(const network_index& index, std::string_view text,
                                    bool without);

struct changed_network {
    network data;
    std::vector<change_request> made; ///< in order, each in the words of `words_of`
};

struct change_failure {
    std::size_t request = 0; ///< which of the requests
    change_text_error why;
};

/// A copy of the network with the changes made in their order, each read against what those before
/// it left.
std::variant<changed_network, change_failure>
change_network(const network& data, std::span<const change_request> requests);

} // namespace vpcplan
