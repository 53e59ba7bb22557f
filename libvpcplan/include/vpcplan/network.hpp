// Floor 5. A network: what the readers produce and the path evaluator asks. Plain data with ids,
// and one index over it.
#pragma once

#include "interconnect.hpp"
#include "knowledge.hpp"
#include "load_balancer.hpp"
#include "network_acl.hpp"
#include "network_firewall.hpp"
#include "route_table.hpp"
#include "security_group.hpp"
#include "traffic_mirror.hpp"

#include <string_view>
#include <unordered_map>

namespace vpcplan {

struct vpc {
    std::string id;
    std::string name;
    std::string owner_id;
    std::string region;
    std::vector<cidr> blocks; ///< associated ones; the primary IPv4 block first
    bool dns_support = true;
    bool is_default = false;
    knowledge known{}; ///< what the input lists of this VPC
    source_ref place{};

    bool contains(const detail::address_bits& address) const noexcept {
        return std::any_of(blocks.begin(), blocks.end(),
                           [&](const cidr& block) { return block.contains(address); });
    }
};

struct subnet {
    std::string id;
    std::string name;
    std::string vpc_id;
    std::string zone;                                 ///< ap-northeast-2a
    std::string zone_id;                              ///< apne2-az1
    std::vector<cidr> blocks;                         ///< at most one IPv4 block, then IPv6
    std::optional<std::uint32_t> available_addresses; ///< AvailableIpAddressCount
    bool maps_public_ip = false;
    source_ref place{};

    bool contains(const detail::address_bits& address) const noexcept {
        return std::any_of(blocks.begin(), blocks.end(),
                           [&](const cidr& block) { return block.contains(address); });
    }
};

/// One private IPv4 address, or one IPv6 address.
struct interface_address {
    detail::address_bits address;
    std::optional<detail::address_bits> public_address; ///< IPv4 only: public or Elastic IP
    bool primary = false;
};

/// An elastic network interface.
struct interface {
    std::string id;
    std::string name;
    std::string subnet_id;
    std::string vpc_id;
    std::string instance_id; ///< empty when attached to no instance
    std::string description;
    std::string type = "interface"; ///< InterfaceType
    std::string status;
    std::string owner_id; ///< account
    std::vector<interface_address> addresses;
    std::vector<cidr> prefixes; ///< assigned prefixes
    std::vector<std::string> group_ids;
    bool source_dest_check = true;
    bool denies_igw_traffic = false; ///< DenyAllIgwTraffic
    source_ref place{};

    const interface_address* find(const detail::address_bits& address) const noexcept {
        for (const auto& own : addresses) {
            if (own.address == address) {
                return &own;
            }
        }
        return nullptr;
    }
    /// Known to belong to nothing that runs: it sends and gets nothing.
    /// Source: EC2 API, NetworkInterface, Status.
    bool is_detached() const noexcept { return status == "available"; }
    /// Its private addresses and everything in its assigned prefixes.
    bool owns(const detail::address_bits& address) const noexcept {
        return find(address) != nullptr ||
               std::any_of(prefixes.begin(), prefixes.end(),
                           [&](const cidr& prefix) { return prefix.contains(address); });
    }
    /// The address it uses as a source: the primary one, else the first of the family.
    const interface_address* primary(address_family family) const noexcept {
        const interface_address* first = nullptr;
        for (const auto& own : addresses) {
            if (own.address.family == family) {
                if (own.primary) {
                    return &own;
                }
                first = first == nullptr ? &own : first;
            }
        }
        return first;
    }
};

struct instance {
    std::string id;
    std::string name;
    std::string state = "running";
    std::vector<std::string> interface_ids; ///< device index order
    source_ref place{};

    /// Known not to run: it sends and gets nothing. One that is pending will.
    /// Source: EC2 guide, "Amazon EC2 instance state changes".
    bool is_off() const noexcept { return state != "running" && state != "pending"; }
};

struct internet_gateway {
    std::string id;
    std::string name;
    std::vector<std::string> vpc_ids; ///< attached; AWS allows one
    source_ref place{};
};

struct egress_only_internet_gateway {
    std::string id;
    std::string name;
    std::vector<std::string> vpc_ids;
    source_ref place{};
};

struct nat_gateway_address {
    std::optional<detail::address_bits> private_address;
    std::optional<detail::address_bits> public_address;
    std::string interface_id;
    bool primary = false;
};

struct nat_gateway {
    std::string id;
    std::string name;
    std::string vpc_id;
    std::string subnet_id; ///< empty for a regional gateway
    std::string state = "available";
    bool is_public = true;
    bool is_regional = false;
    std::vector<nat_gateway_address> addresses;
    source_ref place{};
};

/// Something on the path that this version recognises but does not evaluate: a carrier
/// gateway, a core network, … A packet that reaches it gets `unknown` with this as reason.
struct other_component {
    std::string id;
    std::string name;
    std::string kind; ///< "carrier_gateway", "core_network", …
    source_ref place{};
};

enum class severity : std::uint8_t { note, warning, error };

/// What a reader or a question wants to say beside the answer.
struct diagnostic {
    severity level = severity::warning;
    std::string id;      ///< stable, e.g. "dangling_reference"
    std::string message; ///< for people: what, where, and what it does to verdicts
    source_ref place{};
};

/// Plain data, in the order of the input. Evaluate through `network_index`.
struct network {
    std::vector<vpc> vpcs;
    std::vector<subnet> subnets;
    std::vector<interface> interfaces;
    std::vector<instance> instances;
    std::vector<route_table> route_tables;
    std::vector<network_acl> network_acls;
    std::vector<security_group> security_groups;
    std::vector<prefix_list> prefix_lists;
    std::vector<internet_gateway> internet_gateways;
    std::vector<egress_only_internet_gateway> egress_only_internet_gateways;
    std::vector<nat_gateway> nat_gateways;
    std::vector<vpc_peering_connection> peerings;
    std::vector<transit_gateway> transit_gateways;
    std::vector<transit_gateway_attachment> transit_gateway_attachments;
    std::vector<transit_gateway_route_table> transit_gateway_route_tables;
    std::vector<virtual_private_gateway> virtual_private_gateways;
    std::vector<customer_gateway> customer_gateways;
    std::vector<vpn_connection> vpn_connections;
    std::vector<direct_connect_gateway> direct_connect_gateways;
    std::vector<virtual_interface> virtual_interfaces;
    std::vector<vpc_endpoint> endpoints;
    std::vector<load_balancer> load_balancers;
    std::vector<target_group> target_groups;
    std::vector<network_firewall> firewalls;
    std::vector<traffic_mirror_session> traffic_mirror_sessions;
    std::vector<traffic_mirror_filter> traffic_mirror_filters;
    std::vector<traffic_mirror_target> traffic_mirror_targets;
    std::vector<firewall_policy> firewall_policies;
    std::vector<firewall_rule_group> firewall_rule_groups;
    std::vector<other_component> others;
    /// Public addresses that the input names, of things that it does not describe.
    std::vector<detail::address_bits> unplaced_addresses;
    knowledge known{}; ///< what the input lists of VPCs that it does not describe
    /// Nothing when the input is silent; then it is taken to be off.
    std::optional<vpcplan::block_public_access> public_access;
};

namespace detail {

struct address_bits_hash {
    std::size_t operator()(const address_bits& bits) const noexcept {
        auto mixed = bits.hi * 0x9e3779b97f4a7c15U ^ bits.lo;
        mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9U;
        return static_cast<std::size_t>(mixed ^ mixed >> 32);
    }
};

/// Pointers to things by a key. All maps share one instantiation of `unordered_map`: compilers
/// spend more on each of those than on the rest of this header.
template <class Key, class Hash, class T>
class pointer_map {
public:
    void reserve(std::size_t count) { map_.reserve(count); }
    /// The first of several with one key wins; readers report the rest.
    void emplace(const Key& key, const T* one) { map_.emplace(key, one); }
    const T* find(const Key& key) const noexcept {
        const auto found = map_.find(key);
        return found == map_.end() ? nullptr : static_cast<const T*>(found->second);
    }

private:
    std::unordered_map<Key, const void*, Hash> map_;
};

/// Several pointers for each key, in the order they came.
template <class Key, class Hash, class T>
class pointer_lists {
public:
    void add(const Key& key, const T* one) {
        const auto place = places_.emplace(key, lists_.size());
        if (place.second) {
            lists_.emplace_back();
        }
        lists_[place.first->second].push_back(one);
    }
    std::span<const T* const> find(const Key& key) const noexcept {
        const auto found = places_.find(key);
        return found == places_.end() ? std::span<const T* const>{} : lists_[found->second];
    }

private:
    std::unordered_map<Key, std::size_t, Hash> places_;
    std::vector<std::vector<const T*>> lists_;
};

template <class T>
using id_map = pointer_map<std::string_view, std::hash<std::string_view>, T>;
template <class T>
using id_lists = pointer_lists<std::string_view, std::hash<std::string_view>, T>;
template <class T>
using address_map = pointer_map<address_bits, address_bits_hash, T>;
template <class T>
using address_lists = pointer_lists<address_bits, address_bits_hash, T>;

template <class T>
id_map<T> index_by_id(const std::vector<T>& all) {
    id_map<T> map;
    map.reserve(all.size());
    for (const auto& one : all) {
        map.emplace(one.id, &one);
    }
    return map;
}

} // namespace detail

/// Finds things in a network by id, address and association. Refers to the network, which must
/// outlive it and stay unchanged. Building is O(things); each look-up is O(1) unless noted.
class network_index {
public:
    explicit network_index(const network& data);

    const network& data() const noexcept { return *data_; }

    const vpc* find_vpc(std::string_view id) const { return vpcs_.find(id); }
    const subnet* find_subnet(std::string_view id) const { return subnets_.find(id); }
    const interface* find_interface(std::string_view id) const { return interfaces_.find(id); }
    const instance* find_instance(std::string_view id) const { return instances_.find(id); }
    const route_table* find_route_table(std::string_view id) const {
        return route_tables_.find(id);
    }
    const network_acl* find_network_acl(std::string_view id) const {
        return network_acls_.find(id);
    }
    const security_group* find_security_group(std::string_view id) const {
        return security_groups_.find(id);
    }
    const prefix_list* find_prefix_list(std::string_view id) const {
        return prefix_lists_.find(id);
    }
    const internet_gateway* find_internet_gateway(std::string_view id) const {
        return internet_gateways_.find(id);
    }
    const egress_only_internet_gateway* find_egress_only(std::string_view id) const {
        return egress_only_.find(id);
    }
    const nat_gateway* find_nat_gateway(std::string_view id) const {
        return nat_gateways_.find(id);
    }
    const vpc_peering_connection* find_peering(std::string_view id) const {
        return peerings_.find(id);
    }
    const transit_gateway* find_transit_gateway(std::string_view id) const {
        return transit_gateways_.find(id);
    }
    const transit_gateway_attachment* find_attachment(std::string_view id) const {
        return attachments_.find(id);
    }
    const transit_gateway_route_table* find_transit_table(std::string_view id) const {
        return transit_tables_.find(id);
    }
    const virtual_private_gateway* find_vpn_gateway(std::string_view id) const {
        return vpn_gateways_.find(id);
    }
    const customer_gateway* find_customer_gateway(std::string_view id) const {
        return customer_gateways_.find(id);
    }
    const vpc_endpoint* find_endpoint(std::string_view id) const { return endpoints_.find(id); }
    const load_balancer* find_balancer(std::string_view id) const { return balancers_.find(id); }
    const target_group* find_target_group(std::string_view id) const {
        return target_groups_.find(id);
    }
    const network_firewall* find_firewall(std::string_view id) const { return firewalls_.find(id); }
    const firewall_policy* find_firewall_policy(std::string_view id) const {
        return firewall_policies_.find(id);
    }
    const firewall_rule_group* find_firewall_rule_group(std::string_view id) const {
        return firewall_rule_groups_.find(id);
    }
    const other_component* find_other(std::string_view id) const { return others_.find(id); }

    /// Explicit association, else the VPC's main table; nothing when the input has neither.
    const route_table* table_of(const subnet& where) const {
        const auto* table = table_of_subnet_.find(where.id);
        return table != nullptr ? table : main_table_.find(where.vpc_id);
    }
    const route_table* table_of_gateway(std::string_view gateway_id) const {
        return table_of_gateway_.find(gateway_id);
    }
    /// Explicit association, else the VPC's default ACL; nothing when the input has neither.
    const network_acl* acl_of(const subnet& where) const {
        const auto* acl = acl_of_subnet_.find(where.id);
        return acl != nullptr ? acl : default_acl_.find(where.vpc_id);
    }
    /// Whether the input lists every thing of this kind that a VPC has.
    bool has_all(listed kind, std::string_view vpc_id) const {
        const auto* home = find_vpc(vpc_id);
        return home != nullptr ? home->known.has_all(kind) : data_->known.has_all(kind);
    }
    /// Whether the input lists every thing of this kind, whatever VPC it is of.
    /// Complexity: O(VPCs).
    bool has_all(listed kind) const {
        return data_->known.has_all(kind) &&
               std::all_of(data_->vpcs.begin(), data_->vpcs.end(),
                           [kind](const vpc& one) { return one.known.has_all(kind); });
    }
    /// Whether an address lies in a block of a VPC. Its own description, its sides of peering
    /// connections and its subnets each may tell of blocks that the others leave out; nothing when
    /// none of them has it and the VPC itself is not described.
    std::optional<bool> is_inside(std::string_view vpc_id,
                                  const detail::address_bits& address) const;

    const internet_gateway* internet_gateway_of(std::string_view vpc_id) const {
        return igw_of_vpc_.find(vpc_id);
    }
    const egress_only_internet_gateway* egress_only_of(std::string_view vpc_id) const {
        return eigw_of_vpc_.find(vpc_id);
    }

    const virtual_private_gateway* vpn_gateway_of(std::string_view vpc_id) const {
        return vgw_of_vpc_.find(vpc_id);
    }
    std::span<const transit_gateway_attachment* const>
    attachments_of(std::string_view transit_gateway_id) const {
        return attachments_of_gateway_.find(transit_gateway_id);
    }
    std::span<const vpn_connection* const> vpns_of(std::string_view gateway_id) const {
        return vpns_of_gateway_.find(gateway_id);
    }
    const vpc_endpoint* endpoint_of_interface(std::string_view interface_id) const {
        return endpoint_of_interface_.find(interface_id);
    }
    const load_balancer* balancer_of_interface(std::string_view interface_id) const {
        return balancer_of_interface_.find(interface_id);
    }
    const network_firewall* firewall_of_endpoint(std::string_view endpoint_id) const {
        return firewall_of_endpoint_.find(endpoint_id);
    }

    /// The interface of a VPC that owns a private or IPv6 address, prefixes included.
    const interface* interface_at(std::string_view vpc_id,
                                  const detail::address_bits& address) const {
        for (const auto* one : by_private_address_.find(address)) {
            if (one->vpc_id == vpc_id) {
                return one;
            }
        }
        for (const auto* one : with_prefixes_) {
            if (one->vpc_id == vpc_id && one->owns(address)) {
                return one;
            }
        }
        return nullptr;
    }
    /// All interfaces with a private or IPv6 address, prefixes included, over all VPCs.
    std::vector<const interface*> interfaces_at(const detail::address_bits& address) const {
        const auto found = by_private_address_.find(address);
        std::vector<const interface*> all{found.begin(), found.end()};
        for (const auto* one : with_prefixes_) {
            if (one->find(address) == nullptr && one->owns(address)) {
                all.push_back(one);
            }
        }
        return all;
    }
    const interface* interface_with_public(const detail::address_bits& address) const {
        return by_public_address_.find(address);
    }
    const nat_gateway* nat_with_public(const detail::address_bits& address) const {
        return nat_by_public_address_.find(address);
    }
    const nat_gateway* nat_of_interface(std::string_view interface_id) const {
        return nat_by_interface_.find(interface_id);
    }
    /// The NAT gateway of a VPC that has this private address.
    const nat_gateway* nat_at(std::string_view vpc_id, const detail::address_bits& address) const {
        for (const auto* gateway : nat_by_private_address_.find(address)) {
            if (gateway->vpc_id == vpc_id) {
                return gateway;
            }
        }
        return nullptr;
    }
    /// The subnet of a VPC that holds an address. Complexity: O(subnets of the VPC).
    const subnet* subnet_at(std::string_view vpc_id, const detail::address_bits& address) const {
        for (const auto* one : subnets_of_vpc_.find(vpc_id)) {
            if (one->contains(address)) {
                return one;
            }
        }
        return nullptr;
    }

private:
    const network* data_;
    detail::id_map<vpc> vpcs_;
    detail::id_map<subnet> subnets_;
    detail::id_map<interface> interfaces_;
    detail::id_map<instance> instances_;
    detail::id_map<route_table> route_tables_;
    detail::id_map<network_acl> network_acls_;
    detail::id_map<security_group> security_groups_;
    detail::id_map<prefix_list> prefix_lists_;
    detail::id_map<internet_gateway> internet_gateways_;
    detail::id_map<egress_only_internet_gateway> egress_only_;
    detail::id_map<nat_gateway> nat_gateways_;
    detail::id_map<vpc_peering_connection> peerings_;
    detail::id_map<transit_gateway> transit_gateways_;
    detail::id_map<transit_gateway_attachment> attachments_;
    detail::id_map<transit_gateway_route_table> transit_tables_;
    detail::id_map<virtual_private_gateway> vpn_gateways_;
    detail::id_map<customer_gateway> customer_gateways_;
    detail::id_map<vpc_endpoint> endpoints_;
    detail::id_map<load_balancer> balancers_;
    detail::id_map<target_group> target_groups_;
    detail::id_map<network_firewall> firewalls_;
    detail::id_map<firewall_policy> firewall_policies_;
    detail::id_map<firewall_rule_group> firewall_rule_groups_;
    detail::id_map<other_component> others_;
    detail::id_map<route_table> table_of_subnet_;
    detail::id_map<route_table> table_of_gateway_;
    detail::id_map<route_table> main_table_;
    detail::id_map<network_acl> acl_of_subnet_;
    detail::id_map<network_acl> default_acl_;
    detail::id_map<internet_gateway> igw_of_vpc_;
    detail::id_map<egress_only_internet_gateway> eigw_of_vpc_;
    detail::id_map<virtual_private_gateway> vgw_of_vpc_;
    detail::id_map<nat_gateway> nat_by_interface_;
    detail::id_map<vpc_endpoint> endpoint_of_interface_;
    detail::id_map<load_balancer> balancer_of_interface_;
    detail::id_map<network_firewall> firewall_of_endpoint_;
    detail::id_lists<transit_gateway_attachment> attachments_of_gateway_;
    detail::id_lists<vpn_connection> vpns_of_gateway_;
    detail::address_lists<interface> by_private_address_;
    detail::address_map<interface> by_public_address_;
    detail::address_map<nat_gateway> nat_by_public_address_;
    detail::address_lists<nat_gateway> nat_by_private_address_;
    detail::id_lists<subnet> subnets_of_vpc_;
    std::vector<const interface*> with_prefixes_;
};

} // namespace vpcplan
