// Plans that tests lay out: two real ones, one with hostile names, and random ones.
#pragma once

#include "support/catch.hpp"

#include <random>
#include <vpcplan/plan_layout.hpp>
#include <vpcplan/plan_text.hpp>

namespace vpcplan::test {

inline plan_tier tier_of_hosts(std::string name, std::uint64_t hosts) {
    plan_tier tier;
    tier.name = std::move(name);
    tier.size.hosts = hosts;
    return tier;
}

inline plan_tier tier_of_prefix(std::string name, int length, std::string from = {}) {
    plan_tier tier;
    tier.name = std::move(name);
    tier.size.by = plan_size::measure::prefix;
    tier.size.prefix_length = length;
    tier.from = std::move(from);
    return tier;
}

inline layout laid_out(const plan_needs& needs, const std::vector<locked_block>& lock = {},
                       const plan_options& options = {}) {
    auto made = lay_out(needs, lock, options);
    if (made.failure) {
        FAIL("no layout: " << made.failure->path << ": " << sentence(*made.failure, language::en));
    }
    return std::move(*made.value);
}

/// A shop in three zones with a spare one, pods in shared address space, and IPv6.
inline plan_needs three_tier_plan() {
    plan_vpc vpc;
    vpc.name = "shop";
    vpc.region = "ap-northeast-2";
    vpc.environment = "prod";
    vpc.blocks = {*parse_cidr("10.0.0.0/16"), *parse_cidr("2600:1f16:100::/56")};
    vpc.zones = {"a", "b", "c"};
    vpc.spare_zones = 1;
    vpc.tiers = {tier_of_hosts("public", 250), tier_of_hosts("app", 2000), tier_of_hosts("db", 60),
                 tier_of_prefix("pods", 19, "100.64.0.0/10"), tier_of_prefix("later", 24)};
    vpc.tiers[0].uses = {{"alb", 2}, {"nat", 1}};
    vpc.tiers[1].growth_per_year = 0.2;
    vpc.tiers[1].years = 3;
    vpc.tiers[4].reserved = true;
    plan_needs needs;
    needs.vpcs = {vpc};
    return needs;
}

/// Two VPCs of two accounts in two Regions, from pools of pools.
inline plan_needs organisation_plan() {
    plan_needs needs;
    needs.pools = {{"corp", parse_cidr("10.0.0.0/8").value(), {}, 0, {}},
                   {"seoul", {}, "corp", 12, {}},
                   {"oregon", {}, "corp", 12, {}}};
    needs.avoid = {{*parse_cidr("10.0.0.0/14"), "data centre"}};
    plan_vpc vpc;
    vpc.name = "shop-prod";
    vpc.account = "111122223333";
    vpc.region = "ap-northeast-2";
    vpc.environment = "prod";
    vpc.pool = "seoul";
    vpc.zones = {"ap-northeast-2a", "ap-northeast-2c"};
    vpc.tiers = {tier_of_hosts("web", 200), tier_of_hosts("app", 900)};
    needs.vpcs.push_back(vpc);
    vpc.name = "shop-dr";
    vpc.account = "444455556666";
    vpc.region = "us-west-2";
    vpc.environment = "dr";
    vpc.pool = "oregon";
    vpc.zones = {"usw2-az1", "usw2-az2"};
    vpc.summary = plan_summary::zone;
    needs.vpcs.push_back(vpc);
    return needs;
}

/// Two VPCs with IPv6 blocks from a pool in a pool, and one that gives its own.
inline plan_needs ipv6_pool_plan() {
    auto needs = organisation_plan();
    needs.pools.push_back({"six", parse_cidr("2600:1f16::/40").value(), {}, 0, {}});
    needs.pools.push_back({"six-prod", {}, "six", 48, {}});
    for (auto& vpc : needs.vpcs) {
        vpc.ipv6_pool = "six-prod";
    }
    needs.vpcs[1].ipv6_prefix_length = 52;
    needs.vpcs.push_back(three_tier_plan().vpcs.front());
    needs.vpcs.back().blocks[0] = *parse_cidr("172.18.0.0/16");
    return needs;
}

/// A VPC that runs: one subnet of the plan and one that is not of it exist.
inline plan_needs live_plan() {
    auto needs = three_tier_plan();
    auto& vpc = needs.vpcs.front();
    vpc.pins = {
        {"app/a", "subnet-0aaa1111bbbb2222c", "ap-northeast-2a", *parse_cidr("10.0.32.0/20")},
        {"subnet-0bbb1111cccc2222d", "subnet-0bbb1111cccc2222d", "ap-northeast-2a",
         *parse_cidr("10.0.250.0/24")}};
    return needs;
}

/// The same VPC before it has IPv6, which a pool is to give it.
inline plan_needs live_plan_with_ipv6_to_come() {
    auto needs = live_plan();
    needs.pools.push_back({"six", parse_cidr("2600:1f16::/40").value(), {}, 0, {}});
    auto& vpc = needs.vpcs.front();
    vpc.blocks.pop_back();
    vpc.ipv6_pool = "six";
    return needs;
}

/// What a name may hold that some format gives a meaning.
inline const std::vector<std::string>& hostile_names() {
    static const std::vector<std::string> names = {"a\"b",
                                                   "a'b",
                                                   "a\\b",
                                                   "${path.module}",
                                                   "$${x}",
                                                   "$$${x}",
                                                   "%{ if true }",
                                                   "%%{x}",
                                                   "=1+1",
                                                   "+1",
                                                   "-1",
                                                   "@SUM(A1)",
                                                   "'=1",
                                                   "a|b",
                                                   "a,b",
                                                   "a`b`",
                                                   "*b*",
                                                   "[b](c)",
                                                   "<b>",
                                                   "a: b",
                                                   "# a",
                                                   "{a: b}",
                                                   "!Ref a",
                                                   "&a",
                                                   "a  b",
                                                   " a ",
                                                   "$(touch x)",
                                                   "`touch x`",
                                                   "a;b",
                                                   "$HOME",
                                                   "!!",
                                                   "상점",
                                                   "상점-앱",
                                                   "日本",
                                                   "é",
                                                   "{{resolve:ssm:x}}",
                                                   "~",
                                                   "null",
                                                   "true",
                                                   "1",
                                                   "007",
                                                   "1e3",
                                                   "a_b",
                                                   "_a",
                                                   "a_",
                                                   "a__b",
                                                   "A",
                                                   "App",
                                                   "app",
                                                   "a.b",
                                                   "?*",
                                                   "file://x",
                                                   "--help",
                                                   "a#b",
                                                   "a@b",
                                                   "%n%s",
                                                   "\xf0\x9f\x8d\xb1"};
    return names;
}

/// Without what the names of a plan's paths may not hold.
inline std::string name_for_paths(std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(),
                              [](char c) {
                                  return std::string_view("/@:#").find(c) != std::string_view::npos;
                              }),
               text.end());
    return text;
}

class random_plan {
public:
    explicit random_plan(std::uint32_t seed) : random_(seed) {}

    plan_needs needs() {
        plan_needs made;
        const bool has_pool = chance(3);
        if (has_pool) {
            made.pools = {{"corp", parse_cidr("10.0.0.0/8").value(), {}, 0, {}},
                          {name(0), {}, "corp", 11, {}}};
        }
        const int vpcs = 1 + below(3);
        for (int i = 0; i < vpcs; ++i) {
            plan_vpc vpc;
            vpc.name = name(10 + i);
            vpc.account = pick({"", "", "123456789012", "210987654321", "prod"});
            vpc.region = pick({"", "ap-northeast-2", "eu-west-1"});
            vpc.environment = pick({"", "prod", "dev"});
            if (has_pool && chance(2)) {
                vpc.pool = made.pools.back().name;
            } else {
                vpc.blocks = {*parse_cidr("172." + std::to_string(18 + i) + ".0.0/16")};
            }
            if (chance(2)) {
                vpc.blocks.push_back(*parse_cidr("2600:1f16:" + std::to_string(100 + i) + "::/56"));
            }
            const std::string home = vpc.region.empty() ? "ap-northeast-2" : vpc.region;
            const int zones = 1 + below(3);
            const int kind = below(4);
            for (int zone = 0; zone < zones; ++zone) {
                const std::string letter(1, static_cast<char>('a' + zone));
                vpc.zones.push_back(kind == 0   ? letter
                                    : kind == 1 ? home + letter
                                    : kind == 2 ? "apne2-az" + std::to_string(zone + 1)
                                                : "place " + std::to_string(zone + 1));
            }
            vpc.spare_zones = below(2);
            vpc.summary = chance(2) ? plan_summary::tier : plan_summary::zone;
            const int tiers = 1 + below(4);
            for (int tier = 0; tier < tiers; ++tier) {
                auto one = tier_of_hosts(name(20 + tier), 1 + static_cast<unsigned>(below(600)));
                if (chance(4)) {
                    one = tier_of_prefix(one.name, 22 + below(6),
                                         tier == 0 || chance(2) ? "" : "100.64.0.0/10");
                }
                one.reserved = chance(5);
                one.zones = chance(4) ? 1 : 0;
                vpc.tiers.push_back(one);
            }
            made.vpcs.push_back(vpc);
        }
        return made;
    }

    bool chance(int of) { return below(of) == 0; }
    int below(int bound) { return static_cast<int>(random_() % static_cast<std::uint32_t>(bound)); }

private:
    std::string pick(std::initializer_list<const char*> words) {
        return *(words.begin() + below(static_cast<int>(words.size())));
    }

    /// Different for each number: half plain, half hostile.
    std::string name(int number) {
        if (chance(2)) {
            return "name-" + std::to_string(number);
        }
        auto text = hostile_names()[static_cast<std::size_t>(
            below(static_cast<int>(hostile_names().size())))];
        // CloudFormation alone cannot hold a reference of its own; a test shows what it writes.
        text = text.starts_with("{{") ? "{" : name_for_paths(text);
        return text + std::string(static_cast<std::size_t>(1 + number % 10), 'x') +
               std::to_string(number / 10);
    }

    std::mt19937 random_;
};

} // namespace vpcplan::test
