#include "json.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <vector>

namespace vpcplan::io {

namespace {

/// Builds values as Boost's own parser does, and notices members written twice, of which that one
/// silently keeps the last.
class document_builder {
public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    using error = boost::system::error_code;

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error&) {
        keys_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t count, error&) {
        auto& keys = keys_.back();
        std::sort(keys.begin(), keys.end());
        const auto twice = std::adjacent_find(keys.begin(), keys.end());
        if (twice != keys.end() && !duplicate) {
            duplicate = *twice;
        }
        keys_.pop_back();
        stack_.push_object(count);
        return true;
    }
    bool on_array_begin(error&) { return true; }
    bool on_array_end(std::size_t count, error&) {
        stack_.push_array(count);
        return true;
    }
    bool on_key_part(json::string_view text, std::size_t, error&) {
        key_.append(text.data(), text.size());
        stack_.push_chars(text);
        return true;
    }
    bool on_key(json::string_view text, std::size_t, error&) {
        key_.append(text.data(), text.size());
        keys_.back().push_back(std::move(key_));
        key_.clear();
        stack_.push_key(text);
        return true;
    }
    bool on_string_part(json::string_view text, std::size_t, error&) {
        stack_.push_chars(text);
        return true;
    }
    bool on_string(json::string_view text, std::size_t, error&) {
        stack_.push_string(text);
        return true;
    }
    bool on_number_part(json::string_view, error&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, error&) {
        stack_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, error&) {
        stack_.push_uint64(number);
        return true;
    }
    bool on_double(double number, json::string_view, error&) {
        stack_.push_double(number);
        return true;
    }
    bool on_bool(bool value, error&) {
        stack_.push_bool(value);
        return true;
    }
    bool on_null(error&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, error&) { return true; }
    bool on_comment(json::string_view, error&) { return true; }

    void start() { stack_.reset(); }
    json::value release() { return stack_.release(); }

    std::optional<std::string> duplicate;

private:
    json::value_stack stack_;
    std::string key_;
    std::vector<std::vector<std::string>> keys_;
};

} // namespace

parsed_json parse_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = 64;
    json::basic_parser<document_builder> parser(options);
    parser.handler().start();
    boost::system::error_code failure;
    parsed_json out;
    out.offset = parser.write_some(false, text.data(), text.size(), failure);
    if (!failure && out.offset < text.size()) {
        failure = json::error::extra_data;
    }
    if (failure) {
        out.problem = failure.message();
        return out;
    }
    out.value = parser.handler().release();
    out.duplicate = std::move(parser.handler().duplicate);
    return out;
}

std::string to_line(const json::value& value) { return with_valid_utf8(json::serialize(value)); }

json::value count_of(detail::u128 count) {
    constexpr detail::u128 exact = detail::u128{1} << 53;
    if (count <= exact) {
        return static_cast<std::uint64_t>(count);
    }
    return text_of(detail::decimal(count));
}

std::string_view kind_of(const json::value& value) noexcept {
    switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return value.get_bool() ? "true" : "false";
    case json::kind::int64:
    case json::kind::uint64: return "a whole number";
    case json::kind::double_: return "a number";
    case json::kind::string: return "a string";
    case json::kind::array: return "a list";
    case json::kind::object: return "an object";
    }
    return "something else";
}

} // namespace vpcplan::io
