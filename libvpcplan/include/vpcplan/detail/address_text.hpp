// Private. Strict text of addresses: one meaning or none.
#pragma once

#include "../result.hpp"
#include "address_bits.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace vpcplan::detail {

constexpr error error_at(errc code, std::size_t offset, std::size_t length) noexcept {
    return {code, static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length)};
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// 0-15 for a hexadecimal digit, -1 for anything else. A table, because this is most of the time of
/// reading IPv6.
inline constexpr auto hex_values = [] {
    std::array<std::int8_t, 256> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto c = static_cast<int>(i);
        const int value = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        values[i] = static_cast<std::int8_t>(value);
    }
    return values;
}();

constexpr int hex_value(char c) noexcept { return hex_values[static_cast<unsigned char>(c)]; }

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
        for (; at < text.size() && at - start < 5; ++at) {
            const int digit = hex_value(text[at]);
            if (digit < 0) {
                break;
            }
            value = value << 4 | static_cast<unsigned>(digit);
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
    if (gap >= 0) {
        // The groups behind the gap belong at the end.
        for (int i = 1; i <= count - gap; ++i) {
            groups[8 - i] = groups[count - i];
        }
        for (int i = gap; i < gap + 8 - count; ++i) {
            groups[i] = 0;
        }
    }
    const auto half = [&groups](int at_group) {
        return std::uint64_t{groups[at_group]} << 48 | std::uint64_t{groups[at_group + 1]} << 32 |
               std::uint64_t{groups[at_group + 2]} << 16 | groups[at_group + 3];
    };
    return u128{half(0)} << 64 | half(4);
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
