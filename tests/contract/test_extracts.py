"""What the Extracts port promises, over SQLite and over its twin in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import pytest

from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.decisions import Alternative, Decision, Origin
from assistant.domain.documents import Chunk, Document, Kind, Link
from assistant.domain.extracted import Extracted, Known
from assistant.domain.glossary import Term
from assistant.domain.people import Contribution, Role
from assistant.domain.quotes import Quote
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.knowledge.ports import Extracts
from assistant.ports import Commit, NewDocument
from tests.stand_ins.remembered import HeldExtracts

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUOTE = Quote("Status: accepted", 3, 0)


class Store(Protocol):
    """A place to put documents, and the port over it."""

    extracts: Extracts

    def put(self, *known: Known) -> None: ...

    def drop(self, document_id: str) -> None: ...


class SqlStore:
    def __init__(self, catalogue: Catalogue) -> None:
        self._ledger = catalogue.ledger
        self.extracts: Extracts = catalogue.extracts
        catalogue.sources.add(SourceEntry("docs", "folder", "/docs", "", Readers.parse("everyone"), NOON))

    def put(self, *known: Known) -> None:
        upserts = tuple(NewDocument(one.document, (), (), "recipe", "v", one.extracted) for one in known)
        self._ledger.commit(Commit(upserts=upserts))

    def drop(self, document_id: str) -> None:
        self._ledger.commit(Commit(removals=(document_id,)))

    def move(self, document: Document) -> None:
        self._ledger.commit(Commit(moves=(document,)))


class HeldStore:
    def __init__(self) -> None:
        self.extracts = HeldExtracts()
        self._known: dict[str, Known] = {}

    def put(self, *known: Known) -> None:
        self._known |= {one.document.id: one for one in known}
        self.extracts.hold(*self._known.values())

    def drop(self, document_id: str) -> None:
        del self._known[document_id]
        self.extracts.hold(*self._known.values())


@pytest.fixture
def sql(tmp_path: Path) -> Iterator[SqlStore]:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    yield SqlStore(catalogue)
    catalogue.close()


@pytest.fixture(params=["sqlite", "held"])
def store(request: pytest.FixtureRequest) -> Store:
    chosen: Store = request.getfixturevalue("sql") if request.param == "sqlite" else HeldStore()
    return chosen


def known(name: str, title: str = "Kafka") -> Known:
    document = Document(name, "docs", f"{name}.md", f"About {name}", Kind.DESIGN_DOC, "0" * 64, Readers.parse("group:ops"))
    decision = Decision(
        title=title,
        statement="We use Kafka – “now”.",
        origin=Origin.RECORD,
        id=f"decision of {name}",
        document_id=name,
        stated="Accepted (2024-01-02)",
        proposed_on=date(2024, 1, 1),
        decided_on=date(2024, 1, 2),
        deciders=("Ana Ruiz", "陈静"),
        alternatives=(Alternative("NATS", "too young"), Alternative("nothing")),
        links=(Link("supersedes", "ADR-3"), Link("needs", "a.md")),
        quotes=(QUOTE, Quote("We use Kafka", 9, 1)),
    )
    second = Decision("Retention", "", Origin.MINUTES, f"second of {name}", name)
    terms = (Term("CDM", "Canonical Dock Model", QUOTE, is_acronym=True), Term("berth", "where a ship lies", QUOTE))
    contributions = (
        Contribution(Role.AUTHOR, "Ana Ruiz", "ana@tidewater.example", "github:ana-r", 3, NOON, (QUOTE,)),
        Contribution(Role.SPEAKER, "陈静"),
    )
    return Known(document, Extracted((decision, second), terms, contributions))


def test_what_was_taken_out_of_a_document_comes_back_as_it_was(store: Store) -> None:
    store.put(known("a"), known("b", title="NATS"))

    sequence, changed, held = store.extracts.read()

    assert (sequence, changed) == (store.extracts.sequence(), {"a", "b"})
    assert sorted(held, key=lambda one: one.document.id) == [known("a"), known("b", title="NATS")]


def test_nothing_changed_after_the_last_change(store: Store) -> None:
    store.put(known("a"))

    assert store.extracts.read(store.extracts.sequence()) == (store.extracts.sequence(), set(), [])


def test_a_new_version_takes_the_place_of_the_former_one(store: Store) -> None:
    store.put(known("a"))
    before = store.extracts.sequence()

    store.put(replace(known("a"), extracted=Extracted()))

    sequence, changed, held = store.extracts.read(before)
    assert sequence > before
    assert changed == {"a"}
    assert [one.extracted for one in held] == [Extracted()]


def test_what_is_gone_is_named_as_changed_and_not_held(store: Store) -> None:
    store.put(known("a"), known("b"))
    before = store.extracts.sequence()

    store.drop("a")

    _, changed, held = store.extracts.read(before)
    assert "a" in changed
    assert "a" not in {one.document.id for one in held}
    assert [one.document.id for one in store.extracts.read()[2]] == ["b"]


def test_an_empty_store_has_a_sequence_and_nothing_else(store: Store) -> None:
    assert store.extracts.read() == (store.extracts.sequence(), set(), [])


def test_new_readers_are_a_change_though_the_text_is_the_same(sql: SqlStore) -> None:
    sql.put(known("a"))
    before = sql.extracts.sequence()

    sql.move(replace(known("a").document, readers=Readers.parse("everyone")))

    _, changed, held = sql.extracts.read(before)
    assert changed == {"a"}
    assert held[0].document.readers == Readers.parse("everyone")
    assert held[0].extracted == known("a").extracted


def test_more_changes_than_one_statement_takes_are_all_read(sql: SqlStore) -> None:
    many = [replace(known(f"d{number}"), extracted=Extracted()) for number in range(1203)]
    sql.put(*many)

    assert len(sql.extracts.read(0)[2]) == 1203


def test_a_removed_source_takes_everything_with_it(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    store = SqlStore(catalogue)
    store.put(known("a"))
    chunk = Chunk(0, "b", 0, "text")
    catalogue.ledger.commit(Commit(upserts=(NewDocument(replace(known("b").document), (chunk,), ("h",), "r", "v"),)))

    catalogue.sources.remove("docs")

    assert catalogue.extracts.read()[2] == []
    catalogue.close()
