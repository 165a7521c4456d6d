"""`lore doctor`'s one word with the model: a line that says whether it answers, and what that cost."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.adapters.system_clock import FixedClock
from assistant.answering.wording.fitting import Tokens
from assistant.answering.wording.paying import Account
from assistant.answering.wording.purse import Purse
from assistant.answering.wording.trying import Trial, tried
from assistant.domain.provenance import Usage
from assistant.domain.spending import Budget, Limit, Price, Terms
from assistant.errors import GeneratorError
from tests.stand_ins.held_spending import HeldSpending

TODAY = date(2026, 1, 5)
MODEL = "scripted:answers"


def account(spending: HeldSpending, *, priced: bool = True, day: int = 10_000) -> Account:
    terms = Terms(Budget({Limit.DAY: day}), {MODEL: Price(1.0, 10.0)} if priced else {}, "EUR")
    clock = FixedClock(datetime(2026, 1, 5, 12, tzinfo=UTC))
    return Account(Purse(spending, terms, clock), Tokens(lambda texts: [len(text.split()) for text in texts]), 50)


async def test_a_model_that_answers_is_told_with_what_it_took() -> None:
    spending = HeldSpending()
    trial = await tried(ScriptedGenerator(["ready", Usage(20, 2)]), account(spending))
    assert trial.answers
    assert re.fullmatch(r"scripted:answers answers \(\d+\.\d s, 22 tokens, 0\.000040 EUR\)", trial.said)
    assert [(row.user, row.tokens) for row in spending.spent(TODAY, TODAY)] == [("", 22)]


async def test_a_model_without_a_price_or_a_count_is_told_without() -> None:
    trial = await tried(ScriptedGenerator(["ready"]), account(HeldSpending(), priced=False))
    assert re.fullmatch(r"scripted:answers answers \(\d+\.\d s, \d+ tokens\)", trial.said)


async def test_a_model_that_fails_is_told_with_its_reason() -> None:
    failure = GeneratorError("scripted:answers refused the key (HTTP 401): check generator.api_key")
    assert await tried(ScriptedGenerator([failure]), account(HeldSpending())) == Trial(MODEL, answers=False, said=str(failure))


async def test_it_is_not_tried_over_budget() -> None:
    generator = ScriptedGenerator(["ready"])
    trial = await tried(generator, account(HeldSpending(), day=10))
    assert not trial.answers
    assert "budget of 10 tokens a day" in trial.said
    assert generator.calls == []
