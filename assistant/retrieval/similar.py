"""More like this: documents that are like a document, or like one chunk of it. Read `MoreLikeThis.like` first."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np

from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Scored
from assistant.domain.queries import Scope
from assistant.errors import NotFound, UsageError
from assistant.ports import Documents, Index, IndexedChunk, IndexedDocument, IndexView, Journal, TextSample
from assistant.retrieval.likeness import Neighbour, combined, most_different, neighbours
from assistant.retrieval.telling_words import Commonness, telling_words

MOST: Final = 50
_DEPTH: Final = 100
"""How many chunks of others each part brings, and the words bring."""
_WORDS: Final = 40
_SAMPLE: Final = 2000
_SPARE: Final = 10
"""Documents beyond `k` that are looked at, in case some are copies or have just gone."""

_LEAST: Final = 0.01
"""What is less alike than this is not: a list may be shorter than `k`."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A document like another. `score` is 0 to 1, comparable within one list; `chunk` is its chunk that shows why, `part` the
    key of the chunk that this is like (0 where only words are alike). `copies` are documents with the same text."""

    document: Document
    score: float
    chunk: Chunk
    part: int
    copies: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class SimilarResult:
    """Documents like `document`, most alike first; `copies` have its text themselves, such as mirrors in other sources."""

    document: Document
    similar: tuple[Similar, ...]
    copies: tuple[Document, ...]
    took_ms: float


class MoreLikeThis:
    """Finds what is like a document by the vectors of its chunks and by its telling words. Nothing is embedded."""

    def __init__(self, index: Index, documents: Documents, journal: Journal, sample: TextSample) -> None:
        self._index = index
        self._documents = documents
        self._journal = journal
        self._sample = sample
        self._lock = threading.Lock()
        self._common: Commonness | None = None

    def like(self, document_id: str, scope: Scope, k: int = 10, chunk_key: int = 0) -> SimilarResult:
        """Up to `k` documents that the scope admits, or with `chunk_key` those like this chunk of the document. Blocks.

        Raises NotFound for a document that does not exist or that the principal may not read, and for a chunk that is none
        of its; UsageError for a `k` outside 1 to 50.
        """
        if not 1 <= k <= MOST:
            raise UsageError(f"k is {k}: choose 1 to {MOST}")
        started = time.perf_counter()
        whole = self._readable(document_id, scope)
        origin = _narrowed(whole, chunk_key)
        view, depth = self._index.view(), _DEPTH + len(whole.chunks)
        parts = [origin.chunks[place] for place in _parts(origin)]
        near = neighbours([_others(found, origin) for found in _nearest(view, parts, depth, scope)])
        matching = _others(view.matching(self._query(origin), depth, scope), origin)
        found = self._found(near, matching, scope, k)
        keys = {one.document_id: parts[one.part].key for one in near}
        copied = {one.document_id for one in near if one.is_copy}
        copies = tuple(one.document for one in found if _has_text_of(one.document, origin.document, copied))
        similar = [replace(one, part=keys.get(one.document.id, 0)) for one in found if one.document not in copies]
        took_ms = (time.perf_counter() - started) * 1000
        return SimilarResult(origin.document, tuple(_folded(similar)[:k]), copies, took_ms)

    def _readable(self, document_id: str, scope: Scope) -> IndexedDocument:
        found = next(iter(self._journal.indexed([document_id])), None)
        if found is None or not found.document.readers.permit(scope.principal):
            raise NotFound("There is no such document, or it is not shared with you.")
        return found

    def _query(self, origin: IndexedDocument) -> str:
        return " ".join(telling_words(origin.document.title, (one.text for one in origin.chunks), self._commonness(), _WORDS))

    def _commonness(self) -> Commonness:
        """Counted once a process: how common words are changes slowly."""
        with self._lock:
            if self._common is None:
                self._common = Commonness.of(self._sample.texts(_SAMPLE))
            return self._common

    def _found(self, near: Sequence[Neighbour], matching: Sequence[Scored], scope: Scope, k: int) -> list[Similar]:
        """The best `k` and some more that still exist and that the principal may still read."""
        scores = combined(near, matching)
        alike = [one for one in scores.values() if one[0] >= _LEAST]
        best = sorted(alike, key=lambda one: (-one[0], one[1]))[: k + _SPARE]
        places = self._documents.found([key for _, key in best])
        return [
            Similar(place.document, score, place.chunk, 0)
            for score, key in best
            if (place := places.get(key)) is not None and scope.admit(place.document)
        ]


def _narrowed(whole: IndexedDocument, chunk_key: int) -> IndexedDocument:
    """The document, or only the chunk of it that is asked for."""
    if not chunk_key:
        return whole
    chunks = tuple(chunk for chunk in whole.chunks if chunk.key == chunk_key)
    if not chunks:
        raise NotFound("There is no such chunk in this document: it may have changed since.")
    return replace(whole, chunks=chunks)


def _parts(origin: IndexedDocument) -> list[int]:
    """The places of the chunks that stand for the document; none for one without text."""
    return most_different(np.stack([one.vector for one in origin.chunks])) if origin.chunks else []


def _nearest(view: IndexView, parts: Sequence[IndexedChunk], depth: int, scope: Scope) -> list[list[Scored]]:
    return view.nearest_each(np.stack([one.vector for one in parts]), depth, scope) if parts else []


def _others(found: Sequence[Scored], origin: IndexedDocument) -> list[Scored]:
    """Without the document's own chunks, of which all may have come first."""
    return list(islice((one for one in found if one.document_id != origin.document.id), _DEPTH))


def _has_text_of(document: Document, origin: Document, copied: set[str]) -> bool:
    return document.id in copied or document.content_hash == origin.content_hash


def _folded(similar: Sequence[Similar]) -> list[Similar]:
    """Each text once, with the documents that repeat it."""
    first: dict[str, Similar] = {}
    for one in similar:
        held = first.get(one.document.content_hash)
        first[one.document.content_hash] = replace(held, copies=(*held.copies, one.document)) if held else one
    return list(first.values())
