"""Search, from a query to hits. Read `Retriever.search` first."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from assistant.domain.documents import Chunk
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query
from assistant.errors import UsageError
from assistant.ports import Documents, Embedder, Index, IndexView, Links, Reranker
from assistant.retrieval.aspects import Aspects, aspects
from assistant.retrieval.context import REACH, in_context
from assistant.retrieval.fusion import Found, Fused, Looked, Ranking, fuse
from assistant.retrieval.reranking import CANDIDATES, reranked
from assistant.retrieval.spreading import spread, strongest
from assistant.retrieval.weights import RANKING

POOL: Final = 300
"""How many chunks each half brings. Fewer cost the bare headings of design_dev 0.006 nDCG@10, more bring nothing."""
MOST: Final = 100
"""The largest `k` of a search; finding people looks wider."""
_SPARE: Final = 4
"""Hits beyond `k` that are fetched, in case some are repetitions or have just gone."""
_OVERLAPPING: Final = 3
"""Times `k` that are ranked where hits come in their context: many then lie in that of a better one."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a retriever ranks: the weights, and what it may draw on besides the index, where there is any: the links between
    documents, and a cross-encoder, which reads so many `candidates`. `most` is the largest `k`."""

    ranking: Ranking = RANKING
    links: Links | None = None
    reranker: Reranker | None = None
    candidates: int = CANDIDATES
    most: int = MOST


class Retriever:
    """Finds the chunks that answer a query and that its principal may read. Blocks; safe to share between threads."""

    def __init__(self, index: Index, embedder: Embedder, documents: Documents, options: Options = Options()) -> None:
        self._index = index
        self._embedder = embedder
        self._documents = documents
        self._options = options

    def search(self, query: Query) -> SearchResult:
        """Up to `k` hits, best first. Raises UsageError for an empty query or a `k` outside 1 to 100 (or `most`)."""
        if not query.text.strip():
            raise UsageError("the query is empty: write what to search for")
        if not 1 <= query.k <= self._options.most:
            raise UsageError(f"k is {query.k}: choose 1 to {self._options.most}")
        started = time.perf_counter()
        query = replace(query, text=_whole_characters(query.text))
        view = self._index.view()
        if query.in_context:
            hits = self._in_context(view, query)
        else:
            hits, _ = self._ranked(view, query, query.k)
        return SearchResult(tuple(hits[: query.k]), (time.perf_counter() - started) * 1000, view.sequence)

    def _in_context(self, view: IndexView, query: Query) -> list[Hit]:
        """Hits with their neighbours; more are ranked where too many lay in the context of better ones."""
        wanted, wide, more = query.k * _OVERLAPPING, list[Hit](), True
        while len(wide) < query.k and more:
            hits, more = self._ranked(view, query, wanted)
            near = self._documents.neighbours([hit.chunk for hit in hits], REACH)
            wide = in_context(hits, [found.chunk for found in near if query.scope.admit(found.document)])
            wanted *= _OVERLAPPING
        return wide

    def _ranked(self, view: IndexView, query: Query, wanted: int) -> tuple[list[Hit], bool]:
        """The best hits, and whether the asker may see more than these."""
        asked = aspects(query.text)
        pool, hits, complete = POOL, list[Hit](), False
        while len(hits) < wanted and not complete:
            found = self._look(view, asked, pool, query)
            hits = self._hits(self._fused(view, found, asked, query), query, wanted)
            complete = len(found.whole.nearest) < pool  # the asker may see no more than these
            pool *= 4  # repetitions of a text took the places of others
        return reranked(hits, query.text, self._options.reranker, self._options.candidates), len(hits) == wanted

    def _wanted(self, query: Query) -> int:
        """How many hits are ranked for `k` to be left."""
        read = self._options.candidates if self._options.reranker else 0
        return max(read, query.k * _OVERLAPPING if query.in_context else query.k)

    def _look(self, view: IndexView, asked: Aspects, pool: int, query: Query) -> Found:
        """What both halves find for the question and, where it has any, for its parts."""
        texts = list(dict.fromkeys((asked.whole, asked.lead, asked.rest)))
        vectors = np.stack([self._embedder.embed_question(text) for text in texts])
        nearest = view.nearest_each(vectors, pool, query.scope)
        looked = {
            text: Looked(near, view.matching(text, pool, query.scope), self._embedder.known_share(text))
            for text, near in zip(texts, nearest, strict=True)
        }
        lead = None if asked.lead == asked.whole else looked[asked.lead]
        rest = None if asked.rest == asked.whole else looked[asked.rest]
        return Found(looked[asked.whole], lead, rest)

    def _fused(self, view: IndexView, found: Found, asked: Aspects, query: Query) -> list[Fused]:
        about = view.about(asked.lead, found.document_ids)
        links, weights = self._options.links, self._options.ranking.links

        def spread_over(scores: Mapping[str, float]) -> Mapping[str, float]:
            if links is None or not scores:
                return scores
            around = links.around(strongest(scores, weights.firing), query.scope.principal)
            return spread(scores, around, weights)

        return fuse(found, about, self._options.ranking, spread_over)

    def _hits(self, fused: Sequence[Fused], query: Query, wanted: int) -> list[Hit]:
        """The first that still exist and that the principal may still read, each text once."""
        hits: list[Hit] = []
        texts: set[str] = set()
        at_once = wanted + _SPARE
        for start in range(0, len(fused), at_once):
            some = fused[start : start + at_once]
            found = self._documents.found([one.key for one in some])
            for one in some:
                # The index filtered already; this looks at the catalogue itself, which may be a moment ahead.
                place = found.get(one.key)
                if place is None or not query.scope.admit(place.document) or (text := _plain(place.chunk)) in texts:
                    continue
                texts.add(text)
                hits.append(Hit(place.document, place.chunk, one.score, one.similarity))
                if len(hits) == wanted:
                    return hits
        return hits


def _plain(chunk: Chunk) -> str:
    return " ".join(chunk.text.split())


def _whole_characters(text: str) -> str:
    """Without halves of characters, which a shell passes on for bytes that are no text, and which no model can read."""
    return text.encode("utf-8", "replace").decode("utf-8")
