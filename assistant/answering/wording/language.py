"""Which language a question is in, by name, so that a model can be told. Pure."""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.citing.support import language_of

_KANA: Final = re.compile(r"[\u3040-\u30fa\u30fc-\u30ff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_IDEOGRAPH: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SHARE: Final = 0.3
"""Of a question's letters; names of products in Latin letters stand in questions of any language."""


def question_language(text: str) -> str:
    """Such as `German` or `Chinese`; "" where the words don't tell for sure."""
    letters = len(_LETTER.findall(text))
    kana, hangul, ideographs = (len(pattern.findall(text)) for pattern in (_KANA, _HANGUL, _IDEOGRAPH))
    if letters and (kana + hangul + ideographs) >= _SHARE * letters:
        if hangul > kana + ideographs:
            return "Korean"
        return "Japanese" if kana else "Chinese"
    return language_of(text).capitalize()
