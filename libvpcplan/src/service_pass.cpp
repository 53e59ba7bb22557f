// The methods pass and version.
#include "network_cache.hpp"
#include "pass_writer.hpp"
#include "rpc_method.hpp"

#include "vpcplan/path.hpp"

namespace vpcplan::io {

namespace {

std::shared_ptr<const indexed_network> network_of(const arguments& given, network_cache& networks) {
    if (given.has("network") == given.has("path")) {
        rpc_failure failure(rpc_code::invalid_params,
                            id_of(given.has("path") ? errc::bad_value : errc::missing_field),
                            R"(pass needs either "network" or "path")",
                            R"("path" is a file or folder, "network" an object)");
        failure.parameter = "network";
        throw failure;
    }
    if (given.has("path")) {
        return networks.at_path(given.text("path"));
    }
    const auto& network = given.at("network");
    if (!network.is_object()) {
        wrong_type(network, "network", "an object: AWS describe keys or a vpc.yaml object");
    }
    return networks.from_text(to_line(network));
}

endpoint named_endpoint(const network_index& index, const std::string& text,
                        const std::string& where, bool is_source) {
    auto found = find_endpoint(index, text, is_source);
    if (found.value) {
        return std::move(*found.value);
    }
    std::string names;
    for (const auto& one : found.error.candidates) {
        names += (names.empty() ? "" : ", ") + one;
    }
    std::string hint;
    if (!found.error.candidates.empty() && found.error.candidates.front() == text) {
        hint = "the input describes no interface of it, or one that belongs to another instance "
               "too; see the diagnostics";
    } else if (!names.empty()) {
        hint = found.error.code == errc::ambiguous_name    ? "one of " + names
               : found.error.code == errc::no_host_address ? "hosts have " + names
                                                           : "did you mean " + names + "?";
    } else if (found.error.code == errc::unknown_name && parse_address(text)) {
        hint = R"({"internet": ")" + text + R"("} is a host on the internet, {"onprem": ")" + text +
               R"("} one behind a VPN)";
    }
    rpc_failure failure(rpc_code::invalid_params, id_of(found.error.code),
                        where + ": \"" + text.substr(0, 120) +
                            "\": " + std::string(reason_of(found.error.code)) +
                            (hint.empty() ? "" : " (" + hint + ")"),
                        hint);
    failure.parameter = where;
    failure.length = text.size();
    throw failure;
}

constexpr auto* endpoint_forms = R"(an id or Name, an address, {"internet": address}, )"
                                 R"({"onprem": address}, {"subnet": id, "ip": address} or )"
                                 R"({"vpc": id, "ip": address})";

/// {"subnet": id or Name, "ip": address}, and the same of a VPC.
endpoint endpoint_in(std::string_view place, const network_index& index, const json::object& given,
                     const std::string& where, bool is_source) {
    const auto* ip = given.if_contains("ip");
    if (given.size() != 2 || ip == nullptr) {
        bad_value(errc::missing_field, where,
                  "a " + std::string(place == "vpc" ? "VPC" : place) +
                      " needs \"ip\", the address that the packet has there",
                  "add \"ip\"");
    }
    const auto inner = where + "/" + std::string(place);
    const auto id = text_in(given.at(place), inner);
    const auto address = address_in(*ip, where + "/ip");
    if (place == "vpc" && !is_source) {
        bad_value(errc::bad_value, inner, "the router of a VPC is no destination",
                  "the address alone");
    }
    return named_endpoint(index, id + ":" + detail::to_string(address), inner, is_source);
}

endpoint endpoint_of(const arguments& given, const network_index& index, const std::string& where,
                     bool is_source) {
    const auto& value = given.at(where);
    if (value.is_string()) {
        return named_endpoint(index, text_in(value, where), where, is_source);
    }
    if (!value.is_object()) {
        wrong_type(value, where, endpoint_forms);
    }
    const auto& form = value.get_object();
    for (const auto* place : {"subnet", "vpc"}) {
        if (form.contains(place)) {
            return endpoint_in(place, index, form, where, is_source);
        }
    }
    if (form.size() == 1) {
        for (const auto& [word, kind] : {std::pair{"internet", endpoint::kind::internet},
                                         std::pair{"onprem", endpoint::kind::on_premises}}) {
            if (const auto* address = form.if_contains(word)) {
                return {kind, {}, address_in(*address, where + "/" + word)};
            }
        }
    }
    bad_value(errc::unknown_field, where,
              "this object is no place" +
                  (form.empty() ? std::string()
                                : " (\"" + std::string(form.begin()->key()).substr(0, 64) + "\")"),
              endpoint_forms);
}

template <class Number>
std::optional<Number> number_of(const arguments& given, std::string_view name, std::int64_t most,
                                bool has_meaning, protocol proto) {
    if (!given.has(name)) {
        return std::nullopt;
    }
    const auto number = given.integer(name, 0, most);
    if (!has_meaning && !proto.is_any()) {
        bad_value(errc::bad_value, std::string(name),
                  "protocol " + to_string(proto) + " has no such field", "leave it out");
    }
    return static_cast<Number>(number);
}

question question_of(const arguments& given, const network_index& index) {
    question asked;
    asked.from = endpoint_of(given, index, "from", true);
    asked.to = endpoint_of(given, index, "to", false);
    const auto name = given.text("protocol");
    const auto proto = parse_protocol(name);
    if (!proto) {
        bad_text(proto.error(), name, "protocol");
    }
    asked.proto = *proto;
    const bool ports = proto->has_ports();
    const bool icmp = proto->is_icmp();
    asked.source_port = number_of<std::uint16_t>(given, "src_port", 65535, ports, *proto);
    asked.destination_port = number_of<std::uint16_t>(given, "dst_port", 65535, ports, *proto);
    asked.icmp_type = number_of<std::uint8_t>(given, "icmp_type", 255, icmp, *proto);
    asked.icmp_code = number_of<std::uint8_t>(given, "icmp_code", 255, icmp, *proto);
    if (asked.icmp_code && !asked.icmp_type) {
        bad_value(errc::bad_icmp, "icmp_code", "an ICMP code needs a type", "add \"icmp_type\"");
    }
    const auto client = given.choice("client", {"any", "linux", "windows"});
    asked.client = client == "linux"     ? client_ports::linux_hosts
                   : client == "windows" ? client_ports::windows
                                         : client_ports::any;
    return asked;
}

/// A host of "via": as the destination of one hop and the source of the next.
via_host via_of(const json::value& value, const network_index& index, const std::string& where) {
    const auto text = text_in(value, where);
    const auto parsed = parse_via(text);
    if (!parsed) {
        bad_text(parsed.error(), text, where);
    }
    auto as_source = named_endpoint(index, parsed->name, where, true);
    if (as_source.where != endpoint::kind::interface) {
        bad_value(errc::bad_value, where, "a host to log in to is an instance or interface",
                  "the Name or id of one");
    }
    return {named_endpoint(index, parsed->name, where, false), std::move(as_source), parsed->proto,
            parsed->port};
}

std::vector<via_host> vias_of(const arguments& given, const network_index& index) {
    std::vector<via_host> all;
    if (!given.has("via")) {
        return all;
    }
    const auto& list = given.at("via");
    if (!list.is_array()) {
        wrong_type(list, "via", R"(a list of hosts such as ["bastion-1", "jump-2,tcp/3389"])");
    }
    for (const auto& value : list.get_array()) {
        all.push_back(via_of(value, index, "via/" + std::to_string(all.size())));
    }
    return all;
}

/// "without" and "with", in this order: what is taken away leaves room for what comes.
std::vector<change_request> changes_of(const arguments& given, std::vector<std::string>& wheres) {
    std::vector<change_request> all;
    for (const bool without : {true, false}) {
        const std::string name = without ? "without" : "with";
        if (!given.has(name)) {
            continue;
        }
        const auto& list = given.at(name);
        if (!list.is_array()) {
            wrong_type(list, name,
                       R"(a list of changes such as ["group web: in tcp 443 from 0.0.0.0/0"])");
        }
        std::size_t number = 0;
        for (const auto& value : list.get_array()) {
            wheres.push_back(name + "/" + std::to_string(number++));
            all.push_back({text_in(value, wheres.back()), without});
        }
    }
    return all;
}

/// A copy of the network with the changes; nothing when there are none.
std::optional<changed_network> changed(const arguments& given, const vpcplan::network& data) {
    std::vector<std::string> wheres;
    const auto requests = changes_of(given, wheres);
    if (requests.empty()) {
        return std::nullopt;
    }
    auto outcome = change_network(data, requests);
    if (const auto* failure = std::get_if<change_failure>(&outcome)) {
        const auto& why = failure->why;
        const auto& text = requests[failure->request].text;
        std::string hint;
        for (const auto& one : why.nearest) {
            hint += (hint.empty() ? "" : ", ") + one;
        }
        rpc_failure refused(
            rpc_code::invalid_params, id_of(why.code),
            wheres[failure->request] + ": \"" + text.substr(0, 200) + "\": " + why.message, hint);
        refused.parameter = wheres[failure->request];
        refused.offset = why.offset;
        refused.length = why.length;
        throw refused;
    }
    return std::get<changed_network>(std::move(outcome));
}

json::object pass(const arguments& given, network_cache& networks) {
    const auto lang = language_of(given);
    const auto network = network_of(given, networks);
    auto changes = changed(given, network->loaded.data);
    std::optional<network_index> other;
    if (changes) {
        other.emplace(changes->data);
    }
    const auto& index = other ? *other : network->index;
    const auto asked = question_of(given, index);
    pass_sections wanted{given.flag("flow_logs"), given.flag("mirrors")};
    if (changes) {
        wanted.changes = std::move(changes->made);
    }
    const auto via = vias_of(given, index);
    std::vector<chain_hop> hops;
    for (const auto& hop : chain_questions(asked, via)) {
        auto said = ask(index, hop);
        if (!said) {
            arguments::fail(said.error().code,
                            hops.size() < via.size() ? "via/" + std::to_string(hops.size()) : "to",
                            "no packet can go from one end to the other",
                            said.error().code == errc::family_mismatch
                                ? "both ends need an address of the same family"
                                : "");
        }
        hops.push_back({hop, std::move(*said)});
    }
    const auto& diagnostics = network->loaded.diagnostics;
    return via.empty() ? pass_object(index, asked, hops[0].given, diagnostics, lang, wanted)
                       : chain_object(index, hops, diagnostics, lang, wanted);
}

json::object version(const arguments&, network_cache&) {
    json::object out;
    out["version"] = VPCPLAN_VERSION;
    out["schemas"] = json::array{"vpcplan.pass/1", "vpcplan.pass_chain/1"};
    return out;
}

} // namespace

std::vector<method> pass_methods() {
    return {
        {"pass",
         "Does a packet pass, and which rule decides?",
         {{"network", false, "an object: AWS describe keys or a vpc.yaml object"},
          {"path", false, "a file or folder with the network"},
          {"from", true, endpoint_forms},
          {"to", true, endpoint_forms},
          {"protocol", true, R"("tcp", "udp", "icmp", "icmpv6", "all" or a number as string)"},
          {"src_port", false, "0-65535, or null for every port of the client"},
          {"dst_port", false, "0-65535, or null for every port"},
          {"icmp_type", false, "0-255, or null for an echo request"},
          {"icmp_code", false, "0-255, or null for 0"},
          {"client", false, R"("any" (default), "linux" or "windows": the ephemeral ports)"},
          {"with", false, R"(changes to ask with: ["group web: in tcp 443 from 0.0.0.0/0"])"},
          {"without", false, R"(what is taken away first: ["route private: 0.0.0.0/0"])"},
          {"via", false, R"(hosts to log in to first: ["bastion-1", "jump-2,tcp/3389"])"},
          {"flow_logs", false, "true: add the flow-log records"},
          {"mirrors", false, "true: add what traffic mirroring copies"},
          language_parameter()},
         pass},
        {"version", "The version, and the schemas of its answers.", {}, version},
    };
}

} // namespace vpcplan::io
