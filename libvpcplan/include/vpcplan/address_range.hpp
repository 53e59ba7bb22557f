// Floor 1. A run of addresses of one family, both ends included.
//
// Example    parse_address_range("10.0.0.5-10.0.0.9") -> 5 addresses;
//            to_cidrs(range) -> 10.0.0.5/32 10.0.0.6/31 10.0.0.8/31
// Errors     family_mismatch (10.0.0.1-::1), range_reversed (10.0.0.9-10.0.0.5)
#pragma once

#include "cidr.hpp"
#include "detail/interval.hpp"

#include <vector>

namespace vpcplan {

/// First and last address, inclusive: a half-open range could not hold ::/0. Never empty, never of
/// two families; there is no default value.
class address_range {
public:
    /// All addresses of a block.
    // NOLINTNEXTLINE(google-explicit-constructor): every block is a range
    constexpr address_range(const cidr& block) noexcept
        : first_(block.first_bits()), last_(block.last_bits()) {}

    /// Errors: family_mismatch, range_reversed.
    static constexpr result<address_range> from(const detail::address_bits& first,
                                                const detail::address_bits& last) noexcept {
        if (first.family != last.family) {
            return errc::family_mismatch;
        }
        if (last < first) {
            return errc::range_reversed;
        }
        return address_range(first, last);
    }
    /// A zone (scope id) is refused: zone_not_allowed.
    static result<address_range> from(const boost::asio::ip::address& first,
                                      const boost::asio::ip::address& last) noexcept {
        for (const auto* address : {&first, &last}) {
            if (address->is_v6() && address->to_v6().scope_id() != 0) {
                return errc::zone_not_allowed;
            }
        }
        return from(detail::bits_of(first), detail::bits_of(last));
    }

    constexpr address_family family() const noexcept { return first_.family; }
    constexpr detail::address_bits first_bits() const noexcept { return first_; }
    constexpr detail::address_bits last_bits() const noexcept { return last_; }
    boost::asio::ip::address first() const noexcept { return detail::address_of(first_); }
    boost::asio::ip::address last() const noexcept { return detail::address_of(last_); }
    /// One less than the number of addresses, which for all of IPv6 is 2^128.
    constexpr detail::u128 size_minus_one() const noexcept {
        return last_.number() - first_.number();
    }

    constexpr bool contains(const detail::address_bits& address) const noexcept {
        return address.family == family() && first_ <= address && address <= last_;
    }
    bool contains(const boost::asio::ip::address& address) const noexcept {
        return contains(detail::bits_of(address));
    }
    constexpr bool contains(const address_range& inner) const noexcept {
        return contains(inner.first_) && contains(inner.last_);
    }

    friend constexpr bool operator==(const address_range&, const address_range&) = default;
    /// IPv4 before IPv6, then by first address, then by last.
    friend constexpr std::strong_ordering operator<=>(const address_range& a,
                                                      const address_range& b) noexcept {
        const auto order = a.first_ <=> b.first_;
        return order != 0 ? order : a.last_ <=> b.last_;
    }

private:
    constexpr address_range(const detail::address_bits& first,
                            const detail::address_bits& last) noexcept
        : first_(first), last_(last) {}

    detail::address_bits first_;
    detail::address_bits last_;
};

constexpr bool overlaps(const address_range& a, const address_range& b) noexcept {
    return a.family() == b.family() && a.first_bits() <= b.last_bits() &&
           b.first_bits() <= a.last_bits();
}

namespace detail {

/// `visit(cidr)` for the fewest blocks that make up the interval, in order.
template <class Number, class Visit>
constexpr void for_each_cidr(const interval<Number>& range, address_family family, Visit&& visit) {
    for_each_aligned_block(range, [&](Number first, int host_length) {
        visit(cidr::containing(address_bits::from(first, family), width_of(family) - host_length));
    });
}

} // namespace detail

/// Calls `visit(cidr)` for the fewest blocks that make up the range, in order. At most 62 calls for
/// IPv4, 254 for IPv6.
template <class Visit>
constexpr void for_each_cidr(const address_range& range, Visit&& visit) {
    if (range.family() == address_family::ipv4) {
        // Numbers of 32 bits: in 128 bits 0.0.0.0 would seem aligned to more than the whole space.
        detail::for_each_cidr(
            detail::interval<std::uint32_t>{static_cast<std::uint32_t>(range.first_bits().lo),
                                            static_cast<std::uint32_t>(range.last_bits().lo)},
            address_family::ipv4, visit);
    } else {
        detail::for_each_cidr(
            detail::interval<detail::u128>{range.first_bits().number(), range.last_bits().number()},
            address_family::ipv6, visit);
    }
}

/// The fewest blocks that make up the range, in order.
inline std::vector<cidr> to_cidrs(const address_range& range) {
    std::vector<cidr> blocks;
    for_each_cidr(range, [&](const cidr& block) { blocks.push_back(block); });
    return blocks;
}

/// "10.0.0.5-10.0.0.9"
inline std::string to_string(const address_range& range) {
    return detail::to_string(range.first_bits()) + "-" + detail::to_string(range.last_bits());
}

/// Reads "first-last". Strict as `parse_cidr`; no spaces. Errors as `parse_address`, plus
/// family_mismatch and range_reversed.
constexpr result<address_range> parse_address_range(std::string_view text) noexcept {
    const auto dash = text.find('-');
    const auto first = detail::parse_address_bits(text.substr(0, dash));
    if (!first) {
        return first.error();
    }
    if (dash == std::string_view::npos) {
        return detail::error_at(errc::empty_input, text.size(), 0);
    }
    const auto last = detail::parse_address_bits(text.substr(dash + 1), dash + 1);
    if (!last) {
        return last.error();
    }
    const auto range = address_range::from(*first, *last);
    if (!range) {
        return detail::error_at(range.error().code, 0, text.size());
    }
    return range;
}

} // namespace vpcplan
