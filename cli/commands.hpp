// The verbs as data, and what runs them. `arguments` makes them, one command_*.cpp runs each.
#pragma once

#include "exit_status.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>
#include <vpcplan/explain_text.hpp>

namespace vpcplan::cli {

enum class output_format {
    text,
    json,
    mermaid,
    dot,
    svg,
    html,
    map,
    csv,
    markdown,
    terraform,
    terraform_locals,
    cloudformation,
    aws_cli
};

/// What every verb understands.
struct context {
    output_format format = output_format::text;
    language lang = language::en;
    bool color = false;
    bool quiet = false;
    bool verbose = false;

    bool json() const noexcept { return format == output_format::json; }
    /// The text of the chosen language.
    std::string_view say(std::string_view en, std::string_view ko) const noexcept {
        return lang == language::ko ? ko : en;
    }
};

struct cidr_command {
    std::string operation; ///< "parse", "split", …
    std::vector<std::string> words;
    std::string size; ///< --into, --size: "/20" or "20"
    std::string host_bits = "reject";
    std::string notation = "cidr";
    std::string policy = "lowest";
    std::string limit;
    std::vector<std::string> blocks; ///< filter: what to filter by
    std::string network;             ///< overlaps: a snapshot whose VPCs are meant
    bool with_block = false;
    bool invert = false;
    bool count = false;
};

struct size_command {
    std::vector<std::string> words;
    std::string cloud = "aws";
};

/// A change of the network that a question is asked with, as typed.
struct typed_change {
    std::string text;
    bool without = false; ///< --without, else --with
};

struct pass_command {
    std::string from;
    std::string to;
    std::string traffic = "all";
    std::string source_port;
    std::string client = "any";
    std::vector<typed_change> changes; ///< in the order typed
    std::vector<std::string> via; ///< "bastion-1" or "bastion-1,tcp/22", in the order of the way
    bool flow_logs = false;
    bool mirrors = false;
    std::string network;
};

struct show_command {
    std::string what; ///< "", "subnets", "tables", "peerings", …
    std::string vpc;
    std::string network;
};

struct plan_command {
    std::string operation;         ///< "", "explain" or "check"
    std::vector<std::string> what; ///< a plan file, or blocks
    /// Options that only blocks go with, of those that were given: "--zones".
    std::vector<std::string> block_options;
    std::string zones = "1"; ///< "3" or "a,b,c"
    int spare_zones = 0;
    std::vector<std::string> tiers; ///< "public:250"
    std::string name;
    std::string region;
    std::string summary = "tier";
    std::vector<std::string> avoid;
    std::string from; ///< what AWS has: a path as for -n
    std::string lock;
    std::vector<std::string> moves; ///< paths that may move
    bool dry_run = false;
    std::string path;  ///< explain: which block
    std::string today; ///< check: instead of the system's date
};

struct collect_command {};
struct rpc_command {};

struct codes_command {
    std::string code;
};

struct version_command {};

/// An option of the command line, for completion and the manual.
struct option_page {
    std::vector<std::string> names; ///< "-n", "--network"
    std::string value;              ///< "PATH"; empty for a flag
    std::string text;
    std::vector<std::string> choices;
};

/// A verb or operation of the command line, for completion and the manual.
struct command_page {
    std::string name;
    std::string usage;
    std::string text;
    std::vector<option_page> options;
    std::vector<option_page> words; ///< positional arguments
    std::vector<std::string> examples;
    std::vector<command_page> commands;
};

struct completion_command {
    std::string shell; ///< "bash", "zsh", "fish", or "man" for the manual page
    command_page root;
};

using command =
    std::variant<cidr_command, size_command, pass_command, show_command, plan_command,
                 collect_command, rpc_command, codes_command, version_command, completion_command>;

exit_status run(const cidr_command& asked, const context& how);
exit_status run(const size_command& asked, const context& how);
exit_status run(const pass_command& asked, const context& how);
exit_status run(const show_command& asked, const context& how);
exit_status run(const plan_command& asked, const context& how);
exit_status run(const collect_command& asked, const context& how);
exit_status run(const rpc_command& asked, const context& how);
exit_status run(const codes_command& asked, const context& how);
exit_status run(const version_command& asked, const context& how);
exit_status run(const completion_command& asked, const context& how);

} // namespace vpcplan::cli
