#include <vpcplan/plan_check_text.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/plan_builder.hpp"

#include <random>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan_test;

namespace {

constexpr std::chrono::year_month_day today{std::chrono::year(2026), std::chrono::January,
                                            std::chrono::day(15)};

plan_needs shop_needs() {
    auto vpc = vpc_at("shop", {"10.0.0.0/20"_cidr}, {"a", "b"});
    vpc.tiers = {tier_of_prefix("app", 24), tier_of_prefix("db", 26)};
    return {{}, {}, {vpc}};
}

subnet existing(std::string id, std::string name, std::string zone, const cidr& block,
                std::optional<std::uint64_t> available = std::nullopt) {
    subnet one;
    one.id = std::move(id);
    one.name = std::move(name);
    one.zone = std::move(zone);
    one.vpc_id = "vpc-1";
    one.blocks = {block};
    if (available) {
        one.available_addresses = *available;
    }
    return one;
}

/// AWS as the plan wants it.
network shop_network() {
    network data;
    vpc shop;
    shop.id = "vpc-1";
    shop.name = "shop";
    shop.blocks = {"10.0.0.0/20"_cidr};
    data.vpcs = {shop};
    data.subnets = {
        existing("subnet-1", "shop-app-a", "ap-northeast-2a", "10.0.0.0/24"_cidr),
        existing("subnet-2", "app/b", "ap-northeast-2b", "10.0.1.0/24"_cidr),
        existing("subnet-3", "db_ap-northeast-2a", "ap-northeast-2a", "10.0.2.0/26"_cidr),
        existing("subnet-4", "db", "ap-northeast-2b", "10.0.2.64/26"_cidr)};
    return data;
}

std::vector<std::string> findings(const plan_needs& needs, const network& snapshot) {
    const auto made = lay_out(needs);
    REQUIRE(made.value);
    std::vector<std::string> lines;
    for (const auto& one : check_plan(*made.value, needs, snapshot, today)) {
        lines.push_back(std::string(id_of(one.kind)) + ": " + sentence(one, language::en));
    }
    return lines;
}

} // namespace

TEST_CASE("plan check: subnets of AWS are found by the names people give") {
    const auto needs = shop_needs();
    const auto pins = pins_of(shop_network(), needs.vpcs[0]);
    REQUIRE(pins.size() == 4);
    CHECK(pins[0].name == "app/a");
    CHECK(pins[1].name == "app/b");
    CHECK(pins[2].name == "db/a");
    CHECK(pins[3].name == "db/b");
    auto other = shop_network();
    other.subnets[0].name = "application-a"; // no tier of the plan
    other.subnets[1].zone = "ap-northeast-2c";
    other.subnets[2].name = "";
    const auto strangers = pins_of(other, needs.vpcs[0]);
    CHECK(strangers[0].name == "subnet-1");
    CHECK(strangers[1].name == "subnet-2");
    CHECK(strangers[2].name == "subnet-3");
    // the VPC is found by its block when it has another name, and by its id
    other.vpcs[0].name = "legacy";
    CHECK(pins_of(other, needs.vpcs[0]).size() == 4);
    other.vpcs[0].blocks = {"10.1.0.0/16"_cidr};
    CHECK(pins_of(other, needs.vpcs[0]).empty());
}

TEST_CASE("plan check: pins of a live VPC lay out to where it is") {
    auto needs = shop_needs();
    auto live = shop_network();
    live.subnets[0].blocks = {"10.0.7.0/24"_cidr};
    needs.vpcs[0].pins = pins_of(live, needs.vpcs[0]);
    const auto made = lay_out(needs);
    REQUIRE(made.value);
    CHECK(made.value->vpcs[0].subnets[0].block == "10.0.7.0/24"_cidr);
    CHECK(made.value->vpcs[0].others.empty());
    CHECK(check_plan(*made.value, needs, live, today).empty());
}

TEST_CASE("plan check: nothing to say when AWS has what is planned") {
    CHECK(findings(shop_needs(), shop_network()) == std::vector<std::string>{});
}

TEST_CASE("plan check: what is missing, moved, unplanned and overlapping") {
    const auto needs = shop_needs();
    auto live = shop_network();
    live.subnets[3].blocks = {"10.0.9.0/26"_cidr};
    live.subnets[1] = existing("subnet-9", "batch", "ap-northeast-2b", "10.0.8.0/24"_cidr);
    vpc other;
    other.id = "vpc-2";
    other.blocks = {"10.0.4.0/22"_cidr};
    live.vpcs.push_back(other);
    CHECK(findings(needs, live) ==
          std::vector<std::string>{
              "overlap: shop is planned at 10.0.0.0/20, and VPC vpc-2 has 10.0.4.0/22",
              "subnet_missing: shop/app/b 10.0.1.0/24 is planned and does not exist yet",
              "moved: shop/db/b is planned at 10.0.2.64/26, and subnet-4 has 10.0.9.0/26",
              "unplanned: subnet-9 (batch) 10.0.8.0/24 exists and is not in the plan"});
    CHECK(findings(needs, network{}) ==
          std::vector<std::string>{
              "vpc_missing: shop 10.0.0.0/20 is planned and does not exist yet"});
}

TEST_CASE("plan check: blocks of the VPC that differ, in both directions") {
    auto needs = shop_needs();
    needs.vpcs[0].blocks.push_back("2001:db8::/56"_cidr);
    auto live = shop_network();
    live.vpcs[0].blocks = {"10.7.0.0/16"_cidr, "10.0.0.0/20"_cidr};
    const auto said = findings(needs, live);
    REQUIRE(said.size() == 7);
    CHECK(said[0] == "primary_differs: shop is planned with the primary block 10.0.0.0/20, and "
                     "vpc-1 has 10.7.0.0/16");
    CHECK(said[1] == "block_missing: shop is planned with 2001:db8::/56, which vpc-1 does not have "
                     "yet");
    CHECK(said[2] == "block_unplanned: vpc-1 has 10.7.0.0/16, which is not in the plan of shop");
    CHECK(said[3] == "ipv6_missing: shop/app/a is planned with 2001:db8::/64, and subnet-1 has no "
                     "IPv6 block");
}

TEST_CASE("plan check: a subnet with another zone, Name or IPv6 block than planned") {
    auto needs = shop_needs();
    needs.vpcs[0].blocks.push_back("2001:db8::/56"_cidr);
    auto live = shop_network();
    live.vpcs[0].blocks.push_back("2001:db8::/56"_cidr);
    const auto made = *lay_out(needs).value;
    for (std::size_t i = 0; i < 4; ++i) {
        live.subnets[i].blocks.push_back(*made.vpcs[0].subnets[i].ipv6);
    }
    CHECK(findings(needs, live).empty());
    live.subnets[0].zone = "ap-northeast-2c";
    live.subnets[1].name = "legacy";
    live.subnets[2].blocks[1] = "2001:db8:0:ff::/64"_cidr;
    CHECK(findings(needs, live) ==
          std::vector<std::string>{
              "zone_differs: shop/app/a is planned in zone a, and subnet-1 is in ap-northeast-2c",
              "name_differs: shop/app/b is planned at 10.0.1.0/24, and subnet-2 there is named "
              "\"legacy\"",
              "ipv6_differs: shop/db/a is planned with 2001:db8:0:2::/64, and subnet-3 has "
              "2001:db8:0:ff::/64"});
    // A subnet without a Name contradicts nothing.
    live = shop_network();
    live.subnets[1].name.clear();
    CHECK(findings(shop_needs(), live).empty());
}

TEST_CASE("plan check: live subnets that are in the way of planned ones, whole and in part") {
    auto needs = shop_needs();
    needs.vpcs[0].spare_zones = 1;
    auto live = shop_network();
    const auto made = *lay_out(needs).value;
    const auto& planned = made.vpcs[0].subnets;
    for (std::size_t i = 0, existing = 0; i < planned.size(); ++i) {
        if (!planned[i].reserved) {
            live.subnets[existing++].blocks = {planned[i].block};
        }
    }
    CHECK(findings(needs, live).empty());
    const auto spare =
        std::find_if(planned.begin(), planned.end(), [](const auto& one) { return one.reserved; });
    live.subnets.push_back(existing("subnet-5", "batch", "ap-northeast-2a",
                                    cidr::containing(spare->block.first_bits(), 28)));
    auto said = findings(needs, live);
    REQUIRE(said.size() == 2);
    CHECK(said[0].starts_with("subnet_overlap: shop/app/spare-1 is planned at "));
    CHECK(said[0].find(", where subnet-5 (batch) has ") != std::string::npos);
    CHECK(said[1].starts_with("unplanned: subnet-5 (batch)"));
    // The block of app/a, and the Name of app/b: it is app/b, elsewhere.
    live = shop_network();
    live.subnets.erase(live.subnets.begin());
    live.subnets[0].blocks = {"10.0.0.0/24"_cidr};
    said = findings(shop_needs(), live);
    CHECK(said == std::vector<std::string>{
                      "subnet_missing: shop/app/a 10.0.0.0/24 is planned and does not exist yet",
                      "subnet_overlap: shop/app/a is planned at 10.0.0.0/24, where subnet-2 "
                      "(app/b) has 10.0.0.0/24",
                      "moved: shop/app/b is planned at 10.0.1.0/24, and subnet-2 has 10.0.0.0/24"});
}

TEST_CASE("plan check: every finding is told in Korean too, with the same facts") {
    auto needs = shop_needs();
    needs.vpcs[0].blocks.push_back("2001:db8::/56"_cidr);
    needs.vpcs[0].tiers[0].growth_per_year = 0.5;
    auto live = shop_network();
    live.vpcs[0].blocks = {"10.7.0.0/16"_cidr};
    live.subnets[0].zone = "ap-northeast-2c";
    live.subnets[1].available_addresses = 0;
    live.subnets[3].name = "batch";
    live.subnets[3].blocks = {"10.0.2.64/27"_cidr};
    const auto made = *lay_out(needs).value;
    const auto found = check_plan(made, needs, live, today);
    CHECK(found.size() > 8);
    for (const auto& one : found) {
        const auto english = sentence(one, language::en);
        const auto korean = sentence(one, language::ko);
        CHECK(english != korean);
        for (const auto& block : {one.planned, one.existing}) {
            if (block && english.find(to_string(*block)) != std::string::npos) {
                CHECK(korean.find(to_string(*block)) != std::string::npos);
            }
        }
    }
}

TEST_CASE("plan check: a reserved tier and a spare zone need not exist") {
    auto needs = shop_needs();
    needs.vpcs[0].spare_zones = 1;
    needs.vpcs[0].tiers[1].reserved = true;
    auto live = shop_network();
    live.subnets.resize(2);
    CHECK(findings(needs, live) == std::vector<std::string>{});
}

TEST_CASE("plan check: full subnets, and the day on which growth fills one") {
    auto needs = shop_needs();
    needs.vpcs[0].tiers[0].growth_per_year = 0.5;
    needs.vpcs[0].tiers[0].years = 3;
    auto live = shop_network();
    live.subnets[0].available_addresses = 0;
    live.subnets[1].available_addresses = 51; // 200 of 251
    live.subnets[2].available_addresses = 1;  // no growth: nothing to say
    const auto made = *lay_out(needs).value;
    const auto found = check_plan(made, needs, live, today);
    REQUIRE(found.size() == 2);
    CHECK(sentence(found[0], language::en) ==
          "shop/app/a: all 251 addresses of 10.0.0.0/24 are used");
    CHECK(found[1].kind == plan_finding_kind::fills_up);
    CHECK(sentence(found[1], language::en) ==
          "shop/app/b: 200 of 251 addresses are used; growing 50 % a year, the "
          "last is used on 2026-08-07");
    live.subnets[1].available_addresses = 191; // 60 of 251: later than three years
    CHECK(check_plan(made, needs, live, today).size() == 1);
}

TEST_CASE("plan check: the date is that of growth counted month by month") {
    using namespace std::chrono;
    std::mt19937 random(20260401);
    const auto below = [&](int end) {
        return std::uniform_int_distribution<int>(0, end - 1)(random);
    };
    int dates = 0;
    for (int round = 0; round < rounds(500); ++round) {
        const auto usable = std::uint64_t{1} << (4 + below(12));
        const auto used = static_cast<std::uint64_t>(1 + below(static_cast<int>(usable)));
        const double growth = 0.01 * (1 + below(150));
        CAPTURE(used, usable, growth);
        const auto date = exhaustion_date(used, usable, growth, today);
        if (used >= usable) {
            CHECK(!date);
            continue;
        }
        // A twelfth of a year at a time, by the twelfth root of a year's growth.
        const double monthly = std::pow(1 + growth, 1.0 / 12);
        double now = static_cast<double>(used);
        int months = 0;
        while (now * monthly <= static_cast<double>(usable) && months < 12 * 1000) {
            now *= monthly;
            ++months;
        }
        if (months >= 12 * 1000) {
            continue;
        }
        REQUIRE(date);
        ++dates;
        const auto days_until = (sys_days(*date) - sys_days(today)).count();
        const double month = 365.2425 / 12;
        CHECK(static_cast<double>(days_until) >= months * month - 1.5);
        CHECK(static_cast<double>(days_until) <= (months + 1) * month + 1.5);
    }
    CHECK(dates > 300);
    CHECK(!exhaustion_date(0, 251, 0.5, today));
    CHECK(!exhaustion_date(10, 251, 0, today));
    CHECK(!exhaustion_date(10, 251, -0.5, today));
    CHECK(!exhaustion_date(1, 65531, 0.0001, today)); // in more than a thousand years
}
