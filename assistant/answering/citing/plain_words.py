"""Which words at the beginning of a sentence can be shown before its end. Pure.

A sentence is checked as a whole, for its links and its markers. But plain words stay as they are whatever comes behind them, so
that a reader need not wait for the end of the sentence to see its beginning.
"""

from __future__ import annotations

import re
from typing import Final

_IDEOGRAPHS: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_PAUSES: Final = r"、，；「」『』《》（）"
_LETTERS: Final = rf"[^\W_{_IDEOGRAPHS}]"
_SPACE: Final = r" \t\u00a0\u3000"
_IN_A_SCRIPT_WITHOUT_SPACES: Final = rf"[{_IDEOGRAPHS}](?=[\s\w{_PAUSES}])|[{_PAUSES}](?=.)"
_WITH_SPACES: Final = (
    r"[(\"“„'‘«*]{0,3}+"
    rf"(?:\d++(?:[.,]\d++)*+|{_LETTERS}++(?:['’–-]{_LETTERS}++)*+)"
    rf"[)\"”'’»*,;%]{{0,4}}+(?:(?=[{_SPACE}\r\n{_IDEOGRAPHS}{_PAUSES}])|:(?=[{_SPACE}\r\n]))"
)
_DASH: Final = rf"[–—-](?=[{_SPACE}])"
_PLAIN: Final = re.compile(rf"(?:[{_SPACE}]*+(?:{_IN_A_SCRIPT_WITHOUT_SPACES}|{_WITH_SPACES}|{_DASH}))*+", re.DOTALL)
"""Whole words of letters and figures with the punctuation that is part of no link, marker, code, tag or entity. A word is
whole where a space follows, since `api` may go on as `api.example`; an ideograph where something harmless follows."""
_ITEM: Final = re.compile(rf"[{_SPACE}]*+(?:[-*+>]|#{{1,6}}+|\d{{1,3}}+[.)])(?=[{_SPACE}])")
"""What begins an item of a list, a heading or a quotation."""


def plain_length(text: str, shown: int = 0, *, line_start: bool = False) -> int:
    """How many characters at the beginning of a sentence can be shown now, of which `shown` are already."""
    item = _ITEM.match(text) if line_start and not shown else None
    start = item.end() if item else shown
    plain = _PLAIN.match(text, start)
    end = plain.end() if plain else start
    return end if end > start else shown
