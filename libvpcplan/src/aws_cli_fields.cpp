// Fields of AWS CLI JSON: absent is fine, wrong is reported.
#include "aws_cli_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

const node* aws_cli_reader::field(const node& object, std::string_view key, node_kind kind) {
    const auto* value = object.find(key);
    if (value == nullptr || value->kind == kind) {
        return value;
    }
    log_.warn("wrong_type",
              std::string(key) + " is " + shown(*value) + " where " + std::string(words_for(kind)) +
                  " belongs; it is ignored",
              *value);
    return nullptr;
}

std::string aws_cli_reader::text(const node& object, std::string_view key) {
    const auto* value = object.find(key);
    if (value != nullptr && value->kind == node_kind::integer) {
        return value->text;
    }
    value = field(object, key, node_kind::text);
    return value != nullptr ? value->text : std::string();
}

bool aws_cli_reader::flag(const node& object, std::string_view key, bool fallback) {
    const auto* value = field(object, key, node_kind::boolean);
    return value != nullptr ? value->flag : fallback;
}

std::optional<int> aws_cli_reader::integer(const node& object, std::string_view key) {
    const auto* value = field(object, key, node_kind::integer);
    if (value == nullptr) {
        return std::nullopt;
    }
    constexpr std::int64_t limit = 1 << 30;
    if (value->number < -limit || value->number > limit) {
        log_.warn("bad_value", std::string(key) + " is " + shown(*value) + ", out of range",
                  *value);
        return std::nullopt;
    }
    return static_cast<int>(value->number);
}

std::vector<const node*> aws_cli_reader::objects(const node& object, std::string_view key) {
    std::vector<const node*> found;
    const auto* list = field(object, key, node_kind::list);
    if (list == nullptr) {
        return found;
    }
    found.reserve(list->items.size());
    for (const auto* item : list->items) {
        if (item->is_map()) {
            found.push_back(item);
        } else {
            log_.warn("wrong_type",
                      "an element of " + std::string(key) + " is " + shown(*item) +
                          " where an object belongs; it is ignored",
                      *item);
        }
    }
    return found;
}

std::optional<cidr> aws_cli_reader::block(const node& value) {
    if (!value.is_text()) {
        log_.warn("wrong_type", "a block is " + shown(value) + " where text belongs", value);
        return std::nullopt;
    }
    const auto strict = parse_cidr(value.text);
    if (strict) {
        return *strict;
    }
    const auto masked = parse_cidr(value.text, host_bits::mask);
    if (masked) {
        log_.note("host_bits_masked",
                  in_quotes(value.text) + " has host bits; read as " + vpcplan::to_string(*masked) +
                      ", as EC2 stores it",
                  value);
        return *masked;
    }
    log_.warn("bad_block", describe(strict.error(), value.text), value);
    return std::nullopt;
}

std::optional<cidr> aws_cli_reader::block(const node& object, std::string_view key) {
    const auto* value = object.find(key);
    return value != nullptr ? block(*value) : std::nullopt;
}

std::optional<address_bits> aws_cli_reader::address(const node& object, std::string_view key) {
    const auto* value = field(object, key, node_kind::text);
    if (value == nullptr || value->text.empty()) {
        return std::nullopt;
    }
    const auto parsed = parse_address_bits(value->text);
    if (!parsed) {
        log_.warn("bad_address",
                  std::string(key) + ": " + describe(parsed.error(), value->text) +
                      "; the address is ignored",
                  *value);
        return std::nullopt;
    }
    return *parsed;
}

std::string aws_cli_reader::name_of(const node& object) { return tag_of(object, "Name"); }

std::string aws_cli_reader::tag_of(const node& object, std::string_view name) {
    for (const auto* key : {"Tags", "TagSet", "tags"}) {
        const auto* list = object.find(key);
        if (list == nullptr || !list->is_list()) {
            continue;
        }
        for (const auto* tag : list->items) {
            const auto* word = tag->find("Key");
            const auto* value = tag->find("Value");
            if (word != nullptr && word->text == name && value != nullptr && value->is_text()) {
                return value->text;
            }
        }
    }
    return {};
}

std::string aws_cli_reader::id_of(const node& object, std::string_view key) {
    const auto* value = object.find(key);
    if (value != nullptr && value->is_text() && !value->text.empty()) {
        return value->text;
    }
    auto invented = "unnamed" + pointer_of(object);
    log_.warn("missing_id",
              std::string(key) + " is missing; the thing is kept as " + in_quotes(invented) +
                  ", and nothing can refer to it",
              object);
    return invented;
}

void aws_cli_reader::known_fields(const node& object, std::string_view kind,
                                  std::initializer_list<std::string_view> known) {
    for (const auto* member : object.items) {
        if (member->is_null() || (!member->is_scalar() && member->items.empty()) ||
            std::find(known.begin(), known.end(), member->key) != known.end()) {
            continue;
        }
        auto& entry = unknown_fields_[std::string(kind) + '.' + member->key];
        entry.first = entry.count++ == 0 ? member : entry.first;
    }
}

} // namespace vpcplan::detail
