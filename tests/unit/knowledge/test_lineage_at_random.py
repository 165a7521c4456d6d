"""Lineages of random decisions that replace each other in any way, against rules written here anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.extracted import Known
from tests.stand_ins.decision_world import adr, lineage_of

FIRST = date(2024, 1, 1)
LONG_AGO, LATER = -5, 99
TOOK_EFFECT = {"accepted", "superseded", "deprecated", ""}
STATUSES = ("accepted", "accepted", "accepted", "proposed", "rejected", "withdrawn", "superseded", "deprecated", "")


@dataclass(frozen=True)
class Drawn:
    """A decision: its status, its days, counted from the first, and the numbers that it says it replaces or is replaced by."""

    stated: str
    proposed: int | None
    decided: int | None
    supersedes: tuple[int, ...]
    superseded_by: tuple[int, ...]

    @property
    def known_day(self) -> date | None:
        days = self.decided if self.decided is not None else self.proposed
        return None if days is None else FIRST + timedelta(days=days)

    def known(self, number: int) -> Known:
        return adr(
            number,
            self.stated,
            _iso(self.decided),
            proposed=_iso(self.proposed),
            supersedes=[f"ADR-{other:04}" for other in self.supersedes],
            superseded_by=[f"id{other}" for other in self.superseded_by],
        )


def _iso(days: int | None) -> str:
    return "" if days is None else (FIRST + timedelta(days=days)).isoformat()


@st.composite
def stories(draw: st.DrawFn, most: int = 7) -> list[Drawn]:
    count = draw(st.integers(1, most))
    numbers = st.lists(st.integers(0, count), max_size=2, unique=True).map(tuple)
    days = st.one_of(st.none(), st.integers(0, 8))
    one = st.builds(Drawn, st.sampled_from(STATUSES), days, days, numbers, st.one_of(st.just(()), numbers))
    return draw(st.lists(one, min_size=count, max_size=count))


def claims_of(story: list[Drawn]) -> set[tuple[int, int]]:
    """(newer, older), as they are said; whoever is not there, or is itself, is not meant."""
    said = {(number, other) for number, one in enumerate(story) for other in one.supersedes}
    said |= {(other, number) for number, one in enumerate(story) for other in one.superseded_by}
    return {(newer, older) for newer, older in said if newer != older and max(newer, older) < len(story)}


def reachable(claims: set[tuple[int, int]], start: int) -> set[int]:
    """What can be come to from `start` in one step or more."""
    seen: set[int] = set()
    new = {older for newer, older in claims if newer == start}
    while new - seen:
        seen |= new
        new = {older for newer, older in claims if newer in seen}
    return seen


def in_ring(claims: set[tuple[int, int]], claim: tuple[int, int]) -> bool:
    return claim[0] in reachable(claims, claim[1])


def _age(story: list[Drawn], number: int) -> tuple[date, str]:
    return (story[number].known_day or date.min, f"id{number}")


def kept_claims(story: list[Drawn]) -> set[tuple[int, int]]:
    """Those that are not in a ring, and of those in rings the ones from older to newer (what lies between two rings may be
    treated as either)."""
    said = claims_of(story)
    return {claim for claim in said if not in_ring(said, claim) or _age(story, claim[0]) > _age(story, claim[1])}


def between_rings(claims: set[tuple[int, int]], claim: tuple[int, int]) -> bool:
    """Whether a path through the claim comes from a ring and leads to one."""
    looping = {one for one in {end for pair in claims for end in pair} if one in reachable(claims, one)}
    after = reachable(claims, claim[1]) | {claim[1]}
    before = {one for one in {end for pair in claims for end in pair} if claim[0] in reachable(claims, one)} | {claim[0]}
    return not in_ring(claims, claim) and bool(after & looping) and bool(before & looping)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_replacements_are_those_that_are_said_without_rings(story: list[Drawn]) -> None:
    lineage = lineage_of(*(one.known(number) for number, one in enumerate(story)))
    said = claims_of(story)
    unsure = {claim for claim in said if between_rings(said, claim)}

    found = {(int(newer.id[2:]), older) for older in range(len(story)) for newer in lineage.successors(f"id{older}")}
    mirrored = {(newer, int(older.id[2:])) for newer in range(len(story)) for older in lineage.predecessors(f"id{newer}")}

    assert found == mirrored
    assert found - unsure == kept_claims(story) - unsure
    assert not any(in_ring(found, claim) for claim in found)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_families_are_whole_and_in_order(story: list[Drawn]) -> None:
    lineage = lineage_of(*(one.known(number) for number, one in enumerate(story)))

    for number in range(len(story)):
        chain = [entry.id for entry in lineage.chain(f"id{number}")]
        assert len(chain) == len(set(chain))
        for member in chain:
            assert {entry.id for entry in lineage.successors(member)} <= set(chain)
            assert [entry.id for entry in lineage.chain(member)] == chain
            assert all(chain.index(entry.id) < chain.index(member) for entry in lineage.predecessors(member))
        current = lineage.current(f"id{number}")
        assert current is None or (current.id in chain and current.in_force is not False)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_status_follows_from_who_took_effect(story: list[Drawn]) -> None:
    lineage = lineage_of(*(one.known(number) for number, one in enumerate(story)))

    for number, one in enumerate(story):
        entry = lineage.entry(f"id{number}")
        assert entry
        effective = [other.id for other in lineage.successors(entry.id) if story[int(other.id[2:])].stated in TOOK_EFFECT]
        own = one.stated or "unstated"
        expected = "superseded" if effective and own not in {"rejected", "withdrawn"} else own
        assert entry.status == expected
        assert set(entry.replaced_by) == set(effective)
        assert all(entry.id in other.replaces for id_ in effective if (other := lineage.entry(id_)))


@settings(max_examples=300, deadline=None)
@given(stories(), st.integers(-1, 9), st.integers(0, 10))
def test_what_was_in_force_is_told_where_every_course_of_events_agrees_and_nowhere_else(
    story: list[Drawn], asked: int, today: int
) -> None:
    lineage = lineage_of(*(one.known(number) for number, one in enumerate(story)), today=FIRST + timedelta(days=today))
    dated = [day for one in story for day in (one.proposed, one.decided) if day is not None and day <= today]
    latest = max(dated, default=today)

    for number, one in enumerate(story):
        entry = lineage.entry(f"id{number}")
        assert entry
        told = lineage.in_force_at(entry.id, FIRST + timedelta(days=asked))
        if asked >= latest:
            assert told is entry.in_force, (number, story)
            continue
        possible = {asked in course for course in courses(one, [story[int(id_[2:])] for id_ in entry.replaced_by], latest)}
        if told is not None:
            assert possible == {told}, (number, story)
        elif one.stated != "proposed":  # of a proposal that something replaced the documents say less than one could conclude
            assert len(possible) == 2, (number, story)


def courses(one: Drawn, enders: list[Drawn], latest: int) -> Iterator[range]:
    """The days on which a decision was in force, in each course of events that the documents leave open.

    What took effect did so on the day of its decision, and by the newest day that anything is known of; for what it replaced
    this may be any day since it was proposed, for itself the day of its proposal counts as the day of its decision.
    """
    never = range(0)
    if one.stated in {"proposed", "rejected", "withdrawn"}:
        yield never
        return
    if not one.stated:
        yield never
    start = one.decided if one.decided is not None else one.proposed
    for began in _from(LONG_AGO, latest) if start is None else (start,):
        ends = first_of_all([_took_effect(ender, latest) for ender in enders])
        if one.stated == "deprecated" or (one.stated == "superseded" and not enders):
            ends = first_of_all([_from(began, latest), *([ends] if ends else [])])
        for ended in ends or (LATER,):
            yield range(began, ended)


def _took_effect(one: Drawn, latest: int) -> range:
    if one.decided is not None:
        return range(one.decided, one.decided + 1)
    return _from(LONG_AGO if one.proposed is None else one.proposed, latest)


def _from(first: int, latest: int) -> range:
    return range(first, max(first, latest) + 1)


def first_of_all(days: Sequence[Iterable[int]]) -> list[int]:
    """What the first of several days may be, each of which may be any of some."""
    choices = [list(some) for some in days]
    last = min((max(some) for some in choices), default=0)
    return sorted({day for some in choices for day in some if day <= last})
