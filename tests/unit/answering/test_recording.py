"""Recording: what became of each question is kept, and no answer ever waits for that or fails by it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.answering.recording import LONGEST, Recorded, Recorder, Retention
from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, SourcesFound
from assistant.domain.asked import Asked, Interface, Outcome
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.queries import Filters, Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.errors import IndexUnusable, StorageFull, UsageError
from assistant.knowledge.ports import AskedQuestions
from tests.stand_ins.asked_questions import HeldQuestions

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Principal("ana", frozenset({"apps", "github:tidewater/atlas"}))
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def hit(name: str) -> Hit:
    return Hit(Document(name, "docs", f"{name}.md", name, Kind.PAGE, ""), Chunk(1, name, 0, "words"), 1.0)


HITS = tuple(hit(name) for name in ("d1", "d1", "d2", "d3", "d4", "d5", "d6"))


def answer(*cited: str, abstained: bool = False) -> Answer:
    citations = tuple(Citation(n, "words", hit(name).document, hit(name).chunk) for n, name in enumerate(cited, 1))
    return Answer("a1", "c1", "?", "text", abstained, 0.7, citations, HITS, "extractive", 5.0)


@dataclass
class ScriptedAsker:
    """Gives these events; an exception among them is raised."""

    events: Sequence[AnswerEvent | Exception] = (SourcesFound(HITS), Delta("text"), answer("d2", "d1", "d2"))
    closed: bool = False

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        try:
            for event in self.events:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed = True


@dataclass
class Failing(HeldQuestions):
    """A record that can't be written, until it can."""

    error: Exception | None = None
    wait: threading.Event = field(default_factory=threading.Event)
    stuck: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def keep(self, asked: Asked) -> None:
        if self.stuck:
            self.wait.wait(60)
        if self.error is not None:
            raise self.error
        super().keep(asked)


def redacted(text: str) -> str:
    return text.replace("hunter2", "[redacted]")


def recorder_over(questions: AskedQuestions, retention: Retention | None = None) -> Recorder:
    return Recorder(questions, redacted, FixedClock(NOON), retention)


def asked_of(questions: AskedQuestions) -> list[Asked]:
    return questions.since(LONG_AGO)


def question(text: str = "Why Kafka?", filters: Filters | None = None) -> Question:
    return Question(text, Scope(ANA, filters or Filters()), interface=Interface.PAGE)


async def listen(recorded: Recorded, asked: Question) -> list[AnswerEvent]:
    return [event async for event in recorded.answer(asked)]


def ask(asker: ScriptedAsker, questions: AskedQuestions, asked: Question | None = None) -> list[AnswerEvent]:
    recorder = recorder_over(questions)
    recorded = Recorded(asker, recorder, FixedClock(NOON), frozenset({"apps", "billing"}))
    try:
        return asyncio.run(listen(recorded, asked or question()))
    finally:
        assert recorder.settle(30)


def test_an_answered_question_is_kept_with_what_became_of_it() -> None:
    questions = HeldQuestions()
    events = ask(ScriptedAsker(), questions)
    assert events == list(ScriptedAsker().events)
    assert asked_of(questions) == [
        Asked(
            id="a1",
            question="Why Kafka?",
            asked_at=NOON,
            outcome=Outcome.ANSWERED,
            asker="ana",
            teams=("apps",),
            interface=Interface.PAGE,
            confidence=0.7,
            cited=("d2", "d1"),
            nearest=("d1", "d2", "d3", "d4", "d5"),
        )
    ]


def test_an_abstention_is_kept_as_one() -> None:
    questions = HeldQuestions()
    ask(ScriptedAsker([SourcesFound(HITS), answer(abstained=True)]), questions)
    assert [(one.outcome, one.cited) for one in asked_of(questions)] == [(Outcome.ABSTAINED, ())]


@pytest.mark.parametrize("error", [IndexUnusable("broken"), ZeroDivisionError()], ids=["on purpose", "a defect"])
def test_a_failure_is_kept_and_goes_on_to_the_caller(error: Exception) -> None:
    questions = HeldQuestions()
    with pytest.raises(type(error)):
        ask(ScriptedAsker([SourcesFound(HITS), error]), questions)
    assert [(one.outcome, one.nearest[:1], bool(one.id)) for one in asked_of(questions)] == [(Outcome.FAILED, ("d1",), True)]


def test_an_empty_question_is_none() -> None:
    questions = HeldQuestions()
    with pytest.raises(UsageError):
        ask(ScriptedAsker([UsageError("the question is empty")]), questions, question("  "))
    assert asked_of(questions) == []


def test_a_question_with_a_filter_is_marked() -> None:
    questions = HeldQuestions()
    ask(ScriptedAsker(), questions, question(filters=Filters(kinds=("page",))))
    assert [one.filtered for one in asked_of(questions)] == [True]


def test_what_the_asker_stops_is_not_kept_and_the_work_is_closed() -> None:
    questions, asker = HeldQuestions(), ScriptedAsker()
    recorder = recorder_over(questions)

    async def stop_early() -> None:
        events = Recorded(asker, recorder, FixedClock(NOON)).answer(question())
        await anext(events)
        await events.aclose()

    asyncio.run(stop_early())
    assert recorder.settle(30)
    assert asker.closed
    assert asked_of(questions) == []


def test_an_answer_whose_reader_leaves_after_it_is_kept_once() -> None:
    questions = HeldQuestions()
    recorder = recorder_over(questions)

    async def leave_at_the_end() -> None:
        events = Recorded(ScriptedAsker(), recorder, FixedClock(NOON)).answer(question())
        async for event in events:
            if isinstance(event, Answer):
                break
        await events.aclose()

    asyncio.run(leave_at_the_end())
    assert recorder.settle(30)
    assert [one.outcome for one in asked_of(questions)] == [Outcome.ANSWERED]


def test_secrets_are_taken_out_before_the_question_is_stored_and_long_ones_are_cut_after() -> None:
    questions = HeldQuestions()
    ask(ScriptedAsker(), questions, question("x" * (LONGEST - 3) + "hunter2 and more"))
    (kept,) = asked_of(questions)
    assert kept.question == "x" * (LONGEST - 3) + "[re"


@pytest.mark.parametrize("error", [StorageFull("the disk is full"), ZeroDivisionError()], ids=["full disk", "a defect"])
def test_a_record_that_fails_costs_no_answer_and_the_next_one_is_kept(error: Exception) -> None:
    questions = Failing(error=error)
    recorder = recorder_over(questions)
    recorded = Recorded(ScriptedAsker(), recorder, FixedClock(NOON))
    assert asyncio.run(listen(recorded, question()))[-1] == answer("d2", "d1", "d2")
    assert recorder.settle(30)
    questions.error = None
    asyncio.run(listen(recorded, question()))
    assert recorder.settle(30)
    assert len(asked_of(questions)) == 1


def test_a_record_that_hangs_holds_up_no_answer_and_no_more_than_a_thousand_wait() -> None:
    questions = Failing(stuck=True)
    recorder = recorder_over(questions)
    recorded = Recorded(ScriptedAsker([answer("d1")]), recorder, FixedClock(NOON))

    async def many() -> None:
        for _ in range(1200):
            assert len(await listen(recorded, question())) == 1

    asyncio.run(many())
    assert not recorder.settle(0)
    assert len(recorder._waiting) == 1000
    questions.wait.set()
    assert recorder.settle(30)


def test_nothing_is_kept_where_recording_is_off_and_what_is_old_still_goes() -> None:
    questions = HeldQuestions()
    questions.keep(Asked("old", "?", NOON - timedelta(days=31), Outcome.ANSWERED))
    recorder = recorder_over(questions, Retention(days=30, record=False))
    recorder.note(Asked("new", "?", NOON, Outcome.ANSWERED))
    assert recorder.settle(30)
    assert asked_of(questions) == []


def test_what_is_older_than_the_retention_is_forgotten() -> None:
    questions = HeldQuestions()
    for days in (29, 31):
        questions.keep(Asked(f"{days} days", "?", NOON - timedelta(days=days), Outcome.ANSWERED))
    recorder = recorder_over(questions, Retention(days=30))
    recorder.note(Asked("new", "?", NOON, Outcome.ANSWERED))
    assert recorder.settle(30)
    assert [one.id for one in asked_of(questions)] == ["29 days", "new"]


def test_a_closed_recorder_has_stored_what_waited_and_takes_nothing_more() -> None:
    questions = HeldQuestions()
    recorder = recorder_over(questions)
    recorder.note(Asked("one", "?", NOON, Outcome.ANSWERED))
    recorder.close()
    recorder.note(Asked("two", "?", NOON, Outcome.ANSWERED))
    assert [one.id for one in asked_of(questions)] == ["one"]
