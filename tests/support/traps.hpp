// Questions about networks written as vpc.yaml, with the answer in a word.
#pragma once

#include "loading.hpp"
#include "network_builder.hpp"

namespace vpcplan::test {

struct trap {
    std::string name;
    std::string lines; ///< of vpc.yaml, after those all rows of a table share
    std::string from;
    std::string to;
    std::string what;
    std::string said;
    std::optional<std::uint16_t> source_port{};
};

inline void check_all(const std::string& shared, const std::vector<trap>& traps) {
    for (const auto& one : traps) {
        INFO(one.name);
        const auto loaded = read(shared + one.lines);
        const network_index index(loaded.data);
        const auto asked = question_of(index, one.from, one.to, one.what, one.source_port);
        const auto answered = vpcplan::test::ask(index, asked);
        REQUIRE(answered);
        CHECK(short_text(*answered) == one.said);
    }
}

} // namespace vpcplan::test
