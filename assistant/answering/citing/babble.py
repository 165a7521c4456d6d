"""Whether a stretch of an answer is no language at all. Pure.

Random letters, encoded bytes and soups of scripts are told from unusual words by what every language has: function words, words
of the evidence or the question, and vowels. It errs towards taking a text for language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

_SHORTEST: Final = 16
_LONGEST_WORD: Final = 70
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_LATIN: Final = re.compile(r"[a-zà-ÿ]+", re.IGNORECASE)
_VOWEL: Final = re.compile(r"[aeiouyà-ÿ]", re.IGNORECASE)
_DENSE: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}", re.IGNORECASE)
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
_RULE: Final = re.compile(r"[\s|:=_*#.~+-]+")
_MOST_SCRIPTS: Final = 3
_FEWEST_VOWELS: Final = 0.27
_FEWEST_WORDS: Final = 4


def is_babble(text: str, familiar: Collection[str]) -> bool:
    """Whether nobody could read this; `familiar` are words, in lower case, of which any language's sentence has some."""
    dense = "".join(text.split())
    if len(dense) < _SHORTEST or "://" in text or _RULE.fullmatch(text):
        return False
    letters = sum(character.isalnum() for character in dense)
    if letters * 2 < len(dense) or scripts(dense) > _MOST_SCRIPTS:
        return True
    if max(map(len, text.split())) > _LONGEST_WORD and not _CJK.search(text):
        return True
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_WORDS or any(word in familiar for word in words) or not all(map(_LATIN.fullmatch, words)):
        return False
    joined = "".join(words)
    vowels = len(_VOWEL.findall(joined)) / len(joined)
    unspeakable = sum(bool(_DENSE.search(word)) for word in words)
    return vowels < _FEWEST_VOWELS or unspeakable * 3 >= len(words)


def scripts(text: str) -> int:
    """How many writing systems a text's letters are of; Chinese, Japanese and Korean count as one."""
    found = {unicodedata.name(letter, "?").split()[0] for letter in set(text) if letter.isalpha()}
    east = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH", "FULLWIDTH", "IDEOGRAPHIC"}
    plain = {"MODIFIER", "FEMININE", "MASCULINE", "MICRO", "MATHEMATICAL", "SCRIPT", "DOUBLE-STRUCK", "SUPERSCRIPT", "?"}
    return len(found - east - plain) + bool(found & east)
