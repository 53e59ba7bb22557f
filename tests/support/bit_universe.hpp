// The slow oracle for everything about sets of addresses: one bool an address over 256 addresses
// that lie somewhere in one of the two spaces. Nothing here uses the library's algorithms.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>
#include <vpcplan/address_range.hpp>

namespace vpcplan_test {

using vpcplan::address_family;
using vpcplan::cidr;
using vpcplan::detail::address_bits;
using vpcplan::detail::u128;

inline constexpr int universe_bits = 8;
inline constexpr int universe_size = 1 << universe_bits;
using bits = std::array<bool, universe_size>;

/// 256 addresses starting at `base`, which is a multiple of 256.
struct universe {
    address_family family;
    u128 base;
    const char* name;

    int width() const { return vpcplan::width_of(family); }
    address_bits at(int index) const {
        return address_bits::from(base + static_cast<unsigned>(index), family);
    }
    /// The whole universe as one block.
    cidr parent() const { return block(0, universe_bits); }
    cidr block(int index, int host_length) const {
        return cidr::containing(at(index), width() - host_length);
    }
    cidr random_block(std::mt19937& random, int max_host_length = universe_bits) const {
        const int host_length = std::uniform_int_distribution<int>(0, max_host_length)(random);
        return block(std::uniform_int_distribution<int>(0, universe_size - 1)(random), host_length);
    }
    void mark(bits& set, const cidr& block) const {
        for (int i = 0; i < universe_size; ++i) {
            const auto number = at(i).number();
            if (number >= block.first_bits().number() && number <= block.last_bits().number()) {
                set[static_cast<std::size_t>(i)] = true;
            }
        }
    }
    bits marked(const std::vector<cidr>& blocks) const {
        bits set{};
        for (const auto& block : blocks) {
            mark(set, block);
        }
        return set;
    }
    /// The fewest blocks of a bit array, by trying the largest aligned all-true block everywhere.
    std::vector<cidr> fewest_blocks(const bits& set) const {
        std::vector<cidr> out;
        for (int i = 0; i < universe_size;) {
            if (!set[static_cast<std::size_t>(i)]) {
                ++i;
                continue;
            }
            int length = 0;
            while (length < universe_bits && i % (2 << length) == 0 &&
                   std::all_of(set.begin() + i, set.begin() + i + (2 << length),
                               [](bool held) { return held; })) {
                ++length;
            }
            out.push_back(block(i, length));
            i += 1 << length;
        }
        return out;
    }
};

/// Bottom, middle and top of both spaces.
inline std::vector<universe> universes() {
    const u128 middle_v6 = (u128{0x20010db8ffffffffU} << 64) + 0xffffffffffffff00U;
    return {{address_family::ipv4, 0, "bottom of IPv4"},
            {address_family::ipv4, 0x7fffff00U, "middle of IPv4"},
            {address_family::ipv4, 0xffffff00U, "top of IPv4"},
            {address_family::ipv6, 0, "bottom of IPv6"},
            {address_family::ipv6, middle_v6, "a 64-bit boundary in IPv6"},
            {address_family::ipv6, ~u128{0} - 255, "top of IPv6"}};
}

/// How often a property runs: short by default, long when VPCPLAN_LONG_TESTS is set.
inline int rounds(int normal) {
    return std::getenv("VPCPLAN_LONG_TESTS") == nullptr ? normal : normal * 100;
}

/// The same of a property that takes long: a fifth when VPCPLAN_SHORT_TESTS is set, as it is where
/// sanitizers look for wrong memory, not for wrong answers.
inline int slow_rounds(int normal) {
    return rounds(std::getenv("VPCPLAN_SHORT_TESTS") == nullptr ? normal : normal / 5);
}

} // namespace vpcplan_test
