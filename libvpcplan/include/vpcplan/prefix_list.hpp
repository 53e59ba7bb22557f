// Floor 3. Prefix lists: named sets of blocks of one family that rules and routes refer to.
#pragma once

#include "trace.hpp"

namespace vpcplan {

/// Whether something belongs to a named set whose contents may not be known.
enum class membership : std::uint8_t { no, yes, unknown };

/// An AWS-managed or customer-managed list. Source: VPC guide, "Managed prefix lists".
struct prefix_list {
    std::string id;
    std::string name;
    std::vector<cidr> entries;
    bool complete = true; ///< false when the entries were not in the input
    source_ref place{};

    /// The longest entry that holds the address, if any. Complexity: O(entries).
    const cidr* longest_match(const detail::address_bits& address) const noexcept {
        const cidr* best = nullptr;
        for (const auto& entry : entries) {
            if (entry.contains(address) &&
                (best == nullptr || entry.prefix_length() > best->prefix_length())) {
                best = &entry;
            }
        }
        return best;
    }

    membership contains(const detail::address_bits& address) const noexcept {
        if (longest_match(address) != nullptr) {
            return membership::yes;
        }
        return complete ? membership::no : membership::unknown;
    }
};

} // namespace vpcplan
