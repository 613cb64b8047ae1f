"""The frame of the command line: help, global options, errors in one sentence, exit codes."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from monitor import __version__, cli
from monitor.cli import exits, lazy, workspace
from monitor.cli.app import Command, pass_app, require_network, say
from monitor.cli.commands import root
from monitor.cli.exits import Exit, FailOn
from monitor.cli.formats import Format
from monitor.cli.given import App, emit
from monitor.cli.options import reported
from monitor.cli.progress import progress
from monitor.config import Config
from monitor.errors import ConfigError, LicensewatchError, UsageError
from monitor.records import Decision, Profile, Use, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAVY = ("apscheduler", "bs4", "flask", "jinja2", "requests", "rich", "spdx_tools", "sqlite_utils", "yaml")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the machine's own configuration, and logging as it was."""
    monkeypatch.chdir(tmp_path)
    for name in ("LICENSEWATCH_DB", "LICENSEWATCH_CONFIG", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def command_that(action: Any) -> click.Command:  # noqa: ANN401 - a callable or an exception
    """A command that does something with the `App` it is given, or raises."""

    @click.command("probe", cls=Command)
    @pass_app
    def probe(app: App) -> Exit | None:
        if isinstance(action, BaseException):
            raise action
        result: Exit | None = action(app)
        return result

    return probe


@pytest.fixture
def run_probe(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a function
    def run(action: Any, *arguments: str) -> int:  # noqa: ANN401 - as above
        monkeypatch.setattr(
            lazy.LazyGroup,
            "resolve_command",
            lambda _self, _ctx, args: ("probe", command_that(action), args[1:]),
        )
        return cli.main([*arguments] if "probe" in arguments else ["probe", *arguments])

    return run


# ---- help and loading ----------------------------------------------------------------------------------


def test_help_lists_every_command_under_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    for title, section in lazy.SECTIONS.items():
        assert f"{title}:" in shown
        for name in section:
            assert re.search(rf"^  {name} ", shown, re.MULTILINE)
    assert "--now" not in shown
    assert "0 clean, 1 findings, 2 wrong usage or failure" in re.sub(r"\s+", " ", shown)


@pytest.mark.parametrize("name", [name for section in lazy.SECTIONS.values() for name in section])
def test_every_command_has_help_of_its_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: licensewatch {name}")
    module = import_module(f"monitor.cli.{'list_' if name == 'list' else name}")
    assert module.command.name == name


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["terms", "LICENSE"], ["check", "./LICENSE"]]
)
def test_nothing_heavy_is_imported_for_what_ci_calls(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("You may use it.\n", encoding="utf-8")
    script = (
        "import sys; from monitor.cli import main; main(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_name_that_is_no_command_imports_nothing() -> None:
    assert root.get_command(click.Context(root), "app") is None


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


def test_without_a_command_the_help_comes_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == Exit.FAILED
    told = capsys.readouterr()
    assert told.err.startswith("Usage: licensewatch [OPTIONS] COMMAND")
    assert told.out == ""


def test_the_process_s_own_arguments_are_the_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["licensewatch", "--version"])
    assert cli.main() == 0
    assert "version" in capsys.readouterr().out


# ---- failures are one sentence -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["chekc"],
            "licensewatch: There is no command 'chekc'. Did you mean check? See licensewatch --help.\n",
        ),
        (["xyzzy"], "licensewatch: There is no command 'xyzzy'. See licensewatch --help.\n"),
        (["status", "--fromat", "x"], "licensewatch: No such option '--fromat'. Did you mean '--format'?"),
        (
            ["check"],
            (
                "licensewatch: Nothing to check was named. "
                "Give a REF such as org/name, or --from PATH, or --locked.\n"
            ),
        ),
        (["--now", "soon", "list"], "'soon' is no ISO 8601 time such as 2026-03-01T12:00:00Z."),
        (["list", "--format", "csv"], "'csv' is not one of 'human', 'json'."),
    ],
)
def test_wrong_usage_is_told_with_a_way_on(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == Exit.FAILED
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize(
    ("error", "sentence", "code"),
    [
        (LicensewatchError("The hub is away.", "Try later."), "The hub is away. Try later.", Exit.FAILED),
        (
            ConfigError("a.toml", ["x is wrong", "y is wrong"]),
            "a.toml: 2 faults: x is wrong; y is wrong.",
            Exit.FAILED,
        ),
        (UsageError("No\x1b[2J"), "No\\x1b[2J", Exit.FAILED),
        (KeyboardInterrupt(), "Stopped. What was stored up to here is kept", Exit.INTERRUPTED),
        (OSError(28, "No space left on device", "x.db"), "x.db: No space left on device.", Exit.FAILED),
        (OSError("odd"), "odd. Check that it exists", Exit.FAILED),
        (
            ValueError("boom"),
            "internal fault, ValueError: boom. This is a mistake in licensewatch",
            Exit.FAILED,
        ),
        (click.ClickException("bare"), "licensewatch: bare.\n", Exit.FAILED),
    ],
)
def test_every_failure_is_one_sentence_and_its_code(
    run_probe: Any,  # noqa: ANN401 - a function
    error: BaseException,
    sentence: str,
    code: Exit,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_probe(error) == code
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told


def test_two_v_show_where_a_fault_of_ours_comes_from(
    run_probe: Any,  # noqa: ANN401 - a function
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_probe(ValueError("boom"), "-vv") == Exit.FAILED
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--version"], ["rules", "list"]])
def test_a_reader_that_is_gone_ends_us_quietly(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    script = "import sys; from monitor.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (Exit.PIPE_CLOSED, b"")


def test_a_closed_pipe_is_not_met_twice(
    run_probe: Any,  # noqa: ANN401 - a function
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with (tmp_path / "stream").open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert run_probe(BrokenPipeError()) == Exit.PIPE_CLOSED
        stream.write("lost")
    assert (tmp_path / "stream").read_text(encoding="utf-8") == ""
    assert capsys.readouterr().err == ""


def test_letters_that_a_terminal_lacks_are_shown_as_codes() -> None:
    script = (
        "from monitor.cli import main; from monitor.cli.given import emit; main(['--version']); emit('✗ no')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert b"\\u2717 no" in done.stdout


def test_a_stream_that_cannot_be_set_up_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert cli.main(["--version"]) == 0


# ---- global options ------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True])
def test_global_options_stand_before_or_after_the_command(run_probe: Any, after: bool) -> None:  # noqa: ANN401, FBT001 - a function; a parameter of the test
    seen: list[App] = []
    options = [
        "--db",
        "x.db",
        "--config",
        "c.toml",
        "-vv",
        "--no-network",
        "--color",
        "never",
        "--now",
        "2026-03-01",
    ]
    arguments = ["probe", *options] if after else [*options, "probe"]
    assert run_probe(seen.append, *arguments) == Exit.CLEAN
    (app,) = seen
    assert (app.db, app.config, app.verbosity) == (Path("x.db"), Path("c.toml"), 2)
    assert (app.network, app.color) == (False, "never")
    assert app.now() == datetime(2026, 3, 1, tzinfo=UTC)


def test_what_stands_after_the_command_wins_and_the_environment_comes_last(
    run_probe: Any,  # noqa: ANN401 - a function
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[App] = []
    monkeypatch.setenv("LICENSEWATCH_DB", "environment.db")
    run_probe(seen.append, "probe")
    run_probe(seen.append, "--db", "before.db", "probe")
    run_probe(seen.append, "--db", "before.db", "-q", "probe", "--db", "after.db", "-v")
    assert [str(app.db) for app in seen] == ["environment.db", "before.db", "after.db"]
    assert seen[2].verbosity == 0


def test_a_time_with_an_offset_is_turned_to_utc(run_probe: Any) -> None:  # noqa: ANN401 - a function
    seen: list[App] = []
    run_probe(seen.append, "probe", "--now", "2026-03-01T13:00:00+01:00")
    assert seen[0].now() == datetime(2026, 3, 1, 12, tzinfo=UTC)
    run_probe(seen.append, "probe")
    assert abs((datetime.now(UTC) - seen[1].now()).total_seconds()) < 60


@pytest.mark.parametrize(
    ("flags", "level"),
    [(["-q"], logging.ERROR), ([], logging.WARNING), (["-v"], logging.INFO), (["-vvv"], logging.DEBUG)],
)
def test_logs_are_as_loud_as_asked_for(run_probe: Any, flags: list[str], level: int) -> None:  # noqa: ANN401 - a function
    run_probe(lambda _: None, "probe", *flags)
    assert logging.getLogger().level == level


# ---- paper and output ----------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("columns", "terminal", "width"),
    [("", False, 100), ("72", False, 72), ("9", True, 40), ("999", True, 160), ("odd", False, 100)],
)
def test_the_paper_is_as_wide_as_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
    columns: str,
    terminal: bool,  # noqa: FBT001 - a parameter of the test
    width: int,
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal() if terminal else io.StringIO())
    monkeypatch.setenv("COLUMNS", columns)
    assert App().paper().width == width


def test_colours_are_for_eyes_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert App().paper().color
    assert not App().paper(Path("file")).color
    assert not App(color="never").paper().color
    monkeypatch.setenv("NO_COLOR", "1")
    assert not App().paper().color
    assert App(color="always").paper().color


def test_output_goes_to_a_file_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    emit("one\r\ntwo", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"one\r\ntwo\n"
    emit("shown\n")
    emit("")
    assert capsys.readouterr().out == "shown\n"
    with pytest.raises(LicensewatchError, match="cannot be written: No such file or directory"):
        emit("x", tmp_path / "nowhere" / "out")


def test_what_is_said_stays_off_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    say("hello")
    say("not with -q", App(verbosity=-1))
    say("with it", App())
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "hello\nwith it\n")


def test_a_command_that_needs_the_network_says_so() -> None:
    require_network(App(), "watch")
    with pytest.raises(UsageError, match="watch needs the network, and --no-network was given"):
        require_network(App(network=False), "watch")


def test_progress_is_shown_to_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet, seen = io.StringIO(), Terminal()
    monkeypatch.setattr(sys, "stderr", quiet)
    with progress(App(), 2) as tell:
        tell("hf:a/b")
    assert quiet.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.setenv("TERM", "xterm")
    with progress(App(verbosity=-1), 2) as tell:
        tell("hf:a/b")
    assert seen.getvalue() == ""
    with progress(App(), 2) as tell:
        tell("hf:a/[red]b")
    assert "1/2" in seen.getvalue()
    assert "hf:a/[red]b" in seen.getvalue()


def test_progress_tells_the_rate_and_when_it_will_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.setenv("TERM", "xterm")
    with progress(App(), 9) as tell:
        for number in range(4):
            tell(f"hf:a/{number}")
            time.sleep(0.01)
    assert re.search(r"\d\.\d/s", seen.getvalue())
    assert re.search(r"\d:\d\d:\d\d", seen.getvalue())


# ---- exit codes, options, profiles ---------------------------------------------------------------------


def verdict(decision: Decision) -> Verdict:
    return Verdict(decision=decision, profile="p")


@pytest.mark.parametrize(
    ("decisions", "fail_on", "code"),
    [
        ([], FailOn.REVIEW, Exit.CLEAN),
        ([Decision.ALLOW, Decision.OBLIGATIONS], FailOn.REVIEW, Exit.CLEAN),
        ([Decision.OBLIGATIONS], FailOn.OBLIGATIONS, Exit.FINDINGS),
        ([Decision.REVIEW], FailOn.REVIEW, Exit.FINDINGS),
        ([Decision.REVIEW], FailOn.DENY, Exit.CLEAN),
        ([Decision.DENY], FailOn.DENY, Exit.FINDINGS),
        ([Decision.DENY], FailOn.NEVER, Exit.CLEAN),
        ([Decision.INCOMPLETE], FailOn.REVIEW, Exit.INCOMPLETE),
        ([Decision.INCOMPLETE, Decision.DENY], FailOn.REVIEW, Exit.FINDINGS),
        ([Decision.INCOMPLETE, Decision.DENY], FailOn.NEVER, Exit.INCOMPLETE),
    ],
)
def test_exit_codes(decisions: list[Decision], fail_on: FailOn, code: Exit) -> None:
    assert exits.of(map(verdict, decisions), fail_on) is code


def test_the_table_of_exit_codes_names_each_once() -> None:
    assert [int(code) for code in Exit] == [0, 1, 2, 3, 130, 141]
    table = exits.table()
    lines = table.splitlines()
    assert lines[0].startswith("| Code | Meaning | `--fail-on` `never` |")
    assert "`review` (default)" in lines[0]
    assert lines[2].startswith("| `0` | Everything asked for was done")
    assert lines[3].endswith("|  | obligations, review, deny | review, deny | deny |")
    assert lines[5].endswith("| incomplete | incomplete | incomplete | incomplete |")
    assert {line.count("|") for line in lines} == {3 + len(FailOn)}
    assert len(lines) == 2 + len(Exit)


def test_formats_are_chosen_by_their_words() -> None:
    @click.command()
    @reported(Format.JSON, Format.CSV)
    def probe(form: Format, output: Path | None) -> tuple[Format, Path | None]:
        return form, output

    assert probe.main([], standalone_mode=False) == (Format.JSON, None)
    assert probe.main(["--format", "csv", "--output", "x"], standalone_mode=False) == (Format.CSV, Path("x"))


ALICE, BOB = Profile(name="alice"), Profile(name="bob", uses=(Use.INTERNAL,))


def test_profiles_are_chosen_by_name() -> None:
    config = Config(profiles=(ALICE, BOB))
    assert workspace.chosen(config, (), ()) == (ALICE, BOB)
    assert workspace.chosen(config, ("bob", "bob"), ()) == (BOB,)
    (changed,) = workspace.chosen(config, ("alice",), (Use.FINE_TUNE, Use.FINE_TUNE))
    assert (changed.name, changed.uses) == ("alice", (Use.FINE_TUNE,))
    with pytest.raises(UsageError, match=r"No profile is called 'alcie'\. Did you mean alice\?"):
        workspace.chosen(config, ("alcie",), ())
    with pytest.raises(UsageError, match="There are: alice, bob"):
        workspace.chosen(config, ("zzz",), ())


def test_an_audit_has_a_column_a_profile_or_a_use() -> None:
    assert workspace.overview((ALICE, BOB), ()) == (ALICE, BOB)
    names = [profile.name for profile in workspace.overview((Profile(),), ())]
    assert names == ["internal", "product", "hosted-api"]
    columns = workspace.overview((ALICE, BOB), (Use.PRODUCT, Use.PRODUCT))
    assert [(one.name, one.uses) for one in columns] == [
        ("alice: product", (Use.PRODUCT,)),
        ("bob: product", (Use.PRODUCT,)),
    ]


def test_the_configuration_of_the_folder_is_found_and_a_named_one_wins(tmp_path: Path) -> None:
    assert workspace.configured(App()) == Config()
    (tmp_path / "licensewatch.toml").write_text("schema = 1\n[profiles.here]\n", encoding="utf-8")
    (tmp_path / "other.toml").write_text("schema = 1\n[profiles.there]\n", encoding="utf-8")
    assert workspace.configured(App()).profiles[0].name == "here"
    assert workspace.configured(App(config=Path("other.toml"))).profiles[0].name == "there"
    with pytest.raises(ConfigError, match="there is no such file"):
        workspace.configured(App(config=Path("none.toml")))
