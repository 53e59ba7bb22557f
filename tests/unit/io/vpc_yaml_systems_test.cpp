// vpc.yaml between networks: peering, transit gateways, VPN, Direct Connect, endpoints.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan::test;

namespace {

/// Two VPCs with a subnet each, and then these lines.
std::string two_vpcs(const std::string& lines) {
    return "region: x-1\n"
           "vpcs:\n"
           "  a: {cidr: 10.1.0.0/16, subnets: {a-1: {cidr: 10.1.1.0/24, zone: a},"
           " a-2: {cidr: 10.1.2.0/24, zone: a}}}\n"
           "  b: {cidr: 10.2.0.0/16, subnets: {b-1: {cidr: 10.2.1.0/24, zone: a}}}\n" +
           lines;
}

std::string routes_of(const transit_gateway_route_table& table) {
    std::string all;
    for (const auto& one : table.routes) {
        const auto* block = std::get_if<cidr>(&one.destination);
        all += (all.empty() ? "" : "; ") + (block != nullptr ? to_string(*block) : "list");
        all += one.fixed ? " -> " : " => ";
        all += one.blackhole ? "blackhole" : one.attachment_ids.at(0);
    }
    return all;
}

} // namespace

TEST_CASE("a peering connection names two VPCs, and routes name it") {
    const auto loaded = read(R"(
region: x-1
vpcs:
  a: {cidr: [10.1.0.0/16, 10.5.0.0/16], subnets: {a-1: {cidr: 10.1.1.0/24, routes: [10.2.0.0/16 -> link]}}}
  b: {cidr: 10.2.0.0/16, region: y-1}
  c: 10.3.0.0/16
peerings:
  link: [a, b]
  asked: {between: [b, c], status: pending-acceptance}
)");
    const auto& link = by_id(loaded.data.peerings, "link");
    CHECK(link.requester.vpc_id == "a");
    CHECK(link.requester.blocks == std::vector<cidr>{"10.1.0.0/16"_cidr, "10.5.0.0/16"_cidr});
    CHECK(link.accepter.vpc_id == "b");
    CHECK_FALSE(link.is_in_one_region());
    CHECK(link.status == "active");
    CHECK(by_id(loaded.data.peerings, "asked").status == "pending-acceptance");
    const auto& entry = by_id(loaded.data.route_tables, "a-1/routes").routes.back();
    CHECK(entry.target == route_target::vpc_peering_connection);
    CHECK(entry.target_id == "link");
    CHECK(loaded.data.others.empty());
    CHECK(loaded.diagnostics.empty());
}

TEST_CASE("a transit gateway without tables has the one that AWS makes") {
    const auto loaded = read(two_vpcs(R"(
transit_gateways:
  hub:
    attachments: {a: a-1, b: {subnets: [b-1], appliance_mode: true, ipv6: false, state: pending}}
    routes: [0.0.0.0/0 -> office, 10.9.0.0/16 -> blackhole]
    security_group_referencing: true
vpn_connections: {office: {gateway: hub, bgp: [192.168.0.0/16], customer_gateway: seoul}}
)"));
    const auto& net = loaded.data;
    CHECK(by_id(net.transit_gateways, "hub").group_referencing);
    const auto& a = by_id(net.transit_gateway_attachments, "hub/a");
    CHECK(a.resource_id == "a");
    CHECK(a.subnet_ids == strings{"a-1"});
    CHECK(a.table_id == "hub/default");
    CHECK_FALSE(a.appliance_mode);
    const auto& b = by_id(net.transit_gateway_attachments, "hub/b");
    CHECK(b.appliance_mode);
    CHECK(b.ipv6_support == false);
    CHECK(b.state == "pending");
    const auto& office = by_id(net.transit_gateway_attachments, "hub/office");
    CHECK(office.kind == attachment_kind::vpn);
    CHECK(office.resource_id == "office");
    CHECK(office.table_id == "hub/default");
    CHECK(routes_of(by_id(net.transit_gateway_route_tables, "hub/default")) ==
          "10.1.0.0/16 => hub/a; 10.2.0.0/16 => hub/b; 192.168.0.0/16 => hub/office; "
          "0.0.0.0/0 -> hub/office; 10.9.0.0/16 -> blackhole");
    CHECK(by_id(net.vpn_connections, "office").customer_gateway_id == "seoul");
    CHECK_FALSE(by_id(net.vpn_connections, "office").is_down());
    CHECK_FALSE(by_id(net.vpn_connections, "office").static_only);
}

TEST_CASE("tables of a transit gateway are what is written, and nothing else") {
    const auto loaded = read(two_vpcs(R"(
prefix_lists: {spokes: [10.1.0.0/16, 10.2.0.0/16]}
transit_gateways:
  hub:
    attachments: {a: a-1, b: b-1}
    route_tables:
      one: {associations: [a], propagations: [b], routes: [spokes -> b, 10.9.0.0/16 -> b blackhole]}
      all: {propagations: all}
      lines: [10.1.0.0/16 -> a]
  far: {attachments: {link: {peer: hub}}, routes: [10.0.0.0/8 -> link]}
)"));
    const auto& net = loaded.data;
    CHECK(by_id(net.transit_gateway_attachments, "hub/a").table_id == "hub/one");
    CHECK(by_id(net.transit_gateway_attachments, "hub/b").table_id.empty());
    CHECK(by_id(net.transit_gateway_attachments, "hub/b").table_known);
    CHECK(routes_of(by_id(net.transit_gateway_route_tables, "hub/one")) ==
          "10.2.0.0/16 => hub/b; list -> hub/b; 10.9.0.0/16 -> blackhole");
    CHECK(routes_of(by_id(net.transit_gateway_route_tables, "hub/all")) ==
          "10.1.0.0/16 => hub/a; 10.2.0.0/16 => hub/b");
    CHECK(routes_of(by_id(net.transit_gateway_route_tables, "hub/lines")) ==
          "10.1.0.0/16 -> hub/a");
    // A peering attachment is there for both gateways, whichever of them writes it.
    CHECK(by_id(net.transit_gateway_attachments, "far/link").resource_id == "hub");
    CHECK(by_id(net.transit_gateway_attachments, "hub/link").resource_id == "far");
    CHECK(by_id(net.transit_gateway_attachments, "hub/link").kind == attachment_kind::peering);
    CHECK(routes_of(by_id(net.transit_gateway_route_tables, "far/default")) ==
          "10.0.0.0/8 -> far/link");
}

TEST_CASE("a VPN gateway is attached to a VPC and tells tables what lies behind it") {
    const auto loaded = read(R"(
vpc: 10.0.0.0/16
internet_gateway: true
subnets: {s: {cidr: 10.0.1.0/24, route_table: r}}
route_tables:
  r: {routes: [172.16.0.0/12 -> gw], propagation: gw}
  edge: {gateway: gw, routes: []}
vpn_gateways: {gw: vpc, spare: }
vpn_connections:
  fixed: {gateway: gw, routes: [192.168.0.0/16]}
  learned: {gateway: gw, bgp: [172.20.0.0/16]}
  broken: {gateway: gw, routes: 172.21.0.0/16, down: true}
)");
    const auto& net = loaded.data;
    CHECK(by_id(net.virtual_private_gateways, "gw").vpc_ids == strings{"vpc"});
    CHECK(by_id(net.virtual_private_gateways, "spare").vpc_ids.empty());
    CHECK(by_id(net.vpn_connections, "fixed").static_only);
    CHECK(by_id(net.vpn_connections, "broken").is_down());
    const auto& routes = by_id(net.route_tables, "r").routes;
    REQUIRE(routes.size() == 4);
    CHECK(routes[1].origin == route_origin::fixed);
    CHECK(routes[1].target == route_target::virtual_private_gateway);
    CHECK(destination_text(routes[2]) == "192.168.0.0/16");
    CHECK(routes[2].origin == route_origin::propagated);
    CHECK(destination_text(routes[3]) == "172.20.0.0/16");
    CHECK(by_id(net.route_tables, "edge").gateway_ids == strings{"gw"});
}

TEST_CASE("Direct Connect gateways join gateways, and virtual interfaces lead to them") {
    const auto loaded = read(two_vpcs(R"(
vpn_gateways: {gw: a}
transit_gateways: {hub: {attachments: {b: b-1}}}
direct_connect_gateways:
  private: {gw: all}
  transit: {hub: [10.2.0.0/16]}
virtual_interfaces:
  one: {gateway: private, bgp: [192.168.0.0/16]}
  two: {gateway: transit, bgp: [172.16.0.0/16]}
  three: {gateway: gw, down: true, bgp: [172.17.0.0/16]}
  four: {kind: public}
)"));
    const auto& net = loaded.data;
    const auto& direct = by_id(net.direct_connect_gateways, "transit");
    REQUIRE(direct.associations.size() == 1);
    CHECK(direct.associations.front().gateway_id == "hub");
    CHECK(direct.associations.front().allowed_prefixes == std::vector<cidr>{"10.2.0.0/16"_cidr});
    CHECK(by_id(net.direct_connect_gateways, "private")
              .associations.front()
              .allowed_prefixes.empty());
    CHECK(by_id(net.virtual_interfaces, "one").kind == virtual_interface_kind::private_vif);
    CHECK(by_id(net.virtual_interfaces, "two").kind == virtual_interface_kind::transit_vif);
    CHECK(by_id(net.virtual_interfaces, "two").gateway_id == "transit");
    CHECK(by_id(net.virtual_interfaces, "three").is_down());
    CHECK(by_id(net.virtual_interfaces, "three").gateway_id == "gw");
    CHECK(by_id(net.virtual_interfaces, "four").kind == virtual_interface_kind::public_vif);
    const auto& attached = by_id(net.transit_gateway_attachments, "hub/transit");
    CHECK(attached.kind == attachment_kind::direct_connect_gateway);
    CHECK(attached.resource_id == "transit");
    CHECK(routes_of(by_id(net.transit_gateway_route_tables, "hub/default")) ==
          "10.2.0.0/16 => hub/b; 172.16.0.0/16 => hub/transit");
}

TEST_CASE("endpoints have the routes or the interfaces that AWS makes for them") {
    const auto loaded = read(R"(
vpc: 10.0.0.0/16
region: x-1
prefix_lists: {s3: [198.51.100.128/25], mine: [198.51.100.0/25]}
subnets:
  a: {cidr: 10.0.1.0/24, zone: a, routes: []}
  c: {cidr: 10.0.3.0/24, zone: c, route_table: r}
  by-hand: {cidr: 10.0.4.0/24, routes: [mine -> dynamo]}
route_tables: {r: []}
security_groups: {web: [tcp 443]}
endpoints:
  s3: {service: s3, route_tables: [main, r, a]}
  dynamo: {service: com.amazonaws.x-1.dynamodb}
  ssm: {service: ssm, subnets: [a, c], groups: [web]}
  one: {subnets: a, ip: 10.0.1.50}
  inspect: {kind: gateway_load_balancer, service: com.amazonaws.vpce.x, subnets: [c], state: pending}
)");
    const auto& net = loaded.data;
    const auto& s3 = by_id(net.endpoints, "s3");
    CHECK(s3.kind == endpoint_kind::gateway);
    CHECK(s3.service == "com.amazonaws.x-1.s3");
    CHECK(s3.vpc_id == "vpc");
    CHECK(s3.route_table_ids == strings{"main", "r", "a/routes"});
    const auto& entry = by_id(net.route_tables, "r").routes.back();
    CHECK(std::get<prefix_list_destination>(entry.destination).id == "s3");
    CHECK(entry.target == route_target::vpc_endpoint);
    CHECK(entry.target_id == "s3");
    CHECK(by_id(net.endpoints, "dynamo").route_table_ids == strings{"by-hand/routes"});
    const auto& ssm = by_id(net.endpoints, "ssm");
    CHECK(ssm.kind == endpoint_kind::interface);
    CHECK(ssm.subnet_ids == strings{"a", "c"});
    CHECK(ssm.interface_ids == strings{"ssm/eni0", "ssm/eni1"});
    const auto& card = by_id(net.interfaces, "ssm/eni1");
    CHECK(card.group_ids == strings{"web"});
    CHECK(to_string(card.addresses.at(0).address) == "10.0.3.4");
    const auto& one = by_id(net.interfaces, "one/eni0");
    CHECK(one.name == "one");
    CHECK(one.group_ids == strings{"default"});
    CHECK(to_string(one.addresses.at(0).address) == "10.0.1.50");
    const auto& inspect = by_id(net.endpoints, "inspect");
    CHECK(inspect.kind == endpoint_kind::gateway_load_balancer);
    CHECK(inspect.state == "pending");
    CHECK(by_id(net.interfaces, "inspect/eni0").group_ids.empty());
}

TEST_CASE("block public access may exclude VPCs and subnets") {
    const auto loaded =
        read(two_vpcs("block_public_access: {mode: block-bidirectional, exclusions: "
                      "{a: , b-1: allow-egress}}\n"));
    REQUIRE(loaded.data.public_access);
    CHECK(loaded.data.public_access->how == block_public_access::mode::bidirectional);
    const auto& excluded = loaded.data.public_access->exclusions;
    REQUIRE(excluded.size() == 2);
    CHECK(excluded[0].resource_id == "a");
    CHECK_FALSE(excluded[0].egress_only);
    CHECK(excluded[1].resource_id == "b-1");
    CHECK(excluded[1].egress_only);
}

TEST_CASE("every mistake between networks is told with what would be right") {
    struct row {
        std::string lines;
        const char* expected;
    };
    const std::string hub = "transit_gateways: {hub: {attachments: {a: a-1, b: b-1}}}\n";
    const std::string gateway = "vpn_gateways: {gw: a}\n";
    const row rows[] = {
        // Peering
        {"peerings: {p: a}\n", "vpc.yaml:5:15: a peering connection joins two VPCs; write e.g. p: "
                               "[requester, accepter]"},
        {"peerings: {p: [a, b, a]}\n", "joins two VPCs"},
        {"peerings: {p: {status: active}}\n", "joins two VPCs"},
        {"peerings: {p: [a, bb]}\n", "there is no VPC 'bb' (did you mean "},
        {"peerings: {p: [a, [b]]}\n", "there is no VPC"},
        {"peerings: {p: [a, a]}\n", "cannot be peered with itself"},
        {"peerings: {p: {between: [a, b], status: ok}}\n",
         "'ok': status is active, pending-acceptance, provisioning, failed, expired, rejected or "
         "deleted"},
        {"peerings: {p: {between: [a, b], state: x}}\n", "did you mean status?"},
        {"peerings: {p q: [a, b]}\n", "cannot be a name"},
        {"peerings: []\n", "peerings is a list, and must be an object"},
        {"pcx: {p: [a, b]}\n", "did you mean peerings?"},
        // Transit gateways
        {"transit_gateways: {hub: }\n", "where a transit gateway belongs"},
        {"transit_gateways: {hub: {attachment: {}}}\n", "did you mean attachments?"},
        {"transit_gateways: {hub: {attachments: {a: a-9}}}\n", "no subnet 'a-9' (did you mean a-1"},
        {"transit_gateways: {hub: {attachments: {a: }}}\n", "names no subnets"},
        {"transit_gateways: {hub: {attachments: {a: {ipv6: true}}}}\n", "names no subnets"},
        {"transit_gateways: {hub: {attachments: {a: [a-1, b-1]}}}\n",
         "subnets of one VPC; 'b-1' is in 'b'"},
        {"transit_gateways: {hub: {attachments: {a: [a-1, a-2]}}}\n",
         "one subnet a zone; 'a-1' and 'a-2' are both in x-1a"},
        {"transit_gateways: {hub: {attachments: {a: a-1, again: a-2}}}\n", "is attached to 'hub' "
                                                                           "already"},
        {"transit_gateways: {hub: {attachments: {a: {peer: hub}}}}\n", "peered with itself"},
        {"transit_gateways: {hub: {attachments: {a: {peer: far}}}}\n", "no transit gateway 'far'"},
        {"transit_gateways: {hub: {attachments: {a: {peer: hub, subnets: a-1}}}}\n",
         "either subnets (of a VPC) or peer"},
        {"transit_gateways: {hub: {attachments: {x: {peer: far}}}, far: {attachments: {x: {peer: "
         "hub}}}}\n",
         "a peering is written at one of its two gateways"},
        {"transit_gateways: {hub: {attachments: {a: a-1}, routes: [], route_tables: {}}}\n",
         "either routes (of the one table"},
        {"transit_gateways: {hub: {attachments: {a: a-1}, routes: [10.0.0.0/8 -> c]}}\n",
         "transit gateway 'hub' has no attachment 'c'; there are a"},
        {"transit_gateways: {hub: {routes: [10.0.0.0/8 -> c]}}\n", "has no attachment 'c'"},
        {"transit_gateways: {hub: {routes: [10.0.0.0/8 c]}}\n", "write DESTINATION -> TARGET"},
        {"transit_gateways: {hub: {routes: [10.0.0.1/8 -> blackhole]}}\n",
         "did you mean 10.0.0.0/8"},
        {"transit_gateways: {hub: {routes: [list -> blackhole]}}\n",
         "neither a block nor a prefix"},
        {"transit_gateways: {hub: {attachments: {a: a-1}, routes: [10.0.0.0/8 -> a propagated]}}\n",
         "what is propagated follows from propagations"},
        {"transit_gateways: {hub: {attachments: {a: a-1}, route_tables: {r: {associations: "
         "[b]}}}}\n",
         "has no attachment 'b'"},
        {"transit_gateways: {hub: {attachments: {a: a-1}, route_tables: {r: {association: a}}}}\n",
         "did you mean associations?"},
        {"transit_gateways: {hub: {attachments: {a: a-1}, route_tables: {r: {associations: a}, t: "
         "{associations: a}}}}\n",
         "'hub/a' is associated with 'hub/r' already"},
        {"transit_gateways: {hub: {attachments: {x: {peer: far}}, route_tables: {r: {propagations: "
         "x}}}, far: {}}\n",
         "a peering attachment propagates nothing"},
        {"transit_gateways: {hub: {route_tables: {a b: []}}}\n", "'a b' cannot be a name"},
        {"transit_gateways: {hub: {attachments: {a b: a-1}}}\n", "'a b' cannot be a name"},
        // VPN
        {"vpn_gateways: {gw: c}\n", "there is no VPC 'c'"},
        {"vpn_gateways: {gw: [a]}\n", "where the VPC of the gateway belongs"},
        {"vpn_gateways: {gw: a, too: a}\n", "has the gateway 'gw' already"},
        {"vpn_connections: {v: gw}\n", "a VPN connection needs its gateway"},
        {"vpn_connections: {v: {gateway: gw, routes: []}}\n", "there is no VPN gateway 'gw'"},
        {gateway + "vpn_connections: {v: {gateway: gw}}\n", "needs routes (static) or bgp"},
        {gateway + "vpn_connections: {v: {gateway: gw, routes: [], bgp: []}}\n",
         "either routes (a static VPN connection) or bgp"},
        {gateway + "vpn_connections: {v: {gateway: gw, static_routes: []}}\n",
         "did you mean routes?"},
        {gateway + "vpn_connections: {v: {gateway: gw, routes: 192.168.0.1}}\n", "/32?"},
        {gateway + "vpn_connections: {v: {gateway: gw, routes: [], down: 2}}\n",
         "down is '2', and must be true or false"},
        {hub + "vpn_connections: {v: {gateway: hub, routes: [192.168.0.0/16]}}\n",
         "are written in its table: routes: [192.168.0.0/16 -> v]"},
        {hub + "vpn_gateways: {hub: a}\nvpn_connections: {v: {gateway: hub, bgp: []}}\n",
         "is a VPN gateway and a transit gateway"},
        {"customer_gateways: {site: office}\n", "is no autonomous system number (1-4294967295)"},
        {"customer_gateways: {site: 0}\n", "write e.g. site: 65010"},
        {"customer_gateways: {site: {asn: 4294967296}}\n", "is no autonomous system number"},
        {"customer_gateways: {site: {bgp_asn: 65010}}\n", "did you mean asn?"},
        {"customer_gateways: {site: {address: 203.0.113.256}}\n", "an octet must be 0-255"},
        {gateway + "customer_gateways: {site: 65010}\n"
                   "vpn_connections: {v: {gateway: gw, bgp: [], customer_gateway: sit}}\n",
         "there is no customer gateway 'sit' (did you mean site?)"},
        // Direct Connect
        {"direct_connect_gateways: {dx: hub}\n", "where gateways with their allowed prefixes"},
        {"direct_connect_gateways: {dx: {gw: }}\n", "there is no VPN gateway 'gw'"},
        {hub + "direct_connect_gateways: {dx: {hub: }}\n",
         "the allowed prefixes of transit gateway "
         "'hub' are missing"},
        {hub + gateway + "direct_connect_gateways: {dx: {hub: [10.0.0.0/8], gw: all}}\n",
         "not both"},
        {gateway + "direct_connect_gateways: {dx: {gw: 10.0.0.1/8}}\n", "did you mean 10.0.0.0/8"},
        {"virtual_interfaces: {v: dx}\n", "where a virtual interface belongs"},
        {"virtual_interfaces: {v: {}}\n", "needs its gateway"},
        {"virtual_interfaces: {v: {gateway: dx}}\n", "there is no Direct Connect gateway 'dx'"},
        {"virtual_interfaces: {v: {kind: hosted}}\n", "kind is private, transit or public"},
        {gateway + "virtual_interfaces: {v: {kind: public, gateway: gw}}\n", "has no gateway"},
        {gateway + "virtual_interfaces: {v: {kind: transit, gateway: gw}}\n",
         "a transit virtual interface leads to a Direct Connect gateway of transit gateways"},
        {gateway + "virtual_interfaces: {v: {gateway: gw, asn: 65000}}\n", "unknown field 'asn'"},
        // Block public access
        {"block_public_access: {mode: on}\n", "mode is off, block-ingress or block-bidirectional"},
        {"block_public_access: {exclude: {}}\n", "known are mode, exclusions"},
        {"block_public_access: {mode: off, exclusions: {x: }}\n", "no subnet and no VPC 'x'"},
        {"block_public_access: {mode: off, exclusions: {a: all}}\n",
         "is allow-bidirectional or allow-egress"},
    };
    for (const auto& one : rows) {
        INFO(one.lines);
        const auto message = refused(two_vpcs(one.lines), "vpc.yaml").message;
        INFO(message);
        CHECK(contains(message, one.expected));
        CHECK(contains(message, "vpc.yaml:"));
    }
}

TEST_CASE("an attachment and a VPN connection of one name are told apart") {
    const auto text =
        two_vpcs("transit_gateways: {hub: {attachments: {a: a-1}, routes: [10.0.0.0/8 "
                 "-> a]}}\nvpn_connections: {a: {gateway: hub}}\n");
    CHECK(contains(refused(text).message, "'a' is two attachments of 'hub'; rename one"));
}

TEST_CASE("a table leads only where its VPC has a part") {
    struct row {
        std::string a; ///< fields of VPC a
        std::string lines;
        const char* expected;
    };
    const row rows[] = {
        {"route_tables: {r: [10.3.0.0/16 -> p]}", "peerings: {p: [b, c]}\n",
         "'p' joins 'b' and 'c'; VPC 'a' is not part of it"},
        {"route_tables: {r: [10.3.0.0/16 -> hub]}",
         "transit_gateways: {hub: {attachments: {b: b-1}}}\n", "has no attachment in VPC 'a'"},
        {"route_tables: {r: [10.3.0.0/16 -> gw]}", "vpn_gateways: {gw: b}\n",
         "is not attached to VPC 'a'"},
        {"route_tables: {r: {propagation: gw}}", "vpn_gateways: {gw: b}\n",
         "is not attached to VPC 'a'"},
        {"route_tables: {r: {propagation: gw}}", "", "there is no VPN gateway 'gw'"},
        {"route_tables: {r: [10.3.0.0/16 -> nat]}", "", "'nat' is in VPC 'b'; a route of VPC 'a'"},
        {"route_tables: {r: [10.3.0.0/16 -> hob]}",
         "transit_gateways: {hub: {attachments: {b: b-1}}}\n", "did you mean hub?"},
        {"route_tables: {r: [10.3.0.0/16 -> nat]}", "peerings: {nat: [a, b]}\n",
         "'nat' is a NAT gateway and a peering connection; rename one"},
        {"route_tables: {r: {gateway: gv}}", "vpn_gateways: {gw: a}\n", "to a VPN gateway"},
        {"subnets: {a-1: {cidr: 10.1.1.0/24, route_table: b-table}}", "",
         "route table 'b-table' is in VPC 'b', not in 'a'"},
        {"subnets: {a-1: 10.1.1.0/24}, instances: {i: {subnet: a-1, groups: b-group}}", "",
         "security group 'b-group' is in VPC 'b'"},
        {"instances: {i: b-1}", "", "subnet 'b-1' is in VPC 'b', not in 'a'"},
        // Endpoints
        {"endpoints: {e: s3}", "", "where an endpoint belongs"},
        {"endpoints: {e: {services: s3}}", "", "did you mean service?"},
        {"endpoints: {e: {service: s3, route_tables: [main]}}", "",
         "which addresses 's3' stands for is not in prefix_lists; write e.g. prefix_lists: {s3:"},
        {"endpoints: {e: {prefix_list: s3}}", "", "is not in prefix_lists"},
        {"endpoints: {e: {route_tables: [main]}}", "", "needs service or prefix_list"},
        {"endpoints: {e: {service: l, route_tables: [x]}}", "prefix_lists: {l: [1.0.0.0/8]}\n",
         "there is no route table 'x'"},
        {"endpoints: {e: {service: l, route_tables: [b-table]}}",
         "prefix_lists: {l: [1.0.0.0/8]}\n", "is in VPC 'b'"},
        {"endpoints: {e: {service: s3, groups: [x]}}", "", "a gateway endpoint has no interfaces"},
        {"endpoints: {e: {kind: gatway}}", "",
         "kind is gateway, interface or gateway_load_balancer"},
        {"endpoints: {e: {kind: interface}}", "", "names no subnets"},
        {"endpoints: {e: {subnets: [x]}}", "", "there is no subnet 'x'"},
        {"endpoints: {e: {subnets: [a-1], route_tables: [main]}}, subnets: {a-1: 10.1.1.0/24}", "",
         "only a gateway endpoint is put into route tables"},
        {"endpoints: {e: {subnets: [a-1, a-2], ip: 10.1.1.9}}, subnets: {a-1: 10.1.1.0/24, a-2: "
         "10.1.2.0/24}",
         "", "this one has 2"},
        {"endpoints: {e: {kind: gateway_load_balancer, subnets: [a-1, a-2]}}, subnets: {a-1: "
         "10.1.1.0/24, a-2: 10.1.2.0/24}",
         "", "has one subnet"},
        {"endpoints: {e: {kind: gateway_load_balancer, subnets: a-1, groups: []}}, subnets: {a-1: "
         "10.1.1.0/24}",
         "", "has no security groups"},
    };
    for (const auto& one : rows) {
        INFO(one.a << "\n" << one.lines);
        const auto message =
            refused("vpcs:\n  a: {cidr: 10.1.0.0/16, " + one.a +
                        "}\n"
                        "  b: {cidr: 10.2.0.0/16, subnets: {b-1: 10.2.1.0/24}, nat_gateways: {nat: "
                        "b-1}, route_tables: {b-table: []}, security_groups: {b-group: []}}\n"
                        "  c: 10.3.0.0/16\n" +
                        one.lines,
                    "vpc.yaml")
                .message;
        INFO(message);
        CHECK(contains(message, one.expected));
        CHECK(contains(message, "vpc.yaml:"));
    }
}

TEST_CASE("VPCs whose blocks overlap cannot be peered") {
    CHECK(
        contains(refused("vpcs: {a: 10.0.0.0/15, b: 10.1.0.0/16}\npeerings: {p: [a, b]}\n").message,
                 "10.0.0.0/15 of 'a' and 10.1.0.0/16 of 'b' overlap"));
}
