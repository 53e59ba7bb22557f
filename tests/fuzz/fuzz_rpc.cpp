// Any line a client may send: the answer is one line of JSON with the members the frame promises,
// or nothing.
#include <vpcplan/service.hpp>

#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

namespace json = boost::json;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_answer(const json::value& answer) {
    const auto& members = answer.as_object();
    require(members.at("jsonrpc") == "2.0" && members.contains("id"));
    require(members.contains("result") != members.contains("error"));
    if (const auto* error = members.if_contains("error")) {
        require(error->at("code").is_int64() && !error->at("message").as_string().empty());
        require(!error->at("data").at("code").as_string().empty());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view request(reinterpret_cast<const char*>(data), size);
    if (request.find("path") != std::string_view::npos) {
        return 0; // files of this machine are no part of the input
    }
    vpcplan::service server;
    const auto line = server.answer(request);
    require(line.find('\n') == std::string::npos);
    if (!line.empty()) {
        const auto answer = json::parse(line); // throws on what is not JSON in UTF-8
        if (answer.is_array()) {
            for (const auto& one : answer.get_array()) {
                check_answer(one);
            }
        } else {
            check_answer(answer);
        }
    }
    return 0;
}
