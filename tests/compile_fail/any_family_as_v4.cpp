// A block of either family does not turn into an IPv4 block unasked.
#include <vpcplan/cidr.hpp>

int main() {
    const vpcplan::cidr block = vpcplan::make_cidr("2001:db8::/32");
#ifdef VPCPLAN_MUST_FAIL
    const vpcplan::cidr_v4 v4 = block;
    return v4.prefix_length();
#else
    return vpcplan::cidr_v4::from(block).has_value() ? 1 : 0;
#endif
}
