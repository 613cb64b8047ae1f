"""Which files of a repository or folder carry terms, by their names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from monitor.expressions import expression
from monitor.records import Role
from monitor.sources.local import CARDS

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDER = (Role.METADATA, Role.CARD, Role.GATE, Role.LICENSE, Role.NOTICE, Role.POLICY, Role.LINKED)
CARD = "README.md"

_LICENSE = {
    "COPYING",
    "COPYRIGHT",
    "EULA",
    "LICENCE",
    "LICENCES",
    "LICENSE",
    "LICENSES",
    "LICENSING",
    "UNLICENSE",
}
_NOTICE = {"ATTRIBUTION", "ATTRIBUTIONS", "NOTICE", "NOTICES", "THIRDPARTY"}
# Words after which a name is that of a data set of number plates, not of a licence.
_PLATES = {"PLATE", "PLATES"}
_PROSE = expression(r"\.(?:adoc|docx?|html?|markdown|md|odt|pdf|rst|rtf|te?xt)")
# A file LICENSE.<anything> is one (LICENSE.llama, LICENSE.MIT), but for code, data and pictures.
_NO_PROSE = expression(
    r"\.(?:c|cfg|cpp|css|csv|gif|go|h|ini|ipynb|java|jpe?g|js|jsonl?|parquet|png|py|rs|safetensors|sh|sig|svg|toml"
    r"|ts|webp|xml|ya?ml|zip)"
)
_WORD = expression(r"[A-Z]+")
_CAMEL = expression(r"(?<=[a-z])(?=[A-Z])")  # `ModelsCommunityLicenseAgreement`
_CHINESE_LICENSE = expression(r"许可(?:证|协议)?|授权(?:书|协议)|使用协议|开源协议|商用协议")
_CHINESE_POLICY = expression(r"使用(?:政策|规范|准则)")


@lru_cache(maxsize=4096)  # models have the same few names of files by the thousand
def role_of(path: str) -> Role | None:
    """What a file is by its path; None when it carries no terms or lies deeper than one folder.

    Files further down belong to vendored code of third parties.

    Parameters:
        path: relative, with forward slashes.
    """
    parts = path.split("/")
    if len(parts) > 2:
        return None
    if path.lower() in CARDS:
        return Role.CARD
    return _role_of_name(parts[-1]) or _role_in_folder(parts)


def _role_of_name(name: str) -> Role | None:
    pure = PurePosixPath(name)
    suffix = pure.suffix.lower()
    words = _WORD.findall(_CAMEL.sub(" ", name).upper())
    first = words[0] if words else ""
    named_first = first in _LICENSE | _NOTICE
    if _NO_PROSE.fullmatch(suffix) or (suffix and not _PROSE.fullmatch(suffix) and not named_first):
        return None
    held = frozenset(words)
    if held & _PLATES:
        return None
    if _is_policy(held) or _CHINESE_POLICY.search(name):
        return Role.POLICY
    if held & _NOTICE or {"THIRD", "PARTY"} <= held:
        return Role.NOTICE
    if (
        held & _LICENSE
        or first.startswith(("LICENSE", "LICENCE", "COPYING"))
        or _CHINESE_LICENSE.search(name)
    ):
        return Role.LICENSE
    return Role.LICENSE if "TERMS" in held and held & {"USE", "SERVICE", "CONDITIONS"} else None


def _is_policy(held: frozenset[str]) -> bool:
    use = bool(held & {"USE", "USAGE"})
    return (use and bool(held & {"POLICY", "ACCEPTABLE", "PROHIBITED"})) or "AUP" in held


def _role_in_folder(parts: list[str]) -> Role | None:
    """A text in a folder of licences (`LICENSES/Apache-2.0.txt`, as REUSE 3 lays them out)."""
    if len(parts) != 2 or parts[0].upper() not in _LICENSE:
        return None
    suffix = PurePosixPath(parts[1]).suffix.lower()
    return None if _NO_PROSE.fullmatch(suffix) else Role.LICENSE


def in_order(paths: Iterable[str]) -> tuple[tuple[Role, str], ...]:
    """The files that carry terms with their roles: card, licences, notices, policies; each by path."""
    found = [(role, path) for path in paths if (role := role_of(path)) is not None]
    return tuple(sorted(found, key=lambda pair: (ORDER.index(pair[0]), pair[1])))


def is_safe(path: str) -> bool:
    """Whether a path can only name a file inside its repository, and can be printed.

    Parameters:
        path: as a place gives it, with forward slashes.
    """
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and len(path) <= 1024 and not {"", ".", ".."} & set(parts)
