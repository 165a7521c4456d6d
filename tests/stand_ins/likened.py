"""A library in memory that can be compared: an index that looks at every chunk, and the ports that `MoreLikeThis` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.hashing_embedder import HashingEmbedder
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.hits import Scored
from assistant.domain.queries import Scope
from assistant.domain.readers import Readers
from assistant.ports import Found, IndexedChunk, IndexedDocument, Vectors
from assistant.retrieval.similar import MoreLikeThis
from assistant.retrieval.telling_words import words


def written(name: str, *texts: str, readers: str = "everyone", **fields: object) -> IndexedDocument:
    """A document with its chunks; their keys are those of the texts' places in the document until it stands in a library."""
    digest = hashlib.sha256("".join(texts).encode()).hexdigest()
    defaults: dict[str, object] = {
        "source": "docs",
        "path": f"{name}.md",
        "title": name,
        "kind": Kind.PAGE,
        "content_hash": digest,
    }
    audience = Readers.parse(readers) if readers else Readers()
    document = Document(id=name, readers=audience, **(defaults | fields))  # type: ignore[arg-type]
    vectors = HashingEmbedder().embed([*texts, ""])
    chunks = (IndexedChunk(place, name, (), text, vectors[place]) for place, text in enumerate(texts))
    return IndexedDocument(document, tuple(chunks))


@dataclass
class Bookcase:
    """The Index, its view, Documents, Journal and TextSample over a list. What is `gone` is in the index alone."""

    held: list[IndexedDocument]
    gone: set[str] = field(default_factory=set)
    sequence: int = 1

    def __post_init__(self) -> None:
        """Give the chunks keys of their own, from 100 on."""
        self.held = [
            IndexedDocument(
                one.document,
                tuple(
                    IndexedChunk(100 * number + chunk.key, one.document.id, (), chunk.text, chunk.vector)
                    for chunk in one.chunks
                ),
            )
            for number, one in enumerate(self.held, start=1)
        ]

    def similar(self) -> MoreLikeThis:
        """The use case over this library."""
        return MoreLikeThis(self, self, self, self)  # type: ignore[arg-type]

    def view(self) -> Bookcase:
        return self

    def close(self) -> None:
        """Nothing is open."""

    def nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Scored]:
        return self._best(((chunk, float(chunk.vector @ vector)) for chunk in self._admitted(scope)), k)

    def nearest_each(self, vectors: Vectors, k: int, scope: Scope) -> list[list[Scored]]:
        return [self.nearest(vector, k, scope) for vector in vectors]

    def matching(self, text: str, k: int, scope: Scope) -> list[Scored]:
        wanted = set(words(text))
        counted = ((chunk, float(len(wanted & set(words(chunk.text))))) for chunk in self._admitted(scope))
        return self._best((pair for pair in counted if pair[1]), k)

    def indexed(self, document_ids: Iterable[str] | None = None) -> Iterator[IndexedDocument]:
        wanted = None if document_ids is None else set(document_ids)
        yield from (
            one for one in self.held if (wanted is None or one.document.id in wanted) and one.document.id not in self.gone
        )

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        return {
            chunk.key: Found(one.document, Chunk(chunk.key, one.document.id, 0, chunk.text))
            for one in self.indexed()
            for chunk in one.chunks
            if chunk.key in keys
        }

    def texts(self, count: int) -> list[str]:
        return [chunk.text for one in self.held for chunk in one.chunks][:count]

    def _admitted(self, scope: Scope) -> Iterator[IndexedChunk]:
        for one in self.held:
            if scope.admit(one.document):
                yield from one.chunks

    @staticmethod
    def _best(scored: Iterable[tuple[IndexedChunk, float]], k: int) -> list[Scored]:
        found = [Scored(chunk.key, chunk.document_id, score) for chunk, score in scored]
        return sorted(found, key=lambda one: (-one.score, one.key))[:k]
