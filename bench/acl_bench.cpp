// Rules beside the scan a competent programmer writes by hand: the same rules, the same packets,
// half of them on a boundary or one step off it. Every row is a pass over all packets; the time a
// packet is in the counter "packet".
#include "../tests/support/rule_generator.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace vpcplan;
using namespace vpcplan_test;

constexpr std::size_t packet_count = 8192;

void count_packets(benchmark::State& state) {
    state.counters["packet"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(packet_count),
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// Rules of one family as people order them, and packets near all of them.
struct acl_case {
    acl_rules rules;
    std::vector<packet> packets;

    acl_case(std::size_t count, address_family family) {
        rule_generator make(20261121, {family == address_family::ipv4
                                           ? std::vector{make_cidr("10.0.0.0/8")}
                                           : std::vector{make_cidr("2001:db8::/32")},
                                       {make_cidr("0.0.0.0/0"), make_cidr("::/0")},
                                       {make_cidr("10.0.2.0/24"), make_cidr("2001:db8:2::/64")}});
        std::vector<acl_rule> list;
        while (list.size() < count) {
            auto rule = make.rule(static_cast<int>(list.size() + 1) * 10);
            // A first rule that decides everything leaves nothing to measure.
            if (!rule.proto.is_any() || rule.block.prefix_length() > 8 || list.size() + 2 > count) {
                list.push_back(rule);
            }
        }
        for (std::size_t i = 0; i < packet_count; ++i) {
            packets.push_back(make.near(make.pick(list), direction::in));
        }
        rules = acl_rules::make(std::move(list)).value();
    }
};

/// Addresses as a number of the family's own width, so that IPv4 pays nothing for IPv6.
template <class Number>
Number number_of(const address_bits& address) {
    return static_cast<Number>(address.number());
}

template <class Number>
struct plain_rule {
    Number network;
    Number mask;
    int proto;
    int first; ///< port; or ICMP type, -1 is any
    int last;  ///< port; or ICMP code, -1 is any
    bool allow;
};

template <class Number>
std::vector<plain_rule<Number>> plain_rules(const acl_rules& rules) {
    std::vector<plain_rule<Number>> plain;
    for (const auto& rule : rules) {
        const bool icmp = rule.proto.is_icmp();
        plain.push_back({number_of<Number>(rule.block.first_bits()),
                         static_cast<Number>(~detail::low_ones(rule.block.host_length())),
                         rule.proto.number(), icmp ? rule.icmp.type : rule.ports.first,
                         icmp ? rule.icmp.code : rule.ports.last, rule.allow});
    }
    return plain;
}

template <class Number>
bool hand_written(const std::vector<plain_rule<Number>>& rules, const packet& header) {
    const auto source = number_of<Number>(header.source);
    for (const auto& rule : rules) {
        if (rule.proto != -1 && rule.proto != header.protocol_number) {
            continue;
        }
        if ((source & rule.mask) != rule.network) {
            continue;
        }
        if (rule.proto == 6 || rule.proto == 17) {
            if (header.destination_port < rule.first || header.destination_port > rule.last) {
                continue;
            }
        } else if (rule.proto == 1 || rule.proto == 58) {
            if ((rule.first != -1 && rule.first != header.icmp_type) ||
                (rule.last != -1 && rule.last != header.icmp_code)) {
                continue;
            }
        }
        return rule.allow;
    }
    return false;
}

template <class Number>
void acl_by_hand(benchmark::State& state, address_family family) {
    const acl_case data(static_cast<std::size_t>(state.range(0)), family);
    const auto rules = plain_rules<Number>(data.rules);
    for (const auto& header : data.packets) {
        if (hand_written(rules, header) !=
            (evaluate(data.rules, direction::in, header).outcome == verdict::allow)) {
            state.SkipWithError("the two disagree");
            return;
        }
    }
    for (auto _ : state) {
        int allowed = 0;
        for (const auto& header : data.packets) {
            allowed += hand_written(rules, header) ? 1 : 0;
        }
        benchmark::DoNotOptimize(allowed);
    }
    count_packets(state);
}

void acl_ours(benchmark::State& state, address_family family) {
    const acl_case data(static_cast<std::size_t>(state.range(0)), family);
    for (auto _ : state) {
        int allowed = 0;
        for (const auto& header : data.packets) {
            allowed +=
                evaluate(data.rules, direction::in, header).outcome == verdict::allow ? 1 : 0;
        }
        benchmark::DoNotOptimize(allowed);
    }
    count_packets(state);
}

void acl_with_trace(benchmark::State& state, address_family family) {
    const acl_case data(static_cast<std::size_t>(state.range(0)), family);
    trace_sink trace;
    for (auto _ : state) {
        for (const auto& header : data.packets) {
            trace.rules.clear();
            benchmark::DoNotOptimize(evaluate(data.rules, direction::in, header, trace).rule);
        }
    }
    count_packets(state);
}

/// 60 rules, as many as a group may have in one direction, over three groups.
void groups_of_60_rules(benchmark::State& state) {
    rule_generator make(
        20261121,
        {{make_cidr("10.0.0.0/8")}, {make_cidr("0.0.0.0/0")}, {make_cidr("10.0.2.0/24")}});
    std::vector<security_group> groups(3);
    std::vector<packet> packets;
    for (int i = 0; i < 60; ++i) {
        const auto block = cidr::containing(make.block().first_bits(), 16 + make.upto(16));
        auto rule = make.group_rule_to(block, block.family());
        rule.proto = rule.proto.is_any() ? protocol::tcp() : rule.proto;
        groups[static_cast<std::size_t>(i) % 3].inbound.push_back(rule);
    }
    for (std::size_t i = 0; i < packet_count; ++i) {
        const auto& rule = make.pick(make.pick(groups).inbound);
        packets.push_back(
            make.near(std::get<cidr>(rule.peer), rule.proto, rule.ports, rule.icmp, direction::in));
    }
    const std::vector<const security_group*> pointers{&groups[0], &groups[1], &groups[2]};
    for (auto _ : state) {
        int allowed = 0;
        for (const auto& header : packets) {
            const auto said = evaluate(pointers, direction::in, header, no_references{});
            allowed += said.outcome == verdict::allow ? 1 : 0;
        }
        benchmark::DoNotOptimize(allowed);
    }
    count_packets(state);
}

/// A table of static routes, one prefix list of ten entries, and a default route.
void route_look_up(benchmark::State& state) {
    rule_generator make(20261121, whole_world());
    fake_lists lists;
    lists.lists.push_back({"pl-a", {}, {}, true, {}});
    for (int i = 0; i < 10; ++i) {
        lists.lists[0].entries.push_back(make.block());
    }
    route_table table;
    table.routes.push_back(
        {make_cidr("10.0.0.0/16"), route_target::local, {}, route_origin::local});
    table.routes.push_back({make_cidr("0.0.0.0/0"), route_target::internet_gateway, "igw-1"});
    table.routes.push_back({prefix_list_destination{"pl-a"}, route_target::vpc_endpoint, "vpce-1"});
    while (table.routes.size() < static_cast<std::size_t>(state.range(0))) {
        table.routes.push_back({make.block(), route_target::transit_gateway, "tgw-1"});
    }
    std::vector<address_bits> destinations;
    for (std::size_t i = 0; i < packet_count; ++i) {
        destinations.push_back(make.any_packet(direction::out).destination);
    }
    for (auto _ : state) {
        for (const auto& destination : destinations) {
            benchmark::DoNotOptimize(find_route(table, destination, lists).chosen);
        }
    }
    count_packets(state);
}

void ipv4_by_hand(benchmark::State& state) {
    acl_by_hand<std::uint32_t>(state, address_family::ipv4);
}
void ipv6_by_hand(benchmark::State& state) {
    acl_by_hand<detail::u128>(state, address_family::ipv6);
}
void ipv4_ours(benchmark::State& state) { acl_ours(state, address_family::ipv4); }
void ipv6_ours(benchmark::State& state) { acl_ours(state, address_family::ipv6); }
void ipv4_with_trace(benchmark::State& state) { acl_with_trace(state, address_family::ipv4); }

BENCHMARK(ipv4_by_hand)->Name("acl/ipv4/by hand")->Arg(20)->Arg(40)->Repetitions(5);
BENCHMARK(ipv4_ours)->Name("acl/ipv4/vpcplan")->Arg(20)->Arg(40)->Repetitions(5);
BENCHMARK(ipv6_by_hand)->Name("acl/ipv6/by hand")->Arg(20)->Arg(40)->Repetitions(5);
BENCHMARK(ipv6_ours)->Name("acl/ipv6/vpcplan")->Arg(20)->Arg(40)->Repetitions(5);
BENCHMARK(ipv4_with_trace)->Name("acl/ipv4/vpcplan with a trace")->Arg(40);
BENCHMARK(groups_of_60_rules)->Name("groups/60 rules");
BENCHMARK(route_look_up)->Name("route look-up")->Arg(10)->Arg(100);

} // namespace
