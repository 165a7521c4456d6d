"""What is searched: a query, and the scope that it may be answered from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from assistant.domain.documents import Document
from assistant.domain.readers import Principal
from assistant.domain.well_formed import well_formed


@dataclass(frozen=True, slots=True)
class Filters:
    """What the asker wants to look at; an empty field does not filter. `after` is inclusive, `before` exclusive.

    `folders` are those of a source that a document's path may lie in, at any depth: `adr`, or a Slack channel's id. `voices`
    are people whose words are in a document, as authors, speakers, reviewers or attendees; `reviewers` those who reviewed it.
    """

    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    folders: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()

    def admit(self, document: Document) -> bool:
        """Whether a document passes. The index applies the same rule to its columns; this is its definition.

        Authors and statuses are compared without regard to case; an author matches on the whole name or one word of it.
        """
        if self.kinds and document.kind not in self.kinds:
            return False
        if self.sources and document.source not in self.sources:
            return False
        if self.statuses and document.status.casefold() not in {status.casefold() for status in self.statuses}:
            return False
        if self.authors and not any(author_matches(wanted, name) for wanted in self.authors for name in document.authors):
            return False
        if self.voices and not _any_matches(self.voices, voices_in(document)):
            return False
        if self.reviewers and not _any_matches(self.reviewers, document.fields.get(REVIEWERS, ())):
            return False
        if self.folders and not any(lies_in(document.path, folder) for folder in self.folders):
            return False
        when = document.updated_at
        if (self.after or self.before) and when is None:
            return False
        if when and self.after and when < self.after:
            return False
        return not (when and self.before and when >= self.before)


REVIEWERS: Final = "reviewers"
VOICES: Final = ("speakers", "attendees", REVIEWERS)
"""The fields of a document that name people whose words are in it, besides its authors."""


def voices_in(document: Document) -> tuple[str, ...]:
    """The people whose words are in a document, as far as it names them."""
    return (*document.authors, *(name for field_name in VOICES for name in document.fields.get(field_name, ())))


def _any_matches(wanted: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(author_matches(one, name) for one in wanted for name in names)


def lies_in(path: str, folder: str) -> bool:
    """Whether a path stands in this folder or one below it; nothing stands in a folder without a name."""
    folder = folder.strip("/")
    return bool(folder) and path.startswith(f"{folder}/")


def author_matches(wanted: str, author: str) -> bool:
    """`ruiz`, `Ana` and `ana ruiz` all mean the author `Ana Ruiz`."""
    wanted, author = wanted.casefold().strip(), author.casefold()
    return bool(wanted) and (wanted == author or wanted in author.replace("<", " ").replace(">", " ").split())


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the index that a query may be answered from: what this principal may read, and wants to see."""

    principal: Principal
    filters: Filters = field(default_factory=Filters)

    def admit(self, document: Document) -> bool:
        """The definition that every index has to honour."""
        return document.readers.permit(self.principal) and self.filters.admit(document)


@dataclass(frozen=True, slots=True)
class TimeWish:
    """The state of things that is wanted: `latest` as they are now, `as_of` as they were on that day; else any."""

    latest: bool = False
    as_of: date | None = None


ANY_TIME: Final = TimeWish()


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: the words, how many chunks are wanted, and from where. `literally` asks that nothing be read into the
    words; `in_context` that each chunk comes with what stands around it, and none that another brought already."""

    text: str
    scope: Scope
    k: int = 10
    literally: bool = False
    in_context: bool = False

    def __post_init__(self) -> None:
        """Make the words such that they can be embedded."""
        object.__setattr__(self, "text", well_formed(self.text))
