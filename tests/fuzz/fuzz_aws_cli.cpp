// AWS CLI JSON, any bytes: read, or refused with a reason; what is read can be asked.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vpcplan/readers.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto outcome = vpcplan::parse_network(text, "fuzz.json");
    if (const auto* why = std::get_if<vpcplan::load_failure>(&outcome)) {
        if (why->message.empty()) {
            std::abort();
        }
        return 0;
    }
    const auto& network = std::get<vpcplan::loaded_network>(outcome).data;
    const vpcplan::network_index index(network);
    for (const auto& subnet : network.subnets) {
        const auto* acl = index.acl_of(subnet);
        for (const auto& block : subnet.blocks) {
            const vpcplan::packet header{
                block.first_bits(), block.last_bits(), 6, 0, 0, 50000, 443};
            if (acl != nullptr) {
                static_cast<void>(vpcplan::evaluate(*acl, vpcplan::direction::in, header));
            }
            if (const auto* table = index.table_of(subnet)) {
                static_cast<void>(vpcplan::find_route(*table, header.destination, index));
            }
        }
    }
    return 0;
}
