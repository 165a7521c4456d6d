"""What every Spending keeps to: no limit is ever exceeded, whoever reserves at the same time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.spending import Budget, Limit, Reservation, Spent
from assistant.ports import Spending
from tests.stand_ins.held_spending import HeldSpending

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 1, 5), date(2026, 1, 4)
MODEL = "openai:gpt"

Open = Callable[[], Spending]
"""The same spending, by another connection where it has any."""


@pytest.fixture(params=["sql", "memory"])
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    if request.param == "memory":
        held = HeldSpending()
        yield lambda: held
        return
    opened = []

    def open_one() -> Spending:
        opened.append(open_catalogue(tmp_path / "catalogue.sqlite"))
        return opened[-1].spending

    yield open_one
    for catalogue in opened:
        catalogue.close()


@pytest.fixture
def spending(again: Open) -> Spending:
    return again()


def held(id_: str, tokens: int, user: str = "ana", day: date = TODAY, cost: int = 0) -> Reservation:
    return Reservation(id_, day, user, MODEL, tokens, cost, NOW + timedelta(minutes=2))


def took(tokens: int, user: str = "ana", day: date = TODAY, cost: int = 0) -> Spent:
    return Spent(day, user, MODEL, tokens - tokens // 4, tokens // 4, cost)


def allow(**limits: int) -> Budget:
    return Budget({Limit(name): allowed for name, allowed in limits.items()})


def test_what_fits_is_held_back_and_what_does_not_is_told_by_its_limit(spending: Spending) -> None:
    budget = allow(day=100)
    assert spending.reserve(held("a", 60), budget, NOW) is None
    assert spending.reserve(held("b", 41), budget, NOW) is Limit.DAY
    assert spending.reserve(held("c", 40), budget, NOW) is None


def test_what_was_spent_counts_in_the_place_of_what_was_held_back(spending: Spending) -> None:
    budget = allow(day=100)
    spending.reserve(held("a", 90), budget, NOW)
    spending.settle("a", took(30))
    assert spending.reserve(held("b", 71), budget, NOW) is Limit.DAY
    assert spending.reserve(held("b", 70), budget, NOW) is None


def test_what_was_released_is_there_again(spending: Spending) -> None:
    budget = allow(day=100)
    spending.reserve(held("a", 90), budget, NOW)
    spending.release("a")
    assert spending.reserve(held("b", 100), budget, NOW) is None
    assert spending.spent(TODAY, TODAY) == []


def test_what_a_killed_process_held_back_is_there_again_after_a_while(spending: Spending) -> None:
    budget = allow(day=100)
    spending.reserve(held("killed", 90), budget, NOW)
    assert spending.reserve(held("b", 90), budget, NOW + timedelta(seconds=119)) is Limit.DAY
    assert spending.reserve(held("b", 90), budget, NOW + timedelta(seconds=120)) is None


def test_a_call_that_outlived_its_reservation_is_still_written_down(spending: Spending) -> None:
    spending.reserve(held("late", 90), allow(day=100), NOW)
    spending.reserve(held("b", 5), allow(day=100), NOW + timedelta(hours=1))
    spending.settle("late", took(80))
    assert [row.tokens for row in spending.spent(TODAY, TODAY)] == [80]


LIMITS = {
    "a-person": (allow(person_day=100), {"tokens": 100}, Limit.PERSON_DAY),
    "money": (allow(day_cost=100), {"tokens": 1, "cost": 100}, Limit.DAY_COST),
    "a-persons-money": (allow(person_day_cost=100), {"tokens": 1, "cost": 100}, Limit.PERSON_DAY_COST),
}


@pytest.mark.parametrize(("budget", "size", "limit"), LIMITS.values(), ids=LIMITS)
def test_each_limit_counts_what_it_is_about(spending: Spending, budget: Budget, size: dict[str, int], limit: Limit) -> None:
    assert spending.reserve(held("a", **size), budget, NOW) is None
    assert spending.reserve(held("b", **size), budget, NOW) is limit
    others = spending.reserve(replace(held("c", **size), user="bo"), budget, NOW)
    assert others is (None if limit.is_personal else limit)
    assert spending.reserve(replace(held("d", **size), day=YESTERDAY), budget, NOW) is None


def test_a_budget_without_limits_allows_everything(spending: Spending) -> None:
    assert spending.reserve(held("a", 10**12), Budget(), NOW) is None


def test_rows_add_up_by_day_person_and_model(spending: Spending) -> None:
    for id_, one in enumerate((took(40, cost=7), took(8, cost=2), took(4, "bo"), took(12, day=YESTERDAY))):
        spending.settle(str(id_), one)
    spending.settle("e", replace(took(0), estimated=1, priced=False))
    assert spending.spent(YESTERDAY, TODAY) == [
        took(12, day=YESTERDAY),
        Spent(TODAY, "ana", MODEL, 36, 12, 9, calls=3, estimated=1, priced=False),
        took(4, "bo"),
    ]
    assert spending.spent(YESTERDAY, YESTERDAY) == [took(12, day=YESTERDAY)]


@pytest.mark.parametrize("seed", range(3))
def test_no_limit_is_exceeded_by_those_who_reserve_at_the_same_time(again: Open, seed: int) -> None:
    """Several connections reserve, settle for less, release and forget, all at once and at random."""
    limits = {"day": 2000, "person_day": 800, "day_cost": 3000}
    budget = allow(**limits)
    doors = [again() for _ in range(4)]

    def customer(number: int) -> int:
        luck, door, kept = random.Random(seed * 100 + number), doors[number % len(doors)], 0
        for turn in range(8):
            user, tokens = luck.choice(("ana", "bo", "chen")), luck.randint(1, 200)
            reservation = held(f"{number}-{turn}", tokens, user, cost=tokens * 2)
            if door.reserve(reservation, budget, NOW) is not None:
                continue
            fate, used = luck.random(), luck.randint(0, tokens)
            if fate < 0.6:
                door.settle(reservation.id, Spent(TODAY, user, MODEL, used, 0, used * 2))
            elif fate < 0.8:
                door.release(reservation.id)
            kept += 1
        return kept

    with ThreadPoolExecutor(8) as threads:
        kept = sum(threads.map(customer, range(8)))
    rows = doors[0].spent(TODAY, TODAY)
    assert kept > 8
    assert 0 < sum(row.tokens for row in rows) <= limits["day"]
    assert sum(row.cost for row in rows) <= limits["day_cost"]
    assert all(sum(row.tokens for row in rows if row.user == user) <= limits["person_day"] for user in ("ana", "bo", "chen"))
