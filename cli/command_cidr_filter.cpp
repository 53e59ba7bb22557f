// vpcplan cidr filter: the lines whose address lies in some block.
#include "command_cidr.hpp"

#include <algorithm>
#include <unistd.h>

namespace vpcplan::cli::cidr_verb {

namespace {

/// Whether a list says more than blocks and the names of its files.
bool has_labels(const named_list& list, const std::vector<std::string>& files) {
    for (std::size_t i = 0; i < list.blocks().size(); ++i) {
        const auto& name = list.names()[list.owners()[i]];
        if (name != "standard input" && name != to_string(list.blocks()[i]) &&
            std::find(files.begin(), files.end(), name) == files.end()) {
            return true;
        }
    }
    return false;
}

} // namespace

exit_status filter_lines(const job& now) {
    const auto blocks = read_named_list(now.asked.blocks, now.bits(), now.how.verbose);
    if (!blocks) {
        return exit_status::bad_usage;
    }
    auto words = now.asked.words;
    if (words.empty()) {
        words.emplace_back("-");
    }
    list_inputs lists;
    for (const auto& word : words) {
        if (!lists.add(word)) {
            return exit_status::bad_usage;
        }
    }
    const cidr_matcher matcher(blocks->blocks());
    filter_options options{now.asked.with_block, now.asked.invert,
                           now.asked.count || now.how.quiet || now.how.json()};
    if (has_labels(*blocks, now.asked.blocks)) {
        options.names = &*blocks;
    }
    bad_line_reporter reporter(now.how.verbose);
    std::uint64_t written = 0;
    bool good = true;
    for (const auto& input : lists.inputs()) {
        const auto report = filter(input, matcher, STDOUT_FILENO, options, reporter.sink());
        good = reporter.finish(report) && good;
        written += report.written;
        if (report.write_error != 0) {
            break;
        }
    }
    output out(now.how.quiet);
    if (now.how.json()) {
        out.line(
            json_object().text("schema", "vpcplan.cidr.filter/1").number("count", written).str());
    } else if (now.asked.count) {
        out.line(std::to_string(written));
    }
    if (!good) {
        return out.finish(exit_status::bad_usage);
    }
    return out.finish(written > 0 ? exit_status::yes : exit_status::no);
}

} // namespace vpcplan::cli::cidr_verb
