// The short form for people: what each line means, and what is said about each mistake.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan::test;

namespace {

detail::address_bits bits(std::string_view text) {
    return detail::parse_address_bits(text).value();
}

/// The error lines of a text that is one VPC with these lines.
std::string error_of(const std::string& lines) {
    return refused("vpc: 10.0.0.0/16\n" + lines, "vpc.yaml").message;
}

const std::string subnet_line = "subnets: {s: 10.0.1.0/24}\n";

} // namespace

TEST_CASE("one line is a network, with everything AWS makes by itself") {
    const auto loaded = read("vpc: 10.0.0.0/16");
    REQUIRE(loaded.data.vpcs.size() == 1);
    CHECK(loaded.data.vpcs.front().id == "vpc");
    CHECK(loaded.data.vpcs.front().blocks == std::vector<cidr>{"10.0.0.0/16"_cidr});
    const auto& table = by_id(loaded.data.route_tables, "main");
    CHECK(table.is_main);
    REQUIRE(table.routes.size() == 1);
    CHECK(table.routes.front().target == route_target::local);
    CHECK(table.routes.front().origin == route_origin::local);
    const auto& acl = by_id(loaded.data.network_acls, "default");
    CHECK(acl.is_default);
    CHECK(acl.inbound.size() == 1);
    CHECK(acl.outbound.list().front().allow);
    const auto& group = by_id(loaded.data.security_groups, "default");
    REQUIRE(group.inbound.size() == 1);
    CHECK(std::get<group_peer>(group.inbound.front().peer).id == "default");
    CHECK(std::get<cidr>(group.outbound.front().peer) == "0.0.0.0/0"_cidr);
    CHECK(loaded.data.internet_gateways.empty());
    CHECK(loaded.diagnostics.empty());
}

TEST_CASE("with an IPv6 block, the defaults speak IPv6 too") {
    const auto loaded = read("vpc: [10.0.0.0/16, 2001:db8::/56]");
    CHECK(by_id(loaded.data.network_acls, "default").inbound.size() == 2);
    CHECK(by_id(loaded.data.security_groups, "default").outbound.size() == 2);
    CHECK(by_id(loaded.data.route_tables, "main").routes.size() == 2);
}

TEST_CASE("every field of a subnet, a table and a gateway is read") {
    const auto loaded = read(R"(
name: shop
region: ap-northeast-2
vpc: [10.0.0.0/16, 2001:db8::/56]
dns_support: false
internet_gateway: true
egress_only_internet_gateway: true
block_public_access: block-ingress
prefix_lists:
  office: [192.0.2.0/24, 198.51.100.0/24]
subnets:
  public: {cidr: [2001:db8:0:1::/64, 10.0.1.0/24], zone: a, route_table: public, acl: strict}
  private: {cidr: 10.0.2.0/24, zone: eu-west-1b, routes: [0.0.0.0/0 -> nat, "::/0 -> eigw"]}
  plain: 10.0.3.0/24
route_tables:
  main: [10.8.0.0/16 -> pcx-1]
  public:
    - 0.0.0.0/0 -> igw
    - ::/0 -> igw
    - 10.9.0.0/16 -> pcx-2 blackhole
    - 10.7.0.0/16 -> blackhole
    - 192.168.0.0/16 -> vgw-1 propagated
    - office -> tgw-1
    - 10.0.2.0/24 -> fw
    - 10.6.0.0/16 -> card
  edge: {gateway: igw, routes: [10.0.1.0/24 -> fw]}
  turned: [10.0.0.0/16 -> fw]
nat_gateways:
  nat: {subnet: public, ip: 10.0.1.5, public_ip: 198.51.100.5}
  inner: {subnet: private, connectivity: private}
network_acls:
  strict: {}
instances:
  fw: {subnet: public, source_dest_check: false}
interfaces:
  card: private
)");
    const auto& net = loaded.data;
    CHECK(net.vpcs.front().id == "shop");
    CHECK(net.vpcs.front().region == "ap-northeast-2");
    CHECK_FALSE(net.vpcs.front().dns_support);
    REQUIRE(net.public_access);
    CHECK(net.public_access->how == block_public_access::mode::ingress);
    const auto& open = by_id(net.subnets, "public");
    CHECK(open.zone == "ap-northeast-2a");
    CHECK(open.blocks == std::vector<cidr>{"10.0.1.0/24"_cidr, "2001:db8:0:1::/64"_cidr});
    CHECK(by_id(net.subnets, "private").zone == "eu-west-1b");

    const network_index index(net);
    CHECK(index.table_of(open)->id == "public");
    CHECK(index.acl_of(open)->id == "strict");
    CHECK(index.table_of(by_id(net.subnets, "private"))->id == "private/routes");
    CHECK(index.table_of(by_id(net.subnets, "plain"))->id == "main");
    CHECK(index.acl_of(by_id(net.subnets, "plain"))->id == "default");
    CHECK(index.table_of_gateway("igw")->id == "edge");
    CHECK(index.internet_gateway_of("shop")->id == "igw");
    CHECK(index.egress_only_of("shop")->id == "eigw");
    CHECK(index.acl_of(open)->inbound.size() == 0);

    const auto& routes = by_id(net.route_tables, "public").routes;
    REQUIRE(routes.size() == 10); // two local ones first
    CHECK(routes[2].target == route_target::internet_gateway);
    CHECK(routes[2].target_id == "igw");
    CHECK(destination_text(routes[3]) == "::/0");
    CHECK(routes[4].target == route_target::vpc_peering_connection);
    CHECK(routes[4].blackhole);
    CHECK(routes[5].blackhole);
    CHECK(routes[6].origin == route_origin::propagated);
    CHECK(std::get<prefix_list_destination>(routes[7].destination).id == "office");
    CHECK(routes[8].target_id == "fw/eth0");
    CHECK(routes[9].target_id == "card");
    CHECK(index.find_other("tgw-1")->kind == "transit_gateway");
    CHECK(index.find_other("pcx-1")->kind == "vpc_peering_connection");
    CHECK(by_id(net.route_tables, "private/routes").routes[2].target == route_target::nat_gateway);
    // A route to the whole VPC replaces the local route and stays one.
    const auto& turned = by_id(net.route_tables, "turned").routes;
    REQUIRE(turned.size() == 2);
    CHECK(turned.front().target == route_target::interface);
    CHECK(turned.front().origin == route_origin::local);

    const auto& nat = by_id(net.nat_gateways, "nat");
    CHECK(nat.is_public);
    CHECK(nat.subnet_id == "public");
    REQUIRE(nat.addresses.size() == 1);
    CHECK(nat.addresses.front().private_address == bits("10.0.1.5"));
    CHECK(nat.addresses.front().public_address == bits("198.51.100.5"));
    CHECK(index.nat_of_interface("nat/eni")->id == "nat");
    CHECK(by_id(net.interfaces, "nat/eni").group_ids.empty());
    CHECK_FALSE(by_id(net.nat_gateways, "inner").is_public);
    CHECK_FALSE(by_id(net.nat_gateways, "inner").addresses.front().public_address);
    CHECK_FALSE(by_id(net.interfaces, "fw/eth0").source_dest_check);
    CHECK(by_id(net.prefix_lists, "office").contains(bits("192.0.2.9")) == membership::yes);
    CHECK(by_id(net.prefix_lists, "office").contains(bits("192.0.3.9")) == membership::no);
}

TEST_CASE("instances have the addresses that are written, and the first free ones otherwise") {
    const auto loaded = read(R"(
vpc: [10.0.0.0/16, 2001:db8::/56]
subnets:
  s: {cidr: [10.0.1.0/24, 2001:db8:0:1::/64]}
security_groups: {web: [], admin: []}
instances:
  first: s
  web:
    subnet: s
    ip: 10.0.1.4
    ipv6: 2001:db8:0:1::a
    public_ip: 198.51.100.10
    groups: [web, admin]
    secondary: [10.0.1.11, {ip: 10.0.1.12, public_ip: 198.51.100.12}, 2001:db8:0:1::b]
    prefixes: [10.0.1.32/28]
    state: stopped
  open: {subnet: s, public_ip: true, ipv6: true, groups: web}
  two: {interfaces: [{subnet: s, ip: 10.0.1.20}, {subnet: s, ip: 10.0.1.21}]}
)");
    const auto& net = loaded.data;
    const auto& web = by_id(net.interfaces, "web/eth0");
    CHECK(web.instance_id == "web");
    CHECK(web.group_ids == std::vector<std::string>{"web", "admin"});
    CHECK(web.addresses.size() == 5);
    CHECK(web.primary(address_family::ipv4)->address == bits("10.0.1.4"));
    CHECK(web.primary(address_family::ipv4)->public_address == bits("198.51.100.10"));
    CHECK(web.primary(address_family::ipv6)->address == bits("2001:db8:0:1::a"));
    CHECK(web.find(bits("10.0.1.12"))->public_address == bits("198.51.100.12"));
    CHECK(web.owns(bits("10.0.1.40")));
    CHECK(by_id(net.instances, "web").state == "stopped");
    // .4 is taken by web, though web comes later.
    const auto& first = by_id(net.interfaces, "first/eth0");
    CHECK(first.primary(address_family::ipv4)->address == bits("10.0.1.5"));
    CHECK(first.group_ids == std::vector<std::string>{"default"});
    const auto& open = by_id(net.interfaces, "open/eth0");
    CHECK(open.primary(address_family::ipv4)->address == bits("10.0.1.6"));
    CHECK(open.primary(address_family::ipv4)->public_address == bits("198.51.100.1"));
    CHECK(open.primary(address_family::ipv6)->address == bits("2001:db8:0:1::4"));
    CHECK(open.group_ids == std::vector<std::string>{"web"});
    CHECK(by_id(net.instances, "two").interface_ids ==
          std::vector<std::string>{"two/eth0", "two/eth1"});
    REQUIRE(find_diagnostic(loaded, "address_chosen") != nullptr);
    CHECK(find_diagnostic(loaded, "address_chosen")->level == severity::note);
}

TEST_CASE("a network ACL entry is one line") {
    const auto loaded = read(R"(
vpc: [10.0.0.0/16, 2001:db8::/56]
network_acls:
  a:
    inbound:
      - 200 deny all
      - 100 allow tcp 443 from 10.0.0.0/8
      - 110 allow udp 1024-65535 from ::/0
      - 120 allow icmp 8/0 from 0.0.0.0/0
      - 130 allow icmp 3
      - 140 allow icmpv6 128/0
      - 150 allow 47 from 10.0.0.0/8
      - 160 allow tcp from 10.0.0.0/8
    outbound: 100 allow all to 10.0.0.0/8
)");
    const auto& acl = by_id(loaded.data.network_acls, "a");
    const auto& rules = acl.inbound.list();
    REQUIRE(rules.size() == 8);
    CHECK(rules[0].number == 100);
    CHECK(rules[0].proto == protocol::tcp());
    CHECK(rules[0].ports == port_range{443, 443});
    CHECK(rules[0].block == "10.0.0.0/8"_cidr);
    CHECK(to_string(rules[0].place) == "input:7:9");
    CHECK(rules[1].ports == port_range{1024, 65535});
    CHECK(rules[1].block == "::/0"_cidr);
    CHECK(rules[2].icmp == icmp_match{8, 0});
    CHECK(rules[3].icmp == icmp_match{3, -1});
    CHECK(rules[4].block == "::/0"_cidr);
    CHECK(rules[5].proto == protocol::of(47));
    CHECK(rules[6].ports == port_range{});
    CHECK_FALSE(rules[7].allow);
    CHECK(rules[7].block == "0.0.0.0/0"_cidr);
    CHECK(acl.outbound.size() == 1);
}

TEST_CASE("a security group rule is one line; without outbound everything may leave") {
    const auto loaded = read(R"(
vpc: 10.0.0.0/16
prefix_lists: {office: [192.0.2.0/24]}
security_groups:
  web:
    - tcp 80,443,8000-8100 from 0.0.0.0/0
    - allow tcp 22 from group admin
    - icmp 8 from prefix_list office
    - all from self
    - udp 53
  admin: {inbound: [], outbound: [tcp 22 to sg web], description: keys}
  closed: {outbound: []}
)");
    const auto& web = by_id(loaded.data.security_groups, "web");
    REQUIRE(web.inbound.size() == 7);
    CHECK(web.inbound[0].ports == port_range{80, 80});
    CHECK(web.inbound[2].ports == port_range{8000, 8100});
    CHECK(std::get<group_peer>(web.inbound[3].peer).id == "admin");
    CHECK(std::get<prefix_list_peer>(web.inbound[4].peer).id == "office");
    CHECK(web.inbound[4].icmp == icmp_match{8, -1});
    CHECK(std::get<group_peer>(web.inbound[5].peer).id == "web");
    CHECK(std::get<cidr>(web.inbound[6].peer) == "0.0.0.0/0"_cidr);
    CHECK(to_string(web.inbound[3].place) == "input:7:7");
    REQUIRE(web.outbound.size() == 1);
    CHECK(web.outbound.front().proto.is_any());
    const auto& admin = by_id(loaded.data.security_groups, "admin");
    CHECK(admin.description == "keys");
    CHECK(std::get<group_peer>(admin.outbound.front().peer).id == "web");
    CHECK(by_id(loaded.data.security_groups, "closed").outbound.empty());
}

TEST_CASE("the implied table, ACL and group can be written, and are then what is written") {
    const auto loaded = read(R"(
vpc: 10.0.0.0/16
internet_gateway: gate
subnets: {s: {cidr: 10.0.1.0/24, acl: default, route_table: main}}
route_tables: {main: [0.0.0.0/0 -> gate]}
network_acls: {default: {inbound: [], outbound: []}}
security_groups: {default: {inbound: [tcp 80], outbound: []}}
instances: {i: {subnet: s, groups: [default]}}
)");
    const network_index index(loaded.data);
    const auto& home = loaded.data.subnets.front();
    REQUIRE(index.table_of(home) != nullptr);
    CHECK(index.table_of(home)->routes.size() == 2);
    CHECK(index.table_of(home)->is_main);
    CHECK(index.internet_gateway_of("vpc")->id == "gate");
    REQUIRE(index.acl_of(home) != nullptr);
    CHECK(index.acl_of(home)->inbound.size() == 0);
    CHECK(loaded.data.network_acls.size() == 1);
    CHECK(loaded.data.security_groups.size() == 1);
    CHECK(loaded.data.security_groups.front().outbound.empty());
}

TEST_CASE("several VPCs are told apart, and so is what each of them implies") {
    const auto loaded = read(R"(
region: eu-west-1
vpcs:
  a:
    cidr: 10.0.0.0/16
    internet_gateway: true
    subnets: {a-s: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> igw]}}
    instances: {a-web: a-s}
  b: 10.1.0.0/16
  c:
    cidr: [10.2.0.0/16]
    region: us-east-1
    internet_gateway: true
    security_groups: {default: []}
)");
    const auto& net = loaded.data;
    CHECK(net.vpcs.size() == 3);
    CHECK(by_id(net.vpcs, "a").region == "eu-west-1");
    CHECK(by_id(net.vpcs, "c").region == "us-east-1");
    CHECK(by_id(net.internet_gateways, "a/igw").vpc_ids == std::vector<std::string>{"a"});
    CHECK(by_id(net.internet_gateways, "c/igw").vpc_ids == std::vector<std::string>{"c"});
    CHECK(by_id(net.route_tables, "a-s/routes").routes[1].target_id == "a/igw");
    CHECK(by_id(net.route_tables, "b/main").is_main);
    CHECK(by_id(net.network_acls, "b/default").is_default);
    CHECK(by_id(net.interfaces, "a-web/eth0").group_ids == std::vector<std::string>{"a/default"});
    CHECK(by_id(net.security_groups, "c/default").inbound.empty());
}

TEST_CASE("the same tree is accepted as JSON, with JSON pointers as places") {
    const auto loaded = read(R"({"vpc": "10.0.0.0/16", "internet_gateway": true,
        "subnets": {"public": {"cidr": "10.0.1.0/24", "routes": ["0.0.0.0/0 -> igw"]}},
        "security_groups": {"web": ["tcp 443 from 0.0.0.0/0"]},
        "instances": {"web": {"subnet": "public", "groups": ["web"], "public_ip": true}}})");
    CHECK(by_id(loaded.data.interfaces, "web/eth0").subnet_id == "public");
    CHECK(to_string(by_id(loaded.data.security_groups, "web").inbound.front().place) ==
          "input#/security_groups/web/0");
    CHECK(contains(refused(R"({"vpc": "10.0.0.0/16", "subnets": {"s": "10.0.1/24"}})").message,
                   "input#/subnets/s: 10.0.1/24: an IPv4 address has four octets"));
    CHECK(contains(refused(R"({"vpc": "10.0.0.0/16", "vpc": "10.1.0.0/16"})").message,
                   "'vpc' is there twice"));
    CHECK(contains(refused(R"({"vpc": "10.0.0.0/16", "subnets":
                               {"s": "10.0.1.0/24", "s": "10.0.2.0/24"}})")
                       .message,
                   "twice"));
}

TEST_CASE("anchors and aliases repeat what they name") {
    const auto loaded =
        read("vpc: 10.0.0.0/16\nnetwork_acls:\n  a: &open {inbound: [100 allow all]}"
             "\n  b: *open\n");
    CHECK(by_id(loaded.data.network_acls, "b").inbound.size() == 1);
}

TEST_CASE("every mistake is told with its place and what would be right") {
    struct row {
        std::string lines;
        const char* expected;
    };
    const row rows[] = {
        // Fields
        {"subents: {}\n", "vpc.yaml:2:1: unknown field 'subents' in the document (did you mean "
                          "subnets?)"},
        {"subnets: {s: {cidr: 10.0.1.0/24, nacl: a}}\n", "2:34: unknown field 'nacl' in a subnet "
                                                         "(did you mean acl?)"},
        {"subnets: {s: {cidr: 10.0.1.0/24, colour: a}}\n", "known are cidr, zone, route_table"},
        {"subnets: [a]\n", "2:10: subnets is a list, and must be an object"},
        {"subnets: {s: {zone: a}}\n", "subnet 's' has no cidr"},
        {"subnets: {s: {cidr: [10.0.1.0/24, 10.0.2.0/24]}}\n", "one IPv4 block"},
        {"subnets: {'a b': 10.0.1.0/24}\n", "'a b' cannot be a name"},
        {"subnets: {local: 10.0.1.0/24}\n", "'local' cannot be a name"},
        {"vpcs: {a: 10.0.0.0/16}\n", "either vpc (one) or vpcs"},
        {"dns_support: maybe\n", "dns_support is 'maybe', and must be true or false"},
        {"internet_gateway: [x]\n", "must be true, false or a name"},
        {"block_public_access: on\n", "off, block-ingress or block-bidirectional"},
        {"region: [x]\n", "region is a list, and must be one word"},
        // Blocks and addresses
        {"subnets: {s: 10.0.1.5/24}\n", "vpc.yaml:2:14: 10.0.1.5/24: host bits are set after /24 "
                                        "(did you mean 10.0.1.0/24?)"},
        {"subnets: {s: 10.0.1.0}\n", "did you mean 10.0.1.0/32?"},
        {"subnets: {s: 12}\n", "12: an IPv4 address has four octets"},
        {subnet_line + "instances: {i: {subnet: s, ip: 10.0.1.256}}\n", "an octet must be 0-255"},
        {subnet_line + "instances: {i: {subnet: s, ip: '::1'}}\n", "'::1' is not IPv4; write it as "
                                                                   "ipv6"},
        {subnet_line + "instances: {i: {subnet: s, ipv6: 10.0.1.5}}\n", "is not IPv6"},
        {subnet_line + "instances: {i: {subnet: s, ipv6: true}}\n", "has no IPv6 block"},
        {subnet_line + "instances: {i: {subnet: s, ip: 10.0.1.9}, j: {subnet: s, ip: 10.0.1.9}}\n",
         "'10.0.1.9' is used twice in VPC 'vpc'"},
        {subnet_line + "instances: {i: {subnet: s, public_ip: 192.0.2.1},\n"
                       "            j: {subnet: s, public_ip: 192.0.2.1}}\n",
         "public address twice"},
        {subnet_line + "instances: {i: {subnet: s, public_ip: '::1'}}\n", "a public address is "
                                                                          "IPv4"},
        {subnet_line + "instances: {i: {subnet: s, secondary: [{public_ip: 1.1.1.1}]}}\n",
         "needs ip"},
        {"subnets: {s: 10.0.1.0/31}\ninstances: {i: s}\n", "no free address is left"},
        {"prefix_lists: {p: [10.0.0.0/8, '::/0']}\n", "IPv4 or IPv6 blocks, not both"},
        // Names
        {subnet_line + "instances: {i: {subnet: t}}\n", "there is no subnet 't' (did you mean s?)"},
        {subnet_line + "instances: {i: {ip: 10.0.1.7}}\n", "the subnet is missing"},
        {subnet_line + "instances: {i: {subnet: s, groups: [web]}}\n", "no security group 'web'"},
        {"subnets: {s: {cidr: 10.0.1.0/24, acl: x}}\n", "there is no network ACL 'x'"},
        {"subnets: {s: {cidr: 10.0.1.0/24, route_table: x}}\n", "there is no route table 'x'"},
        {"subnets: {s: {cidr: 10.0.1.0/24, route_table: main, routes: []}}\n", "not both"},
        {"security_groups: {a: [tcp 80 from group b]}\n", "no security group 'b'"},
        {"security_groups: {a: [tcp 80 from prefix_list b]}\n", "no prefix list 'b'"},
        // Routes
        {"route_tables: {r: [0.0.0.0/0 igw]}\n", "write DESTINATION -> TARGET"},
        {"route_tables: {r: [0.0.0.0/0 -> igw]}\n", "write internet_gateway: true"},
        {"route_tables: {r: ['::/0 -> eigw']}\n", "egress_only_internet_gateway: true"},
        {"route_tables: {r: [0.0.0.0/0 -> nat]}\n", "no route target 'nat'"},
        {"route_tables: {r: [10.0.0.1/8 -> local]}\n", "did you mean 10.0.0.0/8?"},
        {"route_tables: {r: [pl-1 -> local]}\n", "neither a block nor a prefix list"},
        {"route_tables: {r: [10.0.0.0/8 -> local now]}\n", "'now' cannot stand after the target"},
        {"route_tables: {r: {gateway: nat, routes: []}}\n", "belongs to igw, to a VPN gateway"},
        // NAT gateways
        {subnet_line + "nat_gateways: {n: {subnet: s, connectivity: both}}\n",
         "connectivity is public or private"},
        {subnet_line +
             "nat_gateways: {n: {subnet: s, connectivity: private, public_ip: 1.1.1.1}}\n",
         "a private NAT gateway has no public address"},
        // Network ACLs
        {"network_acls: {a: {inbound: [allow tcp 80]}}\n", "'allow' is no rule number"},
        {"network_acls: {a: {inbound: [0 allow tcp 80]}}\n", "'0' is no rule number"},
        {"network_acls: {a: {inbound: [32767 allow tcp 80]}}\n", "'32767' is no rule number"},
        {"network_acls: {a: {inbound: [100 permit all]}}\n",
         "after the number comes allow or deny"},
        {"network_acls: {a: {inbound: [100 allow]}}\n", "the protocol is missing"},
        {"network_acls: {a: {inbound: [100 allow tpc 80]}}\n", "'tpc' is not a protocol"},
        {"network_acls: {a: {inbound: ['100 allow tcp 80,443']}}\n", "one entry for each"},
        {"network_acls: {a: {inbound: [100 allow tcp 90-80]}}\n", "'90-80' is no port"},
        {"network_acls: {a: {inbound: [100 allow tcp 65536]}}\n", "'65536' is no port"},
        {"network_acls: {a: {inbound: [100 allow icmp 256]}}\n", "'256' is no ICMP type"},
        {"network_acls: {a: {inbound: [100 allow 47 22 from 10.0.0.0/8]}}\n", "only tcp and udp "
                                                                              "have ports"},
        {"network_acls: {a: {inbound: [100 allow tcp 80 to 10.0.0.0/8]}}\n",
         "an inbound rule says 'from', not 'to'"},
        {"network_acls: {a: {outbound: [100 allow tcp 80 from 10.0.0.0/8]}}\n",
         "an outbound rule says 'to', not 'from'"},
        {"network_acls: {a: {inbound: [100 allow tcp 80 from]}}\n", "from whom?"},
        {"network_acls: {a: {inbound: [100 allow tcp 80 from group web]}}\n", "knows blocks only"},
        {"network_acls: {a: {inbound: [100 allow tcp 80 from 10.0.0.0/8 now]}}\n",
         "'now' is too much"},
        {"network_acls: {a: {inbound: [100 allow tcp 80 now]}}\n", "'now' cannot stand here"},
        {"network_acls:\n  a:\n    inbound:\n      - 100 allow all\n      - 100 deny all\n",
         "vpc.yaml:6:9: rule 100 is there twice, first at vpc.yaml:5:9"},
        {"network_acls: {a: [100 allow all]}\n", "has inbound and outbound"},
        {"network_acls: {a: {inbound: [{rule: 100}]}}\n", "an object where an entry in one line"},
        // Security groups
        {"security_groups: {a: [deny tcp 80]}\n", "a security group cannot deny"},
        {"security_groups: {a: [tcp 80 from web]}\n", "a group is written 'group web'"},
        {"security_groups: {a: [tcp 80 from group]}\n", "which group?"},
        {"security_groups: {a: [tcp 80 from 10.0.0.0]}\n", "did you mean 10.0.0.0/32?"},
        {"security_groups: {a: {ingress: []}}\n", "did you mean inbound?"},
        // YAML itself
        {"subnets: {s: 10.0.1.0/24\n", "not YAML"},
        {"subnets: {}\nsubnets: {}\n", "vpc.yaml:3:1: 'subnets' is there twice, first in line 2"},
        {"subnets: !Ref x\n", "the tag '!Ref' has no meaning here"},
        {"? [a]\n: b\n", "a key must be plain text"},
        {"a: &x [*x]\n", "not finished yet"},
        {"---\nvpc: 10.1.0.0/16\n", "a second YAML document"},
    };
    for (const auto& one : rows) {
        INFO(one.lines);
        const auto message = error_of(one.lines);
        INFO(message);
        CHECK(contains(message, one.expected));
        CHECK(contains(message, "vpc.yaml:"));
    }
}

TEST_CASE("all errors of a file are told together") {
    const auto why = refused("vpc: 10.0.0.0/16\n"
                             "subnets:\n  s: 10.0.1.1/24\n"
                             "security_groups:\n  web: [tcp 99999, deny all]\n"
                             "instances:\n  i: {subnet: t}\n",
                             "vpc.yaml");
    CHECK(why.code == errc::bad_port);
    CHECK(contains(why.message, "vpc.yaml:3:6: 10.0.1.1/24"));
    CHECK(contains(why.message, "\nvpc.yaml:7:"));
    CHECK(std::count(why.message.begin(), why.message.end(), '\n') == 3);
}

TEST_CASE("a file with very many errors still ends") {
    std::string text = "vpc: 10.0.0.0/16\nsubnets:\n";
    for (int i = 0; i < 1000; ++i) {
        text += "  s" + std::to_string(i) + ": bad\n";
    }
    CHECK(contains(refused(text).message, "and more errors after these"));
}

TEST_CASE("geometry that AWS would refuse is kept and reported") {
    const auto loaded = read("vpc: 10.0.0.0/16\nsubnets: {a: 10.9.0.0/24, b: 10.0.1.0/24, "
                             "c: 10.0.1.0/25}\ninstances: {i: {subnet: b, ip: 10.0.7.7}}\n");
    CHECK(find_diagnostic(loaded, "subnet_outside_vpc") != nullptr);
    CHECK(find_diagnostic(loaded, "subnets_overlap") != nullptr);
    CHECK(find_diagnostic(loaded, "address_outside_subnet") != nullptr);
}

TEST_CASE("deep nesting, alias bombs and long keys end with an error") {
    CHECK(contains(refused("vpc: " + std::string(1000, '[') + std::string(1000, ']')).message,
                   "input:1:"));
    std::string bomb = "vpc: 10.0.0.0/16\na: &a [x,x,x,x,x,x,x,x,x,x]\n";
    for (char name = 'b'; name <= 'k'; ++name) {
        const char before = static_cast<char>(name - 1);
        bomb += std::string(1, name) + ": &" + name + " [";
        for (int i = 0; i < 10; ++i) {
            bomb += (i == 0 ? "*" : ",*") + std::string(1, before);
        }
        bomb += "]\n";
    }
    CHECK(contains(refused(bomb).message, "aliases repeat more than"));
    refused("vpc: 10.0.0.0/16\n" + std::string(100000, 'k') + ": 1\n");
}
