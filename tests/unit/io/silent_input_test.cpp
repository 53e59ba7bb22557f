// An answer never grows more confident when the input says less.
#include "support/rpc.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

namespace fs = std::filesystem;

/// The documents of a folder as one object of AWS keys, or a file as it is.
std::optional<json::object> network_at(const fs::path& path) {
    std::vector<fs::path> files{path};
    if (fs::is_directory(path)) {
        files.clear();
        for (const auto& entry : fs::recursive_directory_iterator(path)) {
            files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
    }
    json::object merged;
    for (const auto& file : files) {
        if (file.extension() != ".json") {
            continue;
        }
        std::ifstream in(file);
        std::stringstream text;
        text << in.rdbuf();
        json::error_code ec;
        const auto parsed = json::parse(text.str(), ec);
        if (ec || !parsed.is_object()) {
            return std::nullopt;
        }
        for (const auto& [key, value] : parsed.as_object()) {
            if (value.is_array() && merged.contains(key)) {
                auto& all = merged[key].as_array();
                all.insert(all.end(), value.as_array().begin(), value.as_array().end());
            } else {
                merged[key] = value;
            }
        }
    }
    return merged;
}

/// The interfaces of a network, at most a few, and two ends outside.
json::array ends_of(const json::object& network) {
    json::array ends{json::object{{"internet", "203.0.113.9"}},
                     json::object{{"onprem", "192.168.77.7"}}};
    if (const auto* all = network.if_contains("NetworkInterfaces")) {
        for (const auto& one : all->as_array()) {
            if (ends.size() < 6 && one.is_object() &&
                one.as_object().contains("NetworkInterfaceId")) {
                ends.push_back(one.at("NetworkInterfaceId"));
            }
        }
    }
    return ends;
}

json::array questions_about(const json::object& network) {
    json::array questions;
    const auto ends = ends_of(network);
    for (const auto& from : ends) {
        for (const auto& to : ends) {
            const bool inside = from.is_string() || to.is_string();
            if (inside && from != to) {
                const auto to_end = to.is_object() ? to.as_object().begin()->value() : to;
                questions.push_back(json::object{
                    {"from", from}, {"to", to_end}, {"protocol", "tcp"}, {"dst_port", 443}});
            }
        }
    }
    return questions;
}

/// Whether an answer says aloud that it takes something for granted which the input leaves out.
bool says_what_is_missing(const json::object& answer) {
    const auto& all = answer.at("assumptions").as_array();
    return std::any_of(all.begin(), all.end(), [](const json::value& one) {
        return one.as_string().find("not in the input") != std::string_view::npos;
    });
}

struct tally {
    std::size_t asked = 0;
    std::size_t unknown = 0;
};

/// Asks each question of the network, and again without each of its keys.
void check_silence(rpc_client& rpc, const std::string& name, const json::object& network,
                   const json::array& questions, tally& count) {
    std::vector<std::optional<json::object>> whole;
    const auto ask = [&](const json::value& question, const json::object& in) {
        auto params = question.as_object();
        params["network"] = in;
        const auto said = rpc.answer("pass", params);
        return said.contains("result") ? std::optional(said.at("result").as_object())
                                       : std::nullopt;
    };
    for (const auto& question : questions) {
        whole.push_back(ask(question, network));
    }
    for (const auto& member : network) {
        auto less = network;
        less.erase(member.key());
        if (less.empty()) {
            continue;
        }
        for (std::size_t i = 0; i < questions.size(); ++i) {
            const auto said = whole[i] ? ask(questions[i], less) : std::nullopt;
            if (!said) {
                continue; // an end that is not there any more is refused by name
            }
            ++count.asked;
            const auto before = string_of(whole[i]->at("connection"));
            const auto after = string_of(said->at("connection"));
            count.unknown += after == "unknown" && before != "unknown" ? 1 : 0;
            const bool may_be = after == before || after == "unknown" ||
                                (after == "works" && says_what_is_missing(*said));
            if (!may_be) {
                INFO(name << " without " << std::string(member.key()) << ": "
                          << json::serialize(questions[i]));
                INFO(json::serialize(whole[i]->at("decided_by")));
                INFO(json::serialize(said->at("decided_by")));
                CHECK(before + " -> " + after == before + " -> " + before);
            }
        }
    }
}

void check_folder(const std::string& folder, tally& count) {
    rpc_client rpc;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_directory() || entry.path().extension() == ".json") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        const auto network = network_at(path);
        if (network && network->size() < 60) {
            check_silence(rpc, path.filename().string(), *network, questions_about(*network),
                          count);
        }
    }
}

} // namespace

TEST_CASE("a key that is taken out of the input never turns an answer into another") {
    tally count;
    check_folder(VPCPLAN_SOURCE_DIR "/examples", count);
    CHECK(count.asked > 0);
    CHECK(count.unknown > 0);
}

TEST_CASE("a key that is taken out of real networks never turns an answer into another") {
    const auto scenarios = shared_document("scenarios-sample.json");
    if (!scenarios) {
        return;
    }
    tally count;
    rpc_client rpc;
    for (const auto& one : scenarios->at("scenarios").as_array()) {
        check_silence(rpc, string_of(one.at("id")), one.at("resources").as_object(),
                      json::array{one.at("question")}, count);
    }
    for (const auto* folder :
         {"aws-snapshots", "describe/mini", "cases/semantics", "cases/repro"}) {
        check_folder(shared_data_path(folder), count);
    }
    CHECK(count.asked > 1000);
    CHECK(count.unknown > 100);
}
