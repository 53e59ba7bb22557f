// From an answer to places in the order of the way. Nothing is judged here: where a check stands
// follows from its facts and from the network, what it says from `sentence`.
#include "drawing_places.hpp"

#include "vpcplan/explain.hpp"
#include "vpcplan/flow_log.hpp"
#include "vpcplan/mirroring.hpp"

#include <algorithm>
#include <utility>

namespace vpcplan {

namespace {

using namespace io;

class drawer {
public:
    drawer(const network_index& index, const question& asked, const answer& given, language lang,
           pass_sections wanted)
        : net_(index), asked_(asked), given_(given), ko_(lang == language::ko),
          wanted_(std::move(wanted)), finder_(index, asked, given, lang) {
        out_.lang = lang;
    }

    path_drawing draw() {
        say_what_is_asked();
        auto there = request_visits();
        auto back = reply_visits(there);
        auto end = unreached_end(there);
        add_remarks(there, back);
        fold(there, "gap of the request");
        fold(back, "gap of the reply");
        out_.places = merged(std::move(there), std::move(back), finder_.containers);
        if (end) {
            out_.places.push_back(std::move(*end));
        }
        out_.containers = std::move(finder_.containers);
        return std::move(out_);
    }

private:
    using stop = path_drawing::place;
    using thing = detail::thing;

    std::string say(const char* en, const char* ko) const { return ko_ ? ko : en; }

    std::string end_text(const endpoint& end) const {
        auto address = end.address ? detail::to_string(*end.address) : std::string();
        switch (end.where) {
        case endpoint::kind::interface: return finder_.title_of(thing::interface, end.id);
        case endpoint::kind::load_balancer: return finder_.title_of(thing::load_balancer, end.id);
        case endpoint::kind::vpc_router:
            return finder_.title_of(thing::vpc, end.id) + ":" + address;
        case endpoint::kind::subnet_address:
            return finder_.title_of(thing::subnet, end.id) + ":" + address;
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
        out_.assumed = joined(taken, ko_ ? " / " : "; ");
    }

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
            auto next = finder_.place_of(made, way.empty() ? nullptr : &way.back());
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
            shown.label = finder_.label_of(made, *met);
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
                const auto before = boxes_around(finder_.containers, way[i - 1].at.inside);
                const auto after = boxes_around(finder_.containers, way[i + 1].at.inside);
                const auto own = boxes_around(finder_.containers, at.inside);
                const auto common = common_boxes(before, after);
                const bool agrees =
                    own.size() < common && std::equal(own.begin(), own.end(), before.begin());
                if (agrees) {
                    at.inside = before[common - 1];
                }
            }
        }
    }

    /// Leaves out the middle of a way that nobody would look through.
    void fold(std::vector<visit>& way, std::string key) const {
        constexpr std::ptrdiff_t head = 12;
        constexpr std::ptrdiff_t tail = 6;
        if (way.size() <= 30) {
            return;
        }
        visit gap;
        gap.key = std::move(key);
        gap.at.kind = stop::what::gap;
        const auto first = way.begin() + head;
        const auto last = way.end() - tail;
        for (auto one = first; one != last; ++one) {
            gap.checks.insert(gap.checks.end(), one->checks.begin(), one->checks.end());
        }
        if (gap.checks.empty()) {
            return;
        }
        const auto from = std::to_string(out_.checks[gap.checks.front()].number);
        const auto to = std::to_string(out_.checks[gap.checks.back()].number);
        gap.at.title = ko_ ? "검사 " + from + "번부터 " + to + "번까지 생략"
                           : "checks " + from + " to " + to + " are left out";
        *first = std::move(gap);
        way.erase(first + 1, last);
    }

    /// Beside the place where the interface of a record is; where none is shown, below only.
    void remark_at(std::vector<visit>& way, std::string_view interface_id,
                   std::string_view gateway_id, path_drawing::remark noted) {
        const auto number = out_.remarks.size();
        const auto* nat = net_.nat_of_interface(interface_id);
        const auto* service = net_.endpoint_of_interface(interface_id);
        const auto is_here = [&](const visit& one) {
            return (one.what == thing::interface && one.at.id == interface_id) ||
                   (one.what == thing::nat_gateway &&
                    (one.at.id == gateway_id || (nat != nullptr && one.at.id == nat->id))) ||
                   (one.what == thing::endpoint && service != nullptr && one.at.id == service->id);
        };
        const auto found = std::find_if(way.begin(), way.end(), is_here);
        if (found != way.end()) {
            found->remarks.push_back(number);
        }
        out_.remarks.push_back(std::move(noted));
    }

    std::string way_word(direction way) const {
        return way == direction::in ? say("in", "수신") : say("out", "송신");
    }

    void add_remarks(std::vector<visit>& there, std::vector<visit>& back) {
        using what = path_drawing::remark::what;
        if (wanted_.flow_log) {
            for (const auto& record : flow_log_records(net_, asked_, given_)) {
                remark_at(record.in_reply ? back : there, record.interface_id, record.resource_id,
                          {what::flow_log, record.in_reply,
                           one_line(say("flow log: ", "흐름 로그: ") + way_word(record.way) + ", " +
                                    std::string(to_string(record.action))),
                           one_line(default_format(record))});
            }
        }
        if (wanted_.mirrors) {
            for (const auto& seen : mirrored_packets(net_, asked_, given_)) {
                remark_at(seen.in_reply ? back : there, seen.interface_id, {},
                          {what::mirror, seen.in_reply,
                           one_line(say("mirror: ", "미러링: ") + way_word(seen.way) + ", " +
                                    mirror_words(seen)),
                           one_line(joined({sentence(seen, out_.lang, &net_),
                                            copy_sentence(seen, out_.lang, &net_)},
                                           " "))});
            }
        }
    }

    std::string mirror_words(const mirrored_packet& seen) const {
        if (seen.outcome != verdict::allow) {
            return seen.outcome == verdict::deny ? say("no copy", "복사 안 함")
                                                 : say("not known", "판정 불가");
        }
        const auto target =
            seen.target == nullptr
                ? seen.session->target_id
                : finder_.title_of(detail::thing_of(seen.target->kind), seen.target->component);
        const auto outcome = seen.copy ? seen.copy->outcome : verdict::unknown;
        const auto arrives = outcome == verdict::allow  ? say("arrives", "도착")
                             : outcome == verdict::deny ? say("lost", "도착하지 못함")
                                                        : say("not known", "판정 불가");
        return say("copy to ", "복사 대상 ") + target + " (" + arrives + ")";
    }

    std::vector<visit> request_visits() {
        std::vector<visit> way;
        way.push_back(finder_.end_stop(asked_.from, given_.first_packet.source));
        walk(given_.forward, way);
        if (given_.forward.outcome == leg_outcome::pass && !given_.forward.steps.empty()) {
            if (auto end = finder_.end_of_request(way.back())) {
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
            append(way, finder_.end_stop(asked_.from, given_.first_packet.source));
        }
        return way;
    }

    /// Where the packet should have gone, if it stopped on the way.
    std::optional<stop> unreached_end(const std::vector<visit>& there) {
        if (given_.forward.outcome == leg_outcome::pass) {
            return std::nullopt;
        }
        auto end = finder_.end_stop(asked_.to, given_.first_packet.destination);
        if (std::any_of(there.begin() + 1, there.end(),
                        [&](const visit& one) { return one.key == end.key; })) {
            return std::nullopt;
        }
        end.at.reached = false;
        return std::move(end.at);
    }

    const network_index& net_;
    const question& asked_;
    const answer& given_;
    bool ko_;
    pass_sections wanted_;
    place_finder finder_;
    path_drawing out_;
};

} // namespace

path_drawing draw_path(const network_index& index, const question& asked, const answer& given,
                       language lang, const pass_sections& wanted) {
    return drawer(index, asked, given, lang, wanted).draw();
}

chain_drawing draw_chain(const network_index& index, const std::vector<chain_hop>& hops,
                         language lang, const pass_sections& wanted) {
    chain_drawing drawn;
    drawn.lang = lang;
    drawn.headline = headline(hops, lang);
    drawn.hops.reserve(hops.size());
    for (const auto& hop : hops) {
        drawn.hops.push_back(draw_path(index, hop.asked, hop.given, lang, wanted));
    }
    return drawn;
}

std::string arrows_text(const path_drawing& drawn, bool of_reply) {
    std::vector<std::string> names;
    for (const auto& at : drawn.places) {
        if (!(of_reply ? at.on_reply : at.on_request)) {
            continue;
        }
        const auto& here = of_reply ? at.replies : at.requests;
        auto name = at.kind == path_drawing::place::what::gap ? std::string("...") : at.title;
        if (at.kind == path_drawing::place::what::gate && !here.empty()) {
            name = drawn.checks[here.front()].label;
            name.resize(std::min(name.size(), name.find(": ")));
        }
        for (const auto number : here) {
            const auto& check = drawn.checks[number];
            if (check.decides) {
                name += " (" + std::string(mark_of(check.outcome, drawn.lang)) + ")";
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
