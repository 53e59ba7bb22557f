// `vpcplan plan`, its lock, and what it says to plans that cannot be.
#include "golden.hpp"

#include <boost/json.hpp>
#include <filesystem>

using namespace vpcplan_test;

namespace {

/// A folder of its own with plan.yaml, in which the program runs.
class plan_folder {
public:
    explicit plan_folder(const std::string& plan) {
        std::filesystem::create_directory(path_);
        write("plan.yaml", plan);
    }
    plan_folder(const plan_folder&) = delete;
    plan_folder& operator=(const plan_folder&) = delete;
    ~plan_folder() { std::filesystem::remove_all(path_); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ + "/" + name, std::ios::binary) << text;
    }
    std::string read(const std::string& name) const { return read_file(path_ + "/" + name); }
    bool has_file(const std::string& name) const {
        return std::filesystem::exists(path_ + "/" + name);
    }

    program_result plan(std::vector<std::string> words) const {
        words.insert(words.begin(), "plan");
        surroundings with;
        with.folder = path_;
        return run_program(words, with);
    }

private:
    temporary_file name_;
    std::string path_ = name_.path() + ".folder";
};

const std::string two_zones = "name: shop\n"
                              "cidr: 10.0.0.0/24\n"
                              "zones: [a, c]\n"
                              "tiers:\n"
                              "  app: /26\n";

const std::string three_zones = "name: shop\n"
                                "cidr: 10.0.0.0/24\n"
                                "zones: [a, c, d]\n"
                                "tiers:\n"
                                "  app: /26\n"
                                "  db: /28\n";

/// What AWS has of the plan with two zones, the second subnet at `block`.
std::string aws_with_second_at(const std::string& block) {
    return "region: ap-northeast-2\n"
           "vpcs:\n"
           "  shop:\n"
           "    cidr: 10.0.0.0/24\n"
           "    subnets:\n"
           "      shop-app-a: {cidr: 10.0.0.0/26, zone: a}\n"
           "      shop-app-c: {cidr: " +
           block + ", zone: c}\n";
}

const std::vector<std::string> shop{"examples/plans/shop.yaml", "--lock", "none"};

program_result plan_shop(std::vector<std::string> words) {
    words.insert(words.begin(), shop.begin(), shop.end());
    words.insert(words.begin(), "plan");
    return run_program(words);
}

} // namespace

TEST_CASE("layouts in the terminal are those that were read and approved") {
    check_golden("plan_cli_block", run_program({"plan", "10.0.0.0/16", "--zones", "3", "--tier",
                                                "public:250", "--tier", "app:2000", "--tier",
                                                "db:60", "--tier", "pods:/19@100.64.0.0/10"}));
    check_golden("plan_cli_shop", plan_shop({}));
    check_golden("plan_cli_shop_ko", plan_shop({"--lang", "ko"}));
    check_golden("plan_cli_explain",
                 run_program({"plan", "explain", "examples/plans/shop.yaml", "--lock", "none"}));
    check_golden("plan_cli_too_small",
                 run_program({"plan", "10.0.0.0/26", "--zones", "3", "--tier", "app:100"}));
    check_golden("plan_cli_too_small_ko", run_program({"plan", "10.0.0.0/26", "--zones", "3",
                                                       "--tier", "app:100", "--lang", "ko"}));
}

TEST_CASE("address maps are those that were looked at and approved") {
    check_golden("plan_cli_map", plan_shop({"--format", "map"}));
    check_golden("plan_cli_svg", plan_shop({"--format", "svg"}));
    check_golden("plan_cli_html", plan_shop({"--format", "html"}));
}

TEST_CASE("a page with an address map needs nothing from elsewhere") {
    const auto page = plan_shop({"--format", "html"}).out;
    CHECK(has(page, "<svg"));
    for (const char* outside : {"src=", "href=\"http", "url(http", "@import", "<link", "fetch("}) {
        CAPTURE(outside);
        CHECK(!has(page, outside));
    }
}

TEST_CASE("the lock is written once and keeps what is laid out") {
    const plan_folder folder(two_zones);
    CHECK(folder.plan({"plan.yaml", "--dry-run"}).status == 0);
    CHECK(!folder.has_file("plan.lock.json"));
    CHECK(folder.plan({"plan.yaml", "--lock", "none"}).status == 0);
    CHECK(!folder.has_file("plan.lock.json"));

    const auto first = folder.plan({"plan.yaml"});
    CHECK(first.status == 0);
    CHECK(has(first.err, "wrote plan.lock.json"));
    const auto lock = folder.read("plan.lock.json");
    const auto again = folder.plan({"plan.yaml"});
    CHECK(!has(again.err, "wrote"));
    CHECK(folder.read("plan.lock.json") == lock);

    folder.write("plan.yaml", three_zones);
    const auto grown = folder.plan({"plan.yaml"});
    CHECK(has(grown.out, "subnets kept 2, new 4, moved 0"));
    const auto blocks = boost::json::parse(folder.read("plan.lock.json")).at("blocks").as_array();
    const auto block_of = [&](std::string_view path) -> std::string {
        for (const auto& one : blocks) {
            if (one.at("path").as_string() == path) {
                return std::string(one.at("cidr").as_string());
            }
        }
        return "none";
    };
    CHECK(block_of("shop/app/a") == "10.0.0.0/26");
    CHECK(block_of("shop/app/c") == "10.0.0.64/26");
    CHECK(block_of("shop/app/d") == "10.0.0.128/26");
}

TEST_CASE("a plan that would move a subnet stops, and moves it only when told") {
    const plan_folder folder("name: shop\ncidr: 10.0.0.0/24\nzones: [a]\ntiers: {app: /28}\n");
    REQUIRE(folder.plan({"plan.yaml"}).status == 0);
    const auto lock = folder.read("plan.lock.json");
    folder.write("plan.yaml", "name: shop\ncidr: 10.0.0.0/24\nzones: [a]\ntiers: {app: /26}\n");
    const auto stopped = folder.plan({"plan.yaml"});
    CHECK(stopped.status == 1);
    CHECK(has(stopped.out, "NO LAYOUT WITHOUT A MOVE"));
    CHECK(has(stopped.out, "shop/app/a has 10.0.0.0/28"));
    const auto as_json = folder.plan({"plan.yaml", "--lang", "ko", "--format", "json"});
    const auto failure = boost::json::parse(as_json.out);
    CHECK(failure.at("id").as_string() == "must_move");
    CHECK(failure.at("code").as_string() == "moves_to_grow");
    CHECK(has(std::string(failure.at("message").as_string()), "너무 작아 옮겨야 합니다"));
    CHECK(has(std::string(failure.at("change").as_string()), "이동을 허용합니다: shop/app/a"));
    CHECK(folder.read("plan.lock.json") == lock);

    const auto moved = folder.plan({"plan.yaml", "--move", "shop/app/a"});
    CHECK(moved.status == 0);
    CHECK(has(moved.out, "moved 1"));
    CHECK(folder.read("plan.lock.json") != lock);
}

TEST_CASE("plan check tells what AWS has elsewhere, lacks, and has besides") {
    const plan_folder folder(two_zones);
    REQUIRE(folder.plan({"plan.yaml"}).status == 0);
    const auto check = [&](const std::string& aws, std::vector<std::string> words = {}) {
        folder.write("aws.yaml", aws);
        words.insert(words.begin(), {"check", "plan.yaml", "--from", "aws.yaml"});
        return folder.plan(words);
    };
    const auto same = check(aws_with_second_at("10.0.0.64/26"));
    CHECK(same.status == 0);
    CHECK(same.out == "AWS has what the plan says.\n");

    const auto moved = check(aws_with_second_at("10.0.0.128/26"));
    CHECK(moved.status == 1);
    CHECK(has(moved.out, "moved: "));
    CHECK(has(moved.out, "10.0.0.64/26"));
    CHECK(has(moved.out, "10.0.0.128/26"));
    CHECK(has(check(aws_with_second_at("10.0.0.128/26"), {"--lang", "ko"}).out,
              "shop/app/c의 계획된 블록은 10.0.0.64/26이지만"));

    const auto besides = check(aws_with_second_at("10.0.0.64/26") +
                               "      legacy: {cidr: 10.0.0.192/28, zone: a}\n");
    CHECK(besides.status == 1);
    CHECK(has(besides.out, "unplanned: "));

    const auto as_json = check(aws_with_second_at("10.0.0.128/26"), {"--format", "json"});
    const auto findings = boost::json::parse(as_json.out).at("findings").as_array();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].at("id").as_string() == "moved");
    CHECK(findings[0].at("planned").as_string() == "10.0.0.64/26");
    CHECK(findings[0].at("existing").as_string() == "10.0.0.128/26");

    folder.write("plan.yaml", three_zones);
    const auto lacks = check(aws_with_second_at("10.0.0.64/26"));
    CHECK(lacks.status == 1);
    CHECK(has(lacks.out, "subnet_missing: "));
    CHECK(has(lacks.out, "shop/app/d"));
}

TEST_CASE("plan check tells other zones, Names and blocks, in both languages") {
    const plan_folder folder(two_zones);
    REQUIRE(folder.plan({"plan.yaml"}).status == 0);
    folder.write("aws.yaml", "region: ap-northeast-2\n"
                             "vpcs:\n"
                             "  shop:\n"
                             "    cidr: [10.7.0.0/16, 10.0.0.0/24]\n"
                             "    subnets:\n"
                             "      shop-app-a: {cidr: 10.0.0.0/26, zone: b}\n"
                             "      legacy: {cidr: 10.0.0.64/26, zone: c}\n");
    const auto said = folder.plan({"check", "plan.yaml", "--from", "aws.yaml"});
    CHECK(said.status == 1);
    for (const char* id :
         {"primary_differs: ", "block_unplanned: ", "zone_differs: ", "name_differs: "}) {
        CHECK(has(said.out, id));
    }
    CHECK(has(said.out, "\"legacy\""));
    const auto korean = folder.plan({"check", "plan.yaml", "--from", "aws.yaml", "--lang", "ko"});
    CHECK(has(korean.out, "zone_differs: shop/app/a의 계획된 가용 영역은 a"));
}

TEST_CASE("what a plan no longer has is told beside code that builds the rest") {
    const plan_folder folder("cidr: 10.0.0.0/20\nzones: [a, b]\ntiers: {app: 250, db: 60}\n");
    REQUIRE(folder.plan({"plan.yaml"}).status == 0);
    folder.write("plan.yaml", "cidr: 10.0.0.0/20\nzones: [a, b]\ntiers: {app: 250}\n");
    const auto built = folder.plan({"plan.yaml", "--format", "terraform", "--dry-run"});
    CHECK(has(built.err, "vpcplan: vpc/db/a: released, the plan no longer has it"));
    CHECK_FALSE(has(built.out, "released"));
    CHECK(folder.plan({"plan.yaml", "--format", "terraform", "--dry-run", "-q"}).err.empty());
}

TEST_CASE("VPCs and subnets of one Name are told apart, or the plan is refused with their ids") {
    const plan_folder folder("name: prod\nregion: ap-northeast-2\ncidr: 10.10.0.0/16\n"
                             "zones: [a]\ntiers: {app: 200}\n");
    const auto vpc = [](const std::string& id, const std::string& block) {
        return R"({"VpcId":")" + id + R"(","CidrBlock":")" + block +
               R"(","Tags":[{"Key":"Name","Value":"prod"}]})";
    };
    const auto subnet = [](const std::string& id, const std::string& home, const std::string& block,
                           const std::string& zone, const std::string& name) {
        return R"({"SubnetId":")" + id + R"(","VpcId":")" + home + R"(","CidrBlock":")" + block +
               R"(","AvailabilityZone":")" + zone + R"(","Tags":[{"Key":"Name","Value":")" + name +
               R"("}]})";
    };
    const auto plan_beside = [&](const std::string& vpcs, const std::string& subnets) {
        folder.write("aws.json", "{\"Vpcs\":[" + vpcs + "],\"Subnets\":[" + subnets + "]}");
        return folder.plan({"plan.yaml", "--lock", "none", "--from", "aws.json"});
    };
    const auto tokyo = vpc("vpc-tokyo", "10.20.0.0/16");
    const auto seoul = vpc("vpc-seoul", "10.10.0.0/16");
    const auto there = plan_beside(
        tokyo + "," + seoul,
        subnet("subnet-t", "vpc-tokyo", "10.20.0.0/24", "ap-northeast-1a", "app-a") + "," +
            subnet("subnet-s", "vpc-seoul", "10.10.4.0/24", "ap-northeast-2a", "app-a"));
    CHECK(there.status == 0);
    CHECK(has(there.out, "10.10.4.0/24"));
    CHECK(has(there.out, "exists in AWS"));

    const auto twins = plan_beside(seoul + "," + vpc("vpc-other", "10.10.0.0/16"), "");
    CHECK(twins.status == 2);
    CHECK(has(twins.err, "several VPCs that may be prod: vpc-other, vpc-seoul"));

    const auto one = subnet("subnet-s", "vpc-seoul", "10.10.4.0/24", "ap-northeast-2a", "app");
    const auto two = subnet("subnet-u", "vpc-seoul", "10.10.8.0/24", "ap-northeast-2a", "app");
    for (const auto& subnets : {one + "," + two, two + "," + one}) {
        const auto refused = plan_beside(seoul, subnets);
        CHECK(refused.status == 2);
        CHECK(has(refused.err, "several subnets that may be prod/app/a: subnet-s, subnet-u"));
    }
}

TEST_CASE("new VPCs keep off the VPCs that AWS has, which are named") {
    const plan_folder folder("pools: {corp: 10.8.0.0/13}\n"
                             "vpcs:\n"
                             "  fresh: {from: corp, zones: 2, tiers: {app: 1000}}\n");
    folder.write("aws.yaml", "vpcs:\n  other: {cidr: 10.8.0.0/16}\n");
    const auto said = folder.plan({"plan.yaml", "--from", "aws.yaml", "--lock", "none"});
    CHECK(said.status == 0);
    CHECK(has(said.out, "10.9.0.0/21"));
    CHECK(has(said.out, "10.8.0.0/16 is not used: it is of VPC other"));
    const auto explained =
        folder.plan({"explain", "plan.yaml", "--from", "aws.yaml", "--lock", "none"});
    CHECK(has(explained.out, "10.8.0.0/16 is not used"));

    // A block that the plan gives is its own decision, and so are the blocks of its own VPC.
    folder.write("plan.yaml", "name: shop\ncidr: 10.8.0.0/20\nzones: 1\ntiers: {app: 100}\n");
    const auto given = folder.plan({"plan.yaml", "--from", "aws.yaml", "--lock", "none"});
    CHECK(given.status == 0);
    CHECK(has(given.out, "shop: 10.8.0.0/20 overlaps 10.8.0.0/16 of VPC other"));
    folder.write("plan.yaml", "name: other\ncidr: 10.8.0.0/16\nzones: 1\ntiers: {app: 100}\n");
    const auto own = folder.plan({"plan.yaml", "--from", "aws.yaml", "--lock", "none"});
    CHECK(own.status == 0);
    CHECK(!has(own.out, "Remarks"));
}

TEST_CASE("secondary blocks that a live VPC has stay where its subnets are") {
    const plan_folder folder("name: shop\ncidr: 10.0.0.0/24\nzones: [a, c]\n"
                             "tiers: {app: 50, pods: 1000 from 100.64.0.0/10}\n");
    folder.write("aws.yaml", "region: ap-northeast-2\n"
                             "vpcs:\n"
                             "  shop:\n"
                             "    cidr: [10.0.0.0/24, 100.96.0.0/20]\n"
                             "    subnets:\n"
                             "      pods-a: {cidr: 100.96.0.0/22, zone: a}\n");
    const auto said = folder.plan({"plan.yaml", "--from", "aws.yaml"});
    CAPTURE(said.out, said.err);
    CHECK(said.status == 0);
    CHECK(has(said.out, "100.96.4.0/22"));
    CHECK(has(folder.read("plan.lock.json"), R"("shop@100.64.0.0/10", "cidr": "100.96.0.0/20")"));
    const auto script = folder.plan({"plan.yaml", "--from", "aws.yaml", "--format", "aws-cli"});
    CHECK(!has(script.out, "--cidr-block 100.96.0.0/20"));
}

TEST_CASE("options that a plan file says itself are refused beside one, and nothing is written") {
    const plan_folder folder(two_zones);
    for (const auto& [option, value] :
         std::vector<std::pair<std::string, std::string>>{{"--tier", "db:9"},
                                                          {"--zones", "2"},
                                                          {"--zones", ""},
                                                          {"--spare-zones", "2"},
                                                          {"--avoid", "10.0.0.0/28"},
                                                          {"--name", "other"},
                                                          {"--region", "eu-west-1"},
                                                          {"--summary", "zone"}}) {
        const auto answer = folder.plan({"plan.yaml", option, value});
        CAPTURE(option, answer.err);
        CHECK(answer.status == 2);
        CHECK(answer.out.empty());
        CHECK(has(answer.err, option + " goes with a block; plan.yaml is a plan file: write "));
    }
    CHECK(has(folder.plan({"plan.yaml", "--spare-zones", "1"}).err, "write spare_zones: in it"));
    CHECK(!folder.has_file("plan.lock.json"));
}

TEST_CASE("what may move is named by paths that the plan has, whole tiers too") {
    const plan_folder folder("name: shop\ncidr: 10.0.0.0/24\nzones: [a, c]\ntiers: {app: /28}\n");
    REQUIRE(folder.plan({"plan.yaml"}).status == 0);
    const auto lock = folder.read("plan.lock.json");
    folder.write("plan.yaml", "name: shop\ncidr: 10.0.0.0/24\nzones: [a, c]\ntiers: {app: /26}\n");
    const auto unknown = folder.plan({"plan.yaml", "--move", "shop/ap/a"});
    CHECK(unknown.status == 2);
    CHECK(
        has(unknown.err, "--move 'shop/ap/a' is no block of the plan (did you mean shop/app/a?)"));
    CHECK(folder.read("plan.lock.json") == lock);
    const auto one = folder.plan({"plan.yaml", "--move", "shop/app/a"});
    CHECK(one.status == 1);
    const auto tier = folder.plan({"plan.yaml", "--move", "shop/app"});
    CHECK(tier.status == 0);
    CHECK(has(tier.out, "moved 2"));
}

TEST_CASE("a quiet plan writes its lock and says nothing") {
    const plan_folder folder(two_zones);
    const auto said = folder.plan({"plan.yaml", "-q"});
    CHECK(said.status == 0);
    CHECK(said.out.empty());
    CHECK(said.err.empty());
    CHECK(folder.has_file("plan.lock.json"));
}

TEST_CASE("what AWS has stays when a live VPC is extended") {
    const plan_folder folder(three_zones);
    folder.write("aws.yaml", aws_with_second_at("10.0.0.128/26"));
    const auto said = folder.plan({"plan.yaml", "--from", "aws.yaml"});
    CHECK(said.status == 0);
    CHECK(has(said.out, "10.0.0.128/26"));
    CHECK(has(said.out, "exists in AWS"));
}

TEST_CASE("an IPv6 block comes from a pool until AWS has given one") {
    const plan_folder folder("pools: {six: \"2001:db8::/44\"}\n"
                             "vpcs:\n"
                             "  shop:\n"
                             "    cidr: 10.0.0.0/24\n"
                             "    ipv6: {from: six}\n"
                             "    zones: [a, c]\n"
                             "    tiers: {app: /26}\n");
    const auto planned = folder.plan({"plan.yaml"});
    CHECK(planned.status == 0);
    CHECK(has(planned.out, "2001:db8::/56"));
    CHECK(has(folder.read("plan.lock.json"),
              R"({"path": "shop", "cidr": "2001:db8::/56", "placed_by": "fit"})"));
    const auto explained = folder.plan({"explain", "plan.yaml", "2001:db8::/56", "--lock", "none"});
    CHECK(has(explained.out, "It is from six, in the smallest free block there that holds it."));
    const auto terraform = folder.plan({"plan.yaml", "--format", "terraform"}).out;
    CHECK(has(terraform, "ipv6_cidr_block"));
    CHECK(has(terraform, "\"2001:db8::/56\""));

    folder.write("aws.yaml", "vpcs:\n"
                             "  shop:\n"
                             "    cidr: [10.0.0.0/24, \"2600:1f16:100::/56\"]\n");
    const auto existing =
        folder.plan({"plan.yaml", "--from", "aws.yaml", "--lock", "none", "--format", "json"});
    CHECK(existing.status == 0);
    const auto blocks = boost::json::parse(existing.out).at("vpcs").at(0).at("blocks").as_array();
    REQUIRE(blocks.size() == 2);
    CHECK(blocks[1].at("cidr").as_string() == "2600:1f16:100::/56");
    CHECK(blocks[1].at("placed_by").as_string() == "pin");
}

TEST_CASE("bad plans are refused with what is wrong and what would be right") {
    struct bad_plan {
        std::vector<std::string> words;
        std::string said;
    };
    const plan_folder folder(two_zones);
    folder.write("broken.json", R"({"schema": "vpcplan.lock/1", "blocks": [{"path": "shop/app/a",
 "cidr": "10.0.0.0/33"}]})");
    folder.write("unknown.yaml", "name: shop\ncidr: 10.0.0.0/24\nzonse: [a]\ntiers: {app: /26}\n");
    for (const auto& [words, said] : std::vector<bad_plan>{
             {{}, "a plan file or a block is needed"},
             {{"10.0.0.1/16", "--tier", "a:5"}, "did you mean 10.0.0.0/16?"},
             {{"10.0.0.0/16"}, "--tier public:250"},
             {{"10.0.0.0/16", "--tier", "app"}, "write NAME:SIZE"},
             {{"10.0.0.0/16", "--tier", "app:many"}, "--tier 'many': write hosts"},
             {{"10.0.0.0/16", "--tier", "app:9", "--tier", "app:9"}, "two tiers named \"app\""},
             {{"10.0.0.0/16", "--zones", "0", "--tier", "app:9"}, "a number from 1 to 26"},
             {{"10.0.0.0/16", "--zones", "a,", "--tier", "app:9"}, "--zones 'a,': write"},
             {{"10.0.0.0/16", "--zones", "", "--tier", "app:9"}, "--zones '': write"},
             {{"10.0.0.0", "--tier", "app:9"}, "10.0.0.0: the prefix length is missing"},
             {{"2001:db8::", "--tier", "app:9"}, "the prefix length is missing"},
             {{"missing.yaml"}, "missing.yaml: No such file or directory"},
             {{"unknown.yaml"}, "unknown.yaml:3:1"},
             {{"plan.yaml", "plan.yaml"}, "not both"},
             {{"plan.yaml", "--lock", "broken.json"}, "10.0.0.0/33"},
             {{"plan.yaml", "--lock", "nowhere/lock.json"},
              "nowhere/lock.json: the lock cannot be written: No such file"},
             {{"plan.yaml", "--format", "yml"}, "'yml' is not one of text, json"},
             {{"check", "plan.yaml"}, "--from aws-folder/"},
             {{"check", "plan.yaml", "--from", "missing/"}, "missing/"},
             {{"explain", "plan.yaml", "nobody"}, "'nobody'"}}) {
        const auto answer = folder.plan(words);
        CAPTURE(words, answer.out, answer.err);
        CHECK(answer.status == 2);
        CHECK(answer.out.empty());
        CHECK(has(answer.err, said));
    }
    CHECK(!folder.has_file("plan.lock.json"));
    const auto korean =
        folder.plan({"10.0.0.0/16", "--tier", "app:9", "--tier", "app:9", "--lang", "ko"});
    CHECK(korean.status == 2);
    CHECK(has(korean.err, "vpc에 이름이 \"app\"인 계층이 두 개입니다"));
}

TEST_CASE("a lock that cannot be read is left as it is") {
    const plan_folder folder(two_zones);
    folder.write("plan.lock.json", "{\"schema\": \"vpcplan.lock/1\", \"blocks\": [");
    const auto before = folder.read("plan.lock.json");
    CHECK(folder.plan({"plan.yaml"}).status == 2);
    CHECK(folder.read("plan.lock.json") == before);
}
