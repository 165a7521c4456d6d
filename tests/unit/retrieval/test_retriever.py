"""The retriever over halves and documents of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Scored
from assistant.domain.queries import Query, Scope
from assistant.domain.readers import EVERYONE, Principal, Readers
from assistant.errors import UsageError
from assistant.ports import Found
from assistant.retrieval.retriever import Retriever

EVERYBODY = Readers(frozenset({EVERYONE}))
SCOPE = Scope(Principal("bo"))


@dataclass
class Shelf:
    """Index, view and documents in one: all chunks by key, `gone` ones in the index only."""

    texts: dict[int, str]
    gone: set[int] = field(default_factory=set)
    restricted: set[int] = field(default_factory=set)
    sequence: int = 7
    asked: list[int] = field(default_factory=list)

    def view(self) -> Shelf:
        return self

    def close(self) -> None:
        """Nothing is open."""

    def nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Scored]:
        self.asked.append(k)
        return [Scored(key, f"d{key}", 1 - key / 10_000) for key in sorted(self.texts)[:k]]

    def matching(self, text: str, k: int, scope: Scope) -> list[Scored]:
        return []

    def get(self, document_id: str) -> Document | None:
        return self._document(int(document_id[1:]))

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        return []

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        return {key: Found(self._document(key), self._chunk(key)) for key in keys if key not in self.gone}

    def _document(self, key: int) -> Document:
        open_ = Document(f"d{key}", "s", f"{key}.md", f"T{key}", Kind.PAGE, "", EVERYBODY)
        return replace(open_, readers=Readers()) if key in self.restricted else open_

    def _chunk(self, key: int) -> Chunk:
        return Chunk(key, f"d{key}", 0, self.texts[key])


def search(shelf: Shelf, k: int, text: str = "kafka") -> list[int]:
    retriever = Retriever(shelf, HashingEmbedder(), shelf)
    return [hit.chunk.key for hit in retriever.search(Query(text, SCOPE, k)).hits]


def numbered(count: int) -> dict[int, str]:
    return {key: f"text {key}" for key in range(1, count + 1)}


@pytest.mark.parametrize("k", [1, 10, 99, 100])
def test_k_hits_come_back(k: int) -> None:
    assert search(Shelf(numbered(300)), k) == list(range(1, k + 1))


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_an_empty_query_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        search(Shelf({}), 10, text)


@pytest.mark.parametrize("k", [0, -1, 101])
def test_k_outside_its_bounds_is_refused(k: int) -> None:
    with pytest.raises(UsageError, match="1 to 100"):
        search(Shelf({}), k)


def test_a_text_comes_once_however_its_space_is_set() -> None:
    assert search(Shelf({1: "same  text", 2: "same\ntext", 3: "another"}), 10) == [1, 3]


def test_repetitions_do_not_take_the_place_of_other_texts() -> None:
    texts = {key: "boilerplate" if key <= 400 else f"text {key}" for key in range(1, 500)}
    assert search(Shelf(texts), 10) == [1, *range(401, 410)]


def test_what_the_catalogue_no_longer_holds_is_left_out_and_made_up_for() -> None:
    assert search(Shelf(numbered(60), gone=set(range(1, 31))), 10) == list(range(31, 41))


def test_what_the_catalogue_no_longer_permits_is_left_out_and_made_up_for() -> None:
    assert search(Shelf(numbered(60), restricted=set(range(1, 31))), 10) == list(range(31, 41))


def test_fewer_hits_than_k_end_the_search() -> None:
    shelf = Shelf(numbered(5))
    assert len(search(shelf, 10)) == 5
    assert len(shelf.asked) == 1


def test_the_state_of_the_index_is_told() -> None:
    shelf = Shelf(numbered(1))
    result = Retriever(shelf, HashingEmbedder(), shelf).search(Query("x", SCOPE))
    assert result.sequence == 7
    assert result.took_ms > 0
