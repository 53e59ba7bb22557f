// Private. The kinds of changes that `network_change` is made of.
#pragma once

#include "../network.hpp"

#include <variant>

namespace vpcplan {

namespace detail {

/// The same but for where it was read. Fields that the protocol ignores do not count.
inline bool is_same_traffic(protocol a_proto, port_range a_ports, const icmp_match& a_icmp,
                            protocol b_proto, port_range b_ports,
                            const icmp_match& b_icmp) noexcept {
    return a_proto == b_proto && (!a_proto.has_ports() || a_ports == b_ports) &&
           (!a_proto.is_icmp() || a_icmp == b_icmp);
}

inline bool is_same_rule(const acl_rule& a, const acl_rule& b) noexcept {
    return a.number == b.number && a.allow == b.allow && a.block == b.block &&
           a.readable == b.readable &&
           is_same_traffic(a.proto, a.ports, a.icmp, b.proto, b.ports, b.icmp);
}

inline bool is_same_peer(const group_rule_peer& a, const group_rule_peer& b) {
    if (a.index() != b.index()) {
        return false;
    }
    if (const auto* block = std::get_if<cidr>(&a)) {
        return *block == std::get<cidr>(b);
    }
    if (const auto* list = std::get_if<prefix_list_peer>(&a)) {
        return list->id == std::get<prefix_list_peer>(b).id;
    }
    if (const auto* group = std::get_if<group_peer>(&a)) {
        return group->id == std::get<group_peer>(b).id;
    }
    return std::get<unreadable_peer>(a).text == std::get<unreadable_peer>(b).text;
}

inline bool is_same_rule(const group_rule& a, const group_rule& b) {
    return is_same_traffic(a.proto, a.ports, a.icmp, b.proto, b.ports, b.icmp) &&
           is_same_peer(a.peer, b.peer);
}

inline bool is_same_route(const route& a, const route& b) {
    return destination_text(a) == destination_text(b) && same_target(a, b) &&
           a.blackhole == b.blackhole;
}

} // namespace detail

struct add_acl_rule {
    std::string acl_id;
    direction way = direction::in;
    acl_rule rule;

    friend bool operator==(const add_acl_rule& a, const add_acl_rule& b) {
        return a.acl_id == b.acl_id && a.way == b.way && detail::is_same_rule(a.rule, b.rule);
    }
};

struct remove_acl_rule {
    std::string acl_id;
    direction way = direction::in;
    int number = 0;

    friend bool operator==(const remove_acl_rule&, const remove_acl_rule&) = default;
};

struct add_group_rule {
    std::string group_id;
    direction way = direction::in;
    group_rule rule;

    friend bool operator==(const add_group_rule& a, const add_group_rule& b) {
        return a.group_id == b.group_id && a.way == b.way && detail::is_same_rule(a.rule, b.rule);
    }
};

struct remove_group_rule {
    std::string group_id;
    direction way = direction::in;
    group_rule rule;

    friend bool operator==(const remove_group_rule& a, const remove_group_rule& b) {
        return a.group_id == b.group_id && a.way == b.way && detail::is_same_rule(a.rule, b.rule);
    }
};

/// CreateRoute, or ReplaceRoute where the table has a route to exactly this destination that
/// somebody made.
struct put_route {
    std::string table_id;
    route entry;

    friend bool operator==(const put_route& a, const put_route& b) {
        return a.table_id == b.table_id && detail::is_same_route(a.entry, b.entry);
    }
};

struct remove_route {
    std::string table_id;
    std::string destination; ///< as `destination_text` has it: a block or the id of a prefix list

    friend bool operator==(const remove_route&, const remove_route&) = default;
};

/// CreateTransitGatewayRoute, or ReplaceTransitGatewayRoute where there is a static one.
struct put_transit_route {
    std::string table_id;
    cidr destination = cidr::everything(address_family::ipv4);
    std::string attachment_id; ///< empty: a blackhole

    friend bool operator==(const put_transit_route&, const put_transit_route&) = default;
};

struct remove_transit_route {
    std::string table_id;
    cidr destination = cidr::everything(address_family::ipv4);

    friend bool operator==(const remove_transit_route&, const remove_transit_route&) = default;
};

struct associate_route_table {
    std::string subnet_id;
    std::string table_id; ///< empty: no explicit association any more, so the main table

    friend bool operator==(const associate_route_table&, const associate_route_table&) = default;
};

struct associate_acl {
    std::string subnet_id;
    std::string acl_id; ///< empty: the VPC's default ACL

    friend bool operator==(const associate_acl&, const associate_acl&) = default;
};

struct add_attachment_subnet {
    std::string attachment_id;
    std::string subnet_id;

    friend bool operator==(const add_attachment_subnet&, const add_attachment_subnet&) = default;
};

struct remove_attachment_subnet {
    std::string attachment_id;
    std::string subnet_id;

    friend bool operator==(const remove_attachment_subnet&,
                           const remove_attachment_subnet&) = default;
};

/// A gateway that the network does not have is created.
struct attach_internet_gateway {
    std::string vpc_id;
    std::string gateway_id;

    friend bool operator==(const attach_internet_gateway&,
                           const attach_internet_gateway&) = default;
};

struct detach_internet_gateway {
    std::string vpc_id;
    std::string gateway_id;

    friend bool operator==(const detach_internet_gateway&,
                           const detach_internet_gateway&) = default;
};

/// AssociateAddress. Which address it will be matters to no check unless a rule names it, so one
/// of those for documentation stands for it where none is given.
struct give_public_address {
    std::string interface_id;
    detail::address_bits address; ///< the private one
    std::optional<detail::address_bits> public_address;

    friend bool operator==(const give_public_address&, const give_public_address&) = default;
};

struct take_public_address {
    std::string interface_id;
    detail::address_bits address; ///< the private one

    friend bool operator==(const take_public_address&, const take_public_address&) = default;
};

struct set_source_dest_check {
    std::string interface_id;
    bool on = true;

    friend bool operator==(const set_source_dest_check&, const set_source_dest_check&) = default;
};

struct wear_group {
    std::string interface_id;
    std::string group_id;

    friend bool operator==(const wear_group&, const wear_group&) = default;
};

struct shed_group {
    std::string interface_id;
    std::string group_id;

    friend bool operator==(const shed_group&, const shed_group&) = default;
};

/// A NAT gateway in this subnet. One that is elsewhere is moved, which AWS does not do: delete it,
/// create it there and point the routes to it. One that the network does not have is created,
/// public, with addresses that stand for those AWS will choose.
struct place_nat_gateway {
    std::string gateway_id;
    std::string subnet_id;

    friend bool operator==(const place_nat_gateway&, const place_nat_gateway&) = default;
};

using network_change =
    std::variant<add_acl_rule, remove_acl_rule, add_group_rule, remove_group_rule, put_route,
                 remove_route, put_transit_route, remove_transit_route, associate_route_table,
                 associate_acl, add_attachment_subnet, remove_attachment_subnet,
                 attach_internet_gateway, detach_internet_gateway, give_public_address,
                 take_public_address, set_source_dest_check, wear_group, shed_group,
                 place_nat_gateway>;

/// Why a change cannot be made: a sentence that names what is there and what would be right.
struct change_refusal {
    errc code = errc::bad_value;
    std::string message;
};

} // namespace vpcplan
