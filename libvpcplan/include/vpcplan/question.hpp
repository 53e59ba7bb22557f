// Floor 6. "Will this packet pass?" as data: who asks whom for what, and how names become places.
#pragma once

#include "network.hpp"
#include "subnet.hpp"

namespace vpcplan {

/// One end of a connection.
struct endpoint {
    enum class kind : std::uint8_t {
        interface,      ///< an interface of the network, at `address`
        subnet_address, ///< an address of a subnet that no interface has (yet)
        address,        ///< an address to be found by routing: destinations only
        internet,       ///< a host on the internet
        on_premises,    ///< a host behind a VPN or Direct Connect
        vpc_router,     ///< a packet at the router of a VPC, whatever led it there: sources only
        load_balancer   ///< by its name: every node that its DNS name leads to
    };
    kind where = kind::address;
    std::string id;                                ///< of the interface, subnet, VPC or balancer
    std::optional<detail::address_bits> address{}; ///< nothing: chosen to fit the other end
};

/// The ephemeral ports of the asker when no source port is given.
/// Source: VPC guide, "Custom network ACLs and other AWS services"; Linux ip-sysctl.
enum class client_ports : std::uint8_t {
    any,         ///< 1024-65535: right for every client
    linux_hosts, ///< 32768-60999: the kernel's default
    windows      ///< 49152-65535: Windows Server 2008 and later
};

constexpr port_range range_of(client_ports client) noexcept {
    switch (client) {
    case client_ports::any: return {1024, 65535};
    case client_ports::linux_hosts: return {32768, 60999};
    case client_ports::windows: return {49152, 65535};
    }
    return {1024, 65535};
}

struct question {
    endpoint from;
    endpoint to;
    protocol proto = protocol::tcp();
    std::optional<std::uint16_t> source_port{};      ///< nothing: every port of `client`
    std::optional<std::uint16_t> destination_port{}; ///< nothing: every port
    std::optional<std::uint8_t> icmp_type{};         ///< nothing: echo request
    std::optional<std::uint8_t> icmp_code{};         ///< nothing: 0
    client_ports client = client_ports::any;
};

/// Why a name does not lead to an endpoint.
struct endpoint_error {
    errc code = errc::unknown_name;
    /// Nearest names, all that share the name, or the addresses that hosts of the subnet can have.
    std::vector<std::string> candidates;
};

/// An endpoint, or why not.
struct endpoint_result {
    std::optional<endpoint> value;
    endpoint_error error;
};

namespace detail {

/// Edits needed to turn one word into another, for "did you mean". Complexity: O(|a| * |b|).
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1,
                               diagonal + (a[i - 1] == b[j - 1] ? std::size_t{0} : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

/// "eni-1", and where it is as far as that is known: "eni-1 (111122223333, eu-west-1)".
inline std::string id_and_home(const network_index& index, const interface& one) {
    const auto* home = index.find_vpc(one.vpc_id);
    const std::string owner =
        !one.owner_id.empty() || home == nullptr ? one.owner_id : home->owner_id;
    const std::string region = home != nullptr ? home->region : std::string();
    const auto* gap = owner.empty() || region.empty() ? "" : ", ";
    return owner.empty() && region.empty() ? one.id : one.id + " (" + owner + gap + region + ")";
}

inline std::vector<std::string> nearest_names(const network& data, std::string_view text) {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    const auto offer = [&](const std::string& name) {
        if (!name.empty() && name.size() < 64) {
            const auto distance = edit_distance(name, text.substr(0, 64));
            if (distance <= std::max<std::size_t>(2, text.size() / 3)) {
                ranked.emplace_back(distance, name);
            }
        }
    };
    for (const auto& one : data.instances) {
        offer(one.name);
        offer(one.id);
    }
    for (const auto& one : data.interfaces) {
        offer(one.name);
        offer(one.id);
    }
    for (const auto& one : data.load_balancers) {
        offer(one.name);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> names;
    for (const auto& [distance, name] : ranked) {
        if (names.size() < 3 && (names.empty() || names.back() != name)) {
            names.push_back(name);
        }
    }
    return names;
}

/// What hosts of a subnet can have: "10.0.2.4 - 10.0.2.254" for each of its blocks.
inline std::vector<std::string> host_addresses_of(const subnet& home) {
    std::vector<std::string> spans;
    for (const auto& block : home.blocks) {
        if (const auto info = info_of_subnet(block)) {
            spans.push_back(to_string(bits_of(info->first_usable)) + " - " +
                            to_string(bits_of(info->last_usable)));
        }
    }
    return spans;
}

/// An address of a subnet, by its id or Name: planned, or that of the interface which has it.
/// Nothing when no subnet is called so.
inline std::optional<endpoint_result>
find_in_subnet(const network_index& index, std::string_view word, const address_bits& address) {
    const bool is_id = index.find_subnet(word) != nullptr;
    std::vector<const subnet*> named;
    bool any_holds = false;
    for (const auto& one : index.data().subnets) {
        if (is_id ? one.id == word : one.name == word && !word.empty()) {
            named.push_back(&one);
            any_holds = any_holds || one.contains(address);
        }
    }
    if (any_holds) { // of several with one Name, the one meant
        std::erase_if(named, [&](const subnet* one) { return !one->contains(address); });
    }
    if (named.empty()) {
        return std::nullopt;
    }
    if (named.size() > 1) {
        endpoint_error several{errc::ambiguous_name, {}};
        for (const auto* one : named) {
            several.candidates.push_back(one->id);
        }
        return endpoint_result{std::nullopt, std::move(several)};
    }
    const auto& home = *named.front();
    const auto block = std::find_if(home.blocks.begin(), home.blocks.end(),
                                    [&](const cidr& one) { return one.contains(address); });
    const bool is_for_hosts = block != home.blocks.end() && !reserved_role_of(*block, address);
    if (!is_for_hosts && !home.blocks.empty()) {
        return endpoint_result{std::nullopt, {errc::no_host_address, host_addresses_of(home)}};
    }
    if (const auto* owner = index.interface_at(home.vpc_id, address)) {
        return endpoint_result{endpoint{endpoint::kind::interface, owner->id, address}, {}};
    }
    return endpoint_result{endpoint{endpoint::kind::subnet_address, home.id, address}, {}};
}

} // namespace detail

/// Reads one end as people write it:
///   eni-…                 an interface
///   i-… or a Name         an instance: its first interface; or an interface with this Name
///   a load balancer's Name, ARN or DNS name: destinations only
///   10.0.1.5              a source: the interface with this address; a destination: an address
///   internet:203.0.113.7  a host on the internet
///   onprem:192.168.10.20  a host behind a VPN or Direct Connect
///   subnet-…:10.0.1.77    an address of a subnet (id or Name) that no interface has yet
///   vpc-…:192.168.1.7     a packet with this source at the router of a VPC (id, or a Name that no
///                         subnet has): what only the destination's own subnet says; sources only
/// Errors: unknown_name (with the nearest names), ambiguous_name (with the ids), no_host_address
/// (with those that hosts can have), or those of `parse_address`. Complexity: O(things in the
/// network).
inline endpoint_result find_endpoint(const network_index& index, std::string_view text,
                                     bool is_source) {
    const auto& data = index.data();
    const auto of_interface = [](const interface& one) {
        return endpoint_result{endpoint{endpoint::kind::interface, one.id, std::nullopt}, {}};
    };
    const auto fail = [](errc code, std::vector<std::string> candidates = {}) {
        return endpoint_result{std::nullopt, {code, std::move(candidates)}};
    };
    if (const auto* one = index.find_interface(text)) {
        return of_interface(*one);
    }
    std::vector<const interface*> named;
    const auto add = [&](const interface* one) {
        if (one != nullptr && std::find(named.begin(), named.end(), one) == named.end()) {
            named.push_back(one);
        }
    };
    for (const auto& one : data.instances) {
        if ((one.id == text || one.name == text) && !one.interface_ids.empty()) {
            add(index.find_interface(one.interface_ids.front()));
        }
    }
    if (named.empty()) {
        for (const auto& one : data.interfaces) {
            if (one.name == text && !text.empty()) {
                add(&one);
            }
        }
    }
    const auto ids_of = [&index](const std::vector<const interface*>& all) {
        std::vector<std::string> ids(all.size());
        std::transform(all.begin(), all.end(), ids.begin(),
                       [&](const interface* one) { return detail::id_and_home(index, *one); });
        std::sort(ids.begin(), ids.end());
        return ids;
    };
    std::vector<const load_balancer*> balancers;
    for (const auto& one : data.load_balancers) {
        if (!text.empty() && (one.id == text || one.name == text || one.dns_name == text)) {
            balancers.push_back(&one);
        }
    }
    if (named.size() + balancers.size() > 1) {
        auto ids = ids_of(named);
        for (const auto* one : balancers) {
            ids.push_back(one->id);
        }
        return fail(errc::ambiguous_name, std::move(ids));
    }
    if (!balancers.empty()) {
        const auto& found = *balancers.front();
        if (!is_source) {
            return {endpoint{endpoint::kind::load_balancer, found.id, std::nullopt}, {}};
        }
        for (const auto& id : found.interface_ids) {
            if (const auto* node = index.find_interface(id)) {
                return of_interface(*node);
            }
        }
    }
    if (!named.empty()) {
        return of_interface(*named.front());
    }
    if (const auto address = detail::parse_address_bits(text)) {
        if (!is_source) {
            return {endpoint{endpoint::kind::address, {}, *address}, {}};
        }
        const auto owners = index.interfaces_at(*address);
        if (owners.size() == 1) {
            return {endpoint{endpoint::kind::interface, owners.front()->id, *address}, {}};
        }
        return fail(owners.empty() ? errc::unknown_name : errc::ambiguous_name, ids_of(owners));
    }
    const auto colon = text.find(':');
    if (colon != std::string_view::npos) {
        const auto word = text.substr(0, colon);
        const auto rest = text.substr(colon + 1);
        const auto address = detail::parse_address_bits(rest);
        if (word == "internet" || word == "onprem") {
            if (!address) {
                return fail(address.error().code);
            }
            return {endpoint{word == "internet" ? endpoint::kind::internet
                                                : endpoint::kind::on_premises,
                             {},
                             *address},
                    {}};
        }
        if (!address) {
            return fail(errc::unknown_name, detail::nearest_names(data, text));
        }
        if (auto planned = detail::find_in_subnet(index, word, *address)) {
            return *std::move(planned);
        }
        std::vector<std::string> vpcs;
        for (const auto& one : data.vpcs) {
            if (is_source && (one.id == word || one.name == word)) {
                vpcs.push_back(one.id);
            }
        }
        if (vpcs.size() > 1) {
            return fail(errc::ambiguous_name, std::move(vpcs));
        }
        if (!vpcs.empty()) {
            return {endpoint{endpoint::kind::vpc_router, vpcs.front(), *address}, {}};
        }
    }
    return fail(errc::unknown_name, detail::nearest_names(data, text));
}

} // namespace vpcplan
