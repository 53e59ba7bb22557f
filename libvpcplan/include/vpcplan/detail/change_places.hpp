// Private. Changes of associations, gateways and interfaces.
#pragma once

#include "change_maker.hpp"

namespace vpcplan::detail {

inline change_maker::refusal change_maker::make(const associate_route_table& made) {
    const auto* where = find(data_.subnets, made.subnet_id);
    if (where == nullptr) {
        return nothing_called("subnet", made.subnet_id);
    }
    auto* table = find(data_.route_tables, made.table_id);
    if (table == nullptr && !made.table_id.empty()) {
        return nothing_called("route table", made.table_id);
    }
    if (table != nullptr && table->vpc_id != where->vpc_id) {
        return of_another_vpc("route table " + made.table_id, table->vpc_id, *where);
    }
    if (table != nullptr && has(table->subnet_ids, where->id)) {
        return wrong("subnet " + where->id + " has route table " + table->id + " already");
    }
    std::size_t gone = 0;
    for (auto& one : data_.route_tables) {
        gone += std::erase(one.subnet_ids, where->id);
    }
    if (table != nullptr) {
        table->subnet_ids.push_back(where->id);
    } else if (gone == 0) {
        return wrong("subnet " + where->id +
                     " is associated with no route table; it has the main one already");
    }
    return {};
}

inline change_maker::refusal change_maker::make(const associate_acl& made) {
    const auto* where = find(data_.subnets, made.subnet_id);
    if (where == nullptr) {
        return nothing_called("subnet", made.subnet_id);
    }
    auto* acl = find(data_.network_acls, made.acl_id);
    if (acl == nullptr && !made.acl_id.empty()) {
        return nothing_called("network ACL", made.acl_id);
    }
    if (made.acl_id.empty()) {
        const auto usual = std::find_if(
            data_.network_acls.begin(), data_.network_acls.end(),
            [&](const network_acl& one) { return one.is_default && one.vpc_id == where->vpc_id; });
        acl = usual == data_.network_acls.end() ? nullptr : &*usual;
    } else if (acl->vpc_id != where->vpc_id) {
        return of_another_vpc("network ACL " + made.acl_id, acl->vpc_id, *where);
    }
    if (acl != nullptr && has(acl->subnet_ids, where->id)) {
        return wrong("subnet " + where->id + " has network ACL " + acl->id + " already");
    }
    std::size_t gone = 0;
    for (auto& one : data_.network_acls) {
        gone += std::erase(one.subnet_ids, where->id);
    }
    if (made.acl_id.empty() && gone == 0) {
        return wrong("subnet " + where->id + " has the default network ACL already");
    }
    if (acl != nullptr) {
        acl->subnet_ids.push_back(where->id);
    }
    return {};
}

inline change_maker::refusal change_maker::make(const add_attachment_subnet& made) {
    auto* attachment = find(data_.transit_gateway_attachments, made.attachment_id);
    const auto* where = find(data_.subnets, made.subnet_id);
    if (attachment == nullptr || where == nullptr) {
        return attachment == nullptr
                   ? nothing_called("transit gateway attachment", made.attachment_id)
                   : nothing_called("subnet", made.subnet_id);
    }
    if (attachment->kind != attachment_kind::vpc || attachment->resource_id != where->vpc_id) {
        return of_another_vpc("attachment " + attachment->id, attachment->resource_id, *where);
    }
    for (const auto& id : attachment->subnet_ids) {
        const auto* one = find(data_.subnets, id);
        if (id == where->id) {
            return wrong("attachment " + attachment->id + " has subnet " + id + " already");
        }
        if (one != nullptr && !one->zone.empty() && one->zone == where->zone) {
            return wrong("attachment " + attachment->id + " has subnet " + id + " in " + one->zone +
                         " already; AWS takes one subnet for each zone");
        }
    }
    attachment->subnet_ids.push_back(where->id);
    return {};
}

inline change_maker::refusal change_maker::make(const remove_attachment_subnet& made) {
    auto* attachment = find(data_.transit_gateway_attachments, made.attachment_id);
    if (attachment == nullptr) {
        return nothing_called("transit gateway attachment", made.attachment_id);
    }
    if (!has(attachment->subnet_ids, made.subnet_id)) {
        return wrong("attachment " + attachment->id + " has no subnet " + made.subnet_id);
    }
    if (attachment->subnet_ids.size() == 1) {
        return wrong("subnet " + made.subnet_id + " is the last one of attachment " +
                     attachment->id + ", which needs at least one");
    }
    std::erase(attachment->subnet_ids, made.subnet_id);
    return {};
}

inline change_maker::refusal change_maker::make(const attach_internet_gateway& made) {
    if (find(data_.vpcs, made.vpc_id) == nullptr) {
        return nothing_called("VPC", made.vpc_id);
    }
    for (const auto& one : data_.internet_gateways) {
        if (has(one.vpc_ids, made.vpc_id)) {
            return wrong("VPC " + made.vpc_id + " has internet gateway " + one.id +
                         " already; a VPC has one at most");
        }
    }
    auto* gateway = find(data_.internet_gateways, made.gateway_id);
    if (gateway == nullptr) {
        data_.internet_gateways.push_back({made.gateway_id, {}, {made.vpc_id}, {}});
        return {};
    }
    if (!gateway->vpc_ids.empty()) {
        return wrong("internet gateway " + gateway->id + " is attached to VPC " +
                     gateway->vpc_ids.front() + "; detach it there first");
    }
    gateway->vpc_ids.push_back(made.vpc_id);
    return {};
}

inline change_maker::refusal change_maker::make(const detach_internet_gateway& made) {
    auto* gateway = find(data_.internet_gateways, made.gateway_id);
    if (gateway == nullptr) {
        return nothing_called("internet gateway", made.gateway_id);
    }
    return std::erase(gateway->vpc_ids, made.vpc_id) > 0
               ? refusal()
               : wrong("internet gateway " + gateway->id + " is not attached to VPC " +
                       made.vpc_id);
}

inline change_maker::refusal change_maker::make(const place_nat_gateway& made) {
    const auto* where = find(data_.subnets, made.subnet_id);
    if (where == nullptr) {
        return nothing_called("subnet", made.subnet_id);
    }
    auto* gateway = find(data_.nat_gateways, made.gateway_id);
    if (gateway == nullptr) {
        return create_nat_gateway(made.gateway_id, *where);
    }
    if (gateway->is_regional) {
        return wrong("NAT gateway " + gateway->id + " is regional: it is in no subnet");
    }
    if (gateway->vpc_id != where->vpc_id) {
        return of_another_vpc("NAT gateway " + gateway->id, gateway->vpc_id, *where);
    }
    if (gateway->subnet_id == where->id) {
        return wrong("NAT gateway " + gateway->id + " is in subnet " + where->id + " already");
    }
    const auto cards_before = data_.interfaces;
    const auto gateway_before = *gateway;
    for (auto& own : gateway->addresses) {
        const auto free = free_address(*where);
        if (!free) {
            data_.interfaces = cards_before;
            *gateway = gateway_before;
            return no_room(*where);
        }
        if (auto* card = find(data_.interfaces, own.interface_id)) {
            card->subnet_id = where->id;
            for (auto& address : card->addresses) {
                if (address.address == own.private_address) {
                    address.address = *free;
                }
            }
        }
        own.private_address = *free;
    }
    gateway->subnet_id = where->id;
    return {};
}

inline change_maker::refusal change_maker::make(const give_public_address& made) {
    auto* own = address_of(made.interface_id, made.address);
    if (own == nullptr) {
        return no_address(made.interface_id, made.address);
    }
    if (made.address.family != address_family::ipv4 ||
        (made.public_address && made.public_address->family != address_family::ipv4)) {
        return change_refusal{errc::family_mismatch,
                              "IPv6 addresses are public themselves; only a private IPv4 "
                              "address gets a public one"};
    }
    if (own->public_address) {
        return wrong(to_string(made.address) + " of interface " + made.interface_id +
                     " has the public address " + to_string(*own->public_address) + " already");
    }
    if (made.public_address && is_public_in_use(*made.public_address)) {
        return wrong(to_string(*made.public_address) + " belongs to something else already");
    }
    own->public_address = made.public_address ? made.public_address : stand_in();
    return {};
}

inline change_maker::refusal change_maker::make(const take_public_address& made) {
    auto* own = address_of(made.interface_id, made.address);
    if (own == nullptr) {
        return no_address(made.interface_id, made.address);
    }
    if (!own->public_address) {
        return wrong(to_string(made.address) + " of interface " + made.interface_id +
                     " has no public address");
    }
    own->public_address.reset();
    return {};
}

inline change_maker::refusal change_maker::make(const set_source_dest_check& made) {
    auto* one = find(data_.interfaces, made.interface_id);
    if (one == nullptr) {
        return nothing_called("interface", made.interface_id);
    }
    if (one->source_dest_check == made.on) {
        return wrong("the source/destination check of interface " + one->id + " is " +
                     (made.on ? "on" : "off") + " already");
    }
    one->source_dest_check = made.on;
    return {};
}

inline change_maker::refusal change_maker::make(const wear_group& made) {
    auto* one = find(data_.interfaces, made.interface_id);
    const auto* group = find(data_.security_groups, made.group_id);
    if (one == nullptr || group == nullptr) {
        return one == nullptr ? nothing_called("interface", made.interface_id)
                              : nothing_called("security group", made.group_id);
    }
    if (group->vpc_id != one->vpc_id) {
        return wrong("security group " + group->id + " is in VPC " + group->vpc_id +
                     ", interface " + one->id + " in " + one->vpc_id);
    }
    if (has(one->group_ids, group->id)) {
        return wrong("interface " + one->id + " has security group " + group->id + " already");
    }
    one->group_ids.push_back(group->id);
    return {};
}

inline change_maker::refusal change_maker::make(const shed_group& made) {
    auto* one = find(data_.interfaces, made.interface_id);
    if (one == nullptr) {
        return nothing_called("interface", made.interface_id);
    }
    if (!has(one->group_ids, made.group_id)) {
        return wrong("interface " + one->id + " does not have security group " + made.group_id);
    }
    if (one->group_ids.size() == 1) {
        return wrong("security group " + made.group_id + " is the only one of interface " +
                     one->id + ", and AWS wants at least one; add another first");
    }
    std::erase(one->group_ids, made.group_id);
    return {};
}

inline change_maker::refusal change_maker::create_nat_gateway(const std::string& id,
                                                              const subnet& where) {
    const auto free = free_address(where);
    if (!free) {
        return no_room(where);
    }
    interface card;
    card.id = id + "/eni";
    card.subnet_id = where.id;
    card.vpc_id = where.vpc_id;
    card.type = "nat_gateway";
    card.status = "in-use";
    card.source_dest_check = false;
    card.addresses.push_back({*free, stand_in(), true});
    nat_gateway made;
    made.id = id;
    made.vpc_id = where.vpc_id;
    made.subnet_id = where.id;
    made.addresses.push_back({*free, card.addresses.front().public_address, card.id, true});
    data_.interfaces.push_back(std::move(card));
    data_.nat_gateways.push_back(std::move(made));
    return {};
}

} // namespace vpcplan::detail
