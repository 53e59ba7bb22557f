// Random rules, and packets that lie on their boundaries or one step off.
#pragma once

#include "rules.hpp"

#include <algorithm>
#include <random>

namespace vpcplan_test {

/// Where addresses come from.
struct rule_world {
    std::vector<cidr> remotes;   ///< rules and packets are about addresses in and around these
    std::vector<cidr> reachable; ///< packets never have a remote address outside these
    std::vector<cidr> locals;    ///< addresses behind the rules, both families
    std::vector<int> other_protocols{0, 2, 47, 50, 132, 255};
};

/// Every address of both families.
inline rule_world whole_world() {
    return {{make_cidr("10.0.0.0/8"), make_cidr("0.0.0.0/8"), make_cidr("255.255.255.0/24"),
             make_cidr("2001:db8::/32"), make_cidr("::/64"), make_cidr("ffff:ffff::/32")},
            {make_cidr("0.0.0.0/0"), make_cidr("::/0")},
            {make_cidr("10.0.2.0/24"), make_cidr("2001:db8:2::/64")}};
}

class rule_generator {
public:
    rule_generator(unsigned seed, rule_world world) : random_(seed), world_(std::move(world)) {}

    int upto(int last) { return std::uniform_int_distribution<int>(0, last)(random_); }
    bool chance(int percent) { return upto(99) < percent; }
    template <class T>
    const T& pick(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(upto(static_cast<int>(all.size()) - 1))];
    }
    std::mt19937& random() { return random_; }

    address_bits address_in(const cidr& block) {
        detail::u128 number = 0;
        for (int i = 0; i < 4; ++i) {
            number = number << 32 | random_();
        }
        return address_bits::from(block.first_bits().number() |
                                      (number & detail::low_ones(block.host_length())),
                                  block.family());
    }

    cidr block() {
        const auto& base = pick(world_.remotes);
        const int width = width_of(base.family());
        int length = base.prefix_length() + upto(width - base.prefix_length());
        if (chance(25)) {
            length = chance(50) ? 0 : upto(base.prefix_length());
        } else if (chance(20)) {
            length = width;
        }
        return cidr::containing(address_in(base), length);
    }

    port_range ports() {
        static const std::vector<int> edges{0,     1,     22,    80,    443,   1023,  1024, 32767,
                                            32768, 49151, 49152, 60999, 61000, 65534, 65535};
        const int first = chance(70) ? pick(edges) : upto(65535);
        int last = first;
        if (chance(60)) {
            last = std::min(65535, first + upto(chance(50) ? 3 : 65535));
        }
        return chance(15) ? port_range::all()
                          : port_range{static_cast<std::uint16_t>(first),
                                       static_cast<std::uint16_t>(last)};
    }

    icmp_match icmp() {
        static const std::vector<int> types{-1, 0, 3, 8, 11, 128, 129, 254, 255};
        const int type = chance(80) ? pick(types) : upto(255);
        const int code = type == -1 || chance(50) ? -1 : chance(50) ? upto(4) : upto(255);
        return {static_cast<std::int16_t>(type), static_cast<std::int16_t>(code)};
    }

    /// A protocol for a rule about `family`.
    protocol proto(address_family family) {
        const int kind = upto(99);
        if (kind < 35) {
            return protocol::tcp();
        }
        if (kind < 55) {
            return protocol::udp();
        }
        if (kind < 75) {
            return family == address_family::ipv4 ? protocol::icmp() : protocol::icmpv6();
        }
        if (kind < 88) {
            return protocol::any();
        }
        return protocol::of(pick(world_.other_protocols));
    }

    acl_rule rule(int number) {
        acl_rule made;
        made.number = number;
        made.allow = chance(60);
        made.block = block();
        made.proto = proto(made.block.family());
        made.ports = ports();
        made.icmp = icmp();
        return made;
    }

    /// `count` rules with numbers of their own, in random order.
    std::vector<acl_rule> rules(int count) {
        std::vector<int> numbers;
        while (numbers.size() < static_cast<std::size_t>(count)) {
            const int number = chance(80) ? 1 + upto(300) : 1 + upto(last_rule_number - 1);
            if (std::find(numbers.begin(), numbers.end(), number) == numbers.end()) {
                numbers.push_back(number);
            }
        }
        std::vector<acl_rule> made;
        for (const int number : numbers) {
            made.push_back(rule(number));
        }
        return made;
    }

    group_rule group_rule_to(group_rule_peer peer, address_family family) {
        return {proto(family), ports(), icmp(), std::move(peer), {}};
    }

    /// A packet that a rule is about, or one that differs from it in one field by one.
    packet near(const cidr& block, protocol proto, port_range ports, icmp_match icmp,
                direction way) {
        packet made;
        const int off = upto(7); // 0 to 3: on the rule
        const auto last = block.last_bits();
        auto remote = chance(30) ? block.first_bits() : chance(40) ? last : address_in(block);
        if (off == 4) {
            const bool below = chance(50);
            remote = address_bits::from(below ? block.first_bits().number() - 1 : last.number() + 1,
                                        block.family());
            if (block.family() == address_family::ipv4) {
                remote.hi = 0;
                remote.lo &= 0xffffffffU;
            }
        }
        if (!reachable(remote)) {
            remote = address_in(base_of(block.family()));
        }
        set_ends(made, remote, way);
        made.protocol_number = protocol_for(off == 5 ? protocol::any() : proto, block.family());
        int port = chance(50) ? ports.first : ports.last;
        int type = icmp.type < 0 ? upto(255) : icmp.type;
        int code = icmp.code < 0 ? upto(3) : icmp.code;
        if (off == 6) {
            port = chance(50) ? ports.first - 1 : ports.last + 1;
            type += chance(50) ? (chance(50) ? 1 : -1) : 0;
            code += chance(50) ? (chance(50) ? 1 : -1) : 0;
        } else if (chance(30)) {
            port = ports.first + upto(ports.last - ports.first);
        }
        made.icmp_type = made.proto().is_icmp() ? static_cast<std::uint8_t>(type) : 0;
        made.icmp_code = made.proto().is_icmp() ? static_cast<std::uint8_t>(code) : 0;
        if (made.proto().has_ports()) {
            made.source_port = static_cast<std::uint16_t>(1024 + upto(64511));
            made.destination_port = static_cast<std::uint16_t>(port);
        }
        return made;
    }
    packet near(const acl_rule& rule, direction way) {
        return near(rule.block, rule.proto, rule.ports, rule.icmp, way);
    }
    /// A packet about no rule in particular.
    packet any_packet(direction way) {
        const auto where = block();
        return near(where, proto(where.family()), ports(), icmp(), way);
    }

private:
    bool reachable(const address_bits& address) const {
        return std::any_of(world_.reachable.begin(), world_.reachable.end(),
                           [&](const cidr& block) { return block.contains(address); });
    }
    /// A remote block of the family.
    const cidr& base_of(address_family family) {
        while (true) {
            const auto& base = pick(world_.remotes);
            if (base.family() == family) {
                return base;
            }
        }
    }
    void set_ends(packet& made, const address_bits& remote, direction way) {
        const auto own =
            std::find_if(world_.locals.begin(), world_.locals.end(),
                         [&](const cidr& block) { return block.family() == remote.family; });
        const auto local = address_in(*own);
        made.source = way == direction::in ? remote : local;
        made.destination = way == direction::in ? local : remote;
    }
    std::uint8_t protocol_for(protocol proto, address_family family) {
        while (proto.is_any()) {
            proto = this->proto(family);
        }
        return static_cast<std::uint8_t>(proto.number());
    }

    std::mt19937 random_;
    rule_world world_;
};

} // namespace vpcplan_test
