// Changes of a network that must not change what it does, or only in one direction.
#pragma once

#include <functional>
#include <map>
#include <random>
#include <vpcplan/path.hpp>

namespace vpcplan_test {

using namespace vpcplan;

/// Calls `change` with every id of a network, where it is defined and where it is referred to.
inline void for_each_id(network& net, const std::function<void(std::string&)>& change) {
    const auto each = [&](std::vector<std::string>& ids) {
        for (auto& id : ids) {
            change(id);
        }
    };
    for (auto& one : net.vpcs) {
        change(one.id);
    }
    for (auto& one : net.subnets) {
        change(one.id);
        change(one.vpc_id);
    }
    for (auto& one : net.interfaces) {
        change(one.id);
        change(one.subnet_id);
        change(one.vpc_id);
        change(one.instance_id);
        each(one.group_ids);
    }
    for (auto& one : net.instances) {
        change(one.id);
        each(one.interface_ids);
    }
    for (auto& one : net.route_tables) {
        change(one.id);
        change(one.vpc_id);
        each(one.subnet_ids);
        each(one.gateway_ids);
        for (auto& entry : one.routes) {
            change(entry.target_id);
            if (auto* list = std::get_if<prefix_list_destination>(&entry.destination)) {
                change(list->id);
            }
        }
    }
    for (auto& one : net.network_acls) {
        change(one.id);
        change(one.vpc_id);
        each(one.subnet_ids);
    }
    for (auto& one : net.security_groups) {
        change(one.id);
        change(one.vpc_id);
        for (auto* rules : {&one.inbound, &one.outbound}) {
            for (auto& rule : *rules) {
                if (auto* list = std::get_if<prefix_list_peer>(&rule.peer)) {
                    change(list->id);
                } else if (auto* group = std::get_if<group_peer>(&rule.peer)) {
                    change(group->id);
                    change(group->vpc_id);
                }
            }
        }
    }
    for (auto& one : net.prefix_lists) {
        change(one.id);
    }
    const auto gateways = [&](auto& all) {
        for (auto& one : all) {
            change(one.id);
            each(one.vpc_ids);
        }
    };
    gateways(net.internet_gateways);
    gateways(net.egress_only_internet_gateways);
    gateways(net.virtual_private_gateways);
    for (auto& one : net.nat_gateways) {
        change(one.id);
        change(one.vpc_id);
        change(one.subnet_id);
        for (auto& own : one.addresses) {
            change(own.interface_id);
        }
    }
    for (auto& one : net.peerings) {
        change(one.id);
        change(one.requester.vpc_id);
        change(one.accepter.vpc_id);
    }
    for (auto& one : net.transit_gateways) {
        change(one.id);
    }
    for (auto& one : net.transit_gateway_attachments) {
        change(one.id);
        change(one.transit_gateway_id);
        change(one.resource_id);
        change(one.table_id);
        each(one.subnet_ids);
    }
    for (auto& one : net.transit_gateway_route_tables) {
        change(one.id);
        change(one.transit_gateway_id);
        for (auto& entry : one.routes) {
            each(entry.attachment_ids);
            if (auto* list = std::get_if<prefix_list_destination>(&entry.destination)) {
                change(list->id);
            }
        }
    }
    for (auto& one : net.customer_gateways) {
        change(one.id);
    }
    for (auto& one : net.vpn_connections) {
        change(one.id);
        change(one.gateway_id);
        change(one.customer_gateway_id);
    }
    for (auto& one : net.direct_connect_gateways) {
        change(one.id);
        for (auto& joined : one.associations) {
            change(joined.gateway_id);
        }
    }
    for (auto& one : net.virtual_interfaces) {
        change(one.id);
        change(one.gateway_id);
    }
    for (auto& one : net.endpoints) {
        change(one.id);
        change(one.vpc_id);
        each(one.subnet_ids);
        each(one.interface_ids);
        each(one.route_table_ids);
    }
    for (auto& one : net.load_balancers) {
        change(one.id);
        change(one.name);
        change(one.vpc_id);
        each(one.subnet_ids);
        each(one.group_ids);
        each(one.interface_ids);
        for (auto& listener : one.listeners) {
            each(listener.target_group_ids);
        }
        for (auto& target : one.instances) {
            change(target.id);
        }
    }
    for (auto& one : net.target_groups) {
        change(one.id);
        change(one.vpc_id);
        for (auto& target : one.targets) {
            change(target.id);
        }
    }
    for (auto& one : net.firewalls) {
        change(one.id);
        change(one.vpc_id);
        change(one.policy_id);
        for (auto& at : one.endpoints) {
            change(at.endpoint_id);
            change(at.subnet_id);
        }
    }
    for (auto& one : net.firewall_policies) {
        change(one.id);
        for (auto* references : {&one.stateless, &one.stateful}) {
            for (auto& reference : *references) {
                change(reference.group_id);
            }
        }
    }
    for (auto& one : net.firewall_rule_groups) {
        change(one.id);
    }
    if (net.public_access) {
        for (auto& one : net.public_access->exclusions) {
            change(one.resource_id);
        }
    }
}

/// A random bijection of the ids that keeps their kinds: "subnet-7" becomes "subnet-12".
template <class Random>
std::map<std::string, std::string> new_names(network net, Random& random) {
    std::map<std::string, std::vector<std::string>> by_kind;
    for_each_id(net, [&](std::string& id) {
        auto& ids = by_kind[id.substr(0, id.rfind('-'))];
        if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) {
            ids.push_back(id);
        }
    });
    std::map<std::string, std::string> names;
    for (const auto& [kind, ids] : by_kind) {
        auto mixed = ids;
        std::shuffle(mixed.begin(), mixed.end(), random);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            names[ids[i]] = mixed[i];
        }
    }
    return names;
}

inline void rename(network& net, const std::map<std::string, std::string>& names) {
    for_each_id(net, [&](std::string& id) {
        if (!id.empty()) {
            id = names.at(id);
        }
    });
}

/// Every list whose order means nothing to AWS, in another order. The blocks of a VPC keep theirs
/// (the first is the primary one), as do the interfaces of an instance.
template <class Random>
void reorder(network& net, Random& random) {
    const auto mix = [&](auto&... lists) {
        (std::shuffle(lists.begin(), lists.end(), random), ...);
    };
    mix(net.vpcs, net.subnets, net.interfaces, net.instances, net.route_tables, net.network_acls,
        net.security_groups, net.prefix_lists, net.internet_gateways,
        net.egress_only_internet_gateways, net.nat_gateways, net.peerings, net.transit_gateways,
        net.transit_gateway_attachments, net.transit_gateway_route_tables,
        net.virtual_private_gateways, net.customer_gateways, net.vpn_connections,
        net.direct_connect_gateways, net.virtual_interfaces, net.endpoints, net.load_balancers,
        net.target_groups, net.firewalls, net.firewall_policies, net.firewall_rule_groups);
    for (auto& one : net.load_balancers) {
        mix(one.subnet_ids, one.zones, one.group_ids, one.interface_ids, one.listeners,
            one.instances);
    }
    for (auto& one : net.target_groups) {
        mix(one.targets);
    }
    for (auto& one : net.firewall_policies) {
        mix(one.stateless, one.stateful);
    }
    for (auto& one : net.interfaces) {
        mix(one.addresses, one.prefixes, one.group_ids);
    }
    for (auto& one : net.route_tables) {
        mix(one.subnet_ids, one.gateway_ids, one.routes);
    }
    for (auto& one : net.network_acls) {
        mix(one.subnet_ids);
    }
    for (auto& one : net.security_groups) {
        mix(one.inbound, one.outbound);
    }
    for (auto& one : net.prefix_lists) {
        mix(one.entries);
    }
    for (auto& one : net.peerings) {
        mix(one.requester.blocks, one.accepter.blocks);
    }
    for (auto& one : net.transit_gateway_attachments) {
        mix(one.subnet_ids);
    }
    for (auto& one : net.transit_gateway_route_tables) {
        mix(one.routes);
        for (auto& entry : one.routes) {
            mix(entry.attachment_ids);
        }
    }
    for (auto& one : net.vpn_connections) {
        mix(one.static_routes, one.announced);
    }
    for (auto& one : net.direct_connect_gateways) {
        mix(one.associations);
        for (auto& joined : one.associations) {
            mix(joined.allowed_prefixes);
        }
    }
    for (auto& one : net.endpoints) {
        mix(one.subnet_ids, one.interface_ids, one.route_table_ids);
    }
    if (net.public_access) {
        mix(net.public_access->exclusions);
    }
}

/// Groups that allow everything both ways.
inline void open_groups(network& net) {
    for (auto& group : net.security_groups) {
        for (auto* rules : {&group.inbound, &group.outbound}) {
            rules->clear();
            for (const auto family : {address_family::ipv4, address_family::ipv6}) {
                rules->push_back({protocol::any(), {}, {}, cidr::everything(family), {}, {}});
            }
        }
    }
}

/// Each rule and list entry as two that cover the same: the halves of its block, or of its ports.
inline void halve_rules(network& net) {
    const auto halves_of = [](const cidr& block) {
        const int length = block.prefix_length() + 1;
        return std::array{cidr::containing(block.first_bits(), length),
                          cidr::containing(block.last_bits(), length)};
    };
    for (auto& group : net.security_groups) {
        for (auto* rules : {&group.inbound, &group.outbound}) {
            std::vector<group_rule> parts;
            for (const auto& rule : *rules) {
                const auto* block = std::get_if<cidr>(&rule.peer);
                if (block != nullptr && block->host_length() > 0) {
                    for (const auto& half : halves_of(*block)) {
                        parts.push_back(rule);
                        parts.back().peer = half;
                    }
                } else if (rule.ports.first < rule.ports.last) {
                    parts.insert(parts.end(), 2, rule);
                    const auto middle = (rule.ports.first + rule.ports.last) / 2;
                    parts.back().ports.first = static_cast<std::uint16_t>(middle + 1);
                    parts[parts.size() - 2].ports.last = static_cast<std::uint16_t>(middle);
                } else {
                    parts.push_back(rule);
                }
            }
            *rules = std::move(parts);
        }
    }
    for (auto& list : net.prefix_lists) {
        std::vector<cidr> parts;
        for (const auto& block : list.entries) {
            if (block.host_length() == 0) {
                parts.push_back(block);
                continue;
            }
            for (const auto& half : halves_of(block)) {
                parts.push_back(half);
            }
        }
        list.entries = std::move(parts);
    }
}

/// A VPC that nothing joins to the others, with the blocks and addresses of one of them.
inline void add_stranger(network& net) {
    const auto like = net.vpcs.front();
    auto made = like;
    made.id = "vpc-stranger";
    network_acl acl;
    acl.id = "acl-stranger";
    acl.vpc_id = made.id;
    route_table table;
    table.id = "rtb-stranger";
    table.vpc_id = made.id;
    table.is_main = true;
    security_group group;
    group.id = "sg-stranger";
    group.vpc_id = made.id;
    const auto subnets = net.subnets;
    for (const auto& one : subnets) {
        if (one.vpc_id != like.id) {
            continue;
        }
        auto twin = one;
        twin.id += "-stranger";
        twin.vpc_id = made.id;
        acl.subnet_ids.push_back(twin.id);
        const auto interfaces = net.interfaces;
        for (const auto& at : interfaces) {
            if (at.subnet_id == one.id) {
                auto own = at;
                own.id += "-stranger";
                own.instance_id.clear();
                own.subnet_id = twin.id;
                own.vpc_id = made.id;
                own.group_ids = {group.id};
                std::erase_if(own.addresses, [](const interface_address& address) {
                    return address.address.family == address_family::ipv6; // unique world-wide
                });
                for (auto& address : own.addresses) {
                    address.public_address.reset();
                }
                net.interfaces.insert(net.interfaces.begin(), own);
            }
        }
        net.subnets.insert(net.subnets.begin(), twin);
    }
    std::erase_if(made.blocks, [](const cidr& block) { return block.is_v6(); });
    net.vpcs.insert(net.vpcs.begin(), made);
    net.network_acls.push_back(acl);
    net.route_tables.insert(net.route_tables.begin(), table);
    net.security_groups.push_back(group);
}

} // namespace vpcplan_test
