"""Sentences in languages without rules are told from names, addresses and English."""

from __future__ import annotations

import pytest

from monitor.language import is_foreign


@pytest.mark.parametrize(
    "sentence",
    [
        "die nutzung in unternehmen ist nur mit lizenz gestattet",
        "la vente du logiciel est réservée à l'éditeur",
        "au-delà de dix salariés, l'entreprise est tenue de souscrire une licence",
        "la venta de copias queda fuera de esta licencia para las empresas",
        "商用での利用はできません。",
        "기업은 사용할 수 없습니다",
        "коммерческое использование запрещено",
    ],
)
def test_foreign_sentence(sentence: str) -> None:
    assert is_foreign(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "permission is granted to use the work for any purpose",
        "copyright 2020 josé garcía and søren kierkegård",
        "technische universität münchen",
        "author : j. doe email : com@com.example latest version : http://www.com.example/~com/no.html",
        "本许可证适用于所有用户。",
        "the word 'gewerblich' in the german text means commercial",
    ],
)
def test_readable_sentence_or_name(sentence: str) -> None:
    assert not is_foreign(sentence)
