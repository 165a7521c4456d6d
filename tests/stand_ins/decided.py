"""What the decision book needs from outside, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.access.directory import Directory
from assistant.adapters.system_clock import FixedClock
from assistant.domain.documents import Chunk, Document
from assistant.domain.hits import Hit, SearchResult
from assistant.domain.queries import Query
from assistant.domain.readers import ADMINISTRATORS_ONLY, Readers
from assistant.domain.rulings import Ruling
from assistant.domain.statuses import StatusTable
from assistant.knowledge.decisions.book import DecisionBook
from assistant.knowledge.decisions.curation import Curation
from assistant.knowledge.decisions.lineages import Lineages
from assistant.knowledge.memory import Memory
from assistant.knowledge.ports import Rulings, Searcher
from assistant.ports import Clock, Documents, Found

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class HeldRulings:
    """The Rulings port over a list."""

    def __init__(self) -> None:
        self._rulings: list[Ruling] = []

    def newest(self) -> int:
        return len(self._rulings)

    def read(self) -> list[Ruling]:
        return list(self._rulings)

    def add(self, ruling: Ruling) -> Ruling:
        self._rulings.append(replace(ruling, number=len(self._rulings) + 1))
        return self._rulings[-1]


class HeldDocuments:
    """The Documents port over documents with their chunks' texts."""

    def __init__(self, held: Iterable[tuple[Document, Sequence[str]]] = ()) -> None:
        self._held: dict[str, tuple[Document, list[Chunk]]] = {}
        for document, texts in held:
            self.hold(document, texts)

    def hold(self, document: Document, texts: Sequence[str]) -> None:
        """Put it in the place of what was held under its id."""
        first = 1000 * (len(self._held) + 1)
        chunks = [Chunk(first + ordinal, document.id, ordinal, text) for ordinal, text in enumerate(texts)]
        self._held[document.id] = (document, chunks)

    def move(self, document: Document) -> None:
        """Hold these fields of it, and its chunks as they are."""
        self._held[document.id] = (document, self._held[document.id][1])

    def drop(self, document_id: str) -> None:
        """Hold it no more."""
        del self._held[document_id]

    def all(self) -> Iterable[tuple[Document, list[Chunk]]]:
        """Every document with its chunks."""
        return self._held.values()

    def get(self, document_id: str) -> Document | None:
        return self._held[document_id][0] if document_id in self._held else None

    def chunks(self, document_id: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        chunks = self._held[document_id][1] if document_id in self._held else []
        return chunks[first : None if last is None else last + 1]

    def found(self, keys: Sequence[int]) -> dict[int, Found]:
        return {chunk.key: Found(document, chunk) for document, chunks in self.all() for chunk in chunks if chunk.key in keys}

    def neighbours(self, chunks: Sequence[Chunk], reach: int) -> list[Found]:
        return [
            Found(document, one)
            for document, held in self.all()
            for one in held
            if any(near.document_id == document.id and abs(near.ordinal - one.ordinal) <= reach for near in chunks)
        ]


class WordSearcher:
    """The Searcher port: a chunk's score is the share of the query's words that it or its title has."""

    def __init__(self, documents: HeldDocuments) -> None:
        self._documents = documents

    def search(self, query: Query) -> SearchResult:
        words = query.text.casefold().split()
        hits = [
            Hit(document, chunk, sum(word in f"{document.title} {chunk.text}".casefold() for word in words) / len(words))
            for document, chunks in self._documents.all()
            if query.scope.admit(document)
            for chunk in chunks
        ]
        found = sorted((hit for hit in hits if hit.score), key=lambda hit: -hit.score)
        return SearchResult(tuple(found[: query.k]), 0.0)


@dataclass(frozen=True)
class Around:
    """What is around the decision book; nothing of it by default."""

    documents: Documents = field(default_factory=HeldDocuments)
    searcher: Searcher = field(default_factory=lambda: WordSearcher(HeldDocuments()))
    rulings: Rulings = field(default_factory=HeldRulings)
    directory: Directory = field(default_factory=lambda: Directory([], {}))
    statuses: StatusTable = field(default_factory=StatusTable)
    curators: Readers = ADMINISTRATORS_ONLY
    clock: Clock = field(default_factory=lambda: FixedClock(NOON))


def decided_over(memory: Memory, around: Around) -> tuple[DecisionBook, Curation]:
    """The decision book and its curation, as the bootstrap wires them."""
    lineages = Lineages(memory, around.rulings, around.documents, around.statuses, around.clock)
    book = DecisionBook(lineages, around.searcher, around.directory)
    return book, Curation(lineages, around.rulings, around.documents, around.clock, around.curators)
