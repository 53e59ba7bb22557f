// Private. Walks one concrete packet, and then its reply, through the network: the order of checks
// of the design, one function a place. Everything an answer says comes from the steps made here.
// The class is declared here; its parts stand in walk_*.hpp, one file a system.
#pragma once

#include "flow.hpp"

#include <initializer_list>

namespace vpcplan::detail {

class walker {
public:
    walker(const network_index& index, choice_script& choices) : net_(index), choices_(choices) {}

    leg forward;
    leg reply;
    consulted_rules consulted;
    std::vector<assumption> assumed; ///< what this walk took for granted

    /// Walks the first packet and, if it arrives and can be answered, its reply.
    void walk(const endpoint& from, const endpoint& to, const packet& first);

private:
    static constexpr int max_hops = 64;
    using stopped = std::optional<leg_outcome>; ///< nothing: the packet goes on

    /// A group that let a packet through an interface; the reply passes it by state.
    struct admission {
        const interface* at;
        direction way;
        const security_group* group;
        const group_rule* rule;
    };

    /// A translation to undo: by a NAT gateway, or by an instance that masquerades.
    struct nat_session {
        const nat_gateway* gateway;
        const interface* instance;
        packet before;         ///< as the inside host sent it
        address_bits address;  ///< the address used instead
        std::string peering{}; ///< the connection it then crossed
    };

    /// Whether the far end's groups are known where a rule refers to them.
    /// Source: VPC guide "Security group rules"; peering and transit gateway guides.
    enum class identity : std::uint8_t {
        same_vpc,
        peering,  ///< active, one Region
        transit,  ///< group referencing is on for the gateway and both attachments: inbound only
        unsure,   ///< whether group referencing is on is not in the input
        balancer, ///< a Network Load Balancer kept the address: rules see its own groups instead
        lost      ///< translated, through an appliance, or from outside
    };

    struct references;

    /// A flow that a stateful engine, or an appliance, has seen at an endpoint.
    struct inspected_flow {
        const vpc_endpoint* at;
        packet first;
        bool by_rule;            ///< a rule passed it, and so its replies
        std::string component{}; ///< of the step that saw it
        bool answered = false;
    };
    struct firewall_references;
    struct inspected_by;
    struct inspection;

    /// A connection that a node of a load balancer made for a client.
    struct balanced_flow {
        const load_balancer* balancer;
        const interface* node;
        const subnet* home; ///< of the node
        flow before;        ///< as the client sent it
        flow after;         ///< as the target gets it
        bool keeps_client;  ///< the target sees the client's address
    };
    struct reached_target {
        const interface* at = nullptr; ///< nothing for an address that is only an address
        std::optional<address_bits> address{};
    };

    // Steps
    static step make(step_kind kind, std::string component, direction way, const flow& now);
    void allow(step made);
    leg_outcome stop(step made, verdict outcome, reason code);
    leg_outcome deny(step made, reason code);
    leg_outcome cannot_tell(step made, reason code);
    leg_outcome absent(step made, reason code, std::initializer_list<listed> kinds,
                       std::string_view vpc_id = {});
    leg_outcome deliver(delivery where, const flow& now);
    leg_outcome deny_astray(std::string_view into, const std::string& vpc_id, const flow& now);

    bool is_astray(const std::string& vpc_id, const flow& now) const;
    void lose_identity(std::string_view by);

    leg_outcome start(const endpoint& from, flow& now);
    leg_outcome start_reply(const delivery& from, flow& now);

    // walk_interface.hpp
    bool has_no_groups(const interface& at) const;
    stopped pass_habits(const interface& at, direction way, const flow& now);
    stopped pass_groups(const interface& at, direction way, const flow& now);
    stopped pass_attachment(const interface& at, direction way, const flow& now);
    std::optional<leg_outcome> to_platform(const subnet& home, const interface* from,
                                           const flow& now);
    leg_outcome leave_interface(const interface& from, flow& now);
    leg_outcome enter_interface(const interface& to, const subnet& home, flow& now);
    leg_outcome from_platform(const delivery& from, const flow& now);

    // walk_subnet.hpp
    leg_outcome leave_host(const subnet& home, flow& now);
    leg_outcome leave_subnet(const subnet& home, flow& now, std::string_view through = {});
    leg_outcome deliver_in_subnet(const subnet& home, flow& now);
    stopped pass_acl(const subnet& at, direction way, const flow& now);
    leg_outcome arrive_in_vpc(const std::string& vpc_id, const subnet* from, flow& now);
    leg_outcome route_from_subnet(const subnet& from, flow& now, std::string_view through);
    leg_outcome follow(const route& entry, const subnet& from, flow& now);

    // walk_internet.hpp
    std::string internet_gateway_of(const std::string& vpc_id) const;
    std::string gateway_toward_end() const;
    std::string detached_gateway_of(const std::string& vpc_id) const;
    stopped pass_public_access(const std::string& vpc_id, const subnet* at, direction way,
                               bool by_nat_or_egress_only, const flow& now);
    leg_outcome to_internet_gateway(const std::string& id, const subnet& from, flow& now);
    bool is_host_of(const std::string& vpc_id, const address_bits& address) const;
    std::optional<address_bits> public_address_of(const std::string& vpc_id,
                                                  const address_bits& inside) const;
    bool is_unplaced(const address_bits& address) const;
    leg_outcome into_internet(flow& now);
    leg_outcome from_internet(flow& now);
    leg_outcome from_internet_v4(flow& now);
    leg_outcome from_internet_v6(flow& now);
    leg_outcome through_edge_table(const std::string& gateway, const std::string& vpc_id,
                                   flow& now);
    leg_outcome to_egress_only(const std::string& id, const subnet& from, flow& now);

    // walk_nat.hpp
    leg_outcome to_nat_gateway(const std::string& id, const subnet& from, flow& now);
    void translate_source(const nat_gateway& nat, const address_bits& own, step& made, flow& now);
    leg_outcome to_regional_nat_gateway(const nat_gateway& nat, step made, flow& now);
    leg_outcome arrive_at_nat(const nat_gateway& nat, const subnet* home, flow& now);
    leg_outcome to_appliance(const std::string& id, const subnet* from, flow& now,
                             bool by_internet_gateway = false);
    leg_outcome arrive_at_nat_instance(const interface& at, const subnet& home,
                                       const nat_session& session, flow& now);
    const nat_session* returns_to_sender(const flow& now) const;
    bool masquerades(const interface& at, const flow& now) const;
    void undo(const nat_session& session, step& made, flow& now);

    // walk_interconnect.hpp
    leg_outcome to_peering(const std::string& id, const subnet& from, flow& now);
    leg_outcome to_endpoint(const std::string& id, const subnet& from, flow& now);
    leg_outcome from_service(const vpc_endpoint& from, flow& now);

    // walk_transit_gateway.hpp
    leg_outcome to_transit_gateway(const std::string& id, const subnet& from, flow& now);
    bool is_vpn_down(const transit_gateway_attachment& at) const;
    bool is_vpn_unknown(const transit_gateway_attachment& at) const;
    const transit_gateway_attachment* transit_attachment_of(const std::string& gateway_id,
                                                            const std::string& vpc_id) const;
    /// `sender`: the subnet the packet came from, nothing for one from outside or another Region.
    leg_outcome through_transit_table(const transit_gateway_attachment& from, const subnet* sender,
                                      flow& now);
    leg_outcome from_transit_gateway(const transit_gateway_attachment& from,
                                     const transit_gateway_attachment& to, const subnet* sender,
                                     flow& now);
    const subnet* landing_of(const transit_gateway_attachment& to,
                             const std::vector<const subnet*>& landings, const subnet* sender,
                             const flow& now);

    // walk_data_centre.hpp
    struct direct_connect_link {
        const direct_connect_gateway* gateway;
        const direct_connect_association* association;
    };
    std::vector<direct_connect_link> direct_connect_links(const std::string& gateway_id) const;
    bool is_down(const direct_connect_gateway& gateway) const;
    bool announces(const direct_connect_link& link, const address_bits& address) const;
    stopped pass_direct_connect(const std::string& gateway_id, direction way, const flow& now);
    const direct_connect_gateway* shared_direct_connect(const virtual_private_gateway& gateway,
                                                        const address_bits& destination) const;
    bool has_link(const virtual_private_gateway& gateway) const;
    bool is_spoofed(const std::string& vpc_id, const flow& now) const;
    leg_outcome between_sites(const virtual_private_gateway& gateway, flow& now);
    leg_outcome from_data_centre(const transit_gateway_attachment& at, flow& now);
    leg_outcome to_vpn_gateway(const std::string& id, const subnet& from, flow& now);
    leg_outcome from_vpn_gateway(const virtual_private_gateway& gateway, flow& now);
    std::vector<const virtual_private_gateway*> only_gateways_of_site(const flow& now) const;
    leg_outcome from_on_premises(flow& now);
    std::pair<verdict, reason> reach_of(const virtual_private_gateway& gateway,
                                        const address_bits& address) const;

    // walk_balancer.hpp
    leg_outcome arrive_at_balancer(const load_balancer& at, const interface& node,
                                   const subnet& home, flow& now);
    reached_target resolve(const target_group* group, const balancer_target& target);
    bool keeps_client(const load_balancer& at, const target_group* group, address_family target,
                      const flow& now);
    leg_outcome to_target(const load_balancer& at, const target_group* group,
                          const balancer_listener& listener, const interface& node,
                          const subnet& home, step made, flow& now);
    leg_outcome back_at_balancer(const load_balancer& at, const interface& node, const subnet& home,
                                 flow& now);
    const balanced_flow* kept_flow(const flow& now) const;
    leg_outcome back_to_node(balanced_flow session, const subnet& from, flow& now);
    leg_outcome toward_client(const balanced_flow& session, const subnet& home, flow& now);

    // walk_firewall.hpp
    leg_outcome to_inspection(const vpc_endpoint& at, const subnet* from, flow& now);
    std::string name_of_firewall(const vpc_endpoint& at) const;
    stopped pass_acl_of_own_subnet(const subnet& home, const flow& now);
    stopped pass_firewall(const vpc_endpoint& at, const subnet& home, step made, const flow& now);
    stopped pass_appliances(const vpc_endpoint& at, step made, const flow& now);
    inspection inspect(const inspected_by& by, const packet& header);
    void judge_flow(const inspected_by& by, const packet& header, inspection& said);
    inspected_flow* seen_at(const vpc_endpoint& at, const packet& back);
    void remember(const vpc_endpoint& at, const packet& header, bool by_rule,
                  const std::string& component);
    stopped half_seen_flow();

    const network_index& net_;
    choice_script& choices_;
    const endpoint* to_ = nullptr;
    leg* leg_ = nullptr;
    bool is_reply_ = false;
    int hops_ = 0;
    const interface* origin_interface_ = nullptr;
    const subnet* origin_subnet_ = nullptr;
    const vpc* origin_router_ = nullptr;
    delivery delivered_;
    flow arrived_{};
    std::vector<admission> admitted_;
    std::vector<nat_session> sessions_;
    std::vector<balanced_flow> balanced_;
    std::vector<inspected_flow> inspected_;
    const interface* balancer_node_ = nullptr; ///< whose groups stand for the source's
    bool egress_only_used_ = false;
    const virtual_private_gateway* came_by_ = nullptr; ///< from a data centre
    identity identity_ = identity::same_vpc;
    std::string_view lost_by_; ///< what hides the source's groups first, in the words of a fact
    std::string source_vpc_;   ///< where the packet's source lives
    bool entered_by_transit_ = false; ///< into the VPC whose routes apply now
    bool between_sites_ = false;      ///< from one data centre to another, by CloudHub
    /// Where a flow lands in VPCs whose attachment is in appliance mode: one zone for both ways.
    std::vector<std::pair<const transit_gateway_attachment*, const subnet*>> pinned_;
};

inline step walker::make(step_kind kind, std::string component, direction way, const flow& now) {
    step made;
    made.kind = kind;
    made.component = std::move(component);
    made.way = way;
    made.header = now.header;
    return made;
}

inline void walker::allow(step made) {
    made.outcome = verdict::allow;
    leg_->steps.push_back(std::move(made));
}

inline leg_outcome walker::stop(step made, verdict outcome, reason code) {
    made.outcome = outcome;
    made.code = code;
    leg_->steps.push_back(std::move(made));
    return outcome == verdict::deny ? leg_outcome::drop : leg_outcome::unknown;
}

inline leg_outcome walker::deny(step made, reason code) {
    return stop(std::move(made), verdict::deny, code);
}

inline leg_outcome walker::cannot_tell(step made, reason code) {
    return stop(std::move(made), verdict::unknown, code);
}

/// What would have been found, had it been there, is not: that denies where the input lists all
/// such things (of a VPC, or of all), and tells nothing where it leaves some out.
inline leg_outcome walker::absent(step made, reason code, std::initializer_list<listed> kinds,
                                  std::string_view vpc_id) {
    for (const auto kind : kinds) {
        if (vpc_id.empty() ? !net_.has_all(kind) : !net_.has_all(kind, vpc_id)) {
            made.detail.emplace_back("unlisted", describe_call_of(kind));
            return cannot_tell(std::move(made), reason::input_incomplete);
        }
    }
    return deny(std::move(made), code);
}

inline leg_outcome walker::deliver(delivery where, const flow& now) {
    delivered_ = where;
    arrived_ = now;
    return leg_outcome::pass;
}

/// Whether the packet is in another VPC than the end it is meant for, where somebody else may have
/// the same address. Source: VPC peering guide, "Unsupported configurations": no check of the
/// reverse path, a reply follows the route table into whichever VPC it names.
inline bool walker::is_astray(const std::string& vpc_id, const flow& now) const {
    const auto meant = [&](const interface* at, const subnet* in) {
        if (at != nullptr) {
            return at->owns(now.header.destination) && at->vpc_id != vpc_id;
        }
        return in != nullptr && in->contains(now.header.destination) && in->vpc_id != vpc_id;
    };
    if (is_reply_) {
        return meant(origin_interface_, origin_subnet_);
    }
    const bool to_subnet = to_->where == endpoint::kind::subnet_address;
    return (to_subnet || to_->where == endpoint::kind::interface) &&
           meant(to_subnet ? nullptr : net_.find_interface(to_->id),
                 to_subnet ? net_.find_subnet(to_->id) : nullptr);
}

/// Names the table that sent the packet to the wrong place: the last that chose a way out of a VPC.
inline leg_outcome walker::deny_astray(std::string_view into, const std::string& vpc_id,
                                       const flow& now) {
    auto made = make(step_kind::route, std::string(into), direction::out, now);
    for (auto seen = leg_->steps.rbegin(); seen != leg_->steps.rend(); ++seen) {
        const auto target = seen->fact("target");
        if (!target.empty() && target != "local") {
            made.kind = seen->kind;
            made.component = seen->component;
            made.place = seen->place;
            made.detail.emplace_back("target", target);
            made.detail.emplace_back("destination", seen->fact("destination"));
            break;
        }
    }
    made.detail.emplace_back("arrived", vpc_id);
    return deny(std::move(made), reason::routed_elsewhere);
}

/// From here on nobody knows the groups of the source; what hid them first is the reason.
inline void walker::lose_identity(std::string_view by) {
    if (identity_ != identity::lost) {
        lost_by_ = by;
    }
    identity_ = identity::lost;
}

inline leg_outcome walker::start(const endpoint& from, flow& now) {
    switch (from.where) {
    case endpoint::kind::interface:
        origin_interface_ = net_.find_interface(from.id);
        source_vpc_ = origin_interface_->vpc_id;
        return leave_interface(*origin_interface_, now);
    case endpoint::kind::subnet_address:
        origin_subnet_ = net_.find_subnet(from.id);
        source_vpc_ = origin_subnet_->vpc_id;
        if (net_.find_vpc(source_vpc_) == nullptr) {
            return cannot_tell(make(step_kind::route, from.id, direction::out, now),
                               reason::unknown_resource);
        }
        if (const auto reached = to_platform(*origin_subnet_, nullptr, now)) {
            return *reached;
        }
        return leave_host(*origin_subnet_, now);
    case endpoint::kind::vpc_router:
        origin_router_ = net_.find_vpc(from.id);
        source_vpc_ = from.id;
        return arrive_in_vpc(from.id, nullptr, now);
    case endpoint::kind::internet: lose_identity("public_address"); return from_internet(now);
    case endpoint::kind::on_premises:
    case endpoint::kind::address: lose_identity("on_premises"); return from_on_premises(now);
    case endpoint::kind::load_balancer: break; // a destination only
    }
    return leg_outcome::unknown;
}

inline leg_outcome walker::start_reply(const delivery& from, flow& now) {
    identity_ = identity::same_vpc;
    lost_by_ = {};
    switch (from.where) {
    case delivery::place::interface:
        source_vpc_ = from.at->vpc_id;
        return leave_interface(*from.at, now);
    case delivery::place::subnet_address:
        source_vpc_ = from.in->vpc_id;
        return leave_host(*from.in, now);
    case delivery::place::internet: return from_internet(now);
    case delivery::place::platform: return from_platform(from, now);
    case delivery::place::on_premises:
        return from.vpn_gateway != nullptr ? from_vpn_gateway(*from.vpn_gateway, now)
                                           : from_data_centre(*from.attachment, now);
    case delivery::place::service: return from_service(*from.endpoint, now);
    case delivery::place::vpc_router: // ends replies only
    case delivery::place::nowhere: break;
    }
    return leg_outcome::unknown;
}

inline void walker::walk(const endpoint& from, const endpoint& to, const packet& first) {
    to_ = &to;
    leg_ = &forward;
    flow now{first};
    forward.outcome = start(from, now);
    auto back = arrived_.reply();
    if (forward.outcome != leg_outcome::pass || !back) {
        return;
    }
    leg_ = &reply;
    is_reply_ = true;
    hops_ = 0;
    entered_by_transit_ = false;
    const auto began = delivered_;
    delivered_ = {};
    reply.outcome = start_reply(began, *back);
    if (reply.outcome == leg_outcome::pass && (arrived_.header.source != first.destination ||
                                               arrived_.header.destination != first.source)) {
        reply.outcome =
            deny(make(step_kind::nat, {}, direction::in, arrived_), reason::reply_changes_source);
    }
    if (reply.outcome == leg_outcome::pass) {
        reply.outcome = half_seen_flow().value_or(leg_outcome::pass);
    }
}

} // namespace vpcplan::detail
