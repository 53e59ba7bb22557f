// Floor 5. Traffic mirroring: which interface's packets are copied, by which filter, to where.
// Plain data with ids, and the evaluation of one filter.
#pragma once

#include "trace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vpcplan {

/// One rule of a filter. Source: VPC Traffic Mirroring guide, "Traffic mirror filters".
struct traffic_mirror_rule {
    std::string id;
    int number = 100;
    bool accept = true;
    protocol proto = protocol::any();
    port_range source_ports{}; ///< tcp and udp only
    port_range destination_ports{};
    cidr source = cidr::everything(address_family::ipv4);
    cidr destination = cidr::everything(address_family::ipv4);
    bool readable = true; ///< false for a rule that was seen but not understood
    source_ref place{};
};

struct traffic_mirror_filter {
    std::string id;
    std::string name;
    std::vector<traffic_mirror_rule> inbound; ///< ascending numbers
    std::vector<traffic_mirror_rule> outbound;
    bool mirrors_dns = false; ///< NetworkServices has amazon-dns
    source_ref place{};

    const std::vector<traffic_mirror_rule>& rules(direction way) const noexcept {
        return way == direction::in ? inbound : outbound;
    }
};

enum class mirror_target_kind : std::uint8_t { interface, network_load_balancer, endpoint, other };

struct traffic_mirror_target {
    std::string id;
    std::string name;
    mirror_target_kind kind = mirror_target_kind::other;
    std::string component; ///< interface id, load balancer ARN, or endpoint id
    source_ref place{};
};

struct traffic_mirror_session {
    std::string id;
    std::string name;
    std::string interface_id; ///< the source
    std::string filter_id;
    std::string target_id;
    int number = 1;                        ///< 1-32766; lower ones are tried first
    std::optional<int> packet_length;      ///< bytes of each packet that are copied; nothing: all
    std::optional<int> virtual_network_id; ///< of VXLAN, 0-16777215; nothing: not in the input
    source_ref place{};
};

/// What a filter says about one packet: `allow` is "mirrored". Without a rule no rule matched.
struct mirror_decision {
    verdict outcome = verdict::deny;
    const traffic_mirror_rule* by = nullptr;
};

/// Judges one packet; the lowest matching number decides, and what matches none is not mirrored. A
/// port that is not known (a NAT gateway picks it) makes a rule that looks at it unknown.
/// Complexity: O(rules).
inline mirror_decision evaluate(const traffic_mirror_filter& filter, direction way,
                                const packet& header, bool source_port_known = true,
                                bool destination_port_known = true) {
    for (const auto& rule : filter.rules(way)) {
        if (!rule.readable) {
            return {verdict::unknown, &rule};
        }
        const bool fits = rule.proto.covers(header.proto()) &&
                          rule.source.contains(header.source) &&
                          rule.destination.contains(header.destination);
        if (!fits) {
            continue;
        }
        bool certain = true;
        if (rule.proto.has_ports()) {
            const auto differs = [](port_range ports, std::uint16_t port, bool known) {
                return known && !ports.contains(port);
            };
            if (differs(rule.source_ports, header.source_port, source_port_known) ||
                differs(rule.destination_ports, header.destination_port, destination_port_known)) {
                continue;
            }
            certain = (source_port_known || rule.source_ports == port_range::all()) &&
                      (destination_port_known || rule.destination_ports == port_range::all());
        }
        if (!certain) {
            return {verdict::unknown, &rule};
        }
        return {rule.accept ? verdict::allow : verdict::deny, &rule};
    }
    return {};
}

} // namespace vpcplan
