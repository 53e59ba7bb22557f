// Floor 7. What an answer does not say and an operator should know: path MTU and the ICMP messages
// that report it, asymmetric paths, crossed Availability Zones. Notes never change a verdict.
//
// Example    for (const auto& note : path_notes(index, asked, *said)) use(note.id, note.en);
#pragma once

#include "detail/things.hpp"
#include "explain_text.hpp"

#include <set>

namespace vpcplan {

struct path_note {
    std::string id; ///< stable, in the style of reason codes
    std::string en;
    std::string ko;

    const std::string& text(language lang) const noexcept { return lang == language::ko ? ko : en; }
};

namespace detail {

/// A component that carries smaller packets than what is before it.
struct narrow_hop {
    int mtu = 9001;
    bool signals = true; ///< tells the sender that a packet was too large
    std::string component;
};

/// Collects the notes of one answer. Sources: VPC guide, "Path MTU Discovery"; EC2 guide, "Network
/// MTU"; the guides' quotas pages of NAT gateways, transit gateways, VPN, PrivateLink and Gateway
/// Load Balancers, each under "MTU".
class note_collector {
public:
    note_collector(const network_index& index, const question& asked, const answer& given)
        : net_(index), asked_(asked), given_(given) {}

    std::vector<path_note> collect() {
        if (given_.connection == connection_outcome::works) {
            note_mtu();
            note_asymmetry();
            note_zones();
        }
        note_vpn_over_direct_connect();
        return std::move(notes_);
    }

private:
    static constexpr int jumbo = 9001;
    static constexpr int ethernet = 1500;

    bool is_attachment(const step& check, attachment_kind kind) const {
        const auto* at = attachment_of(check);
        return at != nullptr && at->kind == kind;
    }
    const transit_gateway_attachment* attachment_of(const step& check) const {
        return check.kind == step_kind::tgw && thing_of(check, &net_) == thing::attachment
                   ? net_.find_attachment(check.component)
                   : nullptr;
    }

    bool goes_by_direct_connect() const {
        const auto& steps = given_.forward.steps;
        return std::any_of(steps.begin(), steps.end(), [this](const step& check) {
            return check.kind == step_kind::dx ||
                   is_attachment(check, attachment_kind::direct_connect_gateway);
        });
    }

    /// The narrowest component of the first packet's way; the first of several.
    narrow_hop narrowest() const {
        narrow_hop found;
        const bool direct = goes_by_direct_connect();
        const auto offer = [&](int mtu, bool signals, const std::string& component) {
            if (mtu < found.mtu || (mtu == found.mtu && found.signals && !signals)) {
                found = {mtu, signals, component};
            }
        };
        for (const auto& check : given_.forward.steps) {
            switch (check.kind) {
            case step_kind::igw:
            case step_kind::eigw: offer(ethernet, true, check.component); break;
            case step_kind::nat:
                if (thing_of(check, &net_) == thing::nat_gateway) {
                    offer(8500, true, check.component);
                }
                break;
            case step_kind::tgw:
                if (is_attachment(check, attachment_kind::vpn)) {
                    offer(1446, false, check.component);
                } else if (attachment_of(check) != nullptr) {
                    offer(8500, true, check.component);
                }
                break;
            case step_kind::vgw:
                if (!direct && !net_.vpns_of(check.component).empty()) {
                    offer(1446, false, check.component);
                }
                break;
            case step_kind::peering: {
                const auto* peering = net_.find_peering(check.component);
                if (peering != nullptr && !peering->is_in_one_region()) {
                    offer(8500, true, check.component);
                }
                break;
            }
            case step_kind::firewall: offer(8500, false, check.component); break;
            case step_kind::vpce: {
                const auto* at = net_.find_endpoint(check.component);
                if (at != nullptr && at->kind == endpoint_kind::gateway_load_balancer) {
                    offer(8500, false, check.component);
                }
                break;
            }
            default: break;
            }
        }
        return found;
    }

    /// What the far end sends and takes: jumbo frames are for interfaces of a VPC. A load balancer
    /// ends the connection itself.
    int mtu_of_destination() const {
        if (asked_.to.where == endpoint::kind::internet ||
            asked_.to.where == endpoint::kind::on_premises || given_.forward.steps.empty()) {
            return ethernet;
        }
        const auto& last = given_.forward.steps.back();
        const bool leaves = last.kind == step_kind::igw || last.kind == step_kind::eigw ||
                            last.kind == step_kind::vgw || last.kind == step_kind::dx ||
                            last.kind == step_kind::tgw || last.kind == step_kind::vpce;
        return leaves ? ethernet : jumbo;
    }

    /// Both ends agree on segments that fit the smaller of them, so only a path narrower than both
    /// loses packets.
    void note_mtu() {
        const auto& header = given_.first_packet;
        const auto& steps = given_.forward.steps;
        const bool balanced = std::any_of(steps.begin(), steps.end(), [](const step& check) {
            return check.kind == step_kind::lb;
        });
        if (!header.proto().has_ports() || balanced) {
            return;
        }
        const bool far_source = asked_.from.where == endpoint::kind::internet ||
                                asked_.from.where == endpoint::kind::on_premises;
        const int ends = std::min(far_source ? ethernet : jumbo, mtu_of_destination());
        const auto hop = narrowest();
        if (hop.mtu >= ends) {
            return;
        }
        const auto mtu = std::to_string(hop.mtu);
        if (!hop.signals) {
            notes_.push_back(
                {"PATH_MTU_NO_SIGNAL",
                 "Packets of more than " + mtu + " bytes are lost at " + hop.component +
                     ", which does not tell the sender (no \"fragmentation needed\"); keep the MTU "
                     "of both ends at " +
                     mtu + " or less.",
                 mtu + "바이트보다 큰 패킷은 " + hop.component +
                     "에서 버려지며, 송신자에게 알리지 않습니다(\"fragmentation needed\" 메시지 "
                     "없음). 양쪽 끝의 MTU를 " +
                     mtu + " 이하로 유지합니다."});
            return;
        }
        note_blocked_signal(hop, false);
        note_blocked_signal(hop, true);
    }

    /// Whether the ACL of a sender's subnet keeps "fragmentation needed" (ICMP type 3 code 4) or
    /// "packet too big" (ICMPv6 type 2) from it. No page says from which address a component sends
    /// it, so the ACL has to refuse it from the other end and from the VPC's router alike.
    void note_blocked_signal(const narrow_hop& hop, bool of_reply) {
        const auto& way = of_reply ? given_.reply : given_.forward;
        if (way.steps.empty()) {
            return;
        }
        const auto first = std::find_if(way.steps.begin(), way.steps.end(), [](const step& check) {
            return check.kind == step_kind::nacl && check.way == direction::out;
        });
        const auto* home =
            first != way.steps.end() ? net_.find_subnet(first->fact("subnet")) : nullptr;
        const auto& sender = way.steps.front().header.source;
        const auto* acl = home != nullptr ? net_.acl_of(*home) : nullptr;
        if (acl == nullptr || !home->contains(sender)) {
            return;
        }
        packet signal;
        signal.destination = sender;
        const bool v4 = sender.family == address_family::ipv4;
        signal.protocol_number = v4 ? 1 : 58;
        signal.icmp_type = v4 ? 3 : 2;
        signal.icmp_code = v4 ? 4 : 0;
        std::vector<address_bits> senders{way.steps.front().header.destination};
        for (const auto& block : home->blocks) {
            if (block.family() == sender.family) {
                senders.push_back(
                    address_bits::from(block.first_bits().number() + 1, block.family()));
            }
        }
        acl_decision said;
        for (const auto& from : senders) {
            signal.source = from;
            said = evaluate(*acl, direction::in, signal);
            if (said.outcome != verdict::deny) {
                return;
            }
        }
        const auto mtu = std::to_string(hop.mtu);
        const auto rule = std::to_string(said.rule);
        const std::string message = v4 ? "\"fragmentation needed\" (ICMP type 3, code 4)"
                                       : "\"packet too big\" (ICMPv6 type 2)";
        notes_.push_back(
            {"PATH_MTU_SIGNAL_BLOCKED",
             "Packets of more than " + mtu + " bytes are too large for " + hop.component +
                 ", and network ACL " + acl->id + " drops the message that says so, " + message +
                 ", on its way into subnet " + home->id + " (rule " + rule +
                 "): large transfers may hang.",
             mtu + "바이트보다 큰 패킷은 " + hop.component +
                 " 구간을 통과하지 못하고, 이를 알리는 메시지 " + message + "도 서브넷 " +
                 home->id + "에 들어올 때 네트워크 ACL " + acl->id + "의 규칙 " + rule +
                 "번에서 버려집니다. 큰 전송이 멈출 수 있습니다."});
    }

    /// Interfaces with the source/destination check off, which forward for others.
    static std::set<std::string> appliances_of(const leg& way) {
        std::set<std::string> seen;
        for (const auto& check : way.steps) {
            if (check.kind == step_kind::source_dest_check && check.way == direction::in &&
                check.outcome == verdict::allow) {
                seen.insert(check.component);
            }
        }
        return seen;
    }

    void note_asymmetry() {
        if (given_.reply.outcome == leg_outcome::not_applicable) {
            return;
        }
        auto there = appliances_of(given_.forward);
        auto back = appliances_of(given_.reply);
        for (const auto& check : given_.reply.steps) {
            if (check.kind == step_kind::nat && check.way == direction::in) {
                back.insert(check.component); // a NAT instance takes the reply to itself
            }
        }
        for (const auto& one : there) {
            if (back.count(one) == 0) {
                note_half_seen(one, true);
            }
        }
        for (const auto& one : appliances_of(given_.reply)) {
            if (there.count(one) == 0) {
                note_half_seen(one, false);
            }
        }
    }
    void note_half_seen(const std::string& component, bool request) {
        notes_.push_back(
            {"ASYMMETRIC_PATH",
             "Appliance " + component + " sees only the " + (request ? "request" : "reply") +
                 ": if it keeps state, it may drop the connection.",
             "어플라이언스 " + component + "에는 " + (request ? "요청" : "응답") +
                 "만 지나갑니다. 상태를 추적하는 장비라면 연결을 차단할 수 있습니다."});
    }

    /// As Reachability Analyzer's detail code of this name.
    void note_zones() {
        std::vector<std::string> zones;
        const auto visit = [&](std::string_view subnet_id) {
            const auto* at = net_.find_subnet(subnet_id);
            if (at != nullptr && !at->zone.empty() &&
                std::find(zones.begin(), zones.end(), at->zone) == zones.end()) {
                zones.push_back(at->zone);
            }
        };
        for (const auto& check : given_.forward.steps) {
            if (check.kind == step_kind::nacl || check.kind == step_kind::tgw) {
                visit(check.fact("subnet"));
            } else if (check.kind == step_kind::sg) {
                const auto* at = net_.find_interface(check.fact("interface"));
                visit(at != nullptr ? at->subnet_id : std::string());
            }
        }
        if (zones.size() < 2) {
            return;
        }
        std::string names;
        for (const auto& zone : zones) {
            names += (names.empty() ? "" : ", ") + zone;
        }
        notes_.push_back({"AVAILABILITY_ZONE_CROSSED",
                          "The path crosses Availability Zones: " + names + ".",
                          "경로가 여러 가용 영역을 지나갑니다: " + names + "."});
    }

    void note_vpn_over_direct_connect() {
        for (const auto* way : {&given_.forward, &given_.reply}) {
            for (const auto& check : way->steps) {
                for (const auto& vpn : net_.data().vpn_connections) {
                    const auto* at = attachment_of(check);
                    const bool here =
                        (check.kind == step_kind::vgw && vpn.gateway_id == check.component) ||
                        (at != nullptr && at->resource_id == vpn.id);
                    if (here && vpn.over_direct_connect) {
                        notes_.push_back(
                            {"VPN_OVER_DIRECT_CONNECT",
                             "VPN connection " + vpn.id +
                                 " runs over Direct Connect: it also needs that connection's "
                                 "virtual interface and routes.",
                             "Direct Connect 위에서 동작하는 VPN 연결입니다(" + vpn.id +
                                 "). Direct Connect의 가상 인터페이스와 경로도 필요합니다."});
                        return;
                    }
                }
            }
        }
    }

    const network_index& net_;
    const question& asked_;
    const answer& given_;
    std::vector<path_note> notes_;
};

} // namespace detail

/// The notes of an answer, few and each of them true of this path; none is the usual case. MTU,
/// asymmetry and zones are noted of connections that work. Complexity: O(steps * VPN connections +
/// rules of two ACLs).
inline std::vector<path_note> path_notes(const network_index& index, const question& asked,
                                         const answer& given) {
    return detail::note_collector(index, asked, given).collect();
}

} // namespace vpcplan
