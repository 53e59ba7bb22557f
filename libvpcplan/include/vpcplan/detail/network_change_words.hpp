// Private. The one text form of changes.
#pragma once

#include "network_names.hpp"

namespace vpcplan::detail {

/// "tcp 443", "icmp 8/0", "all": how rules of vpc.yaml name traffic.
inline std::string words_of_traffic(protocol proto, port_range ports, const icmp_match& icmp) {
    auto text = to_string(proto);
    if (proto.has_ports() && ports != port_range::all()) {
        text += " " + to_string(ports);
    } else if (proto.is_icmp() && icmp.type != -1) {
        text += " " + std::to_string(icmp.type) +
                (icmp.code == -1 ? std::string() : "/" + std::to_string(icmp.code));
    }
    return text;
}

/// One function a kind.
class change_words {
public:
    explicit change_words(const network_index& index) : index_(index), data_(index.data()) {}

    std::string of(const add_acl_rule& made) const {
        return acl(made.acl_id) + way(made.way) + " " + rule(made.rule, made.way);
    }
    std::string of(const remove_acl_rule& made) const {
        return acl(made.acl_id) + way(made.way) + " " + std::to_string(made.number);
    }
    std::string of(const add_group_rule& made) const {
        return group(made.group_id) + way(made.way) + " " + rule(made.rule, made.way);
    }
    std::string of(const remove_group_rule& made) const {
        return group(made.group_id) + way(made.way) + " " + rule(made.rule, made.way);
    }
    std::string of(const put_route& made) const {
        return table(made.table_id) + route_words(made.entry);
    }
    std::string of(const remove_route& made) const {
        return table(made.table_id) + made.destination;
    }
    std::string of(const put_transit_route& made) const {
        return transit_table(made.table_id) + to_string(made.destination) + " -> " +
               (made.attachment_id.empty()
                    ? "blackhole"
                    : clear_name(data_.transit_gateway_attachments, made.attachment_id));
    }
    std::string of(const remove_transit_route& made) const {
        return transit_table(made.table_id) + to_string(made.destination);
    }
    std::string of(const associate_route_table& made) const {
        return subnet_words(made.subnet_id) + "table" +
               after_blank(clear_name(data_.route_tables, made.table_id));
    }
    std::string of(const associate_acl& made) const {
        return subnet_words(made.subnet_id) + "acl" +
               after_blank(clear_name(data_.network_acls, made.acl_id));
    }
    std::string of(const add_attachment_subnet& made) const {
        return attachment(made.attachment_id) + clear_name(data_.subnets, made.subnet_id);
    }
    std::string of(const remove_attachment_subnet& made) const {
        return attachment(made.attachment_id) + clear_name(data_.subnets, made.subnet_id);
    }
    std::string of(const attach_internet_gateway& made) const {
        return gateway_words(made.vpc_id, made.gateway_id);
    }
    std::string of(const detach_internet_gateway& made) const {
        return gateway_words(made.vpc_id, made.gateway_id);
    }
    std::string of(const give_public_address& made) const {
        return host(made.interface_id) + "public_ip" +
               (made.public_address ? " " + to_string(*made.public_address) : std::string()) +
               for_address(made.interface_id, made.address);
    }
    std::string of(const take_public_address& made) const {
        return host(made.interface_id) + "public_ip" + for_address(made.interface_id, made.address);
    }
    std::string of(const set_source_dest_check& made) const {
        return host(made.interface_id) + "source_dest_check " + (made.on ? "on" : "off");
    }
    std::string of(const wear_group& made) const {
        return host(made.interface_id) + "group " +
               clear_name(data_.security_groups, made.group_id);
    }
    std::string of(const shed_group& made) const {
        return host(made.interface_id) + "group " +
               clear_name(data_.security_groups, made.group_id);
    }
    std::string of(const place_nat_gateway& made) const {
        return "nat " + clear_name(data_.nat_gateways, made.gateway_id) + ": subnet " +
               clear_name(data_.subnets, made.subnet_id);
    }

    /// "120 allow tcp 1024-65535 to 10.0.1.0/24"
    static std::string rule(const acl_rule& said, direction way) {
        return std::to_string(said.number) + (said.allow ? " allow " : " deny ") +
               words_of_traffic(said.proto, said.ports, said.icmp) + peer_word(way) +
               to_string(said.block);
    }
    /// "tcp 5432 from group app"
    std::string rule(const group_rule& said, direction way) const {
        auto text = words_of_traffic(said.proto, said.ports, said.icmp) + peer_word(way);
        if (const auto* block = std::get_if<cidr>(&said.peer)) {
            return text + to_string(*block);
        }
        if (const auto* list = std::get_if<prefix_list_peer>(&said.peer)) {
            return text + "prefix_list " + list->id;
        }
        if (const auto* other = std::get_if<group_peer>(&said.peer)) {
            return text + "group " + clear_name(data_.security_groups, other->id);
        }
        return text + std::get<unreadable_peer>(said.peer).text;
    }
    /// "10.1.0.0/16 -> pcx-1"
    std::string route_words(const route& entry) const {
        return destination_text(entry) + " -> " +
               (entry.blackhole ? "blackhole"
                : entry.target == route_target::local
                    ? "local"
                    : clear_target(index_, entry.target, entry.target_id));
    }

private:
    static std::string way(direction one) { return one == direction::in ? "in" : "out"; }
    static std::string peer_word(direction one) { return one == direction::in ? " from " : " to "; }
    static std::string after_blank(const std::string& name) {
        return name.empty() ? std::string() : " " + name;
    }
    std::string acl(const std::string& id) const {
        return "acl " + clear_name(data_.network_acls, id) + ": ";
    }
    std::string group(const std::string& id) const {
        return "group " + clear_name(data_.security_groups, id) + ": ";
    }
    std::string table(const std::string& id) const {
        return "route " + clear_name(data_.route_tables, id) + ": ";
    }
    std::string transit_table(const std::string& id) const {
        return "tgw-route " + clear_name(data_.transit_gateway_route_tables, id) + ": ";
    }
    std::string subnet_words(const std::string& id) const {
        return "subnet " + clear_name(data_.subnets, id) + ": ";
    }
    std::string attachment(const std::string& id) const {
        return "tgw-attachment " + clear_name(data_.transit_gateway_attachments, id) + ": subnet ";
    }
    std::string gateway_words(const std::string& vpc_id, const std::string& gateway_id) const {
        return "vpc " + clear_name(data_.vpcs, vpc_id) + ": igw " +
               clear_name(data_.internet_gateways, gateway_id);
    }
    std::string host(const std::string& id) const {
        return "host " + clear_host(index_, id) + ": ";
    }

    /// Said only of an address that is not the interface's first choice.
    std::string for_address(const std::string& id, const address_bits& address) const {
        const auto* card = index_.find_interface(id);
        const auto* usual = card != nullptr ? card->primary(address_family::ipv4) : nullptr;
        return usual != nullptr && usual->address == address ? std::string()
                                                             : " for " + to_string(address);
    }

    const network_index& index_;
    const network& data_;
};

} // namespace vpcplan::detail
