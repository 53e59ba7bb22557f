// The JSON Schema of vpc.yaml and the reader accept the same documents.
#include "support/loading.hpp"

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

const std::filesystem::path source_folder = VPCPLAN_SOURCE_DIR;

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
    std::vector<std::filesystem::path> files{source_folder / "examples/three-tier/vpc.yaml",
                                             source_folder /
                                                 "tests/fuzz/corpus/fuzz_vpc_yaml/everything.json"};
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
    };
    for (const auto* text : documents) {
        INFO(text);
        write_file(folder.path / "vpc.yaml", text);
        CHECK(validate({folder.path / "vpc.yaml"}) == 1);
        CHECK(std::holds_alternative<load_failure>(
            load_network((folder.path / "vpc.yaml").string())));
    }
}
