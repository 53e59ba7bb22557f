// Floor 8. One JSON request in, one JSON answer out: what every embedding uses.
// Implemented in vpcplan::io.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace vpcplan {

/// Answers JSON-RPC 2.0 requests. Keeps loaded networks between requests (by path and time of
/// change). Not thread-safe; make one for each thread.
class service {
public:
    service();
    ~service();
    service(service&&) noexcept;
    service& operator=(service&&) noexcept;
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    /// One request object (or batch array) as text; the answer as one line of text without a line
    /// end, or "" for a notification. Never throws on input.
    std::string answer(std::string_view request);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace vpcplan
