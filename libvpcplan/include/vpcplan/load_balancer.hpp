// Floor 5. Load balancers: what listens, and who takes what was heard. Plain data with ids.
#pragma once

#include "trace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vpcplan {

enum class balancer_kind : std::uint8_t { application, network, gateway, classic };

/// One target of a group: an instance id, an address, or another load balancer's ARN.
struct balancer_target {
    std::string id;
    std::uint16_t port = 0; ///< 0: the port of the group
    std::string zone;       ///< "all": any zone; empty: the zone of the instance or address
    std::string health;     ///< TargetHealth.State; empty when the input does not say
    source_ref place{};
};

struct target_group {
    std::string id; ///< ARN
    std::string name;
    enum class target_kind : std::uint8_t { instance, ip, balancer, function } targets_are{};
    std::string protocol; ///< TCP, UDP, TCP_UDP, TLS, QUIC, TCP_QUIC, HTTP, HTTPS, GENEVE
    std::uint16_t port = 0;
    std::string vpc_id;
    address_family family = address_family::ipv4; ///< of its targets: IpAddressType
    std::optional<bool> keeps_client_address;     ///< preserve_client_ip.enabled, where it is said
    std::optional<bool> cross_zone;               ///< nothing: as the load balancer has it
    std::vector<balancer_target> targets;
    bool targets_known = false; ///< describe-target-health was read
    source_ref place{};

    /// UDP and QUIC groups always show targets the client's address.
    /// Source: NLB guide, "Edit target group attributes", client IP preservation.
    bool always_keeps_client_address() const noexcept {
        return protocol == "UDP" || protocol == "TCP_UDP" || protocol == "QUIC" ||
               protocol == "TCP_QUIC";
    }
};

struct balancer_listener {
    std::string id;       ///< ARN; empty for classic load balancers
    std::string protocol; ///< TCP, UDP, TCP_UDP, TLS, QUIC, TCP_QUIC, HTTP, HTTPS, GENEVE, SSL
    std::uint16_t port = 0;
    std::vector<std::string> target_group_ids; ///< of every forwarding action with a weight
    bool answers_itself = false;               ///< a redirect or a fixed response
    bool rules_known = false; ///< else only the default action of an Application Load Balancer's
    std::uint16_t instance_port = 0; ///< classic load balancers
    source_ref place{};

    /// Whether a packet of this protocol to this port is for the listener.
    bool takes(vpcplan::protocol proto, std::uint16_t to_port) const noexcept {
        const bool udp = protocol == "UDP" || protocol == "QUIC";
        const bool both = protocol == "TCP_UDP" || protocol == "TCP_QUIC";
        return port == to_port &&
               (proto == vpcplan::protocol::udp()   ? udp || both
                : proto == vpcplan::protocol::tcp() ? !udp && protocol != "GENEVE"
                                                    : false);
    }
};

struct load_balancer {
    std::string id; ///< ARN; a classic load balancer's name
    std::string name;
    std::string dns_name;
    balancer_kind kind = balancer_kind::network;
    std::string vpc_id;
    std::string state = "active";
    bool internet_facing = false;
    std::vector<std::string> subnet_ids;
    std::vector<std::string> zones; ///< enabled Availability Zones
    std::vector<std::string> group_ids;
    std::vector<std::string> interface_ids; ///< its nodes, one a zone
    std::optional<bool> cross_zone;         ///< nothing: the default of its kind
    std::vector<balancer_listener> listeners;
    bool listeners_known = false;
    std::vector<balancer_target> instances; ///< classic load balancers
    source_ref place{};

    const std::string& label() const noexcept { return name.empty() ? id : name; }
};

} // namespace vpcplan
