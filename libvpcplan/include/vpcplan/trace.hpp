// Floor 2. Explanations as data: what was checked, in which order, and which field decided.
#pragma once

#include "facts.hpp"
#include "packet.hpp"

#include <utility>
#include <vector>

namespace vpcplan {

/// What a check says. `unknown` is an answer: the input does not tell.
enum class verdict : std::uint8_t { allow, deny, unknown };

constexpr std::string_view to_string(verdict value) noexcept {
    switch (value) {
    case verdict::allow: return "allow";
    case verdict::deny: return "deny";
    case verdict::unknown: return "unknown";
    }
    return "unknown";
}

/// Where a rule or component was written: a file, and a line and column or a JSON pointer.
struct source_ref {
    std::string file;
    std::string pointer;      ///< JSON input: e.g. /SecurityGroups/0/IpPermissions/1
    std::uint32_t line = 0;   ///< YAML input: 1-based; 0 when there is none
    std::uint32_t column = 0; ///< 1-based
};

/// "vpc.yaml:12:7", "SecurityGroups.json#/SecurityGroups/0", or "".
inline std::string to_string(const source_ref& place) {
    std::string text = place.file;
    if (place.line != 0) {
        text += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
    } else if (!place.pointer.empty()) {
        text += "#" + place.pointer;
    }
    return text;
}

/// The first field of a rule that does not fit the packet; `none` when the rule matches.
enum class rule_field : std::uint8_t { none, protocol, family, address, port, icmp, unreadable };

constexpr std::string_view to_string(rule_field field) noexcept {
    switch (field) {
    case rule_field::none: return "none";
    case rule_field::protocol: return "protocol";
    case rule_field::family: return "family";
    case rule_field::address: return "address";
    case rule_field::port: return "port";
    case rule_field::icmp: return "icmp";
    case rule_field::unreadable: return "unreadable";
    }
    return "none";
}

/// One rule that the evaluator looked at.
struct considered_rule {
    std::uint32_t set = 0;    ///< which of several groups; 0 for an ACL
    std::uint32_t index = 0;  ///< place in its list
    std::int32_t number = -1; ///< ACL rule number, else -1
    rule_field first_mismatch = rule_field::none;
    verdict says = verdict::deny; ///< what the rule says if it matches
};

/// Records nothing and costs nothing.
struct null_sink {
    constexpr void considered(const considered_rule&) noexcept {}
};

/// Records every rule looked at, in order.
struct trace_sink {
    std::vector<considered_rule> rules;
    void considered(const considered_rule& rule) { rules.push_back(rule); }
};

/// Kinds of checks on a path.
enum class step_kind : std::uint8_t {
    sg,
    nacl,
    route,
    igw,
    eigw,
    nat,
    source_dest_check,
    peering,
    tgw,
    vpce,
    vgw,
    dx,
    firewall,
    lb,
    bpa,
    exempt
};

constexpr std::string_view to_string(step_kind kind) noexcept {
    switch (kind) {
    case step_kind::sg: return "sg";
    case step_kind::nacl: return "nacl";
    case step_kind::route: return "route";
    case step_kind::igw: return "igw";
    case step_kind::eigw: return "eigw";
    case step_kind::nat: return "nat";
    case step_kind::source_dest_check: return "source_dest_check";
    case step_kind::peering: return "peering";
    case step_kind::tgw: return "tgw";
    case step_kind::vpce: return "vpce";
    case step_kind::vgw: return "vgw";
    case step_kind::dx: return "dx";
    case step_kind::firewall: return "firewall";
    case step_kind::lb: return "lb";
    case step_kind::bpa: return "bpa";
    case step_kind::exempt: return "exempt";
    }
    return "route";
}

// Reason codes: AWS Reachability Analyzer's own where it has one, ours in the same style where not.
// One list, so that the enumeration and its texts cannot drift apart.
#define VPCPLAN_REASONS(X)                                                                         \
    X(none, "")                                                                                    \
    /* Reachability Analyzer's explanation codes */                                                \
    X(subnet_acl_restriction, "SUBNET_ACL_RESTRICTION")                                            \
    X(eni_sg_rules_mismatch, "ENI_SG_RULES_MISMATCH")                                              \
    X(sg_has_no_rules, "SG_HAS_NO_RULES")                                                          \
    X(eni_source_dest_check_restriction, "ENI_SOURCE_DEST_CHECK_RESTRICTION")                      \
    X(no_route_to_destination, "NO_ROUTE_TO_DESTINATION")                                          \
    X(bad_state, "BAD_STATE")                                                                      \
    X(bad_state_route, "BAD_STATE_ROUTE")                                                          \
    X(no_possible_destination, "NO_POSSIBLE_DESTINATION")                                          \
    X(unknown_destination, "UNKNOWN_DESTINATION")                                                  \
    X(unknown_resource, "UNKNOWN_RESOURCE")                                                        \
    X(unsupported_component, "UNSUPPORTED_COMPONENT")                                              \
    X(protocol_restriction, "PROTOCOL_RESTRICTION")                                                \
    X(igw_public_ip_association_for_egress, "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS")                \
    X(igw_private_ip_association_for_ingress, "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS")            \
    X(igw_destination_address_not_in_rfc1918_egress,                                               \
      "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS")                                             \
    X(igw_destination_address_not_in_rfc6598_egress,                                               \
      "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS")                                             \
    X(igw_source_address_not_in_rfc1918_ingress, "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS")      \
    X(igw_source_address_not_in_rfc6598_ingress, "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS")      \
    X(gateway_rejects_spoofed_traffic, "GATEWAY_REJECTS_SPOOFED_TRAFFIC")                          \
    X(ngw_requires_source_in_vpc, "NGW_REQUIRES_SOURCE_IN_VPC")                                    \
    X(vpc_block_public_access_enabled, "VPC_BLOCK_PUBLIC_ACCESS_ENABLED")                          \
    X(pcx_requires_address_in_vpc_cidr, "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR")                        \
    X(tgw_attach_missing_tgw_rtb_association, "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION")            \
    X(tgw_attach_vpc_az_restriction, "TGW_ATTACH_VPC_AZ_RESTRICTION")                              \
    X(tgw_bad_state_vpn, "TGW_BAD_STATE_VPN")                                                      \
    X(tgw_route_az_restriction, "TGW_ROUTE_AZ_RESTRICTION")                                        \
    X(tgw_rtb_bad_state_route, "TGW_RTB_BAD_STATE_ROUTE")                                          \
    X(tgw_rtb_no_route_to_tgw_attachment, "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT")                    \
    X(tgw_rtb_routes_are_unknown, "TGW_RTB_ROUTES_ARE_UNKNOWN")                                    \
    X(bad_state_attachment, "BAD_STATE_ATTACHMENT")                                                \
    X(bad_state_vpn, "BAD_STATE_VPN")                                                              \
    X(vgw_private_ip_association_for_egress, "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS")              \
    X(vgw_private_ip_association_for_ingress, "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS")            \
    X(vpce_gateway_protocol_restriction, "VPCE_GATEWAY_PROTOCOL_RESTRICTION")                      \
    X(vpce_intra_vpc_traffic, "VPCE_INTRA_VPC_TRAFFIC")                                            \
    X(ingress_rtb_no_public_ip, "INGRESS_RTB_NO_PUBLIC_IP")                                        \
    X(ingress_rtb_traffic_redirection, "INGRESS_RTB_TRAFFIC_REDIRECTION")                          \
    X(elb_listeners_mismatch, "ELB_LISTENERS_MISMATCH")                                            \
    X(elb_acl_restriction, "ELB_ACL_RESTRICTION")                                                  \
    X(elb_installed_az_restriction, "ELB_INSTALLED_AZ_RESTRICTION")                                \
    X(elb_not_crosszone, "ELB_NOT_CROSSZONE")                                                      \
    X(elbv2_listeners_mismatch, "ELBV2_LISTENERS_MISMATCH")                                        \
    X(elbv2_listener_has_no_tg, "ELBV2_LISTENER_HAS_NO_TG")                                        \
    X(elbv2_no_targets_in_az, "ELBV2_NO_TARGETS_IN_AZ")                                            \
    X(firewall_rules_restriction, "FIREWALL_RULES_RESTRICTION")                                    \
    /* Ours */                                                                                     \
    X(acl_not_known, "ACL_NOT_KNOWN")                                                              \
    X(acl_rule_not_readable, "ACL_RULE_NOT_READABLE")                                              \
    X(sg_not_known, "SG_NOT_KNOWN")                                                                \
    X(sg_reference_not_known, "SG_REFERENCE_NOT_KNOWN")                                            \
    X(route_table_not_known, "ROUTE_TABLE_NOT_KNOWN")                                              \
    X(route_not_readable, "ROUTE_NOT_READABLE")                                                    \
    X(route_ambiguous, "ROUTE_AMBIGUOUS")                                                          \
    X(link_local_not_forwarded, "LINK_LOCAL_NOT_FORWARDED")                                        \
    X(igw_not_attached, "IGW_NOT_ATTACHED")                                                        \
    X(vpce_gateway_source_not_in_vpc, "VPCE_GATEWAY_SOURCE_NOT_IN_VPC")                            \
    X(igw_source_not_public, "IGW_SOURCE_NOT_PUBLIC")                                              \
    X(igw_destination_not_public, "IGW_DESTINATION_NOT_PUBLIC")                                    \
    X(ngw_no_session, "NGW_NO_SESSION")                                                            \
    X(ngw_route_loop, "NGW_ROUTE_LOOP")                                                            \
    X(ngw_needs_nat64_prefix, "NGW_NEEDS_NAT64_PREFIX")                                            \
    X(eigw_ipv6_only, "EIGW_IPV6_ONLY")                                                            \
    X(eigw_no_session, "EIGW_NO_SESSION")                                                          \
    X(eigw_after_inspection, "EIGW_AFTER_INSPECTION")                                              \
    X(vgw_not_attached, "VGW_NOT_ATTACHED")                                                        \
    X(vgw_ipv4_only, "VGW_IPV4_ONLY")                                                              \
    X(vgw_no_route_to_on_premises, "VGW_NO_ROUTE_TO_ON_PREMISES")                                  \
    X(vgw_routes_are_unknown, "VGW_ROUTES_ARE_UNKNOWN")                                            \
    X(tgw_ipv6_support, "TGW_IPV6_SUPPORT")                                                        \
    X(lb_not_known, "LB_NOT_KNOWN")                                                                \
    X(lb_listeners_not_known, "LB_LISTENERS_NOT_KNOWN")                                            \
    X(lb_targets_not_known, "LB_TARGETS_NOT_KNOWN")                                                \
    X(lb_target_not_known, "LB_TARGET_NOT_KNOWN")                                                  \
    X(lb_no_usable_target, "LB_NO_USABLE_TARGET")                                                  \
    X(lb_loopback, "LB_LOOPBACK")                                                                  \
    X(firewall_policy_not_known, "FIREWALL_POLICY_NOT_KNOWN")                                      \
    X(firewall_rule_not_readable, "FIREWALL_RULE_NOT_READABLE")                                    \
    X(firewall_asymmetric_routing, "FIREWALL_ASYMMETRIC_ROUTING")                                  \
    X(dx_prefix_not_allowed, "DX_PREFIX_NOT_ALLOWED")                                              \
    X(dx_gateway_not_transitive, "DX_GATEWAY_NOT_TRANSITIVE")                                      \
    X(vgw_not_connected, "VGW_NOT_CONNECTED")                                                      \
    X(eni_takes_no_connections, "ENI_TAKES_NO_CONNECTIONS")                                        \
    X(eni_starts_no_connections, "ENI_STARTS_NO_CONNECTIONS")                                      \
    X(eni_owner_not_known, "ENI_OWNER_NOT_KNOWN")                                                  \
    X(eni_denies_igw_traffic, "ENI_DENIES_IGW_TRAFFIC")                                            \
    X(input_incomplete, "INPUT_INCOMPLETE")                                                        \
    X(too_many_ways, "TOO_MANY_WAYS")                                                              \
    X(no_way_from_on_premises, "NO_WAY_FROM_ON_PREMISES")                                          \
    X(router_answers_not_documented, "ROUTER_ANSWERS_NOT_DOCUMENTED")                              \
    X(reply_changes_source, "REPLY_CHANGES_SOURCE")                                                \
    X(routed_elsewhere, "ROUTED_ELSEWHERE")                                                        \
    X(path_loop, "PATH_LOOP")

/// Why a check dropped the packet or cannot tell. Stable; `vpcplan codes` explains each.
enum class reason : std::uint8_t {
#define VPCPLAN_REASON_NAME(name, text) name,
    VPCPLAN_REASONS(VPCPLAN_REASON_NAME)
#undef VPCPLAN_REASON_NAME
};

constexpr std::string_view id_of(reason code) noexcept {
    switch (code) {
#define VPCPLAN_REASON_TEXT(name, text)                                                            \
    case reason::name: return text;
        VPCPLAN_REASONS(VPCPLAN_REASON_TEXT)
#undef VPCPLAN_REASON_TEXT
    }
    return "";
}

/// One check on a path, with everything a sentence about it needs.
struct step {
    step_kind kind = step_kind::route;
    std::string component; ///< AWS id; empty when no component of the network is concerned
    std::optional<direction> way;
    std::optional<int> rule; ///< ACL rule number; 32767/32768 is the implicit deny
    verdict outcome = verdict::allow;
    reason code = reason::none;
    packet header; ///< the packet as this check saw it
    /// Facts in a fixed order: "destination", "target", "interface", "subnet", "tracked", …
    fact_list detail;
    std::vector<considered_rule> considered;
    source_ref place; ///< the rule or route that decided

    /// The value of a fact, or "".
    std::string_view fact(std::string_view name) const noexcept { return value_in(detail, name); }
};

} // namespace vpcplan
