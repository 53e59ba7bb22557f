#include <vpcplan/mirroring.hpp>

#include "../../support/catch.hpp"
#include "../../support/network_builder.hpp"

using namespace vpcplan;
using vpcplan::test::network_builder;
using vpcplan::test::open_to_all;
using vpcplan::test::question_of;

namespace {

traffic_mirror_rule mirror_rule(int number, bool accept, protocol proto, port_range destinations) {
    traffic_mirror_rule made;
    made.number = number;
    made.accept = accept;
    made.proto = proto;
    made.destination_ports = destinations;
    return made;
}

/// A client, a server whose interface is mirrored, and a monitor in a subnet of its own.
network_builder mirrored() {
    network_builder net;
    net.vpc("vpc-1", {"10.0.0.0/16"})
        .subnet("subnet-a", "vpc-1", {"10.0.1.0/24"})
        .subnet("subnet-b", "vpc-1", {"10.0.2.0/24"})
        .subnet("subnet-m", "vpc-1", {"10.0.3.0/24"})
        .open_acl("acl-1", {"subnet-a", "subnet-b"})
        .open_acl("acl-m", {"subnet-m"})
        .group("sg-a", "vpc-1", {}, open_to_all)
        .group("sg-b", "vpc-1", {"tcp 443 0.0.0.0/0", "udp 53 0.0.0.0/0"}, {})
        .group("sg-m", "vpc-1", {"udp 4789 10.0.0.0/16"}, {})
        .table("rtb-1", "vpc-1", {}, {"10.0.0.0/16 local"})
        .eni("eni-client", "subnet-a", {"10.0.1.10"}, {"sg-a"})
        .eni("eni-server", "subnet-b", {"10.0.2.10"}, {"sg-b"})
        .eni("eni-monitor", "subnet-m", {"10.0.3.10"}, {"sg-m"});
    traffic_mirror_filter filter;
    filter.id = "tmf-1";
    filter.inbound = {mirror_rule(100, true, protocol::tcp(), {443, 443})};
    net.data.traffic_mirror_filters.push_back(filter);
    net.data.traffic_mirror_targets.push_back(
        {"tmt-1", {}, mirror_target_kind::interface, "eni-monitor", {}});
    net.data.traffic_mirror_sessions.push_back(
        {"tms-1", {}, "eni-server", "tmf-1", "tmt-1", 10, {}, {}, {}});
    return net;
}

struct seen_by_mirrors {
    network data;
    network_index index{data};
    std::vector<mirrored_packet> all;

    seen_by_mirrors(const network_builder& built, const std::string& from, const std::string& to,
                    const std::string& what)
        : data(built.data) {
        const auto asked = question_of(index, from, to, what, std::uint16_t{50000});
        all = mirrored_packets(index, asked, vpcplan::test::ask(index, asked).value());
    }
    const mirrored_packet& at(std::string_view interface_id, direction way) const {
        for (const auto& one : all) {
            if (one.interface_id == interface_id && one.way == way) {
                return one;
            }
        }
        throw std::invalid_argument("not seen: " + std::string(interface_id));
    }
};

} // namespace

TEST_CASE("a packet is mirrored where its interface has a session whose filter accepts it") {
    const seen_by_mirrors seen(mirrored(), "eni-client", "eni-server", "tcp/443");
    REQUIRE(seen.all.size() == 4);
    const auto& in = seen.at("eni-server", direction::in);
    CHECK(in.outcome == verdict::allow);
    CHECK(in.session->id == "tms-1");
    CHECK(in.rule->number == 100);
    CHECK(in.target->id == "tmt-1");
    REQUIRE(in.copy.has_value());
    CHECK(in.copy->outcome == verdict::allow);
    CHECK(seen.at("eni-server", direction::out).why == mirror_reason::rejected);
    CHECK(seen.at("eni-client", direction::out).why == mirror_reason::no_session);
}

TEST_CASE("the lowest matching rule of a mirror filter decides, and no match is no copy") {
    auto net = mirrored();
    auto& rules = net.data.traffic_mirror_filters[0].inbound;
    rules = {mirror_rule(50, false, protocol::tcp(), {443, 443}),
             mirror_rule(100, true, protocol::any(), {})};
    CHECK(seen_by_mirrors(net, "eni-client", "eni-server", "tcp/443")
              .at("eni-server", direction::in)
              .rule->number == 50);
    CHECK(seen_by_mirrors(net, "eni-client", "eni-server", "udp/53")
              .at("eni-server", direction::in)
              .outcome == verdict::allow);
    rules = {mirror_rule(100, true, protocol::any(), {})};
    rules[0].source = "10.9.0.0/16"_cidr;
    const seen_by_mirrors other(net, "eni-client", "eni-server", "tcp/443");
    CHECK(other.at("eni-server", direction::in).why == mirror_reason::rejected);
    CHECK(other.at("eni-server", direction::in).rule == nullptr);
}

TEST_CASE("each packet is mirrored once, by the lowest session whose filter accepts it") {
    auto net = mirrored();
    traffic_mirror_filter all;
    all.id = "tmf-all";
    all.inbound = {mirror_rule(100, true, protocol::any(), {})};
    net.data.traffic_mirror_filters.push_back(all);
    net.data.traffic_mirror_sessions.push_back(
        {"tms-2", {}, "eni-server", "tmf-all", "tmt-1", 20, {}, {}, {}});
    CHECK(seen_by_mirrors(net, "eni-client", "eni-server", "tcp/443")
              .at("eni-server", direction::in)
              .session->id == "tms-1");
    CHECK(seen_by_mirrors(net, "eni-client", "eni-server", "udp/53")
              .at("eni-server", direction::in)
              .session->id == "tms-2");
    net.data.traffic_mirror_sessions.back().number = 1;
    CHECK(seen_by_mirrors(net, "eni-client", "eni-server", "tcp/443")
              .at("eni-server", direction::in)
              .session->id == "tms-2");
}

TEST_CASE("what a group or an ACL drops at the source is not mirrored") {
    const seen_by_mirrors refused(mirrored(), "eni-client", "eni-server", "tcp/22");
    CHECK(refused.at("eni-server", direction::in).why == mirror_reason::dropped);
    auto net = mirrored();
    net.data.network_acls[0].inbound = {};
    CHECK(seen_by_mirrors(net, "eni-client", "eni-server", "tcp/443")
              .at("eni-server", direction::in)
              .why == mirror_reason::dropped);
}

TEST_CASE("DNS is mirrored only with its network service, metadata and time sync never") {
    auto net = mirrored();
    net.data.traffic_mirror_sessions[0].interface_id = "eni-client";
    net.data.traffic_mirror_filters[0].outbound = {mirror_rule(1, true, protocol::any(), {})};
    const auto out = [&](const std::string& to, const std::string& what) {
        return seen_by_mirrors(net, "eni-client", to, what).at("eni-client", direction::out).why;
    };
    CHECK(out("169.254.169.253", "udp/53") == mirror_reason::never_mirrored);
    net.data.traffic_mirror_filters[0].mirrors_dns = true;
    CHECK(out("169.254.169.253", "udp/53") == mirror_reason::dns_service);
    CHECK(out("169.254.169.254", "tcp/80") == mirror_reason::never_mirrored);
    CHECK(out("169.254.169.123", "udp/123") == mirror_reason::never_mirrored);
    CHECK(out("10.0.1.1", "udp/67") == mirror_reason::never_mirrored);
    CHECK(out("10.0.2.10", "udp/53") == mirror_reason::accepted);
}

TEST_CASE("the copy follows routes and the target's groups, not the source's groups") {
    auto net = mirrored();
    const auto copy = [&] {
        return *seen_by_mirrors(net, "eni-client", "eni-server", "tcp/443")
                    .at("eni-server", direction::in)
                    .copy;
    };
    CHECK(copy().outcome == verdict::allow); // sg-b lets nothing out
    net.data.security_groups[2].inbound.clear();
    CHECK(copy().outcome == verdict::deny);
    CHECK(copy().stopped_by->component == "sg-m");
    net = mirrored();
    net.table("rtb-b", "vpc-1", {"subnet-b"}, {"10.0.0.0/16 local", "10.0.3.0/24 pcx-1 blackhole"});
    CHECK(copy().outcome == verdict::deny);
    CHECK(copy().stopped_by->code == reason::bad_state_route);
}

TEST_CASE("an ACL that would drop the copy leaves its fate unknown, for AWS does not say") {
    auto net = mirrored();
    net.data.network_acls[1].inbound = {};
    const seen_by_mirrors seen(net, "eni-client", "eni-server", "tcp/443");
    const auto& in = seen.at("eni-server", direction::in);
    CHECK(in.copy->outcome == verdict::unknown);
    CHECK(in.copy->stopped_by->component == "acl-m");
}

TEST_CASE("a filter, rule or target that the input does not have is unknown") {
    auto net = mirrored();
    const auto in = [&] {
        return seen_by_mirrors(net, "eni-client", "eni-server", "tcp/443")
            .at("eni-server", direction::in)
            .outcome;
    };
    net.data.traffic_mirror_filters[0].inbound[0].readable = false;
    CHECK(in() == verdict::unknown);
    net.data.traffic_mirror_filters.clear();
    CHECK(in() == verdict::unknown);
    net = mirrored();
    net.data.traffic_mirror_targets.clear();
    CHECK(in() == verdict::allow);
    const seen_by_mirrors lost(net, "eni-client", "eni-server", "tcp/443");
    CHECK(lost.at("eni-server", direction::in).copy->outcome == verdict::unknown);
}

TEST_CASE("mirroring is told in English and Korean") {
    const seen_by_mirrors seen(mirrored(), "eni-client", "eni-server", "tcp/443");
    const auto& in = seen.at("eni-server", direction::in);
    CHECK(sentence(in, language::en) == "Into interface eni-server: mirrored; rule 100 of filter "
                                        "tmf-1 accepts it (session tms-1).");
    CHECK(sentence(in, language::ko) ==
          "인터페이스 eni-server에 들어오는 패킷: 미러링됨. 세션 tms-1의 필터 tmf-1에서 규칙 "
          "100번이 허용합니다.");
    CHECK(copy_sentence(in, language::en) ==
          "Copy (VXLAN, UDP port 4789) to eni-monitor: it arrives. Whether network ACLs judge "
          "copies is not documented.");
    for (const auto& one : seen.all) {
        CHECK_FALSE(sentence(one, language::en).empty());
        CHECK_FALSE(sentence(one, language::ko).empty());
    }
}
