// The block parser: what it accepts it prints back, and reads again as the same block.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vpcplan/cidr.hpp>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vpcplan;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto strict = parse_cidr(text);
    const auto masked = parse_cidr(text, host_bits::mask);
    for (const auto how : {notation::netmask, notation::wildcard, notation::any}) {
        const auto block = parse_cidr(text, host_bits::mask, how);
        if (block) {
            demand(parse_cidr(to_string(*block)).value() == *block);
        }
    }
    if (strict) {
        demand(masked && *masked == *strict);
        demand(parse_cidr(to_string(*strict)).value() == *strict);
        demand(strict->contains(strict->first_bits()) && strict->contains(strict->last_bits()));
    } else {
        demand(strict.error().offset <= size);
        demand(strict.error().offset + strict.error().length <= size);
        demand(!describe(strict.error(), text).empty());
    }
    if (masked && !strict) {
        demand(strict.error().code == errc::host_bits_set);
    }
    const auto address = parse_address(text);
    if (address) {
        demand(parse_address(detail::to_string(detail::bits_of(*address))).value() == *address);
    }
    return 0;
}
