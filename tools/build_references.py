"""Write `monitor/references/` from the licence texts of the installed ScanCode licence database.

    python -m pip install --no-deps -r tests/requirements-texts.txt
    python tools/build_references.py

Deterministic: the same database gives the same bytes. Only hashes of words leave this script.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import re
import sys
import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from monitor.references import EQUIVALENTS, SKETCH, TITLE_WORDS, shingle_hashes, word_hash
from monitor.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TARGET = Path(__file__).parents[1] / "monitor" / "references"
FORMAT = 1

# Licences of AI models, their policies and kin that have no SPDX id, by the database's own keys.
_AI = """
    apple-ml-ferret-2023 apple-sscl bigcode-open-rail-m-v1 bigscience-open-rail-m
    bigscience-open-rail-m2 bigscience-rail-1.0 bilibili-model-ula-2025-09-09 chameleon-research-2024
    commons-clause databricks-db databricks-dbx-2021 deepseek-la-1.0 elastic-license-2018
    exaone-ai-model-1.1-nc fair-ai-public-1.0 fair-ai-public-1.0-sd fair-source-0.9 falcon-2-11b-1.0
    fcl-1.0-apache-2.0 fcl-1.0-mit flux-1-nc gemma-pup-2024-02-21 gemma-tou-2024-04-01
    gemma-tou-2025-03-24 gretelai-sal-1.0 hfoil-1.0 hyperclova-x-seed-2025 llama-2-license-2023
    llama-3.1-license-2024 llama-3.2-license-2024 llama-3.3-license-2024 llama-4-cla-2025
    llama-4-license-2025 llama-license-2023 ltxv-owl-2025-04-17 ltxv-owl-2025-05-05 mdl-2021
    moonshot-ai-modified-mit-2025 mov-ai-1.0 ms-research-license-terms nvidia-model-training-2025
    nvidia-open-model-2025-04-28 octl-0.21 open-aleph-1.0 open-weights-permissive-1.0.0
    openatom-model-1.0 openmdw-1.0 playground-v2-community qwen-2024 responsible-ai-source-1.0
    responsible-ai-source-1.1 salesforce-ai-aup-2025 salesforce-ai-ethics-2025 soml-1.0
    stability-ai-community-2024 stability-ai-nc-2023-12-06 stable-diffusion-2022-08-22
    tencent-hunyuan-3d-2.0-cla tongyi-qianwen-2023 trendmicro-cl-1.0
"""
AI_KEYS = frozenset(_AI.split())

_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)^---\s*\n(.*)", re.DOTALL | re.MULTILINE)
_APPENDIX = re.compile(r"END OF (?:THE )?TERMS AND CONDITIONS")
_COPYRIGHT = re.compile(
    r"^\W*(?:copyright[ \t]*(?=\(c\)|©|\d|[<\[{]|year|by\b)|(?:\(c\)|©)[ \t]*(?=copyright|\d|[<\[{])).*$",
    re.IGNORECASE | re.MULTILINE,
)
_RIGHTS = re.compile(r"\s*all rights reserved\.?", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"[<\[{][^<>\[\]{}\n]{0,20}\b(?:year|yyyy|names?|owner|holders?|authors?|organi[sz]ation|licensor|fullname|"
    r"program|product|software|date|version|insert)\b[^<>\[\]{}\n]{0,60}[>\]}]|[<\[{][ _]*[>\]}]|_{3,}",
    re.IGNORECASE,
)
# Where a licence names its licensor in the running text: only that name may differ.
_NAMES = re.compile(
    r"neither the names? of (?P<organisation>[^.;]{1,100}?)\s(?:nor|may|or the names)\b"
    r"|is provided by (?P<provider>[^.;]{1,80}?)\s*[\"'`“‘]+as is"
    r"|in no event (?:shall|will) (?P<liable>[^.;]{1,120}?)\sbe (?:held )?liable"
    r"|\b(?P<disclaimer>the authors?)\sdisclaims? all",
    re.IGNORECASE,
)
# Creative Commons prints its own notices round its licences; SPDX marks them as optional.
_NOTICES = re.compile(
    r"^[ \t]*(?:creative commons corporation (?:\(.creative commons.\) )?is not a law firm"
    r"|creative commons is not a (?:law firm|party)|using creative commons public licenses)"
    r".*?(?=\n[ \t]*\n|\Z)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_LIST_NUMBER = re.compile(r"^[ \t]*\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)](?=\s)", re.IGNORECASE | re.MULTILINE)
_TITLE_LINES = 8


@dataclass(frozen=True, slots=True)
class Source:
    """One licence of the database."""

    id: str
    title: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Built:
    """One licence as it is shipped: its word hashes and its loose stretches (start, end, fill)."""

    source: Source
    words: tuple[int, ...]
    loose: tuple[tuple[int, int, bool], ...]

    @property
    def sketch(self) -> list[int]:
        """The least of its shingles' hashes, spelling made equal."""
        same = {word_hash(word): word_hash(other) for word, other in EQUIVALENTS.items()}
        return sorted(set(shingle_hashes([same.get(word, word) for word in self.words])))[:SKETCH]


def database() -> Path | None:
    """The folder of licence texts of the installed database, or None."""
    found = importlib.util.find_spec("licensedcode")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "data" / "licenses"


def read(folder: Path) -> Iterator[Source]:
    """The licences that are shipped, in order of their ids.

    Parameters:
        folder: the database's `data/licenses`.
    """
    sources = (parse(path) for path in sorted(folder.glob("*.LICENSE")))
    yield from sorted((source for source in sources if source), key=lambda source: source.id)


def parse(path: Path) -> Source | None:
    """One licence file, or None when it is not one that is shipped.

    Parameters:
        path: a `.LICENSE` file: YAML between `---` lines, then the text.
    """
    match = _FRONT_MATTER.match(path.read_text("utf-8"))
    if match is None:
        return None
    facts: Mapping[str, str] = yaml.safe_load(match.group(1))
    identifier = facts.get("spdx_license_key") or ""
    known = identifier and (not identifier.startswith("LicenseRef-") or facts["key"] in AI_KEYS)
    if not known or facts.get("is_deprecated") or (facts.get("is_exception") and facts["key"] not in AI_KEYS):
        return None
    named = " ".join((facts["name"], facts["short_name"], identifier, facts["key"]))
    return Source(identifier, frozenset(_folded(named)), match.group(2))


def build(source: Source) -> Built:
    """Words and loose stretches of one licence.

    Parameters:
        source: the licence.
    """
    found = tokens(source.text)
    words = tuple(word_hash(token.word.casefold()) for token in found)
    kinds = [0] * len(found)
    starts = [token.start for token in found]
    for start, end, fill in _loose(source):
        for index in range(bisect_left(starts, start), bisect_left(starts, end)):
            kinds[index] = max(kinds[index], 2 if fill else 1)
    loose: list[tuple[int, int, bool]] = []
    at = 0
    for kind, run in groupby(kinds):
        size = sum(1 for _ in run)
        if kind:
            loose.append((at, at + size, kind == 2))
        at += size
    return Built(source, words, tuple(loose))


def _folded(text: str) -> list[str]:
    """Folded words, spelling made equal."""
    return [EQUIVALENTS.get(token.word.casefold(), token.word.casefold()) for token in tokens(text)]


def _loose(source: Source) -> Iterator[tuple[int, int, bool]]:
    """Stretches of characters that a text may leave out or fill with names."""
    text = source.text
    end = _title_end(text, source.title)
    if end:
        yield 0, end, False
    appendix = _APPENDIX.search(text)
    if appendix:
        yield appendix.start(), len(text), False
    for match in _COPYRIGHT.finditer(text):
        rights = _RIGHTS.match(text, match.end())
        yield match.start(), rights.end() if rights else match.end(), True
    for match in _PLACEHOLDER.finditer(text):
        yield match.start(), match.end(), True
    for match in _NAMES.finditer(text):
        yield *match.span(match.lastgroup or 0), True
    for match in _LIST_NUMBER.finditer(text):
        yield match.start(), match.end(), False
    for match in _NOTICES.finditer(text):
        yield match.start(), match.end(), False


def _title_end(text: str, title: frozenset[str]) -> int:
    """Where the lines at the top that only name the licence end."""
    at = end = 0
    for line in text.splitlines(keepends=True)[:_TITLE_LINES]:
        at += len(line)
        words = _folded(line)
        if words and not all(word in title or word in TITLE_WORDS or word.isdigit() for word in words):
            break
        end = at if words else end
    return end


def files(built: Sequence[Built], version: str) -> dict[str, bytes]:
    """The files of `monitor/references/` by name.

    Parameters:
        built: in order of their ids.
        version: what to record as the data's origin.
    """
    vocabulary = sorted({word for item in built for word in item.words})
    numbers = {word: number for number, word in enumerate(vocabulary)}
    blobs = [zlib.compress(_little("H", [numbers[word] for word in item.words]), 9) for item in built]
    sketches = [item.sketch for item in built]
    pairs = sorted((shingle, owner) for owner, sketch in enumerate(sketches) for shingle in sketch)
    ends = list(accumulate(map(len, blobs)))
    rows = [
        [
            item.source.id,
            " ".join(sorted(item.source.title)),
            len(item.words),
            len(sketch),
            end - len(blob),
            end,
            [int(value) for stretch in item.loose for value in stretch],
        ]
        for item, sketch, blob, end in zip(built, sketches, blobs, ends, strict=True)
    ]
    sizes = [
        (len(item.words), len(sketch), max(sketch, default=0) >> 16)
        for item, sketch in zip(built, sketches, strict=True)
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return {
        # A row is a line: it is read where its licence is looked at.
        "catalogue.json": f'{{"version":{json.dumps(version)},"entries":[\n{lines}\n]}}\n'.encode(),
        "vocabulary.u32": _little("I", vocabulary),
        "sequences.bin": b"".join(blobs),
        "sizes.u16": _little("H", [size for row in sizes for size in row]),
        "shingles.u32": _little("I", [shingle for shingle, _ in pairs]),
        "shingles.u16": _little("H", [owner for _, owner in pairs]),
        "buckets.u32": _little("I", [bisect_left(pairs, (upper << 16, 0)) for upper in range((1 << 16) + 1)]),
    }


def _little(code: str, numbers: Sequence[int]) -> bytes:
    """Unsigned integers as little-endian bytes."""
    packed = array(code, numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def main() -> None:
    """Write the files, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--target", type=Path, default=TARGET, help="folder to write to")
    target = parser.parse_args().target
    folder = database()
    if folder is None:
        parser.error("the licence database is not installed; see tests/requirements-texts.txt")
    version = f"scancode-{importlib.metadata.version('scancode-toolkit-mini')}-{FORMAT}"
    for name, body in files([build(source) for source in read(folder)], version).items():
        (target / name).write_bytes(body)


if __name__ == "__main__":
    main()
