#include "utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace vpcplan::io {

std::size_t utf8_sequence(std::string_view text) noexcept {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) {
        return 0;
    }
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xc0) != 0x80) {
            return 0;
        }
    }
    const unsigned second = byte(1);
    const bool is_overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool is_surrogate = lead == 0xed && second >= 0xa0;
    const bool is_too_large = lead == 0xf4 && second >= 0x90;
    return is_overlong || is_surrogate || is_too_large ? 0 : length;
}

std::string with_valid_utf8(std::string text) {
    std::size_t at = 0;
    std::string repaired;
    std::size_t copied = 0;
    while (at < text.size()) {
        const auto length = utf8_sequence(std::string_view(text).substr(at));
        if (length == 0) {
            repaired.append(text, copied, at - copied);
            repaired += "\xef\xbf\xbd";
            ++at;
            copied = at;
        } else {
            at += length;
        }
    }
    if (copied == 0) {
        return text;
    }
    repaired.append(text, copied);
    return repaired;
}

std::size_t terminal_columns(std::string_view text) noexcept {
    std::size_t count = 0;
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(1, utf8_sequence(text));
        std::uint32_t code = static_cast<unsigned char>(text.front());
        code &= length == 1 ? 0x7fU : 0xffU >> (length + 1);
        for (const char c : text.substr(1, length - 1)) {
            code = code << 6U | (static_cast<unsigned char>(c) & 0x3fU);
        }
        const bool combines = (code >= 0x300 && code < 0x370) || code == 0x200d ||
                              (code >= 0x1160 && code < 0x1200) ||
                              (code >= 0xfe00 && code < 0xfe10);
        const bool is_wide =
            (code >= 0x1100 && code < 0x1160) || (code >= 0x2e80 && code < 0xa4d0) ||
            (code >= 0xac00 && code < 0xd7a4) || (code >= 0xf900 && code < 0xfb00) ||
            (code >= 0xff01 && code < 0xff61) || (code >= 0x1f300 && code < 0x1f700) ||
            (code >= 0x20000 && code < 0x40000);
        count += combines ? 0 : is_wide ? 2 : 1;
        text.remove_prefix(length);
    }
    return count;
}

} // namespace vpcplan::io
