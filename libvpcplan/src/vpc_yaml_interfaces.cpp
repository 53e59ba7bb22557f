// Instances, interfaces and NAT gateways of vpc.yaml, and the addresses they leave open.
#include "vpc_yaml_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

void vpc_yaml_reader::read_public_address(const node& value, interface_address& own,
                                          pending_address& open) {
    if (value.kind == node_kind::boolean) {
        open.wants_public = value.flag;
        return;
    }
    const auto found = address(value);
    if (found && found->family != address_family::ipv4) {
        fail(value, errc::family_mismatch,
             "a public address is IPv4; IPv6 addresses are public by themselves");
    } else if (found) {
        own.public_address = *found;
        if (!used_public_.insert(*found).second) {
            fail(value, errc::bad_value, in_quotes(value.text) + " is a public address twice");
        }
    }
}

void vpc_yaml_reader::read_addresses(const node& map, interface& into, pending_address& open) {
    const auto add = [&](const node& value, bool primary) -> interface_address* {
        const auto found = address(value);
        if (!found) {
            return nullptr;
        }
        if (!used_.insert({into.vpc_id, *found}).second) {
            fail(value, errc::bad_value,
                 in_quotes(value.text) + " is used twice in VPC " + in_quotes(into.vpc_id));
        }
        into.addresses.push_back({*found, std::nullopt, primary});
        return &into.addresses.back();
    };
    const auto add_of = [&](std::string_view key, address_family family) -> bool {
        const auto* value = map.find(key);
        if (value == nullptr) {
            return false;
        }
        const auto* own = add(*value, true);
        if (own != nullptr && own->address.family != family) {
            fail(*value, errc::family_mismatch,
                 in_quotes(value->text) + " is not " +
                     (family == address_family::ipv4 ? "IPv4; write it as ipv6"
                                                     : "IPv6; write it as ip"));
        }
        return true;
    };
    open.wants_v4 = !add_of("ip", address_family::ipv4);
    if (const auto* value = map.find("ipv6");
        value != nullptr && value->kind == node_kind::boolean) {
        open.wants_v6 = value->flag;
    } else {
        add_of("ipv6", address_family::ipv6);
    }
    if (const auto* value = map.find("public_ip")) {
        interface_address none;
        const bool has_v4 = !into.addresses.empty() &&
                            into.addresses.front().address.family == address_family::ipv4;
        if (!has_v4) { // the private address is chosen later and takes it then
            into.addresses.insert(into.addresses.begin(), none);
            into.addresses.front().primary = true;
        }
        read_public_address(*value, into.addresses.front(), open);
    }
    if (const auto* list = map.find("secondary")) {
        for (const auto* item : list->is_list() ? list->items : std::vector<const node*>{list}) {
            if (!item->is_map()) {
                add(*item, false);
                continue;
            }
            check_fields(*item, "a secondary address", {"ip", "public_ip"});
            const auto* ip = item->find("ip");
            if (ip == nullptr) {
                fail(*item, errc::missing_field, "a secondary address needs ip");
                continue;
            }
            auto* own = add(*ip, false);
            if (const auto* value = item->find("public_ip"); value != nullptr && own != nullptr) {
                pending_address ignored;
                read_public_address(*value, *own, ignored);
                if (ignored.wants_public) {
                    fail(*value, errc::bad_value,
                         "a secondary address names its public address, e.g. 198.51.100.20");
                }
            }
        }
    }
    if (const auto* list = map.find("prefixes")) {
        into.prefixes = blocks(*list);
    }
}

std::vector<std::string> vpc_yaml_reader::group_ids(const node& map, std::size_t vpc) {
    const auto* groups = map.is_map() ? map.find("groups") : nullptr;
    if (groups == nullptr) {
        return {implied_id("default", vpc)};
    }
    std::vector<std::string> ids;
    for (const auto* name : lines(*groups, "a group")) {
        if (name->text == "default") {
            ids.push_back(implied_id("default", vpc));
            continue;
        }
        ids.push_back(resolve(name_kind::security_group, *name, name->text, vpc));
        const auto* found = find_name(name_kind::security_group, name->text, vpc);
        if (found != nullptr && found->vpc != vpc) {
            fail(*name, errc::bad_value,
                 "security group " + in_quotes(name->text) + " is in VPC " +
                     in_quotes(bodies_[found->vpc].id) +
                     "; an interface has groups of its own VPC");
        }
    }
    return ids;
}

bool vpc_yaml_reader::read_interface(const node& where, const std::string& id, std::size_t vpc) {
    interface made;
    made.id = id;
    made.name = id;
    made.vpc_id = bodies_[vpc].id;
    made.status = "in-use";
    made.place = where.key.empty() ? place_of(where) : place_of_key(where);
    const node* subnet_word = where.is_map() ? where.find("subnet") : &where;
    if (subnet_word == nullptr || !subnet_word->is_scalar() || subnet_word->is_null()) {
        fail(where, errc::missing_field,
             "the subnet is missing; write e.g. " + (where.key.empty() ? "web" : where.key) +
                 ": {subnet: public}");
        return false;
    }
    made.subnet_id = resolve(name_kind::subnet, *subnet_word, subnet_word->text, vpc);
    pending_address open;
    open.where = &where;
    open.wants_v4 = true;
    if (where.is_map()) {
        read_addresses(where, made, open);
        made.source_dest_check = flag(where, "source_dest_check", true);
    }
    made.group_ids = group_ids(where, vpc);
    open.interface = net_.interfaces.size();
    net_.interfaces.push_back(std::move(made));
    pending_.push_back(open);
    return true;
}

void vpc_yaml_reader::read_instances(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "instances")) {
        const auto* found = find_name(name_kind::instance, item->key, vpc);
        if (found == nullptr || found->where != item) {
            continue;
        }
        instance made;
        made.id = item->key;
        made.name = item->key;
        made.place = place_of_key(*item);
        std::vector<const node*> cards{item};
        if (item->is_map()) {
            if (const auto* list = member(*item, "interfaces", node_kind::list)) {
                check_fields(*item, "an instance with interfaces", {"interfaces", "state"});
                cards = list->items;
            } else {
                check_fields(*item, "an instance",
                             {"subnet", "ip", "ipv6", "public_ip", "groups", "secondary",
                              "prefixes", "source_dest_check", "state", "interfaces"});
            }
            if (const auto state = word(*item, "state"); !state.empty()) {
                made.state = state;
            }
        }
        for (std::size_t i = 0; i < cards.size(); ++i) {
            const auto id = made.id + "/eth" + std::to_string(i);
            if (cards[i] != item && cards[i]->is_map()) {
                check_fields(*cards[i], "an interface",
                             {"subnet", "ip", "ipv6", "public_ip", "groups", "secondary",
                              "prefixes", "source_dest_check"});
            }
            if (read_interface(*cards[i], id, vpc)) {
                net_.interfaces.back().instance_id = made.id;
                made.interface_ids.push_back(id);
            }
        }
        net_.instances.push_back(std::move(made));
    }
}

void vpc_yaml_reader::read_interfaces(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "interfaces")) {
        const auto* found = find_name(name_kind::interface, item->key, vpc);
        if (found == nullptr || found->where != item) {
            continue;
        }
        if (item->is_map()) {
            check_fields(*item, "an interface",
                         {"subnet", "ip", "ipv6", "public_ip", "groups", "secondary", "prefixes",
                          "source_dest_check"});
        }
        read_interface(*item, item->key, vpc);
    }
}

void vpc_yaml_reader::read_nat_gateways(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "nat_gateways")) {
        const auto* found = find_name(name_kind::nat_gateway, item->key, vpc);
        if (found == nullptr || found->where != item) {
            continue;
        }
        nat_gateway made;
        made.id = item->key;
        made.name = item->key;
        made.vpc_id = bodies_[vpc].id;
        made.place = place_of_key(*item);
        if (item->is_map()) {
            check_fields(*item, "a NAT gateway", {"subnet", "ip", "public_ip", "connectivity"});
            const auto kind = word(*item, "connectivity");
            made.is_public = kind != "private";
            if (!kind.empty() && kind != "private" && kind != "public") {
                fail(*item->find("connectivity"), errc::bad_value,
                     in_quotes(kind) + ": connectivity is public or private");
            }
            if (!made.is_public && item->find("public_ip") != nullptr) {
                fail(*item->find("public_ip"), errc::bad_value,
                     "a private NAT gateway has no public address");
            }
        }
        if (!read_interface(*item, item->key + "/eni", vpc)) {
            continue;
        }
        auto& own = net_.interfaces.back();
        own.type = "nat_gateway";
        own.source_dest_check = false;
        own.group_ids.clear(); // a NAT gateway has no security group
        made.subnet_id = own.subnet_id;
        auto& open = pending_.back();
        open.nat = net_.nat_gateways.size();
        open.wants_public = made.is_public && item->find("public_ip") == nullptr;
        net_.nat_gateways.push_back(std::move(made));
    }
}

// AWS chooses at random; here the first free one, so that the same file always means the same.
std::optional<address_bits>
vpc_yaml_reader::free_address(const interface& owner, address_family family, const node& where) {
    const auto home = std::find_if(net_.subnets.begin(), net_.subnets.end(),
                                   [&](const subnet& one) { return one.id == owner.subnet_id; });
    if (home == net_.subnets.end()) {
        return std::nullopt; // reported already
    }
    for (const auto& block : home->blocks) {
        if (block.family() != family) {
            continue;
        }
        constexpr unsigned reserved_at_start = 4;
        auto& number = next_free_
                           .emplace(std::pair{home->id, family},
                                    block.first_bits().number() + reserved_at_start)
                           .first->second;
        for (; number < block.last_bits().number(); ++number) {
            const auto candidate = address_bits::from(number, family);
            if (used_.insert({owner.vpc_id, candidate}).second) {
                return candidate;
            }
        }
        fail(where, errc::not_enough_space,
             "no free address is left in subnet " + in_quotes(home->id));
        return std::nullopt;
    }
    if (family == address_family::ipv6) {
        fail(where, errc::bad_value, "subnet " + in_quotes(home->id) + " has no IPv6 block");
    }
    return std::nullopt;
}

void vpc_yaml_reader::choose_addresses() {
    for (const auto& open : pending_) {
        auto& own = net_.interfaces[open.interface];
        const bool has_place =
            !own.addresses.empty() && own.addresses.front().address == address_bits{};
        if (open.wants_v4) {
            const auto chosen = free_address(own, address_family::ipv4, *open.where);
            if (chosen && has_place) {
                own.addresses.front().address = *chosen;
            } else if (chosen) {
                own.addresses.insert(own.addresses.begin(), {*chosen, std::nullopt, true});
            } else if (has_place) {
                fail(*open.where, errc::bad_value,
                     "a public address needs a private IPv4 one, which the subnet cannot give");
            }
            if (chosen) {
                log_.add(severity::note, "address_chosen",
                         own.id + " has no ip; " + detail::to_string(*chosen) + " is assumed",
                         own.place);
            }
        }
        if (open.wants_v6) {
            if (const auto chosen = free_address(own, address_family::ipv6, *open.where)) {
                own.addresses.push_back({*chosen, std::nullopt, true});
            }
        }
        if (open.wants_public && !own.addresses.empty()) {
            // Documentation addresses (RFC 5737) stand for whatever AWS would give.
            for (unsigned host = 1; host < 255 && !own.addresses.front().public_address; ++host) {
                const auto candidate = address_bits::from(0xc6336400U + host, address_family::ipv4);
                if (used_public_.insert(candidate).second) {
                    own.addresses.front().public_address = candidate;
                    log_.add(severity::note, "address_chosen",
                             own.id + " has no public_ip; " + detail::to_string(candidate) +
                                 " is assumed",
                             own.place);
                }
            }
        }
        if (open.nat != no_nat && !own.addresses.empty()) {
            net_.nat_gateways[open.nat].addresses.push_back({own.addresses.front().address,
                                                             own.addresses.front().public_address,
                                                             own.id, true});
        }
    }
}

} // namespace vpcplan::detail
