// Lists of blocks as people give them: on the command line, in files, or on standard input.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <vpcplan/bulk.hpp>

namespace vpcplan::cli {

/// Files that stay open while they are read. A word is `-`, a block, address or range, a list of
/// these with commas, or the name of a file.
class list_inputs {
public:
    /// Complains and returns false when a word is none of these.
    bool add(const std::string& word);

    const std::vector<text_input>& inputs() const noexcept { return inputs_; }

private:
    bool add_text(const std::string& lines);

    struct closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    std::vector<std::unique_ptr<std::FILE, closer>> files_;
    std::vector<text_input> inputs_;
};

/// Reports bad lines: the first few, or all. Its address must not change while it is in use.
class bad_line_reporter {
public:
    explicit bad_line_reporter(bool all) : all_(all) {}
    line_error_sink sink() {
        return [this](const line_error& bad) { report(bad); };
    }
    /// Says how many were not shown and what went wrong besides; true when all was well.
    bool finish(const bulk_report& report) const;

private:
    void report(const line_error& bad);

    bool all_;
    std::uint64_t seen_ = 0;
};

/// All blocks of the words, in order; nothing after a complaint.
std::optional<std::vector<cidr>> read_list(const std::vector<std::string>& words, host_bits bits,
                                           bool show_all_errors);

/// All blocks of the words with their names: those of the lines, else of the file; a block on the
/// command line is its own name. Nothing after a complaint.
std::optional<named_list> read_named_list(const std::vector<std::string>& words, host_bits bits,
                                          bool show_all_errors);

} // namespace vpcplan::cli
