// What stands beside an answer to `pass` as JSON: flow-log records, mirroring, notes, chains.
#include "pass_writer.hpp"

#include "vpcplan/flow_log.hpp"
#include "vpcplan/mirroring.hpp"
#include "vpcplan/path_notes.hpp"
#include "vpcplan/writers.hpp"

namespace vpcplan::io {

namespace {

std::string_view leg_name(bool in_reply) noexcept { return in_reply ? "return" : "forward"; }

std::string_view to_string(mirror_target_kind kind) noexcept {
    switch (kind) {
    case mirror_target_kind::interface: return "interface";
    case mirror_target_kind::network_load_balancer: return "network_load_balancer";
    case mirror_target_kind::endpoint: return "endpoint";
    case mirror_target_kind::other: return "other";
    }
    return "other";
}

/// Whether something holds: null where that is unknown.
json::value holds(verdict outcome) {
    return outcome == verdict::unknown ? json::value(nullptr)
                                       : json::value(outcome == verdict::allow);
}

json::object flow_log_object(const flow_log_record& record) {
    json::object out;
    out["leg"] = text_of(leg_name(record.in_reply));
    out["line"] = text_of(default_format(record));
    out["version"] = 2;
    out["account-id"] = or_null(record.account_id);
    out["interface-id"] = or_null(record.interface_id);
    out["srcaddr"] = or_null(record.source);
    out["dstaddr"] = or_null(record.destination);
    out["srcport"] = or_null(record.source_port);
    out["dstport"] = or_null(record.destination_port);
    out["protocol"] = record.protocol_number;
    out["packets"] = nullptr;
    out["bytes"] = nullptr;
    out["start"] = nullptr;
    out["end"] = nullptr;
    out["action"] = record.action == flow_log_action::unknown
                        ? json::value(nullptr)
                        : json::value(text_of(to_string(record.action)));
    out["log-status"] = "OK";
    out["vpc-id"] = or_null(record.vpc_id);
    out["subnet-id"] = or_null(record.subnet_id);
    out["instance-id"] = or_null(record.instance_id);
    out["tcp-flags"] = or_null(record.tcp_flags);
    out["type"] = record.family == address_family::ipv4 ? "IPv4" : "IPv6";
    out["pkt-srcaddr"] = or_null(record.packet_source);
    out["pkt-dstaddr"] = or_null(record.packet_destination);
    out["flow-direction"] = record.way == direction::in ? "ingress" : "egress";
    out["traffic-path"] = or_null(record.traffic_path);
    out["reject-reason"] = or_null(record.reject_reason);
    out["resource-id"] = or_null(record.resource_id);
    return out;
}

json::value copy_object(const mirrored_packet& seen, language lang, const network_index& index) {
    if (!seen.copy) {
        return nullptr;
    }
    const auto* stopped_by = seen.copy->stopped_by ? &*seen.copy->stopped_by : nullptr;
    json::object out;
    out["arrives"] = holds(seen.copy->outcome);
    out["component"] = stopped_by != nullptr ? or_null(stopped_by->component) : nullptr;
    out["code"] = stopped_by != nullptr ? or_null(id_of(stopped_by->code)) : nullptr;
    out["text"] = text_of(copy_sentence(seen, lang, &index));
    return out;
}

json::object mirror_object(const mirrored_packet& seen, language lang, const network_index& index) {
    json::object out;
    out["leg"] = text_of(leg_name(seen.in_reply));
    out["interface"] = text_of(seen.interface_id);
    out["direction"] = text_of(vpcplan::to_string(seen.way));
    out["mirrored"] = holds(seen.outcome);
    out["why"] = text_of(id_of(seen.why));
    out["session"] = seen.session != nullptr ? or_null(seen.session->id) : nullptr;
    out["filter"] = seen.session != nullptr ? or_null(seen.session->filter_id) : nullptr;
    out["rule"] = seen.rule != nullptr ? json::value(seen.rule->number) : json::value(nullptr);
    if (seen.target != nullptr) {
        json::object target;
        target["id"] = text_of(seen.target->id);
        target["kind"] = text_of(to_string(seen.target->kind));
        target["component"] = or_null(seen.target->component);
        out["target"] = std::move(target);
    } else {
        out["target"] = nullptr;
    }
    out["copy"] = copy_object(seen, lang, index);
    out["text"] = text_of(sentence(seen, lang, &index));
    return out;
}

void add_changes(json::object& out, const std::vector<change_request>& changes) {
    if (changes.empty()) {
        return;
    }
    json::array with;
    json::array without;
    for (const auto& one : changes) {
        (one.without ? without : with).emplace_back(text_of(one.text));
    }
    out["with"] = std::move(with);
    out["without"] = std::move(without);
}

} // namespace

void add_sections(json::object& out, const network_index& index, const question& asked,
                  const answer& given, language lang, const pass_sections& wanted) {
    json::array notes;
    for (const auto& note : path_notes(index, asked, given)) {
        json::object one;
        one["id"] = text_of(note.id);
        one["text"] = text_of(note.text(lang));
        notes.emplace_back(std::move(one));
    }
    out["notes"] = std::move(notes);
    add_changes(out, wanted.changes);
    if (wanted.flow_log) {
        json::array records;
        for (const auto& record : flow_log_records(index, asked, given)) {
            records.emplace_back(flow_log_object(record));
        }
        out["flow_log"] = std::move(records);
    }
    if (wanted.mirrors) {
        json::array mirrors;
        for (const auto& seen : mirrored_packets(index, asked, given)) {
            mirrors.emplace_back(mirror_object(seen, lang, index));
        }
        out["mirrors"] = std::move(mirrors);
    }
}

json::object chain_object(const network_index& index, const std::vector<chain_hop>& hops,
                          const std::vector<diagnostic>& diagnostics, language lang,
                          const pass_sections& wanted) {
    json::array answers;
    for (const auto& hop : hops) {
        answers.emplace_back(pass_object(index, hop.asked, hop.given, diagnostics, lang, wanted));
    }
    json::object out;
    out["schema"] = "vpcplan.pass_chain/1";
    out["connection"] = text_of(vpcplan::to_string(worst_of(hops)));
    out["hops"] = std::move(answers);
    add_changes(out, wanted.changes);
    return out;
}

} // namespace vpcplan::io

namespace vpcplan {

std::string pass_chain_json(const network_index& index, const std::vector<chain_hop>& hops,
                            const std::vector<diagnostic>& diagnostics, language lang,
                            const pass_sections& wanted) {
    return io::to_line(io::chain_object(index, hops, diagnostics, lang, wanted));
}

} // namespace vpcplan
