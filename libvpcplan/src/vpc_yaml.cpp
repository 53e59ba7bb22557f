// The top level of vpc.yaml: its VPCs, names and prefix lists.
#include "vpc_yaml.hpp"

#include "vpc_yaml_reader.hpp"
#include "vpcplan/question.hpp"

#include <algorithm>
#include <array>

namespace vpcplan::detail {

namespace {

// What people who know AWS or other tools write instead.
constexpr std::array<other_word, 36> other_words = {{{"network_acl", "acl"},
                                                     {"nacl", "acl"},
                                                     {"security_groups", "groups"},
                                                     {"sg", "groups"},
                                                     {"sgs", "groups"},
                                                     {"ingress", "inbound"},
                                                     {"egress", "outbound"},
                                                     {"az", "zone"},
                                                     {"availability_zone", "zone"},
                                                     {"igw", "internet_gateway"},
                                                     {"private_ip", "ip"},
                                                     {"elastic_ip", "public_ip"},
                                                     {"cidr_block", "cidr"},
                                                     {"nacls", "network_acls"},
                                                     {"pcx", "peerings"},
                                                     {"vpc_peering_connections", "peerings"},
                                                     {"tgw", "transit_gateways"},
                                                     {"vgw", "vpn_gateways"},
                                                     {"virtual_private_gateways", "vpn_gateways"},
                                                     {"vpn", "vpn_connections"},
                                                     {"cgw", "customer_gateways"},
                                                     {"bgp_asn", "asn"},
                                                     {"vpc_endpoints", "endpoints"},
                                                     {"vifs", "virtual_interfaces"},
                                                     {"static_routes", "routes"},
                                                     {"elb", "load_balancers"},
                                                     {"clb", "load_balancers"},
                                                     {"nlb", "load_balancers"},
                                                     {"alb", "load_balancers"},
                                                     {"network_firewalls", "firewalls"},
                                                     {"traffic_mirrors", "mirrors"},
                                                     {"traffic_mirror_sessions", "mirrors"},
                                                     {"source", "from"},
                                                     {"target", "to"},
                                                     {"vni", "virtual_network_id"},
                                                     {"type", "kind"}}};

} // namespace

vpc_yaml_reader::vpc_yaml_reader(const document& source)
    : field_reader(other_words), source_(source) {}

namespace {

/// Words that routes and rules understand by themselves.
constexpr std::array<std::string_view, 8> reserved_words = {"local", "blackhole", "igw",  "eigw",
                                                            "self",  "->",        "from", "to"};

} // namespace

bool is_vpc_yaml(const node& root) {
    return root.find("vpc") != nullptr || root.find("vpcs") != nullptr ||
           root.find("subnets") != nullptr;
}

load_outcome read_vpc_yaml(const document& source) { return vpc_yaml_reader(source).read(); }

std::string vpc_yaml_reader::implied_id(const std::string& name, std::size_t vpc) const {
    return several_ ? bodies_[vpc].id + '/' + name : name;
}

void vpc_yaml_reader::find_vpcs(const node& root) {
    const auto* one = root.find("vpc");
    const auto* several = member(root, "vpcs", node_kind::map);
    if (one != nullptr && several != nullptr) {
        fail(*one, errc::bad_value, "either vpc (one) or vpcs (several, by name), not both");
        return;
    }
    if (several != nullptr) {
        several_ = true;
        check_fields(root, "a document with vpcs",
                     {"vpcs", "region", "prefix_lists", "block_public_access", "peerings",
                      "transit_gateways", "vpn_gateways", "vpn_connections", "customer_gateways",
                      "direct_connect_gateways", "virtual_interfaces", "mirrors"});
        for (const auto* item : members(root, "vpcs")) {
            vpc_body made;
            made.id = item->key;
            made.body = item;
            made.blocks = item->is_map() ? item->find("cidr") : item;
            if (item->is_map()) {
                check_fields(*item, "a VPC",
                             {"cidr", "region", "internet_gateway", "egress_only_internet_gateway",
                              "dns_support", "subnets", "route_tables", "network_acls",
                              "security_groups", "instances", "interfaces", "nat_gateways",
                              "endpoints", "target_groups", "load_balancers", "firewalls"});
            }
            bodies_.push_back(std::move(made));
        }
        if (several->items.empty()) {
            fail(*several, errc::missing_field,
                 "vpcs is empty; write e.g. vpcs: {main: 10.0.0.0/16}");
        }
        return;
    }
    check_fields(root, "the document",
                 {"vpc",
                  "vpcs",
                  "name",
                  "region",
                  "internet_gateway",
                  "egress_only_internet_gateway",
                  "dns_support",
                  "subnets",
                  "route_tables",
                  "network_acls",
                  "security_groups",
                  "instances",
                  "interfaces",
                  "nat_gateways",
                  "endpoints",
                  "target_groups",
                  "load_balancers",
                  "firewalls",
                  "prefix_lists",
                  "block_public_access",
                  "peerings",
                  "transit_gateways",
                  "vpn_gateways",
                  "vpn_connections",
                  "customer_gateways",
                  "direct_connect_gateways",
                  "virtual_interfaces",
                  "mirrors"});
    if (one == nullptr) {
        if (root.find("vpcs") == nullptr) {
            fail(root, errc::missing_field, "vpc is missing; write e.g. vpc: 10.0.0.0/16");
        }
        return;
    }
    vpc_body made;
    const auto name = word(root, "name");
    made.id = name.empty() ? "vpc" : name;
    made.body = &root;
    made.blocks = one;
    bodies_.push_back(std::move(made));
}

std::string vpc_yaml_reader::id_for(name_kind kind, const std::string& name,
                                    std::size_t vpc) const {
    const bool implied = name == "main" ? kind == name_kind::route_table
                                        : name == "default" && (kind == name_kind::network_acl ||
                                                                kind == name_kind::security_group);
    return implied ? implied_id(name, vpc) : name;
}

bool vpc_yaml_reader::check_name(const node& where) {
    const auto& name = where.key;
    if (name.empty() || name.find_first_of(" \t\r\n,") != std::string::npos ||
        std::find(reserved_words.begin(), reserved_words.end(), name) != reserved_words.end()) {
        fail_at(place_of_key(where), errc::bad_value,
                in_quotes(name) +
                    " cannot be a name: one word without spaces and commas, and not one "
                    "of those that rules use (local, igw, self, …)");
        return false;
    }
    return true;
}

void vpc_yaml_reader::register_name(name_kind kind, const node& where, std::size_t vpc) {
    if (!check_name(where)) {
        return;
    }
    const auto id = id_for(kind, where.key, vpc);
    const auto [at, added] = names_.emplace(std::pair{kind, id}, named{&where, id, vpc});
    if (!added) {
        fail_at(place_of_key(where), errc::ambiguous_name,
                in_quotes(where.key) + " is a name twice, first at " +
                    vpcplan::to_string(place_of_key(*at->second.where)) +
                    "; names are ids and must differ over all VPCs");
    }
}

void vpc_yaml_reader::register_names(std::size_t vpc) {
    const auto& body = *bodies_[vpc].body;
    const auto take = [&](std::string_view key, name_kind kind) {
        const auto* map = body.find(key);
        if (map != nullptr && map->is_map()) { // else reported where it is read
            for (const auto* item : map->items) {
                register_name(kind, *item, vpc);
            }
        }
    };
    take("subnets", name_kind::subnet);
    take("route_tables", name_kind::route_table);
    take("network_acls", name_kind::network_acl);
    take("security_groups", name_kind::security_group);
    take("instances", name_kind::instance);
    take("interfaces", name_kind::interface);
    take("nat_gateways", name_kind::nat_gateway);
    take("endpoints", name_kind::endpoint);
    take("target_groups", name_kind::target_group);
    take("load_balancers", name_kind::load_balancer);
    register_firewalls(vpc);
}

bool vpc_yaml_reader::is_registered(name_kind kind, const node& where) const {
    const auto found = names_.find({kind, where.key});
    return found != names_.end() && found->second.where == &where;
}

const vpc_yaml_reader::named* vpc_yaml_reader::find_name(name_kind kind, const std::string& name,
                                                         std::size_t vpc) const {
    const auto found = names_.find({kind, id_for(kind, name, vpc)});
    return found == names_.end() ? nullptr : &found->second;
}

std::string vpc_yaml_reader::nearest(name_kind kind, const std::string& name) const {
    std::string best;
    std::string all;
    std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const auto& [key, entry] : names_) {
        if (key.first != kind || key.second.size() > 60 || name.size() > 60) {
            continue;
        }
        const auto distance = edit_distance(name, key.second);
        if (distance < least) {
            least = distance;
            best = key.second;
        }
        if (all.size() < 100) {
            all += (all.empty() ? "" : ", ") + key.second;
        }
    }
    return !best.empty() ? " (did you mean " + best + "?)"
           : all.empty() ? std::string()
                         : "; there are " + all;
}

std::string vpc_yaml_reader::resolve(name_kind kind, const node& where, const std::string& name,
                                     std::size_t vpc) {
    static constexpr std::array<std::string_view, 19> words = {"subnet",
                                                               "route table",
                                                               "network ACL",
                                                               "security group",
                                                               "instance",
                                                               "interface",
                                                               "NAT gateway",
                                                               "endpoint",
                                                               "VPC",
                                                               "peering connection",
                                                               "transit gateway",
                                                               "VPN gateway",
                                                               "VPN connection",
                                                               "Direct Connect gateway",
                                                               "customer gateway",
                                                               "target group",
                                                               "load balancer",
                                                               "firewall",
                                                               "mirror session"};
    const auto kind_word = std::string(words[static_cast<std::size_t>(kind)]);
    const auto* found = find_name(kind, name, vpc);
    if (found == nullptr) {
        fail(where, errc::unknown_name,
             "there is no " + kind_word + " " + in_quotes(name) + nearest(kind, name));
        return {};
    }
    const bool is_of_one_vpc = kind == name_kind::subnet || kind == name_kind::route_table ||
                               kind == name_kind::network_acl;
    if (is_of_one_vpc && vpc != any_vpc && found->vpc != vpc) {
        fail(where, errc::bad_value,
             kind_word + " " + in_quotes(name) + " is in VPC " + in_quotes(bodies_[found->vpc].id) +
                 ", not in " + in_quotes(bodies_[vpc].id));
        return {};
    }
    return found->id;
}

void vpc_yaml_reader::read_gateway_flags(vpc_body& into) {
    const auto vpc = static_cast<std::size_t>(&into - bodies_.data());
    const auto read = [&](std::string_view key, const std::string& short_name) -> std::string {
        const auto* value = into.body->find(key);
        if (value == nullptr || (value->kind == node_kind::boolean && !value->flag)) {
            return {};
        }
        if (value->kind == node_kind::boolean) {
            return implied_id(short_name, vpc);
        }
        if (!value->is_text()) {
            fail(*value, errc::bad_value,
                 std::string(key) + " is " + shown(*value) + ", and must be true, false or a name");
            return {};
        }
        return value->text;
    };
    into.internet_gateway = read("internet_gateway", "igw");
    into.egress_only = read("egress_only_internet_gateway", "eigw");
    const auto place = place_of(*into.body);
    if (!into.internet_gateway.empty()) {
        net_.internet_gateways.push_back(
            {into.internet_gateway, into.internet_gateway, {into.id}, place});
    }
    if (!into.egress_only.empty()) {
        net_.egress_only_internet_gateways.push_back(
            {into.egress_only, into.egress_only, {into.id}, place});
    }
}

void vpc_yaml_reader::read_vpc(std::size_t vpc_place) {
    auto& body = bodies_[vpc_place];
    vpc made;
    made.id = body.id;
    made.name = body.id;
    made.place = place_of(*body.body);
    if (body.blocks == nullptr || body.blocks->is_null()) {
        fail(*body.body, errc::missing_field,
             "VPC " + in_quotes(body.id) + " has no cidr; write e.g. cidr: 10.0.0.0/16");
    } else {
        body.cidrs = blocks(*body.blocks);
        if (!body.cidrs.empty() && body.cidrs.front().is_v6()) {
            fail(*body.blocks, errc::family_mismatch,
                 "a VPC's first block is IPv4; write it before the IPv6 one");
        }
    }
    body.has_ipv6 = std::any_of(body.cidrs.begin(), body.cidrs.end(),
                                [](const cidr& one) { return one.is_v6(); });
    made.blocks = body.cidrs;
    made.region = word(*body.body, "region");
    made.region = made.region.empty() ? region_ : made.region;
    made.dns_support = body.body->is_map() ? flag(*body.body, "dns_support", true) : true;
    net_.vpcs.push_back(std::move(made));
    read_gateway_flags(body);
}

void vpc_yaml_reader::read_prefix_lists(const node& root) {
    for (const auto* item : members(root, "prefix_lists")) {
        prefix_list made;
        made.id = item->key;
        made.name = item->key;
        made.entries = blocks(*item);
        made.place = place_of_key(*item);
        for (const auto& entry : made.entries) {
            if (entry.family() != made.entries.front().family()) {
                fail(*item, errc::family_mismatch,
                     "a prefix list holds IPv4 or IPv6 blocks, not both");
                break;
            }
        }
        net_.prefix_lists.push_back(std::move(made));
    }
}

bool vpc_yaml_reader::has_prefix_list(std::string_view name) const {
    return std::any_of(net_.prefix_lists.begin(), net_.prefix_lists.end(),
                       [&](const prefix_list& one) { return one.id == name; });
}

/// off, block-ingress or block-bidirectional; or that as `mode`, with exclusions.
void vpc_yaml_reader::read_public_access(const node& root) {
    const auto* value = root.find("block_public_access");
    if (value == nullptr) {
        return;
    }
    using how = block_public_access::mode;
    const bool is_map = value->is_map();
    if (is_map) {
        check_fields(*value, "block_public_access", {"mode", "exclusions"});
    }
    const auto mode = choice(is_map ? *value : root, is_map ? "mode" : "block_public_access",
                             {"off", "block-ingress", "block-bidirectional"});
    block_public_access made{mode == "block-ingress"         ? how::ingress
                             : mode == "block-bidirectional" ? how::bidirectional
                                                             : how::off,
                             {},
                             place_of(*value)};
    for (const auto* item : is_map ? members(*value, "exclusions") : std::vector<const node*>()) {
        const auto* home = find_name(name_kind::subnet, item->key, any_vpc);
        if (home == nullptr) {
            home = find_name(name_kind::vpc, item->key, any_vpc);
        }
        if (home == nullptr) {
            fail_at(place_of_key(*item), errc::unknown_name,
                    "there is no subnet and no VPC " + in_quotes(item->key) + " to exclude" +
                        nearest(name_kind::subnet, item->key));
            continue;
        }
        const auto word =
            choice(*value->find("exclusions"), item->key, {"allow-bidirectional", "allow-egress"});
        made.exclusions.push_back({home->id, word == "allow-egress"});
    }
    net_.public_access = std::move(made);
}

load_outcome vpc_yaml_reader::read() {
    const auto& root = source_.root();
    region_ = word(root, "region");
    find_vpcs(root);
    read_prefix_lists(root);
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
        read_vpc(i);
        names_.emplace(std::pair{name_kind::vpc, bodies_[i].id},
                       named{bodies_[i].body, bodies_[i].id, i});
        if (bodies_[i].body->is_map()) {
            register_names(i);
        }
    }
    register_shared_names(root);
    read_public_access(root);
    read_peerings(root);
    read_vpn_gateways(root);
    read_customer_gateways(root);
    read_vpn_connections(root);
    read_direct_connect(root);
    read_transit_gateways(root);
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
        read_route_tables(i);
        read_network_acls(i);
        read_security_groups(i);
        read_subnets(i);
    }
    check_attachment_zones();
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
        read_instances(i);
        read_interfaces(i);
        read_nat_gateways(i);
        read_endpoints(i);
        read_target_groups(i);
        read_load_balancers(i);
        read_firewalls(i);
    }
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
        read_firewall_associations(i);
    }
    read_mirrors(root);
    choose_addresses();
    if (auto failed = take_errors()) {
        return *std::move(failed);
    }
    check_network(net_, log_);
    return loaded_network{std::move(net_), log_.take()};
}

} // namespace vpcplan::detail
