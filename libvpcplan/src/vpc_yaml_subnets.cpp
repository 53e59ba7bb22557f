// Subnets, route tables, network ACLs and security groups of vpc.yaml.
#include "vpc_yaml_reader.hpp"

#include <algorithm>
#include <array>

namespace vpcplan::detail {

namespace {

struct known_prefix {
    std::string_view prefix;
    route_target target;
    std::string_view kind;
};

// Targets that need no declaration: their kind is in the id, as AWS writes ids.
constexpr std::array<known_prefix, 7> known_prefixes = {{
    {"pcx-", route_target::vpc_peering_connection, "vpc_peering_connection"},
    {"tgw-", route_target::transit_gateway, "transit_gateway"},
    {"vgw-", route_target::virtual_private_gateway, "virtual_private_gateway"},
    {"vpce-", route_target::vpc_endpoint, "vpc_endpoint"},
    {"cagw-", route_target::carrier_gateway, "carrier_gateway"},
    {"lgw-", route_target::local_gateway, "local_gateway"},
    {"core-", route_target::core_network, "core_network"},
}};

} // namespace

network_acl* vpc_yaml_reader::acl(const std::string& id) {
    const auto found = std::find_if(net_.network_acls.begin(), net_.network_acls.end(),
                                    [&id](const network_acl& one) { return one.id == id; });
    return found == net_.network_acls.end() ? nullptr : &*found;
}

route_table* vpc_yaml_reader::table(const std::string& id) {
    const auto found = std::find_if(net_.route_tables.begin(), net_.route_tables.end(),
                                    [&id](const route_table& one) { return one.id == id; });
    return found == net_.route_tables.end() ? nullptr : &*found;
}

// Every table starts with a local route for each block of its VPC, as AWS makes it.
route_table vpc_yaml_reader::new_table(std::string id, const node& where, std::size_t vpc) const {
    route_table made;
    made.id = std::move(id);
    made.name = made.id;
    made.vpc_id = bodies_[vpc].id;
    made.place = place_of(where);
    for (const auto& block : bodies_[vpc].cidrs) {
        route local;
        local.destination = block;
        local.origin = route_origin::local;
        local.place = made.place;
        made.routes.push_back(std::move(local));
    }
    return made;
}

bool vpc_yaml_reader::read_target(const node& where, const route_line& line, std::size_t vpc,
                                  route& into) {
    const auto& body = bodies_[vpc];
    const auto& name = line.target;
    into.target_id = name;
    if (name.empty()) {
        into.target = route_target::other; // a blackhole that was never anything else
        return true;
    }
    if (name == "local") {
        into.target = route_target::local;
        into.target_id.clear();
        into.origin = route_origin::local;
        return true;
    }
    if (name == "igw" || (name == body.internet_gateway && !name.empty())) {
        into.target = route_target::internet_gateway;
        into.target_id = body.internet_gateway;
        if (body.internet_gateway.empty() && !line.blackhole) {
            fail(where, errc::unknown_name,
                 "a route to igw, but the VPC has none; write internet_gateway: true");
        }
        return true;
    }
    if (name == "eigw" || (name == body.egress_only && !name.empty())) {
        into.target = route_target::egress_only_internet_gateway;
        into.target_id = body.egress_only;
        if (body.egress_only.empty() && !line.blackhole) {
            fail(where, errc::unknown_name,
                 "a route to eigw, but the VPC has none; write egress_only_internet_gateway: "
                 "true");
        }
        return true;
    }
    if (const auto* found = find_name(name_kind::nat_gateway, name, vpc)) {
        into.target = route_target::nat_gateway;
        into.target_id = found->id;
        return true;
    }
    if (const auto* found = find_name(name_kind::instance, name, vpc)) {
        into.target = route_target::interface;
        into.target_id = found->id + "/eth0";
        return true;
    }
    if (const auto* found = find_name(name_kind::interface, name, vpc)) {
        into.target = route_target::interface;
        into.target_id = found->id;
        return true;
    }
    for (const auto& known : known_prefixes) {
        if (name.starts_with(known.prefix)) {
            into.target = known.target;
            if (others_.insert(name).second) {
                net_.others.push_back({name, name, std::string(known.kind), place_of(where)});
            }
            return true;
        }
    }
    if (line.blackhole) {
        into.target = route_target::other; // the target is gone, and with it its name
        return true;
    }
    fail(
        where, errc::unknown_name,
        "no route target " + quoted(name) +
            "; a target is igw, eigw, local, blackhole, a NAT gateway, an instance or an interface "
            "of this file, or an id such as pcx-1, tgw-1, vgw-1, vpce-1" +
            nearest(name_kind::nat_gateway, name));
    return false;
}

void vpc_yaml_reader::read_routes(const node& list, std::size_t vpc, route_table& into) {
    for (const auto* written : lines(list, "a route")) {
        auto parsed = parse_route_line(written->text);
        if (const auto* why = std::get_if<line_error>(&parsed)) {
            fail(*written, why->code, why->message);
            continue;
        }
        const auto& line = std::get<route_line>(parsed);
        route made;
        made.place = place_of(*written);
        made.blackhole = line.blackhole;
        made.origin = line.propagated ? route_origin::propagated : route_origin::fixed;
        if (line.destination.find('/') != std::string::npos) {
            const auto block = parse_cidr(line.destination);
            if (!block) {
                fail(*written, block.error().code, describe(block.error(), line.destination));
                continue;
            }
            made.destination = *block;
        } else if (std::any_of(
                       net_.prefix_lists.begin(), net_.prefix_lists.end(),
                       [&](const prefix_list& one) { return one.id == line.destination; })) {
            made.destination = prefix_list_destination{line.destination};
        } else {
            fail(*written, errc::unknown_name,
                 quoted(line.destination) +
                     " is neither a block nor a prefix list of this file (prefix_lists)");
            continue;
        }
        if (!read_target(*written, line, vpc, made)) {
            continue;
        }
        // A route to exactly a block of the VPC replaces the target of the local route.
        const auto* block = std::get_if<cidr>(&made.destination);
        const auto local =
            std::find_if(into.routes.begin(), into.routes.end(), [&](const route& one) {
                const auto* own = std::get_if<cidr>(&one.destination);
                return one.origin == route_origin::local && own != nullptr && block != nullptr &&
                       *own == *block;
            });
        if (local != into.routes.end() && made.origin != route_origin::propagated) {
            made.origin = route_origin::local;
            *local = std::move(made);
        } else {
            into.routes.push_back(std::move(made));
        }
    }
}

void vpc_yaml_reader::read_route_tables(std::size_t vpc) {
    const auto& body = bodies_[vpc];
    auto main = new_table(implied_id("main", vpc), *body.body, vpc);
    main.is_main = true;
    const auto main_at = net_.route_tables.size();
    net_.route_tables.push_back(std::move(main));
    for (const auto* item : members(*body.body, "route_tables")) {
        const auto* found = find_name(name_kind::route_table, item->key, vpc);
        if (found == nullptr || found->where != item) {
            continue; // reported as a bad name
        }
        auto made = new_table(found->id, *item, vpc);
        const node* routes = item;
        if (item->is_map()) {
            check_fields(*item, "a route table", {"routes", "gateway"});
            routes = item->find("routes");
            const auto gateway = word(*item, "gateway");
            if (gateway == "igw" || (!gateway.empty() && gateway == body.internet_gateway)) {
                made.gateway_ids.push_back(body.internet_gateway);
            } else if (gateway.starts_with("vgw-")) {
                made.gateway_ids.push_back(gateway);
            } else if (!gateway.empty()) {
                fail(*item->find("gateway"), errc::unknown_name,
                     quoted(gateway) + ": a gateway route table belongs to igw or to a vgw-…");
            }
        }
        if (routes != nullptr) {
            read_routes(*routes, vpc, made);
        }
        if (item->key == "main") {
            made.is_main = true;
            net_.route_tables[main_at] = std::move(made);
        } else {
            net_.route_tables.push_back(std::move(made));
        }
    }
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
                named_list != nullptr &&
                std::none_of(net_.prefix_lists.begin(), net_.prefix_lists.end(),
                             [&](const prefix_list& one) { return one.id == named_list->id; })) {
                fail(*written, errc::unknown_name,
                     "there is no prefix list " + quoted(named_list->id) + " in prefix_lists");
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
             "subnet " + quoted(where.key) + " has no cidr; write e.g. cidr: 10.0.1.0/24");
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
