// Floor 7. From needs to a layout that stays: what an earlier layout or AWS itself already has does
// not move, and everything else is placed whenever there is any way to.
//
// Example    auto made = lay_out(needs, locked, {});
//            if (!made.value) … made.failure->message, made.failure->change
#pragma once

#include "detail/place_subnets.hpp"

#include <map>
#include <set>

namespace vpcplan {

struct plan_options {
    /// Paths that may move when they have to; "all" is every path.
    std::set<std::string, std::less<>> may_move;
};

namespace detail {

class planner {
public:
    planner(const plan_needs& needs, std::span<const locked_block> locked,
            const plan_options& options)
        : needs_(needs), options_(options) {
        for (const auto& one : locked) {
            lock_.emplace(std::pair{one.path, one.block.family()}, one.block);
        }
    }

    plan_outcome run() {
        if (check_names() && place_pools() && place_vpcs()) {
            for (const auto& [key, block] : lock_) {
                if (!used_.contains(key.first)) {
                    made_.released.push_back(key.first);
                }
            }
            made_.released.erase(std::unique(made_.released.begin(), made_.released.end()),
                                 made_.released.end());
            return {std::move(made_), std::nullopt};
        }
        return {std::nullopt, std::move(failure_)};
    }

private:
    // ---- what can go wrong

    bool fail(plan_problem what, std::string path, std::string message, const source_ref& place,
              std::string change = {}) {
        failure_ = plan_failure{
            what, std::move(path), std::move(message), std::move(change), {}, {}, place};
        return false;
    }

    bool check_names() {
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
                return fail(plan_problem::bad_plan, vpc.name,
                            "two VPCs are named \"" + vpc.name + "\"", vpc.place);
            }
            if (!check_vpc_names(vpc)) {
                return false;
            }
        }
        return true;
    }

    bool check_vpc_names(const plan_vpc& vpc) {
        if (!is_name(vpc.name, "/@:", "a VPC", vpc.name, vpc.place)) {
            return false;
        }
        std::set<std::string_view> seen;
        for (const auto& zone : vpc.zones) {
            if (!is_name(zone, "/", "a zone of " + vpc.name, vpc.name, vpc.place)) {
                return false;
            }
            if (is_spare(zone)) {
                return fail(plan_problem::bad_plan, vpc.name,
                            "zone \"" + zone + "\" of " + vpc.name +
                                " has the name of a spare zone",
                            vpc.place, "ask for spare zones by their number");
            }
            if (!seen.insert(zone).second) {
                return fail(plan_problem::bad_plan, vpc.name,
                            vpc.name + " has zone \"" + zone + "\" twice", vpc.place);
            }
        }
        seen.clear();
        for (const auto& tier : vpc.tiers) {
            const auto path = vpc.name + "/" + tier.name;
            if (!is_name(tier.name, "/", "a tier of " + vpc.name, path, tier.place)) {
                return false;
            }
            if (!seen.insert(tier.name).second) {
                return fail(plan_problem::bad_plan, path,
                            vpc.name + " has two tiers named \"" + tier.name + "\"", tier.place);
            }
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
                            path + ": a share is more than 0 and at most 1 (all of the block)",
                            tier.place);
            }
        }
        return true;
    }

    static bool is_spare(std::string_view zone) { return zone.starts_with("spare-"); }

    /// Names become paths of the lock, which must say again what they were made of.
    bool is_name(const std::string& name, std::string_view forbidden, const std::string& what,
                 const std::string& path, const source_ref& place) {
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

    // ---- the lock

    std::optional<cidr> locked(const std::string& path, address_family family) {
        const auto found = lock_.find(std::pair{path, family});
        if (found == lock_.end()) {
            return std::nullopt;
        }
        used_.insert(path);
        return found->second;
    }

    bool may_move(const std::string& path) const {
        return options_.may_move.contains(path) || options_.may_move.contains("all");
    }

    // ---- what is taken

    std::vector<cidr> avoided() const {
        std::vector<cidr> all;
        for (const auto& one : needs_.avoid) {
            all.push_back(one.block);
        }
        return all;
    }

    const plan_avoided* avoided_by(const cidr& block) const {
        const auto found =
            std::find_if(needs_.avoid.begin(), needs_.avoid.end(),
                         [&](const plan_avoided& one) { return overlaps(one.block, block); });
        return found == needs_.avoid.end() ? nullptr : &*found;
    }

    /// An avoided range that leaves nothing of the block.
    const plan_avoided* avoided_around(const cidr& block) const {
        const auto found =
            std::find_if(needs_.avoid.begin(), needs_.avoid.end(),
                         [&](const plan_avoided& one) { return one.block.contains(block); });
        return found == needs_.avoid.end() ? nullptr : &*found;
    }

    // ---- pools

    const planned_pool* find_pool(std::string_view name) const {
        const auto found = std::find_if(made_.pools.begin(), made_.pools.end(),
                                        [&](const planned_pool& one) { return one.name == name; });
        return found == made_.pools.end() ? nullptr : &*found;
    }

    /// Pools in an order in which each stands after the one it is taken from.
    bool place_pools() {
        std::vector<const plan_pool*> waiting;
        for (const auto& pool : needs_.pools) {
            waiting.push_back(&pool);
        }
        while (!waiting.empty()) {
            const auto ready =
                std::find_if(waiting.begin(), waiting.end(), [&](const plan_pool* pool) {
                    return pool->block || find_pool(pool->from) != nullptr;
                });
            if (ready == waiting.end()) {
                const auto& stuck = *waiting.front();
                return fail(plan_problem::bad_plan, "pool:" + stuck.name,
                            "pool \"" + stuck.name + "\" is taken from \"" + stuck.from +
                                "\", which is no pool with a block of its own",
                            stuck.place);
            }
            if (!place_pool(**ready)) {
                return false;
            }
            waiting.erase(ready);
        }
        return true;
    }

    bool place_pool(const plan_pool& pool) {
        if (pool.block) {
            used_.insert("pool:" + pool.name);
            made_.pools.push_back({pool.name, {}, *pool.block, {}});
            return true;
        }
        const auto block = take_from(pool.from, "pool:" + pool.name, pool.prefix_length,
                                     find_pool(pool.from)->block, pool.place);
        if (!block) {
            return false;
        }
        made_.pools.push_back({pool.name, pool.from, block->first, {}});
        return true;
    }

    /// The pool of this name and those it is taken from.
    std::set<std::string_view> ancestors_of(std::string_view name) const {
        std::set<std::string_view> names;
        for (const auto* pool = find_pool(name); pool != nullptr && names.insert(pool->name).second;
             pool = find_pool(pool->from)) {
        }
        return names;
    }

    /// What of a pool, or of a block that is no pool, is given, kept or placed so far.
    std::vector<cidr> taken_in(const std::string& from, const cidr& parent) const {
        auto taken = avoided();
        const auto ancestors = ancestors_of(from);
        const auto add = [&](std::string_view pool, const cidr& block, bool is_given) {
            // A pool that is given with the same block is another name for it.
            if (!ancestors.contains(pool) && parent.contains(block) &&
                !(is_given && block == parent)) {
                taken.push_back(block);
            }
        };
        for (const auto& pool : needs_.pools) {
            if (pool.block) {
                add(pool.name, *pool.block, true);
            }
        }
        for (const auto& pool : made_.pools) {
            add(pool.name, pool.block, pool.from.empty());
        }
        for (const auto& vpc : made_.vpcs) {
            for (const auto& own : vpc.blocks) {
                taken.push_back(own.block);
            }
        }
        taken.insert(taken.end(), being_placed_.begin(), being_placed_.end());
        for (const auto& vpc : needs_.vpcs) {
            taken.insert(taken.end(), vpc.blocks.begin(), vpc.blocks.end());
            for (const auto& pin : vpc.pins) { // AWS has it, whatever became of its tier
                taken.push_back(pin.block);
            }
        }
        for (const auto& [key, block] : lock_) {
            const auto& path = key.first;
            if (path.starts_with("pool:")) {
                const auto name = std::string_view(path).substr(5);
                const bool is_taken_from =
                    std::any_of(needs_.pools.begin(), needs_.pools.end(),
                                [&](const auto& pool) { return pool.name == name && !pool.block; });
                if (is_taken_from) {
                    add(name, block, false);
                }
            } else if (keeps_block(path)) {
                taken.push_back(block);
            }
        }
        return taken;
    }

    /// Whether a path of the lock is a VPC's block that the plan still has.
    bool keeps_block(std::string_view path) const {
        const auto end = path.find_first_of("/@");
        const auto owner =
            std::find_if(needs_.vpcs.begin(), needs_.vpcs.end(),
                         [&](const auto& vpc) { return vpc.name == path.substr(0, end); });
        if (owner == needs_.vpcs.end() || (end != path.npos && path[end] == '/')) {
            return false;
        }
        if (end == path.npos) {
            return !has_v4(owner->blocks);
        }
        const auto from = path.substr(end + 1, path.rfind('#') - end - 1);
        return std::any_of(owner->tiers.begin(), owner->tiers.end(),
                           [&](const auto& tier) { return source_of(*owner, tier.from) == from; });
    }

    static bool has_v4(std::span<const cidr> blocks) {
        return std::any_of(blocks.begin(), blocks.end(),
                           [](const cidr& block) { return block.is_v4(); });
    }

    /// A block of a pool for a path: the locked one, else the best that is free.
    std::optional<std::pair<cidr, placed_by>> take_from(const std::string& from,
                                                        const std::string& path, int length,
                                                        const cidr& parent,
                                                        const source_ref& place) {
        auto how = placed_by::fit;
        if (const auto kept = locked(path, parent.family())) {
            const auto* sibling = pool_in_the_way(from, *kept);
            const bool is_good = parent.contains(*kept) && kept->prefix_length() <= length &&
                                 avoided_around(*kept) == nullptr && sibling == nullptr;
            if (is_good) {
                return std::pair{*kept, placed_by::lock};
            }
            if (!may_move(path)) {
                must_move(path, *kept, length, parent, avoided_around(*kept), sibling, place);
                return std::nullopt;
            }
            lock_.erase(std::pair{path, parent.family()});
            how = placed_by::moved;
        }
        const auto taken = taken_in(from, parent);
        if (length < parent.prefix_length() || length > width_of(parent.family())) {
            fail(plan_problem::does_not_fit, path,
                 path + " needs a /" + std::to_string(length) + ", and " + from + " has only " +
                     to_string(parent),
                 place, "give " + from + " a block of /" + std::to_string(length) + " or more");
            return std::nullopt;
        }
        const auto free = next_free(parent, taken, length, placement::best_fit);
        if (!free || !*free) {
            const auto left = free_blocks(parent, taken);
            fail(plan_problem::does_not_fit, path,
                 path + " needs a /" + std::to_string(length) + ", and " + from + " " +
                     to_string(parent) + " has no free block of that size",
                 place);
            failure_->free = left;
            failure_->largest = largest_of(left);
            failure_->change = failure_->largest
                                   ? "ask for a /" +
                                         std::to_string(failure_->largest->prefix_length()) +
                                         ", or give " + from + " another block"
                                   : "give " + from + " another block: nothing of it is free";
            return std::nullopt;
        }
        return std::pair{**free, how};
    }

    /// A pool that was placed on a block that another one of the lock has.
    const planned_pool* pool_in_the_way(const std::string& from, const cidr& block) const {
        const auto ancestors = ancestors_of(from);
        const auto found =
            std::find_if(made_.pools.begin(), made_.pools.end(), [&](const planned_pool& one) {
                return !one.from.empty() && !ancestors.contains(one.name) &&
                       overlaps(one.block, block);
            });
        return found == made_.pools.end() ? nullptr : &*found;
    }

    void must_move(const std::string& path, const cidr& kept, int length, const cidr& parent,
                   const plan_avoided* avoid, const planned_pool* sibling,
                   const source_ref& place) {
        std::string why;
        if (!parent.contains(kept)) {
            why = "it lies outside " + to_string(parent);
        } else if (avoid != nullptr) {
            why = "it overlaps " + to_string(avoid->block) + label_of(*avoid) +
                  ", which the plan avoids";
        } else if (sibling != nullptr) {
            why = "it overlaps " + to_string(sibling->block) + " of pool " + sibling->name;
        } else {
            why = "it is too small: a /" + std::to_string(length) +
                  " is needed now, and AWS cannot resize a block";
        }
        fail(plan_problem::must_move, path,
             path + " has " + to_string(kept) + " and would have to move: " + why, place,
             "keep it and add a tier beside it, or allow the move of " + path);
    }

    static std::string label_of(const plan_avoided& avoid) {
        return avoid.label.empty() ? "" : " (" + avoid.label + ")";
    }

    static std::optional<cidr> largest_of(const std::vector<cidr>& blocks) {
        const auto found =
            std::min_element(blocks.begin(), blocks.end(), [](const cidr& a, const cidr& b) {
                return std::pair(a.prefix_length(), a) < std::pair(b.prefix_length(), b);
            });
        return found == blocks.end() ? std::nullopt : std::optional(*found);
    }

    // ---- VPCs

    bool place_vpcs() {
        for (const auto& vpc : needs_.vpcs) {
            if (!place_vpc(vpc)) {
                return false;
            }
        }
        for (auto& pool : made_.pools) {
            pool.free = free_blocks(pool.block, taken_in(pool.name, pool.block));
        }
        return true;
    }

    /// The zones of a tier, spare ones last. A tier with a number of zones never has more, so that
    /// a spare zone made real changes nothing for it.
    static std::vector<std::string> zones_of(const plan_vpc& vpc, const plan_tier& tier) {
        auto zones = vpc.zones;
        for (int spare = 1; spare <= vpc.spare_zones; ++spare) {
            zones.push_back("spare-" + std::to_string(spare));
        }
        if (tier.zones > 0 && static_cast<std::size_t>(tier.zones) < zones.size()) {
            zones.resize(static_cast<std::size_t>(tier.zones));
        }
        return zones;
    }

    /// The longest prefix length with which a subnet that exists is large enough. What a share
    /// gives changes with the number of zones, so a share asks nothing of a subnet that exists but
    /// room for the services.
    static int smallest_of(const plan_tier& tier, int length) {
        if (tier.size.by != plan_size::measure::share) {
            return length;
        }
        int smallest = subnet_sizes(address_family::ipv4).longest;
        if (const auto size = smallest_subnet(addresses_needed(tier))) {
            smallest = size->prefix_length;
        }
        for (const auto& use : tier.uses) {
            smallest = std::min(smallest, find_service_demand(use.service)->longest_prefix);
        }
        return smallest;
    }

    /// Prefix length of one subnet of a tier; nothing when AWS has none so large.
    std::optional<int> length_of(const plan_vpc& vpc, const plan_tier& tier,
                                 const std::optional<cidr>& block) {
        const auto path = vpc.name + "/" + tier.name;
        int length = 28;
        if (tier.size.by == plan_size::measure::prefix) {
            length = tier.size.prefix_length;
        } else if (tier.size.by == plan_size::measure::share) {
            if (!block) {
                fail(plan_problem::bad_plan, path,
                     path + " is a share of the VPC's block, so the VPC needs a block or a prefix",
                     tier.place);
                return std::nullopt;
            }
            const auto zones = std::max<std::size_t>(1, zones_of(vpc, tier).size());
            const double part = tier.size.share / static_cast<double>(zones);
            length = block->prefix_length() + static_cast<int>(std::ceil(-std::log2(part) - 1e-9));
        }
        const auto needed = addresses_needed(tier);
        if (needed > 0) {
            const auto size = smallest_subnet(needed);
            if (!size) {
                fail(plan_problem::refused, path,
                     path + ": " + describe_hosts(size.error(), needed), tier.place,
                     "split the tier into several");
                return std::nullopt;
            }
            if (tier.size.by == plan_size::measure::hosts) {
                length = size->prefix_length;
            } else if (length > size->prefix_length) {
                fail(plan_problem::bad_plan, path,
                     path + ": a /" + std::to_string(length) + " is too small for the " +
                         std::to_string(needed) + " addresses its services take",
                     tier.place, "make it a /" + std::to_string(size->prefix_length));
                return std::nullopt;
            }
        }
        for (const auto& use : tier.uses) {
            if (const auto* demand = find_service_demand(use.service)) {
                length = tier.size.by == plan_size::measure::hosts
                             ? std::min(length, demand->longest_prefix)
                             : length;
                if (length > demand->longest_prefix) {
                    fail(plan_problem::refused, path,
                         path + ": " + use.service + " needs a subnet of /" +
                             std::to_string(demand->longest_prefix) + " or larger",
                         tier.place, "make it a /" + std::to_string(demand->longest_prefix));
                    return std::nullopt;
                }
            }
        }
        const auto sizes = subnet_sizes(address_family::ipv4);
        if (!sizes.allow(length)) {
            fail(plan_problem::refused, path,
                 path + ": a subnet is " + to_string(sizes) + ", not /" + std::to_string(length),
                 tier.place);
            return std::nullopt;
        }
        return length;
    }

    bool place_vpc(const plan_vpc& vpc) {
        planned_vpc made;
        made.name = vpc.name;
        made.account = vpc.account;
        made.region = vpc.region;
        made.environment = vpc.environment;
        used_.insert(vpc.name);
        if (vpc.zones.empty() && !vpc.tiers.empty()) {
            return fail(plan_problem::bad_plan, vpc.name, vpc.name + " has no zones", vpc.place,
                        "name its zones");
        }
        if (!place_vpc_blocks(vpc, made)) {
            return false;
        }
        std::map<std::string, std::vector<subnet_request>> by_source;
        std::vector<std::string> sources;
        for (std::size_t i = 0; i < vpc.tiers.size(); ++i) {
            const auto& tier = vpc.tiers[i];
            const auto length = length_of(vpc, tier, made.blocks.front().block);
            if (!length) {
                return false;
            }
            if (!by_source.contains(tier.from)) {
                sources.push_back(tier.from);
            }
            for (auto& zone : zones_of(vpc, tier)) {
                const auto path = vpc.name + "/" + tier.name + "/" + zone;
                by_source[tier.from].push_back(
                    {i, std::move(zone), path, *length, smallest_of(tier, *length), {}, {}, {}});
            }
        }
        for (const auto& from : sources) {
            if (!keep_what_exists(vpc, by_source[from], address_family::ipv4)) {
                return false;
            }
        }
        std::vector<subnet_request> all;
        for (const auto& from : sources) {
            std::vector<cidr> others;
            for (const auto& [other, requests] : by_source) {
                for (const auto& one : requests) {
                    if (other != from && one.block) {
                        others.push_back(*one.block);
                    }
                }
            }
            auto& requests = by_source[from];
            if (!place_in_blocks(vpc, from, requests, others, made)) {
                return false;
            }
            all.insert(all.end(), requests.begin(), requests.end());
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.tier < b.tier; });
        for (const auto& one : all) {
            const auto& tier = vpc.tiers[one.tier];
            made.subnets.push_back({tier.name, one.zone, *one.block, std::nullopt,
                                    addresses_needed(tier), tier.reserved || is_spare(one.zone),
                                    one.how, one.moved_from});
        }
        if (!place_ipv6(vpc, made)) {
            return false;
        }
        finish(vpc, made);
        made_.vpcs.push_back(std::move(made));
        being_placed_.clear();
        return true;
    }

    bool place_vpc_blocks(const plan_vpc& vpc, planned_vpc& made) {
        auto blocks = vpc.blocks;
        auto how = placed_by::given;
        std::stable_partition(blocks.begin(), blocks.end(),
                              [](const cidr& block) { return block.is_v4(); });
        const bool is_given = has_v4(blocks);
        if (!is_given) {
            const auto* pool = find_pool(vpc.pool);
            if (pool == nullptr) {
                return fail(plan_problem::bad_plan, vpc.name,
                            vpc.pool.empty()
                                ? vpc.name + " has neither a block nor a pool"
                                : "\"" + vpc.pool + "\" of " + vpc.name + " is no pool of the plan",
                            vpc.place, "name a block such as 10.0.0.0/16, or a pool");
            }
            if (!pool->block.is_v4()) {
                return fail(plan_problem::bad_plan, vpc.name,
                            vpc.name + " needs an IPv4 block, and pool " + vpc.pool + " is " +
                                to_string(pool->block),
                            vpc.place, "name an IPv4 pool, and IPv6 among the VPC's blocks");
            }
            // Without a size asked for, a block that exists stays, and grows by secondary blocks.
            auto length = vpc.prefix_length;
            if (const auto kept = locked(vpc.name, address_family::ipv4); kept && !length) {
                length = kept->prefix_length();
            }
            if (!length) {
                length = smallest_vpc(vpc);
            }
            if (!length) {
                return false;
            }
            const auto taken = take_from(vpc.pool, vpc.name, *length, pool->block, vpc.place);
            if (!taken) {
                return false;
            }
            blocks.insert(blocks.begin(), taken->first);
            how = taken->second;
        }
        std::vector<cidr> so_far;
        for (const auto& block : blocks) {
            const bool is_first = so_far.empty();
            if (!accept_block(vpc, block, so_far)) {
                return false;
            }
            so_far.push_back(block);
            being_placed_.push_back(block);
            made.blocks.push_back({block, is_first && !is_given ? vpc.pool : std::string(),
                                   is_first ? how : placed_by::given});
        }
        return true;
    }

    /// AWS's rules for one more block of a VPC, and nobody else's addresses.
    bool accept_block(const plan_vpc& vpc, const cidr& block, std::span<const cidr> existing) {
        const auto check = check_vpc_cidr(block, existing);
        for (const auto& finding : check.findings) {
            if (finding.refuses) {
                return fail(plan_problem::refused, vpc.name, vpc.name + ": " + finding.text,
                            vpc.place);
            }
            made_.remarks.push_back(vpc.name + ": " + finding.text);
        }
        if (const auto* avoid = avoided_around(block)) {
            return fail(plan_problem::does_not_fit, vpc.name,
                        vpc.name + ": " + to_string(block) + " lies in " + to_string(avoid->block) +
                            label_of(*avoid) + ", which the plan avoids",
                        vpc.place);
        }
        if (const auto* avoid = avoided_by(block)) {
            made_.remarks.push_back(vpc.name + ": " + to_string(block) + " overlaps " +
                                    to_string(avoid->block) + label_of(*avoid) +
                                    ", which the plan avoids: no subnet goes there");
        }
        for (const auto& other : made_.vpcs) {
            for (const auto& own : other.blocks) {
                if (overlaps(own.block, block)) {
                    return fail(plan_problem::does_not_fit, vpc.name,
                                vpc.name + ": " + to_string(block) + " overlaps " +
                                    to_string(own.block) + " of " + other.name,
                                vpc.place);
                }
            }
        }
        return true;
    }

    /// The smallest VPC block that holds all tiers that come out of it.
    std::optional<int> smallest_vpc(const plan_vpc& vpc) {
        std::vector<int> lengths;
        for (const auto& tier : vpc.tiers) {
            if (tier.from.empty()) {
                const auto length = length_of(vpc, tier, std::nullopt);
                if (!length) {
                    return std::nullopt;
                }
                lengths.insert(lengths.end(), zones_of(vpc, tier).size(), *length);
            }
        }
        if (const auto length = smallest_block(lengths)) {
            return length;
        }
        fail(plan_problem::does_not_fit, vpc.name,
             "the tiers of " + vpc.name +
                 " do not fit into one VPC block: a VPC block is at most "
                 "a /16",
             vpc.place, "take some tiers from a pool of their own (from:)");
        return std::nullopt;
    }

    static std::optional<int> smallest_block(const std::vector<int>& lengths) {
        for (int length = 28; length >= 16; --length) {
            const auto whole = cidr::containing({0, 0, address_family::ipv4}, length);
            const auto tried = fit(whole, {}, lengths);
            if (tried && tried->feasible()) {
                return length;
            }
        }
        return std::nullopt;
    }

    // ---- subnets

    /// Gives requests the blocks they have already: in AWS, in the lock, or as a spare zone.
    bool keep_what_exists(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                          address_family family) {
        for (auto& one : requests) {
            for (const auto& pin : vpc.pins) {
                if (vpc.name + "/" + pin.name == one.path && pin.block.family() == family) {
                    one.block = pin.block;
                    one.how = placed_by::pin;
                    used_.insert(one.path);
                }
            }
            if (!one.block && !is_spare(one.zone)) {
                one.block = locked(one.path, family);
                one.how = placed_by::lock;
            }
        }
        take_spares(vpc, requests, family);
        for (auto& one : requests) {
            if (!one.block) {
                continue;
            }
            const bool is_large_enough = one.block->prefix_length() <= one.smallest;
            if (is_large_enough && one.how == placed_by::pin) {
                // AWS has it, so nothing can be in its way.
                if (const auto* avoid = avoided_by(*one.block)) {
                    made_.remarks.push_back(one.path + ": AWS has " + to_string(*one.block) +
                                            ", which overlaps " + to_string(avoid->block) +
                                            label_of(*avoid) + ", which the plan avoids");
                }
                continue;
            }
            const auto* avoid = one.how == placed_by::pin ? nullptr : avoided_by(*one.block);
            const auto hit = what_lies_on(vpc, requests, one);
            if (is_large_enough && avoid == nullptr && !hit) {
                continue;
            }
            if (!may_move(one.path)) {
                if (hit) {
                    return fail(plan_problem::must_move, one.path,
                                one.path + " is planned at " + to_string(*one.block) + ", where " +
                                    *hit + " is",
                                vpc.tiers[one.tier].place, "allow the move of " + one.path);
                }
                must_move(one.path, *one.block, one.length, *one.block, avoid, nullptr,
                          vpc.tiers[one.tier].place);
                return false;
            }
            one.moved_from = std::exchange(one.block, std::nullopt);
            one.how = placed_by::moved;
        }
        return true;
    }

    /// What else is where a request is: a subnet of AWS, or an earlier request by a broken lock.
    static std::optional<std::string> what_lies_on(const plan_vpc& vpc,
                                                   const std::vector<subnet_request>& requests,
                                                   const subnet_request& one) {
        for (const auto& pin : vpc.pins) {
            const bool is_itself = one.how == placed_by::pin && pin.block == *one.block;
            if (!is_itself && overlaps(pin.block, *one.block)) {
                return pin.name + " " + to_string(pin.block) + " of AWS";
            }
        }
        for (const auto& other : requests) {
            if (&other == &one) {
                break;
            }
            if (other.block && overlaps(*other.block, *one.block)) {
                return other.path + " " + to_string(*other.block);
            }
        }
        return std::nullopt;
    }

    /// Spare zones keep their blocks, whatever their numbers; a new zone takes the place of one
    /// that the plan gave up, so that making a spare zone real moves nothing.
    void take_spares(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                     address_family family) {
        for (std::size_t tier = 0; tier < vpc.tiers.size(); ++tier) {
            const bool is_asked_for =
                std::any_of(requests.begin(), requests.end(),
                            [&](const auto& one) { return one.tier == tier; });
            if (!is_asked_for) {
                continue; // it comes from another pool
            }
            std::vector<cidr> spares;
            const auto base = vpc.name + "/" + vpc.tiers[tier].name + "/spare-";
            for (int number = 1;; ++number) {
                const auto kept = locked(base + std::to_string(number), family);
                if (!kept) {
                    break;
                }
                spares.push_back(*kept);
            }
            const auto of_tier = [&](const subnet_request& one, bool spare) {
                return one.tier == tier && !one.block && is_spare(one.zone) == spare;
            };
            const auto wanted = std::count_if(requests.begin(), requests.end(),
                                              [&](const auto& one) { return of_tier(one, true); });
            auto next = spares.begin();
            for (auto& one : requests) {
                // A spare block that cannot be used is no reason to fail: nothing is there yet.
                if (of_tier(one, false) && spares.end() - next > wanted &&
                    next->prefix_length() <= one.smallest && avoided_by(*next) == nullptr) {
                    one.block = *next++;
                    one.how = placed_by::spare;
                }
            }
            for (auto& one : requests) {
                if (of_tier(one, true) && next != spares.end()) {
                    one.block = *next++;
                    one.how = placed_by::lock;
                }
            }
            for (; next != spares.end(); ++next) {
                used_.erase(base + std::to_string(next - spares.begin() + 1));
            }
        }
    }

    /// The VPC's blocks that a group of tiers may use; adds secondary blocks where it must.
    bool place_in_blocks(const plan_vpc& vpc, const std::string& from,
                         std::vector<subnet_request>& requests, const std::vector<cidr>& others,
                         planned_vpc& made) {
        auto parents = blocks_from(made, from, vpc.pool);
        const auto& source = source_of(vpc, from);
        for (int ordinal = 1; !source.empty(); ++ordinal) {
            const auto kept = locked(block_path(vpc.name, source, ordinal), address_family::ipv4);
            if (!kept) {
                break;
            }
            if (!has_block(made, *kept)) {
                if (!add_block(vpc, *kept, source, placed_by::lock, made)) {
                    return false;
                }
                parents.push_back(*kept);
            }
        }
        if (!stay_inside(vpc, requests, parents)) {
            return false;
        }
        const auto holes_now = [&] { return holes_in(vpc, parents, requests, others); };
        subnet_placer placer(requests, vpc.summary, address_family::ipv4);
        auto failed = placer.place(holes_now());
        while (failed && !source.empty()) {
            const auto added = secondary_for(vpc, from, requests, holes_now(), placer, made);
            if (!added) {
                return false;
            }
            parents.push_back(*added);
            failed = placer.place(holes_now());
        }
        return !failed || explain_failure(vpc, requests, holes_now(), placer, *failed);
    }

    /// Subnets that exist lie in a block of the VPC, or may move there.
    bool stay_inside(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                     const std::vector<cidr>& parents) {
        for (auto& one : requests) {
            const bool is_inside =
                !one.block || std::any_of(parents.begin(), parents.end(), [&](const cidr& parent) {
                    return parent.contains(*one.block);
                });
            if (is_inside) {
                continue;
            }
            if (!may_move(one.path)) {
                return fail(plan_problem::must_move, one.path,
                            one.path + " has " + to_string(*one.block) +
                                ", which lies in no block of " + vpc.name + " for it",
                            vpc.tiers[one.tier].place,
                            "give " + vpc.name + " a block that contains it");
            }
            one.moved_from = std::exchange(one.block, std::nullopt);
            one.how = placed_by::moved;
        }
        return true;
    }

    /// Where more blocks for a group of tiers come from: its own pool, else the VPC's.
    static const std::string& source_of(const plan_vpc& vpc, const std::string& from) {
        return from.empty() ? vpc.pool : from;
    }

    static std::vector<cidr> blocks_from(const planned_vpc& made, const std::string& from,
                                         const std::string& pool) {
        std::vector<cidr> blocks;
        for (const auto& own : made.blocks) {
            const bool is_first = &own == &made.blocks.front();
            const bool is_own = from.empty() && (is_first || own.from == pool);
            if (own.block.is_v4() && (is_own || (from.empty() && own.from.empty()) ||
                                      (!from.empty() && !is_first && own.from == from))) {
                blocks.push_back(own.block);
            }
        }
        return blocks;
    }

    static bool has_block(const planned_vpc& made, const cidr& block) {
        return std::any_of(made.blocks.begin(), made.blocks.end(),
                           [&](const planned_block& own) { return own.block == block; });
    }

    /// What is free in blocks of a VPC; `others`: blocks of subnets that are not among `requests`.
    std::vector<cidr> holes_in(const plan_vpc& vpc, const std::vector<cidr>& parents,
                               const std::vector<subnet_request>& requests,
                               const std::vector<cidr>& others) const {
        auto taken = avoided();
        taken.insert(taken.end(), others.begin(), others.end());
        for (const auto& pin : vpc.pins) {
            taken.push_back(pin.block);
        }
        for (const auto& one : requests) {
            if (one.block) {
                taken.push_back(*one.block);
            }
        }
        std::vector<cidr> holes;
        for (const auto& parent : parents) {
            const auto free = free_blocks(parent, taken);
            holes.insert(holes.end(), free.begin(), free.end());
        }
        return holes;
    }

    bool add_block(const plan_vpc& vpc, const cidr& block, const std::string& from, placed_by how,
                   planned_vpc& made) {
        std::vector<cidr> existing;
        for (const auto& own : made.blocks) {
            existing.push_back(own.block);
        }
        if (!accept_block(vpc, block, existing)) {
            return false;
        }
        made.blocks.push_back({block, from, how});
        being_placed_.push_back(block);
        return true;
    }

    /// One more block: the smallest with which everything fits, else the largest there is.
    std::optional<cidr> secondary_for(const plan_vpc& vpc, const std::string& from,
                                      const std::vector<subnet_request>& requests,
                                      const std::vector<cidr>& holes, const subnet_placer& placer,
                                      planned_vpc& made) {
        const auto& source = source_of(vpc, from);
        const auto* pool = find_pool(source);
        const auto literal = parse_cidr(source);
        if (pool == nullptr && !literal) {
            fail(plan_problem::bad_plan, requests.front().path,
                 "\"" + source + "\" of " + vpc.name + " is neither a pool of the plan nor a block",
                 vpc.tiers[requests.front().tier].place, "name a pool, or a block");
            return std::nullopt;
        }
        const auto parent = pool != nullptr ? pool->block : *literal;
        if (!parent.is_v4()) {
            fail(plan_problem::bad_plan, requests.front().path,
                 source + " is no IPv4 block; IPv6 is given with the VPC's blocks",
                 vpc.tiers[requests.front().tier].place);
            return std::nullopt;
        }
        const int largest_allowed = std::max(16, parent.prefix_length());
        int length = 28;
        while (length > largest_allowed && !placer.would_fit(holes, block_of(length))) {
            --length;
        }
        // A literal block that a VPC may have is meant as it stands.
        if (pool == nullptr && is_vpc_size(parent)) {
            length = parent.prefix_length();
        }
        // Where no block of that size is free, several smaller ones may do.
        const auto lengths = placer.unplaced_lengths();
        const int least_useful = *std::max_element(lengths.begin(), lengths.end());
        const auto largest = largest_of(free_blocks(parent, taken_in(source, parent)));
        if (largest && largest->prefix_length() <= least_useful) {
            length = std::max(length, largest->prefix_length());
        }
        const auto ordinal =
            1 + std::count_if(made.blocks.begin() + 1, made.blocks.end(),
                              [&](const planned_block& own) { return own.from == source; });
        const auto path = block_path(vpc.name, source, static_cast<int>(ordinal));
        const auto block = take_from(source, path, length, parent, vpc.place);
        if (!block || !add_block(vpc, block->first, source, block->second, made)) {
            return std::nullopt;
        }
        return block->first;
    }

    /// Some block of a size, apart from everything that plans have.
    static cidr block_of(int length) {
        return cidr::containing({0, 0xf0000000U, address_family::ipv4}, length);
    }

    static std::uint64_t usable_of(int length) {
        return (std::uint64_t{1} << (32 - length)) - reserved_count;
    }

    bool explain_failure(const plan_vpc& vpc, const std::vector<subnet_request>& requests,
                         const std::vector<cidr>& holes, const subnet_placer& placer,
                         const subnet_placer::failure& failed) {
        const auto& one = requests[failed.request];
        const auto& why = failed.why;
        auto message = one.path + " needs a /" + std::to_string(one.length);
        message += why.largest_left ? ", and after the larger subnets " + decimal(why.free_left) +
                                          " of " + why.free_before +
                                          " free addresses are left; the largest free block is " +
                                          to_string(*why.largest_left)
                                    : ", and nothing is free for it";
        std::string change;
        const auto& tier = vpc.tiers[one.tier];
        int length = one.length + 1;
        while (length <= 28 && !placer.would_fit_with(holes, one.tier, length)) {
            ++length;
        }
        if (length <= 28) {
            change = "with a /" + std::to_string(length) + " (" +
                     std::to_string(usable_of(length)) + " addresses) for each new subnet of " +
                     tier.name + " everything would fit";
        }
        for (length = 28; length >= 16; --length) {
            if (placer.would_fit(holes, block_of(length))) {
                change += std::string(change.empty() ? "" : "; ") + "one more VPC block of /" +
                          std::to_string(length) + " would hold everything";
                break;
            }
        }
        fail(plan_problem::does_not_fit, one.path, message, vpc.tiers[one.tier].place, change);
        failure_->free = holes;
        failure_->largest = largest_of(holes);
        return false;
    }

    bool place_ipv6(const plan_vpc& vpc, planned_vpc& made) {
        std::vector<cidr> parents;
        for (const auto& own : made.blocks) {
            if (!own.block.is_v4()) {
                parents.push_back(own.block);
            }
        }
        if (parents.empty()) {
            return true;
        }
        std::vector<subnet_request> requests;
        for (const auto& subnet : made.subnets) {
            const auto tier =
                std::find_if(vpc.tiers.begin(), vpc.tiers.end(),
                             [&](const auto& one) { return one.name == subnet.tier; });
            if (!subnet_sizes(address_family::ipv6).allow(tier->ipv6_prefix_length)) {
                return fail(plan_problem::refused, vpc.name + "/" + tier->name,
                            "an IPv6 subnet is " + to_string(subnet_sizes(address_family::ipv6)) +
                                ", not /" + std::to_string(tier->ipv6_prefix_length),
                            tier->place);
            }
            requests.push_back({static_cast<std::size_t>(tier - vpc.tiers.begin()),
                                subnet.zone,
                                vpc.name + "/" + subnet.tier + "/" + subnet.zone,
                                tier->ipv6_prefix_length,
                                tier->ipv6_prefix_length,
                                {},
                                {},
                                {}});
        }
        if (!keep_what_exists(vpc, requests, address_family::ipv6) ||
            !stay_inside(vpc, requests, parents)) {
            return false;
        }
        subnet_placer placer(requests, vpc.summary, address_family::ipv6);
        if (const auto failed = placer.place(holes_in(vpc, parents, requests, {}))) {
            const auto& one = requests[failed->request];
            return fail(plan_problem::does_not_fit, one.path,
                        one.path + " needs an IPv6 /" + std::to_string(one.length) +
                            ", and the IPv6 blocks of " + vpc.name + " have no room for it",
                        vpc.place, "give " + vpc.name + " a larger IPv6 block, or one more");
        }
        for (std::size_t i = 0; i < requests.size(); ++i) {
            made.subnets[i].ipv6 = requests[i].block;
        }
        return true;
    }

    /// Routes, free space, and what is not of the plan.
    void finish(const plan_vpc& vpc, planned_vpc& made) const {
        std::vector<std::string> names;
        std::map<std::string, std::vector<cidr>> groups;
        auto taken = avoided();
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
            made.routes.push_back({name, routes_of(name, groups, made)});
        }
        for (const auto& own : made.blocks) {
            if (own.block.is_v4()) {
                const auto free = free_blocks(own.block, taken);
                made.free.insert(made.free.end(), free.begin(), free.end());
            }
        }
    }

    /// The fewest blocks that hold a group and nothing that belongs to anybody else: every block
    /// without strangers lies in one block of what strangers leave, so one for each of those that
    /// has a subnet of the group is enough and cannot be bettered.
    std::vector<cidr> routes_of(const std::string& name,
                                const std::map<std::string, std::vector<cidr>>& groups,
                                const planned_vpc& made) const {
        auto strangers = avoided();
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

    const plan_needs& needs_;
    const plan_options& options_;
    std::map<std::pair<std::string, address_family>, cidr> lock_;
    std::set<std::string> used_;
    layout made_;
    std::vector<cidr> being_placed_; ///< blocks of the VPC that is not in `made_` yet
    std::optional<plan_failure> failure_;
};

} // namespace detail

/// Lays the needs out. What `locked` or a pin holds stays where it is; a new subnet goes beside its
/// group where that has room and anywhere else where not, so for a VPC with given blocks a layout
/// is found exactly when there is one with what stays. With summary `none` no other layout of the
/// new subnets leaves a larger largest free block, or the free space in fewer blocks.
/// Deterministic: the same needs and lock give the same layout, and the lock of a layout gives that
/// layout again. Without a layout the failure says which block, how much is free, and the smallest
/// change that would help. Complexity: O(n² log n) for n subnets of a VPC.
inline plan_outcome lay_out(const plan_needs& needs, std::span<const locked_block> locked = {},
                            const plan_options& options = {}) {
    return detail::planner(needs, locked, options).run();
}

} // namespace vpcplan
