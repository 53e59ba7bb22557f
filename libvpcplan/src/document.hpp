// Private. One tree for JSON and YAML: what the readers read. Every node knows where it was
// written.
#pragma once

#include "vpcplan/trace.hpp"

#include <deque>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vpcplan::detail {

/// Limits that no real network comes near; a document beyond them is refused, not half read.
inline constexpr std::size_t max_document_bytes = std::size_t{128} << 20;
inline constexpr std::size_t max_document_nodes = std::size_t{4} << 20;
inline constexpr std::size_t max_document_depth = 64;
/// What YAML aliases may add, so that a short text cannot become a huge document.
inline constexpr std::size_t max_repeated_nodes = 100000;

enum class node_kind : std::uint8_t { null, boolean, integer, decimal, text, list, map };

/// "a list", "true or false", …
std::string_view words_for(node_kind kind) noexcept;

struct node {
    node_kind kind = node_kind::null;
    bool flag = false;
    std::uint32_t index = 0;    ///< place among the parent's items
    std::uint32_t line = 0;     ///< 1-based; 0 in JSON, where `pointer_of` tells the place
    std::uint32_t column = 0;   ///< 1-based
    std::uint32_t key_line = 0; ///< of its key in a YAML map
    std::uint32_t key_column = 0;
    std::int64_t number = 0;
    std::string key;  ///< in a map
    std::string text; ///< of a scalar, as written
    std::vector<const node*> items;
    const node* parent = nullptr;
    const std::string* file = nullptr;

    bool is_null() const noexcept { return kind == node_kind::null; }
    bool is_text() const noexcept { return kind == node_kind::text; }
    bool is_list() const noexcept { return kind == node_kind::list; }
    bool is_map() const noexcept { return kind == node_kind::map; }
    bool is_scalar() const noexcept { return !is_list() && !is_map(); }

    /// The first member with this key that is not null.
    const node* find(std::string_view name) const noexcept;
};

/// RFC 6901, e.g. /SecurityGroups/0/IpPermissions/1.
std::string pointer_of(const node& where);

source_ref place_of(const node& where);
/// Of the key of a member.
source_ref place_of_key(const node& member);

/// For messages: 'text', shortened, without control characters.
std::string in_quotes(std::string_view text);

/// The parts in a row, in one allocation.
std::string joined(std::initializer_list<std::string_view> parts);

/// A scalar as written, or "a list" and "an object".
std::string shown(const node& value);

struct document {
    std::string name;
    std::deque<node> nodes; ///< the first one is the root; addresses are stable
    const node& root() const noexcept { return nodes.front(); }
};

/// Builds a document from the events of a parser.
class document_builder {
public:
    explicit document_builder(document& into) : document_(into) {}

    /// Each returns nothing when a limit is passed; `why()` then says which.
    node* open(node_kind kind, std::uint32_t line = 0, std::uint32_t column = 0);
    void close() { open_.pop_back(); }
    node* scalar(node_kind kind, std::string text, std::uint32_t line = 0,
                 std::uint32_t column = 0);
    void key(std::string name, std::uint32_t line = 0, std::uint32_t column = 0) {
        key_ = std::move(name);
        key_line_ = line;
        key_column_ = column;
    }
    /// Repeats a finished node here (a YAML alias).
    bool repeat(const node& source);

    node* innermost() const noexcept { return open_.empty() ? nullptr : open_.back(); }
    const std::string& why() const noexcept { return why_; }

private:
    node* add(node_kind kind, std::uint32_t line, std::uint32_t column);

    document& document_;
    std::vector<node*> open_;
    std::string key_;
    std::uint32_t key_line_ = 0;
    std::uint32_t key_column_ = 0;
    std::size_t repeated_ = 0;
    std::string why_;
};

/// Why a text is no document.
struct syntax_error {
    std::string message;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

using documents = std::vector<std::unique_ptr<document>>;

/// One JSON value, or several in a row (the output of several commands in one file).
std::optional<syntax_error> parse_json(std::string_view text, const std::string& name,
                                       documents& out);
/// One YAML document.
std::optional<syntax_error> parse_yaml(std::string_view text, const std::string& name,
                                       documents& out);

} // namespace vpcplan::detail
