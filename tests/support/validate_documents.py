"""Validates JSON documents against a JSON Schema: usage: validate_documents.py SCHEMA FILE...

Exit status 77: the package jsonschema is missing.
"""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("the Python package jsonschema is missing")
    sys.exit(77)


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    complaints = 0
    for name in sys.argv[2:]:
        document = json.loads(pathlib.Path(name).read_text(encoding="utf-8"))
        for error in validator.iter_errors(document):
            complaints += 1
            print(f"{name}: {error.json_path}: {error.message[:300]}")
    sys.exit(1 if complaints or len(sys.argv) < 3 else 0)


main()
