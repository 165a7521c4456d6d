"""What Documents promises of neighbours, over SQLite and over its twin in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.adapters.catalogue.open import Catalogue, open_catalogue
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.ports import Commit, Documents, NewDocument
from tests.stand_ins.decided import HeldDocuments

LENGTHS = {"long": 30, "short": 3, "single": 1, "empty": 0}
Place = tuple[str, int]
Hold = Callable[[Mapping[str, int]], Documents]


def document(name: str) -> Document:
    return Document(name, "docs", f"{name}.md", f"Title of {name}", Kind.PAGE, "0", Readers.parse("group:platform"))


def texts(name: str, count: int) -> list[str]:
    return [f"{name} {place}" for place in range(count)]


def stored(catalogue: Catalogue, lengths: Mapping[str, int]) -> Documents:
    new = []
    for name, count in lengths.items():
        chunks = tuple(Chunk(0, name, place, text) for place, text in enumerate(texts(name, count)))
        new.append(NewDocument(document(name), chunks, tuple(f"{name}-{place}" for place in range(count)), "r"))
    catalogue.ledger.commit(Commit(upserts=tuple(new)))
    return catalogue.documents


@pytest.fixture(params=["sql", "memory"])
def hold(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hold]:
    if request.param == "memory":
        yield lambda lengths: HeldDocuments((document(name), texts(name, count)) for name, count in lengths.items())
        return
    catalogue = open_catalogue(tmp_path / "catalogue.sqlite")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue.sources.add(SourceEntry("docs", "folder", "/docs", "", Readers.parse("everyone"), now))
    yield lambda lengths: stored(catalogue, lengths)
    catalogue.close()


def at(*places: Place) -> list[Chunk]:
    return [Chunk(0, name, ordinal, "") for name, ordinal in places]


def near(documents: Documents, chunks: Sequence[Chunk], reach: int) -> list[Place]:
    return sorted((found.chunk.document_id, found.chunk.ordinal) for found in documents.neighbours(chunks, reach))


def stretch(name: str, first: int, last: int) -> list[Place]:
    return [(name, ordinal) for ordinal in range(first, last + 1)]


@pytest.mark.parametrize(
    ("places", "reach", "expected"),
    [
        pytest.param([("long", 10)], 2, stretch("long", 8, 12), id="to both sides"),
        pytest.param([("long", 0)], 2, stretch("long", 0, 2), id="at the beginning"),
        pytest.param([("long", 29)], 2, stretch("long", 27, 29), id="at the end"),
        pytest.param([("short", 1)], 9, stretch("short", 0, 2), id="farther than the document"),
        pytest.param([("long", 7)], 0, [("long", 7)], id="no reach is the chunk alone"),
        pytest.param([("long", 10), ("long", 12)], 2, stretch("long", 8, 14), id="overlapping stretches, each chunk once"),
        pytest.param([("long", 10), ("long", 15)], 2, stretch("long", 8, 17), id="stretches that touch"),
        pytest.param([("long", 5), ("long", 5)], 1, stretch("long", 4, 6), id="one chunk twice"),
        pytest.param([("long", 20), ("short", 1), ("long", 3)], 1,
                     [*stretch("long", 2, 4), *stretch("long", 19, 21), *stretch("short", 0, 2)], id="in any order"),
        pytest.param([("single", 0)], 6, [("single", 0)], id="a document of one chunk"),
        pytest.param([("empty", 0), ("gone", 4)], 6, [], id="what is not there"),
        pytest.param([("short", 4)], 2, [("short", 2)], id="a place that the document no longer has"),
        pytest.param([], 6, [], id="nothing"),
    ],
)  # fmt: skip
def test_neighbours_are_within_reach_in_their_own_document(
    hold: Hold, places: list[Place], reach: int, expected: list[Place]
) -> None:
    assert near(hold(LENGTHS), at(*places), reach) == expected


def test_each_comes_with_its_text_its_key_and_its_document(hold: Hold) -> None:
    documents = hold(LENGTHS)
    found = documents.neighbours(at(("short", 1), ("single", 0)), 1)
    assert sorted(one.chunk.text for one in found) == ["short 0", "short 1", "short 2", "single 0"]
    for one in found:
        assert one.document == document(one.chunk.document_id)
        assert documents.found([one.chunk.key]) == {one.chunk.key: one}


def test_documents_whose_ids_begin_alike_are_kept_apart(hold: Hold) -> None:
    documents = hold({"a": 9, "a%": 9, "a_": 9, "A": 9, "a' OR 1=1": 9})
    for name in ("a", "a%", "A", "a' OR 1=1"):
        assert near(documents, at((name, 4)), 1) == stretch(name, 3, 5)


def test_as_many_chunks_can_be_asked_for_as_the_widest_search_finds(hold: Hold) -> None:
    documents = hold({f"d{number}": 3 for number in range(400)})
    chunks = at(*((f"d{number}", 1) for number in range(400)))
    assert len(documents.neighbours(chunks, 6)) == 1200


PLACES = st.lists(st.tuples(st.sampled_from([*LENGTHS, "gone"]), st.integers(0, 32)), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(places=PLACES, reach=st.integers(0, 8))
def test_neighbours_are_those_that_their_definition_names(hold: Hold, places: list[Place], reach: int) -> None:
    documents = hold(LENGTHS)
    defined = {
        (name, ordinal)
        for name, count in LENGTHS.items()
        for ordinal in range(count)
        if any(wanted == name and abs(place - ordinal) <= reach for wanted, place in places)
    }
    assert near(documents, at(*places), reach) == sorted(defined)
