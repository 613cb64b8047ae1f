"""Words that people read and rules do not: look-alikes, struck letters, reversed or hidden ones.

Pure. Folding (`monitor.folding`) reads through what has one meaning: full width, zero-width characters,
Cyrillic and Greek letters inside Latin words. What is found here cannot be folded for certain. A sentence
that holds it does not count as understood, so that no condition can hide in it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from monitor.expressions import expression
from monitor.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import re

_LATIN = "a-zA-Z\u00aa\u00b5\u00ba\u00c0-\u024f\u02b0-\u02ff\u1e00-\u1eff"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"
_STRANGE = expression(
    "[\u202a-\u202e\u2066-\u2069]"  # another order of reading than of writing (UAX #9)
    "|[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]"  # letters and marks that show nothing
    "|[\x00-\x08\x0e-\x19\x1b\x7f-\x84\x86-\x9f]|[\x1a\ufffd](?=\\w)"  # a last Ctrl-Z ends an old file
    "|[\u249c-\u24b5]|[\U0001f1e6-\U0001f1ff]{3}"  # (c), and letters that are half a flag
    f"|[a-zA-Z][{_MARKS}]"  # after composition: struck through, underlined, stacked
    r"|(?<=\w)[\ue000-\uf8ff\U000f0000-\U0010ffff]|[\ue000-\uf8ff\U000f0000-\U0010ffff](?=\w)"  # private use
    # S p a c e d or d.o.t.t.e.d
    r"|(?<![^\W\d_])(?:[a-zA-Z][ .*_·\u2010-\u2015-]{1,3}){5}[a-zA-Z](?![^\W\d_])"
    # Letters as character references, and markup or comments inside a word
    r"|&#(?:0{0,4}(?:6[5-9]|[78]\d|9[0-9]|1[01]\d|12[0-2])|[xX]0{0,4}[4-7][0-9a-fA-F]);"
    r"|[a-zA-Z](?:<(?!/?(?:br|p|li|t[dhr]|div|h\d|sup|sub)\b)[^<>]{0,60}>)+(?=[a-zA-Z])"
)
# What ASCII must hold for any of it: most sentences hold none, which these tell in no time.
_CONTROLS = expression(r"[\x00-\x08\x0e-\x1b\x7f<&]")
_SPACED = expression(r"[ .*_-][a-zA-Z][ .*_-]{1,3}[a-zA-Z][ .*_-]")
# Quotes, dashes and signs that printed English has; they hide nothing, and none of them is a letter.
_ODD = expression(r"[^\x00-\x7f\u2018-\u201d\u00a7\u00a9\u00ae\u2022\u2026\u20ac]")
# Compiled where a text is not ASCII: it takes as long as a short text.
_LETTER = (
    rf"[^\W\d_{_LATIN}\u3007\u3040-\u30ff\u3100-\u318f\u31a0-\u31ff\u3400-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\uff00-\uffdc\U00020000-\U0003ffff]"
)
_LEET = str.maketrans("013457@$ı", "oieastasi")
_MIXED = expression(r"[a-z][0-9@$]{1,3}(?=[a-z])|[\u00c0-\u024f\u1e00-\u1eff]")


def is_disguised(text: str) -> bool:
    """Whether a sentence holds words that only people can read, or that mean something else to them.

    Parameters:
        text: a sentence as it stands.
    """
    if text.isascii() or not _ODD.search(text):
        likely = _CONTROLS.search(text) or _SPACED.search(text)
        return bool(likely and _STRANGE.search(text))
    return bool(_STRANGE.search(unicodedata.normalize("NFC", text)))


def has_strange_letters(text: str) -> bool:
    """Whether a sentence holds letters of scripts that our rules do not know.

    They may be look-alikes, or a name; and where they are neither, nobody has understood them.

    Parameters:
        text: a sentence as it stands.
    """
    if text.isascii() or not _ODD.search(text):
        return False
    return any(map(_is_strange, {char for char in text if char > "\u024f"}))


@lru_cache(maxsize=4096)
def _is_strange(char: str) -> bool:
    """Whether a character is a letter of such a script."""
    return bool(_letter().search(unicodedata.normalize("NFKC", char)))


@cache
def _letter() -> re.Pattern[str]:
    return expression(_LETTER)


def skeleton(folded: str) -> str:
    """Folded words without accents and with the digits that pose as letters read as such.

    Parameters:
        folded: lower case; given back as it is where it holds neither.
    """
    if not _MIXED.search(folded):
        return folded
    bare = "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
    return bare.translate(_LEET)
