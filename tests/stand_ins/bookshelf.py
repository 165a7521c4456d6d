"""Index, view and Documents over texts in memory, for searching without files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import About, Scored
from assistant.domain.queries import Scope
from assistant.ports import Vectors
from tests.stand_ins.decided import HeldDocuments

EMBEDDER = HashingEmbedder()


@dataclass
class Bookshelf:
    """What is on it is found as it was put there; `documents` tells what the catalogue says now.

    Vectors say how near a text is; its words are looked for where `with_words` is set. What was asked is kept: `pools` for
    the vector half, `texts` for the words, `leads` for the titles.
    """

    held: Sequence[tuple[Document, Sequence[str]]]
    with_words: bool = False
    sequence: int = 7
    documents: HeldDocuments = field(init=False)
    pools: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put all of it on the shelf, in order."""
        self.documents = HeldDocuments(self.held)
        self._indexed = list(self.documents.all())

    def view(self) -> Bookshelf:
        return self

    def close(self) -> None:
        """Nothing is open."""

    def nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Scored]:
        self.pools.append(k)
        return _best([Scored(one.key, one.document_id, float(_vector(one) @ vector)) for one in self._admitted(scope)], k)

    def nearest_each(self, vectors: Vectors, k: int, scope: Scope) -> list[list[Scored]]:
        return [self.nearest(vector, k, scope) for vector in vectors]

    def matching(self, text: str, k: int, scope: Scope) -> list[Scored]:
        self.texts.append(text)
        if not self.with_words:
            return []
        wanted = set(text.casefold().split())
        counted = [(one, len(wanted & set(one.text.casefold().split()))) for one in self._admitted(scope)]
        return _best([Scored(one.key, one.document_id, float(count)) for one, count in counted if count], k)

    def about(self, text: str, document_ids: Collection[str]) -> dict[str, About]:
        self.leads.append(text)
        kinds = {document.id: document.kind for document, _ in self._indexed}
        return {one: About(kinds[one]) for one in document_ids}

    def _admitted(self, scope: Scope) -> Iterator[Chunk]:
        for document, chunks in self._indexed:
            if scope.admit(document):
                yield from chunks


def _vector(chunk: Chunk) -> NDArray[np.float32]:
    return EMBEDDER.embed_question(chunk.text)


def _best(scored: list[Scored], k: int) -> list[Scored]:
    return sorted(scored, key=lambda one: (-one.score, one.key))[:k]
