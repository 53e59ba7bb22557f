// Fields of what people write: whatever is not understood is an error with a place.
#include "field_reader.hpp"

#include "vpcplan/question.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace vpcplan::detail {

namespace {

constexpr std::size_t most_errors = 50;

} // namespace

void field_reader::fail_at(const source_ref& place, errc code, const std::string& message) {
    if (!first_error_) {
        first_error_ = load_failure{code, {}, place};
    }
    auto text = vpcplan::to_string(place) + ": " + message;
    // An alias repeats its text, and with it its errors.
    if (std::find(errors_.begin(), errors_.end(), text) != errors_.end()) {
        return;
    }
    if (errors_.size() < most_errors) {
        errors_.push_back(std::move(text));
    } else if (errors_.size() == most_errors) {
        errors_.emplace_back("… and more errors after these");
    }
}

void field_reader::fail(const node& where, errc code, const std::string& message) {
    fail_at(place_of(where), code, message);
}

void field_reader::check_fields(const node& map, std::string_view what,
                                std::initializer_list<std::string_view> known) {
    const auto is_known = [&known](std::string_view key) {
        return std::find(known.begin(), known.end(), key) != known.end();
    };
    for (const auto* item : map.items) {
        if (is_known(item->key)) {
            if (const auto* first = map.find(item->key);
                first != nullptr && first != item && !item->is_null()) {
                fail_at(place_of_key(*item), errc::bad_value,
                        in_quotes(item->key) + " is there twice");
            }
            continue;
        }
        std::string_view best;
        const auto alias =
            std::find_if(other_words_.begin(), other_words_.end(), [&](const other_word& one) {
                return one.written == item->key && is_known(one.known);
            });
        if (alias != other_words_.end()) {
            best = alias->known;
        } else if (item->key.size() < 40) {
            std::size_t least = std::max<std::size_t>(2, item->key.size() / 3) + 1;
            for (const auto name : known) {
                const auto distance = edit_distance(item->key, name);
                if (distance < least) {
                    least = distance;
                    best = name;
                }
            }
        }
        std::string all;
        for (const auto name : known) {
            all += (all.empty() ? "" : ", ") + std::string(name);
        }
        fail_at(place_of_key(*item), errc::unknown_field,
                "unknown field " + in_quotes(item->key) + " in " + std::string(what) +
                    (best.empty() ? "; known are " + all
                                  : " (did you mean " + std::string(best) + "?)"));
    }
}

const node* field_reader::member(const node& map, std::string_view key, node_kind kind) {
    const auto* value = map.find(key);
    if (value == nullptr || value->kind == kind) {
        return value;
    }
    fail(*value, errc::bad_value,
         std::string(key) + " is " + shown(*value) + ", and must be " +
             std::string(words_for(kind)));
    return nullptr;
}

std::string field_reader::word(const node& map, std::string_view key) {
    const auto* value = map.find(key);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_scalar()) {
        fail(*value, errc::bad_value,
             std::string(key) + " is " + shown(*value) + ", and must be one word");
        return {};
    }
    return value->text;
}

bool field_reader::flag(const node& map, std::string_view key, bool fallback) {
    const auto* value = member(map, key, node_kind::boolean);
    return value != nullptr ? value->flag : fallback;
}

std::string field_reader::choice(const node& map, std::string_view key,
                                 std::initializer_list<std::string_view> words) {
    auto written = word(map, key);
    if (written.empty()) {
        return std::string(*words.begin());
    }
    if (std::find(words.begin(), words.end(), written) != words.end()) {
        return written;
    }
    std::string all;
    for (const auto& one : words) {
        all += all.empty() ? "" : &one == words.end() - 1 ? " or " : ", ";
        all += one;
    }
    fail(*map.find(key), errc::bad_value,
         in_quotes(written) + ": " + std::string(key) + " is " + all);
    return std::string(*words.begin());
}

std::optional<cidr> field_reader::block(const node& value) {
    if (!value.is_scalar() || value.is_null()) {
        fail(value, errc::bad_value, shown(value) + " where a block such as 10.0.0.0/16 belongs");
        return std::nullopt;
    }
    const auto found = parse_cidr(value.text);
    if (!found) {
        fail(value, found.error().code, describe(found.error(), value.text));
        return std::nullopt;
    }
    return *found;
}

std::vector<cidr> field_reader::blocks(const node& value) {
    std::vector<cidr> found;
    for (const auto* one : value.is_list() ? value.items : std::vector<const node*>{&value}) {
        if (const auto parsed = block(*one)) {
            found.push_back(*parsed);
        }
    }
    return found;
}

std::optional<address_bits> field_reader::address(const node& value) {
    if (!value.is_text()) {
        fail(value, errc::bad_value, shown(value) + " where an address such as 10.0.1.10 belongs");
        return std::nullopt;
    }
    const auto found = parse_address_bits(value.text);
    if (!found) {
        fail(value, found.error().code, describe(found.error(), value.text));
        return std::nullopt;
    }
    return *found;
}

std::vector<const node*> field_reader::lines(const node& value, std::string_view what) {
    if (value.is_null()) {
        return {};
    }
    std::vector<const node*> found;
    for (const auto* one : value.is_list() ? value.items : std::vector<const node*>{&value}) {
        if (one->is_scalar() && !one->is_null()) {
            found.push_back(one);
        } else {
            fail(*one, errc::bad_value,
                 shown(*one) + " where " + std::string(what) + " in one line belongs");
        }
    }
    return found;
}

std::vector<const node*> field_reader::members(const node& map, std::string_view key) {
    const auto* found = member(map, key, node_kind::map);
    if (found == nullptr) {
        return {};
    }
    // YAML refuses a repeated key while parsing; JSON does not.
    std::set<std::string_view> seen;
    for (const auto* item : found->items) {
        if (!seen.insert(item->key).second) {
            fail_at(place_of_key(*item), errc::ambiguous_name,
                    in_quotes(item->key) + " is there twice in " + std::string(key));
        }
    }
    return found->items;
}

std::optional<load_failure> field_reader::take_errors() {
    if (!first_error_) {
        return std::nullopt;
    }
    for (const auto& text : errors_) {
        first_error_->message += (first_error_->message.empty() ? "" : "\n") + text;
    }
    return std::exchange(first_error_, std::nullopt);
}

} // namespace vpcplan::detail
