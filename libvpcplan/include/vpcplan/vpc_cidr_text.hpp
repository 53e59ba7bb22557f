// Floor 7. What speaks against a block of a VPC, as a sentence.
//
// Example    sentence(check_vpc_cidr("172.17.0.0/16"_cidr).findings[0], language::en)
//            -> "172.17.0.0/16 overlaps 172.17.0.0/16, which Docker's default bridge, …"
#pragma once

#include "detail/fill_template.hpp"
#include "language.hpp"
#include "vpc_cidr.hpp"

namespace vpcplan {

namespace detail {

inline bilingual association_template(const vpc_cidr_finding& finding) {
    // The rule on 10.0.0.0/15 stands beside AWS's table, so it has no row of it.
    if (value_in(finding.facts, "row").empty()) {
        return finding.refuses
                   ? bilingual{"{block} is in {range}, from which nothing can be added to a VPC "
                               "with a block in 10.0.0.0/15 ({held})",
                               "{block} 블록이 {range} 범위에 속하며, 10.0.0.0/15 범위의 "
                               "블록({held})이 있는 VPC에는 이 범위를 추가할 수 없습니다"}
                   : bilingual{"{block} is in {range}, from which nothing can be added to a VPC "
                               "with a block in 10.0.0.0/15 ({held}); whether AWS enforces this "
                               "is not confirmed",
                               "{block} 블록이 {range} 범위에 속하며, 10.0.0.0/15 범위의 "
                               "블록({held})이 있는 VPC에는 이 범위를 추가할 수 없습니다. AWS가 "
                               "실제로 막는지는 확인되지 않았습니다"};
    }
    return finding.refuses
               ? bilingual{"{block} is in {range}, which cannot be added to a VPC with a primary "
                           "block in {row} ({held})",
                           "{block} 블록이 {range} 범위에 속하며, 기본 블록({held})이 {row} 범위에 "
                           "있는 VPC에는 이 범위를 추가할 수 없습니다"}
               : bilingual{"{block} is in {range}, which cannot be added to a VPC with a secondary "
                           "block in {row} ({held}); AWS does not say whether secondary blocks "
                           "count",
                           "{block} 블록이 {range} 범위에 속하며, 보조 블록({held})이 {row} 범위에 "
                           "있는 VPC에는 이 범위를 추가할 수 없습니다. 보조 블록에도 적용되는지는 "
                           "AWS 문서에 없습니다"};
}

inline bilingual template_of(const vpc_cidr_finding& finding) {
    const bool is_v4 = value_in(finding.facts, "family") == "IPv4";
    switch (finding.rule) {
    case vpc_cidr_rule::size:
        return is_v4 ? bilingual{"{block}: a VPC block is /16 to /28",
                                 "{block}: VPC 블록의 크기는 /16부터 /28까지입니다"}
                     : bilingual{"{block}: a VPC block is /44 to /60 in steps of 4 (IPv6)",
                                 "{block}: VPC의 IPv6 블록의 크기는 /44부터 /60까지 4 간격입니다"};
    case vpc_cidr_rule::forbidden_range:
        return {"{block} overlaps {range}, which no VPC can have",
                "{block} 블록이 VPC에 쓸 수 없는 {range} 범위와 겹칩니다"};
    case vpc_cidr_rule::overlaps_existing:
        return {"{block} overlaps {held} of the same VPC",
                "{block} 블록이 같은 VPC의 {held} 블록과 겹칩니다"};
    case vpc_cidr_rule::restricted_association: return association_template(finding);
    case vpc_cidr_rule::covers_route:
        return {
            "{block} is equal to or larger than {route}, the destination of a route of the "
            "VPC; a smaller block inside it would be accepted",
            "{block} 블록이 VPC 경로의 목적지({route})와 같거나 더 큽니다. 그 안에 있는 더 작은 "
            "블록은 추가할 수 있습니다"};
    case vpc_cidr_rule::quota:
        return is_v4 ? bilingual{"{block} would be IPv4 block number {number} of the VPC; the "
                                 "quota is 5 (50 on request)",
                                 "{block} 블록은 VPC의 {number}번째 IPv4 블록이 되지만 할당량은 "
                                 "5개입니다(요청하면 50개)"}
                     : bilingual{"{block} would be IPv6 block number {number} of the VPC; the "
                                 "quota is 5",
                                 "{block} 블록은 VPC의 {number}번째 IPv6 블록이 되지만 할당량은 "
                                 "5개입니다"};
    case vpc_cidr_rule::docker_bridge:
        return {"{block} overlaps 172.17.0.0/16, which Docker's default bridge, Cloud9 and "
                "SageMaker use inside their machines",
                "{block} 블록이 Docker의 기본 브리지, Cloud9, SageMaker의 내부에서 사용하는 "
                "172.17.0.0/16 범위와 겹칩니다"};
    case vpc_cidr_rule::class_e:
        return {"{block} overlaps 240.0.0.0/4, on which AWS says nothing",
                "{block} 블록이 AWS 문서에 언급이 없는 240.0.0.0/4 범위와 겹칩니다"};
    case vpc_cidr_rule::not_global_unicast:
        return {"{block} overlaps {range}, which is neither global unicast (2000::/3) nor ULA, and "
                "on which AWS says nothing",
                "{block} 블록이 글로벌 유니캐스트(2000::/3)도 ULA도 아니며 AWS 문서에 언급이 없는 "
                "{range} 범위와 겹칩니다"};
    }
    return {};
}

} // namespace detail

/// A finding as a sentence without a full stop. Never empty.
inline std::string sentence(const vpc_cidr_finding& finding, language lang) {
    const auto value_of = [&](std::string_view name) -> std::string {
        const auto value = value_in(finding.facts, name);
        if (name == "row" && value == "0.0.0.0/0") {
            return lang == language::ko ? "퍼블릭 또는 100.64.0.0/10"
                                        : "a public or 100.64.0.0/10 range";
        }
        return std::string(value);
    };
    return detail::fill_template(detail::template_of(finding).in(lang), {}, value_of);
}

} // namespace vpcplan
