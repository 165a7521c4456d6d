"""What a search returns."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.documents import Chunk, Document, Kind


@dataclass(frozen=True, slots=True)
class Scored:
    """A chunk's key and its document with what one half of the index says about it; higher is better."""

    key: int
    document_id: str
    score: float


@dataclass(frozen=True, slots=True)
class About:
    """What the ranking knows of a candidate document besides its chunks: its kind, and how well its title says what the
    question leads with, 0 to 1."""

    kind: Kind
    title_agreement: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that answers a query, with its document; higher scores are better, comparable within one search only.

    `around` are the chunk and its neighbours in their order, where the query asked for them.
    """

    document: Document
    chunk: Chunk
    score: float
    similarity: float = 0.0
    """Cosine of the question's and the chunk's vectors, -1 to 1; 0 where the vector half did not return it."""
    around: tuple[Chunk, ...] = ()

    @property
    def text(self) -> str:
        """The chunk's text, with that of its neighbours where they were asked for."""
        return "\n\n".join(chunk.text for chunk in self.around) or self.chunk.text


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, and how long they took. `sequence` is the state of the catalogue that they were read from."""

    hits: tuple[Hit, ...]
    took_ms: float
    sequence: int = 0
