"""Remembered answers over a real index: nobody gets one that rests on what they may not read, or on what is no longer so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.prompt_files import load_prompt
from assistant.adapters.scripted_generator import ScriptedGenerator
from assistant.adapters.system_clock import FixedClock
from assistant.adapters.worded_answers import HeldWordedAnswers
from assistant.answering.answerer import Answerer
from assistant.answering.wording.fitting import Tokens
from assistant.answering.wording.worder import Means, Style, Worder
from assistant.domain.answers import Answer
from assistant.domain.documents import Document
from assistant.domain.questions import Question
from assistant.domain.readers import Readers
from tests.integration.index.shelf import Shelf, Written, scope, written

QUESTION = "Which message bus do we run and how many brokers does Kafka have?"
KAFKA = written("kafka", "The message bus that we run is Kafka and Kafka has six brokers.")
LEAK = written("leak", "The Kafka message bus leaked through six brokers.", readers=Readers(frozenset({"group:security"})))
LUNCH = written("lunch", "Lunch is at noon in the harbour canteen.")
RUTH = ("ruth", ("security",))


class Desk:
    """Answers over a shelf, with a model that always says the same."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.generator = ScriptedGenerator(["The message bus is Kafka ", "with six brokers [1]."])
        means = Means(
            FixedClock(datetime(2026, 1, 5, tzinfo=UTC)),
            Tokens(shelf.embedder.count_tokens),
            memory=HeldWordedAnswers(),
            state=lambda: str(shelf.journal.sequence()),
        )
        worder = Worder(self.generator, load_prompt("answer"), Style("Tidewater"), means)
        self.answerer = Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder, worder)

    async def ask(self, user: str = "ana", groups: tuple[str, ...] = ()) -> Answer:
        question = Question(QUESTION, scope(user, groups))
        answer = [event async for event in self.answerer.answer(question)][-1]
        assert isinstance(answer, Answer)
        return answer

    async def was_remembered(self, user: str = "ana", groups: tuple[str, ...] = ()) -> bool:
        answer = await self.ask(user, groups)
        assert answer.making is not None
        return answer.making.cached


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Shelf(tmp_path) as shelf:
        shelf.put(KAFKA, LEAK, LUNCH)
        shelf.publish()
        yield Desk(shelf)


async def test_the_same_question_of_the_same_person_is_answered_from_memory(desk: Desk) -> None:
    first, again = await desk.ask(), await desk.ask()
    assert again.making is not None
    assert again.making.cached
    assert (again.text, again.citations, again.generator) == (first.text, first.citations, first.generator)
    assert again.id != first.id
    assert len(desk.generator.calls) == 1


async def test_another_person_is_not_answered_from_anybody_elses(desk: Desk) -> None:
    await desk.ask(*RUTH)
    assert not await desk.was_remembered("ana")
    assert not await desk.was_remembered("ruth", ())
    assert "leaked" not in "".join(message.text for call in desk.generator.calls[1:] for message in call)


CHANGES: dict[str, Callable[[Shelf], None]] = {
    "a-changed-document": lambda shelf: shelf.put(written("kafka", "The message bus that we run is Kafka with nine brokers.")),
    "a-removed-document": lambda shelf: shelf.remove("leak"),
    "a-document-that-nobody-may-read-any-more": lambda shelf: shelf.move(_readers(LEAK, Readers())),
    "a-document-elsewhere": lambda shelf: shelf.put(written("tea", "Tea is at four.")),
}


def _readers(one: Written, readers: Readers) -> Document:
    return replace(one.document, readers=readers)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_changed_is_asked_anew(desk: Desk, change: Callable[[Shelf], None]) -> None:
    await desk.ask(*RUTH)
    assert await desk.was_remembered(*RUTH)
    change(desk.shelf)
    assert not await desk.was_remembered(*RUTH)


async def test_a_revoked_document_is_neither_sent_nor_cited(desk: Desk) -> None:
    await desk.ask(*RUTH)
    desk.shelf.move(replace(LEAK.document, readers=Readers()))
    answer = await desk.ask(*RUTH)
    assert "leaked" not in "".join(message.text for message in desk.generator.calls[-1])
    assert all(hit.document.id != "leak" for hit in answer.sources)
