// Private. The sentences of checks as templates, see fill_template.hpp for their two marks. Names
// are those of `value_of` in explain.hpp and the facts of steps.
#pragma once

#include "../language.hpp"
#include "../trace.hpp"

#include <algorithm>

namespace vpcplan::detail {

inline bilingual group_template(const step& check) {
    const bool in = check.way.value_or(direction::in) == direction::in;
    if (check.outcome == verdict::allow && check.fact("reply") == "true") {
        return {"Security group {component} remembers the connection, so the reply passes[ "
                "{interface}] (stateful).",
                "[인터페이스 {interface}의 ]보안 그룹 {component}에서 연결을 기억하므로 응답이 "
                "그대로 통과합니다(상태 저장)."};
    }
    if (check.outcome == verdict::allow) {
        return in ? bilingual{"Security group {component} lets {traffic} from {source} in[ to "
                              "{interface}][: rule \"{allowing}\"].",
                              "[인터페이스 {interface}의 ]보안 그룹 {component}의 인바운드 규칙[ "
                              "\"{allowing}\"]에 따라 {source} 주소에서 오는 {traffic} 트래픽을 "
                              "허용합니다."}
                  : bilingual{"Security group {component} lets {traffic} to {destination} out[ of "
                              "{interface}][: rule \"{allowing}\"].",
                              "[인터페이스 {interface}의 ]보안 그룹 {component}의 아웃바운드 규칙[ "
                              "\"{allowing}\"]에 따라 {destination} 주소로 가는 {traffic} 트래픽을 "
                              "허용합니다."};
    }
    if (check.outcome == verdict::unknown) {
        return {"Security group {component}[ of {interface}] cannot be judged[ because of rule "
                "\"{allowing}\"]: {reason}.",
                "[인터페이스 {interface}의 ]보안 그룹 {component} 판정을 할 수 없습니다[ (규칙 "
                "\"{allowing}\")]: {reason}."};
    }
    if (check.code == reason::sg_has_no_rules) {
        return in ? bilingual{"Security group {component}[ of {interface}] has no inbound rule, so "
                              "nothing may come in.",
                              "[인터페이스 {interface}의 ]보안 그룹 {component}에 인바운드 규칙이 "
                              "없어 아무것도 들어올 수 없습니다."}
                  : bilingual{"Security group {component}[ of {interface}] has no outbound rule, "
                              "so nothing may go out.",
                              "[인터페이스 {interface}의 ]보안 그룹 {component}에 아웃바운드 "
                              "규칙이 없어 아무것도 나갈 수 없습니다."};
    }
    const bool several = std::any_of(check.considered.begin(), check.considered.end(),
                                     [](const considered_rule& rule) { return rule.set > 0; });
    if (several) {
        return in ? bilingual{"No inbound rule of the security groups of {interface} allows "
                              "{traffic} from {source}[; {closest}].",
                              "인터페이스 {interface}에 연결된 보안 그룹들의 인바운드 규칙 중 "
                              "{source} 주소에서 오는 {traffic} 트래픽을 허용하는 것이 없습니다.[ "
                              "{closest}.]"}
                  : bilingual{"No outbound rule of the security groups of {interface} allows "
                              "{traffic} to {destination}[; {closest}].",
                              "인터페이스 {interface}에 연결된 보안 그룹들의 아웃바운드 규칙 중 "
                              "{destination} 주소로 가는 {traffic} 트래픽을 허용하는 것이 "
                              "없습니다.[ {closest}.]"};
    }
    return in ? bilingual{"No inbound rule of security group {component}[ on {interface}] allows "
                          "{traffic} from {source}[; {closest}].",
                          "[인터페이스 {interface}의 ]보안 그룹 {component}의 인바운드 규칙 중 "
                          "{source} 주소에서 오는 {traffic} 트래픽을 허용하는 것이 없습니다.[ "
                          "{closest}.]"}
              : bilingual{"No outbound rule of security group {component}[ on {interface}] allows "
                          "{traffic} to {destination}[; {closest}].",
                          "[인터페이스 {interface}의 ]보안 그룹 {component}의 아웃바운드 규칙 중 "
                          "{destination} 주소로 가는 {traffic} 트래픽을 허용하는 것이 없습니다.[ "
                          "{closest}.]"};
}

inline bilingual acl_template(const step& check) {
    const bool in = check.way.value_or(direction::in) == direction::in;
    const bool implicit = check.rule && *check.rule > 32766;
    if (check.outcome == verdict::allow) {
        return in ? bilingual{"Network ACL {component} lets {traffic} from {source} in[ to "
                              "{subnet}]: rule {rule} allows it.",
                              "[서브넷 {subnet}의 ]네트워크 ACL {component}의 인바운드 규칙 "
                              "{rule}번이 {source} 주소에서 오는 {traffic} 트래픽을 허용합니다."}
                  : bilingual{
                        "Network ACL {component} lets {traffic} to {destination} out[ of "
                        "{subnet}]: rule {rule} allows it.",
                        "[서브넷 {subnet}의 ]네트워크 ACL {component}의 아웃바운드 규칙 {rule}번이 "
                        "{destination} 주소로 가는 {traffic} 트래픽을 허용합니다."};
    }
    if (check.code == reason::acl_not_known) {
        return {"The network ACL of {component} is not in the input.",
                "{component} 서브넷의 네트워크 ACL이 입력에 없습니다."};
    }
    if (check.outcome == verdict::unknown) {
        return {
            "Network ACL[ {component}][ of {subnet}] cannot be judged[ (rule {rule})]: {reason}.",
            "[서브넷 {subnet}의 ]네트워크 ACL[ {component}] 판정을 할 수 없습니다[ (규칙 "
            "{rule}번)]: {reason}."};
    }
    if (implicit) {
        return in ? bilingual{"Network ACL {component} drops {traffic} from {source} on its way "
                              "in[ to {subnet}]: no rule matches, so the final * rule ({rule}) "
                              "denies[; {closest}][; the NAT gateway may pick any port, and "
                              "{ports} are denied][; the load balancer may use any port, and "
                              "{node_ports} are denied].",
                              "[서브넷 {subnet}의 ]네트워크 ACL {component}의 인바운드 규칙 중 "
                              "{source} 주소에서 오는 {traffic} 트래픽과 일치하는 것이 없어 마지막 "
                              "별표(*) 규칙({rule}번)이 거부합니다.[ {closest}.]"}
                  : bilingual{
                        "Network ACL {component} drops {traffic} to {destination} on its way out[ "
                        "of {subnet}]: no rule matches, so the final * rule ({rule}) denies[; "
                        "{closest}][; the NAT gateway may pick any port, and {ports} are denied][; "
                        "the load balancer may use any port, and {node_ports} are denied].",
                        "[서브넷 {subnet}의 ]네트워크 ACL {component}의 아웃바운드 규칙 중 "
                        "{destination} 주소로 가는 {traffic} 트래픽과 일치하는 것이 없어 마지막 "
                        "별표(*) 규칙({rule}번)이 거부합니다.[ {closest}.]"};
    }
    return in ? bilingual{"Network ACL {component} drops {traffic} from {source} on its way in[ to "
                          "{subnet}]: rule {rule} denies it[; the NAT gateway may pick any port, "
                          "and {ports} are denied][; the load balancer may use any port, and "
                          "{node_ports} are denied].",
                          "[서브넷 {subnet}의 ]네트워크 ACL {component}의 인바운드 규칙 {rule}번이 "
                          "{source} 주소에서 오는 {traffic} 트래픽을 거부합니다."}
              : bilingual{"Network ACL {component} drops {traffic} to {destination} on its way "
                          "out[ of {subnet}]: rule {rule} denies it[; the NAT gateway may pick any "
                          "port, and {ports} are denied][; the load balancer may use any port, and "
                          "{node_ports} are denied].",
                          "[서브넷 {subnet}의 ]네트워크 ACL {component}의 아웃바운드 규칙 "
                          "{rule}번이 {destination} 주소로 가는 {traffic} 트래픽을 거부합니다."};
}

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
                "라우팅 테이블 {component}의 가장 구체적인 경로[ {route}][ (대상(Target) "
                "{target})]가 블랙홀 상태라서 {destination} 주소로 가는 패킷이 버려집니다."};
    case reason::no_possible_destination:
        return {"Nothing in {component} has the address {destination}.",
                "{component} 안에 {destination} 주소를 가진 것이 없습니다."};
    case reason::route_table_not_known:
        return {"The route table of {component} is not in the input.",
                "{component} 서브넷의 라우팅 테이블이 입력에 없습니다."};
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
                                  "reply back[ to {destination_after}].",
                                  "NAT 인스턴스 {component}에서 기억하는 연결이므로 응답을 원래 "
                                  "주소로 돌려보냅니다[ ({destination_before} → "
                                  "{destination_after})]."}
                      : bilingual{
                            "NAT instance {component} sends the packet on from its own "
                            "address[ {source_after}].",
                            "NAT 인스턴스 {component}에서 소스를 자기 주소[({source_after})]로 "
                            "바꾸어 보냅니다."};
        }
        return in ? bilingual{"NAT gateway {component} knows the connection and hands the reply "
                              "back[ to {destination_after}].",
                              "NAT 게이트웨이 {component}에서 기억하는 연결이므로 응답을 원래 "
                              "주소로 돌려보냅니다[ ({destination_before} → {destination_after})]."}
                  : bilingual{"NAT gateway {component} sends the packet on from its own address[ "
                              "{source_after}] and a port of its choice.",
                              "NAT 게이트웨이 {component}에서 소스를 자기 주소[({source_after})]와 "
                              "임의의 포트로 바꾸어 보냅니다."};
    case step_kind::peering:
        if (in) {
            return {"The packet arrives[ in {vpc}] over peering connection {component}.",
                    "패킷이 피어링 연결 {component}에서[ {vpc}(으)로] 들어옵니다."};
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
        return in ? bilingual{"The packet comes in over Direct Connect ({component}).",
                              "패킷이 Direct Connect({component})에서 들어옵니다."}
                  : bilingual{"The packet leaves over Direct Connect ({component}).",
                              "패킷이 Direct Connect({component})로 나갑니다."};
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
            return {"Both ends are in {component}: the packet is delivered directly, past network "
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

/// Drops and unknowns of everything that has no words of its own.
inline bilingual stop_template(const step& check) {
    switch (check.code) {
    case reason::path_loop:
        return {"The packet runs in a circle[ through {component}].",
                "패킷이 제자리를 돕니다[ ({component})]."};
    case reason::reply_changes_source:
        return {"The reply arrives from {source}, which is not the address that was asked, so the "
                "client drops it.",
                "응답이 요청한 주소가 아닌 {source} 주소에서 도착하므로 클라이언트가 버립니다."};
    case reason::routed_elsewhere:
        return {"{component} sends the packet[ to {target}], which does not lead to the end it is "
                "meant for.",
                "{component}에 따라 패킷이[ {target} 대상(Target)으로 보내지지만] 원래 목적지가 "
                "아닌 곳에 도착합니다."};
    case reason::unknown_resource:
        return {"The input does not describe {component}.",
                "입력에 {component} 항목의 내용이 없습니다."};
    case reason::bad_state:
        return {"The {kind} {component} does not work now[: its state is {state}].",
                "{kind} {component} 항목이 지금 동작하지 않습니다[ (상태: {state})]."};
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
        return {"Nothing in the network has the public address {destination}, so no internet "
                "gateway lets the packet in.",
                "퍼블릭 주소 {destination}에 해당하는 인터페이스가 네트워크에 없어 인터넷 "
                "게이트웨이에서 패킷이 들어오지 못합니다."};
    case reason::eni_source_dest_check_restriction:
        return {"The source/destination check of {component} drops the packet from {source} to "
                "{destination}: neither it sends nor takes foreign addresses.",
                "소스/대상 확인이 켜져 있어 인터페이스 {component}에서 패킷이 버려집니다. {source} "
                "주소에서 {destination} 주소로 가는 패킷은 자기 것이 아닙니다."};
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
               ? bilingual{"The {kind}[ {component}] cannot be judged: {reason}.",
                           "{kind}[ {component}] 판정을 할 수 없습니다: {reason}."}
               : bilingual{"The {kind}[ {component}] drops the packet to {destination}: {reason}.",
                           "{kind}[ {component}] 단계에서 {destination} 주소로 가는 패킷이 "
                           "버려집니다: {reason}."};
}

/// What a load balancer does with a packet, and why it does not.
inline bilingual balancer_template(const step& check) {
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
        return {"Listener {listener} of load balancer {component} takes the packet and sends it to "
                "port {target_port} of {target}[ in target group {target_group}][, from its own "
                "address {source_after}][; as none of its targets is healthy, {fails_open} ones "
                "get packets too].",
                "로드 밸런서 {component}의 리스너 {listener}에서 패킷을 받아[ 대상 그룹(Target "
                "group) {target_group}의] 대상 {target} {target_port}번 포트로[ 자기 주소 "
                "{source_after}에서] 보냅니다.[ 정상인 대상이 없어 {fails_open} 상태인 대상으로도 "
                "보냅니다.]"};
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
    return stop_template(check);
}

/// What a network firewall, or appliances behind an endpoint, do with a packet, and why.
inline bilingual firewall_template(const step& check) {
    const bool stateful = check.fact("engine") == "stateful";
    const bool by_rule = !check.fact("group").empty();
    const bool known = !check.fact("state").empty();
    if (check.code == reason::firewall_asymmetric_routing) {
        return {"What inspects connections at {endpoint}[, an endpoint of network firewall "
                "{firewall},] sees only a part of this one, so what becomes of it is not known.",
                "엔드포인트 {endpoint}[ (네트워크 방화벽 {firewall})]에서 이 연결의 일부만 "
                "검사하므로 통과 여부를 알 수 없습니다."};
    }
    if (check.kind == step_kind::vpce) {
        return {"Gateway Load Balancer endpoint {component} hands the packet to its appliances, "
                "which are taken to pass it on.",
                "게이트웨이 로드 밸런서 엔드포인트 {component}에서 패킷을 어플라이언스로 보내며, "
                "어플라이언스가 그대로 통과시킨다고 가정합니다."};
    }
    if (check.outcome == verdict::allow && known) {
        return {"Network firewall {firewall} remembers the connection, so the reply passes "
                "(stateful).",
                "네트워크 방화벽 {firewall}에서 연결을 기억하므로 응답이 그대로 통과합니다(상태 "
                "저장)."};
    }
    if (check.outcome == verdict::allow && !stateful) {
        return by_rule ? bilingual{"Network firewall {firewall} lets {traffic} from {source} to "
                                   "{destination} through: stateless rule {allowing} of {group} "
                                   "passes it.",
                                   "네트워크 방화벽 {firewall}에서 규칙 그룹 {group}의 상태 비저장 "
                                   "규칙 {allowing}번에 따라 {source} 주소에서 {destination} "
                                   "주소로 가는 {traffic} 트래픽을 허용합니다."}
                       : bilingual{"Network firewall {firewall} lets {traffic} from {source} to "
                                   "{destination} through: no stateless rule matches, and the "
                                   "default action is {allowing}.",
                                   "네트워크 방화벽 {firewall}에서 일치하는 상태 비저장 규칙이 "
                                   "없고 기본 작업이 {allowing}이므로 {source} 주소에서 "
                                   "{destination} 주소로 가는 {traffic} 트래픽을 허용합니다."};
    }
    if (check.outcome == verdict::allow) {
        return by_rule ? bilingual{"Network firewall {firewall} lets {traffic} from {source} to "
                                   "{destination} through: stateful rule {allowing} of {group} "
                                   "passes it.",
                                   "네트워크 방화벽 {firewall}에서 규칙 그룹 {group}의 상태 저장 "
                                   "규칙 {allowing}에 따라 {source} 주소에서 {destination} 주소로 "
                                   "가는 {traffic} 트래픽을 허용합니다."}
                       : bilingual{"Network firewall {firewall} lets {traffic} from {source} to "
                                   "{destination} through: no stateful rule drops it.",
                                   "네트워크 방화벽 {firewall}에 거부하는 상태 저장 규칙이 없어 "
                                   "{source} 주소에서 {destination} 주소로 가는 {traffic} 트래픽을 "
                                   "허용합니다."};
    }
    switch (check.code) {
    case reason::firewall_rules_restriction:
        if (check.outcome == verdict::unknown) {
            return {"Network firewall {firewall} would drop {traffic} from {source} to "
                    "{destination}[ by rule {allowing}][ of {group}], but its endpoint {endpoint} "
                    "is in the subnet of one of them, whose traffic a firewall cannot filter.",
                    "네트워크 방화벽 {firewall}[의 규칙 그룹 {group}][ 규칙 {allowing}]에서 "
                    "{source} 주소에서 {destination} 주소로 가는 {traffic} 트래픽을 거부하지만, "
                    "엔드포인트 {endpoint} 항목이 그중 하나와 같은 서브넷에 있습니다. 방화벽은 "
                    "자기 서브넷의 트래픽을 필터링할 수 없으므로 통과 여부를 알 수 없습니다."};
        }
        if (!by_rule) {
            return stateful ? bilingual{"Network firewall {firewall} drops {traffic} from {source} "
                                        "to {destination}: no stateful rule passes it, and the "
                                        "default action is {allowing}.",
                                        "네트워크 방화벽 {firewall}에서 허용하는 상태 저장 규칙이 "
                                        "없고 기본 작업이 {allowing}이므로 {source} 주소에서 "
                                        "{destination} 주소로 가는 {traffic} 트래픽을 거부합니다."}
                            : bilingual{"Network firewall {firewall} drops {traffic} from {source} "
                                        "to {destination}: no stateless rule matches, and the "
                                        "default action is {allowing}.",
                                        "네트워크 방화벽 {firewall}에서 일치하는 상태 비저장 "
                                        "규칙이 없고 기본 작업이 {allowing}이므로 {source} "
                                        "주소에서 {destination} 주소로 가는 {traffic} 트래픽을 "
                                        "거부합니다."};
        }
        return stateful ? bilingual{"Network firewall {firewall} drops {traffic} from {source} to "
                                    "{destination}: stateful rule {allowing} of {group} "
                                    "({action}).",
                                    "네트워크 방화벽 {firewall}에서 규칙 그룹 {group}의 상태 저장 "
                                    "규칙 {allowing}({action})에 따라 {source} 주소에서 "
                                    "{destination} 주소로 가는 {traffic} 트래픽을 거부합니다."}
                        : bilingual{"Network firewall {firewall} drops {traffic} from {source} to "
                                    "{destination}: stateless rule {allowing} of {group}.",
                                    "네트워크 방화벽 {firewall}에서 규칙 그룹 {group}의 상태 "
                                    "비저장 규칙 {allowing}번에 따라 {source} 주소에서 "
                                    "{destination} 주소로 가는 {traffic} 트래픽을 거부합니다."};
    case reason::firewall_rule_not_readable:
        if (known) {
            return {"Rule {allowing} of {group} in network firewall {firewall} would drop the "
                    "replies of the connection; whether it is asked about replies of a connection "
                    "that no rule passes is not documented.",
                    "네트워크 방화벽 {firewall}의 규칙 그룹 {group} 규칙 {allowing}이(가) 이 "
                    "연결의 응답과 일치합니다. 허용 규칙 없이 통과한 연결의 응답에도 이 규칙이 "
                    "적용되는지는 AWS 문서에 없습니다."};
        }
        return by_rule ? bilingual{"Whether network firewall {firewall} lets {traffic} from "
                                   "{source} to {destination} through depends on rule {allowing} "
                                   "of {group}, which addresses and ports alone do not decide.",
                                   "네트워크 방화벽 {firewall}에서 {source} 주소에서 {destination} "
                                   "주소로 가는 {traffic} 트래픽이 통과하는지는 규칙 그룹 "
                                   "{group}의 규칙 {allowing}에 달려 있으며, 주소와 포트만으로는 "
                                   "알 수 없습니다."}
                       : bilingual{"Whether network firewall {firewall} lets {traffic} from "
                                   "{source} to {destination} through depends on its default "
                                   "action[ {allowing}], which does not tell for such packets.",
                                   "네트워크 방화벽 {firewall}에서 {source} 주소에서 {destination} "
                                   "주소로 가는 {traffic} 트래픽이 통과하는지는 기본 작업[ "
                                   "{allowing}]에 달려 있으며, 이런 패킷을 어떻게 처리하는지는 "
                                   "알 수 없습니다."};
    case reason::firewall_policy_not_known:
        return by_rule ? bilingual{"The rules of {group}, which network firewall {firewall} asks, "
                                   "are not in the input.",
                                   "네트워크 방화벽 {firewall}에서 사용하는 규칙 그룹 {group}의 "
                                   "규칙이 입력에 없습니다."}
                       : bilingual{"The policy of network firewall {firewall} is not in the input.",
                                   "네트워크 방화벽 {firewall}의 정책이 입력에 없습니다."};
    default: break;
    }
    return stop_template(check);
}

inline bilingual template_of(const step& check) {
    switch (check.kind) {
    case step_kind::lb: return balancer_template(check);
    case step_kind::firewall: return firewall_template(check);
    case step_kind::vpce:
        if (!check.fact("endpoint").empty() &&
            (check.outcome == verdict::allow ||
             check.code == reason::firewall_asymmetric_routing)) {
            return firewall_template(check);
        }
        break;
    case step_kind::sg: return group_template(check);
    case step_kind::nacl: return acl_template(check);
    case step_kind::route: {
        const auto own = route_template(check);
        return own.en.empty() ? stop_template(check) : own;
    }
    default: break;
    }
    return check.outcome == verdict::allow ? gateway_template(check) : stop_template(check);
}

} // namespace vpcplan::detail
