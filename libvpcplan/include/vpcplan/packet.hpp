// Floor 2. One packet, and the words rules match it with.
#pragma once

#include "cidr.hpp"

#include <charconv>

namespace vpcplan {

/// Seen from the thing that is guarded: `in` to an interface or subnet, `out` of it.
enum class direction : std::uint8_t { in, out };

constexpr std::string_view to_string(direction way) noexcept {
    return way == direction::in ? "in" : "out";
}

/// An IANA protocol number, or "any" (-1, AWS's "all traffic").
class protocol {
public:
    static constexpr protocol any() noexcept { return protocol(-1); }
    static constexpr protocol icmp() noexcept { return protocol(1); }
    static constexpr protocol tcp() noexcept { return protocol(6); }
    static constexpr protocol udp() noexcept { return protocol(17); }
    static constexpr protocol icmpv6() noexcept { return protocol(58); }
    /// Precondition: 0 <= number <= 255.
    static constexpr protocol of(int number) noexcept {
        assert(number >= 0 && number <= 255);
        return protocol(static_cast<std::int16_t>(number));
    }

    constexpr int number() const noexcept { return number_; }
    constexpr bool is_any() const noexcept { return number_ == -1; }
    constexpr bool has_ports() const noexcept { return *this == tcp() || *this == udp(); }
    constexpr bool is_icmp() const noexcept { return *this == icmp() || *this == icmpv6(); }
    /// Whether a rule for this protocol covers `other`.
    constexpr bool covers(protocol other) const noexcept { return is_any() || *this == other; }

    friend constexpr auto operator<=>(const protocol&, const protocol&) = default;

private:
    explicit constexpr protocol(std::int16_t number) noexcept : number_(number) {}
    std::int16_t number_;
};

/// "tcp", "udp", "icmp", "icmpv6", "all", or the number.
inline std::string to_string(protocol value) {
    switch (value.number()) {
    case -1: return "all";
    case 1: return "icmp";
    case 6: return "tcp";
    case 17: return "udp";
    case 58: return "icmpv6";
    default: return std::to_string(value.number());
    }
}

/// A name (any case), "all", "-1" or a number 0-255. Error: bad_protocol.
inline result<protocol> parse_protocol(std::string_view text) {
    std::string name(text.substr(0, 16));
    for (char& c : name) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (name == "all" || name == "any" || name == "-1") {
        return protocol::any();
    }
    if (name == "tcp") {
        return protocol::tcp();
    }
    if (name == "udp") {
        return protocol::udp();
    }
    if (name == "icmp" || name == "icmpv4") {
        return protocol::icmp();
    }
    if (name == "icmpv6" || name == "icmp6" || name == "ipv6-icmp") {
        return protocol::icmpv6();
    }
    std::uint8_t number = 0; // unsigned, so that "-0" is no number
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || (text.size() > 1 && text.front() == '0')) {
        return detail::error_at(errc::bad_protocol, 0, text.size());
    }
    return protocol::of(number);
}

/// Ports from `first` to `last`, both included.
struct port_range {
    std::uint16_t first = 0;
    std::uint16_t last = 65535;

    static constexpr port_range all() noexcept { return {0, 65535}; }
    constexpr bool contains(std::uint16_t port) const noexcept {
        return first <= port && port <= last;
    }
    friend constexpr auto operator<=>(const port_range&, const port_range&) = default;
};

/// "443" or "1024-65535"; no leading zeros. Error: bad_port.
inline result<port_range> parse_port_range(std::string_view text) {
    const auto number = [](std::string_view part) -> std::optional<std::uint16_t> {
        std::uint16_t value = 0;
        const auto* end = part.data() + part.size();
        const auto read = std::from_chars(part.data(), end, value);
        if (read.ec != std::errc() || read.ptr != end || (part.size() > 1 && part.front() == '0')) {
            return std::nullopt;
        }
        return value;
    };
    const auto dash = text.find('-');
    const auto first = number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number(text.substr(dash + 1));
    if (!first || !last || *first > *last) {
        return detail::error_at(errc::bad_port, 0, text.size());
    }
    return port_range{*first, *last};
}

inline std::string to_string(port_range ports) {
    return ports.first == ports.last
               ? std::to_string(ports.first)
               : std::to_string(ports.first) + "-" + std::to_string(ports.last);
}

/// Ports as people list them: "1024-65535", "443", "1024-4999, 6001-65535".
inline std::string ports_text(const std::vector<port_range>& ports) {
    std::string text;
    for (const auto& range : ports) {
        text += (text.empty() ? "" : ", ") + to_string(range);
    }
    return text;
}

/// ICMP type and code of a rule; -1 is any. A code needs a type.
struct icmp_match {
    std::int16_t type = -1;
    std::int16_t code = -1;

    constexpr bool matches(std::uint8_t packet_type, std::uint8_t packet_code) const noexcept {
        return (type == -1 || type == packet_type) && (code == -1 || code == packet_code);
    }
    friend constexpr auto operator<=>(const icmp_match&, const icmp_match&) = default;
};

/// Why AWS would refuse the pair, or nothing: bad_icmp outside -1-255, or for a code without a
/// type. Source: EC2 API IpPermission.
constexpr std::optional<errc> validate(icmp_match fields) noexcept {
    const bool in_range = fields.type >= -1 && fields.type <= 255 && fields.code >= -1 &&
                          fields.code <= 255 && (fields.type != -1 || fields.code == -1);
    return in_range ? std::nullopt : std::optional(errc::bad_icmp);
}

/// What a rule says about ports or ICMP; whichever its protocol does not have is "all".
struct traffic_fields {
    port_range ports{};
    icmp_match icmp{};
    friend constexpr bool operator==(const traffic_fields&, const traffic_fields&) = default;
};

namespace detail {

/// Errors: missing_field, bad_port.
constexpr result<traffic_fields> port_fields(std::optional<int> from, std::optional<int> to) {
    if (!from || !to) {
        return errc::missing_field;
    }
    if (*from < 0 || *to > 65535 || *from > *to) {
        return errc::bad_port;
    }
    return traffic_fields{{static_cast<std::uint16_t>(*from), static_cast<std::uint16_t>(*to)}, {}};
}

/// Errors: missing_field, bad_icmp.
constexpr result<traffic_fields> icmp_fields(std::optional<int> type, std::optional<int> code) {
    if (!type || !code) {
        return errc::missing_field;
    }
    if (*type < -1 || *type > 255 || *code < -1 || *code > 255) {
        return errc::bad_icmp;
    }
    const icmp_match fields{static_cast<std::int16_t>(*type), static_cast<std::int16_t>(*code)};
    if (const auto why = validate(fields)) {
        return *why;
    }
    return traffic_fields{{}, fields};
}

} // namespace detail

/// The header fields that rules and routes look at. Packets are unfragmented: AWS documents nowhere
/// how groups and ACLs treat later fragments.
struct packet {
    detail::address_bits source;
    detail::address_bits destination;
    std::uint8_t protocol_number = 6;
    std::uint8_t icmp_type = 0; ///< meaningful for ICMP and ICMPv6 only
    std::uint8_t icmp_code = 0;
    std::uint16_t source_port = 0; ///< meaningful for TCP and UDP only
    std::uint16_t destination_port = 0;

    constexpr protocol proto() const noexcept { return protocol::of(protocol_number); }
    constexpr address_family family() const noexcept { return destination.family; }

    boost::asio::ip::address source_address() const noexcept { return detail::address_of(source); }
    boost::asio::ip::address destination_address() const noexcept {
        return detail::address_of(destination);
    }

    /// The first packet the other side sends back, or nothing where the message has no reply
    /// (an ICMP error, an echo reply, a router advertisement).
    constexpr std::optional<packet> reply() const noexcept {
        packet back = *this;
        back.source = destination;
        back.destination = source;
        back.source_port = destination_port;
        back.destination_port = source_port;
        if (!proto().is_icmp()) {
            return back;
        }
        const auto answer = reply_type();
        if (!answer) {
            return std::nullopt;
        }
        back.icmp_type = *answer;
        back.icmp_code = 0;
        return back;
    }

    friend constexpr bool operator==(const packet&, const packet&) = default;

private:
    constexpr std::optional<std::uint8_t> reply_type() const noexcept {
        if (proto() == protocol::icmpv6()) {
            return icmp_type == 128 ? std::optional<std::uint8_t>(129) : std::nullopt;
        }
        switch (icmp_type) {
        case 8: return 0;   // echo
        case 13: return 14; // timestamp
        case 15: return 16; // information
        case 17: return 18; // address mask
        default: return std::nullopt;
        }
    }
};

inline packet tcp_packet(const boost::asio::ip::address& source, std::uint16_t source_port,
                         const boost::asio::ip::address& destination,
                         std::uint16_t destination_port) {
    return {detail::bits_of(source), detail::bits_of(destination), 6, 0, 0, source_port,
            destination_port};
}

inline packet udp_packet(const boost::asio::ip::address& source, std::uint16_t source_port,
                         const boost::asio::ip::address& destination,
                         std::uint16_t destination_port) {
    return {detail::bits_of(source), detail::bits_of(destination), 17, 0, 0, source_port,
            destination_port};
}

/// ICMP for IPv4 addresses, ICMPv6 for IPv6 ones.
inline packet icmp_packet(const boost::asio::ip::address& source,
                          const boost::asio::ip::address& destination, std::uint8_t type,
                          std::uint8_t code) {
    const std::uint8_t number = destination.is_v4() ? 1 : 58;
    return {detail::bits_of(source), detail::bits_of(destination), number, type, code, 0, 0};
}

} // namespace vpcplan
