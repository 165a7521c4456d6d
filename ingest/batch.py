"""Documents that are embedded and committed together."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.domain.documents import Document, contextual_text
from assistant.ports import Commit, Embedder, Ledger, NewDocument
from ingest.ports import Progress

_CHUNKS_PER_COMMIT: Final = 256
"""Enough to keep the embedder's batches full; what a crash undoes is at most this much work."""
_DOCUMENTS_PER_COMMIT: Final = 200


class Batch:
    """Collects documents, embeds the chunks whose text has no vector yet, and commits the lot in one transaction.

    A document is acknowledged only after its transaction is durable.
    """

    def __init__(self, ledger: Ledger, embedder: Embedder, progress: Progress) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._progress = progress
        self._new: list[NewDocument] = []
        self._moved: list[Document] = []
        self._waiting = 0

    def add(self, document: NewDocument) -> None:
        """Take a new or changed document."""
        self._new.append(document)
        self._waiting += len(document.chunks)
        if self._waiting >= _CHUNKS_PER_COMMIT or len(self._new) >= _DOCUMENTS_PER_COMMIT:
            self.flush()

    def move(self, document: Document) -> None:
        """Take a document whose text stays as it is."""
        self._moved.append(document)
        if len(self._moved) >= _DOCUMENTS_PER_COMMIT:
            self.flush()

    def flush(self) -> None:
        """Embed and commit what was taken, then acknowledge it."""
        if not self._new and not self._moved:
            return
        self._ledger.commit(Commit(upserts=tuple(self._new), moves=tuple(self._moved), vectors=self._vectors()))
        for new in self._new:
            self._progress.acknowledged("indexed", new.document.path, new.document.id)
        for document in self._moved:
            self._progress.acknowledged("moved", document.path, document.id)
        self._new, self._moved, self._waiting = [], [], 0

    def _vectors(self) -> dict[str, NDArray[np.float32]]:
        """Vectors by text hash, for texts that the catalogue has none for."""
        texts = {
            text_hash: contextual_text(new.document.title, chunk)
            for new in self._new
            for chunk, text_hash in zip(new.chunks, new.text_hashes, strict=True)
        }
        known = self._ledger.embedded(list(texts))
        fresh = {text_hash: text for text_hash, text in texts.items() if text_hash not in known}
        return dict(zip(fresh, self._embedder.embed(list(fresh.values())), strict=True)) if fresh else {}
