// Floor 7. What an address plan asks for, and what it becomes: plain data.
//
// Example    plan_needs needs = …; auto made = lay_out(needs, locked, {});   // plan_layout.hpp
//            made.value->vpcs[0].subnets[0].block   -> 10.0.0.0/21
#pragma once

#include "free_space.hpp"
#include "plan_failure.hpp"
#include "subnet.hpp"

#include <cmath>
#include <map>
#include <set>
#include <span>

namespace vpcplan {

/// Addresses that something in a subnet takes for itself, for each of it.
/// Source: the guides of Elastic Load Balancing, EKS, transit gateway, NAT gateways, PrivateLink
/// and Network Firewall; see aws-semantics.md.
struct service_demand {
    std::string_view name;
    std::uint64_t addresses;
    int longest_prefix; ///< the smallest subnet it accepts
};

inline constexpr std::array<service_demand, 9> service_demands = {{
    {"alb", 8, 27},
    {"clb", 8, 27},
    {"nlb", 8, 28},
    {"gwlb", 8, 28},
    {"eks", 16, 28}, ///< six are the least, sixteen advised
    {"tgw", 1, 28},
    {"nat", 1, 28},
    {"endpoint", 1, 28},
    {"firewall", 1, 28},
}};

constexpr const service_demand* find_service_demand(std::string_view name) noexcept {
    for (const auto& one : service_demands) {
        if (one.name == name) {
            return &one;
        }
    }
    return nullptr;
}

/// How large one subnet of a tier has to be.
struct plan_size {
    enum class measure : std::uint8_t {
        hosts, ///< interfaces; AWS's five addresses come on top
        prefix,
        share ///< of the VPC's first block, for the whole tier over all zones
    };
    measure by = measure::hosts;
    std::uint64_t hosts = 0;
    int prefix_length = 0;
    double share = 0; ///< above 0, at most 1
};

struct plan_use {
    std::string service; ///< of `service_demands`
    std::uint64_t count = 1;
};

/// One subnet in each zone.
struct plan_tier {
    std::string name;
    plan_size size;
    double growth_per_year = 0; ///< 0.2: a fifth more each year
    int years = 0;              ///< how long the subnet must last
    std::vector<plan_use> uses;
    std::string from; ///< pool or block that a secondary VPC block comes from; empty: the VPC's
    int zones = 0;    ///< the first so many zones, spare ones counted too; 0: all
    bool reserved = false; ///< space is kept under the name, nothing is created
    int ipv6_prefix_length = 64;
    source_ref place{};
};

/// What a group of subnets should summarise into few routes by.
enum class plan_summary : std::uint8_t { tier, zone, none };

/// A subnet that exists, and does not move.
struct plan_pin {
    std::string name; ///< "tier/zone" where its Name says so, else its id
    std::string id;
    std::string zone;
    cidr block;
    std::string tag{}; ///< its Name in AWS; may be empty
};

/// How a subnet that is not of the plan is called: by its Name in AWS, else by its id.
inline const std::string& shown_name(const plan_pin& pin) {
    return pin.tag.empty() ? pin.id : pin.tag;
}

/// A planned VPC as AWS has it.
struct plan_live_vpc {
    std::string id;
    std::vector<cidr> blocks; ///< the primary first
};

struct plan_vpc {
    std::string name;
    std::string account;
    std::string region;
    std::string environment;
    std::vector<cidr> blocks;         ///< given, the primary first; empty: taken from `pool`
    std::vector<cidr> adopted;        ///< those of `blocks` that AWS has and the plan does not name
    std::string pool;                 ///< name of a pool
    std::optional<int> prefix_length; ///< nothing: the smallest that holds the tiers
    std::string ipv6_pool; ///< where its IPv6 block comes from when none is given; empty: nowhere
    std::optional<int> ipv6_prefix_length; ///< nothing: /56, as AWS gives them
    std::vector<std::string> zones;
    int spare_zones = 0;
    plan_summary summary = plan_summary::tier;
    std::vector<plan_tier> tiers;
    std::vector<plan_pin> pins;
    std::optional<plan_live_vpc> live; ///< where a snapshot has it; plan_live.hpp
    source_ref place{};
};

/// Whether the plan itself gives IPv4 blocks, beside those that AWS has.
inline bool names_ipv4_blocks(const plan_vpc& vpc) {
    return std::any_of(vpc.blocks.begin(), vpc.blocks.end(), [&](const cidr& block) {
        return block.is_v4() &&
               std::find(vpc.adopted.begin(), vpc.adopted.end(), block) == vpc.adopted.end();
    });
}

/// A range to take from: given, or a part of another pool.
struct plan_pool {
    std::string name;
    std::optional<cidr> block;
    std::string from;
    int prefix_length = 0;
    source_ref place{};
};

/// Addresses that nothing may take, with the reason people gave.
struct plan_avoided {
    cidr block;
    std::string label;
    bool is_of_aws = false; ///< of a VPC of a snapshot, so nobody can give it up
};

struct plan_needs {
    std::vector<plan_pool> pools;
    std::vector<plan_avoided> avoid;
    std::vector<plan_vpc> vpcs;
};

enum class placed_by : std::uint8_t {
    given, ///< the plan names the block
    lock,  ///< it was there before
    pin,   ///< it exists in AWS, and the plan did not place it
    spare, ///< it took the place of a spare zone
    group, ///< beside the other subnets of its group
    fit,   ///< in the smallest free block that holds it
    moved  ///< it was elsewhere before, and the move was allowed
};

inline constexpr std::array<placed_by, 7> ways_to_place = {
    placed_by::given, placed_by::lock, placed_by::pin,  placed_by::spare,
    placed_by::group, placed_by::fit,  placed_by::moved};

constexpr std::string_view to_string(placed_by how) noexcept {
    switch (how) {
    case placed_by::given: return "given";
    case placed_by::lock: return "lock";
    case placed_by::pin: return "pin";
    case placed_by::spare: return "spare";
    case placed_by::group: return "group";
    case placed_by::fit: return "fit";
    case placed_by::moved: return "moved";
    }
    return "fit";
}

/// A place of an earlier layout. Paths: "pool:NAME", "VPC", "VPC@FROM", "VPC/TIER/ZONE"; spare
/// zones are "spare-1", "spare-2", …; "VPC/#ID" is a subnet that AWS had beside the plan.
struct locked_block {
    std::string path;
    cidr block;
    placed_by first = placed_by::lock; ///< how it came to its place; `lock`: not known

    friend bool operator==(const locked_block&, const locked_block&) = default;
};

struct planned_subnet {
    std::string tier;
    std::string zone;
    cidr block;
    std::optional<cidr> ipv6;
    std::uint64_t needed =
        0;                 ///< addresses for interfaces, growth and services; 0: a size was given
    bool reserved = false; ///< of a reserved tier, or a spare zone: not created
    placed_by how = placed_by::fit;
    std::optional<cidr> moved_from; ///< its IPv6 block where only that moved
    placed_by first = how;          ///< how it came to its place, where `how` is that it stays
};

/// Blocks that stand for a tier or a zone in route tables.
struct planned_routes {
    std::string name;
    /// The fewest, ascending, that hold the subnets and no address of another group, of a subnet
    /// that is not of the plan, or that the plan avoids. They may hold addresses that are free.
    std::vector<cidr> routes;
};

struct planned_block {
    cidr block;
    std::string from; ///< pool or block it was taken from; empty: given
    placed_by how = placed_by::given;
    placed_by first = how; ///< how it came to be the VPC's, where `how` is that it stays
};

struct planned_vpc {
    std::string name;
    std::string account;
    std::string region;
    std::string environment;
    std::vector<planned_block> blocks;   ///< the primary first, then secondary and IPv6 blocks
    std::vector<planned_subnet> subnets; ///< by tier as planned, then zone
    std::vector<plan_pin> others;        ///< subnets that exist and are not of the plan
    std::vector<plan_avoided> avoided;   ///< what of its IPv4 blocks the plan avoids, ascending
    std::vector<planned_routes> routes;
    std::vector<cidr> free; ///< of its IPv4 blocks, without what the plan avoids
};

struct planned_pool {
    std::string name;
    std::string from;
    cidr block;
    std::vector<cidr> free;
};

struct layout {
    std::vector<planned_pool> pools;
    std::vector<planned_vpc> vpcs;
    std::vector<std::string> released; ///< paths of the lock that the plan no longer has
    std::vector<plan_remark> remarks;
};

struct plan_outcome {
    std::optional<layout> value;
    std::optional<plan_failure> failure;
};

/// The lock's path of a VPC's block: "VPC" for those that are given or the first of their family,
/// else "VPC@FROM", and "VPC@FROM#2" for the second from there.
inline std::string block_path(const std::string& vpc, const std::string& from, int ordinal) {
    return from.empty() ? vpc
                        : vpc + "@" + from + (ordinal > 1 ? "#" + std::to_string(ordinal) : "");
}

/// The primary block, and what is the same for IPv6.
inline const planned_block* first_of_family(const planned_vpc& vpc, address_family family) {
    const auto found =
        std::find_if(vpc.blocks.begin(), vpc.blocks.end(),
                     [family](const planned_block& own) { return own.block.family() == family; });
    return found == vpc.blocks.end() ? nullptr : &*found;
}

/// All places of a layout, as the lock keeps them, in a stable order.
inline std::vector<locked_block> lock_of(const layout& made) {
    std::vector<locked_block> blocks;
    for (const auto& pool : made.pools) {
        blocks.push_back({"pool:" + pool.name, pool.block});
    }
    for (const auto& vpc : made.vpcs) {
        std::map<std::string_view, int> taken_from;
        for (const auto& own : vpc.blocks) {
            const bool is_first = &own == first_of_family(vpc, own.block.family());
            const auto from = is_first ? std::string() : own.from;
            const int ordinal = is_first ? 1 : ++taken_from[own.from];
            blocks.push_back({block_path(vpc.name, from, ordinal), own.block, own.first});
        }
        for (const auto& subnet : vpc.subnets) {
            const auto path = vpc.name + "/" + subnet.tier + "/" + subnet.zone;
            blocks.push_back({path, subnet.block, subnet.first});
            if (subnet.ipv6) {
                blocks.push_back({path, *subnet.ipv6});
            }
        }
        for (const auto& pin : vpc.others) {
            blocks.push_back({vpc.name + "/#" + pin.id, pin.block});
        }
    }
    return blocks;
}

/// Every path that a block of the plan may have in a lock, and those of the lock; ascending.
inline std::vector<std::string> paths_of(const plan_needs& needs,
                                         std::span<const locked_block> locked) {
    std::set<std::string> paths;
    for (const auto& pool : needs.pools) {
        paths.insert("pool:" + pool.name);
    }
    for (const auto& vpc : needs.vpcs) {
        paths.insert(vpc.name);
        for (const auto& tier : vpc.tiers) {
            for (const auto& zone : vpc.zones) {
                paths.insert(vpc.name + "/" + tier.name + "/" + zone);
            }
            for (int spare = 1; spare <= vpc.spare_zones; ++spare) {
                paths.insert(vpc.name + "/" + tier.name + "/spare-" + std::to_string(spare));
            }
        }
    }
    for (const auto& one : locked) {
        paths.insert(one.path);
    }
    return {paths.begin(), paths.end()};
}

/// Interfaces that a subnet of the tier must hold in the end: hosts with their growth (compound,
/// rounded up), and what services take; more than any subnet holds is 10^15. Nothing for a tier
/// whose size was given in another way and that names no service.
inline std::uint64_t addresses_needed(const plan_tier& tier) {
    constexpr double most = 1e15;
    double needed = 0;
    if (tier.size.by == plan_size::measure::hosts) {
        const double growth = std::pow(1 + std::max(-1.0, tier.growth_per_year), tier.years);
        // 100 hosts that grow by a tenth twice are 121, not the 121.00000000000001 of doubles.
        needed = std::max(0.0, std::ceil(static_cast<double>(tier.size.hosts) * growth - 1e-9));
    }
    for (const auto& use : tier.uses) {
        if (const auto* demand = find_service_demand(use.service)) {
            needed += static_cast<double>(demand->addresses) * static_cast<double>(use.count);
        }
    }
    return static_cast<std::uint64_t>(std::min(needed, most));
}

} // namespace vpcplan
