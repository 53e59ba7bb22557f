#include "../../support/catch.hpp"
#include "../../support/joined_networks.hpp"

using namespace vpcplan;
using vpcplan::test::ask_short;
using vpcplan::test::network_builder;
using vpcplan::test::peered;

namespace {

/// An interface endpoint in vpc-b, which is peered with vpc-a; its group lets 443 in.
network_builder with_interface_endpoint() {
    auto net = peered();
    net.group("sg-e", "vpc-b", {"tcp 443 10.0.0.0/8"}, {})
        .eni("eni-e", "subnet-b", {"10.1.1.50"}, {"sg-e"});
    vpc_endpoint made;
    made.id = "vpce-1";
    made.kind = endpoint_kind::interface;
    made.vpc_id = "vpc-b";
    made.service = "com.amazonaws.ap-northeast-2.ssm";
    made.interface_ids = {"eni-e"};
    made.subnet_ids = {"subnet-b"};
    net.data.endpoints.push_back(made);
    return net;
}

} // namespace

TEST_CASE("An interface endpoint is reached as an interface, by its own groups") {
    const auto net = with_interface_endpoint();
    CHECK(ask_short(net, "eni-b", "eni-e", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-a", "10.1.1.50", "tcp/443") == "works"); // over peering too
    CHECK(ask_short(net, "eni-b", "eni-e", "tcp/80") == "fails forward sg-e ENI_SG_RULES_MISMATCH");
}

TEST_CASE("An interface endpoint that is not in service answers nobody") {
    for (const auto* state : {"failed", "rejected", "expired", "deleted", "deleting", "pending"}) {
        auto net = with_interface_endpoint();
        net.data.endpoints.back().state = state;
        CHECK(ask_short(net, "eni-b", "eni-e", "tcp/443") == "fails forward vpce-1 BAD_STATE");
    }
}

TEST_CASE("An interface endpoint does not answer ping and never opens a connection") {
    auto net = with_interface_endpoint();
    net.data.security_groups.back().inbound[0].proto = protocol::any();
    CHECK(ask_short(net, "eni-b", "eni-e", "icmp") == "fails forward vpce-1 PROTOCOL_RESTRICTION");
    net.data.security_groups.back().outbound = net.data.security_groups.back().inbound;
    CHECK(ask_short(net, "eni-e", "eni-b", "tcp/443") ==
          "fails forward vpce-1 VPCE_INTRA_VPC_TRAFFIC");
}

TEST_CASE(
    "PrivateLink joins VPCs with overlapping blocks: the consumer sees its own endpoint only") {
    auto net = with_interface_endpoint();
    const std::vector<std::string> open{"all 0.0.0.0/0"};
    net.vpc("vpc-p", {"10.1.0.0/16"}) // the provider's block is that of vpc-b
        .subnet("subnet-p", "vpc-p", {"10.1.1.0/24"})
        .open_acl("acl-p", {"subnet-p"})
        .group("sg-p", "vpc-p", open, open)
        .table("rtb-p", "vpc-p", {}, {"10.1.0.0/16 local"})
        .eni("eni-p", "subnet-p", {"10.1.1.50"}, {"sg-p"});
    CHECK(ask_short(net, "eni-b", "eni-e", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-b", "eni-p", "tcp/443") == "fails forward subnet-b ROUTED_ELSEWHERE");
}
