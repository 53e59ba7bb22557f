// What each field of `aws ec2 describe-*` output becomes, and what is said about what does not fit.
#include "support/loading.hpp"

#include <vpcplan/question.hpp>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan::test;

namespace {

detail::address_bits bits(std::string_view text) {
    return detail::parse_address_bits(text).value();
}

packet tcp(std::string_view source, std::string_view destination, std::uint16_t port) {
    return {bits(source), bits(destination), 6, 0, 0, 50000, port};
}

/// One ACL with these entries.
network_acl acl_with(const std::string& entries, loaded_network* whole = nullptr) {
    auto loaded = read(R"({"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1",
                           "Associations": [], "Entries": [)" +
                       entries + "]}]}");
    REQUIRE(loaded.data.network_acls.size() == 1);
    auto acl = loaded.data.network_acls.front();
    if (whole != nullptr) {
        *whole = std::move(loaded);
    }
    return acl;
}

/// The inbound rules of one group.
std::vector<group_rule> group_rules(const std::string& permissions,
                                    loaded_network* whole = nullptr) {
    auto loaded = read(R"({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web",
                           "VpcId": "vpc-1", "IpPermissions": [)" +
                       permissions + "]}]}");
    REQUIRE(loaded.data.security_groups.size() == 1);
    auto rules = loaded.data.security_groups.front().inbound;
    if (whole != nullptr) {
        *whole = std::move(loaded);
    }
    return rules;
}

/// The routes of one table, past the local one.
std::vector<route> routes_of(const std::string& routes, loaded_network* whole = nullptr) {
    auto loaded = read(R"({"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
                           "Routes": [)" +
                       routes + "]}]}");
    REQUIRE(loaded.data.route_tables.size() == 1);
    auto found = loaded.data.route_tables.front().routes;
    if (whole != nullptr) {
        *whole = std::move(loaded);
    }
    return found;
}

} // namespace

TEST_CASE("a VPC has its associated blocks only, the primary one first") {
    const auto loaded = read(R"({"Vpcs": [{
        "VpcId": "vpc-1", "OwnerId": "111122223333", "IsDefault": true, "CidrBlock": "10.0.0.0/16",
        "Tags": [{"Key": "env", "Value": "x"}, {"Key": "Name", "Value": "main"}],
        "CidrBlockAssociationSet": [
            {"CidrBlock": "100.64.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "10.2.0.0/16", "CidrBlockState": {"State": "associating"}},
            {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "disassociated"}},
            {"CidrBlock": "10.3.0.0/16", "CidrBlockState": {"State": "failed"}}],
        "Ipv6CidrBlockAssociationSet": [
            {"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}},
            {"Ipv6CidrBlock": "2001:db8:1::/56",
             "Ipv6CidrBlockState": {"State": "disassociating"}}]}]})");
    REQUIRE(loaded.data.vpcs.size() == 1);
    const auto& vpc = loaded.data.vpcs.front();
    CHECK(vpc.id == "vpc-1");
    CHECK(vpc.name == "main");
    CHECK(vpc.owner_id == "111122223333");
    CHECK(vpc.is_default);
    CHECK(vpc.dns_support);
    CHECK(vpc.blocks == std::vector<cidr>{"10.0.0.0/16"_cidr, "100.64.0.0/16"_cidr,
                                          "10.2.0.0/16"_cidr, "2001:db8::/56"_cidr});
    const auto* said = find_diagnostic(loaded, "block_not_associated");
    REQUIRE(said != nullptr);
    CHECK(contains(said->message, "10.1.0.0/16 of vpc-1 is disassociated"));
    CHECK(to_string(said->place) == "input#/Vpcs/0/CidrBlockAssociationSet/3");
}

TEST_CASE("a VPC without an association set has its primary block") {
    const auto loaded = read(R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})");
    CHECK(loaded.data.vpcs.front().blocks == std::vector<cidr>{"10.0.0.0/16"_cidr});
}

TEST_CASE("the Region of a VPC is found from its subnets") {
    const auto loaded = read(R"({
        "Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-2"}, {"VpcId": "vpc-3"}],
        "Subnets": [
            {"SubnetId": "a", "VpcId": "vpc-1", "AvailabilityZone": "ap-northeast-2a"},
            {"SubnetId": "b", "VpcId": "vpc-2", "AvailabilityZone": "us-west-2-lax-1a"},
            {"SubnetId": "c", "VpcId": "vpc-3",
             "SubnetArn": "arn:aws:ec2:eu-west-1:111122223333:subnet/c"}]})");
    CHECK(loaded.data.vpcs[0].region == "ap-northeast-2");
    CHECK(loaded.data.vpcs[1].region == "us-west-2");
    CHECK(loaded.data.vpcs[2].region == "eu-west-1");
}

TEST_CASE("DNS support is read from the VPC, from collected attributes and from the raw call") {
    CHECK_FALSE(read(R"({"Vpcs": [{"VpcId": "v", "EnableDnsSupport": false}]})")
                    .data.vpcs.front()
                    .dns_support);
    CHECK_FALSE(read(R"({"Vpcs": [{"VpcId": "v"}], "VpcAttributes":
                        [{"VpcId": "v", "EnableDnsSupport": {"Value": false}}]})")
                    .data.vpcs.front()
                    .dns_support);
    // What several commands printed, one after the other.
    CHECK_FALSE(read(R"({"Vpcs": [{"VpcId": "v"}]}
                        {"VpcId": "v", "EnableDnsSupport": {"Value": false}})")
                    .data.vpcs.front()
                    .dns_support);
}

TEST_CASE("a subnet keeps its blocks, zone and free addresses") {
    const auto loaded = read(R"({"Subnets": [
        {"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
         "AvailabilityZone": "ap-northeast-2a", "AvailabilityZoneId": "apne2-az1",
         "AvailableIpAddressCount": 248, "MapPublicIpOnLaunch": true,
         "Tags": [{"Key": "Name", "Value": "public"}],
         "Ipv6CidrBlockAssociationSet": [
             {"Ipv6CidrBlock": "2001:db8:0:1::/64", "Ipv6CidrBlockState": {"State": "associated"}},
             {"Ipv6CidrBlock": "2001:db8:0:2::/64",
              "Ipv6CidrBlockState": {"State": "disassociated"}}]},
        {"SubnetId": "subnet-6", "VpcId": "vpc-1", "CidrBlock": "", "Ipv6Native": true,
         "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8:0:3::/64"}]}]})");
    REQUIRE(loaded.data.subnets.size() == 2);
    const auto& subnet = loaded.data.subnets.front();
    CHECK(subnet.name == "public");
    CHECK(subnet.zone == "ap-northeast-2a");
    CHECK(subnet.zone_id == "apne2-az1");
    CHECK(subnet.available_addresses == 248U);
    CHECK(subnet.maps_public_ip);
    CHECK(subnet.blocks == std::vector<cidr>{"10.0.1.0/24"_cidr, "2001:db8:0:1::/64"_cidr});
    CHECK(loaded.data.subnets[1].blocks == std::vector<cidr>{"2001:db8:0:3::/64"_cidr});
    CHECK(find_diagnostic(loaded, "bad_block") == nullptr);
}

TEST_CASE("an interface has its addresses, public addresses, prefixes, groups and instance") {
    const auto loaded = read(R"({"NetworkInterfaces": [{
        "NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
        "Description": "front", "InterfaceType": "interface", "Status": "in-use",
        "SourceDestCheck": false, "TagSet": [{"Key": "Name", "Value": "web-eni"}],
        "Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
        "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0, "Status": "attached"},
        "PrivateIpAddress": "10.0.1.10",
        "Association": {"PublicIp": "198.51.100.1"},
        "PrivateIpAddresses": [
            {"PrivateIpAddress": "10.0.1.11", "Primary": false,
             "Association": {"PublicIp": "198.51.100.2"}},
            {"PrivateIpAddress": "10.0.1.10", "Primary": true}],
        "Ipv6Addresses": [{"Ipv6Address": "2001:db8::a"}],
        "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.32/28"}],
        "Ipv6Prefixes": [{"Ipv6Prefix": "2001:db8:0:0:1::/80"}]}]})");
    REQUIRE(loaded.data.interfaces.size() == 1);
    const auto& own = loaded.data.interfaces.front();
    CHECK(own.name == "web-eni");
    CHECK(own.instance_id == "i-1");
    CHECK(own.description == "front");
    CHECK(own.status == "in-use");
    CHECK_FALSE(own.source_dest_check);
    CHECK(own.group_ids == std::vector<std::string>{"sg-1", "sg-2"});
    CHECK(own.prefixes == std::vector<cidr>{"10.0.1.32/28"_cidr, "2001:db8:0:0:1::/80"_cidr});
    REQUIRE(own.addresses.size() == 3);
    REQUIRE(own.primary(address_family::ipv4) != nullptr);
    CHECK(own.primary(address_family::ipv4)->address == bits("10.0.1.10"));
    CHECK(own.primary(address_family::ipv4)->public_address == bits("198.51.100.1"));
    REQUIRE(own.find(bits("10.0.1.11")) != nullptr);
    CHECK(own.find(bits("10.0.1.11"))->public_address == bits("198.51.100.2"));
    CHECK(own.find(bits("2001:db8::a")) != nullptr);
}

TEST_CASE("an interface with only PrivateIpAddress has that address as its primary one") {
    const auto loaded = read(R"({"NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.1.10"}]})");
    const auto& own = loaded.data.interfaces.front();
    REQUIRE(own.addresses.size() == 1);
    CHECK(own.addresses.front().primary);
    CHECK(own.source_dest_check);
}

TEST_CASE("instances keep their interfaces in the order of their device index") {
    const auto loaded = read(R"({
        "Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "stopped"},
            "Tags": [{"Key": "Name", "Value": "web-1"}],
            "NetworkInterfaces": [
                {"NetworkInterfaceId": "eni-2", "Attachment": {"DeviceIndex": 1}},
                {"NetworkInterfaceId": "eni-1", "Attachment": {"DeviceIndex": 0}}]}]}],
        "Instances": [{"InstanceId": "i-2", "State": {"Name": "running"}}],
        "NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-3", "Attachment": {"InstanceId": "i-2", "DeviceIndex": 0}},
            {"NetworkInterfaceId": "eni-1"}, {"NetworkInterfaceId": "eni-2"}]})");
    REQUIRE(loaded.data.instances.size() == 2);
    CHECK(loaded.data.instances[0].name == "web-1");
    CHECK(loaded.data.instances[0].state == "stopped");
    CHECK(loaded.data.instances[0].interface_ids == std::vector<std::string>{"eni-1", "eni-2"});
    CHECK(loaded.data.instances[1].interface_ids == std::vector<std::string>{"eni-3"});
}

TEST_CASE("without network interfaces in the input, those of the instances are used") {
    const auto loaded = read(R"({"Reservations": [{"Instances": [{"InstanceId": "i-1",
        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1",
            "VpcId": "vpc-1", "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}],
            "Association": {"PublicIp": "198.51.100.1"}}]}]}]})");
    REQUIRE(loaded.data.interfaces.size() == 1);
    CHECK(loaded.data.interfaces.front().instance_id == "i-1");
    CHECK(loaded.data.interfaces.front().addresses.front().public_address == bits("198.51.100.1"));
    CHECK(loaded.data.instances.front().interface_ids == std::vector<std::string>{"eni-1"});
    CHECK(find_diagnostic(loaded, "interface_from_instance") == nullptr);
}

TEST_CASE("Elastic IPs fill what the interfaces lack and never overrule them") {
    const auto loaded = read(R"({
        "NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.1.10"},
            {"NetworkInterfaceId": "eni-2", "PrivateIpAddress": "10.0.1.11",
             "Association": {"PublicIp": "198.51.100.2"}}],
        "Addresses": [
            {"PublicIp": "198.51.100.1", "NetworkInterfaceId": "eni-1",
             "PrivateIpAddress": "10.0.1.10"},
            {"PublicIp": "198.51.100.9", "NetworkInterfaceId": "eni-2",
             "PrivateIpAddress": "10.0.1.11"},
            {"PublicIp": "198.51.100.7"},
            {"PublicIp": "198.51.100.8", "NetworkInterfaceId": "eni-404"}]})");
    CHECK(loaded.data.interfaces[0].addresses.front().public_address == bits("198.51.100.1"));
    CHECK(loaded.data.interfaces[1].addresses.front().public_address == bits("198.51.100.2"));
    REQUIRE(find_diagnostic(loaded, "contradiction") != nullptr);
    CHECK(contains(find_diagnostic(loaded, "contradiction")->message, "198.51.100.9"));
    const auto dangling =
        std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                      [](const diagnostic& one) { return contains(one.message, "eni-404"); });
    CHECK(dangling == 1);
}

TEST_CASE("every route target field of AWS is told apart") {
    struct row {
        const char* field;
        route_target target;
        const char* id;
    };
    const row rows[] = {
        {R"("GatewayId": "igw-1")", route_target::internet_gateway, "igw-1"},
        {R"("GatewayId": "vgw-1")", route_target::virtual_private_gateway, "vgw-1"},
        {R"("GatewayId": "vpce-1")", route_target::vpc_endpoint, "vpce-1"},
        {R"("NatGatewayId": "nat-1")", route_target::nat_gateway, "nat-1"},
        {R"("NetworkInterfaceId": "eni-1")", route_target::interface, "eni-1"},
        {R"("InstanceId": "i-1", "NetworkInterfaceId": "eni-1")", route_target::interface, "eni-1"},
        {R"("InstanceId": "i-1")", route_target::instance, "i-1"},
        {R"("VpcPeeringConnectionId": "pcx-1")", route_target::vpc_peering_connection, "pcx-1"},
        {R"("TransitGatewayId": "tgw-1")", route_target::transit_gateway, "tgw-1"},
        {R"("EgressOnlyInternetGatewayId": "eigw-1")", route_target::egress_only_internet_gateway,
         "eigw-1"},
        {R"("CarrierGatewayId": "cagw-1")", route_target::carrier_gateway, "cagw-1"},
        {R"("LocalGatewayId": "lgw-1")", route_target::local_gateway, "lgw-1"},
        {R"("CoreNetworkArn": "arn:aws:networkmanager::1:core-network/c")",
         route_target::core_network, "arn:aws:networkmanager::1:core-network/c"},
    };
    for (const auto& one : rows) {
        INFO(one.field);
        const auto routes = routes_of(std::string(R"({"DestinationCidrBlock": "10.9.0.0/16", )") +
                                      one.field + R"(, "Origin": "CreateRoute"})");
        REQUIRE(routes.size() == 1);
        CHECK(routes.front().target == one.target);
        CHECK(routes.front().target_id == one.id);
        CHECK(routes.front().origin == route_origin::fixed);
        CHECK_FALSE(routes.front().blackhole);
    }
}

TEST_CASE("routes keep origin, state and all kinds of destinations") {
    const auto routes = routes_of(R"(
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable"},
        {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"},
        {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "Origin": "CreateRoute"},
        {"DestinationCidrBlock": "192.168.0.0/16", "GatewayId": "vgw-1",
         "Origin": "EnableVgwRoutePropagation"},
        {"DestinationCidrBlock": "10.9.0.0/16", "NetworkInterfaceId": "eni-1",
         "Origin": "Advertisement"},
        {"DestinationCidrBlock": "10.8.0.0/16", "VpcPeeringConnectionId": "pcx-1",
         "State": "blackhole"})");
    REQUIRE(routes.size() == 6);
    CHECK(routes[0].target == route_target::local);
    CHECK(routes[0].origin == route_origin::local);
    CHECK(destination_text(routes[1]) == "::/0");
    CHECK(std::get<prefix_list_destination>(routes[2].destination).id == "pl-1");
    CHECK(routes[3].origin == route_origin::propagated);
    CHECK(routes[4].origin == route_origin::advertised);
    CHECK(routes[5].blackhole);
    CHECK(to_string(routes[5].place) == "input#/RouteTables/0/Routes/5");
}

TEST_CASE("a route that cannot be understood stays, as unreadable or with an unknown target") {
    loaded_network whole;
    const auto routes = routes_of(R"(
        {"DestinationCidrBlock": "10.9.0.0/33", "GatewayId": "igw-1"},
        {"GatewayId": "igw-1"},
        "nonsense",
        {"DestinationCidrBlock": "10.9.0.0/16", "GatewayId": "xyz-1"},
        {"DestinationCidrBlock": "10.9.0.0/16", "FutureGatewayId": "fgw-1"},
        {"DestinationCidrBlock": "10.9.0.0/16", "GatewayId": "igw-1", "State": "filtered"},
        {"DestinationCidrBlock": "10.9.0.0/16", "GatewayId": "igw-1", "NatGatewayId": "nat-1"})",
                                  &whole);
    REQUIRE(routes.size() == 7);
    for (const auto i : {0U, 1U, 2U}) {
        CHECK(std::holds_alternative<unreadable_destination>(routes[i].destination));
    }
    for (const auto i : {3U, 4U, 5U, 6U}) {
        CHECK(routes[i].target == route_target::other);
    }
    CHECK(find_diagnostic(whole, "unreadable_rule") != nullptr);
    REQUIRE(find_diagnostic(whole, "unknown_field") != nullptr);
    CHECK(contains(find_diagnostic(whole, "unknown_field")->message, "Routes.FutureGatewayId"));
}

TEST_CASE("route tables know their associations, and only those in force") {
    const auto loaded = read(R"({"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1",
        "Associations": [
            {"Main": true, "AssociationState": {"State": "associated"}},
            {"Main": false, "SubnetId": "subnet-1", "AssociationState": {"State": "associated"}},
            {"Main": false, "SubnetId": "subnet-2", "AssociationState": {"State": "disassociated"}},
            {"Main": false, "SubnetId": "subnet-3",
             "AssociationState": {"State": "disassociating"}},
            {"Main": false, "GatewayId": "igw-1"}]}]})");
    const auto& table = loaded.data.route_tables.front();
    CHECK(table.is_main);
    CHECK(table.subnet_ids == std::vector<std::string>{"subnet-1"});
    CHECK(table.gateway_ids == std::vector<std::string>{"igw-1"});
}

TEST_CASE("ACL entries are sorted by number, and the implicit deny is not one of them") {
    loaded_network whole;
    const auto acl = acl_with(R"(
        {"RuleNumber": 32767, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0",
         "Egress": false},
        {"RuleNumber": 32768, "RuleAction": "deny", "Protocol": "-1", "Ipv6CidrBlock": "::/0",
         "Egress": false},
        {"RuleNumber": 200, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0",
         "Egress": false},
        {"RuleNumber": 100, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "10.0.0.0/8",
         "PortRange": {"From": 443, "To": 444}, "Egress": false},
        {"RuleNumber": 100, "RuleAction": "allow", "Protocol": "17", "CidrBlock": "0.0.0.0/0",
         "PortRange": {"From": 53, "To": 53}, "Egress": true})",
                              &whole);
    REQUIRE(acl.inbound.size() == 2);
    const auto& first = acl.inbound.list().front();
    CHECK(first.number == 100);
    CHECK(first.allow);
    CHECK(first.proto == protocol::tcp());
    CHECK(first.ports == port_range{443, 444});
    CHECK(first.block == "10.0.0.0/8"_cidr);
    CHECK(to_string(first.place) == "input#/NetworkAcls/0/Entries/3");
    CHECK(acl.outbound.size() == 1);
    CHECK(find_diagnostic(whole, "bad_rule_number") == nullptr);
}

TEST_CASE("ACL entries read type and code of ICMP, and no ports where AWS ignores them") {
    const auto acl = acl_with(R"(
        {"RuleNumber": 1, "RuleAction": "allow", "Protocol": "1", "CidrBlock": "0.0.0.0/0",
         "IcmpTypeCode": {"Type": 8, "Code": -1}, "Egress": false},
        {"RuleNumber": 2, "RuleAction": "allow", "Protocol": "58", "Ipv6CidrBlock": "::/0",
         "IcmpTypeCode": {"Type": 128, "Code": 0}, "Egress": false},
        {"RuleNumber": 3, "RuleAction": "allow", "Protocol": "47", "CidrBlock": "0.0.0.0/0",
         "PortRange": {"From": "x", "To": 22}, "Egress": false})");
    REQUIRE(acl.inbound.size() == 3);
    CHECK(acl.inbound.list()[0].icmp == icmp_match{8, -1});
    CHECK(acl.inbound.list()[1].icmp == icmp_match{128, 0});
    CHECK(acl.inbound.list()[2].readable);
    CHECK(acl.inbound.list()[2].proto == protocol::of(47));
}

TEST_CASE("an ACL entry that cannot be understood makes packets that reach it unknown") {
    const char* entries[] = {
        // Each differs from a good entry in one field.
        R"({"RuleNumber": 100, "RuleAction": "permit", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "tpc", "CidrBlock": "0.0.0.0/0", "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0", "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"})",
        R"({"RuleNumber": "x", "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": false})",
        R"({"RuleNumber": 0, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 2, "To": 1}, "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 1}, "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 1, "To": 65536}, "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "1", "CidrBlock": "0.0.0.0/0", "IcmpTypeCode": {"Type": -1, "Code": 0}, "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "1", "CidrBlock": "0.0.0.0/0", "IcmpTypeCode": {"Type": 300, "Code": 0}, "Egress": false})",
        R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Ipv6CidrBlock": "::/0", "Egress": false})",
        R"(7)",
        R"({"RuleNumber": 40000, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": false})",
    };
    for (const auto* entry : entries) {
        INFO(entry);
        loaded_network whole;
        const auto acl = acl_with(entry, &whole);
        CHECK(evaluate(acl, direction::in, tcp("192.0.2.1", "10.0.0.1", 80)).outcome ==
              verdict::unknown);
        CHECK((find_diagnostic(whole, "unreadable_rule") != nullptr ||
               find_diagnostic(whole, "bad_rule_number") != nullptr));
    }
}

TEST_CASE("an ACL whose entries are missing is unknown, not empty") {
    const auto loaded = read(R"({"NetworkAcls": [{"NetworkAclId": "acl-1"}]})");
    CHECK(
        evaluate(loaded.data.network_acls.front(), direction::out, tcp("10.0.0.1", "192.0.2.1", 80))
            .outcome == verdict::unknown);
}

TEST_CASE("two different ACL entries with one number make it unknown, equal ones do not") {
    const std::string allow = R"({"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1",
                                  "CidrBlock": "0.0.0.0/0", "Egress": false})";
    const std::string deny = R"({"RuleNumber": 100, "RuleAction": "deny", "Protocol": "-1",
                                 "CidrBlock": "0.0.0.0/0", "Egress": false})";
    loaded_network whole;
    const auto header = tcp("192.0.2.1", "10.0.0.1", 80);
    CHECK(evaluate(acl_with(allow + "," + deny, &whole), direction::in, header).outcome ==
          verdict::unknown);
    CHECK(find_diagnostic(whole, "duplicate_rule_number") != nullptr);
    CHECK(evaluate(acl_with(allow + "," + allow), direction::in, header).outcome == verdict::allow);
}

TEST_CASE("a permission becomes one rule for each peer") {
    const auto rules = group_rules(R"({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 444,
        "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "office"}, {"CidrIp": "0.0.0.0/0"}],
        "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "PrefixListIds": [{"PrefixListId": "pl-1"}],
        "UserIdGroupPairs": [
            {"GroupId": "sg-2", "UserId": "1"},
            {"GroupId": "sg-3", "VpcId": "vpc-9", "PeeringStatus": "deleted"},
            {"GroupId": "sg-4", "PeeringStatus": "active"}]})");
    REQUIRE(rules.size() == 7);
    for (const auto& rule : rules) {
        CHECK(rule.proto == protocol::tcp());
        CHECK(rule.ports == port_range{443, 444});
    }
    CHECK(std::get<cidr>(rules[0].peer) == "10.0.0.0/8"_cidr);
    CHECK(rules[0].description == "office");
    CHECK(std::get<cidr>(rules[2].peer) == "::/0"_cidr);
    CHECK(std::get<prefix_list_peer>(rules[3].peer).id == "pl-1");
    CHECK(std::get<group_peer>(rules[4].peer).id == "sg-2");
    CHECK_FALSE(std::get<group_peer>(rules[4].peer).stale);
    CHECK(std::get<group_peer>(rules[5].peer).stale);
    CHECK(std::get<group_peer>(rules[5].peer).vpc_id == "vpc-9");
    CHECK_FALSE(std::get<group_peer>(rules[6].peer).stale);
    CHECK(to_string(rules[1].place) == "input#/SecurityGroups/0/IpPermissions/0/IpRanges/1");
}

TEST_CASE("the port fields of a permission mean type and code for ICMP, and nothing for the rest") {
    const auto one = [](const std::string& fields) {
        const auto rules =
            group_rules("{" + fields + R"(, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})");
        REQUIRE(rules.size() == 1);
        return rules.front();
    };
    CHECK(one(R"("IpProtocol": "icmp", "FromPort": 8, "ToPort": -1)").icmp == icmp_match{8, -1});
    CHECK(one(R"("IpProtocol": "icmp", "FromPort": 3, "ToPort": 4)").icmp == icmp_match{3, 4});
    CHECK(one(R"("IpProtocol": "icmp", "FromPort": -1, "ToPort": -1)").icmp == icmp_match{});
    CHECK(one(R"("IpProtocol": "icmpv6")").icmp == icmp_match{});
    CHECK(one(R"("IpProtocol": "tcp")").ports == port_range{});
    CHECK(one(R"("IpProtocol": "47", "FromPort": 22, "ToPort": 22)").proto == protocol::of(47));
    CHECK(one(R"("IpProtocol": "-1", "FromPort": 22, "ToPort": 22)").proto.is_any());
}

TEST_CASE("a permission that cannot be understood may allow anything") {
    const char* permissions[] = {
        R"({"IpProtocol": "tpc", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})",
        R"({"IpRanges": [{"CidrIp": "0.0.0.0/0"}]})",
        R"({"IpProtocol": "tcp", "FromPort": 1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})",
        R"({"IpProtocol": "tcp", "FromPort": 2, "ToPort": 1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})",
        R"({"IpProtocol": "icmp", "FromPort": -1, "ToPort": 0, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})",
        R"({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10/8"}]})",
        R"({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": ["10.0.0.0/8"]})",
        R"({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "NewPeers": [{"Id": "x"}]})",
        R"({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupName": "x"}]})",
        R"({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": 7})",
        R"(true)",
    };
    for (const auto* permission : permissions) {
        INFO(permission);
        loaded_network whole;
        const auto rules = group_rules(permission, &whole);
        REQUIRE(rules.size() == 1);
        CHECK(std::holds_alternative<unreadable_peer>(rules.front().peer));
        CHECK(std::any_of(whole.diagnostics.begin(), whole.diagnostics.end(),
                          [](const diagnostic& one) { return one.level == severity::warning; }));
    }
}

TEST_CASE("a permission without peers allows nobody, and that is said") {
    loaded_network whole;
    CHECK(group_rules(R"({"IpProtocol": "-1", "IpRanges": [], "UserIdGroupPairs": []})", &whole)
              .empty());
    CHECK(find_diagnostic(whole, "no_peer") != nullptr);
}

TEST_CASE("prefix lists are complete when their entries are in the input") {
    const auto loaded = read(R"({
        "PrefixLists": [{"PrefixListId": "pl-s3", "PrefixListName": "com.amazonaws.x.s3",
                         "Cidrs": ["52.219.56.0/22", "3.5.140.0/22"]}],
        "ManagedPrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "office"},
                               {"PrefixListId": "pl-2"}, {"PrefixListId": "pl-3"},
                               {"PrefixListId": "pl-s3"}],
        "ManagedPrefixListEntries": [
            {"PrefixListId": "pl-1", "Entries": [{"Cidr": "192.0.2.0/24", "Description": "x"},
                                                 {"CidrBlock": "198.51.100.0/24"}]},
            {"PrefixListId": "pl-3", "Entries": [{"Cidr": "192.0.2.0/24"}, {"Cidr": "bad"}]}]})");
    const auto list = [&](std::string_view id) {
        for (const auto& one : loaded.data.prefix_lists) {
            if (one.id == id) {
                return one;
            }
        }
        FAIL("no list " << id);
        return prefix_list{};
    };
    CHECK(loaded.data.prefix_lists.size() == 4);
    CHECK(list("pl-s3").complete);
    CHECK(list("pl-s3").entries.size() == 2);
    CHECK(list("pl-1").name == "office");
    CHECK(list("pl-1").contains(bits("198.51.100.7")) == membership::yes);
    CHECK(list("pl-1").contains(bits("203.0.113.7")) == membership::no);
    CHECK(list("pl-2").contains(bits("203.0.113.7")) == membership::unknown);
    CHECK(list("pl-3").contains(bits("192.0.2.7")) == membership::yes);
    CHECK(list("pl-3").contains(bits("203.0.113.7")) == membership::unknown);
    CHECK(find_diagnostic(loaded, "entries_missing") != nullptr);
}

TEST_CASE("both calls that print PrefixLists add what they know, in either order") {
    const std::string with =
        R"({"PrefixLists": [{"PrefixListId": "pl-s3", "Cidrs": ["52.0.0.0/8"]}]})";
    const std::string without =
        R"({"PrefixLists": [{"PrefixListId": "pl-s3", "PrefixListName": "s3", "MaxEntries": 9}]})";
    for (const auto& text : {with + without, without + with}) {
        const auto loaded = read(text);
        REQUIRE(loaded.data.prefix_lists.size() == 1);
        CHECK(loaded.data.prefix_lists.front().complete);
        CHECK(loaded.data.prefix_lists.front().name == "s3");
        CHECK(loaded.diagnostics.empty());
    }
}

TEST_CASE("gateways keep what they are attached to") {
    const auto loaded = read(R"({
        "InternetGateways": [
            {"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "v-1"}]},
            {"InternetGatewayId": "igw-2", "Attachments": [{"State": "attached", "VpcId": "v-2"}]},
            {"InternetGatewayId": "igw-3", "Attachments": [{"State": "detached", "VpcId": "v-3"}]},
            {"InternetGatewayId": "igw-4", "Attachments": []}],
        "EgressOnlyInternetGateways": [{"EgressOnlyInternetGatewayId": "eigw-1",
            "Attachments": [{"State": "attached", "VpcId": "v-1"}]}]})");
    REQUIRE(loaded.data.internet_gateways.size() == 4);
    CHECK(loaded.data.internet_gateways[0].vpc_ids == std::vector<std::string>{"v-1"});
    CHECK(loaded.data.internet_gateways[1].vpc_ids == std::vector<std::string>{"v-2"});
    CHECK(loaded.data.internet_gateways[2].vpc_ids.empty());
    CHECK(loaded.data.internet_gateways[3].vpc_ids.empty());
    CHECK(loaded.data.egress_only_internet_gateways.front().vpc_ids ==
          std::vector<std::string>{"v-1"});
}

TEST_CASE("NAT gateways are public or private, zonal or regional, with their usable addresses") {
    const auto loaded = read(R"({"NatGateways": [
        {"NatGatewayId": "nat-1", "VpcId": "v", "SubnetId": "s", "State": "available",
         "NatGatewayAddresses": [
             {"PrivateIp": "10.0.0.6", "Status": "failed"},
             {"PrivateIp": "10.0.0.5", "PublicIp": "198.51.100.5", "NetworkInterfaceId": "eni-n",
              "IsPrimary": true, "Status": "succeeded"}]},
        {"NatGatewayId": "nat-2", "ConnectivityType": "private", "State": "deleting"},
        {"NatGatewayId": "nat-gone", "State": "deleted"},
        {"NatGatewayId": "nat-3", "AvailabilityMode": "regional", "VpcId": "v"}]})");
    REQUIRE(loaded.data.nat_gateways.size() == 3);
    const auto& first = loaded.data.nat_gateways.front();
    CHECK(first.is_public);
    CHECK_FALSE(first.is_regional);
    REQUIRE(first.addresses.size() == 1);
    CHECK(first.addresses.front().private_address == bits("10.0.0.5"));
    CHECK(first.addresses.front().public_address == bits("198.51.100.5"));
    CHECK(first.addresses.front().interface_id == "eni-n");
    CHECK_FALSE(loaded.data.nat_gateways[1].is_public);
    CHECK(loaded.data.nat_gateways[1].state == "deleting");
    CHECK(loaded.data.nat_gateways[2].is_regional);
}

TEST_CASE("systems that are not evaluated yet are known by id and kind") {
    const auto loaded = read(R"({
        "VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1",
                                   "Tags": [{"Key": "Name", "Value": "ab"}]}],
        "TransitGateways": [{"TransitGatewayId": "tgw-1"}],
        "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1"}],
        "TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1"}],
        "TransitGatewayRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": []}],
        "VpcEndpoints": [{"VpcEndpointId": "vpce-1"}],
        "VpnGateways": [{"VpnGatewayId": "vgw-1"}],
        "CarrierGateways": [{"CarrierGatewayId": "cagw-1",
                             "Tags": [{"Key": "Name", "Value": "edge"}]}],
        "CoreNetworks": [{"CoreNetworkId": "core-network-1"}]})");
    std::vector<std::string> seen;
    for (const auto& one : loaded.data.others) {
        seen.push_back(one.kind + " " + one.id + (one.name.empty() ? "" : " " + one.name));
    }
    std::sort(seen.begin(), seen.end());
    CHECK(seen ==
          std::vector<std::string>{"carrier_gateway cagw-1 edge", "core_network core-network-1"});
    CHECK(loaded.data.transit_gateways.at(0).id == "tgw-1");
    CHECK(loaded.data.transit_gateway_attachments.at(0).id == "tgw-attach-1");
    CHECK(loaded.data.virtual_private_gateways.at(0).id == "vgw-1");
    CHECK(loaded.data.endpoints.at(0).id == "vpce-1");
    CHECK(loaded.data.peerings.at(0).name == "ab");
    CHECK(find_diagnostic(loaded, "unknown_key") == nullptr);
}

TEST_CASE("Block Public Access is read from the account's options and from VPCs") {
    using mode = block_public_access::mode;
    const auto access = [](const std::string& text) { return read(text).data.public_access; };
    CHECK(access(R"({"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"}})")->how ==
          mode::off);
    const auto of_vpcs = access(R"({"Vpcs": [
        {"VpcId": "vpc-1", "BlockPublicAccessStates": {"InternetGatewayBlockMode": "block-ingress"}},
        {"VpcId": "vpc-2", "BlockPublicAccessStates": {"InternetGatewayBlockMode": "off"}}]})");
    REQUIRE(of_vpcs);
    CHECK(of_vpcs->how == mode::ingress);
    REQUIRE(of_vpcs->exclusions.size() == 1);
    CHECK(of_vpcs->exclusions[0].resource_id == "vpc-2");
    const auto with_exclusion = access(R"({
        "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "block-bidirectional"},
        "VpcBlockPublicAccessExclusions": [
            {"ExclusionId": "vpcbpa-exclude-1", "InternetGatewayExclusionMode": "allow-egress",
             "ResourceArn": "arn:aws:ec2:ap-northeast-2:1:subnet/subnet-9",
             "State": "create-complete"},
            {"ExclusionId": "vpcbpa-exclude-2", "InternetGatewayExclusionMode": "allow-egress",
             "ResourceArn": "arn:aws:ec2:ap-northeast-2:1:vpc/vpc-9",
             "State": "delete-complete"}]})");
    REQUIRE(with_exclusion);
    CHECK(with_exclusion->how == mode::bidirectional);
    REQUIRE(with_exclusion->exclusions.size() == 1);
    CHECK(with_exclusion->exclusions[0].resource_id == "subnet-9");
    CHECK(with_exclusion->exclusions[0].egress_only);
    CHECK_FALSE(access(R"({"Vpcs": []})").has_value());
}

TEST_CASE("the same thing twice counts once, and a different one under its id is reported") {
    const std::string vpc = R"({"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"})";
    // Another account sees the same subnet with its own tags and at another time.
    const auto shared = read(R"({"Subnets": [
        {"SubnetId": "s", "CidrBlock": "10.0.0.0/24", "AvailableIpAddressCount": 5},
        {"SubnetId": "s", "CidrBlock": "10.0.0.0/24", "AvailableIpAddressCount": 4,
         "Tags": [{"Key": "Name", "Value": "x"}]}]})");
    CHECK(shared.data.subnets.size() == 1);
    CHECK(find_diagnostic(shared, "duplicate_id") == nullptr);

    const auto repeated = read(R"({"Vpcs": [)" + vpc + "]} {\"Vpcs\": [" + vpc + "]}");
    CHECK(repeated.data.vpcs.size() == 1);
    CHECK(find_diagnostic(repeated, "duplicate_id") == nullptr);

    const auto different =
        read(R"({"Vpcs": [)" + vpc + R"(, {"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"}]})");
    REQUIRE(different.data.vpcs.size() == 1);
    CHECK(different.data.vpcs.front().blocks.front() == "10.0.0.0/16"_cidr);
    CHECK(find_diagnostic(different, "duplicate_id") != nullptr);
}

TEST_CASE("a key that stands twice in one document is read twice, not dropped") {
    const auto loaded = read(R"({"Vpcs": [{"VpcId": "vpc-1"}], "Vpcs": [{"VpcId": "vpc-2"}]})");
    CHECK(loaded.data.vpcs.size() == 2);
}

TEST_CASE("unknown keys, unknown fields and further pages are reported") {
    const auto loaded = read(R"({"Vpcs": [{"VpcId": "v", "NewField": 1}, {"VpcId": "w",
                                 "NewField": 2}],
                                 "QuantumLinks": [{"Id": "q"}], "NextToken": "abc"})");
    REQUIRE(find_diagnostic(loaded, "unknown_key") != nullptr);
    CHECK(contains(find_diagnostic(loaded, "unknown_key")->message, "'QuantumLinks'"));
    CHECK(to_string(find_diagnostic(loaded, "unknown_key")->place) == "input#/QuantumLinks");
    REQUIRE(find_diagnostic(loaded, "unknown_field") != nullptr);
    CHECK(contains(find_diagnostic(loaded, "unknown_field")->message, "Vpcs.NewField"));
    CHECK(contains(find_diagnostic(loaded, "unknown_field")->message, "2 times"));
    CHECK(find_diagnostic(loaded, "truncated_output") != nullptr);
}

TEST_CASE("host bits are cleared as EC2 does, with a note") {
    const auto loaded = read(R"({"Vpcs": [{"VpcId": "v", "CidrBlock": "100.68.0.18/18"}]})");
    CHECK(loaded.data.vpcs.front().blocks == std::vector<cidr>{"100.68.0.0/18"_cidr});
    REQUIRE(find_diagnostic(loaded, "host_bits_masked") != nullptr);
    CHECK(find_diagnostic(loaded, "host_bits_masked")->level == severity::note);
}

TEST_CASE("things that do not fit together survive, with diagnostics") {
    const auto loaded = read(R"({
        "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
        "Subnets": [
            {"SubnetId": "s-lost", "VpcId": "vpc-404", "CidrBlock": "10.0.0.0/24"},
            {"SubnetId": "s-out", "VpcId": "vpc-1", "CidrBlock": "10.9.0.0/24"},
            {"SubnetId": "s-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"},
            {"SubnetId": "s-2", "VpcId": "vpc-1", "CidrBlock": "10.0.1.128/25"}],
        "NetworkInterfaces": [
            {"NetworkInterfaceId": "e-1", "SubnetId": "s-1", "VpcId": "vpc-1",
             "PrivateIpAddress": "10.0.7.7", "Groups": [{"GroupId": "sg-404"}]},
            {"NetworkInterfaceId": "e-2", "SubnetId": "s-404", "VpcId": "vpc-1",
             "PrivateIpAddress": "10.0.7.7"}],
        "RouteTables": [
            {"RouteTableId": "r-1", "VpcId": "vpc-1",
             "Associations": [{"Main": true}, {"SubnetId": "s-404"}, {"SubnetId": "s-1"}],
             "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-404"},
                        {"DestinationPrefixListId": "pl-404", "GatewayId": "vpce-404"}]},
            {"RouteTableId": "r-2", "VpcId": "vpc-1",
             "Associations": [{"Main": true}, {"SubnetId": "s-1"}]}],
        "NetworkAcls": [{"NetworkAclId": "a-1", "VpcId": "vpc-1", "Entries": [],
                         "Associations": [{"SubnetId": "s-1"}, {"SubnetId": "s-404"}]}],
        "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-405"}],
             "PrefixListIds": [{"PrefixListId": "pl-405"}]}]}],
        "NatGateways": [{"NatGatewayId": "n-1", "VpcId": "vpc-1", "SubnetId": "s-405"}],
        "InternetGateways": [{"InternetGatewayId": "igw-1",
                              "Attachments": [{"State": "available", "VpcId": "vpc-405"}]}],
        "Instances": [{"InstanceId": "i-1",
                       "NetworkInterfaces": [{"NetworkInterfaceId": "e-404"}]},
                      {"InstanceId": "i-2"}]})");
    CHECK(loaded.data.subnets.size() == 4);
    CHECK(loaded.data.interfaces.size() == 2);
    std::string all;
    for (const auto& one : loaded.diagnostics) {
        all += one.id + ": " + one.message + "\n";
    }
    for (const auto* part :
         {"s-lost refers to VPC 'vpc-404'", "s-out 10.9.0.0/24 lies outside",
          "s-1 10.0.1.0/24 and s-2 10.0.1.128/25 overlap",
          "e-1 has 10.0.7.7, which lies outside s-1", "security group 'sg-404'", "subnet 's-404'",
          "both have 10.0.7.7", "two main route tables", "s-1 is associated with two route tables",
          "'igw-404'", "prefix list 'pl-404'", "security group 'sg-405'", "prefix list 'pl-405'",
          "subnet 's-405'", "VPC 'vpc-405'", "interface 'e-404'", "i-2 has no interface",
          "s-2 has no network ACL"}) {
        INFO(part);
        CHECK(contains(all, part));
    }
}

TEST_CASE("what is not JSON is refused with line and column") {
    const auto why = refused("{\"Vpcs\": [\n  {\"VpcId\": }\n]}");
    CHECK(why.code == errc::bad_syntax);
    CHECK(contains(why.message, "input:2:"));
    CHECK(contains(why.message, "not JSON"));
    CHECK(contains(refused("{\"Vpcs\": [").message, "ends too early"));
    CHECK(refused("").code == errc::bad_syntax);
    CHECK(contains(refused("\xff\xfe{").message, "UTF-16"));
    CHECK(contains(refused("{\"Vpcs\": [\"\xc3\x28\"]}").message, "not JSON"));
}

TEST_CASE("a document that is no network says what it might be") {
    CHECK(contains(refused(R"({"a": 1})").message, "no network here"));
    CHECK(contains(refused(R"({"Resources": {}})").message, "CloudFormation"));
    CHECK(contains(refused(R"({"terraform_version": "1"})").message, "Terraform"));
}

TEST_CASE("deep nesting is refused, not followed") {
    const auto deep = [](std::size_t levels) {
        return R"({"Vpcs": )" + std::string(levels, '[') + std::string(levels, ']') + "}";
    };
    CHECK(contains(refused(deep(100)).message, "not JSON"));
    CHECK(refused(deep(100000)).code == errc::bad_syntax);
    CHECK(read(deep(20)).data.vpcs.empty());
}

TEST_CASE("YAML output of the AWS CLI is read as well") {
    const auto loaded = read("Vpcs:\n- VpcId: vpc-1\n  CidrBlock: 10.0.0.0/16\n  Tags:\n"
                             "  - Key: Name\n    Value: main\n");
    REQUIRE(loaded.data.vpcs.size() == 1);
    CHECK(loaded.data.vpcs.front().name == "main");
    CHECK(to_string(loaded.data.vpcs.front().place) == "input:2:3");
}

TEST_CASE("an interface that two instances have is a contradiction, and neither is an end") {
    const auto of = [](const char* id, const char* address) {
        return std::string(R"({"InstanceId": ")") + id +
               R"(", "NetworkInterfaces": [{"NetworkInterfaceId": "eni-0", "SubnetId": "s",
                   "PrivateIpAddress": ")" +
               address + "\"}]}";
    };
    const auto loaded =
        read(R"({"Instances": [)" + of("i-1", "10.0.0.10") + "," + of("i-2", "10.0.0.20") + "]}");
    REQUIRE(find_diagnostic(loaded, "contradiction") != nullptr);
    CHECK(contains(find_diagnostic(loaded, "contradiction")->message, "i-1 and to i-2"));
    const network_index index(loaded.data);
    for (const auto* end : {"i-1", "i-2", "eni-0"}) {
        INFO(end);
        CHECK_FALSE(find_endpoint(index, end, true).value.has_value());
        CHECK_FALSE(find_endpoint(index, end, false).value.has_value());
    }
    // The addresses are still those of two interfaces, not of one.
    REQUIRE(loaded.data.interfaces.size() == 2);
    CHECK(loaded.data.interfaces[0].addresses.size() == 1);
}

TEST_CASE("an instance without interfaces is read from its own subnet, address and groups") {
    const auto loaded = read(R"({"Instances": [{"InstanceId": "i-1", "VpcId": "v",
        "SubnetId": "s", "PrivateIpAddress": "10.0.1.10", "PublicIpAddress": "198.51.100.10",
        "SecurityGroups": [{"GroupId": "sg-1"}], "NetworkInterfaces": []}]})");
    REQUIRE(loaded.data.interfaces.size() == 1);
    const auto& made = loaded.data.interfaces.front();
    CHECK(made.subnet_id == "s");
    CHECK(made.group_ids == strings{"sg-1"});
    REQUIRE(made.addresses.size() == 1);
    CHECK(made.addresses.front().public_address.has_value());
    CHECK(loaded.data.instances.front().interface_ids == strings{made.id});
    CHECK(find_diagnostic(loaded, "no_interface") == nullptr);
    // Without its groups, what it lets in is not known.
    const auto bare = read(R"({"Instances": [{"InstanceId": "i-1", "SubnetId": "s",
        "PrivateIpAddress": "10.0.1.10"}]})");
    CHECK(bare.data.interfaces.empty());
    CHECK(find_diagnostic(bare, "no_interface") != nullptr);
}
