"""Bytes to text: character sets, pages, metadata, bounds."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import EXTRACTOR_VERSION, decode_text, extract, governs, licence_sections
from monitor.extract import markup as markup_module
from monitor.extract.html import page_text
from monitor.extract.markup import tame
from monitor.extract.metadata import canonical_text, parse_metadata
from monitor.extract.plain import MAX_TEXT
from monitor.records import Declared, Governs, Role, Snapshot, State
from monitor.tokens import word_tokens

if TYPE_CHECKING:
    from pathlib import Path

GUESSED = "Grüße für Käthe, wirklich"
SEEN = datetime(2026, 1, 2, tzinfo=UTC)
BLANK = Snapshot(role=Role.LICENSE, name="LICENSE", url="https://hub.example/LICENSE", fetched_at=SEEN)


def _snapshot(
    body: bytes, role: Role = Role.LICENSE, name: str = "LICENSE", media_type: str = ""
) -> Snapshot:
    return replace(BLANK, role=role, name=name, body=body, media_type=media_type)


# --- plain text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "charset", "text", "faults"),
    [
        (b"MIT\r\n\r\nUse it.\r\n", None, "MIT\r\n\r\nUse it.\r\n", ()),
        (b"\xef\xbb\xbfMIT", None, "\ufeffMIT", ()),
        ("Größe".encode("utf-16"), None, "Größe", ()),
        ("Größe".encode("utf-32"), None, "Größe", ()),
        ("许可证:不得商用。".encode(), "gbk", "许可证:不得商用。", ()),
        ("许可证:不得商用。".encode("gb18030"), None, "许可证:不得商用。", ()),
        ("ライセンス".encode("shift_jis"), "Shift_JIS", "ライセンス", ()),
        (
            "Copyright © 2025 the authors of Lumen".encode("cp1252"),
            None,
            "Copyright © 2025 the authors of Lumen",
            (),
        ),
        (
            GUESSED.encode("cp1252"),
            "unicode_escape",
            GUESSED,
            ("is in no character set",),
        ),
        (
            GUESSED.encode("cp1252"),
            "iso-8859-99",
            GUESSED,
            ("is in no character set",),
        ),
        (b"a\x81b" + b"c" * 99, None, "a\ufffdb" + "c" * 99, ("is in no character set",)),
        (b"\xff\xfea\x00b", None, "a\ufffd", ("holds bytes that are no characters",)),
        (b"", None, "", ("is empty",)),
        (b"\xef\xbb\xbf \r\n\t", None, "", ("is empty",)),
        (b"text with a \x00 in it", None, "", ("is binary",)),
        (bytes(range(1, 9)) * 9, None, "", ("is binary",)),
        (b"%PDF-1.7 ...", None, "", ("is a PDF",)),
        (b"PK\x03\x04 word/document.xml", None, "", ("is a ZIP archive",)),
        (b"\xd0\xcf\x11\xe0 old", None, "", ("is an old Word document",)),
        (b"{\\rtf1 old}", None, "", ("is an RTF document",)),
        (b"a" * (MAX_TEXT + 1), None, "a" * MAX_TEXT, ("is cut off: 2,000,000 of 2,000,001",)),
        (b"a" * MAX_TEXT, None, "a" * MAX_TEXT, ()),
    ],
)
def test_decode(data: bytes, charset: str | None, text: str, faults: tuple[str, ...]) -> None:
    got, told = decode_text(data, charset)
    assert got == text
    assert len(told) == len(faults)
    assert all(one.startswith(begin) for one, begin in zip(told, faults, strict=True))


@given(
    st.binary(max_size=200), st.sampled_from([None, "utf-8", "gbk", "punycode", "hex", "koi8-r", "x" * 40])
)
@settings(max_examples=200)
def test_decode_never_raises_and_never_loses_text_silently(data: bytes, charset: str | None) -> None:
    text, faults = decode_text(data, charset)
    assert text or faults
    text.encode()  # no lone surrogates


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda text: text.strip("\ufeff ")
    )
)
@settings(max_examples=100)
def test_offsets_of_utf8_are_those_of_the_file(text: str) -> None:
    data = text.encode()
    if not data.startswith((b"PK\x03\x04", b"%PDF-", b"{\\rtf")):
        assert decode_text(data)[0] == text


def test_extract_starts_without_its_parsers() -> None:
    code = "import sys, monitor.extract; print({'bs4', 'yaml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- documents ----------------------------------------------------------------------------------------


def test_a_snapshot_keeps_what_it_is() -> None:
    snapshot = replace(_snapshot(b"MIT License"), commit="c0ffee", state=State.SUSPECT, detail="It shrank.")
    document = extract(snapshot)
    assert (document.role, document.name, document.url) == (Role.LICENSE, "LICENSE", BLANK.url)
    assert (document.state, document.detail) == (State.SUSPECT, "It shrank.")
    assert (document.commit, document.sha256) == ("c0ffee", snapshot.sha256)
    assert (document.text, document.faults, document.declared) == ("MIT License", (), None)


def test_without_a_body_there_is_neither_text_nor_fault() -> None:
    document = extract(replace(BLANK, state=State.GATED, detail="Log in."))
    assert (document.text, document.faults, document.state) == (None, (), State.GATED)


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"%PDF-1.4"])
@pytest.mark.parametrize("role", [Role.LICENSE, Role.CARD, Role.GATE, Role.LINKED, Role.METADATA])
def test_no_text_has_a_reason_that_names_the_document(role: Role, body: bytes) -> None:
    document = extract(_snapshot(body, role, "docs/FILE"))
    assert document.text is None
    assert [fault[:12] for fault in document.faults] == ["docs/FILE is"]


def test_markdown_and_tags_in_plain_text_stay() -> None:
    body = b"# Licence\r\n\r\nCopyright <owner> <https://example.org>\r\n"
    assert extract(_snapshot(body, name="LICENSE.md")).text == body.decode()


@pytest.mark.parametrize(
    ("name", "media_type", "body"),
    [
        ("https://a.example/terms", "text/html; charset=utf-8", b"<p>Terms</p>"),
        ("terms.html", "", b"<p>Terms</p>"),
        ("LICENSE", "text/plain", b"\xef\xbb\xbf  <!DOCTYPE html><p>Terms</p>"),
        ("https://a.example/terms", "", b'<?xml version="1.0"?><html><p>Terms</p></html>'),
    ],
)
def test_pages_are_known_by_declaration_name_or_beginning(name: str, media_type: str, body: bytes) -> None:
    assert extract(_snapshot(body, Role.LINKED, name, media_type)).text == "Terms"


def test_plain_text_served_as_html_keeps_its_lines() -> None:
    assert (
        extract(_snapshot(b"1. a < b\n2. c", Role.LINKED, "https://a.example", "text/html")).text
        == "1. a < b\n2. c"
    )


def test_character_set_of_a_page() -> None:
    page = "<html><head><meta charset='gbk'></head><body>a 许可</body></html>".encode("gbk")
    assert extract(_snapshot(page, Role.LINKED, "x.html")).text == "a 许可"
    latin = "<html><body>a é</body></html>".encode("latin-1")
    assert extract(_snapshot(latin, Role.LINKED, "x", "text/html; charset=ISO-8859-1")).text == "a é"


def test_a_gate_prompt_keeps_its_markdown_or_loses_its_tags() -> None:
    plain = b"### Licence\n\n1. You <name> agree.\n"
    assert extract(_snapshot(plain, Role.GATE, "gate")).text == plain.decode()
    tagged = b"<h3>Licence</h3>Line one\nline <b>two</b><br>By <your name>, see <https://a.example>"
    assert extract(_snapshot(tagged, Role.GATE, "gate")).text == (
        "### Licence\n\nLine one\nline two\nBy <your name>, see <https://a.example>"
    )


def test_a_card_is_its_prose_and_its_declaration() -> None:
    document = extract(_snapshot(b"---\nlicense: mit\n---\n# Title\n", Role.CARD, "README.md"))
    assert (document.text, document.faults) == ("# Title\n", ())
    assert document.declared == Declared(licenses=("mit",))


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"# A card without front matter\n", []),
        (b"metadata\nlicense: other\n---\n", ['README.md has a line "license: other" where the hub']),
        (b"---\nlicense: a: b\n---\n# Title\n", ["README.md has no declaration that could be read: front"]),
    ],
)
def test_faults_of_a_card(body: bytes, faults: list[str]) -> None:
    document = extract(_snapshot(body, Role.CARD, "README.md"))
    assert [fault[: len(begin)] for fault, begin in zip(document.faults, faults, strict=True)] == faults
    assert document.declared == Declared()


def test_a_card_that_is_only_front_matter_has_no_text_and_no_fault() -> None:
    document = extract(_snapshot(b"---\nlicense: mit\n---\n", Role.CARD, "README.md"))
    assert (document.text, document.faults) == (None, ())


def test_a_long_document_is_cut_and_says_so() -> None:
    document = extract(_snapshot(b"word " * (MAX_TEXT // 5 + 1)))
    assert document.text is not None
    assert len(document.text) == MAX_TEXT
    assert document.faults == (f"LICENSE is cut off: 2,000,000 of {MAX_TEXT + 5:,} characters were read.",)


def test_the_extractor_has_a_version() -> None:
    assert EXTRACTOR_VERSION >= 1


# --- what a document governs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "name", "expected"),
    [
        (Role.LICENSE, "LICENSE", Governs.UNKNOWN),
        (Role.LICENSE, "LICENSE-CODE", Governs.CODE),
        (Role.LICENSE, "LICENSE_CODE.txt", Governs.CODE),
        (Role.LICENSE, "LICENSE-MODEL", Governs.WEIGHTS),
        (Role.LICENSE, "MODEL_LICENSE", Governs.WEIGHTS),
        (Role.LICENSE, "LICENSE_WEIGHTS.md", Governs.WEIGHTS),
        (Role.LINKED, "https://a.example/blob/main/LICENSE-MODEL/", Governs.WEIGHTS),
        (Role.LICENSE, "LICENSE-CODE-AND-MODEL", Governs.UNKNOWN),
        (Role.LICENSE, "code/LICENSE", Governs.UNKNOWN),
        (Role.LICENSE, "LICENSE-OUTPUTS", Governs.OUTPUTS),
        (Role.LINKED, "https://a.example/model", Governs.UNKNOWN),
        (Role.LINKED, "https://a.example/acceptable-use-policy", Governs.POLICY),
        (Role.POLICY, "USE_POLICY.md", Governs.POLICY),
        (Role.NOTICE, "NOTICE", Governs.THIRD_PARTY),
        (Role.LICENSE, "THIRD_PARTY_NOTICES.txt", Governs.THIRD_PARTY),
        (Role.LICENSE, "vendor/zlib/LICENSE", Governs.THIRD_PARTY),
        (Role.CARD, "README.md", Governs.UNKNOWN),
        (Role.GATE, "gate", Governs.UNKNOWN),
        (Role.METADATA, "metadata", Governs.UNKNOWN),
    ],
)
def test_governs(role: Role, name: str, expected: Governs) -> None:
    assert governs(role, name) is expected


# --- metadata -----------------------------------------------------------------------------------------


def test_model_info_of_the_hub() -> None:
    info = {
        "id": "a/b",
        "gated": "manual",
        "tags": ["license:gpl", "base_model:c/d", "base_model:quantized:c/d"],
        "cardData": {
            "license": "other",
            "license_name": "x\ny",
            "license_link": "LICENSE",
            "base_model": ["c/d", "e/f"],
            "base_model_relation": "merge",
            "extra_gated_prompt": "Agree.",
        },
    }
    document = extract(_snapshot(json.dumps(info).encode(), Role.METADATA, "metadata"))
    assert document.declared == Declared(
        licenses=("other",),
        license_name="x\ny",
        license_link="LICENSE",
        base_models=("c/d", "e/f"),
        base_model_relation="merge",
        gate_prompt="Agree.",
        gated="manual",
    )
    assert document.text == (
        "license: other\nlicense_name: x y\nlicense_link: LICENSE\nbase_model: c/d\nbase_model: e/f\n"
        "base_model_relation: merge\ngated: manual"
    )


@pytest.mark.parametrize(
    ("info", "declared"),
    [
        ({"cardData": None, "tags": ["license:mit", "en", "license:a:b"]}, Declared(licenses=("mit",))),
        ({"cardData": {}, "gated": True}, Declared(gated=True)),
        ({"gated": False}, Declared()),
        ({"gated": ["auto"]}, Declared()),
        (
            {"cardData": {}, "baseModels": {"relation": "quantized", "models": [{"id": "a/b"}, 3]}},
            Declared(base_models=("a/b",), base_model_relation="quantized"),
        ),
        ({"cardData": {}, "baseModels": {"models": 3}}, Declared()),
        ({"license": ["mit", 3.0, True, None, {"a": 1}, ""]}, Declared(licenses=("mit", "3.0", "true"))),
        (
            {"Data": {"License": "Apache License 2.0", "BaseModel": ["a/b"]}},
            Declared(licenses=("apache-2.0",), base_models=("a/b",)),
        ),
        ({"license": {"spdx_id": "MIT"}}, Declared(licenses=("MIT",))),
        ({"license": {"spdx_id": "NOASSERTION"}}, Declared(licenses=("other",))),
        ({"license": "\ud800"}, Declared(licenses=("\ufffd",))),
    ],
)
def test_shapes_of_metadata(info: dict[str, object], declared: Declared) -> None:
    assert parse_metadata(json.dumps(info).encode()) == (declared, ())


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 200_000, b'{"a": ' + b"9" * 5000 + b"}"])
def test_metadata_that_is_not_json(data: bytes) -> None:
    assert parse_metadata(data) == (None, ("is not JSON",))


def test_metadata_of_another_kind() -> None:
    assert parse_metadata(b"[]") == (None, ("is JSON, but not an object",))


def test_nothing_declared_is_an_empty_text_without_fault() -> None:
    document = extract(_snapshot(b"{}", Role.METADATA, "metadata"))
    assert (document.text, document.declared, document.faults) == (None, Declared(), ())
    assert canonical_text(Declared(gated=True)) == "gated: true"


# --- pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h1>Terms</h1><p>One\n  two</p><p>three</p>", "# Terms\n\nOne two\n\nthree"),
        ("<ul><li>a</li><li><p>b</p></li><li></li></ul>c", "- a\n\n- b\n\nc"),
        ("<ol><li>a<ol><li>b</ol></ol>", "- a\n\n- b"),
        ("a<br>b<br><br><br>c", "a\nb\n\nc"),
        ("<table><tr><th>a<th>b</tr><tr><td>1</td> <td>2</td></tr></table>", "a | b\n1 | 2"),
        ("<p>a <a href='https://x.example'>link</a>, b</p>", "a link, b"),
        ("<p>a<b>b</b>c <i> d </i> e</p>", "abc d e"),
        ("<pre>a\n  b\n\n\nc</pre>", "a\nb\n\nc"),
        ("<textarea>1. Licence\n2. Law &amp; order</textarea>", "1. Licence\n2. Law & order"),
        ("<span>Prohibited Uses</span><span>We want</span>", "Prohibited Uses We want"),
        ("<b>L</b>icence <b>A</b><b>B</b>", "Licence AB"),
        (
            "a &lt;b&gt; &amp;amp; &#x41;&#65;&nbsp;&unknown; &#99999999999;",
            "a <b> &amp; AA &unknown; \ufffd",
        ),
        ("<head><title>t</title><style>s</style></head><body>a<script>if (a<b) x</script>b</body>", "ab"),
        ("<head><body>no end of head", "no end of head"),
        ("<header>site</header><nav>menu</nav><p>terms of use</p><footer>about</footer>", "terms of use"),
        ("<div role=navigation>menu</div><p>the terms of use</p>", "the terms of use"),
        ("<body class=cookie-banner-open><p>the terms</p><div id=cookie_banner>Accept?</div>", "the terms"),
        (
            "<section class=cookies><p>Our cookies.</p></section><p>All of the terms</p>",
            "Our cookies.\n\nAll of the terms",
        ),
        ("<nav>everything is in here<p>even this", "everything is in here\n\neven this"),
        ("<form><p>the whole page is a form</p><input></form><footer>x</footer>", "the whole page is a form"),
        (
            "<header>a header</header><footer>a footer</footer>",
            "a header\na footer",
        ),
        ("<p>around</p><main><header>Updated</header>the terms</main>", "Updated\nthe terms"),
        ("<p>around</p><div role=main>the terms</div>", "the terms"),
        ("<article>short</article><article>the long article</article>", "the long article"),
        (
            "<main>x</main><p>main holds next to nothing of this page</p>",
            "x\n\nmain holds next to nothing of this page",
        ),
        ("<main></main><article>the terms</article><p>x</p>", "the terms"),
        ("a<!-- b -->c<!-->d<!x>e<?y>f</ g>h<![CDATA[i]]>j", "acdefhj"),
        ("a < b <3 </p>c </", "a < b <3 c </"),
        ("a<!-- never ends", "a"),
        ("a<script>never ends", "a"),
        ("a<p title='never ends", "a"),
        ('<p it\'s fine>a <b c="d>e">f</b>', "a f"),
        ("<a =x y = 'z' w=>b</a><a/c/>d", "bd"),
        (f"<p class='{'x' * 5000}'>a</p>", "a"),
        (f"<p class='&#{'9' * 5000};'>a</p>", "a"),
        (f"a &#{'9' * 5000}; b", "a \ufffd b"),
        (f"<div id=cookie-settings>{'c' * 7000}</div>{'t' * 9000}", "c" * 7000 + "\n" + "t" * 9000),
    ],
)
def test_page(markup: str, text: str) -> None:
    folded = "\n".join(line.rstrip() for line in page_text(markup)[0].split("\n"))
    assert folded == text


def test_a_page_without_text_says_so() -> None:
    assert page_text("<div id=root></div>") == (
        "",
        ("is a page without text (its content may need a browser)",),
    )


def test_a_page_with_too_many_tags_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup_module, "MAX_TAGS", 10)
    text, faults = page_text("<b>a</b>" * 5 + "end")
    assert "end" in text
    assert not faults
    text, faults = page_text("<b>a</b>" * 6 + "end")
    assert "end" not in text
    assert faults == ("is a page too large to be read whole",)


def test_a_page_with_too_many_characters_is_read_in_part() -> None:
    assert page_text("a" * 8_000_001)[1] == ("is a page too large to be read whole",)


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "</",
                "<!",
                "<!--",
                "-->",
                "<?",
                "&",
                "&#",
                "&#x",
                ";",
                '"',
                "'",
                "=",
                "/",
                "a",
                "p",
                "script",
                "main",
                "nav",
                "li",
                "pre",
                "9",
                "\x00",
                "\ud7ff",
                "<p>",
                "</p>",
            ]
        ),
        max_size=40,
    ).map("".join)
)
@settings(max_examples=300)
def test_no_page_raises_and_tame_markup_is_stable(markup: str) -> None:
    text, faults = page_text(markup)
    assert text or faults
    once, whole = tame(markup)
    assert whole
    assert page_text(once)[0] == text


@given(
    st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "(a)", "10%"]), min_size=1, max_size=30),
    st.data(),
)
@settings(max_examples=100)
def test_no_word_of_a_page_is_lost(words: list[str], data: st.DataObject) -> None:
    tags = data.draw(
        st.lists(
            st.sampled_from(["p", "div", "b", "li", "td", "h2", "pre", "a", "section"]),
            min_size=len(words),
            max_size=len(words),
        )
    )
    markup = " ".join(f"<{tag}>{word}</{tag}>" for tag, word in zip(tags, words, strict=True))
    assert word_tokens(page_text(markup)[0]) == word_tokens(" ".join(words))


@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "<p>a",
        "<!--",
        "<",
        "&",
        "&amp;",
        "<a ",
        '<a x="',
        "<script>",
        "<![CDATA[",
        "<?",
        "</",
        "</a ",
        "<li>a",
        "<nav>x",
        "<a =",
        "<main>",
    ],
)
def test_no_repeated_part_of_a_page_takes_quadratic_time(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup_module, "MAX_TAGS", 5_000)
    markup = part * (200_000 // len(part))
    began = time.process_time()
    page_text(markup)
    assert time.process_time() - began < 5


def test_web_pages_that_did_not_change_give_the_same_words(shared: Path) -> None:
    pages = json.loads((shared / "web-terms" / "html_manifest.json").read_text(encoding="utf-8"))
    texts = {page["file"]: _page(shared / "web-terms" / page["file"]) for page in pages}
    assert all(len(text) > 1_500 for text in texts.values())
    qwen = [page["file"] for page in pages if page["label"] == "noise_pair" and "Qwen" in page["file"]]
    assert len(qwen) == 2
    assert word_tokens(texts[qwen[0]]) == word_tokens(texts[qwen[1]])


def _page(path: Path) -> str:
    document = extract(_snapshot(gzip.decompress(path.read_bytes()), Role.LINKED, path.name, "text/html"))
    assert document.faults == ()
    return document.text or ""


# --- licence passages ---------------------------------------------------------------------------------


def _found(prose: str) -> list[str]:
    spans = licence_sections(prose)
    assert all(prose[span.start : span.end] == span.quote for span in spans)
    return [span.quote for span in spans]


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("", []),
        ("# Model\nFast.\n", []),
        ("# M\n## License\nMIT\n### Note\nmore\n## Other\nx", ["## License\nMIT\n### Note\nmore"]),
        ("# Licence\nMIT\n# Terms of Use\nno\n", ["# Licence\nMIT\n# Terms of Use\nno"]),
        ("License\n-------\nMIT\n\nResults\n=======\nx", ["License\n-------\nMIT"]),
        ("**License:**\nMIT\n\n**Results**\nx", ["**License:**\nMIT"]),
        ("<h2 align=center>License</h2>\nMIT\n<h2>Results</h2>\nx", ["<h2 align=center>License</h2>\nMIT"]),
        ("## 使用许可\n可商用\n## 评测\nx", ["## 使用许可\n可商用"]),
        ("## License plate reading\nx", []),
        (
            "## License\n```text\nLicence: no commercial use.\n```\n```bibtex\n@misc{license}\n```\n",
            ["## License\n```text\nLicence: no commercial use.\n```"],
        ),
        ("## License\n```python\nlicense = 1\n```\nMIT", ["## License", "MIT"]),
        ("## Use\n```\nlicense = 1\n```\nx", []),
        ("````\nlicense\n```\nlicense\n````\nx", []),
        ("~~~\nlicense\n~~~\nx", []),
        ("```\nThe licence is MIT.", ["```\nThe licence is MIT."]),
        ("```\nx\n\n``` y\nThe licence is MIT.", ["``` y\nThe licence is MIT."]),
        ("Fast. It is licensed under MIT. Small.", ["It is licensed under MIT."]),
        (
            "It is licensed under MIT. However, write to us first. Fast.",
            ["It is licensed under MIT. However, write to us first."],
        ),
        ("It is licensed under MIT.\n\nHowever, it is slow.", ["It is licensed under MIT."]),
        (
            "You may not use it:\n\n- for war;\n- on boats.\n\nFast.",
            ["You may not use it:\n\n- for war;\n- on boats."],
        ),
        ("![License](https://x.example/MIT.svg) fast", ["![License](https://x.example/MIT.svg)"]),
        ("<img alt='License: MIT' src=x> and <img alt=logo src=y>", ["<img alt='License: MIT' src=x>"]),
        ("| a | b |\n|---|---|\n| License | MIT |\n| Size | 3 |", ["| License | MIT |"]),
        ("| Model | Licence |\n|---|---|\n| a | MIT |\n| b | GPL |", ["Licence", "MIT", "GPL"]),
        ("| Use | For research purposes only |", ["For research purposes only"]),
        ("It beats commercial models on licensed physician exams.", []),
        ("Trained on permissively licensed code.", []),
    ],
)
def test_licence_passages(prose: str, found: list[str]) -> None:
    got = _found(prose)
    if "| Model" in prose:
        assert [word for quote in got for word in quote.split() if word.isalpha()] == found
    else:
        assert got == found


@given(
    st.lists(
        st.sampled_from(
            [
                "# License\n",
                "## x\n",
                "```\n",
                "~~~~\n",
                "| License | a |\n",
                "licensed. ",
                "word ",
                "\n\n",
                "- ",
                "![license](x)",
                "\r\n",
                "---\n",
                "**License**\n",
                "许可。",
                "|",
                "\u2028",
            ]
        ),
        max_size=30,
    ).map("".join)
)
@settings(max_examples=300)
def test_passages_are_in_order_apart_and_exact(prose: str) -> None:
    spans = licence_sections(prose)
    assert all(prose[span.start : span.end] == span.quote == span.quote.strip() != "" for span in spans)
    assert all(before.end < after.start for before, after in pairwise(spans))


@pytest.mark.parametrize(
    "part",
    [
        "```x\n",
        "~~~\n```\n",
        "# License\n",
        "|",
        "| license |\n",
        "[![license]",
        "<img ",
        "licensed. ",
        "**",
        "<h1>",
        "(",
        "不得",
        "commercial ",
    ],
)
def test_no_repeated_part_of_a_card_takes_quadratic_time(part: str) -> None:
    prose = part * (100_000 // len(part))
    began = time.process_time()
    licence_sections(prose)
    assert time.process_time() - began < 5


SELECTED = (
    "<main><div class=a><p>One.</p><div class=a>Two.</div></div><p>Three.</p></main>"
    "<footer class=a>Four.</footer>"
)


def test_a_selector_names_the_main_content() -> None:
    assert page_text(SELECTED, selector=".a") == ("One.\n\nTwo.\n\nFour.", ())
    assert page_text(SELECTED, selector="main > p")[0] == "Three."
    assert page_text(SELECTED, selector=".b") == ("", ('has no text where the selector ".b" looks for it',))
    assert page_text(SELECTED, selector="p[")[1] == ('cannot be read by the selector "p[", which is no CSS',)
