"""Sentences that free from a duty, and those that only seem to."""

from __future__ import annotations

import pytest

from monitor.classify import classify
from monitor.folding import fold
from monitor.records import Commercial
from monitor.references import load_references
from monitor.relief import frees
from monitor.resources import load_rules

FREE = (
    "You do not need to submit an application to the Company for commercial use.",
    "No remuneration is owed, neither now nor in the event of economic success.",
    "In particular, no revenue of Recipient gives rise to any payment to Loom, as royalty or otherwise.",
    "We charge nothing and want no part of what you earn.",
    "Nothing in this text restricts hosting the model for customers.",
    "商业使用无需另行申请、登记或者备案，也无需支付授权费、版税或者收入分成。",
    "Neither registration nor payment is required.",
    "The licences permit use without any additional commercial licence required.",
    "Ordinary use requires no separate registration.",
    "You needn't pay us later.",
    "是否收费由您自行决定，我方不参与分成。",
)
NOT_FREE = (
    "You need not register if you have fewer than 100 users.",
    "You do not need to register, but you must pay us.",
    "No fee is due below one million users.",
    "No registration is required for research.",
    "No licence is granted for commercial use.",
    "You must register before commercial use.",
    "No fee is due from members, and all others pay the invoice.",
    "Granted, free of charge, to friends, and against ten per cent to neighbours.",
    "无需登记，但须支付费用。",
    "月活跃用户不超过一百万的，无需申请。",
)


def test_a_clause_that_is_gone_is_no_limit_and_what_ends_on_a_condition_is_one() -> None:
    gone = 'Clause 4 ("annual revenue above $5 million needs a licence and 3% of revenue is due") is deleted.'
    read = classify(GRANT + gone, load_rules(), load_references()).terms
    assert (read.thresholds, read.revenue_share.present) == ((), False)
    ends = "Section 2 no longer applies once your annual revenue exceeds $5 million; obtain a licence."
    assert len(classify(GRANT + ends, load_rules(), load_references()).terms.thresholds) == 1


NO_SHARE_ALIKE = (
    "You must not combine it in a way that would require it to be licensed to recipients under this licence.",
    "Recipients may pass copies on under such terms as they see fit, and are not bound by this licence.",
)


@pytest.mark.parametrize("sentence", NO_SHARE_ALIKE)
def test_a_ban_on_what_would_bind_it_and_free_terms_are_no_share_alike(sentence: str) -> None:
    assert classify(GRANT + sentence, load_rules(), load_references()).terms.flow_down is False


GRANT = "Permission is granted to use, copy, modify and sell the model.\n\n"


@pytest.mark.parametrize("sentence", FREE)
def test_a_denied_duty_frees(sentence: str) -> None:
    assert frees(fold(sentence).text)


@pytest.mark.parametrize("sentence", NOT_FREE)
def test_a_condition_or_another_duty_does_not(sentence: str) -> None:
    assert not frees(fold(sentence).text)


def test_a_denied_duty_to_register_is_no_finding() -> None:
    read = classify(GRANT + FREE[0], load_rules(), load_references())
    assert read.terms.commercial_use is Commercial.ALLOWED
    assert read.terms.registration_required is False


REPEALED = (
    'Clause 3 ("only students may use it") is struck out and professors come in.',
    'Clause 4 ("a commercial licence costs 8% of net receipts") is struck out for members.',
    'Clause 4 ("non-commercial use only") is struck out for members.',
    'Clause 4 ("non-commercial use only") is struck out as of 2031.',
    'Clause 4 ("non-commercial use only") is deleted and replaced by "research only".',
    'Clause 4 ("non-commercial use only") is deleted, but companies must pay.',
    'The exemption in clause 4 ("companies must pay a fee") no longer applies.',
    'Clause 4 ("commercial use is allowed") is deleted.',
    "Clause 4 on non-commercial use only is not deleted.",
    "旧版中关于“仅限非商业用途”的规定，2031年起不再适用。",
    "Section 5 (companies pay 3 % of their revenue) has no further force for schools.",
    "The restriction of section 2 to non-commercial use is lifted from 2031 on.",
    "The provisions on registration before commercial use no longer apply to members of the club.",
    "旧版协议中“商业使用须另行取得授权”的规定对高校不再适用。",
)


@pytest.mark.parametrize("sentence", REPEALED)
def test_a_limit_that_is_told_to_be_gone_needs_a_reader(sentence: str) -> None:
    read = classify(GRANT + sentence, load_rules(), load_references())
    assert read.terms.commercial_use is not Commercial.ALLOWED


@pytest.mark.parametrize(
    "sentence",
    [
        "Do not use it for commercial purposes without asking us.",
        "Commercial use is free of charge but requires prior registration.",
        "Commercial use is free of charge on condition that schools pay nothing.",
        "The licensee shall not charge a fee for copies.",
    ],
)
def test_what_is_denied_ends_before_but_and_frees_nobody_from_a_ban(sentence: str) -> None:
    assert not frees(fold(sentence).text)


def test_a_duty_behind_what_is_free_of_charge_stays() -> None:
    assert not frees('apps that make clips for consumers without charge shall show "made with it" on each.')
