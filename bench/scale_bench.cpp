// A network of ten thousand interfaces: loading it, finding things in it, asking about it. And the
// whole program on a real snapshot.
#include "process.hpp"
#include "scale.hpp"

#include <benchmark/benchmark.h>
#include <chrono>
#include <vpcplan/path.hpp>
#include <vpcplan/readers.hpp>

namespace {

using namespace vpcplan;
using namespace vpcplan_bench;
namespace fs = std::filesystem;

const std::string& large_folder() {
    static const scratch_folder scratch;
    static const std::string folder = [] {
        const auto path = scratch.path / "large";
        write_network(path, {});
        return path.string();
    }();
    return folder;
}

const network* large_network() {
    static const auto outcome = load_network(large_folder());
    const auto* loaded = std::get_if<loaded_network>(&outcome);
    return loaded != nullptr ? &loaded->data : nullptr;
}

void load_large(benchmark::State& state) {
    std::size_t found = 0;
    const auto& folder = large_folder();
    for (auto _ : state) {
        const auto outcome = load_network(folder);
        const auto* loaded = std::get_if<loaded_network>(&outcome);
        found = loaded != nullptr ? loaded->data.interfaces.size() : 0;
        benchmark::DoNotOptimize(outcome);
    }
    if (found != 10'000) {
        state.SkipWithError("the network was not read");
    }
}

void index_large(benchmark::State& state) {
    const auto* net = large_network();
    if (net == nullptr) {
        state.SkipWithError("the network was not read");
        return;
    }
    for (auto _ : state) {
        const network_index index(*net);
        benchmark::DoNotOptimize(index.find_interface(interface_id(0, 0)));
    }
}

/// From an interface of the first VPC to one of the last, by every port of the client.
void pass_large(benchmark::State& state) {
    const auto* net = large_network();
    if (net == nullptr) {
        state.SkipWithError("the network was not read");
        return;
    }
    const network_index index(*net);
    const question asked{{endpoint::kind::interface, interface_id(0, 0), {}},
                         {endpoint::kind::interface, interface_id(49, 103), {}},
                         protocol::tcp(),
                         {},
                         std::uint16_t{443}};
    bool works = false;
    for (auto _ : state) {
        const auto said = ask(index, asked);
        works = said && said->connection == connection_outcome::works;
        benchmark::DoNotOptimize(said);
    }
    if (!works) {
        state.SkipWithError("the connection should work");
    }
}

/// The largest of the snapshots, by the bytes of its files.
fs::path largest_snapshot() {
    const char* const elsewhere = std::getenv("VPCPLAN_SHARED_DATA");
    const fs::path folder =
        fs::path(elsewhere != nullptr ? elsewhere : VPCPLAN_SHARED_DATA_DIR) / "aws-snapshots";
    std::error_code ec;
    fs::path largest;
    std::uintmax_t most = 0;
    for (const auto& snapshot : fs::directory_iterator(folder, ec)) {
        std::uintmax_t bytes = 0;
        std::error_code ignored;
        for (const auto& file : fs::directory_iterator(snapshot.path(), ignored)) {
            bytes += file.is_regular_file(ignored) ? file.file_size(ignored) : 0;
        }
        if (bytes > most) {
            most = bytes;
            largest = snapshot.path();
        }
    }
    return largest;
}

/// Start, reading, judging, printing.
void pass_process(benchmark::State& state) {
    const auto folder = largest_snapshot();
    if (folder.empty() || !is_there(vpcplan_program)) {
        state.SkipWithError(folder.empty() ? "SKIPPED: no ../shared/data/aws-snapshots"
                                           : "SKIPPED: no vpcplan program");
        return;
    }
    const auto outcome = load_network(folder.string());
    const auto* loaded = std::get_if<loaded_network>(&outcome);
    if (loaded == nullptr || loaded->data.interfaces.size() < 2) {
        state.SkipWithError("the snapshot has nothing to ask about");
        return;
    }
    const auto& hosts = loaded->data.interfaces;
    const scratch_folder scratch;
    double peak = 0;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        const double megabytes = run(
            {vpcplan_program, "pass", hosts[0].id, hosts[1].id, "tcp/443", "-n", folder.string()},
            (scratch.path / "output").string(), 1); // 1: it does not pass
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        if (megabytes < 0) {
            state.SkipWithError("vpcplan failed");
            return;
        }
        peak = std::max(peak, megabytes);
        state.SetIterationTime(took.count());
    }
    state.counters["peak_MB"] = peak;
}

BENCHMARK(load_large)
    ->Name("load/10000 interfaces/vpcplan")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(5);
BENCHMARK(index_large)->Name("index/10000 interfaces/vpcplan")->Unit(benchmark::kMillisecond);
BENCHMARK(pass_large)
    ->Name("pass/10000 interfaces over the transit gateway/vpcplan")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(pass_process)
    ->Name("pass/largest snapshot, process/vpcplan")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(25);

} // namespace
