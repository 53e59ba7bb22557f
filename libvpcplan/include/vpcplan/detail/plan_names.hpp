// Private. The planner reads the names of a plan, and what else in it cannot be meant.
#pragma once

#include "planner.hpp"

namespace vpcplan::detail {

inline bool is_spare(std::string_view zone) { return zone.starts_with("spare-"); }

inline bool planner::check_names() {
    std::set<std::string_view> seen;
    for (const auto& pool : needs_.pools) {
        if (!seen.insert(pool.name).second) {
            return fail(plan_problem::bad_plan, "pool:" + pool.name,
                        "two pools are named \"" + pool.name + "\"", pool.place);
        }
        if (!is_name(pool.name, "/@#", "a pool", "pool:" + pool.name, pool.place)) {
            return false;
        }
    }
    seen.clear();
    for (const auto& vpc : needs_.vpcs) {
        if (!seen.insert(vpc.name).second) {
            return fail(plan_problem::bad_plan, vpc.name, "two VPCs are named \"" + vpc.name + "\"",
                        vpc.place);
        }
        if (!check_vpc_names(vpc)) {
            return false;
        }
    }
    return true;
}

inline bool planner::check_vpc_names(const plan_vpc& vpc) {
    if (!is_name(vpc.name, "/@:", "a VPC", vpc.name, vpc.place) || !check_zone_names(vpc)) {
        return false;
    }
    std::set<std::string_view> seen;
    for (const auto& tier : vpc.tiers) {
        const auto path = vpc.name + "/" + tier.name;
        if (!is_name(tier.name, "/", "a tier of " + vpc.name, path, tier.place)) {
            return false;
        }
        if (!seen.insert(tier.name).second) {
            return fail(plan_problem::bad_plan, path,
                        vpc.name + " has two tiers named \"" + tier.name + "\"", tier.place);
        }
        if (!check_tier(vpc, tier)) {
            return false;
        }
    }
    return true;
}

inline bool planner::check_zone_names(const plan_vpc& vpc) {
    std::set<std::string_view> seen;
    for (const auto& zone : vpc.zones) {
        if (!is_name(zone, "/", "a zone of " + vpc.name, vpc.name, vpc.place)) {
            return false;
        }
        if (is_spare(zone)) {
            return fail(plan_problem::bad_plan, vpc.name,
                        "zone \"" + zone + "\" of " + vpc.name + " has the name of a spare zone",
                        vpc.place, "ask for spare zones by their number");
        }
        if (!seen.insert(zone).second) {
            return fail(plan_problem::bad_plan, vpc.name,
                        vpc.name + " has zone \"" + zone + "\" twice", vpc.place);
        }
    }
    return true;
}

/// What a tier says beside its name: services that exist, a share that is one.
inline bool planner::check_tier(const plan_vpc& vpc, const plan_tier& tier) {
    const auto path = vpc.name + "/" + tier.name;
    for (const auto& use : tier.uses) {
        if (find_service_demand(use.service) == nullptr) {
            std::string known;
            for (const auto& one : service_demands) {
                known += (known.empty() ? "" : ", ") + std::string(one.name);
            }
            return fail(plan_problem::bad_plan, path,
                        path + ": unknown service \"" + use.service + "\"", tier.place,
                        "one of " + known);
        }
    }
    if (tier.size.by == plan_size::measure::share &&
        !(tier.size.share > 0 && tier.size.share <= 1)) {
        return fail(plan_problem::bad_plan, path,
                    path + ": a share is more than 0 and at most 1 (all of the block)", tier.place);
    }
    return true;
}

/// Names become paths of the lock, which must say again what they were made of.
inline bool planner::is_name(const std::string& name, std::string_view forbidden,
                             const std::string& what, const std::string& path,
                             const source_ref& place) {
    const auto bad = name.find_first_of(forbidden);
    if (!name.empty() && bad == std::string::npos) {
        return true;
    }
    return fail(plan_problem::bad_plan, path,
                name.empty() ? what + " has no name"
                             : "\"" + name + "\": the name of " + what + " cannot have a \"" +
                                   name[bad] + "\"",
                place);
}

} // namespace vpcplan::detail
