"""Checks which headers the public headers include: usage: floors.py INCLUDE_FOLDER

A header includes headers of lower floors, and of its own floor only those that stand before it in
FLOORS. Apart from those, it includes the C++ standard library and Asio's address types.
"""

import pathlib
import re
import sys

FLOORS = {
    0: ["error", "result", "facts", "language", "detail/fill_template"],
    1: [
        "detail/address_bits",
        "detail/address_text",
        "detail/interval",
        "cidr",
        "address_range",
        "cidr_set",
        "cidr_math",
        "cidr_matcher",
    ],
    2: ["packet", "subnet", "vpc_cidr", "free_space", "trace"],
    3: ["prefix_list", "route_table", "network_acl", "security_group", "firewall_rules", "connection_tracker"],
    4: ["packet_set", "classifier"],
    5: ["knowledge", "interconnect", "load_balancer", "network_firewall", "traffic_mirror", "network", "rule_text"],
    6: [
        "question",
        "answer",
        "path",
    ],
    7: ["reach", "diff", "lint", "plan_failure", "plan", "detail/plan_sources", "detail/subnet_chunks", "detail/place_subnets", "detail/planner", "detail/plan_names", "detail/plan_taken", "detail/plan_pools", "detail/plan_sizes", "detail/plan_existing", "detail/plan_blocks", "detail/plan_subnets", "detail/plan_ipv6", "detail/plan_routes", "detail/plan_vpcs", "detail/plan_changes", "plan_layout", "plan_live", "plan_check", "plan_check_text", "vpc_cidr_text", "detail/plan_text_en", "detail/plan_text_ko", "plan_text", "drill", "detail/reason_text_en", "detail/reason_text_ko", "explain_text", "plan_explain", "detail/things", "detail/considered", "detail/closest_text", "detail/sentence_stops", "detail/sentence_rules", "detail/sentence_templates", "explain", "detail/network_change_kinds", "detail/network_names", "detail/change_maker", "detail/change_rules", "detail/change_places", "detail/network_change_words", "network_change", "change", "fix", "detail/flow_log_places", "flow_log", "mirroring", "path_notes", "pass_chain"],
    8: ["bulk", "what_if", "readers", "plan_input", "plan_files", "plan_picture", "writers", "drawing", "service"],
}
# Includes everything of floors 0 to 6, so it stands above them.
FLOORS[7].append("vpcplan")

ALLOWED_BOOST = {
    "boost/asio/ip/address.hpp",
    "boost/asio/ip/address_v4.hpp",
    "boost/asio/ip/address_v6.hpp",
    "boost/asio/ip/network_v4.hpp",
    "boost/asio/ip/network_v6.hpp",
    "boost/system/error_code.hpp",
    "boost/system/system_error.hpp",
}
# Costly to include, or broken on clang 14 with libstdc++ 12.
FORBIDDEN_STANDARD = {"iostream", "ranges", "regex", "format", "expected", "print"}

RANK = {name: (floor, place) for floor, names in FLOORS.items() for place, name in enumerate(names)}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def complaints_about(folder, header):
    name = str(header.relative_to(folder).with_suffix(""))
    if name not in RANK:
        yield f"{name}.hpp has no floor: add it to FLOORS in tests/floors.py"
        return
    text = header.read_text(encoding="utf-8")
    stated = re.match(r"// Floor (\d+)", text)
    if stated and int(stated[1]) != RANK[name][0]:
        yield f"{name}.hpp calls itself floor {stated[1]}, FLOORS says {RANK[name][0]}"
    for bracket, target in INCLUDE.findall(text):
        if bracket == '"':
            path = (header.parent / target).resolve()
        elif target.startswith("vpcplan/"):
            path = (folder.parent / target).resolve()
        else:
            if "/" in target and target not in ALLOWED_BOOST:
                yield f"{name}.hpp includes <{target}>, which is not for public headers"
            elif target in FORBIDDEN_STANDARD:
                yield f"{name}.hpp includes <{target}>, which is not for public headers"
            continue
        if not path.is_relative_to(folder) or not path.exists():
            yield f"{name}.hpp includes {target}, which is no public header"
            continue
        included = str(path.relative_to(folder).with_suffix(""))
        if included in RANK and RANK[included] >= RANK[name]:
            yield (
                f"{name}.hpp (floor {RANK[name][0]}) includes {included}.hpp "
                f"(floor {RANK[included][0]}), which is not below it"
            )


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    headers = sorted(folder.rglob("*.hpp"))
    if not headers:
        sys.exit(f"no headers in {folder}")
    complaints = [line for header in headers for line in complaints_about(folder, header)]
    print("\n".join(complaints) or f"{len(headers)} headers keep to their floors")
    sys.exit(1 if complaints else 0)


main()
