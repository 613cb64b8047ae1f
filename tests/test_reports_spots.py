"""Places to point to: paths from the root of the project, web addresses without anything hostile."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_projects import DENIED, FOUND, HOSTILE

from monitor.records import Document, Role, State
from monitor.reports.spots import documented, in_project, is_web, page, web


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://hub.example/a b/ü?q=1#x", "https://hub.example/a%20b/%C3%BC?q=1"),
        ("https://hub.example/%41%zz", "https://hub.example/%41%25zz"),
        ("https://user:secret@hub.example:8443/x", "https://hub.example:8443/x"),
        ("HTTPS://Hub.Example/X", "https://hub.example/X"),
        ("https://hub.example/\x1b]8;;", "https://hub.example/%1B%5D8;;"),
    ],
)
def test_web_addresses_become_uris(address: str, told: str) -> None:
    assert is_web(address)
    assert web(address) == told


@pytest.mark.parametrize(
    "address",
    [
        "",
        "LICENSE",
        "ftp://x.example",
        "https://",
        "http://%",
        "http://[::1",
        "http://a b/",
        "http://x:99999/",
    ],
)
def test_what_is_no_web_address(address: str) -> None:
    assert not is_web(address)


@given(
    HOSTILE | HOSTILE.map(lambda end: f"https://hub.example/{end}") | HOSTILE.map(lambda end: f"http://{end}")
)
def test_every_web_address_is_plain_ascii(address: str) -> None:
    if is_web(address):
        told = web(address)
        assert told.isascii()
        assert told.isprintable()
        assert " " not in told
        assert "@" not in urlsplit(told).netloc
        assert is_web(told)
        assert web(told) == told


@given(st.text(alphabet="ab./ü:", max_size=20))
def test_a_path_is_told_from_the_root_or_absolute_and_never_climbs(path: str) -> None:
    told = in_project(path, FOUND)
    assert ".." not in told.split("/")
    assert told.startswith("/") == (not told or told[0] == "/")


def document(name: str, role: Role = Role.LICENSE, url: str = "https://hub.example/raw/x") -> Document:
    return Document(role=role, name=name, url=url, state=State.OK, text="one\ntwo\nthree\n", commit="abc")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://cdn-lfs.hf.co/x", "https://huggingface.co/labs/one/blob/abc/LICENSE"),
        ("https://huggingface.co/x", "https://huggingface.co/labs/one/blob/abc/LICENSE"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/labs/one/blob/abc/LICENSE"),
    ],
)
def test_a_document_of_the_hub_is_shown_by_its_page(url: str, told: str) -> None:
    assert page(DENIED, document("LICENSE", url=url)) == told


def test_what_is_no_file_of_the_repository_is_shown_where_it_was_read() -> None:
    assert page(DENIED, document("gate", Role.GATE)) == "https://hub.example/raw/x"
    assert page(DENIED, document("https://x.example/terms")) == "https://hub.example/raw/x"
    base = page(DENIED, document("base:org/base:LICENSE"))
    assert base == "https://hub.example/org/base/blob/abc/LICENSE"


@pytest.mark.parametrize(
    ("name", "line"),
    [("LICENSE", 2), ("LICENSE.md", 2), ("LICENSE-2.0", 2), ("terms.pdf", None), ("terms.html", None)],
)
def test_lines_are_told_where_they_are_lines_of_the_file(name: str, line: int | None) -> None:
    spot = documented(DENIED, document(name), (4, 7), FOUND)
    assert spot is not None
    assert spot.line == line


def test_a_locked_text_is_shown_where_it_is_committed() -> None:
    found = replace(FOUND, texts="model-licenses")
    name = sha256(b"one\ntwo\nthree\n").hexdigest()
    for kind in ("LICENSE", "terms.pdf", "gate"):
        spot = documented(DENIED, document(kind), (4, 12), found)
        assert spot is not None
        assert spot.uri == f"sub/model-licenses/{name}.txt"
        assert (spot.line, spot.end) == (2, 3)
    whole = documented(DENIED, document("LICENSE"), None, found)
    assert whole is not None
    assert whole.line is None
