"""From bytes to text: what a snapshot says, and what it declares.

The one place that parses what strangers wrote: character sets, HTML, JSON, YAML front matter. Nothing
here raises; what cannot be read is told in `Document.faults`.

A name is imported when it is first asked for: the text of a plain file needs few of them.
"""

from __future__ import annotations

from importlib import import_module

from monitor.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.extract.body import body_text
    from monitor.extract.card import Card, parse_card
    from monitor.extract.document import EXTRACTOR_VERSION, extract, governs
    from monitor.extract.plain import bounded, decode_text
    from monitor.extract.sections import licence_sections

__all__ = [
    "EXTRACTOR_VERSION",
    "Card",
    "body_text",
    "bounded",
    "decode_text",
    "extract",
    "governs",
    "licence_sections",
    "parse_card",
]

_HOMES = {
    "EXTRACTOR_VERSION": "document",
    "Card": "card",
    "body_text": "body",
    "bounded": "plain",
    "decode_text": "plain",
    "extract": "document",
    "governs": "document",
    "licence_sections": "sections",
    "parse_card": "card",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type checker reads the imports above
    """One of the names of this package, which live in its modules."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
