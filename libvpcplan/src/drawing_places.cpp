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

std::string place_finder::title_of(std::string_view id) const {
    const auto name = detail::name_in(net_, id);
    if (!name.empty()) {
        return one_line(name);
    }
    const auto* balancer = net_.find_balancer(id);
    if (balancer != nullptr && !balancer->name.empty()) {
        return one_line(balancer->name);
    }
    return one_line(id.starts_with("arn:") ? id.substr(id.rfind(':') + 1) : id);
}

std::string place_finder::label_of(const step& check, const stop& at) const {
    std::vector<std::string> facts;
    if (check.rule) {
        facts.push_back(say("rule ", "규칙 ") + std::to_string(*check.rule) + say("", "번"));
    }
    for (const char* name : {"listener", "group", "rule", "action"}) {
        // The rules of firewalls can be long; the sentence has them in full.
        facts.push_back(shortened(one_line(check.fact(name)), 500, 12));
    }
    if (check.fact("reply") == "true") {
        facts.push_back(say("known connection", "기억하는 연결"));
    }
    if (check.fact("service") == "same_subnet") {
        facts.push_back(say("same subnet", "같은 서브넷"));
    }
    if (!check.fact("client").empty()) {
        facts.push_back("→ " + std::string(check.fact("client")));
    }
    if (!check.fact("vpc").empty()) {
        facts.push_back("→ VPC " + title_of(check.fact("vpc")));
    }
    const auto target = check.fact("target");
    const std::string route(check.fact("destination"));
    if (!target.empty()) {
        facts.push_back(route + (route.empty() ? "→ " : " → ") + title_of(target));
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
    std::string about(net_.find_attachment(check.component) != nullptr
                          ? std::string_view(ko_ ? "연결(Attachment)" : "attachment")
                          : name_of(check.kind, lang_));
    const auto found = joined(facts, ", ");
    const bool is_itself = check.component == at.id || check.component == at.title;
    if (!is_itself && !check.component.empty() && check.kind != step_kind::exempt) {
        about += " " + title_of(check.component);
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
    const auto title = title_of(id);
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
    const auto title = title_of(at.id);
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
std::optional<std::size_t> place_finder::box_around(std::string_view id) {
    if (const auto* one = net_.find_subnet(id)) {
        return subnet_box(*one);
    }
    if (net_.find_vpc(id) != nullptr) {
        return vpc_box(id);
    }
    if (const auto* one = net_.find_nat_gateway(id)) {
        const auto* home = net_.find_subnet(one->subnet_id);
        return home != nullptr ? subnet_box(*home) : vpc_box(one->vpc_id);
    }
    if (const auto* one = net_.find_endpoint(id)) {
        const auto* home =
            one->subnet_ids.size() == 1 ? net_.find_subnet(one->subnet_ids.front()) : nullptr;
        return home != nullptr ? subnet_box(*home) : vpc_box(one->vpc_id);
    }
    if (const auto* one = net_.find_route_table(id)) {
        return vpc_box(one->vpc_id);
    }
    if (const auto* one = net_.find_network_acl(id)) {
        return vpc_box(one->vpc_id);
    }
    if (const auto* one = net_.find_security_group(id)) {
        return vpc_box(one->vpc_id);
    }
    if (const auto* one = net_.find_balancer(id)) {
        return vpc_box(one->vpc_id);
    }
    if (const auto* one = net_.find_attachment(id)) {
        return one->kind == attachment_kind::vpc ? vpc_box(one->resource_id) : std::nullopt;
    }
    if (const auto inside = attached_to(net_.find_internet_gateway(id))) {
        return inside;
    }
    if (const auto inside = attached_to(net_.find_egress_only(id))) {
        return inside;
    }
    return attached_to(net_.find_vpn_gateway(id));
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

visit place_finder::stop_at(std::string_view id, std::string_view title, std::string_view detail,
                            std::optional<std::size_t> inside) const {
    visit made;
    made.key = std::string(id);
    made.at.id = one_line(id);
    made.at.title = one_line(title);
    made.at.detail = one_line(detail);
    made.at.inside = inside;
    return made;
}

visit place_finder::interface_stop(const interface& at) {
    const auto* own = at.primary(given_.first_packet.family());
    const auto* home = net_.find_subnet(at.subnet_id);
    const auto* balancer = net_.balancer_of_interface(at.id);
    const auto title = title_of(balancer != nullptr ? balancer->id : at.id);
    const auto address = own == nullptr ? std::string() : detail::to_string(own->address);
    const auto outside_address = own != nullptr && own->public_address
                                     ? detail::to_string(*own->public_address)
                                     : std::string();
    return stop_at(
        at.id, title,
        joined({balancer != nullptr ? say("load balancer", "로드 밸런서") : "",
                title == at.id ? "" : at.id, address,
                outside_address.empty() ? "" : say("public ", "퍼블릭 ") + outside_address},
               ", "),
        home != nullptr ? subnet_box(*home) : vpc_box(at.vpc_id));
}

visit place_finder::host_stop(const detail::address_bits& address,
                              std::optional<std::size_t> inside) const {
    const auto text = detail::to_string(address);
    return stop_at("host " + text, text, {}, inside);
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
            return stop_at(one->id, title_of(one->id), say("load balancer", "로드 밸런서"),
                           vpc_box(one->vpc_id));
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

const interface* place_finder::interface_of(const step& check) const {
    if (const auto* one = net_.find_interface(check.fact("interface"))) {
        return one;
    }
    if (const auto* one = net_.find_interface(check.component)) {
        return one;
    }
    const auto* host = net_.find_instance(check.component);
    return host == nullptr || host->interface_ids.empty()
               ? nullptr
               : net_.find_interface(host->interface_ids.front());
}

/// The node of a load balancer that a packet is at: the one it came to, else the one whose
/// address it has.
const interface* place_finder::balancer_node(const step& check, const visit* before) const {
    if (check.kind != step_kind::lb) {
        return nullptr;
    }
    if (before != nullptr && net_.balancer_of_interface(before->key) != nullptr) {
        return net_.find_interface(before->key);
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
        const auto title = firewall.empty() ? title_of(inspector->id) : title_of(firewall);
        return stop_at(inspector->id, title,
                       joined({std::string(name_of(check.kind, lang_)),
                               title == inspector->id ? "" : inspector->id},
                              ", "),
                       box_around(inspector->id));
    }
    const auto* home = net_.find_subnet(check.fact("subnet"));
    const auto inside = home != nullptr ? subnet_box(*home) : box_around(check.component);
    const auto* attachment = net_.find_attachment(check.component);
    const bool is_vpc_attachment =
        attachment != nullptr && attachment->kind == attachment_kind::vpc;
    const bool is_gate = check.kind == step_kind::nacl || check.kind == step_kind::route ||
                         check.kind == step_kind::bpa || check.kind == step_kind::exempt ||
                         is_vpc_attachment;
    const std::string kind(name_of(check.kind, lang_));
    if (is_gate) {
        auto made = stop_at(check.component, kind, check.component, inside);
        made.at.kind = stop::what::gate;
        made.at.id = {}; // its checks name it: both ways need not meet the same component
        made.key = "gate " + std::string(to_string(check.kind)) + " " +
                   std::string(is_vpc_attachment || home == nullptr ? check.component : home->id);
        return made;
    }
    auto id = check.component;
    if (attachment != nullptr) {
        id = attachment->transit_gateway_id;
    } else if (const auto* table = net_.find_transit_table(id)) {
        id = table->transit_gateway_id;
    }
    if (id.empty()) {
        return stop_at("no " + std::string(to_string(check.kind)), kind, {}, inside);
    }
    const auto title = title_of(id);
    return stop_at(id, title, joined({kind, title == id ? "" : id}, ", "), inside);
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
            return stop_at("service " + service->service, service->service,
                           detail::to_string(address), outside(box::what::aws_services));
        }
        break;
    }
    case step_kind::exempt:
        if (check.fact("service") != "same_subnet") {
            return stop_at("service " + std::string(check.fact("service")),
                           std::string(detail::service_name(check.fact("service"), lang_)),
                           detail::to_string(address), box_around(check.component));
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
