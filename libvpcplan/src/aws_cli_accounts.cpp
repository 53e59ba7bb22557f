// The same thing in several files of AWS CLI JSON: other accounts, Regions or times.
#include "aws_cli_reader.hpp"

#include <algorithm>
#include <array>

namespace vpcplan::detail {

namespace {

struct shared_section {
    std::string_view key;
    std::string_view id;
    std::string_view owner; ///< "" where the description names none
};

// What more than one account or Region may describe. Everything else has one owner, who alone sees
// it.
constexpr std::array<shared_section, 17> shared_sections = {{
    {"Vpcs", "VpcId", "OwnerId"},
    {"Subnets", "SubnetId", "OwnerId"},
    {"RouteTables", "RouteTableId", "OwnerId"},
    {"NetworkAcls", "NetworkAclId", "OwnerId"},
    {"SecurityGroups", "GroupId", "OwnerId"},
    {"NetworkInterfaces", "NetworkInterfaceId", "OwnerId"},
    {"PrefixLists", "PrefixListId", "OwnerId"},
    {"ManagedPrefixLists", "PrefixListId", "OwnerId"},
    {"VpcPeeringConnections", "VpcPeeringConnectionId", ""},
    {"VpcEndpoints", "VpcEndpointId", "OwnerId"},
    {"TransitGateways", "TransitGatewayId", "OwnerId"},
    {"TransitGatewayAttachments", "TransitGatewayAttachmentId", "TransitGatewayOwnerId"},
    {"TransitGatewayVpcAttachments", "TransitGatewayAttachmentId", "VpcOwnerId"},
    {"TransitGatewayRouteTables", "TransitGatewayRouteTableId", ""},
    {"VpnConnections", "VpnConnectionId", ""},
    {"directConnectGateways", "directConnectGatewayId", "ownerAccount"},
    {"virtualInterfaces", "virtualInterfaceId", "ownerAccount"},
}};

/// The same thing looks different from another account (its tags) and at another time.
bool may_differ(std::string_view key) {
    return key == "Tags" || key == "TagSet" || key == "AvailableIpAddressCount";
}

std::size_t size_of(const node& value) {
    std::size_t size = value.is_null() ? 0 : 1;
    for (const auto* item : value.items) {
        size += size_of(*item);
    }
    return size;
}

bool contradict(const node& a, const node& b);

/// Lists are told in any order; one that is empty may be all that this account sees.
bool lists_contradict(const node& a, const node& b) {
    if (a.items.empty() || b.items.empty()) {
        return false;
    }
    if (a.items.size() != b.items.size()) {
        return true;
    }
    const bool in_order =
        std::equal(a.items.begin(), a.items.end(), b.items.begin(),
                   [](const node* left, const node* right) { return !contradict(*left, *right); });
    constexpr std::size_t longest_unordered = 100;
    return !in_order &&
           (a.items.size() > longest_unordered ||
            !std::all_of(a.items.begin(), a.items.end(), [&](const node* left) {
                return std::any_of(b.items.begin(), b.items.end(),
                                   [&](const node* right) { return !contradict(*left, *right); });
            }));
}

/// Whether both say something about one field, and not the same. What only one says is no
/// contradiction: the other account may not see it.
bool contradict(const node& a, const node& b) {
    if (a.is_null() || b.is_null()) {
        return false;
    }
    if (a.kind != b.kind || a.text != b.text || a.flag != b.flag || a.number != b.number) {
        return true;
    }
    if (a.is_list()) {
        return lists_contradict(a, b);
    }
    return std::any_of(a.items.begin(), a.items.end(), [&](const node* own) {
        const auto* other = b.find(own->key);
        return other != nullptr && !may_differ(own->key) && contradict(*own, *other);
    });
}

} // namespace

/// `collect` puts the files of an account into a folder with its number.
std::string_view aws_cli_reader::account_of(const node& object) {
    std::string_view path = *object.file;
    constexpr std::size_t digits = 12;
    while (true) {
        const auto slash = path.find_last_of("/\\");
        const auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
        if (name.size() == digits && name.find_first_not_of("0123456789") == std::string::npos) {
            return name;
        }
        if (slash == std::string_view::npos) {
            return {};
        }
        path = path.substr(0, slash);
    }
}

/// Of several descriptions of one thing, puts the one that counts first: the one from the account
/// of its owner, else the one that says most, else the first.
void aws_cli_reader::prefer_owners() {
    for (const auto& known : shared_sections) {
        const auto found = sections_.find(known.key);
        if (found == sections_.end()) {
            continue;
        }
        auto& all = found->second;
        const auto rank_of = [&](const node& object) {
            const auto* owner = known.owner.empty() ? nullptr : object.find(known.owner);
            const bool by_owner = owner != nullptr && account_of(object) == owner->text;
            return std::pair{by_owner, size_of(object)};
        };
        std::unordered_map<std::string, std::size_t> first;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto* id = all[i]->find(known.id);
            if (id == nullptr || !id->is_text()) {
                continue;
            }
            // A peering attachment is one of each of its gateways.
            const auto* gateway = known.key == "TransitGatewayAttachments"
                                      ? all[i]->find("TransitGatewayId")
                                      : nullptr;
            const auto [at, added] =
                first.emplace(gateway != nullptr ? id->text + ' ' + gateway->text : id->text, i);
            if (!added && rank_of(*all[i]) > rank_of(*all[at->second])) {
                std::swap(all[i], all[at->second]);
            }
        }
    }
}

bool aws_cli_reader::is_new(std::string_view section, const std::string& id, const node& object) {
    const auto [at, added] = seen_.emplace(std::string(section) + ' ' + id, &object);
    if (!added && contradict(*at->second, object)) {
        log_.warn("duplicate_id",
                  id + " is in the input twice with different content; what counts is " +
                      vpcplan::to_string(place_of(*at->second)),
                  object);
    }
    return added;
}

} // namespace vpcplan::detail
