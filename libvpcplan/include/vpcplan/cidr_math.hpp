// Floor 1. Arithmetic on blocks: masks, parts, wholes, neighbours, hosts.
//
// Example    split("10.0.0.0/16"_cidr, 20)->count_text()          -> "16"
//            nth_subnet("10.0.0.0/16"_cidr, 8, 2)                  -> 10.0.2.0/24
//            nth_host("10.0.0.0/24"_cidr, -2)                      -> 10.0.0.254
//            subnets("10.1.0.0/16"_cidr, {4, 4, 8, 4})             -> .0/20 .16/20 .32/24 .48/20
//            nth_subnet("10.0.0.0/16"_cidr, 8, 256)                -> number_out_of_range
// Exact      At both ends of both spaces, in all 128 bits: nothing wraps, nothing leaves the block.
#pragma once

#include "address_range.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vpcplan {

/// 255.255.255.0 for 24; IPv6 alike (ffff:ffff:: for 32). Precondition: 0 <= length <= width.
constexpr detail::address_bits netmask_bits(address_family family, int length) noexcept {
    const int width = width_of(family);
    return detail::address_bits::from(detail::low_ones(width) ^ detail::low_ones(width - length),
                                      family);
}
/// 0.0.0.255 for 24. Precondition: 0 <= length <= width.
constexpr detail::address_bits wildcard_bits(address_family family, int length) noexcept {
    return detail::address_bits::from(detail::low_ones(width_of(family) - length), family);
}
inline boost::asio::ip::address netmask(const cidr& block) noexcept {
    return detail::address_of(netmask_bits(block.family(), block.prefix_length()));
}
inline boost::asio::ip::address wildcard(const cidr& block) noexcept {
    return detail::address_of(wildcard_bits(block.family(), block.prefix_length()));
}

/// The block of `prefix_length` that holds `block`. Errors: prefix_longer_than_block when it would
/// be smaller, prefix_length_out_of_range when negative.
constexpr result<cidr> supernet(const cidr& block, int prefix_length) noexcept {
    if (prefix_length < 0) {
        return errc::prefix_length_out_of_range;
    }
    if (prefix_length > block.prefix_length()) {
        return errc::prefix_longer_than_block;
    }
    return cidr::containing(block.first_bits(), prefix_length);
}

/// All parts of one length of a block, counted but not stored: ::/0 has 2^128 hosts.
class cidr_parts {
public:
    constexpr cidr_parts(const cidr& whole, int prefix_length) noexcept
        : whole_(whole), prefix_length_(prefix_length) {
        assert(prefix_length >= whole.prefix_length() && prefix_length <= width_of(whole.family()));
    }

    /// log2 of the number of parts.
    constexpr int newbits() const noexcept { return prefix_length_ - whole_.prefix_length(); }
    /// One less than the number of parts, which can be 2^128.
    constexpr detail::u128 count_minus_one() const noexcept { return detail::low_ones(newbits()); }
    std::string count_text() const {
        return size_text(
            cidr::containing(detail::address_bits::from(0, address_family::ipv6), 128 - newbits()));
    }

    /// Precondition: n <= count_minus_one().
    constexpr cidr operator[](detail::u128 n) const noexcept {
        assert(n <= count_minus_one());
        const int shift = width_of(whole_.family()) - prefix_length_;
        const auto offset = shift == 128 ? 0 : n << shift;
        return cidr::containing(
            detail::address_bits::from(whole_.first_bits().number() + offset, whole_.family()),
            prefix_length_);
    }
    constexpr cidr first() const noexcept { return (*this)[0]; }
    constexpr cidr last() const noexcept { return (*this)[count_minus_one()]; }

    /// Calls `visit(cidr)` for each part, ascending, until it returns false.
    template <class Visit>
    constexpr void for_each(Visit&& visit) const {
        for (detail::u128 n = 0; visit((*this)[n]) && n != count_minus_one(); ++n) {
        }
    }

    /// The parts as a list, or nothing when there are more than `limit`.
    std::optional<std::vector<cidr>> list(std::size_t limit) const {
        if (limit == 0 || count_minus_one() > limit - 1) {
            return std::nullopt;
        }
        std::vector<cidr> parts;
        parts.reserve(static_cast<std::size_t>(count_minus_one()) + 1);
        for_each([&](const cidr& part) {
            parts.push_back(part);
            return true;
        });
        return parts;
    }

private:
    cidr whole_;
    int prefix_length_;
};

/// Cuts a block into parts of one length. Errors: prefix_shorter_than_block,
/// prefix_length_out_of_range.
constexpr result<cidr_parts> split(const cidr& block, int prefix_length) noexcept {
    if (prefix_length > width_of(block.family()) || prefix_length < 0) {
        return errc::prefix_length_out_of_range;
    }
    if (prefix_length < block.prefix_length()) {
        return errc::prefix_shorter_than_block;
    }
    return cidr_parts(block, prefix_length);
}

/// The n-th part, from 0, of a block cut into 2^newbits. Errors: prefix_length_out_of_range,
/// number_out_of_range.
constexpr result<cidr> nth_subnet(const cidr& block, int newbits, detail::u128 n) noexcept {
    if (newbits < 0 || newbits > block.host_length()) {
        return errc::prefix_length_out_of_range;
    }
    const cidr_parts parts(block, block.prefix_length() + newbits);
    if (n > parts.count_minus_one()) {
        return errc::number_out_of_range;
    }
    return parts[n];
}

/// A whole number from -2^128+1 to 2^128-1: more than any built-in type holds.
struct position {
    detail::u128 magnitude = 0;
    bool negative = false;

    // NOLINTNEXTLINE(google-explicit-constructor): a number is a position
    constexpr position(long long value) noexcept
        : magnitude(value < 0 ? detail::u128{0} - static_cast<detail::u128>(value)
                              : static_cast<detail::u128>(value)),
          negative(value < 0) {}
    constexpr position(detail::u128 value, bool is_negative) noexcept
        : magnitude(value), negative(is_negative && value != 0) {}
};

/// Reads a decimal number with an optional minus. Errors: empty_input, unexpected_character,
/// leading_zero, number_out_of_range.
constexpr result<position> parse_position(std::string_view text) noexcept {
    const bool negative = text.starts_with('-');
    const auto digits = text.substr(negative ? 1 : 0);
    if (digits.empty()) {
        return detail::error_at(errc::empty_input, text.size(), 0);
    }
    detail::u128 magnitude = 0;
    bool too_large = false;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (!detail::is_digit(digits[i])) {
            return detail::error_at(errc::unexpected_character, i + (negative ? 1 : 0), 1);
        }
        const auto digit = static_cast<unsigned>(digits[i] - '0');
        too_large = too_large || magnitude > (~detail::u128{0} - digit) / 10;
        magnitude = magnitude * 10 + digit;
    }
    if (digits.size() > 1 && digits.front() == '0') {
        return detail::error_at(errc::leading_zero, negative ? 1 : 0, digits.size());
    }
    if (too_large) {
        return detail::error_at(errc::number_out_of_range, 0, text.size());
    }
    return position(magnitude, negative);
}

namespace detail {

constexpr result<address_bits> nth_host_bits(const cidr& block, const position& n) noexcept {
    // -1 is the last address, so a negative number reaches one further than a positive one.
    const u128 steps = n.negative ? n.magnitude - 1 : n.magnitude;
    if (steps > block.size_minus_one()) {
        return errc::number_out_of_range;
    }
    return address_bits::from(n.negative ? block.last_bits().number() - steps
                                         : block.first_bits().number() + steps,
                              block.family());
}

} // namespace detail

/// The n-th address of the block, from 0; -1 is the last. Error: number_out_of_range.
inline result<boost::asio::ip::address> nth_host(const cidr& block, const position& n) noexcept {
    const auto bits = detail::nth_host_bits(block, n);
    if (!bits) {
        return bits.error();
    }
    return detail::address_of(*bits);
}

/// Blocks of `prefix_length + newbits[i]`, each at the lowest place behind the one before (as
/// Terraform's cidrsubnets, but right at 0.0.0.0/0 and at the top of the space too).
/// Errors: prefix_length_out_of_range, not_enough_space. Complexity: O(newbits).
inline result<std::vector<cidr>> subnets(const cidr& block, std::span<const int> newbits) {
    std::vector<cidr> out;
    out.reserve(newbits.size());
    const auto first = block.first_bits().number();
    // Offsets into the block: where the next part may start, unless the block is used up.
    detail::u128 next = 0;
    bool full = false;
    for (const int bits : newbits) {
        if (bits < 0 || bits > block.host_length()) {
            return errc::prefix_length_out_of_range;
        }
        const auto rest = detail::low_ones(block.host_length() - bits);
        if (full || next > block.size_minus_one() - rest) {
            return errc::not_enough_space;
        }
        // Cannot wrap: `next` is at most the offset of the last part of this size.
        const auto start = (next + rest) & ~rest;
        out.push_back(cidr::containing(detail::address_bits::from(first + start, block.family()),
                                       block.prefix_length() + bits));
        full = start + rest == block.size_minus_one();
        next = start + rest + 1;
    }
    return out;
}

/// Does one block begin right behind the other? Never across families or around the end of a space.
constexpr bool adjacent(const cidr& a, const cidr& b) noexcept {
    const auto behind = [](const cidr& low, const cidr& high) {
        return low.last_bits() < high.first_bits() &&
               high.first_bits().number() - low.last_bits().number() == 1;
    };
    return a.family() == b.family() && (behind(a, b) || behind(b, a));
}

/// The one block that both halves form, or nothing.
constexpr std::optional<cidr> merged(const cidr& a, const cidr& b) noexcept {
    if (a.prefix_length() != b.prefix_length() || a == b || a.prefix_length() == 0) {
        return std::nullopt;
    }
    const auto whole = cidr::containing(a.first_bits(), a.prefix_length() - 1);
    return whole.contains(b) ? std::optional(whole) : std::nullopt;
}

/// The smallest block that contains all. Errors: empty_list, family_mismatch.
constexpr result<cidr> spanning(std::span<const cidr> blocks) noexcept {
    if (blocks.empty()) {
        return errc::empty_list;
    }
    auto low = blocks.front().first_bits();
    auto high = blocks.front().last_bits();
    int length = blocks.front().prefix_length();
    for (const auto& block : blocks) {
        if (block.family() != low.family) {
            return errc::family_mismatch;
        }
        low = std::min(low, block.first_bits());
        high = std::max(high, block.last_bits());
        length = std::min(length, block.prefix_length());
    }
    const int differing = detail::bit_width(low.number() ^ high.number());
    return cidr::containing(low, std::min(length, width_of(low.family) - differing));
}

/// Addresses that hosts of an ordinary (not AWS) network may have.
struct host_span {
    detail::address_bits first;
    detail::address_bits last;
    detail::u128 count_minus_one = 0;

    /// Decimal; ::/0 has 2^128 - 1.
    std::string count_text() const { return detail::decimal(count_minus_one + 1); }
};

/// IPv4: without network and broadcast address, except in /31 (RFC 3021) and /32. IPv6: without the
/// subnet-router anycast address (RFC 4291, 2.6.1), except in /127 (RFC 6164) and /128.
constexpr host_span ordinary_hosts(const cidr& block) noexcept {
    auto first = block.first_bits().number();
    auto last = block.last_bits().number();
    if (block.host_length() > 1) {
        ++first;
        last -= block.is_v4() ? 1 : 0;
    }
    return {detail::address_bits::from(first, block.family()),
            detail::address_bits::from(last, block.family()), last - first};
}

} // namespace vpcplan
