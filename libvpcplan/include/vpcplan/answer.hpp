// Floor 6. The answer to a question: two legs, the check that decided, the ports it holds for.
#pragma once

#include "question.hpp"

namespace vpcplan {

enum class leg_outcome : std::uint8_t { pass, drop, unknown, not_applicable };

constexpr std::string_view to_string(leg_outcome outcome) noexcept {
    switch (outcome) {
    case leg_outcome::pass: return "pass";
    case leg_outcome::drop: return "drop";
    case leg_outcome::unknown: return "unknown";
    case leg_outcome::not_applicable: return "n/a";
    }
    return "n/a";
}

enum class connection_outcome : std::uint8_t { works, fails, unknown };

constexpr std::string_view to_string(connection_outcome outcome) noexcept {
    switch (outcome) {
    case connection_outcome::works: return "works";
    case connection_outcome::fails: return "fails";
    case connection_outcome::unknown: return "unknown";
    }
    return "unknown";
}

/// Of several packets that must all pass, the heaviest decides: one that fails outweighs one that
/// is unknown.
constexpr int weight_of(connection_outcome outcome) noexcept {
    switch (outcome) {
    case connection_outcome::works: return 0;
    case connection_outcome::unknown: return 1;
    case connection_outcome::fails: return 2;
    }
    return 1;
}

/// One direction of a connection: every check in order. A leg that does not pass ends with the
/// check that stopped it.
struct leg {
    leg_outcome outcome = leg_outcome::not_applicable;
    std::vector<step> steps;
};

/// What an answer takes for granted. Sentences in `explain.hpp`.
enum class assumption : std::uint8_t {
    operating_systems_allow,     ///< host firewalls and the application accept the packet
    remote_host_answers,         ///< a host outside the network answers and routes back
    unfragmented,                ///< packets are not fragments
    resolver_answers,            ///< DNS support is on and the resolver answers
    echo_request,                ///< no ICMP type was given: an echo request
    public_address_used,         ///< the destination was addressed by its public address
    subnet_address_has_no_group, ///< the source is an address without an interface: no group judged
    way_to_router_not_judged,    ///< the packet is at a VPC's router: no route before it judged
    instance_not_running,        ///< an end is an instance that is not running
    nat_picks_any_port,          ///< a NAT gateway may use any source port 1024-65535
    documentation_range_public,  ///< documentation addresses stand for public ones
    every_choice_walked,         ///< AWS may pick one of several targets or zones: all were walked
    appliances_forward,          ///< appliances behind a Gateway Load Balancer pass packets on
    client_address_by_default,   ///< a target group without attributes: AWS's default was taken
    cross_zone_by_default,       ///< cross-zone load balancing is off where nothing says
    instances_not_listed,        ///< instances run: the input does not say
    public_access_not_listed,    ///< Block Public Access is off: the input does not say
    gateway_learnt_the_way,      ///< BGP told the gateway the way back to a data centre
    default_action_only          ///< the rules of a listener are not in the input
};

/// What AWS picks one of, where some of them work and some do not: of a load balancer's targets or
/// nodes, else of whole ways (equal paths, zones).
struct partial_choice {
    enum class what : std::uint8_t { targets, nodes, ways };
    what of = what::ways;
    std::size_t works = 0;
    std::size_t all = 0;
};

constexpr std::string_view to_string(partial_choice::what of) noexcept {
    switch (of) {
    case partial_choice::what::targets: return "targets";
    case partial_choice::what::nodes: return "nodes";
    case partial_choice::what::ways: return "ways";
    }
    return "ways";
}

struct answer {
    connection_outcome connection = connection_outcome::unknown;
    leg forward;
    leg reply; ///< `not_applicable` when the first packet drops or its message has no reply
    /// Where the deciding step is; nothing when the connection works.
    struct decision {
        bool in_reply = false;
        std::size_t step = 0;
    };
    std::optional<decision> decided_by;
    /// Source and destination ports for which the connection works; empty without ports, or when
    /// there are none. The legs shown are those of the first ports for which it does not, if any.
    std::vector<port_range> source_ports;
    std::vector<port_range> destination_ports;
    packet first_packet; ///< of the legs shown
    /// Of a connection that works only sometimes: how often.
    std::optional<partial_choice> choice;
    std::vector<assumption> assumptions;

    const step* deciding_step() const noexcept {
        if (!decided_by) {
            return nullptr;
        }
        return &(decided_by->in_reply ? reply : forward).steps[decided_by->step];
    }
};

} // namespace vpcplan
