// vpcplan plan: from needs to a layout that stays.
#include "network_option.hpp"
#include "render.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <vpcplan/plan_check_text.hpp>
#include <vpcplan/plan_explain.hpp>
#include <vpcplan/plan_files.hpp>
#include <vpcplan/plan_input.hpp>
#include <vpcplan/plan_layout.hpp>
#include <vpcplan/plan_picture.hpp>
#include <vpcplan/plan_text.hpp>
#include <vpcplan/question.hpp>

namespace vpcplan::cli {

namespace {

/// Needs out of blocks and --tier options; nothing after a complaint.
std::optional<plan_needs> needs_of_arguments(const plan_command& asked,
                                             const std::vector<cidr>& blocks) {
    plan_needs needs;
    plan_vpc made;
    made.name = asked.name.empty() ? "vpc" : asked.name;
    made.region = asked.region;
    made.blocks = blocks;
    std::stable_partition(made.blocks.begin(), made.blocks.end(),
                          [](const cidr& block) { return block.is_v4(); });
    const auto zones = parse_zones(asked.zones);
    if (!zones) {
        refuse("--zones '" + asked.zones + "': write a number from 1 to 26, or names: a,b,c");
        return std::nullopt;
    }
    made.zones = *zones;
    made.spare_zones = asked.spare_zones;
    made.summary = asked.summary == "zone"   ? plan_summary::zone
                   : asked.summary == "none" ? plan_summary::none
                                             : plan_summary::tier;
    if (asked.tiers.empty()) {
        refuse("a layout needs tiers: --tier public:250 --tier app:/20");
        return std::nullopt;
    }
    for (const auto& text : asked.tiers) {
        const auto colon = text.find(':');
        plan_tier tier;
        tier.name = text.substr(0, colon);
        if (colon == std::string::npos || colon == 0 ||
            tier.name.find_first_of("/@") != std::string::npos) {
            refuse("--tier '" + text +
                   "': write NAME:SIZE, such as public:250, app:/20 or pods:/19@100.64.0.0/10");
            return std::nullopt;
        }
        if (const auto problem = parse_tier_size(std::string_view(text).substr(colon + 1), tier)) {
            refuse("--tier " + *problem);
            return std::nullopt;
        }
        made.tiers.push_back(std::move(tier));
    }
    for (const auto& text : asked.avoid) {
        const auto block = parse_cidr(text);
        if (!block) {
            refuse("--avoid " + describe(block.error(), text));
            return std::nullopt;
        }
        needs.avoid.push_back({*block, {}});
    }
    needs.vpcs.push_back(std::move(made));
    return needs;
}

bool is_meant_as_block(const std::string& text) {
    return parse_address(text) ||
           (text.find('/') != std::string::npos && text.find_first_of("0123456789") == 0);
}

/// A plan file says itself what the options of the quick form say.
std::string where_to_write(const std::string& option, const std::string& file) {
    auto field = option == "--tier" ? std::string("tiers") : option.substr(2);
    std::replace(field.begin(), field.end(), '-', '_');
    return option + " goes with a block; " + file + " is a plan file: write " + field + ": in it" +
           (field == "avoid" ? "" : ", where the VPC is");
}

/// The needs of a plan file or of the arguments; nothing after a complaint.
std::optional<plan_needs> needs_of(const plan_command& asked) {
    std::vector<cidr> blocks;
    for (const auto& text : asked.what) {
        if (const auto block = parse_cidr(text)) {
            blocks.push_back(*block);
        } else if (is_meant_as_block(text) && !std::filesystem::exists(text)) {
            refuse(describe(block.error(), text));
            return std::nullopt;
        }
    }
    if (blocks.size() == asked.what.size()) {
        return needs_of_arguments(asked, blocks);
    }
    if (asked.what.size() != 1) {
        refuse("one plan file, or blocks; not both");
        return std::nullopt;
    }
    if (!asked.block_options.empty()) {
        refuse(where_to_write(asked.block_options.front(), asked.what.front()));
        return std::nullopt;
    }
    auto read = load_plan(asked.what.front());
    if (const auto* failed = std::get_if<load_failure>(&read)) {
        refuse(failed->message);
        return std::nullopt;
    }
    return std::get<plan_needs>(std::move(read));
}

/// plan.yaml has plan.lock.json beside it; other plans have a lock only when one is named.
std::string lock_path(const plan_command& asked) {
    if (!asked.lock.empty()) {
        return asked.lock == "none" ? std::string() : asked.lock;
    }
    if (asked.what.size() != 1 || asked.what.front() == "-" || parse_cidr(asked.what.front())) {
        return {};
    }
    return std::filesystem::path(asked.what.front()).replace_extension(".lock.json").string();
}

/// The lock, empty when there is none yet; nothing after a complaint.
std::optional<std::vector<locked_block>> read_lock(const std::string& path) {
    if (path.empty() || !std::filesystem::exists(path)) {
        return std::vector<locked_block>{};
    }
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) {
        refuse(path + ": the lock cannot be read");
        return std::nullopt;
    }
    auto read = parse_lock(text.str(), path);
    if (const auto* failed = std::get_if<load_failure>(&read)) {
        refuse(failed->message + " (a lock is written by vpcplan plan; take the last good one)");
        return std::nullopt;
    }
    return std::get<std::vector<locked_block>>(std::move(read));
}

/// All or nothing: beside the file first, then in its place.
bool write_lock(const std::string& path, const std::string& text) {
    const auto beside = path + ".new";
    {
        errno = 0;
        std::ofstream out(beside, std::ios::binary | std::ios::trunc);
        out << text;
        out.close();
        if (!out) {
            const auto why = std::generic_category().message(errno);
            std::remove(beside.c_str());
            complain(path + ": the lock cannot be written: " + why +
                     " (--dry-run lays out without one)");
            return false;
        }
    }
    std::error_code ec;
    std::filesystem::rename(beside, path, ec);
    if (ec) {
        complain(path + ": the lock cannot be written: " + ec.message());
        return false;
    }
    return true;
}

/// The path that is most like a word: of a block, or of a tier.
std::string nearest_path(const std::vector<std::string>& known, const std::string& word) {
    std::vector<std::string> all(known);
    for (const auto& path : known) {
        const auto end = path.rfind('/');
        if (end != std::string::npos && path.find('@') == std::string::npos) {
            all.push_back(path.substr(0, end));
        }
    }
    const auto near = std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
        return detail::edit_distance(a, word) < detail::edit_distance(b, word);
    });
    return near == all.end() ? std::string() : *near;
}

/// The paths that may move: VPC/TIER is every subnet of the tier. Nothing after a complaint.
std::optional<std::set<std::string, std::less<>>>
paths_to_move(const std::vector<std::string>& asked, const plan_needs& needs,
              const std::vector<locked_block>& locked) {
    const auto known = paths_of(needs, locked);
    std::set<std::string, std::less<>> paths;
    for (const auto& path : asked) {
        bool is_known = path == "all";
        if (is_known) {
            paths.insert(path);
        }
        for (const auto& one : known) {
            if (one == path || one.starts_with(path + "/")) {
                is_known = true;
                paths.insert(one);
            }
        }
        if (!is_known) {
            const auto near = nearest_path(known, path);
            refuse("--move '" + path + "' is no block of the plan" +
                   (near.empty() ? std::string() : " (did you mean " + near + "?)"));
            return std::nullopt;
        }
    }
    return paths;
}

/// A plan that contradicts itself or what AWS has is no answer, but bad input.
exit_status refuse_plan(const plan_failure& why, const context& how) {
    const auto place = to_string(why.place);
    const auto change = change_of(why, how.lang);
    return refuse((place.empty() ? "" : place + ": ") + sentence(why, how.lang) +
                  (change.empty() ? "" : " (" + change + ")"));
}

/// What is in the way, first to last, as one failure each.
std::vector<const plan_failure*> all_of(const plan_failure& why) {
    std::vector<const plan_failure*> all{&why};
    for (const auto& other : why.more) {
        all.push_back(&other);
    }
    return all;
}

/// The options that allow every move that is in the way.
std::string move_options(const plan_failure& why) {
    constexpr std::size_t most_named = 6;
    std::vector<std::string> paths;
    for (const auto* one : all_of(why)) {
        if (std::find(paths.begin(), paths.end(), one->path) == paths.end()) {
            paths.push_back(one->path);
        }
    }
    if (paths.size() > most_named) {
        return "--move all";
    }
    std::string text;
    for (const auto& path : paths) {
        text += (text.empty() ? "--move " : " --move ") + path;
    }
    return text;
}

std::string failure_text(const plan_failure& why, const context& how) {
    constexpr std::size_t most_shown = 12;
    const auto all = all_of(why);
    const auto& last = *all.back();
    const bool can_move = last.what() == plan_problem::must_move;
    std::string text = paint(can_move ? how.say("NO LAYOUT WITHOUT A MOVE", "이동 없이는 배치 불가")
                                      : how.say("NO LAYOUT", "배치 불가"),
                             color::red, how) +
                       "\n";
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_last = i + 1 == all.size();
        if (i >= most_shown && !is_last) {
            text += i == most_shown ? "  …\n" : "";
            continue;
        }
        const bool is_in_the_end = is_last && !can_move && all.size() > 1;
        text += "  ";
        text += is_in_the_end ? how.say("Even if they move: ", "모두 옮기더라도: ") : "";
        text += sentence(*all[i], how.lang) + "\n";
    }
    if (const auto change = change_of(why, how.lang); !change.empty()) {
        text += "  " + std::string(how.say("What would help: ", "해결 방법: ")) + change + "\n";
    }
    if (can_move) {
        text +=
            "  " + std::string(how.say("To allow it: ", "허용하려면: ")) + move_options(why) + "\n";
    }
    if (!last.free.empty()) {
        text +=
            "  " + std::string(how.say("Free before anything new:", "새로 배치하기 전의 빈 블록:"));
        for (std::size_t i = 0; i < last.free.size() && i <= most_shown; ++i) {
            text += i < most_shown ? " " + to_string(last.free[i]) : " …";
        }
        text += "\n";
    }
    const auto place = to_string(why.place);
    return place.empty() ? text : text + "  " + place + "\n";
}

exit_status explain(const plan_command& asked, const layout& made, const plan_needs& needs,
                    const context& how) {
    output out(how.quiet);
    std::vector<std::string> objects;
    bool is_known = asked.path.empty();
    for (const auto& one : explain_plan(made, needs, how.lang)) {
        if (!asked.path.empty() && one.path != asked.path &&
            !one.path.starts_with(asked.path + "/") && to_string(one.block) != asked.path) {
            continue;
        }
        is_known = true;
        if (how.json()) {
            objects.push_back(json_object()
                                  .text("path", one.path)
                                  .text("cidr", to_string(one.block))
                                  .text("text", one.text)
                                  .str());
        } else {
            out.line(paint(one.path, color::bold, how) + " " + to_string(one.block));
            out.line("  " + one.text);
        }
    }
    if (!is_known) {
        return refuse("'" + asked.path +
                      "' is no block of the layout; write VPC, VPC/TIER or "
                      "VPC/TIER/ZONE");
    }
    std::vector<std::string> remarks;
    for (const auto& one : made.remarks) {
        remarks.push_back(sentence(one, how.lang));
    }
    if (how.json()) {
        out.line(json_object()
                     .text("schema", "vpcplan.plan_explain/1")
                     .raw("blocks", json_array(objects))
                     .texts("remarks", remarks)
                     .str());
    } else if (asked.path.empty()) {
        for (const auto& remark : remarks) {
            out.line(remark);
        }
    }
    return out.finish(exit_status::yes);
}

std::optional<std::chrono::year_month_day> day_of(const std::string& text) {
    if (text.empty()) {
        const auto now = std::chrono::system_clock::now();
        return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now));
    }
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char rest = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3) {
        return std::nullopt;
    }
    const std::chrono::year_month_day read{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    return read.ok() ? std::optional(read) : std::nullopt;
}

exit_status check(const plan_command& asked, const layout& made, const plan_needs& needs,
                  const network* snapshot, const context& how) {
    const auto today = day_of(asked.today);
    if (!today) {
        return refuse("--today " + asked.today + ": write a date such as 2026-11-21");
    }
    if (snapshot == nullptr) {
        return refuse("plan check needs what AWS has: --from aws-folder/");
    }
    const auto found = check_plan(made, needs, *snapshot, *today);
    output out(how.quiet);
    std::vector<std::string> objects;
    for (const auto& one : found) {
        if (how.json()) {
            json_object made_of;
            made_of.text("id", id_of(one.kind)).text("path", one.path);
            made_of.text("message", sentence(one, how.lang));
            made_of.raw("planned", one.planned ? json_string(to_string(*one.planned)) : "null");
            made_of.raw("existing", one.existing ? json_string(to_string(*one.existing)) : "null");
            made_of.raw("date", one.date ? json_string(detail::date_text(*one.date)) : "null");
            objects.push_back(made_of.str());
        } else {
            out.line(paint(id_of(one.kind), color::yellow, how) + ": " + sentence(one, how.lang));
        }
    }
    if (how.json()) {
        out.line(json_object()
                     .text("schema", "vpcplan.plan_check/1")
                     .raw("findings", json_array(objects))
                     .str());
    } else if (found.empty()) {
        out.line(how.say("AWS has what the plan says.", "AWS의 상태가 계획과 같습니다."));
    }
    return out.finish(found.empty() ? exit_status::yes : exit_status::no);
}

std::optional<plan_format> file_format(output_format how) {
    switch (how) {
    case output_format::csv: return plan_format::csv;
    case output_format::markdown: return plan_format::markdown;
    case output_format::terraform: return plan_format::terraform;
    case output_format::terraform_locals: return plan_format::terraform_locals;
    case output_format::cloudformation: return plan_format::cloudformation;
    case output_format::aws_cli: return plan_format::aws_cli;
    default: return std::nullopt;
    }
}

} // namespace

exit_status run(const plan_command& asked, const context& how) {
    auto needs = needs_of(asked);
    if (!needs) {
        return exit_status::bad_usage;
    }
    const auto lock_at = lock_path(asked);
    const auto locked = read_lock(lock_at);
    if (!locked) {
        return exit_status::bad_usage;
    }
    std::optional<loaded_network> snapshot;
    joined_snapshot joined{*locked, {}, {}};
    if (!asked.from.empty()) {
        snapshot = load_asked_network(asked.from);
        if (!snapshot) {
            return exit_status::bad_usage;
        }
        // What is locked is compared with AWS as it is; following AWS would hide what moved.
        joined = join_snapshot(*needs, *locked, snapshot->data,
                               asked.operation == "check" ? live_use::compare : live_use::follow);
        if (joined.failure) {
            return refuse_plan(*joined.failure, how);
        }
    }
    const auto moves = paths_to_move(asked.moves, *needs, joined.locked);
    if (!moves) {
        return exit_status::bad_usage;
    }
    const plan_options options{*moves};
    auto outcome = lay_out(*needs, joined.locked, options);
    output out(how.quiet);
    if (outcome.failure) {
        const auto& why = *outcome.failure;
        if (why.what() == plan_problem::bad_plan) {
            return refuse_plan(why, how);
        }
        out.write(how.json() ? plan_failure_json(why, how.lang) + "\n" : failure_text(why, how));
        return out.finish(exit_status::no);
    }
    auto& made = *outcome.value;
    made.remarks.insert(made.remarks.end(), joined.remarks.begin(), joined.remarks.end());
    if (asked.operation == "explain") {
        return explain(asked, made, *needs, how);
    }
    if (asked.operation == "check") {
        return check(asked, made, *needs, snapshot ? &snapshot->data : nullptr, how);
    }
    // Before anything is printed: a layout that is not locked is not one to build.
    if (!lock_at.empty() && !asked.dry_run && lock_of(made) != *locked) {
        if (!write_lock(lock_at, lock_text(made))) {
            return exit_status::bad_usage;
        }
        if (!how.quiet) {
            talk("vpcplan: " + std::string(how.say("wrote ", "저장함: ")) + lock_at);
        }
    }
    if (!how.quiet && !how.json() && how.format != output_format::text) {
        // Tables and JSON have it themselves.
        for (const auto& path : made.released) {
            talk("vpcplan: " + path +
                 std::string(
                     how.say(": released, the plan no longer has it", ": 계획에 없으므로 풀림")));
        }
    }
    if (const auto file = file_format(how.format)) {
        out.write(plan_as(*file, made, *needs));
    } else if (how.json()) {
        out.line(plan_json(made, *needs, how.lang));
    } else if (how.format == output_format::map || how.format == output_format::svg ||
               how.format == output_format::html) {
        out.write(plan_picture(how.format == output_format::map    ? plan_picture_format::map
                               : how.format == output_format::html ? plan_picture_format::html
                                                                   : plan_picture_format::svg,
                               made, how.lang, how.color));
    } else {
        out.write(plan_table(made, *needs, how.lang));
    }
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli
