"""Known licence texts as ordered word hashes: enough to align a text with, not enough to read one.

The data files beside this module are written by `tools/build_references.py` from the licence texts of
the ScanCode licence database (CC-BY-4.0, see `docs/NOTICE.md`); no licence text is kept here.

Files, all little-endian:
    catalogue.json: per reference its id, title words, sizes and loose stretches.
    vocabulary.u32: CRC-32 of every folded word, sorted; a word's index is its number.
    sequences.bin: per reference its word numbers in order, 16 bits each, zlib-compressed.
    shingles.u32, shingles.u16: hashes of word triples, sorted, and the reference each stands for.
    hub.json: the hub's own licence identifiers and the reference each names.
    terms.json: optional; per reference the terms that our own rules read in its text.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import Value

_FOLDER = Path(__file__).parent

SHINGLE = 3
SKETCH = 128
_FACTORS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)
_MASK = 0xFFFFFFFF

# Words that the SPDX matching guidelines hold to be the same (https://spdx.github.io/spdx-spec,
# annex "License matching guidelines", and its list equivalentwords.txt), as far as they are one word.
EQUIVALENTS: Mapping[str, str] = {
    "acknowledgement": "acknowledgment",
    "analog": "analogue",
    "analyze": "analyse",
    "artifact": "artefact",
    "authorization": "authorisation",
    "authorized": "authorised",
    "caliber": "calibre",
    "canceled": "cancelled",
    "capitalizations": "capitalisations",
    "catalog": "catalogue",
    "categorize": "categorise",
    "center": "centre",
    "emphasized": "emphasised",
    "favor": "favour",
    "favorite": "favourite",
    "fulfill": "fulfil",
    "fulfillment": "fulfilment",
    "https": "http",
    "initialize": "initialise",
    "judgement": "judgment",
    "labeling": "labelling",
    "labor": "labour",
    "licence": "license",
    "licenced": "licensed",
    "licences": "licenses",
    "maximize": "maximise",
    "modeled": "modelled",
    "modeling": "modelling",
    "offense": "offence",
    "optimize": "optimise",
    "organization": "organisation",
    "organize": "organise",
    "practice": "practise",
    "program": "programme",
    "realize": "realise",
    "recognize": "recognise",
    "signaling": "signalling",
    "utilization": "utilisation",
    "while": "whilst",
    "wilfull": "wilful",
    "willful": "wilful",
}

# Words that any licence's title may hold beside its own name.
TITLE_WORDS = frozenset(
    {
        *("the", "a", "an", "license", "licence", "licenses", "version", "v", "public", "general", "date"),
        *(
            "released",
            "of",
            "and",
            "for",
            "terms",
            "http",
            "www",
            "org",
            "com",
            "january",
            "february",
            "march",
        ),
        *("april", "may", "june", "july", "august", "september", "october", "november", "december"),
        *("attribution", "unported", "international", "legal", "code", "agreement", "spdx", "identifier"),
        "template",
    }
)


def word_hash(word: str) -> int:
    """The number a folded word is known by: CRC-32 of its UTF-8 form.

    Parameters:
        word: a word in folded case.
    """
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def shingle_hashes(words: list[int]) -> list[int]:
    """Hashes of all word triples, in order of their place.

    Parameters:
        words: hashes of words, spelling already made equal.
    """
    one, two, three = _FACTORS
    return [
        (first * one ^ second * two ^ third * three) & _MASK
        for first, second, third in zip(words, words[1:], words[2:], strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Loose:
    """A stretch of a reference that a text may leave out, and `fill` with names where that is True."""

    start: int
    end: int
    fill: bool


@dataclass(frozen=True, kw_only=True)  # without slots: `loose` is kept
class Reference:
    """One known licence text.

    Parameters:
        id: SPDX id or `LicenseRef-...`.
        title: folded words that its title may be made of.
        words: number of words.
        sketch: how many shingles stand for it.
        place: (start, end) of its compressed sequence.
        stretches: numbers of `loose`, three each.
    """

    id: str
    title: frozenset[str]
    words: int
    sketch: int
    place: tuple[int, int]
    stretches: Sequence[int]

    @cached_property
    def loose(self) -> tuple[Loose, ...]:
        """Stretches that may be missing: title, copyright line, placeholder, appendix."""
        numbers = self.stretches
        return tuple(map(Loose, numbers[::3], numbers[1::3], map(bool, numbers[2::3])))


@dataclass(frozen=True, slots=True)
class Found:
    """One clause of a reference, as a rule found it; the words themselves are not kept.

    Parameters:
        rule: the rule's id.
        field: the field of the terms.
        values: as in `records.Finding`.
    """

    rule: str
    field: str
    values: Mapping[str, Value]


_FoundRow: TypeAlias = "tuple[str, str, dict[str, Value | list[str]]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """All known licence texts, ready to be looked into.

    Parameters:
        version: what the data was built from; a change of it is a change of ours.
        entries: in order of their ids.
        hub: the hub's licence identifiers and the id of the reference each names.
        terms: per id what our rules find in the text: (rule, field, values) as plain JSON values.
        vocabulary, shingles, owners, sequences: see the module's description.
    """

    version: str
    entries: tuple[Reference, ...]
    vocabulary: array[int]
    shingles: array[int]
    owners: array[int]
    sequences: bytes
    hub: Mapping[str, str | None]
    terms: Mapping[str, list[_FoundRow]] = field(default_factory=dict)

    def sequence(self, reference: Reference) -> list[int]:
        """The word hashes of a reference in order.

        Parameters:
            reference: one of `entries`.
        """
        start, end = reference.place
        numbers = unsigned("H", zlib.decompress(self.sequences[start:end]))
        vocabulary = self.vocabulary
        return [vocabulary[number] for number in numbers]

    def named(self, hub_id: str) -> str | None:
        """The reference that one of the hub's licence identifiers names; None for families and unknowns.

        Parameters:
            hub_id: as in a model card's `license`, e.g. `apache-2.0`.
        """
        return self.hub.get(hub_id.strip().lower())

    def findings(self, reference: str) -> tuple[Found, ...]:
        """What our rules find in a reference's text.

        Parameters:
            reference: an id of `entries`.
        """
        return tuple(
            Found(
                rule,
                field_,
                {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()},
            )
            for rule, field_, values in self.terms.get(reference, ())
        )

    def holders(self, shingle: int) -> array[int]:
        """Indices into `entries` of the references that the shingle stands for.

        Parameters:
            shingle: one of `shingle_hashes`.
        """
        start = bisect_left(self.shingles, shingle)
        end = start
        while end < len(self.shingles) and self.shingles[end] == shingle:
            end += 1
        return self.owners[start:end]


def unsigned(code: str, raw: bytes) -> array[int]:
    """Little-endian unsigned integers: `H` for 16 bits, `I` for 32.

    Parameters:
        code: type code of `array`.
        raw: the bytes.
    """
    numbers: array[int] = array(code, raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


class _Lazy(Mapping[str, "list[_FoundRow]"]):
    """A JSON object that is read when it is first looked into: only a declared licence needs its terms."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _held(self) -> dict[str, list[_FoundRow]]:
        held: dict[str, list[_FoundRow]] = json.loads(self._file.read_bytes()) if self._file.exists() else {}
        return held

    def __getitem__(self, key: str) -> list[_FoundRow]:
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


_Row: TypeAlias = "tuple[str, str, int, int, int, list[int]]"
"""Id, title words, words, shingles, bytes of its sequence, and its loose stretches one after another."""


def load_references(folder: Path = _FOLDER) -> References:
    """Read the reference data of the package; some ten milliseconds, so keep the value.

    Parameters:
        folder: where the files are.
    """
    catalogue = json.loads((folder / "catalogue.json").read_bytes())
    return References(
        version=catalogue["version"],
        entries=tuple(_entries(catalogue["entries"])),
        vocabulary=unsigned("I", (folder / "vocabulary.u32").read_bytes()),
        shingles=unsigned("I", (folder / "shingles.u32").read_bytes()),
        owners=unsigned("H", (folder / "shingles.u16").read_bytes()),
        sequences=(folder / "sequences.bin").read_bytes(),
        hub=json.loads((folder / "hub.json").read_bytes()),
        terms=_Lazy(folder / "terms.json"),
    )


def _entries(rows: list[_Row]) -> list[Reference]:
    """Catalogue rows as references; their sequences follow one another."""
    entries: list[Reference] = []
    at = 0
    for identifier, title, words, sketch, size, loose in rows:
        entries.append(
            Reference(
                id=identifier,
                title=frozenset(title.split()),
                words=words,
                sketch=sketch,
                place=(at, at + size),
                stretches=loose,
            )
        )
        at += size
    return entries
