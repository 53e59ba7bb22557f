// Private. What plans are told, in Korean. A fixed noun stands behind every value, so that no
// particle depends on it.
#pragma once

#include "../plan_failure.hpp"

namespace vpcplan::detail {

constexpr std::string_view korean_text(plan_failure_code code) noexcept {
    switch (code) {
    case plan_failure_code::pool_twice: return "이름이 \"{pool}\"인 주소 풀이 두 개입니다";
    case plan_failure_code::vpc_twice: return "이름이 \"{vpc}\"인 VPC가 두 개입니다";
    case plan_failure_code::zone_twice:
        return "{vpc}의 가용 영역 목록에 \"{zone}\" 항목이 두 번 있습니다[(다른 표기: "
               "\"{other}\")]";
    case plan_failure_code::tier_twice: return "{vpc}에 이름이 \"{tier}\"인 계층이 두 개입니다";
    case plan_failure_code::name_empty: return "[{owner}의 ]{named} 이름이 비어 있습니다";
    case plan_failure_code::name_character:
        return "\"{name}\": [{owner}의 ]{named} 이름에 \"{character}\" 문자를 쓸 수 없습니다";
    case plan_failure_code::zone_named_spare:
        return "{vpc}의 가용 영역에 예비 영역의 이름(\"{zone}\")을 쓸 수 없습니다";
    case plan_failure_code::zone_malformed:
        return "{vpc}: \"{zone}\" 항목은 가용 영역 이름의 형식이 아닙니다";
    case plan_failure_code::zone_of_other_region:
        return "가용 영역 \"{zone}\" 항목은 {theirs} 리전에 있고 {vpc}의 리전은 {region}입니다";
    case plan_failure_code::region_malformed:
        return "{vpc}: \"{region}\" 항목은 리전 이름의 형식이 아닙니다";
    case plan_failure_code::service_unknown: return "{path}: \"{service}\" 서비스를 알 수 없습니다";
    case plan_failure_code::share_out_of_range:
        return "{path}: 비율은 0보다 크고 1(블록 전체) 이하여야 합니다";
    case plan_failure_code::share_without_block:
        return "{path} 계층의 크기가 VPC 블록에 대한 비율이므로 VPC에 블록이나 접두사 길이가 "
               "필요합니다";
    case plan_failure_code::no_zones: return "{vpc}에 가용 영역이 없습니다";
    case plan_failure_code::no_block: return "{vpc}에 블록도 주소 풀도 없습니다";
    case plan_failure_code::pool_unknown:
        return "{vpc}에 지정된 \"{pool}\" 주소 풀이 계획에 없습니다";
    case plan_failure_code::pool_without_block:
        return "주소 풀 \"{pool}\"의 출처(\"{from}\")가 자체 블록이 있는 주소 풀이 아닙니다";
    case plan_failure_code::pool_not_ipv4:
        return "{vpc}에 IPv4 블록이 필요하지만 주소 풀 {pool}의 블록은 {block}입니다";
    case plan_failure_code::pool_not_ipv6:
        return "{vpc}의 IPv6 블록을 가져올 주소 풀 {pool}의 블록이 {block}입니다";
    case plan_failure_code::source_unknown:
        return "{vpc}에 지정된 출처(\"{from}\")가 계획의 주소 풀도 블록도 아닙니다";
    case plan_failure_code::source_not_ipv4:
        return "출처({from})가 IPv4 블록이 아닙니다. IPv6 블록은 VPC의 ipv6 항목에 지정합니다";
    case plan_failure_code::too_small_for_services:
        return "{path}: 서비스에 필요한 주소 {needed}개에 비해 /{length} 크기가 너무 작습니다";
    case plan_failure_code::pool_too_small:
        return "{path}에 /{length} 블록이 필요하지만 {from}에는 {parent} 블록뿐입니다";
    case plan_failure_code::pool_full:
        return "{path}에 /{length} 블록이 필요하지만 {from} {parent}에 그 크기의 빈 블록이 "
               "없습니다";
    case plan_failure_code::tiers_exceed_vpc:
        return "{vpc}의 계층이 VPC 블록 하나에 들어가지 않습니다. VPC 블록은 /16까지만 커질 수 "
               "있습니다";
    case plan_failure_code::block_avoided:
        return "{vpc}: {block} 블록이 계획에서 피하는 {avoided} 범위[({label})] 안에 있습니다";
    case plan_failure_code::block_of_other_vpc:
        return "{vpc}: {block} 블록이 {owner}의 {other} 블록과 겹칩니다";
    case plan_failure_code::subnets_do_not_fit:
        return "{path}에 /{length} 블록이 필요하지만, 더 큰 서브넷을 배치하면 빈 주소 {before}개 "
               "중 "
               "{left}개가 남고 가장 큰 빈 블록은 {largest}입니다";
    case plan_failure_code::nothing_free:
        return "{path}에 /{length} 블록이 필요하지만 더 큰 서브넷을 놓고 나면 빈 곳이 없습니다";
    case plan_failure_code::ipv6_does_not_fit:
        return "{path}에 IPv6 /{length} 블록이 필요하지만 더 큰 서브넷을 놓고 나면 비어 있던 /64 "
               "{before}개 중 {left}개가 남고, 가장 큰 빈 블록은 {largest}입니다";
    case plan_failure_code::ipv6_nothing_free:
        return "{path}에 IPv6 /{length} 블록이 필요하지만 빈 곳이 없습니다";
    case plan_failure_code::block_refused: return "{vpc}: {finding}";
    case plan_failure_code::too_many_hosts:
        return "{path}: AWS 서브넷 하나에서 쓸 수 있는 주소는 65531개(/16)까지이므로 호스트 "
               "{hosts}개에는 서브넷 {subnets}개가 필요합니다";
    case plan_failure_code::service_needs_larger:
        return "{path}: {service} 서비스에는 크기가 /{length} 이상인 서브넷이 필요합니다";
    case plan_failure_code::subnet_size:
        return "{path}: 서브넷의 크기는 /16부터 /28까지이며 /{length} 서브넷은 만들 수 없습니다";
    case plan_failure_code::ipv6_subnet_size:
        return "{path}: IPv6 서브넷의 크기는 /44부터 /64까지 4 간격이며 /{length} 서브넷은 만들 수 "
               "없습니다";
    case plan_failure_code::moves_outside_parent:
        return "{path}의 {block} 블록이 {parent} 밖에 있어 옮겨야 합니다";
    case plan_failure_code::moves_outside_vpc:
        return "{path}의 {block} 블록이 {vpc}에서 그 서브넷에 쓸 수 있는 블록 밖에 있습니다";
    case plan_failure_code::moves_off_avoided:
        return "{path}의 {block} 블록이 계획에서 피하는 {avoided} 범위[({label})]와 겹쳐 옮겨야 "
               "합니다";
    case plan_failure_code::moves_off_pool:
        return "{path}의 {block} 블록이 주소 풀 {pool}의 {other} 블록과 겹쳐 옮겨야 합니다";
    case plan_failure_code::moves_off_aws_subnet:
        return "{path} 자리로 계획된 {block} 블록에 AWS의 {owner} 서브넷({other})이 있습니다";
    case plan_failure_code::moves_off_subnet:
        return "{path} 자리로 계획된 {block} 블록에 {owner} 서브넷({other})이 있습니다";
    case plan_failure_code::aws_vpc_ambiguous:
        return "{path}에 해당할 수 있는 VPC가 AWS에 여럿 있습니다: {ids}";
    case plan_failure_code::aws_subnet_ambiguous:
        return "{path}에 해당할 수 있는 서브넷이 AWS에 여럿 있습니다: {ids}";
    case plan_failure_code::vpc_block_replaced:
        return "{path}의 {block} 블록 자리에 다른 블록이 계획되어 있습니다. AWS에서는 VPC 블록의 "
               "크기를 "
               "바꿀 수 없고, 기본 블록을 다른 블록으로 바꿀 수도 없습니다";
    case plan_failure_code::moves_to_grow:
        return "{path}의 {block} 블록이 너무 작아 옮겨야 합니다. 이제 /{length} 블록이 필요한데 "
               "AWS에서는 블록의 크기를 바꿀 수 없습니다";
    }
    return {};
}

constexpr std::string_view korean_text(plan_change_code code) noexcept {
    switch (code) {
    case plan_change_code::name_spares_by_number: return "예비 영역은 개수로 지정합니다";
    case plan_change_code::use_known_service: return "다음 중 하나를 씁니다: {services}";
    case plan_change_code::name_zones: return "가용 영역을 지정합니다";
    case plan_change_code::name_block_or_pool:
        return "10.0.0.0/16과 같은 블록이나 주소 풀을 지정합니다";
    case plan_change_code::name_ipv4_pool:
        return "IPv4 주소 풀을 지정합니다. IPv6 주소 풀은 ipv6 항목에 지정합니다";
    case plan_change_code::name_ipv6_pool: return "계획에 있는 IPv6 주소 풀을 지정합니다";
    case plan_change_code::name_source: return "주소 풀이나 블록을 지정합니다";
    case plan_change_code::enlarge_pool:
        return "{from}에 크기가 /{length} 이상인 블록을 지정합니다";
    case plan_change_code::ask_for_less:
        return "/{length} 블록을 요청하거나 {from}에 다른 블록을 추가합니다";
    case plan_change_code::add_to_pool:
        return "{from}의 빈 곳이 너무 작으므로 다른 블록을 추가합니다";
    case plan_change_code::take_tiers_elsewhere:
        return "일부 계층의 블록을 별도의 주소 풀에서 가져옵니다(from:)";
    case plan_change_code::split_tier: return "계층을 여러 개로 나눕니다";
    case plan_change_code::set_length: return "/{length} 크기로 지정합니다";
    case plan_change_code::keep_beside_or_allow:
        return "/{kept} 크기를 그대로 두고 옆에 계층을 추가하거나 이동을 허용합니다: {paths}";
    case plan_change_code::keep_length_or_allow:
        return "/{kept} 크기를 그대로 두거나 이동을 허용합니다: {paths}";
    case plan_change_code::surround_or_allow:
        return "{block} 블록을 포함하는 블록에서 가져오거나 이동을 허용합니다: {paths}";
    case plan_change_code::stop_avoiding_or_allow:
        return "{avoided} 범위를 더 이상 피하지 않거나 이동을 허용합니다: {paths}";
    case plan_change_code::move_pool_or_allow:
        return "주소 풀 {pool}에 다른 블록을 지정하거나 이동을 허용합니다: {paths}";
    case plan_change_code::allow_move: return "이동을 허용합니다: {paths}";
    case plan_change_code::give_block_around:
        return "{vpc}에 지금 있는 서브넷이 모두 들어가는 블록을 지정하거나 이동을 허용합니다: "
               "{paths}";
    case plan_change_code::shrink_new_subnets:
        return "{tier} 계층의 새 서브넷을 각각 /{length} 크기[(주소 {addresses}개)]로 줄이면 모두 "
               "들어갑니다";
    case plan_change_code::shrink_tiers:
        return "새 서브넷을 다음 크기로 줄이면 모두 들어갑니다: {sizes}";
    case plan_change_code::fewer_spare_zones:
        return "예비 영역을 {now}개에서 {spare}개로 줄이면 모두 들어갑니다";
    case plan_change_code::avoid_less:
        return "{avoided} 범위[({label})]를 피하지 않으면 모두 들어갑니다";
    case plan_change_code::add_vpc_block:
        return "VPC에 /{length} 블록을 하나 더 추가하면 모두 들어갑니다";
    case plan_change_code::add_to_source:
        return "{from}에 빈 /{length} 블록이 하나 더 있으면 모두 들어갑니다";
    case plan_change_code::tell_vpcs_apart:
        return "계획의 {path}에 리전, 계정 또는 cidr을 적거나 VPC의 ID를 이름으로 씁니다";
    case plan_change_code::name_subnet:
        return "해당하는 서브넷의 Name 태그를 {name}(으)로 바꿉니다";
    case plan_change_code::write_instead: return "혹시 {right}인가요?";
    case plan_change_code::write_region: return "ap-northeast-2처럼 AWS의 이름으로 씁니다";
    case plan_change_code::name_zones_of_region:
        return "{region} 리전의 가용 영역을 지정합니다(예: {right})";
    }
    return {};
}

constexpr std::string_view korean_text(plan_remark_code code) noexcept {
    switch (code) {
    case plan_remark_code::block_warned: return "{path}: {finding}";
    case plan_remark_code::block_partly_avoided:
        return "{path}: {block} 블록이 계획에서 피하는 {avoided} 범위[({label})]와 겹치므로 "
               "그곳에는 새 서브넷을 두지 않습니다";
    case plan_remark_code::aws_subnet_avoided:
        return "{path}: AWS에 있는 {block} 블록이 계획에서 피하는 {avoided} 범위[({label})]와 "
               "겹칩니다";
    case plan_remark_code::block_overlaps_aws_vpc:
        return "{path}: {block} 블록이 AWS에 있는 VPC {owner}의 {other} 블록과 겹칩니다";
    case plan_remark_code::aws_vpc_kept_off:
        return "{block} 블록은 AWS에 있는 VPC {owner}의 것이므로 쓰지 않습니다";
    }
    return {};
}

/// What a name is of: the fact `kind` of name_empty and name_character.
constexpr std::string_view korean_kind(std::string_view kind) noexcept {
    return kind == "pool"   ? "주소 풀"
           : kind == "vpc"  ? "VPC"
           : kind == "zone" ? "가용 영역"
                            : "계층";
}

} // namespace vpcplan::detail
