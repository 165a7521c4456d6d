"""What is searched: a query, and the scope that it may be answered from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from assistant.domain.documents import Document
from assistant.domain.readers import Principal


@dataclass(frozen=True, slots=True)
class Filters:
    """What the asker wants to look at; an empty field does not filter. `after` is inclusive, `before` exclusive.

    `folders` are those of a source that a document's path may lie in, at any depth: `adr`, or a Slack channel's id.
    """

    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    folders: tuple[str, ...] = ()

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
        if self.folders and not any(lies_in(document.path, folder) for folder in self.folders):
            return False
        when = document.updated_at
        if (self.after or self.before) and when is None:
            return False
        if when and self.after and when < self.after:
            return False
        return not (when and self.before and when >= self.before)


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
class Query:
    """What is searched: the words, how many chunks are wanted, and from where."""

    text: str
    scope: Scope
    k: int = 10
