"""A searcher that is wired when it is first asked, so that what needs no search waits for no index."""

from __future__ import annotations

from collections.abc import Callable

from assistant.domain.hits import SearchResult
from assistant.domain.queries import Query
from assistant.knowledge.ports import Searcher


class DeferredSearcher:
    """The Searcher port over one that `make` gives."""

    def __init__(self, make: Callable[[], Searcher]) -> None:
        self._make = make

    def search(self, query: Query) -> SearchResult:
        """See the port."""
        return self._make().search(query)
