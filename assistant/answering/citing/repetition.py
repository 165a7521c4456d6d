"""Finds where a generator says the same again and again. Pure."""

from __future__ import annotations

import re
from typing import Final

MOST_REPEATS: Final = 4
"""After so many repeated sentences the answer is taken to have ended."""
_FEWEST_LETTERS: Final = 16
"""Short lines, such as the items of a list, may well be the same."""
_MARKER: Final = re.compile(r"[\[【]\^?[\d\s,;–—-]+[\]】]")
_WORD: Final = re.compile(r"[^\W_]+")
_LOOP: Final = re.compile(r"((?=\S)[^\n]{1,60}?)(?:\s*\1){5,}", re.DOTALL)
_SHORTEST_LOOP: Final = 24
_ROUNDS: Final = 3
_LOOKED_AT: Final = 120
_BEGUN_LOOP: Final = re.compile(r"((?=\S).{2,60}?)(?:\s*\1){2,}", re.DOTALL)


class Repetitions:
    """What was said so far in an answer."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self.found = 0

    @property
    def is_endless(self) -> bool:
        """Whether nothing else is to be expected."""
        return self.found >= MOST_REPEATS

    def is_said(self, sentence: str) -> bool:
        """Whether this was said before; it is now."""
        said = _folded(sentence)
        if len(said) < _FEWEST_LETTERS or "|" in sentence:
            return False
        is_repeated = said in self._said
        self._said.add(said)
        self.found += is_repeated
        return is_repeated

    def may_become_one(self, beginning: str) -> bool:
        """Whether what begins like this may turn out to have been said, or to go round in circles."""
        said = _folded(re.split(r"[\[【]", beginning, maxsplit=1)[0])
        return bool(said) and (
            any(one.startswith(said) for one in self._said) or bool(_BEGUN_LOOP.search(beginning[-_LOOKED_AT:]))
        )

    def without_loops(self, text: str) -> str:
        """A stretch in which what comes six times in a row, or more, comes three times."""
        shortened = _LOOP.sub(_three_of, text)
        self.found += 2 * (shortened != text)
        return shortened


def _three_of(loop: re.Match[str]) -> str:
    """The first three rounds, of which a reader may have seen some; figures and rules are no loops."""
    whole, once = loop[0], loop[1]
    if len(whole) < _SHORTEST_LOOP or not re.search(r"[^\W\d_]", once):
        return whole
    end = 0
    for _ in range(_ROUNDS):
        end = whole.index(once, end) + len(once)
    return whole[:end]


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(_MARKER.sub(" ", text).casefold()))
