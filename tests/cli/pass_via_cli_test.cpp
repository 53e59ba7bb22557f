#include "program.hpp"
#include "support/catch.hpp"

#include <boost/json.hpp>

using namespace vpcplan_test;

namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

} // namespace

TEST_CASE("pass --via judges each hop alone, under a heading of its own") {
    const auto said = pass({"internet:203.0.113.7", "app-1", "tcp/8080", "--via", "bastion"});
    INFO(said.out << said.err);
    const auto first = said.out.find("Hop 1 of 2: internet:203.0.113.7 -> bastion (tcp/22)");
    const auto second = said.out.find("Hop 2 of 2: bastion -> app-1 (tcp/8080)");
    CHECK(first != std::string::npos);
    CHECK(second != std::string::npos);
    CHECK(first < second);
    const auto alone_first = pass({"internet:203.0.113.7", "bastion", "tcp/22"});
    const auto alone_second = pass({"bastion", "app-1", "tcp/8080"});
    CHECK(has(said.out, alone_first.out));
    CHECK(has(said.out, alone_second.out));
    CHECK(said.status == std::max(alone_first.status, alone_second.status));
}

TEST_CASE("the status of a chain is that of its worst hop") {
    const auto fails = pass({"internet:203.0.113.7", "db-1", "tcp/5432", "--via", "bastion"});
    CHECK(fails.status == 1);
    CHECK(first_line(fails.out).substr(0, 5) == "FAILS");
    const auto korean =
        pass({"internet:203.0.113.7", "db-1", "tcp/5432", "--via", "bastion", "--lang", "ko"});
    CHECK(has(korean.out, "구간 1/2: "));
    CHECK(korean.status == 1);
    const auto json = boost::json::parse(
        pass({"internet:203.0.113.7", "db-1", "tcp/5432", "--via", "bastion", "--format", "json"})
            .out);
    CHECK(json.at("schema") == "vpcplan.pass_chain/1");
    CHECK(json.at("connection") == "fails");
    REQUIRE(json.at("hops").as_array().size() == 2);
    CHECK(json.at("hops").at(0).at("schema") == "vpcplan.pass/1");
}

TEST_CASE("pass --via may be given several times, each with its own traffic") {
    const auto json =
        boost::json::parse(pass({"internet:203.0.113.7", "db-1", "tcp/5432", "--via",
                                 "bastion,tcp/2222", "--via", "app-1", "--format", "json"})
                               .out);
    const auto& hops = json.at("hops").as_array();
    REQUIRE(hops.size() == 3);
    CHECK(hops[0].at("question").at("dst_port") == 2222);
    CHECK(hops[1].at("question").at("dst_port") == 22);
    CHECK(hops[2].at("question").at("dst_port") == 5432);
    CHECK(hops[1].at("question").at("from").at("id") == hops[0].at("question").at("to").at("id"));
}

TEST_CASE("a chain that cannot be asked for says what would be right") {
    const std::pair<std::vector<std::string>, std::string> rows[] = {
        {{"--via", "bastoin"}, "did you mean bastion"},
        {{"--via", "bastion,ssh"}, "bastion-1,tcp/22"},
        {{"--via", "bastion,tcp/99999"}, "bastion-1,tcp/22"},
        {{"--via", "internet:198.51.100.1"}, "instance or interface"}};
    for (const auto& [words, phrase] : rows) {
        std::vector<std::string> all{"internet:203.0.113.7", "db-1", "tcp/5432"};
        all.insert(all.end(), words.begin(), words.end());
        const auto said = pass(all);
        INFO(said.err);
        CHECK(said.status == 2);
        CHECK(said.out.empty());
        CHECK(has(said.err, phrase));
    }
}

TEST_CASE("pass --via draws every hop, in order, in every picture format") {
    for (const std::string format : {"svg", "mermaid", "dot"}) {
        const auto said = pass(
            {"internet:203.0.113.7", "db-1", "tcp/5432", "--via", "bastion", "--format", format});
        INFO(format << said.err);
        CHECK(said.status == 1);
        const auto first = said.out.find("Hop 1 of 2");
        const auto second = said.out.find("Hop 2 of 2");
        CHECK(has(said.out, "hop 2 does not work"));
        CHECK(first < second);
        CHECK(second != std::string::npos);
    }
    CHECK(has(pass({"internet:203.0.113.7", "db-1", "tcp/5432", "--via", "bastion", "--format",
                    "svg", "--lang", "ko"})
                  .out,
              "구간 2/2"));
}

TEST_CASE("pass --flow-logs draws each record where its interface is") {
    const auto said =
        pass({"app-1", "internet:203.0.113.80", "tcp/443", "--flow-logs", "--format", "svg"});
    CHECK(has(said.out, "flow log: out, ACCEPT"));
    CHECK(has(said.out, " 203.0.113.80 "));
    CHECK(has(said.out, "ACCEPT OK"));
    CHECK(has(pass({"app-1", "internet:203.0.113.80", "tcp/443", "--flow-logs", "--format",
                    "mermaid", "--lang", "ko"})
                  .out,
              "흐름 로그"));
    CHECK_FALSE(has(pass({"app-1", "internet:203.0.113.80", "tcp/443", "--format", "svg"}).out,
                    "flow log"));
}

TEST_CASE("pass --flow-logs shows the records in AWS's default format") {
    const auto said = pass({"app-1", "203.0.113.80", "tcp/443", "--flow-logs"});
    INFO(said.out);
    CHECK(has(said.out, "\nFlow log records\n  2 "));
    CHECK(has(said.out, " 203.0.113.80 "));
    CHECK(has(said.out, " ACCEPT OK\n"));
    CHECK_FALSE(has(pass({"app-1", "203.0.113.80", "tcp/443"}).out, "Flow log records"));
    const auto dns = pass({"db-1", "169.254.169.253", "udp/53", "--flow-logs"});
    CHECK(has(dns.out, "Flow log records\n  None: "));
    CHECK(has(pass({"app-1", "203.0.113.80", "tcp/443", "--flow-logs", "--lang", "ko"}).out,
              "흐름 로그 레코드"));
}

TEST_CASE("pass --mirrors shows what is copied, and where to") {
    const temporary_file network(R"({
        "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
        "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}],
        "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1",
            "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}],
            "IpPermissionsEgress": [{"IpProtocol": "-1",
                                     "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
        "NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
             "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}]},
            {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-1", "VpcId": "vpc-1",
             "PrivateIpAddress": "10.0.1.20", "Groups": [{"GroupId": "sg-1"}]},
            {"NetworkInterfaceId": "eni-monitor", "SubnetId": "subnet-1", "VpcId": "vpc-1",
             "PrivateIpAddress": "10.0.1.30", "Groups": [{"GroupId": "sg-1"}]}],
        "TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1", "SessionNumber": 1,
            "NetworkInterfaceId": "eni-2", "TrafficMirrorFilterId": "tmf-1",
            "TrafficMirrorTargetId": "tmt-1"}],
        "TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [
            {"RuleNumber": 100, "RuleAction": "accept", "Protocol": 6,
             "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"}]}],
        "TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-1",
                                  "NetworkInterfaceId": "eni-monitor"}]})");
    const auto said = pass({"eni-1", "eni-2", "tcp/443", "--mirrors"}, network.path());
    INFO(said.out << said.err);
    CHECK(said.status == 0);
    CHECK(has(said.out, "Into interface eni-2: mirrored; rule 100 of filter tmf-1 accepts it"));
    CHECK(has(said.out, "to eni-monitor: it arrives."));
    CHECK(has(said.out, "Out of interface eni-1: not mirrored; it is the source of no session."));
    CHECK(has(pass({"eni-1", "eni-2", "tcp/443", "--mirrors", "--lang", "ko"}, network.path()).out,
              "트래픽 미러링"));
    const auto picture =
        pass({"eni-1", "eni-2", "tcp/443", "--mirrors", "--format", "svg"}, network.path()).out;
    CHECK(has(picture, "mirror: in, copy to eni-monitor (arrives)"));
    CHECK(has(picture, "mirror: out, no copy"));
}
