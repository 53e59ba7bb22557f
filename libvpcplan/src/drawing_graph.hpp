// Private to vpcplan::io. What the graph languages share: the lines of a box, the arrows.
#pragma once

#include "drawing_text.hpp"

namespace vpcplan::io {

/// The lines in the box of a place: its name, what it is, the checks of both legs.
inline std::vector<std::string> lines_in(const path_drawing& drawn, const path_drawing::place& at) {
    std::vector<std::string> lines;
    const bool ko = drawn.lang == language::ko;
    if (at.kind == path_drawing::place::what::gap) {
        return {at.title};
    }
    if (at.kind == path_drawing::place::what::stop) {
        lines.push_back(at.title);
        if (!at.detail.empty()) {
            lines.push_back(at.detail);
        }
        if (!at.reached) {
            lines.emplace_back(ko ? "(도달하지 못함)" : "(not reached)");
        }
    }
    for (const auto* numbers : {&at.requests, &at.replies}) {
        for (const auto number : *numbers) {
            const auto& check = drawn.checks[number];
            lines.push_back("(" + std::to_string(check.number) + ") " +
                            std::string(mark_of(check.outcome, drawn.lang)) + " " + check.label +
                            (check.decides ? (ko ? " <-- 여기서 결정" : " <-- decides") : ""));
        }
    }
    for (const auto number : at.remarks) {
        lines.push_back("* " + drawn.remarks[number].label);
    }
    return lines;
}

/// The check of one leg that decides here, or null.
inline const path_drawing::check* decisive_check(const path_drawing& drawn,
                                                 const path_drawing::place& at, bool of_reply) {
    for (const auto number : of_reply ? at.replies : at.requests) {
        if (drawn.checks[number].decides) {
            return &drawn.checks[number];
        }
    }
    return nullptr;
}

inline bool is_decisive(const path_drawing& drawn, const path_drawing::place& at) {
    return decisive_check(drawn, at, false) != nullptr ||
           decisive_check(drawn, at, true) != nullptr;
}

/// "Hop 1 of 2"
inline std::string hop_title(const chain_drawing& drawn, std::size_t number) {
    const bool ko = drawn.lang == language::ko;
    return (ko ? "구간 " : "Hop ") + std::to_string(number + 1) + (ko ? "/" : " of ") +
           std::to_string(drawn.hops.size());
}

struct graph_arrow {
    std::size_t from;
    std::size_t to;
    bool of_reply;
    bool is_stopped; ///< a check that decides stands at its end
};

/// The arrows of the request, then those of the reply.
inline std::vector<graph_arrow> arrows_of(const path_drawing& drawn) {
    std::vector<graph_arrow> arrows;
    for (const bool of_reply : {false, true}) {
        const auto way = way_of(drawn, of_reply);
        for (std::size_t i = 1; i < way.size(); ++i) {
            const auto& end = drawn.places[way[i]];
            arrows.push_back(
                {way[i - 1], way[i], of_reply, decisive_check(drawn, end, of_reply) != nullptr});
        }
    }
    return arrows;
}

} // namespace vpcplan::io
