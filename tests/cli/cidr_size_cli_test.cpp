#include "program.hpp"
#include "support/catch.hpp"

#include <boost/json.hpp>

using namespace vpcplan_test;

namespace {

/// An operation, what it prints, and its exit status.
struct row {
    std::vector<std::string> words;
    std::string out;
    int status = 0;
};

boost::json::object json_of(const program_result& said) {
    INFO(said.out << said.err);
    return boost::json::parse(said.out).as_object();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& one : words) {
        text += " " + one;
    }
    return text;
}

} // namespace

TEST_CASE("cidr operations print their answer and nothing else") {
    const row rows[] = {
        // yes and no are the exit status too
        {{"contains", "10.0.0.0/16", "10.0.1.0/24"}, "10.0.0.0/16 contains 10.0.1.0/24\n"},
        {{"contains", "10.0.0.0/16", "10.1.0.1"}, "10.0.0.0/16 does not contain 10.1.0.1\n", 1},
        {{"overlaps", "10.0.0.0/16", "10.0.128.0/17"}, "10.0.0.0/16 and 10.0.128.0/17 overlap\n"},
        {{"overlaps", "10.0.0.0/16", "10.1.0.0/16"},
         "10.0.0.0/16 and 10.1.0.0/16 do not overlap\n",
         1},
        {{"adjacent", "10.0.0.0/24", "10.0.1.0/24"},
         "10.0.0.0/24 and 10.0.1.0/24 are adjacent and form 10.0.0.0/23\n"},
        // neighbours that are not the two halves of one block
        {{"adjacent", "10.0.1.0/24", "10.0.2.0/24"},
         "10.0.1.0/24 and 10.0.2.0/24 are adjacent, but form no block\n"},
        // one block in, blocks out
        {{"split", "10.0.0.0/16", "--into", "/18"},
         "10.0.0.0/18\n10.0.64.0/18\n10.0.128.0/18\n10.0.192.0/18\n"},
        {{"split", "10.0.0.0/16", "--into", "17"}, "10.0.0.0/17\n10.0.128.0/17\n"},
        {{"nth-subnet", "10.0.0.0/16", "8", "2"}, "10.0.2.0/24\n"},
        {{"nth-host", "10.0.0.0/24", "-2"}, "10.0.0.254\n"},
        {{"subnets", "10.1.0.0/16", "4", "4", "8", "4"},
         "10.1.0.0/20\n10.1.16.0/20\n10.1.32.0/24\n10.1.48.0/20\n"},
        {{"supernet", "10.0.1.0/24", "--size", "/20"}, "10.0.0.0/20\n"},
        {{"range", "10.0.0.5-10.0.0.9"}, "10.0.0.5/32\n10.0.0.6/31\n10.0.0.8/31\n"},
        {{"range", "10.0.0.5", "10.0.0.9"}, "10.0.0.5/32\n10.0.0.6/31\n10.0.0.8/31\n"},
        {{"hosts", "10.0.0.0/31"}, "10.0.0.0 - 10.0.0.1  (2 hosts)\n"},
        // lists
        {{"spanning", "10.0.1.0/24", "10.0.6.0/24"}, "10.0.0.0/21\n"},
        {{"summarize", "10.0.0.128/25", "10.0.0.0/25", "::1/128"}, "10.0.0.0/24\n::1/128\n"},
        {{"exclude", "10.0.0.0/24", "10.0.0.0/26,10.0.0.192/26"}, "10.0.0.64/26\n10.0.0.128/26\n"},
        {{"union", "10.0.0.0/24", "10.0.1.0/24"}, "10.0.0.0/23\n"},
        {{"intersect", "10.0.0.0/23", "10.0.1.0/24,10.0.2.0/24"}, "10.0.1.0/24\n"},
        {{"subtract", "10.0.0.0/23", "10.0.1.0/24"}, "10.0.0.0/24\n"},
        {{"symmetric-difference", "10.0.0.0/24,10.0.1.0/24", "10.0.1.0/24,10.0.2.0/24"},
         "10.0.0.0/24\n10.0.2.0/24\n"},
        {{"free", "10.0.0.0/22", "10.0.0.0/24", "10.0.2.0/24"}, "10.0.1.0/24\n10.0.3.0/24\n"},
        {{"next-free", "10.0.0.0/22", "10.0.0.0/24", "--size", "/24"}, "10.0.1.0/24\n"},
        {{"next-free", "10.0.0.0/22", "10.0.0.0/24", "--size", "/25", "--policy", "best_fit"},
         "10.0.1.0/25\n"},
        {{"next-free", "10.0.0.0/24", "10.0.0.0/25", "--size", "/24"}, "", 1}};
    for (const auto& one : rows) {
        auto words = one.words;
        words.insert(words.begin(), "cidr");
        const auto said = run_program(words);
        INFO("vpcplan" << joined(words) << "\n" << said.err);
        CHECK(said.out == one.out);
        CHECK(said.status == one.status);
        CHECK(said.err.empty() == (one.status == 0 || !one.out.empty()));
    }
}

TEST_CASE("every cidr operation answers in JSON with its schema") {
    const std::vector<std::string> all[] = {{"10.0.0.0/16"},
                                            {"parse", "2001:db8::/32"},
                                            {"contains", "10.0.0.0/16", "10.1.0.0/24"},
                                            {"overlaps", "10.0.0.0/16", "10.0.0.0/8"},
                                            {"adjacent", "10.0.0.0/24", "10.0.1.0/24"},
                                            {"split", "10.0.0.0/16", "--into", "/20"},
                                            {"nth-subnet", "10.0.0.0/16", "8", "2"},
                                            {"nth-host", "10.0.0.0/24", "-2"},
                                            {"subnets", "10.1.0.0/16", "4", "8"},
                                            {"supernet", "10.0.1.0/24", "--size", "/20"},
                                            {"spanning", "10.0.1.0/24", "10.0.6.0/24"},
                                            {"summarize", "10.0.1.0/24"},
                                            {"exclude", "10.0.0.0/16", "10.0.1.0/24"},
                                            {"range", "10.0.0.5", "10.0.0.9"},
                                            {"union", "10.0.0.0/24", "10.0.1.0/24"},
                                            {"intersect", "10.0.0.0/24", "10.0.1.0/24"},
                                            {"subtract", "10.0.0.0/24", "10.0.1.0/24"},
                                            {"symmetric-difference", "10.0.0.0/24", "10.0.1.0/24"},
                                            {"free", "10.0.0.0/24"},
                                            {"next-free", "10.0.0.0/24", "--size", "28"},
                                            {"hosts", "10.0.0.0/24"}};
    for (auto words : all) {
        const auto operation = words.size() == 1 ? std::string("parse") : words.front();
        words.insert(words.begin(), "cidr");
        words.insert(words.end(), {"--format", "json"});
        const auto said = run_program(words);
        const auto schema = std::string(json_of(said).at("schema").as_string());
        auto expected = "vpcplan.cidr." + operation + "/1";
        for (char& c : expected) {
            c = c == '-' ? '_' : c;
        }
        CHECK(schema == expected);
        CHECK(said.status == (operation == "contains" ? 1 : 0));
    }
}

TEST_CASE("blocks come from standard input and from files, one a line") {
    const std::string lines = "# ours\n10.0.0.0/25\n\n10.0.0.128/25  # upper half\n192.168.1.7\n";
    CHECK(run_program({"cidr", "summarize"}, {lines, {}}).out == "10.0.0.0/24\n192.168.1.7/32\n");
    CHECK(run_program({"cidr", "free", "10.0.0.0/23", "-"}, {lines, {}}).out == "10.0.1.0/24\n");
    const temporary_file file(lines);
    CHECK(run_program({"cidr", "subtract", "10.0.0.0/24", file.path()}).out.empty());
    // What follows the one list is a file of addresses, not another list.
    CHECK(run_program({"cidr", "filter", "-b", "10.0.0.0/8", "/dev/stdin"},
                      {"10.1.2.3\n11.0.0.1\n", {}})
              .out == "10.1.2.3\n");
    CHECK(run_program({"cidr", "filter", "-b", "10.0.0.0/8"}, {"10.1.2.3\n11.0.0.1\n", {}}).out ==
          "10.1.2.3\n");
    CHECK(run_program({"cidr", "filter", "-b", "10.0.0.0/8", "--with-block"}, {"10.1.2.3\n", {}})
              .out == "10.1.2.3\t10.0.0.0/8\n");
    const auto none = run_program({"cidr", "filter", "-b", "10.0.0.0/8"}, {"11.0.0.1\n", {}});
    CHECK(none.out.empty());
    CHECK(none.status == 1);
}

TEST_CASE("a bad line is named with its place, and a list with one gives no answer") {
    const auto said = run_program({"cidr", "summarize"}, {"10.0.0.0/24\n10.1.0.0/8\n", {}});
    CHECK(said.status == 2);
    CHECK(said.out.empty());
    CHECK(has(said.err, "standard input:2"));
    CHECK(has(said.err, "did you mean 10.0.0.0/8?"));
    const auto many = run_program({"cidr", "summarize"}, {"a\nb\nc\nd\ne\n", {}});
    CHECK(has(many.err, "and 2 more bad lines"));
    CHECK(has(run_program({"cidr", "summarize", "-v"}, {"a\nb\nc\nd\ne\n", {}}).err, ":5"));
}

TEST_CASE("errors quote the input, say why and what would be right") {
    struct bad {
        std::vector<std::string> words;
        std::vector<std::string> phrases;
    };
    const bad rows[] = {
        {{"cidr", "10.1.0.0/8"}, {"vpcplan: 10.1.0.0/8", "did you mean 10.0.0.0/8?"}},
        {{"cidr", "10.0.0.0/33"}, {"10.0.0.0/33", "0-32"}},
        {{"cidr", "010.0.0.0/8"}, {"leading zero"}},
        {{"cidr", "spllit", "10.0.0.0/16"}, {"unknown command 'spllit'", "'split'"}},
        {{"cidr", "contains", "10.0.0.0/16"}, {"needs two blocks", "--help"}},
        {{"cidr", "split", "10.0.0.0/16", "--into", "/8"}, {"10.0.0.0/16 into /8"}},
        {{"cidr", "split", "0.0.0.0/0", "--into", "/32"}, {"4,294,967,296 parts", "--limit"}},
        {{"cidr", "nth-subnet", "10.0.0.0/16", "8", "256"}, {"256", "0-255"}},
        {{"cidr", "summarize", "nofile.txt"}, {"nofile.txt: No such file"}},
        {{"cidr", "overlaps", "10.0.0.0/16", "rubbish"}, {"rubbish"}},
        {{"size", "0"}, {"0 hosts"}},
        {{"size", "70000"}, {"at most 65531", "use 2 subnets"}},
        {{"size", "/15"}, {"/15", "/16 to /28"}},
        {{"size", "10.0.0.0/29"}, {"10.0.0.0/29"}},
        {{"size", "many"}, {"many: neither a number of hosts"}},
        {{"size"}, {"usage: vpcplan size"}},
        {{"codes", "SUBNET_ACL"}, {"did you mean SUBNET_ACL_RESTRICTION?"}},
        {{"sise", "500"}, {"unknown command 'sise'", "'size'"}},
        {{"size", "500", "--fromat", "json"}, {"unknown option '--fromat'", "'--format'"}},
        {{"size", "500", "--format", "jsn"}, {"'jsn' is not one of text, json"}},
        {{"size", "500", "--lang", "fr"}, {"'fr' is not one of en, ko"}},
        {{"completion", "tcsh"}, {"'tcsh' is not one of bash, zsh, fish"}},
        {{}, {"Usage: vpcplan COMMAND"}},
        {{"cidr"}, {"a block or an operation is needed"}}};
    for (const auto& one : rows) {
        const auto said = run_program(one.words);
        INFO("vpcplan" << joined(one.words) << "\n" << said.err);
        CHECK(said.status == 2);
        CHECK(said.out.empty());
        for (const auto& phrase : one.phrases) {
            CHECK(has(said.err, phrase));
        }
    }
}

TEST_CASE("complaints do not name parameters that nobody has written") {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"cidr", "10.1.0.0/8"},
                                               {"cidr", "contains", "10.0.0.0/8", "x"},
                                               {"cidr", "split", "10.0.0.0/22", "--into", "/99"},
                                               {"cidr", "subnets", "10.0.0.0/8", "999"},
                                               {"cidr", "nth-host", "10.0.0.0/8", "x"},
                                               {"size", "10.1.0.0/8"}}) {
        const auto said = run_program(words);
        INFO(said.err);
        CHECK(said.status == 2);
        CHECK(said.err.find_first_of("0123456789x") == std::string("vpcplan: ").size());
    }
}

TEST_CASE("size says the smallest subnet and what AWS keeps") {
    CHECK(run_program({"size", "500"}).out ==
          "500 hosts: /23 (512 addresses, 507 usable, 7 to spare)\n");
    // 28 hosts do not fit into the 32 addresses of a /27
    CHECK(run_program({"size", "28"}).out ==
          "28 hosts: /26 (64 addresses, 59 usable, 31 to spare)\n"
          "  a /27 has only 27, because AWS reserves 5\n");
    const auto block = run_program({"size", "10.0.1.0/24"});
    for (const auto* phrase :
         {"10.0.1.0 ", "10.0.1.1  ", "VPC router", "10.0.1.255", "251 usable"}) {
        CHECK(has(block.out, phrase));
    }
    CHECK(run_program({"size", "192.168.1.0/24", "--cloud", "none"}).out ==
          "192.168.1.0/24: 256 addresses, 254 usable\n  192.168.1.1 - 192.168.1.254\n");
    const auto json = json_of(run_program({"size", "500", "--format", "json"}));
    CHECK(json.at("schema") == "vpcplan.size/1");
    CHECK(json.at("prefix_length") == 23);
    CHECK(json.at("usable") == 507);
}

TEST_CASE("answers come in Korean when asked for, by option or by locale") {
    const std::string korean = "호스트 500개: /23 (512개 주소, 507개 사용 가능, 7개 여유)\n";
    CHECK(run_program({"size", "500", "--lang", "ko"}).out == korean);
    CHECK(run_program({"size", "500"}, {"", {{"LANG", "ko_KR.UTF-8"}}}).out == korean);
    // LC_ALL wins over LANG, and the option over both
    CHECK(run_program({"size", "500"}, {"", {{"LANG", "ko_KR.UTF-8"}, {"LC_ALL", "C"}}}).out !=
          korean);
    CHECK(run_program({"--lang", "en", "size", "500"}, {"", {{"LC_ALL", "ko_KR.UTF-8"}}}).out !=
          korean);
}

TEST_CASE("quiet leaves only the exit status") {
    const auto said = run_program({"cidr", "contains", "10.0.0.0/16", "10.1.0.0/24", "-q"});
    CHECK(said.out.empty());
    CHECK(said.err.empty());
    CHECK(said.status == 1);
    CHECK(run_program({"cidr", "summarize", "10.0.0.0/24", "-q"}).out.empty());
    CHECK(
        run_program({"cidr", "filter", "-b", "10.0.0.0/8", "-q"}, {"10.0.0.1\n", {}}).out.empty());
}

TEST_CASE("colour appears only when asked for, as there is no terminal here") {
    CHECK_FALSE(has(run_program({"size", "500"}).out, "\033"));
    CHECK(has(run_program({"size", "500", "--color", "always"}).out, "\033[1m/23\033[0m"));
    CHECK_FALSE(has(run_program({"size", "500", "--color", "never"}).out, "\033"));
}

TEST_CASE("a reader that goes away ends the command quietly") {
    const std::string command =
        "{ " VPCPLAN_EXECUTABLE " cidr split 10.0.0.0/8 --into /27 2>&1 >&3; echo \"status $?\"; } "
        "3>&1 >/tmp/vpcplan-broken-pipe | head -1 >/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    CHECK(read_file("/tmp/vpcplan-broken-pipe") == "status 0\n");
    std::remove("/tmp/vpcplan-broken-pipe");
}

TEST_CASE("a full disk is not passed over in silence") {
    const auto said = run_program({"size", "500"}, {"", {}, VPCPLAN_SOURCE_DIR, "/dev/full"});
    CHECK(said.status == 2);
    CHECK(has(said.err, "cannot write the answer"));
}

TEST_CASE("every command's help shows its usage and two commands to copy") {
    const std::vector<std::string> commands[] = {{},
                                                 {"pass"},
                                                 {"show"},
                                                 {"size"},
                                                 {"cidr"},
                                                 {"collect"},
                                                 {"rpc"},
                                                 {"codes"},
                                                 {"help"},
                                                 {"version"},
                                                 {"completion"},
                                                 {"cidr", "split"},
                                                 {"cidr", "filter"},
                                                 {"cidr", "next-free"}};
    for (auto words : commands) {
        words.emplace_back("--help");
        const auto said = run_program(words);
        INFO(said.out);
        CHECK(said.status == 0);
        CHECK(said.err.empty());
        CHECK(has(said.out, "Usage: vpcplan"));
        const auto examples = said.out.find("Examples:\n  ");
        REQUIRE(examples != std::string::npos);
        CHECK(has(said.out.substr(examples).substr(said.out.substr(examples).find('\n', 12)),
                  "vpcplan"));
    }
    CHECK(run_program({"help", "cidr", "split"}).out ==
          run_program({"cidr", "split", "--help"}).out);
}

TEST_CASE("rpc answers each line in order and survives bad ones") {
    const auto said = run_program(
        {"rpc"}, {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"size\",\"params\":{\"hosts\":500}}\n"
                  "rubbish\n\n"
                  "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"version\",\"params\":{}}",
                  {}});
    CHECK(said.status == 0);
    std::istringstream lines(said.out);
    std::string first;
    std::string second;
    std::string third;
    REQUIRE(std::getline(lines, first));
    REQUIRE(std::getline(lines, second));
    REQUIRE(std::getline(lines, third));
    CHECK(boost::json::parse(first).at("result").at("prefix_length") == 23);
    CHECK(boost::json::parse(second).at("error").at("code") == -32700);
    CHECK(boost::json::parse(third).at("id") == 2);
}

TEST_CASE("codes explains every code in both languages") {
    const auto all = json_of(run_program({"codes", "--format", "json"})).at("codes").as_array();
    CHECK(all.size() > 30);
    const auto one = run_program({"codes", "subnet_acl_restriction"});
    CHECK(has(one.out, "SUBNET_ACL_RESTRICTION: the network ACL of the subnet denies the packet"));
    CHECK(has(one.out, "What usually fixes it: "));
    CHECK(has(run_program({"codes", "SUBNET_ACL_RESTRICTION", "--lang", "ko"}).out, "해결 방법: "));
}

TEST_CASE("completion files name every command, and shells can read them") {
    const auto bash = run_program({"completion", "bash"}).out;
    for (const auto* word : {"next-free", "--policy", "best_fit", "collect"}) {
        CHECK(has(bash, word));
    }
    const temporary_file file(bash);
    CHECK(std::system(("bash -n " + file.path()).c_str()) == 0);
    const auto offered = [&](const std::string& line) {
        const temporary_file answer;
        const auto script = "bash -c '. " + file.path() + "; COMP_WORDS=(" + line +
                            " \"\"); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _vpcplan; echo " +
                            "${COMPREPLY[*]}' > " + answer.path();
        REQUIRE(std::system(script.c_str()) == 0);
        return read_file(answer.path());
    };
    CHECK(has(offered("vpcplan"), "pass show size cidr"));
    CHECK(has(offered("vpcplan cidr"), "split"));
    CHECK(offered("vpcplan size 5 --format") == "text json\n");
    CHECK(has(run_program({"completion", "zsh"}).out, "#compdef vpcplan"));
    CHECK(has(run_program({"completion", "fish"}).out, "complete -c vpcplan"));
    CHECK(has(run_program({"completion", "man"}).out, ".SH EXIT STATUS"));
}

TEST_CASE("cidr split cuts every block of a list") {
    const std::string list = "# two VPCs\n10.0.0.0/23\n\n10.9.0.0/24\n";
    const auto parts = run_program({"cidr", "split", "-", "--into", "/24"}, {list});
    CHECK(parts.out == "10.0.0.0/24\n10.0.1.0/24\n10.9.0.0/24\n");
    CHECK(parts.status == 0);
    CHECK(run_program({"cidr", "split", "10.0.0.0/23", "10.9.0.0/24", "--into", "24"}).out ==
          parts.out);
    const auto some = run_program({"cidr", "split", "-", "--into", "/24", "--limit", "2"}, {list});
    CHECK(some.out == "10.0.0.0/24\n10.0.1.0/24\n");
    CHECK(has(some.err, "(2 parts, and there are more)"));
    const auto json =
        run_program({"cidr", "split", "-", "--into", "/24", "--format", "json"}, {list}).out;
    CHECK(std::count(json.begin(), json.end(), '\n') == 2);

    const auto longer = run_program({"cidr", "split", "-", "--into", "/22"}, {list});
    CHECK(longer.out.empty());
    CHECK(longer.status == 2);
    CHECK(has(longer.err, "10.0.0.0/23 into /22"));
    const auto many = run_program({"cidr", "split", "-", "--into", "/32"},
                                  {"10.0.0.0/13\n11.0.0.0/13\n12.0.0.0/13\n"});
    CHECK(many.out.empty());
    CHECK(has(many.err, "3 blocks into /32"));
}

TEST_CASE("cidr overlaps names who overlaps whom in lists") {
    const temporary_file vpcs("shop 10.0.0.0/16\nbatch 10.0.4.0/24\nshop 10.0.4.0/28\n");
    auto said = run_program({"cidr", "overlaps", vpcs.path()});
    CHECK(said.out == "shop 10.0.0.0/16 overlaps batch 10.0.4.0/24\n"
                      "batch 10.0.4.0/24 overlaps shop 10.0.4.0/28\n");
    CHECK(said.err == "(3 blocks under 2 names, 2 overlaps)\n");
    CHECK(said.status == 1);

    // a file without names is one VPC, and a block is its own name
    const temporary_file plain("10.0.4.0/25\n10.0.4.128/25\n");
    said = run_program({"cidr", "overlaps", plain.path(), "10.0.4.200/32", "10.9.0.0/16"});
    CHECK(said.out == plain.path() + " 10.0.4.128/25 overlaps 10.0.4.200/32 10.0.4.200/32\n");

    said = run_program({"cidr", "overlaps", plain.path()});
    CHECK(said.out == "");
    CHECK(said.status == 0);
    CHECK(run_program({"cidr", "overlaps", "-"}, {"a 10.0.0.0/8\nb 11.0.0.0/8\n"}).status == 0);

    said = run_program({"cidr", "overlaps", vpcs.path(), "--format", "json"});
    CHECK(said.out == "{\"schema\":\"vpcplan.vpc.overlaps/1\",\"pairs\":[{\"a\":\"shop\",\"b\":"
                      "\"batch\",\"overlap\":[\"10.0.4.0/24\"]}]}\n");
    CHECK(said.status == 1);

    // the VPCs of a network belong to the lists
    said = run_program({"cidr", "overlaps", "10.20.0.0/30", "-n", "examples/three-tier/vpc.yaml"});
    CHECK(said.status == 1);
    CHECK(said.out.find(" overlaps 10.20.0.0/30 10.20.0.0/30\n") != std::string::npos);

    const temporary_file bad("shop 10.0.0.0/16\nbatch 10.0.4.0/2x\n");
    said = run_program({"cidr", "overlaps", bad.path()});
    CHECK(said.status == 2);
    CHECK(said.err.find(":2: ") != std::string::npos);
    CHECK(run_program({"cidr", "overlaps"}).status == 2);
}

TEST_CASE("cidr overlaps writes pairs as they are found, in JSON as in text") {
    const temporary_file few("\"say \"\"hi\"\"\",10.0.0.0/24,2001:db8::/56\n"
                             "b,10.0.0.0/23,2001:db8:0:80::/57\nc\xff,10.0.1.0/24\n");
    CHECK(run_program({"cidr", "overlaps", few.path(), "--format", "json"}).out ==
          "{\"schema\":\"vpcplan.vpc.overlaps/1\",\"pairs\":["
          "{\"a\":\"say \\\"hi\\\"\",\"b\":\"b\",\"overlap\":[\"10.0.0.0/24\","
          "\"2001:db8:0:80::/57\"]},"
          "{\"a\":\"b\",\"b\":\"c\xef\xbf\xbd\",\"overlap\":[\"10.0.1.0/24\"]}]}\n");
    const temporary_file none("a 10.0.0.0/24\nb 10.0.1.0/24\n");
    const auto nothing = run_program({"cidr", "overlaps", none.path(), "--format", "json"});
    CHECK(nothing.out == "{\"schema\":\"vpcplan.vpc.overlaps/1\",\"pairs\":[]}\n");
    CHECK(nothing.status == 0);

    // 400 VPCs at one block, and one inside: every pair once, and never an outer block again for
    // the text of another.
    std::string lines = "inside 10.0.4.0/24\n";
    for (int i = 0; i < 400; ++i) {
        lines += "v" + std::to_string(i) + " 10.0.0.0/16\n";
    }
    const temporary_file many(lines);
    const auto in_json = json_of(run_program({"cidr", "overlaps", many.path(), "--format=json"}));
    CHECK(in_json.at("pairs").as_array().size() == 400 * 401 / 2);
    const auto in_text = run_program({"cidr", "overlaps", many.path()});
    CHECK(std::count(in_text.out.begin(), in_text.out.end(), '\n') == 400 * 401 / 2);
    for (const auto* line : {"v0 10.0.0.0/16 overlaps v399 10.0.0.0/16\n",
                             "v398 10.0.0.0/16 overlaps v399 10.0.0.0/16\n",
                             "v399 10.0.0.0/16 overlaps inside 10.0.4.0/24\n"}) {
        CAPTURE(line);
        CHECK(has(in_text.out, line));
    }
    // Blocks of an owner around its own: those of the others come in their places.
    const temporary_file nested("a 10.0.0.0/8\nb 10.0.0.0/9\nc 10.0.0.0/10\nb 10.0.0.0/11\n"
                                "c 10.0.0.0/12\na 10.0.0.0/13\n");
    CHECK(run_program({"cidr", "overlaps", nested.path()}).out ==
          "a 10.0.0.0/8 overlaps b 10.0.0.0/9\n"
          "a 10.0.0.0/8 overlaps c 10.0.0.0/10\n"
          "b 10.0.0.0/9 overlaps c 10.0.0.0/10\n"
          "a 10.0.0.0/8 overlaps b 10.0.0.0/11\n"
          "c 10.0.0.0/10 overlaps b 10.0.0.0/11\n"
          "a 10.0.0.0/8 overlaps c 10.0.0.0/12\n"
          "b 10.0.0.0/9 overlaps c 10.0.0.0/12\n"
          "b 10.0.0.0/11 overlaps c 10.0.0.0/12\n"
          "b 10.0.0.0/9 overlaps a 10.0.0.0/13\n"
          "c 10.0.0.0/10 overlaps a 10.0.0.0/13\n"
          "b 10.0.0.0/11 overlaps a 10.0.0.0/13\n"
          "c 10.0.0.0/12 overlaps a 10.0.0.0/13\n");
}

TEST_CASE("cidr overlaps tells VPCs of the same Name apart") {
    const std::string head = "name,vpc_id,account,region,cidr\n";
    const temporary_file list(head + "prod,vpc-1,111122223333,us-east-1,10.0.0.0/16\n"
                                     "prod,vpc-2,111122223333,us-east-1,10.0.0.0/16\n");
    auto said = run_program({"cidr", "overlaps", list.path()});
    CHECK(said.out == "prod (vpc-1 111122223333 us-east-1) 10.0.0.0/16 overlaps "
                      "prod (vpc-2 111122223333 us-east-1) 10.0.0.0/16\n");
    CHECK(said.err == "(2 blocks under 2 names, 1 overlaps)\n");
    CHECK(said.status == 1);
    said = run_program({"cidr", "overlaps", list.path(), "--format", "json"});
    CHECK(has(said.out, "\"a\":\"prod (vpc-1 111122223333 us-east-1)\",\"b\":\"prod (vpc-2 "));
    CHECK(said.status == 1);

    const temporary_file a("prod,10.0.0.0/16\n");
    const temporary_file b("prod,10.0.0.0/16\n");
    said = run_program({"cidr", "overlaps", a.path(), b.path()});
    CHECK(said.out ==
          "prod (" + a.path() + ") 10.0.0.0/16 overlaps prod (" + b.path() + ") 10.0.0.0/16\n");
    CHECK(said.status == 1);

    // An export and a snapshot of the same VPC are no overlap, and neither are two exports.
    const temporary_file exported("vpc_id,cidr\nvpc-0a1b2c3d4e5f60718,10.0.0.0/16\n");
    const temporary_file snapshot(
        R"({"Vpcs": [{"VpcId": "vpc-0a1b2c3d4e5f60718", "CidrBlock": "10.0.0.0/16"}]})");
    said = run_program(
        {"cidr", "overlaps", exported.path(), list.path(), "-n", snapshot.path(), "--quiet"});
    CHECK(said.status == 1);
    said = run_program({"cidr", "overlaps", exported.path(), "-n", snapshot.path()});
    CHECK(said.out == "");
    CHECK(said.status == 0);
}

TEST_CASE("cidr filter prints whose block matched when the list says so") {
    const temporary_file blocks("10.0.0.0/16 shop\n10.1.0.0/16\n");
    const auto said = run_program({"cidr", "filter", "--with-block", "-b", blocks.path()},
                                  {"10.0.0.1\n10.1.0.1\n"});
    CHECK(said.out ==
          "10.0.0.1\t10.0.0.0/16\tshop\n10.1.0.1\t10.1.0.0/16\t" + blocks.path() + "\n");
}
