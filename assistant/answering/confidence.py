"""How sure the extractive reader may be. Pure."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Features:
    """What confidence is judged by; each is about 0 to 1, and belongs to the best sentence and its excerpt."""

    coverage: float
    """Share of the question's words, weighted by rarity, in the sentence."""
    context: float
    """The same for the sentence with its heading, its title and the sentence before."""
    excerpt: float
    """The same for the whole excerpt."""
    similarity: float
    """Cosine of the sentence and the question."""
    excerpt_similarity: float
    """Cosine of the excerpt's best chunk and the question."""
    rarest: float
    """Whether the question's most telling word stands in the excerpt at all."""
    lead: float
    """How far the best sentence's score is ahead of the best one of another document, as a share of it."""


WEIGHTS: Final = Features(1.0, 0.8, 1.2, 2.6, 1.6, 0.6, 1.0)
"""Fitted by `python -m tests.benchmarks.confidence`, which prints them."""
BIAS: Final = -3.4
THRESHOLD: Final = 0.5


def confidence(features: Features) -> float:
    """The chance that the best sentence answers the question (logistic regression)."""
    total = BIAS + sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(features), strict=True))
    return 1 / (1 + math.exp(-total))
