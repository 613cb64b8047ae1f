"""Write docs/accuracy.md: how often the clause engine is right, per field and per body of texts.

    tools/accuracy.py [--check]

With `--check` nothing is written; exit 1 when the file differs from what would be written. Without the
labelled texts (`../shared`, or `LICENSEWATCH_SHARED`) or the licences of the scancode package nothing can
be said: a line on stderr says so and the exit code is 0.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import sys
import tomllib
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.classify import classify
from monitor.references import load_references
from monitor.resources import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
SHARED = Path(os.environ.get("LICENSEWATCH_SHARED", ROOT.parent / "shared")) / "corpus"
BLOCKING = {"conditional", "separate-licence", "prohibited"}
LEAST_LENGTH = 400
_FRONT = re.compile(r"\A---\s*\n(.*?)^---\s*\n(.*)", re.DOTALL | re.MULTILINE)
_SKIPPED = ("is_deprecated", "is_generic", "is_unknown", "is_exception")


def terms(text: str) -> dict[str, Any]:
    """The terms of a text as plain values."""
    found: dict[str, Any] = json.loads(
        json.dumps(asdict(classify(text, load_rules(), load_references()).terms))
    )
    return found


def scorer() -> ModuleType:
    """The script that compares terms with the labels; it lies beside them."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec  # noqa: S101 - for the type checker
    assert spec.loader  # noqa: S101 - for the type checker
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def corpus_table() -> Iterator[str]:
    """One row a field over the labelled texts."""
    score, gold = scorer(), json.loads((SHARED / "gold.json").read_text("utf-8"))
    read = {slug: terms((SHARED / "texts" / f"{slug}.txt").read_bytes().decode("utf-8")) for slug in gold}
    yield f"| field | right | of {len(gold)} texts, firm cells | positives found | wrongly found |"
    yield "|---|---|---|---|---|"
    for field in score.ORDER:
        firm = [slug for slug in gold if field not in gold[slug].get("doubt", {})]
        right = sum(score.same(field, gold[slug][field], read[slug][field]) for slug in firm)
        positive = [slug for slug in firm if score.positive(field, gold[slug][field])]
        hit = sum(score.same(field, gold[slug][field], read[slug][field]) for slug in positive)
        extra = sum(
            score.positive(field, read[slug][field]) and not score.positive(field, gold[slug][field])
            for slug in firm
        )
        yield f"| {field} | {right} | {len(firm)} | {hit} of {len(positive)} | {extra} |"


def licences(half: str) -> Iterator[tuple[str, str, str]]:
    """Key, category and text of the live licences of one half ("development" or "held out")."""
    spec = importlib.util.find_spec("licensedcode")
    assert spec  # noqa: S101 - for the type checker
    assert spec.origin  # noqa: S101 - for the type checker
    import yaml  # noqa: PLC0415 - only this table needs it

    for path in sorted((Path(spec.origin).parent / "data" / "licenses").glob("*.LICENSE")):
        match = _FRONT.match(path.read_text("utf-8"))
        front = yaml.safe_load(match[1]) if match else {}
        if not match or any(front.get(key) for key in _SKIPPED) or len(match[2]) < LEAST_LENGTH:
            continue
        first = hashlib.sha256(front["key"].encode()).hexdigest()[0]
        if front["category"] in {"Permissive", "Source-available"} and (first in "01234567") == (
            half == "development"
        ):
            yield front["key"], front["category"], match[2]


def adjudicated() -> dict[str, str]:
    """Key -> what the text says, where that is not what its category says."""
    raw = tomllib.loads((ROOT / "tests" / "adjudicated.toml").read_text("utf-8"))["texts"]
    return {key: value for key, (value, _) in raw.items()}


def scancode_rows() -> Iterator[str]:
    """One row a half and category."""
    known = adjudicated()
    yield "| half | category | texts | allowed | unclear | not addressed | blocked | of these against the category |"  # noqa: E501 - a pattern or a table row reads best in one line
    yield "|---|---|---|---|---|---|---|---|"
    for half in ("development", "held out"):
        found: dict[str, Counter[str]] = {"Permissive": Counter(), "Source-available": Counter()}
        against: Counter[str] = Counter()
        for key, category, text in licences(half):
            use = str(terms(text)["commercial_use"])
            found[category][use] += 1
            unexpected = (use in BLOCKING) if category == "Permissive" else (use == "allowed")
            against[category] += unexpected and known.get(key) != use
        for category, uses in found.items():
            blocked = sum(uses[use] for use in BLOCKING)
            cells = (uses["allowed"], uses["unclear"], uses["not-addressed"], blocked, against[category])
            yield f"| {half} | {category} | {uses.total()} | " + " | ".join(map(str, cells)) + " |"


def contract_sentences(part: str) -> list[tuple[bool, str]]:
    """Label and text of the contract sentences of one part: every other row, the first one "tuned"."""
    rows = (SHARED / "revenue-sharing.tsv").read_text("utf-8").split("\n")[1:]
    told = [row.split("\t", 1) for row in rows if row]
    return [(label == "1", text) for label, text in told[0 if part == "tuned" else 1 :: 2]]


def share_counts(part: str) -> Counter[tuple[bool, bool]]:
    """How many sentences of a part there are, by what the lawyers and what the engine said."""
    return Counter(
        (label, bool(terms(text)["revenue_share"]["present"])) for label, text in contract_sentences(part)
    )


def f1(counts: Counter[tuple[bool, bool]]) -> float:
    """The F1 of counts by label and answer."""
    wrong = counts[True, False] + counts[False, True]
    return 2 * counts[True, True] / (2 * counts[True, True] + wrong)


def contract_rows() -> Iterator[str]:
    """One row a part of the contract sentences."""
    yield "| part | sentences | a share, found | a share, missed | no share, said to be one | F1 |"
    yield "|---|---|---|---|---|---|"
    for part in ("tuned", "other"):
        counts = share_counts(part)
        cells = (counts.total(), counts[True, True], counts[True, False], counts[False, True])
        yield f"| {part} | " + " | ".join(map(str, cells)) + f" | {f1(counts):.3f} |"


def first_looks() -> Iterator[str]:
    """What was measured on texts that were new to the rules, as it was written down that day."""
    raw = tomllib.loads((ROOT / "tools" / "first-looks.toml").read_text("utf-8"))["look"]
    for look in raw:
        named = (("accuracy", "macro accuracy"), ("f1", "macro F1"), ("false_clears", "false clears"))
        figures = ", ".join(f"{word} {look[key]}" for key, word in named if key in look)
        parts = (f"{look['date']}: {look['what']}.", figures and f"First look: {figures}.")
        fields = f"Right by field: {' '.join(look['fields'].split())}." if "fields" in look else ""
        yield "- " + " ".join(part for part in (*parts, fields, look["since"]) if part)


def page() -> str:
    """The whole page."""
    return "\n".join(
        [
            "# How often the reading is right",
            "",
            "Written by `tools/accuracy.py`; do not edit.",
            "",
            "## Texts of AI licences with labels",
            "",
            "Labelled by reading, before any program; cells that a second reader could decide otherwise are left",  # noqa: E501 - a pattern or a table row reads best in one line
            "out. Rules were written with these texts at hand: the figures say how well they were learned.",
            "",
            *corpus_table(),
            "",
            "## Texts seen for the first time",
            "",
            "What to expect of a licence nobody here has read lies between these figures and those above. Leaving",  # noqa: E501 - a pattern or a table row reads best in one line
            "families of the labelled texts out in turn would say nothing now: rules were written with all of them at",  # noqa: E501 - a pattern or a table row reads best in one line
            "hand. So figures of first looks are kept as they were on the day.",
            "",
            *first_looks(),
            "",
            "## Licences of the scancode package",
            "",
            "All live licences of 400 characters or more that it files under Permissive or Source-available.",
            "Those whose key's SHA-256 begins with 0 to 7 were read while rules were written; the others were",  # noqa: E501 - a pattern or a table row reads best in one line
            "not, and their row is the honest one. The last column counts permissive texts that were blocked and",  # noqa: E501 - a pattern or a table row reads best in one line
            "source-available texts that were cleared, except those that tests/adjudicated.toml explains; on the",  # noqa: E501 - a pattern or a table row reads best in one line
            "held-out half nobody has read them, so some are right and the category is not.",
            "",
            *scancode_rows(),
            "",
            "## A share of revenue in contracts",
            "",
            "Sentences of commercial contracts, each read as a text of its own; lawyers of the CUAD project",
            "said which of them are about sharing revenue or profit. Rules were written with the tuned part",
            "at hand; the other part was only ever counted.",
            "",
            *contract_rows(),
            "",
        ]
    )


def main() -> int:
    """Write or check the page; 0 unless it is stale."""
    if not (SHARED / "gold.json").exists() or importlib.util.find_spec("licensedcode") is None:
        sys.stderr.write("accuracy: the labelled texts or the scancode package are not here; nothing done\n")
        return 0
    text = page()
    if "--check" in sys.argv[1:]:
        fresh = PAGE.exists() and PAGE.read_text("utf-8") == text
        if not fresh:
            sys.stderr.write("docs/accuracy.md is stale: run tools/accuracy.py\n")
        return 0 if fresh else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
