#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using vpcplan::test::address;
using vpcplan::test::ask_short;
using vpcplan::test::network_builder;

namespace {

const std::vector<std::string> open{"all 0.0.0.0/0"};

/// A private subnet and a public one, in which `nat` can stand; 0.0.0.0/0 of the private subnet
/// leads to `target`.
network_builder private_and_public(const std::string& target) {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-private", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-public", "vpc-1", {"10.0.2.0/24"})
        .open_acl("acl-private", {"subnet-private"})
        .open_acl("acl-public", {"subnet-public"})
        .group("sg-1", "vpc-1", open, open)
        .igw("igw-1", "vpc-1")
        .table("rtb-private", "vpc-1", {"subnet-private"},
               {"10.0.0.0/16 local", "0.0.0.0/0 " + target})
        .table("rtb-public", "vpc-1", {"subnet-public"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .eni("eni-private", "subnet-private", {"10.0.1.10"}, {"sg-1"})
        .eni("eni-public", "subnet-public", {"10.0.2.10"}, {"sg-1"}, "198.51.100.10");
    return net;
}

network_builder with_regional_nat() {
    auto net = private_and_public("nat-r");
    nat_gateway made;
    made.id = "nat-r";
    made.vpc_id = "vpc-1";
    made.is_regional = true;
    nat_gateway_address own;
    own.public_address = address("198.51.100.77");
    made.addresses.push_back(own);
    net.data.nat_gateways.push_back(made);
    return net;
}

} // namespace

TEST_CASE(
    "A regional NAT gateway needs no subnet, so no ACL of its own, and takes nothing unasked") {
    auto net = with_regional_nat();
    CHECK(ask_short(net, "eni-private", "203.0.113.9", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.9", "198.51.100.77", "tcp/443") ==
          "fails forward nat-r NGW_NO_SESSION");
    net.data.network_acls[1].inbound = acl_rules::make({}).value(); // the public subnet's
    CHECK(ask_short(net, "eni-private", "203.0.113.9", "tcp/443") == "works");
    net.data.nat_gateways[0].state = "deleted";
    CHECK(ask_short(net, "eni-private", "203.0.113.9", "tcp/443") ==
          "fails forward nat-r BAD_STATE");
}

TEST_CASE("A private NAT gateway gets nothing through an internet gateway") {
    auto net = private_and_public("nat-p");
    net.nat("nat-p", "subnet-public", "10.0.2.9");
    CHECK(ask_short(net, "eni-private", "203.0.113.9", "tcp/443") ==
          "fails forward igw-1 IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS");
    net.data.nat_gateways.clear();
    net.data.interfaces.pop_back();
    net.nat("nat-p", "subnet-public", "10.0.2.9", "198.51.100.9");
    CHECK(ask_short(net, "eni-private", "203.0.113.9", "tcp/443") == "works");
}

TEST_CASE(
    "A route for a whole subnet that is more specific than local leads through an appliance") {
    auto net = private_and_public("igw-1");
    net.subnet("subnet-check", "vpc-1", {"10.0.3.0/24"})
        .open_acl("acl-check", {"subnet-check"})
        .table("rtb-check", "vpc-1", {"subnet-check"}, {"10.0.0.0/16 local"})
        .eni("eni-check", "subnet-check", {"10.0.3.10"}, {"sg-1"});
    for (const auto& [table, line] :
         {std::pair{0U, "10.0.2.0/24 eni-check"}, std::pair{1U, "10.0.1.0/24 eni-check"}}) {
        net.data.route_tables[table].routes.push_back(
            network_builder().table("t", "v", {}, {line}).data.route_tables[0].routes[0]);
    }
    CHECK(ask_short(net, "eni-private", "eni-public", "tcp/443") ==
          "fails forward eni-check ENI_SOURCE_DEST_CHECK_RESTRICTION");
    net.data.interfaces.back().source_dest_check = false;
    CHECK(ask_short(net, "eni-private", "eni-public", "tcp/443") == "works");
    const network_index index(net.data);
    const auto said = vpcplan::test::ask(index, vpcplan::test::question_of(index, "eni-private",
                                                                           "eni-public", "tcp/443"))
                          .value();
    const auto passes_check = [](const leg& way) {
        return std::count_if(way.steps.begin(), way.steps.end(), [](const step& made) {
            return made.kind == step_kind::source_dest_check && made.component == "eni-check";
        });
    };
    CHECK(passes_check(said.forward) == 1);
    CHECK(passes_check(said.reply) == 1);
}

TEST_CASE("Exclusions of Block Public Access open a VPC or a subnet, both ways or outward only") {
    auto net = private_and_public("igw-1");
    using mode = block_public_access::mode;
    net.data.public_access = block_public_access{mode::bidirectional, {}, {}};
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-public", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
    CHECK(ask_short(net, "eni-public", "203.0.113.9", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
    net.data.public_access->exclusions = {{"subnet-public", true}};
    CHECK(ask_short(net, "eni-public", "203.0.113.9", "tcp/443") == "works");
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-public", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
    net.data.public_access->exclusions = {{"vpc-1", false}};
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-public", "tcp/443") == "works");
    net.data.public_access->exclusions = {{"subnet-private", false}};
    CHECK(ask_short(net, "internet:203.0.113.9", "eni-public", "tcp/443") ==
          "fails forward vpc-1 VPC_BLOCK_PUBLIC_ACCESS_ENABLED");
}
