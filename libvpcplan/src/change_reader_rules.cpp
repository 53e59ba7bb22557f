// Rules and routes as people write them.
#include "change_reader.hpp"
#include "rule_line.hpp"

#include <charconv>

namespace vpcplan::detail {

// ---- rules --------------------------------------------------------------------------------------

change_reader::changes change_reader::read_acl() {
    const auto& acl = named(data_.network_acls, name_, "network ACL");
    const auto way = read_way();
    const auto line = rest_;
    if (line.empty()) {
        fail(errc::missing_field, line,
             without_ ? "which rule? Write its number, e.g. acl app: in 100"
                      : "the rule is missing, e.g. 120 allow tcp 443 from 0.0.0.0/0");
    }
    auto left = rest_;
    const auto first = take_word(left);
    int number = 0;
    const auto read = std::from_chars(first.data(), first.data() + first.size(), number);
    const bool is_number =
        !first.empty() && read.ec == std::errc() && read.ptr == first.data() + first.size();
    if (without_ && is_number && left.empty()) {
        return {remove_acl_rule{acl.id, way, number}};
    }
    auto parsed = parse_acl_line(line, way);
    if (const auto* why = std::get_if<line_error>(&parsed)) {
        fail_within(why->code, line, why->offset, why->length, why->message);
    }
    auto rule = std::get<acl_rule>(std::move(parsed));
    if (!without_) {
        return {add_acl_rule{acl.id, way, std::move(rule)}};
    }
    for (const auto& there : acl.rules(way)) {
        if (there.number == rule.number && !is_same_rule(there, rule)) {
            fail(errc::bad_value, line,
                 "rule " + std::to_string(rule.number) + " of network ACL " + acl.id + " says \"" +
                     change_words::rule(there, way) +
                     "\"; write the number alone to "
                     "take it away");
        }
    }
    return {remove_acl_rule{acl.id, way, rule.number}};
}

void change_reader::resolve_peer(group_rule& rule, std::string_view line,
                                 const security_group& own) const {
    // Where the name stands: the last word of the line.
    const auto word = line.substr(line.find_last_of(blanks) + 1);
    if (auto* group = std::get_if<group_peer>(&rule.peer)) {
        const auto& other =
            group->id.empty() ? own : named(data_.security_groups, word, "security group");
        *group = {other.id, other.vpc_id, false};
    } else if (auto* list = std::get_if<prefix_list_peer>(&rule.peer)) {
        list->id = named(data_.prefix_lists, word, "prefix list").id;
    }
}

/// What is taken away has to be there; what is there instead is told.
void change_reader::expect_rule(const security_group& group, direction way, const group_rule& rule,
                                std::string_view line) const {
    const auto& rules = group.rules(way);
    if (std::any_of(rules.begin(), rules.end(),
                    [&](const group_rule& one) { return is_same_rule(one, rule); })) {
        return;
    }
    constexpr std::size_t few = 5;
    std::string listed;
    for (std::size_t i = 0; i < rules.size() && i < few; ++i) {
        listed += (i == 0 ? "" : "; ") + change_words(index_).rule(rules[i], way);
    }
    fail(errc::bad_value, line,
         "security group " + group.id + " has no such " +
             (way == direction::in ? "inbound" : "outbound") + " rule" +
             (rules.empty() ? std::string(", nor any other")
                            : "; it has " + listed + (rules.size() > few ? "; …" : "")));
}

change_reader::changes change_reader::read_group() {
    const auto& group = named(data_.security_groups, name_, "security group");
    const auto way = read_way();
    const auto line = rest_;
    auto parsed = parse_group_line(line, way);
    if (const auto* why = std::get_if<line_error>(&parsed)) {
        fail_within(why->code, line, why->offset, why->length, why->message);
    }
    changes made;
    for (auto& rule : std::get<std::vector<group_rule>>(parsed)) {
        resolve_peer(rule, line, group);
        if (without_) {
            expect_rule(group, way, rule, line);
            made.emplace_back(remove_group_rule{group.id, way, std::move(rule)});
        } else {
            made.emplace_back(add_group_rule{group.id, way, std::move(rule)});
        }
    }
    return made;
}

// ---- routes -------------------------------------------------------------------------------------

std::string change_reader::read_destination(std::string_view part, route& into) const {
    if (part.empty()) {
        fail(errc::missing_field, part, "the destination is missing, e.g. 10.1.0.0/16");
    }
    if (part.find_first_of("./:") == std::string_view::npos ||
        !things_called(data_.prefix_lists, part).empty()) {
        into.destination =
            prefix_list_destination{named(data_.prefix_lists, part, "block or prefix list").id};
    } else {
        into.destination = read_block(part);
    }
    return destination_text(into);
}

void change_reader::read_target(std::string_view part, const route_table& table,
                                route& into) const {
    into.target = route_target::other;
    if (part == "blackhole") {
        into.blackhole = true;
        return;
    }
    if (part == "local") {
        into.target = route_target::local;
        return;
    }
    auto name = part;
    const auto word = take_word(name);
    std::vector<std::pair<route_target, std::string>> found;
    const auto look_for = [&](route_target target, std::string_view called) {
        for (auto& id : targets_called(index_, target, called)) {
            found.emplace_back(target, std::move(id));
        }
    };
    for (const auto& known : target_kinds) {
        if (!name.empty() && known.word == word) {
            look_for(known.target, name);
        } else if (name.empty()) {
            look_for(known.target, word);
        }
    }
    if (found.empty() && part == "igw") {
        if (const auto* gateway = index_.internet_gateway_of(table.vpc_id)) {
            found.emplace_back(route_target::internet_gateway, gateway->id);
        }
    } else if (found.empty() && part == "eigw") {
        if (const auto* gateway = index_.egress_only_of(table.vpc_id)) {
            found.emplace_back(route_target::egress_only_internet_gateway, gateway->id);
        }
    }
    if (found.size() == 1) {
        into.target = found.front().first;
        into.target_id = std::move(found.front().second);
        return;
    }
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const auto& [target, id] : found) {
        names.push_back(clear_target(index_, target, id));
    }
    if (!found.empty()) {
        several(part, "target", std::move(names));
    }
    const auto offer = [&](route_target target, const auto& all) {
        for (const auto& one : all) {
            names.push_back(clear_target(index_, target, one.id));
        }
    };
    offer(route_target::internet_gateway, data_.internet_gateways);
    offer(route_target::egress_only_internet_gateway, data_.egress_only_internet_gateways);
    offer(route_target::nat_gateway, data_.nat_gateways);
    offer(route_target::vpc_peering_connection, data_.peerings);
    offer(route_target::transit_gateway, data_.transit_gateways);
    offer(route_target::virtual_private_gateway, data_.virtual_private_gateways);
    offer(route_target::vpc_endpoint, data_.endpoints);
    offer(route_target::interface, data_.interfaces);
    no_such(part, "route target", names);
}

change_reader::changes change_reader::read_route() {
    // The table that vpc.yaml makes of the routes of a subnet goes by the subnet's name there.
    const auto of_subnet = std::string(name_) + "/routes";
    const bool is_of_subnet = things_called(data_.route_tables, name_).empty() &&
                              index_.find_route_table(of_subnet) != nullptr;
    const auto& table = is_of_subnet ? *index_.find_route_table(of_subnet)
                                     : named(data_.route_tables, name_, "route table");
    const auto [destination, target] = at_arrow();
    route entry;
    const auto there = read_destination(destination, entry);
    if (!target) {
        if (without_) {
            return {remove_route{table.id, there}};
        }
        fail(errc::missing_field, rest_.substr(rest_.size()),
             "the target is missing; write DESTINATION -> TARGET, e.g. 0.0.0.0/0 -> igw");
    }
    read_target(*target, table, entry);
    if (!without_) {
        return {put_route{table.id, std::move(entry)}};
    }
    for (const auto& one : table.routes) {
        if (destination_text(one) == there && !is_same_route(one, entry)) {
            fail(errc::bad_value, *target,
                 "the route of table " + table.id + " is " + change_words(index_).route_words(one) +
                     "; write the destination alone to take it away");
        }
    }
    return {remove_route{table.id, there}};
}

change_reader::changes change_reader::read_transit_route() {
    const auto& table =
        named(data_.transit_gateway_route_tables, name_, "transit gateway route table");
    const auto [destination, target] = at_arrow();
    const auto block = read_block(destination);
    if (without_) {
        return {remove_transit_route{table.id, block}};
    }
    if (!target) {
        fail(errc::missing_field, rest_.substr(rest_.size()),
             "the target is missing; write DESTINATION -> ATTACHMENT, or -> blackhole");
    }
    const auto id =
        *target == "blackhole"
            ? std::string()
            : named(data_.transit_gateway_attachments, *target, "transit gateway attachment").id;
    return {put_transit_route{table.id, block, id}};
}

} // namespace vpcplan::detail
