#include "render.hpp"
#include "what_if.hpp"

#include <algorithm>
#include <vpcplan/drawing.hpp>

namespace vpcplan::cli {

std::string paint(std::string_view text, color which, const context& how) {
    if (!how.color) {
        return std::string(text);
    }
    std::string_view code;
    switch (which) {
    case color::green: code = "\033[1;32m"; break;
    case color::red: code = "\033[1;31m"; break;
    case color::yellow: code = "\033[1;33m"; break;
    case color::bold: code = "\033[1m"; break;
    case color::dim: code = "\033[2m"; break;
    }
    return std::string(code) + std::string(text) + "\033[0m";
}

// --- JSON
// -----------------------------------------------------------------------------------------

json_object& json_object::raw(std::string_view name, std::string_view value) {
    members_ += members_.empty() ? "" : ",";
    members_ += json_string(name) + ":" + std::string(value);
    return *this;
}

json_object& json_object::text(std::string_view name, std::string_view value) {
    return raw(name, json_string(value));
}

json_object& json_object::flag(std::string_view name, bool value) {
    return raw(name, value ? "true" : "false");
}

json_object& json_object::number(std::string_view name, std::uint64_t value) {
    return raw(name, std::to_string(value));
}

json_object& json_object::texts(std::string_view name, const std::vector<std::string>& values) {
    std::vector<std::string> quoted(values.size());
    std::transform(values.begin(), values.end(), quoted.begin(),
                   [](const std::string& value) { return json_string(value); });
    return raw(name, json_array(quoted));
}

std::string json_array(const std::vector<std::string>& values) {
    std::string text = "[";
    for (const auto& value : values) {
        text += (text.size() > 1 ? "," : "") + value;
    }
    return text + "]";
}

std::string with_schema(std::string_view schema, std::string_view result) {
    const bool is_empty = result.substr(0, 2) == "{}";
    return "{\"schema\":" + json_string(schema) + (is_empty ? "" : ",") +
           std::string(result.substr(1));
}

std::size_t text_columns(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        count += (byte & 0xc0U) == 0x80U ? 0 : byte >= 0xea && byte <= 0xed ? 2 : 1;
    }
    return count;
}

std::string grouped(std::string digits) {
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

// --- answers
// --------------------------------------------------------------------------------------

namespace {

std::string mark_of(const step& check, const context& how) {
    switch (check.outcome) {
    case verdict::allow: return paint(how.say("ok  ", "통과"), color::green, how);
    case verdict::deny: return paint(how.say("DROP", "차단"), color::red, how);
    case verdict::unknown: return paint(how.say("??? ", "판정 불가"), color::yellow, how);
    }
    return {};
}

std::string packet_text(const packet& header, language lang) {
    const auto proto = header.proto();
    const auto end = [&](const detail::address_bits& address, std::uint16_t port) {
        auto text = detail::to_string(address);
        if (!proto.has_ports()) {
            return text;
        }
        return (address.family == address_family::ipv6 ? "[" + text + "]" : text) + ":" +
               std::to_string(port);
    };
    auto text = end(header.source, header.source_port) + " -> " +
                end(header.destination, header.destination_port) + "  ";
    if (proto.has_ports()) {
        return text + (proto == protocol::tcp() ? "TCP" : "UDP");
    }
    return text + traffic_text(header, lang);
}

std::string considered_text(const network_index& index, const step& check, const context& how) {
    const bool ko = how.lang == language::ko;
    std::string text;
    for (const auto& one : check.considered) {
        const auto rule = detail::find_rule(index, check, one);
        const auto set = check.kind == step_kind::sg ? std::string(rule.set) + ": " : std::string();
        const auto field = detail::differing_field(one.first_mismatch).in(how.lang);
        text += "          " + set + rule.text() + "  (";
        switch (one.first_mismatch) {
        case rule_field::none: text += ko ? "일치" : "matches"; break;
        case rule_field::unreadable: text += ko ? "판정 불가" : "not known"; break;
        default:
            text += ko ? std::string(field) + " 일치하지 않음" : std::string(field) + " differs";
            break;
        }
        text += ")\n";
    }
    return text;
}

std::string leg_text(const network_index& index, const leg& shown, std::string_view title,
                     std::string_view arrows, std::optional<std::size_t> deciding,
                     const context& how) {
    std::string text;
    if (shown.steps.empty()) {
        return text;
    }
    text += "\n" + paint(title, color::bold, how) + "  " +
            packet_text(shown.steps.front().header, how.lang) + "\n  " +
            paint(arrows, color::dim, how) + "\n";
    for (std::size_t i = 0; i < shown.steps.size(); ++i) {
        const auto& check = shown.steps[i];
        text += "  " + mark_of(check, how) + "  " + sentence(check, how.lang, &index);
        const auto place = to_string(check.place);
        if (deciding == i) {
            text += place.empty() ? "" : " [" + place + "]";
            text += paint(how.say("  <-- decides", "  <-- 여기서 결정"), color::bold, how);
        } else if (how.verbose && !place.empty()) {
            text += " [" + place + "]";
        }
        text += "\n";
        if (how.verbose) {
            text += considered_text(index, check, how);
        }
    }
    return text;
}

/// For which ports the verdict holds, where the question left ports open.
std::string ports_text(const question& asked, const answer& given, const context& how) {
    const auto& header = given.first_packet;
    if (!header.proto().has_ports() || asked.proto.is_any()) {
        return {};
    }
    const bool ko = how.lang == language::ko;
    const bool works = given.connection == connection_outcome::works;
    std::string text;
    if (!asked.destination_port && !works) {
        const auto some = vpcplan::ports_text(given.destination_ports);
        const auto shown = std::to_string(header.destination_port);
        if (some.empty()) {
            return ko ? "모든 경우에 통신되는 목적지 포트가 없습니다. 아래는 목적지 포트 " + shown +
                            "번의 경우입니다.\n"
                      : "No destination port works throughout; shown below is port " + shown +
                            ".\n";
        }
        return ko ? "통신되는 목적지 포트: " + some + ". 아래는 통신되지 않는 목적지 포트 " +
                        shown + "번의 경우입니다.\n"
                  : "These destination ports work: " + some + ". Shown below is port " + shown +
                        ", which does not.\n";
    }
    if (!asked.destination_port) {
        text += ko ? "목적지 포트가 어느 것이어도 결과는 같습니다.\n"
                   : "Holds for every destination port.\n";
    }
    if (asked.source_port) {
        return text;
    }
    const auto all = to_string(range_of(asked.client));
    const auto some = vpcplan::ports_text(given.source_ports);
    if (works) {
        text += ko ? "소스 포트가 " + all + " 중 어느 것이어도 결과는 같습니다.\n"
                   : "Holds for every source port " + all + ".\n";
    } else if (!some.empty()) {
        const auto shown = std::to_string(header.source_port);
        text += ko ? "소스 포트 " + all + " 중 " + some +
                         " 범위에서만 통신됩니다. 아래는 소스 포트 " + shown + "번의 경우입니다.\n"
                   : "Of the source ports " + all + " only " + some +
                         " work. Shown below is source port " + shown + ".\n";
    }
    return text;
}

std::string fix_text(const answer& given, const fix_result& fixes, const context& how) {
    const bool ko = how.lang == language::ko;
    std::string text;
    if (!fixes.changes.empty()) {
        text += "\n" + paint(how.say("To fix it", "해결 방법"), color::bold, how) + "\n";
        std::size_t number = 0;
        for (const auto& one : fixes.changes) {
            text += "  " + std::to_string(++number) + ". " + one.text(how.lang) + "\n";
        }
    }
    if (fixes.complete) {
        text += ko ? "  위 변경을 모두 적용하면 통신됩니다(다시 판정하여 확인함).\n"
                   : std::string("  Checked: with ") +
                         (fixes.changes.size() == 1 ? "this change" : "these changes") +
                         " the connection works.\n";
        return text;
    }
    const auto code = fixes.obstacle != reason::none ? fixes.obstacle : given.deciding_step()->code;
    if (fixes.changes.empty()) {
        text += "\n" +
                paint(how.say("What usually helps", "일반적인 해결 방법"), color::bold, how) +
                "\n  " + std::string(explain(code, how.lang).remedy) + "\n";
        return text;
    }
    text += ko ? "  그 뒤에도 남는 문제: " + std::string(explain(code, how.lang).title) + ". " +
                     std::string(explain(code, how.lang).remedy) + "\n"
               : "  Even then: " + std::string(explain(code, how.lang).title) + ". " +
                     std::string(explain(code, how.lang).remedy) + "\n";
    return text;
}

std::string assumptions_text(const answer& given, const context& how) {
    std::string text;
    for (const auto taken : given.assumptions) {
        text += (text.empty() ? "" : std::string(how.say("; ", " / "))) +
                std::string(sentence(taken, how.lang));
    }
    return text.empty() ? text
                        : "\n" +
                              paint(std::string(how.say("Assumed: ", "전제: ")) + text +
                                        std::string(how.say(".", "")),
                                    color::dim, how) +
                              "\n";
}

} // namespace

std::string answer_text(const network_index& index, const question& asked, const answer& given,
                        const fix_result* fixes, const std::vector<change_request>& changes,
                        const context& how) {
    const auto word = name_of(given.connection, how.lang);
    auto head = headline(given, how.lang, &index);
    const auto tint = given.connection == connection_outcome::works   ? color::green
                      : given.connection == connection_outcome::fails ? color::red
                                                                      : color::yellow;
    head.replace(0, word.size(), paint(word, tint, how));
    std::string text = head + "\n" + changes_text(changes, how) + ports_text(asked, given, how);
    const auto deciding = [&](bool in_reply) {
        return given.decided_by && given.decided_by->in_reply == in_reply
                   ? std::optional(given.decided_by->step)
                   : std::nullopt;
    };
    const auto drawn = draw_path(index, asked, given, how.lang);
    text += leg_text(index, given.forward, how.say("Request", "요청"), arrows_text(drawn, false),
                     deciding(false), how);
    text += leg_text(index, given.reply, how.say("Reply", "응답"), arrows_text(drawn, true),
                     deciding(true), how);
    const auto parts = parts_of(asked, given, fixes, how);
    return text + parts.fix + parts.assumptions;
}

answer_parts parts_of(const question& asked, const answer& given, const fix_result* fixes,
                      const context& how) {
    answer_parts made{ports_text(asked, given, how), {}, assumptions_text(given, how)};
    if (fixes != nullptr) {
        made.fix = fix_text(given, *fixes, how);
    } else if (given.connection == connection_outcome::fails) {
        made.fix = "\n" +
                   std::string(how.say("For a fix, ask about one service, such as tcp/443.",
                                       "해결 방법을 보려면 tcp/443처럼 서비스 하나를 지정하여 "
                                       "질문합니다.")) +
                   "\n";
    }
    return made;
}

// --- diagnostics
// ----------------------------------------------------------------------------------

void talk_about(const std::vector<diagnostic>& diagnostics, const context& how) {
    constexpr std::size_t few = 3;
    std::size_t important = 0;
    std::size_t shown = 0;
    for (const auto& one : diagnostics) {
        important += one.level == severity::note ? 0 : 1;
    }
    if (how.quiet || (important == 0 && !how.verbose)) {
        return;
    }
    for (const auto& one : diagnostics) {
        const bool wanted = how.verbose || (one.level != severity::note && shown < few);
        if (wanted) {
            ++shown;
            const auto place = to_string(one.place);
            const auto level = one.level == severity::error     ? "error: "
                               : one.level == severity::warning ? "warning: "
                                                                : "note: ";
            talk(level + (place.empty() ? "" : place + ": ") + one.message);
        }
    }
    if (!how.verbose && important > shown) {
        talk("(and " + std::to_string(important - shown) + " more about the input; -v shows all)");
    }
}

} // namespace vpcplan::cli
