"""Known licence texts as ordered word hashes: enough to align a text with, not enough to read one.

The data files beside this module are written by `tools/build_references.py` from the licence texts of
the ScanCode licence database (CC-BY-4.0, see `docs/NOTICE.md`); no licence text is kept here.

Files, all little-endian:
    catalogue.json: per reference, a line each, its id, title words, words, shingles, where its sequence
        begins and ends, and its loose stretches.
    sizes.u16: per reference its words, its shingles and the upper half of the largest of them, for a first
        choice.
    vocabulary.u32: CRC-32 of every folded word, sorted; a word's index is its number.
    sequences.bin: per reference its word numbers in order, 16 bits each, zlib-compressed.
    shingles.u32, shingles.u16: hashes of word triples, sorted, and the reference each stands for.
    buckets.u32: by the upper half of a hash, where those that begin with it stand in `shingles`.
    hub.json: the hub's own licence identifiers and the reference each names.
    terms.json: optional; per reference the terms that our own rules read in its text.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from monitor.kept import File, beside, whole
from monitor.typed import TYPE_CHECKING, Any, NamedTuple, TypeAlias, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

    from monitor.kept import Part
    from monitor.records import Value

_FOLDER = beside(__file__)

SHINGLE = 3
SKETCH = 128
_FACTORS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)
_MASK = 0xFFFFFFFF
_BUCKET = 16
"""How many lower bits of a hash `buckets` leaves out."""

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
    distinct = set(words)
    firsts, seconds, thirds = (
        map({word: word * factor & _MASK for word in distinct}.__getitem__, words[skip:])
        for skip, factor in enumerate(_FACTORS)
    )
    return [first ^ second ^ third for first, second, third in zip(firsts, seconds, thirds, strict=False)]


class Loose(NamedTuple):
    """A stretch of a reference that a text may leave out, and `fill` with names where that is True."""

    start: int
    end: int
    fill: bool


class Reference(NamedTuple):
    """One known licence text.

    Parameters:
        id: SPDX id or `LicenseRef-...`.
        title: folded words that its title may be made of.
        words: number of words.
        sketch: how many shingles stand for it.
        place: (start, end) of its compressed sequence.
        loose: stretches that may be missing: title, copyright line, placeholder, appendix.
    """

    id: str
    title: frozenset[str]
    words: int
    sketch: int
    place: tuple[int, int]
    loose: tuple[Loose, ...]


class Entries(Sequence[Reference]):
    """References that are read when they are first looked at: a text is laid beside few of them.

    Parameters:
        lines: their rows in the catalogue.
    """

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._known: dict[int, Reference] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Reference: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Reference]: ...
    def __getitem__(self, index: int | slice) -> Reference | Sequence[Reference]:
        """The reference of that place, or several."""
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if index not in self._known:
            row: _Row = json.loads(self._lines[index])
            identifier, title, words, sketch, start, end, numbers = row
            self._known[index] = Reference(
                id=identifier,
                title=frozenset(title.split()),
                words=words,
                sketch=sketch,
                place=(start, end),
                loose=tuple(map(Loose, numbers[::3], numbers[1::3], map(bool, numbers[2::3]))),
            )
        return self._known[index]


class Found(NamedTuple):
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


class References(NamedTuple):
    """All known licence texts, ready to be looked into.

    Parameters:
        version: what the data was built from; a change of it is a change of ours.
        entries: in order of their ids.
        hub: the hub's licence identifiers and the id of the reference each names.
        terms: per id what our rules find in the text: (rule, field, values) as plain JSON values.
        vocabulary, sizes, shingles, owners, buckets, sequences: see the module's description.
        alike: the vocabulary with spelling made equal.
    """

    version: str
    entries: Sequence[Reference]
    vocabulary: array[int]
    alike: array[int]
    sizes: array[int]
    shingles: array[int]
    owners: array[int]
    buckets: array[int]
    sequences: Part
    hub: Mapping[str, str | None]
    terms: Mapping[str, list[_FoundRow]] = MappingProxyType({})

    def sequence(self, reference: Reference) -> list[int]:
        """The word hashes of a reference in order.

        Parameters:
            reference: one of `entries`.
        """
        return list(map(self.vocabulary.__getitem__, self.numbers(reference)))

    def numbers(self, reference: Reference) -> array[int]:
        """The places in `vocabulary` and `alike` of a reference's words, in order.

        Parameters:
            reference: one of `entries`.
        """
        start, end = reference.place
        return unsigned("H", zlib.decompress(self.sequences(start, end)))

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

    def reach(self, words: int) -> int:
        """Above any shingle that stands for a reference of at least so many words.

        The least of a text's hashes stand for it, so that those of long texts are small: most shingles of a
        long text need not be looked up.

        Parameters:
            words: how many.
        """
        sizes = self.sizes
        largest = (high for size, high in zip(sizes[::3], sizes[2::3], strict=True) if size >= words)
        return (max(largest, default=-1) + 1) << _BUCKET

    def shares(self, shingles: Iterable[int]) -> Counter[int]:
        """How many of some shingles stand for each reference.

        Parameters:
            shingles: distinct ones of `shingle_hashes`.
        """
        held, owners, buckets = self.shingles, self.owners, self.buckets
        found: list[int] = []
        for shingle in shingles:
            bucket = shingle >> _BUCKET
            at, last = buckets[bucket], buckets[bucket + 1]
            if at != last:  # most lead nowhere
                at = bisect_left(held, shingle, at, last)
                if at < last and held[at] == shingle:
                    found.extend(owners[at : bisect_right(held, shingle, at, last)])
        return Counter(found)


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


class _Lazy(Mapping[str, Any]):
    """A JSON object that is read when it is first looked into: only a declared licence needs these."""

    def __init__(self, file: str) -> None:
        self._file = file

    @cached_property
    def _held(self) -> dict[str, Any]:
        try:
            held: dict[str, Any] = json.loads(whole(self._file))
        except FileNotFoundError:
            return {}
        return held

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - whatever the file holds
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


_Row: TypeAlias = "tuple[str, str, int, int, int, int, list[int]]"


def load_references(folder: str | PathLike[str] = _FOLDER) -> References:
    """Read the reference data of the package; keep the value.

    Parameters:
        folder: where the files are.
    """

    def of(name: str) -> bytes:
        return whole(f"{folder}/{name}")

    # Its first line holds the version, the last one closes the list: see `tools/build_references.py`.
    head, *lines, _ = of("catalogue.json").splitlines()
    vocabulary = unsigned("I", of("vocabulary.u32"))
    return References(
        version=json.loads(head + b"]}")["version"],
        entries=Entries([line.rstrip(b",") for line in lines]),
        vocabulary=vocabulary,
        alike=_spelled_alike(vocabulary),
        sizes=unsigned("H", of("sizes.u16")),
        shingles=unsigned("I", of("shingles.u32")),
        owners=unsigned("H", of("shingles.u16")),
        buckets=unsigned("I", of("buckets.u32")),
        sequences=File(f"{folder}/sequences.bin").read,
        hub=_Lazy(f"{folder}/hub.json"),
        terms=_Lazy(f"{folder}/terms.json"),
    )


def _spelled_alike(vocabulary: array[int]) -> array[int]:
    """The vocabulary with every spelling variant made the same."""
    alike = vocabulary[:]
    for word, other in EQUIVALENTS.items():
        at = bisect_left(vocabulary, word_hash(word))
        if at < len(vocabulary) and vocabulary[at] == word_hash(word):
            alike[at] = word_hash(other)
    return alike
