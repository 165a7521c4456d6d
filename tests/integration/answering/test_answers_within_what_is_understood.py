"""An answer is made from what its question asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.adapters.system_clock import FixedClock
from assistant.answering.answerer import Answerer, FromMemory
from assistant.domain.answers import Answer
from assistant.domain.documents import Kind
from assistant.domain.questions import Question, Turn
from assistant.domain.readers import Principal, Readers
from assistant.retrieval.understanding.inventory import Inventory
from assistant.retrieval.understanding.searching import Understanding
from tests.integration.index.shelf import Shelf, scope, written

CLOCK = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
INVENTORY = Inventory(
    kinds=frozenset({"meeting", "page"}),
    people={"ana": (("Ana Ruiz",),), "bo": (("Bo Lindqvist",),)},
    first=date(2025, 3, 14),
    last=date(2026, 6, 5),
)
OLD = "Ana said that raw positions are kept for thirty days."
NEW = "Bo said that raw positions are kept for ninety days."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    with Shelf(home) as shelf:
        march, june = datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 6, 5, tzinfo=UTC)
        shelf.put(
            written("march", OLD, kind=Kind.MEETING, updated_at=march, fields={"speakers": ("Ana Ruiz",)}),
            written("june", NEW, kind=Kind.MEETING, updated_at=june, fields={"speakers": ("Bo Lindqvist",)}),
            written("page", "Raw positions are kept for some days.", authors=("Ana Ruiz",)),
            written("secret", OLD, kind=Kind.MEETING, updated_at=march, readers=Readers(frozenset({"group:security"}))),
        )
        shelf.publish()
        yield shelf


async def answered(shelf: Shelf, question: Question) -> Answer:
    inventory_of = _inventory_of
    interpreter = Understanding(shelf.retriever, inventory_of, CLOCK)
    memory = FromMemory(interpreter=interpreter)
    answerer = Answerer(shelf.retriever, shelf.catalogue.documents, shelf.embedder, None, memory)
    events = [event async for event in answerer.answer(question)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    return answer


def _inventory_of(_: Principal) -> Inventory:
    return INVENTORY


def sources(answer: Answer) -> set[str]:
    return {hit.document.id for hit in answer.sources}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what was said about raw positions in the minutes of March 2026?", {"march"}),
        ("what was said about raw positions in meetings since May 2026?", {"june"}),
        ("what did Bo say about raw positions?", {"june"}),
        ("what did Ana say about raw positions?", {"march", "page"}),
        ("how long are raw positions kept?", {"march", "june", "page"}),
    ],
)
async def test_sources_are_those_that_the_question_asks_for(shelf: Shelf, text: str, found: set[str]) -> None:
    assert sources(await answered(shelf, Question(text, scope("ana")))) == found


async def test_the_answer_tells_what_was_understood(shelf: Shelf) -> None:
    answer = await answered(shelf, Question("what did Bo say about raw positions?", scope("ana")))

    assert answer.understood is not None
    assert answer.understood.told == "words of Bo Lindqvist"


async def test_where_nothing_is_within_it_everything_is_searched_and_the_answer_says_so(shelf: Shelf) -> None:
    answer = await answered(shelf, Question("what was said about raw positions in the minutes of May 2019?", scope("ana")))

    assert sources(answer) == {"march", "june", "page"}
    assert answer.understood is not None
    assert answer.understood.note == "Nothing in “May 2019 · meetings”; searched everything."


async def test_a_literal_question_is_searched_as_it_stands(shelf: Shelf) -> None:
    answer = await answered(shelf, Question("what did Bo say about raw positions?", scope("ana"), literally=True))

    assert sources(answer) == {"march", "june", "page"}


async def test_a_follow_up_is_read_with_what_was_said_before(shelf: Shelf) -> None:
    said = (Turn("Ana", "How long are raw positions kept?"), Turn("Lore", "Thirty days [1].", ours=True))

    answer = await answered(shelf, Question("what did Bo say about that?", scope("ana"), said=said))

    assert sources(answer) == {"june"}


async def test_no_filter_shows_what_the_asker_may_not_read(shelf: Shelf) -> None:
    answer = await answered(shelf, Question("what did Ana say about raw positions in March 2026?", scope("ana")))

    assert "secret" not in sources(answer)
