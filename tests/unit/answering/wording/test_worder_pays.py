"""A worded answer is paid for, remembered where it is whole, and made again where anything that it rests on changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.adapters.prompt_files import load_prompt
from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.adapters.system_clock import FixedClock
from assistant.adapters.worded_answers import HeldWordedAnswers
from assistant.answering.wording.fitting import Tokens
from assistant.answering.wording.purse import Purse
from assistant.answering.wording.worder import Means, Style, Worded, Worder
from assistant.domain.answers import Delta, Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.provenance import Usage
from assistant.domain.queries import Scope
from assistant.domain.questions import Question, Turn
from assistant.domain.readers import Principal
from assistant.domain.spending import Budget, Limit, Price, Spent, Terms
from assistant.errors import GeneratorError
from assistant.ports import Message
from tests.stand_ins.held_spending import HeldSpending

CLOCK = FixedClock(datetime(2026, 1, 5, 12, tzinfo=UTC))
MODEL = "scripted:answers"
BUS = Document("d1", "adr", "0019.md", "Message bus", Kind.DESIGN_DOC, "")
EVIDENCE = Evidence((Excerpt(BUS, (Chunk(1, "d1", 0, "The message bus is Kafka with six brokers."),), 1.0),))
ANA = Principal("ana", frozenset({"platform"}))
QUESTION = Question("Which bus do we use?", Scope(ANA))
SAID = ["The message bus ", "is Kafka [1]."]
TOLD = Usage(120, 8)
LATE = GeneratorError("scripted:answers did not begin to answer for 6 s")
LATE.__cause__ = TimeoutError()


class Desk:
    """A worder with what it works with. `state` is what the index holds."""

    def __init__(self, *pieces: str | Usage | GeneratorError, day: int | None = None) -> None:
        self.generator = ScriptedGenerator(pieces or [*SAID, TOLD])
        self.spending = HeldSpending()
        self.state = "17"
        limits = {} if day is None else {Limit.DAY: day}
        purse = Purse(self.spending, Terms(Budget(limits), {MODEL: Price(1.0, 10.0)}, "EUR"), CLOCK)
        tokens = Tokens(lambda texts: [len(text.split()) for text in texts])
        self.means = Means(CLOCK, tokens, 50, purse=purse, memory=HeldWordedAnswers(), state=lambda: self.state)
        self.worder = Worder(self.generator, load_prompt("answer"), Style("Tidewater"), self.means)

    async def word(self, question: Question = QUESTION, evidence: Evidence = EVIDENCE) -> Worded:
        *events, worded = [event async for event in self.worder.word(question, evidence)]
        assert isinstance(worded, Worded)
        assert "".join(event.text for event in events if isinstance(event, Delta)) == worded.text
        return worded

    @property
    def spent(self) -> list[Spent]:
        return self.spending.spent(date(2026, 1, 5), date(2026, 1, 5))

    @property
    def calls(self) -> int:
        return len(self.generator.calls)


async def test_what_an_answer_took_is_told_and_written_down() -> None:
    desk = Desk()
    making = (await desk.word()).making
    assert (making.usage, making.cost, making.currency, making.cached) == (TOLD, pytest.approx(200e-6), "EUR", False)
    assert desk.spent == [Spent(date(2026, 1, 5), "ana", MODEL, 120, 8, 200_000)]


async def test_what_a_provider_does_not_tell_is_estimated() -> None:
    desk = Desk(*SAID)
    usage = (await desk.word()).making.usage
    assert usage is not None
    assert usage.estimated
    assert usage.output_tokens == 6
    assert usage.input_tokens > 200
    assert [(row.tokens, row.estimated) for row in desk.spent] == [(usage.input_tokens + usage.output_tokens, 1)]


ABSURD = {
    "gives-back": Usage(-50_000, -50_000),
    "negative-answer": Usage(120, -500_000),
    "nothing-for-an-answer": Usage(0, 0),
    "more-than-can-be-stored": Usage(10**25, 1),
    "more-than-can-be-added-up": Usage(2**62, 2**62),
}


@pytest.mark.parametrize("told", ABSURD.values(), ids=ABSURD)
async def test_what_no_call_can_have_taken_is_estimated(told: Usage) -> None:
    desk = Desk(*SAID, told)
    usage = (await desk.word()).making.usage
    assert usage is not None
    assert (usage.estimated, usage.output_tokens) == (True, 6)
    assert [row.tokens for row in desk.spent] == [usage.input_tokens + usage.output_tokens]
    assert desk.spent[0].tokens > 200


FAILURES = {
    "refused": ((GeneratorError("HTTP 429"),), False),
    "too-late": ((LATE,), True),
    "cut": ((SAID[0], GeneratorError("cut")), True),
}


@pytest.mark.parametrize(("pieces", "costs"), FAILURES.values(), ids=FAILURES)
async def test_a_failed_call_costs_what_the_model_may_have_worked(
    pieces: tuple[str | GeneratorError, ...], costs: bool
) -> None:
    desk = Desk(*pieces, day=100_000)
    making = (await desk.word()).making
    assert making.failure
    assert bool(desk.spent) == costs
    assert (making.usage is not None) == costs


async def test_over_budget_the_model_is_not_asked() -> None:
    desk = Desk(day=10)
    worded = await desk.word()
    assert "The organisation's budget of 10 tokens a day" in worded.making.failure
    assert (worded.text, worded.making.usage, desk.calls, desk.spent) == ("", None, 0, [])


@pytest.mark.parametrize("way", ["closed", "cancelled"])
async def test_a_reader_who_leaves_has_spent_what_came_and_holds_nothing_back(way: str) -> None:
    desk = Desk(day=100_000)
    if way == "closed":
        async with aclosing(desk.worder.word(QUESTION, EVIDENCE)) as events:
            async for event in events:
                if isinstance(event, Delta):
                    break
    else:
        task = asyncio.create_task(desk.word())
        while not desk.calls:
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
    for _ in range(1000):
        if desk.spent:
            break
        await asyncio.sleep(0.01)
    [row] = desk.spent
    assert row.tokens > 100
    desk.spending.settle("nothing", replace(row, input_tokens=0, output_tokens=0, calls=0))
    left = Budget({Limit.DAY: 100_000})
    rest = Purse(desk.spending, Terms(left), CLOCK)
    rest.reserve("bo", MODEL, Usage(100_000 - row.tokens, 0))


async def test_the_same_question_is_paid_for_once() -> None:
    desk = Desk()
    first, again = await desk.word(), await desk.word(replace(QUESTION, text="which BUS do we  use?"))
    assert desk.calls == 1
    assert (again.text, again.citations, again.abstained) == (first.text, first.citations, first.abstained)
    assert (again.making.cached, again.making.cost, again.making.usage) == (True, 0.0, None)
    assert again.making.returned == first.making.returned
    assert [row.calls for row in desk.spent] == [1]


async def test_over_budget_what_was_remembered_is_still_said() -> None:
    desk = Desk(day=3000)
    first = await desk.word()
    desk.spending.settle("others", Spent(date(2026, 1, 5), "bo", MODEL, 2800, 0))
    assert (await desk.word()).text == first.text


CHANGED = {
    "another-person": replace(QUESTION, scope=Scope(replace(ANA, user="bo"))),
    "a-revoked-group": replace(QUESTION, scope=Scope(replace(ANA, groups=frozenset()))),
    "another-conversation": replace(QUESTION, said=(Turn("ana", "And in staging?"),)),
    "another-language": replace(QUESTION, language="German"),
}


@pytest.mark.parametrize("question", CHANGED.values(), ids=CHANGED)
async def test_another_asker_or_conversation_is_another_answer(question: Question) -> None:
    desk = Desk()
    await desk.word()
    assert not (await desk.word(question)).making.cached
    assert desk.calls == 2


async def test_a_changed_document_is_another_answer() -> None:
    desk = Desk()
    await desk.word()
    changed = Evidence((replace(EVIDENCE.excerpts[0], chunks=(Chunk(1, "d1", 0, "The message bus is RabbitMQ now."),)),))
    assert not (await desk.word(evidence=changed)).making.cached
    assert not (await desk.word(evidence=Evidence((replace(EVIDENCE.excerpts[0], note="superseded"),)))).making.cached
    assert desk.calls == 3


async def test_a_commit_anywhere_is_another_answer() -> None:
    desk = Desk()
    await desk.word()
    desk.state = "18"
    assert not (await desk.word()).making.cached


@pytest.mark.parametrize("pieces", [(SAID[0], GeneratorError("cut")), (GeneratorError("HTTP 500"),)], ids=["cut", "500"])
async def test_what_failed_is_not_remembered(pieces: tuple[str | GeneratorError, ...]) -> None:
    desk = Desk(*pieces)
    await desk.word()
    await desk.word()
    assert desk.calls == 2


class Silent:
    """A model that never says a word."""

    name = MODEL

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Usage, None]:
        await asyncio.Event().wait()
        yield ""


async def test_after_a_long_search_the_model_has_less_time_and_what_it_worked_is_paid_for() -> None:
    desk = Desk()
    worder = Worder(Silent(), load_prompt("answer"), Style("Tidewater"), replace(desk.means, least_s=0.01))
    worded = [event async for event in worder.word(QUESTION, EVIDENCE, time.perf_counter() - 60)][-1]
    assert isinstance(worded, Worded)
    assert worded.making.failure == "scripted:answers did not begin to answer in time (0.0 s were left)"
    assert [row.estimated for row in desk.spent] == [1]


ASKED_IN = {
    "german": ("Warum wurde das durch Kafka ersetzt und wer hat es entschieden?", "German"),
    "unsure": ("Kafka?", "the language of"),
}


@pytest.mark.parametrize(("text", "named"), ASKED_IN.values(), ids=ASKED_IN)
async def test_the_model_is_told_the_questions_language_by_name(text: str, named: str) -> None:
    desk = Desk()
    await desk.word(replace(QUESTION, text=text))
    assert f"Write in {named}" in system_of(desk)


def system_of(desk: Desk) -> str:
    [messages] = desk.generator.calls
    assert isinstance(messages[0], Message)
    return messages[0].text


async def test_a_question_that_does_not_fit_the_model_is_said_to() -> None:
    desk = Desk()
    means = Means(CLOCK, Tokens(lambda texts: [len(text.split()) for text in texts]), 50, context_tokens=100)
    worded = [
        event async for event in Worder(desk.generator, load_prompt("answer"), Style("T"), means).word(QUESTION, EVIDENCE)
    ][-1]
    assert isinstance(worded, Worded)
    assert "does not fit what scripted:answers can read (generator.context_tokens)" in worded.making.failure
    assert desk.calls == 0
