// What the process tells its caller: the same for every verb.
#pragma once

namespace vpcplan::cli {

enum class exit_status : int {
    yes = 0,       ///< yes, works, done
    no = 1,        ///< no, fails, findings
    bad_usage = 2, ///< bad usage, or input that cannot be read
    unknown = 3    ///< the input does not tell
};

} // namespace vpcplan::cli
