"""Answers for which one search is not enough: the events, the trail, and one set of citations, over a real index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.answering.answerer import Answerer, FromMemory
from assistant.answering.research.limits import Limits
from assistant.answering.research.places import Places
from assistant.answering.research.ruled import RuledResearch
from assistant.answering.research.telling import told
from assistant.domain.answers import Answer, AnswerEvent, EvidenceChosen, SourcesFound
from assistant.domain.documents import Kind, Link
from assistant.domain.provenance import Step
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal, Readers
from assistant.knowledge.memory import Memory
from assistant.knowledge.references import References
from assistant.ports import Generator
from tests.integration.index.shelf import Shelf, scope, written
from tests.stand_ins.worders import worder

QUESTION = "What does the decision that replaced ADR-0004 say about retention?"
RETENTION = "Retention of the log is seven days."
SECRET = "Retention becomes ninety days."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    with Shelf(home) as shelf:
        design, hidden = {"kind": Kind.DESIGN_DOC}, Readers(frozenset({"group:security"}))
        heir = (Link("superseded-by", "kafka.md"),)
        shelf.put(
            written("rabbit", "RabbitMQ carries it.", title="ADR-0004: RabbitMQ", links=heir, **design),
            written("kafka", "Kafka is chosen.", RETENTION, title="ADR-0019: Kafka", **design),
            written(
                "secret", SECRET, title="ADR-0044: Next", links=(Link("supersedes", "rabbit.md"),), readers=hidden, **design
            ),
            *(written(f"other{n}", f"The decision of day {n} says something about ADR work and retention.") for n in range(25)),
        )
        shelf.publish()
        yield shelf


def answerer(shelf: Shelf, generator: Generator | None = None, limits: Limits | None = None) -> Answerer:
    linked = References(Memory(shelf.catalogue.extracts))
    researcher = RuledResearch(Places(shelf.retriever, shelf.catalogue.documents), linked, limits or Limits())
    memory = FromMemory(researcher=researcher)
    return Answerer(
        shelf.retriever, shelf.catalogue.documents, shelf.embedder, worder(generator) if generator else None, memory
    )


async def events_of(
    shelf: Shelf, text: str = QUESTION, asked: Scope | None = None, generator: Generator | None = None
) -> list[AnswerEvent]:
    return [one async for one in answerer(shelf, generator).answer(Question(text, asked or scope("ana")))]


def whole(events: list[AnswerEvent]) -> Answer:
    last = events[-1]
    assert isinstance(last, Answer)
    return last


async def test_the_steps_come_between_the_sources_and_are_the_answers_trail(shelf: Shelf) -> None:
    events = await events_of(shelf)
    steps = [one for one in events if isinstance(one, Step)]
    assert [told(one) for one in steps][-1] == "Followed ADR-0004 → what replaced it: ADR-0019"
    assert [type(one) for one in events[: len(steps) + 2]] == [SourcesFound, *[Step] * len(steps), SourcesFound]
    assert whole(events).trail == tuple(steps)


async def test_what_the_steps_found_is_cited(shelf: Shelf) -> None:
    answer = whole(await events_of(shelf))
    assert not answer.abstained
    assert "kafka" in {one.document.id for one in answer.citations}
    assert "seven days" in answer.text


async def test_a_generator_words_the_answer_from_one_set_of_evidence(shelf: Shelf) -> None:
    generator = ScriptedGenerator(["Retention of the log is seven days [1]."])
    events = await events_of(shelf, generator=generator)
    [chosen] = [one for one in events if isinstance(one, EvidenceChosen)]
    sent = generator.calls[0][-1].text
    assert RETENTION in sent
    assert QUESTION in sent
    assert {"rabbit", "kafka"} <= {excerpt.document.id for excerpt in chosen.evidence.excerpts}


def test_evidence_for_evaluation_is_what_was_found_after_all_steps(shelf: Shelf) -> None:
    evidence = answerer(shelf).evidence(Question(QUESTION, scope("ana")), 2000)
    assert {"rabbit", "kafka"} <= {excerpt.document.id for excerpt in evidence.excerpts}
    assert any(RETENTION in excerpt.text for excerpt in evidence.excerpts)


async def test_where_each_of_many_documents_matters_none_is_sent_whole(shelf: Shelf) -> None:
    generator = ScriptedGenerator(["Several say so [1]."])
    events = await events_of(shelf, "Which documents speak about ADR work and retention?", generator=generator)
    [chosen] = [one for one in events if isinstance(one, EvidenceChosen)]
    assert len({excerpt.document.id for excerpt in chosen.evidence.excerpts}) == len(chosen.evidence.excerpts) > 4


async def test_a_plain_question_has_one_search_and_no_trail(shelf: Shelf) -> None:
    events = await events_of(shelf, "How long is the retention of the log?")
    assert sum(isinstance(one, SourcesFound) for one in events) == 1
    assert whole(events).trail == ()


async def test_a_hidden_successor_is_in_no_step_and_no_answer(shelf: Shelf) -> None:
    text = "".join(map(str, await events_of(shelf)))
    assert "ADR-0044" not in text
    assert SECRET not in text
    by_ruth = "".join(map(str, await events_of(shelf, asked=Scope(Principal("ruth", frozenset({"security"}))))))
    assert "ADR-0044" in by_ruth


async def test_who_goes_away_in_the_middle_ends_the_research(shelf: Shelf) -> None:
    async with aclosing(answerer(shelf).answer(Question(QUESTION, scope("ana")))) as events:
        async for event in events:
            if isinstance(event, Step):
                break
    assert isinstance(event, Step)
