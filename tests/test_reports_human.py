"""Reports for people: what they must say, and that strangers' words stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from report_samples import (
    PROFILES,
    QUOTE,
    SEEN,
    TEXT,
    file_reading,
    finding,
    model,
    unreachable,
)

from monitor.records import (
    NOT_LEGAL_ADVICE,
    Basis,
    Cause,
    Change,
    Commercial,
    Conflict,
    Decision,
    Declared,
    Direction,
    DocumentChange,
    Event,
    FieldChange,
    Hosting,
    How,
    Hunk,
    Identity,
    Level,
    Place,
    Reason,
    RevenueShare,
    Role,
    Sheet,
    Sourced,
    Span,
    State,
    Subject,
    Terms,
    TextDiff,
    Threshold,
    Use,
    Verdict,
)
from monitor.reports import words
from monitor.reports.cite import cite, cite_reason
from monitor.reports.human import changes, desk, passes, sheet, verdicts
from monitor.reports.human.audit import audit
from monitor.reports.human.explain import explain
from monitor.reports.inputs import Comparison, Passed
from monitor.reports.layout import Paper
from monitor.reports.texts import FileReading
from monitor.rules import Example, Rule, RuleSet, Severity
from monitor.store.values import RunInfo, StatusInfo, Trouble

PAPER = Paper(90)
WIDE = Paper(400)


def flat(shown: str) -> str:
    """Without the layout."""
    return " ".join(shown.split())


# ---- check ---------------------------------------------------------------------------------------------


def test_a_refusal_says_no_why_where_and_what_to_do_next() -> None:
    shown = verdicts.check([model("labs/one", Decision.DENY)], PROFILES, PAPER)
    lines = shown.splitlines()
    assert lines[0] == "labs/one @0f3a91c for support-bot (product, hosted-api)"
    assert lines[1].startswith("✗ NO. Commercial use needs a prior written authorisation")
    assert "prohibited without obtaining a separate, prior written authorization from Example Labs.”" in flat(
        shown
    )
    assert "LICENSE, section 3, line 7" in shown
    assert "Next     Write to licensing@labs.example" in shown
    assert "Not MIT  despite the tag “mit”: LICENSE is modified MIT (+ 1 passage)" in shown
    assert "seen 2026-03-01 12:00 UTC, sha256 3f2a91b0c4d5" in " ".join(shown.split())
    assert "But " not in shown  # the tag's disagreement is told by "Not MIT"
    assert lines[-1] == NOT_LEGAL_ADVICE
    assert shown.count(NOT_LEGAL_ADVICE) == 1


def test_the_headline_is_not_said_twice() -> None:
    shown = verdicts.check([model("labs/one", Decision.DENY)], PROFILES, WIDE)
    assert shown.count("Commercial use needs a prior written authorisation") == 1


def test_duties_are_a_numbered_list() -> None:
    shown = verdicts.check([model("labs/one", Decision.OBLIGATIONS)], PROFILES, PAPER)
    assert "✓ YES, with duties. 2 things to do under modified MIT (+ 1 passage)." in shown
    assert "Do       1. Show “Built with Example”" in shown
    assert "         2. Hand the agreement on" in shown


def test_permission_names_the_licence() -> None:
    shown = verdicts.check([model("labs/one", Decision.ALLOW)], PROFILES, PAPER)
    assert "✓ YES. modified MIT (+ 1 passage) allows it; keep its licence and copyright notices." in shown
    assert "Next" not in shown


def test_what_was_not_checked_says_so_once_and_how_to_go_on() -> None:
    shown = verdicts.check([unreachable("labs/five")], PROFILES, PAPER)
    assert "… NOT CHECKED. The hub did not answer within 10 seconds." in shown
    assert shown.count("did not answer") == 1
    assert "Next     Run the command again" in shown
    assert "until then treat the model as not allowed." in flat(shown)


def test_a_review_without_a_step_still_says_what_to_do() -> None:
    reason = Reason(code="unaccounted", decision=Decision.REVIEW, sentence="Two sentences are unexplained.")
    verdict = Verdict(decision=Decision.REVIEW, profile="support-bot", reasons=(reason,))
    shown = verdicts.check([model("labs/one", Decision.REVIEW, verdicts=(verdict,))], PROFILES, PAPER)
    assert "? ASK FIRST. Two sentences are unexplained." in shown
    assert "Next     Read the quoted words, ask the licensor, or choose another model." in shown


def test_the_next_step_names_whom_the_licence_says_to_ask() -> None:
    found = model("labs/one", Decision.DENY)
    silent = replace(found.verdicts[0].reasons[0], next_step="Ask the licensor.")
    told = replace(found, verdicts=(replace(found.verdicts[0], reasons=(silent,)),))
    assert "2. Write to licensing@labs.example, named in LICENSE." in verdicts.check([told], PROFILES, PAPER)
    assert "named in" not in verdicts.check([found], PROFILES, PAPER)
    lost = replace(told, reads=())
    assert "named in" not in verdicts.check([lost], PROFILES, PAPER)


def test_a_licence_is_quoted_before_a_card() -> None:
    found = model("labs/one", Decision.DENY)
    (reason,) = found.verdicts[0].reasons
    license_ = found.reads[1]
    card = replace(license_, document=replace(license_.document, role=Role.CARD, name="README.md"))
    won = tuple(Sourced(document=name, sha256="x", finding=finding()) for name in ("README.md", "LICENSE"))
    both = replace(found, reads=(card, license_), sheet=replace(found.sheet, won={"commercial_use": won}))
    cited = cite_reason(both, replace(reason, document="README.md"), most=2)
    assert [citation.document for citation in cited] == ["LICENSE", "README.md"]


def test_two_reasons_with_the_same_words_quote_them_once() -> None:
    found = model("labs/one", Decision.DENY)
    (reason,) = found.verdicts[0].reasons
    verdict = replace(
        found.verdicts[0], reasons=(reason, replace(reason, code="hosting", sentence="No hosting."))
    )
    shown = verdicts.check([replace(found, verdicts=(verdict,))], PROFILES, PAPER)
    assert flat(shown).count("“Any commercial use") == 1
    assert "No hosting." in shown


def test_each_of_two_reasons_of_a_kind_keeps_its_own_words() -> None:
    found = model("labs/one", Decision.DENY)
    quotes = ("free of charge", QUOTE)
    won = tuple(Sourced(document="LICENSE", sha256="x", finding=finding(quote)) for quote in quotes)
    reasons = tuple(
        replace(found.verdicts[0].reasons[0], sentence=f"Reason {at}.", quote=quote)
        for at, quote in enumerate(quotes)
    )
    two = replace(
        found,
        sheet=replace(found.sheet, won={"commercial_use": won}),
        verdicts=(replace(found.verdicts[0], reasons=reasons),),
    )
    shown = flat(verdicts.check([two], PROFILES, PAPER))
    places = [shown.index(told) for told in ("free of charge.”", "Reason 1.", "“Any commercial use")]
    assert places == sorted(places)


def test_many_reasons_are_shortened_and_counted_and_lighter_ones_follow() -> None:
    heavy = [Reason(code=f"c{n}", decision=Decision.DENY, sentence=f"Refusal number {n}.") for n in range(6)]
    light = [Reason(code="x", decision=Decision.REVIEW, sentence="A side question.")]
    duty = [Reason(code="y", decision=Decision.OBLIGATIONS, sentence="A duty of its own.")]
    verdict = Verdict(decision=Decision.DENY, profile="nobody", reasons=(*heavy, *light, *duty))
    shown = verdicts.check([model("labs/one", Decision.DENY, verdicts=(verdict,))], PROFILES, PAPER)
    assert "for nobody\n" in shown
    assert "Refusal number 3." in shown
    assert "Refusal number 4." not in shown
    assert "and 2 more reasons; --format json lists all." in shown
    assert "Also     A side question." in shown
    assert "A duty of its own." not in shown


def test_two_profiles_share_the_evidence() -> None:
    found = model("labs/one", Decision.DENY)
    both = replace(found, verdicts=(*found.verdicts, Verdict(decision=Decision.ALLOW, profile="lab")))
    shown = verdicts.check([both], PROFILES, PAPER)
    assert shown.count("labs/one @0f3a91c for ") == 2
    assert shown.count("Text     LICENSE") == 1


def test_a_model_without_verdict_is_still_named() -> None:
    found = replace(model("labs/one", Decision.ALLOW), verdicts=())
    assert verdicts.check([found], (), PAPER).startswith("labs/one @0f3a91c\n")


def test_a_verdict_without_reasons_falls_back_to_the_state() -> None:
    bare = replace(
        unreachable("labs/five"),
        sheet=Sheet(),
        verdicts=(Verdict(decision=Decision.INCOMPLETE, profile="p"),),
    )
    assert "NOT CHECKED. unreachable" in verdicts.check([bare], (), PAPER)


def test_conflicts_and_unread_documents_are_told() -> None:
    found = model("labs/one", Decision.ALLOW)
    prose = Conflict(
        kind="prose", left="README.md", left_says="contact us", right="LICENSE", right_says="MIT"
    )
    told = replace(found.sheet, conflicts=(prose,), not_checked=("NOTICE is behind a gate.",))
    shown = verdicts.check([replace(found, sheet=told)], PROFILES, PAPER)
    assert "But      README.md says contact us; LICENSE says MIT" in shown
    assert "Unread   NOTICE is behind a gate." in shown


@pytest.mark.parametrize(
    ("subject", "commit", "title"),
    [
        (Subject(Place.HUGGINGFACE, "a/b"), "0f3a91c2b4", "a/b @0f3a91c"),
        (Subject(Place.HUGGINGFACE, "a/b", "v1"), "0f3a91c2b4", "a/b@v1 @0f3a91c"),
        (Subject(Place.HUGGINGFACE, "a/b", "0f3a91c2b4"), "0f3a91c2b4", "a/b@0f3a91c2b4"),
        (Subject(Place.GITHUB, "a/b"), None, "github:a/b"),
        (Subject(Place.FILE, "./LICENSE"), None, "./LICENSE"),
        (Subject(Place.FILE, "./x\x1b[2J"), None, "./x\\x1b[2J"),
    ],
)
def test_titles_are_what_one_would_type(subject: Subject, commit: str | None, title: str) -> None:
    assert verdicts.title(replace(model("x/y", Decision.ALLOW), subject=subject, commit=commit)) == title


# ---- audit ---------------------------------------------------------------------------------------------


def test_the_audit_says_each_answer_in_words_and_sums_up() -> None:
    found = [
        model("labs/one", Decision.DENY),
        model("labs/two", Decision.OBLIGATIONS),
        model("labs/three", Decision.REVIEW),
        model("labs/four", Decision.ALLOW),
        unreachable("labs/five"),
    ]
    shown = audit(found, PAPER)
    for word in ("✗ no", "✓ yes, with duties", "? ask", "✓ yes\n", "… not checked"):
        assert word in shown
    assert "5 models: 1 yes, 1 with duties, 1 needs a decision, 1 no, 1 not checked\n" in shown
    assert shown.count(NOT_LEGAL_ADVICE) == 1
    assert "LICENSE, section 3, line 7: “Any commercial use" in flat(shown)
    assert "    The hub did not answer within 10 seconds." in shown


def test_the_audit_leaves_a_column_empty_where_nothing_was_judged() -> None:
    other = replace(
        model("labs/two", Decision.ALLOW), verdicts=(Verdict(decision=Decision.ALLOW, profile="lab"),)
    )
    nothing = replace(unreachable("labs/six"), verdicts=())
    shown = audit([model("labs/one", Decision.ALLOW), other, nothing], PAPER)
    row = next(line for line in shown.splitlines() if line.startswith("labs/two"))
    assert row.count("yes") == 1
    assert shown.count("1 not checked") == 1
    assert "did not answer" in shown


def test_the_audit_gives_the_reason_of_the_gravest_verdict() -> None:
    mild = Reason(code="a", decision=Decision.REVIEW, sentence="A question.")
    grave = Reason(code="b", decision=Decision.DENY, sentence="A refusal.")
    both = (
        Verdict(decision=Decision.REVIEW, profile="lab", reasons=(mild,)),
        Verdict(decision=Decision.DENY, profile="shop", reasons=(grave,)),
    )
    for order in (both, both[::-1]):
        shown = audit([model("labs/one", Decision.DENY, verdicts=order)], PAPER)
        assert "A refusal." in shown
        assert "A question." not in shown


def test_an_empty_audit_says_so() -> None:
    assert "0 models" in audit([], PAPER)


def test_colour_adds_nothing_but_colour() -> None:
    found = [model("labs/one", Decision.DENY), unreachable("labs/five")]
    colored = audit(found, Paper(90, color=True)) + verdicts.check(found, PROFILES, Paper(90, color=True))
    bare = audit(found, PAPER) + verdicts.check(found, PROFILES, PAPER)
    assert "\x1b[" in colored
    stripped = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).splitlines())
    assert stripped == "\n".join(line.rstrip() for line in bare.splitlines())


def test_strangers_words_cannot_act() -> None:
    evil = "\x1b[2J\u202e"
    found = model("labs/one", Decision.DENY)
    reason = Reason(
        code="x", decision=Decision.DENY, sentence=evil, document=evil, quote=evil, next_step=evil
    )
    bad = replace(
        found,
        subject=Subject(Place.HUGGINGFACE, f"labs/{evil}"),
        verdicts=(Verdict(decision=Decision.DENY, profile=evil, reasons=(reason,), obligations=(evil,)),),
        sheet=replace(
            found.sheet,
            label=evil,
            not_checked=(evil + "x",),
            conflicts=(Conflict(kind="prose", left=evil, left_says=evil, right=evil, right_says=evil),),
            unaccounted=((evil, Span(start=0, end=1, quote=evil)),),
        ),
    )
    shown = audit([bad], PAPER) + verdicts.check([bad], (), PAPER) + sheet.show(bad, PAPER)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_long_paths_keep_their_end_and_long_names_their_room() -> None:
    found = model("labs/one", Decision.ALLOW, subject=Subject(Place.FILE, "/a" * 40 + "/LICENSE"))
    license_ = found.reads[1]
    assert license_.reading
    far = Identity(reference="LicenseRef-scancode-made-up", how=How.NEAR)
    reads = (replace(license_, reading=replace(license_.reading, identity=far)),)
    assert audit([found], PAPER).splitlines()[2].startswith("…/a")
    assert "/LICENSE " in audit([found], PAPER)
    shown = verdicts.check([replace(found, reads=reads)], PROFILES, PAPER)
    assert "Not      made-up: LICENSE is modified made-up" in shown


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ember-mit-style", "Not MIT  despite the name “ember-mit-style”"),
        ("apache2-like", "Not      APACHE: despite the name “apache2-like”"),
        ("summit", None),
    ],
)
def test_a_name_that_borrows_from_a_licence_is_told(name: str, line: str | None) -> None:
    found = model("labs/one", Decision.DENY)
    metadata, license_ = found.reads
    assert license_.reading
    declared = replace(metadata.document, declared=Declared(licenses=("other",), license_name=name))
    unlike = replace(license_, reading=replace(license_.reading, identity=Identity()))
    shown = verdicts.check(
        [replace(found, reads=(replace(metadata, document=declared), unlike))], PROFILES, PAPER
    )
    assert (line in shown) if line else ("Not  " not in shown)


def test_an_allowed_model_needs_no_reason_in_the_audit() -> None:
    reason = Reason(code="commercial_use", decision=Decision.ALLOW, sentence="The text grants the use.")
    verdict = Verdict(decision=Decision.ALLOW, profile="p", reasons=(reason,))
    assert "grants the use" not in audit([model("labs/one", Decision.ALLOW, verdicts=(verdict,))], PAPER)


# ---- citations -----------------------------------------------------------------------------------------


def test_a_citation_is_the_whole_sentence_with_its_place() -> None:
    citation = cite(TEXT, "LICENSE", QUOTE)
    assert citation.words.startswith("Any commercial use of the weights")
    assert citation.words.endswith("from Example Labs.")
    assert citation.place == "LICENSE, section 3, line 7"


def test_a_known_place_wins_over_the_first_occurrence() -> None:
    text = "1. You may copy.\n\n2. You may copy. Not else.\n"
    assert cite(text, "L", "may copy").place == "L, section 1, line 1"
    assert cite(text, "L", "may copy", text.rindex("may copy")).place == "L, section 2, line 3"


def test_a_reason_is_found_where_its_finding_stands() -> None:
    found = model("labs/one", Decision.DENY)
    assert cite_reason(found, found.verdicts[0].reasons[0])[0].place == "LICENSE, section 3, line 7"
    lost = replace(found.verdicts[0].reasons[0], document="elsewhere")
    assert cite_reason(found, lost)[0].place == "elsewhere"


def test_a_reason_shows_the_other_clauses_of_its_kind_and_headings_last() -> None:
    found = model("labs/one", Decision.DENY)
    heading, grant, ban = (finding(quote) for quote in ("Commercial Use", "free of charge", QUOTE))
    won = tuple(Sourced(document="LICENSE", sha256="x", finding=one) for one in (heading, grant, ban))
    both = replace(found, sheet=replace(found.sheet, won={"commercial_use": won}))
    titled = replace(found.verdicts[0].reasons[0], quote="Commercial Use")
    places = [citation.place for citation in cite_reason(both, titled, most=3)]
    assert places == [
        "LICENSE, section 1, line 3",
        "LICENSE, section 3, line 7",
        "LICENSE, section 3, line 5",
    ]
    verdict = replace(found.verdicts[0], reasons=(titled,))
    shown = verdicts.check([replace(both, verdicts=(verdict,))], PROFILES, PAPER)
    assert "“1. Grant. You may use" in shown or "You may use the weights free of charge.”" in shown
    assert "“Any commercial use of the weights" in shown
    assert "“3. Commercial Use”" not in shown


@pytest.mark.parametrize(
    ("text", "quote", "place"),
    [
        ("THE LICENSE\n\nYou may copy it.\n", "may copy", "L, line 3"),
        ("Hello there.\n\nGRANT OF RIGHTS\n\nYou may copy it.\n", "may copy", "L, “GRANT OF RIGHTS”, line 5"),
        ("You may copy it.\n", "may copy", "L, line 1"),
        ("Hi.\n\nSection 4 Grant\n\nYou may copy it.\n", "may copy", "L, section 4, line 5"),
        ("# Model\n\nHi there.\n\n## License\n\nYou may copy it.\n", "may copy", "L, “License”, line 7"),
        ("第三条 使用\n\n您可以复制。\n", "可以复制", "L, 第三条, line 3"),
        ("nothing of it", "not there", "L"),
        ("text", "", "L"),
    ],
)
def test_places(text: str, quote: str, place: str) -> None:
    assert cite(text, "L", quote).place == place


def test_a_sentence_of_a_page_is_shortened_between_words_around_the_quote() -> None:
    text = "You " + "may or may not do this " * 60 + "but never sell it " + "in any place at all " * 60 + "."
    words_shown = cite(text, "L", "never sell it").words
    assert "never sell it" in words_shown
    assert words_shown.startswith("… ")
    assert words_shown.endswith(" …")
    assert len(words_shown) < 520
    assert set(words_shown.split()) - {"…"} <= set(text.split())


def test_a_sentence_without_spaces_is_shortened_too() -> None:
    text = "可" * 2000
    assert len(cite(text, "L", "可可").words) < 520


def test_a_quote_beyond_every_sentence_keeps_its_line() -> None:
    text = "One.\n\n\n\n"
    assert cite(text, "L", "\n", 6).place == "L, line 3"


# ---- show, terms, explain ------------------------------------------------------------------------------


def test_the_sheet_shows_every_field_that_says_something_with_its_words() -> None:
    shown = sheet.show(model("labs/one", Decision.DENY), PAPER)
    assert "Commercial use          needs a separate licence" in shown
    assert "LICENSE, section 3, line 7" in shown
    assert "above 100 million monthly active users: a name must be displayed" in flat(shown)
    assert "above USD 30 million revenue a year" in flat(shown)
    assert "Military use" not in shown
    assert "declares mit" in shown
    assert "Conflict                metadata says mit; LICENSE says modified MIT" in shown
    assert "Not explained by any rule: 1 sentence." in shown
    assert "LICENSE: “MADE”" in shown
    assert NOT_LEGAL_ADVICE in shown


def test_a_sheet_of_nothing_says_so() -> None:
    shown = sheet.show(unreachable("labs/five"), PAPER)
    assert "nothing found" in shown
    assert "No documents." in shown
    assert "Not checked             The hub did not answer" in shown


def test_documents_tell_how_they_were_read() -> None:
    found = model("labs/one", Decision.ALLOW)
    metadata, license_ = found.reads
    bare = replace(metadata, document=replace(metadata.document, declared=Declared()))
    gone = replace(license_, document=replace(license_.document, name="OLD", state=State.GONE))
    silent = replace(license_, document=replace(license_.document, name="NEW", text=None), reading=None)
    plain = replace(license_, document=replace(license_.document, name="CARD"), reading=None)
    shown = sheet.show(replace(found, reads=(bare, gone, silent, plain)), WIDE)
    for row in ("declares nothing", "gone", "no text", "read"):
        assert row in shown


def test_terms_of_a_file_stand_with_their_words() -> None:
    shown = sheet.terms(file_reading(), PAPER)
    assert shown.startswith("LICENSE.txt\n")
    assert "needs a separate licence" in shown
    assert "section 3, line 7" in shown


def test_a_file_that_could_not_be_read_says_why() -> None:
    bad = FileReading(path="x.bin", error="x.bin is not text.")
    assert "x.bin is not text." in sheet.terms(bad, PAPER)
    assert "x.bin is not text." in explain(bad, PAPER)


def test_silence_about_commerce_is_told_where_anything_is() -> None:
    reading = file_reading()
    assert reading.reading
    silent = replace(reading.reading, terms=Terms(military_ban=True))
    assert "Commercial use          not addressed" in sheet.terms(reading._replace(reading=silent), PAPER)


def test_words_that_decide_several_fields_are_written_out_once() -> None:
    reading = file_reading()
    assert reading.reading
    twice = (finding(), finding(field="hosting"))
    both = Terms(commercial_use=Commercial.PROHIBITED, hosting=Hosting.PROHIBITED)
    shown = sheet.terms(reading._replace(reading=replace(reading.reading, findings=twice, terms=both)), PAPER)
    assert flat(shown).count("“Any commercial use of the weights") == 1
    assert "the words quoted above, section 3, line 7" in shown
    marked = explain(reading._replace(reading=replace(reading.reading, findings=twice)), WIDE)
    assert "[1,2: prohibited" in marked


def test_many_unexplained_sentences_are_counted() -> None:
    lines = list(sheet.unaccounted([("", f"Sentence {n}.") for n in range(8)], PAPER))
    assert lines[-1] == "  and 3 more"
    assert "8 sentences" in lines[1]


def test_explain_marks_findings_and_doubts_in_the_text() -> None:
    found = file_reading()
    assert found.reading
    valued = replace(
        found.findings[0], values={"value": "x", "amount": 1e8, "places": ("EU", "GB"), "no": None}
    )
    shown = explain(found._replace(reading=replace(found.reading, findings=(valued,))), WIDE)
    assert "[?: MADE-UP COMMUNITY LICENSE :?]" in shown
    assert "is [1: prohibited without obtaining\na separate, prior written authorization :1] from" in shown
    assert "[1]   commercial_use/sample: value x, amount 100,000,000, places EU, GB\n" in shown
    assert "[?] 1 sentence with cues that no rule explains: read them." in shown


def test_marks_that_touch_close_before_the_next_one_opens() -> None:
    found = file_reading()
    assert found.reading
    first, second = finding("prohibited without obtaining"), finding("\na separate")
    shown = explain(found._replace(reading=replace(found.reading, findings=(first, second))), WIDE)
    assert "obtaining :1][2: \na separate :2]" in shown.replace("[2:\n", "[2: \n")


def test_only_what_a_rule_found_is_bold() -> None:
    found = file_reading()
    assert found.reading
    pair = (finding("free of charge"), finding())
    shown = explain(found._replace(reading=replace(found.reading, findings=pair)), Paper(400, color=True))
    bold = "".join(re.findall(r"\x1b\[1m([^\x1b]*)\x1b", shown.split("\n", 1)[1]))
    assert "".join(bold.split()) == "".join(f"MADE-UP COMMUNITY LICENSE free of charge {QUOTE}".split())


def test_explain_says_when_nothing_is_left_over() -> None:
    found = file_reading()
    assert found.reading
    clean = found._replace(reading=replace(found.reading, unaccounted=()))
    assert "is explained." in explain(clean, WIDE)


def test_explain_shows_the_text_as_it_is_but_for_the_marks() -> None:
    shown = explain(file_reading(), WIDE).split("\n", 2)[2].split("\n\n[1]")[0]
    bare = re.sub(r"\[[1?]: | :[1?]\]", "", shown)
    assert bare.split() == TEXT.split()


# ---- diff and history ----------------------------------------------------------------------------------

HUNKS = (
    Hunk(kind="insert", before="", after="Pay us.", before_start=0, after_start=4),
    Hunk(kind="delete", before="Be merry.", after="", before_start=9, after_start=9),
    Hunk(kind="move", before="Stay put.", after="Stay put.", before_start=1, after_start=30),
    Hunk(
        kind="replace",
        before="Above 100 users ask.",
        after="Above 50 users ask.",
        before_start=0,
        after_start=0,
        marks=(
            ("equal", "Above "),
            ("delete", "100"),
            ("insert", "50"),
            ("equal", " users ask."),
            ("equal", " "),
        ),
    ),
)
FIELD = FieldChange(
    field="commercial_use",
    before="allowed",
    after="conditional",
    direction=Direction.TIGHTER,
    uses=(Use.PRODUCT,),
    after_quote="Pay us.",
)


def comparison(**more: object) -> Comparison:
    base = Comparison(
        before_name="old.txt",
        after_name="new.txt",
        diff=TextDiff(words_changed=True, hunks=HUNKS),
        direction=Direction.TIGHTER,
        by_use={
            Use.PRODUCT: Direction.TIGHTER,
            Use.FINE_TUNE: Direction.LOOSER,
            Use.INTERNAL: Direction.NONE,
        },
        fields=(FIELD,),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # any field of a comparison


def test_a_diff_marks_words_without_colour() -> None:
    shown = changes.comparison(comparison(), PAPER)
    assert "▲ tighter for product\n" in shown
    assert "▼ looser for fine-tune\n" in shown
    assert "internal" not in shown
    assert "Commercial use: ▲ tighter" in shown
    assert "before allowed after allowed under conditions “Pay us.”" in flat(shown)
    assert "+ Pay us." in shown
    assert "- Be merry." in shown
    assert "> Stay put." in shown
    assert "~ Above [-100-]{+50+} users ask." in shown
    assert "4 passages with other words" in shown


def test_a_pair_without_marks_shows_both_sentences() -> None:
    bare = replace(HUNKS[3], marks=())
    shown = changes.comparison(comparison(diff=TextDiff(words_changed=True, hunks=(bare,))), PAPER)
    assert "~ Above 100 users ask. Above 50 users ask." in shown


def test_the_same_words_say_so() -> None:
    same = comparison(diff=TextDiff(words_changed=False), direction=Direction.NONE, by_use={}, fields=())
    shown = changes.comparison(same, PAPER)
    assert "• nothing for the terms" in shown
    assert "The words are the same." in shown


def change(**more: object) -> Change:
    base = Change(
        subject="hf:labs/one",
        seen_at=SEEN,
        event=Event.WORDING,
        cause=Cause.THEIRS,
        direction=Direction.TIGHTER,
        by_use={Use.PRODUCT: Direction.TIGHTER},
        documents=(
            DocumentChange(event=Event.RENAMED, document="LICENSE", before_name="LICENCE"),
            DocumentChange(
                event=Event.RETURNED, document="NOTICE", note="returned to the text of 2026-01-01"
            ),
        ),
        fields=(FIELD,),
        before_label="MIT",
        after_label="modified MIT",
        before_commit=None,
        after_commit="0f3a91c2",
    )
    return replace(base, **more)  # type: ignore[arg-type]  # any field of a change


def test_a_history_tells_the_latest_first() -> None:
    older = change(
        seen_at=SEEN - timedelta(days=3),
        cause=Cause.OURS,
        event=Event.READING,
        before_label="MIT",
        after_label="MIT",
        after_commit=None,
    )
    shown = changes.history("hf:labs/one", [older, change()], PAPER)
    assert shown.startswith("hf:labs/one: 2 changes seen\n")
    assert shown.index("2026-03-01 12:00 UTC words changed") < shown.index("2026-02-26")
    assert "(our reading changed, not the text)" in shown
    assert "MIT → modified MIT" in shown
    assert "none → 0f3a91c" in shown
    assert "LICENSE, before LICENCE, document renamed" in shown
    assert "returned to an earlier text: returned to the text of 2026-01-01" in shown


def test_a_history_of_nothing_says_so() -> None:
    assert changes.history("hf:a/b", [], PAPER) == "hf:a/b: no change was seen so far.\n"


def test_a_comparison_of_models_names_their_documents() -> None:
    wrapped = DocumentChange(event=Event.EDITORIAL, document="LICENSE", note="layout only")
    shown = changes.comparison(
        comparison(diff=TextDiff(words_changed=False), documents=(wrapped,), fields=()), PAPER
    )
    assert "Document LICENSE, layout only, the words are the same\n" in shown
    assert "The words are the same." not in shown


def test_quotes_beside_terms_are_not_repeated() -> None:
    first = replace(FIELD, before_quote="Use it.")
    again = replace(FIELD, field="hosting", before="expressly-allowed", after="prohibited")
    same = replace(FIELD, field="thresholds", before_quote="Pay us.")
    shown = changes.comparison(
        comparison(fields=(first, again, same), diff=TextDiff(words_changed=True)), PAPER
    )
    assert shown.count("“Use it.”") == 1
    assert shown.count("“Pay us.”") == 1
    assert "before expressly allowed" in shown


# ---- a pass --------------------------------------------------------------------------------------------


def test_a_pass_tells_the_tightest_change_first_and_sums_up() -> None:
    done = Passed(
        run=3,
        counters={"looked": 5, "changed": 3, "same": 1, "unread": 1, "first": 0},
        changes=(
            change(subject="hf:z/rewrap", event=Event.EDITORIAL, direction=Direction.NONE),
            change(subject="hf:y/looser", direction=Direction.LOOSER),
            change(subject="hf:x/tighter"),
        ),
        unread=(("hf:a/b\x1b", "It is gone."),),
        sent=2,
        owed=(("legal@demo.example", "no answer"),),
    )
    shown = passes.passed(done, PAPER)
    places = [shown.index(name) for name in ("hf:x/tighter", "hf:y/looser", "hf:z/rewrap")]
    assert places == sorted(places)
    assert "… hf:a/b\\x1b: It is gone." in shown
    assert flat(shown).endswith(
        "5 subjects looked at: 1 as before, 3 changed, 1 could not be read."
        " 2 alerts sent. 1 alert still owed."
    )


def test_a_pass_over_nothing_new_is_one_line() -> None:
    assert passes.passed(Passed(run=1, counters={"looked": 1, "same": 1}), PAPER) == (
        "1 subject looked at: 1 as before.\n"
    )
    assert passes.passed(Passed(run=1, counters={}), PAPER) == "0 subjects looked at.\n"
    swept = passes.passed(Passed(run=1, counters={"unmoved": 9, "read anew": 2}), PAPER)
    assert "9 did not move, by the lists of the hub, 2 of those read anew" in " ".join(swept.split())


def test_every_event_and_direction_has_words() -> None:
    assert set(changes.EVENTS) == set(Event)
    assert set(words.DIRECTIONS) == set(Direction)
    assert set(words.STATES) == set(State)
    assert set(words.ANSWERS) == set(Decision) == set(words.GRAVITY)
    assert set(words.FIELDS) == set(Terms.__dataclass_fields__)
    assert set(words.BASES) == set(Basis)


# ---- desk ----------------------------------------------------------------------------------------------


def status(**more: object) -> StatusInfo:
    base = StatusInfo(
        last_run=None,
        unfinished=(),
        subjects=0,
        never_checked=0,
        by_state={},
        by_decision={},
        changes=0,
        pending=0,
        failed=0,
        owed_since=None,
        last_error="",
        troubles=(),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # any field of a status


def test_a_status_of_nothing_says_what_to_run() -> None:
    shown = desk.status(status(), SEEN, PAPER)
    assert "0 subjects on the watch list" in shown
    assert "Last run     none yet; run licensewatch watch --once" in shown
    assert "Alerts owed  none" in shown


def test_a_status_tells_when_the_next_run_is_due_or_was() -> None:
    run = RunInfo(number=1, started_at=SEEN - timedelta(hours=3), finished_at=SEEN)
    later, before = SEEN + timedelta(hours=3), SEEN - timedelta(hours=2)
    told = status(last_run=run)
    assert f"Next run     {later:%Y-%m-%d %H:%M} UTC\n" in desk.status(told, SEEN, PAPER, due=later)
    assert f"Next run     due since {before:%Y-%m-%d %H:%M} UTC\n" in desk.status(
        told, SEEN, PAPER, due=before
    )
    late = desk.status(told, SEEN, PAPER, due=before, late=True)
    assert f"overdue: it was due {before:%Y-%m-%d %H:%M} UTC, 2 hours ago" in late


def test_a_status_tells_runs_verdicts_debts_and_troubles() -> None:
    run = RunInfo(
        number=2, started_at=SEEN - timedelta(hours=3), finished_at=SEEN, counters={"checked": 3, "x": 0}
    )
    cut = RunInfo(number=1, started_at=SEEN - timedelta(days=2))
    trouble = Trouble(
        subject="hf:a/b",
        document="LICENSE",
        state=State.UNREACHABLE,
        since=SEEN - timedelta(days=1),
        checks=4,
        detail="timed out",
    )
    shown = desk.status(
        status(
            last_run=run,
            unfinished=(cut,),
            subjects=4,
            never_checked=1,
            by_state={State.OK: 2, State.GATED: 1},
            by_decision={Decision.ALLOW: 2, Decision.DENY: 1},
            changes=7,
            pending=1,
            failed=2,
            owed_since=SEEN - timedelta(minutes=5),
            last_error="550 refused",
            troubles=(trouble,) * 12,
        ),
        SEEN,
        PAPER,
    )
    for told in (
        "2026-03-01 09:00 UTC, 3 hours ago: 3 checked",
        "Unfinished   1 earlier run",
        "Never seen   1 subject",
        "2 yes, 1 no",
        "2 read, 1 behind a gate",
        "3, the oldest from 5 minutes ago",
        "2 could not be sent yet: 550 refused",
        "12 documents or models not readable",
        "hf:a/b LICENSE: unreachable since 1 day ago, 4 looks in a row: timed out",
        "and 2 more",
    ):
        assert told in shown, told


def test_a_status_tells_a_run_that_was_cut_short() -> None:
    run = RunInfo(number=1, started_at=SEEN)
    shown = desk.status(status(last_run=run, unfinished=(run,), failed=1), SEEN, PAPER)
    assert "just now, not finished" in shown
    assert "earlier run" not in shown
    assert "1 could not be sent yet\n" in shown


RULE = Rule(
    id="hosting/made-up",
    title="Hosting needs a licence",
    severity=Severity.WARN,
    experimental=True,
    rationale="Clouds pay.",
    languages=("en", "zh"),
    matches=(),
    examples=(
        Example(text="No hosting.", finds=True, note="invented"),
        Example(text="Hosting is fine.", finds=False),
    ),
    gaps=(Example(text="No SaaS, sorry.", finds=True),),
)


def test_rules_are_listed_and_explained() -> None:
    listed = desk.rules(RuleSet((RULE,), "abc"), PAPER)
    assert "hosting/made-up  warn      en, zh     Hosting needs a licence (experimental)" in listed
    assert "1 rule, state abc" in listed
    told = desk.rule(RULE, PAPER)
    for words_ in (
        "Clouds pay.",
        "Finds\n  “No hosting.” (invented)",
        "Leaves alone\n  “Hosting is fine.”",
        "Known to miss",
    ):
        assert words_ in told
    assert "Known to miss" not in desk.rule(RULE._replace(gaps=()), PAPER)


def test_the_watch_list_can_be_read_back() -> None:
    assert desk.watch_list([Subject(Place.HUGGINGFACE, "a/b"), Subject(Place.WEB, "https://x.example/")]) == (
        "hf:a/b\nhttps://x.example/\n"
    )


# ---- words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (
            Threshold(metric="mau", amount=7e8, period="month"),
            "above 700 million monthly active users: a separate licence is needed",
        ),
        (
            Threshold(
                metric="revenue",
                amount=2e7,
                currency="USD",
                period="12-months",
                comparator=">=",
                consequence="fee",
            ),
            "from USD 20 million revenue in 12 months: a fee is due",
        ),
        (
            Threshold(metric="users", amount=5000, applies_to="hosting", consequence="notify"),
            "above 5,000 users (only hosting for others): the licensor must be notified",
        ),
        (
            Threshold(metric="visits", amount=1.5e9, period="day", consequence="odd"),
            "above 1.5 billion visits: odd",
        ),
        (
            Threshold(metric="mau", amount=1e6, period="total"),
            "above 1 million monthly active users in total: a separate licence is needed",
        ),
    ],
)
def test_thresholds_read_as_clauses(limit: Threshold, told: str) -> None:
    assert words.threshold(limit) == told


@pytest.mark.parametrize(
    ("terms", "field", "told"),
    [
        (Terms(commercial_use=Commercial.PROHIBITED), "commercial_use", "prohibited"),
        (Terms(hosting=Hosting.RESTRICTED), "hosting", "restricted"),
        (
            Terms(revenue_share=RevenueShare(present=True, rate=10.0)),
            "revenue_share",
            "owed to the licensor, 10 %",
        ),
        (Terms(revenue_share=RevenueShare(present=True)), "revenue_share", "owed to the licensor"),
        (
            Terms(display_attribution=("Built with X", "*")),
            "display_attribution",
            "“Built with X”, the model's name",
        ),
        (Terms(name_prefix="Llama"), "name_prefix", "must begin with “Llama”"),
        (Terms(excluded_territories=("EU", "GB")), "excluded_territories", "EU, GB"),
        (Terms(governing_law="Hong Kong"), "governing_law", "Hong Kong"),
        (Terms(military_ban=True), "military_ban", "forbidden"),
        (Terms(), "military_ban", ""),
        (Terms(), "thresholds", ""),
    ],
)
def test_values_read_as_words(terms: Terms, field: str, told: str) -> None:
    assert words.value(field, terms) == told


def test_values_of_changes_read_as_words() -> None:
    assert words.told("hosting", "restricted") == "restricted"
    assert words.told("commercial_use", "separate-licence") == "needs a separate licence"
    assert words.told("commercial_use", "of another kind") == "of another kind"
    assert words.told("military_ban", "yes") == "yes"


def test_licences_are_named_for_people() -> None:
    assert words.licence("modified LicenseRef-scancode-llama-2 (- 2 words)") == "modified llama-2 (- 2 words)"
    assert words.licence("LicenseRef-Made-Up") == "Made-Up"
    assert words.licence("MIT") == "MIT"


def test_lists_and_counts() -> None:
    assert words.listing([]) == ""
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.count(1, "model") == "1 model"
    assert words.count(2, "entry", "entries") == "2 entries"
    assert words.gravest([]) is None
    assert words.gravest([Decision.REVIEW, Decision.INCOMPLETE]) is Decision.INCOMPLETE
    assert set(Level) == {"allow", "warn", "error", "compare"}


def test_profiles_that_get_the_same_answer_are_told_once() -> None:
    found = model("labs/one", Decision.DENY)
    verdict = found.verdicts[0]
    other = replace(verdict, profile="lab", decision=Decision.ALLOW, reasons=())
    several = replace(found, verdicts=(verdict, replace(verdict, profile="cloud"), other))
    shown = verdicts.check([several], PROFILES, Paper(100))
    assert shown.count("NO. Commercial use needs") == 1
    assert "labs/one @0f3a91c for support-bot (product, hosted-api) and cloud\n" in shown
    assert "labs/one @0f3a91c for lab\n" in shown


def test_words_that_grant_are_shown_in_a_line_and_words_that_withhold_in_full() -> None:
    found = model("labs/one", Decision.DENY)
    reason = replace(found.verdicts[0].reasons[0], decision=Decision.ALLOW)
    granted = replace(found.verdicts[0], decision=Decision.ALLOW, reasons=(reason,))
    text = TEXT.replace("a separate,", "a separate, " + "very " * 40)
    read = replace(found.reads[1], document=replace(found.reads[1].document, text=text))
    long = replace(found, reads=(found.reads[0], read), sheet=replace(found.sheet, won={}))
    reason = replace(reason, quote="Any commercial use of the weights")
    shown = verdicts.check(
        [replace(long, verdicts=(replace(granted, reasons=(reason,)),))], PROFILES, Paper(100)
    )
    assert "very very…”" in shown
    reason = replace(reason, decision=Decision.DENY)
    denied = replace(granted, decision=Decision.DENY, reasons=(reason,))
    assert "very very…”" not in verdicts.check([replace(long, verdicts=(denied,))], PROFILES, Paper(100))


def test_documents_that_disagree_are_told_once() -> None:
    found = model("labs/one", Decision.REVIEW)
    conflict = replace(found.sheet.conflicts[0], kind="prose")
    found = replace(found, sheet=replace(found.sheet, conflicts=(conflict,)))
    assert "But" in verdicts.check([found], PROFILES, Paper(100))
    sentence = f"metadata says {conflict.left_says}, but LICENSE says {conflict.right_says}."
    reason = Reason(code="conflict", decision=Decision.REVIEW, sentence=sentence)
    told = replace(found, verdicts=(replace(found.verdicts[0], reasons=(reason,)),))
    assert "But" not in verdicts.check([told], PROFILES, Paper(100))
