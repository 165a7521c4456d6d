"""How sure the extractive reader may be. Pure."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Features:
    """What confidence is judged by; each is about 0 to 1."""

    coverage: float = 0.0
    """Share of the question's words, weighted by rarity, in the sentence."""
    context: float = 0.0
    """The same for the sentence with its heading, its title and the sentence before."""
    similarity: float = 0.0
    """Cosine of the sentence and the question."""
    excerpt_similarity: float = 0.0
    """Cosine of the excerpt's best chunk and the question."""
    found: float = 0.0
    """The score of what the search put first; 0 to about 2."""
    title: float = 0.0
    """Share of the question's words in the title of the document that the search put first."""
    lead: float = 0.0
    """How far the best sentence's score is ahead of the best one of another document, as a share of it."""
    document_lead: float = 0.0
    """The same of the documents that the search found: see Evidence.lead."""


WEIGHTS: Final = Features(-0.7, 3.0, 1.86, 1.53, 1.99, 1.07, 0.49, 3.53)
BIAS: Final = -6.47
"""Fitted by `python -m tests.benchmarks.confidence`, which prints them."""
THRESHOLD: Final = 0.35
"""Below this the reader abstains. Under one half, since a quote with its source is checked at a glance, and a wrong one
costs less than an answer that is there and not shown: at most one in ten answerable questions is refused on each set."""


def confidence(features: Features) -> float:
    """The chance that the best sentence answers the question (logistic regression)."""
    total = BIAS + sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(features), strict=True))
    return 1 / (1 + math.exp(-total))
