// Private. A packet under way, and what the network knows about addresses without looking at rules.
#pragma once

#include "vpcplan/answer.hpp"

namespace vpcplan::detail {

/// A packet under way. A NAT gateway picks any source port of a range; the reply then has to get
/// through for all of them.
struct flow {
    packet header;
    std::optional<port_range> any_source_port{};
    std::optional<port_range> any_destination_port{};

    std::optional<flow> reply() const {
        const auto back = header.reply();
        if (!back) {
            return std::nullopt;
        }
        return flow{*back, any_destination_port, any_source_port};
    }
};

/// Where the first packet ended, which is where the reply starts.
struct delivery {
    enum class place : std::uint8_t {
        nowhere,
        interface,
        subnet_address,
        internet,
        platform,
        on_premises, ///< behind a virtual private gateway or a transit gateway attachment
        service,     ///< behind a gateway endpoint
        vpc_router   ///< where the first packet came from, so the reply is followed no further
    };
    place where = place::nowhere;
    const interface* at = nullptr; ///< interface
    const subnet* in = nullptr;    ///< interface, subnet_address, platform
    const virtual_private_gateway* vpn_gateway = nullptr;
    const transit_gateway_attachment* attachment = nullptr;
    const vpc_endpoint* endpoint = nullptr;
};

/// What AWS decides and the input does not tell, such as the target a load balancer picks. A walk
/// follows one combination of choices; all combinations together are the answer.
class choice_script {
public:
    /// One of `count` alternatives, counted from 0; the same one each time the script is replayed.
    std::size_t pick(std::size_t count) {
        if (next_ == turns_.size()) {
            turns_.push_back({0, count});
        }
        return turns_[next_++].picked;
    }
    /// On to the next combination; false when there is none.
    bool advance() {
        next_ = 0;
        while (!turns_.empty()) {
            if (++turns_.back().picked < turns_.back().count) {
                return true;
            }
            turns_.pop_back();
        }
        return false;
    }

private:
    struct turn {
        std::size_t picked;
        std::size_t count;
    };
    std::vector<turn> turns_;
    std::size_t next_ = 0;
};

/// Rules whose port boundaries mattered to a walk: the exploration of ports splits there.
struct consulted_rules {
    std::vector<const acl_rules*> forward_acls;
    std::vector<const acl_rules*> reply_acls;
    std::vector<const security_group*> groups;
    /// Of firewalls and listeners, as the first packet has them.
    std::vector<port_range> source_ports;
    std::vector<port_range> destination_ports;
};

constexpr bool is_rfc1918(const address_bits& address) noexcept {
    using namespace literals;
    return "10.0.0.0/8"_cidr.contains(address) || "172.16.0.0/12"_cidr.contains(address) ||
           "192.168.0.0/16"_cidr.contains(address);
}

constexpr bool is_rfc6598(const address_bits& address) noexcept {
    using namespace literals;
    return "100.64.0.0/10"_cidr.contains(address);
}

/// Whether the internet routes the address. Documentation ranges count as public: that is what
/// examples and exam questions use them for.
constexpr bool is_internet_address(const address_bits& address) noexcept {
    using namespace literals;
    if (address.family == address_family::ipv6) {
        return "2000::/3"_cidr.contains(address);
    }
    return !is_rfc1918(address) && !is_rfc6598(address) && !"0.0.0.0/8"_cidr.contains(address) &&
           !"127.0.0.0/8"_cidr.contains(address) && !"169.254.0.0/16"_cidr.contains(address) &&
           !"224.0.0.0/3"_cidr.contains(address);
}

/// The second address of the subnet's IPv4 block: the VPC's router.
inline bool is_router_of(const subnet& home, const address_bits& address) {
    const auto block = std::find_if(home.blocks.begin(), home.blocks.end(),
                                    [](const cidr& one) { return one.is_v4(); });
    return block != home.blocks.end() && address.family == address_family::ipv4 &&
           address.number() == block->first_bits().number() + 1;
}

/// A platform service that no group, ACL or route filters. Source: VPC guide, "Security groups" and
/// "Network ACLs", the lists of traffic that is not filtered.
inline std::string_view platform_service(const vpc& home, const subnet& from,
                                         const packet& header) {
    const auto parsed = [](std::string_view text) { return *parse_address_bits(text); };
    const auto is = [&](std::string_view text) { return header.destination == parsed(text); };
    const auto proto = header.proto();
    const auto port = header.destination_port;
    const bool tcp = proto == protocol::tcp();
    const bool udp = proto == protocol::udp();
    if ((tcp || udp) && port == 53 && home.dns_support) {
        const auto primary = std::find_if(home.blocks.begin(), home.blocks.end(),
                                          [](const cidr& block) { return block.is_v4(); });
        const bool base_plus_two =
            primary != home.blocks.end() && header.family() == address_family::ipv4 &&
            header.destination.number() == primary->first_bits().number() + 2;
        if (base_plus_two || is("169.254.169.253") || is("fd00:ec2::253")) {
            return "amazon_dns";
        }
    }
    if (tcp && port == 80 && (is("169.254.169.254") || is("fd00:ec2::254"))) {
        return "instance_metadata";
    }
    if (tcp && port == 80 && is("169.254.170.2")) {
        return "ecs_task_metadata";
    }
    if (udp && port == 123 && (is("169.254.169.123") || is("fd00:ec2::123"))) {
        return "time_sync";
    }
    if (tcp && port == 1688 &&
        (is("169.254.169.250") || is("169.254.169.251") || is("fd00:ec2::250") ||
         is("fd00:ec2::251"))) {
        return "windows_activation";
    }
    if (is_router_of(from, header.destination)) {
        return udp && port == 67 ? "dhcp" : "router";
    }
    if (udp && (port == 67 || port == 547)) {
        if (is("255.255.255.255") || is("ff02::1:2")) {
            return "dhcp";
        }
    }
    return {};
}

/// Splits `range` where rules of the list change their mind about a destination port.
inline std::vector<port_range> port_classes(std::span<const port_range> rules, port_range range) {
    std::vector<std::uint32_t> starts{range.first};
    for (const auto& ports : rules) {
        for (const std::uint32_t start : {std::uint32_t{ports.first}, ports.last + 1U}) {
            if (start > range.first && start <= range.last) {
                starts.push_back(start);
            }
        }
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    std::vector<port_range> classes;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto last = i + 1 < starts.size() ? starts[i + 1] - 1 : range.last;
        classes.push_back(
            {static_cast<std::uint16_t>(starts[i]), static_cast<std::uint16_t>(last)});
    }
    return classes;
}

inline std::vector<port_range> ports_of(const acl_rules& rules) {
    std::vector<port_range> ports;
    for (const auto& rule : rules) {
        if (rule.proto.has_ports()) {
            ports.push_back(rule.ports);
        }
    }
    return ports;
}

} // namespace vpcplan::detail
