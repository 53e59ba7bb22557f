// Floor 7. A layout beside what AWS has: what exists and stays, what differs, and when it is full.
//
// Example    for (auto& vpc : needs.vpcs) vpc.pins = pins_of(snapshot, vpc);   // then lay_out
//            check_plan(layout, needs, snapshot, today)  -> findings
//            A layout of a lock is checked without pins, which would follow what moved.
#pragma once

#include "network.hpp"
#include "plan.hpp"

#include <chrono>
#include <set>

namespace vpcplan {

namespace detail {

/// The VPC of a snapshot that a planned one stands for: by name, else by its first block.
inline const vpc* find_planned_vpc(const network& snapshot, const std::string& name,
                                   std::span<const cidr> blocks) {
    for (const auto& one : snapshot.vpcs) {
        if (one.name == name || one.id == name) {
            return &one;
        }
    }
    for (const auto& one : snapshot.vpcs) {
        if (!blocks.empty() &&
            std::find(one.blocks.begin(), one.blocks.end(), blocks.front()) != one.blocks.end()) {
            return &one;
        }
    }
    return nullptr;
}

/// "ap-northeast-2a" is zone "a" and zone "ap-northeast-2a" of a plan.
inline bool is_zone(std::string_view planned, const subnet& existing) {
    return existing.zone == planned || existing.zone_id == planned ||
           (planned.size() == 1 && existing.zone.ends_with(planned));
}

/// Whether the Name of a subnet says tier and zone, as people write it: app-a, app/a,
/// app-ap-northeast-2a, shop-app-a; or the tier alone.
inline bool names_tier(const subnet& existing, std::string_view vpc_name, std::string_view tier,
                       std::string_view zone) {
    const auto joined = [](std::initializer_list<std::string_view> words) {
        std::string text;
        for (const auto word : words) {
            text += (text.empty() ? "" : "-");
            text += word;
        }
        return text;
    };
    auto name = existing.name;
    std::replace(name.begin(), name.end(), '/', '-');
    std::replace(name.begin(), name.end(), '_', '-');
    for (const auto& zone_word : {std::string(zone), existing.zone}) {
        if (name == joined({tier, zone_word}) || name == joined({vpc_name, tier, zone_word})) {
            return true;
        }
    }
    return name == tier || name == joined({vpc_name, tier});
}

} // namespace detail

/// The subnets that a snapshot has in a planned VPC. One whose Name says a tier of the plan, in one
/// of its zones, is that subnet; every other keeps its id as name. Complexity: O(subnets * tiers).
inline std::vector<plan_pin> pins_of(const network& snapshot, const plan_vpc& planned) {
    std::vector<plan_pin> pins;
    const auto* home = detail::find_planned_vpc(snapshot, planned.name, planned.blocks);
    if (home == nullptr) {
        return pins;
    }
    for (const auto& existing : snapshot.subnets) {
        if (existing.vpc_id != home->id) {
            continue;
        }
        std::string name = existing.id;
        for (const auto& tier : planned.tiers) {
            for (const auto& zone : planned.zones) {
                if (detail::is_zone(zone, existing) &&
                    detail::names_tier(existing, planned.name, tier.name, zone)) {
                    name = tier.name + "/" + zone;
                }
            }
        }
        for (const auto& block : existing.blocks) {
            pins.push_back({name, existing.id, existing.zone, block});
        }
    }
    return pins;
}

enum class plan_finding_kind : std::uint8_t {
    vpc_missing,    ///< planned, and AWS has no such VPC
    subnet_missing, ///< planned, and AWS has no such subnet
    moved,          ///< AWS has the subnet at another block
    unplanned,      ///< AWS has a subnet that the plan does not know
    overlap,        ///< AWS has a VPC whose addresses the plan gives to another
    full,           ///< no address is left
    fills_up        ///< growth uses the last address within the horizon of the tier
};

constexpr std::string_view id_of(plan_finding_kind kind) noexcept {
    switch (kind) {
    case plan_finding_kind::vpc_missing: return "vpc_missing";
    case plan_finding_kind::subnet_missing: return "subnet_missing";
    case plan_finding_kind::moved: return "moved";
    case plan_finding_kind::unplanned: return "unplanned";
    case plan_finding_kind::overlap: return "overlap";
    case plan_finding_kind::full: return "full";
    case plan_finding_kind::fills_up: return "fills_up";
    }
    return "unplanned";
}

struct plan_finding {
    plan_finding_kind kind;
    std::string path; ///< of the plan, or an AWS id
    std::optional<cidr> planned;
    std::optional<cidr> existing;
    std::optional<std::chrono::year_month_day> date; ///< fills_up: the day of the last address
    fact_list facts; ///< what plan_check_text.hpp makes the sentence of, beside the above
};

/// The day on which growth uses the last address; nothing without growth, or when nothing is used.
/// `used` and `usable` count addresses of interfaces. Growth compounds continuously.
inline std::optional<std::chrono::year_month_day>
exhaustion_date(std::uint64_t used, std::uint64_t usable, double growth_per_year,
                std::chrono::year_month_day today) {
    if (used == 0 || growth_per_year <= 0 || used >= usable) {
        return std::nullopt;
    }
    const double years = std::log(static_cast<double>(usable) / static_cast<double>(used)) /
                         std::log1p(growth_per_year);
    if (years > 1000) {
        return std::nullopt;
    }
    const auto days = std::chrono::days(static_cast<int>(years * 365.2425));
    return std::chrono::year_month_day(std::chrono::sys_days(today) + days);
}

namespace detail {

class plan_checker {
public:
    plan_checker(const layout& made, const plan_needs& needs, const network& snapshot,
                 std::chrono::year_month_day today)
        : made_(made), needs_(needs), snapshot_(snapshot), today_(today) {}

    std::vector<plan_finding> run() {
        for (const auto& planned : made_.vpcs) {
            check_vpc(planned);
        }
        return std::move(found_);
    }

private:
    void check_vpc(const planned_vpc& planned) {
        std::vector<cidr> blocks;
        for (const auto& own : planned.blocks) {
            blocks.push_back(own.block);
        }
        const auto* home = find_planned_vpc(snapshot_, planned.name, blocks);
        if (home == nullptr) {
            found_.push_back(
                {plan_finding_kind::vpc_missing, planned.name, blocks.front(), {}, {}, {}});
        }
        for (const auto& other : snapshot_.vpcs) {
            for (const auto& theirs : other.blocks) {
                for (const auto& ours : blocks) {
                    if (&other != home && overlaps(ours, theirs)) {
                        found_.push_back({plan_finding_kind::overlap,
                                          planned.name,
                                          ours,
                                          theirs,
                                          {},
                                          {{"id", other.id}}});
                    }
                }
            }
        }
        if (home == nullptr) {
            return;
        }
        std::set<std::string_view> known;
        for (const auto& wanted : planned.subnets) {
            if (const auto* existing = find_subnet(*home, planned, wanted)) {
                known.insert(existing->id);
                check_subnet(planned, wanted, *existing);
            } else if (!wanted.reserved) {
                const auto path = planned.name + "/" + wanted.tier + "/" + wanted.zone;
                found_.push_back(
                    {plan_finding_kind::subnet_missing, path, wanted.block, {}, {}, {}});
            }
        }
        for (const auto& existing : snapshot_.subnets) {
            if (existing.vpc_id == home->id && !known.contains(existing.id)) {
                const auto block =
                    existing.blocks.empty() ? std::nullopt : std::optional(existing.blocks.front());
                found_.push_back({plan_finding_kind::unplanned,
                                  existing.id,
                                  {},
                                  block,
                                  {},
                                  {{"name", existing.name}}});
            }
        }
    }

    const subnet* find_subnet(const vpc& home, const planned_vpc& planned,
                              const planned_subnet& wanted) const {
        const subnet* by_name = nullptr;
        for (const auto& existing : snapshot_.subnets) {
            if (existing.vpc_id != home.id) {
                continue;
            }
            if (std::find(existing.blocks.begin(), existing.blocks.end(), wanted.block) !=
                existing.blocks.end()) {
                return &existing;
            }
            if (is_zone(wanted.zone, existing) &&
                names_tier(existing, planned.name, wanted.tier, wanted.zone)) {
                by_name = &existing;
            }
        }
        return by_name;
    }

    void check_subnet(const planned_vpc& planned, const planned_subnet& wanted,
                      const subnet& existing) {
        const auto path = planned.name + "/" + wanted.tier + "/" + wanted.zone;
        const auto own = std::find_if(existing.blocks.begin(), existing.blocks.end(),
                                      [](const cidr& block) { return block.is_v4(); });
        if (own == existing.blocks.end()) {
            return;
        }
        if (*own != wanted.block) {
            found_.push_back(
                {plan_finding_kind::moved, path, wanted.block, *own, {}, {{"id", existing.id}}});
        }
        if (!existing.available_addresses) {
            return;
        }
        const auto usable = static_cast<std::uint64_t>(own->size_minus_one() + 1) - reserved_count;
        const auto used = usable - std::min<std::uint64_t>(usable, *existing.available_addresses);
        if (*existing.available_addresses == 0) {
            found_.push_back({plan_finding_kind::full,
                              path,
                              wanted.block,
                              *own,
                              {},
                              {{"usable", std::to_string(usable)}}});
            return;
        }
        const auto* tier = tier_of(planned.name, wanted.tier);
        if (tier == nullptr) {
            return;
        }
        const auto date = exhaustion_date(used, usable, tier->growth_per_year, today_);
        const auto horizon = today_ + std::chrono::years(std::max(1, tier->years));
        if (date && *date <= horizon) {
            const auto percent = std::lround(tier->growth_per_year * 100);
            found_.push_back({plan_finding_kind::fills_up,
                              path,
                              wanted.block,
                              *own,
                              date,
                              {{"used", std::to_string(used)},
                               {"usable", std::to_string(usable)},
                               {"percent", std::to_string(percent)}}});
        }
    }

    const plan_tier* tier_of(const std::string& vpc_name, const std::string& tier_name) const {
        for (const auto& vpc : needs_.vpcs) {
            for (const auto& tier : vpc.tiers) {
                if (vpc.name == vpc_name && tier.name == tier_name) {
                    return &tier;
                }
            }
        }
        return nullptr;
    }

    const layout& made_;
    const plan_needs& needs_;
    const network& snapshot_;
    std::chrono::year_month_day today_;
    std::vector<plan_finding> found_;
};

} // namespace detail

/// What a layout and a snapshot disagree about, and which subnets run out of addresses before the
/// horizon of their tier (a year when it has none). In the order of the plan.
/// Complexity: O(planned subnets * subnets of the snapshot).
inline std::vector<plan_finding> check_plan(const layout& made, const plan_needs& needs,
                                            const network& snapshot,
                                            std::chrono::year_month_day today) {
    return detail::plan_checker(made, needs, snapshot, today).run();
}

} // namespace vpcplan
