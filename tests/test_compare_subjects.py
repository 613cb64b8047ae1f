"""What happened to the documents of a subject, and what that does to its terms as a whole."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from monitor.compare.subjects import carry_over, compare_subjects
from monitor.records import (
    Basis,
    Cause,
    Change,
    Commercial,
    Declared,
    Direction,
    Document,
    Event,
    Finding,
    Governs,
    Identity,
    Inspection,
    Place,
    Read,
    Reading,
    Role,
    Sheet,
    Sourced,
    Span,
    State,
    Subject,
    Terms,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBJECT = Subject(Place.HUGGINGFACE, "org/name")
DAY = datetime(2026, 3, 6, tzinfo=UTC)
ALLOWED = Terms(commercial_use=Commercial.ALLOWED)
TIGHT = replace(ALLOWED, military_ban=True)
PERMIT = "You may do with the model whatever you like, for as long as you keep this notice.\n"
BAN = "The model must be kept out of every military use.\n"


def document(
    name: str,
    text: str | None = None,
    terms: Terms = ALLOWED,
    *,
    left_over: str = "",
    **more: Any,  # noqa: ANN401 - any field of a document
) -> Read:
    """A document with its reading; its hash is that of its text."""
    digest = None if text is None else hashlib.sha256(text.encode()).hexdigest()
    values: dict[str, Any] = {
        "role": Role.LICENSE,
        "url": f"https://hub.example.org/{name}",
        "state": State.OK,
        "sha256": digest,
        **more,
    }
    read = Document(name=name, text=text, **values)
    if text is None:
        return Read(document=read)
    start = text.find(left_over)
    spans = (Span(start=start, end=start + len(left_over), quote=left_over),) if left_over else ()
    return Read(document=read, reading=Reading(terms=terms, identity=Identity(), unaccounted=spans))


def metadata(**declared: Any) -> Read:  # noqa: ANN401 - any field of the declaration
    return document("metadata", role=Role.METADATA, declared=Declared(**declared))


def look(
    *reads: Read,
    terms: Terms = ALLOWED,
    won: Mapping[str, str] | None = None,
    label: str = "MIT",
    state: State = State.OK,
    commit: str = "a" * 40,
) -> Inspection:
    """A look at the subject; `won` names the document that decided a field."""
    found = {
        name: (
            Sourced(
                document=place,
                sha256="",
                finding=Finding(rule=f"{name}/x", field=name, start=0, end=3, quote=f"said in {place}"),
            ),
        )
        for name, place in (won or {}).items()
    }
    return Inspection(
        subject=SUBJECT,
        seen_at=DAY,
        state=state,
        commit=commit,
        reads=reads,
        sheet=Sheet(terms=terms, won=found, basis=Basis.TEXT, label=label),
    )


def compared(before: Inspection, after: Inspection, **more: Any) -> Change:  # noqa: ANN401 - as compare_subjects
    change = compare_subjects(before, after, seen_at=DAY, **more)
    assert change is not None
    return change


def told(change: Change) -> list[tuple[Event, str]]:
    return [(each.event, each.document) for each in change.documents]


LICENSE = document("LICENSE", PERMIT)
STRICT = document("LICENSE", PERMIT + BAN, TIGHT)


def test_nothing_happened() -> None:
    assert compare_subjects(look(LICENSE), look(LICENSE), seen_at=DAY) is None
    moved_on = look(LICENSE, commit="b" * 40)
    assert compare_subjects(look(LICENSE), moved_on, seen_at=DAY) is None


def test_added_words_tighten() -> None:
    change = compared(
        look(LICENSE),
        look(STRICT, terms=TIGHT, won={"military_ban": "LICENSE"}, label="modified MIT", commit="b" * 40),
    )
    assert (change.event, change.cause, change.direction) == (Event.WORDING, Cause.THEIRS, Direction.TIGHTER)
    assert (change.subject, change.seen_at) == ("hf:org/name", DAY)
    assert (change.before_label, change.after_label) == ("MIT", "modified MIT")
    assert (change.before_commit, change.after_commit) == ("a" * 40, "b" * 40)
    assert [(each.field, each.after_quote) for each in change.fields] == [("military_ban", "said in LICENSE")]
    (happened,) = change.documents
    assert happened.diff is not None
    assert [hunk.after.strip() for hunk in happened.diff.hunks] == [BAN.strip()]
    assert happened.before_sha256 == LICENSE.document.sha256


def test_wrapping_is_editorial() -> None:
    wrapped = document("LICENSE", PERMIT.replace(", ", ",\n"))
    change = compared(look(LICENSE), look(wrapped))
    assert (change.event, change.direction, change.fields) == (Event.EDITORIAL, Direction.NONE, ())
    assert change.cause is Cause.THEIRS
    assert change.documents[0].note == "layout only"


def test_words_that_bear_on_no_term_are_editorial() -> None:
    change = compared(look(LICENSE), look(document("LICENSE", PERMIT.replace("like", "wish"))))
    assert (change.event, change.direction) == (Event.EDITORIAL, Direction.NONE)
    assert change.documents[0].diff is not None


def test_words_nobody_explained_are_unclear() -> None:
    pay = "Whoever earns from it must pay.\n"
    after = document("LICENSE", PERMIT + pay, left_over=pay.strip())
    change = compared(look(LICENSE), look(after))
    assert (change.event, change.direction) == (Event.WORDING, Direction.UNCLEAR)


def test_words_without_a_reading_are_unclear() -> None:
    unread = replace(STRICT, reading=None)
    assert compared(look(LICENSE), look(unread)).direction is Direction.UNCLEAR


def test_a_text_that_cannot_be_read_any_more() -> None:
    blob = document("LICENSE", sha256="f" * 64)
    change = compared(look(STRICT, terms=TIGHT, won={"military_ban": "LICENSE"}), look(blob))
    assert told(change) == [(Event.WORDING, "LICENSE")]
    assert change.documents[0].note == "its words cannot be compared"
    assert (change.direction, change.fields) == (Direction.UNCLEAR, ())


def test_return_to_an_earlier_text_is_told_with_its_day_and_direction() -> None:
    assert LICENSE.document.sha256
    change = compared(
        look(STRICT, terms=TIGHT),
        look(LICENSE),
        earlier={LICENSE.document.sha256: datetime(2026, 1, 2, tzinfo=UTC)},
    )
    assert (change.event, change.direction) == (Event.RETURNED, Direction.LOOSER)
    assert change.documents[0].note == "returned to the text of 2026-01-02"


def test_added_licence_tightens_while_the_old_one_still_stands() -> None:
    model = document("LICENSE-MODEL", BAN, TIGHT, governs=Governs.WEIGHTS)
    change = compared(look(LICENSE), look(LICENSE, model, terms=TIGHT, won={"military_ban": "LICENSE-MODEL"}))
    assert told(change) == [(Event.ADDED, "LICENSE-MODEL")]
    assert (change.event, change.direction) == (Event.ADDED, Direction.TIGHTER)
    assert change.documents[0].note == "governs weights"
    assert change.fields[0].after_quote == "said in LICENSE-MODEL"


@pytest.mark.parametrize("layout", [PERMIT, PERMIT.replace(" ", "\n")])
def test_renamed_licence_says_what_it_governs_now(layout: str) -> None:
    code = document("LICENSE-CODE", layout, governs=Governs.CODE)
    change = compared(look(LICENSE), look(code))
    assert told(change) == [(Event.RENAMED, "LICENSE-CODE")]
    (happened,) = change.documents
    assert happened.before_name == "LICENSE"
    assert happened.note == "LICENSE is now LICENSE-CODE and governs code instead of unknown"
    assert change.direction is Direction.LATERAL


def test_rename_alone_moves_nothing() -> None:
    change = compared(look(LICENSE), look(document("LICENSE.txt", PERMIT)))
    assert (change.event, change.direction) == (Event.RENAMED, Direction.NONE)
    assert change.documents[0].note == "LICENSE is now LICENSE.txt"


def test_removed_and_other_added_are_no_rename() -> None:
    change = compared(look(LICENSE), look(document("NOTICE", BAN)))
    assert sorted(told(change)) == [(Event.ADDED, "NOTICE"), (Event.REMOVED, "LICENSE")]
    binary = document("LICENSE.pdf", sha256="f" * 64)
    assert len(compared(look(LICENSE), look(binary)).documents) == 2


def test_added_code_licence_moves_no_terms() -> None:
    code = document("LICENSE-CODE", BAN, governs=Governs.CODE)
    change = compared(look(LICENSE), look(LICENSE, code))
    assert (change.event, change.direction) == (Event.ADDED, Direction.NONE)


@pytest.mark.parametrize("state", [State.UNREACHABLE, State.GATED, State.SUSPECT])
def test_a_document_not_had_this_time_was_not_removed(state: State) -> None:
    before = look(STRICT, metadata(), terms=TIGHT, won={"military_ban": "LICENSE"}, label="modified MIT")
    after = look(document("LICENSE", state=state), metadata(), label="undeclared")
    change = compare_subjects(before, after, seen_at=DAY)
    if state is State.GATED:
        assert change is not None
        assert told(change) == [(Event.GATED, "LICENSE")]
        assert (change.fields, change.direction) == ((), Direction.LATERAL)
    else:
        assert change is None


def test_a_document_that_answers_missing_was_removed() -> None:
    change = compared(look(LICENSE), look(document("LICENSE", state=State.MISSING)))
    assert told(change) == [(Event.REMOVED, "LICENSE")]


@pytest.mark.parametrize(("state", "event"), [(State.UNREACHABLE, Event.ADDED), (State.GATED, Event.UNGATED)])
def test_a_document_had_for_the_first_time(state: State, event: Event) -> None:
    change = compared(look(document("LICENSE", state=state), terms=Terms()), look(LICENSE))
    assert told(change) == [(event, "LICENSE")]
    assert change.documents[0].note == "could be read for the first time"
    assert change.direction is Direction.LOOSER


def test_a_subject_that_cannot_be_reached_did_not_change() -> None:
    down = look(state=State.UNREACHABLE, terms=Terms(), label="undeclared")
    assert compare_subjects(look(STRICT, terms=TIGHT), down, seen_at=DAY) is None
    assert told(compared(down, look(LICENSE))) == [(Event.ADDED, "LICENSE")]


def test_a_subject_that_is_gone_is_told_once() -> None:
    gone = look(state=State.GONE, terms=Terms())
    change = compared(look(LICENSE), gone)
    assert (change.event, told(change)) == (Event.GONE, [(Event.GONE, "hf:org/name")])
    assert change.fields == ()
    assert compare_subjects(gone, gone, seen_at=DAY) is None


def test_declarations() -> None:
    before = metadata(licenses=("mit",), gate_prompt="a", license_link="LICENSE")
    after = metadata(licenses=("other",), license_name="own", gate_prompt="b", license_link="LICENSE")
    change = compared(look(before), look(after))
    assert (change.event, change.direction) == (Event.DECLARATION, Direction.LATERAL)
    assert change.documents[0].note == "license mit -> other; license name none -> own; gate prompt changed"


def test_card_whose_front_matter_and_words_moved() -> None:
    card = document("README.md", PERMIT, role=Role.CARD, declared=Declared(licenses=("mit",)))
    other = document("README.md", PERMIT + BAN, TIGHT, role=Role.CARD, declared=Declared(licenses=("other",)))
    assert [event for event, _ in told(compared(look(card), look(other, terms=TIGHT)))] == [
        Event.DECLARATION,
        Event.WORDING,
    ]
    blank = document("README.md", role=Role.CARD, sha256="f" * 64, declared=Declared())
    assert told(compared(look(card), look(blank))) == [(Event.DECLARATION, "README.md")]


def test_gates() -> None:
    free, gated = look(metadata()), look(metadata(gated="auto"))
    assert told(compared(free, gated)) == [(Event.GATED, "metadata")]
    assert told(compared(gated, free)) == [(Event.UNGATED, "metadata")]
    whole = look(metadata(gated="manual"), state=State.GATED)
    change = compared(free, whole)
    assert (change.event, change.cause, change.fields) == (Event.GATED, Cause.THEIRS, ())


def test_other_reading_of_the_same_words_is_ours() -> None:
    change = compared(look(LICENSE), look(LICENSE, terms=TIGHT))
    assert (change.event, change.cause, change.documents) == (Event.READING, Cause.OURS, ())
    assert change.direction is Direction.TIGHTER
    renamed = compared(look(LICENSE), look(LICENSE, label="MIT-0"))
    assert (renamed.cause, renamed.direction) == (Cause.OURS, Direction.NONE)


def test_other_reading_under_another_layout_is_ours_still() -> None:
    wrapped = document("LICENSE", PERMIT.replace(", ", ",\n"))
    change = compared(look(LICENSE), look(wrapped, terms=TIGHT))
    assert (change.event, change.cause) == (Event.READING, Cause.OURS)
    assert told(change) == [(Event.EDITORIAL, "LICENSE")]


def test_carry_over_keeps_what_was_last_had() -> None:
    lost = document("LICENSE", state=State.UNREACHABLE)
    before = look(LICENSE, metadata())
    assert carry_over(before, look(lost, metadata())) == (LICENSE, metadata())
    assert carry_over(before, look(metadata())) == (metadata(),)
    assert carry_over(look(metadata()), look(lost)) == (lost,)
    missing = document("LICENSE", state=State.MISSING)
    assert carry_over(before, look(missing)) == (missing,)
    assert carry_over(before, look(state=State.UNREACHABLE)) == (LICENSE, metadata())
    assert carry_over(before, look(state=State.GONE)) == ()
