// Traffic mirroring sections of `aws ec2 describe-*` output.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan::test;

namespace {

/// One filter with these inbound rules.
traffic_mirror_filter filter_with(const std::string& rules, loaded_network* whole = nullptr) {
    auto loaded = read(R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
                           "EgressFilterRules": [], "NetworkServices": [],
                           "IngressFilterRules": [)" +
                       rules + "]}]}");
    REQUIRE(loaded.data.traffic_mirror_filters.size() == 1);
    auto filter = loaded.data.traffic_mirror_filters.front();
    if (whole != nullptr) {
        *whole = std::move(loaded);
    }
    return filter;
}

std::string mirror_rule(const std::string& fields) {
    return R"({"TrafficMirrorFilterRuleId": "tmfr-1", "TrafficDirection": "ingress",
               "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "10.0.0.0/8", )" +
           fields + "}";
}

} // namespace

TEST_CASE("traffic mirror sessions, filters and targets are read with what they refer to") {
    const auto loaded = read(R"({
        "TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1", "SessionNumber": 7,
            "NetworkInterfaceId": "eni-1", "TrafficMirrorFilterId": "tmf-1",
            "TrafficMirrorTargetId": "tmt-1", "PacketLength": 128, "VirtualNetworkId": 5,
            "OwnerId": "123456789012", "Tags": [{"Key": "Name", "Value": "watch"}]}],
        "TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
            "NetworkServices": ["amazon-dns"], "IngressFilterRules": [],
            "EgressFilterRules": [
                {"RuleNumber": 200, "RuleAction": "reject", "TrafficDirection": "egress",
                 "SourceCidrBlock": "10.0.0.0/8", "DestinationCidrBlock": "0.0.0.0/0"},
                {"RuleNumber": 100, "RuleAction": "accept", "TrafficDirection": "egress",
                 "Protocol": 6, "SourcePortRange": {"FromPort": 443, "ToPort": 443},
                 "DestinationPortRange": {"FromPort": 1024, "ToPort": 65535},
                 "SourceCidrBlock": "10.0.0.0/8", "DestinationCidrBlock": "2001:db8::/32"}]}],
        "TrafficMirrorTargets": [
            {"TrafficMirrorTargetId": "tmt-1", "Type": "network-interface",
             "NetworkInterfaceId": "eni-2"},
            {"TrafficMirrorTargetId": "tmt-2", "Type": "network-load-balancer",
             "NetworkLoadBalancerArn": "arn:aws:elasticloadbalancing:x:1:loadbalancer/net/m/1"},
            {"TrafficMirrorTargetId": "tmt-3", "Type": "gateway-load-balancer-endpoint",
             "GatewayLoadBalancerEndpointId": "vpce-1"}]})");
    const auto& data = loaded.data;
    REQUIRE(data.traffic_mirror_sessions.size() == 1);
    const auto& session = data.traffic_mirror_sessions[0];
    CHECK(session.name == "watch");
    CHECK(session.number == 7);
    CHECK(session.interface_id == "eni-1");
    CHECK(session.filter_id == "tmf-1");
    CHECK(session.target_id == "tmt-1");
    CHECK(session.packet_length == 128);
    CHECK(session.virtual_network_id == 5);
    REQUIRE(data.traffic_mirror_filters.size() == 1);
    const auto& filter = data.traffic_mirror_filters[0];
    CHECK(filter.mirrors_dns);
    CHECK(filter.inbound.empty());
    REQUIRE(filter.outbound.size() == 2);
    const auto& first = filter.outbound[0];
    CHECK(first.number == 100);
    CHECK(first.accept);
    CHECK(first.proto == protocol::tcp());
    CHECK(first.source_ports == port_range{443, 443});
    CHECK(first.destination_ports == port_range{1024, 65535});
    CHECK(first.destination == "2001:db8::/32"_cidr);
    CHECK(filter.outbound[1].proto.is_any());
    CHECK_FALSE(filter.outbound[1].accept);
    REQUIRE(data.traffic_mirror_targets.size() == 3);
    CHECK(data.traffic_mirror_targets[0].kind == mirror_target_kind::interface);
    CHECK(data.traffic_mirror_targets[1].kind == mirror_target_kind::network_load_balancer);
    CHECK(data.traffic_mirror_targets[2].kind == mirror_target_kind::endpoint);
    CHECK(data.traffic_mirror_targets[2].component == "vpce-1");
    CHECK(loaded.diagnostics.empty());
}

TEST_CASE("a mirror rule that cannot be understood stays in its place, as unreadable") {
    for (const auto* fields : {R"("RuleNumber": 100, "RuleAction": "perhaps")",
                               R"("RuleNumber": 100, "RuleAction": "accept", "Protocol": 999)",
                               R"("RuleAction": "accept")",
                               R"("RuleNumber": 100, "RuleAction": "accept", "Protocol": 6,
             "DestinationPortRange": {"FromPort": 9, "ToPort": 3})",
                               R"("RuleNumber": 100, "RuleAction": "accept", "Protocol": 17,
             "SourcePortRange": {"FromPort": 9})"}) {
        loaded_network whole;
        const auto filter = filter_with(mirror_rule(fields), &whole);
        INFO(fields);
        REQUIRE(filter.inbound.size() == 1);
        CHECK_FALSE(filter.inbound[0].readable);
        CHECK(find_diagnostic(whole, "unreadable_rule") != nullptr);
    }
    CHECK(filter_with(mirror_rule(R"("RuleNumber": 100, "RuleAction": "accept")"))
              .inbound[0]
              .readable);
}

TEST_CASE("a mirror target without a component is reported") {
    const auto loaded = read(R"({"TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-1"}]})");
    const auto* said = find_diagnostic(loaded, "bad_value");
    REQUIRE(said != nullptr);
    CHECK(contains(said->message, "tmt-1"));
}

TEST_CASE("network interfaces know the account they belong to") {
    const auto loaded = read(R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
        "SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": "123456789012",
        "PrivateIpAddress": "10.0.0.5"}]})");
    REQUIRE(loaded.data.interfaces.size() == 1);
    CHECK(loaded.data.interfaces[0].owner_id == "123456789012");
}
