// Names are unique within a kind only, and an exam sketch calls a subnet, its ACL, its group and
// its instance alike. Whatever two kinds share a name, answers, pictures and records are those of
// the same network with different names.
#include "support/loading.hpp"

#include <map>
#include <vpcplan/drawing.hpp>
#include <vpcplan/explain.hpp>
#include <vpcplan/flow_log.hpp>
#include <vpcplan/mirroring.hpp>
#include <vpcplan/path.hpp>
#include <vpcplan/path_notes.hpp>
#include <vpcplan/writers.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

/// A network with a thing of every kind that has a name, each written as $KIND.
constexpr std::string_view sketch = R"yaml(
vpcs:
  $vpc:
    cidr: [10.0.0.0/16, "2001:db8:1::/56"]
    region: eu-west-1
    internet_gateway: $igw
    egress_only_internet_gateway: $eigw
    subnets:
      $subnet: {cidr: [10.0.1.0/24, "2001:db8:1:1::/64"], zone: a, acl: $acl, route_table: $table}
      front: {cidr: [10.0.2.0/24, "2001:db8:1:2::/64"], zone: a, routes: [0.0.0.0/0 -> igw, "::/0 -> igw", 10.8.0.0/16 -> $inspector, 10.1.0.0/16 -> $peering, 10.2.0.0/16 -> $gateway]}
      guard: {cidr: 10.0.3.0/24, zone: a, routes: [10.8.0.0/16 -> igw]}
      inside: {cidr: 10.0.4.0/24, zone: a, routes: [0.0.0.0/0 -> $nat]}
    route_tables:
      $table: [0.0.0.0/0 -> $nat, "::/0 -> eigw", 10.1.0.0/16 -> $peering, 10.2.0.0/16 -> $gateway, 192.168.0.0/16 -> $vgw, 10.9.0.0/16 -> $interface, 10.7.0.0/16 -> $firewall]
    network_acls:
      $acl: {inbound: [90 deny tcp 25, 100 allow all, "110 allow all from ::/0"], outbound: [90 deny tcp 8080, 100 allow all, "110 allow all to ::/0"]}
    security_groups:
      $group: [tcp 80, tcp 443 from group $group, tcp 22 from prefix_list $list, tcp 9000 from 10.2.0.0/16]
      open: [all, "all from ::/0"]
    instances:
      $instance: {subnet: $subnet, ipv6: true, groups: [$group]}
      peer: {subnet: $subnet, groups: [open]}
      outside: {subnet: front, public_ip: true, ipv6: true, groups: [open]}
      quiet: {subnet: inside, groups: [open]}
    interfaces:
      $interface: {subnet: front, source_dest_check: false, groups: [open]}
    nat_gateways:
      $nat: {subnet: front}
    endpoints:
      $endpoint: {service: sqs, subnets: [$subnet], groups: [open]}
      $inspector: {kind: gateway_load_balancer, subnets: [guard]}
      $s3: {service: s3, route_tables: [$table]}
    target_groups:
      $targets: {targets: [$instance], port: 80}
    load_balancers:
      $balancer: {subnets: [front], listeners: [tcp 80 -> $targets], internet_facing: true}
    firewalls:
      $firewall: {subnets: [guard], stateless: [10 pass tcp], stateful: ["pass tcp any any -> any 80 (sid:1;)"]
}
  second:
    cidr: 10.1.0.0/16
    region: eu-west-1
    subnets:
      second: {cidr: 10.1.1.0/24, zone: a, routes: [10.0.0.0/16 -> $peering]}
    instances:
      second: {subnet: second, groups: [second]}
    security_groups:
      second: [tcp 443 from group $group, icmp]
  third:
    cidr: 10.2.0.0/16
    region: eu-west-1
    subnets:
      third: {cidr: 10.2.1.0/24, zone: a, routes: [10.0.0.0/16 -> $gateway]}
    instances:
      third: {subnet: third, groups: [third]}
    security_groups:
      third: [tcp 443 from 10.0.0.0/8]
prefix_lists:
  $list: [10.0.2.0/24]
  s3: [52.218.0.0/17]
peerings:
  $peering: [$vpc, second]
transit_gateways:
  $gateway:
    attachments: {$attachment: [front], there: [third]}
    route_tables:
      $transit: {associations: all, propagations: all, routes: [172.16.0.0/12 -> office]}
vpn_gateways:
  $vgw: $vpc
customer_gateways:
  $customer: 65010
vpn_connections:
  $vpn: {gateway: $vgw, routes: [192.168.0.0/16], customer_gateway: $customer}
  office: {gateway: $gateway, bgp: [172.16.0.0/12], customer_gateway: $customer}
direct_connect_gateways:
  $dx: {$gateway: [10.0.0.0/8]}
virtual_interfaces:
  $vif: {gateway: $dx, bgp: [172.31.0.0/16]}
mirrors:
  $mirror: {from: $instance, to: $interface, filter: [in accept all, out accept all]}
)yaml";

struct ends {
    const char* from;
    const char* to;
    const char* traffic = "";
    std::uint16_t port = 443;
};

/// By ids, so that no name has to be looked up.
const std::vector<ends> questions = {
    {"$instance/eth0", "internet:203.0.113.9"},
    {"$instance/eth0", "internet:2001:db8:ffff::9"},
    {"$instance/eth0", "outside/eth0"},
    {"$instance/eth0", "outside/eth0", "", 8080},
    {"$instance/eth0", "peer/eth0"},
    {"peer/eth0", "$instance/eth0", "", 25},
    {"outside/eth0", "$instance/eth0", "", 22},
    {"outside/eth0", "$instance/eth0", "", 25},
    {"outside/eth0", "$instance/eth0", "", 9000},
    {"$instance/eth0", "second/eth0"},
    {"$instance/eth0", "second/eth0", "icmp"},
    {"$instance/eth0", "third/eth0"},
    {"$instance/eth0", "third/eth0", "", 8443},
    {"outside/eth0", "second/eth0"},
    {"third/eth0", "$instance/eth0", "", 9000},
    {"$instance/eth0", "onprem:192.168.1.1"},
    {"onprem:192.168.1.1", "$instance/eth0", "", 80},
    {"onprem:172.16.1.1", "third/eth0"},
    {"$instance/eth0", "10.9.0.5"},
    {"$instance/eth0", "10.7.0.5", "", 80},
    {"$instance/eth0", "10.0.1.99"},
    {"$instance/eth0", "10.0.9.9"},
    {"$instance/eth0", "52.218.1.1"},
    {"$instance/eth0", "10.0.0.2", "udp", 53},
    {"$instance/eth0", "10.0.1.1", "icmp"},
    {"outside/eth0", "10.8.0.5"},
    {"quiet/eth0", "internet:203.0.113.9"},
    {"internet:203.0.113.9", "outside/eth0"},
    {"internet:203.0.113.9", "$instance/eth0"},
    {"internet:203.0.113.9", "balancer:$balancer", "", 80},
    {"peer/eth0", "balancer:$balancer", "", 81},
    {"router:$vpc:10.2.0.9", "$instance/eth0", "", 80},
    {"subnet:$subnet:10.0.1.77", "second/eth0", "", 22},
    {"$interface", "$instance/eth0"},
};

/// Tokens of one width, so that pictures with them have the same lines.
std::string token(std::size_t number) {
    constexpr std::string_view letters = "abcdeghknopsuvxy";
    return std::string("q") + letters[number / letters.size()] + "z" +
           letters[number % letters.size()];
}

/// The words that follow a $, in the order they come.
std::vector<std::string> kinds_in(std::string_view text) {
    std::vector<std::string> kinds;
    for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
        auto end = at + 1;
        while (end < text.size() &&
               ((text[end] >= 'a' && text[end] <= 'z') || (text[end] >= '0' && text[end] <= '9'))) {
            ++end;
        }
        const std::string kind(text.substr(at + 1, end - at - 1));
        if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end() && kind != "KIND") {
            kinds.push_back(kind);
        }
    }
    return kinds;
}

using names = std::map<std::string, std::string>;

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

std::string filled(std::string_view text, const names& chosen) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '$') {
            out += text[at];
            continue;
        }
        auto end = at + 1;
        while (end < text.size() &&
               ((text[end] >= 'a' && text[end] <= 'z') || (text[end] >= '0' && text[end] <= '9'))) {
            ++end;
        }
        out += chosen.at(std::string(text.substr(at + 1, end - at - 1)));
        at = end - 1;
    }
    return out;
}

detail::address_bits address(std::string_view text) {
    return detail::parse_address_bits(text).value();
}

endpoint end_of(const network_index& index, const std::string& text) {
    const auto rest = [&](std::string_view prefix) { return text.substr(prefix.size()); };
    if (text.starts_with("internet:")) {
        return {endpoint::kind::internet, {}, address(rest("internet:"))};
    }
    if (text.starts_with("onprem:")) {
        return {endpoint::kind::on_premises, {}, address(rest("onprem:"))};
    }
    if (text.starts_with("balancer:")) {
        return {endpoint::kind::load_balancer, rest("balancer:"), std::nullopt};
    }
    if (text.starts_with("router:") || text.starts_with("subnet:")) {
        const auto last = text.rfind(':');
        return {text.starts_with("router:") ? endpoint::kind::vpc_router
                                            : endpoint::kind::subnet_address,
                text.substr(7, last - 7), address(text.substr(last + 1))};
    }
    if (index.find_interface(text) != nullptr) {
        return {endpoint::kind::interface, text, std::nullopt};
    }
    return {endpoint::kind::address, {}, address(text)};
}

/// Everything that is said and drawn about a question.
std::string all_about(const network_index& index, const ends& asked_for, const names& chosen,
                      language lang) {
    question asked{end_of(index, filled(asked_for.from, chosen)),
                   end_of(index, filled(asked_for.to, chosen))};
    const std::string_view traffic = asked_for.traffic;
    asked.proto = traffic == "udp"    ? protocol::udp()
                  : traffic == "icmp" ? protocol::icmp()
                                      : protocol::tcp();
    if (asked.proto.has_ports()) {
        asked.destination_port = asked_for.port;
    }
    const auto given = vpcplan::ask(index, asked);
    REQUIRE(given);
    const auto drawn = draw_path(index, asked, *given, lang);
    auto text = headline(*given, lang, &index) + "\n" + arrows_text(drawn, false) + "\n" +
                arrows_text(drawn, true) + "\n";
    for (const auto* way : {&given->forward, &given->reply}) {
        for (const auto& check : way->steps) {
            text += sentence(check, lang, &index) + "\n";
        }
    }
    for (const auto& record : flow_log_records(index, asked, *given)) {
        text += default_format(record) + "\n";
    }
    for (const auto& seen : mirrored_packets(index, asked, *given)) {
        text += sentence(seen, lang, &index) + copy_sentence(seen, lang, &index) + "\n";
    }
    for (const auto& note : path_notes(index, asked, *given)) {
        text += note.text(lang) + "\n";
    }
    return text + svg_text(drawn) + mermaid_text(drawn) + dot_text(drawn) +
           pass_json(index, asked, *given, {}, lang, pass_sections{true, true});
}

/// Where two texts first differ, with what stands around.
std::string first_difference(const std::string& a, const std::string& b) {
    const auto at = static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<long>(std::min(a.size(), b.size())),
                      b.begin())
            .first -
        a.begin());
    const auto from = at < 200 ? 0 : at - 200;
    return a.substr(from, 400) + "\n  instead of\n" + b.substr(from, 400);
}

} // namespace

TEST_CASE("Whatever two kinds share a name, every answer is that of the network with two names") {
    const auto kinds = kinds_in(sketch);
    REQUIRE(kinds.size() >= 24);
    names distinct;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        distinct[kinds[i]] = token(i);
    }
    const std::string common = "qyzy";
    const auto plain = read(filled(sketch, distinct));
    const network_index plain_index(plain.data);
    std::map<std::pair<std::size_t, language>, std::string> right;
    std::map<connection_outcome, int> seen;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        for (const auto lang : {language::en, language::ko}) {
            right[{i, lang}] = all_about(plain_index, questions[i], distinct, lang);
        }
    }
    int compared = 0;
    std::string refused_pairs;
    for (std::size_t a = 0; a < kinds.size(); ++a) {
        for (std::size_t b = a + 1; b < kinds.size(); ++b) {
            auto chosen = distinct;
            chosen[kinds[a]] = common;
            chosen[kinds[b]] = common;
            auto outcome = parse_network(filled(sketch, chosen), "input");
            if (const auto* why = std::get_if<load_failure>(&outcome)) {
                refused_pairs += kinds[a] + "+" + kinds[b] + " ";
                INFO(kinds[a] << " and " << kinds[b] << ": " << why->message);
                CHECK((contains(why->message, "rename one") || contains(why->message, "twice") ||
                       contains(why->message, "several things")));
                continue;
            }
            ++compared;
            const auto& data = std::get<loaded_network>(outcome).data;
            const network_index index(data);
            for (std::size_t i = 0; i < questions.size(); ++i) {
                const auto lang = (a + b + i) % 2 == 0 ? language::en : language::ko;
                INFO(kinds[a] << " and " << kinds[b] << " share a name: " << questions[i].from
                              << " to " << questions[i].to << " " << questions[i].port);
                const auto said = all_about(index, questions[i], chosen, lang);
                const auto expected =
                    replaced(replaced(right[{i, lang}], distinct[kinds[a]], common),
                             distinct[kinds[b]], common);
                if (said != expected) {
                    FAIL_CHECK(first_difference(said, expected));
                    break;
                }
            }
        }
    }
    INFO("refused: " << refused_pairs);
    CHECK(compared > 250);
}
