#include "arguments.hpp"
#include "arguments_grammar.hpp"
#include "output.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace vpcplan::cli {

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

language language_of_locale() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const auto value = environment(name);
        if (!value.empty()) {
            return parse_language(value).value_or(language::en);
        }
    }
    return language::en;
}

} // namespace

const CLI::App* grammar::deepest() const {
    const CLI::App* at = app_.get();
    while (!at->get_subcommands().empty()) {
        at = at->get_subcommands().back();
    }
    return at;
}

std::string grammar::path_of(const CLI::App* app) const {
    return app->get_parent() == nullptr ? "vpcplan"
                                        : path_of(app->get_parent()) + " " + app->get_name();
}

std::string grammar::unexpected(const CLI::App& where, const std::string& what) const {
    std::vector<std::string> names;
    const bool is_option = what.size() > 1 && what.front() == '-';
    if (is_option) {
        for (const auto* known : where.get_options()) {
            for (const auto& name : known->get_lnames()) {
                names.push_back("--" + name);
            }
        }
        const auto name = what.substr(0, what.find('='));
        return "unknown option '" + name + "'" + did_you_mean(name, names);
    }
    for (const auto* sub : where.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(sub->get_name());
    }
    return (names.empty() ? "unexpected argument '" : "unknown command '") + what + "'" +
           did_you_mean(what, names);
}

exit_status grammar::complain_about(const CLI::ParseError& problem) const {
    const auto* where = deepest();
    std::string message = problem.what();
    const auto rest = app_->remaining(true);
    // An option nobody knows says more than what it made missing.
    const bool is_stray_option =
        !rest.empty() && rest.front().size() > 1 && rest.front().front() == '-';
    const bool is_extra = dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr;
    if (is_stray_option || (is_extra && !rest.empty())) {
        message = unexpected(*where, rest.front());
    } else if (dynamic_cast<const CLI::RequiredError*>(&problem) != nullptr) {
        message = "usage: " + pages_.at(where).usage;
    }
    refuse(message);
    talk("See '" + path_of(where) + " --help'.");
    return exit_status::bad_usage;
}

/// CLI11 keeps the values of each option; the order among both is that of the words.
std::vector<typed_change> grammar::typed_changes() const {
    std::vector<typed_change> all;
    std::size_t with = 0;
    std::size_t without = 0;
    for (const auto* given : app_->get_subcommand("pass")->parse_order()) {
        if (given->check_lname("with") && with < with_.size()) {
            all.push_back({with_[with++], false});
        } else if (given->check_lname("without") && without < without_.size()) {
            all.push_back({without_[without++], true});
        }
    }
    return all;
}

context grammar::make_context() const {
    context how;
    how.format = format_ == "json"               ? output_format::json
                 : format_ == "mermaid"          ? output_format::mermaid
                 : format_ == "dot"              ? output_format::dot
                 : format_ == "svg"              ? output_format::svg
                 : format_ == "html"             ? output_format::html
                 : format_ == "map"              ? output_format::map
                 : format_ == "csv"              ? output_format::csv
                 : format_ == "markdown"         ? output_format::markdown
                 : format_ == "terraform"        ? output_format::terraform
                 : format_ == "terraform-locals" ? output_format::terraform_locals
                 : format_ == "cloudformation"   ? output_format::cloudformation
                 : format_ == "aws-cli"          ? output_format::aws_cli
                                                 : output_format::text;
    how.lang = lang_.empty() ? language_of_locale() : *parse_language(lang_);
    how.color = color_ == "always" ||
                (color_ == "auto" && isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty());
    how.quiet = quiet_;
    how.verbose = verbose_;
    return how;
}

std::variant<invocation, exit_status> grammar::parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end()); // as CLI11 wants them
    try {
        app_->parse(words);
    } catch (const CLI::CallForHelp&) {
        output out;
        out.write(app_->help());
        return out.finish(exit_status::yes);
    } catch (const CLI::ParseError& problem) {
        return complain_about(problem);
    }
    const auto how = make_context();
    const auto* at = deepest();
    const auto made = [&](command what) { return invocation{std::move(what), how}; };
    if (wants_version_) {
        return made(version_command{});
    }
    if (at == app_.get()) {
        talk(app_->help());
        return exit_status::bad_usage;
    }
    const auto found = operations_.find(at);
    if (found != operations_.end()) {
        cidr_.operation = found->second;
        if (cidr_.operation == "parse") {
            if (cidr_.words.empty()) {
                refuse("a block or an operation is needed: " + pages_.at(at).usage);
                talk("See '" + path_of(at) + " --help'.");
                return exit_status::bad_usage;
            }
            const auto& first = cidr_.words.front();
            if (first.find_first_of("./:") == std::string::npos &&
                first.find_first_of("0123456789") != 0) {
                refuse(unexpected(*app_->get_subcommand("cidr"), first));
                talk("See 'vpcplan cidr --help'.");
                return exit_status::bad_usage;
            }
        }
        return made(cidr_);
    }
    const auto name = at->get_name();
    if (name == "plan" || (at->get_parent() != nullptr && at->get_parent()->get_name() == "plan")) {
        plan_.operation = name == "plan" ? "" : name;
        for (const char* option :
             {"--tier", "--zones", "--spare-zones", "--avoid", "--name", "--region", "--summary"}) {
            if (app_->get_subcommand("plan")->count(option) != 0) {
                plan_.block_options.emplace_back(option);
            }
        }
        if (!plan_file_.empty()) {
            plan_.what = {plan_file_};
        }
        if (plan_.what.empty()) {
            refuse("a plan file or a block is needed: " + pages_.at(at).usage);
            talk("See '" + path_of(at) + " --help'.");
            return exit_status::bad_usage;
        }
        return made(plan_);
    }
    if (name == "size") {
        return made(size_);
    }
    if (name == "pass") {
        pass_.changes = typed_changes();
        return made(pass_);
    }
    if (name == "show") {
        return made(show_);
    }
    if (name == "codes") {
        return made(codes_);
    }
    if (name == "collect") {
        return made(collect_command{});
    }
    if (name == "rpc") {
        return made(rpc_command{});
    }
    if (name == "version") {
        return made(version_command{});
    }
    if (name == "help") {
        auto wanted = help_words_;
        wanted.emplace_back("--help");
        return grammar().parse(std::move(wanted));
    }
    completion_.root = describe();
    return made(completion_);
}

command_page grammar::describe(const CLI::App& app, const std::string& name) const {
    command_page made;
    made.name = name;
    made.usage = pages_.at(&app).usage;
    made.examples = pages_.at(&app).examples;
    made.text = app.get_description();
    for (const auto* known : app.get_options()) {
        option_page one;
        one.text = known->get_description();
        one.value = known->get_type_size() == 0 ? std::string() : known->get_type_name();
        const auto choices = choices_.find(known);
        if (choices != choices_.end()) {
            one.choices = choices->second;
        }
        for (const auto& shown : known->get_snames()) {
            one.names.push_back("-" + shown);
        }
        for (const auto& shown : known->get_lnames()) {
            one.names.push_back("--" + shown);
        }
        if (known->get_positional()) {
            one.names = {known->get_name()};
        }
        (known->get_positional() ? made.words : made.options).push_back(std::move(one));
    }
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        made.commands.push_back(describe(*sub, sub->get_name()));
    }
    return made;
}

std::variant<invocation, exit_status> parse_arguments(int count, const char* const* words) {
    return grammar().parse(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
}

} // namespace vpcplan::cli
