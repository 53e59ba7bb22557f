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
        if (name == "path" || name == "paths") {
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

/// A change, and the paths of all that it would help.
struct shared_change {
    const plan_change* change;
    std::string paths; ///< "a, b"
    std::string_view last;
};

inline void add_changes(const plan_failure& why, std::vector<shared_change>& all) {
    for (const auto& change : why.changes) {
        const auto same = std::find_if(all.begin(), all.end(), [&](const shared_change& one) {
            return one.change->code == change.code && one.change->facts == change.facts;
        });
        if (same == all.end()) {
            all.push_back({&change, why.path, why.path});
        } else if (same->last != why.path) { // not again for its IPv6 block
            same->paths += ", " + why.path;
            same->last = why.path;
        }
    }
}

} // namespace detail

/// Why there is no layout, as a sentence without a full stop. Never empty. `more` is not in it.
inline std::string sentence(const plan_failure& why, language lang) {
    return detail::fill_plan_text(why.code, why.path, why.facts, why.finding, lang);
}

/// What would help, one change after the other, for `more` too; empty when nothing is known to.
inline std::string change_of(const plan_failure& why, language lang) {
    std::vector<detail::shared_change> all;
    detail::add_changes(why, all);
    for (const auto& other : why.more) {
        detail::add_changes(other, all);
    }
    std::string text;
    for (const auto& one : all) {
        text += (text.empty() ? "" : "; ") +
                detail::fill_plan_text(one.change->code, one.paths, one.change->facts, {}, lang);
    }
    return text;
}

/// A remark as a sentence without a full stop. Never empty.
inline std::string sentence(const plan_remark& remark, language lang) {
    return detail::fill_plan_text(remark.code, remark.path, remark.facts, remark.finding, lang);
}

} // namespace vpcplan
