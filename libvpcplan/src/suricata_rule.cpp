// Suricata rules: lines, headers, lists, options.
#include "suricata_rule.hpp"

#include "document.hpp"

#include <array>

namespace vpcplan::detail {

namespace {

/// More than any real rule has; beyond it a list is refused, so that names that stand for lists of
/// names cannot grow without bound.
constexpr std::size_t most_parts = 20000;
constexpr int most_nesting = 8;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// Splits at a mark outside of brackets; false when brackets do not match.
bool split_list(std::string_view text, std::vector<std::string_view>& out) {
    int depth = 0;
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
        if (depth < 0) {
            return false;
        }
        if (text[i] == ',' && depth == 0) {
            out.push_back(trimmed(text.substr(from, i - from)));
            from = i + 1;
        }
    }
    out.push_back(trimmed(text.substr(from)));
    return depth == 0;
}

/// Reads lists of addresses or of ports into included and excluded parts. `Leaf` turns one word
/// into a part, and names into what they stand for.
template <class Leaf>
class list_reader {
public:
    using part = typename Leaf::part;

    list_reader(const Leaf& leaf, std::string& problem) : leaf_(leaf), problem_(problem) {}

    /// False when the list is not understood; "any" is an empty list.
    bool read(std::string_view text, std::vector<part>& out, int depth = 0) {
        text = trimmed(text);
        if (depth > most_nesting) {
            return fail("is nested too deeply", text);
        }
        const bool excluded = text.starts_with('!');
        if (excluded) {
            text = trimmed(text.substr(1));
        }
        std::vector<part> inner;
        bool is_group = true;
        if (text.starts_with('[') && text.ends_with(']')) {
            if (!read_elements(text.substr(1, text.size() - 2), inner, depth + 1)) {
                return false;
            }
        } else if (text.starts_with('$')) {
            const auto meaning = leaf_.meaning_of(text.substr(1));
            if (const auto* own = std::get_if<part>(&meaning)) {
                inner.push_back(*own);
            } else if (const auto* stands_for = std::get_if<std::string_view>(&meaning)) {
                if (!read(*stands_for, inner, depth + 1)) {
                    return false;
                }
            } else {
                return fail("is a name that the rule group does not define", text);
            }
        } else if (lower(text) == "any") {
            return excluded ? fail("excludes everything", "!any") : true;
        } else {
            is_group = false;
            auto found = leaf_.read(text);
            if (!found) {
                return fail(Leaf::expected, text);
            }
            inner.push_back(std::move(*found));
        }
        if (excluded && is_group && inner.empty()) {
            return fail("excludes everything", text);
        }
        if (excluded && !negate(inner)) {
            return fail("excludes a list that has exclusions of its own", text);
        }
        return append(out, std::move(inner), text);
    }

private:
    bool read_elements(std::string_view text, std::vector<part>& out, int depth) {
        std::vector<std::string_view> words;
        if (!split_list(text, words)) {
            return fail("has brackets that do not match", text);
        }
        bool everything = false;
        for (const auto word : words) {
            std::vector<part> element;
            if (!read(word, element, depth)) {
                return false;
            }
            everything = everything || element.empty();
            const bool excludes = std::any_of(element.begin(), element.end(),
                                              [](const part& one) { return one.excluded; });
            // A list in a list is a set of its own; only a plain exclusion is the same written
            // flat.
            if (excludes && !word.starts_with('!') && words.size() > 1) {
                return fail("has a list or name inside that has exclusions of its own", text);
            }
            if (!append(out, std::move(element), word)) {
                return false;
            }
        }
        if (everything) { // [any, !10.0.0.0/8]
            std::erase_if(out, [](const part& one) { return !one.excluded; });
        }
        return true;
    }

    /// Not (a or b) excludes both; not (everything without a and b) is a and b.
    static bool negate(std::vector<part>& parts) {
        const auto exclusions = static_cast<std::size_t>(std::count_if(
            parts.begin(), parts.end(), [](const part& one) { return one.excluded; }));
        if (exclusions != 0 && exclusions != parts.size()) {
            return false;
        }
        for (auto& one : parts) {
            one.excluded = !one.excluded;
        }
        return true;
    }

    bool append(std::vector<part>& out, std::vector<part> more, std::string_view text) {
        if (out.size() + more.size() > most_parts) {
            return fail("is too long", text);
        }
        out.insert(out.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
        return true;
    }

    bool fail(std::string_view why, std::string_view text) {
        problem_ = joined({in_quotes(text), " ", why});
        return false;
    }

    const Leaf& leaf_;
    std::string& problem_;
};

struct address_leaf {
    using part = firewall_addresses::part;
    static constexpr std::string_view expected = "is no address, block or list of them";
    const suricata_variables& variables;

    std::variant<std::monostate, part, std::string_view> meaning_of(std::string_view name) const {
        const auto found = variables.addresses.find(name);
        if (found != variables.addresses.end()) {
            return std::string_view(found->second);
        }
        // Also where the group defines HOME_NET: what it leaves out is the policy's.
        if (name == "HOME_NET" || name == "EXTERNAL_NET") {
            return part{home_net{}, name == "EXTERNAL_NET"};
        }
        return std::monostate();
    }

    std::optional<part> read(std::string_view text) const {
        if (text.starts_with('@')) {
            const auto found = variables.lists.find(text.substr(1));
            return found == variables.lists.end()
                       ? std::nullopt
                       : std::optional(part{listed_addresses{found->second}, false});
        }
        if (const auto block = parse_cidr(text, host_bits::mask)) {
            return part{*block, false};
        }
        if (const auto address = parse_address_bits(text)) {
            return part{
                cidr::containing(*address, address->family == address_family::ipv4 ? 32 : 128),
                false};
        }
        return std::nullopt;
    }
};

struct port_leaf {
    using part = firewall_ports::part;
    static constexpr std::string_view expected =
        "is no port, range (1024:65535, 1024:, :1023) or list of them";
    const suricata_variables& variables;

    std::variant<std::monostate, part, std::string_view> meaning_of(std::string_view name) const {
        const auto found = variables.ports.find(name);
        return found == variables.ports.end()
                   ? std::variant<std::monostate, part, std::string_view>()
                   : std::string_view(found->second);
    }

    std::optional<part> read(std::string_view text) const {
        const auto number = [](std::string_view digits, std::uint16_t empty) {
            digits = trimmed(digits);
            std::uint16_t value = empty;
            const auto* end = digits.data() + digits.size();
            const auto done = std::from_chars(digits.data(), end, value);
            return digits.empty() || (done.ec == std::errc() && done.ptr == end)
                       ? std::optional(value)
                       : std::nullopt;
        };
        const auto colon = text.find(':');
        if (text.empty() || text == ":") {
            return std::nullopt;
        }
        const auto first = number(text.substr(0, colon), 0);
        const auto last =
            colon == std::string_view::npos ? first : number(text.substr(colon + 1), 65535);
        if (!first || !last || *first > *last) {
            return std::nullopt;
        }
        return part{{*first, *last}, false};
    }
};

enum class carried : std::uint8_t { tcp, udp, either };

struct application {
    std::string_view name;
    carried over;
};

// Protocols that Suricata finds in what packets carry, and what may carry them.
constexpr std::array<application, 36> applications = {
    {{"http", carried::tcp},       {"http1", carried::tcp},     {"http2", carried::tcp},
     {"tls", carried::tcp},        {"ssl", carried::tcp},       {"ssh", carried::tcp},
     {"smtp", carried::tcp},       {"imap", carried::tcp},      {"pop3", carried::tcp},
     {"ftp", carried::tcp},        {"ftp-data", carried::tcp},  {"smb", carried::tcp},
     {"msn", carried::tcp},        {"rdp", carried::tcp},       {"rfb", carried::tcp},
     {"telnet", carried::tcp},     {"mqtt", carried::tcp},      {"modbus", carried::tcp},
     {"pgsql", carried::tcp},      {"websocket", carried::tcp}, {"tcp-pkt", carried::tcp},
     {"tcp-stream", carried::tcp}, {"tftp", carried::udp},      {"dhcp", carried::udp},
     {"ntp", carried::udp},        {"quic", carried::udp},      {"snmp", carried::udp},
     {"ike", carried::udp},        {"ikev2", carried::udp},     {"dns", carried::either},
     {"dcerpc", carried::either},  {"krb5", carried::either},   {"nfs", carried::either},
     {"sip", carried::either},     {"enip", carried::either},   {"dnp3", carried::either}}};

/// False for a word that is no protocol.
bool read_protocol(std::string_view word, stateful_rule& into) {
    const auto name = lower(word);
    if (name == "ip") {
        return true;
    }
    if (name == "tcp") {
        into.protocols = {protocol::tcp()};
    } else if (name == "udp") {
        into.protocols = {protocol::udp()};
    } else if (name == "icmp") {
        into.protocols = {protocol::icmp(), protocol::icmpv6()};
    } else if (name == "icmpv4" || name == "icmp4") {
        into.protocols = {protocol::icmp()};
    } else if (name == "icmpv6" || name == "icmp6") {
        into.protocols = {protocol::icmpv6()};
    } else {
        const auto found = std::find_if(applications.begin(), applications.end(),
                                        [&](const application& one) { return one.name == name; });
        if (found == applications.end()) {
            return false;
        }
        into.looks_deeper = true;
        if (found->over != carried::udp) {
            into.protocols.push_back(protocol::tcp());
        }
        if (found->over != carried::tcp) {
            into.protocols.push_back(protocol::udp());
        }
    }
    return true;
}

void read_flow(std::string_view setting, stateful_rule& into) {
    std::vector<std::string_view> words;
    split_list(setting, words);
    for (const auto word : words) {
        const auto name = lower(word);
        if (name == "to_server" || name == "from_client") {
            into.side = flow_side::to_server;
        } else if (name == "to_client" || name == "from_server") {
            into.side = flow_side::to_client;
        } else if (!name.empty()) {
            into.looks_deeper = true;
        }
    }
}

/// Options that say nothing about which packets match.
bool is_label(std::string_view keyword, std::string_view setting) {
    constexpr std::array<std::string_view, 10> labels = {
        "sid",       "gid",       "rev",      "msg",    "metadata",
        "classtype", "reference", "priority", "target", "noalert"};
    if (std::find(labels.begin(), labels.end(), keyword) != labels.end()) {
        return true;
    }
    const auto first = lower(trimmed(setting.substr(0, setting.find(','))));
    return (keyword == "flowbits" || keyword == "xbits") &&
           (first == "set" || first == "unset" || first == "toggle" || first == "noalert");
}

firewall_action action_of(std::string_view word) {
    const auto name = lower(word);
    return name == "pass"     ? firewall_action::pass
           : name == "drop"   ? firewall_action::drop
           : name == "reject" ? firewall_action::reject
           : name == "alert"  ? firewall_action::alert
                              : firewall_action::unknown;
}

/// Splits "a:b; c; d:\"x;y\";" into options.
std::vector<std::pair<std::string, std::string>> split_options(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> all;
    const auto add = [&](std::string_view option) {
        option = trimmed(option);
        if (!option.empty()) {
            const auto colon = option.find(':');
            const auto rest =
                colon == std::string_view::npos ? std::string_view() : option.substr(colon + 1);
            all.emplace_back(lower(trimmed(option.substr(0, colon))), trimmed(rest));
        }
    };
    bool in_quotes = false;
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            in_quotes = !in_quotes;
        } else if (text[i] == ';' && !in_quotes) {
            add(text.substr(from, i - from));
            from = i + 1;
        }
    }
    add(text.substr(std::min(from, text.size())));
    return all;
}

/// Whether a parenthesis is open at the end of a rule that comes in pieces.
class parenthesis {
public:
    void feed(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\\') {
                ++i;
            } else if (text[i] == '"' && opened_) {
                in_quotes_ = !in_quotes_;
            } else if (!in_quotes_ && (text[i] == '(' || text[i] == ')')) {
                opened_ = text[i] == '(';
            }
        }
    }
    bool is_open() const noexcept { return opened_; }

private:
    bool in_quotes_ = false;
    bool opened_ = false;
};

bool starts_rule(std::string_view line) {
    const auto word = line.substr(0, line.find_first_of(" \t"));
    return action_of(word) != firewall_action::unknown;
}

/// The seven words of a header, brackets kept together, and the options.
bool split_rule(std::string_view line, suricata_parts& into, std::string& problem) {
    std::array<std::string*, 7> words = {&into.action,           &into.protocol,  &into.source,
                                         &into.source_ports,     &into.direction, &into.destination,
                                         &into.destination_ports};
    std::size_t at = 0;
    for (auto* word : words) {
        while (at < line.size() && is_blank(line[at])) {
            ++at;
        }
        int depth = 0;
        while (at < line.size() && line[at] != '(' && (depth > 0 || !is_blank(line[at]))) {
            depth += line[at] == '[' ? 1 : line[at] == ']' ? -1 : 0;
            *word += line[at++];
        }
        if (word->empty()) {
            problem = "a rule has an action, a protocol, a source with ports, a direction and a "
                      "destination with ports";
            return false;
        }
    }
    const auto rest = trimmed(line.substr(at));
    if (rest.empty()) {
        return true;
    }
    if (rest.size() < 2 || rest.front() != '(' || rest.back() != ')') {
        problem = "options stand in parentheses behind the header";
        return false;
    }
    into.options = split_options(rest.substr(1, rest.size() - 2));
    return true;
}

} // namespace

stateful_rule make_stateful_rule(const suricata_parts& parts, const suricata_variables& variables,
                                 std::string name, std::vector<std::string>& problems) {
    stateful_rule made;
    made.name = std::move(name);
    made.action = action_of(parts.action);
    const auto complain = [&](std::string message) {
        made.readable = false;
        problems.push_back(std::move(message));
    };
    if (made.action == firewall_action::unknown) {
        complain(joined({in_quotes(parts.action), " is no action (pass, drop, reject, alert)"}));
    }
    if (!read_protocol(parts.protocol, made)) {
        complain(joined({in_quotes(parts.protocol), " is no protocol that is known here"}));
    }
    made.both_ways = parts.direction == "<>";
    if (!made.both_ways && parts.direction != "->") {
        complain(joined({in_quotes(parts.direction), " is no direction (-> or <>)"}));
    }
    std::string problem;
    const address_leaf addresses{variables};
    const port_leaf ports{variables};
    list_reader<address_leaf> read_addresses(addresses, problem);
    list_reader<port_leaf> read_ports(ports, problem);
    const bool understood = read_addresses.read(parts.source, made.source.parts) &&
                            read_ports.read(parts.source_ports, made.source_ports.parts) &&
                            read_addresses.read(parts.destination, made.destination.parts) &&
                            read_ports.read(parts.destination_ports, made.destination_ports.parts);
    if (!understood) {
        complain(std::move(problem));
    }
    for (const auto& [keyword, setting] : parts.options) {
        if (keyword == "sid" && !setting.empty()) {
            made.name = setting;
        } else if (keyword == "flow") {
            read_flow(setting, made);
        } else if (!is_label(keyword, setting)) {
            made.looks_deeper = true;
        }
    }
    return made;
}

suricata_rules parse_suricata_rules(std::string_view text, const suricata_variables& variables) {
    suricata_rules found;
    std::string rule;
    parenthesis options;
    std::size_t line_number = 0;
    std::size_t began = 0;
    const auto finish = [&] {
        const auto whole = std::exchange(rule, {});
        const auto line = trimmed(whole);
        options = {};
        if (line.empty()) {
            return;
        }
        auto name = "#" + std::to_string(found.rules.size() + 1);
        suricata_parts parts;
        std::string problem;
        if (split_rule(line, parts, problem)) {
            std::vector<std::string> problems;
            found.rules.push_back(make_stateful_rule(parts, variables, std::move(name), problems));
            for (auto& one : problems) {
                found.problems.push_back({began, std::move(one)});
            }
        } else {
            stateful_rule made;
            made.name = std::move(name);
            made.action = action_of(parts.action);
            made.readable = false;
            found.rules.push_back(std::move(made));
            found.problems.push_back({began, joined({in_quotes(line), ": ", problem})});
        }
    };
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = trimmed(text.substr(at, end - at));
        at = end + 1;
        ++line_number;
        if (!rule.empty() && !rule.ends_with('\\') && starts_rule(line)) {
            finish(); // a parenthesis was never closed: that must not swallow the next rule
        }
        if (rule.ends_with('\\')) {
            rule.pop_back();
        } else if (rule.empty() && (line.empty() || line.starts_with('#'))) {
            continue;
        }
        began = rule.empty() ? line_number : began;
        rule += rule.empty() ? "" : " ";
        rule += line;
        options.feed(line);
        if (!rule.ends_with('\\') && !options.is_open()) {
            finish();
        }
    }
    if (rule.ends_with('\\')) {
        rule.pop_back();
    }
    finish();
    return found;
}

} // namespace vpcplan::detail
