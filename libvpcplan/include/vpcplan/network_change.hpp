// Floor 7. One change of a network as data: what suggested fixes are made of and what a question
// can be asked with. It is applied to a copy and has one text form.
//
// Example    network_change made = add_acl_rule{"acl-0a1", direction::out, rule};
//            words_of(made, index)  ->  "acl priv: out 120 allow tcp 1024-65535 to 10.0.1.0/24"
//            apply(copy, made)      ->  nothing: the copy has the rule
#pragma once

#include "detail/change_places.hpp"
#include "detail/change_rules.hpp"
#include "detail/network_change_words.hpp"

namespace vpcplan {

/// Makes the change, or says why AWS would not and leaves the network as it is. An index over the
/// network has to be made anew. Errors: unknown_name (no such ACL, table, …), bad_rule_number,
/// duplicate_rule_number, bad_value (there already, nothing to remove, of another VPC, …), and
/// those of `validate`. Complexity: O(things of the kind).
inline std::optional<change_refusal> apply(network& data, const network_change& made) {
    return std::visit([&](const auto& one) { return detail::change_maker(data).make(one); }, made);
}

/// What `--with` takes, or `--without` when `takes_away`: the kind, the name where it is clear
/// among its kind, else the id, and the rule as vpc.yaml writes it.
inline std::string words_of(const network_change& made, const network_index& index) {
    return std::visit([&](const auto& one) { return detail::change_words(index).of(one); }, made);
}

/// Whether the change takes something away, so that its words belong to `--without`.
inline bool takes_away(const network_change& made) noexcept {
    const auto* table = std::get_if<associate_route_table>(&made);
    const auto* acl = std::get_if<associate_acl>(&made);
    return std::holds_alternative<remove_acl_rule>(made) ||
           std::holds_alternative<remove_group_rule>(made) ||
           std::holds_alternative<remove_route>(made) ||
           std::holds_alternative<remove_transit_route>(made) ||
           std::holds_alternative<remove_attachment_subnet>(made) ||
           std::holds_alternative<detach_internet_gateway>(made) ||
           std::holds_alternative<take_public_address>(made) ||
           std::holds_alternative<shed_group>(made) ||
           (table != nullptr && table->table_id.empty()) || (acl != nullptr && acl->acl_id.empty());
}

} // namespace vpcplan
