#include "text_file.hpp"

#include "document.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace vpcplan::detail {

namespace {

bool read_all(std::istream& in, std::string& text) {
    char buffer[1 << 16];
    while (text.size() <= max_document_bytes) {
        in.read(buffer, sizeof buffer);
        text.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (!in) {
            break;
        }
    }
    return !in.bad();
}

} // namespace

std::string read_text(const std::string& path, std::string& text) {
    if (path == "-") {
        return read_all(std::cin, text) ? "" : "standard input cannot be read";
    }
    std::error_code ec;
    const auto status = std::filesystem::status(path, ec);
    if (!std::filesystem::exists(status)) {
        return path + ": " + (ec ? ec.message() : std::string("no such file or folder"));
    }
    if (std::filesystem::is_directory(status)) {
        return path + ": a folder where a file belongs";
    }
    errno = 0; // streams keep no reason of their own
    std::ifstream in(path, std::ios::binary);
    if (!in || !read_all(in, text)) {
        return path + ": cannot be read" +
               (errno != 0 ? " (" + std::generic_category().message(errno) + ")" : "");
    }
    return text.size() > max_document_bytes
               ? path + ": larger than " + std::to_string(max_document_bytes >> 20) + " MiB"
               : "";
}

} // namespace vpcplan::detail
