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
        }
        seen.clear();
        for (const auto& vpc : needs_.vpcs) {
            if (!seen.insert(vpc.name).second) {
                return fail(plan_problem::bad_plan, vpc.name,
                            "two VPCs are named \"" + vpc.name + "\"", vpc.place);
            }
            std::set<std::string_view> tiers;
            for (const auto& tier : vpc.tiers) {
                if (!tiers.insert(tier.name).second) {
                    return fail(plan_problem::bad_plan, vpc.name + "/" + tier.name,
                                vpc.name + " has two tiers named \"" + tier.name + "\"",
                                tier.place);
                }
            }
        }
        return true;
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

    /// Everything placed or kept so far that lies in a pool's block, apart from its parents.
    std::vector<cidr> taken_in(const cidr& parent) const {
        auto taken = avoided();
        const auto add = [&](const cidr& block) {
            if (parent.contains(block) && block != parent) {
                taken.push_back(block);
            }
        };
        for (const auto& pool : made_.pools) {
            add(pool.block);
        }
        for (const auto& vpc : made_.vpcs) {
            for (const auto& own : vpc.blocks) {
                taken.push_back(own.block);
            }
        }
        for (const auto& vpc : needs_.vpcs) {
            for (const auto& block : vpc.blocks) {
                taken.push_back(block);
            }
        }
        for (const auto& [key, block] : lock_) {
            const bool is_subnet = key.first.find('/') != std::string::npos;
            if (!is_subnet && is_in_plan(key.first)) {
                add(block);
            }
        }
        return taken;
    }

    /// Whether the owner of a lock's pool or VPC block is still planned.
    bool is_in_plan(const std::string& path) const {
        if (path.starts_with("pool:")) {
            return std::any_of(needs_.pools.begin(), needs_.pools.end(),
                               [&](const auto& pool) { return "pool:" + pool.name == path; });
        }
        const auto owner = path.substr(0, path.find('@'));
        return std::any_of(needs_.vpcs.begin(), needs_.vpcs.end(),
                           [&](const auto& vpc) { return vpc.name == owner; });
    }

    /// A block of a pool for a path: the locked one, else the best that is free.
    std::optional<std::pair<cidr, placed_by>> take_from(const std::string& from,
                                                        const std::string& path, int length,
                                                        const cidr& parent,
                                                        const source_ref& place) {
        if (const auto kept = locked(path, parent.family())) {
            const bool is_good = parent.contains(*kept) && kept->prefix_length() <= length &&
                                 avoided_by(*kept) == nullptr;
            if (is_good) {
                return std::pair{*kept, placed_by::lock};
            }
            if (!may_move(path)) {
                must_move(path, *kept, length, parent, place);
                return std::nullopt;
            }
            lock_.erase(std::pair{path, parent.family()});
        }
        const auto taken = taken_in(parent);
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
        return std::pair{**free, placed_by::fit};
    }

    void must_move(const std::string& path, const cidr& kept, int length, const cidr& parent,
                   const source_ref& place) {
        std::string why;
        if (!parent.contains(kept)) {
            why = "it lies outside " + to_string(parent);
        } else if (const auto* avoid = avoided_by(kept)) {
            why = "it overlaps " + to_string(avoid->block) +
                  (avoid->label.empty() ? "" : " (" + avoid->label + ")") +
                  ", which the plan avoids";
        } else {
            why = "it is too small: a /" + std::to_string(length) +
                  " is needed now, and AWS cannot resize a block";
        }
        fail(plan_problem::must_move, path,
             path + " has " + to_string(kept) + " and would have to move: " + why, place,
             "keep it and add a tier beside it, or allow the move of " + path);
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
            pool.free = free_blocks(pool.block, taken_in(pool.block));
        }
        return true;
    }

    /// The zones of a tier, spare ones last.
    static std::vector<std::string> zones_of(const plan_vpc& vpc, const plan_tier& tier) {
        auto zones = vpc.zones;
        if (tier.zones > 0 && static_cast<std::size_t>(tier.zones) < zones.size()) {
            zones.resize(static_cast<std::size_t>(tier.zones));
        } else {
            for (int spare = 1; spare <= vpc.spare_zones; ++spare) {
                zones.push_back("spare-" + std::to_string(spare));
            }
        }
        return zones;
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
                by_source[tier.from].push_back({i, std::move(zone), path, *length, {}, {}, {}});
            }
        }
        std::vector<subnet_request> all;
        for (const auto& from : sources) {
            auto& requests = by_source[from];
            if (!keep_what_exists(vpc, requests, address_family::ipv4) ||
                !place_in_blocks(vpc, from, requests, made)) {
                return false;
            }
            all.insert(all.end(), requests.begin(), requests.end());
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.tier < b.tier; });
        for (const auto& one : all) {
            const auto& tier = vpc.tiers[one.tier];
            made.subnets.push_back(
                {tier.name, one.zone, *one.block, std::nullopt, addresses_needed(tier),
                 tier.reserved || one.zone.starts_with("spare-"), one.how, one.moved_from});
        }
        if (!place_ipv6(vpc, made)) {
            return false;
        }
        finish(vpc, made);
        made_.vpcs.push_back(std::move(made));
        return true;
    }

    bool place_vpc_blocks(const plan_vpc& vpc, planned_vpc& made) {
        auto blocks = vpc.blocks;
        auto how = placed_by::given;
        const bool has_v4 = std::any_of(blocks.begin(), blocks.end(),
                                        [](const cidr& block) { return block.is_v4(); });
        if (!has_v4) {
            const auto* pool = find_pool(vpc.pool);
            if (pool == nullptr) {
                return fail(plan_problem::bad_plan, vpc.name,
                            vpc.pool.empty()
                                ? vpc.name + " has neither a block nor a pool"
                                : "\"" + vpc.pool + "\" of " + vpc.name + " is no pool of the plan",
                            vpc.place, "name a block such as 10.0.0.0/16, or a pool");
            }
            const auto length = vpc.prefix_length ? vpc.prefix_length : smallest_vpc(vpc);
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
            made.blocks.push_back({block, is_first && !has_v4 ? vpc.pool : std::string(),
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
        if (const auto* avoid = avoided_by(block);
            avoid != nullptr && avoid->block.contains(block)) {
            return fail(plan_problem::does_not_fit, vpc.name,
                        vpc.name + ": " + to_string(block) + " lies in " + to_string(avoid->block) +
                            (avoid->label.empty() ? "" : " (" + avoid->label + ")") +
                            ", which the plan avoids",
                        vpc.place);
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
            if (!one.block && !one.zone.starts_with("spare-")) {
                one.block = locked(one.path, family);
                one.how = placed_by::lock;
            }
        }
        take_spares(vpc, requests, family);
        for (auto& one : requests) {
            if (!one.block || one.how == placed_by::pin) {
                continue;
            }
            const auto* avoid = avoided_by(*one.block);
            const auto hit = std::find_if(vpc.pins.begin(), vpc.pins.end(), [&](const auto& pin) {
                return overlaps(pin.block, *one.block);
            });
            if (one.block->prefix_length() <= one.length && avoid == nullptr &&
                hit == vpc.pins.end()) {
                continue;
            }
            if (!may_move(one.path)) {
                if (hit != vpc.pins.end()) {
                    return fail(plan_problem::must_move, one.path,
                                one.path + " is planned at " + to_string(*one.block) +
                                    ", where AWS has " + hit->name + " " + to_string(hit->block),
                                vpc.tiers[one.tier].place, "allow the move of " + one.path);
                }
                must_move(one.path, *one.block, one.length, *one.block, vpc.tiers[one.tier].place);
                return false;
            }
            one.moved_from = std::exchange(one.block, std::nullopt);
            one.how = placed_by::moved;
        }
        return true;
    }

    /// Spare zones keep their blocks, whatever their numbers; a new zone takes the place of one
    /// that the plan gave up, so that making a spare zone real moves nothing.
    void take_spares(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                     address_family family) {
        for (std::size_t tier = 0; tier < vpc.tiers.size(); ++tier) {
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
                return one.tier == tier && !one.block && one.zone.starts_with("spare-") == spare;
            };
            auto wanted = static_cast<std::size_t>(
                std::count_if(requests.begin(), requests.end(),
                              [&](const auto& one) { return of_tier(one, true); }));
            auto next = spares.begin();
            for (auto& one : requests) {
                if (of_tier(one, false) && static_cast<std::size_t>(spares.end() - next) > wanted) {
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
        }
    }

    /// The VPC's blocks that a group of tiers may use; adds secondary blocks where it must.
    bool place_in_blocks(const plan_vpc& vpc, const std::string& from,
                         std::vector<subnet_request>& requests, planned_vpc& made) {
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
        for (const auto& one : requests) {
            const bool is_inside =
                !one.block || std::any_of(parents.begin(), parents.end(), [&](const cidr& parent) {
                    return parent.contains(*one.block);
                });
            if (!is_inside) {
                return fail(plan_problem::must_move, one.path,
                            one.path + " has " + to_string(*one.block) +
                                ", which lies in no block of " + vpc.name,
                            vpc.tiers[one.tier].place,
                            "give " + vpc.name + " a block that contains it");
            }
        }
        const auto holes = holes_in(vpc, parents, requests);
        subnet_placer placer(requests, vpc.summary, address_family::ipv4);
        auto failed =
            parents.empty() ? std::optional(subnet_placer::failure{0, {}}) : placer.place(holes);
        if (!failed) {
            return true;
        }
        if (!source.empty()) {
            const auto added = secondary_for(vpc, from, requests, holes, placer, made);
            if (!added) {
                return false;
            }
            parents.push_back(*added);
            failed = placer.place(holes_in(vpc, parents, requests));
            if (!failed) {
                return true;
            }
        }
        return explain_failure(vpc, requests, holes, placer, *failed);
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

    std::vector<cidr> holes_in(const plan_vpc& vpc, const std::vector<cidr>& parents,
                               const std::vector<subnet_request>& requests) const {
        auto taken = avoided();
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
        return true;
    }

    /// A secondary block, the smallest with which everything fits.
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
        for (int length = 28; length >= std::max(16, parent.prefix_length()); --length) {
            const auto imagined = cidr::containing({0, 0xf0000000U, address_family::ipv4}, length);
            if (!placer.would_fit(holes, imagined)) {
                continue;
            }
            // A literal block that a VPC may have is meant as it stands.
            if (literal && pool == nullptr && is_vpc_size(parent)) {
                length = parent.prefix_length();
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
        fail(plan_problem::does_not_fit, requests.front().path,
             "the tiers of " + vpc.name + " from " + source + " do not fit into one VPC block",
             vpc.tiers[requests.front().tier].place, "split them over several pools");
        return std::nullopt;
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
        if (why.largest_left && why.largest_left->prefix_length() <= 28) {
            change = "a /" + std::to_string(why.largest_left->prefix_length()) +
                     " would fit in its place";
        }
        for (int length = 28; length >= 16; --length) {
            const auto imagined = cidr::containing({0, 0xf0000000U, address_family::ipv4}, length);
            if (placer.would_fit(holes, imagined)) {
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
                                {},
                                {},
                                {}});
        }
        if (!keep_what_exists(vpc, requests, address_family::ipv6)) {
            return false;
        }
        subnet_placer placer(requests, vpc.summary, address_family::ipv6);
        if (const auto failed = placer.place(holes_in(vpc, parents, requests))) {
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
    static void finish(const plan_vpc& vpc, planned_vpc& made) {
        std::vector<std::string> names;
        std::map<std::string, std::vector<cidr>> groups;
        std::vector<cidr> taken;
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
        for (const auto& name : names) {
            made.routes.push_back({name, cidr_set(groups[name]).cidrs()});
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
        for (const auto& own : made.blocks) {
            if (own.block.is_v4()) {
                const auto free = free_blocks(own.block, taken);
                made.free.insert(made.free.end(), free.begin(), free.end());
            }
        }
    }

    const plan_needs& needs_;
    const plan_options& options_;
    std::map<std::pair<std::string, address_family>, cidr> lock_;
    std::set<std::string> used_;
    layout made_;
    std::optional<plan_failure> failure_;
};

} // namespace detail

/// Lays the needs out. What `locked` or a pin holds stays where it is; a new subnet goes beside its
/// group where that has room and anywhere else where not, so a layout is found whenever there is
/// one with what stays. Deterministic: the same needs and lock give the same layout, and the lock
/// of a layout gives that layout again. Without a layout the failure says which block, how much is
/// free, and the smallest change that would help. Complexity: O(n² log n) for n subnets of a VPC.
inline plan_outcome lay_out(const plan_needs& needs, std::span<const locked_block> locked = {},
                            const plan_options& options = {}) {
    return detail::planner(needs, locked, options).run();
}

} // namespace vpcplan
