#include "golden.hpp"

#include <boost/json.hpp>
#include <map>

using namespace vpcplan_test;

namespace json = boost::json;

namespace {

std::map<std::string, std::string> files_of_examples() {
    std::map<std::string, std::string> all;
    for (const auto* name : {"examples/three-tier/vpc.yaml"}) {
        all[name] = read_file(std::string(VPCPLAN_SOURCE_DIR) + "/" + name);
    }
    return all;
}

} // namespace

TEST_CASE("pass --with and --without answer as if the network were so, and say it") {
    check_golden("pass_with", pass({"web-1", "db-1", "tcp/5432", "--with",
                                    "group db: in tcp 5432 from group web", "--with",
                                    "acl db: out 110 allow tcp 1024-65535 to 10.20.0.0/23"}));
    check_golden("pass_with_ko", pass({"web-1", "db-1", "tcp/5432", "--with",
                                       "group db: in tcp 5432 from group web", "--without",
                                       "acl public: in 130", "--lang", "ko"}));
    check_golden("pass_without", pass({"app-1", "internet:203.0.113.80", "tcp/443", "--without",
                                       "route app: 0.0.0.0/0"}));
}

TEST_CASE("changes are made in the order typed") {
    const std::string number = "acl public: in 130";
    const std::string rule = "acl public: in 130 deny all from 0.0.0.0/0";
    const auto right =
        pass({"app-1", "203.0.113.80", "tcp/443", "--without", number, "--with", rule});
    INFO(right.err);
    CHECK(right.status == 1);
    CHECK(has(right.out, "\nWithout: acl public: in 130\nWith: acl public: in 130 deny all from "
                         "0.0.0.0/0\n"));
    const auto wrong =
        pass({"app-1", "203.0.113.80", "tcp/443", "--with", rule, "--without", number});
    CHECK(wrong.status == 2);
    CHECK(has(wrong.err, "has an inbound rule 130 already"));
}

TEST_CASE("a question with changes writes no file") {
    const auto before = files_of_examples();
    CHECK(pass({"app-1", "203.0.113.80", "tcp/443", "--without", "route app: 0.0.0.0/0"}).status ==
          1);
    CHECK(files_of_examples() == before);
}

TEST_CASE("JSON names the changes, in lists, and only where there are any") {
    const auto said = json::parse(pass({"app-1", "203.0.113.80", "tcp/443", "--without",
                                        "route app: 0.0.0.0/0", "--format", "json"})
                                      .out);
    CHECK(said.at("with").as_array().empty());
    CHECK(said.at("without") == json::value(json::array{"route app: 0.0.0.0/0"}));
    const auto plain =
        json::parse(pass({"app-1", "203.0.113.80", "tcp/443", "--format", "json"}).out);
    CHECK_FALSE(plain.as_object().contains("with"));
    const auto chain =
        json::parse(pass({"internet:203.0.113.7", "db-1", "tcp/5432", "--via", "bastion", "--with",
                          "host app-1: group web", "--format", "json"})
                        .out);
    CHECK(chain.at("with") == json::value(json::array{"host app-1: group web"}));
    CHECK(chain.at("hops").at(1).at("with") == chain.at("with"));
}

TEST_CASE("what a suggested fix says with is what --with takes, and it works then as checked") {
    const std::string snapshot = "examples/aws-snapshot";
    const std::vector<std::pair<std::vector<std::string>, std::string>> rows = {
        {{"web-1", "db-1", "tcp/5432"}, three_tier},
        {{"bastion", "db-1", "tcp/5432"}, three_tier},
        {{"db-1", "203.0.113.80", "tcp/443"}, three_tier},
        {{"internet:203.0.113.7", "app-1", "tcp/8080"}, three_tier},
        {{"web-1", "db-1", "tcp/5432"}, snapshot},
        {{"bastion", "db-1", "tcp/5432"}, snapshot},
    };
    for (const auto& [question, network] : rows) {
        auto words = question;
        words.insert(words.end(), {"--format", "json"});
        const auto fix = json::parse(pass(words, network).out).at("fix");
        REQUIRE(fix.is_object());
        if (!fix.at("complete").as_bool()) {
            continue;
        }
        words = question;
        for (const auto& change : fix.at("changes").as_array()) {
            const bool without = change.at("with").is_null();
            words.emplace_back(without ? "--without" : "--with");
            words.emplace_back(change.at(without ? "without" : "with").as_string());
        }
        const auto said = pass(words, network);
        INFO(said.out << said.err);
        CHECK(said.status == 0);
    }
}

TEST_CASE("a change that cannot be read is quoted, with a mark under what is wrong") {
    const auto said = pass({"web-1", "db-1", "tcp/5432", "--with", "acl pubic: in 3 allow all"});
    CHECK(said.status == 2);
    CHECK(said.out.empty());
    CHECK(said.err == "vpcplan: --with, column 5: there is no network ACL 'pubic' (did you mean "
                      "public?)\n"
                      "  acl pubic: in 3 allow all\n"
                      "      ^^^^^\n");
    const auto refused = pass({"web-1", "db-1", "tcp/5432", "--without", "acl public: in 999"});
    CHECK(refused.status == 2);
    CHECK(refused.err ==
          "vpcplan: --without 'acl public: in 999': network ACL public has no inbound "
          "rule 999; it has 100, 110, 120, 130\n");
    const auto marked = pass({"web-1", "db-1", "tcp/5432", "--with", "acl 웹: in 3 allow all"});
    CHECK(has(marked.err, "\n  acl 웹: in 3 allow all\n      ^^\n"));
}
