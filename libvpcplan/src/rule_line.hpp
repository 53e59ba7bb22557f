// Private. The one-line rules and routes of vpc.yaml.
//
//   network ACL      100 allow tcp 443 from 0.0.0.0/0     110 deny icmp 8/0 from 10.0.0.0/8
//   security group   tcp 80,443 from 0.0.0.0/0            allow tcp 5432 from group web
//   route            0.0.0.0/0 -> igw                     10.9.0.0/16 -> pcx-1 blackhole
#pragma once

#include "vpcplan/network.hpp"

namespace vpcplan::detail {

/// What is wrong with a line: a sentence that quotes the word and says what would be right.
struct line_error {
    errc code = errc::bad_value;
    std::string message;
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

} // namespace vpcplan::detail
