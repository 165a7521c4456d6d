"""The stock rows rank as their packages do, and vectors are made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.queries import Query, Scope
from assistant.domain.readers import Principal
from assistant.ports import Vectors
from tests.benchmarks.stock import (
    CHUNK_SIZE,
    Dense,
    Fused,
    Piece,
    Scores,
    StockSearcher,
    Words,
    character_pairs,
    read_pieces,
    reciprocal_ranks,
)
from tests.benchmarks.vector_cache import VectorCache

EVERYTHING = Scope(Principal("", administrator=True))
TEXTS = ("the heron cache evicts by age", "the plover bus keeps its ordering", "a gull poller reads the berth feed")


class Counting(HashingEmbedder):
    """Remembers how many texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        self.given += texts
        return super().embed(texts, progress)


def test_files_are_cut_as_they_lie_and_named_relative_to_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr" / "bus.md").write_text("word " * 500, encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")

    pieces = read_pieces(tmp_path)

    assert {piece.path for piece in pieces} == {"adr/bus.md", "latin.txt"}
    assert len([piece for piece in pieces if piece.path == "adr/bus.md"]) == 3
    assert all(0 < len(piece.text) <= CHUNK_SIZE for piece in pieces)
    assert "caf" in pieces[-1].text


def test_words_rank_the_chunk_that_has_them_first() -> None:
    assert next(iter(Words(TEXTS).best("plover ordering"))) == 1


def test_vectors_rank_the_chunk_nearest_to_the_question_first() -> None:
    embedder = HashingEmbedder()
    dense = Dense(embedder.embed(TEXTS), {"gull poller": embedder.embed_question("gull poller")})
    best = dense.best("gull poller")
    assert next(iter(best)) == 2
    assert len(best) == len(TEXTS)
    assert list(best.values()) == sorted(best.values(), reverse=True)


def test_ranks_are_fused_by_their_reciprocals() -> None:
    fused = reciprocal_ranks([[7, 8], [8, 9]])
    assert fused == pytest.approx({8: 1 / 62 + 1 / 61, 7: 1 / 61, 9: 1 / 62})
    assert list(fused) == [8, 7, 9]


def test_a_fusion_keeps_a_hundred_chunks() -> None:
    class Half:
        def __init__(self, first: int) -> None:
            self._first = first

        def best(self, _: str) -> Scores:
            return dict.fromkeys(range(self._first, self._first + 100), 1.0)

    best = Fused([Half(0), Half(50)]).best("anything")
    assert len(best) == 100
    assert next(iter(best)) == 50


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        pytest.param("上海港", ["上海", "海港"], id="chinese"),
        pytest.param("上 海", ["上海"], id="white-space-is-nothing"),
        pytest.param("A", ["a"], id="one-character"),
    ],
)
def test_characters_are_taken_in_pairs(text: str, pairs: list[str]) -> None:
    assert character_pairs(text) == pairs


def test_words_may_be_pairs_of_characters() -> None:
    texts = ["集装箱在上海港", "北京的天气"]
    assert next(iter(Words(texts, character_pairs).best("上海港在哪里"))) == 0


def test_a_stock_row_returns_chunks_of_files_as_hits() -> None:
    pieces = [Piece(f"{number}.md", text) for number, text in enumerate(TEXTS)]
    hits = StockSearcher(pieces, Words(TEXTS)).search(Query("plover bus", EVERYTHING, 2)).hits
    assert hits[0].document.path == "1.md"
    assert hits[0].chunk.text == TEXTS[1]
    assert len(hits) == 2


def test_a_text_is_embedded_once_also_by_a_later_run(tmp_path: Path) -> None:
    embedder = Counting()
    cache = VectorCache(tmp_path / "cache", lambda: embedder, "hashing")
    first = cache.embed([*TEXTS, TEXTS[0]])
    assert sorted(embedder.given) == sorted(TEXTS)
    cache.close()

    again = VectorCache(tmp_path / "cache", _not_needed, "hashing")
    np.testing.assert_array_equal(again.embed([*TEXTS, TEXTS[0]]), first)
    np.testing.assert_allclose(first, HashingEmbedder().embed([*TEXTS, TEXTS[0]]))
    again.close()


def test_another_models_vectors_and_questions_are_kept_apart(tmp_path: Path) -> None:
    embedder = Counting()
    for model in ("one", "other"):
        cache = VectorCache(tmp_path, lambda: embedder, model)
        cache.embed(TEXTS[:1])
        cache.embed_questions(TEXTS[:1])
        cache.close()
    assert embedder.given == [TEXTS[0], TEXTS[0]]


def test_progress_tells_what_was_new(tmp_path: Path) -> None:
    cache, told = VectorCache(tmp_path, HashingEmbedder, "hashing"), list[int]()
    cache.embed(TEXTS[:2])
    cache.embed(TEXTS, told.append)
    assert told == [1]
    cache.close()


def _not_needed() -> HashingEmbedder:
    raise AssertionError("the model was loaded though every text is held")
