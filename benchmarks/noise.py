"""What becomes of real changes of web pages: told, kept for the record, or nothing.

    python benchmarks/noise.py [--errors]

Takes the reference material's pages of terms as fetched (`noise_pair`: two fetches between which a curated
archive recorded no new version) and its 61 pairs of texts, each labelled by a careful reader: `material` (a
user wants to be told), `editorial`, `noise`. The bars: no alert for any pair of noisy fetches, an alert for
every material pair, at most 15 % of the alerts noise. Ends with 1 when one of them is missed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from monitor.extract import extract
from monitor.noise import Kind, judge
from monitor.records import Role, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(os.environ.get("LICENSEWATCH_SHARED", Path(__file__).parents[2] / "shared"))
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
MOST_NOISE = 0.15
KINDS = (Kind.CHANGED, Kind.QUIET, Kind.SAME, Kind.SUSPECT)
# The archive keeps Markdown; our own extractor writes the words of a link without where it leads.
LINK = re.compile(r"!?\[([^\[\]]*)\]\(<?[^()\s]*(?:\([^()]*\)[^()\s]*)*>?(?:\s+\"[^\"]*\")?\)")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list the pairs that went wrong")
    options = parser.parse_args()
    started = process_time()
    passed = pages(SHARED / "web-terms")
    passed &= pairs(SHARED / "web-terms", errors=options.errors)
    print(
        f"{process_time() - started:.1f} s of CPU time; {'every bar is met' if passed else 'A BAR IS MISSED'}"
    )
    return 0 if passed else 1


def pages(folder: Path) -> bool:
    """Pages as fetched, two by two."""
    listed = json.loads((folder / "html_manifest.json").read_text("utf-8"))
    alerts = 0
    for before, after in fetches(listed):
        texts = [page(folder / one["file"], one["url"]) for one in (before, after)]
        verdict = judge(*texts)
        alerts += verdict.kind is Kind.CHANGED and before["label"] == "noise_pair"
        print(f"{before['label']:22} {before['path']:42} {verdict.kind:8} {verdict.reason}")
    print(f"alerts for noise pairs of pages: {alerts}\n")
    return alerts == 0


def fetches(listed: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Successive fetches of one page under one label."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in sorted(listed, key=lambda one: one["date"]):
        groups.setdefault((one["path"], one["label"]), []).append(one)
    for group in groups.values():
        yield from zip(group[::2], group[1::2], strict=True)


def page(path: Path, url: str) -> str:
    """The text that we read out of a page."""
    body = gzip.decompress(path.read_bytes())
    snapshot = Snapshot(
        role=Role.LICENSE, name=url, url=url, fetched_at=WHEN, body=body, status=200, media_type="text/html"
    )
    return extract(snapshot).text or ""


def pairs(folder: Path, *, errors: bool) -> bool:
    """The labelled pairs, as a table of labels against verdicts."""
    labels = {one["commit"]: one for one in json.loads((folder / "labels.json").read_text("utf-8"))}
    table: Counter[tuple[str, Kind]] = Counter()
    with gzip.open(folder / "version_pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            label = labels[pair["commit"]]
            verdict = judge(plain(pair["old"]), plain(pair["new"]))
            table[label["label"], verdict.kind] += 1
            if errors and (label["label"] == "material") != (verdict.kind is Kind.CHANGED):
                named = f"{pair['service']}, {pair['terms']}, {pair['date'][:10]}"
                print(f"{label['label']:9} {verdict.kind:8} {named}")
                print(f"          {verdict.reason or '-'}: {label['why']}")
    return told(table)


def told(table: Counter[tuple[str, Kind]]) -> bool:
    """Print the table; whether it meets the bars."""
    print(f"{'':10}" + "".join(f"{kind:>9}" for kind in KINDS))
    for label in ("material", "editorial", "noise"):
        print(f"{label:10}" + "".join(f"{table[label, kind]:9}" for kind in KINDS))
    alerts = sum(count for (_, kind), count in table.items() if kind is Kind.CHANGED)
    missed = sum(
        count for (label, kind), count in table.items() if label == "material" and kind is not Kind.CHANGED
    )
    share = table["noise", Kind.CHANGED] / alerts
    print(f"{alerts} alerts; material pairs without one: {missed} (bar 0)")
    print(f"noise among the alerts: {share:.1%} (bar {MOST_NOISE:.0%})")
    return missed == 0 and share <= MOST_NOISE


def plain(markdown: str) -> str:
    """The words of links without where they lead."""
    before = ""
    while before != markdown:
        before, markdown = markdown, LINK.sub(r"\1", markdown)
    return markdown


if __name__ == "__main__":
    sys.exit(main())
