// Floor 7. A layout beside what AWS has: what exists and stays, what differs, and when it is full.
//
// Example    auto joined = join_snapshot(needs, locked, snapshot, live_use::compare);
//            auto made = lay_out(needs, joined.locked);
//            check_plan(*made.value, needs, snapshot, today)  -> findings
#pragma once

#include "facts.hpp"
#include "plan_live.hpp"

#include <chrono>

namespace vpcplan {

enum class plan_finding_kind : std::uint8_t {
    vpc_missing,     ///< planned, and AWS has no such VPC
    vpc_ambiguous,   ///< several VPCs of AWS may be the planned one
    primary_differs, ///< the VPC has another primary block
    block_missing,   ///< a planned block that the VPC does not have
    block_unplanned, ///< a block that the VPC has and the plan does not know
    subnet_missing,  ///< planned, and AWS has no such subnet
    moved,           ///< AWS has the subnet at another block
    zone_differs,    ///< AWS has the subnet in another zone
    name_differs,    ///< AWS has a subnet of another Name at the planned block
    ipv6_missing,    ///< the subnet has no IPv6 block
    ipv6_differs,    ///< the subnet has another IPv6 block
    subnet_overlap,  ///< AWS has another subnet where this one is planned
    unplanned,       ///< AWS has a subnet that the plan does not know
    overlap,         ///< AWS has a VPC whose addresses the plan gives to another
    full,            ///< no address is left
    fills_up         ///< growth uses the last address within the horizon of the tier
};

constexpr std::string_view id_of(plan_finding_kind kind) noexcept {
    switch (kind) {
    case plan_finding_kind::vpc_missing: return "vpc_missing";
    case plan_finding_kind::vpc_ambiguous: return "vpc_ambiguous";
    case plan_finding_kind::primary_differs: return "primary_differs";
    case plan_finding_kind::block_missing: return "block_missing";
    case plan_finding_kind::block_unplanned: return "block_unplanned";
    case plan_finding_kind::subnet_missing: return "subnet_missing";
    case plan_finding_kind::moved: return "moved";
    case plan_finding_kind::zone_differs: return "zone_differs";
    case plan_finding_kind::name_differs: return "name_differs";
    case plan_finding_kind::ipv6_missing: return "ipv6_missing";
    case plan_finding_kind::ipv6_differs: return "ipv6_differs";
    case plan_finding_kind::subnet_overlap: return "subnet_overlap";
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
    fact_list facts; ///< what plan_check_text.hpp makes the sentence of, beside the members above
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

/// Which subnet of AWS each planned one is. Each of AWS is at most one of the plan.
class subnet_matcher {
public:
    subnet_matcher(const network& snapshot, const vpc& home, const planned_vpc& planned)
        : planned_(planned) {
        for (const auto& existing : snapshot.subnets) {
            if (existing.vpc_id == home.id) {
                live_.push_back(&existing);
            }
        }
        std::sort(live_.begin(), live_.end(),
                  [](const subnet* a, const subnet* b) { return a->id < b->id; });
        match();
    }

    /// By place in `planned_vpc::subnets`; null where AWS has none.
    const std::vector<const subnet*>& matches() const noexcept { return matches_; }
    bool is_matched(const subnet& existing) const { return taken_.contains(&existing); }
    const std::vector<const subnet*>& live() const noexcept { return live_; }

private:
    /// What is surer goes first, so that no subnet is taken for one by its block alone when its
    /// Name says that it is another.
    void match() {
        matches_.resize(planned_.subnets.size());
        take([&](const planned_subnet& wanted, const subnet& existing) {
            return has_block(existing, wanted) && rank_of(existing, wanted) > 0;
        });
        for (const int least_rank : {3, 1}) {
            take([&](const planned_subnet& wanted, const subnet& existing) {
                return rank_of(existing, wanted) >= least_rank;
            });
        }
        // Space that is only kept free is nobody's, whatever stands there.
        take([&](const planned_subnet& wanted, const subnet& existing) {
            return !wanted.reserved && has_block(existing, wanted);
        });
    }

    template <class IsIt>
    void take(IsIt is_it) {
        for (std::size_t i = 0; i < matches_.size(); ++i) {
            for (const auto* existing : live_) {
                if (matches_[i] == nullptr && !taken_.contains(existing) &&
                    is_it(planned_.subnets[i], *existing)) {
                    matches_[i] = existing;
                    taken_.insert(existing);
                }
            }
        }
    }

    static bool has_block(const subnet& existing, const planned_subnet& wanted) {
        return std::find(existing.blocks.begin(), existing.blocks.end(), wanted.block) !=
               existing.blocks.end();
    }

    int rank_of(const subnet& existing, const planned_subnet& wanted) const {
        return name_rank(existing, planned_.name, wanted.tier, wanted.zone);
    }

    const planned_vpc& planned_;
    std::vector<const subnet*> live_; ///< by id, so that the order of the snapshot says nothing
    std::vector<const subnet*> matches_;
    std::set<const subnet*> taken_;
};

class plan_checker {
public:
    plan_checker(const layout& made, const plan_needs& needs, const network& snapshot,
                 std::chrono::year_month_day today)
        : made_(made), needs_(needs), snapshot_(snapshot), today_(today) {}

    std::vector<plan_finding> run() {
        const auto matches = find_vpcs();
        for (std::size_t i = 0; i < matches.size(); ++i) {
            check_vpc(made_.vpcs[i], matches[i]);
        }
        return std::move(found_);
    }

private:
    using kind = plan_finding_kind;

    void add(kind what, std::string path, std::optional<cidr> planned, std::optional<cidr> existing,
             fact_list facts = {}) {
        found_.push_back({what, std::move(path), planned, existing, {}, std::move(facts)});
    }

    // ---- VPCs

    /// Those that `join_snapshot` found, else by what the layout says.
    std::vector<vpc_match> find_vpcs() const {
        std::vector<vpc_search> sought;
        for (const auto& planned : made_.vpcs) {
            sought.push_back({planned.name, planned.account, planned.region, {}});
            for (const auto& own : planned.blocks) {
                sought.back().blocks.push_back(own.block);
            }
            const auto* asked = needs_of(planned.name);
            if (asked != nullptr && asked->live) {
                sought.back().name = asked->live->id;
            }
        }
        return match_vpcs(sought, snapshot_);
    }

    void check_vpc(const planned_vpc& planned, const vpc_match& match) {
        check_others(planned, match);
        const auto& name = planned.name;
        const auto first = planned.blocks.front().block;
        if (!match.rivals.empty()) {
            std::string ids;
            for (const auto& id : match.rivals) {
                ids += (ids.empty() ? "" : ", ") + id;
            }
            add(kind::vpc_ambiguous, name, first, {}, {{"ids", std::move(ids)}});
        } else if (match.found == nullptr) {
            add(kind::vpc_missing, name, first, {});
        } else {
            check_blocks(planned, *match.found);
            check_subnets(planned, *match.found);
        }
    }

    void check_others(const planned_vpc& planned, const vpc_match& match) {
        const auto is_rival = [&](const vpc& other) {
            return std::find(match.rivals.begin(), match.rivals.end(), other.id) !=
                   match.rivals.end();
        };
        for (const auto& other : snapshot_.vpcs) {
            if (&other == match.found || is_rival(other)) {
                continue;
            }
            for (const auto& theirs : other.blocks) {
                for (const auto& own : planned.blocks) {
                    if (overlaps(own.block, theirs)) {
                        add(kind::overlap, planned.name, own.block, theirs,
                            {{"id", live_name(other)}});
                    }
                }
            }
        }
    }

    /// Whether the plan gives the VPC's blocks itself, not what AWS happens to have.
    bool names_blocks(const std::string& vpc) const {
        const auto* asked = needs_of(vpc);
        return asked != nullptr && names_ipv4_blocks(*asked);
    }

    void check_blocks(const planned_vpc& planned, const vpc& home) {
        const auto& name = planned.name;
        const auto first = planned.blocks.front().block;
        if (!home.blocks.empty() && home.blocks.front() != first) {
            add(kind::primary_differs, name, first, home.blocks.front(), {{"id", home.id}});
        }
        for (const auto& own : planned.blocks) {
            if (!detail::has_block(home, own.block)) {
                add(kind::block_missing, name, own.block, {}, {{"id", home.id}});
            }
        }
        for (const auto& theirs : home.blocks) {
            const bool is_planned = std::any_of(
                planned.blocks.begin(), planned.blocks.end(), [&](const planned_block& own) {
                    return own.block == theirs &&
                           !(own.how == placed_by::pin && names_blocks(name));
                });
            if (!is_planned) {
                add(kind::block_unplanned, name, {}, theirs, {{"id", home.id}});
            }
        }
    }

    // ---- subnets

    void check_subnets(const planned_vpc& planned, const vpc& home) {
        const subnet_matcher matcher(snapshot_, home, planned);
        for (std::size_t i = 0; i < planned.subnets.size(); ++i) {
            const auto& wanted = planned.subnets[i];
            const auto path = planned.name + "/" + wanted.tier + "/" + wanted.zone;
            const auto* existing = matcher.matches()[i];
            if (existing != nullptr) {
                check_subnet(planned, wanted, *existing);
            } else if (!wanted.reserved) {
                add(kind::subnet_missing, path, wanted.block, {});
            }
            for (const auto* other : matcher.live()) {
                if (other != existing) {
                    check_space(path, wanted, *other);
                }
            }
        }
        for (const auto* existing : matcher.live()) {
            if (!matcher.is_matched(*existing)) {
                const auto block = existing->blocks.empty()
                                       ? std::nullopt
                                       : std::optional(existing->blocks.front());
                add(kind::unplanned, existing->id, {}, block, {{"name", existing->name}});
            }
        }
    }

    static std::string shown_subnet(const subnet& existing) {
        return existing.id + (existing.name.empty() ? "" : " (" + existing.name + ")");
    }

    /// Another subnet where this one is planned, all of it or a part.
    void check_space(const std::string& path, const planned_subnet& wanted, const subnet& other) {
        for (const auto& theirs : other.blocks) {
            for (const auto& ours : {std::optional(wanted.block), wanted.ipv6}) {
                if (ours && overlaps(*ours, theirs)) {
                    add(kind::subnet_overlap, path, *ours, theirs, {{"id", shown_subnet(other)}});
                }
            }
        }
    }

    void check_subnet(const planned_vpc& planned, const planned_subnet& wanted,
                      const subnet& existing) {
        const auto path = planned.name + "/" + wanted.tier + "/" + wanted.zone;
        check_identity(planned, wanted, existing, path);
        check_ipv6(wanted, existing, path);
        const auto own = std::find_if(existing.blocks.begin(), existing.blocks.end(),
                                      [](const cidr& block) { return block.is_v4(); });
        if (own == existing.blocks.end()) {
            return;
        }
        if (*own != wanted.block) {
            add(kind::moved, path, wanted.block, *own, {{"id", existing.id}});
        }
        check_use(planned, wanted, existing, *own, path);
    }

    /// Whether zones are named in a way that AWS has too: a letter, ap-northeast-2a or apne2-az1.
    static bool is_comparable(std::string_view planned, const subnet& existing) {
        if (planned.find("-az") != std::string_view::npos) {
            return !existing.zone_id.empty();
        }
        const bool is_name = planned.size() > 1 && planned.find('-') != std::string_view::npos &&
                             is_digit(planned[planned.size() - 2]) && !is_digit(planned.back());
        return (planned.size() == 1 || is_name) && !existing.zone.empty();
    }

    /// Zone and Name. A subnet without a Name, or of an unknown zone, does not contradict.
    void check_identity(const planned_vpc& planned, const planned_subnet& wanted,
                        const subnet& existing, const std::string& path) {
        const auto block =
            existing.blocks.empty() ? std::nullopt : std::optional(existing.blocks.front());
        if (is_comparable(wanted.zone, existing) && !is_zone(wanted.zone, existing)) {
            add(kind::zone_differs, path, wanted.block, block,
                {{"zone", wanted.zone}, {"id", existing.id}, {"other", existing.zone}});
        }
        if (!existing.name.empty() &&
            name_rank(existing, planned.name, wanted.tier, wanted.zone) == 0 &&
            existing.name != wanted.tier) {
            add(kind::name_differs, path, wanted.block, block,
                {{"id", existing.id}, {"name", existing.name}});
        }
    }

    void check_ipv6(const planned_subnet& wanted, const subnet& existing, const std::string& path) {
        if (!wanted.ipv6 || wanted.reserved) {
            return;
        }
        const auto own = std::find_if(existing.blocks.begin(), existing.blocks.end(),
                                      [](const cidr& block) { return !block.is_v4(); });
        if (own == existing.blocks.end()) {
            add(kind::ipv6_missing, path, wanted.ipv6, {}, {{"id", existing.id}});
        } else if (std::find(existing.blocks.begin(), existing.blocks.end(), *wanted.ipv6) ==
                   existing.blocks.end()) {
            add(kind::ipv6_differs, path, wanted.ipv6, *own, {{"id", existing.id}});
        }
    }

    /// How full the subnet is, and when growth uses its last address.
    void check_use(const planned_vpc& planned, const planned_subnet& wanted, const subnet& existing,
                   const cidr& own, const std::string& path) {
        if (!existing.available_addresses) {
            return;
        }
        const auto usable = static_cast<std::uint64_t>(own.size_minus_one() + 1) - reserved_count;
        const auto used = usable - std::min<std::uint64_t>(usable, *existing.available_addresses);
        if (*existing.available_addresses == 0) {
            add(kind::full, path, wanted.block, own, {{"usable", std::to_string(usable)}});
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
            add(kind::fills_up, path, wanted.block, own,
                {{"used", std::to_string(used)},
                 {"usable", std::to_string(usable)},
                 {"percent", std::to_string(percent)}});
            found_.back().date = date;
        }
    }

    // ---- needs

    const plan_vpc* needs_of(const std::string& vpc_name) const {
        const auto found = std::find_if(needs_.vpcs.begin(), needs_.vpcs.end(),
                                        [&](const plan_vpc& one) { return one.name == vpc_name; });
        return found == needs_.vpcs.end() ? nullptr : &*found;
    }

    const plan_tier* tier_of(const std::string& vpc_name, const std::string& tier_name) const {
        const auto* asked = needs_of(vpc_name);
        if (asked == nullptr) {
            return nullptr;
        }
        const auto found =
            std::find_if(asked->tiers.begin(), asked->tiers.end(),
                         [&](const plan_tier& tier) { return tier.name == tier_name; });
        return found == asked->tiers.end() ? nullptr : &*found;
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
