// Route tables of vpc.yaml: what a line leads to.
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

struct vpc_yaml_reader::named_target {
    name_kind kind;
    route_target target;
    std::string_view words;
};

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

route_table* vpc_yaml_reader::table(const std::string& id) {
    const auto found = std::find_if(net_.route_tables.begin(), net_.route_tables.end(),
                                    [&id](const route_table& one) { return one.id == id; });
    return found == net_.route_tables.end() ? nullptr : &*found;
}

route_table* vpc_yaml_reader::own_table(const node& name, std::size_t vpc) {
    if (name.text == "main") {
        return table(implied_id("main", vpc));
    }
    if (find_name(name_kind::route_table, name.text, vpc) == nullptr) {
        const auto* home = find_name(name_kind::subnet, name.text, vpc);
        if (home != nullptr && home->vpc == vpc && table(home->id + "/routes") != nullptr) {
            return table(home->id + "/routes");
        }
    }
    const auto id = resolve(name_kind::route_table, name, name.text, vpc);
    auto* found = table(id);
    if (found != nullptr && found->vpc_id != bodies_[vpc].id) {
        fail(name, errc::bad_value,
             in_quotes(name.text) + " is a table of VPC " + in_quotes(found->vpc_id) + ", not of " +
                 in_quotes(bodies_[vpc].id));
        return nullptr;
    }
    return found;
}

/// The gateways of the VPC, and targets that need no name.
bool vpc_yaml_reader::read_gateway_target(const node& where, const route_line& line,
                                          std::size_t vpc, route& into) {
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
    if (name == "igw" || name == body.internet_gateway) {
        into.target = route_target::internet_gateway;
        into.target_id = body.internet_gateway;
        if (body.internet_gateway.empty() && !line.blackhole) {
            fail(where, errc::unknown_name,
                 "a route to igw, but the VPC has none; write internet_gateway: true");
        }
        return true;
    }
    if (name == "eigw" || name == body.egress_only) {
        into.target = route_target::egress_only_internet_gateway;
        into.target_id = body.egress_only;
        if (body.egress_only.empty() && !line.blackhole) {
            fail(where, errc::unknown_name,
                 "a route to eigw, but the VPC has none; write egress_only_internet_gateway: "
                 "true");
        }
        return true;
    }
    return false;
}

bool vpc_yaml_reader::read_known_prefix(const node& where, const std::string& name, route& into) {
    for (const auto& known : known_prefixes) {
        if (name.starts_with(known.prefix)) {
            into.target = known.target;
            if (others_.insert(name).second) {
                net_.others.push_back({name, name, std::string(known.kind), place_of(where)});
            }
            return true;
        }
    }
    return false;
}

bool vpc_yaml_reader::read_target(const node& where, const route_line& line, std::size_t vpc,
                                  route& into) {
    const bool is_gateway = read_gateway_target(where, line, vpc, into);
    static constexpr std::array<named_target, 7> named_targets = {{
        {name_kind::nat_gateway, route_target::nat_gateway, "a NAT gateway"},
        {name_kind::instance, route_target::interface, "an instance"},
        {name_kind::interface, route_target::interface, "an interface"},
        {name_kind::endpoint, route_target::vpc_endpoint, "an endpoint"},
        {name_kind::peering, route_target::vpc_peering_connection, "a peering connection"},
        {name_kind::transit_gateway, route_target::transit_gateway, "a transit gateway"},
        {name_kind::vpn_gateway, route_target::virtual_private_gateway, "a VPN gateway"},
    }};
    if (is_gateway) {
        for (const auto& candidate : named_targets) {
            if (find_name(candidate.kind, line.target, vpc) != nullptr) {
                fail(where, errc::ambiguous_name,
                     in_quotes(line.target) + " is a gateway of the VPC and " +
                         std::string(candidate.words) + "; rename one");
                return false;
            }
        }
        return true;
    }
    const named_target* chosen = nullptr;
    const named* found = nullptr;
    for (const auto& candidate : named_targets) {
        const auto* one = find_name(candidate.kind, line.target, vpc);
        if (one != nullptr && found != nullptr) {
            fail(where, errc::ambiguous_name,
                 in_quotes(line.target) + " is " + std::string(chosen->words) + " and " +
                     std::string(candidate.words) + "; rename one");
            return false;
        }
        if (one != nullptr) {
            chosen = &candidate;
            found = one;
        }
    }
    if (found != nullptr) {
        into.target = chosen->target;
        into.target_id = found->id;
        if (chosen->kind == name_kind::instance) {
            into.target_id += "/eth0";
        }
        check_target(where, into, found->vpc, vpc);
        return true;
    }
    if (read_known_prefix(where, line.target, into)) {
        return true;
    }
    if (line.blackhole) {
        into.target = route_target::other; // the target is gone, and with it its name
        return true;
    }
    std::string near;
    for (const auto& candidate : named_targets) {
        const auto suggestion = nearest(candidate.kind, line.target);
        if (near.empty() && suggestion.starts_with(" (")) {
            near = suggestion;
        }
    }
    fail(where, errc::unknown_name,
         "no route target " + in_quotes(line.target) +
             "; a target is igw, eigw, local, blackhole, a NAT gateway, an instance, an interface, "
             "an endpoint, a peering connection, a transit gateway or a VPN gateway of this file, "
             "or an id such as pcx-1, tgw-1, vgw-1, vpce-1" +
             near);
    return false;
}

/// AWS refuses routes to what the VPC is not part of.
void vpc_yaml_reader::check_target(const node& where, const route& made, std::size_t target_vpc,
                                   std::size_t vpc) {
    const auto& here = bodies_[vpc].id;
    const auto refuse = [&](const std::string& why) {
        fail(where, errc::bad_value, in_quotes(made.target_id) + why);
    };
    switch (made.target) {
    case route_target::vpc_peering_connection:
        for (const auto& one : net_.peerings) {
            if (one.id == made.target_id && one.opposite(here) == nullptr) {
                refuse(" joins " + in_quotes(one.requester.vpc_id) + " and " +
                       in_quotes(one.accepter.vpc_id) + "; VPC " + in_quotes(here) +
                       " is not part of it, and AWS refuses the route");
            }
        }
        return;
    case route_target::transit_gateway:
        if (!has_transit_attachment(made.target_id, here)) {
            refuse(" has no attachment in VPC " + in_quotes(here) +
                   ", and AWS refuses the route; write one under attachments");
        }
        return;
    case route_target::virtual_private_gateway:
        for (const auto& one : net_.virtual_private_gateways) {
            if (one.id == made.target_id &&
                std::find(one.vpc_ids.begin(), one.vpc_ids.end(), here) == one.vpc_ids.end()) {
                refuse(" is not attached to VPC " + in_quotes(here) +
                       ", and AWS refuses the route");
            }
        }
        return;
    default:
        if (target_vpc != vpc) {
            refuse(" is in VPC " + in_quotes(bodies_[target_vpc].id) + "; a route of VPC " +
                   in_quotes(here) + " cannot lead there directly");
        }
    }
}

vpc_yaml_reader::destination vpc_yaml_reader::read_destination(const node& where,
                                                               const std::string& written) {
    if (written.find('/') != std::string::npos) {
        if (const auto block = parse_cidr(written)) {
            return *block;
        } else {
            fail(where, block.error().code, describe(block.error(), written));
        }
    } else if (has_prefix_list(written)) {
        return prefix_list_destination{written};
    } else {
        fail(where, errc::unknown_name,
             in_quotes(written) +
                 " is neither a block nor a prefix list of this file (prefix_lists)");
    }
    return unreadable_destination{written};
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
        made.destination = read_destination(*written, line.destination);
        if (std::holds_alternative<unreadable_destination>(made.destination) ||
            !read_target(*written, line, vpc, made)) {
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

/// What VPN connections and Direct Connect tell the gateway, as routes of the table.
void vpc_yaml_reader::read_propagation(const node& gateways, std::size_t vpc, route_table& into) {
    for (const auto* name : lines(gateways, "a VPN gateway")) {
        route made;
        made.target = route_target::virtual_private_gateway;
        made.target_id = resolve(name_kind::vpn_gateway, *name, name->text, vpc);
        made.origin = route_origin::propagated;
        made.place = place_of(*name);
        if (made.target_id.empty()) {
            continue;
        }
        check_target(*name, made, vpc, vpc);
        for (const auto& block : learned(made.target_id)) {
            made.destination = block;
            into.routes.push_back(made);
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
            check_fields(*item, "a route table", {"routes", "gateway", "propagation"});
            routes = item->find("routes");
            const auto gateway = word(*item, "gateway");
            if (gateway == "igw" || (!gateway.empty() && gateway == body.internet_gateway)) {
                made.gateway_ids.push_back(body.internet_gateway);
            } else if (gateway.starts_with("vgw-") ||
                       find_name(name_kind::vpn_gateway, gateway, vpc) != nullptr) {
                made.gateway_ids.push_back(gateway);
            } else if (!gateway.empty()) {
                fail(*item->find("gateway"), errc::unknown_name,
                     in_quotes(gateway) +
                         ": a gateway route table belongs to igw, to a VPN gateway "
                         "of this file or to a vgw-…");
            }
        }
        if (routes != nullptr) {
            read_routes(*routes, vpc, made);
        }
        if (const auto* gateways = item->find("propagation")) {
            read_propagation(*gateways, vpc, made);
        }
        if (item->key == "main") {
            made.is_main = true;
            net_.route_tables[main_at] = std::move(made);
        } else {
            net_.route_tables.push_back(std::move(made));
        }
    }
}

} // namespace vpcplan::detail
