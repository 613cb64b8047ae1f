"""Links in licence texts that carry terms, and file names that carry them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.pointers import Link, incorporated, pointed
from monitor.records import Role
from monitor.sources.names import role_of

URL = "https://example.org/terms"
GRANT = "Permission is hereby granted, free of charge, to use the model. See https://example.org/terms."


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"Ref to {URL}#license", [Link(URL, is_policy=False)]),
        (f"{URL}\n", [Link(URL, is_policy=False)]),
        (
            f"Licensed subject to the agreement ({URL}) and our Acceptable Use Policy (https://example.org/aup).",
            [Link(URL, is_policy=False), Link("https://example.org/aup", is_policy=True)],
        ),
        (f"许可证详见 {URL}。", [Link(URL, is_policy=False)]),
        ("See example.org/terms for the licence.", [Link(URL, is_policy=False)]),
        (GRANT, []),
        ("See the file COPYING.", []),
        (f"A project by somebody with a page of its own at {URL} and nothing more to say.", []),
        (f"See {URL} " + "word " * 200, []),
    ],
)
def test_text_that_only_points(text: str, links: list[Link]) -> None:
    assert list(pointed(text)) == links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            f"comply with the Acceptable Use Policy\n(available at {URL}), as updated.",
            [Link(URL, is_policy=True)],
        ),
        (f"the [Prohibited Use Policy]({URL})", [Link(URL, is_policy=True)]),
        (f'our <a class="x" href="{URL}">usage guidelines</a>', [Link(URL, is_policy=True)]),
        (f"The terms at {URL} are hereby incorporated by reference.", [Link(URL, is_policy=False)]),
        ("set out at example.org/gemma/prohibited_use_policy", []),
        (
            "under https://example.org/use-policy",
            [Link("https://example.org/use-policy", is_policy=True)],
        ),
        (f"Questions about the Privacy Policy: {URL}. Nothing is incorporated by reference.", []),
        (f"An Acceptable Use Policy (https://example.org/aup) and a home page {URL}", None),
    ],
)
def test_policy_that_is_taken_in(text: str, links: list[Link] | None) -> None:
    expected = [Link("https://example.org/aup", is_policy=True)] if links is None else links
    assert list(incorporated(text)) == expected


@settings(max_examples=60, deadline=500)
@given(st.text("ahtps:/.<>\"' \nuse policy(", max_size=3000))
def test_hostile_texts_are_read_in_time(text: str) -> None:
    assert all("://" in link.url for link in (*pointed(text), *incorporated(text)))


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("ModelsCommunityLicenseAgreement", Role.LICENSE),
        ("MiniCPM模型商用许可协议.md", Role.LICENSE),
        ("使用政策.md", Role.POLICY),
        ("INDEX_MODEL_LICENSE", Role.LICENSE),
        ("LICENSE-MODEL", Role.LICENSE),
        ("weights/LICENSE-CODE.txt", Role.LICENSE),
        ("ACCEPTABLE_USE.md", Role.POLICY),
        ("Research License.docx", Role.LICENSE),
        ("LICENCE.pdf", Role.LICENSE),
        ("许可.json", None),
        ("vendor/deep/LICENSE", None),
    ],
)
def test_names_that_carry_terms(path: str, role: Role | None) -> None:
    assert role_of(path) is role
