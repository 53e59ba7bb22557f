// Private. What the ids in a step stand for. An id is unique within a kind only: in a sketch, a
// subnet, its ACL and the instance in it may well have one name, so the kind is asked first.
#pragma once

#include "../answer.hpp"
#include "../language.hpp"

#include <tuple>

namespace vpcplan::detail {

enum class thing : std::uint8_t {
    unknown,
    security_group,
    network_acl,
    route_table,
    subnet,
    interface,
    instance,
    vpc,
    internet_gateway,
    egress_only,
    nat_gateway,
    peering,
    transit_gateway,
    attachment,
    transit_table,
    vpn_gateway,
    direct_connect_gateway,
    virtual_interface,
    endpoint,
    load_balancer,
    firewall,
    other
};

/// What people call it.
constexpr bilingual noun_of(thing kind) noexcept {
    switch (kind) {
    case thing::security_group: return {"security group", "보안 그룹"};
    case thing::network_acl: return {"network ACL", "네트워크 ACL"};
    case thing::route_table: return {"route table", "라우팅 테이블"};
    case thing::subnet: return {"subnet", "서브넷"};
    case thing::interface: return {"network interface", "네트워크 인터페이스"};
    case thing::instance: return {"instance", "인스턴스"};
    case thing::vpc: return {"VPC", "VPC"};
    case thing::internet_gateway: return {"internet gateway", "인터넷 게이트웨이"};
    case thing::egress_only: return {"egress-only internet gateway", "송신 전용 인터넷 게이트웨이"};
    case thing::nat_gateway: return {"NAT gateway", "NAT 게이트웨이"};
    case thing::peering: return {"VPC peering connection", "VPC 피어링 연결"};
    case thing::transit_gateway: return {"transit gateway", "전송 게이트웨이"};
    case thing::attachment:
        return {"transit gateway attachment", "전송 게이트웨이 연결(Attachment)"};
    case thing::transit_table:
        return {"transit gateway route table", "전송 게이트웨이 라우팅 테이블"};
    case thing::vpn_gateway: return {"virtual private gateway", "가상 프라이빗 게이트웨이"};
    case thing::direct_connect_gateway:
        return {"Direct Connect gateway", "Direct Connect 게이트웨이"};
    case thing::virtual_interface: return {"virtual interface", "가상 인터페이스"};
    case thing::endpoint: return {"VPC endpoint", "VPC 엔드포인트"};
    case thing::load_balancer: return {"load balancer", "로드 밸런서"};
    case thing::firewall: return {"network firewall", "네트워크 방화벽"};
    case thing::unknown:
    case thing::other: break;
    }
    return {"component", "구성 요소"};
}

/// The AWS CLI call that describes it, or "".
constexpr std::string_view call_for(thing kind) noexcept {
    switch (kind) {
    case thing::security_group: return "ec2 describe-security-groups";
    case thing::network_acl: return "ec2 describe-network-acls";
    case thing::route_table: return "ec2 describe-route-tables";
    case thing::subnet: return "ec2 describe-subnets";
    case thing::interface: return "ec2 describe-network-interfaces";
    case thing::instance: return "ec2 describe-instances";
    case thing::vpc: return "ec2 describe-vpcs";
    case thing::internet_gateway: return "ec2 describe-internet-gateways";
    case thing::egress_only: return "ec2 describe-egress-only-internet-gateways";
    case thing::nat_gateway: return "ec2 describe-nat-gateways";
    case thing::peering: return "ec2 describe-vpc-peering-connections";
    case thing::transit_gateway: return "ec2 describe-transit-gateways";
    case thing::attachment: return "ec2 describe-transit-gateway-attachments";
    case thing::transit_table: return "ec2 search-transit-gateway-routes";
    case thing::vpn_gateway: return "ec2 describe-vpn-gateways";
    case thing::direct_connect_gateway: return "directconnect describe-direct-connect-gateways";
    case thing::virtual_interface: return "directconnect describe-virtual-interfaces";
    case thing::endpoint: return "ec2 describe-vpc-endpoints";
    case thing::load_balancer: return "elbv2 describe-load-balancers";
    case thing::firewall: return "network-firewall describe-firewall";
    case thing::unknown:
    case thing::other: break;
    }
    return {};
}

/// The Name of the thing of this kind with this id, which may be empty; nothing when the network
/// has none. A load balancer's steps have its name.
inline std::optional<std::string_view> find_name(const network_index& index, thing kind,
                                                 std::string_view id) {
    using found_name = std::optional<std::string_view>;
    const auto name = [](const auto* one) {
        return one == nullptr ? found_name() : found_name(one->name);
    };
    const auto name_among = [&](const auto& all) {
        const auto found =
            std::find_if(all.begin(), all.end(), [id](const auto& one) { return one.id == id; });
        return found == all.end() ? found_name() : found_name(found->name);
    };
    const auto& data = index.data();
    switch (kind) {
    case thing::security_group: return name(index.find_security_group(id));
    case thing::network_acl: return name(index.find_network_acl(id));
    case thing::route_table: return name(index.find_route_table(id));
    case thing::subnet: return name(index.find_subnet(id));
    case thing::interface: {
        const auto* one = index.find_interface(id);
        const auto* host = one == nullptr ? nullptr : index.find_instance(one->instance_id);
        return one != nullptr && one->name.empty() && host != nullptr ? name(host) : name(one);
    }
    case thing::instance: return name(index.find_instance(id));
    case thing::vpc: return name(index.find_vpc(id));
    case thing::internet_gateway: return name(index.find_internet_gateway(id));
    case thing::egress_only: return name(index.find_egress_only(id));
    case thing::nat_gateway: return name(index.find_nat_gateway(id));
    case thing::peering: return name(index.find_peering(id));
    case thing::transit_gateway: return name(index.find_transit_gateway(id));
    case thing::attachment: return name(index.find_attachment(id));
    case thing::transit_table: return name(index.find_transit_table(id));
    case thing::vpn_gateway: return name(index.find_vpn_gateway(id));
    case thing::direct_connect_gateway: return name_among(data.direct_connect_gateways);
    case thing::virtual_interface: return name_among(data.virtual_interfaces);
    case thing::endpoint: return name(index.find_endpoint(id));
    case thing::load_balancer: {
        const auto& all = data.load_balancers;
        const auto found = std::find_if(all.begin(), all.end(), [id](const load_balancer& one) {
            return one.id == id || one.label() == id;
        });
        return found == all.end() ? found_name() : found_name(found->name);
    }
    case thing::firewall: return name(index.find_firewall(id));
    case thing::other: return name(index.find_other(id));
    case thing::unknown: break;
    }
    return std::nullopt;
}

constexpr thing thing_of(route_target target) noexcept {
    switch (target) {
    case route_target::internet_gateway: return thing::internet_gateway;
    case route_target::egress_only_internet_gateway: return thing::egress_only;
    case route_target::nat_gateway: return thing::nat_gateway;
    case route_target::interface: return thing::interface;
    case route_target::instance: return thing::instance;
    case route_target::vpc_peering_connection: return thing::peering;
    case route_target::transit_gateway: return thing::transit_gateway;
    case route_target::virtual_private_gateway: return thing::vpn_gateway;
    case route_target::vpc_endpoint: return thing::endpoint;
    case route_target::local:
    case route_target::carrier_gateway:
    case route_target::local_gateway:
    case route_target::core_network:
    case route_target::other: break;
    }
    return thing::other;
}

/// Kinds that a step's component may be of, the likeliest first: the kind of check decides, and
/// where that leaves it open, why it stopped.
inline std::vector<thing> kinds_of_component(const step& check) {
    const bool has_route = !check.fact("destination").empty() || !check.fact("target").empty();
    switch (check.kind) {
    case step_kind::sg:
        return check.code == reason::sg_not_known && check.fact("interface").empty()
                   ? std::vector{thing::interface}
                   : std::vector{thing::security_group};
    case step_kind::nacl:
        return {check.code == reason::acl_not_known ? thing::subnet : thing::network_acl};
    case step_kind::igw: return {thing::internet_gateway, thing::vpc};
    case step_kind::eigw: return {thing::egress_only};
    case step_kind::nat:
        return check.fact("instance").empty() ? std::vector{thing::nat_gateway, thing::interface}
                                              : std::vector{thing::interface, thing::instance};
    case step_kind::source_dest_check: return {thing::interface};
    case step_kind::peering: return {thing::peering};
    case step_kind::tgw:
        return has_route || check.code == reason::tgw_rtb_no_route_to_tgw_attachment
                   ? std::vector{thing::transit_table, thing::attachment, thing::transit_gateway}
                   : std::vector{thing::attachment, thing::transit_table, thing::transit_gateway};
    case step_kind::vpce: return {thing::endpoint};
    case step_kind::vgw: return {thing::vpn_gateway};
    case step_kind::dx: return {thing::direct_connect_gateway, thing::virtual_interface};
    case step_kind::firewall: return {thing::firewall, thing::endpoint};
    case step_kind::lb:
        return check.code == reason::lb_not_known
                   ? std::vector{thing::interface, thing::load_balancer}
                   : std::vector{thing::load_balancer, thing::interface};
    case step_kind::bpa: return {thing::vpc};
    case step_kind::exempt:
        return {check.fact("service") == "same_subnet" ? thing::subnet : thing::vpc};
    case step_kind::route: break;
    }
    switch (check.code) {
    case reason::eni_takes_no_connections:
    case reason::eni_starts_no_connections:
    case reason::eni_owner_not_known:
    case reason::bad_state:
    case reason::ingress_rtb_no_public_ip: return {thing::interface, thing::instance};
    case reason::no_possible_destination:
    case reason::unknown_destination: return {thing::subnet, thing::vpc};
    case reason::route_table_not_known: return {thing::subnet};
    case reason::path_loop:
        return has_route ? std::vector{thing::route_table} : std::vector{thing::subnet};
    case reason::unknown_resource:
        return has_route ? std::vector{thing::route_table}
                         : std::vector{thing::interface, thing::instance, thing::subnet};
    case reason::routed_elsewhere:
        return has_route ? std::vector{thing::route_table} : std::vector{thing::subnet, thing::vpc};
    case reason::unsupported_component:
        return has_route ? std::vector{thing::route_table} : std::vector{thing::other};
    default: return {thing::route_table, thing::interface, thing::subnet, thing::vpc};
    }
}

/// What the component of a step is.
inline thing thing_of(const step& check, const network_index* index) {
    const auto kinds = kinds_of_component(check);
    if (index == nullptr) {
        return kinds.front();
    }
    // A subnet and its VPC may have one name: the packet is for a host of the subnet, or of none.
    if (kinds.size() == 2 && kinds[0] == thing::subnet && kinds[1] == thing::vpc) {
        const auto* home = index->find_subnet(check.component);
        const bool is_there = home != nullptr && home->contains(check.header.destination);
        return is_there || !find_name(*index, thing::vpc, check.component) ? thing::subnet
                                                                           : thing::vpc;
    }
    // An attachment without a table, rather than the table that may be called as it is.
    const auto* attachment = index->find_attachment(check.component);
    if (check.code == reason::tgw_rtb_routes_are_unknown && attachment != nullptr &&
        attachment->table_id.empty()) {
        return thing::attachment;
    }
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](thing kind) {
        return find_name(*index, kind, check.component).has_value();
    });
    return found != kinds.end() ? *found : kinds.front();
}

/// What the route of a step leads to: `unknown` when the network does not have that route.
inline thing target_thing(const step& check, const network_index& index) {
    const auto target = check.fact("target");
    if (check.kind == step_kind::tgw) {
        return thing::attachment;
    }
    if (check.kind == step_kind::lb) {
        return thing::instance;
    }
    const auto* table = index.find_route_table(check.component);
    if (check.kind == step_kind::route && table != nullptr) {
        for (const auto& entry : table->routes) {
            if (entry.target_id == target &&
                (check.fact("destination").empty() ||
                 check.fact("destination") == destination_text(entry))) {
                return thing_of(entry.target);
            }
        }
    }
    return thing::unknown;
}

/// What a fact of a step names; `unknown` for one that names nothing of the network.
inline thing fact_thing(std::string_view name, const step& check, const network_index& index) {
    if (name == "interface") {
        return thing::interface;
    }
    if (name == "subnet") {
        return thing::subnet;
    }
    if (name == "vpc") {
        return thing::vpc;
    }
    if (name == "endpoint") {
        return thing::endpoint;
    }
    return name == "target" ? target_thing(check, index) : thing::unknown;
}

/// What the network does not have and a step needs; nothing when that is not known.
inline std::pair<thing, std::string> missing_thing(const step& check, thing about,
                                                   const network_index* index) {
    const auto& id = check.component;
    std::pair nothing{thing::unknown, std::string()};
    if (check.code == reason::unknown_destination && index != nullptr) {
        const auto* home = about == thing::subnet ? index->find_subnet(id) : nullptr;
        const auto* at = index->interface_with_public(check.header.destination);
        const auto* nat = index->nat_with_public(check.header.destination);
        const std::string vpc_id = home != nullptr  ? home->vpc_id
                                   : at != nullptr  ? at->vpc_id
                                   : nat != nullptr ? nat->vpc_id
                                                    : std::string();
        return !vpc_id.empty() && index->find_vpc(vpc_id) == nullptr ? std::pair{thing::vpc, vpc_id}
                                                                     : nothing;
    }
    if (check.code != reason::unknown_resource || id.empty()) {
        return nothing;
    }
    if (index == nullptr || !find_name(*index, about, id)) {
        return {about, id};
    }
    const auto first_missing = [&](const std::vector<std::string>& subnets) {
        for (const auto& one : subnets) {
            if (index->find_subnet(one) == nullptr) {
                return std::pair{thing::subnet, one};
            }
        }
        return nothing;
    };
    switch (about) {
    case thing::interface: {
        const auto& at = *index->find_interface(id);
        return index->find_subnet(at.subnet_id) == nullptr ? std::pair{thing::subnet, at.subnet_id}
               : index->find_vpc(at.vpc_id) == nullptr     ? std::pair{thing::vpc, at.vpc_id}
                                                           : nothing;
    }
    case thing::route_table:
        return {target_thing(check, *index), std::string(check.fact("target"))};
    case thing::nat_gateway: return first_missing({index->find_nat_gateway(id)->subnet_id});
    case thing::attachment: return first_missing(index->find_attachment(id)->subnet_ids);
    case thing::endpoint: return first_missing(index->find_endpoint(id)->subnet_ids);
    default: return nothing;
    }
}

/// What the words of a step need to know of the network.
struct told_things {
    thing about = thing::unknown; ///< what the component is
    thing missing = thing::unknown;
    std::string missing_id;
    bool is_private_destination = false; ///< an address that some interface has inside
};

constexpr bool is_private_block(const address_bits& address) noexcept {
    using namespace literals;
    return "10.0.0.0/8"_cidr.contains(address) || "172.16.0.0/12"_cidr.contains(address) ||
           "192.168.0.0/16"_cidr.contains(address);
}

inline told_things told_of(const step& check, const network_index* index) {
    told_things told;
    told.about = thing_of(check, index);
    std::tie(told.missing, told.missing_id) = missing_thing(check, told.about, index);
    const auto& to = check.header.destination;
    told.is_private_destination =
        to.family == address_family::ipv4 &&
        (is_private_block(to) || (index != nullptr && !index->interfaces_at(to).empty()));
    return told;
}

/// "acl-0a1 (web)", or the id alone.
inline std::string label_of(const network_index* index, thing kind, std::string_view id) {
    std::string text(id);
    if (index != nullptr && kind != thing::unknown) {
        const auto name = find_name(*index, kind, id).value_or(std::string_view());
        if (!name.empty() && name != id) {
            text += " (" + std::string(name) + ")";
        }
    }
    return text;
}

/// The same for an id alone. Where several kinds share it, it was written by hand and is the Name
/// of each of them.
inline std::string label_of(const network_index* index, std::string_view id) {
    for (int kind = 1; index != nullptr && kind <= static_cast<int>(thing::other); ++kind) {
        if (find_name(*index, static_cast<thing>(kind), id)) {
            return label_of(index, static_cast<thing>(kind), id);
        }
    }
    return std::string(id);
}

} // namespace vpcplan::detail
