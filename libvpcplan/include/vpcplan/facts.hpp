// Floor 0. What was found, as values by name: sentences in any language are made from them.
//
// Example    value_in({{"block", "10.0.0.0/16"}}, "block")  -> "10.0.0.0/16"
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vpcplan {

/// Named facts in the order they came. A plain vector's `emplace_back` would be instantiated anew
/// for every length of a name written as a literal, which makes compilers slow.
struct fact_list : std::vector<std::pair<std::string, std::string>> {
    using vector::vector;
    void emplace_back(std::string_view name, std::string_view value) {
        push_back({std::string(name), std::string(value)});
    }
};

/// The value of a fact, or "".
inline std::string_view value_in(const fact_list& facts, std::string_view name) noexcept {
    for (const auto& [key, value] : facts) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

} // namespace vpcplan
