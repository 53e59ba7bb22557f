#include "../../support/catch.hpp"
#include "../../support/joined_networks.hpp"

using namespace vpcplan;
using vpcplan::test::ask_short;
using vpcplan::test::behind_vpn;
using vpcplan::test::joined_by_transit_gateway;
using vpcplan::test::network_builder;
using vpcplan::test::peered;
using vpcplan::test::two_vpcs;

TEST_CASE("Peering needs an active connection and routes on both sides") {
    CHECK(ask_short(peered(), "eni-a", "eni-b", "tcp/3306") == "works");
    auto one_way = peered();
    one_way.data.route_tables[1].routes.pop_back();
    CHECK(ask_short(one_way, "eni-a", "eni-b", "tcp/3306") ==
          "fails reply rtb-b NO_ROUTE_TO_DESTINATION");
    auto pending = peered();
    pending.data.peerings[0].status = "pending-acceptance";
    CHECK(ask_short(pending, "eni-a", "eni-b", "tcp/3306") == "fails forward pcx-1 BAD_STATE");
}

TEST_CASE("Peering is not transitive and carries only the two VPCs' own blocks (T17)") {
    auto net = peered();
    net.data.route_tables[0].routes.push_back(network_builder()
                                                  .table("t", "v", {}, {"10.2.0.0/16 pcx-1"})
                                                  .data.route_tables[0]
                                                  .routes[0]);
    CHECK(ask_short(net, "eni-a", "10.2.0.9", "tcp/443") ==
          "fails forward pcx-1 PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
}

TEST_CASE("A reply that another VPC with the same addresses gets is lost") {
    auto net = peered();
    // vpc-c has vpc-b's addresses; vpc-a routes the whole block to vpc-b.
    const std::vector<std::string> open{"all 0.0.0.0/0"};
    net.vpc("vpc-c", {"10.1.0.0/16"})
        .subnet("subnet-c", "vpc-c", {"10.1.1.0/24"})
        .open_acl("acl-c", {"subnet-c"})
        .group("sg-c", "vpc-c", open, open)
        .table("rtb-c", "vpc-c", {}, {"10.1.0.0/16 local", "10.0.0.0/16 pcx-2"})
        .eni("eni-c", "subnet-c", {"10.1.1.10"}, {"sg-c"});
    vpc_peering_connection peering;
    peering.id = "pcx-2";
    peering.requester = {"vpc-a", "1", "ap-northeast-2", {"10.0.0.0/16"_cidr}};
    peering.accepter = {"vpc-c", "1", "ap-northeast-2", {"10.1.0.0/16"_cidr}};
    net.data.peerings.push_back(peering);
    CHECK(ask_short(net, "eni-c", "eni-a", "tcp/443") == "fails reply rtb-a ROUTED_ELSEWHERE");
    net.data.route_tables[0].routes.push_back(network_builder()
                                                  .table("t", "v", {}, {"10.1.1.0/24 pcx-2"})
                                                  .data.route_tables[0]
                                                  .routes[0]);
    CHECK(ask_short(net, "eni-c", "eni-a", "tcp/443") == "works");
}

TEST_CASE("A group reference crosses peering within one Region only") {
    auto net = peered();
    net.data.security_groups[1].inbound = {
        {protocol::any(), {}, {}, group_peer{"sg-a", "vpc-a", false}, {}, {}}};
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/3306") == "works");
    net.data.peerings[0].accepter.region = "us-east-1";
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/3306") ==
          "fails forward sg-b ENI_SG_RULES_MISMATCH");
}

TEST_CASE("The far VPC of a peering that the input does not have makes the verdict unknown") {
    auto net = peered();
    net.data.vpcs.pop_back();
    CHECK(ask_short(net, "eni-a", "10.1.1.10", "tcp/3306") ==
          "unknown forward pcx-1 UNKNOWN_DESTINATION");
}

TEST_CASE("A transit gateway serves the zones of its attachments only") {
    const auto net = joined_by_transit_gateway();
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/3306") == "works");
    CHECK(ask_short(net, "eni-a2", "eni-b", "tcp/3306") ==
          "fails forward tgw-attach-a TGW_ROUTE_AZ_RESTRICTION");
    // The other way round the request arrives, and the reply has no way back.
    CHECK(ask_short(net, "eni-b", "eni-a2", "tcp/3306") ==
          "fails reply tgw-attach-a TGW_ROUTE_AZ_RESTRICTION");
}

TEST_CASE("The table associated with the sender's attachment decides in a transit gateway") {
    auto no_route = joined_by_transit_gateway();
    no_route.data.transit_gateway_route_tables[0].routes.pop_back();
    CHECK(ask_short(no_route, "eni-a", "eni-b", "tcp/3306") ==
          "fails forward tgw-rtb-1 TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT");
    auto blackhole = joined_by_transit_gateway();
    transit_gateway_route hole;
    hole.destination = "10.1.1.0/24"_cidr;
    hole.blackhole = true;
    blackhole.data.transit_gateway_route_tables[0].routes.push_back(hole);
    CHECK(ask_short(blackhole, "eni-a", "eni-b", "tcp/3306") ==
          "fails forward tgw-rtb-1 TGW_RTB_BAD_STATE_ROUTE");
    auto no_association = joined_by_transit_gateway();
    no_association.data.transit_gateway_attachments[0].table_id.clear();
    CHECK(ask_short(no_association, "eni-a", "eni-b", "tcp/3306") ==
          "fails forward tgw-attach-a TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION");
    auto not_told = joined_by_transit_gateway();
    not_told.data.transit_gateway_route_tables[0].complete = false;
    CHECK(ask_short(not_told, "eni-a", "eni-b", "tcp/3306") ==
          "unknown forward tgw-rtb-1 TGW_RTB_ROUTES_ARE_UNKNOWN");
}

TEST_CASE("A static transit gateway route hides an equal propagated one") {
    auto net = joined_by_transit_gateway();
    transit_gateway_route fixed;
    fixed.destination = "10.1.0.0/16"_cidr;
    fixed.blackhole = true;
    net.data.transit_gateway_route_tables[0].routes.push_back(fixed);
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/3306") ==
          "fails forward tgw-rtb-1 TGW_RTB_BAD_STATE_ROUTE");
}

TEST_CASE("The ACL of the attachment's subnet counts as the transit gateway guide says (T22)") {
    const std::vector<std::string> none;
    const std::vector<std::string> all{"100 allow all 0.0.0.0/0"};
    const auto with = [&](const std::string& where, const std::vector<std::string>& in,
                          const std::vector<std::string>& out) {
        // Each attachment in a subnet of its own, next to the hosts' subnets.
        auto net = joined_by_transit_gateway();
        net.subnet("subnet-ta", "vpc-a", {"10.0.9.0/28"})
            .subnet("subnet-tb", "vpc-b", {"10.1.9.0/28"});
        net.data.subnets[3].zone = "a";
        net.data.subnets[4].zone = "a";
        net.open_acl("acl-ta", {"subnet-ta"}).open_acl("acl-tb", {"subnet-tb"});
        net.data.transit_gateway_attachments[0].subnet_ids = {"subnet-ta"};
        net.data.transit_gateway_attachments[1].subnet_ids = {"subnet-tb"};
        for (auto& acl : net.data.network_acls) {
            if (acl.id == where) {
                acl = network_builder().acl(where, acl.subnet_ids, in, out).data.network_acls[0];
            }
        }
        return ask_short(net, "eni-a", "eni-b", "tcp/3306");
    };
    CHECK(with("none", none, none) == "works");
    // On the way into the gateway: inbound of the attachment's subnet, by the sender's address.
    CHECK(with("acl-ta", none, all) == "fails forward acl-ta 32767 SUBNET_ACL_RESTRICTION");
    // On the way out of it: outbound of the attachment's subnet, by the destination.
    CHECK(with("acl-tb", all, none) == "fails forward acl-tb 32767 SUBNET_ACL_RESTRICTION");
    // The reply uses the other direction of each.
    CHECK(with("acl-ta", all, none) == "fails reply acl-ta 32767 SUBNET_ACL_RESTRICTION");
    CHECK(with("acl-tb", none, all) == "fails reply acl-tb 32767 SUBNET_ACL_RESTRICTION");
    // A host in the attachment's own subnet is reached without its ACL.
    auto same = joined_by_transit_gateway();
    same.data.network_acls[1] =
        network_builder().acl("acl-b", {"subnet-b"}, none, all).data.network_acls[0];
    CHECK(ask_short(same, "eni-a", "eni-b", "tcp/3306") ==
          "fails reply acl-b 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("Group references cross a transit gateway inbound only, and only where it is on") {
    auto net = joined_by_transit_gateway();
    net.data.security_groups[1].inbound = {
        {protocol::any(), {}, {}, group_peer{"sg-a", "vpc-a", false}, {}, {}}};
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/3306") == "works");
    auto off = net;
    off.data.transit_gateway_attachments[1].group_referencing = false;
    CHECK(ask_short(off, "eni-a", "eni-b", "tcp/3306") ==
          "fails forward sg-b ENI_SG_RULES_MISMATCH");
    auto outbound = joined_by_transit_gateway();
    outbound.data.security_groups[0].outbound = {
        {protocol::any(), {}, {}, group_peer{"sg-b", "vpc-b", false}, {}, {}}};
    CHECK(ask_short(outbound, "eni-a", "eni-b", "tcp/3306") ==
          "fails forward sg-a ENI_SG_RULES_MISMATCH");
}

TEST_CASE("A virtual private gateway forwards to what its VPN connections know") {
    const auto net = behind_vpn(true);
    CHECK(ask_short(net, "eni-a", "192.168.10.20", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-a", "192.168.200.20", "tcp/443") ==
          "fails forward vgw-1 VGW_NO_ROUTE_TO_ON_PREMISES");
    auto down = net;
    down.data.vpn_connections[0].tunnels_up = 0;
    down.data.vpn_connections[0].tunnels_down = 2;
    CHECK(ask_short(down, "eni-a", "192.168.10.20", "tcp/443") ==
          "fails forward vgw-1 BAD_STATE_VPN");
    auto detached = net;
    detached.data.virtual_private_gateways[0].vpc_ids.clear();
    CHECK(ask_short(detached, "eni-a", "192.168.10.20", "tcp/443") ==
          "fails forward vgw-1 VGW_NOT_ATTACHED");
    CHECK(ask_short(net, "onprem:192.168.10.20", "eni-a", "tcp/443") == "works");
}

TEST_CASE("What BGP told a virtual private gateway is known only where it is propagated") {
    const auto propagated = behind_vpn(false);
    CHECK(ask_short(propagated, "eni-a", "192.168.10.20", "tcp/443") == "works");
    auto fixed = propagated;
    fixed.data.route_tables[0].routes.back().origin = route_origin::fixed;
    CHECK(ask_short(fixed, "eni-a", "192.168.10.20", "tcp/443") ==
          "unknown forward vgw-1 VGW_ROUTES_ARE_UNKNOWN");
    // A question from there says that the host is there: the gateway knows the way back.
    CHECK(ask_short(fixed, "onprem:192.168.10.20", "eni-a", "tcp/443") == "works");
    auto no_route = fixed;
    no_route.data.route_tables[0].routes.pop_back();
    CHECK(ask_short(no_route, "onprem:192.168.10.20", "eni-a", "tcp/443") ==
          "fails reply rtb-a NO_ROUTE_TO_DESTINATION");
}

TEST_CASE("A propagated route never beats the local route it lies in (T14)") {
    auto net = behind_vpn(true);
    net.data.route_tables[0].routes.back().destination = "10.0.2.0/24"_cidr;
    CHECK(ask_short(net, "eni-a", "eni-a2", "tcp/443") == "works");
}

TEST_CASE("A gateway endpoint takes TCP and echo requests from its own VPC") {
    auto net = two_vpcs("vpce-1", "pcx-none");
    net.data.route_tables[0].routes.back().destination = prefix_list_destination{"pl-s3"};
    net.data.prefix_lists.push_back({"pl-s3", {}, {"52.219.60.0/23"_cidr}, true, {}});
    vpc_endpoint service;
    service.id = "vpce-1";
    service.vpc_id = "vpc-a";
    net.data.endpoints.push_back(service);
    CHECK(ask_short(net, "eni-a", "52.219.60.10", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-a", "52.219.60.10", "icmp") == "works");
    CHECK(ask_short(net, "eni-a", "52.219.60.10", "udp/443") ==
          "fails forward vpce-1 VPCE_GATEWAY_PROTOCOL_RESTRICTION");
    CHECK(ask_short(net, "eni-a", "52.219.99.10", "tcp/443") ==
          "fails forward rtb-a NO_ROUTE_TO_DESTINATION");
    // The reply comes from the service's public address: the ACL has to let that in.
    net.data.network_acls[0] =
        network_builder()
            .acl("acl-a", {"subnet-a"}, {"100 allow all 10.0.0.0/8"}, {"100 allow all 0.0.0.0/0"})
            .data.network_acls[0];
    CHECK(ask_short(net, "eni-a", "52.219.60.10", "tcp/443") ==
          "fails reply acl-a 32767 SUBNET_ACL_RESTRICTION");
}

TEST_CASE("An appliance forwards only without its source/destination check, and hides groups") {
    auto net = two_vpcs("pcx-none", "pcx-none");
    net.subnet("subnet-fw", "vpc-a", {"10.0.3.0/24"}).open_acl("acl-fw", {"subnet-fw"});
    net.eni("eni-fw", "subnet-fw", {"10.0.3.10"}, {"sg-a"});
    net.table("rtb-1", "vpc-a", {"subnet-a"}, {"10.0.0.0/16 local", "10.0.2.0/24 eni-fw"});
    net.table("rtb-2", "vpc-a", {"subnet-a2"}, {"10.0.0.0/16 local", "10.0.1.0/24 eni-fw"});
    CHECK(ask_short(net, "eni-a", "eni-a2", "tcp/443") ==
          "fails forward eni-fw ENI_SOURCE_DEST_CHECK_RESTRICTION");
    net.data.interfaces.back().source_dest_check = false;
    CHECK(ask_short(net, "eni-a", "eni-a2", "tcp/443") == "works");
    auto referring = net;
    referring.group("sg-ref", "vpc-a", {"all sg-a"}, {"all 0.0.0.0/0"});
    referring.data.interfaces[1].group_ids = {"sg-ref"};
    CHECK(ask_short(referring, "eni-a", "eni-a2", "tcp/443") ==
          "fails forward sg-ref ENI_SG_RULES_MISMATCH");
}

TEST_CASE("A NAT instance hides the source, and the reply comes back through it") {
    auto net = two_vpcs("pcx-none", "pcx-none");
    const std::vector<std::string> open{"all 0.0.0.0/0"};
    net.subnet("subnet-pub", "vpc-a", {"10.0.3.0/24"}).open_acl("acl-pub", {"subnet-pub"});
    net.igw("igw-1", "vpc-a");
    net.group("sg-nat", "vpc-a", {"tcp 443 10.0.0.0/16"}, {"tcp 443 0.0.0.0/0"});
    net.eni("eni-nat", "subnet-pub", {"10.0.3.10"}, {"sg-nat"}, "198.51.100.7");
    net.data.interfaces.back().source_dest_check = false;
    net.table("rtb-pub", "vpc-a", {"subnet-pub"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"});
    net.table("rtb-priv", "vpc-a", {"subnet-a"}, {"10.0.0.0/16 local", "0.0.0.0/0 eni-nat"});
    CHECK(ask_short(net, "eni-a", "203.0.113.80", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-a", "203.0.113.80", "tcp/80") ==
          "fails forward sg-nat ENI_SG_RULES_MISMATCH");
    auto no_public = net;
    no_public.data.interfaces.back().addresses[0].public_address.reset();
    CHECK(ask_short(no_public, "eni-a", "203.0.113.80", "tcp/443") ==
          "fails forward igw-1 IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS");
}

TEST_CASE("A NAT gateway's reply finds it across a peering connection without a route back") {
    auto net = peered();
    net.subnet("subnet-nat", "vpc-a", {"10.0.5.0/24"}).open_acl("acl-nat", {"subnet-nat"});
    net.nat("nat-1", "subnet-nat", "10.0.5.5");
    net.table("rtb-nat", "vpc-a", {"subnet-nat"}, {"10.0.0.0/16 local", "10.1.0.0/16 pcx-1"});
    net.table("rtb-1", "vpc-a", {"subnet-a"}, {"10.0.0.0/16 local", "10.1.0.0/16 nat-1"});
    net.data.route_tables[1].routes.pop_back();
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/3306") == "works");
    // Without translation the missing route matters.
    CHECK(ask_short(net, "eni-a2", "eni-b", "tcp/3306") ==
          "fails reply rtb-b NO_ROUTE_TO_DESTINATION");
}

TEST_CASE("A gateway's route table brings what comes in through an appliance") {
    network_builder net;
    const std::vector<std::string> open{"all 0.0.0.0/0"};
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-web", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-fw", "vpc-1", {"10.0.2.0/24"})
        .open_acl("acl-1", {"subnet-web", "subnet-fw"})
        .group("sg-1", "vpc-1", open, open)
        .igw("igw-1", "vpc-1")
        .table("rtb-web", "vpc-1", {"subnet-web"}, {"10.0.0.0/16 local", "0.0.0.0/0 eni-fw"})
        .table("rtb-fw", "vpc-1", {"subnet-fw"}, {"10.0.0.0/16 local", "0.0.0.0/0 igw-1"})
        .table("rtb-edge", "vpc-1", {"none"}, {"10.0.0.0/16 local", "10.0.1.0/24 eni-fw"})
        .eni("eni-web", "subnet-web", {"10.0.1.10"}, {"sg-1"}, "198.51.100.10")
        .eni("eni-fw", "subnet-fw", {"10.0.2.10"}, {"sg-1"}, "198.51.100.20");
    net.data.interfaces.back().source_dest_check = false;
    net.data.route_tables[2].gateway_ids = {"igw-1"};
    CHECK(ask_short(net, "internet:203.0.113.7", "eni-web", "tcp/443") == "works");
    CHECK(ask_short(net, "eni-web", "203.0.113.80", "tcp/443") == "works");
    auto direct = net;
    direct.data.route_tables[0].routes[1].target = route_target::internet_gateway;
    direct.data.route_tables[0].routes[1].target_id = "igw-1";
    CHECK(ask_short(direct, "eni-web", "203.0.113.80", "tcp/443") ==
          "fails forward igw-1 INGRESS_RTB_TRAFFIC_REDIRECTION");
    auto hidden = net;
    hidden.data.interfaces.back().addresses[0].public_address.reset();
    CHECK(ask_short(hidden, "internet:203.0.113.7", "eni-web", "tcp/443") ==
          "fails forward eni-fw INGRESS_RTB_NO_PUBLIC_IP");
}
