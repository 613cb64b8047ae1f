"""The package's own data on disk: rules and demo repositories, from a wheel or from a checkout."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from monitor import compiled
from monitor.errors import RuleError
from monitor.rules import RuleSet, parse

_PACKAGE = Path(__file__).parent
COMPILED = _PACKAGE / "compiled_rules.json"
"""The rules as `tools/build_rules.py` keeps them; missing in a fresh checkout."""


def folder(installed: str, checkout: str) -> Path:
    """Where data lies: inside the installed package, or beside it in a checkout.

    Parameters:
        installed: the name inside the package (`_rules`).
        checkout: the name in the repository (`rules`).
    """
    inside = _PACKAGE / installed
    return inside if inside.is_dir() else _PACKAGE.parent / checkout


def rules_folder() -> Path:
    """Where the rule files are."""
    return folder("_rules", "rules")


@lru_cache(maxsize=1)
def load_rules(place: Path | None = None) -> RuleSet:
    """Read the rules: as they were kept when the package was built, or from their files where these differ.

    Parameters:
        place: a folder of rule files; None means the ones that belong to the package.

    Raises:
        RuleError: with every fault of every file.
    """
    root = place or rules_folder()
    try:
        files = {
            path.relative_to(root).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(root.glob("*/*.toml"))
        }
        lexicon = (root / "lexicon.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(
            str(root), [str(error)], "Reinstall licensewatch, or name the right folder."
        ) from error
    parts = [lexicon, *(part for pair in files.items() for part in pair)]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    return _kept(digest) or parse(files, lexicon, digest)


def _kept(digest: str) -> RuleSet | None:
    """The rules that were made from files of that digest, where they are kept."""
    try:
        form = json.loads(COMPILED.read_bytes())
    except (OSError, ValueError):
        return None
    head = (form.get("format"), form.get("digest")) if isinstance(form, dict) else ()
    return compiled.unpacked(form) if head == (compiled.FORMAT, digest) else None
