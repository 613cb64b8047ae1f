"""Licences published as PDF or Word document: read in a process of their own, and never the end of ours."""

from __future__ import annotations

import io
import json
import logging
import sys
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import docx, pdf

from monitor.extract import extract, paper_worker
from monitor.extract.layout import flowing
from monitor.extract.paper import DOCX, PDF, kind_of, paper_text
from monitor.records import Role, Snapshot

if TYPE_CHECKING:
    from monitor.records import Document

LONG = "You may use the model in commercial products and services of your own, as long as you"


def document(body: bytes, name: str = "LICENSE.pdf") -> Document:
    return extract(
        Snapshot(
            role=Role.LICENSE,
            name=name,
            url=f"https://hub.example.org/{name}",
            fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
            body=body,
        )
    )


def test_pdf_is_read_in_a_process_of_its_own() -> None:
    body = pdf(["The Licence", "", LONG, "display its name.", "2. You may not sell it."])
    found = document(body)
    assert found.text is not None
    assert found.text.split("\n\n") == [
        "The Licence",
        f"{LONG} display its name.",
        "2. You may not sell it.",
    ]
    assert (found.faults, found.sha256) == ((), document(body).sha256)


def test_word_document_is_read_with_its_lists_and_without_its_pictures() -> None:
    found = document(docx("The Licence", "You may &amp; must."), "LICENSE.docx")
    assert found.text is not None
    assert "You may & must." in found.text
    assert found.faults == ()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"%PDF-1.7 nothing behind it", "is a PDF that could not be read ("),
        (pdf([""]), "is a PDF without text (its pages may be pictures)"),
        (b"PK\x03\x04 no archive", "is a Word document that could not be read (BadZipFile)"),
        (docx(), "is a Word document without text"),
        (docx(body="<w:p><w:r>"), "is a Word document that could not be read ("),
    ],
)
def test_what_cannot_be_read_is_a_fault(body: bytes, fault: str) -> None:
    found = document(body, "LICENSE.bin")
    assert found.text is None
    assert len(found.faults) == 1
    assert found.faults[0].startswith(f"LICENSE.bin {fault}")


def test_archive_of_another_kind_is_none() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("weights.bin", "x")
    assert paper_worker.read_docx(out.getvalue()) == ("", ["is a ZIP archive, but no Word document"])


def test_archive_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_worker, "UNPACKED", 1 << 20)
    body = docx("x", parts={"word/media/zeros.bin": bytes(2 << 20)})
    assert paper_worker.read_docx(body)[1] == ["is a Word document larger than 1 MiB when unpacked"]


def test_entities_do_not_grow() -> None:
    names = [f"e{number}" for number in range(9)]
    entities = '<!ENTITY e0 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in pairwise(names)
    )
    part = f'<!DOCTYPE w [{entities}]><w:document xmlns:w="http://x"><w:body>&e8;</w:body></w:document>'
    text, faults = paper_text(docx(parts={"word/document.xml": part}), DOCX)
    assert (text, faults) == ("", ("is a Word document with entities, which the format forbids",))


def test_password_and_pages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["Secret."]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert paper_worker.read_pdf(out.getvalue()) == ("", ["is a PDF that asks for a password"])
    monkeypatch.setattr(paper_worker, "PAGES", 2)
    text, faults = paper_worker.read_pdf(pdf(["One."], [""], ["Three."]))
    assert text == "One."
    assert faults == [
        "is cut off: 2 pages of the PDF were read",
        "has 1 pages without text (they may be pictures)",
    ]


def test_time_is_bounded() -> None:
    text, faults = paper_text(pdf(["x"]), PDF, seconds=0.001)
    assert (text, faults) == ("", ("is a PDF that could not be read within 0.001 seconds",))


def test_child_that_dies_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    _, faults = paper_text(pdf(["x"]), PDF)
    assert faults == ("is a PDF that could not be read; it may be damaged, or too large",)


def test_worker_writes_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["worker", "pdf"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pdf(["One line."]))))
    monkeypatch.setattr(paper_worker, "_bound", lambda: None)  # this process has other tests to run
    monkeypatch.setattr(logging, "disable", lambda: None)
    paper_worker.main()
    assert json.loads(capsys.readouterr().out) == {"text": "One line.", "faults": []}


def test_kinds() -> None:
    assert (kind_of(b"%PDF-1.4"), kind_of(b"PK\x03\x04"), kind_of(b"MIT License")) == (PDF, DOCX, None)
    assert kind_of(b"\n%PDF-1.4") == PDF


# ---- Layout --------------------------------------------------------------------------------------------


def _words(number: int) -> str:
    return " ".join([chr(ord("a") + number) * 7] * 9)


def test_sentence_goes_on_over_the_page_without_head_foot_and_number() -> None:
    pages = [
        f"Acme Licence v1\n{_words(page)}\n{LONG}\n{_words(page + 9)} and\nPage {page} of 4"
        for page in range(1, 5)
    ]
    text = flowing(pages)
    assert text.count("Acme Licence v1") == 1  # what repeats stands once: no word is lost
    assert "Page" not in text
    assert all(f"and {_words(page)} {LONG}" in text for page in range(2, 5))


def test_number_that_is_no_page_number_stays() -> None:
    assert flowing(["A licence is needed above a revenue of USD per year of", "30\nmillion."]) == (
        "A licence is needed above a revenue of USD per year of 30 million."
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (f"{LONG} re-\nspect it.", f"{LONG} respect it."),
        (f"{LONG} respect non-\nCommercial.", f"{LONG} respect non- Commercial."),
        (f"{LONG}\n(a) one;\n(b) two.", f"{LONG}\n\n(a) one;\n\n(b) two."),
        (
            "本许可证适用于所有的模型权重以及相关的文件和\n文档。",
            "本许可证适用于所有的模型权重以及相关的文件和文档。",
        ),
        ("Grant\nYou may.", "Grant\n\nYou may."),
        ("", ""),
    ],
)
def test_lines_are_joined(lines: str, text: str) -> None:
    assert flowing([lines]) == text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab 1.-\n", max_size=60), max_size=4))
def test_no_letter_is_lost(pages: list[str]) -> None:
    kept = flowing(pages)
    for letter in "ab":
        present = any(letter in page for page in pages)
        assert (letter in kept) is present
