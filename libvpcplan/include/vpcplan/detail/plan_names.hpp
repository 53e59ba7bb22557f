// Private. The planner reads the names of a plan, and what else in it cannot be meant.
#pragma once

#include "planner.hpp"

#include <map>

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

/// The Region that a text begins with, going by its form alone: words and a number, as in
/// ap-northeast-2, us-gov-west-1 and eusc-de-east-1. Empty when it begins with none.
constexpr std::string_view region_at_start(std::string_view text) noexcept {
    int words = 0;
    for (std::size_t at = 0;; ++words) {
        const auto start = at;
        while (at < text.size() && text[at] >= 'a' && text[at] <= 'z') {
            ++at;
        }
        if (at == start || at == text.size() || text[at] != '-') {
            return {};
        }
        ++at;
        const auto digits = at;
        while (at < text.size() && is_digit(text[at])) {
            ++at;
        }
        if (at != digits) {
            return words > 0 ? text.substr(0, at) : std::string_view();
        }
    }
}

/// Whose zone it is: us-east-1 of us-east-1b, us-east-1-bos-1a and us-east-1-wl1-bos-wlz-1. Empty
/// of a letter, a zone id (use1-az1) and other words, which say nothing of a Region.
constexpr std::string_view region_of_zone(std::string_view zone) noexcept {
    const auto region = region_at_start(zone);
    const auto rest = zone.substr(region.size());
    const bool is_zone =
        rest.starts_with('-') || (rest.size() == 1 && rest.front() >= 'a' && rest.front() <= 'z');
    // Only with a direction of the compass is it surely a Region and no word of somebody's own.
    auto words = region.substr(0, region.find_last_of('-'));
    words = words.substr(words.find_last_of('-') + 1);
    for (const std::string_view direction : {"north", "south", "east", "west", "central",
                                             "northeast", "northwest", "southeast", "southwest"}) {
        if (is_zone && words == direction) {
            return region;
        }
    }
    return {};
}

/// A zone as it would be right: without blanks at the ends, and a letter small.
inline std::string well_formed_zone(std::string_view zone) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = std::min(zone.find_first_not_of(blanks), zone.size());
    std::string right(zone.substr(first, zone.find_last_not_of(blanks) + 1 - first));
    if (right.size() == 1 && right.front() >= 'A' && right.front() <= 'Z') {
        right.front() = static_cast<char>(right.front() - 'A' + 'a');
    }
    return right;
}

/// What was meant by a text that is not written as a Region; empty when that is not known.
inline std::string region_meant_by(std::string_view text) {
    std::string right;
    for (const char c : text) {
        right += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '_' ? '-' : c;
    }
    return std::string(region_at_start(well_formed_zone(right)));
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
    if (!vpc.region.empty() && region_at_start(vpc.region) != vpc.region) {
        const auto right = region_meant_by(vpc.region);
        return fail(plan_failure_code::region_malformed, vpc.name, vpc.place,
                    {{"vpc", vpc.name}, {"region", vpc.region}},
                    {right.empty()
                         ? plan_change{plan_change_code::write_region, {}}
                         : plan_change{plan_change_code::write_instead, {{"right", right}}}});
    }
    auto region = vpc.region;                // else that of the first zone which says it
    std::map<std::string, std::string> seen; // in full: as it is written
    for (const auto& zone : vpc.zones) {
        if (!check_name({zone, "zone", vpc.name, vpc.name, vpc.place}, "/")) {
            return false;
        }
        if (const auto right = well_formed_zone(zone); right != zone) {
            return fail(plan_failure_code::zone_malformed, vpc.name, vpc.place,
                        {{"vpc", vpc.name}, {"zone", zone}},
                        {right.empty()
                             ? plan_change{plan_change_code::name_zones, {}}
                             : plan_change{plan_change_code::write_instead, {{"right", right}}}});
        }
        if (is_spare(zone)) {
            return fail(plan_failure_code::zone_named_spare, vpc.name, vpc.place,
                        {{"zone", zone}, {"vpc", vpc.name}},
                        {{plan_change_code::name_spares_by_number, {}}});
        }
        const std::string theirs(region_of_zone(zone));
        if (!theirs.empty() && !region.empty() && theirs != region) {
            return fail(plan_failure_code::zone_of_other_region, vpc.name, vpc.place,
                        {{"zone", zone}, {"theirs", theirs}, {"vpc", vpc.name}, {"region", region}},
                        {{plan_change_code::name_zones_of_region,
                          {{"region", region}, {"right", region + "a"}}}});
        }
        region = region.empty() ? theirs : region;
        const bool is_letter = zone.size() == 1 && !vpc.region.empty();
        const auto [same, is_new] = seen.emplace(is_letter ? vpc.region + zone : zone, zone);
        if (!is_new) {
            return fail(plan_failure_code::zone_twice, vpc.name, vpc.place,
                        {{"vpc", vpc.name},
                         {"zone", zone},
                         {"other", same->second == zone ? std::string() : same->second}});
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
