"""Keep the rules as they are once read and checked, so that a start costs neither.

    python tools/build_rules.py

Writes `monitor/compiled_rules.json`, which git ignores and the wheel holds: it is made when the package is
built or installed in place. In a checkout whose rules have changed since, the rule files are read instead.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def build(root: Path) -> Path:
    """Write the file below a checkout and return its path.

    Parameters:
        root: the checkout.

    Raises:
        RuleError: a rule file is wrong.
    """
    sys.path.insert(0, str(root))
    try:
        from monitor import compiled, resources  # noqa: PLC0415 - of the checkout, whatever is installed
    finally:
        sys.path.pop(0)
    place = root / "monitor" / resources.COMPILED.name
    place.unlink(missing_ok=True)  # or what it keeps would be kept again
    form = compiled.packed(resources.load_rules(root / "rules"))
    place.write_text(json.dumps(form, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return place


if __name__ == "__main__":
    written = build(ROOT)
    print(f"{written.relative_to(ROOT)}: {written.stat().st_size:,} bytes")
