// Floor 7. Why each block of a layout is as large as it is, and where it is.
//
// Example    explain_plan(layout, needs, language::en)[3]
//            -> {"shop/app/a", 10.0.0.0/21, "2000 hosts and AWS's five need 2005 addresses: /21 …"}
#pragma once

#include "detail/plan_sizes.hpp"
#include "explain_text.hpp"

namespace vpcplan {

struct block_reason {
    std::string path;
    cidr block;
    std::string text;
};

namespace detail {

/// 0.334 as "33.4".
inline std::string percent_text(double share) {
    const auto hundredths = std::lround(share * 10000);
    auto text = std::to_string(hundredths / 100);
    if (const auto rest = hundredths % 100; rest != 0) {
        text += "." + std::to_string(rest / 10);
        text += rest % 10 != 0 ? std::to_string(rest % 10) : "";
    }
    return text;
}

/// A subnet of a tier that takes a share; one that stays may be larger than the share is now.
inline std::string share_text(const plan_vpc& vpc, const plan_tier& tier,
                              const planned_subnet& made, const cidr& first, language lang) {
    const bool ko = lang == language::ko;
    const auto percent = percent_text(tier.size.share);
    const auto slash = "/" + std::to_string(made.block.prefix_length());
    const int now = length_of_share(vpc, tier, first);
    if (made.block.prefix_length() < now) {
        const auto less = "/" + std::to_string(now);
        return ko ? "계층이 VPC 첫 블록의 " + percent + "%를 모든 가용 영역에서 나누면 이제 " +
                        less + "이지만, 이 서브넷은 이미 " + slash + "이므로 그대로 둡니다."
                  : "The tier has " + percent +
                        " % of the VPC's first block over all zones, which is now a " + less +
                        " for each; this one is a " + slash + " already and keeps it.";
    }
    return ko ? "계층이 VPC 첫 블록의 " + percent +
                    "%를 모든 가용 영역에서 나누어 쓰며, 그 안에 드는 가장 큰 블록이 " + slash +
                    "입니다."
              : "The tier has " + percent + " % of the VPC's first block over all zones; " + slash +
                    " is the largest block for each that stays within it.";
}

inline std::string needs_text(const plan_tier& tier, const planned_subnet& made, language lang) {
    const bool ko = lang == language::ko;
    const auto slash = "/" + std::to_string(made.block.prefix_length());
    const auto total = decimal(made.block.size_minus_one() + 1);
    std::string text;
    if (tier.size.by == plan_size::measure::hosts && tier.size.hosts > 0) {
        const auto hosts = std::to_string(tier.size.hosts);
        text = ko ? "호스트 " + hosts + "개" : hosts + (tier.size.hosts == 1 ? " host" : " hosts");
        if (tier.years > 0 && tier.growth_per_year > 0) {
            const auto percent = std::to_string(std::lround(tier.growth_per_year * 100));
            const auto years = std::to_string(tier.years);
            text += ko ? "(매년 " + percent + "%씩 " + years + "년 증가)"
                       : ", growing " + percent + " % a year for " + years +
                             (tier.years == 1 ? " year," : " years,");
        }
    }
    for (const auto& use : tier.uses) {
        const auto* demand = find_service_demand(use.service);
        const auto count = std::to_string(demand != nullptr ? demand->addresses * use.count : 0);
        text += (text.empty() ? ""
                 : ko         ? ", "
                              : " and ") +
                (ko ? use.service + "용 주소 " + count + "개" : count + " for " + use.service);
    }
    if (text.empty()) {
        return ko ? "계획에서 " + slash + " 크기를 지정했습니다."
                  : "The plan asks for a " + slash + ".";
    }
    const auto needed = std::to_string(made.needed + reserved_count);
    return ko ? text + "에 AWS 예약 주소 5개를 더하면 주소 " + needed + "개가 필요하며, " + slash +
                    "에는 " + total + "개가 있습니다."
              : text + " and AWS's five need " + needed + " addresses; " + slash + " has " + total +
                    ".";
}

/// The same for a subnet of a VPC, with a space behind it; nothing for what is not of the plan.
inline std::string needs_text(const planned_subnet& made, const planned_vpc& vpc,
                              const plan_vpc* planned, language lang) {
    if (planned == nullptr) {
        return {};
    }
    const auto tier = std::find_if(planned->tiers.begin(), planned->tiers.end(),
                                   [&](const plan_tier& one) { return one.name == made.tier; });
    if (tier == planned->tiers.end()) {
        return {};
    }
    const bool is_share = tier->size.by == plan_size::measure::share;
    return (is_share ? share_text(*planned, *tier, made, vpc.blocks.front().block, lang)
                     : needs_text(*tier, made, lang)) +
           " ";
}

/// The group that a subnet summarises with.
inline const planned_routes* group_of(const planned_subnet& made, const planned_vpc& vpc,
                                      const plan_vpc* planned) {
    const bool by_zone = planned != nullptr && planned->summary == plan_summary::zone;
    const auto found =
        std::find_if(vpc.routes.begin(), vpc.routes.end(), [&](const planned_routes& one) {
            return one.name == (by_zone ? made.zone : made.tier);
        });
    return found != vpc.routes.end() ? &*found : nullptr;
}

/// The routes of a group in one family, "10.0.0.0/22, 10.0.8.0/23".
inline std::string routes_text(const planned_routes& group, address_family family) {
    std::string routes;
    for (const auto& route : group.routes) {
        if (route.family() == family) {
            routes += (routes.empty() ? "" : ", ") + to_string(route);
        }
    }
    return routes;
}

/// What a subnet that stays does for its group.
inline std::string group_text(const planned_routes* group, address_family family, language lang) {
    const auto routes = group != nullptr ? routes_text(*group, family) : std::string();
    if (routes.empty()) {
        return {};
    }
    return lang == language::ko
               ? " " + group->name + " 묶음은 " + routes + " 경로로 요약됩니다."
               : " The subnets of " + group->name + " summarise to " + routes + ".";
}

/// How a block that stays came to its place, with a space before it; nothing when not known.
inline std::string first_text(placed_by first, language lang) {
    const bool ko = lang == language::ko;
    switch (first) {
    case placed_by::given: return ko ? " 처음에 계획에 적힌 자리입니다." : " The plan named it.";
    case placed_by::lock: return {};
    case placed_by::pin:
        return ko ? " 처음 잠글 때 AWS에 이미 있었습니다."
                  : " AWS had it when it was first locked.";
    case placed_by::spare:
        return ko ? " 처음에 예비 영역의 자리를 이어받았습니다."
                  : " It first took the place of a spare zone.";
    case placed_by::group:
        return ko ? " 처음에 같은 묶음 옆에 두었습니다." : " It was first placed beside its group.";
    case placed_by::fit:
        return ko ? " 처음에 들어갈 수 있는 가장 작은 빈 블록에 두었습니다."
                  : " It was first placed in the smallest free block that held it.";
    case placed_by::moved:
        return ko ? " 허용에 따라 이 자리로 옮긴 블록입니다."
                  : " It was once moved here, as allowed.";
    }
    return {};
}

inline std::string place_text(const planned_subnet& made, const planned_routes* group,
                              language lang) {
    const bool ko = lang == language::ko;
    const auto of_group = group_text(group, made.block.family(), lang);
    switch (made.how) {
    case placed_by::given: return ko ? "계획에 적힌 자리입니다." : "The plan names its place.";
    case placed_by::lock:
        return (ko ? "이전 배치에 있던 자리를 그대로 둡니다." : "It was there before and stays.") +
               first_text(made.first, lang) + of_group;
    case placed_by::pin:
        return (ko ? "AWS에 이미 있는 서브넷이므로 옮기지 않습니다."
                   : "AWS has this subnet, so it does not move.") +
               of_group;
    case placed_by::spare:
        return ko ? "예비 영역의 자리를 이어받았습니다."
                  : "It took the place that was kept for a spare zone.";
    case placed_by::moved:
        return (ko ? "허용에 따라 이전 자리" : "It was moved, as allowed, from ") +
               (made.moved_from
                    ? (ko ? "(" + to_string(*made.moved_from) + ")" : to_string(*made.moved_from))
                    : std::string()) +
               (ko ? "에서 옮겼습니다." : ".");
    case placed_by::group:
        if (!of_group.empty()) {
            const auto routes = routes_text(*group, made.block.family());
            return ko ? group->name + " 묶음이 " + routes + " 경로로 요약되도록 나란히 두었습니다."
                      : "It stands beside the others of " + group->name + ", which summarise to " +
                            routes + ".";
        }
        return ko ? "같은 묶음 옆에 두었습니다." : "It stands beside its group.";
    case placed_by::fit:
        return ko ? "들어갈 수 있는 가장 작은 빈 블록에 두어 큰 블록을 남겼습니다."
                  : "It fills the smallest free block that holds it, so large ones stay whole.";
    }
    return {};
}

/// The IPv6 block of a subnet: its length is the tier's, its place that of its group.
inline std::string ipv6_text(const cidr& block, const planned_vpc& vpc, const planned_routes* group,
                             language lang) {
    const auto around = std::find_if(vpc.blocks.begin(), vpc.blocks.end(),
                                     [&](const auto& own) { return own.block.contains(block); });
    const auto parent = around != vpc.blocks.end() ? to_string(around->block) : vpc.name;
    const auto slash = "/" + std::to_string(block.prefix_length());
    return (lang == language::ko ? "이 계층의 IPv6 서브넷은 " + slash + "이며, " + parent +
                                       " 블록에서 같은 묶음 옆에 두었습니다."
                                 : "IPv6 subnets of the tier are " + slash + "; it is of " +
                                       parent + ", with the others of its group.") +
           group_text(group, block.family(), lang);
}

inline std::string block_text(const planned_block& made, language lang) {
    const bool ko = lang == language::ko;
    if (made.how == placed_by::lock) {
        return (ko ? "이전 배치에 있던 블록을 그대로 둡니다." : "It was there before and stays.") +
               first_text(made.first, lang);
    }
    if (made.how == placed_by::pin) {
        return ko ? "AWS의 VPC에 이미 있는 블록입니다." : "The VPC has it in AWS.";
    }
    if (made.from.empty()) {
        return ko ? "계획에 적힌 블록입니다." : "The plan names it.";
    }
    return ko ? made.from + "에서 들어갈 수 있는 가장 작은 빈 블록을 골랐습니다."
              : "It is from " + made.from + ", in the smallest free block there that holds it.";
}

} // namespace detail

/// One reason for each pool, VPC block and subnet block of either family, in the order of the
/// layout.
/// Complexity: O(blocks * tiers).
inline std::vector<block_reason> explain_plan(const layout& made, const plan_needs& needs,
                                              language lang) {
    std::vector<block_reason> reasons;
    for (const auto& pool : made.pools) {
        const planned_block block{pool.block, pool.from, placed_by::fit};
        reasons.push_back({"pool:" + pool.name, pool.block, detail::block_text(block, lang)});
    }
    for (const auto& vpc : made.vpcs) {
        const auto found = std::find_if(needs.vpcs.begin(), needs.vpcs.end(),
                                        [&](const plan_vpc& one) { return one.name == vpc.name; });
        const auto* planned = found != needs.vpcs.end() ? &*found : nullptr;
        for (const auto& own : vpc.blocks) {
            reasons.push_back({vpc.name, own.block, detail::block_text(own, lang)});
        }
        for (const auto& subnet : vpc.subnets) {
            const auto path = vpc.name + "/" + subnet.tier + "/" + subnet.zone;
            const auto* group = detail::group_of(subnet, vpc, planned);
            reasons.push_back({path, subnet.block,
                               detail::needs_text(subnet, vpc, planned, lang) +
                                   detail::place_text(subnet, group, lang)});
            if (subnet.ipv6) {
                reasons.push_back(
                    {path, *subnet.ipv6, detail::ipv6_text(*subnet.ipv6, vpc, group, lang)});
            }
        }
    }
    return reasons;
}

} // namespace vpcplan
