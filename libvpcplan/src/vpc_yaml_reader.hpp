// Private. vpc.yaml into a network. One class, split over files by subject.
#pragma once

#include "reader_log.hpp"
#include "rule_line.hpp"

#include <set>

namespace vpcplan::detail {

class vpc_yaml_reader {
public:
    explicit vpc_yaml_reader(const document& source) : source_(source) {}

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
        nat_gateway
    };
    struct named {
        const node* where = nullptr;
        std::string id;
        std::size_t vpc = 0;
    };

    // ---- fields and errors: vpc_yaml_fields.cpp
    void fail(const node& where, errc code, const std::string& message);
    void fail_at(const source_ref& place, errc code, const std::string& message);
    void check_fields(const node& map, std::string_view what,
                      std::initializer_list<std::string_view> known);
    const node* member(const node& map, std::string_view key, node_kind kind);
    std::string word(const node& map, std::string_view key);
    bool flag(const node& map, std::string_view key, bool fallback);
    std::optional<cidr> block(const node& value);
    /// One block or a list of blocks.
    std::vector<cidr> blocks(const node& value);
    std::optional<address_bits> address(const node& value);
    /// The texts of a list; one text alone counts as a list of one.
    std::vector<const node*> lines(const node& value, std::string_view what);
    std::vector<const node*> members(const node& map, std::string_view key);

    // ---- the document: vpc_yaml.cpp
    void find_vpcs(const node& root);
    void register_names(std::size_t vpc);
    void register_name(name_kind kind, const node& where, std::size_t vpc);
    std::string implied_id(const std::string& name, std::size_t vpc) const;
    /// The id for a name used in this VPC; reports an unknown one.
    std::string resolve(name_kind kind, const node& where, const std::string& name,
                        std::size_t vpc);
    const named* find_name(name_kind kind, const std::string& name, std::size_t vpc) const;
    std::string nearest(name_kind kind, const std::string& name) const;
    void read_vpc(std::size_t vpc);
    void read_gateway_flags(vpc_body& into);
    void read_prefix_lists(const node& root);

    // ---- subnets, tables, rules: vpc_yaml_subnets.cpp
    void read_subnets(std::size_t vpc);
    void read_subnet(const node& where, std::size_t vpc);
    void read_route_tables(std::size_t vpc);
    route_table new_table(std::string id, const node& where, std::size_t vpc) const;
    void read_routes(const node& list, std::size_t vpc, route_table& into);
    bool read_target(const node& where, const route_line& line, std::size_t vpc, route& into);
    void read_network_acls(std::size_t vpc);
    acl_rules read_acl_rules(const node& acl, std::string_view key, direction way);
    void read_security_groups(std::size_t vpc);
    void read_group_rules(const node& list, std::size_t vpc, direction way, security_group& into);
    network_acl* acl(const std::string& id);
    route_table* table(const std::string& id);

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
    void read_addresses(const node& map, interface& into, pending_address& open);
    void read_public_address(const node& value, interface_address& own, pending_address& open);
    void choose_addresses();
    std::optional<address_bits> free_address(const interface& owner, address_family family,
                                             const node& where);

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
    std::vector<std::string> errors_;
    std::optional<load_failure> first_error_;
};

} // namespace vpcplan::detail
