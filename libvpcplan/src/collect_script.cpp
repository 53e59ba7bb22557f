// The script that `vpcplan collect` prints: reading calls only, one folder for each account and
// Region.
#include "vpcplan/readers.hpp"

namespace vpcplan {

namespace {

constexpr const char* script = R"script(#!/usr/bin/env bash
# Collects what vpcplan needs to know about the VPCs of AWS accounts.
#
#   bash collect.sh aws-folder ap-northeast-2 us-east-1
#   bash collect.sh aws-folder --region all --profile network,shop,pay
#   vpcplan pass internet:203.0.113.7 web-1 tcp/443 -n aws-folder
#
# Arguments: the folder to write to (default: aws-folder), then Regions. --region takes them with
# commas, or `all` for every Region that an account has switched on; without either, it is the
# Region your AWS CLI is set to. --profile names profiles of the AWS CLI, one for each account
# (default: the credentials you are signed in with).
#
# One folder for each account and Region, aws-folder/123456789012/ap-northeast-2, one file for each
# call. Running it again replaces the files of a Region when all of them are there.
#
# It only reads: every call is a describe-, get-, list- or search- call; nothing else is sent.
# The policy ReadOnlyAccess is enough; AmazonVPCReadOnlyAccess covers most of it. A call that is
# not permitted is told and listed at the end (exit status 3), and vpcplan answers "unknown" where
# it would matter. Needs bash and the AWS CLI, version 2.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "collect: $*"
    exit 1
}

folder=
regions=()
profiles=()
while [ $# -gt 0 ]; do
    case $1 in
    --region | --profile)
        [ $# -gt 1 ] || fail "$1 needs a value: names with commas between them"
        IFS=, read -r -a words <<<"$2"
        if [ "$1" = --region ]; then regions+=("${words[@]}"); else profiles+=("${words[@]}"); fi
        shift
        ;;
    -*) fail "unknown option $1; there are --region and --profile" ;;
    *) if [ -z "$folder" ]; then folder=$1; else regions+=("$1"); fi ;;
    esac
    shift
done
folder=${folder:-aws-folder}

export AWS_PAGER=
command -v aws >/dev/null 2>&1 || fail "the AWS CLI (aws) is not installed or not on PATH"
mkdir -p "$folder" || fail "cannot write to $folder"
missing=$(mktemp) # what could not be fetched, one line each
message=$(mktemp)
trap 'rm -f "$missing" "$message"' EXIT

profile=
region=
run_aws() { aws ${profile:+--profile "$profile"} "$@"; }

refused() { # WHAT
    local why
    why=$(tr '\n' ' ' <"$message")
    say "    MISSING: $why"
    printf '%s\n' "${account:-$profile} $region: $1: $why" >>"$missing"
}

# call FILE SERVICE OPERATION [ARGUMENTS]: writes the answer, whole or not at all. The CLI itself
# fetches all pages.
call() {
    local file=$1
    shift
    say "  $1 $2"
    if run_aws "$@" --region "$region" --output json >"$target/$file.part" 2>"$message"; then
        mv "$target/$file.part" "$target/$file"
    else
        rm -f "$target/$file.part"
        refused "$1 $2"
    fi
}

# ids QUERY SERVICE OPERATION [ARGUMENTS]: the ids that a call names, one a line.
ids() {
    local query=$1 found
    shift
    if found=$(run_aws "$@" --region "$region" --query "$query" --output text 2>"$message"); then
        printf '%s\n' "$found" | tr '\t' '\n' | grep -v -x -e None -e '' || true
    else
        refused "$1 $2"
    fi
}

# A file name for an id or ARN.
file_of() { printf '%s' "${1##*:}" | tr '/:' '--'; }

collect_vpcs() {
    local what id
    for what in vpcs subnets route-tables network-acls security-groups network-interfaces \
        instances internet-gateways egress-only-internet-gateways nat-gateways addresses \
        prefix-lists managed-prefix-lists vpc-endpoints vpc-peering-connections \
        vpn-gateways customer-gateways vpn-connections carrier-gateways \
        traffic-mirror-sessions traffic-mirror-filters traffic-mirror-targets \
        vpc-block-public-access-options vpc-block-public-access-exclusions; do
        call "$what.json" ec2 "describe-$what"
    done
    for id in $(ids 'Vpcs[].VpcId' ec2 describe-vpcs); do
        call "vpc-dns-$id.json" ec2 describe-vpc-attribute --vpc-id "$id" \
            --attribute enableDnsSupport
    done
    # Some answers do not say what they belong to, so the query writes the id beside them.
    for id in $(ids 'PrefixLists[].PrefixListId' ec2 describe-managed-prefix-lists); do
        call "prefix-list-entries-$id.json" ec2 get-managed-prefix-list-entries \
            --prefix-list-id "$id" \
            --query "{ManagedPrefixListEntries: [{PrefixListId: '$id', Entries: Entries}]}"
    done
}

collect_transit_gateways() {
    local what id routes
    for what in transit-gateways transit-gateway-attachments transit-gateway-vpc-attachments \
        transit-gateway-peering-attachments transit-gateway-connects \
        transit-gateway-route-tables; do
        call "$what.json" ec2 "describe-$what"
    done
    for id in $(ids 'TransitGatewayRouteTables[].TransitGatewayRouteTableId' \
        ec2 describe-transit-gateway-route-tables); do
        routes=transit-gateway-routes-$id.json
        call "$routes" ec2 search-transit-gateway-routes \
            --transit-gateway-route-table-id "$id" --filters Name=state,Values=active,blackhole \
            --query "{TransitGatewayRoutes: [{TransitGatewayRouteTableId: '$id', Routes: Routes,
                AdditionalRoutesAvailable: AdditionalRoutesAvailable}]}"
        if grep -q '"AdditionalRoutesAvailable": *true' "$target/$routes" 2>/dev/null; then
            # One search finds 1,000 routes. The static ones alone may be fewer; what VPCs
            # propagate follows from the propagations.
            say "    more than 1,000 routes; asking for the static ones"
            call "$routes" ec2 search-transit-gateway-routes \
                --transit-gateway-route-table-id "$id" --filters Name=type,Values=static \
                --query "{TransitGatewayStaticRoutes: [{TransitGatewayRouteTableId: '$id',
                    Routes: Routes, AdditionalRoutesAvailable: AdditionalRoutesAvailable}]}"
            if grep -q '"AdditionalRoutesAvailable": *true' "$target/$routes" 2>/dev/null; then
                printf 'it has more than 1,000 static routes\n' >"$message"
                refused "routes of $id"
                rm -f "${target:?}/$routes"
            fi
        fi
        call "transit-gateway-propagations-$id.json" ec2 \
            get-transit-gateway-route-table-propagations --transit-gateway-route-table-id "$id" \
            --query "{TransitGatewayPropagations: [{TransitGatewayRouteTableId: '$id',
                TransitGatewayRouteTablePropagations: TransitGatewayRouteTablePropagations}]}"
    done
}

collect_load_balancers() {
    local id listener
    call load-balancers.json elbv2 describe-load-balancers
    call target-groups.json elbv2 describe-target-groups
    for id in $(ids 'LoadBalancers[].LoadBalancerArn' elbv2 describe-load-balancers); do
        call "listeners-$(file_of "$id").json" elbv2 describe-listeners --load-balancer-arn "$id" \
            --query "{LoadBalancerListeners: [{LoadBalancerArn: '$id', Listeners: Listeners}]}"
        call "attributes-$(file_of "$id").json" elbv2 describe-load-balancer-attributes \
            --load-balancer-arn "$id" \
            --query "{LoadBalancerAttributes: [{LoadBalancerArn: '$id', Attributes: Attributes}]}"
        # Only an Application Load Balancer has rules beside the default one.
        case $id in
        */app/*)
            for listener in $(ids 'Listeners[].ListenerArn' elbv2 describe-listeners \
                --load-balancer-arn "$id"); do
                call "rules-$(file_of "$listener").json" elbv2 describe-rules \
                    --listener-arn "$listener"
            done
            ;;
        esac
    done
    for id in $(ids 'TargetGroups[].TargetGroupArn' elbv2 describe-target-groups); do
        call "target-health-$(file_of "$id").json" elbv2 describe-target-health \
            --target-group-arn "$id" \
            --query "{LoadBalancerTargetHealth: [{TargetGroupArn: '$id',
                TargetHealthDescriptions: TargetHealthDescriptions}]}"
        call "target-attributes-$(file_of "$id").json" elbv2 describe-target-group-attributes \
            --target-group-arn "$id" \
            --query "{TargetGroupAttributes: [{TargetGroupArn: '$id', Attributes: Attributes}]}"
    done
    call classic-load-balancers.json elb describe-load-balancers
    for id in $(ids 'LoadBalancerDescriptions[].LoadBalancerName' elb describe-load-balancers); do
        call "classic-health-$id.json" elb describe-instance-health --load-balancer-name "$id" \
            --query "{LoadBalancerInstanceHealth: [{LoadBalancerName: '$id',
                InstanceStates: InstanceStates}]}"
        call "classic-attributes-$id.json" elb describe-load-balancer-attributes \
            --load-balancer-name "$id" \
            --query "{LoadBalancerAttributes: [{LoadBalancerName: '$id',
                LoadBalancerAttributes: LoadBalancerAttributes}]}"
    done
}

collect_firewalls() {
    local id
    call firewalls.json network-firewall list-firewalls
    for id in $(ids 'Firewalls[].FirewallArn' network-firewall list-firewalls); do
        call "firewall-$(file_of "$id").json" network-firewall describe-firewall \
            --firewall-arn "$id"
    done
    for id in $(ids 'VpcEndpointAssociations[].VpcEndpointAssociationArn' \
        network-firewall list-vpc-endpoint-associations); do
        call "firewall-endpoint-$(file_of "$id").json" network-firewall \
            describe-vpc-endpoint-association --vpc-endpoint-association-arn "$id"
    done
    for id in $(ids 'FirewallPolicies[].Arn' network-firewall list-firewall-policies); do
        call "firewall-policy-$(file_of "$id").json" network-firewall describe-firewall-policy \
            --firewall-policy-arn "$id"
    done
    for id in $(ids 'RuleGroups[].Arn' network-firewall list-rule-groups); do
        call "rule-group-$(file_of "$id").json" network-firewall describe-rule-group \
            --rule-group-arn "$id"
    done
}

collect_direct_connect() {
    local id
    call virtual-interfaces.json directconnect describe-virtual-interfaces
    call direct-connect-gateways.json directconnect describe-direct-connect-gateways
    for id in $(ids 'directConnectGateways[].directConnectGatewayId' \
        directconnect describe-direct-connect-gateways); do
        call "direct-connect-associations-$id.json" directconnect \
            describe-direct-connect-gateway-associations --direct-connect-gateway-id "$id"
    done
}

# collect_region: into a hidden folder, whose files replace the old ones at the end.
collect_region() {
    local place=$folder/$account/$region
    target=$folder/$account/.$region.part
    say "Region $region of account $account -> $place"
    rm -rf "${target:?}"
    mkdir -p "$target" || fail "cannot write to $target"
    collect_vpcs
    collect_transit_gateways
    collect_load_balancers
    collect_firewalls
    collect_direct_connect
    if ls "$target"/*.json >/dev/null 2>&1; then
        mkdir -p "$place"
        rm -f "${place:?}"/*.json
        mv "$target"/*.json "$place"
    else
        say "  nothing could be fetched; $place stays as it was"
    fi
    rm -rf "${target:?}"
}

accounts=0
for profile in "${profiles[@]:-}"; do
    region=
    account=
    if ! account=$(run_aws sts get-caller-identity --query Account --output text 2>"$message"); then
        account=
        say "AWS does not accept the credentials${profile:+ of profile $profile}"
        refused "sts get-caller-identity"
        continue
    fi
    accounts=$((accounts + 1))
    default_region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(run_aws configure get region 2>/dev/null ||
        true)}}
    own_regions=()
    for word in "${regions[@]:-$default_region}"; do
        if [ "$word" = all ]; then
            region=${default_region:-us-east-1}
            for found in $(ids 'Regions[].RegionName' ec2 describe-regions); do
                own_regions+=("$found")
            done
        elif [ -n "$word" ]; then
            own_regions+=("$word")
        else
            fail "no Region: name one, e.g. collect.sh $folder ap-northeast-2"
        fi
    done
    for region in ${own_regions[@]+"${own_regions[@]}"}; do
        collect_region
    done
done

[ "$accounts" -gt 0 ] ||
    fail "sign in first (aws sso login, aws configure, or --profile NAME), then run this again"
if [ -s "$missing" ]; then
    say "Done, but $(grep -c . "$missing") calls failed, and what they would have said is missing in $folder:"
    sed 's/^/  /' "$missing" >&2
    exit 3
fi
say "Done: $folder"
)script";

} // namespace

std::string collect_script() { return script; }

} // namespace vpcplan
