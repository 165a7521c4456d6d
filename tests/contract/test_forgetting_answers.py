"""What the ForgettingAnswers port promises, over whatever keeps something of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.answering.conversing.ports import ForgettingAnswers
from assistant.domain.answer_records import AnswerRecord
from assistant.domain.asked import Asked, Outcome, Rating
from assistant.knowledge.ports import AskedQuestions
from tests.stand_ins.asked_questions import HeldQuestions

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDS = ("a1", "a2", "a3")


@dataclass
class Keeper:
    """What is kept of answers, and how to see whether it still is."""

    port: ForgettingAnswers
    has: Callable[[str], bool]


def questions(kept: AskedQuestions, port: ForgettingAnswers) -> Keeper:
    for one in IDS:
        kept.keep(Asked(one, "why?", NOON, Outcome.ANSWERED, "ana"))
        kept.rate(Rating(one, "bo", True, "because", NOON))
    return Keeper(port, lambda one: kept.get(one) is not None and one in {rating.answer_id for rating in kept.ratings(NOON)})


@pytest.fixture(params=["questions in SQLite", "questions in memory", "records in SQLite"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keeper]:
    if request.param == "questions in memory":
        held = HeldQuestions()
        yield questions(held, held)
        return
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    if request.param == "questions in SQLite":
        yield questions(catalogue.asked, catalogue.asked)
    else:
        for one in IDS:
            catalogue.answer_records.keep(AnswerRecord(one, NOON, shown="Six.", words_from=frozenset({"d1"})))
        yield Keeper(catalogue.answer_records, lambda one: catalogue.answer_records.get(one) is not None)
    catalogue.close()


def test_what_is_named_is_gone_and_the_rest_stays(keeper: Keeper) -> None:
    assert [keeper.has(one) for one in IDS] == [True, True, True]
    keeper.port.forget(["a1", "a3"])
    assert [keeper.has(one) for one in IDS] == [False, True, False]


def test_ids_of_which_nothing_is_kept_are_passed_over(keeper: Keeper) -> None:
    keeper.port.forget(["unknown", "a2"])
    keeper.port.forget([])
    keeper.port.forget(["a2"])
    assert [keeper.has(one) for one in IDS] == [True, False, True]
