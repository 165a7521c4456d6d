"""Hits of several searches in one list. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain.hits import Hit


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one search found, best first, and the part of the places that is due to it: above 0."""

    hits: Sequence[Hit]
    share: float = 1.0


def merge(lists: Sequence[Ranked], k: int) -> tuple[Hit, ...]:
    """Up to `k` hits, each once. Places are given out in turns, in proportion to the shares (as in Demers, Keshav and
    Shenker's fair queueing, 1989); a hit that another list has brought already counts for each list that has it. Where a list
    ends, the others take its places. Scores fall: each is at most that of the hit before it."""
    place = [0] * len(lists)
    taken = [0.0] * len(lists)
    merged: list[Hit] = []
    seen: set[int] = set()
    while len(merged) < k:
        waiting = [at for at, one in enumerate(lists) if place[at] < len(one.hits)]
        if not waiting:
            break
        turn = min(waiting, key=lambda at: ((taken[at] + 1) / lists[at].share, at))
        hit = lists[turn].hits[place[turn]]
        place[turn] += 1
        taken[turn] += 1
        if hit.chunk.key not in seen:
            seen.add(hit.chunk.key)
            merged.append(hit)
    return _falling(merged)


def _falling(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Scores of several searches can't be compared; what is kept of them is their order."""
    falling: list[Hit] = []
    for hit in hits:
        limit = falling[-1].score if falling else hit.score
        falling.append(hit if hit.score <= limit else replace(hit, score=limit))
    return tuple(falling)
