// Layouts as tables and data: read back, they are the layout.
#include "support/loading.hpp"
#include "support/plan_readers.hpp"

#include <iostream>
#include <vpcplan/plan_files.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

/// The text is that of a file of tests/golden; with VPCPLAN_UPDATE_GOLDEN it becomes it.
void check_golden(const std::string& name, const std::string& text) {
    const auto path = source_folder / "tests/golden" / (name + ".expected");
    if (std::getenv("VPCPLAN_UPDATE_GOLDEN") != nullptr) {
        write_file(path, text);
    }
    INFO(path);
    CHECK(file_text(path) == text);
}

/// A layout, and one that grew out of it by its lock, with something moved.
std::vector<std::pair<plan_needs, layout>> random_layouts(std::uint32_t seed) {
    std::vector<std::pair<plan_needs, layout>> all;
    random_plan random(seed);
    auto needs = random.needs();
    const auto first = lay_out(needs);
    if (!first.value) {
        return all; // some random plans cannot be laid out
    }
    all.emplace_back(needs, *first.value);
    auto& vpc = needs.vpcs.front();
    vpc.tiers.push_back(tier_of_hosts("new tier", 20));
    vpc.tiers.front().size = {plan_size::measure::prefix, 0, 21, 0};
    const auto second = lay_out(needs, lock_of(*first.value), {{"all"}});
    if (second.value) {
        all.emplace_back(needs, *second.value);
    }
    // Its first subnet exists, and one more that nobody planned.
    const auto& kept = all.back().second.vpcs.front().subnets.front();
    vpc.pins = {{kept.tier + "/" + kept.zone, "subnet-1", "ap-northeast-2a", kept.block}};
    const auto& free = all.back().second.vpcs.front().free;
    if (!free.empty()) {
        const auto block = cidr::containing(
            free.back().first_bits(), std::max(28, static_cast<int>(free.back().prefix_length())));
        vpc.pins.push_back({"subnet-2", "subnet-2", "ap-northeast-2a", block});
    }
    const auto third = lay_out(needs, lock_of(all.back().second));
    if (third.value) {
        all.emplace_back(needs, *third.value);
    }
    return all;
}

layout hostile_layout(const std::string& name, plan_needs& needs) {
    const auto plain = name_for_paths(name);
    needs = three_tier_plan();
    auto& vpc = needs.vpcs.front();
    vpc.name = plain;
    vpc.environment = name;
    vpc.account = name;
    // A zone has no blank at an end, and a letter is small.
    const bool is_zone = !plain.starts_with(' ') && plain != "A";
    const auto zone = is_zone ? plain : "z" + plain + "z";
    vpc.zones = {zone, "b", zone + "2"};
    for (auto& tier : vpc.tiers) {
        tier.name = plain + tier.name;
    }
    return laid_out(needs);
}

} // namespace

TEST_CASE("the outputs of a three-tier plan and of an organisation are what people reviewed") {
    for (const auto& [name, needs] :
         {std::pair{std::string("plan_three_tier"), three_tier_plan()},
          std::pair{std::string("plan_organisation"), organisation_plan()},
          std::pair{std::string("plan_live"), live_plan()}}) {
        const auto made = laid_out(needs);
        check_golden(name, plan_table(made, needs, language::en));
        check_golden(name + "_ko", plan_table(made, needs, language::ko));
        check_golden(name + "_json", plan_json(made, needs) + "\n");
        check_golden(name + "_lock", lock_text(made));
        check_golden(name + "_csv", plan_as(plan_format::csv, made, needs));
        check_golden(name + "_markdown", plan_as(plan_format::markdown, made, needs));
        check_golden(name + "_terraform", plan_as(plan_format::terraform, made, needs));
        check_golden(name + "_locals", plan_as(plan_format::terraform_locals, made, needs));
        check_golden(name + "_cloudformation", plan_as(plan_format::cloudformation, made, needs));
        check_golden(name + "_aws_cli", plan_as(plan_format::aws_cli, made, needs));
    }
}

TEST_CASE("JSON, CSV, Markdown and locals read back are the layout") {
    std::size_t count = 0;
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        for (const auto& [needs, made] : random_layouts(seed)) {
            INFO("seed " << seed);
            const auto expected = facts_of(made);
            CHECK(facts_of_json(plan_json(made, needs)) == expected);
            CHECK(facts_of_csv(plan_as(plan_format::csv, made, needs)) == expected);
            CHECK(facts_of_markdown(plan_as(plan_format::markdown, made, needs)) == expected);
            CHECK(facts_of_locals(plan_as(plan_format::terraform_locals, made, needs)) == expected);
            ++count;
        }
    }
    CHECK(count > 150);
}

TEST_CASE("names that mean something to a format stay names") {
    for (const auto& name : hostile_names()) {
        INFO(name);
        plan_needs needs;
        const auto made = hostile_layout(name, needs);
        const auto expected = facts_of(made);
        CHECK(facts_of_json(plan_json(made, needs)) == expected);
        CHECK(facts_of_csv(plan_as(plan_format::csv, made, needs)) == expected);
        CHECK(facts_of_markdown(plan_as(plan_format::markdown, made, needs)) == expected);
        CHECK(facts_of_locals(plan_as(plan_format::terraform_locals, made, needs)) == expected);
    }
}

TEST_CASE("line breaks and control characters in names break no line of a text format") {
    plan_needs needs;
    const auto made = hostile_layout("a\nb\r\tc\x1b[31m\x7f", needs);
    for (const auto how :
         {plan_format::csv, plan_format::markdown, plan_format::terraform,
          plan_format::terraform_locals, plan_format::cloudformation, plan_format::aws_cli}) {
        const auto text = plan_as(how, made, needs);
        CHECK_FALSE(contains(text, "\x1b"));
        CHECK_FALSE(contains(text, "a\nb"));
        CHECK_FALSE(contains(text, "\r"));
    }
    for (const auto lang : {language::en, language::ko}) {
        const auto text = plan_table(made, needs, lang);
        CHECK_FALSE(contains(text, "\x1b"));
        CHECK_FALSE(contains(text, "a\nb"));
    }
}

TEST_CASE("columns of the table stand under each other, in Korean too") {
    auto needs = three_tier_plan();
    needs.vpcs.front().tiers.front().name = "공개망";
    const auto text = plan_table(laid_out(needs), needs, language::ko);
    // The block of the first tier stands where that of the second does: Hangul is two columns wide.
    CHECK(contains(text, "\n  공개망  a "));
    CHECK(contains(text, "\n  app     a "));
}

TEST_CASE("the table tells what changed against the lock") {
    auto needs = three_tier_plan();
    const auto first = laid_out(needs);
    CHECK_FALSE(contains(plan_table(first, needs, language::en), "Beside the lock"));
    auto& vpc = needs.vpcs.front();
    vpc.zones.push_back("d");
    vpc.spare_zones = 0;
    vpc.tiers.pop_back();
    vpc.tiers[2].size.hosts = 200;
    const auto second = laid_out(needs, lock_of(first), {{"all"}});
    const auto text = plan_table(second, needs, language::en);
    CHECK(contains(text, "new, in a spare place"));
    CHECK(contains(text, "moved from 10.0.76.0/25"));
    CHECK(contains(text, "released: shop/later/a\n"));
    CHECK(contains(plan_table(second, needs, language::ko), "이동 전: 10.0.76.0/25"));
}

TEST_CASE("a lock that is read back is the lock, and gives the layout again") {
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        for (const auto& [needs, made] : random_layouts(seed)) {
            INFO("seed " << seed);
            const auto text = lock_text(made);
            const auto read = parse_lock(text, "plan.lock");
            REQUIRE(std::holds_alternative<std::vector<locked_block>>(read));
            const auto& blocks = std::get<std::vector<locked_block>>(read);
            CHECK(blocks == lock_of(made));
            const auto again = lay_out(needs, blocks);
            REQUIRE(again.value);
            CHECK(lock_text(*again.value) == text);
        }
    }
}

TEST_CASE("a lock has one block a line, so that adding a zone only adds lines") {
    auto needs = three_tier_plan();
    const auto before = lock_text(laid_out(needs));
    needs.vpcs.front().zones.push_back("d");
    const auto read = parse_lock(before, "plan.lock");
    const auto after = lock_text(laid_out(needs, std::get<std::vector<locked_block>>(read)));
    const auto lines_of = [](const std::string& text) {
        std::set<std::string> lines;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) {
            lines.insert(line.ends_with(',') ? line.substr(0, line.size() - 1) : line);
        }
        return lines;
    };
    const auto old_lines = lines_of(before);
    const auto new_lines = lines_of(after);
    CHECK(std::includes(new_lines.begin(), new_lines.end(), old_lines.begin(), old_lines.end()));
    CHECK(new_lines.size() > old_lines.size());
}

TEST_CASE("a lock with a mistake is refused with its place and what would be right") {
    const auto why = [](std::string_view text) {
        const auto read = parse_lock(text, "plan.lock");
        REQUIRE(std::holds_alternative<load_failure>(read));
        return std::get<load_failure>(read).message;
    };
    const std::string head = R"({"schema": "vpcplan.lock/1", "blocks": [)";
    CHECK(contains(why(""), "plan.lock"));
    CHECK(contains(why("vpcs: {}"), "a lock is JSON"));
    CHECK(contains(why("[]"), "a lock is an object with schema and blocks, not a list"));
    CHECK(contains(why("{}"), R"(a lock begins with "schema": "vpcplan.lock/1")"));
    CHECK(contains(why(R"({"schema": "vpcplan.lock/2"})"), "another version of vpcplan"));
    CHECK(contains(why(R"({"schema": "vpcplan.plan/1"})"), "is no lock"));
    CHECK(contains(why(R"({"schema": "vpcplan.lock/1"})"), "the lock has no blocks"));
    CHECK(contains(why(R"({"schema": "vpcplan.lock/1", "block": []})"), "did you mean blocks?"));
    CHECK(contains(why(R"({"schema": "vpcplan.lock/1", "blocks": {}})"), "plan.lock#/blocks"));
    CHECK(contains(why(head + "1]}"), "plan.lock#/blocks/0: '1' where {\"path\""));
    CHECK(contains(why(head + R"({"cidr": "10.0.0.0/8"}]})"), "has no path"));
    CHECK(contains(why(head + R"({"path": "", "cidr": "10.0.0.0/8"}]})"), "has no path"));
    CHECK(contains(why(head + R"({"path": "a"}]})"), "has no cidr"));
    CHECK(contains(why(head + R"({"path": 1, "cidr": "10.0.0.0/8"}]})"), "path"));
    const auto host_bits = why(head + R"({"path": "a/b/c", "cidr": "10.0.0.1/24"}]})");
    CHECK(contains(host_bits, "plan.lock#/blocks/0/cidr"));
    CHECK(contains(host_bits, "10.0.0.0/24"));
    const auto twice = why(head + R"({"path": "a/b/c", "cidr": "10.0.0.0/24"},
                                     {"path": "a/b/c", "cidr": "10.0.1.0/24"}]})");
    CHECK(contains(twice, "plan.lock#/blocks/1: 'a/b/c' is there twice"));
    // Both mistakes of one lock are told.
    const auto both = why(head + R"({"path": "a"}, {"path": "b", "cidr": "x"}]})");
    CHECK(contains(both, "blocks/0"));
    CHECK(contains(both, "blocks/1"));
    CHECK(std::holds_alternative<std::vector<locked_block>>(parse_lock(head + "]}", "plan.lock")));
}

TEST_CASE("JSON and locks of plans follow their schemas") {
    const scratch_folder folder;
    std::string plans;
    std::string locks;
    const auto add = [&](const std::string& name, const plan_needs& needs, const layout& made) {
        const auto path = folder.path / name;
        write_file(path.string() + "_plan.json", plan_json(made, needs));
        write_file(path.string() + "_lock.json", lock_text(made));
        plans += " '" + path.string() + "_plan.json'";
        locks += " '" + path.string() + "_lock.json'";
    };
    for (std::uint32_t seed = 0; seed < 30; ++seed) {
        for (const auto& [needs, made] : random_layouts(seed)) {
            add(std::to_string(plans.size()), needs, made);
        }
    }
    add("live", live_plan(), laid_out(live_plan()));
    for (const auto& [schema, files] : {std::pair{"plan", plans}, std::pair{"lock", locks}}) {
        const auto command =
            "python3 '" + (source_folder / "tests/support/validate_documents.py").string() + "' '" +
            (source_folder / "libvpcplan/doc/schemas" / (std::string(schema) + ".json")).string() +
            "'" + files;
        const int status = std::system(command.c_str());
        if (status < 0 || WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127) {
            std::cout << "SKIPPED: python3 or its package jsonschema is missing\n";
            return;
        }
        CHECK(WEXITSTATUS(status) == 0);
    }
}
