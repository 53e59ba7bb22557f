// Whole processes on long lists, beside the fastest peers on the same files in the same run: start,
// reading, parsing, work, printing. A row whose program is missing says SKIPPED.
#include "process.hpp"

#include <benchmark/benchmark.h>
#include <chrono>
#include <fstream>
#include <random>
#include <vpcplan/cidr.hpp>

namespace {

using namespace vpcplan;
using namespace vpcplan_bench;
namespace fs = std::filesystem;

/// A folder of generated lists, removed at the end.
class lists {
public:
    /// A list of random blocks (addresses when both lengths are the width), made at first use.
    std::string blocks(address_family family, std::size_t lines, int shortest, int longest,
                       unsigned seed = 20260101) {
        const auto name =
            (folder_.path / (std::to_string(static_cast<int>(family)) + "-" +
                             std::to_string(lines) + "-" + std::to_string(shortest) + "-" +
                             std::to_string(longest) + "-" + std::to_string(seed)))
                .string();
        if (fs::exists(name)) {
            return name;
        }
        std::mt19937_64 random(seed);
        std::ofstream out(name);
        for (std::size_t i = 0; i < lines; ++i) {
            const auto number = detail::u128{random()} << 64 | random();
            // IPv6 in 2000::/4, as addresses in use are
            const auto bits =
                family == address_family::ipv4
                    ? detail::address_bits{0, static_cast<std::uint32_t>(number), family}
                    : detail::address_bits::from(number >> 4 | detail::u128{2} << 124, family);
            const auto length =
                shortest +
                static_cast<int>(random() % static_cast<unsigned>(longest - shortest + 1));
            const auto block = cidr::containing(bits, length);
            out << (shortest == width_of(family) ? detail::to_string(block.first_bits())
                                                 : to_string(block))
                << '\n';
        }
        return name;
    }
    std::string output() const { return (folder_.path / "output").string(); }

private:
    scratch_folder folder_;
};

lists& data() {
    static lists made;
    return made;
}

void whole_process(benchmark::State& state, const std::vector<std::string>& words) {
    if (!is_there(words.front())) {
        state.SkipWithError(("SKIPPED: " + words.front() + " is not installed").c_str());
        return;
    }
    const auto output = data().output();
    double peak = 0;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        const double megabytes = run(words, output);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        if (megabytes < 0) {
            state.SkipWithError((words.front() + " failed").c_str());
            return;
        }
        peak = std::max(peak, megabytes);
        state.SetIterationTime(took.count());
    }
    state.counters["peak_MB"] = peak;
    state.counters["output_MB"] = static_cast<double>(fs::file_size(output)) / 1e6;
}

constexpr std::size_t million = 1'000'000;

std::string random_v4() { return data().blocks(address_family::ipv4, million, 20, 32); }
std::string other_v4() { return data().blocks(address_family::ipv4, million, 20, 32, 20260202); }
std::string hosts_v4() { return data().blocks(address_family::ipv4, million, 32, 32); }
std::string random_v6() { return data().blocks(address_family::ipv6, million, 32, 128); }
std::string subnets_v6() { return data().blocks(address_family::ipv6, million, 32, 64); }
std::string filter_blocks() { return data().blocks(address_family::ipv4, 10'000, 16, 28); }
std::string addresses_v4() { return data().blocks(address_family::ipv4, 5 * million, 32, 32); }

void summarize_v4_vpcplan(benchmark::State& state) {
    whole_process(state, {vpcplan_program, "cidr", "summarize", random_v4()});
}
void summarize_v4_iprange(benchmark::State& state) {
    whole_process(state, {"iprange", random_v4()});
}
void summarize_hosts_vpcplan(benchmark::State& state) {
    whole_process(state, {vpcplan_program, "cidr", "summarize", hosts_v4()});
}
void summarize_hosts_iprange(benchmark::State& state) {
    whole_process(state, {"iprange", hosts_v4()});
}
void summarize_v6_vpcplan(benchmark::State& state) {
    whole_process(state, {vpcplan_program, "cidr", "summarize", random_v6()});
}
void summarize_v6_subnets_vpcplan(benchmark::State& state) {
    whole_process(state, {vpcplan_program, "cidr", "summarize", subnets_v6()});
}
void subtract_vpcplan(benchmark::State& state) {
    whole_process(state, {vpcplan_program, "cidr", "subtract", random_v4(), other_v4()});
}
void subtract_iprange(benchmark::State& state) {
    whole_process(state, {"iprange", random_v4(), "--except", other_v4()});
}
void intersect_vpcplan(benchmark::State& state) {
    whole_process(state, {vpcplan_program, "cidr", "intersect", random_v4(), other_v4()});
}
void intersect_iprange(benchmark::State& state) {
    whole_process(state, {"iprange", random_v4(), "--common", other_v4()});
}
void filter_vpcplan(benchmark::State& state) {
    whole_process(state,
                  {vpcplan_program, "cidr", "filter", "-b", filter_blocks(), addresses_v4()});
}
void filter_with_block_vpcplan(benchmark::State& state) {
    whole_process(state, {vpcplan_program, "cidr", "filter", "--with-block", "-b", filter_blocks(),
                          addresses_v4()});
}
void filter_grepcidr(benchmark::State& state) {
    whole_process(state, {"grepcidr", "-f", filter_blocks(), addresses_v4()});
}

void whole(benchmark::internal::Benchmark* row) {
    row->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(7);
}

BENCHMARK(summarize_v4_vpcplan)->Name("summarize/1M_ipv4/vpcplan")->Apply(whole);
BENCHMARK(summarize_v4_iprange)->Name("summarize/1M_ipv4/iprange")->Apply(whole);
BENCHMARK(summarize_hosts_vpcplan)->Name("summarize/1M_hosts/vpcplan")->Apply(whole);
BENCHMARK(summarize_hosts_iprange)->Name("summarize/1M_hosts/iprange")->Apply(whole);
BENCHMARK(summarize_v6_vpcplan)->Name("summarize/1M_ipv6/vpcplan")->Apply(whole);
BENCHMARK(summarize_v6_subnets_vpcplan)->Name("summarize/1M_ipv6_subnets/vpcplan")->Apply(whole);
BENCHMARK(subtract_vpcplan)->Name("subtract/1M_from_1M/vpcplan")->Apply(whole);
BENCHMARK(subtract_iprange)->Name("subtract/1M_from_1M/iprange")->Apply(whole);
BENCHMARK(intersect_vpcplan)->Name("intersect/1M_with_1M/vpcplan")->Apply(whole);
BENCHMARK(intersect_iprange)->Name("intersect/1M_with_1M/iprange")->Apply(whole);
BENCHMARK(filter_vpcplan)->Name("filter/5M_by_10k/vpcplan")->Apply(whole);
BENCHMARK(filter_with_block_vpcplan)->Name("filter/5M_by_10k/vpcplan_with_block")->Apply(whole);
BENCHMARK(filter_grepcidr)->Name("filter/5M_by_10k/grepcidr")->Apply(whole);

} // namespace
