// Private. Changes of routes of route tables and transit gateways.
#pragma once

#include "fixer.hpp"

namespace vpcplan::detail {

/// Where a packet of this subnet can leave towards the internet: directly when its source has a
/// public address, else through a gateway that has one.
inline std::optional<route> fixer::way_out(const std::string& vpc_id, const packet& header) const {
    route made;
    made.destination = cidr::everything(header.family());
    const auto* gateway = index_->internet_gateway_of(vpc_id);
    if (header.family() == address_family::ipv6) {
        const auto* egress_only = index_->egress_only_of(vpc_id);
        const bool from_inside = asked_.from.where != endpoint::kind::internet;
        if (egress_only != nullptr && from_inside) {
            made.target = route_target::egress_only_internet_gateway;
            made.target_id = egress_only->id;
            return made;
        }
    } else {
        const auto* owner = index_->interface_at(vpc_id, header.source);
        const auto* own = owner != nullptr ? owner->find(header.source) : nullptr;
        const bool is_public = own != nullptr && own->public_address.has_value();
        const bool is_nat = index_->nat_at(vpc_id, header.source) != nullptr;
        if (!is_public && !is_nat) {
            for (const auto& nat : data_.nat_gateways) {
                if (nat.vpc_id == vpc_id && nat.is_public && !nat.is_regional &&
                    nat.state == "available") {
                    made.target = route_target::nat_gateway;
                    made.target_id = nat.id;
                    return made;
                }
            }
        }
    }
    if (gateway == nullptr) {
        return std::nullopt;
    }
    made.target = route_target::internet_gateway;
    made.target_id = gateway->id;
    return made;
}

/// The peering connection or transit gateway that joins a VPC to the one that has the destination:
/// a peering connection first, as it is the shorter way.
inline std::optional<route> fixer::way_between_vpcs(const std::string& vpc_id,
                                                    const address_bits& destination) const {
    for (const auto* owner : index_->interfaces_at(destination)) {
        const auto* there = index_->find_vpc(owner->vpc_id);
        if (there == nullptr || there->id == vpc_id) {
            continue;
        }
        const auto block = std::find_if(there->blocks.begin(), there->blocks.end(),
                                        [&](const cidr& one) { return one.contains(destination); });
        if (block == there->blocks.end()) {
            continue;
        }
        route made;
        made.destination = *block;
        for (const auto& peering : data_.peerings) {
            const auto* other = peering.opposite(vpc_id);
            if (other != nullptr && other->vpc_id == there->id && peering.status == "active") {
                made.target = route_target::vpc_peering_connection;
                made.target_id = peering.id;
                return made;
            }
        }
        for (const auto& here : data_.transit_gateway_attachments) {
            if (here.kind != attachment_kind::vpc || here.resource_id != vpc_id) {
                continue;
            }
            for (const auto* other : index_->attachments_of(here.transit_gateway_id)) {
                if (other->resource_id == there->id) {
                    made.target = route_target::transit_gateway;
                    made.target_id = here.transit_gateway_id;
                    return made;
                }
            }
        }
    }
    return std::nullopt;
}

/// The gateway that joins a VPC to a data centre: for a reply the one by which the request came,
/// else one that knows the address.
inline std::optional<route> fixer::way_to_data_centre(const answer& said, const std::string& vpc_id,
                                                      const address_bits& destination) const {
    const bool is_outside = said.decided_by->in_reply
                                ? asked_.from.where == endpoint::kind::on_premises
                                : asked_.to.where == endpoint::kind::on_premises;
    if (!is_outside) {
        return std::nullopt;
    }
    route made;
    made.destination = cidr::containing(destination, width_of(destination.family));
    if (const auto* gateway = index_->vpn_gateway_of(vpc_id)) {
        made.target = route_target::virtual_private_gateway;
        made.target_id = gateway->id;
        for (const auto* connection : index_->vpns_of(gateway->id)) {
            for (const auto* known : {&connection->static_routes, &connection->announced}) {
                for (const auto& block : *known) {
                    if (block.contains(destination)) {
                        made.destination = block;
                        return made;
                    }
                }
            }
        }
        return said.decided_by->in_reply ? std::optional(made) : std::nullopt;
    }
    for (const auto& here : data_.transit_gateway_attachments) {
        const auto* table = index_->find_transit_table(here.table_id);
        if (here.kind != attachment_kind::vpc || here.resource_id != vpc_id || table == nullptr) {
            continue;
        }
        const auto found = find_route(*table, destination, *index_);
        if (found.outcome == verdict::allow) {
            if (const auto* block = std::get_if<cidr>(&found.chosen->destination)) {
                made.destination = *block;
            }
            made.target = route_target::transit_gateway;
            made.target_id = here.transit_gateway_id;
            return made;
        }
    }
    return std::nullopt;
}

inline std::optional<change> fixer::add_this_route(const route_table& table, const route& added) {
    const auto rule = destination_text(added) + " -> " + added.target_id;
    const auto name = label_of(index_, table.id);
    const auto target = label_of(index_, added.target_id);
    return apply_change(put_route{table.id, added},
                        {table.id, rule,
                         "Add the route " + destination_text(added) + " to " + target +
                             " to route table " + name + ".",
                         "라우팅 테이블 " + name + "에 목적지 " + destination_text(added) +
                             ", 대상(Target) " + target + " 경로를 추가합니다."});
}

/// The commonest trouble: the default route caught what a specific route should carry to another
/// VPC or to a data centre. That route comes before any other change, wherever the packet then
/// failed.
inline std::optional<change> fixer::missing_route(const answer& said) {
    const auto& failed = said.decided_by->in_reply ? said.reply : said.forward;
    const step* chosen = nullptr;
    const route* taken = nullptr;
    for (const auto& made : failed.steps) {
        const auto* table = made.kind == step_kind::route && !made.fact("target").empty()
                                ? index_->find_route_table(made.component)
                                : nullptr;
        if (table == nullptr) {
            continue;
        }
        for (const auto& entry : table->routes) {
            if (destination_text(entry) == made.fact("destination") &&
                entry.target_id == made.fact("target")) {
                chosen = &made;
                taken = &entry;
            }
        }
        if (taken != nullptr) {
            break; // the first table that sent it out of its VPC
        }
    }
    if (taken == nullptr || (taken->target != route_target::internet_gateway &&
                             taken->target != route_target::egress_only_internet_gateway &&
                             taken->target != route_target::nat_gateway)) {
        return std::nullopt;
    }
    const auto& table = *index_->find_route_table(chosen->component);
    const auto& destination = chosen->header.destination;
    auto better = way_between_vpcs(table.vpc_id, destination);
    if (!better) {
        better = way_to_data_centre(said, table.vpc_id, destination);
    }
    const auto* caught = std::get_if<cidr>(&taken->destination);
    const auto* block = better ? std::get_if<cidr>(&better->destination) : nullptr;
    if (block == nullptr || caught == nullptr ||
        block->prefix_length() <= caught->prefix_length()) {
        return std::nullopt;
    }
    return add_this_route(table, *better);
}

/// A NAT gateway whose own subnet has no way to the internet belongs in one that has; making its
/// subnet public would open the hosts beside it.
inline std::optional<change> fixer::move_nat_gateway(const step& check) {
    if (check.code != reason::no_route_to_destination && check.code != reason::ngw_route_loop) {
        return std::nullopt;
    }
    const auto* home = index_->find_subnet(check.fact("subnet"));
    const auto* nat = home != nullptr ? index_->nat_at(home->vpc_id, check.header.source) : nullptr;
    const auto* gateway = nat != nullptr ? index_->internet_gateway_of(nat->vpc_id) : nullptr;
    if (gateway == nullptr || !nat->is_public || !is_internet_address(check.header.destination)) {
        return std::nullopt;
    }
    const subnet* better = nullptr;
    for (const auto& one : data_.subnets) {
        const auto* table =
            one.vpc_id == nat->vpc_id && one.id != home->id ? index_->table_of(one) : nullptr;
        const auto found = table != nullptr ? find_route(*table, check.header.destination, *index_)
                                            : route_decision{};
        if (found.outcome == verdict::allow && found.chosen->target_id == gateway->id &&
            (better == nullptr || (one.zone == home->zone && better->zone != home->zone))) {
            better = &one;
        }
    }
    if (better == nullptr) {
        return std::nullopt;
    }
    const auto name = label_of(index_, nat->id);
    const auto place = label_of(index_, better->id);
    return apply_change(place_nat_gateway{nat->id, better->id},
                        {nat->id, "move to subnet " + better->id,
                         "Put NAT gateway " + name + " in subnet " + place +
                             ", whose route table leads to the internet gateway: create it there "
                             "and point the routes to it.",
                         "NAT 게이트웨이 " + name +
                             " 항목을 라우팅 테이블에 인터넷 게이트웨이 "
                             "경로가 있는 서브넷 " +
                             place +
                             "에 둡니다. 그 서브넷에 새로 만들고 경로의 대상(Target)을 바꿉니다."});
}

inline std::optional<change> fixer::add_route(const answer& said, const step& check) {
    const auto* table = index_->find_route_table(check.component);
    if (table == nullptr) {
        return std::nullopt;
    }
    auto added = way_between_vpcs(table->vpc_id, check.header.destination);
    if (!added) {
        added = way_to_data_centre(said, table->vpc_id, check.header.destination);
    }
    if (!added && is_internet_address(check.header.destination)) {
        added = way_out(table->vpc_id, check.header);
    }
    return added ? add_this_route(*table, *added) : std::nullopt;
}

inline std::optional<change> fixer::delete_route(const step& check) {
    const auto* table = index_->find_route_table(check.component);
    if (table == nullptr) {
        return std::nullopt;
    }
    const auto place =
        std::find_if(table->routes.begin(), table->routes.end(), [&](const route& entry) {
            return entry.blackhole && destination_text(entry) == check.fact("destination");
        });
    if (place == table->routes.end()) {
        return std::nullopt;
    }
    const auto text = destination_text(*place);
    const auto name = label_of(index_, table->id);
    return apply_change(
        remove_route{table->id, text},
        {table->id, "delete " + text,
         "Delete the blackhole route " + text + " from route table " + name + ".",
         "라우팅 테이블 " + name + "에서 블랙홀 상태인 " + text + " 경로를 삭제합니다."});
}

inline std::optional<change> fixer::redirect_nat_route(const step& check) {
    const auto* table = index_->find_route_table(check.component);
    const auto* gateway = table != nullptr ? index_->internet_gateway_of(table->vpc_id) : nullptr;
    if (gateway == nullptr) {
        return std::nullopt;
    }
    for (auto entry : table->routes) {
        if (destination_text(entry) == check.fact("destination") &&
            entry.target_id == check.fact("target")) {
            entry.target = route_target::internet_gateway;
            entry.target_id = gateway->id;
            const auto name = label_of(index_, table->id);
            const auto target = label_of(index_, gateway->id);
            const auto text = destination_text(entry);
            return apply_change(put_route{table->id, entry},
                                {table->id, text + " -> " + gateway->id,
                                 "Point the route " + text + " of route table " + name + " to " +
                                     target +
                                     ", or give the NAT gateway's subnet a table of its own that "
                                     "does.",
                                 "라우팅 테이블 " + name + "의 " + text + " 경로를 " + target +
                                     " 대상(Target)으로 바꾸거나, 그런 경로가 있는 별도의 라우팅 "
                                     "테이블을 NAT 게이트웨이의 서브넷에 연결합니다."});
        }
    }
    return std::nullopt;
}

/// A static route to the attachment of the VPC that has the destination.
inline std::optional<change> fixer::add_transit_route(const step& check) {
    const auto* table = index_->find_transit_table(check.component);
    const auto& destination = check.header.destination;
    for (const auto* owner : index_->interfaces_at(destination)) {
        const auto* there = index_->find_vpc(owner->vpc_id);
        for (const auto& attachment : data_.transit_gateway_attachments) {
            if (table == nullptr || there == nullptr ||
                attachment.transit_gateway_id != table->transit_gateway_id ||
                attachment.resource_id != there->id) {
                continue;
            }
            const auto block =
                std::find_if(there->blocks.begin(), there->blocks.end(),
                             [&](const cidr& one) { return one.contains(destination); });
            if (block == there->blocks.end()) {
                continue;
            }
            const auto name = label_of(index_, table->id);
            const auto target = label_of(index_, attachment.id);
            const auto text = to_string(*block);
            return apply_change(put_transit_route{table->id, *block, attachment.id},
                                {table->id, text + " -> " + attachment.id,
                                 "Add the static route " + text + " to attachment " + target +
                                     " to transit gateway route table " + name +
                                     ", or let the attachment propagate to it.",
                                 "전송 게이트웨이 라우팅 테이블 " + name + "에 목적지 " + text +
                                     ", 연결(Attachment) " + target +
                                     " 정적 경로를 추가하거나 연결(Attachment) 전파를 켭니다."});
        }
    }
    return std::nullopt;
}

/// A subnet of the sender's zone for the attachment.
inline std::optional<change> fixer::serve_zone(const step& check) {
    const auto* attachment = index_->find_attachment(check.component);
    if (attachment == nullptr) {
        return std::nullopt;
    }
    for (const auto& one : data_.subnets) {
        if (one.vpc_id == attachment->resource_id && one.zone == check.fact("zone")) {
            const auto name = label_of(index_, attachment->id);
            const auto subnet = label_of(index_, one.id);
            return apply_change(add_attachment_subnet{attachment->id, one.id},
                                {attachment->id, "subnet " + one.id,
                                 "Add subnet " + subnet + " to transit gateway attachment " + name +
                                     ", which has none in Availability Zone " + one.zone + ".",
                                 "가용 영역 " + one.zone +
                                     "에 서브넷이 없는 전송 게이트웨이 연결(Attachment) " + name +
                                     "에 서브넷 " + subnet + " 항목을 추가합니다."});
        }
    }
    return std::nullopt;
}

} // namespace vpcplan::detail
