// Builds a small network in code, asks whether a packet passes, and prints every check.
#include <iostream>
#include <vpcplan/explain.hpp>
#include <vpcplan/path.hpp>

using namespace vpcplan::literals;

namespace {

vpcplan::acl_rule allow_tcp(int number, vpcplan::port_range ports) {
    vpcplan::acl_rule rule; // for 0.0.0.0/0 unless told otherwise
    rule.number = number;
    rule.proto = vpcplan::protocol::tcp();
    rule.ports = ports;
    return rule;
}

/// Two subnets; the network ACL of the database lets PostgreSQL in, and forgets the replies.
vpcplan::network sketch() {
    vpcplan::network data;
    data.vpcs.emplace_back().id = "vpc-1";
    data.vpcs.back().blocks = {"10.0.0.0/16"_cidr};

    auto& open =
        data.network_acls.emplace_back(vpcplan::default_network_acl("acl-open", "vpc-1", false));
    open.subnet_ids = {"subnet-web"};
    vpcplan::network_acl strict;
    strict.id = "acl-db";
    strict.subnet_ids = {"subnet-db"};
    strict.inbound = vpcplan::acl_rules::make({allow_tcp(100, {5432, 5432})}).value();
    strict.outbound = vpcplan::acl_rules::make({allow_tcp(100, {443, 443})}).value();
    data.network_acls.push_back(strict);

    auto& group = data.security_groups.emplace_back(vpcplan::new_security_group("sg-1", "vpc-1"));
    vpcplan::group_rule postgres;
    postgres.proto = vpcplan::protocol::tcp();
    postgres.ports = {5432, 5432};
    postgres.peer = "10.0.1.0/24"_cidr;
    group.inbound.push_back(postgres);

    auto& table = data.route_tables.emplace_back();
    table.id = "rtb-main";
    table.vpc_id = "vpc-1";
    table.is_main = true;
    auto& local = table.routes.emplace_back();
    local.destination = "10.0.0.0/16"_cidr;
    local.origin = vpcplan::route_origin::local;

    const auto add = [&](const std::string& name, vpcplan::cidr block, vpcplan::cidr address) {
        auto& subnet = data.subnets.emplace_back();
        subnet.id = "subnet-" + name;
        subnet.vpc_id = "vpc-1";
        subnet.blocks = {block};
        auto& interface = data.interfaces.emplace_back();
        interface.id = "eni-" + name;
        interface.vpc_id = "vpc-1";
        interface.subnet_id = subnet.id;
        interface.group_ids = {"sg-1"};
        interface.addresses.push_back({address.first_bits(), std::nullopt, true});
    };
    add("web", "10.0.1.0/24"_cidr, "10.0.1.10/32"_cidr);
    add("db", "10.0.2.0/24"_cidr, "10.0.2.10/32"_cidr);
    return data;
}

} // namespace

int main() {
    const auto data = sketch();
    const vpcplan::network_index index(data);
    vpcplan::question asked;
    asked.from = vpcplan::find_endpoint(index, "eni-web", true).value.value();
    asked.to = vpcplan::find_endpoint(index, "eni-db", false).value.value();
    asked.destination_port = 5432;

    const auto said = vpcplan::ask(index, asked).value();
    std::cout << to_string(said.connection) << '\n';
    for (const auto* way : {&said.forward, &said.reply}) {
        for (const auto& step : way->steps) {
            std::cout << (&step == said.deciding_step() ? "> " : "  ")
                      << sentence(step, vpcplan::language::en, &index) << '\n';
        }
    }
}

// clang-format off
// Output:
// fails
//   Security group sg-1 lets TCP port 5432 to 10.0.2.10 out of eni-web: rule "all 0.0.0.0/0".
//   Network ACL acl-open lets TCP port 5432 to 10.0.2.10 out of subnet-web: rule 100 allows it.
//   Route table rtb-main delivers to 10.0.2.10 inside the VPC (local route 10.0.0.0/16).
//   Network ACL acl-db lets TCP port 5432 from 10.0.1.10 in to subnet-db: rule 100 allows it.
//   Security group sg-1 lets TCP port 5432 from 10.0.1.10 in to eni-db: rule "tcp 5432 10.0.1.0/24".
//   Security group sg-1 remembers the connection, so the reply passes eni-db (stateful).
// > Network ACL acl-db drops TCP port 1024 to 10.0.1.10 on its way out of subnet-db: no rule matches, so the final * rule (32767) denies; the closest, rule 100 (allow tcp 443 to 0.0.0.0/0), differs in the port.
