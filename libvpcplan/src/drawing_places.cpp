#include "drawing_places.hpp"

#include "vpcplan/explain.hpp"

#include <algorithm>
#include <utility>

namespace vpcplan::io {

namespace {

std::string blocks_text(const std::vector<cidr>& blocks) {
    std::vector<std::string> texts(blocks.size());
    std::transform(blocks.begin(), blocks.end(), texts.begin(),
                   [](const cidr& block) { return to_string(block); });
    return joined(texts, ", ");
}

} // namespace

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string text;
    for (const auto& part : parts) {
        if (!part.empty()) {
            text += (text.empty() ? "" : std::string(between)) + part;
        }
    }
    return text;
}

std::vector<std::size_t> boxes_around(const std::vector<path_drawing::container>& all,
                                      std::optional<std::size_t> inside) {
    std::vector<std::size_t> chain;
    for (; inside; inside = all[*inside].parent) {
        chain.insert(chain.begin(), *inside);
    }
    return chain;
}

std::size_t common_boxes(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    std::size_t common = 0;
    while (common < std::min(a.size(), b.size()) && a[common] == b[common]) {
        ++common;
    }
    return common;
}

std::string place_finder::title_of(thing kind, std::string_view id) const {
    const auto name = detail::find_name(net_, kind, id).value_or(std::string_view());
    if (!name.empty()) {
        return one_line(name);
    }
    return one_line(id.starts_with("arn:") ? id.substr(id.rfind(':') + 1) : id);
}

/// What a check is about, without its component.
std::string place_finder::subject_of(const step& check) const {
    if (check.kind == step_kind::exempt) {
        return check.fact("service") == "same_subnet"
                   ? say("(same subnet, direct)", "같은 서브넷(바로 전달)")
                   : say("(VPC service)", "VPC 서비스");
    }
    const bool may_be_several = check.kind == step_kind::route || check.kind == step_kind::nacl ||
                                check.kind == step_kind::tgw;
    if (!may_be_several) {
        return std::string(name_of(check.kind, lang_));
    }
    const auto about = detail::thing_of(check, &net_);
    return about == thing::attachment ? say("attachment", "연결(Attachment)")
                                      : std::string(detail::noun_of(about).in(lang_));
}

std::string place_finder::label_of(const step& check, const visit& here) const {
    std::vector<std::string> facts;
    if (check.rule) {
        facts.push_back(say("rule ", "규칙 ") + std::to_string(*check.rule) + say("", "번"));
    }
    for (const char* name : {"listener", "group", "rule", "action"}) {
        // The rules of firewalls can be long; the sentence has them in full.
        facts.push_back(shortened(one_line(check.fact(name)), 500, 12));
    }
    if (check.fact("reply") == "true") {
        facts.push_back(say("known connection", "추적 중인 연결"));
    }
    if (!check.fact("client").empty()) {
        facts.push_back("→ " + std::string(check.fact("client")));
    }
    if (!check.fact("vpc").empty()) {
        facts.push_back("→ VPC " + title_of(thing::vpc, check.fact("vpc")));
    }
    const auto target = check.fact("target");
    const std::string route(check.fact("destination"));
    if (!target.empty()) {
        facts.push_back(route + (route.empty() ? "→ " : " → ") +
                        title_of(detail::target_thing(check, net_), target));
    } else if (!route.empty()) {
        facts.push_back(route);
    }
    for (const auto& [from, to] : {std::pair("source_before", "source_after"),
                                   std::pair("destination_before", "destination_after")}) {
        if (!check.fact(from).empty()) {
            facts.push_back(std::string(check.fact(from)) + " → " + std::string(check.fact(to)));
        }
    }
    if (!check.fact("state").empty()) {
        facts.emplace_back(check.fact("state"));
    }
    if (check.outcome != verdict::allow) {
        facts.emplace_back(explain(check.code, lang_).title);
    }
    auto about = subject_of(check);
    const auto found = joined(facts, ", ");
    const auto what = detail::thing_of(check, &net_);
    const bool is_named_so = check.kind == step_kind::lb || check.kind == step_kind::firewall;
    const bool is_itself = (here.what == what && check.component == here.at.id) ||
                           (is_named_so && check.component == here.at.title);
    if (!is_itself && !check.component.empty() && check.kind != step_kind::exempt) {
        about += " " + title_of(what, check.component);
    }
    return one_line(found.empty() ? about : is_itself ? found : about + ": " + found);
}

std::size_t place_finder::box_of(box::what kind, std::string_view id, std::string_view title,
                                 std::string_view detail, std::optional<std::size_t> parent) {
    auto& all = containers;
    const auto found = std::find_if(all.begin(), all.end(), [&](const box& one) {
        return one.kind == kind && one.id == one_line(id) && one.parent == parent;
    });
    if (found == all.end()) {
        all.push_back({kind, one_line(id), one_line(title), one_line(detail), parent});
        return all.size() - 1;
    }
    return static_cast<std::size_t>(found - all.begin());
}

std::optional<std::size_t> place_finder::vpc_box(std::string_view id) {
    if (id.empty()) {
        return std::nullopt;
    }
    const auto* known = net_.find_vpc(id);
    const auto title = title_of(thing::vpc, id);
    return box_of(
        box::what::vpc, id, "VPC " + title,
        joined({known != nullptr ? blocks_text(known->blocks) : "",
                known != nullptr ? known->region : "", title == id ? "" : std::string(id)},
               ", "),
        std::nullopt);
}

std::optional<std::size_t> place_finder::subnet_box(const subnet& at) {
    auto parent = vpc_box(at.vpc_id);
    const auto& zone = at.zone.empty() ? at.zone_id : at.zone;
    if (!zone.empty()) {
        parent = box_of(box::what::zone, zone, say("Zone ", "가용 영역 ") + zone, {}, parent);
    }
    const auto title = title_of(thing::subnet, at.id);
    return box_of(box::what::subnet, at.id, say("Subnet ", "서브넷 ") + title,
                  joined({blocks_text(at.blocks), title == at.id ? "" : at.id}, ", "), parent);
}

std::size_t place_finder::outside(box::what kind) {
    switch (kind) {
    case box::what::data_centre:
        return box_of(kind, "data-centre", say("Data centre", "데이터 센터"), {}, {});
    case box::what::aws_services:
        return box_of(kind, "aws-services", say("AWS services", "AWS 서비스"), {}, {});
    default: return box_of(kind, "internet", say("Internet", "인터넷"), {}, {});
    }
}

template <class Gateway>
std::optional<std::size_t> place_finder::attached_to(const Gateway* gateway) {
    return gateway == nullptr || gateway->vpc_ids.empty() ? std::nullopt
                                                          : vpc_box(gateway->vpc_ids.front());
}

/// The innermost box around a component of the network, as far as that is known.
std::optional<std::size_t> place_finder::box_around(thing kind, std::string_view id) {
    const auto in_vpc_of = [this](const auto* one) {
        return one == nullptr ? std::nullopt : vpc_box(one->vpc_id);
    };
    switch (kind) {
    case thing::subnet: {
        const auto* one = net_.find_subnet(id);
        return one == nullptr ? std::nullopt : subnet_box(*one);
    }
    case thing::vpc: return net_.find_vpc(id) == nullptr ? std::nullopt : vpc_box(id);
    case thing::nat_gateway: {
        const auto* one = net_.find_nat_gateway(id);
        const auto* home = one != nullptr ? net_.find_subnet(one->subnet_id) : nullptr;
        return home != nullptr ? subnet_box(*home) : in_vpc_of(one);
    }
    case thing::endpoint: {
        const auto* one = net_.find_endpoint(id);
        const auto* home = one != nullptr && one->subnet_ids.size() == 1
                               ? net_.find_subnet(one->subnet_ids.front())
                               : nullptr;
        return home != nullptr ? subnet_box(*home) : in_vpc_of(one);
    }
    case thing::route_table: return in_vpc_of(net_.find_route_table(id));
    case thing::network_acl: return in_vpc_of(net_.find_network_acl(id));
    case thing::security_group: return in_vpc_of(net_.find_security_group(id));
    case thing::load_balancer: return in_vpc_of(net_.find_balancer(id));
    case thing::attachment: {
        const auto* one = net_.find_attachment(id);
        return one != nullptr && one->kind == attachment_kind::vpc ? vpc_box(one->resource_id)
                                                                   : std::nullopt;
    }
    case thing::internet_gateway: return attached_to(net_.find_internet_gateway(id));
    case thing::egress_only: return attached_to(net_.find_egress_only(id));
    case thing::vpn_gateway: return attached_to(net_.find_vpn_gateway(id));
    default: return std::nullopt;
    }
}

/// The VPC of a box, or "".
std::string place_finder::vpc_of(std::optional<std::size_t> inside) const {
    for (; inside; inside = containers[*inside].parent) {
        if (containers[*inside].kind == box::what::vpc) {
            return containers[*inside].id;
        }
    }
    return {};
}

visit place_finder::stop_at(thing kind, std::string_view id, std::string_view title,
                            std::string_view words, std::optional<std::size_t> inside) const {
    visit made;
    made.what = kind;
    made.key = std::string(detail::noun_of(kind).en) + " " + std::string(id);
    made.at.id = one_line(id);
    made.at.title = one_line(title);
    made.at.detail = one_line(words);
    made.at.inside = inside;
    return made;
}

visit place_finder::interface_stop(const interface& at) {
    const auto* own = at.primary(given_.first_packet.family());
    const auto* home = net_.find_subnet(at.subnet_id);
    const auto* balancer = net_.balancer_of_interface(at.id);
    const auto title = balancer != nullptr ? title_of(thing::load_balancer, balancer->id)
                                           : title_of(thing::interface, at.id);
    const auto address = own == nullptr ? std::string() : detail::to_string(own->address);
    const auto outside_address = own != nullptr && own->public_address
                                     ? detail::to_string(*own->public_address)
                                     : std::string();
    return stop_at(
        thing::interface, at.id, title,
        joined({balancer != nullptr ? say("load balancer", "로드 밸런서") : "",
                title == at.id ? "" : at.id, address,
                outside_address.empty() ? "" : say("public ", "퍼블릭 ") + outside_address},
               ", "),
        home != nullptr ? subnet_box(*home) : vpc_box(at.vpc_id));
}

visit place_finder::host_stop(const detail::address_bits& address,
                              std::optional<std::size_t> inside) const {
    const auto text = detail::to_string(address);
    return stop_at(thing::unknown, "host " + text, text, {}, inside);
}

visit place_finder::planned_stop(const subnet& home, const detail::address_bits& address) {
    auto made = host_stop(address, subnet_box(home));
    made.at.detail = say("address without an interface", "인터페이스 없는 주소");
    return made;
}

visit place_finder::end_stop(const endpoint& end, const detail::address_bits& address) {
    switch (end.where) {
    case endpoint::kind::interface:
        if (const auto* one = net_.find_interface(end.id)) {
            return interface_stop(*one);
        }
        break;
    case endpoint::kind::subnet_address:
        if (const auto* home = net_.find_subnet(end.id)) {
            return planned_stop(*home, address);
        }
        break;
    case endpoint::kind::load_balancer:
        if (const auto owners = net_.interfaces_at(address); owners.size() == 1) {
            return interface_stop(*owners.front());
        }
        if (const auto* node = net_.interface_with_public(address)) {
            return interface_stop(*node);
        }
        if (const auto* one = net_.find_balancer(end.id)) {
            return stop_at(thing::load_balancer, one->id, title_of(thing::load_balancer, one->id),
                           say("load balancer", "로드 밸런서"), vpc_box(one->vpc_id));
        }
        break;
    case endpoint::kind::vpc_router: return host_stop(address, vpc_box(end.id));
    case endpoint::kind::internet: return host_stop(address, outside(box::what::internet));
    case endpoint::kind::on_premises: return host_stop(address, outside(box::what::data_centre));
    case endpoint::kind::address:
        if (const auto owners = net_.interfaces_at(address); owners.size() == 1) {
            return interface_stop(*owners.front());
        }
        break;
    }
    return host_stop(address, std::nullopt);
}

/// The interface that a check stands at, if it stands at one: told, or what it is about.
const interface* place_finder::interface_of(const step& check) const {
    if (const auto* one = net_.find_interface(check.fact("interface"))) {
        return one;
    }
    switch (detail::thing_of(check, &net_)) {
    case thing::interface: return net_.find_interface(check.component);
    case thing::instance: {
        const auto* host = net_.find_instance(check.component);
        return host == nullptr || host->interface_ids.empty()
                   ? nullptr
                   : net_.find_interface(host->interface_ids.front());
    }
    default: return nullptr;
    }
}

/// The node of a load balancer that a packet is at: the one it came to, else the one whose
/// address it has.
const interface* place_finder::balancer_node(const step& check, const visit* before) const {
    if (check.kind != step_kind::lb) {
        return nullptr;
    }
    if (before != nullptr && before->what == thing::interface &&
        net_.balancer_of_interface(before->at.id) != nullptr) {
        return net_.find_interface(before->at.id);
    }
    for (const auto& address : {check.header.destination, check.header.source}) {
        for (const auto* one : net_.interfaces_at(address)) {
            if (net_.balancer_of_interface(one->id) != nullptr) {
                return one;
            }
        }
    }
    return nullptr;
}

visit place_finder::place_of(const step& check, const visit* before) {
    if (check.code == reason::reply_changes_source) {
        return end_stop(asked_.from, given_.first_packet.source); // the asker itself drops it
    }
    if (const auto* at = interface_of(check)) {
        return interface_stop(*at);
    }
    if (const auto* node = balancer_node(check, before)) {
        return interface_stop(*node);
    }
    if (const auto* inspector = net_.find_endpoint(check.fact("endpoint"))) {
        const auto firewall = check.fact("firewall");
        const auto title = title_of(firewall.empty() ? thing::endpoint : thing::firewall,
                                    firewall.empty() ? inspector->id : firewall);
        return stop_at(thing::endpoint, inspector->id, title,
                       joined({std::string(name_of(check.kind, lang_)),
                               title == inspector->id ? "" : inspector->id},
                              ", "),
                       box_around(thing::endpoint, inspector->id));
    }
    const auto what = detail::thing_of(check, &net_);
    const auto* home = net_.find_subnet(check.fact("subnet"));
    const auto inside = home != nullptr ? subnet_box(*home) : box_around(what, check.component);
    const auto* attachment =
        what == thing::attachment ? net_.find_attachment(check.component) : nullptr;
    const bool is_vpc_attachment =
        attachment != nullptr && attachment->kind == attachment_kind::vpc;
    const bool is_gate = check.kind == step_kind::nacl || check.kind == step_kind::route ||
                         check.kind == step_kind::bpa || check.kind == step_kind::exempt ||
                         is_vpc_attachment;
    const std::string kind(name_of(check.kind, lang_));
    if (is_gate) {
        auto made = stop_at(what, check.component, kind, check.component, inside);
        made.at.kind = stop::what::gate;
        made.at.id = {}; // its checks name it: both ways need not meet the same component
        const bool is_of_subnet = !is_vpc_attachment && home != nullptr;
        made.key = "gate " + std::string(to_string(check.kind)) + " " +
                   std::string(detail::noun_of(is_of_subnet ? thing::subnet : what).en) + " " +
                   (is_of_subnet ? home->id : check.component);
        return made;
    }
    const auto* table =
        what == thing::transit_table ? net_.find_transit_table(check.component) : nullptr;
    const bool in_gateway = attachment != nullptr || table != nullptr;
    const auto& id = attachment != nullptr ? attachment->transit_gateway_id
                     : table != nullptr    ? table->transit_gateway_id
                                           : check.component;
    if (id.empty()) {
        return stop_at(thing::unknown, "no " + std::string(to_string(check.kind)), kind, {},
                       inside);
    }
    const auto shown = in_gateway ? thing::transit_gateway : what;
    const auto title = title_of(shown, id);
    return stop_at(shown, id, title, joined({kind, title == id ? "" : id}, ", "), inside);
}

std::optional<visit> place_finder::end_of_request(const visit& last) {
    const auto& check = given_.forward.steps.back();
    const auto& address = check.header.destination;
    if (asked_.to.where == endpoint::kind::internet ||
        asked_.to.where == endpoint::kind::on_premises) {
        return end_stop(asked_.to, address);
    }
    const bool out = check.way == direction::out;
    switch (check.kind) {
    case step_kind::igw:
    case step_kind::eigw:
        if (out) {
            return host_stop(address, outside(box::what::internet));
        }
        break;
    case step_kind::vgw:
    case step_kind::dx:
    case step_kind::tgw:
        if (out) {
            return host_stop(address, outside(box::what::data_centre));
        }
        break;
    case step_kind::vpce: {
        const auto* service = net_.find_endpoint(check.component);
        if (out && service != nullptr && service->kind == endpoint_kind::gateway) {
            return stop_at(thing::unknown, "service " + service->service, service->service,
                           detail::to_string(address), outside(box::what::aws_services));
        }
        break;
    }
    case step_kind::exempt:
        if (check.fact("service") != "same_subnet") {
            return stop_at(thing::unknown, "service " + std::string(check.fact("service")),
                           std::string(detail::service_name(check.fact("service"), lang_)),
                           detail::to_string(address), box_around(thing::vpc, check.component));
        }
        break;
    default: break;
    }
    if (last.at.kind == stop::what::stop) {
        return std::nullopt;
    }
    if (const auto* at = net_.interface_at(vpc_of(last.at.inside), address)) {
        return interface_stop(*at);
    }
    return end_stop(asked_.to, address);
}

} // namespace vpcplan::io
