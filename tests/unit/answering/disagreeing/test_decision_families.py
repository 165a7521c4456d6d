"""Which decisions stand against each other, in which part, now and as of a day."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.disagreeing.families import Stance, amendments_of, stances_of, stances_on
from assistant.answering.disagreeing.sides import Role
from assistant.answering.disagreeing.ties import Tie, Tied
from assistant.domain.readers import Principal
from assistant.knowledge.decisions.lineage import Entry, Lineage
from tests.stand_ins.disagreeing import Company


def _company() -> Company:
    company = Company()
    company.record(1, "Paper", "We write on paper.", "Superseded", date(2020, 1, 1))
    company.record(2, "Tablets", "We write on tablets.", "Superseded", date(2022, 1, 1), links=[("supersedes", "ADR-0001")])
    company.record(3, "Sensors", "Sensors write.", "Accepted", date(2024, 1, 1), links=[("supersedes", "ADR-0002")])
    company.record(4, "Drones", "Drones write.", "Proposed", links=[("supersedes", "ADR-0003")], proposed_on=date(2025, 1, 1))
    company.record(5, "Gulls", "Gulls write.", "Rejected", date(2025, 2, 1), links=[("supersedes", "ADR-0003")])
    company.record(6, "Alone", "Nobody else.", "Accepted", date(2021, 1, 1))
    company.record(7, "Gone", "It is gone.", "Deprecated", date(2021, 1, 1))
    company.record(8, "Ropes", "Ropes of hemp.", "Superseded", date(2019, 1, 1))
    company.record(9, "Chains", "Chains of iron.", "Superseded", date(2019, 6, 1))
    company.record(10, "Nets", "Nets of wire.", "Superseded", date(2019, 9, 1))
    company.record(
        11, "Steel", "All of steel.", "Accepted", date(2023, 1, 1),
        links=[("supersedes", "ADR-0008"), ("supersedes", "ADR-0009"), ("supersedes", "ADR-0010")],
    )  # fmt: skip
    return company


LINEAGE: Lineage = _company().lineage(Principal("ana"))


def entry(number: int) -> Entry:
    found = LINEAGE.entry(f"x{number}")
    assert found is not None
    return found


def told(stances: tuple[Stance, ...]) -> list[tuple[int, Role]]:
    return [(int(stance.entry.id[1:]), stance.role) for stance in stances]


@pytest.mark.parametrize(
    ("number", "stances"),
    [
        (1, [(3, Role.NOW), (1, Role.BEFORE)]),
        (2, [(3, Role.NOW), (2, Role.BEFORE)]),
        (3, [(3, Role.NOW), (2, Role.BEFORE)]),
        (4, [(3, Role.NOW), (4, Role.OPEN)]),
        (5, [(3, Role.NOW), (5, Role.REFUSED)]),
        (6, []),
        (7, []),
        (8, [(11, Role.NOW), (8, Role.BEFORE)]),
        (11, [(11, Role.NOW), (10, Role.BEFORE), (9, Role.BEFORE)]),
    ],
    ids=["first", "middle", "last", "proposed", "rejected", "alone", "deprecated", "of three", "of all three"],
)
def test_what_holds_comes_before_what_it_stands_against(number: int, stances: list[tuple[int, Role]]) -> None:
    assert told(stances_of(entry(number), LINEAGE)) == stances


def test_the_one_that_was_asked_about_is_marked() -> None:
    assert [stance.is_asked for stance in stances_of(entry(2), LINEAGE)] == [False, True]


@pytest.mark.parametrize(
    ("number", "day", "stances"),
    [
        (3, date(2021, 6, 1), [(1, Role.THEN), (3, Role.NOW)]),
        (1, date(2023, 6, 1), [(2, Role.THEN), (3, Role.NOW)]),
        (1, date(2024, 6, 1), [(3, Role.THEN)]),
        (3, date(2019, 6, 1), [(3, Role.OPEN)]),
        (6, date(2022, 6, 1), []),
        (6, date(2020, 6, 1), [(6, Role.OPEN)]),
    ],
    ids=["the first", "the middle", "the last", "before all", "alone and in force", "alone and not yet"],
)
def test_as_of_a_day_what_held_then_comes_first(number: int, day: date, stances: list[tuple[int, Role]]) -> None:
    assert told(stances_on(entry(number), LINEAGE, day)) == stances


def test_an_amendment_comes_before_what_it_amends() -> None:
    assert told(amendments_of(entry(3), [Tied(entry(6), Tie.AMENDS)])) == [(6, Role.AMENDMENT), (3, Role.AMENDED)]
    assert told(amendments_of(entry(3), [Tied(entry(6), Tie.AMENDED)])) == [(3, Role.AMENDMENT), (6, Role.AMENDED)]
    assert amendments_of(entry(3), [Tied(entry(7), Tie.AMENDS)]) == ()
    assert amendments_of(entry(3), []) == ()


def test_what_a_refused_proposal_says_stays_holds() -> None:
    ties = [Tied(entry(6), Tie.STAYS)]

    assert told(stances_of(entry(5), LINEAGE, ties))[:2] == [(3, Role.NOW), (6, Role.NOW)]
    assert told(stances_of(entry(7), LINEAGE, ties)) == []
