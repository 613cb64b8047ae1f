"""What bears on no term is mailed to nobody when it comes, and listed once a week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from watching import Desk

from monitor.alerts.digest import build_digest
from monitor.alerts.notices import listed, week_of
from monitor.demo.hub import Hub
from monitor.records import Cause, Change, Direction, DocumentChange, Event, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FREE = "You may use the model for any purpose, including commercial purposes, worldwide.\n"
TYPO = FREE.replace("worldwide", "world-wide, everywhere")
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as running:
        for name in ("acme/one", "acme/two"):
            running.add(name, {"README.md": "---\nlicense: other\n---\n", "LICENSE": FREE})
        yield running


@pytest.fixture
def desk(hub: Hub, tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path, hub) as found:
        found.time = datetime(2026, 3, 2, 12, tzinfo=UTC)  # looks come a day later: the first on a Tuesday
        yield found


def notices(desk: Desk) -> list[Notice]:
    return [news for _, news in desk.mail() if isinstance(news, Notice)]


def days(desk: Desk, count: int) -> list[list[Notice]]:
    """What each of some daily looks tells."""
    told = []
    for _ in range(count):
        desk.look("acme/one", "acme/two")
        told.append(notices(desk))
    return told


def test_edits_are_listed_by_the_first_look_of_the_next_week(desk: Desk, hub: Hub) -> None:
    days(desk, 1)
    hub.repo("acme/one").commit({"LICENSE": TYPO})
    assert days(desk, 5) == [[]] * 5  # to Sunday
    ((notice,),) = days(desk, 1)
    assert notice.quiet
    assert "hf:acme/one (LICENSE)" in notice.sentence
    assert "acme/two" not in notice.sentence
    digest = build_digest([notice])
    assert digest.subject == "[licensewatch] EDITORIAL: 1 model"
    assert digest.remarks[0].tag == "editorial"
    assert days(desk, 14) == [[]] * 14


def test_an_edit_of_the_new_week_waits_for_the_next(desk: Desk, hub: Hub) -> None:
    days(desk, 6)
    hub.repo("acme/two").commit({"LICENSE": TYPO})
    assert days(desk, 7) == [[]] * 7
    ((notice,),) = days(desk, 1)
    assert "acme/two" in notice.sentence


def test_weeks_without_a_look_are_made_up_for(desk: Desk, hub: Hub) -> None:
    days(desk, 1)
    hub.repo("acme/one").commit({"LICENSE": TYPO})
    days(desk, 1)
    desk.time += timedelta(days=30)
    ((notice,),) = days(desk, 1)
    assert "acme/one" in notice.sentence


def test_what_was_told_is_not_listed(desk: Desk, hub: Hub) -> None:
    days(desk, 1)
    hub.repo("acme/one").commit({"LICENSE": FREE + "Commercial use is prohibited.\n"})
    assert days(desk, 14) == [[]] * 14
    assert len(desk.store.history("hf:acme/one")) == 1


def test_the_past_before_we_came_is_not_listed(desk: Desk, hub: Hub) -> None:
    hub.repo("acme/one").commit({"LICENSE": TYPO})
    assert days(desk, 14) == [[]] * 14
    assert desk.store.history("hf:acme/one")[0].reconstructed


def test_what_is_watched_no_more_is_not_listed(desk: Desk, hub: Hub) -> None:
    days(desk, 1)
    hub.repo("acme/one").commit({"LICENSE": TYPO})
    days(desk, 1)
    desk.time += timedelta(days=7)
    desk.look("acme/two")
    assert notices(desk) == []


def test_nobody_is_told_where_nobody_is_to_be(desk: Desk, hub: Hub) -> None:
    desk.recipients = ()
    days(desk, 1)
    hub.repo("acme/one").commit({"LICENSE": TYPO})
    days(desk, 7)
    assert desk.store.owed(desk.time) == ()


def test_long_lists_are_cut() -> None:
    def edit(number: int) -> Change:
        document = DocumentChange(event=Event.EDITORIAL, document="LICENSE")
        return Change(
            subject=f"hf:a/{number:02}",
            seen_at=NOW,
            event=Event.EDITORIAL,
            cause=Cause.THEIRS,
            direction=Direction.NONE,
            documents=(document,),
        )

    notice = listed([edit(number) for number in range(25)], NOW)
    assert notice
    assert "hf:a/19 (LICENSE) and 5 more." in notice.sentence
    assert notice.subject == "25 models"
    assert listed([], NOW) is None


@pytest.mark.parametrize("day", range(2, 9))
def test_weeks_begin_on_monday(day: int) -> None:
    assert week_of(datetime(2026, 3, day, 23, 59, tzinfo=UTC)) == datetime(2026, 3, 2, tzinfo=UTC)
