// Floor 2. Sizes of VPCs and subnets, and the addresses that AWS keeps for itself.
//
// Example    smallest_subnet(500)                     -> /23, 507 usable of 512
//            reserved_addresses("10.0.0.0/24"_cidr)   -> .0 network .1 router .2 dns .3 future .255
//            broadcast is_subnet_size("10.0.0.0/30"_cidr)       -> false: /16 to /28
// Source     docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html and vpc-cidr-blocks.html
#pragma once

#include "cidr.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vpcplan {

/// Whose rules count: AWS's (five reserved addresses, /16 to /28), or an ordinary network's
/// (network and broadcast address, any size).
enum class cloud : std::uint8_t { aws, none };

/// "aws" or "none"; anything else is bad_value.
constexpr result<cloud> parse_cloud(std::string_view text) noexcept {
    if (text == "aws") {
        return cloud::aws;
    }
    if (text == "none") {
        return cloud::none;
    }
    return detail::error_at(errc::bad_value, 0, text.size());
}

/// Prefix lengths from `shortest` (the largest block) to `longest`, in steps.
struct size_limits {
    int shortest;
    int longest;
    int step;

    constexpr bool allow(int prefix_length) const noexcept {
        return prefix_length >= shortest && prefix_length <= longest &&
               (prefix_length - shortest) % step == 0;
    }
};

/// IPv4: /16 to /28. IPv6: /44, /48, /52, /56, /60.
constexpr size_limits vpc_sizes(address_family family) noexcept {
    return family == address_family::ipv4 ? size_limits{16, 28, 1} : size_limits{44, 60, 4};
}
/// IPv4: /16 to /28. IPv6: /44, /48, /52, /56, /60, /64.
constexpr size_limits subnet_sizes(address_family family) noexcept {
    return family == address_family::ipv4 ? size_limits{16, 28, 1} : size_limits{44, 64, 4};
}

constexpr bool is_vpc_size(const cidr& block) noexcept {
    return vpc_sizes(block.family()).allow(block.prefix_length());
}
constexpr bool is_subnet_size(const cidr& block) noexcept {
    return subnet_sizes(block.family()).allow(block.prefix_length());
}

/// "/16 to /28", "/44 to /60 in steps of 4"
inline std::string to_string(const size_limits& sizes) {
    auto text = "/" + std::to_string(sizes.shortest) + " to /" + std::to_string(sizes.longest);
    if (sizes.step != 1) {
        text += " in steps of " + std::to_string(sizes.step);
    }
    return text;
}

/// Why an address of a subnet cannot be given to an interface.
enum class reserved_role : std::uint8_t {
    network,   ///< first address
    router,    ///< second: the VPC router
    dns,       ///< third, IPv4: kept in every subnet; the resolver answers at the VPC's own +2
    future,    ///< fourth (IPv6: third and fourth): kept for future use
    broadcast, ///< last, IPv4: reserved though a VPC has no broadcast
    last,      ///< last, IPv6
};

constexpr std::string_view id_of(reserved_role role) noexcept {
    switch (role) {
    case reserved_role::network: return "network";
    case reserved_role::router: return "router";
    case reserved_role::dns: return "dns";
    case reserved_role::future: return "future";
    case reserved_role::broadcast: return "broadcast";
    case reserved_role::last: return "last";
    }
    return "unknown";
}

/// The number of addresses that AWS reserves in a subnet of either family.
inline constexpr int reserved_count = 5;

/// What AWS reserves the address for, or nothing when an interface may have it or when it lies
/// outside the subnet. Precondition: at least eight addresses in the subnet.
constexpr std::optional<reserved_role> reserved_role_of(const cidr& subnet,
                                                        const detail::address_bits& address) {
    assert(subnet.host_length() >= 3);
    if (!subnet.contains(address)) {
        return std::nullopt;
    }
    const bool v4 = subnet.is_v4();
    const auto offset = address.number() - subnet.first_bits().number();
    if (offset == subnet.size_minus_one()) {
        return v4 ? reserved_role::broadcast : reserved_role::last;
    }
    if (offset > 3) {
        return std::nullopt;
    }
    constexpr reserved_role first_four[] = {reserved_role::network, reserved_role::router,
                                            reserved_role::dns, reserved_role::future};
    return offset == 2 && !v4 ? reserved_role::future : first_four[static_cast<int>(offset)];
}
inline std::optional<reserved_role> reserved_role_of(const cidr& subnet,
                                                     const boost::asio::ip::address& address) {
    return reserved_role_of(subnet, detail::bits_of(address));
}

struct reserved_address {
    boost::asio::ip::address address;
    reserved_role role;
};

/// The five addresses AWS reserves, ascending. Precondition: at least eight addresses.
inline std::array<reserved_address, reserved_count> reserved_addresses(const cidr& subnet) {
    const auto first = subnet.first_bits().number();
    const auto at = [&](detail::u128 offset) {
        const auto bits = detail::address_bits::from(first + offset, subnet.family());
        return reserved_address{detail::address_of(bits), *reserved_role_of(subnet, bits)};
    };
    return {at(0), at(1), at(2), at(3), at(subnet.size_minus_one())};
}

/// What a planner wants to know about an AWS subnet.
struct subnet_info {
    cidr block;
    detail::u128 total;
    detail::u128 usable; ///< total - 5
    std::array<reserved_address, reserved_count> reserved;
    boost::asio::ip::address first_usable;
    boost::asio::ip::address last_usable;
    boost::asio::ip::address router;
    std::optional<boost::asio::ip::address> dns; ///< IPv4 only
    boost::asio::ip::address future;             ///< the fourth address
};

/// Error: prefix_length_out_of_range when AWS has no subnet of this size (see `subnet_sizes`).
inline result<subnet_info> info_of_subnet(const cidr& block) {
    if (!is_subnet_size(block)) {
        return errc::prefix_length_out_of_range;
    }
    const auto at = [&](detail::u128 offset) {
        return detail::address_of(
            detail::address_bits::from(block.first_bits().number() + offset, block.family()));
    };
    const auto total = block.size_minus_one() + 1;
    return subnet_info{
        block,
        total,
        total - reserved_count,
        reserved_addresses(block),
        at(4),
        at(total - 2),
        at(1),
        block.is_v4() ? std::optional(at(2)) : std::nullopt,
        at(3),
    };
}

struct subnet_size {
    int prefix_length;
    detail::u128 usable;
    detail::u128 total;
};

/// The smallest subnet with room for `hosts` interfaces.
/// AWS IPv4: /28 (11 usable) to /16 (65531). AWS IPv6: /64, always. `cloud::none`: network and
/// broadcast address on top (IPv6: the subnet-router anycast address), hence 2 hosts need a /30.
/// Errors: number_out_of_range for 0 hosts, not_enough_space when no subnet is large enough.
constexpr result<subnet_size> smallest_subnet(std::uint64_t hosts, cloud rules = cloud::aws,
                                              address_family family = address_family::ipv4) {
    if (hosts == 0) {
        return errc::number_out_of_range;
    }
    const bool v4 = family == address_family::ipv4;
    const int width = width_of(family);
    const auto sizes = rules == cloud::aws ? subnet_sizes(family) : size_limits{1, width, 1};
    const detail::u128 kept = rules == cloud::aws ? reserved_count : v4 ? 2 : 1;
    for (int length = sizes.longest; length >= sizes.shortest; length -= sizes.step) {
        const auto total = detail::low_ones(width - length) + 1;
        if (total >= hosts + kept) {
            return subnet_size{length, total - kept, total};
        }
    }
    return errc::not_enough_space;
}

/// How many subnets of /16 it takes to hold so many hosts, at least 1.
constexpr std::uint64_t subnets_for(std::uint64_t hosts) noexcept {
    constexpr std::uint64_t most = 65536 - reserved_count;
    return hosts == 0 ? 1 : (hosts - 1) / most + 1;
}

/// A sentence for the errors of `smallest_subnet`: what is wrong and what would be right.
inline std::string describe_hosts(const error& why, std::uint64_t hosts, cloud rules = cloud::aws) {
    const auto count = std::to_string(hosts) + (hosts == 1 ? " host: " : " hosts: ");
    if (why.code == errc::not_enough_space && rules == cloud::aws) {
        return count + "one AWS subnet has at most 65531 usable addresses (/16); use " +
               std::to_string(subnets_for(hosts)) + " subnets";
    }
    return count + std::string(reason_of(why.code)) +
           (hosts == 0 ? " (a subnet is for at least 1)" : "");
}

} // namespace vpcplan
