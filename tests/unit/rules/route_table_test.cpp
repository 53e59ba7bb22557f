#include <vpcplan/route_table.hpp>

#include "support/catch.hpp"
#include "support/rules.hpp"

using namespace vpcplan;
using namespace vpcplan_test;

namespace {

const fake_lists no_lists;

/// "10.0.0.0/16 local", "0.0.0.0/0 igw-1", "pl-a vpce-1", "10.9.0.0/16 pcx-1 blackhole",
/// "10.0.1.0/24 vgw-1 propagated", "10.0.1.0/24 eni-1 advertised"
route route_entry(const std::string& text) {
    const auto words = words_of(text);
    static const std::map<std::string, route_target> targets{
        {"local", route_target::local},
        {"igw", route_target::internet_gateway},
        {"nat", route_target::nat_gateway},
        {"eni", route_target::interface},
        {"pcx", route_target::vpc_peering_connection},
        {"tgw", route_target::transit_gateway},
        {"vgw", route_target::virtual_private_gateway},
        {"vpce", route_target::vpc_endpoint}};
    route made;
    if (const auto block = parse_cidr(words.at(0))) {
        made.destination = *block;
    } else if (words[0].starts_with("pl-")) {
        made.destination = prefix_list_destination{words[0]};
    } else {
        made.destination = unreadable_destination{words[0]};
    }
    made.target = targets.at(words.at(1).substr(0, words[1].find('-')));
    made.target_id = made.target == route_target::local ? "" : words[1];
    made.origin = made.target == route_target::local ? route_origin::local : route_origin::fixed;
    if (words.size() > 2) {
        made.blackhole = words[2] == "blackhole";
        made.origin = words[2] == "propagated"   ? route_origin::propagated
                      : words[2] == "advertised" ? route_origin::advertised
                                                 : made.origin;
    }
    return made;
}

route_table table(const std::vector<std::string>& lines) {
    route_table made;
    for (const auto& line : lines) {
        made.routes.push_back(route_entry(line));
    }
    return made;
}

/// "10.0.0.0/16 local", or the reason.
std::string chosen(const route_table& routes, const char* destination,
                   const fake_lists& lists = no_lists) {
    const auto found = find_route(routes, numeric(destination), lists);
    if (found.outcome != verdict::allow) {
        return std::string(id_of(found.code));
    }
    return destination_text(*found.chosen) + " " +
           (found.chosen->target_id.empty() ? "local" : found.chosen->target_id) +
           (found.chosen->blackhole ? " blackhole" : "");
}

/// The choice must not depend on the order of the routes.
void check(std::vector<std::string> lines, const char* destination, const std::string& expected,
           const fake_lists& lists = no_lists) {
    CAPTURE(destination);
    std::sort(lines.begin(), lines.end());
    do {
        CHECK(chosen(table(lines), destination, lists) == expected);
    } while (std::next_permutation(lines.begin(), lines.end()));
}

prefix_list list_of(const std::string& id, const std::vector<const char*>& entries,
                    bool complete = true) {
    prefix_list made;
    made.id = id;
    made.complete = complete;
    for (const auto* entry : entries) {
        made.entries.push_back(make_cidr(entry));
    }
    return made;
}

} // namespace

TEST_CASE("the longest prefix wins whatever the order of the routes") {
    const std::vector<std::string> lines{"10.0.0.0/16 local", "0.0.0.0/0 igw-1", "10.0.0.0/8 tgw-1",
                                         "10.9.8.0/24 pcx-1"};
    check(lines, "10.0.255.255", "10.0.0.0/16 local");
    check(lines, "10.1.0.0", "10.0.0.0/8 tgw-1");
    check(lines, "10.9.8.255", "10.9.8.0/24 pcx-1");
    check(lines, "10.9.9.0", "10.0.0.0/8 tgw-1");
    check(lines, "11.0.0.0", "0.0.0.0/0 igw-1");
}

TEST_CASE("IPv4 and IPv6 routes are apart") {
    const std::vector<std::string> lines{"10.0.0.0/16 local", "0.0.0.0/0 igw-1",
                                         "2001:db8::/56 local"};
    check(lines, "2001:db8::1", "2001:db8::/56 local");
    check(lines, "2001:db9::1", "NO_ROUTE_TO_DESTINATION");
    check({"::/0 igw-1"}, "192.0.2.1", "NO_ROUTE_TO_DESTINATION");
    check({}, "192.0.2.1", "NO_ROUTE_TO_DESTINATION");
}

TEST_CASE("a blackhole route matches and drops, it does not fall through") {
    // T15
    const fake_lists lists{{list_of("pl-s3", {"52.219.0.0/20"})}};
    const std::vector<std::string> lines{"10.0.0.0/16 local", "0.0.0.0/0 igw-1", "pl-s3 vpce-1",
                                         "10.9.0.0/16 pcx-1 blackhole"};
    check(lines, "10.9.0.1", "10.9.0.0/16 pcx-1 blackhole", lists);
    check(lines, "10.8.0.1", "0.0.0.0/0 igw-1", lists);
}

TEST_CASE("a static route beats an equal prefix list, and that an equal propagated route") {
    const fake_lists lists{{list_of("pl-a", {"172.31.0.0/24", "10.5.0.0/16"})}};
    check({"172.31.0.0/24 vgw-1 propagated", "172.31.0.0/24 igw-1", "pl-a tgw-1"}, "172.31.0.9",
          "172.31.0.0/24 igw-1", lists);
    check({"172.31.0.0/24 vgw-1 propagated", "pl-a tgw-1"}, "172.31.0.9", "pl-a tgw-1", lists);
    // length first: the propagated route is longer
    check({"172.31.0.0/16 igw-1", "172.31.0.0/24 vgw-1 propagated"}, "172.31.0.9",
          "172.31.0.0/24 vgw-1");
}

TEST_CASE("a propagated route never beats the local route it lies in") {
    // T14
    check({"10.0.0.0/16 local", "10.0.1.0/24 vgw-1 propagated"}, "10.0.1.5", "10.0.0.0/16 local");
    check({"10.0.0.0/16 local", "10.0.0.0/16 vgw-1 propagated"}, "10.0.1.5", "10.0.0.0/16 local");
    // outside the local route it counts
    check({"10.0.0.0/16 local", "10.0.0.0/8 vgw-1 propagated"}, "10.1.1.5", "10.0.0.0/8 vgw-1");
    // a static route for a whole subnet is more specific
    check({"10.0.0.0/16 local", "10.0.1.0/24 eni-1"}, "10.0.1.5", "10.0.1.0/24 eni-1");
    // the same with the target of the local route replaced
    auto replaced = route_entry("10.0.0.0/16 eni-1");
    replaced.origin = route_origin::local;
    auto routes = table({"10.0.1.0/24 vgw-1 propagated"});
    routes.routes.push_back(replaced);
    CHECK(chosen(routes, "10.0.1.5") == "10.0.0.0/16 eni-1");
}

TEST_CASE("addresses of the platform are never forwarded by a route") {
    const std::vector<std::string> lines{"0.0.0.0/0 igw-1", "::/0 igw-1"};
    check(lines, "169.254.167.255", "0.0.0.0/0 igw-1");
    check(lines, "169.254.168.0", "LINK_LOCAL_NOT_FORWARDED");
    check(lines, "169.254.171.255", "LINK_LOCAL_NOT_FORWARDED");
    check(lines, "169.254.172.0", "0.0.0.0/0 igw-1");
    check(lines, "fd00:ec1:ffff:ffff:ffff:ffff:ffff:ffff", "::/0 igw-1");
    check(lines, "fd00:ec2::253", "LINK_LOCAL_NOT_FORWARDED");
    check(lines, "fd00:ec3::", "::/0 igw-1");
}

TEST_CASE("a prefix list route holds exactly the entries of its list") {
    const fake_lists lists{{list_of("pl-a", {"52.219.0.0/20", "52.219.1.0/24"})}};
    const std::vector<std::string> lines{"0.0.0.0/0 igw-1", "pl-a vpce-1"};
    check(lines, "52.218.255.255", "0.0.0.0/0 igw-1", lists);
    check(lines, "52.219.0.0", "pl-a vpce-1", lists);
    check(lines, "52.219.15.255", "pl-a vpce-1", lists);
    check(lines, "52.219.16.0", "0.0.0.0/0 igw-1", lists);
}

TEST_CASE("prefix lists that overlap with different targets are ambiguous") {
    const fake_lists lists{{list_of("pl-a", {"10.5.0.0/16"}), list_of("pl-b", {"10.5.1.0/24"}),
                            list_of("pl-c", {"10.5.1.0/24"})}};
    // the same entry
    check({"pl-b tgw-1", "pl-c tgw-2"}, "10.5.1.1", "ROUTE_AMBIGUOUS", lists);
    // entries of different length: AWS documents the same
    check({"pl-a tgw-1", "pl-b tgw-2"}, "10.5.1.1", "ROUTE_AMBIGUOUS", lists);
    check({"pl-a tgw-1", "pl-b tgw-2"}, "10.5.2.1", "pl-a tgw-1", lists);
    // one target: nothing to choose
    check({"pl-b tgw-1", "pl-a tgw-1"}, "10.5.1.1", "pl-b tgw-1", lists);
    // a longer static route decides
    check({"pl-a tgw-1", "pl-b tgw-2", "10.5.1.0/28 eni-1"}, "10.5.1.1", "10.5.1.0/28 eni-1",
          lists);
}

TEST_CASE("a list or destination that is not known makes the route unknown where it matters") {
    const fake_lists lists{{list_of("pl-part", {"10.5.0.0/16"}, false)}};
    check({"0.0.0.0/0 igw-1", "pl-gone vpce-1"}, "52.219.0.1", "ROUTE_NOT_READABLE", lists);
    check({"0.0.0.0/0 igw-1", "??? tgw-1"}, "192.0.2.1", "ROUTE_NOT_READABLE", lists);
    check({"pl-gone vpce-1"}, "192.0.2.1", "ROUTE_NOT_READABLE", lists);
    // the target is the same either way
    check({"0.0.0.0/0 igw-1", "pl-gone igw-1"}, "52.219.0.1", "0.0.0.0/0 igw-1", lists);
    // two unknown lists, only one of which leads to the same place
    check({"0.0.0.0/0 igw-1", "pl-gone igw-1", "pl-lost tgw-1"}, "52.219.0.1", "ROUTE_NOT_READABLE",
          lists);
    // the part that is known is shorter than what the rest may hold
    check({"10.5.1.0/24 igw-1", "pl-part tgw-1"}, "10.5.1.1", "ROUTE_NOT_READABLE", lists);
    check({"0.0.0.0/0 igw-1", "pl-part tgw-1"}, "10.5.1.1", "pl-part tgw-1", lists);
    // inside the local route AWS accepts only NAT gateways, interfaces and endpoints as targets,
    // and the lists of endpoints hold public addresses
    check({"10.0.0.0/16 local", "pl-gone tgw-1", "pl-lost vpce-1"}, "10.0.1.5", "10.0.0.0/16 local",
          lists);
    check({"10.0.0.0/16 local", "pl-gone eni-1"}, "10.0.1.5", "ROUTE_NOT_READABLE", lists);
}

TEST_CASE("a route server's route counts by length, and is ambiguous where no rank is documented") {
    check({"0.0.0.0/0 igw-1", "10.5.0.0/16 eni-1 advertised"}, "10.5.1.1", "10.5.0.0/16 eni-1");
    check({"10.5.0.0/16 tgw-1", "10.5.0.0/16 eni-1 advertised"}, "10.5.1.1", "ROUTE_AMBIGUOUS");
    check({"10.5.0.0/16 vgw-1 propagated", "10.5.0.0/16 eni-1 advertised"}, "10.5.1.1",
          "ROUTE_AMBIGUOUS");
    check({"10.0.0.0/16 local", "10.0.1.0/24 eni-1 advertised"}, "10.0.1.1", "ROUTE_AMBIGUOUS");
    check({"10.0.0.0/16 local", "10.0.0.0/8 eni-1 advertised"}, "10.0.1.1", "10.0.0.0/16 local");
}
