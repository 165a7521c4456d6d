"""How a document stands beside another: its day, its people, its status, and which of two holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.deciding.standings import people_of
from assistant.answering.disagreeing.phrases import ENGLISH
from assistant.answering.disagreeing.sides import Role
from assistant.answering.disagreeing.standing import (
    Bearing,
    bearing_of,
    day_in_head,
    holding_first,
    own_decision,
    status_of,
)
from assistant.domain.documents import Chunk, Kind
from assistant.domain.readers import Principal
from tests.stand_ins.disagreeing import Company, page

EARLY, LATE = date(2022, 3, 15), date(2023, 5, 11)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Maintained by Chen, Platform. Version of 2023-09-19.", date(2023, 9, 19)),
        ("Bo Lindqvist, first 2024-01-09, last 2025-05-13", date(2025, 5, 13)),
        ("last check 2025-10-07\nupdated 2024-01-01", date(2025, 10, 7)),
        ("Last revised on 19 September 2023.", date(2023, 9, 19)),
        ("最后更新：2024年3月5日", date(2024, 3, 5)),
        ("Updated in 2023", None),
        ("The outage of 2023-10-09 took long.", None),
        ("", None),
    ],
)
def test_a_page_dates_itself_in_its_first_lines(head: str, day: date | None) -> None:
    assert day_in_head([Chunk(1, "d", 0, f"# On-call\n\n{head}\n")]) == day


def test_only_the_beginning_of_a_page_dates_it() -> None:
    assert day_in_head([]) is None
    assert day_in_head([Chunk(1, "d", 3, "Updated 2023-09-19")]) is None
    assert day_in_head([Chunk(1, "d", 0, "x" * 700 + "\nUpdated 2023-09-19")]) is None


def bearing(name: str, day: date | None, status: str = "", kind: Kind = Kind.PAGE) -> Bearing:
    return Bearing(page(name, name, day, status=status, kind=kind), None, day)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (bearing("one", EARLY), bearing("other", LATE), [("other", Role.NEWER), ("one", Role.OLDER)]),
        (bearing("one", LATE), bearing("other", EARLY), [("one", Role.NEWER), ("other", Role.OLDER)]),
        (bearing("one", EARLY), bearing("other", LATE, "rejected"), [("one", Role.NOW), ("other", Role.REFUSED)]),
        (bearing("one", LATE, "superseded"), bearing("other", EARLY), [("other", Role.NOW), ("one", Role.BEFORE)]),
        (bearing("one", LATE, "draft"), bearing("other", EARLY), [("other", Role.NOW), ("one", Role.OPEN)]),
        (bearing("one", EARLY), bearing("other", EARLY), [("one", Role.EITHER), ("other", Role.EITHER)]),
        (bearing("one", None), bearing("other", EARLY), [("one", Role.EITHER), ("other", Role.EITHER)]),
        (
            bearing("one", EARLY, "closed", Kind.CODE_REVIEW),
            bearing("other", LATE),
            [("other", Role.NEWER), ("one", Role.OLDER)],
        ),
    ],
    ids=["by date", "by date, turned", "rejected", "superseded", "a draft", "of one day", "undated", "a closed review"],
)
def test_status_tells_which_holds_and_then_the_date(one: Bearing, other: Bearing, told: list[tuple[str, Role]]) -> None:
    assert [(each.document.id, role) for each, role in holding_first(one, other)] == told


def test_a_decision_stands_by_its_own_day_and_status() -> None:
    company = Company()
    record = company.record(1, "Paper", "We write on paper.", "Withdrawn", EARLY)
    lineage = company.lineage(Principal("ana"))

    found = bearing_of(replace(record, updated_at=None, status="whatever"), lineage, ())

    assert own_decision(record, lineage) is not None
    assert found.day == EARLY
    assert found.is_held_back
    assert found.role is Role.REFUSED
    assert status_of(record, found.entry, ENGLISH) == "withdrawn"


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        (Kind.PAGE, "", "states no status"),
        (Kind.PAGE, "In *force*", "in force"),
        (Kind.MEETING, "", "minutes"),
        (Kind.CODE_REVIEW, "merged", "merged"),
    ],
)
def test_a_status_is_said_in_a_word_or_two(kind: Kind, status: str, said: str) -> None:
    assert status_of(page("d", "D", kind=kind, status=status), None, ENGLISH) == said


def test_people_are_named_without_their_addresses() -> None:
    document = page(
        "d",
        "D",
        authors=(
            "Ana Ruiz <ana@ship.example>",
            "Bo (bo@ship.example)",
            "Ana Ruiz",
            "*Mei*",
            "For some groups it may be useful",
        ),
    )

    assert people_of(document, None) == ("Ana Ruiz", "Bo", "Mei")


def test_who_decided_counts_where_nobody_is_named_as_an_author() -> None:
    company = Company()
    record = company.record(1, "Paper", "We write on paper.", deciders=("Liu Mei", "Tomás Vidal"))
    entry = company.lineage(Principal("ana")).entry("x1")

    assert people_of(replace(record, authors=()), entry) == ("Liu Mei", "Tomás Vidal")
    assert people_of(replace(record, authors=()), None) == ()
