// Sockets of the operating system, with handshakes of its own, across the router of the lab.
#include "lab.hpp"
#include "nft_text.hpp"
#include "support/bit_universe.hpp"
#include "support/catch.hpp"
#include "support/rule_generator.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <iostream>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

struct socket_address {
    sockaddr_storage storage{};
    socklen_t length = 0;

    socket_address(const address_bits& address, std::uint16_t port) {
        if (address.family == address_family::ipv4) {
            auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
            v4.sin_family = AF_INET;
            v4.sin_port = htons(port);
            v4.sin_addr.s_addr = htonl(static_cast<std::uint32_t>(address.lo));
            length = sizeof v4;
        } else {
            auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(port);
            for (int i = 0; i < 16; ++i) {
                v6.sin6_addr.s6_addr[i] =
                    static_cast<std::uint8_t>(address.number() >> (120 - 8 * i));
            }
            length = sizeof v6;
        }
    }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

int domain_of(const address_bits& address) {
    return address.family == address_family::ipv4 ? AF_INET : AF_INET6;
}

bool is_connected(const descriptor& socket) {
    pollfd waiting{socket.get(), POLLOUT, 0};
    if (poll(&waiting, 1, 0) <= 0) {
        return false;
    }
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    return error == 0;
}

} // namespace

TEST_CASE("a TCP connection opens exactly when request and reply pass the ACL") {
    std::string why;
    auto network = lab::make(why);
    if (!network) {
        std::cout << "SKIPPED: " << why << '\n';
        return;
    }
    const std::vector<std::string> clients{"10.20.0.1", "10.20.0.2", "10.20.0.3", "2001:db8:20::1"};
    const std::vector<std::uint16_t> ports{443, 444, 5432};
    const std::vector<std::string> servers{"10.0.2.10", "2001:db8:2::10"};
    for (const auto& address : clients) {
        REQUIRE(network->add_address(side::left, address).value_or("") == "");
    }
    std::vector<descriptor> listening;
    for (const auto& text : servers) {
        REQUIRE(network->add_address(side::right, text).value_or("") == "");
        for (const std::uint16_t port : ports) {
            const auto address = numeric(text);
            auto one = network->socket_in(side::right, domain_of(address), SOCK_STREAM, 0);
            const socket_address own(address, port);
            REQUIRE(bind(one.get(), own.get(), own.length) == 0);
            REQUIRE(listen(one.get(), 1000) == 0);
            listening.push_back(std::move(one));
        }
    }
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    rule_generator make(seed, whole_world());
    int opened = 0;
    int tried = 0;
    const int sets = rounds(20);
    for (int set = 0; set < sets; ++set) {
        const auto pick = [&](const std::vector<std::string>& all) { return make.pick(all); };
        std::vector<std::string> inbound;
        std::vector<std::string> outbound;
        for (int i = 1; i <= 4; ++i) {
            const auto start = std::to_string(i * 10) + (make.chance(70) ? " allow " : " deny ");
            inbound.push_back(start + pick({"tcp 443", "tcp 443-444", "tcp 0-65535", "all *"}) +
                              " " + pick({"10.20.0.2/31", "10.20.0.0/16", "0.0.0.0/0", "::/0"}));
            outbound.push_back(start +
                               pick({"tcp 32768-60999", "tcp 1024-65535", "tcp 40000-40001",
                                     "udp 0-65535", "all *"}) +
                               " " + pick({"10.20.0.1/32", "10.20.0.0/16", "0.0.0.0/0", "::/0"}));
        }
        network_acl acl;
        acl.inbound = vpcplan_test::acl(inbound);
        acl.outbound = vpcplan_test::acl(outbound);
        const auto rules = nft_chain("inbound", acl.inbound, direction::in) +
                           nft_chain("outbound", acl.outbound, direction::out);
        CAPTURE(rules);
        REQUIRE(network->load(nft_table(rules, 0)).value_or("") == "");
        std::vector<descriptor> sockets;
        std::vector<packet> requests;
        std::vector<bool> expected;
        for (int i = 0; i < 16; ++i) {
            packet request;
            request.source = numeric(make.pick(clients));
            request.destination =
                numeric(servers[request.source.family == address_family::ipv4 ? 0 : 1]);
            request.destination_port = make.pick(ports);
            auto one = network->socket_in(side::left, domain_of(request.source),
                                          SOCK_STREAM | SOCK_NONBLOCK, 0);
            // a port of its own for every connection, on and beside the boundaries where it is free
            for (bool bound = false; !bound;) {
                const int port = make.chance(50)   ? 39999 + make.upto(2)
                                 : make.chance(50) ? 32767 + make.upto(1)
                                                   : 1024 + make.upto(64000);
                request.source_port = static_cast<std::uint16_t>(port);
                const socket_address own(request.source, request.source_port);
                bound = bind(one.get(), own.get(), own.length) == 0;
            }
            const socket_address other(request.destination, request.destination_port);
            connect(one.get(), other.get(), other.length);
            expected.push_back(evaluate(acl, direction::in, request).outcome == verdict::allow &&
                               evaluate(acl, direction::out, *request.reply()).outcome ==
                                   verdict::allow);
            requests.push_back(request);
            sockets.push_back(std::move(one));
        }
        const auto open_as_said = [&] {
            for (std::size_t i = 0; i < sockets.size(); ++i) {
                if (expected[i] && !is_connected(sockets[i])) {
                    return false;
                }
            }
            return true;
        };
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (!open_as_said() && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20)); // for those that must not open
        for (std::size_t i = 0; i < sockets.size(); ++i) {
            CAPTURE(text_of(requests[i]));
            REQUIRE(is_connected(sockets[i]) == expected[i]);
            opened += expected[i] ? 1 : 0;
            ++tried;
            // closed without a farewell, so that the port is free at once
            const linger at_once{1, 0};
            setsockopt(sockets[i].get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        }
    }
    std::cout << "seed " << seed << ": " << opened << " of " << tried << " connections opened\n";
    CHECK(opened > sets);
    CHECK(opened < tried - sets);
}
