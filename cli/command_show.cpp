// vpcplan show: what is in the network, as tables or as JSON (vpcplan.show/1).
#include "network_option.hpp"
#include "show_balancers.hpp"
#include "show_firewalls.hpp"
#include "show_interconnect.hpp"
#include "show_mirrors.hpp"
#include "text_table.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vpcplan/question.hpp>
#include <vpcplan/rule_text.hpp>
#include <vpcplan/subnet.hpp>

namespace vpcplan::cli {

namespace {

/// IPv4 addresses of a subnet that no interface has: what AWS says, else what the input shows.
std::optional<std::uint64_t> free_addresses(const network& data, const subnet& where) {
    if (where.available_addresses) {
        return *where.available_addresses;
    }
    for (const auto& block : where.blocks) {
        const auto info = info_of_subnet(block);
        if (!block.is_v4() || !info) {
            continue;
        }
        auto usable = static_cast<std::uint64_t>(info->usable);
        for (const auto& one : data.interfaces) {
            for (const auto& own : one.addresses) {
                const bool is_inside = one.subnet_id == where.id && block.contains(own.address);
                usable -= is_inside && usable > 0 ? 1 : 0;
            }
            for (const auto& prefix : one.prefixes) {
                const auto held = one.subnet_id == where.id && block.contains(prefix)
                                      ? static_cast<std::uint64_t>(prefix.size_minus_one()) + 1
                                      : 0;
                usable -= std::min(usable, held);
            }
        }
        return usable;
    }
    return std::nullopt;
}

std::string target_text(const route& entry) {
    return entry.target == route_target::local ? "local" : entry.target_id;
}

std::string_view origin_text(const route& entry, const context& how) {
    if (entry.blackhole) {
        return how.say("blackhole", "블랙홀");
    }
    switch (entry.origin) {
    case route_origin::local: return how.say("local", "로컬");
    case route_origin::fixed: return how.say("static", "정적");
    case route_origin::propagated: return how.say("propagated", "전파됨");
    case route_origin::advertised: return how.say("advertised", "광고됨");
    }
    return {};
}

/// What is shown, of one VPC or of all.
class inventory {
public:
    inventory(const network_index& index, std::string vpc_id, const context& how)
        : index_(index), data_(index.data()), vpc_id_(std::move(vpc_id)), how_(how) {}

    std::string text(const std::string& what) const {
        std::string all;
        const auto add = [&](std::string_view name, std::string_view en, std::string_view ko,
                             bool by_default, std::string (inventory::*make)() const) {
            if (what.empty() ? by_default : what == name) {
                const auto body = (this->*make)();
                all +=
                    (all.empty() ? "" : "\n") + paint(how_.say(en, ko), color::bold, how_) + "\n" +
                    (body.empty() ? "  " + std::string(how_.say("(none)", "(없음)")) + "\n" : body);
            }
        };
        add("vpcs", "VPCs", "VPC", true, &inventory::vpcs);
        add("subnets", "Subnets", "서브넷", true, &inventory::subnets);
        add("interfaces", "Interfaces", "네트워크 인터페이스", true, &inventory::interfaces);
        add("tables", "Route tables", "라우팅 테이블", true, &inventory::tables);
        add("acls", "Network ACLs", "네트워크 ACL", false, &inventory::acls);
        add("groups", "Security groups", "보안 그룹", false, &inventory::groups);
        for (const auto& parts : all_parts()) {
            add_parts(all, what, parts);
        }
        return all;
    }

    std::string json(const std::string& what) const {
        json_object all;
        all.text("schema", "vpcplan.show/1");
        const auto add = [&](std::string_view option, std::string_view member,
                             std::vector<std::string> (inventory::*make)() const) {
            if (what.empty() || what == option) {
                all.raw(member, json_array((this->*make)()));
            }
        };
        add("vpcs", "vpcs", &inventory::json_vpcs);
        add("subnets", "subnets", &inventory::json_subnets);
        add("interfaces", "interfaces", &inventory::json_interfaces);
        add("tables", "route_tables", &inventory::json_tables);
        add("acls", "network_acls", &inventory::json_acls);
        add("groups", "security_groups", &inventory::json_groups);
        for (const auto& parts : all_parts()) {
            for (const auto& part : parts) {
                if (what.empty() || what == part.option) {
                    all.raw(part.member, json_array(part.json(interconnect())));
                }
            }
        }
        return all.str();
    }

private:
    interconnect_view interconnect() const { return {index_, vpc_id_, how_}; }

    static std::array<std::span<const interconnect_part>, 4> all_parts() {
        return {interconnect_parts, balancer_parts, firewall_parts, mirror_parts};
    }

    /// Unasked only where there is something: most networks have none of it.
    void add_parts(std::string& all, const std::string& what,
                   std::span<const interconnect_part> parts) const {
        for (const auto& part : parts) {
            if (!what.empty() && what != part.option) {
                continue;
            }
            const auto body = part.text(interconnect());
            if (body.empty() && what.empty()) {
                continue;
            }
            all += (all.empty() ? "" : "\n") +
                   paint(how_.say(part.title, part.title_ko), color::bold, how_) + "\n" +
                   (body.empty() ? "  " + std::string(how_.say("(none)", "(없음)")) + "\n" : body);
        }
    }

    bool is_shown(std::string_view vpc_id) const { return vpc_id_.empty() || vpc_id == vpc_id_; }
    std::string label(std::string_view id) const {
        return id.empty() ? "-" : detail::label_of(&index_, id);
    }

    // --- VPCs and their gateways
    // -------------------------------------------------------------------

    std::vector<std::string> gateways_of(const vpc& where) const {
        std::vector<std::string> ids;
        if (const auto* one = index_.internet_gateway_of(where.id)) {
            ids.push_back(one->id);
        }
        if (const auto* one = index_.egress_only_of(where.id)) {
            ids.push_back(one->id);
        }
        for (const auto& one : data_.nat_gateways) {
            if (one.vpc_id == where.id) {
                ids.push_back(one.id);
            }
        }
        return ids;
    }

    std::string vpcs() const {
        text_table table({std::string(how_.say("VPC", "VPC")),
                          std::string(how_.say("blocks", "블록")),
                          std::string(how_.say("gateways", "게이트웨이"))});
        for (const auto& one : data_.vpcs) {
            if (is_shown(one.id)) {
                std::vector<std::string> gateways;
                for (const auto& id : gateways_of(one)) {
                    gateways.push_back(label(id));
                }
                table.add({label(one.id), joined(texts_of(one.blocks)), joined(gateways)});
            }
        }
        return table.empty() ? std::string() : table.text(how_);
    }

    std::vector<std::string> json_vpcs() const {
        std::vector<std::string> all;
        for (const auto& one : data_.vpcs) {
            if (is_shown(one.id)) {
                all.push_back(json_object()
                                  .text("id", one.id)
                                  .text("name", one.name)
                                  .texts("cidrs", texts_of(one.blocks))
                                  .texts("gateways", gateways_of(one))
                                  .str());
            }
        }
        return all;
    }

    // --- subnets
    // -----------------------------------------------------------------------------------

    std::string subnets() const {
        text_table table(
            {std::string(how_.say("subnet", "서브넷")), std::string(how_.say("blocks", "블록")),
             std::string(how_.say("zone", "가용 영역")), std::string(how_.say("free", "남음")),
             std::string(how_.say("reserved", "예약")),
             std::string(how_.say("route table", "라우팅 테이블")),
             std::string(how_.say("network ACL", "네트워크 ACL"))});
        for (const auto& one : data_.subnets) {
            if (!is_shown(one.vpc_id)) {
                continue;
            }
            const auto free = free_addresses(data_, one);
            const auto* routes = index_.table_of(one);
            const auto* acl = index_.acl_of(one);
            table.add(
                {label(one.id), joined(texts_of(one.blocks)), one.zone.empty() ? "-" : one.zone,
                 free ? grouped(std::to_string(*free)) : "-",
                 free ? std::to_string(reserved_count) : "-",
                 routes == nullptr
                     ? "-"
                     : label(routes->id) + (is_main_for(*routes, one)
                                                ? std::string(how_.say(", main", ", 기본(main)"))
                                                : ""),
                 acl == nullptr ? "-" : label(acl->id)});
        }
        return table.empty() ? std::string() : table.text(how_);
    }

    static bool is_main_for(const route_table& table, const subnet& where) {
        return std::find(table.subnet_ids.begin(), table.subnet_ids.end(), where.id) ==
               table.subnet_ids.end();
    }

    std::vector<std::string> json_subnets() const {
        std::vector<std::string> all;
        for (const auto& one : data_.subnets) {
            if (!is_shown(one.vpc_id)) {
                continue;
            }
            json_object made;
            made.text("id", one.id)
                .text("name", one.name)
                .text("vpc", one.vpc_id)
                .texts("cidrs", texts_of(one.blocks))
                .text("zone", one.zone);
            if (const auto free = free_addresses(data_, one)) {
                made.number("free", *free).number("reserved", reserved_count);
            } else {
                made.raw("free", "null").raw("reserved", "null");
            }
            const auto* routes = index_.table_of(one);
            const auto* acl = index_.acl_of(one);
            made.raw("route_table", routes == nullptr ? "null" : json_string(routes->id));
            made.raw("network_acl", acl == nullptr ? "null" : json_string(acl->id));
            all.push_back(made.str());
        }
        return all;
    }

    // --- interfaces
    // --------------------------------------------------------------------------------

    std::string interfaces() const {
        text_table table({std::string(how_.say("interface", "인터페이스")),
                          std::string(how_.say("instance", "인스턴스")),
                          std::string(how_.say("subnet", "서브넷")),
                          std::string(how_.say("addresses", "주소")),
                          std::string(how_.say("security groups", "보안 그룹"))});
        for (const auto& one : data_.interfaces) {
            if (!is_shown(one.vpc_id)) {
                continue;
            }
            std::vector<std::string> addresses;
            for (const auto& own : one.addresses) {
                addresses.push_back(
                    detail::to_string(own.address) +
                    (own.public_address ? " = " + detail::to_string(*own.public_address) : ""));
            }
            for (const auto& prefix : one.prefixes) {
                addresses.push_back(to_string(prefix));
            }
            std::vector<std::string> groups;
            for (const auto& id : one.group_ids) {
                groups.push_back(label(id));
            }
            const auto name =
                one.name.empty() || one.name == one.id ? one.id : one.id + " (" + one.name + ")";
            table.add({name, label(one.instance_id), label(one.subnet_id), joined(addresses),
                       joined(groups)});
        }
        return table.empty() ? std::string() : table.text(how_);
    }

    std::vector<std::string> json_interfaces() const {
        std::vector<std::string> all;
        for (const auto& one : data_.interfaces) {
            if (!is_shown(one.vpc_id)) {
                continue;
            }
            std::vector<std::string> addresses;
            for (const auto& own : one.addresses) {
                addresses.push_back(
                    json_object()
                        .text("address", detail::to_string(own.address))
                        .raw("public", own.public_address
                                           ? json_string(detail::to_string(*own.public_address))
                                           : "null")
                        .flag("primary", own.primary)
                        .str());
            }
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("instance", one.instance_id)
                              .text("subnet", one.subnet_id)
                              .text("vpc", one.vpc_id)
                              .raw("addresses", json_array(addresses))
                              .texts("prefixes", texts_of(one.prefixes))
                              .texts("security_groups", one.group_ids)
                              .flag("source_dest_check", one.source_dest_check)
                              .str());
        }
        return all;
    }

    // --- route tables
    // ------------------------------------------------------------------------------

    std::string tables() const {
        std::string all;
        for (const auto& one : data_.route_tables) {
            if (!is_shown(one.vpc_id)) {
                continue;
            }
            std::vector<std::string> used_by;
            if (one.is_main) {
                used_by.emplace_back(how_.say("main table", "기본(main) 라우팅 테이블"));
            }
            for (const auto* ids : {&one.subnet_ids, &one.gateway_ids}) {
                for (const auto& id : *ids) {
                    used_by.push_back(label(id));
                }
            }
            all += "  " + paint(label(one.id), color::bold, how_) + ": " + joined(used_by) + "\n";
            text_table table({std::string(how_.say("  destination", "  목적지(Destination)")),
                              std::string(how_.say("target", "대상(Target)")), ""});
            for (const auto& entry : one.routes) {
                table.add({"  " + destination_text(entry),
                           entry.target_id.empty() ? target_text(entry) : label(entry.target_id),
                           std::string(origin_text(entry, how_))});
            }
            all += table.empty() ? std::string() : table.text(how_);
        }
        return all;
    }

    std::vector<std::string> json_tables() const {
        std::vector<std::string> all;
        for (const auto& one : data_.route_tables) {
            if (!is_shown(one.vpc_id)) {
                continue;
            }
            std::vector<std::string> routes;
            for (const auto& entry : one.routes) {
                const auto origin = entry.origin == route_origin::local        ? "local"
                                    : entry.origin == route_origin::fixed      ? "static"
                                    : entry.origin == route_origin::propagated ? "propagated"
                                                                               : "advertised";
                routes.push_back(json_object()
                                     .text("destination", destination_text(entry))
                                     .text("target", target_text(entry))
                                     .text("origin", origin)
                                     .flag("blackhole", entry.blackhole)
                                     .str());
            }
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("vpc", one.vpc_id)
                              .flag("main", one.is_main)
                              .texts("subnets", one.subnet_ids)
                              .texts("gateways", one.gateway_ids)
                              .raw("routes", json_array(routes))
                              .str());
        }
        return all;
    }

    // --- rules
    // -------------------------------------------------------------------------------------

    static std::vector<std::string> rules_of(const network_acl& acl, direction way) {
        std::vector<std::string> rules;
        for (const auto& rule : acl.rules(way)) {
            rules.push_back(rule_text(rule, way));
        }
        return rules;
    }

    static std::vector<std::string> rules_of(const security_group& group, direction way) {
        std::vector<std::string> rules;
        for (const auto& rule : group.rules(way)) {
            rules.push_back(rule_text(rule, way));
        }
        return rules;
    }

    std::string rules_text(const std::vector<std::string>& in, const std::vector<std::string>& out,
                           std::string_view rest) const {
        std::string all;
        const auto add = [&](std::string_view title, const std::vector<std::string>& rules) {
            all += "    " + std::string(title) + "\n";
            for (const auto& rule : rules) {
                all += "      " + rule + "\n";
            }
            all += rest.empty() ? rules.empty()
                                      ? "      " + std::string(how_.say("(none)", "(없음)")) + "\n"
                                      : ""
                                : "      " + std::string(rest) + "\n";
        };
        add(how_.say("in", "인바운드"), in);
        add(how_.say("out", "아웃바운드"), out);
        return all;
    }

    std::string acls() const {
        std::string all;
        for (const auto& one : data_.network_acls) {
            if (!is_shown(one.vpc_id)) {
                continue;
            }
            std::vector<std::string> used_by;
            for (const auto& id : one.subnet_ids) {
                used_by.push_back(label(id));
            }
            all += "  " + paint(label(one.id), color::bold, how_) + ": " + joined(used_by) + "\n" +
                   rules_text(rules_of(one, direction::in), rules_of(one, direction::out),
                              how_.say("* deny all", "* deny all"));
        }
        return all;
    }

    std::vector<std::string> json_acls() const {
        std::vector<std::string> all;
        for (const auto& one : data_.network_acls) {
            if (is_shown(one.vpc_id)) {
                all.push_back(json_object()
                                  .text("id", one.id)
                                  .text("name", one.name)
                                  .text("vpc", one.vpc_id)
                                  .texts("subnets", one.subnet_ids)
                                  .texts("inbound", rules_of(one, direction::in))
                                  .texts("outbound", rules_of(one, direction::out))
                                  .str());
            }
        }
        return all;
    }

    std::string groups() const {
        std::string all;
        for (const auto& one : data_.security_groups) {
            if (is_shown(one.vpc_id)) {
                all += "  " + paint(label(one.id), color::bold, how_) + "\n" +
                       rules_text(rules_of(one, direction::in), rules_of(one, direction::out), {});
            }
        }
        return all;
    }

    std::vector<std::string> json_groups() const {
        std::vector<std::string> all;
        for (const auto& one : data_.security_groups) {
            if (is_shown(one.vpc_id)) {
                all.push_back(json_object()
                                  .text("id", one.id)
                                  .text("name", one.name)
                                  .text("vpc", one.vpc_id)
                                  .texts("inbound", rules_of(one, direction::in))
                                  .texts("outbound", rules_of(one, direction::out))
                                  .str());
            }
        }
        return all;
    }

    const network_index& index_;
    const network& data_;
    std::string vpc_id_;
    const context& how_;
};

/// The id of the VPC with this id or Name, "" for all; nothing after a complaint.
std::optional<std::string> vpc_named(const network& data, const std::string& text) {
    if (text.empty()) {
        return text;
    }
    std::pair<std::size_t, std::string> nearest{~std::size_t{0}, {}};
    for (const auto& one : data.vpcs) {
        if (one.id == text || one.name == text) {
            return one.id;
        }
        for (const auto& name : {one.id, one.name}) {
            if (!name.empty()) {
                nearest =
                    std::min(nearest, {detail::edit_distance(name, text.substr(0, 64)), name});
            }
        }
    }
    complain("--vpc " + text.substr(0, 120) + ": the network has no such VPC" +
             (nearest.second.empty() ? "" : " (did you mean " + nearest.second + "?)"));
    return std::nullopt;
}

} // namespace

exit_status run(const show_command& asked, const context& how) {
    const auto loaded = load_asked_network(asked.network);
    if (!loaded) {
        return exit_status::bad_usage;
    }
    const auto vpc_id = vpc_named(loaded->data, asked.vpc);
    if (!vpc_id) {
        return exit_status::bad_usage;
    }
    const network_index index(loaded->data);
    const inventory all(index, *vpc_id, how);
    output out(how.quiet);
    if (how.json()) {
        out.line(all.json(asked.what));
    } else {
        talk_about(loaded->diagnostics, how);
        out.write(all.text(asked.what));
    }
    return out.finish(exit_status::yes);
}

} // namespace vpcplan::cli
