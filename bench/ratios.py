#!/usr/bin/env python3
"""Prints each benchmark row of vpcplan beside its peer in the same run, with the ratio, the limit it
is meant to keep, and the change since a baseline.

usage: ratios.py RESULTS.json [--baseline FILE] [--update-baseline]

RESULTS.json is what Google Benchmark writes with --benchmark_out. Rows pair by name: of
"group/case/vpcplan" and "group/case/PEER" the second is the first's peer. Timing never fails: the
exit status tells only whether the results could be read.
"""

import argparse
import json
import re
import statistics
import sys

UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}

# (row, peer row, largest ratio to it)
RATIO_LIMITS = [
    (r"summarize/.*ipv4/vpcplan", "iprange", 0.5),
    (r"summarize/.*hosts/vpcplan", "iprange", 0.5),
    (r"(subtract|intersect)/.*/vpcplan", "iprange", 0.5),
    (r"filter/.*/vpcplan", "grepcidr", 0.5),
    (r"acl/.*/vpcplan(/\d+)?", "by hand", 1.0),
]
# IPv6 lists beside our own IPv4 list of as many lines
OWN_RATIO_LIMITS = [
    (r"summarize/1M_ipv6(_subnets)?/vpcplan", "summarize/1M_ipv4/vpcplan", 2.0),
]
# (row, most seconds)
TIME_LIMITS = [
    (r"load/10000 interfaces/vpcplan", 1.0),
    (r"pass/10000 interfaces over the transit gateway/vpcplan", 1e-3),
    (r"pass/largest snapshot, process/vpcplan", 30e-3),
]
# (row, most megabytes)
MEMORY_LIMITS = [(r"summarize/.*/vpcplan", 40.0)]

# What Google Benchmark appends to names.
SUFFIX = re.compile(r"(/iterations:\d+|/manual_time|/real_time|/repeats:\d+)")


class Row:
    def __init__(self, name):
        self.name = name
        self.seconds = []
        self.peak_mb = None
        self.skipped = None

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None


def rows_of(results):
    rows = {}
    for one in results["benchmarks"]:
        if one.get("run_type") == "aggregate":
            continue
        name = SUFFIX.sub("", one["name"])
        row = rows.setdefault(name, Row(name))
        if one.get("error_occurred"):
            row.skipped = one.get("error_message", "failed")
            continue
        row.seconds.append(one["real_time"] * UNITS[one["time_unit"]])
        if "peak_MB" in one:
            row.peak_mb = max(one["peak_MB"], row.peak_mb or 0)
    return rows


def duration(seconds):
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def peers_of(name, rows):
    """Rows that differ from a row of vpcplan in nothing but who does the work."""
    parts = name.split("/")
    if "vpcplan" not in parts:
        return []
    at = parts.index("vpcplan")
    found = []
    for other in rows:
        words = other.split("/")
        if len(words) == len(parts) and other != name and not words[at].startswith("vpcplan"):
            if words[:at] + words[at + 1 :] == parts[:at] + parts[at + 1 :]:
                found.append((words[at], other))
    return found


def first_limit(limits, name):
    for pattern, *rest in limits:
        if re.fullmatch(pattern, name):
            return rest
    return None


def verdict(value, limit):
    return "ok" if value <= limit else "MISSED"


def lines_of(rows, baseline):
    """(row, time, peer, its time, ratio, limit, kept, change since the baseline)"""
    for name, row in rows.items():
        ours = re.search(r"(^|/)vpcplan(/|$)", name) is not None
        if not ours:
            continue
        before = baseline.get(name)
        change = ""
        if row.median and before:
            change = f"{100 * (row.median / before - 1):+.0f} %"
        if row.median is None:
            yield (name, row.skipped or "not run", "", "", "", "", "", change)
            continue
        compared = [(peer, other, first_limit(RATIO_LIMITS, name)) for peer, other in peers_of(name, rows)]
        own = first_limit(OWN_RATIO_LIMITS, name)
        if own and own[0] in rows:
            compared.append((own[0].split("/")[1] + " by vpcplan", own[0], [None, own[1]]))
        shown = False
        for peer, other, limit in compared:
            theirs = rows[other]
            if theirs.median is None:
                yield (name, duration(row.median), peer, theirs.skipped or "not run", "", "", "", change)
                shown = True
                continue
            ratio = row.median / theirs.median
            most = limit[-1] if limit and limit[0] in (None, peer) else None
            yield (
                name,
                duration(row.median),
                peer,
                duration(theirs.median),
                f"{ratio:.2f}",
                f"<= {most:g}" if most else "",
                verdict(ratio, most) if most else "",
                change,
            )
            shown = True
        most = first_limit(TIME_LIMITS, name)
        if most:
            yield (
                name,
                duration(row.median),
                "",
                "",
                "",
                f"<= {duration(most[0])}",
                verdict(row.median, most[0]),
                change,
            )
            shown = True
        most = first_limit(MEMORY_LIMITS, name)
        if most and row.peak_mb is not None:
            yield (
                name,
                f"{row.peak_mb:.0f} MB",
                "",
                "",
                "",
                f"<= {most[0]:g} MB",
                verdict(row.peak_mb, most[0]),
                "",
            )
        if not shown:
            yield (name, duration(row.median), "", "", "", "", "", change)


def print_table(lines):
    heads = ("row", "vpcplan", "peer", "takes", "ratio", "limit", "", "since baseline")
    table = [heads, *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(heads))]
    for line in table:
        cells = (
            text.ljust(width) if i in (0, 2) else text.rjust(width)
            for i, (text, width) in enumerate(zip(line, widths))
        )
        print("  ".join(cells).rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results")
    parser.add_argument("--baseline")
    parser.add_argument("--update-baseline", action="store_true")
    asked = parser.parse_args()
    try:
        with open(asked.results, encoding="utf-8") as file:
            results = json.load(file)
        rows = rows_of(results)
    except (OSError, ValueError, KeyError) as error:
        print(f"ratios.py: {asked.results}: {error}", file=sys.stderr)
        return 2
    baseline, machine = {}, None
    if asked.baseline and not asked.update_baseline:
        try:
            with open(asked.baseline, encoding="utf-8") as file:
                known = json.load(file)
            baseline, machine = known["seconds"], known["machine"]
        except OSError:
            pass  # there is none yet
        except (ValueError, KeyError) as error:
            print(f"ratios.py: {asked.baseline}: {error}", file=sys.stderr)
            return 2
    print_table(list(lines_of(rows, baseline)))
    context = results.get("context", {})
    print()
    if machine:
        print(f"The baseline was measured on {machine}; changes mean something on such a machine only.")
    print("Times are medians of one run; compare ratios, not times, between machines.")
    print(
        "'Library was built as DEBUG' is about Debian's package of Google Benchmark, whose own loop is"
        " not what is measured; vpcplan itself is built with optimisation."
    )
    if asked.update_baseline:
        seconds = {name: float(f"{row.median:.4g}") for name, row in rows.items() if row.median}
        about = f"{context.get('num_cpus', '?')} CPUs at {context.get('mhz_per_cpu', '?')} MHz"
        with open(asked.baseline, "w", encoding="utf-8") as file:
            json.dump({"machine": about, "seconds": seconds}, file, indent=1)
            file.write("\n")
        print(f"wrote {asked.baseline}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
