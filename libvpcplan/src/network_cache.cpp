#include "network_cache.hpp"

#include "rpc_method.hpp"

#include <algorithm>
#include <filesystem>

namespace vpcplan::io {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept_networks = 4;

[[noreturn]] void unreadable(errc code, std::string message, std::string hint) {
    rpc_failure failure(rpc_code::unreadable, id_of(code), std::move(message), std::move(hint));
    failure.parameter = "path";
    throw failure;
}

/// Path, and name, size and time of change of every file there.
std::string fingerprint_of(const std::string& path) {
    const auto line = [](const fs::path& file) {
        return file.string() + '\n' + std::to_string(fs::file_size(file)) + '\n' +
               std::to_string(fs::last_write_time(file).time_since_epoch().count()) + '\n';
    };
    std::vector<std::string> lines;
    if (fs::is_directory(path)) {
        for (const auto& file : fs::directory_iterator(path)) {
            if (file.is_regular_file()) {
                lines.push_back(line(file.path()));
            }
        }
        std::sort(lines.begin(), lines.end()); // the order of a folder is not its content
    } else {
        lines.push_back(line(path));
    }
    std::string all = "path " + path + '\n';
    for (const auto& one : lines) {
        all += one;
    }
    return all;
}

} // namespace

std::shared_ptr<const indexed_network> network_cache::at_path(const std::string& path) {
    if (path == "-") {
        unreadable(errc::unreadable_input, "-: standard input carries the requests",
                   "give a file or folder, or the network itself as \"network\"");
    }
    std::string key;
    try {
        if (path.empty() || path.find('\0') != std::string::npos || !fs::exists(path)) {
            unreadable(errc::unreadable_input,
                       json::serialize(json::value(text_of(path))) + ": no such file or folder",
                       "paths are relative to the working folder of this process");
        }
        if (!fs::is_regular_file(path) && !fs::is_directory(path)) {
            unreadable(errc::unreadable_input, path + ": neither a file nor a folder",
                       "give a file or a folder");
        }
        key = fingerprint_of(path);
    } catch (const fs::filesystem_error& failure) {
        unreadable(errc::unreadable_input, path + ": " + failure.code().message(),
                   "check the permissions");
    }
    if (auto known = find(key)) {
        return known;
    }
    return keep(std::move(key), load_network(path));
}

std::shared_ptr<const indexed_network> network_cache::from_text(const std::string& text) {
    auto key = "text " + text;
    if (auto known = find(key)) {
        return known;
    }
    auto outcome = parse_network(text, "network");
    if (const auto* failure = std::get_if<load_failure>(&outcome)) {
        bad_value(failure->code, "network", failure->message);
    }
    return keep(std::move(key), std::move(outcome));
}

std::shared_ptr<const indexed_network> network_cache::find(const std::string& key) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const entry& one) { return one.key == key; });
    if (found == entries_.end()) {
        return nullptr;
    }
    std::rotate(entries_.begin(), found, found + 1);
    return entries_.front().network;
}

std::shared_ptr<const indexed_network> network_cache::keep(std::string key, load_outcome outcome) {
    if (const auto* failure = std::get_if<load_failure>(&outcome)) {
        unreadable(failure->code, failure->message, {});
    }
    auto network =
        std::make_shared<const indexed_network>(std::get<loaded_network>(std::move(outcome)));
    if (entries_.size() == kept_networks) {
        entries_.pop_back();
    }
    entries_.insert(entries_.begin(), {std::move(key), network});
    return network;
}

} // namespace vpcplan::io
