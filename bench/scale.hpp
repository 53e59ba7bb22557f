// A large network, the same one every time: VPCs around one transit gateway.
#pragma once

#include <filesystem>
#include <string>

namespace vpcplan_bench {

struct scale {
    int vpcs = 50;
    int interfaces = 10'000; ///< over all VPCs
    int subnets = 8;         ///< of a VPC, over four zones
    int groups = 10;         ///< of a VPC
};

/// Writes the network as `aws ec2 describe-*` prints it, one file a call, with the fields that the
/// AWS CLI prints for such things.
void write_network(const std::filesystem::path& folder, const scale& size);

/// The interface with this number in a VPC.
std::string interface_id(int vpc, int number);

} // namespace vpcplan_bench
