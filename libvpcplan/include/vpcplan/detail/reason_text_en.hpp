// Private. Reason codes and assumptions in English.
#pragma once

#include "../answer.hpp"

namespace vpcplan {

/// What a reason code says to people.
struct reason_text {
    std::string_view title;   ///< a few words
    std::string_view meaning; ///< one or two sentences
    std::string_view remedy;  ///< what usually fixes it
};

namespace detail {

constexpr reason_text english_text(reason code) noexcept {
    switch (code) {
    case reason::none: return {"no reason needed", "The check passed.", "Nothing needs fixing."};
    case reason::subnet_acl_restriction:
        return {"the network ACL of the subnet denies the packet",
                "Rules are read in ascending order of their numbers and the first one that matches "
                "decides; when none matches, the final * rule denies. Network ACLs are stateless: "
                "the reply needs a rule of its own.",
                "Add an allow rule with a lower number than the rule that denies. For replies, "
                "allow the client's ephemeral ports, 1024-65535 to be safe."};
    case reason::eni_sg_rules_mismatch:
        return {"no security group rule allows the packet",
                "The rules of all security groups of the interface count together, and none of "
                "them matches the protocol, the port and the other end's address.",
                "Add a rule in the direction in which the connection is opened. The reply needs "
                "none, because security groups are stateful."};
    case reason::sg_has_no_rules:
        return {"the security groups have no rule in this direction",
                "Without an inbound rule nothing may come in, without an outbound rule nothing may "
                "go out; replies of allowed connections still pass.",
                "Add a rule for this traffic to one of the interface's security groups."};
    case reason::eni_source_dest_check_restriction:
        return {"the interface refuses addresses that are not its own",
                "With the source/destination check on, an interface sends and accepts only packets "
                "that carry its own addresses, so it cannot forward for others.",
                "Switch the source/destination check off on an appliance or NAT instance."};
    case reason::no_route_to_destination:
        return {"the route table has no route to the destination",
                "No route of the table used by the subnet covers the destination address. IPv4 "
                "and IPv6 routes are separate: 0.0.0.0/0 does not cover IPv6.",
                "Add a route that covers the destination, or associate the subnet with the table "
                "that has it."};
    case reason::bad_state:
        return {"the component is not in a working state",
                "Something on the path, such as a NAT gateway, forwards only in the state "
                "`available`.",
                "Wait until it is available, or replace it."};
    case reason::bad_state_route:
        return {"the route is a blackhole",
                "The best route matches, but its target is gone. The packet is dropped; a shorter "
                "route is not tried instead.",
                "Delete the route or point it to a target that exists."};
    case reason::no_possible_destination:
        return {"nothing has this address",
                "The packet reaches the subnet, but no interface there has the destination "
                "address.",
                "Check the address; an instance may have been replaced."};
    case reason::unknown_destination:
        return {"the input does not tell where the destination is",
                "The destination cannot be placed: the part of the network that would hold it is "
                "missing from the input.",
                "Collect the missing part: `vpcplan collect` prints the commands."};
    case reason::unknown_resource:
        return {"the input does not describe a component on the path",
                "Something refers to a component by its id, but the input does not contain it.",
                "Collect the missing part: `vpcplan collect` prints the commands."};
    case reason::unsupported_component:
        return {"a component on the path is not evaluated yet",
                "The packet reaches a system that this version recognises but cannot judge, so the "
                "answer is unknown instead of a guess.",
                "Ask about the parts before and behind that component separately."};
    case reason::protocol_restriction:
        return {"the component does not carry this protocol",
                "A NAT gateway, for example, carries only TCP, UDP and ICMP.",
                "Use another protocol, or a path without this component."};
    case reason::igw_public_ip_association_for_egress:
        return {"the source has no public address",
                "An internet gateway translates one private address to one public address. "
                "Without a public or Elastic IP address the packet is dropped.",
                "Associate an Elastic IP address, or send the traffic through a NAT gateway."};
    case reason::igw_private_ip_association_for_ingress:
        return {"the public address belongs to no interface",
                "An internet gateway lets a packet in only when its destination is a public "
                "address of an interface in the VPC, or an IPv6 address of it.",
                "Address the interface's current public address, or associate an Elastic IP "
                "address with it."};
    case reason::igw_destination_address_not_in_rfc1918_egress:
        return {"internet gateways do not forward to private addresses",
                "The destination lies in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, which do "
                "not exist on the internet.",
                "Add a more specific route to where the private network is: a peering connection, "
                "a transit gateway or a VPN."};
    case reason::igw_destination_address_not_in_rfc6598_egress:
        return {"internet gateways do not forward to 100.64.0.0/10",
                "The destination lies in the shared address space, which does not exist on the "
                "internet.",
                "Add a more specific route to where that network is."};
    case reason::igw_source_address_not_in_rfc1918_ingress:
        return {"a private source cannot come from the internet",
                "Internet gateways drop packets from 10.0.0.0/8, 172.16.0.0/12 and "
                "192.168.0.0/16.",
                "Ask with the public address of the client."};
    case reason::igw_source_address_not_in_rfc6598_ingress:
        return {"a source in 100.64.0.0/10 cannot come from the internet",
                "Internet gateways drop packets from the shared address space.",
                "Ask with the public address of the client."};
    case reason::gateway_rejects_spoofed_traffic:
        return {"the source address is spoofed",
                "A packet from outside carries an address of the VPC as its source; gateways drop "
                "it.",
                "Ask with the real address of the client."};
    case reason::ngw_requires_source_in_vpc:
        return {"the NAT gateway serves only its own VPC",
                "The source lies outside the VPC of the NAT gateway, for example behind a peering "
                "connection or a VPN.",
                "Create a NAT gateway in the VPC of the source."};
    case reason::vpc_block_public_access_enabled:
        return {"VPC Block Public Access stops the packet",
                "The account blocks traffic with the internet in this Region. The setting "
                "overrides routes, network ACLs and security groups.",
                "Create an exclusion for the VPC or subnet, or relax the setting."};
    case reason::acl_not_known:
        return {"the network ACL of the subnet is not in the input",
                "Every subnet has a network ACL, but the input does not show which rules it has.",
                "Add the output of `aws ec2 describe-network-acls`."};
    case reason::acl_rule_not_readable:
        return {"a network ACL rule cannot be read",
                "A rule that comes before the deciding one is not understood, so it might match.",
                "See the diagnostics for the rule and correct the input."};
    case reason::sg_not_known:
        return {"a security group of the interface is not in the input",
                "The rules of that group are missing, and one of them might allow the packet.",
                "Add the output of `aws ec2 describe-security-groups`."};
    case reason::sg_reference_not_known:
        return {"the peer of a security group rule is not known",
                "A rule allows the protocol and port from a prefix list or another security group "
                "whose members the input does not show.",
                "Add the prefix list's entries, or the interfaces that carry the group."};
    case reason::route_table_not_known:
        return {"the route table of the subnet is not in the input",
                "Neither an associated route table nor the VPC's main route table was found.",
                "Add the output of `aws ec2 describe-route-tables`."};
    case reason::route_not_readable:
        return {"a route cannot be read",
                "A route's destination, or the entries of its prefix list, are not known, and it "
                "might be the best match.",
                "Add the prefix list's entries, or correct the route in the input."};
    case reason::route_ambiguous:
        return {"two routes match equally well",
                "Two prefix lists cover the destination with the same length and different "
                "targets. AWS picks one at random.",
                "Make the prefix lists disjoint, or add a static route."};
    case reason::link_local_not_forwarded:
        return {"link-local addresses are never routed",
                "169.254.168.0/22 and fd00:ec2::/32 are served inside the subnet; no route "
                "forwards them.",
                "Ask about another destination."};
    case reason::igw_not_attached:
        return {"the internet gateway is not attached to this VPC",
                "The route points to an internet gateway that is detached, or attached to another "
                "VPC.",
                "Attach the gateway to the VPC, or correct the route."};
    case reason::igw_destination_not_public:
        return {"the destination does not exist on the internet",
                "The route leads to the internet, but the address is not a public one.",
                "Check the address, or add a more specific route to where it is."};
    case reason::ngw_no_session:
        return {"NAT gateways take no connections from outside",
                "The packet starts a connection towards a NAT gateway. It forwards only replies to "
                "connections opened from inside.",
                "Use a public address on the instance, or a load balancer."};
    case reason::ngw_route_loop:
        return {"the NAT gateway's own subnet routes back to it",
                "The NAT gateway's subnet sends the destination to the NAT gateway itself.",
                "Put a public NAT gateway into a subnet whose default route is the internet "
                "gateway."};
    case reason::ngw_needs_nat64_prefix:
        return {"the NAT gateway translates IPv6 only for NAT64",
                "A NAT gateway carries IPv4, and IPv6 bound for 64:ff9b::/96, whose last 32 bits "
                "are the IPv4 address that DNS64 wrapped up.",
                "Send IPv6 to an egress-only internet gateway, or switch DNS64 on and address the "
                "IPv4 host through 64:ff9b::/96."};
    case reason::eigw_ipv6_only:
        return {"egress-only internet gateways carry IPv6 only",
                "An IPv4 packet was routed to an egress-only internet gateway.",
                "Route IPv4 to a NAT gateway or an internet gateway."};
    case reason::eigw_no_session:
        return {"egress-only internet gateways take no connections from outside",
                "The packet starts a connection from the internet; only replies come in.",
                "Use an internet gateway if the interface should be reachable."};
    case reason::eigw_after_inspection:
        return {
            "egress-only internet gateways take nothing from inspection endpoints",
            "AWS drops IPv6 traffic that goes through a Gateway Load Balancer endpoint, or that of "
            "a network firewall, and then to an egress-only internet gateway.",
            "Route the inspected IPv6 traffic to an internet gateway, and let the firewall refuse "
            "connections from outside."};
    case reason::reply_changes_source:
        return {"the reply comes back from another address",
                "Both ends are reached by different paths: the reply arrives with a source that "
                "the client did not ask, and the client drops it.",
                "Route both directions the same way, or address the private address."};
    case reason::routed_elsewhere:
        return {"the route leads to another place that uses the same address",
                "Route tables know addresses, not hosts: where two networks use the same range, "
                "the packet follows the most specific route, even into the wrong one.",
                "Add a more specific route to the end that is meant, or avoid overlapping "
                "ranges."};
    case reason::pcx_requires_address_in_vpc_cidr:
        return {"the peering connection carries only traffic between the two VPCs",
                "VPC peering is not transitive and has no edge-to-edge routing: the source must be "
                "in one VPC and the destination in the other. A third VPC, the internet, a VPN or "
                "a gateway endpoint behind the peer cannot be reached.",
                "Peer the two VPCs directly, or join them through a transit gateway."};
    case reason::tgw_attach_missing_tgw_rtb_association:
        return {"the attachment has no transit gateway route table",
                "A packet from an attachment is looked up in the route table associated with it; "
                "without one it goes nowhere.",
                "Associate the attachment with a transit gateway route table."};
    case reason::tgw_attach_vpc_az_restriction:
        return {"which zone the transit gateway uses is not known",
                "The attachment has no subnet in the sender's zone, so AWS picks another one, and "
                "their ACLs or route tables differ.",
                "Give the attachment a subnet in every zone that is used."};
    case reason::tgw_bad_state_vpn:
        return {"the VPN attachment is down",
                "The VPN connection behind the attachment is not available, or none of its tunnels "
                "is up.",
                "Bring a tunnel up."};
    case reason::tgw_route_az_restriction:
        return {"the attachment has no subnet in the sender's zone",
                "A transit gateway serves only the Availability Zones in which the VPC attachment "
                "has a subnet, whatever the route table says.",
                "Add a subnet of that zone to the VPC attachment."};
    case reason::tgw_rtb_bad_state_route:
        return {"the transit gateway route is a blackhole",
                "The best route of the transit gateway table drops the packet; a shorter route is "
                "not tried instead.",
                "Delete the blackhole route, or let it lead to an attachment."};
    case reason::tgw_rtb_no_route_to_tgw_attachment:
        return {"the transit gateway table has no route to the destination",
                "The table associated with the attachment the packet came from has no static or "
                "propagated route to it.",
                "Enable propagation of the destination's attachment into that table, or add a "
                "static route."};
    case reason::tgw_rtb_routes_are_unknown:
        return {"the routes of the transit gateway table are not in the input",
                "No describe call returns them; they come from search-transit-gateway-routes.",
                "Collect them: `vpcplan collect` prints the commands."};
    case reason::bad_state_attachment:
        return {"the attachment is not available",
                "A transit gateway attachment forwards only in the state `available`.",
                "Accept or repair the attachment."};
    case reason::bad_state_vpn:
        return {"the VPN is down",
                "No VPN connection of the gateway is available with a tunnel that is up.",
                "Bring a tunnel up."};
    case reason::vgw_private_ip_association_for_egress:
        return {"a virtual private gateway takes traffic of its VPC's interfaces only",
                "Traffic to a data centre must start at an interface of the VPC to which the "
                "gateway is attached.",
                "Use a transit gateway for traffic that only passes through the VPC."};
    case reason::vgw_private_ip_association_for_ingress:
        return {"a virtual private gateway delivers to interfaces of its VPC only",
                "Traffic from a data centre must end at an interface of the VPC to which the "
                "gateway is attached.",
                "Check the address; use a transit gateway to reach other networks."};
    case reason::vpce_gateway_protocol_restriction:
        return {"a gateway endpoint carries TCP and ICMP echo only",
                "Gateway endpoints of S3 and DynamoDB accept no other protocol.",
                "Use TCP port 443."};
    case reason::vpce_intra_vpc_traffic:
        return {"an endpoint never opens a connection",
                "The service behind an interface endpoint answers; it does not call into the VPC.",
                "Ask for the connection from the client's side."};
    case reason::ingress_rtb_no_public_ip:
        return {"the appliance behind the gateway's route table has no public address",
                "An internet gateway's route table can send traffic only to an interface that has "
                "a public address.",
                "Associate an Elastic IP address with the appliance."};
    case reason::ingress_rtb_traffic_redirection:
        return {"the gateway's route table sends the replies through an appliance",
                "A subnet whose inbound traffic is redirected by the internet gateway's route "
                "table cannot send directly to that gateway.",
                "Route the subnet's outbound traffic through the same appliance."};
    case reason::vgw_not_attached:
        return {"the virtual private gateway is not attached to this VPC",
                "A virtual private gateway serves only the VPC to which it is attached.",
                "Attach it, or correct the route."};
    case reason::vgw_ipv4_only:
        return {"a VPN on a virtual private gateway carries IPv4 only",
                "IPv6 over a Site-to-Site VPN needs a transit gateway.",
                "Use a transit gateway, or IPv4."};
    case reason::vgw_no_route_to_on_premises:
        return {"the VPN has no route to the destination",
                "A virtual private gateway forwards only to prefixes it knows: static routes of "
                "its VPN connections, or what BGP announced.",
                "Add the prefix to the VPN connection's static routes."};
    case reason::vgw_not_connected:
        return {
            "nothing connects the virtual private gateway to a data centre",
            "A virtual private gateway reaches a data centre by a Site-to-Site VPN connection or "
            "by a private virtual interface of Direct Connect; the input has neither.",
            "Create a VPN connection on the gateway, or associate it with a Direct Connect "
            "gateway."};
    case reason::eni_takes_no_connections:
        return {"an interface of this type takes no connections",
                "AWS manages the interface for a service that only starts connections, or only "
                "answers what it sent.",
                "Call the service by its own address instead of its network interface."};
    case reason::eni_starts_no_connections:
        return {"an interface of this type starts no connections",
                "AWS manages the interface for a service that only answers.",
                "Ask about the connection from the host that starts it."};
    case reason::eni_owner_not_known:
        return {"what stands behind the interface is not in the input",
                "AWS manages the interface for a service, and the input does not describe that "
                "service: whether it takes or starts connections is not known.",
                "Add the description of the service that owns the interface to the input."};
    case reason::eni_denies_igw_traffic:
        return {"the interface denies traffic of internet gateways (DenyAllIgwTraffic)",
                "With DenyAllIgwTraffic an interface gets nothing through an internet gateway; "
                "whether replies to what it sent are denied too is not documented.",
                "Switch DenyAllIgwTraffic of the interface off."};
    case reason::input_incomplete:
        return {"the input does not list what decides here",
                "That something does not exist is only known from a complete list; the output of "
                "the describe call that lists it is not in the input.",
                "Add the output of that call; `vpcplan collect` prints all the calls."};
    case reason::vgw_routes_are_unknown:
        return {"what BGP announced to the gateway is not in the input",
                "No describe call returns the prefixes a virtual private gateway learned, unless "
                "they are propagated into a route table.",
                "Enable route propagation, or ask about the VPC's side only."};
    case reason::tgw_ipv6_support:
        return {"IPv6 support of the attachment is off",
                "A transit gateway attachment carries IPv6 only when its IPv6 support is enabled; "
                "it is off by default.",
                "Enable IPv6 support of the attachment."};
    case reason::router_answers_not_documented:
        return {"whether the VPC's router answers this is not documented",
                "The second address of every subnet belongs to the VPC's router. No security group "
                "filters packets to it; what it answers AWS does not say.",
                "Ask about a host of the subnet instead."};
    case reason::no_way_from_on_premises:
        return {"the input shows no way from this host to the destination",
                "No virtual private gateway or transit gateway of the input has a route to the "
                "host, so where it would come in is not known.",
                "Collect the VPN connections and transit gateway routes."};
    case reason::vpce_gateway_source_not_in_vpc:
        return {"a gateway endpoint serves its own VPC only",
                "Gateway endpoints cannot be used from a VPN, Direct Connect, a peering connection "
                "or a transit gateway.",
                "Use an interface endpoint for clients outside the VPC."};
    case reason::igw_source_not_public:
        return {
            "the source is not an internet address",
            "Loopback, link-local, multicast and reserved addresses cannot come from the internet.",
            "Ask with the public address of the client."};
    case reason::elb_listeners_mismatch:
        return {"no listener of the Classic Load Balancer takes the packet",
                "A load balancer accepts only the protocols and ports of its listeners.",
                "Ask for a port that has a listener, or add one."};
    case reason::elb_acl_restriction:
        return {"the network ACL stops the load balancer's packet inside the subnet",
                "Between a Classic Load Balancer and a target of the same subnet the outbound "
                "rules of the network ACL apply all the same.",
                "Allow the target's port in the outbound rules of the subnet's network ACL."};
    case reason::elb_installed_az_restriction:
        return {
            "the load balancer is not enabled in the target's Availability Zone",
            "A load balancer sends only to targets in Availability Zones that are enabled for it.",
            "Enable the Availability Zone for the load balancer, or register targets in one that "
            "is."};
    case reason::elb_not_crosszone:
        return {"the load balancer stays inside its zone",
                "With cross-zone load balancing off, a node sends only to targets in its own "
                "Availability Zone, and there is none.",
                "Switch cross-zone load balancing on, or register a target in this zone."};
    case reason::elbv2_listeners_mismatch:
        return {"no listener of the load balancer takes the packet",
                "A load balancer accepts only the protocols and ports of its listeners.",
                "Ask for a port that has a listener, or add one."};
    case reason::elbv2_listener_has_no_tg:
        return {"the listener has nobody to send to",
                "The target groups of the listener have no registered target.",
                "Register targets with the target group."};
    case reason::elbv2_no_targets_in_az:
        return {"no target in this Availability Zone",
                "With cross-zone load balancing off, a node sends only to targets in its own "
                "Availability Zone, and there is none.",
                "Switch cross-zone load balancing on, or register a target in this zone."};
    case reason::firewall_rules_restriction:
        return {"a rule of the network firewall drops the packet",
                "Stateless rules are read first, by priority; what they forward meets the stateful "
                "rules and, without a match, the default action of the policy.",
                "Add a pass rule for this traffic, or change the rule or default that drops."};
    case reason::lb_not_known:
        return {"the load balancer is not in the input",
                "The interface belongs to a load balancer, and the input does not describe it.",
                "Collect the load balancers: `vpcplan collect` prints the commands."};
    case reason::lb_listeners_not_known:
        return {"the listeners of the load balancer are not in the input",
                "Without its listeners nobody can tell which ports a load balancer accepts.",
                "Collect its listeners: `vpcplan collect` prints the commands."};
    case reason::lb_targets_not_known:
        return {"the targets of the load balancer are not in the input",
                "Which targets are registered, and which of them are healthy, stands in "
                "describe-target-health.",
                "Collect the target health: `vpcplan collect` prints the commands."};
    case reason::lb_target_not_known:
        return {"a target of the load balancer is not in the input",
                "The target that a load balancer may pick is an instance, address or function that "
                "the input does not describe.",
                "Collect the part of the network that holds the target."};
    case reason::lb_no_usable_target:
        return {"no target of the load balancer takes new connections now",
                "Targets that are being deregistered, are stopped or, behind a Classic Load "
                "Balancer, fail their health checks get nothing.",
                "Start a target, or make it pass its health checks."};
    case reason::lb_loopback:
        return {"the load balancer picked the client itself",
                "A Network Load Balancer that keeps the client's address cannot send a packet back "
                "to the host it came from: source and destination would be the same.",
                "Switch client IP preservation off for the target group, or register the target "
                "by its address."};
    case reason::firewall_policy_not_known:
        return {"the policy of the firewall is not in the input",
                "Without its policy and rule groups nobody can tell what a network firewall lets "
                "through.",
                "Collect the firewall policies and rule groups: `vpcplan collect` prints the "
                "commands."};
    case reason::firewall_rule_not_readable:
        return {"a firewall rule looks deeper than addresses and ports",
                "The rule that may decide inspects content, domains or the state of a flow, which "
                "a question about a packet does not tell.",
                "Read the named rule; the verdict depends on what the connection carries."};
    case reason::firewall_asymmetric_routing:
        return {"only one direction goes through this firewall",
                "A stateful firewall has to see both directions of a connection. What it does with "
                "half of one depends on its stream exception policy and on rules that need the "
                "flow's state.",
                "Route both directions through the same firewall endpoint; with a transit gateway, "
                "switch appliance mode on for the inspection VPC."};
    case reason::dx_prefix_not_allowed:
        return {"the Direct Connect gateway does not announce this VPC",
                "The allowed prefixes of the association cover no block of the VPC that holds the "
                "address, so the data centre has no route to it.",
                "Add the VPC's block to the allowed prefixes of the association."};
    case reason::dx_gateway_not_transitive:
        return {"a Direct Connect gateway does not join its gateways",
                "A Direct Connect gateway carries traffic between a data centre and each gateway "
                "associated with it, not between these gateways.",
                "Use peering or a transit gateway between the VPCs."};
    case reason::too_many_ways:
        return {"too many ways to check them all",
                "Load balancers on the path can combine their targets in more ways than are walked "
                "for one question.",
                "Ask about one target, or about the part behind the second load balancer."};
    case reason::path_loop:
        return {"the packet runs in a circle",
                "Routes send the packet back to a place where it has been before.",
                "Correct the route that points backwards."};
    }
    return {};
}

constexpr std::string_view english_text(assumption taken) noexcept {
    switch (taken) {
    case assumption::operating_systems_allow: return "host firewalls and the application accept it";
    case assumption::remote_host_answers: return "the host outside the network answers";
    case assumption::unfragmented: return "packets are not fragmented";
    case assumption::resolver_answers: return "the DNS resolver is enabled and answers";
    case assumption::echo_request:
        return "no ICMP type was given, so an echo request (ping) was judged";
    case assumption::public_address_used:
        return "the destination is addressed by its public address";
    case assumption::subnet_address_has_no_group:
        return "an address without an interface has no security group, so none was judged";
    case assumption::way_to_router_not_judged:
        return "the packet is at the router of the VPC already: what led it there, and where its "
               "reply goes from there, was not judged";
    case assumption::instance_not_running: return "the instance is started: it is not running now";
    case assumption::nat_picks_any_port:
        return "the NAT gateway may pick any source port from 1024 to 65535";
    case assumption::documentation_range_public:
        return "documentation addresses stand for public ones";
    case assumption::every_choice_walked:
        return "where AWS may pick one of several targets or zones, every one of them was checked";
    case assumption::instances_not_listed:
        return "the instances are running (aws ec2 describe-instances is not in the input)";
    case assumption::public_access_not_listed:
        return "VPC Block Public Access is off (aws ec2 describe-vpc-block-public-access-options "
               "is not in "
               "the input)";
    case assumption::gateway_learnt_the_way:
        return "BGP told the gateway the way to the data centre, which no describe call shows";
    case assumption::appliances_forward:
        return "the appliances behind the Gateway Load Balancer let the packet through unchanged";
    case assumption::client_address_by_default:
        return "the target group says nothing about the client's address, so AWS's default was "
               "taken";
    case assumption::cross_zone_by_default:
        return "nothing says that cross-zone load balancing is on, so it is taken to be off";
    case assumption::default_action_only:
        return "the input has no rules of the listener, so its default action was taken";
    }
    return {};
}

} // namespace detail

} // namespace vpcplan
