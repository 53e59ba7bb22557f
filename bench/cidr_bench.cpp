// Blocks one at a time: ours beside Asio's and beside what one would write by hand.
#include <benchmark/benchmark.h>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <random>
#include <string>
#include <vector>
#include <vpcplan/cidr.hpp>
#include <vpcplan/cidr_matcher.hpp>
#include <vpcplan/cidr_set.hpp>

namespace {

using namespace vpcplan;
namespace ip = boost::asio::ip;

constexpr std::size_t count = 1024;

std::vector<cidr> random_blocks(address_family family, std::size_t size, int shortest,
                                int longest) {
    std::mt19937_64 random(20260101);
    std::vector<cidr> blocks;
    blocks.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
        const auto number = detail::u128{random()} << 64 | random();
        const auto bits = family == address_family::ipv4
                              ? detail::address_bits{0, static_cast<std::uint32_t>(number), family}
                              : detail::address_bits::from(number, family);
        const auto span = static_cast<unsigned>(longest - shortest + 1);
        blocks.push_back(cidr::containing(bits, shortest + static_cast<int>(random() % span)));
    }
    return blocks;
}

std::vector<cidr> blocks_of(address_family family) {
    return family == address_family::ipv4 ? random_blocks(family, count, 8, 32)
                                          : random_blocks(family, count, 16, 128);
}

std::vector<std::string> texts_of(address_family family) {
    std::vector<std::string> texts;
    for (const auto& block : blocks_of(family)) {
        texts.push_back(to_string(block));
    }
    return texts;
}

template <class Visit>
void for_each_in_turn(benchmark::State& state, Visit&& visit) {
    std::size_t at = 0;
    for (auto _ : state) {
        visit(at);
        at = (at + 1) % count;
    }
}

void parse_ours(benchmark::State& state, address_family family) {
    const auto texts = texts_of(family);
    for_each_in_turn(state,
                     [&](std::size_t at) { benchmark::DoNotOptimize(parse_cidr(texts[at])); });
}
void parse_asio_v4(benchmark::State& state) {
    const auto texts = texts_of(address_family::ipv4);
    boost::system::error_code ec;
    for_each_in_turn(state, [&](std::size_t at) {
        benchmark::DoNotOptimize(ip::make_network_v4(texts[at], ec));
    });
}
void parse_asio_v6(benchmark::State& state) {
    const auto texts = texts_of(address_family::ipv6);
    boost::system::error_code ec;
    for_each_in_turn(state, [&](std::size_t at) {
        benchmark::DoNotOptimize(ip::make_network_v6(texts[at], ec));
    });
}
BENCHMARK_CAPTURE(parse_ours, ipv4, address_family::ipv4)->Name("parse/ipv4/vpcplan");
BENCHMARK(parse_asio_v4)->Name("parse/ipv4/asio");
BENCHMARK_CAPTURE(parse_ours, ipv6, address_family::ipv6)->Name("parse/ipv6/vpcplan");
BENCHMARK(parse_asio_v6)->Name("parse/ipv6/asio");

void print_ours(benchmark::State& state, address_family family) {
    const auto blocks = blocks_of(family);
    for_each_in_turn(state,
                     [&](std::size_t at) { benchmark::DoNotOptimize(to_string(blocks[at])); });
}
void print_asio_v4(benchmark::State& state) {
    std::vector<ip::network_v4> networks;
    for (const auto& block : blocks_of(address_family::ipv4)) {
        networks.push_back(to_network(*cidr_v4::from(block)));
    }
    for_each_in_turn(state,
                     [&](std::size_t at) { benchmark::DoNotOptimize(networks[at].to_string()); });
}
void print_asio_v6(benchmark::State& state) {
    std::vector<ip::network_v6> networks;
    for (const auto& block : blocks_of(address_family::ipv6)) {
        networks.push_back(to_network(*cidr_v6::from(block)));
    }
    for_each_in_turn(state,
                     [&](std::size_t at) { benchmark::DoNotOptimize(networks[at].to_string()); });
}
BENCHMARK_CAPTURE(print_ours, ipv4, address_family::ipv4)->Name("print/ipv4/vpcplan");
BENCHMARK(print_asio_v4)->Name("print/ipv4/asio");
BENCHMARK_CAPTURE(print_ours, ipv6, address_family::ipv6)->Name("print/ipv6/vpcplan");
BENCHMARK(print_asio_v6)->Name("print/ipv6/asio");

void contains_ours(benchmark::State& state, address_family family) {
    const auto blocks = blocks_of(family);
    for_each_in_turn(state, [&](std::size_t at) {
        benchmark::DoNotOptimize(blocks[at].contains(blocks[(at + 1) % count]));
    });
}
void contains_asio_v4(benchmark::State& state) {
    std::vector<ip::network_v4> networks;
    for (const auto& block : blocks_of(address_family::ipv4)) {
        networks.push_back(to_network(*cidr_v4::from(block)));
    }
    for_each_in_turn(state, [&](std::size_t at) {
        benchmark::DoNotOptimize(networks[(at + 1) % count].is_subnet_of(networks[at]));
    });
}
void contains_mask_v4(benchmark::State& state) {
    struct masked {
        std::uint32_t network;
        std::uint32_t mask;
    };
    std::vector<masked> blocks;
    for (const auto& block : blocks_of(address_family::ipv4)) {
        blocks.push_back({static_cast<std::uint32_t>(block.first_bits().lo),
                          ~static_cast<std::uint32_t>(block.size_minus_one())});
    }
    for_each_in_turn(state, [&](std::size_t at) {
        const auto& outer = blocks[at];
        const auto& inner = blocks[(at + 1) % count];
        benchmark::DoNotOptimize(((inner.network ^ outer.network) & outer.mask) == 0 &&
                                 inner.mask >= outer.mask);
    });
}
BENCHMARK_CAPTURE(contains_ours, ipv4, address_family::ipv4)->Name("contains/ipv4/vpcplan");
BENCHMARK(contains_asio_v4)->Name("contains/ipv4/asio");
BENCHMARK(contains_mask_v4)->Name("contains/ipv4/mask_by_hand");
BENCHMARK_CAPTURE(contains_ours, ipv6, address_family::ipv6)->Name("contains/ipv6/vpcplan");

void build_set(benchmark::State& state, address_family family) {
    const bool v4 = family == address_family::ipv4;
    const auto blocks = random_blocks(family, static_cast<std::size_t>(state.range(0)),
                                      v4 ? 20 : 32, v4 ? 32 : 128);
    for (auto _ : state) {
        benchmark::DoNotOptimize(cidr_set(blocks));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(build_set, ipv4, address_family::ipv4)
    ->Name("cidr_set/build/ipv4")
    ->Arg(1'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(build_set, ipv6, address_family::ipv6)
    ->Name("cidr_set/build/ipv6")
    ->Arg(1'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMicrosecond);

void look_up(benchmark::State& state, address_family family) {
    const bool v4 = family == address_family::ipv4;
    const cidr_matcher matcher(random_blocks(family, 10'000, v4 ? 16 : 32, v4 ? 28 : 64));
    const auto addresses = random_blocks(family, count, width_of(family), width_of(family));
    for_each_in_turn(state, [&](std::size_t at) {
        benchmark::DoNotOptimize(matcher.find(addresses[at].first_bits()));
    });
}
BENCHMARK_CAPTURE(look_up, ipv4, address_family::ipv4)->Name("cidr_matcher/find/ipv4/10000");
BENCHMARK_CAPTURE(look_up, ipv6, address_family::ipv6)->Name("cidr_matcher/find/ipv6/10000");

} // namespace
