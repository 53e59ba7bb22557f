#include <vpcplan/plan_live.hpp>
#include <vpcplan/plan_text.hpp>

#include "support/catch.hpp"
#include "support/plan_builder.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

vpc live_vpc(std::string id, std::string name, const cidr& block, std::string region = {},
             std::string account = {}) {
    vpc made;
    made.id = std::move(id);
    made.name = std::move(name);
    made.region = std::move(region);
    made.owner_id = std::move(account);
    made.blocks = {block};
    return made;
}

subnet live_subnet(std::string id, std::string vpc_id, std::string name, const cidr& block) {
    subnet made;
    made.id = std::move(id);
    made.vpc_id = std::move(vpc_id);
    made.name = std::move(name);
    made.zone = "ap-northeast-2a";
    made.blocks = {block};
    return made;
}

plan_needs one_vpc(plan_vpc vpc) {
    vpc.tiers = {tier_of_prefix("app", 24)};
    return {{}, {}, {std::move(vpc)}};
}

joined_snapshot follow(plan_needs& needs, const network& snapshot,
                       const std::vector<locked_block>& locked = {}) {
    return join_snapshot(needs, locked, snapshot, live_use::follow);
}

/// The id of the VPC that is taken for the planned one, or the ids among which nothing decides.
std::string found_for(const plan_vpc& planned, const network& snapshot) {
    auto needs = one_vpc(planned);
    const auto joined = follow(needs, snapshot);
    return joined.failure       ? sentence(*joined.failure, language::en)
           : needs.vpcs[0].live ? needs.vpcs[0].live->id
                                : "";
}

} // namespace

TEST_CASE("plan live: of VPCs with one Name the Region, account and blocks decide") {
    network aws;
    aws.vpcs = {
        live_vpc("vpc-tokyo", "prod", "10.20.0.0/16"_cidr, "ap-northeast-1", "111122223333"),
        live_vpc("vpc-seoul", "prod", "10.10.0.0/16"_cidr, "ap-northeast-2", "111122223333"),
        live_vpc("vpc-other", "prod", "10.30.0.0/16"_cidr, "ap-northeast-2", "444455556666")};
    auto planned = vpc_at("prod", {}, {"a"});
    planned.region = "ap-northeast-1";
    CHECK(found_for(planned, aws) == "vpc-tokyo");
    planned.region = "ap-northeast-2";
    CHECK(found_for(planned, aws) == "AWS has several VPCs that may be prod: vpc-other, vpc-seoul");
    planned.account = "111122223333";
    CHECK(found_for(planned, aws) == "vpc-seoul");
    planned.account = "the production account"; // a word of one's own says nothing
    planned.blocks = {"10.30.0.0/20"_cidr};
    CHECK(found_for(planned, aws) == "vpc-other");
    planned = vpc_at("vpc-seoul", {}, {"a"});
    CHECK(found_for(planned, aws) == "vpc-seoul");
    // A VPC of that Name elsewhere is another one.
    planned = vpc_at("prod", {"10.20.0.0/16"_cidr}, {"a"});
    planned.region = "eu-west-1";
    CHECK(found_for(planned, aws).empty());
}

TEST_CASE("plan live: the block finds a VPC of another Name, unless several have it") {
    network aws;
    aws.vpcs = {live_vpc("vpc-1", "legacy", "10.0.0.0/16"_cidr)};
    const auto planned = vpc_at("shop", {"10.0.0.0/16"_cidr}, {"a"});
    CHECK(found_for(planned, aws) == "vpc-1");
    aws.vpcs.push_back(live_vpc("vpc-2", "legacy-2", "10.0.0.0/16"_cidr));
    CHECK(found_for(planned, aws).empty());
    // One that another VPC of the plan is by its Name is taken.
    aws.vpcs.pop_back();
    auto needs = one_vpc(planned);
    needs.vpcs.push_back(vpc_at("legacy", {"10.1.0.0/16"_cidr}, {"a"}));
    CHECK(!follow(needs, aws).failure);
    CHECK(!needs.vpcs[0].live);
    CHECK(needs.vpcs[1].live);
}

TEST_CASE("plan live: of subnets with one Name the surer Name and the lock decide, in any order") {
    network aws;
    aws.vpcs = {live_vpc("vpc-1", "prod", "10.0.0.0/16"_cidr)};
    aws.subnets = {live_subnet("subnet-s", "vpc-1", "app", "10.0.4.0/24"_cidr),
                   live_subnet("subnet-u", "vpc-1", "app", "10.0.8.0/24"_cidr)};
    const auto planned = vpc_at("prod", {"10.0.0.0/16"_cidr}, {"a"});
    for (int order = 0; order < 2; ++order) {
        std::swap(aws.subnets[0], aws.subnets[1]);
        auto needs = one_vpc(planned);
        const auto joined = follow(needs, aws);
        REQUIRE(joined.failure);
        CHECK(sentence(*joined.failure, language::en) ==
              "AWS has several subnets that may be prod/app/a: subnet-s, subnet-u");
        const auto pin_of = [&](const std::vector<locked_block>& locked) {
            auto again = one_vpc(planned);
            REQUIRE(!follow(again, aws, locked).failure);
            for (const auto& pin : again.vpcs[0].pins) {
                if (pin.name == "app/a") {
                    return pin.id;
                }
            }
            return std::string();
        };
        CHECK(pin_of({{"prod/app/a", "10.0.4.0/24"_cidr}}) == "subnet-s");
        CHECK(pin_of({{"prod/app/a", "10.0.8.0/24"_cidr}}) == "subnet-u");
        auto& one = aws.subnets[static_cast<std::size_t>(order)];
        const auto before = one.name;
        one.name = "prod-app-a";
        CHECK(pin_of({}) == one.id);
        one.name = before;
    }
}

TEST_CASE("plan live: what is locked is compared, and what is not follows AWS") {
    network aws;
    aws.vpcs = {live_vpc("vpc-1", "prod", "10.0.0.0/16"_cidr)};
    aws.subnets = {live_subnet("subnet-1", "vpc-1", "app-a", "10.0.4.0/24"_cidr)};
    const std::vector<locked_block> locked{{"prod", "10.8.0.0/16"_cidr},
                                           {"prod/app/a", "10.8.0.0/24"_cidr}};
    auto planned = vpc_at("prod", {}, {"a"});
    planned.pool = "corp";
    auto needs = one_vpc(planned);
    join_snapshot(needs, locked, aws, live_use::compare);
    CHECK(needs.vpcs[0].pins.empty());
    CHECK(needs.vpcs[0].blocks.empty());
    CHECK(needs.vpcs[0].live->id == "vpc-1");
    needs = one_vpc(planned);
    join_snapshot(needs, {}, aws, live_use::compare);
    CHECK(needs.vpcs[0].pins.size() == 1);
    CHECK(needs.vpcs[0].blocks == aws.vpcs[0].blocks);
}

TEST_CASE("plan live: a block that the plan does not name stays the VPC's, with and without AWS") {
    network aws;
    aws.vpcs = {live_vpc("vpc-1", "shop", "10.100.0.0/20"_cidr)};
    aws.vpcs[0].blocks.push_back("100.80.0.0/22"_cidr);
    aws.subnets = {live_subnet("subnet-1", "vpc-1", "legacy", "100.80.0.0/23"_cidr)};
    const auto plan = [] {
        plan_needs needs{{pool_at("sec", "100.80.0.0/12"_cidr)}, {}, {}};
        for (const auto* name : {"shop", "other"}) {
            auto vpc = vpc_at(name, {}, {"a"});
            vpc.blocks = {name == std::string("shop") ? "10.100.0.0/20"_cidr
                                                      : "10.101.0.0/20"_cidr};
            vpc.tiers = {tier_of_prefix("app", 24)};
            needs.vpcs.push_back(vpc);
        }
        needs.vpcs[1].tiers.push_back(tier_of_prefix("pods", 23));
        needs.vpcs[1].tiers[1].from = "sec";
        return needs;
    };
    auto needs = plan();
    const auto joined = follow(needs, aws);
    const auto made = lay_out(needs, joined.locked);
    INFO(text_of(made));
    REQUIRE(made.value);
    const auto& shop = made.value->vpcs[0];
    REQUIRE(shop.blocks.size() == 2);
    CHECK(shop.blocks[1].block == "100.80.0.0/22"_cidr);
    CHECK(shop.blocks[1].how == placed_by::pin);
    CHECK(!overlaps(made.value->vpcs[1].blocks[1].block, "100.80.0.0/22"_cidr));
    CHECK("10.100.0.0/20"_cidr.contains(shop.subnets[0].block)); // nothing new goes there

    const auto lock = lock_of(*made.value);
    const auto again = lay_out(plan(), lock); // without a snapshot
    REQUIRE(again.value);
    CHECK(again.value->released.empty());
    CHECK(text_of(lock_of(*again.value)) == text_of(lock));

    aws.vpcs[0].blocks.pop_back(); // AWS gave it up
    needs = plan();
    const auto later = follow(needs, aws, lock);
    const auto then = lay_out(needs, later.locked);
    REQUIRE(then.value);
    CHECK(then.value->vpcs[0].blocks.size() == 1);
}

TEST_CASE("plan live: a VPC of a pool has its subnets in the blocks that AWS has") {
    network aws;
    aws.vpcs = {live_vpc("vpc-1", "shop", "10.100.0.0/24"_cidr)};
    aws.vpcs[0].blocks.push_back("10.101.0.0/24"_cidr);
    aws.vpcs[0].blocks.push_back("2600:1f16:100::/56"_cidr);
    for (const bool names_ipv6 : {false, true}) {
        auto vpc = vpc_at("shop", {}, {"a", "b"});
        vpc.pool = "corp";
        vpc.tiers = {tier_of_prefix("app", 25), tier_of_prefix("db", 25)};
        if (names_ipv6) {
            vpc.blocks = {"2600:1f16:100::/56"_cidr};
        }
        plan_needs needs{{pool_at("corp", "10.0.0.0/8"_cidr)}, {}, {vpc}};
        const auto joined = follow(needs, aws);
        const auto made = lay_out(needs, joined.locked);
        INFO(text_of(made));
        REQUIRE(made.value);
        CHECK(made.value->vpcs[0].blocks.size() == 3); // no more than AWS has
        for (const auto& subnet : made.value->vpcs[0].subnets) {
            CHECK((aws.vpcs[0].blocks[0].contains(subnet.block) ||
                   aws.vpcs[0].blocks[1].contains(subnet.block)));
        }
    }
}

TEST_CASE("plan live: nobody gets a block of a VPC whose primary block the plan has otherwise") {
    network aws;
    aws.vpcs = {live_vpc("vpc-1", "shop", "100.80.0.0/22"_cidr)};
    plan_needs needs{{pool_at("sec", "100.80.0.0/12"_cidr)}, {}, {}};
    for (const auto* name : {"shop", "other"}) {
        auto vpc = vpc_at(name, {}, {"a"});
        vpc.tiers = {tier_of_prefix("app", 24)};
        needs.vpcs.push_back(vpc);
    }
    needs.vpcs[0].blocks = {"10.100.0.0/20"_cidr};
    needs.vpcs[1].pool = "sec";
    const auto joined = follow(needs, aws);
    const auto made = lay_out(needs, joined.locked);
    REQUIRE(made.value);
    CHECK(made.value->vpcs[0].blocks.size() == 1);
    CHECK(!overlaps(made.value->vpcs[1].blocks[0].block, "100.80.0.0/22"_cidr));
}

TEST_CASE(
    "plan live: a block is of the tier that has a subnet in it, whatever the order of tiers") {
    network aws;
    aws.vpcs = {live_vpc("vpc-1", "shop", "10.0.0.0/20"_cidr)};
    aws.vpcs[0].blocks.push_back("100.80.0.0/22"_cidr);
    aws.subnets = {live_subnet("subnet-1", "vpc-1", "shop-pods-a", "100.80.0.0/23"_cidr)};
    for (int order = 0; order < 2; ++order) {
        auto vpc = vpc_at("shop", {"10.0.0.0/20"_cidr}, {"a"});
        vpc.tiers = {tier_of_prefix("batch", 26), tier_of_prefix("pods", 23)};
        vpc.tiers[0].from = "100.64.0.0/10";
        vpc.tiers[1].from = "pods";
        if (order == 1) {
            std::swap(vpc.tiers[0], vpc.tiers[1]);
        }
        plan_needs needs{{pool_at("pods", "100.80.0.0/12"_cidr)}, {}, {vpc}};
        const auto joined = follow(needs, aws);
        const auto made = lay_out(needs, joined.locked);
        INFO(text_of(made));
        REQUIRE(made.value);
        for (const auto& one : made.value->vpcs[0].blocks) {
            if (one.block == "100.80.0.0/22"_cidr) {
                CHECK(one.from == "pods");
            }
        }
    }
}

TEST_CASE("plan live: what another VPC of AWS has cannot be avoided less") {
    network aws;
    aws.vpcs = {live_vpc("vpc-9", "else", "10.0.0.0/24"_cidr)};
    auto planned = vpc_at("shop", {}, {"a"});
    planned.pool = "corp";
    auto needs = one_vpc(planned);
    needs.pools = {pool_at("corp", "10.0.0.0/16"_cidr)};
    const auto joined = follow(needs, aws);
    const auto made = lay_out(needs, std::vector<locked_block>{{"shop", "10.0.0.0/24"_cidr}});
    REQUIRE(made.failure);
    CHECK(change_of(*made.failure, language::en) == "allow the move of shop");
}
