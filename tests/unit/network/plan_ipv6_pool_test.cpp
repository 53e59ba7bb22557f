// IPv6 blocks of VPCs that come from a pool.
#include "support/catch.hpp"
#include "support/plan_builder.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

plan_vpc vpc_with_ipv6(std::string name, const cidr& block, std::optional<int> length = {}) {
    auto vpc = vpc_at(std::move(name), {block}, {"a"});
    vpc.tiers = {tier_of_prefix("app", 26)};
    vpc.ipv6_pool = "six";
    vpc.ipv6_prefix_length = length;
    return vpc;
}

plan_needs two_vpcs_from(const cidr& pool) {
    return {{pool_at("six", pool)},
            {},
            {vpc_with_ipv6("v", "10.0.0.0/24"_cidr), vpc_with_ipv6("w", "10.8.0.0/24"_cidr, 52)}};
}

layout layout_of(const plan_needs& needs, const std::vector<locked_block>& lock = {},
                 const plan_options& options = {}) {
    auto made = lay_out(needs, lock, options);
    INFO(text_of(made));
    REQUIRE(made.value);
    CHECK(flaw_of(needs, *made.value) == "");
    return std::move(*made.value);
}

} // namespace

TEST_CASE("plan: IPv6 blocks of VPCs come from an IPv6 pool, a /56 unless asked otherwise") {
    auto needs = two_vpcs_from("2001:db8::/44"_cidr);
    needs.avoid = {{"2001:db8::/52"_cidr, "lab"}};
    // Nothing is taken where another VPC of the plan has its own.
    needs.vpcs.push_back(vpc_at("given", {"10.9.0.0/24"_cidr, "2001:db8:0:1000::/56"_cidr}, {"a"}));
    const auto made = layout_of(needs);
    CHECK(text_of(lock_of(made)) == "pool:six 2001:db8::/44\n"
                                    "v 10.0.0.0/24\n"
                                    "v 2001:db8:0:1100::/56\n"
                                    "v/app/a 10.0.0.0/26\n"
                                    "v/app/a 2001:db8:0:1100::/64\n"
                                    "w 10.8.0.0/24\n"
                                    "w 2001:db8:0:2000::/52\n"
                                    "w/app/a 10.8.0.0/26\n"
                                    "w/app/a 2001:db8:0:2000::/64\n"
                                    "given 10.9.0.0/24\n"
                                    "given 2001:db8:0:1000::/56\n");
    CHECK(made.vpcs[0].blocks[1].from == "six");
    CHECK(made.vpcs[0].blocks[1].how == placed_by::fit);
    for (const auto& free : made.pools[0].free) {
        CHECK(!overlaps(free, made.vpcs[0].blocks[1].block));
        CHECK(!overlaps(free, made.vpcs[1].blocks[1].block));
    }
}

TEST_CASE("plan: an IPv6 block from a pool stays when VPCs come before it") {
    auto needs = two_vpcs_from("2001:db8::/44"_cidr);
    const auto before = layout_of(needs);
    needs.vpcs.insert(needs.vpcs.begin(), vpc_with_ipv6("new", "10.10.0.0/24"_cidr));
    const auto after = layout_of(needs, lock_of(before));
    for (std::size_t i = 0; i < before.vpcs.size(); ++i) {
        CHECK(after.vpcs[i + 1].blocks[1].block == before.vpcs[i].blocks[1].block);
        CHECK(after.vpcs[i + 1].blocks[1].how == placed_by::lock);
        CHECK(after.vpcs[i + 1].subnets[0].ipv6 == before.vpcs[i].subnets[0].ipv6);
    }
    CHECK(after.released.empty());
    // Without a size the block that is there stays; a size that it does not have would move it.
    needs.vpcs[2].ipv6_prefix_length.reset();
    CHECK(layout_of(needs, lock_of(after)).vpcs[2].blocks[1].block ==
          after.vpcs[2].blocks[1].block);
    needs.vpcs[1].ipv6_prefix_length = 48;
    const auto stopped = lay_out(needs, lock_of(after));
    REQUIRE(stopped.failure);
    CHECK(stopped.failure->code == plan_failure_code::moves_to_grow);
    CHECK(stopped.failure->path == "v");
    const auto moved = layout_of(needs, lock_of(after), {{"all"}});
    CHECK(moved.vpcs[1].blocks[1].block.prefix_length() == 48);
    CHECK(moved.vpcs[1].blocks[0].block == after.vpcs[1].blocks[0].block);
}

TEST_CASE("plan: an IPv6 block that a VPC gives up is free for the next") {
    auto needs = two_vpcs_from("2001:db8::/44"_cidr);
    const auto lock = lock_of(layout_of(needs));
    const auto given_up = layout_of(needs).vpcs[0].blocks[1].block;
    needs.vpcs[0].ipv6_pool.clear();
    needs.vpcs.push_back(vpc_with_ipv6("new", "10.10.0.0/24"_cidr));
    CHECK(layout_of(needs, lock).vpcs[2].blocks[1].block == given_up);
}

TEST_CASE("plan: an IPv6 pool that is full, and sizes that no VPC has") {
    auto needs = two_vpcs_from("2001:db8::/56"_cidr);
    needs.vpcs[1].ipv6_prefix_length.reset();
    const auto full = lay_out(needs);
    REQUIRE(full.failure);
    CHECK(full.failure->path == "w");
    CHECK(sentence(*full.failure, language::en) ==
          "w needs a /56, and six 2001:db8::/56 has no free block of that size");
    CHECK(change_of(*full.failure, language::en) ==
          "give six another block: what is free in it is too small");
    needs.vpcs = {vpc_with_ipv6("v", "10.0.0.0/24"_cidr, 52)};
    CHECK(sentence(*lay_out(needs).failure, language::en) ==
          "v needs a /52, and six has only 2001:db8::/56");
    needs.vpcs = {vpc_with_ipv6("v", "10.0.0.0/24"_cidr, 57)};
    CHECK(sentence(*lay_out(needs).failure, language::en) ==
          "v: 2001:db8::/57: a VPC block is /44 to /60 in steps of 4 (IPv6)");
}

TEST_CASE("plan: a VPC that has an IPv6 block takes none from a pool") {
    auto needs = two_vpcs_from("2001:db8::/44"_cidr);
    needs.vpcs[0].blocks.push_back("2600:1f16:100::/56"_cidr); // what AWS has
    const auto made = layout_of(needs);
    CHECK(made.vpcs[0].blocks.size() == 2);
    CHECK(made.vpcs[0].blocks[1].block == "2600:1f16:100::/56"_cidr);
    CHECK(made.vpcs[1].blocks[1].block == "2001:db8::/52"_cidr);
}

TEST_CASE("plan: a full pool is told in sizes that a VPC can have") {
    auto needs = two_vpcs_from("2001:db8::/44"_cidr);
    needs.vpcs[0].ipv6_prefix_length = 56;
    needs.vpcs[1].ipv6_prefix_length = 44;
    const auto six = lay_out(needs);
    REQUIRE(six.failure);
    CHECK(change_of(*six.failure, language::en) == "ask for a /48, or give six another block");

    plan_needs four{{pool_at("p", "10.0.0.0/28"_cidr)}, {{"10.0.0.0/29"_cidr, ""}}, {}};
    auto vpc = vpc_at("a", {}, {"a"});
    vpc.pool = "p";
    vpc.prefix_length = 28;
    four.vpcs = {vpc};
    CHECK(change_of(*lay_out(four).failure, language::en) ==
          "give p another block: what is free in it is too small");
}
