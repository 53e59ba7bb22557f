// Private. Changes of rules and routes.
#pragma once

#include "change_maker.hpp"

namespace vpcplan::detail {

inline change_maker::refusal change_maker::make(const add_acl_rule& made) {
    auto* acl = find(data_.network_acls, made.acl_id);
    if (acl == nullptr) {
        return nothing_called("network ACL", made.acl_id);
    }
    if (const auto wrong = validate(made.rule)) {
        return change_refusal{*wrong, std::string(reason_of(*wrong))};
    }
    auto& rules = made.way == direction::in ? acl->inbound : acl->outbound;
    auto list = rules.list();
    list.push_back(made.rule);
    auto sorted = acl_rules::make(std::move(list));
    if (!sorted) {
        return change_refusal{sorted.error().code,
                              "network ACL " + made.acl_id + " has an " + word(made.way) +
                                  " rule " + std::to_string(made.rule.number) +
                                  " already; take a free number" + free_near(rules, made)};
    }
    rules = *std::move(sorted);
    return {};
}

inline change_maker::refusal change_maker::make(const remove_acl_rule& made) {
    auto* acl = find(data_.network_acls, made.acl_id);
    if (acl == nullptr) {
        return nothing_called("network ACL", made.acl_id);
    }
    auto& rules = made.way == direction::in ? acl->inbound : acl->outbound;
    auto list = rules.list();
    const auto gone =
        std::erase_if(list, [&](const acl_rule& rule) { return rule.number == made.number; });
    if (gone == 0) {
        std::string numbers;
        for (const auto& rule : list) {
            numbers += (numbers.empty() ? "" : ", ") + std::to_string(rule.number);
        }
        return wrong("network ACL " + made.acl_id + " has no " + word(made.way) + " rule " +
                     std::to_string(made.number) +
                     (numbers.empty() ? ", nor any other" : "; it has " + numbers));
    }
    rules = acl_rules::make(std::move(list)).value();
    return {};
}

inline change_maker::refusal change_maker::make(const add_group_rule& made) {
    auto* group = find(data_.security_groups, made.group_id);
    if (group == nullptr) {
        return nothing_called("security group", made.group_id);
    }
    if (const auto why = validate(made.rule)) {
        return change_refusal{*why, std::string(reason_of(*why))};
    }
    auto& rules = rules_of(*group, made.way);
    if (std::any_of(rules.begin(), rules.end(),
                    [&](const group_rule& rule) { return is_same_rule(rule, made.rule); })) {
        return wrong("security group " + made.group_id + " has exactly this " + word(made.way) +
                     " rule already");
    }
    rules.push_back(made.rule);
    return {};
}

inline change_maker::refusal change_maker::make(const remove_group_rule& made) {
    auto* group = find(data_.security_groups, made.group_id);
    if (group == nullptr) {
        return nothing_called("security group", made.group_id);
    }
    auto& rules = rules_of(*group, made.way);
    const auto gone =
        std::erase_if(rules, [&](const group_rule& rule) { return is_same_rule(rule, made.rule); });
    return gone > 0 ? refusal()
                    : wrong("security group " + made.group_id + " has no such " + word(made.way) +
                            " rule; it has to be the rule as it stands there");
}

inline change_maker::refusal change_maker::refused_target(const route& entry,
                                                          const route_table& table) {
    const auto& id = entry.target_id;
    const auto elsewhere = [&](const std::string& what, const std::string& vpc_id) {
        return vpc_id == table.vpc_id
                   ? refusal()
                   : wrong(what + " " + id + " is of VPC " + vpc_id + "; a route of VPC " +
                           table.vpc_id + " cannot lead there directly");
    };
    const auto attached = [&](const std::string& what, const std::vector<std::string>& vpc_ids) {
        return has(vpc_ids, table.vpc_id)
                   ? refusal()
                   : wrong(what + " " + id + " is not attached to VPC " + table.vpc_id);
    };
    switch (entry.target) {
    case route_target::internet_gateway: {
        const auto* one = find(data_.internet_gateways, id);
        return one == nullptr ? refusal() : attached("internet gateway", one->vpc_ids);
    }
    case route_target::egress_only_internet_gateway: {
        const auto* one = find(data_.egress_only_internet_gateways, id);
        return one == nullptr ? refusal() : attached("egress-only internet gateway", one->vpc_ids);
    }
    case route_target::virtual_private_gateway: {
        const auto* one = find(data_.virtual_private_gateways, id);
        return one == nullptr ? refusal() : attached("VPN gateway", one->vpc_ids);
    }
    case route_target::nat_gateway: {
        const auto* one = find(data_.nat_gateways, id);
        return one == nullptr ? refusal() : elsewhere("NAT gateway", one->vpc_id);
    }
    case route_target::interface: {
        const auto* one = find(data_.interfaces, id);
        return one == nullptr ? refusal() : elsewhere("interface", one->vpc_id);
    }
    case route_target::vpc_endpoint: {
        const auto* one = find(data_.endpoints, id);
        return one == nullptr ? refusal() : elsewhere("endpoint", one->vpc_id);
    }
    case route_target::vpc_peering_connection: {
        const auto* one = find(data_.peerings, id);
        return one == nullptr || one->opposite(table.vpc_id) != nullptr
                   ? refusal()
                   : wrong("peering connection " + id + " joins VPC " + one->requester.vpc_id +
                           " and VPC " + one->accepter.vpc_id + "; VPC " + table.vpc_id +
                           " is not part of it");
    }
    default: return {};
    }
}

inline change_maker::refusal change_maker::make(const put_route& made) {
    auto* table = find(data_.route_tables, made.table_id);
    if (table == nullptr) {
        return nothing_called("route table", made.table_id);
    }
    if (std::holds_alternative<unreadable_destination>(made.entry.destination)) {
        return wrong("'" + destination_text(made.entry) + "' is neither a block nor a prefix list");
    }
    if (auto refused = refused_target(made.entry, *table)) {
        return refused;
    }
    for (auto& entry : table->routes) {
        if (!is_learned(entry) && destination_text(entry) == destination_text(made.entry)) {
            if (is_same_route(entry, made.entry)) {
                return wrong("route table " + made.table_id + " has exactly this route already");
            }
            const auto origin = entry.origin;
            entry = made.entry;
            entry.origin = origin; // of the local route, its target is replaced
            return {};
        }
    }
    table->routes.push_back(made.entry);
    return {};
}

inline change_maker::refusal change_maker::make(const remove_route& made) {
    auto* table = find(data_.route_tables, made.table_id);
    if (table == nullptr) {
        return nothing_called("route table", made.table_id);
    }
    const auto is_it = [&](const route& entry) {
        return destination_text(entry) == made.destination;
    };
    for (const auto& entry : table->routes) {
        if (is_it(entry) && entry.origin == route_origin::local) {
            return wrong("the local route " + made.destination + " of route table " +
                         made.table_id + " cannot be removed");
        }
    }
    const auto gone = std::erase_if(
        table->routes, [&](const route& entry) { return is_it(entry) && !is_learned(entry); });
    if (gone > 0) {
        return {};
    }
    return std::any_of(table->routes.begin(), table->routes.end(), is_it)
               ? wrong("the route " + made.destination + " of route table " + made.table_id +
                       " is propagated: it goes when the gateway does not announce it")
               : wrong("route table " + made.table_id + " has no route " + made.destination);
}

inline change_maker::refusal change_maker::make(const put_transit_route& made) {
    auto* table = find(data_.transit_gateway_route_tables, made.table_id);
    if (table == nullptr) {
        return nothing_called("transit gateway route table", made.table_id);
    }
    transit_gateway_route entry;
    entry.destination = made.destination;
    entry.blackhole = made.attachment_id.empty();
    if (!entry.blackhole) {
        const auto* to = find(data_.transit_gateway_attachments, made.attachment_id);
        if (to == nullptr) {
            return nothing_called("transit gateway attachment", made.attachment_id);
        }
        // A peering between two transit gateways is an attachment of both, with one id.
        const auto& all = data_.transit_gateway_attachments;
        const auto own =
            std::find_if(all.begin(), all.end(), [&](const transit_gateway_attachment& one) {
                return one.id == to->id && one.transit_gateway_id == table->transit_gateway_id;
            });
        if (own == all.end()) {
            return wrong("attachment " + made.attachment_id + " is of transit gateway " +
                         to->transit_gateway_id + ", table " + made.table_id + " of " +
                         table->transit_gateway_id);
        }
        entry.attachment_ids = {made.attachment_id};
        entry.kind = own->kind;
    }
    for (auto& there : table->routes) {
        if (is_static(there, made.destination)) {
            if (there.blackhole == entry.blackhole &&
                there.attachment_ids == entry.attachment_ids) {
                return wrong("transit gateway route table " + made.table_id +
                             " has exactly this route already");
            }
            there = std::move(entry);
            return {};
        }
    }
    table->routes.push_back(std::move(entry));
    return {};
}

inline change_maker::refusal change_maker::make(const remove_transit_route& made) {
    auto* table = find(data_.transit_gateway_route_tables, made.table_id);
    if (table == nullptr) {
        return nothing_called("transit gateway route table", made.table_id);
    }
    const auto gone = std::erase_if(table->routes, [&](const transit_gateway_route& entry) {
        return is_static(entry, made.destination);
    });
    return gone > 0 ? refusal()
                    : wrong("transit gateway route table " + made.table_id +
                            " has no static route " + to_string(made.destination));
}

} // namespace vpcplan::detail
