#include <vpcplan/address_range.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"

#include <string>

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

std::string blocks_of(std::string_view text) {
    const auto range = parse_address_range(text);
    if (!range) {
        return std::string(id_of(range.error().code));
    }
    std::string out;
    for (const auto& block : to_cidrs(*range)) {
        out += out.empty() ? "" : " ";
        out += to_string(block);
    }
    return out;
}

} // namespace

static_assert(sizeof(address_range) == 48);
static_assert(!std::is_default_constructible_v<address_range>);
static_assert(std::is_trivially_copyable_v<address_range>);
static_assert(parse_address_range("10.0.0.1-10.0.0.2")->contains("10.0.0.2/32"_cidr));

TEST_CASE("a range becomes the fewest blocks") {
    const struct {
        const char* text;
        const char* blocks;
    } rows[] = {
        // one address
        {"10.0.0.5-10.0.0.5", "10.0.0.5/32"},
        // neither end aligned
        {"10.0.0.5-10.0.0.9", "10.0.0.5/32 10.0.0.6/31 10.0.0.8/31"},
        // everything, whose size does not fit its own number type
        {"0.0.0.0-255.255.255.255", "0.0.0.0/0"},
        {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
        // the ends of both spaces
        {"255.255.255.255-255.255.255.255", "255.255.255.255/32"},
        {"255.255.255.253-255.255.255.255", "255.255.255.253/32 255.255.255.254/31"},
        {"::-::2", "::/127 ::2/128"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127"},
        // across the halves of a 128-bit number
        {"::ffff:ffff:ffff:ffff-0:0:0:1::", "::ffff:ffff:ffff:ffff/128 0:0:0:1::/128"},
        // refused, with the reason
        {"10.0.0.9-10.0.0.5", "range_reversed"},
        {"10.0.0.1-::1", "family_mismatch"},
        {"10.0.0.1", "empty_input"},
        {"10.0.0.1-", "empty_input"},
        {"-10.0.0.1", "empty_input"},
        {"10.0.0.1 - 10.0.0.2", "unexpected_character"},
        {"10.0.0.1-10.0.0.02", "leading_zero"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(blocks_of(row.text) == row.blocks);
    }
}

TEST_CASE("a range reads back as it prints") {
    for (const auto* text : {"10.0.0.5-10.0.0.9", "::-ffff::", "0.0.0.0-255.255.255.255"}) {
        CHECK(to_string(parse_address_range(text).value()) == text);
    }
}

TEST_CASE("an error in the second address of a range points into it") {
    const auto range = parse_address_range("10.0.0.1-10.0.0.300");
    REQUIRE(!range);
    CHECK(range.error().code == errc::octet_out_of_range);
    CHECK(range.error().offset == 16);
    CHECK(range.error().length == 3);
}

TEST_CASE("the most blocks of a range are 62 and 254") {
    CHECK(to_cidrs(parse_address_range("0.0.0.1-255.255.255.254").value()).size() == 62);
    CHECK(to_cidrs(parse_address_range("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").value())
              .size() == 254);
}

TEST_CASE("a range from Asio addresses refuses a zone") {
    using boost::asio::ip::make_address;
    CHECK(address_range::from(make_address("10.0.0.1"), make_address("10.0.0.2")).has_value());
    CHECK(address_range::from(make_address("::1"), make_address("fe80::1%1")).error().code ==
          errc::zone_not_allowed);
}

TEST_CASE("ranges of two families never overlap or contain each other") {
    CHECK(!overlaps(address_range("0.0.0.0/0"_cidr), address_range("::/0"_cidr)));
    CHECK(!address_range("::/0"_cidr).contains("0.0.0.0/32"_cidr));
    CHECK(address_range("255.255.255.255/32"_cidr) < address_range("::/128"_cidr));
}

TEST_CASE("every range of a small universe agrees with bit arrays") {
    using namespace vpcplan_test;
    for (const auto& space : universes()) {
        CAPTURE(space.name);
        for (int first = 0; first < universe_size; first += 5) {
            for (int last = first; last < universe_size; last += 3) {
                bits set{};
                std::fill(set.begin() + first, set.begin() + last + 1, true);
                const auto range = address_range::from(space.at(first), space.at(last)).value();
                REQUIRE(to_cidrs(range) == space.fewest_blocks(set));
            }
        }
    }
}
