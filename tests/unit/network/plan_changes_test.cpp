// What would make an impossible plan possible: true, and the smallest, by brute force.
#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/plan_builder.hpp"

#include <random>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

plan_failure failure_of(const plan_needs& needs, const std::vector<locked_block>& lock = {},
                        const plan_options& options = {}) {
    auto made = lay_out(needs, lock, options);
    INFO(text_of(made));
    REQUIRE(made.failure);
    return std::move(*made.failure);
}

const plan_change* find_change(const plan_failure& why, plan_change_code code) {
    for (const auto& one : why.changes) {
        if (one.code == code) {
            return &one;
        }
    }
    return nullptr;
}

int number_in(const plan_change& change, std::string_view name) {
    return std::stoi(std::string(value_in(change.facts, name)));
}

std::uint64_t usable(int length) { return (std::uint64_t{1} << (32 - length)) - 5; }

/// Prefix lengths that an answer proposes, by tier; empty when it proposes none.
std::map<std::string, int> sizes_of(const plan_failure& why) {
    std::map<std::string, int> sizes;
    if (const auto* one = find_change(why, plan_change_code::shrink_new_subnets)) {
        sizes.emplace(value_in(one->facts, "tier"), number_in(*one, "length"));
    }
    if (const auto* several = find_change(why, plan_change_code::shrink_tiers)) {
        std::istringstream words{std::string(value_in(several->facts, "sizes"))};
        std::string tier;
        std::string size;
        while (words >> tier >> size) {
            sizes.emplace(tier, std::stoi(size.substr(1)));
        }
    }
    return sizes;
}

/// The first VPC's tiers with these sizes.
plan_needs with_sizes(plan_needs needs, const std::map<std::string, int>& sizes) {
    for (auto& tier : needs.vpcs[0].tiers) {
        if (const auto size = sizes.find(tier.name); size != sizes.end()) {
            tier.size = {plan_size::measure::prefix, 0, size->second, 0};
        }
    }
    return needs;
}

/// Addresses that the tiers would lose, over all zones.
std::uint64_t loss_of(const plan_needs& needs, const std::map<std::string, int>& sizes) {
    std::uint64_t loss = 0;
    const auto& vpc = needs.vpcs[0];
    for (const auto& tier : vpc.tiers) {
        const auto size = sizes.find(tier.name);
        if (size != sizes.end()) {
            const auto wanted = tier.size.by == plan_size::measure::hosts
                                    ? addresses_needed(tier)
                                    : usable(tier.size.prefix_length);
            const auto zones = vpc.zones.size() + static_cast<std::size_t>(vpc.spare_zones);
            loss += (wanted - std::min(wanted, usable(size->second))) * zones;
        }
    }
    return loss;
}

int length_of(const plan_tier& tier) {
    return tier.size.by == plan_size::measure::prefix
               ? tier.size.prefix_length
               : smallest_subnet(addresses_needed(tier))->prefix_length;
}

/// Every way of making tiers smaller, tried: the smallest loss of those with a layout.
std::optional<std::uint64_t> least_loss(const plan_needs& needs) {
    const auto& tiers = needs.vpcs[0].tiers;
    std::optional<std::uint64_t> least;
    std::vector<int> lengths;
    for (const auto& tier : tiers) {
        lengths.push_back(length_of(tier));
    }
    for (;;) {
        std::map<std::string, int> sizes;
        for (std::size_t i = 0; i < tiers.size(); ++i) {
            if (lengths[i] != length_of(tiers[i])) {
                sizes.emplace(tiers[i].name, lengths[i]);
            }
        }
        const auto loss = loss_of(needs, sizes);
        if ((!least || loss < *least) &&
            detail::planner(with_sizes(needs, sizes), {}, {}).run().value.has_value()) {
            least = loss;
        }
        std::size_t at = 0;
        while (at < tiers.size() && ++lengths[at] > 28) {
            lengths[at] = length_of(tiers[at]);
            ++at;
        }
        if (at == tiers.size()) {
            return least;
        }
    }
}

class random_needs {
public:
    explicit random_needs(unsigned seed) : random_(seed) {}

    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

    /// One VPC with a few tiers, some of hosts, that often do not fit.
    plan_needs next() {
        auto vpc = vpc_at("v", {"10.0.0.0/23"_cidr}, {"a", "b"});
        vpc.summary = static_cast<plan_summary>(below(3));
        const int tiers = 2 + below(3);
        for (int i = 0; i < tiers; ++i) {
            const auto name = "t" + std::to_string(i);
            vpc.tiers.push_back(below(2) == 0
                                    ? tier_of_prefix(name, 24 + below(5))
                                    : tier_of_hosts(name, static_cast<unsigned>(1 + below(251))));
        }
        plan_needs needs{{}, {}, {vpc}};
        for (int i = below(3); i > 0; --i) {
            needs.avoid.push_back(
                {cidr::containing({0, 0x0a000000U + static_cast<std::uint32_t>(below(512)),
                                   address_family::ipv4},
                                  26 + below(3)),
                 ""});
        }
        return needs;
    }

private:
    std::mt19937 random_;
};

} // namespace

TEST_CASE("plan: a failure names the block and what is free") {
    random_needs random(20260302);
    int seen = 0;
    for (int round = 0; round < rounds(300); ++round) {
        const auto needs = random.next();
        const auto made = lay_out(needs);
        if (made.value) {
            continue;
        }
        ++seen;
        const auto& why = *made.failure;
        CAPTURE(round, sentence(why, language::en));
        REQUIRE(why.what() == plan_problem::does_not_fit);
        CHECK(sentence(why, language::en).find(why.path) == 0);
        std::vector<cidr> avoided;
        for (const auto& one : needs.avoid) {
            avoided.push_back(one.block);
        }
        CHECK(text_of(why.free) == text_of(free_blocks(needs.vpcs[0].blocks[0], avoided)));
    }
    CHECK(seen > 20);
}

TEST_CASE("plan: the smaller sizes of an answer fit, and no others lose fewer addresses") {
    random_needs random(20261122);
    int of_one_tier = 0;
    int of_several = 0;
    int hopeless = 0;
    for (int round = 0; round < slow_rounds(250); ++round) {
        const auto needs = random.next();
        const auto made = lay_out(needs);
        if (made.value) {
            continue;
        }
        const auto sizes = sizes_of(*made.failure);
        CAPTURE(round, sentence(*made.failure, language::en),
                change_of(*made.failure, language::en));
        const auto least = least_loss(needs);
        REQUIRE(least.has_value() == !sizes.empty());
        if (!least) {
            ++hopeless;
            continue;
        }
        ++(sizes.size() == 1 ? of_one_tier : of_several);
        CHECK(lay_out(with_sizes(needs, sizes)).value);
        CHECK(loss_of(needs, sizes) == *least);
    }
    CHECK(of_one_tier > 5);
    CHECK(of_several > 5);
    CAPTURE(hopeless);
}

TEST_CASE("plan: one host less in another tier is the smallest change") {
    plan_needs needs{{}, {}, {vpc_at("v", {"10.0.0.0/24"_cidr}, {"a"})}};
    needs.vpcs[0].tiers = {tier_of_hosts("a", 120), tier_of_hosts("b", 60), tier_of_hosts("c", 59)};
    const auto why = failure_of(needs);
    CHECK(why.path == "v/c/a");
    CHECK(change_of(why, language::en)
              .find("with a /26 (59 addresses) for each new subnet of b "
                    "everything would fit") == 0);
    needs.vpcs[0].tiers[1].size.hosts = 59;
    CHECK(lay_out(needs).value);
}

TEST_CASE("plan: a tier is not made smaller than its services and a host need") {
    plan_needs needs{{}, {}, {vpc_at("v", {"10.0.0.0/26"_cidr}, {"a"})}};
    needs.vpcs[0].tiers = {tier_of_hosts("lb", 10), tier_of_prefix("db", 26)};
    needs.vpcs[0].tiers[0].uses = {{"alb", 1}}; // a /27 or larger
    CHECK(sizes_of(failure_of(needs)) == std::map<std::string, int>{{"db", 27}});
    needs.vpcs[0].tiers[0].uses = {{"endpoint", 27}}; // 28 addresses with a host: a /26
    CHECK(sizes_of(failure_of(needs)).empty());
}

TEST_CASE("plan: fewer spare zones, an avoided range and one more block are told when enough") {
    random_needs random(7);
    int spares = 0;
    int ranges = 0;
    int blocks = 0;
    for (int round = 0; round < rounds(300); ++round) {
        auto needs = random.next();
        needs.vpcs[0].spare_zones = random.below(3);
        const auto made = lay_out(needs);
        if (made.value) {
            continue;
        }
        const auto& why = *made.failure;
        CAPTURE(round, sentence(why, language::en), change_of(why, language::en));

        const auto with_spares = [&](int count) {
            auto changed = needs;
            changed.vpcs[0].spare_zones = count;
            return lay_out(changed).value.has_value();
        };
        const auto* spare = find_change(why, plan_change_code::fewer_spare_zones);
        const int kept = spare != nullptr ? number_in(*spare, "spare") : -1;
        for (int count = 0; count < needs.vpcs[0].spare_zones; ++count) {
            CHECK(with_spares(count) == (count <= kept));
        }
        spares += spare != nullptr ? 1 : 0;

        const auto* range = find_change(why, plan_change_code::avoid_less);
        bool is_enough = false;
        for (std::size_t i = 0; i < needs.avoid.size(); ++i) {
            auto changed = needs;
            changed.avoid.erase(changed.avoid.begin() + static_cast<std::ptrdiff_t>(i));
            const bool works = lay_out(changed).value.has_value();
            is_enough = is_enough || works;
            if (range != nullptr &&
                parse_cidr(value_in(range->facts, "avoided")).value() == needs.avoid[i].block) {
                CHECK(works);
            }
        }
        CHECK(is_enough == (range != nullptr));
        ranges += range != nullptr ? 1 : 0;

        if (const auto* more = find_change(why, plan_change_code::add_vpc_block)) {
            ++blocks;
            const int length = number_in(*more, "length");
            auto changed = needs;
            changed.vpcs[0].blocks.push_back(
                cidr::containing({0, 0x0a640000U, address_family::ipv4}, length));
            CHECK(lay_out(changed).value);
            if (length < 28) {
                changed.vpcs[0].blocks.back() =
                    cidr::containing({0, 0x0a640000U, address_family::ipv4}, length + 1);
                CHECK(lay_out(changed).failure);
            }
        }
    }
    CHECK(spares > 10);
    CHECK(ranges > 2);
    CHECK(blocks > 100);
}

TEST_CASE("plan: what a VPC of a full pool is told is true, and loses the fewest addresses") {
    random_needs random(11);
    int seen = 0;
    int several = 0;
    for (int round = 0; round < slow_rounds(200); ++round) {
        auto needs = random.next();
        needs.pools = {pool_at("org", "10.0.0.0/23"_cidr)};
        needs.avoid.clear();
        needs.vpcs[0].blocks.clear();
        needs.vpcs[0].pool = "org";
        if (random.below(2) == 0) {
            needs.vpcs[0].prefix_length = 24; // the rest comes from secondary blocks
        }
        const auto made = lay_out(needs);
        if (made.value) {
            continue;
        }
        ++seen;
        const auto sizes = sizes_of(*made.failure);
        CAPTURE(round, sentence(*made.failure, language::en),
                change_of(*made.failure, language::en));
        const auto least = least_loss(needs);
        REQUIRE(least.has_value() == !sizes.empty());
        CHECK(find_change(*made.failure, plan_change_code::ask_for_less) == nullptr);
        if (least) {
            several += sizes.size() > 1 ? 1 : 0;
            CHECK(lay_out(with_sizes(needs, sizes)).value);
            CHECK(loss_of(needs, sizes) == *least);
        }
    }
    CHECK(seen > 20);
    CHECK(several > 2);
}

TEST_CASE("plan: a VPC of very many tiers is told a smaller size soon") {
    plan_needs needs{{}, {}, {vpc_at("v", {"10.0.0.0/16"_cidr}, {"a", "b", "c"})}};
    for (int i = 0; i < 120; ++i) {
        needs.vpcs[0].tiers.push_back(tier_of_hosts("t" + std::to_string(i), 120));
    }
    needs.vpcs[0].tiers.push_back(tier_of_hosts("large", 16'000));
    const auto sizes = sizes_of(failure_of(needs));
    REQUIRE(!sizes.empty());
    CHECK(lay_out(with_sizes(needs, sizes)).value);
}

TEST_CASE("plan: needs far beyond a block are refused without being tried one by one") {
    plan_needs needs{{}, {}, {vpc_at("v", {"10.0.0.0/16"_cidr}, {})}};
    for (char zone = 'a'; zone <= 'z'; ++zone) {
        needs.vpcs[0].zones.emplace_back(1, zone);
    }
    for (int i = 0; i < 2000; ++i) {
        needs.vpcs[0].tiers.push_back(tier_of_prefix("t" + std::to_string(i), 28));
    }
    const auto why = failure_of(needs); // 52,000 subnets where 4,096 find room
    CHECK(why.what() == plan_problem::does_not_fit);
    CHECK(why.changes.empty());
}

TEST_CASE("plan: every block that must move is named at once") {
    plan_needs needs{{}, {}, {vpc_at("v", {"10.0.0.0/22"_cidr}, {"a", "b", "c"})}};
    needs.vpcs[0].tiers = {tier_of_hosts("app", 50), tier_of_hosts("db", 20)};
    const auto lock = lock_of(*lay_out(needs).value);
    needs.vpcs[0].tiers[0].size.hosts = 100;
    const auto why = failure_of(needs, lock);
    CHECK(why.path == "v/app/a");
    REQUIRE(why.more.size() == 2);
    CHECK(why.more[0].path == "v/app/b");
    CHECK(why.more[1].path == "v/app/c");
    CHECK(change_of(why, language::en) ==
          "keep it a /26 and add a tier beside it, or allow the move of v/app/a, v/app/b, v/app/c");
    CHECK(lay_out(needs, lock, {{"v/app/a", "v/app/b", "v/app/c"}}).value);
    CHECK(failure_of(needs, lock, {{"v/app/a", "v/app/c"}}).path == "v/app/b");

    // And what would not fit even then.
    needs.vpcs[0].tiers[0].size.hosts = 500;
    const auto never = failure_of(needs, lock);
    REQUIRE(never.more.size() == 3);
    CHECK(never.more.back().what() == plan_problem::does_not_fit);
    CHECK(sizes_of(never.more.back()) == std::map<std::string, int>{{"app", 24}});
    CHECK(failure_of(needs, lock, {{"all"}}).what() == plan_problem::does_not_fit);
}

TEST_CASE("plan: blocks that move are named over VPCs, families and what lies in them") {
    plan_needs needs{{pool_at("org", "10.0.0.0/16"_cidr)}, {}, {}};
    for (const auto* name : {"v", "w"}) {
        auto vpc = vpc_at(name, {}, {"a", "b"});
        vpc.pool = "org";
        vpc.prefix_length = 24;
        vpc.tiers = {tier_of_prefix("app", 26)};
        needs.vpcs.push_back(vpc);
    }
    const auto lock = lock_of(*lay_out(needs).value);
    needs.pools[0].block = "10.1.0.0/16"_cidr;
    std::vector<std::string> paths;
    const auto why = failure_of(needs, lock);
    paths.push_back(why.path);
    for (const auto& one : why.more) {
        CHECK(one.what() == plan_problem::must_move);
        paths.push_back(one.path);
    }
    CHECK(paths == std::vector<std::string>{"v", "v/app/a", "v/app/b", "w", "w/app/a", "w/app/b"});
    CHECK(lay_out(needs, lock, {{paths.begin(), paths.end()}}).value);

    // A plan that contradicts itself is told before anything that would move.
    needs.vpcs[1].tiers[0].from = "nowhere";
    const auto bad = failure_of(needs, lock);
    CHECK(bad.what() == plan_problem::bad_plan);
    CHECK(bad.more.empty());
}
