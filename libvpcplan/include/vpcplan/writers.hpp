// Floor 8. Answers as JSON text, by the code that answers JSON-RPC requests. Implemented in
// vpcplan::io.
//
// Example    call("subnet.size", {{"hosts", 500}})
//              -> {"prefix_length":23,"usable":507,"total":512}
#pragma once

#include "answer.hpp"
#include "explain_text.hpp"
#include "pass_chain.hpp"
#include "what_if.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vpcplan {

/// What an answer holds only when asked for.
struct pass_sections {
    bool flow_log = false; ///< the flow-log records of both legs
    bool mirrors = false;  ///< what traffic mirroring copies
    /// What the network was changed by before the question was asked.
    std::vector<change_request> changes{};
};

/// The answer to a `pass` question as one line of JSON, schema `vpcplan.pass/1`. `diagnostics` are
/// those of the reader. The index must be the one the question was asked of.
std::string pass_json(const network_index& index, const question& asked, const answer& given,
                      const std::vector<diagnostic>& diagnostics, language lang,
                      const pass_sections& wanted = {});

/// The answers of a chain as one line of JSON, schema `vpcplan.pass_chain/1`: each hop as
/// `pass_json` writes it.
std::string pass_chain_json(const network_index& index, const std::vector<chain_hop>& hops,
                            const std::vector<diagnostic>& diagnostics, language lang,
                            const pass_sections& wanted = {});

/// A parameter of a method. Whole numbers that do not fit go as decimal text.
using rpc_value = std::variant<std::nullptr_t, bool, std::int64_t, std::string,
                               std::vector<std::string>, std::vector<std::int64_t>>;

/// What a method said: its result as one line of JSON, or why there is none.
struct rpc_outcome {
    std::optional<std::string> result;
    int code = 0;        ///< JSON-RPC error code; 0 with a result
    std::string id;      ///< stable error id, e.g. "host_bits_set"
    std::string message; ///< for people
    std::string hint;    ///< what would be right, where that is known; may repeat the message
};

/// Calls a method of the service by name, e.g. "cidr.split".
rpc_outcome call(std::string_view method,
                 const std::vector<std::pair<std::string, rpc_value>>& parameters);

/// A method of the service, for help texts.
struct rpc_method {
    std::string name;
    std::string summary;
    struct parameter {
        std::string name;
        bool required;
        std::string what; ///< e.g. "a block such as 10.0.0.0/16"
    };
    std::vector<parameter> parameters;
};

/// All methods, in the order of the documentation.
std::vector<rpc_method> rpc_methods();

/// A text as a JSON string, quotes included.
std::string json_string(std::string_view text);

} // namespace vpcplan
