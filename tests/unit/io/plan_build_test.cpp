// Layouts as code that builds them: read or run, it builds the layout.
#include "support/loading.hpp"
#include "support/plan_readers.hpp"

#include <iostream>
#include <vpcplan/plan_files.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

bool is_account_id(const std::string& account) {
    return account.size() == 12 && account.find_first_not_of("0123456789") == std::string::npos;
}

/// How the plan means a zone: as the formats name it, or "letter a" where only AWS knows the
/// name, and "word blue" where only people do.
std::string zone_word(const plan_vpc& vpc, const std::string& zone) {
    if (zone.size() == 1) {
        return vpc.region.empty() ? "letter " + zone : vpc.region + zone;
    }
    if (zone.starts_with("ap-northeast-2") || zone.starts_with("eu-west-1") ||
        zone.find("-az") != std::string::npos) {
        return zone;
    }
    return "word " + zone;
}

/// The same, out of the sentence that asks for the zone.
std::string word_in(const std::string& question) {
    const auto begin = question.find("Availability Zone that \"") + 24;
    const auto end = question.find("\" of the plan stands for");
    REQUIRE(end != std::string::npos);
    return "word " + question.substr(begin, end - begin);
}

/// What has to be created.
facts facts_to_build(const layout& made, const plan_needs& needs) {
    facts all;
    for (std::size_t i = 0; i < made.vpcs.size(); ++i) {
        const auto& vpc = made.vpcs[i];
        const auto& asked = needs.vpcs[i];
        const bool exists = !asked.pins.empty();
        const auto home = exists ? "exists" : vpc.name;
        if (!exists) {
            all.insert(fact({"vpc", vpc.name, to_string(vpc.blocks.front().block)}));
        }
        for (std::size_t b = 1; b < vpc.blocks.size(); ++b) {
            const auto& block = vpc.blocks[b].block;
            const bool is_there =
                exists && ((!block.is_v4() && vpc.blocks[b].from.empty()) ||
                           std::any_of(asked.pins.begin(), asked.pins.end(),
                                       [&](const auto& pin) { return block.contains(pin.block); }));
            if (!is_there) {
                all.insert(fact({"block", home, to_string(block)}));
            }
        }
        std::set<std::string> tables;
        for (const auto& one : vpc.subnets) {
            if (one.reserved || one.how == placed_by::pin) {
                continue;
            }
            const auto table = vpc.name + "-" + one.tier;
            if (tables.insert(table).second) {
                all.insert(fact({"table", home, table}));
            }
            all.insert(
                fact({"subnet", home, vpc.name + "-" + one.tier + "-" + one.zone,
                      zone_word(asked, one.zone), to_string(one.block), text_of(one.ipv6), table}));
        }
    }
    return all;
}

/// IPv6 blocks that subnets of AWS have to get; Terraform has no resource for that.
facts facts_to_add(const layout& made, const plan_needs& needs) {
    auto all = facts_to_build(made, needs);
    for (std::size_t i = 0; i < made.vpcs.size(); ++i) {
        for (const auto& one : made.vpcs[i].subnets) {
            const auto& pins = needs.vpcs[i].pins;
            const auto pin = std::find_if(pins.begin(), pins.end(), [&](const auto& other) {
                return other.name == one.tier + "/" + one.zone;
            });
            if (one.how == placed_by::pin && pin != pins.end() && one.ipv6) {
                all.insert(fact({"ipv6", pin->id, to_string(*one.ipv6)}));
            }
        }
    }
    return all;
}

// ---- Terraform

struct known_type {
    std::set<std::string> known;
    std::set<std::string> required;
};

/// Arguments of the AWS provider, from its documentation at
/// registry.terraform.io/providers/hashicorp/aws/latest/docs (resources vpc,
/// vpc_ipv4_cidr_block_association, vpc_ipv6_cidr_block_association, subnet, route_table,
/// route_table_association); provider and depends_on are Terraform's own.
const std::map<std::string, known_type> terraform_types = {
    {"aws_vpc",
     {{"cidr_block", "instance_tenancy", "ipv4_ipam_pool_id", "ipv4_netmask_length",
       "ipv6_cidr_block", "ipv6_ipam_pool_id", "ipv6_netmask_length",
       "ipv6_cidr_block_network_border_group", "enable_dns_support",
       "enable_network_address_usage_metrics", "enable_dns_hostnames",
       "assign_generated_ipv6_cidr_block", "tags"},
      {"cidr_block"}}},
    {"aws_vpc_ipv4_cidr_block_association",
     {{"cidr_block", "ipv4_ipam_pool_id", "ipv4_netmask_length", "vpc_id"}, {"vpc_id"}}},
    {"aws_vpc_ipv6_cidr_block_association",
     {{"ipv6_cidr_block", "ipv6_ipam_pool_id", "ipv6_netmask_length", "vpc_id"},
      {"vpc_id", "ipv6_ipam_pool_id"}}},
    {"aws_subnet",
     {{"assign_ipv6_address_on_creation", "availability_zone", "availability_zone_id", "cidr_block",
       "customer_owned_ipv4_pool", "enable_dns64", "ipv6_cidr_block", "ipv6_native",
       "map_public_ip_on_launch", "outpost_arn", "vpc_id", "tags"},
      {"vpc_id"}}},
    {"aws_route_table", {{"vpc_id", "route", "tags", "propagating_vgws"}, {"vpc_id"}}},
    {"aws_route_table_association",
     {{"subnet_id", "gateway_id", "route_table_id"}, {"route_table_id"}}},
};

/// The parts of "=aws_vpc.shop.id".
std::vector<std::string> reference(const json::value& value) {
    std::vector<std::string> parts;
    std::istringstream text(std::string(value.as_string()).substr(1));
    for (std::string part; std::getline(text, part, '.');) {
        parts.push_back(part);
    }
    return parts;
}

class terraform_facts {
public:
    explicit terraform_facts(const std::string& text) : root_(hcl_reader(text).read()) {}

    facts run() {
        check_arguments();
        facts all;
        for (const auto& [type, name, one] : resources()) {
            if (type == "aws_vpc") {
                all.insert(fact({"vpc", name_of(one), string_in(one, "cidr_block")}));
            } else if (type == "aws_vpc_ipv4_cidr_block_association") {
                all.insert(fact({"block", home_of(one), string_in(one, "cidr_block")}));
            } else if (type == "aws_vpc_ipv6_cidr_block_association") {
                CHECK(reference(one.at("ipv6_ipam_pool_id")).at(0) == "var");
                all.insert(fact({"block", home_of(one), string_in(one, "ipv6_cidr_block")}));
            } else if (type == "aws_route_table") {
                all.insert(fact({"table", home_of(one), name_of(one)}));
            } else if (type == "aws_subnet") {
                all.insert(
                    fact({"subnet", home_of(one), name_of(one), zone_of(one),
                          string_in(one, "cidr_block"),
                          one.contains("ipv6_cidr_block") ? string_in(one, "ipv6_cidr_block") : "",
                          table_of(name)}));
                if (const auto* waits = one.if_contains("depends_on")) {
                    for (const auto& item : waits->as_array()) {
                        const auto parts = reference(item);
                        (void)resource(parts.at(0), parts.at(1));
                    }
                }
            }
        }
        return all;
    }

    /// alias -> its provider block
    std::map<std::string, json::object> providers() const {
        std::map<std::string, json::object> all;
        if (const auto* found = root_.if_contains("provider.aws")) {
            for (const auto& one : found->as_array()) {
                all[string_in(one.as_object(), "alias")] = one.as_object();
            }
        }
        return all;
    }

private:
    struct entry {
        std::string type;
        std::string name;
        json::object body;
    };

    std::vector<entry> resources() const {
        std::vector<entry> all;
        for (const auto& [key, blocks] : root_) {
            const std::string text(key);
            if (text.starts_with("resource.")) {
                const auto dot = text.find('.', 9);
                // A second block of the same type and name would not be valid.
                REQUIRE(blocks.as_array().size() == 1);
                all.push_back({text.substr(9, dot - 9), text.substr(dot + 1),
                               blocks.as_array().at(0).as_object()});
            }
        }
        return all;
    }

    json::object resource(const std::string& type, const std::string& name) const {
        const auto* found = root_.if_contains("resource." + type + "." + name);
        INFO(type << "." << name);
        REQUIRE(found != nullptr);
        return found->as_array().at(0).as_object();
    }

    void check_arguments() {
        const auto is_identifier = [](const std::string& name) {
            return (std::isalpha(static_cast<unsigned char>(name.at(0))) != 0 || name[0] == '_') &&
                   std::all_of(name.begin(), name.end(), [](char c) {
                       return c == '_' || c == '-' ||
                              std::isalnum(static_cast<unsigned char>(c)) != 0;
                   });
        };
        for (const auto& [type, name, one] : resources()) {
            INFO(type << "." << name);
            CHECK(is_identifier(name));
            const auto& known = terraform_types.at(type);
            for (const auto& [key, value] : one) {
                INFO(std::string(key));
                CHECK((key == "provider" || key == "depends_on" ||
                       known.known.count(std::string(key)) == 1));
            }
            for (const auto& key : known.required) {
                CHECK(one.contains(key));
            }
            if (const auto* provider = one.if_contains("provider")) {
                CHECK(providers().count(reference(*provider).at(1)) == 1);
            }
        }
    }

    static std::string name_of(const json::object& one) {
        return string_in(one.at("tags").as_object(), "Name");
    }

    std::string home_of(const json::object& one) const {
        const auto parts = reference(one.at("vpc_id"));
        if (parts.at(0) == "var") {
            REQUIRE(root_.contains("variable." + parts.at(1)));
            return "exists";
        }
        return name_of(resource(parts.at(0), parts.at(1)));
    }

    std::string zone_of(const json::object& one) const {
        if (const auto* id = one.if_contains("availability_zone_id")) {
            return std::string(id->as_string());
        }
        const std::string zone(one.at("availability_zone").as_string());
        if (zone.starts_with("\x1e${var.")) {
            const auto end = zone.find('}');
            REQUIRE(root_.contains("variable." + zone.substr(7, end - 7)));
            return "letter " + zone.substr(end + 1);
        }
        if (zone.starts_with("=var.")) {
            const auto& variable = root_.at("variable." + zone.substr(5)).as_array().at(0);
            return word_in(string_in(variable.as_object(), "description"));
        }
        return zone;
    }

    std::string table_of(const std::string& subnet) const {
        const auto one = resource("aws_route_table_association", subnet);
        CHECK(reference(one.at("subnet_id")).at(1) == subnet);
        return name_of(resource("aws_route_table", reference(one.at("route_table_id")).at(1)));
    }

    json::object root_;
};

// ---- CloudFormation: the YAML that the writer uses, read by indentation

/// Maps, lists of scalars and lists of maps; values as written, but strings in quotes without them.
class template_reader {
public:
    explicit template_reader(const std::string& text) {
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) {
            const auto indent = line.find_first_not_of(' ');
            if (indent != std::string::npos && line[indent] != '#') {
                lines_.emplace_back(indent, line.substr(indent));
            }
        }
    }
    json::object read() { return map(0); }

private:
    static json::value scalar(const std::string& text) {
        if (!text.starts_with('"')) {
            return json::value(text);
        }
        REQUIRE(text.ends_with('"'));
        return json::value(without_escapes(text.substr(1, text.size() - 2)));
    }
    json::object map(std::size_t indent) {
        json::object made;
        while (at_ < lines_.size() && lines_[at_].first == indent &&
               !lines_[at_].second.starts_with("- ")) {
            const auto line = lines_[at_++].second;
            const auto colon = line.find(':');
            const auto key = line.substr(0, colon);
            INFO(line);
            REQUIRE(made.find(key) == made.end());
            if (colon + 1 == line.size()) {
                made[key] = lines_.at(at_).second.starts_with("- ") ? list(lines_[at_].first)
                                                                    : map(lines_.at(at_).first);
            } else {
                made[key] = scalar(line.substr(colon + 2));
            }
        }
        return made;
    }
    json::value list(std::size_t indent) {
        json::array made;
        while (at_ < lines_.size() && lines_[at_].first == indent &&
               lines_[at_].second.starts_with("- ")) {
            auto& line = lines_[at_];
            line = {indent + 2, line.second.substr(2)};
            if (line.second.find(": ") != std::string::npos) {
                made.push_back(map(indent + 2));
            } else {
                made.push_back(scalar(line.second));
                ++at_;
            }
        }
        return made;
    }

    std::vector<std::pair<std::size_t, std::string>> lines_;
    std::size_t at_ = 0;
};

/// Properties of the resource types, from the AWS CloudFormation Template Reference
/// (aws-resource-ec2-vpc, -vpccidrblock, -subnet, -subnetcidrblock, -routetable,
/// -subnetroutetableassociation).
const std::map<std::string, known_type> template_types = {
    {"AWS::EC2::VPC",
     {{"CidrBlock", "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Ipv4IpamPoolId",
       "Ipv4NetmaskLength", "Tags"},
      {}}},
    {"AWS::EC2::VPCCidrBlock",
     {{"AmazonProvidedIpv6CidrBlock", "CidrBlock", "Ipv4IpamPoolId", "Ipv4NetmaskLength",
       "Ipv6CidrBlock", "Ipv6CidrBlockNetworkBorderGroup", "Ipv6IpamPoolId", "Ipv6NetmaskLength",
       "Ipv6Pool", "VpcId"},
      {"VpcId"}}},
    {"AWS::EC2::Subnet",
     {{"AssignIpv6AddressOnCreation", "AvailabilityZone", "AvailabilityZoneId", "CidrBlock",
       "EnableDns64", "EnableLniAtDeviceIndex", "Ipv4IpamPoolId", "Ipv4NetmaskLength",
       "Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6Native", "Ipv6NetmaskLength", "MapPublicIpOnLaunch",
       "OutpostArn", "PrivateDnsNameOptionsOnLaunch", "Tags", "VpcId"},
      {"VpcId"}}},
    {"AWS::EC2::SubnetCidrBlock",
     {{"Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6NetmaskLength", "SubnetId"}, {"SubnetId"}}},
    {"AWS::EC2::RouteTable", {{"Tags", "VpcId"}, {"VpcId"}}},
    {"AWS::EC2::SubnetRouteTableAssociation",
     {{"RouteTableId", "SubnetId"}, {"RouteTableId", "SubnetId"}}},
};

class template_facts {
public:
    explicit template_facts(const std::string& text) : root_(template_reader(text).read()) {
        CHECK(root_.at("AWSTemplateFormatVersion") == json::value("2010-09-09"));
    }

    facts run() {
        facts all;
        if (!root_.at("Resources").is_object()) {
            return all;
        }
        std::map<std::string, std::string> tables; // of subnets
        for (const auto& [id, item] : root_.at("Resources").as_object()) {
            const auto& one = item.as_object();
            check_shape(std::string(id), one);
            if (one.at("Type") == json::value("AWS::EC2::SubnetRouteTableAssociation")) {
                const auto& with = one.at("Properties").as_object();
                tables[referenced(with.at("SubnetId"))] =
                    name_of(resource(referenced(with.at("RouteTableId"))));
            }
        }
        for (const auto& [id, item] : root_.at("Resources").as_object()) {
            const auto& type = item.as_object().at("Type").as_string();
            const auto& with = item.as_object().at("Properties").as_object();
            if (type == "AWS::EC2::VPC") {
                all.insert(fact({"vpc", name_of(with), string_in(with, "CidrBlock")}));
            } else if (type == "AWS::EC2::VPCCidrBlock") {
                all.insert(fact(
                    {"block", home_of(with),
                     string_in(with, with.contains("CidrBlock") ? "CidrBlock" : "Ipv6CidrBlock")}));
            } else if (type == "AWS::EC2::SubnetCidrBlock") {
                all.insert(
                    fact({"ipv6", string_in(with, "SubnetId"), string_in(with, "Ipv6CidrBlock")}));
            } else if (type == "AWS::EC2::RouteTable") {
                all.insert(fact({"table", home_of(with), name_of(with)}));
            } else if (type == "AWS::EC2::Subnet") {
                all.insert(
                    fact({"subnet", home_of(with), name_of(with), zone_of(with),
                          string_in(with, "CidrBlock"),
                          with.contains("Ipv6CidrBlock") ? string_in(with, "Ipv6CidrBlock") : "",
                          tables[std::string(id)]}));
            }
        }
        return all;
    }

private:
    static std::string referenced(const json::value& value) {
        const std::string text(value.as_string());
        REQUIRE(text.starts_with("!Ref "));
        return text.substr(5);
    }

    json::object resource(const std::string& id) const {
        INFO(id);
        const auto* found = root_.at("Resources").as_object().if_contains(id);
        REQUIRE(found != nullptr);
        return found->as_object().at("Properties").as_object();
    }

    void check_shape(const std::string& id, const json::object& one) {
        INFO(id);
        CHECK(id.size() <= 255);
        CHECK(std::all_of(id.begin(), id.end(),
                          [](unsigned char c) { return std::isalnum(c) != 0 && c < 0x80; }));
        const auto& known = template_types.at(std::string(one.at("Type").as_string()));
        const auto& with = one.at("Properties").as_object();
        for (const auto& [key, value] : with) {
            INFO(std::string(key));
            CHECK(known.known.count(std::string(key)) == 1);
        }
        for (const auto& key : known.required) {
            CHECK(with.contains(key));
        }
        if (const auto* condition = one.if_contains("Condition")) {
            CHECK(root_.at("Conditions").as_object().contains(condition->as_string()));
        }
        if (const auto* waits = one.if_contains("DependsOn")) {
            for (const auto& other : waits->as_array()) {
                (void)resource(std::string(other.as_string()));
            }
        }
    }

    static std::string name_of(const json::object& with) {
        const auto& first = with.at("Tags").as_array().at(0).as_object();
        CHECK(first.at("Key") == json::value("Name"));
        return string_in(first, "Value");
    }

    std::string home_of(const json::object& with) const {
        const auto id = referenced(with.at("VpcId"));
        if (const auto* parameters = root_.if_contains("Parameters")) {
            if (parameters->as_object().contains(id)) {
                return "exists";
            }
        }
        return name_of(resource(id));
    }

    std::string zone_of(const json::object& with) const {
        if (const auto* id = with.if_contains("AvailabilityZoneId")) {
            return std::string(id->as_string());
        }
        const std::string zone(with.at("AvailabilityZone").as_string());
        if (zone.starts_with("!Sub \"${AWS::Region}")) {
            return "letter " + zone.substr(20, zone.size() - 21);
        }
        if (zone.starts_with("!Ref ")) {
            const auto& parameters = root_.at("Parameters").as_object();
            return word_in(string_in(parameters.at(zone.substr(5)).as_object(), "Description"));
        }
        return zone;
    }

    json::object root_;
};

// ---- AWS CLI

/// Runs a script with an `aws` that only remembers.
class script_run {
public:
    script_run() {
        write_file(folder_.path / "bin/aws",
                   "#!/bin/sh\nexec '" + python() + "' -IS '" +
                       (source_folder / "tests/support/fake_aws.py").string() + "' \"$@\"\n");
        std::filesystem::permissions(folder_.path / "bin/aws", std::filesystem::perms::owner_all);
    }

    int run(const std::string& script, const std::string& variables = {}) {
        write_file(folder_.path / "plan.sh", script);
        const auto at = folder_.path.string();
        const int status = std::system(("cd '" + at + "' && env PATH='" + at +
                                        "/bin':\"$PATH\" FAKE_AWS_STATE=state.json " + variables +
                                        " bash plan.sh >out 2>err </dev/null")
                                           .c_str());
        return status < 0 ? status : status >> 8;
    }
    std::string out() const { return file_text(folder_.path / "out"); }
    std::string err() const { return file_text(folder_.path / "err"); }
    bool called() const { return std::filesystem::exists(folder_.path / "state.json"); }
    json::object state() const {
        return json::parse(file_text(folder_.path / "state.json")).as_object();
    }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(folder_.path), {}));
    }

private:
    /// Where it really is: started hundreds of times, a wrapper on the way costs more than it does.
    static const std::string& python() {
        static const std::string path = [] {
            const scratch_folder folder;
            const auto out = (folder.path / "python").string();
            const int status = std::system(
                ("python3 -c 'import sys; print(sys.executable, end=\"\")' >'" + out + "'")
                    .c_str());
            REQUIRE(status == 0);
            return file_text(out);
        }();
        return path;
    }

    scratch_folder folder_;
};

/// Variables that a script asks for, all of them given.
std::string answers_to(const std::string& script) {
    std::string variables;
    std::string before;
    std::istringstream lines(script);
    for (std::string line; std::getline(lines, line); before = line) {
        if (line.starts_with(": \"${")) {
            const auto name = line.substr(5, line.find(':', 5) - 5);
            variables += name.starts_with("ZONE_")    ? name + "='" + word_in(before) + "' "
                         : name.starts_with("VPC_ID") ? name + "=exists "
                                                      : name + "=given ";
        }
    }
    return variables;
}

facts facts_of_run(const json::object& state) {
    facts all;
    std::map<std::string, std::string> names{{"exists", "exists"}};
    for (const auto& item : state.at("things").as_array()) {
        const auto& one = item.as_object();
        const auto kind = string_in(one, "kind");
        const auto name =
            one.at("tags").as_object().empty() ? "" : string_in(one.at("tags").as_object(), "Name");
        const auto home = names[string_in(one, "vpc")];
        if (kind == "vpc") {
            names[string_in(one, "id")] = name;
            all.insert(fact({kind, name, one.at("blocks").as_array().at(0).as_string()}));
        } else if (kind == "block") {
            all.insert(fact({kind, home, string_in(one, "cidr")}));
        } else if (kind == "ipv6") {
            all.insert(fact({kind, string_in(one, "subnet"), string_in(one, "cidr")}));
        } else if (kind == "table") {
            all.insert(fact({kind, home, name}));
        } else {
            auto zone = string_in(one, "zone");
            if (zone.starts_with("xx-fake-1")) {
                zone = "letter " + zone.substr(9);
            }
            all.insert(fact({kind, home, name, zone, string_in(one, "cidr"), string_in(one, "ipv6"),
                             string_in(one, "table")}));
        }
    }
    return all;
}

int quiet_status_of(const std::string& command) {
    const int status = std::system((command + " >/dev/null 2>&1").c_str());
    return status < 0 ? status : status >> 8;
}

bool has_program(const std::string& name) {
    const bool has = quiet_status_of(name + " --version") == 0;
    if (!has) {
        std::cout << "SKIPPED: " << name << " is not installed\n";
    }
    return has;
}

plan_needs hostile_plan(const std::string& written) {
    const auto name = name_for_paths(written);
    auto needs = three_tier_plan();
    auto& vpc = needs.vpcs.front();
    vpc.name = name;
    vpc.environment = name;
    for (auto& tier : vpc.tiers) {
        tier.name = name + tier.name;
    }
    return needs;
}

std::vector<plan_needs> reviewed_plans() {
    return {three_tier_plan(), organisation_plan(), live_plan(), ipv6_pool_plan(),
            live_plan_with_ipv6_to_come()};
}

} // namespace

TEST_CASE("Terraform and CloudFormation read back build what was laid out") {
    std::size_t count = 0;
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        random_plan random(seed);
        auto needs = random.needs();
        const auto made = lay_out(needs);
        if (!made.value) {
            continue;
        }
        INFO("seed " << seed);
        ++count;
        const auto expected = facts_to_build(*made.value, needs);
        CHECK(terraform_facts(plan_as(plan_format::terraform, *made.value, needs)).run() ==
              expected);
        CHECK(template_facts(plan_as(plan_format::cloudformation, *made.value, needs)).run() ==
              facts_to_add(*made.value, needs));
    }
    CHECK(count > 60);
    for (const auto& needs : reviewed_plans()) {
        const auto made = laid_out(needs);
        const auto expected = facts_to_build(made, needs);
        CHECK(terraform_facts(plan_as(plan_format::terraform, made, needs)).run() == expected);
        CHECK(template_facts(plan_as(plan_format::cloudformation, made, needs)).run() ==
              facts_to_add(made, needs));
    }
}

TEST_CASE("names that mean something to Terraform or CloudFormation stay names") {
    for (const auto& name : hostile_names()) {
        INFO(name);
        const auto needs = hostile_plan(name);
        const auto made = laid_out(needs);
        const auto expected = facts_to_build(made, needs);
        CHECK(terraform_facts(plan_as(plan_format::terraform, made, needs)).run() == expected);
        const auto text = plan_as(plan_format::cloudformation, made, needs);
        if (contains(name, "{{resolve:")) {
            // CloudFormation would look it up, and has no escape: it is broken by a space.
            CHECK_FALSE(contains(text.substr(text.find("Resources:")), "\"{{resolve:"));
        } else {
            CHECK(template_facts(text).run() == expected);
        }
    }
}

TEST_CASE("a plan that grows renames no resource") {
    auto needs = three_tier_plan();
    auto& vpc = needs.vpcs.front();
    vpc.name = "shop_app";
    vpc.tiers[0].name = "x";
    const auto first = laid_out(needs);
    auto grown = needs;
    grown.vpcs.front().zones.push_back("d");
    grown.vpcs.front().tiers.insert(grown.vpcs.front().tiers.begin(), tier_of_hosts("new", 20));
    plan_vpc other = needs.vpcs.front();
    other.name = "shop"; // shop/app_x/a beside shop_app/x/a
    other.tiers[0].name = "app_x";
    other.blocks = {*parse_cidr("10.9.0.0/16")};
    other.tiers.erase(other.tiers.begin() + 3);
    grown.vpcs.insert(grown.vpcs.begin(), other);
    const auto second = laid_out(grown, lock_of(first));
    const auto heads_of = [](const std::string& text, std::string_view begin) {
        std::set<std::string> heads;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(begin) && (line.ends_with("{") || line.ends_with(":"))) {
                heads.insert(line);
            }
        }
        return heads;
    };
    for (const auto& [how, begin] : {std::pair{plan_format::terraform, "resource "},
                                     std::pair{plan_format::cloudformation, "  Shop"}}) {
        const auto before = heads_of(plan_as(how, first, needs), begin);
        const auto after = heads_of(plan_as(how, second, grown), begin);
        CHECK(before.size() > 20);
        CHECK(after.size() > before.size());
        CHECK(std::includes(after.begin(), after.end(), before.begin(), before.end()));
    }
}

TEST_CASE("several accounts and Regions have a provider or a condition each") {
    const auto needs = organisation_plan();
    const auto made = laid_out(needs);
    terraform_facts terraform(plan_as(plan_format::terraform, made, needs));
    std::set<std::string> regions;
    for (const auto& [alias, provider] : terraform.providers()) {
        regions.insert(string_in(provider, "region"));
        CHECK(is_account_id(
            std::string(provider.at("allowed_account_ids").as_array().at(0).as_string())));
    }
    CHECK(regions == std::set<std::string>{"ap-northeast-2", "us-west-2"});
    const auto text = plan_as(plan_format::cloudformation, made, needs);
    CHECK(contains(text, "!Equals [!Ref \"AWS::Region\", \"us-west-2\"]"));
    CHECK(contains(text, "!Equals [!Ref \"AWS::AccountId\", \"444455556666\"]"));
    const auto alone = three_tier_plan();
    const auto one_region = plan_as(plan_format::terraform, laid_out(alone), alone);
    CHECK_FALSE(contains(one_region, "provider"));
}

TEST_CASE("a CloudFormation template of more than 500 resources says so, and what helps") {
    const auto template_of = [](int vpcs, int tiers) {
        plan_needs needs;
        for (int i = 0; i < vpcs; ++i) {
            plan_vpc vpc;
            vpc.name = "v" + std::to_string(i);
            vpc.blocks = {*parse_cidr("10." + std::to_string(i) + ".0.0/16")};
            vpc.zones = {"a", "b", "c", "d"};
            for (int tier = 0; tier < tiers; ++tier) {
                vpc.tiers.push_back(tier_of_prefix("t" + std::to_string(tier), 28));
            }
            needs.vpcs.push_back(std::move(vpc));
        }
        const auto made = lay_out(needs);
        REQUIRE(made.value);
        return plan_as(plan_format::cloudformation, *made.value, needs);
    };
    const std::string too_many = "# A template has at most 500 resources, and this one has ";
    const auto several = template_of(10, 10);
    CHECK(several.find(too_many) != std::string::npos);
    CHECK(several.find("# Plan files with fewer VPCs make smaller ones") != std::string::npos);
    CHECK(several.find("--vpc") == std::string::npos); // there is no such option
    const auto one = template_of(1, 100);
    CHECK(one.find(too_many) != std::string::npos);
    CHECK(one.find("fewer VPCs") == std::string::npos);
    CHECK(one.find("# Terraform and the AWS CLI script have no such limit") != std::string::npos);
    CHECK(template_of(2, 10).find("at most 500") == std::string::npos);
}

TEST_CASE("the script builds what was laid out, once") {
    if (!has_program("python3") || !has_program("bash")) {
        return;
    }
    auto plans = reviewed_plans();
    for (std::uint32_t seed = 1000; seed < 1003; ++seed) {
        plans.push_back(random_plan(seed).needs());
    }
    std::size_t count = 0;
    for (const auto& needs : plans) {
        const auto made = lay_out(needs);
        if (!made.value) {
            continue;
        }
        const auto script = plan_as(plan_format::aws_cli, *made.value, needs);
        auto variables = answers_to(script);
        // A profile of the stand-in is an account; without profiles the variable says it.
        for (const auto& vpc : needs.vpcs) {
            const auto at = variables.find("PROFILE_" + vpc.account + "=given");
            if (is_account_id(vpc.account) && at != std::string::npos) {
                variables.replace(at + 8 + vpc.account.size(), 6, "=" + vpc.account);
            } else if (is_account_id(vpc.account)) {
                variables += contains(script, "PROFILE_") ? "" : " FAKE_AWS_ACCOUNT=" + vpc.account;
            }
        }
        script_run dry;
        CHECK(dry.run(script, variables + " DRY_RUN=1") == 0);
        CHECK_FALSE(dry.called());
        CHECK(contains(dry.err(), "aws"));
        script_run run;
        CHECK(run.run(script, variables) == 0);
        INFO(run.err());
        CHECK(facts_of_run(run.state()) == facts_to_add(*made.value, needs));
        ++count;
        const auto things = run.state().at("things").as_array().size();
        CHECK(run.run(script, variables) == 1);
        CHECK(contains(run.err(), "nothing was created"));
        CHECK(run.state().at("things").as_array().size() == things);
    }
    CHECK(count >= 4);
}

TEST_CASE("the script stops in the wrong account, and without what only the user knows") {
    if (!has_program("python3") || !has_program("bash")) {
        return;
    }
    auto needs = three_tier_plan();
    needs.vpcs.front().account = "111122223333";
    const auto script = plan_as(plan_format::aws_cli, laid_out(needs), needs);
    script_run run;
    CHECK(run.run(script) != 0);
    CHECK(contains(run.err(), "IPV6_IPAM_POOL_ID_SHOP"));
    CHECK_FALSE(run.called());
    CHECK(run.run(script, answers_to(script) + " FAKE_AWS_ACCOUNT=999900001111") == 1);
    CHECK(contains(run.err(), "999900001111"));
    CHECK(run.state().at("things").as_array().empty());
}

TEST_CASE("names that mean something to a shell stay names") {
    if (!has_program("python3") || !has_program("bash")) {
        return;
    }
    plan_vpc vpc;
    vpc.name = "a'b \"c\" $(touch x) `touch y` * ? \\ ${z} ; !! \xed\x95\x9c";
    vpc.blocks = {*parse_cidr("10.0.0.0/20")};
    vpc.zones = {"a"};
    for (const auto& name : hostile_names()) {
        vpc.tiers.push_back(tier_of_hosts(name_for_paths(name), 10));
    }
    plan_needs needs;
    needs.vpcs = {vpc};
    for (auto& tier : needs.vpcs.front().tiers) {
        // Two names may be the same without what paths cannot hold.
        tier.name += " " + std::to_string(&tier - needs.vpcs.front().tiers.data());
    }
    needs.vpcs.front().environment = "--help";
    const auto made = laid_out(needs);
    script_run run;
    const auto script = plan_as(plan_format::aws_cli, made, needs);
    CHECK(run.run(script) == 0);
    INFO(run.err());
    CHECK(facts_of_run(run.state()) == facts_to_add(made, needs));
    CHECK(run.files() == 5); // bin, plan.sh, out, err, state.json: no name ran as a command
    // The name is found again as it is, although it has wildcards of filters in it.
    CHECK(run.run(script) == 1);
    CHECK(contains(run.err(), "nothing was created"));
}

TEST_CASE("terraform fmt, cfn-lint and shellcheck have nothing to say") {
    const scratch_folder folder;
    auto plans = reviewed_plans();
    for (const auto* name : {"a\"b ${x} %{y}", "상점 $${z}"}) {
        plans.push_back(hostile_plan(name));
    }
    plans.push_back(random_plan(7).needs());
    plans.push_back(random_plan(8).needs());
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const auto made = laid_out(plans[i]);
        const auto base = folder.path / ("plan" + std::to_string(i));
        write_file(base.string() + ".tf", plan_as(plan_format::terraform, made, plans[i]));
        write_file(base.string() + "_locals.tf",
                   plan_as(plan_format::terraform_locals, made, plans[i]));
        write_file(base.string() + ".yaml", plan_as(plan_format::cloudformation, made, plans[i]));
        write_file(base.string() + ".sh", plan_as(plan_format::aws_cli, made, plans[i]));
    }
    const auto at = "cd '" + folder.path.string() + "' && ";
    CHECK(quiet_status_of(at + "for f in *.sh; do bash -n $f || exit 1; done") == 0);
    if (has_program("terraform")) {
        CHECK(quiet_status_of(at + "terraform fmt -check .") == 0);
    }
    if (has_program("shellcheck")) {
        // SC2016: a name that looks like a variable is meant as it stands.
        CHECK(quiet_status_of(at + "shellcheck -e SC2016 *.sh") == 0);
    }
    if (has_program("cfn-lint")) {
        // W3010: zones are written out, because the plan names them.
        CHECK(quiet_status_of(at + "cfn-lint --ignore-checks W3010 -- *.yaml") == 0);
    }
}
