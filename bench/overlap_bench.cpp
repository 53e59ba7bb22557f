// Who overlaps whom: 100,000 blocks of 1,000 VPCs, by one sweep; and 2,000 VPCs at the same block.
#include <benchmark/benchmark.h>

#include <random>
#include <vpcplan/vpc_cidr.hpp>

namespace {

using namespace vpcplan;

std::vector<owned_block> random_blocks(std::size_t count, address_family family) {
    std::mt19937_64 random(20260101);
    std::vector<owned_block> blocks;
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_v4 = family == address_family::ipv4;
        const auto bits =
            is_v4 ? detail::address_bits{0, random() & 0xffffffffU, family}
                  : detail::address_bits{0x2000000000000000U | random() >> 8, 0, family};
        const int length =
            is_v4 ? 16 + static_cast<int>(random() % 13) : 44 + 4 * static_cast<int>(random() % 5);
        blocks.push_back({cidr::containing(bits, length), static_cast<std::uint32_t>(i % 1000)});
    }
    return blocks;
}

void overlap_pairs(benchmark::State& state, address_family family) {
    const auto blocks = random_blocks(100'000, family);
    std::uint64_t pairs = 0;
    for (auto _ : state) {
        pairs = 0;
        for_each_overlap(blocks, [&](const owned_block&, const owned_block&) {
            ++pairs;
            return true;
        });
        benchmark::DoNotOptimize(pairs);
    }
    state.counters["pairs"] = static_cast<double>(pairs);
}

/// 1,999,000 pairs, of which none is kept.
void overlap_pairs_of_equal_blocks(benchmark::State& state) {
    using namespace literals;
    const std::vector<named_blocks> vpcs(2000, {"v", {"10.0.0.0/16"_cidr}});
    std::uint64_t pairs = 0;
    for (auto _ : state) {
        pairs = 0;
        for_each_vpc_overlap(vpcs, [&](const vpc_overlap&) {
            ++pairs;
            return true;
        });
        benchmark::DoNotOptimize(pairs);
    }
    state.counters["pairs"] = static_cast<double>(pairs);
}

BENCHMARK(overlap_pairs_of_equal_blocks)
    ->Name("overlaps/2000_at_one_block")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(overlap_pairs, ipv4, address_family::ipv4)
    ->Name("overlaps/100k_of_1000/ipv4")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(overlap_pairs, ipv6, address_family::ipv6)
    ->Name("overlaps/100k_of_1000/ipv6")
    ->Unit(benchmark::kMillisecond);

} // namespace
