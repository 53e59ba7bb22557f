// Private. Suricata rules as Network Firewall takes them: the header, and whether the options look
// deeper than a header. Source: Suricata guide, "Rules format".
//
//   drop tcp $HOME_NET any -> [198.51.100.0/24,!198.51.100.9] 1024:65535 (msg:"..."; sid:7;)
#pragma once

#include "vpcplan/firewall_rules.hpp"

#include <map>

namespace vpcplan::detail {

/// Names of a rule group, without their marks, and what stands for them as a rule would write it.
/// HOME_NET and EXTERNAL_NET need not be there: then they are those of the policy.
struct suricata_variables {
    std::map<std::string, std::string, std::less<>> addresses; ///< $NAME
    std::map<std::string, std::string, std::less<>> ports;     ///< $NAME
    std::map<std::string, std::string, std::less<>> lists;     ///< @NAME: a prefix list id
};

/// A rule in parts: what API StatefulRule has as fields, or what a line was split into.
struct suricata_parts {
    std::string action;
    std::string protocol;
    std::string source;
    std::string source_ports;
    std::string direction;
    std::string destination;
    std::string destination_ports;
    /// Keyword and setting, e.g. "sid" and "7".
    std::vector<std::pair<std::string, std::string>> options;
};

/// The rule; where a part is not understood, `readable` is false and a sentence says why. `name` is
/// used where the options have no sid. Complexity: O(length), with names replaced.
stateful_rule make_stateful_rule(const suricata_parts& parts, const suricata_variables& variables,
                                 std::string name, std::vector<std::string>& problems);

/// What is wrong with a line of rules.
struct suricata_problem {
    std::size_t line = 0; ///< 1-based
    std::string message;
};

struct suricata_rules {
    std::vector<stateful_rule> rules;
    std::vector<suricata_problem> problems;
};

/// One rule a line; # begins a comment line, a backslash or an open parenthesis continues a rule on
/// the next line. Lines that are no rule become rules that may do anything.
/// Complexity: O(length), with names replaced.
suricata_rules parse_suricata_rules(std::string_view text, const suricata_variables& variables);

} // namespace vpcplan::detail
