"""Who may know what models cost: administrators everything, others their own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.domain.readers import Principal
from assistant.domain.spending import BILLION, Budget, Limit, Spent, Terms
from assistant.knowledge.spending import LimitToday, SpendingBook
from tests.stand_ins.held_spending import HeldSpending

NOW = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
ADMIN = Principal("", administrator=True)
ANA, BO, NOBODY = Principal("ana"), Principal("bo"), Principal("")
MODEL = "openai:gpt"
LIMITS = {Limit.DAY: 1000, Limit.PERSON_DAY: 100, Limit.DAY_COST: 2 * BILLION, Limit.PERSON_DAY_COST: BILLION}
ROWS = (
    Spent(date(2026, 1, 5), "ana", MODEL, 60, 10, BILLION // 2),
    Spent(date(2026, 1, 5), "bo", MODEL, 30, 5, BILLION // 4),
    Spent(date(2026, 1, 5), "", MODEL, 3, 1, 5),
    Spent(date(2026, 1, 1), "ana", MODEL, 7, 1),
    Spent(date(2025, 12, 20), "ana", MODEL, 9, 1),
)


def book(zone: str = "UTC") -> SpendingBook:
    spending = HeldSpending()
    for number, row in enumerate(ROWS):
        spending.settle(str(number), row)
    return SpendingBook(spending, Terms(Budget(LIMITS), {}, "EUR", zone), FixedClock(NOW))


SEEN = {
    "an-administrator-everything": (ADMIN, {"ana", "bo", ""}),
    "a-person-their-own": (BO, {"bo"}),
    "a-stranger-nothing": (Principal("eve"), set()),
    "somebody-without-a-name-nothing": (NOBODY, set()),
}


@pytest.mark.parametrize(("principal", "users"), SEEN.values(), ids=SEEN)
def test_who_sees_whose(principal: Principal, users: set[str]) -> None:
    report = book().report(principal)
    assert {row.user for row in report.rows} == users
    assert report.whole == principal.administrator


def test_the_newest_day_comes_first_and_days_are_counted_with_today() -> None:
    assert [row.day.day for row in book().report(ANA, days=7).rows] == [5, 1]
    assert [row.day.day for row in book().report(ANA, days=1).rows] == [5]
    report = book().report(ANA, days=30)
    assert [row.day.day for row in report.rows] == [5, 1, 20]
    assert (report.first, report.last) == (date(2025, 12, 7), date(2026, 1, 5))


def test_a_person_is_told_of_their_own_limits_only() -> None:
    assert book().report(ANA).limits == (
        LimitToday(Limit.PERSON_DAY, 100, 70),
        LimitToday(Limit.PERSON_DAY_COST, BILLION, BILLION // 2),
    )


def test_an_administrator_is_told_of_everybodys_too() -> None:
    limits = {one.limit: one.used for one in book().report(ADMIN).limits}
    assert limits == {
        Limit.DAY: 109,
        Limit.PERSON_DAY: 4,
        Limit.DAY_COST: BILLION // 2 + BILLION // 4 + 5,
        Limit.PERSON_DAY_COST: 5,
    }


def test_today_is_that_of_the_zone() -> None:
    report = book("Europe/Berlin").report(ADMIN)
    assert report.last == date(2026, 1, 6)
    assert all(one.used == 0 for one in report.limits)
    assert report.fresh_at.isoformat() == "2026-01-07T00:00:00+01:00"
