// Three network namespaces of this process alone: left - router - right. Packets are put on the
// wire of one host as they are and read from the wire of the other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vpcplan_test {

/// Which host a frame starts from.
enum class side { left, right };

/// A file descriptor that is closed.
class descriptor {
public:
    explicit descriptor(int value = -1) noexcept : value_(value) {}
    descriptor(descriptor&& other) noexcept : value_(other.value_) { other.value_ = -1; }
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor();
    int get() const noexcept { return value_; }

private:
    int value_;
};

/// The last four bytes of a datagram, by which it is known again.
using frame_id = std::uint32_t;

/// The namespaces, their wires and addresses. The namespace the process came from keeps its
/// addresses, routes and rules.
///
/// The router sends 10.0.2.0/24 and 2001:db8:2::/64 to the right and everything else to the left.
class lab {
public:
    /// Nothing where namespaces, veth or nft are not permitted; `why` then has the reason.
    static std::optional<lab> make(std::string& why);

    /// Replaces the router's rules. The text is what `nft -f -` reads. Nothing, or the complaint.
    std::optional<std::string> load(const std::string& rules);

    /// Gives a host an address of its own, so that its kernel answers.
    std::optional<std::string> add_address(side host, const std::string& address);

    /// A socket made inside a host.
    descriptor socket_in(side host, int domain, int type, int protocol);

    /// Sends an IP packet from a host to the router, in order with all others.
    void send(side from, std::vector<std::uint8_t> datagram);

    /// The ids of all frames that came out on the other side of the router since the last call.
    /// Nothing when the network does not even deliver what no rule touches.
    std::optional<std::vector<frame_id>> arrived();

private:
    lab() = default;

    descriptor base_;
    std::array<descriptor, 3> spaces_; ///< left, router, right
    std::array<descriptor, 2> wires_;  ///< left, right
    std::array<int, 2> indexes_{};
    frame_id next_marker_ = 0xf0000000U;

    std::optional<std::string> set_up();
    std::optional<std::string> run(int space, const std::vector<std::string>& words,
                                   const std::string& input);
    std::optional<std::string> write_sysctl(const std::string& name, const std::string& value);
};

} // namespace vpcplan_test
