// Reads a folder of `aws ec2 describe-*` output and asks it a question.
// usage: read_aws_json [FOLDER]
#include <iostream>
#include <vpcplan/explain.hpp>
#include <vpcplan/path.hpp>
#include <vpcplan/readers.hpp>

int main(int count, char** words) {
    const auto read = vpcplan::load_network(count > 1 ? words[1] : "aws-snapshot");
    if (const auto* failure = std::get_if<vpcplan::load_failure>(&read)) {
        std::cerr << failure->message << '\n';
        return 2;
    }
    const auto& [data, diagnostics] = std::get<vpcplan::loaded_network>(read);
    for (const auto& one : diagnostics) { // what was not understood, and what that does to answers
        std::cerr << to_string(one.place) << ": " << one.message << '\n';
    }
    std::cout << data.vpcs.size() << " VPC, " << data.subnets.size() << " subnets, "
              << data.interfaces.size() << " interfaces\n";

    const vpcplan::network_index index(data);
    const auto from = vpcplan::find_endpoint(index, "bastion", true);
    const auto to = vpcplan::find_endpoint(index, "db-1", false);
    if (!from.value || !to.value) {
        std::cerr << "the network has no bastion or no db-1\n";
        return 2;
    }
    vpcplan::question asked{*from.value, *to.value};
    asked.destination_port = 5432;
    const auto said = vpcplan::ask(index, asked);
    if (!said) {
        std::cerr << reason_of(said.error().code) << '\n';
        return 2;
    }
    std::cout << headline(*said, vpcplan::language::en, &index) << '\n';
}

// clang-format off
// Output:
// 1 VPC, 6 subnets, 5 interfaces
// FAILS: the request arrives, but the reply is lost. Network ACL acl-080c1833e89a9ff0a (db) drops TCP port 1024 to 10.20.0.20 on its way out of subnet-03a3f23efae3fb6a2 (db-a): no rule matches, so the final * rule (32767) denies; the closest, rule 100 (allow tcp 1024-65535 to 10.20.10.0/23), differs in the address.
