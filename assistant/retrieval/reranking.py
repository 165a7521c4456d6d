"""The first hits once more, by a model that reads question and text together. Pure but for the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.domain.hits import Hit
from assistant.ports import Reranker

CANDIDATES: Final = 30


def reranked(hits: Sequence[Hit], question: str, reranker: Reranker | None, candidates: int = CANDIDATES) -> list[Hit]:
    """The hits with the first `candidates` of them in the order of the reranker, each of which takes it milliseconds; as they
    were without one, and where it says nothing.

    The scores are dealt out anew in their old order, so that the list stays sorted and comparable with what follows.
    """
    if reranker is None or len(hits) < 2:
        return list(hits)
    first, others = hits[:candidates], hits[candidates:]
    scores = reranker.scores(question, [_read(hit) for hit in first])
    if scores is None:
        return list(hits)
    order = sorted(range(len(first)), key=lambda place: (-scores[place], place))
    dealt = [replace(first[place], score=hit.score) for place, hit in zip(order, first, strict=True)]
    return [*dealt, *others]


def _read(hit: Hit) -> str:
    return "\n".join(part for part in (hit.document.title, hit.chunk.heading, hit.chunk.text) if part)
