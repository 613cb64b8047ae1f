"""What `terms` of a plain file loads: little, so that it starts fast; and that this changes no answer."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli import commands, front, terms
from monitor.cli.app import global_options
from monitor.cli.exits import Exit
from monitor.cli.formats import Format
from monitor.cli.given import App
from monitor.cli.texts import Reader
from monitor.errors import UsageError
from monitor.references import load_references
from monitor.resources import load_rules

ROOT = Path(__file__).parents[1]
UNWANTED = {
    *(
        "argparse",
        "asyncio",
        "click",
        "dataclasses",
        "datetime",
        "gettext",
        "heapq",
        "hashlib",
        "http",
        "inspect",
        "logging",
        "shutil",
        "sqlite3",
        "subprocess",
        "tempfile",
        "tomllib",
    ),
    *("monitor.records.changes", "monitor.records.documents", "monitor.records.profiles"),
    *("monitor.records.sheets", "monitor.records.verdicts", "monitor.records.watching"),
    *("monitor.extract.card", "monitor.extract.document", "monitor.extract.html", "monitor.pointers"),
    *("monitor.config", "monitor.sources.files", "monitor.sources.names", "monitor.store", "monitor.verdict"),
    *(
        "monitor.reports.human",
        "monitor.reports.layout",
        "monitor.sheet",
        "monitor.compare",
        "monitor.alerts",
    ),
}
"""Modules of which `terms --format jsonl` needs none."""
MOST_MODULES = 71
TERMS = """
import sys
from monitor.cli import main
sys.argv = ["licensewatch", "terms", "--format", "jsonl", sys.argv[1]]
code = main()
ours = [name for name in sys.modules if name.partition(".")[0] == "monitor"]
print([code, len(ours), sorted(sys.modules)], file=sys.stderr)
"""


def test_terms_of_a_plain_file_load_next_to_nothing(tmp_path: Path) -> None:
    licence = tmp_path / "LICENSE"
    licence.write_text(
        "You may use the model commercially.\nA licence costs 100 dollars a year.\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", TERMS, str(licence)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    code, ours, loaded = eval(done.stderr.splitlines()[-1])  # noqa: S307 - what we printed ourselves
    assert '"terms"' in done.stdout
    assert code == 0
    assert UNWANTED & set(loaded) == set()
    assert ours <= MOST_MODULES


WORDS = st.sampled_from(
    ("LICENSE", "a b", "", "-", "--", "--format", "human", "json", "jsonl", "csv", "--format=json", "-h")
)


@given(words=st.lists(WORDS, max_size=5))
def test_a_plain_command_line_is_read_as_click_reads_it(words: list[str]) -> None:
    told: list[object] = []

    def noted(app: App, files: tuple[str, ...], form: Format, output: Path | None = None) -> Exit:
        told.append((app, files, form, output))
        return Exit.CLEAN

    plain = front.plain(["terms", *words])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "told", noted)
        try:
            commands.run(["terms", *words])
        except UsageError:
            told.append("wrong")
    assert plain is None or told == [(App(), *plain, None)]


def test_only_a_plain_command_line_is_read_without_click(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["terms", "a", "--format", "jsonl", "b"]
    assert front.plain(asked) == (("a", "b"), Format.JSONL)
    assert front.plain(["terms", "a"]) == (("a",), Format.HUMAN)
    for other in (["terms"], ["check", "a"], ["terms", "a", "--help"], ["terms", "a", "--format"], []):
        assert front.plain(other) is None
    options = global_options(inner=False)
    assert {option.envvar for option in options if option.envvar} == front.ASKED
    monkeypatch.setenv("LICENSEWATCH_DB", "x.db")
    assert front.plain(asked) is None


READER = Reader(App(), load_rules(), load_references())
NAMES = st.sampled_from(("LICENSE", "notice.md", "terms.html", "USE_POLICY.txt", "x.pdf", "COPYING"))
BODIES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        (
            b"", b"\xff\xfeM\x00I\x00T\x00", b"%PDF-1.4 broken", b"<html><p>You may not sell it.</p></html>",
            b"<p>You may <b>not</b> sell it.</p>", "Verkauf verboten: \u00fc".encode("latin-1"), b"\0\1\2\3",
            b"---\nlicense: mit\n---\nFree.", b"See https://example.org/licence", b"PK\x03\x04 no document",
        )
    ),
)  # fmt: skip


@given(name=NAMES, body=BODIES)
@settings(max_examples=60, deadline=None)
def test_a_file_by_itself_reads_like_one_that_a_look_brings(
    name: str, body: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("one") / name
    path.write_bytes(body)
    assert READER.read(str(path)) == READER._looked_at(str(path))


def test_what_cannot_be_read_is_told_alike(tmp_path: Path) -> None:
    (tmp_path / "away").symlink_to("/etc/hostname")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("none", "away", "loop", "too\0odd", "none/at all"):
        path = str(tmp_path / name)
        told = READER.read(path)
        assert told.error
        assert told == READER._looked_at(path)


def test_cycles_are_still_looked_for_but_less_often() -> None:
    script = (
        "import gc, sys; from monitor.cli import main; main(); print(gc.isenabled(), *gc.get_threshold())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    enabled, young, *older = done.stdout.splitlines()[-1].split()
    assert enabled == "True"
    assert 700 < int(young) <= 100_000
    assert [*map(int, older)] == [*gc.get_threshold()[1:]]
