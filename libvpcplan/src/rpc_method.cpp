#include "rpc_method.hpp"

#include "vpcplan/question.hpp"

#include <algorithm>
#include <cmath>

namespace vpcplan::io {

namespace {

/// What the error codes of texts suggest instead, or nothing.
std::string remedy_for(const error& why, std::string_view text) {
    const auto masked = parse_cidr(text, host_bits::mask);
    const auto alone = detail::parse_address_bits(text);
    switch (why.code) {
    case errc::host_bits_set:
        return masked ? "did you mean " + to_string(*masked) + "?" : std::string();
    case errc::missing_prefix_length:
        return alone ? "did you mean " +
                           to_string(cidr::containing(*alone, width_of(alone->family))) + "?"
                     : std::string("add the prefix length, as in 10.0.0.0/16");
    case errc::prefix_length_out_of_range: return "IPv4: 0-32, IPv6: 0-128";
    case errc::leading_zero: return "write the number without leading zeros";
    case errc::mask_not_asked_for: return "write a prefix length, as in 10.0.0.0/16";
    case errc::empty_input:
    case errc::bad_address: return "an address looks like 10.0.0.1 or 2001:db8::1";
    default: return {};
    }
}

bool is_whole(const json::value& value, std::int64_t& out) {
    constexpr double exact = 9007199254740992.0; // 2^53
    if (value.is_int64()) {
        out = value.get_int64();
        return true;
    }
    if (value.is_double() && std::abs(value.get_double()) <= exact &&
        std::trunc(value.get_double()) == value.get_double()) {
        out = static_cast<std::int64_t>(value.get_double());
        return true;
    }
    return false;
}

} // namespace

std::string nearest(std::string_view written, const std::vector<std::string>& names) {
    written = written.substr(0, 64); // longer texts are near to nothing, and cost
    return *std::min_element(names.begin(), names.end(), [&](const auto& a, const auto& b) {
        return detail::edit_distance(a, written) < detail::edit_distance(b, written);
    });
}

void wrong_type(const json::value& value, const std::string& where, std::string_view expected) {
    rpc_failure failure(rpc_code::invalid_params, id_of(errc::bad_value),
                        where + ": expected " + std::string(expected) + ", got " +
                            std::string(kind_of(value)),
                        "give " + std::string(expected));
    failure.parameter = where;
    throw failure;
}

void bad_value(errc code, const std::string& where, const std::string& why, std::string hint) {
    rpc_failure failure(rpc_code::invalid_params, id_of(code), where + ": " + why, std::move(hint));
    failure.parameter = where;
    throw failure;
}

void bad_text(const error& why, const std::string& text, const std::string& where) {
    rpc_failure failure(rpc_code::invalid_params, id_of(why.code),
                        where + ": " + describe(why, text), remedy_for(why, text));
    failure.parameter = where;
    failure.offset = why.offset;
    failure.length = why.length;
    throw failure;
}

std::string text_in(const json::value& value, const std::string& where) {
    if (!value.is_string()) {
        wrong_type(value, where, "a string");
    }
    return {value.get_string().data(), value.get_string().size()};
}

cidr block_in(const json::value& value, const std::string& where) {
    if (!value.is_string()) {
        wrong_type(value, where, "a block such as \"10.0.0.0/16\"");
    }
    const auto text = text_in(value, where);
    const auto block = parse_cidr(text);
    if (!block) {
        bad_text(block.error(), text, where);
    }
    return *block;
}

std::vector<cidr> blocks_in(const json::value& value, const std::string& where) {
    if (!value.is_array()) {
        wrong_type(value, where, "a list of blocks such as [\"10.0.0.0/16\"]");
    }
    std::vector<cidr> blocks;
    blocks.reserve(value.get_array().size());
    for (const auto& one : value.get_array()) {
        blocks.push_back(block_in(one, where + "/" + std::to_string(blocks.size())));
    }
    return blocks;
}

detail::address_bits address_in(const json::value& value, const std::string& where) {
    if (!value.is_string()) {
        wrong_type(value, where, "an address such as \"10.0.0.1\"");
    }
    const auto text = text_in(value, where);
    const auto address = detail::parse_address_bits(text);
    if (!address) {
        bad_text(address.error(), text, where);
    }
    return *address;
}

std::int64_t integer_in(const json::value& value, const std::string& where, std::int64_t least,
                        std::int64_t most) {
    const auto range = std::to_string(least) + "-" + std::to_string(most);
    if (!value.is_number()) {
        wrong_type(value, where, "a whole number " + range);
    }
    std::int64_t number = 0;
    if (!is_whole(value, number) && !value.is_uint64()) {
        wrong_type(value, where, "a whole number " + range);
    }
    if (value.is_uint64() || number < least || number > most) {
        bad_value(errc::number_out_of_range, where,
                  json::serialize(value) + ": the number is out of range", range);
    }
    return number;
}

bool arguments::has(std::string_view name) const {
    const auto* value = values_->if_contains(json::string_view(name.data(), name.size()));
    return value != nullptr && !value->is_null();
}

const json::value& arguments::at(std::string_view name) const {
    return values_->at(json::string_view(name.data(), name.size()));
}

std::string arguments::text(std::string_view name) const {
    return text_in(at(name), std::string(name));
}

std::string arguments::choice(std::string_view name,
                              const std::vector<std::string>& choices) const {
    if (!has(name)) {
        return choices.front();
    }
    auto word = text(name);
    if (std::find(choices.begin(), choices.end(), word) == choices.end()) {
        std::string all;
        for (const auto& one : choices) {
            all += (all.empty() ? "" : ", ") + one;
        }
        bad_value(errc::bad_value, std::string(name),
                  "\"" + word.substr(0, 64) + "\" is not one of " + all,
                  "did you mean " + nearest(word, choices) + "?");
    }
    return word;
}

bool arguments::flag(std::string_view name) const {
    if (!has(name)) {
        return false;
    }
    const auto& value = at(name);
    if (!value.is_bool()) {
        wrong_type(value, std::string(name), "true or false");
    }
    return value.get_bool();
}

std::int64_t arguments::integer(std::string_view name, std::int64_t least,
                                std::int64_t most) const {
    return integer_in(at(name), std::string(name), least, most);
}

std::vector<std::int64_t> arguments::integers(std::string_view name, std::int64_t least,
                                              std::int64_t most) const {
    const auto& value = at(name);
    if (!value.is_array()) {
        wrong_type(value, std::string(name), "a list of whole numbers");
    }
    std::vector<std::int64_t> all;
    all.reserve(value.get_array().size());
    for (const auto& one : value.get_array()) {
        all.push_back(
            integer_in(one, std::string(name) + "/" + std::to_string(all.size()), least, most));
    }
    return all;
}

position arguments::big(std::string_view name) const {
    const auto& value = at(name);
    const std::string where(name);
    std::string digits;
    std::int64_t small = 0;
    if (value.is_string()) {
        digits = text(name);
    } else if (value.is_uint64()) {
        digits = std::to_string(value.get_uint64());
    } else if (is_whole(value, small)) {
        digits = std::to_string(small);
    } else if (value.is_double()) {
        bad_value(errc::bad_value, where, "not a whole number that JSON keeps exactly",
                  "give whole numbers, past 2^53 as a string of decimal digits");
    } else {
        wrong_type(value, where, "a whole number, or a string of decimal digits");
    }
    const auto number = parse_position(digits);
    if (!number) {
        bad_text(number.error(), digits, where);
    }
    return *number;
}

cidr arguments::block(std::string_view name) const { return block_in(at(name), std::string(name)); }

std::vector<cidr> arguments::blocks(std::string_view name) const {
    return has(name) ? blocks_in(at(name), std::string(name)) : std::vector<cidr>();
}

detail::address_bits arguments::address(std::string_view name) const {
    return address_in(at(name), std::string(name));
}

void arguments::fail(errc why, std::string_view name, const std::string& context,
                     std::string hint) {
    bad_value(why, std::string(name), context + ": " + std::string(reason_of(why)),
              std::move(hint));
}

parameter language_parameter() { return {"lang", false, R"("en" (default) or "ko")"}; }

language language_of(const arguments& given) {
    return given.choice("lang", {"en", "ko"}) == "ko" ? language::ko : language::en;
}

} // namespace vpcplan::io
