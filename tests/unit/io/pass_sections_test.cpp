// What stands beside the answer to `pass`: hosts on the way, flow-log records, mirroring, notes.
#include "support/rpc.hpp"

#include <vpcplan/pass_chain.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

/// A bastion with a public address and a database, in two subnets. The database lets the bastion's
/// group in; its ACL lets answers out where `answers` says so.
json::object network_with_bastion(bool answers) {
    auto made = json::parse(R"({
      "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
      "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"},
                  {"SubnetId": "subnet-2", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24"}],
      "InternetGateways": [{"InternetGatewayId": "igw-1",
                            "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
      "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
        "Associations": [{"Main": true, "RouteTableId": "rtb-1"}],
        "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
                   {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1",
                    "State": "active"}]}],
      "NetworkAcls": [
        {"NetworkAclId": "acl-1", "VpcId": "vpc-1",
         "Associations": [{"NetworkAclId": "acl-1", "SubnetId": "subnet-1"}],
         "Entries": [{"Egress": false, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow",
                      "CidrBlock": "0.0.0.0/0"},
                     {"Egress": true, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow",
                      "CidrBlock": "0.0.0.0/0"}]},
        {"NetworkAclId": "acl-2", "VpcId": "vpc-1",
         "Associations": [{"NetworkAclId": "acl-2", "SubnetId": "subnet-2"}],
         "Entries": [{"Egress": false, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow",
                      "CidrBlock": "0.0.0.0/0"}]}],
      "SecurityGroups": [
        {"GroupId": "sg-bastion", "VpcId": "vpc-1",
         "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                            "IpRanges": [{"CidrIp": "203.0.113.0/24"}]}],
         "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
        {"GroupId": "sg-db", "VpcId": "vpc-1",
         "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
                            "UserIdGroupPairs": [{"GroupId": "sg-bastion"}]}]}],
      "NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-bastion", "SubnetId": "subnet-1", "VpcId": "vpc-1",
         "OwnerId": "123456789012", "Groups": [{"GroupId": "sg-bastion"}],
         "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.10", "Primary": true,
                                 "Association": {"PublicIp": "52.78.1.1"}}]},
        {"NetworkInterfaceId": "eni-db", "SubnetId": "subnet-2", "VpcId": "vpc-1",
         "OwnerId": "123456789012", "Groups": [{"GroupId": "sg-db"}],
         "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.2.10", "Primary": true}]}]})")
                    .as_object();
    if (answers) {
        made.at("NetworkAcls")
            .at(1)
            .at("Entries")
            .as_array()
            .push_back(json::parse(R"({"Egress": true, "RuleNumber": 100, "Protocol": "-1",
                            "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"})"));
    }
    return made;
}

json::object ask_pass(json::object params) {
    service server;
    return json::parse(server.answer(json::serialize(json::object{
                           {"jsonrpc", "2.0"}, {"id", 1}, {"method", "pass"}, {"params", params}})))
        .as_object();
}

json::object question_over_bastion(bool answers) {
    return {{"network", network_with_bastion(answers)},
            {"from", "internet:203.0.113.7"},
            {"to", "eni-db"},
            {"protocol", "tcp"},
            {"dst_port", 5432},
            {"via", json::array{"eni-bastion"}}};
}

} // namespace

TEST_CASE(
    "a chain over a bastion works when every hop does, though nothing goes straight through") {
    auto params = question_over_bastion(true);
    const auto chain = ask_pass(params).at("result").as_object();
    CHECK(chain.at("schema") == "vpcplan.pass_chain/1");
    CHECK(chain.at("connection") == "works");
    const auto& hops = chain.at("hops").as_array();
    REQUIRE(hops.size() == 2);
    CHECK(hops[0].at("question").at("to").at("id") == "eni-bastion");
    CHECK(hops[0].at("question").at("dst_port") == 22);
    CHECK(hops[1].at("question").at("from").at("id") == "eni-bastion");
    CHECK(hops[1].at("question").at("dst_port") == 5432);
    params.erase("via");
    CHECK(ask_pass(params).at("result").at("connection") == "fails");
}

TEST_CASE("a chain is as good as its worst hop") {
    const auto chain = ask_pass(question_over_bastion(false)).at("result").as_object();
    CHECK(chain.at("connection") == "fails");
    CHECK(chain.at("hops").at(0).at("connection") == "works");
    CHECK(chain.at("hops").at(1).at("connection") == "fails");
    auto by_rdp = question_over_bastion(true);
    by_rdp["via"] = json::array{"eni-bastion,tcp/3389"};
    const auto refused = ask_pass(by_rdp).at("result").as_object();
    CHECK(refused.at("hops").at(0).at("connection") == "fails");
    CHECK(refused.at("hops").at(1).at("connection") == "works");
    CHECK(refused.at("connection") == "fails");
}

TEST_CASE("a host on the way that cannot be used is an error that names it") {
    const auto error_of = [](const json::value& via) {
        auto params = question_over_bastion(true);
        params["via"] = via;
        const auto said = ask_pass(params);
        REQUIRE(said.contains("error"));
        return said.at("error").as_object();
    };
    CHECK(error_of(json::array{"eni-bastoin"}).at("data").at("parameter") == "via/0");
    CHECK(error_of(json::array{"eni-bastion,tcp"}).at("data").at("code") == "bad_port");
    CHECK(error_of(json::array{"eni-bastion,icmp/8"}).at("data").at("code") == "bad_protocol");
    CHECK(
        error_of(json::array{"eni-bastion", "internet:198.51.100.1"}).at("data").at("parameter") ==
        "via/1");
    CHECK(error_of("eni-bastion").at("data").at("code") == "bad_value");
}

TEST_CASE("a host on the way is written as a name, and how it is entered") {
    const auto ssh = parse_via("bastion-1");
    REQUIRE(ssh);
    CHECK(ssh->name == "bastion-1");
    CHECK(ssh->proto == protocol::tcp());
    CHECK(ssh->port == 22);
    const auto rdp = parse_via("jump,tcp/3389");
    REQUIRE(rdp);
    CHECK(rdp->name == "jump");
    CHECK(rdp->port == 3389);
    CHECK(parse_via("jump,udp/51820")->proto == protocol::udp());
    for (const auto& [text, code, offset] :
         {std::tuple{"", errc::missing_field, 0U}, std::tuple{",tcp/22", errc::missing_field, 0U},
          std::tuple{"jump,", errc::bad_protocol, 5U}, std::tuple{"jump,tcp", errc::bad_port, 8U},
          std::tuple{"jump,icmp/8", errc::bad_protocol, 5U},
          std::tuple{"jump,tcp/70000", errc::bad_port, 9U},
          std::tuple{"jump,tcp/1-9", errc::bad_port, 9U}}) {
        INFO(text);
        const auto refused = parse_via(text);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == code);
        CHECK(refused.error().offset == offset);
    }
}

TEST_CASE("flow-log records and mirroring are in the answer only when asked for, notes always") {
    auto params = question_over_bastion(false);
    params["from"] = "eni-bastion";
    params.erase("via");
    auto plain = ask_pass(params).at("result").as_object();
    CHECK_FALSE(plain.contains("flow_log"));
    CHECK_FALSE(plain.contains("mirrors"));
    CHECK(plain.at("notes").as_array().empty());
    params["flow_logs"] = true;
    params["mirrors"] = true;
    params["src_port"] = 50000;
    const auto whole = ask_pass(params).at("result").as_object();
    const auto& records = whole.at("flow_log").as_array();
    REQUIRE(records.size() == 3);
    CHECK(records[0].at("line") == "2 123456789012 eni-bastion 10.0.1.10 10.0.2.10 50000 5432 6 - "
                                   "- - - ACCEPT OK");
    CHECK(records[0].at("flow-direction") == "egress");
    CHECK(records[0].at("traffic-path") == 1);
    CHECK(records[0].at("packets").is_null());
    CHECK(records[2].at("action") == "REJECT");
    CHECK(records[2].at("leg") == "return");
    CHECK(records[2].at("interface-id") == "eni-db");
    CHECK(whole.at("mirrors").as_array().size() == 3);
    CHECK(whole.at("mirrors").at(0).at("why") == "no_session");
    params["flow_logs"] = "yes";
    CHECK(ask_pass(params).at("error").at("data").at("parameter") == "flow_logs");
}
