// Network interfaces, instances and Elastic IPs of AWS CLI JSON.
#include "aws_cli_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

void aws_cli_reader::read_interface_addresses(const node& object, interface& into) {
    const auto add = [&into](const address_bits& found, bool primary) -> interface_address& {
        for (auto& own : into.addresses) {
            if (own.address == found) {
                own.primary = own.primary || primary;
                return own;
            }
        }
        into.addresses.push_back({found, std::nullopt, primary});
        return into.addresses.back();
    };
    const auto associate = [this](const node& from, interface_address& own) {
        if (const auto* association = field(from, "Association", node_kind::map)) {
            if (const auto found = address(*association, "PublicIp")) {
                own.public_address = found;
            } else if (association->find("CarrierIp") != nullptr) {
                log_.warn("not_evaluated",
                          "carrier addresses are not evaluated: this one is not seen as public",
                          *association);
            }
        }
    };
    for (const auto* entry : objects(object, "PrivateIpAddresses")) {
        if (const auto found = address(*entry, "PrivateIpAddress")) {
            associate(*entry, add(*found, flag(*entry, "Primary", false)));
        }
    }
    if (const auto primary = address(object, "PrivateIpAddress")) {
        auto& own = add(*primary, true);
        if (!own.public_address) {
            associate(object, own);
        }
    }
    for (const auto* entry : objects(object, "Ipv6Addresses")) {
        if (const auto found = address(*entry, "Ipv6Address")) {
            add(*found, flag(*entry, "IsPrimaryIpv6", false));
        }
    }
    const auto take_prefixes = [&](std::string_view list, std::string_view key) {
        for (const auto* entry : objects(object, list)) {
            if (const auto found = block(*entry, key)) {
                into.prefixes.push_back(*found);
            }
        }
    };
    take_prefixes("Ipv4Prefixes", "Ipv4Prefix");
    take_prefixes("Ipv6Prefixes", "Ipv6Prefix");
}

void aws_cli_reader::read_interface(const node& object, const std::string& instance_id) {
    const auto id = id_of(object, "NetworkInterfaceId");
    interface made;
    made.id = id;
    made.name = name_of(object);
    made.subnet_id = text(object, "SubnetId");
    made.vpc_id = text(object, "VpcId");
    if (made.vpc_id.empty()) { // its subnet tells
        const auto home =
            std::find_if(net_.subnets.begin(), net_.subnets.end(),
                         [&made](const subnet& one) { return one.id == made.subnet_id; });
        made.vpc_id = home != net_.subnets.end() ? home->vpc_id : std::string();
    }
    made.description = text(object, "Description");
    made.status = text(object, "Status");
    made.owner_id = text(object, "OwnerId");
    made.source_dest_check = flag(object, "SourceDestCheck", true);
    made.instance_id = instance_id;
    made.place = place_of(object);
    if (const auto type = text(object, "InterfaceType"); !type.empty()) {
        made.type = type;
    }
    for (const auto* group : objects(object, "Groups")) {
        if (auto group_id = text(*group, "GroupId"); !group_id.empty()) {
            made.group_ids.push_back(std::move(group_id));
        } else {
            log_.warn("missing_id",
                      id + " carries a group without GroupId; its rules cannot be found", *group);
            // Kept as a group that is not in the network: what it allows is unknown.
            made.group_ids.push_back("unnamed" + pointer_of(*group));
        }
    }
    if (const auto* attachment = field(object, "Attachment", node_kind::map)) {
        const auto status = text(*attachment, "Status");
        const auto owner = text(*attachment, "InstanceId");
        if (!owner.empty() && status != "detached") {
            made.instance_id = owner;
        }
        if (!made.instance_id.empty()) {
            interfaces_of_[made.instance_id].emplace_back(
                integer(*attachment, "DeviceIndex").value_or(0), id);
        }
    } else if (!instance_id.empty()) {
        interfaces_of_[instance_id].emplace_back(0, id);
    }
    read_interface_addresses(object, made);
    made.denies_igw_traffic = flag(object, "DenyAllIgwTraffic", false);
    known_fields(object, "NetworkInterfaces",
                 {"NetworkInterfaceId",
                  "SubnetId",
                  "VpcId",
                  "Description",
                  "Status",
                  "SourceDestCheck",
                  "InterfaceType",
                  "Groups",
                  "Attachment",
                  "Association",
                  "PrivateIpAddress",
                  "PrivateIpAddresses",
                  "Ipv6Address",
                  "Ipv6Addresses",
                  "Ipv4Prefixes",
                  "Ipv6Prefixes",
                  "TagSet",
                  "Tags",
                  "AvailabilityZone",
                  "AvailabilityZoneId",
                  "MacAddress",
                  "OwnerId",
                  "PrivateDnsName",
                  "PublicDnsName",
                  "RequesterId",
                  "RequesterManaged",
                  "DenyAllIgwTraffic",
                  "Ipv6Native",
                  "OutpostArn",
                  "ConnectionTrackingConfiguration",
                  "PublicIpDnsNameOptions",
                  "Operator",
                  "AssociatedSubnets"});
    net_.interfaces.push_back(std::move(made));
}

void aws_cli_reader::read_interfaces() {
    for (const auto* object : section("NetworkInterfaces")) {
        const auto* id = object->find("NetworkInterfaceId");
        if (id == nullptr || is_new("NetworkInterfaces", id->text, *object)) {
            read_interface(*object, {});
        }
    }
}

void aws_cli_reader::read_contested_interface(const node& own, const std::string& instance_id,
                                              const std::string& interface_id) {
    const auto& holder = holder_of_[interface_id];
    log_.warn("contradiction",
              joined({interface_id, " belongs to ", holder, " and to ", instance_id,
                      " in the input; neither can be asked about, and what refers to ",
                      interface_id, " is unknown"}),
              own);
    contested_[holder] = true;
    contested_[instance_id] = true;
    // Each keeps its addresses under an id of its own, so that they do not seem to be nowhere.
    for (auto& one : net_.interfaces) {
        if (one.id == interface_id) {
            one.id += " of " + holder;
        }
    }
    if (own.find("SubnetId") != nullptr) {
        read_interface(own, instance_id);
        net_.interfaces.back().id += " of " + instance_id;
    }
}

void aws_cli_reader::refuse_contested() {
    for (auto& one : net_.instances) {
        if (contested_.contains(one.id)) {
            one.interface_ids.clear();
        }
    }
}

void aws_cli_reader::read_only_interface(const node& object, const std::string& instance_id) {
    const auto primary = address(object, "PrivateIpAddress");
    const auto* groups = object.find("SecurityGroups");
    const auto subnet_id = text(object, "SubnetId");
    if (!primary || groups == nullptr || !groups->is_list() || subnet_id.empty() ||
        std::any_of(net_.interfaces.begin(), net_.interfaces.end(), [&](const interface& one) {
            return one.subnet_id == subnet_id && one.owns(*primary);
        })) {
        return;
    }
    interface made;
    made.id = instance_id + "/eth0";
    made.subnet_id = subnet_id;
    made.vpc_id = text(object, "VpcId");
    made.instance_id = instance_id;
    made.status = "in-use";
    made.source_dest_check = flag(object, "SourceDestCheck", true);
    made.place = place_of(object);
    made.addresses.push_back({*primary, address(object, "PublicIpAddress"), true});
    if (const auto ipv6 = address(object, "Ipv6Address")) {
        made.addresses.push_back({*ipv6, std::nullopt, true});
    }
    for (const auto* group : objects(object, "SecurityGroups")) {
        made.group_ids.push_back(id_of(*group, "GroupId"));
    }
    log_.note("interface_from_instance",
              made.id + " is not among the network interfaces; taken from " + instance_id, object);
    interfaces_of_[instance_id].emplace_back(0, made.id);
    net_.interfaces.push_back(std::move(made));
}

void aws_cli_reader::read_instances() {
    for (const auto& one : net_.interfaces) {
        if (!one.instance_id.empty()) {
            holder_of_.emplace(one.id, one.instance_id);
        }
    }
    const bool has_interfaces = sections_.find("NetworkInterfaces") != sections_.end();
    for (const auto* object : section("Instances")) {
        const auto id = id_of(*object, "InstanceId");
        if (!is_new("Instances", id, *object)) {
            continue;
        }
        instance made;
        made.id = id;
        made.name = name_of(*object);
        made.place = place_of(*object);
        if (const auto* state = field(*object, "State", node_kind::map)) {
            if (const auto word = text(*state, "Name"); !word.empty()) {
                made.state = word;
            }
        }
        auto& owned = interfaces_of_[id];
        for (const auto* own : objects(*object, "NetworkInterfaces")) {
            const auto interface_id = text(*own, "NetworkInterfaceId");
            if (interface_id.empty()) {
                log_.warn("missing_id", "an interface of " + id + " has no id and is ignored",
                          *own);
                continue;
            }
            const bool known = seen_.contains("NetworkInterfaces " + interface_id);
            if (!known && own->find("SubnetId") != nullptr) {
                if (has_interfaces) {
                    log_.note("interface_from_instance",
                              joined({interface_id,
                                      " is not among the network interfaces; taken from ", id}),
                              *own);
                }
                seen_.emplace("NetworkInterfaces " + interface_id, own);
                read_interface(*own, id);
                holder_of_.emplace(interface_id, id);
                continue;
            }
            if (const auto holder = holder_of_.find(interface_id);
                holder != holder_of_.end() && holder->second != id) {
                read_contested_interface(*own, id, interface_id);
                continue;
            }
            const auto is_it = [&](const auto& one) { return one.second == interface_id; };
            if (std::none_of(owned.begin(), owned.end(), is_it)) {
                const auto* attachment = field(*own, "Attachment", node_kind::map);
                const auto index =
                    attachment != nullptr ? integer(*attachment, "DeviceIndex") : std::nullopt;
                owned.emplace_back(index.value_or(static_cast<int>(own->index)), interface_id);
            }
        }
        if (owned.empty() && !contested_.contains(id)) {
            read_only_interface(*object, id);
        }
        if (const auto found = address(*object, "PublicIpAddress"); found && owned.empty()) {
            net_.unplaced_addresses.push_back(*found);
        }
        std::stable_sort(owned.begin(), owned.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [index, interface_id] : owned) {
            made.interface_ids.push_back(interface_id);
        }
        if (made.interface_ids.empty() && !contested_.contains(id) && made.state != "terminated" &&
            made.state != "shutting-down") {
            log_.warn("no_interface",
                      id + " has no interface in the input; nothing can be asked about it",
                      *object);
        }
        net_.instances.push_back(std::move(made));
    }
    refuse_contested();
}

// Elastic IPs say again what the interfaces say; they only fill gaps.
void aws_cli_reader::read_addresses() {
    std::unordered_map<std::string_view, interface*> by_id;
    for (auto& one : net_.interfaces) {
        by_id.emplace(one.id, &one);
    }
    for (const auto* object : section("Addresses")) {
        const auto interface_id = text(*object, "NetworkInterfaceId");
        const auto public_address = address(*object, "PublicIp");
        if (interface_id.empty() && public_address && !text(*object, "InstanceId").empty()) {
            net_.unplaced_addresses.push_back(*public_address);
        }
        if (interface_id.empty() || !public_address) {
            continue; // not associated with anything
        }
        const auto found = by_id.find(interface_id);
        if (found == by_id.end()) {
            net_.unplaced_addresses.push_back(*public_address);
            log_.warn("dangling_reference",
                      "Elastic IP " + detail::to_string(*public_address) + " belongs to " +
                          in_quotes(interface_id) + ", which is not in the input",
                      *object);
            continue;
        }
        const auto private_address = address(*object, "PrivateIpAddress");
        for (auto& own : found->second->addresses) {
            const bool meant = private_address ? own.address == *private_address : own.primary;
            if (!meant || own.public_address == public_address) {
                continue;
            }
            if (!own.public_address) {
                own.public_address = public_address;
            } else {
                log_.warn("contradiction",
                          interface_id + " has the public address " +
                              detail::to_string(*own.public_address) + "; the Elastic IP says " +
                              detail::to_string(*public_address) + ", which is ignored",
                          *object);
            }
        }
    }
}

} // namespace vpcplan::detail
