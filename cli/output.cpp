#include "output.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace vpcplan::cli {

namespace {

constexpr std::size_t buffer_size = std::size_t{64} << 10;

/// 0, or errno.
int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

} // namespace

void output::write(std::string_view text) {
    if (is_quiet_) {
        return;
    }
    buffer_ += text;
    if (buffer_.size() >= buffer_size) {
        flush();
    }
}

void output::flush() {
    if (error_ == 0) {
        error_ = write_all(STDOUT_FILENO, buffer_);
    }
    buffer_.clear();
}

exit_status output::finish(exit_status status) {
    flush();
    if (error_ == 0 || error_ == EPIPE) {
        return status;
    }
    return refuse(std::string("cannot write the answer: ") + std::strerror(error_));
}

void complain(std::string_view message) { talk("vpcplan: " + std::string(message)); }

void talk(std::string_view message) {
    // Nothing can be said about a standard error that is closed.
    (void)write_all(STDERR_FILENO, std::string(message) + "\n");
}

exit_status refuse(std::string_view message) {
    complain(message);
    return exit_status::bad_usage;
}

} // namespace vpcplan::cli
