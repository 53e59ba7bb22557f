// Files and folders: what is read, in which order, and what is said about the rest.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

std::filesystem::path shared_data() {
    const auto* given = std::getenv("VPCPLAN_SHARED_DATA");
    return given != nullptr ? given : VPCPLAN_SHARED_DATA_DIR;
}

} // namespace

TEST_CASE("a folder is read whole, whatever its files are called") {
    const scratch_folder folder;
    write_file(folder.path / "b/eu/things.json", R"({"Vpcs": [{"VpcId": "vpc-2"}]})");
    write_file(folder.path / "a.txt", R"( {"Vpcs": [{"VpcId": "vpc-1"}]})");
    write_file(folder.path / "z.yml", "Vpcs: [{VpcId: vpc-3}]");
    write_file(folder.path / "empty.json", "\n");
    write_file(folder.path / "README.md", "# nothing");
    write_file(folder.path / "vpc.yaml", "vpc: 10.0.0.0/16");
    write_file(folder.path / ".git/config.json", "{broken");
    const auto loaded = load(folder.path);
    std::vector<std::string> ids;
    for (const auto& one : loaded.data.vpcs) {
        ids.push_back(one.id);
    }
    CHECK(ids == std::vector<std::string>{"vpc-1", "vpc-2", "vpc-3"});
    CHECK(loaded.data.vpcs.front().place.file == (folder.path / "a.txt").string());
    REQUIRE(find_diagnostic(loaded, "empty_file") != nullptr);
    CHECK(contains(find_diagnostic(loaded, "empty_file")->message, "empty.json"));
    const auto ignored =
        std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                      [](const diagnostic& one) { return one.id == "ignored_file"; });
    CHECK(ignored == 2); // README.md and vpc.yaml
}

TEST_CASE("a folder with one vpc.yaml and no JSON is that network") {
    const scratch_folder folder;
    write_file(folder.path / "vpc.yaml", "vpc: 10.0.0.0/16");
    write_file(folder.path / "notes.txt", "by hand");
    CHECK(load(folder.path).data.vpcs.size() == 1);
}

TEST_CASE("several broken files are told together") {
    const scratch_folder folder;
    write_file(folder.path / "a.json", "{");
    write_file(folder.path / "b.json", "[1, 2");
    write_file(folder.path / "c.json", R"({"Vpcs": []})");
    const auto outcome = load_network(folder.path.string());
    REQUIRE(std::holds_alternative<load_failure>(outcome));
    const auto& message = std::get<load_failure>(outcome).message;
    CHECK(contains(message, "a.json:1:2: not JSON"));
    CHECK(contains(message, "b.json"));
    CHECK_FALSE(contains(message, "c.json"));
}

TEST_CASE("what is not there, or no network, says so") {
    const scratch_folder folder;
    const auto message_of = [](const std::string& path) {
        auto outcome = load_network(path);
        REQUIRE(std::holds_alternative<load_failure>(outcome));
        return std::get<load_failure>(outcome).message;
    };
    CHECK(contains(message_of((folder.path / "nowhere").string()), "nowhere: "));
    CHECK(contains(message_of(folder.path.string()), "no network here"));
    write_file(folder.path / "x.json", R"({"hello": 1})");
    CHECK(contains(message_of(folder.path.string()), "no network here"));
}

TEST_CASE("what people hand in for a network is named, with what to do") {
    struct row {
        const char* file;
        const char* text;
        const char* name;
        const char* cure;
    };
    const row rows[] = {
        // A template shares Rules with describe-rules, and Parameters with others.
        {"a.json",
         R"({"Resources": {"V": {"Type": "AWS::EC2::VPC"}}, "Rules": {"C": {"Assertions": []}}})",
         "CloudFormation template", "vpcplan collect"},
        {"a.yaml", "Resources:\n  V:\n    Type: AWS::EC2::VPC\n    X: !Sub '${A}'\n",
         "CloudFormation template", "vpcplan collect"},
        {"a.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nRules: {}\n", "CloudFormation template",
         "vpcplan collect"},
        {"a.json", R"({"format_version": "1.2", "planned_values": {}})", "Terraform's plan",
         "vpcplan collect"},
        {"a.json", R"({"version": 4, "lineage": "x", "resources": []})", "Terraform's plan",
         "vpcplan collect"},
        {"a.tf", "# net\nresource \"aws_vpc\" \"a\" {\n}\n", "Terraform's source",
         "vpcplan collect"},
        {"a.json", R"({"collector_version": "0.14.0", "provider": "aws", "subnets": []})",
         "a collector with keys of its own", "Subnets"},
        {"a.json", R"({"configurationItems": [{"resourceType": "AWS::EC2::VPC"}]})", "AWS Config",
         "vpcplan collect"},
        {"a.json", R"({"status_code": 200, "data": {"Vpcs": []}})", "recorded answer", "jq .data"},
        {"a.json", R"({"Entries": [{"Cidr": "10.0.0.0/8"}]})", "entries of a prefix list",
         "ManagedPrefixListEntries"},
        {"a.json", R"({"Routes": [], "AdditionalRoutesAvailable": false})",
         "routes of a transit gateway", "TransitGatewayRoutes"},
        {"a.json", R"([{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "Tags": []}])", "--query",
         "without --query"},
        {"a.json", R"([[{"InstanceId": "i-1", "InstanceType": "t3.nano"}]])", "--query",
         "without --query"},
        {"a.json", R"({"GroupId": "sg-1", "IpPermissions": []})", "--query", "without --query"},
        {"a.txt", "\nAn error occurred (UnauthorizedOperation) when calling the DescribeVpcs",
         "error message of the AWS CLI", "run it again"},
        {"a.html", "<!DOCTYPE html><html></html>", "HTML page", "the call itself"},
    };
    for (const auto& one : rows) {
        INFO(one.text);
        const scratch_folder folder;
        write_file(folder.path / one.file, one.text);
        const auto outcome = load_network((folder.path / one.file).string());
        REQUIRE(std::holds_alternative<load_failure>(outcome));
        const auto& message = std::get<load_failure>(outcome).message;
        INFO(message);
        CHECK(contains(message, one.file));
        CHECK(contains(message, one.name));
        CHECK(contains(message, one.cure));
    }
}

TEST_CASE("a template beside a snapshot is ignored, a part in another wrapping is not") {
    const scratch_folder folder;
    write_file(folder.path / "vpcs.json", R"({"Vpcs": [{"VpcId": "vpc-1"}]})");
    write_file(folder.path / "stack.json",
               R"({"Resources": {"V": {"Type": "AWS::EC2::VPC"}}, "Rules": {}})");
    const auto loaded = load(folder.path);
    CHECK(loaded.data.vpcs.size() == 1);
    REQUIRE(find_diagnostic(loaded, "ignored_file") != nullptr);
    CHECK(contains(find_diagnostic(loaded, "ignored_file")->message, "CloudFormation"));
    // Without it, the subnet would seem not to exist.
    write_file(folder.path / "subnets.json", R"([{"SubnetId": "s", "CidrBlock": "10.0.0.0/24"}])");
    CHECK(std::holds_alternative<load_failure>(load_network(folder.path.string())));
}

TEST_CASE("a byte order mark does no harm") {
    const scratch_folder folder;
    write_file(folder.path / "a.json", "\xef\xbb\xbf{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}");
    CHECK(load(folder.path).data.vpcs.size() == 1);
    CHECK(load(folder.path / "a.json").data.vpcs.size() == 1);
}

TEST_CASE("the examples are read without a complaint") {
    for (const auto* name : {"aws-snapshot", "three-tier/vpc.yaml", "drills/ephemeral-ports.yaml",
                             "drills/rule-order.yaml", "drills/nat-in-private-subnet.yaml",
                             "drills/two-vpcs-peered.yaml", "drills/hub-and-spoke.yaml",
                             "drills/load-balancer-client.yaml", "drills/firewall-one-way.yaml"}) {
        INFO(name);
        const auto loaded = load(source_folder / "examples" / name);
        for (const auto& one : loaded.diagnostics) {
            INFO(one.message);
            CHECK(one.level == severity::note);
        }
    }
}

TEST_CASE("both forms of the example network say the same") {
    const auto aws = load(source_folder / "examples/aws-snapshot").data;
    const auto sketch = load(source_folder / "examples/three-tier/vpc.yaml").data;
    const auto by_name = [](const auto& all, const std::string& name) {
        for (const auto& one : all) {
            if (one.name == name) {
                return one;
            }
        }
        FAIL("nothing is named " << name);
        return all.front();
    };
    for (const auto& subnet : sketch.subnets) {
        INFO(subnet.name);
        const auto other = by_name(aws.subnets, subnet.name);
        CHECK(other.blocks == subnet.blocks);
        CHECK(other.zone == subnet.zone);
    }
    for (const auto& acl : sketch.network_acls) {
        INFO(acl.name);
        if (acl.is_default) {
            continue; // AWS gives it no Name
        }
        const auto other = by_name(aws.network_acls, acl.name);
        for (const auto way : {direction::in, direction::out}) {
            REQUIRE(other.rules(way).size() == acl.rules(way).size());
            for (std::size_t i = 0; i < acl.rules(way).size(); ++i) {
                const auto& a = acl.rules(way).list()[i];
                const auto& b = other.rules(way).list()[i];
                CHECK(a.number == b.number);
                CHECK(a.allow == b.allow);
                CHECK(a.proto == b.proto);
                CHECK(a.block == b.block);
                CHECK(a.ports == b.ports);
            }
        }
    }
    for (const auto& group : sketch.security_groups) {
        INFO(group.name);
        const auto other = by_name(aws.security_groups, group.name);
        REQUIRE(other.inbound.size() == group.inbound.size());
        CHECK(other.outbound.size() == group.outbound.size());
        for (std::size_t i = 0; i < group.inbound.size(); ++i) {
            CHECK(group.inbound[i].proto == other.inbound[i].proto);
            CHECK(group.inbound[i].ports == other.inbound[i].ports);
            CHECK(group.inbound[i].peer.index() == other.inbound[i].peer.index());
        }
    }
    for (const auto& one : sketch.instances) {
        INFO(one.name);
        const auto other = by_name(aws.instances, one.name);
        const network_index a(sketch);
        const network_index b(aws);
        const auto* own = a.find_interface(one.interface_ids.front());
        const auto* theirs = b.find_interface(other.interface_ids.front());
        REQUIRE(own != nullptr);
        REQUIRE(theirs != nullptr);
        CHECK(own->addresses.front().address == theirs->addresses.front().address);
        CHECK(own->addresses.front().public_address == theirs->addresses.front().public_address);
    }
}

TEST_CASE("the real snapshots are read without a warning") {
    const auto folder = shared_data() / "aws-snapshots";
    if (!std::filesystem::is_directory(folder)) {
        WARN("SKIPPED: " << folder << " is not there");
        return;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_directory()) {
            continue;
        }
        INFO(entry.path());
        const auto loaded = load(entry.path());
        CHECK_FALSE(loaded.data.vpcs.empty());
        CHECK_FALSE(loaded.data.subnets.empty());
        CHECK_FALSE(loaded.data.interfaces.empty());
        for (const auto& one : loaded.diagnostics) {
            INFO(one.message);
            CHECK(one.level == severity::note);
        }
    }
}
