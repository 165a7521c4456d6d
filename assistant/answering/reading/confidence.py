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


WEIGHTS: Final = Features(-1.81, 0.78, 2.72, 1.21, 2.52, -0.58, 1.39)
"""Fitted by `python -m tests.benchmarks.confidence`, which prints them."""
BIAS: Final = -3.0
THRESHOLD: Final = 0.4
"""Below this the reader abstains. Under one half, since a quote with its source is checked at a glance, and a wrong one
costs less than an answer that is there and not shown."""


def confidence(features: Features) -> float:
    """The chance that the best sentence answers the question (logistic regression)."""
    total = BIAS + sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(features), strict=True))
    return 1 / (1 + math.exp(-total))
