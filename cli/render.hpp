// How answers look: colours, JSON framing, and the text of an answer to `pass`.
#pragma once

#include "commands.hpp"
#include "output.hpp"

#include <utility>
#include <vpcplan/explain.hpp>
#include <vpcplan/fix.hpp>
#include <vpcplan/writers.hpp>

namespace vpcplan::cli {

enum class color { green, red, yellow, bold, dim };

/// The text in a colour, or as it is.
std::string paint(std::string_view text, color which, const context& how);

/// A JSON object, member by member, in the order given.
class json_object {
public:
    json_object& text(std::string_view name, std::string_view value);
    /// `value` is JSON already.
    json_object& raw(std::string_view name, std::string_view value);
    json_object& flag(std::string_view name, bool value);
    json_object& number(std::string_view name, std::uint64_t value);
    json_object& texts(std::string_view name, const std::vector<std::string>& values);
    std::string str() const { return "{" + members_ + "}"; }

private:
    std::string members_;
};

/// "[a,b]" of values that are JSON already.
std::string json_array(const std::vector<std::string>& values);

/// The result of a method as an answer of the command line: with the schema in front.
std::string with_schema(std::string_view schema, std::string_view result);

/// Columns on a terminal: Hangul takes two, other letters one.
std::size_t text_columns(std::string_view text);

/// 65,536
std::string grouped(std::string digits);

/// The whole text of an answer; `fixes` are those of a failing one, where there can be any, and
/// `changes` what the network was changed by.
std::string answer_text(const network_index& index, const question& asked, const answer& given,
                        const fix_result* fixes, const std::vector<change_request>& changes,
                        const context& how);

/// What stands around the checks of an answer, each a few lines of text or nothing.
struct answer_parts {
    std::string ports;       ///< for which ports it holds
    std::string fix;         ///< what would help
    std::string assumptions; ///< what is taken for granted
};
answer_parts parts_of(const question& asked, const answer& given, const fix_result* fixes,
                      const context& how);

/// Diagnostics on standard error: a count and the first few, or all with -v.
void talk_about(const std::vector<diagnostic>& diagnostics, const context& how);

} // namespace vpcplan::cli
