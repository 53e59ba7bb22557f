#include "document.hpp"

#include <algorithm>

namespace vpcplan::detail {

std::string_view words_for(node_kind kind) noexcept {
    switch (kind) {
    case node_kind::null: return "nothing";
    case node_kind::boolean: return "true or false";
    case node_kind::integer: return "a whole number";
    case node_kind::decimal: return "a number";
    case node_kind::text: return "text";
    case node_kind::list: return "a list";
    case node_kind::map: return "an object";
    }
    return "something";
}

const node* node::find(std::string_view name) const noexcept {
    if (is_map()) {
        for (const auto* item : items) {
            if (item->key == name && !item->is_null()) {
                return item;
            }
        }
    }
    return nullptr;
}

std::string pointer_of(const node& where) {
    std::vector<const node*> path;
    for (const auto* at = &where; at->parent != nullptr; at = at->parent) {
        path.push_back(at);
    }
    std::string text;
    for (auto at = path.rbegin(); at != path.rend(); ++at) {
        text += '/';
        if (!(*at)->parent->is_map()) {
            text += std::to_string((*at)->index);
            continue;
        }
        for (const char c : (*at)->key) {
            if (c == '~') {
                text += "~0";
            } else if (c == '/') {
                text += "~1";
            } else {
                text += c;
            }
        }
    }
    return text;
}

source_ref place_of(const node& where) {
    source_ref place;
    place.file = where.file != nullptr ? *where.file : std::string();
    if (where.line != 0) {
        place.line = where.line;
        place.column = where.column;
    } else {
        place.pointer = pointer_of(where);
    }
    return place;
}

source_ref place_of_key(const node& member) {
    auto place = place_of(member);
    if (member.key_line != 0) {
        place.line = member.key_line;
        place.column = member.key_column;
    }
    return place;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 80;
    std::string out = "'";
    auto shortened = text.substr(0, longest);
    // Never cut a UTF-8 sequence in two.
    while (shortened.size() < text.size() && !shortened.empty() &&
           (static_cast<unsigned char>(text[shortened.size()]) & 0xc0U) == 0x80U) {
        shortened.remove_suffix(1);
    }
    for (const char c : shortened) {
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
    return out + (shortened.size() < text.size() ? "…'" : "'");
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::size_t length = 0;
    for (const auto part : parts) {
        length += part.size();
    }
    std::string text;
    text.reserve(length);
    for (const auto part : parts) {
        text += part;
    }
    return text;
}

std::string shown(const node& value) {
    return value.is_scalar() && !value.is_null() ? in_quotes(value.text)
                                                 : std::string(words_for(value.kind));
}

node* document_builder::add(node_kind kind, std::uint32_t line, std::uint32_t column) {
    if (document_.nodes.size() >= max_document_nodes) {
        why_ = "more than " + std::to_string(max_document_nodes) + " values in one document";
        return nullptr;
    }
    auto* parent = innermost();
    auto& made = document_.nodes.emplace_back();
    made.kind = kind;
    made.line = line;
    made.column = column;
    made.file = &document_.name;
    made.parent = parent;
    made.key = std::move(key_);
    made.key_line = key_line_;
    made.key_column = key_column_;
    key_.clear();
    if (parent != nullptr) {
        made.index = static_cast<std::uint32_t>(parent->items.size());
        parent->items.push_back(&made);
    }
    return &made;
}

node* document_builder::open(node_kind kind, std::uint32_t line, std::uint32_t column) {
    if (open_.size() >= max_document_depth) {
        why_ = "nested deeper than " + std::to_string(max_document_depth) + " levels";
        return nullptr;
    }
    auto* made = add(kind, line, column);
    if (made != nullptr) {
        open_.push_back(made);
    }
    return made;
}

node* document_builder::scalar(node_kind kind, std::string text, std::uint32_t line,
                               std::uint32_t column) {
    auto* made = add(kind, line, column);
    if (made != nullptr) {
        made->text = std::move(text);
    }
    return made;
}

bool document_builder::repeat(const node& source) {
    if (++repeated_ > max_repeated_nodes) {
        why_ = "aliases repeat more than " + std::to_string(max_repeated_nodes) + " values";
        return false;
    }
    if (source.is_scalar()) {
        auto* made = scalar(source.kind, source.text, source.line, source.column);
        if (made != nullptr) {
            made->flag = source.flag;
            made->number = source.number;
        }
        return made != nullptr;
    }
    if (open(source.kind, source.line, source.column) == nullptr) {
        return false;
    }
    for (const auto* item : source.items) {
        key(item->key, item->key_line, item->key_column);
        if (!repeat(*item)) {
            return false;
        }
    }
    close();
    return true;
}

} // namespace vpcplan::detail
