#include <vpcplan/vpc_cidr_text.hpp>

#include "support/bit_universe.hpp"
#include "support/catch.hpp"

#include <set>
#include <tuple>

#include <string>

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

/// "ok", or the ids of all findings; warnings in brackets.
std::string verdict(const vpc_cidr_check& check) {
    std::string text = check.allowed ? "ok" : "refused";
    for (const auto& finding : check.findings) {
        const auto id = std::string(id_of(finding.rule));
        text += finding.refuses ? " " + id : " (" + id + ")";
    }
    return text;
}

} // namespace

TEST_CASE("which blocks a VPC may have") {
    const struct {
        cidr block;
        std::vector<cidr> existing;
        const char* verdict;
    } rows[] = {
        // sizes
        {"10.0.0.0/15"_cidr, {}, "refused size"},
        {"10.0.0.0/29"_cidr, {}, "refused size"},
        {"10.0.0.0/16"_cidr, {}, "ok"},
        {"2001:db8::/50"_cidr, {}, "refused size"},
        {"2001:db8::/56"_cidr, {}, "ok"},
        // ranges no VPC can have
        {"0.0.0.0/16"_cidr, {}, "refused forbidden_range"},
        {"127.0.0.0/16"_cidr, {}, "refused forbidden_range"},
        {"169.254.0.0/16"_cidr, {}, "refused forbidden_range"},
        {"239.255.255.240/28"_cidr, {}, "refused forbidden_range"},
        {"255.255.255.240/28"_cidr, {}, "ok (class_e)"},
        // the same of IPv6: what is no unicast network, and ULA that AWS does not take
        {"::/56"_cidr, {}, "refused forbidden_range (not_global_unicast)"},
        {"fe80::/56"_cidr, {}, "refused forbidden_range"},
        {"febf:ffff:ffff:ff00::/56"_cidr, {}, "refused forbidden_range"},
        {"ff02::/48"_cidr, {}, "refused forbidden_range"},
        {"fc00::/56"_cidr, {}, "refused forbidden_range"},
        {"fd00:ec2::/44"_cidr, {}, "refused forbidden_range"},
        {"fd00:ffff:ffff:ff00::/56"_cidr, {}, "refused forbidden_range"},
        {"fd01::/56"_cidr, {}, "ok"},
        {"fdff:ffff:ffff:ff00::/56"_cidr, {}, "ok"},
        {"2000::/44"_cidr, {}, "ok"},
        {"3fff:ffff:ffff:fff0::/60"_cidr, {}, "ok"},
        // of which AWS says nothing
        {"0:0:0:100::/56"_cidr, {}, "ok (not_global_unicast)"},
        {"64:ff9b:1::/48"_cidr, {}, "ok (not_global_unicast)"},
        {"4000::/56"_cidr, {}, "ok (not_global_unicast)"},
        {"fe00::/56"_cidr, {}, "ok (not_global_unicast)"},
        {"fec0::/56"_cidr, {}, "ok (not_global_unicast)"},
        // T2: beside 10.0.0.0/16
        {"10.1.0.0/16"_cidr, {"10.0.0.0/16"_cidr}, "ok"},
        {"10.0.1.0/24"_cidr,
         {"10.0.0.0/16"_cidr},
         "refused overlaps_existing (restricted_association)"},
        {"172.20.0.0/16"_cidr, {"10.0.0.0/16"_cidr}, "refused restricted_association"},
        {"100.64.0.0/16"_cidr, {"10.0.0.0/16"_cidr}, "ok"},
        {"198.19.0.0/16"_cidr, {"10.0.0.0/16"_cidr}, "refused restricted_association"},
        // T3: the lower half of 10.0.0.0/15
        {"10.0.0.0/16"_cidr, {"10.1.0.0/16"_cidr}, "refused restricted_association"},
        {"10.2.0.0/16"_cidr, {"10.1.0.0/16"_cidr}, "ok"},
        // T3b: unconfirmed, so a warning
        {"10.0.1.0/24"_cidr, {"10.0.0.0/24"_cidr}, "ok (restricted_association)"},
        // T4
        {"172.31.0.0/16"_cidr, {"172.16.0.0/16"_cidr}, "refused restricted_association"},
        {"172.17.0.0/16"_cidr, {"172.16.0.0/16"_cidr}, "ok (docker_bridge)"},
        // the other rows of the table
        {"10.0.0.0/16"_cidr, {"172.16.0.0/16"_cidr}, "refused restricted_association"},
        {"192.168.0.0/24"_cidr, {"172.16.0.0/16"_cidr}, "refused restricted_association"},
        {"203.0.113.0/24"_cidr, {"172.16.0.0/16"_cidr}, "ok"},
        {"172.31.0.0/16"_cidr, {"192.168.0.0/24"_cidr}, "refused restricted_association"},
        {"192.168.1.0/24"_cidr, {"192.168.0.0/24"_cidr}, "ok"},
        {"192.168.1.0/24"_cidr, {"198.19.0.0/16"_cidr}, "refused restricted_association"},
        {"100.64.0.0/16"_cidr, {"198.19.0.0/16"_cidr}, "ok"},
        {"10.5.0.0/16"_cidr, {"100.64.0.0/16"_cidr}, "refused restricted_association"},
        {"198.19.1.0/24"_cidr, {"203.0.113.0/24"_cidr}, "refused restricted_association"},
        {"100.64.0.0/16"_cidr, {"203.0.113.0/24"_cidr}, "ok"},
        // a secondary block's row: AWS is silent, so a warning
        {"10.2.0.0/16"_cidr,
         {"10.0.0.0/16"_cidr, "100.64.0.0/16"_cidr},
         "ok (restricted_association)"},
        // the primary is the first IPv4 block, wherever IPv6 stands
        {"10.2.0.0/16"_cidr, {"2001:db8::/56"_cidr, "10.0.0.0/16"_cidr}, "ok"},
        // IPv6 beside IPv6
        {"2001:db8:0:10::/60"_cidr, {"2001:db8::/56"_cidr}, "refused overlaps_existing"},
        {"2001:db8:0:100::/60"_cidr, {"2001:db8::/56"_cidr}, "ok"},
        // the sixth block
        {"10.7.0.0/16"_cidr,
         {"10.2.0.0/16"_cidr, "10.3.0.0/16"_cidr, "10.4.0.0/16"_cidr, "10.5.0.0/16"_cidr,
          "10.6.0.0/16"_cidr},
         "ok (quota)"},
        {"2001:db8:6::/56"_cidr,
         {"2001:db8:1::/56"_cidr, "2001:db8:2::/56"_cidr, "2001:db8:3::/56"_cidr,
          "2001:db8:4::/56"_cidr, "2001:db8:5::/56"_cidr},
         "refused quota"},
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.block), row.existing.size());
        CHECK(verdict(check_vpc_cidr(row.block, row.existing)) == row.verdict);
    }
}

TEST_CASE("a VPC has global unicast IPv6, or ULA in fd00::/8 without fd00::/16") {
    // Every /16 of IPv6, by a VPC block in it, and by the lists of ranges.
    const auto refused = refused_ranges({});
    const auto warned = warned_ranges();
    for (std::uint64_t first = 0; first < 0x10000; ++first) {
        // Not the first block of all, which has the unspecified address.
        const auto block = cidr::containing(
            detail::address_bits{first << 48 | 0x100, 0, address_family::ipv6}, 56);
        const bool is_global = first >> 13 == 1;
        const bool is_ula = first > 0xfd00 && first <= 0xfdff;
        const bool is_forbidden = (first >> 8 == 0xfc) || first == 0xfd00 ||
                                  (first >> 6 == 0xfe80 >> 6) || first >> 8 == 0xff;
        const auto* wanted = is_global || is_ula ? "ok"
                             : is_forbidden      ? "refused forbidden_range"
                                                 : "ok (not_global_unicast)";
        const auto lies_in = [&](const std::vector<cidr>& ranges) {
            return std::any_of(ranges.begin(), ranges.end(),
                               [&](const cidr& range) { return overlaps(range, block); });
        };
        INFO(to_string(block));
        REQUIRE(verdict(check_vpc_cidr(block)) == wanted);
        REQUIRE(lies_in(refused) == is_forbidden);
        REQUIRE(lies_in(warned) == (!is_global && !is_ula && !is_forbidden));
    }
}

TEST_CASE("a new block must not cover the destination of a route") {
    const std::vector<cidr> vpc{"10.2.0.0/16"_cidr};
    const std::vector<cidr> routes{"10.0.0.0/24"_cidr, "0.0.0.0/0"_cidr};
    CHECK(verdict(check_vpc_cidr("10.0.0.0/16"_cidr, vpc, routes)) == "refused covers_route");
    CHECK(verdict(check_vpc_cidr("10.0.0.0/24"_cidr, vpc, routes)) == "refused covers_route");
    CHECK(verdict(check_vpc_cidr("10.0.0.0/25"_cidr, vpc, routes)) == "ok");
}

TEST_CASE("the fifty-first IPv4 block is refused whatever the quota") {
    std::vector<cidr> existing;
    for (unsigned i = 0; i < 50; ++i) {
        existing.push_back(cidr::containing(
            detail::address_bits{0, 0x0a020000U + (i << 16), address_family::ipv4}, 16));
    }
    CHECK(verdict(check_vpc_cidr("10.200.0.0/16"_cidr, existing)) == "refused quota");
}

TEST_CASE("a refusal says which block, which rule, and beside what") {
    const std::vector<cidr> vpc{"10.0.0.0/16"_cidr};
    const auto check = check_vpc_cidr("172.20.0.0/16"_cidr, vpc);
    REQUIRE(check.findings.size() == 1);
    CHECK(sentence(check.findings[0], language::en) ==
          "172.20.0.0/16 is in 172.16.0.0/12, which cannot be added to a VPC with a primary block "
          "in 10.0.0.0/8 (10.0.0.0/16)");
}

TEST_CASE("VPCs that share addresses are found with what they share") {
    const std::vector<named_blocks> vpcs{
        {"a", {"10.0.0.0/16"_cidr, "2001:db8::/56"_cidr}},
        {"b", {"10.0.128.0/17"_cidr, "10.1.0.0/16"_cidr}},
        {"c", {"10.0.0.0/8"_cidr}},
        {"d", {"192.168.0.0/16"_cidr, "::ffff:10.0.0.0/104"_cidr}},
        {"e", {"2001:db8:0:80::/57"_cidr, "192.168.0.0/17"_cidr}},
    };
    const std::vector<vpc_overlap> expected{
        {0, 1, {"10.0.128.0/17"_cidr}},      {0, 2, {"10.0.0.0/16"_cidr}},
        {0, 4, {"2001:db8:0:80::/57"_cidr}}, {1, 2, {"10.0.128.0/17"_cidr, "10.1.0.0/16"_cidr}},
        {3, 4, {"192.168.0.0/17"_cidr}},
    };
    CHECK(vpc_overlaps(vpcs) == expected);

    std::vector<vpc_overlap> first_two;
    for_each_vpc_overlap(vpcs, [&](const vpc_overlap& pair) {
        first_two.push_back(pair);
        return first_two.size() < 2;
    });
    CHECK(first_two == std::vector<vpc_overlap>{expected[0], expected[1]});
}

TEST_CASE("millions of overlapping pairs are found in the memory that the blocks take") {
    // 2,000 VPCs with the same block: 1,999,000 pairs. Held at once they took most of a gigabyte.
    const std::vector<named_blocks> vpcs(2000, {"v", {"10.0.0.0/16"_cidr}});
    std::size_t pairs = 0;
    std::pair<std::size_t, std::size_t> last{0, 0};
    bool is_ascending = true;
    for_each_vpc_overlap(vpcs, [&](const vpc_overlap& pair) {
        ++pairs;
        const std::pair here(pair.a, pair.b);
        is_ascending = is_ascending && last < here && pair.a < pair.b && pair.shared.size() == 1;
        last = here;
        return true;
    });
    CHECK(pairs == 1'999'000);
    CHECK(is_ascending);
}

TEST_CASE("overlapping VPCs agree with bit arrays") {
    using namespace vpcplan_test;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < rounds(60); ++round) {
        for (const auto& space : universes()) {
            CAPTURE(round, space.name);
            std::vector<named_blocks> vpcs(5);
            std::vector<bits> marks;
            for (auto& vpc : vpcs) {
                const int count = std::uniform_int_distribution<int>(0, 4)(random);
                for (int i = 0; i < count; ++i) {
                    vpc.blocks.push_back(space.random_block(random, 6));
                }
                marks.push_back(space.marked(vpc.blocks));
            }
            std::vector<vpc_overlap> expected;
            for (std::size_t a = 0; a < vpcs.size(); ++a) {
                for (std::size_t b = a + 1; b < vpcs.size(); ++b) {
                    bits both{};
                    for (std::size_t i = 0; i < both.size(); ++i) {
                        both[i] = marks[a][i] && marks[b][i];
                    }
                    if (both != bits{}) {
                        expected.push_back({a, b, space.fewest_blocks(both)});
                    }
                }
            }
            REQUIRE(vpc_overlaps(vpcs) == expected);
        }
    }
}

TEST_CASE("who overlaps whom is what comparing every block with every other finds") {
    using namespace vpcplan_test;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    using four = std::tuple<cidr, std::uint32_t, cidr, std::uint32_t>;
    std::size_t found_ever = 0;
    for (int round = 0; round < rounds(40); ++round) {
        std::vector<owned_block> blocks;
        for (const auto& space : universes()) {
            const int count = std::uniform_int_distribution<int>(0, 30)(random);
            for (int i = 0; i < count; ++i) {
                blocks.push_back({space.random_block(random, 5),
                                  std::uniform_int_distribution<std::uint32_t>(0, 3)(random)});
            }
        }
        std::shuffle(blocks.begin(), blocks.end(), random);
        std::set<four> expected;
        for (const auto& a : blocks) {
            for (const auto& b : blocks) {
                const bool a_is_outer =
                    a.block.contains(b.block) && (a.block != b.block || a.owner < b.owner);
                if (a.owner != b.owner && overlaps(a.block, b.block) && a_is_outer) {
                    expected.insert({a.block, a.owner, b.block, b.owner});
                }
            }
        }
        std::set<four> found;
        std::size_t visits = 0;
        for_each_overlap(blocks, [&](const owned_block& outer, const owned_block& inner) {
            found.insert({outer.block, outer.owner, inner.block, inner.owner});
            ++visits;
            return true;
        });
        REQUIRE(found == expected);
        REQUIRE(visits == expected.size()); // each once
        found_ever += visits;
        std::size_t few = 0;
        for_each_overlap(blocks, [&](const auto&, const auto&) { return ++few < 3; });
        CHECK(few == std::min<std::size_t>(3, visits));
    }
    CHECK(found_ever > 1000);
}
