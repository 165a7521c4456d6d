"""Which decision is said to replace which, as a graph without rings. Pure."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, TypeAlias

from assistant.domain.decisions import Decision, Origin
from assistant.knowledge.memory import View

_DIRECTIONS: Final = {"supersedes": True, "superseded-by": False}
"""Whether the decision that says it is the newer one."""

Edges: TypeAlias = "dict[str, set[str]]"


class Succession:
    """Who replaces whom, by decision id. Made from what both sides say; each answer takes time linear in what it returns."""

    def __init__(self, view: View, decisions: Mapping[str, Decision]) -> None:
        said = set(_claims(view, decisions))
        self.mutual = frozenset(claim for claim in said if claim[::-1] in said and claim[0] < claim[1])
        """Pairs of which each is said to replace the other."""
        claims = _without_rings(said, decisions)
        self._newer: Edges = defaultdict(set)
        self._older: Edges = defaultdict(set)
        for newer, older in claims:
            self._newer[older].add(newer)
            self._older[newer].add(older)

    def successors(self, decision_id: str) -> Iterable[str]:
        """Those that are said to replace it."""
        return self._newer.get(decision_id, ())

    def predecessors(self, decision_id: str) -> Iterable[str]:
        """Those that it is said to replace."""
        return self._older.get(decision_id, ())

    def descendants(self, decision_id: str) -> set[str]:
        """It, and all that replaced it, directly or not."""
        return _reached(decision_id, self.successors)

    def family(self, decision_id: str) -> set[str]:
        """It, and all that is connected to it."""
        return _reached(decision_id, lambda id_: (*self.successors(id_), *self.predecessors(id_)))


def oldest_first(ids: set[str], succession: Succession, age: Callable[[str], tuple[date, str]]) -> list[str]:
    """The ids in an order in which nothing stands before what it replaces; else the oldest first."""
    waiting = {id_: sum(1 for one in succession.predecessors(id_) if one in ids) for id_ in ids}
    ready = [(age(id_), id_) for id_, count in waiting.items() if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        _, id_ = heapq.heappop(ready)
        order.append(id_)
        for newer in succession.successors(id_):
            if newer in waiting:
                waiting[newer] -= 1
                if not waiting[newer]:
                    heapq.heappush(ready, (age(newer), newer))
    return order


def plain(title: str) -> str:
    """A title without its marks and case, for comparing."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def _claims(view: View, decisions: Mapping[str, Decision]) -> Iterable[tuple[str, str]]:
    """Pairs of ids, the newer first."""
    targets = _Targets(view, decisions)
    for id_, decision in decisions.items():
        for link in decision.links:
            if link.relation in _DIRECTIONS and (other := targets.find(link.target, decision)) and other != id_:
                yield (id_, other) if _DIRECTIONS[link.relation] else (other, id_)


class _Targets:
    """Finds the decision that another one means."""

    def __init__(self, view: View, decisions: Mapping[str, Decision]) -> None:
        self._view = view
        self._decisions = decisions
        self._of_document: defaultdict[str, list[Decision]] = defaultdict(list)
        self._titled: defaultdict[str, list[str]] = defaultdict(list)
        for decision in decisions.values():
            if decision.origin is not Origin.PERSON:
                self._of_document[decision.document_id].append(decision)
            self._titled[plain(decision.title)].append(decision.id)

    def find(self, target: str, speaker: Decision) -> str | None:
        """The id of what `speaker` calls `target`: an id, a document by any of its names, the title of one decision."""
        if target in self._decisions:
            return target
        origin = self._view.documents.get(speaker.document_id)
        document = self._view.names.resolve(target, origin) if origin else None
        if document is not None:
            return self._in_document(document.id, target)
        titled = self._titled.get(plain(target), ())
        return titled[0] if len(titled) == 1 else None

    def _in_document(self, document_id: str, target: str) -> str | None:
        """Its record; of many conclusions the one that the target names, behind `#` or as a whole."""
        held = self._of_document.get(document_id, ())
        records = [one.id for one in held if one.origin is Origin.RECORD]
        if records:
            return records[0]
        names = {plain(target), plain(target.partition("#")[2])}
        named = [one.id for one in held if plain(one.title) in names]
        if not named and len(held) == 1:
            return held[0].id
        return named[0] if len(named) == 1 else None


def _without_rings(claims: set[tuple[str, str]], decisions: Mapping[str, Decision]) -> set[tuple[str, str]]:
    """The claims without those that, where some go in a ring, make an older decision replace a newer one.

    What stands in no ring is stripped from both ends first, so that dates matter only where the claims contradict each other.
    """
    free = _stripped(claims) | _stripped({(older, newer) for newer, older in claims})
    return {
        (newer, older)
        for newer, older in claims
        if newer in free or older in free or _age(decisions[newer]) > _age(decisions[older])
    }


def _stripped(edges: set[tuple[str, str]]) -> set[str]:
    """The ids that no path of edges comes to from a ring: those without an incoming edge, and so on (Kahn, 1962)."""
    onward: Edges = defaultdict(set)
    incoming: defaultdict[str, int] = defaultdict(int)
    for one, other in edges:
        onward[one].add(other)
        incoming[other] += 1
    free = [one for one in onward if not incoming.get(one)]
    for one in free:  # grows while it is walked
        for other in onward.get(one, ()):
            incoming[other] -= 1
            if not incoming[other]:
                free.append(other)
    return set(free)


def _age(decision: Decision) -> tuple[date, str]:
    return (decision.decided_on or decision.proposed_on or date.min, decision.id)


def _reached(start: str, neighbours: Callable[[str], Iterable[str]]) -> set[str]:
    seen, new = set[str](), [start]
    while new:
        id_ = new.pop()
        if id_ not in seen:
            seen.add(id_)
            new.extend(neighbours(id_))
    return seen
