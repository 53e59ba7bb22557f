// Packets as bytes: IPv4 and IPv6 headers, TCP, UDP, ICMP or anything, checksums included.
#pragma once

#include "support/rules.hpp"

#include <cstdint>
#include <vector>

namespace vpcplan_test {

using bytes = std::vector<std::uint8_t>;

inline constexpr std::uint8_t tcp_syn = 0x02;
inline constexpr std::uint8_t tcp_ack = 0x10;
inline constexpr std::uint8_t tcp_syn_ack = 0x12;

/// What `packet` does not say.
struct datagram_options {
    std::uint8_t flags = tcp_syn;
    std::uint32_t sequence = 1000;
    std::uint32_t acknowledged = 0;
    bytes quoted{}; ///< for ICMP errors: the packet they are about
};

inline void put16(bytes& out, unsigned value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

inline void put32(bytes& out, std::uint32_t value) {
    put16(out, value >> 16);
    put16(out, value & 0xffffU);
}

inline void put_address(bytes& out, const address_bits& address) {
    for (int shift = width_of(address.family) - 8; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(address.number() >> shift));
    }
}

inline std::uint16_t internet_checksum(const bytes& data) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
        sum += i % 2 == 0 ? static_cast<std::uint32_t>(data[i]) << 8 : data[i];
    }
    while (sum >> 16 != 0) {
        sum = (sum & 0xffffU) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum);
}

/// The packet, ending with eight bytes that name it.
inline bytes datagram(const packet& header, std::uint32_t id,
                      const datagram_options& options = {}) {
    const bool v4 = header.family() == address_family::ipv4;
    bytes body;
    std::size_t checksum_at = 0;
    switch (header.protocol_number) {
    case 6:
        put16(body, header.source_port);
        put16(body, header.destination_port);
        put32(body, options.sequence);
        put32(body, options.acknowledged);
        body.push_back(5 << 4);
        body.push_back(options.flags);
        put16(body, 65535);
        checksum_at = body.size();
        put32(body, 0);
        break;
    case 17:
        put16(body, header.source_port);
        put16(body, header.destination_port);
        put16(body, 16);
        checksum_at = body.size();
        put16(body, 0);
        break;
    case 1:
    case 58:
        body.push_back(header.icmp_type);
        body.push_back(header.icmp_code);
        checksum_at = body.size();
        put16(body, 0);
        put32(body, options.quoted.empty() ? 0x00070001U : 1400U); // id and sequence, or the MTU
        body.insert(body.end(), options.quoted.begin(), options.quoted.end());
        break;
    default: put32(body, 0); put32(body, 0);
    }
    put32(body, 0x76706370U);
    put32(body, id);

    bytes pseudo;
    if (header.protocol_number != 1) {
        put_address(pseudo, header.source);
        put_address(pseudo, header.destination);
        put32(pseudo, static_cast<std::uint32_t>(body.size()));
        put32(pseudo, header.protocol_number);
    }
    if (checksum_at != 0) {
        pseudo.insert(pseudo.end(), body.begin(), body.end());
        const auto sum = internet_checksum(pseudo);
        body[checksum_at] = static_cast<std::uint8_t>(sum >> 8);
        body[checksum_at + 1] = static_cast<std::uint8_t>(sum);
    }

    bytes out;
    if (v4) {
        out = {0x45, 0};
        put16(out, static_cast<unsigned>(20 + body.size()));
        put32(out, 0);
        out.push_back(64);
        out.push_back(header.protocol_number);
        put16(out, 0);
        put_address(out, header.source);
        put_address(out, header.destination);
        const auto sum = internet_checksum(out);
        out[10] = static_cast<std::uint8_t>(sum >> 8);
        out[11] = static_cast<std::uint8_t>(sum);
    } else {
        put32(out, 0x60000000U);
        put16(out, static_cast<unsigned>(body.size()));
        out.push_back(header.protocol_number);
        out.push_back(64);
        put_address(out, header.source);
        put_address(out, header.destination);
    }
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

} // namespace vpcplan_test
