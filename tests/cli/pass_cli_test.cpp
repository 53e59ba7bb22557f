#include "golden.hpp"

#include <boost/json.hpp>

using namespace vpcplan_test;

namespace {

const std::string snapshot = "examples/aws-snapshot";

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
    const auto all =
        boost::json::parse(run_program({"show", "-n", snapshot, "--format", "json"}).out);
    for (const auto* member : {"peering_connections", "transit_gateways", "vpn_gateways",
                               "vpn_connections", "vpc_endpoints"}) {
        CHECK(all.at(member).as_array().empty());
    }
    const auto wrong = run_program({"show", "--vpc", "nothing", "-n", snapshot});
    CHECK(wrong.status == 2);
    CHECK(has(wrong.err, "no such VPC"));
}

TEST_CASE("show lists what joins VPCs to each other, to data centres and to services") {
    const temporary_file joined(R"({
        "Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"},
                 {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}],
        "VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
            "RequesterVpcInfo": {"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"},
            "AccepterVpcInfo": {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}}],
        "TransitGateways": [{"TransitGatewayId": "tgw-1",
                             "Tags": [{"Key": "Name", "Value": "hub"}]}],
        "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-a",
            "TransitGatewayId": "tgw-1", "ResourceType": "vpc", "ResourceId": "vpc-a",
            "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1",
                                                  "State": "associated"}}],
        "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1",
                                       "TransitGatewayId": "tgw-1"}],
        "TransitGatewayRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "Type": "propagated", "State": "active",
             "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-a",
                                            "ResourceType": "vpc", "ResourceId": "vpc-a"}]},
            {"DestinationCidrBlock": "10.66.0.0/16", "Type": "static", "State": "blackhole"}]}],
        "VpnGateways": [{"VpnGatewayId": "vgw-1",
                         "VpcAttachments": [{"VpcId": "vpc-a", "State": "attached"}]}],
        "VpnConnections": [{"VpnConnectionId": "vpn-1", "VpnGatewayId": "vgw-1",
            "CustomerGatewayId": "cgw-1", "State": "available",
            "Routes": [{"DestinationCidrBlock": "192.168.0.0/16", "State": "available"}],
            "VgwTelemetry": [{"Status": "UP"}, {"Status": "DOWN"}]}],
        "VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway",
            "VpcId": "vpc-b", "ServiceName": "com.amazonaws.ap-northeast-2.s3",
            "State": "available", "RouteTableIds": ["rtb-b"]}]})");
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"show", "-n", joined.path()});
        return run_program(more).out;
    };
    check_golden("show_interconnect", {0, with({}), ""});
    check_golden("show_interconnect_ko", {0, with({"--lang", "ko"}), ""});

    const auto json = boost::json::parse(with({"--format", "json"}));
    const auto& hub = json.at("transit_gateways").at(0);
    CHECK(hub.at("name") == "hub");
    CHECK(hub.at("attachments").at(0).at("route_table") == "tgw-rtb-1");
    CHECK(hub.at("route_tables").at(0).at("routes").at(1).at("blackhole") == true);
    CHECK(json.at("peering_connections").at(0).at("accepter").at("vpc") == "vpc-b");
    CHECK(json.at("vpn_connections").at(0).at("tunnels_down") == 1);
    CHECK(json.at("vpc_endpoints").at(0).at("kind") == "gateway");

    const auto of_b = boost::json::parse(with({"--vpc", "vpc-b", "--format", "json"}));
    CHECK(of_b.at("peering_connections").as_array().size() == 1);
    CHECK(of_b.at("transit_gateways").as_array().empty());
    CHECK(of_b.at("vpn_connections").as_array().empty());
    CHECK(of_b.at("vpc_endpoints").as_array().size() == 1);
    CHECK(has(with({"peerings"}), "pcx-1"));
    CHECK_FALSE(has(with({"peerings"}), "tgw-1"));
}

TEST_CASE("collect prints a script that a shell can read and that only describes") {
    const temporary_file script(run_program({"collect"}).out);
    CHECK(std::system(("bash -n " + script.path()).c_str()) == 0);
    CHECK(has(read_file(script.path()), "describe-"));
    for (const auto* call : {"create-", "delete-", "modify-", "authorize-", "run-instances"}) {
        CHECK_FALSE(has(read_file(script.path()), call));
    }
}
