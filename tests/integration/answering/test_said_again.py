"""An answer over given chunks: nothing is searched, nothing is read that may not be, and the model is told the form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.answering.answerer import Answerer
from assistant.domain.answers import Answer
from assistant.domain.hits import SearchResult
from assistant.domain.queries import Query
from assistant.domain.questions import Manner, Question
from assistant.domain.readers import Readers
from assistant.ports import Generator
from tests.integration.index.shelf import Shelf, scope, written
from tests.stand_ins.worders import worder

QUESTION = "Which message bus do we run?"
KAFKA = "The message bus that we run is Kafka and Kafka has six brokers."
SECRET = "The Kafka message bus leaked a deploy token through six brokers."
PLACES = (("kafka", 0), ("leak", 0), ("gone", 3))


class NoSearch:
    """A searcher that must not be asked."""

    def search(self, query: Query) -> SearchResult:
        raise AssertionError(f"searched for {query.text}")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    with Shelf(home) as shelf:
        shelf.put(
            written("kafka", KAFKA, title="ADR-0019: Kafka as the message bus"),
            written("leak", SECRET, readers=Readers(frozenset({"group:security"}))),
            written("lunch", "Lunch is at noon."),
        )
        shelf.publish()
        yield shelf


async def said(shelf: Shelf, generator: Generator | None = None, **asked: object) -> Answer:
    answerer = Answerer(NoSearch(), shelf.catalogue.documents, shelf.embedder, worder(generator) if generator else None)
    question = Question(QUESTION, scope("ana"), over=PLACES, **asked)  # type: ignore[arg-type]
    answer = [event async for event in answerer.answer(question)][-1]
    assert isinstance(answer, Answer)
    return answer


async def test_without_a_model_the_given_chunks_are_read_again(shelf: Shelf) -> None:
    answer = await said(shelf)
    assert [one.document.id for one in answer.citations] == ["kafka"]
    assert [hit.document.id for hit in answer.sources] == ["kafka"]
    assert answer.confidence > 0.5


@pytest.mark.parametrize("manner", list(Manner))
async def test_a_model_is_sent_those_chunks_and_the_form(shelf: Shelf, manner: Manner) -> None:
    generator = ScriptedGenerator(["The message bus is Kafka [1]."])
    answer = await said(shelf, generator, manner=manner, language="Chinese")
    sent = "\n".join(message.text for message in generator.calls[0])
    assert answer.text == "The message bus is Kafka [1]."
    assert f'wanted now is "{manner}"' in sent
    assert "Write in Chinese" in sent
    assert KAFKA in sent
    assert SECRET not in sent
    assert "Lunch" not in sent
