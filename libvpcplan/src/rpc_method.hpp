// Private to vpcplan::io. What a JSON-RPC method is, and how it reads its parameters.
#pragma once

#include "json.hpp"
#include "vpcplan/cidr_math.hpp"
#include "vpcplan/language.hpp"

#include <exception>
#include <vector>

namespace vpcplan::io {

class network_cache;

/// JSON-RPC error codes; `unreadable` is ours.
enum class rpc_code : int {
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    invalid_params = -32602,
    internal_error = -32603,
    unreadable = 1
};

/// Why a request has no result. Thrown inside the service and never out of it.
struct rpc_failure : std::exception {
    rpc_code code = rpc_code::invalid_params;
    std::string id;         ///< stable error id
    std::string message;    ///< for people
    std::string hint;       ///< what would be right; may be empty
    std::string parameter;  ///< JSON pointer into the parameters, without the first slash
    std::size_t offset = 0; ///< bytes into the text that was read
    std::size_t length = 0;

    rpc_failure(rpc_code why, std::string_view stable_id, std::string text, std::string remedy = {})
        : code(why), id(stable_id), message(std::move(text)), hint(std::move(remedy)) {}
    const char* what() const noexcept override { return message.c_str(); }
};

/// The name nearest to what was written. Precondition: there are names.
std::string nearest(std::string_view written, const std::vector<std::string>& names);

/// The parameters of one call. Reading one that is missing, of the wrong type or out of its domain
/// throws an `rpc_failure` that says which, what was given and what was expected.
class arguments {
public:
    explicit arguments(const json::object& values) : values_(&values) {}

    const json::object& values() const noexcept { return *values_; }

    /// Given and not null.
    bool has(std::string_view name) const;
    /// Precondition: the dispatcher checked that required parameters are there.
    const json::value& at(std::string_view name) const;

    std::string text(std::string_view name) const;
    /// One of `choices`, or the first of them when it is not given.
    std::string choice(std::string_view name, const std::vector<std::string>& choices) const;
    /// Not given: false.
    bool flag(std::string_view name) const;
    std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most) const;
    std::vector<std::int64_t> integers(std::string_view name, std::int64_t least,
                                       std::int64_t most) const;
    /// Any number of up to 128 bits and a sign, as a JSON number or as decimal text.
    position big(std::string_view name) const;
    cidr block(std::string_view name) const;
    /// Not given: no blocks.
    std::vector<cidr> blocks(std::string_view name) const;
    detail::address_bits address(std::string_view name) const;

    /// The error of a core operation on parameter `name`: `context` is what was computed.
    [[noreturn]] static void fail(errc why, std::string_view name, const std::string& context,
                                  std::string hint = {});

private:
    const json::object* values_;
};

/// Readers of single values; `where` is the parameter, for messages.
std::string text_in(const json::value& value, const std::string& where);
cidr block_in(const json::value& value, const std::string& where);
std::vector<cidr> blocks_in(const json::value& value, const std::string& where);
detail::address_bits address_in(const json::value& value, const std::string& where);
std::int64_t integer_in(const json::value& value, const std::string& where, std::int64_t least,
                        std::int64_t most);
[[noreturn]] void wrong_type(const json::value& value, const std::string& where,
                             std::string_view expected);
/// A value of the right type that cannot be used.
[[noreturn]] void bad_value(errc code, const std::string& where, const std::string& why,
                            std::string hint = {});
/// A text that cannot be read: quotes it and says where and why.
[[noreturn]] void bad_text(const error& why, const std::string& text, const std::string& where);

struct parameter {
    std::string name;
    bool required = true;
    std::string what; ///< for help: "a block such as 10.0.0.0/16"
};

struct method {
    std::string name;
    std::string summary;
    std::vector<parameter> parameters;
    json::object (*run)(const arguments& given, network_cache& networks);
};

/// The parameter `lang` of methods that answer with sentences, and what was asked for with it.
parameter language_parameter();
language language_of(const arguments& given);

/// The methods of each file, in the order of the documentation.
std::vector<method> cidr_methods();
std::vector<method> subnet_methods();
std::vector<method> pass_methods();
std::vector<method> plan_methods();

} // namespace vpcplan::io
