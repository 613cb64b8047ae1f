"""Before and after: which way each field of the terms went, and what happened to the documents of a subject.

Tighter is what allows less or asks for more. Direction is told per field, then per use, then in one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor import territories
from monitor.diff import diff as diff_texts
from monitor.records import (
    Cause,
    Change,
    Commercial,
    Declared,
    Direction,
    Document,
    DocumentChange,
    Event,
    FieldChange,
    Governs,
    Hosting,
    Role,
    State,
    Terms,
    Threshold,
    Use,
)
from monitor.sizes import words
from monitor.terms import CONDITION, NONCOMMERCIAL, WITHHELD
from monitor.text import sentences, word_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.records import Finding, Hunk, Inspection, Read, Reading, Sheet, Span, TextDiff

TIGHTER, LOOSER, MIXED = Direction.TIGHTER, Direction.LOOSER, Direction.MIXED
LATERAL, NONE, UNCLEAR = Direction.LATERAL, Direction.NONE, Direction.UNCLEAR

# A move of one of these never changes by itself what may be done with a model.
LATERAL_FIELDS = frozenset(
    {"ip_litigation_termination", "governing_law", "unilateral_change", "registration_required", "flow_down"}
)
_EVERY_USE = tuple(Use)
_OFFERS = (Use.PRODUCT, Use.HOSTED_API)
_USES: Mapping[str, tuple[Use, ...]] = {
    "thresholds": _OFFERS,
    "revenue_share": _OFFERS,
    "hosting": (Use.HOSTED_API,),
    "display_attribution": _OFFERS,
    "name_prefix": (Use.REDISTRIBUTE, Use.FINE_TUNE),
    "no_training_other_models": (Use.TRAIN_ON_OUTPUTS,),
    "flow_down": (Use.REDISTRIBUTE,),
    "registration_required": _OFFERS,
}
_GRANTED = (Commercial.ALLOWED, Commercial.CONDITIONAL)
_REFUSED = (Commercial.SEPARATE, Commercial.PROHIBITED)
_COMMERCIAL_ORDER = (*_GRANTED, *_REFUSED)
_HOSTING_ORDER = (Hosting.ALLOWED, Hosting.SILENT, Hosting.RESTRICTED, Hosting.PROHIBITED)
_CONSEQUENCES = ("notify", "registration", "display", "review", "fee", "separate-licence", "loss-of-rights")
_BASES = ("product", "licensee", "employer", "group")
_MONTHS = {"month": 12.0}


# ---- Terms ---------------------------------------------------------------------------------------------


def compare_terms(
    before: Terms,
    after: Terms,
    before_findings: Sequence[Finding] = (),
    after_findings: Sequence[Finding] = (),
) -> tuple[FieldChange, ...]:
    """Every field that moved, with its direction and the uses it touches.

    Parameters:
        before, after: the terms.
        before_findings, after_findings: what decided them; the first of a field gives the quote.
    """
    quotes = _quotes(before_findings), _quotes(after_findings)
    changes = []
    for each in fields(Terms):
        name = each.name
        old, new = getattr(before, name), getattr(after, name)
        if old == new or _direction(name, before, after) is NONE:
            continue
        change = FieldChange(
            field=name,
            before=_told(old),
            after=_told(new),
            direction=_direction(name, before, after),
            before_quote=quotes[0].get(name, ""),
            after_quote=quotes[1].get(name, ""),
        )
        changes.append(replace(change, uses=_touched(change, before, after)))
    return tuple(changes)


def overall(
    changes: Sequence[FieldChange], *, words_changed: bool, near_cues: bool, added_cues: bool = False
) -> Direction:
    """One word for all field changes together.

    A move across the grant of commercial use, or of territories, decides alone. The step between `allowed`
    and `conditional` only sums up what the other fields say, so it counts as one of them.

    Parameters:
        changes: from `compare_terms`.
        words_changed: whether the words of the texts differ at all.
        near_cues: whether words changed near cues of commerce, permission or prohibition in a way that no
            field tells.
        added_cues: whether such words were added; then nothing may be called looser.
    """
    if not changes and not words_changed:
        return NONE
    found = _combined(change.direction for change in changes if _dominates(change))
    if found is None:
        found = _combined(change.direction for change in changes if change.field not in LATERAL_FIELDS)
    if (found in (None, LATERAL) and (near_cues or added_cues)) or (found is LOOSER and added_cues):
        return UNCLEAR
    if found is None:
        return LATERAL if changes else NONE
    return found


def by_use(changes: Sequence[FieldChange]) -> dict[Use, Direction]:
    """Direction per use, for the uses that a change touches."""
    touched = {
        use: overall(
            [change for change in changes if use in change.uses], words_changed=True, near_cues=False
        )
        for use in Use
    }
    return {use: direction for use, direction in touched.items() if direction is not NONE}


def _combined(directions: Iterable[Direction]) -> Direction | None:
    """Moves of one rank together; None where nothing moved."""
    found = set(directions)
    if MIXED in found or {TIGHTER, LOOSER} <= found:
        return MIXED
    return next((each for each in (TIGHTER, UNCLEAR, LOOSER, LATERAL) if each in found), None)


def _dominates(change: FieldChange) -> bool:
    """Whether a change decides alone."""
    if change.field == "commercial_use":
        return {change.before, change.after} != {str(each) for each in _GRANTED}
    return change.field == "excluded_territories"


def _quotes(findings: Sequence[Finding]) -> dict[str, str]:
    """The first quote of each field."""
    return {finding.field: finding.quote for finding in reversed(findings)}


def _told(value: object) -> str:
    """A value of a field in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == ():
        return "none"
    if isinstance(value, tuple):
        return "; ".join(_told(each) for each in value)
    if isinstance(value, Threshold):
        return _told_threshold(value)
    rate = getattr(value, "rate", None)
    present = getattr(value, "present", None)
    if present is not None:
        return f"{rate:g} %" if rate is not None else _told(present)
    return str(value)


_EFFECTS = {
    "separate-licence": "another licence is needed",
    "display": "a name must be displayed",
    "notify": "the licensor must be told",
    "loss-of-rights": "no rights",
    "review": "the licensor decides",
    "registration": "registration is needed",
    "fee": "a fee is owed",
}
_BOUND = {"hosting": "for hosting it as a service", "commercial-product": "in commercial products"}


def _told_threshold(threshold: Threshold) -> str:
    """A threshold in words, e.g. `more than USD 30,000,000 revenue a year: a name must be displayed`."""
    effect = _EFFECTS.get(threshold.consequence, threshold.consequence)
    bound = _BOUND.get(threshold.applies_to, "")
    free = f"({', '.join(threshold.exempt)} use is free of it)" if threshold.exempt else ""
    return " ".join(part for part in (f"{words(threshold)}: {effect}", bound, free) if part)


def _touched(change: FieldChange, before: Terms, after: Terms) -> tuple[Use, ...]:
    """The uses that a change of a field touches."""
    if change.field == "commercial_use":
        return _EVERY_USE if _dominates(change) else _OFFERS
    if change.field == "thresholds":
        moved = set(before.thresholds) ^ set(after.thresholds)
        return (Use.HOSTED_API,) if all(each.applies_to == "hosting" for each in moved) else _OFFERS
    if change.field == "display_attribution" and "distribut" in f"{change.before_quote} {change.after_quote}":
        return (*_OFFERS, Use.REDISTRIBUTE)
    return _USES.get(change.field, _EVERY_USE)


def _direction(name: str, before: Terms, after: Terms) -> Direction:
    """Which way one field that differs went."""
    judge = _JUDGES.get(name)
    if judge is not None:
        return judge(before, after)
    if name in LATERAL_FIELDS:
        return LATERAL
    return TIGHTER if getattr(after, name) else LOOSER


def _by_order(order: Sequence[object], old: object, new: object) -> Direction:
    """Later in the order is tighter."""
    return TIGHTER if order.index(new) > order.index(old) else LOOSER


def _commercial(before: Terms, after: Terms) -> Direction:
    """`not-addressed` grants nothing and forbids nothing; `unclear` tells nothing."""
    old, new = before.commercial_use, after.commercial_use
    if Commercial.UNCLEAR in (old, new):
        return UNCLEAR
    if Commercial.SILENT not in (old, new):
        return _by_order(_COMMERCIAL_ORDER, old, new)
    if old is Commercial.SILENT:
        return LOOSER if new in _GRANTED else TIGHTER
    return TIGHTER if old in _GRANTED else UNCLEAR


def _hosting(before: Terms, after: Terms) -> Direction:
    """What was expressly allowed and no longer is, is less."""
    return _by_order(_HOSTING_ORDER, before.hosting, after.hosting)


def _revenue_share(before: Terms, after: Terms) -> Direction:
    """A higher rate is tighter; a rate that appears or goes while the share stays tells nothing."""
    old, new = before.revenue_share, after.revenue_share
    if old.present != new.present:
        return TIGHTER if new.present else LOOSER
    if old.rate is None or new.rate is None:
        return UNCLEAR
    return TIGHTER if new.rate > old.rate else LOOSER


def _territories(before: Terms, after: Terms) -> Direction:
    """Compared as countries, so that the Union and one of its members are told apart."""
    old = territories.expand(before.excluded_territories)
    new = territories.expand(after.excluded_territories)
    return _by_set(old, new)


def _by_set(old: frozenset[str], new: frozenset[str]) -> Direction:
    """More is tighter."""
    if old == new:
        return LATERAL
    if old < new:
        return TIGHTER
    return LOOSER if new < old else MIXED


def _display(before: Terms, after: Terms) -> Direction:
    """Another phrase is as good as the old one; more phrases are more to do."""
    old, new = len(before.display_attribution), len(after.display_attribution)
    return LATERAL if old == new else TIGHTER if new > old else LOOSER


def _prefix(before: Terms, after: Terms) -> Direction:
    """Another prefix is as good as the old one."""
    if before.name_prefix is None or after.name_prefix is None:
        return TIGHTER if before.name_prefix is None else LOOSER
    return LATERAL


# ---- Thresholds ----------------------------------------------------------------------------------------


def _thresholds(before: Terms, after: Terms) -> Direction:
    """Thresholds matched by what they count and what they lead to; the rest were added or removed."""
    pairs, added, removed = _matched(before.thresholds, after.thresholds)
    found = [_moved(old, new) for old, new in pairs]
    found += [_added(each, before, after) for each in added]
    found += [_opposite(_added(each, after, before)) for each in removed]
    return _combined(each for each in found if each is not NONE) or NONE


def _matched(
    before: Sequence[Threshold], after: Sequence[Threshold]
) -> tuple[list[tuple[Threshold, Threshold]], list[Threshold], list[Threshold]]:
    """Pairs, added and removed; what agrees in more is matched first."""
    old, new = list(before), list(after)
    pairs = []
    for alike in _LIKENESS:
        for each in list(old):
            partner = next((other for other in new if alike(each) == alike(other)), None)
            if partner is not None:
                pairs.append((each, partner))
                old.remove(each)
                new.remove(partner)
    return pairs, new, old


_LIKENESS: tuple[Callable[[Threshold], object], ...] = (
    lambda each: replace(each, group=None),
    lambda each: (each.metric, each.consequence, each.period, each.currency, each.applies_to),
    lambda each: (each.metric, each.consequence, each.period, each.currency),
    lambda each: (each.metric, each.consequence),
    lambda each: (each.metric, each.amount, each.currency),
)


def _moved(old: Threshold, new: Threshold) -> Direction:
    """Which way a threshold went that stands on both sides."""
    if old.currency != new.currency:
        return UNCLEAR
    was, now = (each.amount * _yearly(each) for each in (old, new))
    strict = ">", ">="
    joined = "and", "or"
    moves = [
        _step(was, now, lower_is_tighter=True),
        _rank(strict, old.comparator, new.comparator),
        _rank(joined, old.join, new.join),
        _rank(_CONSEQUENCES, old.consequence, new.consequence),
        _rank(_BASES, old.basis, new.basis),
        _step(old.applies_to == "any", new.applies_to == "any"),
        _step(len(old.exempt), len(new.exempt), lower_is_tighter=True),
    ]
    aside = LATERAL if replace(old, group=None) != replace(new, group=None) else NONE
    return _combined(move for move in moves if move is not NONE) or aside


def _yearly(threshold: Threshold) -> float:
    """Revenue of a month counts twelve times against revenue of a year; users do not add up."""
    return _MONTHS.get(threshold.period or "", 1.0) if threshold.metric == "revenue" else 1.0


def _step(old: float, new: float, *, lower_is_tighter: bool = False) -> Direction:
    """Which way a number went."""
    if old == new:
        return NONE
    return TIGHTER if (new < old) is lower_is_tighter else LOOSER


def _rank(order: Sequence[str], old: str, new: str) -> Direction:
    """Later in the order is tighter; words that are not in it tell nothing."""
    if old == new:
        return NONE
    return _by_order(order, old, new) if {old, new} <= set(order) else UNCLEAR


def _added(threshold: Threshold, before: Terms, after: Terms) -> Direction:
    """A new threshold is tighter, unless its duty stood for everybody and is now owed by the large only."""
    alike = [each for each in before.thresholds if each.consequence == threshold.consequence]
    if threshold.join == "and" and len(after.thresholds) > len(before.thresholds) and alike:
        return LOOSER
    return LOOSER if not alike and _owed_by_all(threshold.consequence, before) else TIGHTER


def _owed_by_all(consequence: str, terms: Terms) -> bool:
    """Whether terms without a threshold of the kind ask everybody for what it leads to."""
    if consequence == "display":
        return bool(terms.display_attribution)
    if consequence in {"registration", "notify"}:
        return terms.registration_required
    if consequence == "fee" and terms.revenue_share.present:
        return True
    return terms.commercial_use in _REFUSED or (
        terms.commercial_use is Commercial.CONDITIONAL and not _explained(terms)
    )


def _explained(terms: Terms) -> bool:
    """Whether a field tells what commercial use depends on."""
    limited = terms.hosting in {Hosting.RESTRICTED, Hosting.PROHIBITED}
    duties = terms.display_attribution or terms.registration_required or terms.revenue_share.present
    return bool(terms.thresholds or limited or duties)


def _opposite(direction: Direction) -> Direction:
    """The way back."""
    return {TIGHTER: LOOSER, LOOSER: TIGHTER}.get(direction, direction)


_JUDGES: Mapping[str, Callable[[Terms, Terms], Direction]] = {
    "commercial_use": _commercial,
    "thresholds": _thresholds,
    "revenue_share": _revenue_share,
    "hosting": _hosting,
    "display_attribution": _display,
    "name_prefix": _prefix,
    "excluded_territories": _territories,
}


# ---- Texts ---------------------------------------------------------------------------------------------

_COMMERCE = re.compile(
    r"commerc(?!ially reasonable)|royalt(?!y[- ]free)|revenue|moneti[sz]|商业|商用|收费|付费|营利|盈利",
    re.IGNORECASE,
)
_PERMISSION = re.compile(
    r"\b(?:may|permi(?:t|ss)\w*|allow\w*|grant\w*|prohibit\w*|forbid\w*|(?:not|only) use)\b"
    r"|可以|允许|授权|不得|禁止|仅",
    re.IGNORECASE,
)
_LIABILITY = re.compile(r"\b(?:liab\w+|damages|warrant\w*|indemni\w+)\b|责任|赔偿|保证", re.IGNORECASE)
# Words whose coming or going turns a sentence, whatever it is about.
_TURNS = re.compile(
    r"\b(?:not?|nor|never|only|solely|unless|except|without|must|shall|may|can(?:not)?|any|all|free|fees?|pay|paid"
    r"|prohibit\w*|forbid\w*|permi\w+|authori[sz]\w*|consent|grant\w*|sell|sale|\d[\d,.]*)\b"
    r"|不|禁止|仅|只|须|必须|允许|授权|同意|除非",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """What lies between two texts.

    Parameters:
        words_changed: False when only layout or punctuation differs.
        direction: in one word.
        by_use: per use that is touched.
        changes: per field of the terms.
    """

    words_changed: bool
    direction: Direction
    by_use: Mapping[Use, Direction] = field(default_factory=dict)
    changes: tuple[FieldChange, ...] = ()


def compare_texts(before: Reading, after: Reading, diff: TextDiff) -> TextChange:
    """What lies between two readings of a text; the same words are no change, however they are read.

    Parameters:
        before, after: readings by the same rules.
        diff: between the same two texts.
    """
    if not diff.words_changed:
        return TextChange(words_changed=False, direction=NONE)
    changes = compare_terms(before.terms, after.terms, before.findings, after.findings)
    known = _left_over(before) & _left_over(after)
    removed, added = _sides(diff, "delete"), _sides(diff, "insert")
    unread = any(_unread(before, each) for each in removed) or any(_unread(after, each) for each in added)
    near = unread or _hidden(before, after) or any(_unexplained(before, each, known) for each in removed)
    return TextChange(
        words_changed=True,
        direction=overall(
            changes,
            words_changed=True,
            near_cues=near,
            added_cues=any(_unexplained(after, each, known) for each in added),
        ),
        by_use=by_use(changes),
        changes=changes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """Sentences of one side, where they begin, and those of their words that the other side lacks."""

    words: str
    start: int
    changed: str


def _sides(diff: TextDiff, kind: str) -> tuple[_Side, ...]:
    """What lost words (`delete`) or gained them (`insert`), by sentence; a move changes no words."""
    return tuple(side for hunk in diff.hunks if hunk.kind != "move" for side in _hunk_sides(hunk, kind))


def _hunk_sides(hunk: Hunk, kind: str) -> Iterator[_Side]:
    """One side of a hunk: whole where it was reworded, else each of its sentences, all new or all gone."""
    words, start = (hunk.before, hunk.before_start) if kind == "delete" else (hunk.after, hunk.after_start)
    if hunk.marks and hunk.before and hunk.after:
        changed = " ".join(marked for mark, marked in hunk.marks if mark == kind)
        yield _Side(words=words, start=start, changed=changed)
        return
    for begin, end in sentences(words):
        yield _Side(words=words[begin:end], start=start + begin, changed=words[begin:end])


def _hidden(before: Reading, after: Reading) -> bool:
    """Whether clauses on commercial use came or went behind a stricter one that stayed."""
    same = before.terms.commercial_use is after.terms.commercial_use
    return same and _says(before) != _says(after)


def _says(reading: Reading) -> frozenset[object]:
    """What the clauses on commercial use say, each for itself; conditions are told by their own fields."""
    said = {each.values.get("says") for each in reading.findings if each.field == "commercial_use"}
    return frozenset(WITHHELD if each == NONCOMMERCIAL else each for each in said - {CONDITION})


def _left_over(reading: Reading) -> set[str]:
    """The sentences that nobody explained."""
    return {_plain(span.quote) for span in reading.unaccounted}


def _unexplained(reading: Reading, side: _Side, known: set[str]) -> bool:
    """Whether changed words of weight stand in a sentence nobody explained.

    Parameters:
        reading: of the side's text.
        side: what changed.
        known: unexplained sentences that stand on both sides.
    """
    fresh = [span for span in reading.unaccounted if _plain(span.quote) not in known]
    weighty = _COMMERCE.search(side.changed) or _TURNS.search(side.changed)
    return bool(weighty) and _touches(fresh, side)


def _unread(reading: Reading, side: _Side) -> bool:
    """Whether changed words permit or forbid commerce where no rule found anything."""
    permits = _COMMERCE.search(side.changed) and _PERMISSION.search(side.words)
    return bool(permits) and not _LIABILITY.search(side.words) and not _touches(reading.findings, side)


def _touches(spans: Iterable[Finding | Span], side: _Side) -> bool:
    """Whether a span lies in a side's sentences, in part at least."""
    end = side.start + len(side.words)
    return any(span.start < end and side.start < span.end for span in spans)


def _plain(quote: str) -> str:
    """A quote without its layout."""
    return " ".join(quote.split())


# ---- Subjects ------------------------------------------------------------------------------------------

# The weightiest names the change as a whole.
_WEIGHT = (
    Event.GONE,
    Event.MOVED,
    Event.WORDING,
    Event.RETURNED,
    Event.ADDED,
    Event.REMOVED,
    Event.RENAMED,
    Event.LINK,
    Event.DECLARATION,
    Event.GATED,
    Event.UNGATED,
    Event.READING,
    Event.EDITORIAL,
)
_ASIDE = frozenset({Governs.CODE, Governs.THIRD_PARTY})
_UNHAD = frozenset({State.GATED, State.UNREACHABLE, State.SUSPECT})
_ABSENT = frozenset({State.MISSING, State.GONE})


def compare_subjects(
    before: Inspection,
    after: Inspection,
    *,
    seen_at: datetime,
    earlier: Mapping[str, datetime] | None = None,
) -> Change | None:
    """What happened to a subject between two looks at it; None where nothing did.

    A document that merely could not be had this time did not change, and neither did what it said.

    Parameters:
        before: the last look at which things were had (see `carry_over`).
        after: the look now.
        seen_at: when it was taken, UTC.
        earlier: SHA-256 of texts that stood in the subject before, with the day they were last seen.
    """
    events = _events(before, after, earlier or {})
    fields_moved = _sheet_changes(before, after)
    # A text without a known name is called by its first line: another layout may change that line.
    ours = bool(fields_moved) or (_relabelled(before, after) and not events)
    if any(each.words for each in events):
        ours = False
    if not events and not ours:
        return None
    kinds = [each.change.event for each in events] + ([Event.READING] if ours else [])
    return Change(
        subject=after.subject.key,
        seen_at=seen_at,
        event=min(kinds, key=_WEIGHT.index),
        cause=Cause.OURS if ours else Cause.THEIRS,
        direction=_subject_direction(fields_moved, events),
        by_use=by_use(fields_moved),
        documents=tuple(each.change for each in events),
        fields=fields_moved,
        before_label=before.sheet.label,
        after_label=after.sheet.label,
        before_commit=before.commit,
        after_commit=after.commit,
    )


def carry_over(before: Inspection, after: Inspection) -> tuple[Read, ...]:
    """The documents of a look, with those that could not be had this time as they were last had.

    Parameters:
        before: the look before, itself carried over.
        after: the look now.
    """
    last = {read.document.name: read for read in before.reads if _had(read.document)}
    if after.state is not State.OK and after.state not in _ABSENT:
        now = {read.document.name: read for read in after.reads if _had(read.document)}
        return tuple({**last, **now}.values())
    return tuple(
        last.get(read.document.name, read) if read.document.state in _UNHAD else read for read in after.reads
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happened:
    """What happened to a document.

    Parameters:
        change: as it is told.
        direction: which way the document's own terms went.
        words: False when nothing but layout differs, so that it cannot be why the terms read otherwise.
    """

    change: DocumentChange
    direction: Direction = NONE
    words: bool = True


def _had(document: Document) -> bool:
    """Whether a document could be read."""
    return document.state is State.OK


def _events(before: Inspection, after: Inspection, earlier: Mapping[str, datetime]) -> list[_Happened]:
    """What happened to each document, and to the subject as a whole."""
    old = {read.document.name: read for read in before.reads if _had(read.document)}
    new = {read.document.name: read for read in after.reads if _had(read.document)}
    gone = after.state in _ABSENT and before.state not in _ABSENT
    if gone:
        return [_Happened(change=DocumentChange(event=Event.GONE, document=after.subject.key))]
    missed = _missed(before, after)
    lost = [name for name in old if name not in new and name not in missed]
    came = [name for name in new if name not in old]
    renamed = _renamed([old[name] for name in lost], [new[name] for name in came])
    events = [
        happened
        for name, read in new.items()
        if name in old
        for happened in _stayed(old[name], read, earlier)
    ]
    events += [each for was, now in renamed for each in _renamed_as(was, now, earlier)]
    settled = {read.document.name for pair in renamed for read in pair}
    gone_too = [old[name].document for name in lost if name not in settled]
    # Clues to the origin come and go; what they lead to is a document of its own.
    settled |= {name for name, read in (old | new).items() if read.document.role is Role.METADATA}
    events += [_arrived(new[name], before, earlier, gone_too) for name in came if name not in settled]
    events += [_left(old[name]) for name in lost if name not in settled]
    return [*_told_once(events), *_gates(before, after)]


def _told_once(events: Sequence[_Happened]) -> Iterator[_Happened]:
    """Without what the front matter of a card repeats of the metadata."""
    told = set()
    for each in sorted(events, key=lambda one: one.change.document != "metadata"):
        declared = each.change.event in {Event.LINK, Event.DECLARATION}
        if not declared or each.change.note not in told:
            yield each
        told |= {each.change.note} if declared else set()


def _renamed(lost: list[Read], came: list[Read]) -> list[tuple[Read, Read]]:
    """Documents that went under one name and came under another, with the same or nearly the same words."""
    pairs = []
    left, waiting = list(lost), list(came)
    for alike in (_same_words, _near_words):
        for was in list(left):
            now = next((each for each in waiting if _same_shelf(was, each) and alike(was, each)), None)
            if now is not None:
                left.remove(was)
                waiting.remove(now)
                pairs.append((was, now))
    return pairs


def _same_shelf(one: Read, other: Read) -> bool:
    """Whether both are files of the repository, or both stand elsewhere; what moved between is no rename."""
    return (one.document.role is Role.LINKED) is (other.document.role is Role.LINKED)


def _same_words(one: Read, other: Read) -> bool:
    """Whether two documents have the same bytes, or at least the same words."""
    if one.document.sha256 is not None and one.document.sha256 == other.document.sha256:
        return True
    if not one.document.text or not other.document.text:
        return False
    return word_tokens(one.document.text) == word_tokens(other.document.text)


def _near_words(one: Read, other: Read) -> bool:
    """Whether most runs of words of two documents are the same (their Jaccard index is above a half)."""
    runs = [_runs(read.document.text or "") for read in (one, other)]
    return len(runs[0] & runs[1]) * 2 > len(runs[0] | runs[1])


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of four words."""
    tokens = word_tokens(text)
    return frozenset(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))


def _renamed_as(was: Read, now: Read, earlier: Mapping[str, datetime]) -> Iterator[_Happened]:
    """A rename, and the change of words that came with it."""
    yield _Happened(change=_rename(was, now), direction=_governs(was, now))
    if not _same_words(was, now) and was.document.text and now.document.text:
        yield _reworded(was, now, diff_texts(was.document.text, now.document.text), earlier)


def _rename(was: Read, now: Read) -> DocumentChange:
    """A document under another name, and what it governs if that moved with it."""
    note = f"{was.document.name} is now {now.document.name}"
    if was.document.governs is not now.document.governs:
        note += f" and governs {now.document.governs} instead of {was.document.governs}"
    return DocumentChange(
        event=Event.RENAMED,
        document=now.document.name,
        before_name=was.document.name,
        before_sha256=was.document.sha256,
        after_sha256=now.document.sha256,
        note=note,
    )


def _governs(was: Read, now: Read) -> Direction:
    """A document that governs something else now is more than a new name."""
    return NONE if was.document.governs is now.document.governs else LATERAL


def _arrived(
    read: Read, before: Inspection, earlier: Mapping[str, datetime], lost: Sequence[Document]
) -> _Happened:
    """A document that was not there, or that could not be had until now.

    Parameters:
        read: the document.
        before: the look before.
        earlier: texts that stood in the subject before, with their day.
        lost: documents that went at the same time; the words of one may have moved here.
    """
    document = read.document
    states = {each.document.name: each.document.state for each in before.reads}
    state = states.get(document.name, before.state)
    moved = next((each.name for each in lost if each.sha256 and each.sha256 == document.sha256), None)
    note = f"with the words that stood in {moved}" if moved else f"governs {document.governs}"
    note = _returned_note(earlier.get(document.sha256 or "")) or note
    change = DocumentChange(
        event=Event.UNGATED if state is State.GATED else Event.ADDED,
        document=document.name,
        after_sha256=document.sha256,
        note="could be read for the first time" if state in _UNHAD else note,
    )
    return _Happened(change=change, direction=_own(document))


def _left(read: Read) -> _Happened:
    """A document that is there no more."""
    document = read.document
    change = DocumentChange(event=Event.REMOVED, document=document.name, before_sha256=document.sha256)
    return _Happened(change=change, direction=_own(document))


def _own(document: Document) -> Direction:
    """The least that can be said of a whole document that came or went: licence terms moved, or not."""
    return NONE if document.governs in _ASIDE or document.role is Role.METADATA else LATERAL


def _stayed(was: Read, now: Read, earlier: Mapping[str, datetime]) -> Iterator[_Happened]:
    """What happened to a document that stands on both sides."""
    events = list(_declared(was, now))
    yield from events
    if was.document.role is Role.METADATA or was.document.sha256 == now.document.sha256:
        return
    if now.document.text is None or was.document.text is None:
        if not events:
            note = "its words cannot be compared"
            yield _Happened(change=_document(Event.WORDING, was, now, note), direction=UNCLEAR)
        return
    if was.document.text == now.document.text:  # front matter, markup or the shell of a page
        return
    changed = diff_texts(was.document.text, now.document.text)
    if not changed.words_changed:
        yield _Happened(change=_document(Event.EDITORIAL, was, now, "layout only"), words=False)
        return
    yield _reworded(was, now, changed, earlier)


def _reworded(was: Read, now: Read, changed: TextDiff, earlier: Mapping[str, datetime]) -> _Happened:
    """A document with other words: a return, a change of terms, or one that touches nothing commercial."""
    direction = UNCLEAR
    if was.reading is not None and now.reading is not None:
        direction = compare_texts(was.reading, now.reading, changed).direction
    note = _returned_note(earlier.get(now.document.sha256 or ""))
    event = Event.RETURNED if note else Event.EDITORIAL if direction is NONE else Event.WORDING
    if event is Event.EDITORIAL:
        note = "words that bear on no term"
    return _Happened(change=replace(_document(event, was, now, note), diff=changed), direction=direction)


def _document(event: Event, was: Read, now: Read, note: str) -> DocumentChange:
    """A change of a document that kept its name."""
    return DocumentChange(
        event=event,
        document=now.document.name,
        before_sha256=was.document.sha256,
        after_sha256=now.document.sha256,
        note=note,
    )


def _returned_note(day: datetime | None) -> str:
    """How a return to an earlier text is told."""
    return f"returned to the text of {day:%Y-%m-%d}" if day else ""


def _declared(was: Read, now: Read) -> Iterator[_Happened]:
    """What moved in the declared metadata: the link to the licence, the licence, the base models."""
    old, new = was.document.declared, now.document.declared
    if old is None or new is None or old == new:
        return
    for event, note in ((Event.LINK, _link_note(old, new)), (Event.DECLARATION, _declared_note(old, new))):
        if note:
            yield _Happened(change=_document(event, was, now, note), direction=LATERAL)


def _link_note(old: Declared, new: Declared) -> str:
    """A link that leads elsewhere: `license link LICENSE -> https://example.org/x (another host)`."""
    before, after = old.license_link, new.license_link
    if before == after:
        return ""
    hosts = [urlsplit(link).netloc if link and "://" in link else "" for link in (before, after)]
    elsewhere = " (another host)" if after and hosts[0] != hosts[1] else ""
    return f"license link {_told(before)} -> {_told(after)}{elsewhere}"


def _declared_note(old: Declared, new: Declared) -> str:
    """What else moved, e.g. `license mit -> other`; the gate is told apart."""
    names = {
        "licenses": "license",
        "license_name": "license name",
        "base_models": "base models",
        "base_model_relation": "relation to the base model",
        "gate_prompt": "gate prompt",
    }
    moved = ((shown, getattr(old, name), getattr(new, name)) for name, shown in names.items())
    return "; ".join(
        f"{shown} changed" if shown == "gate prompt" else f"{shown} {_told(one)} -> {_told(two)}"
        for shown, one, two in moved
        if one != two
    )


def _gates(before: Inspection, after: Inspection) -> Iterator[_Happened]:
    """Gates that were set up or taken down."""
    was, now = _gated(before), _gated(after)
    for name in sorted(now - was):
        yield _Happened(change=DocumentChange(event=Event.GATED, document=name), direction=LATERAL)
    had = {read.document.name for read in before.reads if _had(read.document)}
    for name in sorted((was - now) & had):  # one that was behind the gate itself has arrived
        yield _Happened(change=DocumentChange(event=Event.UNGATED, document=name), direction=LATERAL)


def _gated(inspection: Inspection) -> frozenset[str]:
    """Documents that stand behind a gate, and metadata that declares one."""
    return frozenset(
        read.document.name
        for read in inspection.reads
        if read.document.state is State.GATED or (read.document.declared and read.document.declared.gated)
    )


def _sheet_changes(before: Inspection, after: Inspection) -> tuple[FieldChange, ...]:
    """Field changes of the sheets, without those that only a document not read this time would explain."""
    if not any(_had(read.document) for read in after.reads):
        return ()
    changes = compare_terms(before.sheet.terms, after.sheet.terms, _won(before.sheet), _won(after.sheet))
    missed = _missed(before, after)
    return tuple(change for change in changes if not _rests_on(before.sheet, change.field, missed))


def _relabelled(before: Inspection, after: Inspection) -> bool:
    """Whether the same documents are called otherwise now."""
    return before.sheet.label != after.sheet.label and after.state is State.OK and not _missed(before, after)


def _missed(before: Inspection, after: Inspection) -> frozenset[str]:
    """Documents that could not be had now, or have no words that could be read.

    Where the subject as a whole could not be had, what is not there is not known to be gone.
    """
    documents = [read.document for read in after.reads]
    missed = {
        each.name
        for each in documents
        if each.state in _UNHAD or (_had(each) and each.text is None and each.role is not Role.METADATA)
    }
    if after.state is not State.OK:
        missed |= {read.document.name for read in before.reads} - {
            each.name for each in documents if _had(each)
        }
    return frozenset(missed)


def _rests_on(sheet: Sheet, name: str, documents: frozenset[str]) -> bool:
    """Whether a field was decided by some of these documents alone."""
    won = sheet.won.get(name, ())
    return bool(won) and all(sourced.document in documents for sourced in won)


def _won(sheet: Sheet) -> list[Finding]:
    """The findings that decided a sheet."""
    return [sourced.finding for found in sheet.won.values() for sourced in found]


def _subject_direction(changes: Sequence[FieldChange], events: Sequence[_Happened]) -> Direction:
    """One word for a subject: its sheet decides; what moved in documents without moving it is lateral."""
    near = any(each.direction is UNCLEAR for each in events)
    found = overall(changes, words_changed=bool(events), near_cues=near)
    if found is NONE and any(each.direction is not NONE for each in events):
        return LATERAL
    return found
