// Floor 1. Address blocks of both families: values that cannot be wrong once they exist.
//
// Text       parse_cidr("10.0.0.0/16")            -> a block
//            parse_cidr("10.1.0.0/8")             -> host_bits_set, at byte 0, did you
//            mean 10.0.0.0/8? parse_cidr("10.1.0.0/8", host_bits::mask)              -> 10.0.0.0/8
//            parse_cidr("10.0.0.0/255.0.0.0", host_bits::reject, notation::netmask)
//            "10.0.0.0/16"_cidr                   -> checked by the compiler
// No match   IPv4 never equals, contains or overlaps IPv6, not even its mapped form ::ffff:a.b.c.d.
// Cost       Parsing is O(text); everything else O(1); nothing allocates but to_string.
#pragma once

#include "detail/address_text.hpp"

#include <array>
#include <bit>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cassert>
#include <functional>
#include <optional>

namespace vpcplan {

/// What to do with an address that is not the first of its block.
enum class host_bits : std::uint8_t { reject, mask };

/// How the size is written: /16, /255.255.0.0, /0.0.255.255, or whichever it is.
enum class notation : std::uint8_t { cidr, netmask, wildcard, any };

/// A block of one family. Host bits are zero and the length is in range, always; there is no
/// default value, because an accidental 0.0.0.0/0 opens the world.
class cidr {
public:
    /// The block of `length` that holds `address`. Precondition: 0 <= length <= width.
    static constexpr cidr containing(const detail::address_bits& address, int length) noexcept {
        assert(length >= 0 && length <= width_of(address.family));
        const auto mask = ~detail::low_ones(width_of(address.family) - length);
        return {detail::address_bits::from(address.number() & mask, address.family), length};
    }
    static cidr containing(const boost::asio::ip::address& address, int length) noexcept {
        return containing(detail::bits_of(address), length);
    }
    /// The /32 or /128 of one address.
    static cidr host(const boost::asio::ip::address& address) noexcept {
        const auto bits = detail::bits_of(address);
        return containing(bits, width_of(bits.family));
    }
    /// Everything of one family: 0.0.0.0/0 or ::/0.
    static constexpr cidr everything(address_family family) noexcept {
        return containing(detail::address_bits::from(0, family), 0);
    }

    constexpr address_family family() const noexcept { return family_; }
    constexpr bool is_v4() const noexcept { return family() == address_family::ipv4; }
    constexpr bool is_v6() const noexcept { return family() == address_family::ipv6; }
    constexpr int prefix_length() const noexcept { return length_; }
    /// Bits that vary inside the block: 0 for a single address.
    constexpr int host_length() const noexcept { return width_of(family()) - length_; }

    constexpr detail::address_bits first_bits() const noexcept { return {hi_, lo_, family_}; }
    constexpr detail::address_bits last_bits() const noexcept {
        return detail::address_bits::from(first_bits().number() | detail::low_ones(host_length()),
                                          family_);
    }
    boost::asio::ip::address first() const noexcept { return detail::address_of(first_bits()); }
    boost::asio::ip::address last() const noexcept { return detail::address_of(last_bits()); }

    /// ::/0 has one address more than 128 bits can count; hence "minus one".
    constexpr detail::u128 size_minus_one() const noexcept {
        return detail::low_ones(host_length());
    }

    constexpr bool contains(const detail::address_bits& address) const noexcept {
        if (address.family != family_) {
            return false;
        }
        const auto hi = address.hi ^ hi_;
        const auto lo = address.lo ^ lo_;
        const int host = host_length();
        if (host < 64) {
            return hi == 0 && lo >> host == 0;
        }
        return host == 128 || hi >> (host - 64) == 0;
    }
    bool contains(const boost::asio::ip::address& address) const noexcept {
        return contains(detail::bits_of(address));
    }
    /// A block contains itself.
    constexpr bool contains(const cidr& inner) const noexcept {
        return inner.length_ >= length_ && contains(inner.first_bits());
    }

    friend constexpr bool operator==(const cidr&, const cidr&) = default;
    /// IPv4 before IPv6, then by first address, then larger blocks first.
    friend constexpr std::strong_ordering operator<=>(const cidr& a, const cidr& b) noexcept {
        const auto order = a.first_bits() <=> b.first_bits();
        return order != 0 ? order : a.length_ <=> b.length_;
    }

private:
    constexpr cidr(const detail::address_bits& first, int length) noexcept
        : hi_(first.hi), lo_(first.lo), length_(static_cast<std::uint8_t>(length)),
          family_(first.family) {}

    std::uint64_t hi_;
    std::uint64_t lo_;
    std::uint8_t length_;
    address_family family_;
};

namespace detail {

/// A block known to be of one family; converts to `cidr` freely, from it only when the family fits.
template <address_family Family>
class family_cidr {
public:
    static constexpr std::optional<family_cidr> from(const cidr& block) noexcept {
        return block.family() == Family ? std::optional(family_cidr(block)) : std::nullopt;
    }

    // NOLINTNEXTLINE(google-explicit-constructor): every IPv4 block is a block
    constexpr operator const cidr&() const noexcept { return block_; }
    constexpr const cidr& block() const noexcept { return block_; }
    constexpr int prefix_length() const noexcept { return block_.prefix_length(); }

    friend constexpr bool operator==(const family_cidr&, const family_cidr&) = default;
    friend constexpr auto operator<=>(const family_cidr&, const family_cidr&) = default;

private:
    explicit constexpr family_cidr(const cidr& block) noexcept : block_(block) {}
    cidr block_;
};

} // namespace detail

using cidr_v4 = detail::family_cidr<address_family::ipv4>;
using cidr_v6 = detail::family_cidr<address_family::ipv6>;

constexpr bool contains(const cidr& outer, const cidr& inner) noexcept {
    return outer.contains(inner);
}

/// Blocks overlap exactly when one contains the other.
constexpr bool overlaps(const cidr& a, const cidr& b) noexcept {
    return a.contains(b) || b.contains(a);
}

namespace detail {

/// A prefix length in decimal, without sign or leading zero, at most `width`.
constexpr result<int> parse_prefix_length(std::string_view text, std::size_t base,
                                          int width) noexcept {
    if (text.empty()) {
        return error_at(errc::missing_prefix_length, base, 0);
    }
    int length = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) {
            return error_at(errc::unexpected_character, base + i, 1);
        }
        if (length <= width) {
            length = length * 10 + (text[i] - '0');
        }
    }
    if (text.size() > 1 && text.front() == '0') {
        return error_at(errc::leading_zero, base, text.size());
    }
    if (length > width) {
        return error_at(errc::prefix_length_out_of_range, base, text.size());
    }
    return length;
}

/// A dotted mask as prefix length.
constexpr result<int> parse_mask(std::string_view text, std::size_t base, notation how) noexcept {
    const auto mask = parse_v4(text, base);
    if (!mask) {
        return mask.error();
    }
    const bool is_netmask = std::countl_one(*mask) + std::countr_zero(*mask) == 32 || *mask == 0;
    const bool is_wildcard = std::countl_zero(*mask) + std::countr_one(*mask) == 32 || *mask == 0;
    if (how == notation::any && is_netmask && is_wildcard) {
        return error_at(errc::mask_ambiguous, base, text.size());
    }
    if (is_netmask && how != notation::wildcard) {
        return std::countl_one(*mask);
    }
    if (is_wildcard && how != notation::netmask) {
        return std::countl_zero(*mask);
    }
    return error_at(errc::mask_not_contiguous, base, text.size());
}

} // namespace detail

/// Reads one block. Strict: no spaces, no leading zeros, no zone, no wrap-around length; host bits
/// and dotted masks only when asked for. Complexity: O(text), no allocation.
constexpr result<cidr> parse_cidr(std::string_view text, host_bits bits = host_bits::reject,
                                  notation how = notation::cidr) noexcept {
    const auto slash = text.find('/');
    const auto address = detail::parse_address_bits(text.substr(0, slash));
    if (!address) {
        return address.error();
    }
    if (slash == std::string_view::npos) {
        return detail::error_at(errc::missing_prefix_length, text.size(), 0);
    }
    const auto tail = text.substr(slash + 1);
    const bool dotted = tail.find('.') != std::string_view::npos;
    int length = 0;
    if (dotted && address->family == address_family::ipv4) {
        if (how == notation::cidr) {
            return detail::error_at(errc::mask_not_asked_for, slash + 1, tail.size());
        }
        const auto mask = detail::parse_mask(tail, slash + 1, how);
        if (!mask) {
            return mask.error();
        }
        length = *mask;
    } else {
        const auto number = detail::parse_prefix_length(tail, slash + 1, width_of(address->family));
        if (!number) {
            return number.error();
        }
        length = *number;
    }
    const auto block = cidr::containing(*address, length);
    if (bits == host_bits::reject && block.first_bits() != *address) {
        return detail::error_at(errc::host_bits_set, 0, slash);
    }
    return block;
}

/// Reads an address alone. Strict as `parse_cidr`; no zone.
inline result<boost::asio::ip::address> parse_address(std::string_view text) noexcept {
    const auto bits = detail::parse_address_bits(text);
    if (!bits) {
        return bits.error();
    }
    return detail::address_of(*bits);
}

/// Longest text of a block, in bytes.
inline constexpr std::size_t max_cidr_text = detail::max_address_text + 4;

namespace detail {

/// Writes at most `max_cidr_text` bytes; returns the end.
constexpr char* print_cidr(char* out, const cidr& block) noexcept {
    out = print_address(out, block.first_bits());
    *out++ = '/';
    return print_decimal(out, static_cast<std::uint32_t>(block.prefix_length()));
}

} // namespace detail

/// "10.0.0.0/16", "2001:db8::/32" (RFC 5952).
inline std::string to_string(const cidr& block) {
    char text[max_cidr_text];
    return {text, detail::print_cidr(text, block)};
}

/// Number of addresses in decimal: a string, because ::/0 has 2^128.
inline std::string size_text(const cidr& block) {
    if (block.host_length() == 128) {
        return "340282366920938463463374607431768211456";
    }
    return detail::decimal(block.size_minus_one() + 1);
}

/// A sentence for people: quotes the input, says why, and what would be right where that is known.
inline std::string describe(const error& why, std::string_view input) {
    std::string text(input.empty() ? std::string_view("(empty)") : input.substr(0, 120));
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            c = '?';
        }
    }
    text += ": ";
    text += reason_of(why.code);
    const auto place =
        why.offset < input.size() ? input.substr(why.offset, why.length) : std::string_view();
    const auto masked = parse_cidr(input, host_bits::mask);
    const auto alone = detail::parse_address_bits(input);
    switch (why.code) {
    case errc::host_bits_set:
        if (masked) {
            text += " after /" + std::to_string(masked->prefix_length()) + " (did you mean " +
                    to_string(*masked) + "?)";
        }
        break;
    case errc::missing_prefix_length:
        if (alone) {
            text += " (did you mean " +
                    to_string(cidr::containing(*alone, width_of(alone->family))) + "?)";
        }
        break;
    case errc::prefix_length_out_of_range:
        text += input.find(':') == std::string_view::npos ? " (IPv4: 0-32)" : " (IPv6: 0-128)";
        break;
    case errc::mask_not_asked_for:
        for (const auto how : {notation::netmask, notation::wildcard}) {
            const auto meant = parse_cidr(input, host_bits::mask, how);
            if (meant) {
                text += how == notation::netmask ? " (as a netmask: " : " (as a wildcard: ";
                text += to_string(*meant) + ")";
            }
        }
        break;
    default:
        if (!place.empty() && place.size() < input.size() && why.length != 0) {
            text += " at byte " + std::to_string(why.offset + 1);
        }
        break;
    }
    return text;
}

/// Asio's idiom: throws `bad_result` with the reason.
inline cidr make_cidr(std::string_view text) {
    const auto block = parse_cidr(text);
    if (!block) {
        throw bad_result(block.error(), describe(block.error(), text));
    }
    return *block;
}

/// Asio's idiom without its trap: on failure there is no block, where Asio hands out 0.0.0.0/0.
inline std::optional<cidr> make_cidr(std::string_view text, boost::system::error_code& ec) {
    const auto block = parse_cidr(text);
    if (!block) {
        ec.assign(static_cast<int>(block.error().code), boost_error_category());
        return std::nullopt;
    }
    ec = {};
    return *block;
}

/// Bridge from Asio. Masks host bits as Asio's canonical() does; a zone is refused.
inline cidr from_network(const boost::asio::ip::network_v4& network) noexcept {
    return cidr::containing(detail::bits_of(network.address()), network.prefix_length());
}
inline result<cidr> from_network(const boost::asio::ip::network_v6& network) noexcept {
    if (network.address().scope_id() != 0) {
        return errc::zone_not_allowed;
    }
    return cidr::containing(detail::bits_of(network.address()), network.prefix_length());
}

/// Bridges to Asio.
inline boost::asio::ip::network_v4 to_network(const cidr_v4& block) {
    return {detail::address_v4_of(block.block().first_bits()),
            static_cast<unsigned short>(block.prefix_length())};
}
inline boost::asio::ip::network_v6 to_network(const cidr_v6& block) {
    return {detail::address_v6_of(block.block().first_bits()),
            static_cast<unsigned short>(block.prefix_length())};
}

inline namespace literals {

/// A block checked while compiling; a bad one does not compile.
consteval cidr operator""_cidr(const char* text, std::size_t length) {
    return parse_cidr({text, length}).value();
}

} // namespace literals

} // namespace vpcplan

template <>
struct std::hash<vpcplan::cidr> {
    std::size_t operator()(const vpcplan::cidr& block) const noexcept {
        const auto bits = block.first_bits();
        auto mixed = bits.hi * 0x9e3779b97f4a7c15U ^ bits.lo;
        mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9U;
        mixed ^= static_cast<std::uint64_t>(block.prefix_length()) << 8 |
                 static_cast<std::uint64_t>(block.family());
        return static_cast<std::size_t>(mixed ^ mixed >> 32);
    }
};
