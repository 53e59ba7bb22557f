// Documents that are no network: each is named, with the command that gives the right one.
#include "foreign_document.hpp"

#include <algorithm>
#include <array>

namespace vpcplan::detail {

namespace {

constexpr std::string_view collect_it =
    "describe what is deployed instead: `vpcplan collect` prints a script of describe calls";

constexpr std::string_view wrap_it =
    "run the describe call without --query, so that its list keeps its key (Vpcs, Subnets, …)";

bool has(const node& root, std::string_view key) { return root.find(key) != nullptr; }

bool has_list(const node& root, std::string_view key) {
    const auto* found = root.find(key);
    return found != nullptr && found->is_list();
}

/// Whether a member is a map whose entries have a Type such as AWS::EC2::VPC.
bool holds_typed_resources(const node& root) {
    const auto* resources = root.find("Resources");
    return resources != nullptr && resources->is_map() &&
           (resources->items.empty() ||
            std::any_of(resources->items.begin(), resources->items.end(), [](const node* one) {
                const auto* type = one->is_map() ? one->find("Type") : nullptr;
                return type != nullptr && type->text.find("::") != std::string::npos;
            }));
}

bool is_template(const node& root) {
    return has(root, "AWSTemplateFormatVersion") || holds_typed_resources(root);
}

bool is_terraform(const node& root) {
    return has(root, "terraform_version") || has(root, "planned_values") ||
           (has(root, "lineage") && has(root, "resources"));
}

bool is_config_item(const node& root) {
    return has_list(root, "configurationItems") ||
           (has(root, "resourceType") && has(root, "configuration"));
}

bool is_np_guard(const node& root) {
    return has(root, "collector_version") ||
           (has(root, "provider") && (has_list(root, "vpcs") || has_list(root, "subnets")));
}

bool is_recorded_answer(const node& root) {
    const auto* data = root.find("data");
    return has(root, "status_code") && data != nullptr && data->is_map();
}

/// Entries of a prefix list have a Cidr; entries of network ACLs are inside NetworkAcls.
bool is_bare_entries(const node& root) { return has_list(root, "Entries"); }

bool is_bare_routes(const node& root) {
    return has_list(root, "Routes") && !has(root, "RouteTableId");
}

struct described_thing {
    std::string_view id;
    std::string_view also; ///< tells it from what only refers to the id
};

constexpr std::array<described_thing, 14> described_things = {{
    {"VpcId", "CidrBlock"},
    {"SubnetId", "CidrBlock"},
    {"RouteTableId", "Routes"},
    {"NetworkAclId", "Entries"},
    {"GroupId", "IpPermissions"},
    {"NetworkInterfaceId", "PrivateIpAddress"},
    {"InstanceId", "InstanceType"},
    {"InstanceId", "NetworkInterfaces"},
    {"InternetGatewayId", "Attachments"},
    {"NatGatewayId", "State"},
    {"VpcPeeringConnectionId", "AccepterVpcInfo"},
    {"VpcEndpointId", "ServiceName"},
    {"TransitGatewayId", "State"},
    {"LoadBalancerArn", "Scheme"},
}};

bool is_bare_thing(const node& value) {
    return value.is_map() &&
           std::any_of(described_things.begin(), described_things.end(),
                       [&](const auto& one) { return has(value, one.id) && has(value, one.also); });
}

/// Elements of a list, or of the lists in it (--query 'Reservations[].Instances').
bool is_bare_list(const node& root) {
    return std::any_of(root.items.begin(), root.items.end(), [](const node* one) {
        return is_bare_thing(*one) ||
               (one->is_list() && !one->items.empty() && is_bare_thing(*one->items.front()));
    });
}

struct known_document {
    bool (*recognises)(const node& root) = nullptr;
    foreign_document what;
};

constexpr std::array<known_document, 8> known_maps = {{
    {is_template, {"a CloudFormation template", collect_it}},
    {is_terraform, {"Terraform's plan or state", collect_it}},
    {is_config_item,
     {"a configuration item of AWS Config",
      "its keys are other ones than those of the AWS CLI; `vpcplan collect` prints a script of "
      "describe calls",
      true}},
    {is_np_guard,
     {"the output of a collector with keys of its own (vpcs, subnets, …)",
      "rename its keys to those of the AWS CLI (Vpcs, Subnets, NetworkInterfaces, …), or use the "
      "script that `vpcplan collect` prints",
      true}},
    {is_recorded_answer,
     {"a recorded answer of the API (status_code, data)",
      "give what is under \"data\" alone, e.g. jq .data FILE", true}},
    {is_bare_entries,
     {"the entries of a prefix list without its id",
      "write {\"ManagedPrefixListEntries\": [{\"PrefixListId\": \"pl-…\", \"Entries\": […]}]}, as "
      "the script of `vpcplan collect` does",
      true}},
    {is_bare_routes,
     {"routes of a transit gateway without the id of their table",
      "write {\"TransitGatewayRoutes\": [{\"TransitGatewayRouteTableId\": \"tgw-rtb-…\", "
      "\"Routes\": […]}]}, as the script of `vpcplan collect` does",
      true}},
    {is_bare_thing, {"one thing that a --query took out of its list", wrap_it, true}},
}};

constexpr foreign_document bare_list = {"a list that a --query took out of its document", wrap_it,
                                        true};
constexpr foreign_document yaml_template = known_maps[0].what;
constexpr foreign_document cli_error = {
    "an error message of the AWS CLI",
    "the call failed, and its list is missing: mend the permission or the Region that the message "
    "names, and run it again",
    true};
constexpr foreign_document web_page = {
    "an HTML page", "save the answer of the call itself, not a page of a browser or a proxy"};
constexpr foreign_document terraform_source = {"Terraform's source code", collect_it};

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace

const foreign_document* find_foreign(const node& root) {
    if (root.is_list()) {
        return is_bare_list(root) ? &bare_list : nullptr;
    }
    if (!root.is_map()) {
        return nullptr;
    }
    const auto found = std::find_if(known_maps.begin(), known_maps.end(),
                                    [&](const auto& one) { return one.recognises(root); });
    return found == known_maps.end() ? nullptr : &found->what;
}

const foreign_document* find_foreign(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(start == std::string_view::npos ? text.size() : start);
    if (text.starts_with("An error occurred (") || text.starts_with("aws: error:") ||
        text.starts_with("Unable to locate credentials")) {
        return &cli_error;
    }
    if (text.starts_with("<!") || text.starts_with("<html") || text.starts_with("<HTML")) {
        return &web_page;
    }
    for (const auto* block : {"resource \"", "terraform {", "provider \"", "module \"",
                              "variable \"", "data \"", "locals {"}) {
        if (text.starts_with(block) || contains(text, std::string("\n") + block)) {
            return &terraform_source;
        }
    }
    if (text.starts_with("AWSTemplateFormatVersion") ||
        contains(text, "\nAWSTemplateFormatVersion") ||
        (contains(text, "Type: AWS::") &&
         (text.starts_with("Resources:") || contains(text, "\nResources:")))) {
        return &yaml_template;
    }
    return nullptr;
}

std::string told(const foreign_document& what) {
    return joined({what.name, ", not a network: ", what.cure});
}

} // namespace vpcplan::detail
