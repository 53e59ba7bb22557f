#include "show_mirrors.hpp"

#include "text_table.hpp"

#include <algorithm>
#include <tuple>
#include <vpcplan/mirroring.hpp>

namespace vpcplan::cli {

namespace {

using texts = std::vector<std::string>;

const traffic_mirror_target* target_of(const interconnect_view& view,
                                       const traffic_mirror_session& one) {
    return detail::with_id(view.index.data().traffic_mirror_targets, one.target_id);
}

std::string_view mirror_kind_text(mirror_target_kind kind) {
    switch (kind) {
    case mirror_target_kind::interface: return "network-interface";
    case mirror_target_kind::network_load_balancer: return "network-load-balancer";
    case mirror_target_kind::endpoint: return "gateway-load-balancer-endpoint";
    case mirror_target_kind::other: return "other";
    }
    return "other";
}

/// "" for what the input does not have.
std::string vpc_of_target(const interconnect_view& view, const traffic_mirror_target& one) {
    if (const auto* at = view.index.find_interface(one.component)) {
        return at->vpc_id;
    }
    if (const auto* at = view.index.find_balancer(one.component)) {
        return at->vpc_id;
    }
    const auto* at = view.index.find_endpoint(one.component);
    return at != nullptr ? at->vpc_id : std::string();
}

/// Whether packets are copied in the VPC, or copies arrive there.
bool is_mirror_shown(const interconnect_view& view, const traffic_mirror_session& one) {
    if (view.vpc_id.empty()) {
        return true;
    }
    const auto* source = view.index.find_interface(one.interface_id);
    const auto* target = target_of(view, one);
    return (source != nullptr && source->vpc_id == view.vpc_id) ||
           (target != nullptr && vpc_of_target(view, *target) == view.vpc_id);
}

/// The sessions that are shown, as they are tried: those of one source by their numbers.
std::vector<const traffic_mirror_session*> shown_sessions(const interconnect_view& view) {
    std::vector<const traffic_mirror_session*> shown;
    for (const auto& one : view.index.data().traffic_mirror_sessions) {
        if (is_mirror_shown(view, one)) {
            shown.push_back(&one);
        }
    }
    std::stable_sort(shown.begin(), shown.end(), [](const auto* a, const auto* b) {
        return std::tie(a->interface_id, a->number) < std::tie(b->interface_id, b->number);
    });
    return shown;
}

bool is_mirror_shown(const interconnect_view& view, const traffic_mirror_filter& one) {
    const auto& all = view.index.data().traffic_mirror_sessions;
    return view.vpc_id.empty() || std::any_of(all.begin(), all.end(), [&](const auto& session) {
               return session.filter_id == one.id && is_mirror_shown(view, session);
           });
}

std::string target_cell(const interconnect_view& view, const traffic_mirror_session& one) {
    const auto* target = target_of(view, one);
    if (target == nullptr) {
        return one.target_id + heading(view, " (not in the input)", " (입력에 없음)");
    }
    return named(target->id, target->name) + ": " + std::string(mirror_kind_text(target->kind)) +
           " " + label(view, target->component);
}

std::string filter_cell(const interconnect_view& view, const traffic_mirror_session& one) {
    const auto* filter = detail::with_id(view.index.data().traffic_mirror_filters, one.filter_id);
    return filter != nullptr
               ? named(filter->id, filter->name)
               : one.filter_id + heading(view, " (not in the input)", " (입력에 없음)");
}

std::string mirror_sessions(const interconnect_view& view) {
    text_table table({heading(view, "session", "세션"), heading(view, "source", "소스"),
                      heading(view, "number", "번호"), heading(view, "target", "대상"),
                      heading(view, "filter", "필터"), heading(view, "packet length", "패킷 길이"),
                      "VNI"});
    for (const auto* one : shown_sessions(view)) {
        table.add({named(one->id, one->name), label(view, one->interface_id),
                   std::to_string(one->number), target_cell(view, *one), filter_cell(view, *one),
                   one->packet_length ? std::to_string(*one->packet_length)
                                      : heading(view, "whole", "전체"),
                   one->virtual_network_id ? std::to_string(*one->virtual_network_id) : "-"});
    }
    return table.empty() ? std::string() : table.text(view.how);
}

std::string mirror_rule_text(const traffic_mirror_rule& rule) {
    const auto number = std::to_string(rule.number);
    if (!rule.readable) {
        return number + " ?";
    }
    const auto ports = [&rule](port_range range) {
        return rule.proto.has_ports() && range != port_range::all() ? to_string(range)
                                                                    : std::string();
    };
    const auto source_ports = ports(rule.source_ports);
    const auto destination_ports = ports(rule.destination_ports);
    return number + (rule.accept ? " accept " : " reject ") + to_string(rule.proto) +
           (destination_ports.empty() ? "" : " " + destination_ports) + " from " +
           to_string(rule.source) + (source_ports.empty() ? "" : " port " + source_ports) + " to " +
           to_string(rule.destination);
}

texts mirror_rule_texts(const traffic_mirror_filter& filter, direction way) {
    texts rules;
    for (const auto& rule : filter.rules(way)) {
        rules.push_back(mirror_rule_text(rule));
    }
    return rules;
}

std::string mirror_filters(const interconnect_view& view) {
    std::string all;
    for (const auto& one : view.index.data().traffic_mirror_filters) {
        if (!is_mirror_shown(view, one)) {
            continue;
        }
        all += "  " + paint(named(one.id, one.name), color::bold, view.how) +
               (one.mirrors_dns
                    ? heading(view, ", network service amazon-dns", ", 네트워크 서비스 amazon-dns")
                    : "") +
               "\n";
        for (const auto way : {direction::in, direction::out}) {
            all += "    " +
                   (way == direction::in ? heading(view, "in", "인바운드")
                                         : heading(view, "out", "아웃바운드")) +
                   "\n";
            for (const auto& rule : mirror_rule_texts(one, way)) {
                all += "      " + rule + "\n";
            }
            all += "      " + std::string("* reject all") + "\n";
        }
    }
    return all;
}

std::string number_or_null(const std::optional<int>& value) {
    return value ? std::to_string(*value) : "null";
}

texts json_mirror_sessions(const interconnect_view& view) {
    texts all;
    for (const auto* one : shown_sessions(view)) {
        const auto* target = target_of(view, *one);
        const auto target_json = target == nullptr
                                     ? std::string("null")
                                     : json_object()
                                           .text("id", target->id)
                                           .text("name", target->name)
                                           .text("kind", mirror_kind_text(target->kind))
                                           .text("resource", target->component)
                                           .str();
        all.push_back(json_object()
                          .text("id", one->id)
                          .text("name", one->name)
                          .text("interface", one->interface_id)
                          .raw("number", std::to_string(one->number))
                          .text("target_id", one->target_id)
                          .raw("target", target_json)
                          .text("filter", one->filter_id)
                          .raw("packet_length", number_or_null(one->packet_length))
                          .raw("virtual_network_id", number_or_null(one->virtual_network_id))
                          .str());
    }
    return all;
}

texts json_mirror_filters(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().traffic_mirror_filters) {
        if (is_mirror_shown(view, one)) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .texts("inbound", mirror_rule_texts(one, direction::in))
                              .texts("outbound", mirror_rule_texts(one, direction::out))
                              .flag("amazon_dns", one.mirrors_dns)
                              .str());
        }
    }
    return all;
}

} // namespace

const interconnect_part mirror_parts[mirror_part_count] = {
    {"mirrors", "traffic_mirror_sessions", "Traffic mirror sessions", "트래픽 미러 세션",
     mirror_sessions, json_mirror_sessions},
    {"mirrors", "traffic_mirror_filters", "Traffic mirror filters", "트래픽 미러 필터",
     mirror_filters, json_mirror_filters}};

} // namespace vpcplan::cli
