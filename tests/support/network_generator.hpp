// Random valid networks over every system that a path can meet, and questions about them. Addresses
// overlap, tables shadow each other and things are down as often as in real accounts; ids stay
// unique and references lead somewhere.
#pragma once

#include "rule_generator.hpp"

#include <set>
#include <vpcplan/path.hpp>

namespace vpcplan_test {

/// What may be in a generated network.
struct network_features {
    bool translators = true; ///< NAT gateways, egress-only gateways, appliances, edge tables
    bool choices = true;     ///< appliance mode and attachments that leave AWS a choice of zone
    bool data_centres = true;
    bool endpoints = true;
    bool public_access = true;
    bool open_acls = false;
};

class network_generator {
public:
    explicit network_generator(unsigned seed, network_features features = {})
        : features_(features), random_(seed, world()) {}

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

    rule_generator& random() { return random_; }

private:
    static rule_world world() {
        rule_world made = whole_world();
        made.remotes = {make_cidr("10.0.0.0/14"), make_cidr("192.168.0.0/16"),
                        make_cidr("203.0.113.0/24"), make_cidr("2001:db8::/40"),
                        make_cidr("2600::/16")};
        return made;
    }

    std::string id(const std::string& kind) { return kind + "-" + std::to_string(++last_id_); }
    static address_bits at(const cidr& block, unsigned offset) {
        return address_bits::from(block.first_bits().number() + offset, block.family());
    }
    static cidr part(const cidr& block, int length, unsigned index) {
        const auto shift = width_of(block.family()) - length;
        return cidr::containing(
            address_bits::from(block.first_bits().number() + (detail::u128{index} << shift),
                               block.family()),
            length);
    }
    static const cidr* block_of(const std::vector<cidr>& blocks, address_family family) {
        const auto found = std::find_if(blocks.begin(), blocks.end(), [&](const cidr& block) {
            return block.family() == family;
        });
        return found == blocks.end() ? nullptr : &*found;
    }
    template <class T>
    static std::vector<const T*> in_vpc(const std::vector<T>& all, const std::string& vpc_id) {
        std::vector<const T*> found;
        for (const auto& one : all) {
            if (one.vpc_id == vpc_id) {
                found.push_back(&one);
            }
        }
        return found;
    }
    static bool attached(const std::vector<std::string>& vpc_ids, const std::string& vpc_id) {
        return std::find(vpc_ids.begin(), vpc_ids.end(), vpc_id) != vpc_ids.end();
    }

    // ---- inside a VPC ---------------------------------------------------------------------------

    void add_vpc(int number) {
        vpc made;
        made.id = id("vpc");
        made.region = random_.chance(80) ? "ap-northeast-2" : "eu-west-1";
        // Some VPCs share a block: they can never be peered, but transit gateways take them.
        const int block = number > 0 && random_.chance(12) ? number - 1 : number;
        made.blocks.push_back(make_cidr("10." + std::to_string(block) + ".0.0/16"));
        if (random_.chance(15)) {
            made.blocks.push_back(make_cidr("100.64." + std::to_string(number * 16) + ".0/20"));
        }
        if (random_.chance(50)) {
            made.blocks.push_back(
                make_cidr("2001:db8:0:" + std::to_string(number + 1) + "00::/56"));
        }
        made.dns_support = random_.chance(90);
        net_.vpcs.push_back(made);
    }

    void add_subnets(const vpc& home) {
        const auto* v6 = block_of(home.blocks, address_family::ipv6);
        const int count = 2 + random_.upto(3);
        for (int i = 0; i < count; ++i) {
            subnet made;
            made.id = id("subnet");
            made.vpc_id = home.id;
            made.zone = home.region + static_cast<char>('a' + (i < 3 ? i : random_.upto(2)));
            const bool second = i == count - 1 && home.blocks.size() > 1 && home.blocks[1].is_v4();
            made.blocks.push_back(part(home.blocks[second ? 1 : 0], 24, static_cast<unsigned>(i)));
            if (v6 != nullptr && random_.chance(80)) {
                made.blocks.push_back(part(*v6, 64, static_cast<unsigned>(i)));
            }
            net_.subnets.push_back(made);
        }
    }

    void add_prefix_lists() {
        const int count = random_.upto(2);
        for (int i = 0; i < count; ++i) {
            prefix_list made;
            made.id = id("pl");
            for (int entries = random_.upto(3); entries >= 0; --entries) {
                const auto block = random_.block();
                if (block.is_v4() && block.prefix_length() > 0) {
                    made.entries.push_back(block);
                }
            }
            made.complete = random_.chance(85);
            net_.prefix_lists.push_back(made);
        }
    }

    /// Most lists let most packets through, or no answer would ever get far.
    acl_rules some_rules() {
        std::vector<acl_rule> rules;
        if (!features_.open_acls) {
            rules = random_.rules(random_.chance(50) ? 0 : random_.upto(4));
        }
        if (features_.open_acls || random_.chance(85)) {
            for (const auto family : {address_family::ipv4, address_family::ipv6}) {
                acl_rule open;
                open.number = family == address_family::ipv4 ? 32000 : 32001;
                open.block = cidr::everything(family);
                rules.erase(
                    std::remove_if(rules.begin(), rules.end(),
                                   [&](const acl_rule& one) { return one.number == open.number; }),
                    rules.end());
                rules.push_back(open);
            }
        }
        return acl_rules::make(std::move(rules)).value();
    }

    void add_acls(const vpc& home) {
        const int count = 1 + random_.upto(2);
        const auto first = net_.network_acls.size();
        for (int i = 0; i < count; ++i) {
            network_acl made;
            made.id = id("acl");
            made.vpc_id = home.id;
            made.is_default = i == 0;
            made.inbound = some_rules();
            made.outbound = some_rules();
            net_.network_acls.push_back(made);
        }
        for (const auto* one : in_vpc(net_.subnets, home.id)) {
            const auto which = first + static_cast<std::size_t>(random_.upto(count - 1));
            net_.network_acls[which].subnet_ids.push_back(one->id);
        }
    }

    void add_groups(const vpc& home) {
        const int count = 2 + random_.upto(1);
        for (int i = 0; i < count; ++i) {
            security_group made;
            made.id = id("sg");
            made.vpc_id = home.id;
            net_.security_groups.push_back(made);
        }
        for (auto& group : net_.security_groups) {
            if (group.vpc_id == home.id) {
                group.inbound = group_rules(60);
                group.outbound = group_rules(75);
            }
        }
    }

    std::vector<group_rule> group_rules(int percent_open) {
        std::vector<group_rule> rules;
        for (int count = random_.upto(3); count > 0; --count) {
            const auto family = random_.chance(75) ? address_family::ipv4 : address_family::ipv6;
            group_rule_peer peer = random_.block();
            if (random_.chance(30)) {
                const auto& group = random_.pick(net_.security_groups);
                peer = group_peer{group.id, random_.chance(50) ? group.vpc_id : std::string(),
                                  random_.chance(5)};
            } else if (!net_.prefix_lists.empty() && random_.chance(20)) {
                peer = prefix_list_peer{random_.pick(net_.prefix_lists).id};
            }
            rules.push_back(random_.group_rule_to(std::move(peer), family));
        }
        if (random_.chance(percent_open)) {
            for (const auto family : {address_family::ipv4, address_family::ipv6}) {
                rules.push_back({protocol::any(), {}, {}, cidr::everything(family), {}, {}});
            }
        }
        return rules;
    }

    interface& add_interface(const subnet& home, unsigned host) {
        interface made;
        made.id = id("eni");
        made.subnet_id = home.id;
        made.vpc_id = home.vpc_id;
        for (const auto& block : home.blocks) {
            made.addresses.push_back({at(block, host), std::nullopt, block.is_v4()});
        }
        net_.interfaces.push_back(made);
        return net_.interfaces.back();
    }

    address_bits next_public_address() {
        return at(make_cidr("198.51.100.0/24"), ++last_public_ % 250);
    }

    void add_interfaces() {
        last_public_ = 0;
        for (const auto& home : net_.subnets) {
            const int count = 1 + random_.upto(1);
            for (int i = 0; i < count; ++i) {
                auto& made = add_interface(home, 10U + static_cast<unsigned>(i));
                for (const auto* group : in_vpc(net_.security_groups, home.vpc_id)) {
                    if (made.group_ids.empty() || random_.chance(30)) {
                        made.group_ids.push_back(group->id);
                    }
                }
                if (random_.chance(40)) {
                    made.addresses.front().public_address = next_public_address();
                }
                if (random_.chance(10)) {
                    made.prefixes.push_back(cidr::containing(
                        at(home.blocks.front(), 112U + 16U * static_cast<unsigned>(i)), 28));
                }
                made.source_dest_check = !features_.translators || random_.chance(70);
                if (random_.chance(60)) {
                    instance host;
                    host.id = id("i");
                    host.state = random_.chance(95) ? "running" : "stopped";
                    host.interface_ids = {made.id};
                    made.instance_id = host.id;
                    net_.instances.push_back(host);
                }
            }
        }
    }

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

    // ---- endpoints and routes -------------------------------------------------------------------

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
            const auto targets = hosts_of(home);
            if (!targets.empty()) {
                table.routes.push_back({to->blocks.front(), route_target::interface,
                                        random_.pick(targets), route_origin::fixed, false});
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
        for (const auto& host : hosts_of(home)) {
            if (features_.translators && random_.chance(20)) {
                found.emplace_back(route_target::interface, host);
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
        const auto hosts = hosts_of(home);
        if (gateways.empty() || hosts.empty()) {
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
        made.routes.push_back({to->blocks.front(), route_target::interface, random_.pick(hosts),
                               route_origin::fixed, false});
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
        const auto& to = random_.pick(net.interfaces);
        const auto& own = random_.pick(to.addresses);
        if (kind < 45) {
            return {endpoint::kind::address,
                    {},
                    own.public_address && random_.chance(50) ? *own.public_address : own.address};
        }
        return {endpoint::kind::interface, to.id, std::nullopt};
    }

    network_features features_;
    rule_generator random_;
    network net_;
    unsigned last_id_ = 0;
    unsigned last_public_ = 0;
    std::vector<std::string> regions_; ///< of the transit gateways
    std::map<std::string, std::string> service_lists_;
};

} // namespace vpcplan_test
