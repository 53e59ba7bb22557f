// Whole processes on long lists, beside the fastest peers on the same files in the same run: start,
// reading, parsing, work, printing. A row whose program is missing says SKIPPED.
#include <benchmark/benchmark.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>
#include <vpcplan/cidr.hpp>

namespace {

using namespace vpcplan;
namespace fs = std::filesystem;

#ifdef VPCPLAN_EXECUTABLE
const std::string vpcplan_program = VPCPLAN_EXECUTABLE;
#else
const std::string vpcplan_program = "vpcplan";
#endif

/// A folder of generated lists, removed at the end.
class lists {
public:
    lists() {
        std::string name = (fs::temp_directory_path() / "vpcplan-bench-XXXXXX").string();
        folder_ = mkdtemp(name.data()) != nullptr ? name : fs::temp_directory_path().string();
        is_ours_ = folder_ != fs::temp_directory_path().string();
    }
    ~lists() {
        std::error_code ignored;
        if (is_ours_) {
            fs::remove_all(folder_, ignored);
        }
    }
    lists(const lists&) = delete;
    lists& operator=(const lists&) = delete;

    /// A list of random blocks (addresses when both lengths are the width), made at first use.
    std::string blocks(address_family family, std::size_t lines, int shortest, int longest) {
        const auto name =
            (folder_ / (std::to_string(static_cast<int>(family)) + "-" + std::to_string(lines) +
                        "-" + std::to_string(shortest) + "-" + std::to_string(longest)))
                .string();
        if (fs::exists(name)) {
            return name;
        }
        std::mt19937_64 random(20260101);
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
    std::string output() const { return (folder_ / "output").string(); }

private:
    fs::path folder_;
    bool is_ours_ = false;
};

lists& data() {
    static lists made;
    return made;
}

bool is_there(const std::string& program) {
    if (program.find('/') != std::string::npos) {
        return access(program.c_str(), X_OK) == 0;
    }
    const char* const path = std::getenv("PATH");
    std::string folders = path != nullptr ? path : "";
    for (std::size_t at = 0; at <= folders.size();) {
        const auto end = std::min(folders.find(':', at), folders.size());
        if (access((folders.substr(at, end - at) + "/" + program).c_str(), X_OK) == 0) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

/// Runs a program with its output in a file; peak memory in MB, or a negative number on failure.
double run(const std::vector<std::string>& words, const std::string& output) {
    std::vector<char*> arguments;
    for (const auto& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const auto child = fork();
    if (child == 0) {
        const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (out < 0 || nowhere < 0 || dup2(out, STDOUT_FILENO) < 0 ||
            dup2(nowhere, STDERR_FILENO) < 0) {
            _exit(126);
        }
        execvp(arguments.front(), arguments.data());
        _exit(127);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        return -1;
    }
#ifdef __APPLE__
    return static_cast<double>(usage.ru_maxrss) / 1e6;
#else
    return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
#endif
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
BENCHMARK(filter_vpcplan)->Name("filter/5M_by_10k/vpcplan")->Apply(whole);
BENCHMARK(filter_with_block_vpcplan)->Name("filter/5M_by_10k/vpcplan_with_block")->Apply(whole);
BENCHMARK(filter_grepcidr)->Name("filter/5M_by_10k/grepcidr")->Apply(whole);

} // namespace
