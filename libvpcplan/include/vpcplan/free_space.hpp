// Floor 2. Free space inside a block, and fitting new blocks into it.
//
// Example    next_free("10.0.0.0/16"_cidr, used, 24, placement::best_fit) -> the lowest /24 of the
//              smallest hole that holds one
//            fit("10.0.0.0/24"_cidr, taken, {26, 27}) -> where both go, or which does not and why
// Cost       O((used + asked) log used).
#pragma once

#include "cidr_set.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vpcplan {

/// What of `parent` no block of `used` covers, as the fewest blocks. Used blocks outside the parent
/// or of the other family take nothing from it.
inline std::vector<cidr> free_blocks(const cidr& parent, std::span<const cidr> used) {
    return subtract(cidr_set({parent}), cidr_set(used)).cidrs();
}

enum class placement : std::uint8_t {
    lowest,   ///< the lowest address that works
    best_fit, ///< in the smallest hole that works (the lowest of these), so large holes stay whole
};

/// "lowest" or "best_fit"; anything else is bad_value.
constexpr result<placement> parse_placement(std::string_view text) noexcept {
    if (text == "lowest") {
        return placement::lowest;
    }
    if (text == "best_fit") {
        return placement::best_fit;
    }
    return detail::error_at(errc::bad_value, 0, text.size());
}

/// A free block of this prefix length, or none when there is no room.
/// Errors: prefix_shorter_than_block, prefix_length_out_of_range.
inline result<std::optional<cidr>> next_free(const cidr& parent, std::span<const cidr> used,
                                             int prefix_length,
                                             placement policy = placement::lowest) {
    if (prefix_length > width_of(parent.family())) {
        return errc::prefix_length_out_of_range;
    }
    if (prefix_length < parent.prefix_length()) {
        return errc::prefix_shorter_than_block;
    }
    std::optional<cidr> hole;
    for (const auto& block : free_blocks(parent, used)) {
        if (block.prefix_length() > prefix_length) {
            continue;
        }
        if (!hole ||
            (policy == placement::best_fit && block.prefix_length() > hole->prefix_length())) {
            hole = block;
        }
    }
    if (!hole) {
        return std::optional<cidr>();
    }
    return std::optional(cidr::containing(hole->first_bits(), prefix_length));
}

/// Why the blocks asked for do not fit.
struct fit_failure {
    std::size_t request;              ///< place in the list asked for
    int prefix_length;                ///< of that request
    std::string free_before;          ///< free addresses before anything was placed, decimal
    detail::u128 free_left;           ///< free addresses after the larger requests were placed
    std::optional<cidr> largest_left; ///< the largest free block then
};

struct fit_result {
    std::vector<cidr> blocks; ///< in the order asked; empty when they do not all fit
    std::vector<cidr> free;   ///< what stays free; when they do not fit, what is free now
    std::optional<fit_failure> failure;

    bool feasible() const noexcept { return !failure.has_value(); }
};

namespace detail {

/// Free blocks by size; within a size, the lowest address is last and taken first.
class hole_list {
public:
    hole_list(std::span<const cidr> free, address_family family) : family_(family) {
        for (auto block = free.rbegin(); block != free.rend(); ++block) {
            by_size_[size_of(*block)].push_back(block->first_bits().number());
            free_ += block->size_minus_one() + 1; // wraps to 0 only while all of IPv6 is free
        }
    }

    /// Takes a block out of the smallest hole that holds it.
    std::optional<cidr> take(int prefix_length) {
        const auto wanted = static_cast<std::size_t>(width_of(family_) - prefix_length);
        auto size = wanted;
        while (size < by_size_.size() && by_size_[size].empty()) {
            ++size;
        }
        if (size == by_size_.size()) {
            return std::nullopt;
        }
        const auto first = by_size_[size].back();
        by_size_[size].pop_back();
        // The rest of the hole: its upper half, the upper half of the lower half, … All sizes from
        // `wanted` up to this one were empty, so every list stays in order.
        while (size > wanted) {
            --size;
            by_size_[size].push_back(first + (u128{1} << size));
        }
        free_ -= low_ones(static_cast<int>(wanted)) + 1;
        return cidr::containing(address_bits::from(first, family_), prefix_length);
    }

    u128 free_addresses() const noexcept { return free_; }

    std::optional<cidr> largest() const {
        for (auto size = by_size_.size(); size-- > 0;) {
            if (!by_size_[size].empty()) {
                return block(by_size_[size].back(), size);
            }
        }
        return std::nullopt;
    }

    std::vector<cidr> all() const {
        std::vector<cidr> out;
        for (std::size_t size = 0; size < by_size_.size(); ++size) {
            for (const auto first : by_size_[size]) {
                out.push_back(block(first, size));
            }
        }
        std::sort(out.begin(), out.end());
        return out;
    }

private:
    static std::size_t size_of(const cidr& block) {
        return static_cast<std::size_t>(block.host_length());
    }
    cidr block(u128 first, std::size_t size) const {
        return cidr::containing(address_bits::from(first, family_),
                                width_of(family_) - static_cast<int>(size));
    }

    std::array<std::vector<u128>, 129> by_size_;
    u128 free_ = 0;
    address_family family_;
};

} // namespace detail

/// Places one block for each prefix length into `holes`, which do not overlap, and never across two
/// of them. Finds a placement whenever there is one. Equal lengths get ascending addresses in the
/// order asked. Error: prefix_length_out_of_range.
///
/// Why largest first is exact: a block of size s fits only into a hole of size >= s, and a hole of
/// size h holds exactly h/s aligned blocks of size s. Let capacity(s) be the sum of h/s over the
/// holes with h >= s. Placing a block of size s, in whichever hole it fits, turns the hole into
/// holes of sizes s, 2s, …, h/2, and so lowers capacity(t) by s/t for each t <= s: the same for
/// every choice. When sizes descend, all later requests are <= s, so no choice can matter for
/// feasibility, and a request fails only if capacity(s) is 0, that is, if the requests of size >= s
/// cannot all be placed in any way. The smallest hole is chosen because it also keeps the large
/// holes whole.
inline result<fit_result> fit_holes(std::span<const cidr> holes, address_family family,
                                    std::span<const int> prefix_lengths) {
    for (const int length : prefix_lengths) {
        if (length < 0 || length > width_of(family)) {
            return errc::prefix_length_out_of_range;
        }
    }
    std::vector<std::size_t> order(prefix_lengths.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return prefix_lengths[a] < prefix_lengths[b];
    });
    detail::hole_list left(holes, family);
    std::vector<cidr> placed;
    placed.reserve(order.size());
    for (const auto request : order) {
        const auto block = left.take(prefix_lengths[request]);
        if (!block) {
            return fit_result{{},
                              {holes.begin(), holes.end()},
                              fit_failure{request, prefix_lengths[request],
                                          cidr_set(holes).size_text(), left.free_addresses(),
                                          left.largest()}};
        }
        placed.push_back(*block);
    }
    // Blocks of one size are interchangeable; ascending is what people expect to read.
    std::sort(placed.begin(), placed.end(), [](const cidr& a, const cidr& b) {
        return std::pair(a.prefix_length(), a) < std::pair(b.prefix_length(), b);
    });
    std::vector<cidr> blocks(placed);
    for (std::size_t i = 0; i < order.size(); ++i) {
        blocks[order[i]] = placed[i];
    }
    return fit_result{std::move(blocks), left.all(), std::nullopt};
}

/// Places one block for each prefix length into the free space of `parent`, without moving `taken`;
/// as `fit_holes`.
inline result<fit_result> fit(const cidr& parent, std::span<const cidr> taken,
                              std::span<const int> prefix_lengths) {
    return fit_holes(free_blocks(parent, taken), parent.family(), prefix_lengths);
}

/// "request 3 (/24) does not fit: …" in English; requests are counted from 1.
inline std::string to_string(const fit_failure& why) {
    auto text = "request " + std::to_string(why.request + 1) + " (/" +
                std::to_string(why.prefix_length) + ") does not fit: ";
    if (!why.largest_left) {
        return text + (why.free_before == "0" ? "nothing is free"
                                              : "the larger requests leave nothing free");
    }
    text += detail::decimal(why.free_left) + " of " + why.free_before +
            " free addresses are left after the larger requests, and the largest free block is " +
            to_string(*why.largest_left);
    return text;
}

} // namespace vpcplan
