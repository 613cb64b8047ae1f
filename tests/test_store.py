"""The store against real files: whole transactions, plain faults, and nothing received is lost."""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import (
    AT,
    FREE,
    LIMITED,
    ORCA,
    change,
    document_change,
    drawn,
    fetched,
    hunk,
    inspection,
    later,
    read,
    snapshot,
)

from monitor.errors import StoreError
from monitor.records import (
    ChangeNews,
    Decision,
    Event,
    Inspection,
    Inventory,
    Notice,
    OwedAlert,
    Place,
    Role,
    State,
    Subject,
    Verdict,
)
from monitor.store import Store
from monitor.store.events import GENESIS
from monitor.store.intake import git_blob_id

if TYPE_CHECKING:
    from collections.abc import Iterator

ANN, BOB = "ann@example.org", "bob@example.org"
EMPTY = Inventory(seen_at=AT, counts={Decision.ALLOW: 1})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "watch.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def run(store: Store) -> int:
    return store.start_run(AT)


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(store.path)) as conn:
        return conn.execute(sql).fetchall()


def count(store: Store, table: str) -> int:
    return int(rows(store, f'SELECT count(*) FROM "{table}"')[0][0])  # noqa: S608 - our own names


def tamper(store: Store, sql: str) -> None:
    with closing(sqlite3.connect(store.path)) as conn, conn:
        conn.execute(sql)


def owed(recipient: str = ANN) -> OwedAlert:
    return OwedAlert(recipient=recipient, news=ChangeNews(change=change()))


class FailedError(Exception):
    """What a test breaks a transaction with."""


class Breaking(tuple[OwedAlert, ...]):
    """Alerts that fail when they are written."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        raise FailedError


# The watch list.


def test_watch_list_keeps_its_order_and_counts_what_is_new(store: Store) -> None:
    wren = Subject(Place.WEB, "https://example.org/terms")
    finch = Subject(Place.GITHUB, "example-lab/finch", "v1")
    assert store.add_subjects([wren, ORCA, wren], AT) == 2
    assert store.add_subjects([ORCA, finch], AT) == 1
    assert store.subjects() == (wren, ORCA, finch)


def test_removed_subject_keeps_its_history_and_may_return(store: Store, run: int) -> None:
    store.add_subjects([ORCA], AT)
    store.record(run, inspection(read()), change(), (), AT)
    assert store.remove_subject(ORCA.key, later(1))
    assert not store.remove_subject(ORCA.key, later(2))
    assert store.subjects() == ()
    assert len(store.history(ORCA.key)) == 1
    assert store.add_subjects([ORCA], later(3)) == 1
    assert store.subjects() == (ORCA,)


# Runs.


def test_cut_short_run_is_found_and_knows_how_far_it_came(store: Store, path: Path, run: int) -> None:
    wren = Subject(Place.FILE, "./wren")
    store.add_subjects([ORCA, wren], AT)
    store.mark_checked(run, ORCA.key, later(1))
    with Store.open(path) as again:
        assert [one.number for one in again.unfinished_runs()] == [run]
        assert again.checked_in(run) == {ORCA.key}
        again.mark_checked(run, wren.key, later(2))
        again.finish_run(run, later(3), {"checked": 2, "changed": 0})
        assert again.unfinished_runs() == ()
        last = again.runs(1)[0]
    assert (last.started_at, last.finished_at) == (AT, later(3))
    assert last.counters == {"checked": 2, "changed": 0}


def test_inventory_is_owed_with_the_end_of_the_run_or_not_at_all(store: Store, run: int) -> None:
    with pytest.raises(FailedError):
        store.finish_run(run, AT, {}, Breaking())
    assert store.unfinished_runs()
    store.finish_run(run, AT, {}, [OwedAlert(recipient=one, news=EMPTY) for one in (ANN, BOB)])
    assert not store.unfinished_runs()
    assert [(bundle.recipient, bundle.news) for bundle in store.owed(AT)] == [
        (ANN, (EMPTY,)),
        (BOB, (EMPTY,)),
    ]
    assert count(store, "events") == 1


# Receiving.


def test_everything_received_is_kept_before_it_is_judged(store: Store, run: int) -> None:
    body = b"\x00\xffany bytes"
    assert store.receive(run, fetched(snapshot(body, headers=(("x", "y"),), status=200))) == 1
    sha256 = hashlib.sha256(body).hexdigest()
    assert store.text(sha256) == body
    kept = rows(
        store, "SELECT hex(sha256), status, headers FROM snapshots JOIN receipts ON receipts.id = receipt_id"
    )
    assert kept == [(sha256.upper(), 200, '[["x","y"]]')]
    assert store.previous(ORCA.key) is None


def test_unchanged_look_adds_no_row(store: Store, run: int) -> None:
    first = [snapshot(name=f"LICENSE-{n}", commit="a" * 40, url="u/a") for n in range(3)]
    assert store.receive(run, fetched(*first)) == 3
    before = {
        table: count(store, table) for table in ("snapshots", "texts", "documents", "events", "subjects")
    }
    moved = [replace(one, commit="b" * 40, url="u/b", fetched_at=later(60)) for one in first]
    assert store.receive(store.start_run(later(60)), fetched(*moved)) == 0
    assert {table: count(store, table) for table in before} == before
    assert before["texts"] == 1


@pytest.mark.parametrize(
    "other",
    [{"body": b"else"}, {"body": None, "state": State.GONE}, {"status": 206}, {"name": "LICENCE"}],
    ids=["bytes", "state", "status", "name"],
)
def test_any_difference_adds_a_snapshot(store: Store, run: int, other: dict[str, Any]) -> None:
    store.receive(run, fetched(snapshot()))
    assert store.receive(run, fetched(snapshot(**{"body": FREE.encode()} | other))) == 1
    assert store.receive(run, fetched(snapshot(**{"body": FREE.encode()} | other))) == 0


def test_subject_that_nobody_added_is_kept_but_not_watched(store: Store, run: int) -> None:
    store.receive(run, fetched(snapshot()))
    store.record(run, inspection(read()), None, (), AT)
    assert store.subjects() == ()
    assert store.inspection(ORCA.key) == inspection(read())
    assert store.add_subjects([ORCA], AT) == 1


def test_troubles_are_told_with_since_when_and_how_often(store: Store) -> None:
    store.add_subjects([ORCA], AT)
    down = snapshot(None, name="AUP", role=Role.LINKED, state=State.UNREACHABLE, detail="No answer.")
    for minutes in (0, 10, 20):
        failing = replace(down, fetched_at=later(minutes))
        store.receive(store.start_run(later(minutes)), fetched(snapshot(), failing))
    (trouble,) = store.status().troubles
    assert (trouble.subject, trouble.document, trouble.state) == (ORCA.key, "AUP", State.UNREACHABLE)
    assert (trouble.since, trouble.checks, trouble.detail) == (AT, 3, "No answer.")
    store.receive(
        store.start_run(later(30)), fetched(snapshot(), snapshot(b"Fine.", name="AUP", role=Role.LINKED))
    )
    assert store.status().troubles == ()


def test_document_that_is_no_longer_named_troubles_nobody(store: Store, run: int) -> None:
    store.add_subjects([ORCA], AT)
    down = snapshot(None, name="AUP", state=State.UNREACHABLE)
    store.receive(run, fetched(snapshot(), down))
    store.receive(run, fetched(state=State.UNREACHABLE))
    assert [(one.document, one.checks) for one in store.status().troubles] == [("", 1), ("AUP", 1)]
    store.receive(run, fetched(state=State.UNREACHABLE))
    assert [(one.document, one.checks) for one in store.status().troubles] == [("", 2), ("AUP", 1)]
    store.receive(run, fetched(snapshot()))
    assert store.status().troubles == ()


def test_known_blob_saves_a_download_unless_its_id_lies(store: Store, run: int) -> None:
    body = FREE.encode()
    poisoned = git_blob_id(b"Commercial use is prohibited.")
    store.receive(run, fetched(snapshot(body, blob_id=git_blob_id(body))))
    store.receive(run, fetched(snapshot(body, name="OTHER", blob_id=poisoned)))
    assert store.known(git_blob_id(body)) == body
    assert store.known(poisoned) is None
    assert store.known("0" * 40) is None


def test_git_blob_id_is_what_git_says() -> None:
    done = subprocess.run(
        ["git", "hash-object", "--stdin"], input=b"licence\n", capture_output=True, check=True
    )
    assert git_blob_id(b"licence\n") == done.stdout.decode().strip()


# The record.


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(drawn(Inspection, st.text(max_size=8)))
def test_what_is_recorded_comes_back(store: Store, found: Inspection) -> None:
    found = replace(found, subject=ORCA)
    store.record(store.start_run(AT), found, None, (), AT, repo_id="r1", tool="t1")
    assert store.inspection(found.subject.key) == found
    stored = store.previous(found.subject.key)
    assert stored is not None
    assert (stored.inspection, stored.repo_id, stored.tool) == (found, "r1", "t1")
    assert store.verify_chain() == ()


def test_names_that_are_no_unicode_are_stored_visibly(store: Store, run: int) -> None:
    odd = snapshot(name="LICENSE\ud800", url="u\udfff")
    assert store.receive(run, fetched(odd)) == 1
    assert store.receive(run, fetched(odd)) == 0
    store.record(run, inspection(read("text \ud800", name="LICENSE\ud800")), None, (), AT)
    found = store.inspection(ORCA.key)
    assert found is not None
    assert found.reads[0].document.name == "LICENSE\\ud800"
    assert found.reads[0].document.text == "text \ud800"


def test_new_commit_alone_makes_no_version_and_is_still_told(store: Store, run: int) -> None:
    store.record(run, inspection(read(commit="a" * 40, url="u/a"), read(LIMITED, "EXTRA")), None, (), AT)
    second = inspection(read(commit="b" * 40, url="u/b"), read(FREE, "EXTRA"), commit="b" * 40)
    store.record(run, second, change(), (), later(1))
    assert store.inspection(ORCA.key) == second
    assert count(store, "versions") == 3
    assert [one.first_seen for one in store.history_texts(ORCA.key, "LICENSE")] == [AT]


def test_shared_text_and_reading_are_stored_once(store: Store, run: int) -> None:
    diff = document_change(hunk())
    for number in range(20):
        subject = Subject(Place.HUGGINGFACE, f"example-lab/wren-{number}")
        store.record(run, inspection(read(), subject=subject), None, (), AT)
        found = change(diff, subject=subject.key)
        store.record(run, inspection(read(LIMITED), subject=subject), found, (), later(1))
        assert store.history(subject.key) == (found,)
    kinds = {"two texts": 2, "two sheets": 1, "no verdicts": 1, "one diff": 1}
    assert count(store, "texts") == sum(kinds.values())
    assert count(store, "readings") == 1
    assert count(store, "findings") == 1
    assert len(store.changes_in(run)) == 20


def test_change_without_any_document_is_kept(store: Store, run: int) -> None:
    gone = change(event=Event.GONE, documents=())
    store.record(run, inspection(state=State.GONE), gone, (), AT)
    mixed = change(document_change(), document_change(hunk(), document="AUP"))
    store.record(run, inspection(read()), mixed, (), AT)
    assert store.history(ORCA.key) == (gone, mixed)


def test_record_is_all_or_nothing(store: Store, run: int) -> None:
    store.record(run, inspection(read()), None, (), AT)
    tables = ("versions", "terms", "changes", "events", "alerts", "texts", "readings", "documents")
    before = {table: count(store, table) for table in tables}
    with pytest.raises(FailedError):
        store.record(run, inspection(read(LIMITED), read("New.", "EXTRA")), change(), Breaking(), later(1))
    assert {table: count(store, table) for table in tables} == before
    assert store.inspection(ORCA.key) == inspection(read())
    store.record(run, inspection(read(LIMITED)), change(), [owed()], later(2))
    assert count(store, "alerts") == 1


def test_killed_process_leaves_the_last_whole_state(store: Store, path: Path, run: int) -> None:
    store.record(run, inspection(read()), None, (), AT)
    script = (
        "import os, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from store_samples import *\n"
        "from monitor.store import Store\n"
        "class Killing(tuple):\n"
        "    def __iter__(self):\n"
        "        os.kill(os.getpid(), 9)\n"
        f"store = Store.open(Path({str(path)!r}))\n"
        f"store.record({run}, inspection(read(LIMITED)), change(), Killing(), later(1))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert store.inspection(ORCA.key) == inspection(read())
    assert store.verify_chain() == ()
    store.record(run, inspection(read(LIMITED)), change(), (), later(2))
    assert store.verify_chain() == ()


def test_unfinished_judgement_does_not_hide_a_change(store: Store, run: int) -> None:
    store.receive(run, fetched(snapshot()))
    store.record(run, inspection(read()), None, (), AT)
    store.receive(run, fetched(snapshot(LIMITED.encode())))  # and then the process died
    stored = store.previous(ORCA.key)
    assert stored is not None
    assert stored.inspection.reads[0].document.text == FREE


def test_texts_of_what_cannot_be_read_now_stay_at_hand(store: Store, run: int) -> None:
    both = inspection(read(), read(LIMITED, "AUP", role=Role.LINKED))
    store.record(run, both, None, (), AT)
    gated = read(None, "AUP", role=Role.LINKED, state=State.GATED, sha256=None)
    never = read(None, "NOTICE", role=Role.NOTICE, state=State.GATED, sha256=None)
    store.record(run, inspection(read(), gated, never), None, (), later(1))
    stored = store.previous(ORCA.key)
    assert stored is not None
    assert stored.last_texts == (both.reads[1],)
    store.record(run, inspection(state=State.UNREACHABLE, commit=None), None, (), later(2))
    stored = store.previous(ORCA.key)
    assert stored is not None
    assert stored.inspection.reads == ()
    assert sorted(one.document.name for one in stored.last_texts) == ["AUP", "LICENSE"]


def test_subject_never_readable_has_no_last_texts(store: Store, run: int) -> None:
    store.record(run, inspection(state=State.GATED), None, (), AT)
    stored = store.previous(ORCA.key)
    assert stored is not None
    assert stored.last_texts == ()


def test_worst_verdict_is_the_decision_on_record(store: Store, run: int) -> None:
    verdicts = tuple(
        Verdict(decision=one, profile=one.value) for one in (Decision.ALLOW, Decision.DENY, Decision.REVIEW)
    )
    store.add_subjects([ORCA], AT)
    store.record(run, inspection(read(), verdicts=verdicts), None, (), AT)
    assert store.status().by_decision == {Decision.DENY: 1}
    assert rows(store, "SELECT key, label, decision FROM watched") == [(ORCA.key, "MIT", "deny")]


# Reading.


def test_text_that_comes_back_is_told_with_each_date(store: Store, run: int) -> None:
    wrapped = FREE.replace(" ", "\n")
    for minutes, text in enumerate([FREE, LIMITED, FREE, wrapped, None, wrapped]):
        store.record(run, inspection(read(text), seen_at=later(minutes)), None, (), later(minutes))
    past = store.history_texts(ORCA.key, "LICENSE")
    assert [one.first_seen for one in past] == [later(n) for n in (0, 1, 2, 3)]
    assert past[0].text_sha256 == past[2].text_sha256 != past[3].text_sha256
    assert past[0].words_sha256 == past[2].words_sha256 == past[3].words_sha256 != past[1].words_sha256
    assert store.text(past[1].text_sha256) == LIMITED.encode()
    assert store.history_texts(ORCA.key, "NOTICE") == ()


def test_past_text_goes_by_the_bytes_it_came_as(store: Store, run: int) -> None:
    made = read("Made up of an answer.", "gate", role=Role.GATE, sha256=None)
    store.record(run, inspection(read(sha256="f" * 64), made), None, (), AT)
    assert [one.sha256 for one in store.history_texts(ORCA.key, "LICENSE")] == ["f" * 64]
    (gate,) = store.history_texts(ORCA.key, "gate")
    assert gate.sha256 == gate.text_sha256


def test_document_at_a_time_or_commit(store: Store, run: int) -> None:
    for minutes, (text, commit) in enumerate([(FREE, "a" * 40), (LIMITED, "b" * 40)]):
        store.record(
            run, inspection(read(text, commit=commit), seen_at=later(minutes)), None, (), later(minutes)
        )

    def text_at(when: Any) -> str | None:  # noqa: ANN401 - a time or a commit
        found = store.document_at(ORCA.key, "LICENSE", when)
        return found.text if found else None

    assert text_at(later(-1)) is None
    assert text_at(AT) == text_at(later(0.5)) == text_at("a" * 40) == text_at("aaaaaaa") == FREE
    assert text_at(later(9)) == text_at("bbbbbbbb") == LIMITED
    assert text_at("aaaaaa") is None
    assert text_at("c" * 40) is None


def test_text_by_the_first_digits(store: Store, run: int) -> None:
    store.receive(run, fetched(snapshot()))
    sha256 = hashlib.sha256(FREE.encode()).hexdigest()
    assert store.text(sha256[:12].upper()) == FREE.encode()
    with pytest.raises(StoreError, match="at least its first 8"):
        store.text(sha256[:7])
    with pytest.raises(StoreError, match="No text has"):
        store.text("0123456789")
    twin = bytes.fromhex(sha256)[:-1] + b"?"
    copied = f"SELECT x'{twin.hex()}', size, zlib FROM texts"  # noqa: S608 - a digest of our own
    tamper(store, f"INSERT INTO texts (sha256, size, zlib) {copied}")
    with pytest.raises(StoreError, match="Several texts have"):
        store.text(sha256[:20])


def test_first_states_are_told_by_run(store: Store, run: int) -> None:
    wren = Subject(Place.FILE, "./wren")
    store.record(run, inspection(read()), None, (), AT)
    second = store.start_run(later(1))
    store.record(second, inspection(read(LIMITED)), change(), (), later(1))
    store.record(second, inspection(read(), subject=wren), None, (), later(1))
    assert store.first_seen_in(run) == (ORCA.key,)
    assert store.first_seen_in(second) == (wren.key,)


def test_status_counts(store: Store) -> None:
    empty = store.status()
    assert (empty.last_run, empty.subjects, empty.pending, empty.owed_since) == (None, 0, 0, None)
    wren = Subject(Place.FILE, "./wren")
    store.add_subjects([ORCA, wren], AT)
    run = store.start_run(AT)
    store.receive(run, fetched(snapshot()))
    store.record(run, inspection(read()), change(), [owed(), owed(BOB)], later(1))
    store.mark_failed(store.owed(later(1))[1].ids, "refused", later(1))
    now = store.status()
    assert now.last_run is not None
    assert [one.number for one in now.unfinished] == [run]
    assert (now.subjects, now.never_checked, now.changes) == (2, 1, 1)
    assert now.by_state == {State.OK: 1}
    assert (now.pending, now.failed, now.last_error, now.owed_since) == (1, 1, "refused", later(1))


# Evidence.


def test_chain_holds_and_its_head_moves(store: Store, run: int) -> None:
    assert store.head() == GENESIS
    heads = set()
    for minutes in range(4):
        store.record(run, inspection(read(f"Version {minutes}.")), None, (), later(minutes))
        heads.add(store.head())
    assert len(heads) == 4
    assert store.verify_chain() == ()


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        (
            "UPDATE events SET payload = (SELECT payload FROM events WHERE id = 2) WHERE id = 1",
            "not as it was",
        ),
        ("UPDATE events SET previous = hash WHERE id = 2", "does not follow"),
        ("UPDATE events SET hash = '00' WHERE id = 2", "Event 2 is not as it was written"),
        ("DELETE FROM events WHERE id = 2", "Before event 3, event 2 is missing"),
        ("UPDATE texts SET zlib = x'00' WHERE rowid = 1", "is damaged"),
        ("UPDATE texts SET zlib = (SELECT zlib FROM texts WHERE rowid = 2) WHERE rowid = 1", "is damaged"),
    ],
)
def test_tampering_is_found(store: Store, run: int, sql: str, fault: str) -> None:
    for minutes in range(3):
        store.record(run, inspection(read(f"Version {minutes}.")), None, (), later(minutes))
    tamper(store, sql)
    assert fault in " ".join(store.verify_chain())


def test_lost_text_is_named(store: Store, run: int) -> None:
    store.record(run, inspection(read()), None, (), AT)
    tamper(store, "DELETE FROM texts")
    with pytest.raises(StoreError, match="No text with the SHA-256"):
        store.inspection(ORCA.key)


def test_damaged_text_is_never_passed_on(store: Store, run: int) -> None:
    store.record(run, inspection(read()), None, (), AT)
    tamper(store, "UPDATE texts SET zlib = x'789c4b040000620062'")
    with pytest.raises(StoreError, match="is damaged"):
        store.inspection(ORCA.key)


# The outbox.


def test_one_run_owes_one_recipient_one_message(store: Store, run: int) -> None:
    for minutes, name in enumerate(["orca", "wren"]):
        subject = Subject(Place.HUGGINGFACE, name)
        store.record(run, inspection(read(), subject=subject), change(), [owed(), owed(BOB)], later(minutes))
    other = store.start_run(later(9))
    notice = Notice(subject=ORCA.key, at=AT, state=State.UNREACHABLE, sentence="No answer.")
    store.owe(other, [OwedAlert(recipient=ANN, news=notice)], later(9))
    bundles = store.owed(later(9))
    assert [(one.recipient, len(one.ids)) for one in bundles] == [(ANN, 2), (BOB, 2), (ANN, 1)]
    assert bundles[2].news == (notice,)
    assert len({one.key for one in bundles}) == 3


def test_message_is_settled_before_its_first_attempt(store: Store, run: int) -> None:
    store.record(run, inspection(read()), change(), [owed()], AT)
    (first,) = store.owed(AT)
    store.record(run, inspection(read(LIMITED)), change(), [owed()], later(1))
    again = store.owed(later(1))
    assert first in again
    assert len(again) == 2


def test_event_is_owed_to_a_recipient_once(store: Store, run: int) -> None:
    with pytest.raises(StoreError, match="UNIQUE"):
        store.record(run, inspection(read()), change(), [owed(), owed()], AT)
    assert count(store, "events") == 0


def test_sent_is_sent_and_failed_waits_longer_each_time(store: Store, run: int) -> None:
    store.record(run, inspection(read()), change(), [owed(), owed(BOB)], AT)
    ann, bob = store.owed(AT)
    store.mark_sent(ann.ids, "<1@example.org>", AT)
    now, waits = AT, []
    for _ in range(7):
        store.mark_failed(bob.ids, "no", now)
        waits.append(next(n for n in itertools.count() if store.owed(now + n * (later(1) - AT))))
        now = now + waits[-1] * (later(1) - AT)
    assert waits == [1, 5, 15, 60, 240, 240, 240]
    assert [one.attempts for one in store.owed(now)] == [7]
    store.mark_sent(bob.ids, "<2@example.org>", now)
    assert store.owed(later(10**6)) == ()
    assert store.status().last_error == ""


# The file.


def test_tables_are_those_of_the_design(store: Store) -> None:
    names = {row[0] for row in rows(store, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    designed = "subjects documents texts snapshots versions findings terms changes events runs alerts waivers"
    assert {*designed.split(), "references"} <= names
    assert rows(store, "PRAGMA journal_mode") == [("wal",)]


def test_database_is_kept_between_openings(path: Path) -> None:
    for _ in range(2):
        with Store.open(path) as store:
            store.add_subjects([ORCA], AT)
            assert store.subjects() == (ORCA,)


def test_new_database_may_be_opened_by_several_at_once(path: Path) -> None:
    together = threading.Barrier(4)
    failed: list[Exception] = []

    def open_it(number: int) -> None:
        together.wait()
        try:
            with Store.open(path) as store:
                store.add_subjects([Subject(Place.FILE, f"./{number}")], AT)
        except StoreError as fault:
            failed.append(fault)

    threads = [threading.Thread(target=open_it, args=(n,)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    with Store.open(path, create=False) as store:
        assert len(store.subjects()) == 4


def test_two_watchers_share_one_database(store: Store, path: Path, run: int) -> None:
    def watch(number: int) -> None:
        with Store.open(path) as mine:
            for minutes in range(10):
                subject = Subject(Place.FILE, f"./{number}-{minutes}")
                mine.record(run, inspection(read(), subject=subject), None, (), later(minutes))

    threads = [threading.Thread(target=watch, args=(n,)) for n in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert count(store, "events") == 30
    assert store.verify_chain() == ()


def test_threads_may_ask_for_known_blobs_while_one_writes(store: Store, run: int) -> None:
    body = FREE.encode()
    store.receive(run, fetched(snapshot(body, blob_id=git_blob_id(body))))
    found: list[bytes | None] = []
    asking = threading.Thread(target=lambda: found.extend(store.known(git_blob_id(body)) for _ in range(50)))
    asking.start()
    for minutes in range(20):
        store.record(run, inspection(read(f"Version {minutes}.")), None, (), later(minutes))
    asking.join()
    assert found == [body] * 50


def test_missing_database_is_named(path: Path) -> None:
    with pytest.raises(StoreError, match=f"There is no database at {path}"):
        Store.open(path, create=False)
    with pytest.raises(StoreError, match=r"does not exist\. Create it first"):
        Store.open(path / "deeper" / "watch.db")


def test_file_that_is_no_database(path: Path) -> None:
    path.write_text("models:\n- orca\n" * 100)
    with pytest.raises(StoreError, match=r"is not a database\. Give another path with --db"):
        Store.open(path)
    assert path.read_text().startswith("models")


def test_database_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE bookmarks (id)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="belongs to another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_database_from_a_newer_version(path: Path) -> None:
    with Store.open(path) as store:
        tamper(store, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="was written by a newer licensewatch"):
        Store.open(path)


def test_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(tmp_path)


def test_locked_database(path: Path) -> None:
    with Store.open(path, timeout=0.05) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another process"):
            store.add_subjects([ORCA], AT)
        other.execute("ROLLBACK")
        assert store.add_subjects([ORCA], AT) == 1


def test_another_process_is_waited_for_ten_seconds(store: Store) -> None:
    assert store._db.execute("PRAGMA busy_timeout").fetchone() == (10_000,)


def test_reader_does_not_hold_up_the_writer(path: Path) -> None:
    with Store.open(path, timeout=0.05) as store, closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM subjects").fetchall()
        assert store.add_subjects([ORCA], AT) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(tmp_path / "watch.db")


def test_database_that_may_not_be_written(store: Store) -> None:
    store._db.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match=r"cannot be written\. Check the permissions"):
        store.add_subjects([ORCA], AT)


def test_full_disk_keeps_what_was_there(store: Store, run: int) -> None:
    store.record(run, inspection(read()), None, (), AT)
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="the disk is full"):
        store.receive(run, fetched(snapshot(os.urandom(100_000))))
    assert store.inspection(ORCA.key) == inspection(read())
    assert store.verify_chain() == ()
    store._db.execute("PRAGMA max_page_count = 100000")
    assert store.receive(run, fetched(snapshot(os.urandom(100_000)))) == 1


def test_other_faults_are_told_as_ours(store: Store) -> None:
    with pytest.raises(StoreError, match=r"refused a statement .* This is a bug"):
        store._rows("SELECT nonsense")


def test_failed_migration_leaves_no_tables(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.store import schema

    monkeypatch.setattr(schema, "_FIRST", (*schema._FIRST, "CREATE TABLE subjects (again)"))
    with pytest.raises(StoreError, match="already exists"):
        Store.open(path)
    monkeypatch.undo()
    with Store.open(path) as store:
        assert store.subjects() == ()
