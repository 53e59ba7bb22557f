#include <vpcplan/cidr.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"

#include <string>
#include <unordered_set>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace std::string_view_literals;
namespace ip = boost::asio::ip;

static_assert(sizeof(cidr) == 24);
static_assert(sizeof(cidr_v4) == 24);
static_assert(sizeof(detail::address_bits) == 24);
static_assert(std::is_trivially_copyable_v<cidr>);
static_assert(!std::is_default_constructible_v<cidr>);
static_assert(!std::is_default_constructible_v<cidr_v4>);
static_assert("10.0.0.0/16"_cidr.prefix_length() == 16);
static_assert("10.0.0.0/8"_cidr.contains("10.255.0.0/16"_cidr));
static_assert(!"::/0"_cidr.contains("0.0.0.0/0"_cidr));

TEST_CASE("a block reads back as RFC 5952 prints it") {
    const struct {
        const char* text;
        const char* printed;
        const char* last;
        const char* size;
    } rows[] = {
        // the ends of IPv4
        {"0.0.0.0/0", "0.0.0.0/0", "255.255.255.255", "4294967296"},
        {"0.0.0.0/32", "0.0.0.0/32", "0.0.0.0", "1"},
        {"255.255.255.255/32", "255.255.255.255/32", "255.255.255.255", "1"},
        {"255.255.255.254/31", "255.255.255.254/31", "255.255.255.255", "2"},
        {"128.0.0.0/1", "128.0.0.0/1", "255.255.255.255", "2147483648"},
        // the ends of IPv6
        {"::/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "340282366920938463463374607431768211456"},
        {"::/128", "::/128", "::", "1"},
        {"FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF/128",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "1"},
        {"8000::/1", "8000::/1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "170141183460469231731687303715884105728"},
        {"::1/128", "::1/128", "::1", "1"},
        {"::2/127", "::2/127", "::3", "2"},
        // upper case and leading zeros of a group are IPv6's own
        {"2001:0DB8:0000::/48", "2001:db8::/48", "2001:db8:0:ffff:ffff:ffff:ffff:ffff",
         "1208925819614629174706176"},
        // a single zero group is not shortened, the first longest run is
        {"1:0:2:0:0:3:0:0/128", "1:0:2::3:0:0/128", "1:0:2::3:0:0", "1"},
        {"1:2:3:4:5:6:7:0/128", "1:2:3:4:5:6:7:0/128", "1:2:3:4:5:6:7:0", "1"},
        {"1:2:3:4:5:6:7::/128", "1:2:3:4:5:6:7:0/128", "1:2:3:4:5:6:7:0", "1"},
        {"::2:3:4:5:6:7:8/128", "0:2:3:4:5:6:7:8/128", "0:2:3:4:5:6:7:8", "1"},
        // a dotted tail; a mapped address stays IPv6
        {"::ffff:10.0.0.0/104", "::ffff:a00:0/104", "::ffff:aff:ffff", "16777216"},
        {"1:2:3:4:5:6:7.8.9.10/128", "1:2:3:4:5:6:708:90a/128", "1:2:3:4:5:6:708:90a", "1"},
        {"64:ff9b::192.0.2.33/128", "64:ff9b::c000:221/128", "64:ff9b::c000:221", "1"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto block = parse_cidr(row.text).value();
        CHECK(to_string(block) == row.printed);
        CHECK(parse_cidr(row.printed).value() == block);
        CHECK(detail::to_string(block.last_bits()) == row.last);
        CHECK(size_text(block) == row.size);
        CHECK(block.contains(block));
    }
}

TEST_CASE("a bad block is refused with its reason and place") {
    const struct {
        std::string_view text;
        errc code;
        std::uint32_t offset;
        std::uint32_t length;
    } rows[] = {
        {"", errc::empty_input, 0, 0},
        {"/24", errc::empty_input, 0, 0},
        {"10.0.0.0", errc::missing_prefix_length, 8, 0},
        {"10.0.0.0/", errc::missing_prefix_length, 9, 0},
        {"10.0.0.0/33", errc::prefix_length_out_of_range, 9, 2},
        {"::/129", errc::prefix_length_out_of_range, 3, 3},
        // lengths that wrap around in 32 bits to 0 and 8, and in 64 bits
        {"10.0.0.0/4294967296", errc::prefix_length_out_of_range, 9, 10},
        {"10.0.0.0/4294967304", errc::prefix_length_out_of_range, 9, 10},
        {"10.0.0.0/18446744073709551624", errc::prefix_length_out_of_range, 9, 20},
        {"10.0.0.0/-1", errc::unexpected_character, 9, 1},
        {"10.0.0.0/+8", errc::unexpected_character, 9, 1},
        {"10.0.0.0/ 8", errc::unexpected_character, 9, 1},
        {"10.0.0.0/8 ", errc::unexpected_character, 10, 1},
        {"10.0.0.0/8\n", errc::unexpected_character, 10, 1},
        {"10.0.0.0/8/8", errc::unexpected_character, 10, 1},
        {"10.0.0.0/0x8", errc::unexpected_character, 10, 1},
        {"10.0.0.0/1_6", errc::unexpected_character, 10, 1},
        {"10.0.0.0/08", errc::leading_zero, 9, 2},
        {"10.0.0.0/00", errc::leading_zero, 9, 2},
        // a NUL ends nothing
        {"10.0.0.0\0xyz/8"sv, errc::unexpected_character, 8, 1},
        {"10.0.0.0/8\0"sv, errc::unexpected_character, 10, 1},
        {"10.0.0.010/32", errc::leading_zero, 7, 3},
        {"010.0.0.0/8", errc::leading_zero, 0, 3},
        {"10.00.0.0/16", errc::leading_zero, 3, 2},
        {"256.0.0.0/8", errc::octet_out_of_range, 0, 3},
        {"10.0.0.1000/32", errc::octet_out_of_range, 7, 4},
        {"10.0.0.4294967296/32", errc::octet_out_of_range, 7, 10},
        {"10/8", errc::wrong_octet_count, 0, 2},
        {"10.0.0/24", errc::wrong_octet_count, 0, 6},
        {"10.0.0.0.0/24", errc::wrong_octet_count, 0, 10},
        {"10..0.0/8", errc::unexpected_character, 3, 1},
        {" 10.0.0.0/8", errc::bad_address, 0, 9},
        {"ten/8", errc::bad_address, 0, 3},
        {"0xa.0.0.0/8", errc::unexpected_character, 1, 1},
        {"fe80::1%eth0/64", errc::zone_not_allowed, 7, 5},
        {"2001:db8::%1/64", errc::zone_not_allowed, 10, 2},
        {"1:2:3/48", errc::bad_address, 0, 5},
        {"1:2:3:4:5:6:7:8:9/128", errc::bad_address, 0, 17},
        {"1::2::3/128", errc::unexpected_character, 5, 1},
        {":::/0", errc::unexpected_character, 2, 1},
        {":1::/16", errc::unexpected_character, 0, 1},
        {"1:/16", errc::unexpected_character, 1, 1},
        {"12345::/16", errc::bad_address, 0, 5},
        {"::g/128", errc::unexpected_character, 2, 1},
        {"::1.2.3/128", errc::wrong_octet_count, 2, 5},
        {"1:2:3:4:5:6:7:1.2.3.4/128", errc::bad_address, 0, 21},
        {"::1.2.3.4:5/128", errc::unexpected_character, 9, 1},
        // :: stands for one group at least
        {"1:2:3:4::5:6:7:8/128", errc::bad_address, 0, 16},
        {"10.1.0.0/8", errc::host_bits_set, 0, 8},
        {"::1/127", errc::host_bits_set, 0, 3},
        {"10.0.0.0/255.0.0.0", errc::mask_not_asked_for, 9, 9},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.text));
        const auto block = parse_cidr(row.text);
        REQUIRE(!block);
        CHECK(id_of(block.error().code) == id_of(row.code));
        CHECK(block.error().offset == row.offset);
        CHECK(block.error().length == row.length);
        CHECK_THROWS_AS(make_cidr(row.text), bad_result);
        boost::system::error_code ec;
        CHECK(!make_cidr(row.text, ec).has_value());
        CHECK(ec.value() == static_cast<int>(row.code));
        CHECK(!describe(block.error(), row.text).empty());
    }
}

TEST_CASE("an error says what would be right") {
    const auto said = [](std::string_view text) {
        return describe(parse_cidr(text).error(), text);
    };
    CHECK(said("10.1.0.0/8") ==
          "10.1.0.0/8: host bits are set after /8 (did you mean 10.0.0.0/8?)");
    CHECK(said("10.0.0.1").find("did you mean 10.0.0.1/32?") != std::string::npos);
    CHECK(said("10.0.0.0/33").find("0-32") != std::string::npos);
    CHECK(said("10.0.0.0/0.0.0.255").find("as a wildcard: 10.0.0.0/24") != std::string::npos);
    CHECK(said("a\x1b[31m/8"sv).find('\x1b') == std::string::npos); // nothing a terminal obeys
}

TEST_CASE("dotted masks mean what was asked for") {
    const auto read = [](std::string_view text, notation how) {
        const auto block = parse_cidr(text, host_bits::reject, how);
        return block ? to_string(*block) : std::string(id_of(block.error().code));
    };
    CHECK(read("10.0.0.0/255.255.255.0", notation::netmask) == "10.0.0.0/24");
    CHECK(read("10.0.0.0/0.0.0.255", notation::wildcard) == "10.0.0.0/24");
    CHECK(read("10.0.0.0/0.0.0.255", notation::any) == "10.0.0.0/24");
    CHECK(read("10.0.0.0/0.0.0.255", notation::netmask) == "mask_not_contiguous");
    CHECK(read("10.0.0.0/255.255.255.0", notation::wildcard) == "mask_not_contiguous");
    CHECK(read("10.0.0.0/255.0.255.0", notation::any) == "mask_not_contiguous");
    // all zeros and all ones: each notation says the opposite of the other
    CHECK(read("0.0.0.0/0.0.0.0", notation::netmask) == "0.0.0.0/0");
    CHECK(read("0.0.0.0/0.0.0.0", notation::wildcard) == "0.0.0.0/32");
    CHECK(read("0.0.0.0/0.0.0.0", notation::any) == "mask_ambiguous");
    CHECK(read("0.0.0.0/255.255.255.255", notation::any) == "mask_ambiguous");
    // a plain length stays readable
    CHECK(read("10.0.0.0/24", notation::any) == "10.0.0.0/24");
}

TEST_CASE("families never match, and order is total") {
    CHECK(!overlaps("0.0.0.0/0"_cidr, "::/0"_cidr));
    CHECK(!"::ffff:0.0.0.0/96"_cidr.contains(ip::make_address("10.0.0.1")));
    CHECK("::ffff:10.0.0.1/128"_cidr != "10.0.0.1/32"_cidr);
    CHECK("255.255.255.255/32"_cidr < "::/0"_cidr);
    CHECK("10.0.0.0/8"_cidr < "10.0.0.0/16"_cidr);
    const std::unordered_set<cidr> set{"10.0.0.0/8"_cidr, "10.0.0.0/9"_cidr, "::/8"_cidr,
                                       "10.0.0.0/8"_cidr};
    CHECK(set.size() == 3);
    CHECK(!cidr_v4::from("::/0"_cidr));
    CHECK(cidr_v6::from("::/0"_cidr)->prefix_length() == 0);
}

TEST_CASE("containing and overlapping agree with bit arrays") {
    using namespace vpcplan_test;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < rounds(200); ++round) {
        for (const auto& space : universes()) {
            const auto a = space.random_block(random);
            const auto b = space.random_block(random);
            CAPTURE(space.name, to_string(a), to_string(b));
            bits in_a{};
            bits in_b{};
            space.mark(in_a, a);
            space.mark(in_b, b);
            bool any = false;
            bool every = true;
            for (std::size_t i = 0; i < in_a.size(); ++i) {
                any = any || (in_a[i] && in_b[i]);
                every = every && (!in_b[i] || in_a[i]);
                REQUIRE(a.contains(space.at(static_cast<int>(i))) == in_a[i]);
            }
            REQUIRE(overlaps(a, b) == any);
            REQUIRE(contains(a, b) == every);
        }
    }
}

TEST_CASE("where Asio is right we agree with it") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < vpcplan_test::rounds(3000); ++round) {
        // IPv4: text, masking, containment
        const auto number = static_cast<std::uint32_t>(random());
        const auto length = static_cast<int>(random() % 33);
        const auto theirs =
            ip::network_v4(ip::address_v4(number), static_cast<unsigned short>(length)).canonical();
        const auto ours = parse_cidr(theirs.to_string()).value();
        REQUIRE(to_string(ours) == theirs.to_string());
        REQUIRE(to_network(*cidr_v4::from(ours)) == theirs);
        REQUIRE(from_network(theirs) == ours);
        REQUIRE(from_network(ip::network_v4(ip::address_v4(number),
                                            static_cast<unsigned short>(length))) == ours);
        // A strict subnet for Asio; a block contains itself for us.
        const auto inner_length = static_cast<int>(random() % 33);
        const auto inner = ip::network_v4(ip::address_v4(number ^ (random() % 2 ? 0U : 1U << 31)),
                                          static_cast<unsigned short>(inner_length))
                               .canonical();
        REQUIRE(ours.contains(from_network(inner)) ==
                (inner.is_subnet_of(theirs) || inner == theirs));
        // IPv6: text of addresses with runs of zeros in all places
        ip::address_v6::bytes_type bytes{};
        const auto zero_groups = random();
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const bool zero = (zero_groups >> (i / 2) & 1) != 0;
            bytes[i] = zero ? 0 : static_cast<unsigned char>(random());
        }
        const ip::address_v6 address(bytes);
        const auto length_v6 = static_cast<unsigned short>(random() % 129);
        REQUIRE(parse_address(address.to_string()).value() == ip::address(address));
        const auto theirs_v6 = ip::network_v6(address, length_v6).canonical();
        const auto ours_v6 = from_network(theirs_v6).value();
        REQUIRE(parse_cidr(theirs_v6.to_string()).value() == ours_v6);
        REQUIRE(ip::make_network_v6(to_string(ours_v6)) == theirs_v6);
        REQUIRE(to_network(*cidr_v6::from(ours_v6)) == theirs_v6);
        REQUIRE(ours_v6.contains(ip::address(address)));
        REQUIRE(ours_v6.first() == ip::address(theirs_v6.network()));
    }
}

TEST_CASE("text that nobody planned is read as Asio reads it, or refused") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    constexpr std::string_view alphabet = "0123:::..afF9";
    int good = 0;
    for (int round = 0; round < vpcplan_test::rounds(30'000); ++round) {
        std::string text;
        const auto length = std::uniform_int_distribution<int>(1, 18)(random);
        for (int i = 0; i < length; ++i) {
            text += alphabet[random() % alphabet.size()];
        }
        CAPTURE(text);
        boost::system::error_code ec;
        const auto theirs = ip::make_address(text, ec);
        const auto ours = parse_address(text);
        if (!ours) {
            // The platform's reader accepts nothing that we refuse.
            REQUIRE(ec);
        } else {
            REQUIRE(!ec);
            REQUIRE(*ours == theirs);
            ++good;
        }
    }
    CHECK(good > 100);
}

TEST_CASE("where Asio is wrong we differ, and it is still wrong") {
    const auto theirs = [](std::string_view text) {
        boost::system::error_code ec;
        const auto network = ip::make_network_v4(std::string(text), ec);
        return ec ? std::string("refused") : network.to_string();
    };
    // The length wraps around: the world is opened.
    CHECK(theirs("10.0.0.0/4294967296") == "10.0.0.0/0");
    CHECK(parse_cidr("10.0.0.0/4294967296").error().code == errc::prefix_length_out_of_range);
    CHECK(theirs("10.0.0.0/4294967304") == "10.0.0.0/8");
    // A NUL cuts the text.
    CHECK(theirs("10.0.0.0\0xyz/8"sv) == "10.0.0.0/8");
    CHECK(!parse_cidr("10.0.0.0\0xyz/8"sv));
    // Leading zeros of a length.
    CHECK(theirs("10.0.0.0/08") == "10.0.0.0/8");
    CHECK(parse_cidr("10.0.0.0/08").error().code == errc::leading_zero);
    // Host bits are kept, so equal blocks are unequal.
    CHECK(theirs("10.1.2.3/8") == "10.1.2.3/8");
    CHECK(parse_cidr("10.1.2.3/8").error().code == errc::host_bits_set);
    // On failure there is a value, and it is everything.
    boost::system::error_code ec;
    CHECK(ip::make_network_v4("10.0.0.0/33", ec) == ip::network_v4());
    CHECK(ip::network_v4().to_string() == "0.0.0.0/0");
    CHECK(!make_cidr("10.0.0.0/33", ec).has_value());
    // A network is not a subnet of itself.
    const auto network = ip::make_network_v4("10.0.0.0/8");
    CHECK(!network.is_subnet_of(network));
    CHECK("10.0.0.0/8"_cidr.contains("10.0.0.0/8"_cidr));
    // A zone stays in a network.
    CHECK(ip::make_network_v6("2001:db8::%1/64").canonical().to_string() == "2001:db8::%1/64");
    CHECK(!parse_cidr("2001:db8::%1/64"));
    CHECK(from_network(ip::make_network_v6("2001:db8::%1/64")).error().code ==
          errc::zone_not_allowed);
    // The two hosts of a /31 are missing.
    CHECK(ip::make_network_v4("10.0.0.0/31").hosts().empty());
    CHECK("10.0.0.0/31"_cidr.size_minus_one() == 1);
    // So is every host of ::/0.
    CHECK(ip::make_network_v6("::/0").hosts().empty());
}
