"""What the Places port promises, over SQLite and over its twin in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.knowledge.ports import Places
from assistant.ports import Commit, NewDocument
from tests.stand_ins.remembered import HeldPlaces

Make = Callable[[Sequence[Chunk]], Places]


def document(name: str) -> Document:
    return Document(name, "docs", f"{name}.md", name, Kind.PAGE, "0", Readers.parse("everyone"))


@pytest.fixture(params=["sql", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def in_sql(chunks: Sequence[Chunk]) -> Places:
        catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
        request.addfinalizer(catalogue.close)
        now = datetime(2026, 1, 1, tzinfo=UTC)
        catalogue.sources.add(SourceEntry("docs", "folder", "/docs", "", Readers.parse("everyone"), now))
        for name in sorted({chunk.document_id for chunk in chunks}):
            mine = tuple(chunk for chunk in chunks if chunk.document_id == name)
            catalogue.ledger.commit(
                Commit(upserts=(NewDocument(document(name), mine, tuple(f"hash {name} {one.ordinal}" for one in mine), "r"),))
            )
        return catalogue.places

    return in_sql if request.param == "sql" else HeldPlaces


CHUNKS = [
    Chunk(1 + 2 * index + ordinal, name, ordinal, f"text {name} {ordinal}")
    for index, name in enumerate("ab")
    for ordinal in (0, 1)
]


def test_places_have_the_keys_of_their_chunks(make: Make) -> None:
    keys = make(CHUNKS).keys([("a", 1), ("b", 0), ("a", 0)])
    assert set(keys) == {("a", 0), ("a", 1), ("b", 0)}
    assert len(set(keys.values())) == 3
    assert all(key > 0 for key in keys.values())


def test_what_is_not_there_is_left_out(make: Make) -> None:
    assert make(CHUNKS).keys([("a", 7), ("gone", 0), ("a", -1)]) == {}


def test_no_places_have_no_keys(make: Make) -> None:
    assert make(CHUNKS).keys([]) == {}


def test_many_places_are_found(make: Make) -> None:
    places = make(CHUNKS)
    wanted = [("a", 1), *((f"gone {number}", number) for number in range(1500))]
    assert set(places.keys(wanted)) == {("a", 1)}
