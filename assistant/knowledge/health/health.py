"""How well the organisation's knowledge serves those who ask: gaps, stale documents, orphans, conflicts, and use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assistant.access.holdings import readable_states
from assistant.access.teams import Teams
from assistant.domain.readers import Principal
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.decisions.conflicts import Conflict
from assistant.knowledge.health.freshness import Concern, Freshness
from assistant.knowledge.health.gaps import Gap, Gaps, Suggested
from assistant.knowledge.health.hearing import Heard, Hearing
from assistant.knowledge.health.usage import Usage, usage
from assistant.knowledge.memory import Memory, View
from assistant.knowledge.people.experts import Experts
from assistant.knowledge.per_view import PerView
from assistant.ports import Clock, Sources

WEEKS: Final = 12
"""How far back questions count where nobody says: an older one that nobody repeats is no gap that hurts."""
MOST_GAPS: Final = 200
OWNED: Final = 25
"""Gaps, of the first, for which somebody is looked for: each costs a search, once for a state of the documents."""


@dataclass(frozen=True, slots=True)
class HealthReport:
    """All of it for one viewer. `whole` says whether everybody's questions are in it, or the viewer's own."""

    since: datetime
    until: datetime
    whole: bool
    gaps: tuple[Gap, ...]
    stale: tuple[Concern, ...]
    orphans: tuple[Concern, ...]
    conflicts: tuple[Conflict, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the report is made of besides documents and questions."""

    sources: Sources
    teams: Teams
    experts: Experts
    clock: Clock


class Health:
    """Reports for one principal at a time, from what they may read and may know of questions alone. Blocks; safe to share
    between threads."""

    def __init__(
        self, memory: Memory, decisions: DecisionBook, hearing: Hearing, gaps: Gaps, surroundings: Surroundings
    ) -> None:
        self._memory = memory
        self._decisions = decisions
        self._hearing = hearing
        self._gaps = gaps
        self._around = surroundings
        self._owners: PerView[dict[str, Suggested | None]] = PerView(lambda _: {})

    def report(self, principal: Principal, weeks: int = WEEKS) -> HealthReport:
        """Everything, of the last weeks."""
        view, heard = self._memory.seen_by(principal), self._hearing.of(principal, weeks)
        now = self._around.clock.now()
        freshness = Freshness(view, self._decisions.lineage(principal), heard, now)
        states = readable_states(self._around.sources, principal)
        return HealthReport(
            since=heard.since or now,
            until=now,
            whole=heard.whole,
            gaps=self._found(principal, view, heard),
            stale=tuple(freshness.stale()),
            orphans=tuple(freshness.orphans()),
            conflicts=self._decisions.conflicts(principal),
            usage=usage(heard, now, self._around.teams.sizes(), states, administrator=principal.administrator),
        )

    def gaps(self, principal: Principal, weeks: int = WEEKS) -> tuple[Gap, ...]:
        """The gaps alone."""
        return self._found(principal, self._memory.seen_by(principal), self._hearing.of(principal, weeks))

    def _found(self, principal: Principal, view: View, heard: Heard) -> tuple[Gap, ...]:
        found = self._gaps.find(view, heard, MOST_GAPS)
        known = self._owners.of(view)
        for gap in found[:OWNED]:
            if gap.question not in known:
                known[gap.question] = self._owner(principal, gap.question)
        return tuple(replace(gap, owner=known.get(gap.question)) for gap in found)

    def _owner(self, principal: Principal, question: str) -> Suggested | None:
        expert = next(iter(self._around.experts.suggest(principal, question, 1)), None)
        return Suggested(expert.person.name, expert.why) if expert else None
