"""Locks as hypothesis draws them, and one that reads like a real one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from monitor.lock.building import in_order
from monitor.lock.model import (
    Adoption,
    Deferral,
    Entry,
    Lock,
    LockedDocument,
    LockedReason,
    LockedVerdict,
    Mark,
    Passage,
    Pending,
    View,
)
from monitor.lock.shapes import VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

# Anything a licence, a name or a person may hold; what no file in UTF-8 can hold is told by its escape.
texts = st.text(max_size=12) | st.sampled_from(
    [
        'say "no"',
        "a\\b",
        "# not a comment",
        "\u202eevil",
        "line\nbreak",
        "\x1b[31m",
        "你不得",
        "",
        " ",
        "-",
        "\ud800",
    ]
)
names = st.text(min_size=1, max_size=6) | st.sampled_from(
    ["LICENSE", "a b", "reviewed", "NAME", "refreshed", "="]
)
days = st.dates()
times = st.datetimes(timezones=st.just(UTC))
shas = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
digests = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)


def word(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(VOCABULARIES[kind]))


def several(
    one: st.SearchStrategy[T], key: Callable[[T], Any], most: int = 2
) -> st.SearchStrategy[tuple[T, ...]]:
    """A few, each with a key of its own, in the order of the keys."""
    return st.lists(one, unique_by=key, max_size=most).map(lambda found: tuple(sorted(found, key=key)))


def pairs(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    return several(st.tuples(*parts), lambda one: one)


documents = st.builds(
    LockedDocument,
    name=names,
    role=word("ROLE"),
    governs=word("GOVERNS"),
    state=word("STATE"),
    url=texts,
    detail=texts,
    commit=st.none() | names,
    body=st.none() | shas,
    text=st.none() | shas,
    words=st.none() | shas,
    declared=pairs(word("DECLARED"), texts),
    faults=several(texts, lambda one: one),
)
reasons = st.builds(
    LockedReason,
    code=names,
    decision=word("DECISION"),
    digest=digests,
    sentence=texts,
    document=texts,
    quote=texts,
    next_step=texts,
)
verdicts = st.builds(
    LockedVerdict,
    profile=names,
    decision=word("DECISION"),
    facts=digests,
    reasons=st.lists(reasons, max_size=2, unique=True).map(in_order),
    obligations=several(texts, lambda one: one),
)
views = st.builds(
    View,
    seen_at=times,
    rules=texts,
    label=texts,
    basis=word("BASIS"),
    commit=st.none() | names,
    state=word("STATE"),
    documents=several(documents, lambda one: one.name),
    terms=pairs(texts, texts),
    verdicts=several(verdicts, lambda one: one.profile),
)
passages = st.builds(
    Passage, document=names, position=st.integers(0, 9_999_999), added=st.booleans(), sentence=texts
)
pendings = st.builds(
    Pending,
    view=views,
    cause=word("CAUSE"),
    direction=word("DIRECTION"),
    passages=several(passages, lambda one: (one.document, one.position, one.added, one.sentence)),
    moved=pairs(texts, texts, texts),
    notes=several(texts, lambda one: one),
)
marks = st.builds(
    Mark,
    profile=names,
    code=names,
    digest=digests,
    decision=word("DECISION"),
    how=word("HOW"),
    by=texts,
    on=days,
)
adoptions = st.builds(
    Adoption,
    product=names,
    at=times,
    profile=texts,
    decision=word("DECISION"),
    reviewer=texts,
    commit=st.none() | names,
    texts=pairs(texts, shas),
    comment=texts,
) | st.builds(
    Adoption,
    product=names,
    at=times,
    profile=texts,
    decision=word("DECISION"),
    reviewer=texts,
    gate_by=texts,
    gate_on=days,
)
entries = st.builds(
    Entry,
    subject=st.from_regex(r"(hf|file):[\w ./-]{1,8}", fullmatch=True),
    reviewed=views,
    reviewer=texts,
    reviewed_on=days,
    pending=st.none() | pendings,
    marks=several(marks, lambda one: (one.profile, one.code, one.digest)),
    deferral=st.none() | st.builds(Deferral, until=days, by=texts, on=days, over=digests),
    adoptions=several(adoptions, lambda one: (one.product, one.at, one.profile)),
)
locks = st.builds(Lock, refreshed=days, entries=several(entries, lambda one: one.subject))


def sample(models: int = 1) -> Lock:
    """A lock of a few models under a permissive licence."""
    return Lock(
        refreshed=date(2026, 3, 1),
        entries=tuple(sample_entry(f"hf:org/model-{number:02}") for number in range(models)),
    )


def sample_entry(subject: str, sha: str = "a" * 64) -> Entry:
    return Entry(
        subject=subject,
        reviewer="Jane Doe",
        reviewed_on=date(2026, 3, 1),
        reviewed=View(
            seen_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
            rules="extractor 1, rules 2",
            label="MIT",
            basis="text",
            commit="b" * 40,
            documents=(
                LockedDocument(name="LICENSE", role="license", body=sha, text=sha, words="c" * 64),
                LockedDocument(name="metadata", role="metadata", declared=(("license", "mit"),)),
            ),
            terms=(("commercial_use", "allowed"),),
            verdicts=(LockedVerdict(profile="default", decision="allow", facts="d" * 16),),
        ),
    )
