"""What a user would assemble from stock packages, as Searchers that the evaluation scores beside Lore.

LangChain's RecursiveCharacterTextSplitter over the raw text of the files, the embedder that Lore has with a flat FAISS
index, bm25s with its English stop words, and the reciprocal rank fusion of both (Cormack, Clarke and Büttcher 2009, k = 60).
Nothing is parsed and nothing is tuned: the packages' own defaults.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import bm25s
import faiss
import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from numpy.typing import NDArray

from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query
from assistant.domain.readers import EVERYONE, Readers
from assistant.ports import Vectors

CHUNK_SIZE, OVERLAP = 1000, 150
POOL = 100
"""Chunks that each half brings to the fusion, and that documents are ranked by."""
RANK_CONSTANT = 60

Scores = dict[int, float]
"""Chunks by place with their scores, best first."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk of a file's raw text; `path` is relative to the corpus."""

    path: str
    text: str


class Half(Protocol):
    """One way to rank chunks."""

    def best(self, question: str) -> Scores:
        """The first 100 chunks."""


def read_pieces(corpus: Path) -> list[Piece]:
    """Every file of the corpus, cut as LangChain cuts it."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=OVERLAP)
    files = sorted(file for file in corpus.rglob("*") if file.is_file())
    return [
        Piece(file.relative_to(corpus).as_posix(), text)
        for file in files
        for text in splitter.split_text(file.read_text(encoding="utf-8", errors="replace"))
    ]


class Dense:
    """A flat FAISS index over unit vectors; the inner product is their cosine."""

    def __init__(self, vectors: Vectors, questions: Mapping[str, NDArray[np.float32]]) -> None:
        """`questions` are the vectors of all questions that will be asked, by their text."""
        self._index: Any = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)
        self._questions = questions

    def best(self, question: str) -> Scores:
        """See Half."""
        scores, places = self._index.search(self._questions[question].reshape(1, -1), POOL)
        return {int(place): float(score) for place, score in zip(places[0], scores[0], strict=True) if place >= 0}


class Words:
    """bm25s over the words that its own tokenizer finds, or over the tokens of another one."""

    def __init__(self, texts: Sequence[str], tokens: Callable[[str], list[str]] | None = None) -> None:
        self._tokens = tokens
        self._index = bm25s.BM25()
        self._index.index(self._tokenized(texts), show_progress=False)
        self._count = len(texts)

    def best(self, question: str) -> Scores:
        """See Half."""
        wanted = min(POOL, self._count)
        places, scores = self._index.retrieve(self._tokenized([question]), k=wanted, show_progress=False)
        return {int(place): float(score) for place, score in zip(places[0], scores[0], strict=True)}

    def _tokenized(self, texts: Sequence[str]) -> Any:
        if self._tokens is not None:
            return [self._tokens(text) for text in texts]
        return bm25s.tokenize(list(texts), stopwords="en", show_progress=False)


class Fused:
    """Reciprocal rank fusion of the halves."""

    def __init__(self, halves: Sequence[Half]) -> None:
        self._halves = halves

    def best(self, question: str) -> Scores:
        """See Half."""
        return reciprocal_ranks([half.best(question) for half in self._halves])


def reciprocal_ranks(rankings: Iterable[Iterable[int]]) -> Scores:
    """Each place with the sum of 1 / (60 + rank) over the rankings that hold it, best first; ties keep the order."""
    total: Scores = {}
    for ranking in rankings:
        for rank, place in enumerate(ranking, start=1):
            total[place] = total.get(place, 0.0) + 1 / (RANK_CONSTANT + rank)
    return dict(sorted(total.items(), key=lambda one: -one[1])[:POOL])


def character_pairs(text: str) -> list[str]:
    """Overlapping pairs of a text's characters, white space left out."""
    flat = "".join(text.split()).casefold()
    return [flat[place : place + 2] for place in range(max(1, len(flat) - 1))]


class StockSearcher:
    """A half as the Searcher that the evaluation asks."""

    def __init__(self, pieces: Sequence[Piece], half: Half) -> None:
        self._pieces = pieces
        self._half = half

    def search(self, query: Query) -> SearchResult:
        """The first `query.k` chunks; its scope is not looked at, since stock assemblies have none."""
        started = time.perf_counter()
        best = self._half.best(query.text)
        hits = tuple(self._hit(place, score) for place, score in list(best.items())[: query.k])
        return SearchResult(hits, (time.perf_counter() - started) * 1000)

    def _hit(self, place: int, score: float) -> Hit:
        piece = self._pieces[place]
        document = Document(piece.path, "stock", piece.path, piece.path, Kind.PAGE, "", Readers(frozenset({EVERYONE})))
        return Hit(document, Chunk(place, piece.path, place, piece.text), score)
