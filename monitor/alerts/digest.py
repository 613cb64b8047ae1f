"""News -> one digest: what to say in which order, in words, without any layout."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import (
    Cause,
    Change,
    ChangeNews,
    Decision,
    Direction,
    DocumentChange,
    Event,
    FieldChange,
    Inventory,
    InventoryRow,
    Notice,
    Shift,
    State,
)
from monitor.reports import words
from monitor.reports.plain import clip, one_line

from .passages import Passage, passages, shows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

MODELS_SHOWN = 12
"""Models named under one item; the rest are counted."""

ROWS_SHOWN = 40
"""Rows of an inventory; the rest are counted."""

TAGS = (
    "tighter", "mixed", "unclear", "gone", "gated", "looser", "ungated", "changed", "declared", "moved",
    "waiver", "our reading", "editorial", "missing", "unreachable", "suspect", "readable again",
)  # fmt: skip
"""What an item or notice is called in the subject line, weightiest first."""

_BY_DIRECTION = {
    Direction.TIGHTER: "tighter",
    Direction.MIXED: "mixed",
    Direction.UNCLEAR: "unclear",
    Direction.LOOSER: "looser",
    Direction.LATERAL: "changed",
    Direction.NONE: "editorial",
}
_BY_EVENT = {
    Event.GONE: "gone",
    Event.GATED: "gated",
    Event.UNGATED: "ungated",
    Event.DECLARATION: "declared",
    Event.LINK: "declared",
    Event.MOVED: "moved",
}
_HAPPENED = {
    Event.WORDING: "The wording of {name} changed.",
    Event.EDITORIAL: "{name} was edited; its words are the same.",
    Event.RETURNED: "{name} returned to an earlier text.",
    Event.ADDED: "{name} was added.",
    Event.REMOVED: "{name} was removed.",
    Event.RENAMED: "{old} was renamed to {name}.",
    Event.DECLARATION: "What {name} declares changed.",
    Event.LINK: "The link to the licence leads elsewhere.",
    Event.GATED: "{name} went behind a gate.",
    Event.UNGATED: "{name} can be read without asking for access again.",
    Event.MOVED: "The repository moved.",
    Event.GONE: "{name} is gone.",
    Event.READING: "Only our reading of {name} changed: our program did, not the licence.",
}
_BY_NOTE = frozenset({Event.DECLARATION, Event.LINK, Event.GATED, Event.UNGATED, Event.MOVED})
"""Events of metadata, whose bytes differ from model to model: their note tells them apart."""
_STOCK_ANSWERS = {
    Decision.ALLOW: "yes",
    Decision.OBLIGATIONS: "with duties",
    Decision.INCOMPLETE: "unread",
    Decision.REVIEW: "needs a decision",
    Decision.DENY: "no",
}
"""The answers of an inventory, in the order of its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One changed field of the terms; `quotes` are the words for it that no passage shows."""

    name: str
    before: str
    after: str
    direction: str
    uses: str
    quotes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a change means for one profile."""

    profile: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One change of words, with every model that shares it.

    Parameters:
        tag: one of `TAGS`.
        uses: the uses it concerns, by direction: ("tighter", "product, hosted-api").
        models: references of the models that share it, as many as are shown; `more` counts the others.
        labels: what the licence was and is called.
        happened: one sentence a document.
        lines: what that does to the terms.
        passages: the words, before and after; `omitted` counts the differences not shown.
        answers: what it means for each profile.
        evidence: hashes, and when and at which commits it was seen.
        commands: what to run next, each as words that a shell takes as they stand.
    """

    tag: str
    uses: tuple[tuple[str, str], ...]
    models: tuple[str, ...]
    more: int
    labels: tuple[str, str]
    happened: tuple[str, ...]
    lines: tuple[Line, ...]
    passages: tuple[Passage, ...]
    omitted: int
    answers: tuple[Answer, ...]
    evidence: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about the watching itself."""

    tag: str
    model: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of an inventory."""

    model: str
    label: str
    answer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """An inventory: `300 models: 212 yes, ...`, and the rows that need somebody."""

    sentence: str
    rows: tuple[Listed, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one message says. All its words are safe to print; none is escaped for HTML yet.

    Parameters:
        subject: of the message, one line.
        summary: the same as a sentence.
    """

    subject: str
    summary: str
    items: tuple[Item, ...] = ()
    remarks: tuple[Remark, ...] = ()
    stocks: tuple[Stock, ...] = ()


def build_digest(news: Sequence[ChangeNews | Inventory | Notice]) -> Digest:
    """Arranges the news of one run for one reader.

    Changes that are the same change of the same text become one item; tightenings come first.

    Parameters:
        news: at least one.
    """
    changes = [one for one in news if isinstance(one, ChangeNews)]
    items = sorted((_item(group) for group in _shared(changes)), key=lambda item: TAGS.index(item.tag))
    remarks = sorted(
        (_remark(one) for one in news if isinstance(one, Notice)), key=lambda remark: TAGS.index(remark.tag)
    )
    stocks = tuple(_stock(one) for one in news if isinstance(one, Inventory))
    told = [(item.tag, item.models[0], len(item.models) + item.more) for item in items]
    told += [(remark.tag, remark.model, 1) for remark in remarks]
    told.sort(key=lambda one: TAGS.index(one[0]))
    return Digest(
        subject=f"[licensewatch] {_headline(told) if told else stocks[0].sentence}",
        summary=_summary(told) if told else stocks[0].sentence,
        items=tuple(items),
        remarks=tuple(remarks),
        stocks=stocks,
    )


def shown_name(key: str) -> str:
    """A subject's key as people write it: `hf:` goes without saying."""
    return one_line(key.removeprefix("hf:"))


def _headline(told: Sequence[tuple[str, str, int]]) -> str:
    """`TIGHTER: MiniMaxAI/MiniMax-M2 (+2 looser, 1 unreachable)`."""
    tag, model, _ = told[0]
    rest = _tally(told)
    rest[tag] -= 1
    others = ", ".join(f"{amount} {name}" for name, amount in rest.items() if amount)
    return f"{tag.upper()}: {clip(model, 100)}" + (f" (+{others})" if others else "")


def _summary(told: Sequence[tuple[str, str, int]]) -> str:
    tally = _tally(told)
    parts = [f"{amount} {name}" for name, amount in tally.items()]
    return f"{words.count(sum(tally.values()), 'model')} with news: {words.listing(parts)}."


def _tally(told: Iterable[tuple[str, str, int]]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for tag, _, amount in told:
        tally[tag] += amount
    return tally


def _shared(changes: Sequence[ChangeNews]) -> Iterable[list[ChangeNews]]:
    groups: dict[object, list[ChangeNews]] = {}
    for one in changes:
        groups.setdefault(_identity(one), []).append(one)
    return groups.values()


def _identity(one: ChangeNews) -> object:
    """Equal for changes that are told in the same words but for the model's name."""
    change = one.change
    documents = tuple((each.event, each.document, *_difference(each)) for each in change.documents)
    labels = (change.before_label, change.after_label)
    told = (change.event, change.cause, change.direction, change.reach)
    return (*told, labels, documents, change.fields, one.shifts)


def _difference(one: DocumentChange) -> tuple[str | None, ...]:
    """What tells a document's change from another's; metadata differ in bytes from model to model."""
    if one.event in _BY_NOTE and one.diff is None:
        return (one.note,)
    return (one.before_sha256, one.after_sha256)


def _tag(change: Change) -> str:
    if change.cause is Cause.OURS:
        return "our reading"
    if change.direction in {Direction.NONE, Direction.UNCLEAR} and change.event in _BY_EVENT:
        return _BY_EVENT[change.event]
    if change.direction is Direction.NONE and change.event is Event.RETURNED:
        return "readable again"  # a repository that was gone is there again, and says what it said
    return _BY_DIRECTION[change.direction]


def _item(group: Sequence[ChangeNews]) -> Item:
    change = group[0].change
    shown, omitted = passages(change)
    names = tuple(shown_name(one.change.subject) for one in group)
    return Item(
        tag=_tag(change),
        uses=_uses(change),
        models=names[:MODELS_SHOWN],
        more=max(len(names) - MODELS_SHOWN, 0),
        labels=(one_line(change.before_label), one_line(change.after_label)),
        happened=(*(_happened(one) for one in change.documents), *_reach(change)),
        lines=tuple(_line(one, shown) for one in change.fields),
        passages=shown,
        omitted=omitted,
        answers=tuple(_answer(one) for one in group[0].shifts),
        evidence=tuple(_evidence(group)),
        commands=tuple(_commands(change)),
    )


def _uses(change: Change) -> tuple[tuple[str, str], ...]:
    """Uses by direction, those that get tighter first; the untouched ones are left out."""
    by_direction = {
        direction: words.uses(use for use, found in change.by_use.items() if found is direction)
        for direction in Direction
        if direction is not Direction.NONE
    }
    return tuple((direction.value, uses) for direction, uses in by_direction.items() if uses)


def _reach(change: Change) -> Iterable[str]:
    """Whether the revision in use is touched."""
    if change.reach:
        yield f"The revision you use: {one_line(change.reach)}."


def _happened(one: DocumentChange) -> str:
    name, old = one_line(one.document), one_line(one.before_name or "")
    sentence = _HAPPENED[one.event].format(name=name, old=old)
    note = one_line(one.note)
    return f"{sentence} {note[:1].upper()}{note[1:]}{'' if note.endswith('.') else '.'}" if note else sentence


def _line(one: FieldChange, shown: Sequence[Passage]) -> Line:
    quotes = (("-", one.before_quote), ("+", one.after_quote))
    return Line(
        name=words.FIELDS.get(one.field) or one_line(one.field),
        before=one_line(one.before),
        after=one_line(one.after),
        direction=one.direction.value,
        uses=words.uses(one.uses),
        quotes=tuple((sign, one_line(quote)) for sign, quote in quotes if quote and not shows(shown, quote)),
    )


def _answer(shift: Shift) -> Answer:
    return Answer(
        profile=one_line(shift.profile),
        before=_answer_word(shift.before),
        after=_answer_word(shift.after),
        reason=one_line(shift.reason),
    )


def _answer_word(decision: Decision | None) -> str:
    return words.ANSWERS[decision][1] if decision else "not judged"


def _evidence(group: Sequence[ChangeNews]) -> Iterable[str]:
    for one in group[0].change.documents:
        if one.before_sha256 or one.after_sha256:
            before, after = (_short(each) for each in (one.before_sha256, one.after_sha256))
            yield f"{one_line(one.document)}: sha256 {before} -> {after}"
    for news in group[:MODELS_SHOWN]:
        change = news.change
        name = f"{shown_name(change.subject)} seen" if len(group) > 1 else "Seen"
        commits = f", commit {_short(change.before_commit)} -> {_short(change.after_commit)}"
        yield f"{name} {_utc(change.seen_at)}{commits if change.after_commit else ''}"


def _short(digest: str | None) -> str:
    return one_line(digest)[:12] if digest else "none"


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _commands(change: Change) -> Iterable[tuple[str, ...]]:
    """Commands to copy; names come from strangers, so a shell must see each as one plain word."""
    key = one_line(change.subject)
    base = key.rpartition("@")[0] or key if key.startswith(("hf:", "github:", "modelscope:")) else key
    if change.before_commit and change.after_commit and change.before_commit != change.after_commit:
        sides = (f"{base}@{one_line(commit)}" for commit in (change.before_commit, change.after_commit))
        yield ("licensewatch", "diff", *map(shlex.quote, sides))
    else:
        yield ("licensewatch", "history", shlex.quote(key))
    yield ("licensewatch", "show", shlex.quote(key))


def _remark(notice: Notice) -> Remark:
    since = f" Since {_utc(notice.since)}." if notice.since else ""
    tag = "readable again" if notice.state is State.OK else notice.state.value
    tag = notice.tag if notice.tag in TAGS else tag
    return Remark(
        tag="editorial" if notice.quiet else tag,
        model=shown_name(notice.subject),
        sentence=f"{one_line(notice.sentence)}{since}",
    )


def _stock(inventory: Inventory) -> Stock:
    rows = tuple(_listed(group) for group in _of_one_cause(inventory.rows))
    return Stock(
        sentence=_stock_sentence(inventory.counts),
        rows=rows[:ROWS_SHOWN],
        more=max(len(rows) - ROWS_SHOWN, 0) + inventory.more,
    )


def _of_one_cause(rows: Sequence[InventoryRow]) -> Iterable[list[InventoryRow]]:
    """Rows one by one, but for models that loosen the terms of one base model in the same way."""
    groups: dict[object, list[InventoryRow]] = {}
    for number, row in enumerate(rows):
        cause = (row.over, row.label, row.decision) if row.over else number
        groups.setdefault(cause, []).append(row)
    return groups.values()


def _listed(group: Sequence[InventoryRow]) -> Listed:
    """One line of an inventory: a model, or all repacks that one decision is about."""
    row, names = group[0], [shown_name(one.subject) for one in group]
    more = f" (+{len(names) - MODELS_SHOWN})" if len(names) > MODELS_SHOWN else ""
    reason = one_line(row.reason)
    if len(group) > 1:
        over, label = shown_name(row.over), one_line(row.label)
        reason = f"{len(group)} repacks called {label} over {over}; one decision covers all. {reason}"
    return Listed(
        model=", ".join(names[:MODELS_SHOWN]) + more,
        label=one_line(row.label),
        answer=_STOCK_ANSWERS[row.decision],
        reason=reason,
    )


def _stock_sentence(counts: Mapping[Decision, int]) -> str:
    """`300 models: 212 yes, 61 with duties, 18 unread, 9 need a decision`."""
    parts = [
        f"{counts[decision]} {answer if counts[decision] == 1 else answer.replace('needs', 'need')}"
        for decision, answer in _STOCK_ANSWERS.items()
        if counts.get(decision)
    ]
    total = words.count(sum(counts.values()), "model")
    return f"{total}: {', '.join(parts)}" if parts else total
