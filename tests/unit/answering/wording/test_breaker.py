"""A model that fails again and again is left alone, and tried again by one question at a time."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.answering.wording.breaker import CircuitBreaker, Guarded
from assistant.errors import GeneratorError, ModelResting
from assistant.ports import Message

ASKED = (Message("user", "Which bus?"),)
BROKEN = GeneratorError("scripted:answers failed (HTTP 500)")


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def breaker(clock: Hand) -> CircuitBreaker:
    return CircuitBreaker("openai:gpt", clock, failures=3, rest_s=30)


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        breaker.admit()
        breaker.failed()


def test_a_few_failures_are_nothing(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    breaker.admit()


def test_a_success_between_begins_the_count_anew(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)
    breaker.admit()


def test_enough_failures_in_a_row_are_a_rest_that_says_when_it_ends(breaker: CircuitBreaker, clock: Hand) -> None:
    fail(breaker, 3)
    clock.wait(10)
    with pytest.raises(ModelResting, match=r"openai:gpt failed 3 times in a row and is left alone .* again in 20 s"):
        breaker.admit()


def test_after_the_rest_one_call_tries_and_others_wait_for_it(breaker: CircuitBreaker, clock: Hand) -> None:
    fail(breaker, 3)
    clock.wait(30)
    breaker.admit()
    with pytest.raises(ModelResting, match="by another question"):
        breaker.admit()
    breaker.succeeded()
    breaker.admit()
    breaker.admit()


def test_a_trial_that_fails_is_another_rest(breaker: CircuitBreaker, clock: Hand) -> None:
    fail(breaker, 3)
    clock.wait(30)
    fail(breaker, 1)
    clock.wait(29)
    with pytest.raises(ModelResting):
        breaker.admit()
    clock.wait(1)
    breaker.admit()


def test_a_trial_that_its_asker_gives_up_leaves_the_trial_to_the_next(breaker: CircuitBreaker, clock: Hand) -> None:
    fail(breaker, 3)
    clock.wait(30)
    breaker.admit()
    breaker.left()
    breaker.admit()


def test_no_number_of_failures_is_no_breaker(clock: Hand) -> None:
    breaker = CircuitBreaker("openai:gpt", clock, failures=0)
    fail(breaker, 50)
    breaker.admit()


async def drained(guarded: Guarded) -> list[object]:
    return [piece async for piece in guarded.stream(ASKED)]


async def test_a_resting_model_is_not_called(clock: Hand) -> None:
    generator = ScriptedGenerator([BROKEN])
    guarded = Guarded(generator, CircuitBreaker(generator.name, clock, failures=2))
    for expected in (BROKEN, BROKEN):
        with pytest.raises(GeneratorError, match="HTTP 500") as caught:
            await drained(guarded)
        assert caught.value is expected
    with pytest.raises(ModelResting):
        await drained(guarded)
    assert len(generator.calls) == 2
    assert guarded.name == generator.name


async def test_what_a_model_says_passes_through_and_counts_as_a_success(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    assert await drained(Guarded(ScriptedGenerator(["Kafka", " [1]."]), breaker)) == ["Kafka", " [1]."]
    fail(breaker, 2)
    breaker.admit()


@pytest.mark.parametrize("way", ["closed", "cancelled"])
async def test_a_reader_who_leaves_says_nothing_of_the_model(breaker: CircuitBreaker, way: str) -> None:
    guarded = Guarded(ScriptedGenerator(["Kafka", " [1]."]), breaker)
    for _ in range(5):
        if way == "closed":
            async with aclosing(guarded.stream(ASKED)) as pieces:
                await anext(pieces)
        else:
            task = asyncio.create_task(drained(guarded))
            task.cancel()
            await asyncio.wait({task})
    breaker.admit()
