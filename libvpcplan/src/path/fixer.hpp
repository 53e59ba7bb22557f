// Private. Searches the changes with which a connection works, on a copy of the network that it
// changes as it goes. The class is declared here; its parts stand in fix_*.hpp by what they change.
#pragma once

#include "flow.hpp"

#include "vpcplan/change.hpp"
#include "vpcplan/explain.hpp"
#include "vpcplan/network_change.hpp"
#include "vpcplan/path.hpp"

namespace vpcplan::detail {

class fixer {
public:
    fixer(const network& data, const question& asked) : data_(data), asked_(asked) {}

    fix_result search(std::size_t most_changes) {
        fix_result found;
        for (;;) {
            const network_index index(data_);
            const auto said = ask(index, asked_);
            if (!said) {
                found.obstacle = reason::none;
                return found;
            }
            if (said->connection == connection_outcome::works) {
                found.complete = true;
                return found;
            }
            const auto* check = said->deciding_step();
            found.obstacle = check->code;
            if (said->connection != connection_outcome::fails ||
                found.changes.size() == most_changes) {
                return found;
            }
            index_ = &index;
            auto next = missing_route(*said);
            if (!next) {
                next = change_for(*said, *check);
            }
            const auto is_it = [&](const change& one) { return next && one.words == next->words; };
            if (!next || std::any_of(found.changes.begin(), found.changes.end(), is_it)) {
                return found; // nothing helps, or it did not help before
            }
            found.changes.push_back(std::move(*next));
        }
    }

private:
    std::optional<change> change_for(const answer& said, const step& check) {
        if (auto moved = move_nat_gateway(check)) {
            return moved;
        }
        switch (check.code) {
        case reason::subnet_acl_restriction: return allow_in_acl(said, check);
        case reason::eni_sg_rules_mismatch:
        case reason::sg_has_no_rules: return allow_in_group(check);
        case reason::no_route_to_destination: return add_route(said, check);
        case reason::tgw_rtb_no_route_to_tgw_attachment: return add_transit_route(check);
        case reason::tgw_route_az_restriction: return serve_zone(check);
        case reason::bad_state_route: return delete_route(check);
        case reason::ngw_route_loop: return redirect_nat_route(check);
        case reason::igw_public_ip_association_for_egress:
            return give_public_address(check.header.source);
        case reason::igw_private_ip_association_for_ingress:
            return give_public_address(check.header.destination);
        case reason::igw_not_attached: return attach_gateway(check);
        case reason::eni_source_dest_check_restriction: return switch_check_off(check);
        default: return std::nullopt;
        }
    }

    /// Makes a change of the copy; nothing when AWS would refuse it.
    std::optional<change> apply_change(const network_change& made, change said) {
        said.words = words_of(made, *index_);
        said.without = takes_away(made);
        return apply(data_, made) ? std::nullopt : std::optional(std::move(said));
    }

    // fix_rules.hpp
    protocol proto_of(const packet& header) const;
    port_range service_ports(const step& check) const;
    port_range ports_of_leg(const answer& said, const step& check) const;
    static icmp_match icmp_of(const packet& header);
    static std::optional<int> free_number(const acl_rules& rules, int deciding);
    std::optional<change> allow_in_acl(const answer& said, const step& check);
    std::optional<change> allow_in_group(const step& check);

    // fix_routes.hpp
    std::optional<route> way_out(const std::string& vpc_id, const packet& header) const;
    std::optional<route> way_to_data_centre(const answer& said, const std::string& vpc_id,
                                            const address_bits& destination) const;
    std::optional<change> add_this_route(const route_table& table, const route& added);
    std::optional<change> missing_route(const answer& said);
    std::optional<change> move_nat_gateway(const step& check);
    std::optional<change> add_route(const answer& said, const step& check);
    std::optional<change> delete_route(const step& check);
    std::optional<change> redirect_nat_route(const step& check);
    std::optional<route> way_between_vpcs(const std::string& vpc_id,
                                          const address_bits& destination) const;
    std::optional<change> add_transit_route(const step& check);
    std::optional<change> serve_zone(const step& check);

    // fix_interfaces.hpp
    std::optional<change> give_public_address(const address_bits& inside);
    std::string vpc_of_question() const;
    std::optional<change> attach_gateway(const step& check);
    std::optional<change> switch_check_off(const step& check);

    network data_;
    const question& asked_;
    const network_index* index_ = nullptr;
};

} // namespace vpcplan::detail
