"""Makes the next generation from the catalogue and puts it in force. Nothing is embedded: the vectors are there."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from assistant.adapters.index import vectors
from assistant.adapters.index.columns import Row, folder_of, microseconds
from assistant.adapters.index.generation import (
    FORMAT,
    Manifest,
    generation_in_force,
    generations_folder,
    is_in_step,
    publish,
    seal,
    write_columns,
)
from assistant.adapters.index.words import Words
from assistant.domain.documents import Document
from assistant.domain.queries import REVIEWERS, voices_in
from assistant.errors import StorageError, StorageFull
from assistant.ports import IndexedDocument, Journal


class Publisher:
    """Publishes generations of one index. One process at a time: callers hold the ingest lock."""

    def __init__(self, index_folder: Path, journal: Journal, embedder: str) -> None:
        self._folder = index_folder
        self._journal = journal
        self._embedder = embedder

    def publish(self) -> Manifest:
        """Write a generation of everything that is in the catalogue, and put it in force. Raises StorageError."""
        sequence = self._journal.sequence()  # before the documents are read: what comes later is replayed by the readers
        folder = generations_folder(self._folder) / f"{sequence:09}-{secrets.token_hex(4)}"
        try:
            folder.mkdir(parents=True)
            manifest = self._write(folder, sequence)
            publish(self._folder, folder, seal(folder, manifest))
        except OSError as error:
            self._discard(folder)
            raise _storage_error(error) from error
        except (RuntimeError, ValueError) as error:  # what FAISS and tantivy raise when they can't write
            self._discard(folder)
            raise _storage_error(error, self._folder) from error
        return manifest

    def catch_up(self) -> None:
        """Publish, unless the generation in force is whole and nothing was committed since. Raises StorageError."""
        try:
            done = is_in_step(self._folder, self._embedder, self._journal.sequence())
        except OSError:  # it can't be read: another is made
            done = False
        if not done:
            self.publish()

    def _discard(self, folder: Path) -> None:
        """Remove what a failed publication left, unless it failed after the rename that put it in force.

        tantivy watches a folder from a thread of its own and leaves lock files there: what was renamed first is out of its
        reach, and can be emptied.
        """
        if generation_in_force(self._folder) != folder.name and folder.exists():
            shutil.rmtree(folder.rename(folder.with_name(f"{folder.name}.failed")), ignore_errors=True)

    def _write(self, folder: Path, sequence: int) -> Manifest:
        rows: list[Row] = []
        keys: list[int] = []
        owners: list[int] = []
        matrix = bytearray()

        def collected() -> Iterator[IndexedDocument]:
            for indexed in self._journal.indexed():
                for chunk in indexed.chunks:
                    keys.append(chunk.key)
                    owners.append(len(rows))
                    matrix.extend(chunk.vector.tobytes())
                rows.append(to_row(indexed.document))
                yield indexed

        Words.create(folder / "words", collected())
        array = np.frombuffer(matrix, dtype="<f4").reshape(len(keys), -1) if keys else np.zeros((0, 1), dtype=np.float32)
        vectors.write(vectors.build(array), folder / "vectors.faiss")
        write_columns(folder, rows, np.array(keys, dtype=np.int64), np.array(owners, dtype=np.int32))
        return Manifest(FORMAT, self._embedder, array.shape[1], sequence, len(rows), len(keys), {})


def to_row(document: Document) -> Row:
    """A document's fields as the columns keep them."""
    return Row(
        document_id=document.id,
        readers=document.readers.canonical,
        source=document.source,
        kind=str(document.kind),
        status=document.status,
        authors=document.authors,
        updated=microseconds(document.updated_at),
        folder=folder_of(document.path),
        title=document.title,
        voices=voices_in(document),
        reviewers=document.fields.get(REVIEWERS, ()),
    )


def to_rows(documents: Iterable[IndexedDocument]) -> list[Row]:
    """The same for several."""
    return [to_row(indexed.document) for indexed in documents]


def _storage_error(error: Exception, folder: Path | None = None) -> StorageError:
    no_space = isinstance(error, OSError) and error.errno in (28, 27, 122)
    if not no_space and folder is not None:
        free = os.statvfs(folder)
        no_space = free.f_bavail * free.f_frsize < 1_000_000 or "No space" in str(error)
    if no_space:
        return StorageFull("the disk is full: the index before this run still serves; free some space and run it again")
    return StorageError(f"the index can't be written ({error}): check the data folder's disk and rights")
