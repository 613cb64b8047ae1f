"""Named tuples made by `monitor.typed` are to whoever uses them what those of `typing` are."""

from __future__ import annotations

import copy
import pickle
from typing import Any, NamedTuple, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import typed


class Theirs(NamedTuple):
    """Of `typing`."""

    first: int
    second: str = "two"
    third: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        """A property."""
        return 2 * self.first


class Ours(typed.NamedTuple):
    """Of our own."""

    first: int
    second: str = "two"
    third: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        """A property."""
        return 2 * self.first


ARGUMENTS = st.tuples(
    st.lists(st.integers(), max_size=4),
    st.dictionaries(st.sampled_from(("first", "second", "third", "fourth")), st.integers(), max_size=4),
)


def made(kind: Any, values: list[int], named: dict[str, int]) -> Any:  # noqa: ANN401 - either kind
    try:
        return kind(*values, **named)
    except TypeError:
        return None


@given(ARGUMENTS, st.dictionaries(st.sampled_from(("first", "second", "third")), st.integers()))
def test_made_read_and_changed_as_those_of_typing(
    told: tuple[list[int], dict[str, int]], changes: dict[str, int]
) -> None:
    theirs, ours = made(Theirs, *told), made(Ours, *told)
    assert (theirs is None) == (ours is None)
    if theirs is None:
        return
    assert ours == theirs
    assert hash(ours) == hash(theirs)
    assert [*ours] == [*theirs]
    assert (ours.first, ours.second, ours.third, ours.twice) == (*theirs, theirs.twice)
    assert ours._asdict() == theirs._asdict()
    assert type(ours._replace(**changes)) is Ours
    assert ours._replace(**changes) == theirs._replace(**changes)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")


def test_of_the_same_shape() -> None:
    theirs: Any = Theirs
    ours: Any = Ours
    for name in ("_fields", "_field_defaults", "__match_args__", "__slots__"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.__doc__ == "Of our own."
    assert get_type_hints(ours) == get_type_hints(theirs)
    assert ours._make([1, "b", (3,)]) == theirs._make([1, "b", (3,)])
    assert not hasattr(ours(1), "__dict__")


def test_copied_kept_and_matched() -> None:
    one = Ours(1, third=(2,))
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301 - made here
        assert other == one
        assert type(other) is Ours
    match one:
        case Ours(first, third=third):
            assert (first, third) == (1, (2,))


def test_frozen() -> None:
    with pytest.raises(AttributeError):
        Ours(1).first = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Ours(1).other = 2  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("values", "named", "told"),
    [
        ((), {}, "Ours needs first"),
        ((), {"second": ""}, "Ours needs first"),
        ((1, "", (), 4), {}, "Ours has first, second, third and nothing else"),
        ((1,), {"first": 2}, "each once"),
        ((1,), {"other": 2}, "nothing else"),
    ],
)
def test_says_what_is_wrong(values: tuple[Any, ...], named: dict[str, Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        Ours(*values, **named)


def test_only_what_there_is_is_replaced() -> None:
    with pytest.raises(TypeError, match="Ours has no other"):
        Ours(1)._replace(second="b", other=2)  # type: ignore[call-arg]


def test_stand_ins_do_nothing() -> None:
    assert typed.cast("Any", "as it is") == "as it is"
    assert typed.overload(made) is made
    assert typed.dataclass_transform(frozen_default=True)(Ours) is Ours
    assert not typed.TYPE_CHECKING
