"""The Index that answers: the generation in force, and what the catalogue has committed since in memory beside it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import threading
from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.index import vectors
from assistant.adapters.index.columns import Columns, Selection
from assistant.adapters.index.generation import Generation, current_stamp, open_current
from assistant.adapters.index.publishing import to_rows
from assistant.adapters.index.titles import Agreement
from assistant.adapters.index.vectors import Allowed
from assistant.adapters.index.visible import Visible, VisibleChunks
from assistant.adapters.index.words import Words
from assistant.domain.documents import Kind
from assistant.domain.hits import About, Scored
from assistant.domain.queries import Scope
from assistant.errors import IndexUnusable, StorageError
from assistant.ports import IndexedDocument, Journal, Vectors

_NO_ROOM = 16_000_000
"""With fewer bytes free, a failure to write the private copy is put down to the full disk."""
_REMEMBERED = 32
"""Scopes that a view remembers, up to 9 bytes a chunk each: one search asks for its scope several times."""


@dataclass(frozen=True, slots=True)
class _Half:
    """Vectors of one part of the index, the generation's or the tail's, with the documents that they belong to."""

    vectors: object
    keys: NDArray[np.int64]
    owners: NDArray[np.int32]
    columns: Columns
    hidden: NDArray[np.bool_] | None
    """By document, whether a newer version stands in the tail or it is gone; None hides nothing."""

    def allowed(self, selection: Selection) -> Allowed | None:
        """The rows whose documents are let in and not hidden; None for all of them."""
        if selection.everything and self.hidden is None:
            return None
        documents = self.columns.mask(selection)
        if self.hidden is not None:
            documents &= ~self.hidden
        return Allowed.of(documents[self.owners])

    def nearest(self, questions: Vectors, k: int, allowed: Allowed | None) -> list[list[Scored]]:
        return [self._scored(found) for found in vectors.search(self.vectors, questions, k, allowed)]

    def _scored(self, found: Sequence[tuple[int, float]]) -> list[Scored]:
        places = np.array([row for row, _ in found], dtype=np.int64)
        keys, owners = self.keys[places].tolist(), self.owners[places].tolist()
        return [
            Scored(key, self.columns.rows[owner].document_id, score)
            for key, owner, (_, score) in zip(keys, owners, found, strict=True)
        ]

    def document_ids(self) -> dict[int, str]:
        return {key: self.columns.rows[owner].document_id for key, owner in zip(self.keys.tolist(), self.owners, strict=True)}


@dataclass(frozen=True, slots=True)
class LiveView:
    """One consistent state. `words` covers all of `halves`, since its private copy takes the same changes."""

    sequence: int
    halves: tuple[_Half, ...]
    words: Words
    columns: Columns
    owner_of: Mapping[int, str]
    remembered: dict[Scope, Visible] = field(default_factory=dict, repr=False, compare=False)
    """What some scopes let in of this state. A scope holds its asker with all of their groups, so that who has left one, or
    joined, is another; audiences can't change within a state."""

    def nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Scored]:
        """See ports.IndexView."""
        return self.nearest_each(vector.reshape(1, -1), k, scope)[0]

    def nearest_each(self, vectors: Vectors, k: int, scope: Scope) -> list[list[Scored]]:
        """See ports.IndexView."""
        visible = self.visible(scope)
        by_half = [half.nearest(vectors, k, rows) for half, rows in zip(self.halves, visible.rows, strict=True)]
        return [_best([one for found in by_half for one in found[place]], k) for place in range(len(vectors))]

    def matching(self, text: str, k: int, scope: Scope) -> list[Scored]:
        """See ports.IndexView."""
        visible = self.visible(scope)
        found = self.words.search(text, k, visible.selection, visible.chunks)
        return [Scored(key, self.owner_of[key], score) for key, score in found]

    def visible(self, scope: Scope) -> Visible:
        """What a scope lets in of this state. Threads that ask at the same time may both find out."""
        visible = self.remembered.get(scope)
        if visible is None:
            visible = self._look(scope)
            if len(self.remembered) >= _REMEMBERED:
                self.remembered.clear()
            self.remembered[scope] = visible
        return visible

    def _look(self, scope: Scope) -> Visible:
        selection = self.columns.select(scope)
        # Values of these columns serve for both halves: what is not hidden in a half is in these columns too.
        rows = tuple(half.allowed(selection) for half in self.halves)
        if selection.everything:
            return Visible(selection, rows, None)
        keys = [half.keys[some.rows] for half, some in zip(self.halves, rows, strict=True) if some is not None]
        total = sum(len(half.keys) for half in self.halves)
        return Visible(selection, rows, VisibleChunks.of(np.concatenate([np.zeros(0, np.int64), *keys]), total))

    def about(self, text: str, document_ids: Collection[str]) -> dict[str, About]:
        """See ports.IndexView."""
        agreement = Agreement.with_text(text)
        rows = [self.columns.row(document_id) for document_id in document_ids]
        return {row.document_id: About(Kind(row.kind), agreement.of(row.title)) for row in rows}

    def vector_keys(self) -> set[int]:
        """The keys that the vector half can return, for `lore doctor`."""
        keys: set[int] = set()
        for half in self.halves:
            visible = np.ones(len(half.keys), np.bool_) if half.hidden is None else ~half.hidden[half.owners]
            keys.update(half.keys[visible].tolist())
        return keys

    def word_keys(self) -> set[int]:
        """The keys that the word half can return."""
        return self.words.keys()


def _best(found: Sequence[Scored], k: int) -> list[Scored]:
    return sorted(found, key=lambda scored: (-scored.score, scored.key))[:k]


class LiveIndex:
    """The Index port. Any number of threads may ask for views; each view stays valid while it is held."""

    def __init__(self, index_folder: Path, journal: Journal, embedder: str) -> None:
        self._folder = index_folder
        self._journal = journal
        self._embedder = embedder
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._generation: Generation | None = None
        self._scratch: Path | None = None
        self._private: Words | None = None
        self._owner_of: dict[int, str] = {}
        self._tail: dict[str, IndexedDocument] = {}
        self._touched: set[str] = set()
        self._view: LiveView | None = None

    def view(self) -> LiveView:
        """The newest state; see the port."""
        with self._lock:
            while True:
                stamp = current_stamp(self._folder)
                try:
                    return self._newest(stamp)
                except (IndexUnusable, OSError, RuntimeError, ValueError) as error:
                    # Two publications may have gone by, the second of which removed what was being opened. FAISS raises
                    # RuntimeError for a missing file, tantivy ValueError; where nothing was published it is a fault.
                    self._let_go()
                    if stamp == current_stamp(self._folder):
                        raise _unusable(error) from error

    def close(self) -> None:
        """Drop the view and the private copy."""
        with self._lock:
            self._let_go()

    def _newest(self, stamp: tuple[int, int] | None) -> LiveView:
        """The view of the generation in force, brought up to the catalogue."""
        view = self._view
        if view is None or stamp != self._stamp:
            view = self._reopen(stamp)
        sequence = self._journal.sequence()
        if sequence < view.sequence:
            raise IndexUnusable("the index is ahead of the catalogue, which is an older one than before: run `lore rebuild`")
        if sequence > view.sequence:
            view = self._follow_or_stay(view, sequence)
        self._view = view
        return view

    def _reopen(self, stamp: tuple[int, int] | None) -> LiveView:
        """Take the generation in force, with nothing beside it. If another is published after `stamp` was read, it may be
        that one, which is then opened once more at the next question."""
        generation = open_current(self._folder, self._embedder)
        self._let_go()
        self._generation, self._stamp = generation, stamp
        if generation is None:
            self._private = self._fork()
            return LiveView(0, (), self._private, Columns([]), {})
        return self._alone(generation)

    def _alone(self, generation: Generation) -> LiveView:
        """The generation with nothing beside it."""
        half = _Half(generation.vectors, generation.keys, generation.owners, generation.columns, None)
        self._owner_of = half.document_ids()
        return LiveView(generation.manifest.sequence, (half,), generation.words, generation.columns, self._owner_of)

    def _let_go(self) -> None:
        """Forget the generation and everything beside it."""
        self._drop_private()
        self._view = self._generation = self._stamp = None
        self._owner_of, self._tail, self._touched = {}, {}, set()

    def _follow_or_stay(self, view: LiveView, sequence: int) -> LiveView:
        """On a full disk the private copy can't be written: then the generation answers alone until there is room.

        Nothing that is gone or was taken from its readers comes back by that, since the retriever asks the catalogue.
        """
        try:
            return self._follow(view, sequence)
        except (OSError, RuntimeError, ValueError):
            if self._generation is None or shutil.disk_usage(self._folder).free > _NO_ROOM:
                raise
            self._drop_private()
            self._tail, self._touched = {}, set()
            return self._alone(self._generation)

    def _follow(self, view: LiveView, sequence: int) -> LiveView:
        """Add what was committed after the view's state: changed documents move to the tail, removed ones vanish."""
        recorded = self._journal.embedder()
        if recorded not in {None, self._embedder}:
            raise IndexUnusable(
                f"the documents are being embedded anew, and this process still has '{self._embedder}': "
                "start it again when `lore ingest --full` has finished"
            )
        changed = self._journal.changed(view.sequence)
        documents = list(self._journal.indexed(changed))
        self._touched.update(changed)
        for document_id in changed:
            self._tail.pop(document_id, None)
        self._tail.update((indexed.document.id, indexed) for indexed in documents)
        if self._private is None:
            self._private = self._fork()
        self._private = self._private.change(changed, documents)
        return self._assemble(sequence)

    def _assemble(self, sequence: int) -> LiveView:
        tail = list(self._tail.values())
        halves = [_tail_half(tail)] if any(indexed.chunks for indexed in tail) else []
        # The generation's chunks stay in it although newer versions hide some: the words no longer return those.
        owner_of = ChainMap({chunk.key: one.document.id for one in tail for chunk in one.chunks}, self._owner_of)
        rows = to_rows(tail)
        if self._generation is not None:
            generation = self._generation
            hidden = np.array([row.document_id in self._touched for row in generation.columns.rows], dtype=np.bool_)
            halves.insert(0, _Half(generation.vectors, generation.keys, generation.owners, generation.columns, hidden))
            rows = [row for row in generation.columns.rows if row.document_id not in self._touched] + rows
        assert self._private is not None  # noqa: S101 - _follow sets it
        return LiveView(sequence, tuple(halves), self._private, Columns(rows), owner_of)

    def _fork(self) -> Words:
        """A private, writable copy of the generation's words. Its segments are hard links: tantivy never changes one."""
        live = self._folder / "live"
        live.mkdir(parents=True, exist_ok=True)
        _sweep(live)
        self._scratch = live / f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        if self._generation is None:
            return Words.create(self._scratch, [])
        shutil.copytree(self._generation.folder / "words", self._scratch, copy_function=_link)
        return Words.open(self._scratch)

    def _drop_private(self) -> None:
        self._private = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None


def _unusable(error: Exception) -> StorageError:
    if isinstance(error, StorageError):
        return error
    return StorageError(f"the index can't follow the catalogue ({error}): check the data folder's disk and rights")


def _tail_half(tail: Sequence[IndexedDocument]) -> _Half:
    chunks = [(place, chunk) for place, indexed in enumerate(tail) for chunk in indexed.chunks]
    matrix: Vectors = np.stack([chunk.vector for _, chunk in chunks]).astype(np.float32)
    keys = np.array([chunk.key for _, chunk in chunks], dtype=np.int64)
    owners = np.array([place for place, _ in chunks], dtype=np.int32)
    exact = vectors.build(matrix, exact_below=len(matrix) + 1)
    return _Half(exact, keys, owners, Columns(to_rows(tail)), None)


def _link(source: str, target: str) -> None:
    """A hard link, or a copy where the file system has none."""
    if source.endswith(".lock"):
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _sweep(live: Path) -> None:
    """Remove the private copies of processes that were killed."""
    for folder in live.iterdir():
        host, _, process = folder.name.rpartition("-")[0].rpartition("-")
        mine = host == socket.gethostname()  # a container beside this one counts its processes on its own
        if mine and process.isdigit() and Path("/proc").exists() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(folder, ignore_errors=True)
