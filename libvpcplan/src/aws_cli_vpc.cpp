// VPCs, subnets and gateways of AWS CLI JSON.
#include "aws_cli_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

bool is_associated(std::string_view state) noexcept {
    return state.empty() || state == "associated" || state == "associating";
}

/// "ap-northeast-2" of "ap-northeast-2a" and of the Local Zone "us-west-2-lax-1a"; else "".
std::string region_of_zone(std::string_view zone) {
    for (std::size_t i = 1; i < zone.size(); ++i) {
        if (is_digit(zone[i]) && zone[i - 1] == '-') {
            while (i < zone.size() && is_digit(zone[i])) {
                ++i;
            }
            return std::string(zone.substr(0, i));
        }
    }
    return {};
}

} // namespace

void aws_cli_reader::read_vpcs() {
    for (const auto* object : section("Vpcs")) {
        const auto id = id_of(*object, "VpcId");
        if (!is_new("Vpcs", id, *object)) {
            continue;
        }
        vpc made;
        made.id = id;
        made.name = name_of(*object);
        made.owner_id = text(*object, "OwnerId");
        made.is_default = flag(*object, "IsDefault", false);
        made.dns_support = flag(*object, "EnableDnsSupport", true);
        made.place = place_of(*object);
        const auto take = [&](const node& association, std::string_view key,
                              std::string_view state_key) {
            const auto* state = field(association, state_key, node_kind::map);
            const auto word = state != nullptr ? text(*state, "State") : std::string();
            const auto found = block(association, key);
            if (found && is_associated(word) &&
                std::find(made.blocks.begin(), made.blocks.end(), *found) == made.blocks.end()) {
                made.blocks.push_back(*found);
            } else if (found && !is_associated(word)) {
                log_.note("block_not_associated",
                          joined({vpcplan::to_string(*found), " of ", id, " is ", word,
                                  " and does not belong to the VPC"}),
                          association);
            }
        };
        const auto associations = objects(*object, "CidrBlockAssociationSet");
        for (const auto* association : associations) {
            take(*association, "CidrBlock", "CidrBlockState");
        }
        // The primary block comes first; it cannot be disassociated, so it counts even where the
        // set does not name it.
        if (const auto primary = block(*object, "CidrBlock")) {
            made.blocks.erase(std::remove(made.blocks.begin(), made.blocks.end(), *primary),
                              made.blocks.end());
            made.blocks.insert(made.blocks.begin(), *primary);
        }
        for (const auto* association : objects(*object, "Ipv6CidrBlockAssociationSet")) {
            take(*association, "Ipv6CidrBlock", "Ipv6CidrBlockState");
        }
        known_fields(*object, "Vpcs",
                     {"VpcId", "OwnerId", "IsDefault", "EnableDnsSupport", "CidrBlock",
                      "CidrBlockAssociationSet", "Ipv6CidrBlockAssociationSet", "Tags", "State",
                      "DhcpOptionsId", "InstanceTenancy", "BlockPublicAccessStates",
                      "EnableDnsHostnames", "EncryptionControl"});
        if (made.blocks.empty()) {
            log_.warn("no_block", id + " has no associated block; no address belongs to it",
                      *object);
        }
        net_.vpcs.push_back(std::move(made));
    }
}

// describe-vpc-attribute prints {"VpcId": …, "EnableDnsSupport": {"Value": …}} for one VPC; the
// collected form is a list of these under VpcAttributes.
void aws_cli_reader::read_dns_support() {
    for (const auto* object : section("VpcAttributes")) {
        const auto id = text(*object, "VpcId");
        const auto* value = field(*object, "EnableDnsSupport", node_kind::map);
        if (value == nullptr) {
            continue;
        }
        const auto found = std::find_if(net_.vpcs.begin(), net_.vpcs.end(),
                                        [&id](const vpc& one) { return one.id == id; });
        if (found == net_.vpcs.end()) {
            log_.warn("dangling_reference",
                      "attributes of " + in_quotes(id) + ", a VPC that is not in the input",
                      *object);
            continue;
        }
        found->dns_support = flag(*value, "Value", true);
    }
}

void aws_cli_reader::read_subnets() {
    for (const auto* object : section("Subnets")) {
        const auto id = id_of(*object, "SubnetId");
        if (!is_new("Subnets", id, *object)) {
            continue;
        }
        subnet made;
        made.id = id;
        made.name = name_of(*object);
        made.vpc_id = text(*object, "VpcId");
        made.zone = text(*object, "AvailabilityZone");
        made.zone_id = text(*object, "AvailabilityZoneId");
        made.maps_public_ip = flag(*object, "MapPublicIpOnLaunch", false);
        made.place = place_of(*object);
        if (const auto free = integer(*object, "AvailableIpAddressCount"); free && *free >= 0) {
            made.available_addresses = static_cast<std::uint32_t>(*free);
        }
        // An IPv6-only subnet has no IPv4 block, or an empty text for it.
        const auto* own = object->find("CidrBlock");
        if (own != nullptr && !(own->is_text() && own->text.empty())) {
            if (const auto found = block(*own)) {
                made.blocks.push_back(*found);
            }
        }
        for (const auto* association : objects(*object, "Ipv6CidrBlockAssociationSet")) {
            const auto* state = field(*association, "Ipv6CidrBlockState", node_kind::map);
            const auto word = state != nullptr ? text(*state, "State") : std::string();
            if (const auto found = block(*association, "Ipv6CidrBlock");
                found && is_associated(word)) {
                made.blocks.push_back(*found);
            }
        }
        const auto arn = text(*object, "SubnetArn");
        auto region = region_of_zone(made.zone);
        if (region.empty() && arn.starts_with("arn:")) {
            const auto start = arn.find(':', arn.find(':', 4) + 1);
            if (start != std::string::npos) {
                region = arn.substr(start + 1, arn.find(':', start + 1) - start - 1);
            }
        }
        if (!region.empty()) {
            region_of_vpc_.emplace(made.vpc_id, region);
        }
        known_fields(*object, "Subnets",
                     {"SubnetId",
                      "VpcId",
                      "AvailabilityZone",
                      "AvailabilityZoneId",
                      "MapPublicIpOnLaunch",
                      "AvailableIpAddressCount",
                      "CidrBlock",
                      "Ipv6CidrBlockAssociationSet",
                      "SubnetArn",
                      "Tags",
                      "State",
                      "OwnerId",
                      "DefaultForAz",
                      "AssignIpv6AddressOnCreation",
                      "EnableDns64",
                      "Ipv6Native",
                      "MapCustomerOwnedIpOnLaunch",
                      "CustomerOwnedIpv4Pool",
                      "OutpostArn",
                      "PrivateDnsNameOptionsOnLaunch",
                      "EnableLniAtDeviceIndex",
                      "BlockPublicAccessStates",
                      "Type"});
        if (made.blocks.empty()) {
            log_.warn("no_block", id + " has no readable block; no address belongs to it", *object);
        }
        net_.subnets.push_back(std::move(made));
    }
}

void aws_cli_reader::find_regions() {
    for (auto& one : net_.vpcs) {
        const auto found = region_of_vpc_.find(one.id);
        if (found != region_of_vpc_.end()) {
            one.region = found->second;
        }
    }
}

std::vector<std::string> aws_cli_reader::attached_vpcs(const node& gateway) {
    std::vector<std::string> ids;
    for (const auto* attachment : objects(gateway, "Attachments")) {
        const auto state = text(*attachment, "State");
        const auto id = text(*attachment, "VpcId");
        if (state.empty() || state == "available" || state == "attached") {
            ids.push_back(id);
        } else {
            log_.note("not_attached", "the attachment to " + in_quotes(id) + " is " + state,
                      *attachment);
        }
    }
    known_fields(
        gateway, "InternetGateways",
        {"Attachments", "InternetGatewayId", "EgressOnlyInternetGatewayId", "OwnerId", "Tags"});
    return ids;
}

void aws_cli_reader::read_internet_gateways() {
    for (const auto* object : section("InternetGateways")) {
        const auto id = id_of(*object, "InternetGatewayId");
        if (is_new("InternetGateways", id, *object)) {
            net_.internet_gateways.push_back(
                {id, name_of(*object), attached_vpcs(*object), place_of(*object)});
        }
    }
    for (const auto* object : section("EgressOnlyInternetGateways")) {
        const auto id = id_of(*object, "EgressOnlyInternetGatewayId");
        if (is_new("EgressOnlyInternetGateways", id, *object)) {
            net_.egress_only_internet_gateways.push_back(
                {id, name_of(*object), attached_vpcs(*object), place_of(*object)});
        }
    }
}

void aws_cli_reader::read_nat_gateways() {
    for (const auto* object : section("NatGateways")) {
        const auto id = id_of(*object, "NatGatewayId");
        if (!is_new("NatGateways", id, *object)) {
            continue;
        }
        if (text(*object, "State") == "deleted") { // described for about an hour longer
            log_.note("gone", id + " is deleted; it is left out", *object);
            continue;
        }
        nat_gateway made;
        made.id = id;
        made.name = name_of(*object);
        made.vpc_id = text(*object, "VpcId");
        made.subnet_id = text(*object, "SubnetId");
        made.place = place_of(*object);
        if (const auto state = text(*object, "State"); !state.empty()) {
            made.state = state;
        }
        made.is_regional = text(*object, "AvailabilityMode") == "regional";
        made.is_public = text(*object, "ConnectivityType") != "private";
        for (const auto* entry : objects(*object, "NatGatewayAddresses")) {
            const auto status = text(*entry, "Status");
            if (!status.empty() && status != "succeeded" && status != "assigning" &&
                status != "associating") {
                log_.note("address_not_usable", joined({"an address of ", id, " is ", status}),
                          *entry);
                continue;
            }
            nat_gateway_address own;
            own.private_address = address(*entry, "PrivateIp");
            own.public_address = address(*entry, "PublicIp");
            own.interface_id = text(*entry, "NetworkInterfaceId");
            own.primary = flag(*entry, "IsPrimary", made.addresses.empty());
            made.addresses.push_back(std::move(own));
        }
        known_fields(*object, "NatGateways",
                     {"NatGatewayId", "VpcId", "SubnetId", "State", "AvailabilityMode",
                      "ConnectivityType", "NatGatewayAddresses", "Tags", "CreateTime", "DeleteTime",
                      "FailureCode", "FailureMessage", "ProvisionedBandwidth", "AutoScalingIps",
                      "AutoProvisionZones", "AttachedAppliances", "RouteTableId"});
        net_.nat_gateways.push_back(std::move(made));
    }
}

namespace {

std::optional<block_public_access::mode> access_mode(std::string_view word) {
    using mode = block_public_access::mode;
    return word.empty()                    ? std::nullopt
           : word == "block-bidirectional" ? std::optional(mode::bidirectional)
           : word == "block-ingress"       ? std::optional(mode::ingress)
                                           : std::optional(mode::off);
}

bool is_stricter(block_public_access::mode a, block_public_access::mode b) {
    using mode = block_public_access::mode;
    return a != b && (a == mode::bidirectional || b == mode::off);
}

} // namespace

// Every account has a setting for each Region. The strictest one is kept; VPCs and subnets that are
// subject to less are exclusions from it, as AWS's own exclusions are.
void aws_cli_reader::read_block_public_access() {
    using mode = block_public_access::mode;
    const auto take = [this](std::optional<mode> how, const node& object) {
        if (how && (!net_.public_access || is_stricter(*how, net_.public_access->how))) {
            net_.public_access = block_public_access{*how, {}, place_of(object)};
        }
    };
    bool is_said = false;
    for (const auto* object : section("VpcBlockPublicAccessOptions")) {
        const auto how = access_mode(text(*object, "InternetGatewayBlockMode"));
        take(how, *object);
        is_said = is_said || how;
    }
    std::vector<std::pair<std::string, mode>> subject;
    for (const auto& [key, id] : {std::pair{"Vpcs", "VpcId"}, std::pair{"Subnets", "SubnetId"}}) {
        for (const auto* object : section(key)) {
            const auto* states = field(*object, "BlockPublicAccessStates", node_kind::map);
            const auto how = states != nullptr
                                 ? access_mode(text(*states, "InternetGatewayBlockMode"))
                                 : std::nullopt;
            if (how) {
                take(*how, *object);
                says_its_access_.insert(text(*object, id));
                subject.emplace_back(text(*object, id), *how);
            }
        }
    }
    for (const auto& one : net_.vpcs) {
        if (std::none_of(subject.begin(), subject.end(),
                         [&](const auto& known) { return known.first == one.id; })) {
            if (const auto how = access_of_region(one)) {
                subject.emplace_back(one.id, *how);
            } else if (is_said) {
                log_.add(severity::warning, "mixed_settings",
                         "VPC Block Public Access differs between parts of the input; the stricter "
                         "setting is used for " +
                             one.id,
                         one.place);
            }
        }
    }
    for (auto& [id, how] : subject) {
        if (is_stricter(net_.public_access ? net_.public_access->how : mode::off, how)) {
            net_.public_access->exclusions.push_back({std::move(id), how == mode::ingress});
        }
    }
    for (const auto* object : section("VpcBlockPublicAccessExclusions")) {
        const auto state = text(*object, "State");
        if (!net_.public_access || state == "create-failed" || state == "delete-complete" ||
            state == "disable-complete") {
            continue;
        }
        const auto arn = text(*object, "ResourceArn");
        net_.public_access->exclusions.push_back(
            {arn.substr(arn.find('/') + 1),
             text(*object, "InternetGatewayExclusionMode") == "allow-egress",
             state.empty() || state == "create-complete" || state == "update-complete"});
    }
}

/// The setting of a VPC's account and Region; nothing when the input does not tell which it is.
std::optional<block_public_access::mode> aws_cli_reader::access_of_region(const vpc& of) {
    std::optional<block_public_access::mode> found;
    for (const auto* object : section("VpcBlockPublicAccessOptions")) {
        const auto account = text(*object, "AwsAccountId");
        const auto region = text(*object, "AwsRegion");
        const bool may_be = (account.empty() || of.owner_id.empty() || account == of.owner_id) &&
                            (region.empty() || of.region.empty() || region == of.region);
        const auto how = access_mode(text(*object, "InternetGatewayBlockMode"));
        if (may_be && how && found && *found != *how) {
            return std::nullopt;
        }
        found = may_be && how ? how : found;
    }
    return found;
}

} // namespace vpcplan::detail
