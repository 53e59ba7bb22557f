// Floor 7. From checks to sentences: what was judged, by which rule, and which field decided.
//
// Example    sentence(answer.forward.steps[1], language::en) ->
//            "Network ACL acl-0a1 lets TCP port 443 from 203.0.113.7 in: rule 100 allows it."
#pragma once

#include "detail/closest_text.hpp"
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

namespace detail {

/// What a platform service is called.
constexpr std::string_view service_name(std::string_view id, language lang) noexcept {
    const bool ko = lang == language::ko;
    if (id == "amazon_dns") {
        return ko ? "Amazon DNS 서버" : "the Amazon DNS resolver";
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

inline std::string capital(std::string_view text) {
    std::string out(text);
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z') {
        out.front() = static_cast<char>(out.front() - 'a' + 'A');
    }
    return out;
}

/// The one interface that has a private address; null where nobody, or more than one, has it.
inline const interface* owner_of(const network_index* index, const address_bits& address) {
    const auto owners =
        index != nullptr ? index->interfaces_at(address) : std::vector<const interface*>{};
    return owners.size() == 1 ? owners.front() : nullptr;
}

/// The instance with an address inside and none outside, or the interface where there is no
/// instance.
inline std::string host_without_public_address(const network_index* index,
                                               const address_bits& address) {
    const auto* at = owner_of(index, address);
    const auto* own = at != nullptr ? at->find(address) : nullptr;
    if (own == nullptr || own->public_address) {
        return {};
    }
    return at->instance_id.empty() ? label_of(index, thing::interface, at->id)
                                   : label_of(index, thing::instance, at->instance_id);
}

inline std::string public_address_of(const network_index* index, const address_bits& address) {
    const auto* at = owner_of(index, address);
    const auto* own = at != nullptr ? at->find(address) : nullptr;
    return own != nullptr && own->public_address ? to_string(*own->public_address) : std::string();
}

/// The host and VPC that a packet reached in place of the one it is meant for.
inline std::string arrival_text(const step& check, language lang, const network_index* index) {
    const auto id = check.fact("arrived");
    if (id.empty()) {
        return {};
    }
    auto place = "VPC " + label_of(index, thing::vpc, id);
    const auto* at = index != nullptr ? index->interface_at(id, check.header.destination) : nullptr;
    if (at == nullptr) {
        return place;
    }
    const auto host = label_of(index, thing::interface, at->id);
    return lang == language::ko ? place + "의 " + host : host + " in " + place;
}

/// The call whose output is missing, for networks that come from AWS.
inline std::string missing_call(const step& check, const told_things& told,
                                const network_index* index) {
    const auto from_aws = [](const auto& all) {
        return !all.empty() && !all.front().place.pointer.empty();
    };
    if (index == nullptr ||
        !(from_aws(index->data().vpcs) || from_aws(index->data().subnets) ||
          from_aws(index->data().interfaces) || from_aws(index->data().route_tables))) {
        return {};
    }
    switch (check.code) {
    case reason::acl_not_known: return std::string(call_for(thing::network_acl));
    case reason::route_table_not_known: return std::string(call_for(thing::route_table));
    case reason::sg_not_known:
        return std::string(
            call_for(told.about == thing::interface ? thing::interface : thing::security_group));
    case reason::unknown_destination:
        return std::string(call_for(!check.fact("vpc").empty()        ? thing::vpc
                                    : told.missing != thing::unknown  ? told.missing
                                    : told.about == thing::attachment ? thing::attachment
                                                                      : thing::interface));
    case reason::unknown_resource:
        return std::string(
            call_for(told.about == thing::transit_gateway ? thing::attachment : told.missing));
    default: return {};
    }
}

/// The value of a placeholder; unknown names are facts of the step.
inline std::string value_of(std::string_view name, const step& check, const told_things& told,
                            language lang, const network_index* index) {
    const auto& header = check.header;
    if (name == "component") {
        return label_of(index, told.about, check.component);
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
        return closest_text(check, lang, index);
    }
    if (name == "kind" || name == "Kind") {
        const auto noun =
            told.about == thing::unknown ? name_of(check.kind, lang) : noun_of(told.about).in(lang);
        return name == "kind" ? std::string(noun) : capital(noun);
    }
    if (name == "missing") {
        return std::string(noun_of(told.missing).in(lang)) + " " + told.missing_id;
    }
    if (name == "call") {
        return missing_call(check, told, index);
    }
    if (name == "host") {
        return host_without_public_address(index, header.destination);
    }
    if (name == "public_address") {
        return public_address_of(index, header.destination);
    }
    if (name == "arrived") {
        return arrival_text(check, lang, index);
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
    return index == nullptr ? std::string(check.fact(name))
                            : label_of(index, fact_thing(name, check, *index), check.fact(name));
}

} // namespace detail

/// One check as one sentence that names the component, the rule and what decided. Never empty. With
/// an index, ids are followed by the Names of what they stand for.
inline std::string sentence(const step& check, language lang,
                            const network_index* index = nullptr) {
    // A step that lacks a fact of its kind still makes a whole sentence.
    const auto unnamed = lang == language::ko ? "(이름 없음)" : "(unnamed)";
    const auto told = detail::told_of(check, index);
    return detail::fill_template(
        detail::template_of(check, told).in(lang), unnamed,
        [&](std::string_view name) { return detail::value_of(name, check, told, lang, index); });
}

/// "WORKS", "FAILS" or "UNKNOWN".
constexpr std::string_view name_of(connection_outcome outcome, language lang) noexcept {
    const bool ko = lang == language::ko;
    switch (outcome) {
    case connection_outcome::works: return ko ? "통신 가능" : "WORKS";
    case connection_outcome::fails: return ko ? "통신 불가" : "FAILS";
    case connection_outcome::unknown: return ko ? "판정 불가" : "UNKNOWN";
    }
    return {};
}

namespace detail {

/// "It works with 2 of 3 targets; …", or "" for what never works, or always.
inline std::string choice_text(const answer& given, language lang) {
    if (!given.choice) {
        return {};
    }
    using what = partial_choice::what;
    const auto of = given.choice->of;
    const bilingual pattern =
        of == what::targets
            ? bilingual{"Only sometimes: it works with {works} of {all} targets that the load "
                        "balancer may pick; told here is another.",
                        "항상 그런 것은 아닙니다. 로드 밸런서가 고를 수 있는 대상 {all}개 중 "
                        "{works}개로는 통신되며, 여기서는 그 밖의 대상을 설명합니다."}
        : of == what::nodes
            ? bilingual{"Only sometimes: it works by {works} of {all} nodes of the load balancer; "
                        "told here is another.",
                        "항상 그런 것은 아닙니다. 로드 밸런서 노드 {all}개 중 {works}개로는 "
                        "통신되며, 여기서는 그 밖의 노드를 설명합니다."}
            : bilingual{"Only sometimes: it works by {works} of {all} ways that AWS may pick; told "
                        "here is another.",
                        "항상 그런 것은 아닙니다. AWS가 고를 수 있는 경로 {all}개 중 {works}개로는 "
                        "통신되며, 여기서는 그 밖의 경로를 설명합니다."};
    return fill_template(pattern.in(lang), {}, [&](std::string_view name) {
        return std::to_string(name == "works" ? given.choice->works : given.choice->all);
    });
}

} // namespace detail

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
    const auto sometimes = detail::choice_text(given, lang);
    return sometimes.empty() ? text : text + " " + sometimes;
}

} // namespace vpcplan
