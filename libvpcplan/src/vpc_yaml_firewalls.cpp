// Network Firewalls of vpc.yaml: endpoints, and one policy with a group of each kind.
#include "vpc_yaml_reader.hpp"

#include "suricata_rule.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

const node* subnets_of(const node& firewall) {
    return firewall.is_map() ? firewall.find("subnets") : &firewall;
}

/// The endpoint of a firewall with one subnet is called like it.
std::string endpoint_name(const std::string& firewall, const std::string& subnet, bool is_only) {
    return is_only ? firewall : firewall + '/' + subnet;
}

} // namespace

/// Routes name the endpoints of a firewall, so their names are there before routes are read.
void vpc_yaml_reader::register_firewalls(std::size_t vpc) {
    const auto* map = bodies_[vpc].body->find("firewalls");
    for (const auto* item :
         map != nullptr && map->is_map() ? map->items : std::vector<const node*>()) {
        register_name(name_kind::firewall, *item, vpc);
        const auto* list = subnets_of(*item);
        const auto names = list != nullptr ? lines(*list, "a subnet") : std::vector<const node*>();
        for (const auto* name : names) {
            const auto id = endpoint_name(item->key, name->text, names.size() == 1);
            const auto [at, added] =
                names_.emplace(std::pair{name_kind::endpoint, id}, named{item, id, vpc});
            if (!added) {
                fail_at(place_of_key(*item), errc::ambiguous_name,
                        in_quotes(id) + " is a name twice, first at " +
                            vpcplan::to_string(place_of_key(*at->second.where)));
            }
        }
    }
}

void vpc_yaml_reader::read_firewalls(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "firewalls")) {
        if (!is_registered(name_kind::firewall, *item)) {
            continue;
        }
        if (item->is_map()) {
            check_fields(*item, "a firewall",
                         {"subnets", "stateless", "stateless_default", "stateful", "stateful_order",
                          "stateful_default"});
        }
        network_firewall made;
        made.id = item->key;
        made.name = item->key;
        made.vpc_id = bodies_[vpc].id;
        made.policy_id = made.id + "/policy";
        made.place = place_of_key(*item);
        const auto* list = subnets_of(*item);
        const auto names = list != nullptr ? lines(*list, "a subnet") : std::vector<const node*>();
        if (names.empty()) {
            fail(*item, errc::missing_field,
                 "firewall " + in_quotes(item->key) + " names no subnets; write e.g. " + item->key +
                     ": {subnets: [inspect-a], stateful: [pass tcp 443]}");
        }
        for (const auto* name : names) {
            const auto subnet_id = resolve(name_kind::subnet, *name, name->text, vpc);
            const auto home = std::find_if(net_.subnets.begin(), net_.subnets.end(),
                                           [&](const subnet& one) { return one.id == subnet_id; });
            if (home != net_.subnets.end()) {
                add_firewall_endpoint(
                    made, *home, endpoint_name(made.id, subnet_id, names.size() == 1), made.place);
            }
        }
        read_firewall_policy(*item, made);
        net_.firewalls.push_back(std::move(made));
    }
}

void vpc_yaml_reader::read_firewall_associations(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "endpoints")) {
        const auto* name = item->is_map() ? item->find("firewall") : nullptr;
        if (name == nullptr || !is_registered(name_kind::endpoint, *item)) {
            continue;
        }
        check_fields(*item, "an endpoint of a firewall", {"firewall", "subnets"});
        const auto firewall_id = resolve(name_kind::firewall, *name, name->text, any_vpc);
        const auto* list = item->find("subnets");
        const auto names = list != nullptr ? lines(*list, "a subnet") : std::vector<const node*>();
        if (names.size() != 1) {
            fail(list != nullptr ? *list : *item, errc::missing_field,
                 "endpoint " + in_quotes(item->key) +
                     " of a firewall has one subnet, e.g. subnets: inspect-a; write an endpoint "
                     "for each zone");
            continue;
        }
        const auto subnet_id = resolve(name_kind::subnet, *names.front(), names.front()->text, vpc);
        const auto firewall =
            std::find_if(net_.firewalls.begin(), net_.firewalls.end(),
                         [&](const network_firewall& one) { return one.id == firewall_id; });
        const auto home = std::find_if(net_.subnets.begin(), net_.subnets.end(),
                                       [&](const subnet& one) { return one.id == subnet_id; });
        if (firewall != net_.firewalls.end() && home != net_.subnets.end()) {
            add_firewall_endpoint(*firewall, *home, item->key, place_of_key(*item));
        }
    }
}

void vpc_yaml_reader::add_firewall_endpoint(network_firewall& into, const subnet& home,
                                            const std::string& id, const source_ref& place) {
    into.endpoints.push_back({id, home.id, home.zone, "READY"});
    vpc_endpoint made;
    made.id = id;
    made.name = id;
    made.kind = endpoint_kind::gateway_load_balancer;
    made.vpc_id = home.vpc_id;
    made.subnet_ids = {home.id};
    made.firewall_id = into.id;
    made.place = place;
    net_.endpoints.push_back(std::move(made));
}

void vpc_yaml_reader::read_firewall_policy(const node& firewall, const network_firewall& of) {
    firewall_policy made;
    made.id = of.policy_id;
    made.name = of.policy_id;
    made.place = of.place;
    // What the console proposes, and what reads from top to bottom.
    made.strict_order = true;
    if (firewall.is_map()) {
        made.strict_order = choice(firewall, "stateful_order", {"strict", "action"}) == "strict";
        const auto stateless = choice(firewall, "stateless_default", {"forward", "pass", "drop"});
        made.stateless_default = stateless == "pass"   ? firewall_action::pass
                                 : stateless == "drop" ? firewall_action::drop
                                                       : firewall_action::forward;
        const auto otherwise =
            choice(firewall, "stateful_default", {"pass", "drop_strict", "drop_established"});
        made.otherwise = otherwise == "drop_strict"        ? stateful_default::drop_strict
                         : otherwise == "drop_established" ? stateful_default::drop_established
                                                           : stateful_default::pass;
        if (otherwise != "pass") {
            made.otherwise_name = "aws:" + otherwise;
            if (!made.strict_order) {
                fail(*firewall.find("stateful_default"), errc::bad_value,
                     "a default action belongs to strict order; in action order what no rule "
                     "matches passes");
            }
        }
        if (const auto* list = firewall.find("stateless")) {
            made.stateless.push_back({of.id + "/stateless", 1, false});
            read_stateless_rules(*list, of);
        }
        if (const auto* list = firewall.find("stateful")) {
            made.stateful.push_back({of.id + "/stateful", 1, false});
            read_stateful_rules(*list, of);
        }
    }
    net_.firewall_policies.push_back(std::move(made));
}

void vpc_yaml_reader::read_stateless_rules(const node& list, const network_firewall& of) {
    firewall_rule_group made;
    made.id = of.id + "/stateless";
    made.name = made.id;
    made.place = place_of(list);
    for (const auto* written : lines(list, "a rule")) {
        auto parsed = parse_firewall_line(written->text, true);
        if (const auto* why = std::get_if<line_error>(&parsed)) {
            fail(*written, why->code, why->message);
            continue;
        }
        const auto& line = std::get<firewall_line>(parsed);
        stateless_rule rule;
        rule.priority = line.priority;
        rule.action = line.action;
        rule.place = place_of(*written);
        if (!line.proto.is_any()) {
            rule.protocols.push_back(line.proto);
        }
        rule.destination_ports = line.ports;
        if (line.source) {
            rule.sources.push_back(*line.source);
        }
        if (line.destination) {
            rule.destinations.push_back(*line.destination);
        }
        const auto same =
            std::find_if(made.stateless.begin(), made.stateless.end(),
                         [&](const stateless_rule& one) { return one.priority == rule.priority; });
        if (same != made.stateless.end()) {
            fail(*written, errc::duplicate_rule_number,
                 "priority " + std::to_string(rule.priority) + " is there twice, first at " +
                     vpcplan::to_string(same->place));
        }
        made.stateless.push_back(std::move(rule));
    }
    std::stable_sort(made.stateless.begin(), made.stateless.end(),
                     [](const auto& a, const auto& b) { return a.priority < b.priority; });
    net_.firewall_rule_groups.push_back(std::move(made));
}

/// Lines as network ACLs have them, or whole Suricata rules.
void vpc_yaml_reader::read_stateful_rules(const node& list, const network_firewall& of) {
    firewall_rule_group made;
    made.id = of.id + "/stateful";
    made.name = made.id;
    made.is_stateful = true;
    made.place = place_of(list);
    for (const auto* written : lines(list, "a rule")) {
        const auto& text = written->text;
        if (text.find("->") != std::string::npos || text.find("<>") != std::string::npos) {
            auto read = parse_suricata_rules(text, {});
            for (const auto& problem : read.problems) {
                fail(*written, errc::bad_value, problem.message);
            }
            for (auto& rule : read.rules) {
                rule.place = place_of(*written);
                made.stateful.push_back(std::move(rule));
            }
            continue;
        }
        auto parsed = parse_firewall_line(text, false);
        if (const auto* why = std::get_if<line_error>(&parsed)) {
            fail(*written, why->code, why->message);
            continue;
        }
        const auto& line = std::get<firewall_line>(parsed);
        stateful_rule rule;
        rule.name = '#' + std::to_string(made.stateful.size() + 1);
        rule.action = line.action;
        rule.place = place_of(*written);
        if (!line.proto.is_any()) {
            rule.protocols.push_back(line.proto);
        }
        for (const auto& range : line.ports) {
            rule.destination_ports.parts.push_back({range, false});
        }
        if (line.source) {
            rule.source.parts.push_back({*line.source, false});
        }
        if (line.destination) {
            rule.destination.parts.push_back({*line.destination, false});
        }
        made.stateful.push_back(std::move(rule));
    }
    net_.firewall_rule_groups.push_back(std::move(made));
}

} // namespace vpcplan::detail
