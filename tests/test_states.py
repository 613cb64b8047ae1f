"""What a watch makes of what cannot be had: a state with its day and count, and a word now and then."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from watching import Desk

from monitor import inspect, subjects, watch
from monitor.alerts.digest import build_digest
from monitor.alerts.notices import MANY, PATIENCE, REMINDER, RUNS, due, lasting, reason
from monitor.demo.hub import Hub
from monitor.doubt import VANISHED_AFTER, vanished
from monitor.noise import suspicion
from monitor.records import (
    ChangeNews,
    Decision,
    Direction,
    Event,
    Fetched,
    Inventory,
    Notice,
    Place,
    State,
    Subject,
)
from monitor.sources import open_sources
from monitor.store import Failing
from monitor.transport import Limits, Transport, origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.records import Change
    from monitor.sources import Known
    from monitor.sources.huggingface import HuggingFace
    from monitor.watch import Report

NAME = "acme/model"
KEY = f"hf:{NAME}"
FREE = "Licence of the model.\n\n" + "Permission is granted to use, copy, modify and sell the model.\n" * 4
TIGHT = FREE + "\nYou may not offer the model to third parties as a hosted service.\n"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WALL = "<html><body><h1>Access denied</h1><p>Please sign in to continue.</p></body></html>"


def page(text: str) -> str:
    return f"<html><body>{''.join(f'<p>{line}</p>' for line in text.splitlines() if line)}</body></html>"


def card(**keys: object) -> str:
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in keys.items())
    return f"---\n{lines}---\n# A model\n"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as opened:
        opened.add(NAME, {"LICENSE": FREE})
        yield opened


@pytest.fixture
def site() -> Iterator[Hub]:
    """Another host, for pages of the web."""
    with Hub() as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path, hub: Hub, site: Hub) -> Iterator[Desk]:
    with Desk(tmp_path, hub) as opened:
        limits = Limits(attempts=1, connect_timeout=3.0, read_timeout=3.0)
        allowed = frozenset({origin(hub.url), origin(site.url)})
        with Transport(limits, allow_private=allowed) as transport:
            opened.sources = open_sources(transport, endpoint=hub.url, token="", now=opened.now)
            yield opened


def with_token(desk: Desk, hub: Hub, token: str) -> None:
    source = cast("HuggingFace", desk.sources.places[Place.HUGGINGFACE])
    desk.sources = replace(
        desk.sources, places={**desk.sources.places, Place.HUGGINGFACE: replace(source, token=token)}
    )
    hub.set_token("good")


def after(desk: Desk, pause: timedelta, *names: str) -> Report:
    """One pass, some time after the one before."""
    desk.time += pause - DAY
    return desk.look(*(names or (NAME,)))


def told(desk: Desk) -> list[Any]:
    return [news for _, news in desk.mail()]


def notices(desk: Desk) -> list[tuple[str, State, str]]:
    return [(one.subject, one.state, one.sentence) for one in told(desk) if isinstance(one, Notice)]


def changes(desk: Desk) -> list[Change]:
    return [one.change for one in told(desk) if isinstance(one, ChangeNews)]


# ---- notices: after a while, once a week, and once at the end ------------------------------------------


def test_word_is_owed_after_three_failed_runs_weekly_and_when_it_is_over(desk: Desk, hub: Hub) -> None:
    after(desk, HOUR)
    assert [type(one) for one in told(desk)] == [Inventory]
    hub.fail("/api/models", status=503, times=10_000)
    assert [(after(desk, HOUR).unread, notices(desk))[1] for _ in range(2)] == [[], []]
    done = after(desk, HOUR)
    ((subject, state, sentence),) = notices(desk)
    assert (subject, state) == (KEY, State.UNREACHABLE)
    assert sentence.startswith("It could not be read in 3 runs in a row: ")
    assert done.counters["unread"] == 1
    reminders = [len(notices(desk)) for done in (after(desk, HOUR) for _ in range(20 * 24)) if done.unread]
    assert sum(reminders) == 2
    assert [at for at, number in enumerate(reminders) if number] == [7 * 24 - 1, 14 * 24 - 1]
    hub.faults.clear()
    after(desk, HOUR)
    ((_, state, sentence),) = notices(desk)
    assert state is State.OK
    assert "can be looked at again. It could not since 2026-03-01 14:00 UTC" in sentence
    after(desk, HOUR)
    assert told(desk) == []
    assert desk.store.failing() == ()


def test_word_is_owed_after_three_days_where_runs_are_rare(desk: Desk, hub: Hub) -> None:
    after(desk, DAY)
    told(desk)
    hub.fail("/api/models", drop=True, times=10_000)
    after(desk, 4 * DAY)
    assert notices(desk) == []
    after(desk, 4 * DAY)
    assert [state for _, state, _ in notices(desk)] == [State.UNREACHABLE]


def test_trouble_that_passes_is_never_told(desk: Desk, hub: Hub) -> None:
    after(desk, HOUR)
    told(desk)
    for _ in range(6):
        hub.fail("/api/models", status=500, times=1)
        after(desk, HOUR)
        hub.fail("/api/models", html=True, times=1)
        after(desk, HOUR)
        after(desk, HOUR)
    assert told(desk) == []
    assert desk.rows()["terms"] == 1


def test_what_was_never_read_stands_in_the_inventory_and_is_told_like_the_rest(desk: Desk) -> None:
    after(desk, HOUR, NAME, "acme/nowhere")
    (inventory,) = told(desk)
    assert ("hf:acme/nowhere", Decision.INCOMPLETE) in [(row.subject, row.decision) for row in inventory.rows]
    after(desk, HOUR, NAME, "acme/nowhere")
    assert told(desk) == []
    after(desk, HOUR, NAME, "acme/nowhere")
    assert [(subject, state) for subject, state, _ in notices(desk)] == [("hf:acme/nowhere", State.MISSING)]


def test_a_hub_that_is_down_is_one_line(desk: Desk, hub: Hub) -> None:
    names = [f"acme/m{number}" for number in range(MANY + 5)]
    for name in names:
        hub.add(name, {"LICENSE": FREE})
    after(desk, HOUR, *names)
    told(desk)
    hub.fail("/", drop=True, times=100_000)
    for _ in range(3):
        after(desk, HOUR, *names)
    ((subject, state, sentence),) = notices(desk)
    assert (subject, state) == (f"{MANY + 5} models", State.UNREACHABLE)
    assert f"{hub.url} could not be fetched" in sentence
    assert "Among them: hf:acme/m0, " in sentence
    hub.faults.clear()
    after(desk, HOUR, *names)
    assert [(subject, state) for subject, state, _ in notices(desk)] == [(f"{MANY + 5} models", State.OK)]
    assert desk.store.failing() == ()
    assert desk.store.verify_chain() == ()


def failing(name: str, **facts: Any) -> Failing:  # noqa: ANN401 - any field
    at = datetime(2026, 3, 1, tzinfo=UTC)
    base = Failing(
        subject=Subject(Place.HUGGINGFACE, name), since=at, runs=RUNS, run=1, state=State.SUSPECT, detail="d"
    )
    return replace(base, **facts)


def test_reasons_are_the_same_whoever_is_concerned() -> None:
    one = failing("a/b", detail="https://hub.example/api/models/a/b?x=1 could not be fetched: timed out.")
    two = failing("c/d", detail="https://hub.example/api/models/c/d could not be fetched: timed out.")
    assert reason(one) == reason(two) == "https://hub.example could not be fetched: timed out."
    assert reason(failing("a/b", detail="a/b is gone.")) == reason(failing("c", detail="c is gone."))


def test_times_are_kept_to_the_minute() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert not lasting(failing("a/b", runs=2), at + PATIENCE - HOUR)
    assert lasting(failing("a/b", runs=2), at + PATIENCE)
    reminded = failing("a/b", told_at=at)
    assert due([reminded], at + REMINDER - HOUR).notices == ()
    (again,) = due([reminded], at + REMINDER).notices
    assert again.sentence.startswith("It still cannot be read")
    gate = due([replace(reminded, over=State.GATED)], at)
    assert gate.keys == ("hf:a/b",)
    assert "its terms stand behind a gate" in gate.notices[0].sentence
    assert build_digest(gate.notices).subject == "[licensewatch] GATED: a/b"


# ---- gone: only where the hub says so for certain ------------------------------------------------------


def test_a_good_token_s_404_is_gone_at_once(desk: Desk, hub: Hub) -> None:
    with_token(desk, hub, "good")
    after(desk, HOUR)
    told(desk)
    hub.remove(NAME)
    done = after(desk, HOUR)
    (change,) = changes(desk)
    assert (change.event, change.direction) == (Event.GONE, Direction.NONE)
    assert done.unread == ()
    assert desk.state(NAME).state is State.GONE
    assert [(one.state, one.checks) for one in desk.store.status([KEY]).troubles][:1] == [(State.GONE, 1)]
    after(desk, HOUR)
    assert told(desk) == []


def test_a_stranger_s_401_is_gone_only_when_it_stays(desk: Desk, hub: Hub) -> None:
    after(desk, HOUR)
    told(desk)
    hub.hide(NAME)
    for looks in range(1, VANISHED_AFTER):
        after(desk, HOUR)
        assert told(desk) == []
        assert desk.store.looks_in_state(KEY, State.MISSING) == looks
        assert desk.state(NAME).state is State.OK
    after(desk, HOUR)
    (change,) = changes(desk)
    assert (change.event, change.direction) == (Event.GONE, Direction.NONE)
    assert build_digest([ChangeNews(change=change)]).subject == "[licensewatch] GONE: acme/model"
    for _ in range(10):
        after(desk, DAY)
    assert told(desk) == []
    assert desk.rows()["terms"] == 2


def test_a_401_now_and_then_is_never_gone(desk: Desk, hub: Hub) -> None:
    after(desk, HOUR)
    told(desk)
    for _ in range(4):
        hub.fail("/api/models", status=401, times=VANISHED_AFTER - 1)
        for _ in range(VANISHED_AFTER):
            after(desk, HOUR)
    assert told(desk) == []
    assert desk.state(NAME).state is State.OK


def test_a_token_that_expired_makes_nothing_gone(desk: Desk, hub: Hub) -> None:
    with_token(desk, hub, "expired")
    for _ in range(10):
        after(desk, HOUR)
    assert [state for _, state, _ in notices(desk)] == [State.UNREACHABLE]
    assert desk.store.inspection(KEY) is None


def test_a_branch_that_is_not_there_is_missing_and_never_gone(desk: Desk, hub: Hub) -> None:
    hub.add("acme/other", {"LICENSE": FREE}, named={})
    commit = hub.repo("acme/other").head.sha
    after(desk, HOUR, f"acme/other@{commit}")
    told(desk)
    hub.fail("/api/models", status=404, headers={"X-Error-Code": "RevisionNotFound"}, times=1000)
    for _ in range(10):
        after(desk, HOUR, f"acme/other@{commit}")
    assert [state for _, state, _ in notices(desk)] == [State.MISSING]


@pytest.mark.parametrize(
    "look",
    [
        Fetched(subject=Subject(Place.HUGGINGFACE, "a/b"), state=State.UNREACHABLE, status=401),
        Fetched(subject=Subject(Place.HUGGINGFACE, "a/b"), state=State.MISSING, status=404),
        Fetched(subject=Subject(Place.WEB, "https://a.example"), state=State.MISSING, status=401),
    ],
    ids=["refused", "404 without its code", "a page"],
)
def test_no_other_answer_says_gone(look: Fetched) -> None:
    assert vanished(look, 100) is look


@pytest.mark.parametrize("text", [FREE, TIGHT], ids=["the same", "tighter"])
def test_what_was_gone_and_is_there_again_is_told_against_what_it_said(
    desk: Desk, hub: Hub, text: str
) -> None:
    with_token(desk, hub, "good")
    after(desk, HOUR)
    repo = hub.shelf.repos[NAME]
    hub.remove(NAME)
    after(desk, DAY)
    told(desk)
    hub.take(repo)
    if text is not FREE:
        repo.commit({"LICENSE": text})
    after(desk, DAY)
    (change,) = changes(desk)
    assert change.documents[0].note.startswith("the repository is there again; it was gone since 2026-03-02")
    if text is FREE:
        assert (change.event, change.direction) == (Event.RETURNED, Direction.NONE)
        assert (
            build_digest([ChangeNews(change=change)]).subject == "[licensewatch] READABLE AGAIN: acme/model"
        )
    else:
        assert (change.event, change.direction) == (Event.WORDING, Direction.TIGHTER)
    assert desk.state(NAME).state is State.OK
    after(desk, DAY)
    assert told(desk) == []


# ---- moved ---------------------------------------------------------------------------------------------


def test_a_renamed_repository_is_told_once_and_stays_the_same(desk: Desk, hub: Hub) -> None:
    after(desk, HOUR)
    told(desk)
    hub.rename(NAME, "acme/model-1")
    after(desk, HOUR)
    (change,) = changes(desk)
    assert (change.event, change.direction) == (Event.MOVED, Direction.NONE)
    assert change.documents[0].note == "it is called acme/model-1 now; it is the same repository"
    after(desk, HOUR)
    assert told(desk) == []


def test_a_name_that_leads_to_another_repository_is_unclear_with_the_same_words(desk: Desk, hub: Hub) -> None:
    after(desk, HOUR)
    told(desk)
    hub.remove(NAME)
    hub.add("stranger/model", {"LICENSE": FREE})
    hub.redirect(NAME, "stranger/model")
    after(desk, HOUR)
    (change,) = changes(desk)
    assert (change.event, change.direction) == (Event.MOVED, Direction.UNCLEAR)
    assert "another repository answers under this name now: stranger/model" in change.documents[0].note
    assert build_digest([ChangeNews(change=change)]).subject == "[licensewatch] MOVED: acme/model"


def test_a_repository_that_was_made_anew_keeps_its_own_direction(desk: Desk, hub: Hub) -> None:
    after(desk, HOUR)
    told(desk)
    hub.remove(NAME)
    hub.add(NAME, {"LICENSE": TIGHT}, repo_id="f" * 24)
    after(desk, HOUR)
    (change,) = changes(desk)
    assert (change.event, change.direction) == (Event.MOVED, Direction.TIGHTER)
    assert [one.event for one in change.documents] == [Event.MOVED, Event.WORDING]


# ---- pages: suspect, not changed -----------------------------------------------------------------------


@pytest.fixture
def linked(desk: Desk, hub: Hub, site: Hub) -> str:
    """A model whose licence is a web page, looked at once."""
    url = site.page("/terms", page(FREE))
    hub.add("acme/linked", {"README.md": card(license="other", license_link=url)})
    after(desk, HOUR, "acme/linked")
    told(desk)
    return "acme/linked"


def test_a_page_that_changed_is_told_after_a_second_look(desk: Desk, site: Hub, linked: str) -> None:
    site.page("/terms", page(TIGHT))
    before = len(site.requests)
    after(desk, HOUR, linked)
    (change,) = changes(desk)
    assert (change.event, change.direction) == (Event.WORDING, Direction.TIGHTER)
    assert len(site.requests) - before == 2


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (WALL, 'looks like an error page or a wall ("Access denied")'),
        (page("Welcome. We sell shoes, hats and coats of every size."), "speaks of no licence"),
        (page("Licence: see elsewhere."), "lost most of its words"),
    ],
    ids=["wall", "other page", "shrunk"],
)
def test_a_page_that_is_something_else_is_suspect_and_not_changed(
    desk: Desk, site: Hub, linked: str, body: str, why: str
) -> None:
    terms = desk.state(linked).sheet.terms
    site.page("/terms", body)
    done = after(desk, HOUR, linked)
    assert why in done.unread[0][1]
    assert told(desk) == []
    (trouble,) = desk.store.status([f"hf:{linked}"]).troubles
    assert (trouble.state, trouble.document) == (State.SUSPECT, f"{site.url}/terms")
    assert desk.state(linked).sheet.terms == terms
    assert desk.rows()["terms"] == 1
    site.page("/terms", page(FREE))
    assert after(desk, HOUR, linked).unread == ()
    assert told(desk) == []


def test_a_page_that_stays_a_wall_is_told_and_the_record_says_not_checked(
    desk: Desk, site: Hub, linked: str
) -> None:
    site.page("/terms", WALL)
    for _ in range(3):
        after(desk, HOUR, linked)
    ((_, state, sentence),) = notices(desk)
    assert state is State.SUSPECT
    assert "Access denied" in sentence
    after(desk, HOUR, linked)
    found = desk.state(linked)
    assert any("could not be read" in one for one in found.sheet.not_checked)
    assert found.sheet.terms.commercial_use == "allowed"
    rows = desk.rows()
    for _ in range(5):
        after(desk, HOUR, linked)
    assert {**desk.rows(), "runs": 0} == {**rows, "runs": 0}


def test_a_text_that_stays_short_is_believed_in_the_end(desk: Desk, site: Hub, linked: str) -> None:
    site.page("/terms", page("Licence: you may not use the model."))
    for _ in range(4):
        after(desk, HOUR, linked)
    events = [one.event for one in changes(desk)]
    assert events == [Event.WORDING]


def test_a_page_that_gives_two_texts_within_a_look_is_suspect(desk: Desk, site: Hub, linked: str) -> None:
    versions = iter(range(1000))

    def body() -> Iterator[bytes]:
        yield page(f"{FREE}\nYou may use at most {next(versions)} machines.").encode()

    site.page("/terms", body)
    done = after(desk, HOUR, linked)
    assert "gave two different texts within one look" in done.unread[0][1]
    assert told(desk) == []


def test_a_second_look_that_fails_confirms_nothing(desk: Desk, site: Hub, linked: str) -> None:
    site.page("/terms", page(TIGHT))
    site.fail("/terms", skip=1, times=1, status=500)
    assert "two different texts" in after(desk, HOUR, linked).unread[0][1]
    assert told(desk) == []
    after(desk, HOUR, linked)
    assert [one.direction for one in changes(desk)] == [Direction.TIGHTER]


def test_a_page_that_is_a_subject_itself_is_suspect_as_a_whole(desk: Desk, site: Hub) -> None:
    url = site.page("/licence", page(FREE))
    reference = Subject(Place.WEB, url)
    watch.run_pass(desk.watch(), [reference])
    told(desk)
    site.page("/licence", WALL)
    done = watch.run_pass(desk.watch(), [reference])
    assert done.counters["unread"] == 1
    assert desk.store.status([url]).by_state == {State.SUSPECT: 1}
    assert told(desk) == []
    site.page("/licence", page(TIGHT))
    watch.run_pass(desk.watch(), [reference])
    assert [one.direction for one in changes(desk)] == [Direction.TIGHTER]


def test_words_of_a_licence_are_no_error_page() -> None:
    assert suspicion(FREE, f"{FREE} Use that is forbidden ends the licence. " * 30) == ""
    assert suspicion("It is forbidden to sell.", "It is forbidden to sell or lend.") == ""


# ---- documents, resumption and our own mistakes --------------------------------------------------------


def test_a_linked_page_that_is_away_for_a_moment_changes_no_record(
    desk: Desk, hub: Hub, site: Hub, linked: str
) -> None:
    hub.repo(linked).commit({"LICENSE": FREE})
    after(desk, HOUR, linked)
    told(desk)
    rows = desk.rows()
    for _ in range(5):
        fault = site.fail("/terms", status=502, times=2)
        for _ in range(2):
            done = after(desk, HOUR, linked)
            assert (done.counters["same"], len(done.unread)) == (1, 1)
        assert fault.times == 0
        assert after(desk, HOUR, linked).unread == ()
    assert told(desk) == []
    assert desk.rows()["terms"] == rows["terms"]


def test_a_subject_our_program_cannot_bear_keeps_no_other_from_being_read(
    desk: Desk, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("acme/poison", {"LICENSE": FREE})
    hub.add("acme/venom", {"LICENSE": FREE})
    read, fetch = inspect.read, desk.sources.places[Place.HUGGINGFACE].fetch

    def reading(fetched: Fetched, *more: Any) -> Any:  # noqa: ANN401 - passed on
        if fetched.subject.name == "acme/poison":
            raise RecursionError("too deep")
        return read(fetched, *more)

    class Fetching:
        """The hub, but for one model."""

        def fetch(self, subject: Subject, known: Known) -> Fetched:
            if subject.name == "acme/venom":
                raise ZeroDivisionError
            return fetch(subject, known)

    monkeypatch.setattr(inspect, "read", reading)
    desk.sources = replace(desk.sources, places={Place.HUGGINGFACE: Fetching()})
    done = after(desk, HOUR, "acme/poison", "acme/venom", NAME)
    assert (done.counters["first"], done.counters["unread"]) == (1, 2)
    assert "mistake in licensewatch (RecursionError: too deep)" in dict(done.unread)["hf:acme/poison"]
    assert "ZeroDivisionError" in dict(done.unread)["hf:acme/venom"]
    after(desk, HOUR, "acme/poison", NAME)
    after(desk, HOUR, "acme/poison", NAME)
    assert [subject for subject, _, _ in notices(desk)] == ["hf:acme/poison"]


def test_a_pass_that_was_cut_short_long_ago_is_closed_and_told(desk: Desk, hub: Hub) -> None:
    hub.add("acme/second", {"LICENSE": FREE})
    desk.time += DAY
    names = [subjects.parse(name) for name in (NAME, "acme/second")]
    seen: list[str] = []
    alone = replace(desk.watch(), workers=1)
    first = watch.run_pass(alone, names, stop=lambda: bool(seen), progress=seen.append)
    assert first.stopped
    assert told(desk) == []
    done = after(desk, 3 * DAY, NAME, "acme/second")
    assert done.run != first.run
    assert done.counters["looked"] == 2
    inventories = told(desk)
    assert [
        one.counts.total() if hasattr(one.counts, "total") else sum(one.counts.values())
        for one in inventories
    ] == [1, 1]
    assert desk.store.unfinished_runs() == ()


def test_a_look_that_was_stopped_is_no_failed_look(desk: Desk, hub: Hub) -> None:
    hub.fail("/api/models", drop=True, times=100)
    desk.time += DAY
    asked = iter([False])
    done = watch.run_pass(desk.watch(), [subjects.parse(NAME)], stop=lambda: next(asked, True))
    assert done.stopped
    assert desk.store.failing() == ()
    assert desk.store.unfinished_runs()[0].number == done.run
