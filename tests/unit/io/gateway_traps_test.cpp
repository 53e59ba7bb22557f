// What gateways, endpoints and data centres refuse though every rule and route is there.
#include "support/traps.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

const std::string all_groups =
    "{inbound: [all from 0.0.0.0/0, 'all from ::/0'], outbound: [all to 0.0.0.0/0, 'all to ::/0']}";
const std::string both_families =
    "{inbound: [1 allow all, '2 allow all from ::/0'], outbound: [1 allow all, '2 allow all to "
    "::/0']}";

/// Two VPCs with IPv6 on a transit gateway; the second has a way to the internet.
std::string ipv6_through(const std::string& gateway) {
    return "transit_gateways: {hub: {attachments: {a: {subnets: a1, ipv6: true}, b: {subnets: b1, "
           "ipv6: true}}, routes: ['::/0 -> b']}}\n"
           "vpcs:\n"
           "  a:\n"
           "    cidr: [10.1.0.0/16, '2600:1f00:a::/56']\n"
           "    internet_gateway: true\n"
           "    subnets: {a1: {cidr: [10.1.1.0/24, '2600:1f00:a:1::/64'], zone: a, acl: open-a, "
           "routes: ['::/0 -> hub']}}\n"
           "    network_acls: {open-a: " +
           both_families + "}\n    security_groups: {ga: " + all_groups +
           "}\n    instances: {host: {subnet: a1, ipv6: '2600:1f00:a:1::10', groups: [ga]}}\n"
           "  b:\n"
           "    cidr: [10.2.0.0/16, '2600:1f00:b::/56']\n"
           "    internet_gateway: true\n"
           "    egress_only_internet_gateway: true\n"
           "    subnets: {b1: {cidr: [10.2.1.0/24, '2600:1f00:b:1::/64'], zone: a, acl: open-b, "
           "routes: ['2600:1f00:a::/56 -> hub', '::/0 -> " +
           gateway + "']}}\n    network_acls: {open-b: " + both_families + "}\n";
}

const std::string behind_vgw = R"(
vpc: 10.0.0.0/16
internet_gateway: true
vpn_gateways: {vgw-1: vpc}
vpn_connections: {vpn: {gateway: vgw-1, routes: [192.168.0.0/16]}}
prefix_lists: {s3: [52.92.0.0/20]}
endpoints: {s3: {service: s3, route_tables: [app]}}
subnets: {app: {cidr: 10.0.1.0/24, route_table: app}}
route_tables: {app: [192.168.0.0/16 -> vgw-1, 0.0.0.0/0 -> igw]}
instances: {app: app}
)";

const std::string with_prefixes = R"(
vpc: [10.0.0.0/16, "2600:1f00:1::/56"]
internet_gateway: true
vpn_gateways: {vgw-1: vpc}
vpn_connections: {vpn: {gateway: vgw-1, routes: [192.168.0.0/16]}}
subnets:
  a: {cidr: [10.0.1.0/24, "2600:1f00:1:1::/64"], acl: open, routes: ["::/0 -> igw", 192.168.0.0/16 -> vgw-1]}
instances:
  a: {subnet: a, ip: 10.0.1.4, ipv6: "2600:1f00:1:1::4", prefixes: [10.0.1.16/28, "2600:1f00:1:1:1::/80"], groups: [open]}
  b: {subnet: a, groups: [open]}
)";

/// Two interfaces as describe-network-interfaces shows them; the second with `fields`.
std::string described(const std::string& fields) {
    return R"({
  "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
  "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
               "AvailabilityZone": "x-1a"}],
  "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1"}]}],
  "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
    "Associations": [{"Main": true, "RouteTableId": "rtb-1"}],
    "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
               {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}]}],
  "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
    "Entries": [{"Egress": false, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow",
                 "CidrBlock": "0.0.0.0/0"},
                {"Egress": true, "RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow",
                 "CidrBlock": "0.0.0.0/0"}]}],
  "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1",
    "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
  "NetworkInterfaces": [
    {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "Status": "in-use",
     "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}],
     "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.10", "Primary": true}]},
    {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-1", "VpcId": "vpc-1",
     "PrivateIpAddress": "10.0.1.20", "Association": {"PublicIp": "198.51.100.20"},
     "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.20", "Primary": true,
       "Association": {"PublicIp": "198.51.100.20"}}], )" +
           fields + "}]}";
}

std::string answer_about(const loaded_network& loaded, const char* from, const char* to) {
    const network_index index(loaded.data);
    return short_text(vpcplan::test::ask(index, question_of(index, from, to, "tcp/443")).value());
}

} // namespace

TEST_CASE("a gateway carries the IPv6 of its own VPC only") {
    check_all({},
              {{"internet gateway of another VPC", ipv6_through("igw"), "host", "2001:4860::8",
                "tcp/443", "fails forward b/igw IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"},
               {"egress-only gateway of another VPC", ipv6_through("eigw"), "host", "2001:4860::8",
                "tcp/443", "fails forward b/eigw IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"}});
}

TEST_CASE("addresses of a prefix are the interface's, from wherever they are called") {
    const auto lines = with_prefixes + "network_acls: {open: " + both_families +
                       "}\nsecurity_groups: {open: " + all_groups + "}\n";
    check_all(lines,
              {{"from the internet",
                {},
                "internet:2001:db8::1",
                "2600:1f00:1:1:1::5",
                "tcp/443",
                "works"},
               {"from a data centre", {}, "onprem:192.168.1.1", "10.0.1.17", "tcp/443", "works"},
               {"as a source", {}, "10.0.1.17", "b", "tcp/443", "works"},
               {"a source that is not global",
                {},
                "internet:fd12::1",
                "2600:1f00:1:1::4",
                "tcp/443",
                "fails forward igw IGW_SOURCE_NOT_PUBLIC"}});
}

TEST_CASE("a virtual private gateway leads to interfaces of its VPC, not through it") {
    const std::string said = "fails forward vgw-1 VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS";
    check_all(behind_vgw,
              {{"to a gateway endpoint", {}, "onprem:192.168.5.5", "52.92.0.5", "tcp/443", said},
               {"to the internet", {}, "onprem:192.168.5.5", "8.8.8.8", "tcp/443", said},
               {"to nobody", {}, "onprem:192.168.5.5", "10.0.1.99", "tcp/443", said},
               {"to the resolver", {}, "onprem:192.168.5.5", "10.0.0.2", "udp/53", said}});
}

TEST_CASE("an appliance in the route table of a virtual private gateway needs no public address") {
    const std::string lines = R"(
vpc: 10.0.0.0/16
vpn_gateways: {vgw-1: vpc}
vpn_connections: {vpn: {gateway: vgw-1, routes: [192.168.0.0/16]}}
route_tables: {edge: {gateway: vgw-1, routes: [10.0.1.0/24 -> fw]}}
subnets:
  app: {cidr: 10.0.1.0/24, routes: [192.168.0.0/16 -> fw]}
  fws: {cidr: 10.0.2.0/24, routes: [192.168.0.0/16 -> vgw-1]}
security_groups: {o: [all from 0.0.0.0/0]}
instances: {app: {subnet: app, groups: [o]}, fw: {subnet: fws, source_dest_check: false, groups: [o]}}
)";
    check_all(lines, {{"in", {}, "onprem:192.168.1.1", "app", "tcp/443", "works"},
                      {"out", {}, "app", "192.168.1.1", "tcp/443", "works"}});
}

TEST_CASE("a VPN that is down brings nothing into a transit gateway") {
    check_all(R"(
vpc: 10.2.0.0/16
subnets: {b: {cidr: 10.2.1.0/24, zone: a, routes: [192.168.0.0/16 -> hub]}}
instances: {b: b}
transit_gateways: {hub: {attachments: {vpc: b}, routes: [192.168.0.0/16 -> vpn]}}
vpn_connections: {vpn: {gateway: hub, down: true}}
)",
              {{"in",
                {},
                "onprem:192.168.1.1",
                "b",
                "tcp/443",
                "fails forward hub/vpn TGW_BAD_STATE_VPN"}});
}

TEST_CASE("58 between IPv4 hosts is a protocol of its own, with no types") {
    const std::string lines = R"(
vpc: 10.0.0.0/16
subnets: {a: 10.0.1.0/24, b: {cidr: 10.0.2.0/24, acl: strict}, c: {cidr: 10.0.3.0/24, acl: icmponly}}
network_acls:
  strict: {inbound: [100 allow 58 from 0.0.0.0/0], outbound: [100 allow all]}
  icmponly: {inbound: [100 allow icmp from 0.0.0.0/0], outbound: [100 allow all]}
security_groups: {open: [all from 0.0.0.0/0]}
instances: {a: {subnet: a, groups: [open]}, b: {subnet: b, groups: [open]}, c: {subnet: c, groups: [open]}}
)";
    check_all(
        lines,
        {{"allowed by its number", {}, "a", "b", "58", "works"},
         {"not as ICMP", {}, "a", "c", "58", "fails forward icmponly 32767 SUBNET_ACL_RESTRICTION"},
         {"ICMP is not 58",
          {},
          "a",
          "b",
          "icmp",
          "fails forward strict 32767 SUBNET_ACL_RESTRICTION"}});
}

TEST_CASE("a planned address reaches what the platform answers, as an interface does") {
    check_all("vpc: 10.0.0.0/16\nsubnets: {db: 10.0.3.0/24}\ninstances: {x: db}\n",
              {{"metadata", {}, "db:10.0.3.77", "169.254.169.254", "tcp/80", "works"},
               {"resolver", {}, "db:10.0.3.77", "10.0.0.2", "udp/53", "works"},
               {"the router's own address",
                {},
                "x",
                "10.0.3.1",
                "icmp",
                "unknown forward vpc ROUTER_ANSWERS_NOT_DOCUMENTED"}});
}

TEST_CASE("an interface that is attached to nothing sends and gets nothing") {
    const auto loaded =
        read(described(R"("Status": "available", "Groups": [{"GroupId": "sg-1"}])"));
    CHECK(answer_about(loaded, "internet:203.0.113.7", "198.51.100.20") ==
          "fails forward igw-1 IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
    CHECK(answer_about(loaded, "eni-2", "203.0.113.7") == "fails forward eni-2 BAD_STATE");
    CHECK(answer_about(loaded, "eni-1", "eni-2") == "fails forward eni-2 BAD_STATE");
}

TEST_CASE("an interface whose groups the input leaves out is not taken to filter nothing") {
    const auto loaded = read(described(R"("InterfaceType": "interface", "Status": "in-use")"));
    CHECK(answer_about(loaded, "eni-1", "eni-2") == "unknown forward eni-2 SG_NOT_KNOWN");
}

TEST_CASE("a subnet that no ACL names has the default one of its VPC") {
    const auto loaded = read(described(R"("Status": "in-use", "Groups": [{"GroupId": "sg-1"}])"));
    CHECK(answer_about(loaded, "internet:203.0.113.7", "eni-2") == "works");
}

TEST_CASE("a planned address is one that a host of the subnet can have") {
    const auto loaded = read("vpc: 10.0.0.0/16\nsubnets: {a: 10.0.1.0/24, b: 10.0.2.0/24}\n"
                             "instances: {host: {subnet: a, ip: 10.0.1.4}}\n");
    const network_index index(loaded.data);
    for (const auto* wrong : {"b:10.0.1.9", "b:10.0.2.2", "b:10.0.2.255", "a:10.0.2.9"}) {
        INFO(wrong);
        const auto found = find_endpoint(index, wrong, true);
        CHECK_FALSE(found.value);
        CHECK(found.error.code == errc::no_host_address);
    }
    CHECK(find_endpoint(index, "b:10.0.1.9", true).error.candidates ==
          strings{"10.0.2.4 - 10.0.2.254"});
    const auto owned = find_endpoint(index, "a:10.0.1.4", true);
    REQUIRE(owned.value);
    CHECK(owned.value->where == endpoint::kind::interface);
}

TEST_CASE("what AWS would refuse is judged and told") {
    const auto told = [](const std::string& lines) {
        const auto loaded = read(lines);
        return std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                             [](const diagnostic& one) { return one.id == "aws_refuses"; });
    };
    CHECK(told("vpc: 10.0.0.0/16\nsubnets: {a: 10.0.1.0/24}\ninstances: {x: a}\n") == 0);
    CHECK(told("vpc: 10.0.0.0/16\nsubnets: {a: 10.0.1.0/24}\n"
               "instances: {x: {subnet: a, ip: 10.0.1.2}, y: {subnet: a, ip: 10.0.1.255}}\n") == 2);
    CHECK(told("vpc: 10.0.0.0/15\n") == 1);
    CHECK(told("vpc: 10.0.0.0/16\nsubnets: {a: 10.0.1.0/30}\n") == 1);
    CHECK(told("vpc: [10.0.0.0/16, 192.168.0.0/16]\n") == 1);
}
