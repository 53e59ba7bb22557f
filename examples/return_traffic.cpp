// For which ephemeral ports does a connection work? Network ACLs are stateless: the reply goes to
// the port that the client happened to choose.
#include <iostream>
#include <vpcplan/explain.hpp>
#include <vpcplan/path.hpp>
#include <vpcplan/readers.hpp>

namespace {

constexpr auto sketch = R"(
vpc: 10.0.0.0/16
internet_gateway: true
subnets:
  public: {cidr: 10.0.1.0/24, routes: [0.0.0.0/0 -> igw], acl: narrow}
network_acls:
  narrow:
    inbound: [100 allow tcp 443]
    outbound: [100 allow tcp 49152-65535]
security_groups:
  web: [tcp 443 from 0.0.0.0/0]
instances:
  web: {subnet: public, public_ip: true, groups: [web]}
)";

} // namespace

int main() {
    const auto loaded =
        std::get<vpcplan::loaded_network>(vpcplan::parse_network(sketch, "sketch.yaml"));
    const vpcplan::network_index index(loaded.data);
    vpcplan::question asked;
    asked.from = vpcplan::find_endpoint(index, "internet:203.0.113.7", true).value.value();
    asked.to = vpcplan::find_endpoint(index, "web", false).value.value();
    asked.destination_port = 443;

    using vpcplan::client_ports;
    for (const auto client :
         {client_ports::any, client_ports::linux_hosts, client_ports::windows}) {
        asked.client = client; // no source port: every one that such a client may choose
        const auto said = vpcplan::ask(index, asked).value();
        std::cout << "clients of ports " << to_string(range_of(client)) << ": "
                  << to_string(said.connection) << ", for " << ports_text(said.source_ports)
                  << '\n';
    }
}

// Output:
// clients of ports 1024-65535: fails, for 49152-65535
// clients of ports 32768-60999: fails, for 49152-60999
// clients of ports 49152-65535: works, for 49152-65535
