#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

#include <random>

using namespace vpcplan;
using vpcplan::test::network_builder;
using vpcplan::test::question_of;

namespace {

using random_engine = std::mt19937;

int pick(random_engine& random, int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
}

std::string random_ports(random_engine& random) {
    static constexpr int edges[] = {0, 1023, 1024, 32767, 32768, 49151, 49152, 60999, 61000, 65535};
    const int a = edges[pick(random, 0, 9)];
    const int b = pick(random, 0, 2) == 0 ? pick(random, 0, 65535) : edges[pick(random, 0, 9)];
    return std::to_string(std::min(a, b)) + "-" + std::to_string(std::max(a, b));
}

std::vector<std::string> random_acl(random_engine& random) {
    static const char* const blocks[] = {"0.0.0.0/0", "10.0.0.0/16", "203.0.113.0/24",
                                         "10.0.1.0/24"};
    std::vector<std::string> entries;
    const int count = pick(random, 0, 5);
    for (int i = 0; i < count; ++i) {
        const bool all = pick(random, 0, 5) == 0;
        entries.push_back(
            std::to_string(100 + i * 10) + (pick(random, 0, 3) == 0 ? " deny " : " allow ") +
            (all ? "all" : "tcp " + random_ports(random)) + " " + blocks[pick(random, 0, 3)]);
    }
    if (pick(random, 0, 1) == 0) {
        entries.emplace_back("900 allow all 0.0.0.0/0");
    }
    return entries;
}

network_builder random_network(random_engine& random) {
    network_builder net;
    const auto ports = [&] { return "tcp " + random_ports(random); };
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-a", "vpc-1", {"10.0.0.0/24"})
        .subnet("subnet-b", "vpc-1", {"10.0.1.0/24"})
        .acl("acl-a", {"subnet-a"}, random_acl(random), random_acl(random))
        .acl("acl-b", {"subnet-b"}, random_acl(random), random_acl(random))
        .group("sg-a", "vpc-1", {ports() + " 0.0.0.0/0", "tcp 443 0.0.0.0/0"}, {"all 0.0.0.0/0"})
        .group("sg-b", "vpc-1", {ports() + " sg-a", "tcp 443 10.0.0.0/16"},
               {ports() + " 0.0.0.0/0", "tcp 443 0.0.0.0/0"})
        .igw("igw-1", "vpc-1")
        .table("rtb-a", "vpc-1", {"subnet-a"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .table("rtb-b", "vpc-1", {"subnet-b"}, {"10.0.0.0/16 local", "0.0.0.0/0 nat-1"})
        .eni("eni-a", "subnet-a", {"10.0.0.10"}, {"sg-a"}, "198.51.100.10")
        .eni("eni-b", "subnet-b", {"10.0.1.10"}, {"sg-b"})
        .nat("nat-1", "subnet-a", "10.0.0.5", "198.51.100.50");
    return net;
}

bool holds(const std::vector<port_range>& ranges, int port) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const port_range& range) {
        return range.contains(static_cast<std::uint16_t>(port));
    });
}

/// Ports next to every boundary, and some in between.
std::vector<int> probes(random_engine& random, const std::vector<port_range>& ranges, int low) {
    std::vector<int> ports{low, 65535, 443, 1024, 32768, 49152, 60999, 61000};
    for (const auto& range : ranges) {
        for (const int port : {range.first - 1, range.first + 0, range.last + 0, range.last + 1}) {
            ports.push_back(port);
        }
    }
    for (int i = 0; i < 6; ++i) {
        ports.push_back(pick(random, low, 65535));
    }
    ports.erase(std::remove_if(ports.begin(), ports.end(),
                               [&](int port) { return port < low || port > 65535; }),
                ports.end());
    return ports;
}

const std::pair<const char*, const char*> pairs[] = {{"internet:203.0.113.7", "eni-a"},
                                                     {"eni-a", "eni-b"},
                                                     {"eni-b", "eni-a"},
                                                     {"eni-b", "203.0.113.80"},
                                                     {"eni-a", "198.51.100.50"}};

} // namespace

TEST_CASE("The ports of an answer are exactly those that pass when asked one by one") {
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    random_engine random(seed);
    const int rounds = std::getenv("VPCPLAN_LONG_TESTS") != nullptr ? 2000 : 60;
    for (int round = 0; round < rounds; ++round) {
        const auto net = random_network(random);
        const network_index index(net.data);
        for (const auto& [from, to] : pairs) {
            INFO("round " << round << ": " << from << " -> " << to);
            auto asked = question_of(index, from, to, "tcp/443");
            const auto open = vpcplan::test::ask(index, asked).value();
            for (const int port : probes(random, open.source_ports, 1024)) {
                asked.source_port = static_cast<std::uint16_t>(port);
                const auto one = vpcplan::test::ask(index, asked).value();
                INFO("source port " << port);
                REQUIRE(holds(open.source_ports, port) ==
                        (one.connection == connection_outcome::works));
            }
            asked.source_port = static_cast<std::uint16_t>(40000);
            asked.destination_port.reset();
            const auto any = vpcplan::test::ask(index, asked).value();
            for (const int port : probes(random, any.destination_ports, 0)) {
                asked.destination_port = static_cast<std::uint16_t>(port);
                const auto one = vpcplan::test::ask(index, asked).value();
                INFO("destination port " << port);
                REQUIRE(holds(any.destination_ports, port) ==
                        (one.connection == connection_outcome::works));
            }
        }
    }
}

TEST_CASE("Reordering the input never changes an answer, and every failure has a reason") {
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    random_engine random(seed);
    for (int round = 0; round < 60; ++round) {
        const auto net = random_network(random);
        auto shuffled = net;
        const auto mix = [&](auto& list) { std::shuffle(list.begin(), list.end(), random); };
        mix(shuffled.data.subnets);
        mix(shuffled.data.interfaces);
        mix(shuffled.data.route_tables);
        mix(shuffled.data.network_acls);
        mix(shuffled.data.security_groups);
        for (auto& group : shuffled.data.security_groups) {
            mix(group.inbound);
            mix(group.outbound);
        }
        for (auto& table : shuffled.data.route_tables) {
            mix(table.routes);
        }
        const network_index index(net.data);
        const network_index other(shuffled.data);
        for (const auto& [from, to] : pairs) {
            INFO("round " << round << ": " << from << " -> " << to);
            const auto a = vpcplan::test::ask(index, question_of(index, from, to, "tcp")).value();
            const auto b = vpcplan::test::ask(other, question_of(other, from, to, "tcp")).value();
            CHECK(test::short_text(a) == test::short_text(b));
            CHECK(a.source_ports == b.source_ports);
            CHECK(a.destination_ports == b.destination_ports);
            if (a.connection != connection_outcome::works) {
                REQUIRE(a.deciding_step() != nullptr);
                CHECK(a.deciding_step()->code != reason::none);
            }
        }
    }
}
