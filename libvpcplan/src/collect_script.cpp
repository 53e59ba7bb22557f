// The script that `vpcplan collect` prints: describe calls only, one folder for each Region.
#include "vpcplan/readers.hpp"

namespace vpcplan {

namespace {

constexpr const char* script = R"script(#!/usr/bin/env bash
# Collects what vpcplan needs to know about the VPCs of an AWS account.
#
#   bash collect.sh aws-folder ap-northeast-2 us-east-1
#   vpcplan pass internet:203.0.113.7 web-1 tcp/443 -n aws-folder
#
# Arguments: the folder to write to (default: aws-folder), then Regions (default: the Region your
# AWS CLI is set to). One folder for each Region, one file for each call. To collect several
# accounts, run it once for each with the same folder: the account is part of the path.
#
# It only reads: every call is a describe-, get-, list- or search- call; nothing else is sent.
# The policy ReadOnlyAccess is enough; AmazonVPCReadOnlyAccess covers most of it. A call that is
# not permitted is skipped with a message, and vpcplan answers "unknown" where it would matter.
# Needs bash and the AWS CLI, version 2 (version 1 works too).
set -u -o pipefail

folder=${1:-aws-folder}
[ $# -gt 0 ] && shift

say() { printf '%s\n' "$*" >&2; }
fail() { say "collect: $*"; exit 1; }

export AWS_PAGER=
command -v aws >/dev/null 2>&1 || fail "the AWS CLI (aws) is not installed or not on PATH"
account=$(aws sts get-caller-identity --query Account --output text 2>&1) ||
    fail "AWS does not accept your credentials: $account
collect: sign in first (aws sso login, aws configure, or AWS_PROFILE=name), then run this again"

if [ $# -eq 0 ]; then
    default_region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region 2>/dev/null)}}
    [ -n "$default_region" ] || fail "no Region: name one, e.g. $0 $folder ap-northeast-2"
    set -- "$default_region"
fi

skipped=0

# call FILE SERVICE OPERATION [ARGUMENTS]: writes the answer, whole or not at all. The CLI itself
# fetches all pages.
call() {
    local file=$1
    shift
    say "  $*"
    if aws "$@" --region "$region" --output json >"$target/$file.part" 2>"$target/.message"; then
        mv "$target/$file.part" "$target/$file"
    else
        say "    skipped: $(tr '\n' ' ' <"$target/.message")"
        rm -f "$target/$file.part"
        skipped=$((skipped + 1))
        return 1
    fi
}

# ids QUERY SERVICE OPERATION [ARGUMENTS]: the ids that a call names, one a line.
ids() {
    local query=$1
    shift
    aws "$@" --region "$region" --query "$query" --output text 2>/dev/null |
        tr '\t' '\n' | grep -v '^None$' | grep .
}

for region in "$@"; do
    target=$folder/$account/$region
    say "Region $region of account $account -> $target"
    mkdir -p "$target" || fail "cannot write to $target"

    for what in vpcs subnets route-tables network-acls security-groups network-interfaces \
        instances internet-gateways egress-only-internet-gateways nat-gateways addresses \
        prefix-lists managed-prefix-lists vpc-endpoints vpc-peering-connections \
        vpn-gateways customer-gateways vpn-connections transit-gateways \
        transit-gateway-attachments transit-gateway-vpc-attachments \
        transit-gateway-route-tables carrier-gateways \
        traffic-mirror-sessions traffic-mirror-filters traffic-mirror-targets \
        vpc-block-public-access-options vpc-block-public-access-exclusions; do
        call "$what.json" ec2 "describe-$what"
    done
    call load-balancers.json elbv2 describe-load-balancers
    call target-groups.json elbv2 describe-target-groups
    call firewalls.json network-firewall list-firewalls
    call direct-connect-gateways.json directconnect describe-direct-connect-gateways
    call virtual-interfaces.json directconnect describe-virtual-interfaces

    for id in $(ids 'Vpcs[].VpcId' ec2 describe-vpcs); do
        call "vpc-dns-$id.json" ec2 describe-vpc-attribute --vpc-id "$id" \
            --attribute enableDnsSupport
    done
    for id in $(ids 'PrefixLists[].PrefixListId' ec2 describe-managed-prefix-lists); do
        # Some answers do not say what they belong to, so the query writes the id beside them.
        call "prefix-list-entries-$id.json" ec2 get-managed-prefix-list-entries \
            --prefix-list-id "$id" \
            --query "{ManagedPrefixListEntries: [{PrefixListId: '$id', Entries: Entries}]}"
    done
    for id in $(ids 'TransitGatewayRouteTables[].TransitGatewayRouteTableId' \
        ec2 describe-transit-gateway-route-tables); do
        call "transit-gateway-routes-$id.json" ec2 search-transit-gateway-routes \
            --transit-gateway-route-table-id "$id" --filters Name=state,Values=active,blackhole \
            --query "{TransitGatewayRoutes: [{TransitGatewayRouteTableId: '$id', Routes: Routes,
                AdditionalRoutesAvailable: AdditionalRoutesAvailable}]}"
        call "transit-gateway-propagations-$id.json" ec2 \
            get-transit-gateway-route-table-propagations --transit-gateway-route-table-id "$id" \
            --query "{TransitGatewayPropagations: [{TransitGatewayRouteTableId: '$id',
                TransitGatewayRouteTablePropagations: TransitGatewayRouteTablePropagations}]}"
    done
    rm -f "$target/.message"
done

if [ "$skipped" -ne 0 ]; then
    say "Done, but $skipped calls were skipped; what they would have said is missing in $folder"
else
    say "Done: $folder"
fi
)script";

} // namespace

std::string collect_script() { return script; }

} // namespace vpcplan
