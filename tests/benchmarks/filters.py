"""What a filter costs and what it finds: `python -m tests.benchmarks.filters [HOME …] --chunks 20000 100000 --cache DIR`.

People who may read 0.1 % to 100 % of the documents, anywhere or in neighbouring folders, search variations of the sample
corpus and copies of the given data folders. Compared are, for the same questions:

- what is found with the exact result: every visible vector compared, all words of the index ranked and then filtered, both
  ranked by the same search (recall@10 of chunks, of the vectors alone, of the words alone, and of the whole search);
- the time of a search with the time of one over everything, in turns. Embedding the question is left out on both sides,
  since it would hide a difference.

Exits with 1 where less than 0.95 is found at 1 % visible, or a filtered search takes more than 1.3 times as long.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.hashing_embedder import HASHING, HashingEmbedder
from assistant.adapters.index.live import LiveView
from assistant.adapters.sentence_embedder import SentenceEmbedder
from assistant.bootstrap import Lore
from assistant.domain.documents import contextual_text
from assistant.domain.hits import Scored
from assistant.domain.queries import Query, Scope
from assistant.ports import Embedder, Vectors
from assistant.retrieval.retriever import POOL
from tests.benchmarks.first_search import memory_mb
from tests.benchmarks.retrieval_tables import table
from tests.benchmarks.shared_shelf import EVERYTHING, Shelved, Sight, copied, shelve, sights, varied
from tests.benchmarks.speed import ask_about, demo_documents, seconds
from tests.benchmarks.vector_cache import VectorCache
from tests.benchmarks.without_parts import attribute

K: Final = 10
BAR_SHARE, BAR_RECALL, BAR_RATIO = 0.01, 0.95, 1.3
TIES: Final = 40
"""How far the exact result is looked at for chunks that tie with the tenth."""
_SAME: Final = 1e-5
"""Sums of the same 32-bit numbers in another order differ by so much of their size."""
_WARM_UP: Final = 10


class Known:
    """An embedder whose questions' vectors were made before, so that a search is timed without the model."""

    def __init__(self, questions: Sequence[str], vectors: Vectors) -> None:
        self.name = HASHING
        self.dimension = vectors.shape[1]
        self.token_limit = 256
        self._vectors = dict(zip(questions, vectors, strict=True))

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector of a question that was announced."""
        return self._vectors[text]

    def known_share(self, text: str) -> float:
        """All of it."""
        return 1.0


class Exact:
    """A view that compares every vector and ranks every chunk, and only then leaves out what is not visible."""

    def __init__(self, view: LiveView, rows: Shelf, sight: Sight) -> None:
        self._view = view
        self._rows = rows
        self._visible = sight.visible
        self._places = np.flatnonzero(np.array([owner in sight.visible for owner in rows.owners]))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def nearest(self, vector: NDArray[np.float32], k: int, _: Scope) -> list[Scored]:
        """The k most similar of the visible chunks."""
        cosines = self._rows.matrix[self._places] @ vector
        order = np.argsort(-cosines, kind="stable")[:k]
        return [
            Scored(self._rows.keys[self._places[one]], self._rows.owners[self._places[one]], float(cosines[one]))
            for one in order
        ]

    def nearest_each(self, vectors: Vectors, k: int, scope: Scope) -> list[list[Scored]]:
        """The same for each of these."""
        return [self.nearest(vector, k, scope) for vector in vectors]

    def matching(self, text: str, k: int, _: Scope) -> list[Scored]:
        """The k of the visible chunks that rank highest among all."""
        everything = self._view.matching(text, len(self._rows.keys), EVERYTHING)
        return [one for one in everything if one.document_id in self._visible][:k]


class Fixed:
    """An index that always gives this view."""

    def __init__(self, view: Any) -> None:
        self._view = view

    def view(self) -> Any:
        """See ports.Index."""
        return self._view


@dataclass(frozen=True, slots=True)
class Shelf:
    """All chunks of a data folder, for comparing with each."""

    matrix: Vectors
    keys: list[int]
    owners: list[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Shares of the exact first ten that were found, and times in seconds, unfiltered beside filtered."""

    sight: Sight
    vectors: float
    words: float
    search: float
    unfiltered: tuple[float, ...]
    filtered: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Filtered by unfiltered, the median over the pairs."""
        return statistics.median(one / other for one, other in zip(self.filtered, self.unfiltered, strict=True))

    @property
    def missed(self) -> bool:
        """Whether a bar is."""
        little = self.sight.share == BAR_SHARE and min(self.vectors, self.words, self.search) < BAR_RECALL
        return little or self.ratio > BAR_RATIO


def open_shelf(lore: Lore) -> Shelf:
    """What stands in a data folder, chunk by chunk."""
    chunks = [chunk for indexed in lore.journal.indexed() for chunk in indexed.chunks]
    matrix: Vectors = np.stack([chunk.vector for chunk in chunks])
    return Shelf(matrix, [chunk.key for chunk in chunks], [chunk.document_id for chunk in chunks])


class Bench:
    """A shelved data folder whose questions are known."""

    def __init__(self, lore: Lore, questions: Sequence[str], vectors: Vectors, seen: Sequence[Sight]) -> None:
        self.lore = lore
        self.questions = questions
        self.seen = seen
        self.embedder = Known(questions, vectors)
        self.shelf = open_shelf(lore)
        self.view: Any = lore.index.view()
        vars(lore)["embedder"] = self.embedder  # in the place of the one that the settings name
        self.retriever = lore.retriever

    def find(self, sight: Sight) -> Finding:
        """Recall and times of one sight. Raises AssertionError where something comes back that is not visible."""
        # Which typing errors are forgiven depends on what is visible, so that no ranking of everything has the same words.
        words = self.view.words
        with attribute(words, "weighing", replace(words.weighing, forgiving=False)):
            recalls = self._recalls(sight)
        return Finding(sight, *recalls, *self._times(sight.scope))

    def _recalls(self, sight: Sight) -> tuple[float, float, float]:
        exact = Exact(self.view, self.shelf, sight)
        vectors, words, search = [], [], []
        for text in self.questions:
            vector = self.embedder.embed_question(text)
            near = self.view.nearest(vector, POOL, sight.scope)
            match = self.view.matching(text, POOL, sight.scope)
            assert {one.document_id for one in (*near, *match)} <= sight.visible
            vectors.append(found_share(_keys(near), _pairs(exact.nearest(vector, TIES, sight.scope))))
            words.append(found_share(_keys(match), _pairs(exact.matching(text, TIES, sight.scope))))
            search.append(self._found_by_search(text, sight, exact))
        return _mean(vectors), _mean(words), _mean(search)

    def _found_by_search(self, text: str, sight: Sight, exact: Exact) -> float:
        index = self.retriever._index
        ours = self.retriever.search(Query(text, sight.scope, K)).hits
        self.retriever._index = Fixed(exact)
        try:
            theirs = self.retriever.search(Query(text, sight.scope, TIES)).hits
        finally:
            self.retriever._index = index
        return found_share([hit.chunk.key for hit in ours], [(hit.chunk.key, hit.score) for hit in theirs])

    def _times(self, scope: Scope) -> tuple[tuple[float, ...], tuple[float, ...]]:
        for text in self.questions[:_WARM_UP]:
            self._search(text, EVERYTHING)
            self._search(text, scope)
        unfiltered, filtered = [], []
        for place, text in enumerate(self.questions):
            sides = [(EVERYTHING, unfiltered), (scope, filtered)]
            for chosen, times in sides if place % 2 else reversed(sides):
                times.append(seconds(lambda text=text, chosen=chosen: self._search(text, chosen)))
        return tuple(unfiltered), tuple(filtered)

    def _search(self, text: str, scope: Scope) -> None:
        self.retriever.search(Query(text, scope, K))


def found_share(found: Sequence[int], exact: Sequence[tuple[int, float]]) -> float:
    """How many of the ten best by the exact result are among the first ten found; 1 where there is nothing to find. Chunks
    that tie with the tenth are as good as it."""
    wanted = min(K, len(exact))
    if not wanted:
        return 1.0
    least = exact[wanted - 1][1] - _SAME * abs(exact[wanted - 1][1])
    as_good = {key for key, score in exact if score >= least}
    return min(wanted, len(as_good.intersection(found[:K]))) / wanted


def _keys(scored: Iterable[Scored]) -> list[int]:
    return [one.key for one in scored]


def _pairs(scored: Iterable[Scored]) -> list[tuple[int, float]]:
    return [(one.key, one.score) for one in scored]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


# ---- what is searched ----


def variations_bench(home: Path, chunks: int, questions: int, cache: VectorCache, embedder: Embedder) -> Bench:
    """So many chunks of variations of the sample corpus, and questions of its words."""
    documents = demo_documents(embedder)
    real = {title: cache.embed([contextual_text(title, one) for one in own]) for title, own in documents}
    asked = list(dict.fromkeys(ask_about(documents, questions)))
    shelved = list(varied(documents, real, chunks))
    return _bench(home, shelved, asked, cache.embed_questions(asked))


def copy_bench(home: Path, original: Path, questions: int, cache: VectorCache) -> Bench:
    """A copy of a data folder, and questions of its own words."""
    shelved = list(copied(original))
    asked = list(dict.fromkeys(ask_about([(one.document.title, list(one.chunks)) for one in shelved], questions)))
    return _bench(home, shelved, asked, cache.embed_questions(asked))


def _bench(home: Path, shelved: Sequence[Shelved], asked: Sequence[str], vectors: Vectors) -> Bench:
    seen = sights([one.document for one in shelved])
    lore = shelve(home, shelved, seen)
    return Bench(lore, asked, vectors, seen)


# ---- the report ----


def lines(name: str, bench: Bench, findings: Sequence[Finding]) -> Iterator[str]:
    """A Markdown table of one shelf."""
    audiences = len({row.readers for row in bench.view.columns.rows})
    yield f"{name}: {len(bench.shelf.keys):,} chunks, {audiences:,} audiences, {len(bench.questions)} questions"
    yield ""
    heads = ("visible", f"recall@{K} vectors", "words", "search", "unfiltered ms", "filtered ms", "ratio", "")
    yield from table(heads, [_row(one) for one in findings])


def _row(one: Finding) -> tuple[str, ...]:
    return (
        f"{one.sight.share:.1%} {one.sight.place}",
        *(f"{share:.3f}" for share in (one.vectors, one.words, one.search)),
        *(f"{statistics.median(times) * 1000:.2f}" for times in (one.unfiltered, one.filtered)),
        f"{one.ratio:.2f}",
        "missed" if one.missed else "",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the shelves; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homes", nargs="*", type=Path, metavar="HOME", help="data folders that are copied and searched too")
    parser.add_argument("--chunks", type=int, nargs="*", default=[20_000, 100_000], help="sizes of the varied sample corpus")
    parser.add_argument("--questions", type=int, default=100, help="how many questions are searched for")
    parser.add_argument("--cache", type=Path, required=True, metavar="DIR", help="where vectors are kept for the next run")
    parser.add_argument("--hashing", action="store_true", help="vectors without a model: quick, and not what users have")
    chosen = parser.parse_args(arguments)
    embedder: Embedder = HashingEmbedder() if chosen.hashing else SentenceEmbedder()
    cache = VectorCache(chosen.cache, lambda: embedder, embedder.name)
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        makers: dict[str, Callable[[Path], Bench]] = {
            f"sample corpus, varied, {count:,}": partial(
                variations_bench, chunks=count, questions=chosen.questions, cache=cache, embedder=embedder
            )
            for count in chosen.chunks
        }
        for home in chosen.homes:
            makers[home.name] = partial(copy_bench, original=home, questions=chosen.questions, cache=cache)
        for number, (name, make) in enumerate(makers.items()):
            started = time.perf_counter()
            bench = make(Path(folder) / str(number))
            print(f"(shelved in {time.perf_counter() - started:.0f} s, {memory_mb():.0f} MB held at most so far)")
            findings = [bench.find(sight) for sight in bench.seen]
            print("\n".join(lines(name, bench, findings)), flush=True)
            missed += sum(one.missed for one in findings)
            bench.lore.close()
    cache.close()
    print(f"bars ({BAR_RECALL:.2f} at {BAR_SHARE:.0%} visible, {BAR_RATIO} times the unfiltered time) missed: {missed}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
