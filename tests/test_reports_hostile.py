"""Strangers' words in whole reports: nothing acts on a terminal, a spreadsheet, a page or a build machine."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from report_projects import CLEAN, FOUND, hostile

from monitor.reports import csv_, cyclonedx, github, junit, markdown, sarif, spdx, structured
from monitor.reports.human import audit, verdicts
from monitor.reports.layout import Paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.reports.inputs import Judged

WRITERS: dict[str, Callable[[Judged], str]] = {
    "human check": lambda found: verdicts.check(found.inspections, found.profiles, Paper(80)),
    "human audit": lambda found: audit.audit(found.inspections, Paper(80)),
    "json": structured.judged_text,
    "jsonl": structured.judged_texts,
    "csv": csv_.judged,
    "markdown check": markdown.check,
    "markdown audit": markdown.audit,
    "sarif": sarif.judged,
    "junit": junit.judged,
    "github": github.judged,
    "spdx": spdx.judged,
    "cyclonedx": cyclonedx.judged,
}
PAGES = {"check": markdown.check, "audit": markdown.audit}
TAGS = set("p strong em h3 blockquote ol ul li sub table thead tbody tr th td".split())  # noqa: SIM905 - a table
RENDERER = MarkdownIt("gfm-like", {"html": True, "linkify": True})
# As GitHub and GitLab link: whole addresses, www. and mail; not every word with a dot in it.
RENDERER.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]  # it is there, by the option above

# What GitHub Actions, Azure Pipelines and TeamCity obey in what a program prints.
COMMANDS = re.compile(r"^\s*::[a-z]|##\[|##vso\[|##teamcity\[", re.MULTILINE)


@pytest.mark.parametrize("name", WRITERS)
@given(found=hostile())
def test_nothing_acts_on_a_terminal_or_a_build_machine(name: str, found: Judged) -> None:
    told = WRITERS[name](found)
    acting = [char for char in told if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert set(acting) <= set("\n\r\u200c\u200d")
    told.encode()
    if name != "github":
        assert COMMANDS.search(told) is None


@pytest.mark.parametrize("name", ["json", "sarif", "spdx", "cyclonedx"])
@given(found=hostile())
def test_json_is_json(name: str, found: Judged) -> None:
    json.loads(WRITERS[name](found))


@given(hostile())
def test_no_cell_is_a_formula(found: Judged) -> None:
    head, *rows = csv.reader(io.StringIO(csv_.judged(found), newline=""))
    assert tuple(head) == csv_.COLUMNS
    for row in rows:
        assert len(row) == len(head)
        assert not any(cell[:1] in set("=+-@|%\t\r＝＋－＠") for cell in row)


class Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def elements(page: str) -> Tags:
    tags = Tags()
    tags.feed(RENDERER.render(page))
    return tags


@pytest.mark.parametrize("name", PAGES)
@given(found=hostile())
def test_no_word_becomes_markup_a_link_or_an_image(name: str, found: Judged) -> None:
    page = PAGES[name](found)
    tags = elements(page)
    assert tags.seen <= TAGS
    assert not tags.attributes - {"style"}
    assert re.search(r"@[A-Za-z0-9]", page) is None
    assert page.count("<!--") == 1


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("found", [FOUND, CLEAN], ids=["found", "clean"])
def test_the_renderer_sees_what_is_meant(name: str, found: Judged) -> None:
    seen = elements(PAGES[name](found)).seen
    assert {"p", "em"} <= seen
    assert ("table" in seen) == (name == "audit")
    assert ("h3" in seen) == (name == "check" and found is FOUND)
