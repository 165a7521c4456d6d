"""What the TextSample port promises, over SQLite and over its twin in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.catalogue.open import open_catalogue
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, NewDocument, TextSample
from tests.stand_ins.likened import Bookcase, written

Make = Callable[[int], TextSample]


@pytest.fixture(params=["sql", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def in_sql(count: int) -> TextSample:
        catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
        request.addfinalizer(catalogue.close)
        now = datetime(2026, 1, 1, tzinfo=UTC)
        catalogue.sources.add(SourceEntry("docs", "folder", "/docs", "", Readers.parse("everyone"), now))
        document = Document("a", "docs", "a.md", "a", Kind.PAGE, "0", Readers.parse("everyone"))
        chunks = tuple(Chunk(0, "a", place, f"text {place}") for place in range(count))
        if count:
            hashes = tuple(f"hash {place}" for place in range(count))
            catalogue.ledger.commit(Commit(upserts=(NewDocument(document, chunks, hashes, "r"),)))
        return catalogue.sample

    def in_memory(count: int) -> TextSample:
        return Bookcase([written("a", *(f"text {place}" for place in range(count)))])

    return in_sql if request.param == "sql" else in_memory


@pytest.mark.parametrize(("held", "wanted"), [(0, 5), (3, 5), (5, 5), (7, 5), (1700, 600)])
def test_texts_are_those_that_are_held_each_once_and_no_more_than_wanted(make: Make, held: int, wanted: int) -> None:
    texts = make(held).texts(wanted)
    assert len(set(texts)) == len(texts)
    assert set(texts) <= {f"text {place}" for place in range(held)}
    assert min(held, wanted) / 2 <= len(texts) <= wanted


def test_the_same_texts_come_again(make: Make) -> None:
    sample = make(50)
    assert sample.texts(7) == sample.texts(7)
