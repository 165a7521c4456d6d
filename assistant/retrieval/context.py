"""A hit with what stands around it in its document. Pure.

Small chunks are found best and larger ones are read best: what is found is a chunk, what is shown is the stretch of the
document around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.domain.documents import Chunk
from assistant.domain.hits import Hit

WIDTH: Final = 1600
"""Characters of a hit with its neighbours: five of them are what a generator is sent, about 2,000 tokens."""
REACH: Final = 6
"""Chunks to either side that are looked at."""
_SAME_SECTION: Final = 0.05
_FORWARD: Final = 0.01
"""What a neighbour is worth for standing in the same section, and after rather than before, beside its score of 0 to 1."""

_Place = tuple[str, int]


def in_context(hits: Sequence[Hit], near: Sequence[Chunk]) -> list[Hit]:
    """The hits in their order with their neighbours, without those that stand in a better one's context.

    `near` are the hits' own chunks and those around them that the asker may read. A hit grows chunk by chunk to the side that
    answers better, as far as WIDTH and the context of a better hit let it.
    """
    free = {_place(chunk): chunk for chunk in near}
    scores = {_place(hit.chunk): hit.score for hit in hits}
    taken: set[_Place] = set()
    wide: list[Hit] = []
    for hit in hits:
        if _place(hit.chunk) in taken:
            continue
        now = free.get(_place(hit.chunk))
        # A document that changed since it was found has other text around this place; one that was narrowed has none here.
        around = _grown(hit.chunk, free, scores) if now is not None and now.key == hit.chunk.key else (hit.chunk,)
        for place in map(_place, around):
            taken.add(place)
            free.pop(place, None)
        wide.append(replace(hit, around=around))
    return wide


def _grown(found: Chunk, free: Mapping[_Place, Chunk], scores: Mapping[_Place, float]) -> tuple[Chunk, ...]:
    around, size = [found], len(found.text)
    while True:
        sides = [free.get((found.document_id, around[0].ordinal - 1)), free.get((found.document_id, around[-1].ordinal + 1))]
        fitting = [side for side in sides if side is not None and size + len(side.text) <= WIDTH]
        if not fitting:
            return tuple(around)
        best = max(fitting, key=lambda side: _worth(side, found, scores))
        around = [best, *around] if best.ordinal < around[0].ordinal else [*around, best]
        size += len(best.text)


def _worth(side: Chunk, found: Chunk, scores: Mapping[_Place, float]) -> float:
    same = _SAME_SECTION if side.headings == found.headings else 0.0
    return scores.get(_place(side), 0.0) + same + (_FORWARD if side.ordinal > found.ordinal else 0.0)


def _place(chunk: Chunk) -> _Place:
    return chunk.document_id, chunk.ordinal
