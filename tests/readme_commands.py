"""Runs the `$ vpcplan …` lines of ```console blocks in documents and compares what they print.

usage: readme_commands.py VPCPLAN FOLDER DOCUMENT… [--update]

A block may hold several commands, each followed by what it prints on both streams. `--update`
writes the output into the documents instead of comparing.
"""

import os
import pathlib
import shlex
import subprocess
import sys


def run(executable, folder, command):
    words = shlex.split(command)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [executable, *words[1:]],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return done.stdout.decode()


def rendered(executable, folder, text):
    """The document with fresh output below each command, and the number of commands."""
    lines = []
    count = 0
    in_block = False
    for line in text.splitlines():
        if line.startswith("```"):
            in_block = line == "```console"
            lines.append(line)
        elif not in_block:
            lines.append(line)
        elif line.startswith("$ vpcplan "):
            count += 1
            lines.append(line)
            lines.extend(run(executable, folder, line[2:]).splitlines())
    return "\n".join(lines) + "\n", count


def main():
    update = "--update" in sys.argv
    executable, folder, *documents = [word for word in sys.argv[1:] if word != "--update"]
    failed = False
    for document in map(pathlib.Path, documents):
        text = document.read_text(encoding="utf-8")
        fresh, count = rendered(executable, folder, text)
        if count == 0:
            print(f"{document.name}: no command to run")
            failed = True
        if update:
            document.write_text(fresh, encoding="utf-8")
        elif fresh != text:
            failed = True
            print(f"{document.name} does not show what its commands print; first difference:")
            for shown, printed in zip(text.splitlines(), fresh.splitlines()):
                if shown != printed:
                    print(f"- {shown}\n+ {printed}")
                    break
        print(f"{document.name}: {count} commands")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
