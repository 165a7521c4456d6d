"""Brings the two halves of the index together, and ranks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.hits import Scored


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much each signal counts. The values were found on development sets by `tests/benchmarks/ranking.py`.

    A chunk's relevance is a weighted sum of its cosine and its BM25, each brought to 0…1 within this query (a convex
    combination: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023, find it better than
    reciprocal ranks, which throw the distances away). A document that answers in several places is a better answer than
    one that answers in one, so that a share of each further chunk's relevance, falling geometrically, is added.
    """

    vectors: float = 0.4
    support: float = 0.2
    support_fall: float = 0.7


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk with its place in the ranking. `similarity` is its cosine, 0 where the vector half did not return it."""

    key: int
    document_id: str
    score: float
    similarity: float


def fuse(nearest: Sequence[Scored], matching: Sequence[Scored], ranking: Ranking) -> list[Fused]:
    """All chunks that either half returned, best first; ties go to the older chunk, so that the order is always the same."""
    relevance: dict[int, float] = {}
    owner: dict[int, str] = {}
    for found, weight in ((nearest, ranking.vectors), (matching, 1 - ranking.vectors)):
        for scored, unit in zip(found, _unit_scores(found), strict=True):
            relevance[scored.key] = relevance.get(scored.key, 0.0) + weight * unit
            owner[scored.key] = scored.document_id
    cosine = {scored.key: scored.score for scored in nearest}
    standing = _standing(relevance, owner, ranking)
    fused = [Fused(key, owner[key], value + standing[owner[key]], cosine.get(key, 0.0)) for key, value in relevance.items()]
    return sorted(fused, key=lambda one: (-one.score, one.key))


def _unit_scores(found: Sequence[Scored]) -> list[float]:
    """Each score as its share of the way from the worst found to the best: 0 to 1."""
    if not found:
        return []
    best, worst = found[0].score, found[-1].score
    spread = best - worst
    return [(scored.score - worst) / spread if spread > 0 else 1.0 for scored in found]


def _standing(relevance: dict[int, float], owner: dict[int, str], ranking: Ranking) -> dict[str, float]:
    """What each document's further chunks add to all of its chunks."""
    by_document: dict[str, list[float]] = {}
    for key, value in relevance.items():
        by_document.setdefault(owner[key], []).append(value)
    standing = {}
    for document_id, values in by_document.items():
        share, total = ranking.support, 0.0
        for value in sorted(values, reverse=True):
            total += share * value
            share *= ranking.support_fall
        standing[document_id] = total
    return standing
