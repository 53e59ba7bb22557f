// vpcplan pass: will this packet pass, and which rule decides?
#include "network_option.hpp"
#include "pass_markdown.hpp"
#include "pass_sections.hpp"
#include "render.hpp"
#include "what_if.hpp"

#include <charconv>
#include <vpcplan/drawing.hpp>
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
        is_word && found.error.code != errc::unknown_name &&
                found.error.code != errc::no_host_address
            ? describe({found.error.code, 0, 0}, text.substr(colon + 1))
            : text.substr(0, 120) + ": " + std::string(reason_of(found.error.code));
    if (!found.error.candidates.empty() && found.error.candidates.front() == text) {
        message = text + ": the input describes no interface of it, or one that belongs to another "
                         "instance too (-v tells)";
    } else if (!names.empty()) {
        message += found.error.code == errc::ambiguous_name    ? "; write the id: " + names
                   : found.error.code == errc::no_host_address ? "; hosts have " + names
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

/// An answer or a chain as a picture, in the format asked for.
template <class Drawing>
std::string picture(const Drawing& drawn, output_format format) {
    switch (format) {
    case output_format::mermaid: return mermaid_text(drawn);
    case output_format::dot: return dot_text(drawn);
    default: return svg_text(drawn);
    }
}

/// A host of --via; its name joins the names of the chain.
std::optional<via_host> via_named(const network_index& index, const std::string& text,
                                  std::vector<std::string>& names) {
    const auto parsed = parse_via(text);
    if (!parsed) {
        complain("--via " + text.substr(0, 120) + ": " +
                 std::string(reason_of(parsed.error().code)) +
                 "; write a host, or a host and how it is entered: bastion-1,tcp/22");
        return std::nullopt;
    }
    const auto as_destination = endpoint_named(index, parsed->name, false);
    const auto as_source =
        as_destination ? endpoint_named(index, parsed->name, true) : std::nullopt;
    if (!as_source) {
        return std::nullopt;
    }
    if (as_source->where != endpoint::kind::interface) {
        complain("--via " + text.substr(0, 120) +
                 ": a host to log in to is an instance or interface of the network");
        return std::nullopt;
    }
    names.push_back(parsed->name);
    return via_host{*as_destination, *as_source, parsed->proto, parsed->port};
}

/// One connection with the changes that would make it work. `before` is what it was asked with.
std::string hop_text(const network& data, const network_index& index, const chain_hop& hop,
                     const std::vector<change_request>& before, const pass_sections& wanted,
                     const context& how) {
    // A question that leaves the service open has no small fix: it would open everything.
    const bool is_one_service =
        !hop.asked.proto.is_any() && (!hop.asked.proto.has_ports() || hop.asked.destination_port);
    std::optional<fix_result> fixes;
    if (hop.given.connection == connection_outcome::fails && is_one_service) {
        fixes = suggest_fix(data, hop.asked);
    }
    const auto* found = fixes ? &*fixes : nullptr;
    if (how.format == output_format::markdown) {
        auto plain = how;
        plain.color = false;
        return markdown_text(index, hop.asked, hop.given, found, before,
                             sections_text(index, hop.asked, hop.given, wanted, plain), how);
    }
    return answer_text(index, hop.asked, hop.given, found, before, how) +
           sections_text(index, hop.asked, hop.given, wanted, how);
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
    const bool is_page = how.format == output_format::text || how.format == output_format::markdown;
    const bool is_picture = !how.json() && !is_page;
    asked.client = asked_for.client == "linux"     ? client_ports::linux_hosts
                   : asked_for.client == "windows" ? client_ports::windows
                                                   : client_ports::any;
    auto loaded = load_asked_network(asked_for.network);
    if (!loaded) {
        return exit_status::bad_usage;
    }
    pass_sections wanted{asked_for.flow_logs, asked_for.mirrors};
    if (!make_typed_changes(loaded->data, asked_for.changes, wanted.changes)) {
        return exit_status::bad_usage;
    }
    const network_index index(loaded->data);
    const auto from = endpoint_named(index, asked_for.from, true);
    const auto to = endpoint_named(index, asked_for.to, false);
    if (!from || !to) {
        talk_about(loaded->diagnostics, how); // what was not read may be what was asked for
        return exit_status::bad_usage;
    }
    asked.from = *from;
    asked.to = *to;
    std::vector<via_host> via;
    std::vector<std::string> names{asked_for.from};
    for (const auto& one : asked_for.via) {
        const auto host = via_named(index, one, names);
        if (!host) {
            return exit_status::bad_usage;
        }
        via.push_back(*host);
    }
    names.push_back(asked_for.to);
    std::vector<chain_hop> hops;
    for (const auto& hop : chain_questions(asked, via)) {
        auto given = ask(index, hop);
        if (!given) {
            return refuse(names[hops.size()] + " and " + names[hops.size() + 1] + ": " +
                          (given.error().code == errc::family_mismatch
                               ? "both ends need an address of the same family (IPv4 or IPv6)"
                               : std::string(reason_of(given.error().code))));
        }
        hops.push_back({hop, std::move(*given)});
    }
    output out(how.quiet);
    if (how.json()) {
        out.line(via.empty()
                     ? pass_json(index, asked, hops[0].given, loaded->diagnostics, how.lang, wanted)
                     : pass_chain_json(index, hops, loaded->diagnostics, how.lang, wanted));
    } else if (is_picture) {
        talk_about(loaded->diagnostics, how);
        out.write(via.empty() ? picture(draw_path(index, asked, hops[0].given, how.lang, wanted),
                                        how.format)
                              : picture(draw_chain(index, hops, how.lang, wanted), how.format));
    } else if (!how.quiet) {
        talk_about(loaded->diagnostics, how);
        const bool is_markdown = how.format == output_format::markdown;
        if (!via.empty()) {
            out.write(is_markdown ? markdown_chain_headline(hops, wanted.changes, how)
                                  : chain_headline(hops, how) + changes_text(wanted.changes, how));
        }
        for (std::size_t i = 0; i < hops.size(); ++i) {
            const auto& hop = hops[i];
            if (!via.empty()) {
                const bool last = i + 1 == hops.size();
                const auto traffic =
                    last ? asked_for.traffic
                         : to_string(hop.asked.proto) + "/" +
                               std::to_string(hop.asked.destination_port.value_or(0));
                auto plain = how;
                plain.color = how.color && !is_markdown;
                const auto heading =
                    hop_heading(i + 1, hops.size(), names[i], names[i + 1], traffic, plain);
                out.write(
                    "\n" +
                    (is_markdown
                         ? "## " + markdown_escaped(heading.substr(0, heading.size() - 1)) + "\n\n"
                         : heading));
            }
            out.write(hop_text(loaded->data, index, hop,
                               via.empty() ? wanted.changes : std::vector<change_request>{}, wanted,
                               how));
        }
    }
    return out.finish(status_of(worst_of(hops)));
}

} // namespace vpcplan::cli
