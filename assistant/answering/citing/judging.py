"""Which markers of a sentence stay, move or go, and whether anything bears it out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from assistant.answering.citing.particulars import first_name
from assistant.answering.citing.support import Reader, Support
from assistant.domain.answers import Evidence

BETTER: Final = 0.34
"""By how much more of a sentence's words must stand in another excerpt's quote for a marker to move from one that would do."""
_PART: Final = 0.25
"""What an excerpt must have of a sentence that several bear out together."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a run of markers: the excerpts that it names now, each with its support, and what was mended."""

    supports: Mapping[int, Support] = field(default_factory=dict)
    dangling: int = 0
    moved: int = 0
    unsupported: int = 0

    def __bool__(self) -> bool:
        return bool(self.supports)


class Judge:
    """Holds statements against the evidence; excerpts are named by their numbers, from 1. Keep one for an answer."""

    def __init__(self, evidence: Evidence, reader: Reader) -> None:
        self._reader = reader
        self._supports: dict[tuple[int, str], Support] = {}
        self._excerpts = {number: excerpt for number, excerpt in enumerate(evidence.excerpts, 1) if excerpt.chunks}

    def cited(self, named: Sequence[int], statements: Sequence[str]) -> Verdict:
        """What becomes of markers that name these excerpts for one of these statements: the words before them, and the whole
        sentence."""
        known = [number for number in named if number in self._excerpts]
        dangling = len(named) - len(known)
        supports = {number: self._best(number, statements) for number in known}
        enough = {number: support for number, support in supports.items() if support.is_enough}
        if len(known) > 1 and len(enough) < len(known):
            enough = self._together(known, statements[-1], supports) or enough
        if len(known) == 1 and enough:
            better = self._better_than(known[0], supports[known[0]], statements)
            if better:
                return Verdict(better, dangling, moved=1)
        if enough:
            return Verdict(enough, dangling, unsupported=len(known) - len(enough))
        found = self._clear(statements)
        moved = 1 if found else 0
        return Verdict(found, dangling, moved, unsupported=max(0, len(known) - moved))

    def refused(self, named: Sequence[int]) -> Verdict:
        """The same where there is no statement that they could bear out."""
        known = sum(number in self._excerpts for number in named)
        return Verdict(dangling=len(named) - known, unsupported=known)

    def uncited(self, statement: str) -> tuple[Verdict, bool]:
        """The marker that a sentence without one can be given, if an excerpt clearly bears it out; and whether any excerpt
        might bear it out. One in another language counts only where all are in another one: it can't be held against much."""
        found = self._clear((statement,))
        supports = [self._support(number, statement) for number in self._excerpts]
        comparable = [support for support in supports if support.share is not None]
        return Verdict(found), bool(found) or any(support.is_enough for support in comparable or supports)

    def _best(self, number: int, statements: Sequence[str]) -> Support:
        supports = [self._support(number, statement) for statement in statements]
        return max(supports, key=lambda one: (one.is_enough, one.weight))

    def _support(self, number: int, statement: str) -> Support:
        key = (number, statement)
        if key not in self._supports:
            self._supports[key] = self._reader.support(statement, self._excerpts[number], self._names_of(statement))
        return self._supports[key]

    def _clear(self, statements: Sequence[str]) -> dict[int, Support]:
        """The excerpt that most clearly bears out one of the statements, if any does."""
        found = {number: self._best(number, statements) for number in self._excerpts}
        clear = {number: support for number, support in found.items() if support.is_clear}
        best = max(clear, key=lambda number: (clear[number].weight, -number), default=0)
        return {best: clear[best]} if best else {}

    def _better_than(self, number: int, support: Support, statements: Sequence[str]) -> dict[int, Support]:
        """An excerpt that bears the statements out so much more clearly that the marker must mean it."""
        cannot_be = support.share is None or support.near > 1 - BETTER
        found = {} if cannot_be else self._clear(statements)
        return {other: better for other, better in found.items() if other != number and better.near >= support.near + BETTER}

    def _together(self, known: Sequence[int], statement: str, supports: Mapping[int, Support]) -> dict[int, Support]:
        """The supports where several excerpts bear out a sentence of which each has only a part."""
        first = self._excerpts[known[0]]
        joined = replace(first, chunks=tuple(chunk for number in known for chunk in self._excerpts[number].chunks))
        if not self._reader.support(statement, joined, self._names_of(statement)).is_enough:
            return {}
        return {number: support for number, support in supports.items() if support.share is None or support.near >= _PART}

    def _names_of(self, statement: str) -> frozenset[str]:
        """What counts as a name also where it begins the statement: what is one in the evidence, and what nobody knows."""
        first = first_name(statement)
        unknown = {first} if first and first not in self._words else set()
        return self._known_names | unknown

    @cached_property
    def _known_names(self) -> frozenset[str]:
        facts = (self._reader.facts(excerpt) for excerpt in self._excerpts.values())
        return frozenset(name.casefold() for one in facts for name in one.names)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset().union(*(self._reader.facts(excerpt).words for excerpt in self._excerpts.values()))


def numbers(marker: str) -> list[int]:
    """The excerpts that one marker names: [1, 2] and [1-3] are several."""
    found: list[int] = []
    for part in re.split(r"[,;]", marker.strip("[]【】^ ")):
        ends = [int(digits) for digits in re.findall(r"\d+", part)]
        found += range(ends[0], ends[-1] + 1) if ends[-1] - ends[0] in range(1, 20) else ends
    return found
