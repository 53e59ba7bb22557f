#include "bulk_columns.hpp"

#include "bulk_entry.hpp"

#include <algorithm>

namespace vpcplan::io {

namespace {

bool is_meant_as_address(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF.:/") == std::string_view::npos &&
           text.find_first_of(".:") != std::string_view::npos;
}

/// Words between separators, without empty ones.
std::vector<std::string_view> words_between(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> words;
    for (;;) {
        const auto start = text.find_first_not_of(separators);
        if (start == std::string_view::npos) {
            return words;
        }
        text.remove_prefix(start);
        const auto end = std::min(text.find_first_of(separators), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

/// Columns between separators, empty ones too: without blanks around them, and without quotes,
/// inside of which separators mean themselves and "" is one quote.
std::vector<std::string> columns_of(std::string_view text, std::string_view separators) {
    std::vector<std::string> columns(1);
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& column = columns.back();
        if (text[i] == '"' && is_quoted && text.substr(i + 1).starts_with('"')) {
            column += text[i++];
        } else if (text[i] == '"' && (is_quoted || trimmed(column).empty())) {
            is_quoted = !is_quoted;
        } else if (!is_quoted && separators.find(text[i]) != std::string_view::npos) {
            columns.emplace_back();
        } else {
            column += text[i];
        }
    }
    for (auto& column : columns) {
        column = std::string(trimmed(column));
    }
    return columns;
}

/// "CIDR Block", "cidr_block" and "CidrBlock" are one word.
std::string heading_word(std::string_view column) {
    std::string word;
    for (const char c : column) {
        if (c != '_' && c != '-' && c != ' ') {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return word;
}

std::optional<list_heading> heading_in(std::string_view line) {
    const auto separator = line.find_first_of(",;\t");
    if (separator == std::string_view::npos) {
        return std::nullopt;
    }
    list_heading heading;
    heading.separator = line.substr(separator, 1);
    std::vector<std::string> words;
    for (const auto& column : columns_of(line, heading.separator)) {
        words.push_back(heading_word(column));
    }
    const auto place_of = [&](std::initializer_list<std::string_view> known) {
        for (const auto word : known) {
            const auto found = std::find(words.begin(), words.end(), word);
            if (found != words.end()) {
                return std::optional(static_cast<std::size_t>(found - words.begin()));
            }
        }
        return std::optional<std::size_t>();
    };
    const auto block = place_of({"cidr", "cidrblock", "block"});
    for (const char* name : {"name", "vpc"}) {
        if (const auto place = place_of({name})) {
            heading.names.push_back(*place);
        }
    }
    heading.vpc = place_of({"vpc"});
    for (const char* id : {"vpcid", "vpc", "id"}) {
        if (const auto place = place_of({id})) {
            heading.ids.push_back(*place);
        }
    }
    for (const auto& place : {place_of({"account", "accountid"}), place_of({"region"})}) {
        if (place) {
            heading.origins.push_back(*place);
        }
    }
    if (!block || (heading.names.empty() && heading.ids.empty() && heading.origins.empty())) {
        return std::nullopt;
    }
    heading.block = *block;
    return heading;
}

/// Whose a row is, by name, id, account and Region.
block_owner owner_under(const list_heading& heading, const std::vector<std::string>& columns) {
    block_owner whose;
    const auto at = [&](std::size_t place) {
        return place < columns.size() ? columns[place] : std::string();
    };
    for (const auto place : heading.ids) {
        const bool is_name = place == heading.vpc && !at(place).starts_with("vpc-");
        if (whose.id.empty() && !is_name) {
            whose.id = at(place);
        }
    }
    for (const auto place : heading.names) {
        if (whose.name.empty() && at(place) != whose.id) {
            whose.name = at(place);
        }
    }
    for (const auto place : heading.origins) {
        if (!at(place).empty()) {
            whose.origin += (whose.origin.empty() ? "" : " ") + at(place);
        }
    }
    return whose;
}

/// The blocks of a column, which may be several.
std::optional<bad_column> read_column(const std::string& column, host_bits bits,
                                      std::vector<cidr>& into) {
    const auto words = words_between(column, " \t,;");
    for (const auto word : words) {
        const auto block = parse_entry(word, bits);
        if (!block) {
            return bad_column{word, block.error()};
        }
        into.push_back(*block);
    }
    return words.empty() ? std::optional(bad_column{column, error{errc::bad_address}})
                         : std::nullopt;
}

/// A line of words or columns without a heading: blocks, and the name beside them.
std::optional<bad_column> read_columns(std::string_view text, host_bits bits,
                                       std::vector<cidr>& blocks, std::string& own_name) {
    const bool has_columns = text.find_first_of(",;") != std::string_view::npos;
    auto columns = columns_of(text, has_columns ? ",;" : " \t");
    std::erase(columns, "");
    const auto is_block = [&](const std::string& column) {
        std::vector<cidr> some;
        return column.find('/') != std::string::npos && !read_column(column, bits, some);
    };
    const bool has_block = std::any_of(columns.begin(), columns.end(), is_block);
    for (const auto& column : columns) {
        const bool has_slash = column.find('/') != std::string::npos;
        // What begins like a block and has a slash is meant as one, however it goes on. Beside a
        // block an address is something else: a gateway, a name server.
        const bool is_meant_as_block =
            is_block(column) ||
            (has_slash ? is_meant_as_address(column) ||
                             (detail::is_digit(column.front()) &&
                              is_meant_as_address(column.substr(0, column.find('/'))))
                       : !has_block && is_meant_as_address(column));
        if (is_meant_as_block) {
            if (auto bad = read_column(column, bits, blocks)) {
                return bad;
            }
        } else if (own_name.empty()) {
            own_name = column;
        } else if (!has_columns) {
            own_name += " " + column;
        }
    }
    if (!blocks.empty()) {
        return std::nullopt;
    }
    const auto closest = std::find_if(columns.begin(), columns.end(), [](const auto& column) {
        return detail::is_digit(column.front()) && column.find_first_of(".:/") != column.npos;
    });
    const auto column = closest != columns.end() ? *closest
                        : columns.empty()        ? std::string(text)
                                                 : columns.front();
    const auto block = parse_entry(column, bits);
    return bad_column{column, block ? error{errc::bad_address} : block.error()};
}

/// Columns without digits above a list say what it has, in words that are not known here.
bool is_strange_heading(std::string_view text) {
    return text.find_first_of(",;") != std::string_view::npos &&
           text.find_first_not_of(",; \t") != std::string_view::npos &&
           text.find_first_of("0123456789/") == std::string_view::npos;
}

} // namespace

std::optional<labelled_block> block_among(std::string_view line, host_bits bits) {
    std::optional<labelled_block> found;
    std::string label;
    for (const auto word : words_between(line, " \t,;")) {
        const bool is_block = is_meant_as_address(word);
        const auto block = is_block ? parse_entry(word, bits) : result<cidr>(error{});
        if (is_block && (found || !block)) {
            return std::nullopt;
        }
        if (is_block) {
            found = labelled_block{*block, {}};
        } else if (word.front() == '/') {
            return std::nullopt;
        } else {
            label += (label.empty() ? "" : " ") + std::string(word);
        }
    }
    if (found) {
        found->label = std::move(label);
    }
    return found;
}

void named_line_reader::add(const cidr& block) {
    is_first_ = false;
    ++report_.entries;
    if (own_) {
        out_.add(*own_, block);
        return;
    }
    const auto owner = out_.add(
        {name_.empty() ? to_string(block) : std::string(name_), {}, {}, std::string(name_)}, block);
    if (!name_.empty()) {
        own_ = owner;
    }
}

void named_line_reader::add(block_owner whose, const cidr& block) {
    if (whose.name.empty() && whose.id.empty() && whose.origin.empty()) {
        add(block);
        return;
    }
    ++report_.entries;
    whose.list = name_;
    out_.add(whose, block);
}

std::optional<bad_column> named_line_reader::read(std::string_view text) {
    if (std::exchange(is_first_, false)) {
        heading_ = heading_in(text);
        if (heading_ || is_strange_heading(text)) {
            return std::nullopt;
        }
    }
    std::vector<cidr> blocks;
    block_owner whose;
    auto bad = heading_ ? read_under_heading(text, blocks, whose)
                        : read_columns(text, bits_, blocks, whose.name);
    if (!bad) {
        for (const auto& block : blocks) {
            add(whose, block);
        }
    }
    return bad;
}

std::optional<bad_column> named_line_reader::read_under_heading(std::string_view text,
                                                                std::vector<cidr>& blocks,
                                                                block_owner& whose) const {
    const auto columns = columns_of(text, heading_->separator);
    if (heading_->block >= columns.size()) {
        return bad_column{text, error{errc::bad_address}};
    }
    whose = owner_under(*heading_, columns);
    auto bad = read_column(columns[heading_->block], bits_, blocks);
    if (bad && bad->first.empty()) {
        bad->first = text;
    }
    return bad;
}

} // namespace vpcplan::io

namespace vpcplan {

result<labelled_block> parse_labelled_block(std::string_view line, host_bits bits) {
    const auto text = io::trimmed(line);
    const auto alone = io::parse_entry(text, bits);
    if (alone) {
        return labelled_block{*alone, {}};
    }
    if (auto found = io::block_among(text, bits)) {
        return *std::move(found);
    }
    return alone.error();
}

} // namespace vpcplan
