#include "program.hpp"
#include "support/catch.hpp"

#include <boost/json.hpp>

using namespace vpcplan_test;

namespace {

const std::string three_tier = "examples/three-tier/vpc.yaml";
const std::string snapshot = "examples/aws-snapshot";

program_result pass(std::vector<std::string> words, const std::string& network = three_tier) {
    words.insert(words.begin(), "pass");
    words.insert(words.end(), {"-n", network});
    return run_program(words);
}

/// Compares with tests/golden/NAME.expected; VPCPLAN_UPDATE_GOLDEN=1 writes it instead.
void check_golden(const std::string& name, const program_result& said) {
    const auto path = std::string(VPCPLAN_SOURCE_DIR) + "/tests/golden/" + name + ".expected";
    const auto text = said.out + "exit status " + std::to_string(said.status) + "\n";
    if (std::getenv("VPCPLAN_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
    }
    INFO(name << ": VPCPLAN_UPDATE_GOLDEN=1 rewrites the expected text");
    CHECK(text == read_file(path));
}

} // namespace

TEST_CASE("text answers of pass are those that were read and approved") {
    check_golden("pass_web_from_internet", pass({"internet:203.0.113.7", "web-1", "tcp/443"}));
    check_golden("pass_group_refuses", pass({"web-1", "db-1", "tcp/5432"}));
    check_golden("pass_reply_dropped", pass({"bastion", "db-1", "tcp/5432"}));
    check_golden("pass_reply_dropped_ko", pass({"bastion", "db-1", "tcp/5432", "--lang", "ko"}));
    check_golden("pass_every_rule", pass({"web-1", "db-1", "tcp/5432", "-v"}));
    check_golden("pass_through_nat", pass({"app-1", "internet:203.0.113.80", "tcp/443"}));
    check_golden("pass_through_nat_ko", pass({"app-1", "203.0.113.80", "tcp/443", "--lang", "ko"}));
    check_golden("pass_resolver", pass({"db-1", "169.254.169.253", "udp/53"}));
    check_golden("pass_any_port", pass({"app-1", "db-1", "tcp"}));
    check_golden("pass_snapshot_works",
                 pass({"internet:203.0.113.7", "web-1", "tcp/443"}, snapshot));
    check_golden("pass_snapshot_reply_dropped", pass({"bastion", "db-1", "tcp/5432"}, snapshot));
    check_golden("show_three_tier", run_program({"show", "-n", three_tier}));
    check_golden("show_three_tier_ko", run_program({"show", "-n", three_tier, "--lang", "ko"}));
    check_golden("show_rules", run_program({"show", "acls", "-n", three_tier}));
}

TEST_CASE("the exit status of pass is the verdict") {
    CHECK(pass({"internet:203.0.113.7", "web-1", "tcp/443"}).status == 0);
    CHECK(pass({"web-1", "db-1", "tcp/5432"}).status == 1);
    CHECK(pass({"onprem:192.168.10.20", "web-1", "tcp/443"}).status == 3);
    CHECK(pass({"web-1", "nobody", "tcp/443"}).status == 2);
}

TEST_CASE("pass in JSON has the schema, the same verdict and a sentence for every check") {
    for (const auto* lang : {"en", "ko"}) {
        const auto said = pass({"bastion", "db-1", "tcp/5432", "--format", "json", "--lang", lang});
        const auto json = boost::json::parse(said.out).as_object();
        CHECK(json.at("schema") == "vpcplan.pass/1");
        CHECK(json.at("connection") == "fails");
        CHECK(said.status == 1);
        for (const auto* leg : {"forward", "return"}) {
            for (const auto& step : json.at(leg).at("steps").as_array()) {
                CHECK_FALSE(step.at("text").as_string().empty());
            }
        }
    }
}

TEST_CASE("the same question gives the same bytes") {
    const std::vector<std::string> words = {"web-1", "db-1", "tcp/5432", "-v"};
    CHECK(pass(words).out == pass(words).out);
}

TEST_CASE("a suggested fix makes the connection work when it is carried out") {
    const auto before = pass({"bastion", "db-1", "tcp/5432"});
    REQUIRE(has(before.out, "Checked: with this change the connection works."));
    const std::string quote = "Add the outbound rule \"";
    const auto from = before.out.find(quote);
    REQUIRE(from != std::string::npos);
    const auto rule = before.out.substr(
        from + quote.size(), before.out.find('"', from + quote.size()) - from - quote.size());
    auto yaml = read_file(std::string(VPCPLAN_SOURCE_DIR) + "/" + three_tier);
    const std::string place = "      - 100 allow tcp 1024-65535 to 10.20.10.0/23\n";
    const auto at = yaml.find(place);
    REQUIRE(at != std::string::npos);
    yaml.insert(at + place.size(), "      - " + rule + "\n");
    const temporary_file changed(yaml);
    const auto after = pass({"bastion", "db-1", "tcp/5432"}, changed.path());
    INFO(rule << "\n" << after.out << after.err);
    CHECK(after.status == 0);
}

TEST_CASE("the network comes from the option, the environment, or the current folder") {
    const std::vector<std::string> words = {"pass", "internet:203.0.113.7", "web-1", "tcp/443"};
    CHECK(run_program(words, {"", {{"VPCPLAN_NETWORK", three_tier}}}).status == 0);
    CHECK(run_program(words, {"", {}, std::string(VPCPLAN_SOURCE_DIR) + "/examples/three-tier"})
              .status == 0);
    const auto none = run_program(words, {"", {}, "/"});
    CHECK(none.status == 2);
    CHECK(has(none.err, "-n PATH"));
    auto from_stdin = words;
    from_stdin.insert(from_stdin.end(), {"-n", "-"});
    CHECK(
        run_program(from_stdin, {read_file(std::string(VPCPLAN_SOURCE_DIR) + "/" + three_tier), {}})
            .status == 0);
}

TEST_CASE("questions that cannot be put say what is wrong and what would be right") {
    struct bad {
        std::vector<std::string> words;
        std::string phrase;
    };
    const bad rows[] = {{{"web-1", "db-2x", "tcp/443"}, "did you mean"},
                        {{"web-1", "db-1", "tpc/443"}, "'tpc/443'"},
                        {{"web-1", "db-1", "443/tcp"}, "did you mean tcp/443?"},
                        {{"web-1", "db-1", "tcp/99999"}, "not a port"},
                        {{"web-1", "db-1", "icmp/300"}, "0 to 255"},
                        {{"web-1", "db-1", "47/22"}, "has no ports"},
                        {{"web-1", "db-1", "icmp", "--src-port", "5"}, "has no ports"},
                        {{"10.9.9.9", "db-1", "tcp/443"}, "internet:10.9.9.9"},
                        {{"internet:300.1.1.1", "web-1", "tcp/443"}, "300.1.1.1"},
                        {{"web-1"}, "usage: vpcplan pass"},
                        {{"web-1", "db-1", "tcp", "443"}, "unexpected argument '443'"}};
    for (const auto& one : rows) {
        const auto said = pass(one.words);
        INFO(said.err);
        CHECK(said.status == 2);
        CHECK(said.out.empty());
        CHECK(has(said.err, one.phrase));
    }
    const auto missing = pass({"web-1", "db-1", "tcp/443"}, "no-such-folder");
    CHECK(missing.status == 2);
    CHECK(has(missing.err, "no-such-folder"));
}

TEST_CASE("show lists one kind or one VPC, and answers in JSON") {
    for (const auto* what : {"vpcs", "subnets", "interfaces", "tables", "acls", "groups"}) {
        const auto text = run_program({"show", what, "-n", snapshot});
        INFO(what << text.err);
        CHECK(text.status == 0);
        CHECK_FALSE(text.out.empty());
        const auto json =
            boost::json::parse(run_program({"show", what, "-n", snapshot, "--format", "json"}).out);
        CHECK(json.at("schema") == "vpcplan.show/1");
        CHECK(json.as_object().size() == 2);
    }
    const auto wrong = run_program({"show", "--vpc", "nothing", "-n", snapshot});
    CHECK(wrong.status == 2);
    CHECK(has(wrong.err, "no such VPC"));
}

TEST_CASE("collect prints a script that a shell can read and that only describes") {
    const temporary_file script(run_program({"collect"}).out);
    CHECK(std::system(("bash -n " + script.path()).c_str()) == 0);
    CHECK(has(read_file(script.path()), "describe-"));
    for (const auto* call : {"create-", "delete-", "modify-", "authorize-", "run-instances"}) {
        CHECK_FALSE(has(read_file(script.path()), call));
    }
}
