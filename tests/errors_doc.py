"""Asks what errors.md says leads to each error, and compares ids and messages.

usage: errors_doc.py VPCPLAN PROJECT [--update]

Every id of vpcplan::errc, of the service's own errors and of the readers' diagnostics has one row,
and no row is without id. An example that is a request (METHOD PARAMETERS) is sent to `vpcplan rpc`;
the inputs of the diagnostics are in diagnostic_examples.json. `--update` writes the messages.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

SERVICE_IDS = {"unknown_method", "not_in_this_version", "internal_error", "answer_too_long"}


def ask(executable, folder, lines):
    done = subprocess.run([executable, "rpc"], cwd=folder, input="\n".join(lines) + "\n",
                          stdout=subprocess.PIPE, encoding="utf-8", timeout=60, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def request(method, parameters):
    return f'{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{parameters}}}'


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def diagnostic_messages(executable, examples):
    """The message of each example's own id."""
    with tempfile.TemporaryDirectory() as scratch:
        lines = []
        for one in examples:
            given = {"from": "internet:203.0.113.7", "to": "198.51.100.1", "protocol": "tcp"}
            if "files" in one:
                folder = pathlib.Path(scratch, one["id"])
                folder.mkdir()
                for name, text in one["files"].items():
                    (folder / name).write_text(text, encoding="utf-8")
                given["path"] = str(folder)
            else:
                given["network"] = one.get("network", {"Vpcs": []})
            lines.append(request("pass", json.dumps(given)))
        messages = {}
        for one, said in zip(examples, ask(executable, scratch, lines)):
            found = said.get("result", {}).get("diagnostics", [])
            own = [d["message"] for d in found if d["id"] == one["id"]]
            messages[one["id"]] = own[0].replace(scratch + "/" + one["id"] + "/", "") if own else None
        return messages


def main():
    update = "--update" in sys.argv
    executable, project = [word for word in sys.argv[1:] if word != "--update"]
    project = pathlib.Path(project)
    document = project / "libvpcplan/doc/errors.md"
    header = (project / "libvpcplan/include/vpcplan/error.hpp").read_text(encoding="utf-8")
    errors = dict(re.findall(r'case errc::(\w+): return "(\w+)"', header))
    reasons = dict(re.findall(r'case errc::(\w+): return "([^"]*[ ][^"]*)"', header))
    # What writes texts in two languages has a say() of its own.
    sources = "".join(path.read_text(encoding="utf-8")
                      for path in sorted((project / "libvpcplan/src").glob("*.?pp"))
                      if not path.name.startswith(("drawing_", "plan_")))
    diagnostics = set(re.findall(
        r'(?:\bwarn|\bnote|\bsay)\(\s*"(\w+)"|severity::\w+,\s*"(\w+)"', sources))
    diagnostics = {one or other for one, other in diagnostics}
    examples = json.loads((project / "tests/diagnostic_examples.json").read_text(encoding="utf-8"))

    wrong = []
    rows = {}
    lines = document.read_text(encoding="utf-8").splitlines()
    part = ""
    for number, line in enumerate(lines):
        part = line[3:] if line.startswith("## ") else part
        found = re.match(r"\| `(\w+)` \| ", line)
        if found:
            if (part, found[1]) in rows:
                wrong.append(f"{part}: {found[1]} has two rows")
            rows[part, found[1]] = number
    for title, ids in (("Errors", set(errors.values()) | SERVICE_IDS), ("Diagnostics", diagnostics)):
        written = {one for place, one in rows if place == title}
        wrong += [f"{title}: {one} has no row" for one in sorted(ids - written)]
        wrong += [f"{title}: no code says {one}" for one in sorted(written - ids)]
    wrong += [f"no example for {one}" for one in
              sorted(diagnostics ^ {example["id"] for example in examples})]

    asked = []
    messages = diagnostic_messages(executable, examples)
    for (title, one), number in rows.items():
        cells = re.split(r"(?<!\\) \| ", line := lines[number])
        if title == "Diagnostics":
            said = messages.get(one)
            if said is None and "network" in next((e for e in examples if e["id"] == one), {}):
                wrong.append(f"{one}: its example does not lead to it")
            if said is not None:
                asked.append((one, number, cells, 1, said))
            continue
        example = cells[1].strip("`")
        method, _, parameters = example.partition(" ")
        if not parameters.startswith("{"):
            if one in reasons:
                asked.append((one, number, cells, 2, reasons[one]))
            continue
        failure = ask(executable, project, [request(method, parameters)])[0].get("error", {})
        if failure.get("data", {}).get("code") != one:
            wrong.append(f"{one}: {example} leads to {failure}")
            continue
        asked.append((one, number, cells, 2, failure["message"]))
    for one, number, cells, place, said in asked:
        if cells[place] != cell(said):
            if update:
                cells[place] = cell(said)
                lines[number] = " | ".join(cells)
            else:
                wrong.append(f"{one}: errors.md says {cells[place]!r}, vpcplan {cell(said)!r}")
    if update:
        document.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(wrong) if wrong else f"{len(asked)} of {len(rows)} rows shown by running them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
