// Random valid networks over every system that a path can meet, and questions about them. Addresses
// overlap, tables shadow each other and things are down as often as in real accounts; ids stay
// unique and references lead somewhere.
#pragma once

#include "vpc_generator.hpp"

#include <set>

namespace vpcplan_test {

class network_generator : public vpc_generator {
public:
    explicit network_generator(unsigned seed, network_features features = {})
        : vpc_generator(seed, features) {}

    network make() {
        net_ = {};
        last_id_ = 0;
        regions_.clear();
        const int vpcs = 1 + random_.upto(3);
        for (int i = 0; i < vpcs; ++i) {
            add_vpc(i);
        }
        for (const auto& one : net_.vpcs) {
            add_subnets(one);
        }
        add_prefix_lists();
        for (const auto& one : net_.vpcs) {
            add_acls(one);
            add_groups(one);
        }
        add_interfaces();
        add_gateways();
        add_peerings();
        add_transit_gateways();
        if (features_.endpoints) {
            add_endpoints();
        }
        for (const auto& one : net_.vpcs) {
            if (features_.balancers && random_.chance(35)) {
                add_balancer(one);
            }
            if (features_.inspection && random_.chance(35)) {
                add_inspection(one);
            }
        }
        for (const auto& one : net_.vpcs) {
            add_tables(one);
        }
        add_transit_routes();
        if (features_.public_access && random_.chance(15)) {
            add_public_access();
        }
        return net_;
    }

    /// A question about a network made by `make`.
    question ask_about(const network& net) {
        question asked{source_in(net), destination_in(net)};
        static const std::vector<int> protocols{6, 6, 6, 17, 17, 1, 1, 58, 47};
        const int number = random_.pick(protocols);
        asked.proto = protocol::of(number);
        static const std::vector<std::uint16_t> known{22, 53, 80, 443, 1024, 5432, 33000, 65535};
        if (asked.proto.has_ports()) {
            if (random_.chance(75)) {
                asked.destination_port = random_.pick(known);
            }
            if (random_.chance(40)) {
                asked.source_port = static_cast<std::uint16_t>(1024 + random_.upto(64511));
            }
        } else if (asked.proto.is_icmp() && random_.chance(30)) {
            asked.icmp_type = static_cast<std::uint8_t>(random_.upto(20));
        }
        return asked;
    }

private:
    // ---- gateways -------------------------------------------------------------------------------

    void add_gateways() {
        for (const auto& home : net_.vpcs) {
            if (random_.chance(80)) {
                net_.internet_gateways.push_back({id("igw"), {}, {home.id}, {}});
            }
            if (features_.translators && random_.chance(50)) {
                net_.egress_only_internet_gateways.push_back({id("eigw"), {}, {home.id}, {}});
            }
            if (features_.translators) {
                for (int count = random_.upto(2); count > 0; --count) {
                    add_nat_gateway(home);
                }
            }
            if (features_.data_centres && random_.chance(40)) {
                add_vpn_gateway(home);
            }
        }
        if (features_.data_centres && random_.chance(30)) {
            add_direct_connect();
        }
    }

    void add_nat_gateway(const vpc& home) {
        nat_gateway made;
        made.id = id("nat");
        made.vpc_id = home.id;
        made.state = random_.chance(92) ? "available" : "failed";
        made.is_regional = random_.chance(20);
        if (made.is_regional) {
            made.addresses.push_back({std::nullopt, next_public_address(), {}, true});
            net_.nat_gateways.push_back(made);
            return;
        }
        const auto* where = random_.pick(in_vpc(net_.subnets, home.id));
        made.subnet_id = where->id;
        made.is_public = random_.chance(75);
        auto& own = add_interface(*where, 200U + static_cast<unsigned>(net_.nat_gateways.size()));
        own.addresses.resize(1);
        own.type = "nat_gateway";
        own.source_dest_check = false;
        nat_gateway_address address{own.addresses.front().address, std::nullopt, own.id, true};
        if (made.is_public) {
            address.public_address = next_public_address();
            own.addresses.front().public_address = address.public_address;
        }
        made.addresses.push_back(address);
        net_.nat_gateways.push_back(made);
    }

    void add_vpn_gateway(const vpc& home) {
        virtual_private_gateway made;
        made.id = id("vgw");
        made.vpc_ids = {home.id};
        for (int count = random_.upto(2); count > 0; --count) {
            net_.customer_gateways.push_back({id("cgw"), {}, 65000U + last_id_, {}, {}});
            add_vpn(made.id);
        }
        net_.virtual_private_gateways.push_back(made);
    }

    void add_vpn(const std::string& gateway_id) {
        vpn_connection made;
        made.id = id("vpn");
        made.gateway_id = gateway_id;
        if (!net_.customer_gateways.empty()) {
            made.customer_gateway_id = net_.customer_gateways.back().id;
        }
        made.static_only = random_.chance(50);
        if (made.static_only) {
            made.static_routes.push_back(
                make_cidr(random_.chance(70) ? "192.168.0.0/16" : "192.168.0.0/17"));
        }
        made.tunnels_up = random_.upto(2);
        made.tunnels_down = 2 - made.tunnels_up;
        net_.vpn_connections.push_back(made);
    }

    void add_direct_connect() {
        direct_connect_gateway made;
        made.id = id("dxgw");
        for (const auto& gateway : net_.virtual_private_gateways) {
            if (random_.chance(60)) {
                direct_connect_association joined{gateway.id, "associated", {}};
                if (random_.chance(50)) {
                    joined.allowed_prefixes.push_back(
                        make_cidr(random_.chance(70) ? "10.0.0.0/8" : "10.0.0.0/16"));
                }
                made.associations.push_back(joined);
            }
        }
        net_.virtual_interfaces.push_back({id("dxvif"),
                                           {},
                                           virtual_interface_kind::private_vif,
                                           made.id,
                                           random_.chance(85) ? "available" : "down",
                                           {}});
        net_.direct_connect_gateways.push_back(made);
    }

    void add_peerings() {
        for (std::size_t i = 0; i < net_.vpcs.size(); ++i) {
            for (std::size_t j = i + 1; j < net_.vpcs.size(); ++j) {
                const auto& a = net_.vpcs[i];
                const auto& b = net_.vpcs[j];
                const bool overlap =
                    std::any_of(a.blocks.begin(), a.blocks.end(), [&](const cidr& block) {
                        return std::any_of(
                            b.blocks.begin(), b.blocks.end(), [&](const cidr& other) {
                                return block.contains(other) || other.contains(block);
                            });
                    });
                if (overlap || random_.chance(50)) {
                    continue;
                }
                vpc_peering_connection made;
                made.id = id("pcx");
                made.status = random_.chance(92) ? "active" : "pending-acceptance";
                const bool says_blocks = random_.chance(80);
                made.requester = {a.id, {}, a.region, says_blocks ? a.blocks : std::vector<cidr>{}};
                made.accepter = {b.id, {}, b.region, says_blocks ? b.blocks : std::vector<cidr>{}};
                net_.peerings.push_back(made);
            }
        }
    }

    // ---- transit gateways -----------------------------------------------------------------------

    void add_transit_gateways() {
        regions_.clear();
        const int count = random_.upto(2);
        for (int i = 0; i < count; ++i) {
            transit_gateway made;
            made.id = id("tgw");
            made.group_referencing = random_.chance(50);
            net_.transit_gateways.push_back(made);
            regions_.push_back(i == 0 ? "ap-northeast-2" : random_.pick(net_.vpcs).region);
            for (int tables = 1 + random_.upto(1); tables > 0; --tables) {
                transit_gateway_route_table table;
                table.id = id("tgw-rtb");
                table.transit_gateway_id = made.id;
                table.complete = random_.chance(95);
                net_.transit_gateway_route_tables.push_back(table);
            }
        }
        for (std::size_t i = 0; i < net_.transit_gateways.size(); ++i) {
            const auto gateway_id = net_.transit_gateways[i].id;
            for (const auto& home : net_.vpcs) {
                if (home.region == regions_[i] && random_.chance(80)) {
                    attach_vpc(gateway_id, home);
                }
            }
            if (features_.data_centres && random_.chance(40)) {
                add_vpn(gateway_id);
                attach(gateway_id, attachment_kind::vpn, net_.vpn_connections.back().id);
            }
            if (features_.data_centres && random_.chance(25)) {
                attach(gateway_id, attachment_kind::connect, id("connect"));
            }
            if (features_.data_centres && !net_.direct_connect_gateways.empty() &&
                random_.chance(50)) {
                auto& gateway = net_.direct_connect_gateways.front();
                gateway.associations.push_back(
                    {gateway_id, "associated", {make_cidr("10.0.0.0/8")}});
                attach(gateway_id, attachment_kind::direct_connect_gateway, gateway.id);
            }
        }
        if (net_.transit_gateways.size() > 1 && random_.chance(70)) {
            // Both ends of a peering between gateways are described under one id.
            const auto a = net_.transit_gateways[0].id;
            const auto b = net_.transit_gateways[1].id;
            attach(a, attachment_kind::peering, b);
            const auto shared = net_.transit_gateway_attachments.back().id;
            attach(b, attachment_kind::peering, a);
            if (random_.chance(70)) {
                net_.transit_gateway_attachments.back().id = shared;
            }
        }
    }

    transit_gateway_attachment& attach(const std::string& gateway_id, attachment_kind kind,
                                       const std::string& resource_id) {
        transit_gateway_attachment made;
        made.id = id("tgw-attach");
        made.transit_gateway_id = gateway_id;
        made.kind = kind;
        made.resource_id = resource_id;
        made.state = random_.chance(95) ? "available" : "pendingAcceptance";
        std::vector<std::string> tables;
        for (const auto& table : net_.transit_gateway_route_tables) {
            if (table.transit_gateway_id == gateway_id) {
                tables.push_back(table.id);
            }
        }
        made.table_id = random_.chance(93) ? random_.pick(tables) : std::string();
        made.table_known = random_.chance(95);
        made.group_referencing = random_.chance(70);
        made.ipv6_support = random_.chance(70);
        net_.transit_gateway_attachments.push_back(made);
        return net_.transit_gateway_attachments.back();
    }

    void attach_vpc(const std::string& gateway_id, const vpc& home) {
        auto& made = attach(gateway_id, attachment_kind::vpc, home.id);
        std::set<std::string> zones;
        for (const auto* one : in_vpc(net_.subnets, home.id)) {
            if ((made.subnet_ids.empty() || (features_.choices && random_.chance(75))) &&
                zones.insert(one->zone).second) {
                made.subnet_ids.push_back(one->id);
            }
        }
        made.appliance_mode = features_.choices && random_.chance(20);
    }

    void add_transit_routes() {
        for (auto& table : net_.transit_gateway_route_tables) {
            std::vector<cidr> fixed;
            std::vector<cidr> learnt;
            for (const auto& to : net_.transit_gateway_attachments) {
                if (to.transit_gateway_id != table.transit_gateway_id || random_.chance(15)) {
                    continue;
                }
                for (const auto& block : blocks_behind(to)) {
                    const bool is_static =
                        to.kind == attachment_kind::peering || random_.chance(30);
                    auto& taken = is_static ? fixed : learnt;
                    if (std::find(taken.begin(), taken.end(), block) != taken.end()) {
                        join_equal_paths(table, block, to, is_static);
                        continue; // a later equal block is not propagated
                    }
                    taken.push_back(block);
                    transit_gateway_route made;
                    made.destination = block;
                    made.kind = to.kind;
                    made.fixed = is_static;
                    made.blackhole = is_static && random_.chance(8);
                    if (!made.blackhole) {
                        made.attachment_ids = {to.id};
                    }
                    table.routes.push_back(made);
                }
            }
        }
    }

    /// Equal paths to data centres are used together.
    void join_equal_paths(transit_gateway_route_table& table, const cidr& block,
                          const transit_gateway_attachment& to, bool is_static) {
        const bool may = features_.choices && !is_static && to.kind == attachment_kind::vpn;
        for (auto& entry : table.routes) {
            const auto* own = std::get_if<cidr>(&entry.destination);
            if (may && own != nullptr && *own == block && entry.kind == to.kind && !entry.fixed &&
                !entry.blackhole && entry.attachment_ids.front() != to.id) {
                entry.attachment_ids.push_back(to.id);
            }
        }
    }

    std::vector<cidr> blocks_behind(const transit_gateway_attachment& to) {
        if (to.kind == attachment_kind::vpc) {
            for (const auto& home : net_.vpcs) {
                if (home.id == to.resource_id) {
                    return home.blocks;
                }
            }
        }
        if (to.kind == attachment_kind::peering) {
            std::vector<cidr> blocks;
            for (const auto& home : net_.vpcs) {
                if (random_.chance(60)) {
                    blocks.push_back(home.blocks.front());
                }
            }
            return blocks;
        }
        return {make_cidr(random_.chance(70) ? "192.168.0.0/16" : "192.168.0.0/17")};
    }

    // ---- endpoints ------------------------------------------------------------------------------

    void add_endpoints() {
        for (const auto& home : net_.vpcs) {
            if (random_.chance(40)) {
                prefix_list list;
                list.id = id("pl");
                list.name = "com.amazonaws." + home.region + ".s3";
                list.entries = {make_cidr("52.219.0.0/16"), make_cidr("3.5.0.0/19")};
                net_.prefix_lists.push_back(list);
                vpc_endpoint made;
                made.id = id("vpce");
                made.vpc_id = home.id;
                made.service = list.name;
                made.state = random_.chance(95) ? "available" : "pending";
                net_.endpoints.push_back(made);
                service_lists_[made.id] = list.id;
            }
            if (random_.chance(40)) {
                const auto* where = random_.pick(in_vpc(net_.subnets, home.id));
                auto& own = add_interface(*where, 100);
                own.addresses.resize(1);
                own.type = "vpc_endpoint";
                own.group_ids = {random_.pick(in_vpc(net_.security_groups, home.id))->id};
                vpc_endpoint made;
                made.id = id("vpce");
                made.kind = endpoint_kind::interface;
                made.vpc_id = home.id;
                made.subnet_ids = {where->id};
                made.interface_ids = {own.id};
                net_.endpoints.push_back(made);
            }
        }
    }

    // ---- load balancers and firewalls -----------------------------------------------------------

    void add_balancer(const vpc& home) {
        load_balancer made;
        made.id = id("lb");
        made.vpc_id = home.id;
        made.kind = random_.chance(60)   ? balancer_kind::network
                    : random_.chance(75) ? balancer_kind::application
                                         : balancer_kind::classic;
        made.internet_facing = random_.chance(50);
        if (made.kind != balancer_kind::network || random_.chance(50)) {
            made.group_ids = {random_.pick(in_vpc(net_.security_groups, home.id))->id};
        }
        std::vector<subnet> subnets; // copied: new interfaces follow
        for (const auto* one : in_vpc(net_.subnets, home.id)) {
            const bool is_new =
                std::find(made.zones.begin(), made.zones.end(), one->zone) == made.zones.end();
            if (is_new && (made.zones.empty() || random_.chance(70))) {
                made.zones.push_back(one->zone);
                made.subnet_ids.push_back(one->id);
                subnets.push_back(*one);
            }
        }
        for (const auto& where : subnets) {
            auto& node = add_interface(where, 240);
            node.addresses.resize(1);
            node.type = made.kind == balancer_kind::network ? "network_load_balancer" : "interface";
            node.group_ids = made.group_ids;
            if (made.internet_facing) {
                node.addresses.front().public_address = next_public_address();
            }
            made.interface_ids.push_back(node.id);
        }
        if (random_.chance(50)) {
            made.cross_zone = random_.chance(50);
        }
        std::vector<balancer_target> targets;
        for (const auto* one : in_vpc(net_.interfaces, home.id)) {
            if (!one->instance_id.empty() && random_.chance(40)) {
                targets.push_back(
                    {one->instance_id, 8443, {}, random_.chance(80) ? "healthy" : "unhealthy", {}});
            }
        }
        balancer_listener listener;
        listener.port = random_.chance(70) ? 443 : 80;
        if (made.kind == balancer_kind::classic) {
            made.id = made.name = id("clb");
            listener.protocol = "TCP";
            listener.instance_port = 8443;
            made.instances = targets;
        } else {
            target_group group;
            group.id = id("tg");
            group.vpc_id = home.id;
            group.port = 8443;
            const bool udp = made.kind == balancer_kind::network && random_.chance(20);
            listener.protocol = made.kind == balancer_kind::application ? "HTTP"
                                : udp                                   ? "UDP"
                                                                        : "TCP";
            group.protocol = listener.protocol;
            if (random_.chance(50)) {
                group.keeps_client_address = random_.chance(50);
            }
            group.targets = std::move(targets);
            group.targets_known = random_.chance(95);
            listener.target_group_ids = {group.id};
            net_.target_groups.push_back(group);
        }
        made.listeners = {listener};
        made.listeners_known = random_.chance(97);
        net_.load_balancers.push_back(made);
    }

    void add_inspection(const vpc& home) {
        vpc_endpoint made;
        made.id = id("vpce");
        made.kind = endpoint_kind::gateway_load_balancer;
        made.vpc_id = home.id;
        made.state = random_.chance(95) ? "available" : "pending";
        made.subnet_ids = {random_.pick(in_vpc(net_.subnets, home.id))->id};
        if (random_.chance(60)) {
            network_firewall firewall;
            firewall.id = id("fw");
            firewall.vpc_id = home.id;
            firewall.policy_id = add_firewall_policy();
            firewall.endpoints.push_back({made.id, made.subnet_ids.front(), {}, "READY"});
            net_.firewalls.push_back(firewall);
        }
        net_.endpoints.push_back(made);
    }

    std::string add_firewall_policy() {
        firewall_policy made;
        made.id = id("policy");
        made.strict_order = random_.chance(50);
        made.otherwise =
            random_.chance(75) ? stateful_default::pass : stateful_default::drop_strict;
        made.stateless_default =
            random_.chance(80) ? firewall_action::forward : firewall_action::pass;
        int priority = 0;
        for (int groups = random_.upto(2); groups > 0; --groups) {
            firewall_rule_group group;
            group.id = id("rules");
            group.is_stateful = random_.chance(60);
            group.rules_known = random_.chance(95);
            for (int rules = random_.upto(3); rules > 0; --rules) {
                group.is_stateful ? add_stateful_rule(group) : add_stateless_rule(group, rules);
            }
            std::reverse(group.stateless.begin(), group.stateless.end()); // by priority
            (group.is_stateful ? made.stateful : made.stateless)
                .push_back({group.id, ++priority, false});
            net_.firewall_rule_groups.push_back(group);
        }
        net_.firewall_policies.push_back(made);
        return made.id;
    }

    void add_stateful_rule(firewall_rule_group& into) {
        static const std::vector<firewall_action> actions{
            firewall_action::pass, firewall_action::drop, firewall_action::alert};
        stateful_rule made;
        made.name = std::to_string(into.stateful.size() + 1);
        made.action = random_.pick(actions);
        const auto where = random_.block();
        const auto proto = random_.proto(where.family());
        if (!proto.is_any()) {
            made.protocols = {proto};
        }
        (random_.chance(50) ? made.source : made.destination).parts.push_back({where, false});
        if (proto.has_ports() && random_.chance(60)) {
            made.destination_ports.parts.push_back({random_.ports(), false});
        }
        made.both_ways = random_.chance(20);
        made.looks_deeper = random_.chance(10);
        into.stateful.push_back(made);
    }

    void add_stateless_rule(firewall_rule_group& into, int priority) {
        static const std::vector<firewall_action> actions{
            firewall_action::pass, firewall_action::drop, firewall_action::forward};
        stateless_rule made;
        made.priority = priority;
        made.action = random_.pick(actions);
        const auto where = random_.block();
        const auto proto = random_.proto(where.family());
        if (!proto.is_any()) {
            made.protocols = {proto};
        }
        (random_.chance(50) ? made.sources : made.destinations).push_back(where);
        if (proto.has_ports() && random_.chance(60)) {
            made.destination_ports = {random_.ports()};
        }
        into.stateless.push_back(made);
    }

    // ---- routes ---------------------------------------------------------------------------------

    void add_tables(const vpc& home) {
        const auto subnets = in_vpc(net_.subnets, home.id);
        const int count = 1 + random_.upto(2);
        const auto first = net_.route_tables.size();
        for (int i = 0; i < count; ++i) {
            route_table made;
            made.id = id("rtb");
            made.vpc_id = home.id;
            made.is_main = i == 0;
            for (const auto& block : home.blocks) {
                made.routes.push_back({block, route_target::local, {}, route_origin::local, false});
            }
            add_routes(home, made);
            net_.route_tables.push_back(made);
        }
        for (const auto* one : subnets) {
            const auto which = static_cast<std::size_t>(random_.upto(count - 1));
            if (which > 0) {
                net_.route_tables[first + which].subnet_ids.push_back(one->id);
            }
        }
        if (features_.translators && random_.chance(15)) {
            add_edge_table(home);
        }
    }

    void add_routes(const vpc& home, route_table& table) {
        std::vector<cidr> wanted{make_cidr("0.0.0.0/0"), make_cidr("192.168.0.0/16")};
        if (block_of(home.blocks, address_family::ipv6) != nullptr) {
            wanted.push_back(make_cidr("::/0"));
            wanted.push_back(make_cidr("64:ff9b::/96"));
        }
        for (const auto& other : net_.vpcs) {
            for (const auto& block : other.blocks) {
                const bool own =
                    std::any_of(home.blocks.begin(), home.blocks.end(), [&](const cidr& mine) {
                        return mine.contains(block) || block.contains(mine);
                    });
                if (!own && random_.chance(85)) {
                    wanted.push_back(block);
                }
            }
        }
        std::set<cidr> taken;
        for (const auto& block : wanted) {
            const auto targets = targets_for(home, block);
            if (taken.insert(block).second && !targets.empty() && random_.chance(90)) {
                const auto& [kind, target_id] = random_.pick(targets);
                table.routes.push_back(
                    {block, kind, target_id, route_origin::fixed, random_.chance(4)});
            }
        }
        if (features_.translators && random_.chance(15)) { // more specific than the local route
            const auto* to = random_.pick(in_vpc(net_.subnets, home.id));
            const auto targets = boxes_of(home);
            if (!targets.empty()) {
                const auto& [kind, target_id] = random_.pick(targets);
                table.routes.push_back(
                    {to->blocks.front(), kind, target_id, route_origin::fixed, false});
            }
        }
        for (const auto& gateway : net_.virtual_private_gateways) {
            if (attached(gateway.vpc_ids, home.id) && random_.chance(60)) {
                table.routes.push_back(
                    {make_cidr(random_.chance(60) ? "192.168.0.0/16" : "192.168.128.0/17"),
                     route_target::virtual_private_gateway, gateway.id, route_origin::propagated,
                     false});
            }
        }
        for (auto& one : net_.endpoints) {
            if (one.vpc_id == home.id && one.kind == endpoint_kind::gateway && random_.chance(70)) {
                one.route_table_ids.push_back(table.id);
                table.routes.push_back({prefix_list_destination{service_lists_[one.id]},
                                        route_target::vpc_endpoint, one.id, route_origin::fixed,
                                        false});
            }
        }
    }

    std::vector<std::string> hosts_of(const vpc& home) const {
        std::vector<std::string> found;
        for (const auto* one : in_vpc(net_.interfaces, home.id)) {
            if (!one->instance_id.empty() && !one->source_dest_check) {
                found.push_back(one->id);
            }
        }
        return found;
    }

    /// What may stand in the way of packets inside a VPC: appliances and inspection endpoints.
    std::vector<std::pair<route_target, std::string>> boxes_of(const vpc& home) const {
        std::vector<std::pair<route_target, std::string>> found;
        for (const auto& host : hosts_of(home)) {
            found.emplace_back(route_target::interface, host);
        }
        for (const auto* one : in_vpc(net_.endpoints, home.id)) {
            if (one->kind == endpoint_kind::gateway_load_balancer) {
                found.emplace_back(route_target::vpc_endpoint, one->id);
            }
        }
        return found;
    }

    std::vector<std::pair<route_target, std::string>> targets_for(const vpc& home,
                                                                  const cidr& block) {
        std::vector<std::pair<route_target, std::string>> found;
        const bool all = block.prefix_length() == 0;
        for (const auto& one : net_.internet_gateways) {
            if (all && attached(one.vpc_ids, home.id)) {
                found.insert(found.end(), 3, {route_target::internet_gateway, one.id});
            }
        }
        for (const auto& one : net_.egress_only_internet_gateways) {
            if (all && block.is_v6() && attached(one.vpc_ids, home.id)) {
                found.emplace_back(route_target::egress_only_internet_gateway, one.id);
            }
        }
        for (const auto& one : net_.nat_gateways) {
            if (one.vpc_id == home.id && (block.is_v4() || !all)) {
                found.emplace_back(route_target::nat_gateway, one.id);
            }
        }
        for (const auto& box : boxes_of(home)) {
            if (features_.translators && random_.chance(25)) {
                found.push_back(box);
            }
        }
        const bool is_nat64 = block == make_cidr("64:ff9b::/96");
        for (const auto& one : net_.peerings) {
            if (one.opposite(home.id) != nullptr && !is_nat64 && (!all || random_.chance(10))) {
                found.insert(found.end(), all ? 1 : 3,
                             {route_target::vpc_peering_connection, one.id});
            }
        }
        for (const auto& one : net_.transit_gateway_attachments) {
            if (one.kind == attachment_kind::vpc && one.resource_id == home.id && !is_nat64 &&
                (!all || random_.chance(20))) {
                found.insert(found.end(), all ? 1 : 3,
                             {route_target::transit_gateway, one.transit_gateway_id});
            }
        }
        for (const auto& one : net_.virtual_private_gateways) {
            if (attached(one.vpc_ids, home.id) && !all && !is_nat64) {
                found.emplace_back(route_target::virtual_private_gateway, one.id);
            }
        }
        return found;
    }

    void add_edge_table(const vpc& home) {
        std::vector<std::string> gateways;
        for (const auto& one : net_.internet_gateways) {
            if (attached(one.vpc_ids, home.id)) {
                gateways.push_back(one.id);
            }
        }
        for (const auto& one : net_.virtual_private_gateways) {
            if (attached(one.vpc_ids, home.id)) {
                gateways.push_back(one.id);
            }
        }
        const auto boxes = boxes_of(home);
        if (gateways.empty() || boxes.empty()) {
            return;
        }
        route_table made;
        made.id = id("rtb");
        made.vpc_id = home.id;
        made.gateway_ids = {random_.pick(gateways)};
        for (const auto& block : home.blocks) {
            made.routes.push_back({block, route_target::local, {}, route_origin::local, false});
        }
        const auto* to = random_.pick(in_vpc(net_.subnets, home.id));
        const auto& [kind, target_id] = random_.pick(boxes);
        made.routes.push_back({to->blocks.front(), kind, target_id, route_origin::fixed, false});
        net_.route_tables.push_back(made);
    }

    void add_public_access() {
        block_public_access made;
        made.how = random_.chance(50) ? block_public_access::mode::ingress
                                      : block_public_access::mode::bidirectional;
        if (random_.chance(50)) {
            made.exclusions.push_back(
                {random_.chance(50) ? random_.pick(net_.vpcs).id : random_.pick(net_.subnets).id,
                 random_.chance(30)});
        }
        net_.public_access = made;
    }

    // ---- questions ------------------------------------------------------------------------------

    endpoint outside(endpoint::kind where) {
        static const std::vector<std::string> internet{"203.0.113.7", "8.8.8.8", "52.219.1.1",
                                                       "2600::7"};
        static const std::vector<std::string> sites{"192.168.10.20", "192.168.200.9"};
        return {
            where, {}, numeric(random_.pick(where == endpoint::kind::internet ? internet : sites))};
    }

    endpoint source_in(const network& net) {
        const int kind = random_.upto(99);
        if (kind < 15) {
            return outside(endpoint::kind::internet);
        }
        if (kind < 25 && features_.data_centres) {
            return outside(endpoint::kind::on_premises);
        }
        if (kind < 32) {
            const auto& home = random_.pick(net.subnets);
            return {endpoint::kind::subnet_address, home.id, at(random_.pick(home.blocks), 77)};
        }
        const auto& from = random_.pick(net.interfaces);
        if (random_.chance(15)) {
            return {endpoint::kind::interface, from.id, random_.pick(from.addresses).address};
        }
        return {endpoint::kind::interface, from.id, std::nullopt};
    }

    endpoint destination_in(const network& net) {
        const int kind = random_.upto(99);
        if (kind < 10) {
            return {endpoint::kind::address, {}, outside(endpoint::kind::internet).address};
        }
        if (kind < 15) {
            return outside(endpoint::kind::internet);
        }
        if (kind < 25 && features_.data_centres) {
            return outside(random_.chance(70) ? endpoint::kind::on_premises
                                              : endpoint::kind::internet);
        }
        if (kind < 30) {
            const auto& home = random_.pick(net.subnets);
            return {endpoint::kind::subnet_address, home.id, at(random_.pick(home.blocks), 78)};
        }
        if (kind < 38 && !net.load_balancers.empty()) {
            return {endpoint::kind::load_balancer, random_.pick(net.load_balancers).id,
                    std::nullopt};
        }
        const auto& to = random_.pick(net.interfaces);
        const auto& own = random_.pick(to.addresses);
        if (kind < 48) {
            return {endpoint::kind::address,
                    {},
                    own.public_address && random_.chance(50) ? *own.public_address : own.address};
        }
        return {endpoint::kind::interface, to.id, std::nullopt};
    }

    std::vector<std::string> regions_; ///< of the transit gateways
    std::map<std::string, std::string> service_lists_;
};

} // namespace vpcplan_test
