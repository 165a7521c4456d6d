"""How far a research may go."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Timer = Callable[[], float]
"""Seconds that pass, from wherever."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`steps` and `seconds` of one research, the `documents` that it may bring, and for one that a model drives the `tokens`
    that all of its calls may take together, sent and returned."""

    steps: int = 6
    seconds: float = 8.0
    documents: int = 12
    tokens: int = 20_000


DEFAULT: Final = Limits()


class Allowance:
    """What is left of the limits of one research. Not for several threads."""

    def __init__(self, limits: Limits, timer: Timer = time.monotonic) -> None:
        self._timer = timer
        self._end = timer() + limits.seconds
        self._tokens = limits.tokens
        self._documents = limits.documents
        self._steps = limits.steps

    @property
    def is_spent(self) -> bool:
        """Whether there may be no further step."""
        return min(self._steps, self._documents, self._tokens) <= 0 or self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        """Seconds, below 0 when the time is over."""
        return self._end - self._timer()

    @property
    def documents_left(self) -> int:
        """How many more documents may be brought."""
        return max(0, self._documents)

    @property
    def tokens_left(self) -> int:
        """How many tokens a model may still take."""
        return max(0, self._tokens)

    def step(self, documents: int = 0) -> None:
        """A step was made, which brought so many documents."""
        self._steps -= 1
        self._documents -= documents

    def tokens(self, count: int) -> None:
        """So many tokens were sent or returned."""
        self._tokens -= count
