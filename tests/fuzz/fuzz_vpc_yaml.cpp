// vpc.yaml, any bytes: read, or refused with a reason; what is read keeps its promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vpcplan/readers.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto outcome = vpcplan::parse_network(text, "fuzz.yaml");
    if (const auto* why = std::get_if<vpcplan::load_failure>(&outcome)) {
        if (why->message.empty()) {
            std::abort();
        }
        return 0;
    }
    // AWS CLI YAML may dangle; a vpc.yaml that is accepted names only what it has.
    const auto& network = std::get<vpcplan::loaded_network>(outcome).data;
    const vpcplan::network_index index(network);
    for (const auto& one : network.instances) {
        for (const auto& id : one.interface_ids) {
            static_cast<void>(index.find_interface(id));
        }
    }
    for (const auto& subnet : network.subnets) {
        static_cast<void>(index.table_of(subnet));
    }
    return 0;
}
