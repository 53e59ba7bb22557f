// Private. The one-line rules and routes of vpc.yaml.
//
//   network ACL      100 allow tcp 443 from 0.0.0.0/0     110 deny icmp 8/0 from 10.0.0.0/8
//   security group   tcp 80,443 from 0.0.0.0/0            allow tcp 5432 from group web
//   route            0.0.0.0/0 -> igw                     10.9.0.0/16 -> pcx-1 blackhole
//   listener         tcp 443 -> web-1:8443,web-2:8443     http 80 -> redirect
//   firewall         10 drop tcp 22 from 203.0.113.0/24   pass tcp 80,443 from any to 10.0.0.0/8
//   mirror filter    in accept tcp 443 from 10.0.0.0/8    out accept tcp from any port 443
#pragma once

#include "vpcplan/network.hpp"

namespace vpcplan::detail {

/// What is wrong with a line: a sentence that quotes the word and says what would be right.
struct line_error {
    errc code = errc::bad_value;
    std::string message;
    std::size_t offset = 0; ///< bytes into the line, of the word that is wrong or missing
    std::size_t length = 0;
};

template <class T>
using line_result = std::variant<T, line_error>;

line_result<acl_rule> parse_acl_line(std::string_view line, direction way);

/// Several rules when several ports are named. Names of groups and lists are not looked up here;
/// `self` gives a group without a name.
line_result<std::vector<group_rule>> parse_group_line(std::string_view line, direction way);

struct route_line {
    std::string destination; ///< a block or the name of a prefix list
    std::string target;      ///< "" for a blackhole without a target
    bool blackhole = false;
    bool propagated = false;
};

line_result<route_line> parse_route_line(std::string_view line);

struct listener_line {
    std::string protocol; ///< tcp, udp, tcp_udp, tls, http, https or ssl
    std::uint16_t port = 0;
    std::vector<std::string> targets; ///< as written
    bool answers_itself = false;      ///< redirect
};

line_result<listener_line> parse_listener_line(std::string_view line);

struct firewall_line {
    int priority = 0; ///< stateless rules only
    firewall_action action = firewall_action::pass;
    protocol proto = protocol::any();
    std::vector<port_range> ports; ///< of the destination; none: any
    std::optional<cidr> source;    ///< nothing: any
    std::optional<cidr> destination;
};

/// A rule of a Network Firewall; a stateless one starts with its priority.
line_result<firewall_line> parse_firewall_line(std::string_view line, bool stateless);

struct mirror_line {
    direction way = direction::in;
    traffic_mirror_rule rule; ///< without id, number and place
};

/// A rule of a traffic mirror filter. Ports after the protocol are those of the destination.
line_result<mirror_line> parse_mirror_line(std::string_view line);

} // namespace vpcplan::detail
