#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

#include <vpcplan/network_change.hpp>

using namespace vpcplan;
using vpcplan::test::address;
using vpcplan::test::network_builder;

namespace {

/// Two VPCs, a peering, a transit gateway; one name for an ACL, a group and a route table.
network office() {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .vpc("vpc-2", {"10.1.0.0/16"})
        .subnet("subnet-pub", "vpc-1", {"10.0.0.0/24"})
        .subnet("subnet-app", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-far", "vpc-2", {"10.1.1.0/24"})
        .acl("acl-app", {"subnet-app"}, {"100 allow all 0.0.0.0/0"}, {"100 allow all 0.0.0.0/0"})
        .acl("acl-strict", {}, {}, {})
        .group("sg-app", "vpc-1", {"tcp 443 0.0.0.0/0"}, {"all 0.0.0.0/0"})
        .group("sg-db", "vpc-1", {}, {"all 0.0.0.0/0"})
        .group("sg-far", "vpc-2", {}, {})
        .table("rtb-main", "vpc-1", {}, {"10.0.0.0/16 local"})
        .table("rtb-app", "vpc-1", {"subnet-app"}, {"10.0.0.0/16 local", "0.0.0.0/0 nat-1"})
        .table("rtb-far", "vpc-2", {}, {"10.1.0.0/16 local", "10.9.0.0/16 vgw-1 propagated"})
        .igw("igw-1", "vpc-1")
        .eni("eni-app", "subnet-app", {"10.0.1.10", "10.0.1.11"}, {"sg-app"})
        .eni("eni-web", "subnet-pub", {"10.0.0.10"}, {"sg-app"}, "198.51.100.10")
        .nat("nat-1", "subnet-pub", "10.0.0.5", "198.51.100.50");
    auto& data = net.data;
    data.network_acls[0].vpc_id = data.network_acls[1].vpc_id = "vpc-1";
    data.network_acls[0].name = data.security_groups[0].name = data.route_tables[1].name = "app";
    data.subnets[0].zone = data.subnets[1].zone = "a";
    data.security_groups[1].name = "db";
    data.instances.push_back({"i-web", "web", "running", {"eni-web"}, {}});
    data.interfaces[1].instance_id = "i-web";
    data.peerings.push_back(
        {"pcx-1", "far", "active", {"vpc-1", {}, {}, {}}, {"vpc-2", {}, {}, {}}, {}});
    data.transit_gateways.push_back({"tgw-1", {}, {}, false, {}});
    transit_gateway_attachment here;
    here.id = "att-1";
    here.transit_gateway_id = "tgw-1";
    here.resource_id = "vpc-1";
    here.subnet_ids = {"subnet-pub"};
    data.transit_gateway_attachments.push_back(here);
    data.transit_gateway_route_tables.push_back({"tgw-rtb-1", {}, "tgw-1", {}, true, {}});
    return data;
}

acl_rule acl_line(int number, bool allow, port_range ports, const std::string& block) {
    acl_rule made;
    made.number = number;
    made.allow = allow;
    made.proto = protocol::tcp();
    made.ports = ports;
    made.block = parse_cidr(block).value();
    return made;
}

group_rule group_line(std::uint16_t port, group_rule_peer peer) {
    group_rule made;
    made.proto = protocol::tcp();
    made.ports = {port, port};
    made.peer = std::move(peer);
    return made;
}

route route_line(const std::string& block, route_target target, const std::string& id) {
    route made;
    made.destination = parse_cidr(block).value();
    made.target = target;
    made.target_id = id;
    return made;
}

std::string words_in(const network& data, const network_change& made) {
    return words_of(made, network_index(data));
}

/// What refuses the change, or "".
std::string refusal_of(network& data, const network_change& made) {
    const auto why = apply(data, made);
    return why ? std::string(id_of(why->code)) + ": " + why->message : std::string();
}

} // namespace

TEST_CASE("changes are said by kind and name, as vpc.yaml writes rules and routes") {
    const auto data = office();
    const auto said = [&](const network_change& made) { return words_in(data, made); };
    CHECK(said(add_acl_rule{"acl-app", direction::out,
                            acl_line(120, true, {1024, 65535}, "10.0.1.0/24")}) ==
          "acl app: out 120 allow tcp 1024-65535 to 10.0.1.0/24");
    CHECK(said(remove_acl_rule{"acl-strict", direction::in, 100}) == "acl acl-strict: in 100");
    CHECK(said(add_group_rule{"sg-db", direction::in,
                              group_line(5432, group_peer{"sg-app", {}, false})}) ==
          "group db: in tcp 5432 from group app");
    CHECK(said(remove_group_rule{"sg-app", direction::in,
                                 group_line(443, parse_cidr("0.0.0.0/0").value())}) ==
          "group app: in tcp 443 from 0.0.0.0/0");
    CHECK(said(put_route{"rtb-app", route_line("10.1.0.0/16", route_target::vpc_peering_connection,
                                               "pcx-1")}) == "route app: 10.1.0.0/16 -> far");
    CHECK(said(remove_route{"rtb-app", "0.0.0.0/0"}) == "route app: 0.0.0.0/0");
    CHECK(said(put_transit_route{"tgw-rtb-1", parse_cidr("10.0.0.0/16").value(), "att-1"}) ==
          "tgw-route tgw-rtb-1: 10.0.0.0/16 -> att-1");
    CHECK(said(put_transit_route{"tgw-rtb-1", parse_cidr("10.0.0.0/16").value(), ""}) ==
          "tgw-route tgw-rtb-1: 10.0.0.0/16 -> blackhole");
    CHECK(said(associate_route_table{"subnet-pub", "rtb-app"}) == "subnet subnet-pub: table app");
    CHECK(said(associate_acl{"subnet-app", "acl-strict"}) == "subnet subnet-app: acl acl-strict");
    CHECK(said(associate_acl{"subnet-app", ""}) == "subnet subnet-app: acl");
    CHECK(said(add_attachment_subnet{"att-1", "subnet-app"}) ==
          "tgw-attachment att-1: subnet subnet-app");
    CHECK(said(attach_internet_gateway{"vpc-2", "igw-new"}) == "vpc vpc-2: igw igw-new");
    CHECK(said(give_public_address{"eni-app", address("10.0.1.10"), std::nullopt}) ==
          "host eni-app: public_ip");
    CHECK(said(give_public_address{"eni-app", address("10.0.1.11"), address("198.51.100.7")}) ==
          "host eni-app: public_ip 198.51.100.7 for 10.0.1.11");
    CHECK(said(take_public_address{"eni-web", address("10.0.0.10")}) == "host web: public_ip");
    CHECK(said(set_source_dest_check{"eni-web", false}) == "host web: source_dest_check off");
    CHECK(said(wear_group{"eni-web", "sg-db"}) == "host web: group db");
    CHECK(said(place_nat_gateway{"nat-1", "subnet-app"}) == "nat nat-1: subnet subnet-app");
}

TEST_CASE("a name that several things of the kind have gives way to the id") {
    auto data = office();
    data.security_groups[1].name = "app";
    CHECK(words_in(data, wear_group{"eni-web", "sg-db"}) == "host web: group sg-db");
    data.security_groups[1].name = "sg-app"; // the id of another
    CHECK(words_in(data, wear_group{"eni-web", "sg-db"}) == "host web: group sg-db");
    data.security_groups[1].name = "the db: old";
    CHECK(words_in(data, wear_group{"eni-web", "sg-db"}) == "host web: group sg-db");
    data.nat_gateways[0].name = "web"; // a host is called so as well
    CHECK(words_in(data, put_route{"rtb-app",
                                   route_line("0.0.0.0/0", route_target::nat_gateway, "nat-1")}) ==
          "route app: 0.0.0.0/0 -> nat web");
}

TEST_CASE("a rule is added once and removed as it stands") {
    auto data = office();
    const add_acl_rule added{"acl-app", direction::out,
                             acl_line(90, false, {0, 65535}, "10.0.0.0/8")};
    CHECK(refusal_of(data, added).empty());
    CHECK(data.network_acls[0].outbound.list().front().number == 90);
    CHECK(refusal_of(data, added) ==
          "duplicate_rule_number: network ACL acl-app has an outbound rule 90 already; take a free "
          "number, e.g. 91");
    CHECK(refusal_of(data, remove_acl_rule{"acl-app", direction::out, 95}) ==
          "bad_value: network ACL acl-app has no outbound rule 95; it has 90, 100");
    CHECK(refusal_of(data, remove_acl_rule{"acl-app", direction::out, 90}).empty());
    CHECK(data.network_acls[0].outbound.size() == 1);
    CHECK(refusal_of(data, remove_acl_rule{"acl-9", direction::out, 90}) ==
          "unknown_name: the network has no network ACL 'acl-9'");

    const auto rule = group_line(5432, group_peer{"sg-app", {}, false});
    CHECK(refusal_of(data, add_group_rule{"sg-db", direction::in, rule}).empty());
    CHECK(refusal_of(data, add_group_rule{"sg-db", direction::in, rule}) ==
          "bad_value: security group sg-db has exactly this inbound rule already");
    CHECK(refusal_of(data, remove_group_rule{"sg-db", direction::in, rule}).empty());
    CHECK(refusal_of(data, remove_group_rule{"sg-db", direction::in, rule}) ==
          "bad_value: security group sg-db has no such inbound rule; it has to be the rule as it "
          "stands there");
}

TEST_CASE("a route to a destination that is there already takes its place") {
    auto data = office();
    const auto to_igw = route_line("0.0.0.0/0", route_target::internet_gateway, "igw-1");
    CHECK(refusal_of(data, put_route{"rtb-app", to_igw}).empty());
    CHECK(data.route_tables[1].routes.size() == 2);
    CHECK(data.route_tables[1].routes[1].target_id == "igw-1");
    CHECK(refusal_of(data, put_route{"rtb-app", to_igw}) ==
          "bad_value: route table rtb-app has exactly this route already");
    CHECK(refusal_of(data, remove_route{"rtb-app", "0.0.0.0/0"}).empty());
    CHECK(refusal_of(data, remove_route{"rtb-app", "0.0.0.0/0"}) ==
          "bad_value: route table rtb-app has no route 0.0.0.0/0");
    CHECK(refusal_of(data, remove_route{"rtb-app", "10.0.0.0/16"}) ==
          "bad_value: the local route 10.0.0.0/16 of route table rtb-app cannot be removed");
    CHECK(refusal_of(data, remove_route{"rtb-far", "10.9.0.0/16"}) ==
          "bad_value: the route 10.9.0.0/16 of route table rtb-far is propagated: it goes when the "
          "gateway does not announce it");
    // a static route stands beside a propagated one and wins
    CHECK(refusal_of(
              data, put_route{"rtb-far", route_line("10.9.0.0/16",
                                                    route_target::vpc_peering_connection, "pcx-1")})
              .empty());
    CHECK(data.route_tables[2].routes.size() == 3);
}

TEST_CASE("a route leads to what its VPC is part of") {
    auto data = office();
    const auto refused = [&](const std::string& table, route_target target, const std::string& id) {
        return refusal_of(data, put_route{table, route_line("10.7.0.0/16", target, id)});
    };
    CHECK(refused("rtb-far", route_target::nat_gateway, "nat-1") ==
          "bad_value: NAT gateway nat-1 is of VPC vpc-1; a route of VPC vpc-2 cannot lead there "
          "directly");
    CHECK(refused("rtb-far", route_target::interface, "eni-app") ==
          "bad_value: interface eni-app is of VPC vpc-1; a route of VPC vpc-2 cannot lead there "
          "directly");
    CHECK(refused("rtb-far", route_target::internet_gateway, "igw-1") ==
          "bad_value: internet gateway igw-1 is not attached to VPC vpc-2");
    data.peerings[0].accepter.vpc_id = "vpc-3";
    CHECK(
        refused("rtb-far", route_target::vpc_peering_connection, "pcx-1") ==
        "bad_value: peering connection pcx-1 joins VPC vpc-1 and VPC vpc-3; VPC vpc-2 is not part "
        "of it");
    // what the network does not have cannot be judged
    CHECK(refused("rtb-far", route_target::nat_gateway, "nat-of-another-account").empty());
}

TEST_CASE("a route of a transit gateway is static, and one for each destination") {
    auto data = office();
    const auto block = parse_cidr("10.0.0.0/16").value();
    CHECK(refusal_of(data, put_transit_route{"tgw-rtb-1", block, "att-1"}).empty());
    CHECK(refusal_of(data, put_transit_route{"tgw-rtb-1", block, ""}).empty());
    CHECK(data.transit_gateway_route_tables[0].routes.size() == 1);
    CHECK(data.transit_gateway_route_tables[0].routes[0].blackhole);
    CHECK(refusal_of(data, put_transit_route{"tgw-rtb-1", block, ""}) ==
          "bad_value: transit gateway route table tgw-rtb-1 has exactly this route already");
    CHECK(refusal_of(data, remove_transit_route{"tgw-rtb-1", block}).empty());
    CHECK(refusal_of(data, remove_transit_route{"tgw-rtb-1", block}) ==
          "bad_value: transit gateway route table tgw-rtb-1 has no static route 10.0.0.0/16");
}

TEST_CASE("a subnet has one route table and one network ACL") {
    auto data = office();
    CHECK(refusal_of(data, associate_route_table{"subnet-pub", "rtb-app"}).empty());
    CHECK(network_index(data).table_of(data.subnets[0])->id == "rtb-app");
    CHECK(refusal_of(data, associate_route_table{"subnet-pub", "rtb-app"}) ==
          "bad_value: subnet subnet-pub has route table rtb-app already");
    CHECK(refusal_of(data, associate_route_table{"subnet-pub", ""}).empty());
    CHECK(network_index(data).table_of(data.subnets[0])->id == "rtb-main");
    CHECK(refusal_of(data, associate_route_table{"subnet-pub", "rtb-far"}) ==
          "bad_value: route table rtb-far is of VPC vpc-2, subnet subnet-pub of vpc-1");

    CHECK(refusal_of(data, associate_acl{"subnet-app", "acl-strict"}).empty());
    CHECK(network_index(data).acl_of(data.subnets[1])->id == "acl-strict");
    data.network_acls[0].is_default = true;
    CHECK(refusal_of(data, associate_acl{"subnet-app", ""}).empty());
    CHECK(network_index(data).acl_of(data.subnets[1])->id == "acl-app");
    CHECK(refusal_of(data, associate_acl{"subnet-app", ""}) ==
          "bad_value: subnet subnet-app has network ACL acl-app already");
}

TEST_CASE("an attachment has one subnet for each zone, and one at least") {
    auto data = office();
    CHECK(
        refusal_of(data, add_attachment_subnet{"att-1", "subnet-app"}) ==
        "bad_value: attachment att-1 has subnet subnet-pub in a already; AWS takes one subnet for "
        "each zone");
    CHECK(refusal_of(data, remove_attachment_subnet{"att-1", "subnet-pub"}) ==
          "bad_value: subnet subnet-pub is the last one of attachment att-1, which needs at least "
          "one");
    data.subnets[1].zone = "b";
    CHECK(refusal_of(data, add_attachment_subnet{"att-1", "subnet-app"}).empty());
    CHECK(refusal_of(data, remove_attachment_subnet{"att-1", "subnet-pub"}).empty());
    CHECK(data.transit_gateway_attachments[0].subnet_ids == std::vector<std::string>{"subnet-app"});
    CHECK(refusal_of(data, add_attachment_subnet{"att-1", "subnet-far"}) ==
          "bad_value: attachment att-1 is of VPC vpc-1, subnet subnet-far of vpc-2");
}

TEST_CASE("an internet gateway is of one VPC, and a VPC has one") {
    auto data = office();
    CHECK(refusal_of(data, attach_internet_gateway{"vpc-1", "igw-2"}) ==
          "bad_value: VPC vpc-1 has internet gateway igw-1 already; a VPC has one at most");
    CHECK(refusal_of(data, attach_internet_gateway{"vpc-2", "igw-1"}) ==
          "bad_value: internet gateway igw-1 is attached to VPC vpc-1; detach it there first");
    CHECK(refusal_of(data, detach_internet_gateway{"vpc-1", "igw-1"}).empty());
    CHECK(refusal_of(data, attach_internet_gateway{"vpc-2", "igw-1"}).empty());
    CHECK(refusal_of(data, attach_internet_gateway{"vpc-1", "igw-new"}).empty());
    CHECK(network_index(data).internet_gateway_of("vpc-1")->id == "igw-new");
}

TEST_CASE("a public address that nobody named is one for documentation which nothing has") {
    auto data = office();
    const give_public_address given{"eni-app", address("10.0.1.10"), std::nullopt};
    CHECK(refusal_of(data, give_public_address{"eni-app", address("10.0.1.10"),
                                               address("198.51.100.50")}) ==
          "bad_value: 198.51.100.50 belongs to something else already");
    CHECK(refusal_of(data, given).empty());
    CHECK(data.interfaces[0].addresses[0].public_address == address("198.51.100.254"));
    CHECK(refusal_of(data, given) == "bad_value: 10.0.1.10 of interface eni-app has the public "
                                     "address 198.51.100.254 already");
    CHECK(refusal_of(data, take_public_address{"eni-app", address("10.0.1.10")}).empty());
    CHECK_FALSE(data.interfaces[0].addresses[0].public_address);
    CHECK(refusal_of(data, take_public_address{"eni-app", address("10.0.1.99")}) ==
          "bad_value: interface eni-app does not have 10.0.1.99");
}

TEST_CASE("checks and groups of an interface change only where that changes something") {
    auto data = office();
    CHECK(refusal_of(data, set_source_dest_check{"eni-app", true}) ==
          "bad_value: the source/destination check of interface eni-app is on already");
    CHECK(refusal_of(data, set_source_dest_check{"eni-app", false}).empty());
    CHECK(refusal_of(data, shed_group{"eni-app", "sg-app"}) ==
          "bad_value: security group sg-app is the only one of interface eni-app, and AWS wants at "
          "least one; add another first");
    CHECK(refusal_of(data, wear_group{"eni-app", "sg-db"}).empty());
    CHECK(refusal_of(data, shed_group{"eni-app", "sg-app"}).empty());
    CHECK(refusal_of(data, wear_group{"eni-app", "sg-far"}) ==
          "bad_value: security group sg-far is in VPC vpc-2, interface eni-app in vpc-1");
}

TEST_CASE("a NAT gateway is moved with its interface, and a new one gets what AWS gives") {
    auto data = office();
    CHECK(refusal_of(data, place_nat_gateway{"nat-1", "subnet-app"}).empty());
    const network_index moved(data);
    CHECK(moved.find_nat_gateway("nat-1")->subnet_id == "subnet-app");
    CHECK(moved.nat_at("vpc-1", address("10.0.1.4")) != nullptr);
    CHECK(moved.nat_with_public(address("198.51.100.50")) != nullptr);
    CHECK(moved.interface_at("vpc-1", address("10.0.1.4"))->subnet_id == "subnet-app");
    CHECK(refusal_of(data, place_nat_gateway{"nat-1", "subnet-far"}) ==
          "bad_value: NAT gateway nat-1 is of VPC vpc-1, subnet subnet-far of vpc-2");
    CHECK(refusal_of(data, place_nat_gateway{"nat-new", "subnet-pub"}).empty());
    const network_index index(data);
    const auto* made = index.find_nat_gateway("nat-new");
    REQUIRE(made != nullptr);
    CHECK(made->is_public);
    CHECK(made->addresses.front().private_address == address("10.0.0.4"));
    CHECK(index.nat_of_interface("nat-new/eni") == made);
}
