// A literal block is checked by the compiler.
#include <vpcplan/cidr.hpp>

int main() {
    using namespace vpcplan::literals;
#ifdef VPCPLAN_MUST_FAIL
    return ("10.1.0.0/8"_cidr).prefix_length();
#else
    return ("10.0.0.0/8"_cidr).prefix_length();
#endif
}
