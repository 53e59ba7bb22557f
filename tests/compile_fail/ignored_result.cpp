// A result that nobody looks at is a mistake; compiled with -Werror=unused-result.
#include <vpcplan/cidr.hpp>

int main() {
#ifdef VPCPLAN_MUST_FAIL
    vpcplan::parse_cidr("10.0.0.0/8");
#else
    return vpcplan::parse_cidr("10.0.0.0/8").has_value() ? 0 : 1;
#endif
}
