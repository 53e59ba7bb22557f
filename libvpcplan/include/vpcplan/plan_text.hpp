// Floor 7. What plans are told, as sentences in English and Korean.
//
// Example    sentence(why, language::en)  -> "shop needs a /16, and corp has only 10.0.0.0/20"
//            change_of(why, language::en) -> "give corp a block of /16 or more"
#pragma once

#include "detail/plan_text_en.hpp"
#include "detail/plan_text_ko.hpp"
#include "vpc_cidr_text.hpp"

namespace vpcplan {

namespace detail {

template <class Code>
std::string fill_plan_text(Code code, const std::string& path, const fact_list& facts,
                           const std::optional<vpc_cidr_finding>& finding, language lang) {
    const bool ko = lang == language::ko;
    const auto value_of = [&](std::string_view name) -> std::string {
        if (name == "path") {
            return path;
        }
        if (name == "finding" && finding) {
            return sentence(*finding, lang);
        }
        if (name == "named") {
            const auto kind = value_in(facts, "kind");
            return std::string(ko ? korean_kind(kind) : english_kind(kind));
        }
        return std::string(value_in(facts, name));
    };
    return fill_template(ko ? korean_text(code) : english_text(code), {}, value_of);
}

} // namespace detail

/// Why there is no layout, as a sentence without a full stop. Never empty.
inline std::string sentence(const plan_failure& why, language lang) {
    return detail::fill_plan_text(why.code, why.path, why.facts, why.finding, lang);
}

/// What would help, one change after the other; empty when nothing is known to.
inline std::string change_of(const plan_failure& why, language lang) {
    std::string text;
    for (const auto& change : why.changes) {
        text += (text.empty() ? "" : "; ") +
                detail::fill_plan_text(change.code, why.path, change.facts, {}, lang);
    }
    return text;
}

/// A remark as a sentence without a full stop. Never empty.
inline std::string sentence(const plan_remark& remark, language lang) {
    return detail::fill_plan_text(remark.code, remark.path, remark.facts, remark.finding, lang);
}

} // namespace vpcplan
