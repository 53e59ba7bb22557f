#include "../../support/catch.hpp"
#include "../../support/joined_networks.hpp"

using namespace vpcplan;
using vpcplan::test::add_route;
using vpcplan::test::ask_short;
using vpcplan::test::joined_by_transit_gateway;
using vpcplan::test::network_builder;
using vpcplan::test::two_vpcs;

namespace {

/// vpc-a on tgw-1 in one Region, vpc-b on tgw-2 in another, the gateways peered.
network_builder joined_by_two_gateways() {
    auto net = two_vpcs("tgw-1", "tgw-2");
    const auto attach = [&](const std::string& id, const std::string& gateway, attachment_kind kind,
                            const std::string& resource, const std::string& table,
                            const std::string& subnet) {
        transit_gateway_attachment made;
        made.id = id;
        made.transit_gateway_id = gateway;
        made.kind = kind;
        made.resource_id = resource;
        made.table_id = table;
        if (!subnet.empty()) {
            made.subnet_ids = {subnet};
        }
        net.data.transit_gateway_attachments.push_back(made);
    };
    attach("tgw-attach-a", "tgw-1", attachment_kind::vpc, "vpc-a", "tgw-rtb-1", "subnet-a");
    attach("tgw-attach-b", "tgw-2", attachment_kind::vpc, "vpc-b", "tgw-rtb-2", "subnet-b");
    attach("tgw-attach-p", "tgw-1", attachment_kind::peering, "tgw-2", "tgw-rtb-1", "");
    attach("tgw-attach-p", "tgw-2", attachment_kind::peering, "tgw-1", "tgw-rtb-2", "");
    const auto table = [&](const std::string& id, const std::string& gateway,
                           const std::vector<std::pair<cidr, std::string>>& routes) {
        transit_gateway_route_table made;
        made.id = id;
        made.transit_gateway_id = gateway;
        for (const auto& [block, to] : routes) {
            transit_gateway_route entry;
            entry.destination = block;
            entry.attachment_ids = {to};
            made.routes.push_back(entry);
        }
        net.data.transit_gateway_route_tables.push_back(made);
    };
    table("tgw-rtb-1", "tgw-1",
          {{"10.0.0.0/16"_cidr, "tgw-attach-a"}, {"10.1.0.0/16"_cidr, "tgw-attach-p"}});
    table("tgw-rtb-2", "tgw-2",
          {{"10.1.0.0/16"_cidr, "tgw-attach-b"}, {"10.0.0.0/16"_cidr, "tgw-attach-p"}});
    return net;
}

/// An inspection VPC between vpc-a and vpc-b: zones a and b, an appliance in each.
network_builder through_inspection(bool appliance_mode) {
    auto net = joined_by_transit_gateway();
    const std::vector<std::string> open{"all 0.0.0.0/0"};
    net.vpc("vpc-i", {"10.9.0.0/16"});
    for (const auto* zone : {"a", "b"}) {
        const std::string suffix = zone;
        const std::string number = suffix == "a" ? "1" : "2";
        net.subnet("subnet-i" + suffix, "vpc-i", {"10.9." + number + ".0/28"});
        net.data.subnets.back().zone = suffix;
        net.subnet("subnet-f" + suffix, "vpc-i", {"10.9." + number + ".16/28"});
        net.data.subnets.back().zone = suffix;
        net.eni("eni-f" + suffix, "subnet-f" + suffix, {"10.9." + number + ".20"}, {"sg-f"});
        net.data.interfaces.back().source_dest_check = false;
        net.table("rtb-i" + suffix, "vpc-i", {"subnet-i" + suffix},
                  {"10.9.0.0/16 local", "10.0.0.0/8 eni-f" + suffix});
        net.table("rtb-f" + suffix, "vpc-i", {"subnet-f" + suffix},
                  {"10.9.0.0/16 local", "10.0.0.0/8 tgw-1"});
    }
    net.open_acl("acl-i", {"subnet-ia", "subnet-ib", "subnet-fa", "subnet-fb"})
        .group("sg-f", "vpc-i", open, open);
    transit_gateway_attachment attachment;
    attachment.id = "tgw-attach-i";
    attachment.transit_gateway_id = "tgw-1";
    attachment.resource_id = "vpc-i";
    attachment.table_id = "tgw-rtb-after";
    attachment.subnet_ids = {"subnet-ia", "subnet-ib"};
    attachment.appliance_mode = appliance_mode;
    net.data.transit_gateway_attachments.push_back(attachment);
    auto after = net.data.transit_gateway_route_tables[0];
    after.id = "tgw-rtb-after";
    net.data.transit_gateway_route_tables.push_back(after);
    transit_gateway_route everything;
    everything.destination = "0.0.0.0/0"_cidr;
    everything.attachment_ids = {"tgw-attach-i"};
    net.data.transit_gateway_route_tables[0].routes = {everything};
    // vpc-b lives in zone b, where its attachment is.
    net.data.subnets[2].zone = "b";
    net.data.transit_gateway_attachments[0].subnet_ids = {"subnet-a", "subnet-a2"};
    return net;
}

std::vector<std::string> appliances_of(const leg& way) {
    std::vector<std::string> seen;
    for (const auto& made : way.steps) {
        if (made.kind == step_kind::source_dest_check) {
            seen.push_back(made.component);
        }
    }
    return seen;
}

} // namespace

TEST_CASE("Zones are compared by their ids, which mean the same in every account") {
    auto net = joined_by_transit_gateway();
    for (auto& one : net.data.subnets) {
        one.zone = "x-1b";
        one.zone_id = "use1-az1";
    }
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
    net.subnet("subnet-far", "vpc-a", {"10.0.77.0/24"});
    net.data.subnets.back().zone = "x-1b"; // another account's name for another zone
    net.data.subnets.back().zone_id = "use1-az2";
    const std::vector<std::string> open{"all 0.0.0.0/0"};
    net.open_acl("acl-far", {"subnet-far"})
        .group("sg-far", "vpc-a", open, open)
        .table("rtb-far", "vpc-a", {"subnet-far"}, {"10.0.0.0/16 local", "10.1.0.0/16 tgw-1"})
        .eni("eni-far", "subnet-far", {"10.0.77.10"}, {"sg-far"});
    CHECK(ask_short(net, "eni-far", "eni-b", "tcp/443").ends_with("TGW_ROUTE_AZ_RESTRICTION"));
    net.data.subnets.back().zone.clear();
    CHECK(ask_short(net, "eni-far", "eni-b", "tcp/443").starts_with("fails"));
    net.data.subnets.back().zone_id.clear(); // of this subnet alone nothing is known
    CHECK(ask_short(net, "eni-far", "eni-b", "tcp/443").starts_with("unknown"));
}

TEST_CASE("Of several attachments of a VPC the one in service counts, whatever the order") {
    for (const auto* state : {"failed", "rejected", "deleting", "pendingAcceptance"}) {
        auto net = joined_by_transit_gateway();
        auto& all = net.data.transit_gateway_attachments;
        auto old = all.front();
        old.id = "tgw-attach-0";
        old.state = state;
        all.insert(all.begin(), old);
        CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
    }
}

TEST_CASE("Peered transit gateways carry what static routes on both of them name") {
    CHECK(ask_short(joined_by_two_gateways(), "eni-a", "eni-b", "tcp/443") == "works");
    auto no_way_back = joined_by_two_gateways();
    no_way_back.data.transit_gateway_route_tables[1].routes.pop_back();
    CHECK(ask_short(no_way_back, "eni-a", "eni-b", "tcp/443") ==
          "fails reply tgw-rtb-2 TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT");
    // The far side looks up in the table of ITS peering attachment.
    auto unassociated = joined_by_two_gateways();
    unassociated.data.transit_gateway_attachments[3].table_id.clear();
    CHECK(ask_short(unassociated, "eni-a", "eni-b", "tcp/443") ==
          "fails forward tgw-attach-p TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION");
}

TEST_CASE("A far transit gateway that the input does not have makes the verdict unknown") {
    auto net = joined_by_two_gateways();
    net.data.transit_gateway_attachments.pop_back();
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "unknown forward tgw-attach-p UNKNOWN_DESTINATION");
}

TEST_CASE("A blackhole route of a transit gateway drops, whatever shorter route there is") {
    auto net = joined_by_transit_gateway();
    transit_gateway_route hole;
    hole.destination = "10.1.1.0/24"_cidr;
    hole.blackhole = true;
    net.data.transit_gateway_route_tables[0].routes.push_back(hole);
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "fails forward tgw-rtb-1 TGW_RTB_BAD_STATE_ROUTE");
}

TEST_CASE("A prefix list reference of a transit gateway table holds the list's entries") {
    auto net = joined_by_transit_gateway();
    auto& routes = net.data.transit_gateway_route_tables[0].routes;
    routes[1].destination = prefix_list_destination{"pl-1"};
    routes[1].fixed = true;
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") ==
          "unknown forward tgw-rtb-1 TGW_RTB_ROUTES_ARE_UNKNOWN");
    prefix_list list;
    list.id = "pl-1";
    list.entries = {"10.1.0.0/16"_cidr};
    net.data.prefix_lists.push_back(list);
    CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
}

TEST_CASE("A static route goes before an equal one of a prefix list, whatever the order") {
    for (const bool list_first : {true, false}) {
        auto net = joined_by_transit_gateway();
        auto& routes = net.data.transit_gateway_route_tables[0].routes;
        transit_gateway_route hole;
        hole.destination = "10.1.0.0/16"_cidr;
        hole.by_prefix_list = true;
        hole.blackhole = true;
        for (auto& entry : routes) {
            entry.fixed = true;
        }
        routes.insert(list_first ? routes.begin() : routes.end(), hole);
        CHECK(ask_short(net, "eni-a", "eni-b", "tcp/443") == "works");
    }
}

TEST_CASE("An attachment carries IPv6 only where IPv6 support is on") {
    auto net = joined_by_transit_gateway();
    net.data.vpcs[0].blocks.push_back("2001:db8:a::/56"_cidr);
    net.data.vpcs[1].blocks.push_back("2001:db8:b::/56"_cidr);
    net.data.subnets[0].blocks.push_back("2001:db8:a:1::/64"_cidr);
    net.data.subnets[2].blocks.push_back("2001:db8:b:1::/64"_cidr);
    net.data.interfaces[0].addresses.push_back({vpcplan::test::address("2001:db8:a:1::5"), {}, {}});
    net.data.interfaces[2].addresses.push_back({vpcplan::test::address("2001:db8:b:1::5"), {}, {}});
    add_route(net, 0, "2001:db8:b::/56 tgw-1");
    add_route(net, 1, "2001:db8:a::/56 tgw-1");
    for (auto& group : net.data.security_groups) {
        group.inbound.push_back({protocol::any(), {}, {}, "::/0"_cidr, {}, {}});
        group.outbound.push_back({protocol::any(), {}, {}, "::/0"_cidr, {}, {}});
    }
    auto& routes = net.data.transit_gateway_route_tables[0].routes;
    for (const auto& [block, to] : {std::pair{"2001:db8:a::/56"_cidr, "tgw-attach-a"},
                                    std::pair{"2001:db8:b::/56"_cidr, "tgw-attach-b"}}) {
        transit_gateway_route entry;
        entry.destination = block;
        entry.attachment_ids = {to};
        routes.push_back(entry);
    }
    CHECK(ask_short(net, "eni-a", "2001:db8:b:1::5", "tcp/443") == "works");
    net.data.transit_gateway_attachments[1].ipv6_support = false;
    CHECK(ask_short(net, "eni-a", "2001:db8:b:1::5", "tcp/443") ==
          "fails forward tgw-attach-b TGW_IPV6_SUPPORT");
}

TEST_CASE("What a Connect attachment announces is reached through it") {
    auto net = joined_by_transit_gateway();
    add_route(net, 0, "172.30.0.0/16 tgw-1");
    transit_gateway_attachment attachment;
    attachment.id = "tgw-attach-c";
    attachment.transit_gateway_id = "tgw-1";
    attachment.kind = attachment_kind::connect;
    attachment.table_id = "tgw-rtb-1";
    net.data.transit_gateway_attachments.push_back(attachment);
    CHECK(ask_short(net, "eni-a", "172.30.1.1", "tcp/443") ==
          "fails forward tgw-rtb-1 TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT");
    transit_gateway_route entry;
    entry.destination = "172.30.0.0/16"_cidr;
    entry.fixed = false;
    entry.kind = attachment_kind::connect;
    entry.attachment_ids = {"tgw-attach-c"};
    net.data.transit_gateway_route_tables[0].routes.push_back(entry);
    CHECK(ask_short(net, "eni-a", "172.30.1.1", "tcp/443") == "works");
    CHECK(ask_short(net, "onprem:172.30.1.1", "eni-a", "tcp/443") == "works");
}

TEST_CASE("Appliance mode sends both directions of a flow through one zone") {
    for (const bool appliance_mode : {true, false}) {
        const auto net = through_inspection(appliance_mode);
        const network_index index(net.data);
        const auto said = vpcplan::test::ask(
                              index, vpcplan::test::question_of(index, "eni-a", "eni-b", "tcp/443"))
                              .value();
        CHECK(said.connection == connection_outcome::works);
        const auto there = appliances_of(said.forward);
        const auto back = appliances_of(said.reply);
        CHECK(there == std::vector<std::string>{"eni-fa"});
        CHECK(back == std::vector<std::string>{appliance_mode ? "eni-fa" : "eni-fb"});
    }
}
