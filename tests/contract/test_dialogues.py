"""What the Dialogues port promises, over SQLite and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.answering.conversing.ports import Dialogues
from assistant.domain.dialogue import Dialogue, Exchange, Reference
from assistant.domain.documents import Document, Kind
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, NewDocument
from tests.stand_ins.conversed import HeldDialogues

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = Exchange(
    answer_id="a1",
    question="Wer besitzt die 发票 <b>?",
    asked="Wer besitzt die 发票 <b>?",
    text="> Bo [1]",
    asked_at=NOON,
    generator="extractive",
    confidence=0.625,
    references=(Reference(1, "d1", 3, "ab" * 32, 7, 2),),
    evidence=(("d1", 3), ("d2", 0)),
    drew_on=frozenset({"d1", "d2"}),
)
SECOND = Exchange("a2", "shorter", "Wer?", "> Bo [1]", NOON + timedelta(minutes=5), abstained=True, aside=True)


def with_documents(file: Path) -> Catalogue:
    """A catalogue that holds what is drawn on here."""
    catalogue = open_catalogue(file)
    catalogue.sources.add(SourceEntry("docs", "folder", "/docs", added_at=NOON))
    held = (Document(id_, "docs", f"{id_}.md", id_, Kind.PAGE, "0") for id_ in ("d1", "d2", "d9"))
    catalogue.ledger.commit(Commit(upserts=tuple(NewDocument(one, (), (), "1") for one in held)))
    return catalogue


@pytest.fixture(params=["sqlite", "memory"])
def dialogues(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Dialogues]:
    if request.param == "memory":
        yield HeldDialogues()
        return
    catalogue = with_documents(tmp_path / "catalogue.sqlite")
    yield catalogue.dialogues
    catalogue.close()


def said(dialogues: Dialogues, owner: str = "ana", dialogue_id: str = "c1") -> list[str]:
    kept = dialogues.read(owner, dialogue_id)
    return [one.answer_id for one in kept.exchanges] if kept else []


def test_what_was_said_comes_back_as_it_was(dialogues: Dialogues) -> None:
    assert dialogues.keep("ana", "c1", FIRST, None, begins=True) == 0
    assert dialogues.keep("ana", "c1", SECOND, None, begins=False) == 1
    kept = dialogues.read("ana", "c1")
    assert kept is not None
    assert kept.exchanges == (FIRST, SECOND)
    assert kept.dialogue == Dialogue("c1", "ana", NOON, SECOND.asked_at, None, FIRST.question, 2)


def test_the_same_id_of_two_people_is_two_conversations(dialogues: Dialogues) -> None:
    dialogues.keep("ana", "c1", FIRST, None, begins=True)
    assert dialogues.read("bo", "c1") is None
    assert dialogues.read("", "c1") is None
    dialogues.keep("bo", "c1", SECOND, None, begins=True)
    assert (said(dialogues, "ana"), said(dialogues, "bo")) == (["a1"], ["a2"])
    dialogues.end("bo", "c1", NOON)
    dialogues.forget("bo", ["c1"])
    assert [(one.owner, one.ended_at) for one in dialogues.of("ana")] == [("ana", None)]


def test_a_turn_that_is_given_takes_the_place_of_what_stood_there(dialogues: Dialogues) -> None:
    for exchange in (FIRST, SECOND):
        dialogues.keep("ana", "c1", exchange, None, begins=True)
    again = replace(FIRST, answer_id="a3", drew_on=frozenset({"d9"}), asked_at=NOON - timedelta(hours=1))
    assert dialogues.keep("ana", "c1", again, 0, begins=False) == 0
    kept = dialogues.read("ana", "c1")
    assert kept is not None
    assert kept.exchanges == (again, SECOND)
    assert kept.dialogue.last_at == SECOND.asked_at
    assert dialogues.keep("ana", "c1", SECOND, 99, begins=False) == 2


def test_one_that_was_deleted_meanwhile_is_not_begun_anew(dialogues: Dialogues) -> None:
    assert dialogues.keep("ana", "c1", FIRST, None, begins=False) is None
    assert dialogues.of("ana") == []


def test_those_in_which_something_was_said_last_come_first(dialogues: Dialogues) -> None:
    for number in range(4):
        exchange = replace(FIRST, asked_at=NOON + timedelta(days=number))
        dialogues.keep("ana", f"c{number}", exchange, None, begins=True)
    dialogues.keep("ana", "c0", replace(SECOND, asked_at=NOON + timedelta(days=9)), None, begins=False)
    assert [one.id for one in dialogues.of("ana")] == ["c0", "c3", "c2", "c1"]
    assert dialogues.of("bo") == []


def test_the_first_end_counts_and_there_is_none_of_what_is_not_there(dialogues: Dialogues) -> None:
    dialogues.keep("ana", "c1", FIRST, None, begins=True)
    assert dialogues.end("ana", "c1", NOON)
    assert dialogues.end("ana", "c1", NOON + timedelta(days=1))
    assert [one.ended_at for one in dialogues.of("ana")] == [NOON]
    assert not dialogues.end("ana", "c2", NOON)


def test_what_is_forgotten_is_gone_and_nothing_else(dialogues: Dialogues) -> None:
    for name in ("c1", "c2", "c3"):
        dialogues.keep("ana", name, FIRST, None, begins=True)
    dialogues.forget("ana", ["c1", "c3", "unknown"])
    assert [one.id for one in dialogues.of("ana")] == ["c2"]
    assert (said(dialogues, dialogue_id="c1"), said(dialogues, dialogue_id="c2")) == ([], ["a1"])
    dialogues.keep("ana", "c1", SECOND, None, begins=True)
    assert said(dialogues, dialogue_id="c1") == ["a2"]


def test_those_in_which_nothing_was_said_since_are_forgotten(dialogues: Dialogues) -> None:
    dialogues.keep("ana", "old", FIRST, None, begins=True)
    dialogues.keep("bo", "old", FIRST, None, begins=True)
    dialogues.keep("ana", "alive", FIRST, None, begins=True)
    dialogues.keep("ana", "alive", SECOND, None, begins=False)
    assert dialogues.forget_before(NOON) == 0
    assert dialogues.forget_before(SECOND.asked_at) == 2
    assert [one.id for one in dialogues.of("ana")] == ["alive"]
    assert dialogues.of("bo") == []
