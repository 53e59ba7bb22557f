// Readers meet anything: every value of a good document is replaced by values of other types.
#include "support/loading.hpp"

#include <boost/json.hpp>

using namespace vpcplan;
using namespace vpcplan::test;
namespace json = boost::json;

namespace {

// One of everything, so that each field is met once.
constexpr const char* aws_sample = R"({
  "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "1", "IsDefault": false,
    "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16",
                                 "CidrBlockState": {"State": "associated"}}],
    "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56",
                                     "Ipv6CidrBlockState": {"State": "associated"}}],
    "BlockPublicAccessStates": {"InternetGatewayBlockMode": "off"},
    "Tags": [{"Key": "Name", "Value": "main"}]}],
  "VpcAttributes": [{"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}}],
  "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"},
  "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
    "AvailabilityZone": "x-1a", "AvailabilityZoneId": "x1-az1", "AvailableIpAddressCount": 9,
    "MapPublicIpOnLaunch": false, "SubnetArn": "arn:aws:ec2:x-1:1:subnet/subnet-1",
    "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8:0:1::/64",
                                     "Ipv6CidrBlockState": {"State": "associated"}}]}],
  "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
    "Associations": [{"Main": true, "AssociationState": {"State": "associated"}},
                     {"Main": false, "SubnetId": "subnet-1"}, {"GatewayId": "igw-1"}],
    "Routes": [
      {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable",
       "State": "active"},
      {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1",
       "Origin": "CreateRoute", "State": "active"},
      {"DestinationPrefixListId": "pl-1", "NatGatewayId": "nat-1", "Origin": "CreateRoute",
       "State": "blackhole"},
      {"DestinationCidrBlock": "10.9.0.0/16", "InstanceId": "i-1", "NetworkInterfaceId": "eni-1",
       "Origin": "CreateRoute", "State": "active"}]}],
  "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
    "Associations": [{"SubnetId": "subnet-1"}],
    "Entries": [
      {"RuleNumber": 100, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "0.0.0.0/0",
       "PortRange": {"From": 1, "To": 2}, "Egress": false},
      {"RuleNumber": 110, "RuleAction": "deny", "Protocol": "1", "CidrBlock": "0.0.0.0/0",
       "IcmpTypeCode": {"Type": 8, "Code": 0}, "Egress": true},
      {"RuleNumber": 120, "RuleAction": "deny", "Protocol": "58", "Ipv6CidrBlock": "::/0",
       "IcmpTypeCode": {"Type": 128, "Code": 0}, "Egress": true}]}],
  "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1",
    "Description": "d",
    "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2,
      "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "x"}],
      "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "PrefixListIds": [{"PrefixListId": "pl-1"}],
      "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "1", "VpcId": "vpc-1",
                            "PeeringStatus": "active"}]}],
    "IpPermissionsEgress": [{"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1,
                             "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
  "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
    "Description": "d", "Status": "in-use", "SourceDestCheck": true, "InterfaceType": "interface",
    "Groups": [{"GroupId": "sg-1"}], "PrivateIpAddress": "10.0.1.10",
    "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0, "Status": "attached"},
    "Association": {"PublicIp": "198.51.100.1"},
    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.10", "Primary": true,
                            "Association": {"PublicIp": "198.51.100.1"}}],
    "Ipv6Addresses": [{"Ipv6Address": "2001:db8:0:1::a"}],
    "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.32/28"}], "TagSet": [{"Key": "Name", "Value": "e"}]}],
  "Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "running"},
    "Tags": [{"Key": "Name", "Value": "web-1"}],
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Attachment": {"DeviceIndex": 0}}]}]}],
  "PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "s3", "Cidrs": ["52.0.0.0/8"]}],
  "ManagedPrefixLists": [{"PrefixListId": "pl-2", "PrefixListName": "office"}],
  "ManagedPrefixListEntries": [{"PrefixListId": "pl-2", "Entries": [{"Cidr": "192.0.2.0/24"}]}],
  "InternetGateways": [{"InternetGatewayId": "igw-1",
                        "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}],
  "EgressOnlyInternetGateways": [{"EgressOnlyInternetGatewayId": "eigw-1",
                                  "Attachments": [{"State": "attached", "VpcId": "vpc-1"}]}],
  "NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1",
    "State": "available", "ConnectivityType": "public",
    "NatGatewayAddresses": [{"PrivateIp": "10.0.1.5", "PublicIp": "198.51.100.5",
                             "NetworkInterfaceId": "eni-9", "IsPrimary": true}]}],
  "Addresses": [{"PublicIp": "198.51.100.1", "NetworkInterfaceId": "eni-1",
                 "PrivateIpAddress": "10.0.1.10"}],
  "VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1"}],
  "LoadBalancers": [{"LoadBalancerArn": "arn:lb", "LoadBalancerName": "lb"}]
})";

constexpr const char* sketch_sample = R"({
  "vpc": ["10.0.0.0/16", "2001:db8::/56"], "name": "shop", "region": "x-1", "dns_support": true,
  "internet_gateway": true, "egress_only_internet_gateway": true, "block_public_access": "off",
  "prefix_lists": {"office": ["192.0.2.0/24"]},
  "subnets": {"s": {"cidr": ["10.0.1.0/24", "2001:db8:0:1::/64"], "zone": "a",
                    "route_table": "r", "acl": "a"},
              "t": {"cidr": "10.0.2.0/24", "routes": ["0.0.0.0/0 -> nat"]}},
  "route_tables": {"r": ["0.0.0.0/0 -> igw"], "e": {"gateway": "igw", "routes": []}},
  "network_acls": {"a": {"inbound": ["100 allow all"], "outbound": ["100 allow all"]}},
  "security_groups": {"web": {"inbound": ["tcp 80 from group web"], "outbound": [],
                              "description": "d"}},
  "instances": {"i": {"subnet": "s", "ip": "10.0.1.10", "ipv6": true, "public_ip": true,
                      "groups": ["web"], "secondary": [{"ip": "10.0.1.11"}],
                      "prefixes": ["10.0.1.32/28"], "source_dest_check": false,
                      "state": "running"},
                "j": {"interfaces": [{"subnet": "s"}, {"subnet": "t"}]}},
  "interfaces": {"card": {"subnet": "s"}},
  "nat_gateways": {"nat": {"subnet": "s", "ip": "10.0.1.5", "public_ip": "198.51.100.5",
                           "connectivity": "public"}}
})";

const std::vector<json::value>& replacements() {
    static const std::vector<json::value> values = [] {
        std::vector<json::value> all;
        for (const auto* text : {"null",
                                 "true",
                                 "false",
                                 "0",
                                 "-1",
                                 "65536",
                                 "9223372036854775807",
                                 "18446744073709551615",
                                 "1.5",
                                 "\"\"",
                                 "\"x\"",
                                 "\"0.0.0.0/0\"",
                                 "\"::/0\"",
                                 "\"\\u0000\"",
                                 "[]",
                                 "{}",
                                 "[[[]]]",
                                 "[null]",
                                 "[1]",
                                 "[\"x\"]",
                                 "{\"a\": 1}",
                                 "{\"Key\": \"Name\", \"Value\": {}}"}) {
            all.push_back(json::parse(text));
        }
        return all;
    }();
    return values;
}

/// Calls `visit(changed document, pointer, replacement)` for every value and every replacement.
template <class Visit>
void mutate(json::value& root, json::value& at, const std::string& pointer, Visit&& visit) {
    const json::value original = at;
    for (const auto& value : replacements()) {
        at = value;
        visit(root, pointer, value);
    }
    at = original;
    if (auto* object = at.if_object()) {
        for (auto& member : *object) {
            mutate(root, member.value(), pointer + "/" + std::string(member.key()), visit);
        }
        // Without the member, too.
        for (const auto& member : original.get_object()) {
            at.get_object().erase(member.key());
            visit(root, pointer + "/" + std::string(member.key()), nullptr);
            at = original;
        }
    } else if (auto* list = at.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            mutate(root, (*list)[i], pointer + "/" + std::to_string(i), visit);
        }
    }
}

} // namespace

TEST_CASE("the sample that is mutated is good") {
    const auto loaded = read(aws_sample);
    for (const auto& one : loaded.diagnostics) {
        CHECK(one.message.empty());
    }
    CHECK(read(sketch_sample).data.interfaces.size() == 5);
}

TEST_CASE("AWS JSON with any value replaced is read, or refused with a reason") {
    auto root = json::parse(aws_sample);
    std::size_t count = 0;
    mutate(root, root, "",
           [&](const json::value& document, const std::string& pointer, const json::value& value) {
               ++count;
               const auto outcome = parse_network(json::serialize(document), "m.json");
               if (const auto* why = std::get_if<load_failure>(&outcome)) {
                   INFO(pointer << " = " << json::serialize(value));
                   CHECK(pointer.empty()); // only the whole document can be nothing at all
                   CHECK_FALSE(why->message.empty());
               }
           });
    CHECK(count > 5000);
}

TEST_CASE("a wrong type in a rule or route never goes unnoticed") {
    auto root = json::parse(aws_sample);
    std::size_t count = 0;
    mutate(root, root, "",
           [&](const json::value& document, const std::string& pointer, const json::value& value) {
               const bool in_rule = pointer.find("/Entries") != std::string::npos ||
                                    pointer.find("/IpPermissions") != std::string::npos ||
                                    pointer.find("/Routes") != std::string::npos;
               const bool is_wrong = value.is_double() ||
                                     (value.is_array() && !value.get_array().empty()) ||
                                     (value.is_object() && !value.get_object().empty());
               // Fields that decide nothing: texts for people, and the owner of a group.
               const bool is_remark =
                   pointer.ends_with("/Description") || pointer.ends_with("/UserId");
               if (!in_rule || !is_wrong || is_remark) {
                   return;
               }
               ++count;
               INFO(pointer << " = " << json::serialize(value));
               CHECK_FALSE(read(json::serialize(document)).diagnostics.empty());
           });
    CHECK(count > 300);
}

TEST_CASE("a vpc.yaml tree with any value replaced is read, or refused with a place") {
    auto root = json::parse(sketch_sample);
    std::size_t count = 0;
    mutate(root, root, "",
           [&](const json::value& document, const std::string& pointer, const json::value& value) {
               ++count;
               const auto outcome = parse_network(json::serialize(document), "m.json");
               if (const auto* why = std::get_if<load_failure>(&outcome)) {
                   INFO(pointer << " = " << json::serialize(value));
                   CHECK_FALSE(why->message.empty());
                   CHECK(contains(why->message, "m.json"));
               }
           });
    CHECK(count > 1500);
}

TEST_CASE("every beginning of a document ends cleanly") {
    const std::string sketch = file_text(VPCPLAN_SOURCE_DIR "/examples/three-tier/vpc.yaml");
    for (std::size_t length = 0; length < sketch.size(); length += 7) {
        const auto outcome = parse_network(std::string_view(sketch).substr(0, length), "cut.yaml");
        if (const auto* why = std::get_if<load_failure>(&outcome)) {
            CHECK_FALSE(why->message.empty());
        }
    }
    const std::string aws = aws_sample;
    for (std::size_t length = 0; length < aws.size(); length += 3) {
        CHECK(std::holds_alternative<load_failure>(
            parse_network(std::string_view(aws).substr(0, length), "cut.json")));
    }
}
