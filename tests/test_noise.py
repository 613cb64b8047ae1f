"""What is noise in the text of a page and what weighs, class by class; the labelled changes as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.noise import Kind, fingerprint, judge, settled, suspicion, wall

FRAME = """# Terms of the model

{}

Permission is granted to use the model. You may not sell it, and the licensor is not liable for damages.

The services that go with it are offered in many places, for as long as they are of use to our community."""


def text(line: str) -> str:
    return FRAME.format(line)


def verdict(before: str, after: str) -> Kind:
    """Both ways: what weighs, weighs in whichever order the texts come."""
    kinds = {judge(text(one), text(two)).kind for one, two in ((before, after), (after, before))}
    assert len(kinds) == 1
    return kinds.pop()


SAME = [
    ("Updated: 3 days ago", "Updated: over a week ago"),
    ("Last updated yesterday", "Last updated 2 hours ago"),
    ("更新于 3 天前", "更新于 11 天前"),
    ("Effective December 1, 2025.", "Effective 1 December 2025."),
    ("Effective 1st of May 2025.", "Effective May 1, 2025."),
    ("Effective 2025-05-01.", "Effective May 1, 2025."),
    ("自 2025年5月1日 起生效。", "自 2025-05-01 起生效。"),
    ("See https://www.acme.example/en/help?id=1#a for more.", "See http://acme.example/help/ for more."),
    ("They're bound by it.", "They’re bound by it."),
    ("It is **bound** by that.", "It is bound by that."),
    ("Read it.\n\nclose\n\n_Skip to main content_", "Read it."),
    ("A line that\u00a0holds.", "A line that holds."),
]
QUIET = [
    ("1. It shall hold.", "2. It shall hold."),
    ("A.1 It shall hold.", "1. It shall hold."),
    ("(a) It shall hold.", "It shall hold."),
    ("Use of the service you authorise is yours.", "Use of the service you authorize is yours."),
    ("The data centre is here.", "The Data Center is here."),
    ("Jail breaking is known.", "Jailbreaking is known."),
    ("For questions, write to us.", "For questions about it, write to us."),
    ("Updated January 8, 2026", "Updated March 9, 2026"),
    ("All Collections Policies Terms of the model", "Policies"),
    ("Look at https://acme.example/a for it.", "Look at https://acme.example/b for it."),
]
CHANGED = [
    ("More than 100 users need a licence.", "More than 50 users need a licence."),
    ("Within two years it ends.", "Within three years it ends."),
    ("It holds in France.", "It holds in Spain."),
    ("The licensor is Acme Europe.", "The licensor is Acme Holding."),
    ("See Section 3.", "See Section 4."),
    ("As clause A says.", "As annex A says."),
    ("Effective May 1, 2025.", "Effective June 1, 2025."),
    ("Write to use-case@acme.example.", "Write to use_case@acme.example."),
    ("It is read on acme.example only.", "It is read on emca.example only."),
    ("Read it and sell it.", "Read it or sell it."),
    ("You can use it for studies.", "You can use it for amusement."),
    ("The buyer pays the seller.", "The seller pays the buyer."),
    ("本模型可以用于研究。", "本模型可以用于教学。"),
    ("- Espionage", "- Espionage\n- Stalking other people"),
    ("The old words.", "The old words. Some entirely new sentence about wonderful things stands here."),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_the_same_but_for_noise(before: str, after: str) -> None:
    assert verdict(before, after) is Kind.SAME
    assert fingerprint(text(before)) == fingerprint(text(after))


@pytest.mark.parametrize(("before", "after"), QUIET)
def test_editorial(before: str, after: str) -> None:
    assert verdict(before, after) is Kind.QUIET


@pytest.mark.parametrize(("before", "after"), CHANGED)
def test_what_weighs(before: str, after: str) -> None:
    assert verdict(before, after) is Kind.CHANGED
    assert judge(text(before), text(after)).reason


def test_a_sentence_that_moved_does_not_weigh() -> None:
    one, two = (
        "The first of the sentences stands here for long.",
        "The second of them stands there for longer.",
    )
    assert verdict(f"{one}\n\n{two}", f"{two}\n\n{one}") is Kind.QUIET


def test_a_number_at_the_beginning_of_a_line_is_no_numbering() -> None:
    assert verdict("30 days after that it ends.", "60 days after that it ends.") is Kind.CHANGED
    assert verdict("1. 30 days after that it ends.", "2. 60 days after that it ends.") is Kind.CHANGED


def test_known_texts() -> None:
    first, second, third = (text(f"At most {number} users may use it.") for number in (1, 2, 3))
    a, b, c = map(fingerprint, (first, second, third))
    assert judge(first, second, [a]).kind is Kind.CHANGED
    assert judge(second, first, [a, b]).kind is Kind.CHANGED
    assert judge(first, second, [a, b, a]).kind is Kind.KNOWN
    assert judge(second, first, [a, b, a, b]).kind is Kind.KNOWN
    assert judge(third, first, [a, b, a, c]).kind is Kind.CHANGED
    assert judge(first, first, [a, b]).kind is Kind.SAME


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("This page isn’t available at the moment.", "error page"),
        ("404 Not Found", "error page"),
        ("Sign in to continue to the terms", "error page"),
        ("We use cookies. Accept all cookies", "error page"),
        ("页面不存在", "error page"),
        ("Hats and coats. " * 60, "speaks of no licence"),
        ("The licence is elsewhere.", "lost most"),
    ],
)
def test_pages_that_are_something_else(after: str, told: str) -> None:
    found = judge(text("It holds."), after)
    assert (found.kind, told in found.reason) == (Kind.SUSPECT, True)


def test_what_is_not_suspect() -> None:
    assert suspicion(text("It is forbidden."), text("It was not found to be wrong.")) == ""
    assert suspicion(text("It holds."), "The licence is elsewhere.", shrinking=True) == ""
    assert suspicion("A login.", "Sign in to continue") != ""
    assert suspicion("Sign in to continue or buy", "Sign in to continue") == ""
    long = "The licence holds. Sign in to continue. " * 100
    assert suspicion(text(""), long) == ""


def test_walls_at_first_sight() -> None:
    assert "Just a moment" in wall("Just a moment...")
    assert wall("Commercial use is forbidden.") == ""
    assert wall("The licence. " * 100 + "Accept all cookies") == ""
    assert wall("Shoes. " * 150 + "Accept all cookies") != ""


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab1.,-*# \n|_@:/年3Updatego", max_size=200))
def test_any_text_is_the_same_as_itself_and_settles(words: str) -> None:
    assert judge(words, words).kind is Kind.SAME
    assert isinstance(settled(words), str)


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_any_changed_number_owes(one: int, two: int) -> None:
    told = [f"You need another licence if more than {number} people use it." for number in (one, two)]
    assert judge(text(told[0]), text(told[1])).kind is (Kind.SAME if one == two else Kind.CHANGED)


def test_labelled_changes_of_real_pages(shared: Path) -> None:
    script = Path(__file__).parents[1] / "benchmarks" / "noise.py"
    done = subprocess.run(
        [sys.executable, script],
        env={"LICENSEWATCH_SHARED": str(shared), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
