// Private. What a reader says beside the network it read.
#pragma once

#include "document.hpp"
#include "vpcplan/readers.hpp"

namespace vpcplan::detail {

/// Collects diagnostics, at most `limit` of them; the last one then says how many are missing.
class reader_log {
public:
    static constexpr std::size_t limit = 10000;

    void add(severity level, std::string_view id, std::string message, source_ref place) {
        if (said_.size() < limit) {
            said_.push_back({level, std::string(id), std::move(message), std::move(place)});
        } else {
            ++unsaid_;
        }
    }
    void note(std::string_view id, std::string message, const node& where) {
        add(severity::note, id, std::move(message), place_of(where));
    }
    void warn(std::string_view id, std::string message, const node& where) {
        add(severity::warning, id, std::move(message), place_of(where));
    }

    std::vector<diagnostic> take() {
        if (unsaid_ != 0) {
            said_.push_back({severity::warning,
                             "more_diagnostics",
                             std::to_string(unsaid_) + " more diagnostics are not shown",
                             {}});
        }
        return std::move(said_);
    }

private:
    std::vector<diagnostic> said_;
    std::size_t unsaid_ = 0;
};

/// Reports what does not fit together: unknown ids, subnets outside their VPC, addresses outside
/// their subnet, overlaps. Changes nothing. Complexity: O(n log n).
void check_network(const network& data, reader_log& log);

} // namespace vpcplan::detail
