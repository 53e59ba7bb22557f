// A folder tree of two accounts and two Regions, as `vpcplan collect` writes it.
#include "support/loading.hpp"
#include "support/rpc.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan::test;

namespace {

std::size_t count(const loaded_network& loaded, std::string_view id) {
    return static_cast<std::size_t>(
        std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                      [id](const diagnostic& one) { return one.id == id; }));
}

constexpr const char* network_account = "111111111111";
constexpr const char* shop_account = "222222222222";

/// A VPC with a subnet and a host called web, all of one account.
std::string vpc_of(const std::string& account, const std::string& region, int number) {
    const auto n = std::to_string(number);
    return R"({"Vpcs": [{"VpcId": "vpc-)" + n + R"(", "OwnerId": ")" + account +
           R"(", "CidrBlock": "10.)" + n + R"(.0.0/16"}],
  "Subnets": [{"SubnetId": "subnet-)" +
           n + R"(", "VpcId": "vpc-)" + n + R"(", "OwnerId": ")" + account +
           R"(", "CidrBlock": "10.)" + n + R"(.1.0/24", "AvailabilityZone": ")" + region +
           R"(a"}],
  "RouteTables": [{"RouteTableId": "rtb-)" +
           n + R"(", "VpcId": "vpc-)" + n +
           R"(", "Associations": [{"Main": true}], "Routes": [
    {"DestinationCidrBlock": "10.)" +
           n + R"(.0.0/16", "GatewayId": "local",
     "Origin": "CreateRouteTable", "State": "active"},
    {"DestinationCidrBlock": "10.0.0.0/8", "TransitGatewayId": "tgw-1", "Origin": "CreateRoute",
     "State": "active"}]}],
  "NetworkAcls": [{"NetworkAclId": "acl-)" +
           n + R"(", "VpcId": "vpc-)" + n +
           R"(", "IsDefault": true, "Associations": [{"SubnetId": "subnet-)" + n + R"("}],
    "Entries": [{"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1",
                 "CidrBlock": "0.0.0.0/0", "Egress": false},
                {"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1",
                 "CidrBlock": "0.0.0.0/0", "Egress": true}]}],
  "SecurityGroups": [{"GroupId": "sg-)" +
           n + R"(", "GroupName": "web", "VpcId": "vpc-)" + n + R"(", "OwnerId": ")" + account +
           R"(",
    "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                       "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
    "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
  "NetworkInterfaces": [{"NetworkInterfaceId": "eni-)" +
           n + R"(", "SubnetId": "subnet-)" + n + R"(", "VpcId": "vpc-)" + n +
           R"(", "OwnerId": ")" + account + R"(", "Groups": [{"GroupId": "sg-)" + n +
           R"("}], "PrivateIpAddress": "10.)" + n + R"(.1.10",
    "TagSet": [{"Key": "Name", "Value": "web"}]}]})";
}

/// The transit gateway as its owner, or an account it is shared with, sees it.
std::string shared_gateway(bool owner) {
    const std::string tag = R"("Tags": [{"Key": "Name", "Value": "hub"}], )";
    const std::string association =
        R"("Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}, )";
    std::string attachments;
    std::string vpc_attachments;
    for (const auto* number : {"1", "2"}) {
        if (!owner && *number == '1') {
            continue; // shared accounts see their own
        }
        const std::string vpc_owner = *number == '1' ? network_account : shop_account;
        attachments += (attachments.empty() ? "" : ", ") + std::string("{") +
                       (owner ? association : "") +
                       R"("TransitGatewayAttachmentId": "tgw-attach-)" + number +
                       R"(", "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": "111111111111",
  "ResourceOwnerId": ")" +
                       vpc_owner + R"(", "ResourceType": "vpc", "ResourceId": "vpc-)" + number +
                       R"(", "State": "available"})";
        vpc_attachments += (vpc_attachments.empty() ? "" : ", ") +
                           std::string(R"({"TransitGatewayAttachmentId": "tgw-attach-)") + number +
                           R"(", "TransitGatewayId": "tgw-1", "VpcId": "vpc-)" + number +
                           R"(", "VpcOwnerId": ")" + vpc_owner +
                           R"(", "State": "available", "SubnetIds": ["subnet-)" + number +
                           R"("], "Options": {"ApplianceModeSupport": "disable"}})";
    }
    return R"({"TransitGateways": [{)" + (owner ? tag : std::string()) +
           R"("TransitGatewayId": "tgw-1", "OwnerId": "111111111111", "State": "available"}],
  "TransitGatewayAttachments": [)" +
           attachments + R"(], "TransitGatewayVpcAttachments": [)" + vpc_attachments + "]}";
}

constexpr const char* transit_tables = R"({"TransitGatewayRouteTables": [
    {"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1"}],
  "TransitGatewayRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-1",
    "AdditionalRoutesAvailable": false, "Routes": [
      {"DestinationCidrBlock": "10.1.0.0/16", "Type": "propagated", "State": "active",
       "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1",
                                      "ResourceType": "vpc", "ResourceId": "vpc-1"}]},
      {"DestinationCidrBlock": "10.2.0.0/16", "Type": "propagated", "State": "active",
       "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-2",
                                      "ResourceType": "vpc", "ResourceId": "vpc-2"}]}]}]})";

/// The accepter's side sees what the requester is, and the other way round, with options of its
/// own.
std::string peering(bool requester) {
    return std::string(R"({"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1",
  "Status": {"Code": "active"}, )") +
           (requester ? R"("Tags": [{"Key": "Name", "Value": "asked"}], )" : "") +
           R"("RequesterVpcInfo": {"VpcId": "vpc-1", "OwnerId": "111111111111", "Region": "eu-west-1",
    "CidrBlock": "10.1.0.0/16")" +
           (requester ? R"(, "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": false})" : "") +
           R"(}, "AccepterVpcInfo": {"VpcId": "vpc-3", "OwnerId": "222222222222",
    "Region": "us-east-1", "CidrBlock": "10.3.0.0/16"}}]})";
}

/// Two accounts in Europe around one transit gateway, and a VPC of the second one in America.
void write_tree(const std::filesystem::path& folder) {
    const auto hub = folder / network_account / "eu-west-1";
    const auto shop = folder / shop_account / "eu-west-1";
    const auto far = folder / shop_account / "us-east-1";
    write_file(hub / "all.json", vpc_of(network_account, "eu-west-1", 1));
    write_file(shop / "all.json", vpc_of(shop_account, "eu-west-1", 2));
    write_file(far / "all.json", vpc_of(shop_account, "us-east-1", 3));
    write_file(hub / "transit-gateways.json", shared_gateway(true));
    write_file(hub / "transit-tables.json", transit_tables);
    write_file(shop / "transit-gateways.json", shared_gateway(false));
    write_file(hub / "peerings.json", peering(true));
    write_file(far / "peerings.json", peering(false));
}

} // namespace

TEST_CASE("what two accounts and two Regions see together is one network") {
    const scratch_folder folder;
    write_tree(folder.path);
    const auto loaded = load(folder.path);
    const auto& net = loaded.data;
    CHECK(net.vpcs.size() == 3);
    CHECK(net.transit_gateways.size() == 1);
    CHECK(net.transit_gateways.front().name == "hub");
    REQUIRE(net.transit_gateway_attachments.size() == 2);
    for (const auto& one : net.transit_gateway_attachments) {
        CHECK(one.table_id == "tgw-rtb-1");
        CHECK(one.table_known);
        CHECK(one.subnet_ids.size() == 1);
    }
    REQUIRE(net.peerings.size() == 1);
    CHECK(net.peerings.front().name == "asked");
    CHECK(count(loaded, "duplicate_id") == 0);

    rpc_client client;
    const auto answer = client.result("pass", {{"path", folder.path.string()},
                                               {"from", "eni-1"},
                                               {"to", "eni-2"},
                                               {"protocol", "tcp"},
                                               {"dst_port", 443}});
    CHECK(answer.at("connection") == "works");
}

TEST_CASE("the owner's description counts, whichever folder comes first") {
    for (const bool owner_first : {true, false}) {
        INFO(owner_first);
        const scratch_folder folder;
        // 000000000000 sorts before every owner.
        const std::string other = owner_first ? "999999999999" : "000000000000";
        write_file(folder.path / network_account / "eu-west-1/a.json", shared_gateway(true));
        write_file(folder.path / other / "eu-west-1/a.json", shared_gateway(false));
        const auto loaded = load(folder.path);
        CHECK(loaded.data.transit_gateways.front().name == "hub");
        CHECK(by_id(loaded.data.transit_gateway_attachments, "tgw-attach-2").table_known);
        CHECK(by_id(loaded.data.transit_gateway_attachments, "tgw-attach-2").table_id ==
              "tgw-rtb-1");
        CHECK(count(loaded, "duplicate_id") == 0);
    }
}

TEST_CASE("without the owner's account, the table of an attachment is not known") {
    const scratch_folder folder;
    write_file(folder.path / shop_account / "eu-west-1/a.json", shared_gateway(false));
    const auto loaded = load(folder.path);
    CHECK_FALSE(by_id(loaded.data.transit_gateway_attachments, "tgw-attach-2").table_known);
    // Nobody says whose file this is: what it does not have is not there.
    const auto bare = read(shared_gateway(false));
    CHECK(by_id(bare.data.transit_gateway_attachments, "tgw-attach-2").table_known);
}

TEST_CASE("of two descriptions without an owner the fuller one counts") {
    const std::string short_one = R"({"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1",
        "Status": {"Code": "active"}}]})";
    for (const auto& text : {short_one + peering(true), peering(true) + short_one}) {
        const auto loaded = read(text);
        REQUIRE(loaded.data.peerings.size() == 1);
        CHECK(loaded.data.peerings.front().accepter.vpc_id == "vpc-3");
        CHECK(count(loaded, "duplicate_id") == 0);
    }
}

TEST_CASE("descriptions that contradict each other are told, with the one that counts") {
    const scratch_folder folder;
    const auto of = [](const char* state) {
        return std::string(R"({"TransitGatewayVpcAttachments": [
            {"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1",
             "VpcOwnerId": "222222222222", "VpcId": "vpc-2", "SubnetIds": ["s"], "State": ")") +
               state + "\"}]}";
    };
    write_file(folder.path / network_account / "a.json", of("available"));
    write_file(folder.path / shop_account / "a.json", of("deleting"));
    const auto loaded = load(folder.path);
    REQUIRE(loaded.data.transit_gateway_attachments.size() == 1);
    CHECK(loaded.data.transit_gateway_attachments.front().state == "deleting");
    REQUIRE(count(loaded, "duplicate_id") == 1);
    const auto* said = find_diagnostic(loaded, "duplicate_id");
    CHECK(contains(said->message, "tgw-attach-1 is in the input twice"));
    CHECK(contains(said->message, "222222222222/a.json#/TransitGatewayVpcAttachments/0"));
}

TEST_CASE("order of lists is no contradiction") {
    const auto of = [](const char* first, const char* second) {
        return std::string(R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlockAssociationSet": [)") +
               R"({"CidrBlock": ")" + first + R"("}, {"CidrBlock": ")" + second + "\"}]}]}";
    };
    CHECK(count(read(of("10.0.0.0/16", "10.1.0.0/16") + of("10.1.0.0/16", "10.0.0.0/16")),
                "duplicate_id") == 0);
    CHECK(count(read(of("10.0.0.0/16", "10.1.0.0/16") + of("10.2.0.0/16", "10.0.0.0/16")),
                "duplicate_id") == 1);
}

TEST_CASE("a transit gateway table collected twice has its routes once") {
    const auto once = read(transit_tables).data;
    const auto twice = read(std::string(transit_tables) + transit_tables).data;
    REQUIRE(twice.transit_gateway_route_tables.size() == 1);
    CHECK(twice.transit_gateway_route_tables.front().routes.size() ==
          once.transit_gateway_route_tables.front().routes.size());
    CHECK(twice.transit_gateway_route_tables.front().complete);

    // One page of a long table, and then the same with more: still not whole, and nothing twice.
    const auto page = [](const std::string& more) {
        return R"({"TransitGatewayRoutes": [{"TransitGatewayRouteTableId": "t",
            "AdditionalRoutesAvailable": true, "Routes": [
                {"DestinationCidrBlock": "10.0.0.0/8", "Type": "static", "State": "blackhole"})" +
               more + "]}]}";
    };
    const auto paged =
        read(page("") + page(R"(, {"DestinationCidrBlock": "10.0.0.0/9", "Type": "static",
                                 "State": "blackhole"})"))
            .data;
    CHECK(paged.transit_gateway_route_tables.front().routes.size() == 2);
    CHECK_FALSE(paged.transit_gateway_route_tables.front().complete);
}

TEST_CASE("things of one Name in several accounts are told apart with account and Region") {
    const scratch_folder folder;
    write_tree(folder.path);
    rpc_client client;
    const auto failure = client.error(
        "pass",
        {{"path", folder.path.string()}, {"from", "web"}, {"to", "eni-2"}, {"protocol", "tcp"}});
    CHECK(failure.at("data").at("code") == "ambiguous_name");
    const std::string hint(failure.at("data").at("hint").as_string());
    CHECK(hint == "one of eni-1 (111111111111, eu-west-1), eni-2 (222222222222, eu-west-1), "
                  "eni-3 (222222222222, us-east-1)");
}

TEST_CASE("Block Public Access is that of a VPC's own account and Region") {
    const auto options = [](const char* account, const char* region, const char* how) {
        return std::string(R"({"VpcBlockPublicAccessOptions": {"AwsAccountId": ")") + account +
               R"(", "AwsRegion": ")" + region + R"(", "InternetGatewayBlockMode": ")" + how +
               "\"}}";
    };
    const scratch_folder folder;
    write_tree(folder.path);
    write_file(folder.path / "bpa-1.json", options(network_account, "eu-west-1", "block-ingress"));
    write_file(folder.path / "bpa-2.json",
               options(shop_account, "eu-west-1", "block-bidirectional"));
    write_file(folder.path / "bpa-3.json", options(shop_account, "us-east-1", "off"));
    const auto loaded = load(folder.path);
    REQUIRE(loaded.data.public_access);
    CHECK(loaded.data.public_access->how == block_public_access::mode::bidirectional);
    const auto& excluded = loaded.data.public_access->exclusions;
    REQUIRE(excluded.size() == 2);
    CHECK(excluded[0].resource_id == "vpc-1");
    CHECK(excluded[0].egress_only);
    CHECK(excluded[1].resource_id == "vpc-3");
    CHECK_FALSE(excluded[1].egress_only);
    CHECK(count(loaded, "mixed_settings") == 0);

    std::filesystem::remove(folder.path / "bpa-3.json");
    const auto unknown = load(folder.path);
    REQUIRE(count(unknown, "mixed_settings") == 1);
    CHECK(contains(find_diagnostic(unknown, "mixed_settings")->message, "vpc-3"));
}

TEST_CASE("a tree with loops, dead links and things that are no files still loads") {
    const scratch_folder folder;
    write_tree(folder.path);
    std::filesystem::create_directory_symlink(folder.path, folder.path / network_account / "loop");
    std::filesystem::create_symlink("nowhere.json", folder.path / "dead.json");
    REQUIRE(std::system(("mkfifo '" + (folder.path / "pipe.json").string() + "'").c_str()) == 0);
    write_file(folder.path / "notes.txt", "by hand");
    const auto loaded = load(folder.path);
    CHECK(loaded.data.vpcs.size() == 3);
    CHECK(count(loaded, "duplicate_id") == 0);
    CHECK(count(loaded, "ignored_file") == 4);
}

TEST_CASE("a file that cannot be read is told, not left out") {
    const scratch_folder folder;
    write_tree(folder.path);
    const auto secret = folder.path / "secret.json";
    write_file(secret, "{}");
    std::filesystem::permissions(secret, std::filesystem::perms::none);
    if (std::ifstream(secret)) {
        WARN("SKIPPED: this user may read everything");
        return;
    }
    const auto outcome = load_network(folder.path.string());
    REQUIRE(std::holds_alternative<load_failure>(outcome));
    CHECK(contains(std::get<load_failure>(outcome).message, "secret.json: cannot be read"));
}

TEST_CASE("a folder that cannot be entered is told, not left out") {
    const scratch_folder folder;
    write_tree(folder.path);
    const auto closed = folder.path / network_account;
    std::filesystem::permissions(closed, std::filesystem::perms::none);
    std::error_code ec;
    const bool may_enter = std::filesystem::exists(closed / "eu-west-1", ec);
    const auto outcome = load_network(folder.path.string());
    std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
    if (may_enter) {
        WARN("SKIPPED: this user may read everything");
        return;
    }
    CHECK(std::holds_alternative<load_failure>(outcome));
}
