#include "show_firewalls.hpp"

#include "text_table.hpp"

#include <algorithm>
#include <vpcplan/explain.hpp>

namespace vpcplan::cli {

namespace {

using texts = std::vector<std::string>;

/// The name, or the ARN of what has none.
std::string called(const std::string& id, const std::string& name) {
    return name.empty() ? (id.empty() ? "-" : id) : name;
}

bool is_shown(const interconnect_view& view, const network_firewall& one) {
    return view.vpc_id.empty() || one.vpc_id == view.vpc_id;
}

/// Whether a firewall that is shown uses the policy.
bool is_shown(const interconnect_view& view, const firewall_policy& one) {
    const auto& all = view.index.data().firewalls;
    return view.vpc_id.empty() || std::any_of(all.begin(), all.end(), [&](const auto& firewall) {
               return firewall.policy_id == one.id && is_shown(view, firewall);
           });
}

bool is_shown(const interconnect_view& view, const firewall_rule_group& one) {
    const auto names = [&](const std::vector<firewall_group_reference>& all) {
        return std::any_of(all.begin(), all.end(),
                           [&](const auto& reference) { return reference.group_id == one.id; });
    };
    const auto& all = view.index.data().firewall_policies;
    return view.vpc_id.empty() || std::any_of(all.begin(), all.end(), [&](const auto& policy) {
               return is_shown(view, policy) && (names(policy.stateless) || names(policy.stateful));
           });
}

std::string policy_name(const interconnect_view& view, const std::string& id) {
    const auto* policy = view.index.find_firewall_policy(id);
    return policy != nullptr ? called(policy->id, policy->name) : called(id, {});
}

texts group_names(const interconnect_view& view,
                  const std::vector<firewall_group_reference>& references) {
    texts names;
    for (const auto& use : in_order(references, [&](const std::string& id) {
             return view.index.find_firewall_rule_group(id);
         })) {
        names.emplace_back(use.name());
    }
    return names;
}

texts group_ids(const std::vector<firewall_group_reference>& references) {
    texts ids(references.size());
    std::transform(references.begin(), references.end(), ids.begin(),
                   [](const auto& one) { return one.group_id; });
    return ids;
}

std::string stateless_default(const firewall_policy& one) {
    return one.stateless_default == firewall_action::forward ? "aws:forward_to_sfe"
           : one.stateless_default == firewall_action::unknown
               ? "-"
               : "aws:" + std::string(to_string(one.stateless_default));
}

std::string firewalls(const interconnect_view& view) {
    text_table table({heading(view, "firewall", "방화벽"), "VPC", heading(view, "policy", "정책"),
                      heading(view, "endpoint", "엔드포인트"), heading(view, "zone", "가용 영역"),
                      heading(view, "subnet", "서브넷"), heading(view, "status", "상태")});
    for (const auto& one : view.index.data().firewalls) {
        if (!is_shown(view, one)) {
            continue;
        }
        const texts start = {called(one.id, one.name), label(view, one.vpc_id),
                             policy_name(view, one.policy_id)};
        for (const auto& at : one.endpoints) {
            auto row = start;
            row.insert(row.end(), {label(view, at.endpoint_id), at.zone.empty() ? "-" : at.zone,
                                   label(view, at.subnet_id), at.status});
            table.add(std::move(row));
        }
        if (one.endpoints.empty()) {
            auto row = start;
            row.insert(row.end(), {"-", "-", "-", "-"});
            table.add(std::move(row));
        }
    }
    return table.empty() ? std::string() : table.text(view.how);
}

std::string policies(const interconnect_view& view) {
    text_table table({heading(view, "policy", "정책"),
                      heading(view, "stateless groups", "상태 비저장 규칙 그룹"),
                      heading(view, "stateless default", "상태 비저장 기본 작업"),
                      heading(view, "stateful groups", "상태 저장 규칙 그룹"),
                      heading(view, "order", "평가 순서"),
                      heading(view, "stateful default", "상태 저장 기본 작업")});
    for (const auto& one : view.index.data().firewall_policies) {
        if (is_shown(view, one)) {
            const auto otherwise =
                one.otherwise_name.empty() ? heading(view, "pass", "허용") : one.otherwise_name;
            table.add({called(one.id, one.name), joined(group_names(view, one.stateless)),
                       stateless_default(one), joined(group_names(view, one.stateful)),
                       one.strict_order ? heading(view, "strict", "엄격")
                                        : heading(view, "by action", "작업별"),
                       one.strict_order ? otherwise : heading(view, "pass", "허용")});
        }
    }
    return table.empty() ? std::string() : table.text(view.how);
}

std::string rule_groups(const interconnect_view& view) {
    text_table table({heading(view, "rule group", "규칙 그룹"), heading(view, "type", "유형"),
                      heading(view, "rules", "규칙"),
                      heading(view, "look deeper", "헤더만으로 판정 불가")});
    for (const auto& one : view.index.data().firewall_rule_groups) {
        if (!is_shown(view, one)) {
            continue;
        }
        const auto deeper =
            std::count_if(
                one.stateful.begin(), one.stateful.end(),
                [](const stateful_rule& rule) { return rule.looks_deeper || !rule.readable; }) +
            std::count_if(one.stateless.begin(), one.stateless.end(),
                          [](const stateless_rule& rule) { return !rule.readable; });
        table.add({called(one.id, one.name),
                   one.is_stateful ? heading(view, "stateful", "상태 저장")
                                   : heading(view, "stateless", "상태 비저장"),
                   one.rules_known ? std::to_string(one.stateless.size() + one.stateful.size())
                                   : heading(view, "not in the input", "입력에 없음"),
                   std::to_string(deeper)});
    }
    return table.empty() ? std::string() : table.text(view.how);
}

texts json_firewalls(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().firewalls) {
        if (is_shown(view, one)) {
            texts endpoints;
            for (const auto& at : one.endpoints) {
                endpoints.push_back(json_object()
                                        .text("id", at.endpoint_id)
                                        .text("subnet", at.subnet_id)
                                        .text("zone", at.zone)
                                        .text("status", at.status)
                                        .str());
            }
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("vpc", one.vpc_id)
                              .text("policy", one.policy_id)
                              .raw("endpoints", json_array(endpoints))
                              .str());
        }
    }
    return all;
}

texts json_policies(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().firewall_policies) {
        if (is_shown(view, one)) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .texts("stateless_groups", group_ids(one.stateless))
                              .text("stateless_default", stateless_default(one))
                              .texts("stateful_groups", group_ids(one.stateful))
                              .text("order", one.strict_order ? "strict" : "action")
                              .text("stateful_default", one.otherwise_name)
                              .str());
        }
    }
    return all;
}

texts json_rule_groups(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().firewall_rule_groups) {
        if (is_shown(view, one)) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("type", one.is_stateful ? "stateful" : "stateless")
                              .number("rules", one.stateless.size() + one.stateful.size())
                              .str());
        }
    }
    return all;
}

} // namespace

const interconnect_part firewall_parts[firewall_part_count] = {
    {"firewalls", "network_firewalls", "Network firewalls", "네트워크 방화벽", firewalls,
     json_firewalls},
    {"firewalls", "firewall_policies", "Firewall policies", "방화벽 정책", policies, json_policies},
    {"firewalls", "firewall_rule_groups", "Firewall rule groups", "방화벽 규칙 그룹", rule_groups,
     json_rule_groups}};

} // namespace vpcplan::cli
