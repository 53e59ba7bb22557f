// Floor 7. The words of explanations, in English and Korean: one place to read and correct them.
// Sentences are templates: {name} is replaced by a value, [...] vanishes when a value in it is
// empty. Korean templates put a fixed noun behind every value, so that no particle depends on it.
#pragma once

#include "answer.hpp"
#include "detail/reason_text_ko.hpp"
#include "language.hpp"

#include <algorithm>

namespace vpcplan {

/// What a reason code means. Never empty.
constexpr reason_text explain(reason code, language lang) noexcept {
    return lang == language::ko ? detail::korean_text(code) : detail::english_text(code);
}

/// What an answer takes for granted, as a clause without a full stop. Never empty.
constexpr std::string_view sentence(assumption taken, language lang) noexcept {
    return lang == language::ko ? detail::korean_text(taken) : detail::english_text(taken);
}

/// The reason with this stable id (any case), if there is one.
constexpr std::optional<reason> find_reason(std::string_view id) noexcept {
    const auto same = [id](std::string_view other) {
        if (other.size() != id.size() || id.empty()) {
            return false;
        }
        return std::equal(id.begin(), id.end(), other.begin(), [](char given, char upper) {
            return (given >= 'a' && given <= 'z' ? static_cast<char>(given - 'a' + 'A') : given) ==
                   upper;
        });
    };
#define VPCPLAN_FIND_REASON(name, text)                                                            \
    if (same(text)) {                                                                              \
        return reason::name;                                                                       \
    }
    VPCPLAN_REASONS(VPCPLAN_FIND_REASON)
#undef VPCPLAN_FIND_REASON
    return std::nullopt;
}

/// What a kind of check is called.
constexpr std::string_view name_of(step_kind kind, language lang) noexcept {
    const bool ko = lang == language::ko;
    switch (kind) {
    case step_kind::sg: return ko ? "보안 그룹" : "security group";
    case step_kind::nacl: return ko ? "네트워크 ACL" : "network ACL";
    case step_kind::route: return ko ? "라우팅 테이블" : "route table";
    case step_kind::igw: return ko ? "인터넷 게이트웨이" : "internet gateway";
    case step_kind::eigw:
        return ko ? "송신 전용 인터넷 게이트웨이" : "egress-only internet gateway";
    case step_kind::nat: return ko ? "NAT 게이트웨이" : "NAT gateway";
    case step_kind::source_dest_check: return ko ? "소스/대상 확인" : "source/destination check";
    case step_kind::peering: return ko ? "VPC 피어링 연결" : "VPC peering connection";
    case step_kind::tgw: return ko ? "전송 게이트웨이" : "transit gateway";
    case step_kind::vpce: return ko ? "VPC 엔드포인트" : "VPC endpoint";
    case step_kind::vgw: return ko ? "가상 프라이빗 게이트웨이" : "virtual private gateway";
    case step_kind::dx: return "Direct Connect";
    case step_kind::firewall: return ko ? "네트워크 방화벽" : "network firewall";
    case step_kind::lb: return ko ? "로드 밸런서" : "load balancer";
    case step_kind::bpa: return ko ? "퍼블릭 액세스 차단(BPA)" : "Block Public Access";
    case step_kind::exempt: return ko ? "VPC 서비스" : "VPC service";
    }
    return {};
}

} // namespace vpcplan
