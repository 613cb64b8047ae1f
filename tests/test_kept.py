"""Files of parts: what is looked up where it stands is what a dictionary of all would tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import kept


def file_of(parts: dict[str, bytes]) -> dict[str, kept.Part]:
    """The parts of a file that holds them."""
    content = kept.packed("head", parts)
    head, found = kept.opened(lambda start, end: content[start:end], len(content)) or ("", {})
    assert head == "head"
    return found


WORDS = st.text(st.characters(exclude_characters="\0"), max_size=6)


@given(st.dictionaries(WORDS, st.integers(0, 2**64 - 1), max_size=40), st.lists(WORDS, max_size=20))
def test_words_are_found_where_they_stand(values: dict[str, int], others: list[str]) -> None:
    words = kept.Words(file_of(kept.words("told", values)), "told")
    for word in (*values, *others, "\0"):
        assert words.get(word) == values.get(word)
    assert (len(words), *words) == (len(values), *values)
    assert dict(words) == values


def test_many_looks_are_made_into_a_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_FEW", 3)
    words = kept.Words(file_of(kept.words("told", {"a": 7, "": 8})), "told")
    for _ in range(6):
        assert (words.get("a"), words.get(""), words.get("b"), words.get("b", 1)) == (7, 8, None, 1)
    assert "_all" in vars(words)
    with pytest.raises(KeyError):
        words["b"]
    with pytest.raises(ValueError, match=r"U\+0000"):
        kept.words("told", {"a\0b": 1})


@given(st.lists(st.integers(0, 2**64 - 1)), st.sampled_from((8, 16, 32, 64)))
def test_numbers_are_kept_in_as_few_bytes_as_the_largest_needs(values: list[int], bits: int) -> None:
    small = [value % 2**bits for value in values]
    made = kept.numbers_of(file_of({"one": kept.numbers(small)})["one"])
    assert made.tolist() == small
    assert made.itemsize == 2 or max(small) >= 2 ** (4 * made.itemsize)
