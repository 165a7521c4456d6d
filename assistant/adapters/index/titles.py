"""How well a title says what a question leads with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.adapters.index.analysis import ranks_nothing, terms

_REFERENCE: Final = re.compile(r"\(?(?:\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?|issue)\b:?\s*)?#\d+\)?", re.IGNORECASE)
"""What changes name beside their subject, in the words by which they close issues: `Remove the length. Fixes #67 (#77)`."""
_FUNCTION_WORD: Final = 0.2


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms of a question, to compare titles with."""

    asked: frozenset[str]
    weight: float

    @classmethod
    def with_text(cls, text: str) -> Agreement:
        """Of this question, or what it leads with."""
        asked = frozenset(terms(text))
        return cls(asked, _weight(asked))

    def of(self, title: str) -> float:
        """Twice what both say, of all that they say (Dice 1945): 1 where they say the same, 0 where they share no word."""
        held, weight = _held(title)
        both = self.asked & held
        return 2 * _weight(both) / (self.weight + weight) if both else 0.0


@lru_cache(maxsize=100_000)
def _held(title: str) -> tuple[frozenset[str], float]:
    held = frozenset(terms(_REFERENCE.sub(" ", title)))
    return held, _weight(held)


def _weight(some: frozenset[str]) -> float:
    return sum(_FUNCTION_WORD if ranks_nothing(term) else 1.0 for term in some)
