// The packets of a question, every way they may go, and the answer over all its ports.
#include "vpcplan/path.hpp"

#include "walk_balancer.hpp"
#include "walk_data_centre.hpp"
#include "walk_firewall.hpp"
#include "walk_interconnect.hpp"
#include "walk_interface.hpp"
#include "walk_internet.hpp"
#include "walk_nat.hpp"
#include "walk_subnet.hpp"
#include "walk_transit_gateway.hpp"

#include <tuple>

namespace vpcplan {

namespace detail {

/// One place that a destination may stand for.
struct destination {
    endpoint to;
    address_bits address;
    bool is_public = false; ///< the public address of an interface that was asked by its id or name
};

/// What a destination leads to in a family: itself, or every node of a load balancer that its DNS
/// name may answer with. That name stands for public addresses when the load balancer is
/// internet-facing, whoever asks. Source: ELB user guide, "How Elastic Load Balancing works".
inline std::vector<destination> destinations_of(const network_index& index, const question& asked,
                                                address_family family) {
    const auto& to = asked.to;
    if (to.address) {
        return {{to, *to.address}};
    }
    const auto of_interface = [&](const interface& at, bool prefer_public) {
        std::vector<destination> found;
        if (const auto* own = at.primary(family)) {
            const bool is_public = prefer_public && own->public_address;
            found.push_back({{endpoint::kind::interface, at.id, std::nullopt},
                             is_public ? *own->public_address : own->address,
                             is_public});
        }
        return found;
    };
    const auto* balancer =
        to.where == endpoint::kind::load_balancer ? index.find_balancer(to.id) : nullptr;
    if (balancer == nullptr) {
        const auto* at = index.find_interface(to.id);
        return at == nullptr ? std::vector<destination>{}
                             : of_interface(*at, asked.from.where == endpoint::kind::internet);
    }
    std::vector<destination> all;
    for (const auto* node : nodes_in_dns(index, *balancer)) {
        for (auto& one : of_interface(*node, balancer->internet_facing)) {
            all.push_back(std::move(one));
        }
    }
    return all;
}

/// The concrete packet a question starts with; ports still the lowest of what is asked for.
struct prepared_question {
    packet header;
    port_range source_ports{0, 0};
    port_range destination_ports{0, 0};
    std::vector<destination> destinations;
    std::vector<assumption> assumptions;
};

inline void note(std::vector<assumption>& all, assumption one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) {
        all.push_back(one);
    }
}

/// The families an endpoint can speak.
inline std::vector<address_family> families_of(const network_index& index, const endpoint& end) {
    if (end.address) {
        return {end.address->family};
    }
    std::vector<address_family> families;
    for (const auto family : {address_family::ipv4, address_family::ipv6}) {
        if (!destinations_of(index, {{}, end}, family).empty()) {
            families.push_back(family);
        }
    }
    return families;
}

inline std::optional<address_family> family_for(const network_index& index, const question& asked) {
    const auto from = families_of(index, asked.from);
    const auto to = families_of(index, asked.to);
    const auto prefers_v6 = asked.proto == protocol::icmpv6();
    std::optional<address_family> chosen;
    for (const auto family : {address_family::ipv4, address_family::ipv6}) {
        const bool both = std::find(from.begin(), from.end(), family) != from.end() &&
                          std::find(to.begin(), to.end(), family) != to.end();
        if (both && (!chosen || prefers_v6)) {
            chosen = family;
        }
    }
    return chosen;
}

inline bool is_documentation(const address_bits& address) {
    using namespace literals;
    return "192.0.2.0/24"_cidr.contains(address) || "198.51.100.0/24"_cidr.contains(address) ||
           "203.0.113.0/24"_cidr.contains(address) || "2001:db8::/32"_cidr.contains(address);
}

inline void note_instance_state(const network_index& index, const endpoint& end,
                                std::vector<assumption>& all) {
    const auto* at = index.find_interface(end.id);
    const auto* host = at != nullptr ? index.find_instance(at->instance_id) : nullptr;
    if (host != nullptr && host->state != "running") {
        note(all, assumption::instance_not_running);
    }
}

inline result<prepared_question> prepare(const network_index& index, const question& asked,
                                         protocol proto) {
    const auto family = family_for(index, asked);
    if (!family) {
        return errc::family_mismatch;
    }
    prepared_question ready;
    auto& all = ready.assumptions;
    ready.header.source = asked.from.address
                              ? *asked.from.address
                              : index.find_interface(asked.from.id)->primary(*family)->address;
    ready.destinations = destinations_of(index, asked, *family);
    ready.header.destination = ready.destinations.front().address;
    if (ready.destinations.front().is_public) {
        note(all, assumption::public_address_used);
    }
    // "icmp" between IPv6 hosts means ICMPv6; 58 between IPv4 hosts is a protocol like any other.
    if (proto == protocol::icmp() && *family == address_family::ipv6) {
        proto = protocol::icmpv6();
    }
    if (proto.is_icmp()) {
        const std::uint8_t echo = proto == protocol::icmp() ? 8 : 128;
        ready.header.icmp_type = asked.icmp_type.value_or(echo);
        ready.header.icmp_code = asked.icmp_code.value_or(0);
        if (!asked.icmp_type) {
            note(all, assumption::echo_request);
        }
    }
    ready.header.protocol_number = static_cast<std::uint8_t>(proto.number());
    if (proto.has_ports()) {
        ready.source_ports = asked.source_port ? port_range{*asked.source_port, *asked.source_port}
                                               : range_of(asked.client);
        ready.destination_ports = asked.destination_port
                                      ? port_range{*asked.destination_port, *asked.destination_port}
                                      : port_range::all();
    }
    note(all, assumption::operating_systems_allow);
    note(all, assumption::unfragmented);
    if (asked.from.where == endpoint::kind::subnet_address) {
        note(all, assumption::subnet_address_has_no_group);
    }
    if (asked.from.where == endpoint::kind::vpc_router) {
        note(all, assumption::way_to_router_not_judged);
    }
    note_instance_state(index, asked.from, all);
    note_instance_state(index, asked.to, all);
    if (is_documentation(ready.header.source) || is_documentation(ready.header.destination)) {
        note(all, assumption::documentation_range_public);
    }
    return ready;
}

/// One walk, as an answer without port sets.
inline answer judge(walker& walked) {
    answer said;
    said.forward = std::move(walked.forward);
    said.reply = std::move(walked.reply);
    const bool has_reply = said.reply.outcome != leg_outcome::not_applicable;
    if (said.forward.outcome != leg_outcome::pass) {
        said.decided_by = answer::decision{false, said.forward.steps.size() - 1};
    } else if (has_reply && said.reply.outcome != leg_outcome::pass) {
        said.decided_by = answer::decision{true, said.reply.steps.size() - 1};
    }
    const auto& last = has_reply ? said.reply : said.forward;
    said.assumptions = std::move(walked.assumed);
    said.connection = last.outcome == leg_outcome::pass   ? connection_outcome::works
                      : last.outcome == leg_outcome::drop ? connection_outcome::fails
                                                          : connection_outcome::unknown;
    return said;
}

/// A load balancer whose interfaces the input does not hold: where to call it is not known.
inline answer without_nodes(const load_balancer& balancer) {
    step made;
    made.kind = step_kind::lb;
    made.component = balancer.label();
    made.way = direction::in;
    made.outcome = verdict::unknown;
    made.code = reason::unknown_resource;
    made.place = balancer.place;
    answer said;
    said.forward = {leg_outcome::unknown, {std::move(made)}};
    said.decided_by = answer::decision{false, 0};
    return said;
}

/// Ports of a rectangle source x destination that all get the same answer.
struct port_cell {
    port_range source_ports;
    port_range destination_ports;
    connection_outcome outcome;
};

/// The target that the last load balancer on the way picked, or "".
inline std::string target_of(const answer& said) {
    const auto& steps = said.forward.steps;
    const auto made = std::find_if(steps.rbegin(), steps.rend(), [](const step& one) {
        return one.kind == step_kind::lb && !one.fact("target").empty();
    });
    return made == steps.rend()
               ? std::string()
               : std::string(made->fact("target")) + ":" + std::string(made->fact("target_port"));
}

/// Counts what AWS may pick one of, and what of it always works.
class choice_counter {
public:
    void count(const answer& said) {
        const bool works = said.connection == connection_outcome::works;
        add(targets_, target_of(said), works);
        add(nodes_, to_string(said.first_packet.destination), works);
        ++all_ways_;
        working_ways_ += works ? 1 : 0;
    }

    /// The first thing of which some work and some do not.
    std::optional<partial_choice> partial() const {
        using what = partial_choice::what;
        for (const auto& [of, seen] :
             {std::pair(what::targets, &targets_), std::pair(what::nodes, &nodes_)}) {
            const auto works = static_cast<std::size_t>(std::count_if(
                seen->begin(), seen->end(), [](const auto& one) { return one.second; }));
            if (works > 0 && works < seen->size()) {
                return partial_choice{of, works, seen->size()};
            }
        }
        return working_ways_ > 0 && working_ways_ < all_ways_
                   ? std::optional(partial_choice{what::ways, working_ways_, all_ways_})
                   : std::nullopt;
    }

private:
    using outcomes = std::vector<std::pair<std::string, bool>>;

    static void add(outcomes& all, std::string name, bool works) {
        const auto known = std::find_if(all.begin(), all.end(),
                                        [&](const auto& one) { return one.first == name; });
        if (known == all.end()) {
            all.emplace_back(std::move(name), works);
        } else {
            known->second = known->second && works;
        }
    }

    outcomes targets_;
    outcomes nodes_;
    std::size_t all_ways_ = 0;
    std::size_t working_ways_ = 0;
};

/// Explores a rectangle of ports. A walk speaks for all ports that no consulted rule tells apart;
/// where a rule does, the rectangle is split there and each part is walked on its own. Exact, and
/// as cheap as the number of different answers.
class port_explorer {
public:
    port_explorer(const network_index& index, const question& asked,
                  std::span<const destination> destinations, packet header)
        : index_(index), asked_(asked), destinations_(destinations), header_(header) {}

    std::vector<port_cell> cells;
    std::optional<answer> shown; ///< the first that fails, else the first unknown, else the first

    void explore(port_range source_ports, port_range destination_ports) {
        header_.source_port = source_ports.first;
        header_.destination_port = destination_ports.first;
        auto [said, consulted] = walk_every_way();
        std::vector<port_range> by_destination;
        for (const auto* rules : consulted.forward_acls) {
            append(by_destination, ports_of(*rules));
        }
        for (const auto* group : consulted.groups) {
            append(by_destination, ports_of(*group));
        }
        append(by_destination, consulted.destination_ports);
        if (destination_ports.first != destination_ports.last) {
            append_platform_ports(by_destination);
        }
        const auto destination_classes = port_classes(by_destination, destination_ports);
        if (destination_classes.size() > 1) {
            for (const auto& part : destination_classes) {
                explore(source_ports, part);
            }
            return;
        }
        std::vector<port_range> by_source;
        for (const auto* rules : consulted.reply_acls) {
            append(by_source, ports_of(*rules));
        }
        append(by_source, consulted.source_ports);
        const auto source_classes = port_classes(by_source, source_ports);
        if (source_classes.size() > 1) {
            for (const auto& part : source_classes) {
                explore(part, destination_ports);
            }
            return;
        }
        cells.push_back({source_ports, destination_ports, said.connection});
        if (!shown || weight_of(said.connection) > weight_of(shown->connection)) {
            shown = std::move(said);
        }
    }

private:
    static constexpr std::size_t most_ways = 20'000;

    struct every_way {
        answer worst;
        consulted_rules consulted;
    };

    /// One packet by every combination of choices that AWS may make. It has to pass by all of them,
    /// so the answer is that of the worst.
    every_way walk_every_way() const {
        choice_script choices;
        choice_counter counted;
        every_way all;
        std::size_t ways = 0;
        do {
            const auto& place =
                destinations_[destinations_.size() > 1 ? choices.pick(destinations_.size()) : 0];
            auto first = header_;
            first.destination = place.address;
            walker walked(index_, choices);
            walked.walk(asked_.from, place.to, first);
            append(all.consulted.forward_acls, walked.consulted.forward_acls);
            append(all.consulted.reply_acls, walked.consulted.reply_acls);
            append(all.consulted.groups, walked.consulted.groups);
            append(all.consulted.source_ports, walked.consulted.source_ports);
            append(all.consulted.destination_ports, walked.consulted.destination_ports);
            auto said = judge(walked);
            said.first_packet = first;
            counted.count(said);
            if (ways++ == 0 || is_shown_before(said, all.worst)) {
                all.worst = std::move(said);
            }
            if (ways == most_ways && all.worst.connection != connection_outcome::fails) {
                step made;
                made.kind = step_kind::lb;
                made.outcome = verdict::unknown;
                made.code = reason::too_many_ways;
                made.header = first;
                all.worst.forward = {leg_outcome::unknown, {std::move(made)}};
                all.worst.reply = {};
                all.worst.connection = connection_outcome::unknown;
                all.worst.decided_by = answer::decision{false, 0};
            }
        } while (ways < most_ways && choices.advance());
        all.worst.choice = counted.partial();
        if (ways > 1) {
            note(all.worst.assumptions, assumption::every_choice_walked);
        }
        return all;
    }

    /// The worse one; of equals always the same one, whatever the order of the input.
    static bool is_shown_before(const answer& a, const answer& b) {
        if (a.connection != b.connection) {
            return weight_of(a.connection) > weight_of(b.connection);
        }
        const auto less = [](const step& left, const step& right) {
            return std::tie(left.kind, left.component, left.code) <
                   std::tie(right.kind, right.component, right.code);
        };
        for (const auto way : {&answer::forward, &answer::reply}) {
            const auto& left = (a.*way).steps;
            const auto& right = (b.*way).steps;
            if (std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                             less)) {
                return true;
            }
            if (std::lexicographical_compare(right.begin(), right.end(), left.begin(), left.end(),
                                             less)) {
                return false;
            }
        }
        return a.first_packet.destination < b.first_packet.destination;
    }

    template <class T>
    static void append(std::vector<T>& all, const std::vector<T>& more) {
        all.insert(all.end(), more.begin(), more.end());
    }
    static std::vector<port_range> ports_of(const acl_rules& rules) {
        return detail::ports_of(rules);
    }
    static std::vector<port_range> ports_of(const security_group& group) {
        std::vector<port_range> ports;
        for (const auto way : {direction::in, direction::out}) {
            for (const auto& rule : group.rules(way)) {
                if (rule.proto.has_ports()) {
                    ports.push_back(rule.ports);
                }
            }
        }
        return ports;
    }
    /// The ports of services that no rule filters are boundaries as well.
    static void append_platform_ports(std::vector<port_range>& all) {
        for (const std::uint16_t port :
             std::initializer_list<std::uint16_t>{53, 67, 80, 123, 547, 1688}) {
            all.push_back({port, port});
        }
    }

    const network_index& index_;
    const question& asked_;
    std::span<const destination> destinations_;
    packet header_;
};

/// Sorted, touching ranges joined.
inline std::vector<port_range> joined(std::vector<port_range> ranges) {
    std::sort(ranges.begin(), ranges.end());
    std::vector<port_range> out;
    for (const auto& one : ranges) {
        if (!out.empty() && one.first <= out.back().last + 1) {
            out.back().last = std::max(out.back().last, one.last);
        } else {
            out.push_back(one);
        }
    }
    return out;
}

/// The parts of one axis that work with every relevant part of the other. Cells form a grid per
/// axis only after cutting at all boundaries, so cut first.
template <class Axis, class Other>
std::vector<port_range> working_ports(const std::vector<port_cell>& cells, port_range asked,
                                      Axis axis, Other other,
                                      const std::vector<port_range>& relevant) {
    std::vector<port_range> cuts(cells.size());
    std::transform(cells.begin(), cells.end(), cuts.begin(), axis);
    std::vector<port_range> working;
    for (const auto& part : port_classes(cuts, asked)) {
        const bool works = std::all_of(cells.begin(), cells.end(), [&](const port_cell& cell) {
            const auto range = axis(cell);
            const bool concerns =
                range.first <= part.last && part.first <= range.last &&
                std::any_of(relevant.begin(), relevant.end(), [&](const port_range& one) {
                    return one.first <= other(cell).last && other(cell).first <= one.last;
                });
            return !concerns || cell.outcome == connection_outcome::works;
        });
        if (works) {
            working.push_back(part);
        }
    }
    return joined(std::move(working));
}

inline void fill_ports(answer& said, const std::vector<port_cell>& cells, port_range source_ports,
                       port_range destination_ports) {
    std::vector<port_range> some_destination;
    for (const auto& cell : cells) {
        if (cell.outcome == connection_outcome::works) {
            some_destination.push_back(cell.destination_ports);
        }
    }
    some_destination = joined(std::move(some_destination));
    if (some_destination.empty()) {
        return;
    }
    const auto source = [](const port_cell& cell) { return cell.source_ports; };
    const auto destination = [](const port_cell& cell) { return cell.destination_ports; };
    said.source_ports = working_ports(cells, source_ports, source, destination, some_destination);
    said.destination_ports =
        working_ports(cells, destination_ports, destination, source, {source_ports});
}

inline result<answer> ask_protocol(const network_index& index, const question& asked,
                                   protocol proto) {
    auto ready = prepare(index, asked, proto);
    if (!ready) {
        return ready.error();
    }
    port_explorer explorer(index, asked, ready->destinations, ready->header);
    explorer.explore(ready->source_ports, ready->destination_ports);
    auto said = std::move(*explorer.shown);
    if (ready->header.proto().has_ports()) {
        fill_ports(said, explorer.cells, ready->source_ports, ready->destination_ports);
    }
    for (const auto one : std::exchange(said.assumptions, std::move(ready->assumptions))) {
        note(said.assumptions, one);
    }
    for (const auto* way : {&said.forward, &said.reply}) {
        for (const auto& made : way->steps) {
            if (made.kind == step_kind::nat && way == &said.forward &&
                made.outcome == verdict::allow && made.fact("instance").empty()) {
                note(said.assumptions, assumption::nat_picks_any_port);
            }
            if (made.fact("service") == "amazon_dns") {
                note(said.assumptions, assumption::resolver_answers);
            }
        }
    }
    const auto& last_steps = said.forward.steps;
    if (asked.from.where == endpoint::kind::internet ||
        (said.forward.outcome == leg_outcome::pass && !last_steps.empty() &&
         (last_steps.back().kind == step_kind::igw || last_steps.back().kind == step_kind::eigw))) {
        note(said.assumptions, assumption::remote_host_answers);
    }
    return said;
}

} // namespace detail

result<answer> ask(const network_index& index, const question& asked) {
    for (const auto* end : {&asked.from, &asked.to}) {
        const bool missing =
            (end->where == endpoint::kind::interface && index.find_interface(end->id) == nullptr) ||
            (end->where == endpoint::kind::subnet_address &&
             index.find_subnet(end->id) == nullptr) ||
            (end->where == endpoint::kind::vpc_router && index.find_vpc(end->id) == nullptr);
        if (missing) {
            return errc::unknown_name;
        }
    }
    if (asked.to.where == endpoint::kind::load_balancer) {
        const auto* balancer = index.find_balancer(asked.to.id);
        if (balancer == nullptr) {
            return errc::unknown_name;
        }
        if (detail::nodes_in_dns(index, *balancer).empty()) {
            return detail::without_nodes(*balancer);
        }
    }
    if (!asked.proto.is_any()) {
        return detail::ask_protocol(index, asked, asked.proto);
    }
    std::optional<answer> worst;
    std::vector<int> numbers{6, 17, 1};
    for (int number = 0; number <= 255; ++number) {
        if (number != 6 && number != 17 && number != 1 && number != 58) {
            numbers.push_back(number);
        }
    }
    for (const int number : numbers) {
        auto said = detail::ask_protocol(index, asked, protocol::of(number));
        if (!said) {
            return said.error();
        }
        if (!worst || weight_of(said->connection) > weight_of(worst->connection)) {
            worst = std::move(*said);
        }
    }
    return std::move(*worst);
}

} // namespace vpcplan
