// Private. Walks one concrete packet, and then its reply, through the network: the order of checks
// of the design, one function a place. Everything an answer says comes from the steps made here.
#pragma once

#include "../answer.hpp"

namespace vpcplan::detail {

/// A packet under way. A NAT gateway picks any source port of a range; the reply then has to get
/// through for all of them.
struct flow {
    packet header;
    std::optional<port_range> any_source_port{};
    std::optional<port_range> any_destination_port{};

    std::optional<flow> reply() const {
        const auto back = header.reply();
        if (!back) {
            return std::nullopt;
        }
        return flow{*back, any_destination_port, any_source_port};
    }
};

/// Where the first packet ended, which is where the reply starts.
struct delivery {
    enum class place : std::uint8_t { nowhere, interface, subnet_address, internet, platform };
    place where = place::nowhere;
    const interface* at = nullptr; ///< interface
    const subnet* in = nullptr;    ///< interface, subnet_address, platform
};

/// Rules whose port boundaries mattered to a walk: the exploration of ports splits there.
struct consulted_rules {
    std::vector<const acl_rules*> forward_acls;
    std::vector<const acl_rules*> reply_acls;
    std::vector<const security_group*> groups;
};

constexpr bool is_rfc1918(const address_bits& address) noexcept {
    using namespace literals;
    return "10.0.0.0/8"_cidr.contains(address) || "172.16.0.0/12"_cidr.contains(address) ||
           "192.168.0.0/16"_cidr.contains(address);
}

constexpr bool is_rfc6598(const address_bits& address) noexcept {
    using namespace literals;
    return "100.64.0.0/10"_cidr.contains(address);
}

/// Whether the internet routes the address. Documentation ranges count as public: that is what
/// examples and exam questions use them for.
constexpr bool is_internet_address(const address_bits& address) noexcept {
    using namespace literals;
    if (address.family == address_family::ipv6) {
        return "2000::/3"_cidr.contains(address);
    }
    return !is_rfc1918(address) && !is_rfc6598(address) && !"0.0.0.0/8"_cidr.contains(address) &&
           !"127.0.0.0/8"_cidr.contains(address) && !"169.254.0.0/16"_cidr.contains(address) &&
           !"224.0.0.0/3"_cidr.contains(address);
}

/// A platform service that no group, ACL or route filters. Source: VPC guide, "Security groups" and
/// "Network ACLs", the lists of traffic that is not filtered.
inline std::string_view platform_service(const vpc& home, const subnet& from,
                                         const packet& header) {
    const auto parsed = [](std::string_view text) { return *parse_address_bits(text); };
    const auto is = [&](std::string_view text) { return header.destination == parsed(text); };
    const auto proto = header.proto();
    const auto port = header.destination_port;
    const bool tcp = proto == protocol::tcp();
    const bool udp = proto == protocol::udp();
    if ((tcp || udp) && port == 53 && home.dns_support) {
        const auto primary = std::find_if(home.blocks.begin(), home.blocks.end(),
                                          [](const cidr& block) { return block.is_v4(); });
        const bool base_plus_two =
            primary != home.blocks.end() && header.family() == address_family::ipv4 &&
            header.destination.number() == primary->first_bits().number() + 2;
        if (base_plus_two || is("169.254.169.253") || is("fd00:ec2::253")) {
            return "amazon_dns";
        }
    }
    if (tcp && port == 80 && (is("169.254.169.254") || is("fd00:ec2::254"))) {
        return "instance_metadata";
    }
    if (tcp && port == 80 && is("169.254.170.2")) {
        return "ecs_task_metadata";
    }
    if (udp && port == 123 && (is("169.254.169.123") || is("fd00:ec2::123"))) {
        return "time_sync";
    }
    if (tcp && port == 1688 &&
        (is("169.254.169.250") || is("169.254.169.251") || is("fd00:ec2::250") ||
         is("fd00:ec2::251"))) {
        return "windows_activation";
    }
    if (udp && (port == 67 || port == 547)) {
        const auto block = std::find_if(from.blocks.begin(), from.blocks.end(),
                                        [](const cidr& one) { return one.is_v4(); });
        const bool router = block != from.blocks.end() && header.family() == address_family::ipv4 &&
                            header.destination.number() == block->first_bits().number() + 1;
        if (router || is("255.255.255.255") || is("ff02::1:2")) {
            return "dhcp";
        }
    }
    return {};
}

/// Splits `range` where rules of the list change their mind about a destination port.
inline std::vector<port_range> port_classes(std::span<const port_range> rules, port_range range) {
    std::vector<std::uint32_t> starts{range.first};
    for (const auto& ports : rules) {
        for (const std::uint32_t start : {std::uint32_t{ports.first}, ports.last + 1U}) {
            if (start > range.first && start <= range.last) {
                starts.push_back(start);
            }
        }
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    std::vector<port_range> classes;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto last = i + 1 < starts.size() ? starts[i + 1] - 1 : range.last;
        classes.push_back(
            {static_cast<std::uint16_t>(starts[i]), static_cast<std::uint16_t>(last)});
    }
    return classes;
}

inline std::vector<port_range> ports_of(const acl_rules& rules) {
    std::vector<port_range> ports;
    for (const auto& rule : rules) {
        if (rule.proto.has_ports()) {
            ports.push_back(rule.ports);
        }
    }
    return ports;
}

class walker {
public:
    explicit walker(const network_index& index) : net_(index) {}

    leg forward;
    leg reply;
    consulted_rules consulted;

    /// Walks the first packet and, if it arrives and can be answered, its reply.
    void walk(const endpoint& from, const endpoint& to, const packet& first) {
        to_ = &to;
        leg_ = &forward;
        flow under_way{first};
        switch (from.where) {
        case endpoint::kind::interface:
            origin_interface_ = net_.find_interface(from.id);
            forward.outcome = leave_interface(*origin_interface_, under_way);
            break;
        case endpoint::kind::subnet_address:
            origin_subnet_ = net_.find_subnet(from.id);
            forward.outcome = leave_host(*origin_subnet_, nullptr, under_way);
            break;
        case endpoint::kind::internet: forward.outcome = from_internet(under_way); break;
        case endpoint::kind::on_premises:
        case endpoint::kind::address:
            forward.outcome = stop(make(step_kind::vgw, {}, direction::in, under_way),
                                   verdict::unknown, reason::unsupported_component);
            break;
        }
        const auto back = arrived_.reply();
        if (forward.outcome != leg_outcome::pass || !back) {
            return;
        }
        leg_ = &reply;
        is_reply_ = true;
        hops_ = 0;
        const auto start = delivered_;
        delivered_ = {};
        flow returning = *back;
        switch (start.where) {
        case delivery::place::interface:
            reply.outcome = leave_interface(*start.at, returning);
            break;
        case delivery::place::subnet_address:
            reply.outcome = leave_host(*start.in, nullptr, returning);
            break;
        case delivery::place::internet: reply.outcome = from_internet(returning); break;
        case delivery::place::platform: reply.outcome = from_platform(returning); break;
        case delivery::place::nowhere: reply.outcome = leg_outcome::unknown; break;
        }
        if (reply.outcome == leg_outcome::pass && (arrived_.header.source != first.destination ||
                                                   arrived_.header.destination != first.source)) {
            reply.outcome = stop(make(step_kind::nat, {}, direction::in, arrived_), verdict::deny,
                                 reason::reply_changes_source);
        }
    }

private:
    static constexpr int max_hops = 64;

    struct admission {
        const interface* at;
        direction way;
        const security_group* group;
        const group_rule* rule;
    };

    struct nat_session {
        const nat_gateway* gateway;
        packet before;        ///< as the inside host sent it
        address_bits address; ///< the gateway's private address used instead
    };

    // --- steps -----------------------------------------------------------------------------------

    static step make(step_kind kind, std::string component, direction way, const flow& now) {
        step made;
        made.kind = kind;
        made.component = std::move(component);
        made.way = way;
        made.header = now.header;
        return made;
    }

    void allow(step made) {
        made.outcome = verdict::allow;
        leg_->steps.push_back(std::move(made));
    }

    leg_outcome stop(step made, verdict outcome, reason code) {
        made.outcome = outcome;
        made.code = code;
        leg_->steps.push_back(std::move(made));
        return outcome == verdict::deny ? leg_outcome::drop : leg_outcome::unknown;
    }

    leg_outcome deny(step made, reason code) { return stop(std::move(made), verdict::deny, code); }

    leg_outcome cannot_tell(step made, reason code) {
        return stop(std::move(made), verdict::unknown, code);
    }

    leg_outcome deliver(delivery::place where, const interface* at, const subnet* in,
                        const flow& now) {
        delivered_ = {where, at, in};
        arrived_ = now;
        return leg_outcome::pass;
    }

    // --- interfaces ------------------------------------------------------------------------------

    /// Who belongs to what, seen from an interface of one VPC: a member is an interface of that VPC
    /// with the packet's private address. A public or translated address belongs to nobody.
    struct references {
        const network_index& net;
        const std::string& vpc_id;

        membership group_has(const group_peer& peer, const address_bits& address) const {
            const auto* member = net.interface_at(vpc_id, address);
            if (member == nullptr) {
                return membership::no;
            }
            const auto& groups = member->group_ids;
            return std::find(groups.begin(), groups.end(), peer.id) != groups.end()
                       ? membership::yes
                       : membership::no;
        }
        membership list_has(std::string_view id, const address_bits& address) const {
            const auto* list = net.find_prefix_list(id);
            return list == nullptr ? membership::unknown : list->contains(address);
        }
    };

    /// The groups of an interface: state first, then the union of their rules. An interface
    /// without groups (a NAT gateway's, a load balancer's) filters nothing.
    std::optional<leg_outcome> pass_groups(const interface& at, direction way, const flow& now) {
        if (at.group_ids.empty()) {
            return std::nullopt;
        }
        auto made = make(step_kind::sg, at.group_ids.front(), way, now);
        made.detail.emplace_back("interface", at.id);
        if (is_reply_) {
            for (const auto& known : admitted_) {
                if (known.at == &at && known.way != way) {
                    made.component = known.group->id;
                    made.detail.emplace_back("reply", "true");
                    made.place = known.rule->place;
                    allow(std::move(made));
                    return std::nullopt;
                }
            }
        }
        std::vector<const security_group*> groups;
        const std::string* missing = nullptr;
        bool any_rule = false;
        for (const auto& id : at.group_ids) {
            if (const auto* group = net_.find_security_group(id)) {
                groups.push_back(group);
                any_rule = any_rule || !group->rules(way).empty();
            } else {
                missing = &id;
            }
        }
        consulted.groups.insert(consulted.groups.end(), groups.begin(), groups.end());
        trace_sink trace;
        const auto decision = evaluate(groups, way, now.header, references{net_, at.vpc_id}, trace);
        made.considered = std::move(trace.rules);
        if (decision.rule != nullptr) {
            made.component = decision.group->id;
            made.place = decision.rule->place;
            made.detail.emplace_back("rule", rule_text(*decision.rule));
        }
        if (decision.outcome == verdict::allow) {
            admitted_.push_back({&at, way, decision.group, decision.rule});
            allow(std::move(made));
            return std::nullopt;
        }
        if (decision.outcome == verdict::unknown) {
            return cannot_tell(std::move(made), reason::sg_reference_not_known);
        }
        if (missing != nullptr) {
            made.component = *missing;
            return cannot_tell(std::move(made), reason::sg_not_known);
        }
        return deny(std::move(made),
                    any_rule ? reason::eni_sg_rules_mismatch : reason::sg_has_no_rules);
    }

    static std::string rule_text(const group_rule& rule) {
        std::string text = to_string(rule.proto);
        if (rule.proto.has_ports()) {
            text += " " + (rule.ports == port_range::all() ? "all" : to_string(rule.ports));
        } else if (rule.proto.is_icmp() && rule.icmp.type != -1) {
            text += " " + std::to_string(rule.icmp.type);
            if (rule.icmp.code != -1) {
                text += "/" + std::to_string(rule.icmp.code);
            }
        }
        if (const auto* block = std::get_if<cidr>(&rule.peer)) {
            return text + " " + to_string(*block);
        }
        if (const auto* list = std::get_if<prefix_list_peer>(&rule.peer)) {
            return text + " " + list->id;
        }
        if (const auto* group = std::get_if<group_peer>(&rule.peer)) {
            return text + " " + group->id;
        }
        return text + " " + std::get<unreadable_peer>(rule.peer).text;
    }

    leg_outcome leave_interface(const interface& from, flow& now) {
        const auto* home = net_.find_subnet(from.subnet_id);
        const auto* vpc_of = net_.find_vpc(from.vpc_id);
        if (home == nullptr || vpc_of == nullptr) {
            return cannot_tell(make(step_kind::route, from.id, direction::out, now),
                               reason::unknown_resource);
        }
        const auto service = platform_service(*vpc_of, *home, now.header);
        if (!service.empty()) {
            auto made = make(step_kind::exempt, vpc_of->id, direction::out, now);
            made.detail.emplace_back("service", service);
            allow(std::move(made));
            return deliver(delivery::place::platform, &from, home, now);
        }
        if (from.source_dest_check && !from.owns(now.header.source)) {
            return deny(make(step_kind::source_dest_check, from.id, direction::out, now),
                        reason::eni_source_dest_check_restriction);
        }
        if (const auto stopped = pass_groups(from, direction::out, now)) {
            return *stopped;
        }
        return leave_host(*home, &from, now);
    }

    leg_outcome enter_interface(const interface& to, const subnet& home, flow& now) {
        if (const auto stopped = pass_groups(to, direction::in, now)) {
            return *stopped;
        }
        return deliver(delivery::place::interface, &to, &home, now);
    }

    leg_outcome from_platform(const flow& now) {
        const auto* home =
            origin_interface_ != nullptr ? net_.find_vpc(origin_interface_->vpc_id) : nullptr;
        allow(make(step_kind::exempt, home != nullptr ? home->id : std::string(), direction::in,
                   now));
        arrived_ = now;
        return leg_outcome::pass;
    }

    // --- subnets ---------------------------------------------------------------------------------

    /// From a host of a subnet: to a neighbour at layer 2, or out through the ACL to the router.
    leg_outcome leave_host(const subnet& home, const interface* from, flow& now) {
        if (home.contains(now.header.destination)) {
            auto made = make(step_kind::exempt, home.id, direction::out, now);
            made.detail.emplace_back("service", "same_subnet");
            allow(std::move(made));
            return deliver_in_subnet(home, now);
        }
        if (const auto stopped = pass_acl(home, direction::out, now)) {
            return *stopped;
        }
        return route_from_subnet(home, from, now);
    }

    /// The last hop: whoever has the destination address in this subnet.
    leg_outcome deliver_in_subnet(const subnet& home, flow& now) {
        const auto& address = now.header.destination;
        const auto* to = net_.interface_at(home.vpc_id, address);
        const auto* nat = to != nullptr ? net_.nat_of_interface(to->id) : nullptr;
        if (nat == nullptr) {
            nat = net_.nat_at(home.vpc_id, address);
        }
        if (nat != nullptr) {
            return arrive_at_nat(*nat, home, now);
        }
        if (to != nullptr) {
            return enter_interface(*to, home, now);
        }
        const bool planned =
            is_reply_ ? origin_subnet_ == &home
                      : to_->where == endpoint::kind::subnet_address && to_->id == home.id;
        if (planned) {
            return deliver(delivery::place::subnet_address, nullptr, &home, now);
        }
        return deny(make(step_kind::route, home.id, direction::in, now),
                    reason::no_possible_destination);
    }

    /// One direction of a subnet's ACL. A reply to a NAT gateway's port must get through on every
    /// port the gateway may have picked.
    std::optional<leg_outcome> pass_acl(const subnet& at, direction way, const flow& now) {
        const auto* acl = net_.acl_of(at);
        auto made = make(step_kind::nacl, acl != nullptr ? acl->id : at.id, way, now);
        made.detail.emplace_back("subnet", at.id);
        if (acl == nullptr) {
            return cannot_tell(std::move(made), reason::acl_not_known);
        }
        const auto& rules = acl->rules(way);
        (is_reply_ ? consulted.reply_acls : consulted.forward_acls).push_back(&rules);
        const auto any_port = now.any_destination_port;
        const auto classes =
            any_port ? port_classes(ports_of(rules), *any_port) : std::vector<port_range>{{}};
        std::optional<acl_decision> decision;
        for (const auto& ports : classes) {
            auto header = now.header;
            if (any_port) {
                header.destination_port = ports.first;
            }
            trace_sink trace;
            const auto said = evaluate(rules, way, header, trace);
            if (!decision || said.outcome != verdict::allow) {
                decision = said;
                made.header = header;
                made.considered = std::move(trace.rules);
            }
            if (said.outcome != verdict::allow) {
                if (any_port && ports != *any_port) {
                    made.detail.emplace_back("ports", to_string(ports));
                }
                break;
            }
        }
        made.rule = decision->rule;
        if (decision->by != nullptr) {
            made.place = decision->by->place;
        }
        switch (decision->outcome) {
        case verdict::allow: allow(std::move(made)); return std::nullopt;
        case verdict::deny: return deny(std::move(made), reason::subnet_acl_restriction);
        case verdict::unknown: return cannot_tell(std::move(made), reason::acl_rule_not_readable);
        }
        return std::nullopt;
    }

    /// Into a VPC from its router: the subnet of the destination, its ACL, its host.
    leg_outcome arrive_in_vpc(const std::string& vpc_id, const subnet* from, flow& now) {
        const auto* to = net_.interface_at(vpc_id, now.header.destination);
        const auto* home = to != nullptr ? net_.find_subnet(to->subnet_id)
                                         : net_.subnet_at(vpc_id, now.header.destination);
        if (home == nullptr) {
            return to != nullptr ? cannot_tell(make(step_kind::route, to->id, direction::in, now),
                                               reason::unknown_resource)
                                 : deny(make(step_kind::route, vpc_id, direction::in, now),
                                        reason::no_possible_destination);
        }
        if (home != from) {
            if (const auto stopped = pass_acl(*home, direction::in, now)) {
                return *stopped;
            }
        }
        return deliver_in_subnet(*home, now);
    }

    // --- routes ----------------------------------------------------------------------------------

    leg_outcome route_from_subnet(const subnet& from, const interface* sender, flow& now,
                                  const nat_gateway* through = nullptr) {
        if (++hops_ > max_hops) {
            return deny(make(step_kind::route, from.id, direction::out, now), reason::path_loop);
        }
        const auto* table = net_.table_of(from);
        auto made =
            make(step_kind::route, table != nullptr ? table->id : from.id, direction::out, now);
        made.detail.emplace_back("subnet", from.id);
        if (table == nullptr) {
            return cannot_tell(std::move(made), reason::route_table_not_known);
        }
        const auto found = find_route(*table, now.header.destination, net_);
        if (found.chosen != nullptr) {
            made.detail.emplace_back("destination", destination_text(*found.chosen));
            made.detail.emplace_back("target", found.chosen->target == route_target::local
                                                   ? "local"
                                                   : found.chosen->target_id);
            made.place = found.chosen->place;
        }
        if (found.outcome != verdict::allow) {
            return stop(std::move(made), found.outcome, found.code);
        }
        const auto& entry = *found.chosen;
        if (entry.blackhole) {
            return deny(std::move(made), reason::bad_state_route);
        }
        if (through != nullptr && entry.target == route_target::nat_gateway &&
            entry.target_id == through->id) {
            return deny(std::move(made), reason::ngw_route_loop);
        }
        allow(std::move(made));
        switch (entry.target) {
        case route_target::local: return arrive_in_vpc(from.vpc_id, &from, now);
        case route_target::internet_gateway: return to_internet_gateway(entry.target_id, from, now);
        case route_target::egress_only_internet_gateway:
            return to_egress_only(entry.target_id, now);
        case route_target::nat_gateway: return to_nat_gateway(entry.target_id, from, sender, now);
        case route_target::interface:
        case route_target::instance:
        case route_target::vpc_peering_connection:
        case route_target::transit_gateway:
        case route_target::virtual_private_gateway:
        case route_target::vpc_endpoint:
        case route_target::carrier_gateway:
        case route_target::local_gateway:
        case route_target::core_network:
        case route_target::other: break;
        }
        return cannot_tell(make(kind_of(entry.target), entry.target_id, direction::out, now),
                           reason::unsupported_component);
    }

    static step_kind kind_of(route_target target) noexcept {
        switch (target) {
        case route_target::vpc_peering_connection: return step_kind::peering;
        case route_target::transit_gateway: return step_kind::tgw;
        case route_target::virtual_private_gateway: return step_kind::vgw;
        case route_target::vpc_endpoint: return step_kind::vpce;
        default: return step_kind::route;
        }
    }

    // --- internet gateways -----------------------------------------------------------------------

    /// The gateway through which a VPC is reached: the attached one, else one an active route of
    /// the VPC names (a route is active only while its gateway is attached).
    std::string internet_gateway_of(const std::string& vpc_id) const {
        if (const auto* gateway = net_.internet_gateway_of(vpc_id)) {
            return gateway->id;
        }
        for (const auto& table : net_.data().route_tables) {
            for (const auto& entry : table.routes) {
                if (table.vpc_id == vpc_id && !entry.blackhole &&
                    entry.target == route_target::internet_gateway &&
                    net_.find_internet_gateway(entry.target_id) == nullptr) {
                    return entry.target_id;
                }
            }
        }
        return {};
    }

    /// Block Public Access is evaluated by a later version; until then internet traffic of a
    /// network that has it switched on is unknown.
    std::optional<leg_outcome> pass_block_public_access(const std::string& vpc_id, direction way,
                                                        const flow& now) {
        const auto& mode = net_.data().block_public_access;
        if (!mode || *mode == "off") {
            return std::nullopt;
        }
        auto made = make(step_kind::bpa, vpc_id, way, now);
        made.detail.emplace_back("mode", *mode);
        return cannot_tell(std::move(made), reason::vpc_block_public_access_enabled);
    }

    leg_outcome to_internet_gateway(const std::string& id, const subnet& from, flow& now) {
        auto made = make(step_kind::igw, id, direction::out, now);
        const auto* known = net_.find_internet_gateway(id);
        if (known != nullptr && std::find(known->vpc_ids.begin(), known->vpc_ids.end(),
                                          from.vpc_id) == known->vpc_ids.end()) {
            return deny(std::move(made), reason::igw_not_attached);
        }
        if (is_rfc1918(now.header.destination)) {
            return deny(std::move(made), reason::igw_destination_address_not_in_rfc1918_egress);
        }
        if (is_rfc6598(now.header.destination)) {
            return deny(std::move(made), reason::igw_destination_address_not_in_rfc6598_egress);
        }
        if (!is_internet_address(now.header.destination)) {
            return deny(std::move(made), reason::igw_destination_not_public);
        }
        const auto& source = now.header.source;
        if (source.family == address_family::ipv4) {
            const auto outside = public_address_of(from.vpc_id, source);
            if (!outside) {
                return deny(std::move(made), reason::igw_public_ip_association_for_egress);
            }
            made.detail.emplace_back("source_before", to_string(source));
            made.detail.emplace_back("source_after", to_string(*outside));
            now.header.source = *outside;
        } else if (!is_internet_address(source)) {
            return deny(std::move(made), reason::igw_public_ip_association_for_egress);
        }
        if (const auto stopped = pass_block_public_access(from.vpc_id, direction::out, now)) {
            return *stopped;
        }
        allow(std::move(made));
        return into_internet(now);
    }

    std::optional<address_bits> public_address_of(const std::string& vpc_id,
                                                  const address_bits& inside) const {
        if (const auto* owner = net_.interface_at(vpc_id, inside)) {
            const auto* own = owner->find(inside);
            if (own != nullptr && own->public_address) {
                return own->public_address;
            }
        }
        if (const auto* nat = net_.nat_at(vpc_id, inside)) {
            for (const auto& own : nat->addresses) {
                if (own.private_address == inside) {
                    return own.public_address;
                }
            }
        }
        return std::nullopt;
    }

    /// Traffic to a public address of the network's own leaves and comes back in; all else is
    /// somebody's host on the internet.
    leg_outcome into_internet(flow& now) {
        const auto& address = now.header.destination;
        const bool own = address.family == address_family::ipv4
                             ? net_.interface_with_public(address) != nullptr ||
                                   net_.nat_with_public(address) != nullptr
                             : !net_.interfaces_at(address).empty();
        if (own) {
            return from_internet(now);
        }
        return deliver(delivery::place::internet, nullptr, nullptr, now);
    }

    leg_outcome from_internet(flow& now) {
        if (++hops_ > max_hops) {
            return deny(make(step_kind::igw, {}, direction::in, now), reason::path_loop);
        }
        return now.header.family() == address_family::ipv4 ? from_internet_v4(now)
                                                           : from_internet_v6(now);
    }

    leg_outcome from_internet_v4(flow& now) {
        const auto outside = now.header.destination;
        const auto* to = net_.interface_with_public(outside);
        const auto* nat = net_.nat_with_public(outside);
        if (to == nullptr && nat == nullptr) {
            return deny(make(step_kind::igw, {}, direction::in, now),
                        reason::igw_private_ip_association_for_ingress);
        }
        const std::string& vpc_id = to != nullptr ? to->vpc_id : nat->vpc_id;
        const auto gateway = internet_gateway_of(vpc_id);
        auto made = make(step_kind::igw, gateway, direction::in, now);
        if (gateway.empty()) {
            return deny(std::move(made), reason::igw_not_attached);
        }
        if (is_rfc1918(now.header.source)) {
            return deny(std::move(made), reason::igw_source_address_not_in_rfc1918_ingress);
        }
        if (is_rfc6598(now.header.source)) {
            return deny(std::move(made), reason::igw_source_address_not_in_rfc6598_ingress);
        }
        if (!is_internet_address(now.header.source)) {
            return deny(std::move(made), reason::igw_destination_not_public);
        }
        const auto inside = private_address_of(to, nat, outside);
        if (!inside) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        made.detail.emplace_back("destination_before", to_string(outside));
        made.detail.emplace_back("destination_after", to_string(*inside));
        if (const auto stopped = pass_block_public_access(vpc_id, direction::in, now)) {
            return *stopped;
        }
        now.header.destination = *inside;
        allow(std::move(made));
        return through_edge_table(gateway, vpc_id, now);
    }

    static std::optional<address_bits>
    private_address_of(const interface* to, const nat_gateway* nat, const address_bits& outside) {
        if (to != nullptr) {
            for (const auto& own : to->addresses) {
                if (own.public_address == outside) {
                    return own.address;
                }
            }
        }
        if (nat != nullptr) {
            for (const auto& own : nat->addresses) {
                if (own.public_address == outside) {
                    return own.private_address;
                }
            }
        }
        return std::nullopt;
    }

    /// A gateway's own route table may send what comes in to an appliance first.
    leg_outcome through_edge_table(const std::string& gateway, const std::string& vpc_id,
                                   flow& now) {
        const auto* table = net_.table_of_gateway(gateway);
        if (table != nullptr) {
            const auto found = find_route(*table, now.header.destination, net_);
            if (found.chosen != nullptr && found.chosen->target != route_target::local) {
                auto made = make(step_kind::route, table->id, direction::in, now);
                made.detail.emplace_back("destination", destination_text(*found.chosen));
                made.detail.emplace_back("target", found.chosen->target_id);
                return cannot_tell(std::move(made), reason::unsupported_component);
            }
        }
        return arrive_in_vpc(vpc_id, nullptr, now);
    }

    /// IPv6 is not translated. What the destination subnet routes to an egress-only gateway can be
    /// answered but not called.
    leg_outcome from_internet_v6(flow& now) {
        const auto owners = net_.interfaces_at(now.header.destination);
        if (owners.empty()) {
            return deny(make(step_kind::igw, {}, direction::in, now),
                        reason::igw_private_ip_association_for_ingress);
        }
        const auto& vpc_id = owners.front()->vpc_id;
        const auto gateway = internet_gateway_of(vpc_id);
        const auto* home = net_.find_subnet(owners.front()->subnet_id);
        const auto* table = home != nullptr ? net_.table_of(*home) : nullptr;
        const route* back = nullptr;
        if (table != nullptr) {
            back = find_route(*table, now.header.source, net_).chosen;
        }
        const auto* egress_only = net_.egress_only_of(vpc_id);
        const bool by_egress_only = back != nullptr
                                        ? back->target == route_target::egress_only_internet_gateway
                                        : gateway.empty() && egress_only != nullptr;
        if (by_egress_only) {
            auto made = make(step_kind::eigw, back != nullptr ? back->target_id : egress_only->id,
                             direction::in, now);
            if (!is_reply_ || !egress_only_used_) {
                return deny(std::move(made), reason::eigw_no_session);
            }
            allow(std::move(made));
            return arrive_in_vpc(vpc_id, nullptr, now);
        }
        auto made = make(step_kind::igw, gateway, direction::in, now);
        if (gateway.empty()) {
            return deny(std::move(made), reason::igw_not_attached);
        }
        if (const auto stopped = pass_block_public_access(vpc_id, direction::in, now)) {
            return *stopped;
        }
        allow(std::move(made));
        return through_edge_table(gateway, vpc_id, now);
    }

    leg_outcome to_egress_only(const std::string& id, flow& now) {
        auto made = make(step_kind::eigw, id, direction::out, now);
        if (now.header.family() == address_family::ipv4) {
            return deny(std::move(made), reason::eigw_ipv6_only);
        }
        if (!is_internet_address(now.header.destination)) {
            return deny(std::move(made), reason::igw_destination_not_public);
        }
        if (is_reply_) {
            return deny(std::move(made), reason::eigw_no_session);
        }
        if (const auto stopped = pass_block_public_access({}, direction::out, now)) {
            return *stopped;
        }
        egress_only_used_ = true;
        allow(std::move(made));
        return into_internet(now);
    }

    // --- NAT gateways ----------------------------------------------------------------------------

    /// A packet sent through a NAT gateway: into its subnet, translated, out of its subnet.
    leg_outcome to_nat_gateway(const std::string& id, const subnet& from, const interface* sender,
                               flow& now) {
        auto made = make(step_kind::nat, id, direction::out, now);
        const auto* nat = net_.find_nat_gateway(id);
        if (nat == nullptr) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        const auto* home = net_.find_subnet(nat->subnet_id);
        if (nat->is_regional || home == nullptr) {
            return cannot_tell(std::move(made), nat->is_regional ? reason::unsupported_component
                                                                 : reason::unknown_resource);
        }
        if (nat->state != "available") {
            made.detail.emplace_back("state", nat->state);
            return deny(std::move(made), reason::bad_state);
        }
        if (now.header.family() == address_family::ipv6) {
            return cannot_tell(std::move(made), reason::unsupported_component); // NAT64
        }
        if (home != &from) {
            if (const auto stopped = pass_acl(*home, direction::in, now)) {
                return *stopped;
            }
        }
        const auto proto = now.header.proto();
        if (proto != protocol::tcp() && proto != protocol::udp() && proto != protocol::icmp()) {
            return deny(std::move(made), reason::protocol_restriction);
        }
        if (is_reply_) {
            return deny(std::move(made), reason::ngw_no_session);
        }
        const auto* vpc_of = net_.find_vpc(nat->vpc_id);
        const bool from_inside =
            sender != nullptr || (vpc_of != nullptr && vpc_of->contains(now.header.source));
        if (!from_inside) {
            return deny(std::move(made), reason::ngw_requires_source_in_vpc);
        }
        const auto inside = primary_address_of(*nat);
        if (!inside) {
            return cannot_tell(std::move(made), reason::unknown_resource);
        }
        made.detail.emplace_back("source_before", to_string(now.header.source));
        made.detail.emplace_back("source_after", to_string(*inside));
        sessions_.push_back({nat, now.header, *inside});
        now.header.source = *inside;
        if (proto.has_ports()) {
            now.any_source_port = port_range{1024, 65535};
            now.header.source_port = 1024;
        }
        allow(std::move(made));
        if (home->contains(now.header.destination)) {
            return deliver_in_subnet(*home, now);
        }
        if (const auto stopped = pass_acl(*home, direction::out, now)) {
            return *stopped;
        }
        return route_from_subnet(*home, nullptr, now, nat);
    }

    static std::optional<address_bits> primary_address_of(const nat_gateway& nat) {
        std::optional<address_bits> first;
        for (const auto& own : nat.addresses) {
            if (own.private_address && (own.primary || !first)) {
                first = own.private_address;
            }
        }
        return first;
    }

    /// A packet addressed to a NAT gateway: the reply to what it sent, or nobody's.
    leg_outcome arrive_at_nat(const nat_gateway& nat, const subnet& home, flow& now) {
        auto made = make(step_kind::nat, nat.id, direction::in, now);
        const auto session =
            std::find_if(sessions_.begin(), sessions_.end(), [&](const nat_session& one) {
                return is_reply_ && one.gateway == &nat && one.address == now.header.destination;
            });
        if (session == sessions_.end()) {
            return deny(std::move(made), reason::ngw_no_session);
        }
        made.detail.emplace_back("destination_before", to_string(now.header.destination));
        made.detail.emplace_back("destination_after", to_string(session->before.source));
        now.header.destination = session->before.source;
        now.header.destination_port = session->before.source_port;
        now.any_destination_port.reset();
        sessions_.erase(session);
        allow(std::move(made));
        if (home.contains(now.header.destination)) {
            return deliver_in_subnet(home, now);
        }
        if (const auto stopped = pass_acl(home, direction::out, now)) {
            return *stopped;
        }
        return route_from_subnet(home, nullptr, now, &nat);
    }

    const network_index& net_;
    const endpoint* to_ = nullptr;
    leg* leg_ = nullptr;
    bool is_reply_ = false;
    int hops_ = 0;
    const interface* origin_interface_ = nullptr;
    const subnet* origin_subnet_ = nullptr;
    delivery delivered_;
    flow arrived_{};
    std::vector<admission> admitted_;
    std::vector<nat_session> sessions_;
    bool egress_only_used_ = false;
};

} // namespace vpcplan::detail
