#include "pass_markdown.hpp"

#include "pass_sections.hpp"

#include <vpcplan/drawing.hpp>

namespace vpcplan::cli {

namespace {

std::string bold(std::string_view text) { return "**" + std::string(text) + "**"; }

/// A text in a code span, whatever it holds.
std::string code(const std::string& text) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return longest == 0 ? fence + text + fence : fence + " " + text + " " + fence;
}

/// The number of an ACL rule with what it says, the rule of a group, or the route that was taken.
std::string rule_of(const network_index& index, const step& check, const context& how) {
    if (check.rule && check.kind == step_kind::nacl) {
        const auto* acl = index.find_network_acl(check.component);
        const auto way = check.way.value_or(direction::in);
        for (const auto& rule : acl != nullptr ? acl->rules(way).list() : std::vector<acl_rule>()) {
            if (rule.number == *check.rule) {
                return rule_text(rule, way);
            }
        }
        return *check.rule > last_rule_number ? "*" : std::to_string(*check.rule);
    }
    if (check.fact("reply") == "true") {
        return std::string(how.say("known connection", "추적 중인 연결"));
    }
    std::string rule(check.fact("rule"));
    if (!rule.empty()) {
        return rule;
    }
    const std::string destination(check.fact("destination"));
    const std::string target(check.fact("target"));
    return destination.empty() || target.empty() ? destination : destination + " -> " + target;
}

std::string check_of(const step& check, const context& how) {
    std::string text(name_of(check.kind, how.lang));
    if (check.way && (check.kind == step_kind::sg || check.kind == step_kind::nacl)) {
        text += *check.way == direction::in ? how.say(" (in)", "(인바운드)")
                                            : how.say(" (out)", "(아웃바운드)");
    }
    return text;
}

std::string_view outcome_of(const step& check, const context& how) {
    switch (check.outcome) {
    case verdict::allow: return how.say("ok", "통과");
    case verdict::deny: return how.say("DROP", "차단");
    case verdict::unknown: return how.say("???", "판정 불가");
    }
    return {};
}

std::string rows(const network_index& index, const answer& given, bool of_reply,
                 std::size_t& number, const context& how) {
    std::string text;
    const auto& steps = (of_reply ? given.reply : given.forward).steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& check = steps[i];
        const bool decides = given.connection != connection_outcome::works && given.decided_by &&
                             given.decided_by->in_reply == of_reply && given.decided_by->step == i;
        const std::string cells[] = {
            std::to_string(++number),
            std::string(of_reply ? how.say("reply", "응답") : how.say("request", "요청")),
            check_of(check, how),
            detail::label_of(&index, check.component),
            rule_of(index, check, how),
            std::string(outcome_of(check, how))};
        text += "|";
        for (const auto& cell : cells) {
            const auto shown = markdown_escaped(cell);
            text += " " + (decides && !shown.empty() ? bold(shown) : shown) + " |";
        }
        text += "\n";
    }
    return text;
}

std::string table_of(const network_index& index, const answer& given, const context& how) {
    std::size_t number = 0;
    auto text = std::string(how.say("| # | Leg | Check | Component | Rule | Outcome |\n",
                                    "| # | 방향 | 검사 | 구성 요소 | 규칙 | 결과 |\n")) +
                "|--:|---|---|---|---|---|\n";
    text += rows(index, given, false, number, how);
    text += rows(index, given, true, number, how);
    return number == 0 ? std::string() : "\n" + text;
}

/// A block of a text answer: its heading in bold, numbered lines as they are, and every other line
/// a paragraph of its own.
std::string block_of(const std::string& text) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        at = end + 1;
        const auto start = line.find_first_not_of(' ');
        if (start == std::string::npos) {
            continue;
        }
        const auto words = line.substr(start);
        const auto digits = words.find_first_not_of("0123456789");
        if (digits != 0 && digits != std::string::npos && words.compare(digits, 2, ". ") == 0) {
            const bool is_first = words.compare(0, digits, "1") == 0;
            out += (is_first ? "\n" : "") + words.substr(0, digits + 2) +
                   markdown_escaped(words.substr(digits + 2)) + "\n";
        } else {
            const bool is_heading = start == 0 && line.back() != '.' && at < text.size();
            const auto shown = markdown_escaped(words);
            out += "\n" + (is_heading ? bold(shown) : shown) + "\n";
        }
    }
    return out;
}

std::string changes_of(const std::vector<change_request>& changes, const context& how) {
    std::string text;
    for (const auto& one : changes) {
        text += (text.empty() ? "\n" : "") + std::string("- ") +
                std::string(one.without ? how.say("Without: ", "제거했다고 가정: ")
                                        : how.say("With: ", "변경했다고 가정: ")) +
                code(one.text) + "\n";
    }
    return text;
}

} // namespace

std::string markdown_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            out += ' ';
            continue;
        }
        if (c == '&') {
            out += "&amp;";
            continue;
        }
        if (std::string_view("\\`*_[]<|~#").find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

std::string markdown_text(const network_index& index, const question& asked, const answer& given,
                          const fix_result* fixes, const std::vector<change_request>& changes,
                          const std::string& beside, const context& how) {
    auto plain = how;
    plain.color = false;
    const auto word = name_of(given.connection, how.lang);
    const auto said = headline(given, how.lang, &index).substr(word.size());
    const auto parts = parts_of(asked, given, fixes, plain);
    std::string text = bold(word) + markdown_escaped(said) + "\n" + changes_of(changes, how) +
                       block_of(parts.ports) + table_of(index, given, how) + block_of(parts.fix) +
                       block_of(parts.assumptions);
    if (!beside.empty()) {
        text += "\n```text\n" + beside.substr(beside.find_first_not_of('\n')) + "```\n";
    }
    return text + "\n```mermaid\n" + mermaid_text(draw_path(index, asked, given, how.lang)) +
           "```\n";
}

std::string markdown_chain_headline(const std::vector<chain_hop>& hops,
                                    const std::vector<change_request>& changes,
                                    const context& how) {
    auto plain = how;
    plain.color = false;
    const auto word = name_of(worst_of(hops), how.lang);
    const auto said = chain_headline(hops, plain);
    return bold(word) + markdown_escaped(said.substr(word.size(), said.size() - word.size() - 1)) +
           "\n" + changes_of(changes, how);
}

} // namespace vpcplan::cli
