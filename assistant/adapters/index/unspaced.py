"""Text written without spaces between words, or with endings glued to them, into terms: pairs of characters.

Chinese, Japanese and Korean runs become overlapping pairs, as Lucene's CJKBigramFilter makes them, and Thai, Lao, Khmer and
Burmese ones pairs of letters with their marks: that needs no dictionary and no guess of language. Beside the pairs a
document keeps its single characters, for queries of one.

Traditional Chinese characters are read as the simplified ones (OpenCC), and a katakana word without its last lengthening mark
(サーバー, サーバ), as Lucene's JapaneseKatakanaStemFilter does.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from opencc import OpenCC

HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA: Final = "\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_GLUED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer."""
UNSPACED: Final = f"{HAN}{KANA}{HANGUL}\u3100-\u312f{_GLUED}"
"""For the inside of a character class."""

_ANY_HAN: Final = re.compile(f"[{HAN}]")
_LENGTHENED: Final = re.compile("([\u30a1-\u30fa\u30fc]{3,})\u30fc(?![\u30a1-\u30fa\u30fc])")
_HIRAGANA: Final = re.compile("[\u3041-\u309f\u30fc]+")
_ALL_HANGUL: Final = re.compile(f"[{HANGUL}]+")
_ENDING: Final = re.compile(
    "(에서는|에서|에게|으로|까지|부터|처럼|보다|이란|하나요|인가요|입니까|됩니까|합니까|은|는|이|가|을|를|의|에|와|과|도|로|만)$"
)
"""Korean particles and endings of questions, the longer ones first."""

_ASKING: Final = frozenset(
    """
什么 么是 是什 怎么 怎样 么样 如何 何时 何地 为何 为什 哪些 哪个 哪里 哪年 哪一 哪种 哪位 哪几 多少 多久 多大 几个 几年
谁是 是谁 请问 是否 有没 没有 我们 你们 他们 这个 那个 可以 的是 是在 有哪 了什 些什 要怎 该怎
무엇 무슨 어떻 떻게 언제 누가 누구 어디 어느 어떤 얼마 왜요 인가 나요 니까
何で 何を 何が 何の 何と 何時 誰が 誰の
""".split()
)
"""Pairs that ask, and rank nothing."""

_simplified: Final = OpenCC("t2s")


def folded(text: str) -> str:
    """Simplified characters for traditional ones, and katakana words without their last lengthening mark."""
    if _ANY_HAN.search(text):
        text = _simplified.convert(text)
    return _LENGTHENED.sub(r"\1", text) if "\u30fc" in text else text


def pairs(run: str) -> list[str]:
    """The terms of a document's run of one of these scripts: its pairs, and its single characters."""
    letters = _letters(run)
    return letters if len(letters) == 1 else [*_paired(letters), *letters]


def query_pairs(run: str) -> list[str]:
    """The terms that a query's run asks for, without those that rank nothing; none, if it has no others."""
    asked = _letters(_without_ending(run))
    if len(asked) == 1:
        return asked
    return [pair for pair in _paired(asked) if pair not in _ASKING and not _HIRAGANA.fullmatch(pair)]


def all_query_pairs(run: str) -> list[str]:
    """As query_pairs, with those that rank nothing: for a query of nothing else."""
    letters = _letters(run)
    return letters if len(letters) == 1 else _paired(letters)


def _paired(letters: list[str]) -> list[str]:
    return [first + second for first, second in pairwise(letters)]


def _letters(run: str) -> list[str]:
    """Characters, each with the marks that belong to it."""
    letters: list[str] = []
    for character in run:
        if letters and unicodedata.category(character).startswith("M"):
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def _without_ending(run: str) -> str:
    if len(run) < 2 or not _ALL_HANGUL.fullmatch(run):
        return run
    shorter = _ENDING.sub("", run)
    return shorter or run
