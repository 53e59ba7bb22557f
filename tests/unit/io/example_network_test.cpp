// The example network, as AWS describes it and as a person writes it, gives the same answers.
#include "support/loading.hpp"
#include "support/rpc.hpp"

using namespace vpcplan::test;

namespace {

json::object ask(rpc_client& client, const std::string& network, const json::value& from,
                 const std::string& to, const std::string& protocol, std::int64_t port) {
    json::object params{{"path", std::string(VPCPLAN_SOURCE_DIR "/examples/") + network},
                        {"from", from},
                        {"to", to},
                        {"protocol", protocol}};
    if (port >= 0) {
        params["dst_port"] = port;
    }
    return client.result("pass", params);
}

/// What must be the same in both forms: everything but ids and places.
std::string essence(const json::object& answer) {
    json::object kept{{"connection", answer.at("connection")},
                      {"source_ports", answer.at("source_ports")}};
    if (const auto* decided = answer.at("decided_by").if_object()) {
        for (const auto* key : {"kind", "direction", "rule", "leg", "code"}) {
            kept[key] = decided->at(key);
        }
    }
    for (const auto* leg : {"forward", "return"}) {
        json::array steps;
        for (const auto& step : answer.at(leg).at("steps").as_array()) {
            steps.push_back(json::array{step.at("kind"), step.at("direction"), step.at("rule"),
                                        step.at("outcome"), step.at("code")});
        }
        kept[leg] = json::array{answer.at(leg).at("verdict"), steps};
    }
    return json::serialize(kept);
}

} // namespace

TEST_CASE("both forms of the example network give the same answer to every question") {
    rpc_client client;
    const std::vector<std::string> names = {"web-1", "bastion", "app-1", "db-1"};
    std::vector<json::value> sources;
    for (const auto& name : names) {
        sources.emplace_back(name);
    }
    sources.push_back(json::object{{"internet", "203.0.113.7"}});
    sources.push_back(json::object{{"internet", "192.0.2.7"}});
    auto destinations = names;
    for (const auto* address : {"203.0.113.80", "198.51.100.10", "10.20.21.77", "10.20.0.2"}) {
        destinations.emplace_back(address);
    }
    std::size_t works = 0;
    std::size_t fails = 0;
    for (const auto& from : sources) {
        for (const auto& to : destinations) {
            for (const auto& [protocol, port] :
                 std::vector<std::pair<std::string, std::int64_t>>{{"tcp", 22},
                                                                   {"tcp", 80},
                                                                   {"tcp", 443},
                                                                   {"tcp", 5432},
                                                                   {"tcp", 8080},
                                                                   {"udp", 53},
                                                                   {"icmp", -1}}) {
                INFO(json::serialize(from) << " -> " << to << " " << protocol << "/" << port);
                const auto aws = ask(client, "aws-snapshot", from, to, protocol, port);
                const auto sketch = ask(client, "three-tier/vpc.yaml", from, to, protocol, port);
                CHECK(essence(aws) == essence(sketch));
                works += aws.at("connection") == "works" ? 1U : 0U;
                fails += aws.at("connection") == "fails" ? 1U : 0U;
            }
        }
    }
    CHECK(works > 20);
    CHECK(fails > 100);
}

TEST_CASE("the example network and the drills answer what their comments promise") {
    rpc_client client;
    const json::value visitor = json::object{{"internet", "203.0.113.7"}};
    const json::value attacker = json::object{{"internet", "203.0.113.66"}};
    struct row {
        std::string network;
        json::value from;
        std::string to;
        std::int64_t port;
        std::string connection;
        std::string decided_by; ///< kind, direction, rule and leg
    };
    const row rows[] = {
        {"three-tier/vpc.yaml", visitor, "web-1", 443, "works", ""},
        {"three-tier/vpc.yaml", "app-1", "db-1", 5432, "works", ""},
        {"three-tier/vpc.yaml", "web-1", "db-1", 5432, "fails", R"("sg" "in" null "forward")"},
        {"three-tier/vpc.yaml", "bastion", "db-1", 5432, "fails", R"("nacl" "out" 32767 "return")"},
        {"drills/ephemeral-ports.yaml", visitor, "web", 443, "fails",
         R"("nacl" "out" 32767 "return")"},
        {"drills/rule-order.yaml", attacker, "web", 443, "works", ""},
        {"drills/nat-in-private-subnet.yaml", "app", "203.0.113.80", 443, "fails",
         R"("route" "out" null "forward")"},
        {"drills/two-vpcs-peered.yaml", "web", "db", 5432, "fails",
         R"("route" "out" null "return")"},
        {"drills/hub-and-spoke.yaml", "pay-1", "onprem:192.168.10.20", 443, "works", ""},
        {"drills/hub-and-spoke.yaml", "onprem:192.168.10.20", "shop-1", 443, "works", ""},
        {"drills/hub-and-spoke.yaml", "shop-1", "pay-1", 443, "fails",
         R"("tgw" "out" null "forward")"},
        {"drills/load-balancer-client.yaml", visitor, "front", 443, "fails",
         R"("sg" "in" null "forward")"},
        {"drills/firewall-one-way.yaml", "app", "203.0.113.80", 443, "works", ""},
        {"drills/firewall-one-way.yaml", "app", "203.0.113.80", 80, "fails",
         R"("firewall" "out" null "forward")"},
    };
    for (const auto& one : rows) {
        INFO(one.network << ": " << json::serialize(one.from) << " -> " << one.to);
        const auto answer = ask(client, one.network, one.from, one.to, "tcp", one.port);
        CHECK(answer.at("connection") == json::value(one.connection));
        std::string decided;
        if (const auto* by = answer.at("decided_by").if_object()) {
            for (const auto* key : {"kind", "direction", "rule", "leg"}) {
                decided += (decided.empty() ? "" : " ") + json::serialize(by->at(key));
            }
        }
        CHECK(decided == one.decided_by);
    }
}
