#include <vpcplan/subnet.hpp>

#include "support/catch.hpp"

#include <string>

using namespace vpcplan;
using namespace vpcplan::literals;

TEST_CASE("an AWS subnet keeps five addresses, with their names") {
    const auto info = info_of_subnet("10.0.0.0/24"_cidr).value();
    std::string text;
    for (const auto& kept : info.reserved) {
        text += kept.address.to_string() + " " + std::string(id_of(kept.role)) + " ";
    }
    CHECK(text == "10.0.0.0 network 10.0.0.1 router 10.0.0.2 dns 10.0.0.3 future "
                  "10.0.0.255 broadcast ");
    CHECK(info.total == 256);
    CHECK(info.usable == 251);
    CHECK(info.first_usable.to_string() == "10.0.0.4");
    CHECK(info.last_usable.to_string() == "10.0.0.254");
    CHECK(info.router.to_string() == "10.0.0.1");
    CHECK(info.dns.value().to_string() == "10.0.0.2");
    CHECK(info.future.to_string() == "10.0.0.3");
}

TEST_CASE("an IPv6 subnet keeps the first four and the last, and no resolver") {
    const auto info = info_of_subnet("2001:db8:0:ff::/64"_cidr).value();
    std::string text;
    for (const auto& kept : info.reserved) {
        text += kept.address.to_string() + " " + std::string(id_of(kept.role)) + " ";
    }
    CHECK(text == "2001:db8:0:ff:: network 2001:db8:0:ff::1 router 2001:db8:0:ff::2 future "
                  "2001:db8:0:ff::3 future 2001:db8:0:ff:ffff:ffff:ffff:ffff last ");
    CHECK(!info.dns);
    CHECK(info.first_usable.to_string() == "2001:db8:0:ff::4");
    CHECK(info.last_usable.to_string() == "2001:db8:0:ff:ffff:ffff:ffff:fffe");
    CHECK(detail::decimal(info.usable) == "18446744073709551611");
}

TEST_CASE("which addresses of a subnet an interface may have") {
    const auto subnet = "10.0.0.0/24"_cidr;
    for (const int refused : {0, 1, 2, 3, 255}) {
        CHECK(reserved_role_of(subnet, detail::address_bits{0, 0x0a000000U + unsigned(refused),
                                                            address_family::ipv4}));
    }
    for (const auto* free : {"10.0.0.4", "10.0.0.254", "10.0.1.0", "::1"}) {
        CHECK(!reserved_role_of(subnet, boost::asio::ip::make_address(free)));
    }
    // at the top of the space
    CHECK(reserved_role_of("255.255.255.240/28"_cidr,
                           boost::asio::ip::make_address("255.255.255.255")) ==
          reserved_role::broadcast);
}

TEST_CASE("sizes that AWS has") {
    const struct {
        cidr block;
        bool vpc;
        bool subnet;
    } rows[] = {
        {"10.0.0.0/15"_cidr, false, false},     // one too large
        {"10.0.0.0/16"_cidr, true, true},       // the largest
        {"10.0.0.0/28"_cidr, true, true},       // the smallest
        {"10.0.0.0/29"_cidr, false, false},     // one too small
        {"0.0.0.0/0"_cidr, false, false},       // everything
        {"2001:db8::/40"_cidr, false, false},   // a step too large
        {"2001:db8::/44"_cidr, true, true},     // the largest
        {"2001:db8::/50"_cidr, false, false},   // between the steps
        {"2001:db8::/56"_cidr, true, true},     // what Amazon provides
        {"2001:db8::/60"_cidr, true, true},     // the smallest VPC
        {"2001:db8::/62"_cidr, false, false},   // between the steps
        {"2001:db8::/64"_cidr, false, true},    // the smallest subnet
        {"2001:db8::/68"_cidr, false, false},   // a step too small
        {"2001:db8::1/128"_cidr, false, false}, // one address
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.block));
        CHECK(is_vpc_size(row.block) == row.vpc);
        CHECK(is_subnet_size(row.block) == row.subnet);
        CHECK(info_of_subnet(row.block).has_value() == row.subnet);
    }
    CHECK(to_string(vpc_sizes(address_family::ipv4)) == "/16 to /28");
    CHECK(to_string(subnet_sizes(address_family::ipv6)) == "/44 to /64 in steps of 4");
}

TEST_CASE("usable addresses of each subnet size") {
    const int usable[] = {65531, 32763, 16379, 8187, 4091, 2043, 1019, 507, 251, 123, 59, 27, 11};
    for (int length = 16; length <= 28; ++length) {
        CAPTURE(length);
        const int most = usable[length - 16];
        const auto block =
            cidr::containing(detail::address_bits{0, 0x0a000000U, address_family::ipv4}, length);
        CHECK(info_of_subnet(block).value().usable == static_cast<unsigned>(most));
        // exactly full, and one more
        CHECK(smallest_subnet(static_cast<unsigned>(most)).value().prefix_length == length);
        const auto more = smallest_subnet(static_cast<unsigned>(most) + 1);
        if (length == 16) {
            CHECK(more.error().code == errc::not_enough_space);
        } else {
            CHECK(more.value().prefix_length == length - 1);
        }
    }
}

TEST_CASE("the smallest subnet for a number of hosts") {
    const struct {
        std::uint64_t hosts;
        cloud rules;
        address_family family;
        int prefix_length;
        const char* usable;
    } rows[] = {
        {1, cloud::aws, address_family::ipv4, 28, "11"},    // nothing smaller exists
        {500, cloud::aws, address_family::ipv4, 23, "507"}, // an ordinary one
        {500'000, cloud::aws, address_family::ipv6, 64, "18446744073709551611"},
        {1, cloud::none, address_family::ipv4, 30, "2"}, // network and broadcast on top
        {2, cloud::none, address_family::ipv4, 30, "2"}, // the /30 exactly full
        {3, cloud::none, address_family::ipv4, 29, "6"}, // one more
        {4'294'967'294, cloud::none, address_family::ipv4, 0, "4294967294"},
        {1, cloud::none, address_family::ipv6, 127, "1"},
        {18'446'744'073'709'551'615U, cloud::none, address_family::ipv6, 64,
         "18446744073709551615"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.hosts, row.prefix_length);
        const auto size = smallest_subnet(row.hosts, row.rules, row.family);
        if (row.prefix_length == 0) { // the whole of IPv4 is no subnet
            CHECK(size.error().code == errc::not_enough_space);
            continue;
        }
        REQUIRE(size);
        CHECK(size->prefix_length == row.prefix_length);
        CHECK(detail::decimal(size->usable) == row.usable);
    }
    CHECK(smallest_subnet(0).error().code == errc::number_out_of_range);
}

TEST_CASE("a subnet that cannot be is explained with what would be right") {
    CHECK(describe_hosts(smallest_subnet(70'000).error(), 70'000) ==
          "70000 hosts: one AWS subnet has at most 65531 usable addresses (/16); use 2 subnets");
    CHECK(describe_hosts(smallest_subnet(131'062).error(), 131'062).find("use 2 subnets") !=
          std::string::npos);
    CHECK(describe_hosts(smallest_subnet(131'063).error(), 131'063).find("use 3 subnets") !=
          std::string::npos);
    CHECK(describe_hosts(smallest_subnet(0).error(), 0).find("at least 1") != std::string::npos);
}
