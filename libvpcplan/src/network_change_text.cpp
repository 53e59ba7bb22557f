// Kinds and names of changes as people write them, and changes made on a copy.
#include "change_reader.hpp"
#include "document.hpp"
#include "vpcplan/question.hpp"

namespace vpcplan {

namespace detail {

void change_reader::no_such(std::string_view name, std::string_view noun,
                            const std::vector<std::string>& names) const {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const auto& one : names) {
        const auto distance = edit_distance(one.substr(0, 64), name.substr(0, 64));
        if (distance <= std::max<std::size_t>(2, name.size() / 3)) {
            ranked.emplace_back(distance, one);
        }
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> near;
    for (const auto& [distance, one] : ranked) {
        if (near.size() < 3 && std::find(near.begin(), near.end(), one) == near.end()) {
            near.push_back(one);
        }
    }
    std::string message = "there is no " + std::string(noun) + " " + in_quotes(name);
    std::string listed;
    constexpr std::size_t few = 8;
    const auto& shown = near.empty() ? names : near;
    for (const auto& one : shown) {
        listed += (listed.empty() ? "" : ", ") + one;
    }
    if (!near.empty()) {
        message += " (did you mean " + listed + "?)";
    } else if (names.empty()) {
        message += "; the network has none";
    } else if (names.size() <= few) {
        message += "; there " + std::string(names.size() == 1 ? "is " : "are ") + listed;
    } else {
        message += " (`vpcplan show` lists what there is)";
    }
    fail(errc::unknown_name, name, std::move(message), std::move(near));
}

void change_reader::several(std::string_view name, std::string_view noun,
                            std::vector<std::string> ids) const {
    std::string listed;
    for (const auto& id : ids) {
        listed += (listed.empty() ? "" : ", ") + id;
    }
    fail(errc::ambiguous_name, name,
         "several things could be meant by " + std::string(noun) + " " + in_quotes(name) +
             "; write " + listed,
         std::move(ids));
}

const interface& change_reader::named_host(std::string_view name) const {
    auto found = hosts_called(index_, name);
    if (found.empty()) {
        if (const auto address = parse_address_bits(name)) {
            found = index_.interfaces_at(*address);
        }
    }
    if (found.size() == 1) {
        return *found.front();
    }
    std::vector<std::string> names;
    if (found.empty()) {
        for (const auto& one : data_.interfaces) {
            names.push_back(clear_host(index_, one.id));
        }
        no_such(name, "instance or interface", names);
    }
    for (const auto* one : found) {
        names.push_back(one->id);
    }
    several(name, "host", std::move(names));
}

const std::vector<change_reader::change_kind>& change_reader::kinds() {
    static const std::vector<change_kind> all = {
        {"acl", &change_reader::read_acl, "out 120 allow tcp 1024-65535 to 10.0.1.0/24"},
        {"group", &change_reader::read_group, "in tcp 443 from 0.0.0.0/0"},
        {"route", &change_reader::read_route, "10.1.0.0/16 -> pcx-1"},
        {"subnet", &change_reader::read_subnet, "table private, or acl strict"},
        {"host", &change_reader::read_host, "public_ip, source_dest_check off, or group web"},
        {"vpc", &change_reader::read_vpc, "igw igw-1"},
        {"nat", &change_reader::read_nat, "subnet public"},
        {"tgw-route", &change_reader::read_transit_route, "10.1.0.0/16 -> tgw-attach-1"},
        {"tgw-attachment", &change_reader::read_attachment, "subnet app"},
    };
    return all;
}

namespace {

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// Words that people have for a kind beside ours.
std::string usual_kind(std::string_view word) {
    static constexpr std::pair<std::string_view, std::string_view> others[] = {
        {"nacl", "acl"},
        {"network_acl", "acl"},
        {"network-acl", "acl"},
        {"sg", "group"},
        {"security_group", "group"},
        {"security-group", "group"},
        {"routes", "route"},
        {"route_table", "route"},
        {"route-table", "route"},
        {"instance", "host"},
        {"interface", "host"},
        {"eni", "host"},
        {"nat_gateway", "nat"},
        {"nat-gateway", "nat"},
        {"tgw_route", "tgw-route"},
        {"tgw_attachment", "tgw-attachment"}};
    auto lower = lower_case(word);
    for (const auto& [other, usual] : others) {
        if (lower == other) {
            return std::string(usual);
        }
    }
    return lower;
}

} // namespace

/// "KIND NAME:" at the start. Names of vpc.yaml may have a colon, but no blank.
const change_reader::change_kind& change_reader::read_kind() {
    auto left = text_;
    const auto word = take_word(left);
    if (word.empty()) {
        fail(errc::empty_input, text_.substr(text_.size()),
             "nothing given; write e.g. \"acl priv: out 120 allow tcp 1024-65535 to 10.0.1.0/24\"");
    }
    const auto usual = usual_kind(word.substr(0, 64));
    const auto found = std::find_if(kinds().begin(), kinds().end(),
                                    [&](const change_kind& one) { return one.word == usual; });
    if (found == kinds().end()) {
        std::string words;
        std::vector<std::string> near;
        for (const auto& one : kinds()) {
            words += (words.empty() ? "" : ", ") + std::string(one.word);
            if (edit_distance(one.word, usual) <= 2) {
                near.emplace_back(one.word);
            }
        }
        const auto hint = near.empty() ? std::string() : " (did you mean " + near.front() + "?)";
        fail(errc::bad_value, word,
             in_quotes(word) + " is no kind of thing that can be changed" + hint +
                 "; a change starts with " + words,
             std::move(near));
    }
    auto colon = left.find(": ");
    if (colon == std::string_view::npos) {
        colon = left.ends_with(':') ? left.size() - 1 : left.find(':');
    }
    if (colon == std::string_view::npos) {
        fail(errc::bad_syntax, left.substr(left.size()),
             "after the name come a colon and the change, e.g. " + std::string(found->word) + " " +
                 (left.empty() ? "NAME" : std::string(left.substr(0, left.find(' ')))) + ": " +
                 std::string(found->form));
    }
    name_ = trimmed_text(left.substr(0, colon));
    rest_ = trimmed_text(left.substr(colon + 1));
    if (name_.empty()) {
        fail(errc::missing_field, left.substr(0, 1),
             "the name is missing: " + std::string(found->word) +
                 " NAME: " + std::string(found->form));
    }
    if (rest_.empty()) {
        fail(errc::missing_field, rest_,
             "the change is missing; write e.g. " + std::string(found->word) + " " +
                 std::string(name_) + ": " + std::string(found->form));
    }
    return *found;
}

direction change_reader::read_way() {
    const auto word = take_word(rest_);
    const auto usual = lower_case(word.substr(0, 16));
    if (usual == "in" || usual == "inbound" || usual == "ingress") {
        return direction::in;
    }
    if (usual == "out" || usual == "outbound" || usual == "egress") {
        return direction::out;
    }
    fail(errc::bad_value, word, in_quotes(word) + ": a rule starts with in or out");
}

std::string_view change_reader::rest_as_name(std::string_view what) {
    if (rest_.empty()) {
        fail(errc::missing_field, rest_, "which " + std::string(what) + "? Its name is missing");
    }
    return std::exchange(rest_, rest_.substr(rest_.size()));
}

void change_reader::expect_word(std::string_view word) {
    const auto given = take_word(rest_);
    if (given != word) {
        fail(errc::bad_value, given,
             in_quotes(given) + ": here comes the word " + std::string(word));
    }
}

void change_reader::expect_end() const {
    if (!rest_.empty()) {
        fail(errc::bad_value, rest_, in_quotes(rest_) + " is too much: the change ends before it");
    }
}

cidr change_reader::read_block(std::string_view part) const {
    const auto block = parse_cidr(part);
    if (!block) {
        fail_within(block.error().code, part, block.error().offset, block.error().length,
                    describe(block.error(), part));
    }
    return *block;
}

address_bits change_reader::read_address(std::string_view part) const {
    const auto address = parse_address_bits(part);
    if (!address) {
        fail_within(address.error().code, part, address.error().offset, address.error().length,
                    describe(address.error(), part));
    }
    return *address;
}

std::pair<std::string_view, std::optional<std::string_view>> change_reader::at_arrow() const {
    for (const std::string_view arrow : {"->", "→"}) {
        const auto at = rest_.find(arrow);
        if (at != std::string_view::npos) {
            return {trimmed_text(rest_.substr(0, at)),
                    trimmed_text(rest_.substr(at + arrow.size()))};
        }
    }
    return {rest_, std::nullopt};
}

change_reader::changes change_reader::read() {
    const auto& found = read_kind();
    return (this->*found.read)();
}

} // namespace detail

parsed_changes parse_network_change(const network_index& index, std::string_view text,
                                    bool without) {
    try {
        return detail::change_reader(index, text, without).read();
    } catch (detail::bad_change& said) {
        return std::move(said.why);
    }
}

std::variant<changed_network, change_failure>
change_network(const network& data, std::span<const change_request> requests) {
    changed_network made{data, {}};
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto& one = requests[i];
        std::vector<network_change> changes;
        {
            const network_index index(made.data);
            auto parsed = parse_network_change(index, one.text, one.without);
            if (auto* why = std::get_if<change_text_error>(&parsed)) {
                return change_failure{i, std::move(*why)};
            }
            changes = std::get<std::vector<network_change>>(std::move(parsed));
            for (const auto& change : changes) {
                made.made.push_back({words_of(change, index), one.without});
            }
        }
        for (const auto& change : changes) {
            if (auto refused = apply(made.data, change)) {
                return change_failure{
                    i, {refused->code, std::move(refused->message), 0, one.text.size(), {}}};
            }
        }
    }
    return made;
}

} // namespace vpcplan
