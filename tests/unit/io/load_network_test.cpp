// Files and folders: what is read, in which order, and what is said about the rest.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

const std::filesystem::path source_folder = VPCPLAN_SOURCE_DIR;

std::filesystem::path shared_data() {
    const auto* given = std::getenv("VPCPLAN_SHARED_DATA");
    return given != nullptr ? given : VPCPLAN_SHARED_DATA_DIR;
}

/// Runs a shell command; its exit status, and what it wrote to stderr.
int run(const std::string& command, const std::filesystem::path& messages) {
    const int status = std::system((command + " 2>'" + messages.string() + "'").c_str());
    return status < 0 ? status : WEXITSTATUS(status);
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

TEST_CASE("a byte order mark does no harm") {
    const scratch_folder folder;
    write_file(folder.path / "a.json", "\xef\xbb\xbf{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}");
    CHECK(load(folder.path).data.vpcs.size() == 1);
    CHECK(load(folder.path / "a.json").data.vpcs.size() == 1);
}

TEST_CASE("the examples are read without a complaint") {
    for (const auto* name : {"aws-snapshot", "three-tier/vpc.yaml", "drills/ephemeral-ports.yaml",
                             "drills/rule-order.yaml", "drills/nat-in-private-subnet.yaml"}) {
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

TEST_CASE("the collect script writes a folder that can be read, and only reads AWS") {
    if (std::system("command -v bash >/dev/null 2>&1") != 0) {
        WARN("SKIPPED: bash is not installed");
        return;
    }
    const scratch_folder folder;
    write_file(folder.path / "collect.sh", collect_script());
    // An aws that knows a little, logs each call, and refuses one of them.
    write_file(folder.path / "bin/aws", R"sh(#!/usr/bin/env bash
echo "$*" >>"$AWS_LOG"
case "$*" in
*get-caller-identity*) [ -z "${NO_CREDENTIALS:-}" ] || { echo "Unable to locate credentials" >&2; exit 253; }
    echo 111122223333 ;;
*'--query Vpcs[].VpcId'*) printf 'vpc-1\tvpc-2\n' ;;
*'--query PrefixLists[].PrefixListId'*) echo pl-1 ;;
*--query\ Transit*) echo None ;;
*get-managed-prefix-list-entries*"PrefixListId: 'pl-1'"*)
    echo '{"ManagedPrefixListEntries": [{"PrefixListId": "pl-1", "Entries": [{"Cidr": "192.0.2.0/24"}]}]}' ;;
*describe-vpc-attribute*vpc-2*) echo '{"VpcId": "vpc-2", "EnableDnsSupport": {"Value": false}}' ;;
*describe-vpc-attribute*) echo '{"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}}' ;;
*describe-vpcs*) echo '{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-2", "CidrBlock": "10.1.0.0/16"}]}' ;;
*describe-managed-prefix-lists*) echo '{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "office"}]}' ;;
*describe-nat-gateways*) echo "AccessDenied: no" >&2; exit 254 ;;
*) echo '{}' ;;
esac
)sh");
    std::filesystem::permissions(folder.path / "bin/aws", std::filesystem::perms::owner_all);
    const auto messages = folder.path / "messages";
    const auto quote = [](const std::filesystem::path& path) { return "'" + path.string() + "'"; };
    const auto environment = "PATH=" + quote(folder.path / "bin") +
                             ":\"$PATH\" AWS_LOG=" + quote(folder.path / "log") + " ";
    const auto command = "bash " + quote(folder.path / "collect.sh") + " " +
                         quote(folder.path / "out") + " eu-west-1 us-east-1";

    CHECK(run(environment + "NO_CREDENTIALS=1 " + command, messages) == 1);
    CHECK(contains(file_text(messages), "sign in first"));

    REQUIRE(run(environment + command, messages) == 0);
    const auto said = file_text(messages);
    CHECK(contains(said, "Region eu-west-1 of account 111122223333"));
    CHECK(contains(said, "skipped: AccessDenied: no"));
    CHECK(contains(said, "2 calls were skipped"));
    CHECK_FALSE(
        std::filesystem::exists(folder.path / "out/111122223333/eu-west-1/nat-gateways.json"));
    CHECK(std::filesystem::exists(folder.path / "out/111122223333/us-east-1/vpcs.json"));

    const auto loaded = load(folder.path / "out");
    REQUIRE(loaded.data.vpcs.size() == 2);
    CHECK(loaded.data.vpcs[0].dns_support);
    CHECK_FALSE(loaded.data.vpcs[1].dns_support);
    REQUIRE(loaded.data.prefix_lists.size() == 1);
    CHECK(loaded.data.prefix_lists.front().complete);

    // Nothing but reading calls.
    std::ifstream log(folder.path / "log");
    for (std::string line; std::getline(log, line);) {
        INFO(line);
        const bool reads = line.starts_with("sts get-caller-identity") ||
                           contains(line, " describe-") || contains(line, " get-") ||
                           contains(line, " list-") || contains(line, " search-");
        CHECK(reads);
    }
}
