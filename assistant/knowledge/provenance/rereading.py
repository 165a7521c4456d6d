"""Reads chunks again that an answer was made from, and tells what became of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.documents import Chunk, Document
from assistant.knowledge.memory import View
from assistant.knowledge.provenance.opened import ChunkSince, Since
from assistant.ports import Documents


@dataclass(frozen=True, slots=True)
class _Held:
    """A document's chunks as they are now, by the hash of their text and by place."""

    by_hash: Mapping[str, Chunk]
    by_place: Mapping[int, Chunk]


class Rereading:
    """Reads within one view; each document once."""

    def __init__(self, view: View, documents: Documents) -> None:
        self._view = view
        self._documents = documents
        self._held: dict[str, _Held] = {}

    def __call__(
        self, document_id: str, ordinal: int, text_hash: str, *, number: int | None = None, score: float | None = None
    ) -> ChunkSince | None:
        """The chunk that was at this place with this hash; None where its document may not be read."""
        document = self._view.documents.get(document_id)
        if document is None:
            return None
        if document_id not in self._held:
            self._held[document_id] = self._read(document)
        held = self._held[document_id]
        if (same := held.by_hash.get(text_hash)) is not None:
            return ChunkSince(document, same, Since.SAME, number, score)
        there = held.by_place.get(ordinal)
        return ChunkSince(document, there, Since.CHANGED if there else Since.GONE, number, score)

    def _read(self, document: Document) -> _Held:
        """Nothing where the audience is not the one of the view any more: an ingest may commit in between."""
        chunks = self._documents.chunks(document.id)
        now = self._documents.get(document.id)
        if now is None or now.readers != document.readers:
            return _Held({}, {})
        by_hash = {hashlib.sha256(chunk.text.encode()).hexdigest(): chunk for chunk in reversed(chunks)}
        return _Held(by_hash, {chunk.ordinal: chunk for chunk in chunks})
