#include "pass_writer.hpp"

#include "vpcplan/fix.hpp"
#include "vpcplan/writers.hpp"

namespace vpcplan::io {

namespace {

json::value direction_of(const step& check) {
    return check.way ? json::value(text_of(to_string(*check.way))) : json::value(nullptr);
}

json::value rule_of(const step& check) {
    return check.rule ? json::value(*check.rule) : json::value(nullptr);
}

json::object packet_object(const packet& header) {
    const auto proto = header.proto();
    json::object out;
    out["protocol"] = text_of(to_string(proto));
    out["source"] = text_of(header.source);
    out["destination"] = text_of(header.destination);
    out["src_port"] = proto.has_ports() ? json::value(header.source_port) : json::value(nullptr);
    out["dst_port"] =
        proto.has_ports() ? json::value(header.destination_port) : json::value(nullptr);
    out["icmp_type"] = proto.is_icmp() ? json::value(header.icmp_type) : json::value(nullptr);
    out["icmp_code"] = proto.is_icmp() ? json::value(header.icmp_code) : json::value(nullptr);
    return out;
}

json::array considered_array(const step& check, const network_index& index) {
    json::array rules;
    rules.reserve(check.considered.size());
    for (const auto& one : check.considered) {
        json::object out;
        out["set"] = one.set;
        out["index"] = one.index;
        out["rule"] = one.number < 0 ? json::value(nullptr) : json::value(one.number);
        out["mismatch"] = one.first_mismatch == rule_field::none
                              ? json::value(nullptr)
                              : json::value(text_of(to_string(one.first_mismatch)));
        out["says"] = text_of(to_string(one.says));
        const auto rule = detail::find_rule(index, check, one);
        out["of"] = or_null(rule.set);
        out["text"] = or_null(rule.text());
        out["place"] = or_null(vpcplan::to_string(rule.place()));
        rules.emplace_back(std::move(out));
    }
    return rules;
}

json::object step_object(const step& check, language lang, const network_index& index) {
    json::object detail;
    for (const auto& [name, value] : check.detail) {
        detail[json::string_view(name)] = text_of(value);
    }
    json::object out;
    out["kind"] = text_of(vpcplan::to_string(check.kind));
    out["component"] = or_null(check.component);
    out["direction"] = direction_of(check);
    out["rule"] = rule_of(check);
    out["outcome"] = text_of(to_string(check.outcome));
    out["code"] = or_null(id_of(check.code));
    out["detail"] = std::move(detail);
    out["text"] = text_of(sentence(check, lang, &index));
    out["place"] = or_null(to_string(check.place));
    out["packet"] = packet_object(check.header);
    out["considered"] = considered_array(check, index);
    return out;
}

json::object leg_object(const leg& way, language lang, const network_index& index) {
    json::array steps;
    steps.reserve(way.steps.size());
    for (const auto& check : way.steps) {
        steps.emplace_back(step_object(check, lang, index));
    }
    json::object out;
    out["verdict"] = text_of(to_string(way.outcome));
    out["steps"] = std::move(steps);
    return out;
}

json::value decided_by(const answer& given) {
    const auto* check = given.deciding_step();
    if (check == nullptr || given.connection == connection_outcome::works) {
        return nullptr;
    }
    json::object out;
    out["component"] = or_null(check->component);
    out["kind"] = text_of(to_string(check->kind));
    out["direction"] = direction_of(*check);
    out["rule"] = rule_of(*check);
    out["leg"] = given.decided_by->in_reply ? "return" : "forward";
    out["code"] = or_null(id_of(check->code));
    return out;
}

json::array ports_array(const std::vector<port_range>& ports) {
    json::array out;
    for (const auto& range : ports) {
        out.emplace_back(json::array{range.first, range.last});
    }
    return out;
}

/// How often it works, of a connection that does only sometimes.
json::value choice_of(const answer& given) {
    if (!given.choice) {
        return nullptr;
    }
    json::object out;
    out["of"] = text_of(vpcplan::to_string(given.choice->of));
    out["works"] = given.choice->works;
    out["all"] = given.choice->all;
    return out;
}

std::string_view to_string(endpoint::kind where) noexcept {
    switch (where) {
    case endpoint::kind::interface: return "interface";
    case endpoint::kind::subnet_address: return "subnet";
    case endpoint::kind::address: return "address";
    case endpoint::kind::internet: return "internet";
    case endpoint::kind::on_premises: return "onprem";
    case endpoint::kind::vpc_router: return "vpc";
    case endpoint::kind::load_balancer: return "load_balancer";
    }
    return "address";
}

json::object endpoint_object(const endpoint& end) {
    json::object out;
    out["kind"] = text_of(to_string(end.where));
    out["id"] = or_null(end.id);
    out["ip"] = end.address ? json::value(text_of(*end.address)) : json::value(nullptr);
    return out;
}

/// What was asked, with names resolved to ids.
json::object question_object(const question& asked) {
    json::object out;
    out["from"] = endpoint_object(asked.from);
    out["to"] = endpoint_object(asked.to);
    out["protocol"] = text_of(to_string(asked.proto));
    out["src_port"] = or_null(asked.source_port);
    out["dst_port"] = or_null(asked.destination_port);
    out["icmp_type"] = or_null(asked.icmp_type);
    out["icmp_code"] = or_null(asked.icmp_code);
    return out;
}

/// The changes that were checked to help, and the words for what they cannot help with.
json::object fix_object(const network& data, const question& asked, const answer& given,
                        language lang) {
    const auto found = suggest_fix(data, asked);
    json::array changes;
    for (const auto& one : found.changes) {
        json::object made;
        made["component"] = or_null(one.component);
        made["what"] = text_of(one.what);
        made["text"] = text_of(one.text(lang));
        made["with"] = one.without ? json::value(nullptr) : or_null(one.words);
        made["without"] = one.without ? or_null(one.words) : json::value(nullptr);
        changes.emplace_back(std::move(made));
    }
    const auto* check = given.deciding_step();
    const auto obstacle = found.complete                   ? reason::none
                          : found.obstacle != reason::none ? found.obstacle
                          : check != nullptr               ? check->code
                                                           : reason::none;
    json::object out;
    out["complete"] = found.complete;
    out["changes"] = std::move(changes);
    out["obstacle"] = or_null(id_of(obstacle));
    out["remedy"] = obstacle == reason::none ? json::value(nullptr)
                                             : json::value(text_of(explain(obstacle, lang).remedy));
    return out;
}

std::string_view to_string(severity level) noexcept {
    switch (level) {
    case severity::note: return "note";
    case severity::warning: return "warning";
    case severity::error: return "error";
    }
    return "warning";
}

json::array diagnostics_array(const std::vector<diagnostic>& diagnostics) {
    json::array out;
    out.reserve(diagnostics.size());
    for (const auto& one : diagnostics) {
        json::object said;
        said["severity"] = text_of(to_string(one.level));
        said["id"] = text_of(one.id);
        said["message"] = text_of(one.message);
        said["place"] = or_null(vpcplan::to_string(one.place));
        out.emplace_back(std::move(said));
    }
    return out;
}

} // namespace

json::object pass_object(const network_index& index, const question& asked, const answer& given,
                         const std::vector<diagnostic>& diagnostics, language lang,
                         const pass_sections& wanted) {
    json::array assumptions;
    for (const auto taken : given.assumptions) {
        assumptions.emplace_back(text_of(sentence(taken, lang)));
    }
    json::object out;
    out["schema"] = "vpcplan.pass/1";
    out["connection"] = text_of(vpcplan::to_string(given.connection));
    out["decided_by"] = decided_by(given);
    out["forward"] = leg_object(given.forward, lang, index);
    out["return"] = leg_object(given.reply, lang, index);
    out["source_ports"] = ports_array(given.source_ports);
    out["assumptions"] = std::move(assumptions);
    out["diagnostics"] = diagnostics_array(diagnostics);
    out["destination_ports"] = ports_array(given.destination_ports);
    out["choices"] = choice_of(given);
    out["packet"] = packet_object(given.first_packet);
    out["question"] = question_object(asked);
    out["fix"] = given.connection == connection_outcome::fails
                     ? json::value(fix_object(index.data(), asked, given, lang))
                     : json::value(nullptr);
    add_sections(out, index, asked, given, lang, wanted);
    return out;
}

} // namespace vpcplan::io

namespace vpcplan {

std::string pass_json(const network_index& index, const question& asked, const answer& given,
                      const std::vector<diagnostic>& diagnostics, language lang,
                      const pass_sections& wanted) {
    return io::to_line(io::pass_object(index, asked, given, diagnostics, lang, wanted));
}

} // namespace vpcplan
