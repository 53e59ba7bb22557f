// Private. Sorted, disjoint, inclusive intervals of numbers: what sets of addresses are made of.
// `Number` is std::uint32_t (IPv4: 8 bytes an interval) or u128 (IPv6). Bounds are inclusive, since
// a half-open interval cannot hold the whole space; nothing here computes `last + 1`.
#pragma once

#include "address_bits.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace vpcplan::detail {

template <class Number>
struct interval {
    Number first;
    Number last;

    friend constexpr bool operator==(const interval&, const interval&) = default;
};

/// Bits of the value without leading zeros: 0 for 0.
constexpr int bit_width(u128 value) noexcept {
    const auto hi = static_cast<std::uint64_t>(value >> 64);
    return hi != 0 ? 64 + static_cast<int>(std::bit_width(hi))
                   : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value)));
}

/// Zero bits below the lowest set one; `value` is not 0.
constexpr int countr_zero(u128 value) noexcept {
    const auto lo = static_cast<std::uint64_t>(value);
    return lo != 0 ? std::countr_zero(lo)
                   : 64 + std::countr_zero(static_cast<std::uint64_t>(value >> 64));
}

constexpr int bit_width(std::uint32_t value) noexcept {
    return static_cast<int>(std::bit_width(value));
}
constexpr int countr_zero(std::uint32_t value) noexcept { return std::countr_zero(value); }

/// Calls `visit(first, host_length)` for the fewest aligned blocks that make up the interval, in
/// order. At most 2 * width - 2 calls.
template <class Number, class Visit>
constexpr void for_each_aligned_block(interval<Number> range, Visit&& visit) {
    constexpr int width = static_cast<int>(sizeof(Number) * 8);
    constexpr auto all_ones = static_cast<Number>(~Number{0});
    for (;;) {
        const Number rest = range.last - range.first; // one less than the addresses left
        const int by_alignment = range.first == 0 ? width : countr_zero(range.first);
        const int by_size = rest == all_ones ? width : bit_width(static_cast<Number>(rest + 1)) - 1;
        const int host_length = std::min(by_alignment, by_size);
        visit(range.first, host_length);
        const Number block_rest =
            host_length == 0 ? Number{0} : static_cast<Number>(all_ones >> (width - host_length));
        if (block_rest == rest) {
            return;
        }
        range.first = static_cast<Number>(range.first + block_rest + 1);
    }
}

/// Sorts by first bound. A radix pass (in place) on the highest bits that differ, about as many as
/// there are intervals, then the same within each bucket: O(n * width / 4) whatever the input, and
/// two or three passes when the numbers are spread.
template <class Number>
void sort_by_first(interval<Number>* begin, interval<Number>* end) {
    constexpr std::size_t small = 32;
    const auto before = [](const interval<Number>& a, const interval<Number>& b) {
        return a.first < b.first;
    };
    const auto size = static_cast<std::size_t>(end - begin);
    if (size <= small) {
        std::sort(begin, end, before);
        return;
    }
    Number differing = 0;
    bool sorted = true;
    for (auto* at = begin + 1; at != end; ++at) {
        differing |= static_cast<Number>(at->first ^ begin->first);
        sorted = sorted && !before(*at, at[-1]);
    }
    if (sorted) {
        return;
    }
    constexpr int most_bits = 11;
    const int digit_bits = std::min(static_cast<int>(std::bit_width(size)) - 2, most_bits);
    const int shift = std::max(bit_width(differing) - digit_bits, 0);
    const auto buckets = std::size_t{1} << digit_bits;
    const auto digit_of = [shift, buckets](const interval<Number>& range) {
        return static_cast<std::size_t>(range.first >> shift) & (buckets - 1);
    };
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only [0, buckets] are used
    std::array<std::size_t, (std::size_t{1} << most_bits) + 1> bound;
    std::fill_n(bound.begin(), buckets + 1, std::size_t{0});
    for (auto* at = begin; at != end; ++at) {
        ++bound[digit_of(*at) + 1];
    }
    for (std::size_t i = 0; i < buckets; ++i) {
        bound[i + 1] += bound[i];
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only [0, buckets) are used
    std::array<std::size_t, std::size_t{1} << most_bits> next;
    std::copy_n(bound.begin(), buckets, next.begin());
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        while (next[bucket] != bound[bucket + 1]) {
            auto range = begin[next[bucket]];
            auto home = digit_of(range);
            while (home != bucket) {
                std::swap(range, begin[next[home]++]);
                home = digit_of(range);
            }
            begin[next[bucket]++] = range;
        }
    }
    if (shift == 0) {
        return;
    }
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        sort_by_first(begin + bound[bucket], begin + bound[bucket + 1]);
    }
}

/// Appends to sorted disjoint intervals one that does not start before the last of them, and joins
/// what overlaps or touches.
template <class Number>
void append_joining(std::vector<interval<Number>>& out, interval<Number> next) {
    if (!out.empty()) {
        auto& back = out.back();
        if (next.first <= back.last || next.first - 1 == back.last) {
            back.last = std::max(back.last, next.last);
            return;
        }
    }
    out.push_back(next);
}

/// Sorts and joins in place.
template <class Number>
void normalise(std::vector<interval<Number>>& ranges) {
    if (ranges.empty()) {
        return;
    }
    sort_by_first(ranges.data(), ranges.data() + ranges.size());
    auto out = ranges.begin();
    for (auto at = out + 1; at != ranges.end(); ++at) {
        if (at->first <= out->last || at->first - 1 == out->last) {
            out->last = std::max(out->last, at->last);
        } else {
            *++out = *at;
        }
    }
    ranges.erase(out + 1, ranges.end());
}

template <class Number>
std::vector<interval<Number>> united(const std::vector<interval<Number>>& a,
                                     const std::vector<interval<Number>>& b) {
    std::vector<interval<Number>> out;
    out.reserve(a.size() + b.size());
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() || right != b.end()) {
        const bool take_left = right == b.end() || (left != a.end() && left->first <= right->first);
        append_joining(out, take_left ? *left++ : *right++);
    }
    return out;
}

template <class Number>
std::vector<interval<Number>> intersected(const std::vector<interval<Number>>& a,
                                          const std::vector<interval<Number>>& b) {
    std::vector<interval<Number>> out;
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() && right != b.end()) {
        const Number first = std::max(left->first, right->first);
        const Number last = std::min(left->last, right->last);
        if (first <= last) {
            out.push_back({first, last});
        }
        if (left->last < right->last) {
            ++left;
        } else {
            ++right;
        }
    }
    return out;
}

template <class Number>
std::vector<interval<Number>> subtracted(const std::vector<interval<Number>>& a,
                                         const std::vector<interval<Number>>& b) {
    std::vector<interval<Number>> out;
    auto cut = b.begin();
    for (auto left : a) {
        while (cut != b.end() && cut->last < left.first) {
            ++cut;
        }
        bool left_over = true;
        while (cut != b.end() && cut->first <= left.last) {
            if (cut->first > left.first) {
                out.push_back({left.first, static_cast<Number>(cut->first - 1)});
            }
            if (cut->last >= left.last) {
                left_over = false;
                break;
            }
            left.first = static_cast<Number>(cut->last + 1);
            ++cut;
        }
        if (left_over) {
            out.push_back(left);
        }
    }
    return out;
}

/// The interval that holds the number, or null. O(log n).
template <class Number>
const interval<Number>* find_interval(const std::vector<interval<Number>>& ranges,
                                      Number number) noexcept {
    const auto after = std::upper_bound(
        ranges.begin(), ranges.end(), number,
        [](Number value, const interval<Number>& range) { return value < range.first; });
    if (after == ranges.begin() || (after - 1)->last < number) {
        return nullptr;
    }
    return &*(after - 1);
}

/// Does any interval share a number with `range`? O(log n).
template <class Number>
bool meets(const std::vector<interval<Number>>& ranges, const interval<Number>& range) noexcept {
    const auto at = std::lower_bound(
        ranges.begin(), ranges.end(), range.first,
        [](const interval<Number>& held, Number value) { return held.last < value; });
    return at != ranges.end() && at->first <= range.last;
}

} // namespace vpcplan::detail
