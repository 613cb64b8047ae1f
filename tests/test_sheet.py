"""Several documents, one subject: the strictest word wins and is named, and disagreement is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from monitor.identify import load_references
from monitor.records import (
    Basis,
    Commercial,
    Conflict,
    Declared,
    Document,
    Finding,
    Governs,
    Hosting,
    How,
    Identity,
    Read,
    Reading,
    RevenueShare,
    Role,
    Sheet,
    Span,
    State,
)
from monitor.sheet import combine
from monitor.terms import derived, terms_of

if TYPE_CHECKING:
    from monitor.references import References

GRANT = ("commercial_use", {"says": "granted"})
BAN = ("commercial_use", {"says": "withheld"})
NONCOMMERCIAL = ("commercial_use", {"says": "noncommercial"})
NEEDS = ("commercial_use", {"says": "needs-licence"})
PATH = ("commercial_use", {"says": "path"})
MAU = ("thresholds", {"metric": "mau", "amount": 7e8})
USERS = ("thresholds", {"metric": "users", "amount": 1e6})
MIT = Identity(reference="MIT", how=How.EXACT)
ALMOST_MIT = Identity(reference="MIT", how=How.NEAR, residue=(Span(start=0, end=4, quote="more"),))
APACHE = Identity(reference="Apache-2.0", how=How.WORDS)


@pytest.fixture(scope="module")
def references() -> References:
    return load_references()


def finding(field: str, values: dict[str, Any], quote: str = "") -> Finding:
    return Finding(
        rule=f"{field}/rule", field=field, start=0, end=9, quote=quote or f"{field} words", values=values
    )


def read(
    name: str = "LICENSE",
    *found: tuple[str, dict[str, Any]],
    role: Role = Role.LICENSE,
    identity: Identity = Identity(),  # noqa: B008 - a frozen value
    left_over: tuple[str, ...] = (),
    **more: Any,  # noqa: ANN401 - fields of a document
) -> Read:
    """A document that was read and in which these clauses were found."""
    findings = derived(tuple(finding(field, values) for field, values in found))
    values: dict[str, Any] = {"text": f"{name} text", "sha256": name, "state": State.OK, **more}
    document = Document(role=role, name=name, url=f"https://x.example/{name}", **values)
    unaccounted = tuple(Span(start=0, end=len(words), quote=words) for words in left_over)
    return Read(
        document=document,
        reading=Reading(
            terms=terms_of(findings), identity=identity, findings=findings, unaccounted=unaccounted
        ),
    )


def unread(name: str, state: State, role: Role = Role.LICENSE, **more: Any) -> Read:  # noqa: ANN401 - as above
    return Read(document=Document(role=role, name=name, url="https://x.example/", state=state, **more))


def metadata(*licenses: str, **more: Any) -> Read:  # noqa: ANN401 - fields of a declaration
    declared = Declared(licenses=licenses, **more)
    text = "\n".join(f"license: {name}" for name in licenses)
    return unread("metadata", State.OK, Role.METADATA, declared=declared, text=text)


def card(*found: tuple[str, dict[str, Any]], **more: Any) -> Read:  # noqa: ANN401 - fields of a document
    return read("README.md", *found, role=Role.CARD, **more)


def winners(sheet: Sheet, field: str) -> list[str]:
    return [sourced.document for sourced in sheet.won[field]]


# ---- The strictest wins --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "use", "winner"),
    [
        (GRANT, BAN, Commercial.PROHIBITED, ["B"]),
        (BAN, GRANT, Commercial.PROHIBITED, ["A"]),
        (GRANT, NEEDS, Commercial.SEPARATE, ["B"]),
        (NONCOMMERCIAL, NEEDS, Commercial.SEPARATE, ["A", "B"]),
        (BAN, PATH, Commercial.SEPARATE, ["A", "B"]),
        (GRANT, PATH, Commercial.UNCLEAR, ["B"]),
        (GRANT, MAU, Commercial.CONDITIONAL, ["B"]),
        (GRANT, GRANT, Commercial.ALLOWED, ["A", "B"]),
    ],
)
def test_the_strictest_word_on_commercial_use_wins_and_is_named(
    one: tuple[str, dict[str, Any]],
    other: tuple[str, dict[str, Any]],
    use: Commercial,
    winner: list[str],
    references: References,
) -> None:
    sheet = combine([read("A", one), read("B", other, role=Role.POLICY)], references)
    assert sheet.terms.commercial_use is use
    assert winners(sheet, "commercial_use") == winner
    assert all(sourced.sha256 == sourced.document for sourced in sheet.won["commercial_use"])


def test_every_field_takes_the_strictest(references: References) -> None:
    share = [("revenue_share", {"rate": rate}) for rate in (5, 20)]
    sheet = combine(
        [
            read("A", MAU, share[0], ("hosting", {"says": "expressly-allowed"}), ("military_ban", {})),
            read(
                "B",
                USERS,
                share[1],
                ("hosting", {"says": "prohibited"}),
                ("excluded_territories", {"code": "EU"}),
                ("display_attribution", {"phrase": "Built with B"}),
                ("name_prefix", {"prefix": "B"}),
                ("governing_law", {"law": "Singapore"}),
                role=Role.POLICY,
            ),
            read("C", ("excluded_territories", {"code": "CN"}), ("excluded_territories", {"code": "EU"})),
        ],
        references,
    )
    terms = sheet.terms
    assert [each.metric for each in terms.thresholds] == ["mau", "users"]
    assert terms.revenue_share == RevenueShare(present=True, rate=20.0)
    assert terms.hosting is Hosting.PROHIBITED
    assert terms.excluded_territories == ("CN", "EU")
    assert (terms.display_attribution, terms.name_prefix, terms.governing_law) == (
        ("Built with B",),
        "B",
        "Singapore",
    )
    assert (terms.military_ban, terms.acceptable_use) == (True, False)
    assert winners(sheet, "revenue_share") == winners(sheet, "hosting") == ["B"]
    assert winners(sheet, "thresholds") == ["A", "B"]
    assert winners(sheet, "excluded_territories") == ["B", "C", "C"]
    assert winners(sheet, "military_ban") == ["A"]
    assert "acceptable_use" not in sheet.won


def test_a_ban_is_quoted_before_what_grants_less(references: References) -> None:
    sheet = combine([read("A", NONCOMMERCIAL, GRANT, BAN, NEEDS)], references)
    says = [sourced.finding.values["says"] for sourced in sheet.won["commercial_use"]]
    assert says == ["needs-licence", "withheld", "noncommercial"]


def test_nothing_read_is_nothing(references: References) -> None:
    assert combine([], references) == Sheet()


# ---- What governs what ---------------------------------------------------------------------------------


@pytest.mark.parametrize("governs", [Governs.CODE, Governs.THIRD_PARTY])
def test_code_clears_no_weights_and_binds_none(governs: Governs, references: References) -> None:
    aside = read("LICENSE-CODE", GRANT, identity=MIT, governs=governs)
    sheet = combine([aside], references)
    assert (sheet.terms.commercial_use, sheet.basis) == (Commercial.SILENT, Basis.NOTHING)
    assert sheet.label == "undeclared"
    strict = read("LICENSE-CODE", BAN, governs=governs, left_over=("Pay us.",))
    weights = read("LICENSE-MODEL", GRANT, identity=MIT, governs=Governs.WEIGHTS)
    sheet = combine([strict, weights, unread("src/LICENSE", State.GATED, governs=governs)], references)
    assert sheet.terms.commercial_use is Commercial.ALLOWED
    assert (sheet.label, sheet.unaccounted, sheet.gated) == ("MIT", (), ())


def test_the_text_of_the_weights_names_the_licence(references: References) -> None:
    old = read("LICENSE", GRANT, identity=APACHE)
    weights = read("LICENSE-MODEL", GRANT, identity=MIT, governs=Governs.WEIGHTS)
    linked = read("https://x.example/terms", GRANT, role=Role.LINKED, identity=ALMOST_MIT)
    assert combine([old, weights, linked], references).label == "MIT"
    assert combine([linked, old], references).label == "Apache-2.0"
    assert combine([linked], references).label == "modified MIT (+ 1 passage)"


def test_a_notice_or_policy_alone_is_no_licence(references: References) -> None:
    policy = read("USE_POLICY.md", ("acceptable_use", {}), role=Role.POLICY, governs=Governs.POLICY)
    sheet = combine([policy], references)
    assert (sheet.basis, sheet.label, sheet.terms.acceptable_use) == (Basis.NOTHING, "undeclared", True)


def test_a_gate_prompt_is_a_licence_when_it_says_something(references: References) -> None:
    empty = read("gate", role=Role.GATE)
    assert combine([empty, metadata("mit")], references).basis is Basis.DECLARED
    assert combine([read("gate", BAN, role=Role.GATE)], references).basis is Basis.TEXT
    assert combine([read("gate", role=Role.GATE, identity=MIT)], references).label == "MIT"


# ---- Only named ----------------------------------------------------------------------------------------


def test_a_licence_that_is_only_named_has_the_terms_of_its_reference(references: References) -> None:
    sheet = combine([metadata("apache-2.0")], references)
    assert (sheet.basis, sheet.label) == (Basis.DECLARED, "Apache-2.0")
    assert sheet.terms.commercial_use is Commercial.ALLOWED
    assert sheet.terms.ip_litigation_termination
    (won,) = sheet.won["commercial_use"]
    assert (won.document, won.finding.quote) == ("metadata", "license: apache-2.0")
    strict = combine([metadata("cc-by-nc-4.0")], references)
    assert strict.terms.commercial_use in {Commercial.PROHIBITED, Commercial.SEPARATE}


def test_several_names_give_the_strictest_of_all(references: References) -> None:
    sheet = combine([metadata("mit", "cc-by-nc-4.0", "made-up")], references)
    assert sheet.label == "MIT AND CC-BY-NC-4.0 AND made-up"
    assert sheet.terms.commercial_use in {Commercial.PROHIBITED, Commercial.SEPARATE}


@pytest.mark.parametrize("name", ["other", "unknown", "OTHER"])
def test_other_names_nothing(name: str, references: References) -> None:
    sheet = combine([metadata(name)], references)
    assert (sheet.basis, sheet.terms.commercial_use) == (Basis.NOTHING, Commercial.SILENT)
    assert (
        combine([metadata(name, license_name="Our Terms, v2")], references).label == "LicenseRef-Our-Terms-v2"
    )
    assert combine([metadata(name, license_name="!!!")], references).label == "LicenseRef-unnamed"


def test_a_made_up_name_grants_nothing(references: References) -> None:
    sheet = combine([metadata("made-up-1.0")], references)
    assert (sheet.basis, sheet.label, sheet.terms.commercial_use) == (
        Basis.DECLARED,
        "made-up-1.0",
        Commercial.SILENT,
    )


def test_metadata_declares_before_the_card(references: References) -> None:
    front = card(declared=Declared(licenses=("mit",)))
    assert combine([front, metadata("apache-2.0")], references).label == "Apache-2.0"
    assert combine([front, metadata()], references).label == "MIT"


def test_text_counts_for_more_than_the_tag(references: References) -> None:
    sheet = combine([metadata("apache-2.0"), read("LICENSE", BAN)], references)
    assert (sheet.basis, sheet.terms.commercial_use) == (Basis.TEXT, Commercial.PROHIBITED)
    assert not sheet.terms.ip_litigation_termination


# ---- Names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("\ufeff\n# **ACME Model License** \n\nYou may.", "LicenseRef-ACME-Model-License"),
        ("模型许可协议\n第一条", "LicenseRef-模型许可协议"),
        ("\n \n---\n", "LicenseRef-unidentified"),
        ("x" * 200, "LicenseRef-" + "x" * 60),
    ],
)
def test_an_unknown_text_is_called_by_its_title(text: str, label: str, references: References) -> None:
    assert combine([read("LICENSE", GRANT, text=text)], references).label == label


def test_an_unknown_text_is_called_as_its_publisher_calls_it(references: References) -> None:
    named = metadata("other", license_name="acme-license")
    assert combine([named, read("LICENSE", GRANT)], references).label == "LicenseRef-acme-license"


# ---- Conflicts -----------------------------------------------------------------------------------------


def test_a_tag_that_names_another_licence_than_the_text(references: References) -> None:
    tag = metadata("mit")
    assert combine([tag, read("LICENSE", GRANT, identity=MIT)], references).conflicts == ()
    (conflict,) = combine([tag, read("LICENSE", GRANT, identity=APACHE)], references).conflicts
    assert conflict == Conflict(
        kind="declaration",
        left="metadata",
        left_says="license: mit",
        right="LICENSE",
        right_says="Apache-2.0",
    )
    (conflict,) = combine([tag, read("LICENSE", GRANT, text="Our own terms\n...")], references).conflicts
    assert conflict.right_says == "“Our own terms”"


def test_a_tag_that_names_what_the_text_was_made_from(references: References) -> None:
    tag = metadata("mit")
    (conflict,) = combine([tag, read("LICENSE", GRANT, MAU, identity=ALMOST_MIT)], references).conflicts
    assert conflict.right_says == "modified MIT (+ 1 passage)"
    assert combine([tag, read("LICENSE", GRANT, identity=ALMOST_MIT)], references).conflicts == ()
    doubtful = read("LICENSE", GRANT, identity=ALMOST_MIT, left_over=("Pay us.",))
    assert len(combine([tag, doubtful], references).conflicts) == 1


@pytest.mark.parametrize("tag", ["other", "llama-family-9", "openrail"])
def test_a_tag_that_names_no_text_contradicts_none(tag: str, references: References) -> None:
    assert combine([metadata(tag), read("LICENSE", GRANT, identity=MIT)], references).conflicts == ()


def test_a_card_that_says_otherwise_than_the_text(references: References) -> None:
    sheet = combine([card(NONCOMMERCIAL), read("LICENSE", GRANT, identity=MIT)], references)
    assert sheet.terms.commercial_use is Commercial.PROHIBITED
    assert winners(sheet, "commercial_use") == ["README.md"]
    assert sheet.conflicts == (
        Conflict(
            kind="prose",
            left="README.md",
            left_says="“commercial_use words” (commercial use prohibited)",
            right="LICENSE",
            right_says="“commercial_use words” (commercial use allowed)",
        ),
    )


def test_a_card_that_says_otherwise_than_the_licence_it_names(references: References) -> None:
    sheet = combine([metadata("apache-2.0"), card(NONCOMMERCIAL, PATH)], references)
    assert (sheet.basis, sheet.terms.commercial_use) == (Basis.DECLARED, Commercial.SEPARATE)
    (conflict,) = sheet.conflicts
    assert (conflict.kind, conflict.right) == ("prose", "metadata")
    assert conflict.right_says == "“license: apache-2.0” (commercial use allowed)"


def test_a_card_that_says_nothing_or_the_same_contradicts_nothing(references: References) -> None:
    text = read("LICENSE", GRANT, identity=MIT)
    for prose in (card(), card(GRANT), card(PATH)):
        assert combine([prose, text], references).conflicts == ()
    assert combine([card(GRANT), read("LICENSE")], references).conflicts == ()
    assert combine([card(NONCOMMERCIAL)], references).conflicts == ()


def test_a_long_quote_is_shortened(references: References) -> None:
    long = read("LICENSE", GRANT)
    words = finding("commercial_use", {"says": "withheld"}, quote="word\n" * 100)
    prose = Reading(terms=terms_of((words,)), identity=Identity(), findings=(words,))
    sheet = combine([Read(document=card().document, reading=prose), long], references)
    assert sheet.conflicts[0].left_says.startswith("“word word")
    assert "…”" in sheet.conflicts[0].left_says
    assert len(sheet.conflicts[0].left_says) < 220


def test_card_words_without_tag_or_text_are_a_basis(references: References) -> None:
    sheet = combine([card(NONCOMMERCIAL)], references)
    assert (sheet.basis, sheet.terms.commercial_use) == (Basis.TEXT, Commercial.PROHIBITED)
    assert combine([card()], references).basis is Basis.NOTHING


# ---- What was not read ---------------------------------------------------------------------------------


def test_what_could_not_be_read_is_said(references: References) -> None:
    sheet = combine(
        [
            unread("A", State.UNREACHABLE, detail="The host does not answer."),
            unread("B", State.SUSPECT, Role.LINKED),
            unread("C", State.GATED),
            unread("D", State.MISSING),
            unread("NOTICE", State.MISSING, Role.NOTICE),
            read("E", GRANT, faults=("E is cut off at 1 MiB.",)),
            read("F", role=Role.POLICY, faults=("F is binary.",)),
            card(faults=("the card is odd.",)),
        ],
        references,
        trouble="The hub is down.",
    )
    assert sheet.not_checked == (
        "A could not be read: The host does not answer.",
        "B could not be read: suspect.",
        "D could not be read: missing.",
        "E is cut off at 1 MiB.",
        "F is binary.",
        "The hub is down.",
    )
    assert sheet.gated == ("C stands behind a gate and could not be read.",)


def test_a_document_that_tells_the_trouble_of_the_subject_tells_it_once(references: References) -> None:
    down = unread("LICENSE", State.UNREACHABLE, detail="No answer from the host.")
    sheet = combine([down], references, trouble="No answer from the host.")
    assert sheet.not_checked == ("LICENSE could not be read: No answer from the host.",)
    assert combine([], references, trouble="It is gone.").not_checked == ("It is gone.",)


def test_unexplained_sentences_keep_their_document(references: References) -> None:
    sheet = combine(
        [read("A", left_over=("Pay us.",)), card(left_over=("Not here.",)), metadata("mit")], references
    )
    assert [(name, span.quote) for name, span in sheet.unaccounted] == [
        ("A", "Pay us."),
        ("README.md", "Not here."),
    ]
