"""Whether a difference between two runs may be chance. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.metrics import SEED, Estimate

LEVEL = 0.05
FLIPS = 10_000
EXACT = 12
"""With at most so many questions that differ, every assignment of signs is counted instead of a sample."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a difference is worth: `p` is the chance of one at least as large between runs that are equally good, `adjusted` the
    same in view of how many differences are looked at."""

    p: float
    adjusted: float
    says: str


def randomisation_p(differences: Sequence[float]) -> float:
    """Two-sided p of a mean of paired differences, by flipping their signs at random (Fisher's randomisation test; Smucker,
    Allan and Carterette, "A Comparison of Statistical Significance Tests for Information Retrieval Evaluation", 2007). Exact
    where few questions differ; the same differences always give the same p."""
    data = np.asarray([value for value in differences if value], dtype=np.float64)
    if not len(data):
        return 1.0
    observed = abs(data.sum()) - 1e-9
    if len(data) <= EXACT:
        numbers = np.arange(2 ** len(data))[:, None] >> np.arange(len(data)) & 1
        return float((np.abs((2 * numbers - 1) @ data) >= observed).mean())
    generator, least = np.random.default_rng(SEED), 1
    for _ in range(FLIPS // 1000):
        signs = 2 * generator.integers(0, 2, (1000, len(data)), dtype=np.int8) - 1
        least += int((np.abs(signs @ data) >= observed).sum())
    return least / (FLIPS + 1)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """The p values adjusted for being several (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979): who
    looks at twenty differences finds one below 0.05 where there is none."""
    adjusted: dict[str, float] = {}
    highest = 0.0
    for place, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: (item[1], item[0]))):
        highest = max(highest, min(1.0, p * (len(p_values) - place)))
        adjusted[name] = highest
    return {name: adjusted[name] for name in p_values}


def verdict(difference: Estimate, p: float, adjusted: float, *, lower_is_better: bool = False) -> Verdict:
    """In words: better or worse beyond noise, perhaps so where only the single p says it, or within noise."""
    word = "better" if (difference.mean > 0) is not lower_is_better else "worse"
    if adjusted < LEVEL:
        return Verdict(p, adjusted, word)
    return Verdict(p, adjusted, f"perhaps {word}" if p < LEVEL else "within noise")
