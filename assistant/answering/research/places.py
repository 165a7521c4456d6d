"""Searches of a research, each within what the asker may read and wants to see."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.collaborators import Searcher
from assistant.domain.documents import Document
from assistant.domain.hits import Hit
from assistant.domain.queries import Filters, Query, Scope
from assistant.ports import Documents
from assistant.retrieval.understanding.finding import joined

_DEEP: Final = 40
"""Hits among which one document's are looked for: its title leads the search, so that they stand on top."""
_LONGEST: Final = 400
"""Characters of a question that are searched in a document."""


class Places:
    """Finds the places that answer, anywhere or in one document. Blocks."""

    def __init__(self, searcher: Searcher, documents: Documents) -> None:
        self._searcher = searcher
        self._documents = documents

    def found(self, text: str, scope: Scope, k: int) -> tuple[Hit, ...]:
        """A search; nothing for an empty text."""
        return self._searcher.search(Query(text, scope, k)).hits if text.strip() else ()

    def within(self, document: Document, text: str, scope: Scope, most: int) -> list[Hit]:
        """Up to `most` places of a document, those nearest to the text first; its beginning where no search finds any.
        Nothing of a document that the scope does not admit."""
        if not scope.admit(document):
            return []
        narrowed = Filters(sources=(document.source,), folders=_folder(document))
        inside = replace(scope, filters=replace(joined(scope.filters, narrowed), folders=narrowed.folders))
        query = Query(f"{document.title} — {text[:_LONGEST]}", inside, _DEEP, literally=True)
        places = [
            hit for hit in self._searcher.search(query).hits if hit.document.id == document.id and scope.admit(hit.document)
        ]
        return places[:most] or self.beginning(document, scope)

    def beginning(self, document: Document, scope: Scope) -> list[Hit]:
        """A document's first chunk, as it is now; it names authors, dates and what the document is about."""
        chunks: Sequence[Hit] = [
            Hit(found.document, found.chunk, 0.0)
            for found in self._documents.found([one.key for one in self._documents.chunks(document.id, 0, 0)]).values()
            if scope.admit(found.document)
        ]
        return list(chunks)


def _folder(document: Document) -> tuple[str, ...]:
    folder = posixpath.dirname(document.path)
    return (folder,) if folder else ()
