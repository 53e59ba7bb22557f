// Floor 7. The flow-log records that the packets of an answer leave, derived from its steps alone:
// no rule is evaluated a second time.
//
// Example
//   for (const auto& record : flow_log_records(index, asked, *said))
//       use(default_format(record));
//   -> "2 - eni-0a1 203.0.113.12 172.31.16.139 0 0 1 - - - - ACCEPT OK"
#pragma once

#include "detail/flow_log_places.hpp"

namespace vpcplan {

/// Source: VPC guide, "Flow log records". `unknown`: the check could not tell.
enum class flow_log_action : std::uint8_t { accept, reject, unknown };

constexpr std::string_view to_string(flow_log_action action) noexcept {
    switch (action) {
    case flow_log_action::accept: return "ACCEPT";
    case flow_log_action::reject: return "REJECT";
    case flow_log_action::unknown: return "-";
    }
    return "-";
}

/// One record, as AWS aggregates one packet. What an answer cannot know (the counts, the times) is
/// `-` in the text; so is every empty member here.
struct flow_log_record {
    std::string account_id; ///< owner of the interface, where the input says
    std::string interface_id;
    std::string source;             ///< srcaddr: its own side is the interface's primary address
    std::string destination;        ///< dstaddr
    std::string packet_source;      ///< pkt-srcaddr
    std::string packet_destination; ///< pkt-dstaddr
    std::optional<std::uint16_t> source_port; ///< 0 without ports; nothing: a NAT gateway picks it
    std::optional<std::uint16_t> destination_port;
    std::uint8_t protocol_number = 6;
    flow_log_action action = flow_log_action::accept;
    direction way = direction::in;           ///< flow-direction: ingress or egress
    std::optional<std::uint8_t> tcp_flags{}; ///< 2: SYN, 18: SYN-ACK; TCP only
    /// Egress only. Nothing for internet gateways and gateway endpoints, whose number depends on
    /// whether the instance is a Nitro one.
    std::optional<int> traffic_path{};
    std::string vpc_id;
    std::string subnet_id;
    std::string instance_id;
    std::string reject_reason{}; ///< "BPA" or empty
    std::string resource_id{};   ///< regional NAT gateways, which have no interface
    address_family family = address_family::ipv4;
    bool in_reply = false;
    /// The packet here; a port that is nothing above means nothing in it.
    packet header{};
};

/// The 14 fields of the default format, in its order.
inline std::string default_format(const flow_log_record& record) {
    const auto shown = [](const std::string& text) { return text.empty() ? "-" : text; };
    const auto port = [](const std::optional<std::uint16_t>& number) {
        return number ? std::to_string(*number) : std::string("-");
    };
    std::string line = "2 " + shown(record.account_id) + " " + shown(record.interface_id) + " " +
                       shown(record.source) + " " + shown(record.destination) + " " +
                       port(record.source_port) + " " + port(record.destination_port) + " " +
                       std::to_string(record.protocol_number) + " - - - - ";
    line += to_string(record.action);
    return line + " OK";
}

namespace detail {

/// Follows the steps of both legs and notes where the packet enters and leaves an interface.
class flow_log_builder {
public:
    flow_log_builder(const network_index& index, const question& asked, const answer& given)
        : net_(index), places_(index), asked_(asked), given_(given) {}

    std::vector<flow_log_record> build() {
        if (asked_.from.where == endpoint::kind::interface) {
            leaving_ = places_.place_of(net_.find_interface(asked_.from.id));
        }
        if (follow(given_.forward)) {
            in_reply_ = true;
            heading_ = {};
            transit_ = {};
            last_out_.reset();
            leaving_ = std::exchange(at_, std::nullopt);
            follow(given_.reply);
        }
        return std::move(records_);
    }

private:
    /// Who gets what enters a subnet: the target of the route that led here, else whoever has the
    /// destination address.
    maybe_place receiver_in(const subnet& home, const packet& header) const {
        if (!transit_.empty()) {
            return places_.transit_place(transit_, home.id);
        }
        const interface* target = nullptr;
        switch (heading_to_) {
        case thing::nat_gateway: {
            const auto* nat = net_.find_nat_gateway(heading_);
            if (nat != nullptr && nat->subnet_id == home.id) {
                return places_.place_of(*nat, {});
            }
            break;
        }
        case thing::endpoint: {
            const auto* at = net_.find_endpoint(heading_);
            if (at != nullptr && at->kind != endpoint_kind::gateway) {
                return places_.endpoint_place(*at, home.id);
            }
            break;
        }
        case thing::interface: target = net_.find_interface(heading_); break;
        case thing::instance: {
            const auto* host = net_.find_instance(heading_);
            target = host != nullptr && !host->interface_ids.empty()
                         ? net_.find_interface(host->interface_ids.front())
                         : nullptr;
            break;
        }
        default: break;
        }
        if (target != nullptr && target->subnet_id == home.id) {
            return places_.place_of(target);
        }
        auto owner = places_.owner_of(home.vpc_id, header.destination);
        return owner && owner->subnet_id == home.id ? std::move(owner) : std::nullopt;
    }

    void record(const maybe_place& where, direction way, flow_log_action action,
                const packet& header) {
        if (!where) {
            return;
        }
        const auto& own = header.family() == address_family::ipv4 ? where->v4 : where->v6;
        const bool out = way == direction::out;
        flow_log_record made;
        made.account_id = where->account_id;
        made.interface_id = where->interface_id;
        made.vpc_id = where->vpc_id;
        made.subnet_id = where->subnet_id;
        made.instance_id = where->instance_id;
        made.resource_id = where->resource_id;
        made.packet_source = to_string(header.source);
        made.packet_destination = to_string(header.destination);
        const auto own_side = own ? to_string(*own) : std::string();
        made.source = out ? own_side : made.packet_source;
        made.destination = out ? made.packet_destination : own_side;
        made.protocol_number = header.protocol_number;
        made.family = header.family();
        made.way = way;
        made.action = action;
        made.in_reply = in_reply_;
        made.header = header;
        const bool ports = header.proto().has_ports();
        made.source_port = ports ? header.source_port : std::uint16_t{0};
        made.destination_port = ports ? header.destination_port : std::uint16_t{0};
        if (ports && !pickers_.empty()) {
            (in_reply_ ? made.destination_port : made.source_port).reset();
        }
        if (header.proto() == protocol::tcp()) {
            made.tcp_flags = in_reply_ ? std::uint8_t{18} : std::uint8_t{2};
        }
        if (out) {
            last_out_ = records_.size();
        }
        records_.push_back(std::move(made));
    }

    static flow_log_action action_of(const step& check) noexcept {
        switch (check.outcome) {
        case verdict::allow: return flow_log_action::accept;
        case verdict::deny: return flow_log_action::reject;
        case verdict::unknown: return flow_log_action::unknown;
        }
        return flow_log_action::unknown;
    }

    /// What left an interface without meeting an ACL has left it all the same.
    void left(const packet& header) {
        if (leaving_) {
            record(std::exchange(leaving_, std::nullopt), direction::out, flow_log_action::accept,
                   header);
            records_.back().traffic_path = 1;
        }
    }
    /// What an ACL let in and no group judged has arrived.
    void arrived(const packet& header) {
        if (entering_) {
            at_ = std::exchange(entering_, std::nullopt);
            record(at_, direction::in, flow_log_action::accept, header);
        }
    }

    /// False when nothing of this connection is logged, or it ends here.
    bool follow(const leg& shown) {
        packet now;
        for (const auto& check : shown.steps) {
            now = check.header;
            if (!take(check, now)) {
                return false;
            }
        }
        if (shown.outcome == leg_outcome::pass) {
            left(now);
            arrived(now);
        }
        return shown.outcome == leg_outcome::pass;
    }

    bool take(const step& check, packet& now) {
        switch (check.kind) {
        case step_kind::exempt: return at_exempt(check, now);
        case step_kind::source_dest_check: at_source_dest_check(check); break;
        case step_kind::sg: at_group(check, now); break;
        case step_kind::nacl: at_acl(check, now); break;
        case step_kind::route: at_route(check, now); break;
        case step_kind::nat: at_nat(check, now); break;
        case step_kind::tgw: at_transit_gateway(check, now); break;
        case step_kind::bpa: at_public_access(check); break;
        case step_kind::vpce:
        case step_kind::firewall: at_endpoint(check, now); break;
        case step_kind::lb: at_balancer(check, now); break;
        case step_kind::igw:
        case step_kind::eigw:
        case step_kind::peering:
        case step_kind::vgw:
        case step_kind::dx: left(now); break;
        }
        return true;
    }

    /// Source: VPC guide, "Flow log limitations": platform services and the router are not logged.
    bool at_exempt(const step& check, const packet& now) {
        const auto* home = net_.find_subnet(check.component);
        if (check.fact("service") != "same_subnet" || home == nullptr) {
            leaving_.reset();
            return false;
        }
        for (const auto& block : home->blocks) {
            if (block.is_v4() && now.family() == address_family::ipv4 &&
                now.destination.number() == block.first_bits().number() + 1) {
                leaving_.reset();
                return false;
            }
        }
        left(now);
        entering_ = places_.owner_of(home->vpc_id, now.destination);
        return true;
    }

    /// What the check refuses is in no record: only groups and ACLs refuse with one.
    void at_source_dest_check(const step& check) {
        const bool passes = check.outcome == verdict::allow;
        if (check.way == direction::out) {
            leaving_ = passes ? std::move(leaving_) : std::nullopt;
        } else {
            entering_ =
                passes ? places_.place_of(net_.find_interface(check.component)) : std::nullopt;
        }
    }

    void at_group(const step& check, const packet& now) {
        const auto* one = net_.find_interface(check.fact("interface"));
        auto where = places_.place_of(one != nullptr ? one : net_.find_interface(check.component));
        if (check.way == direction::in) {
            left(now);
            entering_.reset();
            record(where, direction::in, action_of(check), now);
            at_ = std::move(where);
            return;
        }
        arrived(now);
        at_.reset();
        leaving_ = std::move(where);
        if (check.outcome != verdict::allow) {
            record(std::exchange(leaving_, std::nullopt), direction::out, action_of(check), now);
        }
    }

    void at_acl(const step& check, const packet& now) {
        const auto* home = net_.find_subnet(check.fact("subnet"));
        if (home == nullptr) {
            return;
        }
        if (check.way == direction::out) {
            arrived(now);
            auto sender =
                leaving_ ? std::exchange(leaving_, std::nullopt) : std::exchange(at_, std::nullopt);
            if (sender && sender->subnet_id == home->id) {
                record(sender, direction::out, action_of(check), now);
            }
            return;
        }
        left(now);
        auto receiver = receiver_in(*home, now);
        if (check.outcome == verdict::allow) {
            entering_ = std::move(receiver);
        } else {
            record(receiver, direction::in, action_of(check), now);
        }
    }

    void at_route(const step& check, const packet& now) {
        if (check.way == direction::out) {
            leaving_.reset(); // the subnet is not known: the packet is not followed at all
        } else {
            left(now);
        }
        heading_ = check.fact("target");
        heading_to_ = target_thing(check, net_);
        transit_ = {};
        if (check.outcome == verdict::allow && last_out_ && check.way == direction::out) {
            records_[*last_out_].traffic_path = places_.path_to(heading_to_, heading_);
        }
    }

    void at_nat(const step& check, packet& now) {
        const auto* nat = thing_of(check, &net_) == thing::nat_gateway
                              ? net_.find_nat_gateway(check.component)
                              : nullptr;
        const bool undone = check.way == direction::in;
        if (nat != nullptr) {
            left(now);
            entering_.reset();
            // A NAT gateway has no group: its ACL has accepted what the gateway itself refuses.
            const bool got_there = check.outcome == verdict::allow ||
                                   check.code == reason::ngw_no_session ||
                                   check.code == reason::ngw_requires_source_in_vpc ||
                                   check.code == reason::protocol_restriction;
            const auto own =
                undone ? now.destination : after(check, "source_after").value_or(now.source);
            auto where = places_.place_of(*nat, own);
            if (got_there) {
                record(where, direction::in, flow_log_action::accept, now);
            }
            if (check.outcome == verdict::allow) {
                leaving_ = std::move(where);
            }
        }
        if (check.outcome == verdict::allow) {
            replace_port(check.component, now);
            apply(check, now);
        }
    }

    static std::optional<address_bits> after(const step& check, std::string_view fact) {
        const auto parsed = parse_address_bits(check.fact(fact));
        return parsed ? std::optional(*parsed) : std::nullopt;
    }
    static void apply(const step& check, packet& now) {
        now.source = after(check, "source_after").value_or(now.source);
        now.destination = after(check, "destination_after").value_or(now.destination);
    }

    void at_transit_gateway(const step& check, const packet& now) {
        left(now);
        arrived(now);
        at_.reset();
        const auto landing = check.fact("subnet");
        const bool is_attachment = thing_of(check, &net_) == thing::attachment &&
                                   net_.find_attachment(check.component) != nullptr;
        transit_ = is_attachment && check.way == direction::out ? std::string_view(check.component)
                                                                : std::string_view();
        heading_ = {};
        if (is_attachment && check.way == direction::in && !landing.empty() &&
            check.outcome == verdict::allow) {
            leaving_ = places_.transit_place(check.component, landing);
        }
    }

    /// Source: VPC guide, "Flow log records": reject-reason BPA.
    void at_public_access(const step& check) {
        if (check.outcome == verdict::allow) {
            return;
        }
        if (check.way == direction::out) {
            if (last_out_) {
                records_[*last_out_].action = action_of(check);
                records_[*last_out_].reject_reason = "BPA";
            }
            return;
        }
        auto header = check.header;
        maybe_place where;
        if (const auto* nat = net_.nat_with_public(header.destination)) {
            where = places_.place_of(*nat, header.destination);
        } else if (const auto* to = net_.interface_with_public(header.destination)) {
            where = places_.place_of(to);
            for (const auto& own : to->addresses) {
                header.destination = own.public_address == check.header.destination
                                         ? own.address
                                         : header.destination;
            }
        } else if (const auto owners = net_.interfaces_at(header.destination); !owners.empty()) {
            where = places_.place_of(owners.front());
        }
        record(where, direction::in, action_of(check), header);
        if (where) {
            records_.back().reject_reason = "BPA";
        }
    }

    /// A component that puts a port of its own in the client's place, and back in the reply.
    void replace_port(const std::string& component, packet& now) {
        if (!in_reply_) {
            pickers_.push_back(component);
        } else if (!pickers_.empty() && pickers_.back() == component) {
            pickers_.pop_back();
            now.destination_port = given_.first_packet.source_port;
        }
    }

    void at_endpoint(const step& check, const packet& now) {
        if (check.code == reason::vpce_intra_vpc_traffic) {
            leaving_.reset();
            return;
        }
        left(now);
        const auto inspector = check.fact("endpoint");
        const auto* at = net_.find_endpoint(inspector);
        if (!entering_ && at != nullptr && check.code != reason::bad_state) {
            // In the sender's own subnet no inbound list is asked.
            entering_ =
                places_.endpoint_place(*at, at->subnet_ids.empty() ? "" : at->subnet_ids.front());
        }
        arrived(now);
        if (!inspector.empty() && check.outcome == verdict::allow) {
            leaving_ = std::exchange(at_, std::nullopt);
        }
    }

    void at_balancer(const step& check, packet& now) {
        left(now);
        if (in_reply_) {
            // A target may answer the client's address: AWS takes that to the node.
            const auto node = std::find_if(nodes_.rbegin(), nodes_.rend(), [&](const auto& one) {
                return one.first == check.component;
            });
            if (node != nodes_.rend() && (!at_ || at_->interface_id != node->second.interface_id)) {
                entering_ = node->second;
            }
        }
        arrived(now);
        if (check.outcome != verdict::allow || !check.fact("answers").empty()) {
            return;
        }
        if (!in_reply_ && at_) {
            nodes_.emplace_back(check.component, *at_);
        }
        leaving_ = std::exchange(at_, std::nullopt);
        if (in_reply_ || !check.fact("source_after").empty()) {
            replace_port(check.component, now);
        }
        apply(check, now);
    }

    const network_index& net_;
    logged_places places_;
    const question& asked_;
    const answer& given_;
    std::vector<flow_log_record> records_;
    maybe_place leaving_;      ///< sent from here, not judged yet
    maybe_place entering_;     ///< let into its subnet, no group seen yet
    maybe_place at_;           ///< where the packet is
    std::string_view heading_; ///< target of the last route
    thing heading_to_ = thing::unknown;
    std::string_view transit_; ///< the attachment that the packet goes to
    std::optional<std::size_t> last_out_;
    bool in_reply_ = false;
    std::vector<std::string> pickers_; ///< who replaced the client's port by one that is not known
    std::vector<std::pair<std::string, logged_place>> nodes_; ///< of load balancers, by component
};

} // namespace detail

/// The records that the first packet and its reply leave in flow logs of every interface on the
/// path, in the order of the path: nothing beyond the point of a drop, nothing for what AWS does
/// not log (Amazon DNS, instance metadata, time sync, DHCP, Windows activation, the VPC router).
/// `given` must be the answer of this index to this question. Complexity: O(steps), and O(network
/// interfaces) where a transit gateway is on the path.
/// Source: VPC guide, "Flow log records", "Flow log record examples", "Flow log limitations".
inline std::vector<flow_log_record> flow_log_records(const network_index& index,
                                                     const question& asked, const answer& given) {
    return detail::flow_log_builder(index, asked, given).build();
}

} // namespace vpcplan
