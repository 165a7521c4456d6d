"""How like a document others are, from the neighbours of its chunks. Pure.

A document is compared by its parts (late interaction: Khattab and Zaharia, "ColBERT", 2020): each of its most different chunks
looks for its neighbours, and a document counts by how far its best chunk stands out from the last neighbour found. What a
template's heading finds is near to everything, so that nothing of it stands out; and a part whose very words stand in several
documents, such as a licence, counts by the square of their number less.

The way back, from the other's chunks to the document's, was measured and left out: it prefers what is short.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.domain.hits import Scored
from assistant.ports import Vectors

PARTS: Final = 16
"""More of a document's chunks are not looked at: twice as many took twice as long, and were worth 0.01."""
_COUNTED: Final = 5
"""Of its parts, those that find most in another document tell how like that is; the rest may be about something else."""
_SAME: Final = 0.97
"""Vectors with such a cosine are of the same words, give or take a mark."""
_COPIED: Final = 0.8
"""A document that has so much of the other one is a copy of it."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A document near to another: `gain` grows with what they have in common, `key` is its chunk that is nearest to the part
    at the place `part`. `is_copy` marks one that holds nearly all of the other's words."""

    document_id: str
    gain: float
    key: int
    part: int
    is_copy: bool


def most_different(vectors: Vectors, count: int = PARTS) -> list[int]:
    """The places of up to `count` vectors that together stand for all: the most central one, then always the one that is
    least like those taken (farthest-point traversal: Gonzalez, 1985)."""
    centre = vectors.mean(axis=0)
    taken = [int((vectors @ centre).argmax())]
    nearness = vectors @ vectors[taken[0]]
    while len(taken) < min(count, len(vectors)):
        nearness[taken[-1]] = np.inf  # also where another has the very same words
        taken.append(int(nearness.argmin()))
        nearness = np.maximum(nearness, vectors @ vectors[taken[-1]])
    return taken


def neighbours(found: Sequence[Sequence[Scored]]) -> list[Neighbour]:
    """The documents that the parts found, most alike first. `found` has each part's neighbours, best first, without the
    document's own chunks."""
    gains: defaultdict[str, list[tuple[float, int, int]]] = defaultdict(list)
    copied: defaultdict[str, int] = defaultdict(int)
    for part, those in enumerate(found):
        best_of_each = {one.document_id: one for one in reversed(those)}
        same = sum(one.score >= _SAME for one in best_of_each.values())
        for one in best_of_each.values():
            copied[one.document_id] += one.score >= _SAME
            gain = (one.score - those[-1].score) / max(1, same) ** 2
            gains[one.document_id].append((gain, one.key, part))
    counted = min(_COUNTED, len(found))
    made = []
    for document_id, parts in gains.items():
        best = sorted(parts, key=lambda part: (-part[0], part[1]))[:counted]
        gain, (_, key, part) = sum(one[0] for one in best) / counted, best[0]
        made.append(Neighbour(document_id, gain, key, part, copied[document_id] >= _COPIED * len(found)))
    return sorted(made, key=lambda one: (-one.gain, one.document_id))


def combined(near: Sequence[Neighbour], matching: Sequence[Scored], words_share: float = 0.5) -> dict[str, tuple[float, int]]:
    """By document its score, 0 to 1, and the key of the chunk that shows best why: of the vectors, else of the words.

    A convex combination of both halves, each brought to 0…1: the vectors' from the least that was found, as in `fusion`, the
    words' from nothing in common, so that the last of few documents still counts by the words that it shares.
    """
    best_match: dict[str, Scored] = {}
    for scored in matching:
        best_match.setdefault(scored.document_id, scored)
    by_vectors = _unit({one.document_id: one.gain for one in near})
    most = max((scored.score for scored in best_match.values()), default=1.0)
    by_words = {document_id: scored.score / most for document_id, scored in best_match.items()}
    keys = {document_id: scored.key for document_id, scored in best_match.items()} | {one.document_id: one.key for one in near}
    return {
        document_id: ((1 - words_share) * by_vectors.get(document_id, 0.0) + words_share * by_words.get(document_id, 0.0), key)
        for document_id, key in keys.items()
    }


def _unit(values: dict[str, float]) -> dict[str, float]:
    if not values:
        return {}
    low, high = min(values.values()), max(values.values())
    return {one: (value - low) / (high - low) if high > low else 1.0 for one, value in values.items()}
