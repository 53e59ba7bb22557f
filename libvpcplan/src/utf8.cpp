#include "utf8.hpp"

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

} // namespace vpcplan::io
