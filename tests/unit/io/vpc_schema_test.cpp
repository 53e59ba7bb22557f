// The JSON Schema of vpc.yaml and the reader accept the same documents.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

/// 0: valid, 1: not valid, 77: cannot be checked here.
int validate(const std::vector<std::filesystem::path>& files) {
    auto command = "python3 '" + (source_folder / "tests/support/validate_vpc_yaml.py").string() +
                   "' '" + (source_folder / "libvpcplan/doc/vpc.schema.json").string() + "'";
    for (const auto& file : files) {
        command += " '" + file.string() + "'";
    }
    const int status = std::system((command + " >/dev/null 2>&1").c_str());
    return status < 0 || WEXITSTATUS(status) == 127 ? 77 : WEXITSTATUS(status);
}

bool can_validate() {
    const bool can = validate({}) != 77;
    if (!can) {
        WARN("SKIPPED: python3 with jsonschema and yaml is not installed");
    }
    return can;
}

} // namespace

TEST_CASE("the examples and the file with every field follow the schema") {
    if (!can_validate()) {
        return;
    }
    std::vector<std::filesystem::path> files{
        source_folder / "examples/three-tier/vpc.yaml",
        source_folder / "tests/fuzz/corpus/fuzz_vpc_yaml/everything.json",
        source_folder / "tests/fuzz/corpus/fuzz_vpc_yaml/systems.yaml"};
    for (const auto& entry :
         std::filesystem::directory_iterator(source_folder / "examples/drills")) {
        files.push_back(entry.path());
    }
    for (const auto& file : files) {
        INFO(file);
        CHECK(validate({file}) == 0);
        load(file);
    }
}

TEST_CASE("what the schema refuses, the reader refuses too") {
    if (!can_validate()) {
        return;
    }
    const scratch_folder folder;
    const char* documents[] = {
        "subnets: {s: 10.0.1.0/24}\n",
        "vpc: 10.0.0.0/16\nsubents: {}\n",
        "vpc: 10.0.0.0/16\nvpcs: {a: 10.0.0.0/16}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: {zone: a}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: {cidr: 10.0.1.0/24, nacl: a}}\n",
        "vpc: 10.0.0.0/16\nroute_tables: {r: [0.0.0.0/0 igw]}\n",
        "vpc: 10.0.0.0/16\nnetwork_acls: {a: {inbound: [allow tcp 80]}}\n",
        "vpc: 10.0.0.0/16\nnetwork_acls: {a: {inbound: [100 allow tcp 80 to 10.0.0.0/8]}}\n",
        "vpc: 10.0.0.0/16\nsecurity_groups: {a: [deny tcp 80]}\n",
        "vpc: 10.0.0.0/16\ninstances: {i: {ip: 10.0.0.9}}\n",
        "vpc: 10.0.0.0/16\ndns_support: maybe\n",
        "vpc: 10.0.0.0/16\nblock_public_access: sometimes\n",
        "vpc: 10.0.0.0/16\nblock_public_access: {exclusions: {vpc: all}}\n",
        "vpcs: {a: 10.1.0.0/16, b: 10.2.0.0/16}\npeerings: {p: a}\n",
        "vpcs: {a: 10.1.0.0/16, b: 10.2.0.0/16}\npeerings: {p: [a, b, a]}\n",
        "vpcs: {a: 10.1.0.0/16, b: 10.2.0.0/16}\npeerings: {p: {between: [a, b], status: ok}}\n",
        "vpc: 10.0.0.0/16\ntransit_gateways: {hub: }\n",
        "vpc: 10.0.0.0/16\ntransit_gateways: {hub: {attach: {}}}\n",
        "vpc: 10.0.0.0/16\ntransit_gateways: {hub: {routes: [], route_tables: {}}}\n",
        "vpc: 10.0.0.0/16\ntransit_gateways: {hub: {routes: [10.0.0.0/8 blackhole]}}\n",
        "vpc: 10.0.0.0/16\ntransit_gateways: {hub: {attachments: {a: {ipv6: true}}}}\n",
        "vpc: 10.0.0.0/16\ntransit_gateways: {hub: {attachments: {a: }}}\n",
        "vpc: 10.0.0.0/16\ntransit_gateways: {hub: {route_tables: {r: {association: a}}}}\n",
        "vpc: 10.0.0.0/16\nvpn_gateways: {gw: [vpc]}\n",
        "vpc: 10.0.0.0/16\nvpn_gateways: {gw: vpc}\nvpn_connections: {v: gw}\n",
        "vpc: 10.0.0.0/16\nvpn_gateways: {gw: vpc}\n"
        "vpn_connections: {v: {gateway: gw, routes: [], bgp: []}}\n",
        "vpc: 10.0.0.0/16\ndirect_connect_gateways: {dx: gw}\n",
        "vpc: 10.0.0.0/16\nvirtual_interfaces: {v: {}}\n",
        "vpc: 10.0.0.0/16\nvpn_gateways: {gw: vpc}\n"
        "virtual_interfaces: {v: {kind: public, gateway: gw}}\n",
        "vpc: 10.0.0.0/16\nload_balancers: {l: a}\n",
        "vpc: 10.0.0.0/16\nload_balancers: {l: {listeners: []}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\n"
        "load_balancers: {l: {subnets: s, listeners: [443 -> s]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\nload_balancers: {l: {subnets: s, kind: "
        "gateway}}\n",
        "vpc: 10.0.0.0/16\ntarget_groups: {g: {target: []}}\n",
        "vpc: 10.0.0.0/16\nfirewalls: {f: {stateful: []}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\n"
        "firewalls: {f: {subnets: s, stateful: [allow tcp 80]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\n"
        "firewalls: {f: {subnets: s, stateless: [pass tcp 80]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\nfirewalls: {f: {subnets: s, stateful_order: "
        "action, stateful_default: drop_strict}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, filter: in accept all}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {to: j, filter: in accept all}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: i}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: [accept all]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: [in allow all]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: [in accept tcp 80 port 90]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: [in accept tcp 80-]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: in accept all, number: 0}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: in accept all, packet_length: 9000}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: in accept all, vni: 3}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\ninstances: {i: s, j: s}\n"
        "mirrors: {m: {from: i, to: j, filter: in accept all, network_services: dns}}\n",
        "vpc: 10.0.0.0/16\nendpoints: {e: s3}\n",
        "vpc: 10.0.0.0/16\nendpoints: {e: {kind: gatway}}\n",
        "vpc: 10.0.0.0/16\nendpoints: {e: {kind: interface}}\n",
        "vpc: 10.0.0.0/16\nendpoints: {e: {service: s3, groups: [default]}}\n",
        "vpc: 10.0.0.0/16\nsubnets: {s: 10.0.1.0/24}\n"
        "endpoints: {e: {subnets: s, route_tables: [main]}}\n",
    };
    for (const auto* text : documents) {
        INFO(text);
        write_file(folder.path / "vpc.yaml", text);
        CHECK(validate({folder.path / "vpc.yaml"}) == 1);
        CHECK(std::holds_alternative<load_failure>(
            load_network((folder.path / "vpc.yaml").string())));
    }
}
