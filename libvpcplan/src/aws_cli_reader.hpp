// Private. `aws ec2 describe-*` output into a network. One class, split over files by subject.
#pragma once

#include "reader_log.hpp"

#include <initializer_list>
#include <set>
#include <unordered_map>

namespace vpcplan::detail {

struct suricata_variables;

/// None unless both are ports, from 0 to 65535, and in order.
std::optional<port_range> ports_between(int first, int last);

class aws_cli_reader {
public:
    /// Whether a document has a top-level key of the AWS CLI.
    static bool recognises(const node& root);

    /// Takes the sections of one document, which must outlive the reader. Several documents may
    /// hold the same section, and the same thing.
    void collect(const node& root);

    loaded_network finish();

private:
    // ---- sections: aws_cli_reader.cpp
    void collect_member(const node& member);
    void collect_elements(const node& member, const std::string& section);
    void read_others();
    void report_ignored();
    const std::vector<const node*>& section(std::string_view key) const;

    // ---- fields, with a diagnostic for each that is not what it should be: aws_cli_fields.cpp
    const node* field(const node& object, std::string_view key, node_kind kind);
    /// "" when absent; a number is taken as its text.
    std::string text(const node& object, std::string_view key);
    bool flag(const node& object, std::string_view key, bool fallback);
    std::optional<int> integer(const node& object, std::string_view key);
    /// The objects of a list; other elements are reported.
    std::vector<const node*> objects(const node& object, std::string_view key);
    std::optional<cidr> block(const node& object, std::string_view key);
    std::optional<cidr> block(const node& value);
    std::optional<address_bits> address(const node& object, std::string_view key);
    std::string name_of(const node& object);
    /// The value of a tag, or "".
    std::string tag_of(const node& object, std::string_view name);
    /// The id, or an invented one with a diagnostic.
    std::string id_of(const node& object, std::string_view key);
    void known_fields(const node& object, std::string_view kind,
                      std::initializer_list<std::string_view> known);

    // ---- the same thing in several files: aws_cli_accounts.cpp
    void prefer_owners();
    /// Whether this id is new in its section; a second, different thing is reported.
    bool is_new(std::string_view section, const std::string& id, const node& object);
    /// Splits an interface that several instances have in the input into one for each of them.
    void read_contested_interface(const node& own, const std::string& instance_id,
                                  const std::string& interface_id);
    /// Instances with such an interface have none that a question could mean.
    void refuse_contested();
    /// The interface of an instance that has none in the input, from what the instance itself says.
    void read_only_interface(const node& object, const std::string& instance_id);
    /// The account whose folder a file is in; "" when its path has none.
    static std::string_view account_of(const node& object);

    // ---- what the input lists wholly: aws_cli_listed.cpp
    static std::string folder_of(const node& object);
    void find_what_is_listed();
    bool is_listed(std::string_view key, const std::string* folder) const;

    // ---- the network: aws_cli_vpc.cpp
    void read_vpcs();
    void read_dns_support();
    void read_subnets();
    void read_internet_gateways();
    void read_nat_gateways();
    void read_block_public_access();
    std::optional<block_public_access::mode> access_of_region(const vpc& of);
    std::vector<std::string> attached_vpcs(const node& gateway);
    void find_regions();

    // ---- between networks: aws_cli_interconnect.cpp
    void read_peerings();
    peering_side peering_side_of(const node& connection, std::string_view key);
    void read_transit_gateways();
    transit_gateway_attachment& attachment_of(const node& object);
    void read_transit_attachments();
    void read_transit_peering(const node& object);
    void read_transit_tables();
    transit_gateway_route_table& transit_table(const node& object);
    void read_transit_routes(const node& object, transit_gateway_route_table& into);
    void read_transit_route(const node& object, transit_gateway_route_table& into);
    bool read_propagation(const node& object, transit_gateway_route_table& into);
    void read_endpoints();

    // ---- load balancers: aws_cli_balancers.cpp
    void read_balancers();
    void read_balancer(const node& object);
    void read_classic_balancer(const node& object);
    void read_listeners();
    void read_listener(const node& object, load_balancer& of);
    void read_rule(const node& object, const std::string& listener_id);
    void read_actions(const node& object, std::string_view key, balancer_listener& into);
    void read_balancer_attributes();
    void read_target_groups();
    void read_target_health(const node& object, target_group& into);
    void find_nodes();
    /// The load balancer or target group that an object names, or null with a diagnostic.
    load_balancer* balancer_of(const node& object, std::string_view key);
    target_group* target_group_of(const node& object);
    std::optional<bool> attribute(const node& object, std::string_view name);
    std::uint16_t port(const node& object, std::string_view key);

    // ---- Network Firewall: aws_cli_firewalls.cpp
    void collect_firewall_documents(const node& root);
    /// The texts of a list; other elements are reported.
    std::vector<std::string> words(const node& object, std::string_view key);
    void read_firewalls();
    void read_firewall(const node& object, const node* status);
    void read_firewall_association(const node& object);
    /// Those of a status, by zone.
    std::vector<firewall_endpoint> firewall_endpoints(const node& status, std::string_view key);
    void add_endpoint_of(const std::string& firewall_id, const std::string& vpc_id,
                         const source_ref& place, const firewall_endpoint& at);
    std::vector<firewall_group_reference> group_references(const node& policy,
                                                           std::string_view key);
    void read_firewall_policy(const node& object);
    suricata_variables rule_variables(const node& group);
    void read_rule_group(const node& object);
    void unreadable_firewall_rule(const std::string& what, const node& where);
    void read_rules_string(const node& rules, const suricata_variables& variables,
                           firewall_rule_group& into);
    void read_stateful_rule(const node& rule, const suricata_variables& variables,
                            firewall_rule_group& into);
    void read_domain_list(const node& list, const suricata_variables& variables,
                          firewall_rule_group& into);
    void read_stateless_rule(const node& object, firewall_rule_group& into);

    // ---- ways to data centres: aws_cli_data_centre.cpp
    void read_vpn();
    void read_direct_connect();
    std::string text_of_either(const node& object, std::string key);
    std::vector<const node*> either_section(std::string key) const;

    // ---- traffic mirroring: aws_cli_mirroring.cpp
    void read_mirroring();
    void read_mirror_rules(const node& filter, std::string_view key, direction way,
                           std::vector<traffic_mirror_rule>& into);
    bool read_mirror_ports(const node& rule, std::string_view key, port_range& into);

    // ---- interfaces and instances: aws_cli_interfaces.cpp
    void read_interfaces();
    void read_interface(const node& object, const std::string& instance_id);
    void read_interface_addresses(const node& object, interface& into);
    void read_instances();
    void read_addresses();

    // ---- routes: aws_cli_routes.cpp
    void read_route_tables();
    void read_route(const node& object, route_table& into);
    void read_route_target(const node& object, route& into);

    // ---- rules: aws_cli_rules.cpp
    void read_prefix_lists();
    void read_network_acls();
    void read_acl_entry(const node& object, std::vector<acl_rule>& inbound,
                        std::vector<acl_rule>& outbound);
    bool read_acl_match(const node& object, acl_rule& into);
    acl_rules ordered(std::vector<acl_rule> rules, const node& acl);
    void read_security_groups();
    void read_permissions(const node& group, std::string_view key, std::vector<group_rule>& into);
    bool read_permission_match(const node& permission, group_rule& into);
    group_rule_peer group_peer_of(const node& pair);

    struct unknown_field {
        std::size_t count = 0;
        const node* first = nullptr;
    };

    network net_;
    reader_log log_;
    std::map<std::string, std::vector<const node*>, std::less<>> sections_;
    /// The folders of files in which a key is present, and the output is no page of several.
    std::map<std::string, std::set<std::string>, std::less<>> listed_;
    /// VPCs that tell their effective mode of Block Public Access.
    std::set<std::string> says_its_access_;
    std::unordered_map<std::string, const node*> seen_;
    std::map<std::string, unknown_field> unknown_fields_;
    std::map<std::string, std::string> region_of_vpc_;
    std::map<std::string, std::string> holder_of_; ///< the first instance with an interface
    std::map<std::string, bool> contested_;        ///< instances with an interface of another
    /// Interfaces of an instance with their device index.
    std::map<std::string, std::vector<std::pair<int, std::string>>> interfaces_of_;
};

} // namespace vpcplan::detail
