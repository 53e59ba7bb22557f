// What does not fit together in a network. Everything stays as it is; people are told.
#include "reader_log.hpp"

#include "vpcplan/subnet.hpp"
#include "vpcplan/vpc_cidr_text.hpp"

#include <algorithm>
#include <unordered_set>

namespace vpcplan::detail {

namespace {

class checker {
public:
    checker(const network& data, reader_log& log) : net_(data), index_(data), log_(log) {}

    void run() {
        check_sizes();
        check_subnets();
        check_interfaces();
        check_tables();
        check_acls();
        check_groups();
        check_peerings();
        check_gateways();
    }

private:
    void warn(std::string_view id, std::string message, const source_ref& place) {
        log_.add(severity::warning, id, std::move(message), place);
    }
    void dangling(const std::string& who, const std::string& what, const std::string& id,
                  const std::string& effect, const source_ref& place) {
        warn("dangling_reference",
             who + " refers to " + what + " " + in_quotes(id) + ", which is not in the input; " +
                 effect,
             place);
    }
    void check_vpc(const std::string& who, const std::string& vpc_id, const source_ref& place) {
        if (index_.find_vpc(vpc_id) == nullptr) {
            dangling(who, "VPC", vpc_id, "what it does there is unknown", place);
        }
    }

    /// What AWS would refuse is judged as it is, and told.
    void check_sizes() {
        for (const auto& one : net_.vpcs) {
            std::vector<cidr> before;
            for (const auto& block : one.blocks) {
                for (const auto& found : check_vpc_cidr(block, before).findings) {
                    if (found.refuses) {
                        warn("aws_refuses", one.id + ": " + sentence(found, language::en),
                             one.place);
                    }
                }
                before.push_back(block);
            }
        }
        for (const auto& one : net_.subnets) {
            for (const auto& block : one.blocks) {
                const auto sizes = subnet_sizes(block.family());
                if (!sizes.allow(block.prefix_length())) {
                    warn("aws_refuses",
                         one.id + " " + vpcplan::to_string(block) + ": a subnet is " +
                             vpcplan::to_string(sizes),
                         one.place);
                }
            }
        }
        for (const auto& one : net_.interfaces) {
            const auto* home = index_.find_subnet(one.subnet_id);
            for (const auto& own : one.addresses) {
                for (const auto& block : home != nullptr ? home->blocks : std::vector<cidr>()) {
                    if (block.contains(own.address) && reserved_role_of(block, own.address)) {
                        warn("aws_refuses",
                             one.id + " has " + detail::to_string(own.address) +
                                 ", which AWS keeps for itself in " + home->id,
                             one.place);
                    }
                }
            }
        }
    }

    void check_subnets() {
        std::map<std::string_view, std::vector<std::pair<cidr, const subnet*>>> blocks;
        for (const auto& one : net_.subnets) {
            check_vpc(one.id, one.vpc_id, one.place);
            const auto* home = index_.find_vpc(one.vpc_id);
            for (const auto& block : one.blocks) {
                blocks[one.vpc_id].emplace_back(block, &one);
                const auto holds = [&block](const cidr& outer) { return outer.contains(block); };
                if (home != nullptr &&
                    std::none_of(home->blocks.begin(), home->blocks.end(), holds)) {
                    warn("subnet_outside_vpc",
                         one.id + " " + vpcplan::to_string(block) + " lies outside the blocks of " +
                             home->id,
                         one.place);
                }
            }
            if (home != nullptr && index_.table_of(one) == nullptr) {
                warn("no_route_table",
                     one.id + " has no route table in the input, nor has its VPC a main one; where "
                              "its packets go is unknown",
                     one.place);
            }
            if (home != nullptr && index_.acl_of(one) == nullptr) {
                warn("no_network_acl",
                     one.id + " has no network ACL in the input; what may pass it is unknown",
                     one.place);
            }
        }
        for (auto& [vpc_id, all] : blocks) {
            // In this order a block that overlaps an earlier one lies inside the last open one.
            std::sort(all.begin(), all.end(),
                      [](const auto& a, const auto& b) { return a.first < b.first; });
            const std::pair<cidr, const subnet*>* outer = nullptr;
            for (const auto& own : all) {
                if (outer != nullptr && outer->first.contains(own.first)) {
                    warn("subnets_overlap",
                         outer->second->id + " " + vpcplan::to_string(outer->first) + " and " +
                             own.second->id + " " + vpcplan::to_string(own.first) + " overlap",
                         own.second->place);
                } else {
                    outer = &own;
                }
            }
        }
    }

    void check_interfaces() {
        std::map<std::pair<std::string_view, address_bits>, const interface*> owner;
        for (const auto& one : net_.interfaces) {
            check_vpc(one.id, one.vpc_id, one.place);
            const auto* home = index_.find_subnet(one.subnet_id);
            if (home == nullptr) {
                dangling(one.id, "subnet", one.subnet_id, "its paths are unknown", one.place);
            } else if (home->vpc_id != one.vpc_id) {
                warn("contradiction",
                     one.id + " is in " + in_quotes(one.vpc_id) + ", its subnet in " +
                         in_quotes(home->vpc_id),
                     one.place);
            }
            for (const auto& own : one.addresses) {
                const auto text = detail::to_string(own.address);
                if (home != nullptr && !home->blocks.empty() && !home->contains(own.address)) {
                    warn("address_outside_subnet",
                         one.id + " has " + text + ", which lies outside " + home->id, one.place);
                }
                const auto [at, added] =
                    owner.emplace(std::pair{std::string_view(one.vpc_id), own.address}, &one);
                if (!added && at->second != &one) {
                    warn("duplicate_address",
                         one.id + " and " + at->second->id + " both have " + text, one.place);
                }
            }
            for (const auto& group_id : one.group_ids) {
                if (index_.find_security_group(group_id) == nullptr) {
                    dangling(one.id, "security group", group_id, "what it allows is unknown",
                             one.place);
                }
            }
        }
        for (const auto& one : net_.instances) {
            for (const auto& id : one.interface_ids) {
                if (index_.find_interface(id) == nullptr) {
                    dangling(one.id, "interface", id, "nothing can be asked about it", one.place);
                }
            }
        }
    }

    bool target_exists(const route& entry) const {
        const auto& id = entry.target_id;
        switch (entry.target) {
        case route_target::local:
        case route_target::other: return true; // nothing to find, or already reported
        case route_target::internet_gateway: return index_.find_internet_gateway(id) != nullptr;
        case route_target::egress_only_internet_gateway:
            return index_.find_egress_only(id) != nullptr;
        case route_target::nat_gateway: return index_.find_nat_gateway(id) != nullptr;
        case route_target::interface: return index_.find_interface(id) != nullptr;
        case route_target::instance: return index_.find_instance(id) != nullptr;
        case route_target::vpc_peering_connection:
            return index_.find_peering(id) != nullptr || index_.find_other(id) != nullptr;
        case route_target::transit_gateway:
            return index_.find_transit_gateway(id) != nullptr ||
                   !index_.attachments_of(id).empty() || index_.find_other(id) != nullptr;
        case route_target::virtual_private_gateway:
            return index_.find_vpn_gateway(id) != nullptr || index_.find_other(id) != nullptr;
        case route_target::vpc_endpoint:
            return index_.find_endpoint(id) != nullptr || index_.find_other(id) != nullptr;
        default: return index_.find_other(id) != nullptr;
        }
    }

    /// AWS takes a static route inside the VPC only for a whole subnet. Source: VPC guide, "Subnet
    /// route tables".
    void check_more_specific(const route_table& table, const route& entry,
                             const std::string& text) {
        const auto* block = std::get_if<cidr>(&entry.destination);
        const auto* home = index_.find_vpc(table.vpc_id);
        if (block == nullptr || home == nullptr || entry.origin != route_origin::fixed ||
            std::none_of(home->blocks.begin(), home->blocks.end(), [&](const cidr& outer) {
                return outer != *block && outer.contains(*block);
            })) {
            return;
        }
        const bool is_whole_subnet =
            std::any_of(net_.subnets.begin(), net_.subnets.end(), [&](const subnet& one) {
                return one.vpc_id == home->id &&
                       std::find(one.blocks.begin(), one.blocks.end(), *block) != one.blocks.end();
            });
        if (!is_whole_subnet) {
            warn("not_a_whole_subnet",
                 text + " is more specific than the local route, and no subnet of " + home->id +
                     " has exactly this block; AWS refuses such a route, it is evaluated as it is",
                 entry.place);
        }
    }

    void check_tables() {
        std::unordered_set<std::string_view> main_of;
        std::unordered_set<std::string_view> with_table;
        for (const auto& table : net_.route_tables) {
            check_vpc(table.id, table.vpc_id, table.place);
            if (table.is_main && !main_of.insert(table.vpc_id).second) {
                warn("two_main_tables",
                     in_quotes(table.vpc_id) + " has two main route tables; the first one counts",
                     table.place);
            }
            for (const auto& id : table.subnet_ids) {
                if (index_.find_subnet(id) == nullptr) {
                    dangling(table.id, "subnet", id, "the association has no effect", table.place);
                }
                if (!with_table.insert(id).second) {
                    warn("two_associations",
                         id + " is associated with two route tables; the first one counts",
                         table.place);
                }
            }
            for (const auto& entry : table.routes) {
                const auto text = table.id + ": the route to " + destination_text(entry);
                if (!entry.blackhole && !target_exists(entry)) {
                    dangling(text, "its target", entry.target_id, "verdicts through it are unknown",
                             entry.place);
                }
                const auto* list = std::get_if<prefix_list_destination>(&entry.destination);
                if (list != nullptr && index_.find_prefix_list(list->id) == nullptr) {
                    dangling(text, "prefix list", list->id, "which addresses it takes is unknown",
                             entry.place);
                }
                check_more_specific(table, entry, text);
                if (std::holds_alternative<unreadable_destination>(entry.destination)) {
                    warn("unreadable_rule",
                         text + " cannot be read; it may take any packet, so verdicts by this "
                                "table are unknown where it would matter",
                         entry.place);
                }
            }
        }
    }

    void check_acls() {
        std::unordered_set<std::string_view> with_acl;
        for (const auto& acl : net_.network_acls) {
            check_vpc(acl.id, acl.vpc_id, acl.place);
            for (const auto& id : acl.subnet_ids) {
                if (index_.find_subnet(id) == nullptr) {
                    dangling(acl.id, "subnet", id, "the association has no effect", acl.place);
                }
                if (!with_acl.insert(id).second) {
                    warn("two_associations",
                         id + " is associated with two network ACLs; the first one counts",
                         acl.place);
                }
            }
        }
    }

    void check_groups() {
        for (const auto& group : net_.security_groups) {
            check_vpc(group.id, group.vpc_id, group.place);
            for (const auto* rules : {&group.inbound, &group.outbound}) {
                for (const auto& rule : *rules) {
                    if (const auto* list = std::get_if<prefix_list_peer>(&rule.peer);
                        list != nullptr && index_.find_prefix_list(list->id) == nullptr) {
                        dangling("a rule of " + group.id, "prefix list", list->id,
                                 "who belongs to it is unknown", rule.place);
                    }
                    if (const auto* peer = std::get_if<group_peer>(&rule.peer);
                        peer != nullptr && !peer->stale &&
                        index_.find_security_group(peer->id) == nullptr) {
                        dangling("a rule of " + group.id, "security group", peer->id,
                                 "only members that are in the input are known", rule.place);
                    }
                }
            }
        }
    }

    /// AWS refuses to peer VPCs that share addresses. Source: VPC peering guide.
    void check_peerings() {
        for (const auto& peering : net_.peerings) {
            for (const auto& here : peering.requester.blocks) {
                for (const auto& there : peering.accepter.blocks) {
                    if (overlaps(here, there)) {
                        warn("peered_blocks_overlap",
                             peering.id + " joins VPCs that overlap: " + vpcplan::to_string(here) +
                                 " and " + vpcplan::to_string(there) +
                                 "; AWS refuses such a peering connection, it is evaluated as it "
                                 "is",
                             peering.place);
                    }
                }
            }
        }
    }

    void check_gateways() {
        const auto check_attachments = [this](const auto& gateways) {
            for (const auto& gateway : gateways) {
                for (const auto& id : gateway.vpc_ids) {
                    check_vpc(gateway.id, id, gateway.place);
                }
            }
        };
        check_attachments(net_.internet_gateways);
        check_attachments(net_.egress_only_internet_gateways);
        for (const auto& gateway : net_.nat_gateways) {
            check_vpc(gateway.id, gateway.vpc_id, gateway.place);
            const bool gone = gateway.state == "deleted" || gateway.state == "failed";
            if (!gateway.is_regional && !gone && index_.find_subnet(gateway.subnet_id) == nullptr) {
                dangling(gateway.id, "subnet", gateway.subnet_id, "verdicts through it are unknown",
                         gateway.place);
            }
        }
    }

    const network& net_;
    network_index index_;
    reader_log& log_;
};

} // namespace

void check_network(const network& data, reader_log& log) { checker(data, log).run(); }

} // namespace vpcplan::detail
