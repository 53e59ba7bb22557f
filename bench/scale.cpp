#include "scale.hpp"

#include <cstdio>
#include <fstream>

namespace vpcplan_bench {

namespace {

std::string id(const char* kind, int vpc, int number) {
    char text[64];
    std::snprintf(text, sizeof text, "%s-0%08x%08x", kind, static_cast<unsigned>(vpc) + 0xa0,
                  static_cast<unsigned>(number));
    return text;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string number(int value) { return std::to_string(value); }

/// "Key": "value", a member of an object.
std::string member(const char* key, const std::string& value) {
    return quoted(key) + ": " + quoted(value);
}

/// A file with one list, an element a line.
class list_file {
public:
    list_file(const std::filesystem::path& folder, const std::string& key)
        : out_(folder / (key + ".json")) {
        out_ << "{" << quoted(key) << ": [";
    }
    ~list_file() { out_ << "\n]}\n"; }
    list_file(const list_file&) = delete;
    list_file& operator=(const list_file&) = delete;

    void add(const std::string& object) {
        out_ << (is_first_ ? "\n" : ",\n") << object;
        is_first_ = false;
    }

private:
    std::ofstream out_;
    bool is_first_ = true;
};

std::string tags(const std::string& name) {
    return "\"Tags\": [{" + member("Key", "Name") + ", " + member("Value", name) + "}]";
}

std::string vpc_block(int vpc) { return "10." + number(vpc) + ".0.0/16"; }
std::string zone(int subnet) {
    return std::string("ap-northeast-2") + static_cast<char>('a' + subnet % 4);
}
constexpr const char* owner = "111122223333";

void write_vpcs(const std::filesystem::path& folder, const scale& size) {
    list_file vpcs(folder, "Vpcs");
    list_file subnets(folder, "Subnets");
    list_file gateways(folder, "InternetGateways");
    for (int vpc = 0; vpc < size.vpcs; ++vpc) {
        const auto vpc_id = id("vpc", vpc, 0);
        vpcs.add("{" + member("VpcId", vpc_id) + ", " + member("OwnerId", owner) + ", " +
                 member("State", "available") + ", " + member("CidrBlock", vpc_block(vpc)) +
                 ", \"CidrBlockAssociationSet\": [{" +
                 member("AssociationId", id("vpc-cidr-assoc", vpc, 0)) + ", " +
                 member("CidrBlock", vpc_block(vpc)) + ", \"CidrBlockState\": {" +
                 member("State", "associated") + "}}], " + member("InstanceTenancy", "default") +
                 ", \"IsDefault\": false, " + tags("vpc-" + number(vpc)) + "}");
        for (int subnet = 0; subnet < size.subnets; ++subnet) {
            subnets.add(
                "{" + member("SubnetId", id("subnet", vpc, subnet)) + ", " +
                member("VpcId", vpc_id) + ", " + member("OwnerId", owner) + ", " +
                member("CidrBlock", "10." + number(vpc) + "." + number(subnet * 16) + ".0/20") +
                ", " + member("AvailabilityZone", zone(subnet)) + ", " +
                member("State", "available") +
                ", \"AvailableIpAddressCount\": 4000, \"MapPublicIpOnLaunch\": false, "
                "\"Ipv6CidrBlockAssociationSet\": [], " +
                tags("subnet-" + number(vpc) + "-" + number(subnet)) + "}");
        }
        gateways.add("{" + member("InternetGatewayId", id("igw", vpc, 0)) +
                     ", \"Attachments\": [{" + member("State", "available") + ", " +
                     member("VpcId", vpc_id) + "}], " + tags("igw-" + number(vpc)) + "}");
    }
}

/// A main table, and one a zone as people with Terraform modules have them.
void write_route_tables(const std::filesystem::path& folder, const scale& size) {
    list_file tables(folder, "RouteTables");
    const auto route = [](const std::string& block, const char* key, const std::string& target,
                          const char* origin) {
        return "{" + member("DestinationCidrBlock", block) + ", " + member(key, target) + ", " +
               member("Origin", origin) + ", " + member("State", "active") + "}";
    };
    for (int vpc = 0; vpc < size.vpcs; ++vpc) {
        for (int table = 0; table < 5; ++table) {
            std::string associations = table == 0 ? "{\"Main\": true, " : "";
            if (table == 0) {
                associations += member("RouteTableId", id("rtb", vpc, 0)) + "}";
            }
            for (int subnet = table - 1; table > 0 && subnet < size.subnets; subnet += 4) {
                associations += (associations.empty() ? "{" : ", {") +
                                std::string("\"Main\": false, ") +
                                member("SubnetId", id("subnet", vpc, subnet)) + "}";
            }
            tables.add("{" + member("RouteTableId", id("rtb", vpc, table)) + ", " +
                       member("VpcId", id("vpc", vpc, 0)) + ", \"Associations\": [" + associations +
                       "], \"PropagatingVgws\": [], \"Routes\": [" +
                       route(vpc_block(vpc), "GatewayId", "local", "CreateRouteTable") + ", " +
                       route("10.0.0.0/8", "TransitGatewayId", id("tgw", 0, 0), "CreateRoute") +
                       ", " + route("0.0.0.0/0", "GatewayId", id("igw", vpc, 0), "CreateRoute") +
                       "], " + tags("rtb-" + number(vpc) + "-" + number(table)) + "}");
        }
    }
}

void write_rules(const std::filesystem::path& folder, const scale& size) {
    list_file acls(folder, "NetworkAcls");
    list_file groups(folder, "SecurityGroups");
    for (int vpc = 0; vpc < size.vpcs; ++vpc) {
        std::string associations;
        for (int subnet = 0; subnet < size.subnets; ++subnet) {
            associations += (subnet == 0 ? "{" : ", {") +
                            member("NetworkAclId", id("acl", vpc, 0)) + ", " +
                            member("SubnetId", id("subnet", vpc, subnet)) + "}";
        }
        std::string entries;
        for (const bool egress : {false, true}) {
            for (int rule = 1; rule <= 10; ++rule) {
                entries += std::string(entries.empty() ? "" : ", ") + "{" +
                           member("CidrBlock",
                                  rule == 10 ? "0.0.0.0/0" : "192.0." + number(rule) + ".0/24") +
                           ", \"Egress\": " + (egress ? "true" : "false") + ", " +
                           member("Protocol", "-1") + ", " +
                           member("RuleAction", rule == 10 ? "allow" : "deny") +
                           ", \"RuleNumber\": " + number(rule * 10) + "}";
            }
            entries += ", {" + member("CidrBlock", "0.0.0.0/0") +
                       ", \"Egress\": " + (egress ? "true" : "false") + ", " +
                       member("Protocol", "-1") + ", " + member("RuleAction", "deny") +
                       ", \"RuleNumber\": 32767}";
        }
        acls.add("{" + member("NetworkAclId", id("acl", vpc, 0)) + ", " +
                 member("VpcId", id("vpc", vpc, 0)) + ", \"IsDefault\": true, \"Entries\": [" +
                 entries + "], \"Associations\": [" + associations + "]}");
        for (int group = 0; group < size.groups; ++group) {
            std::string rules;
            for (int port = 8000; port < 8010; ++port) {
                rules += (rules.empty() ? "{" : ", {") + member("IpProtocol", "tcp") +
                         ", \"FromPort\": " + number(port) + ", \"ToPort\": " + number(port) +
                         ", \"IpRanges\": [], \"Ipv6Ranges\": [], \"PrefixListIds\": [], "
                         "\"UserIdGroupPairs\": [{" +
                         member("GroupId", id("sg", vpc, (group + 1) % size.groups)) + ", " +
                         member("UserId", owner) + "}]}";
            }
            rules += ", {" + member("IpProtocol", "tcp") +
                     ", \"FromPort\": 443, \"ToPort\": 443, \"IpRanges\": [{" +
                     member("CidrIp", "10.0.0.0/8") + "}], \"UserIdGroupPairs\": []}";
            groups.add("{" + member("GroupId", id("sg", vpc, group)) + ", " +
                       member("GroupName", "group-" + number(group)) + ", " +
                       member("Description", "group " + number(group)) + ", " +
                       member("VpcId", id("vpc", vpc, 0)) + ", " + member("OwnerId", owner) +
                       ", \"IpPermissions\": [" + rules + "], \"IpPermissionsEgress\": [{" +
                       member("IpProtocol", "-1") + ", \"IpRanges\": [{" +
                       member("CidrIp", "0.0.0.0/0") + "}], \"UserIdGroupPairs\": []}]}");
        }
    }
}

void write_interfaces(const std::filesystem::path& folder, const scale& size) {
    list_file interfaces(folder, "NetworkInterfaces");
    list_file reservations(folder, "Reservations");
    for (int all = 0; all < size.interfaces; ++all) {
        const int vpc = all % size.vpcs;
        const int host = all / size.vpcs;
        const int subnet = host % size.subnets;
        const int place = 10 + host / size.subnets;
        const auto address = "10." + number(vpc) + "." + number(subnet * 16 + place / 250) + "." +
                             number(place % 250 + 4);
        const auto instance = id("i", vpc, host);
        const auto groups = "\"Groups\": [{" +
                            member("GroupId", id("sg", vpc, host % size.groups)) + ", " +
                            member("GroupName", "group-" + number(host % size.groups)) + "}]";
        interfaces.add(
            "{" + member("NetworkInterfaceId", interface_id(vpc, host)) + ", " +
            member("SubnetId", id("subnet", vpc, subnet)) + ", " +
            member("VpcId", id("vpc", vpc, 0)) + ", " + member("OwnerId", owner) + ", " +
            member("AvailabilityZone", zone(subnet)) + ", " + member("Description", "") + ", " +
            member("InterfaceType", "interface") + ", " + member("Status", "in-use") + ", " +
            member("MacAddress", "02:00:00:00:00:00") + ", " + member("PrivateIpAddress", address) +
            ", \"PrivateIpAddresses\": [{\"Primary\": true, " +
            member("PrivateIpAddress", address) +
            "}], \"Ipv6Addresses\": [], \"SourceDestCheck\": true, \"RequesterManaged\": false, "
            "\"TagSet\": [], \"Attachment\": {" +
            member("AttachmentId", id("eni-attach", vpc, host)) +
            ", \"DeleteOnTermination\": true, \"DeviceIndex\": 0, " +
            member("InstanceId", instance) + ", " + member("Status", "attached") + "}, " + groups +
            "}");
        reservations.add(
            "{" + member("ReservationId", id("r", vpc, host)) + ", " + member("OwnerId", owner) +
            ", \"Instances\": [{" + member("InstanceId", instance) + ", " +
            member("InstanceType", "m7g.large") + ", " + member("PrivateIpAddress", address) +
            ", " + member("SubnetId", id("subnet", vpc, subnet)) + ", " +
            member("VpcId", id("vpc", vpc, 0)) + ", \"State\": {\"Code\": 16, " +
            member("Name", "running") + "}, " +
            "\"SourceDestCheck\": true, \"NetworkInterfaces\": [{" +
            member("NetworkInterfaceId", interface_id(vpc, host)) + ", " +
            member("PrivateIpAddress", address) + "}], " +
            tags("host-" + number(vpc) + "-" + number(host)) + "}]}");
    }
}

void write_transit_gateway(const std::filesystem::path& folder, const scale& size) {
    const auto gateway = id("tgw", 0, 0);
    const auto table = id("tgw-rtb", 0, 0);
    list_file gateways(folder, "TransitGateways");
    gateways.add("{" + member("TransitGatewayId", gateway) + ", " + member("OwnerId", owner) +
                 ", " + member("State", "available") + "}");
    list_file tables(folder, "TransitGatewayRouteTables");
    tables.add("{" + member("TransitGatewayRouteTableId", table) + ", " +
               member("TransitGatewayId", gateway) + ", " + member("State", "available") + "}");
    list_file attachments(folder, "TransitGatewayAttachments");
    list_file of_vpcs(folder, "TransitGatewayVpcAttachments");
    std::string routes;
    for (int vpc = 0; vpc < size.vpcs; ++vpc) {
        const auto attachment = id("tgw-attach", vpc, 0);
        const auto vpc_id = id("vpc", vpc, 0);
        attachments.add("{" + member("TransitGatewayAttachmentId", attachment) + ", " +
                        member("TransitGatewayId", gateway) + ", " + member("ResourceType", "vpc") +
                        ", " + member("ResourceId", vpc_id) + ", " + member("State", "available") +
                        ", \"Association\": {" + member("TransitGatewayRouteTableId", table) +
                        ", " + member("State", "associated") + "}}");
        std::string subnets;
        for (int subnet = 0; subnet < 4; ++subnet) {
            subnets += (subnet == 0 ? "" : ", ") + quoted(id("subnet", vpc, subnet));
        }
        of_vpcs.add("{" + member("TransitGatewayAttachmentId", attachment) + ", " +
                    member("TransitGatewayId", gateway) + ", " + member("VpcId", vpc_id) + ", " +
                    member("State", "available") + ", \"SubnetIds\": [" + subnets + "]}");
        routes += (routes.empty() ? "{" : ", {") + member("DestinationCidrBlock", vpc_block(vpc)) +
                  ", \"TransitGatewayAttachments\": [{" +
                  member("TransitGatewayAttachmentId", attachment) + ", " +
                  member("ResourceType", "vpc") + ", " + member("ResourceId", vpc_id) + "}], " +
                  member("Type", "propagated") + ", " + member("State", "active") + "}";
    }
    list_file searched(folder, "TransitGatewayRoutes");
    searched.add("{" + member("TransitGatewayRouteTableId", table) + ", \"Routes\": [" + routes +
                 "], \"AdditionalRoutesAvailable\": false}");
}

} // namespace

std::string interface_id(int vpc, int number) { return id("eni", vpc, number); }

void write_network(const std::filesystem::path& folder, const scale& size) {
    std::filesystem::create_directories(folder);
    write_vpcs(folder, size);
    write_route_tables(folder, size);
    write_rules(folder, size);
    write_interfaces(folder, size);
    write_transit_gateway(folder, size);
}

} // namespace vpcplan_bench
