// Floor 7. A change that would let a connection work, as data and as sentences.
#pragma once

#include "explain_text.hpp"

#include <string>
#include <vector>

namespace vpcplan {

/// One change that somebody has to make.
struct change {
    std::string component; ///< what to change: an ACL, a group, a route table, an interface, …
    std::string what;      ///< short: "out 110 allow tcp 1024-65535 to 10.0.1.5/32"
    std::string english;   ///< a sentence
    std::string korean;
    std::string words{};  ///< the change as `--with` takes it, or `--without`
    bool without = false; ///< which of the two

    const std::string& text(language lang) const noexcept {
        return lang == language::ko ? korean : english;
    }
};

struct fix_result {
    std::vector<change> changes;    ///< in the order in which they were found necessary
    bool complete = false;          ///< with all of them the connection works, for every port asked
    reason obstacle = reason::none; ///< what stopped the search when it is not complete
};

} // namespace vpcplan
