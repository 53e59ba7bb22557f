// vpcplan rpc: one JSON-RPC request a line in, one answer a line out, in the order asked.
#include "commands.hpp"
#include "output.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <vector>
#include <vpcplan/service.hpp>

namespace vpcplan::cli {

namespace {

/// A network of a hundred thousand interfaces is below 200 MB of JSON; a longer line is a mistake,
/// and memory stays bounded.
constexpr std::size_t longest_request = std::size_t{1} << 30;

constexpr std::string_view too_long =
    R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"a request line is longer than 1 GiB","data":{"code":"bad_value","offset":1073741824,"length":0,"hint":"give the network by path"}}})";

/// Standard input, line by line, without a limit of its own on what is still to come.
class line_reader {
public:
    enum class found { line, overlong, end };

    found next(std::string& line) {
        line.clear();
        bool overlong = false;
        for (;;) {
            const auto rest = std::string_view(buffer_).substr(at_);
            const auto end = rest.find('\n');
            const auto part = rest.substr(0, end);
            overlong = overlong || line.size() + part.size() > longest_request;
            if (!overlong) {
                line += part;
            }
            if (end != std::string_view::npos) {
                at_ += end + 1;
                return overlong ? found::overlong : found::line;
            }
            if (!fill()) {
                return overlong ? found::overlong : line.empty() ? found::end : found::line;
            }
        }
    }
    int error() const noexcept { return error_; }

private:
    bool fill() {
        buffer_.resize(std::size_t{1} << 16);
        at_ = 0;
        ssize_t count = 0;
        do {
            count = ::read(STDIN_FILENO, buffer_.data(), buffer_.size());
        } while (count < 0 && errno == EINTR);
        error_ = count < 0 ? errno : 0;
        buffer_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return count > 0;
    }

    std::string buffer_;
    std::size_t at_ = 0;
    int error_ = 0;
};

} // namespace

exit_status run(const rpc_command&, const context&) {
    service answers;
    line_reader requests;
    output out;
    std::string line;
    while (!out.is_broken()) {
        const auto found = requests.next(line);
        if (found == line_reader::found::end) {
            break;
        }
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        if (line.find_first_not_of(" \t") == std::string::npos &&
            found != line_reader::found::overlong) {
            continue; // an empty line asks nothing
        }
        const auto answer =
            found == line_reader::found::overlong ? std::string(too_long) : answers.answer(line);
        if (!answer.empty()) {
            out.line(answer);
            out.flush(); // the caller may wait for it before asking more
        }
    }
    if (requests.error() != 0) {
        return refuse(std::string("standard input: ") + std::strerror(requests.error()));
    }
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli
