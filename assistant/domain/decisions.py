"""What was decided: the statement, its status, who decided, what else was considered, and what it replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.domain.documents import Link
from assistant.domain.quotes import Quote


class Origin(StrEnum):
    """What a decision was found in."""

    RECORD = "record"
    """A document that is a decision: an ADR, a PEP, an RFC, a design doc with a decision."""
    MINUTES = "minutes"
    """A conclusion of a meeting; one document holds many."""
    REVIEW = "review"
    """How a code review ended."""
    PERSON = "person"
    """Somebody wrote it down in Lore."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What was considered and not taken; `reason` is why not, in the document's words, or ""."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as its document states it.

    `id` stays the same while the document and the decision's title do. `title` says what it is about, `statement` what was
    decided (one paragraph at most, the document's words). `stated` is the status in the document's own words ("" where it
    states none); knowledge/statuses.py says what it means. `proposed_on` is when it was written, `decided_on` when it was
    settled, where the document says so. `links` are `supersedes`, `superseded-by`, `amended-by` (replaced in part: the rest
    is in force), `implements`, `needs` and `discussed-in`; a target is what the document calls the other: a number, a path,
    an address, a title.
    """

    title: str
    statement: str
    origin: Origin
    id: str = ""
    document_id: str = ""
    stated: str = ""
    proposed_on: date | None = None
    decided_on: date | None = None
    deciders: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    links: tuple[Link, ...] = ()
    quotes: tuple[Quote, ...] = ()
    """What bears it out; the first is the statement's, then the status's, then what names others."""
