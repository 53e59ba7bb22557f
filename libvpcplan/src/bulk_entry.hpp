// Private to vpcplan::io. The text of one entry of a list: a block or an address.
#pragma once

#include "vpcplan/cidr.hpp"

#include <algorithm>
#include <string_view>

namespace vpcplan::io {

/// The line without its comment and the blanks around the rest.
inline std::string_view trimmed(std::string_view line) noexcept {
    line = line.substr(0, line.find('#'));
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

/// A block, or an address as the block of itself.
inline result<cidr> parse_entry(std::string_view text, host_bits bits) noexcept {
    // A good block has its slash among the last four bytes; looking there is cheaper than
    // searching.
    const auto tail = text.substr(text.size() - std::min<std::size_t>(text.size(), 4));
    if (tail.find('/') == std::string_view::npos) {
        const auto address = detail::parse_address_bits(text);
        if (address) {
            return cidr::containing(*address, width_of(address->family));
        }
        if (text.find('/') == std::string_view::npos) {
            return address.error();
        }
    }
    return parse_cidr(text, bits);
}

} // namespace vpcplan::io
