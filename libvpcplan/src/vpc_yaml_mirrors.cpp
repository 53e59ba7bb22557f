// Traffic mirroring of vpc.yaml: a session with a filter and a target of its own.
#include "vpc_yaml_reader.hpp"

#include "vpcplan/question.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

bool can_be_mirrored(const interface& one) { return one.type.empty() || one.type == "interface"; }

/// The target or the filter of one mirror alone, placed where the mirror is written.
template <class Part>
Part part_of(const traffic_mirror_session& session, const std::string& id) {
    Part made;
    made.id = id;
    made.name = id;
    made.place = session.place;
    return made;
}

} // namespace

void vpc_yaml_reader::read_mirrors(const node& root) {
    for (const auto* item : members(root, "mirrors")) {
        register_name(name_kind::mirror_session, *item, any_vpc);
        if (!is_registered(name_kind::mirror_session, *item)) {
            continue;
        }
        if (!item->is_map()) {
            fail(*item, errc::bad_value,
                 shown(*item) + " where a mirror session belongs; write e.g. " + item->key +
                     ": {from: web-1, to: ids-1, filter: [in accept tcp 443]}");
            continue;
        }
        read_mirror(*item);
    }
    check_mirror_ends(root);
}

/// Source: Traffic Mirroring guide, "Traffic Mirroring considerations".
void vpc_yaml_reader::check_mirror_ends(const node& root) {
    for (const auto& session : net_.traffic_mirror_sessions) {
        const auto target =
            std::find_if(net_.traffic_mirror_targets.begin(), net_.traffic_mirror_targets.end(),
                         [&](const traffic_mirror_target& one) {
                             return one.kind == mirror_target_kind::interface &&
                                    !one.component.empty() && one.component == session.interface_id;
                         });
        if (target != net_.traffic_mirror_targets.end()) {
            fail(*root.find("mirrors")->find(session.id)->find("from"), errc::bad_value,
                 session.interface_id + " is the target of a mirror session, at " +
                     vpcplan::to_string(target->place) +
                     "; an interface cannot be both a source and a target");
        }
    }
}

void vpc_yaml_reader::read_mirror(const node& where) {
    check_fields(where, "a mirror session",
                 {"from", "to", "filter", "number", "packet_length", "virtual_network_id",
                  "network_services"});
    const auto find = [&](std::string_view key, const std::string& example) {
        const auto* value = where.find(key);
        if (value == nullptr) {
            fail(where, errc::missing_field,
                 "mirror session " + in_quotes(where.key) + " says no " + std::string(key) +
                     "; write e.g. " + std::string(key) + ": " + example);
        }
        return value;
    };
    traffic_mirror_session made;
    made.id = where.key;
    made.name = where.key;
    made.filter_id = made.id + "/filter";
    made.target_id = made.id + "/target";
    made.place = place_of_key(where);
    made.number = mirror_number(where, "number", 1, 32766).value_or(1);
    made.packet_length = mirror_number(where, "packet_length", 1, 8500);
    made.virtual_network_id = mirror_number(where, "virtual_network_id", 0, 16777215);

    if (const auto* from = find("from", "web-1")) {
        const auto name = word(where, "from");
        if (const auto* source = mirrored_interface(*from)) {
            made.interface_id = source->id;
        } else if (!name.empty() && find_name(name_kind::instance, name, any_vpc) == nullptr) {
            fail(*from, errc::unknown_name,
                 "there is no instance and no interface " + in_quotes(name) +
                     " whose packets could be mirrored" +
                     nearest_of({name_kind::instance, name_kind::interface}, name));
        }
    }
    auto target = part_of<traffic_mirror_target>(made, made.target_id);
    if (const auto* to = find("to", "ids-1")) {
        read_mirror_target(*to, target);
    }
    auto filter = part_of<traffic_mirror_filter>(made, made.filter_id);
    if (const auto* list = find("filter", "[in accept all, out accept all]")) {
        read_mirror_rules(*list, filter);
    }
    if (const auto* services = where.find("network_services")) {
        for (const auto* one : lines(*services, "a network service")) {
            if (one->text != "amazon-dns") {
                fail(*one, errc::bad_value,
                     in_quotes(one->text) + ": the only network service is amazon-dns");
            }
            filter.mirrors_dns = true;
        }
    }
    const auto same = std::find_if(net_.traffic_mirror_sessions.begin(),
                                   net_.traffic_mirror_sessions.end(), [&](const auto& one) {
                                       return !made.interface_id.empty() &&
                                              one.interface_id == made.interface_id &&
                                              one.number == made.number;
                                   });
    if (same != net_.traffic_mirror_sessions.end()) {
        const auto* number = where.find("number");
        fail(number != nullptr ? *number : where, errc::bad_value,
             made.interface_id + " has a session with number " + std::to_string(made.number) +
                 " already, at " + vpcplan::to_string(same->place) +
                 "; each needs its own (1-32766), and the lowest is tried first");
    }
    net_.traffic_mirror_filters.push_back(std::move(filter));
    net_.traffic_mirror_targets.push_back(std::move(target));
    net_.traffic_mirror_sessions.push_back(std::move(made));
}

const interface* vpc_yaml_reader::mirrored_interface(const node& where) {
    if (!where.is_scalar()) {
        return nullptr; // reported where the word is read
    }
    const interface* found = nullptr;
    std::string several;
    for (const auto& one : net_.interfaces) {
        if (!can_be_mirrored(one)) {
            continue;
        }
        if (one.id == where.text) {
            return &one;
        }
        if (one.instance_id == where.text) {
            several += (several.empty() ? "" : ", ") + one.id;
            found = found == nullptr ? &one : found;
        }
    }
    if (found != nullptr && several != found->id) {
        fail(where, errc::ambiguous_name,
             in_quotes(where.text) + " has several interfaces; name one of " + several);
    }
    return found;
}

void vpc_yaml_reader::read_mirror_target(const node& where, traffic_mirror_target& into) {
    if (!where.is_scalar()) {
        fail(where, errc::bad_value, "to is " + shown(where) + ", and must be one word");
        return;
    }
    const auto& name = where.text;
    const auto balancer = std::find_if(net_.load_balancers.begin(), net_.load_balancers.end(),
                                       [&](const load_balancer& one) { return one.id == name; });
    const auto at = std::find_if(net_.endpoints.begin(), net_.endpoints.end(),
                                 [&](const vpc_endpoint& one) { return one.id == name; });
    const auto* host = mirrored_interface(where);
    const bool is_balancer = balancer != net_.load_balancers.end();
    const bool is_endpoint = at != net_.endpoints.end();
    if ((host != nullptr ? 1 : 0) + (is_balancer ? 1 : 0) + (is_endpoint ? 1 : 0) > 1) {
        fail(where, errc::ambiguous_name,
             in_quotes(name) + " is the name of several things that could be meant");
    }
    into.component = host != nullptr ? host->id : name;
    if (host != nullptr) {
        into.kind = mirror_target_kind::interface;
    } else if (is_balancer) {
        into.kind = mirror_target_kind::network_load_balancer;
        if (balancer->kind != balancer_kind::network) {
            fail(where, errc::bad_value,
                 "load balancer " + in_quotes(name) +
                     " cannot be a mirror target; a network load balancer can");
        }
    } else if (is_endpoint) {
        into.kind = mirror_target_kind::endpoint;
        if (at->kind != endpoint_kind::gateway_load_balancer || at->firewall_id) {
            fail(where, errc::bad_value,
                 "endpoint " + in_quotes(name) +
                     " cannot be a mirror target; one of kind gateway_load_balancer can");
        }
    } else if (find_name(name_kind::instance, name, any_vpc) == nullptr) {
        fail(where, errc::unknown_name,
             "there is no instance, interface, load balancer or endpoint " + in_quotes(name) +
                 " to send copies to" +
                 nearest_of({name_kind::instance, name_kind::interface, name_kind::load_balancer,
                             name_kind::endpoint},
                            name));
    }
}

/// Numbered as they are written, in each direction from 1.
void vpc_yaml_reader::read_mirror_rules(const node& list, traffic_mirror_filter& into) {
    for (const auto* written : lines(list, "a rule")) {
        auto parsed = parse_mirror_line(written->text);
        if (const auto* why = std::get_if<line_error>(&parsed)) {
            fail(*written, why->code, why->message);
            continue;
        }
        auto& line = std::get<mirror_line>(parsed);
        auto& rules = line.way == direction::in ? into.inbound : into.outbound;
        line.rule.number = static_cast<int>(rules.size()) + 1;
        line.rule.id = into.id + (line.way == direction::in ? "/in-" : "/out-") +
                       std::to_string(line.rule.number);
        line.rule.place = place_of(*written);
        rules.push_back(std::move(line.rule));
    }
}

std::optional<int> vpc_yaml_reader::mirror_number(const node& map, std::string_view key, int least,
                                                  int most) {
    const auto* value = map.find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->kind != node_kind::integer || value->number < least || value->number > most) {
        fail(*value, errc::bad_value,
             std::string(key) + " is " + shown(*value) + ", and must be a whole number from " +
                 std::to_string(least) + " to " + std::to_string(most));
        return std::nullopt;
    }
    return static_cast<int>(value->number);
}

/// What is spelled nearly so, of any of these kinds; else what there is of the first.
std::string vpc_yaml_reader::nearest_of(std::initializer_list<name_kind> kinds,
                                        const std::string& name) const {
    std::string there_are;
    for (const auto kind : kinds) {
        auto near = nearest(kind, name);
        if (near.find("did you mean") != std::string::npos) {
            return near;
        }
        there_are = there_are.empty() ? std::move(near) : there_are;
    }
    return there_are;
}

} // namespace vpcplan::detail
