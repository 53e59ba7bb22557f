#include "network_builder.hpp"

#include <vpcplan/path.hpp>

namespace vpcplan::test {

question question_of(const network_index& index, const std::string& from, const std::string& to,
                     const std::string& what, std::optional<std::uint16_t> source_port) {
    const auto source = find_endpoint(index, from, true);
    const auto destination = find_endpoint(index, to, false);
    if (!source.value || !destination.value) {
        throw std::invalid_argument("no endpoint: " + from + " or " + to);
    }
    question asked{*source.value, *destination.value};
    const auto slash = what.find('/');
    asked.proto = parse_protocol(what.substr(0, slash)).value();
    asked.source_port = source_port;
    if (slash != std::string::npos && asked.proto.has_ports()) {
        asked.destination_port = parse_port_range(what.substr(slash + 1)).value().first;
    } else if (slash != std::string::npos) {
        const auto second = what.find('/', slash + 1);
        asked.icmp_type = static_cast<std::uint8_t>(std::stoi(what.substr(slash + 1)));
        asked.icmp_code = static_cast<std::uint8_t>(std::stoi(what.substr(second + 1)));
    }
    return asked;
}

std::string short_text(const answer& said) {
    std::string text(to_string(said.connection));
    if (const auto* by = said.deciding_step()) {
        text += said.decided_by->in_reply ? " reply " : " forward ";
        text += by->component.empty() ? "-" : by->component;
        if (by->rule) {
            text += " " + std::to_string(*by->rule);
        }
        text += " ";
        text += id_of(by->code);
    }
    return text;
}

std::string ask_short(const network_builder& built, const std::string& from, const std::string& to,
                      const std::string& what, std::optional<std::uint16_t> source_port) {
    const network_index index(built.data);
    return short_text(vpcplan::ask(index, question_of(index, from, to, what, source_port)).value());
}

result<answer> ask(const network_index& index, const question& asked) {
    return vpcplan::ask(index, asked);
}

} // namespace vpcplan::test
