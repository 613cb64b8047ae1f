"""Text from outside made fit to be shown: nothing in it can steer a terminal, hide or reorder words."""

from __future__ import annotations

import unicodedata

from monitor.expressions import expression

_KEPT = frozenset("\n\u200c\u200d")
"""The newline, and the two joiners that scripts and emoji need; they move nothing."""

_BREAKS = str.maketrans(
    {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\t": " ", "\x0b": "\n", "\x0c": "\n"}
)


COMMAND = expression(r"#(?=#[\w.]{0,20}\[)|:(?=:[a-zA-Z])")
"""Where a build machine reads a command in what a program prints: `::error::` (GitHub Actions, also
indented), `##[error]`, `##vso[task...]` (Azure Pipelines), `##teamcity[...]`. A licence has no such words."""


def safe(text: str) -> str:
    r"""The text with every character that could act on a terminal or on the order of words made visible.

    Control characters (terminal escapes among them), bidirectional controls, other invisible format
    characters and lone surrogates appear as `\\x1b` or `\\u202e`; tabs become spaces and every kind of line
    break a newline. Soft hyphens go, since they only say where a word may be divided. What a build machine
    would obey is taken apart in the same way (`\\x3a:error::`).
    """
    shown = text
    if not text.isprintable():
        folded = text.replace("\r\n", "\n").translate(_BREAKS)
        shown = "".join(_shown(char) for char in folded)
    return COMMAND.sub(lambda mark: f"\\x{ord(mark.group()):02x}", shown)


def one_line(text: str) -> str:
    """As `safe`, with every stretch of white space as one space."""
    return " ".join(safe(text).split())


def clip(text: str, cells: int) -> str:
    """One line of at most about `cells` characters, cut between words and marked with an ellipsis.

    A first word that is longer than that is cut inside, since there is no other place.
    """
    line = one_line(text)
    if len(line) <= cells:
        return line
    head = line[: cells - 1]
    kept = head[: head.rfind(" ")] if " " in head and line[cells - 1] != " " else head
    return kept.rstrip(" ,;:(") + "…"


def _shown(char: str) -> str:
    if char in _KEPT or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}:
        return char
    if char == "\u00ad":
        return ""
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
