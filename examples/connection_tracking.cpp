// Security groups are stateful, but not for every flow: what a change of rules does to connections
// that are open already.
#include <iostream>
#include <vpcplan/connection_tracker.hpp>

using namespace std::chrono_literals;
using namespace vpcplan::literals;

namespace {

vpcplan::security_group web_group(const vpcplan::cidr& clients) {
    auto group = vpcplan::new_security_group("sg-web", "vpc-1"); // everything may go out
    vpcplan::group_rule https;
    https.proto = vpcplan::protocol::tcp();
    https.ports = {443, 443};
    https.peer = clients;
    group.inbound.push_back(https);
    return group;
}

/// Opens a connection under one rule, then sends more of it after the rule is gone.
void change_rules(const vpcplan::cidr& clients) {
    using vpcplan::direction;
    const auto client = boost::asio::ip::make_address("203.0.113.7");
    const auto server = boost::asio::ip::make_address("10.0.1.10");
    const auto request = vpcplan::tcp_packet(client, 50000, server, 443);

    const auto before = web_group(clients);
    const auto after = vpcplan::new_security_group("sg-web", "vpc-1");
    const vpcplan::security_group* old_rules[] = {&before};
    const vpcplan::security_group* new_rules[] = {&after};

    vpcplan::connection_tracker flows;
    const vpcplan::no_references nobody; // no rule names a group or a prefix list
    const auto first = flows.judge(old_rules, direction::in, request, nobody, 0s);
    const auto later = flows.judge(new_rules, direction::in, request, nobody, 5s);
    std::cout << "allowed from " << to_string(clients) << ": " << to_string(first.kind)
              << "; after the rule is removed: " << to_string(later.outcome) << '\n';
}

} // namespace

int main() {
    change_rules("203.0.113.0/24"_cidr); // remembered, so it lives on
    change_rules("0.0.0.0/0"_cidr);      // open to all both ways: never remembered, so it breaks
}

// Output:
// allowed from 203.0.113.0/24: tracked; after the rule is removed: allow
// allowed from 0.0.0.0/0: untracked; after the rule is removed: deny
