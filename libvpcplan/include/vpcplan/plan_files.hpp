// Floor 8. A layout as files: tables for people, JSON for programs, code that builds it, and the
// lock that keeps it. Implemented in vpcplan::io.
//
// Example    auto made = lay_out(needs, locked);
//            write_file("plan.tf", plan_as(plan_format::terraform, *made.value, needs));
//            write_file("plan.lock", lock_text(*made.value));
//            auto kept = parse_lock(text_of("plan.lock"), "plan.lock");
#pragma once

#include "language.hpp"
#include "plan.hpp"
#include "readers.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vpcplan {

enum class plan_format : std::uint8_t {
    csv,              ///< one row for each block, free ones too
    markdown,         ///< tables for a page
    terraform,        ///< HCL: VPCs, subnets, a route table for each tier
    terraform_locals, ///< HCL: one `locals` block with everything, reserved blocks too
    cloudformation,   ///< a YAML template
    aws_cli           ///< a bash script that creates it all, once
};

/// The layout in a format. `needs` are those it was made from: they tell which subnets exist in AWS
/// (pins) and in what order the zones stand.
///
/// What builds a layout (Terraform, CloudFormation, AWS CLI) creates VPCs, secondary blocks,
/// subnets and a route table for each tier without routes of its own. Reserved tiers and spare
/// zones are comments. A VPC that has pins exists: its id is asked for, and only what it does not
/// have yet is created. Names of resources depend on names of the plan alone, so that a plan that
/// grows renames nothing. Zone "a" of Region "ap-northeast-2" is "ap-northeast-2a"; names
/// (ap-northeast-2a) and ids (apne2-az1) of zones are meant as they stand; any other word is the
/// zone at its place among AWS's zones. IPv6 blocks that were planned come from an IPAM pool, whose
/// id is asked for: Amazon-provided blocks cannot be chosen.
/// Text from the plan is quoted for the format, whatever it holds. The same layout gives the same
/// bytes. Complexity: O(n log n) for n blocks.
std::string plan_as(plan_format how, const layout& made, const plan_needs& needs);

/// The layout as one line of JSON, schema `vpcplan.plan/1`; `lang` is for its remarks.
std::string plan_json(const layout& made, const plan_needs& needs, language lang = language::en);

/// Why there is no layout, as one line of JSON, schema `vpcplan.plan_failure/1`.
std::string plan_failure_json(const plan_failure& why, language lang = language::en);

/// The layout as text in columns: blocks, subnets with their addresses, routes, free space, and
/// what changed against the lock.
std::string plan_table(const layout& made, const plan_needs& needs, language lang);

/// The lock of a layout, schema `vpcplan.lock/1`: JSON with one block a line in a stable order, for
/// version control.
std::string lock_text(const layout& made);

/// Reads a lock. Strict: whatever is not understood is an error with its place, all of them in the
/// message, one a line. `name` is how errors call the text.
std::variant<std::vector<locked_block>, load_failure> parse_lock(std::string_view text,
                                                                 const std::string& name);

} // namespace vpcplan
