"""Whole sentences that stand in many licences: known to the last word, or not at all."""

from __future__ import annotations

import pytest

from monitor.additions import is_harmless, limits
from monitor.formulas import is_formula

KNOWN = (
    'the lark materials are provided on an "as is" basis.',
    'larkfold is making the library available to licensee on an "as is" basis.',
    "this license is copyright (c) 2011 a. b. lark.",
    "the lark packages are copyright (c) 2003 by lark, inc. all rights reserved.",
    "all other rights are reserved by larkfold.",
    "larkfold reserves all other rights.",
    "no other rights are granted by implication, estoppel or otherwise.",
    "no hardware per se is licensed hereunder.",
    "no title or ownership is transferred hereby.",
    "this software consists of voluntary contributions made by many individuals on behalf of the lark group.",
    "this product includes software developed by larkfold and its contributors.",
    "de-ac03-76sf00001 between the department of energy and the regents.",
    "the institute has rights in this work pursuant to contract no.",
    '1. this license agreement is between larkfold ("lf"), and the individual or organization ("licensee").',
    "the limited permissions granted above are perpetual and will not be revoked by larkfold.",
    "this agreement may also be obtained from a proxy server on the internet.",
    "this license is an adaption of the lark public license.",
    "no one other than larkfold has the right to modify the terms of the lark license.",
    "capitalized terms are defined in section 5.",
    "distribution of this licence does not create an attorney-client relationship.",
    "--- end of license.",
    "last updated: 11 november 2011.",
    "2. any modifications must be clearly marked as such.",
    "3. redistributions must contain a verbatim copy of this document.",
    "credit must be given in user-accessible documentation.",
    "if you use our work, you must acknowledge us.",
    "should the program prove defective, you assume the cost of all necessary repair or correction.",
    "larkfold assumes no responsibility for the maintenance of the software.",
    "the entire risk as to quality and performance of the software is with the user.",
    "any use, modification or distribution of this software is solely at the users own risk.",
    "larkfold will not provide any updates, enhancements or extensions.",
    "the initial developer of the original code is: larkfold.",
    "the reference library is a freely-available software package.",
    "a. reproduce the work;",
    "* copy, publish, distribute and transmit the information",
    "5. submission of contributions.",
    "section 6 -- term and termination.",
)  # fmt: skip
UNKNOWN = (
    "the lark materials are provided on an as is basis for home use.",
    "the lark materials are provided as is to friends.",
    "the lark materials are provided as is and may be kept by students.",
    "all rights are reserved for members.",
    "firms, all rights reserved.",
    "no rights are granted hereunder.",
    "no licence is granted.",
    "no other use is licensed.",
    "this product includes software developed by larkfold for schools.",
    "this agreement may be obtained from our sales team.",
    "this license is based on trust, and it ends when you sell.",
    "this agreement is between larkfold and members of the association.",
    "any modifications must be sold.",
    "redistributions must contain a stamp.",
    "the entire risk as to the software is with companies.",
    "larkfold will not provide any rights.",
    "the initial developer of the original code is: paid by you.",
    "distribution in the home.",
    "distribute the work to pupils;",
    "copy the work only in one place;",
    "scope of this license for one computer.",
)  # fmt: skip


@pytest.mark.parametrize("words", KNOWN)
def test_formula_is_known(words: str) -> None:
    assert is_formula(words)
    assert is_harmless(words)


@pytest.mark.parametrize("words", UNKNOWN)
def test_what_says_more_is_no_formula(words: str) -> None:
    assert not is_formula(words)


@pytest.mark.parametrize("words", KNOWN)
@pytest.mark.parametrize(
    "more",
    [" and only for members", ", but not at work", " while you study", ", for a fee", " unless you sell it"],
)
def test_a_limit_behind_a_formula_makes_it_none(words: str, more: str) -> None:
    assert not is_formula(words.rstrip(".;") + more + ".")


@pytest.mark.parametrize(
    ("words", "harmless"),
    [
        ("licence means this document.", True),
        ('"source" form shall mean the preferred form of the work, including but not limited to code.', True),
        ('for legal entities, "you" includes any entity that controls you.', True),
        ("user means a natural person.", False),
        ("work means one copy of the program on one computer.", False),
        ("licensee means a member of the association.", False),
        ("each title that includes the engine incurs a toll.", False),
    ],
)  # fmt: skip
def test_definition_leaves_nobody_out(words: str, *, harmless: bool) -> None:
    assert is_harmless(words) is harmless


@pytest.mark.parametrize(
    ("words", "limited"),
    [
        ("you may use it as long as you keep this notice.", False),
        ("you may use it as long as you retain all copyright lines.", False),
        ("you may use it as long as you keep it to yourself.", True),
        ("you may use it so long as you do not sell it.", True),
        ("use is permitted only if each of the following conditions is met:", False),
        ("use is permitted only if you are a member.", True),
        ("you may use it, including but not limited to copying.", False),
        ("you may use it at home.", True),
    ],
)
def test_who_keeps_a_notice_is_not_limited(words: str, *, limited: bool) -> None:
    assert limits(words) is limited
