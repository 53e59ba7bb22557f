// A layout as CSV and as Markdown.
#include "drawing_text.hpp"
#include "plan_stack.hpp"
#include "vpcplan/plan_text.hpp"

#include <array>

namespace vpcplan::io {

namespace {

/// One field of CSV (RFC 4180). Spreadsheets run what begins like a formula, so such text gets an
/// apostrophe in front, and so does text that has one: what is written can be had back.
std::string csv_field(std::string_view text) {
    std::string field = one_line(text);
    if (!field.empty() && std::string_view("=+-@'").find(field.front()) != std::string_view::npos) {
        field.insert(0, "'");
    }
    if (field.find_first_of(",\"") == std::string::npos && !field.starts_with(' ') &&
        !field.ends_with(' ')) {
        return field;
    }
    std::string quoted = "\"";
    for (const char c : field) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

constexpr std::array<std::string_view, 18> csv_columns = {
    "kind",   "vpc",    "account", "region",    "environment", "tier",
    "zone",   "name",   "id",      "cidr",      "ipv6",        "addresses",
    "usable", "needed", "status",  "placed_by", "moved_from",  "from"};

class csv_writer {
public:
    csv_writer() {
        for (const auto column : csv_columns) {
            text_ += (text_.empty() ? "" : ",") + std::string(column);
        }
        text_ += "\n";
    }

    void row(std::map<std::string_view, std::string> fields) {
        bool is_first = true;
        for (const auto column : csv_columns) {
            text_ += (is_first ? "" : ",") + csv_field(fields[column]);
            is_first = false;
        }
        text_ += "\n";
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string text_or_nothing(const std::optional<cidr>& block) {
    return block ? to_string(*block) : "";
}

std::string count_in(const cidr& block) { return detail::decimal(addresses_in({block})); }

std::string_view status_of(const planned_subnet& subnet) {
    return is_spare_zone(subnet.zone) ? "spare" : subnet.reserved ? "reserved" : "";
}

// ---- Markdown

/// Text as Markdown shows it: nothing of it is markup.
std::string markdown_text(std::string_view text) {
    constexpr std::string_view markup = "\\`*_[]<>|~#&";
    std::string escaped;
    for (const char c : one_line(text)) {
        escaped +=
            markup.find(c) != std::string_view::npos ? std::string("\\") + c : std::string(1, c);
    }
    return escaped;
}

std::string code_list(const std::vector<cidr>& blocks) {
    std::string text;
    for (const auto& block : blocks) {
        text += (text.empty() ? "`" : ", `") + to_string(block) + "`";
    }
    return text;
}

class markdown_writer {
public:
    std::string run(const layout& made, const plan_needs& needs) {
        text_ = "# Address plan\n";
        if (!made.pools.empty()) {
            table({"pool", "from", "block", "free"});
            for (const auto& pool : made.pools) {
                row({markdown_text(pool.name), markdown_text(pool.from), code_list({pool.block}),
                     code_list(pool.free)});
            }
        }
        for (const auto& vpc : made.vpcs) {
            write(vpc, needs_of(needs, vpc.name));
        }
        std::vector<std::string> remarks;
        for (const auto& one : made.remarks) {
            remarks.push_back(sentence(one, language::en));
        }
        list("Remarks", remarks);
        list("No longer in the plan", made.released);
        return std::move(text_);
    }

private:
    void write(const planned_vpc& vpc, const plan_vpc* asked) {
        text_ += "\n## VPC " + markdown_text(vpc.name) + "\n";
        const std::pair<std::string_view, const std::string*> facts[] = {
            {"Account", &vpc.account}, {"Region", &vpc.region}, {"Environment", &vpc.environment}};
        bool has_facts = false;
        for (const auto& [name, value] : facts) {
            if (!value->empty()) {
                text_ += (has_facts ? "" : "\n") + std::string("- ") + std::string(name) + ": " +
                         markdown_text(*value) + "\n";
                has_facts = true;
            }
        }
        table({"block", "addresses", "from", "placed"});
        for (const auto& own : vpc.blocks) {
            row({code_list({own.block}), count_in(own.block), markdown_text(own.from),
                 std::string(to_string(own.how))});
        }
        table({"tier", "zone", "block", "IPv6", "usable", "needed", "status", "placed"});
        for (const auto& one : vpc.subnets) {
            auto placed = std::string(to_string(one.how));
            if (one.moved_from) {
                placed += " from " + code_list({*one.moved_from});
            }
            row({markdown_text(one.tier), markdown_text(one.zone), code_list({one.block}),
                 one.ipv6 ? code_list({*one.ipv6}) : "", std::to_string(usable_in(one.block)),
                 one.needed == 0 ? "" : std::to_string(one.needed), std::string(status_of(one)),
                 placed});
        }
        if (!vpc.others.empty()) {
            table({"other subnet", "name", "zone", "block"});
            for (const auto& pin : vpc.others) {
                row({markdown_text(pin.id), markdown_text(shown_name(pin)), markdown_text(pin.zone),
                     code_list({pin.block})});
            }
        }
        const bool by_zone = summary_word(asked) == "zone";
        table({by_zone ? "zone" : "tier", "routes"});
        for (const auto& group : vpc.routes) {
            row({markdown_text(group.name), code_list(group.routes)});
        }
        text_ += "\nFree: " + (vpc.free.empty() ? "nothing" : code_list(vpc.free)) + " (" +
                 detail::decimal(addresses_in(vpc.free)) + " addresses)\n";
    }

    void table(const std::vector<std::string>& heads) {
        text_ += "\n";
        row(heads);
        row(std::vector<std::string>(heads.size(), "---"));
    }

    void row(const std::vector<std::string>& cells) {
        text_ += "|";
        for (const auto& cell : cells) {
            text_ += cell.empty() ? " |" : " " + cell + " |";
        }
        text_ += "\n";
    }

    void list(std::string_view head, const std::vector<std::string>& lines) {
        if (lines.empty()) {
            return;
        }
        text_ += "\n## " + std::string(head) + "\n\n";
        for (const auto& line : lines) {
            text_ += "- " + markdown_text(line) + "\n";
        }
    }

    std::string text_;
};

} // namespace

std::string csv_of(const layout& made) {
    csv_writer csv;
    for (const auto& pool : made.pools) {
        csv.row({{"kind", "pool"},
                 {"name", pool.name},
                 {"cidr", to_string(pool.block)},
                 {"addresses", count_in(pool.block)},
                 {"from", pool.from}});
        for (const auto& block : pool.free) {
            csv.row({{"kind", "pool_free"},
                     {"name", pool.name},
                     {"cidr", to_string(block)},
                     {"addresses", count_in(block)}});
        }
    }
    for (const auto& vpc : made.vpcs) {
        const auto row = [&](std::map<std::string_view, std::string> fields, const cidr& block) {
            fields["vpc"] = vpc.name;
            fields["account"] = vpc.account;
            fields["region"] = vpc.region;
            fields["environment"] = vpc.environment;
            fields["cidr"] = to_string(block);
            fields["addresses"] = count_in(block);
            csv.row(std::move(fields));
        };
        for (const auto& own : vpc.blocks) {
            row({{"kind", "vpc_block"},
                 {"placed_by", std::string(to_string(own.how))},
                 {"from", own.from}},
                own.block);
        }
        for (const auto& one : vpc.subnets) {
            row({{"kind", "subnet"},
                 {"tier", one.tier},
                 {"zone", one.zone},
                 {"ipv6", text_or_nothing(one.ipv6)},
                 {"usable", std::to_string(usable_in(one.block))},
                 {"needed", one.needed == 0 ? "" : std::to_string(one.needed)},
                 {"status", std::string(status_of(one))},
                 {"placed_by", std::string(to_string(one.how))},
                 {"moved_from", text_or_nothing(one.moved_from)}},
                one.block);
        }
        for (const auto& pin : vpc.others) {
            row({{"kind", "other"}, {"id", pin.id}, {"name", shown_name(pin)}, {"zone", pin.zone}},
                pin.block);
        }
        for (const auto& group : vpc.routes) {
            for (const auto& block : group.routes) {
                row({{"kind", "route"}, {"name", group.name}}, block);
            }
        }
        for (const auto& block : vpc.free) {
            row({{"kind", "free"}}, block);
        }
    }
    return csv.take();
}

std::string markdown_of(const layout& made, const plan_needs& needs) {
    return markdown_writer().run(made, needs);
}

} // namespace vpcplan::io
