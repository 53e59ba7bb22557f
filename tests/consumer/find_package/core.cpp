#include <vpcplan/cidr.hpp>

#include <cstdio>

int main() {
    const auto block = vpcplan::parse_cidr("10.0.0.0/16");
    if (!block || block->prefix_length() != 16) {
        return 1;
    }
    std::puts(vpcplan::to_string(*block).c_str());
}
