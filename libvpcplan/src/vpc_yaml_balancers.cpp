// Load balancers and target groups of vpc.yaml.
#include "vpc_yaml_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

std::string upper(std::string_view word) {
    std::string made(word);
    std::transform(made.begin(), made.end(), made.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return made;
}

/// Why a kind of load balancer does not listen to a protocol.
std::optional<std::string> protocol_refusal(balancer_kind kind, const std::string& protocol) {
    const bool is_http = protocol == "http" || protocol == "https";
    switch (kind) {
    case balancer_kind::application:
        return is_http ? std::nullopt
                       : std::optional("an application load balancer listens to http and https, "
                                       "not " +
                                       in_quotes(protocol));
    case balancer_kind::classic:
        return is_http || protocol == "tcp" || protocol == "ssl"
                   ? std::nullopt
                   : std::optional("a classic load balancer listens to http, https, tcp and ssl, "
                                   "not " +
                                   in_quotes(protocol));
    default:
        return is_http || protocol == "ssl"
                   ? std::optional("a network load balancer listens to tcp, udp, tcp_udp and tls; "
                                   "for " +
                                   protocol +
                                   (is_http ? " write kind: application" : " write kind: classic"))
                   : std::nullopt;
    }
}

/// A group has no HTTPS of its own: where TLS ends is the listener's matter.
std::string group_protocol(const balancer_listener& listener) {
    const bool is_http = listener.protocol == "HTTP" || listener.protocol == "HTTPS";
    return is_http ? "HTTP" : listener.protocol;
}

} // namespace

void vpc_yaml_reader::read_target_groups(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "target_groups")) {
        if (!is_registered(name_kind::target_group, *item)) {
            continue;
        }
        target_group made;
        made.id = item->key;
        made.name = item->key;
        made.vpc_id = bodies_[vpc].id;
        made.targets_known = true;
        made.place = place_of_key(*item);
        const node* targets = item;
        if (item->is_map()) {
            check_fields(*item, "a target group",
                         {"targets", "port", "unhealthy", "keeps_client_address", "cross_zone"});
            targets = item->find("targets");
            if (const auto* value = member(*item, "port", node_kind::integer)) {
                made.port = target_port(*value, value->text).value_or(0);
            }
            if (item->find("keeps_client_address") != nullptr) {
                made.keeps_client_address = flag(*item, "keeps_client_address", false);
            }
            if (item->find("cross_zone") != nullptr) {
                made.cross_zone = flag(*item, "cross_zone", false);
            }
        }
        for (const auto* written :
             targets != nullptr ? lines(*targets, "a target") : std::vector<const node*>()) {
            add_target(*written, written->text, vpc, made);
        }
        if (const auto* failing = item->is_map() ? item->find("unhealthy") : nullptr) {
            for (const auto* name : lines(*failing, "a target")) {
                mark_unhealthy(*name, made.targets, made.id);
            }
        }
        net_.target_groups.push_back(std::move(made));
    }
}

std::optional<std::uint16_t> vpc_yaml_reader::target_port(const node& where,
                                                          std::string_view written) {
    const auto found = parse_port_range(written);
    if (!found || found->first != found->last || found->first == 0) {
        fail(where, errc::bad_port, in_quotes(written) + " is no port (1-65535)");
        return std::nullopt;
    }
    return found->first;
}

/// An instance of this VPC or an address, with :PORT where it is not that of the group.
void vpc_yaml_reader::add_target(const node& where, std::string_view written, std::size_t vpc,
                                 target_group& into) {
    balancer_target made;
    made.health = "healthy";
    made.place = place_of(where);
    using kind = target_group::target_kind;
    auto targets_are = kind::instance;
    auto name = written;
    const auto whole = parse_address_bits(written);
    if (!whole) {
        if (const auto colon = written.rfind(':'); colon != std::string_view::npos) {
            const auto port = target_port(where, written.substr(colon + 1));
            if (!port) {
                return;
            }
            made.port = *port;
            name = written.substr(0, colon);
        }
    }
    if (const auto found = whole ? whole : parse_address_bits(name)) {
        targets_are = kind::ip;
        made.id = detail::to_string(*found);
        if (!net_.vpcs[vpc].contains(*found)) {
            made.zone = "all"; // a target outside the VPC is registered for all zones
        }
    } else {
        made.id = resolve(name_kind::instance, where, std::string(name), vpc);
        const auto* host = find_name(name_kind::instance, std::string(name), vpc);
        if (host != nullptr && host->vpc != vpc) {
            fail(where, errc::bad_value,
                 in_quotes(name) + " is in VPC " + in_quotes(bodies_[host->vpc].id) +
                     "; a target of another VPC is registered by its address");
        }
        if (made.id.empty()) {
            return;
        }
    }
    if (!into.targets.empty() && into.targets_are != targets_are) {
        fail(where, errc::bad_value, "the targets of a group are instances or addresses, not both");
    }
    into.targets_are = targets_are;
    into.targets.push_back(std::move(made));
}

void vpc_yaml_reader::mark_unhealthy(const node& name, std::vector<balancer_target>& among,
                                     const std::string& of) {
    bool any = false;
    for (auto& one : among) {
        if (one.id == name.text || one.id + ':' + std::to_string(one.port) == name.text) {
            one.health = "unhealthy";
            any = true;
        }
    }
    if (!any) {
        fail(name, errc::unknown_name,
             in_quotes(name.text) + " is not among the targets of " + in_quotes(of));
    }
}

void vpc_yaml_reader::read_load_balancers(std::size_t vpc) {
    for (const auto* item : members(*bodies_[vpc].body, "load_balancers")) {
        if (!is_registered(name_kind::load_balancer, *item)) {
            continue;
        }
        if (find_name(name_kind::endpoint, item->key, vpc) != nullptr) {
            fail_at(place_of_key(*item), errc::ambiguous_name,
                    in_quotes(item->key) + " is a load balancer and an endpoint, whose interfaces "
                                           "would have one name; rename one");
            continue;
        }
        if (!item->is_map()) {
            fail(*item, errc::bad_value,
                 shown(*item) + " where a load balancer belongs; write e.g. " + item->key +
                     ": {subnets: [public-a], listeners: [tcp 443 -> web-1]}");
            continue;
        }
        check_fields(*item, "a load balancer",
                     {"kind", "subnets", "groups", "internet_facing", "cross_zone", "listeners",
                      "state", "instances", "unhealthy"});
        load_balancer made;
        made.id = item->key;
        made.name = item->key;
        made.vpc_id = bodies_[vpc].id;
        made.place = place_of_key(*item);
        const auto kind = choice(*item, "kind", {"network", "application", "classic"});
        made.kind = kind == "application" ? balancer_kind::application
                    : kind == "classic"   ? balancer_kind::classic
                                          : balancer_kind::network;
        made.internet_facing = flag(*item, "internet_facing", false);
        if (item->find("cross_zone") != nullptr) {
            made.cross_zone = flag(*item, "cross_zone", false);
        }
        if (auto state = word(*item, "state"); !state.empty()) {
            made.state = std::move(state);
        }
        // A Network Load Balancer made without groups has none and filters nothing.
        if (made.kind != balancer_kind::network || item->find("groups") != nullptr) {
            made.group_ids = group_ids(*item, vpc);
        }
        add_nodes(*item, vpc, made);
        read_classic_instances(*item, vpc, made);
        made.listeners_known = true;
        if (const auto* list = item->find("listeners")) {
            for (const auto* written : lines(*list, "a listener")) {
                read_listener(*written, vpc, made);
            }
        }
        net_.load_balancers.push_back(std::move(made));
    }
}

/// One interface in each subnet, one subnet a zone.
void vpc_yaml_reader::add_nodes(const node& where, std::size_t vpc, load_balancer& into) {
    const auto* list = where.find("subnets");
    const auto names = list != nullptr ? lines(*list, "a subnet") : std::vector<const node*>();
    if (names.empty()) {
        fail(where, errc::missing_field,
             "load balancer " + in_quotes(into.id) +
                 " names no subnets; write e.g. subnets: [public-a]");
    }
    for (const auto* name : names) {
        const auto id = resolve(name_kind::subnet, *name, name->text, vpc);
        const auto home = std::find_if(net_.subnets.begin(), net_.subnets.end(),
                                       [&](const subnet& one) { return one.id == id; });
        if (home == net_.subnets.end()) {
            continue; // reported
        }
        if (std::find(into.zones.begin(), into.zones.end(), home->zone) != into.zones.end()) {
            fail(*name, errc::bad_value,
                 home->zone.empty()
                     ? in_quotes(id) +
                           " has no zone: with several subnets, write zone: a and zone: c"
                     : "a load balancer has one subnet a zone; two are in " + home->zone);
        }
        interface made;
        made.id = into.id + "/eni" + std::to_string(into.interface_ids.size());
        made.name = made.id;
        made.subnet_id = id;
        made.vpc_id = into.vpc_id;
        made.type = into.kind == balancer_kind::network ? "network_load_balancer" : "load_balancer";
        made.status = "in-use";
        made.description = "Load balancer " + into.id;
        made.group_ids = into.group_ids;
        made.place = into.place;
        into.zones.push_back(home->zone);
        into.subnet_ids.push_back(id);
        into.interface_ids.push_back(made.id);
        pending_address open;
        open.where = &where;
        open.wants_v4 = true;
        open.wants_public = into.internet_facing;
        open.interface = net_.interfaces.size();
        net_.interfaces.push_back(std::move(made));
        pending_.push_back(open);
    }
    if (into.zones == std::vector<std::string>{""}) {
        into.zones.clear(); // a sketch without zones
    }
}

void vpc_yaml_reader::read_classic_instances(const node& where, std::size_t vpc,
                                             load_balancer& into) {
    for (const auto* key : {"instances", "unhealthy"}) {
        const auto* list = where.find(key);
        if (list == nullptr) {
            continue;
        }
        if (into.kind != balancer_kind::classic) {
            fail(*list, errc::bad_value,
                 std::string(key) + ": only a classic load balancer has instances of its own; "
                                    "others have listeners that name targets");
            continue;
        }
        for (const auto* name : lines(*list, "an instance")) {
            if (std::string_view(key) == "unhealthy") {
                mark_unhealthy(*name, into.instances, into.id);
                continue;
            }
            balancer_target made;
            made.id = resolve(name_kind::instance, *name, name->text, vpc);
            made.health = "healthy";
            made.place = place_of(*name);
            const auto* host = find_name(name_kind::instance, name->text, vpc);
            if (host != nullptr && host->vpc != vpc) {
                fail(*name, errc::bad_value,
                     in_quotes(name->text) + " is in VPC " + in_quotes(bodies_[host->vpc].id) +
                         "; a classic load balancer has instances of its own VPC");
            }
            into.instances.push_back(std::move(made));
        }
    }
}

/// tcp 443 -> web, where web is a target group; or hosts: tcp 443 -> web-1:8443,web-2:8443; of a
/// classic one the port of its instances: http 80 -> 8080
void vpc_yaml_reader::read_listener(const node& where, std::size_t vpc, load_balancer& into) {
    auto parsed = parse_listener_line(where.text);
    if (const auto* why = std::get_if<line_error>(&parsed)) {
        fail(where, why->code, why->message);
        return;
    }
    const auto& line = std::get<listener_line>(parsed);
    if (const auto why = protocol_refusal(into.kind, line.protocol)) {
        fail(where, errc::bad_protocol, *why);
        return;
    }
    balancer_listener made;
    made.id = into.id + '/' + std::to_string(line.port);
    made.protocol = upper(line.protocol);
    made.port = line.port;
    made.rules_known = true;
    made.place = place_of(where);
    if (std::any_of(into.listeners.begin(), into.listeners.end(),
                    [&](const balancer_listener& one) { return one.port == made.port; })) {
        fail(where, errc::bad_value,
             "port " + std::to_string(line.port) + " has a listener already" +
                 (into.kind == balancer_kind::network ? "; for tcp and udp together write tcp_udp"
                                                      : ""));
    }
    const auto* known = line.targets.size() == 1
                            ? find_name(name_kind::target_group, line.targets.front(), vpc)
                            : nullptr;
    if (into.kind == balancer_kind::classic) {
        if (line.targets.size() != 1) {
            fail(where, errc::bad_port,
                 "a classic load balancer sends to a port of its instances, e.g. http 80 -> 8080");
            return;
        }
        made.instance_port = target_port(where, line.targets.front()).value_or(0);
    } else if (line.answers_itself) {
        made.answers_itself = true;
    } else if (known != nullptr) {
        complete_group(where, known->id, made);
        made.target_group_ids.push_back(known->id);
    } else {
        send_to_hosts(where, line, vpc, into.vpc_id, made);
    }
    into.listeners.push_back(std::move(made));
}

/// A target group of the listener's own.
void vpc_yaml_reader::send_to_hosts(const node& where, const listener_line& line, std::size_t vpc,
                                    const std::string& vpc_id, balancer_listener& from) {
    target_group own;
    own.id = from.id;
    own.name = from.id;
    own.vpc_id = vpc_id;
    own.protocol = group_protocol(from);
    own.port = from.port;
    own.targets_known = true;
    own.place = from.place;
    for (const auto& target : line.targets) {
        add_target(where, target, vpc, own);
    }
    from.target_group_ids.push_back(own.id);
    net_.target_groups.push_back(std::move(own));
}

/// A group has the protocol of its first listener, and its port unless it says another.
void vpc_yaml_reader::complete_group(const node& where, const std::string& id,
                                     const balancer_listener& of) {
    const auto found = std::find_if(net_.target_groups.begin(), net_.target_groups.end(),
                                    [&](const target_group& one) { return one.id == id; });
    if (found == net_.target_groups.end()) {
        return;
    }
    const auto protocol = group_protocol(of);
    if (found->protocol.empty()) {
        found->protocol = protocol;
        found->port = found->port == 0 ? of.port : found->port;
    } else if (found->protocol != protocol) {
        fail(where, errc::bad_value,
             "target group " + in_quotes(id) + " takes " + found->protocol +
                 " from another listener; write a group for each protocol");
    }
}

} // namespace vpcplan::detail
