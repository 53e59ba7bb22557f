#include "network_option.hpp"
#include "output.hpp"

#include <cstdlib>
#include <unistd.h>

namespace vpcplan::cli {

std::optional<loaded_network> load_asked_network(const std::string& option) {
    std::string path = option;
    const char* from_environment = std::getenv("VPCPLAN_NETWORK");
    if (path.empty() && from_environment != nullptr) {
        path = from_environment;
    }
    if (path.empty()) {
        path = "vpc.yaml";
        if (access(path.c_str(), F_OK) != 0) {
            complain("no network given: use -n PATH, set VPCPLAN_NETWORK, or work in a folder with "
                     "a vpc.yaml");
            return std::nullopt;
        }
    }
    auto loaded = load_network(path);
    if (const auto* failure = std::get_if<load_failure>(&loaded)) {
        const auto place = to_string(failure->place);
        const bool says_where = place.empty() || failure->message.rfind(place, 0) == 0;
        complain(says_where ? failure->message : place + ": " + failure->message);
        return std::nullopt;
    }
    return std::get<loaded_network>(std::move(loaded));
}

} // namespace vpcplan::cli
