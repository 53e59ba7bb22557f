// Rules and packets from one line of text each, so that tests read as tables.
#pragma once

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>
#include <vpcplan/connection_tracker.hpp>
#include <vpcplan/network_acl.hpp>
#include <vpcplan/route_table.hpp>
#include <vpcplan/security_group.hpp>

namespace vpcplan_test {

using namespace vpcplan;
using vpcplan::detail::address_bits;

inline constexpr auto allow = verdict::allow;
inline constexpr auto deny = verdict::deny;
inline constexpr auto unknown = verdict::unknown;

inline std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

inline address_bits numeric(std::string_view address) {
    return detail::parse_address_bits(address).value();
}

/// "443", "1024-65535" or "*"; for ICMP "8/0", "3/*" or "*".
inline traffic_fields fields(protocol proto, const std::string& text) {
    traffic_fields made;
    if (text == "*") {
        return made;
    }
    if (!proto.is_icmp()) {
        made.ports = parse_port_range(text).value();
        return made;
    }
    const auto slash = text.find('/');
    const auto code = text.substr(slash + 1);
    made.icmp = {static_cast<std::int16_t>(std::stoi(text.substr(0, slash))),
                 static_cast<std::int16_t>(code == "*" ? -1 : std::stoi(code))};
    return made;
}

/// "100 allow tcp 443 10.0.0.0/8"
inline acl_rule acl_entry(const std::string& text) {
    const auto words = words_of(text);
    acl_rule rule;
    rule.number = std::stoi(words.at(0));
    rule.allow = words.at(1) == "allow";
    rule.proto = parse_protocol(words.at(2)).value();
    const auto what = fields(rule.proto, words.at(3));
    rule.ports = what.ports;
    rule.icmp = what.icmp;
    rule.block = make_cidr(words.at(4));
    return rule;
}

inline acl_rules acl(const std::vector<std::string>& lines) {
    std::vector<acl_rule> rules;
    for (const auto& line : lines) {
        rules.push_back(acl_entry(line));
    }
    return acl_rules::make(std::move(rules)).value();
}

/// "tcp 443 10.0.0.0/8", "all * sg-a", "udp 53 pl-a", "all * stale:sg-a"
inline group_rule group_entry(const std::string& text) {
    const auto words = words_of(text);
    const auto proto = parse_protocol(words.at(0)).value();
    const auto what = fields(proto, words.at(1));
    const auto& peer = words.at(2);
    group_rule rule{proto, what.ports, what.icmp, unreadable_peer{peer}, {}};
    if (peer.starts_with("sg-")) {
        rule.peer = group_peer{peer, {}};
    } else if (peer.starts_with("stale:")) {
        rule.peer = group_peer{peer.substr(6), {}, true};
    } else if (peer.starts_with("pl-")) {
        rule.peer = prefix_list_peer{peer};
    } else if (const auto block = parse_cidr(peer)) {
        rule.peer = *block;
    }
    return rule;
}

inline security_group group(const std::vector<std::string>& inbound,
                            const std::vector<std::string>& outbound) {
    security_group made;
    for (const auto& line : inbound) {
        made.inbound.push_back(group_entry(line));
    }
    for (const auto& line : outbound) {
        made.outbound.push_back(group_entry(line));
    }
    return made;
}

/// "tcp 10.0.0.1,50000 > 10.0.1.5,443", "icmp 8/0 10.0.0.1 > 10.0.1.5", "47 2001:db8::1 > ::2"
inline packet header(const std::string& text) {
    const auto words = words_of(text);
    packet made;
    made.protocol_number = static_cast<std::uint8_t>(parse_protocol(words.at(0))->number());
    std::size_t at = 1;
    if (made.proto().is_icmp()) {
        const auto slash = words.at(1).find('/');
        made.icmp_type = static_cast<std::uint8_t>(std::stoi(words[1].substr(0, slash)));
        made.icmp_code = static_cast<std::uint8_t>(std::stoi(words[1].substr(slash + 1)));
        at = 2;
    }
    const auto read = [](const std::string& end, address_bits& address, std::uint16_t& port) {
        const auto comma = end.find(',');
        address = numeric(std::string_view(end).substr(0, comma));
        if (comma != std::string::npos) {
            port = static_cast<std::uint16_t>(std::stoi(end.substr(comma + 1)));
        }
    };
    read(words.at(at), made.source, made.source_port);
    read(words.at(at + 2), made.destination, made.destination_port);
    return made;
}

/// For messages of failed tests.
inline std::string text_of(const packet& header) {
    std::string text = to_string(header.proto()) + " ";
    if (header.proto().is_icmp()) {
        text += std::to_string(header.icmp_type) + "/" + std::to_string(header.icmp_code) + " ";
    }
    const auto end = [&](const address_bits& address, std::uint16_t port) {
        return detail::to_string(address) +
               (header.proto().has_ports() ? "," + std::to_string(port) : "");
    };
    return text + end(header.source, header.source_port) + " > " +
           end(header.destination, header.destination_port);
}

/// Members of groups and entries of prefix lists, as blocks; an id that is not here is unknown.
struct fake_references {
    std::map<std::string, std::vector<cidr>, std::less<>> held;

    membership has(std::string_view id, const address_bits& address) const {
        const auto found = held.find(id);
        if (found == held.end()) {
            return membership::unknown;
        }
        for (const auto& block : found->second) {
            if (block.contains(address)) {
                return membership::yes;
            }
        }
        return membership::no;
    }
    membership group_has(const group_peer& peer, const address_bits& address) const {
        return has(peer.id, address);
    }
    membership list_has(std::string_view id, const address_bits& address) const {
        return has(id, address);
    }
};

/// Prefix lists for routes.
struct fake_lists {
    std::vector<prefix_list> lists;

    const prefix_list* find_prefix_list(std::string_view id) const {
        for (const auto& list : lists) {
            if (list.id == id) {
                return &list;
            }
        }
        return nullptr;
    }
};

} // namespace vpcplan_test
