"""In which order documents are read: what is needed comes before what needs it, then the general before the special. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """Something to be put in order, by its document's id. `rank` is the stage that it belongs to, 0 the first; `score` is
    higher for what is more worth reading."""

    id: str
    rank: int
    score: float


def pulled_forward(placed: Sequence[Placed], needs: Mapping[str, Set[str]]) -> dict[str, int]:
    """By id, the stage in which each has to stand: the earliest of its own and of all that need it, directly or not."""
    ranks = {one.id: one.rank for one in placed}
    waiting = list(ranks)
    while waiting:
        needing = waiting.pop()
        for needed in needs.get(needing, ()):
            if needed in ranks and ranks[needed] > ranks[needing]:
                ranks[needed] = ranks[needing]
                waiting.append(needed)
    return ranks


def in_order(placed: Sequence[Placed], needs: Mapping[str, Set[str]], speaks_of: Mapping[str, Set[str]]) -> list[str]:
    """The ids, stage after stage. Within a stage nothing stands before what it needs, unless they need each other; beyond
    that what speaks of others that don't speak of it comes after them, then what most of all the others speak of comes
    first, then the higher score."""
    ranks, scores = pulled_forward(placed, needs), {one.id: one.score for one in placed}
    generality = {id_: sum(id_ in speaks_of.get(other, ()) for other in ranks if other != id_) for id_ in ranks}
    inside = {id_: needs.get(id_, frozenset()) & ranks.keys() for id_ in ranks}  # a need outside the path orders nothing
    order: list[str] = []
    for rank in sorted(set(ranks.values())):
        remaining = {id_ for id_ in ranks if ranks[id_] == rank}
        while remaining:
            unmet = {id_: inside[id_] & remaining - {id_} for id_ in remaining}
            ready = [id_ for id_ in remaining if not unmet[id_]] or _opening_a_ring(unmet, inside)
            above = {id_: _spoken_above(id_, remaining, speaks_of) for id_ in ready}
            chosen = min(ready, key=lambda id_: (above[id_], -generality[id_], -scores[id_], id_))
            order.append(chosen)
            remaining.remove(chosen)
    return order


def _opening_a_ring(unmet: Mapping[str, Set[str]], needs: Mapping[str, Set[str]]) -> list[str]:
    """Where everything waits for something: of those that wait for nothing outside a ring of their own, the ones that wait
    for least. There always are some: what nothing else has to precede."""
    in_rings = [id_ for id_, needed in unmet.items() if all(_reaches(one, id_, needs) for one in needed)]
    fewest = min(len(unmet[id_]) for id_ in in_rings)
    return [id_ for id_ in in_rings if len(unmet[id_]) == fewest]


def _spoken_above(id_: str, others: Set[str], speaks_of: Mapping[str, Set[str]]) -> int:
    """How many of the others it speaks of that don't speak of it."""
    return sum(id_ not in speaks_of.get(other, ()) for other in speaks_of.get(id_, frozenset()) & others)


def prerequisites(
    ids: Iterable[str], needs: Mapping[str, Set[str]], allowed: Callable[[str], bool], most: int
) -> dict[str, set[str]]:
    """What these need and is not among them, directly or not, at most `most`: by id, who of all these needs it."""
    held, found = set(ids), dict[str, set[str]]()
    waiting = sorted(held)
    while waiting:
        needing = waiting.pop(0)
        for needed in sorted(needs.get(needing, ())):
            if needed in held or not allowed(needed):
                continue
            if needed not in found and len(found) >= most:
                continue
            if needed not in found:
                waiting.append(needed)
            found.setdefault(needed, set()).add(needing)
    return found


def violations(order: Sequence[str], needs: Mapping[str, Set[str]]) -> list[tuple[str, str]]:
    """The pairs (what needs, what is needed) that stand in the wrong order."""
    place = {id_: number for number, id_ in enumerate(order)}
    return [
        (id_, needed)
        for id_ in order
        for needed in sorted(needs.get(id_, ()), key=lambda one: place.get(one, -1))
        if place.get(needed, -1) > place[id_]
    ]


def need_each_other(one: str, other: str, needs: Mapping[str, Set[str]]) -> bool:
    """Whether each needs the other, directly or not."""
    return _reaches(one, other, needs) and _reaches(other, one, needs)


def _reaches(start: str, goal: str, needs: Mapping[str, Set[str]]) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        for id_ in needs.get(waiting.pop(), ()):
            if id_ == goal:
                return True
            if id_ not in seen:
                seen.add(id_)
                waiting.append(id_)
    return False
