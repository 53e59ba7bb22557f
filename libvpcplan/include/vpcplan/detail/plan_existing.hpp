// Private. Subnets that have a block already keep it: in AWS, in the lock, or as a spare zone.
#pragma once

#include "plan_names.hpp"
#include "plan_taken.hpp"

namespace vpcplan::detail {

struct block_in_the_way {
    std::string name;
    cidr block;
    bool is_of_aws;
};

/// What else is where a request is: a subnet of AWS, or an earlier request by a broken lock.
inline std::optional<block_in_the_way> what_lies_on(const plan_vpc& vpc,
                                                    const std::vector<subnet_request>& requests,
                                                    const subnet_request& one) {
    for (const auto& pin : vpc.pins) {
        const bool is_itself = one.how == placed_by::pin && pin.block == *one.block;
        if (!is_itself && overlaps(pin.block, *one.block)) {
            return block_in_the_way{pin.name, pin.block, true};
        }
    }
    for (const auto& other : requests) {
        if (&other == &one) {
            break;
        }
        if (other.block && overlaps(*other.block, *one.block)) {
            return block_in_the_way{other.path, *other.block, false};
        }
    }
    return std::nullopt;
}

/// Gives requests the blocks they have already: in AWS, in the lock, or as a spare zone.
inline void planner::keep_what_exists(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                                      address_family family) {
    for (auto& one : requests) {
        find_own_block(vpc, family, one);
    }
    // The requests of a tier stand together.
    for (auto first = requests.begin(); first != requests.end();) {
        const auto end = std::find_if(first, requests.end(),
                                      [&](const auto& one) { return one.tier != first->tier; });
        take_spares(vpc, {first, end}, family);
        first = end;
    }
    for (auto& one : requests) {
        if (one.block) {
            keep_or_move(vpc, requests, one);
        }
    }
}

inline void planner::find_own_block(const plan_vpc& vpc, address_family family,
                                    subnet_request& one) {
    const auto name = vpc.tiers[one.tier].name + "/" + one.zone;
    for (const auto& pin : vpc.pins) {
        if (pin.name == name && pin.block.family() == family) {
            one.block = pin.block;
            one.how = placed_by::pin;
            used_.insert({one.path, family});
        }
    }
    if (!one.block && !is_spare(one.zone)) {
        one.block = locked(one.path, family);
        if (const auto other = other_name_of_zone(vpc, one.zone); !one.block && !other.empty()) {
            one.block = locked(vpc.name + "/" + vpc.tiers[one.tier].name + "/" + other, family);
        }
        one.how = placed_by::lock;
    }
}

/// A block that exists stays where it can; else it moves where that is allowed.
inline void planner::keep_or_move(const plan_vpc& vpc, const std::vector<subnet_request>& requests,
                                  subnet_request& one) {
    const bool is_of_aws = one.how == placed_by::pin;
    const bool is_large_enough = one.block->prefix_length() <= one.smallest;
    const auto* avoid = avoided_by(needs_, *one.block);
    if (is_large_enough && is_of_aws) {
        // AWS has it, so nothing can be in its way.
        if (avoid != nullptr) {
            made_.remarks.push_back(
                {plan_remark_code::aws_subnet_avoided, one.path, facts_of(*one.block, *avoid)});
        }
        return;
    }
    const auto hit = what_lies_on(vpc, requests, one);
    const bool is_avoided = avoid != nullptr && !is_of_aws;
    if (is_large_enough && !is_avoided && !hit) {
        return;
    }
    const auto& place = vpc.tiers[one.tier].place;
    if (hit) {
        needs_move(hit->is_of_aws ? plan_failure_code::moves_off_aws_subnet
                                  : plan_failure_code::moves_off_subnet,
                   one.path, place,
                   {{"block", to_string(*one.block)},
                    {"owner", hit->name},
                    {"other", to_string(hit->block)}},
                   {plan_change_code::allow_move, {}});
    } else if (is_avoided) {
        needs_move(plan_failure_code::moves_off_avoided, one.path, place,
                   facts_of(*one.block, *avoid), change_of_avoided(*avoid));
    } else {
        needs_move(plan_failure_code::moves_to_grow, one.path, place,
                   {{"block", to_string(*one.block)}, {"length", std::to_string(one.length)}},
                   {plan_change_code::keep_beside_or_allow,
                    {{"kept", std::to_string(one.block->prefix_length())}}});
    }
    one.moved_from = std::exchange(one.block, std::nullopt);
    one.how = placed_by::moved;
}

/// Spare zones of a tier keep their blocks, whatever their numbers; a new zone takes the place of
/// one that the plan gave up, so that making a spare zone real moves nothing.
inline void planner::take_spares(const plan_vpc& vpc, std::span<subnet_request> of_tier,
                                 address_family family) {
    const auto base = vpc.name + "/" + vpc.tiers[of_tier.front().tier].name + "/spare-";
    const auto spares = locked_spares(base, family);
    const auto is_open = [](const subnet_request& one, bool spare) {
        return !one.block && is_spare(one.zone) == spare;
    };
    const auto wanted = std::count_if(of_tier.begin(), of_tier.end(),
                                      [&](const auto& one) { return is_open(one, true); });
    auto next = spares.begin();
    for (auto& one : of_tier) {
        // A spare block that cannot be used is no reason to fail: nothing is there yet.
        if (is_open(one, false) && spares.end() - next > wanted &&
            next->prefix_length() <= one.smallest && avoided_by(needs_, *next) == nullptr) {
            one.block = *next++;
            one.how = placed_by::spare;
        }
    }
    for (auto& one : of_tier) {
        if (is_open(one, true) && next != spares.end()) {
            one.block = *next++;
            one.how = placed_by::lock;
        }
    }
    for (; next != spares.end(); ++next) {
        used_.erase({base + std::to_string(next - spares.begin() + 1), family});
    }
}

/// The blocks of "…/spare-1", "…/spare-2" and so on, up to the first that is not there.
inline std::vector<cidr> planner::locked_spares(const std::string& base, address_family family) {
    std::vector<cidr> spares;
    while (const auto kept = locked(base + std::to_string(spares.size() + 1), family)) {
        spares.push_back(*kept);
    }
    return spares;
}

/// Subnets that exist lie in a block of the VPC for them, or move there. Those of AWS lie in one of
/// the VPC's in any case.
inline void planner::stay_inside(const plan_vpc& vpc, std::vector<subnet_request>& requests,
                                 const std::vector<cidr>& parents) {
    for (auto& one : requests) {
        const bool is_inside = !one.block || one.how == placed_by::pin ||
                               std::any_of(parents.begin(), parents.end(), [&](const cidr& parent) {
                                   return parent.contains(*one.block);
                               });
        if (is_inside) {
            continue;
        }
        needs_move(plan_failure_code::moves_outside_vpc, one.path, vpc.tiers[one.tier].place,
                   {{"block", to_string(*one.block)}, {"vpc", vpc.name}},
                   {plan_change_code::give_block_around, {{"vpc", vpc.name}}});
        one.moved_from = std::exchange(one.block, std::nullopt);
        one.how = placed_by::moved;
    }
}

} // namespace vpcplan::detail
