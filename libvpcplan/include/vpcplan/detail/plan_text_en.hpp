// Private. What plans are told, in English: templates, see fill_template.hpp. Names are facts, and
// {path} is the block that it is about.
#pragma once

#include "../plan_failure.hpp"

namespace vpcplan::detail {

constexpr std::string_view english_text(plan_failure_code code) noexcept {
    switch (code) {
    case plan_failure_code::pool_twice: return "two pools are named \"{pool}\"";
    case plan_failure_code::vpc_twice: return "two VPCs are named \"{vpc}\"";
    case plan_failure_code::zone_twice:
        return R"({vpc} has zone "{zone}" twice[, also as "{other}"])";
    case plan_failure_code::tier_twice: return "{vpc} has two tiers named \"{tier}\"";
    case plan_failure_code::name_empty: return "{named}[ of {owner}] has no name";
    case plan_failure_code::name_character:
        return R"("{name}": the name of {named}[ of {owner}] cannot have a "{character}")";
    case plan_failure_code::zone_named_spare:
        return "zone \"{zone}\" of {vpc} has the name of a spare zone";
    case plan_failure_code::zone_malformed: return "{vpc}: \"{zone}\" is not how a zone is written";
    case plan_failure_code::zone_of_other_region:
        return "zone \"{zone}\" is in {theirs}, and {vpc} is in {region}";
    case plan_failure_code::region_malformed:
        return "{vpc}: \"{region}\" is not how a Region is written";
    case plan_failure_code::service_unknown: return "{path}: unknown service \"{service}\"";
    case plan_failure_code::share_out_of_range:
        return "{path}: a share is more than 0 and at most 1 (all of the block)";
    case plan_failure_code::share_without_block:
        return "{path} is a share of the VPC's block, so the VPC needs a block or a prefix";
    case plan_failure_code::no_zones: return "{vpc} has no zones";
    case plan_failure_code::no_block: return "{vpc} has neither a block nor a pool";
    case plan_failure_code::pool_unknown: return "\"{pool}\" of {vpc} is no pool of the plan";
    case plan_failure_code::pool_without_block:
        return R"(pool "{pool}" is taken from "{from}", which is no pool with a block of its own)";
    case plan_failure_code::pool_not_ipv4:
        return "{vpc} needs an IPv4 block, and pool {pool} is {block}";
    case plan_failure_code::pool_not_ipv6:
        return "{vpc} takes its IPv6 block from pool {pool}, which is {block}";
    case plan_failure_code::source_unknown:
        return "\"{from}\" of {vpc} is neither a pool of the plan nor a block";
    case plan_failure_code::source_not_ipv4:
        return "{from} is no IPv4 block; IPv6 comes with the VPC (ipv6:)";
    case plan_failure_code::too_small_for_services:
        return "{path}: a /{length} is too small for the {needed} addresses its services take";
    case plan_failure_code::pool_too_small:
        return "{path} needs a /{length}, and {from} has only {parent}";
    case plan_failure_code::pool_full:
        return "{path} needs a /{length}, and {from} {parent} has no free block of that size";
    case plan_failure_code::tiers_exceed_vpc:
        return "the tiers of {vpc} do not fit into one VPC block: a VPC block is at most a /16";
    case plan_failure_code::block_avoided:
        return "{vpc}: {block} lies in {avoided}[ ({label})], which the plan avoids";
    case plan_failure_code::block_of_other_vpc: return "{vpc}: {block} overlaps {other} of {owner}";
    case plan_failure_code::subnets_do_not_fit:
        return "{path} needs a /{length}, and after the larger subnets {left} of {before} free "
               "addresses are left; the largest free block is {largest}";
    case plan_failure_code::nothing_free:
        return "{path} needs a /{length}, and after the larger subnets nothing is free for it";
    case plan_failure_code::ipv6_does_not_fit:
        return "{path} needs an IPv6 /{length}, and after the larger subnets {left} of {before} "
               "free "
               "/64 are left; the largest free block is {largest}";
    case plan_failure_code::ipv6_nothing_free:
        return "{path} needs an IPv6 /{length}, and nothing is free for it";
    case plan_failure_code::block_refused: return "{vpc}: {finding}";
    case plan_failure_code::too_many_hosts:
        return "{path}: {hosts} hosts: one AWS subnet has at most 65531 usable addresses (/16); "
               "use {subnets} subnets";
    case plan_failure_code::service_needs_larger:
        return "{path}: {service} needs a subnet of /{length} or larger";
    case plan_failure_code::subnet_size: return "{path}: a subnet is /16 to /28, not /{length}";
    case plan_failure_code::ipv6_subnet_size:
        return "{path}: an IPv6 subnet is /44 to /64 in steps of 4, not /{length}";
    case plan_failure_code::moves_outside_parent:
        return "{path} has {block} and would have to move: it lies outside {parent}";
    case plan_failure_code::moves_outside_vpc:
        return "{path} has {block}, which lies in no block of {vpc} for it";
    case plan_failure_code::moves_off_avoided:
        return "{path} has {block} and would have to move: it overlaps {avoided}[ ({label})], "
               "which the plan avoids";
    case plan_failure_code::moves_off_pool:
        return "{path} has {block} and would have to move: it overlaps {other} of pool {pool}";
    case plan_failure_code::moves_off_aws_subnet:
        return "{path} is planned at {block}, where {owner} {other} of AWS is";
    case plan_failure_code::moves_off_subnet:
        return "{path} is planned at {block}, where {owner} {other} is";
    case plan_failure_code::aws_vpc_ambiguous:
        return "AWS has several VPCs that may be {path}: {ids}";
    case plan_failure_code::aws_subnet_ambiguous:
        return "AWS has several subnets that may be {path}: {ids}";
    case plan_failure_code::vpc_block_replaced:
        return "{path} has {block}, and the plan puts other blocks in its place: AWS cannot resize "
               "a "
               "block of a VPC, nor replace the primary one";
    case plan_failure_code::moves_to_grow:
        return "{path} has {block} and would have to move: it is too small: a /{length} is needed "
               "now, and AWS cannot resize a block";
    }
    return {};
}

constexpr std::string_view english_text(plan_change_code code) noexcept {
    switch (code) {
    case plan_change_code::name_spares_by_number: return "ask for spare zones by their number";
    case plan_change_code::use_known_service: return "one of {services}";
    case plan_change_code::name_zones: return "name its zones";
    case plan_change_code::name_block_or_pool: return "name a block such as 10.0.0.0/16, or a pool";
    case plan_change_code::name_ipv4_pool: return "name an IPv4 pool; an IPv6 one goes under ipv6";
    case plan_change_code::name_ipv6_pool: return "name an IPv6 pool of the plan";
    case plan_change_code::name_source: return "name a pool, or a block";
    case plan_change_code::enlarge_pool: return "give {from} a block of /{length} or more";
    case plan_change_code::ask_for_less: return "ask for a /{length}, or give {from} another block";
    case plan_change_code::add_to_pool:
        return "give {from} another block: what is free in it is too small";
    case plan_change_code::take_tiers_elsewhere:
        return "take some tiers from a pool of their own (from:)";
    case plan_change_code::split_tier: return "split the tier into several";
    case plan_change_code::set_length: return "make it a /{length}";
    case plan_change_code::keep_beside_or_allow:
        return "keep it a /{kept} and add a tier beside it, or allow the move of {paths}";
    case plan_change_code::keep_length_or_allow:
        return "keep it a /{kept}, or allow the move of {paths}";
    case plan_change_code::surround_or_allow:
        return "take it from a block that contains {block}, or allow the move of {paths}";
    case plan_change_code::stop_avoiding_or_allow:
        return "avoid {avoided} no longer, or allow the move of {paths}";
    case plan_change_code::move_pool_or_allow:
        return "give pool {pool} another block, or allow the move of {paths}";
    case plan_change_code::allow_move: return "allow the move of {paths}";
    case plan_change_code::give_block_around:
        return "give {vpc} blocks that hold what it has, or allow the move of {paths}";
    case plan_change_code::shrink_new_subnets:
        return "with a /{length}[ ({addresses} addresses)] for each new subnet of {tier} "
               "everything "
               "would fit";
    case plan_change_code::shrink_tiers:
        return "with smaller new subnets everything would fit: {sizes}";
    case plan_change_code::fewer_spare_zones:
        return "with {spare} spare zones instead of {now} everything would fit";
    case plan_change_code::avoid_less:
        return "if {avoided}[ ({label})] were not avoided, everything would fit";
    case plan_change_code::add_vpc_block:
        return "one more VPC block of /{length} would hold everything";
    case plan_change_code::add_to_source:
        return "with one more free /{length} in {from} everything would fit";
    case plan_change_code::tell_vpcs_apart:
        return "give {path} its region, account or cidr in the plan, or call it by its id";
    case plan_change_code::name_subnet: return "give the one that is meant the Name {name}";
    case plan_change_code::write_instead: return "did you mean {right}?";
    case plan_change_code::write_region: return "write it as AWS does, such as ap-northeast-2";
    case plan_change_code::name_zones_of_region: return "name zones of {region}, such as {right}";
    }
    return {};
}

constexpr std::string_view english_text(plan_remark_code code) noexcept {
    switch (code) {
    case plan_remark_code::block_warned: return "{path}: {finding}";
    case plan_remark_code::block_partly_avoided:
        return "{path}: {block} overlaps {avoided}[ ({label})], which the plan avoids: nothing new "
               "goes there";
    case plan_remark_code::aws_subnet_avoided:
        return "{path}: AWS has {block}, which overlaps {avoided}[ ({label})], which the plan "
               "avoids";
    case plan_remark_code::block_overlaps_aws_vpc:
        return "{path}: {block} overlaps {other} of VPC {owner} in AWS";
    case plan_remark_code::aws_vpc_kept_off:
        return "{block} is not used: it is of VPC {owner} in AWS";
    }
    return {};
}

/// What a name is of: the fact `kind` of name_empty and name_character.
constexpr std::string_view english_kind(std::string_view kind) noexcept {
    return kind == "pool"   ? "a pool"
           : kind == "vpc"  ? "a VPC"
           : kind == "zone" ? "a zone"
                            : "a tier";
}

} // namespace vpcplan::detail
