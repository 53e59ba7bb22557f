// Real answers against the JSON Schemas of the documentation.
#include "support/rpc.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <set>
#include <vpcplan/writers.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

struct call_row {
    const char* method;
    const char* params;
};

/// At least one call for each method, and both families where results differ.
const call_row calls[] = {
    {"cidr.parse", R"({"text":"10.0.0.0/8"})"},
    {"cidr.parse", R"({"text":"::/0"})"},
    {"cidr.parse", R"({"text":"10.0.0.1/8"})"},
    {"cidr.contains", R"({"outer":"::/0","inner":"10.0.0.0/8"})"},
    {"cidr.overlaps", R"({"a":"10.0.0.0/8","b":"10.1.0.0/16"})"},
    {"cidr.adjacent", R"({"a":"10.0.0.0/9","b":"10.128.0.0/9"})"},
    {"cidr.adjacent", R"({"a":"10.0.0.0/9","b":"::/9"})"},
    {"cidr.split", R"({"cidr":"10.0.0.0/16","prefix":18})"},
    {"cidr.split", R"({"cidr":"::/0","prefix":128})"},
    {"cidr.nth_subnet", R"({"cidr":"10.0.0.0/16","newbits":8,"n":2})"},
    {"cidr.nth_host", R"({"cidr":"2001:db8::/64","n":-1})"},
    {"cidr.subnets", R"({"cidr":"10.0.0.0/16","newbits":[4,4]})"},
    {"cidr.supernet", R"({"cidr":"10.0.0.0/16","prefix":8})"},
    {"cidr.spanning", R"({"cidrs":["10.0.0.0/16","10.9.0.0/16"]})"},
    {"cidr.summarize", R"({"cidrs":["10.0.0.0/9","10.128.0.0/9","::/0"]})"},
    {"cidr.exclude", R"({"from":"10.0.0.0/8","remove":["10.1.0.0/16"]})"},
    {"cidr.range", R"({"first":"10.0.0.1","last":"10.0.0.9"})"},
    {"cidr.union", R"({"a":["10.0.0.0/9"],"b":["::/0"]})"},
    {"cidr.intersect", R"({"a":["10.0.0.0/9"],"b":["::/0"]})"},
    {"cidr.subtract", R"({"a":["10.0.0.0/9"],"b":["10.0.0.0/10"]})"},
    {"cidr.symmetric_difference", R"({"a":["10.0.0.0/9"],"b":["10.0.0.0/10"]})"},
    {"cidr.free", R"({"parent":"10.0.0.0/8","used":["10.1.0.0/16"]})"},
    {"cidr.next_free", R"({"parent":"10.0.0.0/8","used":["10.0.0.0/16"],"prefix":16})"},
    {"cidr.next_free", R"({"parent":"10.0.0.0/8","used":["10.0.0.0/8"],"prefix":16})"},
    {"cidr.hosts", R"({"cidr":"10.0.0.0/31"})"},
    {"cidr.hosts", R"({"cidr":"::/0"})"},
    {"subnet.size", R"({"hosts":500})"},
    {"subnet.size", R"({"hosts":1000000})"},
    {"size", R"({"hosts":2,"cloud":"none"})"},
    {"subnet.info", R"({"cidr":"10.0.0.0/24"})"},
    {"subnet.info", R"({"cidr":"2001:db8::/64"})"},
    {"subnet.info", R"({"cidr":"::/0","cloud":"none"})"},
    {"vpc.cidr_allowed", R"({"cidr":"172.17.0.0/16","existing":["10.0.0.0/16"]})"},
    {"vpc.cidr_allowed", R"({"cidr":"10.0.0.0/16"})"},
    {"vpc.cidr_allowed", R"({"cidr":"10.0.0.0/15","lang":"ko"})"},
    {"vpc.overlaps", R"({"vpcs":{"a":["10.0.0.0/8"],"b":["10.1.0.0/16"]}})"},
    {"plan.fit", R"({"parent":"10.0.0.0/24","hosts":[100,50]})"},
    {"plan.fit", R"({"parent":"10.0.0.0/24","prefixes":[24,25]})"},
    {"plan.layout", R"({"cidr":"10.0.0.0/16","zones":3,"tiers":{"app":250}})"},
    {"plan.layout", R"({"cidr":"10.0.0.0/24","zones":3,"tiers":{"app":250}})"},
    {"plan.layout", R"({"cidr":"10.0.0.0/24","zones":3,"tiers":{"app":250},"lang":"ko"})"},
    {"plan.layout", R"({"cidr":"10.0.0.0/24"})"},
    {"version", "{}"},
    {"reach", "{}"},
    {"pass", R"({"path":"/no/such/file","from":"a","to":"b","protocol":"tcp"})"},
};

/// Questions whose answers work, fail in either leg, and are unknown.
std::vector<json::object> pass_questions() {
    const auto network = json::parse(R"({
      "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
      "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"},
                  {"SubnetId": "subnet-2", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24"}],
      "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
        "Associations": [{"Main": true, "RouteTableId": "rtb-1"}],
        "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
                   {"DestinationCidrBlock": "10.9.0.0/16", "State": "active",
                    "VpcPeeringConnectionId": "pcx-1"}]}],
      "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1",
        "Associations": [{"NetworkAclId": "acl-1", "SubnetId": "subnet-1"},
                         {"NetworkAclId": "acl-1", "SubnetId": "subnet-2"}],
        "Entries": [{"Egress": false, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow",
                     "CidrBlock": "0.0.0.0/0"},
                    {"Egress": true, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow",
                     "CidrBlock": "0.0.0.0/0"}]}],
      "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "all", "VpcId": "vpc-1",
        "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                           "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
        "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
      "NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
         "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}],
         "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.10", "Primary": true}]},
        {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-2", "VpcId": "vpc-1",
         "PrivateIpAddress": "10.0.2.10", "Groups": [{"GroupId": "sg-1"}],
         "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.2.10", "Primary": true}]}]})");
    std::vector<json::object> all;
    const auto ask = [&](const char* to, const char* protocol, const json::value& port) {
        all.push_back({{"network", network},
                       {"from", "eni-1"},
                       {"to", to},
                       {"protocol", protocol},
                       {"dst_port", port}});
    };
    ask("eni-2", "tcp", 443);
    ask("eni-2", "tcp", 80);
    ask("eni-2", "udp", nullptr);
    ask("eni-2", "icmp", nullptr);
    ask("eni-2", "47", nullptr);
    ask("10.9.0.1", "tcp", 443);
    ask("203.0.113.7", "tcp", 443);
    ask("10.0.2.77", "tcp", 443);
    ask("eni-2", "tcp", 443);
    all.back()["flow_logs"] = true;
    auto mirrored = network.as_object();
    mirrored["TrafficMirrorSessions"] = json::parse(R"([{"TrafficMirrorSessionId": "tms-1",
        "NetworkInterfaceId": "eni-1", "TrafficMirrorFilterId": "tmf-1",
        "TrafficMirrorTargetId": "tmt-1", "SessionNumber": 1}])");
    mirrored["TrafficMirrorFilters"] = json::parse(R"([{"TrafficMirrorFilterId": "tmf-1",
        "EgressFilterRules": [{"RuleNumber": 1, "RuleAction": "accept",
            "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"}]}])");
    mirrored["TrafficMirrorTargets"] =
        json::parse(R"([{"TrafficMirrorTargetId": "tmt-1", "NetworkInterfaceId": "eni-2"}])");
    all.back()["network"] = mirrored;
    all.back()["mirrors"] = true;
    ask("10.9.0.1", "tcp", 443);
    all.back()["via"] = json::array{"eni-2,tcp/443"};
    return all;
}

/// Exit status of a command, whose output goes to ours.
int status_of(const std::string& command) {
    const int status = std::system(command.c_str()); // NOLINT(cert-env33-c): our own words only
    return status < 0 ? status : status >> 8;
}

} // namespace

TEST_CASE("answers of every method match their JSON Schemas") {
    service server;
    const auto path = std::filesystem::temp_directory_path() / "vpcplan_schemas_test.jsonl";
    std::ofstream file(path);
    std::set<std::string> asked;
    std::set<std::string> connections;
    const auto write = [&](const std::string& method, const json::value& params) {
        const auto said = json::parse(server.answer(json::serialize(
            json::object{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}})));
        if (said.as_object().contains("result")) {
            asked.insert(method);
            if (method == "pass") {
                connections.emplace(said.at("result").at("connection").as_string());
            }
        }
        file << json::serialize(json::object{{"method", method}, {"answer", said}}) << "\n";
    };
    for (const auto& row : calls) {
        write(row.method, json::parse(row.params));
    }
    for (const auto& question : pass_questions()) {
        write("pass", question);
    }
    for (const auto& one : rpc_methods()) {
        INFO(one.name);
        CHECK(asked.count(one.name) == 1);
    }
    CHECK(connections == std::set<std::string>{"works", "fails", "unknown"});
    if (const auto document = shared_document("scenarios-sample.json")) {
        for (const auto& one : document->at("scenarios").as_array()) {
            auto params = one.at("question").as_object();
            params["network"] = one.at("resources");
            write("pass", params);
        }
    }
    file.close();
    const std::string folder = VPCPLAN_SOURCE_DIR;
    const int status = status_of("python3 '" + folder + "/tests/support/validate_answers.py' '" +
                                 folder + "/libvpcplan/doc/schemas' '" + path.string() + "'");
    std::filesystem::remove(path);
    if (status == 77 || status == 127) {
        std::cout << "SKIPPED: python3 or its package jsonschema is missing\n";
        return;
    }
    CHECK(status == 0);
}
