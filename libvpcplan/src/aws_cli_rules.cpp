// Network ACLs, security groups and prefix lists of AWS CLI JSON. A rule that cannot be understood
// is kept as unreadable: what it would decide is unknown.
#include "aws_cli_reader.hpp"

#include <algorithm>

namespace vpcplan::detail {

namespace {

constexpr int last_rule_number = 32766;

bool is_icmp_value(int value) noexcept { return value >= -1 && value <= 255; }

bool same_rule(const acl_rule& a, const acl_rule& b) noexcept {
    return a.allow == b.allow && a.proto == b.proto && a.block == b.block && a.ports == b.ports &&
           a.icmp == b.icmp && a.readable == b.readable;
}

} // namespace

std::optional<port_range> ports_between(int first, int last) {
    if (first < 0 || last > 65535 || first > last) {
        return std::nullopt;
    }
    return port_range{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

void aws_cli_reader::read_prefix_lists() {
    std::unordered_map<std::string, std::size_t> place;
    const auto list_at = [&](const std::string& id, const node& where) -> prefix_list& {
        const auto [at, added] = place.emplace(id, net_.prefix_lists.size());
        if (added) {
            prefix_list made;
            made.id = id;
            made.complete = false;
            made.place = place_of(where);
            net_.prefix_lists.push_back(std::move(made));
        }
        return net_.prefix_lists[at->second];
    };
    const auto take = [this](const node& list, std::string_view key, prefix_list& into) {
        std::vector<cidr> entries;
        bool complete = true;
        for (const auto* entry : list.items) {
            const node* written = entry;
            if (entry->is_map()) {
                written = entry->find("Cidr");
                written = written != nullptr ? written : entry->find("CidrBlock");
            }
            const auto found = written != nullptr ? block(*written) : std::nullopt;
            if (found) {
                entries.push_back(*found);
            } else {
                complete = false;
                log_.warn("unreadable_entry",
                          "an entry of " + std::string(key) + " of " + into.id +
                              " cannot be read; whether other addresses belong to the list is "
                              "unknown",
                          *entry);
            }
        }
        into.entries = std::move(entries);
        into.complete = complete;
    };
    // describe-prefix-lists (with Cidrs) and describe-managed-prefix-lists (without) print the same
    // key and know the same lists: each adds what it has.
    for (const auto* key : {"ManagedPrefixLists", "PrefixLists"}) {
        for (const auto* object : section(key)) {
            auto& made = list_at(id_of(*object, "PrefixListId"), *object);
            if (const auto name = text(*object, "PrefixListName"); !name.empty()) {
                made.name = name;
            }
            const auto* cidrs = field(*object, "Cidrs", node_kind::list);
            if (cidrs != nullptr && is_new("PrefixLists", made.id, *cidrs)) {
                take(*cidrs, "Cidrs", made);
            }
        }
    }
    for (const auto* object : section("ManagedPrefixListEntries")) {
        const auto id = id_of(*object, "PrefixListId");
        const auto* entries = field(*object, "Entries", node_kind::list);
        if (!is_new("ManagedPrefixListEntries", id, *object) || entries == nullptr) {
            continue;
        }
        auto& made = list_at(id, *object);
        take(*entries, "Entries", made);
        if (!text(*object, "NextToken").empty()) {
            made.complete = false;
            log_.warn("truncated_output", "there are more entries of " + id + " than these",
                      *object);
        }
    }
    for (const auto& one : net_.prefix_lists) {
        if (!one.complete && one.entries.empty()) {
            log_.add(severity::warning, "entries_missing",
                     "the entries of prefix list " + one.id +
                         " are not in the input; what depends on them is unknown (collect "
                         "get-managed-prefix-list-entries)",
                     one.place);
        }
    }
}

bool aws_cli_reader::read_acl_match(const node& object, acl_rule& into) {
    const auto proto = parse_protocol(text(object, "Protocol"));
    const auto* block_v4 = object.find("CidrBlock");
    const auto* block_v6 = object.find("Ipv6CidrBlock");
    if (!proto || (block_v4 == nullptr) == (block_v6 == nullptr)) {
        return false;
    }
    into.proto = *proto;
    const auto found = block(block_v4 != nullptr ? *block_v4 : *block_v6);
    if (!found) {
        return false;
    }
    into.block = *found;
    const auto* key = proto->has_ports() ? "PortRange" : "IcmpTypeCode";
    const bool has_fields = proto->has_ports() || *proto == protocol::icmp() ||
                            (*proto == protocol::icmpv6() && into.block.is_v6());
    if (!has_fields) {
        return true; // AWS ignores them, whatever they say
    }
    const auto* fields = object.find(key);
    if (fields == nullptr) {
        log_.warn("missing_ports",
                  std::string(key) + " is missing; the entry is read as all of " +
                      vpcplan::to_string(*proto),
                  object);
        return true;
    }
    const auto first = integer(*fields, proto->has_ports() ? "From" : "Type");
    const auto last = integer(*fields, proto->has_ports() ? "To" : "Code");
    if (!first || !last) {
        return false;
    }
    if (proto->has_ports()) {
        const auto ports = ports_between(*first, *last);
        into.ports = ports.value_or(into.ports);
        return ports.has_value();
    }
    if (!is_icmp_value(*first) || !is_icmp_value(*last) || (*first == -1 && *last != -1)) {
        return false;
    }
    into.icmp = {static_cast<std::int16_t>(*first), static_cast<std::int16_t>(*last)};
    return true;
}

void aws_cli_reader::read_acl_entry(const node& object, std::vector<acl_rule>& inbound,
                                    std::vector<acl_rule>& outbound) {
    acl_rule made;
    made.place = place_of(object);
    const int number = integer(object, "RuleNumber").value_or(0);
    const auto action = text(object, "RuleAction");
    made.allow = action == "allow";
    made.readable =
        object.is_map() && read_acl_match(object, made) && (action == "allow" || action == "deny");
    if (number > last_rule_number && made.readable && !made.allow && made.proto.is_any() &&
        made.block.prefix_length() == 0) {
        return; // the implicit deny, which every list has
    }
    known_fields(object, "NetworkAcls.Entries",
                 {"RuleNumber", "RuleAction", "Protocol", "CidrBlock", "Ipv6CidrBlock", "Egress",
                  "PortRange", "IcmpTypeCode"});
    if (!made.readable) {
        log_.warn("unreadable_rule",
                  "this entry cannot be understood; packets that no earlier rule decides are "
                  "unknown",
                  object);
    }
    if (number >= 1 && number <= last_rule_number) {
        made.number = number;
    } else {
        made.readable = false;
        made.number = number > last_rule_number ? last_rule_number : 1;
        log_.warn("bad_rule_number",
                  "an entry needs a RuleNumber of 1-32766; what this one would decide is unknown",
                  object);
    }
    const auto* egress = object.find("Egress");
    if (egress == nullptr || egress->kind != node_kind::boolean) {
        made.readable = false;
        log_.warn("unreadable_rule",
                  "Egress is not true or false; the entry makes both directions unknown", object);
        inbound.push_back(made);
        outbound.push_back(std::move(made));
        return;
    }
    (egress->flag ? outbound : inbound).push_back(std::move(made));
}

// One rule a number. Two different ones cannot both be what AWS has: which one decides is unknown.
acl_rules aws_cli_reader::ordered(std::vector<acl_rule> rules, const node& acl) {
    std::stable_sort(rules.begin(), rules.end(),
                     [](const acl_rule& a, const acl_rule& b) { return a.number < b.number; });
    std::vector<acl_rule> kept;
    for (auto& rule : rules) {
        if (kept.empty() || kept.back().number != rule.number) {
            kept.push_back(std::move(rule));
            continue;
        }
        const bool same = same_rule(kept.back(), rule);
        kept.back().readable = kept.back().readable && same;
        log_.warn("duplicate_rule_number",
                  "rule " + std::to_string(rule.number) + " is there twice" +
                      (same ? "" : "; which one decides is unknown"),
                  acl);
    }
    auto made = acl_rules::make(std::move(kept));
    return made ? *std::move(made) : acl_rules();
}

void aws_cli_reader::read_network_acls() {
    for (const auto* object : section("NetworkAcls")) {
        const auto id = id_of(*object, "NetworkAclId");
        if (!is_new("NetworkAcls", id, *object)) {
            continue;
        }
        network_acl made;
        made.id = id;
        made.name = name_of(*object);
        made.vpc_id = text(*object, "VpcId");
        made.is_default = flag(*object, "IsDefault", false);
        made.place = place_of(*object);
        std::vector<acl_rule> inbound;
        std::vector<acl_rule> outbound;
        if (const auto* entries = object->find("Entries");
            entries != nullptr && entries->is_list()) {
            for (const auto* entry : entries->items) {
                read_acl_entry(*entry, inbound, outbound);
            }
        } else {
            // Without its entries an ACL is not an empty ACL.
            read_acl_entry(entries != nullptr ? *entries : *object, inbound, outbound);
        }
        made.inbound = ordered(std::move(inbound), *object);
        made.outbound = ordered(std::move(outbound), *object);
        for (const auto* association : objects(*object, "Associations")) {
            if (auto subnet_id = text(*association, "SubnetId"); !subnet_id.empty()) {
                made.subnet_ids.push_back(std::move(subnet_id));
            }
        }
        known_fields(
            *object, "NetworkAcls",
            {"NetworkAclId", "VpcId", "IsDefault", "Entries", "Associations", "OwnerId", "Tags"});
        net_.network_acls.push_back(std::move(made));
    }
}

bool aws_cli_reader::read_permission_match(const node& permission, group_rule& into) {
    const auto proto = parse_protocol(text(permission, "IpProtocol"));
    if (!proto) {
        return false;
    }
    into.proto = *proto;
    if (!proto->has_ports() && !proto->is_icmp()) {
        return true; // AWS ignores the ports of other protocols
    }
    const bool has_first = permission.find("FromPort") != nullptr;
    const bool has_last = permission.find("ToPort") != nullptr;
    if (!has_first && !has_last) {
        return proto->is_icmp(); // of TCP and UDP, AWS always tells the ports
    }
    const auto first = integer(permission, "FromPort");
    const auto last = has_last ? integer(permission, "ToPort") : std::optional<int>(-1);
    if (!first || !last) {
        return false;
    }
    if (*first == -1 && *last == -1) {
        return true;
    }
    if (proto->is_icmp()) {
        if (!is_icmp_value(*first) || !is_icmp_value(*last) || *first == -1) {
            return false;
        }
        into.icmp = {static_cast<std::int16_t>(*first), static_cast<std::int16_t>(*last)};
        return true;
    }
    const auto ports = ports_between(*first, *last);
    into.ports = ports.value_or(into.ports);
    return ports.has_value();
}

group_rule_peer aws_cli_reader::group_peer_of(const node& pair) {
    const auto* id = pair.find("GroupId");
    if (id == nullptr || !id->is_text() || id->text.empty()) {
        const auto name = text(pair, "GroupName");
        log_.warn("missing_id",
                  "a rule refers to a group without GroupId " + in_quotes(name) +
                      "; who belongs to it is unknown",
                  pair);
        return unreadable_peer{name};
    }
    group_peer made;
    made.id = id->text;
    made.vpc_id = text(pair, "VpcId");
    const auto peering = text(pair, "PeeringStatus");
    // A reference over a peering that is not active matches nobody, now.
    made.stale = !peering.empty() && peering != "active";
    known_fields(pair, "IpPermissions.UserIdGroupPairs",
                 {"GroupId", "GroupName", "UserId", "VpcId", "VpcPeeringConnectionId",
                  "PeeringStatus", "Description"});
    return made;
}

void aws_cli_reader::read_permissions(const node& group, std::string_view key,
                                      std::vector<group_rule>& into) {
    const auto* list = group.find(key);
    const auto unreadable = [&](const node& where, const group_rule* like) {
        group_rule made;
        if (like != nullptr) {
            made = *like;
        }
        made.peer = unreadable_peer{shown(where)};
        made.place = place_of(where);
        log_.warn("unreadable_rule",
                  "this rule of " + std::string(key) +
                      " cannot be understood; packets that no other rule allows are unknown",
                  where);
        into.push_back(std::move(made));
    };
    if (list == nullptr) { // an empty list would say that there are none
        group_rule made;
        made.peer = unreadable_peer{std::string(key) + " is not in the input"};
        made.place = place_of(group);
        log_.warn("missing_rules",
                  "a security group is described without " + std::string(key) +
                      "; what they would allow is unknown",
                  group);
        into.push_back(std::move(made));
        return;
    }
    if (!list->is_list()) {
        unreadable(*list, nullptr);
        return;
    }
    for (const auto* permission : list->items) {
        group_rule like{protocol::any(), {}, {}, unreadable_peer{}, {}, {}};
        if (!permission->is_map() || !read_permission_match(*permission, like)) {
            unreadable(*permission, nullptr);
            continue;
        }
        const auto count = into.size();
        for (const auto* peers : permission->items) {
            const auto& kind = peers->key;
            if (peers->is_null() || kind == "IpProtocol" || kind == "FromPort" ||
                kind == "ToPort" || (!peers->is_scalar() && peers->items.empty())) {
                continue;
            }
            if (!peers->is_list()) {
                unreadable(*peers, &like);
                continue;
            }
            for (const auto* entry : peers->items) {
                auto made = like;
                made.place = place_of(*entry);
                made.description = entry->is_map() ? text(*entry, "Description") : std::string();
                std::optional<cidr> found;
                if (kind == "IpRanges" || kind == "Ipv6Ranges") {
                    found = block(*entry, kind == "IpRanges" ? "CidrIp" : "CidrIpv6");
                }
                const auto* prefix_list_id = entry->find("PrefixListId");
                if (found) {
                    made.peer = *found;
                } else if (kind == "PrefixListIds" && prefix_list_id != nullptr &&
                           prefix_list_id->is_text()) {
                    made.peer = prefix_list_peer{prefix_list_id->text};
                } else if (kind == "UserIdGroupPairs" && entry->is_map()) {
                    made.peer = group_peer_of(*entry);
                } else {
                    unreadable(*entry, &like);
                    continue;
                }
                into.push_back(std::move(made));
            }
        }
        if (into.size() == count) {
            log_.note("no_peer", "a rule of " + std::string(key) + " has no peer; it allows nobody",
                      *permission);
        }
    }
}

void aws_cli_reader::read_security_groups() {
    for (const auto* object : section("SecurityGroups")) {
        const auto id = id_of(*object, "GroupId");
        if (!is_new("SecurityGroups", id, *object)) {
            continue;
        }
        security_group made;
        made.id = id;
        made.name = text(*object, "GroupName");
        made.vpc_id = text(*object, "VpcId");
        made.description = text(*object, "Description");
        made.place = place_of(*object);
        if (made.name.empty()) {
            made.name = name_of(*object);
        }
        read_permissions(*object, "IpPermissions", made.inbound);
        read_permissions(*object, "IpPermissionsEgress", made.outbound);
        known_fields(*object, "SecurityGroups",
                     {"GroupId", "GroupName", "VpcId", "Description", "IpPermissions",
                      "IpPermissionsEgress", "OwnerId", "Tags", "SecurityGroupArn"});
        net_.security_groups.push_back(std::move(made));
    }
}

} // namespace vpcplan::detail
