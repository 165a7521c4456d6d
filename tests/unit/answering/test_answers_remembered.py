"""What is kept of how an answer came about, and that it is kept with its question and never instead of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.answering.provenance import LONGEST_TEXT, Stopwatch, failed_record, record_of, redacted, text_hash
from assistant.answering.recording import Recorded, Recorder, Retention
from assistant.domain.answer_records import AnswerRecord, CitedChunk, FoundChunk, Looked, Reading, Stages
from assistant.domain.answers import Answer, AnswerEvent, Citation, Delta, Evidence, EvidenceChosen, SourcesFound
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.provenance import Look, Making, Repairs, SentChunk, Step
from assistant.domain.queries import Filters, Scope, TimeWish
from assistant.domain.questions import Question, Turn
from assistant.domain.readers import Principal
from assistant.domain.understood import Understood
from assistant.errors import IndexUnusable
from assistant.knowledge.decisions.lineage import Lineage
from assistant.knowledge.memory import View
from tests.stand_ins.answer_records import HeldRecords
from tests.stand_ins.answered import FULL
from tests.stand_ins.asked_questions import HeldQuestions
from tests.stand_ins.decision_world import TODAY, adr

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOCK = FixedClock(NOON)
ANA = Principal("ana")
FILTERS = Filters(kinds=("page",))
QUESTION = Question("Why hunter2?", Scope(ANA, FILTERS), "c1")


def hit(name: str, score: float = 1.0, status: str = "") -> Hit:
    document = Document(name, "docs", f"{name}.md", f"Title of {name}", Kind.PAGE, f"hash of {name}", status=status)
    return Hit(document, Chunk(1, name, 2, f"words of {name}"), score)


KAFKA, RABBIT = hit("kafka", 0.98765), hit("rabbit", 0.5, "superseded by ADR-0019")
MAKING = Making("openai:small", "answer", 3, (SentChunk(1, "third", 0, "h"),), "Raw hunter2 [1].", repairs=Repairs(1))


def answer(text: str = "Because [1].", *cited: Hit, **changes: object) -> Answer:
    citations = tuple(Citation(n, "words", one.document, one.chunk) for n, one in enumerate(cited or (KAFKA,), 1))
    made = Answer("a1", "c1", "?", text, False, 0.7, citations, (KAFKA, RABBIT), "extractive", 5.0)
    return replace(made, **changes)  # type: ignore[arg-type]


def made(one: Answer, lineage: Lineage | None = None) -> AnswerRecord:
    return record_of(one, QUESTION, Stages(1.0), CLOCK, lineage)


def lineage_of(*known: object) -> Lineage:
    return Lineage(View({one.document.id: one for one in known}, 1), TODAY)  # type: ignore[attr-defined]


def test_a_follow_up_is_kept_in_its_own_words_and_a_whole_question_once() -> None:
    before = (Turn("You", "Why did we choose Kafka?"),)
    follow_up = replace(QUESTION, text="when?", said=before)
    assert made(answer()).said == ""
    assert record_of(answer(), replace(QUESTION, text="Who owns Tally?", said=before), Stages(), CLOCK, None).said == ""
    record = record_of(answer(), follow_up, Stages(), CLOCK, None)
    failed = failed_record("a1", follow_up, (), "broken", CLOCK)
    assert (record.said, failed.said) == ("when?", "when?")
    secret = replace(record, said="and hunter2?")
    assert redacted(secret, lambda text: text.replace("hunter2", "***")).said == "and ***?"


def test_references_and_hashes_are_kept_and_no_words_but_the_answers() -> None:
    record = made(answer())
    assert record == AnswerRecord(
        id="a1",
        made_at=NOON,
        shown="Because [1].",
        generator="extractive",
        conversation_id="c1",
        asked_within=FILTERS,
        found=(
            FoundChunk("kafka", 2, 0.9877, text_hash(KAFKA.chunk)),
            FoundChunk("rabbit", 2, 0.5, text_hash(RABBIT.chunk)),
        ),
        cited=(CitedChunk(1, "kafka", 2, text_hash(KAFKA.chunk), "hash of kafka"),),
        stages=Stages(1.0),
        words_from=frozenset({"kafka"}),
    )
    assert "words of" not in str(record)
    assert "Title" not in str(record)


def test_an_abstention_names_documents_and_keeps_no_text() -> None:
    record = made(answer("The nearest: Title of kafka", abstained=True, citations=()))
    assert (record.shown, record.words_from) == ("", frozenset())


def test_what_was_sent_counts_as_what_the_words_are_from() -> None:
    record = made(answer(making=MAKING, generator="openai:small"))
    assert record.words_from == {"kafka", "third"}
    assert record.making == MAKING


def test_whether_a_cited_document_held_is_kept() -> None:
    assert [one.held for one in made(answer("x", KAFKA, RABBIT)).cited] == [True, False]


def test_a_decision_that_the_text_names_beside_its_citations_counts_too() -> None:
    old, new = (
        adr(4, "accepted", "2022-03", title="Rabbit"),
        adr(19, "accepted", "2023-05", title="Kafka", supersedes="ADR-0004"),
    )
    lineage = lineage_of(old, new, adr(7))
    cited = Hit(old.document, Chunk(1, "doc4", 0, "words"), 1.0)
    named = made(answer("*Not in force: ADR-0004 is superseded: ADR-0019 replaced it.* [1]", cited), lineage)
    assert named.words_from == {"doc4", "doc19"}
    assert [one.held for one in named.cited] == [False]
    assert made(answer("We had a bus [1].", cited), lineage).words_from == {"doc4"}


def test_the_trail_is_kept_with_the_documents_of_which_it_may_tell() -> None:
    step = Step(Look.FOLLOWED, "Title of rabbit", "it is linked", (RABBIT.document,))
    record = made(answer(trail=(step,)))
    assert record.trail == (Looked(Look.FOLLOWED, "Title of rabbit", "it is linked", ("rabbit",)),)
    assert record.trail_from == {"rabbit"}


def test_what_was_read_into_the_question_is_kept_and_nothing_where_nothing_was() -> None:
    understood = Understood("why", "kafka", FILTERS, ("pages",), TimeWish(as_of=date(2024, 3, 1)), ("why", "who"), "a note")
    reading = Reading("kafka", ("pages",), ("why", "who"), "a note", False, date(2024, 3, 1), FILTERS)
    assert made(answer(understood=understood)).reading == reading
    assert made(answer(understood=Understood("why", "why"))).reading is None


def test_secrets_are_taken_out_of_every_word_and_long_texts_are_cut_after() -> None:
    def redact(text: str) -> str:
        return text.replace("hunter2", "***")

    secret = replace(
        FULL,
        shown="hunter2",
        notice="hunter2",
        failure="hunter2",
        reading=Reading("hunter2", ("hunter2",), ("hunter2",), "hunter2"),
        trail=(Looked(Look.SEARCHED, "hunter2", "hunter2"),),
        making=replace(MAKING, failure="hunter2"),
    )
    assert "hunter2" not in str(redacted(secret, redact))
    long = redacted(replace(FULL, shown="x" * LONGEST_TEXT + "hunter2"), redact)
    assert len(long.shown) == LONGEST_TEXT


class Ticks:
    """A clock in seconds that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def timed(*events: tuple[float, AnswerEvent, float]) -> Stages:
    """The stages of events that come at these seconds, each kept by its receiver for so many."""
    clock = Ticks()
    watch = Stopwatch(clock)
    for at, event, kept in events:
        clock.now = at
        watch.hear(event)
        with watch.away():
            clock.now = at + kept
    return watch.stages(9000.0)


FOUND, CHOSEN, WORDS = SourcesFound(()), EvidenceChosen(Evidence(())), Delta("x")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(0.1, FOUND, 0.0), (0.3, WORDS, 0.0)], Stages(100.0, None, 200.0, 9000.0)),
        ([(0.1, FOUND, 0.0), (0.5, FOUND, 0.0), (0.6, CHOSEN, 0.0)], Stages(100.0, 400.0, 100.0, 9000.0)),
        ([(0.1, FOUND, 2.0), (2.3, WORDS, 5.0), (8.0, WORDS, 0.0)], Stages(100.0, None, 200.0, 9000.0)),
        ([(0.1, FOUND, 0.0), (0.2, answer(), 0.0)], Stages(100.0, None, 100.0, 9000.0)),
        ([], Stages(total=9000.0)),
    ],
    ids=["read at once", "after a research", "a slow receiver costs no stage anything", "an abstention", "nothing"],
)
def test_each_stage_is_timed_by_the_events(events: Sequence[tuple[float, AnswerEvent, float]], expected: Stages) -> None:
    assert timed(*events) == expected


class Scripted:
    """Gives these events; an exception among them is raised."""

    def __init__(self, *events: AnswerEvent | Exception) -> None:
        self._events = events

    async def answer(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event


async def _heard(recorded: Recorded) -> None:
    async for _ in recorded.answer(QUESTION):
        pass


def recorded_by(asker: Scripted, retention: Retention | None = None) -> tuple[HeldQuestions, HeldRecords]:
    """What is kept of the events."""
    questions, records = HeldQuestions(), HeldRecords()
    recorder = Recorder(questions, lambda text: text.replace("hunter2", "***"), CLOCK, retention, records)
    with suppress(IndexUnusable, ZeroDivisionError):
        asyncio.run(_heard(Recorded(asker, recorder, CLOCK)))
    assert recorder.settle(30)
    return questions, records


def test_an_answer_is_recorded_beside_its_question_without_secrets() -> None:
    questions, records = recorded_by(Scripted(FOUND, answer("It is hunter2 [1].")))
    kept, asked = records.get("a1"), questions.get("a1")
    assert kept is not None
    assert asked is not None
    assert (kept.shown, asked.question) == ("It is *** [1].", "Why ***?")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (IndexUnusable("the index is broken: run hunter2"), "the index is broken: run ***"),
        (ZeroDivisionError("hunter2"), "log"),
    ],
    ids=["on purpose", "a defect, whose message may say anything"],
)
def test_a_failure_is_recorded_with_what_was_found_and_why(error: Exception, why: str) -> None:
    questions, records = recorded_by(Scripted(SourcesFound((KAFKA,)), error))
    (asked,) = questions.since(NOON)
    kept = records.get(asked.id)
    assert kept is not None
    assert why in kept.failure
    assert "hunter2" not in str(kept)
    assert [one.document_id for one in kept.found] == ["kafka"]


def test_nothing_is_kept_where_questions_are_not_recorded() -> None:
    questions, records = recorded_by(Scripted(answer()), Retention(record=False))
    assert (questions.since(NOON), records.get("a1")) == ([], None)


@pytest.mark.parametrize("aside", [True, False])
def test_what_speaks_of_the_conversation_is_no_answer_of_its_own(*, aside: bool) -> None:
    questions, records = recorded_by(Scripted(answer(aside=aside)))
    assert (questions.get("a1") is None, records.get("a1") is None) == (aside, aside)


def test_records_are_forgotten_with_their_questions() -> None:
    questions, records = HeldQuestions(), HeldRecords()
    records.keep(AnswerRecord("old", NOON - timedelta(days=31)))
    recorder = Recorder(questions, str, CLOCK, Retention(days=30), records)
    asyncio.run(_heard(Recorded(Scripted(answer()), recorder, CLOCK)))
    assert recorder.settle(30)
    assert records.get("old") is None
    assert records.get("a1") is not None


def test_a_record_that_can_not_be_made_costs_no_question() -> None:
    class Broken:
        def lineage(self, principal: Principal) -> Lineage:
            raise ZeroDivisionError

    questions, records = HeldQuestions(), HeldRecords()
    recorder = Recorder(questions, str, CLOCK, records=records)
    asyncio.run(_heard(Recorded(Scripted(answer()), recorder, CLOCK, decisions=Broken())))
    assert recorder.settle(30)
    assert questions.get("a1") is not None
    assert records.get("a1") is None
