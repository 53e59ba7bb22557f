// Floor 7. What a layout and AWS disagree about, as sentences in English and Korean.
//
// Example    sentence(found[0], language::en)
//            -> "shop/app/c is planned at 10.0.0.64/26, and subnet-0a1b has 10.0.0.128/26"
#pragma once

#include "detail/fill_template.hpp"
#include "language.hpp"
#include "plan_check.hpp"

namespace vpcplan {

namespace detail {

inline std::string date_text(std::chrono::year_month_day date) {
    const auto two = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day()));
}

constexpr bilingual template_of(plan_finding_kind kind) noexcept {
    switch (kind) {
    case plan_finding_kind::vpc_missing:
    case plan_finding_kind::subnet_missing:
        return {"{path} {planned} is planned and does not exist yet",
                "{path} {planned}: 계획에 있지만 아직 없습니다"};
    case plan_finding_kind::overlap:
        return {"{path} is planned at {planned}, and VPC {id} has {existing}",
                "{path}의 계획된 블록({planned})이 VPC {id}의 {existing} 블록과 겹칩니다"};
    case plan_finding_kind::vpc_ambiguous:
        return {"{path} may be any of the VPCs {ids}",
                "{path}에 해당할 수 있는 VPC가 여럿입니다 ({ids})"};
    case plan_finding_kind::primary_differs:
        return {"{path} is planned with the primary block {planned}, and {id} has {existing}",
                "{path}의 계획된 기본 블록은 {planned}이지만 {id}의 기본 블록은 {existing}입니다"};
    case plan_finding_kind::block_missing:
        return {"{path} is planned with {planned}, which {id} does not have yet",
                "{path}에 계획된 {planned} 블록이 {id}에는 아직 없습니다"};
    case plan_finding_kind::block_unplanned:
        return {"{id} has {existing}, which is not in the plan of {path}",
                "{id}의 {existing} 블록이 {path}의 계획에 없습니다"};
    case plan_finding_kind::zone_differs:
        return {"{path} is planned in zone {zone}, and {id} is in {other}",
                "{path}의 계획된 가용 영역은 {zone}이지만 {id}의 가용 영역은 {other}입니다"};
    case plan_finding_kind::name_differs:
        return {"{path} is planned at {planned}, and {id} there is named \"{name}\"",
                "{path}의 계획된 자리({planned})에 있는 {id} 서브넷의 이름은 \"{name}\"입니다"};
    case plan_finding_kind::ipv6_missing:
        return {"{path} is planned with {planned}, and {id} has no IPv6 block",
                "{path}의 계획된 IPv6 블록({planned})이 {id}에는 없습니다"};
    case plan_finding_kind::ipv6_differs:
        return {"{path} is planned with {planned}, and {id} has {existing}",
                "{path}의 계획된 IPv6 블록은 {planned}이지만 {id}의 IPv6 블록은 {existing}입니다"};
    case plan_finding_kind::subnet_overlap:
        return {"{path} is planned at {planned}, where {id} has {existing}",
                "{path}의 계획된 자리({planned})에 {id} 서브넷({existing})이 있습니다"};
    case plan_finding_kind::unplanned:
        return {"{path}[ ({name})][ {existing}] exists and is not in the plan",
                "{path}[({name})][ {existing}]: AWS에 있지만 계획에 없습니다"};
    case plan_finding_kind::moved:
        return {"{path} is planned at {planned}, and {id} has {existing}",
                "{path}의 계획된 블록은 {planned}이지만 {id}의 블록은 {existing}입니다"};
    case plan_finding_kind::full:
        return {"{path}: all {usable} addresses of {existing} are used",
                "{path}: {existing} 블록의 주소 {usable}개를 모두 쓰고 있습니다"};
    case plan_finding_kind::fills_up:
        return {
            "{path}: {used} of {usable} addresses are used; growing {percent} % a year, the "
            "last is used on {date}",
            "{path}: 주소 {usable}개 중 {used}개를 쓰고 있습니다. 매년 {percent}%씩 늘면 {date}에 "
            "마지막 주소까지 쓰게 됩니다"};
    }
    return {};
}

} // namespace detail

/// A finding as a sentence without a full stop. Never empty.
inline std::string sentence(const plan_finding& found, language lang) {
    const auto value_of = [&](std::string_view name) -> std::string {
        if (name == "path") {
            return found.path;
        }
        if (name == "planned" && found.planned) {
            return to_string(*found.planned);
        }
        if (name == "existing" && found.existing) {
            return to_string(*found.existing);
        }
        if (name == "date" && found.date) {
            return detail::date_text(*found.date);
        }
        return std::string(value_in(found.facts, name));
    };
    return detail::fill_template(detail::template_of(found.kind).in(lang), {}, value_of);
}

} // namespace vpcplan
