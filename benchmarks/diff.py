"""How fast and how finely two versions of a licence are compared.

    python benchmarks/diff.py [--pairs PAIRS.json] [--texts DIR]

Takes the pairs of real licence versions of the reference material. Times are CPU time of one process.
"cuts" counts borders of edits inside a word, "collapsed" pairs that share most of their words and are
told as all deleted, all inserted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from diff_match_patch import diff_match_patch

from monitor.diff import diff
from monitor.tokens import word_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SHARED = Path(os.environ.get("LICENSEWATCH_SHARED", Path(__file__).parents[2] / "shared"))


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=Path, default=SHARED / "corpus" / "pairs.json")
    parser.add_argument("--texts", type=Path, default=SHARED / "corpus" / "texts")
    options = parser.parse_args()
    pairs = [
        tuple((options.texts / f"{pair[side]}.txt").read_text("utf-8") for side in ("before", "after"))
        for pair in json.loads(options.pairs.read_text("utf-8"))
    ]
    print(f"{len(pairs)} pairs")
    print(
        f"{'method':24} {'median':>8} {'max':>8} ms {'hunks':>7} {'changed':>9} {'cuts':>6} {'collapsed':>10}"
    )
    measure("sentences, then words", pairs, ours)
    measure("library's default", pairs, default)


def ours(before: str, after: str) -> list[list[tuple[str, str]]]:
    """Edits of each hunk."""
    return [list(hunk.marks) for hunk in diff(before, after).hunks]


def default(before: str, after: str) -> list[list[tuple[str, str]]]:
    """Edits of the whole text, as the library does it when nothing is said."""
    engine = diff_match_patch()
    changes = engine.diff_main(before, after)
    engine.diff_cleanupSemantic(changes)
    kinds = {-1: "delete", 0: "equal", 1: "insert"}
    return [[(kinds[kind], text) for kind, text in changes]]


def measure(
    name: str,
    pairs: Sequence[tuple[str, ...]],
    compare: Callable[[str, str], list[list[tuple[str, str]]]],
) -> None:
    """Print one line of the table."""
    times: list[float] = []
    hunks = changed = cuts = collapsed = 0
    for before, after in pairs:
        begun = process_time()
        found = compare(before, after)
        times.append(1000 * (process_time() - begun))
        edits = [edit for hunk in found for edit in hunk]
        size = sum(len(text) for kind, text in edits if kind != "equal")
        hunks += sum(1 for kind, _ in edits if kind != "equal")
        changed += size
        cuts += sum(word_cuts(hunk) for hunk in found)
        collapsed += alike(before, after) and size > 0.9 * (len(before) + len(after))
    middle = statistics.median(times)
    print(f"{name:24} {middle:8.1f} {max(times):8.1f}    {hunks:7} {changed:9} {cuts:6} {collapsed:10}")


def alike(before: str, after: str) -> bool:
    """Whether two texts share most of their different words."""
    first, second = set(word_tokens(before)), set(word_tokens(after))
    return len(first & second) > 0.6 * len(first | second)


def word_cuts(edits: Iterable[tuple[str, str]]) -> int:
    """Borders of edits, on the side of the new text, that stand inside a word."""
    told = [text for kind, text in edits if kind != "delete" and text]
    return sum(
        1
        for left, right in pairwise(told)
        if left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum()
    )


if __name__ == "__main__":
    main()
