// Private. The rule that came closest, and why it does not match, as a clause.
#pragma once

#include "considered.hpp"
#include "fill_template.hpp"

namespace vpcplan::detail {

/// A field of a rule by its name for people; in Korean as the subject of a clause.
constexpr bilingual differing_field(rule_field field) noexcept {
    switch (field) {
    case rule_field::none: return {"nothing", "없음"};
    case rule_field::protocol: return {"protocol", "프로토콜이"};
    case rule_field::family: return {"address family", "주소 체계(IPv4/IPv6)가"};
    case rule_field::address: return {"address", "주소가"};
    case rule_field::port: return {"port", "포트가"};
    case rule_field::icmp: return {"ICMP type", "ICMP 유형이"};
    case rule_field::unreadable: return {"unreadable value", "읽을 수 없는 값이"};
    }
    return {};
}

/// Why a rule that refers to a group does not match, from the fact that the walker noted: AWS knows
/// the groups of a sender in its own VPC, over a peering connection of one Region, and over a
/// transit gateway with group referencing; nowhere else.
constexpr bilingual lost_reference(std::string_view why) noexcept {
    if (why == "stale") {
        return {"it is stale: the group or the peering connection is gone",
                "그 그룹이나 피어링 연결이 삭제되어 오래된(stale) 규칙입니다"};
    }
    if (why == "other_region") {
        return {"such a reference does not work across Regions; write the block of {remote}",
                "리전이 다르면 참조가 적용되지 않습니다. {remote} 주소의 블록을 적습니다"};
    }
    if (why == "no_peering") {
        return {"it is of a VPC with which this one has no active peering connection, so {remote} "
                "is not matched",
                "그 그룹의 VPC와 활성 상태의 피어링 연결이 없어 {remote} 주소와 일치하지 않습니다"};
    }
    if (why == "translated") {
        return {"the packet comes from the translated address {remote}, which carries no group",
                "NAT를 거치며 소스가 {remote} 주소로 바뀌어 보낸 쪽의 그룹을 알 수 없습니다"};
    }
    if (why == "public_address") {
        return {"over public addresses nobody carries a group: references match private addresses "
                "only (here {remote})",
                "참조는 프라이빗 주소에만 적용되는데 {remote} 주소를 거쳐 퍼블릭 주소로 "
                "통신합니다"};
    }
    if (why == "appliance") {
        return {"behind an instance that forwards packets the groups of {remote} are lost; write "
                "its block",
                "패킷을 전달하는 인스턴스를 거치면 {remote} 주소의 그룹을 알 수 없으므로 블록을 "
                "적습니다"};
    }
    if (why == "inspection") {
        return {"behind an inspection endpoint the groups of {remote} are lost; write its block",
                "검사 엔드포인트를 거치면 {remote} 주소의 그룹을 알 수 없으므로 블록을 적습니다"};
    }
    if (why == "transit_gateway") {
        return {"security group referencing is off for the transit gateway or one of its "
                "attachments, so {remote} is not matched",
                "전송 게이트웨이나 그 연결(Attachment)의 보안 그룹 참조가 꺼져 있어 {remote} "
                "주소와 일치하지 않습니다"};
    }
    if (why == "transit_outbound") {
        return {"over a transit gateway references work in inbound rules only; write the block of "
                "{remote}",
                "전송 게이트웨이를 거칠 때 참조는 인바운드 규칙에서만 적용됩니다. {remote} 주소의 "
                "블록을 적습니다"};
    }
    if (why == "transit_peering") {
        return {"no reference works across a peering of transit gateways; write the block of "
                "{remote}",
                "전송 게이트웨이 피어링을 거치면 참조가 적용되지 않습니다. {remote} 주소의 블록을 "
                "적습니다"};
    }
    if (why == "on_premises") {
        return {"what comes from a data centre, such as {remote}, carries no group",
                "데이터 센터에서 오는 {remote} 주소에는 그룹이 없습니다"};
    }
    if (why == "client_address_kept") {
        return {
            "the load balancer keeps the client's address {remote}, and rules then see the load "
            "balancer's own groups",
            "로드 밸런서가 클라이언트 주소 {remote}를 보존하면 규칙은 로드 밸런서의 그룹과 "
            "비교됩니다"};
    }
    if (why == "load_balancer") {
        return {"the load balancer connects from its own address {remote}, so rules see its groups",
                "로드 밸런서가 자기 주소 {remote}에서 연결하므로 규칙은 로드 밸런서의 그룹과 "
                "비교됩니다"};
    }
    return {"{remote} does not carry that group",
            "{remote} 주소에는 그 그룹이 연결되어 있지 않습니다"};
}

/// Why this reference does not match: the rule's own fault first, then what the walker noted.
inline bilingual reference_clause(const step& check, const group_rule& rule) {
    const auto* peer = std::get_if<group_peer>(&rule.peer);
    return lost_reference(peer != nullptr && peer->stale ? "stale" : check.fact("reference"));
}

inline std::string closest_text(const step& check, language lang, const network_index* index) {
    const auto* closest = closest_rule(check, index);
    if (closest == nullptr) {
        return {};
    }
    const auto rule = index != nullptr ? find_rule(*index, check, *closest) : found_rule{};
    const bool by_reference = closest->first_mismatch == rule_field::address &&
                              rule.group != nullptr &&
                              std::holds_alternative<group_peer>(rule.group->peer);
    std::string clause;
    if (by_reference) {
        const bool in = check.way.value_or(direction::in) == direction::in;
        clause =
            fill_template(reference_clause(check, *rule.group).in(lang), {}, [&](std::string_view) {
                return to_string(in ? check.header.source : check.header.destination);
            });
    }
    bilingual pattern;
    if (by_reference) {
        pattern = {"the closest, \"{rule}\", refers to a group: {clause}",
                   "가장 비슷한 규칙(\"{rule}\")은 그룹을 참조하는데, {clause}"};
    } else if (closest->number >= 0) {
        pattern = {"the closest, rule {number}[ ({words})], differs in the {field}",
                   "가장 비슷한 규칙 {number}번[({words})]도 {field} 일치하지 않습니다"};
    } else {
        pattern = {"the closest rule[, \"{rule}\",] differs in the {field}",
                   "가장 비슷한 규칙[(\"{rule}\")]도 {field} 일치하지 않습니다"};
    }
    return fill_template(pattern.in(lang), {}, [&](std::string_view name) -> std::string {
        auto text = rule.text();
        if (name == "words") { // without the number in front
            const auto space = text.find(' ');
            return space == std::string::npos ? std::string() : text.substr(space + 1);
        }
        return name == "rule"     ? text
               : name == "clause" ? clause
               : name == "number" ? std::to_string(closest->number)
                                  : std::string(differing_field(closest->first_mismatch).in(lang));
    });
}

} // namespace vpcplan::detail
