#include "show_balancers.hpp"

#include "text_table.hpp"

#include <algorithm>
#include <vpcplan/explain.hpp>

namespace vpcplan::cli {

namespace {

using texts = std::vector<std::string>;
using target_kind = target_group::target_kind;

bool is_shown(const interconnect_view& view, const std::string& vpc_id) {
    return view.vpc_id.empty() || vpc_id == view.vpc_id;
}

std::string_view kind_text(balancer_kind kind) {
    switch (kind) {
    case balancer_kind::application: return "application";
    case balancer_kind::network: return "network";
    case balancer_kind::gateway: return "gateway";
    case balancer_kind::classic: return "classic";
    }
    return "network";
}

std::string_view kind_text(target_kind kind) {
    switch (kind) {
    case target_kind::instance: return "instance";
    case target_kind::ip: return "ip";
    case target_kind::balancer: return "alb";
    case target_kind::function: return "lambda";
    }
    return "instance";
}

std::string group_name(const interconnect_view& view, const std::string& id) {
    const auto* known = view.index.find_target_group(id);
    return known == nullptr || known->name.empty() ? id : known->name;
}

/// What a listener does with what it takes.
std::string action_text(const interconnect_view& view, const balancer_listener& one) {
    texts to;
    for (const auto& id : one.target_group_ids) {
        to.push_back(group_name(view, id));
    }
    if (one.answers_itself) {
        to.push_back(heading(view, "its own answer", "자체 응답"));
    }
    return one.instance_port != 0 ? heading(view, "instances, port ", "인스턴스, 포트 ") +
                                        std::to_string(one.instance_port)
                                  : joined(to);
}

std::string target_text(const interconnect_view& view, const balancer_target& one) {
    const auto* inner = view.index.find_balancer(one.id);
    return (inner != nullptr ? inner->label() : label(view, one.id)) +
           (one.port != 0 ? ":" + std::to_string(one.port) : "");
}

std::string targets_text(const interconnect_view& view, const std::vector<balancer_target>& all) {
    text_table table(
        {heading(view, "  target", "  대상(Target)"), heading(view, "health", "상태 확인")});
    for (const auto& one : all) {
        table.add({"  " + target_text(view, one), one.health.empty() ? "?" : one.health});
    }
    return table.empty() ? "    " + heading(view, "no targets\n", "대상 없음\n")
                         : table.text(view.how);
}

// --- load balancers

std::string balancers(const interconnect_view& view) {
    std::string all;
    for (const auto& one : view.index.data().load_balancers) {
        if (!is_shown(view, one.vpc_id)) {
            continue;
        }
        texts facts{std::string(kind_text(one.kind)),
                    one.internet_facing ? heading(view, "internet-facing", "인터넷 경계")
                                        : heading(view, "internal", "내부"),
                    joined(one.zones), one.state};
        all += "  " + paint(one.label(), color::bold, view.how) + ": " + joined(facts) + "\n";
        text_table nodes({heading(view, "  node", "  노드"), heading(view, "subnet", "서브넷"),
                          heading(view, "addresses", "주소")});
        for (const auto& id : one.interface_ids) {
            const auto* at = view.index.find_interface(id);
            texts addresses;
            for (const auto& own :
                 at != nullptr ? at->addresses : std::vector<interface_address>{}) {
                addresses.push_back(
                    detail::to_string(own.address) +
                    (own.public_address ? " = " + detail::to_string(*own.public_address) : ""));
            }
            nodes.add({"  " + id, label(view, at != nullptr ? at->subnet_id : std::string()),
                       joined(addresses)});
        }
        all += nodes.empty() ? "" : nodes.text(view.how);
        text_table listeners(
            {heading(view, "  listener", "  리스너"), heading(view, "sends to", "보내는 곳")});
        for (const auto& listener : one.listeners) {
            listeners.add({"  " + listener.protocol + " " + std::to_string(listener.port),
                           action_text(view, listener)});
        }
        all += !one.listeners_known ? "    " + heading(view, "listeners are not in the input\n",
                                                       "리스너가 입력에 없음\n")
               : listeners.empty()  ? "    " + heading(view, "no listeners\n", "리스너 없음\n")
                                    : listeners.text(view.how);
        all += one.kind == balancer_kind::classic ? targets_text(view, one.instances) : "";
    }
    return all;
}

std::string or_null(const std::optional<bool>& said) {
    return !said ? "null" : *said ? "true" : "false";
}

std::string target_json(const balancer_target& one) {
    return json_object()
        .text("id", one.id)
        .number("port", one.port)
        .text("zone", one.zone)
        .text("health", one.health)
        .str();
}

texts json_targets(const std::vector<balancer_target>& all) {
    texts made;
    for (const auto& one : all) {
        made.push_back(target_json(one));
    }
    return made;
}

texts json_balancers(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().load_balancers) {
        if (!is_shown(view, one.vpc_id)) {
            continue;
        }
        texts listeners;
        for (const auto& listener : one.listeners) {
            listeners.push_back(json_object()
                                    .text("protocol", listener.protocol)
                                    .number("port", listener.port)
                                    .texts("target_groups", listener.target_group_ids)
                                    .flag("answers_itself", listener.answers_itself)
                                    .number("instance_port", listener.instance_port)
                                    .str());
        }
        all.push_back(
            json_object()
                .text("id", one.id)
                .text("name", one.name)
                .text("kind", kind_text(one.kind))
                .text("dns_name", one.dns_name)
                .text("vpc", one.vpc_id)
                .text("state", one.state)
                .flag("internet_facing", one.internet_facing)
                .texts("zones", one.zones)
                .texts("interfaces", one.interface_ids)
                .texts("security_groups", one.group_ids)
                .raw("cross_zone", or_null(one.cross_zone))
                .raw("listeners", one.listeners_known ? json_array(listeners) : std::string("null"))
                .raw("targets", json_array(json_targets(one.instances)))
                .str());
    }
    return all;
}

// --- target groups

std::string groups(const interconnect_view& view) {
    std::string all;
    for (const auto& one : view.index.data().target_groups) {
        if (!is_shown(view, one.vpc_id)) {
            continue;
        }
        texts facts{std::string(kind_text(one.targets_are))};
        if (one.port != 0) {
            facts.push_back(one.protocol + " " + std::to_string(one.port));
        }
        if (one.always_keeps_client_address() || one.keeps_client_address) {
            const bool keeps = one.always_keeps_client_address() || *one.keeps_client_address;
            facts.push_back(
                keeps ? heading(view, "keeps the client's address", "클라이언트 주소 보존")
                      : heading(view, "hides the client's address",
                                "클라이언트 주소를 보존하지 않음"));
        }
        all += "  " + paint(one.name.empty() ? one.id : one.name, color::bold, view.how) + ": " +
               joined(facts) + "\n" +
               (one.targets_known ? targets_text(view, one.targets)
                                  : "    " + heading(view, "targets are not in the input\n",
                                                     "대상이 입력에 없음\n"));
    }
    return all;
}

texts json_groups(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().target_groups) {
        if (is_shown(view, one.vpc_id)) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("kind", kind_text(one.targets_are))
                              .text("protocol", one.protocol)
                              .number("port", one.port)
                              .text("vpc", one.vpc_id)
                              .raw("keeps_client_address", or_null(one.keeps_client_address))
                              .raw("cross_zone", or_null(one.cross_zone))
                              .raw("targets", one.targets_known
                                                  ? json_array(json_targets(one.targets))
                                                  : std::string("null"))
                              .str());
        }
    }
    return all;
}

} // namespace

const interconnect_part balancer_parts[balancer_part_count] = {
    {"balancers", "load_balancers", "Load balancers", "로드 밸런서", balancers, json_balancers},
    {"balancers", "target_groups", "Target groups", "대상 그룹(Target group)", groups,
     json_groups}};

} // namespace vpcplan::cli
