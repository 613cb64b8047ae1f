"""What a sentence takes back beside what it is known for."""

from __future__ import annotations

import pytest

from monitor.folding import fold
from monitor.reservations import clauses, takes_back

# In each the first clause is one that every licence has, and the second is not.
TAKE_BACK = (
    "No warranty is given, and none of the rights above may be exercised by a business.",
    "Redistributions must retain the above notice and must not be offered for money.",
    "In no event shall the authors be liable, and in no event shall a company use it without paying.",
    "The authors would appreciate a donation, which is obligatory for businesses.",
    "Support is given freely; operators of online shops are asked for 200 euros.",
    "All marks belong to their owners, and the software belongs in universities, not in shops.",
    "The notice stays in place, and the permission ends after a year.",
    "The names may not be used in advertising, and the licensor may withdraw this permission.",
    "Copies carry this notice and serve only for private study.",
    "The work comes without warranty, and it is prohibited to sell it.",
    "No warranty is given, and the terms forbid hosting it.",
)
TAKE_NOTHING = (
    "The names of the authors may not be used to endorse products derived from this software.",
    "In no event shall the company be liable for loss of use, data or profits, or business interruption.",
    "You may not use the work except in compliance with this licence.",
    "If you do not agree, do not use the software.",
    "No written agreement, licence or royalty fee is required for any of the authorised uses.",
    "You agree you will not use, or allow others to use, the model:",
    "It is not tested for use in aircraft, and nobody should use it where life is in danger.",
)


@pytest.mark.parametrize("sentence", TAKE_BACK)
def test_a_clause_that_takes_back_is_seen(sentence: str) -> None:
    assert takes_back(fold(sentence).text)


@pytest.mark.parametrize("sentence", TAKE_NOTHING)
def test_what_every_licence_says_takes_nothing(sentence: str) -> None:
    assert not takes_back(fold(sentence).text)


def test_clauses_are_the_whole_sentence() -> None:
    words = "it is free, and you may keep it; but nobody sells it, which is sad."
    parts = ["it is free", ", and you may keep it", ";", " but nobody sells it", ", which is sad."]
    assert list(clauses(words)) == parts
    assert "".join(clauses(words)) == words
