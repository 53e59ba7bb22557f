// Traffic mirroring of AWS CLI JSON: sessions, filters, targets.
#include "aws_cli_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

/// Absent ports are all ports.
bool aws_cli_reader::read_mirror_ports(const node& rule, std::string_view key, port_range& into) {
    const auto* range = rule.find(key);
    if (range == nullptr) {
        return true;
    }
    const auto first = integer(*range, "FromPort");
    const auto last = integer(*range, "ToPort");
    const auto ports = first && last ? ports_between(*first, *last) : std::nullopt;
    into = ports.value_or(into);
    return ports.has_value();
}

void aws_cli_reader::read_mirror_rules(const node& filter, std::string_view key, direction way,
                                       std::vector<traffic_mirror_rule>& into) {
    for (const auto* object : objects(filter, key)) {
        traffic_mirror_rule made;
        made.id = text(*object, "TrafficMirrorFilterRuleId");
        made.place = place_of(*object);
        const auto action = text(*object, "RuleAction");
        const auto written_way = text(*object, "TrafficDirection");
        const auto number = integer(*object, "RuleNumber");
        const auto proto = text(*object, "Protocol");
        const auto parsed = proto.empty() ? protocol::any() : parse_protocol(proto);
        const auto source = block(*object, "SourceCidrBlock");
        const auto destination = block(*object, "DestinationCidrBlock");
        made.accept = action == "accept";
        made.readable =
            number && parsed && source && destination &&
            (action == "accept" || action == "reject") &&
            (written_way.empty() || written_way == (way == direction::in ? "ingress" : "egress"));
        made.number = number.value_or(0); // looked at first: it may decide anything
        if (parsed && source && destination) {
            made.proto = *parsed;
            made.source = *source;
            made.destination = *destination;
        }
        if (made.proto.has_ports()) {
            made.readable =
                read_mirror_ports(*object, "SourcePortRange", made.source_ports) &&
                read_mirror_ports(*object, "DestinationPortRange", made.destination_ports) &&
                made.readable;
        }
        if (!made.readable) {
            log_.warn("unreadable_rule",
                      "this rule of a traffic mirror filter cannot be understood; whether packets "
                      "that get to it are mirrored is unknown",
                      *object);
        }
        known_fields(*object, "TrafficMirrorFilters.Rules",
                     {"TrafficMirrorFilterRuleId", "TrafficMirrorFilterId", "TrafficDirection",
                      "RuleNumber", "RuleAction", "Protocol", "SourcePortRange",
                      "DestinationPortRange", "SourceCidrBlock", "DestinationCidrBlock",
                      "Description", "Tags"});
        into.push_back(std::move(made));
    }
    std::stable_sort(into.begin(), into.end(),
                     [](const auto& a, const auto& b) { return a.number < b.number; });
}

void aws_cli_reader::read_mirroring() {
    for (const auto* object : section("TrafficMirrorFilters")) {
        traffic_mirror_filter made;
        made.id = id_of(*object, "TrafficMirrorFilterId");
        if (!is_new("TrafficMirrorFilters", made.id, *object)) {
            continue;
        }
        made.name = name_of(*object);
        made.place = place_of(*object);
        read_mirror_rules(*object, "IngressFilterRules", direction::in, made.inbound);
        read_mirror_rules(*object, "EgressFilterRules", direction::out, made.outbound);
        if (const auto* services = field(*object, "NetworkServices", node_kind::list)) {
            made.mirrors_dns =
                std::any_of(services->items.begin(), services->items.end(),
                            [](const node* one) { return one->text == "amazon-dns"; });
        }
        known_fields(*object, "TrafficMirrorFilters",
                     {"TrafficMirrorFilterId", "IngressFilterRules", "EgressFilterRules",
                      "NetworkServices", "Description", "Tags"});
        net_.traffic_mirror_filters.push_back(std::move(made));
    }
    for (const auto* object : section("TrafficMirrorTargets")) {
        traffic_mirror_target made;
        made.id = id_of(*object, "TrafficMirrorTargetId");
        if (!is_new("TrafficMirrorTargets", made.id, *object)) {
            continue;
        }
        made.name = name_of(*object);
        made.place = place_of(*object);
        for (const auto& [key, kind] :
             {std::pair{"NetworkInterfaceId", mirror_target_kind::interface},
              std::pair{"NetworkLoadBalancerArn", mirror_target_kind::network_load_balancer},
              std::pair{"GatewayLoadBalancerEndpointId", mirror_target_kind::endpoint}}) {
            if (auto id = text(*object, key); !id.empty()) {
                made.kind = kind;
                made.component = std::move(id);
            }
        }
        if (made.component.empty()) {
            log_.warn("bad_value",
                      made.id + " names no network interface, Network Load Balancer or Gateway "
                                "Load Balancer endpoint; where copies arrive is unknown",
                      *object);
        }
        known_fields(*object, "TrafficMirrorTargets",
                     {"TrafficMirrorTargetId", "NetworkInterfaceId", "NetworkLoadBalancerArn",
                      "GatewayLoadBalancerEndpointId", "Type", "Description", "OwnerId", "Tags"});
        net_.traffic_mirror_targets.push_back(std::move(made));
    }
    for (const auto* object : section("TrafficMirrorSessions")) {
        traffic_mirror_session made;
        made.id = id_of(*object, "TrafficMirrorSessionId");
        if (!is_new("TrafficMirrorSessions", made.id, *object)) {
            continue;
        }
        made.name = name_of(*object);
        made.place = place_of(*object);
        made.interface_id = text(*object, "NetworkInterfaceId");
        made.filter_id = text(*object, "TrafficMirrorFilterId");
        made.target_id = text(*object, "TrafficMirrorTargetId");
        const auto number = integer(*object, "SessionNumber");
        if (!number) {
            log_.warn("bad_value", made.id + " has no SessionNumber; it is tried before all others",
                      *object);
        }
        made.number = number.value_or(0);
        made.packet_length = integer(*object, "PacketLength");
        made.virtual_network_id = integer(*object, "VirtualNetworkId");
        known_fields(*object, "TrafficMirrorSessions",
                     {"TrafficMirrorSessionId", "TrafficMirrorTargetId", "TrafficMirrorFilterId",
                      "NetworkInterfaceId", "OwnerId", "PacketLength", "SessionNumber",
                      "VirtualNetworkId", "Description", "Tags"});
        net_.traffic_mirror_sessions.push_back(std::move(made));
    }
}

} // namespace vpcplan::detail
