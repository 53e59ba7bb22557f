// An allow list for a server that is written with Boost.Asio: its addresses go in as they are.
#include <boost/asio/ip/tcp.hpp>
#include <iostream>
#include <vpcplan/cidr_matcher.hpp>
#include <vpcplan/cidr_set.hpp>

namespace ip = boost::asio::ip;
using namespace vpcplan::literals;

namespace {

/// Clients may connect from the office and the VPC, but not from its guest network.
const vpcplan::cidr_set& allowed() {
    static const vpcplan::cidr_set networks{"10.20.0.0/16"_cidr, "198.51.100.0/24"_cidr,
                                            "2001:db8:20::/48"_cidr};
    static const vpcplan::cidr_set guests{"10.20.96.0/20"_cidr};
    static const auto set = vpcplan::subtract(networks, guests);
    return set;
}

/// What an accept handler asks; the peer of a v6 socket may be an IPv4 host (::ffff:10.20.0.1).
bool may_connect(const ip::tcp::endpoint& peer) {
    const auto address = peer.address();
    const bool is_mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    return allowed().contains(
        is_mapped ? ip::address(ip::make_address_v4(ip::v4_mapped, address.to_v6())) : address);
}

} // namespace

int main() {
    for (const auto* text : {"10.20.0.10", "10.20.100.1", "::ffff:10.20.0.10", "2001:db8:20::1"}) {
        const ip::tcp::endpoint peer(ip::make_address(text), 50000);
        std::cout << peer << (may_connect(peer) ? " may connect\n" : " is refused\n");
    }

    // Which entry of many holds an address? The longest, found in nanoseconds.
    const vpcplan::cidr_matcher zones({"10.20.0.0/16"_cidr, "10.20.0.0/24"_cidr});
    if (const auto at = zones.find(ip::make_address("10.20.0.10"))) {
        std::cout << "10.20.0.10 is in " << to_string(zones.blocks()[*at]) << '\n';
    }

    // And back to Asio.
    const auto network = vpcplan::to_network(vpcplan::cidr_v4::from("10.20.0.0/24"_cidr).value());
    std::cout << network.hosts().size() << " hosts in " << network << '\n';
}

// Output:
// 10.20.0.10:50000 may connect
// 10.20.100.1:50000 is refused
// [::ffff:10.20.0.10]:50000 may connect
// [2001:db8:20::1]:50000 may connect
// 10.20.0.10 is in 10.20.0.0/24
// 254 hosts in 10.20.0.0/24
