"""Licences that the prose of a card binds the model to, beside the one that it declares. Pure.

"Since it contains weights of X, the merged model is subject to the X Community License in addition": the
tag may say `apache-2.0`, but nobody may read such a card as that licence alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from monitor.hanging import units
from monitor.records import Commercial, Finding, Identity, Reading, Role, Span, Terms
from monitor.references import TITLE_WORDS
from monitor.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Read
    from monitor.references import References

_MOST_NAMES = 50
"""So many names of a card are looked at: beyond them it is not written for people."""
# "Released under" tells the model's own licence, as the tag does; the others bind whatever the tag says.
_BINDS = re.compile(
    r"\b(?:(?P<own>(?:released|licen[cs]ed|distributed|available|provided|published)\s+under)|subject\s+to"
    r"|governed\s+by|bound\s+by|covered\s+by|compl(?:y|ies)\s+with|falls?\s+under|in\s+addition\s+to)"
    r"\s+(?:all\s+)?(?:the\s+)?(?:terms(?:\s+and\s+conditions)?\s+of\s+)?(?:the\s+)?"
    r"(?P<name>(?:[\w.+-]{1,30}\s+){1,6}?(?:licen[cs]e(?:\s+agreement)?|terms\s+of\s+(?:use|service)))\b"
    r"(?P<version>,?\s+(?:version\s+|v\.?\s?)?[0-9][0-9.]{0,8}\b)?",
    re.IGNORECASE,
)
_OTHER_SUBJECT = re.compile(r"\b(?:data ?sets?|training data|code|scripts?|examples?)\b", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)*")
_GENERIC = TITLE_WORDS | {
    *("this", "that", "its", "their", "same", "original", "following", "above", "below", "applicable"),
    *("respective", "base", "model", "models", "upstream", "parent", "community", "use", "service", "your"),
    *("our", "any", "own", "accompanying", "attached", "included", "separate", "different", "commercial"),
    *("official", "relevant"),
}  # fmt: skip


def also_bound(governing: Sequence[Read], declared: Sequence[str], references: References) -> Iterator[Read]:
    """What cards' prose adds: the terms of a licence known by the name it gives, else that nothing is clear.

    Parameters:
        governing: the documents of one subject that were read.
        declared: names its licence goes by already: tags, the given name, references.
        references: for the meaning of the names.
    """
    cards = [read for read in governing if read.document.role is Role.CARD]
    found = [(read, *one) for read in cards for one in islice(_named(read.document.text or ""), _MOST_NAMES)]
    known = _Known.of(governing, declared, references) if found else None  # most cards bind to nothing
    for read, name, quote, own in found:
        reference = _reference(name, references)
        if known is None or known.holds(name, reference):
            continue
        if reference:
            yield replace(read, reading=_known(reference, quote, references))
        elif not own:
            yield replace(read, reading=_unknown(quote))


@dataclass(frozen=True, slots=True)
class _Known:
    """What a subject's licence is called, and where its text is there.

    Parameters:
        names: its names, of each the words that are no other's, joined.
        references: ids of the references they stand for.
        titles: the words of these references' titles.
        texts: letters and digits of the texts beside the card.
    """

    names: frozenset[str]
    references: frozenset[str]
    titles: tuple[frozenset[str], ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, governing: Sequence[Read], declared: Sequence[str], references: References) -> _Known:
        """What is known from declarations and from the documents read."""
        ids = frozenset(references.named(name) or name for name in declared)
        return cls(
            names=frozenset("".join(_own_words(name)) for name in declared),
            references=ids,
            titles=tuple(entry.title for entry in references.entries if entry.id in ids),
            texts=tuple(
                _squeezed(read.document.text or "")
                for read in governing
                if read.document.role is not Role.CARD
            ),
        )

    def holds(self, name: str, reference: str | None) -> bool:
        """Whether a licence named in prose is the one known already."""
        words = _own_words(name)
        joined = _squeezed("".join(words))
        parts = {part for word in words for part in word.split(".")}
        return (
            reference in self.references
            or "".join(words) in self.names
            or any(parts <= title for title in self.titles)
            or any(joined in text for text in self.texts)
        )


def _named(text: str) -> Iterator[tuple[str, Span, bool]]:
    """The licences that a card says bind the model: name, sentence, and whether it is told as its own."""
    found = [match for match in _BINDS.finditer(text) if _own_words(match["name"])]
    sentences = units(text) if found else ()
    starts = [unit.start for unit in sentences]
    for match in found:
        unit = sentences[bisect_right(starts, match.start()) - 1]
        if not _OTHER_SUBJECT.search(text, unit.start, match.start()):
            quote = Span(start=unit.start, end=unit.end, quote=text[unit.start : unit.end])
            yield f"{match['name']}{match['version'] or ''}", quote, bool(match["own"])


def _known(reference: str, quote: Span, references: References) -> Reading:
    """The reading of a reference, told with the sentence that names it."""
    findings = tuple(
        Finding(
            rule=row.rule,
            field=row.field,
            start=quote.start,
            end=quote.end,
            quote=quote.quote,
            values=row.values,
        )
        for row in references.findings(reference)
    )
    return Reading(terms=terms_of(findings), identity=Identity(), findings=findings)


def _unknown(quote: Span) -> Reading:
    """A licence nobody here knows: what it allows is not clear, and the sentence is asked about."""
    return Reading(
        terms=Terms(commercial_use=Commercial.UNCLEAR), identity=Identity(), findings=(), unaccounted=(quote,)
    )


def _own_words(name: str) -> list[str]:
    """The words of a licence's name that are no other's: "the Llama 3.1 Community License" -> llama, 3.1."""
    return [word for word in _WORDS.findall(name.lower()) if word not in _GENERIC]


def _reference(name: str, references: References) -> str | None:
    """The reference that the hub knows by these words."""
    words = _own_words(name)
    return references.named("-".join(words)) or references.named("".join(words))


def _squeezed(text: str) -> str:
    """Letters and digits alone: names differ in how they are joined."""
    return re.sub(r"[^a-z0-9]+", "", text.lower())
