// Answers that somebody read and approved.
#pragma once

#include "program.hpp"
#include "support/catch.hpp"

namespace vpcplan_test {

/// Compares with tests/golden/NAME.expected; VPCPLAN_UPDATE_GOLDEN=1 writes it instead.
inline void check_golden(const std::string& name, const program_result& said) {
    const auto path = std::string(VPCPLAN_SOURCE_DIR) + "/tests/golden/" + name + ".expected";
    const auto text = said.out + "exit status " + std::to_string(said.status) + "\n";
    if (std::getenv("VPCPLAN_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
    }
    INFO(name << ": VPCPLAN_UPDATE_GOLDEN=1 rewrites the expected text");
    CHECK(text == read_file(path));
}

} // namespace vpcplan_test
