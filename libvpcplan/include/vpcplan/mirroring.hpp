// Floor 7. "Would this packet be mirrored, and where does the copy go?": traffic mirroring at every
// interface that the packets of an answer pass.
#pragma once

#include "explain.hpp"
#include "flow_log.hpp"
#include "path.hpp"

namespace vpcplan {

/// Why a packet is mirrored or not.
enum class mirror_reason : std::uint8_t {
    accepted,       ///< a rule of the filter accepts it
    dns_service,    ///< to or from the Amazon DNS resolver, which the filter mirrors
    no_session,     ///< the interface is the source of no session
    rejected,       ///< rules of every session's filter reject it or do not match
    never_mirrored, ///< metadata, time sync, DHCP, Windows activation, or DNS without the service
    dropped,        ///< refused by a group or ACL of the interface
    not_known       ///< a filter is missing, or has a rule that cannot be judged
};

constexpr std::string_view id_of(mirror_reason why) noexcept {
    switch (why) {
    case mirror_reason::accepted: return "accepted";
    case mirror_reason::dns_service: return "dns_service";
    case mirror_reason::no_session: return "no_session";
    case mirror_reason::rejected: return "rejected";
    case mirror_reason::never_mirrored: return "never_mirrored";
    case mirror_reason::dropped: return "dropped";
    case mirror_reason::not_known: return "not_known";
    }
    return "not_known";
}

/// The copy, as a VXLAN packet (UDP port 4789) from the source interface to the target. The
/// source's groups do not judge it; the target's do. How network ACLs treat copies is documented
/// nowhere, so an ACL that would drop it makes the outcome unknown.
/// Source: VPC Traffic Mirroring guide, "Considerations", "Packet format".
struct mirror_copy {
    verdict outcome = verdict::unknown; ///< `allow`: it arrives
    std::optional<step> stopped_by;     ///< nothing when it arrives, or the target is not known
};

/// What mirroring does with the packet of one record: at one interface, in one direction.
struct mirrored_packet {
    std::string interface_id;
    direction way = direction::in;
    bool in_reply = false;
    packet header;
    verdict outcome = verdict::deny; ///< `allow`: mirrored
    mirror_reason why = mirror_reason::no_session;
    const traffic_mirror_session* session = nullptr; ///< the one that decided
    const traffic_mirror_filter* filter = nullptr;
    const traffic_mirror_rule* rule = nullptr;
    const traffic_mirror_target* target = nullptr;
    std::optional<mirror_copy> copy; ///< of a packet that is mirrored
};

namespace detail {

template <class T>
const T* with_id(const std::vector<T>& all, std::string_view id) {
    const auto found =
        std::find_if(all.begin(), all.end(), [id](const T& one) { return one.id == id; });
    return found == all.end() ? nullptr : &*found;
}

/// The sessions of a source interface, the lowest number first.
inline std::vector<const traffic_mirror_session*> sessions_of(const network& data,
                                                              std::string_view interface_id) {
    std::vector<const traffic_mirror_session*> sessions;
    for (const auto& one : data.traffic_mirror_sessions) {
        if (one.interface_id == interface_id) {
            sessions.push_back(&one);
        }
    }
    std::stable_sort(sessions.begin(), sessions.end(),
                     [](const auto* a, const auto* b) { return a->number < b->number; });
    return sessions;
}

/// The interfaces that stand for a target: a load balancer's nodes are those of the source's zone,
/// where it has one there.
inline std::vector<std::string> interfaces_of_target(const network_index& index,
                                                     const traffic_mirror_target& target,
                                                     const subnet& from) {
    if (target.kind == mirror_target_kind::interface) {
        return {target.component};
    }
    std::vector<std::string> all;
    if (target.kind == mirror_target_kind::endpoint) {
        const auto* at = index.find_endpoint(target.component);
        all = at != nullptr ? at->interface_ids : all;
    } else if (const auto* balancer = index.find_balancer(target.component)) {
        all = balancer->interface_ids;
    }
    std::vector<std::string> here;
    for (const auto& id : all) {
        const auto* one = index.find_interface(id);
        const auto* home = one != nullptr ? index.find_subnet(one->subnet_id) : nullptr;
        if (home != nullptr && home->zone == from.zone) {
            here.push_back(id);
        }
    }
    return here.empty() ? all : here;
}

constexpr thing thing_of(mirror_target_kind kind) noexcept {
    switch (kind) {
    case mirror_target_kind::interface: return thing::interface;
    case mirror_target_kind::network_load_balancer: return thing::load_balancer;
    case mirror_target_kind::endpoint: return thing::endpoint;
    case mirror_target_kind::other: break;
    }
    return thing::other;
}

/// Where the copy gets to. The question comes from the interface's address rather than from the
/// interface, because copies are not subject to its groups.
inline mirror_copy deliver_copy(const network_index& index, const interface& source,
                                const traffic_mirror_target& target) {
    mirror_copy copy;
    const auto* home = index.find_subnet(source.subnet_id);
    const auto* own = source.primary(address_family::ipv4);
    if (home == nullptr || own == nullptr) {
        return copy;
    }
    bool all_arrive = true;
    for (const auto& id : interfaces_of_target(index, target, *home)) {
        question asked;
        asked.from = {endpoint::kind::subnet_address, home->id, own->address};
        asked.to = {endpoint::kind::interface, id, std::nullopt};
        asked.proto = protocol::udp();
        asked.source_port = std::uint16_t{49152};
        asked.destination_port = std::uint16_t{4789};
        const auto said = ask(index, asked);
        if (!said) {
            return copy;
        }
        if (said->forward.outcome == leg_outcome::pass) {
            copy.outcome = all_arrive ? verdict::allow : copy.outcome;
            continue;
        }
        all_arrive = false;
        copy.stopped_by = said->forward.steps.back();
        const bool undocumented = copy.stopped_by->kind == step_kind::nacl;
        copy.outcome = said->forward.outcome == leg_outcome::drop && !undocumented
                           ? verdict::deny
                           : verdict::unknown;
        if (copy.outcome == verdict::deny) {
            break;
        }
    }
    return copy;
}

/// Each packet is mirrored once: by the first session whose filter accepts it.
inline void judge(const network_index& index, mirrored_packet& seen, bool source_port_known,
                  bool destination_port_known, bool is_dns) {
    const auto& data = index.data();
    const auto sessions = sessions_of(data, seen.interface_id);
    seen.why = sessions.empty() ? mirror_reason::no_session : mirror_reason::rejected;
    for (const auto* session : sessions) {
        const auto* filter = with_id(data.traffic_mirror_filters, session->filter_id);
        mirror_decision said{verdict::unknown, nullptr};
        if (filter != nullptr) {
            said = is_dns ? mirror_decision{filter->mirrors_dns ? verdict::allow : verdict::deny,
                                            nullptr}
                          : evaluate(*filter, seen.way, seen.header, source_port_known,
                                     destination_port_known);
        }
        seen.session = session;
        seen.filter = filter;
        seen.rule = said.by;
        seen.outcome = said.outcome;
        if (said.outcome == verdict::unknown) {
            seen.why = mirror_reason::not_known;
            return;
        }
        if (said.outcome == verdict::deny) {
            seen.why = is_dns ? mirror_reason::never_mirrored : mirror_reason::rejected;
            continue;
        }
        seen.why = is_dns ? mirror_reason::dns_service : mirror_reason::accepted;
        seen.target = with_id(data.traffic_mirror_targets, session->target_id);
        seen.copy.emplace();
        const auto* source = index.find_interface(seen.interface_id);
        if (seen.target != nullptr && source != nullptr) {
            seen.copy = deliver_copy(index, *source, *seen.target);
        }
        return;
    }
}

} // namespace detail

/// What traffic mirroring does with the first packet and its reply, at every interface they pass,
/// in the order of the path. Refers to the network of the index. Complexity: O(records * (sessions
/// + rules)), and one `ask` for each copy.
/// Source: VPC Traffic Mirroring guide, "Sessions", "Filters", "Limitations".
inline std::vector<mirrored_packet> mirrored_packets(const network_index& index,
                                                     const question& asked, const answer& given) {
    std::vector<mirrored_packet> all;
    const auto& steps = given.forward.steps;
    const bool is_platform = !steps.empty() && steps.front().kind == step_kind::exempt &&
                             steps.front().fact("service") != "same_subnet";
    if (is_platform && asked.from.where == endpoint::kind::interface) {
        const bool is_dns = steps.front().fact("service") == "amazon_dns";
        for (const bool in_reply : {false, true}) {
            const auto& way = in_reply ? given.reply.steps : steps;
            if (way.empty()) {
                continue;
            }
            mirrored_packet seen;
            seen.interface_id = asked.from.id;
            seen.way = in_reply ? direction::in : direction::out;
            seen.in_reply = in_reply;
            seen.header = way.front().header;
            if (is_dns) {
                detail::judge(index, seen, true, true, true);
            } else {
                seen.why = mirror_reason::never_mirrored;
            }
            all.push_back(std::move(seen));
        }
        return all;
    }
    for (const auto& record : flow_log_records(index, asked, given)) {
        if (record.interface_id.empty()) {
            continue; // a regional NAT gateway has no interface
        }
        mirrored_packet seen;
        seen.interface_id = record.interface_id;
        seen.way = record.way;
        seen.in_reply = record.in_reply;
        seen.header = record.header;
        if (record.action == flow_log_action::reject) {
            seen.why = mirror_reason::dropped;
        } else {
            detail::judge(index, seen, record.source_port.has_value(),
                          record.destination_port.has_value(), false);
            if (record.action == flow_log_action::unknown && seen.outcome == verdict::allow) {
                seen.outcome = verdict::unknown;
                seen.why = mirror_reason::not_known;
                seen.copy.reset();
            }
        }
        all.push_back(std::move(seen));
    }
    return all;
}

/// One sentence: the interface, the direction, whether the packet is mirrored and why.
inline std::string sentence(const mirrored_packet& seen, language lang,
                            const network_index* index = nullptr) {
    const bool ko = lang == language::ko;
    const auto where = detail::label_of(index, detail::thing::interface, seen.interface_id);
    const auto filter = seen.session != nullptr ? seen.session->filter_id : std::string();
    const auto session = seen.session != nullptr ? seen.session->id : std::string();
    const auto rule = seen.rule != nullptr ? std::to_string(seen.rule->number) : std::string();
    std::string text =
        ko ? "인터페이스 " + where +
                 (seen.way == direction::in ? "에 들어오는 패킷: " : "에서 나가는 패킷: ")
           : std::string(seen.way == direction::in ? "Into" : "Out of") + " interface " + where +
                 ": ";
    switch (seen.why) {
    case mirror_reason::accepted:
        return text + (ko ? "미러링됨. 세션 " + session + "의 필터 " + filter + "에서 규칙 " +
                                rule + "번이 허용합니다."
                          : "mirrored; rule " + rule + " of filter " + filter +
                                " accepts it "
                                "(session " +
                                session + ").");
    case mirror_reason::dns_service:
        return text + (ko ? "미러링됨. 세션 " + session + "의 필터 " + filter +
                                "에 네트워크 서비스 amazon-dns가 있습니다."
                          : "mirrored; filter " + filter +
                                " has the network service amazon-dns (session " + session + ").");
    case mirror_reason::no_session:
        return text + (ko ? "미러링되지 않음. 이 인터페이스를 소스로 하는 세션이 없습니다."
                          : "not mirrored; it is the source of no session.");
    case mirror_reason::rejected:
        if (!rule.empty()) {
            return text +
                   (ko ? "미러링되지 않음. 필터 " + filter + "의 규칙 " + rule + "번이 거부합니다."
                       : "not mirrored; rule " + rule + " of filter " + filter + " rejects it.");
        }
        return text + (ko ? "미러링되지 않음. 필터 " + filter + "에 맞는 규칙이 없습니다."
                          : "not mirrored; no rule of filter " + filter + " matches it.");
    case mirror_reason::never_mirrored:
        return text + (ko ? "미러링되지 않음. AWS는 이 서비스의 트래픽을 미러링하지 않습니다"
                            "(DNS는 필터에 네트워크 서비스 amazon-dns가 있을 때만)."
                          : "not mirrored; AWS does not mirror traffic of this service (DNS only "
                            "with the network service amazon-dns).");
    case mirror_reason::dropped:
        return text + (ko ? "미러링되지 않음. 보안 그룹이나 네트워크 ACL이 버린 패킷은 복사되지 "
                            "않습니다."
                          : "not mirrored; what a security group or network ACL drops is not "
                            "copied.");
    case mirror_reason::not_known: break;
    }
    if (seen.session != nullptr && seen.filter == nullptr) {
        return text + (ko ? "판정 불가. 세션 " + session + "의 필터 " + filter +
                                "의 내용이 입력에 없습니다."
                          : "unknown; filter " + filter + " of session " + session +
                                " is not in the input.");
    }
    return text + (ko ? "판정 불가. 패킷이나 필터의 규칙을 끝까지 판정할 수 없습니다."
                      : "unknown; the packet or a rule of the filter cannot be judged.");
}

/// Where the copy goes and whether it arrives; "" for a packet without a copy.
inline std::string copy_sentence(const mirrored_packet& seen, language lang,
                                 const network_index* index = nullptr) {
    if (!seen.copy) {
        return {};
    }
    const bool ko = lang == language::ko;
    if (seen.target == nullptr) {
        return ko ? "복사본: 대상 " + seen.session->target_id +
                        "의 내용이 입력에 없어 도착 여부를 알 수 없습니다."
                  : "Copy: whether it arrives is unknown; target " + seen.session->target_id +
                        " is not in the input.";
    }
    const auto to =
        detail::label_of(index, detail::thing_of(seen.target->kind), seen.target->component);
    std::string text = ko ? "복사본(VXLAN, UDP 4789번 포트)의 대상: " + to + ". "
                          : "Copy (VXLAN, UDP port 4789) to " + to + ": ";
    const auto& copy = *seen.copy;
    if (copy.outcome == verdict::allow) {
        return text + (ko ? "도착합니다. 네트워크 ACL이 복사본을 검사하는지는 AWS 문서에 없습니다."
                          : "it arrives. Whether network ACLs judge copies is not documented.");
    }
    if (!copy.stopped_by) {
        return text + (ko ? "도착 여부를 알 수 없습니다. 대상이 입력에 없습니다."
                          : "whether it arrives is unknown; the target is not in the input.");
    }
    if (copy.stopped_by->kind == step_kind::nacl && copy.stopped_by->outcome == verdict::deny) {
        text += ko ? "도착 여부를 알 수 없습니다. 네트워크 ACL이 복사본을 검사하는지는 AWS 문서에 "
                     "없지만, 검사한다면 버려집니다. "
                   : "whether it arrives is unknown. Whether network ACLs judge copies is not "
                     "documented; if they do, it is lost. ";
    } else if (copy.outcome == verdict::deny) {
        text += ko ? "도착하지 못합니다. " : "it is lost. ";
    } else {
        text += ko ? "도착 여부를 알 수 없습니다. " : "whether it arrives is unknown. ";
    }
    return text + sentence(*copy.stopped_by, lang, index);
}

} // namespace vpcplan
