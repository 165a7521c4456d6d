"""Search, from a query to hits. Read `Retriever.search` first."""

from __future__ import annotations

import time
from typing import Final

from assistant.domain.documents import Chunk
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query
from assistant.errors import UsageError
from assistant.ports import Documents, Embedder, Index
from assistant.retrieval.fusion import Fused, Ranking, fuse

POOL: Final = 150
"""How many chunks each half brings; more change the ranking of the first ten no further."""
MOST: Final = 100
"""The largest `k` of a search; finding people looks wider."""
_SPARE: Final = 4
"""Hits beyond `k` that are fetched, in case some are repetitions or have just gone."""


class Retriever:
    """Finds the chunks that answer a query and that its principal may read."""

    def __init__(
        self, index: Index, embedder: Embedder, documents: Documents, ranking: Ranking | None = None, *, most: int = MOST
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._documents = documents
        self._ranking = ranking or Ranking()
        self._most = most

    def search(self, query: Query) -> SearchResult:
        """Up to `k` hits, best first. Raises UsageError for an empty query or a `k` outside 1 to 100 (or `most`)."""
        if not query.text.strip():
            raise UsageError("the query is empty: write what to search for")
        if not 1 <= query.k <= self._most:
            raise UsageError(f"k is {query.k}: choose 1 to {self._most}")
        started = time.perf_counter()
        view = self._index.view()
        vector = self._embedder.embed_question(query.text)
        pool, hits, complete = POOL, list[Hit](), False
        while len(hits) < query.k and not complete:
            nearest = view.nearest(vector, pool, query.scope)
            matching = view.matching(query.text, pool, query.scope)
            hits = self._hits(fuse(nearest, matching, self._ranking), query)
            complete = len(nearest) < pool  # the asker may see no more than these
            pool *= 4  # repetitions of a text took the places of others
        return SearchResult(tuple(hits), (time.perf_counter() - started) * 1000, view.sequence)

    def _hits(self, fused: list[Fused], query: Query) -> list[Hit]:
        """The first `k` that still exist and that the principal may still read, each text once."""
        hits: list[Hit] = []
        texts: set[str] = set()
        wanted = query.k + _SPARE
        for start in range(0, len(fused), wanted):
            some = fused[start : start + wanted]
            found = self._documents.found([one.key for one in some])
            for one in some:
                # The index filtered already; this looks at the catalogue itself, which may be a moment ahead.
                place = found.get(one.key)
                if place is None or not query.scope.admit(place.document) or (text := _plain(place.chunk)) in texts:
                    continue
                texts.add(text)
                hits.append(Hit(place.document, place.chunk, one.score, one.similarity))
                if len(hits) == query.k:
                    return hits
        return hits


def _plain(chunk: Chunk) -> str:
    return " ".join(chunk.text.split())
