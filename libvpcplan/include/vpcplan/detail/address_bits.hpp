// Private. Addresses as integers: what blocks, ranges, packets and rules compute with.
// Asio's address types are neither constexpr nor trivially copyable; they stay at the public edge.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <compare>
#include <cstdint>
#include <string>

namespace vpcplan {

enum class address_family : std::uint8_t { ipv4 = 4, ipv6 = 6 };

/// Bits of an address of the family: 32 or 128.
constexpr int width_of(address_family family) noexcept {
    return family == address_family::ipv4 ? 32 : 128;
}

} // namespace vpcplan

namespace vpcplan::detail {

__extension__ typedef unsigned __int128 u128; // NOLINT(modernize-use-using): __extension__ needs it

/// `count` low bits set; 0 <= count <= 128.
constexpr u128 low_ones(int count) noexcept {
    return count == 0 ? u128{0} : ~u128{0} >> (128 - count);
}

/// An address of either family as a number; IPv4 in the low 32 bits. 24 bytes, alignment 8.
struct address_bits {
    std::uint64_t hi = 0;
    std::uint64_t lo = 0;
    address_family family = address_family::ipv4;

    constexpr u128 number() const noexcept { return u128{hi} << 64 | lo; }

    static constexpr address_bits from(u128 number, address_family family) noexcept {
        return {static_cast<std::uint64_t>(number >> 64), static_cast<std::uint64_t>(number),
                family};
    }

    friend constexpr bool operator==(const address_bits&, const address_bits&) = default;
    /// IPv4 before IPv6, then by number.
    friend constexpr std::strong_ordering operator<=>(const address_bits& a,
                                                      const address_bits& b) noexcept {
        if (a.family != b.family) {
            return a.family <=> b.family;
        }
        if (a.hi != b.hi) {
            return a.hi <=> b.hi;
        }
        return a.lo <=> b.lo;
    }
};

inline address_bits bits_of(const boost::asio::ip::address_v4& address) noexcept {
    return {0, address.to_uint(), address_family::ipv4};
}

inline address_bits bits_of(const boost::asio::ip::address_v6& address) noexcept {
    const auto bytes = address.to_bytes();
    u128 number = 0;
    for (const auto byte : bytes) {
        number = number << 8 | byte;
    }
    return address_bits::from(number, address_family::ipv6);
}

/// A zone (scope id) is not part of the number and is lost.
inline address_bits bits_of(const boost::asio::ip::address& address) noexcept {
    return address.is_v4() ? bits_of(address.to_v4()) : bits_of(address.to_v6());
}

inline boost::asio::ip::address_v4 address_v4_of(const address_bits& bits) noexcept {
    return boost::asio::ip::address_v4(static_cast<std::uint32_t>(bits.lo));
}

inline boost::asio::ip::address_v6 address_v6_of(const address_bits& bits) noexcept {
    boost::asio::ip::address_v6::bytes_type bytes{};
    u128 number = bits.number();
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
        *byte = static_cast<unsigned char>(number);
        number >>= 8;
    }
    return boost::asio::ip::address_v6(bytes);
}

inline boost::asio::ip::address address_of(const address_bits& bits) noexcept {
    if (bits.family == address_family::ipv4) {
        return address_v4_of(bits);
    }
    return address_v6_of(bits);
}

/// Longest text of an address, in bytes: eight groups of four and seven colons.
inline constexpr std::size_t max_address_text = 39;

constexpr char* print_decimal(char* out, std::uint32_t value) noexcept {
    char digits[10]{};
    int count = 0;
    do {
        digits[count++] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count != 0) {
        *out++ = digits[--count];
    }
    return out;
}

constexpr char* print_v4(char* out, std::uint32_t address) noexcept {
    for (int shift = 24; shift >= 0; shift -= 8) {
        out = print_decimal(out, address >> shift & 0xff);
        if (shift != 0) {
            *out++ = '.';
        }
    }
    return out;
}

/// RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as ::.
/// Mapped IPv4 is printed in hexadecimal groups too: it is an IPv6 address and matches no IPv4 one.
constexpr char* print_v6(char* out, u128 address) noexcept {
    std::uint16_t groups[8]{};
    for (int i = 7; i >= 0; --i) {
        groups[i] = static_cast<std::uint16_t>(address);
        address >>= 16;
    }
    int gap_start = -1;
    int gap_length = 1;
    for (int i = 0; i < 8;) {
        int end = i;
        while (end < 8 && groups[end] == 0) {
            ++end;
        }
        if (end - i > gap_length) {
            gap_start = i;
            gap_length = end - i;
        }
        i = end == i ? i + 1 : end;
    }
    constexpr char hex[] = "0123456789abcdef";
    for (int i = 0; i < 8; ++i) {
        if (i == gap_start) {
            *out++ = ':';
            *out++ = ':';
            i += gap_length - 1;
            continue;
        }
        if (i != 0 && i != gap_start + gap_length) {
            *out++ = ':';
        }
        const unsigned group = groups[i];
        if (group >= 0x1000) {
            *out++ = hex[group >> 12];
        }
        if (group >= 0x100) {
            *out++ = hex[group >> 8 & 15];
        }
        if (group >= 0x10) {
            *out++ = hex[group >> 4 & 15];
        }
        *out++ = hex[group & 15];
    }
    return out;
}

/// Writes at most `max_address_text` bytes; returns the end.
constexpr char* print_address(char* out, const address_bits& bits) noexcept {
    return bits.family == address_family::ipv4 ? print_v4(out, static_cast<std::uint32_t>(bits.lo))
                                               : print_v6(out, bits.number());
}

inline std::string to_string(const address_bits& bits) {
    char text[max_address_text];
    return {text, print_address(text, bits)};
}

/// Any 128-bit number in decimal.
inline std::string decimal(u128 value) {
    char digits[40];
    char* begin = digits + sizeof digits;
    do {
        *--begin = static_cast<char>('0' + static_cast<int>(value % 10));
        value /= 10;
    } while (value != 0);
    return {begin, digits + sizeof digits};
}

} // namespace vpcplan::detail
