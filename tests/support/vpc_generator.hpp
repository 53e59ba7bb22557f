// Random VPCs: blocks, subnets, ACLs, groups, prefix lists, interfaces. The first part of
// network_generator.hpp.
#pragma once

#include "rule_generator.hpp"

#include <vpcplan/path.hpp>

namespace vpcplan_test {

/// What may be in a generated network.
struct network_features {
    bool translators = true; ///< NAT gateways, egress-only gateways, appliances, edge tables
    bool choices = true;     ///< appliance mode and attachments that leave AWS a choice of zone
    bool data_centres = true;
    bool endpoints = true;
    bool balancers = true;
    bool inspection = true; ///< Network Firewalls and Gateway Load Balancers
    bool public_access = true;
    bool open_acls = false;
};

class vpc_generator {
public:
    rule_generator& random() { return random_; }

protected:
    vpc_generator(unsigned seed, network_features features)
        : features_(features), random_(seed, world()) {}

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

    network_features features_;
    rule_generator random_;
    network net_;
    unsigned last_id_ = 0;
    unsigned last_public_ = 0;

private:
    static rule_world world() {
        rule_world made = whole_world();
        made.remotes = {make_cidr("10.0.0.0/14"), make_cidr("192.168.0.0/16"),
                        make_cidr("203.0.113.0/24"), make_cidr("2001:db8::/40"),
                        make_cidr("2600::/16")};
        return made;
    }
};

} // namespace vpcplan_test
