// A block has no default value, so that nobody opens 0.0.0.0/0 by accident.
#include <vpcplan/cidr.hpp>

int main() {
#ifdef VPCPLAN_MUST_FAIL
    const vpcplan::cidr block;
#else
    const vpcplan::cidr block = vpcplan::make_cidr("10.0.0.0/16");
#endif
    return block.prefix_length();
}
