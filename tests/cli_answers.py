"""Validates what --format json prints against the JSON Schemas.

usage: cli_answers.py VPCPLAN PROJECT

Exit status 77: the package jsonschema is missing.
"""

import json
import pathlib
import shlex
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("SKIPPED: the Python package jsonschema is missing")
    sys.exit(77)

INTERCONNECT = {
    "Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}],
    "VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1",
                               "RequesterVpcInfo": {"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"},
                               "AccepterVpcInfo": {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}}],
    "TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-a",
                                      "TransitGatewayId": "tgw-1", "VpcId": "vpc-a",
                                      "SubnetIds": ["subnet-a"]}],
    "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1",
                                   "TransitGatewayId": "tgw-1"}],
    "TransitGatewayRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-1",
                              "Routes": [{"DestinationCidrBlock": "10.9.0.0/16", "Type": "static",
                                          "State": "blackhole"}]}],
    "VpnGateways": [{"VpnGatewayId": "vgw-1", "VpcAttachments": [{"VpcId": "vpc-a"}]}],
    "VpnConnections": [{"VpnConnectionId": "vpn-1", "VpnGatewayId": "vgw-1"}],
    "VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface",
                      "VpcId": "vpc-a"}],
    "TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-1", "SessionNumber": 1, "NetworkInterfaceId": "eni-1",
         "TrafficMirrorFilterId": "tmf-1", "TrafficMirrorTargetId": "tmt-1", "PacketLength": 99},
        {"TrafficMirrorSessionId": "tms-2", "SessionNumber": 2, "NetworkInterfaceId": "eni-1",
         "TrafficMirrorFilterId": "tmf-1", "TrafficMirrorTargetId": "tmt-2"}],
    "TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [
        {"RuleNumber": 1, "RuleAction": "accept", "SourceCidrBlock": "0.0.0.0/0",
         "DestinationCidrBlock": "0.0.0.0/0"}]}],
    "TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-1", "NetworkInterfaceId": "eni-2"}],
    "Firewall": {"FirewallArn": "arn:firewall/edge", "FirewallName": "edge", "VpcId": "vpc-a",
                 "FirewallPolicyArn": "arn:policy/p"},
    "FirewallStatus": {"SyncStates": {"x-1a": {"Attachment": {
        "SubnetId": "subnet-1", "EndpointId": "vpce-2", "Status": "READY"}}}},
    "FirewallPolicyResponse": {"FirewallPolicyArn": "arn:policy/p", "FirewallPolicyName": "p"},
    "FirewallPolicy": {"StatelessDefaultActions": ["aws:forward_to_sfe"],
                       "StatefulRuleGroupReferences": [{"ResourceArn": "arn:g"}]},
    "RuleGroupResponse": {"RuleGroupArn": "arn:g", "RuleGroupName": "g", "Type": "STATEFUL"},
    "RuleGroup": {"RulesSource": {"RulesString": "pass tcp any any -> any any (sid:1;)"}},
}

# Lines after which the input is INTERCONNECT begin with "<".
COMMANDS = """
show -n examples/aws-snapshot
show -n examples/three-tier/vpc.yaml
show tables -n examples/three-tier/vpc.yaml
show -n examples/load-balancers
pass internet:203.0.113.7 shop tcp/443 -n examples/load-balancers
<show -n -
<show transit -n -
<show mirrors -n -
<show firewalls -n -
size 500
size /24
size 10.0.1.0/24
size 2001:db8::/64
size 5 --cloud none
size 192.168.1.0/24 --cloud none
codes
codes NO_ROUTE_TO_DESTINATION --lang ko
collect
--version
pass web-1 db-1 tcp/5432 -n examples/three-tier/vpc.yaml
pass app-1 203.0.113.80 tcp/443 --flow-logs --mirrors -n examples/three-tier/vpc.yaml
pass internet:203.0.113.7 db-1 tcp/5432 --via bastion -n examples/three-tier/vpc.yaml
pass web-1 db-1 tcp/5432 --with "group db: in tcp 5432 from group web" --without "acl db: out 100" -n examples/three-tier/vpc.yaml
pass internet:203.0.113.7 db-1 tcp/5432 --via bastion --without "acl public: in 120" -n examples/three-tier/vpc.yaml
plan examples/plans/organisation.yaml --lock none
plan 10.0.0.0/26 --zones 3 --tier app:100
plan explain examples/plans/shop.yaml --lock none
<plan check examples/plans/shop.yaml --lock none --from -
<plan check examples/plans/organisation.yaml --lock none --from -
cidr 10.0.0.0/8
cidr contains 10.0.0.0/8 10.1.0.0/16
cidr overlaps 10.0.0.0/8 10.1.0.0/16
cidr overlaps 10.0.0.0/8,10.1.0.0/16,10.2.0.0/16
cidr adjacent 10.0.0.0/24 10.0.1.0/24
cidr split 10.0.0.0/22 --into /24
cidr nth-subnet 10.0.0.0/16 8 3
cidr nth-host 10.0.0.0/16 -1
cidr subnets 10.0.0.0/16 1 2
cidr supernet 10.1.0.0/16 --size /8
cidr spanning 10.0.0.0/24 10.0.3.0/24
cidr summarize 10.0.0.0/24 10.0.1.0/24
cidr exclude 10.0.0.0/16 10.0.0.0/24
cidr range 10.0.0.0 10.0.0.9
cidr union 10.0.0.0/24 10.0.1.0/24
cidr intersect 10.0.0.0/16 10.0.1.0/24
cidr subtract 10.0.0.0/16 10.0.1.0/24
cidr symmetric-difference 10.0.0.0/16 10.0.1.0/24
cidr free 10.0.0.0/16 10.0.1.0/24
cidr next-free 10.0.0.0/16 10.0.1.0/24 --size /24
cidr filter 10.0.0.1 -b 10.0.0.0/16
cidr hosts 10.0.0.0/24
"""


def schema_for(answer, schemas):
    """The schema of an answer, and what of the answer it is about."""
    name = answer["schema"].removeprefix("vpcplan.").removesuffix("/1")
    if name in ("pass", "pass_chain", "plan", "plan_failure", "plan_check", "plan_explain"):
        return schemas[name], answer
    if name in schemas["command_line"]["$defs"]:
        return {**schemas["command_line"], "$ref": f"#/$defs/{name}"}, answer
    rest = {key: value for key, value in answer.items() if key != "schema"}
    return {**schemas["results"], "$ref": f"#/$defs/{name}"}, rest


def main():
    executable, project = sys.argv[1:]
    folder = pathlib.Path(project, "libvpcplan/doc/schemas")
    schemas = {one.stem: json.loads(one.read_text(encoding="utf-8")) for one in folder.glob("*.json")}
    complaints = 0
    commands = COMMANDS.strip().splitlines()
    for line in commands:
        given = json.dumps(INTERCONNECT) if line.startswith("<") else ""
        words = shlex.split(line.removeprefix("<"))
        done = subprocess.run([executable, *words, "--format", "json"], cwd=project, input=given,
                              capture_output=True, encoding="utf-8", timeout=60, check=False)
        if done.returncode == 2:
            complaints += 1
            print(f"{line}: {done.stderr}")
            continue
        for text in done.stdout.splitlines():
            said = json.loads(text)
            for one in [said, *said.get("hops", [])]:
                schema, answer = schema_for(one, schemas)
                for error in jsonschema.Draft202012Validator(schema).iter_errors(answer):
                    complaints += 1
                    print(f"{line}: {error.json_path}: {error.message[:300]}")
    print(f"{len(commands)} commands, {complaints} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
