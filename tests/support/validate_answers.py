"""Validates answers against the JSON Schemas: usage: validate_answers.py SCHEMA_FOLDER ANSWERS

Each line of ANSWERS is {"method": name, "answer": what the service said}. Exit status 77: the
package jsonschema is missing.
"""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("the Python package jsonschema is missing")
    sys.exit(77)


def validator(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def main():
    folder = pathlib.Path(sys.argv[1])
    schemas = {one.stem: json.loads(one.read_text(encoding="utf-8")) for one in folder.glob("*.json")}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    frame = validator(schemas["rpc"])
    results = {"pass": validator(schemas["pass"]), "pass_chain": validator(schemas["pass_chain"]),
               "plan.layout": validator(schemas["plan"]),
               "plan_failure": validator(schemas["plan_failure"])}
    complaints = 0
    seen = set()
    for line in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        method, answer = said["method"], said["answer"]
        errors = list(frame.iter_errors(answer))
        if "result" in answer:
            seen.add(method)
            if answer["result"].get("schema") == "vpcplan.pass_chain/1":
                method = "pass_chain"
                for hop in answer["result"]["hops"]:
                    errors += results["pass"].iter_errors(hop)
            if answer["result"].get("schema") == "vpcplan.plan_failure/1":
                method = "plan_failure"
            if method not in results:
                results[method] = validator({**schemas["results"], "$ref": f"#/$defs/{method}"})
            errors += results[method].iter_errors(answer["result"])
        for error in errors:
            complaints += 1
            print(f"{method}: {error.json_path}: {error.message[:300]}")
    print(f"{len(seen)} methods, {complaints} complaints")
    sys.exit(1 if complaints or not seen else 0)


main()
