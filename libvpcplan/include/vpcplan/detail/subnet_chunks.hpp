// Private. Subnets that are placed together in one aligned block, so that they make one route; and
// into how few such blocks they can be split where room is short.
#pragma once

#include "../free_space.hpp"

#include <variant>

namespace vpcplan::detail {

/// Subnets that are tried as one aligned block.
struct subnet_chunk {
    std::vector<std::size_t> members; ///< places in the list of lengths
    int length = 0;                   ///< of the block that holds them all
};

/// The smallest block in which subnets of these prefix lengths fit: sizes are powers of two, so
/// the next power of two of their sum.
inline int length_for(std::span<const int> lengths, int width) {
    u128 total = 0;
    for (const int one : lengths) {
        total += u128{1} << (width - one);
    }
    int length = width;
    while (length > 1 && (u128{1} << (width - length)) < total) {
        --length;
    }
    return length;
}

class chunk_splitter {
public:
    /// `lengths`: prefix lengths of all subnets; members of chunks are places in it.
    chunk_splitter(std::vector<int> lengths, address_family family)
        : lengths_(std::move(lengths)), family_(family) {}

    std::vector<int> lengths_of(const subnet_chunk& chunk) const {
        std::vector<int> lengths;
        for (const auto member : chunk.members) {
            lengths.push_back(lengths_[member]);
        }
        return lengths;
    }

    subnet_chunk chunk_of(std::vector<std::size_t> members) const {
        subnet_chunk chunk{std::move(members), 0};
        chunk.length = length_for(lengths_of(chunk), width_of(family_));
        return chunk;
    }

    /// As few chunks as fit: every way with few splits is tried, then those where room is short are
    /// split until they do. Nothing, and why, when single subnets do not fit either.
    std::variant<std::vector<subnet_chunk>, std::pair<std::size_t, fit_failure>>
    split_to_fit(std::vector<subnet_chunk> chunks, const std::vector<cidr>& holes) const {
        if (fits(chunks, holes)) {
            return chunks;
        }
        if (auto few = fewest_splits(chunks, holes)) {
            return std::move(*few);
        }
        for (;;) {
            const auto tried = fit_holes(holes, family_, lengths_of(chunks)).value();
            if (tried.feasible()) {
                return chunks;
            }
            const auto failed = tried.failure->request;
            if (!split_one(chunks, failed)) {
                return std::pair{chunks[failed].members.front(), *tried.failure};
            }
        }
    }

private:
    /// A chunk after no split, one, two, …, at most down to single subnets.
    using stages = std::vector<std::vector<subnet_chunk>>;

    static std::vector<int> lengths_of(const std::vector<subnet_chunk>& chunks) {
        std::vector<int> lengths;
        lengths.reserve(chunks.size());
        for (const auto& chunk : chunks) {
            lengths.push_back(chunk.length);
        }
        return lengths;
    }

    bool fits(const std::vector<subnet_chunk>& chunks, const std::vector<cidr>& holes) const {
        return fit_holes(holes, family_, lengths_of(chunks)).value().feasible();
    }

    /// Addresses of the chunk's block that no member uses.
    u128 slack_of(const subnet_chunk& chunk) const {
        u128 used = 0;
        for (const int length : lengths_of(chunk)) {
            used += u128{1} << (width_of(family_) - length);
        }
        return (low_ones(width_of(family_) - chunk.length) + 1) - used;
    }

    void split(std::vector<subnet_chunk>& chunks, std::size_t which) const {
        const auto members = chunks[which].members;
        const auto half = static_cast<std::ptrdiff_t>(std::bit_floor(members.size() - 1));
        chunks[which] = chunk_of({members.begin(), members.begin() + half});
        chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(which) + 1,
                      chunk_of({members.begin() + half, members.end()}));
    }

    /// The chunk that leaves most unused, else the largest; the end when all are single subnets.
    std::size_t worst_of(const std::vector<subnet_chunk>& chunks) const {
        auto worst = chunks.size();
        for (std::size_t i = 0; i < chunks.size(); ++i) {
            if (chunks[i].members.size() > 1 &&
                (worst == chunks.size() ||
                 std::pair(slack_of(chunks[i]), -chunks[i].length) >
                     std::pair(slack_of(chunks[worst]), -chunks[worst].length))) {
                worst = i;
            }
        }
        return worst;
    }

    /// Splits the chunk that failed, else the worst. False when every chunk is a single subnet.
    bool split_one(std::vector<subnet_chunk>& chunks, std::size_t failed) const {
        const auto which = chunks[failed].members.size() > 1 ? failed : worst_of(chunks);
        if (which == chunks.size()) {
            return false;
        }
        split(chunks, which);
        return true;
    }

    stages stages_of(const subnet_chunk& whole) const {
        constexpr std::size_t most = 16; // of large groups nobody wants more routes
        stages all{{whole}};
        while (all.size() < most) {
            auto next = all.back();
            const auto worst = worst_of(next);
            if (worst == next.size()) {
                break;
            }
            split(next, worst);
            all.push_back(std::move(next));
        }
        return all;
    }

    /// One more split in all each time, until something fits. Those with much unused are split
    /// first. Gives up where there are thousands of ways.
    std::optional<std::vector<subnet_chunk>> fewest_splits(const std::vector<subnet_chunk>& chunks,
                                                           const std::vector<cidr>& holes) const {
        std::vector<stages> groups;
        groups.reserve(chunks.size());
        for (const auto& chunk : chunks) {
            groups.push_back(stages_of(chunk));
        }
        std::stable_sort(groups.begin(), groups.end(), [&](const stages& a, const stages& b) {
            return slack_of(a.front().front()) > slack_of(b.front().front());
        });
        std::vector<std::size_t> most(groups.size() + 1, 0);
        for (auto i = groups.size(); i-- > 0;) {
            most[i] = most[i + 1] + groups[i].size() - 1;
        }
        search ways{*this, groups, most, holes, {}, 3000};
        for (std::size_t splits = 1; splits <= most.front() && ways.left > 0; ++splits) {
            if (ways.run(0, splits)) {
                return std::move(ways.chosen);
            }
        }
        return std::nullopt;
    }

    struct search {
        const chunk_splitter& splitter;
        const std::vector<stages>& groups;
        const std::vector<std::size_t>& most; ///< splits that the groups from here on can have
        const std::vector<cidr>& holes;
        std::vector<subnet_chunk> chosen;
        int left; ///< ways that are still tried

        /// Distributes splits over the groups from `at` on, no more than they can have.
        bool run(std::size_t at, std::size_t splits) {
            if (at == groups.size()) {
                --left;
                return splitter.fits(chosen, holes);
            }
            const auto least = splits > most[at + 1] ? splits - most[at + 1] : 0;
            const auto size = chosen.size();
            for (auto here = std::min(splits, groups[at].size() - 1) + 1;
                 here-- > least && left > 0;) {
                const auto& stage = groups[at][here];
                chosen.insert(chosen.end(), stage.begin(), stage.end());
                if (run(at + 1, splits - here)) {
                    return true;
                }
                chosen.resize(size);
            }
            return false;
        }
    };

    std::vector<int> lengths_;
    address_family family_;
};

} // namespace vpcplan::detail
