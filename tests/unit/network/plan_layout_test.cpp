#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/plan_builder.hpp"

#include <bit>
#include <functional>
#include <limits>
#include <random>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

/// A layout, or the failure as a test failure.
layout laid_out(const plan_needs& needs, const std::vector<locked_block>& lock = {},
                const plan_options& options = {}) {
    auto made = lay_out(needs, lock, options);
    INFO((made.failure ? sentence(*made.failure, language::en) : ""));
    REQUIRE(made.value);
    CHECK(flaw_of(needs, *made.value) == "");
    return std::move(*made.value);
}

plan_failure failure_of(const plan_needs& needs, const std::vector<locked_block>& lock = {},
                        const plan_options& options = {}) {
    auto made = lay_out(needs, lock, options);
    INFO(text_of(made));
    REQUIRE(made.failure);
    return std::move(*made.failure);
}

const planned_subnet& subnet_at(const layout& made, std::string_view tier, std::string_view zone) {
    for (const auto& vpc : made.vpcs) {
        for (const auto& subnet : vpc.subnets) {
            if (subnet.tier == tier && subnet.zone == zone) {
                return subnet;
            }
        }
    }
    FAIL("no subnet " << tier << "/" << zone);
    return made.vpcs[0].subnets[0];
}

std::string routes_text(const layout& made, std::size_t vpc = 0) {
    std::string text;
    for (const auto& one : made.vpcs[vpc].routes) {
        text += (text.empty() ? "" : "; ") + one.name + " " + text_of(one.routes);
    }
    return text;
}

// ---- the slow oracle: places of 16 addresses, tried one after the other

using places = std::vector<bool>; ///< true: taken

/// Runs of free places as aligned blocks: the fewest, by the largest that fits at each place.
std::vector<int> free_sizes(const places& taken) {
    std::vector<int> sizes;
    for (std::size_t at = 0; at < taken.size();) {
        if (taken[at]) {
            ++at;
            continue;
        }
        std::size_t size = 1;
        while (at % (2 * size) == 0 && at + 2 * size <= taken.size() &&
               std::none_of(taken.begin() + static_cast<std::ptrdiff_t>(at),
                            taken.begin() + static_cast<std::ptrdiff_t>(at + 2 * size),
                            [](bool one) { return one; })) {
            size *= 2;
        }
        sizes.push_back(static_cast<int>(size));
        at += size;
    }
    return sizes;
}

struct oracle_answer {
    bool is_possible = false;
    int largest_free = 0;
    std::size_t fewest_free = ~std::size_t{0};
};

/// Tries every place of every request. `bounds`: where blocks begin that no subnet may cross.
oracle_answer try_all(places taken, const std::vector<int>& sizes,
                      const std::vector<std::size_t>& bounds, bool wants_best) {
    oracle_answer answer;
    const std::function<void(std::size_t, std::size_t)> place = [&](std::size_t request,
                                                                    std::size_t from) {
        if (answer.is_possible && !wants_best) {
            return;
        }
        if (request == sizes.size()) {
            answer.is_possible = true;
            const auto free = free_sizes(taken);
            answer.largest_free =
                std::max(answer.largest_free,
                         free.empty() ? 0 : *std::max_element(free.begin(), free.end()));
            answer.fewest_free = std::min(answer.fewest_free, free.size());
            return;
        }
        const auto size = static_cast<std::size_t>(sizes[request]);
        // Equal sizes are interchangeable: the next of the same size goes behind.
        const bool is_same = request > 0 && sizes[request - 1] == sizes[request];
        for (std::size_t at = is_same ? from : 0; at + size <= taken.size(); at += size) {
            const auto first = taken.begin() + static_cast<std::ptrdiff_t>(at);
            const auto last = first + static_cast<std::ptrdiff_t>(size);
            const bool crosses = std::any_of(bounds.begin(), bounds.end(), [&](std::size_t bound) {
                return bound > at && bound < at + size;
            });
            if (crosses || std::any_of(first, last, [](bool one) { return one; })) {
                continue;
            }
            std::fill(first, last, true);
            place(request + 1, at + size);
            std::fill(first, last, false);
        }
    };
    place(0, 0);
    return answer;
}

} // namespace

TEST_CASE("plan: a layout is found exactly when trying every place finds one") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto below = [&](int end) {
        return std::uniform_int_distribution<int>(0, end - 1)(random);
    };
    int possible = 0;
    int impossible = 0;
    const int asked = slow_rounds(600);
    for (int round = 0; round < asked; ++round) {
        CAPTURE(round);
        // One to three VPC blocks of /26 to /24 in one stretch of 32 places, at the bottom, in the
        // middle or at the top of what VPCs may have.
        const std::uint32_t base[] = {0x01000000U, 0x0a000000U, 0xdfffff00U - 0x100U};
        const auto start = base[below(3)];
        plan_needs needs;
        plan_vpc vpc = vpc_at("v", {}, {"a"});
        places taken(32, true);
        std::vector<std::size_t> bounds;
        for (std::size_t at = 0; at < 32;) {
            std::size_t size = std::size_t{4} << below(3);
            while (at % size != 0) {
                size /= 2;
            }
            if (vpc.blocks.empty() || below(2) == 0) {
                vpc.blocks.push_back(cidr::containing(
                    {0, start + static_cast<std::uint32_t>(16 * at), address_family::ipv4},
                    28 - std::countr_zero(size)));
                std::fill_n(taken.begin() + static_cast<std::ptrdiff_t>(at), size, false);
                bounds.push_back(at);
            }
            at += size;
        }
        const auto block_at = [&](int at, int size) {
            return cidr::containing(
                {0, start + static_cast<std::uint32_t>(16 * at), address_family::ipv4},
                28 - std::countr_zero(static_cast<unsigned>(size)));
        };
        const auto mark = [&](const cidr& block) {
            const auto first = (block.first_bits().lo - start) / 16;
            for (std::uint32_t i = 0; i < (1U << (28 - block.prefix_length())); ++i) {
                taken[first + i] = true;
            }
        };
        std::vector<locked_block> lock;
        for (int i = below(4); i > 0; --i) { // avoided, foreign in AWS, or locked
            const auto block = block_at(below(32), 1 << below(2));
            const auto first = (block.first_bits().lo - start) / 16;
            const auto count = std::uint32_t{1} << (28 - block.prefix_length());
            const bool is_inside =
                std::any_of(vpc.blocks.begin(), vpc.blocks.end(),
                            [&](const cidr& own) { return own.contains(block); });
            bool is_free = true;
            for (std::uint32_t k = 0; k < count; ++k) {
                is_free = is_free && !taken[first + k];
            }
            const int kind = below(3);
            if (kind == 0) {
                needs.avoid.push_back({block, "test"});
                mark(block);
            } else if (is_free && is_inside && kind == 1) {
                vpc.pins.push_back(
                    {"subnet-" + std::to_string(i), "subnet-" + std::to_string(i), "a", block});
                mark(block);
            } else if (is_free && is_inside) {
                const auto name = "kept" + std::to_string(i);
                vpc.tiers.push_back(tier_of_prefix(name, 28));
                lock.push_back({"v/" + name + "/a", block});
                mark(block);
            }
        }
        // An avoided range may have taken what the lock has: that must fail, and is another test.
        const bool is_broken = std::any_of(lock.begin(), lock.end(), [&](const locked_block& one) {
            return std::any_of(needs.avoid.begin(), needs.avoid.end(),
                               [&](const auto& avoid) { return overlaps(avoid.block, one.block); });
        });
        const bool is_lost =
            std::any_of(vpc.blocks.begin(), vpc.blocks.end(), [&](const auto& own) {
                return std::any_of(needs.avoid.begin(), needs.avoid.end(),
                                   [&](const auto& avoid) { return avoid.block.contains(own); });
            });
        if (is_broken || is_lost) {
            continue;
        }
        std::vector<int> sizes;
        const int tiers = 1 + below(3);
        for (int i = 0; i < tiers; ++i) {
            plan_tier tier;
            const int size = 1 << below(3);
            tier =
                below(2) == 0
                    ? tier_of_hosts("t" + std::to_string(i),
                                    static_cast<std::uint64_t>(16 * size - 5 - below(8 * size - 4)))
                    : tier_of_prefix("t" + std::to_string(i),
                                     28 - std::countr_zero(static_cast<unsigned>(size)));
            vpc.tiers.push_back(tier);
            sizes.push_back(size);
        }
        if (lock.empty() && below(2) == 0) {
            vpc.zones.push_back("b");
            sizes.insert(sizes.end(), sizes.begin(), sizes.end());
        }
        vpc.summary = static_cast<plan_summary>(below(3));
        needs.vpcs.push_back(vpc);
        std::sort(sizes.rbegin(), sizes.rend());

        const auto made = lay_out(needs, lock);
        const bool wants_best = vpc.summary == plan_summary::none;
        const auto expected = try_all(taken, sizes, bounds, wants_best);
        CAPTURE(text_of(made), text_of(vpc.blocks), sizes.size());
        REQUIRE(made.value.has_value() == expected.is_possible);
        (expected.is_possible ? possible : impossible) += 1;
        if (!made.value) {
            CHECK(made.failure->what() == plan_problem::does_not_fit);
            continue;
        }
        REQUIRE(flaw_of(needs, *made.value) == "");
        for (const auto& one : lock) { // what exists never moves
            const auto now = lock_of(*made.value);
            REQUIRE(std::find(now.begin(), now.end(), one) != now.end());
        }
        if (wants_best) {
            places left = taken;
            for (const auto& subnet : made.value->vpcs[0].subnets) {
                const auto first = (subnet.block.first_bits().lo - start) / 16;
                for (std::uint32_t i = 0; i < (1U << (28 - subnet.block.prefix_length())); ++i) {
                    left[first + i] = true;
                }
            }
            // Free blocks do not join across two blocks of the VPC, and the oracle's might.
            if (vpc.blocks.size() == 1) {
                const auto free = free_sizes(left);
                CHECK((free.empty() ? 0 : *std::max_element(free.begin(), free.end())) ==
                      expected.largest_free);
                CHECK(free.size() == expected.fewest_free);
                CHECK(made.value->vpcs[0].free.size() == free.size());
            }
        }
    }
    CHECK(possible > asked / 20);
    CHECK(impossible > asked / 100);
}

TEST_CASE("plan: with room every tier or zone is one route, and never more routes than subnets") {
    std::mt19937 random(20260301);
    const auto below = [&](int end) {
        return std::uniform_int_distribution<int>(0, end - 1)(random);
    };
    int roomy = 0;
    for (int round = 0; round < rounds(400); ++round) {
        CAPTURE(round);
        auto vpc =
            vpc_at("v", {cidr::containing({0, 0x0a000000U, address_family::ipv4}, 20 + below(4))},
                   {"a", "b", "c"});
        vpc.zones.resize(static_cast<std::size_t>(1 + below(3)));
        vpc.spare_zones = below(2);
        vpc.summary = below(2) == 0 ? plan_summary::tier : plan_summary::zone;
        std::map<std::string, int> sizes; // of groups, in addresses
        const int tiers = 1 + below(4);
        const auto zones = vpc.zones.size() + static_cast<std::size_t>(vpc.spare_zones);
        for (int i = 0; i < tiers; ++i) {
            const int length = 24 + below(5);
            const auto name = "t" + std::to_string(i);
            vpc.tiers.push_back(tier_of_prefix(name, length));
            for (std::size_t zone = 0; zone < zones; ++zone) {
                sizes[vpc.summary == plan_summary::tier ? name : "zone" + std::to_string(zone)] +=
                    1 << (32 - length);
            }
        }
        unsigned room = 0;
        for (const auto& [name, size] : sizes) {
            room += std::bit_ceil(static_cast<unsigned>(size));
        }
        plan_needs needs{{}, {}, {vpc}};
        const auto made = lay_out(needs);
        if (room > (1U << (32 - vpc.blocks[0].prefix_length()))) {
            continue;
        }
        ++roomy;
        REQUIRE(made.value);
        REQUIRE(flaw_of(needs, *made.value) == "");
        CAPTURE(text_of(made));
        REQUIRE(made.value->vpcs[0].routes.size() == sizes.size());
        for (const auto& routes : made.value->vpcs[0].routes) {
            CHECK(routes.routes.size() == 1);
        }
    }
    CHECK(roomy > 50);
}

TEST_CASE("plan: a group that does not fit in one piece is split, and still summarised") {
    // /24 with a hole pattern: three /26 and one /27, so a /25 group of two /26 has one aligned
    // pair
    auto vpc = vpc_at("v", {"10.0.0.0/24"_cidr}, {"a", "b", "c"});
    vpc.tiers = {tier_of_prefix("app", 26), tier_of_prefix("db", 28)};
    const auto made = laid_out({{}, {}, {vpc}});
    CHECK(routes_text(made) == "app 10.0.0.0/25 10.0.0.128/26; db 10.0.0.192/26");
    // no room for any group: as many routes as subnets, and not more
    plan_needs tight{{}, {}, {vpc}};
    tight.vpcs[0].tiers = {tier_of_prefix("app", 28)};
    tight.avoid = {{"10.0.0.16/28"_cidr, ""},
                   {"10.0.0.32/28"_cidr, ""},
                   {"10.0.0.64/28"_cidr, ""},
                   {"10.0.0.96/27"_cidr, ""},
                   {"10.0.0.128/25"_cidr, ""}};
    CHECK(routes_text(laid_out(tight)) == "app 10.0.0.0/28 10.0.0.48/28 10.0.0.80/28");
}

TEST_CASE("plan: three zones are one route, which ends where strangers begin") {
    auto vpc = vpc_at("v", {"10.0.0.0/20"_cidr}, {"a", "b", "c"});
    vpc.tiers = {tier_of_prefix("app", 24)};
    CHECK(routes_text(laid_out({{}, {}, {vpc}})) == "app 10.0.0.0/22");
    vpc.pins = {{"subnet-1", "subnet-1", "a", "10.0.3.128/28"_cidr}};
    const std::vector<locked_block> lock{{"v/app/a", "10.0.0.0/24"_cidr},
                                         {"v/app/b", "10.0.1.0/24"_cidr},
                                         {"v/app/c", "10.0.2.0/24"_cidr}};
    CHECK(routes_text(laid_out({{}, {}, {vpc}}, lock)) == "app 10.0.0.0/23 10.0.2.0/24");
}

TEST_CASE("plan: room beside a group is left for it while there is any other") {
    auto vpc = vpc_at("v", {"10.0.0.0/20"_cidr}, {"a", "b", "c"});
    vpc.tiers = {tier_of_prefix("app", 24)};
    const auto first = laid_out({{}, {}, {vpc}});
    vpc.tiers.push_back(tier_of_prefix("db", 26)); // its /24 would fit beside app
    const auto second = laid_out({{}, {}, {vpc}}, lock_of(first));
    vpc.zones.push_back("d");
    CHECK(routes_text(laid_out({{}, {}, {vpc}}, lock_of(second))) ==
          "app 10.0.0.0/22; db 10.0.4.0/24");
}

// ---- sizes

TEST_CASE("plan: hosts, AWS's five addresses, services and growth make the size") {
    const auto length_of = [](const plan_tier& tier) {
        auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr}, {"a"});
        vpc.tiers = {tier};
        return laid_out({{}, {}, {vpc}}).vpcs[0].subnets[0].block.prefix_length();
    };
    CHECK(length_of(tier_of_hosts("t", 0)) == 28);
    CHECK(length_of(tier_of_hosts("t", 11)) == 28);
    CHECK(length_of(tier_of_hosts("t", 12)) == 27);
    CHECK(length_of(tier_of_hosts("t", 251)) == 24);
    CHECK(length_of(tier_of_hosts("t", 252)) == 23);
    CHECK(length_of(tier_of_hosts("t", 65531)) == 16);
    auto grows = tier_of_hosts("t", 100);
    grows.growth_per_year = 0.1;
    grows.years = 2;
    CHECK(addresses_needed(grows) == 121); // not 122 by a rounding of doubles
    grows.years = 9;
    CHECK(addresses_needed(grows) == 236); // 235.79…
    CHECK(length_of(grows) == 24);
    grows.years = 10;
    CHECK(addresses_needed(grows) == 260);
    CHECK(length_of(grows) == 23);
    grows.growth_per_year = 1;
    grows.years = 2'000'000'000; // ends, and is refused
    CHECK(addresses_needed(grows) == 1'000'000'000'000'000);
    auto serves = tier_of_hosts("t", 0);
    serves.uses = {{"alb", 1}};
    CHECK(addresses_needed(serves) == 8);
    CHECK(length_of(serves) == 27); // 13 addresses fit a /28, and a load balancer wants a /27
    serves.uses = {{"nlb", 1}};
    CHECK(length_of(serves) == 28);
    serves.uses = {{"alb", 2}, {"eks", 1}, {"tgw", 1}, {"nat", 1}, {"endpoint", 8}};
    CHECK(addresses_needed(serves) == 42);
    CHECK(length_of(serves) == 26);
    serves.uses = {{"nlb", std::uint64_t{1} << 62}};
    CHECK(addresses_needed(serves) == 1'000'000'000'000'000); // and not what is left of 2^65
}

TEST_CASE("plan: a share is at most that part of the VPC over all zones") {
    auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr}, {"a", "b"});
    plan_tier half;
    half.name = "app";
    half.size.by = plan_size::measure::share;
    half.size.share = 0.5;
    vpc.tiers = {half};
    CHECK(subnet_at(laid_out({{}, {}, {vpc}}), "app", "a").block.prefix_length() == 18);
    vpc.zones = {"a", "b", "c"};
    CHECK(subnet_at(laid_out({{}, {}, {vpc}}), "app", "a").block.prefix_length() == 19);
    vpc.tiers[0].size.share = 1;
    vpc.zones = {"a"};
    CHECK(failure_of({{}, {{"10.0.0.0/24"_cidr, "x"}}, {vpc}}).what() ==
          plan_problem::does_not_fit);
    CHECK(subnet_at(laid_out({{}, {}, {vpc}}), "app", "a").block == "10.0.0.0/16"_cidr);
    for (const double wrong : {0.0, -1.0, 1.5, std::nan("")}) {
        vpc.tiers[0].size.share = wrong;
        CHECK(failure_of({{}, {}, {vpc}}).what() == plan_problem::bad_plan);
    }
}

TEST_CASE("plan: fewer zones, reserved tiers and spare zones") {
    auto vpc = vpc_at("v", {"10.0.0.0/20"_cidr}, {"a", "b", "c"});
    vpc.spare_zones = 1;
    vpc.tiers = {tier_of_prefix("app", 24), tier_of_prefix("later", 24), tier_of_prefix("nat", 28)};
    vpc.tiers[1].reserved = true;
    vpc.tiers[2].zones = 2;
    const auto made = laid_out({{}, {}, {vpc}});
    CHECK(made.vpcs[0].subnets.size() == 4 + 4 + 2);
    CHECK(!subnet_at(made, "app", "c").reserved);
    CHECK(subnet_at(made, "app", "spare-1").reserved);
    CHECK(subnet_at(made, "later", "a").reserved);
    CHECK(!subnet_at(made, "nat", "b").reserved);
}

// ---- pools and VPCs

TEST_CASE("plan: organisation, Region, environment and VPC, each inside the one before") {
    plan_needs needs;
    needs.pools = {pool_from("prod-seoul", "seoul", 14), pool_from("dev-seoul", "seoul", 16),
                   pool_from("seoul", "org", 12), pool_at("org", "10.0.0.0/8"_cidr),
                   pool_from("tokyo", "org", 12)};
    auto shop = vpc_at("shop", {}, {"a", "b"});
    shop.pool = "prod-seoul";
    shop.tiers = {tier_of_hosts("app", 1000)};
    auto test = shop;
    test.name = "test";
    test.pool = "dev-seoul";
    test.prefix_length = 16;
    needs.vpcs = {shop, test};
    const auto made = laid_out(needs);
    const auto pool = [&](std::string_view name) {
        return std::find_if(made.pools.begin(), made.pools.end(),
                            [&](const auto& one) { return one.name == name; })
            ->block;
    };
    CHECK(pool("org").contains(pool("seoul")));
    CHECK(pool("seoul").contains(pool("prod-seoul")));
    CHECK(pool("seoul").contains(pool("dev-seoul")));
    CHECK(!overlaps(pool("seoul"), pool("tokyo")));
    CHECK(!overlaps(pool("dev-seoul"), pool("prod-seoul")));
    CHECK(pool("prod-seoul").contains(made.vpcs[0].blocks[0].block));
    CHECK(made.vpcs[0].blocks[0].block.prefix_length() == 21); // two /22
    CHECK(made.vpcs[1].blocks[0].block == pool("dev-seoul"));
}

TEST_CASE("plan: pools in a circle, unknown pools, pools that are too small") {
    plan_needs needs;
    needs.pools = {pool_from("a", "b", 12), pool_from("b", "a", 12)};
    CHECK(failure_of(needs).what() == plan_problem::bad_plan);
    needs.pools = {pool_from("a", "nowhere", 12)};
    CHECK(sentence(failure_of(needs), language::en).find("nowhere") != std::string::npos);
    needs.pools = {pool_at("org", "10.0.0.0/16"_cidr), pool_from("a", "org", 12)};
    CHECK(change_of(failure_of(needs), language::en) == "give org a block of /12 or more");
    needs.pools = {pool_at("org", "10.0.0.0/16"_cidr), pool_from("a", "org", 17),
                   pool_from("b", "org", 18), pool_from("c", "org", 17)};
    const auto full = failure_of(needs);
    CHECK(full.path == "pool:c");
    CHECK(full.largest == "10.0.192.0/18"_cidr);
    CHECK(change_of(full, language::en) == "ask for a /18, or give org another block");
    needs.pools.back().prefix_length = 18; // as the change says
    CHECK(lay_out(needs).value);
    auto vpc = vpc_at("v", {}, {"a"});
    vpc.pool = "missing";
    CHECK(failure_of({{}, {}, {vpc}}).what() == plan_problem::bad_plan);
    vpc.pool = "six";
    vpc.prefix_length = 24;
    CHECK(failure_of({{pool_at("six", "2001:db8::/32"_cidr)}, {}, {vpc}}).what() ==
          plan_problem::bad_plan);
}

TEST_CASE("plan: a pool as large as the one it is taken from leaves nothing for another") {
    plan_needs needs;
    needs.pools = {pool_at("org", "10.0.0.0/16"_cidr), pool_from("a", "org", 16),
                   pool_from("b", "org", 20)};
    CHECK(failure_of(needs).path == "pool:b");
}

TEST_CASE("plan: a pool that is given in another one is not handed out again") {
    plan_needs needs;
    needs.pools = {pool_at("org", "10.0.0.0/8"_cidr), pool_from("new", "org", 12),
                   pool_at("old", "10.0.0.0/12"_cidr)};
    const auto made = laid_out(needs);
    CHECK(text_of(lock_of(made)) ==
          "pool:org 10.0.0.0/8\npool:new 10.16.0.0/12\npool:old 10.0.0.0/12\n");
}

TEST_CASE("plan: what VPCs avoid, what they may not have, and whom they meet") {
    auto vpc = vpc_at("v", {}, {"a"});
    vpc.pool = "org";
    vpc.prefix_length = 16;
    plan_needs needs{{pool_at("org", "172.16.0.0/14"_cidr)},
                     {{"172.17.0.0/16"_cidr, "Docker"}, {"172.16.3.0/24"_cidr, "office"}},
                     {vpc}};
    CHECK(laid_out(needs).vpcs[0].blocks[0].block == "172.18.0.0/16"_cidr);
    needs.vpcs[0].blocks = {"172.17.0.0/20"_cidr};
    CHECK(sentence(failure_of(needs), language::en) ==
          "v: 172.17.0.0/20 lies in 172.17.0.0/16 (Docker), which the plan avoids");
    // a part of a given block may be avoided: no subnet goes there
    needs.vpcs[0].blocks = {"172.16.0.0/22"_cidr};
    needs.vpcs[0].tiers = {tier_of_prefix("app", 23), tier_of_prefix("db", 25)};
    const auto made = laid_out(needs);
    CHECK(text_of(made.vpcs[0].free) == "172.16.2.128/25");
    CHECK(made.remarks.size() == 1);
    // AWS refuses a second block of another private range
    needs.vpcs[0].blocks = {"10.0.0.0/16"_cidr, "172.20.0.0/16"_cidr};
    CHECK(failure_of(needs).what() == plan_problem::refused);
    needs.vpcs[0].blocks = {"10.0.0.0/15"_cidr};
    CHECK(failure_of(needs).what() == plan_problem::refused);
    auto other = vpc_at("w", {"10.0.4.0/24"_cidr}, {"a"});
    needs.vpcs[0].blocks = {"10.0.0.0/16"_cidr};
    needs.vpcs.push_back(other);
    CHECK(sentence(failure_of(needs), language::en) == "w: 10.0.4.0/24 overlaps 10.0.0.0/16 of v");
}

TEST_CASE("plan: names that a lock could not tell apart are refused") {
    auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr}, {"a", "a"});
    vpc.tiers = {tier_of_hosts("app", 10)};
    const auto refuses = [&](auto&& change) {
        auto changed = vpc;
        changed.zones = {"a", "b"};
        change(changed);
        return failure_of({{}, {}, {changed}}).what() == plan_problem::bad_plan;
    };
    CHECK(sentence(failure_of({{}, {}, {vpc}}), language::en) == "v has zone \"a\" twice");
    CHECK(refuses([](auto& one) { one.zones = {"spare-1"}; }));
    CHECK(refuses([](auto& one) { one.zones = {"a/b"}; }));
    CHECK(refuses([](auto& one) { one.zones = {}; }));
    CHECK(refuses([](auto& one) { one.name = "v/w"; }));
    CHECK(refuses([](auto& one) { one.name = "v@w"; }));
    CHECK(refuses([](auto& one) { one.name = "pool:w"; }));
    CHECK(refuses([](auto& one) { one.tiers[0].name = ""; }));
    CHECK(refuses([](auto& one) { one.tiers.push_back(one.tiers[0]); }));
    CHECK(refuses([](auto& one) { one.tiers[0].uses = {{"abl", 1}}; }));
    CHECK(failure_of({{pool_at("p/q", "10.0.0.0/8"_cidr)}, {}, {}}).what() ==
          plan_problem::bad_plan);
    vpc.zones = {"a"};
    CHECK(sentence(failure_of({{}, {}, {vpc, vpc}}), language::en) == "two VPCs are named \"v\"");
}

// ---- secondary blocks

TEST_CASE("plan: tiers that one VPC block cannot hold get several secondary blocks") {
    auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr}, {"a", "b", "c"});
    vpc.tiers = {tier_of_hosts("app", 100), tier_of_prefix("pods", 17)};
    vpc.tiers[1].from = "100.64.0.0/10";
    const auto made = laid_out({{}, {}, {vpc}});
    CHECK(text_of(lock_of(made)) == "v 10.0.0.0/16\n"
                                    "v@100.64.0.0/10 100.64.0.0/16\n"
                                    "v@100.64.0.0/10#2 100.65.0.0/17\n"
                                    "v/app/a 10.0.0.0/25\nv/app/b 10.0.0.128/25\n"
                                    "v/app/c 10.0.1.0/25\n"
                                    "v/pods/a 100.64.0.0/17\nv/pods/b 100.64.128.0/17\n"
                                    "v/pods/c 100.65.0.0/17\n");
}

TEST_CASE("plan: a pool without one free piece that is large enough gives several") {
    auto vpc = vpc_at("v", {"10.0.0.0/24"_cidr}, {"a", "b"});
    vpc.tiers = {tier_of_prefix("app", 26), tier_of_prefix("pods", 24)};
    vpc.tiers[1].from = "shared";
    const plan_needs needs{{pool_at("shared", "100.64.0.0/22"_cidr)},
                           {{"100.64.1.0/24"_cidr, ""}, {"100.64.3.0/24"_cidr, ""}},
                           {vpc}};
    const auto made = laid_out(needs);
    CHECK(made.vpcs[0].blocks.size() == 3);
    CHECK(text_of(lock_of(laid_out(needs, lock_of(made)))) == text_of(lock_of(made)));
}

TEST_CASE("plan: the locked secondary block of one VPC is not given to another") {
    auto first = vpc_at("first", {"10.0.0.0/24"_cidr}, {"a"});
    first.tiers = {tier_of_prefix("pods", 20)};
    first.tiers[0].from = "100.64.0.0/10";
    const auto lock = lock_of(laid_out({{}, {}, {first}}));
    auto second = first;
    second.name = "second";
    second.blocks = {"10.0.1.0/24"_cidr};
    const auto made = laid_out({{}, {}, {second, first}}, lock);
    CHECK(made.vpcs[1].subnets[0].block == "100.64.0.0/20"_cidr);
    CHECK(made.vpcs[0].subnets[0].block == "100.64.16.0/20"_cidr);
}

TEST_CASE("plan: tiers from the VPC's own pool, by its name or not, do not meet") {
    auto vpc = vpc_at("v", {}, {"a", "b"});
    vpc.pool = "org";
    vpc.tiers = {tier_of_prefix("app", 26)};
    plan_needs needs{{pool_at("org", "10.0.0.0/16"_cidr)}, {}, {vpc}};
    const auto first = laid_out(needs);
    needs.vpcs[0].tiers.push_back(tier_of_prefix("db", 25));
    needs.vpcs[0].tiers.push_back(tier_of_prefix("pods", 26));
    needs.vpcs[0].tiers[2].from = "org";
    const auto second = laid_out(needs, lock_of(first));
    CHECK(laid_out(needs, lock_of(second)).released.empty());
    CHECK(text_of(lock_of(laid_out(needs, lock_of(second)))) == text_of(lock_of(second)));
}

TEST_CASE("plan: a VPC from a pool grows by secondary blocks and keeps the first") {
    auto vpc = vpc_at("v", {}, {"a", "b"});
    vpc.pool = "org";
    vpc.tiers = {tier_of_hosts("t0", 100)};
    plan_needs needs{{pool_at("org", "10.0.0.0/16"_cidr)}, {}, {vpc}};
    auto lock = lock_of(laid_out(needs));
    for (int step = 1; step < 4; ++step) {
        needs.vpcs[0].tiers.push_back(tier_of_hosts("t" + std::to_string(step), 100));
        const auto made = laid_out(needs, lock);
        const auto now = lock_of(made);
        for (const auto& one : lock) {
            CAPTURE(one.path);
            CHECK(std::find(now.begin(), now.end(), one) != now.end());
        }
        CHECK(made.vpcs[0].blocks.size() == static_cast<std::size_t>(1 + step));
        CHECK(made.released.empty());
        lock = now;
    }
    CHECK(text_of(lock).find("v@org#3 ") != std::string::npos);
}

TEST_CASE("plan: a pool of a range that AWS refuses beside the first block is refused") {
    auto vpc = vpc_at("v", {"10.0.0.0/24"_cidr}, {"a"});
    vpc.tiers = {tier_of_prefix("pods", 24)};
    vpc.tiers[0].from = "172.16.0.0/12";
    CHECK(failure_of({{}, {}, {vpc}}).what() == plan_problem::refused);
    vpc.tiers[0].from = "nobody";
    CHECK(failure_of({{}, {}, {vpc}}).what() == plan_problem::bad_plan);
    vpc.tiers[0].from = "2001:db8::/32";
    CHECK(failure_of({{}, {}, {vpc}}).what() == plan_problem::bad_plan);
}

// ---- IPv6

TEST_CASE("plan: IPv6 beside IPv4, from /44 to /64, whatever block is named first") {
    auto vpc = vpc_at("v", {"2001:db8:0:ff00::/56"_cidr, "10.0.0.0/20"_cidr}, {"a", "b", "c"});
    plan_tier half;
    half.name = "half";
    half.size.by = plan_size::measure::share;
    half.size.share = 0.5;
    vpc.tiers = {tier_of_prefix("app", 24), half};
    vpc.tiers[0].ipv6_prefix_length = 60;
    const auto made = laid_out({{}, {}, {vpc}});
    CHECK(made.vpcs[0].blocks[0].block == "10.0.0.0/20"_cidr);
    CHECK(subnet_at(made, "half", "a").block.prefix_length() == 23);
    CHECK(subnet_at(made, "app", "a").ipv6->prefix_length() == 60);
    CHECK(subnet_at(made, "half", "a").ipv6->prefix_length() == 64);
    CHECK(vpc.blocks[0].contains(*subnet_at(made, "half", "c").ipv6));
    for (const auto& routes : made.vpcs[0].routes) {
        CHECK(routes.routes.size() == 2); // one for each family
    }
    CHECK(text_of(lock_of(laid_out({{}, {}, {vpc}}, lock_of(made)))) == text_of(lock_of(made)));
    vpc.tiers[0].ipv6_prefix_length = 58;
    CHECK(failure_of({{}, {}, {vpc}}).what() == plan_problem::refused);
    vpc.tiers[0].ipv6_prefix_length = 56;
    CHECK(failure_of({{}, {}, {vpc}}).what() == plan_problem::does_not_fit);
    vpc.blocks[0] = "2001:db8::/44"_cidr;
    vpc.tiers[0].ipv6_prefix_length = 48;
    CHECK(subnet_at(laid_out({{}, {}, {vpc}}), "app", "b").ipv6->prefix_length() == 48);
    // the locked IPv6 subnets lie outside the new block
    CHECK(failure_of({{}, {}, {vpc}}, lock_of(made)).what() == plan_problem::must_move);
}

// ---- pins

TEST_CASE("plan: what AWS has stays, takes its name's place, and must be large enough") {
    auto vpc = vpc_at("v", {"10.0.0.0/24"_cidr}, {"a", "b"});
    vpc.tiers = {tier_of_hosts("app", 20)};
    vpc.pins = {{"app/b", "subnet-1", "b", "10.0.0.64/27"_cidr},
                {"subnet-2", "subnet-2", "a", "10.0.0.0/28"_cidr}};
    const auto made = laid_out({{}, {}, {vpc}});
    CHECK(subnet_at(made, "app", "b").how == placed_by::pin);
    CHECK(subnet_at(made, "app", "b").block == "10.0.0.64/27"_cidr);
    CHECK(made.vpcs[0].others.size() == 1);
    vpc.tiers[0].size.hosts = 40;
    const auto grown = failure_of({{}, {}, {vpc}});
    CHECK(grown.what() == plan_problem::must_move);
    CHECK(grown.path == "v/app/b");
    const auto moved = laid_out({{}, {}, {vpc}}, {}, {{"v/app/b"}});
    CHECK(subnet_at(moved, "app", "b").how == placed_by::moved);
    CHECK(subnet_at(moved, "app", "b").moved_from == "10.0.0.64/27"_cidr);
    CHECK(moved.vpcs[0].others.size() == 2); // the old one exists until somebody deletes it
}

namespace {

/// The fewest aligned blocks that hold tiers of equal subnets, each tier in blocks of its own:
/// every way to part its zones is tried for every tier.
int fewest_routes(const std::vector<int>& lengths, int zones, const cidr& parent) {
    std::vector<std::vector<int>> parts; // of the zones, 3 as {3}, {2, 1} and {1, 1, 1}
    std::function<void(std::vector<int>, int, int)> part = [&](std::vector<int> so_far, int left,
                                                               int most) {
        if (left == 0) {
            parts.push_back(so_far);
        }
        for (int next = std::min(left, most); next > 0; --next) {
            auto longer = so_far;
            longer.push_back(next);
            part(longer, left - next, next);
        }
    };
    part({}, zones, zones);
    int best = std::numeric_limits<int>::max();
    std::vector<std::size_t> chosen(lengths.size(), 0);
    for (;;) {
        std::vector<int> blocks;
        for (std::size_t tier = 0; tier < lengths.size(); ++tier) {
            for (const int count : parts[chosen[tier]]) {
                const auto room = std::bit_ceil(static_cast<unsigned>(count));
                blocks.push_back(lengths[tier] - std::countr_zero(room));
            }
        }
        if (static_cast<int>(blocks.size()) < best &&
            std::all_of(blocks.begin(), blocks.end(), [](int one) { return one >= 16; }) &&
            fit(parent, {}, blocks).value().feasible()) {
            best = static_cast<int>(blocks.size());
        }
        std::size_t at = 0;
        while (at < chosen.size() && ++chosen[at] == parts.size()) {
            chosen[at++] = 0;
        }
        if (at == chosen.size()) {
            return best;
        }
    }
}

} // namespace

TEST_CASE("plan: tiers summarise into as few routes as any way to part them gives") {
    std::mt19937 random(20261123);
    const auto below = [&](int end) {
        return std::uniform_int_distribution<int>(0, end - 1)(random);
    };
    int tight = 0;
    for (int round = 0; round < rounds(600); ++round) {
        const int zones = 2 + below(3);
        const auto parent = cidr::containing({0, 0x0a000000U, address_family::ipv4}, 22 + below(3));
        auto vpc = vpc_at("v", {parent}, {});
        for (int zone = 0; zone < zones; ++zone) {
            vpc.zones.emplace_back(1, static_cast<char>('a' + zone));
        }
        std::vector<int> lengths;
        for (int tier = 2 + below(4); tier > 0; --tier) {
            lengths.push_back(24 + below(5));
            vpc.tiers.push_back(tier_of_prefix("t" + std::to_string(tier), lengths.back()));
        }
        const auto made = lay_out({{}, {}, {vpc}});
        if (!made.value) {
            continue;
        }
        int routes = 0;
        for (const auto& group : made.value->vpcs[0].routes) {
            routes += static_cast<int>(group.routes.size());
        }
        CAPTURE(round, text_of(made));
        CHECK(routes <= fewest_routes(lengths, zones, parent));
        tight += routes > static_cast<int>(lengths.size()) ? 1 : 0;
    }
    CHECK(tight > 10); // where not every tier had room to be one block
}
