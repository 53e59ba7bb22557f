// Every failure of a plan, provoked once, and what is said of it in both languages.
#include <vpcplan/plan_live.hpp>
#include <vpcplan/plan_text.hpp>

#include "support/catch.hpp"
#include "support/plan_builder.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <vpcplan/plan_check_text.hpp>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

constexpr plan_failure_code all_failures[] = {
#define VPCPLAN_CODE(name, problem) plan_failure_code::name,
    VPCPLAN_PLAN_FAILURES(VPCPLAN_CODE)
#undef VPCPLAN_CODE
};

struct failing_plan {
    plan_failure_code code;
    plan_needs needs;
    std::vector<locked_block> lock;
    std::string said;
    std::string change;
};

/// A VPC with one tier in one zone, changed.
template <class Change>
plan_needs one_vpc(Change&& change) {
    auto vpc = vpc_at("v", {"10.0.0.0/24"_cidr}, {"a"});
    vpc.tiers = {tier_of_prefix("app", 26)};
    change(vpc);
    return {{}, {}, {vpc}};
}

template <class Change>
plan_needs one_tier(Change&& change) {
    return one_vpc([&](plan_vpc& vpc) { change(vpc.tiers[0]); });
}

plan_needs from_pool(plan_pool pool, std::optional<int> length) {
    auto needs = one_vpc([&](plan_vpc& vpc) {
        vpc.blocks.clear();
        vpc.pool = pool.name;
        vpc.prefix_length = length;
    });
    needs.pools = {std::move(pool)};
    return needs;
}

plan_needs with_avoided(plan_needs needs, const cidr& block, std::string label = {}) {
    needs.avoid.push_back({block, std::move(label)});
    return needs;
}

std::vector<failing_plan> bad_plans() {
    const auto as_it_is = one_vpc([](plan_vpc&) {});
    const auto two_vpcs = plan_needs{{}, {}, {as_it_is.vpcs[0], as_it_is.vpcs[0]}};
    const auto org = pool_at("org", "10.0.0.0/16"_cidr);
    return {
        {plan_failure_code::pool_twice,
         {{org, org}, {}, {}},
         {},
         "two pools are named \"org\"",
         ""},
        {plan_failure_code::vpc_twice, two_vpcs, {}, "two VPCs are named \"v\"", ""},
        {plan_failure_code::zone_twice,
         one_vpc([](plan_vpc& vpc) {
             vpc.zones = {"a", "a"};
         }),
         {},
         "v has zone \"a\" twice",
         ""},
        {plan_failure_code::tier_twice,
         one_vpc([](plan_vpc& vpc) { vpc.tiers.push_back(vpc.tiers[0]); }),
         {},
         "v has two tiers named \"app\"",
         ""},
        {plan_failure_code::name_empty,
         one_tier([](plan_tier& tier) { tier.name.clear(); }),
         {},
         "a tier of v has no name",
         ""},
        {plan_failure_code::name_empty,
         {{pool_at("", "10.0.0.0/16"_cidr)}, {}, {}},
         {},
         "a pool has no name",
         ""},
        {plan_failure_code::name_character,
         one_vpc([](plan_vpc& vpc) { vpc.zones = {"a/b"}; }),
         {},
         "\"a/b\": the name of a zone of v cannot have a \"/\"",
         ""},
        {plan_failure_code::name_character,
         one_vpc([](plan_vpc& vpc) { vpc.name = "v@w"; }),
         {},
         "\"v@w\": the name of a VPC cannot have a \"@\"",
         ""},
        {plan_failure_code::zone_named_spare,
         one_vpc([](plan_vpc& vpc) { vpc.zones = {"spare-1"}; }),
         {},
         "zone \"spare-1\" of v has the name of a spare zone",
         "ask for spare zones by their number"},
        {plan_failure_code::zone_twice,
         one_vpc([](plan_vpc& vpc) {
             vpc.region = "ap-northeast-2";
             vpc.zones = {"ap-northeast-2a", "a"};
         }),
         {},
         "v has zone \"a\" twice, also as \"ap-northeast-2a\"",
         ""},
        {plan_failure_code::zone_malformed,
         one_vpc([](plan_vpc& vpc) {
             vpc.zones = {"A", "b"};
         }),
         {},
         "v: \"A\" is not how a zone is written",
         "did you mean a?"},
        {plan_failure_code::zone_malformed,
         one_vpc([](plan_vpc& vpc) { vpc.zones = {" \t"}; }),
         {},
         "v: \" \t\" is not how a zone is written",
         "name its zones"},
        {plan_failure_code::zone_of_other_region,
         one_vpc([](plan_vpc& vpc) {
             vpc.region = "ap-northeast-2";
             vpc.zones = {"ap-northeast-2a", "us-east-1b"};
         }),
         {},
         "zone \"us-east-1b\" is in us-east-1, and v is in ap-northeast-2",
         "name zones of ap-northeast-2, such as ap-northeast-2a"},
        {plan_failure_code::region_malformed,
         one_vpc([](plan_vpc& vpc) { vpc.region = "seoul"; }),
         {},
         "v: \"seoul\" is not how a Region is written",
         "write it as AWS does, such as ap-northeast-2"},
        {plan_failure_code::region_malformed,
         one_vpc([](plan_vpc& vpc) { vpc.region = "AP_Northeast_2a "; }),
         {},
         "v: \"AP_Northeast_2a \" is not how a Region is written",
         "did you mean ap-northeast-2?"},
        {plan_failure_code::service_unknown,
         one_tier([](plan_tier& tier) {
             tier.uses = {{"abl", 1}};
         }),
         {},
         "v/app: unknown service \"abl\"",
         "one of alb, clb, nlb, gwlb, eks, tgw, nat, endpoint, firewall"},
        {plan_failure_code::share_out_of_range,
         one_tier([](plan_tier& tier) {
             tier.size.by = plan_size::measure::share;
             tier.size.share = 2;
         }),
         {},
         "v/app: a share is more than 0 and at most 1 (all of the block)",
         ""},
        {plan_failure_code::share_without_block,
         [&] {
             auto needs = from_pool(org, std::nullopt);
             needs.vpcs[0].tiers[0].size = {plan_size::measure::share, 0, 0, 0.5};
             return needs;
         }(),
         {},
         "v/app is a share of the VPC's block, so the VPC needs a block or a prefix",
         ""},
        {plan_failure_code::no_zones,
         one_vpc([](plan_vpc& vpc) { vpc.zones.clear(); }),
         {},
         "v has no zones",
         "name its zones"},
        {plan_failure_code::no_block,
         one_vpc([](plan_vpc& vpc) { vpc.blocks.clear(); }),
         {},
         "v has neither a block nor a pool",
         "name a block such as 10.0.0.0/16, or a pool"},
        {plan_failure_code::pool_unknown,
         one_vpc([](plan_vpc& vpc) {
             vpc.blocks.clear();
             vpc.pool = "missing";
         }),
         {},
         "\"missing\" of v is no pool of the plan",
         "name a block such as 10.0.0.0/16, or a pool"},
        {plan_failure_code::pool_without_block,
         {{pool_from("a", "nowhere", 12)}, {}, {}},
         {},
         "pool \"a\" is taken from \"nowhere\", which is no pool with a block of its own",
         ""},
        {plan_failure_code::pool_not_ipv4,
         from_pool(pool_at("six", "2001:db8::/32"_cidr), 24),
         {},
         "v needs an IPv4 block, and pool six is 2001:db8::/32",
         "name an IPv4 pool; an IPv6 one goes under ipv6"},
        {plan_failure_code::pool_unknown,
         one_vpc([](plan_vpc& vpc) { vpc.ipv6_pool = "six"; }),
         {},
         "\"six\" of v is no pool of the plan",
         "name an IPv6 pool of the plan"},
        {plan_failure_code::pool_not_ipv6,
         [&] {
             auto needs = one_vpc([](plan_vpc& vpc) { vpc.ipv6_pool = "org"; });
             needs.pools = {org};
             return needs;
         }(),
         {},
         "v takes its IPv6 block from pool org, which is 10.0.0.0/16",
         "name an IPv6 pool of the plan"},
        {plan_failure_code::source_unknown,
         one_tier([](plan_tier& tier) { tier.from = "missing"; }),
         {},
         "\"missing\" of v is neither a pool of the plan nor a block",
         "name a pool, or a block"},
        {plan_failure_code::source_not_ipv4,
         one_tier([](plan_tier& tier) { tier.from = "2001:db8::/32"; }),
         {},
         "2001:db8::/32 is no IPv4 block; IPv6 comes with the VPC (ipv6:)",
         ""},
        {plan_failure_code::too_small_for_services,
         one_tier([](plan_tier& tier) {
             tier.uses = {{"endpoint", 100}};
         }),
         {},
         "v/app: a /26 is too small for the 100 addresses its services take",
         "make it a /25"},
    };
}

std::vector<failing_plan> plans_that_do_not_fit() {
    const auto org = pool_at("org", "10.0.0.0/16"_cidr);
    auto two_vpcs = one_vpc([](plan_vpc&) {});
    two_vpcs.vpcs.push_back(vpc_at("w", {"10.0.0.128/25"_cidr}, {"a"}));
    return {
        {plan_failure_code::pool_too_small,
         {{org, pool_from("a", "org", 12)}, {}, {}},
         {},
         "pool:a needs a /12, and org has only 10.0.0.0/16",
         "give org a block of /12 or more"},
        {plan_failure_code::pool_full,
         {{org, pool_from("a", "org", 17), pool_from("b", "org", 18), pool_from("c", "org", 17)},
          {},
          {}},
         {},
         "pool:c needs a /17, and org 10.0.0.0/16 has no free block of that size",
         "ask for a /18, or give org another block"},
        {plan_failure_code::pool_full,
         {{org, pool_from("a", "org", 16), pool_from("b", "org", 20)}, {}, {}},
         {},
         "pool:b needs a /20, and org 10.0.0.0/16 has no free block of that size",
         "give org another block: what is free in it is too small"},
        {plan_failure_code::tiers_exceed_vpc,
         [&] {
             auto needs = from_pool(org, std::nullopt);
             needs.vpcs[0].zones = {"a", "b"};
             needs.vpcs[0].tiers[0].size.prefix_length = 16;
             return needs;
         }(),
         {},
         "the tiers of v do not fit into one VPC block: a VPC block is at most a /16",
         "take some tiers from a pool of their own (from:)"},
        {plan_failure_code::block_avoided,
         with_avoided(one_vpc([](plan_vpc&) {}), "10.0.0.0/16"_cidr, "office"),
         {},
         "v: 10.0.0.0/24 lies in 10.0.0.0/16 (office), which the plan avoids",
         ""},
        {plan_failure_code::block_of_other_vpc,
         two_vpcs,
         {},
         "w: 10.0.0.128/25 overlaps 10.0.0.0/24 of v",
         ""},
        {plan_failure_code::subnets_do_not_fit,
         with_avoided(one_vpc([](plan_vpc& vpc) {
                          vpc.zones = {"a", "b", "c", "d"};
                      }),
                      "10.0.0.0/28"_cidr),
         {},
         "v/app/d needs a /26, and after the larger subnets 48 of 240 free addresses are left; the "
         "largest free block is 10.0.0.32/27",
         "with a /27 (27 addresses) for each new subnet of app everything would fit; if "
         "10.0.0.0/28 "
         "were not avoided, everything would fit; one more VPC block of /26 would hold everything"},
        {plan_failure_code::nothing_free,
         one_vpc([](plan_vpc& vpc) {
             vpc.spare_zones = 2;
             vpc.tiers = {tier_of_hosts("app", 100), tier_of_hosts("db", 50)};
         }),
         {},
         "v/app/spare-2 needs a /25, and after the larger subnets nothing is free for it",
         "with smaller new subnets everything would fit: app /26, db /28; with 0 spare zones "
         "instead of 2 everything would fit; one more VPC block of /23 would hold everything"},
        {plan_failure_code::pool_too_small,
         [] {
             auto needs = from_pool(pool_at("small", "10.0.0.0/26"_cidr), std::nullopt);
             needs.vpcs[0].zones = {"a", "b"};
             return needs;
         }(),
         {},
         "v needs a /25, and small has only 10.0.0.0/26",
         "with a /27 (27 addresses) for each new subnet of app everything would fit; with one more "
         "free /26 in small everything would fit"},
        {plan_failure_code::nothing_free,
         one_vpc([](plan_vpc& vpc) {
             vpc.zones = {"a", "b", "c", "d", "e"};
         }),
         {},
         "v/app/e needs a /26, and after the larger subnets nothing is free for it",
         "with a /27 (27 addresses) for each new subnet of app everything would fit; one more VPC "
         "block of /26 would hold everything"},
        {plan_failure_code::ipv6_does_not_fit,
         one_vpc([](plan_vpc& vpc) {
             vpc.blocks.push_back("2001:db8::/60"_cidr);
             vpc.blocks.push_back("2001:db8:1::/60"_cidr);
             vpc.pins = {{"subnet-1", "subnet-1", "a", "2001:db8:1::/64"_cidr}};
             vpc.zones = {"a", "b"};
             vpc.tiers[0].ipv6_prefix_length = 60;
         }),
         {},
         "v/app/b needs an IPv6 /60, and after the larger subnets 15 of 31 free /64 are left; the "
         "largest free block is 2001:db8:1:8::/61",
         "with a /64 for each new subnet of app everything would fit; one more VPC block of /60 "
         "would hold everything"},
        {plan_failure_code::ipv6_nothing_free,
         one_vpc([](plan_vpc& vpc) {
             vpc.blocks.push_back("2001:db8::/60"_cidr);
             vpc.zones = {"a", "b"};
             vpc.tiers[0].ipv6_prefix_length = 60;
         }),
         {},
         "v/app/b needs an IPv6 /60, and nothing is free for it",
         "with a /64 for each new subnet of app everything would fit; one more VPC block of /60 "
         "would hold everything"},
    };
}

std::vector<failing_plan> plans_that_aws_refuses() {
    return {
        {plan_failure_code::block_refused,
         one_vpc([](plan_vpc& vpc) { vpc.blocks = {"10.0.0.0/15"_cidr}; }),
         {},
         "v: 10.0.0.0/15: a VPC block is /16 to /28",
         ""},
        {plan_failure_code::too_many_hosts,
         one_tier([](plan_tier& tier) {
             tier.size.by = plan_size::measure::hosts;
             tier.size.hosts = 70'000;
         }),
         {},
         "v/app: 70000 hosts: one AWS subnet has at most 65531 usable addresses (/16); use 2 "
         "subnets",
         "split the tier into several"},
        {plan_failure_code::service_needs_larger,
         one_tier([](plan_tier& tier) {
             tier.size.prefix_length = 28;
             tier.uses = {{"alb", 1}};
         }),
         {},
         "v/app: alb needs a subnet of /27 or larger",
         "make it a /27"},
        {plan_failure_code::subnet_size,
         one_tier([](plan_tier& tier) { tier.size.prefix_length = 29; }),
         {},
         "v/app: a subnet is /16 to /28, not /29",
         ""},
        {plan_failure_code::ipv6_subnet_size,
         one_vpc([](plan_vpc& vpc) {
             vpc.blocks.push_back("2001:db8::/56"_cidr);
             vpc.tiers[0].ipv6_prefix_length = 62;
         }),
         {},
         "v/app: an IPv6 subnet is /44 to /64 in steps of 4, not /62",
         ""},
    };
}

std::vector<failing_plan> plans_that_would_move() {
    const auto org = pool_at("org", "10.0.0.0/16"_cidr);
    const auto as_it_is = one_vpc([](plan_vpc&) {});
    return {
        {plan_failure_code::moves_outside_parent,
         from_pool(org, 24),
         {{"v", "10.9.0.0/24"_cidr}},
         "v has 10.9.0.0/24 and would have to move: it lies outside 10.0.0.0/16",
         "take it from a block that contains 10.9.0.0/24, or allow the move of v"},
        {plan_failure_code::moves_to_grow,
         from_pool(org, 24),
         {{"v", "10.0.9.0/28"_cidr}},
         "v has 10.0.9.0/28 and would have to move: it is too small: a /24 is needed now, and AWS "
         "cannot resize a block",
         "keep it a /28, or allow the move of v"},
        {plan_failure_code::moves_outside_vpc,
         as_it_is,
         {{"v/app/a", "10.1.0.0/26"_cidr}},
         "v/app/a has 10.1.0.0/26, which lies in no block of v for it",
         "give v blocks that hold what it has, or allow the move of v/app/a"},
        {plan_failure_code::vpc_block_replaced,
         as_it_is,
         {{"v", "10.0.0.0/20"_cidr}},
         "v has 10.0.0.0/20, and the plan puts other blocks in its place: AWS cannot resize a "
         "block "
         "of a VPC, nor replace the primary one",
         "allow the move of v"},
        {plan_failure_code::moves_off_avoided,
         with_avoided(as_it_is, "10.0.0.0/28"_cidr),
         {{"v/app/a", "10.0.0.0/26"_cidr}},
         "v/app/a has 10.0.0.0/26 and would have to move: it overlaps 10.0.0.0/28, which the plan "
         "avoids",
         "avoid 10.0.0.0/28 no longer, or allow the move of v/app/a"},
        {plan_failure_code::moves_off_pool,
         {{org, pool_from("x", "org", 20), pool_from("y", "org", 20)}, {}, {}},
         {{"pool:x", "10.0.0.0/20"_cidr}, {"pool:y", "10.0.0.0/20"_cidr}},
         "pool:y has 10.0.0.0/20 and would have to move: it overlaps 10.0.0.0/20 of pool x",
         "give pool x another block, or allow the move of pool:y"},
        {plan_failure_code::moves_off_aws_subnet,
         one_vpc([](plan_vpc& vpc) {
             vpc.pins = {{"subnet-1", "subnet-1", "a", "10.0.0.0/28"_cidr}};
         }),
         {{"v/app/a", "10.0.0.0/26"_cidr}},
         "v/app/a is planned at 10.0.0.0/26, where subnet-1 10.0.0.0/28 of AWS is",
         "allow the move of v/app/a"},
        {plan_failure_code::moves_off_subnet,
         one_vpc([](plan_vpc& vpc) {
             vpc.zones = {"a", "b"};
         }),
         {{"v/app/a", "10.0.0.0/26"_cidr}, {"v/app/b", "10.0.0.0/26"_cidr}},
         "v/app/b is planned at 10.0.0.0/26, where v/app/a 10.0.0.0/26 is",
         "allow the move of v/app/b"},
        {plan_failure_code::moves_to_grow,
         as_it_is,
         {{"v/app/a", "10.0.0.0/28"_cidr}},
         "v/app/a has 10.0.0.0/28 and would have to move: it is too small: a /26 is needed now, "
         "and AWS cannot resize a block",
         "keep it a /28 and add a tier beside it, or allow the move of v/app/a"},
    };
}

std::vector<failing_plan> every_failing_plan() {
    auto all = bad_plans();
    for (const auto& more :
         {plans_that_do_not_fit(), plans_that_aws_refuses(), plans_that_would_move()}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

/// Hangul syllables are E-AC-80 to ED-9E-A3 in UTF-8.
bool has_hangul(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= '\xea' && c <= '\xed'; });
}

void check_korean(const std::string& korean, const std::string& english) {
    CAPTURE(korean, english);
    CHECK(korean != english);
    CHECK(has_hangul(korean));
    CHECK(!has_hangul(english));
    CHECK(korean.find_first_of("{}[]") == std::string::npos);
    CHECK(english.find_first_of("{}[]") == std::string::npos);
}

/// Failures of joining a plan with a snapshot that has two of everything.
std::vector<plan_failure> failures_to_join() {
    std::vector<plan_failure> all;
    for (const bool two_vpcs : {true, false}) {
        network aws;
        for (const auto* id : {"vpc-1", "vpc-2"}) {
            vpc live;
            live.id = id;
            live.name = "v";
            live.blocks = {"10.0.0.0/24"_cidr};
            aws.vpcs.push_back(live);
            subnet made;
            made.id = std::string("subnet-of-") + id;
            made.name = "app-a";
            made.vpc_id = "vpc-1";
            made.zone = "x-1a";
            made.blocks = {cidr::containing("10.0.0.0/26"_cidr.first_bits(), 26)};
            aws.subnets.push_back(made);
        }
        if (!two_vpcs) {
            aws.vpcs.pop_back();
        }
        auto needs = one_vpc([](plan_vpc&) {});
        const auto joined = join_snapshot(needs, {}, aws, live_use::follow);
        REQUIRE(joined.failure);
        all.push_back(*joined.failure);
    }
    return all;
}

} // namespace

TEST_CASE("plan: every failure has its code, its sentence and what would help") {
    std::set<plan_failure_code> seen;
    for (const auto& one : every_failing_plan()) {
        const auto made = lay_out(one.needs, one.lock);
        CAPTURE(id_of(one.code));
        REQUIRE(made.failure);
        CHECK(id_of(made.failure->code) == id_of(one.code));
        CHECK(sentence(*made.failure, language::en) == one.said);
        CHECK(change_of(*made.failure, language::en) == one.change);
        seen.insert(made.failure->code);
    }
    const auto joins = failures_to_join();
    CHECK(sentence(joins[0], language::en) == "AWS has several VPCs that may be v: vpc-1, vpc-2");
    CHECK(change_of(joins[0], language::en) ==
          "give v its region, account or cidr in the plan, or call it by its id");
    CHECK(sentence(joins[1], language::en) ==
          "AWS has several subnets that may be v/app/a: subnet-of-vpc-1, subnet-of-vpc-2");
    CHECK(change_of(joins[1], language::en) == "give the one that is meant the Name v-app-a");
    for (const auto& one : joins) {
        check_korean(sentence(one, language::ko), sentence(one, language::en));
        check_korean(change_of(one, language::ko), change_of(one, language::en));
        seen.insert(one.code);
    }
    for (const auto code : all_failures) {
        CAPTURE(id_of(code));
        CHECK(seen.contains(code));
    }
}

TEST_CASE("plan: zones are of the Region of their VPC, and each is there once") {
    const auto code_of = [](const std::string& region, std::vector<std::string> zones) {
        const auto made = lay_out(one_vpc([&](plan_vpc& vpc) {
            vpc.blocks = {"10.0.0.0/20"_cidr};
            vpc.region = region;
            vpc.zones = std::move(zones);
        }));
        return made.failure ? std::string(id_of(made.failure->code)) : "ok";
    };
    for (const char* region :
         {"ap-northeast-2", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "eu-isoe-west-1",
          "eusc-de-east-1", "mx-central-1", "ap-southeast-12", ""}) {
        CAPTURE(region);
        CHECK(code_of(region, {"a", "b"}) == "ok");
    }
    for (const char* region : {"seoul", "ap-northeast", "ap-northeast-2a", "AP-NORTHEAST-2", "2",
                               "ap northeast 2", " ap-northeast-2", "us-1", "ap--2", "-"}) {
        CAPTURE(region);
        CHECK(code_of(region, {"a"}) == "region_malformed");
    }
    // The own Region's zones, its Local and Wavelength Zones, ids, and words of one's own.
    CHECK(code_of("us-east-1", {"us-east-1a", "b", "us-east-1-bos-1a", "us-east-1-wl1-bos-wlz-1",
                                "use1-az4", "apne2-az1", "first", "my-zone-1a"}) == "ok");
    CHECK(code_of("us-west-1", {"us-west-1a", "us-west-2-lax-1a"}) == "zone_of_other_region");
    CHECK(code_of("us-west-2", {"us-east-1-wl1-bos-wlz-1"}) == "zone_of_other_region");
    CHECK(code_of("us-east-1", {"us-east-11a"}) == "zone_of_other_region");
    CHECK(code_of("", {"a", "us-east-1a", "us-east-1b"}) == "ok");
    CHECK(code_of("", {"us-east-1a", "us-west-2a"}) == "zone_of_other_region");
    CHECK(code_of("us-east-1", {"a", "us-east-1a"}) == "zone_twice");
    CHECK(code_of("us-east-1", {"a", "us-east-1-bos-1a"}) == "ok");
    for (const char* zone : {"B", "a ", " a", "\ta", " us-east-1b"}) {
        CAPTURE(zone);
        CHECK(code_of("us-east-1", {"c", zone}) == "zone_malformed");
    }
}

TEST_CASE("plan: every failure is said in Korean, and so is what would help") {
    for (const auto& one : every_failing_plan()) {
        const auto made = lay_out(one.needs, one.lock);
        CAPTURE(id_of(one.code));
        REQUIRE(made.failure);
        check_korean(sentence(*made.failure, language::ko), sentence(*made.failure, language::en));
        if (!made.failure->changes.empty()) {
            check_korean(change_of(*made.failure, language::ko),
                         change_of(*made.failure, language::en));
        }
    }
    CHECK(sentence(
              *lay_out(plans_that_would_move()[0].needs, plans_that_would_move()[0].lock).failure,
              language::ko) == "v의 10.9.0.0/24 블록이 10.0.0.0/16 밖에 있어 옮겨야 합니다");
}

TEST_CASE("plan: remarks are said in both languages") {
    auto needs = one_vpc([](plan_vpc& vpc) {
        vpc.blocks = {"172.17.0.0/16"_cidr};
        vpc.pins = {{"app/a", "subnet-1", "a", "172.17.8.0/26"_cidr}};
    });
    needs = with_avoided(std::move(needs), "172.17.8.0/24"_cidr, "office");
    const auto made = lay_out(needs);
    REQUIRE(made.value);
    std::vector<std::string> said;
    for (const auto& one : made.value->remarks) {
        said.push_back(sentence(one, language::en));
        check_korean(sentence(one, language::ko), said.back());
    }
    CHECK(
        said ==
        std::vector<std::string>{
            "v: 172.17.0.0/16 overlaps 172.17.0.0/16, which Docker's default bridge, Cloud9 and "
            "SageMaker use inside their machines",
            "v: 172.17.0.0/16 overlaps 172.17.8.0/24 (office), which the plan avoids: nothing new "
            "goes there",
            "v/app/a: AWS has 172.17.8.0/26, which overlaps 172.17.8.0/24 (office), which the "
            "plan avoids"});
}

TEST_CASE("what speaks against a block of a VPC is said in both languages") {
    struct finding_row {
        cidr block;
        std::vector<cidr> existing;
        std::vector<cidr> routes;
        std::string said;
    };
    const std::vector<cidr> five(5, "10.8.0.0/16"_cidr);
    const std::vector<cidr> five_of_ipv6(5, "2001:db8:1::/56"_cidr);
    for (const auto& row : std::vector<finding_row>{
             {"10.0.0.0/15"_cidr, {}, {}, "10.0.0.0/15: a VPC block is /16 to /28"},
             {"2001:db8::/57"_cidr,
              {},
              {},
              "2001:db8::/57: a VPC block is /44 to /60 in steps of 4 (IPv6)"},
             {"127.0.0.0/16"_cidr,
              {},
              {},
              "127.0.0.0/16 overlaps 127.0.0.0/8, which no VPC can have"},
             {"10.9.0.0/16"_cidr,
              {"10.9.0.0/24"_cidr},
              {},
              "10.9.0.0/16 overlaps 10.9.0.0/24 of the same VPC"},
             {"172.20.0.0/16"_cidr,
              {"10.9.0.0/16"_cidr},
              {},
              "172.20.0.0/16 is in 172.16.0.0/12, which cannot be added to a VPC with a primary "
              "block in 10.0.0.0/8 (10.9.0.0/16)"},
             {"10.9.0.0/16"_cidr,
              {"100.64.0.0/16"_cidr},
              {},
              "10.9.0.0/16 is in 10.0.0.0/8, which cannot be added to a VPC with a primary block "
              "in a public or 100.64.0.0/10 range (100.64.0.0/16)"},
             {"172.20.0.0/16"_cidr,
              {"172.21.0.0/16"_cidr, "10.9.0.0/16"_cidr},
              {},
              "172.20.0.0/16 is in 172.16.0.0/12, which cannot be added to a VPC with a secondary "
              "block in 10.0.0.0/8 (10.9.0.0/16); AWS does not say whether secondary blocks count"},
             {"10.0.4.0/24"_cidr,
              {"10.1.0.0/16"_cidr},
              {},
              "10.0.4.0/24 is in 10.0.0.0/16, from which nothing can be added to a VPC with a "
              "block in 10.0.0.0/15 (10.1.0.0/16)"},
             {"10.0.4.0/24"_cidr,
              {"10.0.0.0/24"_cidr},
              {},
              "10.0.4.0/24 is in 10.0.0.0/16, from which nothing can be added to a VPC with a "
              "block in 10.0.0.0/15 (10.0.0.0/24); whether AWS enforces this is not confirmed"},
             {"10.9.0.0/16"_cidr,
              {},
              {"10.9.1.0/24"_cidr},
              "10.9.0.0/16 is equal to or larger than 10.9.1.0/24, the destination of a route of "
              "the VPC; a smaller block inside it would be accepted"},
             {"10.9.0.0/16"_cidr,
              five,
              {},
              "10.9.0.0/16 would be IPv4 block number 6 of the VPC; the quota is 5 (50 on "
              "request)"},
             {"2001:db8::/56"_cidr,
              five_of_ipv6,
              {},
              "2001:db8::/56 would be IPv6 block number 6 of the VPC; the quota is 5"},
             {"240.0.0.0/16"_cidr,
              {},
              {},
              "240.0.0.0/16 overlaps 240.0.0.0/4, on which AWS says nothing"},
             {"fd00:ec2::/48"_cidr,
              {},
              {},
              "fd00:ec2::/48 overlaps fd00::/16, which no VPC can have"},
             {"4000::/56"_cidr,
              {},
              {},
              "4000::/56 overlaps 4000::/2, which is neither global unicast (2000::/3) nor ULA, "
              "and on which AWS says nothing"}}) {
        const auto check = check_vpc_cidr(row.block, row.existing, row.routes);
        CAPTURE(row.said);
        REQUIRE(!check.findings.empty());
        const auto found =
            std::find_if(check.findings.begin(), check.findings.end(),
                         [&](const auto& one) { return sentence(one, language::en) == row.said; });
        REQUIRE(found != check.findings.end());
        check_korean(sentence(*found, language::ko), row.said);
    }
}

TEST_CASE("plan check: every finding is said in Korean") {
    const auto day = std::chrono::year(2027) / 5 / 1;
    for (const auto kind :
         {plan_finding_kind::vpc_missing, plan_finding_kind::subnet_missing,
          plan_finding_kind::moved, plan_finding_kind::unplanned, plan_finding_kind::overlap,
          plan_finding_kind::full, plan_finding_kind::fills_up}) {
        const plan_finding found{kind,
                                 "v/app/a",
                                 "10.0.0.0/26"_cidr,
                                 "10.0.1.0/26"_cidr,
                                 day,
                                 {{"id", "subnet-1"}, {"name", "old"}}};
        check_korean(sentence(found, language::ko), sentence(found, language::en));
    }
}

TEST_CASE("formats.md and the schema list every code of a failed plan") {
    const auto text_of_document = [](const std::string& name) {
        std::ifstream in(VPCPLAN_SOURCE_DIR "/libvpcplan/doc/" + name);
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    };
    const auto page = text_of_document("formats.md");
    const auto schema = text_of_document("schemas/plan_failure.json");
    for (const auto code : all_failures) {
        const std::string id(id_of(code));
        CAPTURE(id);
        CHECK(page.find("`" + id + "`") != std::string::npos);
        CHECK(schema.find("\"" + id + "\"") != std::string::npos);
    }
}
