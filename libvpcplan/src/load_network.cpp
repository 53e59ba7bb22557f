// Files, folders and standard input: finding documents, and what they are, by content.
#include "aws_cli_reader.hpp"
#include "foreign_document.hpp"
#include "text_file.hpp"
#include "vpc_yaml.hpp"

#include <algorithm>
#include <filesystem>

namespace vpcplan {

namespace {

namespace fs = std::filesystem;
using namespace detail;

load_failure failure(errc code, std::string message, source_ref where = {}) {
    return {code, std::move(message), std::move(where)};
}

load_failure failure(const syntax_error& why, const std::string& name) {
    source_ref where{name, {}, why.line, why.column};
    auto message = vpcplan::to_string(where) + ": " + why.message;
    return failure(errc::bad_syntax, std::move(message), std::move(where));
}

std::string_view without_mark(std::string_view text) {
    return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

bool ends_like_yaml(std::string_view name) {
    return name.ends_with(".yaml") || name.ends_with(".yml");
}

bool starts_like_json(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\r\n");
    return start != std::string_view::npos && (text[start] == '{' || text[start] == '[');
}

bool holds_aws_keys(const node& root) {
    return aws_cli_reader::recognises(root) ||
           (root.is_list() &&
            std::any_of(root.items.begin(), root.items.end(),
                        [](const node* element) { return aws_cli_reader::recognises(*element); }));
}

/// One text into documents, or why not.
std::optional<load_failure> parse_text(std::string_view text, const std::string& name,
                                       documents& out) {
    if (text.size() > max_document_bytes) {
        return failure(errc::unreadable_input,
                       name + ": larger than " + std::to_string(max_document_bytes >> 20) +
                           " MiB; split it into a folder of files",
                       {name, {}, 0, 0});
    }
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
        return failure(errc::bad_syntax,
                       name + ": the file is UTF-16 (PowerShell writes that with >); save it as "
                              "UTF-8, e.g. with | Out-File -Encoding utf8",
                       {name, {}, 0, 0});
    }
    text = without_mark(text);
    const bool is_json = starts_like_json(text) && !ends_like_yaml(name);
    const auto why = is_json ? parse_json(text, name, out) : parse_yaml(text, name, out);
    // Some of these texts are YAML too, of no meaning.
    const bool is_ours =
        !why && (is_vpc_yaml(out.back()->root()) || holds_aws_keys(out.back()->root()));
    if (const auto* what = is_json || is_ours ? nullptr : find_foreign(text)) {
        return failure(errc::bad_value, name + ": " + told(*what), {name, {}, 0, 0});
    }
    if (!why) {
        return std::nullopt;
    }
    return failure(*why, name);
}

/// Takes documents that are no network out, with a diagnostic for each. One that would have told a
/// part of the network, or that leaves nothing, is an error: the rest would look whole.
std::optional<load_failure> take_foreign(documents& all, std::vector<diagnostic>& said) {
    std::string refused;
    source_ref first;
    const auto kept = std::stable_partition(all.begin(), all.end(), [](const auto& one) {
        return find_foreign(one->root()) == nullptr;
    });
    for (auto one = kept; one != all.end(); ++one) {
        const auto& what = *find_foreign((*one)->root());
        const source_ref where{(*one)->name, {}, 0, 0};
        auto message = (*one)->name + ": " + told(what);
        if (what.part_of_network || kept == all.begin()) {
            first = refused.empty() ? where : first;
            refused += (refused.empty() ? "" : "\n") + message;
        } else {
            said.push_back({severity::warning, "ignored_file", std::move(message), where});
        }
    }
    all.erase(kept, all.end());
    if (refused.empty()) {
        return std::nullopt;
    }
    return failure(errc::bad_value, std::move(refused), std::move(first));
}

load_outcome read_documents(documents all, const std::string& name) {
    std::vector<diagnostic> said;
    if (auto why = take_foreign(all, said)) {
        return *std::move(why);
    }
    const bool aws = std::any_of(all.begin(), all.end(),
                                 [](const auto& one) { return holds_aws_keys(one->root()); });
    if (aws) {
        aws_cli_reader reader;
        for (const auto& one : all) {
            reader.collect(one->root());
        }
        auto loaded = reader.finish();
        loaded.diagnostics.insert(loaded.diagnostics.begin(), said.begin(), said.end());
        return loaded;
    }
    if (all.size() == 1 && is_vpc_yaml(all.front()->root())) {
        return read_vpc_yaml(*all.front());
    }
    return failure(errc::bad_value,
                   name + ": no network here: neither keys of the AWS CLI (Vpcs, Subnets, "
                          "RouteTables, …) nor those of a vpc.yaml (vpc or vpcs, subnets, …)",
                   {name, {}, 0, 0});
}

/// What is below a folder, hidden things left out.
struct folder_content {
    std::vector<fs::path> files; ///< by path
    /// Not read: dead links, pipes, and links to folders, which might lead in circles.
    std::vector<fs::path> others;
};

folder_content content_of(const fs::path& folder, std::error_code& ec) {
    folder_content found;
    fs::recursive_directory_iterator at(folder, ec);
    for (const fs::recursive_directory_iterator end; !ec && at != end; at.increment(ec)) {
        if (at->path().filename().string().starts_with('.')) {
            at.disable_recursion_pending();
        } else if (std::error_code ignored; at->is_regular_file(ignored)) {
            found.files.push_back(at->path());
        } else if (at->is_symlink(ignored) || !at->is_directory(ignored)) {
            found.others.push_back(at->path());
        }
    }
    std::sort(found.files.begin(), found.files.end());
    std::sort(found.others.begin(), found.others.end());
    return found;
}

load_outcome load_folder(const fs::path& folder) {
    std::error_code ec;
    const auto found = content_of(folder, ec);
    if (ec) {
        return failure(errc::unreadable_input, folder.string() + ": " + ec.message(),
                       {folder.string(), {}, 0, 0});
    }
    documents json;
    std::vector<std::pair<fs::path, std::string>> yaml;
    std::vector<diagnostic> said;
    std::optional<load_failure> failed;
    std::size_t bytes = 0;
    const auto say = [&](std::string_view id, std::string message, const fs::path& file) {
        said.push_back(
            {severity::warning, std::string(id), std::move(message), {file.string(), {}, 0, 0}});
    };
    for (const auto& other : found.others) {
        say("ignored_file",
            other.string() + " is no file (a link to a folder, to nothing, or a pipe) and is "
                             "ignored",
            other);
    }
    for (const auto& file : found.files) {
        std::string text;
        std::optional<load_failure> why;
        if (auto problem = read_text(file.string(), text); !problem.empty()) {
            why = failure(errc::unreadable_input, std::move(problem), {file.string(), {}, 0, 0});
        } else if (ends_like_yaml(file.string())) {
            yaml.emplace_back(file, std::move(text));
        } else if (without_mark(text).find_first_not_of(" \t\r\n") == std::string_view::npos) {
            say("empty_file", file.string() + " is empty: did the command that wrote it fail?",
                file);
        } else if (file.extension() == ".json" || starts_like_json(without_mark(text))) {
            bytes += text.size();
            why = bytes > max_document_bytes
                      ? failure(errc::unreadable_input,
                                folder.string() + ": the files are larger than " +
                                    std::to_string(max_document_bytes >> 20) + " MiB together",
                                {folder.string(), {}, 0, 0})
                      : parse_text(text, file.string(), json);
        } else {
            say("ignored_file", file.string() + " is not JSON and is ignored", file);
        }
        if (why && !failed) {
            failed = std::move(why);
        } else if (why && failed->message.size() < 10000) {
            failed->message += "\n" + why->message;
        }
    }
    if (failed) {
        return *std::move(failed);
    }
    if (json.empty() && yaml.size() == 1) {
        documents only;
        if (auto why = parse_text(yaml.front().second, yaml.front().first.string(), only)) {
            return *std::move(why);
        }
        return read_documents(std::move(only), yaml.front().first.string());
    }
    for (const auto& [file, text] : yaml) {
        documents read;
        const auto why = parse_text(text, file.string(), read);
        if (!why && !read.empty() && holds_aws_keys(read.front()->root())) {
            json.push_back(std::move(read.front())); // the AWS CLI prints YAML too
        } else {
            say("ignored_file", file.string() + " is not output of the AWS CLI and is ignored",
                file);
        }
    }
    auto outcome = read_documents(std::move(json), folder.string());
    if (auto* loaded = std::get_if<loaded_network>(&outcome)) {
        loaded->diagnostics.insert(loaded->diagnostics.begin(),
                                   std::make_move_iterator(said.begin()),
                                   std::make_move_iterator(said.end()));
    }
    return outcome;
}

} // namespace

load_outcome parse_network(std::string_view text, const std::string& name) {
    documents all;
    if (auto why = parse_text(text, name, all)) {
        return *std::move(why);
    }
    return read_documents(std::move(all), name);
}

load_outcome load_network(const std::string& path) {
    std::error_code ec;
    if (path != "-" && fs::is_directory(path, ec)) {
        return load_folder(path);
    }
    std::string text;
    if (auto problem = read_text(path, text); !problem.empty()) {
        return failure(errc::unreadable_input, std::move(problem), {path, {}, 0, 0});
    }
    return parse_network(text, path == "-" ? "(standard input)" : path);
}

} // namespace vpcplan
