// The order in which the AWS CLI lists things, and of the keys of its objects, means nothing.
#include "support/rpc.hpp"

#include <algorithm>
#include <filesystem>
#include <random>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

using random_engine = std::mt19937;

/// The same document with every list and the keys of every object in another order.
json::value shuffled(const json::value& value, random_engine& random) {
    if (const auto* list = value.if_array()) {
        json::array mixed;
        for (const auto& one : *list) {
            mixed.push_back(shuffled(one, random));
        }
        std::shuffle(mixed.begin(), mixed.end(), random);
        return mixed;
    }
    if (const auto* object = value.if_object()) {
        std::vector<std::string> keys;
        for (const auto& member : *object) {
            keys.emplace_back(member.key());
        }
        std::shuffle(keys.begin(), keys.end(), random);
        json::object mixed;
        for (const auto& key : keys) {
            mixed[key] = shuffled(object->at(key), random);
        }
        return mixed;
    }
    return value;
}

/// Verdicts, ports, and each step by what it says and where; which of several fitting rules or
/// refusing groups is quoted may depend on the order.
std::string essence(const json::object& answer) {
    json::object kept;
    for (const auto* key : {"connection", "source_ports", "destination_ports", "assumptions"}) {
        if (const auto* value = answer.if_contains(key)) {
            kept[key] = *value;
        }
    }
    for (const auto* way : {"forward", "return"}) {
        const auto& one = answer.at(way).as_object();
        json::array steps;
        for (const auto& made : one.at("steps").as_array()) {
            const auto& step = made.as_object();
            json::array words{step.at("kind"), step.at("direction"), step.at("outcome"),
                              step.at("code"), step.at("rule")};
            if (step.at("kind") != "sg") {
                words.push_back(step.at("component"));
            }
            steps.push_back(words);
        }
        kept[way] = json::object{{"verdict", one.at("verdict")}, {"steps", steps}};
    }
    return json::serialize(kept);
}

/// Asks about a network as it is and `rounds` times about it in another order.
void check_orders(rpc_client& rpc, json::object params, const json::value& network, int rounds,
                  random_engine& random) {
    params["network"] = network;
    const auto said = rpc.maybe("pass", params);
    for (int round = 0; said && round < rounds; ++round) {
        params["network"] = shuffled(network, random);
        CHECK(essence(rpc.result("pass", params)) == essence(*said));
    }
}

/// All documents of a folder as one.
json::object merged(const std::filesystem::path& folder) {
    json::object all;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path());
        std::stringstream text;
        text << in.rdbuf();
        const auto document = json::parse(text.str());
        for (const auto& member : document.as_object()) {
            auto& into = all[member.key()];
            if (!into.is_array() || !member.value().is_array()) {
                into = member.value();
                continue;
            }
            for (const auto& one : member.value().as_array()) {
                into.as_array().push_back(one);
            }
        }
    }
    return all;
}

int rounds_of_test() { return std::getenv("VPCPLAN_LONG_TESTS") != nullptr ? 200 : 5; }

} // namespace

TEST_CASE("the answers about the shared scenarios do not depend on the order of their JSON") {
    const auto document = shared_document("scenarios-sample.json");
    if (!document) {
        return;
    }
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    random_engine random(seed);
    rpc_client rpc;
    for (const auto& one : document->at("scenarios").as_array()) {
        INFO(string_of(one.at("id")));
        check_orders(rpc, one.at("question").as_object(), one.at("resources"), rounds_of_test(),
                     random);
    }
}

TEST_CASE("the answers about the real snapshots do not depend on the order of their JSON") {
    const auto cases = shared_document("aws-snapshots/cases.json");
    if (!cases) {
        return;
    }
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    random_engine random(seed);
    rpc_client rpc;
    for (const auto& one : cases->as_array()) {
        const auto& from = one.at("from").as_object();
        const auto* start = from.if_contains("eni");
        if (start == nullptr && !from.contains("internet")) {
            continue;
        }
        INFO(string_of(one.at("id")));
        const auto& packet = one.at("packet").as_object();
        json::object params{{"to", one.at("to").at("ip")}, {"protocol", packet.at("protocol")}};
        params["from"] =
            start != nullptr ? *start : json::value(json::object{{"internet", "8.8.8.8"}});
        for (const auto* field : {"src_port", "dst_port", "icmp_type", "icmp_code"}) {
            if (const auto* value = packet.if_contains(field)) {
                params[field] = *value;
            }
        }
        check_orders(rpc, params, merged(shared_data_path(string_of(one.at("snapshot")))),
                     rounds_of_test(), random);
    }
}
