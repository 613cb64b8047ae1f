"""The comment on a pull request: what needs attention first, the same words once, what was settled."""

from __future__ import annotations

from dataclasses import replace

from report_projects import CLEAN, DENIED, FOUND, WAIVED, settled
from report_samples import model

from monitor.records import Decision, Mention, Reason, Settling, Verdict
from monitor.reports import markdown


def test_what_needs_attention_comes_before_what_is_allowed() -> None:
    page = markdown.check(FOUND)
    order = [
        page.index(mark)
        for mark in (
            markdown.MARK,
            "**6 models: 2 yes, 1 with duties, 1 needs a decision, 1 no, 1 not checked (1 finding settled)**",
            "✗ labs/one",
            "? labs/four",
            "… labs/five",
            "✓ labs/two",
            "- ✓ **labs/three",
            "- ✓ **labs/six",
            "**Settled**",
            "**The waiver of",
        )
    ]
    assert order == sorted(order)


def test_a_waived_model_is_listed_with_who_waived_it() -> None:
    page = markdown.check(FOUND)
    told = "- hf:labs/three for support-bot, commercial\\_use: Waived by legal@&#8203;labs.example"
    assert told in page
    assert told in markdown.audit(FOUND)


def test_profiles_that_get_the_same_answer_are_told_once() -> None:
    verdict = DENIED.verdicts[0]
    other = Verdict(decision=Decision.ALLOW, profile="lab", reasons=())
    two = (verdict, replace(verdict, profile="cloud"), other)
    page = markdown.check(
        replace(FOUND, inspections=(replace(DENIED, verdicts=two),), settled=(), remarks=())
    )
    assert page.count("### ") == 1
    assert "for support-bot and cloud: no" in page
    assert "- ✓ **labs/one @&#8203;0f3a91c** for lab: yes" in page


def test_a_section_says_where_the_model_is_named_and_which_text_was_read() -> None:
    page = markdown.check(FOUND)
    assert "Named in app/serve.py line 12, Dockerfile line 3. Licence: modified MIT" in page
    assert f"LICENSE: SHA-256 {'3f2a91b0c4d5e6f7' * 4}. Seen 2026-03-01 12:00 UTC.</sub>" in page
    many = {DENIED.subject.key: tuple(Mention("a.py", line, "x") for line in range(1, 9))}
    assert "a.py line 3 and 5 more." in markdown.check(replace(FOUND, mentions=many))


def test_further_reasons_are_told_and_counted() -> None:
    first = DENIED.verdicts[0].reasons[0]
    more = tuple(
        Reason(code=f"c{number}", decision=Decision.DENY, sentence=f"Reason {number}.") for number in range(4)
    )
    found = replace(DENIED, verdicts=(replace(DENIED.verdicts[0], reasons=(first, *more)),))
    page = markdown.check(replace(FOUND, inspections=(found,), settled=(), remarks=()))
    assert "Reason 0." in page
    assert "Reason 2." not in page
    assert "and 2 more reasons" in page


def test_what_is_left_after_settling_is_the_answer() -> None:
    reason = WAIVED.verdicts[0].reasons[0]
    milder = replace(
        reason, decision=Decision.REVIEW, code="unaccounted", sentence="A sentence fits no rule."
    )
    left = replace(WAIVED, verdicts=(replace(WAIVED.verdicts[0], reasons=(reason, milder)),))
    found = replace(FOUND, inspections=(left,), settled=(settled(left, Settling.WAIVED),), remarks=())
    page = markdown.check(found)
    assert "### ? labs/three @&#8203;0f3a91c for support-bot: ask\n\n**A sentence fits no rule.**" in page


def test_a_clean_run_is_a_line_a_model() -> None:
    page = markdown.check(CLEAN)
    assert "###" not in page
    assert "**1 model: 1 yes**" in page
    assert "- ✓ **labs/six" in page


def test_a_comment_never_grows_beyond_what_github_takes() -> None:
    models = tuple(model(f"labs/m{number}", Decision.DENY) for number in range(400))
    page = markdown.check(replace(FOUND, inspections=models, settled=(), remarks=()))
    assert len(page) < 65_536
    assert "more sections; --format json has everything." in page
    assert page.rstrip().endswith("_Not legal advice; the quoted text governs._")


def test_duties_are_listed_once() -> None:
    found = model("labs/two", Decision.OBLIGATIONS)
    reason = replace(found.verdicts[0].reasons[0], next_step=found.verdicts[0].obligations[0])
    found = replace(found, verdicts=(replace(found.verdicts[0], reasons=(reason,)),))
    page = markdown.check(replace(CLEAN, inspections=(found,)))
    assert page.count("Show “Built with Example” on a page of the product.") == 1
    assert "Next:" not in page
