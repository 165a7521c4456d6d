"""What several searches found, in one list that is no worse than the first search's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from assistant.domain.hits import Hit
from assistant.retrieval.understanding.merging import Ranked, merge

SOURCES: Final = 20
"""Hits that an answer is made from, about; never fewer than the first search found."""
LEADING: Final = 2
"""So many of the first search's hits keep their places whatever else is found: mostly these answer, and what a further step
brings adds to them."""
MOST_BROUGHT: Final = 5
"""Places behind them for what further steps brought; with these, seven of the eight excerpts that evidence has at most."""


def kept(first: Sequence[Hit], brought: Sequence[Hit], k: int = SOURCES) -> tuple[Hit, ...]:
    """The first search's best hits, then what was missing, then the others of the first search, then what is left."""
    added = [_placed(hit, first, LEADING) for hit in brought]
    ordered = [*first[:LEADING], *added[:MOST_BROUGHT], *first[LEADING:], *added[MOST_BROUGHT:]]
    return merge([Ranked(ordered)], max(k, len(first)))


def one_each(first: Sequence[Hit], brought: Sequence[Hit], k: int = SOURCES) -> tuple[Hit, ...]:
    """The best place of each document that was brought, behind the first search's best one: for what stands in many."""
    added = [_placed(hit, first, 1) for hit in _distinct(brought)]
    ordered = [*first[:1], *(hit for hit in added if hit.document.id not in {one.document.id for one in first[:1]}), *first[1:]]
    return merge([Ranked(ordered)], max(k, len(first)))


def _distinct(hits: Iterable[Hit]) -> list[Hit]:
    """The first hit of each document."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit)
    return list(best.values())


def _placed(hit: Hit, first: Sequence[Hit], place: int) -> Hit:
    """With the score of the hit whose place it takes, since those of several searches can't be compared, and how far the first
    is ahead says how sure an answer may be."""
    return replace(hit, score=first[min(place, len(first) - 1)].score) if first else hit
