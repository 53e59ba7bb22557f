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

/// One sentence in each language.
struct bilingual {
    std::string_view en;
    std::string_view ko;

    constexpr std::string_view in(language lang) const noexcept {
        return lang == language::ko ? ko : en;
    }
};

} // namespace detail

} // namespace vpcplan
