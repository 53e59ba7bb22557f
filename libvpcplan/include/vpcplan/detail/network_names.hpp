// Private. Names of things in the one text form of changes: which name is clear among its kind, and
// what a name means. Ids are unique within a kind only, so the kind is always known.
#pragma once

#include "network_change_kinds.hpp"

namespace vpcplan::detail {

/// Whether a name can stand in a line of words: nothing of it could be read as something else.
constexpr bool is_one_word(std::string_view name) noexcept {
    return !name.empty() && name != "local" && name != "blackhole" &&
           name.find_first_of(" \t\r\n,:\"'`$\\") == std::string_view::npos;
}

/// What a text names among the things of one kind: the one with this id, else all with this Name.
template <class T>
std::vector<const T*> things_called(const std::vector<T>& all, std::string_view text) {
    std::vector<const T*> found;
    for (const auto& one : all) {
        if (one.id == text) {
            return {&one};
        }
        if (one.name == text && !text.empty()) {
            found.push_back(&one);
        }
    }
    return found;
}

/// The Name where it is clear among its kind, else the id.
template <class T>
std::string clear_name(const std::vector<T>& all, const std::string& id) {
    const auto one =
        std::find_if(all.begin(), all.end(), [&](const T& other) { return other.id == id; });
    if (one == all.end() || !is_one_word(one->name)) {
        return id;
    }
    const auto called = things_called(all, one->name);
    return called.size() == 1 && called.front() == &*one ? one->name : id;
}

/// Interfaces by their id, by the id or Name of their instance (its first interface), or by Name.
inline std::vector<const interface*> hosts_called(const network_index& index,
                                                  std::string_view text) {
    if (const auto* one = index.find_interface(text)) {
        return {one};
    }
    std::vector<const interface*> found;
    for (const auto* owner : things_called(index.data().instances, text)) {
        const auto* first = owner->interface_ids.empty()
                                ? nullptr
                                : index.find_interface(owner->interface_ids.front());
        if (first != nullptr) {
            found.push_back(first);
        }
    }
    return found.empty() ? things_called(index.data().interfaces, text) : found;
}

/// An interface by its instance when that has no other, else by its own Name or id.
inline std::string clear_host(const network_index& index, const std::string& interface_id) {
    const auto* card = index.find_interface(interface_id);
    if (card == nullptr) {
        return interface_id;
    }
    const auto means_it = [&](const std::string& name) {
        const auto called = hosts_called(index, name);
        return is_one_word(name) && called.size() == 1 && called.front() == card;
    };
    const auto* owner = index.find_instance(card->instance_id);
    if (owner != nullptr && owner->interface_ids.size() == 1) {
        for (const auto* name : {&owner->name, &owner->id}) {
            if (means_it(*name)) {
                return *name;
            }
        }
    }
    return means_it(card->name) ? card->name : interface_id;
}

/// What a route can lead to, by the word for it.
struct target_kind {
    route_target target;
    std::string_view word;
};
inline constexpr target_kind target_kinds[] = {
    {route_target::internet_gateway, "igw"},
    {route_target::egress_only_internet_gateway, "eigw"},
    {route_target::nat_gateway, "nat"},
    {route_target::interface, "host"},
    {route_target::vpc_peering_connection, "peering"},
    {route_target::transit_gateway, "tgw"},
    {route_target::virtual_private_gateway, "vgw"},
    {route_target::vpc_endpoint, "endpoint"},
};

/// Ids of the things of a kind that a text names as the target of a route.
inline std::vector<std::string> targets_called(const network_index& index, route_target target,
                                               std::string_view text) {
    const auto ids = [](const auto& found) {
        std::vector<std::string> all(found.size());
        std::transform(found.begin(), found.end(), all.begin(),
                       [](const auto* one) { return one->id; });
        return all;
    };
    const auto& data = index.data();
    switch (target) {
    case route_target::internet_gateway: return ids(things_called(data.internet_gateways, text));
    case route_target::egress_only_internet_gateway:
        return ids(things_called(data.egress_only_internet_gateways, text));
    case route_target::nat_gateway: return ids(things_called(data.nat_gateways, text));
    case route_target::interface:
    case route_target::instance: return ids(hosts_called(index, text));
    case route_target::vpc_peering_connection: return ids(things_called(data.peerings, text));
    case route_target::transit_gateway: return ids(things_called(data.transit_gateways, text));
    case route_target::virtual_private_gateway:
        return ids(things_called(data.virtual_private_gateways, text));
    case route_target::vpc_endpoint: return ids(things_called(data.endpoints, text));
    case route_target::local:
    case route_target::carrier_gateway:
    case route_target::local_gateway:
    case route_target::core_network:
    case route_target::other: break;
    }
    return ids(things_called(data.others, text));
}

/// The Name or id of a route's target.
inline std::string clear_target_name(const network_index& index, route_target target,
                                     const std::string& id) {
    const auto& data = index.data();
    switch (target) {
    case route_target::internet_gateway: return clear_name(data.internet_gateways, id);
    case route_target::egress_only_internet_gateway:
        return clear_name(data.egress_only_internet_gateways, id);
    case route_target::nat_gateway: return clear_name(data.nat_gateways, id);
    case route_target::interface: return clear_host(index, id);
    case route_target::instance: return clear_name(data.instances, id);
    case route_target::vpc_peering_connection: return clear_name(data.peerings, id);
    case route_target::transit_gateway: return clear_name(data.transit_gateways, id);
    case route_target::virtual_private_gateway:
        return clear_name(data.virtual_private_gateways, id);
    case route_target::vpc_endpoint: return clear_name(data.endpoints, id);
    case route_target::local:
    case route_target::carrier_gateway:
    case route_target::local_gateway:
    case route_target::core_network:
    case route_target::other: break;
    }
    return clear_name(data.others, id);
}

/// How often a text names a target, over all kinds.
inline std::size_t target_meanings(const network_index& index, std::string_view text) {
    std::size_t count = 0;
    for (const auto& kind : target_kinds) {
        count += targets_called(index, kind.target, text).size();
    }
    return count;
}

/// A route's target in one word, or in two where one is unclear: "nat-1", "nat web".
inline std::string clear_target(const network_index& index, route_target target,
                                const std::string& id) {
    auto name = clear_target_name(index, target, id);
    if (target_meanings(index, name) <= 1) {
        return name;
    }
    for (const auto& kind : target_kinds) {
        if (kind.target == target ||
            (kind.target == route_target::interface && target == route_target::instance)) {
            return std::string(kind.word) + " " + name;
        }
    }
    return id;
}

} // namespace vpcplan::detail
