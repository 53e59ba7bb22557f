// The service as its clients see it: text in, text out, JSON in between.
#pragma once

#include <vpcplan/service.hpp>

#include "support/catch.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

namespace vpcplan::test {

namespace json = boost::json;

inline std::string string_of(const json::value& value) { return std::string(value.as_string()); }

/// Asks and checks the frame of every answer: one line, version 2.0, our id, a result or an error.
class rpc_client {
public:
    json::object answer(const std::string& method, const json::value& params) {
        const auto id = ++last_id_;
        const auto line = server_.answer(json::serialize(
            json::object{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}));
        CHECK(line.find('\n') == std::string::npos);
        auto parsed = json::parse(line).as_object();
        CHECK(parsed.at("jsonrpc") == "2.0");
        CHECK(parsed.at("id") == json::value(id));
        CHECK(parsed.contains("result") != parsed.contains("error"));
        return parsed;
    }
    json::object result(const std::string& method, const json::value& params) {
        const auto said = answer(method, params);
        INFO(json::serialize(said));
        REQUIRE(said.contains("result"));
        return said.at("result").as_object();
    }
    json::object error(const std::string& method, const json::value& params) {
        const auto said = answer(method, params);
        INFO(json::serialize(said));
        REQUIRE(said.contains("error"));
        return said.at("error").as_object();
    }
    /// The result, or nothing for an error of invalid parameters.
    std::optional<json::object> maybe(const std::string& method, const json::value& params) {
        const auto said = answer(method, params);
        if (said.contains("result")) {
            return said.at("result").as_object();
        }
        CHECK(said.at("error").at("code") == -32602);
        return std::nullopt;
    }
    service& server() { return server_; }

private:
    service server_;
    std::int64_t last_id_ = 0;
};

/// Where the shared data are, whether they exist or not.
inline std::string shared_data_path(const std::string& name) {
    const char* const folder = std::getenv("VPCPLAN_SHARED_DATA");
    return std::string(folder != nullptr ? folder : VPCPLAN_SHARED_DATA_DIR) + "/" + name;
}

/// A document of the shared data; says SKIPPED when it is not there.
inline std::optional<json::value> shared_document(const std::string& name) {
    std::ifstream file(shared_data_path(name));
    if (!file) {
        std::cout << "SKIPPED: no " << shared_data_path(name) << "\n";
        return std::nullopt;
    }
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

} // namespace vpcplan::test
