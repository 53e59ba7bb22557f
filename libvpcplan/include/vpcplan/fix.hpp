// Floor 7. From an answer that fails to the fewest changes that would let the connection work.
//
// Example    suggest_fix(data, asked) ->
//            {"acl-0a1", "out 110 allow tcp 1024-65535 to 10.0.1.5/32", "Add outbound rule 110 …"}
// Checked    Every change is applied to a copy of the network and the question is asked again,
// until
//            the connection works: `complete` says that it does with all changes together.
#pragma once

#include "explain.hpp"
#include "path.hpp"

namespace vpcplan {

/// One change that somebody has to make.
struct change {
    std::string component; ///< what to change: an ACL, a group, a route table, an interface, …
    std::string what;      ///< short: "out 110 allow tcp 1024-65535 to 10.0.1.5/32"
    std::string english;   ///< a sentence
    std::string korean;

    const std::string& text(language lang) const noexcept {
        return lang == language::ko ? korean : english;
    }
};

struct fix_result {
    std::vector<change> changes;    ///< in the order in which they were found necessary
    bool complete = false;          ///< with all of them the connection works, for every port asked
    reason obstacle = reason::none; ///< what stopped the search when it is not complete
};

namespace detail {

/// Searches on a copy, which it changes as it goes.
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
            auto next = change_for(*said, *check);
            if (!next) {
                return found;
            }
            found.changes.push_back(std::move(*next));
        }
    }

private:
    std::optional<change> change_for(const answer& said, const step& check) {
        switch (check.code) {
        case reason::subnet_acl_restriction: return allow_in_acl(said, check);
        case reason::eni_sg_rules_mismatch:
        case reason::sg_has_no_rules: return allow_in_group(check);
        case reason::no_route_to_destination: return add_route(check);
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

    template <class T>
    static T* find(std::vector<T>& all, std::string_view id) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
        return found == all.end() ? nullptr : &*found;
    }

    // --- rules -----------------------------------------------------------------------------------

    protocol proto_of(const packet& header) const {
        return asked_.proto.is_any() ? protocol::any() : header.proto();
    }

    port_range service_ports() const {
        return asked_.destination_port
                   ? port_range{*asked_.destination_port, *asked_.destination_port}
                   : port_range::all();
    }

    /// Destination ports that have to pass a check of this leg: of the reply they are the client's
    /// ephemeral ports, or those of the NAT gateway that stands for it.
    port_range ports_of_leg(const answer& said, const step& check) const {
        if (!said.decided_by->in_reply) {
            return service_ports();
        }
        const auto destination = to_string(check.header.destination);
        for (const auto& made : said.forward.steps) {
            if (made.kind == step_kind::nat && made.fact("source_after") == destination) {
                return {1024, 65535};
            }
        }
        return asked_.source_port ? port_range{*asked_.source_port, *asked_.source_port}
                                  : range_of(asked_.client);
    }

    /// "tcp 443", "icmp 8/0", "all": how rules name traffic.
    static std::string traffic_of(protocol proto, port_range ports, const icmp_match& icmp) {
        auto text = to_string(proto);
        if (proto.has_ports() && ports != port_range::all()) {
            text += " " + to_string(ports);
        } else if (proto.is_icmp()) {
            text += " " + std::to_string(icmp.type) + "/" + std::to_string(icmp.code);
        }
        return text;
    }

    static icmp_match icmp_of(const packet& header) {
        return header.proto().is_icmp() ? icmp_match{header.icmp_type, header.icmp_code}
                                        : icmp_match{};
    }

    /// A free number before `deciding`, at a round place where there is one.
    static std::optional<int> free_number(const acl_rules& rules, int deciding) {
        const auto taken = [&](int number) {
            return std::any_of(rules.begin(), rules.end(),
                               [&](const acl_rule& rule) { return rule.number == number; });
        };
        int before = 0;
        for (const auto& rule : rules) {
            if (rule.number < deciding) {
                before = std::max(before, rule.number);
            }
        }
        const int last = std::min(deciding - 1, 32766);
        const int round = before == 0 && deciding > 100 ? 100 : (before / 10 + 1) * 10;
        if (round <= last) {
            return round;
        }
        for (int number = last; number >= 1; --number) {
            if (!taken(number)) {
                return number;
            }
        }
        return std::nullopt;
    }

    std::optional<change> allow_in_acl(const answer& said, const step& check) {
        auto* acl = find(data_.network_acls, check.component);
        if (acl == nullptr || !check.rule || !check.way) {
            return std::nullopt;
        }
        const bool in = *check.way == direction::in;
        auto& rules = in ? acl->inbound : acl->outbound;
        const auto number = free_number(rules, *check.rule);
        if (!number) {
            return std::nullopt;
        }
        const auto& remote = in ? check.header.source : check.header.destination;
        acl_rule added;
        added.number = *number;
        added.proto = proto_of(check.header);
        added.block = cidr::containing(remote, width_of(remote.family));
        added.ports = ports_of_leg(said, check);
        added.icmp = icmp_of(check.header);
        auto list = rules.list();
        list.push_back(added);
        rules = acl_rules::make(std::move(list)).value();
        const auto rule = std::to_string(*number) + " allow " +
                          traffic_of(added.proto, added.ports, added.icmp) +
                          (in ? " from " : " to ") + to_string(added.block);
        const auto name = label_of(index_, acl->id);
        const bool ephemeral = said.decided_by->in_reply && added.proto.has_ports();
        return change{acl->id, std::string(in ? "in " : "out ") + rule,
                      "Add the " + std::string(in ? "inbound" : "outbound") + " rule \"" + rule +
                          "\" to network ACL " + name +
                          (ephemeral ? ": replies go to the client's ephemeral ports." : "."),
                      "네트워크 ACL " + name + "에 " + (in ? "인바운드" : "아웃바운드") +
                          " 규칙 \"" + rule + "\" 항목을 추가합니다" +
                          (ephemeral ? " (응답은 클라이언트의 임시 포트로 돌아갑니다)." : ".")};
    }

    std::optional<change> allow_in_group(const step& check) {
        auto* group = find(data_.security_groups, check.component);
        if (group == nullptr || !check.way) {
            return std::nullopt;
        }
        const bool in = *check.way == direction::in;
        const auto& remote = in ? check.header.source : check.header.destination;
        group_rule added;
        added.proto = proto_of(check.header);
        added.ports = service_ports();
        added.icmp = icmp_of(check.header);
        const auto block = cidr::containing(remote, width_of(remote.family));
        added.peer = block;
        auto peer = to_string(block);
        // A reference follows the instances when they are replaced; an address does not.
        const auto* other = index_->interface_at(group->vpc_id, remote);
        if (other != nullptr && !other->group_ids.empty()) {
            const auto& id = other->group_ids.front();
            added.peer = group_peer{id, group->vpc_id, false};
            peer = "group " + label_of(index_, id);
        }
        (in ? group->inbound : group->outbound).push_back(added);
        const auto rule =
            traffic_of(added.proto, added.ports, added.icmp) + (in ? " from " : " to ") + peer;
        const auto name = label_of(index_, group->id);
        return change{group->id, std::string(in ? "in " : "out ") + rule,
                      "Add the " + std::string(in ? "inbound" : "outbound") + " rule \"" + rule +
                          "\" to security group " + name + ".",
                      "보안 그룹 " + name + "에 " + (in ? "인바운드" : "아웃바운드") + " 규칙 \"" +
                          rule + "\" 항목을 추가합니다."};
    }

    // --- routes ----------------------------------------------------------------------------------

    static std::string target_text(const route& entry) {
        return entry.target == route_target::local ? "local" : entry.target_id;
    }

    /// Where a packet of this subnet can leave towards the internet: directly when its source has a
    /// public address, else through a gateway that has one.
    std::optional<route> way_out(const std::string& vpc_id, const packet& header) const {
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

    std::optional<change> add_route(const step& check) {
        auto* table = find(data_.route_tables, check.component);
        if (table == nullptr || !is_internet_address(check.header.destination)) {
            return std::nullopt;
        }
        auto added = way_out(table->vpc_id, check.header);
        if (!added) {
            return std::nullopt;
        }
        const auto rule = destination_text(*added) + " -> " + target_text(*added);
        const auto name = label_of(index_, table->id);
        const auto target = label_of(index_, added->target_id);
        table->routes.push_back(*added);
        return change{table->id, rule,
                      "Add the route " + destination_text(*added) + " to " + target +
                          " to route table " + name + ".",
                      "라우팅 테이블 " + name + "에 목적지 " + destination_text(*added) +
                          ", 대상(Target) " + target + " 경로를 추가합니다."};
    }

    std::optional<change> delete_route(const step& check) {
        auto* table = find(data_.route_tables, check.component);
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
        table->routes.erase(place);
        return change{table->id, "delete " + text,
                      "Delete the blackhole route " + text + " from route table " + name + ".",
                      "라우팅 테이블 " + name + "에서 블랙홀 상태인 " + text +
                          " 경로를 삭제합니다."};
    }

    std::optional<change> redirect_nat_route(const step& check) {
        auto* table = find(data_.route_tables, check.component);
        const auto* gateway =
            table != nullptr ? index_->internet_gateway_of(table->vpc_id) : nullptr;
        if (gateway == nullptr) {
            return std::nullopt;
        }
        for (auto& entry : table->routes) {
            if (destination_text(entry) == check.fact("destination") &&
                entry.target_id == check.fact("target")) {
                entry.target = route_target::internet_gateway;
                entry.target_id = gateway->id;
                const auto name = label_of(index_, table->id);
                const auto target = label_of(index_, gateway->id);
                const auto text = destination_text(entry);
                return change{table->id, text + " -> " + gateway->id,
                              "Point the route " + text + " of route table " + name + " to " +
                                  target +
                                  ", or give the NAT gateway's subnet a table of its own that "
                                  "does.",
                              "라우팅 테이블 " + name + "의 " + text + " 경로를 " + target +
                                  " 대상(Target)으로 바꾸거나, 그런 경로가 있는 별도의 라우팅 "
                                  "테이블을 NAT 게이트웨이의 서브넷에 연결합니다."};
            }
        }
        return std::nullopt;
    }

    // --- interfaces and gateways -----------------------------------------------------------------

    /// An Elastic IP address for the interface that has this private address. Which one it will be
    /// does not matter to any check, so a free documentation address stands for it.
    std::optional<change> give_public_address(const address_bits& inside) {
        if (inside.family != address_family::ipv4) {
            return std::nullopt;
        }
        for (auto& one : data_.interfaces) {
            for (auto& own : one.addresses) {
                if (own.address != inside || own.public_address ||
                    index_->nat_of_interface(one.id) != nullptr) {
                    continue;
                }
                for (std::uint32_t last = 254; last > 0; --last) {
                    const auto stand_in =
                        address_bits::from(0xc6336400U + last, address_family::ipv4);
                    if (index_->interface_with_public(stand_in) == nullptr &&
                        index_->nat_with_public(stand_in) == nullptr) {
                        own.public_address = stand_in;
                        break;
                    }
                }
                const auto name = label_of(index_, one.id);
                return change{one.id, "public address for " + to_string(inside),
                              "Associate an Elastic IP address with " + to_string(inside) +
                                  " of interface " + name + ".",
                              "인터페이스 " + name + "의 " + to_string(inside) +
                                  " 주소에 탄력적 IP 주소를 연결합니다."};
            }
        }
        return std::nullopt;
    }

    std::string vpc_of_question() const {
        for (const auto* end : {&asked_.from, &asked_.to}) {
            if (const auto* one = index_->find_interface(end->id)) {
                return one->vpc_id;
            }
            if (const auto* one = index_->find_subnet(end->id)) {
                return one->vpc_id;
            }
        }
        return {};
    }

    std::optional<change> attach_gateway(const step& check) {
        const auto vpc_id = vpc_of_question();
        if (vpc_id.empty()) {
            return std::nullopt;
        }
        const auto vpc_name = label_of(index_, vpc_id);
        if (auto* gateway = find(data_.internet_gateways, check.component)) {
            if (!gateway->vpc_ids.empty()) {
                return std::nullopt; // it serves another VPC
            }
            gateway->vpc_ids.push_back(vpc_id);
            const auto name = label_of(index_, gateway->id);
            return change{gateway->id, "attach to " + vpc_id,
                          "Attach internet gateway " + name + " to " + vpc_name + ".",
                          "인터넷 게이트웨이 " + name + " 항목을 " + vpc_name +
                              "에 연결(Attach)합니다."};
        }
        if (!check.component.empty()) {
            return std::nullopt;
        }
        internet_gateway made;
        made.id = "igw-(new)";
        made.vpc_ids.push_back(vpc_id);
        data_.internet_gateways.push_back(std::move(made));
        return change{vpc_id, "internet gateway",
                      "Create an internet gateway (igw-(new) below) and attach it to " + vpc_name +
                          ".",
                      "인터넷 게이트웨이를 만들어(아래에서 igw-(new)) " + vpc_name +
                          "에 연결(Attach)합니다."};
    }

    std::optional<change> switch_check_off(const step& check) {
        auto* one = find(data_.interfaces, check.component);
        if (one == nullptr) {
            return std::nullopt;
        }
        one->source_dest_check = false;
        const auto name = label_of(index_, one->id);
        return change{one->id, "source/destination check off",
                      "Switch the source/destination check of interface " + name + " off.",
                      "인터페이스 " + name + "의 소스/대상 확인을 끕니다."};
    }

    network data_;
    const question& asked_;
    const network_index* index_ = nullptr;
};

} // namespace detail

/// The changes with which the connection works, each one small: rules for exactly the addresses and
/// ports in question. Nothing is suggested for a connection that works already. When some obstacle
/// cannot be changed away (a gateway that takes no connections, a system that is not evaluated),
/// the result is not complete and names it. Complexity: O(changes) questions, each on a copy's
/// index.
inline fix_result suggest_fix(const network& data, const question& asked,
                              std::size_t most_changes = 12) {
    return detail::fixer(data, asked).search(most_changes);
}

} // namespace vpcplan
