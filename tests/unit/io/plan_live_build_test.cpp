// Layouts of VPCs that a snapshot has: nothing is built twice, and nothing that AWS lacks is said
// to be there.
#include "support/loading.hpp"
#include "support/plans.hpp"

#include <vpcplan/plan_files.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A VPC that AWS has: two IPv4 blocks, an IPv6 block, and a subnet app/a without IPv6.
plan_needs live_needs() {
    plan_vpc vpc;
    vpc.name = "shop";
    vpc.zones = {"a", "b"};
    vpc.blocks = {*parse_cidr("10.0.0.0/24"), *parse_cidr("100.64.0.0/20"),
                  *parse_cidr("10.9.0.0/24"), *parse_cidr("2406:da12:1:100::/56")};
    vpc.tiers = {tier_of_prefix("app", 26)};
    vpc.pins = {{"app/a", "subnet-1", "ap-northeast-2a", *parse_cidr("10.0.0.0/26"), "app-a"}};
    vpc.live = plan_live_vpc{"vpc-1",
                             {*parse_cidr("10.0.0.0/24"), *parse_cidr("100.64.0.0/20"),
                              *parse_cidr("2406:da12:1:100::/56")}};
    return {{}, {}, {vpc}};
}

std::string built(plan_format how, const plan_needs& needs) {
    return plan_as(how, laid_out(needs), needs);
}

constexpr plan_format builders[] = {plan_format::terraform, plan_format::cloudformation,
                                    plan_format::aws_cli};

} // namespace

TEST_CASE("a live VPC is not created, with or without subnets, and its id is known") {
    for (const bool has_subnets : {true, false}) {
        auto needs = live_needs();
        if (!has_subnets) {
            needs.vpcs[0].pins.clear();
        }
        const auto terraform = built(plan_format::terraform, needs);
        CHECK(!says(terraform, "resource \"aws_vpc\""));
        CHECK(says(terraform, "default     = \"vpc-1\""));
        const auto cloudformation = built(plan_format::cloudformation, needs);
        CHECK(!says(cloudformation, "Type: AWS::EC2::VPC\n"));
        CHECK(says(cloudformation, "Default: \"vpc-1\""));
        const auto script = built(plan_format::aws_cli, needs);
        CHECK(!says(script, "ec2 create-vpc"));
        CHECK(says(script, "known=vpc-1\n: \"${VPC_ID_SHOP:=$known}\""));
    }
}

TEST_CASE("only blocks that a live VPC does not have are associated with it") {
    for (const auto how : builders) {
        const auto text = built(how, live_needs());
        CAPTURE(text);
        CHECK(says(text, "10.9.0.0/24"));
        CHECK(!says(text, "100.64.0.0/20"));
        CHECK(!says(text, "2406:da12:1:100::/56"));
    }
    // Another primary block is one more block of the VPC.
    auto needs = live_needs();
    needs.vpcs[0].pins.clear();
    needs.vpcs[0].live->blocks = {*parse_cidr("10.7.0.0/16")};
    for (const auto how : builders) {
        CHECK(says(built(how, needs), "10.0.0.0/24"));
    }
    CHECK(says(built(plan_format::aws_cli, needs),
               "associate-vpc-cidr-block --vpc-id \"$vpc\" --cidr-block 10.0.0.0/24"));
}

TEST_CASE("IPv6 that a live subnet lacks is added, and is not said to exist") {
    const auto needs = live_needs();
    const auto ipv6 = to_string(*laid_out(needs).vpcs[0].subnets[0].ipv6);
    for (const auto how : builders) {
        const auto text = built(how, needs);
        CAPTURE(text);
        CHECK(says(text, "Exists: subnet-1, app/a, 10.0.0.0/26\n"));
        CHECK(says(text, ipv6));
    }
    CHECK(says(built(plan_format::aws_cli, needs),
               "call ec2 associate-subnet-cidr-block --subnet-id subnet-1 \\\n"
               "    --ipv6-cidr-block " +
                   ipv6));
    CHECK(says(built(plan_format::cloudformation, needs), "Type: AWS::EC2::SubnetCidrBlock"));
    CHECK(says(built(plan_format::terraform, needs),
               "# aws ec2 associate-subnet-cidr-block --subnet-id subnet-1"));
    const auto table = plan_table(laid_out(needs), needs, language::en);
    CHECK(says(table, "exists in AWS, its IPv6 block is new"));

    auto has_it = needs;
    has_it.vpcs[0].pins.push_back(
        {"app/a", "subnet-1", "ap-northeast-2a", *parse_cidr(ipv6), "app-a"});
    for (const auto how : builders) {
        const auto text = built(how, has_it);
        CAPTURE(text);
        CHECK(says(text, "Exists: subnet-1, app/a, 10.0.0.0/26 and " + ipv6));
        CHECK(!says(text, "associate-subnet-cidr-block"));
        CHECK(!says(text, "SubnetCidrBlock"));
    }
}

TEST_CASE("subnets that are not of the plan are called by their Name, else by their id") {
    auto needs = live_needs();
    needs.vpcs[0].pins.push_back(
        {"subnet-2", "subnet-2", "ap-northeast-2b", *parse_cidr("10.0.0.64/28"), "legacy"});
    needs.vpcs[0].pins.push_back(
        {"subnet-3", "subnet-3", "ap-northeast-2b", *parse_cidr("10.0.0.80/28"), ""});
    const auto text = plan_json(laid_out(needs), needs);
    CHECK(says(text, R"({"id":"subnet-2","name":"legacy")"));
    CHECK(says(text, R"({"id":"subnet-3","name":"subnet-3")"));
}
