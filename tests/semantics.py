"""Checks that every test named in aws-semantics.md exists: usage: semantics.py DOCUMENT TESTS_FOLDER"""

import pathlib
import re
import sys


def main():
    document = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(sys.argv[2])
    cited = re.findall(r"^\|.*\| `([^`]+)` \|$", document.read_text(encoding="utf-8"), re.MULTILINE)
    if not cited:
        sys.exit(f"{document} names no tests")
    names = set()
    for source in folder.rglob("*_test.cpp"):
        text = source.read_text(encoding="utf-8")
        for literals in re.findall(r'TEST_CASE\(((?:\s*"(?:[^"\\]|\\.)*")+)', text):
            names.add("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)))
    missing = [name for name in cited if name not in names]
    print("\n".join(f"no such test: {name}" for name in missing) or f"{len(cited)} tests exist")
    sys.exit(1 if missing else 0)


main()
