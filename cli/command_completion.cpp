// vpcplan completion: completion files and the manual page, made from the definitions that parse
// the command line, so that they cannot disagree with it.
#include "commands.hpp"
#include "output.hpp"

#include <algorithm>

namespace vpcplan::cli {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
        text.replace(at, what.size(), with);
    }
    return text;
}

/// Calls `visit(path, page)` for each command; the path is "", "pass", "cidr split".
template <class Visit>
void for_each_command(const command_page& page, const std::string& path, Visit&& visit) {
    visit(path, page);
    for (const auto& sub : page.commands) {
        for_each_command(sub, path.empty() ? sub.name : path + " " + sub.name, visit);
    }
}

std::string words_after(const command_page& page) {
    std::string words;
    const auto add = [&](const std::string& word) { words += (words.empty() ? "" : " ") + word; };
    for (const auto& sub : page.commands) {
        add(sub.name);
    }
    for (const auto& word : page.words) {
        for (const auto& choice : word.choices) {
            add(choice);
        }
    }
    for (const auto& option : page.options) {
        for (const auto& name : option.names) {
            add(name);
        }
    }
    return words;
}

/// A value that is a file name, or may be one.
bool takes_files(const option_page& option) {
    return option.value == "PATH" || option.value == "LIST" || option.value == "FILE";
}

std::string bash_completion(const command_page& root) {
    std::string text = R"(# bash completion of vpcplan, written by `vpcplan completion bash`
_vpcplan() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local path= word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$path $word" in
)";
    for_each_command(root, "", [&](const std::string& path, const command_page& page) {
        for (const auto& sub : page.commands) {
            const auto next = path.empty() ? sub.name : path + " " + sub.name;
            text += "            \"" + path + " " + sub.name + "\") path=\"" + next + "\" ;;\n";
        }
    });
    text += "        esac\n    done\n    case \"$path $previous\" in\n";
    for_each_command(root, "", [&](const std::string& path, const command_page& page) {
        for (const auto& option : page.options) {
            if (option.value.empty()) {
                continue;
            }
            for (const auto& name : option.names) {
                text += "        \"" + path + " " + name + "\") ";
                if (!option.choices.empty()) {
                    std::string words;
                    for (const auto& choice : option.choices) {
                        words += (words.empty() ? "" : " ") + choice;
                    }
                    text +=
                        "COMPREPLY=($(compgen -W \"" + words + "\" -- \"$current\")); return ;;\n";
                } else if (takes_files(option)) {
                    text += "COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n";
                } else {
                    text += "return ;;\n";
                }
            }
        }
    });
    text += "    esac\n    case \"$path\" in\n";
    for_each_command(root, "", [&](const std::string& path, const command_page& page) {
        const bool files = std::any_of(page.words.begin(), page.words.end(), takes_files);
        text += "        \"" + path + "\") COMPREPLY=($(compgen " + (files ? "-f " : "") + "-W \"" +
                words_after(page) + "\" -- \"$current\")) ;;\n";
    });
    return text + "    esac\n}\ncomplete -o filenames -F _vpcplan vpcplan\n";
}

/// Inside single quotes, for zsh's _arguments: no quotes, brackets or colons.
std::string zsh_text(const std::string& text) {
    return replaced(replaced(replaced(replaced(text, "'", ""), "[", "("), "]", ")"), ":", " -");
}

std::string zsh_value(const option_page& option) {
    if (!option.choices.empty()) {
        std::string words;
        for (const auto& choice : option.choices) {
            words += (words.empty() ? "" : " ") + choice;
        }
        return "(" + words + ")";
    }
    return takes_files(option) ? "_files" : " ";
}

std::string zsh_function(const std::string& path) {
    return path.empty() ? "_vpcplan" : "_vpcplan_" + replaced(replaced(path, " ", "_"), "-", "_");
}

std::string zsh_completion(const command_page& root) {
    std::string text = "#compdef vpcplan\n# zsh completion of vpcplan, written by `vpcplan "
                       "completion zsh`\n";
    for_each_command(root, "", [&](const std::string& path, const command_page& page) {
        text += "\n" + zsh_function(path) + "() {\n";
        text +=
            page.commands.empty() ? "    _arguments" : "    local state line\n    _arguments -C";
        for (const auto& option : page.options) {
            for (const auto& name : option.names) {
                text += " \\\n        '" + name + "[" + zsh_text(option.text) + "]" +
                        (option.value.empty()
                             ? ""
                             : ":" + zsh_text(option.value) + ":" + zsh_value(option)) +
                        "'";
            }
        }
        if (page.commands.empty()) {
            for (const auto& word : page.words) {
                text += " \\\n        '*:" + zsh_text(word.value) + ":" + zsh_value(word) + "'";
                break; // the others look alike
            }
            text += "\n}\n";
            return;
        }
        text += " \\\n        '1:command:->command' '*::argument:->argument'\n"
                "    case $state in\n    command)\n        local -a commands=(\n";
        for (const auto& sub : page.commands) {
            text += "            '" + sub.name + ":" + zsh_text(sub.text) + "'\n";
        }
        text += "        )\n        _describe command commands ;;\n    argument)\n        case "
                "$line[1] in\n";
        for (const auto& sub : page.commands) {
            const auto next = path.empty() ? sub.name : path + " " + sub.name;
            text += "        " + sub.name + ") " + zsh_function(next) + " ;;\n";
        }
        text += "        esac ;;\n    esac\n}\n";
    });
    return text + "\nif [ \"$funcstack[1]\" = \"_vpcplan\" ]; then\n    _vpcplan \"$@\"\nelse\n    "
                  "compdef _vpcplan vpcplan\nfi\n";
}

std::string fish_text(const std::string& text) {
    return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_completion(const command_page& root) {
    std::string text = "# fish completion of vpcplan, written by `vpcplan completion fish`\n"
                       "complete -c vpcplan -f\n";
    for_each_command(root, "", [&](const std::string& path, const command_page& page) {
        std::string condition;
        std::size_t from = 0;
        while (from < path.size()) {
            const auto to = std::min(path.find(' ', from), path.size());
            condition += (condition.empty() ? "" : "; and ") +
                         ("__fish_seen_subcommand_from " + path.substr(from, to - from));
            from = to + 1;
        }
        std::string none_yet = condition;
        if (!page.commands.empty()) {
            none_yet += (condition.empty() ? "" : "; and ") +
                        std::string("not __fish_seen_subcommand_from");
            for (const auto& sub : page.commands) {
                none_yet += " " + sub.name;
            }
        }
        const auto line = [&](const std::string& when, const std::string& what) {
            text +=
                "complete -c vpcplan" + (when.empty() ? "" : " -n '" + when + "'") + what + "\n";
        };
        for (const auto& sub : page.commands) {
            line(none_yet, " -a " + sub.name + " -d " + fish_text(sub.text));
        }
        for (const auto& word : page.words) {
            for (const auto& choice : word.choices) {
                line(condition, " -a " + choice);
            }
            if (takes_files(word)) {
                line(condition, " -F");
            }
        }
        for (const auto& option : page.options) {
            std::string what;
            for (const auto& name : option.names) {
                what +=
                    name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            if (!option.choices.empty()) {
                std::string words;
                for (const auto& choice : option.choices) {
                    words += (words.empty() ? "" : " ") + choice;
                }
                what += " -x -a '" + words + "'";
            } else if (!option.value.empty()) {
                what += takes_files(option) ? " -r -F" : " -x";
            }
            line(none_yet, what + " -d " + fish_text(option.text));
        }
    });
    return text;
}

// --- the manual
// -----------------------------------------------------------------------------------

/// Text for roff: minus signs stay minus signs, and no line starts with a command.
std::string roff(const std::string& text) {
    auto safe = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
    return safe.empty() || (safe.front() != '.' && safe.front() != '\'') ? safe : "\\&" + safe;
}

bool is_common(const option_page& option, const command_page& root) {
    return std::any_of(root.options.begin(), root.options.end(),
                       [&](const option_page& one) { return one.names == option.names; });
}

std::string roff_option(const option_page& option) {
    std::string names;
    for (const auto& name : option.names) {
        names += (names.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
    }
    return ".TP\n" + names + (option.value.empty() ? "" : " \\fI" + roff(option.value) + "\\fR") +
           "\n" + roff(option.text) + "\n";
}

std::string manual(const command_page& root) {
    std::string text = ".TH VPCPLAN 1 \"\" \"vpcplan " VPCPLAN_VERSION "\" \"User Commands\"\n"
                       ".SH NAME\nvpcplan \\- exact, explained answers about AWS VPCs\n"
                       ".SH SYNOPSIS\n";
    for (const auto& sub : root.commands) {
        text += ".br\n" + roff(sub.usage) + "\n";
    }
    text += ".SH DESCRIPTION\nAnswers, offline and exactly, questions about an AWS VPC: will this "
            "packet pass and which rule decides, how large must a subnet be, how is a block cut. "
            "What the input does not tell is answered with \"unknown\" and the reason.\n"
            ".SH COMMANDS\n";
    for_each_command(root, "", [&](const std::string& path, const command_page& page) {
        if (path.empty()) {
            return;
        }
        text += ".SS \"" + roff(page.usage) + "\"\n" + roff(page.text) +
                (page.text.back() == '?' ? "\n" : ".\n");
        for (const auto& word : page.words) {
            text += ".TP\n\\fI" + roff(word.value) + "\\fR\n" + roff(word.text) + "\n";
        }
        for (const auto& option : page.options) {
            text += is_common(option, root) ? std::string() : roff_option(option);
        }
        text += ".PP\n.nf\n";
        for (const auto& example : page.examples) {
            text += roff("    " + example) + "\n";
        }
        text += ".fi\n";
    });
    text += ".SH COMMON OPTIONS\n";
    for (const auto& option : root.options) {
        text += roff_option(option);
    }
    return text + R"(.SH EXIT STATUS
.TP
\fB0\fR
Yes; the connection works; done.
.TP
\fB1\fR
No; the connection fails; nothing found.
.TP
\fB2\fR
Bad usage, or input that cannot be read.
.TP
\fB3\fR
Unknown: the input does not tell.
.SH ENVIRONMENT
.TP
\fBVPCPLAN_NETWORK\fR
The network when there is no \fB\-n\fR.
.TP
\fBNO_COLOR\fR
No colour, whatever its value, unless it is empty.
.TP
\fBLC_ALL\fR, \fBLC_MESSAGES\fR, \fBLANG\fR
The language of answers: English, or Korean for ko.
.SH FILES
.TP
\fIvpc.yaml\fR
The network of the current folder when nothing else is given.
)";
}

} // namespace

exit_status run(const completion_command& asked, const context& how) {
    output out(how.quiet);
    out.write(asked.shell == "bash"   ? bash_completion(asked.root)
              : asked.shell == "zsh"  ? zsh_completion(asked.root)
              : asked.shell == "fish" ? fish_completion(asked.root)
                                      : manual(asked.root));
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli
