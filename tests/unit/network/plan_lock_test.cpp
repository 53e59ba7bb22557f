// Plans of what exists: blocks of VPCs that stay, subnets beside the plan, and pools of which AWS
// does not give everything.
#include <vpcplan/plan_explain.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/plan_builder.hpp"

#include <random>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

plan_needs live_vpc(std::vector<cidr> blocks) {
    auto vpc = vpc_at("v", std::move(blocks), {"a", "b"});
    vpc.tiers = {tier_of_prefix("app", 26)};
    return {{}, {}, {vpc}};
}

plan_needs with_pods(const std::string& from) {
    auto needs = live_vpc({"10.0.0.0/16"_cidr});
    needs.vpcs[0].tiers.push_back(tier_of_prefix("pods", 19));
    needs.vpcs[0].tiers.back().from = from;
    return needs;
}

std::vector<locked_block> locks_of(const plan_needs& needs,
                                   const std::vector<locked_block>& lock = {},
                                   const plan_options& options = {}) {
    const auto made = lay_out(needs, lock, options);
    INFO(text_of(made));
    REQUIRE(made.value);
    return lock_of(*made.value);
}

} // namespace

TEST_CASE("plan: the blocks of a VPC that exists keep their size, and the primary its place") {
    const auto lock =
        locks_of(live_vpc({"10.0.0.0/20"_cidr, "10.4.0.0/20"_cidr, "2001:db8::/56"_cidr}));
    const std::vector<cidr> others[] = {
        {"10.0.0.0/19"_cidr, "10.4.0.0/20"_cidr, "2001:db8::/56"_cidr},
        {"10.4.0.0/20"_cidr, "10.0.0.0/20"_cidr, "2001:db8::/56"_cidr},
        {"10.0.0.0/20"_cidr, "10.4.0.0/19"_cidr, "2001:db8::/56"_cidr},
        {"10.0.0.0/20"_cidr, "10.4.0.0/20"_cidr, "2001:db8::/52"_cidr},
    };
    for (const auto& blocks : others) {
        INFO(text_of(blocks));
        const auto needs = live_vpc(blocks);
        const auto stopped = lay_out(needs, lock);
        REQUIRE(stopped.failure);
        CHECK(stopped.failure->code == plan_failure_code::vpc_block_replaced);
        CHECK(lay_out(needs, lock, {{"v"}}).value);
    }
    const auto fewer = lay_out(live_vpc({"10.0.0.0/20"_cidr, "2001:db8::/56"_cidr}), lock);
    REQUIRE(fewer.value);
    CHECK(fewer.value->released == std::vector<std::string>{"v 10.4.0.0/20"});
    const auto more = lay_out(live_vpc({"10.0.0.0/20"_cidr, "10.4.0.0/20"_cidr, "10.5.0.0/20"_cidr,
                                        "2001:db8::/56"_cidr}),
                              lock);
    REQUIRE(more.value);
    CHECK(more.value->released.empty());
}

TEST_CASE("plan: IPv6 that the plan gives up is released, and what moves is said to move") {
    const auto lock = locks_of(live_vpc({"10.0.0.0/20"_cidr, "2001:db8::/56"_cidr}));
    const auto without = lay_out(live_vpc({"10.0.0.0/20"_cidr}), lock);
    REQUIRE(without.value);
    CHECK(without.value->released.size() == 3); // of the VPC and of two subnets
    for (const auto& path : without.value->released) {
        CHECK(path.find("2001:db8:") != std::string::npos);
    }
    const auto elsewhere =
        lay_out(live_vpc({"10.0.0.0/20"_cidr, "2001:db9::/56"_cidr}), lock, {{"all"}});
    REQUIRE(elsewhere.value);
    for (const auto& subnet : elsewhere.value->vpcs[0].subnets) {
        CHECK(subnet.how == placed_by::moved);
        CHECK(subnet.moved_from->is_v6());
    }
}

TEST_CASE("plan: a VPC with secondary blocks is planned again from what AWS has") {
    for (const std::string from : {"100.64.0.0/10", "pool"}) {
        auto needs = with_pods(from);
        needs.pools = {pool_at("pool", "100.64.0.0/12"_cidr)};
        const auto before = lay_out(needs);
        REQUIRE(before.value);
        auto live = needs;
        live.vpcs[0].blocks.clear();
        for (const auto& own : before.value->vpcs[0].blocks) {
            live.vpcs[0].blocks.push_back(own.block);
        }
        for (const auto& subnet : before.value->vpcs[0].subnets) {
            live.vpcs[0].pins.push_back({subnet.tier + "/" + subnet.zone, "subnet-" + subnet.tier,
                                         subnet.zone, subnet.block});
        }
        for (const auto& lock : {std::vector<locked_block>(), lock_of(*before.value)}) {
            const auto again = lay_out(live, lock);
            INFO(text_of(again));
            REQUIRE(again.value);
            CHECK(text_of(lock_of(*again.value)) == text_of(lock_of(*before.value)));
        }
    }
}

TEST_CASE("plan: subnets that AWS has beside the plan are remembered by the lock") {
    auto seen = live_vpc({"10.0.0.0/24"_cidr});
    seen.vpcs[0].pins = {{"legacy", "subnet-3", "a", "10.0.0.128/26"_cidr}};
    const auto lock = locks_of(seen);
    CHECK(std::count(lock.begin(), lock.end(), locked_block{"v/#subnet-3", "10.0.0.128/26"_cidr}) ==
          1);
    auto later = live_vpc({"10.0.0.0/24"_cidr});
    later.vpcs[0].tiers.push_back(tier_of_prefix("web", 26));
    later.vpcs[0].tiers.back().zones = 1;
    const auto made = lay_out(later, lock);
    REQUIRE(made.value);
    for (const auto& subnet : made.value->vpcs[0].subnets) {
        CHECK_FALSE(overlaps(subnet.block, "10.0.0.128/26"_cidr));
    }
    CHECK(made.value->released.empty());
    CHECK(text_of(locks_of(later, lock_of(*made.value))) == text_of(lock_of(*made.value)));
    later.vpcs[0].pins = {{"app/a", "subnet-1", "a", made.value->vpcs[0].subnets[0].block}};
    const auto gone = lay_out(later, lock); // a snapshot without it knows better
    REQUIRE(gone.value);
    CHECK(gone.value->released == std::vector<std::string>{"v/#subnet-3"});
}

TEST_CASE("plan: a pool gives a VPC only what AWS takes, and the rest first") {
    auto pooled = [](const cidr& first, const cidr& pool, int length) {
        auto needs = live_vpc({first});
        needs.pools = {pool_at("pool", pool)};
        needs.vpcs[0].tiers = {tier_of_prefix("pods", length)};
        needs.vpcs[0].tiers[0].from = "pool";
        return needs;
    };
    const auto beside_upper = lay_out(pooled("10.1.0.0/16"_cidr, "10.0.0.0/8"_cidr, 17));
    REQUIRE(beside_upper.value);
    CHECK_FALSE(overlaps(beside_upper.value->vpcs[0].blocks[1].block, "10.0.0.0/15"_cidr));
    const auto beside_default = lay_out(pooled("172.30.0.0/16"_cidr, "172.16.0.0/12"_cidr, 17));
    REQUIRE(beside_default.value);
    CHECK_FALSE(overlaps(beside_default.value->vpcs[0].blocks[1].block, "172.31.0.0/16"_cidr));
    CHECK_FALSE(overlaps(beside_default.value->vpcs[0].blocks[1].block, "172.17.0.0/16"_cidr));

    auto docker = live_vpc({});
    docker.pools = {pool_at("pool", "172.16.0.0/14"_cidr)};
    docker.vpcs[0].pool = "pool";
    docker.vpcs[0].prefix_length = 16;
    docker.avoid = {{"172.16.0.0/16"_cidr, {}}};
    CHECK(lay_out(docker).value->vpcs[0].blocks[0].block == "172.18.0.0/16"_cidr);
    docker.avoid.push_back({"172.18.0.0/15"_cidr, {}});
    CHECK(lay_out(docker).value->vpcs[0].blocks[0].block == "172.17.0.0/16"_cidr);
}

TEST_CASE("plan: a VPC of a pool takes several blocks where one is too small or too large") {
    auto needs = live_vpc({});
    needs.pools = {pool_at("pool", "10.64.0.0/12"_cidr)};
    needs.vpcs[0].pool = "pool";
    needs.vpcs[0].zones = {"a", "b", "c"};
    needs.vpcs[0].tiers = {tier_of_prefix("app", 17)};
    const auto large = lay_out(needs);
    REQUIRE(large.value);
    CHECK(large.value->vpcs[0].blocks.size() == 2);
    CHECK(flaw_of(needs, *large.value) == "");

    needs.vpcs[0].zones = {"a", "b"};
    needs.vpcs[0].tiers = {tier_of_prefix("app", 22)};
    needs.pools = {pool_at("pool", "10.64.0.0/20"_cidr)};
    needs.avoid = {{"10.64.4.0/22"_cidr, {}}, {"10.64.8.0/22"_cidr, {}}};
    const auto scattered = lay_out(needs);
    REQUIRE(scattered.value);
    CHECK(scattered.value->vpcs[0].blocks.size() == 2);
    CHECK(flaw_of(needs, *scattered.value) == "");
}

TEST_CASE("What AWS refuses beside the blocks of a VPC is what the ranges say") {
    std::mt19937 random(20261122);
    const auto below = [&](int end) {
        return std::uniform_int_distribution<int>(0, end - 1)(random);
    };
    const std::vector<cidr> firsts[] = {{},
                                        {"10.0.0.0/16"_cidr},
                                        {"10.1.0.0/16"_cidr},
                                        {"10.9.0.0/16"_cidr, "10.1.4.0/24"_cidr},
                                        {"172.20.0.0/16"_cidr},
                                        {"192.168.0.0/20"_cidr},
                                        {"198.19.0.0/20"_cidr},
                                        {"100.64.0.0/16"_cidr},
                                        {"54.0.0.0/16"_cidr}};
    const std::uint32_t bases[] = {0x0a000000, 0x0a010000, 0xac100000, 0xac1f0000, 0xc0a80000,
                                   0xc6130000, 0x64400000, 0xa9fe0000, 0x7f000000, 0xe0000000};
    for (int i = 0; i < 5000; ++i) {
        const auto& existing = firsts[below(static_cast<int>(std::size(firsts)))];
        const auto base = bases[below(static_cast<int>(std::size(bases)))] ^
                          (static_cast<std::uint32_t>(below(1 << 18)));
        const auto block = cidr::containing({0, base, address_family::ipv4}, 16 + below(13));
        const auto ranges = refused_ranges(existing);
        const bool is_refused = std::any_of(ranges.begin(), ranges.end(), [&](const cidr& range) {
            return overlaps(range, block);
        });
        INFO(to_string(block) << " beside " << text_of(existing));
        CHECK(is_refused == !check_vpc_cidr(block, existing).allowed);
    }
    const std::vector<cidr> of_ipv6{"2001:db8::/56"_cidr, "fd12:3456:7890::/48"_cidr};
    const std::uint64_t tops[] = {0,      0x2001, 0x3fff, 0x64,   0x4000, 0xfc00, 0xfcff, 0xfd00,
                                  0xfd01, 0xfd12, 0xfe00, 0xfe80, 0xfebf, 0xfec0, 0xff02};
    for (int i = 0; i < 5000; ++i) {
        const auto top = tops[below(static_cast<int>(std::size(tops)))] << 48;
        const auto rest = static_cast<std::uint64_t>(below(2) == 0 ? 0 : below(1 << 12));
        const auto block =
            cidr::containing({top | rest, 0, address_family::ipv6}, 44 + 4 * below(5));
        std::vector<cidr> existing;
        if (below(2) != 0) {
            existing.push_back(of_ipv6[static_cast<std::size_t>(below(2))]);
        }
        const auto lies_in = [&](const std::vector<cidr>& ranges) {
            return std::any_of(ranges.begin(), ranges.end(),
                               [&](const cidr& range) { return overlaps(range, block); });
        };
        const auto check = check_vpc_cidr(block, existing);
        INFO(to_string(block) << " beside " << text_of(existing));
        CHECK(lies_in(refused_ranges(existing)) == !check.allowed);
        const bool is_warned = std::any_of(check.findings.begin(), check.findings.end(),
                                           [](const auto& finding) { return !finding.refuses; });
        CHECK(lies_in(warned_ranges()) == is_warned);
    }
}

TEST_CASE("plan: a zone written in full is the zone it was") {
    auto needs = live_vpc({"10.0.0.0/24"_cidr, "2001:db8::/56"_cidr});
    needs.vpcs[0].region = "ap-northeast-2";
    const auto lock = locks_of(needs);
    auto longer = needs;
    longer.vpcs[0].zones = {"ap-northeast-2b", "ap-northeast-2a"};
    const auto made = lay_out(longer, lock);
    REQUIRE(made.value);
    CHECK(made.value->released.empty());
    for (const auto& subnet : made.value->vpcs[0].subnets) {
        const auto path = "v/app/" + subnet.zone.substr(subnet.zone.size() - 1);
        CHECK(std::any_of(lock.begin(), lock.end(), [&](const locked_block& one) {
            return one.path == path && one.block == subnet.block;
        }));
    }
    const auto again = lay_out(needs, lock_of(*made.value));
    REQUIRE(again.value);
    CHECK(text_of(lock_of(*again.value)) == text_of(lock));
}

TEST_CASE("plan: a tier of some zones keeps those it has, whatever zones come") {
    auto needs = live_vpc({"10.0.0.0/16"_cidr});
    needs.vpcs[0].tiers.push_back(tier_of_hosts("edge", 20));
    needs.vpcs[0].tiers[1].zones = 1;
    const auto lock = locks_of(needs);
    for (const auto& zones :
         {std::vector<std::string>{"d", "a", "b"}, {"b", "a"}, {"c", "b", "a"}}) {
        needs.vpcs[0].zones = zones;
        const auto made = lay_out(needs, lock);
        REQUIRE(made.value);
        CHECK(made.value->released.empty());
        const auto& edge = made.value->vpcs[0].subnets.back();
        CHECK(edge.tier == "edge");
        CHECK(edge.zone == "a");
        CHECK(edge.how == placed_by::lock);
    }
    // More of them: the first others; fewer: the first of its own.
    needs.vpcs[0].zones = {"d", "a", "b"};
    needs.vpcs[0].tiers[1].zones = 2;
    const auto more = locks_of(needs, lock);
    CHECK(more[more.size() - 2].path == "v/edge/d");
    CHECK(more.back().path == "v/edge/a");
    needs.vpcs[0].tiers[1].zones = 1;
    needs.vpcs[0].zones = {"b", "d", "a"};
    CHECK(locks_of(needs, more).back().path == "v/edge/d");
    // A spare zone made real is one of them.
    auto spare = live_vpc({"10.0.0.0/16"_cidr});
    spare.vpcs[0].spare_zones = 1;
    spare.vpcs[0].tiers[0].zones = 3;
    const auto before = locks_of(spare);
    spare.vpcs[0].spare_zones = 0;
    spare.vpcs[0].zones = {"c", "a", "b"};
    const auto after = lay_out(spare, before);
    REQUIRE(after.value);
    CHECK(after.value->vpcs[0].subnets[0].how == placed_by::spare);
}

TEST_CASE("plan: more blocks come from where AWS surely takes them") {
    plan_needs needs{{pool_at("corp", "10.0.0.0/8"_cidr)}, {}, {}};
    auto vpc = vpc_at("v", {}, {"a", "b"});
    vpc.pool = "corp";
    vpc.prefix_length = 24;
    vpc.tiers = {tier_of_hosts("x", 100), tier_of_hosts("y", 100)};
    needs.vpcs = {vpc};
    const auto made = lay_out(needs);
    REQUIRE(made.value);
    const auto& blocks = made.value->vpcs[0].blocks;
    REQUIRE(blocks.size() == 2);
    CHECK(blocks[0].block == "10.0.0.0/24"_cidr);
    CHECK(!overlaps(blocks[1].block, "10.0.0.0/16"_cidr)); // not beside one of 10.0.0.0/15
    CHECK(made.value->remarks.empty());
    needs.pools[0].block = "10.0.0.0/20"_cidr; // nothing better: remarked, not refused
    const auto told = lay_out(needs);
    REQUIRE(told.value);
    CHECK(told.value->remarks.size() == 1);
}

TEST_CASE("what warned_ranges says is what check_vpc_cidr warns of") {
    std::mt19937 random(9);
    const auto below = [&](std::uint32_t end) {
        return std::uniform_int_distribution<std::uint32_t>(0, end - 1)(random);
    };
    const std::vector<cidr> existing[] = {{},
                                          {"10.0.8.0/24"_cidr},
                                          {"10.1.0.0/24"_cidr},
                                          {"172.20.0.0/16"_cidr, "100.64.0.0/16"_cidr}};
    const std::uint32_t bases[] = {0x0a000000, 0x0a010000, 0xac100000, 0xac110000,
                                   0xc0a80000, 0xc6130000, 0xf0000000, 0x64400000};
    for (int i = 0; i < 5000; ++i) {
        const auto& held = existing[below(4)];
        const auto block =
            cidr::containing({0, bases[below(8)] ^ below(1 << 18), address_family::ipv4},
                             16 + static_cast<int>(below(13)));
        const auto check = check_vpc_cidr(block, held);
        const auto ranges = warned_ranges(held);
        const bool is_warned = std::any_of(ranges.begin(), ranges.end(), [&](const cidr& range) {
            return overlaps(range, block);
        });
        const bool warns = std::any_of(check.findings.begin(), check.findings.end(),
                                       [](const auto& one) { return !one.refuses; });
        if (check.allowed) {
            INFO(to_string(block) << " beside " << text_of(held));
            CHECK(is_warned == warns);
        }
    }
}

TEST_CASE("plan explain: a subnet larger than its share is now says so") {
    auto needs = live_vpc({"10.0.0.0/20"_cidr});
    needs.vpcs[0].tiers[0].size = {plan_size::measure::share, 0, 0, 0.5};
    const auto lock = locks_of(needs);
    needs.vpcs[0].zones = {"a", "b", "c"};
    const auto made = lay_out(needs, lock);
    REQUIRE(made.value);
    const auto text_at = [&](const char* path) {
        for (const auto& one : explain_plan(*made.value, needs, language::en)) {
            if (one.path == path) {
                return one.text;
            }
        }
        return std::string();
    };
    CHECK(text_at("v/app/a").find("which is now a /23 for each; this one is a /22 already") !=
          std::string::npos);
    CHECK(text_at("v/app/c").find("/23 is the largest block for each") != std::string::npos);
}
