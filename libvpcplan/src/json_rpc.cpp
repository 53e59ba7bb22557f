// The JSON-RPC 2.0 frame: requests, batches, errors and the table of methods.
#include "network_cache.hpp"
#include "rpc_method.hpp"

#include "vpcplan/service.hpp"
#include "vpcplan/writers.hpp"

#include <algorithm>
#include <cmath>

namespace vpcplan {

struct service::state {
    io::network_cache networks;
};

namespace io {

namespace {

/// Answers of one batch beyond this are refused: a short request can ask for long lists.
constexpr std::size_t longest_batch_answer = std::size_t{64} << 20;

const std::vector<method>& all_methods() {
    static const std::vector<method> all = [] {
        auto methods = cidr_methods();
        for (const auto& more : {subnet_methods(), pass_methods(), plan_methods()}) {
            methods.insert(methods.end(), more.begin(), more.end());
        }
        return methods;
    }();
    return all;
}

/// Methods of the interface that this version does not have yet.
constexpr std::string_view later_methods[] = {"reach", "diff", "lint", "drill.question",
                                              "drill.grade"};

const method& find_method(std::string_view name) {
    const auto& methods = all_methods();
    const auto found = std::find_if(methods.begin(), methods.end(),
                                    [&](const method& one) { return one.name == name; });
    if (found != methods.end()) {
        return *found;
    }
    if (std::find(std::begin(later_methods), std::end(later_methods), name) !=
        std::end(later_methods)) {
        throw rpc_failure(rpc_code::method_not_found, "not_in_this_version",
                          std::string(name) + " is not in this version of vpcplan",
                          "ask \"version\" which answers there are");
    }
    std::vector<std::string> names;
    names.reserve(methods.size());
    for (const auto& one : methods) {
        names.push_back(one.name);
    }
    const auto near = nearest(name, names);
    throw rpc_failure(rpc_code::method_not_found, "unknown_method",
                      "unknown method \"" + std::string(name.substr(0, 64)) +
                          "\" (did you mean \"" + near + "\"?)",
                      "did you mean \"" + near + "\"?");
}

void check_names(const method& called, const json::object& given) {
    std::vector<std::string> names;
    names.reserve(called.parameters.size());
    for (const auto& one : called.parameters) {
        names.push_back(one.name);
    }
    for (const auto& one : given) {
        const std::string_view name(one.key().data(), one.key().size());
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            continue;
        }
        const auto remedy = names.empty() ? called.name + " has no parameters"
                                          : "did you mean \"" + nearest(name, names) + "\"?";
        rpc_failure failure(rpc_code::invalid_params, id_of(errc::unknown_field),
                            "unknown parameter \"" + std::string(name.substr(0, 64)) + "\" of " +
                                called.name + " (" + remedy + ")",
                            remedy);
        failure.parameter = std::string(name.substr(0, 64));
        throw failure;
    }
    for (const auto& one : called.parameters) {
        if (one.required && !given.contains(json::string_view(one.name))) {
            rpc_failure failure(rpc_code::invalid_params, id_of(errc::missing_field),
                                called.name + " needs the parameter \"" + one.name +
                                    "\": " + one.what,
                                "add \"" + one.name + "\"");
            failure.parameter = one.name;
            throw failure;
        }
    }
}

json::object error_object(const rpc_failure& failure) {
    json::object data;
    data["code"] = text_of(failure.id);
    data["offset"] = failure.offset;
    data["length"] = failure.length;
    data["hint"] = failure.hint.empty() ? json::value(nullptr) : json::value(text_of(failure.hint));
    data["parameter"] =
        failure.parameter.empty() ? json::value(nullptr) : json::value(text_of(failure.parameter));
    json::object out;
    out["code"] = static_cast<int>(failure.code);
    out["message"] = text_of(failure.message);
    out["data"] = std::move(data);
    return out;
}

std::string answer_line(const rpc_failure& failure, const json::value& id) {
    json::object line;
    line["jsonrpc"] = "2.0";
    line["error"] = error_object(failure);
    line["id"] = id;
    return to_line(line);
}

json::object run(std::string_view name, const json::object& given, network_cache& networks) {
    const auto& called = find_method(name);
    check_names(called, given);
    return called.run(arguments(given), networks);
}

/// As `run`; whatever else goes wrong is an internal error and not the end of the process.
json::object run_guarded(std::string_view name, const json::object& given,
                         network_cache& networks) {
    try {
        return run(name, given, networks);
    } catch (const rpc_failure&) {
        throw;
    } catch (const std::exception& failure) {
        throw rpc_failure(rpc_code::internal_error, "internal_error",
                          "internal error: " + std::string(failure.what()),
                          "please report this request");
    }
}

rpc_failure invalid_request(errc why, std::string message, std::string hint) {
    return {rpc_code::invalid_request, id_of(why), "invalid request: " + std::move(message),
            std::move(hint)};
}

/// Null unless the id is one that JSON-RPC allows.
json::value usable_id(const json::value& id) {
    const bool usable = id.is_string() || id.is_null() || id.is_int64() || id.is_uint64() ||
                        (id.is_double() && std::isfinite(id.get_double()));
    return usable ? id : json::value(nullptr);
}

/// The part of a request that is checked before its method runs. Throws when it is no request.
struct request {
    std::string method;
    const json::object* params; ///< of the request: a network in it is too large to copy
};

request read_request(const json::object& given) {
    const auto* version = given.if_contains("jsonrpc");
    if (version == nullptr || *version != json::value("2.0")) {
        throw invalid_request(version == nullptr ? errc::missing_field : errc::bad_value,
                              R"("jsonrpc" must be "2.0")", R"(add "jsonrpc": "2.0")");
    }
    const auto* id = given.if_contains("id");
    if (id != nullptr && !id->is_null() && usable_id(*id).is_null()) {
        throw invalid_request(errc::bad_value,
                              "\"id\" must be a string or a number, not " +
                                  std::string(kind_of(*id)),
                              "leave \"id\" out only if no answer is wanted");
    }
    const auto* name = given.if_contains("method");
    if (name == nullptr || !name->is_string()) {
        throw invalid_request(name == nullptr ? errc::missing_field : errc::bad_value,
                              "\"method\" must be a string", "for example \"cidr.parse\"");
    }
    static const json::object no_params;
    request out{{name->get_string().data(), name->get_string().size()}, &no_params};
    const auto* params = given.if_contains("params");
    if (params == nullptr) {
        return out;
    }
    if (params->is_array()) {
        throw rpc_failure(rpc_code::invalid_params, id_of(errc::bad_value),
                          "parameters are an object with names, not a list",
                          R"(for example {"text": "10.0.0.0/16"})");
    }
    if (!params->is_object()) {
        throw invalid_request(errc::bad_value,
                              "\"params\" must be an object, not " + std::string(kind_of(*params)),
                              "leave \"params\" out when there are none");
    }
    out.params = &params->get_object();
    return out;
}

/// The answer of one element, or "" for a notification.
std::string answer_one(const json::value& given, network_cache& networks) {
    if (!given.is_object()) {
        return answer_line(
            invalid_request(errc::bad_value,
                            "a request is an object, not " + std::string(kind_of(given)),
                            R"({"jsonrpc": "2.0", "id": 1, "method": "version"})"),
            nullptr);
    }
    const auto* id = given.get_object().if_contains("id");
    const auto echo = id == nullptr ? json::value(nullptr) : usable_id(*id);
    try {
        const auto asked = read_request(given.get_object());
        json::object line;
        line["jsonrpc"] = "2.0";
        line["result"] = run_guarded(asked.method, *asked.params, networks);
        line["id"] = echo;
        return id == nullptr ? std::string() : to_line(line);
    } catch (const rpc_failure& failure) {
        // Without an id it is a notification, if it is a request at all.
        const bool is_request = failure.code != rpc_code::invalid_request;
        return id == nullptr && is_request ? std::string() : answer_line(failure, echo);
    }
}

std::string answer_batch(const json::array& batch, network_cache& networks) {
    if (batch.empty()) {
        return answer_line(
            invalid_request(errc::empty_list, "the batch is empty", "give at least one request"),
            nullptr);
    }
    std::string answers;
    for (const auto& one : batch) {
        if (answers.size() > longest_batch_answer) {
            return answer_line(rpc_failure(rpc_code::internal_error, "answer_too_long",
                                           "the answer of this batch is longer than 64 MiB",
                                           "split the batch"),
                               nullptr);
        }
        const auto line = answer_one(one, networks);
        if (!line.empty()) {
            answers += answers.empty() ? "[" : ",";
            answers += line;
        }
    }
    return answers.empty() ? answers : answers + "]";
}

std::string answer_text(std::string_view text, network_cache& networks) {
    const auto document = parse_json(text);
    if (!document.value) {
        rpc_failure failure(rpc_code::parse_error, id_of(errc::bad_syntax),
                            "parse error at byte " + std::to_string(document.offset + 1) + ": " +
                                document.problem,
                            "one JSON object a line, in UTF-8");
        failure.offset = document.offset;
        failure.length = document.offset < text.size() ? 1 : 0;
        return answer_line(failure, nullptr);
    }
    if (document.duplicate) {
        return answer_line(invalid_request(errc::bad_value,
                                           "\"" + *document.duplicate + "\" is written twice",
                                           "keep one of the two"),
                           nullptr);
    }
    return document.value->is_array() ? answer_batch(document.value->get_array(), networks)
                                      : answer_one(*document.value, networks);
}

json::value json_of(const rpc_value& value) {
    struct visitor {
        json::value operator()(std::nullptr_t) const { return nullptr; }
        json::value operator()(bool is_true) const { return is_true; }
        json::value operator()(std::int64_t number) const { return number; }
        json::value operator()(const std::string& text) const { return text_of(text); }
        json::value operator()(const std::vector<std::string>& texts) const {
            json::array all;
            for (const auto& text : texts) {
                all.emplace_back(text_of(text));
            }
            return all;
        }
        json::value operator()(const std::vector<std::int64_t>& numbers) const {
            return json::array(numbers.begin(), numbers.end());
        }
    };
    return std::visit(visitor{}, value);
}

} // namespace
} // namespace io

service::service() : state_(std::make_unique<state>()) {}
service::~service() = default;
service::service(service&&) noexcept = default;
service& service::operator=(service&&) noexcept = default;

std::string service::answer(std::string_view request) {
    return io::answer_text(request, state_->networks);
}

rpc_outcome call(std::string_view method,
                 const std::vector<std::pair<std::string, rpc_value>>& parameters) {
    io::json::object given;
    for (const auto& [name, value] : parameters) {
        given[io::json::string_view(name)] = io::json_of(value);
    }
    io::network_cache networks;
    try {
        return {io::to_line(io::run_guarded(method, given, networks)), 0, {}, {}, {}};
    } catch (const io::rpc_failure& failure) {
        return {std::nullopt, static_cast<int>(failure.code), failure.id, failure.message,
                failure.hint};
    }
}

std::vector<rpc_method> rpc_methods() {
    std::vector<rpc_method> out;
    for (const auto& one : io::all_methods()) {
        rpc_method copy{one.name, one.summary, {}};
        for (const auto& parameter : one.parameters) {
            copy.parameters.push_back({parameter.name, parameter.required, parameter.what});
        }
        out.push_back(std::move(copy));
    }
    return out;
}

std::string json_string(std::string_view text) {
    return io::to_line(io::json::value(io::text_of(text)));
}

} // namespace vpcplan
