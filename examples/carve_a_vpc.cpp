// Plans the subnets of a VPC: what a size holds, where blocks fit, what stays free.
#include <iostream>
#include <vpcplan/free_space.hpp>
#include <vpcplan/subnet.hpp>

using namespace vpcplan::literals;

int main() {
    const auto vpc = "10.20.0.0/16"_cidr;
    const std::vector<vpcplan::cidr> taken{"10.20.0.0/24"_cidr, "10.20.10.0/23"_cidr};

    const auto web = vpcplan::smallest_subnet(500);
    if (!web) {
        std::cerr << vpcplan::describe_hosts(web.error(), 500) << '\n';
        return 1;
    }
    std::cout << "500 hosts need a /" << web->prefix_length << '\n';

    // One block for each length; the larger ones are placed first, the order asked is kept.
    const std::vector<int> wanted{web->prefix_length, web->prefix_length, 26, 28};
    const auto plan = vpcplan::fit(vpc, taken, wanted);
    if (!plan || !plan->feasible()) {
        std::cerr << (plan ? to_string(*plan->failure) : "no such prefix length") << '\n';
        return 1;
    }
    for (const auto& block : plan->blocks) {
        const auto info = vpcplan::info_of_subnet(block).value();
        std::cout << to_string(block) << "  first usable " << info.first_usable << '\n';
    }
    for (const auto& block : plan->free) {
        std::cout << to_string(block) << "  free\n";
    }
}

// Output:
// 500 hosts need a /23
// 10.20.2.0/23  first usable 10.20.2.4
// 10.20.8.0/23  first usable 10.20.8.4
// 10.20.1.0/26  first usable 10.20.1.4
// 10.20.1.64/28  first usable 10.20.1.68
// 10.20.1.80/28  free
// 10.20.1.96/27  free
// 10.20.1.128/25  free
// 10.20.4.0/22  free
// 10.20.12.0/22  free
// 10.20.16.0/20  free
// 10.20.32.0/19  free
// 10.20.64.0/18  free
// 10.20.128.0/17  free
