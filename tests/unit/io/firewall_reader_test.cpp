// Network Firewall of AWS CLI JSON, and the Suricata rules in it.
#include "support/loading.hpp"

#include <filesystem>
#include <vpcplan/path.hpp>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan::test;

namespace {

constexpr auto firewall_json = R"({
    "UpdateToken": "1",
    "Firewall": {"FirewallName": "edge", "FirewallArn": "arn:firewall/edge",
                 "FirewallPolicyArn": "arn:policy/p", "VpcId": "vpc-1",
                 "SubnetMappings": [{"SubnetId": "subnet-fw"}]},
    "FirewallStatus": {"Status": "READY", "SyncStates": {"ap-northeast-2a": {"Attachment": {
        "SubnetId": "subnet-fw", "EndpointId": "vpce-1", "Status": "READY"}}}}})";

constexpr auto policy_json = R"({
    "FirewallPolicyResponse": {"FirewallPolicyName": "p", "FirewallPolicyArn": "arn:policy/p"},
    "FirewallPolicy": {
        "StatelessRuleGroupReferences": [{"ResourceArn": "arn:less", "Priority": 20}],
        "StatelessDefaultActions": ["Metrics", "aws:forward_to_sfe"],
        "StatelessFragmentDefaultActions": ["aws:drop"],
        "StatefulRuleGroupReferences": [
            {"ResourceArn": "arn:full", "Priority": 5, "Override": {"Action": "DROP_TO_ALERT"}}],
        "StatefulDefaultActions": ["aws:alert_established", "aws:drop_established"],
        "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER"},
        "PolicyVariables": {"RuleVariables": {"HOME_NET": {"Definition": ["10.0.0.0/8"]}}}}})";

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : std::string(1, c);
        if (c == '"' || c == '\\') {
            out.insert(out.size() - 1, 1, '\\');
        }
    }
    return out + "\"";
}

std::string group_json(const std::string& source, const std::string& variables = "{}") {
    return R"({"RuleGroupResponse": {"RuleGroupArn": "arn:full", "RuleGroupName": "full",
               "Type": "STATEFUL", "Capacity": 100},
               "RuleGroup": {"RuleVariables": )" +
           variables + R"(, "ReferenceSets": {"IPSetReferences": {"OFFICES": {"ReferenceArn":
               "arn:aws:ec2:ap-northeast-2:111122223333:prefix-list/pl-1"}}},
               "RulesSource": )" +
           source + "}}";
}

/// The stateful rules of a text.
std::vector<stateful_rule> rules_of(std::string_view text, loaded_network* whole = nullptr,
                                    const std::string& variables = "{}") {
    auto loaded = read(group_json(R"({"RulesString": )" + json_text(text) + "}", variables));
    REQUIRE(loaded.data.firewall_rule_groups.size() == 1);
    auto rules = loaded.data.firewall_rule_groups[0].stateful;
    if (whole != nullptr) {
        *whole = std::move(loaded);
    }
    return rules;
}

std::string shown(const firewall_addresses& all) {
    std::string text;
    for (const auto& one : all.parts) {
        text += text.empty() ? "" : " ";
        text += one.excluded ? "!" : "";
        if (const auto* block = std::get_if<cidr>(&one.what)) {
            text += to_string(*block);
        } else if (const auto* list = std::get_if<listed_addresses>(&one.what)) {
            text += list->prefix_list_id;
        } else {
            text += "home";
        }
    }
    return text.empty() ? "any" : text;
}

std::string shown(const firewall_ports& all) {
    std::string text;
    for (const auto& one : all.parts) {
        text +=
            (text.empty() ? "" : " ") + std::string(one.excluded ? "!" : "") + to_string(one.what);
    }
    return text.empty() ? "any" : text;
}

/// "drop 6: 10.0.0.0/8 any > any 443", "?" for a rule that was not understood.
std::string shown(const stateful_rule& rule) {
    std::string text(to_string(rule.action));
    for (const auto one : rule.protocols) {
        text += " " + std::to_string(one.number());
    }
    text += ": " + shown(rule.source) + " " + shown(rule.source_ports);
    text += rule.both_ways ? " <> " : " > ";
    text += shown(rule.destination) + " " + shown(rule.destination_ports);
    return rule.readable ? text + (rule.looks_deeper ? " deeper" : "") : "? " + rule.name;
}

std::string one(std::string_view text, const std::string& variables = "{}") {
    const auto rules = rules_of(text, nullptr, variables);
    REQUIRE(rules.size() == 1);
    return shown(rules[0]);
}

} // namespace

TEST_CASE("describe-firewall gives the firewall, its endpoints and their VPC endpoints") {
    const auto loaded = read(firewall_json);
    CHECK(loaded.diagnostics.size() <= 1); // the VPC is not in the input
    REQUIRE(loaded.data.firewalls.size() == 1);
    const auto& firewall = loaded.data.firewalls[0];
    CHECK(firewall.id == "arn:firewall/edge");
    CHECK(firewall.name == "edge");
    CHECK(firewall.vpc_id == "vpc-1");
    CHECK(firewall.policy_id == "arn:policy/p");
    REQUIRE(firewall.endpoints.size() == 1);
    CHECK(firewall.endpoints[0].endpoint_id == "vpce-1");
    CHECK(firewall.endpoints[0].subnet_id == "subnet-fw");
    CHECK(firewall.endpoints[0].zone == "ap-northeast-2a");
    CHECK(firewall.endpoints[0].status == "READY");
    const network_index index(loaded.data);
    REQUIRE(index.find_endpoint("vpce-1") != nullptr);
    CHECK(index.find_endpoint("vpce-1")->kind == endpoint_kind::gateway_load_balancer);
    CHECK(index.firewall_of_endpoint("vpce-1") == &firewall);
}

namespace {

/// Two subnets of vpc-2 whose traffic with each other goes to vpce-2, which is an association of
/// vpc-1's firewall.
std::string associated(const std::string& rules, const std::string& association,
                       const std::string& firewall = firewall_json) {
    return R"([{
    "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"},
             {"VpcId": "vpc-2", "CidrBlock": "10.1.0.0/16"}],
    "Subnets": [
        {"SubnetId": "subnet-a", "VpcId": "vpc-2", "CidrBlock": "10.1.1.0/24",
         "AvailabilityZone": "ap-northeast-2a"},
        {"SubnetId": "subnet-b", "VpcId": "vpc-2", "CidrBlock": "10.1.2.0/24",
         "AvailabilityZone": "ap-northeast-2a"},
        {"SubnetId": "subnet-fw2", "VpcId": "vpc-2", "CidrBlock": "10.1.3.0/24",
         "AvailabilityZone": "ap-northeast-2a"}],
    "RouteTables": [
        {"RouteTableId": "rtb-a", "VpcId": "vpc-2",
         "Associations": [{"SubnetId": "subnet-a", "Main": false}],
         "Routes": [{"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local"},
                    {"DestinationCidrBlock": "10.1.2.0/24", "GatewayId": "vpce-2"}]},
        {"RouteTableId": "rtb-b", "VpcId": "vpc-2",
         "Associations": [{"SubnetId": "subnet-b", "Main": false}],
         "Routes": [{"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local"},
                    {"DestinationCidrBlock": "10.1.1.0/24", "GatewayId": "vpce-2"}]},
        {"RouteTableId": "rtb-main", "VpcId": "vpc-2", "Associations": [{"Main": true}],
         "Routes": [{"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local"}]}],
    "NetworkAcls": [{"NetworkAclId": "acl-2", "VpcId": "vpc-2", "IsDefault": true,
        "Associations": [{"SubnetId": "subnet-a"}, {"SubnetId": "subnet-b"},
                         {"SubnetId": "subnet-fw2"}],
        "Entries": [{"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": false,
                     "CidrBlock": "0.0.0.0/0"},
                    {"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": true,
                     "CidrBlock": "0.0.0.0/0"}]}],
    "SecurityGroups": [{"GroupId": "sg-2", "VpcId": "vpc-2",
        "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
    "NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-a", "VpcId": "vpc-2", "SubnetId": "subnet-a",
         "PrivateIpAddresses": [{"PrivateIpAddress": "10.1.1.10", "Primary": true}],
         "Groups": [{"GroupId": "sg-2"}]},
        {"NetworkInterfaceId": "eni-b", "VpcId": "vpc-2", "SubnetId": "subnet-b",
         "PrivateIpAddresses": [{"PrivateIpAddress": "10.1.2.10", "Primary": true}],
         "Groups": [{"GroupId": "sg-2"}]}]},
    )" + firewall +
           ", " + association + R"(,
    {"FirewallPolicyResponse": {"FirewallPolicyName": "p", "FirewallPolicyArn": "arn:policy/p"},
     "FirewallPolicy": {"StatelessDefaultActions": ["aws:forward_to_sfe"],
        "StatefulRuleGroupReferences": [{"ResourceArn": "arn:full", "Priority": 1}],
        "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER"}}},
    )" + group_json(R"({"RulesString": )" + json_text(rules) + "}") +
           "]";
}

std::string association_json(const std::string& status,
                             const std::string& firewall = "arn:firewall/edge") {
    return R"({"VpcEndpointAssociation": {"VpcEndpointAssociationId": "e",
                "VpcEndpointAssociationArn": "arn:vpc-endpoint-association/e",
                "FirewallArn": ")" +
           firewall + R"(", "VpcId": "vpc-2", "SubnetMapping": {"SubnetId": "subnet-fw2"}},
               "VpcEndpointAssociationStatus": )" +
           status + "}";
}

std::string attached(const std::string& status) {
    return R"({"Status": "READY", "AssociationSyncState": {"ap-northeast-2a": {"Attachment": {
                "SubnetId": "subnet-fw2", "EndpointId": "vpce-2", "Status": ")" +
           status + R"("}}}})";
}

/// From one subnet of vpc-2 to the other: the outcome, and the code of what decides.
std::string crossing(const loaded_network& loaded, std::uint16_t port) {
    const network_index index(loaded.data);
    question asked;
    asked.from = {endpoint::kind::interface, "eni-a", std::nullopt};
    asked.to = {endpoint::kind::interface, "eni-b", std::nullopt};
    asked.proto = protocol::tcp();
    asked.destination_port = port;
    const auto said = vpcplan::ask(index, asked).value();
    const auto* by = said.deciding_step();
    return std::string(to_string(said.connection)) +
           (by != nullptr ? " " + std::string(id_of(by->code)) : "");
}

} // namespace

TEST_CASE("an endpoint association in another VPC is inspected by its firewall's policy") {
    const std::string rules = "drop tcp any any -> any 23 (sid:1;)";
    const auto loaded = read(associated(rules, association_json(attached("READY"))));
    CHECK(loaded.diagnostics.empty());
    const auto& firewall = by_id(loaded.data.firewalls, "arn:firewall/edge");
    REQUIRE(firewall.endpoints.size() == 2);
    CHECK(firewall.endpoints[1].endpoint_id == "vpce-2");
    CHECK(firewall.endpoints[1].subnet_id == "subnet-fw2");
    CHECK(firewall.endpoints[1].zone == "ap-northeast-2a");
    CHECK(by_id(loaded.data.endpoints, "vpce-2").vpc_id == "vpc-2");
    CHECK(crossing(loaded, 443) == "works");
    CHECK(crossing(loaded, 23) == "fails FIREWALL_RULES_RESTRICTION");

    const auto deleting = read(associated(rules, association_json(attached("DELETING"))));
    CHECK(crossing(deleting, 443) == "fails BAD_STATE");
    // Which VPC is HOME_NET at the other VPC's endpoint is documented nowhere.
    const auto home = read(associated("drop tcp $HOME_NET any -> any 23 (sid:1;)",
                                      association_json(attached("READY"))));
    CHECK(crossing(home, 443) == "works");
    CHECK(crossing(home, 23).starts_with("unknown"));
    // An association is the same whichever comes first, and seen twice it counts once.
    const auto twice = read(associated(rules, association_json(attached("READY")) + ", " +
                                                  association_json(attached("READY"))));
    CHECK(by_id(twice.data.firewalls, "arn:firewall/edge").endpoints.size() == 2);
}

TEST_CASE("an endpoint association that cannot be followed makes its packets unknown") {
    const std::string rules = "pass tcp any any -> any any (sid:1;)";
    const auto nowhere = read(associated(rules, association_json(R"({"Status": "PROVISIONING"})")));
    REQUIRE(find_diagnostic(nowhere, "bad_value") != nullptr);
    CHECK(contains(find_diagnostic(nowhere, "bad_value")->message, "does not tell its endpoint"));
    CHECK(crossing(nowhere, 443).starts_with("unknown"));
    const auto foreign =
        read(associated(rules, association_json(attached("READY"), "arn:firewall/of-others")));
    CHECK(crossing(foreign, 443) == "unknown FIREWALL_POLICY_NOT_KNOWN");
}

TEST_CASE("an endpoint's tags name its firewall") {
    const auto loaded = read(R"({
        "Firewalls": [{"FirewallName": "edge", "FirewallArn": "arn:firewall/edge"}],
        "VpcEndpoints": [
            {"VpcEndpointId": "vpce-1", "VpcEndpointType": "GatewayLoadBalancer",
             "SubnetIds": ["subnet-fw"],
             "Tags": [{"Key": "AWSNetworkFirewallManaged", "Value": "true"},
                      {"Key": "Firewall", "Value": "arn:firewall/edge"}]},
            {"VpcEndpointId": "vpce-2", "VpcEndpointType": "GatewayLoadBalancer"}]})");
    const network_index index(loaded.data);
    REQUIRE(index.firewall_of_endpoint("vpce-1") != nullptr);
    CHECK(index.firewall_of_endpoint("vpce-1")->name == "edge");
    CHECK(!index.find_endpoint("vpce-2")->firewall_id);
}

TEST_CASE("describe-firewall-policy gives groups, order, defaults and HOME_NET") {
    const auto loaded = read(policy_json);
    REQUIRE(loaded.data.firewall_policies.size() == 1);
    const auto& policy = loaded.data.firewall_policies[0];
    CHECK(policy.id == "arn:policy/p");
    CHECK(policy.name == "p");
    REQUIRE(policy.stateless.size() == 1);
    CHECK(policy.stateless[0].group_id == "arn:less");
    CHECK(policy.stateless[0].priority == 20);
    CHECK(policy.stateless_default == firewall_action::forward);
    REQUIRE(policy.stateful.size() == 1);
    CHECK(policy.stateful[0].priority == 5);
    CHECK(policy.stateful[0].drop_to_alert);
    CHECK(policy.strict_order);
    CHECK(policy.otherwise == stateful_default::drop_established);
    CHECK(policy.otherwise_name == "aws:drop_established");
    CHECK(policy.home_net == std::vector<cidr>{"10.0.0.0/8"_cidr});
}

TEST_CASE("default actions for strict order: none, known ones and others") {
    const auto defaults = [](const std::string& actions) {
        const auto loaded = read(
            R"({"FirewallPolicyResponse": {"FirewallPolicyArn": "arn:policy/p"},
                "FirewallPolicy": {"StatelessDefaultActions": ["aws:pass"],
                "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER"},
                "StatefulDefaultActions": [)" +
            actions + "]}}");
        return loaded.data.firewall_policies.at(0).otherwise;
    };
    CHECK(defaults("") == stateful_default::pass);
    CHECK(defaults(R"("aws:alert_strict")") == stateful_default::pass);
    CHECK(defaults(R"("aws:drop_strict", "aws:alert_strict")") == stateful_default::drop_strict);
    CHECK(defaults(R"("aws:drop_established_app_layer")") == stateful_default::unknown);
}

TEST_CASE("the documents may be files of a folder, elements of wrapped lists, or one object") {
    const auto folder = std::filesystem::temp_directory_path() / "vpcplan-firewall-reader";
    std::filesystem::remove_all(folder);
    const auto group = group_json(R"x({"RulesString": "drop ip any any -> any any (sid:1;)"})x");
    write_file(folder / "firewall-edge.json", firewall_json);
    write_file(folder / "firewall-policy-p.json", policy_json);
    write_file(folder / "firewall-rules-full.json", group);
    const auto from_folder = load(folder);
    std::filesystem::remove_all(folder);
    const auto wrapped = read(R"({"NetworkFirewalls": [)" + std::string(firewall_json) +
                              R"(], "NetworkFirewallPolicies": [)" + policy_json +
                              R"(], "NetworkFirewallRuleGroups": [)" + group + "]}");
    const auto body = [](std::string text) {
        return text.substr(text.find('{') + 1, text.rfind('}') - text.find('{') - 1);
    };
    const auto merged =
        read("{" + body(R"({"Firewall": {"FirewallArn": "arn:firewall/edge"}})") + "," +
             body(R"({"FirewallPolicy": {"StatelessDefaultActions": ["aws:pass"]},
                      "FirewallPolicyResponse": {"FirewallPolicyArn": "arn:policy/p"}})") +
             "," + body(group) + R"(, "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})");
    for (const auto* loaded : {&from_folder, &wrapped, &merged}) {
        CHECK(loaded->data.firewalls.size() == 1);
        CHECK(loaded->data.firewall_policies.size() == 1);
        REQUIRE(loaded->data.firewall_rule_groups.size() == 1);
        CHECK(loaded->data.firewall_rule_groups[0].id == "arn:full");
        CHECK(loaded->data.firewall_rule_groups[0].name == "full");
        CHECK(loaded->data.firewall_rule_groups[0].stateful.size() == 1);
        CHECK(find_diagnostic(*loaded, "unknown_key") == nullptr);
    }
    CHECK(merged.data.vpcs.size() == 1);
}

TEST_CASE("stateless rules are read with every match attribute and stand by priority") {
    const auto loaded = read(group_json(R"({"StatelessRulesAndCustomActions": {
        "StatelessRules": [
            {"Priority": 20, "RuleDefinition": {"Actions": ["aws:drop"], "MatchAttributes": {}}},
            {"Priority": 10, "RuleDefinition": {"Actions": ["aws:pass", "Metrics"],
             "MatchAttributes": {
                "Sources": [{"AddressDefinition": "10.0.0.0/8"}],
                "Destinations": [{"AddressDefinition": "192.0.2.0/24"}],
                "SourcePorts": [{"FromPort": 1024, "ToPort": 65535}],
                "DestinationPorts": [{"FromPort": 80, "ToPort": 81}],
                "Protocols": [6, 17],
                "TCPFlags": [{"Flags": ["SYN"], "Masks": ["SYN", "ACK"]}, {"Flags": ["ACK"]}]}}}],
        "CustomActions": [{"ActionName": "Metrics", "ActionDefinition": {}}]}})"));
    REQUIRE(loaded.data.firewall_rule_groups.size() == 1);
    const auto& group = loaded.data.firewall_rule_groups[0];
    CHECK(!group.is_stateful);
    REQUIRE(group.stateless.size() == 2);
    const auto& rule = group.stateless[0];
    CHECK(rule.priority == 10);
    CHECK(rule.action == firewall_action::pass);
    CHECK(rule.readable);
    CHECK(rule.sources == std::vector<cidr>{"10.0.0.0/8"_cidr});
    CHECK(rule.destinations == std::vector<cidr>{"192.0.2.0/24"_cidr});
    CHECK(rule.source_ports == std::vector<port_range>{{1024, 65535}});
    CHECK(rule.destination_ports == std::vector<port_range>{{80, 81}});
    CHECK(rule.protocols == std::vector<protocol>{protocol::tcp(), protocol::udp()});
    REQUIRE(rule.flags.size() == 2);
    CHECK(rule.flags[0].set == tcp_flag::syn);
    CHECK(rule.flags[0].mask == (tcp_flag::syn | tcp_flag::ack));
    CHECK(rule.flags[1].mask == 255);
    CHECK(group.stateless[1].action == firewall_action::drop);
    CHECK(group.stateless[1].readable);
}

TEST_CASE("a stateless rule that is not understood is kept as unreadable and told") {
    for (const auto* definition :
         {R"({"Actions": ["aws:pass", "aws:drop"], "MatchAttributes": {}})",
          R"({"Actions": ["aws:pass"]})",
          R"({"Actions": ["aws:pass"],
              "MatchAttributes": {"Sources": [{"AddressDefinition": "ten"}]}})",
          R"({"Actions": ["aws:pass"],
              "MatchAttributes": {"SourcePorts": [{"FromPort": 9, "ToPort": 1}]}})",
          R"({"Actions": ["aws:pass"], "MatchAttributes": {"Protocols": [256]}})",
          R"({"Actions": ["aws:pass"], "MatchAttributes": {"TCPFlags": [{"Flags": ["SIN"]}]}})"}) {
        const auto loaded = read(group_json(
            R"({"StatelessRulesAndCustomActions": {"StatelessRules": [{"Priority": 1,
                "RuleDefinition": )" +
            std::string(definition) + "}]}}"));
        INFO(definition);
        REQUIRE(loaded.data.firewall_rule_groups.at(0).stateless.size() == 1);
        CHECK(!loaded.data.firewall_rule_groups[0].stateless[0].readable);
        CHECK(find_diagnostic(loaded, "unreadable_rule") != nullptr);
    }
}

TEST_CASE("stateful rules in fields are the same as rules in text") {
    const auto loaded = read(group_json(R"({"StatefulRules": [
        {"Action": "DROP", "Header": {"Protocol": "TCP", "Source": "10.0.0.0/8",
         "SourcePort": "ANY", "Direction": "FORWARD", "Destination": "ANY",
         "DestinationPort": "[80,443]"}, "RuleOptions": [{"Keyword": "sid", "Settings": ["7"]}]},
        {"Action": "PASS", "Header": {"Protocol": "HTTP", "Source": "$HOME_NET",
         "SourcePort": "1990:1994", "Direction": "ANY", "Destination": "ANY",
         "DestinationPort": "ANY"}, "RuleOptions": [{"Keyword": "sid:8"}]},
        {"Action": "DROP", "Header": {"Protocol": "IP", "Source": "ANY", "SourcePort": "ANY",
         "Direction": "FORWARD", "Destination": "ANY", "DestinationPort": "ANY"},
         "RuleOptions": [{"Keyword": "sid", "Settings": ["9"]},
                         {"Keyword": "geoip", "Settings": ["dst", "KP"]}]}]})"));
    const auto& rules = loaded.data.firewall_rule_groups.at(0).stateful;
    REQUIRE(rules.size() == 3);
    CHECK(shown(rules[0]) == "drop 6: 10.0.0.0/8 any > any 80 443");
    CHECK(rules[0].name == "7");
    CHECK(shown(rules[1]) == "pass 6: home 1990-1994 <> any any deeper");
    CHECK(rules[1].name == "8");
    CHECK(shown(rules[2]) == "drop: any any > any any deeper");
}

TEST_CASE("domain lists become rules for what a header does not tell") {
    const auto rules = [](const char* kind) {
        const auto loaded = read(group_json(
            R"({"RulesSourceList": {"Targets": [".example.com"], "TargetTypes": ["TLS_SNI"],
                "GeneratedRulesType": ")" +
            std::string(kind) + "\"}}"));
        std::string all;
        for (const auto& rule : loaded.data.firewall_rule_groups.at(0).stateful) {
            all += shown(rule) + "; ";
        }
        return all;
    };
    CHECK(rules("DENYLIST") == "drop 6: home any > !home any deeper; ");
    CHECK(rules("ALLOWLIST") ==
          "pass 6: home any > !home any deeper; drop 6: home any > !home any deeper; ");
    CHECK(rules("ALERTLIST").empty());
    CHECK(rules("OTHER") == "? OTHER; ");
}

TEST_CASE("a rule group without rules is known by name only") {
    const auto loaded = read(R"({"RuleGroupResponse": {"RuleGroupArn": "arn:full",
                                 "RuleGroupName": "managed"}, "RuleGroup": {}})");
    REQUIRE(loaded.data.firewall_rule_groups.size() == 1);
    CHECK(!loaded.data.firewall_rule_groups[0].rules_known);
    CHECK(find_diagnostic(loaded, "unreadable_rule") != nullptr);
}

TEST_CASE("Suricata headers are read with any spacing") {
    CHECK(one("drop tcp 10.0.0.0/8 any -> any 443 (sid:7;)") == "drop 6: 10.0.0.0/8 any > any 443");
    CHECK(one("  drop\ttcp   10.0.0.0/8\tany  ->   any 443(sid:7; rev:2;)  ") ==
          "drop 6: 10.0.0.0/8 any > any 443");
    CHECK(one("PASS UDP any 53 <> 192.0.2.1 any (sid:8;)") ==
          "pass 17: any 53 <> 192.0.2.1/32 any");
    CHECK(one("reject icmp any any -> any any (sid:9;)") == "reject 1 58: any any > any any");
    CHECK(one("alert ip any any -> any any (sid:9;)") == "alert: any any > any any");
    CHECK(one("pass ip any any -> any any") == "pass: any any > any any");
    CHECK(one("pass ip 2001:db8::/32 any -> 2001:db8::1 any (sid:1;)") ==
          "pass: 2001:db8::/32 any > 2001:db8::1/128 any");
}

TEST_CASE("Suricata lists, exclusions and ranges") {
    CHECK(one("drop tcp [10.0.0.0/8, !10.1.0.0/16] any -> !192.0.2.0/24 [80,443,8000:8100] "
              "(sid:1;)") ==
          "drop 6: 10.0.0.0/8 !10.1.0.0/16 any > !192.0.2.0/24 80 443 8000-8100");
    CHECK(one("drop tcp any 1024: -> any :1023 (sid:1;)") == "drop 6: any 1024-65535 > any 0-1023");
    CHECK(one("drop tcp any any -> any !80 (sid:1;)") == "drop 6: any any > any !80");
    CHECK(one("drop tcp any any -> any [1024:,![7000:7002,9000]] (sid:1;)") ==
          "drop 6: any any > any 1024-65535 !7000-7002 !9000");
    CHECK(one("drop tcp [any] any -> [any,!10.0.0.1] any (sid:1;)") ==
          "drop 6: any any > !10.0.0.1/32 any");
    CHECK(one("drop tcp [[10.0.0.1,10.0.0.2],10.0.0.3] any -> ![10.0.0.1,10.0.0.2] any (sid:1;)") ==
          "drop 6: 10.0.0.1/32 10.0.0.2/32 10.0.0.3/32 any > !10.0.0.1/32 !10.0.0.2/32 any");
}

TEST_CASE("Suricata names stand for what the rule group defines, HOME_NET also without") {
    const auto* variables = R"({"IPSets": {"WEB": {"Definition": ["10.0.1.0/24", "10.0.2.0/24"]}},
                                "PortSets": {"ALT": {"Definition": ["8080", "9000:9010"]}}})";
    CHECK(one("drop tcp $WEB $ALT -> !$WEB !$ALT (sid:1;)", variables) ==
          "drop 6: 10.0.1.0/24 10.0.2.0/24 8080 9000-9010 > !10.0.1.0/24 !10.0.2.0/24 !8080 "
          "!9000-9010");
    CHECK(one("drop tcp [$WEB,!10.0.1.9] any -> @OFFICES any (sid:1;)", variables) ==
          "drop 6: 10.0.1.0/24 10.0.2.0/24 !10.0.1.9/32 any > pl-1 any");
    CHECK(one("drop tcp $HOME_NET any -> $EXTERNAL_NET any (sid:1;)") ==
          "drop 6: home any > !home any");
    CHECK(one("drop tcp !$EXTERNAL_NET any -> [$HOME_NET,10.9.0.0/16] any (sid:1;)") ==
          "drop 6: home any > home 10.9.0.0/16 any");
    // A group that defines HOME_NET alone still has the policy's EXTERNAL_NET.
    CHECK(one("drop tcp $HOME_NET any -> $EXTERNAL_NET any (sid:1;)",
              R"({"IPSets": {"HOME_NET": {"Definition": ["10.7.0.0/16"]}}})") ==
          "drop 6: 10.7.0.0/16 any > !home any");
}

TEST_CASE(
    "Suricata options: labels say nothing, a side of the flow counts, all else looks deeper") {
    CHECK(one(R"x(drop tcp any any -> any any (msg:"a; b \"c\" (d"; sid:12; rev:1; metadata:x y;
classtype:bad; priority:3; reference:url,x; flowbits:set,seen;))x") == "drop 6: any any > any any");
    const auto rules = rules_of("drop tcp any any -> any 80 (flow:to_server; sid:5;)\n"
                                "drop tcp any any -> any 80 (flow:to_server,established; sid:6;)\n"
                                "drop tcp any any -> any 80 (content:\"x;y\"; sid:7;)\n"
                                "pass tls any any -> any any (tls.sni; content:\"a\"; sid:8;)\n"
                                "pass dns any any -> any any (sid:9;)\n"
                                "drop tcp any any -> any any (flowbits:isset,seen; sid:10;)");
    REQUIRE(rules.size() == 6);
    CHECK(rules[0].side == flow_side::to_server);
    CHECK(!rules[0].looks_deeper);
    CHECK(rules[0].name == "5");
    CHECK(rules[1].side == flow_side::to_server);
    CHECK(rules[1].looks_deeper);
    CHECK(rules[2].looks_deeper);
    CHECK(shown(rules[3]) == "pass 6: any any > any any deeper");
    CHECK(shown(rules[4]) == "pass 6 17: any any > any any deeper");
    CHECK(rules[5].looks_deeper);
}

TEST_CASE("Suricata comments, empty lines, Windows lines and continued rules") {
    const auto rules = rules_of("# drop ip any any -> any any (sid:1;)\r\n"
                                "\r\n"
                                "   # another\n"
                                "drop tcp any any -> any 80 \\\n   (sid:2;)\r\n"
                                "drop tcp any any -> any 81 (msg:\"x\";\n  sid:3;\n)\n"
                                "pass tcp any any -> any 82 (sid:4;)");
    REQUIRE(rules.size() == 3);
    CHECK(shown(rules[0]) == "drop 6: any any > any 80");
    CHECK(rules[0].name == "2");
    CHECK(shown(rules[1]) == "drop 6: any any > any 81");
    CHECK(rules[1].name == "3");
    CHECK(rules[2].name == "4");
    // A parenthesis that is never closed does not swallow the rules behind it.
    const auto torn =
        rules_of("drop tcp any any -> any 80 (sid:2;\npass ip any any -> any any (sid:3;)");
    REQUIRE(torn.size() == 2);
    CHECK(!torn[0].readable);
    CHECK(torn[0].action == firewall_action::drop);
    CHECK(torn[1].name == "3");
}

TEST_CASE("Suricata text that is no rule may do anything, and is told with its line") {
    for (const auto* text :
         {"nonsense", "drop tcp any any", "drop tcp any any => any any (sid:1;)",
          "allow tcp any any -> any any (sid:1;)", "drop quux any any -> any any (sid:1;)",
          "drop tcp 10.0.0 any -> any any (sid:1;)", "drop tcp any 70000 -> any any (sid:1;)",
          "drop tcp any 90:80 -> any any (sid:1;)", "drop tcp [10.0.0.1 any -> any any (sid:1;)",
          "drop tcp $NOBODY any -> any any (sid:1;)", "drop tcp any $NONE -> any any (sid:1;)",
          "drop tcp !any any -> any any (sid:1;)", "drop tcp @NOWHERE any -> any any (sid:1;)",
          "drop tcp [] any -> any any (sid:1;)", "drop tcp any any -> any any sid:1;",
          "drop tcp [10.0.0.0/8,[!10.1.0.0/16,10.2.0.0/16]] any -> any any (sid:1;)",
          "drop tcp ![10.0.0.0/8,!10.1.0.0/16] any -> any any (sid:1;)",
          "drop tcp [$EXTERNAL_NET,10.0.0.1] any -> any any (sid:1;)",
          "drop tcp [[[[[[[[[[10.0.0.1]]]]]]]]]] any -> any any (sid:1;)"}) {
        loaded_network loaded;
        const auto rules = rules_of("\n" + std::string(text), &loaded);
        INFO(text);
        REQUIRE(rules.size() == 1);
        CHECK(!rules[0].readable);
        const auto* said = find_diagnostic(loaded, "unreadable_rule");
        REQUIRE(said != nullptr);
        CHECK(contains(said->message, "line 2 of the rules"));
        CHECK(contains(to_string(said->place), "/RuleGroup/RulesSource/RulesString"));
    }
}

TEST_CASE("Suricata names that stand for each other end, and lists stay small") {
    const auto* circle =
        R"({"IPSets": {"A": {"Definition": ["$B"]}, "B": {"Definition": ["$A"]}}})";
    CHECK(one("drop ip $A any -> any any (sid:1;)", circle) == "? 1");
    std::string doubling = R"({"IPSets": {"N0": {"Definition": ["10.0.0.1"]})";
    for (int i = 1; i <= 8; ++i) {
        const auto before = "\"$N" + std::to_string(i - 1) + "\"";
        doubling += ", \"N" + std::to_string(i) + "\": {\"Definition\": [";
        for (int j = 0; j < 100; ++j) {
            doubling += (j == 0 ? "" : ",") + before;
        }
        doubling += "]}";
    }
    CHECK(one("drop ip $N3 any -> any any (sid:1;)", doubling + "}}") == "? 1");
}

TEST_CASE("random Suricata text never breaks the reader") {
    const std::string_view pieces[] = {"drop ", "pass",  "tcp ", " any", "->", "<>",         "[",
                                       "]",     "!",     ",",    "$A",   "(",  ")",          "\"",
                                       ";",     ":",     "\\",   "\n",   "#",  "10.0.0.0/8", "80",
                                       " ",     "sid:1", "@",    "\t"};
    std::uint32_t state = 12345;
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (int i = 0; i < 40; ++i) {
            state = state * 1664525 + 1013904223;
            text += pieces[(state >> 16) % std::size(pieces)];
        }
        for (const auto& rule : rules_of(text)) {
            CHECK(!rule.name.empty());
        }
    }
}
