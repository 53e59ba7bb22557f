#include <vpcplan/cidr_set.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"

#include <string>

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

std::string text_of(const cidr_set& set) {
    std::string out;
    set.for_each_cidr([&](const cidr& block) {
        out += out.empty() ? "" : " ";
        out += to_string(block);
    });
    return out;
}

} // namespace

static_assert(sizeof(detail::interval<std::uint32_t>) == 8);
static_assert(sizeof(detail::interval<detail::u128>) == 32);

TEST_CASE("a set joins what overlaps or touches") {
    const struct {
        cidr_set set;
        const char* blocks;
        const char* size;
    } rows[] = {
        // nothing
        {{}, "", "0"},
        // siblings, in the wrong order
        {{"10.0.0.128/25"_cidr, "10.0.0.0/25"_cidr}, "10.0.0.0/24", "256"},
        // touching, but not one block
        {{"10.0.0.128/25"_cidr, "10.0.1.0/25"_cidr}, "10.0.0.128/25 10.0.1.0/25", "256"},
        // one inside the other, and twice the same
        {{"10.0.0.0/8"_cidr, "10.1.0.0/16"_cidr, "10.0.0.0/8"_cidr}, "10.0.0.0/8", "16777216"},
        // the top of IPv4 beside the bottom of IPv4: they do not wrap around
        {{"255.255.255.192/26"_cidr, "0.0.0.0/27"_cidr}, "0.0.0.0/27 255.255.255.192/26", "96"},
        // halves of everything
        {{"0.0.0.0/1"_cidr, "128.0.0.0/1"_cidr}, "0.0.0.0/0", "4294967296"},
        {{"8000::/1"_cidr, "::/1"_cidr}, "::/0", "340282366920938463463374607431768211456"},
        // both families, IPv4 first; a mapped address is IPv6
        {{"::ffff:10.0.0.0/104"_cidr, "10.0.0.0/8"_cidr},
         "10.0.0.0/8 ::ffff:a00:0/104",
         "33554432"},
        // more than 128 bits can count
        {{"0.0.0.0/0"_cidr, "::/0"_cidr},
         "0.0.0.0/0 ::/0",
         "340282366920938463463374607436063178752"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.blocks);
        CHECK(text_of(row.set) == row.blocks);
        CHECK(row.set.size_text() == row.size);
        CHECK(cidr_set(row.set.cidrs()) == row.set);
    }
}

TEST_CASE("set operations at the ends of the space") {
    const cidr_set all{"0.0.0.0/0"_cidr, "::/0"_cidr};
    const cidr_set ends{"0.0.0.0/32"_cidr, "255.255.255.255/32"_cidr, "::/128"_cidr,
                        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"_cidr};
    const auto middle = subtract(all, ends);
    CHECK(middle.range_count() == 2);
    CHECK(middle.cidrs().size() == 62 + 254);
    CHECK(unite(middle, ends) == all);
    CHECK(intersect(middle, ends).empty());
    CHECK(symmetric_difference(all, middle) == ends);
    CHECK(subtract(ends, all).empty());
    CHECK(all.contains(ends));
    CHECK(!ends.contains(all));
    CHECK(!middle.overlaps(ends));
    CHECK(all.contains(boost::asio::ip::make_address("255.255.255.255")));
    CHECK(!middle.contains(boost::asio::ip::make_address("::")));
}

TEST_CASE("the sorted ranges are what a set is made of") {
    const cidr_set set{"10.0.0.0/32"_cidr, "10.0.0.1/32"_cidr, "10.0.0.2/32"_cidr, "::1/128"_cidr};
    REQUIRE(set.ranges().size() == 2);
    CHECK(to_string(set.ranges()[0]) == "10.0.0.0-10.0.0.2");
    CHECK(to_string(set.ranges()[1]) == "::1-::1");
}

TEST_CASE("sets agree with bit arrays") {
    using namespace vpcplan_test;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < rounds(150); ++round) {
        for (const auto& space : universes()) {
            CAPTURE(round, space.name);
            std::vector<cidr> blocks[2];
            for (auto& list : blocks) {
                const int count = std::uniform_int_distribution<int>(0, 12)(random);
                const int largest = std::uniform_int_distribution<int>(0, 8)(random);
                for (int i = 0; i < count; ++i) {
                    list.push_back(space.random_block(random, largest));
                }
            }
            const cidr_set a(blocks[0]);
            const cidr_set b(blocks[1]);
            const bits in_a = space.marked(blocks[0]);
            const bits in_b = space.marked(blocks[1]);
            bits either{};
            bits both{};
            bits only_a{};
            bits one{};
            for (std::size_t i = 0; i < in_a.size(); ++i) {
                either[i] = in_a[i] || in_b[i];
                both[i] = in_a[i] && in_b[i];
                only_a[i] = in_a[i] && !in_b[i];
                one[i] = in_a[i] != in_b[i];
                REQUIRE(a.contains(space.at(static_cast<int>(i))) == in_a[i]);
            }
            REQUIRE(a.cidrs() == space.fewest_blocks(in_a));
            REQUIRE(unite(a, b).cidrs() == space.fewest_blocks(either));
            REQUIRE(intersect(a, b).cidrs() == space.fewest_blocks(both));
            REQUIRE(subtract(a, b).cidrs() == space.fewest_blocks(only_a));
            REQUIRE(symmetric_difference(a, b).cidrs() == space.fewest_blocks(one));
            REQUIRE((a == b) == (in_a == in_b));
            REQUIRE(a.overlaps(b) == (both != bits{}));
            REQUIRE(a.contains(b) == (both == in_b));
            REQUIRE(a.size_text() == std::to_string(std::count(in_a.begin(), in_a.end(), true)));
            const auto probe = space.random_block(random);
            bits in_probe{};
            space.mark(in_probe, probe);
            bool any = false;
            bool every = true;
            for (std::size_t i = 0; i < in_a.size(); ++i) {
                any = any || (in_probe[i] && in_a[i]);
                every = every && (!in_probe[i] || in_a[i]);
            }
            REQUIRE(a.overlaps(probe) == any);
            REQUIRE(a.contains(probe) == every);
        }
    }
}

TEST_CASE("large sets sort right whatever the shape of the input") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto check = [](std::vector<detail::interval<detail::u128>> ranges) {
        auto expected = ranges;
        std::stable_sort(expected.begin(), expected.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        detail::sort_by_first(ranges.data(), ranges.data() + ranges.size());
        for (std::size_t i = 0; i < ranges.size(); ++i) {
            REQUIRE(ranges[i].first == expected[i].first);
        }
    };
    std::vector<detail::interval<detail::u128>> ranges(20'000);
    for (auto& range : ranges) { // spread over the whole space
        range.first = range.last = detail::u128{random()} << 64 | random();
    }
    check(ranges);
    for (auto& range : ranges) { // one /64 full of hosts: only low bits differ
        range.first = range.last = (detail::u128{0x20010db8U} << 96) + random() % 100'000;
    }
    check(ranges);
    for (std::size_t i = 0; i < ranges.size(); ++i) { // two distant clusters, half of them equal
        ranges[i].first = ranges[i].last = i % 2 == 0 ? 7 : ~detail::u128{0} - random() % 3;
    }
    check(ranges);
    std::sort(ranges.begin(), ranges.end(),
              [](const auto& a, const auto& b) { return a.first > b.first; }); // descending
    check(ranges);
}
