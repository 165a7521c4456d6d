"""How an answer came about, as it is kept beside its question: references and hashes, and no words but the answer's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.domain.provenance import Look, Making
from assistant.domain.queries import Filters


@dataclass(frozen=True, slots=True)
class FoundChunk:
    """A chunk that a search brought, with its score there and the hash of its text then."""

    document_id: str
    ordinal: int
    score: float
    text_hash: str


@dataclass(frozen=True, slots=True)
class CitedChunk:
    """A chunk that a marker of the answer points to. `document_hash` is the hash of its document's bytes then, `held` whether
    the document was in force."""

    marker: int
    document_id: str
    ordinal: int
    text_hash: str
    document_hash: str
    held: bool = True


@dataclass(frozen=True, slots=True)
class Looked:
    """A step of a research, as provenance.Step has it, with the ids of the documents that it brought."""

    look: Look
    about: str
    why: str
    document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read into the question; see understood.Understood. `filters` are those of its words."""

    text: str
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    note: str = ""
    latest: bool = False
    as_of: date | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Stages:
    """How long the stages took, in ms, without the time that its receiver kept the answer waiting. None for a stage that there
    was not."""

    search: float | None = None
    research: float | None = None
    read: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """How one answer came about; its question, its asker and what became of it are kept as `asked.Asked` under the same id.

    `shown` is the text that the asker saw, "" for an abstention, which is a list of documents; `making.returned` what the
    model had returned. `words_from` are the ids of the documents from which these may have words, `trail_from` those others of
    which the trail tells. Once one of the former is removed, the words are deleted, and `is_emptied` says so.
    """

    id: str
    made_at: datetime
    shown: str = ""
    generator: str = ""
    notice: str = ""
    failure: str = ""
    """Why there was no answer at all."""
    conversation_id: str = ""
    asked_within: Filters = field(default_factory=Filters)
    """The filters that the asker set."""
    said: str = ""
    """The person's own words, where the question that is kept beside this was made from them and the conversation."""
    reading: Reading | None = None
    found: tuple[FoundChunk, ...] = ()
    trail: tuple[Looked, ...] = ()
    cited: tuple[CitedChunk, ...] = ()
    making: Making | None = None
    stages: Stages = Stages()
    words_from: frozenset[str] = frozenset()
    trail_from: frozenset[str] = frozenset()
    is_emptied: bool = False
