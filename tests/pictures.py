"""Draws the pictures of examples/pictures again and compares them with what is kept there.

usage: pictures.py VPCPLAN FOLDER [--update]

SVG files must be well-formed XML that needs nothing from elsewhere; dot files must be read by
Graphviz, where that is installed. `--update` writes the pictures instead of comparing.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree

PICTURES = {
    "reply-dropped": "bastion db-1 tcp/5432 -n examples/three-tier/vpc.yaml",
    "snapshot-works": "internet:203.0.113.7 web-1 tcp/443 -n examples/aws-snapshot",
    "through-nat-ko": "app-1 internet:203.0.113.80 tcp/443 -n examples/three-tier/vpc.yaml --lang ko",
    "load-balancer": "internet:203.0.113.7 shop tcp/443 -n examples/load-balancers",
    "bastion-chain": "internet:203.0.113.7 db-1 tcp/5432 --via bastion -n examples/three-tier/vpc.yaml",
    "flow-logs-ko": "app-1 internet:203.0.113.80 tcp/443 --flow-logs -n examples/three-tier/vpc.yaml --lang ko",
    "same-subnet": "web-1 bastion tcp/22 -n examples/three-tier/vpc.yaml",
}
FORMATS = {"svg": "svg", "mermaid": "mmd", "dot": "dot"}


def draw(executable, folder, question, form):
    done = subprocess.run(
        [executable, "pass", *question.split(), "--format", form],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    if done.returncode not in (0, 1, 3):
        sys.exit(f"pass {question} --format {form}: exit status {done.returncode}")
    return done.stdout


def complaints_about(name, form, picture, has_dot):
    if form == "svg":
        root = xml.etree.ElementTree.fromstring(picture)
        for element in root.iter():
            if element.tag.split("}")[1] not in "svg title desc g rect circle path text".split():
                yield f"{name}.svg has an element {element.tag}"
            for attribute in element.attrib:
                if "href" in attribute or attribute.startswith("on"):
                    yield f"{name}.svg has an attribute {attribute}"
    if form == "dot" and has_dot:
        done = subprocess.run(
            ["dot", "-Tsvg"], input=picture, capture_output=True, timeout=60, check=False
        )
        if done.returncode != 0:
            yield f"{name}.dot: Graphviz says {done.stderr.decode()}"


def main():
    update = "--update" in sys.argv
    executable, folder = [word for word in sys.argv[1:] if word != "--update"]
    folder = pathlib.Path(folder)
    kept = folder / "examples" / "pictures"
    has_dot = shutil.which("dot") is not None
    if not has_dot:
        print("SKIPPED: Graphviz (dot) is not installed: it does not read the dot files")
    complaints = []
    for name, question in PICTURES.items():
        for form, ending in FORMATS.items():
            picture = draw(executable, folder, question, form)
            complaints += complaints_about(name, form, picture, has_dot)
            path = kept / f"{name}.{ending}"
            if update:
                kept.mkdir(exist_ok=True)
                path.write_bytes(picture)
            elif not path.exists() or path.read_bytes() != picture:
                complaints.append(f"{path.name} is not what the program draws (pictures.py --update)")
    print("\n".join(complaints) or f"{len(PICTURES)} pictures in {len(FORMATS)} formats are true")
    sys.exit(1 if complaints else 0)


main()
