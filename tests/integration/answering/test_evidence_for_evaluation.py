"""The evidence that `lore eval` looks at is the evidence that a generator would be sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.adapters.system_clock import FixedClock
from assistant.answering.answerer import Answerer
from assistant.answering.wording.prompting import as_sent
from assistant.domain.answers import EvidenceChosen
from assistant.domain.questions import Question
from assistant.domain.readers import Readers
from tests.integration.index.shelf import Shelf, scope, written
from tests.stand_ins.worders import worder

QUESTIONS = ("Which message bus do we run?", "When is lunch in the canteen?", "How many brokers does Kafka have?")
SECRET = "The Kafka message bus leaked a deploy token."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    with Shelf(home) as shelf:
        shelf.put(
            written("kafka", *(f"Kafka, the message bus, has {n} brokers in region {n}." for n in range(3, 15)), title="Kafka"),
            written("rabbit", "The message bus was RabbitMQ before.", title="RabbitMQ", status="Superseded"),
            written("leak", SECRET, readers=Readers(frozenset({"group:security"}))),
            written("lunch", "Lunch is at noon in the harbour canteen."),
        )
        shelf.publish()
        yield shelf


def answerer(shelf: Shelf, tokens: int) -> Answerer:
    clock = FixedClock(datetime(2026, 1, 5, tzinfo=UTC))
    wording = worder(ScriptedGenerator(["Kafka [1]."]), tokens=tokens, clock=clock)
    return Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder, wording)


@pytest.mark.parametrize("tokens", [60, 200, 2000])
@pytest.mark.parametrize("text", QUESTIONS)
async def test_it_is_what_a_generator_is_sent(shelf: Shelf, text: str, tokens: int) -> None:
    question = Question(text, scope("ana"))
    asked = answerer(shelf, tokens)
    [sent] = [event.evidence async for event in asked.answer(question) if isinstance(event, EvidenceChosen)]
    assert asked.evidence(question, tokens) == sent


def test_a_larger_budget_holds_what_a_smaller_one_does(shelf: Shelf) -> None:
    question, asked = Question(QUESTIONS[0], scope("ana")), answerer(shelf, 2000)
    few, many = ([one.key for e in asked.evidence(question, n).excerpts for one in e.chunks] for n in (100, 2000))
    assert 0 < len(few) < len(many)
    assert many[: len(few)] == few


def test_it_needs_no_generator_and_holds_nothing_that_the_asker_may_not_read(shelf: Shelf) -> None:
    without = Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder)
    evidence = without.evidence(Question("Which message bus leaked a token?", scope("ana")), 2000)
    assert evidence
    assert SECRET not in "".join(as_sent(one) for one in evidence.excerpts)


def test_what_is_known_of_a_document_is_sent_above_its_words(shelf: Shelf) -> None:
    evidence = answerer(shelf, 2000).evidence(Question("Was RabbitMQ the message bus before?", scope("ana")), 2000)
    [rabbit] = [as_sent(one) for one in evidence.excerpts if one.document.id == "rabbit"]
    assert rabbit.startswith("title: RabbitMQ\n")
    assert "status: Superseded" in rabbit
    assert rabbit.endswith("The message bus was RabbitMQ before.")
