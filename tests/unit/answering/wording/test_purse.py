"""What is held back, what is written down, and what somebody is told whose budget is used up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.answering.wording.purse import Cost, Purse
from assistant.domain.provenance import Usage
from assistant.domain.spending import BILLION, Budget, Limit, Price, Spent, Terms
from assistant.errors import OverBudget
from tests.stand_ins.held_spending import HeldSpending

MODEL = "openai:gpt-5-mini"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
PRICES = {MODEL: Price(0.25, 2.0)}


def purse(spending: HeldSpending, limits: dict[Limit, int] | None = None, zone: str = "UTC", now: datetime = NOON) -> Purse:
    return Purse(spending, Terms(Budget(limits or {}), PRICES, "EUR", zone), FixedClock(now), longest_s=60)


@pytest.fixture
def spending() -> HeldSpending:
    return HeldSpending()


def test_what_a_call_took_is_written_down_with_its_price(spending: HeldSpending) -> None:
    paying = purse(spending)
    paying.settle(paying.reserve("ana", MODEL, Usage(1000, 800)), Usage(1000, 100))
    assert spending.spent(date(2026, 1, 5), date(2026, 1, 5)) == [
        Spent(date(2026, 1, 5), "ana", MODEL, 1000, 100, cost=450_000)
    ]


def test_a_model_without_a_price_costs_nobody_knows_what(spending: HeldSpending) -> None:
    paying = purse(spending)
    paying.settle(paying.reserve("ana", "ollama:qwen3", Usage(10, 10)), Usage(10, 1, estimated=True))
    [row] = spending.spent(date(2026, 1, 5), date(2026, 1, 5))
    assert (row.cost, row.priced, row.estimated) == (0, False, 1)
    assert paying.cost("ollama:qwen3", Usage(10, 1)) == Cost(None, "")


def test_the_cost_is_in_whole_units_and_nothing_for_what_nobody_called(spending: HeldSpending) -> None:
    assert purse(spending).cost(MODEL, Usage(1_000_000, 1_000_000)) == Cost(2.25, "EUR")
    assert purse(spending).cost(MODEL, None) == Cost(0.0, "EUR")


REFUSALS = {
    "everybodys": (Limit.DAY, 1000, "The organisation's budget of 1,000 tokens a day"),
    "ones-own": (Limit.PERSON_DAY, 1000, "Your own budget of 1,000 tokens a day"),
    "money": (Limit.DAY_COST, BILLION // 1000, "The organisation's budget of 0.00 EUR a day"),
    "ones-own-money": (Limit.PERSON_DAY_COST, BILLION // 1000, "Your own budget of 0.00 EUR a day"),
}


@pytest.mark.parametrize(("limit", "allowed", "says"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_whose_budget_it_is_and_when_it_is_fresh(
    spending: HeldSpending, limit: Limit, allowed: int, says: str
) -> None:
    with pytest.raises(OverBudget, match=rf"{says} .* fresh again at 00:00 \(UTC\), in 12 h 0 min"):
        purse(spending, {limit: allowed}).reserve("ana", MODEL, Usage(1000, 800))


FRESH = {
    "another-zone": ("Europe/Berlin", NOON, r"00:00 \(Europe/Berlin\), in 11 h 0 min"),
    "ahead-of-utc": ("Pacific/Auckland", NOON, r"in 23 h 0 min"),
    "soon": ("UTC", NOON + timedelta(hours=11, minutes=59, seconds=10), "in 1 min"),
}


@pytest.mark.parametrize(("zone", "now", "says"), FRESH.values(), ids=FRESH)
def test_a_day_begins_where_the_settings_say(spending: HeldSpending, zone: str, now: datetime, says: str) -> None:
    with pytest.raises(OverBudget, match=says):
        purse(spending, {Limit.DAY: 1}, zone, now).reserve("ana", MODEL, Usage(1, 1))


def test_a_call_counts_for_the_day_on_which_it_began(spending: HeldSpending) -> None:
    late = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    assert purse(spending, zone="Europe/Berlin", now=late).reserve("ana", MODEL, Usage(1, 1)).day == date(2026, 1, 6)
    assert purse(spending, zone="UTC", now=late).reserve("ana", MODEL, Usage(1, 1)).day == date(2026, 1, 5)


def test_the_worst_case_is_held_back_and_the_rest_given_back(spending: HeldSpending) -> None:
    paying = purse(spending, {Limit.DAY: 2000})
    first = paying.reserve("ana", MODEL, Usage(1000, 800))
    with pytest.raises(OverBudget):
        paying.reserve("bo", MODEL, Usage(1000, 800))
    paying.settle(first, Usage(150, 50))
    second = paying.reserve("bo", MODEL, Usage(1000, 800))
    with pytest.raises(OverBudget):
        paying.reserve("chen", MODEL, Usage(1, 0))
    paying.release(second)
    paying.reserve("chen", MODEL, Usage(1000, 800))
