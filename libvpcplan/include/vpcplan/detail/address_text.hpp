// Private. Strict text of addresses: one meaning or none.
#pragma once

#include "../result.hpp"
#include "address_bits.hpp"

#include <string_view>

namespace vpcplan::detail {

constexpr error error_at(errc code, std::size_t offset, std::size_t length) noexcept {
    return {code, static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length)};
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr int hex_value(char c) noexcept {
    if (is_digit(c)) {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

/// Four decimal octets without leading zeros. `base` is where `text` starts in the whole input.
constexpr result<std::uint32_t> parse_v4(std::string_view text, std::size_t base = 0) noexcept {
    std::uint32_t address = 0;
    std::size_t at = 0;
    for (int octet = 0; octet < 4; ++octet) {
        if (octet != 0) {
            if (at == text.size()) {
                return error_at(errc::wrong_octet_count, base, text.size());
            }
            if (text[at] != '.') {
                return error_at(errc::unexpected_character, base + at, 1);
            }
            ++at;
        }
        const std::size_t start = at;
        std::uint32_t value = 0;
        while (at < text.size() && is_digit(text[at])) {
            if (at - start < 4) {
                value = value * 10 + static_cast<std::uint32_t>(text[at] - '0');
            }
            ++at;
        }
        const std::size_t digits = at - start;
        if (digits == 0) {
            return at == text.size() ? error_at(errc::wrong_octet_count, base, text.size())
                                     : error_at(errc::unexpected_character, base + at, 1);
        }
        if (digits > 1 && text[start] == '0') {
            return error_at(errc::leading_zero, base + start, digits);
        }
        if (digits > 3 || value > 255) {
            return error_at(errc::octet_out_of_range, base + start, digits);
        }
        address = address << 8 | value;
    }
    if (at != text.size()) {
        return text[at] == '.' ? error_at(errc::wrong_octet_count, base, text.size())
                               : error_at(errc::unexpected_character, base + at, 1);
    }
    return address;
}

/// RFC 4291 section 2.2: groups, at most one `::` (for one group or more), dotted quad at the end.
constexpr result<u128> parse_v6(std::string_view text, std::size_t base = 0) noexcept {
    std::uint16_t groups[8]{};
    int count = 0;
    int gap = -1;
    std::size_t at = 0;
    if (text.starts_with("::")) {
        gap = 0;
        at = 2;
    }
    while (at < text.size()) {
        if (count == 8) {
            return error_at(errc::bad_address, base, text.size());
        }
        const std::size_t start = at;
        unsigned value = 0;
        while (at < text.size() && hex_value(text[at]) >= 0 && at - start < 5) {
            value = value << 4 | static_cast<unsigned>(hex_value(text[at]));
            ++at;
        }
        if (at < text.size() && text[at] == '.' && at > start) {
            if (count > 6) {
                return error_at(errc::bad_address, base, text.size());
            }
            const auto tail = parse_v4(text.substr(start), base + start);
            if (!tail) {
                return tail.error();
            }
            groups[count++] = static_cast<std::uint16_t>(*tail >> 16);
            groups[count++] = static_cast<std::uint16_t>(*tail);
            at = text.size();
            break;
        }
        if (at == start) {
            return text[at] == '%' ? error_at(errc::zone_not_allowed, base + at, text.size() - at)
                                   : error_at(errc::unexpected_character, base + at, 1);
        }
        if (at - start > 4) {
            return error_at(errc::bad_address, base + start, at - start);
        }
        groups[count++] = static_cast<std::uint16_t>(value);
        if (at == text.size()) {
            break;
        }
        if (text[at] == '%') {
            return error_at(errc::zone_not_allowed, base + at, text.size() - at);
        }
        if (text[at] != ':') {
            return error_at(errc::unexpected_character, base + at, 1);
        }
        ++at;
        if (at < text.size() && text[at] == ':') {
            if (gap >= 0) {
                return error_at(errc::unexpected_character, base + at, 1);
            }
            gap = count;
            ++at;
        } else if (at == text.size()) {
            return error_at(errc::unexpected_character, base + at - 1, 1);
        }
    }
    if (gap < 0 ? count != 8 : count > 7) {
        return error_at(errc::bad_address, base, text.size());
    }
    u128 address = 0;
    for (int i = 0; i < 8; ++i) {
        const int source = gap < 0 || i < gap ? i : i - (8 - count);
        const bool filled = gap < 0 || i < gap || i >= gap + (8 - count);
        address = address << 16 | (filled ? groups[source] : 0);
    }
    return address;
}

constexpr result<address_bits> parse_address_bits(std::string_view text,
                                                  std::size_t base = 0) noexcept {
    if (text.empty()) {
        return error_at(errc::empty_input, base, 0);
    }
    const bool has_colon = text.find(':') != std::string_view::npos;
    if (has_colon) {
        const auto number = parse_v6(text, base);
        if (!number) {
            return number.error();
        }
        return address_bits::from(*number, address_family::ipv6);
    }
    if (!is_digit(text.front())) {
        return error_at(errc::bad_address, base, text.size());
    }
    const auto number = parse_v4(text, base);
    if (!number) {
        return number.error();
    }
    return address_bits{0, *number, address_family::ipv4};
}

} // namespace vpcplan::detail
