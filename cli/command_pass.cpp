// vpcplan pass: will this packet pass, and which rule decides?
#include "network_option.hpp"
#include "render.hpp"

#include <charconv>
#include <vpcplan/path.hpp>
#include <vpcplan/readers.hpp>

namespace vpcplan::cli {

namespace {

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || read.ec != std::errc() || read.ptr != end) {
        return std::nullopt;
    }
    return value;
}

/// Puts "tcp/443", "icmp/8/0", "47" or "all" into a question; a complaint when it cannot.
std::optional<std::string> read_traffic(std::string_view text, question& asked) {
    const auto slash = text.find('/');
    const auto name = text.substr(0, slash);
    const auto rest = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
    const std::string quoted = "'" + std::string(text.substr(0, 120)) + "': ";
    const auto proto = parse_protocol(name);
    if (!proto) {
        const bool is_swapped = number_in<std::uint16_t>(name) && parse_protocol(rest);
        return quoted + std::string(reason_of(proto.error().code)) +
               (is_swapped ? " (did you mean " + std::string(rest) + "/" + std::string(name) + "?)"
                           : "; write tcp/443, udp/53, icmp, icmp/8/0, icmpv6, 47 or all");
    }
    asked.proto = *proto;
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    if (proto->has_ports()) {
        asked.destination_port = number_in<std::uint16_t>(rest);
        if (!asked.destination_port) {
            return quoted + "'" + std::string(rest.substr(0, 40)) +
                   "' is not a port (0-65535, such as " + std::string(name) + "/443)";
        }
        return std::nullopt;
    }
    if (proto->is_icmp()) {
        const auto second = rest.find('/');
        asked.icmp_type = number_in<std::uint8_t>(rest.substr(0, second));
        if (second != std::string_view::npos) {
            asked.icmp_code = number_in<std::uint8_t>(rest.substr(second + 1));
        }
        if (!asked.icmp_type || (second != std::string_view::npos && !asked.icmp_code)) {
            return quoted + "an ICMP type and code are numbers from 0 to 255 (icmp/8/0 is an echo "
                            "request)";
        }
        return std::nullopt;
    }
    return quoted + "protocol " + to_string(*proto) + " has no ports";
}

std::optional<endpoint> endpoint_named(const network_index& index, const std::string& text,
                                       bool is_source) {
    auto found = find_endpoint(index, text, is_source);
    if (found.value) {
        return std::move(found.value);
    }
    std::string names;
    for (const auto& one : found.error.candidates) {
        names += (names.empty() ? "" : ", ") + one;
    }
    const auto colon = text.find(':');
    const bool is_word = colon != std::string::npos && !parse_address(text);
    std::string message =
        is_word && found.error.code != errc::unknown_name
            ? describe({found.error.code, 0, 0}, text.substr(colon + 1))
            : text.substr(0, 120) + ": " + std::string(reason_of(found.error.code));
    if (!names.empty()) {
        message += found.error.code == errc::ambiguous_name ? "; write the id: " + names
                                                            : " (did you mean " + names + "?)";
    } else if (found.error.code == errc::unknown_name) {
        message += parse_address(text)
                       ? " (write internet:" + text +
                             " for a host on the internet, onprem:" + text +
                             " for one behind a VPN, or SUBNET:" + text + " for a planned one)"
                       : " (`vpcplan show` lists what there is)";
    }
    complain(message);
    return std::nullopt;
}

exit_status status_of(connection_outcome outcome) {
    switch (outcome) {
    case connection_outcome::works: return exit_status::yes;
    case connection_outcome::fails: return exit_status::no;
    case connection_outcome::unknown: return exit_status::unknown;
    }
    return exit_status::unknown;
}

} // namespace

exit_status run(const pass_command& asked_for, const context& how) {
    question asked;
    if (const auto problem = read_traffic(asked_for.traffic, asked)) {
        return refuse(*problem);
    }
    if (!asked_for.source_port.empty()) {
        asked.source_port = number_in<std::uint16_t>(asked_for.source_port);
        if (!asked.source_port) {
            return refuse("--src-port " + asked_for.source_port + ": not a port (0-65535)");
        }
        if (!asked.proto.has_ports()) {
            return refuse("--src-port: protocol " + to_string(asked.proto) + " has no ports");
        }
    }
    asked.client = asked_for.client == "linux"     ? client_ports::linux_hosts
                   : asked_for.client == "windows" ? client_ports::windows
                                                   : client_ports::any;
    const auto loaded = load_asked_network(asked_for.network);
    if (!loaded) {
        return exit_status::bad_usage;
    }
    const network_index index(loaded->data);
    const auto from = endpoint_named(index, asked_for.from, true);
    const auto to = endpoint_named(index, asked_for.to, false);
    if (!from || !to) {
        return exit_status::bad_usage;
    }
    asked.from = *from;
    asked.to = *to;
    const auto given = ask(index, asked);
    if (!given) {
        return refuse(asked_for.from + " and " + asked_for.to + ": " +
                      (given.error().code == errc::family_mismatch
                           ? "both ends need an address of the same family (IPv4 or IPv6)"
                           : std::string(reason_of(given.error().code))));
    }
    output out(how.quiet);
    if (how.json()) {
        out.line(pass_json(index, asked, *given, loaded->diagnostics, how.lang));
    } else if (!how.quiet) {
        talk_about(loaded->diagnostics, how);
        // A question that leaves the service open has no small fix: it would open everything.
        const bool is_one_service =
            !asked.proto.is_any() && (!asked.proto.has_ports() || asked.destination_port);
        std::optional<fix_result> fixes;
        if (given->connection == connection_outcome::fails && is_one_service) {
            fixes = suggest_fix(loaded->data, asked);
        }
        out.write(answer_text(index, asked, *given, fixes ? &*fixes : nullptr, how));
    }
    return out.finish(status_of(given->connection));
}

} // namespace vpcplan::cli
