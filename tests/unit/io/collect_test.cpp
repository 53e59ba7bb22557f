// The script of `vpcplan collect`, run with an `aws` that knows a little and logs each call.
#include "support/loading.hpp"

#include <regex>
#include <set>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

// What is not canned here is an empty object. Account 222222222222 (profile shop) is one that
// shares the transit gateway of 111111111111, and may not look at everything.
constexpr const char* fake_aws = R"sh(#!/usr/bin/env bash
echo "$*" >>"$AWS_LOG"
profile=default
[ "$1" != --profile ] || { profile=$2; shift 2; }
vpc=vpc-1
[ "$profile" != shop ] || vpc=vpc-2
lb=arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/web/1
tg=arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/2
fw=arn:aws:network-firewall:eu-west-1:111111111111
case "$*" in
sts*) case ${NO_CREDENTIALS:-}$profile in
    yes* | expired) echo "The security token has expired" >&2; exit 253 ;;
    shop) echo 222222222222 ;;
    *) echo 111111111111 ;;
    esac ;;
configure*) echo eu-west-1 ;;
*us-east-1*) [ "$1 $2" != "network-firewall list-firewalls" ] ||
    { echo "Could not connect to the endpoint URL" >&2; exit 255; }
    echo '{}' ;;
*describe-regions*) printf 'eu-west-1\tus-east-1\n' ;;
*'--query Vpcs[].VpcId'*) echo $vpc ;;
*'--query PrefixLists[].PrefixListId'*) echo pl-1 ;;
*'--query TransitGatewayRouteTables[]'*) printf 'tgw-rtb-1\ttgw-rtb-2\ttgw-rtb-3\n' ;;
*'--query LoadBalancers[]'*) echo $lb ;;
*'--query TargetGroups[]'*) echo $tg ;;
*'--query Listeners[]'*) echo ${lb/loadbalancer/listener}/3 ;;
*'--query LoadBalancerDescriptions[]'*) echo old ;;
*'--query Firewalls[]'*) echo $fw:firewall/fw ;;
*'--query VpcEndpointAssociations[]'*) echo $fw:vpc-endpoint-association/e ;;
*'--query FirewallPolicies[]'*) echo $fw:firewall-policy/p ;;
*'--query RuleGroups[]'*) echo $fw:stateful-rulegroup/g ;;
*'--query directConnectGateways[]'*) echo dx-1 ;;
*'[].'*) echo None ;;
*describe-vpc-attribute*) echo '{"VpcId": "'$vpc'", "EnableDnsSupport": {"Value": false}}' ;;
*describe-vpcs*) echo '{"Vpcs": [{"VpcId": "'$vpc'", "CidrBlock": "10.'${vpc#vpc-}'.0.0/16"}]}' ;;
*describe-nat-gateways*) [ "$profile" != shop ] || { echo "UnauthorizedOperation: no" >&2; exit 254; }
    echo '{"NatGateways": []}' ;;
*describe-managed-prefix-lists*) echo '{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "office"}]}' ;;
*get-managed-prefix-list-entries*"PrefixListId: 'pl-1'"*)
    echo '{"ManagedPrefixListEntries": [{"PrefixListId": "pl-1", "Entries": [{"Cidr": "192.0.2.0/24"}]}]}' ;;
*describe-transit-gateways*) echo '{"TransitGateways": [{"TransitGatewayId": "tgw-1", "OwnerId": "111111111111"}]}' ;;
*describe-transit-gateway-route-tables*) echo '{"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1"}, {"TransitGatewayRouteTableId": "tgw-rtb-2", "TransitGatewayId": "tgw-1"}, {"TransitGatewayRouteTableId": "tgw-rtb-3", "TransitGatewayId": "tgw-1"}]}' ;;
*search-transit*tgw-rtb-1*) echo '{"TransitGatewayRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": [], "AdditionalRoutesAvailable": false}]}' ;;
*search-transit*tgw-rtb-2*Values=static*) echo '{"TransitGatewayStaticRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-2", "Routes": [], "AdditionalRoutesAvailable": false}]}' ;;
*search-transit*) echo '{"TransitGatewayRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-2", "Routes": [], "AdditionalRoutesAvailable": true}]}' ;;
*get-transit-gateway-route-table-propagations*tgw-rtb-2*) echo '{"TransitGatewayPropagations": [{"TransitGatewayRouteTableId": "tgw-rtb-2", "TransitGatewayRouteTablePropagations": []}]}' ;;
*elbv2*describe-load-balancers*) echo '{"LoadBalancers": [{"LoadBalancerArn": "'$lb'", "LoadBalancerName": "web", "Type": "application", "VpcId": "vpc-1"}]}' ;;
*elbv2*describe-listeners*) echo '{"LoadBalancerListeners": [{"LoadBalancerArn": "'$lb'", "Listeners": [{"ListenerArn": "'${lb/loadbalancer/listener}/3'", "Port": 443, "Protocol": "HTTPS", "DefaultActions": [{"Type": "forward", "TargetGroupArn": "'$tg'"}]}]}]}' ;;
*describe-target-groups*) echo '{"TargetGroups": [{"TargetGroupArn": "'$tg'", "TargetGroupName": "web", "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "TargetType": "ip"}]}' ;;
*describe-target-health*) echo '{"LoadBalancerTargetHealth": [{"TargetGroupArn": "'$tg'", "TargetHealthDescriptions": [{"Target": {"Id": "10.1.0.9", "Port": 80}, "TargetHealth": {"State": "healthy"}}]}]}' ;;
*) echo '{}' ;;
esac
)sh";

std::string quote(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

class collecting {
public:
    collecting() {
        write_file(folder.path / "collect.sh", collect_script());
        write_file(folder.path / "bin/aws", fake_aws);
        std::filesystem::permissions(folder.path / "bin/aws", std::filesystem::perms::owner_all);
    }

    /// The exit status of the script; what it says is in `said`.
    int run(const std::string& arguments, const std::string& environment = {}) {
        const auto command = "cd " + quote(folder.path) + " && PATH=" + quote(folder.path / "bin") +
                             ":\"$PATH\" AWS_LOG=" + quote(folder.path / "log") + " " +
                             environment + " bash -euo pipefail collect.sh " + arguments +
                             " 2>messages";
        const int status = std::system(command.c_str());
        said = file_text(folder.path / "messages");
        return status < 0 ? status : WEXITSTATUS(status);
    }
    std::string log() const { return file_text(folder.path / "log"); }
    bool wrote(const std::string& file) const {
        return std::filesystem::exists(folder.path / file);
    }

    const scratch_folder folder;
    std::string said;
};

bool has(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

/// DescribeVpcs for describe-vpcs, without the verb.
std::string key_of(const std::string& operation) {
    std::string key;
    bool upper = true;
    for (const char c : operation.substr(operation.find('-') + 1)) {
        if (c == '-') {
            upper = true;
        } else {
            key += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            upper = false;
        }
    }
    return key;
}

} // namespace

TEST_CASE("collect visits every account and Region, and the folder can be read") {
    if (!has("bash")) {
        WARN("SKIPPED: bash is not installed");
        return;
    }
    collecting script;
    CHECK(script.run("out --region eu-west-1,us-east-1 --profile network,shop,expired") == 3);
    INFO(script.said);
    CHECK(contains(script.said, "Region eu-west-1 of account 111111111111 -> out/111111111111/"));
    CHECK(contains(script.said, "Region us-east-1 of account 222222222222"));
    // What is missing is told where it happens, and all together at the end.
    CHECK(contains(script.said, "MISSING: UnauthorizedOperation: no"));
    REQUIRE(contains(script.said, "Done, but 8 calls failed"));
    const auto summary = script.said.substr(script.said.find("Done, but"));
    CHECK(contains(summary, "222222222222 eu-west-1: ec2 describe-nat-gateways: Unauthorized"));
    CHECK(contains(summary, "111111111111 us-east-1: network-firewall list-firewalls"));
    CHECK(contains(summary, "expired : sts get-caller-identity: The security token has expired"));
    CHECK(contains(summary, "routes of tgw-rtb-3: it has more than 1,000 static routes"));
    CHECK_FALSE(script.wrote("out/222222222222/eu-west-1/nat-gateways.json"));
    CHECK(script.wrote("out/111111111111/eu-west-1/nat-gateways.json"));
    CHECK(script.wrote("out/222222222222/us-east-1/vpcs.json"));
    CHECK_FALSE(script.wrote("out/222222222222/.us-east-1.part"));

    const auto loaded = load(script.folder.path / "out");
    const auto& net = loaded.data;
    REQUIRE(net.vpcs.size() == 2);
    CHECK_FALSE(net.vpcs[0].dns_support);
    REQUIRE(net.prefix_lists.size() == 1);
    CHECK(net.prefix_lists.front().complete);
    CHECK(net.transit_gateways.size() == 1);
    REQUIRE(net.transit_gateway_route_tables.size() == 3);
    CHECK(net.transit_gateway_route_tables[0].complete);
    CHECK(net.transit_gateway_route_tables[1].complete); // by static routes and propagations
    CHECK_FALSE(net.transit_gateway_route_tables[2].complete);
    REQUIRE(net.load_balancers.size() == 1);
    CHECK(net.load_balancers.front().listeners.size() == 1);
    REQUIRE(net.target_groups.size() == 1);
    CHECK(net.target_groups.front().targets.size() == 1);
    for (const auto& one : loaded.diagnostics) {
        INFO(one.id << ": " << one.message);
        CHECK(one.id != "unknown_key");
        CHECK(one.id != "duplicate_id");
    }
}

TEST_CASE("collect run again leaves what is there now, and keeps what it cannot replace") {
    if (!has("bash")) {
        WARN("SKIPPED: bash is not installed");
        return;
    }
    collecting script;
    write_file(script.folder.path / "out/111111111111/eu-west-1/vpc-dns-vpc-gone.json", "{}");
    write_file(script.folder.path / "out/111111111111/eu-west-1/notes.txt", "mine");
    CHECK(script.run("out") == 3); // the Region of the AWS CLI; tgw-rtb-3 has too many routes
    CHECK(script.wrote("out/111111111111/eu-west-1/vpc-dns-vpc-1.json"));
    CHECK_FALSE(script.wrote("out/111111111111/eu-west-1/vpc-dns-vpc-gone.json"));
    CHECK(script.wrote("out/111111111111/eu-west-1/notes.txt"));
    CHECK(script.run("out --region all") == 3);
    CHECK(contains(script.said, "Region us-east-1 of account 111111111111"));

    CHECK(script.run("out", "NO_CREDENTIALS=yes") == 1);
    CHECK(contains(script.said, "The security token has expired"));
    CHECK(contains(script.said, "sign in first"));
    CHECK(script.wrote("out/111111111111/eu-west-1/vpcs.json"));
    CHECK(script.run("out --regions x") == 1);
    CHECK(contains(script.said, "unknown option --regions; there are --region and --profile"));
    CHECK(script.run("out --region") == 1);
    CHECK(contains(script.said, "--region needs a value"));
}

TEST_CASE("collect fetches every key that is read, with nothing but reading calls") {
    if (!has("bash")) {
        WARN("SKIPPED: bash is not installed");
        return;
    }
    collecting script;
    script.run("out eu-west-1");
    std::set<std::string> fetched;
    std::ifstream log(script.folder.path / "log");
    const std::regex wrapped("--query \\{(\\w+): \\[");
    for (std::string line; std::getline(log, line);) {
        INFO(line);
        const auto operation = line.substr(line.find(' ') + 1);
        const bool reads = line.starts_with("sts get-caller-identity") ||
                           line.starts_with("configure get region") ||
                           line.starts_with(" ") || // a query goes on in the next line
                           operation.starts_with("describe-") || operation.starts_with("get-") ||
                           operation.starts_with("list-") || operation.starts_with("search-");
        CHECK(reads);
        if (std::smatch found; std::regex_search(line, found, wrapped)) {
            fetched.insert(found[1]);
        } else if (line.starts_with("elb describe-load-balancers")) {
            fetched.insert("LoadBalancerDescriptions");
        } else if (line.starts_with("directconnect ")) {
            auto key = key_of(operation.substr(0, operation.find(' ')));
            key.front() = static_cast<char>(key.front() - 'A' + 'a');
            fetched.insert(key);
        } else if (line.starts_with("network-firewall describe-")) {
            auto key = key_of(operation.substr(0, operation.find(' ')));
            fetched.insert(key == "Firewall"                 ? "NetworkFirewalls"
                           : key == "VpcEndpointAssociation" ? "NetworkFirewallAssociations"
                           : key == "FirewallPolicy"         ? "NetworkFirewallPolicies"
                                                             : "NetworkFirewallRuleGroups");
        } else {
            fetched.insert(key_of(operation.substr(0, operation.find(' '))));
        }
    }
    // Other spellings, and other ways to say the same.
    const std::map<std::string, std::string> same = {
        {"Reservations", "Instances"},
        {"ManagedPrefixLists", "PrefixLists"},
        {"VpcAttributes", "VpcAttribute"},
        {"TransitGatewayStaticRoutes", "TransitGatewayRoutes"},
        {"Listeners", "LoadBalancerListeners"},
        {"TargetHealthDescriptions", "LoadBalancerTargetHealth"},
        {"DirectConnectGateways", "directConnectGateways"},
        {"DirectConnectGatewayAssociations", "directConnectGatewayAssociations"},
        {"VirtualInterfaces", "virtualInterfaces"},
    };
    const auto source =
        file_text(std::filesystem::path(VPCPLAN_SOURCE_DIR) / "libvpcplan/src/aws_cli_reader.cpp");
    const auto start = source.find("read_keys = {");
    const auto list = source.substr(start, source.find("};", start) - start);
    const std::regex word("\"(\\w+)\"");
    std::size_t keys = 0;
    for (std::sregex_iterator at(list.begin(), list.end(), word), end; at != end; ++at) {
        const std::string key = (*at)[1];
        const auto other = same.find(key);
        INFO(key);
        CHECK(fetched.contains(other == same.end() ? key : other->second));
        ++keys;
    }
    CHECK(keys > 40);
}

TEST_CASE("the collect script is clean shell") {
    if (!has("shellcheck")) {
        WARN("SKIPPED: shellcheck is not installed");
        return;
    }
    collecting script;
    CHECK(std::system(("shellcheck " + quote(script.folder.path / "collect.sh")).c_str()) == 0);
}
