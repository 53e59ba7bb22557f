// Private. Places the IPv6 blocks of a VPC's subnets.
#pragma once

#include "plan_subnets.hpp"

namespace vpcplan::detail {

/// One request for each subnet that has its IPv4 block.
inline std::optional<std::vector<subnet_request>> planner::ipv6_requests(const plan_vpc& vpc,
                                                                         const planned_vpc& made) {
    std::vector<subnet_request> requests;
    for (const auto& subnet : made.subnets) {
        const auto tier = std::find_if(vpc.tiers.begin(), vpc.tiers.end(),
                                       [&](const auto& one) { return one.name == subnet.tier; });
        const auto length = tier->ipv6_prefix_length;
        if (!subnet_sizes(address_family::ipv6).allow(length)) {
            fail(plan_failure_code::ipv6_subnet_size, vpc.name + "/" + tier->name, tier->place,
                 {{"length", std::to_string(length)}});
            return std::nullopt;
        }
        requests.push_back({static_cast<std::size_t>(tier - vpc.tiers.begin()),
                            subnet.zone,
                            vpc.name + "/" + subnet.tier + "/" + subnet.zone,
                            length,
                            length,
                            {},
                            {},
                            {}});
    }
    return requests;
}

inline bool planner::place_ipv6(const plan_vpc& vpc, planned_vpc& made) {
    std::vector<cidr> parents;
    for (const auto& own : made.blocks) {
        if (!own.block.is_v4()) {
            parents.push_back(own.block);
        }
    }
    if (parents.empty()) {
        return true;
    }
    auto requests = ipv6_requests(vpc, made);
    if (!requests) {
        return false;
    }
    keep_what_exists(vpc, *requests, address_family::ipv6);
    stay_inside(vpc, *requests, parents);
    subnet_placer placer(*requests, vpc.summary, address_family::ipv6);
    const auto holes = holes_in(vpc, parents, *requests, {});
    if (const auto failed = placer.place(holes)) {
        note_shortage(vpc, *requests, address_family::ipv6, holes, parents, {});
        return explain_failure((*requests)[failed->request], *failed, vpc.place);
    }
    for (std::size_t i = 0; i < requests->size(); ++i) {
        auto& subnet = made.subnets[i];
        const auto& one = (*requests)[i];
        subnet.ipv6 = one.block;
        if (one.moved_from) {
            subnet.how = placed_by::moved;
            subnet.moved_from = subnet.moved_from ? subnet.moved_from : one.moved_from;
        }
    }
    return true;
}

} // namespace vpcplan::detail
