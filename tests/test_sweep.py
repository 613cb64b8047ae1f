"""The sweep: what a plan costs, what lists tell, and that nothing is missed by asking less."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from watching import Desk

from monitor import sweep, sweeper
from monitor.demo.hub import Hub
from monitor.errors import FetchError
from monitor.memo import Readings
from monitor.pool import as_they_come
from monitor.records import (
    Allowed,
    Cause,
    Identity,
    Listed,
    ListPage,
    Reading,
    Role,
    Sighting,
    Snapshot,
    State,
    SweepInfo,
    Terms,
)
from monitor.reports.human import desk as desk_report
from monitor.reports.layout import Paper
from monitor.sources import listing
from monitor.sources.blobs import Blobs
from monitor.store import Store
from monitor.sweep import Found, Situation, Watched, Way
from monitor.transport import Response
from monitor.transport.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitor.records import Document

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHA = "a" * 40
LICENCE = (
    b"Permission is granted to use, copy and modify the Model for any purpose, including commercially.\n"
)
NARROW = LICENCE + b"Commercial use by companies with more than 1,000 employees is prohibited.\n"


def info(**more: object) -> SweepInfo:
    base = SweepInfo(
        hub="https://huggingface.co",
        at=NOW - timedelta(hours=6),
        way=Way.NEWEST.value,
        subjects=100_000,
        planned=20,
        seen_at=NOW - timedelta(hours=6),
        watermark=NOW - timedelta(hours=6),
        full_at=NOW - timedelta(days=1),
        hub_models=2_000_000,
        daily=48_000.0,
    )
    return replace(base, **more)  # type: ignore[arg-type]  # any field of it


@pytest.mark.parametrize(
    ("situation", "way", "requests", "full"),
    [
        (Situation(subjects=100_000, pages=20_000, singly=3, last=info()), Way.NEWEST, 13, False),
        (Situation(subjects=100_000, pages=20_000, singly=0, last=info(full_at=NOW)), Way.NEWEST, 13, False),
        (Situation(subjects=100_000, pages=9, singly=0, last=info()), Way.AUTHORS, 10, True),
        (Situation(subjects=9_000, pages=900, singly=0, last=info(hub_models=9_999)), Way.NEWEST, 10, False),
        (Situation(subjects=4, pages=9, singly=0, last=info()), Way.SINGLY, 1, True),
        (Situation(subjects=100_000, pages=20_000, singly=0), Way.ALL, 3001, True),
        (Situation(subjects=100_000, pages=1_500, singly=0), Way.AUTHORS, 1501, True),
        (
            Situation(subjects=100_000, pages=20_000, singly=0, last=info(full_at=NOW - sweep.FULL_EVERY)),
            Way.ALL,
            2001,
            True,
        ),
        (Situation(subjects=10_000, pages=9_000, singly=0, last=info(watermark=None)), Way.ALL, 2001, True),
        (Situation(subjects=0, pages=0, singly=7), Way.SINGLY, 1, True),
    ],
)
def test_the_cheapest_way_that_sees_enough_is_taken(
    situation: Situation, way: Way, requests: int, *, full: bool
) -> None:
    planned = sweep.plan(situation, NOW)
    assert (planned.way, planned.requests, planned.full) == (way, requests, full)


def test_a_quiet_hub_is_expected_to_stay_quiet() -> None:
    costs = sweep.costs_of(Situation(subjects=99, pages=9, singly=0, last=info(daily=0.0)), NOW)
    assert costs[Way.NEWEST] == 1
    assert sweep.daily(250, timedelta(hours=6)) == 1000
    assert sweep.daily(250, timedelta(0)) == 6000


def test_looks_beyond_the_window_wait_for_the_next_ones() -> None:
    assert sweep.all_seen_by(NOW, 0, None) == NOW
    assert sweep.all_seen_by(NOW, 500, None) == NOW
    assert sweep.all_seen_by(NOW, 501, None) == NOW + timedelta(minutes=5)
    assert sweep.all_seen_by(NOW, 4001, Allowed(1000, 60)) == NOW + timedelta(minutes=4)


def told(**more: object) -> dict[str, object]:
    base: dict[str, object] = {
        "_id": "1",
        "id": "acme/m",
        "sha": SHA,
        "gated": False,
        "private": False,
        "disabled": False,
        "tags": ["license:mit", "en"],
    }
    return {**base, **more}


@pytest.mark.parametrize(
    "more",
    [{"_id": "2"}, {"id": "acme/n"}, {"gated": "auto"}, {"disabled": True}, {"tags": ["license:other"]}],
)
def test_whatever_terms_hang_on_makes_another_mark(more: dict[str, object]) -> None:
    assert sweep.mark(told(**more), SHA) != sweep.mark(told(), SHA)


def test_what_terms_do_not_hang_on_makes_the_same_mark() -> None:
    same = told(tags=["zh", "license:mit", "license:mit", 3], downloads=7)
    assert sweep.mark(same, SHA) == sweep.mark(told(), SHA) != sweep.mark(told(), "b" * 40)
    assert sweep.mark(told(tags="license:mit"), SHA) == sweep.mark(told(tags=[]), SHA)
    assert sweep.mark(told(tags=[]), None) == sweep.mark(told(), None) != sweep.mark(told(gated="auto"), None)


def test_lists_are_not_asked_about_private_models() -> None:
    assert sweep.mark(told(private=True), SHA) is None
    assert sweep.mark({}, SHA) is None


def seen(**more: object) -> Sighting:
    base = Sighting(
        key="hf:acme/m", name="acme/m", mark=sweep.mark(told(), SHA), state=State.OK, tool="rules 1"
    )
    return replace(base, **more)  # type: ignore[arg-type]  # any field of it


@pytest.mark.parametrize(
    ("more", "must"),
    [
        ({}, False),
        ({"revision": "main"}, False),
        ({"revision": "b" * 40}, False),
        ({"revision": "v1"}, True),
        ({"mark": None}, True),
        ({"mark": None, "state": State.GONE}, False),
        ({"tool": "rules 0"}, False),
        ({"tool": "rules 0", "state": State.GATED}, True),
    ],
)
def test_what_no_list_tells_is_looked_at(more: dict[str, object], *, must: bool) -> None:
    assert sweep.must_look(seen(**more), "rules 1") is must


def listed(name: str, minutes: float, **more: object) -> Listed:
    return Listed(name=name, modified=NOW - timedelta(minutes=minutes), told=told(id=name, **more))


def compared(*pages: tuple[Listed, ...], watched: Watched, newest_first: bool = True) -> Found:
    found = Found()
    sweep.compare((ListPage(models=page) for page in pages), watched, found, newest_first=newest_first)
    return found


def test_a_list_is_read_down_to_what_was_seen_before() -> None:
    models = sweep.by_name([seen(), seen(key="hf:old/m", name="old/m", moved_to="acme/m")])
    watched = sweep.watched_since(
        models, frozenset({"acme/base"}), info(watermark=NOW - timedelta(minutes=60))
    )
    pages = (
        (listed("acme/m", 1, sha="b" * 40), listed("acme/base", 5)),
        (listed("acme/n", 59), listed("acme/o", 999)),
        (listed("acme/p", 9999),),
    )
    found = compared(*pages, watched=replace(watched, until=NOW - timedelta(minutes=60)))
    assert found.moved == found.seen == {"hf:acme/m", "hf:old/m"}
    assert found.touched == {"acme/base"}
    assert (found.requests, found.models, found.fresh, found.newest) == (2, 4, 3, pages[0][0].modified)


def test_a_list_that_may_have_been_behind_is_read_a_little_further() -> None:
    close = sweep.watched_since({}, frozenset(), info(watermark=NOW, seen_at=NOW))
    assert close.until == NOW - sweep.OVERLAP
    far = sweep.watched_since({}, frozenset(), info(watermark=NOW - timedelta(days=1), seen_at=NOW))
    assert far.until == NOW - timedelta(days=1)
    assert sweep.watched_since({}, frozenset(), None).since is None


def test_models_are_not_missed_in_a_list_of_another_order() -> None:
    with pytest.raises(FetchError, match="not newest first: acme/n"):
        compared((listed("acme/m", 9), listed("acme/n", 1)), watched=Watched())
    assert (
        compared((listed("acme/m", 9), listed("acme/n", 1)), watched=Watched(), newest_first=False).models
        == 2
    )


def test_a_pinned_model_is_held_to_its_gate_alone() -> None:
    pinned = seen(revision="b" * 40, mark=sweep.mark(told(), None))
    same = compared(
        (listed("acme/m", 1, sha="c" * 40, tags=[]),), watched=Watched(models=sweep.by_name([pinned]))
    )
    assert (same.seen, same.moved) == ({pinned.key}, set())
    gated = compared((listed("acme/m", 1, gated="auto"),), watched=Watched(models=sweep.by_name([pinned])))
    assert gated.moved == {pinned.key}


def page(body: bytes, status: int = 200, **headers: str) -> Response:
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(status=status, url="https://hub.example/api/models?limit=9", headers=told, body=body)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[", 200),
        (b"{}", 200),
        (b"[]", 503),
        (b'[{"id": "acme/m"}]', 200),
        (b'[{"id": "acme/m", "lastModified": "yesterday"}]', 200),
        (b'[{"id": "acme/m", "lastModified": "2026-03-01T00:00:00"}]', 200),
    ],
)
def test_what_is_no_list_is_no_list(body: bytes, status: int) -> None:
    with pytest.raises(FetchError):
        listing.read_page(page(body, status))


def test_a_page_is_read_with_its_rate_limit() -> None:
    body = b'[7, {"id": 7}, {"id": "../m"}, {"id": "acme/m", "lastModified": "2026-03-01T12:00:00.000Z"}]'
    found = listing.read_page(page(body, RateLimit_Policy='"fixed window";"api";q=500;w=300'))
    assert [(one.name, one.modified) for one in found.models] == [("acme/m", NOW)]
    assert found.allowed == Allowed(500, 300)
    assert listing.read_page(page(b"[]")).allowed is None


def test_the_next_page_is_asked_of_the_same_hub() -> None:
    link = '<https://evil.example/api/models?cursor=x%3D>; rel="next"'
    assert listing.next_page(page(b"", Link=link), "https://hub.example") == (
        "https://hub.example/api/models?cursor=x%3D"
    )
    assert listing.next_page(page(b""), "https://hub.example") is None


# A watch over a real hub, small enough to be quick: a handful is as many as need no sweep.


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as running:
        for number in range(6):
            running.add(f"acme/m{number}", card(number))
        running.add("other/x", card(9))
        yield running


def card(number: int) -> Mapping[str, bytes]:
    return {
        "README.md": f"---\nlicense: other\nlicense_link: LICENSE\n---\n# {number}\n".encode(),
        "LICENSE": LICENCE,
    }


@pytest.fixture
def desk(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(sweeper, "FEW", 2)
    with Desk(tmp_path, hub) as found:
        yield found


NAMES = tuple(f"acme/m{number}" for number in range(6))


def asked(hub: Hub) -> list[str]:
    """Paths that the hub was asked for since the last time."""
    paths = [one.path for one in hub.requests]
    hub.requests.clear()
    return paths


def test_first_everything_then_only_what_moved(desk: Desk, hub: Hub) -> None:
    assert desk.look(*NAMES).counters["first"] == 6
    first = asked(hub)
    assert sum("sort=lastModified" in path for path in first) == 1
    hub.repo("other/x").commit({**card(9), "LICENSE": NARROW})
    assert desk.look(*NAMES).counters == {"resumed": 0, "unmoved": 6}
    assert len(asked(hub)) == 1
    hub.repo("acme/m3").commit({**card(3), "LICENSE": NARROW})
    hub.repo("acme/m4").commit({**card(4), "weights.bin": b"x"})
    report = desk.look(*NAMES)
    assert [change.subject for change in report.changes] == ["hf:acme/m3"]
    assert report.counters == {"resumed": 0, "unmoved": 4, "looked": 2, "changed": 1, "same": 1}
    assert [one.subject for one in desk.news()] == ["hf:acme/m3"]
    assert not desk.look(*NAMES).changes


def test_a_gate_is_seen_by_the_full_pass(desk: Desk, hub: Hub) -> None:
    desk.look(*NAMES)
    hub.repo("acme/m2").gated = "manual"
    desk.time += sweep.FULL_EVERY
    assert [change.subject for change in desk.look(*NAMES).changes] == ["hf:acme/m2"]
    last = desk.store.last_sweep(hub.url)
    assert last is not None
    assert (last.full_at, last.full_due) == (desk.time, desk.time + sweep.FULL_EVERY)


def test_a_model_that_vanished_is_looked_for(desk: Desk, hub: Hub) -> None:
    desk.look(*NAMES)
    hub.remove("acme/m5")
    desk.time += sweep.FULL_EVERY
    assert desk.look(*NAMES).unread[0][0] == "hf:acme/m5"
    assert desk.look(*NAMES).counters["unread"] == 1, "what could not be had is looked at again in every pass"


def test_a_renamed_model_is_known_by_its_new_name(desk: Desk, hub: Hub) -> None:
    desk.look(*NAMES)
    hub.rename("acme/m1", "acme/new")
    desk.time += sweep.FULL_EVERY
    desk.look(*NAMES)
    hub.repo("acme/new").commit({**card(1), "LICENSE": NARROW})
    assert "hf:acme/m1" in [change.subject for change in desk.look(*NAMES).changes]


def test_a_list_that_cannot_be_read_is_told_and_nothing_is_forgotten(desk: Desk, hub: Hub) -> None:
    desk.look(*NAMES)
    hub.repo("acme/m3").commit({**card(3), "LICENSE": NARROW})
    hub.fail("/api/models?", status=500)
    report = desk.look(*NAMES)
    assert report.unread[0][0] == hub.url
    assert "unmoved" not in report.counters or not report.counters["unmoved"]
    last = desk.store.last_sweep(hub.url)
    assert last is not None
    assert "HTTP 500" in last.fault
    assert [change.subject for change in desk.look(*NAMES).changes] == ["hf:acme/m3"]


def test_a_pass_that_was_cut_short_misses_nothing(desk: Desk, hub: Hub) -> None:
    desk.look(*NAMES)
    for number in range(4):
        hub.repo(f"acme/m{number}").commit({**card(number), "LICENSE": NARROW})
    done: list[str] = []
    report = desk.look(*NAMES, stop=lambda: "hf:acme/m0" in done, progress=done.append)
    assert report.stopped
    desk.time -= timedelta(days=1) - timedelta(minutes=1)
    changed = [*report.changes, *desk.look(*NAMES).changes]
    assert sorted(change.subject for change in changed) == [f"hf:acme/m{number}" for number in range(4)]


def test_rules_that_changed_read_what_is_stored_and_ask_nobody(desk: Desk, hub: Hub) -> None:
    desk.look(*NAMES)
    asked(hub)
    desk.rejudge(policy=replace(desk.reader.policy, allow=("MIT",)))
    told: list[str] = []
    assert desk.look(*NAMES, progress=told.append).counters == {"resumed": 0, "unmoved": 6, "read anew": 6}
    assert len(asked(hub)) == 1
    assert sorted(told) == [f"hf:{name}" for name in NAMES]
    assert desk.look(*NAMES).counters == {"resumed": 0, "unmoved": 6}
    hub.repo("acme/m3").commit({**card(3), "LICENSE": NARROW})
    assert [change.subject for change in desk.look(*NAMES).changes] == ["hf:acme/m3"]


def test_what_only_our_reading_changed_is_ours(desk: Desk) -> None:
    narrow = replace(desk.reader, rules=desk.reader.rules._replace(rules=(), digest="none"))
    desk.reader, whole = narrow, desk.reader
    desk.look(*NAMES)
    desk.mail()
    desk.reader = whole
    report = desk.look(*NAMES)
    assert {change.cause for change in report.changes} == {Cause.OURS}
    assert len(report.changes) == 6
    assert desk.store.verify_chain() == ()


def test_reading_anew_stops_and_goes_on(desk: Desk, hub: Hub) -> None:
    desk.look(*NAMES)
    desk.rejudge(policy=replace(desk.reader.policy, allow=("MIT",)))
    told: list[str] = []
    assert desk.look(*NAMES, progress=told.append, stop=lambda: len(told) >= 2).stopped
    asked(hub)
    desk.time -= timedelta(days=1)
    rest = desk.look(*NAMES)
    assert (rest.counters["resumed"], rest.counters["read anew"], rest.stopped) == (2, 4, False)


def test_what_cannot_be_read_anew_is_looked_at(desk: Desk, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.look(*NAMES)
    asked(hub)
    desk.rejudge(policy=replace(desk.reader.policy, allow=("MIT",)))
    snapshot = Store.snapshot

    def lost(store: Store, key: str, document: Document) -> Snapshot | None:
        if key == "hf:acme/m2":
            raise RecursionError
        return snapshot(store, key, document)

    monkeypatch.setattr(Store, "snapshot", lost)
    report = desk.look(*NAMES)
    assert (report.counters["read anew"], report.counters["looked"]) == (5, 1)
    assert any("acme/m2" in path for path in asked(hub))


def test_a_document_that_many_link_to_is_looked_at_once_until_it_changes(desk: Desk, hub: Hub) -> None:
    hub.add("terms/t", {"LICENSE": LICENCE})
    link = f"{hub.url}/terms/t/blob/main/LICENSE"
    for name in NAMES:
        text = f"---\nlicense: other\nlicense_link: {link}\n---\n# {name}\n"
        hub.repo(name).commit({"README.md": text.encode()})
    desk.look(*NAMES)
    assert desk.look(*NAMES).counters["looked"] == 1
    hub.repo("terms/t").commit({"LICENSE": NARROW})
    assert sorted(change.subject for change in desk.look(*NAMES).changes) == [f"hf:{name}" for name in NAMES]


def test_status_says_what_was_chosen(desk: Desk) -> None:
    desk.look(*NAMES)
    desk.look(*NAMES)
    found = desk.store.status().sweep
    assert found is not None
    assert (found.way, found.requests, found.looks, found.subjects) == (Way.NEWEST.value, 1, 0, 6)


def test_status_is_written_out() -> None:
    told = status_of(info(requests=3, looks=7, all_seen_by=NOW + timedelta(hours=1), full_due=NOW))
    assert (
        "newest first: 3 requests to its lists (20 planned) for 100000 models, 7 looked at one by one" in told
    )
    assert "everything will have been seen by 2026-03-01 13:00 UTC" in told
    assert "the next full pass is due 2026-03-01 12:00 UTC" in told
    assert "The list broke." in status_of(info(fault="The list broke."))


def status_of(last: SweepInfo) -> str:
    return " ".join(" ".join(desk_report._sweep(last, NOW, Paper(width=100))).split())


def test_requests_under_way_count_when_a_window_begins() -> None:
    budget = Budget()
    for _ in range(3):
        assert budget.take("hub", "api", 0.0) == 0.0
    budget.note("hub", '"api";r=3;t=300', 0.0)  # two more are under way
    budget.landed("hub", "api")
    assert budget.take("hub", "api", 1.0) == 0.0
    assert budget.take("hub", "api", 1.0) == 299.0


def test_an_answer_of_the_window_before_changes_nothing() -> None:
    budget = Budget()
    budget.note("hub", '"api";r=1;t=300', 0.0)
    budget.note("hub", '"api";r=400;t=2', 0.0)
    assert budget.take("hub", "api", 0.0) == 0.0
    assert budget.take("hub", "api", 0.0) == 300.0


def snapshot(body: bytes | None) -> Snapshot:
    return Snapshot(role=Role.LICENSE, name="LICENSE", url="u", fetched_at=NOW, body=body)


def test_a_file_is_downloaded_once_and_a_refusal_is_not_shared() -> None:
    blobs = Blobs()
    downloads: list[bytes | None] = []

    def download(body: bytes | None) -> Snapshot:
        downloads.append(body)
        return snapshot(body)

    for body in (None, LICENCE, NARROW):
        found = blobs.get("a" * 40, partial(download, body))
    assert (downloads, found.body) == ([None, LICENCE], LICENCE)
    with pytest.raises(StopIteration):
        blobs.get("b" * 40, partial(next, iter(())))
    assert blobs.get("b" * 40, partial(download, NARROW)).body == NARROW


def test_a_text_is_read_once_by_the_same_rules() -> None:
    readings = Readings()
    made = [Reading(terms=Terms(), identity=Identity(missing=number)) for number in range(3)]
    first = readings.get("rules 1", "text", lambda: made[0])
    assert readings.get("rules 1", "text", lambda: made[1]) is first is made[0]
    assert readings.get("rules 2", "text", lambda: made[2]) is made[2]


def test_looks_are_bounded_and_stop() -> None:
    assert sorted(as_they_come(range(9), str, 3)) == [str(number) for number in range(9)]
    assert list(as_they_come(range(9), str, 3, lambda: True)) == []
    with pytest.raises(ZeroDivisionError):
        list(as_they_come([1, 0], lambda number: 1 // number, 2))
