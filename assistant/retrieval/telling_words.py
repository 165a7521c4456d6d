"""Which words tell what a text is about: those that it uses often and others seldom. Pure.

Words are cut more coarsely than in the index, which cuts what is made of them once more; names of engineers' things stay
whole (`kv_cache`, `slot-scope`), and runs of Chinese, Japanese and Korean become overlapping pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

_IDEOGRAPHS: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD: Final = re.compile(rf"[{_IDEOGRAPHS}]+|[^\W_{_IDEOGRAPHS}]+(?:[-_.+#][^\W_{_IDEOGRAPHS}]+)*")
_IS_IDEOGRAPH: Final = re.compile(rf"[{_IDEOGRAPHS}]")
_LONGEST: Final = 64
_TITLE_COUNTS: Final = 2
"""A word of the title counts as if the text had it so many times more often."""


def words(text: str) -> Iterator[str]:
    """All words of a text, in order, without regard to case."""
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text)):
        run = match[0].casefold()
        if _IS_IDEOGRAPH.match(run):
            yield from (run[place : place + 2] for place in range(max(1, len(run) - 1)))
        elif 1 < len(run) <= _LONGEST:
            yield run


@dataclass(frozen=True, slots=True)
class Commonness:
    """In how many of so many texts each word occurs."""

    texts: int
    counts: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Commonness:
        """Counted over these texts."""
        counts, number = Counter[str](), 0
        for text in texts:
            counts.update(set(words(text)))
            number += 1
        return cls(number, counts)

    def rarity(self, word: str) -> float:
        """High for a word that few texts have, 0 for one that all have (inverse document frequency: Spärck Jones, 1972)."""
        return log((self.texts + 1) / (self.counts[word] + 1)) if self.texts else 1.0


def telling_words(title: str, texts: Iterable[str], common: Commonness, count: int) -> list[str]:
    """The words that tell most, best first. A word that occurs once is left out unless the title has it, where others are
    left: it may be a slip, and names whatever the text mentions in passing."""
    used = Counter(word for text in texts for word in words(text))
    for word in words(title):
        used[word] = used[word] * _TITLE_COUNTS + 1
    repeated = {word for word, times in used.items() if times > 1} | set(words(title))
    weights = {word: sqrt(used[word]) * common.rarity(word) for word in (repeated if len(repeated) >= count else used)}
    return sorted(weights, key=lambda word: (-weights[word], word))[:count]
