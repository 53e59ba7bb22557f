#include "all_headers.hpp"

std::string printed_by_second();

int main() {
    return vpcplan::to_string(vpcplan::make_cidr("10.0.0.0/16")) == printed_by_second() ? 0 : 1;
}
