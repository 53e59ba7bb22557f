// Plan files: what is read, and what is refused with its place.
#include "support/loading.hpp"

#include <filesystem>
#include <vpcplan/plan_files.hpp>
#include <vpcplan/plan_input.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

/// What is wrong with a plan of one VPC whose tier app has these fields; "" when nothing is.
std::string problem_of_tier(const std::string& fields) {
    const auto read =
        parse_plan("cidr: 10.0.0.0/16\nzones: 2\ntiers:\n  app: {" + fields + "}\n", "plan.yaml");
    const auto* failed = std::get_if<load_failure>(&read);
    return failed != nullptr ? failed->message : "";
}

bool is_in(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("plan files: growth goes with years, and is a percentage") {
    CHECK(problem_of_tier("hosts: 100, growth: 20%, years: 3").empty());
    CHECK(problem_of_tier("hosts: 100, growth: 0.2, years: 3").empty());
    CHECK(problem_of_tier("hosts: 100, growth: 0%, years: 3").empty());
    CHECK(problem_of_tier("hosts: 100, growth: 150%, years: 1").empty());
    CHECK(is_in(problem_of_tier("hosts: 100, growth: 20%"), "plan.yaml:4:21: growth needs years"));
    CHECK(is_in(problem_of_tier("hosts: 100, years: 3"), "plan.yaml:4:21: years needs growth"));
    CHECK(is_in(problem_of_tier("hosts: 100, growth: 5, years: 3"), "must be a percentage: 5%"));
    for (const char* bad : {"-1%", "2000%", "much", "[1]"}) {
        CAPTURE(bad);
        CHECK(is_in(problem_of_tier("hosts: 9, years: 3, growth: " + std::string(bad)),
                    "from 0% to 1000%"));
    }
}

TEST_CASE("plan files: a misspelt field of a plan of one VPC is told") {
    const auto read = parse_plan("cidr: 10.0.0.0/16\nzones: 2\ntires: {app: 9}\n", "plan.yaml");
    const auto* failed = std::get_if<load_failure>(&read);
    REQUIRE(failed != nullptr);
    CHECK(is_in(failed->message, "plan.yaml:3:1: unknown field 'tires'"));
    CHECK(is_in(failed->message, "did you mean tiers?"));
    CHECK(!is_in(failed->message, "vpcs"));
}

TEST_CASE("plan files: names of zones with nothing between commas are no names") {
    CHECK(parse_zones("a,b").has_value());
    for (const char* bad : {"", "a,", ",a", "a,,b", ","}) {
        CAPTURE(bad);
        CHECK(!parse_zones(bad));
    }
}

TEST_CASE("plan files: numbers with a leading zero are refused, as in addresses") {
    const std::string why = "a leading zero is ambiguous (decimal or octal?): write ";
    const std::pair<const char*, const char*> sizes[] = {
        {"/024", "/24"}, {"010", "10"}, {"025%", "25%"}, {"00", "0"}, {"/024 from pods", "/24"}};
    for (const auto& [text, right] : sizes) {
        CAPTURE(text);
        plan_tier tier;
        CHECK(is_in(parse_tier_size(text, tier).value_or(""), why + right));
        const auto read = parse_plan(
            "cidr: 10.0.0.0/16\nzones: 2\ntiers:\n  app: " + std::string(text) + "\n", "plan.yaml");
        const auto* failed = std::get_if<load_failure>(&read);
        REQUIRE(failed != nullptr);
        CHECK(is_in(failed->message, "plan.yaml:4:8: "));
        CHECK(is_in(failed->message, why + right));
    }
    const std::pair<const char*, const char*> fields[] = {
        {"hosts: 010", "10"},
        {"prefix: /024", "/24"},
        {"prefix: 024", "24"},
        {"share: 020%", "20%"},
        {"share: 00.2", "0.2"},
        {"hosts: 9, years: 03, growth: 20%", "3"},
        {"hosts: 9, years: 3, growth: 020%", "20%"},
        {"hosts: 9, zones: 01", "1"},
        {"hosts: 9, ipv6_prefix: /060", "/60"},
        {"hosts: 9, uses: [endpoint x03]", "3"}};
    for (const auto& [text, right] : fields) {
        CAPTURE(text);
        CHECK(is_in(problem_of_tier(text), why + right));
    }
    CHECK(problem_of_tier("share: 0.2").empty());
    for (const char* zones : {"zones: 03", "zones: 2\nspare_zones: 01", "zones: 2\nprefix: 020"}) {
        CAPTURE(zones);
        const auto read =
            parse_plan("cidr: 10.0.0.0/16\ntiers: {app: 9}\n" + std::string(zones) + "\n", "p");
        const auto* failed = std::get_if<load_failure>(&read);
        REQUIRE(failed != nullptr);
        CHECK(is_in(failed->message, why));
    }
    CHECK(!parse_zones("03"));
    CHECK(!parse_prefix("024"));
    CHECK(!parse_prefix("/00"));
    CHECK(parse_prefix("/0") == 0);
    CHECK(!parse_share("020%"));
    CHECK(parse_share("0.2") == 0.2);
}

TEST_CASE("plan files: a file of avoided blocks may have labels and a byte order mark") {
    const auto folder = std::filesystem::temp_directory_path() / "vpcplan_plan_reader_test";
    std::filesystem::create_directory(folder);
    write_file(folder / "partner.txt",
               "\xef\xbb\xbf"
               "10.0.4.0/24 dev\r\n\nour lab 10.0.5.0/24 # remark\n10.0.6.0/24\n");
    const auto plan = folder / "plan.yaml";
    const std::string vpc = "cidr: 10.0.0.0/16\nzones: 1\ntiers: {app: 9}\n";
    write_file(plan, vpc + "avoid: {partner: {file: partner.txt}}\n");
    const auto read = load_plan(plan.string());
    const auto* needs = std::get_if<plan_needs>(&read);
    REQUIRE(needs != nullptr);
    REQUIRE(needs->avoid.size() == 3);
    CHECK(needs->avoid[0].label == "partner, dev");
    CHECK(to_string(needs->avoid[0].block) == "10.0.4.0/24");
    CHECK(needs->avoid[1].label == "partner, our lab");
    CHECK(needs->avoid[2].label == "partner");
    write_file(folder / "partner.txt", "10.0.4.0/24\n10.0.5.0/24 10.0.6.0/24\n");
    const auto refused = load_plan(plan.string());
    const auto* failed = std::get_if<load_failure>(&refused);
    REQUIRE(failed != nullptr);
    CHECK(is_in(failed->message, "partner.txt:2:1: "));
    std::filesystem::remove_all(folder);
}

TEST_CASE("a lock of another version is named once in quotes") {
    const auto read = parse_lock(R"({"schema": "vpcplan.lock/2", "blocks": []})", "plan.lock.json");
    const auto* failed = std::get_if<load_failure>(&read);
    REQUIRE(failed != nullptr);
    CHECK(is_in(failed->message, " 'vpcplan.lock/2' is a lock of another version"));
}
