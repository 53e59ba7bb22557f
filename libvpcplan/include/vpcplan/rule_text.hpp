// Floor 5. Rules as people write them, the same in every answer.
//
// Example    rule_text(rule, direction::in)  ->  "100 allow tcp 443 from 0.0.0.0/0"
#pragma once

#include "network.hpp"

namespace vpcplan {

namespace detail {

inline std::string traffic_words(protocol proto, port_range ports, const icmp_match& icmp) {
    auto text = to_string(proto);
    if (proto.has_ports()) {
        text += ports == port_range::all() ? std::string() : " " + to_string(ports);
    } else if (proto.is_icmp() && icmp.type != -1) {
        text += " " + std::to_string(icmp.type) +
                (icmp.code == -1 ? std::string() : "/" + std::to_string(icmp.code));
    }
    return text;
}

inline std::string_view from_or_to(direction way) noexcept {
    return way == direction::in ? " from " : " to ";
}

/// "a,b" of the texts of all, or `any` when there are none.
template <class Things, class Text>
std::string listed(const Things& all, Text text, std::string_view any) {
    std::string out;
    for (const auto& one : all) {
        out += (out.empty() ? "" : ",") + std::string(text(one));
    }
    return out.empty() ? std::string(any) : out;
}

inline std::string addresses_words(const firewall_addresses& all) {
    return listed(
        all.parts,
        [](const firewall_addresses::part& one) {
            const auto* block = std::get_if<cidr>(&one.what);
            const auto* list = std::get_if<listed_addresses>(&one.what);
            return (one.excluded ? "!" : "") + (block != nullptr  ? to_string(*block)
                                                : list != nullptr ? list->prefix_list_id
                                                                  : std::string("$HOME_NET"));
        },
        "any");
}

inline std::string ports_words(const firewall_ports& all) {
    return listed(
        all.parts,
        [](const firewall_ports::part& one) {
            return (one.excluded ? "!" : "") + to_string(one.what);
        },
        "any");
}

} // namespace detail

/// "100 allow tcp 443 from 0.0.0.0/0"
inline std::string rule_text(const acl_rule& rule, direction way) {
    return std::to_string(rule.number) + (rule.allow ? " allow " : " deny ") +
           detail::traffic_words(rule.proto, rule.ports, rule.icmp) +
           std::string(detail::from_or_to(way)) + to_string(rule.block);
}

/// "tcp 5432 from group sg-web"
inline std::string rule_text(const group_rule& rule, direction way) {
    auto text = detail::traffic_words(rule.proto, rule.ports, rule.icmp) +
                std::string(detail::from_or_to(way));
    if (const auto* block = std::get_if<cidr>(&rule.peer)) {
        return text + to_string(*block);
    }
    if (const auto* list = std::get_if<prefix_list_peer>(&rule.peer)) {
        return text + list->id;
    }
    if (const auto* group = std::get_if<group_peer>(&rule.peer)) {
        return text + "group " + group->id + (group->stale ? " (stale)" : "");
    }
    return text + std::get<unreadable_peer>(rule.peer).text;
}

/// "10 pass tcp 10.0.0.0/8 any -> any 443"
inline std::string rule_text(const stateless_rule& rule) {
    const auto text = [](const auto& one) { return to_string(one); };
    auto number = std::to_string(rule.priority) + " " + std::string(to_string(rule.action));
    if (!rule.readable) {
        return number;
    }
    return number + " " + detail::listed(rule.protocols, text, "any") + " " +
           detail::listed(rule.sources, text, "any") + " " +
           detail::listed(rule.source_ports, text, "any") + " -> " +
           detail::listed(rule.destinations, text, "any") + " " +
           detail::listed(rule.destination_ports, text, "any");
}

/// What a header tells of it: "sid 7: drop tcp $HOME_NET any -> any 443".
inline std::string rule_text(const stateful_rule& rule) {
    const auto text = [](const auto& one) { return to_string(one); };
    auto start = (rule.name.starts_with('#') ? "" : "sid ") + rule.name + ": " +
                 std::string(to_string(rule.action));
    if (!rule.readable) {
        return start;
    }
    return start + " " + detail::listed(rule.protocols, text, "any") + " " +
           detail::addresses_words(rule.source) + " " + detail::ports_words(rule.source_ports) +
           (rule.both_ways ? " <> " : " -> ") + detail::addresses_words(rule.destination) + " " +
           detail::ports_words(rule.destination_ports) + (rule.looks_deeper ? " (…)" : "");
}

} // namespace vpcplan
