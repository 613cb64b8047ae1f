"""What a project lives through with a lock: adopted, changed upstream, told, reviewed, green again."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lock_desk import BIG, FORBIDDEN, GRANTED, LOCK, SHARE, TIGHTER, WAIVERS, Desk, commit, git

from monitor.cli.exits import Exit
from monitor.demo.hub import Hub
from monitor.records import NOT_LEGAL_ADVICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if (
            name.startswith(("HF_", "HUGGING_FACE_", "LICENSEWATCH_", "GIT_"))
            and name != "LICENSEWATCH_SHARED"
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    monkeypatch.setenv("LICENSEWATCH_REVIEWER", "Jane Doe")
    with Hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield Desk(tmp_path, hub, capsys)


def words(text: str) -> str:
    """The text without its line breaks, those inside of long names and dates too."""
    return " ".join(re.sub(r"(?<=\w[-/_])\n\s*(?=\w)", "", text).split())


def corpus(shared: Path, name: str) -> str:
    return (shared / "corpus" / "texts" / f"{name}.txt").read_bytes().decode()


def tell(desk: Desk, name: str, before: str, after: str, added: str) -> None:
    """The story, from the adoption to the build that is green again."""
    Path("licensewatch.toml").write_text(BIG, encoding="utf-8")
    repo = desk.model(name, before)
    assert desk("lock", name) == Exit.CLEAN
    commit()
    repo.commit({"LICENSE": after})

    assert desk("check", "--locked", "--no-network") == Exit.CLEAN
    assert "all as reviewed" in desk.out

    assert desk("check", name) == Exit.FINDINGS
    told = words(desk.out)
    assert (
        f"The terms of hf:{name} have changed since it was reviewed on 2026-03-02 by Jane Doe: tighter."
        in told
    )
    assert f"+ {added}" in told
    assert f"licensewatch review {name}" in told

    assert desk("lock", "--refresh") == Exit.CLEAN
    gained = [line for line in git("diff").splitlines() if line.startswith("+")]
    assert any("pending passage LICENSE" in line and added in line for line in gained)
    assert any("pending direction tighter" in line for line in gained)
    assert len(git("status", "--porcelain", "--", "model-licenses").splitlines()) >= 1
    commit()

    assert desk("check", "--locked") == Exit.CLEAN
    assert "lock-pending" in desk.out

    assert (
        desk("review", name, "--accept", "--by", "Ann Law", "--comment", "Display is planned.") == Exit.CLEAN
    )
    assert desk("check", name) == Exit.CLEAN
    assert "changed since" not in words(desk.out)
    assert desk("check", "--locked") == Exit.CLEAN
    assert "reviewed 2026-03-02 by Ann Law" in words(desk.out)
    assert desk("lock", "--refresh") == Exit.CLEAN
    assert "pending" not in LOCK.read_text(encoding="utf-8")


def test_the_story_with_a_text_of_ours(desk: Desk) -> None:
    added = "If the Software, or a work derived from it, is used in a commercial product or service"
    tell(desk, "lab/story", GRANTED, TIGHTER, added)


def test_the_story_as_it_happened(desk: Desk, shared: Path) -> None:
    before, after = (
        corpus(shared, name)
        for name in ("minimax-m2__2025-10-27-mit", "minimax-m2__2025-11-13a-modified-mit")
    )
    tell(desk, "MiniMaxAI/MiniMax-M2", before, after, "Our only modification")


# ---- What fails a locked check, and what does not ------------------------------------------------------


def test_a_refusal_takes_a_waiver_and_the_waiver_lapses_with_its_text(desk: Desk) -> None:
    repo = desk.model("lab/free", FORBIDDEN)
    assert desk("lock", "lab/free") == Exit.CLEAN
    assert desk("check", "--locked") == Exit.FINDINGS
    (sha,) = {word for word in desk.out.split() if len(word) == 64}
    assert desk("review", "lab/free", "--accept") == Exit.CLEAN
    assert desk("check", "--locked") == Exit.FINDINGS, "a refusal is not settled by accepting it"
    waive = ("review", "lab/free", "--waive", "--until", "2026-12-31", "--comment", "Bought.")
    assert desk(*waive, "--reason", "LICENSE_ACQUIRED") == Exit.FAILED
    assert "--counterparty, --contract, --territory, --end" in desk.err
    bought = ("--counterparty", "Lab", "--contract", "C-7", "--territory", "*", "--end", "2026-12-31")
    assert desk(*waive, "--reason", "LICENSE_ACQUIRED", *bought) == Exit.CLEAN
    assert sha in WAIVERS.read_text(encoding="utf-8")
    assert desk("check", "--locked") == Exit.CLEAN
    assert "waived" in desk.out
    assert "(Lab, C-7)" in words(desk.out)
    assert desk("check", "lab/free") == Exit.CLEAN
    assert "Waived: lab/free, commercial_use" in words(desk.out)

    desk.now = "2026-12-20T12:00:00Z"
    assert desk("check", "--locked") == Exit.CLEAN
    assert "ends on 2026-12-31. [waiver-expiring]" in words(desk.out)
    assert "[lock-stale]" in desk.out
    desk.now = "2027-01-01T12:00:00Z"
    assert desk("check", "--locked") == Exit.FINDINGS
    assert "ended on 2026-12-31. [waiver-expired]" in words(desk.out)

    desk.now = "2026-03-03T12:00:00Z"
    repo.commit({"LICENSE": FORBIDDEN.replace("research", "teaching")})
    assert desk("check", "lab/free") == Exit.FINDINGS
    assert "[waiver-mismatched]" in desk.out
    assert desk("lock", "--refresh") == Exit.CLEAN
    assert desk("check", "--locked") == Exit.CLEAN, "what is pending fails nothing"


def test_a_change_to_a_refusal_is_waived_with_its_text(desk: Desk) -> None:
    repo = desk.model("lab/turned")
    desk("lock", "lab/turned")
    repo.commit({"LICENSE": FORBIDDEN})
    desk("lock", "--refresh")
    waive = ("--waive", "--reason", "BEING_REPLACED", "--until", "2026-06-30", "--comment", "Out by June.")
    assert desk("review", "lab/turned", *waive, "--code", "hosting") == Exit.FAILED
    assert desk("review", "lab/turned", *waive, "--profile", "default") == Exit.CLEAN
    assert "pending" not in LOCK.read_text(encoding="utf-8")
    assert desk("check", "--locked") == Exit.CLEAN
    assert desk("check", "lab/turned") == Exit.CLEAN
    assert "waiver" not in desk.out
    assert desk("show", "lab/turned", "--as-of", "2026-03-02") == Exit.CLEAN
    assert "Adopted 2026-03-02 12:00 UTC by Jane Doe for default (default: no) at " in words(desk.out)


def test_a_refusal_that_was_only_locked_was_not_adopted(desk: Desk) -> None:
    desk.model("lab/free", FORBIDDEN)
    desk("lock", "lab/free")
    assert desk("show", "lab/free", "--as-of", "2026-03-02") == Exit.CLEAN
    assert "Reviewed 2026-03-02 by Jane Doe, and not adopted (default: no)" in words(desk.out)
    assert desk("check", "--locked") == Exit.FINDINGS
    assert "Settle licensewatch review lab/free --waive | --defer 5d" in words(desk.out)


def test_a_waiver_nobody_needs_is_told(desk: Desk) -> None:
    desk.model("lab/mit")
    desk("lock", "lab/mit")
    WAIVERS.write_text(
        'schema = 1\n[[waiver]]\nsubject = "hf:lab/mit"\nowner = "a@b.example"\nreason = "MISREAD"\n'
        f'comment = "x"\ncodes = ["hosting"]\nsha256 = "{"0" * 64}"\nuntil = 2030-01-01\n',
        encoding="utf-8",
    )
    assert desk("check", "--locked") == Exit.CLEAN
    assert "covers no finding that there is. [waiver-unused]" in words(desk.out)
    WAIVERS.write_text("schema = 2\n[[waiver]]\n", encoding="utf-8")
    assert desk("check", "--locked") == Exit.FAILED
    assert "schema: write `schema = 1`; waiver[1].subject: is missing" in desk.err


def test_the_status_tells_owners_which_waivers_end(desk: Desk) -> None:
    desk.model("lab/mit")
    desk("add", "lab/mit")
    desk("watch", "--once")
    assert desk("status", "--format", "json") == Exit.CLEAN
    assert desk.json()["waivers"] == []
    waiver = (
        '[[waiver]]\nsubject = "hf:lab/mit"\nowner = "a@b.example"\nreason = "MISREAD"\ncomment = "x"\n'
        f'codes = ["hosting"]\nsha256 = "{"0" * 64}"\nuntil = '
    )
    ends = ("2026-03-01", "2026-03-16", "2026-03-17")
    WAIVERS.write_text("schema = 1\n" + "".join(f"{waiver}{day}\n" for day in ends), encoding="utf-8")
    assert desk("status") == Exit.CLEAN
    assert "ended on 2026-03-01. [waiver-expired]" in words(desk.out)
    assert "ends on 2026-03-16. [waiver-expiring]" in words(desk.out)
    assert "2026-03-17" not in words(desk.out)
    assert desk("status", "--format", "json") == Exit.CLEAN
    assert [one["code"] for one in desk.json()["waivers"]] == ["waiver-expired", "waiver-expiring"]


def test_a_baseline_lets_only_what_is_new_or_worse_fail(desk: Desk) -> None:
    desk.model("lab/free", FORBIDDEN)
    desk.model("lab/other", FORBIDDEN)
    desk("lock", "lab/free")
    assert desk("lock", "--baseline") == Exit.CLEAN
    assert desk("check", "--locked") == Exit.CLEAN
    assert "baselined" in desk.out
    desk("lock", "lab/other")
    assert desk("check", "--locked") == Exit.FINDINGS
    assert desk("check", "--locked", "lab/free") == Exit.CLEAN
    assert desk("lock", "--baseline", "lab/none") == Exit.INCOMPLETE


def test_a_decision_may_be_put_off_for_so_long(desk: Desk) -> None:
    desk.model("lab/free", FORBIDDEN)
    desk("lock", "lab/free")
    assert desk("review", "lab/free", "--defer", "15d") == Exit.FAILED
    assert "15 days are more than policy.longest_deferral allows, which is 14d." in desk.err
    assert desk("review", "lab/free", "--defer", "soon") == Exit.FAILED
    assert desk("review", "lab/free", "--defer", "5d") == Exit.CLEAN
    assert desk("check", "--locked") == Exit.CLEAN
    desk.now = "2026-03-07T23:00:00Z"
    assert desk("check", "--locked") == Exit.CLEAN
    desk.now = "2026-03-08T00:00:00Z"
    assert desk("check", "--locked") == Exit.FINDINGS


def test_a_change_may_be_put_off_but_not_the_next_one(desk: Desk) -> None:
    repo = desk.model("lab/mit")
    desk("lock", "lab/mit")
    repo.commit({"LICENSE": SHARE})
    desk("lock", "--refresh")
    assert desk("review", "lab/mit", "--defer", "5d") == Exit.CLEAN
    assert desk("check", "lab/mit") == Exit.CLEAN
    assert "Deferred until 2026-03-07 by Jane Doe." in words(desk.out)
    repo.commit({"LICENSE": SHARE.replace("20 %", "30 %")})
    assert desk("check", "lab/mit") == Exit.FINDINGS


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda file: file.write_text("Other words.\n", encoding="utf-8")]
)
def test_a_text_that_is_gone_or_was_touched_is_not_checked(
    desk: Desk, spoil: Callable[[Path], object]
) -> None:
    desk.model("lab/mit")
    desk("lock", "lab/mit")
    for file in Path("model-licenses").glob("*.txt"):
        if "Permission is hereby granted" in file.read_text(encoding="utf-8"):
            spoil(file)
    assert desk("check", "--locked") == Exit.INCOMPLETE
    assert "LICENSE of hf:lab/mit could not be checked: model-licenses/" in words(desk.out)
    assert desk("check", "lab/mit") == Exit.INCOMPLETE
    assert "What was reviewed of hf:lab/mit could not be checked" in words(desk.out)
    assert desk("lock", "--refresh") == Exit.INCOMPLETE
    assert "Not compared: hf:lab/mit." in words(desk.out)
    for form in ("json", "sarif", "junit", "markdown"):
        assert desk("check", "--locked", "--format", form) == Exit.INCOMPLETE


def test_line_ends_that_a_checkout_turned_are_named(desk: Desk) -> None:
    desk.model("lab/mit")
    desk("lock", "lab/mit")
    for file in Path("model-licenses").glob("*.txt"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert desk("check", "--locked") == Exit.INCOMPLETE
    assert "is another text than was reviewed, by its line ends." in words(desk.out)
    assert Path("model-licenses/.gitattributes").read_text(encoding="utf-8") == "*.txt -text\n"


def test_other_facts_are_judged_anew(desk: Desk) -> None:
    Path("licensewatch.toml").write_text(BIG, encoding="utf-8")
    desk.model("lab/tight", TIGHTER)
    desk("lock", "lab/tight")
    assert desk("check", "--locked") == Exit.CLEAN
    Path("licensewatch.toml").write_text(f'{BIG}[mail]\nhost = "x"\n', encoding="utf-8")
    assert desk("check", "--locked") == Exit.CLEAN, "a section that moves no verdict"
    Path("licensewatch.toml").write_text(BIG.replace("10_000", "900_000_000"), encoding="utf-8")
    assert desk("check", "--locked") == Exit.INCOMPLETE
    assert "the profile or the policy has changed since. [lock-facts]" in words(desk.out)
    assert desk("lock", "--refresh") == Exit.CLEAN
    assert desk("check", "--locked") == Exit.CLEAN
    assert "app: yes, with duties" in words(desk.out)
    Path("licensewatch.toml").write_text(BIG.replace("profiles.app", "profiles.api"), encoding="utf-8")
    assert desk("check", "--locked") == Exit.INCOMPLETE
    assert "the lock holds no verdict for it" in words(desk.out)
    assert desk("check", "--locked", "--profile", "nobody") == Exit.FAILED
    Path("licensewatch.toml").write_text("profiles = 3\n", encoding="utf-8")
    assert desk("check", "--locked") == Exit.FAILED
    Path("licensewatch.toml").write_text("profiles = \n", encoding="utf-8")
    assert desk("check", "--locked") == Exit.FAILED
    assert "not valid TOML" in desk.err


def test_a_model_is_asked_for_by_name_or_commit(desk: Desk) -> None:
    repo = desk.model("lab/mit")
    first = repo.head.sha
    desk("lock", "lab/mit")
    repo.commit({"LICENSE": TIGHTER})
    assert desk("check", "--locked", "lab/mit", f"lab/mit@{first}") == Exit.CLEAN
    assert "1 model in" in desk.out
    assert desk("check", "--locked", f"lab/mit@{repo.head.sha}") == Exit.INCOMPLETE
    assert f"the lock holds it at {first[:12]}" in words(desk.out)
    assert desk("check", "--locked", "lab/none") == Exit.INCOMPLETE
    assert "[lock-missing]" in desk.out
    assert desk("lock", f"lab/mit@{first}") == Exit.CLEAN
    assert desk("check", f"lab/mit@{first}") == Exit.CLEAN, "a pinned commit does not change"
    assert desk("check", "--locked", f"lab/mit@{first}") == Exit.CLEAN


def test_a_model_that_is_not_locked_is_judged_as_ever(desk: Desk) -> None:
    desk.model("lab/mit")
    desk.model("lab/new")
    desk("lock", "lab/mit")
    assert desk("check", "lab/new") == Exit.CLEAN
    assert "hf:lab/new is not in model-licenses.lock. [lock-missing]" in words(desk.out)
    assert desk("check", "lab/mit", "--use", "product") == Exit.CLEAN
    assert desk("check", "--locked", "--use", "product") == Exit.FAILED
    assert desk("check") == Exit.FAILED
    assert desk("check", "--locked", "--lock", "none.lock") == Exit.FAILED
    assert "none.lock: 1 fault: there is no such file." in desk.err


def test_what_cannot_be_had_changes_nothing(desk: Desk) -> None:
    repo = desk.model("lab/mit")
    desk("lock", "lab/mit")
    before = LOCK.read_text(encoding="utf-8")
    assert desk("lock", "--refresh", "--no-network") == Exit.INCOMPLETE
    assert LOCK.read_text(encoding="utf-8") == before
    repo.commit({"LICENSE": TIGHTER})
    desk("lock", "--refresh")
    waiting = LOCK.read_text(encoding="utf-8")
    desk.now = "2026-03-09T12:00:00Z"
    assert desk("lock", "--refresh", "--no-network") == Exit.INCOMPLETE
    assert LOCK.read_text(encoding="utf-8") == waiting
    assert desk("lock", "--refresh") == Exit.CLEAN
    gained = set(LOCK.read_text(encoding="utf-8").splitlines()) - set(waiting.splitlines())
    assert gained == {"refreshed 2026-03-09"}, "what waits is not written anew"
    repo.commit({"LICENSE": GRANTED})
    assert desk("lock", "--refresh") == Exit.CLEAN
    assert "pending" not in LOCK.read_text(encoding="utf-8"), "it returned to the reviewed text"
    assert desk("lock", "lab/none") == Exit.INCOMPLETE


def test_what_waits_goes_on_waiting_while_its_text_cannot_be_had(desk: Desk) -> None:
    page = "<html><body><h1>Terms</h1><p>{}</p></body></html>"
    desk.hub.page("/terms", page.format("You may use the Model for any purpose, also a commercial one."))
    card = f"---\nlicense: other\nlicense_name: terms\nlicense_link: {desk.hub.url}/terms\n---\n# Model\n"
    desk.hub.add("lab/linked", {"README.md": card})
    desk("lock", "lab/linked")
    refused = "You may use the Model for research. You may not use it for any commercial purpose."
    desk.hub.page("/terms", page.format(refused))
    desk("lock", "--refresh")
    waiting = LOCK.read_text(encoding="utf-8")
    assert " pending passage " in waiting
    desk.hub.fail("/terms", status=403, times=50)
    desk.now = "2026-03-09T12:00:00Z"
    assert desk("lock", "--refresh") == Exit.INCOMPLETE
    assert "Not all of it was had: hf:lab/linked." in words(desk.out)
    assert LOCK.read_text(encoding="utf-8") == waiting


def test_a_model_is_locked_though_a_link_of_it_cannot_be_read(desk: Desk) -> None:
    desk.hub.page("/terms", "no", status=403)
    card = f"---\nlicense: other\nlicense_link: {desk.hub.url}/terms\n---\n# Model\n"
    desk.hub.add("lab/linked", {"README.md": card, "LICENSE": GRANTED})
    assert desk("lock", "lab/linked") == Exit.CLEAN
    assert desk("check", "--locked") == Exit.INCOMPLETE
    assert "may not be read by us" in words(desk.out)


def test_that_a_model_is_gone_waits_for_a_review(desk: Desk) -> None:
    desk.model("lab/mit")
    desk("lock", "lab/mit")
    desk.hub.remove("lab/mit")
    desk("lock", "--refresh")
    assert "hf:lab/mit is gone" in LOCK.read_text(encoding="utf-8")
    assert desk("check", "--locked") == Exit.CLEAN


def test_layout_is_no_change(desk: Desk) -> None:
    repo = desk.model("lab/mit")
    desk("lock", "lab/mit")
    repo.commit({"LICENSE": GRANTED.replace("\n", "  \n"), "config.json": "{}"})
    assert desk("check", "lab/mit") == Exit.CLEAN
    desk("lock", "--refresh")
    assert "pending" not in LOCK.read_text(encoding="utf-8")


def test_stricter_reading_waits_as_ours(desk: Desk) -> None:
    desk.model("lab/free", FORBIDDEN)
    desk("lock", "lab/free")
    text = LOCK.read_text(encoding="utf-8")
    LOCK.write_text(text.replace("verdict default is deny", "verdict default is allow"), encoding="utf-8")
    desk("lock", "--refresh")
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    assert "hf:lab/free pending cause ours" in lines
    assert "hf:lab/free pending direction tighter" in lines
    assert 'hf:lab/free pending note "default: allow -> deny"' in lines
    assert desk("review", "lab/free") == Exit.CLEAN
    assert "Our reading of hf:lab/free has changed" in words(desk.out)
    desk("review", "lab/free", "--accept")
    assert desk("check", "--locked") == Exit.FINDINGS


def test_who_adopted_what_is_kept(desk: Desk) -> None:
    repo = desk.model("lab/mit")
    desk("lock", "lab/mit", "--product", "bot", "--comment", "First\ntry.")
    repo.commit({"LICENSE": TIGHTER})
    desk("lock", "--refresh")
    desk.now = "2026-03-03T12:00:00Z"
    accept = ("review", "lab/mit", "--accept", "--product", "bot", "--by", "Ann")
    assert desk(*accept, "--gate-by", "Bob", "--gate-on", "2026-03-01") == Exit.CLEAN
    assert desk("review", "lab/mit") == Exit.CLEAN
    told = words(desk.out)
    assert "Adopted 2026-03-02 12:00 UTC by Jane Doe for bot (default: yes)" in told
    assert "First try." in told
    assert "Adopted 2026-03-03 12:00 UTC by Ann for bot" in told
    assert "gate accepted 2026-03-01 by Bob" in told
    adopted = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if " adopted bot " in line]
    assert len({line.split(" text LICENSE ")[1] for line in adopted if " text LICENSE " in line}) == 2


def test_what_was_accepted_stays_accepted_until_its_words_go(desk: Desk) -> None:
    Path("other.toml").write_text("schema = 1\n[profiles.app]\n[profiles.api]\n", encoding="utf-8")
    config = ("--config", "other.toml")
    repo = desk.model("lab/tight", TIGHTER)
    desk("lock", "lab/tight", *config)
    assert desk("check", "--locked", *config) == Exit.FINDINGS
    assert desk("review", "lab/tight", "--accept", "--profile", "app", *config) == Exit.CLEAN
    assert desk("check", "--locked", "--profile", "app", *config) == Exit.CLEAN
    assert desk("check", "--locked", *config) == Exit.FINDINGS
    assert desk("review", "lab/tight", "--accept", *config) == Exit.CLEAN
    assert desk("check", "--locked", *config) == Exit.CLEAN
    assert {
        line.split(" ")[2] for line in LOCK.read_text(encoding="utf-8").splitlines() if " settled " in line
    } == {
        "app",
        "api",
    }
    repo.commit({"LICENSE": GRANTED})
    desk("lock", "--refresh", *config)
    desk("review", "lab/tight", "--accept", *config)
    assert " settled " not in LOCK.read_text(encoding="utf-8"), "there is nothing left that it would be about"
    assert desk("check", "--locked", *config) == Exit.CLEAN
    assert desk("show", "lab/tight", "--as-of", "2026-03-01", *config) == Exit.INCOMPLETE


def test_wrong_usage_of_review_and_lock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.model("lab/mit")
    assert desk("lock") == Exit.FAILED
    assert "none is on the watch list" in desk.err
    desk("lock", "lab/mit")
    assert desk("review", "lab/none") == Exit.FAILED
    assert "hf:lab/none is not in model-licenses.lock." in desk.err
    assert desk("review", "lab/mit", "--accept", "--defer", "1d") == Exit.FAILED
    assert desk("review", "lab/mit", "--accept", "--gate-on", "1.3.2026") == Exit.FAILED
    waive = ("review", "lab/mit", "--waive", "--reason", "MISREAD", "--until", "2026-12-31", "--comment", "x")
    assert desk(*waive) == Exit.FAILED
    assert "Nothing of hf:lab/mit fails that could be waived." in desk.err
    for name in ("LICENSEWATCH_REVIEWER", "GIT_AUTHOR_NAME", "USER", "LOGNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    assert desk("review", "lab/mit", "--accept") == Exit.FAILED
    assert "A decision needs a name" in desk.err
    assert desk("lock", "--refresh") == Exit.CLEAN


def test_the_watch_list_is_locked_where_nothing_is_named(desk: Desk) -> None:
    desk.model("lab/mit")
    Path("licensewatch.toml").write_text('schema = 1\n[watch]\nsubjects = ["hf:lab/mit"]\n', encoding="utf-8")
    assert desk("lock") == Exit.CLEAN
    assert "hf:lab/mit reviewed label MIT" in LOCK.read_text(encoding="utf-8")


def test_what_is_left_of_a_verdict_decides(desk: Desk) -> None:
    Path("licensewatch.toml").write_text(
        'schema = 1\n[policy.clauses]\nmilitary_ban = "error"\n', encoding="utf-8"
    )
    desk.model("lab/both", f"{FORBIDDEN}You must not use the Software for military purposes.\n")
    desk("lock", "lab/both")
    waive = ("--waive", "--reason", "MISREAD", "--until", "2026-12-31", "--comment", "x")
    assert desk("review", "lab/both", *waive, "--code", "commercial_use") == Exit.CLEAN
    assert desk("check", "lab/both") == desk("check", "--locked") == Exit.FINDINGS
    assert desk("review", "lab/both", *waive, "--code", "military_ban") == Exit.CLEAN
    assert desk("check", "lab/both") == desk("check", "--locked") == Exit.CLEAN


def test_programs_read_what_was_settled_and_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.model("lab/free", FORBIDDEN)
    desk("lock", "lab/free")
    desk("lock", "--baseline")
    desk.now = "2026-04-02T12:00:00Z"
    assert desk("check", "--locked", "--format", "sarif") == Exit.CLEAN
    results = desk.json()["runs"][0]["results"]
    assert any(one.get("suppressions") or one.get("baselineState") == "unchanged" for one in results)
    assert desk("check", "--locked", "--format", "json") == Exit.CLEAN
    assert desk.json()["models"][0]["subject"] == "hf:lab/free"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert desk("check", "--locked") == Exit.CLEAN
    assert NOT_LEGAL_ADVICE in desk.out
    assert "last compared with the hubs 31 days ago" in words(desk.out)


# ---- What stood on a day -------------------------------------------------------------------------------


def test_a_day_of_the_past_by_the_lock_and_by_the_database(desk: Desk) -> None:
    repo = desk.model("lab/mit")
    desk("lock", "lab/mit", "--product", "bot")
    desk("add", "lab/mit")
    desk("watch", "--once")
    repo.commit({"LICENSE": TIGHTER})
    desk.now = "2026-03-05T12:00:00Z"
    desk("lock", "--refresh")
    desk("review", "lab/mit", "--accept", "--product", "bot", "--by", "Ann")
    desk("watch", "--once")

    assert desk("show", "lab/mit", "--as-of", "2026-03-03") == Exit.CLEAN
    told = words(desk.out)
    assert "hf:lab/mit as of 2026-03-03" in told
    assert "Adopted 2026-03-02 12:00 UTC by Jane Doe for bot (default: yes)" in told
    assert "by Ann" not in told
    assert "Witnessed: it was looked at by then, and stood so since" in told
    assert "Licence MIT" in told

    assert desk("show", "lab/mit", "--as-of", "2026-03-05", "--format", "json") == Exit.CLEAN
    found = desk.json()
    assert [(one["reviewer"], one["product"]) for one in found["adoptions"]] == [("Ann", "bot")]
    assert {one["fault"] for one in found["adoptions"][0]["texts"]} == {None}
    assert found["recorded"]["witnessed"] is True
    assert found["recorded"]["label"] == "modified MIT (+ 1 passage)"

    for file in Path("model-licenses").glob("*.txt"):
        file.write_text("x", encoding="utf-8")
    assert desk("show", "lab/mit", "--as-of", "2026-03-03") == Exit.CLEAN
    assert "Beware model-licenses/" in words(desk.out)


def test_what_the_hub_tells_of_the_past_was_not_witnessed(desk: Desk) -> None:
    repo = desk.model("lab/old")
    repo.commit({"LICENSE": TIGHTER}, date=datetime(2026, 2, 10, tzinfo=UTC))
    desk("add", "lab/old")
    desk("watch", "--once")
    assert desk("show", "lab/old", "--as-of", "2026-02-01") == Exit.CLEAN
    told = words(desk.out)
    assert "Nothing was reviewed by that day." in told
    assert "Reconstructed: by the place's own history it stood so since 2026-01-05; nobody had looked" in told
    assert "Licence MIT" in told
    assert desk("show", "lab/old", "--as-of", "2026-03-03") == Exit.CLEAN
    assert "Witnessed" in desk.out
    assert desk("show", "lab/old", "--as-of", "2025-12-31") == Exit.INCOMPLETE
    assert "Nothing is on record of that day." in desk.out
    assert desk("show", "lab/old", "--as-of", "2025-12-31", "--format", "json") == Exit.INCOMPLETE
    assert (desk.json()["adoptions"], desk.json()["recorded"]) == ([], None)
