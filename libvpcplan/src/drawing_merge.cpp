// Two legs into one column of places.
#include "drawing_places.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

namespace vpcplan::io {

namespace {

class merger {
public:
    explicit merger(const std::vector<path_drawing::container>& all) : all_(all) {}

    std::vector<path_drawing::place> merge(std::vector<visit> there, std::vector<visit> back) {
        std::reverse(back.begin(), back.end());
        const auto n = there.size();
        const auto m = back.size();
        std::vector<std::vector<std::size_t>> common(n + 1, std::vector<std::size_t>(m + 1));
        for (std::size_t i = n; i-- > 0;) {
            for (std::size_t j = m; j-- > 0;) {
                common[i][j] = there[i].key == back[j].key
                                   ? common[i + 1][j + 1] + 1
                                   : std::max(common[i + 1][j], common[i][j + 1]);
            }
        }
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < n || j < m) {
            auto to = i;
            auto until = j;
            while ((to < n || until < m) &&
                   !(to < n && until < m && there[to].key == back[until].key)) {
                const bool of_request =
                    until == m || (to < n && common[to + 1][until] >= common[to][until + 1]);
                ++(of_request ? to : until);
            }
            interleave({there.data() + i, to - i}, {back.data() + j, until - j},
                       to < n ? &there[to] : nullptr);
            if (to < n) {
                place_both(there[to], back[until]);
            }
            i = std::min(n, to + 1);
            j = std::min(m, until + 1);
        }
        return std::move(places_);
    }

private:
    /// The boxes that one leaves and enters between two places.
    std::size_t borders(std::optional<std::size_t> from, std::optional<std::size_t> to) const {
        const auto before = boxes_around(all_, from);
        const auto after = boxes_around(all_, to);
        return before.size() + after.size() - 2 * common_boxes(before, after);
    }

    /// What only the request or only the reply passes, before `next`, which both do: in the order
    /// that tears the fewest boxes apart.
    void interleave(std::span<visit> there, std::span<visit> back, const visit* next) {
        const auto n = there.size();
        const auto m = back.size();
        using box_index = std::optional<std::size_t>;
        const auto start = places_.empty() ? box_index() : places_.back().inside;
        const auto last = [&](std::size_t i, std::size_t j, bool of_request) -> box_index {
            if (of_request ? i == 0 : j == 0) {
                return start;
            }
            return of_request ? there[i - 1].at.inside : back[j - 1].at.inside;
        };
        // Least borders from here on, by how many are placed and whose the last of them is.
        std::vector<std::array<std::size_t, 2>> least((n + 1) * (m + 1));
        const auto by_request = [&](std::size_t i, std::size_t j, bool after_request) {
            return i == n ? std::numeric_limits<std::size_t>::max()
                          : borders(last(i, j, after_request), there[i].at.inside) +
                                least[(i + 1) * (m + 1) + j][1];
        };
        const auto by_reply = [&](std::size_t i, std::size_t j, bool after_request) {
            return j == m ? std::numeric_limits<std::size_t>::max()
                          : borders(last(i, j, after_request), back[j].at.inside) +
                                least[i * (m + 1) + j + 1][0];
        };
        for (std::size_t i = n + 1; i-- > 0;) {
            for (std::size_t j = m + 1; j-- > 0;) {
                for (const bool after_request : {false, true}) {
                    const auto here = last(i, j, after_request);
                    least[i * (m + 1) + j][after_request ? 1 : 0] =
                        i < n || j < m    ? std::min(by_request(i, j, after_request),
                                                     by_reply(i, j, after_request))
                        : next != nullptr ? borders(here, next->at.inside)
                                          : 0;
                }
            }
        }
        bool after_request = true;
        for (std::size_t i = 0, j = 0; i < n || j < m;) {
            const bool request_next =
                by_request(i, j, after_request) <= by_reply(i, j, after_request);
            place_one(request_next ? there[i++] : back[j++], request_next);
            after_request = request_next;
        }
    }

    void place_one(visit& one, bool of_request) {
        auto at = std::move(one.at);
        (of_request ? at.on_request : at.on_reply) = true;
        (of_request ? at.requests : at.replies) = std::move(one.checks);
        at.remarks = std::move(one.remarks);
        places_.push_back(std::move(at));
    }

    void place_both(visit& there, visit& back) {
        place_one(there, true);
        places_.back().on_reply = true;
        places_.back().replies = std::move(back.checks);
        auto& noted = places_.back().remarks;
        noted.insert(noted.end(), back.remarks.begin(), back.remarks.end());
    }

    const std::vector<path_drawing::container>& all_;
    std::vector<path_drawing::place> places_;
};

} // namespace

std::vector<path_drawing::place> merged(std::vector<visit> there, std::vector<visit> back,
                                        const std::vector<path_drawing::container>& all) {
    return merger(all).merge(std::move(there), std::move(back));
}

} // namespace vpcplan::io
