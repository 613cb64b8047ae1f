"""What settles a finding and what does not, whatever the lock says."""

from __future__ import annotations

import shlex
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lock_samples import entries, locks, sample, sample_entry

from monitor import subjects
from monitor.lock.checking import STALE, check, typed
from monitor.lock.model import Deferral, Entry, Lock, LockedReason, LockedVerdict, Mark, Pending
from monitor.lock.restoring import inspection_of, subject_of
from monitor.lock.settling import Desk, Facts, settle, waiver_notes, worst
from monitor.lock.shapes import SEVERITY
from monitor.lock.viewing import view_of
from monitor.records import Declared
from monitor.waivers import NO_TEXT, WARNED, Acquired, Waiver

TODAY = date(2026, 3, 2)
SHA = "a" * 64
KEY = "hf:org/name"
FACTS = Facts(digest="d" * 16, uses=("product",), territories=("DE",))
DESK = Desk(waivers=(), facts={"default": FACTS}, today=TODAY)
WAIVER = Waiver(
    number=1,
    subject=KEY,
    owner="jane@firm.example",
    reason="RISK_ACCEPTED",
    comment="x",
    codes=("hosting",),
    sha256=SHA,
    until=TODAY + timedelta(days=60),
)


def reason(
    decision: str = "deny", code: str = "hosting", digest: str = "1" * 16, document: str = "LICENSE"
) -> LockedReason:
    return LockedReason(
        code=code, decision=decision, digest=digest, sentence="No.", document=document, quote="no"
    )


def entry_with(*reasons: LockedReason, marks: tuple[Mark, ...] = ()) -> Entry:
    found = sample_entry(KEY, SHA)
    verdict = LockedVerdict(
        profile="default",
        decision=worst(one.decision for one in reasons),
        facts=FACTS.digest,
        reasons=reasons,
    )
    return found._replace(reviewed=found.reviewed._replace(verdicts=(verdict,)), marks=marks)


def left(entry: Entry, desk: Desk = DESK) -> str:
    (verdict,) = entry.reviewed.verdicts
    return settle(KEY, entry.reviewed, verdict, entry, desk).decision


def mark(one: LockedReason, how: str = "baselined") -> Mark:
    return Mark(
        profile="default", code=one.code, digest=one.digest, decision=one.decision, how=how, by="J", on=TODAY
    )


def with_waiver(waiver: Waiver) -> Desk:
    return DESK._replace(waivers=(waiver,))


# ---- Marks ---------------------------------------------------------------------------------------------


def test_a_mark_covers_the_same_reason_while_it_is_no_graver() -> None:
    standing = reason("review")
    assert left(entry_with(standing)) == "review"
    assert left(entry_with(standing, marks=(mark(standing),))) == "allow"
    milder = entry_with(reason("obligations"), marks=(mark(standing),))
    assert left(milder) == "allow"
    for other in (
        reason("deny"),
        reason("review", digest="2" * 16),
        reason("review", code="thresholds"),
    ):
        assert left(entry_with(other, marks=(mark(standing),))) == other.decision
    elsewhere = mark(standing)._replace(profile="other")
    assert left(entry_with(standing, marks=(elsewhere,))) == "review"


def test_a_refusal_is_not_settled_by_a_mark_that_says_accepted() -> None:
    refused = reason("deny")
    assert left(entry_with(refused, marks=(mark(refused, "accepted"),))) == "deny"
    assert left(entry_with(refused, marks=(mark(refused),))) == "allow"


def test_one_reason_of_two_settled_leaves_the_other() -> None:
    first, second = reason("deny"), reason("review", digest="2" * 16)
    assert left(entry_with(first, second, marks=(mark(first),))) == "review"


def test_a_verdict_without_reasons_stands() -> None:
    entry = sample_entry(KEY)
    bare = LockedVerdict(profile="default", decision="deny", facts=FACTS.digest)
    assert settle(KEY, entry.reviewed, bare, entry, DESK).decision == "deny"
    assert settle(KEY, entry.reviewed, bare, None, DESK).decision == "deny"


@settings(max_examples=100)
@given(entries, st.sampled_from(["accepted", "baselined"]))
def test_nothing_settles_what_could_not_be_checked(entry: Entry, how: str) -> None:
    for verdict in entry.reviewed.verdicts:
        marks = tuple(mark(one, how)._replace(profile=verdict.profile) for one in verdict.reasons)
        waivers = tuple(
            WAIVER._replace(subject=entry.subject, codes=(one.code,), sha256=sha)
            for one in verdict.reasons
            for sha in (*entry.reviewed.digests, NO_TEXT)
        )
        put_off = Deferral(until=date.max, by="J", on=TODAY, over=entry.reviewed.said)
        settled = settle(
            entry.subject,
            entry.reviewed,
            verdict,
            entry._replace(marks=marks, deferral=put_off),
            DESK._replace(waivers=waivers),
        )
        ruled = {verdict.reasons[place].decision for place in settled.rulings}
        assert ruled.isdisjoint({"incomplete", "allow"})
        if any(one.decision == "incomplete" for one in verdict.reasons):
            assert settled.decision in {"incomplete", "deny"}


# ---- Deferrals -----------------------------------------------------------------------------------------


def test_a_deferral_is_about_words_and_has_an_end() -> None:
    entry = entry_with(reason())
    over = Deferral(until=TODAY, by="Ann", on=TODAY, over=entry.reviewed.said)
    assert left(entry._replace(deferral=over)) == "allow"
    assert left(entry._replace(deferral=over._replace(until=TODAY - timedelta(days=1)))) == "deny"
    assert left(entry._replace(deferral=over._replace(over="0" * 16))) == "deny"
    pending = Pending(view=entry.reviewed._replace(state="gone"), cause="theirs", direction="tighter")
    waiting = entry._replace(pending=pending, deferral=over._replace(over=pending.view.said))
    assert left(waiting) == "allow"
    (verdict,) = waiting.reviewed.verdicts
    assert settle(KEY, pending.view, verdict, waiting, DESK).decision == "allow"
    assert (
        settle(
            KEY, entry.reviewed._replace(state="gone"), verdict, entry._replace(deferral=over), DESK
        ).decision
        == "deny"
    )


# ---- Waivers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waiver", "decision", "codes"),
    [
        (WAIVER, "allow", []),
        (WAIVER._replace(until=TODAY), "allow", ["waiver-expiring"]),
        (WAIVER._replace(until=TODAY + WARNED), "allow", ["waiver-expiring"]),
        (WAIVER._replace(until=TODAY + WARNED + timedelta(days=1)), "allow", []),
        (WAIVER._replace(until=TODAY - timedelta(days=1)), "deny", ["waiver-expired"]),
        (WAIVER._replace(sha256="b" * 64), "deny", ["waiver-mismatched"]),
        (WAIVER._replace(sha256=NO_TEXT), "deny", ["waiver-mismatched"]),
        (WAIVER._replace(codes=("thresholds",)), "deny", ["waiver-unused"]),
        (WAIVER._replace(profiles=("other",)), "deny", ["waiver-unused"]),
        (WAIVER._replace(profiles=("default",)), "allow", []),
        (WAIVER._replace(subject="hf:org/else"), "deny", ["waiver-unused"]),
    ],
)
def test_a_waiver_holds_for_its_text_until_its_day(waiver: Waiver, decision: str, codes: list[str]) -> None:
    entry = entry_with(reason())
    desk = with_waiver(waiver)
    assert left(entry, desk) == decision
    looked_at = [(KEY, entry.reviewed, entry.reviewed.verdicts[0])]
    found = waiver_notes(looked_at, desk, everything=True)
    assert [note.code for note in found] == codes
    assert all(
        note.decision == "review" for note in found if note.code in {"waiver-expired", "waiver-mismatched"}
    )


def test_a_waiver_for_another_model_is_unused_only_where_all_were_looked_at() -> None:
    desk = with_waiver(WAIVER._replace(subject="hf:org/else"))
    entry = entry_with(reason())
    looked_at = [(KEY, entry.reviewed, entry.reviewed.verdicts[0])]
    assert waiver_notes(looked_at, desk, everything=False) == ()


def test_an_acquired_licence_reaches_as_far_as_it_says() -> None:
    acquired = Acquired(
        counterparty="Lab",
        contract="C-1",
        models=("org/name",),
        uses=("product",),
        territories=("DE",),
        end=TODAY,
    )
    waiver = WAIVER._replace(reason="LICENSE_ACQUIRED", license=acquired)
    entry = entry_with(reason())
    assert left(entry, with_waiver(waiver)) == "allow"
    wider = Facts(digest=FACTS.digest, uses=("product", "hosted-api"), territories=("DE",))
    desk = with_waiver(waiver)._replace(facts={"default": wider})
    assert left(entry, desk) == "deny"
    (note,) = waiver_notes([(KEY, entry.reviewed, entry.reviewed.verdicts[0])], desk, everything=True)
    assert "does not cover profile default: the licence does not reach hosted-api" in note.sentence
    tomorrow = with_waiver(waiver)._replace(today=TODAY + timedelta(days=1))
    assert left(entry, tomorrow) == "deny", "the licence itself has ended"


def test_a_reason_without_a_document_is_bound_to_a_text_of_the_model() -> None:
    entry = entry_with(reason(document=""))
    assert left(entry, with_waiver(WAIVER)) == "allow"
    assert left(entry, with_waiver(WAIVER._replace(sha256="b" * 64))) == "deny"
    bare = entry._replace(reviewed=entry.reviewed._replace(documents=entry.reviewed.documents[1:]))
    assert left(bare, with_waiver(WAIVER._replace(sha256=NO_TEXT))) == "allow"
    assert left(bare, with_waiver(WAIVER)) == "deny"


# ---- The whole lock ------------------------------------------------------------------------------------


@given(locks, st.dates())
def test_a_locked_check_judges_any_lock(lock: Lock, today: date) -> None:
    desk = DESK._replace(today=today, waivers=(WAIVER,))
    found = check(lock, lock.entries, desk, {})
    assert len(found.checked) == len(lock.entries)
    assert set(found.decisions) <= set(SEVERITY)
    for one in found.checked:
        verdict = one.entry.reviewed.verdict("default")
        if verdict is None or verdict.facts != FACTS.digest:
            assert one.decision in {"incomplete", "deny"}


@pytest.mark.parametrize(
    "name", ["org/name", "org/na-me@v1", "./a; rm -rf ~", "./it's", "./$(id)", "-rf", ""]
)
def test_a_name_in_a_command_is_only_passed_on(name: str) -> None:
    shown = typed(f"file:{name}")
    assert shlex.split(f"licensewatch review {shown} --accept") == [
        "licensewatch",
        "review",
        name,
        "--accept",
    ]
    assert (shown == name) is bool(name in {"org/name", "org/na-me@v1"})


def test_what_waits_fails_nothing() -> None:
    entry = entry_with(reason("obligations"))
    refused = LockedVerdict(profile="default", decision="deny", facts=FACTS.digest, reasons=(reason("deny"),))
    pending = Pending(view=entry.reviewed._replace(verdicts=(refused,)), cause="theirs", direction="tighter")
    lock = sample()._replace(entries=(entry._replace(pending=pending),))
    found = check(lock, lock.entries, DESK, {})
    assert set(found.decisions) == {"obligations"}
    assert [note.code for note in found.checked[0].notes] == ["lock-pending"]


@pytest.mark.parametrize(("age", "codes"), [(STALE, []), (STALE + timedelta(days=1), ["lock-stale"])])
def test_a_stale_lock_is_told_and_fails_nothing(age: timedelta, codes: list[str]) -> None:
    lock = sample()
    found = check(lock, lock.entries, DESK._replace(today=lock.refreshed + age), {})
    assert [note.code for note in found.notes] == codes
    assert set(found.decisions) == {"allow"}


# ---- There and back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [
        "org/name",
        "org/name@main",
        "github:owner/repo@v1",
        "modelscope:owner/name",
        "https://example.org/a@b",
        "./a/LICENSE",
    ],
)
def test_a_key_leads_back_to_its_subject(reference: str) -> None:
    subject = subjects.parse(reference)
    assert subject_of(subject.key) == subject


def test_a_view_leads_back_to_what_it_was_made_of() -> None:
    texts = {SHA: "Words."}
    entry = sample_entry(KEY, SHA)
    found = inspection_of(KEY, entry.reviewed, texts)
    assert [read.document.text for read in found.reads] == ["Words.", None]
    assert found.reads[1].document.declared == Declared(licenses=("mit",))
    again = view_of(found, {"default": FACTS.digest}, entry.reviewed.rules)
    assert again.documents[1] == entry.reviewed.documents[1]
    assert again.verdicts == entry.reviewed.verdicts
    for name in ("seen_at", "rules", "label", "basis", "commit", "state"):
        assert getattr(again, name) == getattr(entry.reviewed, name)
