"""Snapshot -> document: the text that all offsets refer to, what it declares, and what it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.expressions import expression
from monitor.extract.body import body_text, charset, is_page
from monitor.extract.paper import kind_of
from monitor.extract.plain import bounded, decode_whole
from monitor.pointers import pointed
from monitor.records import Document, Governs, Role, own_name

if TYPE_CHECKING:
    from monitor.records import Declared, Snapshot

EXTRACTOR_VERSION = 2
"""Counts up whenever the same bytes may give another text, so that such a change is known as ours."""

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


def extract(snapshot: Snapshot, selector: str = "") -> Document:
    """The readable form of a snapshot; never raises.

    Plain text and Markdown stay as decoded. A card's text is its prose, without the front matter. The
    text of metadata is the declaration as `key: value` lines. A text of None always has a fault, unless
    the snapshot had no body, which its state explains.

    Parameters:
        snapshot: as received, in any state.
        selector: CSS that finds the main content, should it be a page; empty means by the page's own marks.
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
        sha256=snapshot.sha256,
        commit=snapshot.commit,
        detail=snapshot.detail or _pointer(snapshot.role, text),
    )


def _pointer(role: Role, text: str) -> str:
    """The sentence that a licence file says nothing by itself; empty for every other text."""
    links = pointed(text) if role in {Role.LICENSE, Role.LINKED} else ()
    return f"only points to {', '.join(link.url for link in links)}" if links else ""


def _read(snapshot: Snapshot, selector: str) -> tuple[str, Declared | None, tuple[str, ...]]:
    """Text, declaration and clauses on what could not be read."""
    body, role = snapshot.body, snapshot.role
    if body is None:
        return "", None, ()
    if role is Role.METADATA:
        from monitor.extract.metadata import canonical_text, parse_metadata  # noqa: PLC0415 - a licence needs none

        declared, faults = parse_metadata(body)
        return canonical_text(declared) if declared else "", declared, faults
    if role not in {Role.CARD, Role.GATE} or kind_of(body):
        text, faults = body_text(body, snapshot.name, snapshot.media_type, selector)
        return text, None, faults
    text, faults = decode_whole(body, charset(body, snapshot.media_type))
    if role is Role.CARD:
        return _card(text, faults) if text else ("", None, faults)
    page = is_page(text, snapshot.name, snapshot.media_type)
    if not page and not _BLOCK_TAG.search(text):
        return text, None, faults
    from monitor.extract.html import page_text  # noqa: PLC0415 - as above

    text, more = page_text(text, selector=selector) if page else page_text(text, keep_lines=True)
    return text, None, faults + more


def _card(text: str, faults: tuple[str, ...]) -> tuple[str, Declared, tuple[str, ...]]:
    """A card's prose and declaration; a card without front matter is at fault only if one was meant."""
    from monitor.extract.card import parse_card  # noqa: PLC0415 - as above

    card = parse_card(text)
    if card.fault == "no front matter":
        meant = _FENCE_LOST.search(card.prose[:_SNIFFED])
        lost = f'has a line "{meant.group()}" where the hub does not look for front matter' if meant else None
        return card.prose, card.declared, (*faults, lost) if lost else faults
    fault = (f"has no declaration that could be read: {card.fault}",) if card.fault else ()
    return card.prose, card.declared, faults + fault


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
