// Floor 7. From checks to sentences: what was judged, by which rule, and which field decided.
//
// Example    sentence(answer.forward.steps[1], language::en) ->
//            "Network ACL acl-0a1 lets TCP port 443 from 203.0.113.7 in: rule 100 allows it."
#pragma once

#include "detail/fill_template.hpp"
#include "detail/sentence_templates.hpp"
#include "explain_text.hpp"

namespace vpcplan {

/// What a packet carries, as rules see it: "TCP port 443", "ICMP echo request (type 8, code 0)".
inline std::string traffic_text(const packet& header, language lang) {
    const bool ko = lang == language::ko;
    const auto proto = header.proto();
    if (proto.has_ports()) {
        const std::string name = proto == protocol::tcp() ? "TCP" : "UDP";
        const auto port = std::to_string(header.destination_port);
        return ko ? name + " " + port + "번 포트" : name + " port " + port;
    }
    if (!proto.is_icmp()) {
        return (ko ? "프로토콜 " : "protocol ") + std::to_string(proto.number()) + (ko ? "번" : "");
    }
    const bool v6 = proto == protocol::icmpv6();
    std::string_view message;
    switch (header.icmp_type) {
    case 0: message = v6 ? "" : ko ? "에코 응답" : "echo reply"; break;
    case 8: message = v6 ? "" : ko ? "에코 요청" : "echo request"; break;
    case 128: message = !v6 ? "" : ko ? "에코 요청" : "echo request"; break;
    case 129: message = !v6 ? "" : ko ? "에코 응답" : "echo reply"; break;
    default: break;
    }
    std::string text = v6 ? "ICMPv6 " : "ICMP ";
    if (!message.empty()) {
        text += std::string(message) + (ko ? "(" : " (");
    }
    text += ko ? "유형 " + std::to_string(header.icmp_type) + ", 코드 " +
                     std::to_string(header.icmp_code)
               : "type " + std::to_string(header.icmp_type) + ", code " +
                     std::to_string(header.icmp_code);
    return message.empty() ? text : text + ")";
}

/// A field of a rule by its name for people.
constexpr std::string_view name_of(rule_field field, language lang) noexcept {
    const bool ko = lang == language::ko;
    switch (field) {
    case rule_field::none: return ko ? "없음" : "nothing";
    case rule_field::protocol: return ko ? "프로토콜" : "protocol";
    case rule_field::family: return ko ? "주소 체계(IPv4/IPv6)" : "address family";
    case rule_field::address: return ko ? "주소" : "address";
    case rule_field::port: return ko ? "포트" : "port";
    case rule_field::icmp: return ko ? "ICMP 유형" : "ICMP type";
    case rule_field::unreadable: return ko ? "읽을 수 없는 값" : "unreadable value";
    }
    return {};
}

namespace detail {

/// How far a rule got before a field did not fit: the more, the closer it was.
constexpr int closeness(rule_field field, step_kind kind) noexcept {
    switch (field) {
    case rule_field::protocol: return 0;
    case rule_field::family: return 1;
    // Groups look at the port before the peer, ACLs at the address before the port.
    case rule_field::address: return kind == step_kind::sg ? 3 : 2;
    case rule_field::port:
    case rule_field::icmp: return kind == step_kind::sg ? 2 : 3;
    case rule_field::none:
    case rule_field::unreadable: return -1;
    }
    return -1;
}

/// The allow rule that came closest to matching, if any came closer than its protocol.
inline const considered_rule* closest_rule(const step& check) noexcept {
    const considered_rule* best = nullptr;
    for (const auto& rule : check.considered) {
        if (rule.says == verdict::allow && closeness(rule.first_mismatch, check.kind) > 0 &&
            (best == nullptr || closeness(rule.first_mismatch, check.kind) >
                                    closeness(best->first_mismatch, check.kind))) {
            best = &rule;
        }
    }
    return best;
}

inline std::string closest_text(const step& check, language lang) {
    const auto* rule = closest_rule(check);
    if (rule == nullptr) {
        return {};
    }
    const std::string field(name_of(rule->first_mismatch, lang));
    if (rule->number >= 0) {
        return lang == language::ko ? "가장 가까운 규칙 " + std::to_string(rule->number) + "번도 " +
                                          field + " 항목이 일치하지 않습니다"
                                    : "the closest, rule " + std::to_string(rule->number) +
                                          ", differs in the " + field;
    }
    return lang == language::ko ? "가장 가까운 규칙도 " + field + " 항목이 일치하지 않습니다"
                                : "the closest rule differs in the " + field;
}

/// What a platform service is called.
constexpr std::string_view service_name(std::string_view id, language lang) noexcept {
    const bool ko = lang == language::ko;
    if (id == "amazon_dns") {
        return ko ? "Amazon DNS 확인자" : "the Amazon DNS resolver";
    }
    if (id == "instance_metadata") {
        return ko ? "인스턴스 메타데이터 서비스" : "the instance metadata service";
    }
    if (id == "ecs_task_metadata") {
        return ko ? "ECS 태스크 메타데이터" : "the ECS task metadata service";
    }
    if (id == "time_sync") {
        return ko ? "Amazon Time Sync 서비스" : "the Amazon Time Sync service";
    }
    if (id == "windows_activation") {
        return ko ? "Windows 정품 인증 서비스" : "the Windows activation service";
    }
    if (id == "dhcp") {
        return ko ? "DHCP 서비스" : "the DHCP service";
    }
    return id;
}

/// The Name of whatever has this id, or "".
inline std::string_view name_in(const network_index& index, std::string_view id) {
    if (const auto* one = index.find_security_group(id)) {
        return one->name;
    }
    if (const auto* one = index.find_network_acl(id)) {
        return one->name;
    }
    if (const auto* one = index.find_route_table(id)) {
        return one->name;
    }
    if (const auto* one = index.find_subnet(id)) {
        return one->name;
    }
    if (const auto* one = index.find_interface(id)) {
        if (!one->name.empty()) {
            return one->name;
        }
        const auto* owner = index.find_instance(one->instance_id);
        return owner == nullptr ? std::string_view() : std::string_view(owner->name);
    }
    if (const auto* one = index.find_vpc(id)) {
        return one->name;
    }
    if (const auto* one = index.find_nat_gateway(id)) {
        return one->name;
    }
    if (const auto* one = index.find_internet_gateway(id)) {
        return one->name;
    }
    if (const auto* one = index.find_egress_only(id)) {
        return one->name;
    }
    if (const auto* one = index.find_instance(id)) {
        return one->name;
    }
    if (const auto* one = index.find_peering(id)) {
        return one->name;
    }
    if (const auto* one = index.find_transit_gateway(id)) {
        return one->name;
    }
    if (const auto* one = index.find_attachment(id)) {
        return one->name;
    }
    if (const auto* one = index.find_transit_table(id)) {
        return one->name;
    }
    if (const auto* one = index.find_vpn_gateway(id)) {
        return one->name;
    }
    if (const auto* one = index.find_endpoint(id)) {
        return one->name;
    }
    for (const auto& one : index.data().direct_connect_gateways) {
        if (one.id == id) {
            return one.name;
        }
    }
    if (const auto* one = index.find_firewall(id)) {
        return one->name;
    }
    if (const auto* one = index.find_other(id)) {
        return one->name;
    }
    return {};
}

/// "acl-0a1 (web)", or the id alone.
inline std::string label_of(const network_index* index, std::string_view id) {
    std::string text(id);
    if (index != nullptr) {
        const auto name = name_in(*index, id);
        if (!name.empty() && name != id) {
            text += " (" + std::string(name) + ")";
        }
    }
    return text;
}

/// The value of a placeholder; unknown names are facts of the step.
inline std::string value_of(std::string_view name, const step& check, language lang,
                            const network_index* index) {
    const auto& header = check.header;
    if (name == "component") {
        return label_of(index, check.component);
    }
    if (name == "rule") {
        return check.rule ? std::to_string(*check.rule) : std::string();
    }
    if (name == "allowing") {
        return std::string(check.fact("rule"));
    }
    if (name == "traffic") {
        return traffic_text(header, lang);
    }
    if (name == "source") {
        return to_string(header.source);
    }
    if (name == "destination") {
        return to_string(header.destination);
    }
    if (name == "closest") {
        return closest_text(check, lang);
    }
    if (name == "kind") {
        return std::string(name_of(check.kind, lang));
    }
    if (name == "route") {
        return std::string(check.fact("destination"));
    }
    if (name == "reason") {
        return std::string(explain(check.code, lang).title);
    }
    if (name == "service") {
        return std::string(service_name(check.fact("service"), lang));
    }
    return label_of(index, check.fact(name));
}

} // namespace detail

/// One check as one sentence that names the component, the rule and what decided. Never empty. With
/// an index, ids are followed by the Names of what they stand for.
inline std::string sentence(const step& check, language lang,
                            const network_index* index = nullptr) {
    // A step that lacks a fact of its kind still makes a whole sentence.
    const auto unnamed = lang == language::ko ? "(이름 없음)" : "(unnamed)";
    return detail::fill_template(
        detail::template_of(check).in(lang), unnamed,
        [&](std::string_view name) { return detail::value_of(name, check, lang, index); });
}

/// "WORKS", "FAILS" or "UNKNOWN".
constexpr std::string_view name_of(connection_outcome outcome, language lang) noexcept {
    const bool ko = lang == language::ko;
    switch (outcome) {
    case connection_outcome::works: return ko ? "통신 가능" : "WORKS";
    case connection_outcome::fails: return ko ? "통신 불가" : "FAILS";
    case connection_outcome::unknown: return ko ? "알 수 없음" : "UNKNOWN";
    }
    return {};
}

/// The verdict and why, in one line.
inline std::string headline(const answer& given, language lang,
                            const network_index* index = nullptr) {
    const bool ko = lang == language::ko;
    std::string text(name_of(given.connection, lang));
    text += ": ";
    const auto* decided = given.deciding_step();
    if (given.connection == connection_outcome::works) {
        text += given.reply.outcome == leg_outcome::not_applicable
                    ? (ko ? "패킷이 도착합니다. 이 메시지에는 응답이 없습니다."
                          : "the packet arrives; this message has no reply.")
                    : (ko ? "패킷이 도착하고 응답도 돌아옵니다."
                          : "the packet arrives and the reply comes back.");
        return text;
    }
    const bool in_reply = given.decided_by && given.decided_by->in_reply;
    if (given.connection == connection_outcome::fails) {
        text += in_reply ? (ko ? "요청은 도착하지만 응답이 돌아오지 못합니다."
                               : "the request arrives, but the reply is lost.")
                         : (ko ? "패킷이 도착하지 못합니다." : "the packet does not arrive.");
    } else {
        text += in_reply ? (ko ? "요청은 도착하지만 응답은 판정할 수 없습니다."
                               : "the request arrives, but the reply cannot be judged.")
                         : (ko ? "패킷이 도착하는지 판정할 수 없습니다."
                               : "it cannot be judged whether the packet arrives.");
    }
    if (decided != nullptr) {
        text += " " + sentence(*decided, lang, index);
    }
    return text;
}

/// Ports as people list them: "1024-65535", "443", "1024-4999, 6001-65535".
inline std::string ports_text(const std::vector<port_range>& ports) {
    std::string text;
    for (const auto& range : ports) {
        text += (text.empty() ? "" : ", ") + to_string(range);
    }
    return text;
}

} // namespace vpcplan
