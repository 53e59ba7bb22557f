// VPC endpoints of vpc.yaml, and the interfaces and routes that AWS makes for them.
#include "vpc_yaml_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

void vpc_yaml_reader::read_endpoints(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "endpoints")) {
        const bool is_of_firewall = item->is_map() && item->find("firewall") != nullptr;
        if (!is_of_firewall && is_registered(name_kind::endpoint, *item)) {
            read_endpoint(*item, vpc);
        }
    }
}

void vpc_yaml_reader::read_endpoint(const node& where, std::size_t vpc) {
    if (!where.is_map()) {
        fail(where, errc::bad_value,
             shown(where) + " where an endpoint belongs; write e.g. " + where.key +
                 ": {service: s3, route_tables: [private]} or {service: ssm, subnets: [a]}");
        return;
    }
    check_fields(
        where, "an endpoint",
        {"service", "kind", "subnets", "ip", "groups", "route_tables", "prefix_list", "state"});
    vpc_endpoint made;
    made.id = where.key;
    made.name = where.key;
    made.vpc_id = bodies_[vpc].id;
    made.place = place_of_key(where);
    const auto short_service = word(where, "service");
    const auto& region = net_.vpcs[vpc].region;
    const bool is_short = short_service.find('.') == std::string::npos;
    made.service = short_service.empty() || region.empty() || !is_short
                       ? short_service
                       : "com.amazonaws." + region + '.' + short_service;
    if (auto state = word(where, "state"); !state.empty()) {
        made.state = std::move(state);
    }
    const auto kind = where.find("kind") != nullptr
                          ? choice(where, "kind", {"gateway", "interface", "gateway_load_balancer"})
                          : std::string(where.find("subnets") != nullptr ? "interface" : "gateway");
    made.kind = kind == "gateway"     ? endpoint_kind::gateway
                : kind == "interface" ? endpoint_kind::interface
                                      : endpoint_kind::gateway_load_balancer;
    const auto refuse = [&](std::initializer_list<std::string_view> keys, const std::string& why) {
        for (const auto key : keys) {
            if (const auto* value = where.find(key)) {
                fail(*value, errc::bad_value, std::string(key) + ": " + why);
            }
        }
    };
    if (made.kind == endpoint_kind::gateway) {
        refuse({"subnets", "groups", "ip"}, "a gateway endpoint has no interfaces; it is the "
                                            "target of routes");
        add_endpoint_routes(where, is_short ? short_service : std::string(), made, vpc);
    } else {
        refuse({"route_tables", "prefix_list"}, "only a gateway endpoint is put into route tables "
                                                "by AWS");
        if (made.kind == endpoint_kind::gateway_load_balancer) {
            refuse({"groups"}, "a Gateway Load Balancer endpoint has no security groups");
        }
        add_endpoint_interfaces(where, made, vpc);
    }
    net_.endpoints.push_back(std::move(made));
}

/// One interface in each subnet.
void vpc_yaml_reader::add_endpoint_interfaces(const node& where, vpc_endpoint& into,
                                              std::size_t vpc) {
    const bool is_interface = into.kind == endpoint_kind::interface;
    const auto* list = where.find("subnets");
    const auto names = list != nullptr ? lines(*list, "a subnet") : std::vector<const node*>();
    if (names.empty()) {
        fail(where, errc::missing_field,
             "endpoint " + in_quotes(where.key) + " names no subnets; write e.g. subnets: [app-a]");
    } else if (!is_interface && names.size() > 1) {
        fail(*list, errc::bad_value,
             "a Gateway Load Balancer endpoint has one subnet; write an endpoint for each zone");
    }
    for (const auto* name : names) {
        interface made;
        made.id = into.id + "/eni" + std::to_string(into.interface_ids.size());
        made.name = names.size() == 1 ? into.id : made.id;
        made.subnet_id = resolve(name_kind::subnet, *name, name->text, vpc);
        if (made.subnet_id.empty()) {
            continue;
        }
        made.vpc_id = into.vpc_id;
        made.type = is_interface ? "vpc_endpoint" : "gateway_load_balancer_endpoint";
        made.status = "in-use";
        made.description = "VPC endpoint " + into.id;
        made.place = into.place;
        made.source_dest_check = is_interface;
        if (is_interface) {
            made.group_ids = group_ids(where, vpc);
        }
        pending_address open;
        open.where = &where;
        open.wants_v4 = true;
        if (where.find("ip") != nullptr) {
            if (names.size() > 1) {
                fail(*where.find("ip"), errc::bad_value,
                     "ip belongs to an endpoint with one subnet; this one has " +
                         std::to_string(names.size()));
            }
            read_addresses(where, made, open);
        }
        into.subnet_ids.push_back(made.subnet_id);
        into.interface_ids.push_back(made.id);
        open.interface = net_.interfaces.size();
        net_.interfaces.push_back(std::move(made));
        pending_.push_back(open);
    }
}

/// AWS puts a route from the service's prefix list into each table that is named.
void vpc_yaml_reader::add_endpoint_routes(const node& where, const std::string& service,
                                          vpc_endpoint& into, std::size_t vpc) {
    auto list = word(where, "prefix_list");
    const auto* tables = where.find("route_tables");
    if (list.empty() && tables != nullptr) {
        list = service;
    }
    if (!list.empty() && !has_prefix_list(list)) {
        const auto* at = where.find("prefix_list");
        fail(at != nullptr ? *at : where, errc::unknown_name,
             "which addresses " + in_quotes(list) +
                 " stands for is not in prefix_lists; write e.g. "
                 "prefix_lists: {" +
                 list + ": [198.51.100.128/25]}");
        return;
    }
    for (const auto* name :
         tables != nullptr ? lines(*tables, "a route table") : std::vector<const node*>()) {
        auto* into_table = own_table(*name, vpc);
        if (into_table == nullptr) {
            continue;
        }
        if (list.empty()) {
            fail(where, errc::missing_field,
                 "endpoint " + in_quotes(where.key) +
                     " needs service or prefix_list for its routes");
            return;
        }
        route made;
        made.destination = prefix_list_destination{list};
        made.target = route_target::vpc_endpoint;
        made.target_id = into.id;
        made.place = place_of(*name);
        into_table->routes.push_back(std::move(made));
    }
    for (const auto& one : net_.route_tables) {
        if (std::any_of(one.routes.begin(), one.routes.end(), [&](const route& entry) {
                return entry.target == route_target::vpc_endpoint && entry.target_id == into.id;
            })) {
            into.route_table_ids.push_back(one.id);
        }
    }
}

} // namespace vpcplan::detail
