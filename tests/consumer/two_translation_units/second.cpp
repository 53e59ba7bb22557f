#include "all_headers.hpp"

std::string printed_by_second();

std::string printed_by_second() { return vpcplan::to_string(vpcplan::make_cidr("10.0.0.0/16")); }
