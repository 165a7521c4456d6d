"""Hits into as much evidence as a generator may be sent: whole sections first, then what else fits.

A section answers more often than the one chunk of it that was found. The first hits bring theirs whole; the further down a hit
stands, the less it may bring, so that several documents are heard. The shares were chosen by random search on design_dev,
meetings_tc39 and meetings_qmsum together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from assistant.answering.evidence import distinct, lead_of
from assistant.answering.wording.prompting import HEADER_TOKENS
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk
from assistant.domain.hits import Hit
from assistant.ports import Documents

CountTokens = Callable[[Sequence[str]], list[int]]

_FIRST: Final = 3
_WITH_PARTS: Final = (0.4, 0.0)
"""How long a section may be to come with the sections below it, as a share of the budget: of the first excerpts, and of those
after them."""
_WHOLE: Final = (0.8, 0.15)
"""How long it may be to come whole, without these."""
_WINDOW: Final = (0.225, 0.0)
"""How much of a longer one comes, around its hit."""
_REACH: Final = 16
"""Chunks before and after a hit that are looked at."""


def packed(hits: Sequence[Hit], documents: Documents, tokens: int, count_tokens: CountTokens) -> Evidence:
    """Excerpts of at most so many tokens, best first, each a section or a part of one; nothing comes twice.

    A hit whose document has changed, or changed its readers, since the search is left out. Where nothing fits, the first hit
    comes alone, so that there is always something to answer from.
    """
    packing = _Packing(_around(hits, documents), tokens, count_tokens)
    for hit in distinct(hits):
        packing.take(hit)
    return Evidence(tuple(packing.excerpts), lead_of(hits))


class _Packing:
    """Evidence while it fills up. `places` are the chunks that may be brought, by document and ordinal."""

    def __init__(self, places: Mapping[str, Mapping[int, Chunk]], tokens: int, count_tokens: CountTokens) -> None:
        self.excerpts: list[Excerpt] = []
        self._places = places
        self._tokens = self._left = tokens
        self._count_tokens = count_tokens
        self._costs: dict[int, int] = {}
        self._taken: set[int] = set()

    def take(self, hit: Hit) -> None:
        """Add what the hit brings, if it fits."""
        here = self._places.get(hit.document.id, {})
        found = here.get(hit.chunk.ordinal)
        if found is None or found.key != hit.chunk.key or found.key in self._taken:
            return
        brought = self._brought(found, here)
        cost = self._cost(brought)
        if HEADER_TOKENS + cost <= self._left or not self.excerpts:
            self._left -= HEADER_TOKENS + cost
            self._taken.update(chunk.key for chunk in brought)
            self.excerpts.append(Excerpt(hit.document, tuple(brought), hit.score, hit.similarity))

    def _brought(self, found: Chunk, here: Mapping[int, Chunk]) -> list[Chunk]:
        """The hit's section, if it is short enough, with those below it where they are; else what stands around the hit in
        it."""
        later, room = len(self.excerpts) >= _FIRST, self._left - HEADER_TOKENS
        section = self._section(found, here)
        with_parts = section + self._below(section[-1], here)
        if self._cost(with_parts) <= min(_WITH_PARTS[later] * self._tokens, room):
            return with_parts
        if self._cost(section) <= min(_WHOLE[later] * self._tokens, room):
            return section
        return self._window(section, section.index(found), min(_WINDOW[later] * self._tokens, room))

    def _section(self, found: Chunk, here: Mapping[int, Chunk]) -> list[Chunk]:
        """The chunks under the same headings without a gap, as far as they were not brought yet."""

        def belongs(ordinal: int) -> bool:
            chunk = here.get(ordinal)
            return chunk is not None and chunk.headings == found.headings and chunk.key not in self._taken

        first = last = found.ordinal
        while belongs(first - 1):
            first -= 1
        while belongs(last + 1):
            last += 1
        return [here[ordinal] for ordinal in range(first, last + 1)]

    def _below(self, last: Chunk, here: Mapping[int, Chunk]) -> list[Chunk]:
        """The chunks that follow under further headings of the section, as far as they were not brought yet."""
        below: list[Chunk] = []
        depth = len(last.headings)
        while depth and (chunk := here.get(last.ordinal + len(below) + 1)) is not None:
            if chunk.headings[:depth] != last.headings or chunk.key in self._taken:
                break
            below.append(chunk)
        return below

    def _window(self, section: Sequence[Chunk], place: int, tokens: float) -> list[Chunk]:
        """As many chunks around this one as the tokens allow, after it and before it in turn."""
        first = last = place
        left = tokens - self._cost([section[place]])
        grows = True
        while grows:
            grows = False
            if last + 1 < len(section) and (cost := self._cost([section[last + 1]])) <= left:
                last, left, grows = last + 1, left - cost, True
            if first > 0 and (cost := self._cost([section[first - 1]])) <= left:
                first, left, grows = first - 1, left - cost, True
        return list(section[first : last + 1])

    def _cost(self, chunks: Sequence[Chunk]) -> int:
        unknown = [chunk for chunk in chunks if chunk.key not in self._costs]
        if unknown:
            counted = self._count_tokens([chunk.text for chunk in unknown])
            self._costs |= {chunk.key: count for chunk, count in zip(unknown, counted, strict=True)}
        return sum(self._costs[chunk.key] for chunk in chunks)


def _around(hits: Sequence[Hit], documents: Documents) -> dict[str, dict[int, Chunk]]:
    """The chunks around the hits, of documents whose audience is still the one that the asker was checked against."""
    readers = {hit.document.id: hit.document.readers for hit in hits}
    places: dict[str, dict[int, Chunk]] = {}
    for found in documents.neighbours([hit.chunk for hit in hits], _REACH):
        if found.document.readers == readers[found.document.id]:
            places.setdefault(found.document.id, {})[found.chunk.ordinal] = found.chunk
    return places
