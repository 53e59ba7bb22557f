#include <vpcplan/cidr_matcher.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

/// The slow way: every block is asked.
template <class Wanted>
std::optional<std::size_t> scan(const std::vector<cidr>& blocks, const Wanted& wanted) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].contains(wanted) &&
            (!best || blocks[i].prefix_length() > blocks[*best].prefix_length())) {
            best = i;
        }
    }
    return best;
}

} // namespace

TEST_CASE("the longest block that holds an address is found") {
    const cidr_matcher matcher({"10.0.0.0/8"_cidr, "10.1.0.0/16"_cidr, "0.0.0.0/0"_cidr,
                                "10.1.0.0/16"_cidr, "::/0"_cidr, "255.255.255.255/32"_cidr});
    const auto find = [&](const char* text) {
        return matcher.find(boost::asio::ip::make_address(text)).value();
    };
    CHECK(find("10.0.0.1") == 0);
    CHECK(find("10.1.255.255") == 1); // the first of two equal blocks
    CHECK(find("10.2.0.0") == 0);
    CHECK(find("11.0.0.0") == 2);
    CHECK(find("0.0.0.0") == 2);
    CHECK(find("255.255.255.254") == 2);
    CHECK(find("255.255.255.255") == 5);
    CHECK(find("::ffff:10.0.0.1") == 4); // a mapped address is IPv6
    CHECK(matcher.find("10.1.0.0/17"_cidr) == 1U);
    CHECK(matcher.find("10.0.0.0/15"_cidr) == 0U);
    CHECK(matcher.find("10.0.0.0/7"_cidr) == 2U);
}

TEST_CASE("without blocks nothing is found") {
    const cidr_matcher nothing({});
    CHECK(!nothing.find(boost::asio::ip::make_address("0.0.0.0")));
    CHECK(!nothing.find(boost::asio::ip::make_address("ffff::")));
    CHECK(!nothing.find("::/0"_cidr));
    const cidr_matcher one({"10.0.0.0/32"_cidr});
    CHECK(one.find(boost::asio::ip::make_address("10.0.0.0")) == 0U);
    CHECK(!one.find(boost::asio::ip::make_address("9.255.255.255")));
    CHECK(!one.find(boost::asio::ip::make_address("10.0.0.1")));
    CHECK(!one.find(boost::asio::ip::make_address("::")));
}

TEST_CASE("look-ups agree with asking every block") {
    using namespace vpcplan_test;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < rounds(40); ++round) {
        std::vector<cidr> blocks; // all universes at once: dense clusters far apart
        const auto spaces = universes();
        const int count = std::uniform_int_distribution<int>(0, 60)(random);
        for (int i = 0; i < count; ++i) {
            const auto& space =
                spaces[std::uniform_int_distribution<std::size_t>(0, spaces.size() - 1)(random)];
            const auto block = space.random_block(random, 7);
            blocks.push_back(i % 16 == 0
                                 ? cidr::containing(block.first_bits(), block.prefix_length() / 4)
                                 : block);
        }
        const cidr_matcher matcher(blocks);
        for (const auto& space : spaces) {
            CAPTURE(round, space.name, blocks.size());
            for (int i = 0; i < universe_size; ++i) {
                REQUIRE(matcher.find(space.at(i)) == scan(blocks, space.at(i)));
            }
            for (int i = 0; i < 20; ++i) {
                const auto inner = space.random_block(random);
                REQUIRE(matcher.find(inner) == scan(blocks, inner));
            }
        }
        for (int i = 0; i < 200; ++i) {
            const auto number = u128{random()} << 96 | u128{random()} << 64 | random();
            const auto v4 =
                address_bits::from(static_cast<std::uint32_t>(number), address_family::ipv4);
            const auto v6 = address_bits::from(number, address_family::ipv6);
            REQUIRE(matcher.find(v4) == scan(blocks, v4));
            REQUIRE(matcher.find(v6) == scan(blocks, v6));
        }
    }
}
