// Private. The sentences of what stops a packet, or leaves open whether it passes, in systems that
// have no words of their own for it.
#pragma once

#include "things.hpp"

namespace vpcplan::detail {

/// Drops and unknowns of everything that has no words of its own.
inline bilingual stop_template(const step& check, const told_things& told) {
    const auto about = told.about;
    switch (check.code) {
    case reason::eni_takes_no_connections:
    case reason::eni_starts_no_connections:
    case reason::eni_owner_not_known:
        return {"{Kind} {component}[ (type {interface_type})]: {reason}.",
                "{Kind} {component}[ (유형 {interface_type})]: {reason}."};
    case reason::path_loop:
        return {"The packet runs in a circle[ through {kind} {component}].",
                "패킷이 제자리를 돕니다[ ({kind} {component})]."};
    case reason::reply_changes_source:
        return {"The reply arrives from {source}, which is not the address that was asked, so the "
                "client drops it.",
                "응답이 요청한 주소가 아닌 {source} 주소에서 도착하므로 클라이언트가 버립니다."};
    case reason::routed_elsewhere:
        return {"{Kind} {component} sends the packet[ to {target}][ (route {route})], which does "
                "not lead to the end it is meant for[: it arrives at {arrived}].",
                "{Kind} {component}[의 경로 {route}]에 따라 패킷이[ {target} 대상(Target)으로] "
                "전달되지만, 원래 목적지가 아닌 곳[({arrived})]에 도착합니다."};
    case reason::unknown_resource:
        if (about == thing::transit_gateway) {
            return {"The input has no attachment of this VPC to transit gateway {component}[ (aws "
                    "{call})].",
                    "입력에 이 VPC와 전송 게이트웨이 {component} 사이의 연결(Attachment)이 "
                    "없습니다[ (aws {call})]."};
        }
        if (!told.missing_id.empty()) {
            return {"The input does not describe {missing}[ (aws {call})].",
                    "입력에 {missing}의 내용이 없습니다[ (aws {call})]."};
        }
        break;
    case reason::unknown_destination:
        if (!check.fact("vpc").empty()) {
            return {
                "The input does not describe VPC {vpc} on the other side of {kind} {component}[ "
                "(aws {call})].",
                "{kind} {component} 너머에 있는 VPC {vpc}의 내용이 입력에 없습니다[ (aws "
                "{call})]."};
        }
        if (!told.missing_id.empty()) {
            return {"The input does not describe {missing}[ (aws {call})].",
                    "입력에 {missing}의 내용이 없습니다[ (aws {call})]."};
        }
        if (about == thing::attachment) {
            return {"Where {kind} {component} leads is not in the input[ (aws {call})].",
                    "{kind} {component} 너머의 전송 게이트웨이가 입력에 없습니다[ (aws {call})]."};
        }
        return {"Who has the address {destination} is not in the input[ (aws {call})].",
                "{destination} 주소를 사용하는 네트워크 인터페이스가 입력에 없습니다[ (aws "
                "{call})]."};
    case reason::no_way_from_on_premises:
        return {
            "The input shows no gateway by which {source} reaches {destination}.",
            "{source} 주소에서 {destination} 주소로 갈 때 지나는 게이트웨이가 입력에 없습니다."};
    case reason::router_answers_not_documented:
        return {
            "{destination} is the router of VPC {component}; whether it answers such packets is "
            "not documented.",
            "{destination} 주소는 VPC {component} 라우터의 주소입니다. 라우터가 이런 패킷에 "
            "응답하는지는 AWS 문서에 없습니다."};
    case reason::bad_state:
        if (about == thing::interface && check.fact("state") == "available") {
            return {"Network interface {component} is attached to nothing: its status is {state}.",
                    "네트워크 인터페이스 {component}에 연결된 인스턴스가 없습니다(상태: "
                    "{state})."};
        }
        if (about == thing::interface) {
            return {"The instance behind network interface {component} is not running[: its state "
                    "is {state}].",
                    "네트워크 인터페이스 {component}의 인스턴스가 실행 중이 아닙니다[ (상태: "
                    "{state})]."};
        }
        return {"The {kind} {component} does not work now[: its state is {state}].",
                "지금은 {kind} {component}에서 패킷을 처리하지 않습니다[ (상태: {state})]."};
    case reason::igw_not_attached:
        return check.component.empty()
                   ? bilingual{"The VPC has no internet gateway, so nothing comes in from the "
                               "internet.",
                               "VPC에 인터넷 게이트웨이가 없어 인터넷에서 들어올 수 없습니다."}
                   : bilingual{
                         "Internet gateway {component} is not attached to this VPC.",
                         "인터넷 게이트웨이 {component} 항목이 이 VPC에 연결되어 있지 않습니다."};
    case reason::ngw_no_session:
        return {"NAT gateway {component} takes no connections from outside, only replies to what "
                "it sent.",
                "NAT 게이트웨이 {component}에서는 외부에서 시작한 연결을 받지 않습니다."};
    case reason::ngw_route_loop:
        return {
            "Route table {component} sends the NAT gateway's own traffic back to it[ ({target})].",
            "라우팅 테이블 {component}에서 NAT 게이트웨이의 트래픽을 다시 그 NAT "
            "게이트웨이[({target})]로 보냅니다."};
    case reason::eigw_no_session:
        return {"Egress-only internet gateway {component} takes no connections from the internet.",
                "송신 전용 인터넷 게이트웨이 {component}에서는 인터넷에서 시작한 연결을 받지 "
                "않습니다."};
    case reason::vpc_block_public_access_enabled:
        return {"VPC Block Public Access[ ({mode})] stops the packet at the edge of {component}.",
                "VPC 퍼블릭 액세스 차단(BPA)[ ({mode})] 설정이 {component} 경계에서 패킷을 "
                "막습니다."};
    case reason::igw_public_ip_association_for_egress:
        if (check.header.family() == address_family::ipv6) {
            return {"Gateway {component} drops the packet: no interface of its VPC has {source}, "
                    "or it is no global address.",
                    "게이트웨이 {component}에서 패킷이 버려집니다. 이 VPC에 {source} 주소를 가진 "
                    "인터페이스가 없거나 글로벌 주소가 아닙니다."};
        }
        return {"Internet gateway {component} drops the packet: {source} has no public address.",
                "인터넷 게이트웨이 {component}에서 패킷이 버려집니다. {source} 주소에 연결된 "
                "퍼블릭 주소가 없습니다."};
    case reason::igw_private_ip_association_for_ingress:
        if (told.is_private_destination) {
            return {
                "[{host} has no public IPv4 address: ]{destination} is a private address, which "
                "nothing reaches from the internet[; the public one of this host is "
                "{public_address}].",
                "[{host}에는 퍼블릭 IPv4 주소가 없습니다. ]{destination} 주소는 프라이빗 "
                "주소이므로 인터넷에서 도달할 수 없습니다.[ 이 호스트의 퍼블릭 주소는 "
                "{public_address}입니다.]"};
        }
        return check.header.family() == address_family::ipv6
                   ? bilingual{"Nothing in the network has the IPv6 address {destination}, so no "
                               "internet gateway lets the packet in.",
                               "{destination} 주소(IPv6)를 사용하는 네트워크 인터페이스가 "
                               "없으므로 "
                               "인터넷 게이트웨이에서 패킷이 들어오지 못합니다."}
                   : bilingual{"Nothing in the network has the public address {destination}, so no "
                               "internet gateway lets the packet in.",
                               "퍼블릭 주소 {destination}에 해당하는 인터페이스가 네트워크에 없어 "
                               "인터넷 게이트웨이에서 패킷이 들어오지 못합니다."};
    case reason::eni_source_dest_check_restriction:
        return {"The source/destination check of {component} drops the packet from {source} to "
                "{destination}: neither address is its own.",
                "소스/대상 확인이 켜져 있어 인터페이스 {component}에서 패킷이 버려집니다. {source} "
                "주소와 {destination} 주소 모두 이 인터페이스의 주소가 아닙니다."};
    case reason::unsupported_component:
        if (check.kind == step_kind::route) {
            return check.fact("target").empty()
                       ? bilingual{"The packet is routed to {component}, a target that this "
                                   "version does not evaluate.",
                                   "패킷이 {component} 대상(Target)으로 라우팅되지만 이 버전은 "
                                   "이를 판정하지 않습니다."}
                       : bilingual{"Route table {component} sends the packet to {target}, a target "
                                   "that this version does not evaluate.",
                                   "라우팅 테이블 {component}에 따라 패킷이 {target} "
                                   "대상(Target)으로 가지만 이 버전은 이를 판정하지 않습니다."};
        }
        return {
            "The packet reaches the {kind}[ {component}], which this version does not evaluate.",
            "패킷이 {kind}[ {component}]에 도달하지만 이 버전은 이를 판정하지 않습니다."};
    case reason::protocol_restriction:
        return {"The {kind} {component} does not carry {traffic}.",
                "{kind} {component}에서는 {traffic} 트래픽을 전달하지 않습니다."};
    default: break;
    }
    return check.outcome == verdict::unknown
               ? bilingual{"The {kind}[ {component}] cannot be judged: {reason}[ ("
                           "{unlisted})].",
                           "{kind}[ {component}]에서 통과 여부를 판정할 수 없습니다: {reason}[ "
                           "({unlisted})]."}
               : bilingual{"The {kind}[ {component}] drops the packet to {destination}: {reason}.",
                           "{kind}[ {component}]에서 {destination} 주소로 가는 패킷이 버려집니다: "
                           "{reason}."};
}

} // namespace vpcplan::detail
