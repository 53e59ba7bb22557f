// Private. The planner reads the names of a plan, and what else in it cannot be meant.
#pragma once

#include "planner.hpp"

namespace vpcplan::detail {

inline bool is_spare(std::string_view zone) { return zone.starts_with("spare-"); }

/// "a" for "ap-northeast-2a" of a VPC in ap-northeast-2, and the other way round: written anew, a
/// zone stays what it was. Nothing where the plan has both, or no Region.
inline std::string other_name_of_zone(const plan_vpc& vpc, const std::string& zone) {
    const bool is_letter = zone.size() == 1;
    const bool is_long =
        !is_letter && zone.size() == vpc.region.size() + 1 && zone.starts_with(vpc.region);
    if (vpc.region.empty() || (!is_letter && !is_long)) {
        return {};
    }
    auto other = is_letter ? vpc.region + zone : zone.substr(vpc.region.size());
    const bool has_both = std::find(vpc.zones.begin(), vpc.zones.end(), other) != vpc.zones.end();
    return has_both ? std::string() : other;
}

inline bool planner::check_names() {
    std::set<std::string_view> seen;
    for (const auto& pool : needs_.pools) {
        if (!seen.insert(pool.name).second) {
            return fail(plan_failure_code::pool_twice, "pool:" + pool.name, pool.place,
                        {{"pool", pool.name}});
        }
        if (!check_name({pool.name, "pool", {}, "pool:" + pool.name, pool.place}, "/@#")) {
            return false;
        }
    }
    seen.clear();
    for (const auto& vpc : needs_.vpcs) {
        if (!seen.insert(vpc.name).second) {
            return fail(plan_failure_code::vpc_twice, vpc.name, vpc.place, {{"vpc", vpc.name}});
        }
        if (!check_vpc_names(vpc)) {
            return false;
        }
    }
    return true;
}

inline bool planner::check_vpc_names(const plan_vpc& vpc) {
    if (!check_name({vpc.name, "vpc", {}, vpc.name, vpc.place}, "/@:") || !check_zone_names(vpc)) {
        return false;
    }
    std::set<std::string_view> seen;
    for (const auto& tier : vpc.tiers) {
        const auto path = vpc.name + "/" + tier.name;
        if (!check_name({tier.name, "tier", vpc.name, path, tier.place}, "/")) {
            return false;
        }
        if (!seen.insert(tier.name).second) {
            return fail(plan_failure_code::tier_twice, path, tier.place,
                        {{"vpc", vpc.name}, {"tier", tier.name}});
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
        if (!check_name({zone, "zone", vpc.name, vpc.name, vpc.place}, "/")) {
            return false;
        }
        if (is_spare(zone)) {
            return fail(plan_failure_code::zone_named_spare, vpc.name, vpc.place,
                        {{"zone", zone}, {"vpc", vpc.name}},
                        {{plan_change_code::name_spares_by_number, {}}});
        }
        if (!seen.insert(zone).second) {
            return fail(plan_failure_code::zone_twice, vpc.name, vpc.place,
                        {{"vpc", vpc.name}, {"zone", zone}});
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
            return fail(plan_failure_code::service_unknown, path, tier.place,
                        {{"service", use.service}},
                        {{plan_change_code::use_known_service, {{"services", known}}}});
        }
    }
    if (tier.size.by == plan_size::measure::share &&
        !(tier.size.share > 0 && tier.size.share <= 1)) {
        return fail(plan_failure_code::share_out_of_range, path, tier.place);
    }
    return true;
}

/// Names become paths of the lock, which must say again what they were made of.
inline bool planner::check_name(const named_thing& thing, std::string_view forbidden) {
    const auto bad = thing.name.find_first_of(forbidden);
    if (!thing.name.empty() && bad == std::string::npos) {
        return true;
    }
    fact_list facts{{"kind", thing.kind}, {"owner", thing.owner}};
    if (thing.name.empty()) {
        return fail(plan_failure_code::name_empty, thing.path, thing.place, std::move(facts));
    }
    facts.push_back({"name", thing.name});
    facts.push_back({"character", std::string(1, thing.name[bad])});
    return fail(plan_failure_code::name_character, thing.path, thing.place, std::move(facts));
}

} // namespace vpcplan::detail
