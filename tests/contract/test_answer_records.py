"""What the AnswerRecords port promises, over SQLite and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.answer_records import AnswerRecord
from assistant.domain.documents import Document, Kind
from assistant.domain.sources import SourceEntry
from assistant.knowledge.ports import AnswerRecords
from assistant.ports import Commit, NewDocument
from tests.stand_ins.answer_records import HeldRecords
from tests.stand_ins.answered import FULL, NOON, PLAIN, emptied


def with_documents(file: Path, *ids: str) -> Catalogue:
    """A catalogue that holds documents with these ids."""
    catalogue = open_catalogue(file)
    catalogue.sources.add(SourceEntry("docs", "folder", "/docs", added_at=datetime(2026, 1, 1, tzinfo=UTC)))
    documents = (Document(id_, "docs", f"{id_}.md", id_, Kind.PAGE, "0") for id_ in ids)
    catalogue.ledger.commit(Commit(upserts=tuple(NewDocument(one, (), (), "1") for one in documents)))
    return catalogue


@pytest.fixture(params=["sqlite", "memory"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnswerRecords]:
    if request.param == "memory":
        yield HeldRecords()
        return
    catalogue = with_documents(tmp_path / "catalogue.sqlite", "d1", "d2")
    yield catalogue.answer_records
    catalogue.close()


@pytest.mark.parametrize("record", [FULL, PLAIN, replace(FULL, making=None), replace(FULL, reading=None, said="and when?")])
def test_what_is_kept_comes_back_as_it_was(records: AnswerRecords, record: AnswerRecord) -> None:
    records.keep(record)
    assert records.get(record.id) == record


def test_there_is_nothing_under_an_unknown_id(records: AnswerRecords) -> None:
    records.keep(FULL)
    assert records.get("a9") is None


def test_what_is_too_old_is_forgotten(records: AnswerRecords) -> None:
    records.keep(FULL)
    records.keep(replace(PLAIN, made_at=NOON - timedelta(seconds=1)))
    records.forget_before(NOON)
    assert records.get("a1") == FULL
    assert records.get("a2") is None
    records.keep(PLAIN)
    assert records.get("a2") == PLAIN


def test_words_are_deleted_with_a_document_that_they_are_from(records: AnswerRecords) -> None:
    records.keep(FULL)
    records.keep(PLAIN)
    records.forget_words_of(["d0", "d1"])
    assert records.get("a1") == emptied(FULL)
    assert records.get("a2") == PLAIN


def test_a_document_of_the_trail_alone_costs_the_trail_alone(records: AnswerRecords) -> None:
    records.keep(FULL)
    records.forget_words_of(["d2"])
    assert records.get("a1") == replace(FULL, trail=())


def test_other_documents_cost_nothing(records: AnswerRecords) -> None:
    records.keep(FULL)
    records.forget_words_of([])
    records.forget_words_of([f"x{number}" for number in range(1200)])
    assert records.get("a1") == FULL
