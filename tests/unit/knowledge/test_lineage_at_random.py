"""Lineages of random decisions that replace each other in any way, against rules written here anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.extracted import Known
from assistant.domain.statuses import DecisionStatus
from tests.stand_ins.decision_world import adr, lineage_of

FIRST = date(2024, 1, 1)
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


@settings(max_examples=200, deadline=None)
@given(stories(), st.integers(-1, 9))
def test_time_travel_agrees_with_telling_the_story_day_by_day(story: list[Drawn], days: int) -> None:
    lineage = lineage_of(*(one.known(number) for number, one in enumerate(story)))
    today = FIRST + timedelta(days=days)

    for number, one in enumerate(story):
        entry = lineage.entry(f"id{number}")
        assert entry
        enders = [story[int(id_[2:])].known_day for id_ in entry.replaced_by]
        expected = told(story, one, enders, today)
        if expected == "as it is now":
            expected = entry.status
        assert lineage.status_at(entry.id, today) == expected, (number, story)
        known = lineage.in_force_at(entry.id, today)
        assert known is not True or expected == "accepted"
        assert known is not False or expected != "accepted"


def told(story: list[Drawn], one: Drawn, enders: list[date | None], today: date) -> str:
    """The state of one decision after every day up to today was gone through."""
    every_day = [day for each in story for day in (each.proposed, each.decided) if day is not None]
    if every_day and today >= FIRST + timedelta(days=max(every_day)):
        return "as it is now"
    refused = one.stated in {"rejected", "withdrawn"}
    dated = sorted(day for day in enders if day)
    state = DecisionStatus.UNSTATED
    marks = [day for day in (one.proposed, one.decided) if day is not None]
    for passed in range(-2, (today - FIRST).days + 1):
        if marks and passed == min(marks):
            state = DecisionStatus.PROPOSED
        if passed == (one.decided if one.decided is not None else one.proposed):
            state = settled(one.stated, dated, enders)
        if dated and not refused and passed >= (dated[0] - FIRST).days:
            state = DecisionStatus.SUPERSEDED
    return state


def settled(stated: str, dated: list[date], enders: list[date | None]) -> DecisionStatus:
    """What a decision is from its day on, until something replaces it."""
    if stated in {"superseded", "deprecated"}:
        return DecisionStatus.ACCEPTED if dated else DecisionStatus.UNSTATED
    if stated in {"rejected", "withdrawn"}:
        return DecisionStatus(stated)
    if enders and not dated:
        return DecisionStatus.UNSTATED
    return DecisionStatus(stated or "unstated")
