"""Sentences that fit no rule and leave nothing open: a clause that was found says what they are about.

"Late sums bear interest" asks nothing that the payment itself does not; the same sentence in a text in which
no payment was found may be all that is left of one, and stays open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import Commercial

if TYPE_CHECKING:
    from monitor.verdict.case import Case

_LONGEST = 1_000  # characters; what is longer says more than one thing
# How a payment is accounted for, checked and collected.
_COLLECTING = re.compile(
    r"\b(?:books|records|accounts|statements?|reports?|invoices?|audits?|auditors?|audited|examin\w+"
    r"|arrears|overdue|shortfall|underpa\w+|withholding|vat)\b|\blate (?:sums?|payments?)"
    r"|\binterest (?:at|of|is)"
    r"|\bfails? to pay\b|\bfailure to pay\b|after deduction|(?:value added|sales|services) tax"
    r"|due (?:date|within)",
    re.IGNORECASE,
)
# A payment of its own, or something that is withheld.
_MORE = re.compile(
    r"(?:royalt\w+|fees?|share) of (?:\w+ ){0,3}\d|(?:\d ?%|per ?cent|percent)[^.;]{0,60}"
    r"\b(?:revenues?|turnover|sales|receipts|takings|proceeds|profits?)\b"
    r"|\b(?:may|shall|must) not\b|prohibit|forbid|\bonly\b|commercial|agreements?\b|consent|permission"
    r"|approval"
    r"|\bseparate|authori[sz]|\bneeds?\b|\brequire|competi",
    re.IGNORECASE,
)
# The places that a text has excluded, by the name it gave them.
_EXCLUDED = re.compile(
    r"\b(?:excluded|restricted|prohibited) (?:region|territor|countr|jurisdiction)"
    r"|outside (?:of )?the territory\b"
    r"|排除(?:地区|区域|地域)",
    re.IGNORECASE,
)
# "II. RESEARCH AND NON-COMMERCIAL USE": the head of a section whose sentences are read one by one.
_HEAD = re.compile(
    r"\W{0,4}(?:(?:section|article|part) )?(?:[ivx]{1,4}|\d{1,2}(?:\.\d{1,2}){0,2})[.):]? "
    r"(?:[a-z&/-]{2,20},? ?){1,8}\.?",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:no|not|only|must|shall|may|is|are|be|can|except|unless|without|exclud\w+|reserved|prohibit\w*"
    r"|forbid\w*|requir\w+|needs?|denied|barred|limited|solely|pay\w*)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\bpay|royalt|\bfees?\b|revenue|commerc|\d ?%|费|商业", re.IGNORECASE)


def belongs(case: Case, sentence: str) -> str:
    """The field of the clause that says what a sentence is about; empty where none does.

    Parameters:
        case: the terms that were found.
        sentence: one that fits no rule.
    """
    words = " ".join(sentence.split())
    if len(words) > _LONGEST:
        return ""
    pays = case.terms.revenue_share.present or any(
        threshold.consequence == "fee" for threshold in case.terms.thresholds
    )
    if pays and _COLLECTING.search(words) and not _MORE.search(words):
        return "revenue_share"
    if case.terms.excluded_territories and _EXCLUDED.search(words) and not _MONEY.search(words):
        return "excluded_territories"
    granted = case.terms.commercial_use is Commercial.CONDITIONAL and "commercial_use" in case.sheet.won
    return "commercial_use" if granted and _HEAD.fullmatch(words) and not _SAYS.search(words) else ""
