// Floor 7. Bastion chains: a way to a host over others, each hop a connection of its own.
//
// Example    parse_via("bastion-1,tcp/3389") -> {"bastion-1", tcp, 3389}; without traffic tcp/22
#pragma once

#include "explain.hpp"
#include "path.hpp"

namespace vpcplan {

/// A host on the way, as people write it, and how it is entered.
struct via_text {
    std::string name;
    protocol proto = protocol::tcp();
    std::uint16_t port = 22;
};

/// Reads "NAME" (entered by SSH, tcp/22) or "NAME,tcp/3389", "NAME,udp/PORT". Errors: bad_protocol,
/// bad_port, missing_field (no name); `offset` and `length` are the part of `text` at fault.
inline result<via_text> parse_via(std::string_view text) {
    via_text made;
    const auto comma = text.rfind(',');
    made.name = std::string(text.substr(0, comma));
    if (made.name.empty()) {
        return detail::error_at(errc::missing_field, 0, text.size());
    }
    if (comma == std::string_view::npos) {
        return made;
    }
    const auto traffic = text.substr(comma + 1);
    const auto slash = traffic.find('/');
    const auto proto = parse_protocol(traffic.substr(0, slash));
    if (!proto || !proto->has_ports()) {
        return detail::error_at(errc::bad_protocol, comma + 1, std::min(slash, traffic.size()));
    }
    const auto port = slash == std::string_view::npos ? parse_port_range({})
                                                      : parse_port_range(traffic.substr(slash + 1));
    if (!port || port->first != port->last) {
        const auto at = slash == std::string_view::npos ? text.size() : comma + 1 + slash + 1;
        return detail::error_at(errc::bad_port, at, text.size() - at);
    }
    made.proto = *proto;
    made.port = port->first;
    return made;
}

/// A host on the way: as the destination of one hop and the source of the next.
struct via_host {
    endpoint as_destination;
    endpoint as_source;
    protocol proto = protocol::tcp();
    std::uint16_t port = 22;
};

/// One hop of a chain. Nobody forwards packets here: a person on the host starts a new connection.
struct chain_hop {
    question asked;
    answer given;
};

/// The questions of a chain: to each host by its own traffic, from the last of them as `asked`
/// says. A source port belongs to no hop but the last.
inline std::vector<question> chain_questions(const question& asked,
                                             const std::vector<via_host>& via) {
    std::vector<question> all;
    auto from = asked.from;
    for (const auto& host : via) {
        question hop;
        hop.from = from;
        hop.to = host.as_destination;
        hop.proto = host.proto;
        hop.destination_port = host.port;
        hop.client = asked.client;
        all.push_back(std::move(hop));
        from = host.as_source;
    }
    all.push_back(asked);
    all.back().from = std::move(from);
    return all;
}

/// A chain works if all its hops do; one that fails outweighs one that is unknown.
inline connection_outcome worst_of(const std::vector<chain_hop>& hops) {
    auto worst = connection_outcome::works;
    for (const auto& hop : hops) {
        if (weight_of(hop.given.connection) > weight_of(worst)) {
            worst = hop.given.connection;
        }
    }
    return worst;
}

/// The verdict of a chain, and which hop decides it.
inline std::string headline(const std::vector<chain_hop>& hops, language lang) {
    const bool ko = lang == language::ko;
    const auto worst = worst_of(hops);
    auto text = std::string(name_of(worst, lang)) + ": ";
    if (worst == connection_outcome::works) {
        return text + (ko ? "모든 구간에서 통신됩니다." : "every hop works.");
    }
    const auto at = std::find_if(hops.begin(), hops.end(), [&](const chain_hop& hop) {
        return hop.given.connection == worst;
    });
    const auto number = std::to_string(at - hops.begin() + 1);
    const bool fails = worst == connection_outcome::fails;
    return text +
           (ko ? "구간 " + number +
                     (fails ? "에서 통신되지 않습니다." : "의 통신 여부를 판정할 수 없습니다.")
               : "hop " + number + (fails ? " does not work." : " cannot be judged."));
}

} // namespace vpcplan
