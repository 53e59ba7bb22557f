// JSON into our tree with Boost.JSON's event parser: its own tree would drop repeated keys.
#include "document.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <limits>

namespace vpcplan::detail {

namespace {

namespace json = boost::json;
using error_code = boost::system::error_code;

/// Called by the parser; a `false` with an error ends parsing.
struct tree_handler {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::size_t{1} << 16;
    static constexpr std::size_t max_string_size = std::size_t{1} << 26;

    explicit tree_handler(document& into) : builder(into) {}

    document_builder builder;
    std::string part;

    bool done(const node* made, error_code& ec) {
        if (made == nullptr) {
            ec = boost::system::errc::make_error_code(boost::system::errc::value_too_large);
        }
        return made != nullptr;
    }
    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code& ec) { return done(builder.open(node_kind::map), ec); }
    bool on_array_begin(error_code& ec) { return done(builder.open(node_kind::list), ec); }
    bool on_object_end(std::size_t, error_code&) { return close(); }
    bool on_array_end(std::size_t, error_code&) { return close(); }
    bool close() {
        builder.close();
        return true;
    }
    bool keep_part(json::string_view text) {
        part.append(text.data(), text.size());
        return true;
    }
    std::string whole(json::string_view text) {
        keep_part(text);
        return std::exchange(part, {});
    }
    bool on_key_part(json::string_view text, std::size_t, error_code&) { return keep_part(text); }
    bool on_key(json::string_view text, std::size_t, error_code&) {
        builder.key(whole(text));
        return true;
    }
    bool on_string_part(json::string_view text, std::size_t, error_code&) {
        return keep_part(text);
    }
    bool on_string(json::string_view text, std::size_t, error_code& ec) {
        return done(builder.scalar(node_kind::text, whole(text)), ec);
    }
    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t value, json::string_view, error_code& ec) {
        auto* made = builder.scalar(node_kind::integer, std::to_string(value));
        if (made != nullptr) {
            made->number = value;
        }
        return done(made, ec);
    }
    bool on_uint64(std::uint64_t value, json::string_view, error_code& ec) {
        return done(builder.scalar(node_kind::decimal, std::to_string(value)), ec);
    }
    bool on_double(double value, json::string_view, error_code& ec) {
        return done(builder.scalar(node_kind::decimal, std::to_string(value)), ec);
    }
    bool on_bool(bool value, error_code& ec) {
        auto* made = builder.scalar(node_kind::boolean, value ? "true" : "false");
        if (made != nullptr) {
            made->flag = value;
        }
        return done(made, ec);
    }
    bool on_null(error_code& ec) { return done(builder.scalar(node_kind::null, {}), ec); }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }
};

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

syntax_error error_at(std::string_view text, std::size_t offset, std::string message) {
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto last_line = before.rfind('\n');
    return {std::move(message),
            static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1),
            static_cast<std::uint32_t>(
                before.size() - (last_line == std::string_view::npos ? 0 : last_line + 1) + 1)};
}

} // namespace

std::optional<syntax_error> parse_json(std::string_view text, const std::string& name,
                                       documents& out) {
    json::parse_options options;
    options.max_depth = max_document_depth;
    std::size_t at = 0;
    std::size_t count = 0;
    while (true) {
        while (at < text.size() && is_space(text[at])) {
            ++at;
        }
        if (at == text.size() && count != 0) {
            return std::nullopt;
        }
        auto made = std::make_unique<document>();
        made->name = ++count == 1 ? name : name + " (document " + std::to_string(count) + ")";
        json::basic_parser<tree_handler> parser(options, *made);
        error_code ec;
        const auto used = parser.write_some(false, text.data() + at, text.size() - at, ec);
        if (ec) {
            const auto& limit = parser.handler().builder.why();
            const auto place = at + used;
            std::string message = limit.empty() ? ec.message() : limit;
            if (limit.empty() && place < text.size()) {
                const auto line = text.substr(place, text.find('\n', place) - place);
                message += " at " + in_quotes(line.substr(0, 20));
            } else if (limit.empty()) {
                message += " (the text ends too early)";
            }
            return error_at(text, place, "not JSON: " + message);
        }
        at += used;
        out.push_back(std::move(made));
    }
}

} // namespace vpcplan::detail
