#include <vpcplan/cidr_math.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"

#include <string>

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

template <class T>
std::string text_or_error(const result<T>& value) {
    if (!value) {
        return std::string(id_of(value.error().code));
    }
    if constexpr (std::is_same_v<T, cidr>) {
        return to_string(*value);
    } else if constexpr (std::is_same_v<T, boost::asio::ip::address>) {
        return value->to_string();
    } else {
        std::string out;
        for (const auto& block : *value) {
            out += out.empty() ? "" : " ";
            out += to_string(block);
        }
        return out;
    }
}

} // namespace

TEST_CASE("netmasks and wildcards of every length") {
    CHECK(netmask("10.0.0.0/8"_cidr).to_string() == "255.0.0.0");
    CHECK(wildcard("10.0.0.0/8"_cidr).to_string() == "0.255.255.255");
    CHECK(netmask("0.0.0.0/0"_cidr).to_string() == "0.0.0.0");
    CHECK(wildcard("0.0.0.0/0"_cidr).to_string() == "255.255.255.255");
    CHECK(netmask("10.0.0.1/32"_cidr).to_string() == "255.255.255.255");
    CHECK(netmask("::/0"_cidr).to_string() == "::");
    CHECK(netmask("2001:db8::/33"_cidr).to_string() == "ffff:ffff:8000::");
    CHECK(wildcard("::1/128"_cidr).to_string() == "::");
    for (int length = 0; length <= 32; ++length) {
        const auto block = cidr::containing(detail::address_bits{}, length);
        const auto as_mask = "0.0.0.0/" + netmask(block).to_string();
        const auto as_wildcard = "0.0.0.0/" + wildcard(block).to_string();
        CHECK(parse_cidr(as_mask, host_bits::reject, notation::netmask).value() == block);
        // 0.0.0.0 as a wildcard is /32, 255.255.255.255 is /0: the reader turns them around too
        CHECK(parse_cidr(as_wildcard, host_bits::reject, notation::wildcard).value() == block);
    }
}

TEST_CASE("a supernet is larger, or the block itself") {
    CHECK(text_or_error(supernet("10.1.0.0/16"_cidr, 8)) == "10.0.0.0/8");
    CHECK(text_or_error(supernet("10.1.0.0/16"_cidr, 16)) == "10.1.0.0/16");
    CHECK(text_or_error(supernet("255.255.255.255/32"_cidr, 0)) == "0.0.0.0/0");
    CHECK(text_or_error(supernet("ffff::/16"_cidr, 1)) == "8000::/1");
    CHECK(text_or_error(supernet("10.1.0.0/16"_cidr, 17)) == "prefix_longer_than_block");
    CHECK(text_or_error(supernet("10.1.0.0/16"_cidr, -1)) == "prefix_length_out_of_range");
}

TEST_CASE("a block is cut without being written out") {
    const struct {
        cidr block;
        int prefix_length;
        const char* count;
        const char* first;
        const char* last;
    } rows[] = {
        {"10.0.0.0/16"_cidr, 16, "1", "10.0.0.0/16", "10.0.0.0/16"}, // into itself
        {"10.0.0.0/16"_cidr, 18, "4", "10.0.0.0/18", "10.0.192.0/18"},
        {"0.0.0.0/0"_cidr, 32, "4294967296", "0.0.0.0/32", "255.255.255.255/32"},
        {"::/0"_cidr, 0, "1", "::/0", "::/0"},
        {"::/0"_cidr, 128, "340282366920938463463374607431768211456", "::/128",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"},
        {"2001:db8::/32"_cidr, 64, "4294967296", "2001:db8::/64", "2001:db8:ffff:ffff::/64"},
        {"::1/128"_cidr, 128, "1", "::1/128", "::1/128"},
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.block), row.prefix_length);
        const auto parts = split(row.block, row.prefix_length).value();
        CHECK(parts.count_text() == row.count);
        CHECK(to_string(parts.first()) == row.first);
        CHECK(to_string(parts.last()) == row.last);
    }
    CHECK(split("10.0.0.0/16"_cidr, 8).error().code == errc::prefix_shorter_than_block);
    CHECK(split("10.0.0.0/32"_cidr, 33).error().code == errc::prefix_length_out_of_range);
    CHECK(split("10.0.0.0/32"_cidr, -1).error().code == errc::prefix_length_out_of_range);
}

TEST_CASE("the parts of a block are listed only within the limit") {
    const auto parts = split("255.255.255.0/24"_cidr, 26).value();
    CHECK(parts.list(4).value().back() == "255.255.255.192/26"_cidr);
    CHECK(!parts.list(3));
    CHECK(!parts.list(0));
    CHECK(!split("::/0"_cidr, 128).value().list(65536));
    int seen = 0;
    split("::/0"_cidr, 128).value().for_each([&](const cidr&) { return ++seen < 3; });
    CHECK(seen == 3);
}

TEST_CASE("the n-th part of a block") {
    CHECK(text_or_error(nth_subnet("10.0.0.0/16"_cidr, 8, 255)) == "10.0.255.0/24");
    CHECK(text_or_error(nth_subnet("10.0.0.0/16"_cidr, 8, 256)) == "number_out_of_range");
    CHECK(text_or_error(nth_subnet("10.0.0.0/16"_cidr, 0, 0)) == "10.0.0.0/16");
    CHECK(text_or_error(nth_subnet("10.0.0.0/16"_cidr, 0, 1)) == "number_out_of_range");
    CHECK(text_or_error(nth_subnet("10.0.0.0/16"_cidr, 17, 0)) == "prefix_length_out_of_range");
    CHECK(text_or_error(nth_subnet("10.0.0.0/16"_cidr, -1, 0)) == "prefix_length_out_of_range");
    CHECK(text_or_error(nth_subnet("::/0"_cidr, 128, ~detail::u128{0})) ==
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
    CHECK(text_or_error(nth_subnet("2001:db8::/32"_cidr, 64, detail::u128{1} << 63)) ==
          "2001:db8:8000::/96");
}

TEST_CASE("the n-th address of a block, from either end") {
    const struct {
        cidr block;
        const char* n;
        const char* address;
    } rows[] = {
        {"10.0.0.0/24"_cidr, "0", "10.0.0.0"},
        {"10.0.0.0/24"_cidr, "255", "10.0.0.255"},
        {"10.0.0.0/24"_cidr, "256", "number_out_of_range"},
        {"10.0.0.0/24"_cidr, "-1", "10.0.0.255"},
        {"10.0.0.0/24"_cidr, "-256", "10.0.0.0"},
        {"10.0.0.0/24"_cidr, "-257", "number_out_of_range"},
        {"10.0.0.0/24"_cidr, "-0", "10.0.0.0"},
        // past 64 bits: stays in the block, or is refused
        {"2001:db8::/64"_cidr, "18446744073709551615", "2001:db8::ffff:ffff:ffff:ffff"},
        {"2001:db8::/64"_cidr, "18446744073709551616", "number_out_of_range"},
        {"10.0.0.0/24"_cidr, "18446744073709551616", "number_out_of_range"},
        {"::/0"_cidr, "340282366920938463463374607431768211455",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {"::/0"_cidr, "-340282366920938463463374607431768211455", "::1"},
        {"::/0"_cidr, "340282366920938463463374607431768211456", "number_out_of_range"},
        {"255.255.255.255/32"_cidr, "-1", "255.255.255.255"},
        {"0.0.0.0/0"_cidr, "-1", "255.255.255.255"},
        // not numbers
        {"10.0.0.0/24"_cidr, "", "empty_input"},
        {"10.0.0.0/24"_cidr, "-", "empty_input"},
        {"10.0.0.0/24"_cidr, "+1", "unexpected_character"},
        {"10.0.0.0/24"_cidr, "1 ", "unexpected_character"},
        {"10.0.0.0/24"_cidr, "01", "leading_zero"},
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.block), row.n);
        const auto n = parse_position(row.n);
        CHECK((n ? text_or_error(nth_host(row.block, *n)) : std::string(id_of(n.error().code))) ==
              row.address);
    }
    CHECK(text_or_error(nth_host("10.0.0.0/24"_cidr, -2)) == "10.0.0.254");
    CHECK(text_or_error(nth_host("10.0.0.0/24"_cidr, std::numeric_limits<long long>::min())) ==
          "number_out_of_range");
}

TEST_CASE("subnets are laid out in the order asked") {
    const struct {
        cidr block;
        std::vector<int> newbits;
        const char* blocks;
    } rows[] = {
        {"10.1.0.0/16"_cidr, {4, 4, 8, 4}, "10.1.0.0/20 10.1.16.0/20 10.1.32.0/24 10.1.48.0/20"},
        {"10.0.0.0/24"_cidr, {}, ""},
        {"10.0.0.0/24"_cidr, {0}, "10.0.0.0/24"},
        {"10.0.0.0/24"_cidr, {0, 8}, "not_enough_space"},
        {"10.0.0.0/24"_cidr, {2, 1, 2}, "not_enough_space"}, // the gap is not gone back to
        {"10.0.0.0/24"_cidr, {9}, "prefix_length_out_of_range"},
        {"10.0.0.0/24"_cidr, {-1}, "prefix_length_out_of_range"},
        // the bottom and the top of both spaces
        {"0.0.0.0/1"_cidr, {1, 1}, "0.0.0.0/2 64.0.0.0/2"},
        {"0.0.0.0/0"_cidr, {1, 1}, "0.0.0.0/1 128.0.0.0/1"},
        {"0.0.0.0/0"_cidr, {1, 1, 32}, "not_enough_space"},
        {"::/0"_cidr, {0}, "::/0"},
        {"::/0"_cidr, {0, 0}, "not_enough_space"},
        {"::/0"_cidr, {128, 1}, "::/128 8000::/1"},
        {"255.255.255.252/30"_cidr, {2, 1}, "255.255.255.252/32 255.255.255.254/31"},
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.block), row.blocks);
        CHECK(text_or_error(subnets(row.block, row.newbits)) == row.blocks);
    }
}

TEST_CASE("neighbours touch; only halves of one block merge") {
    const struct {
        cidr a;
        cidr b;
        bool adjacent;
        const char* merged;
    } rows[] = {
        {"0.0.0.0/1"_cidr, "128.0.0.0/1"_cidr, true, "0.0.0.0/0"},
        {"10.0.0.0/25"_cidr, "10.0.0.128/25"_cidr, true, "10.0.0.0/24"},
        // touching across a larger boundary
        {"10.0.0.128/25"_cidr, "10.0.1.0/25"_cidr, true, ""},
        {"127.255.255.255/32"_cidr, "128.0.0.0/32"_cidr, true, ""},
        // touching, of different sizes
        {"10.0.0.0/25"_cidr, "10.0.0.128/26"_cidr, true, ""},
        // not around the end of the space, nor from one family to the other
        {"255.255.255.255/32"_cidr, "0.0.0.0/32"_cidr, false, ""},
        {"ffff::/16"_cidr, "::/16"_cidr, false, ""},
        {"255.255.255.255/32"_cidr, "::1:0:0/128"_cidr, false, ""},
        // the same, one in the other, with a gap
        {"10.0.0.0/24"_cidr, "10.0.0.0/24"_cidr, false, ""},
        {"10.0.0.0/24"_cidr, "10.0.0.0/25"_cidr, false, ""},
        {"10.0.0.0/24"_cidr, "10.0.2.0/24"_cidr, false, ""},
        {"0.0.0.0/0"_cidr, "::/0"_cidr, false, ""},
        {"0.0.0.0/32"_cidr, "::1/128"_cidr, false, ""},
        {"::/1"_cidr, "8000::/1"_cidr, true, "::/0"},
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.a), to_string(row.b));
        CHECK(adjacent(row.a, row.b) == row.adjacent);
        CHECK(adjacent(row.b, row.a) == row.adjacent);
        for (const auto& whole : {merged(row.a, row.b), merged(row.b, row.a)}) {
            CHECK((whole ? to_string(*whole) : "") == row.merged);
        }
    }
}

TEST_CASE("the spanning block is the smallest that contains all") {
    const auto span_of = [](const std::vector<cidr>& blocks) {
        return text_or_error(spanning(blocks));
    };
    CHECK(span_of({}) == "empty_list");
    CHECK(span_of({"10.0.0.0/24"_cidr, "::/0"_cidr}) == "family_mismatch");
    CHECK(span_of({"10.0.0.0/24"_cidr}) == "10.0.0.0/24");
    CHECK(span_of({"0.0.0.0/32"_cidr, "255.255.255.255/32"_cidr}) == "0.0.0.0/0");
    CHECK(span_of({"::/128"_cidr, "ffff::/128"_cidr}) == "::/0");
    // an early block contains the later ones
    CHECK(span_of({"49.161.158.0/26"_cidr, "49.160.0.0/12"_cidr, "49.165.129.0/25"_cidr}) ==
          "49.160.0.0/12");
}

TEST_CASE("hosts of an ordinary network") {
    const struct {
        cidr block;
        const char* count;
        const char* first;
        const char* last;
    } rows[] = {
        {"10.0.0.0/24"_cidr, "254", "10.0.0.1", "10.0.0.254"},
        {"10.0.0.0/30"_cidr, "2", "10.0.0.1", "10.0.0.2"},
        {"10.0.0.0/31"_cidr, "2", "10.0.0.0", "10.0.0.1"}, // RFC 3021
        {"10.0.0.0/32"_cidr, "1", "10.0.0.0", "10.0.0.0"},
        {"0.0.0.0/0"_cidr, "4294967294", "0.0.0.1", "255.255.255.254"},
        {"255.255.255.254/31"_cidr, "2", "255.255.255.254", "255.255.255.255"},
        {"2001:db8::/126"_cidr, "3", "2001:db8::1", "2001:db8::3"}, // no broadcast in IPv6
        {"2001:db8::/127"_cidr, "2", "2001:db8::", "2001:db8::1"},  // RFC 6164
        {"::1/128"_cidr, "1", "::1", "::1"},
        {"::/0"_cidr, "340282366920938463463374607431768211455", "::1",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.block));
        const auto hosts = ordinary_hosts(row.block);
        CHECK(hosts.count_text() == row.count);
        CHECK(detail::to_string(hosts.first) == row.first);
        CHECK(detail::to_string(hosts.last) == row.last);
    }
}

TEST_CASE("arithmetic agrees with counting in small universes") {
    using namespace vpcplan_test;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < rounds(100); ++round) {
        for (const auto& space : universes()) {
            const auto a = space.random_block(random);
            const auto b = space.random_block(random);
            CAPTURE(space.name, to_string(a), to_string(b));
            bits in_a{};
            bits in_b{};
            space.mark(in_a, a);
            space.mark(in_b, b);
            int borders = 0;
            bool shared = false;
            bits either{};
            for (std::size_t i = 0; i < in_a.size(); ++i) {
                shared = shared || (in_a[i] && in_b[i]);
                either[i] = in_a[i] || in_b[i];
                borders += i > 0 && in_a[i] != in_a[i - 1] && in_b[i] != in_b[i - 1] ? 1 : 0;
            }
            REQUIRE(adjacent(a, b) == (!shared && borders > 0));
            const auto together = space.fewest_blocks(either);
            const bool one = together.size() == 1 && !shared;
            REQUIRE(merged(a, b).has_value() == one);
            if (one) {
                REQUIRE(*merged(a, b) == together.front());
            }
            // the smallest of all blocks that hold both
            std::optional<cidr> smallest;
            for (int length = universe_bits; length >= 0; --length) {
                const auto candidate = cidr::containing(a.first_bits(), space.width() - length);
                if (candidate.contains(a) && candidate.contains(b)) {
                    smallest = candidate;
                }
            }
            REQUIRE(spanning(std::vector{a, b}).value() == smallest.value());
            // parts and hosts, by walking
            const int length =
                std::uniform_int_distribution<int>(a.prefix_length(), space.width())(random);
            const auto parts = split(a, length).value().list(universe_size).value();
            auto next = a.first_bits().number();
            for (std::size_t i = 0; i < parts.size(); ++i) {
                REQUIRE(parts[i].first_bits().number() == next);
                REQUIRE(parts[i] == nth_subnet(a, length - a.prefix_length(), i).value());
                next = parts[i].last_bits().number() + 1;
            }
            REQUIRE(next == a.last_bits().number() + 1);
            const auto size = static_cast<long long>(a.size_minus_one()) + 1;
            const long long n =
                std::uniform_int_distribution<long long>(-2 * size, 2 * size)(random);
            const auto host = nth_host(a, n);
            REQUIRE(host.has_value() == (n >= -size && n < size));
            if (host) {
                const auto from_first = n < 0 ? n + size : n;
                REQUIRE(detail::bits_of(*host).number() - a.first_bits().number() ==
                        static_cast<detail::u128>(from_first));
            }
        }
    }
}
