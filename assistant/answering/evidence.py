"""Hits into evidence: neighbours joined, near-duplicates dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit
from assistant.ports import Documents

_SHINGLE: Final = 5
_SAME: Final = 0.8
"""Share of common five-word runs from which two chunks say the same (Broder, "On the resemblance and containment of
documents", 1997)."""
_FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_WIDEST: Final = 4
"""Chunks in one excerpt; more would crowd out other documents."""

_RIVALS: Final = 3

_Likeness: TypeAlias = tuple[frozenset[tuple[str, ...]], frozenset[str]]
"""A text's runs of words, and its figures."""


def gather(hits: Sequence[Hit], documents: Documents, most: int = 8) -> Evidence:
    """Up to `most` excerpts, best first. Hits of one document that stand side by side, or with one chunk between them,
    become one excerpt with that chunk; a hit that repeats a better one is left out."""
    groups: list[list[Hit]] = []
    for hit in distinct(hits):
        near = next((group for group in groups if _joins(group, hit)), None)
        if near is not None:
            near.append(hit)
        elif len(groups) < most:
            groups.append([hit])
    return Evidence(tuple(_excerpt(group, documents) for group in groups), lead_of(hits))


def lead_of(hits: Sequence[Hit]) -> float:
    """How far the first document is ahead of the next three, as a share of its score; 1 where there is no other."""
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit.score)
    first, *others = [*best.values()] or [0.0]
    others = others[:_RIVALS]
    return 1 - sum(others) / len(others) / first if others and first > 0 else 1.0


def led_by(first: Sequence[Excerpt], evidence: Evidence, most: int = 12) -> Evidence:
    """The evidence with these excerpts before it, without what they hold already."""
    held = {(chunk.document_id, chunk.ordinal) for excerpt in first for chunk in excerpt.chunks}
    others = [
        excerpt
        for excerpt in evidence.excerpts
        if any((chunk.document_id, chunk.ordinal) not in held for chunk in excerpt.chunks)
    ]
    return Evidence((*first, *others)[:most], evidence.lead)


def _joins(group: Sequence[Hit], hit: Hit) -> bool:
    ordinals = [one.chunk.ordinal for one in group]
    first, last = min(*ordinals, hit.chunk.ordinal), max(*ordinals, hit.chunk.ordinal)
    near = min(abs(ordinal - hit.chunk.ordinal) for ordinal in ordinals) <= 2
    return group[0].document.id == hit.document.id and near and last - first < _WIDEST


def _excerpt(group: Sequence[Hit], documents: Documents) -> Excerpt:
    by_ordinal = {hit.chunk.ordinal: hit.chunk for hit in group}
    first, last = min(by_ordinal), max(by_ordinal)
    if len(by_ordinal) < last - first + 1:
        by_ordinal = _between(group[0].document, first, last, documents) | by_ordinal
    chunks: tuple[Chunk, ...] = tuple(by_ordinal[ordinal] for ordinal in sorted(by_ordinal))
    return Excerpt(group[0].document, chunks, max(hit.score for hit in group), max(hit.similarity for hit in group))


def _between(document: Document, first: int, last: int, documents: Documents) -> dict[int, Chunk]:
    """The document's chunks there, as long as its audience is the one that the asker was checked against: it may have
    changed since the search."""
    chunks = documents.chunks(document.id, first, last)
    now = documents.found([chunk.key for chunk in chunks])
    return {
        chunk.ordinal: chunk for chunk in chunks if chunk.key in now and now[chunk.key].document.readers == document.readers
    }


def distinct(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that say what a better one says."""
    kept: list[tuple[Hit, _Likeness]] = []
    for hit in hits:
        likeness = _likeness(hit.chunk.text)
        if not any(_resemble(likeness, other) for _, other in kept):
            kept.append((hit, likeness))
    return [hit for hit, _ in kept]


def _likeness(text: str) -> _Likeness:
    words = text.casefold().split()
    runs = frozenset(tuple(words[place : place + _SHINGLE]) for place in range(max(1, len(words) - _SHINGLE + 1)))
    return runs, frozenset(_FIGURE.findall(text))


def _resemble(one: _Likeness, other: _Likeness) -> bool:
    """Texts with other figures contradict each other, however alike they are: 18 months, 13 months."""
    return one[1] == other[1] and len(one[0] & other[0]) >= _SAME * len(one[0] | other[0])
