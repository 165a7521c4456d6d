"""`GET /v1/spending` as its callers see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import httpx
import pytest
from web_clients import client_over

from assistant.adapters.system_clock import FixedClock
from assistant.domain.readers import Principal
from assistant.domain.spending import Budget, Limit, Spent, Terms
from assistant.knowledge.spending import SpendingBook
from assistant.web.services import Services
from tests.stand_ins.held_spending import HeldSpending

TODAY = date(2026, 1, 5)
MODEL = "openai:gpt"

As = Callable[[Principal], httpx.AsyncClient]


@pytest.fixture
def over(services: Services) -> As:
    """A client for each caller, on a day on which two people asked."""
    spending = HeldSpending()
    for number, user in enumerate(("ana", "bo")):
        spending.settle(str(number), Spent(TODAY, user, MODEL, 100 + number, 10, 1_500_000, priced=user == "ana"))
    terms = Terms(Budget({Limit.DAY: 1000, Limit.PERSON_DAY_COST: 2_000_000_000}), {}, "EUR")
    book = SpendingBook(spending, terms, FixedClock(datetime(2026, 1, 5, 12, tzinfo=UTC)))

    def client(principal: Principal) -> httpx.AsyncClient:
        knowledge = replace(services.knowledge, spending=book)
        return client_over(replace(services, knowledge=knowledge, caller=lambda: principal))

    return client


async def test_an_administrator_sees_everybodys_use_and_what_is_left(over: As) -> None:
    told = (await over(Principal("", administrator=True)).get("/v1/spending?days=2")).json()
    assert [(row["user"], row["input_tokens"], row["cost"]) for row in told["spent"]] == [
        ("ana", 100, 0.0015),
        ("bo", 101, None),
    ]
    assert (told["whole"], told["first"], told["last"], told["currency"], told["zone"]) == (
        True,
        "2026-01-04",
        "2026-01-05",
        "EUR",
        "UTC",
    )
    assert told["limits"][0] == {"limit": "day", "unit": "tokens", "allowed": 1000, "used": 221}
    assert told["fresh_at"] == "2026-01-06T00:00:00Z"


async def test_others_see_their_own(over: As) -> None:
    told = (await over(Principal("ana")).get("/v1/spending")).json()
    assert [row["user"] for row in told["spent"]] == ["ana"]
    assert told["limits"] == [{"limit": "person_day_cost", "unit": "EUR", "allowed": 2.0, "used": 0.0015}]
    assert (await over(Principal("eve")).get("/v1/spending")).json()["spent"] == []


@pytest.mark.parametrize("days", ["0", "367", "many"])
async def test_a_number_of_days_that_makes_no_sense_is_a_problem(over: As, days: str) -> None:
    answer = await over(Principal("ana")).get(f"/v1/spending?days={days}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
