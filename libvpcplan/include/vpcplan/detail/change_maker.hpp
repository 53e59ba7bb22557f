// Private. Makes changes of a network, or says why AWS would refuse them: change_rules.hpp rules
// and routes, change_places.hpp what belongs to what.
#pragma once

#include "network_change_kinds.hpp"

namespace vpcplan::detail {

/// One function a kind. What cannot be made leaves the network as it was.
class change_maker {
public:
    using refusal = std::optional<change_refusal>;

    explicit change_maker(network& data) : data_(data) {}

    refusal make(const add_acl_rule& made);
    refusal make(const remove_acl_rule& made);
    refusal make(const add_group_rule& made);
    refusal make(const remove_group_rule& made);

    refusal make(const put_route& made);
    refusal make(const remove_route& made);
    refusal make(const put_transit_route& made);
    refusal make(const remove_transit_route& made);

    refusal make(const associate_route_table& made);
    refusal make(const associate_acl& made);
    refusal make(const add_attachment_subnet& made);
    refusal make(const remove_attachment_subnet& made);

    refusal make(const attach_internet_gateway& made);
    refusal make(const detach_internet_gateway& made);
    refusal make(const place_nat_gateway& made);

    refusal make(const give_public_address& made);
    refusal make(const take_public_address& made);
    refusal make(const set_source_dest_check& made);
    refusal make(const wear_group& made);
    refusal make(const shed_group& made);

private:
    /// Why AWS refuses a route of this table to this target; nothing about a target that is not in
    /// the network.
    refusal refused_target(const route& entry, const route_table& table);

    template <class T>
    static T* find(std::vector<T>& all, std::string_view id) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
        return found == all.end() ? nullptr : &*found;
    }
    static bool has(const std::vector<std::string>& ids, std::string_view id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    }
    static std::vector<group_rule>& rules_of(security_group& group, direction way) {
        return way == direction::in ? group.inbound : group.outbound;
    }
    static std::string word(direction way) { return way == direction::in ? "inbound" : "outbound"; }
    static bool is_learned(const route& entry) {
        return entry.origin == route_origin::propagated || entry.origin == route_origin::advertised;
    }
    static bool is_static(const transit_gateway_route& entry, const cidr& destination) {
        const auto* block = std::get_if<cidr>(&entry.destination);
        return entry.fixed && !entry.by_prefix_list && block != nullptr && *block == destination;
    }

    static refusal wrong(std::string message) {
        return change_refusal{errc::bad_value, std::move(message)};
    }
    static refusal nothing_called(std::string_view kind, std::string_view id) {
        return change_refusal{errc::unknown_name, "the network has no " + std::string(kind) + " '" +
                                                      std::string(id) + "'"};
    }
    static refusal of_another_vpc(std::string what, std::string_view vpc_id, const subnet& where) {
        return wrong(std::move(what) + " is of VPC " + std::string(vpc_id) + ", subnet " +
                     where.id + " of " + where.vpc_id);
    }
    static refusal no_room(const subnet& where) {
        return change_refusal{errc::not_enough_space,
                              "subnet " + where.id + " has no free IPv4 address"};
    }
    refusal no_address(std::string_view id, const address_bits& address) {
        return find(data_.interfaces, id) == nullptr
                   ? nothing_called("interface", id)
                   : wrong("interface " + std::string(id) + " does not have " + to_string(address));
    }

    static std::string free_near(const acl_rules& rules, const add_acl_rule& made) {
        const auto taken = [&](int number) {
            return std::any_of(rules.begin(), rules.end(),
                               [&](const acl_rule& rule) { return rule.number == number; });
        };
        for (int number = made.rule.number + 1; number <= last_rule_number; ++number) {
            if (!taken(number)) {
                return ", e.g. " + std::to_string(number);
            }
        }
        return {};
    }

    interface_address* address_of(std::string_view id, const address_bits& address) {
        auto* one = find(data_.interfaces, id);
        if (one != nullptr) {
            for (auto& own : one->addresses) {
                if (own.address == address) {
                    return &own;
                }
            }
        }
        return nullptr;
    }

    bool is_public_in_use(const address_bits& address) const {
        const auto is_it = [&](const auto& own) { return own.public_address == address; };
        const auto has_it = [&](const auto& one) {
            return std::any_of(one.addresses.begin(), one.addresses.end(), is_it);
        };
        return std::any_of(data_.interfaces.begin(), data_.interfaces.end(), has_it) ||
               std::any_of(data_.nat_gateways.begin(), data_.nat_gateways.end(), has_it);
    }
    /// An address for documentation (RFC 5737) that nothing has.
    std::optional<address_bits> stand_in() const {
        for (std::uint32_t last = 254; last > 0; --last) {
            const auto one = address_bits::from(0xc6336400U + last, address_family::ipv4);
            if (!is_public_in_use(one)) {
                return one;
            }
        }
        return std::nullopt;
    }

    /// The first address of the subnet that AWS would give.
    std::optional<address_bits> free_address(const subnet& where) const {
        for (const auto& block : where.blocks) {
            if (!block.is_v4()) {
                continue;
            }
            constexpr unsigned kept_at_start = 4;
            for (auto number = block.first_bits().number() + kept_at_start;
                 number < block.last_bits().number(); ++number) {
                const auto one = address_bits::from(number, address_family::ipv4);
                if (std::none_of(data_.interfaces.begin(), data_.interfaces.end(),
                                 [&](const interface& card) {
                                     return card.vpc_id == where.vpc_id && card.owns(one);
                                 })) {
                    return one;
                }
            }
        }
        return std::nullopt;
    }

    refusal create_nat_gateway(const std::string& id, const subnet& where);

    network& data_;
};

} // namespace vpcplan::detail
