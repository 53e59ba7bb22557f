// Changes as text: what is printed is read back as the same change, and what is wrong is told where
// it is wrong.
#include "../../support/catch.hpp"
#include "../../support/loading.hpp"
#include "../../support/network_generator.hpp"
#include "../../support/rpc.hpp"

#include <vpcplan/fix.hpp>
#include <vpcplan/what_if.hpp>

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

/// Random changes of a network that AWS might take.
class change_generator {
public:
    change_generator(const network& net, rule_generator& random) : net_(net), random_(random) {}

    std::vector<network_change> make() {
        made_.clear();
        for (const auto& acl : net_.network_acls) {
            made_.emplace_back(add_acl_rule{acl.id, way(), any_acl_rule()});
            made_.emplace_back(remove_acl_rule{acl.id, way(), 1 + random_.upto(200)});
        }
        for (const auto& group : net_.security_groups) {
            made_.emplace_back(add_group_rule{group.id, way(), any_group_rule()});
            for (const auto side : {direction::in, direction::out}) {
                for (const auto& rule : group.rules(side)) {
                    made_.emplace_back(remove_group_rule{group.id, side, rule});
                }
            }
            if (!net_.interfaces.empty()) {
                made_.emplace_back(wear_group{random_.pick(net_.interfaces).id, group.id});
                made_.emplace_back(shed_group{random_.pick(net_.interfaces).id, group.id});
            }
        }
        for (const auto& table : net_.route_tables) {
            add_routes(table);
        }
        for (const auto& table : net_.transit_gateway_route_tables) {
            made_.emplace_back(remove_transit_route{table.id, any_block()});
            made_.emplace_back(put_transit_route{table.id, any_block(), ""});
            for (const auto& to : net_.transit_gateway_attachments) {
                made_.emplace_back(put_transit_route{table.id, any_block(), to.id});
            }
        }
        for (const auto& where : net_.subnets) {
            made_.emplace_back(associate_route_table{where.id, ""});
            made_.emplace_back(associate_route_table{where.id, random_.pick(net_.route_tables).id});
            made_.emplace_back(associate_acl{where.id, ""});
            made_.emplace_back(associate_acl{where.id, random_.pick(net_.network_acls).id});
            for (const auto& one : net_.transit_gateway_attachments) {
                made_.emplace_back(add_attachment_subnet{one.id, where.id});
                made_.emplace_back(remove_attachment_subnet{one.id, where.id});
            }
            for (const auto& one : net_.nat_gateways) {
                made_.emplace_back(place_nat_gateway{one.id, where.id});
            }
            made_.emplace_back(place_nat_gateway{"nat-new", where.id});
        }
        for (const auto& one : net_.interfaces) {
            made_.emplace_back(set_source_dest_check{one.id, random_.chance(50)});
            for (const auto& own : one.addresses) {
                if (own.address.family == address_family::ipv4) {
                    made_.emplace_back(give_public_address{one.id, own.address, std::nullopt});
                    made_.emplace_back(give_public_address{
                        one.id, own.address, detail::parse_address_bits("203.0.113.77").value()});
                }
                if (own.public_address) {
                    made_.emplace_back(take_public_address{one.id, own.address});
                }
            }
        }
        for (const auto& home : net_.vpcs) {
            made_.emplace_back(attach_internet_gateway{home.id, "igw-new"});
            for (const auto& gateway : net_.internet_gateways) {
                made_.emplace_back(attach_internet_gateway{home.id, gateway.id});
                made_.emplace_back(detach_internet_gateway{home.id, gateway.id});
            }
        }
        return made_;
    }

private:
    direction way() { return random_.chance(50) ? direction::in : direction::out; }
    cidr any_block() {
        static const std::vector<std::string> some{"0.0.0.0/0", "10.1.0.0/16", "::/0",
                                                   "2001:db8::/32", "192.0.2.7/32"};
        return parse_cidr(random_.pick(some)).value();
    }
    protocol any_protocol() {
        static const std::vector<int> some{-1, 1, 6, 17, 47, 58};
        const auto number = random_.pick(some);
        return number < 0 ? protocol::any() : protocol::of(number);
    }
    port_range any_ports() {
        static const std::vector<port_range> some{{0, 65535}, {443, 443}, {1024, 65535}, {0, 0}};
        return random_.pick(some);
    }
    icmp_match any_icmp() {
        static const std::vector<icmp_match> some{{-1, -1}, {8, -1}, {8, 0}, {3, 4}};
        return random_.pick(some);
    }
    acl_rule any_acl_rule() {
        acl_rule made;
        made.number = 1 + random_.upto(32765);
        made.allow = random_.chance(60);
        made.proto = any_protocol();
        made.ports = any_ports();
        made.icmp = any_icmp();
        made.block = any_block();
        return made;
    }
    group_rule any_group_rule() {
        group_rule made;
        made.proto = any_protocol();
        made.ports = any_ports();
        made.icmp = any_icmp();
        made.peer = any_block();
        if (random_.chance(40)) {
            made.peer = group_peer{random_.pick(net_.security_groups).id, {}, false};
        } else if (random_.chance(30) && !net_.prefix_lists.empty()) {
            made.peer = prefix_list_peer{random_.pick(net_.prefix_lists).id};
        }
        return made;
    }

    void add_routes(const route_table& table) {
        route entry;
        entry.destination = any_block();
        if (random_.chance(20) && !net_.prefix_lists.empty()) {
            entry.destination = prefix_list_destination{random_.pick(net_.prefix_lists).id};
        }
        made_.emplace_back(remove_route{table.id, destination_text(entry)});
        const auto add = [&](route_target target, const auto& all) {
            if (!all.empty()) {
                entry.target = target;
                entry.target_id = random_.pick(all).id;
                made_.emplace_back(put_route{table.id, entry});
            }
        };
        add(route_target::internet_gateway, net_.internet_gateways);
        add(route_target::egress_only_internet_gateway, net_.egress_only_internet_gateways);
        add(route_target::nat_gateway, net_.nat_gateways);
        add(route_target::interface, net_.interfaces);
        add(route_target::vpc_peering_connection, net_.peerings);
        add(route_target::transit_gateway, net_.transit_gateways);
        add(route_target::virtual_private_gateway, net_.virtual_private_gateways);
        add(route_target::vpc_endpoint, net_.endpoints);
        entry.target = route_target::local;
        entry.target_id.clear();
        made_.emplace_back(put_route{table.id, entry});
        entry.target = route_target::other;
        entry.blackhole = true;
        made_.emplace_back(put_route{table.id, entry});
    }

    const network& net_;
    rule_generator& random_;
    std::vector<network_change> made_;
};

/// Names as people give them: some twice, some the id of another, some of several words.
void give_names(network& net, rule_generator& random) {
    static const std::vector<std::string> names{
        "",    "",     "app",    "web",   "app",   "prod db", "a:b", "local", "blackhole",
        "igw", "main", "subnet", "table", "vpc-1", "host",    "nat", "이름",  "x,y"};
    const auto name_all = [&](auto& all) {
        for (auto& one : all) {
            one.name = random.pick(names);
        }
    };
    name_all(net.vpcs);
    name_all(net.subnets);
    name_all(net.interfaces);
    name_all(net.instances);
    name_all(net.route_tables);
    name_all(net.network_acls);
    name_all(net.security_groups);
    name_all(net.internet_gateways);
    name_all(net.nat_gateways);
    name_all(net.peerings);
    name_all(net.transit_gateways);
    name_all(net.transit_gateway_attachments);
    name_all(net.transit_gateway_route_tables);
    name_all(net.virtual_private_gateways);
    name_all(net.endpoints);
}

network office() {
    return test::read(R"(
vpcs:
  main:
    cidr: 10.0.0.0/16
    internet_gateway: true
    subnets:
      public: 10.0.0.0/24
      app: 10.0.1.0/24
      lab: {cidr: 10.0.2.0/24, routes: ["0.0.0.0/0 -> nat-1"]}
    route_tables:
      public: ["0.0.0.0/0 -> igw"]
      private: ["0.0.0.0/0 -> nat-1"]
    network_acls:
      priv: {inbound: ["100 allow all"], outbound: ["100 allow all"]}
    security_groups:
      web: {inbound: ["tcp 443 from 0.0.0.0/0"]}
      db: {inbound: ["tcp 5432 from group web"]}
    nat_gateways:
      nat-1: {subnet: public}
    instances:
      web: {subnet: public, groups: [web], public_ip: 198.51.100.7}
      db-1: {subnet: app, groups: [db]}
      db-2: {subnet: app, groups: [db]}
)")
        .data;
}

std::string complaint(const std::string& text, bool without = false) {
    static const auto data = office();
    const auto made = change_network(data, std::vector<change_request>{{text, without}});
    const auto* why = std::get_if<change_failure>(&made);
    if (why == nullptr) {
        return "(fine)";
    }
    CHECK(why->why.offset + why->why.length <= text.size());
    return text.substr(0, why->why.offset) + "[" + text.substr(why->why.offset, why->why.length) +
           "]" + text.substr(why->why.offset + why->why.length) + ": " + why->why.message;
}

} // namespace

TEST_CASE("every change is read back from its words, whatever things are called") {
    std::size_t count = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        network_generator generator(seed);
        auto net = generator.make();
        if (seed % 2 == 0) {
            give_names(net, generator.random());
        }
        const network_index index(net);
        for (const auto& made : change_generator(net, generator.random()).make()) {
            const auto text = words_of(made, index);
            const auto read = parse_network_change(index, text, takes_away(made));
            CAPTURE(seed, text);
            if (const auto* why = std::get_if<change_text_error>(&read)) {
                CAPTURE(why->message);
                FAIL("not read");
            }
            const auto& all = std::get<std::vector<network_change>>(read);
            REQUIRE(all.size() == 1);
            CHECK(all.front() == made);
            ++count;
        }
    }
    CHECK(count > 5000);
}

TEST_CASE("the words of a suggested fix make the connection work as it was checked") {
    std::size_t count = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        network_generator generator(seed);
        const auto net = generator.make();
        const network_index index(net);
        for (int i = 0; i < 12; ++i) {
            const auto asked = generator.ask_about(net);
            const auto before = vpcplan::ask(index, asked);
            if (!before || before->connection != connection_outcome::fails) {
                continue;
            }
            const auto fixes = suggest_fix(net, asked);
            if (!fixes.complete) {
                continue;
            }
            std::vector<change_request> requests;
            for (const auto& one : fixes.changes) {
                requests.push_back({one.words, one.without});
            }
            CAPTURE(seed, i, requests.front().text);
            const auto changed = change_network(net, requests);
            if (const auto* why = std::get_if<change_failure>(&changed)) {
                CAPTURE(requests[why->request].text, why->why.message);
                FAIL("not taken");
            }
            const auto& made = std::get<changed_network>(changed);
            CHECK(made.made.size() == requests.size());
            const auto after = vpcplan::ask(network_index(made.data), asked);
            REQUIRE(after);
            CHECK(after->connection == connection_outcome::works);
            ++count;
        }
    }
    CHECK(count > 50);
}

TEST_CASE("a text that is not quite a change is read or told where it is wrong") {
    std::size_t wrong = 0;
    for (unsigned seed = 1; seed <= 10; ++seed) {
        network_generator generator(seed);
        auto net = generator.make();
        auto& random = generator.random();
        give_names(net, random);
        const network_index index(net);
        for (const auto& made : change_generator(net, random).make()) {
            auto text = words_of(made, index);
            for (int edits = 1 + random.upto(2); edits > 0 && !text.empty(); --edits) {
                const auto at =
                    static_cast<std::size_t>(random.upto(static_cast<int>(text.size()) - 1));
                static const std::vector<std::string> pieces{"",  " ", ":",      "->",
                                                             "/", "0", "group ", "\xea\xb0\x80"};
                text.replace(at, static_cast<std::size_t>(random.upto(3)), random.pick(pieces));
            }
            CAPTURE(seed, text);
            const auto read = parse_network_change(index, text, random.chance(50));
            if (const auto* why = std::get_if<change_text_error>(&read)) {
                CHECK_FALSE(why->message.empty());
                CHECK(why->offset + why->length <= text.size());
                ++wrong;
            } else {
                auto copy = net;
                for (const auto& change : std::get<std::vector<network_change>>(read)) {
                    apply(copy, change);
                }
            }
        }
    }
    CHECK(wrong > 100);
}

TEST_CASE("other words for a kind or a direction mean the same") {
    for (const auto* text : {"ACL priv: in 110 deny all", "nacl priv: ingress 110 deny all",
                             "sg web: outbound tcp 443 to 0.0.0.0/0",
                             "route_table private: "
                             "10.9.0.0/16 -> igw",
                             "instance db-1: public_ip", "route lab: 0.0.0.0/0 -> igw",
                             "route lab/routes: 0.0.0.0/0 -> igw"}) {
        CHECK(complaint(text) == "(fine)");
    }
}

TEST_CASE("a change of several ports is several changes") {
    const auto data = office();
    const auto made = change_network(
        data, std::vector<change_request>{{"group db: in tcp 80,443 from group web"},
                                          {"group db: in tcp 80 from group web", true}});
    const auto* changed = std::get_if<changed_network>(&made);
    REQUIRE(changed != nullptr);
    std::vector<std::string> said;
    for (const auto& one : changed->made) {
        said.push_back((one.without ? "without " : "with ") + one.text);
    }
    CHECK(said == std::vector<std::string>{"with group db: in tcp 80 from group web",
                                           "with group db: in tcp 443 from group web",
                                           "without group db: in tcp 80 from group web"});
}

TEST_CASE("what comes later is read against what came before") {
    const auto data = office();
    const auto made = change_network(
        data, std::vector<change_request>{{"acl priv: in 100", true},
                                          {"acl priv: in 100 deny tcp 22 from 0.0.0.0/0"},
                                          {"nat nat-2: subnet app"},
                                          {"route private: 0.0.0.0/0 -> nat-2"}});
    const auto* changed = std::get_if<changed_network>(&made);
    REQUIRE(changed != nullptr);
    CHECK(network_index(changed->data).find_nat_gateway("nat-2") != nullptr);
    CHECK(network_index(data).find_nat_gateway("nat-2") == nullptr);
}

TEST_CASE("without takes short forms, and what with takes") {
    for (const auto* text :
         {"acl priv: in 100", "acl priv: in 100 allow all from 0.0.0.0/0",
          "route private: 0.0.0.0/0", "route private: 0.0.0.0/0 -> nat-1",
          "group web: in tcp 443 from 0.0.0.0/0", "group db: in tcp 5432 from group web",
          "host web: public_ip", "host web: public_ip 198.51.100.7", "host web: source_dest_check",
          "vpc main: igw", "vpc main: igw main/igw"}) {
        CHECK(complaint(text, true) == "(fine)");
    }
}

TEST_CASE("a text is told where it is wrong, why, and what would be right") {
    const std::pair<const char*, const char*> rows[] = {
        {"", "[]: nothing given; write e.g. \"acl priv: out 120 allow tcp 1024-65535 to "
             "10.0.1.0/24\""},
        {"alc priv: in 1",
         "[alc] priv: in 1: 'alc' is no kind of thing that can be changed (did you mean acl?); a "
         "change starts with acl, group, route, subnet, host, vpc, nat, tgw-route, tgw-attachment"},
        {"acl priv",
         "acl priv[]: after the name come a colon and the change, e.g. acl priv: out 120 "
         "allow tcp 1024-65535 to 10.0.1.0/24"},
        {"acl : in 1",
         "acl [:] in 1: the name is missing: acl NAME: out 120 allow tcp 1024-65535 to "
         "10.0.1.0/24"},
        {"acl prvi: in 1", "acl [prvi]: in 1: there is no network ACL 'prvi' (did you mean priv?)"},
        {"acl priv: up 1", "acl priv: [up] 1: 'up': a rule starts with in or out"},
        {"acl priv: in", "acl priv: in[]: the rule is missing, e.g. 120 allow tcp 443 from "
                         "0.0.0.0/0"},
        {"acl priv: in 110 allow tcp 443 from 10.0.0.1/8",
         "acl priv: in 110 allow tcp 443 from [10.0.0.1/8]: 10.0.0.1/8: host bits are set after /8 "
         "(did you mean 10.0.0.0/8?)"},
        {"acl priv: in 110 allow tpc",
         "acl priv: in 110 allow [tpc]: 'tpc' is not a protocol (tcp, "
         "udp, icmp, icmpv6, all, or 0-255)"},
        {"acl priv: in 100 deny all",
         "[acl priv: in 100 deny all]: network ACL priv has an inbound "
         "rule 100 already; take a free number, e.g. 101"},
        {"group db: in tcp 443 from group webb",
         "group db: in tcp 443 from group [webb]: there is no security group 'webb' (did you mean "
         "web?)"},
        {"route private: 0.0.0.0/0", "route private: 0.0.0.0/0[]: the target is missing; write "
                                     "DESTINATION -> TARGET, e.g. 0.0.0.0/0 -> igw"},
        {"route private: 0.0.0.0/0 -> nat1",
         "route private: 0.0.0.0/0 -> [nat1]: there is no route target 'nat1' (did you mean "
         "nat-1?)"},
        {"subnet app: tbl x", "subnet app: [tbl] x: 'tbl': a subnet gets another table NAME or acl "
                              "NAME"},
        {"host web: ip", "host web: [ip]: 'ip': of a host, public_ip, source_dest_check and group "
                         "can be changed"},
        {"host wbe: public_ip",
         "host [wbe]: public_ip: there is no instance or interface 'wbe' (did you mean web?)"},
        {"host db-1: public_ip 10.0", "host db-1: public_ip [10.0]: 10.0: an IPv4 address has four "
                                      "octets"},
    };
    for (const auto& [text, said] : rows) {
        CHECK(complaint(text) == said);
    }
    CHECK(complaint("acl priv: in 105", true) ==
          "[acl priv: in 105]: network ACL priv has no inbound rule 105; it has 100");
    CHECK(complaint("group web: in tcp 80 from 0.0.0.0/0", true) ==
          "group web: in [tcp 80 from 0.0.0.0/0]: security group web has no such inbound rule; it "
          "has tcp "
          "443 from 0.0.0.0/0");
    CHECK(complaint("route private: 0.0.0.0/0 -> igw", true) ==
          "route private: 0.0.0.0/0 -> [igw]: the route of table private is 0.0.0.0/0 -> nat-1; "
          "write the destination alone to take it away");
}

TEST_CASE("pass of the service takes changes, and says which one is wrong and where") {
    test::rpc_client rpc;
    test::json::object params{{"path", std::string(VPCPLAN_SOURCE_DIR) + "/examples/three-tier"
                                                                         "/vpc.yaml"},
                              {"from", "bastion"},
                              {"to", "db-1"},
                              {"protocol", "tcp"},
                              {"dst_port", 5432}};
    CHECK(rpc.result("pass", params).at("connection") == "fails");
    params["with"] = test::json::array{"acl db: out 110 allow tcp 1024-65535 to 10.20.0.0/24"};
    const auto works = rpc.result("pass", params);
    CHECK(works.at("connection") == "works");
    CHECK(works.at("with") == params["with"]);
    CHECK(works.at("without").as_array().empty());
    // the network that is kept for later questions is as it was
    params.erase("with");
    CHECK(rpc.result("pass", params).at("connection") == "fails");
    // what is taken away leaves room for what comes
    params["without"] = test::json::array{"acl db: out 100"};
    params["with"] = test::json::array{"acl db: out 100 allow tcp 1024-65535 to 10.20.0.0/16"};
    CHECK(rpc.result("pass", params).at("connection") == "works");

    params["with"] = test::json::array{"host db-1: group web", "acl dbb: out 110 allow all"};
    auto error = rpc.error("pass", params);
    CHECK(error.at("data").at("parameter") == "with/1");
    CHECK(error.at("data").at("code") == "unknown_name");
    CHECK(error.at("data").at("offset") == 4);
    CHECK(error.at("data").at("length") == 3);
    CHECK(error.at("data").at("hint") == "db");
    params["without"] = test::json::array{7};
    CHECK(rpc.error("pass", params).at("data").at("parameter") == "without/0");
    params["without"] = "acl db: out 100";
    CHECK(rpc.error("pass", params).at("data").at("parameter") == "without");
}

TEST_CASE("fixes of the shared scenarios, asked again by their words, are as they were checked") {
    const auto document = test::shared_document("scenarios-sample.json");
    if (!document) {
        return;
    }
    test::rpc_client rpc;
    std::size_t count = 0;
    for (const auto& one : document->at("scenarios").as_array()) {
        INFO(test::string_of(one.at("id")));
        auto params = one.at("question").as_object();
        params["network"] = one.at("resources");
        const auto fix = rpc.result("pass", params).at("fix");
        if (!fix.is_object() || fix.at("complete") != true) {
            continue;
        }
        test::json::array with;
        test::json::array without;
        for (const auto& change : fix.at("changes").as_array()) {
            CHECK(change.at("with").is_null() != change.at("without").is_null());
            (change.at("with").is_null() ? without : with)
                .push_back(change.at(change.at("with").is_null() ? "without" : "with"));
        }
        params["with"] = with;
        params["without"] = without;
        CHECK(rpc.result("pass", params).at("connection") == "works");
        ++count;
    }
    CHECK(count > 10);
}
