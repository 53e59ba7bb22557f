#include <vpcplan/packet.hpp>

#include "support/catch.hpp"
#include "support/rules.hpp"

using namespace vpcplan;
using namespace vpcplan_test;

static_assert(std::is_trivially_copyable_v<packet>);

TEST_CASE("a protocol is a name, a number from 0 to 255, or all") {
    const struct {
        const char* text;
        const char* meaning;
    } rows[] = {{"tcp", "tcp"},
                {"TCP", "tcp"},
                {"6", "tcp"},
                {"udp", "udp"},
                {"17", "udp"},
                {"icmp", "icmp"},
                {"1", "icmp"},
                {"icmpv6", "icmpv6"},
                {"58", "icmpv6"},
                {"all", "all"},
                {"-1", "all"},
                {"0", "0"},
                {"47", "47"},
                {"255", "255"},
                {"256", "error"},
                {"-2", "error"},
                {"-0", "error"},
                {"+6", "error"},
                {"06", "error"},
                {"", "error"},
                {"tcp ", "error"},
                {"6x", "error"},
                {"99999999999999999999", "error"},
                {"tcp\xc3\xa9", "error"}};
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto made = parse_protocol(row.text);
        CHECK((made ? to_string(*made) : "error") == row.meaning);
        if (!made) {
            CHECK(made.error().code == errc::bad_protocol);
        }
    }
}

TEST_CASE("a port range is one port or first-last, in order") {
    const struct {
        const char* text;
        const char* meaning;
    } rows[] = {{"443", "443"},    {"0", "0"},           {"65535", "65535"}, {"0-65535", "0-65535"},
                {"22-22", "22"},   {"65536", "error"},   {"23-22", "error"}, {"-1", "error"},
                {"1-", "error"},   {"", "error"},        {"1-2-3", "error"}, {"1 - 2", "error"},
                {"0443", "error"}, {"1-65536", "error"}, {"http", "error"}};
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto made = parse_port_range(row.text);
        CHECK((made ? to_string(*made) : "error") == row.meaning);
    }
}

TEST_CASE("the reply of a packet swaps its ends, and only asking ICMP messages have one") {
    const struct {
        const char* first;
        const char* reply;
    } rows[] = {
        {"tcp 10.0.0.1,50000 > 10.0.1.5,443", "tcp 10.0.1.5,443 > 10.0.0.1,50000"},
        {"udp ::1,50000 > ::5,53", "udp ::5,53 > ::1,50000"},
        {"47 10.0.0.1 > 10.0.1.5", "47 10.0.1.5 > 10.0.0.1"},
        {"icmp 8/0 10.0.0.1 > 10.0.1.5", "icmp 0/0 10.0.1.5 > 10.0.0.1"},
        {"icmp 13/0 10.0.0.1 > 10.0.1.5", "icmp 14/0 10.0.1.5 > 10.0.0.1"},
        {"icmpv6 128/0 ::1 > ::5", "icmpv6 129/0 ::5 > ::1"},
        {"icmp 0/0 10.0.0.1 > 10.0.1.5", "none"},
        {"icmp 3/4 10.0.0.1 > 10.0.1.5", "none"},
        {"icmpv6 129/0 ::1 > ::5", "none"},
        {"icmpv6 8/0 ::1 > ::5", "none"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.first);
        const auto reply = header(row.first).reply();
        CHECK((reply ? text_of(*reply) : "none") == row.reply);
    }
}
