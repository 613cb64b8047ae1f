"""Verdicts: policy applied to terms and profile, and what somebody made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003 - the store resolves the hints of records at run time
from enum import StrEnum

from monitor.records.documents import Mention, State, Subject  # noqa: TC001 - as above
from monitor.records.sheets import Read, Sheet  # noqa: TC001 - as above


class Decision(StrEnum):
    """The outcome of a policy; `incomplete` means it could not be judged."""

    ALLOW = "allow"
    OBLIGATIONS = "obligations"
    REVIEW = "review"
    DENY = "deny"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a verdict is what it is.

    Parameters:
        code: stable: the field of the terms, or a state (`unaccounted`, `conflict`, `not-allowed`...).
        decision: what this reason alone would lead to.
        sentence: plain words, complete.
        document: where the quote stands.
        quote: the words of the licence; empty where the reason is not in a text.
        next_step: what the user can do; empty where nothing helps.
    """

    code: str
    decision: Decision
    sentence: str
    document: str = ""
    quote: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Policy applied to terms and one profile.

    Parameters:
        decision: the worst of the reasons' decisions.
        profile: the profile's name.
        reasons: worst first.
        obligations: what to do, one imperative sentence each.
        way_out: where it is not allowed as it stands, what leads to a yes beside the reasons' own next steps:
            approved alternatives, whom to ask, the command to run then.
    """

    decision: Decision
    profile: str
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[str, ...] = ()
    way_out: tuple[str, ...] = ()


class Settling(StrEnum):
    """In what way somebody has dealt with a reason of a verdict."""

    WAIVED = "waived"
    ACCEPTED = "accepted"
    BASELINED = "baselined"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A reason of a verdict that somebody has dealt with: every report still shows it, and it fails nothing.

    Parameters:
        subject: the subject's key.
        profile: the profile's name.
        reason: exactly as it stands in that profile's verdict.
        how: waived, accepted on review, standing since the baseline, or deferred.
        owner: who answers for it; empty for a baseline that nobody signed.
        justification: why, in one line.
        sha256: of the text that this is bound to; empty where the reason rests on no text.
        until: the last day on which it holds; None where it holds as long as the text stands.
    """

    subject: str
    profile: str
    reason: Reason
    how: Settling
    owner: str = ""
    justification: str = ""
    sha256: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something found about the lock, its texts or a waiver, rather than in a licence.

    Parameters:
        code: stable: `waiver-expired`, `waiver-mismatched`, `waiver-expiring`, `waiver-unused`,
            `lock-stale`, `lock-changed`, `lock-facts`, `lock-text`...
        sentence: what was found, complete.
        subject: the subject's key; empty where it is about the file as a whole.
        decision: what it leads to by itself; `allow` for what is only told.
        next_step: what the user can do.
        sha256: of the text concerned, to be pasted; empty where there is none.
        quotes: words of a text that say so (a sentence that was added), in order.
        at: the place in the project that it is about, where it is about one.
    """

    code: str
    sentence: str
    subject: str = ""
    decision: Decision = Decision.ALLOW
    next_step: str = ""
    sha256: str = ""
    quotes: tuple[str, ...] = ()
    at: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One subject from reference to verdict.

    Parameters:
        subject: as asked for.
        seen_at: UTC.
        state: of the subject as a whole.
        commit: resolved, where there is one.
        reads: every document with its reading.
        sheet: the subject's terms.
        verdicts: one a profile.
    """

    subject: Subject
    seen_at: datetime
    state: State
    commit: str | None
    reads: tuple[Read, ...]
    sheet: Sheet
    verdicts: tuple[Verdict, ...] = ()
