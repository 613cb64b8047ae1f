"""Web pages under watch: noise, weight, flapping, selectors, walls, and whose doing a change was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from watching import START, Desk

from monitor import watch
from monitor.alerts.digest import build_digest
from monitor.demo.hub import Hub
from monitor.inspect import inspect
from monitor.reach import reach_of
from monitor.records import (
    Cause,
    Change,
    ChangeNews,
    Decision,
    Direction,
    Document,
    DocumentChange,
    Event,
    Inspection,
    Place,
    Read,
    Role,
    Sheet,
    State,
    Subject,
)
from monitor.reports.human.changes import told_change
from monitor.reports.layout import Paper
from monitor.sources import open_sources
from monitor.transport import Limits, Transport, origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.watch import Report

GRANT = "Permission is granted to use, copy, modify and sell the model under this licence."
LIMIT = "You must not use the model if you have more than {} million monthly active users."
BRANDS = "Our brands are Otter and Heron, and the services run in many places of the world."
REST = [
    f"Part {name}. The terms hold for everybody who receives the model." for name in ("one", "two", "three")
]

Look: TypeAlias = Callable[[], "Report"]


def page(*lines: str, head: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head>{head}</head><body><nav>Home</nav><main>{body}</main></body></html>"


def terms(
    users: int = 100, brands: str = BRANDS, updated: str = "Updated: 3 days ago", head: str = ""
) -> str:
    return page("Licence of the model", updated, GRANT, LIMIT.format(users), brands, *REST, head=head)


@pytest.fixture
def site() -> Iterator[Hub]:
    with Hub() as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path, site: Hub) -> Iterator[Desk]:
    with Desk(tmp_path, site) as opened:
        yield opened


@pytest.fixture
def look(desk: Desk, site: Hub) -> Look:
    """One pass over a page of terms that was looked at once."""
    reference = Subject(Place.WEB, site.page("/terms", terms()))

    def once() -> Report:
        desk.time += timedelta(hours=6)
        return watch.run_pass(desk.watch(), [reference])

    once()
    desk.mail()
    return once


def told(desk: Desk) -> list[Change]:
    return [news.change for _, news in desk.mail() if isinstance(news, ChangeNews)]


def history(desk: Desk, site: Hub) -> tuple[Change, ...]:
    return desk.store.history(f"{site.url}/terms")


def test_noise_is_no_change(desk: Desk, site: Hub, look: Look) -> None:
    rows = desk.rows()
    for number in range(3):
        head = f'<script nonce="{number}">var now = {number};</script>'
        site.page("/terms", terms(updated=f"Updated: {number + 5} days ago", head=head))
        assert look().counters["same"] == 1
    assert (told(desk), history(desk, site)) == ([], ())
    assert desk.rows() == {
        **rows,
        "runs": rows["runs"] + 3,
        "snapshots": rows["snapshots"] + 3,
        "texts": rows["texts"] + 3,
    }


def test_a_changed_number_is_told_whoever_reads_it(desk: Desk, site: Hub, look: Look) -> None:
    site.page("/terms", terms(50))
    look()
    (change,) = told(desk)
    assert (change.event, change.direction) == (Event.WORDING, Direction.TIGHTER)
    assert change.reach == ""


def test_words_of_weight_that_no_rule_knows_are_told_too(desk: Desk, site: Hub, look: Look) -> None:
    site.page("/terms", terms(brands=BRANDS.replace("Heron", "Pelican")))
    look()
    (change,) = told(desk)
    assert (change.event, change.direction) == (Event.WORDING, Direction.LATERAL)
    assert change.documents[0].note == "the page names somebody or something else; no term that is read here"


def test_another_address_is_told_though_the_words_are_the_same(desk: Desk, site: Hub, look: Look) -> None:
    site.page("/terms", terms(brands=f"{BRANDS} Write to use-case@acme.example."))
    look()
    told(desk)
    site.page("/terms", terms(brands=f"{BRANDS} Write to use_case@acme.example."))
    look()
    (change,) = told(desk)
    assert (change.event, "another address" in change.documents[0].note) == (Event.WORDING, True)


def test_what_is_editorial_stays_in_the_history(desk: Desk, site: Hub, look: Look) -> None:
    site.page("/terms", terms(brands=BRANDS.replace("many places", "various places")))
    look()
    assert told(desk) == []
    (change,) = history(desk, site)
    assert change.event is Event.EDITORIAL
    assert change.quiet.startswith("The page changed in layout")


def test_a_page_that_flaps_owes_nothing_per_flap(desk: Desk, site: Hub, look: Look) -> None:
    alerts = []
    for turn in range(8):
        site.page("/terms", terms(50 if turn % 2 == 0 else 100, updated=f"Updated: {turn + 1} hours ago"))
        look()
        alerts += told(desk)
    assert [one.event for one in alerts] == [Event.WORDING, Event.RETURNED]
    assert alerts[1].documents[0].note == "returned to the text of 2026-03-01"
    assert alerts[1].direction is Direction.LOOSER
    flaps = history(desk, site)[2:]
    assert len(flaps) == 6
    assert {one.quiet for one in flaps} == {"The page went to and fro between the same two texts before."}
    site.page("/terms", terms(10))
    look()
    assert [one.direction for one in told(desk)] == [Direction.TIGHTER]


def test_a_wall_at_first_sight_is_suspect(desk: Desk, site: Hub) -> None:
    url = site.page("/wall", page("Just a moment", "Enable JavaScript and cookies to continue"))
    found = inspect(Subject(Place.WEB, url), desk.sources, desk.reader, desk.now)
    assert found.state is State.SUSPECT
    assert found.verdicts[0].decision is Decision.INCOMPLETE
    plain = site.page("/plain", "Just a moment", "text/plain")
    assert inspect(Subject(Place.WEB, plain), desk.sources, desk.reader, desk.now).state is State.OK


def test_a_change_is_confirmed_after_a_pause(desk: Desk, site: Hub, look: Look) -> None:
    asked: list[int] = []
    reference = Subject(Place.WEB, f"{site.url}/terms")
    paused = replace(desk.watch(), pause=lambda: asked.append(len(site.requests)))
    site.page("/terms", terms(updated="Updated: yesterday"))
    watch.run_pass(paused, [reference])
    assert asked == []
    site.page("/terms", terms(50))
    before = len(site.requests)
    watch.run_pass(paused, [reference])
    assert (asked, len(site.requests)) == ([before + 1], before + 2)
    assert len(told(desk)) == 1
    assert look().counters["same"] == 1


# Selectors.


def test_a_selector_finds_the_terms_and_its_change_is_ours(desk: Desk, site: Hub, look: Look) -> None:
    url = f"{site.url}/terms"
    desk.rejudge(pages={url: "main p:nth-of-type(3), main p:nth-of-type(4)"})
    look()
    (read,) = desk.state(url).reads
    assert read.document.text == f"{GRANT}\n\n{LIMIT.format(100)}"
    assert told(desk) == []
    assert [one.cause for one in history(desk, site)] in ([], [Cause.OURS])
    site.page("/terms", terms(50, brands="Changed outside of what is looked at."))
    look()
    (change,) = told(desk)
    assert (change.cause, change.direction) == (Cause.THEIRS, Direction.TIGHTER)


@pytest.mark.parametrize(
    ("selector", "fault"), [("p::", "which is no CSS"), ("#terms", "has no text where the selector")]
)
def test_a_selector_that_finds_nothing_never_clears(desk: Desk, site: Hub, selector: str, fault: str) -> None:
    url = site.page("/terms", terms())
    reader = replace(desk.reader, pages={url: selector})
    found = inspect(Subject(Place.WEB, url), desk.sources, reader, desk.now)
    assert fault in found.reads[0].document.faults[0]
    assert found.verdicts[0].decision is Decision.INCOMPLETE


# Our reading and theirs.


def test_what_our_reader_and_the_page_changed_at_once_are_two_events(
    desk: Desk, site: Hub, look: Look
) -> None:
    # Yesterday's reader looked at one paragraph only, today's at the whole page; the page changed too.
    url = f"{site.url}/terms"
    desk.rejudge(pages={url: "main p:nth-of-type(3)"})
    site.page("/terms", terms(head="<!-- 1 -->"))
    look()
    told(desk)
    desk.rejudge(pages={})
    site.page("/terms", terms(50, head="<!-- 2 -->"))
    look()
    ours, theirs = history(desk, site)[-2:]
    assert (ours.cause, theirs.cause) == (Cause.OURS, Cause.THEIRS)
    assert [one.field for one in theirs.fields] == ["thresholds"]
    assert "100,000,000" in theirs.fields[0].before
    assert [one.cause for one in told(desk)][-1:] == [Cause.THEIRS]
    assert desk.store.previous(url) is not None


# The revision in use.


def test_an_alert_says_whether_a_pinned_revision_is_touched(tmp_path: Path, site: Hub) -> None:
    with Hub() as hub, Desk(tmp_path, hub) as desk:
        limits = Limits(attempts=1, connect_timeout=3.0, read_timeout=3.0)
        allowed = frozenset({origin(hub.url), origin(site.url)})
        url = site.page("/terms", terms())
        hub.add("acme/m", {"LICENSE": GRANT, "README.md": f"---\nlicense: other\nlicense_link: {url}\n---\n"})
        commit = hub.repo("acme/m").head.sha
        with Transport(limits, allow_private=allowed) as transport:
            desk.sources = open_sources(transport, endpoint=hub.url, token="", now=desk.now)
            desk.look(f"acme/m@{commit}", "acme/m")
            desk.mail()
            site.page("/terms", terms(50))
            desk.look(f"acme/m@{commit}", "acme/m")
            reached = {one.subject: one.reach for one in told(desk)}
            assert reached == {
                f"hf:acme/m@{commit}": f"may reach you now: linked page {url}",
                "hf:acme/m": "",
            }


def test_an_alert_and_the_history_tell_what_is_reached_and_what_was_not_sent(
    desk: Desk, site: Hub, look: Look
) -> None:
    site.page("/terms", terms(50))
    look()
    (news,) = [one for _, one in desk.mail() if isinstance(one, ChangeNews)]
    pinned = replace(
        news, change=replace(news.change, reach="pinned: text unchanged", quiet="The page flaps.")
    )
    (item,) = build_digest([pinned]).items
    assert item.happened[-1] == "The revision you use: pinned: text unchanged."
    shown = "\n".join(told_change(pinned.change, Paper()))
    assert "pinned: text unchanged" in shown
    assert "The page flaps." in shown
    assert len(build_digest([news, pinned]).items) == 2


FILE = Document(role=Role.LICENSE, name="LICENSE", url="u", state=State.OK, commit="a" * 40)
LINKED = replace(FILE, role=Role.LINKED, name="https://x.example/t", commit=None)
POLICY = replace(LINKED, role=Role.POLICY)


@pytest.mark.parametrize(
    ("event", "document", "reach"),
    [
        (Event.WORDING, FILE, "pinned: text unchanged"),
        (Event.WORDING, LINKED, "may reach you now: linked page https://x.example/t"),
        (Event.WORDING, POLICY, "may reach you now: linked policy"),
        (Event.GATED, FILE, "may reach you now: the gate"),
        (Event.GONE, FILE, "pinned: the repository is gone; what you hold keeps its terms"),
        (Event.MOVED, FILE, "pinned: the repository moved"),
    ],
)
def test_reach(event: Event, document: Document, reach: str) -> None:
    subject = Subject(Place.HUGGINGFACE, "a/b", "a" * 40)
    stood = Inspection(
        subject=subject,
        seen_at=START,
        state=State.OK,
        commit="a" * 40,
        reads=(Read(document=document),),
        sheet=Sheet(),
    )
    change = Change(
        subject=subject.key,
        seen_at=START,
        event=event,
        cause=Cause.THEIRS,
        direction=Direction.NONE,
        documents=(DocumentChange(event=event, document=document.name),),
    )
    assert reach_of(subject, change, stood, stood) == reach
    assert reach_of(replace(subject, revision="main"), change, stood, stood) == ""
