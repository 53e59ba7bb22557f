// Private. Templates of sentences: {name} is replaced by a value, [...] vanishes when a value in it
// is empty.
#pragma once

#include <string>
#include <string_view>

namespace vpcplan::detail {

/// `value_of(name)` gives the values; `unnamed` stands for empty ones outside of [...].
template <class ValueOf>
std::string fill_template(std::string_view pattern, std::string_view unnamed, ValueOf&& value_of) {
    std::string text;
    std::size_t optional_from = 0;
    bool in_optional = false;
    bool has_hole = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '[') {
            in_optional = true;
            has_hole = false;
            optional_from = text.size();
        } else if (pattern[i] == ']') {
            if (has_hole) {
                text.resize(optional_from);
            }
            in_optional = false;
        } else if (pattern[i] == '{') {
            const auto end = pattern.find('}', i);
            const std::string value = value_of(pattern.substr(i + 1, end - i - 1));
            has_hole = has_hole || (in_optional && value.empty());
            text += value.empty() && !in_optional ? unnamed : std::string_view(value);
            i = end;
        } else {
            text += pattern[i];
        }
    }
    return text;
}

} // namespace vpcplan::detail
