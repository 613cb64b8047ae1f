"""Links in licence texts that carry terms: files that only point elsewhere, and policies taken in by link.

Pure: what a link leads to is fetched by `monitor.sources.follow`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.expressions import expression

# Addresses as licences write them: also without a scheme (`ai.google.dev/gemma/prohibited_use_policy`).
_ADDRESS = expression(
    r"https?://[^\s<>\"'()\[\]{}，。；）]{4,500}"
    r"|(?<![\w@/.-])(?:[a-z0-9-]{1,40}\.){1,4}(?:ai|cn|com|dev|io|net|org)/[\w./~%-]{1,300}",
    re.IGNORECASE,
)
_ANCHOR = expression(
    r"<a\s[^<>]{0,300}?href\s?=\s?[\"']([^\"'<>\s]{4,500})[\"'][^<>]{0,300}>([^<]{1,200})<", re.IGNORECASE
)
_POLICY = expression(
    r"(?:acceptable|prohibited|permitted)[\s-]{1,3}uses?\b"
    r"|\bus(?:e|age)[\s_-]{1,3}(?:polic(?:y|ies)|guidelines|restrictions)"
    r"|可接受使用|使用政策|使用规范",
    re.IGNORECASE,
)
_TAKEN_IN = expression(r"incorporated\s{1,3}(?:\w{1,12}\s{1,3}){0,3}by\s{1,3}reference|纳入本", re.IGNORECASE)
_POINTS = expression(
    r"\bref(?:er)?\.?\s{1,3}to\b|\bsee\b|\b(?:available|found|located|obtain a copy|copy of the licen[cs]e)\b"
    r"|\b(?:licen[cs]ed|governed|subject|released|distributed)\s{1,3}(?:under|to|by)\b|\bvisit\b|参见|详见|参阅|请见",
    re.IGNORECASE,
)
_GRANTS = expression(
    r"\bhereby grant|\bgrants? (?:to )?(?:you|licensee)|permission is (?:hereby )?granted|授予", re.IGNORECASE
)
_AFTER_ADDRESS = ".,;:*_`"
_BEFORE, _AFTER = 250, 160
_SCANNED = 400_000
_MOST_WORDS = 150
_MOST = 5


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a licence text names as part of its terms.

    Parameters:
        url: absolute, without a fragment.
        is_policy: a policy on use, rather than the licence itself.
    """

    url: str
    is_policy: bool


def pointed(text: str) -> tuple[Link, ...]:
    """Where a text that is no licence but only points to one leads; nothing for any other text.

    Parameters:
        text: of a licence file.
    """
    if len(text) > 20 * _MOST_WORDS or _GRANTS.search(text):
        return ()
    words = re.findall(r"\w+", _ADDRESS.sub(" ", text))
    if len(words) > _MOST_WORDS or not (_POINTS.search(text) or len(words) < 6):
        return ()
    found = [Link(_whole(each[0]), _named_policy(text, each.start())) for each in _ADDRESS.finditer(text)]
    return tuple(dict.fromkeys(found))[:_MOST]


def incorporated(text: str) -> tuple[Link, ...]:
    """Policies and texts that a licence takes in by link, in order.

    Parameters:
        text: of a licence, as plain text, Markdown or HTML source.
    """
    text = text[:_SCANNED]
    found = {
        _whole(url): True for url, words in _ANCHOR.findall(text) if _POLICY.search(words) and "//" in url
    }
    for each in _ADDRESS.finditer(text):
        policy = _named_policy(text, each.start()) or bool(_POLICY.search(each[0]))
        taken_in = _TAKEN_IN.search(
            _around(text, each.start(), each.start() + len(each[0].rstrip(_AFTER_ADDRESS)))
        )
        if policy or taken_in:
            found.setdefault(_whole(each[0]), policy)
    return tuple(Link(url, policy) for url, policy in found.items())[:_MOST]


def _named_policy(text: str, at: int) -> bool:
    """Whether the words before an address, back to the address before it, name a policy on use."""
    before = text[max(0, at - _BEFORE) : at]
    last = max((each.end() for each in _ADDRESS.finditer(before)), default=0)
    return bool(_POLICY.search(before[last:]))


def _around(text: str, start: int, end: int) -> str:
    """The words around an address, as far as the sentence may go."""
    before = re.split(r"[.;。；]\s", text[max(0, start - _BEFORE) : start])[-1]
    after = re.split(r"[.;。；]\s", text[end : end + _AFTER])[0]
    return f"{before} {after}"


def _whole(address: str) -> str:
    """An address with its scheme, without a fragment or the sentence's own full stop."""
    bare = address.partition("#")[0].rstrip(_AFTER_ADDRESS)
    return bare if "://" in bare else f"https://{bare}"
