#include "arguments.hpp"
#include "output.hpp"
#include "text_table.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <unistd.h>
#include <vpcplan/question.hpp>

namespace vpcplan::cli {

namespace {

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

    /// CLI11's help with our usage lines, and the value behind the option's names.
    class help_text : public CLI::Formatter {
    public:
        explicit help_text(const std::map<const CLI::App*, page>& pages) : pages_(&pages) {
            column_width(30);
            label("OPTIONS", "options");
            label("Positionals", "Arguments");
            label("Subcommands", "Commands");
        }
        std::string make_usage(const CLI::App* app, std::string) const override {
            return "\nUsage: " + pages_->at(app).usage + "\n";
        }
        std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
            if (is_positional) {
                return option->get_type_name();
            }
            std::string names;
            for (const auto& name : option->get_snames()) {
                names += (names.empty() ? "-" : ", -") + name;
            }
            for (const auto& name : option->get_lnames()) {
                names += (names.empty() ? "--" : ", --") + name;
            }
            return names;
        }
        std::string make_option_opts(const CLI::Option* option) const override {
            if (option->get_positional() || option->get_type_size() == 0) { // flags
                return {};
            }
            return " " + option->get_type_name();
        }
        std::string make_subcommand(const CLI::App* sub) const override {
            std::ostringstream out;
            CLI::detail::format_help(out, sub->get_name(), sub->get_description(),
                                     get_column_width());
            return out.str();
        }

    private:
        const std::map<const CLI::App*, page>* pages_;
    };

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
    show_command show_;
    plan_command plan_;
    std::string plan_file_; ///< of explain and check
    codes_command codes_;
    completion_command completion_;
    std::vector<std::string> help_words_;
};

std::string nearest(const std::string& written, const std::vector<std::string>& names) {
    std::size_t best = std::max<std::size_t>(2, written.size() / 2) + 1;
    std::string found;
    for (const auto& name : names) {
        const auto distance = detail::edit_distance(name, written);
        if (distance < best) {
            best = distance;
            found = name;
        }
    }
    return found;
}

std::string did_you_mean(const std::string& written, const std::vector<std::string>& names) {
    const auto near = nearest(written, names);
    return near.empty() ? std::string() : " (did you mean '" + near + "'?)";
}

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

// --- building blocks -----------------------------------------------------------------------------

CLI::App* grammar::verb(CLI::App* parent, const std::string& name, const std::string& text,
                        const std::string& usage, std::vector<std::string> examples) {
    auto* made = parent->add_subcommand(name, text);
    made->set_help_flag(); // comes back behind the verb's own options
    made->group("Commands");
    std::string footer = "\nExamples:";
    for (const auto& example : examples) {
        footer += "\n  " + example;
    }
    made->footer(footer);
    pages_[made] = {usage, std::move(examples)};
    return made;
}

CLI::App* grammar::cidr_operation(const std::string& name, const std::string& text,
                                  const std::string& usage, std::vector<std::string> examples) {
    auto* made = verb(app_->get_subcommand("cidr"), name, text, "vpcplan cidr " + name + usage,
                      std::move(examples));
    operations_[made] = name;
    return made;
}

void grammar::common_options(CLI::App* app) {
    const std::string group = "Common options";
    app->set_help_flag("-h,--help", "Print this help and exit")->group(group);
    if (app->get_name() == "pass") {
        choice(app, "--format", format_, {"text", "json", "mermaid", "dot", "svg"},
               "Text for people, JSON for programs, or a picture of the path")
            ->group(group);
    } else if (app->get_name() == "plan") {
        choice(app, "--format", format_,
               {"text", "json", "csv", "markdown", "terraform", "terraform-locals",
                "cloudformation", "aws-cli", "map", "svg", "html"},
               "Text for people, JSON for programs, code that builds it, or an address map")
            ->group(group);
    } else {
        choice(app, "--format", format_, {"text", "json"}, "Text for people or JSON for programs")
            ->group(group);
    }
    choice(app, "--lang", lang_, {"en", "ko"}, "Language of answers (default: from the locale)")
        ->group(group);
    choice(app, "--color", color_, {"auto", "always", "never"},
           "Colour on a terminal unless NO_COLOR is set, always, or never")
        ->group(group);
    app->add_flag("-q,--quiet", quiet_, "Say nothing: only the exit status answers")->group(group);
    app->add_flag("-v,--verbose", verbose_, "Show every rule considered and every diagnostic")
        ->group(group);
}

CLI::Option* grammar::word(CLI::App* app, const std::string& name, std::string& value,
                           const std::string& text) {
    return app->add_option(name, value, text)->type_name(name);
}

CLI::Option* grammar::words(CLI::App* app, const std::string& name,
                            std::vector<std::string>& values, const std::string& text) {
    return app->add_option(name, values, text)->type_name(name);
}

CLI::Option* grammar::option(CLI::App* app, const std::string& names, std::string& value,
                             const std::string& value_name, const std::string& text) {
    return app->add_option(names, value, text)->type_name(value_name);
}

CLI::Option* grammar::choice(CLI::App* app, const std::string& names, std::string& value,
                             std::vector<std::string> choices, const std::string& text) {
    const bool is_word = names.front() != '-';
    auto* made = option(app, names, value, is_word ? names : joined(choices, "|"), text);
    made->check([choices](const std::string& given) {
        if (std::find(choices.begin(), choices.end(), given) != choices.end()) {
            return std::string();
        }
        return "'" + given + "' is not one of " + joined(choices, ", ") +
               did_you_mean(given, choices);
    });
    choices_[made] = std::move(choices);
    return made;
}

CLI::Option* grammar::network_option(CLI::App* app, std::string& value) {
    return option(app, "-n,--network", value, "PATH",
                  "Network: a vpc.yaml, a folder or file of AWS CLI JSON, or - for standard input "
                  "(default: $VPCPLAN_NETWORK, then ./vpc.yaml)");
}

// --- the verbs -----------------------------------------------------------------------------------

grammar::grammar() : app_(std::make_unique<CLI::App>("Exact, explained answers about AWS VPCs.")) {
    app_->name("vpcplan");
    app_->formatter(std::make_shared<help_text>(pages_));
    app_->set_help_flag();
    pages_[app_.get()] = {"vpcplan COMMAND [options]",
                          {"vpcplan pass web-1 db-1 tcp/5432 -n examples/three-tier/vpc.yaml",
                           "vpcplan cidr split 10.0.0.0/16 --into /20"}};
    app_->footer("\nExamples:\n  vpcplan pass web-1 db-1 tcp/5432 -n examples/three-tier/vpc.yaml\n"
                 "  vpcplan cidr split 10.0.0.0/16 --into /20\n\n"
                 "Exit status: 0 yes, works; 1 no, fails; 2 bad usage or unreadable input; "
                 "3 unknown.");
    app_->require_subcommand(0, 1);
    add_pass();
    add_show();
    add_size();
    add_cidr();
    add_plan();
    add_others();
    // Last, so that help lists what is special about a command before what all share.
    const auto all = [](const CLI::App*) { return true; };
    for (auto* verb_of_app : app_->get_subcommands(all)) {
        common_options(verb_of_app);
        for (auto* operation : verb_of_app->get_subcommands(all)) {
            common_options(operation);
        }
    }
    common_options(app_.get());
    app_->add_flag("--version", wants_version_, "Print the version and exit")
        ->group("Common options");
}

void grammar::add_pass() {
    auto* pass = verb(app_.get(), "pass", "Will this packet pass, and which rule decides?",
                      "vpcplan pass FROM TO [TRAFFIC] [options]",
                      {"vpcplan pass web-1 db-1 tcp/5432 -n examples/three-tier/vpc.yaml",
                       "vpcplan pass internet:203.0.113.7 web-1 tcp/443 -n aws-folder/",
                       "vpcplan pass internet:203.0.113.7 db-1 tcp/5432 --via bastion -n "
                       "examples/three-tier/vpc.yaml",
                       "vpcplan pass bastion db-1 tcp/5432 --format svg > path.svg"});
    word(pass, "FROM", pass_.from,
         "Who asks: a Name, an instance or interface id, an address, internet:ADDRESS, "
         "onprem:ADDRESS, SUBNET:ADDRESS, or VPC:ADDRESS for a packet at the VPC's router")
        ->required();
    word(pass, "TO", pass_.to, "Who is asked: the same, or any address")->required();
    word(pass, "TRAFFIC", pass_.traffic,
         "tcp/443, udp/53, icmp, icmp/8/0, icmpv6, 47 (a protocol number) or all (default)");
    network_option(pass, pass_.network);
    option(pass, "--src-port", pass_.source_port, "PORT",
           "Source port (default: every ephemeral port of the client)");
    choice(pass, "--client", pass_.client, {"linux", "windows", "any"},
           "Whose ephemeral ports: linux 32768-60999, windows 49152-65535, any 1024-65535");
    pass->add_option("--via", pass_.via,
                     "A host to log in to first, by tcp/22 or as written: bastion-1,tcp/3389. Each "
                     "hop is judged alone; may be given several times, in order")
        ->type_name("HOST")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    pass->add_flag("--flow-logs", pass_.flow_logs,
                   "Show the flow log records that the packet and its reply leave");
    pass->add_flag("--mirrors", pass_.mirrors,
                   "Show what traffic mirroring copies, and where the copies go");
}

void grammar::add_show() {
    auto* show = verb(app_.get(), "show", "What is in the network", "vpcplan show [WHAT] [options]",
                      {"vpcplan show -n examples/three-tier/vpc.yaml",
                       "vpcplan show tables --vpc vpc-0a1b2c3d -n aws-folder/"});
    choice(show, "WHAT", show_.what,
           {"vpcs", "subnets", "interfaces", "tables", "acls", "groups", "peerings", "transit",
            "vpns", "endpoints", "balancers", "firewalls", "mirrors"},
           "vpcs, subnets, interfaces, tables, acls, groups, peerings, transit, vpns, endpoints, "
           "balancers, firewalls or mirrors (default: all but rules)");
    network_option(show, show_.network);
    option(show, "--vpc", show_.vpc, "VPC", "Only this VPC (id or Name)");
}

void grammar::add_size() {
    auto* size = verb(app_.get(), "size", "How large must a subnet be, and what is in it?",
                      "vpcplan size HOSTS|/LENGTH|BLOCK... [options]",
                      {"vpcplan size 500", "vpcplan size 10.0.1.0/24"});
    words(size, "WHAT", size_.words,
          "Numbers of hosts (500), prefix lengths (/24) or blocks (10.0.1.0/24)")
        ->required();
    choice(size, "--cloud", size_.cloud, {"aws", "none"},
           "aws: five reserved addresses, /16 to /28; none: an ordinary network");
}

void grammar::add_cidr() {
    auto* cidr = verb(app_.get(), "cidr", "Arithmetic with address blocks, IPv4 and IPv6",
                      "vpcplan cidr BLOCK | vpcplan cidr OPERATION ... [options]",
                      {"vpcplan cidr 10.0.0.0/16", "vpcplan cidr split 10.0.0.0/16 --into /20"});
    operations_[cidr] = "parse";
    cidr->require_subcommand(0, 1);
    words(cidr, "BLOCK", cidr_.words, "Blocks to explain");

    const std::string lists = "A block, a list such as 10.0.0.0/24,10.0.1.0/24, a file with one "
                              "block a line, or - for standard input";
    const auto parse_options = [&](CLI::App* app) {
        choice(app, "--host-bits", cidr_.host_bits, {"reject", "mask"},
               "10.1.0.0/8: refuse it, or read it as 10.0.0.0/8");
        choice(app, "--notation", cidr_.notation, {"cidr", "netmask", "wildcard", "any"},
               "How the size is written: /16, /255.255.0.0, /0.0.255.255, or any of them");
    };
    const auto host_bits_option = [&](CLI::App* app) {
        choice(app, "--host-bits", cidr_.host_bits, {"reject", "mask"},
               "10.1.0.0/8: refuse it, or read it as 10.0.0.0/8");
    };
    const auto a_few = [&](const std::string& name, const std::string& text,
                           const std::string& usage, const std::string& arguments,
                           std::vector<std::string> examples) {
        auto* made = cidr_operation(name, text, usage, std::move(examples));
        const auto shown = usage.substr(1, usage.find(" --") - 1);
        words(made, "WORDS", cidr_.words, arguments)->required()->type_name(shown);
        return made;
    };
    parse_options(cidr);

    parse_options(a_few("parse", "Explain a block: first, last, masks, size", " BLOCK...",
                        "Blocks to explain",
                        {"vpcplan cidr parse 10.0.0.0/16",
                         "vpcplan cidr parse 10.0.0.0/255.255.0.0 --notation netmask"}));
    a_few("contains", "Does one block hold another block or address?", " OUTER INNER",
          "Two blocks, the outer one first; the inner one may be an address",
          {"vpcplan cidr contains 10.0.0.0/16 10.0.37.200",
           "vpcplan cidr contains 2001:db8::/32 2001:db8:1::/48"});
    auto* overlap = cidr_operation(
        "overlaps", "Do two blocks share addresses? Who overlaps whom in lists?",
        " A B | LIST... | -n PATH",
        {"vpcplan cidr overlaps 10.0.0.0/16 10.0.128.0/17", "vpcplan cidr overlaps vpcs.csv",
         "vpcplan cidr overlaps partner.txt -n aws-folder/"});
    words(overlap, "LIST", cidr_.words,
          "Two blocks (ends with 0 when they overlap), or files with \"NAME BLOCK\", columns "
          "NAME,BLOCK, or one block a line under the file's name (ends with 0 when nothing "
          "overlaps, 1 when something does)");
    option(overlap, "-n,--network", cidr_.network, "PATH",
           "A snapshot or vpc.yaml whose VPCs belong to the lists");
    host_bits_option(overlap);
    a_few("adjacent", "Does one block begin right behind the other?", " A B", "Two blocks",
          {"vpcplan cidr adjacent 10.0.0.0/24 10.0.1.0/24",
           "vpcplan cidr adjacent 10.0.1.0/24 10.0.2.0/24"});
    auto* split = a_few("split", "Cut blocks into parts of one size", " BLOCK... --into SIZE",
                        "Blocks, or files of them (- for standard input)",
                        {"vpcplan cidr split 10.0.0.0/16 --into /20",
                         "vpcplan cidr split 2001:db8::/56 --into /64 --limit 4",
                         "vpcplan cidr split vpcs.txt --into /24"});
    option(split, "--into", cidr_.size, "SIZE", "Prefix length of the parts: /20 or 20")
        ->required();
    option(split, "--limit", cidr_.limit, "COUNT", "Print at most so many parts");
    a_few(
        "nth-subnet", "The n-th part, from 0, with more prefix bits", " BLOCK NEWBITS N",
        "Block, additional prefix bits, number",
        {"vpcplan cidr nth-subnet 10.0.0.0/16 8 2", "vpcplan cidr nth-subnet 2001:db8::/56 8 255"});
    a_few("nth-host", "The n-th address, from 0; -1 is the last", " BLOCK N", "Block, number",
          {"vpcplan cidr nth-host 10.0.0.0/24 10", "vpcplan cidr nth-host 10.0.0.0/24 -2"});
    a_few("subnets", "Parts of several sizes, one behind the other", " BLOCK NEWBITS...",
          "Block, additional prefix bits of each part",
          {"vpcplan cidr subnets 10.1.0.0/16 4 4 8 4", "vpcplan cidr subnets 2001:db8::/56 8 8"});
    auto* supernet =
        a_few("supernet", "The larger block that holds a block", " BLOCK --size SIZE", "The block",
              {"vpcplan cidr supernet 10.0.1.0/24 --size /20",
               "vpcplan cidr supernet 2001:db8:1::/48 --size /32"});
    option(supernet, "--size", cidr_.size, "SIZE", "Prefix length: /20 or 20")->required();
    host_bits_option(a_few(
        "spanning", "The smallest block around all", " LIST...", lists,
        {"vpcplan cidr spanning 10.0.1.0/24 10.0.6.0/24", "vpcplan cidr spanning blocks.txt"}));
    auto* summarize =
        cidr_operation("summarize", "The fewest blocks with the same addresses", " [LIST...]",
                       {"vpcplan cidr summarize 10.0.0.0/25 10.0.0.128/25",
                        "vpcplan cidr summarize < blocks.txt"});
    words(summarize, "LIST", cidr_.words, lists + " (default: -)");
    host_bits_option(summarize);
    host_bits_option(a_few("exclude", "A block without other blocks", " BLOCK LIST...",
                           "The block, then what to take away",
                           {"vpcplan cidr exclude 10.0.0.0/16 10.0.1.0/24",
                            "vpcplan cidr exclude 0.0.0.0/0 10.0.0.0/8 172.16.0.0/12"}));
    a_few("range", "The fewest blocks from a first to a last address", " FIRST LAST",
          "Two addresses, or one range FIRST-LAST",
          {"vpcplan cidr range 10.0.0.5 10.0.0.9", "vpcplan cidr range 10.0.0.5-10.0.0.9"});
    const std::pair<const char*, const char*> sets[] = {
        {"union", "What is in A or in B"},
        {"intersect", "What is in A and in B"},
        {"subtract", "What is in A and not in B"},
        {"symmetric-difference", "What is in exactly one of A and B"}};
    for (const auto& [name, text] : sets) {
        const std::string verb_name = std::string("vpcplan cidr ") + name;
        host_bits_option(a_few(name, text, " A B...", "The first list, then the others. " + lists,
                               {verb_name + " 10.0.0.0/23 10.0.1.0/24,10.0.2.0/24",
                                verb_name + " ours.txt theirs.txt"}));
    }
    host_bits_option(a_few("free", "What of a block is not used", " BLOCK [LIST...]",
                           "The block, then what is used",
                           {"vpcplan cidr free 10.0.0.0/16 10.0.0.0/20 10.0.32.0/20",
                            "vpcplan cidr free 10.0.0.0/16 - < used.txt"}));
    auto* next = a_few("next-free", "A free block of one size", " BLOCK [LIST...] --size SIZE",
                       "The block, then what is used",
                       {"vpcplan cidr next-free 10.0.0.0/16 10.0.0.0/24 --size /24",
                        "vpcplan cidr next-free 10.0.0.0/16 used.txt --size /22 "
                        "--policy best_fit"});
    option(next, "--size", cidr_.size, "SIZE", "Prefix length: /24 or 24")->required();
    choice(next, "--policy", cidr_.policy, {"lowest", "best_fit"},
           "The lowest address, or the smallest hole that is large enough");
    host_bits_option(next);
    auto* filter = cidr_operation("filter", "The lines whose address lies in some block",
                                  " --blocks LIST [FILE...]",
                                  {"vpcplan cidr filter -b 10.0.0.0/8 addresses.txt",
                                   "vpcplan cidr filter -b blocks.txt --with-block < "
                                   "addresses.txt"});
    words(filter, "FILE", cidr_.words, "Files with one address a line (default: standard input)");
    filter->add_option("-b,--blocks", cidr_.blocks, lists)
        ->type_name("LIST")
        ->required()
        ->expected(1)
        ->allow_extra_args(false) // what follows are files of addresses
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    filter->add_flag("--with-block", cidr_.with_block, "Print the block that matched as well");
    filter->add_flag("--invert", cidr_.invert, "Print the lines that lie in no block");
    filter->add_flag("--count", cidr_.count, "Print only the number of lines");
    host_bits_option(filter);
    a_few("hosts", "First and last host of an ordinary network (for AWS see `size`)", " BLOCK",
          "The block", {"vpcplan cidr hosts 192.168.1.0/24", "vpcplan cidr hosts 10.0.0.0/31"});
}

void grammar::add_plan() {
    auto* plan =
        verb(app_.get(), "plan", "Lay out VPCs and subnets, and keep what is laid out",
             "vpcplan plan PLAN|BLOCK... [options] | vpcplan plan explain|check PLAN [options]",
             {"vpcplan plan 10.0.0.0/16 --zones 3 --tier public:250 --tier app:2000 --tier "
              "pods:/19@100.64.0.0/10",
              "vpcplan plan examples/plans/shop.yaml --format terraform > network.tf"});
    plan->require_subcommand(0, 1);
    auto* explain = verb(plan, "explain", "Why each block is as large as it is, and where it is",
                         "vpcplan plan explain PLAN [PATH] [options]",
                         {"vpcplan plan explain examples/plans/shop.yaml",
                          "vpcplan plan explain examples/plans/shop.yaml shop/app"});
    auto* check = verb(plan, "check", "Compare a plan and its lock with what AWS has",
                       "vpcplan plan check PLAN --from PATH [options]",
                       {"vpcplan plan check examples/plans/shop.yaml --from aws-folder/",
                        "vpcplan plan check plan.yaml --from aws-folder/ --format json"});
    words(plan, "PLAN", plan_.what, "A plan file (- for standard input), or blocks of one VPC");
    option(plan, "--zones", plan_.zones, "ZONES", "With a block: how many zones, or names: a,b,c");
    plan->add_option("--spare-zones", plan_.spare_zones, "With a block: zones to keep room for")
        ->type_name("COUNT")
        ->check(CLI::Range(0, 26));
    const auto several = [&](CLI::App* app, const std::string& names,
                             std::vector<std::string>& values, const std::string& value,
                             const std::string& text) {
        app->add_option(names, values, text)
            ->type_name(value)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    several(plan, "--tier", plan_.tiers, "NAME:SIZE",
            "With a block: a subnet in each zone for so many hosts (app:2000), of a prefix length "
            "(db:/26) or a share (lab:10%); NAME:SIZE@BLOCK takes it from a secondary block");
    several(plan, "--avoid", plan_.avoid, "BLOCK", "With a block: addresses that nothing may take");
    option(plan, "--name", plan_.name, "NAME", "With a block: the name of the VPC");
    option(plan, "--region", plan_.region, "REGION", "With a block: such as ap-northeast-2");
    choice(plan, "--summary", plan_.summary, {"tier", "zone", "none"},
           "With a block: what should make few routes");
    plan->add_flag("--dry-run", plan_.dry_run, "Do not write the lock");
    for (auto* app : {explain, check}) {
        word(app, "PLAN", plan_file_, "The plan file")->required();
    }
    word(explain, "PATH", plan_.path, "VPC, VPC/TIER or VPC/TIER/ZONE (default: all)");
    option(check, "--today", plan_.today, "DATE", "The date to count from: 2026-11-21");
    for (auto* app : {plan, explain, check}) {
        option(app, "--from", plan_.from, "PATH",
               "What AWS has, as for `pass -n`: its subnets stay where they are");
        option(app, "--lock", plan_.lock, "FILE",
               "The lock (default: plan.lock.json beside plan.yaml; none: without one)");
        several(app, "--move", plan_.moves, "PATH", "A block that may move if it has to; all: any");
    }
}

void grammar::add_others() {
    verb(app_.get(), "collect", "Print the script of AWS CLI calls that makes a network folder",
         "vpcplan collect [options]",
         {"vpcplan collect > collect.sh", "vpcplan collect | bash -s aws-folder ap-northeast-2"});
    verb(app_.get(), "rpc", "Answer JSON-RPC 2.0 requests, one a line", "vpcplan rpc [options]",
         {R"(echo '{"jsonrpc":"2.0","id":1,"method":"size","params":{"hosts":500}}' | vpcplan rpc)",
          "vpcplan rpc < requests.jsonl > answers.jsonl"});
    auto* codes = verb(app_.get(), "codes", "What a reason code means and what fixes it",
                       "vpcplan codes [CODE] [options]",
                       {"vpcplan codes", "vpcplan codes SUBNET_ACL_RESTRICTION --lang ko"});
    word(codes, "CODE", codes_.code, "A reason code (default: list all)");
    auto* help =
        verb(app_.get(), "help", "Print the help of a command", "vpcplan help [COMMAND...]",
             {"vpcplan help pass", "vpcplan help cidr split"});
    words(help, "COMMAND", help_words_, "The command");
    verb(app_.get(), "version", "Print the version", "vpcplan version [options]",
         {"vpcplan version", "vpcplan version --format json"});
    auto* completion =
        verb(app_.get(), "completion", "Print the completion file of a shell, or the manual page",
             "vpcplan completion bash|zsh|fish|man",
             {"vpcplan completion bash > /etc/bash_completion.d/vpcplan",
              "vpcplan completion fish | source"});
    choice(completion, "SHELL", completion_.shell, {"bash", "zsh", "fish", "man"},
           "The shell, or man")
        ->required();
}

// --- parsing -------------------------------------------------------------------------------------

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

} // namespace

std::variant<invocation, exit_status> parse_arguments(int count, const char* const* words) {
    return grammar().parse(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
}

} // namespace vpcplan::cli
