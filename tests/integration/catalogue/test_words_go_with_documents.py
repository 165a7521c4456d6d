"""When a document is removed, no file of the catalogue holds its words any more: not in kept answers either."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, NewDocument
from tests.integration.catalogue.test_migration import upgraded_to
from tests.stand_ins.answered import FULL, emptied

SECRET = "heliotrope"
RECORD = replace(
    FULL,
    shown=f"It says {SECRET} [1].",
    making=replace(FULL.making, returned=f"Raw {SECRET}") if FULL.making else None,
    trail=(replace(FULL.trail[0], about=f"A title with {SECRET}"),),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    catalogue.sources.add(SourceEntry("docs", "folder", "/docs", added_at=datetime(2026, 1, 1, tzinfo=UTC)))
    for id_ in ("d1", "d2"):
        document = Document(id_, "docs", f"{id_}.md", id_, Kind.PAGE, "0")
        chunk = Chunk(0, id_, 0, f"{id_} says {SECRET}")
        catalogue.ledger.commit(Commit(upserts=(NewDocument(document, (chunk,), (id_,), "1"),)))
    return catalogue


def bytes_of(folder: Path) -> bytes:
    """All that the catalogue's files hold, once what was written is where it stays."""
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(file.read_bytes() for file in folder.glob("catalogue.sqlite*"))


def test_a_removal_deletes_the_words_of_answers_in_its_own_transaction(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.answer_records.keep(RECORD)
    assert SECRET.encode() in bytes_of(tmp_path)
    catalogue.ledger.commit(Commit(removals=("d1",)))
    assert catalogue.answer_records.get("a1") == emptied(RECORD)
    catalogue.ledger.commit(Commit(removals=("d2",)))
    catalogue.close()
    assert SECRET.encode() not in bytes_of(tmp_path)


def test_removing_a_source_does_so_too(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.answer_records.keep(RECORD)
    assert catalogue.sources.remove("docs") == 2
    assert catalogue.answer_records.get("a1") == emptied(RECORD)
    catalogue.close()
    assert SECRET.encode() not in bytes_of(tmp_path)


def test_an_answer_that_is_kept_after_its_document_went_has_no_words(catalogue: Catalogue) -> None:
    catalogue.ledger.commit(Commit(removals=("d1",)))
    catalogue.answer_records.keep(RECORD)
    assert catalogue.answer_records.get("a1") == emptied(RECORD)


def test_a_document_that_is_only_changed_leaves_what_was_said_of_it(catalogue: Catalogue) -> None:
    catalogue.answer_records.keep(RECORD)
    document = Document("d1", "docs", "moved.md", "d1", Kind.PAGE, "1")
    catalogue.ledger.commit(Commit(upserts=(NewDocument(document, (), (), "1"),)))
    assert catalogue.answer_records.get("a1") == RECORD


def test_ratings_of_an_earlier_version_say_nothing_of_what_it_did_not_ask(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    upgraded_to(file, "0005")
    with closing(sqlite3.connect(file)) as connection:
        now = datetime.now(UTC).isoformat(sep=" ")
        row = ("a1", "Why?", now, "ana", "[]", "page", 0, "answered", 0.5, "[]", "[]")
        names = "id, question, asked_at, asker, teams, interface, filtered, outcome, confidence, cited, nearest"
        connection.execute(f"INSERT INTO asked ({names}) VALUES ({', '.join('?' * len(row))})", row)
        connection.execute("INSERT INTO feedback VALUES ('a1', 'ana', 0, 'no', ?)", (now,))
        connection.commit()
    catalogue = open_catalogue(file)
    (rating,) = catalogue.asked.ratings(datetime(2000, 1, 1, tzinfo=UTC))
    assert (rating.reason, rating.complaint, rating.better, rating.expected) == ("no", "", "", "")
    assert catalogue.answer_records.get("a1") is None
    assert [one.id for one in catalogue.asked.newest("ana", 5)] == ["a1"]
    catalogue.close()
