"""Searching a tantivy index for what one asker may see, by whichever of two ways is the quicker one.

A condition inside the query costs about 10 µs for each value that it names, and a team's member may read hundreds of
audiences. Then it is quicker to rank without it, somewhat deeper than wanted, and to take what is visible. Where that does
not bring enough, the condition is asked after all, so that both ways find the same.
"""

from __future__ import annotations

from typing import Any, Final, cast

import numpy as np
import tantivy
from tantivy import Occur, Query

from assistant.adapters.index.visible import VisibleChunks

_SPARE: Final = 1.5
_AT_LEAST: Final = 50
_HITS_A_VALUE: Final = 16
"""A value of a condition costs as much as ranking so many hits more."""


class FilteredSearcher:
    """Finds only what its condition lets in, None for everything. `values` is how many the condition names; `chunks` are what
    it lets in, None where that is not known."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        condition: Query | None = None,
        values: int = 0,
        chunks: VisibleChunks | None = None,
    ) -> None:
        self._searcher = searcher
        self._condition = condition
        self._dear = _HITS_A_VALUE * values
        self._chunks = chunks

    def best(self, query: Query, k: int) -> list[tuple[int, float]]:
        """The k chunks with the highest score: (key, score), best first."""
        if self._condition is None:
            return self._ranked(query, k)
        if self._chunks is not None and self._chunks.share:
            limit = int(_SPARE * k / self._chunks.share) + _AT_LEAST
            if limit < self._dear:
                ranked = self._ranked(query, limit)
                seen = self._chunks.admit([key for key, _ in ranked])
                found = [one for one, is_seen in zip(ranked, seen.tolist(), strict=True) if is_seen]
                if len(found) >= k or len(ranked) < limit:
                    return found[:k]
        return self._ranked(self._within(query), k)

    def count(self, query: Query, at_most: int) -> int:
        """How many chunks a query finds; of the whole index it finds `at_most` so many."""
        if self._condition is not None and self._chunks is not None and at_most < self._dear:
            found = self._ranked(query, max(1, at_most))
            return int(np.count_nonzero(self._chunks.admit([key for key, _ in found])))
        found = cast("Any", self._searcher.search(self._within(query), limit=1, count=True))
        return int(found.count)

    def _within(self, query: Query) -> Query:
        if self._condition is None:
            return query
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(self._condition, 0.0))])

    def _ranked(self, query: Query, limit: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, limit=limit, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        return [(cast("int", key), cast("float", score)) for key, (score, _) in zip(keys, hits, strict=True)]
