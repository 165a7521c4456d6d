"""What somebody sees of how an answer came about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.answer_records import AnswerRecord
from assistant.domain.asked import Asked, Rating
from assistant.domain.documents import Chunk, Document
from assistant.domain.provenance import Look
from assistant.knowledge.decisions.lineage import Entry


class Since(StrEnum):
    """What became of a chunk since the answer was made."""

    SAME = "same"
    """Its document still has these words, if perhaps elsewhere."""
    CHANGED = "changed"
    """Other words stand in its place; the chunk is those."""
    GONE = "gone"
    """Its document has nothing in that place any more."""


@dataclass(frozen=True, slots=True)
class ChunkSince:
    """A chunk that was found, sent or cited, read again now; None where its document has none there any more. `number` is that
    of the evidence or of the marker, None where numbers would tell of what is withheld; `score` that of the search."""

    document: Document
    chunk: Chunk | None
    since: Since
    number: int | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class CitedSince:
    """A cited document: whether it was changed since, whether it was in force then and says now that it is not, and the
    decisions that replaced what was in force in it then."""

    document: Document
    is_changed: bool = False
    is_past: bool = False
    replaced_by: tuple[Entry, ...] = ()

    @property
    def is_as_it_was(self) -> bool:
        """Whether what the answer said of it can still be taken from it."""
        return not (self.is_changed or self.is_past or self.replaced_by)


@dataclass(frozen=True, slots=True)
class StepSince:
    """A step of the research, with what it brought as far as it may be read. Its words are "" where they are withheld."""

    look: Look
    about: str
    why: str
    found: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class OpenedAnswer:
    """How one answer came about, as one person may know it now.

    `record` is None for an answer that an earlier version of Lore gave; its words are taken out of it where `is_withheld`: the
    answer drew on a document that they may not read, or that is gone (`is_emptied` says so to an administrator). `found`,
    `sent` and `cited` are without the documents that they may not read.
    """

    asked: Asked
    record: AnswerRecord | None
    is_withheld: bool = False
    is_emptied: bool = False
    found: tuple[ChunkSince, ...] = ()
    sent: tuple[ChunkSince, ...] = ()
    cited: tuple[ChunkSince, ...] = ()
    documents: tuple[CitedSince, ...] = ()
    trail: tuple[StepSince, ...] = ()
    rating: Rating | None = None
    """The asker's."""
    better: Document | None = None
    """What the asker named as the better source."""
    others: tuple[Rating, ...] = ()
    """Those of people who read along, for administrators; without their names."""
