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
    "If you do not agree, do not use it; and no company may use it without paying.",
    "You may not copy it except as permitted by this licence, and business users need a contract.",
    "You may not impose further terms, and nobody may use it in a company.",
    "The text does not restrict your rights, and it is offered only for study.",
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
    "If you do not or cannot agree to these terms, please do not download or use the work.",
    "Activities other than copying are not covered by this license; they are outside its scope.",
    "You may not use or copy the work, or any part of it, except as expressly provided under this licence.",
    "You may not offer or impose any terms that restrict the rights of those who receive it.",
    '"Control" means direct control of more than 50% of the voting power of a party.',
    "The licence is not intended to restrict fair use or fair dealing.",
    "Copies must not be distributed without a copy of this licence.",
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
