// Private. Places the subnets of one family of a VPC: what exists stays, the rest goes into groups
// where a group has room, and anywhere it fits where not.
#pragma once

#include "../plan.hpp"
#include "subnet_chunks.hpp"

namespace vpcplan::detail {

/// One subnet to be placed.
struct subnet_request {
    std::size_t tier = 0; ///< place in the plan
    std::string zone;
    std::string path;
    int length = 0;   ///< prefix length asked for
    int smallest = 0; ///< longest prefix length with which a block that exists is large enough
    std::optional<cidr> block;
    placed_by how = placed_by::fit;
    std::optional<cidr> moved_from;
};

class subnet_placer {
public:
    subnet_placer(std::vector<subnet_request>& requests, plan_summary summary,
                  address_family family)
        : requests_(requests), summary_(summary), family_(family) {}

    /// `holes`: free blocks, none across the bounds of two VPC blocks. Nothing when everything is
    /// placed, else the request that cannot be, and what was free for it. Finds a layout whenever
    /// there is one. Complexity: O(requests² log requests) at worst.
    struct failure {
        std::size_t request;
        fit_failure why;
    };
    std::optional<failure> place(std::vector<cidr> holes) {
        std::sort(holes.begin(), holes.end());
        if (auto failed = without_room(holes)) {
            return failed; // before thousands of groups are split in vain
        }
        std::vector<std::size_t> placed;
        const auto beside = place_beside_kin(holes, placed);
        // Room beside a group is for the group, while there is any other.
        auto failed = place_rest(outside_groups(beside));
        if (failed) {
            failed = place_rest(beside);
        }
        if (failed && !placed.empty()) {
            for (const auto one : placed) {
                requests_[one].block.reset();
            }
            failed = place_rest(holes);
        }
        return failed;
    }

    /// Whether everything unplaced would fit if this were free too.
    bool would_fit(std::vector<cidr> holes, const cidr& more) const {
        holes.push_back(more);
        const auto tried = fit_holes(holes, family_, unplaced_lengths());
        return tried && tried->feasible();
    }

    std::vector<int> unplaced_lengths() const {
        std::vector<int> lengths;
        for (const auto& one : requests_) {
            if (!one.block) {
                lengths.push_back(one.length);
            }
        }
        return lengths;
    }

private:
    /// The request for which there is no room, however the subnets are placed.
    std::optional<failure> without_room(const std::vector<cidr>& holes) const {
        std::vector<std::size_t> unplaced;
        for (std::size_t i = 0; i < requests_.size(); ++i) {
            if (!requests_[i].block) {
                unplaced.push_back(i);
            }
        }
        const auto tried = fit_holes(holes, family_, unplaced_lengths()).value();
        return tried.feasible()
                   ? std::nullopt
                   : std::optional(failure{unplaced[tried.failure->request], *tried.failure});
    }

    bool is_kin(const subnet_request& a, const subnet_request& b) const {
        return summary_ == plan_summary::tier   ? a.tier == b.tier
               : summary_ == plan_summary::zone ? a.zone == b.zone
                                                : false;
    }

    struct group_bounds {
        cidr block;
        bool is_compact; ///< no larger than the group needs
    };

    /// The aligned block around the subnets that a request's group has already, as large as the
    /// whole group needs; nothing without any.
    std::optional<group_bounds> bounds_of_kin(const subnet_request& one) const {
        std::vector<int> lengths;
        std::optional<cidr> around;
        for (const auto& other : requests_) {
            if (!is_kin(one, other)) {
                continue;
            }
            lengths.push_back(other.block ? other.block->prefix_length() : other.length);
            if (other.block) {
                around = around ? span_of(*around, *other.block) : *other.block;
            }
        }
        if (!around) {
            return std::nullopt;
        }
        const int needed = length_for(lengths, width_of(family_));
        return group_bounds{
            cidr::containing(around->first_bits(), std::min(around->prefix_length(), needed)),
            around->prefix_length() >= needed};
    }

    /// New subnets of a group that exists already go into the aligned block around it, if that has
    /// room. Returns what is free then.
    std::vector<cidr> place_beside_kin(const std::vector<cidr>& holes,
                                       std::vector<std::size_t>& placed) {
        auto free = holes;
        for (std::size_t i = 0; i < requests_.size(); ++i) {
            auto& one = requests_[i];
            const auto bounds = one.block ? std::nullopt : bounds_of_kin(one);
            if (!bounds) {
                continue;
            }
            if (const auto block = take_inside(free, bounds->block, one.length)) {
                one.block = block;
                one.how = one.moved_from ? placed_by::moved : placed_by::group;
                placed.push_back(i);
            }
        }
        return free;
    }

    /// The holes without the room inside groups that lie together.
    std::vector<cidr> outside_groups(const std::vector<cidr>& holes) const {
        std::vector<cidr> bounds;
        for (const auto& one : requests_) {
            const auto around = bounds_of_kin(one);
            if (around && around->is_compact) {
                bounds.push_back(around->block);
            }
        }
        std::vector<cidr> outside;
        for (const auto& hole : holes) {
            const auto rest = free_blocks(hole, bounds);
            outside.insert(outside.end(), rest.begin(), rest.end());
        }
        return outside;
    }

public:
    /// The smallest block that holds both.
    static cidr span_of(const cidr& a, const cidr& b) {
        auto both = a;
        while (!both.contains(b)) {
            both = cidr::containing(both.first_bits(), both.prefix_length() - 1);
        }
        return both;
    }

private:
    /// The lowest free block of a length inside `bounds`; takes it out of `free`.
    static std::optional<cidr> take_inside(std::vector<cidr>& free, const cidr& bounds,
                                           int length) {
        for (std::size_t i = 0; i < free.size(); ++i) {
            const auto hole = free[i];
            const bool is_inside = bounds.contains(hole) || hole.contains(bounds);
            const auto usable = hole.contains(bounds) ? bounds : hole;
            if (!is_inside || usable.prefix_length() > length) {
                continue;
            }
            const auto block = cidr::containing(usable.first_bits(), length);
            const auto rest = free_blocks(hole, std::array{block});
            free.erase(free.begin() + static_cast<std::ptrdiff_t>(i));
            free.insert(free.end(), rest.begin(), rest.end());
            std::sort(free.begin(), free.end());
            return block;
        }
        return std::nullopt;
    }

    std::vector<subnet_chunk> chunks_of_unplaced(const chunk_splitter& splitter) const {
        std::vector<std::vector<std::size_t>> groups;
        for (std::size_t i = 0; i < requests_.size(); ++i) {
            if (requests_[i].block) {
                continue;
            }
            const auto kin = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
                return is_kin(requests_[group.front()], requests_[i]);
            });
            (kin != groups.end() ? *kin : groups.emplace_back()).push_back(i);
        }
        std::vector<subnet_chunk> chunks;
        chunks.reserve(groups.size());
        for (auto& group : groups) {
            chunks.push_back(splitter.chunk_of(std::move(group)));
        }
        return chunks;
    }

    std::optional<failure> place_rest(const std::vector<cidr>& holes) {
        std::vector<int> lengths;
        for (const auto& one : requests_) {
            lengths.push_back(one.length);
        }
        const chunk_splitter splitter(std::move(lengths), family_);
        const auto split = splitter.split_to_fit(chunks_of_unplaced(splitter), holes);
        if (const auto* why = std::get_if<1>(&split)) {
            return failure{why->first, why->second};
        }
        const auto& chunks = std::get<0>(split);
        std::vector<int> sizes;
        for (const auto& chunk : chunks) {
            sizes.push_back(chunk.length);
        }
        const auto placed = fit_holes(holes, family_, sizes).value();
        for (std::size_t i = 0; i < chunks.size(); ++i) {
            fill(chunks[i], placed.blocks[i], splitter);
        }
        return std::nullopt;
    }

    void fill(const subnet_chunk& chunk, const cidr& block, const chunk_splitter& splitter) {
        const auto inside = fit(block, {}, splitter.lengths_of(chunk)).value();
        for (std::size_t i = 0; i < chunk.members.size(); ++i) {
            auto& one = requests_[chunk.members[i]];
            one.block = inside.blocks[i];
            if (!one.moved_from) {
                one.how = chunk.members.size() > 1 ? placed_by::group : placed_by::fit;
            }
        }
    }

    std::vector<subnet_request>& requests_;
    plan_summary summary_;
    address_family family_;
};

} // namespace vpcplan::detail
