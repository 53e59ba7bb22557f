// Floor 7. Why there is no layout, what would help, and what is remarked about one: as data.
// plan_text.hpp has the sentences.
//
// Example    why.code            -> plan_failure_code::pool_full
//            why.changes[0].code -> plan_change_code::ask_for_less, facts length=24, from=corp
#pragma once

#include "facts.hpp"
#include "trace.hpp"
#include "vpc_cidr.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vpcplan {

enum class plan_problem : std::uint8_t {
    does_not_fit, ///< no layout exists with what stays where it is
    must_move,    ///< a block that exists is too small, or lies where nothing may
    refused,      ///< AWS refuses it
    bad_plan      ///< the plan contradicts itself
};

constexpr std::string_view id_of(plan_problem what) noexcept {
    switch (what) {
    case plan_problem::does_not_fit: return "does_not_fit";
    case plan_problem::must_move: return "must_move";
    case plan_problem::refused: return "refused";
    case plan_problem::bad_plan: return "bad_plan";
    }
    return "bad_plan";
}

// X(name, problem). The name is the stable id; formats.md lists them.
#define VPCPLAN_PLAN_FAILURES(X)                                                                   \
    X(pool_twice, bad_plan)                                                                        \
    X(vpc_twice, bad_plan)                                                                         \
    X(zone_twice, bad_plan)                                                                        \
    X(tier_twice, bad_plan)                                                                        \
    X(name_empty, bad_plan)                                                                        \
    X(name_character, bad_plan)                                                                    \
    X(zone_named_spare, bad_plan)                                                                  \
    X(zone_malformed, bad_plan)                                                                    \
    X(zone_of_other_region, bad_plan)                                                              \
    X(region_malformed, bad_plan)                                                                  \
    X(service_unknown, bad_plan)                                                                   \
    X(share_out_of_range, bad_plan)                                                                \
    X(share_without_block, bad_plan)                                                               \
    X(no_zones, bad_plan)                                                                          \
    X(no_block, bad_plan)                                                                          \
    X(pool_unknown, bad_plan)                                                                      \
    X(pool_without_block, bad_plan)                                                                \
    X(pool_not_ipv4, bad_plan)                                                                     \
    X(pool_not_ipv6, bad_plan)                                                                     \
    X(source_unknown, bad_plan)                                                                    \
    X(source_not_ipv4, bad_plan)                                                                   \
    X(too_small_for_services, bad_plan)                                                            \
    X(aws_vpc_ambiguous, bad_plan)                                                                 \
    X(aws_subnet_ambiguous, bad_plan)                                                              \
    X(pool_too_small, does_not_fit)                                                                \
    X(pool_full, does_not_fit)                                                                     \
    X(tiers_exceed_vpc, does_not_fit)                                                              \
    X(block_avoided, does_not_fit)                                                                 \
    X(block_of_other_vpc, does_not_fit)                                                            \
    X(subnets_do_not_fit, does_not_fit)                                                            \
    X(nothing_free, does_not_fit)                                                                  \
    X(ipv6_does_not_fit, does_not_fit)                                                             \
    X(ipv6_nothing_free, does_not_fit)                                                             \
    X(block_refused, refused)                                                                      \
    X(too_many_hosts, refused)                                                                     \
    X(service_needs_larger, refused)                                                               \
    X(subnet_size, refused)                                                                        \
    X(ipv6_subnet_size, refused)                                                                   \
    X(moves_outside_parent, must_move)                                                             \
    X(moves_outside_vpc, must_move)                                                                \
    X(vpc_block_replaced, must_move)                                                               \
    X(moves_off_avoided, must_move)                                                                \
    X(moves_off_pool, must_move)                                                                   \
    X(moves_off_aws_subnet, must_move)                                                             \
    X(moves_off_subnet, must_move)                                                                 \
    X(moves_to_grow, must_move)

enum class plan_failure_code : std::uint8_t {
#define VPCPLAN_ENUMERATOR(name, problem) name,
    VPCPLAN_PLAN_FAILURES(VPCPLAN_ENUMERATOR)
#undef VPCPLAN_ENUMERATOR
};

constexpr std::string_view id_of(plan_failure_code code) noexcept {
    switch (code) {
#define VPCPLAN_ID(name, problem)                                                                  \
    case plan_failure_code::name: return #name;
        VPCPLAN_PLAN_FAILURES(VPCPLAN_ID)
#undef VPCPLAN_ID
    }
    return "unknown";
}

namespace detail {

inline constexpr plan_problem plan_problems[] = {
#define VPCPLAN_PROBLEM(name, problem) plan_problem::problem,
    VPCPLAN_PLAN_FAILURES(VPCPLAN_PROBLEM)
#undef VPCPLAN_PROBLEM
};

} // namespace detail

constexpr plan_problem problem_of(plan_failure_code code) noexcept {
    return detail::plan_problems[static_cast<std::size_t>(code)];
}

/// What would help.
enum class plan_change_code : std::uint8_t {
    name_spares_by_number,
    use_known_service,
    name_zones,
    name_block_or_pool,
    name_ipv4_pool,
    name_ipv6_pool,
    name_source,
    enlarge_pool,
    ask_for_less,
    add_to_pool,
    take_tiers_elsewhere,
    split_tier,
    set_length,
    keep_beside_or_allow,
    keep_length_or_allow,
    surround_or_allow,
    stop_avoiding_or_allow,
    move_pool_or_allow,
    allow_move,
    give_block_around,
    shrink_new_subnets,
    shrink_tiers,
    fewer_spare_zones,
    avoid_less,
    add_vpc_block,
    add_to_source,
    tell_vpcs_apart,
    name_subnet,
    write_instead,
    write_region,
    name_zones_of_region
};

struct plan_change {
    plan_change_code code{};
    fact_list facts;
};

/// Why there is no layout.
struct plan_failure {
    plan_failure_code code;
    std::string path; ///< of the block that failed
    source_ref place{};
    fact_list facts;
    std::vector<plan_change> changes; ///< the smallest that would help; none when none is known
    std::optional<vpc_cidr_finding> finding{}; ///< of block_refused
    std::vector<cidr> free{};                  ///< what is free before anything new is placed
    std::optional<cidr> largest{};             ///< the largest of `free`
    /// What else is in the way, as if everything named before it were allowed to move: more that
    /// must move, and at last what would not fit even then. Only beside must_move; never nested.
    std::vector<plan_failure> more{};

    plan_problem what() const noexcept { return problem_of(code); }
};

enum class plan_remark_code : std::uint8_t {
    block_warned, ///< AWS accepts the block, or is not known to refuse it
    block_partly_avoided,
    aws_subnet_avoided,
    block_overlaps_aws_vpc, ///< of a VPC that is not of the plan
    aws_vpc_kept_off        ///< nothing of the plan goes where that VPC is
};

/// What a layout should be read with.
struct plan_remark {
    plan_remark_code code;
    std::string path; ///< of the VPC or subnet that it is about
    fact_list facts;
    std::optional<vpc_cidr_finding> finding{}; ///< of block_warned
};

} // namespace vpcplan
