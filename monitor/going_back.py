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
    r"\W{0,4}(?:(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}|[a-z])[.)\]]{0,2} )?(?:(?:then|if so"
    r"|in (?:that|this|such|which) case"
    r"|(?:above|beyond|over|past|below|until|after|before) (?:that|this|it|then)"
    r"|from (?:then|there|that point) on|for (?:them|these|those|such|the (?:portion|part|excess))|doing so"
    r"|(?:they|those|it|(?:such|these) (?:an? )?(?:persons?|compan(?:y|ies)|entit(?:y|ies)|uses?"
    r"|providers?|operators?|hosting|licensees?|organi[sz]ations?|business(?:es)?))"
    r" (?:must|shall|needs?|requires?|may not|ha(?:s|ve) to|owes?|pays?|is not|are not|is only|are only)"
    r"|you (?:also|then) (?:pay|owe|must|need)"
    r"|(?:that|this) (?:also )?(?:includes|covers)|otherwise"
    r"|(?:whoever|who) does|any(?:one|body) (?:above|over|who does|beyond))\b"
    r"|(?:如果?|若)?(?:超过|超出)|此时|届时|否则|该等|此类|其(?:商业|商用|经营|用于|使用|如|若|须|应|需))",
    re.IGNORECASE,
)
# "On the part of it that exceeds this amount, ...", "whose receipts surpass that sum"
_OF_THE_SUM = expression(
    r"\b(?:exceed|surpass|beyond|above|over|below|under|attain|reach|pass|up to|within)\w{0,3} "
    r"(?:this|that|these|those|such|the said) (?:amount|sum|figure|number|limit|limitation|threshold"
    r"|level|mark)s?\b",
    re.IGNORECASE,
)
# What holds none of this needs no look for the whole of it; it begins with a space, which is soon found.
_A_SUM = expression(
    r" (?:this|that|these|those|such|the said) (?:amount|sum|figure|number|limit|threshold|level|mark)",
    re.IGNORECASE,
)
# "Everyone else needs a licence", "Any other use by them", where the sentence before is about some only.
_OTHERS = expression(
    r"\W{0,4}(?:[0-9.()a-z]{1,5} )?(?:(?:for |to )?(?:every|any)(?:one|body|thing) else|all else"
    r"|all others|others\b|the others|the rest"
    r"|(?:all|any|every|each) other (?:\w{1,12} )?(?:uses?|person|people|compan|organi[sz]ation|business"
    r"|firm|enterprise|entit"
    r"|user|licensee|institution|undertaking|group|party|parties|customer|purpose)|(?:larger"
    r"|bigger) \w{3,16}"
    r"|whoever is (?:larger|bigger|not)|if (?:you are|it is|they are) (?:larger|bigger)|anything (?:more"
    r"|beyond|further)"
    r"|其他|其余)",
    re.IGNORECASE,
)
# "10 million or less: no. More than 10 million: ...", where a sentence before says what is counted.
_AMOUNT = expression(
    r"\W{0,4}(?:(?:more|less|fewer) than|up to|above|over|below|under|from|beyond|at least|[$€£¥]"
    r"|[a-z]{3} ?(?=[0-9]))"
    r"[^:.;]{0,20}[0-9][^:;]{0,40}:|\W{0,4}[^:.;]{0,12}[0-9][^:.;]{0,20} (?:or|and) (?:less|more|above|up"
    r"|under|over)\b[^:.;]{0,20}:",
    re.IGNORECASE,
)
_OF_SOME = expression(
    r"[0-9]|\b(?:hundred|thousand|million|only|solely|exclusively|limited to)\b|仅|只|[百千万亿]",
    re.IGNORECASE,
)
_LONGEST_BEFORE = 600
_FAR = 160


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
    head, far = _head(text, span, _HEAD), _head(text, span, _FAR)
    goes_back = (
        _GOES_BACK.match(head)
        or (_OTHERS.match(head) and _OF_SOME.search(text, last[0], min(last[1], last[0] + _LONGEST_BEFORE)))
        or _AMOUNT.match(head)
        or (_A_SUM.search(far) and _OF_THE_SUM.search(far))
    )
    return (last,) if asked or goes_back else ()


# "Not permitted.", "Requires a licence.", "Allowed, free of charge": what their heading names is meant.
_WITHOUT_SUBJECT = expression(
    r"\W{0,4}(?:(?:is|are|it is|this is) )?(?:(?:not|never|strictly|expressly|freely|fully|also) ){0,2}"
    r"(?:permitted|allowed|prohibited|forbidden|possible|free\b|excluded|not available|requires?\b|needs?\b"
    r"|not covered|not included|not granted|granted|available (?:only|under)|subject to"
    r"|only (?:with|under|by|after|for)\b)"
    r"|\W{0,4}(?:不允许|不得|禁止|允许|可以|需要?|须|请联系)",
    re.IGNORECASE,
)


def has_no_subject(text: str, span: tuple[int, int]) -> bool:
    """Whether a sentence says something of what its heading names ("Not permitted.").

    Parameters:
        text: any text.
        span: the place of the first sentence below the heading.
    """
    return _WITHOUT_SUBJECT.match(_head(text, span, _HEAD)) is not None


def goes_on_counting(text: str, span: tuple[int, int]) -> bool:
    """Whether a sentence is one of several that begin with a figure, of what a sentence before them counts.

    Parameters:
        text: any text.
        span: the place of a sentence.
    """
    return _AMOUNT.match(_head(text, span, _HEAD)) is not None


def _head(text: str, span: tuple[int, int], reach: int) -> str:
    """The first words of a sentence, plainly spaced."""
    head = text[span[0] : min(span[1], span[0] + reach)]
    words = head if head.isascii() else unicodedata.normalize("NFKC", head)
    return " ".join(words.split())
