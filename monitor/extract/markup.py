"""Markup made tame: a linear pass that leaves a parser nothing to take quadratic time over.

`html.parser` looks for the end of each unfinished comment, declaration, tag or script again and again:
400 kB of `<!--` keep it busy for a minute. Here every construct is finished, or dropped with all that
follows it, as browsers do.
"""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MARKUP = 8_000_000
"""Most characters of a page that are parsed."""
MAX_TAGS = 50_000
"""Most tags and character references of a page that are parsed: about two seconds."""

_LONG_TAG = 4_000
_RAW = ("script", "style", "iframe", "noembed", "noframes", "title")
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
# The tokenizer of the HTML standard: quotes delimit a value only behind an equals sign. Possessive: no
# way back, and each failure has seen the end of the page.
_TAG = re.compile(
    r"</?([a-zA-Z][^\s/>]*+)"
    r"""(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>)))?+)*+>"""
)
_BOGUS = re.compile(r"[!?]|/[^a-zA-Z]")
_NAMED = re.compile(r"/?[a-zA-Z]")
_ELEMENTS = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "blockquote",
        "body",
        "br",
        "center",
        "cite",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "s",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "style",
        "script",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "tt",
        "u",
        "ul",
    ]
)
# A number of more digits than any character has; int() would refuse the longest.
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}+;?")


def tame(markup: str, *, known_only: bool = False) -> tuple[str, bool]:
    """Markup that parses in linear time to what a browser shows, and whether all of it was taken.

    Comments, declarations, scripts and styles are gone, character references are resolved.

    Parameters:
        markup: any characters.
        known_only: leave what is no HTML element as text (`<your name>` and `<https://...>` in Markdown).
    """
    bounded, whole = _bounded(markup)
    return "".join(_pieces(bounded, known_only=known_only)), whole


def _bounded(markup: str) -> tuple[str, bool]:
    """The beginning of a page that is not too long and has not too many tags."""
    cut = markup[:MAX_MARKUP]
    if cut.count("<") + cut.count("&") <= MAX_TAGS:
        return cut, len(cut) == len(markup)
    first_beyond = next(islice(re.finditer("[<&]", cut), MAX_TAGS, None))
    return cut[: first_beyond.start()], False


def _pieces(markup: str, *, known_only: bool) -> Iterator[str]:
    """Finished tags and escaped text, in order."""
    at = 0
    while at < len(markup):
        opening = markup.find("<", at)
        yield _escaped(markup[at:] if opening == -1 else markup[at:opening])
        if opening == -1:
            return
        piece, at = _construct(markup, opening, known_only=known_only)
        yield piece


def _construct(markup: str, at: int, *, known_only: bool) -> tuple[str, int]:
    """What stands at a `<`, and where it ends; one that is never finished takes the rest with it."""
    if markup.startswith("<!--", at):
        # From the second dash on: `<!-->` is a comment too.
        return "", _after(markup, "-->", at + 2)
    following = markup[at + 1 : at + 3]
    if following[:1] in {"!", "?"} or (
        following[:1] == "/" and following[1:] and not following[1:].isalpha()
    ):
        return "", _after(markup, ">", at)
    if not following.lstrip("/")[:1].isascii() or not following.lstrip("/")[:1].isalpha():
        return "&lt;", at + 1
    tag = _TAG.match(markup, at)
    if tag is None:
        return "", len(markup)
    name = tag.group(1).lower()
    if known_only and name not in _ELEMENTS:
        return _escaped(tag.group()), tag.end()
    if name in _RAW and not tag.group().startswith("</"):
        end = _RAW_END[name].search(markup, tag.end())
        return "", _after(markup, ">", end.start()) if end else len(markup)
    return tag.group() if len(tag.group()) <= _LONG_TAG else f"<{name}>", tag.end()


def _after(markup: str, mark: str, at: int) -> int:
    """Where the first `mark` from `at` on ends; the end of the page when there is none."""
    found = markup.find(mark, at)
    return len(markup) if found == -1 else found + len(mark)


def _escaped(text: str) -> str:
    """Text with its character references resolved and only `&`, `<` and `>` written as such."""
    if "&" in text:
        text = html.unescape(_LONG_REFERENCE.sub("\ufffd", text))
    return html.escape(text, quote=False)
