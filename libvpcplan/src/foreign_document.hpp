// Private. Documents that are no network, though people hand them in as one: what they are, and
// which command gives the right one.
#pragma once

#include "document.hpp"

namespace vpcplan::detail {

struct foreign_document {
    std::string_view name; ///< with its article
    std::string_view cure;
    /// A part of a network in another wrapping: what it holds would be missing without it.
    bool part_of_network = false;
};

/// Null for everything else. A document is known by what it is, not by one key that it shares.
const foreign_document* find_foreign(const node& root);

/// The same for a text that no parser takes.
const foreign_document* find_foreign(std::string_view text);

/// "a CloudFormation template, not a network: …"
std::string told(const foreign_document& what);

} // namespace vpcplan::detail
