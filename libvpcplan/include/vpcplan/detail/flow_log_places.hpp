// Private. The interfaces that flow logs name: of hosts, gateways, attachments and endpoints.
#pragma once

#include "things.hpp"

namespace vpcplan::detail {

/// An interface as a record names it. A NAT gateway's may be missing among the interfaces.
struct logged_place {
    std::string interface_id;
    std::string subnet_id;
    std::string vpc_id;
    std::string instance_id;
    std::string account_id;
    std::string resource_id;
    std::optional<address_bits> v4;
    std::optional<address_bits> v6;
};

using maybe_place = std::optional<logged_place>;

/// Finds them in a network.
class logged_places {
public:
    explicit logged_places(const network_index& index) : net_(index) {}

    static maybe_place place_of(const interface* at) {
        if (at == nullptr) {
            return std::nullopt;
        }
        logged_place made{at->id, at->subnet_id, at->vpc_id, at->instance_id, at->owner_id, {}, {},
                          {}};
        if (const auto* own = at->primary(address_family::ipv4)) {
            made.v4 = own->address;
        }
        if (const auto* own = at->primary(address_family::ipv6)) {
            made.v6 = own->address;
        }
        return made;
    }

    /// The interface of a NAT gateway with this address, else its primary one.
    maybe_place place_of(const nat_gateway& nat, const address_bits& address) const {
        const nat_gateway_address* own = nullptr;
        for (const auto& one : nat.addresses) {
            if (own == nullptr || one.private_address == address || one.public_address == address ||
                (one.primary && own->private_address != address)) {
                own = &one;
            }
        }
        if (nat.is_regional) {
            return logged_place{{}, {}, nat.vpc_id, {}, {}, nat.id, {}, {}};
        }
        if (own == nullptr) {
            return std::nullopt;
        }
        if (auto known = place_of(net_.find_interface(own->interface_id))) {
            known->v4 = own->private_address; // the address in use is what the record shows
            return known;
        }
        return logged_place{
            own->interface_id, nat.subnet_id, nat.vpc_id, {}, {}, {}, own->private_address, {}};
    }

    /// The interface of a transit gateway attachment in a subnet, where the input has it.
    maybe_place transit_place(std::string_view attachment_id, std::string_view subnet_id) const {
        const interface* found = nullptr;
        for (const auto& one : net_.data().interfaces) {
            if (one.subnet_id == subnet_id && one.type == "transit_gateway") {
                if (one.description.find(attachment_id) != std::string::npos) {
                    return place_of(&one);
                }
                found = &one;
            }
        }
        return place_of(found);
    }

    /// The interface of an endpoint that stands in a subnet, or its only one.
    maybe_place endpoint_place(const vpc_endpoint& at, std::string_view subnet_id) const {
        for (const auto& id : at.interface_ids) {
            const auto* one = net_.find_interface(id);
            if (one != nullptr && (one->subnet_id == subnet_id || at.interface_ids.size() == 1)) {
                return place_of(one);
            }
        }
        return std::nullopt;
    }

    maybe_place owner_of(std::string_view vpc_id, const address_bits& address) const {
        if (const auto* to = net_.interface_at(vpc_id, address)) {
            return place_of(to);
        }
        const auto* nat = net_.nat_at(vpc_id, address);
        return nat != nullptr ? place_of(*nat, address) : std::nullopt;
    }

    /// traffic-path of what leaves by a route to this target; nothing where that depends on more.
    /// Source: VPC guide, "Flow log records".
    std::optional<int> path_to(thing kind, std::string_view target) const {
        switch (kind) {
        case thing::peering: {
            const auto* peering = net_.find_peering(target);
            const bool known = peering != nullptr && !peering->requester.region.empty() &&
                               !peering->accepter.region.empty();
            return known ? std::optional(peering->is_in_one_region() ? 4 : 5) : std::nullopt;
        }
        case thing::endpoint: {
            const auto* at = net_.find_endpoint(target);
            return at != nullptr && at->kind == endpoint_kind::gateway ? std::nullopt
                                                                       : std::optional(1);
        }
        case thing::vpn_gateway: return 3;
        case thing::nat_gateway:
        case thing::interface:
        case thing::instance:
        case thing::transit_gateway: return 1;
        default: return target == "local" ? std::optional(1) : std::nullopt;
        }
    }

private:
    const network_index& net_;
};

} // namespace vpcplan::detail
