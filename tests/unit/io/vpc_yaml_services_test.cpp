// vpc.yaml: load balancers, target groups, firewalls and traffic mirroring.
#include "support/loading.hpp"

#include <vpcplan/mirroring.hpp>

using namespace vpcplan;
using namespace vpcplan::literals;
using namespace vpcplan::test;

namespace {

const std::string base = "region: x-1\n"
                         "vpc: 10.0.0.0/16\n"
                         "subnets: {a: {cidr: 10.0.1.0/24, zone: a}, c: {cidr: 10.0.3.0/24, zone: "
                         "c}, a2: {cidr: 10.0.2.0/24, zone: a}}\n"
                         "instances: {web-1: a, web-2: c}\n"
                         "security_groups: {lb: [tcp 443]}\n";

} // namespace

TEST_CASE("a load balancer has a node in each subnet and hands packets to hosts") {
    const auto loaded = read(base + R"(
load_balancers:
  front: {subnets: [a, c], internet_facing: true, listeners: ["tcp 443 -> web-1:8443,web-2", udp 53 -> web-1]}
  inner: {kind: application, subnets: c, groups: lb, cross_zone: false, state: provisioning, listeners: [http 80 -> redirect, https 443 -> web]}
target_groups:
  web: {targets: [10.0.1.9, 192.168.0.9, "10.0.1.9:81"], port: 80, unhealthy: [10.0.1.9], keeps_client_address: false, cross_zone: true}
  plain: [web-1, web-2]
)");
    const auto& net = loaded.data;
    const auto& front = by_id(net.load_balancers, "front");
    CHECK(front.kind == balancer_kind::network);
    CHECK(front.internet_facing);
    CHECK(front.zones == strings{"x-1a", "x-1c"});
    CHECK(front.subnet_ids == strings{"a", "c"});
    CHECK(front.interface_ids == strings{"front/eni0", "front/eni1"});
    CHECK(front.group_ids.empty());
    CHECK(front.listeners_known);
    CHECK_FALSE(front.cross_zone);
    const auto& node = by_id(net.interfaces, "front/eni1");
    CHECK(node.subnet_id == "c");
    CHECK(node.addresses.at(0).public_address);
    REQUIRE(front.listeners.size() == 2);
    CHECK(front.listeners[0].protocol == "TCP");
    CHECK(front.listeners[0].port == 443);
    CHECK(front.listeners[0].target_group_ids == strings{"front/443"});
    const auto& own = by_id(net.target_groups, "front/443");
    CHECK(own.targets_are == target_group::target_kind::instance);
    CHECK(own.protocol == "TCP");
    CHECK(own.port == 443);
    CHECK(own.targets_known);
    REQUIRE(own.targets.size() == 2);
    CHECK(own.targets[0].id == "web-1");
    CHECK(own.targets[0].port == 8443);
    CHECK(own.targets[0].health == "healthy");
    CHECK(own.targets[1].port == 0);

    const auto& inner = by_id(net.load_balancers, "inner");
    CHECK(inner.kind == balancer_kind::application);
    CHECK(inner.group_ids == strings{"lb"});
    CHECK(inner.cross_zone == false);
    CHECK(inner.state == "provisioning");
    CHECK(inner.listeners[0].answers_itself);
    CHECK(inner.listeners[1].target_group_ids == strings{"web"});
    const auto& web = by_id(net.target_groups, "web");
    CHECK(web.targets_are == target_group::target_kind::ip);
    CHECK(web.protocol == "HTTP");
    CHECK(web.port == 80);
    CHECK(web.keeps_client_address == false);
    CHECK(web.cross_zone == true);
    REQUIRE(web.targets.size() == 3);
    CHECK(web.targets[0].health == "unhealthy");
    CHECK(web.targets[1].zone == "all");
    CHECK(web.targets[1].health == "healthy");
    CHECK(web.targets[2].port == 81);
    CHECK(by_id(net.target_groups, "plain").targets.size() == 2);
}

TEST_CASE("a classic load balancer hands packets to a port of its instances") {
    const auto loaded = read(base + R"(
load_balancers:
  old:
    kind: classic
    subnets: [a, c]
    groups: lb
    cross_zone: true
    listeners: [http 80 -> 8080, ssl 443 -> 8443]
    instances: [web-1, web-2]
    unhealthy: web-2
)");
    const auto& old = by_id(loaded.data.load_balancers, "old");
    CHECK(old.kind == balancer_kind::classic);
    CHECK(old.group_ids == strings{"lb"});
    CHECK(old.zones == strings{"x-1a", "x-1c"});
    CHECK(old.cross_zone == true);
    REQUIRE(old.listeners.size() == 2);
    CHECK(old.listeners[0].protocol == "HTTP");
    CHECK(old.listeners[0].instance_port == 8080);
    CHECK(old.listeners[1].protocol == "SSL");
    CHECK(old.listeners[1].instance_port == 8443);
    REQUIRE(old.instances.size() == 2);
    CHECK(old.instances[0].id == "web-1");
    CHECK(old.instances[0].health == "healthy");
    CHECK(old.instances[1].health == "unhealthy");
    CHECK(loaded.data.target_groups.empty());
}

TEST_CASE("a firewall may have an endpoint in another VPC, and routes lead there") {
    const auto loaded = read(R"(vpcs:
  hub: {cidr: 10.1.0.0/16, subnets: {inspect: 10.1.1.0/24}, firewalls: {fw: {subnets: inspect, stateful: drop tcp 23}}}
  shop:
    cidr: 10.2.0.0/16
    internet_gateway: true
    subnets: {look: {cidr: 10.2.1.0/24, routes: [0.0.0.0/0 -> igw]}, web: {cidr: 10.2.2.0/24, routes: [0.0.0.0/0 -> far]}}
    route_tables: {edge: {gateway: igw, routes: [10.2.2.0/24 -> far]}}
    endpoints: {far: {firewall: fw, subnets: look}}
    instances: {web: {subnet: web, public_ip: true}}
)");
    const auto& far = by_id(loaded.data.endpoints, "far");
    CHECK(far.firewall_id == "fw");
    CHECK(far.vpc_id == "shop");
    CHECK(far.subnet_ids == strings{"look"});
    CHECK(by_id(loaded.data.firewalls, "fw").endpoints.size() == 2);
    const network_index index(loaded.data);
    const auto outcome = [&](std::uint16_t port) {
        question asked;
        asked.from = {endpoint::kind::interface, "web/eth0", std::nullopt};
        asked.to = {endpoint::kind::internet, {}, *detail::parse_address_bits("203.0.113.7")};
        asked.destination_port = port;
        return vpcplan::ask(index, asked).value().connection;
    };
    CHECK(outcome(443) == connection_outcome::works);
    CHECK(outcome(23) == connection_outcome::fails);
}

TEST_CASE("a firewall has an endpoint in each subnet, and rules in lines") {
    const auto loaded = read(base + R"(
route_tables: {r: [0.0.0.0/0 -> fw/a], s: [0.0.0.0/0 -> small]}
firewalls:
  small: c
  fw:
    subnets: [a, c]
    stateless: [20 pass tcp 443 from 10.0.0.0/8 to any, 10 drop udp, 30 forward all to 10.0.0.0/16]
    stateless_default: drop
    stateful:
      - pass tcp 80,443 from 10.0.1.0/24 to any
      - reject icmp from any to 203.0.113.0/24
      - drop tcp $HOME_NET any -> any 22 (sid:7;)
      - alert all
    stateful_default: drop_strict
  ordered: {subnets: a2, stateful_order: action, stateful: drop tcp 23}
)");
    const auto& net = loaded.data;
    const auto& fw = by_id(net.firewalls, "fw");
    REQUIRE(fw.endpoints.size() == 2);
    CHECK(fw.endpoints[0].endpoint_id == "fw/a");
    CHECK(fw.endpoints[0].zone == "x-1a");
    CHECK(fw.endpoints[1].subnet_id == "c");
    CHECK(by_id(net.endpoints, "fw/a").kind == endpoint_kind::gateway_load_balancer);
    CHECK(by_id(net.endpoints, "fw/a").firewall_id == "fw");
    CHECK(by_id(net.route_tables, "r").routes.back().target == route_target::vpc_endpoint);
    CHECK(by_id(net.route_tables, "s").routes.back().target_id == "small");
    const auto& policy = by_id(net.firewall_policies, "fw/policy");
    CHECK(policy.strict_order);
    CHECK(policy.otherwise == stateful_default::drop_strict);
    CHECK(policy.stateless_default == firewall_action::drop);
    REQUIRE(policy.stateless.size() == 1);
    REQUIRE(policy.stateful.size() == 1);
    const auto& first = by_id(net.firewall_rule_groups, "fw/stateless").stateless;
    REQUIRE(first.size() == 3);
    CHECK(first[0].priority == 10); // in the order of their priorities
    CHECK(first[0].action == firewall_action::drop);
    CHECK(first[0].sources.empty());
    CHECK(first[1].sources == std::vector<cidr>{"10.0.0.0/8"_cidr});
    CHECK(first[1].destination_ports == std::vector<port_range>{{443, 443}});
    CHECK(first[1].destinations.empty());
    CHECK(first[2].action == firewall_action::forward);
    CHECK(first[2].protocols.empty());
    CHECK(first[2].destinations == std::vector<cidr>{"10.0.0.0/16"_cidr});
    const auto& second = by_id(net.firewall_rule_groups, "fw/stateful").stateful;
    REQUIRE(second.size() == 4);
    CHECK(second[0].destination_ports.parts.size() == 2);
    CHECK(second[0].name == "#1");
    CHECK(to_string(second[0].place) == "input:15:9");
    CHECK(second[1].action == firewall_action::reject);
    CHECK(second[1].protocols == std::vector<protocol>{protocol::icmp()});
    CHECK(second[2].name == "7");
    CHECK(second[2].readable);
    CHECK(second[3].action == firewall_action::alert);
    CHECK(second[3].protocols.empty());
    CHECK_FALSE(by_id(net.firewall_policies, "ordered/policy").strict_order);
    const auto& none = by_id(net.firewall_policies, "small/policy");
    CHECK(none.stateless_default == firewall_action::forward);
    CHECK(none.otherwise == stateful_default::pass);
}

TEST_CASE("every mistake with load balancers and firewalls is told with what would be right") {
    struct row {
        std::string lines;
        const char* expected;
    };
    const auto front = [](const std::string& fields) {
        return "load_balancers: {front: {" + fields + "}}\n";
    };
    const row rows[] = {
        {"load_balancers: {front: a}\n", "where a load balancer belongs"},
        {front("subnets: a, listner: []"), "did you mean listeners?"},
        {front("listeners: []"), "names no subnets"},
        {front("subnets: [b]"), "there is no subnet 'b'"},
        {front("subnets: [a, a2]"), "a load balancer has one subnet a zone; two are in x-1a"},
        {front("subnets: a, kind: gateway"), "kind is network, application or classic"},
        {front("subnets: a, kind: classic, listeners: [udp 53 -> 53]"),
         "listens to http, https, tcp and ssl, not 'udp'"},
        {front("subnets: a, kind: classic, listeners: [http 80 -> web-1]"), "'web-1' is no port"},
        {front("subnets: a, kind: classic, listeners: [http 80 -> redirect]"),
         "sends to a port of its instances, e.g. http 80 -> 8080"},
        {front("subnets: a, kind: classic, instances: [web-9]"), "there is no instance 'web-9'"},
        {front("subnets: a, kind: classic, instances: [web-1], unhealthy: [web-2]"),
         "'web-2' is not among the targets of 'front'"},
        {front("subnets: a, instances: [web-1]"), "only a classic load balancer has instances"},
        {front("subnets: a, listeners: [ssl 443 -> web-1]"), "for ssl write kind: classic"},
        {"endpoints: {e: {firewall: fw, subnets: a}}\n", "there is no firewall 'fw'"},
        {"firewalls: {fw: a}\nendpoints: {e: {firewall: fw}}\n", "has one subnet, e.g. subnets:"},
        {"firewalls: {fw: a}\nendpoints: {e: {firewall: fw, subnets: [a, c]}}\n",
         "write an endpoint for each zone"},
        {"firewalls: {fw: a}\nendpoints: {e: {firewall: fw, subnets: b}}\n",
         "there is no subnet 'b'"},
        {"firewalls: {fw: a}\nendpoints: {e: {firewall: fw, service: s3, subnets: a}}\n",
         "unknown field 'service'"},
        {front("subnets: a, groups: [x]"), "there is no security group 'x'"},
        {front("subnets: a, listeners: [443 -> web-1]"), "is no listener; write PROTOCOL PORT"},
        {front("subnets: a, listeners: [sctp 443 -> web-1]"), "a listener takes tcp, udp"},
        {front("subnets: a, listeners: [tcp 0 -> web-1]"), "'0' is no port"},
        {front("subnets: a, listeners: ['tcp 443 -> web-1,,web-2']"), "between commas is missing"},
        {front("subnets: a, listeners: [tcp 443 -> web-9]"), "there is no instance 'web-9' (did "
                                                             "you mean web-1"},
        {front("subnets: a, listeners: ['tcp 443 -> web-1:99999']"), "'99999' is no port"},
        {front("subnets: a, listeners: ['tcp 443 -> web-1,10.0.3.9']"), "instances or addresses, "
                                                                        "not both"},
        {front("subnets: a, listeners: [tcp 443 -> web-1, udp 443 -> web-1]"), "write tcp_udp"},
        {front("subnets: a, listeners: [https 443 -> web-1]"), "write kind: application"},
        {front("subnets: a, kind: application, listeners: [tcp 443 -> web-1]"),
         "listens to http and https, not 'tcp'"},
        {"target_groups: {web: {targets: [web-1], unhealthy: [web-2]}}\n",
         "'web-2' is not among the targets of 'web'"},
        {"target_groups: {web: {target: [web-1]}}\n", "did you mean targets?"},
        {"target_groups: {web: {targets: [web-1], port: 0}}\n", "'0' is no port"},
        {"target_groups: {web: [web-1]}\n" +
             front("subnets: a, listeners: [tcp 443 -> web, udp 53 -> web]"),
         "takes TCP from another listener"},
        {"firewalls: {fw: }\n", "names no subnets"},
        {"firewalls: {fw: {subnets: []}}\n", "names no subnets"},
        {"firewalls: {fw: {subnets: b}}\n", "there is no subnet 'b'"},
        {"firewalls: {fw: {subnets: a, rules: []}}\n", "unknown field 'rules'"},
        {"firewalls: {fw: {subnets: a, stateful_order: any}}\n", "is strict or action"},
        {"firewalls: {fw: {subnets: a, stateless_default: reject}}\n", "is forward, pass or drop"},
        {"firewalls: {fw: {subnets: a, stateful_default: drop}}\n",
         "is pass, drop_strict or drop_established"},
        {"firewalls: {fw: {subnets: a, stateful_order: action, stateful_default: drop_strict}}\n",
         "belongs to strict order"},
        {"firewalls: {fw: {subnets: a, stateless: [pass tcp 80]}}\n", "'pass' is no priority"},
        {"firewalls: {fw: {subnets: a, stateless: [10 reject tcp 80]}}\n",
         "a stateless rule says pass, drop or forward"},
        {"firewalls: {fw: {subnets: a, stateless: [10 pass tcp, 10 drop udp]}}\n",
         "priority 10 is there twice, first at vpc.yaml:6:"},
        {"firewalls: {fw: {subnets: a, stateful: [allow tcp 80]}}\n",
         "'allow': a stateful rule starts with pass, drop, reject or alert"},
        {"firewalls: {fw: {subnets: a, stateful: [pass]}}\n", "the protocol is missing"},
        {"firewalls: {fw: {subnets: a, stateful: [pass tcp 99999]}}\n", "is no port"},
        {"firewalls: {fw: {subnets: a, stateful: [pass tcp 80 from]}}\n", "from whom?"},
        {"firewalls: {fw: {subnets: a, stateful: [pass tcp 80 from 10.0.0.1/8]}}\n",
         "did you mean 10.0.0.0/8?"},
        {"firewalls: {fw: {subnets: a, stateful: [pass tcp 80 to any from any]}}\n",
         "'from' is too much"},
        {"firewalls: {fw: {subnets: a, stateful: ['pass tcp any -> any']}}\n", "vpc.yaml:6:"},
        {"firewalls: {fw: a}\nendpoints: {fw: {service: s3}}\n", "'fw' is a name twice"},
    };
    for (const auto& one : rows) {
        INFO(one.lines);
        const auto message = refused(base + one.lines, "vpc.yaml").message;
        INFO(message);
        CHECK(contains(message, one.expected));
        CHECK(contains(message, "vpc.yaml:"));
    }
    CHECK(contains(refused("vpcs:\n  a: {cidr: 10.1.0.0/16, subnets: {s: 10.1.1.0/24}, "
                           "target_groups: {g: [far]}}\n"
                           "  b: {cidr: 10.2.0.0/16, subnets: {t: 10.2.1.0/24}, instances: {far: "
                           "t}}\n")
                       .message,
                   "a target of another VPC is registered by its address"));
    CHECK(contains(refused("vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24, t: 10.0.2.0/24}\n"
                           "load_balancers: {front: {subnets: [s, t]}}\n")
                       .message,
                   "write zone: a and zone: c"));
}

namespace {

const std::string mirror_base =
    base + "interfaces: {sensor: c, probe: c, tap: c}\n"
           "load_balancers: {nlb: {subnets: a}, alb: {kind: application, subnets: a}}\n"
           "endpoints:\n"
           "  look: {kind: gateway_load_balancer, service: gwlb, subnets: a}\n"
           "  ssm: {service: ssm, subnets: [a]}\n"
           "firewalls: {fw: a2}\n";

} // namespace

TEST_CASE("a mirror session has a source, a target, and a filter with its rules in order") {
    const auto loaded = read(mirror_base + R"(mirrors:
  watch:
    from: web-1
    to: sensor
    filter:
      - in accept tcp 443 from 10.0.0.0/8
      - out accept tcp 1024-65535 from any port 443 to 10.9.0.0/16
      - in reject all to 2001:db8::/32
      - in accept icmpv6
    number: 3
    packet_length: 128
    virtual_network_id: 16777215
    network_services: amazon-dns
  second: {from: web-1/eth0, to: nlb, filter: in accept all}
  third: {from: tap, to: look, filter: []}
  fourth: {from: web-2, to: probe, filter: out accept udp}
)");
    const auto& net = loaded.data;
    const auto& watch = by_id(net.traffic_mirror_sessions, "watch");
    CHECK(watch.name == "watch");
    CHECK(watch.interface_id == "web-1/eth0");
    CHECK(watch.number == 3);
    CHECK(watch.packet_length == 128);
    CHECK(watch.virtual_network_id == 16777215);
    const auto& filter = by_id(net.traffic_mirror_filters, watch.filter_id);
    CHECK(filter.mirrors_dns);
    REQUIRE(filter.inbound.size() == 3);
    REQUIRE(filter.outbound.size() == 1);
    CHECK(filter.inbound[0].number == 1);
    CHECK(filter.inbound[0].accept);
    CHECK(filter.inbound[0].proto == protocol::tcp());
    CHECK(filter.inbound[0].destination_ports == port_range{443, 443});
    CHECK(filter.inbound[0].source_ports == port_range::all());
    CHECK(filter.inbound[0].source == "10.0.0.0/8"_cidr);
    CHECK(filter.inbound[0].destination == "0.0.0.0/0"_cidr);
    CHECK_FALSE(filter.inbound[1].accept);
    CHECK(filter.inbound[1].number == 2);
    CHECK(filter.inbound[1].source == "::/0"_cidr);
    CHECK(filter.inbound[2].source == "::/0"_cidr);
    CHECK(filter.outbound[0].number == 1);
    CHECK(filter.outbound[0].source_ports == port_range{443, 443});
    CHECK(filter.outbound[0].destination_ports == port_range{1024, 65535});
    CHECK(filter.outbound[0].destination == "10.9.0.0/16"_cidr);
    const auto target_of = [&](std::string_view session) {
        return by_id(net.traffic_mirror_targets,
                     by_id(net.traffic_mirror_sessions, session).target_id);
    };
    CHECK(target_of("watch").kind == mirror_target_kind::interface);
    CHECK(target_of("watch").component == "sensor");
    CHECK(target_of("second").kind == mirror_target_kind::network_load_balancer);
    CHECK(target_of("second").component == "nlb");
    CHECK(target_of("third").kind == mirror_target_kind::endpoint);
    CHECK(target_of("third").component == "look");
    CHECK(target_of("fourth").component == "probe");
    const auto& second = by_id(net.traffic_mirror_sessions, "second");
    CHECK(second.number == 1);
    CHECK_FALSE(second.packet_length);
    CHECK_FALSE(second.virtual_network_id);
}

TEST_CASE("mirroring written in vpc.yaml is found on the path of a packet") {
    const auto loaded = read(R"(vpc: 10.0.0.0/16
subnets: {a: 10.0.1.0/24}
instances: {web: {subnet: a, groups: web}, client: a, ids: {subnet: a, groups: watch}}
security_groups: {watch: [udp 4789], web: [tcp 80, tcp 443]}
mirrors: {copy: {from: web, to: ids, filter: [in accept tcp 443]}}
)");
    const network_index index(loaded.data);
    const auto seen_for = [&](std::uint16_t port) {
        question asked;
        asked.from = {endpoint::kind::interface, "client/eth0", std::nullopt};
        asked.to = {endpoint::kind::interface, "web/eth0", std::nullopt};
        asked.proto = protocol::tcp();
        asked.destination_port = port;
        auto seen = mirrored_packets(index, asked, vpcplan::ask(index, asked).value());
        std::erase_if(seen, [](const mirrored_packet& one) {
            return one.interface_id != "web/eth0" || one.in_reply;
        });
        REQUIRE(seen.size() == 1);
        return seen.front();
    };
    const auto copied = seen_for(443);
    CHECK(copied.outcome == verdict::allow);
    CHECK(contains(sentence(copied, language::en), "(session copy)"));
    REQUIRE(copied.copy);
    CHECK(copied.copy->outcome == verdict::allow);
    CHECK(seen_for(80).outcome == verdict::deny);
    CHECK(seen_for(80).why == mirror_reason::rejected);
}

TEST_CASE("every mistake with mirroring is told with what would be right") {
    const auto mirror = [](const std::string& fields) {
        return "mirrors: {m: {" + fields + "}}\n";
    };
    const auto rule = [&](const std::string& line) {
        return mirror("from: web-1, to: sensor, filter: [" + line + "]");
    };
    const std::string good = "from: web-1, to: sensor, filter: in accept all";
    const std::pair<std::string, const char*> rows[] = {
        {"mirrors: {m: web-1}\n", "where a mirror session belongs; write e.g. m: {from: web-1"},
        {"mirrors: [m]\n", "mirrors is"},
        {"mirrors: {from: {" + good + "}}\n", "'from' cannot be a name"},
        {"mirror: {m: {" + good + "}}\n", "did you mean mirrors?"},
        {"traffic_mirror_sessions: {m: {" + good + "}}\n", "did you mean mirrors?"},
        {mirror("source: web-1, to: sensor, filter: in accept all"), "did you mean from?"},
        {mirror(good + ", vni: 4"), "did you mean virtual_network_id?"},
        {mirror("to: sensor, filter: in accept all"), "'m' says no from; write e.g. from: web-1"},
        {mirror("from: web-1, filter: in accept all"), "'m' says no to"},
        {mirror("from: web-1, to: sensor"), "'m' says no filter"},
        {mirror("from: web-9, to: sensor, filter: in accept all"),
         "there is no instance and no interface 'web-9' whose packets could be mirrored (did you "
         "mean web-1?)"},
        {mirror("from: sensr, to: web-1, filter: in accept all"), "(did you mean sensor?)"},
        {mirror("from: nlb, to: sensor, filter: in accept all"), "no interface 'nlb'"},
        {mirror("from: [web-1], to: sensor, filter: in accept all"), "must be one word"},
        {mirror("from: web-1, to: [sensor], filter: in accept all"), "must be one word"},
        {mirror("from: web-1, to: nlbb, filter: in accept all"), "(did you mean nlb?)"},
        {mirror("from: web-1, to: alb, filter: in accept all"), "a network load balancer can"},
        {mirror("from: web-1, to: ssm, filter: in accept all"),
         "one of kind gateway_load_balancer can"},
        {mirror("from: web-1, to: fw, filter: in accept all"),
         "one of kind gateway_load_balancer can"},
        {mirror(good + ", number: 0"), "must be a whole number from 1 to 32766"},
        {mirror(good + ", number: first"), "must be a whole number from 1 to 32766"},
        {mirror(good + ", packet_length: 8501"), "from 1 to 8500"},
        {mirror(good + ", virtual_network_id: 16777216"), "from 0 to 16777215"},
        {mirror(good + ", network_services: [dns]"), "the only network service is amazon-dns"},
        {"mirrors: {m: {" + good + "}, n: {" + good + "}}\n",
         "web-1/eth0 has a session with number 1 already, at vpc.yaml:"},
        {mirror("from: web-1, to: web-1, filter: in accept all"),
         "web-1/eth0 is the target of a mirror session, at vpc.yaml:"},
        {"mirrors: {m: {" + good + "}, n: {from: sensor, to: probe, filter: []}}\n",
         "sensor is the target of a mirror session"},
        {rule("accept tcp 443"), "'accept': a rule of a mirror filter starts with in or out"},
        {rule("in allow tcp 443"), "'allow': after in comes accept or reject"},
        {rule("in accept"), "the protocol is missing"},
        {rule("in accept tpc"), "'tpc' is"},
        {rule("in accept tcp 99999"), "'99999' is no port"},
        {rule("'in accept tcp 80,443'"), "write one rule for each"},
        {rule("in accept tcp from any port"), "which port?"},
        {rule("in accept tcp from any port x"), "'x' is no port"},
        {rule("in accept icmp from any port 8"), "'port' is too much"},
        {rule("in accept tcp from"), "from whom?"},
        {rule("in accept tcp to any from any"), "'from' is too much"},
        {rule("in accept tcp from 10.0.0.1/8"), "did you mean 10.0.0.0/8?"},
        {rule("in accept tcp from 10.0.0.0/8 to ::/0"), "a rule is for IPv4 or for IPv6"},
    };
    for (const auto& [lines, expected] : rows) {
        INFO(lines);
        const auto message = refused(mirror_base + lines, "vpc.yaml").message;
        INFO(message);
        CHECK(contains(message, expected));
        CHECK(contains(message, "vpc.yaml:"));
    }
    CHECK(contains(refused("vpc: 10.0.0.0/16\nsubnets: {a: 10.0.1.0/24}\n"
                           "instances: {two: {interfaces: [a, a]}, ids: a}\n"
                           "mirrors: {m: {from: two, to: ids, filter: in accept all}}\n")
                       .message,
                   "'two' has several interfaces; name one of two/eth0, two/eth1"));
}
