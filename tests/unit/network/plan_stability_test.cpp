// A layout stays: random edits of a plan, each laid out with the lock of the one before.
#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/plan_builder.hpp"

#include <random>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

std::map<std::pair<std::string, address_family>, cidr>
by_path(const std::vector<locked_block>& lock) {
    std::map<std::pair<std::string, address_family>, cidr> found;
    for (const auto& one : lock) {
        found.emplace(std::pair{one.path, one.block.family()}, one.block);
    }
    return found;
}

/// The paths that a plan has, by its own words; a tier of some zones goes on in those it is in.
std::set<std::string> paths_of(const plan_needs& needs, const std::vector<locked_block>& lock) {
    std::set<std::string> paths;
    for (const auto& pool : needs.pools) {
        paths.insert("pool:" + pool.name);
    }
    for (const auto& vpc : needs.vpcs) {
        paths.insert(vpc.name);
        for (const auto& tier : vpc.tiers) {
            auto left = tier.zones > 0 ? tier.zones : 1000;
            for (const bool is_there : {true, false}) {
                for (const auto& zone : vpc.zones) {
                    const auto path = vpc.name + "/" + tier.name + "/" + zone;
                    const bool has = std::any_of(lock.begin(), lock.end(),
                                                 [&](const auto& one) { return one.path == path; });
                    if (has == is_there && left-- > 0) {
                        paths.insert(path);
                    }
                }
            }
            for (int i = 1; i <= vpc.spare_zones && left-- > 0; ++i) {
                paths.insert(vpc.name + "/" + tier.name + "/spare-" + std::to_string(i));
            }
        }
    }
    return paths;
}

bool is_spare_path(const std::string& path) { return path.find("/spare-") != std::string::npos; }

class editor {
public:
    explicit editor(unsigned seed) : random_(seed) {
        needs_.pools = {pool_at("org", "10.0.0.0/12"_cidr), pool_from("dev", "org", 16),
                        pool_at("shared", "100.64.0.0/16"_cidr)};
        for (const char* name : {"given", "pooled"}) {
            add_vpc(name, std::string_view(name) == "pooled");
        }
    }

    void add_zone(plan_vpc& vpc) {
        const auto place = below(static_cast<int>(vpc.zones.size()) + 1);
        vpc.zones.insert(vpc.zones.begin() + place, "z" + std::to_string(zones_++));
    }

    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
    bool one_in(int count) { return below(count) == 0; }

    void add_vpc(const std::string& name, bool is_pooled) {
        auto vpc = vpc_at(name, {}, {"a", "b"});
        if (is_pooled) {
            vpc.pool = one_in(2) ? "org" : "dev";
            if (one_in(2)) {
                vpc.prefix_length = 20 + below(3);
            }
        } else {
            vpc.blocks = {cidr::containing({0, 0x0a800000U + (vpcs_++ << 13), address_family::ipv4},
                                           20 + below(2))};
            if (one_in(2)) {
                vpc.blocks.push_back(cidr::containing(
                    {0x20010db800000000U + (std::uint64_t{vpcs_} << 8), 0, address_family::ipv6},
                    56));
            }
        }
        vpc.spare_zones = below(3);
        vpc.summary = static_cast<plan_summary>(below(3));
        vpc.tiers = {new_tier(), new_tier()};
        needs_.vpcs.push_back(vpc);
    }

    plan_tier new_tier() {
        const auto name = "t" + std::to_string(tiers_++);
        auto tier = one_in(2) ? tier_of_prefix(name, 23 + below(6))
                              : tier_of_hosts(name, static_cast<std::uint64_t>(1 + below(300)));
        if (one_in(5)) {
            tier.from = one_in(2) ? "shared" : "100.80.0.0/12";
        }
        if (one_in(6)) {
            tier.zones = 1 + below(2);
        }
        if (one_in(6)) {
            tier.uses = {{"alb", 1}};
        }
        tier.reserved = one_in(8);
        return tier;
    }

    plan_vpc& some_vpc() {
        return needs_.vpcs[static_cast<std::size_t>(below(static_cast<int>(needs_.vpcs.size())))];
    }
    plan_tier& some_tier(plan_vpc& vpc) {
        return vpc.tiers[static_cast<std::size_t>(below(static_cast<int>(vpc.tiers.size())))];
    }

    /// One thing that people do to a plan; says what it was.
    std::string edit(const layout& last) {
        auto& vpc = some_vpc();
        auto& tier = some_tier(vpc);
        switch (below(14)) {
        case 0:
            if (vpc.zones.size() < 5) {
                add_zone(vpc);
                return "zone added";
            }
            return "nothing";
        case 1:
            if (vpc.zones.size() > 1) {
                vpc.zones.erase(vpc.zones.begin() + below(static_cast<int>(vpc.zones.size())));
                const bool all_have_all =
                    std::all_of(vpc.tiers.begin(), vpc.tiers.end(),
                                [](const plan_tier& one) { return one.zones == 0; });
                return all_have_all ? "zone removed" : "zone removed, another takes its turn";
            }
            return "nothing";
        case 2:
            if (vpc.spare_zones > 0) {
                add_zone(vpc);
                --vpc.spare_zones;
                return "spare zone made real";
            }
            vpc.spare_zones = 1;
            return "spare zone added";
        case 3: vpc.tiers.push_back(new_tier()); return "tier added";
        case 4:
            if (vpc.tiers.size() > 1) {
                vpc.tiers.erase(vpc.tiers.begin() + below(static_cast<int>(vpc.tiers.size())));
                return "tier removed";
            }
            return "nothing";
        case 5: tier.name = "t" + std::to_string(tiers_++); return "tier renamed";
        case 6:
            if (tier.size.by == plan_size::measure::hosts) {
                const auto size = smallest_subnet(addresses_needed(tier)).value();
                tier.size.hosts += static_cast<std::uint64_t>(size.usable) - addresses_needed(tier);
                return "hosts grown within the block";
            }
            return "nothing";
        case 7:
            if (tier.size.by == plan_size::measure::hosts && tier.size.hosts < 1000) {
                tier.size.hosts *= 2;
                return "hosts doubled";
            }
            return "nothing";
        case 8:
            if (needs_.vpcs.size() < 4) {
                add_vpc("v" + std::to_string(vpcs_++), one_in(2));
                return "VPC added";
            }
            needs_.vpcs.erase(needs_.vpcs.begin() + below(static_cast<int>(needs_.vpcs.size())));
            return "VPC removed";
        case 9:
            if (needs_.pools.size() < 6) {
                needs_.pools.push_back(
                    pool_from("p" + std::to_string(vpcs_++), "org", 16 + below(3)));
                return "pool added";
            }
            return "nothing";
        case 10:
            if (needs_.avoid.size() < 6) {
                needs_.avoid.push_back({block_in(last, one_in(3)), "partner"});
                return "range avoided";
            }
            needs_.avoid.erase(needs_.avoid.begin());
            return "range no longer avoided";
        case 11:
            for (auto& one : needs_.vpcs) {
                if (one.name == last.vpcs[0].name && one.pins.size() < 4) {
                    pin(one, last.vpcs[0]);
                    return "subnet found in AWS";
                }
            }
            return "nothing";
        case 12:
            std::shuffle(vpc.tiers.begin(), vpc.tiers.end(), random_);
            return "tiers reordered";
        default:
            std::shuffle(needs_.vpcs.begin(), needs_.vpcs.end(), random_);
            std::shuffle(needs_.pools.begin(), needs_.pools.end(), random_);
            return "VPCs and pools reordered";
        }
    }

    cidr block_in(const layout& last, bool is_used) {
        const auto& vpc =
            last.vpcs[static_cast<std::size_t>(below(static_cast<int>(last.vpcs.size())))];
        if (is_used || vpc.free.empty()) {
            return vpc
                .subnets[static_cast<std::size_t>(below(static_cast<int>(vpc.subnets.size())))]
                .block;
        }
        const auto& hole =
            vpc.free[static_cast<std::size_t>(below(static_cast<int>(vpc.free.size())))];
        return cidr::containing(hole.first_bits(), std::max(28, hole.prefix_length()));
    }

    /// A planned subnet that was made, or one that nobody planned on free space.
    void pin(plan_vpc& vpc, const planned_vpc& last) {
        const auto id = "subnet-" + std::to_string(pins_++);
        if (one_in(2)) {
            const auto& subnet = last.subnets[static_cast<std::size_t>(
                below(static_cast<int>(last.subnets.size())))];
            const bool is_there =
                std::any_of(vpc.pins.begin(), vpc.pins.end(),
                            [&](const plan_pin& one) { return one.block == subnet.block; });
            if (!subnet.zone.starts_with("spare-") && !is_there) {
                vpc.pins.push_back(
                    {subnet.tier + "/" + subnet.zone, id, subnet.zone, subnet.block});
                return;
            }
        }
        if (!last.free.empty()) {
            vpc.pins.push_back({id, id, "a",
                                cidr::containing(last.free.front().first_bits(),
                                                 std::max(28, last.free.front().prefix_length()))});
        }
    }

    plan_needs needs_;
    std::mt19937 random_;

private:
    unsigned vpcs_ = 0;
    int tiers_ = 0;
    int zones_ = 0;
    int pins_ = 0;
};

/// Nothing that both plans have is elsewhere. A spare zone may get another number, but keeps a
/// block that a spare zone had.
std::string moved_between(const std::vector<locked_block>& before,
                          const std::vector<locked_block>& after, const plan_needs& needs,
                          const std::set<std::string, std::less<>>& allowed) {
    const auto now = by_path(after);
    std::set<std::string> spare_before;
    for (const auto& one : before) {
        if (is_spare_path(one.path)) {
            spare_before.insert(one.path.substr(0, one.path.rfind('/')) + to_string(one.block));
        }
    }
    std::map<std::string, int> spares_left;
    for (const auto& [key, block] : by_path(before)) {
        const auto found = now.find(key);
        if (found == now.end() || found->second == block || allowed.contains(key.first)) {
            continue;
        }
        const auto tier_path = key.first.substr(0, key.first.rfind('/'));
        if (is_spare_path(key.first) &&
            spare_before.contains(tier_path + to_string(found->second))) {
            continue;
        }
        const bool is_given_block =
            std::any_of(needs.vpcs.begin(), needs.vpcs.end(), [&path = key.first](const auto& vpc) {
                return vpc.name == path && !vpc.blocks.empty();
            });
        if (!is_given_block) {
            return key.first + " moved from " + to_string(block) + " to " +
                   to_string(found->second);
        }
    }
    return {};
}

} // namespace

TEST_CASE("plan: over random edits nothing that exists moves, and a lock gives its layout again") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    int plans = 0;
    std::map<std::string, int> done;
    std::map<plan_problem, int> failures;
    const int sequences = slow_rounds(300);
    for (int sequence = 0; sequence < sequences; ++sequence) {
        editor work(seed + static_cast<unsigned>(sequence));
        auto made = lay_out(work.needs_);
        if (!made.value) {
            continue; // its random tiers did not fit
        }
        auto last = *made.value;
        auto lock = lock_of(last);
        for (int step = 0; step < 25; ++step) {
            CAPTURE(sequence, step);
            const auto before = work.needs_;
            const auto what = work.edit(last);
            CAPTURE(what);
            ++done[what];
            made = lay_out(work.needs_, lock);
            ++plans;
            if (!made.value) {
                ++failures[made.failure->what()];
                CAPTURE(sentence(*made.failure, language::en), text_of(lock));
                REQUIRE(made.failure->what() != plan_problem::bad_plan);
                REQUIRE(!sentence(*made.failure, language::en).empty());
                // These never need anything to move, or any room.
                REQUIRE(what != "zone removed");
                REQUIRE(what != "spare zone made real");
                REQUIRE(what != "tier removed");
                REQUIRE(what != "hosts grown within the block");
                REQUIRE(what != "VPC removed");
                REQUIRE(what != "nothing");
                REQUIRE(what != "tiers reordered");
                REQUIRE(what != "VPCs and pools reordered");
                if (made.failure->what() == plan_problem::must_move) {
                    // Allowed, only what was named moves, and nothing more has to.
                    plan_options options;
                    options.may_move.insert(made.failure->path);
                    bool fits_then = true;
                    for (const auto& other : made.failure->more) {
                        fits_then = other.what() == plan_problem::must_move;
                        if (fits_then) {
                            options.may_move.insert(other.path);
                        }
                    }
                    const auto retry = lay_out(work.needs_, lock, options);
                    ++plans;
                    REQUIRE(retry.value.has_value() == fits_then);
                    if (retry.value) {
                        REQUIRE(flaw_of(work.needs_, *retry.value) == "");
                        REQUIRE(moved_between(lock, lock_of(*retry.value), work.needs_,
                                              options.may_move) == "");
                        ++done["move allowed"];
                    } else {
                        REQUIRE(retry.failure->what() == plan_problem::does_not_fit);
                    }
                }
                work.needs_ = before;
                continue;
            }
            const auto now = lock_of(*made.value);
            CAPTURE(text_of(lock), text_of(now));
            REQUIRE(flaw_of(work.needs_, *made.value) == "");
            REQUIRE(moved_between(lock, now, work.needs_, {}) == "");

            // What the lock had and the plan has not is released, and nothing else.
            const auto paths = paths_of(work.needs_, lock);
            std::set<std::string> gone;
            const auto now_paths = by_path(now);
            for (const auto& one : lock) {
                const bool is_taken_over =
                    is_spare_path(one.path) &&
                    std::any_of(now.begin(), now.end(), [&](const locked_block& other) {
                        const auto tier = one.path.substr(0, one.path.rfind('/') + 1);
                        return other.path.starts_with(tier) && other.block == one.block;
                    });
                // Secondary blocks, and subnets beside the plan, come and go with their lines.
                const bool is_by_line = one.path.find('@') != std::string::npos ||
                                        one.path.find("/#") != std::string::npos;
                if (is_by_line ? !now_paths.contains(std::pair{one.path, one.block.family()})
                               : !paths.contains(one.path) && !is_taken_over) {
                    gone.insert(one.path);
                }
            }
            std::set<std::string> released(made.value->released.begin(),
                                           made.value->released.end());
            for (auto at = released.begin(); at != released.end();) {
                // Spare zones are counted from 1 again, so which number is gone says nothing.
                at = is_spare_path(*at) ? released.erase(at) : std::next(at);
            }
            std::erase_if(gone, is_spare_path);
            REQUIRE(released == gone);

            // The lock gives the layout again, whatever the order of the input, every time.
            auto again = lay_out(work.needs_, now);
            ++plans;
            REQUIRE(again.value);
            REQUIRE(text_of(lock_of(*again.value)) == text_of(now));
            REQUIRE(again.value->released.empty());
            if (step % 3 == 0) {
                auto shuffled = work.needs_;
                std::shuffle(shuffled.vpcs.begin(), shuffled.vpcs.end(), work.random_);
                std::shuffle(shuffled.pools.begin(), shuffled.pools.end(), work.random_);
                for (auto& vpc : shuffled.vpcs) {
                    std::shuffle(vpc.tiers.begin(), vpc.tiers.end(), work.random_);
                }
                again = lay_out(shuffled, now);
                ++plans;
                REQUIRE(again.value);
                auto other_order = lock_of(*again.value);
                auto sorted = now;
                const auto less = [](const locked_block& a, const locked_block& b) {
                    return std::pair(a.path, a.block) < std::pair(b.path, b.block);
                };
                std::sort(other_order.begin(), other_order.end(), less);
                std::sort(sorted.begin(), sorted.end(), less);
                REQUIRE(text_of(other_order) == text_of(sorted));
            }
            if (step % 5 == 0) {
                const auto twin = lay_out(work.needs_, lock);
                ++plans;
                REQUIRE(text_of(twin) == text_of(now));
            }
            last = *made.value;
            lock = now;
        }
    }
    CHECK(plans >= 10'000 / 300 * sequences);
    for (const char* what :
         {"zone added", "zone removed", "spare zone made real", "tier added", "tier removed",
          "tier renamed", "hosts grown within the block", "hosts doubled", "VPC added",
          "VPC removed", "pool added", "range avoided", "subnet found in AWS", "move allowed"}) {
        CAPTURE(what);
        CHECK(done[what] > sequences / 15);
    }
    CHECK(failures[plan_problem::must_move] > sequences / 6);
    CHECK(failures[plan_problem::does_not_fit] > sequences / 60);
}

TEST_CASE("plan: a real zone in the place of a spare one moves no subnet") {
    for (const auto summary : {plan_summary::tier, plan_summary::zone, plan_summary::none}) {
        auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr, "2001:db8::/56"_cidr}, {"a", "b"});
        vpc.spare_zones = 2;
        vpc.summary = summary;
        vpc.tiers = {tier_of_hosts("public", 200), tier_of_hosts("app", 2000),
                     tier_of_prefix("db", 27)};
        const auto before = *lay_out({{}, {}, {vpc}}).value;
        vpc.zones = {"a", "b", "c"};
        vpc.spare_zones = 1;
        const auto after = *lay_out({{}, {}, {vpc}}, lock_of(before)).value;
        const auto was = by_path(lock_of(before));
        const auto is = by_path(lock_of(after));
        for (const auto& tier : vpc.tiers) {
            for (const auto family : {address_family::ipv4, address_family::ipv6}) {
                const auto at = [&](const auto& map, const char* zone) {
                    return map.at(std::pair{"v/" + tier.name + "/" + zone, family});
                };
                CHECK(at(was, "a") == at(is, "a"));
                CHECK(at(was, "b") == at(is, "b"));
                CHECK(at(was, "spare-1") == at(is, "c"));
                CHECK(at(was, "spare-2") == at(is, "spare-1"));
            }
        }
        CHECK(after.released.empty());
        CHECK(after.vpcs[0].subnets[2].how == placed_by::spare);
    }
}

TEST_CASE("plan: fewer spare zones release what they had") {
    auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr}, {"a"});
    vpc.spare_zones = 2;
    vpc.tiers = {tier_of_prefix("app", 24)};
    const auto before = *lay_out({{}, {}, {vpc}}).value;
    vpc.spare_zones = 1;
    CHECK(lay_out({{}, {}, {vpc}}, lock_of(before)).value->released ==
          std::vector<std::string>{"v/app/spare-2"});
}

TEST_CASE("plan: hosts beyond the block stop the plan, and only what is allowed moves") {
    auto vpc = vpc_at("v", {"10.0.0.0/20"_cidr}, {"a", "b"});
    vpc.tiers = {tier_of_hosts("app", 100), tier_of_hosts("db", 10)};
    const auto lock = lock_of(*lay_out({{}, {}, {vpc}}).value);
    vpc.tiers[0].size.hosts = 300;
    const auto stopped = lay_out({{}, {}, {vpc}}, lock);
    REQUIRE(stopped.failure);
    CHECK(stopped.failure->what() == plan_problem::must_move);
    CHECK(stopped.failure->path == "v/app/a");
    CHECK(sentence(*stopped.failure, language::en) ==
          "v/app/a has 10.0.0.0/25 and would have to move: it is too small: a /23 is needed now, "
          "and AWS cannot resize a block");
    const auto moved = lay_out({{}, {}, {vpc}}, lock, {{"v/app/a", "v/app/b"}});
    REQUIRE(moved.value);
    CHECK(moved.value->vpcs[0].subnets[0].how == placed_by::moved);
    CHECK(moved.value->vpcs[0].subnets[0].moved_from == "10.0.0.0/25"_cidr);
    CHECK(moved.value->vpcs[0].subnets[2].how == placed_by::lock);
    CHECK(lay_out({{}, {}, {vpc}}, lock, {{"all"}}).value);
}

TEST_CASE("plan: an avoided range stops the plan only where a subnet is") {
    auto vpc = vpc_at("v", {}, {"a"});
    vpc.pool = "org";
    vpc.prefix_length = 20;
    vpc.tiers = {tier_of_prefix("app", 24)};
    plan_needs needs{{pool_at("org", "10.0.0.0/16"_cidr)}, {}, {vpc}};
    const auto lock = lock_of(*lay_out(needs).value);
    needs.avoid = {{"10.0.8.0/24"_cidr, "office"}};
    const auto beside = lay_out(needs, lock);
    REQUIRE(beside.value);
    CHECK(text_of(lock_of(*beside.value)) == text_of(lock));
    CHECK(beside.value->remarks.size() == 1);
    needs.avoid[0].block = "10.0.0.128/25"_cidr;
    const auto hit = lay_out(needs, lock);
    REQUIRE(hit.failure);
    CHECK(sentence(*hit.failure, language::en) ==
          "v/app/a has 10.0.0.0/24 and would have to move: it overlaps 10.0.0.128/25 (office), "
          "which the plan avoids");
    CHECK(lay_out(needs, lock, {{"v/app/a"}}).value);
    needs.avoid[0].block = "10.0.0.0/16"_cidr;
    CHECK(lay_out(needs, lock).failure->path == "v");
}

TEST_CASE("plan: a share keeps its subnets when zones come and go") {
    auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr}, {"a", "b", "c"});
    plan_tier half;
    half.name = "app";
    half.size.by = plan_size::measure::share;
    half.size.share = 0.5;
    vpc.tiers = {half};
    const auto lock = lock_of(*lay_out({{}, {}, {vpc}}).value);
    vpc.zones = {"a", "b"};
    const auto fewer = lay_out({{}, {}, {vpc}}, lock);
    REQUIRE(fewer.value);
    CHECK(fewer.value->vpcs[0].subnets[0].how == placed_by::lock);
    CHECK(fewer.value->released == std::vector<std::string>{"v/app/c"});
}

TEST_CASE("plan: a lock that gives one place twice is told, not followed") {
    auto vpc = vpc_at("v", {"10.0.0.0/16"_cidr}, {"a", "b"});
    vpc.tiers = {tier_of_prefix("app", 24)};
    const std::vector<locked_block> lock{{"v/app/a", "10.0.0.0/24"_cidr},
                                         {"v/app/b", "10.0.0.0/24"_cidr}};
    const auto stopped = lay_out({{}, {}, {vpc}}, lock);
    REQUIRE(stopped.failure);
    CHECK(sentence(*stopped.failure, language::en) ==
          "v/app/b is planned at 10.0.0.0/24, where v/app/a 10.0.0.0/24 is");
    CHECK(lay_out({{}, {}, {vpc}}, lock, {{"v/app/b"}}).value);
    const plan_needs pools{
        {pool_at("org", "10.0.0.0/8"_cidr), pool_from("x", "org", 16), pool_from("y", "org", 20)},
        {},
        {}};
    const std::vector<locked_block> twice{{"pool:x", "10.0.0.0/16"_cidr},
                                          {"pool:y", "10.0.0.0/20"_cidr}};
    CHECK(lay_out(pools, twice).failure->what() == plan_problem::must_move);
    CHECK(lay_out(pools, twice, {{"pool:y"}}).value);
}

TEST_CASE("plan: a subnet whose block the VPC gave up stays or stops the plan") {
    auto vpc = vpc_at("v", {"10.0.0.0/24"_cidr}, {"a"});
    vpc.tiers = {tier_of_prefix("app", 26)};
    const auto lock = lock_of(*lay_out({{}, {}, {vpc}}).value);
    vpc.blocks = {"10.1.0.0/24"_cidr};
    const auto stopped = lay_out({{}, {}, {vpc}}, lock);
    REQUIRE(stopped.failure);
    CHECK(stopped.failure->what() == plan_problem::must_move);
    const auto moved = lay_out({{}, {}, {vpc}}, lock, {{"all"}});
    REQUIRE(moved.value);
    CHECK(moved.value->vpcs[0].subnets[0].block == "10.1.0.0/26"_cidr);
}

TEST_CASE("plan: a pool does not hand out addresses where AWS has a subnet") {
    auto vpc = vpc_at("v", {"10.0.0.0/24"_cidr}, {"a"});
    vpc.tiers = {tier_of_prefix("pods", 26)};
    vpc.tiers[0].from = "shared";
    vpc.pins = {{"old/a", "subnet-1", "a", "100.64.0.0/26"_cidr}}; // of a tier that was removed
    const auto made = lay_out({{pool_at("shared", "100.64.0.0/16"_cidr)}, {}, {vpc}});
    REQUIRE(made.value);
    CHECK(made.value->vpcs[0].subnets[0].block == "100.64.0.64/26"_cidr);
}
