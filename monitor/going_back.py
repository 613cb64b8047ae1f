"""Sentences that are understood with the one before them: answers, and what goes on with it. Pure."""

from __future__ import annotations

import re
import unicodedata

from monitor.expressions import expression

_ASKED = expression(r"[?？]['\"”’*_)]{0,4}\Z")
_SHORT = 8
_HEAD = 60
# "Then a licence is needed", "Above that, ...", "They must pay", "Such providers shall ..."
_GOES_BACK = expression(
    r"\W{0,4}(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}[.)\]]{0,2} )?(?:(?:then|if so"
    r"|in (?:that|this|such|which) case"
    r"|(?:above|beyond|over|past|below|until|after|before) (?:that|this|it|then)"
    r"|from (?:then|there|that point) on|for (?:them|these|those|such|the (?:portion|part|excess))|doing so"
    r"|(?:they|those|it|(?:such|these) (?:an? )?(?:persons?|compan(?:y|ies)|entit(?:y|ies)|uses?"
    r"|providers?|operators?|hosting|licensees?|organi[sz]ations?|business(?:es)?))"
    r" (?:must|shall|needs?|requires?|may not|ha(?:s|ve) to|owes?|pays?|is not|are not|is only|are only)"
    r"|otherwise|(?:whoever|who) does|any(?:one|body) (?:above|over|who does|beyond))\b"
    r"|超过|超出|此时|届时|否则|该等|此类)",
    re.IGNORECASE,
)


def taken_up(text: str, span: tuple[int, int], last: tuple[int, int] | None) -> tuple[tuple[int, int], ...]:
    """The sentence before, where it asks what this one answers, or where this one goes on with it.

    Parameters:
        text: any text.
        span: the place of a sentence.
        last: the place of the one before.
    """
    if last is None:
        return ()
    asked = _ASKED.search(text, max(last[0], last[1] - _SHORT), last[1])
    head = text[span[0] : min(span[1], span[0] + _HEAD)]
    words = head if head.isascii() else unicodedata.normalize("NFKC", head)
    return (last,) if asked or _GOES_BACK.match(" ".join(words.split())) else ()
