// What joins the VPCs of vpc.yaml to each other and to data centres: peering connections, virtual
// private gateways, VPN, Direct Connect.
#include "vpc_yaml_reader.hpp"

#include <algorithm>
#include <charconv>

namespace vpcplan::detail {

void vpc_yaml_reader::register_shared_names(const node& root) {
    const auto take = [&](std::string_view key, name_kind kind) {
        const auto* map = root.find(key);
        if (map != nullptr && map->is_map()) { // else reported where it is read
            for (const auto* item : map->items) {
                register_name(kind, *item, any_vpc);
            }
        }
    };
    take("peerings", name_kind::peering);
    take("transit_gateways", name_kind::transit_gateway);
    take("vpn_gateways", name_kind::vpn_gateway);
    take("vpn_connections", name_kind::vpn_connection);
    take("customer_gateways", name_kind::customer_gateway);
    take("direct_connect_gateways", name_kind::direct_connect_gateway);
}

void vpc_yaml_reader::learn(const std::string& id, const std::vector<cidr>& announced) {
    auto& known = learned_[id];
    for (const auto& one : announced) {
        if (std::find(known.begin(), known.end(), one) == known.end()) {
            known.push_back(one);
        }
    }
}

const std::vector<cidr>& vpc_yaml_reader::learned(const std::string& id) const {
    static const std::vector<cidr> none;
    const auto found = learned_.find(id);
    return found == learned_.end() ? none : found->second;
}

void vpc_yaml_reader::read_peerings(const node& root) {
    for (const auto* item : members(root, "peerings")) {
        if (is_registered(name_kind::peering, *item)) {
            read_peering(*item);
        }
    }
}

void vpc_yaml_reader::read_peering(const node& where) {
    vpc_peering_connection made;
    made.id = where.key;
    made.name = where.key;
    made.place = place_of_key(where);
    const node* sides = &where;
    if (where.is_map()) {
        check_fields(where, "a peering connection", {"between", "status"});
        made.status = choice(where, "status",
                             {"active", "pending-acceptance", "provisioning", "failed", "expired",
                              "rejected", "deleted"});
        sides = where.find("between");
    }
    if (sides == nullptr || !sides->is_list() || sides->items.size() != 2) {
        fail(sides != nullptr ? *sides : where, errc::missing_field,
             "a peering connection joins two VPCs; write e.g. " + where.key + ": [requester, " +
                 "accepter] with the names of both");
        return;
    }
    std::size_t vpcs[2] = {};
    for (const std::size_t i : {0U, 1U}) {
        const auto& name = *sides->items[i];
        if (resolve(name_kind::vpc, name, name.is_scalar() ? name.text : shown(name), any_vpc)
                .empty()) {
            return;
        }
        vpcs[i] = find_name(name_kind::vpc, name.text, any_vpc)->vpc;
        auto& side = i == 0 ? made.requester : made.accepter;
        side.vpc_id = bodies_[vpcs[i]].id;
        side.region = net_.vpcs[vpcs[i]].region;
        side.blocks = bodies_[vpcs[i]].cidrs;
    }
    if (vpcs[0] == vpcs[1]) {
        fail(*sides, errc::bad_value, "a VPC cannot be peered with itself");
        return;
    }
    for (const auto& here : made.requester.blocks) {
        for (const auto& there : made.accepter.blocks) {
            if (overlaps(here, there)) {
                fail(*sides, errc::bad_value,
                     vpcplan::to_string(here) + " of " + in_quotes(made.requester.vpc_id) +
                         " and " + vpcplan::to_string(there) + " of " +
                         in_quotes(made.accepter.vpc_id) +
                         " overlap; AWS refuses such a peering connection");
                return;
            }
        }
    }
    net_.peerings.push_back(std::move(made));
}

void vpc_yaml_reader::read_vpn_gateways(const node& root) {
    std::map<std::string, std::string> gateway_of;
    for (const auto* item : members(root, "vpn_gateways")) {
        if (!is_registered(name_kind::vpn_gateway, *item)) {
            continue;
        }
        virtual_private_gateway made;
        made.id = item->key;
        made.name = item->key;
        made.place = place_of_key(*item);
        if (!item->is_scalar()) {
            fail(*item, errc::bad_value,
                 shown(*item) + " where the VPC of the gateway belongs; write e.g. " + item->key +
                     ": " + (bodies_.empty() ? "main" : bodies_.front().id));
        } else if (!item->is_null()) { // nothing: not attached
            auto vpc_id = resolve(name_kind::vpc, *item, item->text, any_vpc);
            const auto [at, added] = gateway_of.emplace(vpc_id, made.id);
            if (!added && !vpc_id.empty()) {
                fail(*item, errc::bad_value,
                     "VPC " + in_quotes(vpc_id) + " has the gateway " + in_quotes(at->second) +
                         " already; a VPC has one virtual private gateway");
            }
            made.vpc_ids.push_back(std::move(vpc_id));
        }
        net_.virtual_private_gateways.push_back(std::move(made));
    }
}

/// name: ASN, or {asn, address}
void vpc_yaml_reader::read_customer_gateways(const node& root) {
    for (const auto* item : members(root, "customer_gateways")) {
        if (!is_registered(name_kind::customer_gateway, *item)) {
            continue;
        }
        customer_gateway made;
        made.id = item->key;
        made.name = item->key;
        made.place = place_of_key(*item);
        const node* number = item;
        if (item->is_map()) {
            check_fields(*item, "a customer gateway", {"asn", "address"});
            number = item->find("asn");
            if (const auto* written = item->find("address")) {
                if (const auto found = parse_address_bits(written->text)) {
                    made.address = detail::to_string(*found);
                } else {
                    fail(*written, found.error().code,
                         in_quotes(written->text) + ": " +
                             std::string(reason_of(found.error().code)));
                }
            }
        }
        if (number != nullptr) {
            const auto& text = number->text;
            const auto* end = text.data() + text.size();
            std::uint64_t system = 0;
            const auto read = std::from_chars(text.data(), end, system);
            constexpr std::uint64_t most = 4'294'967'295;
            if (number->kind != node_kind::integer || read.ec != std::errc() || read.ptr != end ||
                system == 0 || system > most) {
                fail(*number, errc::number_out_of_range,
                     shown(*number) + " is no autonomous system number (1-" + std::to_string(most) +
                         "); write e.g. " + item->key + ": 65010");
            }
            made.autonomous_system = system;
        }
        net_.customer_gateways.push_back(std::move(made));
    }
}

void vpc_yaml_reader::read_vpn_connections(const node& root) {
    // Without a list of customer gateways any word tells one site from another.
    const bool sites_are_listed = root.find("customer_gateways") != nullptr;
    for (const auto* item : members(root, "vpn_connections")) {
        if (!is_registered(name_kind::vpn_connection, *item)) {
            continue;
        }
        const auto* gateway = item->is_map() ? item->find("gateway") : nullptr;
        if (gateway == nullptr) {
            fail(*item, errc::missing_field,
                 "a VPN connection needs its gateway; write e.g. " + item->key +
                     ": {gateway: vgw, routes: [192.168.0.0/16]}");
            continue;
        }
        check_fields(*item, "a VPN connection",
                     {"gateway", "routes", "bgp", "customer_gateway", "down"});
        vpn_connection made;
        made.id = item->key;
        made.name = item->key;
        made.place = place_of_key(*item);
        made.customer_gateway_id = word(*item, "customer_gateway");
        if (sites_are_listed && !made.customer_gateway_id.empty()) {
            resolve(name_kind::customer_gateway, *item->find("customer_gateway"),
                    made.customer_gateway_id, any_vpc);
        }
        const bool down = flag(*item, "down", false);
        made.tunnels_up = down ? 0 : 2;
        made.tunnels_down = down ? 2 : 0;
        const bool on_transit =
            find_name(name_kind::transit_gateway, gateway->text, any_vpc) != nullptr;
        if (on_transit && find_name(name_kind::vpn_gateway, gateway->text, any_vpc) != nullptr) {
            fail(*gateway, errc::ambiguous_name,
                 in_quotes(gateway->text) + " is a VPN gateway and a transit gateway; rename one");
        }
        made.gateway_id = on_transit
                              ? gateway->text
                              : resolve(name_kind::vpn_gateway, *gateway, gateway->text, any_vpc);
        const auto* fixed = item->find("routes");
        const auto* announced = item->find("bgp");
        if (fixed != nullptr && announced != nullptr) {
            fail(*announced, errc::bad_value,
                 "either routes (a static VPN connection) or bgp (what the other side announces), "
                 "not both");
        } else if (fixed != nullptr && on_transit) {
            fail(*fixed, errc::bad_value,
                 "the static routes of a VPN connection to a transit gateway are written in its "
                 "table: routes: [192.168.0.0/16 -> " +
                     item->key + "]");
        } else if (fixed == nullptr && announced == nullptr && !on_transit) {
            fail(*item, errc::missing_field,
                 "VPN connection " + in_quotes(item->key) +
                     " needs routes (static) or bgp (what the other side announces), e.g. routes: "
                     "[192.168.0.0/16]");
        }
        made.static_only = announced == nullptr;
        if (fixed != nullptr) {
            made.static_routes = blocks(*fixed);
        }
        if (announced != nullptr) {
            made.announced = blocks(*announced);
        }
        if (!down) {
            for (const auto* known : {&made.static_routes, &made.announced}) {
                learn(made.id, *known);
                learn(made.gateway_id, *known);
            }
        }
        net_.vpn_connections.push_back(std::move(made));
    }
}

void vpc_yaml_reader::read_association(const node& where, direct_connect_gateway& into) {
    direct_connect_association made;
    const auto& name = where.key;
    const bool on_transit = find_name(name_kind::transit_gateway, name, any_vpc) != nullptr;
    made.gateway_id = on_transit ? name : resolve(name_kind::vpn_gateway, where, name, any_vpc);
    if (!where.is_null() && where.text != "all") {
        made.allowed_prefixes = blocks(where);
    } else if (on_transit) {
        fail_at(place_of_key(where), errc::missing_field,
                "the allowed prefixes of transit gateway " + in_quotes(name) +
                    " are missing; write e.g. " + name + ": [10.0.0.0/8]");
    }
    into.associations.push_back(std::move(made));
}

void vpc_yaml_reader::read_direct_connect(const node& root) {
    for (const auto* item : members(root, "direct_connect_gateways")) {
        if (!is_registered(name_kind::direct_connect_gateway, *item)) {
            continue;
        }
        direct_connect_gateway made;
        made.id = item->key;
        made.name = item->key;
        made.place = place_of_key(*item);
        if (!item->is_map()) {
            fail(*item, errc::bad_value,
                 shown(*item) + " where gateways with their allowed prefixes belong; write e.g. " +
                     item->key + ": {hub: [10.0.0.0/8]} or {vgw: all}");
            continue;
        }
        std::size_t on_transit = 0;
        for (const auto* joined : item->items) {
            on_transit +=
                find_name(name_kind::transit_gateway, joined->key, any_vpc) != nullptr ? 1U : 0U;
            read_association(*joined, made);
        }
        if (on_transit != 0 && on_transit != made.associations.size()) {
            fail(*item, errc::bad_value,
                 "a Direct Connect gateway joins virtual private gateways or transit gateways, not "
                 "both");
        }
        net_.direct_connect_gateways.push_back(std::move(made));
    }
    read_virtual_interfaces(root);
}

void vpc_yaml_reader::read_virtual_interfaces(const node& root) {
    for (const auto* item : members(root, "virtual_interfaces")) {
        virtual_interface made;
        made.id = item->key;
        made.name = item->key;
        made.place = place_of_key(*item);
        if (!item->is_map()) {
            fail(*item, errc::bad_value,
                 shown(*item) + " where a virtual interface belongs; write e.g. " + item->key +
                     ": {gateway: dx, bgp: [192.168.0.0/16]}");
            continue;
        }
        check_fields(*item, "a virtual interface", {"gateway", "kind", "bgp", "down"});
        const auto* gateway = item->find("gateway");
        const auto name = word(*item, "gateway");
        const auto direct =
            std::find_if(net_.direct_connect_gateways.begin(), net_.direct_connect_gateways.end(),
                         [&](const direct_connect_gateway& one) { return one.id == name; });
        const bool is_direct = direct != net_.direct_connect_gateways.end();
        const bool on_transit =
            is_direct && std::any_of(direct->associations.begin(), direct->associations.end(),
                                     [&](const direct_connect_association& one) {
                                         return find_name(name_kind::transit_gateway,
                                                          one.gateway_id, any_vpc) != nullptr;
                                     });
        const auto kind = item->find("kind") != nullptr
                              ? choice(*item, "kind", {"private", "transit", "public"})
                              : std::string(on_transit ? "transit" : "private");
        made.kind = kind == "public"    ? virtual_interface_kind::public_vif
                    : kind == "transit" ? virtual_interface_kind::transit_vif
                                        : virtual_interface_kind::private_vif;
        if (kind == "public" && gateway != nullptr) {
            fail(*gateway, errc::bad_value, "a public virtual interface has no gateway");
        } else if (kind != "public" && gateway == nullptr) {
            fail(
                *item, errc::missing_field,
                "a virtual interface needs its gateway: a Direct Connect gateway or a VPN gateway");
        } else if (kind != "public" && (kind == "transit") != on_transit) {
            fail(*item->find("kind"), errc::bad_value,
                 "a transit virtual interface leads to a Direct Connect gateway of transit "
                 "gateways, a private one to any other");
        }
        if (gateway != nullptr) {
            made.gateway_id =
                is_direct ? name
                          : resolve(find_name(name_kind::vpn_gateway, name, any_vpc) != nullptr
                                        ? name_kind::vpn_gateway
                                        : name_kind::direct_connect_gateway,
                                    *gateway, name, any_vpc);
        }
        const auto* announced = item->find("bgp");
        const auto known = announced != nullptr ? blocks(*announced) : std::vector<cidr>();
        if (flag(*item, "down", false)) {
            made.state = "down";
        } else {
            learn(made.gateway_id, known);
            for (const auto& one :
                 is_direct ? direct->associations : std::vector<direct_connect_association>()) {
                learn(one.gateway_id, known);
            }
        }
        net_.virtual_interfaces.push_back(std::move(made));
    }
}

} // namespace vpcplan::detail
