#include "lab.hpp"

#include "datagram.hpp"
#include "nft_text.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vpcplan_test {

namespace {

using clock = std::chrono::steady_clock;

constexpr int router = 1;
constexpr std::uint8_t address_of_router[2][6] = {{2, 0, 0, 0, 0, 0x11}, {2, 0, 0, 0, 0, 0x12}};
constexpr std::uint8_t address_of_host[2][6] = {{2, 0, 0, 0, 0, 0x21}, {2, 0, 0, 0, 0, 0x22}};

std::string failure(const std::string& what) { return what + ": " + std::strerror(errno); }

void write_file(const char* path, const std::string& text) {
    const descriptor file(open(path, O_WRONLY | O_CLOEXEC));
    if (file.get() >= 0 && write(file.get(), text.data(), text.size()) < 0) {
        return; // what follows fails and says why
    }
}

/// Keeps packets in order: two processors would have a queue each.
void stay_on_one_processor() {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
        return;
    }
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(cpu, &allowed)) {
            CPU_ZERO(&allowed);
            CPU_SET(cpu, &allowed);
            sched_setaffinity(0, sizeof allowed, &allowed);
            return;
        }
    }
}

} // namespace

descriptor::~descriptor() {
    if (value_ >= 0) {
        close(value_);
    }
}

std::optional<lab> lab::make(std::string& why) {
    lab made;
    if (const auto reason = made.set_up()) {
        why = *reason;
        return std::nullopt;
    }
    return made;
}

std::optional<std::string> lab::set_up() {
    stay_on_one_processor();
    std::signal(SIGPIPE, SIG_IGN); // a tool that stops reading says why itself
    if (geteuid() != 0) {
        const auto user = std::to_string(geteuid());
        const auto group = std::to_string(getegid());
        if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
            return failure("no user namespace");
        }
        write_file("/proc/self/setgroups", "deny");
        write_file("/proc/self/uid_map", "0 " + user + " 1");
        write_file("/proc/self/gid_map", "0 " + group + " 1");
    }
    base_ = descriptor(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    for (auto& space : spaces_) {
        if (unshare(CLONE_NEWNET) != 0) {
            return failure("no network namespace");
        }
        space = descriptor(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    }
    if (base_.get() < 0 || setns(base_.get(), CLONE_NEWNET) != 0) {
        return failure("cannot return from the network namespace");
    }

    const auto fd_path = [](const descriptor& space) {
        return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(space.get());
    };
    const std::string links =
        "link add r0 address 02:00:00:00:00:11 type veth peer name h0 address 02:00:00:00:00:21 "
        "netns " +
        fd_path(spaces_[0]) +
        "\nlink add r1 address 02:00:00:00:00:12 type veth peer name h1 address 02:00:00:00:00:22 "
        "netns " +
        fd_path(spaces_[2]) +
        "\nlink set r0 up\nlink set r1 up\n"
        "addr add 198.18.1.1/30 dev r0\naddr add 198.18.2.1/30 dev r1\n"
        "addr add fd00:1::1/64 dev r0 nodad\naddr add fd00:2::1/64 dev r1 nodad\n"
        "neigh add 198.18.1.2 lladdr 02:00:00:00:00:21 dev r0 nud permanent\n"
        "neigh add 198.18.2.2 lladdr 02:00:00:00:00:22 dev r1 nud permanent\n"
        "neigh add fd00:1::2 lladdr 02:00:00:00:00:21 dev r0 nud permanent\n"
        "neigh add fd00:2::2 lladdr 02:00:00:00:00:22 dev r1 nud permanent\n"
        "route add default via 198.18.1.2 dev r0\nroute add 10.0.2.0/24 via 198.18.2.2 dev r1\n"
        "route add default via fd00:1::2 dev r0\n"
        "route add 2001:db8:2::/64 via fd00:2::2 dev r1\n";
    if (auto complaint = run(router, {"ip", "-batch", "-"}, links)) {
        return complaint;
    }
    for (const int host : {0, 1}) {
        const auto number = std::to_string(host);
        const auto network = std::to_string(host + 1);
        const std::string own = "link set h" + number + " up\naddr add 198.18." + network +
                                ".2/30 dev h" + number + "\naddr add fd00:" + network +
                                "::2/64 dev h" + number + " nodad\nroute add default via 198.18." +
                                network + ".1\nroute add default via fd00:" + network + "::1\n";
        if (auto complaint = run(host * 2, {"ip", "-batch", "-"}, own)) {
            return complaint;
        }
    }
    for (const char* name : {"ipv4/ip_forward", "ipv6/conf/all/forwarding"}) {
        if (auto complaint = write_sysctl(name, "1")) {
            return complaint;
        }
    }
    for (const char* device : {"all", "r0", "r1"}) {
        if (auto complaint = write_sysctl(std::string("ipv4/conf/") + device + "/rp_filter", "0")) {
            return complaint;
        }
    }
    if (auto complaint = load(nft_table("  chain inbound { }\n  chain outbound { }\n", 1))) {
        return complaint;
    }
    // Sequence numbers are not what is judged here.
    if (auto complaint = write_sysctl("netfilter/nf_conntrack_tcp_be_liberal", "1")) {
        return complaint;
    }
    for (const int host : {0, 1}) {
        auto wire = socket_in(host == 0 ? side::left : side::right, AF_PACKET,
                              SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL));
        if (wire.get() < 0) {
            return failure("no packet socket");
        }
        setns(spaces_[static_cast<std::size_t>(host * 2)].get(), CLONE_NEWNET);
        const auto index = static_cast<int>(if_nametoindex(host == 0 ? "h0" : "h1"));
        setns(base_.get(), CLONE_NEWNET);
        sockaddr_ll own{};
        own.sll_family = AF_PACKET;
        own.sll_protocol = htons(ETH_P_ALL);
        own.sll_ifindex = index;
        if (bind(wire.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) {
            return failure("cannot bind a packet socket");
        }
        const int size = 16 << 20;
        setsockopt(wire.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
        indexes_[static_cast<std::size_t>(host)] = index;
        wires_[static_cast<std::size_t>(host)] = std::move(wire);
    }
    if (!arrived()) {
        return "the router does not forward";
    }
    return std::nullopt;
}

std::optional<std::string> lab::load(const std::string& rules) {
    return run(router, {"nft", "-f", "-"}, rules);
}

std::optional<std::string> lab::add_address(side host, const std::string& address) {
    const int number = host == side::left ? 0 : 1;
    return run(number * 2, {"ip", "-batch", "-"},
               "addr add " + address + " dev h" + std::to_string(number) +
                   (address.find(':') != std::string::npos ? " nodad\n" : "\n"));
}

descriptor lab::socket_in(side host, int domain, int type, int protocol) {
    setns(spaces_[host == side::left ? 0 : 2].get(), CLONE_NEWNET);
    descriptor made(socket(domain, type | SOCK_CLOEXEC, protocol));
    const int error = errno;
    setns(base_.get(), CLONE_NEWNET);
    errno = error;
    return made;
}

void lab::send(side from, std::vector<std::uint8_t> datagram) {
    const std::size_t host = from == side::left ? 0 : 1;
    bytes frame(std::begin(address_of_router[host]), std::end(address_of_router[host]));
    frame.insert(frame.end(), std::begin(address_of_host[host]), std::end(address_of_host[host]));
    put16(frame, datagram[0] >> 4 == 4 ? ETH_P_IP : ETH_P_IPV6);
    frame.insert(frame.end(), datagram.begin(), datagram.end());
    while (::send(wires_[host].get(), frame.data(), frame.size(), 0) < 0 &&
           (errno == ENOBUFS || errno == EAGAIN)) {
        usleep(100);
    }
}

std::optional<std::vector<frame_id>> lab::arrived() {
    const auto marker = next_marker_++;
    auto header =
        vpcplan_test::header(std::string("udp ") + marker_left + ",9 > " + marker_right + ",9");
    send(side::left, datagram(header, marker));
    send(side::right, datagram(*header.reply(), marker));
    std::vector<frame_id> ids;
    int markers = 0;
    const auto until = clock::now() + std::chrono::seconds(10);
    while (markers < 2 && clock::now() < until) {
        pollfd waiting[2] = {{wires_[0].get(), POLLIN, 0}, {wires_[1].get(), POLLIN, 0}};
        poll(waiting, 2, 100);
        for (const auto& wire : wires_) {
            std::uint8_t frame[2048];
            sockaddr_ll from{};
            socklen_t length = sizeof from;
            ssize_t size = 0;
            while ((size = recvfrom(wire.get(), frame, sizeof frame, 0,
                                    reinterpret_cast<sockaddr*>(&from), &length)) > 0) {
                const std::uint8_t* end = frame + size;
                if (from.sll_pkttype == PACKET_OUTGOING || size < 42 ||
                    std::memcmp(end - 8, "vpcp", 4) != 0) {
                    continue;
                }
                const frame_id id = static_cast<frame_id>(end[-4]) << 24 |
                                    static_cast<frame_id>(end[-3]) << 16 |
                                    static_cast<frame_id>(end[-2]) << 8 | end[-1];
                if (id == marker) {
                    ++markers;
                } else {
                    ids.push_back(id);
                }
            }
        }
    }
    if (markers < 2) {
        return std::nullopt;
    }
    return ids;
}

std::optional<std::string> lab::run(int space, const std::vector<std::string>& words,
                                    const std::string& input) {
    int to_child[2];
    int from_child[2];
    if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0) {
        return failure("no pipe");
    }
    const descriptor read_end(from_child[0]);
    descriptor write_end(to_child[1]);
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const auto& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        // Never where the process came from.
        if (setns(spaces_[static_cast<std::size_t>(space)].get(), CLONE_NEWNET) != 0) {
            _exit(126);
        }
        dup2(to_child[0], 0);
        dup2(from_child[1], 1);
        dup2(from_child[1], 2);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    close(to_child[0]);
    close(from_child[1]);
    if (child < 0) {
        return failure("cannot start " + words[0]);
    }
    for (std::size_t done = 0; done < input.size();) {
        const auto count = write(write_end.get(), input.data() + done, input.size() - done);
        if (count <= 0) {
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    write_end = descriptor();
    std::string said;
    char buffer[4096];
    ssize_t count = 0;
    while ((count = read(read_end.get(), buffer, sizeof buffer)) > 0) {
        said.append(buffer, static_cast<std::size_t>(count));
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return std::nullopt;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        return words[0] + " is not installed";
    }
    return words[0] + " failed: " + said.substr(0, 500);
}

std::optional<std::string> lab::write_sysctl(const std::string& name, const std::string& value) {
    setns(spaces_[router].get(), CLONE_NEWNET);
    const descriptor file(open(("/proc/sys/net/" + name).c_str(), O_WRONLY | O_CLOEXEC));
    const bool written = file.get() >= 0 && write(file.get(), value.data(), value.size()) > 0;
    const auto reason = failure("cannot set " + name);
    setns(base_.get(), CLONE_NEWNET);
    return written ? std::nullopt : std::optional(reason);
}

} // namespace vpcplan_test
