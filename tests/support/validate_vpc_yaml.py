"""Validates vpc.yaml files (YAML or JSON) against the schema: exit 0 when all are valid, 1 when one
is not, 77 when the modules it needs are not installed."""

import sys

try:
    import json

    import jsonschema
    import yaml
except ImportError as missing:
    print(f"SKIPPED: {missing}")
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
status = 0
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    for error in validator.iter_errors(document):
        print(f"{name}: {error.json_path}: {error.message}")
        status = 1
sys.exit(status)
