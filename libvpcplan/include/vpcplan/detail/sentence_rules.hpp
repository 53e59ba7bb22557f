// Private. The sentences of what rules decide: security groups, network ACLs, network firewalls.
#pragma once

#include "sentence_stops.hpp"

namespace vpcplan::detail {

inline bilingual group_template(const step& check, const told_things& told) {
    const bool in = check.way.value_or(direction::in) == direction::in;
    if (check.outcome == verdict::allow && check.fact("reply") == "true") {
        return {"Security group {component} remembers the connection, so the reply passes[ "
                "{interface}] (stateful).",
                "[인터페이스 {interface}의 ]보안 그룹 {component}에서 연결을 추적하므로 응답이 "
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
    if (check.code == reason::sg_not_known) {
        return told.about == thing::interface ? bilingual{"Which security groups network interface "
                                                          "{component} has is not in "
                                                          "the input[ (aws {call})].",
                                                          "네트워크 인터페이스 {component}에 "
                                                          "연결된 보안 그룹이 입력에 "
                                                          "없습니다[ (aws {call})]."}
                                              : bilingual{"The rules of security group "
                                                          "{component}[, on {interface},] are not "
                                                          "in the input[ (aws {call})].",
                                                          "[인터페이스 {interface}에 연결된 ]보안 "
                                                          "그룹 {component}의 규칙이 "
                                                          "입력에 없습니다[ (aws {call})]."};
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
        return {"The network ACL of subnet {component} is not in the input[ (aws {call})].",
                "서브넷 {component}의 네트워크 ACL이 입력에 없습니다[ (aws {call})]."};
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
                              "별표(*) 규칙({rule}번)이 거부합니다.[ {closest}.]"
                              "[ NAT 게이트웨이는 어느 포트든 고를 수 있는데 {ports} 포트가 "
                              "거부됩니다.][ 로드 밸런서는 어느 포트든 쓸 수 있는데 {node_ports} "
                              "포트가 거부됩니다.]"}
                  : bilingual{
                        "Network ACL {component} drops {traffic} to {destination} on its way out[ "
                        "of {subnet}]: no rule matches, so the final * rule ({rule}) denies[; "
                        "{closest}][; the NAT gateway may pick any port, and {ports} are denied][; "
                        "the load balancer may use any port, and {node_ports} are denied].",
                        "[서브넷 {subnet}의 ]네트워크 ACL {component}의 아웃바운드 규칙 중 "
                        "{destination} 주소로 가는 {traffic} 트래픽과 일치하는 것이 없어 마지막 "
                        "별표(*) 규칙({rule}번)이 거부합니다.[ {closest}.]"
                        "[ NAT 게이트웨이는 어느 포트든 고를 수 있는데 {ports} 포트가 "
                        "거부됩니다.][ 로드 밸런서는 어느 포트든 쓸 수 있는데 {node_ports} 포트가 "
                        "거부됩니다.]"};
    }
    return in ? bilingual{"Network ACL {component} drops {traffic} from {source} on its way in[ to "
                          "{subnet}]: rule {rule} denies it[; the NAT gateway may pick any port, "
                          "and {ports} are denied][; the load balancer may use any port, and "
                          "{node_ports} are denied].",
                          "[서브넷 {subnet}의 ]네트워크 ACL {component}의 인바운드 규칙 {rule}번이 "
                          "{source} 주소에서 오는 {traffic} 트래픽을 거부합니다."
                          "[ NAT 게이트웨이는 어느 포트든 고를 수 있는데 {ports} 포트가 "
                          "거부됩니다.][ 로드 밸런서는 어느 포트든 쓸 수 있는데 {node_ports} "
                          "포트가 거부됩니다.]"}
              : bilingual{
                    "Network ACL {component} drops {traffic} to {destination} on its way "
                    "out[ of {subnet}]: rule {rule} denies it[; the NAT gateway may pick any "
                    "port, and {ports} are denied][; the load balancer may use any port, and "
                    "{node_ports} are denied].",
                    "[서브넷 {subnet}의 ]네트워크 ACL {component}의 아웃바운드 규칙 "
                    "{rule}번이 {destination} 주소로 가는 {traffic} 트래픽을 거부합니다."
                    "[ NAT 게이트웨이는 어느 포트든 고를 수 있는데 {ports} 포트가 거부됩니다.][ "
                    "로드 밸런서는 어느 포트든 쓸 수 있는데 {node_ports} 포트가 거부됩니다.]"};
}

/// What a network firewall, or appliances behind an endpoint, do with a packet, and why.
inline bilingual firewall_template(const step& check, const told_things& told) {
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
                "네트워크 방화벽 {firewall}에서 연결을 추적하므로 응답이 그대로 통과합니다(상태 "
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
            return {
                "Network firewall {firewall} would drop {traffic} from {source} to "
                "{destination}[ by rule {allowing}][ of {group}], but its endpoint {endpoint} "
                "is in the subnet of one of them, whose traffic a firewall cannot filter.",
                "네트워크 방화벽 {firewall}[의 규칙 그룹 {group}][ 규칙 {allowing}]에서 "
                "{source} 주소에서 {destination} 주소로 가는 {traffic} 트래픽을 거부하지만, "
                "방화벽의 엔드포인트({endpoint})가 그중 하나와 같은 서브넷에 있습니다. 방화벽은 "
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
                    "네트워크 방화벽 {firewall}의 규칙 그룹 {group}의 규칙({allowing})이 이 "
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
    return stop_template(check, told);
}

} // namespace vpcplan::detail
