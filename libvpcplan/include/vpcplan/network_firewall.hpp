// Floor 5. AWS Network Firewall: where firewalls stand, as data with ids. Their rules are
// firewall_rules.hpp.
#pragma once

#include "firewall_rules.hpp"

namespace vpcplan {

/// Where a firewall stands: one endpoint a zone, which route tables name as a target.
struct firewall_endpoint {
    std::string endpoint_id; ///< vpce-…
    std::string subnet_id;
    std::string zone;
    std::string status = "READY"; ///< of the attachment
};

/// Source: Network Firewall API, Firewall and FirewallStatus.
struct network_firewall {
    std::string id; ///< ARN
    std::string name;
    std::string vpc_id;
    std::string policy_id; ///< ARN; empty when the input does not tell
    std::vector<firewall_endpoint> endpoints;
    source_ref place{};

    const firewall_endpoint* find(std::string_view endpoint_id) const noexcept {
        for (const auto& one : endpoints) {
            if (one.endpoint_id == endpoint_id) {
                return &one;
            }
        }
        return nullptr;
    }
};

} // namespace vpcplan
