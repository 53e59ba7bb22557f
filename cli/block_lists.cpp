#include "block_lists.hpp"
#include "output.hpp"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <vpcplan/address_range.hpp>

namespace vpcplan::cli {

namespace {

constexpr std::uint64_t errors_shown = 3;

bool is_block_text(std::string_view text) {
    return parse_cidr(text, host_bits::mask, notation::any) || parse_address(text) ||
           parse_address_range(text);
}

} // namespace

bool list_inputs::add(const std::string& word) {
    if (word == "-") {
        inputs_.push_back({STDIN_FILENO, "standard input"});
        return true;
    }
    if (is_block_text(word) || word.find(',') != std::string::npos) {
        std::string lines = word + "\n";
        for (char& c : lines) {
            c = c == ',' ? '\n' : c;
        }
        return add_text(lines);
    }
    std::unique_ptr<std::FILE, closer> file(std::fopen(word.c_str(), "re"));
    if (file == nullptr) {
        const int why = errno;
        const auto block = parse_cidr(word);
        const bool looks_like_block =
            word.find_first_not_of("0123456789abcdefABCDEF.:/-") == std::string::npos;
        complain(looks_like_block ? describe(block.error(), word) + "; and no file has this name"
                                  : word + ": " + std::strerror(why) +
                                        " (a block, a file with one block a line, or - is needed)");
        return false;
    }
    struct stat about {};
    if (fstat(fileno(file.get()), &about) == 0 && S_ISDIR(about.st_mode)) {
        complain(word + ": is a folder (a file with one block a line is needed)");
        return false;
    }
    inputs_.push_back({fileno(file.get()), word});
    files_.push_back(std::move(file));
    return true;
}

bool list_inputs::add_text(const std::string& lines) {
    std::unique_ptr<std::FILE, closer> file(std::tmpfile());
    if (file == nullptr || std::fwrite(lines.data(), 1, lines.size(), file.get()) != lines.size() ||
        std::fflush(file.get()) != 0 || lseek(fileno(file.get()), 0, SEEK_SET) != 0) {
        complain(std::string("cannot write a temporary file: ") + std::strerror(errno));
        return false;
    }
    inputs_.push_back({fileno(file.get()), "arguments"});
    files_.push_back(std::move(file));
    return true;
}

void bad_line_reporter::report(const line_error& bad) {
    ++seen_;
    if (!all_ && seen_ > errors_shown) {
        return;
    }
    complain(bad.input == "arguments" ? describe(bad.why, bad.text) : to_string(bad));
}

bool bad_line_reporter::finish(const bulk_report& report) const {
    if (!all_ && seen_ > errors_shown) {
        complain("and " + std::to_string(seen_ - errors_shown) + " more bad lines (-v shows all)");
    }
    if (report.read_error != 0) {
        complain(report.unreadable + ": " + std::strerror(report.read_error));
    }
    if (report.write_error != 0 && report.write_error != EPIPE) {
        complain(std::string("cannot write the answer: ") + std::strerror(report.write_error));
    }
    return report.bad_lines == 0 && report.read_error == 0 &&
           (report.write_error == 0 || report.write_error == EPIPE);
}

std::optional<std::vector<cidr>> read_list(const std::vector<std::string>& words, host_bits bits,
                                           bool show_all_errors) {
    list_inputs lists;
    for (const auto& word : words) {
        if (!lists.add(word)) {
            return std::nullopt;
        }
    }
    std::vector<cidr> all;
    for (const auto& input : lists.inputs()) {
        bad_line_reporter reporter(show_all_errors);
        bulk_report report;
        auto some = read_blocks(input, bits, reporter.sink(), report);
        if (!reporter.finish(report)) {
            return std::nullopt;
        }
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

std::optional<named_list> read_named_list(const std::vector<std::string>& words, host_bits bits,
                                          bool show_all_errors) {
    list_inputs lists;
    for (const auto& word : words) {
        if (!lists.add(word)) {
            return std::nullopt;
        }
    }
    named_list all;
    for (const auto& input : lists.inputs()) {
        bad_line_reporter reporter(show_all_errors);
        bulk_report report;
        const auto name = input.name == "arguments" ? std::string() : input.name;
        read_named_blocks(input, bits, name, reporter.sink(), report, all);
        if (!reporter.finish(report)) {
            return std::nullopt;
        }
    }
    return all;
}

} // namespace vpcplan::cli
