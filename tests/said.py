"""Sentences made of an inventory of what licences say, each put into a small licence."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = Path(__file__).parent / "variants" / "commerce.toml"
_LICENCES = {
    "en": (
        """Orion Model Licence

1. Grant. The Licensor hereby grants you a non-exclusive, worldwide, royalty-free licence to use, reproduce,
modify and distribute the Model.

2. {}

3. You must retain all copyright notices in copies of the Model.

4. The Model is provided "as is", without warranty of any kind. In no event shall the Licensor be liable
for any damages arising from its use.

5. This licence terminates automatically if you breach its terms.
""",
        """Orion Community Terms

You may use, copy, change and share the Model.

{}

Keep this notice with every copy.

The Model comes without any warranty, and we are not liable for damages.
""",
        """# Licence

## What you may do

- Use, modify and redistribute the Model.

## Terms

{}

## Disclaimer

THE MODEL IS PROVIDED "AS IS" WITHOUT WARRANTY OF ANY KIND.
""",
    ),
    "zh": (
        """猎户座模型许可协议

一、许可方授予您非排他的、全球性的、免版税的许可,以使用、复制、修改和分发本模型。

二、{}

三、您须在所有副本中保留版权声明。

四、本模型按“现状”提供,不作任何保证,许可方不承担任何责任。
""",
        """猎户座许可

您可以使用、复制和分享本模型。

{}

本模型不附带任何保证。
""",
    ),
}
# Verbs as their subject asks for them.
_SINGULAR = re.compile(
    r"\b((?:an?|the) (?:licensee|user)|licensee) (agree|warrant|represent|need|own|wish)\b", re.IGNORECASE
)
_PLURAL = re.compile(r"\b(you|users|recipients|we) (\w{2,12}s)\b(?! (?:of|by))", re.IGNORECASE)
_IRREGULAR = {"is": "are", "has": "have", "does": "do", "wishes": "wish", "breaches": "breach"}
_VERBS = re.compile(
    r"agrees|undertakes|is|has|wishes|holds|uses|registers|displays|pays|tells|intends|chooses|provides|bears"
    r"|breaches|institutes|does|grants|reserves|retains|decides|offers|claims|collects|thanks"
)
_BEGINS = re.compile(r"(^|[.?!] )([a-z])(?!\S*@)")


class Said(NamedTuple):
    """A sentence, what it makes of commercial use, and the licence it stands in."""

    value: str
    sentence: str
    licence: str


def inventory() -> dict[str, Any]:
    """The whole file."""
    return tomllib.loads(FILE.read_text("utf-8"))


def sentences(seed: int, each: int) -> Iterator[Said]:
    """Some sentences of every kind; the same ones for the same seed.

    Parameters:
        seed: of the choice.
        each: how many sentences of one kind.
    """
    chance = random.Random(seed)  # noqa: S311 - a choice, no secret
    said = inventory()
    for language, licences in _LICENCES.items():
        slots = said[language]["slots"]
        for value, kinds in said[language].items():
            if value == "slots":
                continue
            for patterns in kinds.values():
                for pattern in chance.sample(patterns, min(each, len(patterns))):
                    sentence = _written(_filled(pattern, slots, chance))
                    yield Said(value, sentence, chance.choice(licences).replace("{}", sentence))


def in_a_licence(sentence: str) -> str:
    """A plain licence with one more sentence."""
    return _LICENCES["en"][0].replace("{}", sentence)


def _filled(pattern: str, slots: Mapping[str, list[str]], chance: random.Random) -> str:
    return re.sub(
        r"\{(\w+)\}", lambda slot: _filled(chance.choice(slots[slot.group(1)]), slots, chance), pattern
    )


def _written(sentence: str) -> str:
    """With verbs that agree and capitals where sentences begin."""
    sentence = _SINGULAR.sub(lambda found: f"{found.group(1)} {found.group(2)}s", sentence)
    sentence = _PLURAL.sub(lambda found: f"{found.group(1)} {_many(found.group(2))}", sentence)
    return _BEGINS.sub(lambda found: found.group(1) + found.group(2).upper(), sentence)


def _many(verb: str) -> str:
    if not _VERBS.fullmatch(verb):
        return verb
    return _IRREGULAR.get(verb, verb[:-1])
