// Private. Makes a change of a network, or says why AWS would refuse it.
#pragma once

#include "network_change_kinds.hpp"

namespace vpcplan::detail {

/// One function a kind. What cannot be made leaves the network as it was.
class change_maker {
public:
    using refusal = std::optional<change_refusal>;

    explicit change_maker(network& data) : data_(data) {}

    // ---- rules
    // -----------------------------------------------------------------------------------

    refusal make(const add_acl_rule& made) {
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

    refusal make(const remove_acl_rule& made) {
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

    refusal make(const add_group_rule& made) {
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

    refusal make(const remove_group_rule& made) {
        auto* group = find(data_.security_groups, made.group_id);
        if (group == nullptr) {
            return nothing_called("security group", made.group_id);
        }
        auto& rules = rules_of(*group, made.way);
        const auto gone = std::erase_if(
            rules, [&](const group_rule& rule) { return is_same_rule(rule, made.rule); });
        return gone > 0 ? refusal()
                        : wrong("security group " + made.group_id + " has no such " +
                                word(made.way) + " rule; it has to be the rule as it stands there");
    }

    // ---- routes
    // ----------------------------------------------------------------------------------

    refusal make(const put_route& made) {
        auto* table = find(data_.route_tables, made.table_id);
        if (table == nullptr) {
            return nothing_called("route table", made.table_id);
        }
        if (std::holds_alternative<unreadable_destination>(made.entry.destination)) {
            return wrong("'" + destination_text(made.entry) +
                         "' is neither a block nor a prefix list");
        }
        for (auto& entry : table->routes) {
            if (!is_learned(entry) && destination_text(entry) == destination_text(made.entry)) {
                if (is_same_route(entry, made.entry)) {
                    return wrong("route table " + made.table_id +
                                 " has exactly this route already");
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

    refusal make(const remove_route& made) {
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

    refusal make(const put_transit_route& made) {
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

    refusal make(const remove_transit_route& made) {
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

    // ---- associations
    // ----------------------------------------------------------------------------

    refusal make(const associate_route_table& made) {
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

    refusal make(const associate_acl& made) {
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
                data_.network_acls.begin(), data_.network_acls.end(), [&](const network_acl& one) {
                    return one.is_default && one.vpc_id == where->vpc_id;
                });
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

    refusal make(const add_attachment_subnet& made) {
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
                return wrong("attachment " + attachment->id + " has subnet " + id + " in " +
                             one->zone + " already; AWS takes one subnet for each zone");
            }
        }
        attachment->subnet_ids.push_back(where->id);
        return {};
    }

    refusal make(const remove_attachment_subnet& made) {
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

    // ---- gateways
    // --------------------------------------------------------------------------------

    refusal make(const attach_internet_gateway& made) {
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

    refusal make(const detach_internet_gateway& made) {
        auto* gateway = find(data_.internet_gateways, made.gateway_id);
        if (gateway == nullptr) {
            return nothing_called("internet gateway", made.gateway_id);
        }
        return std::erase(gateway->vpc_ids, made.vpc_id) > 0
                   ? refusal()
                   : wrong("internet gateway " + gateway->id + " is not attached to VPC " +
                           made.vpc_id);
    }

    refusal make(const place_nat_gateway& made) {
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

    // ---- interfaces
    // ------------------------------------------------------------------------------

    refusal make(const give_public_address& made) {
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

    refusal make(const take_public_address& made) {
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

    refusal make(const set_source_dest_check& made) {
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

    refusal make(const wear_group& made) {
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

    refusal make(const shed_group& made) {
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

private:
    template <class T>
    static T* find(std::vector<T>& all, std::string_view id) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
        return found == all.end() ? nullptr : &*found;
    }
    static bool has(const std::vector<std::string>& ids, std::string_view id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    }
    static std::vector<group_rule>& rules_of(security_group& group, direction way) {
        return way == direction::in ? group.inbound : group.outbound;
    }
    static std::string word(direction way) { return way == direction::in ? "inbound" : "outbound"; }
    static bool is_learned(const route& entry) {
        return entry.origin == route_origin::propagated || entry.origin == route_origin::advertised;
    }
    static bool is_static(const transit_gateway_route& entry, const cidr& destination) {
        const auto* block = std::get_if<cidr>(&entry.destination);
        return entry.fixed && !entry.by_prefix_list && block != nullptr && *block == destination;
    }

    static refusal wrong(std::string message) {
        return change_refusal{errc::bad_value, std::move(message)};
    }
    static refusal nothing_called(std::string_view kind, std::string_view id) {
        return change_refusal{errc::unknown_name, "the network has no " + std::string(kind) + " '" +
                                                      std::string(id) + "'"};
    }
    static refusal of_another_vpc(std::string what, std::string_view vpc_id, const subnet& where) {
        return wrong(std::move(what) + " is of VPC " + std::string(vpc_id) + ", subnet " +
                     where.id + " of " + where.vpc_id);
    }
    static refusal no_room(const subnet& where) {
        return change_refusal{errc::not_enough_space,
                              "subnet " + where.id + " has no free IPv4 address"};
    }
    refusal no_address(std::string_view id, const address_bits& address) {
        return find(data_.interfaces, id) == nullptr
                   ? nothing_called("interface", id)
                   : wrong("interface " + std::string(id) + " does not have " + to_string(address));
    }

    static std::string free_near(const acl_rules& rules, const add_acl_rule& made) {
        const auto taken = [&](int number) {
            return std::any_of(rules.begin(), rules.end(),
                               [&](const acl_rule& rule) { return rule.number == number; });
        };
        for (int number = made.rule.number + 1; number <= last_rule_number; ++number) {
            if (!taken(number)) {
                return ", e.g. " + std::to_string(number);
            }
        }
        return {};
    }

    interface_address* address_of(std::string_view id, const address_bits& address) {
        auto* one = find(data_.interfaces, id);
        if (one != nullptr) {
            for (auto& own : one->addresses) {
                if (own.address == address) {
                    return &own;
                }
            }
        }
        return nullptr;
    }

    bool is_public_in_use(const address_bits& address) const {
        const auto is_it = [&](const auto& own) { return own.public_address == address; };
        const auto has_it = [&](const auto& one) {
            return std::any_of(one.addresses.begin(), one.addresses.end(), is_it);
        };
        return std::any_of(data_.interfaces.begin(), data_.interfaces.end(), has_it) ||
               std::any_of(data_.nat_gateways.begin(), data_.nat_gateways.end(), has_it);
    }
    /// An address for documentation (RFC 5737) that nothing has.
    std::optional<address_bits> stand_in() const {
        for (std::uint32_t last = 254; last > 0; --last) {
            const auto one = address_bits::from(0xc6336400U + last, address_family::ipv4);
            if (!is_public_in_use(one)) {
                return one;
            }
        }
        return std::nullopt;
    }

    /// The first address of the subnet that AWS would give.
    std::optional<address_bits> free_address(const subnet& where) const {
        for (const auto& block : where.blocks) {
            if (!block.is_v4()) {
                continue;
            }
            constexpr unsigned kept_at_start = 4;
            for (auto number = block.first_bits().number() + kept_at_start;
                 number < block.last_bits().number(); ++number) {
                const auto one = address_bits::from(number, address_family::ipv4);
                if (std::none_of(data_.interfaces.begin(), data_.interfaces.end(),
                                 [&](const interface& card) {
                                     return card.vpc_id == where.vpc_id && card.owns(one);
                                 })) {
                    return one;
                }
            }
        }
        return std::nullopt;
    }

    refusal create_nat_gateway(const std::string& id, const subnet& where) {
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

    network& data_;
};

} // namespace vpcplan::detail
