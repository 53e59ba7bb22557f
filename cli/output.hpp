// Answers go to standard output, everything else to standard error.
#pragma once

#include "exit_status.hpp"

#include <string>
#include <string_view>

namespace vpcplan::cli {

/// Standard output, buffered. A reader that has gone away (`| head`) ends the command quietly.
class output {
public:
    /// Quiet output swallows everything.
    explicit output(bool quiet = false) : is_quiet_(quiet) {}
    output(const output&) = delete;
    output& operator=(const output&) = delete;
    ~output() { flush(); }

    void write(std::string_view text);
    void line(std::string_view text) {
        write(text);
        write("\n");
    }
    void flush();
    /// Nobody reads any more, or the disk is full: writing on is pointless.
    bool is_broken() const noexcept { return error_ != 0; }
    /// Flushes; `status`, unless the answer could not be written and somebody should know.
    exit_status finish(exit_status status);

private:
    std::string buffer_;
    bool is_quiet_;
    int error_ = 0;
};

/// One line on standard error: "vpcplan: " and the message.
void complain(std::string_view message);
/// One line on standard error, as it is.
void talk(std::string_view message);

/// Complains and returns `bad_usage`.
exit_status refuse(std::string_view message);

} // namespace vpcplan::cli
