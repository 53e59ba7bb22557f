// `vpcplan pass --format mermaid|dot|svg`. What is drawn is judged by unit/io/drawing_test.cpp and
// by the pictures kept in examples/pictures.
#include "program.hpp"
#include "support/catch.hpp"

using namespace vpcplan_test;

namespace {

program_result drawn(std::vector<std::string> words) {
    words.insert(words.begin(), "pass");
    words.insert(words.end(), {"-n", "examples/three-tier/vpc.yaml"});
    return run_program(words);
}

} // namespace

TEST_CASE("pass draws in three formats, and the exit status stays the verdict") {
    for (const auto& [format, begin] : {std::pair<std::string, std::string>{"svg", "<svg "},
                                        {"mermaid", "flowchart TB\n"},
                                        {"dot", "digraph path {\n"}}) {
        const auto fails = drawn({"web-1", "db-1", "tcp/5432", "--format", format});
        CHECK(fails.out.starts_with(begin));
        CHECK(fails.status == 1);
        CHECK(fails.err.empty());
        CHECK(drawn({"app-1", "db-1", "tcp/5432", "--format", format}).status == 0);
        const auto quiet = drawn({"web-1", "db-1", "tcp/5432", "--format", format, "-q"});
        CHECK(quiet.out.empty());
        CHECK(quiet.status == 1);
        CHECK(has(drawn({"web-1", "db-1", "tcp/5432", "--format", format, "--lang", "ko"}).out,
                  "통신 불가"));
    }
}

TEST_CASE("formats of pictures are offered by pass alone") {
    const auto wrong = drawn({"web-1", "db-1", "tcp/5432", "--format", "svgz"});
    CHECK(wrong.status == 2);
    CHECK(has(wrong.err, "did you mean 'svg'?"));
    CHECK(has(run_program({"pass", "--help"}).out, "text|json|mermaid|dot|svg"));
    CHECK(run_program({"size", "500", "--format", "svg"}).status == 2);
    CHECK(!has(run_program({"size", "--help"}).out, "svg"));
}

TEST_CASE("text answers of pass begin each leg with its way in arrows") {
    const auto text = drawn({"bastion", "db-1", "tcp/5432"}).out;
    CHECK(has(text,
              "\n  bastion/eth0 -> network ACL public -> route table public -> network ACL db "
              "-> db-1/eth0\n  ok"));
    CHECK(has(text, "\n  db-1/eth0 -> network ACL db (DROP)\n  ok"));
}
