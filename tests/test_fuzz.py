"""Property tests of all that reads what strangers write: nothing raises, nothing is lost, nothing lies.

`make check` draws the same few examples each time, `make fuzz` many new ones (profiles in conftest.py).
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import config, rules
from monitor.classify import classify
from monitor.diff import diff
from monitor.disguise import has_strange_letters, is_disguised, skeleton
from monitor.errors import ConfigError, FaultsError, FetchError, RuleError, StoreError
from monitor.extract import extract, parse_card
from monitor.folding import fold
from monitor.hanging import units
from monitor.identify import load_references
from monitor.inspect import Reader, read
from monitor.records import (
    Change,
    Decision,
    Declared,
    Inspection,
    Place,
    Policy,
    Reading,
    Role,
    Sheet,
    Snapshot,
    State,
    Subject,
    Terms,
)
from monitor.resources import load_rules
from monitor.sources import open_sources
from monitor.store.codec import dumps, loads
from monitor.text import sentences
from monitor.tokens import word_tokens
from monitor.transport import Guard, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.transport import Transport

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ODD = st.characters() | st.sampled_from("\r\n\t\x00\x1b\u200b\u202e\u0301\ufeff\ud800\u3000İſﬁ½№㎏許可«»—")
ANY_TEXT = st.text(ODD, max_size=200)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(ODD, max_size=12)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(ODD, max_size=8), inner, max_size=4),
    max_leaves=12,
)


def few(divisor: int) -> settings:
    """Fewer examples than the profile draws, for properties that take their time."""
    return settings(
        max_examples=max(settings().max_examples // divisor, 10),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def encodable(*texts: str | None) -> bool:
    """Whether texts hold no lone surrogate, which neither a file nor a database takes."""
    return all(text is None or bool(text.encode()) or not text for text in texts)


# Front matter.

YAML = st.lists(
    st.sampled_from(
        [
            "---",
            "license: ",
            "license_name: ",
            "license_link: ",
            "base_model:",
            "mit",
            "- ",
            "  ",
            "\n",
            "\r\n",
        ]
    )
    | st.sampled_from(
        ["&a", "*a", "<<: ", "!!python/object:x", "!!binary ", "'", '"', "|", ">", "{", "}", "["]
    )
    | st.sampled_from(
        ["]", ": ", "#", "%", "@", "`", "?", "1:59:59", "0x1F", "2024-13-45", "no", "~", ".inf"]
    )
    | st.text(ODD, max_size=5),
    max_size=30,
).map("".join)


@given(YAML, st.booleans())
def test_any_card_is_read(inside: str, fenced: bool) -> None:  # noqa: FBT001 - drawn
    text = f"---\n{inside}\n---\nprose" if fenced else inside
    card = parse_card(text)
    assert card.prose == text[card.prose_start :]
    assert (card.data == {}) >= (card.fault == "no front matter")
    told = card.declared
    assert encodable(
        told.license_name, told.license_link, told.gate_prompt, *told.licenses, *told.base_models
    )


# Pages, and bytes of any kind.

MARKUP = st.lists(
    st.sampled_from(
        "<p|<div>|</div>|<table><tr><td>|<!--|-->|--!>|<![CDATA[|]]>|<!doctype|<?xml|?>|</".split("|")  # noqa: SIM905 - a list of words
    )
    | st.sampled_from(
        "<script>|</script>|<style>|<title>|<textarea>|<pre>|<br/>|&amp;|&#x;|&#1114112;".split("|")  # noqa: SIM905 - as above
    )
    | st.sampled_from(["<a href='", '"', "'", ">", "<", "&", "=", " x=", "\x00", "<ſcript>", "</ scr>"])
    | st.text(ODD, max_size=8),
    max_size=40,
).map("".join)


@given(st.one_of(MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=300)))
def test_anything_received_has_a_text_or_a_reason(body: bytes) -> None:
    for role, kind in ((Role.LINKED, "text/html"), (Role.GATE, ""), (Role.CARD, ""), (Role.METADATA, "x/y")):
        got = extract(Snapshot(role=role, name="x.html", url="u", fetched_at=NOW, body=body, media_type=kind))
        assert got.text or got.faults or got.declared is not None
        assert encodable(got.text if role is not Role.LINKED else None, *got.faults)


# Folding and sentences.


@given(ANY_TEXT, st.data())
def test_every_folded_stretch_has_its_place(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    places = [folded.original(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        assert folded.original(start, end) == (places[start][0], places[end - 1][1])
    assert [folded.position(at) for at in range(len(text) + 1)] == sorted(
        folded.position(at) for at in range(len(text) + 1)
    )


@given(ANY_TEXT)
def test_sentences_hold_every_word_once(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    held = [word for start, end in spans for word in word_tokens(text[start:end])]
    assert Counter("".join(held)) == Counter("".join(word_tokens(text)))
    for unit in units(text):
        assert all(0 <= start < end <= len(text) for start, end in (*unit.stems, (unit.start, unit.end)))


@given(ANY_TEXT)
def test_disguise_is_looked_for_in_anything(text: str) -> None:
    is_disguised(text)
    has_strange_letters(text)
    skeleton(fold(text).text)


# Differences.

PROSE = st.lists(
    st.sampled_from(["You", "may", "not", "use", "commercial", "purposes", "100", "million", "不得", "商用"]),
    max_size=40,
).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", ". ", "\n", "\n\n- ", ": ", "。"]), min_size=len(words), max_size=len(words)
    ).map(lambda gaps: "".join(a + b for a, b in zip(words, gaps, strict=True)))
)


@given(PROSE | ANY_TEXT, PROSE | ANY_TEXT)
def test_differences_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    found = diff(before, after)
    assert found.words_changed == (word_tokens(before) != word_tokens(after)) == bool(found.hunks)
    words = Counter("".join(word_tokens(before)))
    for hunk in found.hunks:
        assert before[hunk.before_start :].startswith(hunk.before)
        assert after[hunk.after_start :].startswith(hunk.after)
        words.subtract("".join(word_tokens(hunk.before)))
        words.update("".join(word_tokens(hunk.after)))
    assert +words == Counter("".join(word_tokens(after)))
    assert not -words


# Rule files and configurations.


def toml(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {toml(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value) if isinstance(value, str) else str(value)


HELD = st.recursive(
    st.booleans() | st.integers() | st.integers(10**300, 10**310) | st.text(max_size=6)
    | st.sampled_from(["1979-05-27", "inf", "-nan", "07:32:00"]).map(lambda text: cast("str", _Bare(text)))
    | st.sampled_from(["x", "a<9>b", "{word}", "(", "a{2,9}", "[[a]", "(?i)x", "size", "sentence", "en"]),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text("abc", max_size=3), held, max_size=3),
    max_leaves=6,
)  # fmt: skip


class _Bare(float):
    """A value that TOML writes without quotes and JSON does not know."""

    def __new__(cls, text: str) -> Self:
        made = float.__new__(cls)
        made.text = text  # type: ignore[attr-defined] # one more attribute
        return made

    def __str__(self) -> str:
        return str(vars(self)["text"])


def table(*keys: str, inner: st.SearchStrategy[Any] = HELD) -> st.SearchStrategy[dict[str, Any]]:
    """A table with some of these keys."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(keys, inner))


PATTERNS = st.lists(
    st.sampled_from(["commercial", "use<20>model", "{word}", "a?", "(?:a|b){0,9}"]), max_size=2
)
MATCH = st.one_of(
    table("scope", "all", "any", "none", "under", "values", "capture"),
    st.fixed_dictionaries({"all": PATTERNS}, optional={"any": PATTERNS, "capture": st.just(["size"])}),
)
GOOD = {
    "title": "t",
    "rationale": "r",
    "example": [
        *({"text": "x", "source": "made up"} for _ in range(2)),
        *({"text": "y", "match": False, "why": "w"} for _ in range(2)),
    ],
}
RULE = st.one_of(
    table("title", "severity", "status", "rationale", "languages", "match", "example", "gap", "wrong"),
    st.builds(
        lambda match, odd: {**GOOD, "match": match, **odd}, MATCH | st.lists(MATCH), table("languages", "gap")
    ),
)
LEXICON = st.fixed_dictionaries({}, optional={"word": st.just(["use", "deploy"]), "cue": HELD, "b": HELD})
REFERENCES = load_references()


def faults_of(read_it: Callable[[], object], fault: type[FaultsError]) -> tuple[str, ...] | None:
    """The faults that were told; None when there were none."""
    try:
        read_it()
    except fault as error:
        return error.faults
    return None


@given(RULE, LEXICON)
def test_any_rule_file_is_rules_or_faults(raw: Mapping[str, Any], lexicon: Mapping[str, Any]) -> None:
    text = "".join(f"{key} = {toml(value)}\n" for key, value in raw.items())
    words = "".join(f"{key} = {toml(value)}\n" for key, value in lexicon.items())
    found: list[rules.RuleSet] = []
    assert faults_of(lambda: found.append(rules.parse({"hosting/x": text}, words, "d")), RuleError) != ()
    for one in found:
        classify("You may use the model. Commercial use of the model: 5 USD.", one, REFERENCES)


TOML_TEXT = st.lists(
    st.sampled_from(
        ["[policy]\n", "[profiles.a]\n", "[[watch]]\n", "schema = 1\n", "a.b.c = ", "[", "]", "{", "'"]
    )
    | st.sampled_from(
        ['"', '"""', "=", ".", "\n", "1e400", "9" * 5000, "9" * 400, "0x", "-", "#", "1979-05-27"]
    )
    | st.sampled_from(
        ["revenue_year = ", "uses = ", "interval = ", "recipients = ", "hosting = ", "workers = "]
    )
    | st.text(max_size=4),
    max_size=12,
).map("".join)


@given(TOML_TEXT)
def test_any_text_is_a_configuration_rules_or_faults(text: str) -> None:
    assert faults_of(lambda: config.parse(f"schema = 1\n{text}", "x.toml"), ConfigError) != ()
    assert faults_of(lambda: config.parse(text, "x.toml"), ConfigError) != ()
    assert faults_of(lambda: rules.parse({"hosting/x": text}, text, "d"), RuleError)


SECTIONS = {
    "policy": table("allow", "clauses", "unknown", "gated", "conflict", "missing", "incomplete"),
    "profiles": st.dictionaries(
        st.text(max_size=5), table("uses", "revenue_year", "currency", "territories")
    ),
    "watch": table("list", "subjects", "interval", "cron", "timezone", "jitter", "workers"),
    "mail": table("host", "port", "security", "sender", "recipients", "timeout", "username_env"),
    "hub": table("endpoint"),
    "store": table("path"),
}


@given(st.fixed_dictionaries({}, optional={**SECTIONS, "other": HELD}), HELD)
def test_any_values_are_a_configuration_or_faults(raw: Mapping[str, Any], schema: object) -> None:
    text = "".join(f"{key} = {toml(value)}\n" for key, value in {"schema": schema, **raw}.items())
    assert faults_of(lambda: config.parse(text, "x.toml"), ConfigError) != ()


# What is stored.


@pytest.mark.parametrize("kind", [Change, Inspection, Reading, Sheet, Terms, Declared, Policy])
@given(data=st.data())
def test_any_stored_value_is_read_or_refused(kind: type, data: st.DataObject) -> None:
    names = st.sampled_from(list(kind.__dataclass_fields__)) | st.text(max_size=4)  # type: ignore[attr-defined] # records are dataclasses
    value = data.draw(st.dictionaries(names, JSON, max_size=5) | JSON)
    try:
        found: object = loads(kind, json.dumps(value))
    except StoreError:
        return
    assert loads(kind, dumps(found)) == found or "NaN" in dumps(found)


# The hub: answers of any shape make states, never exceptions.

LINKS = st.sampled_from(
    [
        "LICENSE", "../LICENSE", "//x", "https://huggingface.co/../../resolve/../api/whoami-v2", "\ud800",
        "https://huggingface.co/a/b/resolve/\ud800/x", "https://hub/%2e%2e/%2e%2e/tree/..", "http://[::1",
        "https://hub/c/d/blob/main/LICENSE", "https://hub/c/d", "/c/d/raw/x/y", "https://x\u2100.y/z",
    ]
)  # fmt: skip
CARD = st.dictionaries(
    st.sampled_from(
        ["license", "license_name", "license_link", "base_model", "extra_gated_prompt", "extra_gated_fields"]
    ),
    LINKS | st.lists(LINKS, max_size=3) | JSON,
)
SIBLINGS = st.lists(
    st.fixed_dictionaries(
        {"rfilename": st.sampled_from(["LICENSE", "README.md", "NOTICE", "../LICENSE"]) | JSON}
    )
    | JSON,
    max_size=5,
)
INFO = st.fixed_dictionaries(
    {"id": st.just("a/b") | JSON, "sha": st.just("c" * 40) | JSON},
    optional={
        "cardData": CARD | JSON,
        "siblings": SIBLINGS | JSON,
        "tags": JSON,
        "baseModels": JSON,
        "gated": JSON,
        "_id": JSON,
        "private": JSON,
        "disabled": JSON,
    },
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["X-Error-Code", "ETag", "Content-Type", "X-Repo-Commit"]), st.text(max_size=12)
    ),
    max_size=3,
).map(tuple)
ANSWERS = st.lists(
    st.builds(
        Response,
        status=st.sampled_from([200, 200, 200, 304, 401, 403, 404, 500, 206]),
        url=st.just("https://hub/x"),
        headers=HEADERS,
        body=st.one_of(
            JSON.map(lambda value: json.dumps(value).encode()),
            st.binary(max_size=60),
            st.sampled_from(
                [b"[" * 5000, b'{"a":' * 5000, b"<html>Sign in</html>", b"9" * 5000, b'"\\ud800"']
            ),
        ),
    )
    | st.just(FetchError("gone")),
    min_size=1,
    max_size=6,
)


class Replies:
    """A transport that judges addresses as the real one does, and then answers whatever was drawn."""

    def __init__(self, first: bytes, answers: Sequence[Response | FetchError]) -> None:
        self.first: bytes | None = first
        self.answers = list(answers)
        self.guard = Guard()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        assert not headers or url.startswith("https://hub/")
        self.guard.admit(url)
        if self.first is not None:
            body, self.first = self.first, None
            return Response(status=200, url=url, body=body)
        answer = self.answers.pop() if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def post_form(
        self, url: str, fields: Sequence[tuple[str, str]], *, headers: Mapping[str, str]
    ) -> Response:
        assert fields
        return self.get(url, headers=headers)


@given(INFO, ANSWERS)
def test_any_answer_of_a_hub_is_a_state(info: object, answers: Sequence[Response | FetchError]) -> None:
    transport = cast("Transport", Replies(json.dumps(info).encode(), answers))
    sources = open_sources(transport, endpoint="https://hub", token="hf_x", now=lambda: NOW)
    found = sources.fetch(Subject(Place.HUGGINGFACE, "a/b"), lambda _: None)
    assert found.state is not State.OK or found.snapshots
    assert all(one.body is not None or one.state is not State.OK for one in found.snapshots)
    assert (found.commit is None) == (not found.snapshots)


@few(5)
@given(INFO, ANSWERS)
def test_any_answer_of_a_hub_is_judged(info: object, answers: Sequence[Response | FetchError]) -> None:
    transport = cast("Transport", Replies(json.dumps(info).encode(), answers))
    sources = open_sources(transport, endpoint="https://hub", token="hf_x", now=lambda: NOW)
    found = sources.fetch(Subject(Place.HUGGINGFACE, "a/b"), lambda _: None)
    verdict = read(found, Reader(load_rules(), REFERENCES), NOW).verdicts[0]
    assert verdict.decision not in {Decision.ALLOW, Decision.OBLIGATIONS} or found.state is State.OK
