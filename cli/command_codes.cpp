// vpcplan codes: what reason codes mean, and what usually fixes them.
#include "render.hpp"

#include <algorithm>
#include <vpcplan/question.hpp>

namespace vpcplan::cli {

namespace {

std::vector<reason> all_reasons() {
    std::vector<reason> all;
#define VPCPLAN_LIST_REASON(name, text)                                                            \
    if (reason::name != reason::none) {                                                            \
        all.push_back(reason::name);                                                               \
    }
    VPCPLAN_REASONS(VPCPLAN_LIST_REASON)
#undef VPCPLAN_LIST_REASON
    return all;
}

std::string json_of(reason code, language lang) {
    const auto text = explain(code, lang);
    return json_object()
        .text("code", id_of(code))
        .text("title", text.title)
        .text("meaning", text.meaning)
        .text("fix", text.remedy)
        .str();
}

} // namespace

exit_status run(const codes_command& asked, const context& how) {
    output out(how.quiet);
    if (!asked.code.empty()) {
        const auto code = find_reason(asked.code);
        if (!code) {
            std::string upper = asked.code.substr(0, 64);
            for (char& c : upper) {
                c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            }
            std::pair<std::size_t, std::string_view> best{~std::size_t{0}, {}};
            for (const auto known : all_reasons()) {
                // Part of a code is closer than any misspelling of another one.
                const bool is_part =
                    upper.size() > 2 && id_of(known).find(upper) != std::string_view::npos;
                best = std::min(best, {is_part ? 0 : 1 + detail::edit_distance(id_of(known), upper),
                                       id_of(known)});
            }
            return refuse("unknown code '" + asked.code + "' (did you mean " +
                          std::string(best.second) + "?); `vpcplan codes` lists all");
        }
        const auto text = explain(*code, how.lang);
        if (how.json()) {
            out.line(with_schema("vpcplan.codes/1", json_of(*code, how.lang)));
        } else {
            out.line(paint(id_of(*code), color::bold, how) + ": " + std::string(text.title));
            out.line(std::string("\n") + std::string(text.meaning));
            out.line("\n" + std::string(how.say("What usually fixes it: ", "해결 방법: ")) +
                     std::string(text.remedy));
        }
        return out.finish(exit_status::yes);
    }
    if (how.json()) {
        std::vector<std::string> all;
        for (const auto code : all_reasons()) {
            all.push_back(json_of(code, how.lang));
        }
        out.line(
            json_object().text("schema", "vpcplan.codes/1").raw("codes", json_array(all)).str());
        return out.finish(exit_status::yes);
    }
    for (const auto code : all_reasons()) {
        out.line(paint(id_of(code), color::bold, how) + "\n    " +
                 std::string(explain(code, how.lang).title));
    }
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli
