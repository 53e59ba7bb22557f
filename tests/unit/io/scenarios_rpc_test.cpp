// The shared networks, each with a question and its answer, through `pass`.
#include "support/rpc.hpp"

#include <algorithm>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

bool same_check(const json::object& step, const json::object& expected) {
    const auto& component = step.at("component");
    bool right_component = component == expected.at("component");
    if (const auto* any = expected.if_contains("component_any")) {
        const auto& all = any->as_array();
        right_component = std::find(all.begin(), all.end(), component) != all.end();
    }
    return right_component && step.at("kind") == expected.at("kind") &&
           step.at("direction") == expected.at("direction") &&
           step.at("rule") == expected.at("rule");
}

/// The check that a working connection owes its success to, with the route it took.
bool occurs(const json::object& answer, const json::object& expected) {
    const auto& steps = answer.at(expected.at("leg").as_string()).at("steps").as_array();
    return std::any_of(steps.begin(), steps.end(), [&](const json::value& step) {
        const auto* detail = expected.if_contains("detail");
        const auto* destination =
            detail == nullptr ? nullptr : detail->as_object().if_contains("destination");
        return same_check(step.as_object(), expected) && step.at("outcome") == "allow" &&
               (destination == nullptr || (step.at("detail").as_object().contains("destination") &&
                                           step.at("detail").at("destination") == *destination));
    });
}

/// An answer that keeps its own rules, whatever it says.
void check_shape(const json::object& answer) {
    CHECK(answer.at("schema") == "vpcplan.pass/1");
    const bool works = answer.at("connection") == "works";
    CHECK(answer.at("decided_by").is_null() == works);
    for (const auto* way : {"forward", "return"}) {
        for (const auto& step : answer.at(way).at("steps").as_array()) {
            CHECK(!step.at("text").as_string().empty());
            CHECK(step.at("code").is_null() == (step.at("outcome") == "allow"));
        }
    }
    if (!works) {
        CHECK(!answer.at("decided_by").at("code").is_null());
    }
}

void check_scenario(rpc_client& rpc, const json::object& scenario) {
    auto params = scenario.at("question").as_object();
    params["network"] = scenario.at("resources");
    const auto answer = rpc.result("pass", params);
    check_shape(answer);
    const auto& expected = scenario.at("expect").as_object();
    const auto& decided = expected.at("decided_by").as_object();
    CHECK(answer.at("connection") == expected.at("connection"));
    CHECK(answer.at("forward").at("verdict") == expected.at("forward"));
    CHECK(answer.at("return").at("verdict") == expected.at("return"));
    if (expected.at("connection") == "works") {
        CHECK(occurs(answer, decided));
    } else {
        const auto* given = answer.at("decided_by").if_object();
        REQUIRE(given != nullptr);
        CHECK(same_check(*given, decided));
        CHECK(given->at("leg") == decided.at("leg"));
    }
}

/// One end of a case as a parameter of `pass`.
json::value end_of(const json::object& end) {
    if (end.contains("internet")) {
        const auto* ip = end.if_contains("ip");
        return json::object{{"internet", ip == nullptr ? json::value("8.8.8.8") : *ip}};
    }
    for (const auto* key : {"eni", "instance"}) {
        if (const auto* id = end.if_contains(key)) {
            return *id;
        }
    }
    if (const auto* id = end.if_contains("subnet")) {
        return json::object{{"subnet", *id}, {"ip", end.at("ip")}};
    }
    if (const auto* id = end.if_contains("node")) {
        return json::object{{"vpc", *id}, {"ip", end.at("ip")}};
    }
    return end.at("ip");
}

/// Does the check that stopped the packet agree with where the case says it stops?
bool right_place(const json::object& where, const json::object& decided) {
    const auto kind = string_of(where.at("kind"));
    if (kind == "route" && decided.at("code") == "TGW_ROUTE_AZ_RESTRICTION") {
        return true; // the case blames the route, the shared scenarios the attachment
    }
    const bool same_component = decided.at("component") == where.at("id");
    if (kind == "address") {
        return same_component; // nothing has the address; what says so may be of several kinds
    }
    if (kind == "gateway") {
        return same_component && (decided.at("kind") == "igw" || decided.at("kind") == "eigw");
    }
    return same_component && decided.at("kind") == where.at("kind");
}

void check_case(rpc_client& rpc, const json::object& one) {
    const auto& packet = one.at("packet").as_object();
    json::object params{{"path", shared_data_path(string_of(one.at("snapshot")))},
                        {"from", end_of(one.at("from").as_object())},
                        {"to", one.at("to").at("ip")},
                        {"protocol", packet.at("protocol")}};
    for (const auto* field : {"src_port", "dst_port", "icmp_type", "icmp_code"}) {
        if (const auto* value = packet.if_contains(field)) {
            params[field] = *value;
        }
    }
    const auto answer = rpc.result("pass", params);
    check_shape(answer);
    const auto& verdict = answer.at("forward").at("verdict");
    CHECK(verdict == (one.at("expect") == "delivered" ? "pass" : "drop"));
    if (verdict == "drop" && one.at("where").is_object()) {
        CHECK(right_place(one.at("where").as_object(), answer.at("decided_by").as_object()));
    }
}

} // namespace

TEST_CASE("the shared scenarios have the expected verdicts and deciding rules") {
    const auto document = shared_document("scenarios-sample.json");
    if (!document) {
        return;
    }
    rpc_client rpc;
    for (const auto& one : document->at("scenarios").as_array()) {
        INFO(string_of(one.at("id")) << ": " << string_of(one.at("why")));
        check_scenario(rpc, one.as_object());
    }
}

TEST_CASE("packets through real snapshots arrive or stop where they should") {
    const auto document = shared_document("aws-snapshots/cases.json");
    if (!document) {
        return;
    }
    rpc_client rpc;
    for (const auto& one : document->as_array()) {
        INFO(json::serialize(one));
        check_case(rpc, one.as_object());
    }
}
