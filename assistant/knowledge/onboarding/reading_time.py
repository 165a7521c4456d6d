"""How long reading a document takes. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WORDS_A_MINUTE: Final = 220
"""Silent reading of non-fiction in English: 238 words a minute on average over 190 studies (Brysbaert, "How many words do we
read per minute?", Journal of Memory and Language 109, 2019); a little less here, as technical prose is dense."""
CODE_WORDS_A_MINUTE: Final = 110
"""Half of that, an assumption: code is read slowly."""
CHARACTERS_A_MINUTE: Final = 255
"""Chinese and Japanese characters (Trauzettel-Klosinski and Dietz, "Standardized Assessment of Reading Performance: The New
International Reading Speed Texts IReST", 2012: 255 a minute in Chinese)."""
SAID: Final = f"{WORDS_A_MINUTE} words of prose a minute (Brysbaert 2019), code at half that speed"
"""The figures, as they are shown beside a path."""

_WORD: Final = re.compile(r"\w+")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FENCE: Final = re.compile(r"\s{0,3}(?:```|~~~)")
_CODE_LINE: Final = re.compile(r"(?: {4,}|\t|@@ |[+-](?![ -])\s*\S)")


@dataclass(frozen=True, slots=True)
class Day:
    """What is read on one day: the items from `first` to `last`, counted from 1, and how many minutes that takes."""

    number: int
    first: int
    last: int
    minutes: int


def minutes_to_read(texts: Iterable[str]) -> int:
    """Whole minutes, rounded up, at least 1."""
    prose, code, characters = 0, 0, 0
    for text in texts:
        fenced = False
        for line in text.split("\n"):
            if _FENCE.match(line):
                fenced = not fenced
                continue
            characters += len(_CJK.findall(line))
            words = len(_WORD.findall(_CJK.sub(" ", line)))
            if fenced or _CODE_LINE.match(line):
                code += words
            else:
                prose += words
    return max(1, math.ceil(prose / WORDS_A_MINUTE + code / CODE_WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))


def days(minutes: Sequence[int], a_day: int) -> tuple[Day, ...]:
    """Items in their order on as few days as hold them, none longer than `a_day` minutes unless one item alone is."""
    planned: list[Day] = []
    for number, needed in enumerate(minutes, 1):
        if planned and planned[-1].minutes + needed <= a_day:
            last = planned[-1]
            planned[-1] = Day(last.number, last.first, number, last.minutes + needed)
        else:
            planned.append(Day(len(planned) + 1, number, number, needed))
    return tuple(planned)
