"""An AWS CLI that only remembers: fake_aws.py ARGUMENTS. State is the file $FAKE_AWS_STATE.

Knows the calls of the plan's script, their options and which of them are required (API reference of
Amazon EC2: CreateVpc, ModifyVpcAttribute, AssociateVpcCidrBlock, DescribeVpcs, DescribeSubnets,
DescribeAvailabilityZones, CreateRouteTable, AssociateRouteTable, CreateSubnet,
AssociateSubnetCidrBlock; AWS STS:
GetCallerIdentity). Anything else is an error, as is a subnet outside the blocks of its VPC.
"""

import ipaddress
import json
import os
import sys

GLOBAL = {"--region", "--profile", "--query", "--output"}
# call: (options, required ones)
CALLS = {
    "sts get-caller-identity": (set(), set()),
    "ec2 describe-vpcs": ({"--filters", "--vpc-ids"}, set()),
    "ec2 describe-subnets": ({"--filters", "--subnet-ids"}, set()),
    "ec2 describe-availability-zones": ({"--filters"}, set()),
    "ec2 wait vpc-available": ({"--vpc-ids"}, {"--vpc-ids"}),
    "ec2 create-vpc": ({"--cidr-block", "--tag-specifications"}, {"--cidr-block"}),
    "ec2 modify-vpc-attribute": (
        {"--vpc-id", "--enable-dns-support", "--enable-dns-hostnames"},
        {"--vpc-id"},
    ),
    "ec2 associate-vpc-cidr-block": (
        {"--vpc-id", "--cidr-block", "--ipv6-cidr-block", "--ipv6-ipam-pool-id"},
        {"--vpc-id"},
    ),
    "ec2 create-route-table": ({"--vpc-id", "--tag-specifications"}, {"--vpc-id"}),
    "ec2 associate-route-table": (
        {"--route-table-id", "--subnet-id"},
        {"--route-table-id", "--subnet-id"},
    ),
    "ec2 associate-subnet-cidr-block": (
        {"--subnet-id", "--ipv6-cidr-block"},
        {"--subnet-id", "--ipv6-cidr-block"},
    ),
    "ec2 create-subnet": (
        {
            "--vpc-id",
            "--cidr-block",
            "--ipv6-cidr-block",
            "--availability-zone",
            "--availability-zone-id",
            "--tag-specifications",
        },
        {"--vpc-id", "--cidr-block"},
    ),
}


def refuse(why):
    sys.exit("fake aws: " + why)


def tags_of(options, kind):
    specification = json.loads(options["--tag-specifications"][0])
    if specification["ResourceType"] != kind:
        refuse(f"tags of a {specification['ResourceType']} on a {kind}")
    return {tag["Key"]: tag["Value"] for tag in specification["Tags"]}


def wildcard_free(value):
    """A filter's value as a plain text; EC2 gives * and ? a meaning."""
    text, escaped = "", False
    for c in value:
        if escaped or c not in "\\*?":
            text, escaped = text + c, False
        elif c == "\\":
            escaped = True
        else:
            refuse("a wildcard in a filter")
    return text


def matches(thing, filters):
    for one in filters:
        values = [wildcard_free(value) for value in one["Values"]]
        found = thing["tags"].get("Name") if one["Name"] == "tag:Name" else thing["vpc"]
        if found not in values:
            return False
    return True


def answer(call, options, state):
    one = {key: values[0] for key, values in options.items() if values}
    region = one.get("--region", "")
    filters = []
    for word in options.get("--filters", []):
        if not word.startswith("{"):
            key, values = word.split(",", 1)
            filters.append({"Name": key[5:], "Values": values[7:].split(",")})
        else:
            filters.append(json.loads(word))
    new_id = f"id-{len(state['things'])}"
    if call == "sts get-caller-identity":
        return os.environ.get("FAKE_AWS_ACCOUNT") or one.get("--profile", "")
    if call == "ec2 describe-availability-zones":
        return "xx-fake-1" if "RegionName" in one["--query"] else "place " + one["--query"][-2]
    if call in ("ec2 describe-vpcs", "ec2 describe-subnets"):
        if "--vpc-ids" in one:
            return "associated"
        kind = "vpc" if call.endswith("vpcs") else "subnet"
        found = [t["id"] for t in state["things"] if t["kind"] == kind and matches(t, filters)]
        return "\t".join(found)
    thing = {"id": new_id, "region": region, "tags": {}, "vpc": one.get("--vpc-id")}
    known = {t["id"]: t for t in state["things"]}
    if call == "ec2 create-vpc":
        thing |= {"kind": "vpc", "tags": tags_of(options, "vpc"), "blocks": [one["--cidr-block"]]}
    elif call == "ec2 associate-vpc-cidr-block":
        if ("--ipv6-cidr-block" in one) != ("--ipv6-ipam-pool-id" in one):
            refuse("an IPv6 block comes from a pool")
        block = one.get("--cidr-block") or one["--ipv6-cidr-block"]
        thing |= {"kind": "block", "cidr": block}
        if thing["vpc"] in known:
            known[thing["vpc"]]["blocks"].append(block)
    elif call == "ec2 create-route-table":
        thing |= {"kind": "table", "tags": tags_of(options, "route-table")}
    elif call == "ec2 create-subnet":
        for block in filter(None, (one["--cidr-block"], one.get("--ipv6-cidr-block"))):
            subnet = ipaddress.ip_network(block)
            homes = [ipaddress.ip_network(b) for b in known.get(thing["vpc"], {}).get("blocks", [])]
            if homes and not any(
                home.version == subnet.version and subnet.subnet_of(home) for home in homes
            ):
                refuse(f"{block} is in no block of its VPC")
        thing |= {
            "kind": "subnet",
            "tags": tags_of(options, "subnet"),
            "cidr": one["--cidr-block"],
            "ipv6": one.get("--ipv6-cidr-block", ""),
            "zone": one.get("--availability-zone") or one["--availability-zone-id"],
        }
    elif call == "ec2 associate-subnet-cidr-block":
        thing |= {"kind": "ipv6", "subnet": one["--subnet-id"], "cidr": one["--ipv6-cidr-block"]}
    elif call == "ec2 associate-route-table":
        known[one["--subnet-id"]]["table"] = known[one["--route-table-id"]]["tags"]["Name"]
        return "rtbassoc-1"
    else:
        return ""  # wait and modify
    state["things"].append(thing)
    return new_id


def main():
    words = sys.argv[1:]
    # Options before the call come in pairs.
    before = []
    while words and words[0].startswith("--"):
        before, words = before + words[:2], words[2:]
    length = 3 if words[:2] == ["ec2", "wait"] else 2
    call, words = " ".join(words[:length]), before + words[length:]
    if call not in CALLS:
        refuse(f"unknown call {call}")
    options, current = {}, None
    for word in words:
        if word in CALLS[call][0] | GLOBAL:
            if word in options:
                refuse(f"{word} twice in {call}")
            current = options.setdefault(word, [])
        elif current is None or word.startswith("--"):
            refuse(f"{call} has no option {word}")
        else:
            current.append(word)
    for required in CALLS[call][1] - set(options):
        refuse(f"{call} lacks {required}")
    path = os.environ["FAKE_AWS_STATE"]
    state = {"things": [], "calls": []}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            state = json.load(file)
    state["calls"].append(call)
    said = answer(call, options, state)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(state, file)
    print(said)


main()
