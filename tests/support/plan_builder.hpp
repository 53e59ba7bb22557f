// Needs, locks and layouts in few words, for tests of plans.
#pragma once

#include <vpcplan/plan_layout.hpp>
#include <vpcplan/plan_text.hpp>

namespace vpcplan_test {

using namespace vpcplan;

inline plan_tier tier_of_hosts(std::string name, std::uint64_t hosts) {
    plan_tier tier;
    tier.name = std::move(name);
    tier.size.hosts = hosts;
    return tier;
}

inline plan_tier tier_of_prefix(std::string name, int length) {
    plan_tier tier;
    tier.name = std::move(name);
    tier.size.by = plan_size::measure::prefix;
    tier.size.prefix_length = length;
    return tier;
}

inline plan_vpc vpc_at(std::string name, std::vector<cidr> blocks, std::vector<std::string> zones) {
    plan_vpc vpc;
    vpc.name = std::move(name);
    vpc.blocks = std::move(blocks);
    vpc.zones = std::move(zones);
    return vpc;
}

inline plan_pool pool_at(std::string name, const cidr& block) {
    plan_pool pool;
    pool.name = std::move(name);
    pool.block = block;
    return pool;
}

inline plan_pool pool_from(std::string name, std::string from, int length) {
    plan_pool pool;
    pool.name = std::move(name);
    pool.from = std::move(from);
    pool.prefix_length = length;
    return pool;
}

/// "shop/app/a 10.0.0.0/24", a line for each place of a layout.
inline std::string text_of(const std::vector<locked_block>& lock) {
    std::string text;
    for (const auto& one : lock) {
        text += one.path + " " + to_string(one.block) + "\n";
    }
    return text;
}

inline std::string text_of(const std::vector<cidr>& blocks) {
    std::string text;
    for (const auto& block : blocks) {
        text += (text.empty() ? "" : " ") + to_string(block);
    }
    return text;
}

/// What is there, or why there is nothing.
inline std::string text_of(const plan_outcome& made) {
    return made.value ? text_of(lock_of(*made.value)) : sentence(*made.failure, language::en);
}

/// Everything that must be true of any layout of the needs; empty, or what is not.
inline std::string flaw_of(const plan_needs& needs, const layout& made) {
    std::vector<std::pair<cidr, std::string>> all;
    for (const auto& vpc : made.vpcs) {
        const auto planned = std::find_if(needs.vpcs.begin(), needs.vpcs.end(),
                                          [&](const auto& one) { return one.name == vpc.name; });
        std::size_t expected = 0;
        for (const auto& tier : planned->tiers) {
            const auto zones =
                planned->zones.size() + static_cast<std::size_t>(planned->spare_zones);
            expected +=
                tier.zones > 0 ? std::min(zones, static_cast<std::size_t>(tier.zones)) : zones;
        }
        if (vpc.subnets.size() != expected) {
            return vpc.name + " has not all of its subnets";
        }
        for (const auto& subnet : vpc.subnets) {
            const auto path = vpc.name + "/" + subnet.tier + "/" + subnet.zone;
            const auto holders =
                std::count_if(vpc.blocks.begin(), vpc.blocks.end(), [&](const planned_block& own) {
                    return own.block.contains(subnet.block);
                });
            if (holders != 1) {
                return path + " is not inside one block of its VPC";
            }
            const auto length = subnet.block.prefix_length();
            if (length < 16 || length > 28) {
                return path + " is no subnet of AWS";
            }
            if ((std::uint64_t{1} << (32 - length)) < subnet.needed + 5) {
                return path + " is too small";
            }
            const auto tier =
                std::find_if(planned->tiers.begin(), planned->tiers.end(),
                             [&](const auto& one) { return one.name == subnet.tier; });
            if (tier->size.by == plan_size::measure::prefix && length > tier->size.prefix_length) {
                return path + " is smaller than asked for";
            }
            const bool is_there = subnet.how == placed_by::pin;
            all.emplace_back(subnet.block, path + (is_there ? " of AWS" : ""));
            if (subnet.ipv6) {
                all.emplace_back(*subnet.ipv6, path);
            }
        }
        for (const auto& pin : vpc.others) {
            all.emplace_back(pin.block, pin.name + " of AWS");
        }
        for (std::size_t i = 0; i < vpc.blocks.size(); ++i) {
            for (const auto& other : made.vpcs) {
                for (std::size_t k = 0; k < other.blocks.size(); ++k) {
                    if ((&other != &vpc || i != k) &&
                        overlaps(vpc.blocks[i].block, other.blocks[k].block)) {
                        return "blocks of " + vpc.name + " and " + other.name + " overlap";
                    }
                }
            }
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t k = i + 1; k < all.size(); ++k) {
            if (overlaps(all[i].first, all[k].first)) {
                return all[i].second + " and " + all[k].second + " overlap";
            }
        }
        for (const auto& avoid : needs.avoid) {
            if (overlaps(avoid.block, all[i].first) && !all[i].second.ends_with("of AWS")) {
                return all[i].second + " lies where nothing may";
            }
        }
    }
    return {};
}

} // namespace vpcplan_test
