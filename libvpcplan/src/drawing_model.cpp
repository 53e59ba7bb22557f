// From an answer to places in the order of the way. Nothing is judged here: where a check stands
// follows from its facts and from the network, what it says from `sentence`.
#include "drawing_text.hpp"

#include "vpcplan/drawing.hpp"
#include "vpcplan/explain.hpp"

#include <algorithm>
#include <utility>

namespace vpcplan {

namespace {

using io::one_line;

/// One leg comes by a place, with the checks it meets there.
struct visit {
    path_drawing::place at;
    std::string key; ///< the same for two visits of one place
    std::vector<std::size_t> checks;
};

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string text;
    for (const auto& part : parts) {
        if (!part.empty()) {
            text += (text.empty() ? "" : std::string(between)) + part;
        }
    }
    return text;
}

class drawer {
public:
    drawer(const network_index& index, const question& asked, const answer& given, language lang)
        : net_(index), asked_(asked), given_(given), ko_(lang == language::ko) {
        out_.lang = lang;
    }

    path_drawing draw() {
        say_what_is_asked();
        auto there = request_visits();
        auto back = reply_visits(there);
        merge(std::move(there), std::move(back));
        return std::move(out_);
    }

private:
    using box = path_drawing::container;
    using stop = path_drawing::place;

    std::string say(const char* en, const char* ko) const { return ko_ ? ko : en; }

    // --- words ---------------------------------------------------------------------------------

    /// The Name of a component, else its id; of an ARN the part behind account and Region.
    std::string title_of(std::string_view id) const {
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

    std::string end_text(const endpoint& end) const {
        const auto address = end.address ? detail::to_string(*end.address) : std::string();
        switch (end.where) {
        case endpoint::kind::interface:
        case endpoint::kind::load_balancer: return title_of(end.id);
        case endpoint::kind::subnet_address: return title_of(end.id) + ":" + address;
        case endpoint::kind::internet: return say("internet ", "인터넷 ") + address;
        case endpoint::kind::on_premises: return say("data centre ", "데이터 센터 ") + address;
        case endpoint::kind::address: return address;
        }
        return address;
    }

    std::string asked_traffic() const {
        if (asked_.proto.is_any()) {
            return say("all traffic", "모든 트래픽");
        }
        if (asked_.proto.has_ports() && !asked_.destination_port) {
            const std::string name = asked_.proto == protocol::tcp() ? "TCP" : "UDP";
            return name + say(", every port", " 모든 포트");
        }
        return traffic_text(given_.first_packet, out_.lang);
    }

    std::string packet_line(const leg& way) const {
        if (way.steps.empty()) {
            return {};
        }
        const auto& header = way.steps.front().header;
        return detail::to_string(header.source) + " → " + detail::to_string(header.destination) +
               ", " + traffic_text(header, out_.lang);
    }

    std::string ports_line() const {
        if (!given_.first_packet.proto().has_ports() || asked_.proto.is_any()) {
            return {};
        }
        const bool works = given_.connection == connection_outcome::works;
        std::vector<std::string> parts;
        if (!asked_.destination_port && !given_.destination_ports.empty()) {
            parts.push_back(say("destination ports that work: ", "통신되는 목적지 포트: ") +
                            ports_text(given_.destination_ports));
        }
        if (!asked_.source_port && !given_.source_ports.empty()) {
            parts.push_back(say("source ports that work: ", "통신되는 소스 포트: ") +
                            ports_text(given_.source_ports));
        }
        if (!works && !parts.empty()) {
            const auto& shown = given_.first_packet;
            parts.push_back(say("drawn is source port ", "그림은 소스 포트 ") +
                            std::to_string(shown.source_port) +
                            say(" to destination port ", "번에서 목적지 포트 ") +
                            std::to_string(shown.destination_port) + say("", "번으로 가는 경우"));
        }
        return joined(parts, "; ");
    }

    void say_what_is_asked() {
        out_.connection = given_.connection;
        out_.question =
            one_line(end_text(asked_.from) + " → " + end_text(asked_.to) + ", " + asked_traffic());
        out_.headline = one_line(headline(given_, out_.lang, &net_));
        out_.ports = ports_line();
        out_.request = packet_line(given_.forward);
        out_.reply = packet_line(given_.reply);
        std::vector<std::string> taken(given_.assumptions.size());
        std::transform(given_.assumptions.begin(), given_.assumptions.end(), taken.begin(),
                       [&](assumption one) { return std::string(sentence(one, out_.lang)); });
        out_.assumed = joined(taken, "; ");
    }

    /// What a check is about and which rule or route it found, in a few words. `at` is the place it
    /// stands at, which needs no naming again.
    std::string label_of(const step& check, const stop& at) const {
        std::vector<std::string> facts;
        if (check.rule) {
            facts.push_back(say("rule ", "규칙 ") + std::to_string(*check.rule) + say("", "번"));
        }
        for (const char* name : {"listener", "group", "rule", "action"}) {
            // The rules of firewalls can be long; the sentence has them in full.
            facts.push_back(io::shortened(one_line(check.fact(name)), 500, 12));
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
                facts.push_back(std::string(check.fact(from)) + " → " +
                                std::string(check.fact(to)));
            }
        }
        if (!check.fact("state").empty()) {
            facts.emplace_back(check.fact("state"));
        }
        if (check.outcome != verdict::allow) {
            facts.emplace_back(explain(check.code, out_.lang).title);
        }
        std::string about(net_.find_attachment(check.component) != nullptr
                              ? std::string_view(ko_ ? "연결(Attachment)" : "attachment")
                              : name_of(check.kind, out_.lang));
        const auto found = joined(facts, ", ");
        const bool is_itself = check.component == at.id || check.component == at.title;
        if (!is_itself && !check.component.empty() && check.kind != step_kind::exempt) {
            about += " " + title_of(check.component);
        }
        return one_line(found.empty() ? about : is_itself ? found : about + ": " + found);
    }

    // --- boxes ---------------------------------------------------------------------------------

    std::size_t box_of(box::what kind, std::string_view id, std::string title, std::string detail,
                       std::optional<std::size_t> parent) {
        auto& all = out_.containers;
        const auto found = std::find_if(all.begin(), all.end(), [&](const box& one) {
            return one.kind == kind && one.id == one_line(id) && one.parent == parent;
        });
        if (found == all.end()) {
            all.push_back({kind, one_line(id), one_line(title), one_line(detail), parent});
            return all.size() - 1;
        }
        return static_cast<std::size_t>(found - all.begin());
    }

    static std::string blocks_text(const std::vector<cidr>& blocks) {
        std::vector<std::string> texts(blocks.size());
        std::transform(blocks.begin(), blocks.end(), texts.begin(),
                       [](const cidr& block) { return to_string(block); });
        return joined(texts, ", ");
    }

    std::optional<std::size_t> vpc_box(std::string_view id) {
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

    std::optional<std::size_t> subnet_box(const subnet& at) {
        auto parent = vpc_box(at.vpc_id);
        const auto& zone = at.zone.empty() ? at.zone_id : at.zone;
        if (!zone.empty()) {
            parent = box_of(box::what::zone, zone, say("Zone ", "가용 영역 ") + zone, {}, parent);
        }
        const auto title = title_of(at.id);
        return box_of(box::what::subnet, at.id, say("Subnet ", "서브넷 ") + title,
                      joined({blocks_text(at.blocks), title == at.id ? "" : at.id}, ", "), parent);
    }

    std::size_t outside(box::what kind) {
        switch (kind) {
        case box::what::data_centre:
            return box_of(kind, "data-centre", say("Data centre", "데이터 센터"), {}, {});
        case box::what::aws_services:
            return box_of(kind, "aws-services", say("AWS services", "AWS 서비스"), {}, {});
        default: return box_of(kind, "internet", say("Internet", "인터넷"), {}, {});
        }
    }

    template <class Gateway>
    std::optional<std::size_t> attached_to(const Gateway* gateway) {
        return gateway == nullptr || gateway->vpc_ids.empty() ? std::nullopt
                                                              : vpc_box(gateway->vpc_ids.front());
    }

    /// The innermost box around a component of the network, as far as that is known.
    std::optional<std::size_t> box_around(std::string_view id) {
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
    std::string vpc_of(std::optional<std::size_t> inside) const {
        for (; inside; inside = out_.containers[*inside].parent) {
            if (out_.containers[*inside].kind == box::what::vpc) {
                return out_.containers[*inside].id;
            }
        }
        return {};
    }

    // --- places --------------------------------------------------------------------------------

    visit stop_at(std::string_view id, std::string title, std::string detail,
                  std::optional<std::size_t> inside) const {
        visit made;
        made.key = std::string(id);
        made.at.id = one_line(id);
        made.at.title = one_line(title);
        made.at.detail = one_line(detail);
        made.at.inside = inside;
        return made;
    }

    visit interface_stop(const interface& at) {
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

    visit host_stop(const detail::address_bits& address, std::optional<std::size_t> inside) const {
        const auto text = detail::to_string(address);
        return stop_at("host " + text, text, {}, inside);
    }

    visit planned_stop(const subnet& home, const detail::address_bits& address) {
        auto made = host_stop(address, subnet_box(home));
        made.at.detail = say("address without an interface", "인터페이스 없는 주소");
        return made;
    }

    /// Where an end of the question is. A bare address is wherever one interface has it.
    visit end_stop(const endpoint& end, const detail::address_bits& address) {
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
        case endpoint::kind::internet: return host_stop(address, outside(box::what::internet));
        case endpoint::kind::on_premises:
            return host_stop(address, outside(box::what::data_centre));
        case endpoint::kind::address:
            if (const auto owners = net_.interfaces_at(address); owners.size() == 1) {
                return interface_stop(*owners.front());
            }
            break;
        }
        return host_stop(address, std::nullopt);
    }

    const interface* interface_of(const step& check) const {
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
    const interface* balancer_node(const step& check, const visit* before) const {
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

    /// Where a check stands. `before` is where the packet was, if it was anywhere.
    visit place_of(const step& check, const visit* before) {
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
                           joined({std::string(name_of(check.kind, out_.lang)),
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
        const std::string kind(name_of(check.kind, out_.lang));
        if (is_gate) {
            auto made = stop_at(check.component, kind, check.component, inside);
            made.at.kind = stop::what::gate;
            made.at.id = {}; // its checks name it: both ways need not meet the same component
            made.key =
                "gate " + std::string(to_string(check.kind)) + " " +
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

    /// Where a leg that passed ended, told by its last check; nothing when that stands there.
    std::optional<visit> end_of_request(const visit& last) {
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
                               std::string(detail::service_name(check.fact("service"), out_.lang)),
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

    // --- legs ----------------------------------------------------------------------------------

    static void append(std::vector<visit>& way, visit next) {
        if (way.empty() || way.back().key != next.key) {
            way.push_back(std::move(next));
        }
    }

    /// A reply that misses an inspector its request came by is judged at that inspector, where the
    /// reply itself never is. Null for every other check.
    static visit* about_request(const step& made, const visit& next, const std::vector<visit>& way,
                                std::vector<visit>* there) {
        if (there == nullptr || made.code != reason::firewall_asymmetric_routing ||
            way.back().at.kind != stop::what::stop) {
            return nullptr;
        }
        const auto found = std::find_if(there->begin(), there->end(),
                                        [&](const visit& one) { return one.key == next.key; });
        return found == there->end() ? nullptr : &*found;
    }

    /// `there` is the way of the request, for a reply.
    void walk(const leg& walked, std::vector<visit>& way, std::vector<visit>* there = nullptr) {
        const bool in_reply = there != nullptr;
        for (std::size_t i = 0; i < walked.steps.size(); ++i) {
            const auto& made = walked.steps[i];
            auto next = place_of(made, way.empty() ? nullptr : &way.back());
            auto* met = about_request(made, next, way, there);
            if (met == nullptr) {
                append(way, std::move(next));
                met = &way.back();
            }
            path_drawing::check shown;
            shown.number = out_.checks.size() + 1;
            shown.in_reply = in_reply;
            shown.outcome = made.outcome;
            shown.decides = given_.connection != connection_outcome::works && given_.decided_by &&
                            given_.decided_by->in_reply == in_reply && given_.decided_by->step == i;
            shown.label = label_of(made, met->at);
            shown.sentence = one_line(sentence(made, out_.lang, &net_));
            met->checks.push_back(out_.checks.size());
            out_.checks.push_back(std::move(shown));
        }
        embrace_gates(way);
    }

    /// A gate between two places of one box stands in that box, even if its check does not say so.
    void embrace_gates(std::vector<visit>& way) const {
        for (std::size_t i = 1; i + 1 < way.size(); ++i) {
            auto& at = way[i].at;
            if (at.kind == stop::what::gate) {
                const auto before = boxes_of(way[i - 1].at.inside);
                const auto after = boxes_of(way[i + 1].at.inside);
                const auto own = boxes_of(at.inside);
                std::size_t common = 0;
                while (common < std::min(before.size(), after.size()) &&
                       before[common] == after[common]) {
                    ++common;
                }
                const bool agrees =
                    own.size() < common && std::equal(own.begin(), own.end(), before.begin());
                if (agrees) {
                    at.inside = before[common - 1];
                }
            }
        }
    }

    /// Boxes from the outermost to the innermost.
    std::vector<std::size_t> boxes_of(std::optional<std::size_t> inside) const {
        std::vector<std::size_t> chain;
        for (; inside; inside = out_.containers[*inside].parent) {
            chain.insert(chain.begin(), *inside);
        }
        return chain;
    }

    std::vector<visit> request_visits() {
        std::vector<visit> way;
        way.push_back(end_stop(asked_.from, given_.first_packet.source));
        walk(given_.forward, way);
        if (given_.forward.outcome == leg_outcome::pass && !given_.forward.steps.empty()) {
            if (auto end = end_of_request(way.back())) {
                append(way, std::move(*end));
            }
        }
        return way;
    }

    std::vector<visit> reply_visits(std::vector<visit>& there) {
        std::vector<visit> way;
        if (given_.reply.outcome == leg_outcome::not_applicable) {
            return way;
        }
        way.push_back(there.back());
        way.back().checks.clear();
        walk(given_.reply, way, &there);
        if (given_.reply.outcome == leg_outcome::pass) {
            append(way, end_stop(asked_.from, given_.first_packet.source));
        }
        return way;
    }

    /// Lays the reply beside the request: the longest sequence of places that both pass, with what
    /// only one of them passes between.
    void merge(std::vector<visit> there, std::vector<visit> back) {
        std::reverse(back.begin(), back.end());
        const auto n = there.size();
        const auto m = back.size();
        std::vector<std::vector<std::size_t>> common(n + 1, std::vector<std::size_t>(m + 1));
        for (std::size_t i = n; i-- > 0;) {
            for (std::size_t j = m; j-- > 0;) {
                common[i][j] = there[i].key == back[j].key
                                   ? common[i + 1][j + 1] + 1
                                   : std::max(common[i + 1][j], common[i][j + 1]);
            }
        }
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < n || j < m) {
            const bool both = i < n && j < m && there[i].key == back[j].key;
            const bool of_request =
                both || j == m || (i < n && common[i + 1][j] >= common[i][j + 1]);
            auto& from = of_request ? there[i] : back[j];
            auto at = std::move(from.at);
            if (of_request) {
                at.on_request = true;
                at.requests = std::move(there[i++].checks);
            }
            if (both || !of_request) {
                at.on_reply = true;
                at.replies = std::move(back[j++].checks);
            }
            out_.places.push_back(std::move(at));
        }
        add_unreached(there);
    }

    /// Where the packet should have gone, if it stopped on the way.
    void add_unreached(const std::vector<visit>& there) {
        if (given_.forward.outcome == leg_outcome::pass) {
            return;
        }
        auto end = end_stop(asked_.to, given_.first_packet.destination);
        if (std::none_of(there.begin() + 1, there.end(),
                         [&](const visit& one) { return one.key == end.key; })) {
            end.at.reached = false;
            out_.places.push_back(std::move(end.at));
        }
    }

    const network_index& net_;
    const question& asked_;
    const answer& given_;
    bool ko_;
    path_drawing out_;
};

} // namespace

path_drawing draw_path(const network_index& index, const question& asked, const answer& given,
                       language lang) {
    return drawer(index, asked, given, lang).draw();
}

std::string arrows_text(const path_drawing& drawn, bool of_reply) {
    std::vector<std::string> names;
    for (const auto& at : drawn.places) {
        if (!(of_reply ? at.on_reply : at.on_request)) {
            continue;
        }
        const auto& here = of_reply ? at.replies : at.requests;
        auto name = at.title;
        if (at.kind == path_drawing::place::what::gate && !here.empty()) {
            name = drawn.checks[here.front()].label;
            name.resize(std::min(name.size(), name.find(": ")));
        }
        for (const auto number : here) {
            const auto& check = drawn.checks[number];
            if (check.decides) {
                name += " (" + std::string(io::mark_of(check.outcome, drawn.lang)) + ")";
            }
        }
        names.push_back(std::move(name));
    }
    if (of_reply) {
        std::reverse(names.begin(), names.end());
    }
    return joined(names, " -> ");
}

} // namespace vpcplan
