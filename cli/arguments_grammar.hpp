// The command line as CLI11 knows it. For arguments*.cpp alone.
#pragma once

#include "arguments.hpp"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

namespace vpcplan::cli {

/// Every option and verb: the parser, the help texts, the completions and the manual all come from
/// what is said here once.
class grammar {
public:
    grammar();

    std::variant<invocation, exit_status> parse(std::vector<std::string> words);
    command_page describe() const { return describe(*app_, "vpcplan"); }

private:
    struct page {
        std::string usage;
        std::vector<std::string> examples;
    };

    class help_text;

    CLI::App* verb(CLI::App* parent, const std::string& name, const std::string& text,
                   const std::string& usage, std::vector<std::string> examples);
    CLI::App* cidr_operation(const std::string& name, const std::string& text,
                             const std::string& usage, std::vector<std::string> examples);
    void common_options(CLI::App* app);
    CLI::Option* word(CLI::App* app, const std::string& name, std::string& value,
                      const std::string& text);
    CLI::Option* words(CLI::App* app, const std::string& name, std::vector<std::string>& values,
                       const std::string& text);
    CLI::Option* option(CLI::App* app, const std::string& names, std::string& value,
                        const std::string& value_name, const std::string& text);
    CLI::Option* choice(CLI::App* app, const std::string& names, std::string& value,
                        std::vector<std::string> choices, const std::string& text);
    CLI::Option* network_option(CLI::App* app, std::string& value);
    /// May be given several times, each time with one value.
    CLI::Option* repeated(CLI::App* app, const std::string& names, std::vector<std::string>& values,
                          const std::string& value_name, const std::string& text);

    void add_cidr();
    void add_size();
    void add_pass();
    void add_show();
    void add_plan();
    void add_others();

    const CLI::App* deepest() const;
    std::string path_of(const CLI::App* app) const;
    exit_status complain_about(const CLI::ParseError& problem) const;
    std::string unexpected(const CLI::App& where, const std::string& what) const;
    std::vector<typed_change> typed_changes() const;
    context make_context() const;
    command_page describe(const CLI::App& app, const std::string& name) const;

    std::unique_ptr<CLI::App> app_;
    std::map<const CLI::App*, page> pages_;
    std::map<const CLI::Option*, std::vector<std::string>> choices_;
    std::map<const CLI::App*, std::string> operations_;

    std::string format_ = "text";
    std::string lang_;
    std::string color_ = "auto";
    bool quiet_ = false;
    bool verbose_ = false;
    bool wants_version_ = false;
    cidr_command cidr_;
    size_command size_;
    pass_command pass_;
    std::vector<std::string> with_;
    std::vector<std::string> without_;
    show_command show_;
    plan_command plan_;
    std::string plan_file_; ///< of explain and check
    codes_command codes_;
    completion_command completion_;
    std::vector<std::string> help_words_;
};

/// " (did you mean 'split'?)", or nothing where no name is near.
std::string did_you_mean(const std::string& written, const std::vector<std::string>& names);

} // namespace vpcplan::cli
