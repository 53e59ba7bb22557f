// Subnets, network ACLs and security groups of vpc.yaml.
#include "vpc_yaml_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

network_acl* vpc_yaml_reader::acl(const std::string& id) {
    const auto found = std::find_if(net_.network_acls.begin(), net_.network_acls.end(),
                                    [&id](const network_acl& one) { return one.id == id; });
    return found == net_.network_acls.end() ? nullptr : &*found;
}

acl_rules vpc_yaml_reader::read_acl_rules(const node& acl, std::string_view key, direction way) {
    std::vector<acl_rule> rules;
    std::map<int, const node*> numbers;
    const auto* list = acl.find(key);
    if (list == nullptr) {
        return {}; // a new ACL denies everything
    }
    for (const auto* written : lines(*list, "an entry")) {
        auto parsed = parse_acl_line(written->text, way);
        if (const auto* why = std::get_if<line_error>(&parsed)) {
            fail(*written, why->code, why->message);
            continue;
        }
        auto& rule = std::get<acl_rule>(parsed);
        const auto [at, added] = numbers.emplace(rule.number, written);
        if (!added) {
            fail(*written, errc::duplicate_rule_number,
                 "rule " + std::to_string(rule.number) + " is there twice, first at " +
                     vpcplan::to_string(place_of(*at->second)));
            continue;
        }
        rule.place = place_of(*written);
        rules.push_back(std::move(rule));
    }
    auto made = acl_rules::make(std::move(rules));
    return made ? *std::move(made) : acl_rules();
}

void vpc_yaml_reader::read_network_acls(std::size_t vpc) {
    const auto& body = bodies_[vpc];
    network_acl standard;
    standard.id = implied_id("default", vpc);
    standard.name = standard.id;
    standard.vpc_id = body.id;
    standard.is_default = true;
    standard.place = place_of(*body.body);
    std::vector<acl_rule> open(1);
    open.front().place = standard.place;
    if (body.has_ipv6) {
        open.push_back(open.front());
        open.back().number = 101;
        open.back().block = cidr::everything(address_family::ipv6);
    }
    if (auto rules = acl_rules::make(open)) {
        standard.inbound = *rules;
        standard.outbound = *std::move(rules);
    }
    const auto standard_at = net_.network_acls.size();
    net_.network_acls.push_back(std::move(standard));
    for (const auto* item : members(*body.body, "network_acls")) {
        const auto* found = find_name(name_kind::network_acl, item->key, vpc);
        if (found == nullptr || found->where != item) {
            continue;
        }
        network_acl made;
        made.id = found->id;
        made.name = made.id;
        made.vpc_id = body.id;
        made.place = place_of_key(*item);
        if (item->is_map()) {
            check_fields(*item, "a network ACL", {"inbound", "outbound"});
            made.inbound = read_acl_rules(*item, "inbound", direction::in);
            made.outbound = read_acl_rules(*item, "outbound", direction::out);
        } else if (!item->is_null()) {
            fail(*item, errc::bad_value,
                 shown(*item) + ": a network ACL has inbound and outbound, each a list of entries");
        }
        if (item->key == "default") {
            made.is_default = true;
            net_.network_acls[standard_at] = std::move(made);
        } else {
            net_.network_acls.push_back(std::move(made));
        }
    }
}

void vpc_yaml_reader::read_group_rules(const node& list, std::size_t vpc, direction way,
                                       security_group& into) {
    auto& rules = way == direction::in ? into.inbound : into.outbound;
    for (const auto* written : lines(list, "a rule")) {
        auto parsed = parse_group_line(written->text, way);
        if (const auto* why = std::get_if<line_error>(&parsed)) {
            fail(*written, why->code, why->message);
            continue;
        }
        for (auto& rule : std::get<std::vector<group_rule>>(parsed)) {
            if (auto* group = std::get_if<group_peer>(&rule.peer)) {
                group->id = group->id.empty()
                                ? into.id
                                : resolve(name_kind::security_group, *written, group->id, vpc);
            }
            if (const auto* named_list = std::get_if<prefix_list_peer>(&rule.peer);
                named_list != nullptr && !has_prefix_list(named_list->id)) {
                fail(*written, errc::unknown_name,
                     "there is no prefix list " + in_quotes(named_list->id) + " in prefix_lists");
            }
            rule.place = place_of(*written);
            rules.push_back(std::move(rule));
        }
    }
}

void vpc_yaml_reader::read_security_groups(std::size_t vpc) {
    const auto& body = bodies_[vpc];
    // What AWS puts into a group's outbound list until somebody removes it.
    const auto open_outbound = [&](security_group& group) {
        for (const auto family : {address_family::ipv4, address_family::ipv6}) {
            if (family == address_family::ipv4 || body.has_ipv6) {
                group.outbound.push_back(
                    {protocol::any(), {}, {}, cidr::everything(family), {}, group.place});
            }
        }
    };
    security_group standard;
    standard.id = implied_id("default", vpc);
    standard.name = "default";
    standard.vpc_id = body.id;
    standard.place = place_of(*body.body);
    standard.inbound.push_back(
        {protocol::any(), {}, {}, group_peer{standard.id, {}, false}, {}, standard.place});
    open_outbound(standard);
    const auto standard_at = net_.security_groups.size();
    net_.security_groups.push_back(std::move(standard));
    for (const auto* item : members(*body.body, "security_groups")) {
        const auto* found = find_name(name_kind::security_group, item->key, vpc);
        if (found == nullptr || found->where != item) {
            continue;
        }
        security_group made;
        made.id = found->id;
        made.name = item->key;
        made.vpc_id = body.id;
        made.place = place_of_key(*item);
        const node* inbound = item;
        const node* outbound = nullptr;
        if (item->is_map()) {
            check_fields(*item, "a security group", {"inbound", "outbound", "description"});
            made.description = word(*item, "description");
            inbound = item->find("inbound");
            outbound = item->find("outbound");
        }
        if (inbound != nullptr) {
            read_group_rules(*inbound, vpc, direction::in, made);
        }
        if (outbound != nullptr) {
            read_group_rules(*outbound, vpc, direction::out, made);
        } else {
            open_outbound(made);
        }
        if (item->key == "default") {
            net_.security_groups[standard_at] = std::move(made);
        } else {
            net_.security_groups.push_back(std::move(made));
        }
    }
}

void vpc_yaml_reader::read_subnet(const node& where, std::size_t vpc) {
    const auto& body = bodies_[vpc];
    subnet made;
    made.id = where.key;
    made.name = where.key;
    made.vpc_id = body.id;
    made.place = place_of_key(where);
    const node* written = &where;
    std::string table_name;
    std::string acl_name = "default";
    if (where.is_map()) {
        check_fields(where, "a subnet", {"cidr", "zone", "route_table", "routes", "acl"});
        written = where.find("cidr");
        made.zone = word(where, "zone");
        if (made.zone.size() == 1 && !net_.vpcs[vpc].region.empty()) {
            made.zone.insert(0, net_.vpcs[vpc].region);
        }
        table_name = word(where, "route_table");
        if (const auto name = word(where, "acl"); !name.empty()) {
            acl_name = name;
        }
    }
    if (written == nullptr || written->is_null()) {
        fail(where, errc::missing_field,
             "subnet " + in_quotes(where.key) + " has no cidr; write e.g. cidr: 10.0.1.0/24");
        return;
    }
    made.blocks = blocks(*written);
    std::stable_sort(made.blocks.begin(), made.blocks.end(),
                     [](const cidr& a, const cidr& b) { return a.is_v4() && b.is_v6(); });
    if (made.blocks.size() > 1 && made.blocks[1].is_v4()) {
        fail(*written, errc::bad_value, "a subnet has one IPv4 block; cut it into two subnets");
    }
    const auto* routes = where.find("routes");
    if (routes != nullptr && !table_name.empty()) {
        fail(*routes, errc::bad_value,
             "either routes (of this subnet alone) or route_table, not both");
    } else if (routes != nullptr) {
        auto own = new_table(made.id + "/routes", *routes, vpc);
        read_routes(*routes, vpc, own);
        own.subnet_ids.push_back(made.id);
        net_.route_tables.push_back(std::move(own));
    } else if (!table_name.empty() && table_name != "main") {
        const auto id =
            resolve(name_kind::route_table, *where.find("route_table"), table_name, vpc);
        if (auto* found = table(id)) {
            found->subnet_ids.push_back(made.id);
        }
    }
    const auto acl_id = acl_name == "default"
                            ? implied_id(acl_name, vpc)
                            : resolve(name_kind::network_acl, *where.find("acl"), acl_name, vpc);
    if (auto* found = acl(acl_id)) {
        found->subnet_ids.push_back(made.id);
    }
    net_.subnets.push_back(std::move(made));
}

void vpc_yaml_reader::read_subnets(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "subnets")) {
        const auto* found = find_name(name_kind::subnet, item->key, vpc);
        if (found != nullptr && found->where == item) {
            read_subnet(*item, vpc);
        }
    }
}

} // namespace vpcplan::detail
