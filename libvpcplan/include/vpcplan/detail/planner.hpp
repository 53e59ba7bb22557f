// Private. Lays needs out: pools first, then VPC after VPC, each with its blocks, its subnets and
// what its groups summarise to. The class is declared here; its parts stand in plan_*.hpp, one file
// a concern. A function that cannot go on says why by `fail` and returns false or nothing.
#pragma once

#include "place_subnets.hpp"

#include <map>
#include <set>

namespace vpcplan::detail {

/// "shop/app/a", and not "shop" or "shop@100.64.0.0/10", which are blocks of a VPC.
inline bool is_subnet_path(std::string_view path) {
    const auto end = path.find_first_of("/@");
    return end != path.npos && path[end] == '/';
}

/// New subnets that find no room: what smaller needs are looked for with.
struct plan_shortage {
    std::string vpc;
    address_family family;
    std::vector<std::pair<std::size_t, int>> wanted; ///< the tier and prefix length of each subnet
    std::vector<cidr> holes;                         ///< what is free for them
    std::vector<cidr> within;                        ///< the blocks that the holes are of
    std::string source; ///< what more blocks of the VPC come from; empty: they are given
};

class planner {
public:
    planner(const plan_needs& needs, std::span<const locked_block> locked,
            const std::set<std::string, std::less<>>& may_move)
        : needs_(needs), may_move_(may_move) {
        for (const auto& vpc : needs.vpcs) {
            vpcs_by_name_.emplace(vpc.name, &vpc);
        }
        for (const auto& one : locked) {
            lock_.emplace(std::pair{one.path, one.block.family()}, one.block);
            locked_blocks_[one.path].push_back(one.block);
            first_placed_.emplace(std::pair{is_subnet_path(one.path), one.block}, one.first);
        }
    }

    plan_outcome run();

    /// Of the failure that `run` ends with, where it is one of room in a VPC.
    const std::optional<plan_shortage>& shortage() const { return shortage_; }

private:
    struct requests_of_source {
        std::string from; ///< as the tiers say it
        std::vector<subnet_request> requests;
    };

    bool fail(plan_failure_code code, std::string path, const source_ref& place,
              fact_list facts = {}, std::vector<plan_change> changes = {});
    void needs_move(plan_failure_code code, std::string path, const source_ref& place,
                    fact_list facts, plan_change change);
    plan_failure why_not();

    // plan_names.hpp
    bool check_names();
    bool check_vpc_names(const plan_vpc& vpc);
    bool check_zone_names(const plan_vpc& vpc);
    bool check_tier(const plan_vpc& vpc, const plan_tier& tier);
    struct named_thing {
        std::string name;
        std::string kind; ///< pool, vpc, zone or tier
        std::string owner;
        std::string path;
        const source_ref& place;
    };
    bool check_name(const named_thing& thing, std::string_view forbidden);

    // plan_taken.hpp
    std::set<std::string_view> ancestors_of(std::string_view name) const;
    std::vector<cidr> taken_in(const std::string& from, const cidr& parent) const;
    void add_pools_in(const std::string& from, const cidr& parent, std::vector<cidr>& taken) const;
    bool keeps_block(std::string_view path, address_family family) const;
    std::optional<cidr> locked(const std::string& path, address_family family);
    placed_by first_placed(bool is_subnet, const cidr& block, placed_by how) const;
    bool may_move(const std::string& path) const;

    // plan_pools.hpp
    const planned_pool* find_pool(std::string_view name) const;
    bool place_pools();
    bool place_pool(const plan_pool& pool);
    const planned_pool* pool_in_the_way(const std::string& from, const cidr& block) const;
    std::optional<std::pair<cidr, placed_by>> take_from(const std::string& from,
                                                        const std::string& path, int length,
                                                        const cidr& parent, const source_ref& place,
                                                        const planned_vpc* for_vpc = nullptr);
    void block_needs_move(const std::string& path, const cidr& kept, int length, const cidr& parent,
                          const planned_pool* sibling, const source_ref& place);
    std::optional<cidr> take_free(const std::string& from, const std::string& path, int length,
                                  const cidr& parent, const source_ref& place,
                                  const planned_vpc* for_vpc);

    // plan_sizes.hpp
    std::vector<std::string> zones_of_tier(const plan_vpc& vpc, const plan_tier& tier) const;
    bool has_subnet(const plan_vpc& vpc, const plan_tier& tier, const std::string& zone) const;
    std::optional<int> length_of(const plan_vpc& vpc, const plan_tier& tier,
                                 const std::optional<cidr>& block);
    std::optional<int> length_for_addresses(const plan_tier& tier, const std::string& path,
                                            int length);
    std::optional<int> length_for_services(const plan_tier& tier, const std::string& path,
                                           int length);
    std::optional<std::vector<int>> own_lengths(const plan_vpc& vpc);
    std::optional<int> primary_length(const plan_vpc& vpc, const cidr& pool);

    // plan_existing.hpp
    void keep_what_exists(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                          address_family family);
    void find_own_block(const plan_vpc& vpc, address_family family, subnet_request& one);
    void keep_or_move(const plan_vpc& vpc, const std::vector<subnet_request>& requests,
                      subnet_request& one);
    void take_spares(const plan_vpc& vpc, std::span<subnet_request> of_tier, address_family family);
    std::vector<cidr> locked_spares(const std::string& base, address_family family);
    void stay_inside(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                     const std::vector<cidr>& parents);

    // plan_blocks.hpp
    void keep_given_blocks(const plan_vpc& vpc);
    std::optional<cidr> range_of(const std::string& from) const;
    bool place_vpc_blocks(const plan_vpc& vpc, planned_vpc& made);
    const planned_pool* pool_of_family(const plan_vpc& vpc, const std::string& name,
                                       address_family family);
    std::optional<planned_block> primary_from_pool(const plan_vpc& vpc);
    void note_shortage_of_pool(const plan_vpc& vpc, const planned_pool& pool);
    std::optional<planned_block> ipv6_from_pool(const plan_vpc& vpc);
    bool accept_by_aws(const plan_vpc& vpc, const cidr& block, std::span<const cidr> existing);
    bool add_block(const plan_vpc& vpc, const planned_block& added, planned_vpc& made);
    std::optional<cidr> parent_of_secondary(const plan_vpc& vpc, const std::string& source,
                                            const subnet_request& first);
    int length_of_secondary(const std::string& source, const cidr& parent,
                            const std::vector<cidr>& holes, const subnet_placer& placer,
                            const planned_vpc& made) const;
    std::optional<cidr> secondary_for(const plan_vpc& vpc, const std::string& source,
                                      const subnet_request& first, const std::vector<cidr>& holes,
                                      const subnet_placer& placer, planned_vpc& made);

    // plan_subnets.hpp
    std::vector<cidr> holes_in(const plan_vpc& vpc, const std::vector<cidr>& parents,
                               const std::vector<subnet_request>& requests,
                               const std::vector<cidr>& others) const;
    bool add_locked_blocks(const plan_vpc& vpc, const std::string& source, planned_vpc& made,
                           std::vector<cidr>& parents);
    bool place_in_blocks(const plan_vpc& vpc, const std::string& from,
                         std::vector<subnet_request>& requests, const std::vector<cidr>& others,
                         planned_vpc& made);
    void note_shortage(const plan_vpc& vpc, const std::vector<subnet_request>& requests,
                       address_family family, const std::vector<cidr>& holes,
                       const std::vector<cidr>& within, const std::string& source);
    void note_shortage_of_source(const plan_vpc& vpc, const std::vector<subnet_request>& requests,
                                 std::vector<cidr> holes, const planned_vpc& made);
    bool explain_failure(const subnet_request& one, const subnet_placer::failure& failed,
                         const source_ref& place);

    // plan_ipv6.hpp
    std::optional<std::vector<subnet_request>> ipv6_requests(const plan_vpc& vpc,
                                                             const planned_vpc& made);
    bool place_ipv6(const plan_vpc& vpc, planned_vpc& made);

    // plan_vpcs.hpp
    bool place_vpcs();
    plan_vpc with_what_was_there(const plan_vpc& vpc);
    bool place_vpc(const plan_vpc& vpc);
    std::optional<std::vector<requests_of_source>> subnet_requests(const plan_vpc& vpc,
                                                                   const planned_vpc& made);
    bool place_subnets(const plan_vpc& vpc, planned_vpc& made);

    const plan_needs& needs_;
    std::map<std::string_view, const plan_vpc*> vpcs_by_name_;
    const std::set<std::string, std::less<>>& may_move_;
    std::map<std::pair<std::string, address_family>, cidr> lock_;
    /// Every block of a path: a VPC's own name stands for all blocks that it was given, in order.
    std::map<std::string, std::vector<cidr>, std::less<>> locked_blocks_;
    /// How blocks of the lock came to their places; a subnet may fill a block of its VPC.
    std::map<std::pair<bool, cidr>, placed_by> first_placed_;
    /// What of the lock the plan still has.
    std::set<std::pair<std::string, address_family>> used_;
    layout made_;
    std::vector<cidr> being_placed_; ///< blocks of the VPC that is not in `made_` yet
    std::optional<plan_failure> failure_;
    /// What would have to move and may not. Placing goes on as if it might, so that all are named.
    std::vector<plan_failure> moves_;
    std::optional<plan_shortage> shortage_;
};

inline plan_outcome planner::run() {
    if (!check_names() || !place_pools() || !place_vpcs() || !moves_.empty()) {
        return {std::nullopt, why_not()};
    }
    for (const auto& [key, block] : lock_) {
        if (used_.contains(key)) {
            continue;
        }
        // IPv6 alone: the path goes on with its IPv4 block.
        const bool goes_on = used_.contains({key.first, address_family::ipv4});
        made_.released.push_back(goes_on ? key.first + " " + to_string(block) : key.first);
    }
    made_.released.erase(std::unique(made_.released.begin(), made_.released.end()),
                         made_.released.end());
    return {std::move(made_), std::nullopt};
}

inline bool planner::fail(plan_failure_code code, std::string path, const source_ref& place,
                          fact_list facts, std::vector<plan_change> changes) {
    failure_ = plan_failure{code, std::move(path), place, std::move(facts), std::move(changes)};
    return false;
}

/// Something that exists cannot stay: told, unless it may move.
inline void planner::needs_move(plan_failure_code code, std::string path, const source_ref& place,
                                fact_list facts, plan_change change) {
    if (!may_move(path)) {
        moves_.push_back({code, std::move(path), place, std::move(facts), {std::move(change)}});
    }
}

/// The first thing in the way, with the rest. A plan that contradicts itself has no other fault.
inline plan_failure planner::why_not() {
    if (moves_.empty() || (failure_ && failure_->what() == plan_problem::bad_plan)) {
        return std::move(*failure_);
    }
    auto why = std::move(moves_.front());
    why.more.assign(std::move_iterator(moves_.begin() + 1), std::move_iterator(moves_.end()));
    if (failure_) {
        why.more.push_back(std::move(*failure_));
    }
    return why;
}

} // namespace vpcplan::detail
