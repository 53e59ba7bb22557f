// One pass over a network, so that the walk finds everything in constant time.
#include "vpcplan/network.hpp"

namespace vpcplan {

network_index::network_index(const network& data)
    : data_(&data), vpcs_(detail::index_by_id(data.vpcs)),
      subnets_(detail::index_by_id(data.subnets)),
      interfaces_(detail::index_by_id(data.interfaces)),
      instances_(detail::index_by_id(data.instances)),
      route_tables_(detail::index_by_id(data.route_tables)),
      network_acls_(detail::index_by_id(data.network_acls)),
      security_groups_(detail::index_by_id(data.security_groups)),
      prefix_lists_(detail::index_by_id(data.prefix_lists)),
      internet_gateways_(detail::index_by_id(data.internet_gateways)),
      egress_only_(detail::index_by_id(data.egress_only_internet_gateways)),
      nat_gateways_(detail::index_by_id(data.nat_gateways)),
      peerings_(detail::index_by_id(data.peerings)),
      transit_gateways_(detail::index_by_id(data.transit_gateways)),
      attachments_(detail::index_by_id(data.transit_gateway_attachments)),
      transit_tables_(detail::index_by_id(data.transit_gateway_route_tables)),
      vpn_gateways_(detail::index_by_id(data.virtual_private_gateways)),
      customer_gateways_(detail::index_by_id(data.customer_gateways)),
      endpoints_(detail::index_by_id(data.endpoints)),
      balancers_(detail::index_by_id(data.load_balancers)),
      target_groups_(detail::index_by_id(data.target_groups)),
      firewalls_(detail::index_by_id(data.firewalls)),
      firewall_policies_(detail::index_by_id(data.firewall_policies)),
      firewall_rule_groups_(detail::index_by_id(data.firewall_rule_groups)),
      others_(detail::index_by_id(data.others)) {
    for (const auto& one : data.interfaces) {
        for (const auto& own : one.addresses) {
            by_private_address_.add(own.address, &one);
            if (own.public_address) {
                by_public_address_.emplace(*own.public_address, &one);
            }
        }
        if (!one.prefixes.empty()) {
            with_prefixes_.push_back(&one);
        }
    }
    for (const auto& gateway : data.nat_gateways) {
        for (const auto& own : gateway.addresses) {
            if (!own.interface_id.empty()) {
                nat_by_interface_.emplace(own.interface_id, &gateway);
            }
            if (own.public_address) {
                nat_by_public_address_.emplace(*own.public_address, &gateway);
            }
            if (own.private_address) {
                nat_by_private_address_.add(*own.private_address, &gateway);
            }
        }
    }
    for (const auto& table : data.route_tables) {
        for (const auto& id : table.subnet_ids) {
            table_of_subnet_.emplace(id, &table);
        }
        for (const auto& id : table.gateway_ids) {
            table_of_gateway_.emplace(id, &table);
        }
        if (table.is_main) {
            main_table_.emplace(table.vpc_id, &table);
        }
    }
    for (const auto& acl : data.network_acls) {
        for (const auto& id : acl.subnet_ids) {
            acl_of_subnet_.emplace(id, &acl);
        }
        if (acl.is_default) {
            default_acl_.emplace(acl.vpc_id, &acl);
        }
    }
    for (const auto& one : data.subnets) {
        subnets_of_vpc_.add(one.vpc_id, &one);
    }
    for (const auto& gateway : data.internet_gateways) {
        for (const auto& id : gateway.vpc_ids) {
            igw_of_vpc_.emplace(id, &gateway);
        }
    }
    for (const auto& gateway : data.virtual_private_gateways) {
        for (const auto& id : gateway.vpc_ids) {
            vgw_of_vpc_.emplace(id, &gateway);
        }
    }
    for (const auto& attachment : data.transit_gateway_attachments) {
        attachments_of_gateway_.add(attachment.transit_gateway_id, &attachment);
    }
    for (const auto& connection : data.vpn_connections) {
        vpns_of_gateway_.add(connection.gateway_id, &connection);
    }
    for (const auto& one : data.endpoints) {
        for (const auto& id : one.interface_ids) {
            endpoint_of_interface_.emplace(id, &one);
        }
    }
    for (const auto& one : data.load_balancers) {
        for (const auto& id : one.interface_ids) {
            balancer_of_interface_.emplace(id, &one);
        }
    }
    for (const auto& one : data.firewalls) {
        for (const auto& at : one.endpoints) {
            firewall_of_endpoint_.emplace(at.endpoint_id, &one);
        }
    }
    for (const auto& one : data.endpoints) {
        if (const auto* owner = one.firewall_id ? find_firewall(*one.firewall_id) : nullptr) {
            firewall_of_endpoint_.emplace(one.id, owner);
        }
    }
    for (const auto& gateway : data.egress_only_internet_gateways) {
        for (const auto& id : gateway.vpc_ids) {
            eigw_of_vpc_.emplace(id, &gateway);
        }
    }
}

std::optional<bool> network_index::is_inside(std::string_view vpc_id,
                                             const detail::address_bits& address) const {
    const auto holds = [&](const cidr& block) { return block.contains(address); };
    const auto* home = find_vpc(vpc_id);
    if (home != nullptr && home->contains(address)) {
        return true;
    }
    if (subnet_at(vpc_id, address) != nullptr) {
        return true;
    }
    for (const auto& peering : data_->peerings) {
        for (const auto* side : {&peering.requester, &peering.accepter}) {
            if (side->vpc_id == vpc_id && peering.status == "active" &&
                std::any_of(side->blocks.begin(), side->blocks.end(), holds)) {
                return true;
            }
        }
    }
    return home != nullptr ? std::optional(false) : std::nullopt;
}

} // namespace vpcplan
