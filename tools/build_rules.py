"""Keep the rules as they are once read and checked, so that a start costs neither.

    python tools/build_rules.py

Writes `monitor/compiled_rules.bin` and `monitor/compiled_expressions.bin`, which git ignores and the wheel
holds: they are made when the package is built or installed in place. In a checkout whose rules have changed
since, the rule files are read instead; another version of Python compiles the expressions itself.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def build(root: Path) -> tuple[Path, ...]:
    """Write the files below a checkout and return their paths.

    Parameters:
        root: the checkout.

    Raises:
        RuleError: a rule file is wrong.
    """
    sys.path.insert(0, str(root))
    try:  # of the checkout, whatever is installed; nothing that needs more than the standard library
        from monitor import compiled, expressions, places, resources  # noqa: PLC0415 - as above
        from monitor.classify import classify  # noqa: PLC0415 - as above
        from monitor.extract import extract  # noqa: F401, PLC0415 - asks for what a start needs
        from monitor.references import load_references  # noqa: PLC0415 - as above
        from monitor.reports import plain  # noqa: F401, PLC0415 - asks for what a start needs
        from monitor.sources import files  # noqa: F401, PLC0415 - asks for what a start needs
    finally:
        sys.path.pop(0)
    kept, codes = (root / "monitor" / Path(place).name for place in (resources.COMPILED, expressions.CODES))
    resources.COMPILED = expressions.CODES = ""  # what is kept already would be kept again
    rules = resources.load_rules(root / "rules")
    common = (root / "tools" / "words.txt").read_text(encoding="utf-8").split()
    form = compiled.packed(rules, resources.sizes(root / "rules"), common)
    for text in _SAMPLES:  # so that what a text first needs is asked for
        classify(text, rules, load_references())
        places.law(text)
        places.territories(text)
    asked = expressions.asked().items()
    trees = [(key, re._parser.parse(pattern, key[1])) for key, pattern in asked]  # type: ignore[attr-defined]  # noqa: SLF001 - what is kept is what the engine makes of them
    _put(codes, expressions.packed([*trees, *compiled.trees(rules)]))
    _put(kept, form)
    return kept, codes


def _put(place: Path, content: bytes) -> None:
    """Write a file as a whole: somebody may be reading it, or building a second time."""
    written = place.with_suffix(f".{os.getpid()}")
    written.write_bytes(content)
    written.replace(place)


_SAMPLES = (
    '# Licence\n\nThe "Model" means it. You may not use it in countries other than France, under its laws.',
    "“Model” – 本模型。您不得将其用于商业用途，适用中国法律。",
    "Cyrillic \u043e in c\u043emmercial, e\u0301 and \u0130.",
)

if __name__ == "__main__":
    for written in build(ROOT):
        print(f"{written.relative_to(ROOT)}: {written.stat().st_size:,} bytes")
