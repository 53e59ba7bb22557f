// Floor 1. A set of addresses, both families side by side.
//
// Example    cidr_set::builder builder;
//            builder.add("10.0.0.0/25"_cidr).add("10.0.0.128/25"_cidr);
//            const cidr_set set = std::move(builder).build();
//            set.cidrs()                               -> 10.0.0.0/24
//            subtract({"10.0.0.0/24"_cidr}, {"10.0.0.0/25"_cidr}).cidrs() -> 10.0.0.128/25
// No match   IPv4 and IPv6 never meet, not even as ::ffff:a.b.c.d.
// Cost       Build O(n log n); set operations O(n + m); look-ups O(log n). 8 bytes an IPv4 range,
//            32 an IPv6 range; ranges that overlap or touch are one.
#pragma once

#include "address_range.hpp"

#include <initializer_list>
#include <span>
#include <vector>

namespace vpcplan {

/// Immutable and normalised: equal sets compare equal however they were written. Default: empty.
class cidr_set {
    using range_v4 = detail::interval<std::uint32_t>;
    using range_v6 = detail::interval<detail::u128>;

public:
    class builder;

    cidr_set() = default;
    cidr_set(std::initializer_list<cidr> blocks)
        : cidr_set(std::span<const cidr>(blocks.begin(), blocks.size())) {}
    explicit cidr_set(std::span<const cidr> blocks);
    explicit cidr_set(const address_range& range);

    bool empty() const noexcept { return v4_.empty() && v6_.empty(); }
    bool contains(const detail::address_bits& address) const noexcept {
        return address.family == address_family::ipv4
                   ? detail::find_interval(v4_, static_cast<std::uint32_t>(address.lo)) != nullptr
                   : detail::find_interval(v6_, address.number()) != nullptr;
    }
    bool contains(const boost::asio::ip::address& address) const noexcept {
        return contains(detail::bits_of(address));
    }
    /// Are all addresses of the block or range in the set?
    bool contains(const address_range& range) const noexcept {
        if (range.family() == address_family::ipv4) {
            const auto wanted = v4_of(range);
            const auto* held = detail::find_interval(v4_, wanted.first);
            return held != nullptr && held->last >= wanted.last;
        }
        const auto wanted = v6_of(range);
        const auto* held = detail::find_interval(v6_, wanted.first);
        return held != nullptr && held->last >= wanted.last;
    }
    bool contains(const cidr_set& inner) const;
    /// Is any address of the block or range in the set?
    bool overlaps(const address_range& range) const noexcept {
        return range.family() == address_family::ipv4 ? detail::meets(v4_, v4_of(range))
                                                      : detail::meets(v6_, v6_of(range));
    }
    bool overlaps(const cidr_set& other) const;

    /// Ranges that neither overlap nor touch; IPv4 first, ascending.
    std::size_t range_count() const noexcept { return v4_.size() + v6_.size(); }
    std::vector<address_range> ranges() const;

    /// Calls `visit(cidr)` for the fewest blocks that make up the set; IPv4 first, ascending.
    template <class Visit>
    void for_each_cidr(Visit&& visit) const {
        for (const auto& range : v4_) {
            detail::for_each_cidr(range, address_family::ipv4, visit);
        }
        for (const auto& range : v6_) {
            detail::for_each_cidr(range, address_family::ipv6, visit);
        }
    }
    /// The fewest blocks that make up the set; IPv4 first, ascending.
    std::vector<cidr> cidrs() const {
        std::vector<cidr> blocks;
        blocks.reserve(range_count());
        for_each_cidr([&](const cidr& block) { blocks.push_back(block); });
        return blocks;
    }

    /// Number of addresses in decimal: at most 2^128 + 2^32, hence text.
    std::string size_text() const;

    friend bool operator==(const cidr_set&, const cidr_set&) = default;

    friend cidr_set unite(const cidr_set& a, const cidr_set& b);
    friend cidr_set intersect(const cidr_set& a, const cidr_set& b);
    friend cidr_set subtract(const cidr_set& a, const cidr_set& b);

private:
    cidr_set(std::vector<range_v4> v4, std::vector<range_v6> v6) noexcept
        : v4_(std::move(v4)), v6_(std::move(v6)) {}

    static range_v4 v4_of(const address_range& range) noexcept {
        return {static_cast<std::uint32_t>(range.first_bits().lo),
                static_cast<std::uint32_t>(range.last_bits().lo)};
    }
    static range_v6 v6_of(const address_range& range) noexcept {
        return {range.first_bits().number(), range.last_bits().number()};
    }

    std::vector<range_v4> v4_;
    std::vector<range_v6> v6_;
};

/// Collects blocks and ranges in any order; `build` sorts and joins them once.
class cidr_set::builder {
public:
    builder& add(const address_range& range) {
        if (range.family() == address_family::ipv4) {
            v4_.push_back(v4_of(range));
        } else {
            v6_.push_back(v6_of(range));
        }
        return *this;
    }
    builder& add(const cidr_set& set) {
        v4_.insert(v4_.end(), set.v4_.begin(), set.v4_.end());
        v6_.insert(v6_.end(), set.v6_.begin(), set.v6_.end());
        return *this;
    }
    void reserve(address_family family, std::size_t count) {
        if (family == address_family::ipv4) {
            v4_.reserve(count);
        } else {
            v6_.reserve(count);
        }
    }
    /// O(n log n); the builder is empty afterwards.
    cidr_set build() && {
        detail::normalise(v4_);
        detail::normalise(v6_);
        return {std::move(v4_), std::move(v6_)};
    }

private:
    std::vector<range_v4> v4_;
    std::vector<range_v6> v6_;
};

inline cidr_set::cidr_set(std::span<const cidr> blocks) {
    builder all;
    for (const auto& block : blocks) {
        all.add(block);
    }
    *this = std::move(all).build();
}

inline cidr_set::cidr_set(const address_range& range) {
    if (range.family() == address_family::ipv4) {
        v4_.push_back(v4_of(range));
    } else {
        v6_.push_back(v6_of(range));
    }
}

/// What is in `a`, in `b`, or in both.
inline cidr_set unite(const cidr_set& a, const cidr_set& b) {
    return {detail::united(a.v4_, b.v4_), detail::united(a.v6_, b.v6_)};
}

/// What is in both.
inline cidr_set intersect(const cidr_set& a, const cidr_set& b) {
    return {detail::intersected(a.v4_, b.v4_), detail::intersected(a.v6_, b.v6_)};
}

/// What is in `a` and not in `b`.
inline cidr_set subtract(const cidr_set& a, const cidr_set& b) {
    return {detail::subtracted(a.v4_, b.v4_), detail::subtracted(a.v6_, b.v6_)};
}

/// What is in exactly one of the two.
inline cidr_set symmetric_difference(const cidr_set& a, const cidr_set& b) {
    return subtract(unite(a, b), intersect(a, b));
}

inline bool cidr_set::contains(const cidr_set& inner) const {
    return subtract(inner, *this).empty();
}

inline bool cidr_set::overlaps(const cidr_set& other) const {
    return !intersect(*this, other).empty();
}

inline std::vector<address_range> cidr_set::ranges() const {
    std::vector<address_range> out;
    out.reserve(range_count());
    const auto add = [&](detail::u128 first, detail::u128 last, address_family family) {
        out.push_back(*address_range::from(detail::address_bits::from(first, family),
                                           detail::address_bits::from(last, family)));
    };
    for (const auto& range : v4_) {
        add(range.first, range.last, address_family::ipv4);
    }
    for (const auto& range : v6_) {
        add(range.first, range.last, address_family::ipv6);
    }
    return out;
}

inline std::string cidr_set::size_text() const {
    detail::u128 count = 0;
    bool past_128_bits = false;
    const auto add = [&](detail::u128 amount) {
        count += amount;
        past_128_bits = past_128_bits || count < amount;
    };
    for (const auto& range : v4_) {
        add(detail::u128{range.last - range.first} + 1);
    }
    for (const auto& range : v6_) {
        add(range.last - range.first);
        add(1);
    }
    if (!past_128_bits) {
        return detail::decimal(count);
    }
    // 2^128 = 34028236692 * 10^28 + 0938463463374607431768211456; what was counted on top is
    // at most 2^32, so it never carries into the upper part.
    constexpr detail::u128 ten_to_14 = 100'000'000'000'000U;
    constexpr detail::u128 lower_28_digits = 9'384'634'633'746U * ten_to_14 + 7'431'768'211'456U;
    const auto lower = detail::decimal(lower_28_digits + count);
    return "34028236692" + std::string(28 - lower.size(), '0') + lower;
}

} // namespace vpcplan
