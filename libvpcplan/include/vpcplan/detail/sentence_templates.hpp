// Private. The sentences of checks as templates, see fill_template.hpp for their two marks. Names
// are those of `value_of` in explain.hpp and the facts of steps. Korean templates put a fixed noun
// behind every value, so that no particle depends on it.
#pragma once

#include "sentence_rules.hpp"

namespace vpcplan::detail {

inline bilingual route_template(const step& check) {
    if (check.outcome == verdict::allow && !check.fact("return_to_sender").empty()) {
        return {
            "No route of {component} is asked: the reply to {destination} returns over the "
            "peering connection it came by.",
            "라우팅 테이블 {component}의 경로와 상관없이, {destination} 주소로 가는 응답은 요청이 "
            "들어온 피어링 연결로 돌아갑니다."};
    }
    if (check.outcome == verdict::allow) {
        return check.fact("target") == "local"
                   ? bilingual{"Route table {component} delivers to {destination} inside the VPC[ "
                               "(local route {route})].",
                               "라우팅 테이블 {component}에 따라 {destination} 주소로 VPC 안에서 "
                               "전달합니다[ (로컬 라우팅 {route})]."}
                   : bilingual{"Route table {component} sends {destination} on[ to {target}][ "
                               "(route {route})].",
                               "라우팅 테이블 {component}에 따라 {destination} 주소로 가는 패킷을[ "
                               "{target} 대상(Target)으로] 보냅니다[ (경로 {route})]."};
    }
    switch (check.code) {
    case reason::no_route_to_destination:
        return {"Route table {component} has no route to {destination}.",
                "라우팅 테이블 {component}에 {destination} 주소로 가는 경로가 없습니다."};
    case reason::bad_state_route:
        return {"Route table {component} drops packets to {destination}: its best route[ {route}][ "
                "to {target}] is a blackhole.",
                "라우팅 테이블 {component}의 가장 구체적인 경로[({route})][ (대상(Target) "
                "{target})]의 상태가 블랙홀이므로 {destination} 주소로 가는 패킷이 버려집니다."};
    case reason::no_possible_destination:
        return {"Nothing in {kind} {component} has the address {destination}.",
                "{kind} {component}에 {destination} 주소를 사용하는 네트워크 인터페이스가 "
                "없습니다."};
    case reason::route_table_not_known:
        return {"The route table of subnet {component} is not in the input[ (aws {call})].",
                "서브넷 {component}의 라우팅 테이블이 입력에 없습니다[ (aws {call})]."};
    case reason::route_ambiguous:
        return {"Route table {component} has two equally good routes to {destination}[, one of "
                "them {route}]; AWS picks one at random.",
                "라우팅 테이블 {component}에 {destination} 주소로 가는 똑같이 좋은 경로가 둘 "
                "있습니다[ (그중 하나는 {route})]. AWS는 그중 하나를 임의로 고릅니다."};
    case reason::route_not_readable:
        return {"Route table {component} cannot be judged: whether one of its routes[ ({route})] "
                "covers {destination} is not known.",
                "라우팅 테이블 {component}의 경로[ {route}] 중에 {destination} 주소를 포함하는지 "
                "알 수 없는 것이 있어 판정할 수 없습니다."};
    case reason::link_local_not_forwarded:
        return {"{destination} is a link-local address that no route forwards[ ({component})].",
                "{destination} 주소는 어떤 경로로도 전달되지 않는 링크 로컬 주소입니다[ (라우팅 "
                "테이블 {component})]."};
    default: break;
    }
    return {};
}

inline bilingual gateway_template(const step& check) {
    const bool in = check.way.value_or(direction::out) == direction::in;
    switch (check.kind) {
    case step_kind::igw:
        return in ? bilingual{"Internet gateway {component} lets the packet in[, readdressed from "
                              "{destination_before} to {destination_after}].",
                              "인터넷 게이트웨이 {component}에서 패킷이 VPC로 들어옵니다[ (목적지 "
                              "주소 변환: {destination_before} → {destination_after})]."}
                  : bilingual{"Internet gateway {component} sends the packet out[, from "
                              "{source_after} instead of {source_before}].",
                              "인터넷 게이트웨이 {component}에서 패킷이 인터넷으로 나갑니다[ (소스 "
                              "주소 변환: {source_before} → {source_after})]."};
    case step_kind::eigw:
        return in ? bilingual{"Egress-only internet gateway {component} lets the reply in.",
                              "송신 전용 인터넷 게이트웨이 {component}에서 응답이 들어옵니다."}
                  : bilingual{"Egress-only internet gateway {component} sends the packet out.",
                              "송신 전용 인터넷 게이트웨이 {component}에서 패킷이 나갑니다."};
    case step_kind::nat:
        if (!check.fact("instance").empty()) {
            return in ? bilingual{"NAT instance {component} knows the connection and hands the "
                                  "reply back[: to {destination_after} instead of "
                                  "{destination_before}].",
                                  "NAT 인스턴스 {component}에서 추적 중인 연결이므로 응답을 원래 "
                                  "주소로 돌려보냅니다[ ({destination_before} → "
                                  "{destination_after})]."}
                      : bilingual{
                            "NAT instance {component} sends the packet on from its own "
                            "address[ {source_after}].",
                            "NAT 인스턴스 {component}에서 소스를 자기 주소[({source_after})]로 "
                            "바꾸어 보냅니다."};
        }
        return in ? bilingual{"NAT gateway {component} knows the connection and hands the reply "
                              "back[: to {destination_after} instead of {destination_before}].",
                              "NAT 게이트웨이 {component}에서 추적 중인 연결이므로 응답을 원래 "
                              "주소로 돌려보냅니다[ ({destination_before} → {destination_after})]."}
                  : bilingual{"NAT gateway {component} sends the packet on from its own address[ "
                              "{source_after}] and a port of its choice.",
                              "NAT 게이트웨이 {component}에서 소스를 자기 주소[({source_after})]와 "
                              "임의의 포트로 바꾸어 보냅니다."};
    case step_kind::peering:
        if (in) {
            return {"The packet arrives[ in VPC {vpc}] over peering connection {component}.",
                    "패킷이 피어링 연결 {component}에서[ VPC {vpc} 안으로] 들어옵니다."};
        }
        return {"Peering connection {component} carries the packet to the other VPC.",
                "피어링 연결 {component}에서 패킷이 상대 VPC로 건너갑니다."};
    case step_kind::tgw:
        if (check.fact("destination").empty()) {
            return in ? bilingual{"The packet arrives through transit gateway attachment "
                                  "{component}[, in {subnet}].",
                                  "패킷이 전송 게이트웨이 연결(Attachment) {component}에서 "
                                  "들어옵니다[ (서브넷 {subnet})]."}
                      : bilingual{"The packet leaves through transit gateway attachment "
                                  "{component}.",
                                  "패킷이 전송 게이트웨이 연결(Attachment) {component}에서 "
                                  "나갑니다."};
        }
        return {"Transit gateway route table {component} sends {destination} to {target}[ (route "
                "{route})].",
                "전송 게이트웨이 라우팅 테이블 {component}에서 {destination} 주소로 가는 패킷을 "
                "{target} 연결(Attachment)로 보냅니다[ (경로 {route})]."};
    case step_kind::vgw:
        return in ? bilingual{"Virtual private gateway {component} brings the packet in from the "
                              "data centre.",
                              "가상 프라이빗 게이트웨이 {component}에서 데이터 센터의 패킷이 "
                              "들어옵니다."}
                  : bilingual{"Virtual private gateway {component} sends the packet to the data "
                              "centre.",
                              "가상 프라이빗 게이트웨이 {component}에서 패킷이 데이터 센터로 "
                              "나갑니다."};
    case step_kind::dx:
        return in ? bilingual{"The packet comes in over Direct Connect ({kind} {component}).",
                              "패킷이 Direct Connect({kind} {component})에서 들어옵니다."}
                  : bilingual{"The packet leaves over Direct Connect ({kind} {component}).",
                              "패킷이 Direct Connect({kind} {component})로 나갑니다."};
    case step_kind::vpce:
        if (!check.fact("interface").empty()) {
            return {"The service behind interface endpoint {component} takes the packet.",
                    "인터페이스 엔드포인트 {component} 뒤의 서비스가 패킷을 받습니다."};
        }
        return in ? bilingual{"Gateway endpoint {component} brings the service's answer back.",
                              "게이트웨이 엔드포인트 {component}에서 서비스의 응답이 돌아옵니다."}
                  : bilingual{"Gateway endpoint {component} hands the packet to the service.",
                              "게이트웨이 엔드포인트 {component}에서 패킷을 서비스로 보냅니다."};
    case step_kind::source_dest_check:
        return {"The source/destination check[ of {component}] passes.",
                "소스/대상 확인을 통과합니다[ (인터페이스 {component})]."};
    case step_kind::bpa:
        return {"VPC Block Public Access does not restrict this packet.",
                "VPC 퍼블릭 액세스 차단(BPA) 설정이 이 패킷을 막지 않습니다."};
    case step_kind::exempt:
        if (check.fact("service") == "same_subnet") {
            return {"Both ends are in subnet {component}: the packet is delivered directly, past "
                    "network "
                    "ACLs and route tables.",
                    "두 호스트가 같은 서브넷 {component} 안에 있으므로 네트워크 ACL과 라우팅 "
                    "테이블을 거치지 않고 바로 전달됩니다."};
        }
        if (in) {
            return {"The service of the VPC answers directly: no security group, network ACL or "
                    "route applies.",
                    "VPC가 제공하는 서비스의 응답이므로 보안 그룹, 네트워크 ACL, 라우팅을 거치지 "
                    "않습니다."};
        }
        return {"{destination} is[ {service},] a service that the VPC itself provides: security "
                "groups, network ACLs and routes do not apply.",
                "{destination} 주소는 VPC가 직접 제공하는 서비스[({service})]라서 보안 그룹, "
                "네트워크 ACL, 라우팅을 거치지 않습니다."};
    default: break;
    }
    return {"The packet passes the {kind}[ {component}].",
            "패킷이 {kind}[ {component}] 항목을 통과합니다."};
}

/// What a load balancer does with a packet, and why it does not.
inline bilingual balancer_template(const step& check, const told_things& told) {
    const bool in = check.way.value_or(direction::in) == direction::in;
    if (check.outcome == verdict::allow) {
        if (!in) {
            return {
                "Load balancer {component} hands the answer on to {client}, from {source_after}.",
                "로드 밸런서 {component}의 주소 {source_after}에서 {client} 주소로 응답을 "
                "돌려보냅니다."};
        }
        if (check.fact("answers") == "itself") {
            return {"Listener {listener} of load balancer {component} takes the packet and answers "
                    "itself, with a redirect or a fixed response.",
                    "로드 밸런서 {component}의 리스너 {listener}에서 패킷을 받아 리디렉션 또는 "
                    "고정 응답으로 직접 응답합니다."};
        }
        if (check.fact("answers") == "function") {
            return {"Listener {listener} of load balancer {component} takes the packet and invokes "
                    "the function {target}; no packet goes on to it.",
                    "로드 밸런서 {component}의 리스너 {listener}에서 패킷을 받아 {target} 함수를 "
                    "호출합니다. 함수로 가는 패킷은 없습니다."};
        }
        return {
            "Listener {listener} of load balancer {component} takes the packet and sends it to "
            "port {target_port} of {target}[ in target group {target_group}][, from its own "
            "address {source_after}][; as none of its targets is healthy, {fails_open} ones "
            "get packets too].",
            "로드 밸런서 {component}의 리스너 {listener}에서 패킷을 받아[ 자기 주소 "
            "{source_after}에서 새 연결을 맺어][ 대상 그룹(Target group) {target_group}의] 대상 "
            "{target}의 {target_port}번 포트로 전달합니다.[ 정상인 대상이 없어 {fails_open} "
            "상태인 대상으로도 전달합니다.]"};
    }
    switch (check.code) {
    case reason::elb_listeners_mismatch:
    case reason::elbv2_listeners_mismatch:
        return {"No listener of load balancer {component} takes {traffic}.",
                "로드 밸런서 {component}에 {traffic} 트래픽을 받는 리스너가 없습니다."};
    case reason::elbv2_listener_has_no_tg:
        return {"Listener {listener} of load balancer {component} has nobody to send to[: target "
                "group {target_group} has no registered target].",
                "로드 밸런서 {component}의 리스너 {listener}에서 보낼 곳이 없습니다[ (대상 "
                "그룹(Target group) {target_group}에 등록된 대상이 없음)]."};
    case reason::elb_not_crosszone:
    case reason::elbv2_no_targets_in_az:
        return {"Load balancer {component} has no target[ of {target_group}] in the Availability "
                "Zone of this node[ ({zone})], and cross-zone load balancing is off.",
                "로드 밸런서 {component}에서 이 노드의 가용 영역[({zone})]에 대상[(대상 "
                "그룹(Target group) {target_group})]이 없고 교차 영역 로드 밸런싱이 꺼져 "
                "있습니다."};
    case reason::elb_installed_az_restriction:
        return {
            "All targets[ of {target_group}] are in Availability Zones that are not enabled for "
            "load balancer {component}.",
            "[대상 그룹(Target group) {target_group}의 ]대상이 모두 로드 밸런서 {component}에 "
            "활성화되지 않은 가용 영역에 있습니다."};
    case reason::lb_no_usable_target:
        return {
            "No target[ of {target_group}] of load balancer {component} takes new connections "
            "now.",
            "[대상 그룹(Target group) {target_group}의 ]로드 밸런서 {component} 대상 중 지금 새 "
            "연결을 받는 것이 없습니다."};
    case reason::lb_loopback:
        return {"Load balancer {component} may pick the client itself ({target}) and keeps the "
                "client's address, so the packet would come from where it goes to.",
                "로드 밸런서 {component}에서 클라이언트 자신({target})을 대상으로 고를 수 있고 "
                "클라이언트 주소를 보존하므로 소스와 목적지가 같아집니다."};
    case reason::unknown_resource:
        return {"The input holds no usable network interface of load balancer {component}.",
                "입력에 로드 밸런서 {component}의 쓸 수 있는 네트워크 인터페이스가 없습니다."};
    case reason::unsupported_component:
        if (!check.fact("target").empty()) {
            return {
                "Load balancer {component} sends the packet to {target} in another network with "
                "the client's address kept, which this version does not evaluate.",
                "로드 밸런서 {component}에서 클라이언트 주소를 보존한 채 다른 네트워크의 "
                "{target} 대상으로 보내는데 이 버전은 이를 판정하지 않습니다."};
        }
        return in ? bilingual{"Whether load balancer {component} takes {traffic} is not "
                              "documented.",
                              "로드 밸런서 {component}에서 {traffic} 트래픽을 받는지는 AWS 문서에 "
                              "없습니다."}
                  : bilingual{"Load balancer {component} starts no connections but to its own "
                              "targets.",
                              "로드 밸런서 {component}에서는 자기 대상(Target)으로만 연결을 "
                              "시작합니다."};
    default: break;
    }
    return stop_template(check, told);
}

inline bilingual template_of(const step& check, const told_things& told) {
    switch (check.kind) {
    case step_kind::lb: return balancer_template(check, told);
    case step_kind::firewall: return firewall_template(check, told);
    case step_kind::vpce:
        if (!check.fact("endpoint").empty() &&
            (check.outcome == verdict::allow ||
             check.code == reason::firewall_asymmetric_routing)) {
            return firewall_template(check, told);
        }
        break;
    case step_kind::sg: return group_template(check, told);
    case step_kind::nacl: return acl_template(check);
    case step_kind::route: {
        const auto own = route_template(check);
        return own.en.empty() ? stop_template(check, told) : own;
    }
    default: break;
    }
    return check.outcome == verdict::allow ? gateway_template(check) : stop_template(check, told);
}

} // namespace vpcplan::detail
