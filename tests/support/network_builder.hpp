// Small networks for tests, written the way people say them. Lines that do not parse stop the test.
#pragma once

#include <vpcplan/answer.hpp>

#include <stdexcept>

namespace vpcplan::test {

using text_lines = std::vector<std::string>;

// Rules of a group, and entries of an ACL, that are in nobody's way.
inline const text_lines open_to_all{"all 0.0.0.0/0"};
inline const text_lines all_through{"100 allow all 0.0.0.0/0"};

inline std::vector<std::string> words(const std::string& line) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : line + " ") {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
    }
    return out;
}

inline detail::address_bits address(const std::string& text) {
    return detail::parse_address_bits(text).value();
}

/// "tcp 443", "udp 1024-65535", "icmp 8/0", "icmp", "47", "all".
struct match_words {
    protocol proto = protocol::any();
    port_range ports{};
    icmp_match icmp{};
    std::size_t used = 1;

    explicit match_words(const std::vector<std::string>& from, std::size_t at) {
        proto = parse_protocol(from.at(at)).value();
        const bool more = at + 2 < from.size();
        if (proto.has_ports() && more && from[at + 1] != "all") {
            ports = parse_port_range(from[at + 1]).value();
        } else if (proto.is_icmp() && more) {
            const auto slash = from[at + 1].find('/');
            icmp.type = static_cast<std::int16_t>(std::stoi(from[at + 1].substr(0, slash)));
            if (slash != std::string::npos) {
                icmp.code = static_cast<std::int16_t>(std::stoi(from[at + 1].substr(slash + 1)));
            }
        }
        used = more && (proto.has_ports() || proto.is_icmp()) ? 2 : 1;
    }
};

class network_builder {
public:
    network data;

    network_builder& vpc(const std::string& id, const std::vector<std::string>& blocks) {
        vpcplan::vpc made;
        made.id = id;
        for (const auto& block : blocks) {
            made.blocks.push_back(parse_cidr(block).value());
        }
        data.vpcs.push_back(made);
        return *this;
    }

    network_builder& subnet(const std::string& id, const std::string& vpc_id,
                            const std::vector<std::string>& blocks) {
        vpcplan::subnet made;
        made.id = id;
        made.vpc_id = vpc_id;
        for (const auto& block : blocks) {
            made.blocks.push_back(parse_cidr(block).value());
        }
        data.subnets.push_back(made);
        return *this;
    }

    /// Rules: "100 allow tcp 443 0.0.0.0/0".
    network_builder& acl(const std::string& id, const std::vector<std::string>& subnets,
                         const std::vector<std::string>& in, const std::vector<std::string>& out) {
        network_acl made;
        made.id = id;
        made.subnet_ids = subnets;
        made.inbound = acl_list(in);
        made.outbound = acl_list(out);
        data.network_acls.push_back(made);
        return *this;
    }
    network_builder& open_acl(const std::string& id, const std::vector<std::string>& subnets) {
        const std::vector<std::string> all{"100 allow all 0.0.0.0/0", "101 allow all ::/0"};
        return acl(id, subnets, all, all);
    }

    /// Rules: "tcp 443 0.0.0.0/0", "all sg-1", "tcp 443 pl-1".
    network_builder& group(const std::string& id, const std::string& vpc_id,
                           const std::vector<std::string>& in,
                           const std::vector<std::string>& out) {
        security_group made;
        made.id = id;
        made.vpc_id = vpc_id;
        made.inbound = group_list(in);
        made.outbound = group_list(out);
        data.security_groups.push_back(made);
        return *this;
    }

    /// Routes: "0.0.0.0/0 igw-1", "10.0.0.0/16 local", "10.1.0.0/16 vgw-1 propagated",
    /// "10.9.0.0/16 pcx-1 blackhole", "pl-1 vpce-1". No subnets: the main table.
    network_builder& table(const std::string& id, const std::string& vpc_id,
                           const std::vector<std::string>& subnets,
                           const std::vector<std::string>& routes) {
        route_table made;
        made.id = id;
        made.vpc_id = vpc_id;
        made.subnet_ids = subnets;
        made.is_main = subnets.empty();
        for (const auto& line : routes) {
            made.routes.push_back(route_of(words(line)));
        }
        data.route_tables.push_back(made);
        return *this;
    }

    network_builder& eni(const std::string& id, const std::string& subnet_id,
                         const std::vector<std::string>& addresses,
                         const std::vector<std::string>& groups,
                         const std::string& public_address = {}) {
        interface made;
        made.id = id;
        made.subnet_id = subnet_id;
        made.group_ids = groups;
        for (const auto& one : data.subnets) {
            if (one.id == subnet_id) {
                made.vpc_id = one.vpc_id;
            }
        }
        for (const auto& text : addresses) {
            made.addresses.push_back({address(text), std::nullopt, made.addresses.empty()});
        }
        if (!public_address.empty()) {
            made.addresses.front().public_address = address(public_address);
        }
        data.interfaces.push_back(made);
        return *this;
    }

    network_builder& igw(const std::string& id, const std::string& vpc_id) {
        data.internet_gateways.push_back({id, {}, {vpc_id}, {}});
        return *this;
    }
    network_builder& eigw(const std::string& id, const std::string& vpc_id) {
        data.egress_only_internet_gateways.push_back({id, {}, {vpc_id}, {}});
        return *this;
    }
    /// A NAT gateway and its interface; no public address makes it a private one.
    network_builder& nat(const std::string& id, const std::string& subnet_id,
                         const std::string& inside, const std::string& outside = {}) {
        eni("eni-" + id, subnet_id, {inside}, {}, outside);
        nat_gateway made;
        made.id = id;
        made.subnet_id = subnet_id;
        made.vpc_id = data.interfaces.back().vpc_id;
        made.is_public = !outside.empty();
        nat_gateway_address own{address(inside), std::nullopt, "eni-" + id, true};
        if (!outside.empty()) {
            own.public_address = address(outside);
        }
        made.addresses.push_back(own);
        data.nat_gateways.push_back(made);
        return *this;
    }

private:
    static acl_rules acl_list(const std::vector<std::string>& lines) {
        std::vector<acl_rule> rules;
        for (const auto& line : lines) {
            const auto word = words(line);
            const match_words match(word, 2);
            acl_rule rule;
            rule.number = std::stoi(word.at(0));
            rule.allow = word.at(1) == "allow";
            rule.proto = match.proto;
            rule.ports = match.ports;
            rule.icmp = match.icmp;
            rule.block = parse_cidr(word.at(2 + match.used)).value();
            rules.push_back(rule);
        }
        return acl_rules::make(std::move(rules)).value();
    }

    static std::vector<group_rule> group_list(const std::vector<std::string>& lines) {
        std::vector<group_rule> rules;
        for (const auto& line : lines) {
            const auto word = words(line);
            const match_words match(word, 0);
            group_rule rule{match.proto, match.ports, match.icmp, group_peer{}, {}, {}};
            const auto& peer = word.at(match.used);
            if (const auto block = parse_cidr(peer)) {
                rule.peer = *block;
            } else if (peer.starts_with("pl-")) {
                rule.peer = prefix_list_peer{peer};
            } else {
                rule.peer = group_peer{peer, {}, false};
            }
            rules.push_back(rule);
        }
        return rules;
    }

    static route route_of(const std::vector<std::string>& word) {
        route made;
        if (const auto block = parse_cidr(word.at(0))) {
            made.destination = *block;
        } else {
            made.destination = prefix_list_destination{word.at(0)};
        }
        const auto& target = word.at(1);
        const std::pair<const char*, route_target> kinds[] = {
            {"local", route_target::local},
            {"igw-", route_target::internet_gateway},
            {"eigw-", route_target::egress_only_internet_gateway},
            {"nat-", route_target::nat_gateway},
            {"eni-", route_target::interface},
            {"pcx-", route_target::vpc_peering_connection},
            {"tgw-", route_target::transit_gateway},
            {"vgw-", route_target::virtual_private_gateway},
            {"vpce-", route_target::vpc_endpoint}};
        made.target = route_target::other;
        for (const auto& [prefix, kind] : kinds) {
            if (target.starts_with(prefix)) {
                made.target = kind;
            }
        }
        made.target_id = made.target == route_target::local ? "" : target;
        made.origin =
            made.target == route_target::local ? route_origin::local : route_origin::fixed;
        for (std::size_t i = 2; i < word.size(); ++i) {
            if (word[i] == "propagated") {
                made.origin = route_origin::propagated;
            } else if (word[i] == "blackhole") {
                made.blackhole = true;
            } else {
                throw std::invalid_argument("route: " + word[i]);
            }
        }
        return made;
    }
};

/// "tcp/443", "udp/53", "icmp", "icmp/3/4", "47", "all".
question question_of(const network_index& index, const std::string& from, const std::string& to,
                     const std::string& what, std::optional<std::uint16_t> source_port = {});

/// As vpcplan::ask, compiled once: the evaluator is the most expensive header there is.
result<answer> ask(const network_index& index, const question& asked);

/// "works", "unknown forward tgw-1 UNSUPPORTED_COMPONENT", "fails reply acl-1 32767
/// SUBNET_ACL_RESTRICTION": outcome, leg, component, ACL rule, code.
std::string short_text(const answer& said);

std::string ask_short(const network_builder& built, const std::string& from, const std::string& to,
                      const std::string& what, std::optional<std::uint16_t> source_port = {});

} // namespace vpcplan::test
