"""What people say of decisions: that one is right, what of it is wrong, one that nobody had written down."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.decisions import Alternative
from assistant.domain.readers import ADMINISTRATORS_ONLY, Readers


class Act(StrEnum):
    """What somebody did."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    WRITTEN = "written"
    UNDONE = "undone"
    """Took back another."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What somebody says instead of the document; None leaves what the document says.

    `status` is a word of the status table. `supersedes` holds ids of decisions, `discussed_in` web addresses.
    """

    title: str | None = None
    statement: str | None = None
    status: str | None = None
    proposed_on: date | None = None
    decided_on: date | None = None
    deciders: tuple[str, ...] | None = None
    alternatives: tuple[Alternative, ...] | None = None
    supersedes: tuple[str, ...] | None = None
    discussed_in: tuple[str, ...] | None = None

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the fields that it says something about."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is not None)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a quote stands, without its words: a document's text is kept nowhere but in the document.

    `start` and `length` count characters in the chunk `ordinal`; `digest` is the SHA-256 of the words, so that they are
    found again when the document is cut differently, and not claimed when they are gone.
    """

    document_id: str
    ordinal: int
    start: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """One thing that one person said of one decision. Rulings are only ever added; `number` orders them.

    `document_id` is the decision's document, "" for a decision that was written from none. `readers` are those who could read
    the document when it was said, or the audience that a written decision was given: nobody else ever sees it.
    """

    decision_id: str
    act: Act
    ruled_by: str
    ruled_at: datetime
    document_id: str = ""
    readers: Readers = ADMINISTRATORS_ONLY
    amendment: Amendment = field(default_factory=Amendment)
    evidence: tuple[Pointer, ...] = ()
    seen: str = ""
    """A digest of what the document said then: with another one now, the ruling is of a former version."""
    undoes: int = 0
    """The number of the ruling that is taken back."""
    number: int = 0
