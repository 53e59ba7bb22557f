// vpcplan cidr split: blocks in parts of one size.
#include "command_cidr.hpp"
#include "text_table.hpp"

#include <algorithm>
#include <vpcplan/cidr_math.hpp>

namespace vpcplan::cli::cidr_verb {

namespace {

/// Longest list of parts that is printed unless --limit asks for more: nobody wants 2^32 lines by
/// accident.
constexpr std::uint64_t default_split_limit = std::uint64_t{1} << 20;

/// What the operation is about, as texts for the service: the words themselves, or the blocks of
/// lists when one of them is a list.
std::optional<std::vector<std::string>> texts_of_words(const job& now) {
    const auto& words = now.asked.words;
    if (std::none_of(words.begin(), words.end(), is_list)) {
        return words;
    }
    const auto blocks = now.list(0);
    return blocks ? std::optional(texts_of(*blocks)) : std::nullopt;
}

std::optional<std::uint64_t> split_limit(const job& now) {
    if (now.asked.limit.empty()) {
        return default_split_limit;
    }
    const auto asked = number_of(now.asked.limit);
    const auto* number = std::get_if<std::int64_t>(&asked);
    if (number == nullptr || *number < 0) {
        refuse("--limit " + now.asked.limit + ": not a whole number");
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(*number);
}

/// The parts of all blocks, one after the other.
void print_parts(const job& now, const std::vector<cidr_parts>& all, std::uint64_t limit,
                 output& out) {
    std::uint64_t printed = 0;
    bool is_cut = false;
    for (const auto& parts : all) {
        is_cut = is_cut || parts.count_minus_one() >= limit - printed;
        if (printed < limit) {
            parts.for_each([&](const cidr& part) {
                out.line(to_string(part));
                return ++printed < limit && !out.is_broken();
            });
        }
    }
    if (is_cut && !now.how.quiet && !out.is_broken()) {
        out.flush();
        talk("(" + std::to_string(printed) +
             (all.size() == 1 ? " of " + grouped(all.front().count_text()) + " parts)"
                              : " parts, and there are more)"));
    }
}

} // namespace

exit_status split_blocks(const job& now) {
    const auto limit = split_limit(now);
    const auto texts = limit ? texts_of_words(now) : std::nullopt;
    if (!texts) {
        return exit_status::bad_usage;
    }
    const bool json = now.how.json();
    std::vector<cidr_parts> all;
    std::vector<std::string> lines;
    std::uint64_t left = *limit;
    for (const auto& text : *texts) {
        const parameters given{{"cidr", text},
                               {"prefix", number_of(now.asked.size)},
                               {"limit", static_cast<std::int64_t>(json ? *limit : 0)}};
        const auto answered = call("cidr.split", given);
        if (!answered.result) {
            return refuse(complaint(answered, given));
        }
        if (json) {
            lines.push_back(with_schema("vpcplan.cidr.split/1", *answered.result));
            continue;
        }
        all.push_back(split(parse_cidr(text).value(), small_number(now.asked.size)).value());
        const auto more = all.back().count_minus_one();
        if (more < left) {
            left -= static_cast<std::uint64_t>(more) + 1;
        } else if (now.asked.limit.empty()) {
            return refuse((all.size() == 1 ? text : std::to_string(all.size()) + " blocks") +
                          " into " + slash(small_number(now.asked.size)) + ": " +
                          (all.size() == 1 ? grouped(all.front().count_text()) : "so many") +
                          " parts are more than a list is good for (--limit COUNT prints the first "
                          "ones; cidr nth-subnet computes a single one)");
        }
    }
    output out(now.how.quiet);
    for (const auto& line : lines) {
        out.line(line);
    }
    print_parts(now, all, *limit, out);
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli::cidr_verb
