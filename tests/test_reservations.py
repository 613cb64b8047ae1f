"""What a sentence takes back beside what it is known for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.folding import fold
from monitor.reservations import (
    _BARS,
    _FORMULAS,
    _STEM_ENDS,
    SOUGHT,
    _bars_beside,
    clauses,
    repeals,
    takes_back,
)
from monitor.resources import load_rules

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
    "Rights are named; where a licensee lives on it, the licence in section 2.1 does not include such right.",
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


RULES = load_rules()
PARTS = [part for sentence in (*TAKE_BACK, *TAKE_NOTHING) for part in clauses(fold(sentence).text)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join))
def test_only_what_a_sentence_may_hold_is_looked_for_in_its_clauses(words: str) -> None:
    met = RULES.finder.met([words])
    near = sum(met.where(need) << at for at, need in enumerate(RULES.sought))
    bars = _BARS[1:] if words.endswith(_STEM_ENDS) else _BARS
    plainly = _bars_beside(words, bars) and _bars_beside(_FORMULAS.sub(" ", words), bars)
    assert takes_back(words, near) == takes_back(words) == plainly


def test_every_expression_is_told_what_it_needs() -> None:
    assert len(RULES.sought) == len(SOUGHT)
    words = "section 3 of the earlier licence is hereby deleted."
    near = RULES.finder.met([words]).where(RULES.sought[-1]) << len(SOUGHT) - 1
    assert near
    assert repeals(words)
    assert repeals(words, near)
    assert not repeals(words, 0)
