"""A pass over the watch list: what is recorded, what is owed, and what a pass that is cut short leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from watching import RECIPIENT, Desk

from monitor import inspect, subjects
from monitor.demo.hub import Hub
from monitor.records import (
    Cause,
    ChangeNews,
    Commercial,
    Decision,
    Direction,
    Event,
    Fetched,
    Inventory,
    Level,
    Place,
    Policy,
    Profile,
    State,
    Use,
)
from monitor.rules import RuleSet
from monitor.sources import open_sources
from monitor.watch import run_pass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.records import Subject
    from monitor.sources import Known

GRANT = "You may use the Model for any purpose, including commercial purposes.\n"
WRAPPED = "You may use the Model for any purpose,\nincluding commercial\npurposes.\n"
BAN = "You may not use the Model for any commercial purpose.\n"
RECIPIENTS = (RECIPIENT, "cto@firm.example")
# A pass that finds nothing new may touch these: its own row, and when a subject was last looked at.
COUNTERS = {"runs"}


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        yield hub


@pytest.fixture
def desk(tmp_path: Path, hub: Hub) -> Iterator[Desk]:
    with Desk(tmp_path, hub, RECIPIENTS) as desk:
        yield desk


def grown(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """The tables that have other rows than before."""
    return {table for table in after if after[table] != before.get(table)}


# ---- First, same, changed ------------------------------------------------------------------------------


def test_the_first_pass_sends_one_inventory_and_no_alarm(desk: Desk, hub: Hub) -> None:
    hub.add("first/good", {"LICENSE": GRANT})
    hub.add("first/bad", {"LICENSE": BAN})
    report = desk.look("first/good", "first/bad", "first/none")
    assert report.counters["first"] == 2
    assert report.counters["unread"] == 1
    assert [key for key, _ in report.unread] == ["hf:first/none"]
    owed = desk.mail()
    assert [recipient for recipient, _ in owed] == sorted(RECIPIENTS)
    for _, news in owed:
        assert isinstance(news, Inventory)
        assert sum(news.counts.values()) == 3
        assert news.rows[0].subject == "hf:first/bad"
        assert {row.subject for row in news.rows} >= {"hf:first/bad", "hf:first/none"}
    assert desk.mail() == []


def test_the_second_pass_writes_nothing_but_its_counters(desk: Desk, hub: Hub) -> None:
    hub.add("same/one", {"LICENSE": GRANT, "README.md": "---\nlicense: mit\n---\n# One\n"})
    desk.look("same/one")
    before = desk.rows()
    hub.repo("same/one").commit({"weights.bin": "new"})
    report = desk.look("same/one")
    assert (report.counters["same"], report.changes, report.unread) == (1, (), ())
    assert grown(before, desk.rows()) == COUNTERS
    assert len(desk.mail()) == 2  # the inventory of the first pass


def test_a_change_owes_one_alert_a_recipient(desk: Desk, hub: Hub) -> None:
    repo = hub.add("change/one", {"LICENSE": GRANT})
    desk.look("change/one")
    desk.mail()
    repo.commit({"LICENSE": BAN})
    report = desk.look("change/one")
    (change,) = report.changes
    assert (change.event, change.cause, change.direction) == (Event.WORDING, Cause.THEIRS, Direction.TIGHTER)
    owed = desk.mail()
    assert sorted(recipient for recipient, _ in owed) == sorted(RECIPIENTS)
    for _, news in owed:
        assert isinstance(news, ChangeNews)
        (shift,) = news.shifts
        assert (news.change, shift.after) == (change, Decision.DENY)
        assert shift.before is not Decision.DENY
    assert desk.look("change/one").changes == ()
    assert desk.mail() == []
    assert desk.store.history("hf:change/one") == (change,)
    assert desk.store.verify_chain() == ()


def test_an_alert_compares_a_new_limit_with_the_profile(desk: Desk, hub: Hub) -> None:
    limit = "Products with more than 9 million monthly active users need our written permission.\n"
    desk.reader = replace(desk.reader, profiles=(Profile(uses=(Use.PRODUCT,), users_month=40_000),))
    repo = hub.add("limit/one", {"README.md": "---\nlicense: mit\n---\n", "LICENSE": GRANT})
    desk.look("limit/one")
    desk.mail()
    repo.commit({"LICENSE": GRANT + limit})
    desk.look("limit/one")
    for _, news in desk.mail():
        assert isinstance(news, ChangeNews)
        (shift,) = news.shifts
        assert "metadata says license: mit" in shift.reason  # the gravest reason
        assert "9,000,000 monthly active users" in shift.reason
        assert "you declared 40,000" in shift.reason


def test_a_rewrap_is_recorded_and_owes_nothing(desk: Desk, hub: Hub) -> None:
    repo = hub.add("wrap/one", {"LICENSE": GRANT})
    desk.look("wrap/one")
    desk.mail()
    repo.commit({"LICENSE": WRAPPED})
    (change,) = desk.look("wrap/one").changes
    assert (change.event, change.direction) == (Event.EDITORIAL, Direction.NONE)
    assert desk.mail() == []


def test_nobody_to_tell_is_recorded_all_the_same(tmp_path: Path, hub: Hub) -> None:
    repo = hub.add("nobody/one", {"LICENSE": GRANT})
    with Desk(tmp_path, hub, recipients=()) as desk:
        desk.look("nobody/one")
        repo.commit({"LICENSE": BAN})
        assert len(desk.look("nobody/one").changes) == 1
        assert desk.mail() == []


def test_change_and_alerts_are_recorded_together_or_not_at_all(
    desk: Desk, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = hub.add("atom/one", {"LICENSE": GRANT})
    desk.look("atom/one")
    desk.mail()
    repo.commit({"LICENSE": BAN})

    def refuse(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(type(desk.store), "_owe", refuse)
        with pytest.raises(KeyboardInterrupt):
            desk.look("atom/one")
    assert desk.store.history("hf:atom/one") == ()
    assert desk.state("atom/one").sheet.terms.commercial_use is Commercial.ALLOWED
    assert len(desk.look("atom/one").changes) == 1
    assert len(desk.mail()) == 2


# ---- What cannot be had --------------------------------------------------------------------------------


def test_a_subject_that_cannot_be_reached_keeps_its_record(desk: Desk, hub: Hub) -> None:
    repo = hub.add("down/one", {"LICENSE": GRANT})
    desk.look("down/one")
    desk.mail()
    good = desk.state("down/one")
    fault = hub.fail("/api/models/down/one", status=500, times=99)
    report = desk.look("down/one")
    assert (report.counters["unread"], report.changes) == (1, ())
    assert report.unread[0][0] == "hf:down/one"
    assert desk.state("down/one") == good
    assert desk.news() == []
    fault.times = 0
    assert desk.look("down/one").counters["same"] == 1
    repo.commit({"LICENSE": BAN})
    assert len(desk.look("down/one").changes) == 1


def test_a_linked_page_that_goes_down_keeps_its_last_terms(desk: Desk, hub: Hub) -> None:
    link = hub.page("/legal/linked/terms.html", f"<html><body><h1>Terms</h1><p>{BAN}</p></body></html>")
    card = f"---\nlicense: other\nlicense_name: ours\nlicense_link: {link}\n---\n# One\n"
    repo = hub.add("linked/one", {"README.md": card, "NOTICE": "Made by us.\n", "LICENSE": GRANT})
    desk.look("linked/one")
    assert desk.state("linked/one").sheet.terms.commercial_use is Commercial.PROHIBITED
    desk.mail()
    fault = hub.fail("/legal/linked/", status=503, times=999)
    for _ in range(3):
        report = desk.look("linked/one")
        assert report.changes == ()
    assert [key for key, _ in report.unread] == ["hf:linked/one"]
    assert desk.news() == []
    repo.commit({"LICENSE": f"{GRANT}\nYou must display “Built with Acme” prominently on your website.\n"})
    (change,) = desk.look("linked/one").changes
    assert [each.field for each in change.fields] == ["display_attribution"]
    state = desk.state("linked/one")
    assert state.sheet.terms.commercial_use is Commercial.PROHIBITED
    assert any("terms.html" in sentence for sentence in state.sheet.not_checked)
    fault.times = 0
    assert desk.look("linked/one").changes == ()
    assert desk.state("linked/one").sheet.not_checked == ()


def test_a_gate_is_told_once_and_what_stays_readable_is_watched(desk: Desk, hub: Hub) -> None:
    card = "---\nlicense: mit\n---\n# One\n"
    repo = hub.add("gate/one", {"README.md": card, "LICENSE": GRANT})
    desk.look("gate/one")
    repo.gated = "manual"
    (change,) = desk.look("gate/one").changes
    assert (change.event, change.fields) == (Event.GATED, ())
    assert desk.state("gate/one").sheet.terms.commercial_use is Commercial.ALLOWED
    before = desk.rows()
    assert desk.look("gate/one").changes == ()
    assert grown(before, desk.rows()) == COUNTERS
    repo.commit({"README.md": card.replace("mit", "cc-by-nc-4.0")})
    (change,) = desk.look("gate/one").changes
    assert Event.DECLARATION in {each.event for each in change.documents}


def test_a_repository_that_is_gone_is_told_once(tmp_path: Path, hub: Hub) -> None:
    hub.add("gone/one", {"LICENSE": GRANT})
    hub.set_token("hf_known")
    with Desk(tmp_path, hub) as desk:
        desk.sources = open_sources(desk.transport, endpoint=hub.url, token="hf_known", now=desk.now)
        desk.look("gone/one")
        desk.mail()
        repo = hub.repo("gone/one")
        hub.remove("gone/one")
        changes = [change for _ in range(4) for change in desk.look("gone/one").changes]
        assert [change.event for change in changes] == [Event.GONE]
        assert desk.news() == changes
        hub.take(repo)
        (back,) = desk.look("gone/one").changes
        assert back.event is not Event.GONE
        assert desk.state("gone/one").sheet.terms.commercial_use is Commercial.ALLOWED


def test_a_subject_we_fail_on_keeps_no_other_from_being_watched(
    desk: Desk, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("poison/one", "poison/two", "poison/three"):
        hub.add(name, {"LICENSE": GRANT})
    read = inspect.read

    def fragile(fetched: Fetched, *more: Any) -> Any:  # noqa: ANN401 - passed on
        if fetched.subject.name == "poison/two":
            raise RecursionError("too deep")
        return read(fetched, *more)

    class Fragile:
        def fetch(self, subject: Subject, known: Known) -> Fetched:
            if subject.name == "poison/three":
                raise ValueError("odd")
            return sources.places[Place.HUGGINGFACE].fetch(subject, known)

    sources = desk.sources
    desk.sources = replace(sources, places={Place.HUGGINGFACE: Fragile()})
    monkeypatch.setattr(inspect, "read", fragile)
    report = desk.look("poison/one", "poison/two", "poison/three")
    assert (report.counters["first"], report.counters["unread"]) == (1, 2)
    assert {key for key, _ in report.unread} == {"hf:poison/two", "hf:poison/three"}
    assert all("mistake in licensewatch" in why for _, why in report.unread)
    monkeypatch.setattr(inspect, "read", read)
    desk.sources = sources
    assert desk.look("poison/one", "poison/two", "poison/three").counters["first"] == 2


# ---- Cut short -----------------------------------------------------------------------------------------


def test_a_pass_that_is_stopped_goes_on_later(desk: Desk, hub: Hub) -> None:
    names = [f"stop/m{number}" for number in range(6)]
    for name in names:
        hub.add(name, {"LICENSE": GRANT})
    seen: list[str] = []
    report = desk.look(*names, stop=lambda: len(seen) >= 2, progress=seen.append)
    assert report.stopped
    assert 2 <= len(seen) < 6
    assert desk.mail() == []  # the inventory waits for the whole
    assert desk.store.unfinished_runs()[0].number == report.run
    rest = run_pass(desk.watch(), [subjects.parse(name) for name in names], progress=seen.append)
    assert (rest.run, rest.stopped, rest.counters["resumed"]) == (
        report.run,
        False,
        6 - rest.counters["looked"],
    )
    assert sorted(seen) == [f"hf:{name}" for name in names]
    ((_, news), _) = desk.mail()
    assert isinstance(news, Inventory)
    assert sum(news.counts.values()) == 6


def test_a_pass_that_is_killed_between_subjects_owes_each_change_once(desk: Desk, hub: Hub) -> None:
    names = [f"kill/m{number}" for number in range(4)]
    for name in names:
        hub.add(name, {"LICENSE": GRANT})
    desk.look(*names)
    desk.mail()
    for name in names:
        hub.repo(name).commit({"LICENSE": BAN})
    done: list[str] = []

    def killed(key: str) -> None:
        done.append(key)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.look(*names, progress=killed)
    rest = run_pass(desk.watch(), [subjects.parse(name) for name in names])
    assert (rest.counters["resumed"], rest.counters["changed"]) == (2, 2)
    told = desk.news()
    assert sorted(change.subject for change in told) == [f"hf:{name}" for name in names]
    assert desk.store.verify_chain() == ()


def test_a_pass_that_was_cut_short_long_ago_is_not_gone_on_with(desk: Desk, hub: Hub) -> None:
    for name in ("old/one", "old/two"):
        hub.add(name, {"LICENSE": GRANT})
    first = desk.look("old/one", stop=lambda: True)
    assert (first.stopped, first.counters.get("looked", 0)) == (True, 0)
    desk.look("old/one", "old/two")
    later = desk.look("old/one", "old/two")
    assert later.counters["resumed"] == 0
    assert desk.store.unfinished_runs() == ()


# ---- Ours ----------------------------------------------------------------------------------------------


def test_another_policy_judges_anew_and_alarms_nobody(desk: Desk, hub: Hub) -> None:
    hub.add("policy/one", {"LICENSE": GRANT})
    desk.look("policy/one")
    desk.mail()
    desk.rejudge(policy=Policy(allow=("MIT",)))
    report = desk.look("policy/one")
    assert (report.changes, desk.mail()) == ((), [])
    assert desk.state("policy/one").verdicts[0].decision is Decision.DENY
    desk.rejudge(policy=Policy(unknown=Level.ALLOW), profiles=(Profile(name="two", uses=(Use.INTERNAL,)),))
    desk.look("policy/one")
    assert desk.state("policy/one").verdicts[0].profile == "two"
    before = desk.rows()
    desk.look("policy/one")
    assert grown(before, desk.rows()) == COUNTERS


def test_rules_that_read_stricter_are_ours_and_told_as_such(desk: Desk, hub: Hub) -> None:
    hub.add("rules/one", {"LICENSE": BAN})
    full = desk.reader.rules
    blind = RuleSet((), "blind", full.lexicon)
    desk.rejudge(rules=blind)
    desk.look("rules/one")
    desk.mail()
    desk.rejudge(rules=full)
    (change,) = desk.look("rules/one").changes
    assert (change.event, change.cause) == (Event.READING, Cause.OURS)
    assert desk.news() == [change]
    desk.rejudge(rules=blind)
    (change,) = desk.look("rules/one").changes
    assert change.cause is Cause.OURS
    assert desk.news() == []  # milder: recorded, not told


def test_another_digest_alone_changes_nothing(desk: Desk, hub: Hub) -> None:
    hub.add("digest/one", {"LICENSE": GRANT})
    desk.look("digest/one")
    desk.mail()
    desk.rejudge(rules=desk.reader.rules._replace(digest="another"))
    assert desk.look("digest/one").changes == ()
    assert desk.mail() == []


def test_a_look_that_brings_nothing_is_told_by_its_state(desk: Desk) -> None:
    desk.sources = open_sources(None, now=desk.now)
    report = desk.look("offline/one")
    assert report.counters["unread"] == 1
    assert "Network access is off" in report.unread[0][1]
    assert desk.store.inspection("hf:offline/one") is None
    (trouble,) = desk.store.status(["hf:offline/one"]).troubles
    assert (trouble.subject, trouble.state) == ("hf:offline/one", State.UNREACHABLE)
