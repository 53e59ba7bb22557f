// Floor 5. What an input lists wholly, and what it leaves out: "there is none" may be concluded
// only from a whole list.
//
// Example    A folder of describe output without InternetGateways:
//            known.has_all(listed::internet_gateways) == false, so a VPC without one is "unknown".
#pragma once

#include <cstdint>
#include <string_view>

namespace vpcplan {

/// Kinds of things that decide by not being there.
enum class listed : std::uint8_t {
    subnets,
    interfaces,
    instances,
    route_tables,
    internet_gateways,
    egress_only_internet_gateways,
    nat_gateways,
    peerings,
    transit_gateways, ///< the gateways, their attachments and their tables
    vpn_gateways,
    vpn_connections,
    direct_connect, ///< gateways and virtual interfaces
    endpoints,
    load_balancers,
    public_access,
    public_access_exclusions
};

/// The AWS CLI call that lists a kind of things.
constexpr std::string_view describe_call_of(listed kind) noexcept {
    switch (kind) {
    case listed::subnets: return "aws ec2 describe-subnets";
    case listed::interfaces: return "aws ec2 describe-network-interfaces";
    case listed::instances: return "aws ec2 describe-instances";
    case listed::route_tables: return "aws ec2 describe-route-tables";
    case listed::internet_gateways: return "aws ec2 describe-internet-gateways";
    case listed::egress_only_internet_gateways:
        return "aws ec2 describe-egress-only-internet-gateways";
    case listed::nat_gateways: return "aws ec2 describe-nat-gateways";
    case listed::peerings: return "aws ec2 describe-vpc-peering-connections";
    case listed::transit_gateways: return "aws ec2 describe-transit-gateway-attachments";
    case listed::vpn_gateways: return "aws ec2 describe-vpn-gateways";
    case listed::vpn_connections: return "aws ec2 describe-vpn-connections";
    case listed::direct_connect: return "aws directconnect describe-virtual-interfaces";
    case listed::endpoints: return "aws ec2 describe-vpc-endpoints";
    case listed::load_balancers: return "aws elbv2 describe-load-balancers";
    case listed::public_access_exclusions:
        return "aws ec2 describe-vpc-block-public-access-exclusions";
    case listed::public_access: return "aws ec2 describe-vpc-block-public-access-options";
    }
    return "";
}

/// Which kinds of things are listed wholly. All of them, until something is said to be left out.
class knowledge {
public:
    constexpr bool has_all(listed kind) const noexcept { return (missing_ & bit(kind)) == 0; }
    /// The input lists only a part of them, or none.
    constexpr void lacks(listed kind) noexcept { missing_ |= bit(kind); }
    /// The input tells about them by other means.
    constexpr void has(listed kind) noexcept { missing_ &= ~bit(kind); }
    friend constexpr bool operator==(const knowledge&, const knowledge&) = default;

private:
    static constexpr std::uint32_t bit(listed kind) noexcept {
        return std::uint32_t{1} << static_cast<unsigned>(kind);
    }
    std::uint32_t missing_ = 0;
};

} // namespace vpcplan
