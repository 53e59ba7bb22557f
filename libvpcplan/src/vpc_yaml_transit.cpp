// Transit gateways of vpc.yaml: attachments, and tables with associations and propagations.
#include "vpc_yaml_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

void vpc_yaml_reader::read_transit_gateways(const node& root) {
    std::vector<const node*> gateways;
    for (const auto* item : members(root, "transit_gateways")) {
        if (!is_registered(name_kind::transit_gateway, *item)) {
            continue;
        }
        if (!item->is_map()) {
            fail(*item, errc::bad_value,
                 shown(*item) + " where a transit gateway belongs; write e.g. " + item->key +
                     ": {attachments: {app: app-subnet}}");
            continue;
        }
        check_fields(*item, "a transit gateway",
                     {"attachments", "routes", "route_tables", "security_group_referencing"});
        gateways.push_back(item);
        transit_gateway made;
        made.id = item->key;
        made.name = item->key;
        made.group_referencing = flag(*item, "security_group_referencing", false);
        made.place = place_of_key(*item);
        net_.transit_gateways.push_back(std::move(made));
    }
    for (const auto* item : gateways) {
        read_attachments(*item);
        add_implied_attachments(item->key);
    }
    // A peering attachment is one of both gateways: tables follow when all are known.
    for (const auto* item : gateways) {
        read_transit_tables(*item);
    }
}

transit_gateway_attachment vpc_yaml_reader::new_attachment(const std::string& gateway,
                                                           const std::string& name,
                                                           const source_ref& place) const {
    transit_gateway_attachment made;
    made.id = gateway + '/' + name;
    made.name = made.id;
    made.transit_gateway_id = gateway;
    made.place = place;
    return made;
}

void vpc_yaml_reader::read_attachments(const node& gateway) {
    for (const auto* item : members(gateway, "attachments")) {
        if (!check_name(*item)) {
            continue;
        }
        auto made = new_attachment(gateway.key, item->key, place_of_key(*item));
        const node* subnets = item;
        if (item->is_map()) {
            check_fields(*item, "an attachment",
                         {"subnets", "peer", "appliance_mode", "ipv6", "security_group_referencing",
                          "state"});
            made.appliance_mode = flag(*item, "appliance_mode", false);
            made.ipv6_support = flag(*item, "ipv6", false);
            made.group_referencing = flag(*item, "security_group_referencing", true);
            if (auto state = word(*item, "state"); !state.empty()) {
                made.state = std::move(state);
            }
            subnets = item->find("subnets");
            if (const auto* other = item->find("peer")) {
                if (subnets != nullptr) {
                    fail(*other, errc::bad_value,
                         "either subnets (of a VPC) or peer (another transit gateway), not both");
                }
                read_transit_peering(*item, *other, std::move(made));
                continue;
            }
        }
        if (subnets == nullptr || subnets->is_null()) {
            fail(*item, errc::missing_field,
                 "attachment " + in_quotes(item->key) + " names no subnets; write e.g. " +
                     item->key + ": [app-a, app-c], or " + item->key + ": {peer: other-gateway}");
            continue;
        }
        read_vpc_attachment(*subnets, made);
        if (!made.resource_id.empty()) {
            net_.transit_gateway_attachments.push_back(std::move(made));
        }
    }
}

/// The VPC follows from the subnets.
void vpc_yaml_reader::read_vpc_attachment(const node& subnets, transit_gateway_attachment& into) {
    for (const auto* name : lines(subnets, "a subnet")) {
        auto id = resolve(name_kind::subnet, *name, name->text, any_vpc);
        if (id.empty()) {
            continue;
        }
        const auto& home = bodies_[find_name(name_kind::subnet, name->text, any_vpc)->vpc].id;
        if (into.resource_id.empty()) {
            into.resource_id = home;
        } else if (into.resource_id != home) {
            fail(*name, errc::bad_value,
                 "an attachment has subnets of one VPC; " + in_quotes(name->text) + " is in " +
                     in_quotes(home) + ", the others in " + in_quotes(into.resource_id));
        }
        into.subnet_ids.push_back(std::move(id));
    }
    if (!into.resource_id.empty() &&
        has_transit_attachment(into.transit_gateway_id, into.resource_id)) {
        fail(subnets, errc::bad_value,
             "VPC " + in_quotes(into.resource_id) + " is attached to " +
                 in_quotes(into.transit_gateway_id) +
                 " already; name all its subnets in one "
                 "attachment");
    }
}

bool vpc_yaml_reader::has_transit_attachment(const std::string& gateway,
                                             const std::string& vpc_id) const {
    return std::any_of(net_.transit_gateway_attachments.begin(),
                       net_.transit_gateway_attachments.end(),
                       [&](const transit_gateway_attachment& one) {
                           return one.kind == attachment_kind::vpc &&
                                  one.transit_gateway_id == gateway && one.resource_id == vpc_id;
                       });
}

/// Written at one of the two gateways; the other has it under the same name.
void vpc_yaml_reader::read_transit_peering(const node& where, const node& other,
                                           transit_gateway_attachment made) {
    const auto peer = resolve(name_kind::transit_gateway, other, other.text, any_vpc);
    if (peer.empty()) {
        return;
    }
    if (peer == made.transit_gateway_id) {
        fail(other, errc::bad_value, "a transit gateway cannot be peered with itself");
        return;
    }
    auto mirrored = new_attachment(peer, where.key, made.place);
    mirrored.state = made.state;
    for (auto* side : {&made, &mirrored}) {
        side->kind = attachment_kind::peering;
        side->resource_id = side == &made ? peer : made.transit_gateway_id;
        const auto& all = net_.transit_gateway_attachments;
        if (std::any_of(all.begin(), all.end(), [&](const transit_gateway_attachment& one) {
                return one.id == side->id;
            })) {
            fail_at(place_of_key(where), errc::ambiguous_name,
                    in_quotes(side->id) +
                        " is an attachment already; a peering is written at one of "
                        "its two gateways");
            return;
        }
    }
    net_.transit_gateway_attachments.push_back(std::move(made));
    net_.transit_gateway_attachments.push_back(std::move(mirrored));
}

/// AWS makes an attachment of each VPN connection and each Direct Connect gateway.
void vpc_yaml_reader::add_implied_attachments(const std::string& gateway) {
    const auto add = [&](const std::string& name, attachment_kind kind, const source_ref& place) {
        auto made = new_attachment(gateway, name, place);
        made.kind = kind;
        made.resource_id = name;
        net_.transit_gateway_attachments.push_back(std::move(made));
    };
    for (const auto& one : net_.vpn_connections) {
        if (one.gateway_id == gateway) {
            add(one.id, attachment_kind::vpn, one.place);
        }
    }
    for (const auto& one : net_.direct_connect_gateways) {
        for (const auto& association : one.associations) {
            if (association.gateway_id == gateway) {
                add(one.id, attachment_kind::direct_connect_gateway, one.place);
            }
        }
    }
}

transit_gateway_attachment* vpc_yaml_reader::attachment_named(const node& where,
                                                              const std::string& name,
                                                              const std::string& gateway) {
    transit_gateway_attachment* found = nullptr;
    std::string all;
    for (auto& one : net_.transit_gateway_attachments) {
        if (one.transit_gateway_id != gateway) {
            continue;
        }
        if (one.id == gateway + '/' + name) {
            if (found != nullptr) {
                fail(where, errc::ambiguous_name,
                     in_quotes(name) + " is two attachments of " + in_quotes(gateway) +
                         "; rename one");
            }
            found = &one;
        }
        if (all.size() < 100) {
            all += (all.empty() ? "" : ", ") + one.id.substr(gateway.size() + 1);
        }
    }
    if (found == nullptr) {
        fail(where, errc::unknown_name,
             "transit gateway " + in_quotes(gateway) + " has no attachment " + in_quotes(name) +
                 (all.empty() ? std::string() : "; there are " + all));
    }
    return found;
}

std::vector<transit_gateway_attachment*>
vpc_yaml_reader::attachments_named(const node& map, std::string_view key,
                                   const std::string& gateway) {
    std::vector<transit_gateway_attachment*> found;
    const auto* list = map.find(key);
    if (list == nullptr) {
        return found;
    }
    if (list->is_text() && list->text == "all") {
        for (auto& one : net_.transit_gateway_attachments) {
            if (one.transit_gateway_id == gateway &&
                (key == "associations" || one.kind != attachment_kind::peering)) {
                found.push_back(&one);
            }
        }
        return found;
    }
    for (const auto* name : lines(*list, "an attachment")) {
        auto* one = attachment_named(*name, name->text, gateway);
        if (one != nullptr && key == "propagations" && one->kind == attachment_kind::peering) {
            fail(*name, errc::bad_value,
                 "a peering attachment propagates nothing; write static routes to " +
                     in_quotes(name->text));
        } else if (one != nullptr) {
            found.push_back(one);
        }
    }
    return found;
}

void vpc_yaml_reader::read_transit_tables(const node& gateway) {
    const auto* tables = member(gateway, "route_tables", node_kind::map);
    const auto* routes = gateway.find("routes");
    if (tables != nullptr) {
        if (routes != nullptr) {
            fail(*routes, errc::bad_value,
                 "either routes (of the one table of a new transit gateway) or route_tables, not "
                 "both");
        }
        for (const auto* item : members(gateway, "route_tables")) {
            if (check_name(*item)) {
                read_transit_table(*item, gateway.key);
            }
        }
        return;
    }
    // A new transit gateway associates every attachment with its one table, into which all
    // propagate. Source: transit gateway guide, "Transit gateways", default tables.
    transit_gateway_route_table made;
    made.id = gateway.key + "/default";
    made.name = made.id;
    made.transit_gateway_id = gateway.key;
    made.place = place_of_key(gateway);
    for (auto& one : net_.transit_gateway_attachments) {
        if (one.transit_gateway_id == gateway.key) {
            one.table_id = made.id;
            propagate(one, made);
        }
    }
    if (routes != nullptr) {
        read_transit_routes(*routes, made);
    }
    net_.transit_gateway_route_tables.push_back(std::move(made));
}

void vpc_yaml_reader::read_transit_table(const node& where, const std::string& gateway) {
    transit_gateway_route_table made;
    made.id = gateway + '/' + where.key;
    made.name = made.id;
    made.transit_gateway_id = gateway;
    made.place = place_of_key(where);
    const node* routes = &where;
    if (where.is_map()) {
        check_fields(where, "a table of a transit gateway",
                     {"associations", "propagations", "routes"});
        routes = where.find("routes");
        for (auto* one : attachments_named(where, "associations", gateway)) {
            if (!one->table_id.empty()) {
                fail(*where.find("associations"), errc::bad_value,
                     in_quotes(one->id) + " is associated with " + in_quotes(one->table_id) +
                         " already; an attachment has one table");
            }
            one->table_id = made.id;
        }
        for (const auto* one : attachments_named(where, "propagations", gateway)) {
            propagate(*one, made);
        }
    }
    if (routes != nullptr) {
        read_transit_routes(*routes, made);
    }
    net_.transit_gateway_route_tables.push_back(std::move(made));
}

void vpc_yaml_reader::propagate(const transit_gateway_attachment& from,
                                transit_gateway_route_table& into) {
    const auto* announced = &learned(from.resource_id);
    if (from.kind == attachment_kind::vpc) {
        announced = &bodies_[find_name(name_kind::vpc, from.resource_id, any_vpc)->vpc].cidrs;
    } else if (from.kind == attachment_kind::peering) {
        return;
    }
    for (const auto& block : *announced) {
        transit_gateway_route made;
        made.destination = block;
        made.attachment_ids.push_back(from.id);
        made.kind = from.kind;
        made.fixed = false;
        made.place = into.place;
        into.routes.push_back(std::move(made));
    }
}

void vpc_yaml_reader::read_transit_routes(const node& list, transit_gateway_route_table& into) {
    for (const auto* written : lines(list, "a route")) {
        auto parsed = parse_route_line(written->text);
        if (const auto* why = std::get_if<line_error>(&parsed)) {
            fail(*written, why->code, why->message);
            continue;
        }
        const auto& line = std::get<route_line>(parsed);
        transit_gateway_route made;
        made.place = place_of(*written);
        made.blackhole = line.blackhole;
        const auto read = read_destination(*written, line.destination);
        if (const auto* found = std::get_if<cidr>(&read)) {
            made.destination = *found;
        } else if (const auto* named_list = std::get_if<prefix_list_destination>(&read)) {
            made.destination = *named_list;
        } else {
            continue;
        }
        if (line.propagated) {
            fail(*written, errc::bad_value,
                 "routes of a transit gateway's table are static; what is propagated follows from "
                 "propagations");
        }
        if (!line.target.empty()) {
            const auto* to = attachment_named(*written, line.target, into.transit_gateway_id);
            if (to == nullptr) {
                continue;
            }
            made.attachment_ids.push_back(to->id);
            made.kind = to->kind;
        }
        into.routes.push_back(std::move(made));
    }
}

/// AWS takes one subnet a zone. Without zones it is not clear which one a packet comes through.
void vpc_yaml_reader::check_attachment_zones() {
    for (const auto& one : net_.transit_gateway_attachments) {
        std::map<std::string, std::string> subnet_in;
        for (const auto& id : one.subnet_ids) {
            const auto home =
                std::find_if(net_.subnets.begin(), net_.subnets.end(),
                             [&](const subnet& candidate) { return candidate.id == id; });
            if (home == net_.subnets.end()) {
                continue; // reported already
            }
            const auto [at, added] = subnet_in.emplace(home->zone, id);
            if (!added) {
                fail_at(one.place, errc::bad_value,
                        "an attachment has one subnet a zone; " + in_quotes(at->second) + " and " +
                            in_quotes(id) +
                            (home->zone.empty() ? " have no zone: write zone: a and zone: c"
                                                : " are both in " + home->zone));
            }
        }
    }
}

} // namespace vpcplan::detail
