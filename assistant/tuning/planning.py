"""How much can be learned and measured in the time there is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEARNING_COST: Final = 7.0
"""A lesson in texts embedded: a question, a right and a wrong text, forwards and backwards; as measured on a CPU."""
EPOCHS: Final = 3
"""How often each pair is learned at most; learning stops earlier where it no longer helps."""
MOST_ROUNDS: Final = 6
"""How often the model is looked at while it learns."""
LOOKS: Final = 4
"""Shares of the new weights that are tried at the end."""
_CHOOSING_SHARE, _JUDGING_SHARE = 0.2, 0.25
JUDGING_TEXTS: Final = 4000
CHOOSING_TEXTS: Final = 800
_LEAST_TEXTS: Final = 200
_LEAST_LESSONS: Final = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done: lessons in all (with repetitions) in how many rounds, texts that are embedded for each
    look at the part that chooses and at the one that judges, and how long it takes."""

    lessons: int
    rounds: int
    choosing_texts: int
    judging_texts: int
    expected_s: float


def plan(seconds_per_text: float, minutes: float, pairs: int, chunks: int) -> Plan:
    """For a corpus of so many chunks and pairs to learn from; `seconds_per_text` is what embedding a chunk takes here.

    What measures has its share of the time, as far as it needs it, and learning has the rest, as far as it goes three times
    through the pairs. What measures is never made smaller than 200 texts: a verdict on less says nothing, so that a very short
    time may be overrun.
    """
    affordable = minutes * 60 / max(seconds_per_text, 1e-6)
    rounds = max(1, min(MOST_ROUNDS, int(_CHOOSING_SHARE * affordable / _LEAST_TEXTS) - 1 - LOOKS))
    looks = 1 + rounds + LOOKS
    choosing = _pool(_CHOOSING_SHARE * affordable / looks, CHOOSING_TEXTS, chunks)
    judging = _pool(_JUDGING_SHARE * affordable / 2, JUDGING_TEXTS, chunks)
    measuring = choosing * looks + judging * 2
    lessons = max(_LEAST_LESSONS, min(EPOCHS * pairs, int((affordable - measuring) / LEARNING_COST)))
    return Plan(lessons, rounds, choosing, judging, (lessons * LEARNING_COST + measuring) * seconds_per_text)


def _pool(affordable: float, most: int, chunks: int) -> int:
    return max(_LEAST_TEXTS, min(most, int(affordable), 2 * chunks))
