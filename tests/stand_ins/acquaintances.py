"""What finding people needs from outside, in memory."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain.people import Sameness
from assistant.knowledge.memory import Memory
from assistant.knowledge.people.experts import Experts
from assistant.knowledge.people.roster import Curating, People
from assistant.knowledge.ports import Places, SamePeople
from tests.stand_ins.decided import Around


class HeldSamePeople:
    """The SamePeople port over a list."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], Sameness] = {}

    def said(self) -> tuple[Sameness, ...]:
        return tuple(sorted(self._said.values(), key=lambda one: (one.at, one.one, one.other)))

    def say(self, sayings: Iterable[Sameness]) -> None:
        self._said |= {(one.one, one.other): one for one in sayings}


def people_over(memory: Memory, places: Places, around: Around, said: SamePeople | None = None) -> tuple[People, Experts]:
    """Both use cases, as the bootstrap wires them."""
    curating = Curating(around.clock, around.curators)
    people = People(memory, around.directory.people, said or HeldSamePeople(), places, curating)
    return people, Experts(people, around.searcher, around.clock)
