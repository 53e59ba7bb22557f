// Floor 0. The languages in which sentences are said.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vpcplan {

enum class language : std::uint8_t { en, ko };

/// "en" or "ko".
constexpr std::string_view to_string(language lang) noexcept {
    return lang == language::ko ? "ko" : "en";
}

/// The language of a tag or a locale's name: "ko", "ko_KR.UTF-8", "en-US". Nothing for others.
constexpr std::optional<language> parse_language(std::string_view text) noexcept {
    const auto word = text.substr(0, text.find_first_of("_-.@"));
    if (word == "ko") {
        return language::ko;
    }
    return word == "en" ? std::optional(language::en) : std::nullopt;
}

namespace detail {

/// Whether every {name} of a text is in the other as well.
constexpr bool has_names_of(std::string_view text, std::string_view other) noexcept {
    for (auto at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
        const auto end = text.find('}', at);
        if (end == std::string_view::npos ||
            other.find(text.substr(at, end - at + 1)) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

/// One text in both languages, or a template of one. Both name the same values: a pair of which one
/// says less than the other does not compile.
struct bilingual {
    std::string_view en{};
    std::string_view ko{};

    constexpr bilingual() = default;
    consteval bilingual(std::string_view english, std::string_view korean)
        : en(english), ko(korean) {
        if (!has_names_of(english, korean) || !has_names_of(korean, english)) {
            throw "one of the texts names a value that the other does not";
        }
    }

    constexpr std::string_view in(language lang) const noexcept {
        return lang == language::ko ? ko : en;
    }
};

} // namespace detail

} // namespace vpcplan
