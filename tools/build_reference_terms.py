"""Write `monitor/references/terms.json`: what our own rules find in the text of every reference.

    python -m pip install --no-deps -r tests/requirements-texts.txt
    python tools/build_reference_terms.py [--check]

A licence that is only named in a tag has the terms of the reference the tag names. Rules change: so this
file must be written anew with them. Only ids of rules and typed values leave this script, no texts.
"""

from __future__ import annotations

import json
import sys

from build_references import TARGET, database, read

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules


def render() -> str:
    """The file's text: one reference a line."""
    rules, references = load_rules(), load_references()
    found = {}
    folder = database()
    if folder is None:
        sys.exit("The licence database is not installed; see tests/requirements-texts.txt.")
    for source in read(folder):
        rows = {
            json.dumps([each.rule, each.field, dict(each.values)], sort_keys=True, ensure_ascii=False): None
            for each in classify(source.text, rules, references).findings
        }
        found[source.id] = f"[{', '.join(rows)}]"
    lines = ",\n".join(f"{json.dumps(key)}: {rows}" for key, rows in sorted(found.items()))
    return f"{{\n{lines}\n}}\n"


def main() -> int:
    """Write the file, or with --check say whether it is up to date."""
    target = TARGET / "terms.json"
    if "--check" in sys.argv[1:]:
        return 0 if target.read_text(encoding="utf-8") == render() else 1
    target.write_text(render(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
