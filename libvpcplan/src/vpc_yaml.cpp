#include "vpc_yaml.hpp"

namespace vpcplan::detail {

bool is_vpc_yaml(const node& root) {
    return root.find("vpc") != nullptr || root.find("vpcs") != nullptr;
}

load_outcome read_vpc_yaml(const document& source) {
    return load_failure{errc::bad_value, source.name + ": vpc.yaml is not read yet", {}};
}

} // namespace vpcplan::detail
