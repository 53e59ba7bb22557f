// Floor 2. Which blocks a VPC may have, and which VPCs get in each other's way.
//
// Example    check_vpc_cidr("172.20.0.0/16"_cidr, {"10.0.0.0/16"_cidr})
//              -> not allowed: restricted_association, since the VPC is in 10.0.0.0/8
// Source     docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html (sizes, forbidden
// ranges,
//            the table of restricted associations, routes) and amazon-vpc-limits.html (quotas)
#pragma once

#include "cidr_set.hpp"
#include "subnet.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vpcplan {

enum class vpc_cidr_rule : std::uint8_t {
    size,                   ///< /16 to /28, IPv6 /44 to /60 in steps of 4
    forbidden_range,        ///< 0/8, 127/8, 169.254/16, 224/4
    overlaps_existing,      ///< shares addresses with a block the VPC has
    restricted_association, ///< the table of restricted associations
    covers_route,           ///< equal to or larger than a route's destination
    quota,                  ///< number of blocks of a VPC
    docker_bridge,          ///< 172.17.0.0/16 is used inside some services' machines
    class_e,                ///< 240.0.0.0/4, on which AWS says nothing
};

constexpr std::string_view id_of(vpc_cidr_rule rule) noexcept {
    switch (rule) {
    case vpc_cidr_rule::size: return "size";
    case vpc_cidr_rule::forbidden_range: return "forbidden_range";
    case vpc_cidr_rule::overlaps_existing: return "overlaps_existing";
    case vpc_cidr_rule::restricted_association: return "restricted_association";
    case vpc_cidr_rule::covers_route: return "covers_route";
    case vpc_cidr_rule::quota: return "quota";
    case vpc_cidr_rule::docker_bridge: return "docker_bridge";
    case vpc_cidr_rule::class_e: return "class_e";
    }
    return "unknown";
}

/// One reason against a block. It refuses, or it warns: AWS accepts the block or is not known to
/// refuse it, but a planner should think twice.
struct vpc_cidr_finding {
    vpc_cidr_rule rule;
    bool refuses;
    std::string text; ///< a sentence in English
};

struct vpc_cidr_check {
    bool allowed = true; ///< no finding refuses
    std::vector<vpc_cidr_finding> findings;
};

namespace detail {

/// A row of AWS's table: with a block inside `held`, blocks inside `refused` cannot be added.
struct association_row {
    cidr held;
    std::array<cidr, 4> refused;
    int count;
};

inline constexpr cidr ten = parse_cidr("10.0.0.0/8").value();
inline constexpr cidr one_seven_two = parse_cidr("172.16.0.0/12").value();
inline constexpr cidr one_nine_two = parse_cidr("192.168.0.0/16").value();
inline constexpr cidr benchmarks = parse_cidr("198.19.0.0/16").value();
inline constexpr cidr default_vpc = parse_cidr("172.31.0.0/16").value();

/// The row of an existing IPv4 block. Everything that is in no other row is public or 100.64/10.
constexpr association_row row_of(const cidr& existing) noexcept {
    constexpr association_row rows[] = {
        {ten, {one_seven_two, one_nine_two, benchmarks, benchmarks}, 3},
        {one_seven_two, {ten, one_nine_two, default_vpc, benchmarks}, 4},
        {one_nine_two, {ten, one_seven_two, benchmarks, benchmarks}, 3},
        {benchmarks, {ten, one_seven_two, one_nine_two, ten}, 3},
    };
    for (const auto& row : rows) {
        if (row.held.contains(existing)) {
            return row;
        }
    }
    return {
        cidr::everything(address_family::ipv4), {ten, one_seven_two, one_nine_two, benchmarks}, 4};
}

inline std::string name_of_row(const association_row& row) {
    return row.held.prefix_length() == 0 ? "a public or 100.64.0.0/10 range" : to_string(row.held);
}

inline void check_associations(const cidr& block, std::span<const cidr> existing,
                               std::vector<vpc_cidr_finding>& out) {
    // AWS's page does not say whether a secondary block's row binds too, so only the primary's
    // row refuses and the others warn.
    bool primary = true;
    for (const auto& held : existing) {
        if (!held.is_v4()) {
            continue;
        }
        const auto row = row_of(held);
        for (int i = 0; i < row.count; ++i) {
            if (!overlaps(row.refused[static_cast<std::size_t>(i)], block)) {
                continue;
            }
            out.push_back(
                {vpc_cidr_rule::restricted_association, primary,
                 to_string(block) + " is in " +
                     to_string(row.refused[static_cast<std::size_t>(i)]) +
                     ", which cannot be added to a VPC with a " +
                     (primary ? "primary" : "secondary") + " block in " + name_of_row(row) + " (" +
                     to_string(held) + ")" +
                     (primary ? "" : "; AWS does not say whether secondary blocks count")});
        }
        primary = false;
    }
    // "If a block of the VPC is in 10.0.0.0/15, blocks in 10.0.0.0/16 cannot be added." Whether
    // that is enforced beside a block that is itself in 10.0.0.0/16 is not confirmed.
    constexpr cidr lower = parse_cidr("10.0.0.0/16").value();
    constexpr cidr upper = parse_cidr("10.1.0.0/16").value();
    if (!overlaps(lower, block)) {
        return;
    }
    for (const auto& held : existing) {
        const bool in_upper = upper.contains(held);
        if (in_upper || lower.contains(held)) {
            out.push_back({vpc_cidr_rule::restricted_association, in_upper,
                           to_string(block) +
                               " is in 10.0.0.0/16, from which nothing can be added "
                               "to a VPC with a block in 10.0.0.0/15 (" +
                               to_string(held) + ")" +
                               (in_upper ? "" : "; whether AWS enforces this is not confirmed")});
            return;
        }
    }
}

} // namespace detail

/// May a VPC have this block? `existing`: its blocks of both families, the primary first; empty
/// for a new VPC. `routes`: destinations of the routes of its tables, without the local ones.
/// All reasons are reported, not only the first. Complexity: O(existing + routes).
inline vpc_cidr_check check_vpc_cidr(const cidr& block, std::span<const cidr> existing = {},
                                     std::span<const cidr> routes = {}) {
    vpc_cidr_check check;
    auto& out = check.findings;
    const auto name = to_string(block);
    if (!is_vpc_size(block)) {
        out.push_back({vpc_cidr_rule::size, true,
                       name + ": a VPC block is " + to_string(vpc_sizes(block.family())) +
                           (block.is_v4() ? "" : " (IPv6)")});
    }
    for (const auto* forbidden : {"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"}) {
        if (overlaps(*parse_cidr(forbidden), block)) {
            out.push_back({vpc_cidr_rule::forbidden_range, true,
                           name + " overlaps " + forbidden + ", which no VPC can have"});
        }
    }
    int of_family = 1;
    for (const auto& held : existing) {
        of_family += held.family() == block.family() ? 1 : 0;
        if (overlaps(held, block)) {
            out.push_back({vpc_cidr_rule::overlaps_existing, true,
                           name + " overlaps " + to_string(held) + " of the same VPC"});
        }
    }
    if (block.is_v4()) {
        detail::check_associations(block, existing, out);
    }
    for (const auto& route : routes) {
        if (block.contains(route)) {
            out.push_back({vpc_cidr_rule::covers_route, true,
                           name + " is equal to or larger than " + to_string(route) +
                               ", the destination of a route of the VPC; a smaller block inside "
                               "it would be accepted"});
        }
    }
    constexpr int quota = 5;
    const int most = block.is_v4() ? 50 : quota;
    if (of_family > quota) {
        out.push_back({vpc_cidr_rule::quota, of_family > most,
                       name + " would be " + (block.is_v4() ? "IPv4" : "IPv6") + " block number " +
                           std::to_string(of_family) + " of the VPC; the quota is 5" +
                           (block.is_v4() ? " (50 on request)" : "")});
    }
    if (overlaps(*parse_cidr("172.17.0.0/16"), block)) {
        out.push_back({vpc_cidr_rule::docker_bridge, false,
                       name + " overlaps 172.17.0.0/16, which Docker's default bridge, Cloud9 and "
                              "SageMaker use inside their machines"});
    }
    if (overlaps(*parse_cidr("240.0.0.0/4"), block)) {
        out.push_back({vpc_cidr_rule::class_e, false,
                       name + " overlaps 240.0.0.0/4, on which AWS says nothing"});
    }
    check.allowed = std::none_of(out.begin(), out.end(), [](const auto& f) { return f.refuses; });
    return check;
}

/// A block and a number of the VPC, account or list that it belongs to.
struct owned_block {
    cidr block;
    std::uint32_t owner;

    friend bool operator==(const owned_block&, const owned_block&) = default;
};

/// Calls `visit(outer, inner)` for each pair of blocks of two owners that share addresses, which
/// means that `outer` contains `inner` or equals it (then its owner's number is the smaller). A
/// block that an owner has twice counts once. Ends when `visit` returns false. In the order of the
/// inner blocks' addresses. Complexity: O(n log n + k) for n blocks and k pairs of blocks, where
/// blocks of one owner inside each other count too.
template <class Visit>
void for_each_overlap(std::vector<owned_block> blocks, Visit&& visit) {
    std::sort(blocks.begin(), blocks.end(), [](const owned_block& a, const owned_block& b) {
        return std::pair(a.block, a.owner) < std::pair(b.block, b.owner);
    });
    blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
    // In this order the containing block comes first, so the open blocks form a chain, each inside
    // the one before.
    std::vector<owned_block> open;
    for (const auto& next : blocks) {
        while (!open.empty() && !open.back().block.contains(next.block)) {
            open.pop_back();
        }
        for (const auto& outer : open) {
            if (outer.owner != next.owner && !visit(outer, next)) {
                return;
            }
        }
        open.push_back(next);
    }
}

/// The blocks of one VPC under a name.
struct named_blocks {
    std::string name;
    std::vector<cidr> blocks;
};

/// Two VPCs that share addresses; `a` < `b` are places in the list asked about.
struct vpc_overlap {
    std::size_t a;
    std::size_t b;
    std::vector<cidr> shared; ///< fewest blocks, ascending

    friend bool operator==(const vpc_overlap&, const vpc_overlap&) = default;
};

/// All pairs of VPCs that share addresses, ordered by place. One sweep over the sorted blocks:
/// O(n log n + k) for n blocks and k overlapping pairs of blocks.
inline std::vector<vpc_overlap> vpc_overlaps(std::span<const named_blocks> vpcs) {
    std::vector<std::pair<cidr, std::size_t>> blocks;
    for (std::size_t vpc = 0; vpc < vpcs.size(); ++vpc) {
        // Joined first, so that a VPC's own duplicates and nested blocks cost nothing.
        for (const auto& block : cidr_set(vpcs[vpc].blocks).cidrs()) {
            blocks.emplace_back(block, vpc);
        }
    }
    std::sort(blocks.begin(), blocks.end());
    // Two blocks overlap exactly when one contains the other, and in this order the containing one
    // comes first; so the open blocks form a chain, each inside the one before.
    std::map<std::pair<std::size_t, std::size_t>, cidr_set::builder> shared;
    std::vector<std::pair<cidr, std::size_t>> open;
    for (const auto& next : blocks) {
        while (!open.empty() && !open.back().first.contains(next.first)) {
            open.pop_back();
        }
        for (const auto& outer : open) {
            if (outer.second != next.second) {
                shared[std::minmax(outer.second, next.second)].add(next.first);
            }
        }
        open.push_back(next);
    }
    std::vector<vpc_overlap> pairs;
    pairs.reserve(shared.size());
    for (auto& [pair, builder] : shared) {
        pairs.push_back({pair.first, pair.second, std::move(builder).build().cidrs()});
    }
    return pairs;
}

} // namespace vpcplan
