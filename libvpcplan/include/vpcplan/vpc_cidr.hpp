// Floor 2. Which blocks a VPC may have, and which VPCs get in each other's way.
//
// Example    check_vpc_cidr("172.20.0.0/16"_cidr, {"10.0.0.0/16"_cidr})
//              -> not allowed: restricted_association, since the VPC is in 10.0.0.0/8
// Source     docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html (sizes, forbidden
// ranges,
//            the table of restricted associations, routes) and amazon-vpc-limits.html (quotas);
//            docs.aws.amazon.com/vpc/latest/ipam/enable-prov-ipv6-gua.html (IPv6 ULA); RFC 4291
//            (what of IPv6 is no unicast address of a network)
#pragma once

#include "cidr_set.hpp"
#include "facts.hpp"
#include "subnet.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vpcplan {

enum class vpc_cidr_rule : std::uint8_t {
    size,                   ///< /16 to /28, IPv6 /44 to /60 in steps of 4
    forbidden_range,        ///< 0/8, 127/8, 169.254/16, 224/4; ::/127, fe80::/10, ff00::/8 and ULA
                            ///< outside what AWS takes: fc00::/8 and Amazon's own fd00::/16
    overlaps_existing,      ///< shares addresses with a block the VPC has
    restricted_association, ///< the table of restricted associations
    covers_route,           ///< equal to or larger than a route's destination
    quota,                  ///< number of blocks of a VPC
    docker_bridge,          ///< 172.17.0.0/16 is used inside some services' machines
    class_e,                ///< 240.0.0.0/4, on which AWS says nothing
    not_global_unicast,     ///< IPv6 that is neither 2000::/3 nor ULA; AWS says nothing of it
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
    case vpc_cidr_rule::not_global_unicast: return "not_global_unicast";
    }
    return "unknown";
}

/// One reason against a block. It refuses, or it warns: AWS accepts the block or is not known to
/// refuse it, but a planner should think twice.
struct vpc_cidr_finding {
    vpc_cidr_rule rule;
    bool refuses;
    fact_list facts; ///< what vpc_cidr_text.hpp makes the sentence of
};

struct vpc_cidr_check {
    bool allowed = true; ///< no finding refuses
    std::vector<vpc_cidr_finding> findings;
};

namespace detail {

/// No VPC can have these. Of IPv6, AWS's guides know global unicast addresses and ULA, of which it
/// takes what is in fd00::/8 without its own fd00::/16. Multicast, link-local, loopback and the
/// unspecified address are neither.
inline constexpr std::array forbidden_ranges{
    parse_cidr("0.0.0.0/8").value(),      parse_cidr("127.0.0.0/8").value(),
    parse_cidr("169.254.0.0/16").value(), parse_cidr("224.0.0.0/4").value(),
    parse_cidr("::/127").value(),         parse_cidr("fc00::/8").value(),
    parse_cidr("fd00::/16").value(),      parse_cidr("fe80::/10").value(),
    parse_cidr("ff00::/8").value()};

/// IPv6 that is not global unicast (2000::/3), nor ULA, nor forbidden.
inline constexpr std::array other_ipv6_ranges{
    parse_cidr("::/3").value(),     parse_cidr("4000::/2").value(),
    parse_cidr("8000::/2").value(), parse_cidr("c000::/3").value(),
    parse_cidr("e000::/4").value(), parse_cidr("f000::/5").value(),
    parse_cidr("f800::/6").value(), parse_cidr("fe00::/9").value(),
    parse_cidr("fec0::/10").value()};

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
            const auto& range = row.refused[static_cast<std::size_t>(i)];
            if (overlaps(range, block)) {
                out.push_back({vpc_cidr_rule::restricted_association,
                               primary,
                               {{"block", to_string(block)},
                                {"range", to_string(range)},
                                {"row", to_string(row.held)},
                                {"held", to_string(held)}}});
            }
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
            out.push_back({vpc_cidr_rule::restricted_association,
                           in_upper,
                           {{"block", to_string(block)},
                            {"range", to_string(lower)},
                            {"held", to_string(held)}}});
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
    const auto find = [&](vpc_cidr_rule rule, bool refuses, fact_list facts) {
        facts.insert(facts.begin(),
                     {{"block", to_string(block)}, {"family", block.is_v4() ? "IPv4" : "IPv6"}});
        out.push_back({rule, refuses, std::move(facts)});
    };
    if (!is_vpc_size(block)) {
        find(vpc_cidr_rule::size, true, {});
    }
    for (const auto& forbidden : detail::forbidden_ranges) {
        if (overlaps(forbidden, block)) {
            find(vpc_cidr_rule::forbidden_range, true, {{"range", to_string(forbidden)}});
        }
    }
    int of_family = 1;
    for (const auto& held : existing) {
        of_family += held.family() == block.family() ? 1 : 0;
        if (overlaps(held, block)) {
            find(vpc_cidr_rule::overlaps_existing, true, {{"held", to_string(held)}});
        }
    }
    if (block.is_v4()) {
        detail::check_associations(block, existing, out);
    }
    for (const auto& route : routes) {
        if (block.contains(route)) {
            find(vpc_cidr_rule::covers_route, true, {{"route", to_string(route)}});
        }
    }
    constexpr int quota = 5;
    const int most = block.is_v4() ? 50 : quota;
    if (of_family > quota) {
        find(vpc_cidr_rule::quota, of_family > most, {{"number", std::to_string(of_family)}});
    }
    if (overlaps(*parse_cidr("172.17.0.0/16"), block)) {
        find(vpc_cidr_rule::docker_bridge, false, {});
    }
    if (overlaps(*parse_cidr("240.0.0.0/4"), block)) {
        find(vpc_cidr_rule::class_e, false, {});
    }
    for (const auto& range : detail::other_ipv6_ranges) {
        if (overlaps(range, block)) {
            find(vpc_cidr_rule::not_global_unicast, false, {{"range", to_string(range)}});
        }
    }
    check.allowed = std::none_of(out.begin(), out.end(), [](const auto& f) { return f.refuses; });
    return check;
}

/// Every range from which AWS refuses a block to a VPC with these blocks, whatever its size: what
/// `check_vpc_cidr` refuses overlaps one of them, has a wrong size or covers a route.
/// Complexity: O(existing).
inline std::vector<cidr> refused_ranges(std::span<const cidr> existing) {
    using namespace literals;
    std::vector<cidr> ranges(detail::forbidden_ranges.begin(), detail::forbidden_ranges.end());
    bool is_primary = true;
    for (const auto& held : existing) {
        ranges.push_back(held);
        if (held.is_v4() && is_primary) {
            const auto row = detail::row_of(held);
            ranges.insert(ranges.end(), row.refused.begin(), row.refused.begin() + row.count);
            is_primary = false;
        }
        if ("10.1.0.0/16"_cidr.contains(held)) {
            ranges.push_back("10.0.0.0/16"_cidr);
        }
    }
    return ranges;
}

/// Where a block of a VPC with these blocks is better not, though AWS is not known to refuse it:
/// what `check_vpc_cidr` warns of but for the number of blocks. Complexity: O(existing).
inline std::vector<cidr> warned_ranges(std::span<const cidr> existing = {}) {
    using namespace literals;
    std::vector<cidr> ranges{"172.17.0.0/16"_cidr, "240.0.0.0/4"_cidr};
    ranges.insert(ranges.end(), detail::other_ipv6_ranges.begin(), detail::other_ipv6_ranges.end());
    bool is_primary = true;
    for (const auto& held : existing) {
        if (!held.is_v4()) {
            continue;
        }
        if (!is_primary) {
            const auto row = detail::row_of(held);
            ranges.insert(ranges.end(), row.refused.begin(), row.refused.begin() + row.count);
        }
        if ("10.0.0.0/16"_cidr.contains(held)) {
            ranges.push_back("10.0.0.0/16"_cidr);
        }
        is_primary = false;
    }
    return ranges;
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

/// Calls `visit(overlap)` for each pair of VPCs that share addresses, ordered by place, until it
/// returns false. One VPC after the other, so that memory does not grow with the pairs.
/// Complexity: O(n log n + k log k) for n blocks and k overlapping pairs of blocks.
template <class Visit>
void for_each_vpc_overlap(std::span<const named_blocks> vpcs, Visit&& visit) {
    std::vector<std::pair<cidr, std::size_t>> blocks;
    for (std::size_t vpc = 0; vpc < vpcs.size(); ++vpc) {
        // Joined first, so that a VPC's own duplicates and nested blocks cost nothing, and what two
        // blocks of two VPCs share is as short as it can be.
        for (const auto& block : cidr_set(vpcs[vpc].blocks).cidrs()) {
            blocks.emplace_back(block, vpc);
        }
    }
    std::sort(blocks.begin(), blocks.end());
    // Two blocks overlap exactly when one contains the other, and in this order the containing one
    // comes first: those around a block are its chain of parents, those inside stand behind it.
    constexpr auto none = ~std::size_t{0};
    std::vector<std::size_t> parents(blocks.size(), none);
    std::vector<std::vector<std::size_t>> places(vpcs.size());
    for (std::size_t at = 0; at < blocks.size(); ++at) {
        auto parent = at == 0 ? none : at - 1;
        while (parent != none && !blocks[parent].first.contains(blocks[at].first)) {
            parent = parents[parent];
        }
        parents[at] = parent;
        places[blocks[at].second].push_back(at);
    }
    std::vector<std::pair<std::size_t, cidr>> shared; // with later VPCs
    for (std::size_t vpc = 0; vpc < vpcs.size(); ++vpc) {
        shared.clear();
        for (const auto at : places[vpc]) {
            const auto& block = blocks[at].first;
            for (auto other = parents[at]; other != none; other = parents[other]) {
                if (blocks[other].second > vpc) {
                    shared.emplace_back(blocks[other].second, block);
                }
            }
            for (auto other = at + 1; other < blocks.size() && block.contains(blocks[other].first);
                 ++other) {
                if (blocks[other].second > vpc) {
                    shared.emplace_back(blocks[other].second, blocks[other].first);
                }
            }
        }
        std::sort(shared.begin(), shared.end());
        vpc_overlap pair{vpc, 0, {}};
        for (auto next = shared.begin(); next != shared.end();) {
            pair.b = next->first;
            pair.shared.clear();
            for (; next != shared.end() && next->first == pair.b; ++next) {
                pair.shared.push_back(next->second);
            }
            if (!visit(std::as_const(pair))) {
                return;
            }
        }
    }
}

/// All pairs of VPCs that share addresses, ordered by place.
inline std::vector<vpc_overlap> vpc_overlaps(std::span<const named_blocks> vpcs) {
    std::vector<vpc_overlap> pairs;
    for_each_vpc_overlap(vpcs, [&](const vpc_overlap& pair) {
        pairs.push_back(pair);
        return true;
    });
    return pairs;
}

} // namespace vpcplan
