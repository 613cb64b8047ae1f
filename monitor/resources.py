"""The package's own data on disk: rules and demo repositories, from a wheel or from a checkout."""

from __future__ import annotations

import os
from functools import lru_cache

from monitor import compiled, kept
from monitor.errors import RuleError
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.rules import RuleSet

_PACKAGE = kept.beside(__file__)
COMPILED = kept.beside(__file__, "compiled_rules.bin")
"""The rules as `tools/build_rules.py` keeps them; missing in a fresh checkout."""


def folder(installed: str, checkout: str) -> str:
    """Where data lies: inside the installed package, or beside it in a checkout.

    Parameters:
        installed: the name inside the package (`_rules`).
        checkout: the name in the repository (`rules`).
    """
    inside = os.path.join(_PACKAGE, installed)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_PACKAGE), checkout)


def rules_folder() -> str:
    """Where the rule files are."""
    return folder("_rules", "rules")


@lru_cache(maxsize=1)
def load_rules(place: str | os.PathLike[str] | None = None) -> RuleSet:
    """Read the rules: as they were kept when the package was built, or from their files where these differ.

    Parameters:
        place: a folder of rule files; None means the ones that belong to the package.

    Raises:
        RuleError: with every fault of every file.
    """
    root = place or rules_folder()
    form = _kept()
    if form and _is_untouched(root, form.files):
        return compiled.unpacked(form)
    from pathlib import Path  # noqa: PLC0415 - takes long to load, and kept rules need none of it

    try:
        files = {
            path.relative_to(root).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(Path(root).glob("*/*.toml"))
        }
        lexicon = Path(root, "lexicon.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(
            str(root), [str(error)], "Reinstall licensewatch, or name the right folder."
        ) from error
    import hashlib  # noqa: PLC0415 - takes long to load, and only a checkout with changed rules needs it

    parts = [lexicon, *(part for pair in files.items() for part in pair)]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    if form and form.digest == digest:
        return compiled.unpacked(form)
    from monitor.rules import parse  # noqa: PLC0415 - as above

    return parse(files, lexicon, digest)


def sizes(root: str | os.PathLike[str]) -> dict[str, int]:
    """The rule files below a folder and how long they are.

    Parameters:
        root: the folder.
    """
    return {name: entry.st_size for name, entry in _entries(root)}


def _entries(root: str | os.PathLike[str]) -> Iterator[tuple[str, os.stat_result]]:
    for folder in ("", *sorted(entry.name for entry in os.scandir(root) if entry.is_dir())):
        for entry in os.scandir(os.path.join(root, folder)):
            if entry.name.endswith(".toml"):
                yield f"{folder}/{entry.name}", entry.stat()


def _is_untouched(root: str | os.PathLike[str], files: Mapping[str, int]) -> bool:
    """Whether the kept rules were made from these files, as far as their sizes and times tell.

    An installed package is not edited, and its files have the time of the installation.
    """
    try:
        found = dict(_entries(root))
        made = os.stat(COMPILED).st_mtime_ns
    except OSError:
        return False
    same = {name: entry.st_size for name, entry in found.items()} == files
    installed = os.path.dirname(root) == _PACKAGE
    return same and (installed or all(entry.st_mtime_ns < made for entry in found.values()))


def kept_digest() -> str | None:
    """The digest of the rules that are kept, where any are."""
    form = _kept()
    return form.digest if form else None


def _kept() -> compiled.Kept | None:
    """The rules as they are kept, where they are."""
    return compiled.opened(kept.file(COMPILED))
