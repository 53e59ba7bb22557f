#include <vpcplan/free_space.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"

#include <functional>
#include <numeric>
#include <string>

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

std::string text_of(const std::vector<cidr>& blocks) {
    std::string out;
    for (const auto& block : blocks) {
        out += out.empty() ? "" : " ";
        out += to_string(block);
    }
    return out;
}

} // namespace

TEST_CASE("free blocks are what is left of the parent") {
    const std::vector<cidr> used{"10.0.0.0/26"_cidr, "10.0.0.128/25"_cidr, "172.16.0.0/12"_cidr,
                                 "::/0"_cidr};
    CHECK(text_of(free_blocks("10.0.0.0/24"_cidr, used)) == "10.0.0.64/26");
    // nothing used, everything used, used by something larger
    CHECK(text_of(free_blocks("10.0.0.0/24"_cidr, {})) == "10.0.0.0/24");
    CHECK(free_blocks("10.0.0.0/24"_cidr, std::vector{"10.0.0.0/8"_cidr}).empty());
    // the ends of both spaces
    CHECK(text_of(free_blocks("255.255.255.254/31"_cidr, std::vector{"255.255.255.255/32"_cidr})) ==
          "255.255.255.254/32");
    CHECK(free_blocks("::/0"_cidr, std::vector{"::/128"_cidr}).size() == 128);
}

TEST_CASE("the next free block, lowest or where it fits best") {
    const std::vector<cidr> used{"10.0.0.128/25"_cidr, "10.0.1.64/26"_cidr, "10.0.1.128/25"_cidr};
    const auto parent = "10.0.0.0/23"_cidr;
    CHECK(next_free(parent, used, 26).value().value() == "10.0.0.0/26"_cidr);
    CHECK(next_free(parent, used, 26, placement::best_fit).value().value() == "10.0.1.0/26"_cidr);
    CHECK(!next_free(parent, used, 24).value().has_value());
    CHECK(next_free(parent, {}, 23).value().value() == parent);
    CHECK(next_free("::/0"_cidr, {}, 0).value().value() == "::/0"_cidr);
    CHECK(next_free(parent, used, 22).error().code == errc::prefix_shorter_than_block);
    CHECK(next_free(parent, used, 33).error().code == errc::prefix_length_out_of_range);
}

TEST_CASE("blocks are placed in the order asked") {
    const auto plan = fit("10.0.0.0/24"_cidr, {}, std::vector{28, 26, 28, 27}).value();
    REQUIRE(plan.feasible());
    CHECK(text_of(plan.blocks) == "10.0.0.96/28 10.0.0.0/26 10.0.0.112/28 10.0.0.64/27");
    CHECK(text_of(plan.free) == "10.0.0.128/25");
}

TEST_CASE("equal sizes get ascending addresses even from different holes") {
    const std::vector<cidr> taken{"10.0.0.64/26"_cidr, "10.0.0.128/27"_cidr, "10.0.0.192/26"_cidr};
    const auto plan = fit("10.0.0.0/24"_cidr, taken, std::vector{27, 27}).value();
    REQUIRE(plan.feasible());
    CHECK(text_of(plan.blocks) == "10.0.0.0/27 10.0.0.160/27");
}

TEST_CASE("what does not fit is named, with what is free") {
    const std::vector<cidr> taken{"10.0.0.64/28"_cidr};
    const auto plan = fit("10.0.0.0/25"_cidr, taken, std::vector{27, 27, 26}).value();
    REQUIRE(!plan.feasible());
    CHECK(plan.blocks.empty());
    CHECK(plan.failure->request == 1);
    CHECK(plan.failure->prefix_length == 27);
    CHECK(to_string(*plan.failure) ==
          "request 2 (/27) does not fit: 16 of 112 free addresses are left after the larger "
          "requests, and the largest free block is 10.0.0.80/28");
    CHECK(to_string(*fit("10.0.0.0/24"_cidr, {}, std::vector{24, 28}).value().failure) ==
          "request 2 (/28) does not fit: the larger requests leave nothing free");
    CHECK(to_string(*fit("10.0.0.0/24"_cidr, std::vector{"10.0.0.0/8"_cidr}, std::vector{28})
                         .value()
                         .failure) == "request 1 (/28) does not fit: nothing is free");
    // larger than the parent
    CHECK(!fit("10.0.0.0/24"_cidr, {}, std::vector{23}).value().feasible());
}

TEST_CASE("fitting at the ends of the space") {
    CHECK(text_of(fit("::/0"_cidr, {}, std::vector{1, 1}).value().blocks) == "::/1 8000::/1");
    CHECK(text_of(fit("::/0"_cidr, {}, std::vector{0}).value().blocks) == "::/0");
    const auto three = fit("::/0"_cidr, {}, std::vector{1, 1, 1}).value();
    REQUIRE(!three.feasible());
    CHECK(three.failure->free_before == "340282366920938463463374607431768211456");
    CHECK(text_of(fit("255.255.255.254/31"_cidr, std::vector{"255.255.255.254/32"_cidr},
                      std::vector{32})
                      .value()
                      .blocks) == "255.255.255.255/32");
    CHECK(text_of(fit("0.0.0.0/0"_cidr, {}, std::vector{32, 1}).value().blocks) ==
          "128.0.0.0/32 0.0.0.0/1");
    CHECK(fit("0.0.0.0/0"_cidr, {}, std::vector{33}).error().code ==
          errc::prefix_length_out_of_range);
    CHECK(fit("0.0.0.0/0"_cidr, {}, std::vector{-1}).error().code ==
          errc::prefix_length_out_of_range);
    CHECK(fit("0.0.0.0/0"_cidr, {}, {}).value().feasible());
}

TEST_CASE("a fit is found exactly when there is one, and it is the tidiest") {
    using namespace vpcplan_test;
    // 16 places, each /32 or /128; all ways to place the requests are tried.
    constexpr int places = 16;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    int feasible = 0;
    int infeasible = 0;
    for (int round = 0; round < rounds(40); ++round) {
        for (const auto& space : universes()) {
            CAPTURE(round, space.name);
            const auto parent = space.block(universe_size - places, 4); // the top end
            const int offset = universe_size - places;
            std::vector<cidr> taken;
            const int taken_count = std::uniform_int_distribution<int>(0, 3)(random);
            for (int i = 0; i < taken_count; ++i) {
                taken.push_back(
                    space.block(offset + std::uniform_int_distribution<int>(0, places - 1)(random),
                                std::uniform_int_distribution<int>(0, 2)(random)));
            }
            std::vector<int> sizes(
                static_cast<std::size_t>(std::uniform_int_distribution<int>(1, 4)(random)));
            std::vector<int> lengths;
            for (auto& size : sizes) {
                size = std::uniform_int_distribution<int>(0, 3)(random);
                lengths.push_back(space.width() - size);
            }
            const bits start = space.marked(taken);
            bool possible = false;
            int best_largest = -1;
            std::size_t fewest = universe_size;
            const std::function<void(std::size_t, const bits&)> place = [&](std::size_t request,
                                                                            const bits& used) {
                if (request == sizes.size()) {
                    possible = true;
                    bits free{};
                    for (int i = 0; i < places; ++i) {
                        const auto at = static_cast<std::size_t>(offset + i);
                        free[at] = !used[at];
                    }
                    const auto holes = space.fewest_blocks(free);
                    int largest = -1;
                    for (const auto& hole : holes) {
                        largest = std::max(largest, hole.host_length());
                    }
                    best_largest = std::max(best_largest, largest);
                    fewest = std::min(fewest, holes.size());
                    return;
                }
                for (int at = 0; at < places; at += 1 << sizes[request]) {
                    const auto begin = used.begin() + offset + at;
                    const auto end = begin + (1 << sizes[request]);
                    if (std::none_of(begin, end, [](bool held) { return held; })) {
                        bits next = used;
                        space.mark(next, space.block(offset + at, sizes[request]));
                        place(request + 1, next);
                    }
                }
            };
            place(0, start);
            const auto plan = fit(parent, taken, lengths).value();
            REQUIRE(plan.feasible() == possible);
            if (!possible) {
                ++infeasible;
                continue;
            }
            ++feasible;
            bits used = start;
            for (std::size_t i = 0; i < lengths.size(); ++i) {
                const auto& block = plan.blocks[i];
                REQUIRE(block.prefix_length() == lengths[i]);
                REQUIRE(parent.contains(block));
                bits own{};
                space.mark(own, block);
                for (std::size_t bit = 0; bit < own.size(); ++bit) {
                    REQUIRE(!(own[bit] && used[bit]));
                    used[bit] = used[bit] || own[bit];
                }
            }
            bits free{};
            for (auto i = static_cast<std::size_t>(universe_size - places); i < free.size(); ++i) {
                free[i] = !used[i];
            }
            REQUIRE(plan.free == space.fewest_blocks(free));
            int largest = -1;
            for (const auto& hole : plan.free) {
                largest = std::max(largest, hole.host_length());
            }
            REQUIRE(largest == best_largest);
            REQUIRE(plan.free.size() == fewest);
        }
    }
    CHECK(feasible > 20);
    CHECK(infeasible > 20);
}
