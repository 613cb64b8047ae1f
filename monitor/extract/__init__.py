"""From bytes to text: what a snapshot says, and what it declares.

The one place that parses what strangers wrote: character sets, HTML, JSON, YAML front matter. Nothing
here raises; what cannot be read is told in `Document.faults`.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from monitor.expressions import expression
from monitor.extract.paper import kind_of, paper_text
from monitor.extract.plain import bounded, decode_text, decode_whole
from monitor.pointers import pointed
from monitor.records import Document, Governs, Role, own_name

if TYPE_CHECKING:
    from monitor.extract.card import Card, parse_card
    from monitor.extract.sections import licence_sections
    from monitor.records import Declared, Snapshot

__all__ = ["EXTRACTOR_VERSION", "Card", "decode_text", "extract", "governs", "licence_sections", "parse_card"]

EXTRACTOR_VERSION = 2
"""Counts up whenever the same bytes may give another text, so that such a change is known as ours."""

_CHARSET = expression(r"charset\s{0,4}=\s{0,4}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META = expression(r"<meta\s[^>]{0,200}charset[^>]{0,200}>", re.IGNORECASE)
_HTML_NAME = expression(r"\.x?html?$", re.IGNORECASE)
_HTML_START = expression(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype\s+html|<html|<head|<body)\b", re.IGNORECASE
)
_ANY_TAG = expression(r"</?[a-zA-Z][^<>]{0,500}>")
_BLOCK_TAG = expression(r"<(?:p|br|div|[ou]l|li|h[1-6]|table)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_SNIFFED = 4_000
_NAME_WORD = expression(r"[a-z]+")
_LICENCE = frozenset(("license", "licence", "licenses", "copying", "terms", "agreement"))
_POLICY = frozenset(("policy", "aup", "policies"))
_OTHERS = frozenset(("notice", "notices", "thirdparty", "vendor", "vendored"))
_ABOUT = {
    Governs.CODE: frozenset(("code", "source", "src", "software")),
    Governs.WEIGHTS: frozenset(("model", "models", "weight", "weights", "checkpoint", "checkpoints")),
    Governs.OUTPUTS: frozenset(("output", "outputs")),
}
_FENCE_LOST = expression(r"^license(?:_name|_link)?[ \t]*:[ \t]*(\S[^\r\n]{0,80})", re.MULTILINE)


# What plain text does not need is imported where it is first named, so that `licensewatch terms` starts fast.
_HOMES = {"Card": "card", "licence_sections": "sections", "parse_card": "card"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type checker reads the imports above
    """One of the names of this package that live in a module of it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def extract(snapshot: Snapshot, selector: str = "", *, hashed: bool = True) -> Document:
    """The readable form of a snapshot; never raises.

    Plain text and Markdown stay as decoded. A card's text is its prose, without the front matter. The
    text of metadata is the declaration as `key: value` lines. A text of None always has a fault, unless
    the snapshot had no body, which its state explains.

    Parameters:
        snapshot: as received, in any state.
        selector: CSS that finds the main content, should it be a page; empty means by the page's own marks.
        hashed: whether the document shall tell the SHA-256 of the snapshot.
    """
    whole, declared, faults = _read(snapshot, selector)
    text, cut = bounded(whole)
    return Document(
        role=snapshot.role,
        name=snapshot.name,
        url=snapshot.url,
        state=snapshot.state,
        governs=governs(snapshot.role, own_name(snapshot.name)),
        text=text or None,
        declared=declared,
        faults=tuple(f"{snapshot.name} {fault}." for fault in faults + cut),
        sha256=snapshot.sha256 if hashed else None,
        commit=snapshot.commit,
        detail=snapshot.detail or _pointer(snapshot.role, text),
    )


def _pointer(role: Role, text: str) -> str:
    """The sentence that a licence file says nothing by itself; empty for every other text."""
    links = pointed(text) if role in {Role.LICENSE, Role.LINKED} else ()
    return f"only points to {', '.join(link.url for link in links)}" if links else ""


def _read(snapshot: Snapshot, selector: str) -> tuple[str, Declared | None, tuple[str, ...]]:
    """Text, declaration and clauses on what could not be read."""
    if snapshot.body is None:
        return "", None, ()
    if snapshot.role is Role.METADATA:
        from monitor.extract.metadata import canonical_text, parse_metadata  # noqa: PLC0415 - see `_HOMES`

        declared, faults = parse_metadata(snapshot.body)
        return canonical_text(declared) if declared else "", declared, faults
    if kind := kind_of(snapshot.body):
        text, faults = paper_text(snapshot.body, kind)
        return text, None, faults
    text, faults = decode_whole(snapshot.body, _charset(snapshot))
    if not text:
        return "", None, faults
    if snapshot.role is Role.CARD:
        return _card(text, faults)
    page, gate = _is_page(snapshot, text), snapshot.role is Role.GATE and _BLOCK_TAG.search(text)
    if not page and not gate:
        return text, None, faults
    from monitor.extract.html import page_text  # noqa: PLC0415 - see `_HOMES`

    text, more = page_text(text, selector=selector) if page else page_text(text, keep_lines=True)
    return text, None, faults + more


def _card(text: str, faults: tuple[str, ...]) -> tuple[str, Declared, tuple[str, ...]]:
    """A card's prose and declaration; a card without front matter is at fault only if one was meant."""
    from monitor.extract.card import parse_card  # noqa: PLC0415 - see `_HOMES`

    card = parse_card(text)
    if card.fault == "no front matter":
        meant = _FENCE_LOST.search(card.prose[:_SNIFFED])
        lost = f'has a line "{meant.group()}" where the hub does not look for front matter' if meant else None
        return card.prose, card.declared, (*faults, lost) if lost else faults
    fault = (f"has no declaration that could be read: {card.fault}",) if card.fault else ()
    return card.prose, card.declared, faults + fault


def _charset(snapshot: Snapshot) -> str | None:
    """The character set that the server, or else the page itself, declares."""
    declared = _CHARSET.search(snapshot.media_type)
    if declared is None and snapshot.body is not None:
        meta = _META.search(snapshot.body[:_SNIFFED].decode("latin-1"))
        declared = _CHARSET.search(meta.group()) if meta else None
    return declared.group(1) if declared else None


def _is_page(snapshot: Snapshot, text: str) -> bool:
    """Whether a text is HTML: by its beginning, or by declaration or name if there is any tag in it."""
    if _HTML_START.match(text[:_SNIFFED].lstrip("\ufeff")):
        return True
    said = "html" in snapshot.media_type.partition(";")[0] or _HTML_NAME.search(snapshot.name)
    return bool(said and _ANY_TAG.search(text))


def governs(role: Role, name: str) -> Governs:
    """What a document's terms are about, as far as its role and name tell.

    Parameters:
        role: what the document is to its subject.
        name: path in the repository, or URL.
    """
    if role is Role.POLICY:
        return Governs.POLICY
    words = frozenset(_NAME_WORD.findall(name.lower()))
    if role is Role.NOTICE or words & _OTHERS:
        return Governs.THIRD_PARTY
    if role not in {Role.LICENSE, Role.LINKED}:
        return Governs.UNKNOWN
    last = frozenset(_NAME_WORD.findall(name.lower().rstrip("/").rpartition("/")[2]))
    if last & _POLICY:
        return Governs.POLICY
    about = {kind for kind, kinds in _ABOUT.items() if last & kinds}
    return about.pop() if len(about) == 1 and last & _LICENCE else Governs.UNKNOWN
