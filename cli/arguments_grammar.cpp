// What all verbs are made of, and the verbs that need no file of their own.
#include "arguments_grammar.hpp"
#include "text_table.hpp"

#include <algorithm>
#include <vpcplan/question.hpp>

namespace vpcplan::cli {

namespace {

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

} // namespace

std::string did_you_mean(const std::string& written, const std::vector<std::string>& names) {
    const auto near = nearest(written, names);
    return near.empty() ? std::string() : " (did you mean '" + near + "'?)";
}

/// CLI11's help with our usage lines, and the value behind the option's names.
class grammar::help_text : public CLI::Formatter {
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
        CLI::detail::format_help(out, sub->get_name(), sub->get_description(), get_column_width());
        return out.str();
    }

private:
    const std::map<const CLI::App*, page>* pages_;
};

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

void grammar::common_options(CLI::App* app) {
    const std::string group = "Common options";
    app->set_help_flag("-h,--help", "Print this help and exit")->group(group);
    if (app->get_name() == "pass") {
        choice(app, "--format", format_, {"text", "json", "mermaid", "dot", "svg", "markdown"},
               "Text for people, JSON for programs, a picture of the path, or a Markdown page that "
               "has both")
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

CLI::Option* grammar::repeated(CLI::App* app, const std::string& names,
                               std::vector<std::string>& values, const std::string& value_name,
                               const std::string& text) {
    return app->add_option(names, values, text)
        ->type_name(value_name)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
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
    auto* pass =
        verb(app_.get(), "pass", "Will this packet pass, and which rule decides?",
             "vpcplan pass FROM TO [TRAFFIC] [options]",
             {"vpcplan pass web-1 db-1 tcp/5432 -n examples/three-tier/vpc.yaml",
              "vpcplan pass internet:203.0.113.7 web-1 tcp/443 -n aws-folder/",
              std::string("vpcplan pass internet:203.0.113.7 db-1 tcp/5432 --via bastion ") +
                  "-n examples/three-tier/vpc.yaml",
              std::string("vpcplan pass app-1 internet:203.0.113.7 tcp/443 ") +
                  "--without \"route app: 0.0.0.0/0\" -n examples/three-tier/vpc.yaml",
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
    repeated(
        pass, "--with", with_, "CHANGE",
        "Answer as if the network had this: \"acl priv: out 120 allow tcp 1024-65535 to "
        "10.0.1.0/24\", \"group web: in tcp 443 from 0.0.0.0/0\", \"route private: 0.0.0.0/0 "
        "-> nat-1\", \"subnet app: table private\", \"host web: public_ip\". Nothing is written; "
        "may be given several times, with --without, and is applied in the order typed");
    repeated(
        pass, "--without", without_, "CHANGE",
        "Answer as if the network did not have this: what --with takes, or shorter: \"acl priv: "
        "out 120\", \"route private: 0.0.0.0/0\", \"host web: public_ip\", \"subnet app: acl\"");
    repeated(pass, "--via", pass_.via, "HOST",
             "A host to log in to first, by tcp/22 or as written: bastion-1,tcp/3389. Each "
             "hop is judged alone; may be given several times, in order");
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

} // namespace vpcplan::cli
