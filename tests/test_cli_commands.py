"""The commands, end to end: real files, a real hub and mailbox on loopback, a real database."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor import __version__, resources
from monitor.cli import main, watch
from monitor.cli.exits import Exit
from monitor.demo.hub import Hub
from monitor.demo.mailbox import Mailbox, MailFault
from monitor.demo.run import MODELS
from monitor.records import NOT_LEGAL_ADVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO = Path(__file__).parents[1] / "fixtures" / "demo"
REFUSED = DEMO / "ember" / "ember-max" / "commits" / "0001-release" / "LICENSE"
GRANTED = DEMO / "aurora-ai" / "aurora-2" / "commits" / "0001-release" / "LICENSE"
TIGHTER = DEMO / "aurora-ai" / "aurora-2" / "commits" / "0002-update-license" / "LICENSE"
WRAPPED = DEMO / "blueriver" / "river-7b" / "commits" / "0003-wrap" / "LICENSE"
UNWRAPPED = DEMO / "blueriver" / "river-7b" / "commits" / "0001-first" / "LICENSE"


class Run:
    """Runs command lines and holds what the last one wrote."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture
        self.out = self.err = ""

    def __call__(self, *arguments: str | Path) -> int:
        code = main([str(argument) for argument in arguments])
        self.out, self.err = self.capture.readouterr()
        return code

    def json(self) -> Any:  # noqa: ANN401 - what a program reads
        return json.loads(self.out)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("HF_", "HUGGING_FACE_", "LICENSEWATCH_")) and name != "LICENSEWATCH_SHARED":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    return Run(capsys)


@pytest.fixture
def hub(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    del run
    with Hub() as hub:
        hub.load(DEMO)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


# ---- terms, diff, explain ------------------------------------------------------------------------------


def test_terms_are_a_line_a_file_in_the_order_given(run: Run) -> None:
    Path("empty.txt").write_bytes(b"")
    Path("binary.bin").write_bytes(bytes(range(256)) * 8)
    code = run("terms", "--format", "jsonl", REFUSED, "none.txt", GRANTED, "binary.bin", ".")
    lines = [json.loads(line) for line in run.out.splitlines()]
    assert code == Exit.INCOMPLETE
    assert [line["path"] for line in lines] == [str(REFUSED), "none.txt", str(GRANTED), "binary.bin", "."]
    assert lines[0]["terms"]["commercial_use"] == "separate-licence"
    assert lines[2]["terms"]["commercial_use"] == "allowed"
    assert lines[2]["identity"]["reference"] == "MIT"
    assert "none.txt does not exist" in lines[1]["error"]
    assert "binary.bin" in lines[3]["error"]
    assert "error" in lines[4]
    assert run("terms", REFUSED) == Exit.CLEAN


def test_offsets_count_characters_of_the_file_as_it_is(run: Run) -> None:
    body = "\ufeff" + TIGHTER.read_text(encoding="utf-8").replace("\n", "\r\n")
    Path("crlf.txt").write_bytes(body.encode())
    assert run("terms", "--format", "jsonl", "crlf.txt") == Exit.CLEAN
    told = run.json()
    assert "text" not in told
    assert told["findings"]
    for found in (*told["findings"], *told["unaccounted"], *told["identity"]["residue"]):
        assert body[found["start"] : found["end"]] == found["quote"]


def test_a_page_comes_with_its_text(run: Run) -> None:
    Path("page.html").write_text(
        "<html><body><p>You may not sell the model.</p></body></html>", encoding="utf-8"
    )
    assert run("terms", "--format", "json", "page.html") == Exit.CLEAN
    (told,) = run.json()["files"]
    assert "You may not sell the model." in told["text"]


def test_terms_for_people(run: Run) -> None:
    assert run("terms", TIGHTER) == Exit.CLEAN
    assert "modified MIT (+ 1 passage)" in run.out
    assert "Size limits" in run.out


def test_diff_tells_the_direction(run: Run) -> None:
    assert run("diff", "--format", "json", GRANTED, TIGHTER) == Exit.CLEAN
    told = run.json()
    assert (told["words_changed"], told["direction"]) == (True, "tighter")
    assert "thresholds" in {change["field"] for change in told["changes"]}
    assert run("diff", "--format", "json", UNWRAPPED, WRAPPED) == Exit.CLEAN
    assert (run.json()["words_changed"], run.json()["direction"]) == (False, "none")
    assert run("diff", GRANTED, TIGHTER) == Exit.CLEAN
    assert "▲ tighter" in run.out
    assert run("diff", "--format", "markdown", GRANTED, TIGHTER) == Exit.CLEAN
    assert "| Size limits |" in run.out


def test_diff_of_what_cannot_be_read_says_so(run: Run) -> None:
    Path("binary.bin").write_bytes(bytes(range(256)) * 8)
    assert run("diff", "binary.bin", GRANTED) == Exit.FAILED
    assert "binary.bin" in run.err
    assert run("diff", GRANTED, "binary.bin") == Exit.FAILED
    assert run("diff", GRANTED, "./none.txt") == Exit.FAILED
    assert "none.txt does not exist" in run.err


def test_diff_compares_two_revisions_of_a_model(run: Run, hub: Hub) -> None:
    before = hub.repo(MODELS[0]).head.sha
    hub.advance(MODELS[0])
    after = hub.repo(MODELS[0]).head.sha
    assert run("diff", f"{MODELS[0]}@{before}", f"{MODELS[0]}@{after}") == Exit.CLEAN
    assert "▲ tighter" in run.out
    assert "Document LICENSE, words changed" in run.out
    assert run("diff", "--format", "json", f"{MODELS[0]}@{after}", f"{MODELS[0]}@{after}") == Exit.CLEAN
    assert (run.json()["words_changed"], run.json()["direction"], run.json()["documents"]) == (
        False,
        "none",
        [],
    )


def test_explain_tells_the_code_of_a_finding(run: Run) -> None:
    assert run("explain", "commercial_use") == Exit.CLEAN
    assert "commercial_use Commercial use" in run.out
    assert "Rules    commercial_use/" in run.out
    assert run("explain", "--format", "json", "lock-stale") == Exit.CLEAN
    assert run.json()["title"] == "Not refreshed for long"
    assert run.json()["rules"] == []
    assert run("explain", "lock-stail") == Exit.FAILED
    assert "Did you mean lock-stale?" in run.err


def test_explain_shows_a_rule_a_text_or_a_way_on(run: Run) -> None:
    rule = resources.load_rules().rules[0]
    assert run("explain", rule.id) == Exit.CLEAN
    assert rule.title in run.out
    assert run("explain", "--format", "json", rule.id) == Exit.CLEAN
    assert run.json()["id"] == rule.id
    assert run("explain", TIGHTER) == Exit.CLEAN
    assert "[1" in run.out
    assert run("explain", "--format", "json", TIGHTER) == Exit.CLEAN
    assert run.json()["findings"]
    assert run("explain", f"{rule.id}x") == Exit.FAILED
    assert f"Did you mean {rule.id}?" in run.err
    assert run("explain", "%%%") == Exit.FAILED
    assert "See licensewatch rules list." in run.err
    assert run("explain", ".") == Exit.INCOMPLETE


# ---- rules ---------------------------------------------------------------------------------------------


def test_rules_are_listed(run: Run) -> None:
    assert run("rules", "list") == Exit.CLEAN
    assert resources.load_rules().rules[0].id in run.out
    assert run("rules", "list", "--format", "json") == Exit.CLEAN
    assert len(run.json()["rules"]) == len(resources.load_rules().rules)


RULE = """\
title = "Made up"
severity = "warn"
rationale = "For the test."
languages = ["en"]
[[match]]
all = ['\\bmoonlight\\b']
values = { says = "conditional" }
"""


def example(text: str, *, match: bool, values: str = "") -> str:
    told = f"source = 'invented'\n{values}" if match else "why = 'invented'\n"
    return f"[[example]]\ntext = '{text}'\nmatch = {str(match).lower()}\n{told}"


def test_rules_of_one_s_own_are_tested(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "commercial_use"
    folder.mkdir(parents=True)
    (tmp_path / "rules" / "lexicon.toml").write_text("", encoding="utf-8")
    kept = example("Only by moonlight.", match=True) + example("By moonlight it is.", match=True)
    left = example("Only by day.", match=False) + example("At noon.", match=False)
    (folder / "good.toml").write_text(RULE + kept + left, encoding="utf-8")
    assert run("rules", "test", "rules") == Exit.CLEAN, run.err
    assert run.err == "1 rules, 4 examples, 0 broken.\n"
    broken = example("Only by day.", match=True) + example("By moonlight it is.", match=True)
    wrong = example("Only by moonlight.", match=False) + example("At noon.", match=False)
    (folder / "bad.toml").write_text(RULE + broken + wrong, encoding="utf-8")
    resources.load_rules.cache_clear()
    assert run("rules", "test", "rules") == Exit.FAILED
    assert "commercial_use/bad does not find with the values given: “Only by day.”" in run.out
    assert "commercial_use/bad finds what it must leave alone: “Only by moonlight.”" in run.out


def test_the_rules_of_the_package_keep_their_examples(run: Run) -> None:
    assert run("rules", "test") == Exit.CLEAN, run.out


# ---- check and audit -----------------------------------------------------------------------------------


def test_check_refuses_with_reason_and_code(run: Run) -> None:
    assert run("check", REFUSED) == Exit.FINDINGS
    assert "✗ NO." in run.out
    assert "Next     " in run.out
    assert run.out.count(NOT_LEGAL_ADVICE) == 1
    assert run("check", "--fail-on", "never", REFUSED) == Exit.CLEAN
    assert "✗ NO." in run.out
    assert run("check", GRANTED) == Exit.CLEAN
    assert "✓ YES." in run.out


def test_check_writes_every_format(run: Run) -> None:
    run("check", "--format", "json", REFUSED, GRANTED)
    assert [one["verdicts"][0]["verdict"] for one in run.json()["models"]] == ["deny", "allow"]
    run("check", "--format", "jsonl", REFUSED, GRANTED)
    lines = [json.loads(line) for line in run.out.splitlines()]
    assert [(line["path"], line["verdict"]) for line in lines] == [
        (str(REFUSED), "deny"),
        (str(GRANTED), "allow"),
    ]
    run("check", "--format", "csv", REFUSED)
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(run.out))] == ["deny"]
    run("check", "--format", "markdown", "--output", "comment.md", REFUSED)
    assert run.out == ""
    assert "\n### ✗" in Path("comment.md").read_text(encoding="utf-8")


def test_check_judges_by_the_policy_profiles_and_uses_named(run: Run) -> None:
    Path("policy.toml").write_text(
        'schema = 1\n[profiles.lab]\nuses = ["internal"]\n[profiles.shop]\n'
        '[policy]\nallow = ["Apache-2.0"]\n',
        encoding="utf-8",
    )
    assert run("check", "--policy", "policy.toml", "--format", "jsonl", GRANTED) == Exit.FINDINGS
    assert [json.loads(line)["profile"] for line in run.out.splitlines()] == ["lab", "shop"]
    run(
        "check",
        "--policy",
        "policy.toml",
        "--profile",
        "lab",
        "--use",
        "fine-tune",
        "--format",
        "json",
        GRANTED,
    )
    assert [(one["name"], one["uses"]) for one in run.json()["profiles"]] == [("lab", ["fine-tune"])]
    assert run("check", "--policy", "none.toml", GRANTED) == Exit.FAILED
    assert "none.toml" in run.err
    Path("broken.toml").write_text(
        "schema = 1\n[policy]\nunknwon = 1\n[watch]\nworkers = 99\n", encoding="utf-8"
    )
    assert run("check", "--policy", "broken.toml", GRANTED) == Exit.FAILED
    assert "unknwon" in run.err
    assert "workers" in run.err


def test_check_of_what_is_not_there_is_incomplete(run: Run) -> None:
    assert run("check", "./none.txt") == Exit.INCOMPLETE
    assert "NOT CHECKED" in run.out or "NO." in run.out


def test_check_asks_the_hub(run: Run, hub: Hub) -> None:
    assert run("check", "ember/ember-max") == Exit.FINDINGS
    assert f"ember/ember-max @{hub.repo('ember/ember-max').head.sha[:7]}" in run.out
    assert "✗ NO." in run.out


def test_no_network_checks_files_and_nothing_else(run: Run, hub: Hub) -> None:
    assert run("--no-network", "check", GRANTED) == Exit.CLEAN
    assert run("check", "--no-network", "ember/ember-max") == Exit.INCOMPLETE
    assert "NOT CHECKED" in run.out
    assert hub.requests == []


def test_a_hub_that_is_down_is_not_a_clean_check(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hub() as gone:
        monkeypatch.setenv("HF_ENDPOINT", gone.url)
    assert run("check", "a/b") == Exit.INCOMPLETE
    assert "NOT CHECKED" in run.out


def test_audit_answers_for_a_list(run: Run, hub: Hub) -> None:
    del hub
    Path("models.txt").write_text("# ours\n" + "\n".join(MODELS), encoding="utf-8")
    assert run("audit", "models.txt", MODELS[0]) == Exit.FINDINGS
    head = run.out.splitlines()[0].split()
    assert head == ["Model", "Licence", "internal", "product", "hosted-api"]
    assert f"{len(MODELS)} models: " in run.out
    for name in MODELS:
        assert name in run.out


def test_audit_writes_every_format(run: Run) -> None:
    Path("files.txt").write_text(f"{REFUSED}\n{GRANTED}\n", encoding="utf-8")
    run("audit", "--use", "product", "--format", "json", "files.txt")
    assert len(run.json()["models"]) == 2
    assert run.json()["notice"] == NOT_LEGAL_ADVICE
    run("audit", "--format", "markdown", "files.txt")
    assert "\n| Model | Licence |" in run.out
    run("audit", "--format", "csv", "files.txt")
    assert len(list(csv.DictReader(io.StringIO(run.out)))) == 3 * 2


def test_an_audit_of_real_licences_names_each(run: Run, shared: Path) -> None:
    texts = sorted((shared / "corpus" / "texts").glob("*.txt"))
    Path("texts.txt").write_text("\n".join(map(str, texts)), encoding="utf-8")
    assert run("audit", "--use", "product", "--format", "json", "texts.txt") == Exit.FINDINGS
    told = run.json()
    assert [model["path"] for model in told["models"]] == [str(path) for path in texts]
    assert all(model["verdicts"][0]["reasons"] for model in told["models"])
    assert run.err == ""


def test_lists_that_name_nothing_or_nonsense_are_told(run: Run) -> None:
    Path("empty.txt").write_text("# nothing\n", encoding="utf-8")
    assert run("audit", "empty.txt") == Exit.FAILED
    assert "empty.txt names no model" in run.err
    Path("wrong.txt").write_text("a/b\n%%%\nc d\n", encoding="utf-8")
    assert run("audit", "wrong.txt") == Exit.FAILED
    assert "line 2" in run.err
    assert "line 3" in run.err


# ---- the watch list and the store ----------------------------------------------------------------------


def test_init_writes_a_configuration_that_is_in_force_and_never_overwrites(run: Run, tmp_path: Path) -> None:
    assert run("init") == Exit.CLEAN
    assert "licensewatch add" in run.err
    assert run("list") == Exit.CLEAN
    assert run("init") == Exit.FAILED
    assert "licensewatch.toml is there already" in run.err
    (tmp_path / "sub").mkdir()
    assert run("init", "sub", "-q") == Exit.CLEAN
    assert run.err == ""
    assert (tmp_path / "sub" / "licensewatch.toml").is_file()


def test_the_watch_list_is_kept(run: Run) -> None:
    assert run("status") == Exit.FAILED
    assert "There is no database at licensewatch.db" in run.err
    Path("more.txt").write_text("github:c/d\n", encoding="utf-8")
    assert run("add", "a/b", "a/b", "--from", "more.txt") == Exit.CLEAN
    assert "2 added" in run.err
    assert run("list") == Exit.CLEAN
    assert run.out == "hf:a/b\ngithub:c/d\n"
    assert run("remove", "a/b") == Exit.CLEAN
    assert run("list", "--format", "json") == Exit.CLEAN
    assert run.json() == {"subjects": ["github:c/d"]}
    assert run("remove", "a/b") == Exit.FAILED
    assert "Not on the watch list: hf:a/b." in run.err
    assert run("add") == Exit.FAILED
    assert run("show", "github:c/d") == Exit.FAILED
    assert "was not looked at yet" in run.err
    assert run("show", "github:c/dd") == Exit.FAILED
    assert "Did you mean github:c/d?" in run.err
    assert run("history", "z/zzzzz") == Exit.FAILED
    assert "licensewatch check hf:z/zzzzz" in run.err


def test_what_the_configuration_lists_is_watched_too(run: Run) -> None:
    Path("models.txt").write_text("c/d\n", encoding="utf-8")
    Path("licensewatch.toml").write_text(
        'schema = 1\n[watch]\nlist = "models.txt"\nsubjects = ["hf:e/f", "hf:a/b"]\n', encoding="utf-8"
    )
    run("add", "a/b")
    assert run("list") == Exit.CLEAN
    assert run.out.splitlines() == ["hf:a/b", "hf:e/f", "hf:c/d"]


@pytest.fixture
def desk(run: Run, hub: Hub) -> Iterator[Mailbox]:
    """A configuration that watches two models of the hub and mails to a mailbox."""
    del run, hub
    with Mailbox() as box:
        Path("licensewatch.toml").write_text(
            f'schema = 1\n[watch]\nsubjects = ["{MODELS[0]}", "{MODELS[1]}"]\n'
            f'[mail]\nhost = "{box.host}"\nport = {box.port}\nsecurity = "none"\n'
            'sender = "watch@demo.example"\nrecipients = ["legal@demo.example"]\n',
            encoding="utf-8",
        )
        yield box


def test_watching_tells_what_changed_and_mails_it(run: Run, hub: Hub, desk: Mailbox) -> None:
    assert run("watch", "--once") == Exit.CLEAN, run.err
    assert "2 subjects looked at: 2 seen for the first time. 1 alert sent." in run.out
    assert run("watch", "--once") == Exit.CLEAN
    assert "2 as before" in run.out
    assert len(desk.messages) == 1
    hub.advance_all()
    assert run("watch", "--once") == Exit.CLEAN
    assert "▲ tighter" in run.out
    assert len(desk.messages) == 2
    assert run("history", MODELS[0]) == Exit.CLEAN
    assert "1 change seen" in run.out
    assert run("history", "--format", "json", MODELS[0]) == Exit.CLEAN
    assert run.json()["changes"][0]["direction"] == "tighter"
    assert run("history", "--format", "jsonl", MODELS[0]) == Exit.CLEAN
    assert run.json()["event"] == "wording"
    assert run("show", MODELS[0]) == Exit.CLEAN
    assert "Must display" in run.out
    assert run("show", "--format", "json", MODELS[0]) == Exit.CLEAN
    assert run.json()["terms"]["thresholds"]
    assert run("status") == Exit.CLEAN
    assert "2 subjects on the watch list" in run.out
    assert run("status", "--format", "json") == Exit.CLEAN
    assert run.json()["changes"] >= 1


WAIVER = """
[[waiver]]
subject = "hf:lab/free"
owner = "{owner}"
reason = "RISK_ACCEPTED"
comment = "Until the rewrite."
codes = ["commercial_use"]
sha256 = "{sha256}"
until = 2026-12-31
"""


def test_owners_are_told_once_before_a_waiver_ends_and_once_after(run: Run, hub: Hub, desk: Mailbox) -> None:
    del hub
    owners = (
        WAIVER.format(owner="jane@demo.example", sha256="a" * 64),
        WAIVER.format(owner="QA", sha256="b" * 64),
    )
    Path("model-waivers.toml").write_text("schema = 1\n" + "".join(owners), encoding="utf-8")
    told = []
    for day in ("2026-12-16", "2026-12-17", "2026-12-18", "2027-01-01", "2027-01-02"):
        before = len(desk.messages)
        run("watch", "--once", "--now", f"{day}T12:00:00Z")
        told.append(sorted(message["To"] for message in desk.messages[before:]))
    legal, jane = "legal@demo.example", "jane@demo.example"
    assert told == [[legal], [jane, legal], [], [jane, legal], []]  # the first is the inventory
    last = [message for message in desk.messages if message["To"] == jane][-1]
    assert "WAIVER: lab/free" in last["Subject"]
    body = last.get_body(("plain",))
    assert body is not None
    assert "ended on 2026-12-31" in " ".join(body.get_content().split())


def test_faults_of_the_waivers_stop_no_pass(run: Run, hub: Hub, desk: Mailbox) -> None:
    del hub
    Path("model-waivers.toml").write_text("[[waiver", encoding="utf-8")
    assert run("watch", "--once") == Exit.CLEAN
    assert "nobody is told of waivers that end: " in run.err
    assert len(desk.messages) == 1


def test_a_pass_is_a_line_for_programs(run: Run, hub: Hub, desk: Mailbox) -> None:
    del hub, desk
    assert run("watch", "--once", "--format", "jsonl") == Exit.CLEAN
    told = run.json()
    assert told["counters"]["first"] == 2
    assert (told["stopped"], told["alerts_sent"], told["alerts_owed"]) == (False, 1, [])


def test_mail_that_is_not_taken_stays_owed(run: Run, hub: Hub, desk: Mailbox) -> None:
    del hub
    desk.faults[:] = [MailFault.BUSY]
    assert run("watch", "--once") == Exit.FAILED
    assert "The alert to legal@demo.example is still owed: " in run.err
    assert "1 alert still owed." in run.out
    assert run("status") == Exit.CLEAN
    assert "1 could not be sent yet" in run.out


def test_what_could_not_be_read_is_told(run: Run, hub: Hub, desk: Mailbox) -> None:
    del desk
    hub.remove(MODELS[1])
    assert run("watch", "--once") == Exit.INCOMPLETE
    assert f"… hf:{MODELS[1]}: " in run.out
    assert "1 could not be read." in run.out
    assert run("status") == Exit.CLEAN
    assert f"hf:{MODELS[1]}" in run.out


def test_watching_nothing_or_offline_is_a_mistake(run: Run) -> None:
    assert run("watch", "--once") == Exit.FAILED
    assert "Nothing is watched. Put models on the watch list" in run.err
    assert run("watch", "--once", "--no-network") == Exit.FAILED
    assert "needs the network" in run.err


def test_two_watches_do_not_share_a_database(run: Run) -> None:
    run("add", "a/b")
    from monitor.holding import hold

    with hold(Path("licensewatch.db")):
        assert run("watch", "--once") == Exit.FAILED
    assert "is watching with this database already" in run.err


def test_the_schedule_keeps_watching_until_it_is_stopped(
    run: Run, hub: Hub, desk: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    del hub
    passes: list[int] = []
    real = watch._pass

    def counted(*arguments: Any) -> Exit:  # noqa: ANN401 - passed on
        code = real(*arguments)
        passes.append(int(code))
        os.kill(os.getpid(), signal.SIGTERM)
        return code

    monkeypatch.setattr(watch, "_pass", counted)
    assert run("watch") == Exit.CLEAN
    assert passes == [Exit.CLEAN]
    assert len(desk.messages) == 1
    run("status")
    assert "Last run     20" in run.out
    monkeypatch.setattr(watch, "_pass", lambda *_: pytest.fail("the next run is hours away"))
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    assert run("watch") == Exit.CLEAN
    timer.join()


def test_a_watch_that_is_stopped_goes_on_later(
    run: Run, hub: Hub, desk: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    del hub, desk
    asked = iter([False, True])
    monkeypatch.setattr("monitor.stopping.Stop.asked", lambda _self: next(asked, True))
    Path("licensewatch.toml").write_text(
        Path("licensewatch.toml").read_text(encoding="utf-8").replace("[watch]", "[watch]\nworkers = 1"),
        encoding="utf-8",
    )
    assert run("watch", "--once") == Exit.CLEAN
    assert "the next watch goes on from there" in run.err
    monkeypatch.undo()


def test_a_database_of_somebody_else_or_of_the_future_is_refused(run: Run) -> None:
    Path("text.db").write_text("This is no database at all.\n" * 50, encoding="utf-8")
    assert run("status", "--db", "text.db") == Exit.FAILED
    assert "text.db" in run.err
    with sqlite3.connect("other.db") as other:
        other.execute("CREATE TABLE cats (name)")
    other.close()
    assert run("status", "--db", "other.db") == Exit.FAILED
    assert "other.db" in run.err


# ---- demo ----------------------------------------------------------------------------------------------


def test_the_demo_plays_and_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setenv("LICENSEWATCH_DB", "/nowhere/x.db")
    monkeypatch.setenv("HF_TOKEN", "not-sent")
    assert run("demo") == Exit.CLEAN, run.err
    for told in (
        "$ licensewatch audit models.txt",
        "$ licensewatch watch --once",
        "TIGHTER: aurora-ai/aurora-2",
        "$ licensewatch check --profile support-bot ember/ember-max",
        "✗ NO.",
        "Not MIT  despite the name",
        "Next     ",
    ):
        assert told in run.out
    assert list(place.iterdir()) == []
    assert os.environ["HF_TOKEN"] == "not-sent"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["temporary"]


def test_a_demo_that_goes_astray_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.cli.main", lambda _arguments: 2)
    assert run("demo") == Exit.FAILED
    assert "A step ended otherwise." in run.out


def test_a_demo_without_its_extra_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "monitor.demo.run", None)
    assert run("demo") == Exit.FAILED
    assert "pip install 'licensewatch[demo]'" in run.err
    assert __version__
