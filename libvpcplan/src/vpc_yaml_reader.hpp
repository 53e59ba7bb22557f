// Private. vpc.yaml into a network. One class, split over files by subject.
#pragma once

#include "field_reader.hpp"
#include "reader_log.hpp"
#include "rule_line.hpp"

#include <set>

namespace vpcplan::detail {

class vpc_yaml_reader : private field_reader {
public:
    explicit vpc_yaml_reader(const document& source);

    load_outcome read();

private:
    /// One VPC's part of the document.
    struct vpc_body {
        std::string id;
        const node* body = nullptr;   ///< the map that holds subnets and so on
        const node* blocks = nullptr; ///< its cidr
        std::string internet_gateway; ///< id, "" for none
        std::string egress_only;      ///< id, "" for none
        std::vector<cidr> cidrs;
        bool has_ipv6 = false;
    };
    enum class name_kind {
        subnet,
        route_table,
        network_acl,
        security_group,
        instance,
        interface,
        nat_gateway,
        endpoint,
        vpc,
        peering,
        transit_gateway,
        vpn_gateway,
        vpn_connection,
        direct_connect_gateway,
        customer_gateway,
        target_group,
        load_balancer,
        firewall,
        mirror_session
    };
    /// For names that are the same in every VPC.
    static constexpr std::size_t any_vpc = static_cast<std::size_t>(-1);
    struct named {
        const node* where = nullptr;
        std::string id;
        std::size_t vpc = 0;
    };

    // ---- the document: vpc_yaml.cpp
    void find_vpcs(const node& root);
    void register_names(std::size_t vpc);
    /// Reports what cannot be a name.
    bool check_name(const node& where);
    void register_name(name_kind kind, const node& where, std::size_t vpc);
    /// False for one whose name was refused.
    bool is_registered(name_kind kind, const node& where) const;
    std::string implied_id(const std::string& name, std::size_t vpc) const;
    /// The id of a thing with this name: VPC/NAME for the tables, ACLs and groups that every VPC
    /// has.
    std::string id_for(name_kind kind, const std::string& name, std::size_t vpc) const;
    /// The id for a name used in this VPC; reports an unknown one, and one that belongs to another
    /// VPC where it cannot.
    std::string resolve(name_kind kind, const node& where, const std::string& name,
                        std::size_t vpc);
    const named* find_name(name_kind kind, const std::string& name, std::size_t vpc) const;
    std::string nearest(name_kind kind, const std::string& name) const;
    void read_vpc(std::size_t vpc);
    void read_gateway_flags(vpc_body& into);
    void read_prefix_lists(const node& root);
    bool has_prefix_list(std::string_view name) const;
    void read_public_access(const node& root);

    // ---- routes: vpc_yaml_routes.cpp
    void read_route_tables(std::size_t vpc);
    route_table new_table(std::string id, const node& where, std::size_t vpc) const;
    route_table* table(const std::string& id);
    /// The table that a name means in this VPC: one of route_tables, main, or that of a subnet with
    /// routes of its own. Reports an unknown one.
    route_table* own_table(const node& name, std::size_t vpc);
    void read_routes(const node& list, std::size_t vpc, route_table& into);
    void read_propagation(const node& gateways, std::size_t vpc, route_table& into);
    struct named_target;
    using destination = decltype(route::destination);
    /// Unreadable when it was reported.
    destination read_destination(const node& where, const std::string& written);
    bool read_target(const node& where, const route_line& line, std::size_t vpc, route& into);
    bool read_gateway_target(const node& where, const route_line& line, std::size_t vpc,
                             route& into);
    bool read_known_prefix(const node& where, const std::string& name, route& into);
    void check_target(const node& where, const route& made, std::size_t target_vpc,
                      std::size_t vpc);

    // ---- subnets and rules: vpc_yaml_subnets.cpp
    void read_subnets(std::size_t vpc);
    void read_subnet(const node& where, std::size_t vpc);
    void read_network_acls(std::size_t vpc);
    acl_rules read_acl_rules(const node& acl, std::string_view key, direction way);
    void read_security_groups(std::size_t vpc);
    void read_group_rules(const node& list, std::size_t vpc, direction way, security_group& into);
    network_acl* acl(const std::string& id);

    // ---- interfaces: vpc_yaml_interfaces.cpp
    struct pending_address {
        std::size_t interface = 0; ///< place in net_.interfaces
        std::size_t nat = no_nat;  ///< place in net_.nat_gateways
        const node* where = nullptr;
        bool wants_v4 = false;
        bool wants_v6 = false;
        bool wants_public = false;
    };
    static constexpr std::size_t no_nat = static_cast<std::size_t>(-1);
    void read_instances(std::size_t vpc);
    void read_interfaces(std::size_t vpc);
    void read_nat_gateways(std::size_t vpc);
    /// False when nothing was added.
    bool read_interface(const node& where, const std::string& id, std::size_t vpc);
    /// The ids of `groups`; the default group when it is absent.
    std::vector<std::string> group_ids(const node& map, std::size_t vpc);
    void read_addresses(const node& map, interface& into, pending_address& open);
    void read_public_address(const node& value, interface_address& own, pending_address& open);
    void choose_addresses();
    std::optional<address_bits> free_address(const interface& owner, address_family family,
                                             const node& where);

    // ---- endpoints of services: vpc_yaml_endpoints.cpp
    void read_endpoints(std::size_t vpc);
    void read_endpoint(const node& where, std::size_t vpc);
    void add_endpoint_interfaces(const node& where, vpc_endpoint& into, std::size_t vpc);
    void add_endpoint_routes(const node& where, const std::string& service, vpc_endpoint& into,
                             std::size_t vpc);

    // ---- load balancers: vpc_yaml_balancers.cpp
    void read_target_groups(std::size_t vpc);
    std::optional<std::uint16_t> target_port(const node& where, std::string_view written);
    void add_target(const node& where, std::string_view written, std::size_t vpc,
                    target_group& into);
    void mark_unhealthy(const node& name, std::vector<balancer_target>& among,
                        const std::string& of);
    void read_load_balancers(std::size_t vpc);
    void add_nodes(const node& where, std::size_t vpc, load_balancer& into);
    void read_classic_instances(const node& where, std::size_t vpc, load_balancer& into);
    void read_listener(const node& where, std::size_t vpc, load_balancer& into);
    void send_to_hosts(const node& where, const listener_line& line, std::size_t vpc,
                       const std::string& vpc_id, balancer_listener& from);
    void complete_group(const node& where, const std::string& id, const balancer_listener& of);

    // ---- firewalls: vpc_yaml_firewalls.cpp
    void register_firewalls(std::size_t vpc);
    void read_firewalls(std::size_t vpc);
    void add_firewall_endpoint(network_firewall& into, const subnet& home, const std::string& id,
                               const source_ref& place);
    /// Endpoints that a firewall has besides those of its own subnets, also in other VPCs.
    void read_firewall_associations(std::size_t vpc);
    void read_firewall_policy(const node& firewall, const network_firewall& of);
    void read_stateless_rules(const node& list, const network_firewall& of);
    void read_stateful_rules(const node& list, const network_firewall& of);

    // ---- traffic mirroring: vpc_yaml_mirrors.cpp
    void read_mirrors(const node& root);
    void read_mirror(const node& where);
    void check_mirror_ends(const node& root);
    /// The interface with this id, or that of the instance; nothing where there is none of both.
    /// Reports an instance with several.
    const interface* mirrored_interface(const node& where);
    void read_mirror_target(const node& where, traffic_mirror_target& into);
    void read_mirror_rules(const node& list, traffic_mirror_filter& into);
    std::optional<int> mirror_number(const node& map, std::string_view key, int least, int most);
    std::string nearest_of(std::initializer_list<name_kind> kinds, const std::string& name) const;

    // ---- between networks: vpc_yaml_interconnect.cpp
    void register_shared_names(const node& root);
    void read_peerings(const node& root);
    void read_peering(const node& where);
    void read_vpn_gateways(const node& root);
    void read_customer_gateways(const node& root);
    void read_vpn_connections(const node& root);
    void read_direct_connect(const node& root);
    void read_association(const node& where, direct_connect_gateway& into);
    void read_virtual_interfaces(const node& root);
    void learn(const std::string& id, const std::vector<cidr>& announced);
    const std::vector<cidr>& learned(const std::string& id) const;

    // ---- transit gateways: vpc_yaml_transit.cpp
    void read_transit_gateways(const node& root);
    transit_gateway_attachment new_attachment(const std::string& gateway, const std::string& name,
                                              const source_ref& place) const;
    void read_attachments(const node& gateway);
    void read_vpc_attachment(const node& subnets, transit_gateway_attachment& into);
    void read_transit_peering(const node& where, const node& other,
                              transit_gateway_attachment made);
    void add_implied_attachments(const std::string& gateway);
    bool has_transit_attachment(const std::string& gateway, const std::string& vpc_id) const;
    transit_gateway_attachment* attachment_named(const node& where, const std::string& name,
                                                 const std::string& gateway);
    std::vector<transit_gateway_attachment*>
    attachments_named(const node& map, std::string_view key, const std::string& gateway);
    void read_transit_tables(const node& gateway);
    void read_transit_table(const node& where, const std::string& gateway);
    void read_transit_routes(const node& list, transit_gateway_route_table& into);
    void propagate(const transit_gateway_attachment& from, transit_gateway_route_table& into);
    void check_attachment_zones();

    const document& source_;
    network net_;
    reader_log log_;
    std::vector<vpc_body> bodies_;
    std::map<std::pair<name_kind, std::string>, named> names_;
    std::string region_;
    bool several_ = false;
    std::vector<pending_address> pending_;
    std::set<std::pair<std::string, address_bits>> used_;              ///< VPC and address
    std::map<std::pair<std::string, address_family>, u128> next_free_; ///< of each subnet
    std::set<address_bits> used_public_;
    std::set<std::string> others_;
    /// What lies behind a gateway, a VPN connection or a Direct Connect gateway, by its id.
    std::map<std::string, std::vector<cidr>> learned_;
};

} // namespace vpcplan::detail
