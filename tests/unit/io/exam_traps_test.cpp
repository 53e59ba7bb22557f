// The traps of exam questions about packets, one small network each: what people answer wrongly
// and AWS decides otherwise. A row names the trap and the check that decides.
#include "support/traps.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

const std::string client_address = "internet:203.0.113.25";
const std::string server = "203.0.113.80";

// A public web server; rows add what they are about.
const std::string public_web = R"(
vpc: 10.0.0.0/16
internet_gateway: true
security_groups: {web: [tcp 443 from 0.0.0.0/0]}
instances: {web: {subnet: pub, ip: 10.0.1.10, public_ip: 198.51.100.10, groups: [web]}}
)";
const std::string web_subnet =
    "subnets: {pub: {cidr: 10.0.1.0/24, acl: edge, routes: [0.0.0.0/0 -> igw]}}\n";

std::string edge(const std::string& in, const std::string& out) {
    return web_subnet + "network_acls: {edge: {inbound: [" + in + "], outbound: [" + out + "]}}\n";
}

// Two hosts in subnets of their own, and one beside the first.
const std::string two_subnets = R"(
vpc: 10.0.0.0/16
internet_gateway: true
instances:
  app: {subnet: a, ip: 10.0.1.10, groups: [app]}
  near: {subnet: a, ip: 10.0.1.20, groups: [db]}
  db: {subnet: b, ip: 10.0.2.20, groups: [db]}
)";
const std::string app_groups = "security_groups: {app: {inbound: [], outbound: [all to 0.0.0.0/0]},"
                               " db: {inbound: [tcp 5432 from group app], outbound: []}}\n";

std::string closed(const std::string& acl_a, const std::string& acl_b) {
    return app_groups +
           "subnets: {a: {cidr: 10.0.1.0/24, acl: a}, b: {cidr: 10.0.2.0/24, acl: b}}"
           "\nnetwork_acls: {a: " +
           acl_a + ", b: " + acl_b + "}\n";
}
const std::string open_list = "{inbound: [100 allow all], outbound: [100 allow all]}";

// A private host behind a NAT gateway.
const std::string behind_nat = R"(
vpc: 10.0.0.0/16
internet_gateway: true
security_groups: {app: []}
instances: {app: {subnet: priv, ip: 10.0.1.10, groups: [app]}}
)";
const std::string public_nat =
    "nat_gateways: {nat: {subnet: pub, ip: 10.0.0.5, public_ip: 198.51.100.50}}\n";

std::string nat_subnets(const std::string& nat_routes, const std::string& private_routes) {
    return "subnets: {pub: {cidr: 10.0.0.0/24, acl: edge, routes: [" + nat_routes +
           "]}, priv: {cidr: 10.0.1.0/24, routes: [" + private_routes + "]}}\n";
}
std::string nat_edge(const std::string& in, const std::string& out) {
    return public_nat + nat_subnets("0.0.0.0/0 -> igw", "0.0.0.0/0 -> nat") +
           "network_acls: {edge: {inbound: [" + in + "], outbound: [" + out + "]}}\n";
}
const std::string open_edge =
    "network_acls: {edge: {inbound: [100 allow all], outbound: [100 allow all]}}\n";

// Both families.
const std::string dual_stack = R"(
vpc: [10.0.0.0/16, "2001:db8:1::/56"]
internet_gateway: true
egress_only_internet_gateway: true
instances: {web: {subnet: s, ip: 10.0.1.10, ipv6: "2001:db8:1:1::10", public_ip: 198.51.100.10, groups: [web]}}
)";
std::string dual_subnet(const std::string& routes, const std::string& rules) {
    return "subnets: {s: {cidr: [10.0.1.0/24, \"2001:db8:1:1::/64\"], routes: [" + routes +
           "]}}\nsecurity_groups: {web: {inbound: [" + rules +
           "], outbound: [all to 0.0.0.0/0, \"all to ::/0\"]}}\n";
}

} // namespace

TEST_CASE("exam traps of network ACLs: numbers, first match, both directions") {
    const std::string all = "100 allow all";
    const std::string to_web = "tcp/443";
    const std::string address = "198.51.100.10";
    check_all(
        public_web,
        {
            {"P01 a deny before the allow", edge("90 deny all from 203.0.113.25/32, " + all, all),
             client_address, address, to_web, "fails forward edge 90 SUBNET_ACL_RESTRICTION",
             51000},
            {"P02 a deny after the allow is never reached",
             edge("100 allow tcp 443, 200 deny all from 203.0.113.25/32", all), client_address,
             address, to_web, "works", 51000},
            {"P03 a broad deny wins over a narrow allow by number, not by length",
             edge("100 deny all from 203.0.0.0/8, 200 allow all from 203.0.113.25/32", all),
             client_address, address, to_web, "fails forward edge 100 SUBNET_ACL_RESTRICTION",
             51000},
            {"P04 the order in the text does not count", edge("200 deny all, 50 allow all", all),
             client_address, address, to_web, "works", 51000},
            {"P05 what no rule lists is denied", edge("100 allow tcp 80", all), client_address,
             address, to_web, "fails forward edge 32767 SUBNET_ACL_RESTRICTION", 51000},
            {"P06 a service without outbound ephemeral ports",
             edge("100 allow tcp 443", "100 allow tcp 443"), client_address, address, to_web,
             "fails reply edge 32767 SUBNET_ACL_RESTRICTION", 51000},
            {"P07 a client without inbound ephemeral ports", edge("100 allow tcp 443", all), "web",
             server, to_web, "fails reply edge 32767 SUBNET_ACL_RESTRICTION", 45000},
            {"P08 Linux ports do not fit a client that uses others",
             edge(all, "100 allow tcp 32768-60999"), client_address, address, to_web,
             "fails reply edge 32767 SUBNET_ACL_RESTRICTION", 61000},
            {"P08 and fit one that uses the last of them", edge(all, "100 allow tcp 32768-60999"),
             client_address, address, to_web, "works", 60999},
            {"P09 the first port of a range belongs to it", edge(all, "100 allow tcp 1024-65535"),
             client_address, address, to_web, "works", 1024},
            {"P09 the port before it does not", edge(all, "100 allow tcp 1024-65535"),
             client_address, address, to_web, "fails reply edge 32767 SUBNET_ACL_RESTRICTION",
             1023},
            {"P09 the last port of a range belongs to it", edge(all, "100 allow tcp 1024-65535"),
             client_address, address, to_web, "works", 65535},
            {"P10 one denied port inside the ephemeral range",
             edge(all, "90 deny tcp 51000, 100 allow tcp 1024-65535"), client_address, address,
             to_web, "fails reply edge 90 SUBNET_ACL_RESTRICTION", 51000},
            {"P11 a fresh custom ACL denies everything", edge("", ""), client_address, address,
             to_web, "fails forward edge 32767 SUBNET_ACL_RESTRICTION", 51000},
            {"P12 an ACL of no subnet filters nothing",
             "subnets: {pub: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> igw]}}\n"
             "network_acls: {spare: {inbound: [], outbound: []}}\n",
             client_address, address, to_web, "works", 51000},
            {"P29 the reply's destination port is the one asked from",
             edge("100 allow tcp 443", all), "web", server, "tcp/80", "works", 443},
        });
}

TEST_CASE("exam traps of two subnets: four checkpoints, layer 2, group members") {
    const std::string none = "{inbound: [], outbound: []}";
    const std::string only_in = "{inbound: [100 allow all], outbound: []}";
    const std::string only_out = "{inbound: [], outbound: [100 allow all]}";
    const std::string sql = "tcp/5432";
    check_all(two_subnets,
              {
                  {"P13 one subnet: no ACL", closed(none, open_list), "app", "near", sql, "works"},
                  {"P13 but the groups", closed(none, open_list), "app", "near", "tcp/22",
                   "fails forward db ENI_SG_RULES_MISMATCH"},
                  {"P14 all four open", closed(open_list, open_list), "app", "db", sql, "works"},
                  {"P14 out of the asker's subnet", closed(only_in, open_list), "app", "db", sql,
                   "fails forward a 32767 SUBNET_ACL_RESTRICTION"},
                  {"P14 into the server's subnet", closed(open_list, only_out), "app", "db", sql,
                   "fails forward b 32767 SUBNET_ACL_RESTRICTION"},
                  {"P14 the reply out of the server's subnet", closed(open_list, only_in), "app",
                   "db", sql, "fails reply b 32767 SUBNET_ACL_RESTRICTION"},
                  {"P14 the reply into the asker's subnet", closed(only_out, open_list), "app",
                   "db", sql, "fails reply a 32767 SUBNET_ACL_RESTRICTION"},
                  {"P19 P20 who lacks the group is no member", closed(open_list, open_list), "near",
                   "db", sql, "fails forward db SG_HAS_NO_RULES"},
                  {"P48 the resolver is filtered by nothing", closed(none, none), "app", "10.0.0.2",
                   "udp/53", "works"},
                  {"P48 nor is instance metadata", closed(none, none), "app", "169.254.169.254",
                   "tcp/80", "works"},
                  {"P48 nor is the time", closed(none, none), "app", "169.254.169.123", "udp/123",
                   "works"},
                  {"P48 but another resolver is", closed(none, none), "app", "8.8.8.8", "udp/53",
                   "fails forward a 32767 SUBNET_ACL_RESTRICTION"},
              });
}

TEST_CASE("exam traps of security groups: union, state, direction, protocol") {
    const std::string plain = R"(
vpc: 10.0.0.0/16
internet_gateway: true
subnets: {pub: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> igw]}, priv: 10.0.2.0/24}
instances:
  web: {subnet: pub, ip: 10.0.1.10, public_ip: 198.51.100.10, groups: [one, two]}
  peer: {subnet: priv, ip: 10.0.2.10, groups: [one]}
)";
    const auto groups = [](const std::string& in, const std::string& out) {
        return "security_groups: {one: {inbound: [" + in + "], outbound: [" + out +
               "]}, two: {inbound: [tcp 22 from 198.51.100.0/24], outbound: []}}\n";
    };
    const std::string address = "198.51.100.10";
    const std::string https = "tcp 443 from 0.0.0.0/0";
    check_all(plain,
              {
                  {"P15 the union of groups", groups(https, ""), client_address, address, "tcp/443",
                   "works"},
                  {"P16 replies need no outbound rule", groups(https, ""), client_address, address,
                   "tcp/443", "works"},
                  {"P17 an outbound rule lets nobody in", groups("", "all to 0.0.0.0/0"),
                   client_address, address, "tcp/443", "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P18 outbound rules count for who asks", groups("", "tcp 80 to 0.0.0.0/0"),
                   "web", server, "tcp/443", "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P19 sharing a group opens nothing by itself", groups(https, "all to 0.0.0.0/0"),
                   "web", "peer", "tcp/22", "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P19 a rule for the group itself does",
                   groups("all from self", "all to 0.0.0.0/0"), "web", "peer", "tcp/22", "works"},
                  {"P21 a member's public address is no member",
                   groups("all from self", "all to 0.0.0.0/0"), "web", address, "tcp/443",
                   "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P23 the neighbour of a /32", groups("tcp 443 from 203.0.113.24/32", ""),
                   client_address, address, "tcp/443", "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P23 the second address of a /31", groups("tcp 443 from 203.0.113.24/31", ""),
                   client_address, address, "tcp/443", "works"},
                  {"P25 every TCP port is not UDP", groups("tcp 0-65535 from 0.0.0.0/0", ""),
                   client_address, address, "udp/53", "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P25 all is", groups("all from 0.0.0.0/0", ""), client_address, address,
                   "udp/53", "works"},
                  {"P26 GRE is no port", groups("tcp 0-65535 from 0.0.0.0/0", ""), client_address,
                   address, "47", "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P26 GRE by number", groups("47 from 0.0.0.0/0", ""), client_address, address,
                   "47", "works"},
                  {"P27 a ping needs type 8", groups("icmp 0 from 0.0.0.0/0", ""), client_address,
                   address, "icmp/8/0", "fails forward one ENI_SG_RULES_MISMATCH"},
                  {"P27 and nothing else", groups("icmp 8 from 0.0.0.0/0", ""), client_address,
                   address, "icmp/8/0", "works"},
                  {"P29 a client's port is no service", groups(https, ""), client_address, address,
                   "tcp/22", "fails forward one ENI_SG_RULES_MISMATCH", 443},
                  {"P50 a bastion's neighbour cannot be asked from outside",
                   groups("all from 0.0.0.0/0", ""), client_address, "10.0.2.10", "tcp/22",
                   "fails forward - IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"},
              });
}

TEST_CASE("exam traps of routes and the internet gateway") {
    const std::string base = R"(
vpc: 10.0.0.0/16
internet_gateway: true
security_groups: {web: [tcp 443 from 0.0.0.0/0]}
)";
    const auto host = [](const std::string& address, const std::string& routes) {
        return "instances: {web: {subnet: s, ip: 10.0.1.10, groups: [web]" + address +
               "}, db: {subnet: b, ip: 10.0.2.10, groups: [web]}}\n"
               "subnets: {b: 10.0.2.0/24, s: {cidr: 10.0.1.0/24" +
               routes + "}}\n";
    };
    const std::string own = ", public_ip: 198.51.100.10";
    const auto routes = [](const std::string& lines) { return ", routes: [" + lines + "]"; };
    const std::string https = "tcp/443";
    check_all(
        base,
        {
            {"P30 a public address without a route", host(own, routes("")), "web", server, https,
             "fails forward s/routes NO_ROUTE_TO_DESTINATION"},
            {"P30 the question arrives, the reply has no way", host(own, routes("")),
             client_address, "198.51.100.10", https,
             "fails reply s/routes NO_ROUTE_TO_DESTINATION"},
            {"P31 a route without a public address", host("", routes("0.0.0.0/0 -> igw")), "web",
             server, https, "fails forward igw IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"},
            {"P31 nor can it be asked", host("", routes("0.0.0.0/0 -> igw")), client_address, "web",
             https, "fails forward igw IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"},
            {"P32 no association: the main table",
             host(own, "") + "route_tables: {main: [], spare: [0.0.0.0/0 -> igw]}\n", "web", server,
             https, "fails forward main NO_ROUTE_TO_DESTINATION"},
            {"P32 its own table is the only one",
             host(own, ", route_table: own") +
                 "route_tables: {main: [0.0.0.0/0 -> igw], own: []}\n",
             "web", server, https, "fails forward own NO_ROUTE_TO_DESTINATION"},
            {"P33 a longer blackhole, no way back to the default route",
             host(own, routes("0.0.0.0/0 -> igw, 203.0.113.0/24 -> blackhole")), "web", server,
             https, "fails forward s/routes BAD_STATE_ROUTE"},
            {"P34 a longer static route before a propagated one",
             host(own, routes("203.0.0.0/8 -> vgw-1 propagated, 203.0.113.0/24 -> igw")), "web",
             server, https, "works"},
            {"P34 of equal length, static first",
             host(own, routes("203.0.113.0/24 -> vgw-1 propagated, 203.0.113.0/24 -> igw")), "web",
             server, https, "works"},
            {"P35 the local route is longer than the supernet's",
             host(own, routes("10.0.0.0/8 -> tgw-1")), "web", "db", https, "works"},
            {"T14 a propagated route never beats local",
             host(own, routes("10.0.2.0/24 -> vgw-1 propagated")), "web", "db", https, "works"},
            {"P39 an address nobody has", host(own, routes("0.0.0.0/0 -> igw")), client_address,
             "198.51.100.99", https, "fails forward - IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"},
        });
}

TEST_CASE("exam traps of NAT gateways and NAT instances") {
    const std::string all = "100 allow all";
    const std::string https = "tcp/443";
    check_all(
        behind_nat,
        {
            {"P36 a NAT gateway in a private subnet",
             public_nat + nat_subnets("", "0.0.0.0/0 -> nat") + open_edge, "app", server, https,
             "fails forward pub/routes NO_ROUTE_TO_DESTINATION"},
            {"P36 the private table must name it",
             public_nat + nat_subnets("0.0.0.0/0 -> igw", "") + open_edge, "app", server, https,
             "fails forward priv/routes NO_ROUTE_TO_DESTINATION"},
            {"P37 all four crossings open", nat_edge(all, all), "app", server, https, "works"},
            {"P37 into its subnet", nat_edge("100 allow tcp 1024-65535", all), "app", server, https,
             "fails forward edge 32767 SUBNET_ACL_RESTRICTION"},
            {"P37 out of its subnet", nat_edge(all, "100 allow tcp 1024-65535"), "app", server,
             https, "fails forward edge 32767 SUBNET_ACL_RESTRICTION"},
            {"P37 it uses ports below those of Linux",
             nat_edge("100 allow tcp 443 from 10.0.0.0/16, 110 allow tcp 32768-65535", all), "app",
             server, https, "fails reply edge 32767 SUBNET_ACL_RESTRICTION"},
            {"P37 the reply out of its subnet", nat_edge(all, "100 allow tcp 443"), "app", server,
             https, "fails reply edge 32767 SUBNET_ACL_RESTRICTION"},
            {"P39 nobody is let in", nat_edge(all, all), client_address, "198.51.100.50", https,
             "fails forward nat NGW_NO_SESSION"},
            {"T12 a private NAT gateway does not reach the internet",
             "nat_gateways: {nat: {subnet: pub, ip: 10.0.0.5, connectivity: private}}\n" +
                 nat_subnets("0.0.0.0/0 -> igw", "0.0.0.0/0 -> nat") + open_edge,
             "app", server, https, "fails forward igw IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"},
            {"TCP, UDP and ICMP only", nat_edge(all, all), "app", server, "47",
             "fails forward nat PROTOCOL_RESTRICTION"},
        });

    const auto instance = [](const std::string& check, const std::string& rules) {
        return R"(
vpc: 10.0.0.0/16
internet_gateway: true
subnets:
  pub: {cidr: 10.0.0.0/24, routes: [0.0.0.0/0 -> igw]}
  priv: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> forwarder]}
instances:
  forwarder: {subnet: pub, ip: 10.0.0.7, public_ip: 198.51.100.60, groups: [f], source_dest_check: )" +
               check + "}\n  app: {subnet: priv, ip: 10.0.1.10, groups: [app]}\n" +
               "security_groups: {app: [], f: [" + rules + "]}\n";
    };
    check_all("",
              {
                  {"P40 a NAT instance", instance("false", "all from 10.0.0.0/16"), "app", server,
                   https, "works"},
                  {"P40 with its check on", instance("true", "all from 10.0.0.0/16"), "app", server,
                   https, "fails forward forwarder/eth0 ENI_SOURCE_DEST_CHECK_RESTRICTION"},
                  {"P40 its groups filter", instance("false", "tcp 80 from 10.0.0.0/16"), "app",
                   server, https, "fails forward f ENI_SG_RULES_MISMATCH"},
              });
}

TEST_CASE("exam traps of IPv6: families are separate everywhere") {
    const std::string six = "internet:2001:db8:ffff::1";
    const std::string address = "2001:db8:1:1::10";
    const std::string out = "2001:db8:ffff::80";
    const std::string https = "tcp/443";
    const std::string by_igw = "0.0.0.0/0 -> igw, \"::/0 -> igw\"";
    const std::string by_eigw = "0.0.0.0/0 -> igw, \"::/0 -> eigw\"";
    const std::string rule = "\"tcp 443 from ::/0\"";
    check_all(
        dual_stack,
        {
            {"P24 a rule for both is two rules", dual_subnet(by_igw, "tcp 443 from 0.0.0.0/0"), six,
             address, https, "fails forward web ENI_SG_RULES_MISMATCH"},
            {"P24 a route for both is two routes", dual_subnet("0.0.0.0/0 -> igw", rule), "web",
             out, https, "fails forward s/routes NO_ROUTE_TO_DESTINATION"},
            {"P24 no public address is needed", dual_subnet(by_igw, rule), six, address, https,
             "works"},
            {"P28 ICMP is not ICMPv6", dual_subnet(by_igw, "icmp from 0.0.0.0/0"), six, address,
             "icmpv6/128/0", "fails forward web ENI_SG_RULES_MISMATCH"},
            {"P28 a ping of IPv6 has type 128", dual_subnet(by_igw, "\"icmpv6 128 from ::/0\""),
             six, address, "icmpv6/128/0", "works"},
            {"P28 packet too big has type 2", dual_subnet(by_igw, "\"icmpv6 128 from ::/0\""), six,
             address, "icmpv6/2/0", "fails forward web ENI_SG_RULES_MISMATCH"},
            {"P39 an egress-only gateway lets out", dual_subnet(by_eigw, rule), "web", out, https,
             "works"},
            {"P39 and nobody in", dual_subnet(by_eigw, rule), six, address, https,
             "fails forward eigw EIGW_NO_SESSION"},
        });
}

TEST_CASE("exam traps of appliances on the way") {
    const auto through = [](const std::string& check, const std::string& rule) {
        return R"(
vpc: 10.0.0.0/16
subnets:
  a: {cidr: 10.0.1.0/24, routes: [10.0.2.0/24 -> box]}
  b: {cidr: 10.0.2.0/24, routes: [10.0.1.0/24 -> box]}
  m: 10.0.3.0/24
instances:
  box: {subnet: m, ip: 10.0.3.10, groups: [m], source_dest_check: )" +
               check + R"(}
  app: {subnet: a, ip: 10.0.1.10, groups: [app]}
  db: {subnet: b, ip: 10.0.2.10, groups: [db]}
security_groups: {m: [all from 10.0.0.0/16], app: [], db: [)" +
               rule + "]}\n";
    };
    check_all("",
              {
                  {"P49 by address", through("false", "tcp 3306 from 10.0.1.0/24"), "app", "db",
                   "tcp/3306", "works"},
                  {"P49 a group reference does not survive it",
                   through("false", "tcp 3306 from group app"), "app", "db", "tcp/3306",
                   "fails forward db ENI_SG_RULES_MISMATCH"},
                  {"T34 its check must be off", through("true", "all from 0.0.0.0/0"), "app", "db",
                   "tcp/3306", "fails forward box/eth0 ENI_SOURCE_DEST_CHECK_RESTRICTION"},
              });
}
