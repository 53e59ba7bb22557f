#include "program.hpp"
#include "support/catch.hpp"

#include <boost/json.hpp>

using namespace vpcplan_test;

namespace {

/// Copies of vpc-a go to its own sensor and to vpc-b; one session refers to what is not there.
const std::string mirrored = R"({
    "Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"},
             {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}],
    "NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-web", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.4",
         "TagSet": [{"Key": "Name", "Value": "web"}]},
        {"NetworkInterfaceId": "eni-sensor", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.5"}],
    "VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "GatewayLoadBalancer",
                      "VpcId": "vpc-b", "State": "available"}],
    "TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-2", "SessionNumber": 2, "NetworkInterfaceId": "eni-web",
         "TrafficMirrorFilterId": "tmf-1", "TrafficMirrorTargetId": "tmt-b"},
        {"TrafficMirrorSessionId": "tms-1", "SessionNumber": 1, "NetworkInterfaceId": "eni-web",
         "TrafficMirrorFilterId": "tmf-1", "TrafficMirrorTargetId": "tmt-a", "PacketLength": 128,
         "VirtualNetworkId": 77, "Tags": [{"Key": "Name", "Value": "watch"}]},
        {"TrafficMirrorSessionId": "tms-3", "SessionNumber": 1, "NetworkInterfaceId": "eni-far",
         "TrafficMirrorFilterId": "tmf-9", "TrafficMirrorTargetId": "tmt-9"}],
    "TrafficMirrorFilters": [
        {"TrafficMirrorFilterId": "tmf-1", "NetworkServices": ["amazon-dns"],
         "IngressFilterRules": [
            {"RuleNumber": 200, "RuleAction": "reject", "SourceCidrBlock": "0.0.0.0/0",
             "DestinationCidrBlock": "0.0.0.0/0"},
            {"RuleNumber": 100, "RuleAction": "accept", "Protocol": 6,
             "SourceCidrBlock": "10.0.0.0/8", "DestinationCidrBlock": "10.0.1.4/32",
             "SourcePortRange": {"FromPort": 1024, "ToPort": 65535},
             "DestinationPortRange": {"FromPort": 443, "ToPort": 443}}],
         "EgressFilterRules": []},
        {"TrafficMirrorFilterId": "tmf-unused", "IngressFilterRules": [],
         "EgressFilterRules": [{"RuleNumber": 10, "RuleAction": "perhaps"}]}],
    "TrafficMirrorTargets": [
        {"TrafficMirrorTargetId": "tmt-a", "NetworkInterfaceId": "eni-sensor"},
        {"TrafficMirrorTargetId": "tmt-b", "GatewayLoadBalancerEndpointId": "vpce-1"}]})";

std::string show(std::vector<std::string> more, const std::string& network = mirrored) {
    more.insert(more.begin(), {"show", "-n", "-"});
    const auto said = run_program(more, {network, {}, VPCPLAN_SOURCE_DIR, {}});
    INFO(said.err);
    CHECK(said.status == 0);
    return said.out;
}

} // namespace

TEST_CASE(
    "show mirrors lists sessions as they are tried, and the rules of their filters in order") {
    const auto text = show({"mirrors"});
    INFO(text);
    CHECK(has(text, "Traffic mirror sessions\n"));
    CHECK(has(text, "tms-1 (watch)"));
    CHECK(has(text, "tmt-a: network-interface eni-sensor"));
    CHECK(has(text, "tmt-b: gateway-load-balancer-endpoint vpce-1"));
    CHECK(has(text, "tmt-9 (not in the input)"));
    CHECK(has(text, "tmf-9 (not in the input)"));
    CHECK(has(text, "128            77\n"));
    CHECK(has(text, "whole          -\n"));
    CHECK(text.find("tms-1 (watch)") < text.find("tms-2"));
    CHECK(has(text, "  tmf-1, network service amazon-dns\n"
                    "    in\n"
                    "      100 accept tcp 443 from 10.0.0.0/8 port 1024-65535 to 10.0.1.4/32\n"
                    "      200 reject all from 0.0.0.0/0 to 0.0.0.0/0\n"
                    "      * reject all\n"
                    "    out\n"
                    "      * reject all\n"
                    "  tmf-unused\n"
                    "    in\n"
                    "      * reject all\n"
                    "    out\n"
                    "      10 ?\n"
                    "      * reject all\n"));
}

TEST_CASE("show mirrors speaks Korean") {
    const auto text = show({"mirrors", "--lang", "ko"});
    INFO(text);
    CHECK(has(text, "트래픽 미러 세션\n"));
    CHECK(has(text, "패킷 길이"));
    CHECK(has(text, "tmt-9 (입력에 없음)"));
    CHECK(has(text, "tmf-1, 네트워크 서비스 amazon-dns\n    인바운드\n      100 accept"));
    CHECK_FALSE(has(text, "session"));
}

TEST_CASE("the JSON of show has mirror sessions with their targets, and filters") {
    const auto json = boost::json::parse(show({"mirrors", "--format", "json"}));
    REQUIRE(json.at("traffic_mirror_sessions").as_array().size() == 3);
    CHECK_FALSE(json.as_object().contains("vpcs"));
    const auto& far = json.at("traffic_mirror_sessions").at(0); // by source: eni-far, eni-web
    CHECK(far.at("id") == "tms-3");
    CHECK(far.at("target").is_null());
    CHECK(far.at("target_id") == "tmt-9");
    const auto& watch = json.at("traffic_mirror_sessions").at(1);
    CHECK(watch.at("name") == "watch");
    CHECK(watch.at("interface") == "eni-web");
    CHECK(watch.at("number") == 1);
    CHECK(watch.at("filter") == "tmf-1");
    CHECK(watch.at("packet_length") == 128);
    CHECK(watch.at("virtual_network_id") == 77);
    CHECK(watch.at("target").at("kind") == "network-interface");
    CHECK(watch.at("target").at("resource") == "eni-sensor");
    const auto& second = json.at("traffic_mirror_sessions").at(2);
    CHECK(second.at("packet_length").is_null());
    CHECK(second.at("virtual_network_id").is_null());
    const auto& filter = json.at("traffic_mirror_filters").at(0);
    CHECK(filter.at("amazon_dns") == true);
    CHECK(filter.at("inbound").at(1) == "200 reject all from 0.0.0.0/0 to 0.0.0.0/0");
    CHECK(filter.at("outbound").as_array().empty());
    const auto whole = boost::json::parse(show({"--format", "json"}));
    CHECK(whole.at("traffic_mirror_sessions") == json.at("traffic_mirror_sessions"));
}

TEST_CASE("a session belongs to the VPC of its source and to that of its target") {
    const auto ids = [](const std::string& vpc) {
        std::vector<std::string> all;
        const auto json = boost::json::parse(show({"mirrors", "--vpc", vpc, "--format", "json"}));
        for (const auto* member : {"traffic_mirror_sessions", "traffic_mirror_filters"}) {
            for (const auto& one : json.at(member).as_array()) {
                all.emplace_back(one.at("id").as_string());
            }
        }
        return all;
    };
    CHECK(ids("vpc-a") == std::vector<std::string>{"tms-1", "tms-2", "tmf-1"});
    CHECK(ids("vpc-b") == std::vector<std::string>{"tms-2", "tmf-1"});
}

TEST_CASE("show speaks of mirroring only where there is some, unless it is asked") {
    const std::string plain = "vpc: 10.0.0.0/16\n";
    CHECK_FALSE(has(show({}, plain), "mirror"));
    CHECK(has(show({"mirrors"}, plain), "Traffic mirror sessions\n  (none)\n"));
    CHECK(has(show({}), "Traffic mirror filters\n"));
}

TEST_CASE("mirroring of a vpc.yaml is listed, and named on the path of a packet") {
    const std::string text = "vpc: 10.0.0.0/16\n"
                             "subnets: {a: 10.0.1.0/24}\n"
                             "security_groups: {web: [tcp 443], watch: [udp 4789]}\n"
                             "instances: {client: a, web-1: {subnet: a, groups: web}, ids-1: "
                             "{subnet: a, groups: watch}}\n"
                             "mirrors: {watch: {from: web-1, to: ids-1, filter: [in accept tcp "
                             "443, out reject all], packet_length: 96}}\n";
    const auto listed = show({"mirrors"}, text);
    INFO(listed);
    CHECK(has(listed, "1 accept tcp 443 from 0.0.0.0/0 to 0.0.0.0/0\n"));
    CHECK(has(listed, "network-interface ids-1/eth0"));
    const temporary_file network(text);
    const auto said = pass({"client", "web-1", "tcp/443", "--mirrors"}, network.path());
    INFO(said.out << said.err);
    CHECK(said.status == 0);
    CHECK(has(said.out, "rule 1 of filter watch/filter accepts it (session watch)"));
    CHECK(has(said.out, "it arrives"));
}
