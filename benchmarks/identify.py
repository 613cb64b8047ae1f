"""How well and how fast licences are named, with and without one added sentence.

    python benchmarks/identify.py [--every 5] [--peer]

Takes the texts of the installed licence database (tests/requirements-texts.txt). Times are CPU time of
one process, so that a busy machine does not count. `--peer` runs licenseclassifier on the same texts,
where it is installed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import statistics
import sys
import textwrap
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from monitor.identify import identify
from monitor.records import How
from monitor.references import load_references

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.references import References

BUILDER = Path(__file__).parents[1] / "tools" / "build_references.py"
SENTENCE = "Any cloud provider that offers the work as a paid service owes the licensor 20 % of its revenue."


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--every", type=int, default=5, help="take every n-th licence (default: 5)")
    parser.add_argument("--peer", action="store_true", help="run licenseclassifier beside")
    options = parser.parse_args()
    texts = licences(options.every)
    begun = process_time()
    references = load_references()
    print(f"{len(texts)} licences of {len(references.entries)}; data loaded in {milliseconds(begun):.1f} ms")
    print(f"{'texts':24} {'right':>9} {'median':>8} {'p95':>8} {'max':>8} ms")
    for name, vary in VARIANTS.items():
        measure(name, texts, vary, lambda key, text: is_right(key, text, references))
    if options.peer:
        known = importlib.import_module("licenseclassifier").identify_license
        for name, vary in VARIANTS.items():
            measure(f"peer: {name}", texts, vary, lambda key, text: is_named(key, text, known))


def licences(every: int) -> dict[str, str]:
    """Texts by id of every n-th licence that is shipped."""
    spec = importlib.util.spec_from_file_location("build_references", BUILDER)
    if spec is None or spec.loader is None:
        sys.exit(f"{BUILDER} is missing.")
    tool = importlib.util.module_from_spec(spec)
    sys.modules["build_references"] = tool
    spec.loader.exec_module(tool)
    folder = tool.database()
    if folder is None:
        sys.exit("The licence database is not installed; see tests/requirements-texts.txt.")
    return {source.id: source.text for source in list(tool.read(folder))[::every]}


def milliseconds(begun: float) -> float:
    """CPU time since."""
    return 1000 * (process_time() - begun)


def rewrapped(text: str) -> str:
    """The same words on other lines, with Windows line ends and curly quotes."""
    parts = re.split(r"\n[ \t]*\n", text.strip())
    wrapped = "\n\n".join(textwrap.fill(part, 66) for part in parts)
    return re.sub(r"\"([^\"]*)\"", "“\\1”", wrapped).replace("\n", "\r\n")


def added(text: str, share: float) -> str:
    """One sentence as a paragraph of its own, after that share of the paragraphs."""
    parts = re.split(r"\n[ \t]*\n", text.strip())
    at = round(share * len(parts))
    return "\n\n".join([*parts[:at], SENTENCE, *parts[at:]])


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "as published": str,
    "re-wrapped": rewrapped,
    "sentence at the start": lambda text: added(text, 0),
    "sentence in the middle": lambda text: added(text, 0.5),
    "sentence at the end": lambda text: added(text, 1),
}


def is_right(key: str, text: str, references: References) -> bool:
    """Whether the licence is named, and the added sentence alone is the residue."""
    identity = identify(text, references)
    quotes = [" ".join(span.quote.split()) for span in identity.residue]
    if SENTENCE in text:
        return identity.reference == key and identity.how is How.NEAR and quotes == [SENTENCE]
    return identity.reference == key and identity.how in {How.EXACT, How.WORDS}


def is_named(key: str, text: str, known: Callable[[str], Any]) -> bool:
    """Whether the peer names the licence, and leaves an added sentence out of what it names."""
    found = known(text)
    place = text.find(SENTENCE)
    held = any(match.start <= place < match.end for match in found) if place >= 0 else False
    return not held and {match.id for match in found} == {key.removesuffix("-only")}


def measure(
    name: str, texts: Mapping[str, str], vary: Callable[[str], str], right: Callable[[str, str], bool]
) -> None:
    """Print one line of the table."""
    times: list[float] = []
    hits = 0
    for key, text in texts.items():
        varied = vary(text)
        begun = process_time()
        hits += right(key, varied)
        times.append(milliseconds(begun))
    times.sort()
    late = times[int(0.95 * len(times))]
    print(f"{name:24} {hits:4}/{len(texts):<4} {statistics.median(times):8.1f} {late:8.1f} {times[-1]:8.1f}")


if __name__ == "__main__":
    main()
