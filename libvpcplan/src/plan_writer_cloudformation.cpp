// A layout as a CloudFormation template. One template, whatever the plan: with several accounts or
// Regions each resource has the condition of its own, so the same template is deployed to each.
#include "drawing_text.hpp"
#include "plan_stack.hpp"
#include "utf8.hpp"

namespace vpcplan::io {

namespace {

constexpr std::size_t most_resources = 500; ///< of one template, says CloudFormation's quota

/// A YAML string in double quotes that CloudFormation takes as it stands. Text that would be a
/// dynamic reference, which cannot be escaped, gets a space.
std::string yaml_string(std::string_view text) {
    auto valid = one_line(text);
    for (std::size_t at = 0; (at = valid.find("{{resolve:", at)) != std::string::npos; ++at) {
        valid.insert(at + 1, " ");
    }
    std::string out = "\"";
    for (const char c : valid) {
        out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return out + "\"";
}

std::string yaml_string(const cidr& block) { return "\"" + to_string(block) + "\""; }

class template_writer {
public:
    explicit template_writer(const plan_stack& stack) : stack_(stack) {}

    std::string run() {
        for (const auto& vpc : stack_.vpcs) {
            write(vpc);
        }
        ask_for_zones();
        std::string text = "# Address plan, written by vpcplan. Logical ids depend on names of the "
                           "plan alone: a plan that\n"
                           "# grows renames nothing, and CloudFormation replaces nothing.\n";
        if (resources_ > most_resources) {
            text += "# A template has at most 500 resources, and this one has " +
                    std::to_string(resources_) + ": CloudFormation refuses it.\n";
            text +=
                stack_.vpcs.size() > 1
                    ? "# Plan files with fewer VPCs make smaller ones; give their blocks (cidr:) "
                      "as they are here.\n"
                    : "# Terraform and the AWS CLI script have no such limit.\n";
        }
        if (has_conditions()) {
            text += "# Deploy it to every account and Region of the plan: each creates what is its "
                    "own.\n";
        }
        text += "AWSTemplateFormatVersion: \"2010-09-09\"\nDescription: Address plan\n";
        text += section("Parameters", parameters_) + section("Conditions", conditions_);
        text += resource_text_.empty() ? "\n# Everything of the plan exists.\nResources: {}\n"
                                       : section("Resources", resource_text_);
        return text + section("Outputs", outputs_);
    }

private:
    static std::string section(const std::string& name, const std::string& lines) {
        return lines.empty() ? "" : "\n" + name + ":\n" + lines;
    }

    static void line(std::string& into, std::size_t depth, const std::string& text) {
        into += std::string(2 * depth, ' ') + text + "\n";
    }

    // ---- accounts and Regions

    bool has_conditions() const { return stack_.places.size() > 1; }

    /// The condition of a place; "" where everything is in one, or nothing is known of it.
    std::string condition_of(std::size_t place) {
        const auto& where = stack_.places[place];
        if (!has_conditions() || where == stack_place{}) {
            return {};
        }
        auto name = names_.of({where.region, where.account}, "Condition");
        if (!written_.insert(name).second) {
            return name;
        }
        std::vector<std::string> tests;
        if (!where.account.empty()) {
            auto id = yaml_string(where.account);
            if (!is_account_id(where.account)) {
                const auto parameter = names_.of({where.account}, "AccountId");
                if (written_.insert(parameter).second) {
                    line(parameters_, 1, parameter + ":");
                    line(parameters_, 2, "Type: String");
                    line(parameters_, 2,
                         "Description: " + yaml_string("Id of account " + where.account));
                }
                id = "!Ref " + parameter;
            }
            tests.push_back("!Equals [!Ref \"AWS::AccountId\", " + id + "]");
        }
        if (!where.region.empty()) {
            tests.push_back("!Equals [!Ref \"AWS::Region\", " + yaml_string(where.region) + "]");
        }
        line(conditions_, 1,
             name + ": " +
                 (tests.size() == 1 ? tests.front() : "!And [" + tests[0] + ", " + tests[1] + "]"));
        return name;
    }

    // ---- resources

    void open(const std::string& id, const std::string& type, const stack_vpc& vpc,
              const std::vector<std::string>& waits_for = {}) {
        ++resources_;
        line(resource_text_, 1, id + ":");
        line(resource_text_, 2, "Type: " + type);
        if (const auto condition = condition_of(vpc.place); !condition.empty()) {
            line(resource_text_, 2, "Condition: " + condition);
        }
        if (!waits_for.empty()) {
            line(resource_text_, 2, "DependsOn:");
            for (const auto& one : waits_for) {
                line(resource_text_, 3, "- " + one);
            }
        }
        line(resource_text_, 2, "Properties:");
    }

    void property(const std::string& name, const std::string& value) {
        line(resource_text_, 3, name + ": " + value);
    }

    void comment(const std::string& text) { line(resource_text_, 1, "# " + one_line(text)); }

    void tags(std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
        line(resource_text_, 3, "Tags:");
        for (const auto& [key, value] : all) {
            if (!value.empty()) {
                line(resource_text_, 4, "- Key: " + std::string(key));
                line(resource_text_, 4, "  Value: " + yaml_string(value));
            }
        }
    }

    std::string vpc_id(const stack_vpc& vpc) {
        return names_.of({vpc.planned->name}, vpc.exists ? "VpcId" : "Vpc");
    }

    std::string block_id(const stack_vpc& vpc, const cidr& block) {
        // Digits and letters of a block tell blocks apart; a hash of the whole does it surely.
        return names_.of({vpc.planned->name, to_string(block)}, "Block");
    }

    void parameter(const std::string& name, const std::string& type, const std::string& description,
                   const std::string& known = {}) {
        line(parameters_, 1, name + ":");
        line(parameters_, 2, "Type: " + (has_conditions() ? "String" : type));
        line(parameters_, 2, "Description: " + yaml_string(description));
        if (has_conditions() || !known.empty()) {
            line(parameters_, 2, "Default: " + yaml_string(known));
        }
    }

    std::string zone_parameter(std::size_t place, const std::string& word) {
        const auto& where = stack_.places[place];
        return has_conditions() ? names_.of({where.account, where.region, word}, "Zone")
                                : names_.of({word}, "Zone");
    }

    void ask_for_zones() {
        for (std::size_t place = 0; place < stack_.places.size(); ++place) {
            for (const auto& word : zone_words(stack_, place)) {
                parameter(zone_parameter(place, word), "AWS::EC2::AvailabilityZone::Name",
                          "Availability Zone that \"" + word + "\" of the plan stands for");
            }
        }
    }

    void output(const std::string& id, const stack_vpc& vpc, const std::string& description,
                const std::string& value) {
        line(outputs_, 1, id + ":");
        if (const auto condition = condition_of(vpc.place); !condition.empty()) {
            line(outputs_, 2, "Condition: " + condition);
        }
        line(outputs_, 2, "Description: " + yaml_string(description));
        line(outputs_, 2, "Value: " + value);
    }

    void write(const stack_vpc& vpc) {
        const auto& planned = *vpc.planned;
        comment("VPC " + planned.name);
        if (vpc.exists) {
            parameter(vpc_id(vpc), "AWS::EC2::VPC::Id",
                      "Id of VPC " + planned.name + ", which exists", vpc.id);
        } else {
            open(vpc_id(vpc), "AWS::EC2::VPC", vpc);
            property("CidrBlock", yaml_string(vpc.blocks.front().block));
            property("EnableDnsSupport", "true");
            property("EnableDnsHostnames", "true");
            tags({{"Name", planned.name}, {"Environment", planned.environment}});
            output(names_.of({planned.name}, "VpcId"), vpc, "VPC " + planned.name,
                   "!Ref " + vpc_id(vpc));
        }
        if (vpc.needs_ipam_pool()) {
            comment("The IPv6 blocks are planned, so they come from an IPAM pool. Amazon-provided "
                    "blocks cannot be chosen.");
            parameter(names_.of({planned.name}, "Ipv6IpamPoolId"), "String",
                      "IPAM pool that holds the IPv6 blocks planned for VPC " + planned.name);
        }
        for (const auto& block : vpc.blocks) {
            if (!block.is_added) {
                continue;
            }
            open(block_id(vpc, block.block), "AWS::EC2::VPCCidrBlock", vpc);
            property("VpcId", "!Ref " + vpc_id(vpc));
            if (block.block.is_v4()) {
                property("CidrBlock", yaml_string(block.block));
            } else {
                property("Ipv6CidrBlock", yaml_string(block.block));
                property("Ipv6IpamPoolId", "!Ref " + names_.of({planned.name}, "Ipv6IpamPoolId"));
            }
        }
        for (const auto& tier : vpc.tiers) {
            write(vpc, tier);
        }
    }

    void write(const stack_vpc& vpc, const stack_tier& tier) {
        const auto table = names_.of({vpc.planned->name, tier.tier}, "RouteTable");
        if (tier.has_table()) {
            open(table, "AWS::EC2::RouteTable", vpc);
            property("VpcId", "!Ref " + vpc_id(vpc));
            tags({{"Name", tier.name}, {"Environment", vpc.planned->environment}});
        }
        std::string made;
        for (const auto& subnet : tier.subnets) {
            const auto& planned = *subnet.planned;
            if (!subnet.is_created()) {
                comment((subnet.exists ? "Exists: " : "Kept free: ") +
                        text_of_uncreated(tier, subnet));
                if (subnet.lacks_ipv6) {
                    add_ipv6(vpc, tier, subnet);
                }
                continue;
            }
            const auto id = names_.of({vpc.planned->name, tier.tier, planned.zone}, "Subnet");
            made += (made.empty() ? "!Ref " : ", !Ref ") + id;
            write(vpc, tier, subnet, id);
            open(names_.of({vpc.planned->name, tier.tier, planned.zone}, "RouteTableAssociation"),
                 "AWS::EC2::SubnetRouteTableAssociation", vpc);
            property("RouteTableId", "!Ref " + table);
            property("SubnetId", "!Ref " + id);
        }
        if (!made.empty()) {
            output(names_.of({vpc.planned->name, tier.tier}, "SubnetIds"), vpc,
                   "Subnets of tier " + tier.tier + " of VPC " + vpc.planned->name,
                   "!Join [\",\", [" + made + "]]");
        }
    }

    std::vector<std::string> blocks_before(const stack_vpc& vpc, const stack_subnet& subnet) {
        std::vector<std::string> ids;
        for (const auto index : subnet.waits_for) {
            ids.push_back(block_id(vpc, vpc.blocks[index].block));
        }
        return ids;
    }

    /// A subnet that exists gets its planned IPv6 block.
    void add_ipv6(const stack_vpc& vpc, const stack_tier& tier, const stack_subnet& subnet) {
        const auto& planned = *subnet.planned;
        const std::vector<std::string_view> parts{vpc.planned->name, tier.tier, planned.zone};
        auto id = yaml_string(subnet.id);
        if (subnet.id.empty()) {
            const auto name = names_.of(parts, "SubnetId");
            parameter(name, "AWS::EC2::Subnet::Id",
                      "Id of subnet " + tier.tier + "/" + planned.zone + " of VPC " +
                          vpc.planned->name + ", which exists");
            id = "!Ref " + name;
        }
        open(names_.of(parts, "Ipv6Block"), "AWS::EC2::SubnetCidrBlock", vpc,
             blocks_before(vpc, subnet));
        property("SubnetId", id);
        property("Ipv6CidrBlock", yaml_string(*planned.ipv6));
    }

    void write(const stack_vpc& vpc, const stack_tier& tier, const stack_subnet& subnet,
               const std::string& id) {
        const auto& planned = *subnet.planned;
        open(id, "AWS::EC2::Subnet", vpc, blocks_before(vpc, subnet));
        property("VpcId", "!Ref " + vpc_id(vpc));
        switch (subnet.zone.how) {
        case stack_zone::known_as::name:
            property("AvailabilityZone", yaml_string(subnet.zone.text));
            break;
        case stack_zone::known_as::id:
            property("AvailabilityZoneId", yaml_string(subnet.zone.text));
            break;
        case stack_zone::known_as::letter:
            property("AvailabilityZone", "!Sub \"${AWS::Region}" + subnet.zone.text + "\"");
            break;
        case stack_zone::known_as::word:
            property("AvailabilityZone", "!Ref " + zone_parameter(vpc.place, subnet.zone.text));
            break;
        }
        property("CidrBlock", yaml_string(planned.block));
        if (planned.ipv6) {
            property("Ipv6CidrBlock", yaml_string(*planned.ipv6));
        }
        tags({{"Name", subnet.name},
              {"Tier", tier.tier},
              {"Environment", vpc.planned->environment}});
    }

    const plan_stack& stack_;
    resource_names names_{name_style::cloudformation};
    std::set<std::string> written_; ///< conditions and parameters
    std::string parameters_;
    std::string conditions_;
    std::string resource_text_;
    std::string outputs_;
    std::size_t resources_ = 0;
};

} // namespace

std::string cloudformation_of(const layout& made, const plan_needs& needs) {
    const auto stack = stack_of(made, needs);
    return template_writer(stack).run();
}

} // namespace vpcplan::io
