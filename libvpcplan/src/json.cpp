#include "json.hpp"

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

/// Length of the valid UTF-8 sequence at the front of `text`, or 0.
std::size_t utf8_sequence(std::string_view text) noexcept {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) {
        return 0;
    }
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xc0) != 0x80) {
            return 0;
        }
    }
    const unsigned second = byte(1);
    const bool is_overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool is_surrogate = lead == 0xed && second >= 0xa0;
    const bool is_too_large = lead == 0xf4 && second >= 0x90;
    return is_overlong || is_surrogate || is_too_large ? 0 : length;
}

std::string with_valid_utf8(std::string text) {
    std::size_t at = 0;
    std::string repaired;
    std::size_t copied = 0;
    while (at < text.size()) {
        const auto length = utf8_sequence(std::string_view(text).substr(at));
        if (length == 0) {
            repaired.append(text, copied, at - copied);
            repaired += "\xef\xbf\xbd";
            ++at;
            copied = at;
        } else {
            at += length;
        }
    }
    if (copied == 0) {
        return text;
    }
    repaired.append(text, copied);
    return repaired;
}

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
