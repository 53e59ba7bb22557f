// Readers of what the plan's writers write, small and independent of them: each makes the same
// "facts" of a text as `facts_of` makes of the layout.
#pragma once

#include "support/plans.hpp"

#include <boost/json.hpp>
#include <set>

namespace vpcplan::test {

namespace json = boost::json;

/// One line for each thing of a layout, in no order.
using facts = std::multiset<std::string>;

inline std::string fact(std::initializer_list<std::string_view> words) {
    std::string text;
    for (const auto word : words) {
        text += std::string(word) + "\x1f";
    }
    return text;
}

inline std::string text_of(const std::optional<cidr>& block) {
    return block ? to_string(*block) : "";
}

/// Everything that CSV, Markdown, JSON and locals all tell.
inline facts facts_of(const layout& made) {
    facts all;
    for (const auto& pool : made.pools) {
        all.insert(fact({"pool", pool.name, pool.from, to_string(pool.block)}));
        for (const auto& block : pool.free) {
            all.insert(fact({"pool_free", pool.name, to_string(block)}));
        }
    }
    for (const auto& vpc : made.vpcs) {
        all.insert(fact({"vpc", vpc.name, vpc.account, vpc.region, vpc.environment}));
        for (const auto& own : vpc.blocks) {
            all.insert(fact({"block", vpc.name, to_string(own.block), own.from}));
        }
        for (const auto& one : vpc.subnets) {
            all.insert(fact({"subnet", vpc.name, one.tier, one.zone, to_string(one.block),
                             text_of(one.ipv6), std::to_string(one.needed),
                             one.reserved ? "reserved" : ""}));
        }
        for (const auto& pin : vpc.others) {
            all.insert(
                fact({"other", vpc.name, pin.id, shown_name(pin), pin.zone, to_string(pin.block)}));
        }
        for (const auto& group : vpc.routes) {
            for (const auto& block : group.routes) {
                all.insert(fact({"route", vpc.name, group.name, to_string(block)}));
            }
        }
        for (const auto& block : vpc.free) {
            all.insert(fact({"free", vpc.name, to_string(block)}));
        }
    }
    return all;
}

// ---- JSON

inline std::string string_in(const json::object& object, const char* key) {
    const auto& value = object.at(key);
    return value.is_null() ? "" : std::string(value.as_string());
}

inline facts facts_of_json(const std::string& text) {
    facts all;
    const auto root = json::parse(text).as_object();
    for (const auto& one : root.at("pools").as_array()) {
        const auto& pool = one.as_object();
        const auto name = string_in(pool, "name");
        all.insert(fact({"pool", name, string_in(pool, "from"), string_in(pool, "cidr")}));
        for (const auto& block : pool.at("free").as_array()) {
            all.insert(fact({"pool_free", name, block.as_string()}));
        }
    }
    for (const auto& one : root.at("vpcs").as_array()) {
        const auto& vpc = one.as_object();
        const auto name = string_in(vpc, "name");
        all.insert(fact({"vpc", name, string_in(vpc, "account"), string_in(vpc, "region"),
                         string_in(vpc, "environment")}));
        for (const auto& item : vpc.at("blocks").as_array()) {
            const auto& own = item.as_object();
            all.insert(fact({"block", name, string_in(own, "cidr"), string_in(own, "from")}));
        }
        for (const auto& item : vpc.at("subnets").as_array()) {
            const auto& subnet = item.as_object();
            all.insert(fact({"subnet", name, string_in(subnet, "tier"), string_in(subnet, "zone"),
                             string_in(subnet, "cidr"), string_in(subnet, "ipv6"),
                             json::serialize(subnet.at("needed")),
                             subnet.at("reserved").as_bool() ? "reserved" : ""}));
        }
        for (const auto& item : vpc.at("others").as_array()) {
            const auto& pin = item.as_object();
            all.insert(fact({"other", name, string_in(pin, "id"), string_in(pin, "name"),
                             string_in(pin, "zone"), string_in(pin, "cidr")}));
        }
        for (const auto& item : vpc.at("routes").as_array()) {
            const auto& group = item.as_object();
            for (const auto& block : group.at("cidrs").as_array()) {
                all.insert(fact({"route", name, string_in(group, "name"), block.as_string()}));
            }
        }
        for (const auto& block : vpc.at("free").as_array()) {
            all.insert(fact({"free", name, block.as_string()}));
        }
    }
    return all;
}

// ---- CSV

inline std::vector<std::vector<std::string>> rows_of_csv(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, {""});
    bool in_quotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& field = rows.back().back();
        if (in_quotes && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            field += text[i++];
        } else if (text[i] == '"') {
            in_quotes = !in_quotes;
        } else if (text[i] == ',' && !in_quotes) {
            rows.back().emplace_back();
        } else if (text[i] == '\n' && !in_quotes) {
            rows.push_back({""});
        } else {
            field += text[i];
        }
    }
    REQUIRE(rows.back() == std::vector<std::string>{""});
    rows.pop_back();
    for (auto& row : rows) {
        for (auto& field : row) {
            // No spreadsheet may take a field for a formula.
            if (!field.empty() &&
                std::string_view("=+-@\t\r").find(field[0]) != std::string::npos) {
                FAIL("a spreadsheet runs " << field);
            }
            if (field.starts_with('\'')) {
                field.erase(0, 1);
            }
        }
    }
    return rows;
}

inline facts facts_of_csv(const std::string& text) {
    facts all;
    const auto rows = rows_of_csv(text);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].size() != rows[0].size()) {
            FAIL("row " << i << " has " << rows[i].size() << " fields");
        }
        std::map<std::string, std::string> of;
        for (std::size_t column = 0; column < rows[0].size(); ++column) {
            of[rows[0][column]] = rows[i][column];
        }
        const auto& kind = of["kind"];
        if (kind == "pool") {
            all.insert(fact({kind, of["name"], of["from"], of["cidr"]}));
        } else if (kind == "pool_free") {
            all.insert(fact({kind, of["name"], of["cidr"]}));
        } else if (kind == "vpc_block") {
            const auto vpc =
                fact({"vpc", of["vpc"], of["account"], of["region"], of["environment"]});
            if (all.count(vpc) == 0) {
                all.insert(vpc);
            }
            all.insert(fact({"block", of["vpc"], of["cidr"], of["from"]}));
        } else if (kind == "subnet") {
            all.insert(fact({kind, of["vpc"], of["tier"], of["zone"], of["cidr"], of["ipv6"],
                             of["needed"].empty() ? "0" : of["needed"],
                             of["status"].empty() ? "" : "reserved"}));
        } else if (kind == "other") {
            all.insert(fact({kind, of["vpc"], of["id"], of["name"], of["zone"], of["cidr"]}));
        } else if (kind == "route") {
            all.insert(fact({kind, of["vpc"], of["name"], of["cidr"]}));
        } else {
            CHECK(kind == "free");
            all.insert(fact({kind, of["vpc"], of["cidr"]}));
        }
    }
    return all;
}

// ---- Markdown

inline std::string without_escapes(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        i += text[i] == '\\' ? 1U : 0U;
        plain += text[i];
    }
    return plain;
}

/// The cells of a row, as a reader sees them; code spans without their backticks.
inline std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::string cell;
    for (std::size_t i = 1; i < line.size(); ++i) {
        if (line[i] == '\\') {
            cell += line.substr(i++, 2);
        } else if (line[i] == '|') {
            cells.push_back(cell == " " ? "" : cell.substr(1, cell.size() - 2));
            cell.clear();
        } else if (line[i] != '`') {
            cell += line[i];
        }
    }
    for (auto& one : cells) {
        one = without_escapes(one);
    }
    return cells;
}

inline std::vector<std::string> words_of_list(const std::string& text) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find(", ", at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    return words;
}

inline facts facts_of_markdown(const std::string& text) {
    facts all;
    std::string vpc;
    std::map<std::string, std::string> about;
    std::string table;
    std::istringstream lines(text);
    const auto end_vpc = [&] {
        if (!vpc.empty()) {
            all.insert(fact({"vpc", vpc, about["Account"], about["Region"], about["Environment"]}));
        }
    };
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## VPC ")) {
            end_vpc();
            vpc = without_escapes(line.substr(7));
            about.clear();
        } else if (line.starts_with("## ")) {
            break;
        } else if (line.starts_with("- ")) {
            const auto colon = line.find(": ");
            about[line.substr(2, colon - 2)] = without_escapes(line.substr(colon + 2));
        } else if (line.starts_with("Free: `")) {
            auto list = line.substr(6, line.rfind(" (") - 6);
            list.erase(std::remove(list.begin(), list.end(), '`'), list.end());
            for (const auto& block : words_of_list(list)) {
                all.insert(fact({"free", vpc, block}));
            }
        } else if (line.starts_with("| ---")) {
            continue;
        } else if (!line.starts_with("|")) {
            table.clear();
        } else if (table.empty()) {
            table = line;
        } else {
            const auto cells = cells_of(line);
            if (table.starts_with("| pool")) {
                all.insert(fact({"pool", cells[0], cells[1], cells[2]}));
                for (const auto& block : words_of_list(cells[3])) {
                    all.insert(fact({"pool_free", cells[0], block}));
                }
            } else if (table.starts_with("| block")) {
                all.insert(fact({"block", vpc, cells[0], cells[2]}));
            } else if (table.starts_with("| tier | zone")) {
                all.insert(
                    fact({"subnet", vpc, cells[0], cells[1], cells[2], cells[3],
                          cells[5].empty() ? "0" : cells[5], cells[6].empty() ? "" : "reserved"}));
            } else if (table.starts_with("| other subnet")) {
                all.insert(fact({"other", vpc, cells[0], cells[1], cells[2], cells[3]}));
            } else {
                for (const auto& block : words_of_list(cells[1])) {
                    all.insert(fact({"route", vpc, cells[0], block}));
                }
            }
        }
    }
    end_vpc();
    return all;
}

// ---- HCL: blocks, attributes, strings, lists and objects, as JSON

class hcl_reader {
public:
    explicit hcl_reader(const std::string& text) : text_(text) {}

    /// Blocks as lists under their type and labels joined by "."; raw expressions begin with "=".
    json::object read() {
        auto root = body('\0');
        REQUIRE(at_ == text_.size());
        return root;
    }

private:
    char peek() {
        while (at_ < text_.size()) {
            if (text_[at_] == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
                ++at_;
            } else {
                return text_[at_];
            }
        }
        return '\0';
    }
    void expect(char c) {
        if (peek() != c) {
            FAIL("no " << c << " at: " << text_.substr(at_, 60));
        }
        ++at_;
    }
    std::string word() {
        peek();
        std::string found;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                std::string_view("_-.[]").find(text_[at_]) != std::string_view::npos)) {
            found += text_[at_++];
        }
        if (found.empty()) {
            FAIL("no word at: " << text_.substr(at_, 60));
        }
        return found;
    }
    std::string string() {
        expect('"');
        std::string found;
        for (; text_.at(at_) != '"'; ++at_) {
            const auto rest = std::string_view(text_).substr(at_);
            if (rest.starts_with("$${") || rest.starts_with("%%{")) {
                found += rest.substr(0, 1);
                found += "{";
                at_ += 2;
            } else if (rest.starts_with("${") || rest.starts_with("%{")) {
                found += "\x1e"; // a template: not a character that plans hold
                found += rest.substr(0, 2);
                ++at_;
            } else if (rest.front() == '\\' && rest[1] == 'u') {
                found += static_cast<char>(std::stoi(std::string(rest.substr(2, 4)), nullptr, 16));
                at_ += 5;
            } else if (rest.front() == '\\') {
                if (rest[1] != '"' && rest[1] != '\\') {
                    FAIL("an unknown escape at: " << rest.substr(0, 20));
                }
                found += rest[1];
                ++at_;
            } else {
                if (rest.front() == '\n') {
                    FAIL("a line break in a string: " << found);
                }
                found += rest.front();
            }
        }
        ++at_;
        return found;
    }
    json::value value() {
        if (peek() == '"') {
            return json::value(string());
        }
        if (peek() == '{') {
            ++at_;
            auto made = body('}');
            expect('}');
            return made;
        }
        if (peek() == '[') {
            ++at_;
            json::array list;
            while (peek() != ']') {
                list.push_back(value());
                if (peek() == ',') {
                    ++at_;
                }
            }
            ++at_;
            return list;
        }
        const auto raw = word();
        if (raw == "true" || raw == "false") {
            return raw == "true";
        }
        return raw == "null" ? json::value(nullptr) : json::value("=" + raw);
    }
    json::object body(char end) {
        json::object made;
        while (peek() != end) {
            auto key = peek() == '"' ? string() : word();
            if (peek() == '=') {
                ++at_;
                if (!made.emplace(key, value()).second) {
                    FAIL(key << " is there twice");
                }
                if (peek() == ',') {
                    ++at_;
                }
                continue;
            }
            while (peek() == '"') {
                key += "." + string();
            }
            expect('{');
            auto block = body('}');
            expect('}');
            made.emplace(key, json::array()).first->value().as_array().push_back(std::move(block));
        }
        return made;
    }

    const std::string& text_;
    std::size_t at_ = 0;
};

inline facts facts_of_locals(const std::string& text) {
    facts all;
    const auto root = hcl_reader(text).read();
    REQUIRE(root.size() == 1);
    const auto& locals = root.at("locals").as_array().at(0).as_object();
    for (const auto& [pool_name, one] : locals.at("pools").as_object()) {
        const auto& pool = one.as_object();
        all.insert(fact({"pool", pool_name, string_in(pool, "from"), string_in(pool, "cidr")}));
        for (const auto& block : pool.at("free").as_array()) {
            all.insert(fact({"pool_free", pool_name, block.as_string()}));
        }
    }
    for (const auto& [name, one] : locals.at("vpcs").as_object()) {
        const auto& vpc = one.as_object();
        all.insert(fact({"vpc", name, string_in(vpc, "account"), string_in(vpc, "region"),
                         string_in(vpc, "environment")}));
        for (const auto& item : vpc.at("blocks").as_array()) {
            const auto& own = item.as_object();
            all.insert(fact({"block", name, string_in(own, "cidr"), string_in(own, "from")}));
        }
        for (const auto& [tier, zones] : vpc.at("subnets").as_object()) {
            for (const auto& [zone, item] : zones.as_object()) {
                const auto& subnet = item.as_object();
                all.insert(fact({"subnet", name, tier, zone, string_in(subnet, "cidr"),
                                 string_in(subnet, "ipv6"), string_in(subnet, "needed").substr(1),
                                 subnet.at("reserved").as_bool() ? "reserved" : ""}));
            }
        }
        if (const auto* others = vpc.if_contains("others")) {
            for (const auto& item : others->as_array()) {
                const auto& pin = item.as_object();
                all.insert(fact({"other", name, string_in(pin, "id"), string_in(pin, "name"),
                                 string_in(pin, "zone"), string_in(pin, "cidr")}));
            }
        }
        for (const auto& [group, blocks] : vpc.at("routes").as_object()) {
            for (const auto& block : blocks.as_array()) {
                all.insert(fact({"route", name, group, block.as_string()}));
            }
        }
        for (const auto& block : vpc.at("free").as_array()) {
            all.insert(fact({"free", name, block.as_string()}));
        }
    }
    return all;
}

} // namespace vpcplan::test
