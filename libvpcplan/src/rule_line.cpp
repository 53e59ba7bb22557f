#include "rule_line.hpp"

#include "document.hpp"

#include <algorithm>
#include <charconv>

namespace vpcplan::detail {

namespace {

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    std::size_t at = 0;
    while (true) {
        at = line.find_first_not_of(" \t\r\n", at);
        if (at == std::string_view::npos) {
            return words;
        }
        const auto end = std::min(line.find_first_of(" \t\r\n", at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
}

std::optional<int> number_in(std::string_view text, int least, int most) {
    int value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < least || value > most) {
        return std::nullopt;
    }
    return value;
}

/// Reads a rule word by word.
class line_parser {
public:
    line_parser(std::string_view line, direction way)
        : line_(line), words_(words_of(line)), way_(way) {}

    bool at_end() const { return at_ == words_.size(); }
    std::string_view peek() const { return at_end() ? std::string_view() : words_[at_]; }
    std::string_view next() { return at_end() ? std::string_view() : words_[at_++]; }
    bool take(std::string_view word) {
        const bool is_it = peek() == word;
        at_ += is_it ? 1 : 0;
        return is_it;
    }

    /// What was read last is wrong, or the word that is missing behind it.
    bool fail(errc code, std::string message) {
        const bool is_missing = code == errc::missing_field || at_ == 0 || words_.empty();
        return fail_at(is_missing ? line_.substr(line_.size()) : words_[at_ - 1], code,
                       std::move(message));
    }
    bool fail_at(std::string_view word, errc code, std::string message) {
        if (!error) {
            const auto offset = word.data() == nullptr
                                    ? line_.size()
                                    : static_cast<std::size_t>(word.data() - line_.data());
            error = line_error{code, std::move(message), offset, word.size()};
        }
        return false;
    }

    bool read_protocol(protocol& into) {
        if (at_end()) {
            return fail(errc::missing_field,
                        "the protocol is missing (tcp, udp, icmp, icmpv6, all, or 0-255)");
        }
        const auto word = next();
        const auto found = parse_protocol(word);
        if (!found) {
            return fail(errc::bad_protocol,
                        in_quotes(word) + " is " + std::string(reason_of(found.error().code)));
        }
        into = *found;
        return true;
    }

    /// Ports of tcp and udp, e.g. 443, 1024-65535, or 80,443 where several are allowed.
    bool read_ports(std::vector<port_range>& into, bool several) {
        if (at_end() || is_peer_word(peek())) {
            return true;
        }
        auto word = next();
        if (word == "all") {
            return true;
        }
        into.clear();
        while (true) {
            const auto comma = word.find(',');
            if (comma != std::string_view::npos && !several) {
                return fail(errc::bad_port, in_quotes(word) +
                                                ": an ACL entry has one port or range; write one "
                                                "entry for each");
            }
            const auto one = word.substr(0, comma);
            const auto dash = one.find('-');
            const auto first = number_in(one.substr(0, dash), 0, 65535);
            const auto last =
                dash == std::string_view::npos ? first : number_in(one.substr(dash + 1), 0, 65535);
            if (!first || !last || *first > *last) {
                return fail(errc::bad_port,
                            in_quotes(one) + " is no port or port range (443 or 1024-65535)");
            }
            into.push_back({static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)});
            if (comma == std::string_view::npos) {
                return true;
            }
            word.remove_prefix(comma + 1);
        }
    }

    /// 8, 8/0 or all.
    bool read_icmp(icmp_match& into) {
        if (at_end() || is_peer_word(peek()) || take("all")) {
            return true;
        }
        const auto word = next();
        const auto slash = word.find('/');
        const auto type = number_in(word.substr(0, slash), 0, 255);
        const auto code = slash == std::string_view::npos
                              ? std::optional<int>(-1)
                              : number_in(word.substr(slash + 1), 0, 255);
        if (!type || !code) {
            return fail(errc::bad_icmp,
                        in_quotes(word) + " is no ICMP type or type/code (8 or 8/0)");
        }
        into = {static_cast<std::int16_t>(*type), static_cast<std::int16_t>(*code)};
        return true;
    }

    bool read_match(protocol& proto, std::vector<port_range>& ports, icmp_match& icmp,
                    bool several) {
        if (!read_protocol(proto)) {
            return false;
        }
        if (proto.has_ports()) {
            return read_ports(ports, several);
        }
        if (proto.is_icmp()) {
            return read_icmp(icmp);
        }
        if (!at_end() && !is_peer_word(peek())) {
            return fail_at(peek(), errc::bad_port,
                           in_quotes(peek()) + ": only tcp and udp have ports, only icmp "
                                               "and icmpv6 types; AWS ignores them here");
        }
        return true;
    }

    /// The word `from` or `to`, as the direction wants it. False without error: nothing was said.
    bool read_peer_word() {
        if (at_end()) {
            return false;
        }
        const auto right = way_ == direction::in ? "from" : "to";
        const auto word = next();
        if (word == right) {
            if (at_end()) {
                return fail(errc::missing_field,
                            std::string(right) + " whom? e.g. " + right + " 0.0.0.0/0");
            }
            return true;
        }
        if (is_peer_word(word)) {
            return fail(errc::bad_value,
                        std::string(way_ == direction::in ? "an inbound rule says 'from'"
                                                          : "an outbound rule says 'to'") +
                            ", not " + in_quotes(word));
        }
        return fail(errc::bad_value, in_quotes(word) + " cannot stand here; '" + right +
                                         " BLOCK' or the end of the line can");
    }

    bool read_block(std::optional<cidr>& into) {
        const auto word = next();
        const auto found = parse_cidr(word);
        if (!found) {
            return fail(found.error().code, describe(found.error(), word));
        }
        into = *found;
        return true;
    }

    bool read_end() {
        return at_end() || fail_at(peek(), errc::bad_value,
                                   in_quotes(peek()) + " is too much: the rule ends before it");
    }

    /// `any` or a block, after the word `from` or `to` if it is next.
    bool read_end_of_flow(std::string_view word, std::optional<cidr>& into) {
        if (!take(word)) {
            return true;
        }
        if (at_end()) {
            return fail(errc::missing_field,
                        std::string(word) + " whom? e.g. " + std::string(word) + " any");
        }
        return take("any") || read_block(into);
    }

    std::optional<line_error> error;

private:
    static bool is_peer_word(std::string_view word) { return word == "from" || word == "to"; }

    std::string_view line_;
    std::vector<std::string_view> words_;
    std::size_t at_ = 0;
    direction way_;
};

/// A rule that says nothing about addresses is for all of IPv4; of IPv6 for ICMPv6.
cidr everything_for(protocol proto) {
    return cidr::everything(proto == protocol::icmpv6() ? address_family::ipv6
                                                        : address_family::ipv4);
}

bool read_acl_rule(line_parser& line, acl_rule& into) {
    const auto number = line.next();
    const auto value = number_in(number, 1, 32766);
    if (!value) {
        return line.fail(errc::bad_rule_number,
                         in_quotes(number) +
                             " is no rule number; an entry starts with 1-32766, e.g. "
                             "100 allow tcp 443 from 0.0.0.0/0");
    }
    into.number = *value;
    const auto action = line.next();
    if (action != "allow" && action != "deny") {
        return line.fail(errc::bad_value,
                         in_quotes(action) + ": after the number comes allow or deny");
    }
    into.allow = action == "allow";
    std::vector<port_range> ports{port_range{}};
    if (!line.read_match(into.proto, ports, into.icmp, false)) {
        return false;
    }
    into.ports = ports.front();
    into.block = everything_for(into.proto);
    if (!line.read_peer_word()) {
        return !line.error;
    }
    if (line.peek() == "group" || line.peek() == "sg" || line.peek() == "prefix_list") {
        return line.fail_at(line.peek(), errc::bad_value,
                            in_quotes(line.peek()) + ": a network ACL knows blocks only, neither "
                                                     "security groups nor prefix lists");
    }
    std::optional<cidr> block;
    if (!line.read_block(block)) {
        return false;
    }
    into.block = *block;
    return line.read_end();
}

bool read_group_peer(line_parser& line, group_rule_peer& into) {
    for (const auto* word : {"group", "sg"}) {
        if (line.take(word)) {
            into = group_peer{std::string(line.next()), {}, false};
            return !std::get<group_peer>(into).id.empty() ||
                   line.fail(errc::missing_field, "which group? e.g. group web");
        }
    }
    if (line.take("prefix_list")) {
        into = prefix_list_peer{std::string(line.next())};
        return !std::get<prefix_list_peer>(into).id.empty() ||
               line.fail(errc::missing_field, "which prefix list? e.g. prefix_list pl-office");
    }
    if (line.take("self")) {
        into = group_peer{};
        return true;
    }
    const auto word = line.peek();
    if (word.find_first_of("/.:") == std::string_view::npos) {
        return line.fail_at(word, errc::bad_value,
                            in_quotes(word) + " is no block; a group is written 'group " +
                                std::string(word.substr(0, 40)) + "'");
    }
    std::optional<cidr> block;
    if (!line.read_block(block)) {
        return false;
    }
    into = *block;
    return true;
}

bool read_group_rules(line_parser& line, std::vector<group_rule>& into) {
    if (line.peek() == "deny") {
        return line.fail_at(line.peek(), errc::bad_value,
                            "a security group cannot deny; it allows or stays silent. To block "
                            "somebody, use a network ACL");
    }
    line.take("allow");
    group_rule made{protocol::any(), {}, {}, unreadable_peer{}, {}, {}};
    std::vector<port_range> ports{port_range{}};
    if (!line.read_match(made.proto, ports, made.icmp, true)) {
        return false;
    }
    made.peer = everything_for(made.proto);
    if (line.read_peer_word() && !(read_group_peer(line, made.peer) && line.read_end())) {
        return false;
    }
    for (const auto& range : ports) {
        made.ports = range;
        into.push_back(made);
    }
    return !line.error;
}

bool read_firewall_rule(line_parser& line, bool stateless, firewall_line& into) {
    if (stateless) {
        const auto number = line.next();
        const auto value = number_in(number, 1, 65535);
        if (!value) {
            return line.fail(errc::bad_rule_number,
                             in_quotes(number) + " is no priority; a stateless rule starts with "
                                                 "1-65535, e.g. 10 pass tcp 443 from any to any");
        }
        into.priority = *value;
    }
    const auto action = line.next();
    into.action = action == "pass"                   ? firewall_action::pass
                  : action == "drop"                 ? firewall_action::drop
                  : stateless && action == "forward" ? firewall_action::forward
                  : !stateless && action == "reject" ? firewall_action::reject
                  : !stateless && action == "alert"  ? firewall_action::alert
                                                     : firewall_action::unknown;
    if (into.action == firewall_action::unknown) {
        return line.fail(errc::bad_value,
                         in_quotes(action) + (stateless
                                                  ? ": a stateless rule says pass, drop or "
                                                    "forward (to the stateful rules)"
                                                  : ": a stateful rule starts with pass, drop, "
                                                    "reject or alert"));
    }
    if (!line.read_protocol(into.proto)) {
        return false;
    }
    if (into.proto.has_ports()) {
        if (!line.read_ports(into.ports, true)) {
            return false;
        }
    } else if (line.peek() == "all") {
        line.next();
    }
    return line.read_end_of_flow("from", into.source) &&
           line.read_end_of_flow("to", into.destination) && line.read_end();
}

bool read_mirror_ports(line_parser& line, std::vector<port_range>& into) {
    if (!line.read_ports(into, true)) {
        return false;
    }
    return into.size() == 1 ||
           line.fail(errc::bad_port, "a rule of a mirror filter has one port or range; write one "
                                     "rule for each");
}

bool read_mirror_rule(line_parser& line, mirror_line& into) {
    const auto way = line.next();
    if (way != "in" && way != "out") {
        return line.fail(errc::bad_value,
                         in_quotes(way) + ": a rule of a mirror filter starts with in or out, e.g. "
                                          "in accept tcp 443");
    }
    into.way = way == "in" ? direction::in : direction::out;
    const auto action = line.next();
    if (action != "accept" && action != "reject") {
        return line.fail(errc::bad_value, in_quotes(action) + ": after " + std::string(way) +
                                              " comes accept or reject, e.g. " + std::string(way) +
                                              " accept tcp 443");
    }
    auto& rule = into.rule;
    rule.accept = action == "accept";
    if (!line.read_protocol(rule.proto)) {
        return false;
    }
    std::vector<port_range> source_ports{port_range{}};
    std::vector<port_range> destination_ports{port_range{}};
    if (!rule.proto.has_ports()) {
        line.take("all");
    } else if (!read_mirror_ports(line, destination_ports)) {
        return false;
    }
    std::optional<cidr> source;
    std::optional<cidr> destination;
    const bool has_source = line.peek() == "from";
    if (!line.read_end_of_flow("from", source)) {
        return false;
    }
    if (has_source && rule.proto.has_ports() && line.take("port")) {
        if (line.at_end()) {
            return line.fail(errc::missing_field, "which port? e.g. from any port 443");
        }
        if (!read_mirror_ports(line, source_ports)) {
            return false;
        }
    }
    if (!line.read_end_of_flow("to", destination) || !line.read_end()) {
        return false;
    }
    if (source && destination && source->family() != destination->family()) {
        return line.fail(errc::family_mismatch, "from " + vpcplan::to_string(*source) + " to " +
                                                    vpcplan::to_string(*destination) +
                                                    ": a rule is for IPv4 or for IPv6");
    }
    const auto everything = source        ? cidr::everything(source->family())
                            : destination ? cidr::everything(destination->family())
                                          : everything_for(rule.proto);
    rule.source = source.value_or(everything);
    rule.destination = destination.value_or(everything);
    rule.source_ports = source_ports.front();
    rule.destination_ports = destination_ports.front();
    return true;
}

} // namespace

line_result<firewall_line> parse_firewall_line(std::string_view line, bool stateless) {
    line_parser parser(line, direction::in);
    firewall_line made;
    if (!read_firewall_rule(parser, stateless, made)) {
        return parser.error.value_or(line_error{});
    }
    return made;
}

line_result<mirror_line> parse_mirror_line(std::string_view line) {
    line_parser parser(line, direction::in);
    mirror_line made;
    if (!read_mirror_rule(parser, made)) {
        return parser.error.value_or(line_error{});
    }
    return made;
}

line_result<listener_line> parse_listener_line(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() != 4 || words[2] != "->") {
        return line_error{errc::bad_value,
                          in_quotes(line) + " is no listener; write PROTOCOL PORT -> TARGETS, e.g. "
                                            "tcp 443 -> web-1:8443,web-2:8443"};
    }
    listener_line made;
    made.protocol = words[0];
    constexpr std::string_view protocols[] = {"tcp", "udp",  "tcp_udp", "tls",
                                              "ssl", "http", "https"};
    if (std::find(std::begin(protocols), std::end(protocols), words[0]) == std::end(protocols)) {
        return line_error{errc::bad_protocol,
                          in_quotes(words[0]) +
                              ": a listener takes tcp, udp, tcp_udp, tls, http, https, or "
                              "ssl"};
    }
    const auto port = number_in(words[1], 1, 65535);
    if (!port) {
        return line_error{errc::bad_port, in_quotes(words[1]) + " is no port (1-65535)"};
    }
    made.port = static_cast<std::uint16_t>(*port);
    made.answers_itself = words[3] == "redirect";
    auto rest = made.answers_itself ? std::string_view() : words[3];
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        made.targets.emplace_back(rest.substr(0, comma));
        if (made.targets.back().empty()) {
            return line_error{errc::bad_value, in_quotes(words[3]) + ": a target between commas is "
                                                                     "missing"};
        }
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return made;
}

line_result<acl_rule> parse_acl_line(std::string_view line, direction way) {
    line_parser parser(line, way);
    acl_rule made;
    if (!read_acl_rule(parser, made)) {
        return parser.error.value_or(line_error{});
    }
    return made;
}

line_result<std::vector<group_rule>> parse_group_line(std::string_view line, direction way) {
    line_parser parser(line, way);
    std::vector<group_rule> made;
    if (!read_group_rules(parser, made)) {
        return parser.error.value_or(line_error{});
    }
    return made;
}

line_result<route_line> parse_route_line(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() < 3 || words[1] != "->") {
        return line_error{errc::bad_value, in_quotes(line) +
                                               " is no route; write DESTINATION -> TARGET, e.g. "
                                               "0.0.0.0/0 -> igw"};
    }
    route_line made;
    made.destination = words[0];
    made.target = words[2];
    if (made.target == "blackhole") {
        made.target.clear();
        made.blackhole = true;
    }
    for (std::size_t i = 3; i < words.size(); ++i) {
        if (words[i] == "blackhole") {
            made.blackhole = true;
        } else if (words[i] == "propagated") {
            made.propagated = true;
        } else {
            return line_error{errc::bad_value, in_quotes(words[i]) +
                                                   " cannot stand after the target; blackhole and "
                                                   "propagated can"};
        }
    }
    return made;
}

} // namespace vpcplan::detail
