#include "drawing_text.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace vpcplan::io {

namespace {

/// The code point of a valid UTF-8 sequence.
std::uint32_t code_point(std::string_view sequence) noexcept {
    const auto lead = static_cast<unsigned char>(sequence.front());
    static constexpr std::uint32_t masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    std::uint32_t code = lead & masks[sequence.size()];
    for (const char c : sequence.substr(1)) {
        code = code << 6U | (static_cast<unsigned char>(c) & 0x3fU);
    }
    return code;
}

bool is_unfit(std::uint32_t code) noexcept {
    const bool is_control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const bool breaks_or_turns = code == 0x2028 || code == 0x2029 || code == 0x200e ||
                                 code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
                                 (code >= 0x2066 && code <= 0x2069);
    const bool is_no_character = (code & 0xfffeU) == 0xfffeU || code == 0xfeff;
    return is_control || breaks_or_turns || is_no_character;
}

/// In parts of the font's size; generous, as fonts differ.
double advance_of(std::uint32_t code) noexcept {
    if (code < 0x7f) {
        const auto c = static_cast<char>(code);
        constexpr std::string_view narrow = " .,:;'|!ijlI()[]/-tfr";
        constexpr std::string_view wide = "mwMW@%";
        if (narrow.find(c) != std::string_view::npos) {
            return 0.41;
        }
        if (wide.find(c) != std::string_view::npos) {
            return 0.98;
        }
        return c >= 'A' && c <= 'Z' ? 0.74 : 0.63;
    }
    const bool is_combining =
        (code >= 0x300 && code < 0x370) || code == 0x200d || (code >= 0xfe00 && code <= 0xfe0f);
    if (is_combining) {
        return 0;
    }
    if (code >= 0x1f000) {
        return 1.4; // pictures
    }
    const bool is_arrow = code >= 0x2190 && code < 0x2200;
    return is_arrow || (code >= 0x1100 && !(code >= 0x1e00 && code < 0x2190)) ? 1.02 : 0.75;
}

/// Calls `visit` with every character and its code point.
template <class Visit>
void each_character(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(1, utf8_sequence(text));
        visit(text.substr(0, length), code_point(text.substr(0, length)));
        text.remove_prefix(length);
    }
}

std::vector<std::string_view> characters_of(std::string_view text) {
    std::vector<std::string_view> all;
    each_character(text, [&](std::string_view one, std::uint32_t) { all.push_back(one); });
    return all;
}

} // namespace

std::string one_line(std::string_view text) {
    const auto valid = with_valid_utf8(std::string(text));
    std::string line;
    each_character(valid, [&](std::string_view one, std::uint32_t code) {
        if (is_unfit(code)) {
            line += ' ';
        } else {
            line += one;
        }
    });
    return line;
}

double width_of(std::string_view text, double size, bool bold) {
    double width = 0;
    each_character(text, [&](std::string_view, std::uint32_t code) { width += advance_of(code); });
    return width * size * (bold ? 1.08 : 1.0);
}

std::vector<std::string> lines_of(std::string_view text, double width, double size, bool bold) {
    std::vector<std::string> lines;
    std::string line;
    const auto fits = [&](const std::string& candidate) {
        return width_of(candidate, size, bold) <= width;
    };
    const auto flush = [&] {
        if (!line.empty()) {
            lines.push_back(std::move(line));
            line.clear();
        }
    };
    while (!text.empty()) {
        const auto end = std::min(text.size(), text.find(' '));
        const auto word = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
        if (word.empty()) {
            continue;
        }
        const auto longer = line.empty() ? std::string(word) : line + " " + std::string(word);
        if (fits(longer)) {
            line = longer;
            continue;
        }
        flush();
        for (const auto one : characters_of(word)) {
            if (!line.empty() && !fits(line + std::string(one))) {
                flush();
            }
            line += one;
        }
    }
    flush();
    return lines;
}

std::string shortened(std::string_view text, double width, double size, bool bold) {
    if (width_of(text, size, bold) <= width) {
        return std::string(text);
    }
    const auto all = characters_of(text);
    for (std::size_t kept = all.size(); kept-- > 0;) {
        std::string candidate;
        const auto front = (kept + 1) / 2;
        for (std::size_t i = 0; i < front; ++i) {
            candidate += all[i];
        }
        candidate += "…";
        for (std::size_t i = all.size() - kept / 2; i < all.size(); ++i) {
            candidate += all[i];
        }
        if (width_of(candidate, size, bold) <= width) {
            return candidate;
        }
    }
    return "…";
}

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

std::string_view mark_of(verdict outcome, language lang) {
    const bool ko = lang == language::ko;
    switch (outcome) {
    case verdict::allow: return ko ? "통과" : "ok";
    case verdict::deny: return ko ? "차단" : "DROP";
    case verdict::unknown: return ko ? "판정 불가" : "???";
    }
    return {};
}

std::vector<std::size_t> way_of(const path_drawing& drawn, bool of_reply) {
    std::vector<std::size_t> way;
    for (std::size_t i = 0; i < drawn.places.size(); ++i) {
        if (of_reply ? drawn.places[i].on_reply : drawn.places[i].on_request) {
            way.push_back(i);
        }
    }
    if (of_reply) {
        std::reverse(way.begin(), way.end());
    }
    return way;
}

} // namespace vpcplan::io
