#pragma once

#include "support/catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vpcplan/readers.hpp>

namespace vpcplan::test {

inline const std::filesystem::path source_folder = VPCPLAN_SOURCE_DIR;

/// The network of a text that must be readable.
inline loaded_network read(std::string_view text, const std::string& name = "input") {
    auto outcome = parse_network(text, name);
    if (const auto* why = std::get_if<load_failure>(&outcome)) {
        FAIL("not readable: " << why->message);
    }
    return std::get<loaded_network>(std::move(outcome));
}

inline loaded_network load(const std::filesystem::path& path) {
    auto outcome = load_network(path.string());
    if (const auto* why = std::get_if<load_failure>(&outcome)) {
        FAIL("not readable: " << why->message);
    }
    return std::get<loaded_network>(std::move(outcome));
}

/// Why a text cannot be read.
inline load_failure refused(std::string_view text, const std::string& name = "input") {
    auto outcome = parse_network(text, name);
    REQUIRE(std::holds_alternative<load_failure>(outcome));
    return std::get<load_failure>(std::move(outcome));
}

template <class T>
const T& by_id(const std::vector<T>& all, std::string_view id) {
    for (const auto& one : all) {
        if (one.id == id) {
            return one;
        }
    }
    FAIL("nothing is called " << id);
    return all.front();
}

using strings = std::vector<std::string>;

inline bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// The first diagnostic with this id, or null.
inline const diagnostic* find_diagnostic(const loaded_network& loaded, std::string_view id) {
    const auto found = std::find_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                                    [id](const diagnostic& one) { return one.id == id; });
    return found == loaded.diagnostics.end() ? nullptr : &*found;
}

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    REQUIRE(in);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << text;
    REQUIRE(out);
}

/// A folder that is gone at the end of the test.
class scratch_folder {
public:
    scratch_folder() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "vpcplan-test-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    std::filesystem::path path;
};

} // namespace vpcplan::test
