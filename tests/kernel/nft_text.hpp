// Rules in the language of nft. ACLs become plain ordered rules, groups accept rules behind
// connection tracking.
#pragma once

#include "support/rules.hpp"

#include <string>
#include <vector>

namespace vpcplan_test {

/// "ip saddr 10.0.0.0/8", or only the family for everything.
inline std::string nft_address(const cidr& block, direction way) {
    if (block.prefix_length() == 0) {
        return block.is_v4() ? "meta nfproto ipv4" : "meta nfproto ipv6";
    }
    return std::string(block.is_v4() ? "ip " : "ip6 ") +
           (way == direction::in ? "saddr " : "daddr ") + to_string(block);
}

/// Protocol, then ports, or type and code as the first two bytes of the message.
inline std::string nft_traffic(protocol proto, port_range ports, icmp_match icmp,
                               bool looks_at_icmp) {
    if (proto.is_any()) {
        return "";
    }
    std::string text = " meta l4proto " + std::to_string(proto.number());
    if (proto.number() == 6 || proto.number() == 17) {
        text += " th dport " + std::to_string(ports.first) + "-" + std::to_string(ports.last);
    } else if (looks_at_icmp) {
        if (icmp.type != -1) {
            text += " @th,0,8 " + std::to_string(icmp.type);
        }
        if (icmp.code != -1) {
            text += " @th,8,8 " + std::to_string(icmp.code);
        }
    }
    return text;
}

inline std::string nft_chain(const std::string& name, const acl_rules& rules, direction way) {
    std::string text = "  chain " + name + " {\n";
    for (const auto& rule : rules) {
        const bool icmp =
            rule.proto.number() == 1 || (rule.proto.number() == 58 && rule.block.is_v6());
        text += "    " + nft_address(rule.block, way) +
                nft_traffic(rule.proto, rule.ports, rule.icmp, icmp) +
                (rule.allow ? " accept\n" : " drop\n");
    }
    return text + "  }\n";
}

inline std::string nft_chain(const std::string& name, const std::vector<security_group>& groups,
                             direction way, const fake_references& references) {
    std::string text = "  chain " + name + " {\n";
    for (const auto& group : groups) {
        for (const auto& rule : group.rules(way)) {
            std::vector<cidr> blocks;
            if (const auto* block = std::get_if<cidr>(&rule.peer)) {
                blocks.push_back(*block);
            } else if (const auto* peer = std::get_if<group_peer>(&rule.peer)) {
                blocks = references.held.at(peer->id);
            } else {
                blocks = references.held.at(std::get<prefix_list_peer>(rule.peer).id);
            }
            for (const auto& block : blocks) {
                text += "    " + nft_address(block, way) +
                        nft_traffic(rule.proto, rule.ports, rule.icmp, rule.proto.is_icmp()) +
                        " accept\n";
            }
        }
    }
    return text + "  }\n";
}

/// What no rule touches, so that the test knows when everything sent before has been judged.
inline constexpr const char* marker_left = "203.0.113.200";
inline constexpr const char* marker_right = "10.0.2.200";

/// A table that replaces the one before. `zone` separates the connections of rule sets.
inline std::string nft_table(const std::string& chains, int zone) {
    const std::string marker = std::string("    ip saddr { ") + marker_left + ", " + marker_right +
                               " } ip daddr { " + marker_left + ", " + marker_right + " } accept\n";
    std::string text = "table inet judge\ndelete table inet judge\ntable inet judge {\n" + chains;
    if (zone != 0) {
        text += "  chain zones {\n    type filter hook prerouting priority raw\n    ct zone set " +
                std::to_string(zone) + "\n  }\n";
    }
    text +=
        "  chain forward {\n    type filter hook forward priority filter; policy drop\n" + marker;
    if (zone != 0) {
        text += "    ct state established accept\n"
                "    ct state related meta l4proto 1 @th,0,16 0x0304 accept\n"
                "    ct state related meta l4proto 58 @th,0,8 2 accept\n";
    }
    return text + "    iifname \"r0\" jump inbound\n    iifname \"r1\" jump outbound\n  }\n}\n";
}

} // namespace vpcplan_test
