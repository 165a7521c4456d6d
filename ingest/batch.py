"""Documents that are embedded and committed together."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.domain.documents import Document, contextual_text
from assistant.domain.extracted import Extracted
from assistant.ports import Checkpoint, Commit, Embedder, Ledger, NewDocument, Refused
from ingest.ports import Progress
from ingest.stages import Stages

_CHUNKS_PER_COMMIT: Final = 256
"""Enough to keep the embedder's batches full; what a crash undoes is at most this much work."""
_DOCUMENTS_PER_COMMIT: Final = 200


class Batch:
    """Collects documents, embeds the chunks whose text has no vector yet, and commits the lot in one transaction, with
    the cursor up to which the source is covered by then.

    A document is acknowledged only after its transaction is durable.
    """

    def __init__(self, source: str, ledger: Ledger, embedder: Embedder, progress: Progress, stages: Stages) -> None:
        self._source = source
        self._ledger = ledger
        self._embedder = embedder
        self._progress = progress
        self._stages = stages
        self._new: list[NewDocument] = []
        self._moved: list[Document] = []
        self._taken_out: dict[str, Extracted] = {}
        self._checked: dict[str, str] = {}
        self._refused: list[Refused] = []
        self._readmitted: list[str] = []
        self._removed: dict[str, str] = {}
        self._cursor: str | None = None
        self._chunks = 0

    def add(self, document: NewDocument) -> None:
        """Take a new or changed document."""
        self._new.append(document)
        self._chunks += len(document.chunks)
        if self._chunks >= _CHUNKS_PER_COMMIT or len(self._new) >= _DOCUMENTS_PER_COMMIT:
            self.flush()

    def move(self, document: Document, version: str, extracted: Extracted | None = None) -> None:
        """Take a document whose text stays as it is, with what is taken out of it now if its path is another."""
        self._moved.append(document)
        if extracted is not None:
            self._taken_out[document.id] = extracted
        self.check(document.id, version)

    def check(self, document_id: str, version: str) -> None:
        """Take a document whose version is another and whose bytes are the same."""
        self._checked[document_id] = version
        if len(self._checked) >= _DOCUMENTS_PER_COMMIT:
            self.flush()

    def refuse(self, refused: Refused) -> None:
        """Take a document that can't be parsed."""
        self._refused.append(refused)

    def remove(self, path: str, document_id: str) -> None:
        """Take a document that is gone."""
        self._removed[path] = document_id

    def readmit(self, path: str) -> None:
        """Forget that a path was refused."""
        self._readmitted.append(path)

    def reach(self, cursor: str) -> None:
        """All that was taken so far covers the source up to here."""
        self._cursor = cursor

    def flush(self) -> None:
        """Embed and commit what was taken, then acknowledge it."""
        waiting = self._new or self._moved or self._checked or self._refused or self._readmitted or self._removed
        if not waiting and self._cursor is None:
            return
        vectors = self._vectors()
        with self._stages.timed("commit"):
            self._ledger.commit(
                Commit(
                    upserts=tuple(self._new),
                    moves=tuple(self._moved),
                    taken_out=self._taken_out,
                    removals=tuple(self._removed.values()),
                    checked=self._checked,
                    checkpoint=self._checkpoint(),
                    vectors=vectors,
                )
            )
        for new in self._new:
            self._progress.acknowledged("indexed", new.document.path, new.document.id)
        for document in self._moved:
            self._progress.acknowledged("moved", document.path, document.id)
        for path, document_id in self._removed.items():
            self._progress.acknowledged("removed", path, document_id)
        self._new, self._moved, self._refused, self._chunks, self._cursor = [], [], [], 0, None
        self._readmitted, self._checked, self._removed, self._taken_out = [], {}, {}, {}

    def _checkpoint(self) -> Checkpoint:
        readmitted = (*self._readmitted, *(new.document.path for new in self._new), *self._removed)
        return Checkpoint(self._source, self._cursor, tuple(self._refused), readmitted)

    def _vectors(self) -> dict[str, NDArray[np.float32]]:
        """Vectors by text hash, for texts that the catalogue has none for."""
        texts = {
            text_hash: contextual_text(new.document.title, chunk)
            for new in self._new
            for chunk, text_hash in zip(new.chunks, new.text_hashes, strict=True)
        }
        known = self._ledger.embedded(list(texts))
        fresh = {text_hash: text for text_hash, text in texts.items() if text_hash not in known}
        if not fresh:
            return {}
        with self._stages.timed("embed"):
            return dict(zip(fresh, self._embedder.embed(list(fresh.values())), strict=True))
