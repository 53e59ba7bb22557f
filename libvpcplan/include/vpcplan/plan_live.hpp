// Floor 7. What of a plan AWS has already: which VPC and which subnets of a snapshot are meant, and
// what belongs to nobody of the plan.
//
// Example    auto joined = join_snapshot(needs, locked, snapshot, live_use::follow);
//            if (joined.failure) … joined.failure->code             // two VPCs of one Name
//            auto made = lay_out(needs, joined.locked);             // then add joined.remarks
#pragma once

#include "detail/plan_sources.hpp"
#include "network.hpp"

#include <map>
#include <set>

namespace vpcplan {

/// How a VPC of a snapshot is called where people read: vpc-2 "other".
inline std::string live_name(const vpc& one) {
    return one.name.empty() ? one.id : one.id + " \"" + one.name + "\"";
}

namespace detail {

/// What is known of a VPC before it is looked for.
struct vpc_search {
    std::string name; ///< its Name, or its id
    std::string account;
    std::string region;
    std::vector<cidr> blocks; ///< the primary first
};

struct vpc_match {
    const vpc* found = nullptr;
    std::vector<std::string> rivals; ///< ids, where several VPCs of the Name fit equally
};

inline bool has_block(const vpc& one, const cidr& block) {
    return std::find(one.blocks.begin(), one.blocks.end(), block) != one.blocks.end();
}

/// Whether account or Region, where both sides tell them, are others. An account may be planned by
/// a word of one's own, which says nothing.
inline bool is_elsewhere(const vpc& one, const vpc_search& sought) {
    const bool has_number = sought.account.size() == 12 &&
                            sought.account.find_first_not_of("0123456789") == std::string::npos;
    return (has_number && !one.owner_id.empty() && one.owner_id != sought.account) ||
           (!sought.region.empty() && !one.region.empty() && one.region != sought.region);
}

/// How much speaks for a VPC, beside its Name.
inline int evidence_for(const vpc& one, const vpc_search& sought) {
    const bool shares_addresses =
        std::any_of(one.blocks.begin(), one.blocks.end(), [&](const cidr& theirs) {
            return std::any_of(sought.blocks.begin(), sought.blocks.end(),
                               [&](const cidr& ours) { return overlaps(ours, theirs); });
        });
    return int{!sought.region.empty() && one.region == sought.region} +
           int{!sought.account.empty() && one.owner_id == sought.account} + int{shares_addresses} +
           int{!sought.blocks.empty() && has_block(one, sought.blocks.front())};
}

/// The candidate for which most speaks; all of them as rivals when that is several.
inline vpc_match best_of(const std::vector<const vpc*>& candidates, const vpc_search& sought) {
    std::vector<const vpc*> best;
    for (const auto* one : candidates) {
        const int more =
            best.empty() ? 1 : evidence_for(*one, sought) - evidence_for(*best.front(), sought);
        if (more > 0) {
            best.clear();
        }
        if (more >= 0) {
            best.push_back(one);
        }
    }
    vpc_match match;
    if (best.size() == 1) {
        match.found = best.front();
        return match;
    }
    for (const auto* one : best) {
        match.rivals.push_back(one->id);
    }
    std::sort(match.rivals.begin(), match.rivals.end());
    return match;
}

/// The VPCs of a snapshot that planned ones stand for: by id or Name, else by the first block.
/// Several of one block are nobody: a new VPC may well have the addresses of others.
inline std::vector<vpc_match> match_vpcs(std::span<const vpc_search> all, const network& snapshot) {
    std::vector<vpc_match> matches(all.size());
    std::set<const vpc*> taken;
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::vector<const vpc*> by_name;
        for (const auto& one : snapshot.vpcs) {
            if (one.id == all[i].name) {
                by_name = {&one};
                break;
            }
            if (one.name == all[i].name && !is_elsewhere(one, all[i])) {
                by_name.push_back(&one);
            }
        }
        matches[i] = best_of(by_name, all[i]);
        taken.insert(by_name.begin(), by_name.end());
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (matches[i].found != nullptr || !matches[i].rivals.empty() || all[i].blocks.empty()) {
            continue;
        }
        std::vector<const vpc*> by_block;
        for (const auto& one : snapshot.vpcs) {
            if (!taken.contains(&one) && !is_elsewhere(one, all[i]) &&
                has_block(one, all[i].blocks.front())) {
                by_block.push_back(&one);
            }
        }
        matches[i].found = best_of(by_block, all[i]).found;
        taken.insert(matches[i].found);
    }
    return matches;
}

/// "ap-northeast-2a" is zone "a" and zone "ap-northeast-2a" of a plan.
inline bool is_zone(std::string_view planned, const subnet& existing) {
    return existing.zone == planned || existing.zone_id == planned ||
           (planned.size() == 1 && existing.zone.ends_with(planned));
}

/// How surely the Name of a subnet says tier and zone, as people write it: 4 shop-app-a, 3 app-a or
/// app/a or app-ap-northeast-2a, 2 shop-app, 1 app, 0 not at all. The last two leave the zone to
/// the zone that the subnet is in.
inline int name_rank(const subnet& existing, std::string_view vpc_name, std::string_view tier,
                     std::string_view zone) {
    const auto dashed = [](std::string text) {
        std::replace(text.begin(), text.end(), '/', '-');
        std::replace(text.begin(), text.end(), '_', '-');
        return text;
    };
    const auto name = dashed(existing.name);
    const auto short_name = dashed(std::string(tier));
    const auto long_name = dashed(std::string(vpc_name)) + "-" + short_name;
    const bool is_in_zone = is_zone(zone, existing);
    const auto says_zone = [&](const std::string& stem) {
        return name == stem + "-" + dashed(std::string(zone)) ||
               (is_in_zone && name == stem + "-" + existing.zone);
    };
    return says_zone(long_name)               ? 4
           : says_zone(short_name)            ? 3
           : is_in_zone && name == long_name  ? 2
           : is_in_zone && name == short_name ? 1
                                              : 0;
}

/// A subnet of a plan that a subnet of AWS says it is.
struct named_place {
    std::string tier;
    std::string zone;
    int rank = 0; ///< of `name_rank`
};

inline named_place place_named_by(const subnet& existing, const plan_vpc& planned) {
    named_place best;
    for (const auto& tier : planned.tiers) {
        for (const auto& zone : planned.zones) {
            const int rank = name_rank(existing, planned.name, tier.name, zone);
            if (is_zone(zone, existing) && rank > best.rank) {
                best = {tier.name, zone, rank};
            }
        }
    }
    return best;
}

/// The pins of a VPC, and which Names could not be told apart.
struct live_subnets {
    std::vector<plan_pin> pins;
    std::string path;                ///< tier/zone that several subnets say they are
    std::vector<std::string> rivals; ///< their ids
};

inline bool is_locked_at(const subnet& existing, const std::string& path,
                         std::span<const locked_block> locked) {
    return std::any_of(locked.begin(), locked.end(), [&](const locked_block& one) {
        return one.path == path && std::find(existing.blocks.begin(), existing.blocks.end(),
                                             one.block) != existing.blocks.end();
    });
}

/// Of several subnets that say they are one place, the one at the block of the lock is, else the
/// one that says it most surely. Independent of the order of the snapshot.
inline live_subnets subnets_of(const network& snapshot, const vpc& home, const plan_vpc& planned,
                               std::span<const locked_block> locked) {
    std::map<std::string, std::vector<std::pair<int, const subnet*>>> claims;
    for (const auto& existing : snapshot.subnets) {
        const auto said = place_named_by(existing, planned);
        if (existing.vpc_id == home.id && said.rank > 0) {
            const auto path = said.tier + "/" + said.zone;
            const bool is_locked = is_locked_at(existing, planned.name + "/" + path, locked);
            claims[path].emplace_back(is_locked ? 5 : said.rank, &existing);
        }
    }
    live_subnets found;
    std::map<const subnet*, std::string> names;
    for (const auto& [path, rivals] : claims) {
        const int best = std::max_element(rivals.begin(), rivals.end())->first;
        std::vector<const subnet*> winners;
        for (const auto& [rank, existing] : rivals) {
            if (rank == best) {
                winners.push_back(existing);
            }
        }
        if (winners.size() == 1) {
            names[winners.front()] = path;
        } else if (found.rivals.empty()) {
            found.path = path;
            for (const auto* one : winners) {
                found.rivals.push_back(one->id);
            }
            std::sort(found.rivals.begin(), found.rivals.end());
        }
    }
    for (const auto& existing : snapshot.subnets) {
        if (existing.vpc_id == home.id) {
            const auto name = names.find(&existing);
            for (const auto& block : existing.blocks) {
                found.pins.push_back({name == names.end() ? existing.id : name->second, existing.id,
                                      existing.zone, block, existing.name});
            }
        }
    }
    return found;
}

} // namespace detail

/// The subnets that a snapshot has in a planned VPC. One whose Name says a tier of the plan, in one
/// of its zones, is that subnet; every other keeps its id as name, and so do several that say the
/// same. Complexity: O(subnets * tiers).
inline std::vector<plan_pin> pins_of(const network& snapshot, const plan_vpc& planned) {
    const detail::vpc_search sought{planned.name, planned.account, planned.region, planned.blocks};
    const auto match = detail::match_vpcs(std::span(&sought, 1), snapshot).front();
    return match.found == nullptr ? std::vector<plan_pin>{}
                                  : detail::subnets_of(snapshot, *match.found, planned, {}).pins;
}

enum class live_use : std::uint8_t {
    follow, ///< what AWS has stays where it is, and nothing goes where others are
    compare ///< what is locked stays as it is locked, to be compared; the rest follows
};

struct joined_snapshot {
    /// The lock, and secondary blocks that AWS has from where the plan would take them.
    std::vector<locked_block> locked;
    std::vector<plan_remark> remarks; ///< for `layout::remarks`
    std::optional<plan_failure> failure;
};

namespace detail {

class snapshot_joiner {
public:
    snapshot_joiner(plan_needs& needs, std::span<const locked_block> locked,
                    const network& snapshot, live_use use)
        : needs_(needs), snapshot_(snapshot),
          compares_(use == live_use::compare && !locked.empty()) {
        joined_.locked.assign(locked.begin(), locked.end());
    }

    joined_snapshot run() {
        std::vector<vpc_search> sought;
        for (const auto& planned : needs_.vpcs) {
            sought.push_back(search_of(planned));
        }
        const auto matches = match_vpcs(sought, snapshot_);
        for (std::size_t i = 0; i < matches.size(); ++i) {
            if (!join(needs_.vpcs[i], matches[i])) {
                return std::move(joined_);
            }
        }
        if (!compares_) {
            keep_off_others(matches);
        }
        return std::move(joined_);
    }

private:
    /// A VPC without given blocks is known by those of the lock.
    vpc_search search_of(const plan_vpc& planned) const {
        vpc_search sought{planned.name, planned.account, planned.region, planned.blocks};
        for (const auto& one : joined_.locked) {
            if (one.path == planned.name || one.path.starts_with(planned.name + "@")) {
                sought.blocks.push_back(one.block);
            }
        }
        return sought;
    }

    bool fail(plan_failure_code code, const std::string& path, const source_ref& place,
              const std::vector<std::string>& rivals, plan_change change) {
        std::string ids;
        for (const auto& id : rivals) {
            ids += (ids.empty() ? "" : ", ") + id;
        }
        joined_.failure =
            plan_failure{code, path, place, {{"ids", std::move(ids)}}, {std::move(change)}};
        return false;
    }

    bool is_locked(const plan_vpc& planned) const {
        return std::any_of(
            joined_.locked.begin(), joined_.locked.end(), [&](const locked_block& one) {
                return one.path == planned.name || one.path.starts_with(planned.name + "/") ||
                       one.path.starts_with(planned.name + "@");
            });
    }

    bool join(plan_vpc& planned, const vpc_match& match) {
        if (!match.rivals.empty()) {
            return fail(plan_failure_code::aws_vpc_ambiguous, planned.name, planned.place,
                        match.rivals, {plan_change_code::tell_vpcs_apart, {}});
        }
        if (match.found == nullptr) {
            return true;
        }
        planned.live = plan_live_vpc{match.found->id, match.found->blocks};
        if (compares_ && is_locked(planned)) {
            return true;
        }
        auto found = subnets_of(snapshot_, *match.found, planned, joined_.locked);
        if (!found.rivals.empty()) {
            return fail(plan_failure_code::aws_subnet_ambiguous, planned.name + "/" + found.path,
                        planned.place, found.rivals,
                        {plan_change_code::name_subnet,
                         {{"name", planned.name + "-" + dashed_path(found.path)}}});
        }
        planned.pins = std::move(found.pins);
        adopt_blocks(planned, *match.found);
        return true;
    }

    static std::string dashed_path(std::string path) {
        std::replace(path.begin(), path.end(), '/', '-');
        return path;
    }

    /// A VPC that exists has its blocks, and a pool is for those to come. A plan that names another
    /// primary block, or no IPv6, keeps to that: `keep_off_own` sees to the rest.
    void adopt_blocks(plan_vpc& planned, const vpc& home) {
        const auto given = planned.blocks;
        const bool gives_v6 = std::any_of(given.begin(), given.end(),
                                          [](const cidr& block) { return !block.is_v4(); });
        const bool takes_v6 = given.empty() || (!planned.ipv6_pool.empty() && !gives_v6);
        const bool gives_v4 = std::any_of(given.begin(), given.end(), is_v4_block);
        const bool is_same = !home.blocks.empty() && has_given(planned, home.blocks.front());
        for (const auto& block : home.blocks) {
            const bool is_primary = &block == &home.blocks.front();
            const auto source = source_around(
                planned, block, [&](const std::string& from) { return range_of(from); });
            const bool is_new = std::none_of(given.begin(), given.end(), [&](const cidr& named) {
                return overlaps(named, block);
            });
            if (!is_primary && !source.empty()) {
                lock_secondary(planned, source, block);
            } else if (is_new && (block.is_v4() ? !gives_v4 || is_same : takes_v6)) {
                planned.blocks.push_back(block);
                planned.adopted.push_back(block);
            }
        }
        std::stable_partition(planned.blocks.begin(), planned.blocks.end(), is_v4_block);
    }

    static bool is_v4_block(const cidr& block) { return block.is_v4(); }

    std::optional<cidr> range_of(const std::string& from) const {
        const auto pool = std::find_if(needs_.pools.begin(), needs_.pools.end(),
                                       [&](const plan_pool& one) { return one.name == from; });
        if (pool != needs_.pools.end()) {
            return pool->block;
        }
        const auto literal = parse_cidr(from);
        return literal ? std::optional(*literal) : std::nullopt;
    }

    void lock_secondary(const plan_vpc& planned, const std::string& source, const cidr& block) {
        int ordinal = 1;
        for (const auto& one : joined_.locked) {
            const bool is_of_vpc =
                one.path == planned.name || one.path.starts_with(planned.name + "@");
            if (is_of_vpc && one.block == block) {
                return;
            }
            ordinal += int{one.path == block_path(planned.name, source, ordinal)};
        }
        if (!has_given(planned, block)) {
            joined_.locked.push_back({block_path(planned.name, source, ordinal), block});
        }
    }

    static bool has_given(const plan_vpc& planned, const cidr& block) {
        return std::find(planned.blocks.begin(), planned.blocks.end(), block) !=
               planned.blocks.end();
    }

    /// Blocks of VPCs that the plan does not have are avoided, but for what the plan gives to its
    /// own in spite of them, or AWS has given already: that is only remarked.
    void keep_off_others(const std::vector<vpc_match>& matches) {
        std::set<const vpc*> own;
        std::vector<cidr> given;
        for (std::size_t i = 0; i < matches.size(); ++i) {
            own.insert(matches[i].found);
            given.insert(given.end(), needs_.vpcs[i].blocks.begin(), needs_.vpcs[i].blocks.end());
            if (matches[i].found != nullptr) {
                given.insert(given.end(), matches[i].found->blocks.begin(),
                             matches[i].found->blocks.end());
            }
        }
        for (const auto& other : snapshot_.vpcs) {
            for (const auto& block : other.blocks) {
                if (!own.contains(&other)) {
                    remark_overlaps(other, block);
                    avoid(other, block, given);
                }
            }
        }
        keep_off_own(matches);
    }

    /// Blocks that a VPC of the plan has in AWS, and has not in the plan, are nobody's.
    void keep_off_own(const std::vector<vpc_match>& matches) {
        std::vector<cidr> known;
        for (const auto& planned : needs_.vpcs) {
            known.insert(known.end(), planned.blocks.begin(), planned.blocks.end());
        }
        for (const auto& one : joined_.locked) {
            known.push_back(one.block);
        }
        for (const auto& match : matches) {
            if (match.found != nullptr) {
                for (const auto& block : match.found->blocks) {
                    avoid(*match.found, block, known);
                }
            }
        }
    }

    void remark_overlaps(const vpc& other, const cidr& block) {
        for (const auto& planned : needs_.vpcs) {
            for (const auto& ours : planned.blocks) {
                if (overlaps(ours, block)) {
                    joined_.remarks.push_back({plan_remark_code::block_overlaps_aws_vpc,
                                               planned.name,
                                               {{"block", to_string(ours)},
                                                {"other", to_string(block)},
                                                {"owner", live_name(other)}}});
                }
            }
        }
    }

    void avoid(const vpc& other, const cidr& block, const std::vector<cidr>& given) {
        const auto label = "VPC " + live_name(other) + " in AWS";
        subtract(cidr_set(std::span(&block, 1)), cidr_set(given))
            .for_each_cidr([&](const cidr& part) {
                needs_.avoid.push_back({part, label, true});
                if (is_taken_from(part)) {
                    joined_.remarks.push_back(
                        {plan_remark_code::aws_vpc_kept_off,
                         {},
                         {{"block", to_string(part)}, {"owner", live_name(other)}}});
                }
            });
    }

    /// Whether the plan takes blocks from where this one is.
    bool is_taken_from(const cidr& block) const {
        const auto is_around = [&](const std::string& from) {
            const auto literal = parse_cidr(from);
            return literal && overlaps(*literal, block);
        };
        return std::any_of(needs_.pools.begin(), needs_.pools.end(),
                           [&](const plan_pool& pool) {
                               return pool.block && overlaps(*pool.block, block);
                           }) ||
               std::any_of(needs_.vpcs.begin(), needs_.vpcs.end(), [&](const plan_vpc& planned) {
                   return std::any_of(planned.tiers.begin(), planned.tiers.end(),
                                      [&](const auto& tier) { return is_around(tier.from); });
               });
    }

    plan_needs& needs_;
    const network& snapshot_;
    bool compares_;
    joined_snapshot joined_;
};

} // namespace detail

/// Gives the needs what a snapshot has of them: the id and blocks of each VPC, its subnets as pins,
/// its blocks where the plan gives none; blocks of VPCs that are not of the plan are avoided. Fails
/// where two VPCs, or two subnets, fit a planned one equally. Complexity: O(VPCs² + subnets *
/// tiers).
inline joined_snapshot join_snapshot(plan_needs& needs, std::span<const locked_block> locked,
                                     const network& snapshot, live_use use) {
    return detail::snapshot_joiner(needs, locked, snapshot, use).run();
}

} // namespace vpcplan
