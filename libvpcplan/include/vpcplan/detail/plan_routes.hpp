// Private. What a VPC looks like when everything is placed: routes, free space, what is not of the
// plan.
#pragma once

#include "plan_taken.hpp"

namespace vpcplan::detail {

/// The fewest blocks that hold a group and nothing that belongs to anybody else: every block
/// without strangers lies in one block of what strangers leave, so one for each of those that
/// has a subnet of the group is enough and cannot be bettered.
inline std::vector<cidr> routes_of(const std::string& name,
                                   const std::map<std::string, std::vector<cidr>>& groups,
                                   const planned_vpc& made, const plan_needs& needs) {
    auto strangers = avoided_in(needs);
    for (const auto& [other, blocks] : groups) {
        if (other != name) {
            strangers.insert(strangers.end(), blocks.begin(), blocks.end());
        }
    }
    for (const auto& other : made.others) {
        strangers.push_back(other.block);
    }
    std::vector<cidr> own;
    for (const auto& block : made.blocks) {
        own.push_back(block.block);
    }
    const auto& group = groups.at(name);
    // A subnet of AWS may lie in an avoided range; its own addresses are never a stranger's.
    const auto room = unite(subtract(cidr_set(own), cidr_set(strangers)), cidr_set(group));
    std::vector<cidr> routes;
    room.for_each_cidr([&](const cidr& whole) {
        std::optional<cidr> route;
        for (const auto& block : group) {
            if (whole.contains(block)) {
                route = route ? subnet_placer::span_of(*route, block) : block;
            }
        }
        if (route) {
            routes.push_back(*route);
        }
    });
    return routes;
}

/// What of a block the plan avoids, ascending; of ranges in one another the largest.
inline std::vector<plan_avoided> avoided_inside(const plan_needs& needs, const cidr& block) {
    std::vector<plan_avoided> inside;
    for (const auto& one : needs.avoid) {
        if (overlaps(one.block, block)) {
            inside.push_back({one.block.contains(block) ? block : one.block, one.label});
        }
    }
    std::stable_sort(inside.begin(), inside.end(), [](const auto& a, const auto& b) {
        return std::pair(a.block.first_bits(), a.block.prefix_length()) <
               std::pair(b.block.first_bits(), b.block.prefix_length());
    });
    inside.erase(std::unique(inside.begin(), inside.end(),
                             [](const auto& outer, const auto& next) {
                                 return outer.block.contains(next.block);
                             }),
                 inside.end());
    return inside;
}

/// Routes, free space, and what is not of the plan.
inline void describe_groups(const plan_vpc& vpc, const plan_needs& needs, planned_vpc& made) {
    std::vector<std::string> names;
    std::map<std::string, std::vector<cidr>> groups;
    auto taken = avoided_in(needs);
    for (const auto& subnet : made.subnets) {
        taken.push_back(subnet.block);
        const auto& name = vpc.summary == plan_summary::zone ? subnet.zone : subnet.tier;
        if (!groups.contains(name)) {
            names.push_back(name);
        }
        groups[name].push_back(subnet.block);
        if (subnet.ipv6) {
            groups[name].push_back(*subnet.ipv6);
        }
    }
    for (const auto& pin : vpc.pins) {
        taken.push_back(pin.block);
        const bool is_planned =
            std::any_of(made.subnets.begin(), made.subnets.end(), [&](const auto& subnet) {
                return subnet.block == pin.block || subnet.ipv6 == pin.block;
            });
        if (!is_planned) {
            made.others.push_back(pin);
        }
    }
    for (const auto& name : names) {
        made.routes.push_back({name, routes_of(name, groups, made, needs)});
    }
    for (const auto& own : made.blocks) {
        if (own.block.is_v4()) {
            const auto free = free_blocks(own.block, taken);
            made.free.insert(made.free.end(), free.begin(), free.end());
            const auto avoided = avoided_inside(needs, own.block);
            made.avoided.insert(made.avoided.end(), avoided.begin(), avoided.end());
        }
    }
}

} // namespace vpcplan::detail
