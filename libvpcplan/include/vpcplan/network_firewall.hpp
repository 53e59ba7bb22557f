// Floor 5. AWS Network Firewall: policies and rule groups as data, and their evaluation.
#pragma once

#include "cidr_set.hpp"
#include "trace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vpcplan {

/// Where a firewall stands: one endpoint a zone, which route tables name as a target.
struct firewall_endpoint {
    std::string endpoint_id; ///< vpce-…
    std::string subnet_id;
    std::string zone;
};

struct network_firewall {
    std::string id; ///< ARN
    std::string name;
    std::string vpc_id;
    std::string policy_id; ///< ARN
    std::vector<firewall_endpoint> endpoints;
    source_ref place{};
};

} // namespace vpcplan
