// Plan files: how an IPv6 block is asked for, and what is wrong with asking otherwise.
#include "support/catch.hpp"

#include <vpcplan/plan_input.hpp>

using namespace vpcplan;

namespace {

std::string plan_with_ipv6(const std::string& ipv6) {
    return "pools:\n"
           "  six: 2001:db8::/44\n"
           "vpcs:\n"
           "  shop:\n"
           "    cidr: 10.0.0.0/16\n"
           "    ipv6: " +
           ipv6 +
           "\n"
           "    zones: 2\n"
           "    tiers: {app: 250}\n";
}

plan_vpc vpc_asking(const std::string& ipv6) {
    const auto read = parse_plan(plan_with_ipv6(ipv6), "plan.yaml");
    if (const auto* failed = std::get_if<load_failure>(&read)) {
        FAIL(failed->message);
    }
    return std::get<plan_needs>(read).vpcs.at(0);
}

std::string complaint_about(const std::string& plan) {
    const auto read = parse_plan(plan, "plan.yaml");
    REQUIRE(std::holds_alternative<load_failure>(read));
    return std::get<load_failure>(read).message;
}

} // namespace

TEST_CASE("the IPv6 block of a VPC is given, or comes from a pool") {
    const auto given = vpc_asking("2600:1f16:100::/56");
    CHECK(given.blocks.size() == 2);
    CHECK(given.ipv6_pool.empty());
    const auto taken = vpc_asking("{from: six}");
    CHECK(taken.blocks.size() == 1);
    CHECK(taken.ipv6_pool == "six");
    CHECK(!taken.ipv6_prefix_length);
    CHECK(vpc_asking("{from: six, prefix: /60}").ipv6_prefix_length == 60);
}

TEST_CASE("an IPv6 block that cannot be asked for is refused with its place") {
    CHECK(complaint_about(plan_with_ipv6("{from: six, prefix: /57}")) ==
          "plan.yaml:6:31: '/57': an IPv6 block of a VPC is /44 to /60 in steps of 4");
    CHECK(complaint_about(plan_with_ipv6("{from: six, prefix: many}")) ==
          "plan.yaml:6:31: 'many' is no prefix length such as /24");
    CHECK(complaint_about(plan_with_ipv6("{prefix: /56}")) ==
          "plan.yaml:6:11: ipv6 of VPC shop needs blocks, or {from: POOL, prefix: /56}");
    CHECK(complaint_about(plan_with_ipv6("{pool: six, from: six}")) ==
          "plan.yaml:6:12: unknown field 'pool' in ipv6 of VPC shop (did you mean from?)");
    CHECK(complaint_about("cidr: [10.0.0.0/16, 2001:db8::/56]\n"
                          "ipv6: {from: six}\n"
                          "zones: 2\n"
                          "tiers: {app: 250}\n") ==
          "plan.yaml:2:7: VPC vpc has an IPv6 block in cidr, so it takes none from a pool");
}
