"""The record of questions in memory, and what is made of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.access.directory import Person
from assistant.access.teams import Teams
from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.asked import Asked, Interface, Rating
from assistant.domain.sources import Coverage, SourceEntry, SourceState
from assistant.errors import UsageError
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.health.better_sources import BetterSources
from assistant.knowledge.health.digest import Digests
from assistant.knowledge.health.feedback import Behind, Feedback
from assistant.knowledge.health.gaps import Gaps
from assistant.knowledge.health.health import Health, Surroundings
from assistant.knowledge.health.hearing import Hearing
from assistant.knowledge.memory import Memory
from assistant.knowledge.people.experts import Experts
from assistant.knowledge.ports import AnswerRecords, AskedQuestions, LatelyAsked
from assistant.knowledge.references import References
from assistant.ports import Embedder, Sources
from tests.stand_ins.answer_records import HeldRecords
from tests.stand_ins.decided import Around


class HeldQuestions:
    """The AskedQuestions port over lists."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}
        self._ratings: dict[tuple[str, str], Rating] = {}

    def keep(self, asked: Asked) -> None:
        self._asked[asked.id] = asked

    def get(self, answer_id: str) -> Asked | None:
        return self._asked.get(answer_id)

    def since(self, moment: datetime) -> list[Asked]:
        return sorted((one for one in self._asked.values() if one.asked_at >= moment), key=lambda one: (one.asked_at, one.id))

    def forget_before(self, moment: datetime) -> int:
        old = {one.id for one in self._asked.values() if one.asked_at < moment}
        self._asked = {id_: one for id_, one in self._asked.items() if id_ not in old}
        self._ratings = {key: one for key, one in self._ratings.items() if key[0] not in old}
        return len(old)

    def forget(self, answer_ids: Collection[str]) -> None:
        self._asked = {id_: one for id_, one in self._asked.items() if id_ not in answer_ids}
        self._ratings = {key: one for key, one in self._ratings.items() if key[0] not in answer_ids}

    def rate(self, rating: Rating) -> None:
        self._ratings[rating.answer_id, rating.user] = rating

    def ratings(self, since: datetime) -> list[Rating]:
        wanted = {one.id for one in self.since(since)}
        found = [one for one in self._ratings.values() if one.answer_id in wanted]
        return sorted(found, key=lambda one: (one.given_at, one.answer_id, one.user))

    def newest(self, asker: str | None, most: int) -> list[Asked]:
        found = [one for one in self._asked.values() if asker in {None, one.asker} and one.interface != Interface.CHECK]
        return sorted(found, key=lambda one: (one.asked_at, one.id), reverse=True)[:most]


class Questions(AskedQuestions, LatelyAsked, Protocol):
    """All that is kept of questions."""


class HeldSources:
    """The Sources port over a list that never changes."""

    def __init__(self, states: Sequence[SourceState] = ()) -> None:
        self._states = list(states)

    def states(self) -> list[SourceState]:
        return list(self._states)

    def get(self, name: str) -> SourceEntry:
        for state in self._states:
            if state.entry.name == name:
                return state.entry
        raise UsageError(f"there is no source '{name}'")

    def add(self, entry: SourceEntry) -> None:
        raise UsageError(f"'{entry.name}' can't be added here")

    def remove(self, name: str) -> int:
        raise UsageError(f"'{name}' can't be removed here")

    def record(self, coverage: Coverage, started: datetime, finished: datetime) -> None:
        raise UsageError(f"the run of '{coverage.source}' can't be kept here")


@dataclass(frozen=True)
class Listened:
    """What knowledge health needs besides documents; nothing of it by default."""

    questions: Questions = field(default_factory=HeldQuestions)
    sources: Sources = field(default_factory=HeldSources)
    people: tuple[Person, ...] = ()
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    embedder: Embedder = field(default_factory=HashingEmbedder)
    records: AnswerRecords = field(default_factory=HeldRecords)


def upkeep_over(
    memory: Memory, decisions: DecisionBook, experts: Experts, around: Around, listened: Listened
) -> tuple[Health, Digests, Feedback]:
    """Health, digests and feedback as the bootstrap wires them."""
    teams = Teams(listened.people, listened.groups, around.directory)
    hearing = Hearing(listened.questions, around.curators, around.clock)
    surroundings = Surroundings(listened.sources, teams, experts, around.clock)
    health = Health(memory, decisions, hearing, Gaps(listened.embedder), surroundings)
    digests = Digests(memory, decisions, health, hearing, teams)
    return (
        health,
        digests,
        Feedback(listened.questions, str.strip, around.clock, Behind(called=BetterSources(memory, References(memory)).called)),
    )
