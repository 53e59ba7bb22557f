// Private to vpcplan::io. JSON text to values and back, on Boost.JSON.
#pragma once

#include "vpcplan/cidr.hpp"

#include <boost/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vpcplan::io {

namespace json = boost::json;

/// What `parse_json` found. Exactly one of `value` and `problem` says something: a document with a
/// member written twice has a value, and `duplicate` names the member.
struct parsed_json {
    std::optional<json::value> value;
    std::optional<std::string> duplicate;
    std::string problem;    ///< why there is no value
    std::size_t offset = 0; ///< byte at which parsing stopped
};

/// Reads one document: strict JSON, valid UTF-8, at most 64 levels deep.
parsed_json parse_json(std::string_view text);

/// One line of JSON that is valid UTF-8 whatever bytes the strings hold: input files may be in any
/// encoding, and messages quote them. Bytes that are not UTF-8 become U+FFFD.
std::string to_line(const json::value& value);

/// A number up to 2^53, the largest every JSON reader keeps exactly; decimal text above.
json::value count_of(detail::u128 count);

inline json::string text_of(std::string_view text) {
    return json::string(text.data(), text.size());
}
inline json::string text_of(const cidr& block) { return text_of(to_string(block)); }
inline json::string text_of(const boost::asio::ip::address& address) {
    return text_of(detail::to_string(detail::bits_of(address)));
}
inline json::string text_of(const detail::address_bits& address) {
    return text_of(detail::to_string(address));
}

/// Null for a text that says nothing.
inline json::value or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text_of(text));
}
inline json::value or_null(const std::optional<cidr>& block) {
    return block ? json::value(text_of(*block)) : json::value(nullptr);
}
template <class Number>
json::value or_null(const std::optional<Number>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

inline json::array array_of(std::span<const cidr> blocks) {
    json::array all;
    all.reserve(blocks.size());
    for (const auto& block : blocks) {
        all.emplace_back(text_of(block));
    }
    return all;
}

/// "a string", "a whole number", …: what a value is, for messages about a wrong type.
std::string_view kind_of(const json::value& value) noexcept;

} // namespace vpcplan::io
