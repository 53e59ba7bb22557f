// Private. What would make an impossible plan possible: each change is tried on the whole plan
// before it is told.
#pragma once

#include "plan_vpcs.hpp"

#include <queue>

namespace vpcplan::detail {

/// New subnets of one tier, as the search for smaller ones sees them.
struct resizable_subnets {
    std::size_t tier;
    int length;           ///< asked for
    int longest;          ///< the smallest that the tier can live with
    std::uint64_t count;  ///< how many there are
    std::uint64_t wanted; ///< addresses that each should have: what is missing is the loss
};

/// Addresses of a subnet that things can have; of IPv6 the number of its /64.
inline std::uint64_t room_of(int length, address_family family) {
    return family == address_family::ipv4 ? usable_of(length) : std::uint64_t{1} << (64 - length);
}

/// The smallest subnet of a tier in which its services, and a host if it has any, find room.
inline int longest_length_of(const plan_tier& tier) {
    auto least = tier;
    least.size = {plan_size::measure::hosts, tier.size.hosts > 0 ? 1U : 0U, 0, 0};
    least.years = 0;
    int longest = subnet_sizes(address_family::ipv4).longest;
    if (const auto size = smallest_subnet(addresses_needed(least))) {
        longest = size->prefix_length;
    }
    for (const auto& use : tier.uses) {
        longest = std::min(longest, find_service_demand(use.service)->longest_prefix);
    }
    return longest;
}

inline std::vector<resizable_subnets> resizable_in(const plan_vpc& vpc,
                                                   const plan_shortage& shortage) {
    const bool is_v4 = shortage.family == address_family::ipv4;
    std::vector<resizable_subnets> all;
    std::map<std::size_t, std::size_t> place_of_tier;
    for (const auto& [tier, length] : shortage.wanted) {
        const auto [place, is_new] = place_of_tier.emplace(tier, all.size());
        if (is_new) {
            const auto& asked = vpc.tiers[tier];
            const bool by_hosts = is_v4 && asked.size.by == plan_size::measure::hosts;
            all.push_back({tier, length, is_v4 ? longest_length_of(asked) : 64, 0,
                           by_hosts ? addresses_needed(asked) : room_of(length, shortage.family)});
        }
        ++all[place->second].count;
    }
    return all;
}

/// Looks for the sizes with which new subnets fit and lose the fewest addresses.
class resizing_search {
public:
    resizing_search(const std::vector<resizable_subnets>& tiers, const std::vector<cidr>& holes,
                    address_family family)
        : tiers_(tiers), holes_(holes), family_(family) {
        for (const auto& hole : holes) {
            free_ += hole.size_minus_one() + 1;
        }
    }

    bool fits(const std::vector<int>& lengths) const {
        if (addresses_of(lengths) > free_) {
            return false;
        }
        std::vector<int> all;
        for (std::size_t i = 0; i < tiers_.size(); ++i) {
            all.insert(all.end(), tiers_[i].count, lengths[i]);
        }
        const auto tried = fit_holes(holes_, family_, all);
        return tried && tried->feasible();
    }

    /// The prefix length of each tier: the smallest loss, then the fewest tiers changed. Nothing
    /// when nothing helps. Every way to make tiers smaller is seen once, the smallest loss first;
    /// after 20,000 of them, or fewer of very many tiers, the best one that changes a single tier
    /// is taken.
    std::optional<std::vector<int>> run() const {
        std::vector<int> least;
        for (const auto& one : tiers_) {
            least.push_back(std::max(one.length, one.longest));
        }
        if (addresses_of(least) > free_) {
            return std::nullopt;
        }
        const auto of_one_tier = best_of_one_tier();
        std::priority_queue<way, std::vector<way>, std::greater<>> ways;
        ways.push(way_to(asked(), 0));
        auto left = std::min<std::size_t>(20'000, 2'000'000 / tiers_.size());
        while (!ways.empty() && left > 0) {
            const auto best = ways.top();
            ways.pop();
            if (fits(best.lengths)) {
                return best.lengths;
            }
            for (auto i = best.next; i < tiers_.size() && left > 0; ++i) {
                auto lengths = best.lengths;
                lengths[i] += step();
                if (lengths[i] <= tiers_[i].longest) {
                    if (auto next = way_to(std::move(lengths), i);
                        !of_one_tier || !(next > *of_one_tier)) {
                        ways.push(std::move(next));
                        --left;
                    }
                }
            }
        }
        return of_one_tier ? std::optional(of_one_tier->lengths) : std::nullopt;
    }

private:
    struct way {
        std::uint64_t loss;
        std::size_t changed;
        std::vector<int> lengths;
        std::size_t next; ///< the first tier that may still shrink
        bool operator>(const way& other) const {
            return std::tie(loss, changed, lengths) >
                   std::tie(other.loss, other.changed, other.lengths);
        }
    };

    int step() const { return subnet_sizes(family_).step; }

    u128 addresses_of(const std::vector<int>& lengths) const {
        u128 all = 0;
        for (std::size_t i = 0; i < tiers_.size(); ++i) {
            all += u128{tiers_[i].count} << (width_of(family_) - lengths[i]);
        }
        return all;
    }

    std::vector<int> asked() const {
        std::vector<int> lengths;
        for (const auto& one : tiers_) {
            lengths.push_back(one.length);
        }
        return lengths;
    }

    way way_to(std::vector<int> lengths, std::size_t next) const {
        way made{0, 0, std::move(lengths), next};
        for (std::size_t i = 0; i < tiers_.size(); ++i) {
            const auto room = room_of(made.lengths[i], family_);
            made.loss += tiers_[i].wanted > room ? (tiers_[i].wanted - room) * tiers_[i].count : 0;
            made.changed += made.lengths[i] != tiers_[i].length ? 1 : 0;
        }
        return made;
    }

    std::optional<way> best_of_one_tier() const {
        std::optional<way> best;
        const auto all = addresses_of(asked());
        for (std::size_t i = 0; i < tiers_.size(); ++i) {
            const auto of_tier = [&](int length) {
                return u128{tiers_[i].count} << (width_of(family_) - length);
            };
            if (all - of_tier(tiers_[i].length) + of_tier(tiers_[i].longest) > free_) {
                continue; // whatever it gives up is not enough
            }
            auto lengths = asked();
            do {
                lengths[i] += step();
            } while (lengths[i] <= tiers_[i].longest && !fits(lengths));
            if (lengths[i] <= tiers_[i].longest) {
                auto found = way_to(std::move(lengths), i);
                if (!best || *best > found) {
                    best = std::move(found);
                }
            }
        }
        return best;
    }

    const std::vector<resizable_subnets>& tiers_;
    const std::vector<cidr>& holes_;
    address_family family_;
    u128 free_ = 0;
};

/// Tries changes of one plan that did not fit.
class change_finder {
public:
    change_finder(const plan_needs& needs, std::span<const locked_block> locked,
                  std::set<std::string, std::less<>> may_move, const plan_shortage& shortage)
        : needs_(needs), locked_(locked), may_move_(std::move(may_move)), shortage_(shortage),
          vpc_(static_cast<std::size_t>(
              std::find_if(needs.vpcs.begin(), needs.vpcs.end(),
                           [&](const plan_vpc& one) { return one.name == shortage.vpc; }) -
              needs.vpcs.begin())),
          tiers_(resizable_in(needs.vpcs[vpc_], shortage)) {}

    std::vector<plan_change> run() const {
        std::vector<plan_change> changes;
        for (const auto& one : {smaller_subnets(), fewer_spare_zones(), one_range_less(), room()}) {
            if (one) {
                changes.push_back(*one);
            }
        }
        return changes;
    }

private:
    bool works(const plan_needs& changed) const {
        return planner(changed, locked_, may_move_).run().value.has_value();
    }

    std::optional<plan_change> smaller_subnets() const {
        const auto lengths = resizing_search(tiers_, shortage_.holes, shortage_.family).run();
        if (!lengths) {
            return std::nullopt;
        }
        const bool is_v4 = shortage_.family == address_family::ipv4;
        auto changed = needs_;
        std::string sizes;
        plan_change one{plan_change_code::shrink_new_subnets, {}};
        std::size_t count = 0;
        for (std::size_t i = 0; i < tiers_.size(); ++i) {
            const int length = (*lengths)[i];
            if (length == tiers_[i].length) {
                continue;
            }
            auto& tier = changed.vpcs[vpc_].tiers[tiers_[i].tier];
            if (is_v4) {
                tier.size = {plan_size::measure::prefix, 0, length, 0};
            } else {
                tier.ipv6_prefix_length = length;
            }
            const auto slash = "/" + std::to_string(length);
            sizes += (sizes.empty() ? "" : ", ") + tier.name + " " + slash;
            one.facts = {{"length", std::to_string(length)},
                         {"addresses", is_v4 ? std::to_string(usable_of(length)) : ""},
                         {"tier", tier.name}};
            ++count;
        }
        if (!works(changed)) {
            return std::nullopt;
        }
        return count == 1 ? one : plan_change{plan_change_code::shrink_tiers, {{"sizes", sizes}}};
    }

    std::optional<plan_change> fewer_spare_zones() const {
        const int now = needs_.vpcs[vpc_].spare_zones;
        auto changed = needs_;
        for (int spare = now - 1; spare >= 0; --spare) {
            changed.vpcs[vpc_].spare_zones = spare;
            if (works(changed)) {
                return plan_change{
                    plan_change_code::fewer_spare_zones,
                    {{"spare", std::to_string(spare)}, {"now", std::to_string(now)}}};
            }
        }
        return std::nullopt;
    }

    /// The smallest avoided range without which everything fits.
    std::optional<plan_change> one_range_less() const {
        constexpr std::size_t most_tried = 16;
        std::vector<std::size_t> near;
        for (std::size_t i = 0; i < needs_.avoid.size(); ++i) {
            if (!needs_.avoid[i].is_of_aws &&
                std::any_of(shortage_.within.begin(), shortage_.within.end(), [&](const auto& own) {
                    return overlaps(own, needs_.avoid[i].block);
                })) {
                near.push_back(i);
            }
        }
        std::stable_sort(near.begin(), near.end(), [&](std::size_t a, std::size_t b) {
            return needs_.avoid[a].block.prefix_length() > needs_.avoid[b].block.prefix_length();
        });
        near.resize(std::min(near.size(), most_tried));
        for (const auto i : near) {
            auto changed = needs_;
            changed.avoid.erase(changed.avoid.begin() + static_cast<std::ptrdiff_t>(i));
            if (works(changed)) {
                return plan_change{plan_change_code::avoid_less, facts_of(needs_.avoid[i])};
            }
        }
        return std::nullopt;
    }

    /// The smallest block that would hold what finds no room.
    std::optional<plan_change> room() const {
        const auto sizes = vpc_sizes(shortage_.family);
        std::vector<int> lengths;
        for (const auto& one : tiers_) {
            lengths.push_back(one.length);
        }
        for (int length = sizes.longest; length >= sizes.shortest; length -= sizes.step) {
            auto holes = shortage_.holes;
            holes.push_back(block_of(length, shortage_.family));
            if (resizing_search(tiers_, holes, shortage_.family).fits(lengths)) {
                return plan_change{shortage_.source.empty() ? plan_change_code::add_vpc_block
                                                            : plan_change_code::add_to_source,
                                   {{"length", std::to_string(length)},
                                    {"from", shortage_.source},
                                    {"vpc", shortage_.vpc}}};
            }
        }
        return std::nullopt;
    }

    const plan_needs& needs_;
    std::span<const locked_block> locked_;
    std::set<std::string, std::less<>> may_move_;
    const plan_shortage& shortage_;
    std::size_t vpc_;
    std::vector<resizable_subnets> tiers_;
};

/// To a failure for want of room, the changes that would help; those of blocks that are in its way
/// are taken as made.
inline void add_changes(plan_failure& why, const plan_shortage& shortage, const plan_needs& needs,
                        std::span<const locked_block> locked,
                        std::set<std::string, std::less<>> may_move) {
    auto& short_of_room = why.more.empty() ? why : why.more.back();
    if (short_of_room.what() != plan_problem::does_not_fit) {
        return;
    }
    if (&short_of_room != &why) {
        may_move.insert(why.path);
    }
    for (const auto& other : why.more) {
        if (other.what() == plan_problem::must_move) {
            may_move.insert(other.path);
        }
    }
    const auto found = change_finder(needs, locked, std::move(may_move), shortage).run();
    short_of_room.changes.insert(short_of_room.changes.end(), found.begin(), found.end());
}

} // namespace vpcplan::detail
